"""What a value hangs on: variables, words, the parts of a key, and the small parts of steps and changes."""

from __future__ import annotations

import pytest

from dlinter.model.cache import lower
from dlinter.model.cache.change import Change, image_moves
from dlinter.model.cache.inputs import Local, followed, local
from dlinter.model.cache.leak import Leak, Where, leak_of, told_leak
from dlinter.model.cache.spellings import BASE, PLATFORM, as_in_most_images, join, mode, owner
from dlinter.model.cache.steps import Influence, Kind, Remote, StageInput, Step
from dlinter.model.cache.variables import UNKNOWN, Variable, Variables
from dlinter.model.cache.volatile import (
    flowing_in,
    is_build_time,
    is_date,
    references,
    volatile_names,
    why_volatile,
)
from dlinter.model.dockerfile import Arg, Env, Label
from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.text import Text


def facts(source: str) -> Facts:
    return Facts(read(Text(source.encode(), "Dockerfile")))


def of(*names: str, loose: tuple[str, ...] = (), lines: tuple[int, ...] = ()) -> Influence:
    return Influence(frozenset(names), frozenset(lines), frozenset(loose))



def test_influences_together() -> None:
    assert of("A", lines=(1,)) | of("B", lines=(2,)) == of("A", "B", lines=(1, 2))
    assert of("A", loose=("A",)) | of("A") == of("A") == of("A") | of("A", loose=("A",))
    assert of("A", loose=("A",)) | of("B", loose=("B",)) == of("A", "B", loose=("A", "B"))
    assert of("A", "B").loosened == of("A", "B", loose=("A", "B"))


def test_a_step_in_words() -> None:
    step = Step(
        0, 0, Kind.RUN, 0, "s", 1, 1, "x" * 72, base="a:1", locals=(Local(""), Local(None), Local("b")),
        stages=(StageInput(1, "", (), "COPY"), StageInput(None, "i:1", (), "bind")),
        remotes=(Remote("u"), Remote("g", git=True, pinned=True)), environment=of("B"), words=of("A"),
        picks=frozenset("C"), platform=frozenset("D"),
    )  # fmt: skip
    assert step.label == "x" * 72
    assert Step(0, 0, Kind.RUN, 0, "s", 1, 1, "x" * 73).label == "x" * 71 + "…"
    assert step.arguments == ("A", "B", "C", "D")
    assert list(step.depends) == [
        "image a:1",
        "files .",
        "files a path only the build can tell",
        "files b",
        "COPY stage 1",
        "bind i:1",
        "url u",
        "git g (pinned)",
    ]


@pytest.mark.parametrize(
    ("image", "named", "moves"),
    [
        ("a:1", ["a:1"], True), ("a:1", ["*"], True), ("a:1@sha256:" + "0" * 64, ["*"], False),
        ("a:1@sha256:" + "0" * 64, ["*", "a:1@sha256:" + "0" * 64], True),
        ("a:1", ["docker.io/library/a:1"], True), ("a:1", ["a:2"], False), ("a:1", [], False),
        ("a:1", ["b", "a:1"], True), ("A B", ["C D"], False), ("$X", ["$X"], True),
    ],
)  # fmt: skip
def test_images_that_move(image: str, named: list[str], moves: bool) -> None:
    assert image_moves(image, named) is moves


def test_changes() -> None:
    assert [
        set(c)
        for c in (
            Change.of_bases().bases,
            Change.of_bases("a").bases,
            Change.of_remotes().remotes,
            Change.of_remotes("u").remotes,
        )
    ] == [{"*"}, {"a"}, {"*"}, {"u"}]



@pytest.mark.parametrize(
    ("item", "path", "takes"),
    [
        (local("a/./b", ["b/x"], parents=True), "a/b/x", False),
        (local("a/./b", ["b/x"], parents=True), "a/b/y", True),
        (local("a/c/./b", ["b/x"], parents=True), "a/c/b/x", False),
        (local("a/c/./b", ["c/b/x"], parents=True), "a/c/b/x", True),
        (local("a/b", ["a/b/x"], parents=True), "a/b/x", False),
        (local("a/b", ["b/x"], parents=True), "a/b/x", True),
        (local(""), "a/b", True), (local("."), "x", True), (local(None), "x", True), (local("a"), "a", True),
        (local("a"), "ab", False), (local("a"), "a/b", True),
        (local("a", ["b"]), "a/b", False), (local("a", ["a"]), "a", True), (local("a*"), "ab/c", True),
        (local("a*/c"), "ab", False), (local("a*/c"), "ab/c/d", True),
        (local("[a"), "x", False), (local("a*", mount=True), "a*", True),
        (local("a*", mount=True), "ab", False), (local("a*", mount=True), "a*/x", True),
    ],
)  # fmt: skip
def test_paths_that_are_taken(item: Local, path: str, takes: bool) -> None:
    assert item.takes(path) is takes


def test_inputs_in_words_and_keys() -> None:
    assert [i.told for i in (local("."), local("a"), local(None))] == [
        ".",
        "a",
        "a path only the build can tell",
    ]
    assert [
        i.literal
        for i in (local("a"), local("a*"), local("a*", mount=True), local("a", parents=True), local(None))
    ] == [True, False, True, False, False]
    assert len({i.key for i in (local("a"), local("a", ["b"]), local("a", parents=True),
        local("a", mount=True), local("x/./a", parents=True))}) == 5
    context = BuildContext.of({"a/b": "", "a/c": "", "d": ""}, links={"l": "a", "a/m": "../d"})
    assert local(None).files(context) == ()
    assert local("a", mount=True).files(context) == local("a").files(context) and set(
        local("a").files(context)
    ) >= {"a/b", "a/c"}
    assert set(local("a/./b", parents=True).files(context)) == {"a/b"}
    assert [i.pattern for i in followed(local("l"), context)] == ["a"]
    assert [i.pattern for i in followed(local("a"), context)] == []
    assert [i.pattern for i in followed(local("l/b*"), context)] == ["a/b*"]
    assert [i.pattern for i in followed(local("l*"), context)] == ["a"]
    assert [i.pattern for i in followed(local("a/m"), context)] == ["d"]
    assert list(followed(local("l", parents=True), context)) == list(followed(local(None), context)) == []



@pytest.mark.parametrize(
    ("folder", "path", "plain", "slash"),
    [
        ("/w", "a", "/w/a", "/w/a"), ("/w", "a/", "/w/a", "/w/a/"), ("/w", ".", "/w", "/w/"),
        ("/w", "", "/w", "/w/"), ("/w", "/a/../b", "/b", "/b"), ("/w", "a/.", "/w/a", "/w/a/."),
        ("/", "/", "/", "/"), (BASE, "a", f"{BASE}/a", f"{BASE}/a"), (BASE, ".", BASE, f"{BASE}/"),
        (BASE, "a/..", BASE, BASE), (f"{BASE}/x", "../a", f"{BASE}/a", f"{BASE}/a"),
        ("/w", "/.", "/", "/."),
    ],
)  # fmt: skip
def test_paths_from_a_folder(folder: str, path: str, plain: str, slash: str) -> None:
    assert (join(folder, path), join(folder, path, slash=True)) == (plain, slash)


def test_parts_of_keys() -> None:
    assert as_in_most_images(f"{PLATFORM}linux") == ""
    assert (
        as_in_most_images(f"{BASE}/a") == "/a"
        and as_in_most_images(BASE) == "/"
        and as_in_most_images("/a") == "/a"
    )
    assert as_in_most_images(f"x{UNKNOWN}NAME{UNKNOWN}y") == "xy"
    assert [owner(v) for v in ("root", "0", "07:root", "app:5", "root:a:b", "1234567890")] == [
        "0",
        "0",
        "7:0",
        "app:5",
        "0:a:b",
        "1234567890",
    ]
    assert [mode(v) for v in ("644", "0644", "u+x", "9", "77777777777")] == [
        "0o644",
        "0o644",
        "u+x",
        "9",
        "77777777777",
    ]


def last_key(line: str) -> str:
    from dlinter.model.cache.build_cache import cache_of

    return cache_of(facts(f"FROM a:1\nWORKDIR /w\n{line}\n")).steps[-1].own


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("type=secret,id=a", "type=secret,source=a", True),
        ("type=secret,id=a", "type=secret,id=a,target=/run/secrets/a", True),
        ("type=secret,id=a", "type=secret,id=a,required", False),
        ("type=secret,id=a,required=false", "type=secret,id=a", True),
        ("type=secret,id=a,required=1", "type=secret,id=a,required", True),
        ("type=secret,id=a,env=E", "type=secret,id=a,env=F", False),
        ("type=secret,id=a,mode=0400", "type=secret,id=a,mode=0444", False),
        ("type=secret,id=a,uid=1", "type=secret,id=a", False),
        ("type=secret,id=a,gid=1", "type=secret,id=a", False),
        ("type=ssh,id=a", "type=ssh,id=b", False), ("type=ssh,id=a,target=/s", "type=ssh,id=a", False),
        ("type=tmpfs,target=/t,size=1", "type=tmpfs,target=/t", False),
        ("type=tmpfs,target=/t,ro", "type=tmpfs,target=/t", False),
        ("type=cache,target=/c,ro", "type=cache,target=/c", False),
        ("type=cache,target=/c,from=x:1", "type=cache,target=/c", False),
        ("type=cache,target=/c,id=x,uid=1", "type=cache,target=/c,id=x,uid=2", False),
        ("target=/t,source=a", "dst=/t,src=a", True), ("target=t,source=a", "target=/w/t,source=a", True),
        ("target=/t,source=a,ro,rw", "target=/t,source=a,rw", True),
        ("target=/t,source=a,rw,ro", "target=/t,source=a", True),
        ("target=/t,source=a,rw=false", "target=/t,source=a", True),
        ("target=/t,source=a,rw=F", "target=/t,source=a,ro", True),
        ("target=/t,source=a,from=x:1", "target=/t,source=a", True),
        ("type=cache,target=/c,sharing=SHARED", "type=cache,target=/c", True),
        ("type=cache,target=/c,sharing=private", "type=cache,target=/c,sharing=locked", True),
        ("target=/a,source=x --mount=type=secret,id=s", "type=secret,id=s --mount=target=/a,source=x", True),
        ("type=secret,id=r --mount=type=secret,id=s", "type=secret,id=s --mount=type=secret,id=r", False),
        ("target=/a,source=x --mount=target=/b,source=y",
            "target=/a,source=x --mount=target=/b,source=y,from=x:1", False),
    ],
)  # fmt: skip
def test_options_of_mounts_in_the_key(one: str, other: str, same: bool) -> None:
    assert (last_key(f"RUN --mount={one} x") == last_key(f"RUN --mount={other} x")) is same



def test_variables_in_words() -> None:
    names = Variables()
    names.put("A", Variable("1.2.3", of("A")))
    names.put("E", Variable("", of("E")))
    names.put("X", Variable("x", of("X"), known=False))
    names.declare("D", of("D"))
    for word, text, value, hangs in (
        ("plain/x:1", "plain/x:1", "plain/x:1", of()), ("a$A", "a1.2.3", "a1.2.3", of("A")),
        ("${A%.*}", "1.2", "1.2", of("A", loose=("A",))), ("${A:-x}", "1.2.3", "1.2.3", of("A")),
        ("${A:+x}", "x", "x", of("A", loose=("A",))), ("${E:+x}", "", "", of("E")),
        ("${E:-$A}", "1.2.3", "1.2.3", of("A", "E")), ("$X", "x", None, of("X")),
        ("$D", "", None, of("D")), ("${D:-x}", "x", None, of("D")), ("$NONE", "", "", of()),
        ("${A:-$X}", "1.2.3", "1.2.3", of("A", "X", loose=("X",))),
    ):  # fmt: skip
        found = names.word(word, "\\")
        assert (found.text, found.value) == (text, value), word
        assert found.hangs == hangs, word
    inherited = Variables(inherits=True)
    found = inherited.word("a$NONE", "\\")
    assert (found.text, found.value) == (f"a{UNKNOWN}NONE{UNKNOWN}", None)
    assert names.word("'$A'", "\\", quotes=False).text == "'1.2.3'"
    assert names.word("${A", "\\").text == "${A"


def test_the_list_of_variables() -> None:
    names = Variables()
    names.put("A", Variable("1", of("A")))
    names.put("PATH", Variable("/p", of()), image=True)
    names.put("B", Variable("2", of("B", loose=("B",), lines=(4,))), image=True)
    names.declare("C", of("C"))
    names.put("A", Variable("3", of("Z")))
    assert (names.listed, len(names)) == (["PATH=/p", "B=2", "A=3"], 4)
    assert names.hangs == of("B", "C", "Z", loose=("B",), lines=(4,))
    names.declare("A", of("A"))
    assert names.get("A") == Variable("3", of("A", "Z")) and names.hangs == of(
        "A", "B", "C", "Z", loose=("B",), lines=(4,)
    )
    assert names.get("C") == Variable(None, of("C"), False)
    copy = names.copy()
    assert copy.listed == ["A=3", "PATH=/p", "B=2"]
    copy.put("N", Variable("n", of()))
    assert names.get("N") is None and not copy.inherits and Variables(True).copy().inherits


@pytest.mark.parametrize(
    ("name", "default", "why"),
    [
        ("GIT_SHA", None, "build"), ("GIT_SHA", "abcdef0", ""), ("GIT_SHA", "abcdef", "build"),
        ("GIT_SHA", "main", "build"), ("BUILD_DATE", "1.2", "build"), ("COLOUR", None, ""),
        ("GIT_COMMIT", " 1.2.3 ", ""),
    ],
)  # fmt: skip
def test_volatile_arguments(name: str, default: str | None, why: str) -> None:
    assert why_volatile(name, default, facts("FROM a\n")) == why


def test_what_flows_into_a_value() -> None:
    source = (
        "FROM a\nARG GIT_SHA\nARG COLOUR=$GIT_SHA\nENV B=$COLOUR\nENV C=$B D=$NONE E=plain F=$F\nARG "
        "LATE=$GIT_SHA\nENV COLOUR=red\nLABEL x=$COLOUR y=$GIT_SHA\n"
    )
    found = facts(source)
    env = next(i for i in found.dockerfile.instructions if isinstance(i, Env) and i.pairs[0].key.value == "C")
    assert [flowing_in(pair, env, found) for pair in env.pairs] == ["GIT_SHA", "", "", ""]
    label = next(i for i in found.dockerfile.instructions if isinstance(i, Label))
    assert [flowing_in(pair, label, found) for pair in label.pairs] == ["", "GIT_SHA"]
    assert volatile_names(found) == {"GIT_SHA": "build"}
    assert list(references("a$B${C}")) == ["B", "C"] and not list(references("a"))
    assert is_date("on 2026-01-31T12:00") and not is_date("2026-01-31")
    assert is_build_time("BUILD_NUMBER") and is_build_time("timestamp") and not is_build_time("BUILD")



@pytest.mark.parametrize(
    ("source", "where", "told"),
    [
        ("FROM a\nARG X\nENV Y=$X\n", Where.CONFIG, "ENV on line 3 puts it into the image's configuration"),
        ("FROM a\nARG X\nLABEL y=$X\n", Where.CONFIG, "LABEL on line 3 puts it into"),
        ("FROM a\nARG X\nRUN y\n", Where.HISTORY, "RUN on line 3 puts it into the image's history"),
        ("FROM a\nRUN y\nARG X\n", Where.NOWHERE, "no step of the build gets it"),
        ("FROM a AS one\nARG X\nRUN y\nFROM a\nCOPY --from=one / /\n", Where.CACHE,
            "RUN on line 3 of stage `one` puts it into the build cache and the provenance"),
        ("FROM a\nARG X\nRUN y\nFROM a\nCOPY --from=0 / /\n", Where.CACHE,
            "RUN on line 3 of a stage that is not exported"),
        ("FROM a AS one\nARG X\nRUN y\nFROM one\nRUN z\n", Where.HISTORY, "RUN on line 3"),
        ("FROM a\nARG X\nCOPY $X /x\n", Where.HISTORY, "COPY on line 3"),
        ("FROM a\nARG X\nCOPY x /x\n", Where.NOWHERE, "no step"),
        ("FROM a AS one\nARG X\nENV Y=$X\nRUN 1\nFROM a\nCOPY --from=one / /\n", Where.CACHE,
            "RUN on line 4"), ("FROM a\nENV Y=$X\nARG X\n", Where.NOWHERE, "no step"),
        ("FROM a AS one\nARG X\nRUN 1\nRUN 2\nFROM a\nCOPY --from=one / /\n", Where.CACHE, "RUN on line 3"),
    ],
)  # fmt: skip
def test_where_an_argument_ends(source: str, where: Where, told: str) -> None:
    found = facts(source)
    arg = next(i for i in found.dockerfile.instructions if isinstance(i, Arg))
    leak = leak_of(arg, "X", found)
    assert leak.where is where
    assert told_leak(leak, found).startswith(told)
    assert (leak == Leak(Where.NOWHERE)) is (where is Where.NOWHERE)
    if where is Where.CONFIG:
        assert leak_of(arg, "X", found, in_config=False).where is Where.NOWHERE


@pytest.mark.parametrize(
    ("rest", "found"),
    [
        ("RUN npm ci\n", "end 3"), ("RUN npm ci\nRUN make\n", "4 3"), ("RUN echo $X\n", "3 "),
        ("RUN npm ci\nLABEL a=$X\n", "4 3"),
        ("COPY a /\nENV B=1\nUSER u\nEXPOSE 1\nCMD x\nENTRYPOINT y\nVOLUME /v\nSTOPSIGNAL 1\n", "end "),
        ("RUN npm ci\nONBUILD RUN x\n", "none"), ("RUN <<E\nnpm ci\nE\n", "3 "),
        ("RUN npm ci\nFROM b\nRUN x\n", "end 3"), ("RUN npm ci\nFROM s\nRUN echo 1\nRUN make\n", "6 3,5"),
        ("FROM s\nRUN make\nFROM s\nRUN echo 1\n", "4  | end 6"),
        ("FROM s\nONBUILD RUN make\n", "none"), ("RUN sudo npm ci\n", "3 "),
        ("RUN mkdir a && chmod 1 c\n", "end 3"), ("RUN cp a b\n", "end 3"), ("RUN npm ci && make\n", "3 "),
        ("RUN printf a\n", "end 3"), ("HEALTHCHECK CMD x\n", "end "),
        ("RUN set -eux; if [ -f a ]; then cp a b; elif [[ -n $Y ]]; then touch c; fi\n", "end 3"),
        ("RUN case $(uname -m) in x86_64) curl -fsSLo a https://a.example;; *) false;; esac\n", "end 3"),
        ("RUN set -eux; apk add curl; V=$(cut -d. -f1 /etc/a); grep -q $V b || echo $V >> b; apk add c\n",
            "end 3"),
        ("RUN curl -f https://a.example | gpg --dearmor -o /a && nginx -v\n", "end 3"),
        ("RUN own -v\n", "3 "), ("RUN own --version\n", "end 3"), ("RUN own --version > a\n", "3 "),
        ("RUN echo $(own --version) > a\n", "3 "), ("RUN pytest -v\n", "3 "),
        ("RUN apk add \"a=$V\" && cp a b && true\n", "end 3"), ("RUN apk add $V && ./a\n", "3 "),
        ("RUN curl -f https://a.example | gpg --dearmor -o /a && node -v\n", "end 3"),
        ("RUN docker-php-ext-install gd\n", "end 3"), ("RUN docker-php-entrypoint gd\n", "3 "),
        ("RUN if ./x; then true; fi\n", "3 "), ("RUN if [ -n \"$X\" ]; then true; fi\n", "3 "),
        ("RUN set\n", "3 "), ("RUN export -p > a\n", "3 "), ("RUN export A=1 && touch a\n", "end 3"),
        ("RUN export A=1 && make\n", "3 "), ("RUN curl -f https://a.example | sh\n", "3 "),
        ("RUN find . -exec ./x {} +\n", "3 "), ("RUN find . -type f\n", "end 3"),
        ("RUN sed -f a b\n", "3 "), ("RUN tar -x --to-command=./x -f a\n", "3 "),
        ("RUN N=X; echo \"${!N}\" > a\n", "3 "), ("RUN grep a /proc/self/environ > b\n", "3 "),
        ("RUN ./curl a\n", "3 "), ("RUN /usr/bin/curl a\n", "end 3"), ("RUN printenv > a\n", "3 "),
        ("RUN env > a\n", "3 "), ("RUN echo() { env; }; echo a > b\n", "3 "),
        ("RUN apt-get update && apt-get install -y ./a.deb && make\n", "3 "),
    ],
)  # fmt: skip
def test_where_an_instruction_can_go(rest: str, found: str) -> None:
    """The line that it comes before, or the end of the stage, and the RUNs that it passes; one place a
    stage."""
    whole = facts(f"FROM node:22 AS s\nARG X\n{rest}")
    places = lower.places(whole.dockerfile.stages[0], 1, ["X"], whole)
    told = (
        "none"
        if places is None
        else " | ".join(
            f"{'end' if p.before is None else p.before.first_line} "
            f"{','.join(str(r.first_line) for r in p.passed)}"
            for p in places
        )
    )
    assert told == found

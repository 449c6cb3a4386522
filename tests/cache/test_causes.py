"""Why a step is not in a cache: each cause, what it names, and where it is not claimed."""

from __future__ import annotations

import pytest

from dlinter.model.cache.keys import causes
from dlinter.model.cache.keys.causes import OLDER, answers, doubts
from dlinter.model.cache.keys.digests import output_digest
from dlinter.model.cache.keys.graph import BaseImage, BuildOptions
from dlinter.model.cache.keys.match import Matcher, Miss
from dlinter.model.cache.keys.operations import Exec, Platform
from dlinter.model.cache.manifest import CacheManifest
from dlinter.values import replace
from tests.cache.against import BASE, Build, against, export, tree_of

HEAD = "FROM registry.example/base:1\n"
MOVED = BaseImage("sha256:" + "c" * 64, ("sha256:" + "d" * 64,), ("PATH=/bin",))


def older(old: Build, *, renamed: bool = True) -> tuple[CacheManifest, Matcher]:
    """The cache of a build whose RUNs have the keys of a BuildKit before 0.11, and a matcher of that build
    against it."""
    manifest, load = export(old)
    graph = old.graph()
    names = {
        output_digest(node.key): output_digest(node.operation.key(stubs=False)) for node in graph.nodes
        if isinstance(node.operation, Exec)
    }  # fmt: skip
    records = tuple(
        replace(record, digest=names.get(record.digest, record.digest)) for record in manifest.records
    )
    made = replace(
        manifest, records=records if renamed else manifest.records, _numbers={}, _links={}, _roots={}
    )
    return made, Matcher(graph, made, lambda: tree_of(old.files), load)


def test_the_cache_of_an_older_buildkit() -> None:
    build = Build(f"{HEAD}COPY a /a\nRUN x\nRUN y\nCOPY b /b\n", {"a": "1", "b": "2"})
    _, matcher = older(build)
    matcher.run()
    found = answers(matcher)
    assert [(a.hit, a.why) for a in found] == [
        (True, ""),
        (True, ""),
        (None, OLDER),
        (None, OLDER),
        (None, OLDER),
    ]
    _, current = older(build, renamed=False)
    current.run()
    assert [a.hit for a in answers(current)] == [True] * 5
    # Nothing but RUNs: no key of today is there, which says why by itself.
    _, alone = older(Build(f"{HEAD}RUN x\n"))
    alone.run()
    assert doubts(alone) == OLDER
    assert [(a.hit, a.why) for a in answers(alone)] == [(True, ""), (None, OLDER)]
    # An earlier version of the file tells it, too.
    edited, _ = older(build)
    new = build.with_("RUN x", "RUN z").with_("RUN y", "RUN w")
    other = Matcher(new.graph(), edited, lambda: tree_of(build.files), lambda chain: tree_of({}))
    other.run()
    assert [a.why for a in answers(other, [build.graph()])][2:4] == [OLDER, OLDER]
    assert [a.miss for a in answers(other)][2:4] == [Miss.INSTRUCTION, Miss.INSTRUCTION]
    # What is rebuilt for no reason of the cache's age is said as it is.
    ignored = replace(build, options=BuildOptions(no_cache=()))
    made, _ = older(build)
    told = Matcher(ignored.graph(), made, lambda: tree_of(build.files), lambda chain: tree_of({}))
    told.run()
    assert [a.miss for a in answers(told)][1:] == [Miss.NO_CACHE] * 4


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (2, Miss.ORDER),
        (3, Miss.ORDER),
        (causes.MOST_NAMES, Miss.ORDER),
        (causes.MOST_NAMES + 2, Miss.ORDER),
        (causes.MOST_NAMES + 3, Miss.INSTRUCTION),
    ],
)
def test_environments_in_another_order(count: int, told: Miss) -> None:
    """The first ones are where they were (`PATH`, and one more), and of the rest up to six are tried in all
    orders."""
    names = [f"N{n}" for n in range(count - 1)]
    lines = [f"ENV {name}=1\n" for name in names]
    moved = [lines[0], *lines[1:-2], *reversed(lines[-2:])] if count > 2 else lines
    old = Build(f"{HEAD}{''.join(lines)}RUN x\n")
    new = Build(f"{HEAD}{''.join(moved)}RUN x\n")
    if count == 2:
        new = replace(
            old,
            bases={"registry.example/base:1": BaseImage(BASE.digest, BASE.diff_ids, ("N0=1", "PATH=/bin"))},
        ).with_("ENV N0=1\n", "")
    found = against(
        Build(new.text + "COPY a /a\n", {"a": ""}, bases=new.bases),
        Build(old.text + "COPY a /a\n", {"a": ""}),
    )
    run = next(a for a in found.values() if a.row.instruction == "RUN")
    assert run.miss is told


def test_each_platform_is_tried() -> None:
    for name in (
        "linux/arm64",
        "linux/arm/v7",
        "linux/arm/v6",
        "linux/386",
        "linux/ppc64le",
        "linux/s390x",
        "linux/riscv64",
    ):
        system, arch, *variant = name.split("/")
        other = replace(
            Build(f"{HEAD}RUN x\n"), options=BuildOptions(platform=Platform(system, arch, *variant))
        )
        found = against(Build(f"{HEAD}RUN x\nWORKDIR /w\n"), replace(other, text=other.text + "WORKDIR /w\n"))
        assert (found[2].miss, found[2].what) == (Miss.PLATFORM, name)
        back = against(replace(other, text=other.text + "WORKDIR /w\n"), Build(f"{HEAD}RUN x\nWORKDIR /w\n"))
        assert (back[2].miss, back[2].what) == (Miss.PLATFORM, "linux/amd64")


def test_an_argument_that_was_not_given() -> None:
    text = f"{HEAD}ARG A\nARG B\nRUN x\nWORKDIR /w\n"
    found = against(Build(text, options=BuildOptions(args={"A": "1"})), Build(text))
    assert (found[4].miss, found[4].arguments, found[4].exact) == (Miss.ARGUMENT, ("A",), True)


def test_arguments_that_no_run_in_the_cache_has() -> None:
    text = f"{HEAD}WORKDIR /w\nARG A\nRUN x\nARG B=1\nRUN y\nRUN z\n"
    old = Build(text, options=BuildOptions(args={"A": "1"}))
    new = Build(text, options=BuildOptions(args={"A": "2"}))
    found = against(new, old)
    assert (found[4].miss, found[4].arguments, found[4].exact) == (Miss.ARGUMENT, ("A",), True)
    assert (found[6].miss, found[6].arguments, found[6].exact) == (Miss.ARGUMENT, ("A", "B"), False)
    with_old = against(new, old, alternatives=[replace(old, options=BuildOptions(args={"A": "3"}))])
    assert (with_old[4].miss, with_old[4].arguments, with_old[4].exact) == (Miss.ARGUMENT, ("A",), True)
    lone = f"{HEAD}WORKDIR /w\nARG A\nRUN x\n"
    alone = against(
        Build(lone, options=BuildOptions(args={"A": "2"})), Build(lone, options=BuildOptions(args={"A": "1"}))
    )
    # one RUN: it may as well be the command
    assert (alone[4].miss, alone[4].arguments) == (Miss.INSTRUCTION, ())


@pytest.mark.parametrize(
    ("new", "old", "what"),
    [
        ("WORKDIR /b\nRUN x", "WORKDIR /a\nRUN x", "the working folder differs"),
        ("USER b\nRUN x", "USER a\nRUN x", "the user differs"),
        ('SHELL ["b"]\nRUN x', 'SHELL ["a"]\nRUN x', "the shell differs"),
    ],
)  # fmt: skip
def test_what_differs_between_two_operations_of_one_text(new: str, old: str, what: str) -> None:
    before = Build(f"{HEAD}COPY a /a\n{old}\n", {"a": ""})
    found = against(Build(f"{HEAD}COPY a /a\n{new}\n", {"a": ""}), before, alternatives=[before])
    last = found[max(found)]
    assert (last.miss, last.what) == (Miss.INSTRUCTION, what)


def test_variables_in_the_words_of_a_copy() -> None:
    text = f"{HEAD}RUN x\nARG V=1\nARG W=1\nCOPY a /$V\nCOPY a /${{W}}/\nCOPY a /y\n"
    old = Build(text, {"a": ""})
    found = against(Build(text, {"a": ""}, BuildOptions(args={"V": "2", "W": "2"})), old, alternatives=[old])
    assert (found[5].miss, found[6].miss) == (Miss.ARGUMENT, Miss.ARGUMENT)
    env = Build(f"{HEAD}RUN x\nENV V=1\nCOPY a /$V\n", {"a": ""})
    assert against(env.with_("V=1", "V=2"), env, alternatives=[env])[4].miss is Miss.ARGUMENT


def test_the_step_that_it_was() -> None:
    old = Build(f"{HEAD}WORKDIR /w\nRUN make -j4 all\nRUN something else that is long\n")
    found = against(old.with_("make -j4 all", "make -j8 all"), old, alternatives=[old])
    assert found[3].what == "it was `RUN make -j4 all`"
    other = against(old.with_("make -j4 all", "zzzzzzzzzzzzzzzzzzz"), old, alternatives=[old])
    assert (other[3].miss, other[3].what) == (Miss.INSTRUCTION, "")
    stage = against(
        Build(f"{HEAD.strip()} AS other\nWORKDIR /w\nRUN make -j8 all\n"), old, alternatives=[old]
    )
    assert stage[3].what == ""
    kind = against(Build(f"{HEAD}WORKDIR /w\nCOPY make-j4 all\n", {"make-j4": ""}), old, alternatives=[old])
    assert kind[3].what == ""
    kept = against(Build(f"{HEAD}WORKDIR /w\nRUN make -j4 al\nRUN make -j4 all\n"), old, alternatives=[old])
    assert kept[3].what == ""  # the step that is like it is still there


def test_files_of_a_context_that_are_not_known() -> None:
    old = Build(
        f"{HEAD}RUN --mount=target=/m,source=src --mount=target=/n,source=lib x\nRUN --mount=target=/m y\n",
        {"src/a": "1", "lib/b": "1"},
    )
    found = against(replace(old, files={"src/a": "2", "lib/b": "1"}), old)
    assert (found[2].miss, found[2].files, found[2].exact) == (Miss.CONTEXT, ("lib", "src"), False)
    all_of_it = Build(f"{HEAD}RUN --mount=target=/m y\n", {"a": "1"})
    found = against(replace(all_of_it, files={"a": "2"}), all_of_it)
    assert (found[2].miss, found[2].files) == (Miss.CONTEXT, (".",))


def test_a_stage_that_changed_is_named_with_its_line() -> None:
    text = f"FROM scratch AS one\nCOPY a /a\n{HEAD}COPY --from=one /a /b\n"
    old = Build(text, {"a": "1"}, outputs={2: {"a": "1"}})
    found = against(replace(old, files={"a": "2"}, outputs={2: {"a": "2"}}), old)
    assert (found[2].miss, found[4].hit, found[4].miss, found[4].before, found[4].what) == (
        Miss.CONTEXT,
        False,
        Miss.STAGE,
        2,
        "one",
    )


def test_a_moved_base_image_without_alternatives() -> None:
    text = f"{HEAD}RUN x\nWORKDIR /w\n"
    config = BaseImage("sha256:" + "c" * 64, BASE.diff_ids, ("PATH=/sbin",))
    found = against(Build(text, bases={"registry.example/base:1": config}), Build(text))
    assert (found[1].hit, found[2].miss, found[2].what) == (True, Miss.BASE, "registry.example/base:1")
    edited = against(Build(text.replace("RUN x", "RUN y")), Build(text))
    assert edited[2].miss is Miss.INSTRUCTION


def test_what_is_below_something_unknown() -> None:
    text = f"{HEAD}ARG V\nRUN x\nRUN y\nCOPY a /a\nCOPY --link b /b\n"
    found = against(
        Build(text, {"a": "", "b": ""}, BuildOptions(unknown=frozenset({"V"}))),
        Build(text, {"a": "", "b": ""}),
    )
    assert [found[line].hit for line in (3, 4, 5)] == [None, None, None]
    assert "`V`" in found[3].why and "`V`" in found[4].why
    assert found[5].why
    linked = against(
        Build(f"{HEAD}COPY --link a /a\n", {"a": ""}, bases={"registry.example/base:1": MOVED}),
        Build(f"{HEAD}COPY --link a /a\n", {"a": ""}),
    )
    assert (linked[2].hit, linked[2].merge_only) == (False, True)
    both = against(
        Build(f"{HEAD}COPY --link a /a\n", {"a": "2"}), Build(f"{HEAD}COPY --link a /a\n", {"a": ""})
    )
    assert (both[2].miss, both[2].merge_only) == (Miss.CONTEXT, False)
    plain = against(
        Build(f"{HEAD}COPY a /a\n", {"a": ""}, bases={"registry.example/base:1": MOVED}),
        Build(f"{HEAD}COPY a /a\n", {"a": ""}),
    )
    assert not plain[2].merge_only


def test_an_earlier_version_tells_what_cannot_be_tried() -> None:
    """More names than are tried in all orders, and a platform that is not among those tried."""
    lines = [f"ENV N{n}=1\n" for n in range(causes.MOST_NAMES + 4)]
    old = Build(f"{HEAD}{''.join(lines)}RUN x\nCOPY a /a\n", {"a": ""})
    found = against(
        replace(old, text=f"{HEAD}{''.join(reversed(lines))}RUN x\nCOPY a /a\n"), old, alternatives=[old]
    )
    assert found[len(lines) + 2].miss is Miss.ORDER
    strange = Build(
        f"{HEAD}RUN x\nWORKDIR /w\n", options=BuildOptions(platform=Platform("linux", "mips64le"))
    )
    found = against(replace(strange, options=BuildOptions()), strange, alternatives=[strange])
    assert (found[2].miss, found[2].what) == (Miss.PLATFORM, "linux/mips64le")


def test_the_input_that_is_not_known_is_named() -> None:
    text = f"{HEAD.strip()} AS one\nARG V\nRUN x\n{HEAD}RUN y\nCOPY --from=one /a /b\nRUN z\n"
    found = against(
        Build(text, options=BuildOptions(unknown=frozenset({"V"}))), Build(text, outputs={3: {"a": ""}})
    )
    assert (found[5].hit, found[6].hit, found[7].hit) == (True, None, None)
    assert found[7].why == found[6].why and "`V`" in found[6].why


def test_changed_files_are_those_of_the_layer_on_the_same_base() -> None:
    text = (
        f"{HEAD.strip()} AS one\nCOPY d /d\nFROM registry.example/other:1\nCOPY d /d\nCOPY --from=one /d /e\n"
    )
    old = Build(
        text,
        {"d/f": "0"},
        bases={"registry.example/other:1": MOVED},
        outputs={2: {"d/f": "1"}, 4: {"d/f": "2", "d/g": "1"}},
    )
    found = against(replace(old, files={"d/f": "2"}), old)
    assert [found[line].files for line in (2, 4)] == [("d/f",), ("d/g (removed)",)]

"""A changed file that only COPY carries on is a changed file where it arrives: what takes it from there is
rebuilt for certain."""

from __future__ import annotations

import pytest

from dlinter.model.cache.build_cache import cache_of
from dlinter.model.cache.change import Change
from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.text import Text

FILES = {"a.txt": "1", "b.txt": "2", "src/x.py": "x", "src/sub/z.py": "z", "docs/d.md": "d", "docs/.keep": ""}
LINKS = {"ld": "src", "l.txt": "a.txt", "docs/out": "../a.txt", "away": "../../etc"}


def rebuilt(source: str, path: str) -> str:
    facts = Facts(
        read(Text(source.encode(), "Dockerfile")), load_context=lambda: BuildContext.of(FILES, links=LINKS)
    )
    return " ".join(
        f"{r.step.line}{'' if r.certain else '?'}" for r in cache_of(facts).rebuilt(Change.of_paths(path))
    )


FROM = "FROM a:1 AS one\n{}\nFROM b:1\nCOPY --from=one {} /o/\nRUN y\n"


@pytest.mark.parametrize(
    ("copy", "taken", "path", "lines"),
    [
        ("COPY a.txt /q/", "/q/a.txt", "a.txt", "2 4 5"),
        ("COPY a.txt /q/", "/q", "a.txt", "2 4 5"),
        ("COPY a.txt /q/", "/", "a.txt", "2 4 5"),
        ("COPY a.txt /q/", "/q/a*", "a.txt", "2 4 5"),
        ("COPY a.txt /q/", "/q/b*", "a.txt", "2 4? 5?"),
        ("COPY a.txt /q", "/q", "a.txt", "2 4 5"),  # the file, or a file in it
        ("COPY a.txt /q", "/q/a.txt", "a.txt", "2 4? 5?"),  # `/q` may be the file
        ("COPY src /q", "/q/sub", "src/sub/z.py", "2 4 5"),
        ("COPY src /q", "/q/sub", "src/x.py", "2 4? 5?"),
        ("COPY a.txt q/", "/q", "a.txt", "2 4? 5?"),  # the base image's WORKDIR is not known
        ("COPY --exclude=*.py src /q", "/q", "docs/d.md", ""),
        ("ADD a.txt /q/", "/q", "a.txt", "2 4? 5?"),
    ],
)
def test_where_it_arrives(copy: str, taken: str, path: str, lines: str) -> None:
    assert rebuilt(FROM.format(copy, taken), path) == lines


def test_what_may_stand_between() -> None:
    def between(*lines: str, path: str = "a.txt") -> str:
        return rebuilt(FROM.format("\n".join(lines), "/q"), path).split()[-1]

    assert not between("COPY a.txt /q/", "COPY docs /w/").endswith("?")
    assert not between("COPY a.txt /q/", "COPY . /q/").endswith("?")  # brings the same file again
    assert between("COPY a.txt /q/", "RUN x").endswith("?")
    assert between("COPY a.txt /q/a", "COPY b.txt /q/a").endswith("?")
    assert not between("COPY a.txt /q/", "COPY b.txt /q/").endswith("?")  # another file beside it
    assert between("COPY a.txt /q/", "COPY b.txt /q/a.txt").endswith("?")
    assert not between("COPY a.txt /q/", "COPY src docs /q/").endswith("?")  # folders without such a file
    # a folder with another one of that name
    assert between("COPY a.txt /q/x.py", "COPY src /q/").endswith("?")
    assert between("COPY a.txt /q/", "COPY b* /q/").endswith("?")
    assert between("COPY a.txt /q/", "COPY b.txt q/").endswith("?")
    assert not between("COPY a.txt /q/", "WORKDIR /q").endswith("?")
    assert between("COPY a.txt /q/", "COPY --from=c:1 / /q/").endswith("?")
    assert not between("RUN x", "COPY a.txt /q/").endswith("?")
    assert between("COPY a.txt /q/", "ADD b.txt https://files.example/a.txt /q/").endswith("?")


def test_through_two_stages_and_into_a_mount() -> None:
    source = (
        "FROM a:1 AS one\nCOPY a.txt /q/\nFROM a:1 AS two\nCOPY --from=one /q /r\nFROM b:1\nRUN "
        "--mount=from=two,source=/r,target=/m cat /m/a.txt\n"
    )
    assert rebuilt(source, "a.txt") == "2 4 6"


def test_marks_are_what_is_rebuilt_and_what_may_be() -> None:
    source = (
        "FROM a:1 AS one\nRUN 1\nFROM a:1 AS two\nRUN 2\nFROM b:1\nCOPY --from=one / /1\nFROM b:1\nCOPY "
        "--from=two / /2\nCOPY --from=2 / /3\nRUN 3\n"
    )
    cache = cache_of(Facts(read(Text(source.encode(), "Dockerfile"))))
    at = {step.line: step.at for step in cache.steps}
    cases: list[tuple[list[int], list[int]]] = [([at[2]], []), ([at[4]], []), ([], [at[2]])]
    marks = [
        [sorted(cache.steps[place].line for place in part) for part in cache.marks(*given)] for given in cases
    ]
    assert marks == [[[2], [6, 9, 10]], [[4], [8, 9, 10]], [[], [2, 6, 9, 10]]]
    assert cache.marks([at[6]], [at[6]])[1].isdisjoint({at[2], at[4], at[6], at[8]})
    assert [step.line for step in cache.with_it(cache.steps[at[8]])] == [8, 9, 10]
    assert cache.under(cache.steps[at[10]]) == {at[8], at[9], at[10], at[8] - 1}
    reaching = cache_of(Facts(read(Text(b"FROM a:1\nCOPY a /\nRUN 1\nCOPY b /\n", "Dockerfile"))))
    assert [reaching.reaching(reaching.steps[2])(path) for path in ("a", "b")] == [True, False]


def test_links_are_followed() -> None:
    assert rebuilt("FROM a:1\nCOPY ld/x.py /l\n", "src/x.py") == "2"
    assert rebuilt("FROM a:1\nCOPY l.txt /l\n", "a.txt") == "2"
    assert rebuilt("FROM a:1\nCOPY l* /l/\n", "a.txt") == "2"
    assert rebuilt("FROM a:1\nCOPY ld /l\n", "src/sub/z.py") == "2"
    assert rebuilt("FROM a:1\nRUN --mount=source=ld,target=/m x\n", "src/x.py") == "2"
    assert rebuilt("FROM a:1\nCOPY docs /d\n", "a.txt") == ""  # a link in a folder is copied as a link
    assert rebuilt("FROM a:1\nCOPY away /d\n", "a.txt") == ""


def test_an_edited_ignore_file() -> None:
    facts = Facts(
        read(Text(b"FROM a:1\nCOPY a.txt /\nCOPY src /s\nRUN y\n", "Dockerfile")),
        load_context=lambda: BuildContext.of({**FILES, ".dockerignore": "docs\n"}),
    )
    found = cache_of(facts).rebuilt(Change.of_paths(".dockerignore"))
    assert [(r.step.line, r.certain) for r in found] == [(3, False), (4, False)]


def test_an_argument_that_picks_the_stage() -> None:
    source = "ARG S=one\nFROM a:1 AS one\nRUN 1\nFROM a:1 AS two\nRUN 2\nFROM $S\nENV A=1\nRUN 3\nRUN 4\n"
    cache = cache_of(Facts(read(Text(source.encode(), "Dockerfile"))))
    found = cache.rebuilt(Change.of_args("S"))
    assert [r.step.line for r in found if r.certain] == [8, 9] and "picks the stage" in found[0].reasons[0]
    assert cache.argument_names == ("S",)


def test_the_name_space_of_cache_mounts() -> None:
    cache = cache_of(
        Facts(
            read(
                Text(
                    b"FROM a:1\nRUN --mount=type=cache,target=/c x\nFROM a:1\nRUN "
                    b"--mount=type=cache,target=/c,id=own x\n",
                    "Dockerfile",
                )
            )
        )
    )
    assert cache.rebuilt(Change.of_args("BUILDKIT_CACHE_MOUNT_NS")) == ()
    cache = cache_of(
        Facts(
            read(
                Text(
                    b"FROM a:1\nRUN --mount=type=cache,id=own,target=/c x\nRUN --mount=type=cache,target=/c "
                    b"x\n",
                    "Dockerfile",
                )
            )
        )
    )
    assert [r.step.line for r in cache.rebuilt(Change.of_args("BUILDKIT_CACHE_MOUNT_NS"))] == [3]


def test_a_part_of_a_value_may_stay_the_same() -> None:
    cache = cache_of(
        Facts(read(Text(b"FROM a:1\nARG V=1.2.3\nCOPY a.txt /${V%.*}/\nCOPY b.txt /$V/\n", "Dockerfile")))
    )
    assert [(r.step.line, r.certain) for r in cache.rebuilt(Change.of_args("V"))] == [(3, False), (4, True)]


def test_a_source_that_only_the_build_can_tell_arrives_maybe() -> None:
    assert (
        rebuilt("FROM a:1 AS one\nARG X\nCOPY $X /q/\nFROM b:1\nCOPY --from=one /q /o/\n", "a.txt") == "3? 5?"
    )


def test_images_in_the_order_of_the_steps() -> None:
    source = "FROM c:1 AS unused\nFROM a:1 AS one\nCOPY --from=d:1 /x /x\nFROM b:1\nCOPY --from=one /x /x\n"
    assert cache_of(Facts(read(Text(source.encode(), "Dockerfile")))).images == ("a:1", "d:1", "b:1", "c:1")

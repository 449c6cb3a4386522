"""What a step makes without a build: for certain (`output_of`: what hangs on the builder is not known), and
presumed of an image that is not known."""

from __future__ import annotations

import pytest

from dlinter.model.cache.keys.graph import Source
from dlinter.model.cache.keys.match import Matcher
from dlinter.model.cache.keys.presumed import FOLDERS, Presumed
from dlinter.model.cache.keys.tree import FOLDER, Entry, Tree, Unreadable
from dlinter.model.cache.manifest import CacheManifest
from tests.cache.against import Build, tree_of

FILES = {"a": "1", "d/b": "2", "d/s/c": "3"}
REFUSED = "may come out the same"


def shown(tree: Tree, without: tuple[str, ...] = ()) -> str:
    """`x:640:1.2=bytes`, `x/` a folder, `x/~` one whose header is not known; 644 and 755 and the owner 0 are
    left out."""
    rows = []
    for path, entry in sorted(tree.entries.items()):
        if not path or path in without:
            continue
        mode = "" if entry.mode == (0o755 if entry.kind == FOLDER else 0o644) else f":{entry.mode:o}"
        owner = f":{entry.uid}.{entry.gid}" if entry.uid or entry.gid else ""
        content = f"={b''.join(entry.chunks()).decode().strip()}" if entry.chunks is not None else ""
        rows.append(path + "/" * (entry.kind == FOLDER) + "~" * entry.vague + mode + owner + content)
    return " ".join(rows)


def matcher_of(text: str) -> tuple[Matcher, int]:
    graph = Build(text, FILES).graph()
    assert graph.result is not None
    return Matcher(graph, CacheManifest(()), lambda: tree_of(FILES), lambda chain: tree_of({})), graph.result


def made(lines: str) -> str:
    matcher, result = matcher_of(f"FROM scratch\n{lines}\n")
    try:
        return shown(matcher.tree(result))
    except Unreadable as error:
        return str(error)


def presumed(lines: str, most: int = 1000) -> str:
    matcher, result = matcher_of(f"FROM registry.example/base:1\n{lines}\n")
    try:
        return shown(Presumed(matcher.graph, matcher.tree, most).tree(result), (*FOLDERS, "tmp"))
    except Unreadable as error:
        return str(error)


@pytest.mark.parametrize(
    ("lines", "certain", "maybe"),
    [
        ("COPY a /x", "x=1", "x=1"),
        ("COPY a /x/", "x/~ x/a=1", "x/ x/a=1"),
        ("COPY a b* /x/", "x/~ x/a=1", "x/ x/a=1"),
        ("COPY d /y", "y/~ y/b=2 y/s/~ y/s/c=3", "y/ y/b=2 y/s/ y/s/c=3"),
        ("COPY --chmod=640 a /x", "x:640=1", "x:640=1"),
        ("COPY --chmod=640 d /y", "y/~ y/b:640=2 y/s/~ y/s/c:640=3", "y/:640 y/b:640=2 y/s/:640 y/s/c:640=3"),
        ("WORKDIR /w/v", "w/ w/v/", "w/ w/v/"),
        ("COPY a /x\nCOPY d/b /x", "x=2", "x=2"),
        ("COPY d /x\nCOPY d /x", "x/~ x/b=2 x/s/~ x/s/c=3", "x/ x/b=2 x/s/ x/s/c=3"),
        ("COPY --link a /x", "x=1", "x=1"),
        ("COPY a /q\nCOPY --link d/b /q", "q=2", "q=2"),
        ("COPY --chmod=640 a /q/a\nCOPY --link d/b /q/", "q/~ q/a:640=1 q/b=2", "q/ q/a:640=1 q/b=2"),
        ("WORKDIR /q\nCOPY --link d/b /q/", "q/ q/b=2", "q/ q/b=2"),
        ("COPY a /x\nRUN mkdir /m && cp /x /m/", "m/ m/x=1 x=1", "m/ m/x=1 x=1"),
    ],
)  # fmt: skip
def test_what_is_made_either_way(lines: str, certain: str, maybe: str) -> None:
    assert (made(lines), presumed(lines)) == (certain, maybe)


@pytest.mark.parametrize(
    ("lines", "maybe"),
    [
        ("RUN mkdir /m", "m/"), ("COPY --chown=1:2 a /x", "x:1.2=1"), ("COPY --chown=1 a /x", "x:1.1=1"),
        ("COPY --chown=0 a /x", "x=1"),
        ("COPY --chown=1:2 d /n/y", "n/:1.2 n/y/:1.2 n/y/b:1.2=2 n/y/s/:1.2 n/y/s/c:1.2=3"),
        ("COPY --chown=0:3 a /x", "x:0.3=1"), ("COPY --chown=3:0 a /x", "x:3.0=1"),
        ("COPY --chown=:3 a /x", "x:0.3=1"), ("USER 5:6\nWORKDIR /w", "w/:5.6"),
        ("COPY <<F /h\nhi\nF", "h=hi"),
        ("COPY a /x\nCOPY d /x", "x/ x/b=2 x/s/ x/s/c=3"), ("COPY d /x\nCOPY a /x", "x=1"),
    ],
)  # fmt: skip
def test_what_is_made_only_presumably(lines: str, maybe: str) -> None:
    """Owners, and files that take the place of folders, hang on more than is looked at."""
    assert REFUSED in made(lines)
    assert presumed(lines) == maybe


@pytest.mark.parametrize(
    "lines",
    ["COPY --chown=app a /x", "COPY --chown=1:app a /x", "COPY --chown=app:1 a /x", "USER app\nWORKDIR /w",
        "ADD a /x", "COPY --chmod=u+x a /x", "RUN make", "COPY a /x\nRUN make"],
)
def test_what_only_a_build_tells(lines: str) -> None:
    """Names are looked up in the image, ADD may unpack, and a program may do anything."""
    assert REFUSED in made(lines)
    assert "=" not in presumed(lines) and (
        "rebuilt" in presumed(lines) or "not in the cache" in presumed(lines)
    )


def test_the_folders_of_an_image_are_presumed_with_their_modes() -> None:
    matcher, result = matcher_of("FROM registry.example/base:1\nCOPY a /x\n")
    entries = Presumed(matcher.graph, matcher.tree, 1000).tree(result).entries
    assert {entries[f].mode for f in FOLDERS} == {0o755} and entries["tmp"].mode == 0o1777


def test_the_root_stays_that_of_the_layers_below() -> None:
    matcher, result = matcher_of("FROM registry.example/base:1\nCOPY --link a /x\n")
    below = next(node.number for node in matcher.graph.nodes if node.source is Source.IMAGE)
    base = matcher._trees[below] = Tree(root=Entry(FOLDER, 0o700))

    def known(number: int) -> Tree:
        if number != below and matcher.graph.nodes[number].source is not Source.CONTEXT:
            raise Unreadable("it was not built")
        return base if number == below else matcher.tree(number)

    assert matcher.tree(result).entries[""].mode == 0o700
    assert Presumed(matcher.graph, known, 1000).tree(result).entries[""].mode == 0o700


def test_a_mount_of_the_files_that_the_step_stands_on() -> None:
    matcher, result = matcher_of(
        "FROM scratch AS one\nCOPY a /x\nFROM one\nRUN --mount=from=one,target=/m cp /m/x /y\n"
    )
    assert "x=1 y=1" in shown(matcher.tree(result))


def test_too_many_files_are_not_presumed() -> None:
    """Those of all steps together."""
    matcher, result = matcher_of("FROM registry.example/base:1\nCOPY a /x\n")
    trees = Presumed(matcher.graph, matcher.tree, 10**6)
    trees.tree(result)
    assert presumed("COPY a /x", trees._held) == "x=1"
    assert presumed("COPY a /x", trees._held - 1) == "too many files"

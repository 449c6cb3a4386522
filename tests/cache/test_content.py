"""What a step takes of a tree, and the digest of it (`cache/contenthash/checksum.go`), worked out here by
hand. BuildKit's own caches hold the same digests: `tests/conformance/test_against.py`."""

from __future__ import annotations

import hashlib

import pytest

from dlinter.model.cache.keys.content import (
    NotThere,
    Selector,
    checksum,
    content_digest,
    has_wildcard,
    matching,
    merged,
    selector_digest,
    without_nested,
)
from dlinter.model.cache.keys.digests import digest, joined
from dlinter.model.cache.keys.tree import (
    BLOCK,
    FILE,
    FOLDER,
    MOST_LINKS,
    SYMLINK,
    Entry,
    TooManyLinks,
    Tree,
    Unreadable,
)
from tests.cache.against import tree_of

EMPTY = digest(b"")


def header(
    kind: str = FILE,
    mode: int = 0o644,
    *,
    size: int = 0,
    link: str = "",
    uid: int = 0,
    gid: int = 0,
    device: tuple[int, int] = (0, 0),
) -> bytes:
    return (
        f"namemode{mode}uid{uid}gid{gid}size{size}typeflag{kind}linkname{link}unamegnamedevmajor{device[0]}de"
        f"vminor{device[1]}"
    ).encode()  # fmt: skip


def file(text: str, mode: int = 0o644) -> str:
    return digest(header(mode=mode, size=len(text)) + text.encode())


def folder(own: str, **children: str) -> str:
    return digest(
        b"\0"
        + own.encode()
        + b"".join(b"\0" + name.encode() + found.encode() for name, found in sorted(children.items()))
    )


FOLDER_HEADER = digest(header(FOLDER, 0o755))


def several(*taken: tuple[str, str]) -> str:
    """The digest of several paths, each relative to the prefix."""
    made = hashlib.sha256()
    for path, found in taken:
        made.update((path.replace("/", "\0") or "\0").encode() + found.encode())
    return f"sha256:{made.hexdigest()}"


def sample() -> Tree:
    """d/a.txt, d/b.md, d/sub/c.txt, e.txt; links: l → d, d/up → ../e.txt."""
    tree = tree_of({"d/a.txt": "A", "d/b.md": "BB", "d/sub/c.txt": "C", "e.txt": "E"})
    tree.add("l", Entry(SYMLINK, 0o777, link="d"))
    tree.add("d/up", Entry(SYMLINK, 0o777, link="../e.txt"))
    return tree


A, B, C, E = file("A"), file("BB"), file("C"), file("E")
UP = digest(header(SYMLINK, 0o777, link="../e.txt"))
D = folder(FOLDER_HEADER, **{"a.txt": A, "b.md": B, "sub": folder(FOLDER_HEADER, **{"c.txt": C}), "up": UP})


@pytest.mark.parametrize(
    ("selector", "wanted"),
    [
        (Selector("/e.txt"), E),
        (Selector("/d"), D),
        (Selector("/d/"), D),
        (Selector("/"), folder(EMPTY, **{"d": D, "e.txt": E, "l": digest(header(SYMLINK, 0o777, link="d"))})),
        (Selector("/l", follow=True), D),
        (Selector("/l"), digest(header(SYMLINK, 0o777, link="d"))),
        (Selector("/l/a.txt"), A),
        (Selector("/d/up", follow=True), E),
        (Selector("/d/up"), UP),
        # one match of the same name counts as that file does
        (Selector("/e.txt", wildcard=True), E),
        (Selector("/d/*.md", wildcard=True), several(("/b.md", B))),
        (Selector("/d/*.none", wildcard=True), EMPTY),
        (Selector("/*.txt", wildcard=True), several(("/e.txt", E))),
        (Selector("/d/*", wildcard=True),
            several(("/a.txt", A), ("/b.md", B), ("/sub", FOLDER_HEADER), ("/sub/c.txt", C), ("/up", UP))),
        (Selector("/d/*p", wildcard=True, follow=True), several(("/up", E))),
        (Selector("/*/*.txt", wildcard=True), several(("/d/a.txt", A))),
        (Selector("/l/*.md", wildcard=True), several(("/b.md", B))),
        (Selector("/d", exclude=("*.md",)),
            several(("", FOLDER_HEADER), ("/a.txt", A), ("/sub", FOLDER_HEADER), ("/sub/c.txt", C),
                ("/up", UP))),
        (Selector("/d", exclude=("sub",)),
            several(("", FOLDER_HEADER), ("/a.txt", A), ("/b.md", B), ("/up", UP))),
        (Selector("/d", exclude=("sub", "!sub/c.txt", "up")),
            several(("", FOLDER_HEADER), ("/a.txt", A), ("/b.md", B), ("/sub", FOLDER_HEADER),
                ("/sub/c.txt", C))),
        (Selector("/", include=("d/sub",)),
            several(("/d", FOLDER_HEADER), ("/d/sub", FOLDER_HEADER), ("/d/sub/c.txt", C))),
        (Selector("/", include=("d/*.md", "e.txt")),
            several(("/d", FOLDER_HEADER), ("/d/b.md", B), ("/e.txt", E))),
        (Selector("/d", include=("sub/c.txt",)),
            several(("", FOLDER_HEADER), ("/sub", FOLDER_HEADER), ("/sub/c.txt", C))),
        (Selector("/d", include=("sub",), exclude=("sub/c.txt",)),
            several(("", FOLDER_HEADER), ("/sub", FOLDER_HEADER))),
        (Selector("/", include=("none",)), EMPTY),
        (Selector("/e.txt", exclude=("x",)), E),
        (Selector("/", exclude=("d", "l")), several(("/e.txt", E))),
    ],
)  # fmt: skip
def test_the_digest_of_what_is_taken(selector: Selector, wanted: str) -> None:
    assert checksum(sample(), selector) == wanted
    assert content_digest(sample(), [selector]) == joined([wanted])


def test_several_selectors_and_none() -> None:
    tree = sample()
    assert content_digest(tree, [Selector("/e.txt"), Selector("/d")]) == joined([E, D])
    assert content_digest(tree, []) == joined([tree.content("")])


@pytest.mark.parametrize(
    "selector",
    [Selector("/none"), Selector("/d/a.txt/x"), Selector("/", include=("d/x",), required=("/d/x",)),
        Selector("/[", wildcard=True), Selector("/d/none/x")],
)
def test_what_is_not_there(selector: Selector) -> None:
    with pytest.raises(NotThere):
        checksum(sample(), selector)


def test_the_tree_of_nothing() -> None:
    assert checksum(None, Selector("/")) == EMPTY
    assert checksum(None, Selector("/.")) == EMPTY
    with pytest.raises(NotThere):
        checksum(None, Selector("/a"))
    assert checksum(sample(), Selector("/", include=("d/a.txt",), required=("/d/a.txt",))) == several(
        ("/d", FOLDER_HEADER), ("/d/a.txt", A)
    )


@pytest.mark.parametrize(
    ("path", "wanted"), [("a*", True), ("*", True), ("a?", True), ("[a", True), ("a\\*", False),
        ("a\\\\*", True), ("\\", False), ("", False), ("a]", False)]
)
def test_wildcards(path: str, wanted: bool) -> None:
    assert has_wildcard(path) is wanted


def test_paths_that_a_selector_names() -> None:
    tree = sample()
    assert matching(tree, Selector("/l")) == ["d"]
    assert matching(tree, Selector("none")) == []
    assert matching(tree, Selector("/d/*.txt", wildcard=True)) == ["d/a.txt"]
    assert matching(tree, Selector("/none/*", wildcard=True)) == []
    assert matching(tree, Selector("/*", wildcard=True)) == ["d", "e.txt", "l"]


def test_selectors_together() -> None:
    assert without_nested(["/b", "/a/x", "/a", "/ab"]) == ["/a", "/ab", "/b"]
    assert without_nested(["/x", "/"]) == ["/"]
    assert without_nested(["/x"]) == ["/x"]
    assert without_nested([]) == []
    wild, kept = Selector("/c*", wildcard=True), Selector("/a", exclude=("x",))
    assert merged(
        [wild, Selector("/b/x", follow=True), Selector("/b", follow=True), Selector("/b/x"), kept]
    ) == [kept, Selector("/b", follow=True), Selector("/b/x"), wild]
    assert selector_digest(["/a", "/b"]) == joined(["/b", "/a"])
    assert [
        s.filtered
        for s in (Selector("/a"), wild, kept, Selector("/", include=("x",)), Selector("/", required=("/x",)))
    ] == [False, True, True, True, False]


# -- trees ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "wanted"),
    [
        (Entry(FILE, 0o4755, 1, 2, 3), header(mode=0o4755, size=3, uid=1, gid=2)),
        (Entry(SYMLINK, 0o644, size=9, link="x"), header(SYMLINK, 0o777, link="x")),
        (Entry(FOLDER, 0o755, size=9), header(FOLDER, 0o755)),
        (Entry(BLOCK, 0o600, device=(8, 1)), header(BLOCK, 0o600, device=(8, 1))),
        (
            Entry(FILE, 0o644, xattrs={"user.b": b"2", "security.capability": b"1", "security.ima": b"no",
                "system.x": b"no", "trusted.a": b"3"}),
            header() + b"security.capability1" + b"trusted.a3" + b"user.b2",
        ),
    ],
)
def test_the_header_of_a_file(entry: Entry, wanted: bytes) -> None:
    assert entry.header() == wanted
    assert entry.digest() == digest(wanted)


def test_the_bytes_of_a_file() -> None:
    entry = Entry(FILE, 0o644, size=4, chunks=lambda: (b"ab", b"cd"))
    assert entry.digest() == digest(header(size=4) + b"abcd")
    assert entry.bytes_digest == hashlib.sha256(b"abcd").hexdigest()
    assert Entry(FILE, 0o644, known="sha256:x").digest() == "sha256:x"
    with pytest.raises(Unreadable):
        Entry(FILE, 0o644, known="sha256:x", vague=True).digest()


def test_entries_come_and_go() -> None:
    tree = tree_of({"a/b/c": "1", "a/d": "2"})
    before = tree.content("a")
    tree.add("a/d", Entry(FILE, 0o644))
    assert tree.content("a") != before
    tree.add("a/b", Entry(FILE, 0o600))  # a file takes the place of a folder
    assert sorted(tree.entries) == ["", "a", "a/b", "a/d"]
    tree.add("a/b/e/f", Entry(FILE, 0o644))  # and a folder that of a file
    assert [(path, tree.entries[path].kind) for path in tree.walk()][:4] == [
        ("", FOLDER),
        ("a", FOLDER),
        ("a/b", FOLDER),
        ("a/b/e", FOLDER),
    ]
    tree.add("a/b", Entry(FOLDER, 0o700))
    assert "a/b/e/f" in tree.entries and tree.entries["a/b"].mode == 0o700
    changed = tree.content("")
    tree.remove("a/b")
    assert (tree.children("a"), sorted(tree.entries), tree.content("") == changed) == (
        ["d"],
        ["", "a", "a/d"],
        False,
    )
    tree.remove("none")
    tree.clear("a")
    assert sorted(tree.entries) == ["", "a"] and tree.children("a") == []
    copy = tree.copy()
    copy.add("x", Entry(FILE, 0o644))
    assert ("x" in tree.entries, tree.children(""), copy.children("")) == (False, ["a"], ["a", "x"])


def test_the_order_of_names_is_that_of_their_bytes() -> None:
    tree = tree_of({"b": "", "B": "", "é": "", "\udcff": "", "a/z": "", "a.b": ""})
    assert list(tree.walk()) == ["", "B", "a", "a/z", "a.b", "b", "é", "\udcff"]
    assert list(tree.walk("a")) == ["a", "a/z"]


@pytest.mark.parametrize(
    ("path", "last", "wanted"),
    [
        ("l/a.txt", True, "d/a.txt"), ("l", True, "d"), ("l", False, "l"), ("d/up", True, "e.txt"),
        ("d/up", False, "d/up"), ("l/up", False, "d/up"), ("l/up", True, "e.txt"),
        ("l/../e.txt", True, "e.txt"), ("./d//a.txt", True, "d/a.txt"), ("none", True, None), ("", True, ""),
        ("../d", True, "d"), ("abs/a.txt", True, "d/a.txt"),
        ("abs", True, "d"), ("d/abs", True, "e.txt"), ("dangling", True, None),
        ("dangling", False, "dangling"),
    ],
)  # fmt: skip
def test_links_are_followed(path: str, last: bool, wanted: str | None) -> None:
    tree = sample()
    for name, link in (("abs", "/d"), ("d/abs", "/e.txt"), ("dangling", "nowhere")):
        tree.add(name, Entry(SYMLINK, 0o777, link=link))
    assert tree.follow(path, last=last) == wanted


def test_links_without_end() -> None:
    tree = Tree()
    tree.add("loop", Entry(SYMLINK, 0o777, link="loop"))
    with pytest.raises(TooManyLinks):
        tree.follow("loop", last=True)
    for length, enough in ((MOST_LINKS, True), (MOST_LINKS + 1, False)):
        chain = tree_of({"end": "x"})
        for number in range(length):
            chain.add(
                str(number), Entry(SYMLINK, 0o777, link=str(number + 1) if number + 1 < length else "end")
            )
        if enough:
            assert chain.follow("0", last=True) == "end"
        else:
            with pytest.raises(TooManyLinks):
                chain.follow("0", last=True)

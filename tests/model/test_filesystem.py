"""What became of a file, beside the image spec read layer by layer (layer.md, "Whiteouts")."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from dlinter.model.image.filesystem import Filesystem
from dlinter.model.image.stream import FILE, FOLDER, SYMLINK, Members
from dlinter.model.place import Visibility

NAMES = ("a", "b", "c")
PATHS = (
    [f"{x}" for x in NAMES]
    + [f"{x}/{y}" for x in NAMES for y in NAMES]
    + [f"{x}/{y}/{z}" for x in NAMES for y in NAMES[:2] for z in NAMES[:2]]
)
ENTRY = st.one_of(
    st.tuples(st.sampled_from(PATHS), st.sampled_from([FILE, FILE, FOLDER, SYMLINK])),
    st.tuples(st.sampled_from([f"{p}/.wh.{n}" for p in ("a", "b", "a/b") for n in NAMES]
        + [f".wh.{n}" for n in NAMES]), st.just(FILE)),
    st.tuples(st.sampled_from(["a/.wh..wh..opq", "a/b/.wh..wh..opq", ".wh..wh..opq"]), st.just(FILE)),
)
LAYERS = st.lists(st.lists(ENTRY, max_size=6), min_size=1, max_size=6)


def made(entries: list[tuple[str, int]]) -> Members:
    members = Members()
    for number, (path, kind) in enumerate(entries):
        members.add(path.encode(), kind, 5 if kind == FILE else 0, 1024 * number)
    return members


def spec(layers: list[list[tuple[str, int]]], layer: int, path: str) -> tuple[Visibility, int | None]:
    """One layer after another, as the spec applies them."""
    parts = path.split("/")
    above = ["/".join(parts[:n]) for n in range(1, len(parts))]
    for later in range(layer + 1, len(layers)):
        kinds = {p: k for p, k in layers[later] if ".wh." not in p}
        white = {p.replace(".wh.", "", 1) for p, _ in layers[later] if ".wh." in p and ".wh..wh." not in p}
        opaque = {
            p.removesuffix(".wh..wh..opq").rstrip("/") for p, _ in layers[later] if p.endswith(".wh..wh..opq")
        }
        if kinds.get(path, FOLDER) != FOLDER:
            return Visibility.OVERWRITTEN, later
        if (
            path in kinds
            or path in white
            or any(a in white or a in opaque or kinds.get(a, FOLDER) != FOLDER for a in above)
            or "" in opaque
        ):
            return Visibility.DELETED, later
    return Visibility.VISIBLE, None


@settings(max_examples=500)
@given(layers=LAYERS)
def test_the_fate_of_every_file(layers: list[list[tuple[str, int]]]) -> None:
    filesystem = Filesystem([made(entries) for entries in layers])
    for number, entries in enumerate(layers):
        last = {path: kind for path, kind in entries if ".wh." not in path}
        files = [path for path, kind in last.items() if kind == FILE]
        assert {p: filesystem.fate(number, p) for p in files} == {p: spec(layers, number, p) for p in files}
        lost = {path: (fate, by) for path, _, fate, by in filesystem.lost(number)}
        assert lost == {p: f for p in files if (f := spec(layers, number, p))[1] is not None}


def test_many_prefixes_are_looked_up_by_folder() -> None:
    below = [(f"d{n}/f", FILE) for n in range(100)]
    filesystem = Filesystem([made(below), made([(f".wh.d{n}", FILE) for n in range(60)])])
    assert sorted(path for path, *_ in filesystem.lost(0)) == sorted(f"d{n}/f" for n in range(60))


def test_many_layers() -> None:
    """10,000 layers took minutes when each was compared with all that come after it; now 2,000 are nothing to
    wait for."""
    count = 2000
    filesystem = Filesystem([made([(f"d/f{n}", FILE), (f"d/.wh.f{n - 1}", FILE)]) for n in range(count)])
    found = [(path, fate, by) for layer in range(count) for path, _, fate, by in filesystem.lost(layer)]
    assert found == [(f"d/f{n}", Visibility.DELETED, n + 1) for n in range(count - 1)]

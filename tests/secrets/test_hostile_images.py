"""Images of a few kilobytes that are made to cost minutes or gigabytes: each ends soon, and the file beside
it is still read."""

from __future__ import annotations

import base64
import gzip
import io
import json
import random
import sqlite3
import struct
import tarfile
import time
import tracemalloc
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import zstandard

from dlinter.archive.inflate import ZSTD, InflateError, inflate
from dlinter.archive.tar import TarError, TarWalker
from dlinter.model.image import HistoryEntry, Image, ImageConfig
from dlinter.model.image.filesystem import Filesystem
from dlinter.model.image.flat import instruction_of
from dlinter.model.image.nodes import SHOWN
from dlinter.model.image.shipped import entries_of
from dlinter.model.image.stream import FILE, Members
from dlinter.model.work import NAMES
from dlinter.run.scan.config import MOST, TOO_MANY, config_secrets
from dlinter.run.scan.images import reconstruct
from dlinter.sources.blobs import Blobs
from dlinter.sources.image_config import ImageSource

from .layers import engine, github_token, places, scan

TOKEN = github_token(11)
LEAK = {"srv/.env": f"TOKEN={TOKEN}\n".encode()}
SECONDS = 20.0
"""Of CPU, and generous: before, each of these took minutes or did not end."""


@pytest.mark.parametrize("part", ["site-packages/", "lib/python3/", ".git/objects/", "a.", "node_modules/"])
def test_a_path_of_a_megabyte(part: str) -> None:
    path = part * (1_000_000 // len(part)) + ".env"
    start = time.process_time()
    done = scan({path: f"TOKEN={TOKEN}\npassword = 'aB3dE6gH9jK2mN5p'\n".encode()})
    assert time.process_time() - start < SECONDS
    assert TOKEN in [p[3] for p in places(done.found)]


def test_folders_by_the_hundred_thousand() -> None:
    layers = []
    for names in (
        [b"a/" * 500_000 + b"x", *(b"%d/" % n + b"b/" * 2000 + b"x" for n in range(2000))],
        [b"a", b"q/.wh.z"],
    ):
        members = Members()
        for name in names:
            members.add(name, FILE, 1, 0)
        layers.append(members)
    tracemalloc.start()
    start = time.process_time()
    assert len(list(Filesystem(layers).lost(0))) >= 0
    assert time.process_time() - start < SECONDS and tracemalloc.get_traced_memory()[1] < 300 << 20
    tracemalloc.stop()


def test_a_layer_that_is_listed_a_hundred_times_is_held_once() -> None:
    members = Members()
    members.add(b"a", FILE, 1, 0)
    filesystem = Filesystem([members] * 100)
    assert filesystem.files(0) is filesystem.files(99)


def test_zeros_by_the_gigabyte() -> None:
    packer = zstandard.ZstdCompressor(level=19).compressobj()
    data = b"".join([*(packer.compress(bytes(1 << 20)) for _ in range(600)), packer.flush()])
    tracemalloc.start()
    with pytest.raises(InflateError, match="fold"):
        for block in inflate([data], ZSTD):
            assert len(block) <= 1 << 20
    assert tracemalloc.get_traced_memory()[1] < 100 << 20
    tracemalloc.stop()


def test_more_members_than_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dlinter.archive.tar.MEMBERS", 3)
    header = tarfile.TarInfo("a").tobuf(tarfile.GNU_FORMAT)
    members = Members()
    walker = TarWalker(members)
    walker.feed(header * 5)
    walker.feed(header * 5)
    with pytest.raises(TarError, match="more than 3 files"):
        walker.finish()
    assert len(members) == 4 and members.starts[3] + members.sizes[3] == len(header) * 10


def test_a_global_header_of_a_megabyte() -> None:
    records = b"".join(b"%d k%07d=v\n" % (13, n) for n in range(70_000))
    header = tarfile.TarInfo("g")
    header.type, header.size = b"g", len(records)
    start = time.process_time()
    walker = TarWalker(Members())
    walker.feed(
        header.tobuf(tarfile.GNU_FORMAT)
        + records
        + bytes(-len(records) % 512)
        + tarfile.TarInfo("a").tobuf(tarfile.GNU_FORMAT) * 50_000
    )
    assert walker.count > 50_000 and time.process_time() - start < SECONDS


def _delta(size: int, content: bytes) -> bytes:
    out, byte = bytearray(), 7 << 4 | size & 15
    size >>= 4
    while size:
        out.append(byte | 0x80)
        byte, size = size & 0x7F, size >> 7
    return bytes([*out, byte]) + bytes(20) + zlib.compress(content, 9)


@pytest.mark.parametrize("content", [bytes(30 << 20), b"\x01x" * (15 << 20)], ids=["zeros", "letters"])
def test_git_deltas(content: bytes) -> None:
    pack = b"PACK" + struct.pack(">II", 2, 20) + _delta(len(content), content) * 20
    start = time.process_time()
    done = scan({"r.git/objects/pack/x.pack": pack, **LEAK})
    assert time.process_time() - start < SECONDS
    assert done.unread and [p[3] for p in places(done.found)] == [TOKEN]


def test_a_database_without_end(tmp_path: Path) -> None:
    for number, query in enumerate((
        ("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT cast(x AS blob) "
        "AS blob FROM c"), "SELECT zeroblob(900000000) AS blob",
    )):  # fmt: skip
        path = tmp_path / str(number)
        database = sqlite3.connect(path)
        database.execute(f"CREATE VIEW Packages AS {query}")
        database.commit()
        database.close()
        assert list(entries_of("var/lib/rpm/rpmdb.sqlite", path.read_bytes())) == []


def test_a_long_field_of_a_record() -> None:
    digest = base64.urlsafe_b64encode(bytes(32)).decode().rstrip("=")
    data = f"{'a' * 200_000},sha256={digest},1\nb.py,sha256={digest},1\n".encode()
    assert "x/b.py" in [path for path, _ in entries_of("x/y-1.dist-info/RECORD", data)]


def test_candidates_that_are_refused_hide_nothing() -> None:
    lines = "".join(f"https://user:example@host{n}.example/path\n" for n in range(20_500))
    assert TOKEN in [p[3] for p in places(scan({"a.txt": f"{lines}TOKEN={TOKEN}\n".encode()}).found)]


def test_more_candidates_than_are_kept_are_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dlinter.secrets.scanner.MOST", 3)
    done = scan({"a.txt": "".join(f"TOKEN={github_token(n)}\n\n{'x ' * 3000}\n" for n in range(9)).encode()})
    assert [u.message for u in done.unread] == [
        "has more than 3 candidates for secrets: what comes after them was not searched"
    ]


def _segment(value: Mapping[str, object] | bytes) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@pytest.mark.parametrize("size", [500, 1000, 3000, 30_000])
@pytest.mark.parametrize("block", [1 << 20, 5000])
def test_long_json_web_tokens(size: int, block: int) -> None:
    rng = random.Random(size)
    groups = ["".join(rng.choices("bcdfghjklmnpqrstvwxz", k=12)) for _ in range(size // 15)]
    token = (
        f"{_segment({'alg': 'RS256', 'typ': 'JWT'})}.{_segment({'sub': 'u-48151623', 'groups': groups})}."
        f"{_segment(rng.randbytes(256))}"
    )
    found = [p[3] for p in places(scan({"a.txt": f"auth: {token}\n".encode()}, block=block).found)]
    assert found == [token]


@pytest.mark.parametrize("before", [1000, 48_000, 50_000, 200_000])
@pytest.mark.parametrize("form", ["base64", "hex"])
def test_much_encoded_text_before_a_secret(before: int, form: str) -> None:
    rng = random.Random(before)
    words = " ".join(
        rng.choices(["alpha", "beta", "gamma", "server", "port", "region"], k=before // 6)
    ).encode()
    plain = words + f"\nTOKEN={TOKEN}\n".encode() + words[:2000]
    data = base64.b64encode(plain) if form == "base64" else plain.hex().encode()
    assert TOKEN in [p[3] for p in places(scan({"a.yaml": b"data: " + data + b"\n"}).found)]


def test_pairs_by_the_thousand() -> None:
    rng = random.Random(1)
    upper, mixed = (
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
    )
    pair: Callable[[], str] = lambda: (  # noqa: E731
        f"aws_access_key_id=AK{'IA'}{''.join(rng.choices(upper, k=16))}\n"
        f"aws_secret_access_key={''.join(rng.choices(mixed, k=40))}\n"
    )
    start = time.process_time()
    done = scan({"credentials": "".join(pair() for _ in range(2500)).encode()})
    assert time.process_time() - start < SECONDS * 2
    assert len([f for f in done.found if not f.candidate.sieved]) <= 2600


def test_blanks_in_a_history_entry() -> None:
    start = time.process_time()
    for text in (
        " " * 200_000,
        "x" + " " * 200_000 + "y",
        "x" + " " * 200_000 + "# buildkit",
        "/bin/sh -c " + "a -" * 60_000,
    ):
        instruction_of(HistoryEntry(0, text))
    assert time.process_time() - start < 5
    assert instruction_of(HistoryEntry(0, "COPY a b  # buildkit")) == ("COPY", "a b")


def test_an_environment_and_a_history_of_ten_thousand() -> None:
    history = tuple(HistoryEntry(n, f"ENV N{n}=x M{n}=y", empty_layer=True) for n in range(10_000))
    config = ImageConfig(env=(*(f"N{n}=v" for n in range(10_000)), f"M77={TOKEN}"))
    source = ImageSource(Image("a", "", "", config, (), history), Blobs(), ())
    start = time.process_time()
    found, _ = config_secrets(source, engine().finder)
    assert time.process_time() - start < SECONDS * 2
    assert [(s.place.path, s.place.history) for s in found] == [("M77", 77)]


def source_of(**parts: object) -> ImageSource:
    steps: tuple[str, ...] = parts.pop("history", ())  # type: ignore[assignment]
    history = tuple(HistoryEntry(n, text, empty_layer=True) for n, text in enumerate(steps))
    return ImageSource(Image("a", "", "", ImageConfig(**parts), (), history), Blobs(), ())  # type: ignore[arg-type]


def test_a_configuration_with_so_many_secrets_is_searched_in_part_and_says_so() -> None:
    def env(count: int) -> tuple[str, ...]:
        return tuple(f"A{n}={github_token(n)}" for n in range(count))

    found, whole = config_secrets(source_of(env=env(MOST - 1)), engine().finder)
    assert whole and len(found) == MOST - 1
    found, whole = config_secrets(source_of(env=env(MOST + 5)), engine().finder)
    assert not whole and len(found) == MOST


def test_a_step_with_too_many_names_is_searched_for_tokens_of_a_format_behind_them() -> None:
    step = f"RUN PASSWORD=hunter2x@q {'key ' * NAMES} PASSWORD=hunter3x@q TOKEN={TOKEN}"
    found, whole = config_secrets(source_of(history=(step,)), engine().finder)
    assert not whole
    assert [s.candidate.secret.reveal() for s in found] == ["hunter2x@q", TOKEN]
    found, whole = config_secrets(source_of(history=(step.replace("key ", "", 3),)), engine().finder)
    assert whole and len(found) == 3


def test_a_dockerfile_is_not_reconstructed_with_secrets_that_nobody_looked_for(tmp_path: Path) -> None:
    config = {
        "os": "linux", "architecture": "amd64", "rootfs": {"type": "layers", "diff_ids": []},
        "config": {"Env": [f"PASSWORD{n}=hunter{n}x@q" for n in range(MOST + 9)]},
        "history": [{"created_by": f"ENV PASSWORD{MOST + 8}=hunter{MOST + 8}x@q", "empty_layer": True}],
    }  # fmt: skip
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        for name, value in (
            ("manifest.json", [{"Config": "c.json", "RepoTags": ["a:1"], "Layers": []}]), ("c.json", config),
        ):  # fmt: skip
            data = json.dumps(value).encode()
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    texts, problems = reconstruct(str(tmp_path / "a.tar"))
    assert texts == [] and [p.message for p in problems] == [f"{TOO_MANY}: no Dockerfile is written of it"]


def test_a_step_of_a_megabyte_is_said_in_short() -> None:
    entry = HistoryEntry(0, "RUN " + "a" * SHOWN)
    assert len(entry.shown) == SHOWN and entry.shown.endswith("a…")
    assert HistoryEntry(0, "a" * SHOWN).shown == "a" * SHOWN
    found, _ = config_secrets(
        source_of(history=(f"RUN TOKEN={TOKEN} " + "a" * SHOWN,)), engine().finder
    )
    assert [len(s.place.created_by) for s in found] == [SHOWN]


def test_a_compressed_file_of_empty_members_is_read_to_its_end() -> None:
    data = gzip.compress(b"") * 20_000 + gzip.compress(f"TOKEN={TOKEN}\n".encode())
    start = time.process_time()
    assert [p[3] for p in places(scan({"a.gz": data}).found)] == [TOKEN]
    assert time.process_time() - start < SECONDS


def test_texts_without_a_keyword_are_asked_about_together(monkeypatch: pytest.MonkeyPatch) -> None:
    finder, asked = engine().finder, list[bytes]()
    words = finder._words

    def counted(data: bytes) -> object:
        asked.append(data)
        return words(data)

    monkeypatch.setattr(finder, "_words", counted)
    plain = [f"A{n}=b" for n in range(950)]
    found, whole = config_secrets(source_of(env=(*plain, f"M={TOKEN}", *plain)), finder)
    assert whole and [s.place.path for s in found] == ["M"]
    assert len(asked) < 19 + 2 + 2 * 100, "only the hundred around the token are searched one by one"


def test_so_many_texts_with_a_keyword_are_searched_in_part_and_it_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("dlinter.run.scan.config._SEARCHED", 5)
    names = tuple(f"PASSWORD_FILE{n}=/a" for n in range(5))
    found, whole = config_secrets(source_of(env=names), engine().finder)
    assert whole and not found
    found, whole = config_secrets(source_of(env=(*names, f"TOKEN={TOKEN}")), engine().finder)
    assert not whole and not found

"""Archives that threads of their own unpack: the same is found, in the same order, and what fails there is
not lost."""

from __future__ import annotations

import gzip
import io
import lzma
import random
import threading
import zipfile

import pytest

from dlinter.secrets import beside
from dlinter.secrets.unpack import Part

from .layers import github_token, password, places, scan, tar, text


def _padded(seed: int, token: str) -> dict[str, bytes]:
    """Files of more than `SMALL` bytes that no compression makes smaller, with a token at both ends."""
    noise = random.Random(seed).randbytes(beside.SMALL + 5000)
    return {f"first{seed}": text(token), "noise": noise, f"a-{token}": b"", f"last{seed}": text(token, 9)}


def _stored(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def _layer() -> dict[str, bytes]:
    files: dict[str, bytes] = {"etc/plain": text(github_token(90))}
    for n in range(6):
        packed = tar(_padded(n, github_token(n)))
        files[f"var/a{n}.tar.xz"] = lzma.compress(packed, preset=0)
        files[f"var/b{n}.tar.gz"] = gzip.compress(packed, 1)
        # its letters are in the layer's own stream, too
        files[f"var/c{n}.zip"] = _stored(_padded(n + 50, github_token(n)))
        files[f"usr/share/man{n}.gz"] = gzip.compress(text(github_token(70 + n)))
    files["var/damaged.tar.xz"] = lzma.compress(tar(_padded(8, github_token(8))), preset=0)[
        : beside.SMALL + 3000
    ]
    files["srv/.env"] = f"DB_PASSWORD={password()}\n".encode()
    return files


@pytest.mark.parametrize("block", [65536, 1 << 20])
def test_threads_find_what_is_found_without_them(block: int) -> None:
    files = _layer()
    alone = scan(files, block=block)
    assert len(places(alone.found)) > 40
    for spare in (1, 3):
        beside_it = scan(files, block=block, spare=spare)
        assert places(beside_it.found, sieved=True) == places(alone.found, sieved=True)
        assert [f.path for f in beside_it.found if f.inner] == sorted(
            (f.path for f in beside_it.found if f.inner), key=list(files).index
        )
        assert beside_it.unread == alone.unread
    assert {u.path for u in alone.unread} == {"var/damaged.tar.xz"}


def test_what_fails_in_a_thread_is_raised_and_the_rest_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    write = Part.write

    def broken(self: Part, data: bytes) -> None:
        if self.path.endswith("a2.tar.xz"):
            raise ZeroDivisionError("a defect")
        write(self, data)

    monkeypatch.setattr(Part, "write", broken)
    with pytest.raises(ZeroDivisionError):
        scan(_layer(), spare=1)


def test_no_thread_holds_more_than_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow thread stops the stream before memory fills."""
    most = [0]
    run = beside._Worker.run

    def watched(self: beside._Worker, task: beside._Task, size: int) -> None:
        run(self, task, size)
        most[0] = max(most[0], self.waiting)

    monkeypatch.setattr(beside._Worker, "run", watched)
    data = random.Random(1).randbytes(40 << 20)
    scan({"large.tar.gz": gzip.compress(tar({"noise": data}), 0)}, spare=2)
    assert 0 < most[0] <= beside.HELD + (2 << 20)


@pytest.mark.parametrize("broken_path", ["a2.tar.xz", "usr/share/man3.gz"])
def test_no_thread_stays_behind_a_failure(monkeypatch: pytest.MonkeyPatch, broken_path: str) -> None:
    """In a thread of an archive, or where the layer itself is read."""
    write = Part.write

    def broken(self: Part, data: bytes) -> None:
        if self.path.endswith(broken_path):
            raise ZeroDivisionError("a defect")
        write(self, data)

    monkeypatch.setattr(Part, "write", broken)
    with pytest.raises(ZeroDivisionError):
        scan(_layer(), spare=2, block=65536)
    left = [thread for thread in threading.enumerate() if thread.name.startswith("dlint-unpack")]
    for thread in left:
        thread.join(5)
    assert not any(thread.is_alive() for thread in left)

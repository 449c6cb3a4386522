"""The cache folder is the user's own, or it is not used."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from dlinter.secrets.own_folder import CacheError, OwnFolder, own_folder

posix = pytest.mark.skipif(os.name != "posix", reason="owners and modes are POSIX")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "dlint"


def test_made_for_the_user_alone(folder: Path) -> None:
    own = OwnFolder(folder)
    assert own.write("a", b"data") and own.read("a") == b"data"
    assert {stat.S_IMODE(p.stat().st_mode) for p in folder.iterdir()} == {0o600} and stat.S_IMODE(
        folder.stat().st_mode
    ) == 0o700
    assert OwnFolder(folder).read("a") == b"data", "the key stays"


@pytest.mark.parametrize("size", [0, 1, 1000])
def test_sealed(folder: Path, size: int) -> None:
    own, data = OwnFolder(folder), bytes(size)
    sealed = own.seal(b"label", data)
    assert own.unseal(b"label", sealed) == data and own.seal(b"label", data) != sealed
    assert own.unseal(b"other", sealed) is None
    assert OwnFolder(folder.parent / "other").unseal(b"label", sealed) is None
    assert size < 1000 or bytes(32) not in sealed
    for at in range(0, len(sealed), 7):
        assert own.unseal(b"label", sealed[:at]) is None
        assert own.unseal(b"label", sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]) is None


def test_what_is_read_was_written_here_under_that_name(folder: Path) -> None:
    own = OwnFolder(folder)
    own.write("a", b"data")
    whole = (folder / "a").read_bytes()
    for wrong in (whole + b"x", whole[:-1], b"", b"data", bytes(32) + b"data"):
        (folder / "a").write_bytes(wrong)
        assert own.read("a") is None
    (folder / "b").touch(mode=0o600)
    (folder / "b").write_bytes(whole)
    assert own.read("b") is None and own.read("none") is None


@posix
def test_an_open_folder_of_ours_is_closed(folder: Path) -> None:
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    OwnFolder(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@posix
@pytest.mark.parametrize("kind", ["open", "link", "hard link", "pipe", "folder"])
@pytest.mark.parametrize("name", ["key", "a"])
def test_odd_files_are_not_read(folder: Path, name: str, kind: str) -> None:
    own = OwnFolder(folder)
    own.write("a", b"data")
    path, aside = folder / name, folder.parent / "aside"
    if kind == "open":
        path.chmod(0o644)
    elif kind == "hard link":
        os.link(path, aside)
    else:
        path.rename(aside)
        {
            "link": lambda: path.symlink_to(aside),
            "pipe": lambda: os.mkfifo(path, 0o600),
            "folder": path.mkdir,
        }[kind]()
    if name == "a":
        assert own.read("a") is None and (own.file("a") is None)
    elif kind == "folder":
        with pytest.raises(CacheError):
            OwnFolder(folder)
    else:  # another key is made: what was written is not believed any more
        assert OwnFolder(folder).read("a") is None


@posix
def test_another_users_folder_is_a_note(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DLINT_CACHE_DIR", str(folder))
    assert own_folder()[1] == ""
    user = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: user + 1)
    own, note = own_folder()
    assert (
        own is None
        and note
        == f"the cache folder `{folder}` belongs to another user: the scan does without (DLINT_CACHE_DIR "
            "names another folder)"
    )


@posix
def test_another_users_file_in_our_folder_is_not_read(folder: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root to give a file away")
    own = OwnFolder(folder)
    own.write("a", b"data")
    os.chown(folder / "a", 12345, 12345)
    assert own.read("a") is None


@posix
def test_a_link_or_a_file_for_a_folder_is_a_note(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DLINT_CACHE_DIR", str(folder))
    folder.parent.mkdir()
    (folder.parent / "real").mkdir()
    folder.symlink_to(folder.parent / "real")
    assert own_folder()[0] is None and "is a link" in own_folder()[1]
    folder.unlink()
    folder.write_text("")
    assert own_folder()[0] is None and "is not a folder" in own_folder()[1]
    monkeypatch.setenv("DLINT_CACHE_DIR", str(folder / "below"))
    assert own_folder() == (None, ""), "a cache that cannot be made is no news"

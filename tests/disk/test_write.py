"""A file is written whole or stays as it was, and nothing else is left in its folder."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dlinter.disk import write
from dlinter.disk.read import RefusedFile
from dlinter.disk.write import replace_files, write_output

OLD, NEW = b"FROM a\n" * 3, b"FROM b\n" * 9
ROOT = getattr(os, "geteuid", lambda: 1)() == 0


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "f" / "Dockerfile"
    path.parent.mkdir()
    path.write_bytes(OLD)
    return path


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def replace(path: Path) -> None:
    replace_files({path: NEW})


def output(path: Path) -> None:
    write_output(path, NEW)


both = pytest.mark.parametrize("writer", [replace, output])


@both
@pytest.mark.parametrize("step", ["open", "write", "fsync", "fchmod", "replace"])
def test_a_full_disk_at_each_step_leaves_the_old_file(
    file: Path, step: str, writer: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    if step == "write":

        class Full:
            def __init__(self, number: int) -> None:
                self._number = number

            def __enter__(self) -> Full:
                os.write(self._number, NEW[:5])
                return self

            def __exit__(self, *_: object) -> None:
                os.close(self._number)

            write = full

        monkeypatch.setattr(write, "open", lambda number, mode: Full(number), raising=False)
    else:
        monkeypatch.setattr(write.os, step, full)
    with pytest.raises(OSError, match="No space left"):
        writer(file)
    monkeypatch.undo()
    assert file.read_bytes() == OLD and names(file.parent) == ["Dockerfile"]


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KB."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    if (
        not ROOT
        or sys.platform != "linux"
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], check=False, capture_output=True
        ).returncode
    ):
        pytest.skip("a disk of its own takes root")
    yield folder
    subprocess.run(["umount", folder], check=True)


@both
@pytest.mark.parametrize("links", [1, 2])
def test_a_disk_that_is_really_full(tiny: Path, writer: Callable[[Path], None], links: int) -> None:
    path = tiny / "Dockerfile"
    path.write_bytes(OLD)
    if links == 2:
        os.link(path, tiny / "other")
    with (tiny / "filler").open("wb", buffering=0) as filler, pytest.raises(OSError, match="No space left"):
        while True:
            filler.write(bytes(4096))
    before = names(tiny)
    with pytest.raises(OSError, match="No space left"):
        writer(path)
    assert path.read_bytes() == OLD and names(tiny) == before


@pytest.mark.skipif(not ROOT, reason="takes root")
def test_fix_on_a_full_disk(tiny: Path) -> None:
    path = tiny / "Dockerfile"
    text = "FROM scratch\nWORKDIR /a\n" + "MAINTAINER a\n" * 300
    path.write_text(text)
    with (tiny / "filler").open("wb", buffering=0) as filler, pytest.raises(OSError, match="No space left"):
        while True:
            filler.write(bytes(4096))
    done = subprocess.run(
        [sys.executable, "-m", "dlinter", "lint", "--isolated", "--fix", str(path)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (
        done.returncode == 2 and "is not fixed: cannot be written: No space left on device" in done.stderr
    ), done.stderr
    assert path.read_text() == text and names(tiny) == ["Dockerfile", "filler"]


def test_all_files_or_none(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = file.with_name("x.dockerignore")
    with pytest.raises(OSError, match="symbolic link"):
        (file.parent / "link").symlink_to("Dockerfile")
        replace_files({other: NEW, file: NEW, file.parent / "link": NEW})
    assert not other.exists() and file.read_bytes() == OLD and names(file.parent) == ["Dockerfile", "link"]


@both
def test_mode_stays(file: Path, writer: Callable[[Path], None]) -> None:
    file.chmod(0o640)
    writer(file)
    assert (
        stat.S_IMODE(file.stat().st_mode) == 0o640
        and file.read_bytes() == NEW
        and names(file.parent) == ["Dockerfile"]
    )


@both
def test_a_new_file_has_the_mode_of_any_other(tmp_path: Path, writer: Callable[[Path], None]) -> None:
    (tmp_path / "other").touch()
    writer(tmp_path / "new")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "other").stat().st_mode


@both
@pytest.mark.skipif(not ROOT, reason="takes root")
def test_owner_stays(file: Path, writer: Callable[[Path], None]) -> None:
    os.chown(file, 12345, 23456)
    file.chmod(0o664)
    writer(file)
    status = file.stat()
    assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (12345, 23456, 0o664)


def test_an_owner_that_cannot_be_kept_is_an_error_for_the_users_file_alone(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "no")

    lstat = os.lstat
    monkeypatch.setattr(write.os, "fchown", refuse)
    monkeypatch.setattr(
        write.os, "lstat", lambda path: os.stat_result([*lstat(path)[:4], 54321, *lstat(path)[5:]])
    )
    with pytest.raises(RefusedFile, match="owner or group could not be kept"):
        replace(file)
    assert file.read_bytes() == OLD and names(file.parent) == ["Dockerfile"]
    output(file)
    assert file.read_bytes() == NEW


def test_hard_links_of_the_users_file_stay(file: Path) -> None:
    other = file.with_name("other")
    os.link(file, other)
    replace_files({file: NEW})
    assert (
        other.read_bytes() == NEW == file.read_bytes()
        and file.samefile(other)
        and names(file.parent) == ["Dockerfile", "other"]
    )
    replace_files({file: b"x"})
    assert other.read_bytes() == b"x"


def test_an_output_is_not_written_through_a_hard_link(file: Path) -> None:
    os.link(file, file.with_name("report"))
    output(file.with_name("report"))
    assert file.read_bytes() == OLD and file.with_name("report").read_bytes() == NEW


@pytest.mark.parametrize("fails", ["pwrite", "fsync", "posix_fallocate"])
def test_a_hard_linked_file_is_whole_after_an_error(
    file: Path, fails: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.link(file, file.with_name("other"))
    real, calls = getattr(os, fails), list[int]()

    def once(*args: object) -> object:
        calls.append(1)
        # fsync: the first call is for the new content beside it
        if len(calls) == (2 if fails == "fsync" else 1):
            if fails == "pwrite":
                real(args[0], b"half", 0)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(*args)

    monkeypatch.setattr(write.os, fails, once)
    with pytest.raises(OSError, match="No space left"):
        replace(file)
    monkeypatch.undo()
    assert file.read_bytes() == OLD == file.with_name("other").read_bytes() and names(file.parent) == [
        "Dockerfile",
        "other",
    ]


@both
def test_a_folder_that_takes_no_new_file(
    file: Path, writer: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def refuse(path: str, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_CREAT:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path, flags, mode)

    monkeypatch.setattr(write.os, "open", refuse)
    with pytest.raises(PermissionError):
        writer(file)
    monkeypatch.undo()
    assert file.read_bytes() == OLD and names(file.parent) == ["Dockerfile"]


def test_a_read_only_folder(file: Path) -> None:
    """As another user, in a process of its own: root may write everywhere."""
    file.parent.chmod(0o555)
    file.chmod(0o666)
    code = (
        "import os, sys; sys.path.insert(0, sys.argv[1]); import dlinter.disk.write as w; from pathlib "
        "import Path\n"
        "if os.geteuid() == 0: os.setgroups([]); os.setgid(54321); os.setuid(54321)\n"
        "try: w.replace_files({Path(sys.argv[2]): b'x'})\nexcept OSError as e: print(e.strerror)\n"
    )
    if ROOT:
        for each in file.parents:
            if each.stat().st_mode & 0o005 == 0o005:
                continue
            if "pytest" not in str(each):
                pytest.skip("other users see nothing here")
            each.chmod(0o755)
    linter = str(Path(write.__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", code, linter, str(file)], capture_output=True, encoding="utf-8", check=False
    )
    file.parent.chmod(0o755)
    assert file.read_bytes() == OLD and names(file.parent) == ["Dockerfile"]
    assert (done.stdout, done.stderr) == ("Permission denied\n", "")


@both
def test_an_interrupt_waits_until_the_file_is_whole(
    file: Path, writer: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.replace

    def interrupted(source: Path, target: Path) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        assert file.read_bytes() == OLD
        real(source, target)

    assert threading.current_thread() is threading.main_thread()
    monkeypatch.setattr(write.os, "replace", interrupted)
    # A shell starts a job of the background with SIGINT ignored, and Python leaves it so.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            writer(file)
    finally:
        signal.signal(signal.SIGINT, before)
    assert file.read_bytes() == NEW and names(file.parent) == ["Dockerfile"]


@both
def test_an_interrupt_inside_leaves_nothing(
    file: Path, writer: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(write.os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        writer(file)
    monkeypatch.undo()
    assert file.read_bytes() == OLD and names(file.parent) == ["Dockerfile"]


def test_an_output_is_never_written_through_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    victim, repo = tmp_path / "victim", tmp_path / "repo"
    victim.mkdir()
    (victim / "file").write_bytes(OLD)
    (repo / ".git").mkdir(parents=True)
    (repo / "dlint.sarif").symlink_to(victim / "file")
    (repo / "dangling").symlink_to(victim / "new")
    (repo / "out").symlink_to(victim)
    (repo / "round").symlink_to("round")
    for name in ("dlint.sarif", "dangling", "out/file", "out/new", "round", "out/../out/file"):
        with pytest.raises(OSError, match="symbolic link"):
            write_output(repo / name, NEW)
    monkeypatch.chdir(repo)
    with pytest.raises(RefusedFile):
        write_output("out/new", NEW)
    assert names(victim) == ["file"] and (victim / "file").read_bytes() == OLD
    write_output(tmp_path / "victim/own", NEW)
    assert (victim / "own").read_bytes() == NEW


def test_links_outside_of_repositories_are_the_users_own(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "reports").symlink_to("real")
    write_output(tmp_path / "reports/x.json", NEW)
    assert (tmp_path / "real/x.json").read_bytes() == NEW


def test_an_output_into_what_is_no_file(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(RefusedFile, match="is a named pipe, not a regular file"):
        write_output(tmp_path / "pipe", NEW)
    with pytest.raises(RefusedFile, match="is a folder"):
        write_output(tmp_path / ".git", NEW)
    write_output("/dev/null", NEW)


def test_the_users_pipe_is_written_to(tmp_path: Path) -> None:
    pipe, seen = tmp_path / "pipe", list[bytes]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: seen.append(pipe.read_bytes()))
    reader.start()
    write_output(pipe, NEW)
    reader.join(10)
    assert seen == [NEW]


@pytest.mark.skipif(
    shutil.which("setfattr") is None and not hasattr(os, "setxattr"), reason="no attributes here"
)
def test_attributes_stay(file: Path) -> None:
    try:
        os.setxattr(file, "user.note", b"x")
    except OSError:
        pytest.skip("the file system has no attributes")
    replace(file)
    assert os.getxattr(file, "user.note") == b"x"

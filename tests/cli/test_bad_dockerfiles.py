"""Files that no one would write: each is told in one line, and everything else is still reported.

What is no Dockerfile at all (empty, binary) is an input that failed, exit code 2; one that BuildKit refuses
is a finding on its line, exit code 1 (platforms.md: "a Dockerfile that does not parse is a finding, not a
crash").
"""

from __future__ import annotations

import random
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]
RELATIVE = "warning relative-workdir"
"""What is found in the rest of a file."""


def random_bytes(count: int) -> bytes:
    return random.Random(3).randbytes(count)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is empty: there is nothing to build"),
        (b" \n\t\r\n", "is empty: there is nothing to build"),
        (random_bytes(3000), "is binary, not a Dockerfile"),
        (random_bytes(90), "is binary, not a Dockerfile"),
        (b"\x1f\x8b\x08" + b"FROM scratch\n" * 9, "is binary, not a Dockerfile"),
        (b"\x7fELF" + b"a" * 99, "is binary, not a Dockerfile"),
        ("FROM a\n".encode("utf-16"), "is UTF-16: BuildKit reads UTF-8 only"),
    ],
    ids=["empty", "blank", "random", "short random", "gzip", "elf", "utf-16"],
)
def test_no_dockerfile_at_all(run: Run, tmp_path: Path, data: bytes, told: str) -> None:
    (tmp_path / "Dockerfile").write_bytes(data)
    (tmp_path / "good.Dockerfile").write_text("FROM a\nWORKDIR b\n")
    done = run("lint", ".")
    assert (done.returncode, done.stderr) == (2, f"dlint: error: Dockerfile: {told}\n")
    assert f"good.Dockerfile:2:9: {RELATIVE}" in done.stdout


def test_a_nul_byte(run: Run, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_bytes(b"FROM a\nRUN x\0y\nWORKDIR b\n")
    done = run("lint", "Dockerfile")
    assert (done.returncode, done.stderr) == (
        2,
        "dlint: error: Dockerfile: has a NUL byte in line 2: no command, path or variable can hold one\n",
    )
    assert f"Dockerfile:3:9: {RELATIVE}" in done.stdout


@pytest.mark.parametrize(
    "data",
    [b"FROM a\r\nWORKDIR b\r\n", b"\xef\xbb\xbfFROM a\nWORKDIR b\n", b"FROM a\nWORKDIR b",
        "# é 日本\n".encode() + b"WORKDIR b\n"[:0] + b"FROM a\nWORKDIR b\n"],
    ids=["crlf", "bom", "no last newline", "non-ascii comment"],
)  # fmt: skip
def test_files_that_buildkit_reads(run: Run, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "Dockerfile").write_bytes(data)
    done = run("lint", "Dockerfile")
    assert (done.returncode, done.stderr) == (1, "")
    assert RELATIVE in done.stdout and "syntax-error" not in done.stdout


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("FROM a\nRNU b\nWORKDIR c\n",
            "Dockerfile:2:1: error unknown-instruction `RNU` is not an instruction; did you mean `RUN`?"),
        ("FROM a\nRUN <<EOF\necho\nWORKDIR c\n",
            "Dockerfile:2:5: error syntax-error the heredoc `EOF` is never closed"),
        ('FROM a\nCMD ["a", 1]\nWORKDIR c\n', "Dockerfile:2:"),
        ("# only a comment\n", "error syntax-error file with no instructions"),
        ("WORKDIR c\n", "Dockerfile:1:1: error instruction-before-from"),
    ],
    ids=["unknown instruction", "unclosed heredoc", "array", "no instruction", "no stage"],
)
def test_what_buildkit_refuses_is_a_finding(run: Run, tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "Dockerfile").write_text(text)
    done = run("lint", "Dockerfile")
    assert (done.returncode, done.stderr) == (1, "")
    assert told in done.stdout
    assert (RELATIVE in done.stdout) == ("WORKDIR" in text)


@pytest.mark.parametrize(
    "body",
    ["RUN echo {}\n", "ENV A{}=b\n" * 9 + "RUN apt-get install -y p{}\n", "WORKDIR d{}\nCOPY a{} b\n",
        "USER u{}\nARG X{}=y\n", "RUN <<E{}\na\nE{}\n", "FROM a AS s{}\n"],
    ids=["run", "env", "workdir", "user", "heredoc", "stages"],
)
def test_50_000_lines(run: Run, tmp_path: Path, body: str) -> None:
    count = 50_000 // body.count("\n")
    (tmp_path / "Dockerfile").write_text(
        "FROM debian:13\n" + "".join(body.replace("{}", str(n)) for n in range(count))
    )
    done = run("lint", "Dockerfile", "--select", "default", timeout=240)
    # What is beyond a limit is said, and it is never an exit code of a clean file.
    assert (
        done.returncode == 2
        and "more than 2,000 instructions: rules do not see those from here on" in done.stderr
    ), done.stderr[-500:]
    assert "Traceback" not in done.stderr


def test_one_line_of_a_megabyte(run_process: Run, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM a\nRUN echo " + "x" * 1_000_000 + " && true\nWORKDIR b\n")
    done = run_process("lint", "Dockerfile", timeout=60)
    assert done.returncode == 2 and RELATIVE in done.stdout
    assert done.stderr.startswith("dlint: error: Dockerfile: line 2: ") and done.stderr.count("\n") == 1


def test_links_and_folders(run: Run, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").symlink_to("nowhere")
    (tmp_path / "Dockerfile.d").mkdir()
    done = run("lint", "Dockerfile")
    assert (done.returncode, done.stderr) == (2, "dlint: error: Dockerfile: no such file or folder\n")
    assert run("lint", "Dockerfile.d").returncode == 0

"""What holds for every command: exit codes, errors, streams."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import dlinter.cli.main
from dlinter import __version__
from dlinter.cli.command_list import command_names
from dlinter.cli.main import main

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def test_version(run: Run) -> None:
    done = run("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"dlint {__version__}\n", "")


def test_help_names_every_command(run: Run) -> None:
    done = run("--help")
    assert done.returncode == 0
    for command in command_names():
        assert f"  {command} " in done.stdout


@pytest.mark.parametrize("command", command_names())
def test_every_command_has_help_and_its_module(run: Run, command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0 and done.stderr == ""
    assert done.stdout.startswith(f"usage: dlint {command} ")
    about = done.stdout.split("\n\n")[1]
    assert about.endswith(".")  # a whole sentence
    assert max(map(len, about.splitlines())) <= 110


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ((), "no command given"),
        (("lnit",), "unknown command `lnit`, did you mean `lint`?"),
        (("./Dockerfile.web",),
            "unknown command `./Dockerfile.web` (to lint a file: `dlint lint ./Dockerfile.web`)"),
        (("--colr", "lint"), "unknown option `--colr`, did you mean `--color`?"),
        (("lint", "--selct", "x"), "unknown option `--selct`, did you mean `--select`?"),
        (("lint", "--selct=x"), "unknown option `--selct`, did you mean `--select`?"),
        (("lint", "--sel", "x"), "unknown option `--sel`"),
        (("lint", "--fail-on", "fatal"),
            "--fail-on: `fatal` is not one of error, warning, note, never (see `dlint lint --help`)"),
        (("lint", "--jobs", "x"), "--jobs: `x` cannot be used here (see `dlint lint --help`)"),
        (("lint", "--jobs", "-1"), "--jobs"),
        (("lint", "--format", "sarf"), "unknown format `sarf`, did you mean `sarif`?"),
        (("lint", "--output", "sarif="), "no file named"),
        (("lint", "--unsafe-fixes"), "`--unsafe-fixes` goes with `--fix` or `--diff`"),
        (("lint", "--stdin-filename", "x"), "goes with the path `-`"),
        (("lint", "--context", "absent"), "absent is not a folder"),
        (("lint", "--config", "x.toml", "--isolated"), "exclude each other"),
        (("lint", "--config", "absent.toml"), "absent.toml: No such file"),
        (("lint", "--select", "undefined-stge"),
            "no rule is called `undefined-stge`; did you mean `undefined-stage`"),
        (("lint", "--baseline", "absent.json"), "absent.json: no such file; `dlint baseline --output"),
        (("lint", "--target-frontend", "new"), "`target-frontend` is a version"),
        (("scan",), "IMAGE is missing (see `dlint scan --help`)"),
        (("lint", "--select"), "--select needs a value"),
        (("lint", "--color", "alway"),
            "--color: `alway` is not one of auto, always, never, did you mean `always`?"),
        (("scan", "x.tar", "--show-secrets", "--format", "json"),
            "goes with text output only, not with json"),
        (("scan", "x.tar", "--show-secrets", "--output", "x.txt"), "to the terminal only"),
        (("scan", "x.tar", "--show-secrets", "--output", "sarif=x"), "goes with text output only"),
        (("scan", "x.tar", "--dockerfile", "absent"), "absent is not a file"),
        (("explain", "undefined-stge"), "did you mean `undefined-stage`"),
        (("completion", "tcsh"), "`tcsh` is not one of bash"),
        (("config", "import", "absent.yaml"), "absent.yaml: No such file"),
    ],
)
def test_a_usage_error_is_one_line_on_stderr_and_2(run: Run, args: tuple[str, ...], message: str) -> None:
    done = run(*args)
    assert done.returncode == 2
    assert done.stdout == ""
    assert re.fullmatch(r"dlint: error: [^\n]+\n", done.stderr), done.stderr
    assert message in done.stderr


def test_options_may_stand_anywhere(run: Run, tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).write_text("FROM scratch\n")
    done = run("--color", "never", "lint", "a", "--quiet", "b", "--fail-on", "note", env={"FORCE_COLOR": "1"})
    assert "unexpected" not in done.stderr and "unknown" not in done.stderr
    assert done.returncode in (0, 1)


def test_an_internal_error_is_one_line_without_its_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(args: list[str]) -> int:
        raise RuntimeError("hunter2")

    monkeypatch.setattr(dlinter.cli.main, "_run", fail)
    assert main(["lint"]) == 2
    out, err = capsys.readouterr()
    assert out == "" and "hunter2" not in err and "Traceback" not in err
    assert re.fullmatch(
        r"dlint: error: internal error: RuntimeError at test_main.py:\d+; `--verbose` shows the traceback\n",
        err,
    )
    assert main(["lint", "--verbose"]) == 2
    assert "Traceback" in capsys.readouterr().err
    monkeypatch.setenv("DLINT_DEBUG", "1")
    assert main(["lint"]) == 2
    assert "Traceback" in capsys.readouterr().err


def test_an_interrupt_is_130_and_silent(environment: dict[str, str], tmp_path: Path) -> None:
    reading = subprocess.Popen(
        [sys.executable, "-m", "dlinter", "lint", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment, cwd=tmp_path,
        # a job in a shell's background ignores it, and so do its children
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    assert reading.stdin is not None
    # It reads standard input once everything is loaded; there is no sign of that from outside but the pipe
    # emptying.
    reading.stdin.write(b"FROM scratch\n")
    reading.stdin.flush()
    _wait_until_read(reading)
    reading.send_signal(signal.SIGINT)
    out, err = reading.communicate(timeout=30)
    assert (reading.returncode, out, err) == (130, b"", b"")


def _wait_until_read(process: subprocess.Popen[bytes]) -> None:
    import fcntl
    import struct
    import termios
    import time

    assert process.stdin is not None
    for _ in range(600):
        waiting = struct.unpack("i", fcntl.ioctl(process.stdin.fileno(), termios.FIONREAD, b"\0" * 4))[0]
        if not waiting:
            return
        time.sleep(0.05)
    raise AssertionError("standard input was never read")


def test_a_closed_pipe_is_silent(environment: dict[str, str], tmp_path: Path) -> None:
    command = f"'{sys.executable}' -m dlinter rules --format json | head -c 1"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, env=environment, cwd=tmp_path, timeout=60, check=False
    )
    assert (done.stdout, done.stderr) == (b"[", b"")


def test_a_full_disk_is_told(environment: dict[str, str], tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this system")
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = subprocess.run(
            [sys.executable, "-m", "dlinter", "rules"], stdout=full, stderr=subprocess.PIPE, env=environment,
            cwd=tmp_path,
            timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == b"dlint: error: No space left on device\n"


def test_utf8_in_the_c_locale(run_process: Run, tmp_path: Path) -> None:
    done = run_process(
        "explain",
        "secret-in-env",
        env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""},
    )
    assert done.returncode == 0
    assert done.stdout == run_process("explain", "secret-in-env").stdout


def test_importing_the_command_line_imports_nothing_of_weight() -> None:
    code = (
        "import sys, argparse; before = set(sys.modules); import dlinter.cli.main; "
        "print(sorted(set(sys.modules) - before))"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "linter")}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=True)
    assert (
        done.stdout.strip()
        == "['__future__', 'dlinter', 'dlinter.cli', 'dlinter.cli.exit_codes', 'dlinter.cli.main']"
    )

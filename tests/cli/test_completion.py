"""The completion scripts: valid, and completing in the shells that are here."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from dlinter.cli.command_list import command_names

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def script(run: Run, tmp_path: Path) -> Callable[[str], Path]:
    def write(shell: str) -> Path:
        done = run("completion", shell)
        assert done.returncode == 0 and done.stderr == ""
        path = tmp_path / f"dlint.{shell}"
        path.write_text(done.stdout)
        return path

    return write


def _bash(path: Path, *words: str) -> list[str]:
    """What bash's completion offers for the last word."""
    quoted = " ".join(f"'{w}'" for w in words)
    code = f"""source {path}
COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}
{'_dlint'} dlint "${{COMP_WORDS[COMP_CWORD]}}" "${{COMP_WORDS[COMP_CWORD-1]}}"
printf '%s\\n' "${{COMPREPLY[@]}}\""""
    done = subprocess.run(
        ["bash", "--norc", "-c", code], capture_output=True, text=True, cwd=path.parent, timeout=30,
        check=True
    )
    assert done.stderr == ""
    return [line for line in done.stdout.splitlines() if line]


def test_bash(script: Callable[[str], Path]) -> None:
    path = script("bash")
    assert subprocess.run(["bash", "-n", str(path)], capture_output=True, check=True).stderr == b""
    (path.parent / "Dockerfile.one").touch()
    (path.parent / "with blank").touch()
    assert set(_bash(path, "dlint", "")) == set(command_names())
    assert _bash(path, "dlint", "li") == ["lint"]
    assert _bash(path, "dlint", "--vers") == ["--version"]
    assert _bash(path, "dlint", "lint", "--fail-on", "") == ["error", "warning", "note", "never"]
    assert _bash(path, "dlint", "lint", "a", "--unsafe") == ["--unsafe-fixes"]
    assert _bash(path, "dlint", "lint", "--select", "undefined-s") == ["undefined-stage"]
    assert "sarif" in _bash(path, "dlint", "lint", "--format", "")
    assert _bash(path, "dlint", "lint", "Dockerfile.") == ["Dockerfile.one"]
    assert _bash(path, "dlint", "lint", "with") == ["with blank"]
    assert _bash(path, "dlint", "lint", "--stdin-filename", "") == []
    assert _bash(path, "dlint", "--color", "never", "rules", "--format", "j") == ["json"]
    assert _bash(path, "dlint", "--color", "ne") == ["never"]
    assert _bash(path, "dlint", "explain", "relative-w") == ["relative-workdir"]
    assert _bash(path, "dlint", "completion", "") == ["bash", "zsh", "fish"]
    assert _bash(path, "dlint", "config", "im") == ["import"]
    assert _bash(path, "dlint", "nosuch", "") == []


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_read_theirs(script: Callable[[str], Path], shell: str) -> None:
    path = script(shell)
    text = path.read_text()
    for command in command_names():
        assert command in text
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed: only its contents were looked at")
    done = subprocess.run([shell, "-n", str(path)], capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stderr) == (0, "")


ZSH = r"""
zmodload zsh/zpty
zpty -b shell zsh -f -i
zpty -w shell 'PS1=; stty cols 200 rows 100; LISTMAX=1000; autoload -Uz compinit; compinit -u -D; source {path}; marked() {{ print -rn -- EN""DED }}; zle -N marked; bindkey "^X^E" marked; print -r rea""dy'
zpty -r shell out '*ready*'
for line in {lines}; do
  zpty -w -n shell "$line"$'\t\t\x18\x05'
  print -r -- "=== $line"
  zpty -r shell out '*ENDED*'
  print -rn -- "${{out%ENDED*}}"
  zpty -w -n shell $'\x15\x18\x05'
  zpty -r shell out '*ENDED*'
done
"""  # noqa: E501
"""Each line is followed by a key that writes a word: the shell takes one key after the other, so what comes
before the word is all that was offered."""


def test_zsh_completes(script: Callable[[str], Path], tmp_path: Path) -> None:
    """In a shell with a terminal: only there does `_arguments` read what it is given."""
    if not shutil.which("zsh"):
        pytest.skip("zsh is not installed")
    lines = [f"dlint {command} " for command in command_names()] + [
        "dlint ",
        "dlint lint --fail-on ",
        "dlint explain relative-w",
        "dlint scan --form",
    ]
    code = tmp_path / "code.zsh"
    code.write_text(ZSH.format(path=script("zsh"), lines=" ".join(f"'{line}'" for line in lines)))
    done = subprocess.run(
        ["zsh", "-f", str(code)], capture_output=True, text=True, timeout=60, check=True, cwd=tmp_path
    )
    told = dict(
        part.split("\n", 1)
        for part in re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\r", "", done.stdout).split("=== ")[1:]
    )
    assert set(told) == set(lines)
    assert not [
        text for text in told.values() if re.search(r"_arguments|comparguments|_dlint:|not found", text)
    ]
    assert all(f"\n{command} " in told["dlint "] for command in command_names())
    assert {"show", "schema", "import"} <= set(told["dlint config "].split())
    assert {"never", "note", "warning"} <= set(told["dlint lint --fail-on "].split())
    assert "relative-workdir" in told["dlint explain relative-w"]
    assert "--format" in told["dlint scan --form"]


def test_fish_completes(script: Callable[[str], Path]) -> None:
    if not shutil.which("fish"):
        pytest.skip("fish is not installed")
    path = script("fish")

    def offered(line: str) -> set[str]:
        code = f"source {path}; complete -C '{line}'"
        done = subprocess.run(
            ["fish", "-N", "-c", code], capture_output=True, text=True, timeout=30, check=True
        )
        return {row.split("\t")[0] for row in done.stdout.splitlines()}

    assert set(command_names()) <= offered("dlint ")
    assert offered("dlint lint --fail-on ") == {"error", "warning", "note", "never"}
    assert "--unsafe-fixes" in offered("dlint lint --un")
    assert offered("dlint explain relative-w") == {"relative-workdir"}

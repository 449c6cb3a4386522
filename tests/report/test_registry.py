"""The formats are what lies in `report/formats`; the README's list and the choice by a file's ending come
from there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from dlinter.report import FORMATS, formats_of_file

ROOT = Path(__file__).parents[2]
LIST = re.compile(r"(<!-- formats -->\n)(.*?)(<!-- end of formats -->)", re.S)

CSV = '''"""Comma-separated values."""

ABOUT = "for spreadsheets"
ENDINGS = (".csv",)


def write(report, out, settings):
    for result in report.active:
        out.write(f"{result.location.path},{result.rule.id}\\n")
'''
HELLO = '''"""Says hello to somebody."""

SUMMARY = "say hello"


def add_arguments(parser):
    parser.add_argument("name", help="whom")


def run(args):
    print("hello", args.name)
    return 0
'''


def test_the_readme_lists_the_formats() -> None:
    readme = ROOT / "README.md"
    text = readme.read_text("utf-8")
    wanted = "".join(
        f"- `{name}`{' (default)' if at == 0 else ''}: {FORMATS[name].ABOUT}\n"
        for at, name in enumerate(FORMATS)
    )
    found = LIST.search(text)
    assert found is not None
    if os.environ.get("DLINT_UPDATE"):
        readme.write_text(text.replace(found[0], found[1] + wanted + found[3]), "utf-8")
    else:
        assert found[2] == wanted


def test_text_is_first_and_a_name_that_is_not_there_is_none() -> None:
    assert next(iter(FORMATS)) == "text"
    assert len(FORMATS) == len(list(FORMATS)) >= 8
    assert "__init__" not in FORMATS and "nosuch" not in FORMATS and "" not in FORMATS


def test_the_format_of_an_ending() -> None:
    assert formats_of_file("a/x.sarif") == ("sarif",)
    assert formats_of_file("x.SARIF.json") == ("sarif",)
    assert formats_of_file("x.json") == ("json",)
    assert formats_of_file("x.xml") == ("checkstyle", "junit")
    assert formats_of_file("x.txt") == ("text",)
    assert formats_of_file("x.foo") == () == formats_of_file("sarif")


def test_adding_a_format_and_a_command_is_adding_one_file_each(tmp_path: Path) -> None:
    """In a copy of the package: help, completion, `--format` and the ending know them."""
    shutil.copytree(ROOT / "linter", tmp_path / "linter", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "linter/dlinter/report/formats/csv.py").write_text(CSV)
    (tmp_path / "linter/dlinter/cli/commands/hello.py").write_text(HELLO)
    (tmp_path / "Dockerfile").write_text("FROM alpine:3.20\nWORKDIR app\n")
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path / "linter"), str(ROOT / "rules")])}

    def dlint(*args: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "dlinter", *args], capture_output=True, text=True, env=env, cwd=tmp_path
        )
        assert done.returncode in (0, 1), done.stderr
        return done.stdout

    assert "  hello        say hello\n" in dlint("--help")
    assert dlint("hello", "you") == "hello you\n"
    assert "concise, csv, github" in " ".join(dlint("lint", "--help").split())
    assert "relative-workdir" in dlint("lint", "--isolated", "--format", "csv", "Dockerfile")
    dlint("lint", "--isolated", "-o", "found.csv", "Dockerfile")
    assert "Dockerfile,relative-workdir\n" in (tmp_path / "found.csv").read_text()
    script = dlint("completion", "bash")
    assert " hello" in script and "csv" in script

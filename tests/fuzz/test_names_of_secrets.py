"""A file with thousands of names of secrets: what follows them is not read, not shown, and said."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from dlinter.cli.main import main
from dlinter.model import work
from dlinter.model.builds.reader import read_build_file
from dlinter.model.dockerfile.reader import read
from dlinter.model.text import Text

TOKEN = "ghp_" + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx"
PASSWORD = "hunter2x" + "@zQ9"
LAST = f"ENV PASSWORD {PASSWORD}\nRUN echo {PASSWORD} $UNDEFINED && sudo echo {TOKEN}\n"
FORMATS = ("text", "json", "sarif", "github", "gitlab", "rdjson", "checkstyle")


def run(*argv: str) -> tuple[int, str]:
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        code = main(list(argv))
    return code, said.getvalue()


@pytest.mark.parametrize(
    ("before", "name", "line"),
    [
        ("FROM debian:12\n" + "# a key\n" * (work.NAMES + 1), "key", work.NAMES + 2),
        ("FROM debian:12\nCOPY <<E /a\n" + "token: b\n" * (work.NAMES + 1) + "E\n", "token", 2),
        ("FROM debian:12\nRUN a \\\n" + " --secret \\\n" * (work.NAMES + 1) + " b\n", "secret", 2),
        ("FROM debian:12\n" + "EXPOSE $PASS\n" * (work.NAMES - 2) + "USER $PASS$PASS$PASS\n", "PASS",
            work.NAMES),
    ],
)
def test_what_follows_them_is_not_read_and_said(before: str, name: str, line: int) -> None:
    dockerfile = read(Text((before + LAST).encode()))
    lines = before.splitlines(keepends=True)
    assert dockerfile.end == len("".join(lines[: line - 1]))
    assert list(dockerfile.work.refused)[-1] == (
        line, f"{work.TOO_MANY_NAMES}: rules do not see those from here on",
    )  # fmt: skip
    assert all(i.span.end <= dockerfile.end for i in dockerfile.instructions)
    assert read(Text(before.replace(name, "a", 1).encode())).end is None, "one name less is not too many"


def test_what_no_rule_sees_has_too_many_names_all_the_same() -> None:
    source = "FROM debian:12\n" + "EXPOSE 80\n" * work.INSTRUCTIONS + "# a key\n" * (work.NAMES + 9)
    dockerfile = read(Text(source.encode()))
    at = source.index("# a key") + len("# a key\n") * work.NAMES
    assert dockerfile.end == at
    assert [line for line, _ in dockerfile.work.refused] == [
        work.INSTRUCTIONS + 1, work.INSTRUCTIONS + work.NAMES + 2,
    ]  # fmt: skip


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_shows_a_value_that_follows_them(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Dockerfile").write_text("FROM debian:12\nRUN sudo a\n" + "# a key\n" * work.NAMES + LAST)
    code, said = run("lint", "--isolated", "--select", "all", "-f", form, "Dockerfile")
    assert code == 2 and work.TOO_MANY_NAMES.partition("like")[0] in said
    assert PASSWORD not in said and TOKEN not in said
    assert "sudo-in-build" in said


def test_a_token_of_a_format_is_found_behind_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Dockerfile").write_text("FROM debian:12\n" + "# a key\n" * (work.NAMES + 1) + LAST)
    code, said = run("lint", "--isolated", "-f", "json", "Dockerfile")
    results = json.JSONDecoder().raw_decode(said[said.index("{") :])[0]["results"]
    assert code == 2 and [r["region"]["line"] for r in results if "secret" in r] == [work.NAMES + 4]


def test_a_diff_of_fixes_hides_what_follows_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = "FROM debian:12\n" + "# a key\n" * (work.NAMES - 1) + "run apt-get update key\n"
    (tmp_path / "Dockerfile").write_text(before.replace("FROM", "from", 1) + LAST)
    for option in ("--diff", "--fix"):
        _, said = run("lint", "--isolated", "--unsafe-fixes", option, "Dockerfile")
        assert PASSWORD not in said and TOKEN not in said
    assert (tmp_path / "Dockerfile").read_text().endswith(LAST), "what is not read stays as it is"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("compose.yaml", "services:\n a:\n  build:\n   context: .\n   args:\n" + "    TOKEN@: hunter2x@\n"),
        (".github/workflows/a.yml", "on: push\njobs:\n a:\n  steps:\n" + "   - run: docker build key@ .\n"),
        ("docker-bake.hcl", "target t {\n args = {\n" + ' TOKEN@ = "b"\n' + "}\n}\n"),
        ("Makefile", "a:\n" + "\tdocker build --build-arg TOKEN=@ .\n"),
    ],
)
def test_a_build_file_with_so_many_is_not_read_and_said(
    name: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = next(line for line in text.splitlines(keepends=True) if "@" in line)
    many = text.replace(unit, "".join(unit.replace("@", str(n)) for n in range(work.NAMES + 1)))
    file = read_build_file(Text(many.encode(), name))
    assert file is not None and not file.builds and not file.error
    said = f"{work.TOO_MANY_NAMES}, so rules are not run on it"
    assert [r.partition(": ")[2] for r in file.refused] == [said]
    few = read_build_file(Text(text.replace("@", "1").encode(), name))
    assert few is not None and not few.refused
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(many + f"# dlint: ignore[{TOKEN}\n")
    code, said = run("lint", "--isolated", name)
    assert code == 2 and "hunter2x1" not in said and TOKEN not in said

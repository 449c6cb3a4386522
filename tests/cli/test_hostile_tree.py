"""A tree whose files are no files, whose links lead out of it, and whose names are options."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dlinter.cli.errors import UsageError
from dlinter.cli.parser import parse
from dlinter.finding import Fix, Safety
from dlinter.fix import Fixed
from dlinter.model.text import Text
from dlinter.sources.inputs import LintInput

Run = Callable[..., "subprocess.CompletedProcess[str]"]
BROKEN = "FROM scratch\nMAINTAINER me\nWORKDIR srv\n"


def arguments(*args: str) -> dict[str, object]:
    return vars(parse(args)[1])


@pytest.mark.parametrize(
    ("args", "name", "value"),
    [
        (("scan", "--", "--show-secrets", "x.tar"), "images", ["--show-secrets", "x.tar"]),
        (("lint", "--", "--exit-zero"), "paths", ["--exit-zero"]),
        (("lint", "a", "--fix", "b", "--", "--config=x.Dockerfile", "-o", "c"), "paths",
            ["a", "b", "--config=x.Dockerfile", "-o", "c"]),
        (("lint", "--select", "x", "--", "--ignore"), "paths", ["--ignore"]),
        (("lint", "--", "--", "--verbose"), "paths", ["--", "--verbose"]),
        (("lint", "--"), "paths", []),
        (("cache", "--changed", "a", "b", "--", "-D"), "dockerfile", "-D"),
        (("cache", "--changed", "a", "b", "--", "-D"), "changed", ["a", "b"]),
        (("cache", "--base", "--", "D"), "dockerfile", "D"),
        (("merge", "--count", "--output=x", "--", "-a", "b"), "files", ["-a", "b"]),
        (("config", "import", "--", "-h"), "file", "-h"),
        (("reconstruct", "--", "--output=x"), "image", "--output=x"),
        (("baseline", "--", "--select"), "paths", ["--select"]),
        (("--color", "never", "lint", "-q", "--", "-q"), "paths", ["-q"]),
    ],
)
def test_what_is_behind_two_dashes_is_a_name(args: tuple[str, ...], name: str, value: object) -> None:
    assert arguments(*args)[name] == value


def test_no_option_is_set_by_a_name() -> None:
    found = arguments("lint", "--", "--exit-zero", "--fix", "--show-suppressed", "--config=x", "--verbose",
        "-q", "--format=json")
    assert not any(
        found.get(n) for n in ("exit_zero", "fix", "show_suppressed", "config", "verbose", "quiet", "format")
    )


def test_errors_show_names_as_they_were_typed() -> None:
    with pytest.raises(UsageError, match=r"unexpected argument `-b`"):
        parse(["cache", "a", "--", "-b"])
    with pytest.raises(UsageError) as caught:
        parse(["config", "--", "--x"])
    assert "`--x`" in str(caught.value) and "x00" not in str(caught.value)


def test_a_name_that_is_an_option_is_refused_where_programs_give_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "--config=x.Dockerfile").write_text(BROKEN)
    with pytest.raises(UsageError, match="may be an option or the name of a file"):
        parse(["lint", "--force-exclude", "Dockerfile", "--config=x.Dockerfile"])
    assert arguments("lint", "--force-exclude", "--", "--config=x.Dockerfile")["paths"] == [
        "--config=x.Dockerfile"
    ]


def test_a_file_called_like_an_option_is_linted(run: Run, tmp_path: Path) -> None:
    (tmp_path / "--exit-zero").write_text(BROKEN)
    done = run("lint", "--isolated", "--", "--exit-zero")
    assert done.returncode == 1 and "--exit-zero:3:9" in done.stdout, done.stderr
    assert run("lint", "--isolated", "--fix", "--", "--exit-zero").returncode == 1
    assert "LABEL" in (tmp_path / "--exit-zero").read_text()


ZERO = "/dev/zero"
PLACES = [
    (".gitignore", ".gitignore"), (".git/info/exclude", ".git/info/exclude"), (".dlint.toml", ".dlint.toml"),
    ("pyproject.toml", "pyproject.toml"),
    (".dockerignore", ".dockerignore"), ("Dockerfile.dockerignore", "Dockerfile.dockerignore"),
]  # fmt: skip


@pytest.mark.parametrize("what", ["pipe", "zero", "outside", "huge"])
@pytest.mark.parametrize(("place", "said"), PLACES)
def test_files_that_are_no_files(run: Run, tmp_path: Path, place: str, said: str, what: str) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY . /a\nWORKDIR srv\n")
    path = tmp_path / place
    path.parent.mkdir(parents=True, exist_ok=True)
    if what == "pipe":
        os.mkfifo(path)
    elif what == "huge":
        with path.open("wb") as out:
            out.truncate(3 << 30)
    else:
        outside = tmp_path.parent / f"{tmp_path.name}-outside"
        outside.write_text("[tool.dlint]\n")
        path.symlink_to(ZERO if what == "zero" else outside)
    done = run("lint", "--select", "all", ".", timeout=40)
    assert done.returncode == 2 and said in done.stderr, done.stderr
    wanted = {
        "pipe": "named pipe",
        "zero": "",
        "outside": "leads out of the repository",
        "huge": "larger than the limit of 1 MB",
    }[what]
    assert wanted in done.stderr and "internal error" not in done.stderr, done.stderr
    if "toml" not in place:
        assert "relative-workdir" in done.stdout, "the rest is still linted"


@pytest.mark.parametrize("place",
    ["Dockerfile", "compose.yaml", "docker-bake.hcl", ".github/workflows/x.yml", "baseline", "times",
        "sarif", "cfg.toml"])
def test_named_files_that_are_no_files(run: Run, tmp_path: Path, place: str) -> None:
    path = tmp_path / place
    path.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(path)
    (tmp_path / "D").write_text(BROKEN)
    args = {
        "baseline": ("lint", "--baseline", "baseline", "D"), "times": ("cache", "D", "--times", "times"),
        "sarif": ("merge", "sarif"),
        "cfg.toml": ("lint", "--config", "cfg.toml", "D"),
    }.get(place, ("lint", place, "D"))  # fmt: skip
    done = run(*args, timeout=40)
    assert done.returncode == 2 and "is a named pipe, not a regular file" in done.stderr, done.stderr


def test_a_configuration_of_one_endless_key(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".dlint.toml").write_text("a." * 50_000 + "a = 1\n")
    (tmp_path / "D").write_text(BROKEN)
    done = run("lint", "D", timeout=40)
    assert (done.returncode, done.stderr.count("has a key of more than 32 parts")) == (2, 1), done.stderr
    (tmp_path / ".dlint.toml").write_text("a = " + "[" * 50_000)
    assert "is nested too deeply" in run("lint", "D", timeout=40).stderr


def test_a_link_that_leads_out_is_neither_read_nor_fixed(run: Run, tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.mkdir()
    (outside / "Dockerfile").write_text(BROKEN)
    (tmp_path / "Dockerfile").symlink_to(outside / "Dockerfile")
    (tmp_path / "sub").symlink_to(outside)
    (tmp_path / "in").mkdir()
    (tmp_path / "in/Dockerfile").write_text(BROKEN)
    (tmp_path / "Containerfile").symlink_to("in/Dockerfile")
    for args in (("--fix", "."), ("--fix", "Dockerfile"), ("--fix", "sub/Dockerfile"), (".",)):
        done = run("lint", "--isolated", *args)
        assert (
            done.returncode == 2
            and "leads out of the repository: it is neither read nor fixed" in done.stderr
        ), done.stderr
    assert (outside / "Dockerfile").read_text() == BROKEN
    assert "LABEL" in (tmp_path / "in/Dockerfile").read_text(), "the others are fixed"
    assert "leads out of the repository" in run("cache", "Dockerfile").stderr


@pytest.mark.parametrize("args",
    [("lint", "D", "-o", "out"), ("lint", "D", "--output", "sarif=out"),
        ("baseline", "D", "--output", "out"), ("config", "show", "--output", "out"),
        ("cache", "D", "-o", "out")])  # fmt: skip
def test_no_output_through_a_link(run: Run, tmp_path: Path, args: tuple[str, ...]) -> None:
    victim = tmp_path.parent / f"{tmp_path.name}-victim"
    victim.write_text("as it was")
    (tmp_path / "out").symlink_to(victim)
    (tmp_path / "D").write_text(BROKEN)
    done = run(*args)
    assert done.returncode == 2 and "--output out: is not written: it is a symbolic link" in done.stderr, (
        done.stderr
    )
    assert victim.read_text() == "as it was" and (tmp_path / "out").is_symlink()


def test_the_default_baseline_is_not_written_through_a_link(run: Run, tmp_path: Path) -> None:
    victim = tmp_path.parent / f"{tmp_path.name}-victim"
    (tmp_path / ".dlint-baseline.json").symlink_to(victim)
    (tmp_path / "Dockerfile").write_text(BROKEN)
    assert run("baseline").returncode == 2 and not victim.exists()


def test_the_other_reports_are_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("elsewhere")
    (tmp_path / "D").write_text(BROKEN)
    done = run("lint", "D", "-o", "json=link", "-o", "sarif=x.sarif")
    assert done.returncode == 2 and (tmp_path / "x.sarif").exists() and not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "\\x", "..\\x", "c:x", ""])
def test_a_fix_that_leads_out_of_its_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="outside"):
        Fix("t", (), Safety.SAFE, ((name, "x"),))


def test_files_of_a_fix_are_written_beside_it_alone(tmp_path: Path) -> None:
    from dlinter.cli.fix import _write

    file = tmp_path / "f/Dockerfile"
    file.parent.mkdir()
    file.write_text("old")
    item = LintInput("f/Dockerfile", str(file))
    for name in ("../x", str(tmp_path / "x")):
        new, [problem] = _write(file.parent, item, Fixed(Text(b"new", "Dockerfile"), files={name: "x\n"}))
        assert new == []
        assert problem.message == "is not fixed: a fix names a file outside of the build context"
    (file.parent / ".dockerignore").symlink_to(tmp_path / "x")
    _, [problem] = _write(
        file.parent, item, Fixed(Text(b"new", "Dockerfile"), files={".dockerignore": "x\n"})
    )
    assert "`.dockerignore` is a symbolic link" in problem.message
    assert file.read_text() == "old" and not (tmp_path / "x").exists()
    (file.parent / ".dockerignore").unlink()
    (file.parent / ".dockerignore").write_text("a")
    assert _write(file.parent, item, Fixed(Text(b"new", "Dockerfile"), files={".dockerignore": "x\n"})) == (
        [],
        [],
    )
    assert (file.parent / ".dockerignore").read_text() == "a\nx\n" and file.read_text() == "new"


def test_a_context_with_loops_pipes_sockets_and_many_files(run: Run, tmp_path: Path) -> None:
    for number in range(100):
        (tmp_path / f"d{number}").mkdir()
        for each in range(50):
            (tmp_path / f"d{number}/{each}").touch()
        (tmp_path / f"d{number}/loop").symlink_to("..")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "self").symlink_to("self")
    (tmp_path / ".dockerignore").write_text("\n".join("**a" * n for n in range(1, 30)) + "\n**/b/**/c/**/d\n")
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY --parents **/x/**/y /a\nCOPY . /a\nRUN npm ci\n")
    began = time.monotonic()
    done = run("lint", ".", "--select", "all", timeout=100)
    assert done.returncode in (0, 1), done.stderr
    assert time.monotonic() - began < 60


def test_a_context_without_end_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dlinter.model.dockerfile import context as limits
    from dlinter.sources import build_context
    from dlinter.sources.build_context import load_context

    for number in range(20):
        (tmp_path / f"d{number}").mkdir()
        (tmp_path / f"d{number}/f").touch()
    monkeypatch.setattr(build_context, "MOST_ENTRIES", 10)
    context = load_context(str(tmp_path / "Dockerfile"))
    assert context is not None and context.files == () and not context.complete
    assert context.remarks == ["the build context has more than 10 entries: those after them are not known"]
    monkeypatch.undo()
    (tmp_path / ".dockerignore").write_text("x\ny\n")
    monkeypatch.setattr(limits, "MOST_MATCHES", 30)
    context = load_context(str(tmp_path / "Dockerfile"))
    assert context is not None and len(context.files) < 20 and not context.complete
    assert len(context.remarks) == 1 and "takes too long" in context.remarks[0]
    monkeypatch.undo()

    def unreadable(path: str) -> object:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(build_context.os, "scandir", unreadable)
    context = load_context(str(tmp_path / "Dockerfile"))
    assert context is not None and context.files == ()
    assert context.remarks == ["the folder `.` of the build context cannot be read"]


def test_a_path_below_a_file_is_not_an_unreadable_folder(tmp_path: Path) -> None:
    from dlinter.sources.build_context import load_context

    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "link").symlink_to("a.txt")
    context = load_context(str(tmp_path / "Dockerfile"))
    assert context is not None
    assert not context.has("a.txt/x") and context.entry("a.txt/x") is None
    assert [context.resolved(p) for p in ("a.txt", "link", "a.txt/x", "link/x")] == [
        "a.txt",
        "a.txt",
        None,
        None,
    ]
    assert context.remarks == []


def test_a_context_reads_nothing_outside_of_its_folder(tmp_path: Path) -> None:
    from dlinter.sources.build_context import load_context

    (tmp_path / "outside").write_text("secret")
    (tmp_path / "c").mkdir()
    (tmp_path / "c/in").write_text("text")
    (tmp_path / "c/link").symlink_to("../outside")
    (tmp_path / "c/folder").symlink_to("..")
    (tmp_path / "c/good").symlink_to("in")
    context = load_context(str(tmp_path / "c/Dockerfile"))
    assert context is not None
    assert [
        context.text(p)
        for p in ("in", "good", "link", "folder/outside", "../outside", str(tmp_path / "outside"))
    ] == ["text", "text", None, None, None, None]
    (tmp_path / "c/.dockerignore").symlink_to("../outside")
    with pytest.raises(OSError, match="leads out"):
        load_context(str(tmp_path / "c/Dockerfile"))


def test_build_files_outside_of_the_repository_are_not_read(tmp_path: Path) -> None:
    from dlinter.run.builds import _read_below
    from dlinter.run.contexts import Contexts

    repo = tmp_path / "repo"
    (repo / ".git").mkdir(parents=True)
    (tmp_path / "outside.yml").write_text("x: 1\n")
    (repo / "inside.yml").write_text("y: 1\n")
    (repo / "compose.yml").symlink_to("../outside.yml")
    (repo / "good.yml").symlink_to("inside.yml")
    os.mkfifo(repo / "pipe.yml")
    root = str(repo)
    assert [
        _read_below(root, p) for p in ("inside.yml", "good.yml", "compose.yml", "../outside.yml", "pipe.yml")
    ] == [b"y: 1\n", b"y: 1\n", None, None, None]
    known = Contexts()
    assert [
        known._read(f"{root}/{p}", root) for p in ("inside.yml", "good.yml", "compose.yml", "pipe.yml")
    ] == [b"y: 1\n", b"y: 1\n", b"", b""]


def test_an_interrupted_fix_leaves_whole_files(environment: dict[str, str], tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"d{number}").mkdir()
        (tmp_path / f"d{number}/Dockerfile").write_text(BROKEN)
    process = subprocess.Popen(
        [sys.executable, "-m", "dlinter", "lint", "--isolated", "--fix", "."],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None and "LABEL" not in (tmp_path / "d0/Dockerfile").read_text():
        time.sleep(0.002)
    process.send_signal(signal.SIGINT)
    process.wait(30)
    for number in range(30):
        assert [p.name for p in (tmp_path / f"d{number}").iterdir()] == ["Dockerfile"]
        text = (tmp_path / f"d{number}/Dockerfile").read_text()
        assert text == BROKEN or ("LABEL" in text and text.endswith("WORKDIR srv\n"))

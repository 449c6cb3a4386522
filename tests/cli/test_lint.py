"""`dlint lint` and `dlint baseline` as a person runs them."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]

CLEAN = 'FROM scratch\nCOPY a /a\nENTRYPOINT ["/a"]\n'
BROKEN = "FROM scratch\nMAINTAINER me\nWORKDIR srv\n"  # maintainer-deprecated (safe fix), relative-workdir
FLAT = ("--isolated", "--select", "maintainer-deprecated,relative-workdir,unused-ignore")


def _write(root: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode())


def _rules(stdout: str) -> list[str]:
    """`path:line rule` of each line of the text report."""
    found = re.findall(r"^(\S+?):(\d+):\d+: (?:error|warning|note) (\S+) ", stdout, re.M)
    return [f"{path}:{line} {rule}" for path, line, rule in found]


BOTH = ["Dockerfile:2 maintainer-deprecated", "Dockerfile:3 relative-workdir"]


def test_clean_is_0_and_quiet(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, {"Dockerfile": CLEAN})
    done = run("lint", *FLAT)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") <= 1


def test_findings_are_1_on_stdout(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, {"Dockerfile": BROKEN})
    done = run("lint", *FLAT)
    assert (done.returncode, done.stderr) == (1, "")
    assert _rules(done.stdout) == BOTH
    assert "\x1b" not in done.stdout
    assert run("lint", *FLAT).stdout == done.stdout


def test_the_same_exit_code_in_every_format(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, {"Dockerfile": BROKEN})
    for format in ("text", "json", "sarif", "github"):
        assert run("lint", *FLAT, "--format", format).returncode == 1, format


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("--fail-on", "error"), 0), (("--fail-on", "warning"), 1), (("--fail-on", "note"), 1),
        (("--fail-on", "never"), 0),
        (("--exit-zero",), 0), (("--ignore", "build"), 0), (("--ignore", "DL4000,relative-workdir"), 0),
        (("--ignore", "DL4000"), 1),
    ],
)  # fmt: skip
def test_what_fails(run: Run, tmp_path: Path, args: tuple[str, ...], code: int) -> None:
    _write(tmp_path, {"Dockerfile": BROKEN})
    done = run(
        "lint",
        "--isolated",
        "--select",
        "maintainer-deprecated",
        "--extend-select",
        "relative-workdir",
        *args,
    )
    # a rule that is named wins over its family
    assert done.returncode == (code if "build" not in args else 1)


def test_color(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, {"Dockerfile": BROKEN})
    assert "\x1b[" in run("lint", *FLAT, env={"FORCE_COLOR": "1"}).stdout
    assert "\x1b[" in run("lint", *FLAT, "--color", "always", env={"NO_COLOR": "1"}).stdout
    assert "\x1b[" not in run("lint", *FLAT, env={"NO_COLOR": "1", "FORCE_COLOR": "1"}).stdout
    assert "\x1b[" not in run("lint", *FLAT, "--color", "never", env={"FORCE_COLOR": "1"}).stdout
    assert "\x1b[" not in run("lint", *FLAT, env={"FORCE_COLOR": "0"}).stdout
    json.loads(run("lint", *FLAT, "--format", "json", env={"FORCE_COLOR": "1"}).stdout)


def test_color_on_a_terminal(environment: dict[str, str], tmp_path: Path) -> None:
    import pty
    import sys

    _write(tmp_path, {"Dockerfile": BROKEN})

    def terminal(**more: str) -> str:
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "dlinter", "lint", *FLAT], stdin=theirs, stdout=theirs, stderr=theirs,
            cwd=tmp_path,
            env=environment | more,
        )  # fmt: skip
        os.close(theirs)
        out = b""
        while True:
            try:
                data = os.read(ours, 65536)
            except OSError:  # EIO: the other end is closed
                break
            if not data:
                break
            out += data
        os.close(ours)
        assert process.wait(30) == 1
        return out.decode()

    assert "\x1b[" in terminal()
    assert not re.search(r"\x1b\[[0-9;]*m", terminal(NO_COLOR="1"))
    assert not re.search(r"\x1b\[[0-9;]*m", terminal(TERM="dumb"))


def test_a_missing_file_is_2_and_the_others_are_linted(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, {"Dockerfile": BROKEN})
    done = run("lint", *FLAT, "absent", "Dockerfile")
    assert done.returncode == 2
    assert done.stderr == "dlint: error: absent: no such file or folder\n"
    assert _rules(done.stdout) == BOTH


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "is empty"), (b"  \n", "is empty"), (b"\x7fELF\x02\x01\x01" + b"\0" * 99, "is binary"),
        (b"\xff\xfeF\0R\0", "UTF-16")],
)
def test_what_is_no_dockerfile_is_2(run: Run, tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "Dockerfile").write_bytes(content)
    _write(tmp_path, {"sub/Dockerfile": BROKEN})
    done = run("lint", *FLAT)
    assert done.returncode == 2
    assert (
        done.stderr.startswith("dlint: error: Dockerfile: ")
        and message in done.stderr
        and done.stderr.count("\n") == 1
    )
    assert _rules(done.stdout) == [f"sub/{line}" for line in BOTH]


def test_a_folder_without_a_dockerfile(run: Run) -> None:
    done = run("lint", *FLAT)
    assert (done.returncode, done.stdout) == (0, "")
    assert (
        done.stderr
        == "dlint: no Dockerfile in .: if yours has another name, give its path; `--no-ignore-files` also "
            "searches what git ignores\n"
    )
    assert run("lint", *FLAT, "-q").stderr == ""


def test_standard_input(run: Run, tmp_path: Path) -> None:
    assert _rules(run("lint", *FLAT, "-", stdin=BROKEN).stdout) == [
        line.replace("Dockerfile", "<stdin>") for line in BOTH
    ]
    done = run("lint", *FLAT, "-", "--stdin-filename", "x/Dockerfile", stdin=BROKEN)
    assert (done.returncode, _rules(done.stdout)) == (1, [f"x/{line}" for line in BOTH])


def test_the_file_name_of_standard_input_finds_its_configuration(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, {"x/dlint.toml": 'ignore = ["relative-workdir"]\nexclude = ["Dockerfile.gen"]\n'})
    done = run("lint", "-", "--stdin-filename", "x/Dockerfile", stdin=BROKEN)
    assert "x/Dockerfile:2 maintainer-deprecated" in _rules(done.stdout)
    assert "x/Dockerfile:3 relative-workdir" not in _rules(done.stdout)
    done = run("lint", "-", "--stdin-filename", "x/Dockerfile.gen", "--force-exclude", stdin=BROKEN)
    assert (done.returncode, done.stdout) == (0, "")


def test_output_to_files(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, {"Dockerfile": BROKEN})
    done = run("lint", *FLAT, "--output", "sarif=a.sarif", "-o", "json=b.json", env={"FORCE_COLOR": "1"})
    assert done.returncode == 1
    assert "relative-workdir" in done.stdout
    json.loads((tmp_path / "a.sarif").read_text())
    json.loads((tmp_path / "b.json").read_text())
    done = run("lint", *FLAT, "--output", "report.txt", env={"FORCE_COLOR": "1"})
    assert (done.returncode, done.stdout) == (1, "")
    assert _rules((tmp_path / "report.txt").read_text()) == BOTH  # colours go to terminals, not to files
    done = run("lint", *FLAT, "--format", "json", "--output", "c.json")
    assert (done.returncode, done.stdout) == (1, "")
    assert (tmp_path / "c.json").read_text() == (tmp_path / "b.json").read_text()
    done = run("lint", *FLAT, "--output", "absent/x")
    assert (done.returncode, done.stderr) == (
        2,
        "dlint: error: --output absent/x: No such file or directory\n",
    )


def test_annotations_under_github_actions(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, {"Dockerfile": BROKEN})
    actions = {"GITHUB_ACTIONS": "true"}
    both = run("lint", *FLAT, env=actions).stdout
    text, github = run("lint", *FLAT).stdout, run("lint", *FLAT, "--format", "github").stdout
    assert github and both == text + github
    assert run("lint", *FLAT, "--format", "text", env=actions).stdout == text
    assert (
        run("lint", *FLAT, env={"DLINT_FORMAT": "json", **actions}).stdout
        == run("lint", *FLAT, "--format", "json").stdout
    )


def test_configuration_nearest_to_each_file(run: Run, tmp_path: Path) -> None:
    _write(
        tmp_path,
        {
            "Dockerfile": BROKEN, "a/Dockerfile": BROKEN, "a/b/Dockerfile": BROKEN,
            ".dlint.toml": 'select = ["relative-workdir"]\n',
            "a/pyproject.toml": '[tool.dlint]\nselect = ["maintainer-deprecated"]\n[tool.dlint.severity]\n'
                'all = "note"\n',
        },
    )  # fmt: skip
    done = run("lint")
    assert _rules(done.stdout) == [
        "Dockerfile:3 relative-workdir", "a/Dockerfile:2 maintainer-deprecated",
        "a/b/Dockerfile:2 maintainer-deprecated",
    ]  # fmt: skip
    assert done.returncode == 1
    assert run("lint", "a").returncode == 0  # only notes there
    assert run("lint", "a", "--fail-on", "note").returncode == 1
    assert _rules(run("lint", "a", "--config", ".dlint.toml").stdout) == [
        "a/Dockerfile:3 relative-workdir",
        "a/b/Dockerfile:3 relative-workdir",
    ]
    assert (
        run("lint", "a", env={"DLINT_CONFIG": ".dlint.toml"}).stdout
        == run("lint", "a", "--config", ".dlint.toml").stdout
    )
    assert _rules(run("lint", "Dockerfile", env={"DLINT_SELECT": "maintainer-deprecated"}).stdout) == [
        BOTH[0]
    ]
    assert _rules(
        run("lint", "Dockerfile", "--select", "maintainer-deprecated", env={"DLINT_SELECT": "secrets"}).stdout
    ) == [BOTH[0]]


def test_a_broken_configuration_is_2(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, {"Dockerfile": CLEAN, "dlint.toml": "selekt = []\n"})
    done = run("lint")
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr
        == f"dlint: error: {tmp_path.resolve()}/dlint.toml: `selekt` is not a setting; did you mean "
            "`select`?\n"
    )
    assert run("lint", "--isolated").returncode == 0


def test_exclude(run: Run, tmp_path: Path) -> None:
    _write(
        tmp_path,
        {
            "v/Dockerfile": BROKEN,
            "Dockerfile": CLEAN,
            "dlint.toml": 'exclude = ["v"]\nselect = ["relative-workdir"]\n',
        },
    )
    assert run("lint").stdout == run("lint", "Dockerfile").stdout
    assert _rules(run("lint", "v/Dockerfile").stdout) == ["v/Dockerfile:3 relative-workdir"]
    done = run("lint", "--force-exclude", "v/Dockerfile")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    done = run("lint", "--force-exclude", "v")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_git_ignored_files(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, {"gen/Dockerfile": BROKEN, "Dockerfile": CLEAN, ".gitignore": "gen\n"})
    assert run("lint", *FLAT).returncode == 0
    assert run("lint", *FLAT, "--no-ignore-files").returncode == 1


def test_ignores_and_show_suppressed(run: Run, tmp_path: Path) -> None:
    source = BROKEN.replace("WORKDIR", "# dlint: ignore[relative-workdir] on purpose\nWORKDIR")
    _write(tmp_path, {"Dockerfile": source})
    assert _rules(run("lint", *FLAT).stdout) == BOTH[:1]
    assert "relative-workdir" in run("lint", *FLAT, "--show-suppressed").stdout
    _write(tmp_path, {"Dockerfile": source.replace("WORKDIR srv", "WORKDIR /srv")})
    assert _rules(run("lint", *FLAT).stdout) == [BOTH[0], "Dockerfile:3 unused-ignore"]


def test_per_file_ignores(run: Run, tmp_path: Path) -> None:
    _write(
        tmp_path,
        {
            "a/Dockerfile": BROKEN, "b/Dockerfile": BROKEN,
            "dlint.toml": 'select = ["maintainer-deprecated", "relative-workdir"]\n[per-file-ignores]\n'
                '"a/*" = ["DL4000"]\n',
        },
    )  # fmt: skip
    expected = [
        "a/Dockerfile:3 relative-workdir",
        "b/Dockerfile:2 maintainer-deprecated",
        "b/Dockerfile:3 relative-workdir",
    ]
    assert _rules(run("lint").stdout) == expected
    assert _rules(run("lint", "Dockerfile", cwd=tmp_path / "a").stdout) == ["Dockerfile:3 relative-workdir"]


def test_baseline(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, {"Dockerfile": BROKEN})
    done = run("baseline", *FLAT)
    assert done.returncode == 0
    assert (
        done.stderr
        == "dlint: .dlint-baseline.json: 2 findings accepted; use it with `--baseline .dlint-baseline.json`\n"
    )
    text = (tmp_path / ".dlint-baseline.json").read_text()
    assert {(e["path"], e["rule"]) for e in json.loads(text)["results"]} == {
        ("Dockerfile", "maintainer-deprecated"), ("Dockerfile", "relative-workdir"),
    }  # fmt: skip
    assert not re.search(r'"line|:\s*[23]\b', text)
    assert run("baseline", *FLAT, "--output", "-").stdout == text
    done = run("baseline", *FLAT, "absent")
    assert done.returncode == 2 and done.stderr.endswith(
        "dlint: .dlint-baseline.json stays as it was, because not everything could be read\n"
    )
    assert (tmp_path / ".dlint-baseline.json").read_text() == text
    with_baseline = ("lint", *FLAT, "--baseline", ".dlint-baseline.json")
    assert run(*with_baseline).returncode == 0
    _write(tmp_path, {"Dockerfile": "# moved down\n\n" + BROKEN + "WORKDIR more\n"})
    # The second relative one is new; the first is where the baseline has it, whatever its line.
    done = run(*with_baseline)
    assert done.returncode in (0, 1)
    assert not any("maintainer" in line or ":5 " in line for line in _rules(done.stdout))


def test_many_files_on_all_cores_say_the_same(run_process: Run, tmp_path: Path) -> None:
    _write(tmp_path, {f"d{n:03}/Dockerfile": BROKEN if n % 2 else CLEAN for n in range(120)})
    one, many = run_process("lint", *FLAT, "--jobs", "1"), run_process("lint", *FLAT, "--jobs", "2")
    assert one.returncode == many.returncode == 1
    assert one.stdout == many.stdout and len(_rules(one.stdout)) == 120


# --- fixes --------------------------------------------------------------------------------------------------


def test_fix_writes_safe_fixes_and_reports_the_rest(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, {"Dockerfile": BROKEN})
    (tmp_path / "Dockerfile").chmod(0o640)
    done = run("lint", *FLAT, "--fix")
    after = (tmp_path / "Dockerfile").read_text()
    assert "MAINTAINER" not in after and after.startswith("FROM scratch\nLABEL ")
    assert (tmp_path / "Dockerfile").stat().st_mode & 0o777 == 0o640
    assert _rules(done.stdout) == BOTH[1:]
    assert (done.returncode, done.stderr) == (1, "dlint: fixed 1 finding in 1 file\n")
    again = run("lint", *FLAT, "--fix")
    assert (tmp_path / "Dockerfile").read_text() == after and again.stderr == ""
    assert [p.name for p in tmp_path.iterdir() if p.name != ".git"] == ["Dockerfile"]


def test_diff_writes_nothing(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, {"a/Dockerfile": BROKEN, "b/Dockerfile": CLEAN})
    done = run("lint", *FLAT, "--diff")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("--- a/a/Dockerfile\n+++ b/a/Dockerfile\n@@ ")
    assert "\n-MAINTAINER me\n" in done.stdout and "b/b/Dockerfile" not in done.stdout
    assert (tmp_path / "a/Dockerfile").read_text() == BROKEN
    subprocess.run(["git", "apply", "-"], input=done.stdout, text=True, cwd=tmp_path, check=True) if _git(
        tmp_path
    ) else None
    done = run("lint", *FLAT, "--diff", "b")
    assert (done.returncode, done.stdout) == (0, "")


def test_a_diff_covers_each_secret_where_it_lies_now(run: Run, tmp_path: Path) -> None:
    """A fix moves what comes after it: the places of the old text are not those of the new one."""
    password = "hunter" + "2z4q9"
    _write(
        tmp_path,
        {
            "Dockerfile": f"FROM scratch\nMAINTAINER me\nLABEL a=b\nENV DB_PASSWORD={password}\nENV "
                "NAME=some-plain-text\nLABEL b=c\n"
        },
    )
    shown = run("lint", *FLAT, "--diff", "--unsafe-fixes").stdout
    lines = [line for line in shown.splitlines() if not line.startswith(("---", "+++", "@@"))]
    assert password not in shown and any("MAINTAINER" in line for line in lines)
    assert [line for line in lines if "*" in line] == [" ENV DB_PASSWORD=" + "*" * len(password)]


def _git(folder: Path) -> bool:
    """Whether git is there to try the patch with; the folder is made a real repository."""
    import shutil

    if not shutil.which("git"):
        return False
    (folder / ".git").rmdir()
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    return True


def test_unsafe_fixes_only_when_asked_for(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, {"Dockerfile": "FROM scratch\nENTRYPOINT /srv/run --now\n"})
    select = ("--isolated", "--select", "shell-form-entrypoint")
    shown = run("lint", *select, "--diff")
    assert (shown.stdout, shown.stderr) == ("", "dlint: no safe fixes; `--unsafe-fixes` shows 1\n")
    assert '+ENTRYPOINT ["/srv/run", "--now"]' in run("lint", *select, "--diff", "--unsafe-fixes").stdout
    run("lint", *select, "--fix")
    assert "ENTRYPOINT /srv" in (tmp_path / "Dockerfile").read_text()
    assert run("lint", *select, "--fix", "--unsafe-fixes").returncode == 0
    assert 'ENTRYPOINT ["/srv/run", "--now"]\n' in (tmp_path / "Dockerfile").read_text()


def test_fix_of_standard_input_goes_to_stdout(run: Run) -> None:
    done = run("lint", *FLAT, "--fix", "-", stdin=BROKEN)
    assert done.returncode == 1
    assert done.stdout.startswith("FROM scratch\nLABEL ") and done.stdout.endswith("WORKDIR srv\n")
    assert _rules(done.stderr) == ["<stdin>:3 relative-workdir"]


def test_fix_keeps_line_ends_and_links(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, {"real/Dockerfile": BROKEN.replace("\n", "\r\n")})
    (tmp_path / "Dockerfile").symlink_to("real/Dockerfile")
    run("lint", *FLAT, "--fix", "Dockerfile")
    data = (tmp_path / "real/Dockerfile").read_bytes()
    assert b"LABEL" in data and data.count(b"\r\n") == data.count(b"\n")
    assert (tmp_path / "Dockerfile").is_symlink()


def test_fix_with_a_missing_file_is_2_and_the_others_are_fixed(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, {"Dockerfile": BROKEN, "Dockerfile.empty": ""})
    done = run("lint", *FLAT, "--fix", "absent", "Dockerfile", "Dockerfile.empty")
    assert done.returncode == 2
    assert "absent: no such file or folder" in done.stderr
    assert done.stderr.count("Dockerfile.empty: is empty") == 1
    assert "LABEL" in (tmp_path / "Dockerfile").read_text()


@pytest.mark.parametrize("config", ["x = [", 'baseline = "none.json"'])
def test_a_configuration_of_a_subfolder_that_cannot_be_used_leaves_out_that_subfolder(
    run: Run, tmp_path: Path, config: str
) -> None:
    _write(
        tmp_path,
        {
            "Dockerfile": BROKEN,
            "sub/dlint.toml": config,
            "sub/Dockerfile": BROKEN,
            "sub/below/Dockerfile": BROKEN,
            "other/Dockerfile": CLEAN,
        },
    )
    done = run("lint", "--select", "maintainer-deprecated,relative-workdir")
    assert done.returncode == 2
    assert _rules(done.stdout) == BOTH
    assert done.stderr.count("the files that this configuration is for were left out") == 1
    done = run("lint", "--fix", "--select", "maintainer-deprecated,relative-workdir")
    assert done.returncode == 2 and done.stderr.count("were left out") == 1
    assert (
        "MAINTAINER" not in (tmp_path / "Dockerfile").read_text()
        and (tmp_path / "sub/Dockerfile").read_text() == BROKEN
    )
    done = run("lint", "--diff", "--select", "maintainer-deprecated,relative-workdir")
    assert done.returncode == 2 and done.stderr.count("were left out") == 1
    (tmp_path / "sub" / "dlint.toml").rename(tmp_path / "dlint.toml")
    done = run("lint")
    assert (done.returncode, done.stdout) == (2, "") and "left out" not in done.stderr

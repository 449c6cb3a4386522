"""Every row of the corpus of field cases (`DLINT_CORPORA`, field/README.md), as far as a program can check
it: which rules fire on which line, what they say, and what the fixed files have and have not.

The corpus gives its verdicts in words; the tables say them in findings. A row that no table names has nothing
to be found. Two notes are left aside, since they are right in every row that has an installation without a
mount or a mount on a runner that is new for each run: `install-without-cache-mount` and
`cache-mount-on-ephemeral-runner`. Judged by hand alone: whether a message that is not in `WORDS` reads
plainly, and the rows 65, 71, 105 and 120, where the one who asked wanted another answer than BuildKit gives
(65: `CMD yes` is a shell form; 71: `secret-word` has BuildKit's own list in the set `all`; 105, 120: only the
base image or the command line can tell, so only the set `all` speaks).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest
from tests import in_process

FIELD = Path(os.environ.get("DLINT_CORPORA") or "/nonexistent") / "field"
pytestmark = pytest.mark.skipif(not FIELD.is_dir(), reason="DLINT_CORPORA is not set: no field cases to read")
ROWS = (
    [json.loads(line) for line in (FIELD / "index.jsonl").read_text().splitlines()] if FIELD.is_dir() else []
)
WANTED = {str(row["id"]): row["want"] for row in ROWS}

LEFT_ASIDE = {"install-without-cache-mount", "cache-mount-on-ephemeral-runner"}
FINDINGS = {
    "13": "2 unknown-instruction",
    "15": "2 unknown-instruction",
    "18": "4 copy-ignored-file",
    "22": "2 copy-ignored-file",
    "47": "2 volatile-arg-before-run",
    "48": "10 volatile-arg-before-run, 11 volatile-arg-before-run, 12 volatile-arg-before-run, 13 "
        "context-too-wide",
    "50": "8 copy-before-install",
    "53": "5 packages-left-in-cache-mount, 6 copy-before-install",
    "55": "7 cache-mount-unreachable-target",
    "56": "8 cache-mount-unreachable-target",
    "58": "5 cache-mount-wrong-user",
    "62": "2 context-too-wide",
    "63": "3 shell-form-entrypoint",
    "64": "2 invalid-json-form",
    "65": "2 shell-form-entrypoint, 3 shell-form-entrypoint",
    "68": "2 shell-form-entrypoint",
    "71": "4 secret-passed-as-argument",
    "74": ".github/workflows/ci.yml:14 cache-export-min",
    "75": ".github/workflows/ci.yml:14 cache-export-min",
    "76": ".github/workflows/ci.yml:22 gha-cache-scope-collision",
    "77": ".github/workflows/ci.yml:19 gha-cache-scope-collision",
    "84": "compose.yaml:7 update-without-install, compose.yaml:8 install-without-yes",
    "86": "2 volatile-arg-before-run, 7 context-too-wide",
    "90": "3 copy-before-install",
    "92": "2 add-for-local-files, 2 context-too-wide",
    "95": "2 cache-mount-defeated",
    "107": "2 install-without-yes",
    "111": "3 apt-cache-mount-not-locked",
    "134": "4 packages-left-in-cache-mount",
    "135": "2 secret-passed-as-argument, 3 secret-in-env",
    "139": "3 copy-before-install",
    "140": "2 shell-form-entrypoint",
    "o3": "21 add-for-local-files",
    "o4b": "1 not-a-dockerfile",
    "o8": "5 undefined-arg-in-from, 7 undefined-arg-in-from",
    "o13": "9 add-for-local-files",
}
"""By row: `line rule` of its Dockerfile, or `file:line rule`."""

NEVER = {
    "05": {"wget-progress-bar"},
    "60": {"untagged-copy-source"},
    "71": {"secret-name", "secret-in-env"},
    "83": {"untagged-copy-source", "untagged-base-image"},
    "106": {"relative-copy-destination"},
    "137": {"package-cache-left", "install-without-cache-mount"},
}
"""Rules that say nothing with the set `all` either."""
OF_ALL = {
    "124": "unpinned-git-clone",
    "105": "relative-copy-destination",
    "120": "untagged-copy-source",
    "102": "named-user",
}
"""Rules that only the set `all` has, and that must speak there."""

WORDS = {
    "13": ["a heredoc has no space after `<<-`"],
    "15": ["CMD takes no heredoc", "lines 3 to 5"],
    "51": ["`cargo` on line 8, `cargo` on line 10"],
    "53": ["`pnpm i --offline` on line 7"],
    "55": ["`/home/crew/.cache/uv`"],
    "56": ["`/nonexistent/.cache/uv`", "set `UV_CACHE_DIR`"],
    "63": ["would not expand `$PORT`"],
    "68": ["`exec` makes the program process 1"],
    "75": ["an inline cache cannot hold more"],
    "76": ["`type=gha` ignores `ref=`"],
    "86": ["move it and the LABEL on line 3 down"],
    "90": ["`src/App/App.csproj`"],
    "134": ["`dotnet build --no-restore` on line 6"],
    "138": ["no fix: `dotnet publish --no-restore` on line 6"],
    "139": ["`packages/api/package.json` `packages/web/package.json`"],
    "140": ["`exec` makes the program process 1"],
    "o3": ["`ADD` of a heredoc"],
    "o8": ["expands to the default after `:-`"],
}
FIXED = {
    "34": ["--mount=type=cache,id=pip,target=/root/.cache/pip ", "target=/root/.cache/pipenv "],
    "47": ["ARG BUILD_VERSION\nRUN echo"],
    "50": ["cargo chef cook --release --recipe-path recipe.json\nCOPY . .\n"],
    "55": ["target=/home/crew/.cache/uv,uid=1234,gid=1234"],
    "74": ["mode=max"],
    "90": ["COPY src/App/App.csproj ./src/App/\n"],
    "93": ["rm -f /etc/apt/apt.conf.d/docker-clean && apt-get update"],
    "123": ["target=/usr/local/bundle/cache "],
    "133": ["<<EOF\n", "rm -rf /var/lib/apt/lists/*\nEOF\n"],
    "139": ["COPY packages/web/package.json ./packages/web/\n"],
}
NOT_FIXED = {
    "34": ["--mount=type=cache,id=pipenv-pip", "rm -rf"],
    "36": ["        \\\n"],
    "51": ["--mount=type=cache,id=cargo-git,target=/usr/local/cargo/git/db \\\n    cargo chef prepare"],
    "55": ["/root/.cache/uv"],
    "56": ["/home/app"],
    "75": ["type=registry,ref=registry.example/a:1,mode"],
    "123": [".bundle/cache"],
    "134": ["build --mount", "--mount=type=cache,id=nuget,target=/root/.nuget/packages dotnet build"],
    "137": ["/usr/local/share/.cache/yarn"],
    "138": ["--mount"],
}


def run(folder: Path, *arguments: str) -> str:
    done = in_process.call(("lint", "--fail-on", "never", *arguments, *WANTED), folder=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


def by_row(report: str) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = defaultdict(list)
    for result in json.loads(report)["results"]:
        found[result["path"].partition("/")[0]].append(result)
    return found


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cases as git repositories, as they were."""
    folder = tmp_path_factory.mktemp("field")
    for case in WANTED:
        shutil.copytree(FIELD / case, folder / case, symlinks=True)
        for hidden in [*(folder / case).rglob("_git")]:
            hidden.rename(hidden.parent / ".git")
        if not (folder / case / ".git").exists():
            subprocess.run(["git", "init", "-q", str(folder / case)], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def found(cases: Path) -> dict[str, list[dict[str, object]]]:
    return by_row(run(cases, "--format", "json"))


@pytest.fixture(scope="module")
def found_by_all(cases: Path) -> dict[str, list[dict[str, object]]]:
    return by_row(run(cases, "--format", "json", "--select", "all"))


@pytest.fixture(scope="module")
def fixed(
    cases: Path, found: dict[str, list[dict[str, object]]], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("fixed") / "field"
    shutil.copytree(cases, folder, symlinks=True)
    run(folder, "--fix", "--unsafe-fixes")
    return folder


def told(results: list[dict[str, object]]) -> list[str]:
    """`line rule` of each finding."""
    said = set[str]()
    for result in results:
        path = str(result["path"]).partition("/")[2]
        region = result.get("region")
        where = "" if path in ("Dockerfile", "Containerfile") else f"{path}:"
        said.add(f"{where}{region['line'] if isinstance(region, dict) else 0} {result['rule']}")
    return sorted(said)


@pytest.mark.parametrize("case", WANTED)
def test_the_findings_of_a_row(case: str, found: dict[str, list[dict[str, object]]]) -> None:
    expected = FINDINGS.get(case, "")
    seen = [result for result in found[case] if result["rule"] not in LEFT_ASIDE]
    assert told(seen) == sorted(expected.split(", ") if expected else []), WANTED[case]


@pytest.mark.parametrize("case", WORDS)
def test_what_is_said(case: str, found: dict[str, list[dict[str, object]]]) -> None:
    said = "\n".join(str(result["message"]) for result in found[case])
    assert [words for words in WORDS[case] if words not in said] == [], said


@pytest.mark.parametrize("case", NEVER)
def test_rules_that_are_silent_whatever_is_selected(
    case: str, found_by_all: dict[str, list[dict[str, object]]]
) -> None:
    assert {str(result["rule"]) for result in found_by_all[case]} & NEVER[case] == set(), WANTED[case]


@pytest.mark.parametrize("case", OF_ALL)
def test_rules_that_have_to_be_selected(case: str, found_by_all: dict[str, list[dict[str, object]]]) -> None:
    assert OF_ALL[case] in {result["rule"] for result in found_by_all[case]}, WANTED[case]


@pytest.mark.parametrize("case", sorted({*FIXED, *NOT_FIXED}))
def test_the_fixed_file(case: str, fixed: Path) -> None:
    files = [
        p
        for p in (fixed / case).rglob("*")
        if p.is_file() and ".git" not in p.relative_to(fixed / case).parts
    ]
    text = "\n".join(p.read_text() for p in files)
    assert [part for part in FIXED.get(case, []) if part not in text] == []
    assert [part for part in NOT_FIXED.get(case, []) if part in text] == []


def test_no_fix_brings_an_error(fixed: Path, found: dict[str, list[dict[str, object]]]) -> None:
    after = by_row(run(fixed, "--format", "json"))
    for case in WANTED:
        assert told([r for r in after[case] if r["severity"] == "error"]) == [] or any(
            r["severity"] == "error" for r in found[case]
        ), case


def test_no_row_is_unknown() -> None:
    assert {*FINDINGS, *NEVER, *OF_ALL, *WORDS, *FIXED, *NOT_FIXED} <= set(WANTED)

"""A new user's walk: from a built wheel in an empty environment, by commands that stand in the README or in
`docs/`, word for word.

    python -m build && python bench/walk.py dist/*.whl [--site]

Each step names the document that its command is copied from; a command that does not stand there as code ends
the walk, as does another exit code or a missing answer. Two things are not copied: `dlinter` in `pip install
dlinter` is the wheel, and what a container engine would do is played by `examples/leaky_image.py`. `--site`
also builds the documentation, from a copy of this tree.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORDS = {
    "lint": 'FROM node:22\nMAINTAINER web@team.example\nWORKDIR app\nCOPY . .\nRUN npm ci\nRUN npm run '
        'build\nUSER root\nCMD ["npm", "start"]\n'
}


def code_of(document: str) -> set[str]:
    """The commands that a document shows: lines of fenced blocks without prompt and comment, code between
    backticks, commands that are run for a page."""
    text = (ROOT / document).read_text("utf-8")
    found: set[str] = set()
    for language, block in re.findall(r"^```(\w*)\n(.*?)^```$", text, re.M | re.S):
        for line in block.splitlines() if language in ("", "sh", "console", "yaml") else ():
            line = re.sub(r"^(?:\$ |\s*- (?:run: )?)", "", re.sub(r"\s+# .*", "", line)).strip()
            found |= {line, *(part.strip() for part in line.split("&&"))}
    found |= {m.strip() for m in re.findall(r"`([^`\n]+)`", text)} | {
        m.strip() for m in re.findall(r"<!-- run: (.*?) -->", text)
    }
    return found


@dataclass(frozen=True)
class Step:
    """`command` stands in `document`; `done` replaces it where the walk cannot run it as it is. `answer` is
    in what it prints."""

    what: str
    document: str
    command: str
    code: int = 0
    answer: str = ""
    done: str = ""
    before: Callable[[Path], None] | None = None


def write(name: str, text: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_text(text) and None


def _ignored(folder: Path) -> None:
    """The README's ignore, its rule filled in, above the instruction."""
    _has("README.md", "# dlint: ignore[rule-id] reason")
    path = folder / "Dockerfile"
    path.write_text(
        path.read_text().replace("USER root", "# dlint: ignore[root-user] the walk says so\nUSER root")
    )


def _configured(folder: Path) -> None:
    """The README's configuration, as it stands there."""
    block = next(
        b
        for b in re.findall(r"^```toml\n(.*?)^```", (ROOT / "README.md").read_text(), re.M | re.S)
        if b.startswith("select")
    )
    (folder / "dlint.toml").write_text(block)


def _baselined(folder: Path) -> None:
    """As docs/ignoring.md says."""
    setting = 'baseline = ".dlint-baseline.json"'
    _has("docs/ignoring.md", setting)
    path = folder / "dlint.toml"
    path.write_text(f"{setting}\n{path.read_text()}")


def _saved(folder: Path) -> None:
    """What `docker save` would write."""
    subprocess.run(
        [sys.executable_of_walk, str(ROOT / "examples" / "leaky_image.py"), "app.tar"],
        cwd=folder,
        check=True,
        capture_output=True,
    )  # type: ignore[attr-defined]


def _has(document: str, command: str) -> None:
    if command not in code_of(document):
        raise SystemExit(f"{document} does not show `{command}`")


STEPS = (
    Step("which rules there are", "README.md", "dlint rules", 0, "copy-before-install"),
    Step("lint", "README.md", "dlint lint", 1, "relative-workdir", before=write("Dockerfile", WORDS["lint"])),
    Step("why", "README.md", "dlint explain copy-before-install", 0, "When to ignore it"),
    Step("what is fixed", "README.md", "dlint lint --fix Dockerfile", 1, "fixed"),
    Step("ignore", "README.md", "dlint lint", 1, "suppressed", before=_ignored),
    Step("configure", "README.md", "dlint lint", 1, "error relative-workdir", before=_configured),
    Step("what builds cost", "README.md", "dlint cache --plan", 0, "Dockerfile"),
    Step("the page of it", "README.md", "dlint cache --format html -o cache.html", 0),
    Step("accept what is there", "docs/ignoring.md", "dlint baseline", 0),
    Step("only new ones count", "README.md", "dlint lint", 0, before=_baselined),
    Step("scan", "README.md", "dlint scan app.tar --dockerfile Dockerfile", 1, "secret", before=_saved),
    Step("report", "docs/ci.md", "dlint lint -o gitlab=gl-code-quality-report.json", 0),
    Step("Docker's plugin", "README.md", "docker dlint lint", 0, "SchemaVersion",
        done="docker-dlint docker-cli-plugin-metadata"),
)


def walk(wheel: Path, folder: Path) -> Path:
    """Runs all steps; the environment's folder of programs."""
    _has("README.md", "pip install dlinter")
    environment = folder / "environment"
    timed(
        "an empty environment",
        lambda: subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True),
    )
    programs = environment / ("Scripts" if os.name == "nt" else "bin")
    pip = [str(programs / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check", str(wheel)]
    timed("pip install dlinter", lambda: subprocess.run(pip, check=True, stderr=subprocess.DEVNULL))
    repo = folder / "app"
    _repository(repo)
    sys.executable_of_walk = str(programs / "python")  # type: ignore[attr-defined]
    for step in STEPS:
        _has(step.document, step.command)
        if step.before:
            step.before(repo)
        timed(
            f"{step.what}: `{step.done or step.command}` ({step.document})",
            lambda step=step: _run(step, repo, programs),
        )  # type: ignore[misc]
    return programs


def timed(what: str, act: Callable[[], object]) -> None:
    start = time.monotonic()
    act()
    print(f"{time.monotonic() - start:6.1f} s  {what}", flush=True)


def _run(step: Step, repo: Path, programs: Path) -> None:
    done = run(step.done or step.command, repo, programs)
    if done.returncode != step.code or step.answer not in done.stdout + done.stderr:
        raise SystemExit(
            f"`{step.command}`: exit {done.returncode}, wanted {step.code} and {step.answer!r}\n"
            f"{done.stdout}{done.stderr}"
        )


def run(command: str, folder: Path, programs: Path) -> subprocess.CompletedProcess[str]:
    """As in a shell of the environment; nothing of this tree is on Python's path."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DLINT_", "PYTHON", "GITHUB_"))}
    env = {
        **kept,
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "DLINT_CACHE_DIR": str(folder.parent / "cache"),
    }
    return subprocess.run(
        ["bash", "-c", command], cwd=folder, env=env, capture_output=True, text=True, timeout=600, check=False
    )


def _repository(repo: Path) -> None:
    """A small project with a few commits, which `dlint cache` replays."""
    (repo / "src").mkdir(parents=True)
    (repo / "package.json").write_text('{"name": "app", "version": "1.0.0"}\n')
    (repo / "package-lock.json").write_text('{"name": "app", "lockfileVersion": 3, "packages": {}}\n')
    (repo / "Dockerfile").write_text(WORDS["lint"])
    git = ["git", "-C", str(repo), "-c", "user.name=walk", "-c", "user.email=walk@walk.example"]
    subprocess.run(["git", "init", "-q", str(repo)], check=True)
    for number in range(4):
        (repo / "src" / "main.js").write_text(f"console.log({number})\n")
        subprocess.run([*git, "add", "-A"], check=True)
        subprocess.run([*git, "commit", "-q", "-m", f"change {number}"], check=True)


def server(programs: Path, folder: Path) -> None:
    """`dlint server` of docs/editors.md, by the first words of an editor."""
    _has("docs/editors.md", "dlint server")
    process = subprocess.Popen(
        [str(programs / "dlint"), "server"], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin and process.stdout
    try:
        for message in (
            {"jsonrpc": "2.0", "id": 1, "method": "initialize",
                "params": {"processId": None, "rootUri": folder.as_uri(), "capabilities": {}}},
        ):  # fmt: skip
            body = json.dumps(message).encode()
            process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        process.stdin.flush()
        length = 0
        while line := process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        answer = json.loads(process.stdout.read(length))
        if "capabilities" not in answer.get("result", {}):
            raise SystemExit(f"`dlint server` answered {answer}")
    finally:
        process.kill()
        process.wait()


def site(folder: Path) -> None:
    """The README's command for the documentation, in a copy of this tree and an environment of its own."""
    command = "pip install -e '.[docs]' && python docs/build.py"
    _has("README.md", command)
    names = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files"], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    copy = folder / "checkout"
    for name in (n for n in names if not n.startswith("editors/") and (ROOT / n).is_file()):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, copy / name)
    environment = folder / "site-environment"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    done = run(command, copy, environment / "bin")
    pages = len(list((copy / "build" / "pages" / "site").rglob("*.html")))
    if done.returncode or pages < 100:
        raise SystemExit(
            f"the site: exit {done.returncode}, {pages} pages\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
        )
    print(f"          {pages} pages")


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--site", action="store_true", help="also build the documentation")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="dlint-walk-") as name:
        folder = Path(name).resolve()
        programs = walk(args.wheel.resolve(), folder)
        if (ROOT / "docs" / "editors.md").exists():
            timed(
                "the server's handshake: `dlint server` (docs/editors.md)",
                lambda: server(programs, folder / "app"),
            )
        if args.site:
            timed("the documentation: `python docs/build.py` (README.md)", lambda: site(folder))


if __name__ == "__main__":
    main()

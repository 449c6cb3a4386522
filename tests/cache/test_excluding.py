"""A line of `.dockerignore` is safe only where the image makes the files again, or nobody reads them."""

from __future__ import annotations

import pytest

from dlinter.model.cache.excluding import Exclusion, exclusion_of
from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.text import Text


def exclusion(name: str, dockerfile: str, **more: str) -> Exclusion:
    files = {
        "package.json": "{}",
        "package-lock.json": "{}",
        "Cargo.toml": "",
        f"{name.replace('*', 'a')}/x": "",
        **more,
    }
    context = BuildContext.of(files)
    facts = Facts(read(Text(dockerfile.encode(), "Dockerfile")), load_context=lambda: context)
    return exclusion_of(name, facts)


_NODE = "FROM node:22\nWORKDIR /app\nCOPY . .\n"


@pytest.mark.parametrize(
    ("name", "dockerfile"),
    [
        ("node_modules", _NODE + "RUN npm ci\n"),
        ("node_modules",
            _NODE
            + 'RUN apt-get update && apt-get install -y make\nRUN npm install -g pnpm && npm ci\nCMD '
                '["node", "index.js"]\n'),
        ("node_modules",
            ("FROM node:22 AS deps\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nFROM node:22\nWORKDIR "
            "/app\nCOPY . .\nCOPY --from=deps /app/node_modules ./node_modules\n")),
        ("ui/node_modules", "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN cd ui && npm ci\n"),
        ("target", "FROM rust:1\nWORKDIR /app\nCOPY . .\nRUN cargo build --release\n"),
        (".idea", _NODE),
        ("__pycache__", "FROM python:3\nCOPY . /app\nCMD python /app/app.py\n"),
    ],
)
def test_safe(name: str, dockerfile: str) -> None:
    assert exclusion(name, dockerfile) == Exclusion(safe=True)


@pytest.mark.parametrize(
    ("name", "dockerfile"),
    [
        ("node_modules", _NODE + 'CMD ["node", "index.js"]\n'),
        ("node_modules", _NODE + "RUN node build.js\nRUN npm ci\n"),
        ("node_modules", _NODE + "RUN npm ci || true\n"),
        ("node_modules", _NODE + "RUN cd ui && npm ci\n"),
        ("node_modules", _NODE + "RUN npm install -g pnpm\n"),
        ("node_modules", _NODE + "RUN npm ci\nFROM node:22\nWORKDIR /app\nCOPY . .\n"),
        ("venv", "FROM python:3\nCOPY . /app\nRUN pip install flask\n"),
        (".git", _NODE + "RUN npm ci\n"),
        (".terraform", "FROM alpine:3\nCOPY . /app\n"),
        ("*.log", "FROM alpine:3\nCOPY . /app\n"),
    ],
)
def test_unsafe(name: str, dockerfile: str) -> None:
    assert exclusion(name, dockerfile) == Exclusion()


def test_another_dockerfile_is_built_from_the_context() -> None:
    assert (
        exclusion("node_modules", _NODE + "RUN npm ci\n", **{"Dockerfile.dev": "FROM node:22\n"})
        == Exclusion()
    )


@pytest.mark.parametrize(
    ("name", "dockerfile", "why"),
    [
        ("venv", "FROM python:3\nCOPY . /app\nENV PATH=/app/venv/bin:$PATH\n", "line 3 names `venv`"),
        ("*.log", "FROM debian:12\nCOPY . /app\nRUN grep error /app/app.log\n", "line 3 names `*.log`"),
        (".git", _NODE + "RUN git describe > version\n", "line 4 names `git`"),
        (".git", 'FROM alpine/git\nCOPY . /src\nENTRYPOINT ["git", "-C", "/src", "log"]\n',
            "line 3 names `git`"),
        (".git", "FROM golang:1.22\nCOPY . .\nRUN go build ./...\n",
            "`go build` on line 3 writes the commit into the program"),
        ("node_modules", _NODE + "RUN cp -r node_modules /opt && npm ci\n", "line 4 names `node_modules`"),
    ],
)
def test_withheld(name: str, dockerfile: str, why: str) -> None:
    assert exclusion(name, dockerfile).why == why


@pytest.mark.parametrize(
    ("name", "exception"),
    [("node_modules", "!node_modules/mine"), ("node_modules", "!/node_modules"),
        ("ui/node_modules", "!**/node_modules"), (".git", "!/.git"), (".git", "!.git/HEAD"),
        ("*.log", "!keep.log"), (".git", "!.gi?")],
)
def test_an_exception_that_names_it_was_meant(name: str, exception: str) -> None:
    assert (
        exclusion(name, _NODE + "RUN npm ci\n", **{".dockerignore": f"*.md\n{exception}\n"}).why
        == "line 2 of `.dockerignore` takes it in on purpose"
    )


@pytest.mark.parametrize(
    ("name", "exception"),
    [("node_modules", "!.yarn/patches"), (".git", "!/.github/scripts/a.sh"), ("ui/node_modules", "!ui"),
        (".git", "!*"), ("*.log", "!README.md")],
)
def test_an_exception_for_something_else_or_for_all_of_it_is_none(name: str, exception: str) -> None:
    """The line comes last, and takes out what it names alone."""
    assert exclusion(name, _NODE + "RUN npm ci\n", **{".dockerignore": f"*.md\n{exception}\n"}).why == ""


def test_a_message_says_what_the_line_leaves_out() -> None:
    from dlinter.packs import load_rules
    from dlinter.testing import ExampleExaminer

    rule = {r.id: r for r in load_rules().rules}["context-too-wide"]
    files = {"package.json": "{}", ".git/HEAD": "ref", ".idea/a.xml": ""}
    text = Text(b"FROM node:22\nRUN apk add git\nWORKDIR /app\nCOPY . .\nRUN npm ci\n", "Dockerfile")
    (result,) = ExampleExaminer.alone(rule, {}, files, ()).results(text)
    assert "exclude them in `.dockerignore` (no fix for `.git`: line 2 names `git`)" in result.message
    assert result.finding.fix is not None and result.finding.fix.files == ((".dockerignore", ".idea\n"),)


_NET = "`dotnet publish` on line 4 writes the commit into the program"
_GIT = "FROM a:1 AS b\nCOPY . /src\nRUN make\n"


@pytest.mark.parametrize(
    ("dockerfile", "why"),
    [
        (_GIT + "FROM a:1\nRUN apk add git\n", ""),
        (_GIT + "RUN apk add git\n", "line 4 names `git`"),
        (_GIT + "FROM b\nRUN apk add git\n", "line 5 names `git`"),
        (_GIT + "FROM a:1\nCOPY --from=b /src /src\nRUN git -C /src log\n", "line 6 names `git`"),
        (_GIT + "RUN dotnet publish -o /app\n", _NET),
        (_GIT + "RUN dotnet publish -p:EnableSourceLink=false -o /app\n", ""),
        (_GIT + "FROM a:1\nRUN dotnet publish -o /app\n", ""),
        (_GIT + "RUN dotnet restore\n", ""),
    ],
)
def test_git_is_read_by_the_stages_that_have_it(dockerfile: str, why: str) -> None:
    assert exclusion(".git", dockerfile, **{".git/HEAD": "ref"}).why == why


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ("FROM alpine\nCOPY . /src\nRUN git -C /src describe\n", "line 3 names `git`"),
        ("FROM golang\nCOPY . /src\nRUN make\n", "what `Makefile` names on line 3 reads `.git`"),
        ('FROM alpine\nCOPY . /src\nCMD ["/src/pack/run.sh"]\n',
            "`pack/run.sh`, which line 3 runs, reads `.git`"),
        ("FROM alpine\nCOPY pack /src\nRUN make\n", ""),  # `.git` does not come there; make may read it here
        ("FROM alpine\nCOPY . /src\nRUN cat /src/a\n", ""),
    ],
)
def test_a_line_is_for_the_other_dockerfiles_of_the_context_too(other: str, why: str) -> None:
    """A repository that packs its program in several ways has one `.dockerignore` for all of them."""
    files = {"Makefile": "V := $(shell git describe --tags)\n" if "make" in other and why else "",
        "pack/run.sh": "V=$(cd /src && git describe)\n", "pack/Dockerfile": other}
    found = exclusion(".git", _NODE, **files)
    assert found.why == (f"in `pack/Dockerfile` {why}" if why else "")
    assert not exclusion(".git", _NODE, **{**files, "pack/Dockerfile.dockerignore": "a"}).why


@pytest.mark.parametrize("last", ['CMD ["/app/run.sh"]', "ENTRYPOINT ./run.sh", "RUN sh run.sh"])
def test_a_script_that_asks_git_keeps_its_folder(last: str) -> None:
    script = exclusion(".git", f"{_NODE}{last}\n", **{"run.sh": "git --no-pager rev-parse HEAD\n"})
    assert script.why == "`run.sh`, which line 4 runs, reads `.git`"
    assert not exclusion(".git", f"{_NODE}{last}\n", **{"run.sh": "git clone x\n"}).why

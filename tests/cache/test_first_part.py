"""What an install may read that is not copied yet, where it is to become a step of its own before the COPY:
its words, its variables, the state of its shell."""

from __future__ import annotations

import pytest

from dlinter.model.cache.demand import demands
from dlinter.model.cache.splits import split_of
from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.text import Text

FILES = {"package.json": "{}", "package-lock.json": "{}", "index.js": "", "ui/readme": "", "1.2": "",
    "tool": "", "bin/npm": "", "hook": "", "ci/x": ""}


def why(run: str, before: str = "") -> str:
    """What stands in the way, "" for nothing: the install is the first part as it is written, and `make` the
    rest."""
    source = f"FROM node:22\nWORKDIR /app\n{before}COPY . .\nRUN {run} && make\n"
    facts = Facts(read(Text(source.encode(), "Dockerfile")), load_context=lambda: BuildContext.of(FILES))
    (demand,) = facts.once(demands).values()
    found = split_of(demand, facts)
    assert found.why or found.first == f"RUN {run}"
    return found.why


@pytest.mark.parametrize(
    "run",
    [
        "npm install -g user/repo && npm ci", "npm install -g x && npm ci",
        "npm install -g @a/b@1.2 && npm ci", "npm install -g https://h.example/x.tgz && npm ci",
        "npm ci --a=b", "npm ci --a b", "npm ci --a=1.3", "npm ci --a=package.json",
        "npm ci --registry=https://r.example/", "npm ci --registry https://r.example/", "npm ci -xq",
        "npm ci --a=https://r.example/x,hook", "npm ci --a=//r.example/:_token", "npm ci --a=k:v",
        "A=1 npm ci", "npm ci 2>&1", "npm ci > /dev/null", "npm ci 2> /dev/stderr",
        "set -o pipefail && npm ci", "set -euxo pipefail && npm ci", "export A=1 B=2 && npm ci",
        "export A=x:y && npm ci", "cd /tmp && cd /app && npm ci",
        "cd /usr/local && cd /app && npm ci", "cd / && cd app && npm ci", ": && npm ci", "true && npm ci",
        "echo x && npm ci", "npm config set x y && npm ci",
        "env A=1 npm ci",
    ],
)  # fmt: skip
def test_an_install_that_names_no_other_file(run: str) -> None:
    assert why(run) == ""


@pytest.mark.parametrize(
    ("run", "word"),
    [
        ("npm install -g ui/readme && npm ci", "ui/readme"), ("npm install -g ./ui && npm ci", "./ui"),
        ("npm install -g x.tgz && npm ci", "x.tgz"),
        ("npm install -g file:///x && npm ci", "file:///x"), ("npm install -g 'x*' && npm ci", "x*"),
        ("npm ci --a=hook", "--a=hook"), ("npm ci --a=./hook", "--a=./hook"),
        ("npm ci --a=b.js", "--a=b.js"), ("npm ci --a=1.2", "--a=1.2"), ("npm ci -xhook", "-xhook"),
        ("npm ci --a=k:/x", "--a=k:/x"), ("npm ci --a='hook'", "--a=hook"),
        ("npm ci --a=@b", "--a=@b"), ("npm ci --a=~1", "--a=~1"), ("npm ci --a=$(x)", "--a=$(x)"),
        ("A=hook npm ci", "A"), ("A=/x npm ci", "A"), ("A=$B npm ci", "A"), ("env A=./hook npm ci", "A"),
        ("env A=hook npm ci", "A"),
        ("HOME=x npm ci", "HOME"), ("PATH=/x npm ci", "PATH"), ("export A=hook && npm ci", "hook"),
    ],
)  # fmt: skip
def test_a_word_that_may_be_a_file(run: str, word: str) -> None:
    assert why(run) == f"`{word}` may be a file that is not copied yet"


@pytest.mark.parametrize(
    ("run", "told"),
    [
        *((f"{state} && npm ci", "what `set` sets may not hold in a second step")
            for state in ("set -o posix", "set -f", "set -e x")),
        *((f"{state} && npm ci",
            "what `export` sets may not hold in a second step, or may name a file that is not copied yet")
          for state in ("export A", "export A=1 B", "export A=/x", "export A=1.2", "export A=")),
        *((f"{state} && npm ci", "what `export` sets may change the install")
            for state in ("export PATH=x", "export IFS=x", "export HOME=x")),
        *((f"{state} && npm ci", "the folder that `cd` goes to cannot be told")
            for state in ("cd", "cd $X", "A=1 cd /app")),
        ("cd /srv && cd /app && npm ci", "the folder `/srv` may not be there before the files are copied"),
        ("cd /app/ui && cd .. && npm ci",
            "the folder `/app/ui` may not be there before the files are copied"),
        *((f"{state} && npm ci", "what `echo` sets may not hold in a second step")
            for state in ("A=1 echo x", "sudo echo x")),
        ("npm ci >> log", "`npm` reads or writes by a redirect before the install ends"),
    ],
)  # fmt: skip
def test_a_state_that_does_not_hold(run: str, told: str) -> None:
    assert why(run) == told


@pytest.mark.parametrize(
    ("line", "reads"),
    [
        ("ENV NODE_OPTIONS=--require=/app/x", True), ("ENV NODE_OPTIONS=--require=/other/x", False),
        ("ENV NODE_OPTIONS=hook", True), ("ENV NODE_OPTIONS=--max=1", False),
        ("ARG NODE_OPTIONS", True), ("ENV FOO=/app/x", False), ("ENV FOO=/run/x", True),
        ("ENV FOO=/dev/shm/x", True), ("ENV PATH=/app/bin", True), ("ENV PATH=/opt:/app/bin", True),
        ("ENV PATH=/opt/bin", False), ("ENV PATH=bin", False), ("ENV HOME=/app", False),
        ("ENV HOME=/", False),
        ("ENV GOFLAGS=-modfile=/app/x", True), ("ENV PIP_CONFIG_FILE=/app/x", True),
        ("ENV NODE_PATH=/app", True), ("ENV NODE_PATH=/appx", False), ("ENV NODE_PATH=/", False),
        ("ENV CC=hook", True), ("ENV CC=gcc", False),
    ],
)  # fmt: skip
def test_a_variable_of_the_file(line: str, reads: bool) -> None:
    name = line.split()[1].split("=")[0]
    assert why("npm ci", f"{line}\n") == (f"`{name}` may name a file that is not copied yet" if reads else "")


def test_folders_that_are_there_before_the_first_copy() -> None:
    assert why("cd /srv && cd /app && npm ci", "WORKDIR /srv\nWORKDIR /app\n") == ""
    assert why("cd /data && cd /app && npm ci", "RUN mkdir /data\nCOPY ui /x\n") == ""
    assert (
        why("cd /data && cd /app && npm ci", "COPY ui /x\nRUN mkdir /data\n")
        == "the folder `/data` may not be there before the files are copied"
    )


@pytest.mark.parametrize(
    ("version", "path"), [("'~> 2.4.19'", False), ("'~>2.4'", False), ("'~/bundler.gem'", True)]
)
def test_an_operator_of_rubygems_is_no_home_folder(version: str, path: bool) -> None:
    found = why(f"gem install bundler --version={version}")
    assert found == (f"`--version={version[1:-1]}` may be a file that is not copied yet" if path else "")

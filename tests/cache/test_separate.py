"""Whether the install of a project can do without what an earlier RUN made."""

from __future__ import annotations

import pytest

from dlinter.model.cache.separate import separate
from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.nodes import Run
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.text import Text

FILES = {
    "mix.exs": "", "mix.lock": "", "assets/package.json": "{}", "assets/package-lock.json": "{}",
    "Gemfile": "", "Gemfile.lock": "", "package.json": "{}", "package-lock.json": "{}",
    "requirements.txt": "x\n",
}  # fmt: skip


def apart(earlier: str, install: str = "RUN cd assets && npm ci", before: str = "WORKDIR /app\n") -> bool:
    facts = Facts(
        read(Text(f"FROM a:1\n{before}COPY . .\n{earlier}\n{install}\n".encode(), "Dockerfile")),
        load_context=lambda: BuildContext.of(FILES),
    )
    first, last = (i for i in facts.dockerfile.instructions if isinstance(i, Run))
    return separate(first, last, facts)


@pytest.mark.parametrize(
    "script",
    [
        "mix deps.get", "mix deps.get && mix deps.compile",
        "mix local.hex --force && mix local.rebar --force", "bundle install", "mkdir -p /app/log",
        "mkdir -m 755 log", "true", "set -e; :", "V=1",
        "mkdir -p log && mix deps.get; true", "mkdir assets/x",
    ],
)  # fmt: skip
def test_packages_of_another_language(script: str) -> None:
    assert apart(f"RUN {script}")


@pytest.mark.parametrize(
    "script",
    [
        "mix compile", "mix deps.get && mix compile", "npm ci", "pip install -r requirements.txt",
        "apt-get install -y git", "make", "cp a b", "bundle install x", "npm install -g x",
        "mix deps.get > log", "mix deps.get 2>&1", "(mix deps.get)", "sudo mix deps.get",
        "mix deps.get | cat", "true | mix deps.get", "mix deps.get & true", "if true; then mix deps.get; fi",
        "mkdir assets", "mkdir /app", "mkdir log assets", "mkdir $X", "mkdir *", "mkdir {a,b}", "mkdir ~/x",
        "mkdir a?", "mkdir [ab]", "set -e; make",
    ],
)  # fmt: skip
def test_what_an_install_may_need(script: str) -> None:
    assert not apart(f"RUN {script}")


@pytest.mark.parametrize("install",
    ["RUN make", "RUN pip install -r requirements.txt",
        "RUN cd assets && npm install x", "RUN mix compile", "RUN cd $X && npm ci"])
def test_what_is_no_install_of_a_project_alone(install: str) -> None:
    assert not apart("RUN mix deps.get", install)
    assert apart("RUN npm ci", "RUN bundle install") and apart("RUN mix deps.get", "RUN npm ci")
    assert not apart("RUN mix deps.get", "RUN bundle install")


@pytest.mark.parametrize("earlier", ['RUN ["true"]', "RUN <<E\ntrue\nE", "RUN true '"])
def test_a_script_that_is_not_known(earlier: str) -> None:
    assert not apart(earlier)
    assert apart("RUN true")


def test_a_folder_that_is_not_known() -> None:
    assert not apart("RUN mkdir log", "RUN cd /app/assets && npm ci", before="ARG X\nWORKDIR $X\n")

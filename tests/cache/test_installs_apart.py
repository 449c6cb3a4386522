"""Which install can do without what an earlier step made, one question at a time: a project's, a tool for the
whole image, packages of the distribution, and pip's below another owner."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from dlinter.model.cache.separate import not_needed, separate
from dlinter.model.dockerfile.nodes import Run
from dlinter.model.facts.facts import Facts
from tests.cache.test_proven_kinds import facts_of, results

FILES = {
    "mix.exs": "", "mix.lock": "", "assets/package.json": "{}", "assets/package-lock.json": "{}",
    "Gemfile": "", "Gemfile.lock": "", "package.json": "{}", "package-lock.json": "{}",
    "requirements.txt": "x\n", "composer.json": "{}", "composer.lock": "{}", "pom.xml": "<project/>",
    "go.mod": "module x\n", "go.sum": "", "Cargo.toml": "", "Cargo.lock": "", "App.csproj": "<Project/>",
    "uv.lock": "", "poetry.lock": "", "pyproject.toml": "[project]\nname = 'a'\nversion = '1'\n",
    "yarn.lock": "", "src/a": "",
}  # fmt: skip


def asked(
    ask: Callable[[Run, Run, Facts], bool], earlier: str, install: str, before: str = "", image: str = "a:1",
    files: Mapping[str, str] = FILES,
) -> bool:  # fmt: skip
    text = f"FROM {image}\nWORKDIR /app\n{before}COPY . .\nRUN {earlier}\nRUN {install}\n"
    facts = facts_of(text, dict(files))
    first, last = [i for i in facts.dockerfile.instructions if isinstance(i, Run)][-2:]
    return ask(first, last, facts)


@pytest.mark.parametrize(
    ("earlier", "apart"),
    [
        *((script, True) for script in ("true", "V=1", "mkdir log", "bundle install", "mix deps.get",
            "composer install", "dotnet restore", "bundle config set a b", "bundle update --bundler",
            "mvn dependency:go-offline", "mix deps.get && mix deps.compile", "bundle clean",
            "composer clear-cache", "go mod download", "cargo fetch")),
        *((script, False) for script in ("npm ci", "npm run build", "echo a > b", "cd a", "make",
            "go build ./...", "cargo build", "dotnet build", "mvn package",
            "mix compile", "bundle exec rake", "bundle install x", "bundle update rails",
            "composer require x/y", "dotnet tool install -g x", "(bundle install)", "sudo bundle install",
            "bundle install > x", "true | bundle install", "bundle install | true",
            "bundle install & true", "if true; then bundle install; fi", "apt-get install -y git",
            "npm install -g x", "bundle install && make", "make && bundle install")),
    ],
)  # fmt: skip
def test_the_install_of_a_project(earlier: str, apart: bool) -> None:
    for install in ("npm ci", "npm ci && npm cache clean --force", "npm install -g x && npm ci"):
        assert asked(separate, earlier, install) is apart


@pytest.mark.parametrize(
    ("install", "apart"),
    [
        ("npm ci", True), ("npm cache clean --force", False), ("npm ci x", False),
        ("npm run build", False), ("npm install ./x", False), ("npm ci && bundle install", False),
        ("npm ci && apt-get install -y x", False), ("true", False), ("bundle install", False),
        ("pip install -r requirements.txt", False), ("cd $X && npm ci", False), ("npm update", False),
        ("yarn install", True), ("cd assets && npm ci", True),
    ],
)  # fmt: skip
def test_what_is_no_install_of_a_project_alone(install: str, apart: bool) -> None:
    assert asked(separate, "mix deps.get && bundle install", install) is apart


GLOBAL = ("npm install -g x", "npm install --global x y", "npm i --location=global x", "yarn global add x",
    "go install example.org/x@v1", "dotnet tool install -g x",
    "dotnet tool install --tool-path /x y")  # fmt: skip


@pytest.mark.parametrize("install", GLOBAL)
def test_a_tool_for_the_whole_image(install: str) -> None:
    for earlier in ("npm ci", "npm run build", "cd a && go build ./... && echo b", "V=1",
        "mkdir x; npm ci", "npm ci > /dev/null 2>&1"):  # fmt: skip
        assert asked(separate, earlier, install)
    for earlier in ("make", "npm install -g y", "npm ci x", "apt-get install -y git", "sudo npm ci",
        "(npm ci)", "echo registry=x > ~/.npmrc && npm ci", "npm ci >> /usr/local/bin/x", "npm ci && make",
        "> ~/.npmrc", "cat <<< x > ~/.npmrc", "yarn global add y", "npm update",
        "npm cache clean --force"):  # fmt: skip
        assert not asked(separate, earlier, install)


@pytest.mark.parametrize(
    "install",
    [
        "npm install -g", "npm install -g ./x", "npm install -g /x", "npm install -g file:x",
        "npm install -g $X", "npm install -g a $X", "npm uninstall -g x", "go install ./...",
        "go install example.org/x", "go install a@v1 ./b", "dotnet tool install x",
        "npm install -g x && npm install -g ./y", "gem install x", "cargo install x",
    ],
)  # fmt: skip
def test_what_is_no_tool_for_the_whole_image(install: str) -> None:
    assert not asked(separate, "npm ci", install)


@pytest.mark.parametrize("earlier", ['["true"]', "<<E\ntrue\nE", "true '"])
def test_a_script_that_is_not_known(earlier: str) -> None:
    for install in ("npm ci", "npm install -g x"):
        assert not asked(separate, earlier, install)
        assert asked(separate, "true", install)
    assert not asked(not_needed, earlier.replace("true", "npm ci"), APT)


def test_a_setting_that_an_install_reads_stays_above_it() -> None:
    head = "FROM node:22\nWORKDIR /app\n"
    files = {"package.json": "{}", "package-lock.json": "{}", "index.js": ""}
    for setting, moved in (("echo registry=https://r.example > ~/.npmrc", False), ("mkdir log", True)):
        source = f"{head}COPY . .\nRUN {setting} && npm ci && npm run build\nRUN npm install -g pm2\n"
        fixed = [text for _, text in results(source, files) if text]
        assert bool(fixed) is moved


APT = "apt-get update && apt-get install -y git"
PIP = "pip install -r requirements.txt"


@pytest.mark.parametrize(
    ("install", "apart"),
    [
        *((script, True) for script in (APT, "apt-get update", "apt-get upgrade -y", "apt-get clean",
            "apt-get install -y libpq5 maker", "apk add --no-cache git")),
        *((script, False) for script in ("apt-get install -y git && npm ci",
            "npm ci && apt-get install -y git", "apt-get remove -y git", "apt-get autoremove", "make",
            "apt-get install -y ./x.deb", "apt-get install -y $X", "apt-get install -y git $X")),
        *((f"apt-get install -y git {name}", False) for name in ("python3", "python3-dev", "libpq-dev",
            "gcc", "nodejs", "npm", "openjdk-17-jre", "build-essential", "g++", "make", "pkg-config",
            "cmake=3", "ruby", "golang", "x-devel", "default-jdk")),
    ],
)  # fmt: skip
def test_packages_of_the_distribution_come_before_those_of_a_language(install: str, apart: bool) -> None:
    assert asked(not_needed, PIP, install, image="python:3") is apart


@pytest.mark.parametrize(
    ("earlier", "images"),
    [
        *((script, "apr") for script in ("npm ci", "npm ci && npm cache clean --force", "set -e; npm ci",
            "cd a && npm ci", "npm install -g x", "composer install", "npm ci && rm package.json",
            "npm ci && rm -f ./a.txt /tmp/b.lock", "go install x@v1", "npm ci && true")),
        (PIP, "p"), ("uv sync", "p"), ("bundle install", "r"), (f"npm ci && {PIP}", "p"),
        *((script, "") for script in ("true", "V=1", "npm run build", "npm ci && make", "make && npm ci",
            "sudo npm ci", "(npm ci)", "npm ci > x", "npm update", "npm ci && rm -rf node_modules",
            "npm ci && rm /a.txt", "npm install -g --prefix /x y", "pip install --root /x a",
            "pip install -t /x a", "pip install --target=/x a", "apt-get install -y x && npm ci",
            "npm ci && apt-get install -y x", "if true; then npm ci; fi", "npm ci && echo a")),
    ],
)  # fmt: skip
def test_which_packages_of_a_language_find_nothing_else(earlier: str, images: str) -> None:
    for key, image in (("a", "a:1"), ("p", "docker.io/library/python:3-slim"), ("r", "ruby:3")):
        assert asked(not_needed, earlier, APT, image=image) is (key in images)


OWNER = "chown -R app /app"


@pytest.mark.parametrize(
    ("earlier", "install", "before", "apart"),
    [
        (OWNER, PIP, "", True), (OWNER, "pip3 install -q -r requirements.txt", "", True),
        ("chmod 755 x", PIP, "", True),
        (OWNER, f"--mount=type=cache,target=/x {PIP}", "", True), (OWNER, PIP, "ENV OTHER=/x\n", True),
        (OWNER, f"--mount=type=bind,target=/x {PIP}", "", False), (OWNER, "pip download x", "", False),
        (OWNER, "npm ci", "", False), (OWNER, "pip install .", "", False),
        (OWNER, "pip install -r $X", "", False),
        (OWNER, f"{PIP} && npm ci", "", False),
        (OWNER, "true", "", False), ("true", PIP, "", False), ("chown -R app /srv/x", PIP, "", True),
        *((f"chown -R app {place}", PIP, "", False) for place in ("/root", "/usr/local", "/etc/x", "/var/x")),
        ("chown -R app /cache", PIP, "ENV PIP_CACHE_DIR=/cache/x\n", False),
        ("chown -R app /cache", PIP, "", True),
        *((OWNER, PIP, f"ENV {name}=/x\n", False) for name in ("VIRTUAL_ENV", "PIP_TARGET", "PIP_PREFIX",
            "PIP_SRC", "PIP_ROOT", "PIP_USER", "PYTHONUSERBASE")),
        *((OWNER, f"{PIP} {option}", "", False) for option in ("-t x", "--target x", "--prefix x",
            "--root x", "--src x", "-e x", "--editable x", "--user")),
        (OWNER, PIP, "ENV PATH=/app/v/bin:$PATH\n", False), (OWNER, PIP, "ENV PATH=$PATH:/app/bin\n", False),
        (OWNER, PIP, "ENV PATH=/v/bin:$PATH\n", True), (OWNER, PIP, "ENV PATHS=/app/v\n", True),
        (OWNER, PIP, "ENV PATH=/app\nENV PATH=/v\n", False),
    ],
)  # fmt: skip
def test_pip_leaves_nothing_in_a_folder_that_gets_another_owner(
    earlier: str, install: str, before: str, apart: bool
) -> None:
    assert asked(not_needed, earlier, install, before) is apart


@pytest.mark.parametrize(
    ("manifest", "apart"),
    [("x\n", True), ("# -e\n", True), ("-e .\n", False), (" --editable=x\n", False), ("--src x\n", False),
        ("x\n--target y\n", False), ("--prefix x\n", False), ("--root x\n", False),
        ("-r other.txt\n", False)],
)  # fmt: skip
def test_what_a_manifest_puts_elsewhere(manifest: str, apart: bool) -> None:
    files = {**FILES, "requirements.txt": manifest, "other.txt": "-e .\n"}
    assert asked(not_needed, OWNER, PIP, files=files) is apart

"""An install comes before a COPY only where nothing else of its step may need, change or name what is
copied."""

from __future__ import annotations

import pytest

from dlinter.rule import Bad
from dlinter.testing.examples import fix_example
from dlinter_rules.cache.copy_before_install import RULE

FILES = {"package.json": "{}", "package-lock.json": "{}", "index.js": "", "scripts/a.sh": "", ".env": "",
    "hook.js": "", "constraints.txt": "", "pip.conf": "", "requirements.txt": "x\n"}
NODE = "FROM node:22\nWORKDIR /app\nCOPY . .\n"


def fixed(dockerfile: str, **files: str) -> str:
    return fix_example(RULE, Bad(dockerfile, files=files or FILES)).text.data.decode()


@pytest.mark.parametrize(
    "run",
    [
        "test -f index.js && npm ci", "mkdir -p logs && chown -R node . && npm ci",
        "rm -rf index.js && npm ci", "npm ci && npm install -g .",
        "npm ci || if test -f index.js; then true; fi", "npm ci > install.log",
        "cd scripts && cd .. && npm ci",
        "NODE_OPTIONS='--require ./hook.js' npm ci", "npm ci --globalconfig=hook.js",
        "npm ci --globalconfig hook.js", "export NODE_OPTIONS='--require /app/hook.js' && npm ci",
        "npm install -g --cache /app --offline x", "nohup npm ci", "npm ci & wait", "(npm ci)",
        "time npm ci", "npm ci && (true)", "npm ci && true &",
    ],
)  # fmt: skip
def test_the_step_stays(run: str) -> None:
    source = f"{NODE}RUN {run}\n"
    assert fixed(source) == source


@pytest.mark.parametrize("rest",
    ["chown -R 1000:1000 . && rm -f .env", "chmod -R 755 /app", "echo x >> index.js", "test -f index.js",
        "npm test", "npm pack", "npm audit fix", "echo *.js > list"])
@pytest.mark.parametrize("join", [" &&", ";"])
def test_what_follows_the_install_stays_below_the_copy(rest: str, join: str) -> None:
    source = f"{NODE}RUN npm ci{join} {rest}\n"
    now = fixed(source)
    assert now == source or now.index(rest) > now.index("COPY . .")


@pytest.mark.parametrize(
    "lines",
    [
        "RUN pip install --no-index --find-links /w x", "RUN pip install --no-index --find-links=/w x",
        "RUN pip install -f /w x", "RUN pip install -f/w x", "ENV PIP_FIND_LINKS=/w\nRUN pip install x",
        "RUN uv pip install --system --find-links /w x", "RUN gem install --source /w x",
        "RUN pip install --find-links file:///w x", "WORKDIR /w\nRUN pip install --find-links . x",
        "RUN npm install -g --userconfig /w/c.txt x",
        "RUN apt-get -c /w/c.txt update && apt-get -o Dir::Etc::sourcelist=/w/sources.list install -y x",
        "RUN apk add --keys-dir /w -X /w x", "RUN apk add --repositories-file /w/c.txt x",
        "ENV PIP_CONFIG_FILE=/w/c.txt\nRUN pip install x", "RUN PIP_CONSTRAINT=/w/c.txt pip install x",
    ],
)  # fmt: skip
def test_a_path_of_the_copy_in_an_option_or_a_variable(lines: str) -> None:
    source = f"FROM python:3.13\nCOPY p /w\n{lines}\n"
    assert fixed(source, **{"p/x.whl": "", "p/c.txt": "", "p/sources.list": ""}) == source


@pytest.mark.parametrize(
    "run",
    [
        "npm ci", "set -ex && npm ci", "npm ci --no-audit",
        "NODE_ENV=production npm ci && npm cache clean --force", "cd /app && npm ci",
        "npm install -g pnpm && npm ci", "npm ci --prefix /app",
        "apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/*",
        "export DEBIAN_FRONTEND=noninteractive; apt-get update && apt-get install -y git",
    ],
)  # fmt: skip
def test_the_whole_step_comes_first(run: str) -> None:
    now = fixed(f"{NODE}RUN {run}\n")
    assert now.index(f"RUN {run}\n") < now.index("COPY . .")


@pytest.mark.parametrize(
    "env",
    [
        "NODE_OPTIONS='--require /app/hook.js'",
        "NODE_OPTIONS='--require ./hook.js'",
        "BASH_ENV=/app/hook.js",
        "PYTHONSTARTUP=/app/hook.js",
        "SSL_CERT_FILE=/app/hook.js",
    ],
)
def test_a_variable_of_a_runtime_that_names_what_is_copied(env: str) -> None:
    source = f"FROM node:22\nWORKDIR /app\nENV {env}\nCOPY . .\nRUN npm ci\n"
    assert fixed(source) == source


def test_a_variable_of_a_runtime_that_names_no_copied_file_is_no_obstacle() -> None:
    now = fixed(
        "FROM node:22\nWORKDIR /app\nENV NODE_OPTIONS=--max-old-space-size=4096\nCOPY . .\nRUN npm ci\n"
    )
    assert now.index("RUN npm ci") < now.index("COPY . .")

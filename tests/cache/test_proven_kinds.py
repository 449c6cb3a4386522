"""Kinds of fixes that the model proves, and of claims that it must not make, each found in a public
repository."""

from __future__ import annotations

import pytest

from dlinter.model.cache.demand import demands
from dlinter.model.cache.separate import separate
from dlinter.model.cache.splits import Split, split_of
from dlinter.model.cache.waste import wastes
from dlinter.model.dockerfile import Run
from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.text import Text
from dlinter.packs import load_rules
from dlinter.testing import ExampleExaminer

RULE = {rule.id: rule for rule in load_rules().rules}["copy-before-install"]
JS = {"package.json": "{}", "package-lock.json": "{}", "index.js": ""}
EDITS = (("index.js",),) * 20


def facts_of(source: str, files: dict[str, str]) -> Facts:
    return Facts(read(Text(source.encode(), "Dockerfile")), load_context=lambda: BuildContext.of(files))


def split(run: str, before: str = "", files: dict[str, str] = JS) -> Split:
    facts = facts_of(f"FROM node:22\nWORKDIR /app\n{before}COPY . .\n{run}\n", files)
    return split_of(list(facts.once(demands).values())[-1], facts)


def results(
    source: str, files: dict[str, str], history: tuple[tuple[str, ...], ...] = EDITS
) -> list[tuple[str, str]]:
    """The messages, each with the file after its fix, "" without one."""
    examiner, text = ExampleExaminer.alone(RULE, {}, files, history), Text(source.encode(), "Dockerfile")
    found = []
    for result in examiner.results(text):
        data, fix = text.data, result.finding.fix
        for edit in sorted(fix.edits if fix else (), key=lambda e: -e.span.start):
            data = data[: edit.span.start] + edit.replacement.encode() + data[edit.span.end :]
        found.append((result.message, data.decode() if fix else ""))
    return found


@pytest.mark.parametrize(
    ("run", "first", "rest"),
    [
        ("RUN set -ex; npm ci; npm run build", "RUN set -ex; npm ci", "RUN set -ex; npm run build"),
        ("RUN set -e; cd /app; npm ci; npm run build && x; y", "RUN set -e; cd /app; npm ci",
            "RUN set -e; cd /app; npm run build && x; y"),
        ("RUN corepack enable && npm ci && make", "RUN corepack enable && npm ci", "RUN make"),
        ("RUN npm ci && make && rm -rf src/*.md .env", "RUN npm ci", "RUN make && rm -rf src/*.md .env"),
        ("RUN apk add git && make clean build", "RUN apk add git", "RUN make clean build"),
        ("RUN npm ci; npm run build; x", "RUN npm ci", "RUN npm run build; x"),
        ("RUN apk upgrade && apk add git && npm ci && make", "RUN apk upgrade && apk add git && npm ci",
            "RUN make"),
        ('RUN echo "node $(node --version)" && npm ci && make',
            'RUN echo "node $(node --version)" && npm ci', "RUN make"),
        ("RUN --mount=type=cache,target=/tmp/x apk add git && make --offline",
            "RUN --mount=type=cache,target=/tmp/x apk add git",
            "RUN --mount=type=cache,target=/tmp/x make --offline"),
    ],
)
def test_cut(run: str, first: str, rest: str) -> None:
    assert split(run) == Split(first, rest)


def test_what_the_context_leaves_out_may_be_deleted_before_the_copy() -> None:
    files = {**JS, ".dockerignore": "node_modules\n"}
    assert split("RUN rm -rf node_modules; npm ci; make", files=files) == Split(
        "RUN rm -rf node_modules; npm ci", "RUN make"
    )
    source = "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN rm -rf {} && npm ci\n"
    first = source.replace("COPY . .\n", "COPY package-lock.json package.json ./\n") + "COPY . .\n"
    found = [results(source.format(what), files)[0][1] for what in ("node_modules", "index.js", "../x", "*")]
    assert found == [first.format("node_modules"), "", "", ""]


def test_cut_after_errexit_of_the_shell() -> None:
    assert split("RUN npm ci; make", 'SHELL ["/bin/bash", "-eo", "pipefail", "-c"]\n').first == "RUN npm ci"


@pytest.mark.parametrize(
    ("run", "before"),
    [
        ("RUN test -f x && npm ci; npm run build", ""), ("RUN set -x; npm ci; npm run build", ""),
        ("RUN npm ci || true; npm run build", ""),
        ("RUN npm update && npm ci && make", ""),
        ("RUN rm -rf node_modules; npm ci; npm run build", ""),
        ("RUN set -e; set +e; npm ci; make", ""), ("RUN set -e; npm ci && true; make", ""),
        ("RUN npm ci && make", 'SHELL ["/bin/bash", "-lc"]\n'),
        ("RUN npm ci && make", 'SHELL ["/bin/bash", "--login", "-c"]\n'),
        ("RUN npm ci && make && rm -rf *", ""),
        ("RUN npm ci && make && rm -rf node_modules/*/test", ""), ("RUN npm ci && make clean", ""),
        ("RUN corepack prepare --activate && npm ci && make", ""),
        ("RUN corepack use pnpm@9 && npm ci && make", ""), ("RUN apk add git && cd x && rm -rf *", ""),
        ("RUN npm ci && cd /app/x && npm ci", ""),
        ("RUN --mount=type=cache,target=/var/x apk add git && make --offline", ""),
    ],
)  # fmt: skip
def test_not_cut(run: str, before: str) -> None:
    assert split(run, before, {**JS, "x/package.json": "{}", "package.json": '{"workspaces": ["x"]}'}).why


def test_installs_of_two_folders_are_cut() -> None:
    files = {"a/package.json": "{}", "b/package.json": "{}", "b/index.js": ""}
    found = split(
        "RUN cd a && npm install && cd ../b && npm install && npm run build",
        files={**files, "package.json": '{"workspaces": []}'},
    )
    assert found == Split(
        "RUN cd a && npm install && cd ../b && npm install", "RUN cd a && cd ../b && npm run build"
    )


@pytest.mark.parametrize("prepares",
    ["corepack enable", "corepack enable pnpm", "corepack prepare pnpm@9.1.0 --activate",
        "corepack prepare pnpm --activate", "npm config set fund false", "npm config set fund=false"])
def test_what_prepares_a_tool_comes_before_the_copy(prepares: str) -> None:
    ((message, fixed),) = results(f"FROM node:22\nWORKDIR /app\nCOPY . .\nRUN {prepares}\nRUN npm ci\n", JS)
    assert "20 → 0" in message
    assert (
        fixed
        == f"FROM node:22\nWORKDIR /app\nRUN {prepares}\nCOPY package-lock.json package.json ./\nRUN npm ci\n"
            "COPY . .\n"
        or fixed
        == f"FROM node:22\nWORKDIR /app\nCOPY package-lock.json package.json ./\nRUN {prepares}\nRUN npm ci\n"
            "COPY . .\n"
    )


@pytest.mark.parametrize("other",
    ["corepack prepare --activate", "corepack install", "npm config set fund false --location=project",
        "npm config set prefix ./x", "npm config set prefix=./x", "npm config set cafile=/app/ca.pem",
        "npm config set cafile ca.pem", "npm config set fund=false cafile=ca.pem",
        "corepack enable --install-directory bin", "make"])
def test_what_may_read_the_files_stays(other: str) -> None:
    assert [
        fixed for _, fixed in results(f"FROM node:22\nWORKDIR /app\nCOPY . .\nRUN {other}\nRUN npm ci\n", JS)
    ] == [""]


def test_settings_in_a_home_that_is_copied_to_stay() -> None:
    source = (
        "FROM node:22\nENV HOME=/app\nWORKDIR /app\nCOPY . .\nRUN npm config set fund false\nRUN npm ci\n"
    )
    assert [fixed for _, fixed in results(source, JS)] == [""]


def test_a_folder_that_another_copy_brings_is_there() -> None:
    files = {"ui/package.json": "{}", "ui/package-lock.json": "{}", "ui/a.js": "", "lib/b.py": ""}
    source = (
        "FROM node:22\nWORKDIR /app\nCOPY lib lib\nCOPY ui/package.json ui/package-lock.json ui/\nRUN cd ui "
        "&& npm ci\n"
    )
    ((_, fixed),) = results(source, files, (("lib/b.py",),) * 20)
    assert (
        fixed
        == "FROM node:22\nWORKDIR /app\nCOPY ui/package.json ui/package-lock.json ui/\nRUN cd ui && npm ci\n"
            "COPY lib lib\n"
    )


def test_the_next_install_is_helped_where_the_first_has_no_fix() -> None:
    files = {**JS, "health/package.json": "{}"}
    source = (
        "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nRUN npm run build\nWORKDIR /h\nCOPY "
        "health/package.json .\nRUN npm install --omit=dev\n"
    )
    ((message, fixed),) = results(source, files)
    assert "`npm ci` on line 4" in message and fixed.startswith(
        "FROM node:22\nWORKDIR /app\nCOPY package-lock.json package.json ./\nRUN npm ci\nCOPY . .\n"
    )


@pytest.mark.parametrize(
    ("source", "files"),
    [
        ("FROM python:3.13\nENV CODE=/code\nCOPY . $CODE/\nRUN pip install --no-deps \"$CODE\"\n",
            {"pyproject.toml": "", "index.js": ""}),
        ("FROM python:3.13\nARG WHAT\nCOPY . /code\nRUN pip install $WHAT\n",
            {"pyproject.toml": "", "index.js": ""}),
        ("FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm install -g $(jq -r .packageManager package.json)\n",
            JS),
        (("FROM node:22\nWORKDIR /app\nCOPY mix.exs index.js ./\nRUN mix deps.get\nCOPY "
            "assets/package.json assets/\nRUN cd assets && npm install\n"),
            {**JS, "mix.exs": "", "assets/package.j"
            "son": '{"dependencies":'
            ' {"p": "file:../deps/p"}}'}),
        ("FROM elixir\nWORKDIR /app\nCOPY . .\nRUN mix do compile + release app\n",
            {"mix.exs": "", "lib/a.ex": ""}),
        ("FROM node:22\nWORKDIR /app\nCOPY . .\nRUN pnpm install\n",
            {"package.json": '{"dependencies": {"@x/ui": "workspace:*"}}', "index.js": ""}),
        (("FROM scratch AS src\nCOPY . /s\nFROM python:3.13\nWORKDIR /app\nCOPY index.js /x/\n"
            "COPY --from=src /s/p /app\nRUN pip install .\n"), {"p/pyproject.toml": "", "index.js": ""}),
        ("FROM golang:1.25\nWORKDIR /app\nCOPY . .\nRUN cd plugins/agent && go mod download\n",
            {"index.js": "", "go.sum": ""}),
    ],
)  # fmt: skip
def test_what_is_known_in_the_build_alone_is_no_waste(source: str, files: dict[str, str]) -> None:
    assert [
        message
        for message, _ in results(source, files)
        if "copy this after" in message or "needs none" in message
    ] == []


def test_a_variable_of_a_tool_that_is_not_at_work_does_not_matter() -> None:
    source = (
        "FROM golang:1.25-alpine\nENV GOPATH=/go\nARG CGO_EXTRA\nCOPY . /go/src/x\nWORKDIR /go/src/x\nRUN "
        "apk add nodejs npm && npm install -g pnpm@9 && make\n"
    )
    ((message, fixed),) = results(source, {"index.js": "", "go.mod": "module x\n"})
    assert fixed.endswith(
        "WORKDIR /go/src/x\nRUN apk add nodejs npm && npm install -g pnpm@9\nCOPY . /go/src/x\nRUN make\n"
    ), message


def test_a_tool_whose_version_the_project_names_comes_after_its_manifest() -> None:
    files = {"package.json": '{"packageManager": "pnpm@10.1.0"}', "pnpm-lock.yaml": "", "index.js": ""}
    ((_, fixed),) = results(
        "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN corepack enable pnpm && pnpm add -g turbo\nRUN pnpm "
        "install\n",
        files,
    )
    assert fixed.startswith("FROM node:22\nWORKDIR /app\nCOPY package.json ./\nRUN corepack enable pnpm")
    ((_, fixed),) = results(
        "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN corepack enable pnpm && pnpm add -g turbo\nRUN pnpm "
        "install\n",
        {**files, "package.json": "{}"},
    )
    assert fixed.startswith(
        "FROM node:22\nWORKDIR /app\nRUN corepack enable pnpm && pnpm add -g turbo\nCOPY package.json"
    )


def test_a_folder_that_is_needed_whole_is_copied_as_one() -> None:
    files = {
        **JS,
        "package.json": '{"devDependencies": {"patch-package": "1"}}',
        "patches/a.patch": "",
        "patches/b.patch": "",
        "patches/deep/c.patch": "",
    }
    ((message, fixed),) = results("FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\n", files)
    assert (
        "\nCOPY patches ./patches/\n" in fixed
        and "copy `package-lock.json` `package.json` `patches/` first" in message
    )
    files = {
        "package.json": "{}",
        "yarn.lock": "",
        ".yarnrc.yml": "yarnPath: .yarn/releases/yarn-4.6.0.cjs\n",
        ".yarn/releases/yarn-4.6.0.cjs": "",
        "index.js": "",
    }
    ((_, fixed),) = results("FROM node:22\nWORKDIR /app\nCOPY . .\nRUN yarn install --immutable\n", files)
    assert "\nCOPY .yarn/releases ./.yarn/releases/\n" in fixed


@pytest.mark.parametrize(
    ("earlier", "run", "apart"),
    [
        ("mix deps.get", "cd assets && npm ci", True),
        ("mkdir config && mix deps.get", "cd assets && npm ci", True),
        ("composer install", "cd assets && npm ci", True),
        ("mkdir assets", "cd assets && npm ci", False), ("mix compile", "cd assets && npm ci", False),
        ("pip install -r requirements.txt", "cd assets && npm ci", False),
        ("apk add python3", "cd assets && npm ci", False), ("npm ci", "cd assets && npm ci", False),
        ("mix deps.get > assets/x", "cd assets && npm ci", False),
        ("mix deps.get", "cd assets && npm install x", False), ("./get.sh", "cd assets && npm ci", False),
        ("mix deps.get", "apk add git", False),
    ],
)
def test_packages_of_another_language(earlier: str, run: str, apart: bool) -> None:
    files = {"mix.exs": "", "mix.lock": "", "composer.json": "{}", "composer.lock": "{}",
        "requirements.txt": "", "package.json": "{}", "package-lock.json": "{}", "assets/package.json": "{}",
        "assets/package-lock.json": "{}"}
    facts = facts_of(f"FROM elixir\nWORKDIR /app\nCOPY . .\nRUN {earlier}\nRUN {run}\n", files)
    one, two = [i for i in facts.dockerfile.instructions if isinstance(i, Run)]
    assert separate(one, two, facts) is apart


def test_wastes_are_still_told_where_a_folder_is_there() -> None:
    facts = facts_of(
        "FROM golang:1.25\nWORKDIR /app\nCOPY . .\nRUN cd agent && go mod download\n",
        {"agent/go.mod": "module x\n", "index.js": ""},
    )
    assert [w.instruction.first_line for w in facts.once(wastes)] == [3]

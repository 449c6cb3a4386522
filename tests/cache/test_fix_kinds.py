"""Kinds of Dockerfiles of which copy-before-install has a proven fix, and their neighbours of which it has
none."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from dlinter.fix import apply
from dlinter.model.text import Text
from dlinter.packs import load_rules
from dlinter.policy.settings import Settings
from dlinter.testing.examiner import ExampleExaminer

EXAMINER = ExampleExaminer.of(load_rules(), Settings(enabled=frozenset({"copy-before-install"}))).examiner
JS = {"package.json": "{}", "package-lock.json": "{}", "index.js": "", "start.sh": ""}
HEAD = "FROM node:22\nWORKDIR /app\n"
FIRST = "COPY package-lock.json package.json ./\n"
SERVER = {"package.json": "{}", "package-lock.json": "{}", "server/index.js": "", "server/a.js": ""}


def fixed(source: str, files: Mapping[str, str]) -> str | None:
    """The file with the first fix; None where there is none."""
    text = Text(source.encode(), "Dockerfile")
    for result in ExampleExaminer(EXAMINER, files, None, ()).results(text):
        if result.finding.fix is not None:
            return apply(text, result.finding.fix.edits).data.decode()
    return None


DOWNLOAD = (
    'RUN case "$(uname -m)" in x86_64) curl -fsSL -o /tmp/t.zip https://files.example/t.zip ;; *) echo '
    '"unknown" && exit 1 ;; esac && unzip /tmp/t.zip -d /usr/local/lib/t && rm /tmp/t.zip\n'
)


@pytest.mark.parametrize(
    ("before", "after", "files"),
    [
        pytest.param(f"{HEAD}ADD . /app\nRUN npm ci\n",
            f"{HEAD}COPY package-lock.json package.json /app/\nRUN npm ci\nADD . /app\n", JS,
            id="ADD of a folder"),
        pytest.param(f"{HEAD}COPY . .\nUSER node\nRUN npm ci\n",
            f"{HEAD}{FIRST}USER node\nRUN npm ci\nCOPY . .\n", JS, id="USER between"),
        pytest.param(f"{HEAD}COPY . .\nRUN chmod +x start.sh\nRUN npm ci\n",
            f"{HEAD}{FIRST}RUN npm ci\nCOPY . .\nRUN chmod +x start.sh\n", JS, id="a mode between"),
        pytest.param(f"{HEAD}COPY . .\nRUN sed -i 's/\\r$//' start.sh && chmod 755 start.sh\nRUN npm ci\n",
            f"{HEAD}{FIRST}RUN npm ci\nCOPY . .\nRUN sed -i 's/\\r$//' start.sh && chmod 755 start.sh\n", JS,
            id="line ends between"),
        pytest.param(
            f"{HEAD}COPY server package.json package-lock.json ./\nRUN npm ci\n",
            f"{HEAD}{FIRST}RUN npm ci\nCOPY server package.json package-lock.json ./\n", SERVER,
            id="several sources",
        ),
        pytest.param(
            f"{HEAD}COPY package*.json ./\nCOPY server server\n{DOWNLOAD}RUN npm ci\n",
            f"{HEAD}COPY package*.json ./\n{DOWNLOAD}RUN npm ci\nCOPY server server\n", SERVER,
            id="a download between",
        ),
        pytest.param(
            f"{HEAD}COPY . .\nRUN apt-get update && apt-get install -y git && curl -fo "
            "/usr/local/bin/x https://files.example/x && chmod +x /usr/local/bin/x\nRUN npm ci\n",
            f"{HEAD}RUN apt-get update && apt-get install -y git && curl -fo /usr/local/bin/x "
            f"https://files.example/x && chmod +x /usr/local/bin/x\n{FIRST}RUN npm ci\nCOPY . .\n", JS,
            id="packages and a program between"),
    ],
)  # fmt: skip
def test_a_fix_is_proven(before: str, after: str, files: Mapping[str, str]) -> None:
    assert fixed(before, files) == after


@pytest.mark.parametrize(
    ("between", "files"),
    [
        pytest.param("RUN chmod 600 .npmrc\n", {**JS, ".npmrc": "x=1"},
            id="the mode of a file that the install reads"),
        pytest.param("RUN chmod -R 755 .\n", JS, id="the mode of everything"),
        pytest.param("RUN mkdir -p node_modules && chown node node_modules\nUSER node\n", JS,
            id="a folder for the install"),
        pytest.param("RUN chmod +x start.sh\nUSER node\n", JS, id="another user for the change"),
        pytest.param("RUN ./start.sh\n", JS, id="a program of the sources"),
        pytest.param("RUN curl -fO https://files.example/t.zip && unzip t.zip\n", JS,
            id="a download to the working folder"),
        pytest.param("RUN tar xzf /tmp/x.tgz\n", JS, id="an archive to the working folder"),
        pytest.param("RUN sed -n p start.sh\n", JS, id="a reader"),
        pytest.param("RUN cp start.sh /usr/local/bin/npm\n", JS, id="a program that the install runs"),
    ],
)
def test_what_may_matter_to_the_install_stays_before_it(between: str, files: Mapping[str, str]) -> None:
    assert fixed(f"{HEAD}COPY . .\n{between}RUN npm ci\n", files) is None


@pytest.mark.parametrize("between",
    ["RUN curl -fo server.zip https://files.example/t.zip", "RUN unzip /tmp/t.zip",
        "RUN curl -fo /app/server/x https://files.example/x", "RUN for f in *; do echo $f; done",
        "RUN wget https://files.example/x", "RUN python3 -m x", "RUN cat /app/server/x > /tmp/y"])
def test_a_step_that_may_read_or_write_the_copied_folder_is_not_moved_above_it(between: str) -> None:
    found = fixed(f"{HEAD}COPY package*.json ./\nCOPY server server\n{between}\nRUN npm ci\n", SERVER)
    assert found is None or found.index("COPY server") < found.index(between)


def test_an_archive_added_stays_where_it_is() -> None:
    files = {**JS, "site.tar": ""}
    assert fixed(f"{HEAD}ADD . site.tar /app/\nRUN npm ci\n", files) is None


def test_pip_groups_need_the_project_file() -> None:
    files = {"pyproject.toml": "[dependency-groups]\nmain = ['flask']\n", "app.py": ""}
    source = (
        "FROM python:3.13\nWORKDIR /app\nCOPY pyproject.toml ./\nRUN pip install --group main\nCOPY . .\n"
    )
    assert ExampleExaminer(EXAMINER, files, None, ()).results(Text(source.encode(), "Dockerfile")) == []
    broad = "FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN pip install --group main\n"
    assert (
        fixed(broad, files)
        == "FROM python:3.13\nWORKDIR /app\nCOPY pyproject.toml ./\nRUN pip install --group main\nCOPY . .\n"
    )


def test_pnpm_deploy_copies_the_sources() -> None:
    files = {
        "package.json": "{}",
        "pnpm-lock.yaml": "",
        "pnpm-workspace.yaml": "packages: [a]\n",
        "a/package.json": "{}",
        "a/index.js": "",
    }
    source = "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN pnpm --filter=a deploy /dist/a --prod\n"
    assert ExampleExaminer(EXAMINER, files, None, ()).results(Text(source.encode(), "Dockerfile")) == []


def test_yarn_workspaces_focus_writes_no_lockfile() -> None:
    files = {"package.json": '{"packageManager": "yarn@4.9.0"}', "yarn.lock": "__metadata:\n", "index.js": ""}
    head = "FROM node:22\nWORKDIR /app\n"
    assert (
        fixed(f"{head}COPY . .\nRUN yarn workspaces focus --production\n", files)
        == f"{head}COPY package.json yarn.lock ./\nRUN yarn workspaces focus --production\nCOPY . .\n"
    )
    assert fixed(f"{head}COPY . .\nRUN yarn install\n", files) is None


BASE = "FROM node:22 AS base\nWORKDIR /\nRUN corepack enable\n# the sources\nCOPY . app\nWORKDIR /app\n"
WHOLE = "# the sources\nCOPY . /app/\n"
ENDS = "FROM base\nCOPY --from=deps /app/node_modules /app/node_modules\n"
PNPM = {"package.json": "{}", "pnpm-lock.yaml": "", "index.js": "", "a.js": ""}


def test_a_copy_in_a_base_stage_goes_below_the_installs_of_the_stages_that_are_from_it() -> None:
    source = (
        f"{BASE}FROM base AS deps\nRUN pnpm install --prod\nFROM base AS build\nRUN pnpm install && pnpm run "
        f"build\n{ENDS}COPY --from=build /app/dist /app/dist\n"
    )
    first = "COPY package.json pnpm-lock.yaml /app/\n"
    assert fixed(source, PNPM) == (
        f"FROM node:22 AS base\nWORKDIR /\nRUN corepack enable\nWORKDIR /app\nFROM base AS deps\n{first}RUN "
        f"pnpm install --prod\n{WHOLE}"
        f"FROM base AS build\n{first}RUN pnpm install\n{WHOLE}RUN pnpm run build\n"
        f"FROM base\n{WHOLE}COPY --from=deps /app/node_modules /app/node_modules\nCOPY --from=build "
        "/app/dist /app/dist\n"
    )


def test_a_stage_that_copies_its_manifests_gets_none_twice() -> None:
    source = f"{BASE}FROM base AS deps\nCOPY package.json pnpm-lock.yaml ./\nRUN pnpm install --prod\n{ENDS}"
    assert fixed(source, PNPM) == (
        "FROM node:22 AS base\nWORKDIR /\nRUN corepack enable\nWORKDIR /app\nFROM base AS deps\nCOPY "
        f"package.json pnpm-lock.yaml ./\nRUN pnpm install --prod\n{WHOLE}"
        f"FROM base\n{WHOLE}COPY --from=deps /app/node_modules /app/node_modules\n"
    )


@pytest.mark.parametrize(
    ("source", "files"),
    [
        pytest.param(
            f"{BASE}FROM base AS deps\nRUN pnpm install --prod\n{ENDS}COPY --from=base /app/a.js /a.js\n",
            PNPM, id="files are copied from the stage"),
        pytest.param(
            f"{BASE}FROM base AS deps\nRUN pnpm install --prod\n{ENDS}RUN "
            "--mount=type=bind,from=base,target=/src true\n", PNPM, id="the stage is mounted"),
        pytest.param(f"{BASE}RUN node a.js\nFROM base AS deps\nRUN pnpm install --prod\n{ENDS}", PNPM,
            id="the stage runs the sources"),
        pytest.param(f"{BASE}COPY a.js /app/index.js\nFROM base AS deps\nRUN pnpm install --prod\n{ENDS}",
            PNPM, id="the stage copies something over it"),
        pytest.param(f"{BASE}FROM base AS deps\nRUN node a.js\nRUN pnpm install --prod\n{ENDS}", PNPM,
            id="the sources run before the install"),
        pytest.param(f"{BASE}FROM base AS deps\nRUN pnpm install --prod\n{ENDS}",
            {**PNPM, "node_modules/x/index.js": ""}, id="the context has what the install makes"),
        pytest.param(f"{BASE}ONBUILD RUN node a.js\nFROM base AS deps\nRUN pnpm install --prod\n{ENDS}",
            PNPM, id="a trigger runs the sources"),
        pytest.param(
            f"{BASE}FROM base AS deps\nCOPY --from=node:20 /x /app\nRUN pnpm install --prod\n{ENDS}", PNPM,
            id="another copy to the same folder"),
    ],
)
def test_a_copy_in_a_base_stage_stays_where_others_need_it(source: str, files: Mapping[str, str]) -> None:
    assert fixed(source, files) is None


def test_a_stage_that_is_a_target_keeps_its_files() -> None:
    from dlinter.model.cache.sinking import sunk
    from dlinter.model.cache.waste import wastes
    from dlinter.model.dockerfile.context import BuildContext
    from dlinter.model.dockerfile.reader import read
    from dlinter.model.facts.facts import Facts

    plain = f"{BASE}FROM base AS deps\nRUN pnpm install --prod\n{ENDS}"
    runs = f'{BASE}CMD ["node", "a.js"]\nFROM base AS deps\nRUN pnpm install --prod\n{ENDS}'
    for source, targets, why in (
        (plain, {"deps"}, ""),
        (plain, {"base"}, "stage `base` is a target of its own"),
        (plain, {"*"}, "stage `base` is a target of its own"),
        (runs, {"", "deps"}, ""),
        (runs, {""}, ""),
        (runs, set[str](), "stage `base` has its own CMD, so it may be a target"),
        (runs, {"deps"}, "stage `base` has its own CMD, so it may be a target"),
        (runs, {"", "*"}, "stage `base` is a target of its own"),
        (runs, {"", "base"}, "stage `base` is a target of its own"),
    ):
        facts = Facts(
            read(Text(source.encode(), "Dockerfile")),
            load_context=lambda: BuildContext.of(PNPM),
            load_targets=lambda targets=targets: frozenset(targets),
        )
        (waste,) = facts.once(wastes)
        edits, blocked = sunk(
            waste, {v.demand.run.index: ("package.json", "pnpm-lock.yaml") for v in waste.victims}, facts
        )
        assert blocked == why and bool(edits) is not bool(why)


def test_a_comment_with_the_words_of_the_step_is_not_edited() -> None:
    found = fixed(f"{HEAD}COPY . .\n# RUN npm ci && npm run build\nRUN npm ci && npm run build\n", JS)
    assert found == f"{HEAD}{FIRST}# RUN npm ci && npm run build\nRUN npm ci\nCOPY . .\nRUN npm run build\n"


@pytest.mark.parametrize(
    ("comment", "goes_along"),
    [
        ("# Copy the source code as the last step\n", True),
        ("# copy everything else\n# of the repository\n", True),
        ("# hadolint ignore=DL3021\n", True),
        ("# Install dependencies\n", False),
        ("# Copy the code and install the dependencies\n", False),
        ("# ---- application code ----\n", False),
        ("# the server\n", False),
    ],
)
def test_a_comment_of_all_that_is_copied_goes_with_the_copy(comment: str, goes_along: bool) -> None:
    source = f"{HEAD}\n{comment}COPY . .\n\n# x\nRUN npm ci\n"
    moved = f"{HEAD}\n{FIRST}\n# x\nRUN npm ci\n\n{comment}COPY . .\n"
    stayed = f"{HEAD}\n{comment}{FIRST}\n# x\nRUN npm ci\nCOPY . .\n"
    assert fixed(source, JS) == (moved if goes_along else stayed)

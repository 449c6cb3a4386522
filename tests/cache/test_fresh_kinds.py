"""Kinds of fixes that were found in repositories looked at for the first time, and their neighbours that have
none."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from dlinter.model.cache.splits import Split
from dlinter.model.text import Span, Text
from tests.cache.test_fix_kinds import FIRST, HEAD, JS, fixed
from tests.cache.test_proven_kinds import results, split

DOTNET = {"a.sln": "", "Directory.Build.props": "<Project/>", "a/a.csproj": "<Project/>", "a/a.cs": ""}


@pytest.mark.parametrize(
    ("run", "first", "rest"),
    [
        ("RUN <<EOF\ncorepack enable\nnpm ci\nnpm run build\nEOF", "RUN <<EOF\ncorepack enable\nnpm ci\nEOF",
            "RUN <<EOF\nnpm run build\nEOF"),
        ("RUN <<'EOF'\nset -e\n# install\nnpm ci\n\n# build\nnpm run build\nEOF",
            "RUN <<'EOF'\nset -e\n# install\nnpm ci\nEOF",
            "RUN <<'EOF'\nset -e\n\n# build\nnpm run build\nEOF"),
        ("RUN <<-EOF\n\tcd /app\n\tnpm ci\n\tmake\n\tEOF", "RUN <<-EOF\n\tcd /app\n\tnpm ci\n\tEOF",
            "RUN <<-EOF\ncd /app\n\tmake\n\tEOF"),
    ],
)
def test_a_heredoc_is_cut_between_its_lines(run: str, first: str, rest: str) -> None:
    assert split(run) == Split(first, rest)


@pytest.mark.parametrize(
    ("run", "why"),
    [
        ("RUN <<EOF\nnpm ci; npm run build\nEOF", "the install and the rest of the step stand in one line"),
        ("RUN <<EOF\nnpm ci && \\\nnpm run build\nEOF",
            "the install and the rest of the step stand in one line"),
        ("RUN <<EOF\n#!/usr/bin/env python3\nnpm ci\nEOF", None),
        ("RUN cat <<EOF > x && npm ci && make\nnpm ci\nEOF", None),
        ("RUN <<EOF\nset -e\ncd /app && npm ci\nmake\nEOF", "its commands are joined by `;`, not `&&` alone"),
        ("RUN <<EOF\nnpm ci\nif make; then x; fi\nEOF", "the step has more than commands joined by `&&`"),
        ("RUN <<EOF\nnpm ci\nnpm prune\nEOF",
            "`npm` at the end of the step takes away what the install leaves"),
    ],
)
def test_a_heredoc_stays_whole(run: str, why: str | None) -> None:
    found = ""
    try:
        found = split(run).why
    except IndexError:  # nothing to install that dlint knows
        assert why is None
    assert why is None or found == why


def test_the_parts_of_a_heredoc_are_placed_around_the_copy() -> None:
    body = "RUN <<EOF\ncorepack enable\nnpm ci\nnpm run build\nEOF\n"
    assert (
        fixed(f"{HEAD}COPY . .\n{body}CMD x\n", JS)
        == f"{HEAD}{FIRST}RUN <<EOF\ncorepack enable\nnpm ci\nEOF\nCOPY . .\nRUN <<EOF\nnpm run build\nEOF\n"
            "CMD x\n"
    )


TOOLS = "RUN dotnet tool install --tool-path /tools one && dotnet tool install --tool-path /tools two\n"


@pytest.mark.parametrize(
    ("files", "first"),
    [
        pytest.param(DOTNET, "", id="no settings"),
        pytest.param({**DOTNET, "nuget.config": "<configuration/>"}, "COPY nuget.config ./\n",
            id="sources of packages"),
        pytest.param({**DOTNET, "global.json": "{}"}, "COPY global.json ./\n", id="the SDK"),
    ],
)
def test_tools_of_dotnet_come_before_the_sources(files: Mapping[str, str], first: str) -> None:
    head = "FROM a:1\nWORKDIR /src\n"
    assert fixed(f"{head}COPY . .\n{TOOLS}", files) == f"{head}{first}{TOOLS}COPY . .\n"


@pytest.mark.parametrize("option", ["--add-source ./packages", "--configfile nuget/other.config"])
def test_a_tool_from_a_folder_of_the_context_stays(option: str) -> None:
    files = {**DOTNET, "packages/one.nupkg": "", "nuget/other.config": ""}
    assert (
        fixed(
            f"FROM a:1\nWORKDIR /src\nCOPY . .\nRUN dotnet tool install --tool-path /tools {option} one\n",
            files,
        )
        is None
    )


GLOBAL = "RUN npm add -g nyc@18\n"


def test_an_argument_that_the_install_does_not_read_stays_below_the_copy() -> None:
    between = "RUN npm run build\nARG FEATURES\nENV FEATURES=$FEATURES\nRUN npm run test\n"
    assert results(f"{HEAD}COPY . .\n{between}{GLOBAL}", JS)[0][1] == f"{HEAD}{GLOBAL}COPY . .\n{between}"


@pytest.mark.parametrize(
    "between",
    [
        "RUN ./package.sh\n",
        "RUN npm i -g npm@11\n",
        "RUN curl -fsSL https://a.example/x | sh\n",
        "RUN npm run build && cp -r dist /usr/lib\n",
    ],
)
def test_what_may_change_the_tools_of_the_image_comes_before_a_further_one(between: str) -> None:
    for _, found in results(f"{HEAD}COPY . .\n{between}{GLOBAL}", JS):
        assert not found or found.index(between) < found.index(GLOBAL)


@pytest.mark.parametrize(
    ("setting", "last"),
    [
        ("ARG NODE_ENV", GLOBAL),
        ("ENV npm_config_registry=https://npm.example", GLOBAL),
        ("ARG VERSION", "RUN npm add -g nyc@$VERSION\n"),
        ("ENV HTTPS_PROXY=http://proxy.example", GLOBAL),
        ("USER node", GLOBAL),
        ("ARG VERSION", "ARG OTHER=$VERSION\nENV npm_config_tag=$OTHER\n" + GLOBAL),
    ],
)
def test_what_the_install_may_read_keeps_it_there(setting: str, last: str) -> None:
    for _, found in results(f"{HEAD}COPY . .\nRUN npm run build\n{setting}\n{last}", JS):
        assert not found or found.index(setting) < found.index("npm add")


def test_blank_lines_go_with_what_moves() -> None:
    source = (
        f"{HEAD}RUN apt-get update\n\nCOPY . .\n\n# build\nRUN npm run build\n\n# tools\n{GLOBAL}\nCMD x\n"
    )
    assert (
        results(source, JS)[0][1]
        == f"{HEAD}RUN apt-get update\n\n# tools\n{GLOBAL}\nCOPY . .\n\n# build\nRUN npm run build\n\nCMD x\n"
    )


def test_a_line_that_goes_leaves_one_blank_line() -> None:
    text = Text(b"FROM a\n\nARG X\nENV X=$X\n\nRUN y\n", "Dockerfile")
    arg, env = text.full_line_span(3), text.full_line_span(4)
    assert text.deletions([env, arg]) == [Span(arg.start, env.end + 1)]
    assert text.deletions([arg]) == [arg]
    assert text.deletions([Span(arg.start, arg.start + 2)]) == [Span(arg.start, arg.start + 2)]


PHP = {
    "composer.json": '{"config": {"allow-plugins": {"symfony/flex": true, "acme/reader": true, "acme/off": '
        'false}}}',
    "a.php": "",
}
LOCK = (
    '{"packages": [{"name": "symfony/flex", "type": "composer-plugin"}], "packages-dev": [{"name": '
    '"acme/reader", "type": "composer-plugin"}]}'
)
MAVEN = {"pom.xml": "<project/>", "src/A.java": ""}
GRADLE = {
    "build.gradle": "",
    "settings.gradle": "",
    "src/A.java": "",
    "gradle/v/a.gradle": "",
    "libs/a.jar": "",
    "modules/a/x": "",
}


@pytest.mark.parametrize(
    ("run", "files", "moves"),
    [
        pytest.param("composer install --no-autoloader", {**PHP, "composer.lock": '{"packages": []}'}, False,
            id="composer: a plugin that nobody knows"),
        pytest.param("composer install --no-autoloader", {**PHP, "composer.lock": LOCK}, False,
            id="composer: the same by the lock file"),
        pytest.param("composer install --no-autoloader --no-dev", {**PHP, "composer.lock": LOCK}, True,
            id="composer: it is for developers alone"),
        pytest.param("composer install --no-autoloader --no-plugins", {**PHP, "composer.lock": LOCK}, True,
            id="composer: no plugins"),
        pytest.param("composer install --no-autoloader",
            {"composer.json": '{"config": {"allow-plugins": true}}', "composer.lock": LOCK, "a.php": ""},
            False, id="composer: all are allowed"),
        pytest.param("yarn install --immutable",
            {"package.json": "{}", "yarn.lock": "__metadata:\n",
                ".yarnrc.yml": "plugins:\n  - path: ./tools/p.cjs\n", "tools/p.cjs": "require('./q')",
                "a.js": ""}, False, id="yarn: a plugin of the project"),
        pytest.param("yarn install --immutable",
            {"package.json": "{}", "yarn.lock": "__metadata:\n",
                ".yarnrc.yml": "plugins:\n  - path: ./tools/p.cjs\n", "tools/p.cjs": "module.exports = {}",
                "a.js": ""}, True, id="yarn: a plugin that reads nothing"),
        pytest.param("yarn install --immutable",
            {"package.json": "{}", "yarn.lock": "__metadata:\n",
                ".yarnrc.yml": "yarnPath: tools/yarn-4.1.0.cjs\n", "tools/yarn-4.1.0.cjs": "readFile",
                "a.js": ""}, True, id="yarn: itself"),
        pytest.param("bun install", {"package.json": "{}", "bun.lock": "",
            "bunfig.toml": "preload = ['./a.ts']\n[test]\npreload = ['./a.ts']\n", "a.ts": "import './b'"},
            True, id="bun: what runs before a program"),
        pytest.param("bun install", {"package.json": "{}", "bun.lock": "",
            "bunfig.toml": "[install]\nscanner = './a.ts'\n", "a.ts": "import './b'"}, False,
            id="bun: what runs with the install"),
        pytest.param("mvn dependency:go-offline",
            {**MAVEN, "pom.xml": "<systemPath>${maven.multiModuleProjectDirectory}/libs/a.jar</systemPath>"},
            False, id="maven: a jar by another folder"),
        pytest.param("mvn dependency:go-offline", {**MAVEN, "pom.xml": "<exists>${x}/a</exists>"}, False,
            id="maven: a profile by a path of parts"),
        pytest.param("mvn dependency:go-offline",
            {**MAVEN, "pom.xml": "<systemPath>${java.home}/lib/tools.jar</systemPath>"}, True,
            id="maven: a jar of Java"),
        pytest.param("gradle dependencies", GRADLE, True, id="gradle"),
        pytest.param("gradle dependencies",
            {**GRADLE, "build.gradle": "ext.v = file(\"conf/${env}.txt\").text"}, False,
            id="gradle: a path with a variable"),
        pytest.param("gradle dependencies", {**GRADLE, "build.gradle": "apply from: 'conf/' + name"}, False,
            id="gradle: a path that is joined"),
        pytest.param("gradle dependencies",
            {**GRADLE, "settings.gradle": "file('modules').listFiles().each { include it.name }"}, False,
            id="gradle: projects by a folder's content"),
        pytest.param("gradle dependencies",
            {**GRADLE,
                "build.gradle": "dependencies { implementation fileTree(dir: 'libs', include: ['*.jar']) }"},
                True, id="gradle: jars of a folder"),
    ],
)  # fmt: skip
def test_an_install_that_may_read_what_nobody_knows_stays_below_the_sources(
    run: str, files: Mapping[str, str], moves: bool
) -> None:
    found = [
        text
        for _, text in results(
            f"{HEAD}COPY . .\nRUN {run}\n",
            dict(files),
            (tuple(f for f in files if f.startswith(("a.", "src/", "modules/")))[:1],) * 20,
        )
        if text
    ]
    assert bool(found) is moves


def test_what_a_profile_or_a_script_asks_for_comes_first() -> None:
    maven = {**MAVEN, "pom.xml": "<project><exists>${basedir}/src/A.java</exists></project>", "b": ""}
    assert (
        "COPY src/A.java ./src/\nRUN mvn"
        in results(f"{HEAD}COPY . .\nRUN mvn dependency:go-offline\n", maven, (("b",),) * 20)[0][1]
    )
    gradle = {**GRADLE, "build.gradle": "dependencies { implementation fileTree('libs') }"}
    assert (
        "COPY libs ./libs/\n"
        in results(f"{HEAD}COPY . .\nRUN gradle dependencies\n", gradle, (("src/A.java",),) * 20)[0][1]
    )


SERVE = "RUN npm i -g serve\n"


@pytest.mark.parametrize(
    ("copy", "install"),
    [
        ("COPY --from=node:22 /usr/local /usr/local\n", SERVE),
        ("COPY --from=node:22 /usr/local/bin/npm /usr/local/bin/\n", SERVE),
        ("COPY --from=node:22 /usr/lib /usr/lib\n", "RUN gem install foreman\n"),
        ("COPY --from=a:1 /etc/apt/keyrings /etc/apt/keyrings\n",
            "RUN apt-get update && apt-get install -y x\n"),
        ("COPY sources.list /etc/apt/sources.list.d/a.list\n",
            "RUN apt-get update && apt-get install -y x\n"),
        ("COPY npm.sh /usr/local/bin/npm\n", SERVE),
    ],
)
def test_a_copy_in_between_that_the_install_may_use_stays_above_it(copy: str, install: str) -> None:
    files = {**JS, "sources.list": "", "npm.sh": ""}
    assert (
        results(f"FROM debian:13\nWORKDIR /app\nCOPY . .\n{copy}{install}", files)[0][1]
        == f"FROM debian:13\nWORKDIR /app\n{copy}{install}COPY . .\n"
    )


@pytest.mark.parametrize(
    "copy",
    [
        "COPY --from=node:22 /app/dist ./dist\n",
        "COPY start.sh /usr/local/bin/start\n",
        "COPY start.sh /etc/nginx/start.sh\n",
    ],
)
def test_a_copy_in_between_that_it_cannot_use_goes_below_it(copy: str) -> None:
    assert (
        results(f"FROM debian:13\nWORKDIR /app\nCOPY . .\n{copy}{SERVE}", JS)[0][1]
        == f"FROM debian:13\nWORKDIR /app\n{SERVE}COPY . .\n{copy}"
    )


def test_two_copies_to_one_place_keep_their_order() -> None:
    assert [
        text
        for _, text in results(
            f"FROM debian:13\nWORKDIR /app\nCOPY . .\nCOPY --from=node:22 / /\n{SERVE}", JS
        )
    ] == [""]
    files = {**JS, "root/usr/local/bin/npm": "", "npm.sh": ""}
    for _, found in results(
        f"FROM debian:13\nWORKDIR /app\nCOPY root /\nCOPY npm.sh /usr/local/bin/npm\n{SERVE}",
        files,
        (("root/usr/local/bin/npm",),) * 20,
    ):
        assert not found


def test_manifests_that_a_copy_above_brings_are_not_copied_again() -> None:
    first = "COPY package*.json ./\n"
    assert results(f"{HEAD}{first}COPY . .\nRUN npm ci\n", JS)[0][1] == f"{HEAD}{first}RUN npm ci\nCOPY . .\n"
    said = "\n# the rest\nCOPY . .\n"
    assert (
        results(f"{HEAD}{first}{said}\n# install\nRUN npm ci\n", JS)[0][1]
        == f"{HEAD}{first}\n# install\nRUN npm ci\n{said}"
    )
    some = "COPY package.json ./\n"
    assert (
        results(f"{HEAD}{some}COPY . .\nRUN npm ci\n", JS)[0][1]
        == f"{HEAD}{some}COPY package-lock.json ./\nRUN npm ci\nCOPY . .\n"
    )
    elsewhere = "COPY package*.json /tmp/\n"
    assert (
        results(f"{HEAD}{elsewhere}COPY . .\nRUN npm ci\n", JS)[0][1]
        == f"{HEAD}{elsewhere}{FIRST}RUN npm ci\nCOPY . .\n"
    )


def test_a_copy_of_a_base_stage_goes_below_those_after_it() -> None:
    files = {**JS, "apps/a": "", "rel/b": ""}
    source = (
        f"{HEAD.replace(' node:22', ' node:22 AS base')}COPY apps ./apps\nCOPY rel ./rel\nFROM base AS "
        "build\nRUN npm i -g serve\nRUN npm run build\n"
    )
    assert results(source, files, (("apps/a",),) * 20)[0][1] == (
        f"{HEAD.replace(' node:22', ' node:22 AS base')}COPY rel ./rel\nFROM base AS build\nRUN npm i -g "
        "serve\nCOPY apps /app/apps/\nRUN npm run build\n"
    )
    over = source.replace("COPY rel ./rel", "COPY rel/b ./apps/a")
    copies = "COPY apps ./apps\nCOPY rel/b ./apps/a\n"  # they keep their order: the stage is parted
    assert results(over, files, (("apps/a",),) * 20)[0][1] == (
        f"{HEAD.replace(' node:22', ' node:22 AS base-deps')}\nFROM base-deps AS base\n{copies}FROM "
        f"base-deps AS build\nRUN npm i -g serve\n{copies}RUN npm run build\n"
    )


def test_an_argument_of_every_build_goes_below_the_install() -> None:
    """Above it, the install would be rebuilt by each of its values."""
    two = "RUN apk add --no-cache yq && yq -i '.v = strenv(GIT_SHA)' a.yaml\n"
    files = {**JS, "a.yaml": ""}
    assert results(f"{HEAD}RUN true\nCOPY . .\n\n# version\nARG GIT_SHA\n{two}", files)[0][1] == (
        f"{HEAD}RUN true\nRUN apk add --no-cache yq\nCOPY . .\n\n# version\nARG GIT_SHA\nRUN yq -i '.v = "
        "strenv(GIT_SHA)' a.yaml\n"
    )
    between = "ARG GIT_SHA\nENV REV=$GIT_SHA\n"
    assert (
        results(f"{HEAD}COPY . .\n{between}RUN npm ci\n", JS)[0][1]
        == f"{HEAD}{FIRST}RUN npm ci\nCOPY . .\n{between}"
    )
    assert results(f"{HEAD}COPY . .\nARG GIT_SHA\nRUN npm i -g tool@$GIT_SHA\n", JS)[0][1] == ""


WORKSPACES = {
    "package.json": '{"workspaces": ["client", "server"]}', "package-lock.json": "{}",
    "client/package.json": "{}", "client/a.js": "", "server/package.json": "{}", "server/b.js": "",
    "assets/x": "", "start.sh": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "COPY package*.json ./\nCOPY client client\nCOPY server server\nCOPY assets assets\n"
            "RUN npm ci\n",
            "COPY package*.json ./\nCOPY client/package.json client/\nCOPY server server\nRUN npm ci\n"
            "COPY client client\nCOPY assets assets\n",
            id="one brings a manifest, one brings nothing that is read",
        ),
        pytest.param("COPY . .\nCOPY package.json package-lock.json ./\nRUN npm ci\n",
            "COPY client/package.json ./client/\nCOPY server/package.json ./server/\n"
            "COPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\n", id="some of it once more"),
        pytest.param(
            "ADD . /app\nADD package.json package-lock.json /app/\nADD client/package.json /app/client/\n"
            "ADD server/package.json /app/server/\nRUN npm ci\n",
            "ADD package.json package-lock.json /app/\nADD client/package.json /app/client/\n"
            "ADD server/package.json /app/server/\nRUN npm ci\nADD . /app\n", id="the same files once more"),
        pytest.param("COPY . .\nCOPY --chown=node package.json package-lock.json ./\nRUN npm ci\n", None,
            id="the same files with another owner"),
        pytest.param("COPY . .\nCOPY start.sh package.json\nRUN npm ci\n", None,
            id="another file in its place"),
        pytest.param("COPY . .\nCOPY --from=gen /out ./client\nRUN npm ci\n", None,
            id="another stage may bring a manifest"),
        pytest.param("COPY . .\nCOPY --from=node:24 /usr/local /usr/local\nRUN npm ci\n",
            f"{FIRST}COPY client/package.json ./client/\nCOPY server/package.json ./server/\n"
            "COPY --from=node:24 /usr/local /usr/local\nRUN npm ci\nCOPY . .\n",
            id="another stage brings the tool"),
        pytest.param("COPY package.json ./\nCOPY . .\nRUN npm ci\n",
            "COPY package.json ./\nCOPY package-lock.json ./\nCOPY client/package.json ./client/\n"
            "COPY server/package.json ./server/\nRUN npm ci\nCOPY . .\n", id="a manifest that is there"),
    ],
)  # fmt: skip
def test_copies_between_the_copy_and_the_install(before: str, after: str | None) -> None:
    assert fixed(HEAD + before, WORKSPACES) == (None if after is None else HEAD + after)


def test_a_manifest_that_is_there_is_not_copied_again_to_the_folder_of_the_base_image() -> None:
    source = "FROM node:22\nCOPY package.json ./\n{}RUN npm ci\n{}"
    assert fixed(source.format("COPY . .\n", ""), JS) == source.format(
        "COPY package-lock.json ./\n", "COPY . .\n"
    )


def test_an_install_of_poetry_by_group_needs_the_project() -> None:
    files = {"pyproject.toml": "[tool.poetry]\nname = 'p'\n", "poetry.lock": "", "p/a.py": ""}
    source = "FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN poetry install --only main{}\n"
    assert fixed(source.format(""), files) is None
    assert fixed(source.format(" --no-root"), files) is not None


@pytest.mark.parametrize(
    ("setting", "run", "moves"),
    [
        ("ARG NODE_ENV\nENV NODE_ENV=$NODE_ENV", "apk add dos2unix && dos2unix x", True),
        ("ENV PNPM_CACHE_FOLDER=.cache/pnpm/", "npm install -g corepack && corepack use x", True),
        ("ENV NPM_CONFIG_CACHE=.cache/npm/", "npm install -g corepack && corepack use x", False),
        ("ENV NODE_OPTIONS=--require=./hook.js", "npm install -g corepack && corepack use x", False),
    ],
)
def test_a_variable_of_another_tool_names_nothing_that_is_read(setting: str, run: str, moves: bool) -> None:
    found = fixed(f"{HEAD}{setting}\nCOPY . .\nRUN {run}\n", JS)
    assert (found is not None) == moves


@pytest.mark.parametrize(
    ("path", "files", "moves"),
    [
        ("/app/bin:$PATH", {"bin/npm": "#!/bin/sh\n"}, False),
        ("$PATH:/app/bin", {"bin/npm": "#!/bin/sh\n"}, False),
        ("/app/bin:$PATH", {"bin/x": "#!/bin/sh\n"}, True),
        ("/opt/bin:$PATH", {"bin/npm": "#!/bin/sh\n"}, True),
    ],
)
@pytest.mark.parametrize("rest", ["", " && npm run build"])
def test_the_program_itself_may_come_from_the_context(
    path: str, files: Mapping[str, str], moves: bool, rest: str
) -> None:
    found = fixed(f"{HEAD}ENV PATH={path}\nCOPY . .\nRUN npm ci{rest}\n", {**JS, **files})
    assert (found is not None) == moves


MONOREPO = {
    "package.json": '{"workspaces": ["apps/*", "packages/*"]}', "package-lock.json": "{}", "apps/readme": "",
    "packages/other/deep/package.json": "{}",
    **{f"{kind}/{n}/package.json": "{}" for kind in ("apps", "packages") for n in range(9)},
}  # fmt: skip


@pytest.mark.parametrize(
    ("syntax", "has"),
    [
        ("docker/dockerfile:1", True), ("docker/dockerfile:1.20", True), ("docker/dockerfile:1.7-labs", True),
        ("docker/dockerfile:1.19", False), ("docker/dockerfile:1@sha256:" + "a" * 64, False),
        ("other/frontend:1", False), ("", False),
    ],
)  # fmt: skip
def test_manifests_of_many_folders_keep_their_paths(syntax: str, has: bool) -> None:
    first = f"# syntax={syntax}\n{HEAD}" if syntax else HEAD
    found = fixed(f"{first}COPY . .\nRUN npm ci\n", MONOREPO)
    assert found == (
        f"{first}COPY --parents \\\n    apps/*/package.json \\\n    package-lock.json \\\n"
        "    package.json \\\n    packages/*/package.json \\\n    ./\nRUN npm ci\nCOPY . .\n"
        if has
        else None
    )


def test_a_pattern_takes_no_other_manifests() -> None:
    files = {**MONOREPO, "package.json": '{"workspaces": ["apps/*", "packages/[0-9]"]}',
        "packages/other/package.json": "{}"}
    found = fixed(f"# syntax=docker/dockerfile:1\n{HEAD}COPY . .\nRUN npm ci\n", files)
    assert found is None or "packages/*/package.json" not in found


def test_what_a_copy_with_parents_brings_is_not_copied_again() -> None:
    head = f"# syntax=docker/dockerfile:1\n{HEAD}COPY --parents package.json client/package.json ./\n"
    assert (
        fixed(f"{head}COPY . .\nRUN npm ci\n", WORKSPACES)
        == f"{head}COPY package-lock.json ./\nCOPY server/package.json ./server/\nRUN npm ci\nCOPY . .\n"
    )


@pytest.mark.parametrize("option", [" --package app", "", " --package app --no-install-workspace"])
def test_a_member_of_a_workspace_that_is_copied_piece_by_piece_is_built(option: str) -> None:
    files = {
        "pyproject.toml": '[tool.uv.workspace]\nmembers = ["backend"]\n',
        "uv.lock": '[[package]]\nname = "app"\nsource = { editable = "backend" }\n',
        "backend/pyproject.toml": '[project]\nname = "app"\n[build-system]\nrequires = []\n',
        "backend/app/a.py": "", "backend/app/b.py": "",
    }  # fmt: skip
    source = (
        "FROM python:3.13\nWORKDIR /app\nCOPY backend/pyproject.toml backend/\nCOPY backend/app backend/app\n"
        "RUN --mount=type=bind,source=uv.lock,target=uv.lock "
        f"--mount=type=bind,source=pyproject.toml,target=pyproject.toml uv sync --frozen{option}\n"
    )
    assert (fixed(source, files) is not None) == ("--no-install-workspace" in option)


YARN = "yarn install --frozen-lockfile"


@pytest.mark.parametrize(
    ("tool", "lockfile", "root", "moves"),
    [
        (YARN, "yarn.lock", '{"workspaces": ["servers/*"]}', False),
        (YARN, "yarn.lock", '{"workspaces": ["{apps,servers}/*"]}', False),
        (YARN, "yarn.lock", '{"workspaces": {"packages": ["./servers/a/"]}}', False),
        ("npm ci", "package-lock.json", '{"workspaces": ["servers/**"]}', False),
        ("pnpm install", "pnpm-workspace.yaml", "{}", False),
        ("pnpm install --ignore-workspace", "pnpm-workspace.yaml", "{}", True),
        (YARN, "yarn.lock", '{"workspaces": ["apps/*"]}', True),
        ("npm install", "package-lock.json", "{}", True),
    ],
)  # fmt: skip
def test_a_member_of_a_workspace_is_installed_by_the_lockfile_of_its_root(
    tool: str, lockfile: str, root: str, moves: bool
) -> None:
    files = {"package.json": root, lockfile: "", "servers/a/package.json": "{}", "servers/a/a.js": ""}
    head = "FROM node:22\nWORKDIR /app\n"
    copies = f"COPY package.json ./\nCOPY {lockfile} ./\nCOPY servers/a/package.json ./servers/a/\n"
    source = f"{head}{copies}WORKDIR /app/servers/a\nRUN {tool}\n"
    found = results(source, files, ((lockfile,),) * 24 + (("servers/a/package.json",),))
    assert any(text for _, text in found) is moves

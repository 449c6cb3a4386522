"""Steps between a COPY and an install that work on files of the project which it does not read; a home folder
that files are copied to; keys and lists of repositories of packages beside the sources."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.cache.test_proven_kinds import EDITS, JS, results, split

HEAD = "FROM node:22\nWORKDIR /app\n"
FIRST = "COPY package-lock.json package.json ./\n"
FILES = {**JS, "apps/web/x": "", ".env.example": "", "start.sh": ""}


def fixed(source: str, files: Mapping[str, str]) -> str:
    return next((after for _, after in results(source, dict(files), EDITS) if after), "")


@pytest.mark.parametrize(
    "step",
    [
        "touch apps/web/.env", "cp .env.example .env && mkdir -p tmp/pids", "echo A=b > config.js",
        "rm -rf apps/web/x", "mv /tools /app", "cp -r apps/web /tools . && rm x",
        "mv apps/web/x apps/web/y", "mkdir log && chmod 777 log", "ln -s x apps/y",
    ],
)  # fmt: skip
def test_files_that_the_install_does_not_read_are_made_after_it(step: str) -> None:
    after = fixed(f"{HEAD}COPY . .\nRUN {step}\nRUN npm ci && npm run build\n", FILES)
    assert after == f"{HEAD}{FIRST}RUN npm ci\nCOPY . .\nRUN {step}\nRUN npm run build\n"


@pytest.mark.parametrize(
    ("step", "files"),
    [
        pytest.param("touch .npmrc", FILES, id="settings"),
        pytest.param("cp package.json x.json", FILES, id="a manifest is read"),
        pytest.param("mv apps/package.json package.json", FILES, id="a manifest is made"),
        pytest.param("cp -r apps/. .", FILES, id="what is in a folder"),
        pytest.param("cp -rT apps /app", FILES, id="the folder itself"),
        pytest.param("cp -r apps/* .", FILES, id="a pattern"),
        pytest.param("cp apps/package.json .", FILES, id="a manifest is put there"),
        pytest.param("cd apps && cp web/x .", FILES, id="another folder"),
        pytest.param("cp -t . apps", FILES, id="the folder comes first"),
        pytest.param("cp --parents apps/web/x .", FILES, id="with the folders above"),
        pytest.param("cp -r /web .", {**FILES, "package.json": '{"workspaces": ["*"]}'}, id="a member"),
        pytest.param("rm -rf node_modules", FILES, id="what the install makes"),
        pytest.param("mkdir node_modules", FILES, id="its folder, which would be there"),
        pytest.param("mkdir -p node_modules/x", FILES, id="in its folder"),
        pytest.param("cp -r . /backup", FILES, id="all"),
        pytest.param("chown -R node .", FILES, id="all's owner"),
        pytest.param("mv apps ..", FILES, id="a folder above"),
        pytest.param("touch $X", FILES, id="not known"),
        pytest.param("cp start.sh .config/x", FILES, id="a hidden folder"),
        pytest.param("echo registry=x > .npmrc", FILES, id="settings that are written"),
        pytest.param("cp start.sh /home/node/.npmrc", FILES, id="settings in a home folder"),
        pytest.param("cp start.sh /etc/npmrc", FILES, id="settings of the system"),
        pytest.param("./start.sh", FILES, id="a program"),
        pytest.param("rm -rf packages", {**FILES, "package.json": '{"workspaces": ["packages/*"]}',
            "packages/a/package.json": "{}"}, id="a member"),
        pytest.param("touch apps/x", {**FILES, "package.json": '{"scripts": {"postinstall": "node apps/x"}}'},
            id="a script of the install"),
    ],
)  # fmt: skip
def test_files_that_the_install_may_have_to_do_with_are_made_before_it(
    step: str, files: Mapping[str, str]
) -> None:
    assert fixed(f"{HEAD}COPY . .\nRUN {step}\nRUN npm ci\n", files) == ""


def test_a_package_manager_that_reads_the_environment_from_a_file() -> None:
    head, files = "FROM python:3.13\nWORKDIR /app\n", {"Pipfile": "", "Pipfile.lock": "{}", "index.js": ""}
    assert fixed(f"{head}COPY . .\nRUN touch .env\nRUN pipenv sync\n", files) == ""
    assert fixed(f"{head}COPY . .\nRUN touch a.py\nRUN pipenv sync\n", files)


@pytest.mark.parametrize(
    ("more", "moved"),
    [
        ({".github/x": "", ".gitignore": "", ".dockerignore": "", ".env": ""}, True), ({}, True),
        ({".config/pip/pip.conf": ""}, False), ({".gitconfig": ""}, False), ({".yarnrc.yml": ""}, False),
        ({".docker/config.json": ""}, False), ({".local/bin/npm": ""}, False),
    ],
)  # fmt: skip
def test_a_home_folder_that_gets_the_sources(more: dict[str, str], moved: bool) -> None:
    head = "FROM node:22\nENV HOME=/app\nWORKDIR /app\n"
    source = f"{head}COPY . .\nRUN npm ci && npm run build\n"
    expected = f"{head}{FIRST}RUN npm ci\nCOPY . .\nRUN npm run build\n"
    assert fixed(source, {**JS, **more}) == (expected if moved else "")


def test_settings_in_the_home_folder_that_the_install_is_known_to_read() -> None:
    head = "FROM node:22\nENV HOME=/app\nWORKDIR /app\n"
    after = fixed(f"{head}COPY . .\nRUN npm ci\n", {**JS, ".npmrc": "a=b"})
    assert after == f"{head}COPY .npmrc package-lock.json package.json ./\nRUN npm ci\nCOPY . .\n"


KEY = "curl -fsSL https://x.example/k | gpg --dearmor -o"


@pytest.mark.parametrize(
    ("script", "moved"),
    [
        (f"{KEY} /usr/share/keyrings/n.gpg", True), (f"{KEY} n.gpg", False),
        ("echo deb | tee /etc/apt/sources.list.d/n.list", True), ("echo deb | tee n.list", False),
        ("gpg --dearmor -o /usr/share/keyrings/n.gpg n.asc", False), ("gpg --import /x", False),
        ("gpg --dearmor -o /usr/share/keyrings/n.gpg /etc/n.asc", True), ("tee /etc/x", False),
    ],
)  # fmt: skip
def test_keys_and_lists_of_packages_lie_beside_the_sources(script: str, moved: bool) -> None:
    run = f"RUN {script} && apt-get update && apt-get install -y nodejs\n"
    after = fixed(f"{HEAD}COPY . .\n{run}", JS)
    assert after == (f"{HEAD}{run}COPY . .\n" if moved else "")


@pytest.mark.parametrize(
    ("workdir", "tail", "cut"),
    [
        ("/etc/shop", "rm -r docker composer.*", True), ("/srv/shop", "rm -rf x", True),
        ("/etc", "rm -r docker", False), ("/etc/shop", "rm -r ../x", False), ("/usr/lib/x", "rm -r y", False),
    ],
)  # fmt: skip
def test_what_is_deleted_of_the_project_is_not_of_packages(workdir: str, tail: str, cut: bool) -> None:
    run = f"RUN apk add --no-cache git && make && {tail}"
    found = split(run, f"WORKDIR {workdir}\n", {"docker/x": "", "composer.json": "{}"})
    assert (not found.why) is cut


def test_a_global_tool_stays_when_the_project_is_installed_later() -> None:
    files = {**JS, "package.json": '{"scripts": {"prepare": "node index.js"}}', "pnpm-lock.yaml": ""}
    found = split("RUN npm install -g pnpm@9 && pnpm install > /dev/null", files=files)
    assert (found.first, found.rest) == ("RUN npm install -g pnpm@9", "RUN pnpm install > /dev/null")


GEMS = {"Gemfile.lock": "", ".ruby-version": "3", "index.js": "", "lib/h.rb": "def x; end\n",
    "lib/d.rb": "Dir['x']\n"}  # fmt: skip


@pytest.mark.parametrize(
    ("gemfile", "first"),
    [
        ("ruby File.read('.ruby-version').strip\n", ".ruby-version Gemfile Gemfile.lock ./"),
        ("ruby File.read(File.expand_path('../.ruby-version', __FILE__))\n",
            ".ruby-version Gemfile Gemfile.lock ./"),
        ("ruby File.read(File.join(__dir__, '.ruby-version')) if File.exist?('.ruby-version')\n",
            ".ruby-version Gemfile Gemfile.lock ./"),
        ("require_relative 'lib/h'\n",
            ".ruby-version Gemfile Gemfile.lock ./\nCOPY lib/h.rb ./lib/"),
        ("require_relative 'lib/d'\n", ""), ("require_relative 'lib/none'\n", ""),
        ("File.read(name)\n", ""), ("File.read(\"#{x}/a\")\n", ""), ("File.foreach('a')\n", ""),
        ("Dir.glob('x')\nDir['x']\n", ""),
    ],
)  # fmt: skip
def test_files_that_a_gemfile_reads_by_name(gemfile: str, first: str) -> None:
    head = "FROM ruby:3\nWORKDIR /app\n"
    after = fixed(f"{head}COPY . .\nRUN bundle install\n", {**GEMS, "Gemfile": f"source 'x'\n{gemfile}"})
    assert after == (f"{head}COPY {first}\nRUN bundle install\nCOPY . .\n" if first else "")


@pytest.mark.parametrize(
    ("words", "known"),
    [
        ("dpkg-reconfigure locales", True), ("a2enmod rewrite", True), ("locale-gen en_US.UTF-8", True),
        ("docker-php-ext-install -j4 gd", True), ("a2enmod ./x", False), ("dpkg-reconfigure $X", False),
        ("a2enmod rewrite | tee x", False), ("a2ensite x", False),
    ],
)  # fmt: skip
def test_what_sets_up_packages_of_the_system_stays_above(words: str, known: bool) -> None:
    head = "FROM ruby:3\nWORKDIR /app\n"
    run = f"RUN apt-get update && apt-get install -y locales && {words}\n"
    after = fixed(f"{head}COPY . .\n{run}RUN bundle install\n", {**GEMS, "Gemfile": "source 'x'\n"})
    assert (after.startswith(f"{head}{run}") and after.endswith("COPY . .\n")) is known


@pytest.mark.parametrize(
    ("run", "parted"),
    [
        ("USER root\nRUN apt-get update && apt-get install -y git\nUSER off\n", True),
        ("USER root\nRUN apt-get update && apt-get install -y git && touch x\nUSER off\n", False),
        ("RUN apt-get update && apt-get install -y git\n", False),  # as another user
        ("USER root\nRUN pip install wheel\nUSER off\n", False),
    ],
)  # fmt: skip
def test_packages_of_the_system_are_the_same_in_whatever_folder(run: str, parted: bool) -> None:
    base = "FROM python:3.13 AS base\nRUN apt-get update && apt-get install -y gettext\n"
    own = 'COPY --chown=off:off . /opt/app\nWORKDIR /opt/app\nUSER off\nCMD ["x"]\n'
    source = f'{base}FROM base AS app\n{own}FROM app AS dev\n{run}CMD ["y"]\n'
    after = fixed(source, {"index.js": "", "x": ""})
    assert bool(after) is parted
    assert not parted or after.index("install -y git") < after.rindex("COPY --chown")


@pytest.mark.parametrize(
    ("words", "more", "moved"),
    [
        ("bundle config set --local without 'development test'", {}, True),
        ("bundle config --delete without", {}, True), ("bundle config unset --local without", {}, True),
        ("bundle config --delete without", {".bundle/config": "x"}, False),
        ("bundle config path vendor/bundle", {}, True), ("bundle config build.pg --with-x", {}, True),
        ("bundle config set path /app/x", {}, False), ("bundle config set a $X", {}, False),
        ("bundle config set a b", {".bundle/config": "x"}, False), ("bundle exec x", {}, False),
    ],
)  # fmt: skip
def test_settings_of_bundler_go_with_its_install(words: str, more: dict[str, str], moved: bool) -> None:
    head = "FROM ruby:3\nWORKDIR /app\n"
    files = {**GEMS, "Gemfile": "", **more}
    after = fixed(f"{head}COPY . .\nRUN {words} && bundle install && make\n", files)
    first = "COPY .ruby-version Gemfile Gemfile.lock ./\n"
    assert after == (f"{head}{first}RUN {words} && bundle install\nCOPY . .\nRUN make\n" if moved else "")


@pytest.mark.parametrize(
    ("setting", "moved"),
    [
        ("registry https://r.example/npm/", True), ("registry ./x", False),
        ("cafile https://r.example", False),
        ("registry https://r.example/$X", False),
    ],
)  # fmt: skip
def test_a_setting_that_names_a_server_names_no_file(setting: str, moved: bool) -> None:
    after = fixed(f"{HEAD}COPY . .\nRUN npm config set {setting} && npm ci\n", JS)
    assert after == (f"{HEAD}{FIRST}RUN npm config set {setting} && npm ci\nCOPY . .\n" if moved else "")


def test_logs_are_not_what_an_install_leaves() -> None:
    run = "RUN apt-get update && apt-get install -y cron && crontab /app/c && touch /var/log/"
    assert split(f"{run}cron.log").why == ""
    assert split(f"{run}../lib/x").why


def test_a_step_that_moves_files_about_is_quick_to_build_again() -> None:
    source = f"{HEAD}COPY . .\nRUN touch x.log && cp index.js y.js\nRUN npm ci\n"
    ((_, after),) = results(source, JS, ())
    assert after == f"{HEAD}{FIRST}RUN npm ci\nCOPY . .\nRUN touch x.log && cp index.js y.js\n"


@pytest.mark.parametrize("step", ["cp start/nuget.config .", "mv start/Directory.Build.props .",
    "cp start/x GLOBAL.json", "touch Directory.Packages.props"])  # fmt: skip
def test_settings_that_the_context_does_not_have_where_they_are_put(step: str) -> None:
    head, files = "FROM mcr.microsoft.com/dotnet/sdk:9.0\nWORKDIR /app\n", {"a.csproj": "<Project/>"}
    files |= {"a.cs": "", "index.js": "", "start/x": "", "start/nuget.config": ""}
    files |= {"start/Directory.Build.props": ""}
    assert fixed(f"{head}COPY . .\nRUN {step}\nRUN dotnet restore a.csproj\n", files) == ""
    assert fixed(f"{head}COPY . .\nRUN cp start/x y\nRUN dotnet restore a.csproj\n", files)

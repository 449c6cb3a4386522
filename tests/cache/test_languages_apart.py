"""Installs of two languages in one stage: that whose manifests change rarely comes first, whatever the other
one made."""

from __future__ import annotations

import json

import pytest

from dlinter.model.cache.apart import apart
from dlinter.model.cache.separate import not_needed
from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.nodes import Run
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.text import Text
from tests.cache.test_proven_kinds import results

FILES = {
    "package.json": "{}", "package-lock.json": "{}", "Gemfile": "", "Gemfile.lock": "",
    "composer.json": '{"extra": {"merge-plugin": {"include": ["p/*/composer.json"]}}}', "composer.lock": "{}",
    "requirements.txt": "flask\n", "pyproject.toml": "[project]\nname = 'a'\nversion = '1'\n", "uv.lock": "",
    "poetry.lock": "", "a.py": "",
}  # fmt: skip
UV = (
    "RUN --mount=type=bind,source=uv.lock,target=uv.lock "
    "--mount=type=bind,source=pyproject.toml,target=pyproject.toml uv sync --no-install-project\n"
)
NPM = (
    "RUN --mount=type=bind,source=package.json,target=package.json "
    "--mount=type=bind,source=package-lock.json,target=package-lock.json npm ci\n"
)


def needless(
    earlier: str, install: str = "npm ci", before: str = "", image: str = "a:1", **files: str
) -> bool:
    """Whether the install can do without what the step before it made."""
    text = f"FROM {image}\nWORKDIR /app\n{before}COPY . .\nRUN {earlier}\nRUN {install}\n"
    facts = Facts(
        read(Text(text.encode(), "Dockerfile")), load_context=lambda: BuildContext.of({**FILES, **files})
    )
    first, last = [i for i in facts.dockerfile.instructions if isinstance(i, Run)][-2:]
    return not_needed(first, last, facts)


@pytest.mark.parametrize(
    "earlier",
    [
        "composer install", "composer install && composer clear-cache", "bundle update --bundler",
        "bundle config set without 'development test'", "bundle install && bundle clean", "uv sync",
        "poetry install", "pipenv install --deploy",
    ],
)  # fmt: skip
def test_what_another_language_made_is_not_needed(earlier: str) -> None:
    assert needless(earlier)
    assert needless(earlier, "npm ci && npm cache clean --force")
    assert needless(earlier, "npm install -g npm@11 && npm ci")


@pytest.mark.parametrize(
    ("earlier", "before"),
    [
        ("uv sync", "ENV PATH=/app/.venv/bin:$PATH\n"),
        ("uv sync", "ENV UV_PROJECT_ENVIRONMENT=/usr/local\n"),
        ("uv sync --active", ""), ("uv pip install --system -r requirements.txt", ""), ("uv run x", ""),
        ("poetry install", "RUN poetry config virtualenvs.create false\n"),
        ("pipenv install --system", ""), ("pip install -r requirements.txt", ""),
        ("composer require x/y", ""), ("npm cache clean --force", ""), ("bundle update rails", ""),
        ("bundle exec rake", ""), ("composer install && ls", ""),
    ],
)  # fmt: skip
def test_what_node_gyp_may_run_or_a_script_may_make_is(earlier: str, before: str) -> None:
    assert not needless(earlier, before=before)


@pytest.mark.parametrize("script", ["npm ci", "@php a.php && node b.js", "rm package-lock.json"])
def test_scripts_of_composer_that_start_node(script: str) -> None:
    scripts = json.dumps({"scripts": {"post-install-cmd": [script]}})
    assert not needless("composer install", **{"composer.json": scripts})
    assert needless("composer install", **{"composer.json": '{"scripts": {"post-install-cmd": "php a.php"}}'})
    assert not needless("composer install", **{"composer.json": "{"})


def test_an_environment_that_poetry_does_not_make() -> None:
    assert not needless("poetry install", **{"poetry.toml": "[virtualenvs]\ncreate = false\n"})


SYNC = "uv sync --no-install-project"
SYSTEM = {"pyproject.toml": "[project]\nname = 'a'\nversion = '1'\n[build-system]\nrequires = []\n"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ENV UV_PROJECT_ENVIRONMENT=/opt/a\n", True), ("ENV UV_PROJECT_ENVIRONMENT=/srv/a/v\n", False),
        ("ENV UV_PROJECT_ENVIRONMENT=../srv/a/v\n", False), ("ENV UV_CACHE_DIR=/srv/a\n", False),
        ("ENV UV_PYTHON_INSTALL_DIR=$X\n", False), ("ENV XDG_DATA_HOME=/srv\n", False),
        ("ENV UV_LINK_MODE=copy\n", True), ("ENV UV_PYTHON=python$V\n", True),
        ("ENV VIRTUAL_ENV=/srv/a/v\n", False),
    ],
)  # fmt: skip
def test_where_variables_put_what_an_install_leaves(before: str, after: bool) -> None:
    assert needless("chown -R app:app /srv/a", SYNC, before, **SYSTEM) is after


@pytest.mark.parametrize(
    ("earlier", "install", "after"),
    [
        ("chown -R app:app /app", "pip install -r requirements.txt", True),
        ("chmod -R g=u /app && chown -R app /app", "pip install -r requirements.txt", True),
        ("chown -R app:app /app", "npm ci", False),  # `node_modules` lies in it
        ("chown -R app:app /app", "pip install -t lib -r requirements.txt", False),
        ("chown -R app:app /app /usr", "pip install -r requirements.txt", False),
        ("chown -R app:app /root", "pip install -r requirements.txt", False),
        ("chown -R app:app /app && ls", "pip install -r requirements.txt", False),
        ("chown -R --reference=/x /app", "pip install -r requirements.txt", False),
        ("chown -R app:app /app", SYNC, False),  # `.venv` lies in it
        ("chown -R app:app /srv/a", SYNC, True),
        ("chown -R app:app /root", SYNC, False),
        ("chown -R app:app /srv/a", "uv sync", False),  # builds the project
        ("rm -rf lib", "npm ci --prefix lib", False), ("mkdir lib", "npm ci --prefix=/app/lib", False),
        ("mkdir lib", "npm ci --omit=dev", True),
    ],
)  # fmt: skip
def test_another_owner_for_files_where_the_install_leaves_none(
    earlier: str, install: str, after: bool
) -> None:
    assert needless(earlier, install, **SYSTEM) is after


@pytest.mark.parametrize(
    ("before", "manifest"),
    [
        ("ENV PATH=/app/venv/bin:$PATH\n", "flask\n"), ("ENV PIP_TARGET=/app/lib\n", "flask\n"),
        ("", "-e git+https://git.example/a.git#egg=a\n"),
    ],
)  # fmt: skip
def test_an_install_that_leaves_files_in_the_folder(before: str, manifest: str) -> None:
    changed = {"requirements.txt": manifest}
    assert not needless("chown -R app /app", "pip install -r requirements.txt", before, **changed)


def test_manifests_come_first_above_another_language() -> None:
    head = "FROM a:1\nWORKDIR /app\n"
    last = "RUN composer install && composer clear-cache\n"
    found = results(f"{head}COPY . .\n{last}RUN npm ci\n", FILES, (("a.py",),) * 24 + (("package.json",),))
    assert [after for _, after in found] == [
        f"{head}COPY package-lock.json package.json ./\nRUN npm ci\nCOPY . .\n{last}"
    ]


LOCKS = ((("uv.lock",),) * 20) + ((("package.json",),) * 4) + ((("a.py",),) * 6)


def test_an_install_goes_above_one_that_mounts_other_manifests() -> None:
    head = "FROM a:1\nWORKDIR /app\n"
    ((message, after),) = results(head + UV + NPM, FILES, LOCKS)
    assert after == head + NPM + UV
    assert "move line 4 above line 3 (fix: 24 → 4 of the last 30 commits; line 3: 20 → 24)" in message


def test_it_stays_where_that_saves_too_little_or_both_may_meet() -> None:
    head = "FROM a:1\nWORKDIR /app\n"
    often = ((("uv.lock",),) * 7) + ((("package.json",),) * 4) + ((("a.py",),) * 19)
    found = results(head + UV + NPM, FILES, often)
    assert [after for _, after in found] == [""]
    assert "line 3 would be rebuilt more often" in found[0][0]
    found = results(f"{head}ENV PATH=/app/.venv/bin:$PATH\n{UV}{NPM}", FILES, LOCKS)
    assert [after for _, after in found] == [""]
    assert "line 5 may need what line 4 made" in found[0][0]


def test_a_row_of_installs_goes_first() -> None:
    rows = [f"RUN pip install -r {n}.txt\n" for n in "abcdef"]
    files = {**{f"{n}.txt": "x\n" for n in "abcdef"}, "a.py": ""}
    head = "FROM a:1\nWORKDIR /app\n"
    history = (("a.py",),) * 24 + (("a.txt",),) * 2
    ((_, after),) = results(f"{head}COPY . .\n{''.join(rows)}", files, history)
    copied = [f"COPY {n}.txt ./\n{row}" for n, row in zip("abcdef", rows, strict=True)]
    assert after == f"{head}{''.join(copied)}COPY . .\n"


def test_the_first_of_a_row_of_installs_goes_first_where_the_next_one_may_need_more() -> None:
    rows = ["RUN pip install -r a.txt\n", "RUN ./setup.sh\n", "RUN pip install -r b.txt\n"]
    files = {"a.txt": "x\n", "b.txt": "x\n", "a.py": ""}
    head = "FROM a:1\nWORKDIR /app\n"
    ((_, after),) = results(f"{head}COPY . .\n{''.join(rows)}", files, (("a.py",),) * 24)
    assert after == f"{head}COPY a.txt ./\n{rows[0]}COPY . .\n{''.join(rows[1:])}"


@pytest.mark.parametrize(
    ("rest", "goes"),
    [
        ("ldconfig && mkdir -p /srv/conf && cp -a /etc/java-*-openjdk /srv/conf/", True),
        ("cp -a /etc/java /app/java", False), ("cp a /srv/b", False), ("rm -rf /ap*", False),
        ("cp -a /app* /srv/", False), ("ldconfig x", False), ("make", False),
    ],
)  # fmt: skip
def test_a_step_that_works_on_files_of_the_system_goes_first(rest: str, goes: bool) -> None:
    head = "FROM debian:13\nWORKDIR /app\n"
    run = f"RUN apt-get update && apt-get install -y a && {rest}\n"
    found = results(f"{head}COPY . .\n{run}", FILES, (("a.py",),) * 25)
    assert [after == f"{head}{run}COPY . .\n" for _, after in found] in ([goes], [])
    assert found or not goes


@pytest.mark.parametrize(("pattern", "away"), [("/srv/*", False), ("/opt/*", True), ("/sr?/x", False)])
def test_a_pattern_may_name_all_of_its_folder(pattern: str, away: bool) -> None:
    facts = Facts(read(Text(f"FROM a:1\nRUN rm -rf {pattern}\n".encode(), "Dockerfile")))
    run = facts.dockerfile.instructions[-1]
    assert isinstance(run, Run) and apart(run, facts, "/srv/app") is away


APP = "FROM ruby:3\nWORKDIR $APP_HOME\n"
GEMS = "COPY Gemfile* ./\nRUN bundle install\n"
YARN = "COPY package.json yarn.lock ./\nRUN npm install -g yarn@1.22.19 && yarn install --immutable\n"


def test_a_folder_that_only_the_base_image_names_is_one_folder() -> None:
    files = {"Gemfile": "", "Gemfile.lock": "", "package.json": "{}", "yarn.lock": "", "a.rb": ""}
    history = (("Gemfile.lock",),) * 20 + (("yarn.lock",),) * 4
    ((_, after),) = results(f"{APP}{GEMS}{YARN}COPY . .\n", files, history)
    assert after == f"{APP}{YARN}{GEMS}COPY . .\n"


@pytest.mark.parametrize(
    "head",
    [
        "FROM ruby:3\nRUN mkdir x\nWORKDIR $APP_HOME\n", "FROM ruby:3\nCOPY a.rb ./\nWORKDIR $APP_HOME\n",
        "FROM ruby:3\nWORKDIR /srv\nWORKDIR $APP_HOME\n", "FROM ruby:3 AS b\nFROM b\nWORKDIR $APP_HOME\n",
    ],
)  # fmt: skip
def test_it_may_be_another_one_than_what_was_used_before(head: str) -> None:
    files = {"package.json": "{}", "package-lock.json": "{}", "a.rb": "", "b.rb": ""}
    found = results(f"{head}COPY . .\nRUN npm ci\n", files, (("b.rb",),) * 24 + (("package.json",),))
    assert [after for _, after in found] in ([""], [])
    text = f"{APP}COPY . .\nRUN npm ci\n"
    ((_, after),) = results(text, files, (("b.rb",),) * 24 + (("package.json",),))
    assert after == f"{APP}COPY package-lock.json package.json ./\nRUN npm ci\nCOPY . .\n"


@pytest.mark.parametrize(
    ("earlier", "packages", "first"),
    [
        ("pip install -r requirements.txt", "nginx curl", True),
        ("pip install -r /tmp/requirements.txt && rm /tmp/requirements.txt", "binutils gdal-bin", True),
        ("npm ci && npm cache clean --force", "postgresql-client", True), ("bundle install", "tzdata", True),
        ("pip install -r requirements.txt", "python3-numpy", False),
        ("pip install -r requirements.txt", "libpq-dev", False),
        ("pip install -r requirements.txt", "libpq-dev=15.1", False),
        ("pip install -r requirements.txt", "gcc", False), ("pip install x", "g++-12", False),
        ("npm ci", "nodejs", False), ("npm ci", "libnode-dev", False), ("npm ci", "./a.deb", False),
        ("pip install x && rm /etc/apt/sources.list", "nginx", False),
        ("pip install x > /etc/apt/x.list", "nginx", False), ("make", "nginx", False),
        ("npm run build", "nginx", False), ("set -e", "nginx", False), ("pip install x", "$NAMES", False),
        ("curl -o /etc/apt/x.list https://a.example", "nginx", False),
        ("pip install --prefix /usr x", "nginx", False), ("apt-get install -y gnupg", "nginx", False),
    ],
)  # fmt: skip
def test_packages_of_the_distribution_need_none_of_a_language(
    earlier: str, packages: str, first: bool
) -> None:
    image = "ruby:3" if "bundle" in earlier else "python:3.13"
    assert needless(earlier, f"apt-get update && apt-get install -y {packages}", image=image) is first


def test_the_distribution_s_own_python_finds_its_packages_installed() -> None:
    apt = "apt-get update && apt-get install -y ansible"
    assert needless("pip install x", apt, image="python:3.13-slim")
    assert needless("npm ci", apt, image="node:22")
    assert not needless("pip install x", apt, image="debian:13")
    assert not needless("bundle install", apt, image="ubuntu")


def test_the_distribution_s_packages_go_above_those_of_a_language() -> None:
    head = "FROM python:3.13\nWORKDIR /app\n"
    pip = "COPY requirements.txt ./\nRUN pip install -r requirements.txt\n"
    apt = "RUN apt-get update && apt-get install -y nginx\n"
    ((_, after),) = results(f"{head}{pip}{apt}COPY . .\n", FILES, (("requirements.txt",),) * 20)
    assert after == f"{head}{apt}{pip}COPY . .\n"


def test_without_history_a_step_that_all_files_rebuild_may_come_after_one_more() -> None:
    head = "FROM a:1\nWORKDIR /app\n"
    last = "RUN composer install\n"
    npm = "COPY package-lock.json package.json ./\nRUN npm ci\n"
    found = [after for _, after in results(f"{head}COPY . .\n{last}RUN npm ci\n", FILES, ())]
    assert found == [f"{head}{npm}COPY . .\n{last}"]


RUBY_FIRST = "FROM ruby:3\nENV {} \nWORKDIR /app\nCOPY Gemfile Gemfile.lock /app/\nRUN bundle install\n"
NODE_BELOW = "COPY package.json package-lock.json /app/\nRUN npm ci\n"


@pytest.mark.parametrize(
    ("variable", "moves"),
    [("BUNDLE_GEMFILE=/app/Gemfile", True), ("COMPOSER=/app/Gemfile", True),
        ("BUNDLE_PATH=/app/Gemfile", True), ("NPM_CONFIG_USERCONFIG=/app/Gemfile", False),
        ("NODE_OPTIONS=--require=/app/Gemfile", False)],
)  # fmt: skip
def test_a_variable_of_another_language_names_what_is_copied(variable: str, moves: bool) -> None:
    edits = (("Gemfile",),) * 24 + (("package.json",),)
    source = RUBY_FIRST.format(variable) + NODE_BELOW
    above, below = NODE_BELOW, source[source.index("COPY Gemfile") : source.index("COPY package")]
    fixes = [text for _, text in results(source, FILES, edits) if text]
    assert fixes == ([source[: source.index("COPY Gemfile")] + above + below] if moves else [])

"""Commands that empty caches, in a step that is cut in two; environments of Python beside a COPY; and
which of several fixes is offered."""

from __future__ import annotations

import pytest

from dlinter.model.cache.apart import apart
from dlinter.model.cache.demand import demands
from dlinter.model.cache.proof.pairs import pairs_of
from dlinter.model.cache.splits import Split
from dlinter.model.dockerfile import Run
from dlinter.model.dockerfile.reader import read
from dlinter.model.text import Text
from tests.cache.test_proven_kinds import JS, facts_of, results, split

PY = {"requirements.txt": "flask\n", "index.js": "", "manage.py": ""}
APT = "RUN apt-get update && apt-get install -y git"
LISTS = "rm -rf /var/lib/apt/lists/*"


@pytest.mark.parametrize(
    ("run", "first", "rest"),
    [
        pytest.param("RUN npm ci && make && npm cache clean --force", "RUN npm ci && npm cache clean --force",
            "RUN make && npm cache clean --force", id="what may fill it again keeps it"),
        pytest.param("RUN npm ci && npm run build && rm -rf /root/.npm", "RUN npm ci && rm -rf /root/.npm",
            "RUN npm run build && rm -rf /root/.npm", id="by its folder"),
        pytest.param(f"{APT} && python manage.py x && {LISTS}", f"{APT} && {LISTS}", "RUN python manage.py x",
            id="nothing fills it again"),
        pytest.param(f"{APT} \\\n  && git x \\\n  && apt-get clean \\\n  && {LISTS}",
            f"{APT} \\\n  && apt-get clean \\\n  && {LISTS}", "RUN git x", id="the layout is kept"),
        pytest.param(f"{APT} && {LISTS} && ./apply.sh", f"{APT} && {LISTS}", "RUN ./apply.sh",
            id="right after the install"),
        pytest.param(f"{APT} && npm ci && npm run build && {LISTS}", f"{APT} && npm ci && {LISTS}",
            f"RUN npm run build && {LISTS}", id="a build between"),
        pytest.param("RUN pip install a && python x.py && pip cache purge",
            "RUN pip install a && pip cache purge", "RUN python x.py", id="pip's"),
        pytest.param("RUN pip install a && python x.py && pip install . && pip cache purge",
            "RUN pip install a && pip cache purge", "RUN python x.py && pip install . && pip cache purge",
            id="pip's again"),
        pytest.param("RUN set -eux; apt-get update; apt-get install -y git; python x.py; " + LISTS,
            f"RUN set -eux; apt-get update; apt-get install -y git; {LISTS}", "RUN set -eux; python x.py",
            id="joined by semicolons"),
        pytest.param("RUN <<EOF\nnpm ci\nnpm run build\nnpm cache clean --force\nEOF",
            "RUN <<EOF\nnpm ci\nnpm cache clean --force\nEOF",
            "RUN <<EOF\nnpm run build\nnpm cache clean --force\nEOF", id="lines of a heredoc"),
        pytest.param(f"{APT} && yarn install && yarn build && apt-get clean",
            f"{APT} && yarn install && apt-get clean", "RUN yarn build && apt-get clean",
            id="packages of both kinds"),
        pytest.param(f"{APT} && for i in 1 2; do ./x && exit 0; done; exit 1", APT,
            "RUN for i in 1 2; do ./x && exit 0; done; exit 1", id="the step fails where the install fails"),
    ],
)  # fmt: skip
def test_a_cache_is_emptied_in_the_step_that_fills_it(run: str, first: str, rest: str) -> None:
    found = split(run, files={**JS, **PY})
    assert (found.why, found.first, found.rest) == ("", first, rest)


@pytest.mark.parametrize(
    "run",
    [
        pytest.param(f"{APT} && ./more.sh && {LISTS}", id="a script may install from the lists"),
        pytest.param(f"{APT} && curl https://x.example | sh && {LISTS}", id="a download may"),
        pytest.param(f"{APT} && make && {LISTS}", id="make may"),
        pytest.param(f"{APT} && python -c 'x()' && {LISTS}", id="a program in words may"),
        pytest.param(f"{APT} && git x | sh && {LISTS}", id="a shell behind a pipe may"),
        pytest.param(f"{APT} && git x && rm -rf /var/lib/apt/lists/* /root/.cache", id="more than a cache"),
        pytest.param(f"{APT} && git x && rm -rf /var/lib/apt/lists/../../dpkg", id="a folder above"),
        pytest.param(f"{APT} && git x && sudo {LISTS}", id="as somebody else"),
        pytest.param("RUN npm ci && npm run build && npm run x --prefer-offline && rm -rf ~/.npm",
            id="offline"),
        pytest.param("RUN npm ci && export HOME=/x && npm run x && rm -rf ~/.npm", id="another home"),
        pytest.param("RUN npm ci && npm run build && rm -rf /root/.cache", id="caches of more tools"),
        pytest.param("RUN pip install a && bash x.sh && pip cache purge", id="fails where it is empty"),
        pytest.param("RUN pip install a && python -m venv v && ./v/bin/pip cache purge",
            id="a program that is not there yet"),
        pytest.param("RUN go mod download && go build ./... && go clean -modcache", id="a store"),
        pytest.param("RUN pnpm i && pnpm build && pnpm store prune", id="a store of Node.js"),
        pytest.param("RUN bundle install && make && bundle clean", id="what is installed"),
        pytest.param(f"{APT} && make x; exit 0", id="the step goes on where the install fails"),
        pytest.param(f"{APT} && make x; make y; exit 1", id="a command goes on where the install fails"),
    ],
)  # fmt: skip
def test_what_may_need_the_cache_keeps_the_step_whole(run: str) -> None:
    files = {**JS, **PY, "go.mod": "module x\n", "go.sum": "", "Gemfile": "", "Gemfile.lock": "",
        "pnpm-lock.yaml": ""}  # fmt: skip
    assert split(run, files=files).why


def test_the_steps_before_and_after_are_told_for_what_they_are() -> None:
    def pairs(before: str, after: str) -> list[tuple[int, int]]:
        old, new = (read(Text(f"FROM a\n{t}".encode(), "Dockerfile")) for t in (before, after))
        return [(b.first_line, a.first_line) for b, a in pairs_of(old, new)[0] if b.first_line > 1]

    whole = "RUN a && b && rm -rf /c\n"
    assert pairs(whole, "RUN a && rm -rf /c\nCOPY x /\nRUN b\n") == [(2, 2), (2, 4)]
    assert pairs(whole, "RUN a && rm -rf /c\nRUN b && rm -rf /c\n") == [(2, 2), (2, 3)]
    assert pairs(whole, "RUN a && rm -rf /d\nRUN b && rm -rf /c\n") == []
    assert pairs(whole, "RUN a && rm -rf /c && d\nRUN b\n") == []
    assert pairs("RUN a && b && c\n", "RUN a && c\nRUN b\n") == []  # it deletes nothing
    assert pairs("RUN a; b; x clean\n", "RUN a; x clean\nRUN b\n") == [(2, 2), (2, 3)]


def test_history_shows_what_it_saves() -> None:
    run = f"{APT} && python manage.py x && apt-get clean && {LISTS}\n"
    ((_, after),) = results(f"FROM python:3.13\nWORKDIR /app\nCOPY . .\n{run}", PY)
    head = "FROM python:3.13\nWORKDIR /app\n"
    assert after == f"{head}{APT} && apt-get clean && {LISTS}\nCOPY . .\nRUN python manage.py x\n"


@pytest.mark.parametrize(
    ("run", "told"),
    [
        ("RUN python -m venv /opt/venv", True), ("RUN python3.13 -m venv --copies /opt/venv", True),
        ("RUN virtualenv /opt/venv", True), ("RUN python -m venv venv", False),
        ("RUN python -m venv /usr/src/app/venv", False), ("RUN python -m venv --prompt x /opt/venv", False),
        ("RUN A=1 python -m venv /opt/venv", False), ("RUN python -m other /opt/venv", False),
        ("RUN python -m venv /opt/a /opt/b", False), ("RUN virtualenv -p python3 /opt/venv", False),
        ("RUN python -m venv $NO", False), ("RUN python -m", False), ("RUN virtualenv", False),
    ],
)  # fmt: skip
def test_an_environment_of_python_beside_the_sources(run: str, told: bool) -> None:
    facts = facts_of(f"FROM a:1\nWORKDIR /usr/src/app\n{run}\n", {})
    last = facts.dockerfile.instructions[-1]
    assert isinstance(last, Run)
    assert apart(last, facts, "/usr/src/app") is told


def test_an_environment_and_what_is_installed_into_it_come_first() -> None:
    head = "FROM python:3.13\nWORKDIR /usr/src/app\n"
    own = (
        "ENV VIRTUAL_ENV=/opt/venv\nRUN python3 -m venv $VIRTUAL_ENV\nENV PATH=\"$VIRTUAL_ENV/bin:$PATH\"\n"
        "RUN pip install --upgrade pip wheel\nRUN pip install poetry\n"
    )
    ((message, after),) = results(f"{head}COPY . .\n{own}", PY)
    assert after == f"{head}{own}COPY . .\n"
    assert "line 8" in message  # of two installs the fix that has both first


def test_each_install_is_asked_for_what_the_copy_brings() -> None:
    head = "FROM python:3.13\nWORKDIR /app\n"
    files = {"requirements/a.txt": "flask\n", "requirements/b.txt": "x\n"}
    ((_, after),) = results(
        f"{head}COPY requirements requirements\nRUN pip install wheel\n"
        "RUN pip install -r requirements/a.txt\n",
        files, (("requirements/b.txt",),) * 20,
    )  # fmt: skip
    assert after == (
        f"{head}RUN pip install wheel\nCOPY requirements/a.txt requirements/\n"
        "RUN pip install -r requirements/a.txt\nCOPY requirements requirements\n"
    )


@pytest.mark.parametrize(
    ("word", "needed"),
    [
        ('"$(tail -1 Gemfile.lock | tr -d x)"', ("Gemfile.lock",)), ("$(cat VERSION)", ("VERSION",)),
        ("$(cat /app/VERSION)", ("VERSION",)), ("$(grep x /etc/os-release)", ()), ("$(uname -r)", ()),
        ("$(cat $X)", ()), ("1", ()),
    ],
)  # fmt: skip
def test_a_version_that_a_file_tells_is_a_need(word: str, needed: tuple[str, ...]) -> None:
    files = {"Gemfile.lock": "", "VERSION": ""}
    facts = facts_of(f"FROM ruby:3\nWORKDIR /app\nCOPY . .\nRUN gem install bundler -v {word}\n", files)
    (demand,) = facts.once(demands).values()
    assert demand.needed.files == needed


def test_a_part_is_compared_with_the_installs_that_it_has() -> None:
    run = f"{APT} && git config --global a.b c && yarn install && yarn build && apt-get clean\n"
    files = {"package.json": "{}", "yarn.lock": "", "index.js": ""}
    ((_, after),) = results(f"FROM node:22\nCOPY . /app/\nWORKDIR /app\n{run}", files)
    assert after.startswith(f"FROM node:22\nWORKDIR /app\n{APT} && apt-get clean\nCOPY . /app/\nRUN git")


def test_a_step_between_has_to_do_with_the_other_part_alone() -> None:
    copy = "COPY src /usr/src/app/src\nRUN rm -rf /usr/src/app/src/tests\n"
    run = f"{APT} && python -m venv /v && pip install poetry && poetry install --only main\n"
    ((_, after),) = results(
        f"FROM python:3.13\nWORKDIR /usr/src/app\n{copy}{run}",
        {"src/index.js": "", "src/tests/a": "", "pyproject.toml": ""}, (("src/index.js",),) * 20,
    )  # fmt: skip
    assert after.startswith(f"FROM python:3.13\nWORKDIR /usr/src/app\n{APT}")


def test_a_split_tells_nothing_else() -> None:
    assert split("RUN npm ci && npm cache clean --force && make") == Split(
        "RUN npm ci && npm cache clean --force", "RUN make"
    )


UI = {"ui/package.json": "{}", "ui/a.css": "", "app/a.html": "", "server.js": ""}


@pytest.mark.parametrize(
    ("copy", "below", "wanted"),
    [
        pytest.param("COPY app /src/app\n", "FROM b\nCOPY --from=ui /src/ui/dist /x\n", True,
            id="for the build alone"),
        pytest.param("COPY app/a.html /src/t/\n", "FROM b\nCOPY --from=ui /src/ui/dist /x\n", True,
            id="a file"),
        pytest.param("COPY app /src/app\n", "FROM b\nCOPY --from=ui /src /x\n", False, id="taken by another"),
        pytest.param("COPY app /src/app\n", "RUN x\nFROM b\nCOPY --from=ui /src/ui/dist /x\n", False,
            id="a step after it"),
        pytest.param("COPY app /src/app\n", "", False, id="the image"),
        pytest.param("COPY app /src/app\n", "FROM ui\n", False, id="a base"),
        pytest.param("COPY app /src/app\n", "FROM b\nCOPY --from=ui $X /x\n", False,
            id="what is taken is not known"),
    ],
)  # fmt: skip
def test_what_a_stage_copies_beside_its_build_is_for_the_build(copy: str, below: str, wanted: bool) -> None:
    source = f"FROM node:22 AS ui\nWORKDIR /src/ui\nCOPY ui .\n{copy}RUN npm run build\n{below}"
    (demand,) = facts_of(source, UI).once(demands).values()
    assert demand.builds
    assert demand.wants("app/a.html") is wanted
    assert not demand.wants("server.js")


LATER = "FROM node:22\nCOPY --from=build /app/dist /app\n"


@pytest.mark.parametrize(
    ("run", "first", "rest"),
    [
        ("npm ci && npm run build && npm prune --omit=dev", "npm ci",
            "npm run build && npm prune --omit=dev"),
        ("npm ci && make && rm -rf node_modules && npm install --omit=dev", "npm ci",
            "make && rm -rf node_modules && npm install --omit=dev"),
        ("apk add --no-cache --virtual .b g++ && npm ci && make && apk del .b",
            "apk add --no-cache --virtual .b g++ && npm ci", "make && apk del .b"),
        ("npm ci && make && find . -name x -delete", "npm ci", "make && find . -name x -delete"),
    ],
)  # fmt: skip
def test_what_is_deleted_costs_nothing_where_no_image_has_the_layers(run: str, first: str, rest: str) -> None:
    def after(source: str) -> str:
        return next((text for _, text in results(source, JS) if text), "")

    head, copy = "FROM node:22-alpine AS build\nWORKDIR /app\n", "COPY package-lock.json package.json ./\n"
    assert after(f"{head}COPY . .\nRUN {run}\n{LATER}") == (
        f"{head}{copy}RUN {first}\nCOPY . .\nRUN {rest}\n{LATER}"
    )
    assert after(f"{head}COPY . .\nRUN {run}\n") == ""
    assert after(f"{head}COPY . .\nRUN {run}\nFROM build\nCMD x\n") == ""
    assert after(f"{head}COPY . .\nRUN {run}\nCMD x\n{LATER}") == ""  # it may be a target
    assert after(f"{head}COPY . .\nRUN {run}\nFROM node:22\n") == ""
    again = f"FROM build AS b\nRUN x\n{LATER.replace('=build', '=b')}"
    assert f"RUN {rest}\n" in after(f"{head}COPY . .\nRUN {run}\n{again}")


@pytest.mark.parametrize(
    "run",
    [
        "npm ci && make && apt-get install -y x", "npm ci && make && apk upgrade", "npm ci && make && wait",
        "npm ci && make && echo $?",
    ],
)  # fmt: skip
def test_other_reasons_hold_there_too(run: str) -> None:
    source = f"FROM node:22 AS build\nWORKDIR /app\nCOPY . .\nRUN {run}\n{LATER}"
    assert all(not after for _, after in results(source, JS))


@pytest.mark.parametrize(
    ("packages", "place", "told"),
    [
        ("apache2", "/var/www/html", False), ("nginx", "/usr/share/nginx/html", False),
        ("php8.2", "/var/www", False), ("git", "/var/www/html", True), ("apache2", "/app", True),
        ("php8.2-cli", "/var/www/html", True), ("nginx", "/", False),
    ],
)  # fmt: skip
def test_a_page_of_a_web_server_stays_below_the_own_ones(packages: str, place: str, told: bool) -> None:
    head, run = "FROM debian:13\nWORKDIR /x\n", f"RUN apt-get update && apt-get install -y {packages}\n"
    found = results(f"{head}COPY . {place}\n{run}", JS)
    assert any(after for _, after in found) is told


def test_composer_comes_before_the_sources() -> None:
    head = "FROM php:8-fpm\nWORKDIR /var/www\n"
    files = {"composer.json": "{}", "composer.lock": "{}", "index.js": "", "storage/a": ""}
    get = "RUN curl -sS https://x.example/i | php -- --install-dir=/usr/local/bin --filename=composer\n"
    mode = "RUN chmod -R 775 storage\n"
    ((_, after),) = results(f"{head}COPY . .\n{mode}{get}RUN composer install\n", files)
    assert after == (
        f"{head}{get}COPY composer.json composer.lock ./\nRUN composer install\nCOPY . .\n{mode}"
    )
    copy = "COPY --from=composer:2 /usr/bin/composer /usr/bin/composer\n"
    ((_, after),) = results(f"{head}COPY . .\n{copy}RUN composer install\n", files)
    assert after == f"{head}COPY composer.json composer.lock ./\n{copy}RUN composer install\nCOPY . .\n"

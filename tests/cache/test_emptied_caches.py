"""Which commands empty a cache that the install of a step fills, and when the install can end with them: one
question at a time."""

from __future__ import annotations

import pytest

from dlinter.model.cache.cleaning import emptied
from dlinter.model.cache.demand import demands
from dlinter.model.packages.tasks import tasks_by_command
from tests.cache.test_proven_kinds import JS, facts_of, split

FILES = {**JS, "requirements.txt": "flask\n", "go.mod": "module x\n", "go.sum": "", "environment.yml": "",
    "yarn.lock": "", "pnpm-lock.yaml": "", "uv.lock": "", "pyproject.toml": "[project]\nname='x'\n",
    "composer.json": "{}", "composer.lock": "{}"}  # fmt: skip
GIT = "apt-get install -y git"
LISTS = "/var/lib/apt/lists/*"


def empties(install: str, cleaning: str, settings: str = "") -> set[str]:
    """What the caches hold that a command empties after an install and something else."""
    source = f"FROM x:1\nWORKDIR /app\n{settings}COPY . .\nRUN {install} && make && {cleaning}\n"
    facts = facts_of(source, FILES)
    (demand,) = facts.once(demands).values()
    commands = facts.script(demand.run).commands
    after = commands[next(at for at, c in enumerate(commands) if c.name == "make") + 1]
    return set(emptied(after, tasks_by_command(demand.run, facts), demand, facts))


@pytest.mark.parametrize(
    ("install", "cleaning", "what"),
    [
        (GIT, f"rm -rf {LISTS}", {"index"}), (GIT, "rm -rf /var/lib/apt/lists", {"index"}),
        (GIT, "rm -rf /var/cache/apt/archives/*.deb", {"downloads"}),
        (GIT, f"rm -rf {LISTS} /var/cache/apt/*", {"index", "downloads"}),
        (GIT, "rm -rf /var/lib/apt/lists/[a]", {"index"}), (GIT, "rm -rf /var/cache/apk/*", {"downloads"}),
        (f"{GIT} && npm ci", f"rm -rf ~/.npm {LISTS}", {"index", "downloads"}),
        ("npm ci", "rm -rf ~/.npm", {"downloads"}), ("npm ci", "rm -rf $HOME/.npm", {"downloads"}),
        ("npm ci && pip install x", "rm -rf ~/.cache/pip", {"downloads"}),
        (GIT, "rm -rf /var/lib/apt", set()), (GIT, f"rm -rf {LISTS}/../x", set()), (GIT, "rm -rf", set()),
        (GIT, f"rm -rf {LISTS} /x", set()), (GIT, f"rm -rf /x {LISTS}", set()),
        (GIT, f"mv {LISTS} /x", set()),
        (GIT, f"rm -rf {LISTS[1:]}", set()), (GIT, "rm -rf /var/lib/apt/list*", set()),
        (GIT, "rm -rf $X/lists", set()), (GIT, "rm -rf /*", set()), (GIT, "rm -rf *", set()),
        (GIT, "rm -rf ~/.npm", set()), ("npm ci", f"rm -rf {LISTS}", set()),
        ("npm ci", "rm -rf /root", set()),
        ("npm ci", "rm -rf /root/.npmrc", set()), ("npm ci", "rm -rf .npm", set()),
        ("pnpm i", "rm -rf /root/.local/share/pnpm/store", set()),
    ],
)  # fmt: skip
def test_folders_of_downloads_and_lists_that_are_deleted(install: str, cleaning: str, what: set[str]) -> None:
    assert empties(install, cleaning) == what


@pytest.mark.parametrize(
    "cleaning",
    [
        "rm -rf /var/cache/apt > x", "rm -rf /var/cache/apt || true", "A=1 rm -rf /var/cache/apt",
        "sudo rm -rf /var/cache/apt", "(rm -rf /var/cache/apt)", "rm -rf /var/cache/apt | x",
        "rm -rf /var/cache/apt & x", "apt-get clean > x", "A=1 apt-get clean",
    ],
)  # fmt: skip
def test_a_command_that_does_more_than_delete(cleaning: str) -> None:
    assert empties(GIT, cleaning) == set()
    assert empties(GIT, "rm -rf /var/cache/apt; x") == empties(GIT, "apt-get clean") == {"downloads"}


@pytest.mark.parametrize(
    ("install", "cleaning", "does"),
    [
        (GIT, "apt-get clean", True), (GIT, "apt clean", True), (GIT, "yum clean all", False),
        ("dnf install -y git", "dnf clean all", True), ("apk add git", "apk cache clean", True),
        ("apk add git", "apk cache download", False),
        ("npm ci", "npm cache clean --force", True), ("npm ci", "npm cache verify", False),
        ("npm ci", "npm cache", False), ("npm ci", "/x/npm cache clean", False),
        ("/x/npm ci", "/x/npm cache clean", True), ("npm ci && /x/npm ci", "/x/npm cache clean", True),
        ("yarn install", "yarn cache clean", True), ("yarn install", "npm cache clean", False),
        ("pip install x", "pip cache purge", True), ("pip install x", "pip cache remove x", True),
        ("pip install x", "pip3 cache purge", False), ("pip install x", "pip cache list", False),
        ("pip install x", "./v/bin/pip cache purge", False),
        ("uv sync", "uv cache clean", True), ("uv sync", "uv cache prune", False),
        ("poetry install", "poetry cache clear --all x", True),
        ("conda env update -f environment.yml", "conda clean -a", True),
        ("mamba env update -f environment.yml", "mamba clean -a", True),
        ("conda install -y x", "mamba clean -a", False),
        ("composer install", "composer clear-cache", False), ("pnpm i", "pnpm store prune", False),
        ("go mod download", "go clean -modcache", False), ("cargo fetch", "cargo clean", False),
        ("npm ci", "npm ci", False), (GIT, "apt-get update", False),
    ],
)  # fmt: skip
def test_the_tool_that_installed_empties_its_own_cache(install: str, cleaning: str, does: bool) -> None:
    assert empties(install, cleaning) == ({"downloads"} if does else set())


def test_links_into_the_cache_are_lost_with_it() -> None:
    assert empties("uv sync", "uv cache clean", "ENV UV_LINK_MODE=symlink\n") == set()
    assert empties("uv sync", "uv cache clean", "ENV UV_LINK_MODE=copy\n") == {"downloads"}


def test_a_cache_lies_where_the_file_puts_it() -> None:
    assert empties("npm ci", "rm -rf /c", "ENV npm_config_cache=/c\n") == {"downloads"}
    assert empties("npm ci", "rm -rf /c") == set()


CLEAN = "npm cache clean --force"
SEVERAL = f"{GIT} && npm ci"


@pytest.mark.parametrize(
    ("run", "first", "rest"),
    [
        # the second part goes without where nothing in it fills the caches again
        (f"npm ci && git x && {CLEAN}", f"npm ci && {CLEAN}", "git x"),
        (f"npm ci && node x -e y && {CLEAN}", f"npm ci && {CLEAN}", "node x -e y"),
        (f"npm ci && python3.12 x && {CLEAN}", f"npm ci && {CLEAN}", "python3.12 x"),
        (f"{GIT} && git x && apt-get clean && rm -rf {LISTS}",
            f"{GIT} && apt-get clean && rm -rf {LISTS}", "git x"),
        *((f"npm ci && {then} && {CLEAN}", f"npm ci && {CLEAN}", f"{then} && {CLEAN}") for then in (
            "npx x", "npm run x", "python x | sh", "git x | cat", "sudo git x", "python -c x", "node -e x",
            "node -p x", "node --eval x", "node --print x", "pythonx y", "make -C x", "X=1 make",
            "x && git y")),
        # not the last
        (f"npm ci && git x && {CLEAN} && git y", f"npm ci && {CLEAN}", f"git x && {CLEAN} && git y"),
        # a cleaning right after the install is of it
        (f"npm ci && {CLEAN} && make", f"npm ci && {CLEAN}", "make"),
        # it is emptied once
        (f"npm ci && {CLEAN} && make && {CLEAN}", f"npm ci && {CLEAN}", f"make && {CLEAN}"),
        (f"npm ci && make && {CLEAN} && x && {CLEAN}", f"npm ci && {CLEAN}",
        f"make && {CLEAN} && x && {CLEAN}"),
        # lists: nothing between installs packages of the distribution
        (f"{SEVERAL} && npm run x && rm -rf {LISTS}", f"{SEVERAL} && rm -rf {LISTS}",
            f"npm run x && rm -rf {LISTS}"),
        (f"{GIT} && npx x && apt-get clean", f"{GIT} && apt-get clean", "npx x && apt-get clean"),
        (f"{GIT} && cd x && ./y && apt-get clean", f"{GIT} && apt-get clean", "cd x && ./y && apt-get clean"),
        # `pip cache purge` fails where nothing is: not without an install before it
        ("pip install a && bash x && pip install b && pip cache purge", "pip install a && pip cache purge",
            "bash x && pip install b && pip cache purge"),
        (f"npm ci && pip install a && bash x && pip install b && pip cache purge && {CLEAN}",
            f"npm ci && pip install a && pip cache purge && {CLEAN}",
            f"bash x && pip install b && pip cache purge && {CLEAN}"),
    ],
)  # fmt: skip
def test_the_install_ends_with_what_empties_its_cache(run: str, first: str, rest: str) -> None:
    found = split(f"RUN {run}", files=FILES)
    assert (found.why, found.first, found.rest) == ("", f"RUN {first}", f"RUN {rest}")


AWAY = "at the end of the step takes away what the install leaves"


@pytest.mark.parametrize(
    ("run", "command"),
    [
        *((f"npm ci && {then} && {CLEAN}", "npm cache") for then in (
            "export X=1", ". ./x", "set -x && make", "umask 2", "X=1", "unset X", "make --prefer-offline",
            "x --cached-only", "x --no-index", "OFFLINE=1 && x", "dnf --cacheonly", "x OFFLINE=1")),
        *((f"{SEVERAL} && {then} && rm -rf {LISTS}", "rm") for then in (
            "make", "node -p x", "python -c x", "sudo git x", "x | git y", "git x | y", "pythonx y")),
        ("pip install a && bash x && pip cache purge", "pip cache"),
        ("pip install a && pip install b && bash x && pip cache purge", "pip cache"),
        ("pip install a && bash x && pip download b && pip cache purge", "pip cache"),
        ("pip install a && bash x && pip cache purge && pip install b", "pip cache"),
        (f"npm ci && pip install a && bash x && pip cache purge && {CLEAN}", "pip cache"),
        ("npm ci && cd x && ./npm cache clean", "./npm cache"),
        ("./npm ci && cd x && ./npm cache clean", "./npm cache"),
        ("npm ci && make && npm cache verify && npm cache clean > x", "npm cache"),
    ],
)  # fmt: skip
def test_where_it_may_be_needed_the_step_stays_whole(run: str, command: str) -> None:
    assert split(f"RUN {run}", files=FILES).why == f"`{command}` {AWAY}"


def test_a_program_at_a_place_of_its_own_is_the_same_in_any_folder() -> None:
    found = split("RUN /x/npm ci && cd y && /x/npm cache clean && z", files=FILES)
    assert found.first == "RUN /x/npm ci && /x/npm cache clean"
    found = split("RUN ./npm ci && make && ./npm cache clean && z", files=FILES)
    assert found.first == "RUN ./npm ci && ./npm cache clean"


def test_as_many_as_are_looked_at() -> None:
    for count, told in ((6, True), (7, False)):
        found = split(f"RUN npm ci && make && {' && '.join(f'{CLEAN} {n}' for n in range(count))}")
        assert bool(found.first) is told
    for count, told in ((199, True), (200, False)):
        assert bool(split(f"RUN npm ci && {'a && ' * count}{CLEAN}").first) is told


def test_lines_of_a_heredoc_keep_all() -> None:
    found = split(f"RUN <<E\nnpm ci\ngit x\n{CLEAN}\nE")
    assert found.first == f"RUN <<E\nnpm ci\n{CLEAN}\nE"
    assert found.rest == f"RUN <<E\ngit x\n{CLEAN}\nE"

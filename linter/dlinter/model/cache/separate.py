"""Whether an install of a project's packages can do without what an earlier RUN made: packages of another
language, each kept in folders of its own.

`npm ci` in `assets` reads nothing that `mix deps.get` or `bundle install` leaves, unless a manifest names it
(`file:../deps/phoenix`), which makes its needs uncertain. Left out are the pairs that do meet: every install
uses the distribution's packages, and node-gyp runs Python, but of no environment of the project that is not
on `PATH` (uv, Poetry and Pipenv make one). A tool for the whole image (`npm install -g NAME`) needs nothing
of what the project's own install or build leaves. Packages of the distribution need nothing of a language's:
they can come first where they bring no compiler, header or tool of that language.
"""

from __future__ import annotations

import json
import posixpath
import re
from itertools import islice

from dlinter.model.cache.apart import gives_away
from dlinter.model.cache.files_beside import beside
from dlinter.model.cache.second_part import near
from dlinter.model.dockerfile import Env, Form, Run
from dlinter.model.dockerfile.paths import is_within
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.values import before, value_of, workdir_at
from dlinter.model.packages.distributions import base_image
from dlinter.model.packages.installs import BUILD, CLEAN, DOWNLOAD, INSTALL, UPDATE, UPGRADE
from dlinter.model.packages.reads.scripted import MIX_DEPENDENCIES, mix_tasks
from dlinter.model.packages.tasks import Task, installs_of, tasks_by_command
from dlinter.model.packages.tool import GLOBAL
from dlinter.model.shell.nodes import Command
from dlinter.model.shell.programs import SAYS, touched

_STARTS_NODE = re.compile(r"\b(?:node|npm|npx|yarn|pnpm|bun|package(?:-lock)?\.json|node_modules)\b")
"""What names the packages of Node.js in the scripts of `composer.json`."""
_OF_PACKAGES = ("/usr", "/opt", "/etc", "/var", "/lib", "/root", "/bin")
"""Where Python and its packages may lie."""
_MOVES_PIP = ("VIRTUAL_ENV", "PIP_TARGET", "PIP_PREFIX", "PIP_SRC", "PIP_ROOT", "PIP_USER", "PYTHONUSERBASE")
_OF_LANGUAGES = re.compile(
    r"(?:lib)?(?:python|py3|pypy|pip|uv|pipx|virtualenv|node|npm|yarn|corepack|bun|deno|ruby|gem|bundler|php|"
    r"composer|golang|go$|rust|cargo|perl|dotnet|aspnet|java|maven|gradle|elixir|erlang|conda|"
    r"(?:build-essential|build-base|gcc|g\+\+|clang|llvm|cc|make|cmake|ninja|pkg-?config|autoconf|automake|"
    r"libtool|gfortran|swig|musl)(?:$|[-=:0-9.]))|.*(?:-dev(?:el)?(?:$|[=:])|jdk|jre|-java)"
)
"""Packages of a distribution that bring a language, or what its package manager compiles with."""
_INTERPRETERS = {"python": "Python", "ruby": "Ruby"}
"""Official images with an interpreter beside the distribution's: elsewhere the language's package manager may
find packages of the distribution installed, and leave its own out."""
_COPIED = re.compile(r"(?:/tmp/|\./)?[\w.-]+\.(?:txt|toml|json|lock)")


def separate(earlier: Run, run: Run, facts: Facts) -> bool:
    """Whether the install of `run` needs nothing of what `earlier` made."""
    tasks = installs_of(run, facts)
    alone = bool(tasks) and all(_of_the_image(t) for t in tasks)
    # `npm install -g yarn && yarn`, `npm ci && npm cache clean --force`
    own = tuple(t for t in tasks if not _of_the_image(t) and not _cleans(t))
    if not tasks or not (alone or (own and all(_of_the_project(t) and t.folder is not None for t in own))):
        return False
    if not _is_script(earlier, facts):
        return False
    known = tasks_by_command(earlier, facts)
    if alone:
        return all(_stays_in_the_project(c, known.get(id(c))) for c in facts.script(earlier).commands)
    return all(_keeps_away(c, known.get(id(c)), earlier, own, facts) for c in facts.script(earlier).commands)


def _is_script(run: Run, facts: Facts) -> bool:
    """Whether all that a RUN does stands in commands that can be read."""
    return (
        run.form is not Form.EXEC
        and not run.heredocs
        and run.error is None
        and not run.onbuild
        and not facts.script(run).errors
    )


def _of_the_project(task: Task) -> bool:
    needs = task.needs
    return (
        task.tool.of_projects
        and (task.install.action in (INSTALL, DOWNLOAD) or task.install.verb in MIX_DEPENDENCIES)
        and needs is not None and needs.certain and not needs.sources
        and not task.install.has(*GLOBAL) and (not task.install.packages or task.install.verb == "do")
    )  # fmt: skip


def not_needed(earlier: Run, run: Run, facts: Facts) -> bool:
    """Whether a RUN below a COPY can come after the install of `run` as well: packages of another language,
    or another owner for files that were copied, where the install leaves none."""
    return (
        separate(earlier, run, facts)
        or _gives_away_others(earlier, run, facts)
        or _of_a_language(earlier, run, facts)
        or beside(earlier, installs_of(run, facts), facts)
    )


def _of_a_language(earlier: Run, run: Run, facts: Facts) -> bool:
    """Whether `run` installs packages of the distribution alone, which read nothing that a package manager of
    a language left; and that one finds no other tool of its own, compiler or header when it comes after
    them."""
    tasks = installs_of(run, facts)
    if (
        not tasks
        or any(not t.tool.system or t.install.action not in (INSTALL, UPDATE, UPGRADE, CLEAN) for t in tasks)
        or not _is_script(earlier, facts)
    ):
        return False
    words = [w.value for t in tasks for w in (t.resolved or t.install).packages]
    if any("$" in w or "/" in w or _OF_LANGUAGES.match(w) for w in words):
        return False
    stage = facts.stage_of(run)
    image = base_image(stage, facts).rpartition("/")[2].partition(":")[0] if stage is not None else ""
    own = _INTERPRETERS.get(image, "")
    known = tasks_by_command(earlier, facts)
    commands = [c for c in facts.script(earlier).commands if c.argv]
    installs = [known.get(id(c)) for c in commands]
    return any(installs) and all(
        (task is None or task.tool.ecosystem not in _INTERPRETERS.values() or task.tool.ecosystem == own)
        and not c.context
        and not c.wrappers
        and not c.redirects
        and _is_of_a_project(c, task)
        for c, task in zip(commands, installs, strict=True)
    )


def _is_of_a_project(command: Command, task: Task | None) -> bool:
    """Whether a command installs packages of a language, or deletes what was copied for that."""
    if task is None:
        return command.name in ("set", "true", ":", "cd") or (
            command.name == "rm" and all(w.startswith("-") or _COPIED.fullmatch(w) for w in command.args)
        )
    return (
        not task.tool.system
        and bool(task.tool.ecosystem)
        and task.install.action in (INSTALL, DOWNLOAD, CLEAN)
        and not task.install.has("--root", "--prefix", "-t", "--target")
    )


def _gives_away_others(earlier: Run, run: Run, facts: Facts) -> bool:
    """pip alone: where its packages go is told by its options and the user, and what it reads by the
    manifests, which everybody may read."""
    paths, tasks = gives_away(earlier, facts), installs_of(run, facts)
    context = facts.build_context
    if not paths or not tasks or context is None or any(m.type == "bind" for m in run.mounts):
        return False
    for task in tasks:
        needs, install = task.needs, task.install
        if (
            install.manager not in ("pip", "pip3")
            or install.action != INSTALL
            or needs is None
            or not needs.certain
            or needs.sources
            or not facts.scope.before(run).names.isdisjoint(_MOVES_PIP)
            or install.has("-t", "--target", "--prefix", "--root", "--src", "-e", "--editable", "--user")
            or _environment_in(paths, run, facts)
            or not task.person.home
        ):
            return False
        texts = [context.text(f) or "" for f in needs.present(context)]
        if any(re.search(r"(?m)^\s*(?:-e|--editable|--src|--target|--prefix|--root)\b", t) for t in texts):
            return False  # pip clones what is editable into a folder of its own
        left = [*_OF_PACKAGES, task.person.home, *(c.path for c in task.caches if c.path)]
        if any(near(path, place) for path in paths for place in left):
            return False
    return True


def _environment_in(paths: tuple[str, ...], run: Run, facts: Facts) -> bool:
    """Whether an environment of Python may lie in one of the folders, as far as `PATH` names it."""
    return any(is_within(folder, path) for folder in _path(run, facts) for path in paths)


def _path(run: Run, facts: Facts) -> list[str]:
    """The folders that the file itself adds to `PATH`."""
    return [
        folder
        for env in islice(before(run, facts, Env), 64)
        for pair in env.pairs
        if pair.key.value == "PATH" and pair.value is not None
        for folder in (value_of(pair.value, env, facts) or pair.value.value).split(":")
        if folder.startswith("/")
    ]


def _is_of_node(task: Task) -> bool:
    return task.tool.ecosystem == "Node.js"


def _cleans(task: Task) -> bool:
    """Whether it only empties the cache of its own tool."""
    return task.tool.of_projects and task.install.action == CLEAN


def _of_the_image(task: Task) -> bool:
    """Whether it installs named tools beside the project: `npm install -g NAME`, `dotnet tool install -g
    NAME`, `go install PATH@VERSION`."""
    install, needs = task.install, task.needs
    names = [w.value for w in install.packages]
    if (
        install.action != INSTALL
        or needs is None
        or not needs.certain
        or needs.sources
        or not names
        or any(n.startswith((".", "/", "file:", "$")) for n in names)
    ):
        return False
    if _is_of_node(task):
        return install.for_the_image
    return (
        task.tool.name == "dotnet"
        and bool(install.nested("tool"))
        and install.has("-g", "--global", "--tool-path")
    ) or (task.tool.name == "go" and all("@" in n for n in names))


def _stays_in_the_project(command: Command, task: Task | None) -> bool:
    """Whether a command installs, builds or tests in the project's folder alone: it changes no tool of the
    image, nor what a later one is installed from."""
    if any(r.target is None or r.target.value not in ("1", "2", "/dev/null") for r in command.redirects):
        return False  # it may write a setting that the later one reads
    if task is None:
        return command.name in SAYS or command.name in ("set", "cd", "mkdir") or not command.argv
    if (
        command.context
        or command.wrappers
        or task.install.for_the_image
        or task.tool.system
    ):
        return False
    return (
        task.tool.of_projects
        and task.install.action in (INSTALL, DOWNLOAD, BUILD)
        and (task.install.action == BUILD or not task.install.packages)
    )


def _keeps_away(
    command: Command, task: Task | None, earlier: Run, tasks: tuple[Task, ...], facts: Facts
) -> bool:
    if (
        command.context
        or command.redirects
        or command.wrappers
        or {command.before, command.operator} & {"|", "|&", "&"}
    ):
        return False
    if task is not None:
        return _of_another_language(task, earlier, tasks, facts) and all(
            _is_of_node(t) != _is_of_node(task) for t in tasks
        )
    if command.name == "mkdir":
        base = workdir_at(earlier, facts)
        touches = touched(command)
        return base is not None and touches is not None and all(
            w.static
            and not any(c in w.value for c in "~*?[{")
            and _apart(posixpath.normpath(posixpath.join(base, w.value)), tasks)
            for w in touches.paths
        )
    return command.name in SAYS or command.name == "set" or not command.argv


def _of_another_language(task: Task, earlier: Run, tasks: tuple[Task, ...], facts: Facts) -> bool:
    """Whether it installs packages of a project, or empties or configures their cache, for its own tool."""
    name, install = task.tool.name, task.install
    if name == "mix" and MIX_DEPENDENCIES.issuperset(mix_tasks(install)):
        return True
    if _is_of_node(task) and install.action == BUILD:
        return _builds_beside(task, tasks)
    if _cleans(task):
        return True
    if name == "bundler":  # `bundle config` writes its own file, `bundle update --bundler` the lockfile
        return install.verb == "config" or (
            not install.packages if install.action == UPGRADE else _of_the_project(task)
        )
    if name == "composer" and _runs_no_node(task):
        # plugins and scripts may read the sources: it stays below them
        return install.action in (INSTALL, DOWNLOAD) and not install.packages
    if task.tool.environments:
        return _in_an_environment(task, earlier, facts) and all(_is_of_node(t) for t in tasks)
    return _of_the_project(task)


def _builds_beside(task: Task, tasks: tuple[Task, ...]) -> bool:
    """Whether a program of Node.js is built in a folder of its own, and the installs are of the dependencies
    of a project in Elixir, which read its settings alone."""
    folder = task.folder
    return (
        folder is not None
        and folder != "/"
        and not task.install.has(*GLOBAL)
        and all(
            t.tool.name == "mix" and t.folder is not None and not is_within(t.folder, folder)
            and t.needs is not None and t.needs.certain
            and not any(is_within(place, folder) for place in _places_of(t))
            for t in tasks
        )
    )  # fmt: skip


def _places_of(task: Task) -> list[str]:
    """Where the files lie that an install needs."""
    project, needs = task.project, task.needs
    if project is None or needs is None:
        return []
    return [
        f"{place}/{f[len(source) :].lstrip('/')}".rstrip("/") if f != source else place
        for f in needs.present(project.context)
        for place, source in project.places.items()
        if f == source or not source or f.startswith(source + "/")
    ]


def _runs_no_node(task: Task) -> bool:
    """Whether the scripts of `composer.json` name no program or file of Node.js."""
    text = task.read("composer.json")
    try:
        manifest = json.loads(text) if text else None
    except (ValueError, RecursionError):
        return False
    return isinstance(manifest, dict) and not _STARTS_NODE.search(json.dumps(manifest.get("scripts", {})))


def _in_an_environment(task: Task, earlier: Run, facts: Facts) -> bool:
    """Whether a tool of Python installs into the project's own environment, which no earlier ENV puts on
    `PATH`: node-gyp finds the same Python as without it."""
    install, environment = task.install, facts.scope.before(earlier)
    moved = ("UV_PROJECT_ENVIRONMENT", "VIRTUAL_ENV", "POETRY_VIRTUALENVS_CREATE", "PIPENV_SYSTEM")
    if (
        install.verb not in task.tool.environments
        or install.has("--system", "--active")
        or not environment.names.isdisjoint(moved)
        or b"virtualenvs.create" in facts.text.data
        or "create = false" in (task.read("poetry.toml") or "")
    ):
        return False
    return not any("env" in folder for folder in _path(earlier, facts))


def _apart(path: str, tasks: tuple[Task, ...]) -> bool:
    return all(
        t.folder is not None
        and not is_within(t.folder, path)
        and not any(near(path, posixpath.join(t.folder, made)) for made in t.tool.makes)
        for t in tasks
    )

"""Whether an install of a project's packages can do without what an earlier RUN made: packages of another
language, each kept in folders of its own.

`npm ci` in `assets` reads nothing that `mix deps.get` or `bundle install` leaves, unless a manifest names it
(`file:../deps/phoenix`), which makes its needs uncertain. Left out are the pairs that do meet: node-gyp runs
Python, and every install uses the distribution's packages. A tool for the whole image (`npm install -g NAME`)
needs nothing of what the project's own install or build leaves.
"""

from __future__ import annotations

import posixpath

from dlinter.model.dockerfile import Form, Run
from dlinter.model.dockerfile.paths import is_within
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.values import workdir_at
from dlinter.model.packages.installs import BUILD, DOWNLOAD, INSTALL
from dlinter.model.packages.tasks import Task, installs_of, tasks_by_command
from dlinter.model.shell.nodes import Command

_NODE = frozenset(["npm", "yarn", "yarn-berry", "pnpm", "bun"])
_OTHERS = frozenset(["mix", "composer", "bundler", "maven", "gradle", "dotnet"])
_BUILDERS = frozenset(["go", "cargo"])
_GLOBAL = ("-g", "--global", "--location=global")
_DEPENDENCIES = ("deps.get", "deps.compile", "local.hex", "local.rebar")
"""Verbs of mix that work on dependencies alone."""


def separate(earlier: Run, run: Run, facts: Facts) -> bool:
    """Whether the install of `run` needs nothing of what `earlier` made."""
    tasks = installs_of(run, facts)
    alone = bool(tasks) and all(_of_the_image(t) for t in tasks)
    if not tasks or not (alone or all(_of_the_project(t) and t.folder is not None for t in tasks)):
        return False
    if (
        earlier.form is Form.EXEC
        or earlier.heredocs
        or earlier.error is not None
        or earlier.onbuild
        or facts.script(earlier).errors
    ):
        return False
    known = tasks_by_command(earlier, facts)
    if alone:
        return all(_stays_in_the_project(c, known.get(id(c))) for c in facts.script(earlier).commands)
    return all(
        _keeps_away(c, known.get(id(c)), earlier, tasks, facts) for c in facts.script(earlier).commands
    )


def _of_the_project(task: Task) -> bool:
    needs = task.needs
    return (
        task.tool.name in _NODE | _OTHERS and task.install.action in (INSTALL, DOWNLOAD)
        and needs is not None and needs.certain and not needs.sources
        and not task.install.has(*_GLOBAL) and not task.install.packages
    )  # fmt: skip


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
    if task.tool.name in _NODE:
        return install.has(*_GLOBAL) or install.verb == "global"
    return (
        task.tool.name == "dotnet"
        and bool(install.nested("tool"))
        and install.has("-g", "--global", "--tool-path")
    ) or (task.tool.name == "go" and all("@" in n for n in names))


def _stays_in_the_project(command: Command, task: Task | None) -> bool:
    """Whether a command installs, builds or tests in the project's folder alone: it changes no tool of the
    image, nor what a later one is installed from."""
    if task is None:
        return command.name in ("set", "true", ":", "cd", "mkdir", "echo") or not command.argv
    if (
        command.context
        or command.wrappers
        or task.install.has(*_GLOBAL)
        or task.install.verb == "global"
        or task.tool.system
    ):
        return False
    return (
        task.tool.name in (_NODE | _OTHERS | _BUILDERS)
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
        dependencies = task.tool.name == "mix" and task.install.verb in _DEPENDENCIES
        if not dependencies and not _of_the_project(task):
            return False
        return all((t.tool.name in _NODE) != (task.tool.name in _NODE) for t in tasks)
    if command.name == "mkdir":
        base = workdir_at(earlier, facts)
        words = [w for w in command.argv[1:] if not w.value.startswith("-")]
        return base is not None and all(
            w.static
            and not any(c in w.value for c in "~*?[{")
            and _apart(posixpath.normpath(posixpath.join(base, w.value)), tasks)
            for w in words
        )
    return command.name in ("set", "true", ":") or not command.argv


def _apart(path: str, tasks: tuple[Task, ...]) -> bool:
    return all(t.folder is not None and not is_within(t.folder, path) for t in tasks)

"""Whether an install of a project's packages can do without what an earlier RUN made: packages of another language, each kept in folders of its own.

`npm ci` in `assets` reads nothing that `mix deps.get` or `bundle install` leaves, unless a manifest names it (`file:../deps/phoenix`), which makes its needs uncertain. Left out are the pairs that do
meet: node-gyp runs Python, and every install uses the distribution's packages.
"""

from __future__ import annotations

import posixpath

from dlinter.model.dockerfile import Form, Run
from dlinter.model.dockerfile.paths import is_within
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.values import workdir_at
from dlinter.model.packages.installs import DOWNLOAD, INSTALL
from dlinter.model.packages.tasks import Task, installs_of, tasks_by_command
from dlinter.model.shell.nodes import Command

_NODE = frozenset(["npm", "yarn", "yarn-berry", "pnpm", "bun"])
_OTHERS = frozenset(["mix", "composer", "bundler", "maven", "gradle", "dotnet"])
_DEPENDENCIES = ("deps.get", "deps.compile", "local.hex", "local.rebar")
"""Verbs of mix that work on dependencies alone."""


def separate(earlier: Run, run: Run, facts: Facts) -> bool:
    """Whether the install of `run` needs nothing of what `earlier` made."""
    tasks = installs_of(run, facts)
    if not tasks or not all(_of_the_project(t) and t.folder is not None for t in tasks):
        return False
    if earlier.form is Form.EXEC or earlier.heredocs or earlier.error is not None or earlier.onbuild or facts.script(earlier).errors:
        return False
    known = tasks_by_command(earlier, facts)
    return all(_keeps_away(c, known.get(id(c)), earlier, tasks, facts) for c in facts.script(earlier).commands)


def _of_the_project(task: Task) -> bool:
    needs = task.needs
    return (
        task.tool.name in _NODE | _OTHERS and task.install.action in (INSTALL, DOWNLOAD) and needs is not None and needs.certain and not needs.sources
        and not task.install.has("-g", "--global", "--location=global") and not task.install.packages
    )  # fmt: skip


def _keeps_away(command: Command, task: Task | None, earlier: Run, tasks: tuple[Task, ...], facts: Facts) -> bool:
    if command.context or command.redirects or command.wrappers or {command.before, command.operator} & {"|", "|&", "&"}:
        return False
    if task is not None:
        dependencies = task.tool.name == "mix" and task.install.verb in _DEPENDENCIES
        if not dependencies and not _of_the_project(task):
            return False
        return all((t.tool.name in _NODE) != (task.tool.name in _NODE) for t in tasks)
    if command.name == "mkdir":
        base = workdir_at(earlier, facts)
        words = [w for w in command.argv[1:] if not w.value.startswith("-")]
        return base is not None and all(w.static and not any(c in w.value for c in "~*?[{") and _apart(posixpath.normpath(posixpath.join(base, w.value)), tasks) for w in words)
    return command.name in ("set", "true", ":") or not command.argv


def _apart(path: str, tasks: tuple[Task, ...]) -> bool:
    return all(t.folder is not None and not is_within(t.folder, path) for t in tasks)

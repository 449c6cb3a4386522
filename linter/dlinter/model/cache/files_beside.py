"""Whether a RUN that makes, changes or deletes files of the project has nothing to do with an install of its
packages, so that it can come after it as well.

    COPY . .                                 COPY package.json package-lock.json ./
    RUN cp .env.example .env && mkdir tmp    RUN npm ci
    RUN npm ci                          →    COPY . .
                                             RUN cp .env.example .env && mkdir tmp

Told by the paths that its commands name, all of them files that move files about: none is needed by the
install, nor has what it needs below it, nor is where the install puts packages.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from itertools import pairwise

from dlinter.model.cache.apart import of_the_system
from dlinter.model.cache.second_part import near
from dlinter.model.cache.swaps import places_of_run
from dlinter.model.dockerfile import Run
from dlinter.model.dockerfile.paths import is_within
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.values import value_at, workdir_at
from dlinter.model.packages.names import matches
from dlinter.model.packages.table import table
from dlinter.model.packages.tasks import Task

_ENVIRONMENT = re.compile(r"\.env(?:\.[\w.-]+)?")
_OF_RUNTIMES = frozenset(["VIRTUAL_ENV", "PYTHONUSERBASE"])
_OF_PLACES = ("_DIR", "_PATH", "_HOME", "_ENV", "_ENVIRONMENT", "_TARGET", "_PREFIX", "_ROOT", "_PROJECT",
    "_SRC")
"""Ends of the names of variables whose value is a folder."""
_TAKES_FOLDER = re.compile(
    r"-[tdCP]|--(?:target|prefix|root|src|path|cwd|project|[a-z-]*(?:dir|directory|folder|path))"
)
"""Options of package managers whose value is a folder."""


def beside(worker: Run, tasks: Sequence[Task], facts: Facts) -> bool:
    """Whether a RUN works on files of the project that none of the installs has to do with."""
    found = places_of_run(worker, facts)
    if found is None or not tasks or found[1] or not found[0]:
        return False
    folders = any(c.name in ("cp", "mv") for c in facts.script(worker).commands)
    return all(_is_apart_from(path, task, folders) for path in found[0] for task in tasks)


def _is_apart_from(path: str, task: Task, folders: bool) -> bool:
    """`folders`: whole folders may come there, with whatever is in them."""
    if task.tool.system or of_the_system(path):
        return False
    needs, project, context = task.needs, task.project, task.facts.build_context
    if needs is None or not needs.certain or needs.sources or project is None or context is None:
        return False
    if any(part.startswith(".") for part in path.split("/")[:-1]) or not _is_plain(path, task):
        return False
    if is_within(project.folder, path):
        return False
    made = [posixpath.join(project.folder, name) for name in task.tool.makes]
    told = _told(task)
    if told is None:
        return False
    if any(near(path, place) for place in (*made, *told, *(c.path for c in task.caches if c.path))):
        return False
    manifests = task.install.tool.manifests if folders else None
    names = [n for n in manifests.files if "*" not in n] if manifests is not None else []
    return not any(
        needs.wants(place)
        or any(is_within(f, place) for f in needs.present(context))
        # `cp -r other/web .` makes a member of a workspace
        or any(needs.wants(f"{place}/{n}") or needs.wants(f"{place}/x/{n}") for n in names)
        for place in project.at(path)
    )


def _told(task: Task) -> list[str] | None:
    """The places that the words of an install and the variables of its tools may name
    (`UV_PROJECT_ENVIRONMENT=/opt/env`, `pip install -t lib`); None where only the build can tell one."""
    folder, facts = workdir_at(task.run, task.facts), task.facts
    words = [w.value for w in task.install.command.argv]
    values = [
        w for before, w in pairwise(words) if "/" in w or w[:1] == "-" or _TAKES_FOLDER.fullmatch(before)
    ]
    for name in facts.scope.before(task.run).names:
        if name in _OF_RUNTIMES or name.startswith("XDG_") or table().sets(name):
            value = value_at(name, task.run, facts) or ""
            if "$" in value and name.endswith(_OF_PLACES):
                return None
            values += [value] if "/" in value or name.endswith(_OF_PLACES) else []
    if folder is None:
        return None
    pieces = (piece for value in values for piece in re.split(r"[=:,;\s]+", value))
    return [posixpath.normpath(posixpath.join(folder, p)) for p in pieces if p and p[0] not in "-$@~"]


def _is_plain(path: str, task: Task) -> bool:
    """Whether a file has no name of a manifest or a setting that tools look for, in the context or not."""
    name, manifests = posixpath.basename(path), task.tool.manifests
    if manifests is not None and matches(name.lower(), map(str.lower, manifests.files)):
        return False
    if _ENVIRONMENT.fullmatch(name):
        return not task.tool.reads_dotenv
    return not name.startswith(".") and name not in ("node_modules", "vendor", "bunfig.toml")

"""A project of Python that is built where it lies, and reads nothing beside its own folder.

    COPY tools /src/tools                     COPY tools /src/tools
    COPY backend /src/backend            →    RUN pip install /src/tools
    RUN pip install /src/tools                COPY backend /src/backend

pip copies the folder, or works in it, and runs the build that `pyproject.toml` or `setup.py` name there (pip
docs, "Local project installs"). That may read any file: where one of these texts goes up by `..` or names
another place of the image, nothing is told.
"""

from __future__ import annotations

import posixpath
import re

from dlinter.model.cache.apart import of_the_system
from dlinter.model.cache.demand import Demand
from dlinter.model.cache.second_part import near
from dlinter.model.dockerfile import Form, Run
from dlinter.model.dockerfile.paths import clean
from dlinter.model.facts.facts import Facts
from dlinter.model.packages.installs import INSTALL
from dlinter.model.packages.project import Project
from dlinter.model.packages.tasks import Task, tasks_by_command

_MOST_FILES = 60
"""Files beside the manifest that are read."""
_TOLD = re.compile(r"[^/]+\.(?:py|cfg|toml|in|txt|ini|lock|build|cmake)|[^/]*(?:Makefile|CMakeLists)[^/]*")
"""What a build is written in."""
_GOES_UP = re.compile(r"\.\.(?:[/\\\"'\s,;)\]]|$)|pardir|\bparents\b", re.M)
"""How a text names the folder above its own; `dirname(…)` and `.parent` do when there are two of them."""
_ONE_UP = re.compile(r"\bdirname\s*\(|\.parent\b")
_SAYS = frozenset(["set", "true", ":", "cd"])


def keeps_to_its_folder(run: Run, demand: Demand, place: str, facts: Facts) -> bool:
    """Whether a RUN does nothing but install projects of Python, each from a folder of the image that has
    nothing to do with `place` (absolute)."""
    script, tasks = facts.script(run), tasks_by_command(run, facts)
    if (
        run.form is Form.EXEC
        or run.heredocs
        or run.mounts
        or run.error is not None
        or script.errors
        or not demand.needed.certain
        or not place.startswith("/")
        or of_the_system(place)
    ):
        return False
    own = {id(t.install.command) for t in demand.tasks}
    for command in script.commands:
        if command.context or command.wrappers or command.assignments or command.redirects:
            return False
        task = tasks.get(id(command))
        if id(command) not in own or task is None:
            if task is not None or command.name not in _SAYS:
                return False
        elif not _is_of(task, clean(place)):
            return False
    return True


def _is_of(task: Task, place: str) -> bool:
    """Whether a package manager of Python installs from its own folder, and no text there leads elsewhere."""
    needs, project = task.needs, task.project
    if (
        task.tool.ecosystem != "Python"
        or task.install.action != INSTALL
        or needs is None
        or not needs.certain
        or project is None
    ):
        return False
    roots = {f.removesuffix("**").rstrip("/") for f in needs.files if f.endswith("**")}
    for file in (f for f in needs.files if "*" not in f):
        roots.add(posixpath.dirname(file))
    if not roots or "" in roots:
        return False  # the whole context
    return all(_is_alone(root, place, project) for root in roots)


def _is_alone(root: str, place: str, project: Project) -> bool:
    """Whether a folder of the context lies apart from a place of the image, and no text or link in it leads
    out of it."""
    context, start = project.context, f"{root}/"
    lies = [
        clean(f"{where}/{root[len(source) :].lstrip('/')}")
        for where, source in project.places.items()
        if source and start.startswith(f"{source}/")
    ]
    files = [f for f in context.files if f.startswith(start)]
    told = [f for f in files if _TOLD.fullmatch(f[len(start) :])]
    if not lies or any(near(at, place) for at in lies) or len(told) > _MOST_FILES:
        return False
    if any((entry := context.entry(f)) is None or entry.is_link for f in files):
        return False
    texts = [context.text(f) for f in told]
    return not any(
        text is None or _GOES_UP.search(text) or len(_ONE_UP.findall(text)) > 1 or place in text
        for text in texts
    )

"""Whether an install may use what a COPY or ADD brings beside the project's own files: its program or a
runtime, libraries, settings, packages.

    COPY . .
    COPY --from=node:22 /usr/local /usr/local    # brings npm itself: it stays above the install
    RUN npm install -g serve

What is copied to the folder that the install works in is told by its needs; packages of the distribution need
settings and libraries alone.
"""

from __future__ import annotations

import re

from dlinter.model.cache.demand import Demand
from dlinter.model.cache.second_part import near
from dlinter.model.cache.spellings import BASE
from dlinter.model.cache.steps import Step
from dlinter.model.cache.tool_settings import is_a_tool
from dlinter.model.cache.waste import SETTINGS
from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.paths import clean, is_within

_PROGRAMS = re.compile(r"/(?:usr/)?(?:local/)?s?bin(?:/|\Z)")
_OF_THE_SYSTEM = re.compile(r"/(?:usr/(?!src(?:/|\Z)|share/).*|(?:bin|sbin|lib|lib64|opt)(?:/.*)?|usr|etc)?")
"""Where programs and their libraries lie; settings are told by themselves."""
_LIBRARIES = re.compile(r"/(?:(?:usr/)?lib(?:32|64)?(?:/.*)?|usr)?")


def may_use(step: Step, demand: Demand, context: BuildContext | None) -> bool:
    """Whether the install of a demand may use what a step copies."""
    if step.target is None or BASE in step.target or not step.target.startswith("/"):
        return False  # in the base image's folder, where the project's files go
    target = clean(step.target)
    folders = [t.folder for t in demand.tasks if t.folder is not None]
    places = [target, *(f"{target.rstrip('/')}/{name}" for name in _names(step, context) or ())]
    if any(SETTINGS.match(p) and not any(is_within(p, folder) for folder in folders) for p in places):
        return True  # those in the folder of the install are told by its needs
    if demand.system:
        return bool(_LIBRARIES.fullmatch(target))
    if any(near(target, place) for task in demand.tasks for place in _left(task.folder, task.tool.makes)):
        return bool(step.stages or step.remotes)
    if any(is_within(target, folder) and folder != "/" for folder in folders) or not _OF_THE_SYSTEM.fullmatch(
        target
    ):
        return any(near(target, cache.path) for task in demand.tasks for cache in task.caches if cache.path)
    names = _names(step, context)
    if names is not None and (
        _PROGRAMS.match(target) or (not step.stages and not _LIBRARIES.fullmatch(target))
    ):
        return any(is_a_tool(name.rpartition("/")[2]) for name in (*names, target))
    return True


def meet(later: Step, first: Step, context: BuildContext | None) -> bool:
    """Whether a later copy may write a file that the first one brings as well: the order decides which one is
    there."""
    if later.target is None or first.target is None:
        return True
    if not near(clean(later.target), clean(first.target)):
        return False
    if context is None or later.stages or later.remotes or first.stages or first.remotes:
        return True
    one, two = (
        {
            clean(f"{s.target}/{i.below(f) or f.rpartition('/')[2]}")
            for s in [step]
            for i in s.locals
            for f in i.files(context)
        }
        for step in (later, first)
    )
    return bool(one & two) or clean(later.target) in two


def _left(folder: str | None, makes: tuple[str, ...]) -> list[str]:
    return [f"{folder.rstrip('/')}/{name}" for name in makes] if folder is not None else []


def _names(step: Step, context: BuildContext | None) -> list[str] | None:
    """The names of the files that it brings; None where whole folders come from elsewhere, or that is not
    known."""
    if step.remotes or (step.locals and context is None):
        return None
    found: list[str] = []
    for item in step.locals:
        files = item.files(context) if context is not None else ()
        if item.pattern is None or len(files) > 500:
            return None
        found += [(None if item.parents else item.below(f)) or f.rpartition("/")[2] for f in files]
    for source in step.stages:
        for path in source.paths:
            last = path.rstrip("/").rpartition("/")[2]
            if not last or any(c in path for c in "*?[$") or ("." not in last and not _PROGRAMS.search(path)):
                return None
            found.append(last)
    return found

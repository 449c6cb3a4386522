"""Mounts that a fix adds: each is used, each on a folder of its own, and nothing that was in the folder is
missed."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from msgspec import Struct

from dlinter.model.dockerfile.nodes import Add, Cmd, Copy, Entrypoint, Instruction, Mount, Run
from dlinter.model.facts.destinations import destination_of
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.values import before as nearest
from dlinter.model.packages.caches import mount_place
from dlinter.model.packages.later import copied_from
from dlinter.model.packages.removals import Removal, removals
from dlinter.model.packages.tasks import Cache, Task, covering, fetches_of, installs_of
from dlinter.model.packages.tool import CLEAN
from dlinter.model.text import Span

_FOLLOWING = 100
"""Instructions after a mount that are looked at."""


def added(b: Run, a: Run, before: Facts, after: Facts) -> list[str]:
    """The folders of the cache mounts that a step has more than before."""
    old = Counter(mount_place(m, b, before) for m in b.mounts if m.type == "cache")
    new = Counter(mount_place(m, a, after) for m in a.mounts if m.type == "cache")
    return list((new - old).elements())


class Cuts(Struct, frozen=True):
    """What an edit of a step takes out: spans of the file before. `keeps`: it switches off what the image
    sets against keeping packages (docker-clean)."""

    spans: tuple[Span, ...] = ()
    keeps: bool = False

    def gone(self, span: Span) -> bool:
        return any(cut.start <= span.start and span.end <= cut.end for cut in self.spans)

    def removed(self, removal: Removal) -> bool:
        """Whether what deletes the folder is cut: the command, or the word of it."""
        return self.gone(removal.command.span) or (removal.word is not None and self.gone(removal.word.span))

    def useless(self, task: Task, cache: Cache) -> str:
        """What would keep a cache empty, "" for nothing."""
        for found in task.useless:
            image = found.setting.startswith("/")
            if not (found.word is not None and self.gone(found.word.span)) and not (
                image and (self.keeps or cache is not task.caches[0])
            ):
                return found.reason
        emptied = any(not self.removed(removal) for removal in task.removals(cache))
        return f"the step empties `{cache.path}`" if emptied else ""


NOTHING_CUT = Cuts()


def wrong(
    run: Run, mounts: Sequence[Mount], places: list[str], facts: Facts, cuts: Cuts = NOTHING_CUT
) -> str:
    """What stands against the mounts that a step is to have; `places` are those of the new ones."""
    all_of_them = Counter(
        place for m in mounts if m.target is not None and (place := mount_place(m, run, facts))
    )
    twice = next((place for place, count in all_of_them.items() if count > 1), None)
    if twice is not None:
        return f"two mounts would lie on `{twice}`"
    for place in places:
        why = _misses(run, place, facts, cuts)
        if why:
            return why
    return ""


def used(run: Run, places: list[str], facts: Facts, cuts: Cuts = NOTHING_CUT) -> str:
    """Why one of the mounts would not be used, "" where each is: a mount that a later command of the step
    defeats is as bad as none."""
    for place in places:
        why = "no command of the step keeps its downloads there"
        for task in fetches_of(run, facts):
            for cache in task.caches:
                if why and cache.path and _inside(cache.path, place):
                    why = cuts.useless(task, cache)
        if why:
            return why
    return ""


def kept_empty(run: Run, mounts: Sequence[Mount], facts: Facts, cuts: Cuts = NOTHING_CUT) -> int:
    """How many things keep the mounted caches of a step empty."""
    count = 0
    for task in fetches_of(run, facts):
        for found in task.useless:
            count += not (
                (found.word is not None and cuts.gone(found.word.span))
                or (found.setting.startswith("/") and cuts.keeps)
            )
    for task in installs_of(run, facts):
        count += task.install.action == CLEAN and not cuts.gone(task.install.command.span)
    for place in (mount_place(m, run, facts) for m in mounts if m.type == "cache"):
        count += sum(not cuts.removed(r) for r in removals(run, facts, place)) if place else 0
    return count


def _misses(run: Run, place: str, facts: Facts, cuts: Cuts) -> str:
    for removal in removals(run, facts, place):
        if removal.breaks and removal.word is not None and not cuts.removed(removal):
            return f"`{removal.command.name}` of `{removal.word.value}` in this step fails on a mount"
    for task in installs_of(run, facts):
        for cache in task.caches:
            if cache.path and _inside(cache.path, place):
                reader = task.hidden_before(cache) or task.read_later(cache)
                if reader is not None:
                    return reader.why
    copies: list[Copy | Add] = [
        *islice(nearest(run, facts, Copy), _FOLLOWING),
        *islice(nearest(run, facts, Add), _FOLLOWING),
    ]
    for copy in copies:
        target = destination_of(copy, facts)
        if target is not None and _inside(target, place):
            return f"line {copy.first_line} copies files to `{target}`, which the mount would hide"
    if run.stage is not None:
        for path, copy in copied_from(facts, run.stage):
            if _inside(path, place):
                return f"`COPY --from` on line {copy.first_line} takes `{path}`"
    return _named_later(run, place, facts)


def _named_later(run: Run, place: str, facts: Facts) -> str:
    """A later command that names the folder, or something in it, and has no mount there. Deleting it misses
    nothing."""
    for later in _after(run, facts):
        if isinstance(later, (Run, Cmd, Entrypoint)) and place in facts.text.slice(later.span):
            if isinstance(later, Run) and covering(later, place, facts) is not None:
                continue
            for command in facts.script(later).commands:
                if command.name not in ("rm", "rmdir", "find", "mkdir") and any(
                    _inside(word, place) for word in command.args
                ):
                    return f"`{command.name}` on line {later.first_line} reads `{place}`"
    return ""


def _after(run: Run, facts: Facts) -> Iterator[Instruction]:
    stages = {run.stage}
    count = 0
    for instruction in facts.dockerfile.instructions[run.index + 1 :]:
        stage = facts.stage_of(instruction)
        if stage is None:
            continue
        if stage.index not in stages and stage.base in stages:
            stages.add(stage.index)
        if stage.index in stages:
            count += 1
            if count > _FOLLOWING:
                return
            yield instruction


def _inside(path: str, place: str) -> bool:
    return bool(place) and (path.rstrip("/") == place or posixpath.normpath(path).startswith(place + "/"))

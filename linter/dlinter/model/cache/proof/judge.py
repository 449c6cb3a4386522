"""Judges a fixed Dockerfile by the one before.

    verdict = judge(facts, fixed, Need.REBUILDS)
    verdict.gives    # "38 → 14 of the last 100 commits": what it saves
    verdict.blocked  # "`npm ci` on line 4 reads `.npmrc`": what stands in the way, "" for nothing

Proven is that fewer steps are rebuilt (or that a cache is used), that each step finds the files, variables
and results that it found before, and that nothing is missed in a folder that is a mount now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum

from msgspec import Struct

from dlinter.model.cache.build_cache import BuildCache, cache_if_small
from dlinter.model.cache.proof import mounted
from dlinter.model.cache.proof.available import missing
from dlinter.model.cache.proof.owners import another_owner
from dlinter.model.cache.proof.pairs import pairs_of, parted
from dlinter.model.cache.proof.savings import Saving, saving
from dlinter.model.cache.waste import caches
from dlinter.model.dockerfile.nodes import Cmd, Dockerfile, Healthcheck, Instruction, Run, Stage
from dlinter.model.dockerfile.reader import read
from dlinter.model.dockerfile.versions import (
    MOUNT,
    Feature,
    FrontendVersion,
    features_of,
    frontend_version,
    parse_version,
)
from dlinter.model.facts.facts import Facts
from dlinter.model.packages.caches import mount_place
from dlinter.model.text import Span, Text
from dlinter.model.work import TooMuchWork


class Need(StrEnum):
    """What a fix has to show. `HARMLESS`: that nothing is missed, be anything saved or not."""

    REBUILDS = "rebuilds"
    CACHE = "cache"
    HARMLESS = "harmless"


class Verdict(Struct, frozen=True):
    """`blocked`: what stands in the way, "" for nothing. `gives`: what it saves, in a few words. `before` and
    `after` are rebuilds of all steps together in the commits looked at."""

    blocked: str = ""
    gives: str = ""
    before: int = 0
    after: int = 0


def judge(before: Facts, after: Facts, need: Need) -> Verdict:
    """The fixed file against the one before; `after` has the same context (or what the fix makes of it) and
    history."""
    try:
        return _judged(before, after, need)
    except TooMuchWork as error:
        return Verdict(f"proving the fix takes too long: {error}")


def _judged(before: Facts, after: Facts, need: Need) -> Verdict:
    worse = _reads(before, after)
    if worse:
        return Verdict(worse)
    if need is Need.CACHE:
        return _cache(before, after)
    pairs, lost = pairs_of(before.dockerfile, after.dockerfile)
    if lost is not None:
        return Verdict(f"line {lost.first_line} would be gone")
    extra = parted(before.dockerfile, after.dockerfile)
    if extra is not None and (changed := _with_others(before.dockerfile, after.dockerfile, extra)):
        return Verdict(f"stage `{changed}` would be made of other instructions")
    for b, a in pairs:
        if isinstance(b, Run) and isinstance(a, Run):
            why = mounted.wrong(a, a.mounts, mounted.added(b, a, before, after), after) if a.mounts else ""
            if why:
                return Verdict(why)
    if why := another_owner(before, after, extra):
        return Verdict(why)
    builds = _builds(before, after)
    if not builds:
        return Verdict("the file is too long to prove it")
    savings: list[Saving] = []
    for old, new in builds:
        why = missing(old, new, pairs)
        if why:
            return Verdict(why)
        savings.append(saving(old, new, pairs, before.history))
    bad = next((s for s in savings if s.worse), None)
    found = bad if bad is not None else max(savings, key=lambda s: (bool(s.gives), s.before - s.after))
    return Verdict(
        found.against if need is Need.REBUILDS else "",
        found.gives,
        sum(s.before for s in savings),
        sum(s.after for s in savings),
    )


def _builds(before: Facts, after: Facts) -> list[tuple[BuildCache, BuildCache]]:
    """The build of the last stage, and of each further target that has an instruction which the fix
    changes."""
    if cache_if_small(before) is None or cache_if_small(after) is None:
        return []
    old, new = before.once(caches), after.once(caches)
    extra = parted(before.dockerfile, after.dockerfile)
    if extra is not None:
        return _builds_of_parts(before, after, extra)
    if len(old) == 1 and len(new) == 1:
        return [(old[0], new[0])]
    names = [{s.stage_name or str(s.stage) for s in c.steps} for c in (*old, *new)]
    changed = {i.stage for i in _changed(before, after)} | {i.stage for i in _changed(after, before)}
    if len(old) != len(new) or names[: len(old)] != names[len(old) :]:
        return [(old[0], new[0])]  # the fix adds or drops a target: what the last stage is made of decides
    found = [
        (b, a)
        for b, a in zip(old, new, strict=True)
        if changed & ({s.stage for s in b.steps} | {s.stage for s in a.steps})
    ]
    return found or [(old[0], new[0])]


def _builds_of_parts(before: Facts, after: Facts, extra: int) -> list[tuple[BuildCache, BuildCache]]:
    """Each build that has a stage which starts from the new one, and that of the parted stage itself."""
    stages = after.dockerfile.stages
    moved = {s.index - 1 for s in stages if s.base == extra}  # by their index before: all come after it
    found = [c for c in before.once(caches) if moved & {s.stage for s in c.steps}]
    targets = [len(before.dockerfile.stages) - 1 if c.target is None else c.target for c in found]
    if extra not in targets:
        found.append(BuildCache(before, extra))
        targets.append(extra)
    return [
        (c, BuildCache(after, t if t < extra else t + 1)) for c, t in zip(found, targets, strict=True)
    ]


def _with_others(before: Dockerfile, after: Dockerfile, extra: int) -> str:
    """The first stage that is not made of the same instructions in whatever order, those of its base
    included, but for further copies."""
    for stage in before.stages:
        now = after.stages[stage.index if stage.index < extra else stage.index + 1]
        old, new = Counter(_chain(stage, before)), Counter(_chain(now, after))
        if old - new or any(not text.startswith("COPY ") for text in new - old):
            return stage.name or str(stage.index)
    return ""


def _chain(stage: Stage, file: Dockerfile) -> Iterator[str]:
    """The instructions of a stage and of those that it is FROM, as written, but for each CMD and HEALTHCHECK
    that a later one replaces."""
    at: Stage | None = stage
    replaced = set[type]()
    while at is not None:
        for instruction in reversed(at.instructions[1:]):
            kind = type(instruction)
            if kind not in replaced:
                yield file.text.slice(instruction.span).rstrip()
            if kind in (Cmd, Healthcheck):
                replaced.add(kind)
        at = file.stages[at.base] if at.base is not None else None


def _changed(one: Facts, other: Facts) -> list[Instruction]:
    """The instructions that the other file does not have at their place in their stage."""
    texts = {(i.stage, _place(other, i), other.text.slice(i.span)) for i in other.dockerfile.instructions}
    return [
        i
        for i in one.dockerfile.instructions
        if (i.stage, _place(one, i), one.text.slice(i.span)) not in texts
    ]


def _place(facts: Facts, instruction: Instruction) -> int:
    stage = facts.stage_of(instruction)
    return (
        instruction.index - stage.instructions[0].index
        if stage is not None and stage.instructions
        else instruction.index
    )


def _reads(before: Facts, after: Facts) -> str:
    """A new error, or a feature that the frontend does not have."""
    known = {e.message for e in before.dockerfile.errors}
    error = next((e.message for e in after.dockerfile.errors if e.message not in known), None)
    if error is not None:
        return f"the file would no longer read: {error}"
    return newer(before, after)


def newer(before: Facts, after: Facts) -> str:
    """What a fix uses that the frontend of the file, or the oldest one that must build it, does not have; ""
    for nothing."""
    version = oldest(before)
    if version is None:
        return ""
    had = {feature for feature, _ in features_of(before.dockerfile)}
    for feature, _ in features_of(after.dockerfile):
        if feature not in had and not version.has(feature):
            return _lacks(before, feature)
    return ""


def _lacks(facts: Facts, feature: Feature) -> str:
    return (
        f"`{facts.dockerfile.frontend or f'Dockerfile {facts.target_frontend}'}` does not have {feature.name}"
    )


def oldest(facts: Facts) -> FrontendVersion | None:
    """The version that reads the file, where it is a particular one."""
    named = facts.dockerfile.frontend
    version = (
        frontend_version(named)
        if named
        else parse_version(facts.target_frontend)
        if facts.target_frontend
        else None
    )
    return version if version is not None and version.release is not None else None


def judge_step(facts: Facts, run: Run, edits: Sequence[tuple[Span, str]]) -> Verdict:
    """The same for edits of one RUN that add mounts or take out what keeps them empty: only this instruction
    is read again, and its commands are those of the file before, without what is cut. A tenth of the time,
    for a rule of every lint."""
    try:
        new = _edited(facts, run, edits)
        if new is None:
            return Verdict("the file would no longer read")
        version = oldest(facts)
        if (
            version is not None
            and not version.has(MOUNT)
            and not any(i.mounts for i in facts.dockerfile.instructions if isinstance(i, Run))
        ):
            return Verdict(_lacks(facts, MOUNT))
        cuts = mounted.Cuts(
            tuple(span for span, text in edits if not text), any("docker-clean" in text for _, text in edits)
        )
        old = Counter(mount_place(m, run, facts) for m in run.mounts if m.type == "cache")
        places = list(
            (Counter(mount_place(m, run, facts) for m in new.mounts if m.type == "cache") - old).elements()
        )
        why = mounted.wrong(run, new.mounts, places, facts, cuts)
        if not why and places:
            why = mounted.used(run, places, facts, cuts)
        elif not why and mounted.kept_empty(run, new.mounts, facts, cuts) >= mounted.kept_empty(
            run, run.mounts, facts
        ):
            why = "the cache would stay as empty"
        return Verdict(why)
    except TooMuchWork as error:
        return Verdict(f"proving the fix takes too long: {error}")


def _edited(facts: Facts, run: Run, edits: Sequence[tuple[Span, str]]) -> Run | None:
    """The instruction with the edits, read by itself; None where it is not one RUN any more."""
    data, at, pieces = (
        facts.text.data,
        run.span.start,
        [b"# escape=" + facts.dockerfile.escape.encode() + b"\nFROM scratch\n"],
    )
    for span, text in sorted(dict.fromkeys(edits), key=lambda e: (e[0].start, e[0].end)):
        if span.start < at or span.end > run.span.end:
            return None
        pieces += [data[at : span.start], text.encode("utf-8", "surrogateescape")]
        at = span.end
    file = read(Text(b"".join([*pieces, data[at : run.span.end], b"\n"]), facts.text.path))
    new = file.instructions[-1] if len(file.instructions) == 2 else None
    return new if isinstance(new, Run) and new.error is None and not file.errors else None


def _cache(before: Facts, after: Facts) -> Verdict:
    """The same steps, and a cache that is used. Only steps whose text is another one are looked at."""
    old, new = before.dockerfile.instructions, after.dockerfile.instructions
    if len(old) != len(new):
        return Verdict("the steps would be others")
    for b, a in zip(old, new, strict=True):
        if (
            not isinstance(b, Run)
            or not isinstance(a, Run)
            or before.text.slice(b.span) == after.text.slice(a.span)
        ):
            continue
        places = mounted.added(b, a, before, after)
        why = mounted.wrong(a, a.mounts, places, after)
        if not why and places:
            why = mounted.used(a, places, after)
        elif not why and mounted.kept_empty(a, a.mounts, after) >= mounted.kept_empty(b, b.mounts, before):
            why = "the cache would stay as empty"
        if why:
            return Verdict(why)
    return Verdict()

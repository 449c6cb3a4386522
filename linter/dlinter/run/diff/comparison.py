"""Two inputs → what differs between them, with nothing in it that may not be said."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from dlinter.model.difference.advice import rule_for
from dlinter.model.difference.compare import compare
from dlinter.model.difference.idle import idle_changes
from dlinter.model.difference.nodes import ContextChanges, Difference
from dlinter.model.masks import mapped
from dlinter.model.record.nodes import Build
from dlinter.model.record.steps import steps_of
from dlinter.report.difference import DifferenceReport, KeysReport, Side
from dlinter.run.diff.repository import changes_between
from dlinter.run.diff.secrets import hider, without_values
from dlinter.sources.records.builds import CACHE, IMAGE, LOG, METADATA
from dlinter.sources.records.open import Input
from dlinter.sources.records.problem import BuildLogError

MOST_STEPS = 5_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for: the number of the build (1 for the first, 0 where none was named), the repository ("" for none)."""

    build: int = 0
    repository: str = ""
    semantic: bool = False
    files: int = 20


@dataclass(slots=True)
class _Notes:
    texts: list[str] = field(default_factory=list)

    def add(self, text: str) -> None:
        if text not in self.texts:
            self.texts.append(text)


def difference_of(old: Input, new: Input, wanted: Wanted) -> DifferenceReport:
    """The report about two inputs. Raises BuildLogError where they cannot be compared."""
    notes = _Notes([f"{side.name}: {problem}" for side in (old, new) for problem in side.problems])
    one, other = _chosen(old, wanted, notes), _chosen(new, wanted, notes)
    if CACHE in (one.kind, other.kind):
        return _keys(one, other)
    for build in (one, other):
        if not build.graphs and sum(v.name.startswith("[") for v in build.vertices) > 2 * MOST_STEPS:
            raise BuildLogError(f"{build.name} has more than {MOST_STEPS:,} steps")
    before, after = steps_of(one), steps_of(other)
    if max(len(before.all), len(after.all)) > MOST_STEPS:
        raise BuildLogError(f"has more than {MOST_STEPS:,} steps")
    changes = changes_between(wanted.repository, one, other)
    found = compare(before, after, changes)
    _say_what_is_missing(one, other, changes, found.difference, notes)
    causes = tuple(replace(c, rule=rule_for(c, found.difference.steps)) for c in found.difference.causes)
    causes = tuple(replace(c, change=without_values(c.change)) for c in causes)
    idle = tuple(without_values(c) for c in idle_changes(found, changes))
    difference = replace(found.difference, causes=causes, idle=idle, notes=tuple(notes.texts))
    images = _images(old, new, wanted)
    report = DifferenceReport(_side(one), _side(other), difference, images=images)
    if images is None and not any((before.all, after.all, one.mode, other.mode)):
        raise BuildLogError("says nothing that could be compared: it has neither steps nor provenance")
    hide = hider((before, after), report, [i.image for i in (*old.images, *new.images)])
    hidden: DifferenceReport = mapped(report, hide)
    return hidden


def _chosen(side: Input, wanted: Wanted, notes: _Notes) -> Build:
    if wanted.build > len(side.builds):
        raise BuildLogError(f"has {len(side.builds)} builds: there is no build {wanted.build}")
    if not wanted.build and len(side.builds) > 1:
        notes.add(f"{side.name} has {len(side.builds)} builds: the first was compared, `--build N` takes another")
    return side.builds[(wanted.build or 1) - 1]


def _side(build: Build) -> Side:
    return Side(build.name, build.kind, build.revision, build.ref, build.failed, build.platforms, dict(build.versions))


def _keys(old: Build, new: Build) -> DifferenceReport:
    """Two cache manifests: keys without steps."""
    if old.kind != new.kind:
        raise BuildLogError("a cache manifest holds keys but not steps: compare it with another cache manifest, or ask `dlint cache --against`")
    only_new, only_old = new.keys - old.keys, old.keys - new.keys
    keys = KeysReport(
        len(old.keys & new.keys), len(only_old), len(only_new), sum(k.startswith("root ") for k in only_old), sum(k.startswith("root ") for k in only_new)
    )
    note = "a cache manifest has no steps and no arguments: the `.dockerbuild` records of both builds say which step differs, and why"
    return DifferenceReport(_side(old), _side(new), Difference(old.name, new.name, (), (), notes=(note,)), keys=keys)


def _say_what_is_missing(old: Build, new: Build, changes: ContextChanges, difference: Difference, notes: _Notes) -> None:
    """One line for each thing that the inputs cannot tell, and what would."""
    for build in (old, new):
        if build.failed:
            notes.add(f"{build.name}: this build failed")
        if not build.graphs and build.kind == METADATA:
            notes.add(f"{build.name} has no steps: `BUILDX_METADATA_PROVENANCE=max` writes them into it")
        elif not build.graphs and build.kind == IMAGE:
            notes.add(f"{build.name} has no build graph: `--provenance=mode=max`, or the `.dockerbuild` record of its build, has it")
        elif not build.graphs and build.kind == LOG:
            notes.add(f"{build.name} is a log: it has neither arguments nor lines, which the `.dockerbuild` record has")
        elif not build.graphs and not build.failed:
            notes.add(f"{build.name} has no build graph, so causes are told by names alone: build with `--provenance=mode=max`")
    if new.graphs and not new.vertices:
        notes.add(f"{new.name} does not say which steps were cached: the `.dockerbuild` record does")
    if any(not s.sure for s in difference.steps) and not changes.known and changes.why:
        notes.add(f"changed files are not known: {changes.why}")
    if new.revision.endswith("-dirty") or old.revision.endswith("-dirty"):
        notes.add("a build had uncommitted changes, which the repository does not show")


def _images(old: Input, new: Input, wanted: Wanted) -> Any:
    if not old.images or not new.images:
        return None
    from dlinter.run.diff.images import compare_images

    return compare_images(old, new, wanted.build, semantic=wanted.semantic)

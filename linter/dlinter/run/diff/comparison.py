"""Two inputs → what differs between them, with nothing in it that may not be said."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from dlinter.model.difference.advice import rule_for
from dlinter.model.difference.compare import compare
from dlinter.model.difference.idle import idle_changes
from dlinter.model.difference.images import ImageDifference, LayerDifference
from dlinter.model.difference.nodes import CauseKind, ChangedFile, ContextChanges, Difference
from dlinter.model.masks import mapped
from dlinter.model.record.nodes import Build
from dlinter.model.record.steps import steps_of
from dlinter.model.work import MANY_NAMES
from dlinter.report.difference import DifferenceReport, KeysReport, Side
from dlinter.run.diff.repository import changes_between
from dlinter.run.diff.secrets import has_too_many_names, hider, without_values
from dlinter.sources.build_json import BuildLogError
from dlinter.sources.records.builds import CACHE, IMAGE, LOG, METADATA
from dlinter.sources.records.open import Input
from dlinter.values import replace

MOST_STEPS = 5_000


class Wanted(Struct, frozen=True):
    """What the command line asks for: the number of the build (1 for the first, 0 where none was named), the
    repository ("" for none)."""

    build: int = 0
    repository: str = ""
    semantic: bool = False
    files: int = 20


class _Notes(Struct):
    texts: list[str] = field(default_factory=list)

    def add(self, text: str) -> None:
        if text not in self.texts:
            self.texts.append(text)


def difference_of(old: Input, new: Input, wanted: Wanted) -> DifferenceReport:
    """The report about two inputs. Raises BuildLogError, with the name of the input in it, where they cannot
    be compared."""
    for side in (old, new):
        if any(has_too_many_names(i.image) for i in side.images):
            raise BuildLogError(f"{side.name} has {MANY_NAMES}: not all of its secrets can be hidden")
    notes = _Notes([f"{side.name}: {problem}" for side in (old, new) for problem in side.problems])
    most = max(len(old.builds), len(new.builds))
    if wanted.build > 1 and most == 1:
        raise BuildLogError(
            f"{old.name} and {new.name} hold one build each: there is no build {wanted.build}"
        )
    one, other = _chosen(old, wanted, notes), _chosen(new, wanted, notes)
    if CACHE in (one.kind, other.kind):
        return _keys(one, other)
    for build in (one, other):
        if not build.graphs and sum(v.name.startswith("[") for v in build.vertices) > 2 * MOST_STEPS:
            raise BuildLogError(f"{build.name} has more than {MOST_STEPS:,} steps")
    before, after = steps_of(one), steps_of(other)
    if max(len(before.all), len(after.all)) > MOST_STEPS:
        raise BuildLogError(
            f"{one.name if len(before.all) > MOST_STEPS else other.name} has more than {MOST_STEPS:,} steps"
        )
    changes = changes_between(wanted.repository, one, other)
    found = compare(before, after, changes)
    _say_what_is_missing(one, other, changes, found.difference, notes)
    causes = tuple(replace(c, rule=rule_for(c, found.difference.steps)) for c in found.difference.causes)
    causes = tuple(replace(c, change=without_values(c.change)) for c in causes)
    idle = tuple(without_values(c) for c in idle_changes(found, changes))
    difference = replace(found.difference, causes=causes, idle=idle, notes=tuple(notes.texts))
    images = _images(old, new, wanted)
    difference = with_files_of_images(difference, images) if images is not None else difference
    report = DifferenceReport(_side(one), _side(other), difference, images=images)
    if images is None and not any((before.all, after.all, one.mode, other.mode)):
        raise BuildLogError(
            f"{one.name} and {other.name} hold nothing to compare: neither steps nor provenance"
        )
    hide = hider((before, after), report, [i.image for i in (*old.images, *new.images)])
    hidden: DifferenceReport = mapped(report, hide)
    return hidden


def _chosen(side: Input, wanted: Wanted, notes: _Notes) -> Build:
    """The build that was asked for; an input that holds one alone has no other."""
    count = len(side.builds)
    if count == 1:
        return side.builds[0]
    if wanted.build > count:
        raise BuildLogError(f"{side.name} has {count} builds: there is no build {wanted.build}")
    if not wanted.build:
        notes.add(f"{side.name} has {count} builds: the first was compared, `--build N` takes another")
    return side.builds[(wanted.build or 1) - 1]


def _side(build: Build) -> Side:
    return Side(
        build.name, build.kind, build.revision, build.ref, build.failed, build.platforms, dict(build.versions)
    )


def _keys(one: Build, other: Build) -> DifferenceReport:
    """Two cache manifests: keys without steps."""
    if one.kind != other.kind:
        name = one if one.kind == CACHE else other
        raise BuildLogError(
            f"{name.name}: a cache manifest holds keys but not steps: compare it with another cache "
            "manifest, or ask `dlint cache --against`"
        )
    only_new, only_old = other.keys - one.keys, one.keys - other.keys
    keys = KeysReport(
        len(one.keys & other.keys), len(only_old), len(only_new),
        sum(k.startswith("root ") for k in only_old), sum(k.startswith("root ") for k in only_new)
    )
    note = (
        "a cache manifest has no steps and no arguments: the `.dockerbuild` records of both builds say which "
        "step differs, and why"
    )
    return DifferenceReport(
        _side(one), _side(other), Difference(one.name, other.name, (), (), notes=(note,)), keys=keys
    )


def _say_what_is_missing(
    old: Build, new: Build, changes: ContextChanges, difference: Difference, notes: _Notes
) -> None:
    """One line for each thing that the inputs cannot tell, and what would."""
    for build in (old, new):
        if build.failed:
            notes.add(f"{build.name}: this build failed")
        if not build.graphs and build.kind == METADATA:
            notes.add(f"{build.name} has no steps: `BUILDX_METADATA_PROVENANCE=max` writes them into it")
        elif not build.graphs and build.kind == IMAGE:
            notes.add(
                f"{build.name} has no build graph: `--provenance=mode=max`, or the `.dockerbuild` record of "
                "its build, has it"
            )
        elif not build.graphs and build.kind == LOG:
            notes.add(
                f"{build.name} is a log: it has neither arguments nor lines, which the `.dockerbuild` record "
                "has"
            )
        elif not build.graphs and not build.failed:
            notes.add(
                f"{build.name} has no build graph, so causes are known by names alone: build with "
                "`--provenance=mode=max`"
            )
    if new.graphs and not new.vertices:
        notes.add(f"{new.name} does not say which steps were cached: the `.dockerbuild` record does")
    if any(not s.sure for s in difference.steps) and not changes.known and changes.why:
        notes.add(f"changed files are not known: {changes.why}")
    if new.revision.endswith("-dirty") or old.revision.endswith("-dirty"):
        notes.add("a build had uncommitted changes, which the repository does not show")


def with_files_of_images(difference: Difference, images: ImageDifference) -> Difference:
    """The causes whose files are not known, with those that differ in the layer that the step made: paths are
    those of the image. Times are not in the key."""
    layers = {x.new_digest: x for x in images.layers if x.new_digest and not x.same}
    causes = []
    for cause in difference.causes:
        step = next((s for s in difference.steps if s.cause == cause.id), None)
        layer = layers.get(step.layer) if step is not None else None
        if cause.change.kind is CauseKind.CONTEXT and not cause.change.files and layer is not None:
            files = tuple(_changed_files(layer))
            cause = (
                replace(cause, change=replace(cause.change, files=files, what="files of the image"))
                if files
                else cause
            )
        causes.append(cause)
    return replace(difference, causes=tuple(causes))


def _changed_files(layer: LayerDifference) -> Iterator[ChangedFile]:
    for file in layer.files:
        how = [h for h in file.how if h != "time"]
        if how:
            yield ChangedFile(
                f"/{file.path}",
                {"removed": "deleted", "kind": "content", "link": "content", "owner": "mode"}.get(
                    how[0], how[0]
                ),
            )


def _images(old: Input, new: Input, wanted: Wanted) -> ImageDifference | None:
    if not old.images or not new.images:
        return None
    from dlinter.run.diff.images import compare_images

    return compare_images(old, new, wanted.build, semantic=wanted.semantic)

"""What `dlint diff` shows, as plain values, and the words for causes that every format shares."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from dlinter.model.difference.images import ImageDifference
from dlinter.model.difference.nodes import (
    Cause,
    CauseKind,
    Change,
    ChangedFile,
    Difference,
    Status,
    StepDifference,
)

SHORT = 19
"""Characters of a digest that are shown to people: its algorithm and 12 digits."""
LISTED = 3


class Side(Struct, frozen=True):
    """One of the two builds: where it was read from, and what it says of itself."""

    name: str
    kind: str
    revision: str = ""
    ref: str = ""
    failed: bool = False
    platforms: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)


class KeysReport(Struct, frozen=True):
    """Keys of two cache manifests: in both, and in one alone; `roots` are those without inputs: contents and
    sources."""

    same: int
    old: int
    new: int
    old_roots: int
    new_roots: int


class DifferenceReport(Struct, frozen=True):
    """Everything that is shown."""

    old: Side
    new: Side
    difference: Difference
    images: ImageDifference | None = None
    keys: KeysReport | None = None


def place(line: int | None, stage: str) -> str:
    return f"line {line}" if line is not None else stage if stage.startswith("stage-") else f"stage {stage}"


def seconds_text(seconds: float | None) -> str:
    """`31.4 s`; "" where it is not known."""
    return "" if seconds is None else f"{seconds:.1f} s" if seconds >= 0.05 else "0 s"


def short(value: str) -> str:
    """A digest cut to what people compare; any other value cut at 60 characters."""
    if value.startswith(("sha256:", "sha512:")):
        return f"{value[:SHORT]}…" if len(value) > SHORT else value
    head, at, digest = value.partition("@sha256:")
    if at:
        return f"{head}@sha256:{digest[:12]}…"
    return value if len(value) <= 60 else f"{value[:59]}…"


def values_text(change: Change) -> str:
    """`1.0 → 2.0`, `not set → 2.0`."""
    if change.secret:
        return (
            "added"
            if change.old is None
            else "removed"
            if change.new is None
            else "another value, which is not shown"
        )
    old = "not set" if change.old is None else f"`{short(change.old)}`" if change.old else "empty"
    new = "not set" if change.new is None else f"`{short(change.new)}`" if change.new else "empty"
    return f"{old} → {new}"


def files_text(files: tuple[ChangedFile, ...], most: int = LISTED) -> str:
    """`src/a.txt` (mode, commit 2366516), `b` and 4 more."""
    shown = []
    for file in files[:most]:
        more = [
            *([file.how] if file.how != "content" else []),
            *([f"commit {file.commit[:7]}"] if file.commit else []),
        ]
        shown.append(f"`{file.path}`" + (f" ({', '.join(more)})" if more else ""))
    return ", ".join(shown) + (f" and {len(files) - most} more" if len(files) > most else "")


def cause_text(change: Change, used: bool | None = None) -> str:
    """What one change is, in one line."""
    match change.kind:
        case CauseKind.BASE:
            layers = {True: ", the layers are the same", False: ", other layers", None: ""}[change.layers]
            if change.what == "tag moved":
                return f"the tag `{change.name}` moved: {values_text(change)}{layers}"
            if change.what == "digest edited":
                return (
                    f"the Dockerfile names another digest of `{change.name}`: {values_text(change)}{layers}"
                )
            if change.what == "other image":
                return f"another base image: {values_text(change)}"
            what = change.what.removesuffix(" of the base image")
            return (
                f"the base image changed its {what}{f' `{change.name}`' if change.name != what else ''}: "
                f"{values_text(change)}"
            )
        case CauseKind.ARGUMENT:
            how = {
                True: ", which the step uses",
                False: ", in the environment of the step, which does not name it",
                None: "",
            }[used]
            word = {
                "LABEL": "label ",
                "undeclared build argument": "undeclared build argument ",
                "proxy argument": "proxy argument ",
            }.get(change.what, f"{change.what} " if change.what else "")
            return f"{word}`{change.name}` {values_text(change)}{how}"
        case CauseKind.CONTEXT:
            if change.files:
                where = (
                    "the context differs, by the files of the image"
                    if change.what == "files of the image"
                    else "files of the context"
                )
                return f"{where}: {files_text(change.files)}"
            return f"the context differs below `{change.name or '.'}`: {change.what}"
        case CauseKind.REMOTE:
            return (
                f"the {'repository' if change.what == 'git' else 'download'} `{change.name}` changed: "
                f"{values_text(change)}"
            )
        case CauseKind.PLATFORM:
            return (
                f"{'the ' if change.what != change.name else ''}"
                f"{'option' if change.what == 'option' else change.what}"
                f"{f' `{change.name}`' if change.what == 'option' else ''}: {values_text(change)}"
            )
        case CauseKind.NO_CACHE:
            return f"`{change.what}`{f' for {change.name}' if change.name else ''}"
        case CauseKind.CACHE_MISSING:
            given = (
                f"imported: {change.new}" if change.new else "no cache was imported, or not this builder's"
            )
            return f"the key is unchanged, but the result was not in the cache ({given})"
        case CauseKind.FAILED_BEFORE:
            return "the build before failed here, so its result was never stored"
        case CauseKind.ORDER:
            if change.what == "moved":
                return f"the step was moved: {change.old} → {change.new}"
            if change.what.startswith("order of"):
                return f"another {change.what}: {change.name}"
            return (
                f"`{short(change.old)}` before it was removed"
                if change.old
                else "it follows another step than before"
            )
        case CauseKind.INSTRUCTION:
            if change.what == "new":
                return "the step is new"
            if change.what == "needed now":
                return "the build before did not need this step"
            if change.what == "removed":
                return f"removed: `{short(change.old or '')}`"
            if change.what == "stage renamed":
                return f"the stage was renamed: {values_text(change)}"
            said = (
                f": {values_text(change)}"
                if (change.old, change.new) != (None, None) and change.old != change.new
                else ""
            )
            what = "text" if change.what == change.name.lower() else change.what
            return f"the {what} changed{said}"
    return change.kind.value


def step_text(step: StepDifference, difference: Difference) -> str:
    """Why one step was rebuilt, in one line."""
    if step.kind is CauseKind.STANDS_ON:
        return f"depends on {_places(step.via, difference)}"
    if step.kind is CauseKind.STAGE:
        return f"takes files that came out different from {_places(step.taken or step.via, difference)}"
    cause = next((c for c in difference.causes if c.id == step.cause), None)
    return cause_text(cause.change, step.used) if cause is not None else ""


def _places(steps: tuple[int, ...], difference: Difference) -> str:
    return (
        " and ".join(place(difference.steps[at].line, difference.steps[at].stage) for at in steps)
        or "another step"
    )


def headline(report: DifferenceReport) -> str:
    """`5 of 8 steps rebuilt, 41 of 47 s; 2 causes`."""
    found = report.difference
    if report.keys is not None:
        keys = report.keys
        return (
            f"{keys.same} of {keys.same + keys.new} keys are the same, {keys.new} are new, {keys.old} are "
            "gone"
        )
    steps = [s for s in found.steps if s.instruction != "FROM" and s.status is not Status.NOT_BUILT]
    rebuilt = [s for s in found.rebuilt if s.instruction != "FROM"]
    if not steps:
        return (
            images_headline(report.images)
            if report.images is not None
            else f"no steps to compare: {report.new.name} holds none"
        )
    if not found.rebuilt:
        unknown = sum(s.status is Status.UNKNOWN for s in steps)
        return f"{unknown} of {len(steps)} steps are not known" if unknown else "nothing was rebuilt"
    spent = (
        ""
        if found.seconds is None
        else f", {found.seconds:.1f} s"
        if found.total == found.seconds
        else f", {found.seconds:.1f} of {found.total or 0:.1f} s"
    )
    causes = len(found.causes)
    return f"{len(rebuilt)} of {len(steps)} steps rebuilt{spent}; {causes} cause{'' if causes == 1 else 's'}"


def images_headline(images: ImageDifference) -> str:
    """Whether two builds gave the same image, and if not, the first step that did not."""
    if images.same:
        return "the images have the same content"
    differing = [x for x in images.layers if not x.same and x.count]
    if not differing:
        return "the images differ in configuration or history alone"
    return (
        f"the images differ in {len(differing)} of {len(images.layers)} layers, first by "
        f"`{short(differing[0].instruction)}`"
    )


def reached(cause: Cause, report: DifferenceReport) -> str:
    """`3 steps`: those that a cause rebuilds, counted as in the headline, where a base image is not a
    step."""
    count = sum(report.difference.steps[at].instruction != "FROM" for at in cause.steps)
    return f"{count or 'no'} step{'' if count == 1 else 's'}"


def by_cost(report: DifferenceReport) -> list[Cause]:
    """The causes, those that cost the most seconds first."""
    return sorted(report.difference.causes, key=lambda c: (-(c.seconds or 0.0), -len(c.steps), c.id))


def folded(report: DifferenceReport) -> list[tuple[Cause, list[StepDifference]]]:
    """The causes, the costliest first, each with its steps: those it is the own cause of, and those that no
    earlier one is shown with."""
    causes = by_cost(report)
    ranks = {c.id: rank for rank, c in enumerate(causes)}
    groups: dict[int, list[StepDifference]] = {}
    for step in report.difference.rebuilt:
        owner = (
            step.cause
            if step.cause is not None
            else min(step.roots, key=lambda i: ranks.get(i, len(ranks)), default=None)
        )
        if owner is not None:
            groups.setdefault(owner, []).append(step)
    return [(c, groups.get(c.id, [])) for c in causes]


def unexplained(report: DifferenceReport) -> list[StepDifference]:
    """Rebuilt steps of which the inputs do not say why."""
    return [s for s in report.difference.rebuilt if s.cause is None and not s.roots]

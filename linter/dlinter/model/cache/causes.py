"""What rebuilt a step: of everything that a commit changed, the one first cause.

A rebuild that could not have been avoided is one: what the step needs changed, or an instruction or the base
image above it was edited. Else it is the first of the changes that come before the step, in the order of the
build: a file that it does not need, a build argument, another stage.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct, field

from dlinter.model.cache.steps import Kind, Step


class CauseKind(StrEnum):
    """`needed`: files that the step needs. `other`: files that it does not need; `files`: files of which that
    is not known. `git`: the folder `.git`."""

    NEEDED = "needed"
    EDIT = "edit"
    BASE = "base"
    OTHER = "other"
    FILES = "files"
    ARGUMENT = "argument"
    STAGE = "stage"
    GIT = "git"


UNAVOIDABLE = frozenset([CauseKind.NEEDED, CauseKind.EDIT, CauseKind.BASE])


class Cause(Struct, frozen=True, order=True):
    """`at` is the place of the step where the change comes in; the step itself for what is needed. `what` are
    the sources of a copy, the argument, or the stage."""

    kind: CauseKind
    at: int
    what: str = ""


class Changes(Struct, frozen=True):
    """What one commit changed: `files` of the context that each step takes, by place, and those that reach it
    by COPY from another stage (`arrived`); places of the steps that were `edited`; steps with another value
    of a build argument (`arguments`: place to name); steps that take `.git`."""

    files: Mapping[int, Sequence[str]] = field(default_factory=dict)
    arrived: Mapping[int, Sequence[str]] = field(default_factory=dict)
    edited: Collection[int] = ()
    arguments: Mapping[int, str] = field(default_factory=dict)
    git: Collection[int] = ()


def first_cause(
    step: Step,
    above: Sequence[int],
    steps: Sequence[Step],
    changes: Changes,
    wants: Callable[[str], bool] | None,
    used: Collection[str] = (),
    needs: str = "manifests",
) -> Cause | None:
    """`above` are the places whose rebuild is the step's, itself one of them, in order. `wants`: whether the
    step needs a file that reaches it; None where that is not known; `needs` is what that is in a word. `used`
    are build arguments that the step names. None where nothing of it is rebuilt for certain."""
    if wants is not None:
        if any(
            wants(path) for at in above for path in (*changes.files.get(at, ()), *changes.arrived.get(at, ()))
        ):
            return Cause(CauseKind.NEEDED, step.at, needs)
    elif step.kind in (Kind.COPY, Kind.ADD) and changes.files.get(step.at):
        return Cause(CauseKind.NEEDED, step.at, "files")
    for at in above:
        if at in changes.edited:
            return Cause(CauseKind.BASE if steps[at].kind is Kind.FROM else CauseKind.EDIT, at)
    for at in above:
        if changes.files.get(at):
            return Cause(
                CauseKind.FILES if wants is None and step.kind is Kind.RUN else CauseKind.OTHER,
                at,
                told(steps[at]),
            )
        if changes.arrived.get(at):
            return Cause(CauseKind.STAGE, at, _stages(steps[at]))
        if at in changes.arguments:
            name = changes.arguments[at]
            return Cause(CauseKind.NEEDED if name in used and at == step.at else CauseKind.ARGUMENT, at, name)
        if at in changes.git:
            return Cause(CauseKind.GIT, at, ".git")
    return None


def told(step: Step) -> str:
    """What a step takes of the context, in words: its sources, three at most."""
    names = list(dict.fromkeys(i.told for i in step.locals))
    return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")


def _stages(step: Step) -> str:
    return next((s.image or str(s.stage) for s in step.stages), "")


def summed(causes: Sequence[tuple[Cause, int]]) -> dict[str, int]:
    """Counts by what a reader calls them: edits of several instructions are `edits`."""
    found: dict[str, int] = {}
    for cause, count in causes:
        words = _words(cause)
        found[words] = found.get(words, 0) + count
    return found


def _words(cause: Cause) -> str:
    match cause.kind:
        case CauseKind.NEEDED:
            return (
                f"its {cause.what}"
                if cause.what in ("manifests", "sources", "files")
                else f"argument {cause.what}, which it uses"
            )
        case CauseKind.EDIT:
            return "edits"
        case CauseKind.BASE:
            return "base"
        case CauseKind.OTHER:
            return f"other files of {cause.what}"
        case CauseKind.FILES:
            return f"files of {cause.what}"
        case CauseKind.ARGUMENT:
            return f"argument {cause.what}"
        case CauseKind.STAGE:
            return f"files by way of stage {cause.what}"
        case CauseKind.GIT:
            return ".git"

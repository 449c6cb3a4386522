"""The rule of `dlint lint` that reports what let a cause rebuild steps: its page says what to write instead,
and `--fix` writes it."""

from __future__ import annotations

from collections.abc import Sequence

from dlinter.model.difference.nodes import Cause, CauseKind, StepDifference

ADVISED = (
    "volatile-arg-before-run", "volatile-env-before-run", "unsorted-environment", "base-tag-moves",
    "copy-before-install", "context-too-wide",
    "remote-add-without-checksum",
)  # fmt: skip
"""The ids that may be named; a test holds them against the rules that there are."""


def rule_for(cause: Cause, steps: Sequence[StepDifference]) -> str:
    """The id of the rule, "" where none is about this cause."""
    change = cause.change
    reached = [steps[at] for at in cause.steps]
    own = [s for s in reached if s.cause == cause.id or cause.id in s.also]
    if change.kind is CauseKind.ARGUMENT and change.what in ("ARG", "ENV"):
        unused = any(s.used is False for s in own if s.instruction == "RUN")
        return (
            ("volatile-arg-before-run" if change.what == "ARG" else "volatile-env-before-run")
            if unused
            else ""
        )
    if change.kind is CauseKind.ORDER:
        return "unsorted-environment" if change.what.startswith("order of ENV") else ""
    if change.kind is CauseKind.BASE:
        return "base-tag-moves" if change.what == "tag moved" else ""
    if change.kind is CauseKind.REMOTE:
        return "remote-add-without-checksum" if change.what == "download" else ""
    if change.kind is CauseKind.CONTEXT:
        followed = any(s.kind is CauseKind.STANDS_ON and s.instruction == "RUN" for s in reached)
        whole = any(s.instruction in ("COPY", "ADD") and "." in s.text.split()[1:-1] for s in own)
        return (
            "copy-before-install"
            if followed and whole
            else "context-too-wide"
            if whole and change.files and all(_for_one(f.path) for f in change.files)
            else ""
        )
    return ""


def _for_one(path: str) -> bool:
    """Whether a file is for people and tools around the build, not for what is built."""
    return path.rpartition("/")[2].lower().endswith((".md", ".log", ".dockerignore")) or path.startswith(
        (".git/", ".github/", "docs/")
    )

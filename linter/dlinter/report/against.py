"""What `dlint cache --against` shows: for each step whether the cache has it, as text and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

from msgspec import Struct

from dlinter.model.cache.keys.causes import Answer
from dlinter.model.cache.keys.match import Miss

_LISTED = 8
"""Files that a line of text lists."""


class AgainstReport(Struct, frozen=True):
    """The answers for one Dockerfile and one cache; `remarks` say what the answers rest on."""

    path: str
    cache: str
    answers: tuple[Answer, ...]
    remarks: tuple[str, ...] = ()

    @property
    def first(self) -> Answer | None:
        """The first step that misses by a cause of its own."""
        missed = [a for a in self.answers if a.hit is False]
        return next((a for a in missed if a.miss is not Miss.STANDS_ON), missed[0] if missed else None)

    @property
    def counts(self) -> tuple[int, int, int]:
        """Hits, misses and steps that are not known, of the steps that are built: the rows, so that who
        counts them comes to the same."""
        steps = [a for a in self.answers if a.built]
        return (
            sum(a.hit is True for a in steps),
            sum(a.hit is False for a in steps),
            sum(a.hit is None for a in steps),
        )


def cause(answer: Answer) -> str:
    """Why a step misses, in one phrase."""
    kind = answer.miss
    if kind is Miss.BASE:
        return f"the image `{answer.what}` is not the one that the cache was made with"
    if kind is Miss.ARGUMENT:
        names = ", ".join(f"`{name}`" for name in answer.arguments) or "an argument"
        return (
            f"{'one of ' if not answer.exact and len(answer.arguments) > 1 else ''}{names} has another value"
        )
    if kind is Miss.ORDER:
        return "ENV and ARG are set in another order"
    if kind is Miss.CONTEXT:
        return f"{_files(answer)} changed" if answer.exact else f"files under {_files(answer)} changed"
    if kind is Miss.STAGE:
        return f"the files that it takes from `{answer.what}` came out different"
    if kind is Miss.REMOTE:
        return f"`{answer.what}` changed"
    if kind is Miss.PLATFORM:
        return f"the cache has this step for {answer.what}"
    if kind is Miss.NO_CACHE:
        return "`--no-cache`"
    if kind is Miss.CACHE_MISSING:
        return "the key is the same, but the cache has no result for it"
    if kind is Miss.STANDS_ON:
        return (
            f"it depends on line {answer.before}" if answer.before else "it depends on a step that is rebuilt"
        )
    return f"the instruction differs{f': {answer.what}' if answer.what else ''}"


def _files(answer: Answer) -> str:
    shown = ", ".join(f"`{name}`" for name in answer.files[:_LISTED])
    more = len(answer.files) - _LISTED
    return f"{shown} and {more} more" if more > 0 else shown


def headline(report: AgainstReport) -> str:
    """How many steps hit, in one line."""
    hits, misses, unknown = report.counts
    head = f"{report.cache}: {hits} of {hits + misses + unknown} steps hit"
    head += f", {misses} miss" if misses else ""
    return head + (f", {unknown} not known" if unknown else "")


def as_text(report: AgainstReport) -> str:
    return "\n".join([headline(report), *_lines(report), *report.remarks]) + "\n"


def _lines(report: AgainstReport) -> Iterator[str]:
    first = report.first
    several = len({a.row.stage for a in report.answers}) > 1
    for answer in report.answers:
        word = "hit " if answer.hit else "miss" if answer.hit is False else "?   " if answer.built else "-   "
        text = answer.row.text if len(answer.row.text) <= 72 else answer.row.text[:71] + "…"
        stage = f"{answer.row.stage_name}: " if several else ""
        yield f"{word} line {answer.row.line}: {stage}{text}"
        if answer.hit is False:
            begin = "  first miss: " if answer is first else "  "
            yield f"     {begin}{cause(answer)}" + (
                " (only the merge of `--link` is done again)" if answer.merge_only else ""
            )
        elif answer.hit is None and answer.built and answer.why:
            yield f"       not known: {answer.why}"


def as_json(report: AgainstReport) -> str:
    first = report.first
    hits, misses, unknown = report.counts
    steps = []
    for answer in report.answers:
        row = answer.row
        missed = answer.hit is False
        steps.append({
            "line": row.line, "stage": row.stage_name, "instruction": row.instruction, "text": row.text,
            "built": answer.built, "hit": answer.hit,
            "miss": answer.miss.value if missed and answer.miss else None,
            "cause": cause(answer) if missed else None, "why": answer.why or None,
            "files": list(answer.files) if missed else [],
            "arguments": list(answer.arguments) if missed else [], "exact": answer.exact,
            "stands_on": answer.before if missed else None, "merge_only": answer.merge_only,
        })  # fmt: skip
    data = {
        "path": report.path, "cache": report.cache, "hits": hits, "misses": misses, "unknown": unknown,
        "first_miss": first.row.line if first is not None else None, "steps": steps,
        "remarks": list(report.remarks),
    }  # fmt: skip
    return json.dumps(data, indent=2) + "\n"

"""Whether a file that was edited still reads well: what no edit touches is there as it was."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate

from dlinter.finding import Edit
from dlinter.fix import Reads
from dlinter.model.builds import Build, BuildFile
from dlinter.model.builds.names import is_data
from dlinter.model.builds.values import Entry, Setting, Value
from dlinter.model.dockerfile import Dockerfile, Instruction
from dlinter.model.dockerfile.reader import read
from dlinter.model.text import Span, Text


def reads_for(text: Text) -> Reads:
    """What tells whether an edited file reads well: a Dockerfile or a build file, by its name."""
    if is_data(text.path):
        return builds_as_before
    return _Rereader().reads


class _Rereader:
    """Reads the file before the edits once, however often other edits of it are tried."""

    def __init__(self) -> None:
        self._before: Text | None = None
        self._old: Dockerfile | None = None

    def reads(self, before: Text, after: Text, edits: Sequence[Edit]) -> str:
        """"" when the edited file reads well: no refusal that was not there, and every instruction that no
        edit touches is there as it was, in its order. Else what is wrong."""
        if self._old is None or before is not self._before:
            self._before, self._old = before, read(before)
        return _as_before(self._old, after, edits)


class _Touched:
    """What the edits touch: the spans that share a byte or an end with one of them."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        spans = sorted(e.span for e in edits)
        self._starts = [span.start for span in spans]
        self._ends = list(accumulate((span.end for span in spans), max))

    def __contains__(self, span: Span) -> bool:
        before = bisect_right(self._starts, span.end)
        return before > 0 and self._ends[before - 1] >= span.start


def _signature(instruction: Instruction) -> tuple[object, ...]:
    return (
        instruction.keyword.value,
        tuple((f.name, f.value) for f in instruction.flags),
        tuple(a.value for a in instruction.args),
        tuple(h.content for h in instruction.heredocs),
    )


def _as_before(old: Dockerfile, after: Text, edits: Sequence[Edit]) -> str:
    new = read(after)
    more = _errors(new) - _errors(old)
    if more:
        return f"the file would no longer read: {next(iter(more))}"
    touched = _Touched(edits)
    found = iter([_signature(i) for i in new.instructions])
    for instruction in old.instructions:
        span = instruction.span
        if span in touched:
            continue
        wanted = _signature(instruction)
        if not any(seen == wanted for seen in found):
            return f"`{instruction.keyword.value}` on line {instruction.first_line} would change with it"
    return ""


def _errors(dockerfile: Dockerfile) -> Counter[str]:
    return Counter(e.message for e in dockerfile.errors)


def builds_as_before(before: Text, after: Text, edits: Sequence[Edit]) -> str:
    """"" when the edited build file reads well: every value of a build that no edit touches is there as it
    was, in its order. Else what is wrong."""
    from dlinter.model.builds.reader import read_build_file

    old, new = read_build_file(before), read_build_file(after)
    if old is None or new is None or new.error:
        return f"the file would no longer read: {new.error if new else 'it is something else'}"
    if len(old.builds) != len(new.builds):
        return f"it would hold {len(new.builds)} builds, not {len(old.builds)}"
    for was, now in zip(old.builds, new.builds, strict=True):
        if _counts(was) != _counts(now):
            return f"`{was.name or before.slice(was.anchor)}` would have other options"
    touched = _Touched(edits)
    left = Counter(_values(new, _Touched(())))
    for what in _values(old, touched):
        if left[what] <= 0:
            return f"`{what[1]}` would change with it"
        left[what] -= 1
    return ""


def _counts(build: Build) -> list[int]:
    lists: list[tuple[object, ...]] = [
        build.args, build.contexts, build.platforms, build.tags, build.cache_from, build.cache_to,
        build.secrets, build.ssh, build.outputs, build.attests,
    ]  # fmt: skip
    return [len(each) for each in lists]


def _values(file: BuildFile, touched: _Touched) -> Iterator[tuple[int, str]]:
    for number, build in enumerate(file.builds):
        for value in _values_of(build):
            if value.span not in touched:
                yield number, value.text


def _values_of(build: Build) -> Iterator[Value]:
    single = (
        build.context,
        build.dockerfile,
        build.inline,
        build.target,
        build.provenance,
        build.push,
        build.no_cache,
    )
    yield from (v for v in (*single, *build.platforms, *build.tags) if v is not None)
    settings: list[Setting] = [*build.args, *build.contexts]
    entries: list[Entry] = [
        *build.cache_from,
        *build.cache_to,
        *build.secrets,
        *build.ssh,
        *build.outputs,
        *build.attests,
    ]
    for entry in entries:
        settings += entry.fields
    for setting in settings:
        yield Value(f"{setting.name}={setting.value.text if setting.value else ''}", setting.span)

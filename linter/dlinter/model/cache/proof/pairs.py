"""Which instruction of a fixed Dockerfile is which of the file before."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from dlinter.model.dockerfile.nodes import Dockerfile, Instruction, Run

Pair = tuple[Instruction, Instruction]
"""An instruction before, and the same after."""


def pairs_of(before: Dockerfile, after: Dockerfile) -> tuple[list[Pair], Instruction | None]:
    """Every instruction of the file before with the same one after, and the first RUN that is not there any
    more. In each stage those of the same words in order, flags left aside; then, of those that are left, RUN
    by RUN. A RUN that was cut in two is in two pairs."""
    new_stage = parted(before, after)
    if new_stage is None and len(before.stages) != len(after.stages):
        return [], next((i for i in before.instructions if isinstance(i, Run)), None)
    found: list[Pair] = []
    lost: Instruction | None = None
    for stage in (None, *range(len(before.stages))):
        old = [i for i in before.instructions if i.stage == stage]
        new = [i for i in after.instructions if i.stage in _same_stages(stage, new_stage)]
        waiting: dict[tuple[object, ...], list[Instruction]] = defaultdict(list)
        for instruction in reversed(new):
            waiting[_words(instruction)].append(instruction)
        left: list[Run] = []
        for instruction in old:
            same = waiting[_words(instruction)]
            if same:
                found.append((instruction, same.pop()))
            elif isinstance(instruction, Run):
                left.append(instruction)
        taken = {id(a) for _, a in found}
        free = [i for i in new if isinstance(i, Run) and id(i) not in taken]
        cut, left, free = _cut(left, free)
        found += cut
        more, gone = _by_order(left, free)
        found += more
        lost = lost or gone
    if new_stage is not None:
        found += _again(before, after, new_stage, {id(a) for _, a in found})
    return found, lost


def parted(before: Dockerfile, after: Dockerfile) -> int | None:
    """The index of the stage that the fixed file has in addition, where it is the first part of the one below
    it; None where there is none, or another one."""
    names = [s.name.lower() for s in before.stages]
    for stage in after.stages[:-1] if len(after.stages) == len(names) + 1 else ():
        rest = [s.name.lower() for s in after.stages if s is not stage]
        if rest == names and after.stages[stage.index + 1].base == stage.index:
            return stage.index
    return None


def _same_stages(stage: int | None, new_stage: int | None) -> tuple[int | None, ...]:
    """The stages of the fixed file that have the instructions of one of the file before."""
    if stage is None or new_stage is None or stage < new_stage:
        return (stage,)
    return (stage, stage + 1) if stage == new_stage else (stage + 1,)


def _again(before: Dockerfile, after: Dockerfile, new_stage: int, known: set[int]) -> list[Pair]:
    """The instructions of the parted stage that others have now, too, with those of the stage."""
    found: list[Pair] = []
    for stage in (s for s in after.stages if s.base == new_stage and s.index != new_stage + 1):
        waiting: dict[tuple[object, ...], list[Instruction]] = defaultdict(list)
        for instruction in reversed(before.stages[new_stage].instructions[1:]):
            waiting[_words(instruction)].append(instruction)
        for instruction in stage.instructions[1:]:
            if id(instruction) not in known and waiting[_words(instruction)]:
                found.append((waiting[_words(instruction)].pop(), instruction))
    return found


_JOINS = ("&&", ";")
MOST_CLEANING = 6
_EMPTIES = re.compile(r"rm |\S+ (?:-\S+ |-m pip )*(?:cache )?(?:clean|autoclean|purge|clear|remove)\b")
"""Commands that delete."""


def _cut(left: list[Run], free: list[Run]) -> tuple[list[Pair], list[Run], list[Run]]:
    """Those that are two now: the one begins as it did, the other ends as it did, and together they have all
    its commands."""
    found: list[Pair] = []
    scripts = {id(run): _script(run) for run in free} if left else {}
    for run in list(left):
        condition, whole = _condition(_script(run))
        bodies = {at: _condition(words) for at, words in scripts.items()} if condition else {}
        below = {at: body for at, (head, body) in bodies.items() if head == condition}
        of = below if condition else scripts
        parts = next(_parts(whole, [r for r in free if id(r) in of], of), None)
        if parts is not None:
            first, rest = parts
            found += [(run, first), (run, rest)]
            left = [r for r in left if r is not run]
            free = [r for r in free if r is not first and r is not rest]
    return found, left, free


def _parts(
    whole: list[str], free: Sequence[Run], scripts: Mapping[int, list[str]]
) -> Iterator[tuple[Run, Run]]:
    """The two steps, in order, that have the commands of one."""
    for at, first in enumerate(free):
        begin = scripts[id(first)]
        for tail in _tails(begin, whole):
            for rest in free[at + 1 :]:
                end = scripts[id(rest)]
                cut = len(end) - len(tail)
                if (
                    end[-len(tail) :] == tail
                    and (not cut or end[cut - 1] in _JOINS)
                    and (not cut or _repeats(end[:cut], begin))
                ):
                    yield first, rest


def _tails(begin: list[str], whole: list[str]) -> Iterator[list[str]]:
    """What the second step has of the whole one where the first one has `begin`: what follows. The first one
    may end with commands that empty caches in addition, which the whole step ends with instead, or which the
    second one has as well."""
    tail = _after(begin, whole)
    if tail:
        yield tail
    commands = _commands(begin)
    for count in range(1, min(MOST_CLEANING, len(commands) - 1) + 1):
        more = commands[-count:]
        if not _EMPTIES.match(" ".join(more[0])):
            break
        for join in _JOINS:
            start = [word for c in more for word in (join, *c)]
            if begin[-len(start) :] != start:
                continue
            tail = _after(begin[: -len(start)], whole)
            if tail[-len(start) :] == start and tail != start:
                yield tail[: -len(start)]
            if tail and _in_order(more, _commands(tail)):
                yield tail


def _after(begin: list[str], whole: list[str]) -> list[str]:
    """The words of a script behind the commands that it begins with; none where it begins with others."""
    size = len(begin)
    if whole[:size] != begin or not whole[size:] or whole[size] not in _JOINS:
        return []
    return whole[size + 1 :]


def _in_order(commands: list[list[str]], others: list[list[str]]) -> bool:
    rest = iter(others)
    return all(c in rest for c in commands)


def _condition(words: list[str]) -> tuple[list[str], list[str]]:
    """The words up to `then` of a script that is one condition, and its body; else none, and all of it."""
    end = words[:-2] if words[-2:] == [";", "fi"] else words[:-1] if words[-1:] == ["fi"] else []
    at = words.index("then") if words[:1] == ["if"] and "then" in end else 0
    if not at or "fi" in end[at:]:
        return [], words
    return words[:at], end[at + 1 :]


def _repeats(again: list[str], begin: list[str]) -> bool:
    """Whether the commands that the second step begins with are of the first, in its order, and only set the
    state of the shell."""
    at = 0
    commands = _commands(begin)
    for command in _commands(again):
        at = next((i for i in range(at, len(commands)) if commands[i] == command), -1) + 1
        if not at or command[0] not in ("cd", "set", "export"):
            return False
    return True


def _commands(words: list[str]) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for word in words:
        if word in _JOINS:
            found.append([])
        else:
            found[-1].append(word)
    return [c for c in found if c]


def _script(run: Run) -> list[str]:
    """The words of its script, joined lines and flags left aside; of a heredoc that is all of it the lines,
    joined by `;`."""
    texts = [arg.value for arg in run.args]
    if run.heredocs:
        lines = run.heredocs[0].content.replace("\\\n", " ").split("\n")
        texts = (
            [" ; ".join(line for line in lines if line.strip() and not line.lstrip().startswith("#"))]
            if len(run.heredocs) == len(texts) == 1
            else []
        )
    return [word for text in texts for word in text.replace("&&", " && ").replace(";", " ; ").split()]


def _by_order(left: Sequence[Run], free: Sequence[Run]) -> tuple[list[Pair], Run | None]:
    """Edited ones in their order; several may have become one."""
    if len(left) == len(free):
        return list(zip(left, free, strict=True)), None
    if len(free) == 1:
        return [(run, free[0]) for run in left], None
    return [], left[0] if left else None


def _words(instruction: Instruction) -> tuple[object, ...]:
    return (
        instruction.keyword.value.upper(), tuple(a.value for a in instruction.args),
        tuple(h.content for h in instruction.heredocs),
    )  # fmt: skip

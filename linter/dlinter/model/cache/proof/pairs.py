"""Which instruction of a fixed Dockerfile is which of the file before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

from dlinter.model.dockerfile.nodes import Dockerfile, Instruction, Run

Pair = tuple[Instruction, Instruction]
"""An instruction before, and the same after."""


def pairs_of(before: Dockerfile, after: Dockerfile) -> tuple[list[Pair], Instruction | None]:
    """Every instruction of the file before with the same one after, and the first RUN that is not there any
    more. In each stage those of the same words in order, flags left aside; then, of those that are left, RUN
    by RUN. A RUN that was cut in two is in two pairs."""
    if len(before.stages) != len(after.stages):
        return [], next((i for i in before.instructions if isinstance(i, Run)), None)
    found: list[Pair] = []
    lost: Instruction | None = None
    for stage in (None, *range(len(before.stages))):
        old, new = ([i for i in each.instructions if i.stage == stage] for each in (before, after))
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
    return found, lost


_JOINS = ("&&", ";")


def _cut(left: list[Run], free: list[Run]) -> tuple[list[Pair], list[Run], list[Run]]:
    """Those that are two now: the one begins as it did, the other ends as it did, and together they have all
    its commands."""
    found: list[Pair] = []
    for run in list(left):
        whole = _script(run)
        for first, rest in combinations(free, 2):
            begin, end = _script(first), _script(rest)
            tail = next(
                (
                    end[at:]
                    for at in range(len(end))
                    if (not at or end[at - 1] in _JOINS)
                    and any([*begin, join, *end[at:]] == whole for join in _JOINS)
                ),
                None,
            )
            if tail is not None and (tail == end or _repeats(end[: -len(tail)], begin)):
                found += [(run, first), (run, rest)]
                left = [r for r in left if r is not run]
                free = [r for r in free if r is not first and r is not rest]
                break
    return found, left, free


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

"""Joins the steps of two builds by stage and text, so that inserted, moved and renamed ones find each other.
Never by vertex digest: whatever stands on a local context has a new one in every build."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from difflib import SequenceMatcher

from msgspec import Struct

from dlinter.model.record.steps import Step, Steps

MOST_LOOKS = 20_000
"""Pairs of texts that are compared letter by letter."""
_ALIKE = 0.5
_NEARLY = 0.9
_AHEAD = 50
"""Steps of the old build that are looked at for one of the new."""
_LONGEST = 2_000


class Alignment(Struct):
    """New step → old step, by place. `moved` are the new steps that stand elsewhere among their siblings,
    `stages` new stage → old stage by name."""

    pairs: dict[int, int]
    moved: frozenset[int]
    stages: dict[str, str]


class _Likeness:
    def __init__(self) -> None:
        self._left = MOST_LOOKS

    def of(self, one: str, other: str) -> float:
        if one == other:
            return 1.0
        if self._left <= 0:
            return 0.0
        self._left -= 1
        return SequenceMatcher(None, one[:_LONGEST], other[:_LONGEST], autojunk=False).ratio()


def align(old: Steps, new: Steps) -> Alignment:
    """Joins stages, then the steps of each, then what moved to another stage."""
    like = _Likeness()
    stages = _stages(old, new, like)
    pairs: dict[int, int] = {}
    moved: set[int] = set()
    for name, before in stages.items():
        mine = [s for s in new.all if s.stage_name == name]
        theirs = [s for s in old.all if s.stage_name == before]
        found, shifted = _steps(mine, theirs, like)
        pairs |= found
        moved |= shifted
    taken = set(pairs.values())
    left: dict[str, list[int]] = {}
    for step in old.all:
        if step.at not in taken and step.instruction != "FROM":
            left.setdefault(_text(step), []).append(step.at)
    for step in new.all:
        if step.at not in pairs and left.get(_text(step)):
            pairs[step.at] = left[_text(step)].pop(0)
            moved.add(step.at)
    return Alignment(pairs, frozenset(moved), stages)


def _text(step: Step) -> str:
    return step.text


def _stages(old: Steps, new: Steps, like: _Likeness) -> dict[str, str]:
    """By name; what is left by the likeness of its steps, the most alike first, in the order of the file
    where two are equal."""
    found: dict[str, str] = {}
    by_name = {name.lower(): name for name in old.stages}
    for name in new.stages:
        if name.lower() in by_name and not name.startswith("stage-"):
            found[name] = by_name[name.lower()]
    taken = set(found.values())
    here = [n for n in new.stages if n not in found]
    there = [n for n in old.stages if n not in taken]
    if not here or not there:
        return found
    texts_new = {n: _body(new, n) for n in here}
    texts_old = {n: _body(old, n) for n in there}
    scores = []
    for i, name in enumerate(here):
        for j, other in enumerate(there):
            score = like.of(texts_new[name], texts_old[other])
            # A last stage stays the last one, and a stage without a name the one at its place, whatever is
            # written in it.
            if name == other or (name == new.stages[-1] and other == old.stages[-1]):
                score += 0.3
            scores.append((-score, abs(i - j), i, j))
    used_new, used_old = set[int](), set[int]()
    for score, _, i, j in sorted(scores):
        if -score > 0.4 and i not in used_new and j not in used_old:
            found[here[i]] = there[j]
            used_new.add(i)
            used_old.add(j)
    return found


def _body(steps: Steps, name: str) -> str:
    return "\n".join(s.text for s in steps.all if s.stage_name == name)


def _steps(new: Sequence[Step], old: Sequence[Step], like: _Likeness) -> tuple[dict[int, int], set[int]]:
    """Equal texts in order, then moved ones, then between them those of one kind whose text is alike."""
    found: dict[int, int] = {}
    matcher = SequenceMatcher(None, [_key(s) for s in new], [_key(s) for s in old], autojunk=False)
    blocks = matcher.get_opcodes()
    for tag, begin, end, first, last in blocks:
        if tag == "equal":
            found |= {n.at: o.at for n, o in zip(new[begin:end], old[first:last], strict=True)}
    taken = set(found.values())
    moved: set[int] = set()
    left: dict[str, deque[Step]] = {}
    for step in old:
        if step.at not in taken:
            left.setdefault(_key(step), deque()).append(step)
    for step in new:
        if step.at not in found:
            equal = left.get(_key(step))
            if equal:
                same = equal.popleft()
                found[step.at] = same.at
                taken.add(same.at)
                moved.add(step.at)
    for tag, begin, end, first, last in blocks:
        if tag != "replace":
            continue
        mine = [s for s in new[begin:end] if s.at not in found]
        theirs = [s for s in old[first:last] if s.at not in taken]
        at = 0
        for number, step in enumerate(mine):
            # A long block of edited steps is walked side by side: what is nearly the same at the same place
            # is not looked for elsewhere.
            ahead = theirs[at : at + _AHEAD]
            if (
                ahead
                and ahead[0].instruction == step.instruction
                and len(mine) == len(theirs)
                and like.of(step.text, ahead[0].text) >= _NEARLY
            ):
                ahead = ahead[:1]
            ranked = [
                (like.of(step.text, o.text) + (0.2 if o.instruction == step.instruction else 0), -i, i)
                for i, o in enumerate(ahead, at)
                if o.instruction == step.instruction or {o.instruction, step.instruction} <= {"COPY", "ADD"}
            ]
            best = max(ranked, default=None)
            # Where as many are left on both sides, an instruction that was rewritten whole is still that
            # instruction.
            alone = len(mine) - number == len(theirs) - at
            if best is not None and (best[0] > _ALIKE + 0.2 or (alone and best[2] == at)):
                found[step.at] = theirs[best[2]].at
                taken.add(theirs[best[2]].at)
                at = best[2] + 1
    return found, moved


def _key(step: Step) -> str:
    return step.instruction if step.instruction == "FROM" else step.text

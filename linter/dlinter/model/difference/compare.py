"""The comparison of two builds: for each step of the new one what became of it, and why, with the causes at
the end of the chain.

BuildKit's log says which steps ran. A step that ran has another key than before, or was not in the cache. Its
key is made of its own operation, the content that it takes, and the keys of what it stands on
(solver/cachemap, docs/dev/solver.md): so its cause is a change of its own, else content of another stage that
came out different, else the step before it, else the cache did not have it.
"""

from __future__ import annotations

from msgspec import Struct, field

from dlinter.model.difference.alignment import Alignment, align
from dlinter.model.difference.files import changed_files, ignore_changed, is_context, taken_by, takes_context
from dlinter.model.difference.nodes import (
    Cause,
    CauseKind,
    Change,
    ChangedFile,
    ContextChanges,
    Difference,
    Status,
    StepDifference,
)
from dlinter.model.difference.operations import Sides, added_platforms, own_changes
from dlinter.model.difference.values import names_in, values_of
from dlinter.model.record.steps import Step, Steps

FOLLOWS = "other step before it"
"""Of a cause: nothing of the step differs, what it stands on is another step; `old` is the step that is gone,
where there is one."""
_UNCACHED = frozenset({"RUN", "COPY", "ADD"})
"""`--no-cache` is for these: WORKDIR stays cached (dockerfile2llb/convert.go, `llb.IgnoreCache`)."""


class _Verdict(Struct):
    """What is known of one step while the walk goes on. `keyed`: its key differs, `output`: others may see
    another content of it."""

    status: Status
    kind: CauseKind | None = None
    own: list[Change] = field(default_factory=list)
    roots: int = 0
    """The numbers of the causes at the end of the chain, as bits: a long chain of edited steps has each in
    all after it."""
    via: list[int] = field(default_factory=list)
    taken: tuple[int, ...] = ()
    keyed: bool = False
    output: bool = False
    stops: bool = False
    sure: bool = True


class Comparison(Struct):
    """What the walk gives: the difference, and what reports and idle changes are made of."""

    sides: Sides
    alignment: Alignment
    difference: Difference
    same_layers: tuple[Change, ...] = ()


def compare(old: Steps, new: Steps, changes: ContextChanges) -> Comparison:
    """Compares two builds; `changes` are those of the repository."""
    sides = Sides(old, new, values_of(old), values_of(new))
    alignment = align(old, new)
    walk = _Walk(sides, alignment, changes)
    verdicts = [walk.judge(step) for step in new.all]
    difference = _collected(sides, alignment, verdicts, walk.numbers)
    return Comparison(sides, alignment, difference, tuple(walk.same_layers))


class _Walk:
    def __init__(self, sides: Sides, alignment: Alignment, changes: ContextChanges) -> None:
        self.sides, self.alignment, self.changes = sides, alignment, changes
        self.done: list[_Verdict] = []
        self.came_same: list[bool] = []
        self.numbers: dict[Change, int] = {}
        """Causes in the order of their first step, from 1."""
        self.missed = self._was_missed()
        self.no_cache = _no_cache(sides.new)
        self.same_layers: list[Change] = []

    def before(self, step: Step) -> Step | None:
        at = self.alignment.pairs.get(step.at)
        return self.sides.old.all[at] if at is not None else None

    def _was_missed(self) -> bool:
        """Whether the cache was empty for this build: a step whose key cannot have changed was built all the
        same. A RUN or WORKDIR right behind an unchanged base image is such a one."""
        sides = self.sides
        if _no_cache(sides.new) is not None:
            return False
        clean: dict[int, bool] = {}
        for step in sides.new.all:
            before = self.before(step)
            same = (
                before is not None
                and before.built
                and not own_changes(sides, before, step)
                and step.at not in self.alignment.moved
            )
            if step.instruction == "FROM":
                clean[step.at] = bool(same) and step.built
                continue
            pure = (
                same
                and not takes_context(sides.new, step)
                and not step.sources
                and all(clean.get(p, False) for p in step.parents)
            )
            if pure and before is not None:
                pure = {self.alignment.pairs.get(p) for p in step.parents} == set(before.parents)
            clean[step.at] = bool(pure)
            if pure and step.executed and step.operations and before is not None and before.ended:
                return True
        return self._ran_whole()

    def _ran_whole(self) -> bool:
        """Whether every step ran though git knows of no change at all: more than files that git does not see
        would explain."""
        ran = [s for s in self.sides.new.all if s.instruction != "FROM" and s.built]
        if len(ran) < 2 or not all(s.executed for s in ran) or not self.changes.known:
            return False
        return not any(
            (b := self.before(s)) is None or own_changes(self.sides, b, s) or self._files(s, b) for s in ran
        )

    def judge(self, step: Step) -> _Verdict:
        verdict = self._judge(step)
        for change in verdict.own:
            verdict.roots |= 1 << self.numbers.setdefault(change, len(self.numbers) + 1)
        for at in verdict.via:
            verdict.roots |= self.done[at].roots
        self.came_same.append(self._came_out_same(step, self.before(step)))
        self.done.append(verdict)
        return verdict

    def _judge(self, step: Step) -> _Verdict:
        before = self.before(step)
        if not step.built:
            return _Verdict(Status.NOT_BUILT)
        own = own_changes(self.sides, before, step) if before is not None and before.built else []
        if step.instruction == "FROM":
            return self._base(step, before, own)
        ran = step.executed
        if not self.sides.old.all and not self.sides.old.build.failed:
            return _Verdict(Status.UNKNOWN if ran is not False else Status.SAME, sure=False)
        if ran is None:
            return self._unlogged(step, before, own)
        if not ran:
            return _Verdict(Status.SAME, stops=self._stops(step))
        return self._built(step, before, own)

    def _base(self, step: Step, before: Step | None, own: list[Change]) -> _Verdict:
        """A FROM is asked for in every build: its log entry says nothing."""
        if before is None or not before.built:
            if before is not None or self.sides.old.dockerfile is None:
                return _Verdict(Status.SAME)
            change = Change(CauseKind.INSTRUCTION, "new", "FROM", None, step.text)
            return _Verdict(Status.NEW, CauseKind.INSTRUCTION, [change], keyed=True, output=True)
        if not own and (added := added_platforms(self.sides, step)) is not None:
            own = [added]
        if not own:
            return _Verdict(Status.SAME)
        if all(c.kind is CauseKind.BASE and c.layers for c in own):
            self.same_layers += own  # the key by the chain of its layers is the same
            return _Verdict(Status.SAME)
        return _Verdict(Status.REBUILT, own[0].kind, own, keyed=True, output=True)

    def _stops(self, step: Step) -> bool:
        return any(self.done[s].keyed or self.done[s].output for s in step.sources)

    def _unlogged(self, step: Step, before: Step | None, own: list[Change]) -> _Verdict:
        """No log says whether it ran: by its key, and by its layer where both builds have one."""
        if before is None or not before.built:
            return self._built(step, before, own)
        same_layer = self._same_layer(before, step)
        if not self._evidence(step, before, own):
            if same_layer:
                return _Verdict(Status.SAME, stops=self._stops(step))
            if same_layer is None and takes_context(self.sides.new, step) and not self.changes.known:
                return _Verdict(Status.UNKNOWN, sure=False)
            if same_layer is None:
                return _Verdict(Status.SAME)
        elif same_layer and not own and not any(self.done[p].keyed for p in step.parents):
            return _Verdict(Status.SAME, stops=self._stops(step))
        verdict = self._built(step, before, own)
        verdict.sure = verdict.sure and bool(own)
        return verdict

    def _evidence(self, step: Step, before: Step, own: list[Change]) -> bool:
        return (
            bool(own)
            or any(self.done[s].keyed for s in (*step.parents, *step.sources))
            or bool(self._files(step, before))
            or self._elsewhere(step, before)
        )

    def _same_layer(self, before: Step, step: Step) -> bool | None:
        one, other = self.sides.old.layer(before), self.sides.new.layer(step)
        return one == other if one and other else None

    def _files(self, step: Step, before: Step) -> tuple[ChangedFile, ...]:
        if not takes_context(self.sides.new, step):
            return ()
        found = changed_files(self.sides.new, step, self.changes)
        if not found and ignore_changed(self.sides.old, before, self.sides.new, step):
            return (ChangedFile(".dockerignore", "content"),)
        return found

    def _built(self, step: Step, before: Step | None, own: list[Change]) -> _Verdict:
        """A step that ran: its one cause."""
        sides = self.sides
        verdict = _Verdict(Status.REBUILT, keyed=True, output=True)
        parents = [p for p in step.parents if self.done[p].keyed]
        sources = [s for s in step.sources if self.done[s].keyed or self.done[s].output]
        same = self._same_layer(before, step) if before is not None else None
        if before is not None:
            sources = [s for s in sources if not self.came_same[s]]
        files = self._files(step, before) if before is not None else ()
        content = [Change(CauseKind.CONTEXT, _how(files), "", files=files)] if files else []
        if self.no_cache is not None and step.instruction in _UNCACHED and _is_uncached(self.no_cache, step):
            option = Change(
                CauseKind.NO_CACHE,
                "--no-cache-filter" if self.no_cache else "--no-cache",
                ", ".join(self.no_cache),
            )
            verdict.own = [option, *own, *content]
            verdict.keyed = bool(own or content or parents)
        elif sides.old.build.failed and not (before is not None and before.ended):
            verdict.own = [Change(CauseKind.FAILED_BEFORE, "the build before failed", ""), *own, *content]
        elif (added := added_platforms(sides, step)) is not None:
            verdict.own = [added]
        elif before is None:
            verdict.status = Status.NEW
            verdict.own = [Change(CauseKind.INSTRUCTION, "new", step.instruction, None, step.text)]
        elif not before.built:
            verdict.own = [self._not_built_before()]
        elif own or content:
            verdict.own = [*own, *content]
        # below a rebuilt step it is rebuilt wherever it stands
        elif step.at in self.alignment.moved and not parents:
            verdict.own = [Change(CauseKind.ORDER, "moved", step.instruction, _line(before), _line(step))]
        elif sources and not (same and parents):
            verdict.kind = CauseKind.STAGE
        elif parents:
            verdict.kind = CauseKind.STANDS_ON
        elif self._elsewhere(step, before):
            verdict.own = [Change(CauseKind.ORDER, FOLLOWS, step.instruction, self._gone_before(before))]
        elif sources:
            verdict.kind = CauseKind.STAGE
        else:
            self._unexplained(step, before, same, verdict)
        if verdict.own:
            verdict.kind = verdict.own[0].kind
        verdict.via = [*parents, *(s for s in sources if s not in parents)]
        verdict.taken = tuple(sources)
        return verdict

    def _came_out_same(self, step: Step, before: Step | None) -> bool:
        """Whether a step has the layer that it had before, and what it stands on has, too: then so has
        everything that it holds itself."""
        return before is not None and bool(self._same_layer(before, step)) and all(
            not self.done[p].output or self.came_same[p] for p in step.parents
            if self.sides.new.all[p].instruction != "FROM"
        )

    def _not_built_before(self) -> Change:
        old, new = self.sides.old.build.attrs.get("target"), self.sides.new.build.attrs.get("target")
        if old != new:
            return Change(CauseKind.PLATFORM, "option", "target", old, new)
        if self.sides.old.build.failed:
            return Change(CauseKind.FAILED_BEFORE, "the build before failed", "")
        return Change(CauseKind.INSTRUCTION, "needed now", "")

    def _gone_before(self, before: Step) -> str | None:
        """The text of the step that stood before it in its stage, where the new build has none like it."""
        paired = set(self.alignment.pairs.values())
        gone = [
            s
            for s in self.sides.old.all
            if s.built and s.stage == before.stage and s.at < before.at and s.at not in paired
        ]
        return gone[-1].text if gone else None

    def _elsewhere(self, step: Step, before: Step) -> bool:
        """Whether it stands on another step than before, and that one was not rebuilt: one between them is
        gone."""
        if not step.operations or not before.operations:
            return False
        now = {self.alignment.pairs.get(p) for p in step.parents}
        return bool(step.parents or before.parents) and now != set(before.parents)

    def _unexplained(self, step: Step, before: Step, same: bool | None, verdict: _Verdict) -> None:
        """Nothing in the key is known to differ. Content of the context may, where git does not see it; else
        the cache did not have the step."""
        hidden = takes_context(self.sides.new, step) and not same and not self.missed
        if hidden and step.operations:
            why = (
                "content, mode or files that git does not see"
                if self.changes.known
                else self.changes.why or "the content"
            )
            verdict.own = [Change(CauseKind.CONTEXT, why, _sources_of(self.sides.new, step))]
            verdict.sure = False
            return
        if step.raw != before.raw and not step.operations:
            verdict.own = [Change(CauseKind.INSTRUCTION, "command", step.instruction, before.text, step.text)]
            return
        if (
            not step.operations
            and step.instruction in ("COPY", "ADD")
            and "--from=" not in step.text
            and not self.missed
            and not self._hangs_on_unknown(step)
        ):
            verdict.own = [Change(CauseKind.CONTEXT, "the content", _written_sources(step))]
            verdict.sure = False
            return
        if not (step.operations and before.operations) and not self.missed:
            verdict.sure = False  # a log has no arguments and no content: the key may differ in them
            return
        self.missed = True
        verdict.own = [
            Change(
                CauseKind.CACHE_MISSING,
                "not in the cache",
                "",
                self._caches(self.sides.old),
                self._caches(self.sides.new),
            )
        ]
        verdict.keyed = verdict.output = False

    def _hangs_on_unknown(self, step: Step) -> bool:
        """Of a log: the first step of a stage that begins with no image stands on another stage, and the log
        does not say which."""
        return not step.parents and any(
            s.executed
            for s in self.sides.new.all
            if s.stage_name != step.stage_name and s.instruction == "RUN"
        )

    @staticmethod
    def _caches(steps: Steps) -> str | None:
        return ", ".join(steps.build.imports) or steps.build.attrs.get("cache-from") or None


def _line(step: Step) -> str:
    return f"line {step.line}" if step.line is not None else step.stage_name


def _how(files: tuple[ChangedFile, ...]) -> str:
    kinds = {f.how for f in files}
    return (
        next(iter(kinds))
        if len(kinds) == 1
        else "content and mode"
        if kinds == {"content", "mode"}
        else "files"
    )


def _sources_of(steps: Steps, step: Step) -> str:
    found = []
    for taken in taken_by(steps, step):
        if is_context(taken.source):
            found += [taken.selector] if taken.selector is not None else [a.src for a in taken.actions]
    return ", ".join(dict.fromkeys(f.strip("/") or "." for f in found))


def _written_sources(step: Step) -> str:
    """The sources of a COPY as its text has them."""
    words = [w for w in step.text.split()[1:] if not w.startswith("--")]
    return ", ".join(w.strip("/") or "." for w in words[:-1]) or step.text.partition(" ")[2]


def _no_cache(steps: Steps) -> tuple[str, ...] | None:
    """The stages of `--no-cache-filter`, () for `--no-cache`; None without."""
    given = steps.build.attrs.get("no-cache")
    return None if given is None else tuple(n.strip() for n in given.split(",") if n.strip())


def _is_uncached(stages: tuple[str, ...], step: Step) -> bool:
    return not stages or step.stage_name.lower() in {s.lower() for s in stages}


def _collected(
    sides: Sides, alignment: Alignment, verdicts: list[_Verdict], numbers: dict[Change, int]
) -> Difference:
    """Gives each cause its steps and seconds."""
    first: dict[Change, Step] = {}
    reached: dict[int, list[int]] = {}
    for step, verdict in zip(sides.new.all, verdicts, strict=True):
        for change in verdict.own:
            first.setdefault(change, step)
        if verdict.status in (Status.REBUILT, Status.NEW):
            for number in _bits(verdict.roots):
                reached.setdefault(number, []).append(step.at)
    steps = tuple(
        _step(sides, alignment, step, verdict, numbers)
        for step, verdict in zip(sides.new.all, verdicts, strict=True)
    )
    causes = []
    for change, number in numbers.items():
        step = first[change]
        known = [
            s.seconds
            for s in (steps[at] for at in reached.get(number, ()))
            if s.seconds is not None and s.instruction != "FROM"
        ]
        causes.append(
            Cause(
                number,
                change,
                step.line,
                step.stage_name,
                tuple(reached.get(number, ())),
                sum(known) if known else None,
            )
        )
    paired = set(alignment.pairs.values())
    removed = tuple((s.line, s.text) for s in sides.old.all if s.built and s.at not in paired)
    old, new = sides.old.build, sides.new.build
    return Difference(old.name, new.name, steps, tuple(causes), removed=removed)


def _bits(number: int) -> tuple[int, ...]:
    return tuple(at for at, bit in enumerate(reversed(f"{number:b}")) if bit == "1")


def _step(
    sides: Sides, alignment: Alignment, step: Step, verdict: _Verdict, numbers: dict[Change, int]
) -> StepDifference:
    own = [numbers[c] for c in verdict.own]
    before = alignment.pairs.get(step.at)
    old = sides.old.all[before] if before is not None else None
    layer = sides.new.layer(step)
    then = sides.old.layer(old) if old is not None else ""
    named = next((c for c in verdict.own if c.kind is CauseKind.ARGUMENT), None)
    used = None if named is None else named.name in names_in(step.raw)
    return StepDifference(
        step.at, step.stage_name, step.line, step.instruction, step.text, verdict.status,
        None if step.instruction == "FROM" else step.seconds, verdict.kind,
        own[0] if own else None, tuple(own[1:]), tuple(verdict.via), verdict.taken, _bits(verdict.roots),
        used, verdict.stops,
        verdict.sure, old.line if old is not None else None, layer, layer == then if layer and then else None,
    )  # fmt: skip

"""The loop: subjects × rules → results.

An engine is made once for a set of rules and used for any number of files and images; it holds no state of
what it has seen. A rule that raises becomes a `Problem` that names it; the others still run.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from dlinter.finding import Finding, Fix, Location, Problem, Reason, Result, RuleInfo, Suppression
from dlinter.model.clock import OutOfTime, ending
from dlinter.model.dockerfile import Dockerfile, Instruction, Onbuild, Run, Stage
from dlinter.model.facts.facts import Facts
from dlinter.model.image import Image
from dlinter.model.masks import NONE, Masks, blanked
from dlinter.model.shell import Command
from dlinter.model.text import Span
from dlinter.model.work import TooMuchWork
from dlinter.rule import AnyRule, Context
from dlinter.values import replace

if TYPE_CHECKING:
    from dlinter.model.builds.facts import BuildFacts

RELATED = 100
"""Related places of one finding; thousands of findings with thousands each would make a report of
gigabytes."""
_LONG = 16_384
"""Characters of an instruction from which on fingerprints hold a digest of it; the longest real one has
3,500."""
FINDINGS = 1_000
"""Findings of one rule in one file; what a report of a hundred thousand equal ones says, this many say. No
rule has more than 30 in one of 597 real files."""
_NO_OPTIONS: Mapping[str, Any] = {}
Where = Callable[[Finding], Location]


class Outcome(Struct):
    """What one subject tree gave. `stopped` are rules that ran out of work on it."""

    results: list[Result] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    stopped: set[str] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)
    """Findings of each rule in this file."""

    def add(self, other: Outcome) -> None:
        """Takes what another gave, too."""
        self.results += other.results
        self.problems += other.problems
        self.stopped |= other.stopped


class Engine:
    """Runs rules on subjects. `options` are each rule's settings as configured (rule id → name → value)."""

    def __init__(
        self, rules: Sequence[AnyRule], options: Mapping[str, Mapping[str, Any]] | None = None
    ) -> None:
        self.rules = tuple(rules)
        configured = options or {}
        self._options = {
            rule.id: {o.name: o.default for o in rule.options} | dict(configured.get(rule.id, {}))
            for rule in self.rules
        }
        self._infos: dict[str, RuleInfo] = {}
        self._by_type: dict[type, tuple[AnyRule, ...]] = {}
        self._with_options = frozenset(rule.id for rule in self.rules if self._options[rule.id])

    def rules_for(self, subject: type) -> tuple[AnyRule, ...]:
        """The rules that look at values of this type, in order of family and id."""
        rules = self._by_type.get(subject)
        if rules is None:
            rules = self._by_type[subject] = tuple(
                rule for rule in self.rules if any(issubclass(subject, wanted) for wanted in rule.subjects)
            )
        return rules

    def info(self, rule: AnyRule) -> RuleInfo:
        info = self._infos.get(rule.id)
        if info is None:
            info = self._infos[rule.id] = rule.info
        return info

    def lint(self, facts: Facts) -> Outcome:
        """All rules over one Dockerfile: the file, its stages, instructions (ONBUILD triggers too), commands
        of RUN."""
        outcome = Outcome()
        text = facts.text
        where = _in_file(facts, text.path)
        line = 1
        try:
            with ending():
                for subject, stage, instruction in self._subjects(facts):
                    rules = self.rules_for(type(subject))
                    line = instruction.first_line if instruction is not None else line
                    if rules:
                        self._run(
                            rules, subject, outcome, where, stage=stage, instruction=instruction, facts=facts
                        )
        except OutOfTime:
            self._late(outcome, text.path, line)
        outcome.results = identify(protect(outcome.results, lambda: facts.masks), facts.dockerfile)
        return outcome

    def _subjects(self, facts: Facts) -> Iterator[tuple[object, Stage | None, Instruction | None]]:
        dockerfile = facts.dockerfile
        yield dockerfile, None, None
        for stage in dockerfile.stages:
            yield stage, stage, None
        commands = bool(self.rules_for(Command))
        for top in dockerfile.instructions:
            stage_of = facts.stage_of(top)
            instruction: Instruction | None = top
            while instruction is not None:
                yield instruction, stage_of, instruction
                if commands and isinstance(instruction, Run):
                    for command in facts.script(instruction).commands:
                        yield command, stage_of, instruction
                instruction = instruction.trigger if isinstance(instruction, Onbuild) else None

    def examine(
        self, subjects: Iterable[object], image: Image, where: Callable[[object, Finding], Location]
    ) -> Outcome:
        """Rules over parts of an image: `ImageSecret`s, `Layer`s, the `Image`."""
        outcome = Outcome()
        for subject in subjects:
            rules = self.rules_for(type(subject))
            if rules:
                place = lambda f, s=subject: where(s, f)  # noqa: E731
                self._run(rules, subject, outcome, place, image=image)
        outcome.results = identify(outcome.results, None)
        return outcome

    def over(self, subjects: Iterable[object], facts: Facts) -> Outcome:
        """Rules over further subjects of one file (unused ignores)."""
        outcome = Outcome()
        for subject in subjects:
            where = _in_file(facts, facts.text.path)
            self._run(self.rules_for(type(subject)), subject, outcome, where, facts=facts)
        outcome.results = identify(protect(outcome.results, lambda: facts.masks), facts.dockerfile)
        return outcome

    def lint_builds(self, builds: BuildFacts) -> Outcome:
        """All rules over one build file: the file and its builds."""
        return self.over_builds((builds.file, *builds.file.builds), builds)

    def over_builds(self, subjects: Iterable[object], builds: BuildFacts) -> Outcome:
        """Rules over subjects of a build file."""
        outcome = Outcome()
        text = builds.file.text
        try:
            with ending():
                for subject in subjects:
                    rules = self.rules_for(type(subject))
                    if rules:
                        self._run(
                            rules,
                            subject,
                            outcome,
                            lambda f: Location(text.path, text, f.span, key=builds.key),
                            builds=builds,
                        )
        except OutOfTime:
            self._late(outcome, text.path)
        outcome.results = identify(protect(outcome.results, lambda: builds.masks), None)
        return outcome

    def _late(self, outcome: Outcome, path: str, line: int = 0) -> None:
        """The time of the file is over: what was found stays, and no rule has seen all of it."""
        outcome.stopped.update(rule.id for rule in self.rules)
        begun = f"line {line}: " if line else ""
        outcome.problems.append(
            Problem(f"{begun}rules take too long for this file: they were stopped here", path)
        )

    def _full(
        self, outcome: Outcome, rule: str, finding: Finding, facts: Facts | None, builds: BuildFacts | None
    ) -> bool:
        """Counts a finding. Whether its rule has had as many as one file may have, which is a problem."""
        count = outcome.counts[rule] = outcome.counts.get(rule, 0) + 1
        if count <= FINDINGS:
            return False
        text = facts.text if facts is not None else builds.file.text if builds is not None else None
        at = f" from line {text.line_of(finding.span.start)} on" if text and finding.span is not None else ""
        outcome.stopped.add(rule)
        outcome.problems.append(
            Problem(
                f"rule `{rule}` has more than {FINDINGS:,} findings in this file: those{at} are left out",
                text.path if text is not None else "",
                rule,
            )
        )
        return True

    def _run(
        self, rules: Sequence[AnyRule], subject: object, outcome: Outcome, where: Where, *,
        stage: Stage | None = None, instruction: Instruction | None = None,
        facts: Facts | None = None, image: Image | None = None, builds: BuildFacts | None = None,
    ) -> None:  # fmt: skip
        work = facts.dockerfile.work if facts else None
        # of all rules that have no options
        plain = Context(stage, instruction, _NO_OPTIONS, facts, image, builds)
        stopped, with_options = outcome.stopped, self._with_options
        for rule in rules:
            name = rule.id
            if image is None and name in stopped:
                continue
            if work is not None:
                work.switch(name)
            context = (
                Context(stage, instruction, self._options[name], facts, image, builds)
                if name in with_options
                else plain
            )
            try:
                for finding in rule.check(subject, context):
                    if image is None and self._full(outcome, name, finding, facts, builds):
                        break
                    if len(finding.related) > RELATED:
                        finding = replace(finding, related=finding.related[:RELATED])
                    why = finding.secret.sieved if finding.secret is not None else ""
                    sieved = Suppression(Reason.SIEVE, why) if why else None
                    severity = finding.severity or rule.severity
                    outcome.results.append(
                        Result(self.info(rule), severity, where(finding), finding, "", sieved)
                    )
            except TooMuchWork as error:
                outcome.stopped.add(rule.id)
                path = facts.text.path if facts else builds.file.text.path if builds else ""
                outcome.problems.append(Problem(f"rule `{rule.id}` was stopped: {error}", path, rule.id))
            except Exception as error:  # a rule must not take the run with it
                path = (
                    facts.text.path
                    if facts
                    else image.name
                    if image
                    else builds.file.text.path
                    if builds
                    else ""
                )
                outcome.problems.append(
                    Problem(f"rule `{rule.id}` failed: {what_failed(error)}", path, rule.id)
                )
        if work is not None:
            work.switch("")  # what is read between rules is on nobody's account


def what_failed(error: BaseException) -> str:
    """Type and place of an exception. Not its text, which may hold a piece of what was scanned."""
    trace, place = error.__traceback__, ""
    while trace is not None:
        place = f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__} at {place}"


def _in_file(facts: Facts, path: str) -> Where:
    return lambda finding: Location(path, facts.text, finding.span, key=facts.key)


def protect(results: list[Result], masks: Callable[[], Masks]) -> list[Result]:
    """The results as every report may have them: no message, title or place holds a secret, a fix that writes
    one again is withheld, and each knows where in its text the secrets are. `masks` are asked for when there
    is a result: a clean file is not searched for secrets when no rule wants it."""
    known = masks() if results else NONE
    # the step that made a place may be a megabyte, and have a thousand findings
    hide = cache(known.scrub)
    return [_protected(result, known, hide) for result in results] if known else results


def _hidden(fix: Fix, masks: Masks) -> Fix:
    written = [e.replacement for e in fix.edits] + [part for file in fix.files for part in file]
    return replace(fix, title=masks.scrub(fix.title), withheld=fix.withheld or any(map(masks.holds, written)))


def _protected(result: Result, masks: Masks, hide: Callable[[str], str]) -> Result:
    finding, location, fix = result.finding, result.location, result.finding.fix
    fix = _hidden(fix, masks) if fix is not None else None
    finding = replace(
        finding, message=masks.scrub_message(finding.message), key=hide(finding.key), fix=fix,
        otherwise=tuple((masks.scrub_message(m), _hidden(f, masks)) for m, f in finding.otherwise),
        related=tuple(replace(r, message=masks.scrub_message(r.message)) for r in finding.related),
    )  # fmt: skip
    image = location.image
    if image is not None:
        image = replace(
            image, created_by=hide(image.created_by), path=hide(image.path), inner=hide(image.inner),
            platform=hide(image.platform)
        )
    hidden = location.hidden or (masks.spans if location.text is not None else ())
    return replace(
        result,
        finding=finding,
        location=replace(location, path=hide(location.path), image=image, hidden=hidden),
    )


def identify(results: list[Result], dockerfile: Dockerfile | None) -> list[Result]:
    """Gives each result its fingerprint: rule, path, and the finding's `key`, or the text of its instruction
    and span; never a line number. Equal ones are told apart by their order."""
    seen: Counter[str] = Counter()
    starts = [i.span.start for i in dockerfile.instructions] if dockerfile else []
    done = []
    whole: dict[tuple[int, int], str] = {}
    for result in results:
        parts = [result.rule.id, *_place(result), _anchor(result, dockerfile, starts, whole)]
        digest = hashlib.blake2b(
            "\0".join(parts).encode("utf-8", "surrogateescape"), digest_size=10
        ).hexdigest()
        seen[digest] += 1
        done.append(replace(result, fingerprint=f"{digest}:{seen[digest]}"))
    return done


def _place(result: Result) -> tuple[str, ...]:
    place = result.location.image
    if place is None:
        return (result.location.key or result.location.path,)
    # Neither the layer's digest nor its index: both change with every build.
    return (place.exposure.value, place.path, place.inner, *((place.part,) if place.part else ()))


def _anchor(
    result: Result, dockerfile: Dockerfile | None, starts: list[int], whole: dict[tuple[int, int], str]
) -> str:
    """`whole` keeps the text of each instruction, by its place and the (living) tuple of secrets left out:
    thousands of findings may be in one."""
    finding, text = result.finding, result.location.text
    key = finding.key or (finding.secret.key if finding.secret is not None else "")
    if key or text is None or finding.span is None:
        return key

    def written(span: Span) -> str:
        data = text.data[span.start : span.end]
        return (blanked(data, span.start, result.location.hidden) if result.location.hidden else data).decode(
            "utf-8", "surrogateescape"
        )

    anchor = written(finding.span)
    at = bisect_right(starts, finding.span.start) - 1
    if dockerfile and at >= 0 and finding.span in dockerfile.instructions[at].span:
        place = (at, id(result.location.hidden))
        if place not in whole:
            text_of = " ".join(("\0" + written(dockerfile.instructions[at].span)).split())
            if len(text_of) > _LONG:  # thousands of findings may be in one instruction
                text_of = "\0" + hashlib.blake2b(text_of.encode("utf-8", "surrogateescape")).hexdigest()
            whole[place] = text_of
        return " ".join((anchor + "\0").split())[:-1] + whole[place]
    return " ".join(anchor.split())

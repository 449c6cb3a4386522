"""The pipeline, put together: bytes → model → rules → results → policy → report.

The only module that knows every stage. An `Examiner` is made once a process and used for any number of inputs.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from dlinter.engine import Engine, Outcome
from dlinter.finding import Edit, Problem, Report, Result, Subject
from dlinter.fix import Fixed, fix_text
from dlinter.model.dockerfile import Dockerfile, Instruction
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts import Facts, Pair, SecretFinder
from dlinter.model.ignore import UnusedIgnore
from dlinter.model.secret import Candidate
from dlinter.model.text import Text
from dlinter.policy.baseline import Baseline, load_baseline
from dlinter.policy.case import Case
from dlinter.policy.chain import apply as apply_policy
from dlinter.policy.ignores import read_ignores
from dlinter.policy.settings import Settings
from dlinter.registry import RuleSet, load_rules
from dlinter.rule import AnyRule

if TYPE_CHECKING:

    from dlinter.model.dockerfile.context import BuildContext
    from dlinter.sources.inputs import LintInput

PARALLEL_FROM = 48
"""So many files are worth starting further processes for."""


def _no_context() -> BuildContext | None:
    return None


@dataclass(slots=True)
class Examiner:
    """Rules, settings and baseline of a run, ready to look at inputs."""

    ruleset: RuleSet
    settings: Settings
    engine: Engine
    baseline: Baseline
    files: Mapping[str, str] | None = None
    only: frozenset[str] | None = None
    _finder: SecretFinder | None = None

    @classmethod
    def of(cls, ruleset: RuleSet, settings: Settings) -> Examiner:
        enabled = [rule for rule in ruleset.rules if rule.id in settings.enabled]
        return cls(ruleset, settings, Engine(enabled, settings.options), load_baseline(settings.baseline))

    @classmethod
    def alone(cls, rule: AnyRule, options: Mapping[str, Any], files: Mapping[str, str] | None, path: str) -> Examiner:
        """For the example of one rule: its options, the files of its build context. A rule about ignores needs the others
        to run too; only its own results are given."""
        ruleset = load_rules()
        others = ruleset.rules if UnusedIgnore in rule.subjects else (rule,)
        settings = Settings(enabled=frozenset(r.id for r in others), options={rule.id: options}, use_cache=False)
        engine = Engine(others, settings.options)
        return cls(ruleset, settings, engine, Baseline(), files, frozenset({rule.id}))

    def find_secrets(self, text: Text, pairs: Sequence[Pair]) -> tuple[Candidate, ...]:
        if self._finder is None:
            from dlinter.secrets.finder import text_finder

            self._finder = text_finder(self.ruleset.detectors)
        return self._finder(text, pairs)

    def facts(self, text: Text, load_context: Callable[[], BuildContext | None] = _no_context) -> Facts:
        return Facts(read(text), self.find_secrets, load_context, self.settings.target_frontend)

    def results(self, text: Text) -> list[Result]:
        """The results of one text that are not suppressed, in order; raises where a rule fails."""
        outcome = self.lint(text, partial(self._example_context, text.path) if self.files is not None else _no_context)
        if outcome.problems:
            raise AssertionError("; ".join(p.message for p in outcome.problems))
        return [
            r for r in outcome.results
            if r.suppressed_by is None and (self.only is None or r.rule.id in self.only)
        ]  # fmt: skip

    def _example_context(self, path: str) -> BuildContext | None:
        from dlinter.model.dockerfile.context import BuildContext

        return BuildContext.of(self.files or {}, path)

    def lint(self, text: Text, load_context: Callable[[], BuildContext | None] = _no_context) -> Outcome:
        """Everything about one Dockerfile, policy applied."""
        facts = self.facts(text, load_context)
        outcome = self.engine.lint(facts)
        case = Case(self.settings, read_ignores(facts.dockerfile, self.ruleset), self.baseline)
        outcome.results = apply_policy(outcome.results, case)
        if self.engine.rules_for(UnusedIgnore):
            unused = case.ignores.unused(outcome.results, self.settings.enabled)
            if unused:
                more = self.engine.over(unused, facts)
                outcome.problems += more.problems
                outcome.results = apply_policy([*outcome.results, *more.results], case)
        return outcome

    def lint_input(self, item: LintInput) -> tuple[Outcome, Text | None]:
        """Everything about one file; a file that cannot be read is a problem."""
        try:
            text = Text(item.read(), item.path)
        except OSError as error:
            return Outcome(problems=[Problem(f"cannot be read: {error.strerror or error}", item.path)]), None
        problem = unreadable(text)
        if problem:
            return Outcome(problems=[problem]), None
        return self.lint(text, partial(_load_context, item, self.settings)), text


def _load_context(item: LintInput, settings: Settings) -> BuildContext | None:
    if item.file is None and not settings.context:
        return None
    from dlinter.sources.build_context import load_context

    return load_context(item.file or item.path, settings.context)


def unreadable(text: Text) -> Problem | None:
    """What is wrong with bytes that are no Dockerfile at all: empty, or binary."""
    data = text.data
    if not data.strip():
        return Problem("is empty: there is nothing to build", text.path)
    if data[:4] == b"\x7fELF" or data[:2] in (b"\x1f\x8b", b"PK", b"MZ", b"BM") or data[:4] in (b"\x28\xb5\x2f\xfd", b"\x89PNG"):
        return Problem("is binary, not a Dockerfile", text.path)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Problem("is UTF-16: BuildKit reads UTF-8 only", text.path)
    if b"\0" in data[:8192] and data.count(b"\0", 0, 8192) * 20 > len(data[:8192]):
        return Problem("is binary, not a Dockerfile", text.path)
    return None


# --- lint -------------------------------------------------------------------------------------------------------------

_worker: Examiner | None = None


def _start_worker(settings: Settings) -> None:
    global _worker
    _worker = Examiner.of(load_rules(), settings)


def _work(items: Sequence[LintInput]) -> list[Outcome]:
    assert _worker is not None
    return [_worker.lint_input(item)[0] for item in items]


def lint(inputs: Sequence[LintInput], settings: Settings, ruleset: RuleSet | None = None) -> Report:
    """Lints files, on all cores when there are many. Raises RegistryError and ConfigError."""
    examiner = Examiner.of(ruleset or load_rules(), settings)
    report = Report(subjects=[Subject(item.path, "lint") for item in inputs], rules=_infos(examiner))
    for outcome in _outcomes(examiner, inputs, settings):
        report.results += outcome.results
        report.problems += outcome.problems
    report.results = apply_policy(report.results, Case(settings))
    return report


def _infos(examiner: Examiner) -> list[Any]:
    return [examiner.engine.info(rule) for rule in examiner.engine.rules]


def _outcomes(examiner: Examiner, inputs: Sequence[LintInput], settings: Settings) -> Iterable[Outcome]:
    jobs = settings.jobs or os.cpu_count() or 1
    if jobs < 2 or len(inputs) < PARALLEL_FROM:
        return [examiner.lint_input(item)[0] for item in inputs]
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    size = max(1, min(32, len(inputs) // (jobs * 4)))
    chunks = [inputs[at : at + size] for at in range(0, len(inputs), size)]
    done: list[Outcome] = []
    with ProcessPoolExecutor(jobs, initializer=_start_worker, initargs=(settings,)) as pool:
        futures = [pool.submit(_work, chunk) for chunk in chunks]
        for chunk, future in zip(chunks, futures, strict=True):
            try:
                done += future.result()
            except BrokenProcessPool:  # a worker was killed: nothing is lost, it only takes longer
                done += [examiner.lint_input(item)[0] for item in chunk]
    return done


# --- fix --------------------------------------------------------------------------------------------------------------


def fix(item: LintInput, examiner: Examiner, *, unsafe: bool) -> tuple[Fixed | None, list[Problem]]:
    """One file after its fixes, verified; nothing is written."""
    outcome, text = examiner.lint_input(item)
    if text is None:
        return None, outcome.problems
    load = partial(_load_context, item, examiner.settings)
    return fix_text(text, lambda t: examiner.lint(t, load).results, reads_as_before, unsafe=unsafe), outcome.problems


def _signature(instruction: Instruction) -> tuple[object, ...]:
    return (
        instruction.keyword.value,
        tuple((f.name, f.value) for f in instruction.flags),
        tuple(a.value for a in instruction.args),
        tuple(h.content for h in instruction.heredocs),
    )


def reads_as_before(before: Text, after: Text, edits: Sequence[Edit]) -> str:
    """"" when the edited file reads well: no refusal that was not there, and every instruction that no edit touches is
    there as it was, in its order. Else what is wrong."""
    old, new = read(before), read(after)
    more = _errors(new) - _errors(old)
    if more:
        return f"the file would no longer read: {next(iter(more))}"
    touched = [e.span for e in edits]
    found = iter([_signature(i) for i in new.instructions])
    for instruction in old.instructions:
        span = instruction.span
        if any(t.start <= span.end and span.start <= t.end for t in touched):
            continue
        wanted = _signature(instruction)
        if not any(seen == wanted for seen in found):
            return f"`{instruction.keyword.value}` on line {instruction.first_line} would change with it"
    return ""


def _errors(dockerfile: Dockerfile) -> Counter[str]:
    return Counter(e.message for e in dockerfile.errors)

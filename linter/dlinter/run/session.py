"""A run's rules, settings and baseline, and one Dockerfile through them: text → model → rules → results →
policy.

An `Examiner` is made once a process and used for any number of inputs. It knows no kind of input: build files
are `builds`, files on disk `files`, images `scan.images`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field

from dlinter.engine import Engine, Outcome
from dlinter.finding import Problem
from dlinter.model import clock
from dlinter.model.facts.facts import Facts, no_history
from dlinter.model.ignore import UnusedIgnore
from dlinter.model.secret import Candidate, Pair
from dlinter.model.text import Text
from dlinter.packs import RuleSet, load_frontends
from dlinter.policy.baseline import Baseline, load_baseline
from dlinter.policy.case import Case
from dlinter.policy.chain import apply as apply_policy
from dlinter.policy.file_ignores import read_ignores
from dlinter.policy.settings import Settings
from dlinter.run.around import Around

if TYPE_CHECKING:
    from dlinter.model.dockerfile.context import BuildContext
    from dlinter.model.facts.given import Given
    from dlinter.model.facts.history import History
    from dlinter.model.frontend import Frontend
    from dlinter.model.shell.nodes import ShellRemark
    from dlinter.run.conceal import Concealer
    from dlinter.run.contexts import Contexts


def _no_context() -> BuildContext | None:
    return None


def _nothing_given() -> Mapping[str, Given]:
    return {}


def _no_names() -> frozenset[str]:
    return frozenset()


def _check_scripts(scripts: Sequence[str]) -> Sequence[Sequence[ShellRemark]]:
    from dlinter.sources.shellcheck import check

    return check(scripts)


class Loads(Struct, frozen=True):
    """How to get at what stands around a Dockerfile, when a rule asks for it."""

    context: Callable[[], BuildContext | None] = _no_context
    history: Callable[[], History | None] = no_history
    given: Callable[[], Mapping[str, Given]] = _nothing_given
    around: Around = field(default_factory=Around)
    named_contexts: Callable[[], frozenset[str]] = _no_names
    targets: Callable[[], frozenset[str]] = _no_names


NOTHING = Loads()


class Examiner(Struct):
    """Rules, settings and baseline of a run, ready to look at inputs."""

    ruleset: RuleSet
    settings: Settings
    engine: Engine
    baseline: Baseline
    _frontends: tuple[Frontend, ...] | None = None
    _contexts: Contexts | None = None

    @property
    def contexts(self) -> Contexts:
        """What the build files of the repositories say of their Dockerfiles' contexts."""
        if self._contexts is None:
            from dlinter.run.contexts import Contexts

            self._contexts = Contexts()
        return self._contexts

    @classmethod
    def of(cls, ruleset: RuleSet, settings: Settings) -> Examiner:
        enabled = [rule for rule in ruleset.rules if rule.id in settings.enabled]
        return cls(ruleset, settings, Engine(enabled, settings.options), load_baseline(settings.baseline))

    def find_secrets(self, text: Text, pairs: Sequence[Pair]) -> tuple[Candidate, ...]:
        with clock.whole():
            return self.ruleset.find_secrets(text, pairs)

    @property
    def concealer(self) -> Concealer:
        """Hides the secrets of what no rule made."""
        from dlinter.run.conceal import Concealer

        return Concealer(self.find_secrets)

    def facts(self, text: Text, load: Loads = NOTHING, key: str = "") -> Facts:
        from dlinter.model.dockerfile.reader import read  # a scan reads none

        dockerfile, foreign = read(text), None
        if dockerfile.frontend:
            from dlinter.model.frontend import foreign_frontend, without_instructions

            foreign = foreign_frontend(dockerfile, self.frontends)
            dockerfile = without_instructions(dockerfile) if foreign else dockerfile
        return Facts(dockerfile, self.find_secrets, load.context, self.settings.target_frontend, key,
            foreign, _check_scripts, load.history, load.given, load.named_contexts, load.targets)

    def frontends(self) -> tuple[Frontend, ...]:
        """The known frontends, loaded when a file first names one that is not Docker's."""
        if self._frontends is None:
            self._frontends = load_frontends(self.ruleset.packs)
        return self._frontends

    def lint(self, text: Text, load: Loads = NOTHING, key: str = "") -> Outcome:
        """Everything about one Dockerfile, policy applied. `key` is its path in the repository."""
        with clock.limited():
            return self._lint(text, load, key)

    def _lint(self, text: Text, load: Loads, key: str) -> Outcome:
        try:
            with clock.ending():
                facts = self.facts(text, load, key)
        except clock.OutOfTime:
            return Outcome(problems=[Problem(clock.UNREAD, text.path)])
        outcome = self.engine.lint(facts)
        case = Case(self.settings, read_ignores(facts.dockerfile, self.ruleset), self.baseline)
        outcome.add(self.engine.over(case.ignores.malformed, facts))
        from dlinter.run.judge import judged

        outcome.results, late = judged(apply_policy(outcome.results, case), facts)
        if late:
            outcome.problems.append(
                Problem(
                    "rules take too long for this file: not all of its fixes were proven, and those are "
                    "left out",
                    text.path,
                )
            )
        if self.engine.rules_for(UnusedIgnore):
            unused = case.ignores.unused(outcome.results, self.settings.enabled - outcome.stopped)
            if unused:
                more = self.engine.over(unused, facts)
                outcome.add(more)
                outcome.results = apply_policy(outcome.results, case)
        outcome.problems += [
            Problem(f"line {line}: {message}", text.path) for line, message in facts.dockerfile.work.refused
        ]
        return outcome

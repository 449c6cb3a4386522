"""One input through the pipeline: bytes → model → rules → results → policy.

An `Examiner` is made once a process and used for any number of inputs.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from dlinter.engine import Engine, Outcome
from dlinter.finding import Problem, Result
from dlinter.model.builds.names import is_data
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.ignore import UnusedIgnore
from dlinter.model.secret import Candidate, Pair, SecretFinder
from dlinter.model.text import Text
from dlinter.packs import RuleSet, load_frontends, load_rules
from dlinter.policy.baseline import Baseline, load_baseline
from dlinter.policy.case import Case
from dlinter.policy.chain import apply as apply_policy
from dlinter.policy.ignores import read_ignores
from dlinter.policy.settings import Settings
from dlinter.rule import AnyRule
from dlinter.run.readable import odd_byte, unreadable

if TYPE_CHECKING:
    from dlinter.model.dockerfile.context import BuildContext
    from dlinter.model.facts.history import History
    from dlinter.model.frontend import Frontend
    from dlinter.model.shell.nodes import ShellRemark
    from dlinter.run.contexts import Contexts
    from dlinter.sources.inputs import LintInput

def _no_context() -> BuildContext | None:
    return None


def _no_history() -> History | None:
    return None


def _check_scripts(scripts: Sequence[str]) -> Sequence[Sequence[ShellRemark]]:
    from dlinter.sources.shellcheck import check

    return check(scripts)


@dataclass(frozen=True, slots=True)
class Loads:
    """How to get at what stands around a Dockerfile, when a rule asks for it."""

    context: Callable[[], BuildContext | None] = _no_context
    history: Callable[[], History | None] = _no_history


NOTHING = Loads()


@dataclass(slots=True)
class Examiner:
    """Rules, settings and baseline of a run, ready to look at inputs."""

    ruleset: RuleSet
    settings: Settings
    engine: Engine
    baseline: Baseline
    files: Mapping[str, str] | None = None
    only: frozenset[str] | None = None
    history: Sequence[Sequence[str]] = ()
    _finder: SecretFinder | None = None
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

    @classmethod
    def alone(
        cls, rule: AnyRule, options: Mapping[str, Any], files: Mapping[str, str] | None, path: str, history: Sequence[Sequence[str]] = ()
    ) -> Examiner:
        """For the example of one rule: its options, the files of its build context, what the last commits changed. A rule about ignores needs the others
        to run too; only its own results are given."""
        ruleset = load_rules()
        others = ruleset.rules if UnusedIgnore in rule.subjects else (rule,)
        settings = Settings(enabled=frozenset(r.id for r in others), options={rule.id: options})
        engine = Engine(others, settings.options)
        return cls(ruleset, settings, engine, Baseline(), files, frozenset({rule.id}), history)

    def find_secrets(self, text: Text, pairs: Sequence[Pair]) -> tuple[Candidate, ...]:
        if self._finder is None:
            from dlinter.secrets.finder import text_finder

            self._finder = text_finder(self.ruleset.detectors)
        return self._finder(text, pairs)

    def facts(self, text: Text, load: Loads = NOTHING, key: str = "") -> Facts:
        dockerfile, foreign = read(text), None
        if dockerfile.frontend:
            from dlinter.model.frontend import foreign_frontend, without_instructions

            foreign = foreign_frontend(dockerfile, self.frontends)
            dockerfile = without_instructions(dockerfile) if foreign else dockerfile
        return Facts(dockerfile, self.find_secrets, load.context, self.settings.target_frontend, key, foreign, _check_scripts, load.history)

    def frontends(self) -> tuple[Frontend, ...]:
        """The known frontends, loaded when a file first names one that is not Docker's."""
        if self._frontends is None:
            self._frontends = load_frontends(self.ruleset.packs)
        return self._frontends

    def results(self, text: Text) -> list[Result]:
        """The results of one text that are not suppressed, in order; raises where a rule fails."""
        outcome = self.lint(text, Loads(partial(self._example_context, text.path) if self.files is not None else _no_context, self._example_history))
        if outcome.problems:
            raise AssertionError("; ".join(p.message for p in outcome.problems))
        return [
            r for r in outcome.results
            if r.suppressed_by is None and (self.only is None or r.rule.id in self.only)
        ]  # fmt: skip

    def _example_context(self, path: str) -> BuildContext | None:
        from dlinter.model.dockerfile.context import BuildContext

        return BuildContext.of(self.files or {}, path)

    def _example_history(self) -> History | None:
        from dlinter.model.facts.history import History

        return History.of(self.history) if self.history else None

    def lint(self, text: Text, load: Loads = NOTHING, key: str = "") -> Outcome:
        """Everything about one Dockerfile, or the build file of an example, policy applied. `key` is its path in the repository."""
        if is_data(text.path):
            from dlinter.run.builds import example_reader, example_siblings, lint_build_file

            files = self.files or {}
            return lint_build_file(self, text, example_reader(files), key, example_siblings(files))
        facts = self.facts(text, load, key)
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

    def scan_bytes(self, archive: bytes) -> list[Result]:
        """The results of an image archive that are not suppressed; raises where a rule fails or the archive is damaged."""
        import tempfile

        from dlinter.run.scan.images import scan_with

        with tempfile.NamedTemporaryFile(suffix=".tar") as file:
            file.write(archive)
            file.flush()
            report = scan_with(self, [file.name], None, None)
        if report.problems:
            raise AssertionError("; ".join(p.message for p in report.problems))
        return [r for r in report.active if self.only is None or r.rule.id in self.only]

    def lint_input(self, item: LintInput) -> tuple[Outcome, Text | None]:
        """Everything about one file; a file that cannot be read is a problem."""
        try:
            text = Text(item.read(), item.path)
        except OSError as error:
            return Outcome(problems=[Problem(f"cannot be read: {error.strerror or error}", item.path)]), None
        problem = unreadable(text)
        if problem:
            return Outcome(problems=[problem]), None
        outcome = self.lint_text(item, text, loads_of(item, self.settings, self.contexts if item.root else None))
        odd = odd_byte(text)
        if odd:
            outcome.problems.append(odd)
        return outcome, text

    def lint_text(self, item: LintInput, text: Text, load: Loads = NOTHING) -> Outcome:
        """Everything about the text of one file, a Dockerfile or a build file by its name."""
        if is_data(item.path):
            from dlinter.run.builds import lint_build_input

            return lint_build_input(self, item, text)
        return self.lint(text, load, item.key)


def loads_of(item: LintInput, settings: Settings, contexts: Contexts | None = None) -> Loads:
    """What stands around a file of a run. `contexts` keeps what is known of the repository for the next file."""
    return Loads(partial(load_context_of, item, settings, contexts), partial(load_history_of, item, settings, contexts))


def load_context_of(item: LintInput, settings: Settings, contexts: Contexts | None = None) -> BuildContext | None:
    """The build context of a Dockerfile: `--context`, else what the repository's build files say, else the file's own folder."""
    if item.file is None and not settings.context:
        return None
    from dlinter.sources.build_context import load_context

    return load_context(item.file or item.path, _context_folder(item, settings, contexts))


def load_history_of(item: LintInput, settings: Settings, contexts: Contexts | None = None) -> History | None:
    """What the last commits changed in the build context of a Dockerfile; None where the context is in no git repository."""
    if item.file is None or not item.root:
        return None
    from dlinter.run.contexts import Contexts

    folder = _context_folder(item, settings, contexts) or posixpath.join(item.root, posixpath.dirname(item.key))
    return (contexts or Contexts()).history_of(item.root, folder)


def _context_folder(item: LintInput, settings: Settings, contexts: Contexts | None) -> str:
    if settings.context or not item.root:
        return settings.context
    from dlinter.run.contexts import Contexts

    return (contexts or Contexts()).folder_of(item)

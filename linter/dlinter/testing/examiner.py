"""What examines the examples of rules and the texts of tests: an `Examiner` with files that are given, not on
disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from dlinter.engine import Engine, Outcome
from dlinter.finding import Problem, Result
from dlinter.model.builds import BuildFile, Kind
from dlinter.model.builds.names import is_data, is_makefile, kind_of_name
from dlinter.model.ignore import UnusedIgnore
from dlinter.model.text import Text
from dlinter.packs import RuleSet, load_rules
from dlinter.policy.baseline import Baseline
from dlinter.policy.settings import Settings
from dlinter.rule import AnyRule
from dlinter.run.session import Examiner, Loads

if TYPE_CHECKING:
    from dlinter.model.builds.facts import BuildFacts
    from dlinter.model.dockerfile.context import BuildContext
    from dlinter.model.facts.given import Given
    from dlinter.model.facts.history import History
    from dlinter.run.builds import ReadFile


@cache
def _installed() -> RuleSet:
    """One for all examples: its finder of secrets takes longer to make than most of them to lint."""
    return load_rules()


class ExampleExaminer(Struct, frozen=True):
    """Examines texts. `files` are those of the build context and the repository (None: there is no context),
    `history` the paths that each of the last commits changed, `only` the rules whose results are given (None:
    all)."""

    examiner: Examiner
    files: Mapping[str, str] | None = None
    only: frozenset[str] | None = None
    history: Sequence[Sequence[str]] = ()

    @classmethod
    def of(cls, ruleset: RuleSet, settings: Settings) -> ExampleExaminer:
        """With the rules that the settings enable."""
        return cls(Examiner.of(ruleset, settings))

    @classmethod
    def alone(
        cls, rule: AnyRule, options: Mapping[str, Any], files: Mapping[str, str] | None,
        history: Sequence[Sequence[str]] = ()
    ) -> ExampleExaminer:
        """With one rule. A rule about ignores needs the others to run too; only its own results are given."""
        ruleset = _installed()
        others = ruleset.rules if UnusedIgnore in rule.subjects else (rule,)
        settings = Settings(enabled=frozenset(r.id for r in others), options={rule.id: options})
        examiner = Examiner(ruleset, settings, Engine(others, settings.options), Baseline())
        return cls(examiner, files, frozenset({rule.id}), history)

    def lint(self, text: Text) -> Outcome:
        """Everything about a Dockerfile or a build file, by its path."""
        if is_data(text.path):
            from dlinter.run.builds import lint_build_file

            files = self.files or {}
            return lint_build_file(self.examiner, text, example_reader(files), "", example_siblings(files))
        return self.examiner.lint(
            text,
            Loads(
                partial(self._context, text.path),
                self._history,
                partial(self._given, text.path),
                named_contexts=partial(self._named_contexts, text.path),
            ),
        )

    def results(self, text: Text) -> list[Result]:
        """The results of one text that are not suppressed, in order. Raises AssertionError where a rule
        fails."""
        outcome = self.lint(text)
        _raise(outcome.problems)
        return self._shown(outcome.results)

    def scan_bytes(self, archive: bytes) -> list[Result]:
        """The results of an image archive that are not suppressed. Raises AssertionError where a rule fails
        or the archive is damaged."""
        import tempfile

        from dlinter.run.scan.images import scan_with

        with tempfile.NamedTemporaryFile(suffix=".tar") as file:
            file.write(archive)
            file.flush()
            report = scan_with(self.examiner, [file.name], None, None)
        _raise(report.problems)
        return self._shown(report.results)

    def _shown(self, results: Iterable[Result]) -> list[Result]:
        return [
            r for r in results if r.suppressed_by is None and (self.only is None or r.rule.id in self.only)
        ]

    def _context(self, path: str) -> BuildContext | None:
        if self.files is None:
            return None
        from dlinter.model.dockerfile.context import BuildContext

        return BuildContext.of(self.files, path)

    def _given(self, path: str) -> Mapping[str, Given]:
        from dlinter.model.builds.giving import given_to

        return given_to(path, self._build_files())

    def _named_contexts(self, path: str) -> frozenset[str]:
        from dlinter.model.builds.giving import contexts_of

        return contexts_of(path, self._build_files())

    def _build_files(self) -> list[BuildFacts]:
        from dlinter.model.builds.facts import BuildFacts
        from dlinter.model.builds.reader import read_build_file

        named = [(p, source) for p, source in (self.files or {}).items() if kind_of_name(p) or is_makefile(p)]
        files = [
            file
            for p, source in named
            for file in [read_build_file(Text(source.encode(), p))]
            if file is not None and not file.error
        ]
        return [BuildFacts(file, file.text.path) for file in files]

    def _history(self) -> History | None:
        from dlinter.model.facts.history import History

        return History.of(self.history) if self.history else None


def _raise(problems: Sequence[Problem]) -> None:
    if problems:
        raise AssertionError("; ".join(p.message for p in problems))


def example_reader(files: Mapping[str, str]) -> ReadFile:
    """Reads the files of a rule's example."""
    return lambda path: files[path].encode() if path in files else None


def example_siblings(files: Mapping[str, str]) -> Callable[[bytes], Iterable[BuildFile]]:
    """The workflows among the files of a rule's example."""
    from dlinter.model.builds.reader import read_build_file

    def workflows(word: bytes) -> Iterator[BuildFile]:
        for path, source in sorted(files.items()):
            data = source.encode()
            file = (
                read_build_file(Text(data, path))
                if kind_of_name(path) is Kind.WORKFLOW and word in data
                else None
            )
            if file is not None:
                yield file

    return workflows

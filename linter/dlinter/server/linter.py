"""The lint of an open file: its unsaved text at its own place, by the settings of its folder."""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import Struct

from dlinter.engine import Outcome, what_failed
from dlinter.finding import Problem, Report, Result
from dlinter.model.text import Text
from dlinter.packs import RuleSet
from dlinter.policy.errors import ConfigError
from dlinter.policy.settings import Settings
from dlinter.run.conceal import Concealer
from dlinter.run.files import lint_input
from dlinter.run.session import Examiner
from dlinter.server import budget
from dlinter.server.budget import Late, within
from dlinter.server.documents import Document
from dlinter.server.settings import Choose, EditorSettings, SettingsSource
from dlinter.server.surroundings import Surroundings
from dlinter.sources.inputs import LintInput
from dlinter.values import replace


class Examined(Struct, frozen=True):
    """What was found in one version of a document. `results` are those that nothing suppresses, in order of
    place."""

    text: Text
    results: tuple[Result, ...] = ()
    problems: tuple[Problem, ...] = ()


NOTHING = Examined(Text(b""))


class Linter:
    """Raises nothing: a configuration that cannot be read is in `failure`, and the settings before it hold
    on."""

    def __init__(self, choose: Choose, surroundings: Surroundings) -> None:
        self.surroundings = surroundings
        self.failure = ""
        self._choose, self._editor = choose, EditorSettings()
        self._source: SettingsSource | None = None
        self._rules: RuleSet | None = None
        self._good: dict[str, Settings] = {}
        self._examiners: dict[str, Examiner] = {}

    @property
    def rules(self) -> RuleSet:
        if self._rules is None:
            self._rules = self._chosen().rules
        return self._rules

    def configure(self, editor: EditorSettings) -> None:
        """The editor's settings, or the configuration files, are others."""
        self._editor, self._source, self.failure = editor, None, ""
        self._examiners.clear()

    def _chosen(self) -> SettingsSource:
        if self._source is None:
            self._source = self._choose(self._editor, self._rules)
        return self._source

    def settings_of(self, item: LintInput) -> Settings:
        folder = os.path.dirname(item.file) if item.file else ""
        try:
            settings = self._chosen().at(folder) if folder else self._chosen().here()
        except (ConfigError, OSError) as error:
            self.failure = str(error)
            return self._good.get(folder) or self._plain()
        self._good[folder] = settings
        return settings

    def _plain(self) -> Settings:
        """The default rules: what is left where no configuration was ever read."""
        from dlinter.rule import DEFAULT

        return Settings(enabled=frozenset(self.rules.resolve(DEFAULT)), root=str(Path.cwd()))

    def excluded(self, item: LintInput) -> bool:
        try:
            return item.file is not None and self._chosen().excluded(item.file)
        except (ConfigError, OSError):
            return False

    def examiner(self, settings: Settings) -> Examiner:
        found = self._examiners.get(settings.source)
        if found is None or found.settings is not settings:
            try:
                found = Examiner.of(self.rules, settings)
            except ConfigError as error:  # the baseline
                self.failure = str(error)
                found = Examiner.of(self.rules, replace(settings, baseline=""))
                found.settings = settings
            self._examiners[settings.source] = found
        found._contexts = self.surroundings.contexts
        return found

    def examine(self, document: Document) -> Examined:
        item = document.item
        # an empty file is one that is about to be written
        if item is None or self.excluded(item) or not document.text.data.strip():
            return replace(NOTHING, text=document.text)
        return self.examine_text(item, document.text)

    def examine_text(self, item: LintInput, text: Text) -> Examined:
        settings = self.settings_of(item)
        examiner = self.examiner(settings)
        given = replace(item, data=text.data)
        try:
            with within(budget.LINT):
                outcome, _ = lint_input(examiner, given, self.surroundings.loads(item, settings))
        except Late:
            outcome = Outcome(
                problems=[
                    Problem(
                        f"takes longer than {budget.LINT:g} seconds to examine, and was left out: `dlint "
                        "lint` gives it more time",
                        item.path,
                    )
                ]
            )
        except Exception as error:
            outcome = Outcome(
                problems=[
                    Problem(f"dlint failed on this file: {what_failed(error)}; please report this", item.path)
                ]
            )
        report = Concealer(self.rules.find_secrets).report(Report(outcome.results, outcome.problems))
        return Examined(text, tuple(report.active), tuple(report.problems))

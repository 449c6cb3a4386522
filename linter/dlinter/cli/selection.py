"""Options about rules and configuration → the settings for each input."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from dlinter.cli.parser import comma_list
from dlinter.finding import Problem
from dlinter.packs import RuleSet, load_rules
from dlinter.policy.config import (
    FAIL_ON,
    Layer,
    build,
    environment,
    find_config,
    layer,
    load_config,
    names_rules,
)
from dlinter.policy.errors import ConfigError
from dlinter.policy.globs import matches, relative
from dlinter.policy.settings import Settings
from dlinter.sources.inputs import LintInput
from dlinter.values import replace

_KEYS = ("select", "extend_select", "ignore", "fail_on", "baseline", "target_frontend", "unread")


def add_selection(parser: ArgumentParser, *, exits: bool = True) -> None:
    """The options about which rules run and what they lead to; without `exits` those that decide the exit
    code are left out."""
    group = parser.add_argument_group("rules")
    names: dict[str, Any] = {"metavar": "RULES", "action": "append", "type": comma_list}
    group.add_argument(
        "--select", help="run these rules only: ids, families, sets (default, strict, all), DL3020 …", **names
    )
    group.add_argument("--extend-select", help="run these too", **names)
    group.add_argument("--ignore", help="do not run these", **names)
    if exits:
        group.add_argument(
            "--fail-on", choices=FAIL_ON, help="exit with 1 from this severity on (default: warning)"
        )
        group.add_argument(
            "--exit-zero",
            action="store_true",
            help="exit with 0 whatever is found (errors still exit with 2)",
        )
    group.add_argument(
        "--show-suppressed", action="store_true", help="also report what ignores and the baseline suppress"
    )
    group.add_argument("--baseline", metavar="FILE", help="findings accepted earlier (see `dlint baseline`)")


def add_config(parser: ArgumentParser) -> None:
    """The options about where the configuration comes from."""
    group = parser.add_argument_group("configuration")
    group.add_argument(
        "--config", metavar="FILE", help="use this file, and no other configuration (also: DLINT_CONFIG)"
    )
    group.add_argument("--isolated", action="store_true", help="use no configuration file")


BASELINE = ".dlint-baseline.json"
"""What `dlint baseline` writes."""


def unused_baseline(settings: Settings) -> list[str]:
    """A note where a baseline lies in the working folder and none is used."""
    if settings.baseline or not Path(BASELINE).is_file():
        return []
    return [
        f'`{BASELINE}` is not used: add `--baseline {BASELINE}`, or `baseline = "{BASELINE}"` to `dlint.toml`'
    ]


def jobs(text: str) -> int:
    """`--jobs N`; 0 is one for each core."""
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


class Chooser:
    """Settings for each input: of the configuration nearest to it, the environment, and the command line.
    Raises ConfigError and RegistryError."""

    def __init__(
        self, args: Namespace, ruleset: RuleSet | None = None, *, about_images: bool = False
    ) -> None:
        """With `about_images`, `rules` are those about images, until a setting names rules of any kind."""
        self._part = about_images and ruleset is None
        self.rules = ruleset or load_rules(about_images=about_images)
        self._args = args
        self._cwd = os.getcwd()  # noqa: PTH109
        self._base = _base(args)
        self._line = _command_line(args, self._cwd)
        self._by_folder: dict[str, Settings] = {}
        self._by_file: dict[str, Settings] = {}
        self._unusable: dict[str, None] = {}
        self._configs: dict[str, Path | None] = {}
        if getattr(args, "config", None) and getattr(args, "isolated", False):
            from dlinter.cli.errors import UsageError

            raise UsageError("`--config` and `--isolated` exclude each other")

    def at(self, folder: str) -> Settings:
        """The settings in an absolute folder."""
        if folder not in self._by_folder:
            path = self._config(folder)
            if path not in self._by_file:
                self._by_file[path] = self._build(path)
            self._by_folder[folder] = self._by_file[path]
        return self._by_folder[folder]

    def here(self) -> Settings:
        """The settings in the working folder."""
        return self.at(self._cwd)

    def _config(self, folder: str) -> str:
        if getattr(self._args, "isolated", False):
            return ""
        given = getattr(self._args, "config", None) or os.environ.get("DLINT_CONFIG")
        return str(given or find_config(folder, self._configs) or "")

    def layers(self, path: str) -> list[Layer]:
        """What the file at `path` ("" for none), the environment and the command line say."""
        file = [load_config(path)] if path else []
        return [*file, *environment(os.environ, self._cwd), self._line]

    def _build(self, path: str) -> Settings:
        layers = self.layers(path)
        if self._part and any(map(names_rules, layers)):
            self.rules, self._part = load_rules(), False
        root = layers[0].root if path else self._cwd
        settings = replace(build(layers, self.rules, self._base), root=root, source=path)
        return replace(settings, fail_on=None) if getattr(self._args, "exit_zero", False) else settings

    def usable(self, folder: str) -> Settings | None:
        """The settings in an absolute folder; None where a configuration of its own cannot be used, which is
        a problem from then on. Raises ConfigError for that of the working folder."""
        self.here()
        try:
            return self.at(folder)
        except ConfigError as error:
            self.leave_out(error)
            return None

    def leave_out(self, error: ConfigError) -> None:
        """The files of a configuration that cannot be used are left out, the others are not."""
        self._unusable[str(error)] = None

    @property
    def problems(self) -> list[Problem]:
        """The configurations that cannot be used, as far as they have been asked for."""
        return [
            Problem(f"{error}; the files that this configuration is for were left out")
            for error in self._unusable
        ]

    def excluded(self, path: str) -> bool:
        """Whether the configuration leaves out an absolute path."""
        folder = os.path.dirname(path)
        settings = self.usable(folder)
        return (
            settings is not None
            and bool(settings.exclude)
            and matches(settings.exclude, relative(path, settings.root))
        )

    def groups(self, inputs: Iterable[LintInput]) -> list[tuple[Settings, list[LintInput]]]:
        """The inputs by their settings, in the order in which these come up; without those that have no
        usable ones."""
        groups: dict[str, tuple[Settings, list[LintInput]]] = {}
        for item in inputs:
            settings = self.usable(os.path.dirname(item.file) if item.file else self._folder_of(item))
            if settings is None:
                continue
            groups.setdefault(settings.source, (settings, []))[1].append(item)
        return list(groups.values())

    def _folder_of(self, item: LintInput) -> str:
        path = Path(self._cwd, item.path).parent
        return str(path) if path.is_dir() else self._cwd


def _base(args: Namespace) -> Settings:
    number = getattr(args, "jobs", None)
    if number is None:
        text = os.environ.get("DLINT_JOBS", "")
        number = int(text) if text.isdigit() else 0
    return Settings(
        context=getattr(args, "context", None) or "", jobs=number,
        use_cache=not getattr(args, "no_cache", False), platform=getattr(args, "platform", None) or "",
    )  # fmt: skip


def _command_line(args: Namespace, cwd: str) -> Layer:
    values: dict[str, Any] = {}
    for name in _KEYS:
        given = getattr(args, name, None)
        if given is None:
            continue
        values[name.replace("_", "-")] = (
            [n for each in given for n in each] if isinstance(given, list) else given
        )
    return layer(values, "command line", cwd)

"""What the editor's own settings ask for, over `dlint.toml`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from msgspec import Struct

from dlinter.packs import RuleSet
from dlinter.policy.settings import Settings

NAMES = {
    "configuration": "", "select": [], "extendSelect": [], "ignore": [], "targetFrontend": "",
    "inlayHints": True, "hoverCost": True, "codeLens": False, "buildLog": "",
}  # fmt: skip
"""Setting → its default. `buildLog` is a log of a build, whose seconds are shown; `configuration` a file
instead of the nearest `dlint.toml`."""


class EditorSettings(Struct, frozen=True):
    """`complaints` say which settings are not of their type: they are left out."""

    configuration: str = ""
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    target_frontend: str = ""
    inlay_hints: bool = True
    hover_cost: bool = True
    code_lens: bool = False
    build_log: str = ""
    complaints: tuple[str, ...] = ()

    @classmethod
    def of(cls, given: Any) -> EditorSettings:
        """Of the client's section `dlint`; None and what is not known (a client's own settings) are left
        out."""
        values: dict[str, Any] = {}
        complaints = []
        for name, value in given.items() if isinstance(given, Mapping) else ():
            if name not in NAMES or value is None:
                continue
            wanted = NAMES[name]
            if not isinstance(value, type(wanted)) or (
                isinstance(value, list) and not all(isinstance(v, str) for v in value)
            ):
                kind = {bool: "true or false", str: "a string", list: "a list of rules"}[type(wanted)]
                complaints.append(f"dlint: the setting `dlint.{name}` is {kind}")
                continue
            attribute = "".join(f"_{c.lower()}" if c.isupper() else c for c in name)
            values[attribute] = tuple(value) if isinstance(value, list) else value
        return cls(**values, complaints=tuple(complaints))


class SettingsSource(Protocol):
    """The settings of each folder: of the configuration nearest to it, the environment and the editor. All
    raise ConfigError."""

    rules: RuleSet

    def at(self, folder: str) -> Settings: ...

    def here(self) -> Settings: ...

    def excluded(self, path: str) -> bool: ...


Choose = Callable[[EditorSettings, RuleSet | None], SettingsSource]
"""Makes the settings of what the editor says; None for the installed packs. Raises ConfigError and
RegistryError."""

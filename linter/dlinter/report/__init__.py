"""Out: what was found, written for people and platforms. `formats` holds one module a format; the rest is
what they share."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from importlib import import_module
from types import ModuleType
from typing import Protocol, TextIO

from dlinter.finding import Report
from dlinter.report.edge import edge
from dlinter.report.settings import ReportSettings

DEFAULT = "text"
_FORMATS = "dlinter.report.formats"
DOCS = "https://dlint.github.io/dlint/"
"""Where the pages are read that `docs/build.py` makes: the one place that names their address. A rule's page
is `rules/ID/`."""


def help_uri(rule: str) -> str:
    """Where a rule is documented."""
    return f"{DOCS}rules/{rule}/"


class Format(Protocol):
    """A module of a format."""

    # (a module whose output has colours says so: `COLORS = True`; one that shows an image's layers:
    # `TIMELINES = True`)
    ABOUT: str
    ENDINGS: tuple[str, ...]

    def write(self, report: Report, out: TextIO, settings: ReportSettings) -> None: ...


def wants_timelines(name: str) -> bool:
    """Whether a format shows what each layer of an image adds and takes away."""
    return bool(getattr(import_module(f"{_FORMATS}.{name.replace('-', '_')}"), "TIMELINES", False))


class _Guarded:
    """A format whose output goes over the edge: what speaks to a terminal or viewer is escaped, whatever the
    module writes."""

    def __init__(self, module: ModuleType) -> None:
        self.ABOUT: str = module.ABOUT
        self.ENDINGS: tuple[str, ...] = module.ENDINGS
        self._module = module
        self._colors: bool = getattr(module, "COLORS", False)

    def write(self, report: Report, out: TextIO, settings: ReportSettings) -> None:
        self._module.write(report, edge(out, color=settings.color and self._colors), settings)


class _Formats(Mapping[str, Format]):
    """Format name → module, imported when it is first used. Text, the default, is first."""

    def __init__(self) -> None:
        self._names: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> Format:
        if name not in self._all():
            raise KeyError(name)
        return _Guarded(import_module(f"{_FORMATS}.{name.replace('-', '_')}"))

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def _all(self) -> tuple[str, ...]:
        if not self._names:
            found = os.listdir(os.path.join(os.path.dirname(__file__), "formats"))
            names = sorted(
                n[:-3].replace("_", "-") for n in found if n.endswith(".py") and not n.startswith("_")
            )
            self._names = (DEFAULT, *(name for name in names if name != DEFAULT))
        return self._names


FORMATS: Mapping[str, Format] = _Formats()


def formats_of_file(name: str) -> tuple[str, ...]:
    """The formats that claim the ending of a file, those with the longest ending."""
    claims = [
        (len(e), format) for format in FORMATS for e in FORMATS[format].ENDINGS if name.lower().endswith(e)
    ]
    longest = max((size for size, _ in claims), default=0)
    return tuple(format for size, format in claims if size == longest)

"""Out: one module a format, one function each: `write(report, out, settings)`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import TextIO

from dlinter.finding import Report
from dlinter.report.settings import ReportSettings

Writer = Callable[[Report, TextIO, ReportSettings], None]
DOCS = "https://github.com/dlint/dlint/blob/main/rules/README.md"
"""Where the generated catalogue is read; a rule's page is its id as fragment."""

_MODULES = {
    "text": "text", "json": "json_format", "sarif": "sarif", "github": "github", "gitlab": "gitlab",
    "junit": "junit", "checkstyle": "checkstyle", "markdown": "markdown",
}  # fmt: skip


def help_uri(rule: str) -> str:
    """Where a rule is documented."""
    return f"{DOCS}#{rule}"


class _Formats(Mapping[str, Writer]):
    """Format name → writer, imported when it is first used."""

    def __getitem__(self, name: str) -> Writer:
        module = import_module(f"dlinter.report.{_MODULES[name]}")
        writer: Writer = module.write
        return writer

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)


FORMATS: Mapping[str, Writer] = _Formats()

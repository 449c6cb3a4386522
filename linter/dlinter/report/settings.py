"""What a report is told about where it goes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from dlinter import __version__


class ReportSettings(Struct, frozen=True):
    """`terminal`: a person reads it, so source lines are shown. `secrets` are raw values by fingerprint, only
    for `--show-secrets` on text, empty otherwise. `root` is the repository that the paths of SARIF and of
    annotations are relative to (the working folder when None). `width` is the terminal's, in columns;
    `version` the tool's. `statistics`: text counts findings by rule. `commit` is the commit that is examined,
    `began` and `ended` when the run did (UTC, `YYYY-MM-DDThh:mm:ss`), for the formats that want them."""

    color: bool = False
    terminal: bool = False
    quiet: bool = False
    show_suppressed: bool = False
    secrets: Mapping[str, str] = field(default_factory=dict)
    root: Path | None = None
    width: int = 100
    version: str = __version__
    statistics: bool = False
    commit: str = ""
    began: str = "1970-01-01T00:00:00"
    ended: str = "1970-01-01T00:00:00"

"""The pipeline, put together: bytes → model → rules → results → policy → report. The only package that knows every stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dlinter.run.fix import fix, reads_as_before, reads_for
from dlinter.run.lint import lint
from dlinter.run.session import Examiner

if TYPE_CHECKING:
    from dlinter.run.scan.images import reconstruct, scan

__all__ = ["Examiner", "fix", "lint", "reads_as_before", "reads_for", "reconstruct", "scan"]


def __getattr__(name: str) -> Any:
    """`scan` and `reconstruct` with what they import: a lint does without."""
    if name in ("scan", "reconstruct"):
        from dlinter.run.scan import images as scanning

        return getattr(scanning, name)
    raise AttributeError(name)

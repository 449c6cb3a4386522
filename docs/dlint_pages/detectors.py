"""What is detected: a row a detector, by provider."""

from __future__ import annotations

from collections.abc import Iterable

from dlinter.detectors.detector import Detector


def detectors_page(detectors: Iterable[Detector]) -> str:
    """The table of all detectors, after the words of `docs/what-is-detected.md`."""
    rows = dict.fromkeys(_row(d) for d in sorted(detectors, key=lambda d: (d.provider.lower(), d.id)))
    return "| provider | what | confidence | detector |\n|---|---|---|---|\n" + "\n".join(rows) + "\n"


def _row(detector: Detector) -> str:
    return (
        f"| {_cell(detector.provider)} | {_cell(detector.title)} | {detector.confidence} | `{detector.id}` |"
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")

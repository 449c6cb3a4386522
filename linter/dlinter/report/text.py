"""For people: on a terminal the lines with the place marked, piped one line a finding."""

from __future__ import annotations

from collections import Counter
from typing import TextIO

from dlinter.finding import Report, Result, Safety, Severity
from dlinter.report.plain import clean, fate, layer_of, made_by, path_of, shown
from dlinter.report.settings import ReportSettings

_COLORS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}


def write(report: Report, out: TextIO, settings: ReportSettings) -> None:
    results = shown(report, settings.show_suppressed)
    lines = [_block(r, settings) if settings.terminal else _line(r, settings) for r in results]
    if lines:
        out.write("\n".join(lines) + "\n")
    if not settings.quiet:
        _summary(report, out, settings)


def _paint(text: str, code: str, settings: ReportSettings) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if settings.color else text


def place(result: Result) -> str:
    """`path:line:col`, or the place in the image."""
    location = result.location
    path = clean(location.path)
    if location.text is not None:
        if location.span is None:
            return f"{path}:1:1"
        position = location.text.position(location.span.start)
        return f"{path}:{position.line}:{position.column}"
    if location.image is None:
        return path
    return f"{path}: {layer_of(location.image)} {path_of(location.image)}"


def _line(result: Result, settings: ReportSettings) -> str:
    level = _paint(result.severity.value, _COLORS[result.severity], settings)
    rule = _paint(result.rule.id, "1", settings)
    return f"{place(result)}: {level} {rule} {_told(result)}{_value(result, settings)}{_suppressed(result)}{_fixable(result)}"


def _told(result: Result) -> str:
    image, message = result.location.image, clean(result.message)
    if image is None:
        return message
    if result.location.text is not None:
        chain = [layer_of(image), path_of(image), fate(image)]
    else:
        chain = [fate(image), made_by(image)]
    chain = [part for part in chain if part]
    return f"{message} [{'; '.join(chain)}]" if chain else message


def _value(result: Result, settings: ReportSettings) -> str:
    value = settings.secrets.get(result.fingerprint)
    return f" = {clean(value)}" if value is not None else ""


def _suppressed(result: Result) -> str:
    if result.suppressed_by is None:
        return ""
    why = clean(result.suppressed_by.justification)
    return f" [suppressed by {result.suppressed_by.reason.value}{': ' + why if why else ''}]"


def _fixable(result: Result) -> str:
    fix = result.finding.fix
    if fix is None or result.suppressed_by is not None:
        return ""
    return " [fix]" if fix.safety is Safety.SAFE else " [unsafe fix]"


def _block(result: Result, settings: ReportSettings) -> str:
    location = result.location
    head = f"{_paint(result.severity.value, '1;' + _COLORS[result.severity], settings)}[{_paint(result.rule.id, '1', settings)}] {_told(result)}{_value(result, settings)}{_suppressed(result)}"
    lines = [head, f"  {_paint('-->', '34', settings)} {place(result)}"]
    if location.text is not None and location.span is not None:
        from dlinter.report.excerpt import excerpt

        lines += excerpt(location.text, location.span, settings)
    fix = result.finding.fix
    if fix is not None and result.suppressed_by is None:
        option = "--fix" if fix.safety is Safety.SAFE else "--fix --unsafe-fixes"
        lines.append(f"  {_paint('fix:', '32', settings)} {clean(fix.title)} (`{option}`)")
    return "\n".join(lines) + "\n"


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _summary(report: Report, out: TextIO, settings: ReportSettings) -> None:
    active = report.active
    suppressed = len(report.results) - len(active)
    inputs = len(report.subjects)
    noun = "image" if report.subjects and all(s.kind == "scan" for s in report.subjects) else "file"
    if not active:
        if settings.terminal and not report.problems:
            more = f" ({suppressed} suppressed)" if suppressed else ""
            out.write(f"{_plural(inputs, noun)} clean{more}\n")
        return
    counts = Counter(r.severity for r in active)
    parts = ", ".join(_plural(counts[s], s.value) for s in Severity if counts[s])
    safe = sum(r.finding.fix is not None and r.finding.fix.safety is Safety.SAFE for r in active)
    unsafe = sum(r.finding.fix is not None and r.finding.fix.safety is Safety.UNSAFE for r in active)
    hints: list[str] = []
    if safe:
        hints.append(f"{safe} fixable by `--fix`")
    if unsafe:
        hints.append(f"{unsafe} by `--fix --unsafe-fixes`")
    if suppressed:
        hints.append(f"{suppressed} suppressed")
    tail = f" ({', '.join(hints)})" if hints else ""
    out.write(f"{_plural(len(active), 'finding')} in {_plural(inputs, noun)}: {parts}{tail}\n")

"""For people: on a terminal the lines with the place marked, piped one line a finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TextIO

from dlinter.finding import Problem, Report, Result, Safety, Severity
from dlinter.model.place import ImagePlace, Origin
from dlinter.report.origins import counted, ordered, package_of
from dlinter.report.plain import advice, clean, clean_path, fate, made_by, plural, shown, spot
from dlinter.report.settings import ReportSettings

ABOUT = "for people: on a terminal with the source lines, piped one line a finding"
ENDINGS: tuple[str, ...] = (".txt", ".log")
FOLD_FROM = 50
"""More findings than this with one message in one file, or of one secret in one file of an image, are
folded."""
FOLDED = 2
"""So many of them are shown."""
COLORS = True
TABLE_FROM = 12
"""So many findings on a terminal are followed by a table of their rules."""
FOLD_PACKAGE = 3
"""More findings than this in one package that everybody has are folded."""
DEAREST_FIRST = "in each file, what made the last commits rebuild most comes first"
SEE = ", see `--show-suppressed`"
_COLORS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}


def write(report: Report, out: TextIO, settings: ReportSettings) -> None:
    tell = _Block(settings).tell if settings.terminal else Line(settings).tell
    placed = shown(report, settings.show_suppressed)
    costly = by_cost(placed)
    results = ordered(costly)
    counts = list(statistics(results))
    if settings.statistics:
        out.writelines(f"{line}\n" for line in counts)
        results = []
    alike = Counter() if settings.secrets else Counter(_alike(r) for r in results)
    written = Counter[tuple[object, ...] | None]()
    for result in results:
        key = _alike(result)
        if key is not None and alike[key] > _most(result):
            written[key] += 1
            if written[key] > FOLDED:
                continue
        out.write(tell(result) + "\n")
        if key is not None and written[key] == FOLDED < alike[key] and alike[key] > _most(result):
            more = f"and {alike[key] - FOLDED:,} more `{result.rule.id}` {_in_common(result)}"
            out.write(f"  … {more} (`--format json` lists all)\n{'' if not settings.terminal else chr(10)}")
    for part in report.unread:
        if part.level is Severity.ERROR or not settings.quiet:
            out.write(_unread(part, settings) + "\n")
    if not settings.quiet:
        # the first ones are out of sight
        if settings.terminal and len(results) >= TABLE_FROM and len(counts) > 1:
            out.writelines(f"{line}\n" for line in (*counts, ""))
        if settings.terminal and results and costly != placed:
            out.write(DEAREST_FIRST + "\n")
        _summary(report, out, settings)


def by_cost(results: list[Result]) -> list[Result]:
    """The findings of each file with what costs most first, where that is known; else in their order."""
    if all(r.finding.cost is None for r in results):
        return results
    order = {path: at for at, path in enumerate(dict.fromkeys(r.location.path for r in results))}
    return sorted(results, key=lambda r: (order[r.location.path], -(r.finding.cost or 0)))


def statistics(results: list[Result]) -> Iterator[str]:
    """`  12  warning  copy-before-install  (5 fixable)`, the most frequent rule first."""
    counts = Counter(r.rule.id for r in results)
    fixable = Counter(r.rule.id for r in results if r.finding.fix is not None and r.suppressed_by is None)
    gravest = {r.rule.id: r.severity for r in sorted(results, key=lambda r: -r.severity.rank)}
    width = len(str(max(counts.values(), default=0)))
    longest = max((len(rule) for rule in counts), default=0)
    for rule, count in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
        tail = f"  ({fixable[rule]} fixable)" if fixable[rule] else ""
        yield f"{count:{width}}  {gravest[rule].value:7}  {rule:{longest}}{tail}".rstrip()


def _alike(result: Result) -> tuple[object, ...] | None:
    """What findings have in common that say the same of many lines of a file; None for a finding in an image,
    whose place says more than a line does, but where a package that everybody has brought it, or where one
    file has one secret again and again (the versions of a file in a pack of git)."""
    location = result.location
    if package := package_of(result):
        return (
            result.rule.id,
            location.path,
            location.image.image if location.image else "",
            package,
            result.suppressed_by is None,
        )
    if location.image is not None and location.image.path and result.finding.secret is not None:
        image, secret = location.image, result.finding.secret
        shown = result.suppressed_by is None
        return (result.rule.id, image.image, image.layer, image.path, secret.key, shown)
    if location.text is None or location.image is not None:
        return None
    return (result.rule.id, location.path, result.message, result.suppressed_by is None)


def _in_common(result: Result) -> str:
    where = result.location
    if package := package_of(result):
        return f"shipped by {clean(package)} in {clean_path(where.path)}"
    if where.image is not None:
        return f"of this secret in /{clean_path(where.image.path)}"
    return f"with this message in {clean_path(where.path)}"


def _most(result: Result) -> int:
    return FOLD_PACKAGE if package_of(result) else FOLD_FROM


def place(result: Result) -> str:
    """`path:line:col`, or the place in the image."""
    location = result.location
    path = clean_path(location.path)
    if location.text is not None:
        if location.span is None:
            return f"{path}:1:1"
        position = location.text.position(location.span.start)
        return f"{path}:{position.line}:{position.column}"
    if location.image is None:
        return path
    return f"{path}: {spot(location.image)}"


def _unread(part: Problem, settings: ReportSettings) -> str:
    """`image.tar: error: not read: layer 0 srv/a.zip: …`; a problem is on stderr, what was not read is part
    of the report."""
    level = f"\x1b[{_COLORS[part.level]}m{part.level.value}\x1b[0m" if settings.color else part.level.value
    return f"{clean_path(part.path)}: {level}: not read: {clean(part.message)}"


class Line:
    """One line a finding, for pipes, logs and editors."""

    def __init__(self, settings: ReportSettings) -> None:
        self._settings = settings

    def paint(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._settings.color else text

    def tell(self, result: Result) -> str:
        level = self.paint(result.severity.value, _COLORS[result.severity])
        chain = [*self.chain(result), *([f"now: {advice(result)}"] if advice(result) else [])]
        told = clean(result.message) + self.value(result) + (f" [{'; '.join(chain)}]" if chain else "")
        return (
            f"{place(result)}: {level} {self.paint(result.rule.id, '1')} "
            f"{told}{_suppressed(result)}{_fixable(result)}"
        )

    def chain(self, result: Result) -> list[str]:
        """What the place of the line does not tell of an image: fate and origin, and where in the image it
        is."""
        image = result.location.image
        if image is None:
            return []
        tied = result.location.text is not None
        parts = [
            f"{clean(image.image)}: {spot(image)}" if tied else "",
            fate(image),
            "" if tied else self.origin(image),
            _told_origin(image),
        ]
        return [part for part in parts if part]

    def origin(self, image: ImagePlace) -> str:
        return made_by(image, image.created_by)

    def value(self, result: Result) -> str:
        """The raw secret, only with `--show-secrets`."""
        value = self._settings.secrets.get(result.fingerprint)
        return f" = {clean(value)}" if value is not None else ""


class _Block(Line):
    """Several lines a finding: rule, message, place, source."""

    def tell(self, result: Result) -> str:
        location = result.location
        level = self.paint(result.severity.value, "1;" + _COLORS[result.severity])
        head = f"{level}[{self.paint(result.rule.id, '1')}] {clean(result.message)}{self.value(result)}"
        lines = [f"{head}{_suppressed(result)}", f"  {self.paint('-->', '34')} {place(result)}"]
        if location.text is not None and location.span is not None:
            from dlinter.report.excerpt import excerpt

            lines += excerpt(location.text, location.span, location.hidden, self._settings)
        if location.image is not None:
            rows = self._image(result)
            if location.text is not None:
                lines.append(f"  {self.paint('in', '34')}  {rows.pop(0)}")
            lines += [f"      {row}" for row in rows]
        if now := advice(result):
            lines.append(f"  {self.paint('now:', '32')} {now}")
        fix = result.finding.fix
        if fix is not None and result.suppressed_by is None:
            option = "--fix" if fix.safety is Safety.SAFE else "--fix --unsafe-fixes"
            lines.append(f"  {self.paint('fix:', '32')} {clean(fix.title)} (`{option}`)")
        return "\n".join(lines) + "\n"

    def _image(self, result: Result) -> list[str]:
        image = result.location.image
        assert image is not None
        parts = [
            f"{clean(image.image)}: {spot(image)}" if result.location.text is not None else "",
            fate(image),
        ]
        origin = self.origin(image)
        made = "made by " if image.layer is not None else ""
        return [part for part in (*parts, made + origin if origin else "", _told_origin(image)) if part]


def _told_origin(image: ImagePlace) -> str:
    """Only what is not this Dockerfile's own; of a package the message tells."""
    return image.origin.value if image.origin is Origin.BASE else ""


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


def inputs(report: Report) -> str:
    """`3 files`, `1 image`, `2 files and 1 image`."""
    images = sum(s.kind == "scan" for s in report.subjects)
    files = len(report.subjects) - images
    parts = [plural(files, "file")] if files or not images else []
    return " and ".join([*parts, plural(images, "image")] if images else parts)


def summary(report: Report) -> str:
    """`3 findings in 2 files: 1 error, 2 warnings (1 fixable by `--fix`, 2 suppressed)`; "" when there is
    none."""
    active = report.active
    suppressed = len(report.results) - len(active)
    if not active:
        return ""
    counts = Counter(r.severity for r in active)
    parts = ", ".join(plural(counts[s], s.value) for s in Severity if counts[s])
    fixes = Counter(r.finding.fix.safety for r in active if r.finding.fix is not None)
    hints: list[str] = []
    if fixes[Safety.SAFE]:
        hints.append(f"{fixes[Safety.SAFE]} fixable by `--fix`")
    if fixes[Safety.UNSAFE]:
        hints.append(f"{fixes[Safety.UNSAFE]} {'' if hints else 'fixable '}by `--fix --unsafe-fixes`")
    if suppressed:
        hints.append(f"{suppressed} suppressed{SEE}")
    hints += counted(active)
    tail = f" ({', '.join(hints)})" if hints else ""
    return f"{plural(len(active), 'finding')} in {inputs(report)}: {parts}{tail}"


def outcome(report: Report) -> str:
    """The summary, also where nothing was found: `3 files clean`."""
    told = summary(report)
    if told or report.failed:
        return told or f"{inputs(report)}: not everything was examined"
    suppressed = len(report.results)
    return f"{inputs(report)} clean{f' ({suppressed} suppressed{SEE})' if suppressed else ''}"


def _summary(report: Report, out: TextIO, settings: ReportSettings) -> None:
    if summary(report) or (settings.terminal and not report.failed and report.subjects):
        out.write(outcome(report) + "\n")

"""SARIF 2.1.0 for code scanning: one run for what was linted, and one for each image, in one file.

What GitHub reads is in docs.github.com, "SARIF support for code scanning"; the rest (fixes, suppressions,
logical locations, properties) is for other readers. sarif-om is imported here and in the modules named
sarif_… only: it takes 0.1 s.
"""

from __future__ import annotations

from typing import Any, TextIO

import sarif_om as om
from msgspec import Struct, field

from dlinter.finding import Problem, Report, Result, RuleInfo, Severity
from dlinter.report import DOCS
from dlinter.report.grouping import gravest_first, grouped
from dlinter.report.paths import Paths, image_name
from dlinter.report.plain import clean, plural, shown, write_json
from dlinter.report.sarif_json import to_json
from dlinter.report.sarif_results import Results
from dlinter.report.sarif_rules import descriptor, sentence
from dlinter.report.settings import ReportSettings

ABOUT = "SARIF 2.1.0, for code scanning"
ENDINGS: tuple[str, ...] = (".sarif", ".sarif.json")
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MOST = 5000
"""GitHub keeps so many results of a run, by severity."""
LINT = "dlint/lint/"


class _Part(Struct):
    """What becomes one run: `category` is GitHub's, `image` "" for the files."""

    category: str
    image: str = ""
    results: list[Result] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def write(report: Report, out: TextIO, settings: ReportSettings) -> None:
    write_json(document(report, settings), out)


def document(report: Report, settings: ReportSettings) -> dict[str, Any]:
    """The whole log as plain values."""
    paths = Paths(settings.root)
    results = Results(paths)
    runs = [_run(part, report, settings, paths, results) for part in _parts(report, settings)]
    done: dict[str, Any] = to_json(om.SarifLog(schema_uri=SCHEMA, version="2.1.0", runs=runs))
    return done


def image_run(
    category: str, name: str, results: list[Result], problems: list[Problem], settings: ReportSettings
) -> dict[str, Any]:
    """One run as plain values, for what is written run by run: `name` is an image, or what images have in
    common. Its rules are those of its results."""
    paths = Paths(settings.root)
    done: dict[str, Any] = to_json(
        _run(
            _Part(category, name, results, problems), Report(results=results), settings, paths, Results(paths)
        )
    )
    return done


def _parts(report: Report, settings: ReportSettings) -> list[_Part]:
    """The runs: an image has one also when nothing was found in it, so that code scanning closes its old
    alerts."""
    results = shown(report, settings.show_suppressed)
    images = [s.path for s in report.subjects if s.kind == "scan"]
    images += [r.location.image.image for r in results if r.location.image is not None]
    parts: dict[str, _Part] = {}
    if not images or any(s.kind == "lint" for s in report.subjects):
        parts[""] = _Part(LINT)
    taken: set[str] = set()
    for image in dict.fromkeys(images):
        name = base = image_name(image)
        number = 2
        while name in taken:
            name, number = f"{base}-{number}", number + 1
        taken.add(name)
        parts[image] = _Part(f"dlint/image/{name}/", image)
    other = next(iter(parts.values()))  # a problem or a result about no input in particular
    for result in results:
        place = result.location.image
        parts.get(place.image if place is not None else result.location.path, other).results.append(result)
    for problem in report.unexamined:
        parts.get(_image_of(problem.path, parts), other).problems.append(problem)
    return list(parts.values())


def _image_of(path: str, parts: dict[str, _Part]) -> str:
    """The image that a problem's path names, or names something in."""
    return next(
        (i for i in parts if i and (path == i or path.startswith((f"{i}:", f"{i}/", f"{i}!", f"{i} ")))), path
    )


def _run(part: _Part, report: Report, settings: ReportSettings, paths: Paths, results: Results) -> Any:
    rules = _rules(part, report)
    index = {rule.id: at for at, rule in enumerate(rules)}
    groups = gravest_first(grouped(part.results))
    notifications = [_notification(problem, index, paths, part) for problem in part.problems]
    if len(groups) > MOST:
        left = len(groups) - MOST
        text = (
            f"The {plural(left, 'result')} of the lowest severity {'is' if left == 1 else 'are'} not in this "
            f"file: code scanning keeps {MOST:,} of a run."
        )
        notifications.append(om.Notification(message=om.Message(text=text), level="warning"))
    invocation = om.Invocation(execution_successful=all(p.level is not Severity.ERROR for p in part.problems))
    if notifications:
        invocation.tool_execution_notifications = notifications
    driver = om.ToolComponent(
        name="dlint",
        organization="dlint",
        version=settings.version,
        semantic_version=settings.version,
        information_uri=DOCS.partition("/blob/")[0],
        rules=[descriptor(rule) for rule in rules],
    )
    return om.Run(
        tool=om.Tool(driver=driver),
        automation_details=om.RunAutomationDetails(id=part.category),
        column_kind="unicodeCodePoints",
        invocations=[invocation],
        results=[results.result(group, index) for group in groups[:MOST]],
    )


def _rules(part: _Part, report: Report) -> list[RuleInfo]:
    """The rules that ran on this part: those about images, or the others, and whatever has a result."""
    rules = {rule.id: rule for rule in report.rules if rule.about_images == bool(part.image)}
    rules |= {result.rule.id: result.rule for result in part.results}
    return sorted(rules.values(), key=lambda rule: rule.id)


def _notification(problem: Problem, index: dict[str, int], paths: Paths, part: _Part) -> Any:
    text = clean(f"{problem.path}: {problem.message}" if problem.path else problem.message)
    done = om.Notification(message=om.Message(text=sentence(text)), level=problem.level.value)
    if problem.rule in index:
        done.associated_rule = om.ReportingDescriptorReference(id=problem.rule, index=index[problem.rule])
    if problem.path:
        uri = paths.uri(problem.path) if not part.image else paths.uri(part.image)
        done.locations = [
            om.Location(physical_location=om.PhysicalLocation(artifact_location=om.ArtifactLocation(uri=uri)))
        ]
    return done

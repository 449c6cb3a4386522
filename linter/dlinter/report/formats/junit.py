"""JUnit's XML: a suite for each input, a case for each finding, one passed case where there is none.

A finding that does not fail the run (below `--fail-on`) is a passed case with its line as output: whoever
reads the file and whoever reads the exit code come to the same end.
"""

from __future__ import annotations

from typing import TextIO

from dlinter.finding import Problem, Report, Result, Severity, Subject
from dlinter.report.formats.gitlab import file_and_line
from dlinter.report.formats.text import place
from dlinter.report.grouping import message_of
from dlinter.report.paths import Paths
from dlinter.report.settings import ReportSettings
from dlinter.report.xml_text import attribute, content

ABOUT = "JUnit's XML, for the test views of CI servers"
ENDINGS: tuple[str, ...] = (".xml",)


def write(report: Report, out: TextIO, settings: ReportSettings) -> None:
    paths = Paths(settings.root)
    suites: dict[str, list[str]] = {subject.path: [] for subject in report.subjects}
    subjects = {subject.path: subject for subject in report.subjects}
    errors = dict.fromkeys(suites, 0)
    failures = dict.fromkeys(suites, 0)
    for result in report.active:
        image = result.location.image
        name = image.image if image is not None and image.image in suites else result.location.path
        fails = subjects.get(name, Subject(name, "")).fails(result.severity)
        suites.setdefault(name, []).append(_case(result, paths, fails))
        failures[name] = failures.get(name, 0) + fails
    for problem in report.unexamined:
        name = problem.path or "dlint"
        suites.setdefault(name, []).append(_problem(problem))
        errors[name] = errors.get(name, 0) + (problem.level is Severity.ERROR)
    total = sum(len(cases) or 1 for cases in suites.values())
    out.write('<?xml version="1.0" encoding="utf-8"?>\n')
    out.write(
        f'<testsuites name="dlint" tests="{total}" failures="{sum(failures.values())}" '
        f'errors="{sum(errors.values())}">\n'
    )
    for name, cases in suites.items():
        shown = cases or [f'    <testcase name="clean" classname={attribute(name)}/>\n']
        out.write(
            f'  <testsuite name={attribute(name)} tests="{len(shown)}" failures="{failures.get(name, 0)}" '
            f'errors="{errors.get(name, 0)}">\n'
            f"{''.join(shown)}  </testsuite>\n"
        )
    out.write("</testsuites>\n")


def _case(result: Result, paths: Paths, fails: bool) -> str:
    path, line = file_and_line(result, paths)
    message = message_of(result)
    line_of_text = content(f"{place(result)}: {result.severity.value} {result.rule.id} {message}")
    if fails:
        told = (
            f"<failure type={attribute(result.severity.value)} "
            f"message={attribute(message)}>{line_of_text}</failure>"
        )
    else:
        told = f"<system-out>{line_of_text}</system-out>"
    return (
        f'    <testcase name={attribute(f"{result.rule.id} line {line}")} classname={attribute(path)} '
        f'file={attribute(path)} line="{line}">\n'
        f"      {told}\n    </testcase>\n"
    )


def _problem(problem: Problem) -> str:
    """An error, or a passed case that says something."""
    name, failed = problem.rule or "input", problem.level is Severity.ERROR
    told = (
        f"<error message={attribute(problem.message)}/>"
        if failed
        else f"<system-out>{content(problem.message)}</system-out>"
    )
    return (
        f"    <testcase name={attribute(name)} classname={attribute(problem.path or 'dlint')}>\n"
        f"      {told}\n    </testcase>\n"
    )

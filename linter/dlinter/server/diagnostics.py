"""Findings as diagnostics."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dlinter.finding import Problem, Result, Severity, Tag
from dlinter.model.text import Span
from dlinter.report import help_uri
from dlinter.report.regions import on_one_line
from dlinter.server.client import Client
from dlinter.server.documents import Document
from dlinter.server.linter import Examined

SOURCE = "dlint"
_LEVELS = {Severity.ERROR: 1, Severity.WARNING: 2, Severity.NOTE: 3}
_TAGS = {Tag.UNNECESSARY: 1, Tag.DEPRECATED: 2}


def diagnostics(document: Document, examined: Examined, client: Client) -> list[dict[str, Any]]:
    """In order of place. A finding of several lines is marked on its first: thirty underlined lines are
    nobody's help."""
    return [
        *_problems(document, examined),
        *(diagnostic(document, result, client) for result in examined.results),
    ]


def diagnostic(document: Document, result: Result, client: Client) -> dict[str, Any]:
    done: dict[str, Any] = {
        "range": document.lines.range(shown(document, result)), "severity": _LEVELS[result.severity],
        "source": SOURCE,
        "code": result.rule.id, "message": result.message, "data": {"fingerprint": result.fingerprint},
    }  # fmt: skip
    if client.links:
        done["codeDescription"] = {"href": help_uri(result.rule.id)}
    tag = _TAGS.get(result.rule.tag) if result.rule.tag is not None else None
    if tag in client.tags:
        done["tags"] = [tag]
    if client.related and result.finding.related:
        done["relatedInformation"] = [
            {"location": {"uri": document.uri,
                "range": document.lines.range(on_one_line(document.text, r.span))}, "message": r.message}
            for r in result.finding.related
        ]
    return done


def shown(document: Document, result: Result) -> Span:
    """The part of a finding's place that is underlined."""
    return on_one_line(document.text, result.location.span)


def at(document: Document, examined: Examined, span: Span) -> Iterator[Result]:
    """The results that touch a span: where they are underlined, or anywhere in their place."""
    for result in examined.results:
        where = shown(document, result)
        whole = result.location.span or where
        if any(s.start <= span.end and span.start <= s.end for s in (where, whole)):
            yield result


def _problems(document: Document, examined: Examined) -> Iterator[dict[str, Any]]:
    first = document.lines.range(on_one_line(document.text, None))
    for problem in examined.problems:
        yield {
            "range": first,
            "severity": 1 if problem.level is Severity.ERROR else 3,
            "source": SOURCE,
            "message": _said(problem),
        }


def _said(problem: Problem) -> str:
    return (
        f"{'this file ' if problem.message.startswith(('is ', 'has ', 'cannot ')) else ''}{problem.message}"
    )

"""The Dockerfiles that stand in a Compose or Bake file, linted as any other, with their findings at their
place in that file."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from dlinter.engine import Outcome
from dlinter.finding import Problem, Related, Result
from dlinter.model.builds.inline import Inline, inlines_of
from dlinter.model.text import Span, Text
from dlinter.values import replace

if TYPE_CHECKING:
    from dlinter.model.builds.facts import BuildFacts
    from dlinter.model.dockerfile.context import BuildContext
    from dlinter.model.facts.given import Given
    from dlinter.run.session import Examiner

LoadContext = Callable[[str], "BuildContext | None"]
"""The build context by its folder in the repository."""


def no_context(folder: str) -> BuildContext | None:
    return None


def context_below(root: str, folder: str) -> BuildContext | None:
    """A folder of a repository on disk; None for one that a link leads out of it, or that cannot be read."""
    from dlinter.sources.build_context import load_context

    path, base = os.path.realpath(f"{root}/{folder}"), os.path.realpath(root)
    if path != base and not path.startswith(base.rstrip(os.sep) + os.sep):
        return None
    try:
        return load_context(f"{path}/Dockerfile", path)
    except OSError:
        return None


def lint_inlines(examiner: Examiner, builds: BuildFacts, load: LoadContext) -> Outcome:
    """The results of all inline Dockerfiles of a build file. They have no fixes: a fix is a text for a
    Dockerfile, not for the file around it."""
    outcome = Outcome()
    for inline in inlines_of(builds.file):
        outcome.add(_lint(examiner, builds, inline, load))
    return outcome


def _lint(examiner: Examiner, builds: BuildFacts, inline: Inline, load: LoadContext) -> Outcome:
    from dlinter.run.session import Loads

    host, build = builds.file.text, inline.build
    folder = builds.context_of(build)
    names = frozenset(c.name.lower() for c in build.contexts)
    around = Loads(
        context=(lambda: None) if folder is None else partial(load, folder),
        given=partial(_given, builds, inline), named_contexts=lambda: names,
    )  # fmt: skip
    found = examiner.lint(Text(inline.data, host.path), around, f"{builds.key}#{build.name}")
    hidden = builds.masks.spans if found.results else ()
    outcome = Outcome(
        [_placed(result, inline, host, hidden) for result in found.results], [], found.notes, found.stopped
    )
    line = host.line_of(inline.places[0])
    outcome.problems = [
        Problem(f"the inline Dockerfile on line {line}: {p.message}", p.path, p.rule, p.level)
        for p in found.problems
    ]
    return outcome


def _given(builds: BuildFacts, inline: Inline) -> Mapping[str, Given]:
    from dlinter.model.builds.giving import given_by

    return given_by(inline.build, builds.key or builds.file.text.path)


def _placed(result: Result, inline: Inline, host: Text, hidden: tuple[Span, ...]) -> Result:
    finding, location = result.finding, result.location
    span = inline.span(finding.span) if finding.span is not None else inline.span(Span(0, 0))
    related = tuple(Related(inline.span(r.span), r.message) for r in finding.related)
    finding = replace(
        finding,
        span=span,
        related=related,
        fix=None,
        message=_of_host(finding.message, inline, result.location.text, host),
    )
    return replace(result, finding=finding, location=replace(location, text=host, span=span, hidden=hidden))


def _of_host(message: str, inline: Inline, text: Text | None, host: Text) -> str:
    """The lines that a message names, as lines of the file around the Dockerfile."""
    if text is None:
        return message

    def line(match: re.Match[str]) -> str:
        number = int(match[1])
        return (
            f"line {host.line_of(inline.places[text.line_span(number).start])}"
            if 1 <= number <= text.line_count
            else match[0]
        )

    return re.sub(r"\bline (\d{1,6})\b", line, message)

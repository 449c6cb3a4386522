"""The files that a command line names, and one report of them."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Mapping

from dlinter.cli.progress import Progress
from dlinter.cli.selection import Chooser
from dlinter.engine import Outcome
from dlinter.finding import Report
from dlinter.policy.chain import order
from dlinter.policy.errors import ConfigError
from dlinter.sources.discover import Discovered, discover


def find(args: Namespace, chooser: Chooser) -> Discovered:
    """The files that the command line names."""
    return discover(
        args.paths or ["."], ignore_files=not args.no_ignore_files, force_exclude=args.force_exclude,
        excluded=chooser.excluded, stdin=lambda: sys.stdin.buffer.read(), stdin_filename=args.stdin_filename,
    )  # fmt: skip


def lint_all(
    chooser: Chooser, found: Discovered, progress: Progress | None = None,
    known: Mapping[str, Outcome] | None = None
) -> tuple[Report, bool]:
    """One report of all groups of inputs, and whether one of them fails by its own settings. `known` is what
    was found already in files, by path."""
    from dlinter.run.lint import lint

    whole, failing, done = Report(), False, [0]

    def advance(path: str) -> None:
        done[0] += 1
        if progress is not None:
            progress(done[0], len(found.inputs), path)

    for settings, inputs in chooser.groups(found.inputs) or [(chooser.here(), [])]:
        try:
            report = lint(inputs, settings, chooser.rules, advance, known)
        except ConfigError as error:  # of the baseline that the configuration names
            if settings.source == chooser.here().source:
                raise
            chooser.leave_out(error)
            continue
        failing = failing or settings.fails(report.results)
        whole.results += report.results
        whole.problems += report.problems
        whole.unread += report.unread
        whole.notes += report.notes
        whole.subjects += report.subjects
        ids = {r.id for r in whole.rules}
        whole.rules += [r for r in report.rules if r.id not in ids]
    if progress is not None:
        progress.__exit__()
    own = [*found.problems, *chooser.problems]
    if own or found.notes:  # of the search, not of a lint
        from dlinter.run.conceal import Concealer

        extra = Concealer(chooser.rules.find_secrets).report(Report(problems=own, notes=list(found.notes)))
        whole.problems[:0], whole.notes[:0] = extra.problems, extra.notes
    whole.results.sort(key=order)
    whole.subjects.sort(key=lambda s: s.path)
    return whole, failing

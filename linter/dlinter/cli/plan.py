"""`dlint cache --plan`: the fixes of one Dockerfile together, shown or written."""

from __future__ import annotations

import os
import re
import sys
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from dlinter.cli.errors import UsageError
from dlinter.cli.exit_codes import CLEAN, FAILED
from dlinter.cli.output import write_text
from dlinter.cli.terminal import tell, tell_problems
from dlinter.values import replace

if TYPE_CHECKING:
    from dlinter.model.dockerfile.context import BuildContext
    from dlinter.model.facts.given import Given
    from dlinter.model.facts.history import History
    from dlinter.model.text import Text
    from dlinter.report.plan import Plan

FORMATS = ("text", "json", "markdown", "html")


def run_plan(
    args: Namespace, text: Text, root: str, folder: str, context: BuildContext | None,
    given: Mapping[str, Given], seconds: Mapping[int, float], commits: int
) -> int:
    """Shows the plan, and writes it with `--write`; the exit code. Raises UsageError."""
    from dlinter.cli.selection import Chooser
    from dlinter.model.masks import mapped
    from dlinter.model.work import TooMuchWork
    from dlinter.packs import load_rules
    from dlinter.report.edge import harmless
    from dlinter.report.plain import clean
    from dlinter.run.contexts import Contexts
    from dlinter.run.plan import FAMILIES, Around, make_plan
    from dlinter.run.rebuilds import inside
    from dlinter.run.session import Examiner
    from dlinter.sources.inputs import LintInput

    if args.format not in FORMATS:
        raise UsageError(f"--plan: the format is {', '.join(FORMATS[:-1])} or {FORMATS[-1]}")
    rules = load_rules()
    here = Chooser(args, rules).here()
    settings = replace(
        here, enabled=frozenset(r.id for r in rules.rules if r.family in FAMILIES), baseline=""
    )
    history = _history(args, root, folder, commits)
    key = (inside(text.path, root) if root else None) or ""
    contexts, item = Contexts(), LintInput(text.path, text.path, key=key, root=root)
    around = Around(
        context, history, lambda: given, key, lambda: contexts.named_contexts(item),
        lambda: contexts.targets(item), lambda: contexts.losing_mounts(item),
    )  # fmt: skip
    try:
        plan = make_plan(text, around, Examiner.of(rules, settings), seconds)
    except TooMuchWork as error:
        raise UsageError(f"{text.path}: {error}") from None
    # JSON has escapes of its own; elsewhere each line is cleaned, tabs and line ends stay.
    lines = lambda text: re.sub(r"[^\t\n\r]+", lambda m: clean(m[0]), text)  # noqa: E731
    shown = harmless(_shown(plan if args.format == "json" else mapped(plan, lines), args.format))
    if args.output and args.output != "-":
        write_text(args.output, shown, "surrogateescape")
    else:
        sys.stdout.write(shown)
    tell(context.remarks if context is not None else (), args)
    tell_problems(plan.problems)
    code = _write(plan, text.path, folder, args) if args.write and plan.applied else CLEAN
    return FAILED if plan.problems else code


def _shown(plan: Plan, form: str) -> str:
    if form == "html":
        from dlinter.report.plan_html import as_html

        return as_html(plan)
    from dlinter.report.plan import as_json, as_markdown, as_text

    return {"json": as_json, "markdown": as_markdown, "text": as_text}[form](plan)


def _history(args: Namespace, root: str, folder: str, commits: int) -> History | None:
    from dlinter.model.facts.history import History
    from dlinter.run.rebuilds import inside
    from dlinter.sources.git_history import GitError, NoGit
    from dlinter.sources.git_history import commits as log

    where = inside(folder, root) if root else None
    if not commits:
        return None
    try:
        if where is None:
            raise NoGit("the context is in no git repository")
        prefix = f"{where}/" if where else ""
        return History.of(
            [c.path[len(prefix) :] for c in commit.changes if c.path.startswith(prefix)]
            for commit in log(root, commits)
        )
    except NoGit as error:
        if args.history:
            raise UsageError(f"--history: {error}") from None
        tell([f"no history: {error}"], args)
    except GitError as error:
        tell([f"no history: {error}; the plan follows from the structure of the file alone"], args)
    return None


def _write(plan: Plan, path: str, folder: str, args: Namespace) -> int:
    """Writes the Dockerfile and the ignore file, both or none."""
    from dlinter.cli.fix import unwritten
    from dlinter.disk.write import refuse_links, replace_files
    from dlinter.finding import Problem

    try:
        files = {
            Path(folder) / name: after.encode("utf-8", "surrogateescape") for name, (_, after) in plan.files
        }
        for target in files:
            refuse_links(str(target))
        new = [os.path.relpath(t) for t in files if not t.exists()]
        replace_files({**files, Path(path): plan.data})
    except (OSError, ValueError) as error:
        tell_problems([Problem(unwritten(error), path)])
        return FAILED
    tell(
        [
            f"wrote {path}",
            *(f"{name} is new: add it to git, or the next checkout does not have it" for name in new),
        ],
        args,
    )
    return CLEAN

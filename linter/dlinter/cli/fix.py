"""`--fix` and `--diff`: fixes computed, shown or written, and what remains reported."""

from __future__ import annotations

import sys
from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dlinter.cli.exit_codes import CLEAN, FAILED, FINDINGS
from dlinter.cli.inputs import lint_all
from dlinter.cli.output import write_reports
from dlinter.cli.selection import Chooser
from dlinter.cli.terminal import show, tell, tell_problems
from dlinter.cli.verdict import exit_code
from dlinter.disk.read import RefusedFile
from dlinter.finding import Problem
from dlinter.fix import PASSES, Fixed, diff
from dlinter.model.masks import both
from dlinter.model.text import Text
from dlinter.sources.discover import Discovered
from dlinter.sources.inputs import LintInput

if TYPE_CHECKING:
    from dlinter.run.session import Examiner

ENDLESS = f"gave up after {PASSES} passes because some fixes keep changing each other's output; kept the last valid version. Please report this."


def run_fixes(args: Namespace, chooser: Chooser, found: Discovered) -> int:
    """`--diff`: the diff on stdout, nothing written, 1 when there is one. `--fix`: files written, then linted; of standard
    input the fixed text is written to stdout and the report to stderr."""
    done, problems, notes = _fix_all(args, chooser, found)
    if args.diff:
        return _show(args, chooser, done, [*found.problems, *problems], [*found.notes, *notes])
    inputs, piped = [], False
    for item, fixed in done:
        if item.file is None:
            sys.stdout.flush()
            sys.stdout.buffer.write(fixed.text.data)
            sys.stdout.buffer.flush()
            inputs.append(LintInput(item.path, None, fixed.text.data, item.key, item.root))
            piped = True
            continue
        if fixed.changed:
            problems += _write(Path(item.file), fixed, item.path)
        inputs.append(item)
    count = sum(len(fixed.applied) for _, fixed in done)
    files = sum(fixed.changed for _, fixed in done)
    if count:
        notes.append(f"fixed {count} {'finding' if count == 1 else 'findings'} in {files} {'file' if files == 1 else 'files'}")
    unread = {p.path for p in problems}
    rest = Discovered(tuple(i for i in inputs if i.path not in unread), found.problems, (*found.notes, *notes))
    report, failing = lint_all(chooser, rest)
    report.problems += problems
    write_reports(report, args, sys.stderr if piped else sys.stdout)
    return exit_code(report, failing, args)


def _fix_all(
    args: Namespace, chooser: Chooser, found: Discovered
) -> tuple[list[tuple[LintInput, Fixed]], list[Problem], list[str]]:
    from dlinter.run.fix import fix
    from dlinter.run.session import Examiner

    done, problems, notes = [], [], []
    for settings, inputs in chooser.groups(found.inputs):
        examiner = Examiner.of(chooser.rules, settings)
        for item in inputs:
            fixed, wrong = fix(item, examiner, unsafe=args.unsafe_fixes)
            if fixed is None:
                problems += wrong
                continue
            # What else is wrong with the file is told by the lint after `--fix`; after `--diff` there is none.
            if args.diff:
                problems += wrong
            if fixed.endless:
                problems.append(Problem(ENDLESS, item.path))
            notes += [f"{item.path}: the fix of `{rule}` was refused: {why}" for rule, _, why in fixed.refused]
            done.append((item, fixed))
    return done, problems, notes


def _show(args: Namespace, chooser: Chooser, done: list[tuple[LintInput, Fixed]], problems: list[Problem], notes: list[str]) -> int:
    from dlinter.run.session import Examiner

    changed, hide = False, Examiner.of(chooser.rules, chooser.here())
    for item, fixed in done:
        if not fixed.changed:
            continue
        changed = True
        show(_diff(hide, Text(item.read(), item.path), fixed.text))
        for name, addition in sorted(fixed.files.items()):
            try:
                path, old = _beside(Path(item.path), name), _text(_beside(Path(item.file or item.path), name))
            except (OSError, ValueError) as error:
                problems.append(Problem(unwritten(error), item.path))
                continue
            before = Text(old.encode("utf-8", "surrogateescape"), path.as_posix())
            after = Text((_joined(old, addition)).encode("utf-8", "surrogateescape"), path.as_posix())
            show(_diff(hide, before, after))
    tell(notes, args)
    tell_problems(problems)
    if problems:
        return FAILED
    return FINDINGS if changed and not args.exit_zero else CLEAN


def _diff(examiner: Examiner, before: Text, after: Text) -> str:
    """The diff of two texts, the secrets of both covered."""
    from dlinter.run.files import masks_of

    masks = both(masks_of(examiner, before), masks_of(examiner, after))
    name = examiner.concealer.text(before.path)
    return diff(*(replace(masks.covered(text), path=name) for text in (before, after)))


def _beside(file: Path, name: str) -> Path:
    """A file beside another. Raises ValueError where the name leads out of the folder."""
    parts = Path(name).parts
    if Path(name).is_absolute() or ".." in parts:
        raise ValueError("a fix names a file outside of its folder")
    return file.parent / name


def _joined(old: str, addition: str) -> str:
    return old + ("" if not old or old.endswith("\n") else "\n") + addition


def _text(file: Path) -> str:
    """The text of a file beside a Dockerfile, "" where there is none. Raises OSError, also for a link that leads elsewhere."""
    from dlinter.disk.read import read_small
    from dlinter.disk.write import refuse_links

    refuse_links(str(file))
    try:
        return read_small(file, within="").decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return ""


def _write(file: Path, fixed: Fixed, shown: str) -> list[Problem]:
    from dlinter.disk.write import replace_files

    files: dict[Path, bytes] = {}
    try:
        for name, addition in sorted(fixed.files.items()):
            target = _beside(file, name)
            files[target] = _joined(_text(target), addition).encode("utf-8", "surrogateescape")
        replace_files({**files, file: fixed.text.data})
    except (OSError, ValueError) as error:
        return [Problem(unwritten(error), shown)]
    return []


def unwritten(error: OSError | ValueError) -> str:
    """What to say of a file that could not be fixed."""
    if not isinstance(error, OSError):
        return f"is not fixed: {error}"
    name = Path(error.filename).name if isinstance(error.filename, (str, Path)) else ""
    return f"is not fixed: {f'`{name}` ' if name else ''}{'' if isinstance(error, RefusedFile) else 'cannot be written: '}{error.strerror or error}"

"""`--fix` and `--diff`: fixes computed, shown or written, and what remains reported."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Sequence
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
from dlinter.policy.errors import ConfigError
from dlinter.sources.discover import Discovered
from dlinter.sources.inputs import LintInput
from dlinter.values import replace

if TYPE_CHECKING:
    from dlinter.engine import Outcome
    from dlinter.run.session import Examiner

_Done = tuple[LintInput, Fixed, "Outcome | None"]
"""A file, what came of fixing it, and what a lint of it finds then (`run.fix.Done`)."""
ENDLESS = (
    f"gave up after {PASSES} passes because some fixes keep changing each other's output; kept the last "
    "valid version. Please report this."
)


CREATED = "{name} is new: add it to git, or the next checkout does not have it"


def run_fixes(args: Namespace, chooser: Chooser, found: Discovered) -> int:
    """`--diff`: the diff on stdout, nothing written, 1 when there is one. `--fix`: files written, then
    linted; of standard input the fixed text is written to stdout and the report to stderr."""
    done, problems, notes = _fix_all(args, chooser, found)
    if args.diff:
        return _show(
            args, chooser, done, [*found.problems, *chooser.problems, *problems], [*found.notes, *notes]
        )
    inputs, piped, created = [], False, False
    unread = {p.path for p in problems} - {item.path for item, _, _ in done}
    known = _known(done)
    for item, fixed, _ in done:
        if item.file is None:
            sys.stdout.flush()
            sys.stdout.buffer.write(fixed.text.data)
            sys.stdout.buffer.flush()
            inputs.append(LintInput(item.path, None, fixed.text.data, item.key, item.root))
            piped = True
            continue
        if fixed.changed:
            new, wrong = _write(_root(chooser, item) if fixed.files else Path(), item, fixed)
            problems += wrong
            unread.update(p.path for p in wrong)
            notes += [CREATED.format(name=name) for name in new]
            created = created or bool(new)
        inputs.append(item)
    count = sum(len(fixed.applied) for _, fixed, _ in done)
    files = sum(fixed.changed for _, fixed, _ in done)
    if count:
        notes.append(
            f"fixed {count} {'finding' if count == 1 else 'findings'} in {files} "
            f"{'file' if files == 1 else 'files'}"
        )
    rest = Discovered(
        tuple(i for i in inputs if i.path not in unread), found.problems, (*found.notes, *notes)
    )
    report, failing = lint_all(chooser, rest, known=known)
    report.problems += problems
    write_reports(report, args, sys.stderr if piped else sys.stdout)
    code = exit_code(report, failing, args)
    # pre-commit sees changes of files that git knows, and says Passed where the program does not fail
    return FINDINGS if created and code == CLEAN and os.environ.get("PRE_COMMIT") else code


def _known(done: Sequence[_Done]) -> dict[str, Outcome]:
    """What a lint of the fixed files will find, by path, of those where that is known already: a file that
    changes may be part of what is looked at beside another one."""
    changed = {item.path for item, fixed, _ in done if fixed.changed}
    return {
        item.path: left for item, _, left in done if left is not None and changed <= {item.path}
    }


def _root(chooser: Chooser, item: LintInput) -> Path:
    """The root of a Dockerfile's build context, to which the names of a fix's files are relative."""
    from dlinter.run.files import context_folder_of

    return Path(context_folder_of(item, chooser.here()) or Path(item.file or item.path).parent)


def _fix_all(
    args: Namespace, chooser: Chooser, found: Discovered
) -> tuple[list[_Done], list[Problem], list[str]]:
    from dlinter.run.fix import fix
    from dlinter.run.session import Examiner

    done, problems, notes = [], [], []
    for settings, inputs in chooser.groups(found.inputs):
        try:
            examiner = Examiner.of(chooser.rules, settings)
        except ConfigError as error:  # of the baseline that the configuration names
            if settings.source == chooser.here().source:
                raise
            chooser.leave_out(error)
            continue
        for item in inputs:
            made = fix(item, examiner, unsafe=args.unsafe_fixes)
            fixed = made.fixed
            if fixed is None:
                problems += made.problems
                continue
            # What else is wrong with the file is told by the lint after `--fix`; after `--diff` there is
            # none.
            if args.diff:
                problems += made.problems
            problems += made.unmade
            if fixed.endless:
                problems.append(Problem(ENDLESS, item.path))
            notes += [
                f"{item.path}: the fix of `{rule}` was refused: {why}" for rule, _, why in fixed.refused
            ]
            done.append((item, fixed, made.left))
    return done, problems, notes


def _show(
    args: Namespace,
    chooser: Chooser,
    done: list[_Done],
    problems: list[Problem],
    notes: list[str],
) -> int:
    from dlinter.run.session import Examiner

    changed, hide, texts = False, Examiner.of(chooser.rules, chooser.here()), dict[Path, str]()
    for item, fixed, _ in done:
        if not fixed.changed:
            continue
        changed = True
        show(_diff(hide, Text(item.read(), item.path), fixed.text))
        root = _root(chooser, item) if fixed.files else Path()
        for name, addition in sorted(fixed.files.items()):
            try:
                path = _below(root, name)
                old = texts[path] if path in texts else _text(path)
            except (OSError, ValueError) as error:
                problems.append(Problem(unwritten(error), item.path))
                continue
            texts[path] = _joined(old, addition)
            shown = _shown(path, item)
            before, after = (
                Text(text.encode("utf-8", "surrogateescape"), shown) for text in (old, texts[path])
            )
            show(_diff(hide, before, after))
    if left := sum(fixed.left for _, fixed, _ in done):
        notes.append(
            f"{left} further {'fix is' if left == 1 else 'fixes are'} shown with `--unsafe-fixes`"
            if changed
            else f"no safe fixes; `--unsafe-fixes` shows {left}"
        )
    tell(notes, args)
    tell_problems(problems)
    if problems:
        return FAILED
    return FINDINGS if changed and not args.exit_zero else CLEAN


def _diff(examiner: Examiner, before: Text, after: Text) -> str:
    """The diff of two texts, the secrets of both covered."""
    from dlinter.run.files import masks_of

    old, new = masks_of(examiner, before), masks_of(examiner, after)
    name = examiner.concealer.text(before.path)
    return diff(
        *(
            replace(masks.covered(text), path=name)
            for masks, text in ((both(old, new), before), (both(new, old), after))
        )
    )


def _below(root: Path, name: str) -> Path:
    """A file of the build context. Raises ValueError where the name leads out of it."""
    parts = Path(name).parts
    if Path(name).is_absolute() or ".." in parts:
        raise ValueError("a fix names a file outside of the build context")
    return root / name


def _shown(path: Path, item: LintInput) -> str:
    """A path as the Dockerfile's own is shown: relative where that is, else as it is."""
    if Path(item.path).is_absolute():
        return path.as_posix()
    relative = os.path.relpath(path)
    return path.as_posix() if relative.startswith("..") else relative.replace(os.sep, "/")


def _joined(old: str, addition: str) -> str:
    """The text with the lines that it does not have yet."""
    known = set(old.splitlines())
    new = "".join(f"{line}\n" for line in dict.fromkeys(addition.splitlines()) if line not in known)
    return old + ("" if not new or not old or old.endswith("\n") else "\n") + new


def _text(file: Path) -> str:
    """The text of a file of a build context, "" where there is none. Raises OSError, also for a link that
    leads elsewhere."""
    from dlinter.disk.read import read_small
    from dlinter.disk.write import refuse_links

    refuse_links(str(file))
    try:
        return read_small(file, within="").decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return ""


def _write(root: Path, item: LintInput, fixed: Fixed) -> tuple[list[str], list[Problem]]:
    """Writes a file and those that its fixes add to; the names of files that were not there before, and what
    went wrong."""
    from dlinter.disk.write import replace_files

    assert item.file is not None
    files: dict[Path, bytes] = {}
    new: list[str] = []
    try:
        for name, addition in sorted(fixed.files.items()):
            target = _below(root, name)
            files[target] = _joined(_text(target), addition).encode("utf-8", "surrogateescape")
            if not target.exists():
                new.append(_shown(target, item))
        replace_files({**files, Path(item.file): fixed.text.data})
    except (OSError, ValueError) as error:
        return [], [Problem(unwritten(error), item.path)]
    return new, []


def unwritten(error: OSError | ValueError) -> str:
    """What to say of a file that could not be fixed."""
    if not isinstance(error, OSError):
        return f"is not fixed: {error}"
    name = Path(error.filename).name if isinstance(error.filename, (str, Path)) else ""
    return (
        f"is not fixed: {f'`{name}` ' if name else ''}"
        f"{'' if isinstance(error, RefusedFile) else 'cannot be written: '}{error.strerror or error}"
    )

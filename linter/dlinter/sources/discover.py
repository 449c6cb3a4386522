"""Names on the command line → the files to lint.

Named files are always taken, folders are searched. Each file comes once, by its resolved path, in the order
of the paths. What cannot be read becomes a `Problem`; the others are still linted.
"""


# each

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from dlinter.disk.links import leads_out
from dlinter.finding import Problem
from dlinter.model.dockerfile.names import is_dockerfile
from dlinter.sources.inputs import STDIN, LintInput

SKIPPED = frozenset(
    {".git", ".hg", ".svn", ".jj", "node_modules", "__pycache__", ".venv", ".tox", ".nox", ".mypy_cache"}
)
"""Folders never searched."""
OUTSIDE = "is a symbolic link that leads out of the repository: it is neither read nor fixed"


class Discovered(Struct, frozen=True):
    """What the names came to. `notes` are for stderr: a folder without a Dockerfile."""

    inputs: tuple[LintInput, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


def discover(
    paths: Sequence[str], *, ignore_files: bool = True, force_exclude: bool = False,
    excluded: Callable[[str], bool] | None = None, stdin: Callable[[], bytes] | None = None,
    stdin_filename: str = "",
) -> Discovered:  # fmt: skip
    """`excluded` tells by an absolute path what the configuration leaves out; named files only with
    `force_exclude`. `stdin` reads standard input for the name `-`, which is called `stdin_filename`."""
    found: dict[str, LintInput] = {}
    problems: list[Problem] = []
    notes: list[str] = []
    finder = _Finder(os.getcwd())  # noqa: PTH109
    leave_out = excluded or (lambda path: False)
    for path in paths:
        if path == "-" and stdin is not None:
            entry = finder.named(stdin_filename) if stdin_filename else LintInput(STDIN, key=STDIN)
            skipped = stdin_filename and force_exclude and leave_out(str(Path(stdin_filename).absolute()))
            data = stdin()
            if not skipped:
                found["-"] = LintInput(entry.path, None, data, entry.key, entry.root)
            continue
        try:
            mode = os.stat(path).st_mode  # noqa: PTH116
        except (OSError, ValueError) as error:
            what = (
                "no such file or folder"
                if isinstance(error, FileNotFoundError)
                else getattr(error, "strerror", "") or str(error)
            )
            problems.append(Problem(what, path.replace(os.sep, "/")))
            continue
        if not stat.S_ISDIR(mode):
            entry = finder.named(path) if stat.S_ISREG(mode) else LintInput(path, path, key=path)
            if force_exclude and leave_out(entry.file or path):
                continue
            if leads_out(path):
                problems.append(Problem(OUTSIDE, path.replace(os.sep, "/")))
                continue
            found.setdefault(entry.file or path, entry)
            continue
        if force_exclude and leave_out(os.path.realpath(path)):
            continue
        count = 0
        for item in finder.walk(os.path.realpath(path), ignore_files, problems):
            count += 1
            entry = finder.named(item)
            if leave_out(item) or leave_out(entry.file or item):
                continue
            if os.path.islink(item) and leads_out(item, os.path.realpath(path)):  # noqa: PTH114
                problems.append(Problem(OUTSIDE, finder.shown(item)))
                continue
            found.setdefault(entry.file or item, entry)
        if not count:
            notes.append(
                f"no Dockerfile in {path}: if yours has another name, give its path; `--no-ignore-files` "
                "also searches what git ignores"
            )
    return Discovered(tuple(sorted(found.values(), key=lambda i: i.path)), tuple(problems), tuple(notes))


def input_of(path: str) -> LintInput:
    """The input of a path, which need not exist: what reports call it, and its place in its repository."""
    return _Finder(os.getcwd()).named(path)  # noqa: PTH109


def repository_of(folder: str) -> str:
    """The nearest folder at or above that has `.git`, resolved; "" when there is none."""
    real = os.path.realpath(folder)
    return _Finder(real).root_of(real)


class _Finder:
    """Searches folders and names files; remembers which repository a folder is in."""

    def __init__(self, cwd: str) -> None:
        self._cwd = os.path.realpath(cwd)
        self._roots: dict[str, str] = {}

    def root_of(self, folder: str) -> str:
        """The nearest folder at or above that has `.git`, "" when there is none."""
        chain, at, root = [], folder, ""
        while True:
            if at in self._roots:
                root = self._roots[at]
                break
            chain.append(at)
            if os.path.exists(f"{at}/.git"):  # noqa: PTH110
                root = at
                break
            above = os.path.dirname(at)
            if above == at:
                break
            at = above
        for each in chain:
            self._roots[each] = root
        return root

    def named(self, path: str) -> LintInput:
        """The input of this name, which need not exist."""
        real = os.path.realpath(path)
        root = self.root_of(os.path.dirname(real))
        shown = _under(real, self._cwd)
        if shown is None:
            shown = path.replace(os.sep, "/")
        key = _under(real, root) if root else None
        return LintInput(shown, real, None, key if key is not None else shown, root)

    def shown(self, path: str) -> str:
        """What reports call an absolute path."""
        return _under(path, self._cwd) or path.replace(os.sep, "/")

    def walk(self, folder: str, ignore_files: bool, problems: list[Problem]) -> Iterator[str]:
        """Absolute paths of the Dockerfiles and build files below a folder. Symbolic links to folders are not
        followed."""
        from dlinter.model.builds.names import kind_of_name  # a report asks for the repository alone

        ignores = None
        if ignore_files:
            from dlinter.sources.gitignore import GitIgnores, ignores_at

            told: set[str] = set()

            def tell(path: str, why: str) -> None:
                if path not in told:
                    told.add(path)
                    problems.append(Problem(why, _under(path, self._cwd) or path))

            root = self.root_of(folder)
            ignores = ignores_at(folder, root, tell)
            # A folder that git ignores was named on purpose: what is said above it does not count.
            if root and _ignored_above(folder, root):
                ignores = GitIgnores(folder, None, None, tell).below(folder, True)
        todo = [(folder, ignores)]
        while todo:
            at, ignores = todo.pop()
            try:
                with os.scandir(at) as scan:
                    entries = sorted(scan, key=lambda e: e.name)
            except OSError as error:
                shown = _under(at, self._cwd) or at
                problems.append(Problem(error.strerror or "cannot be read", shown))
                continue
            if ignores is not None and at != folder:
                ignores = ignores.below(at, any(e.name == ".gitignore" for e in entries))
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in SKIPPED and not (ignores and ignores.ignores(entry.path, True)):
                        todo.append((entry.path, ignores))
                elif (
                    (is_dockerfile(entry.name) or kind_of_name(entry.path.replace(os.sep, "/")))
                    and entry.is_file()
                    and not (ignores and ignores.ignores(entry.path, False))
                ):
                    yield entry.path


def _ignored_above(folder: str, root: str) -> bool:
    """Whether a folder, or one above it up to the repository's root, is ignored by what stands above it."""
    from dlinter.sources.gitignore import ignores_at

    at = folder
    while at != root:
        above = os.path.dirname(at)
        if ignores_at(above, root, lambda path, why: None).ignores(at, True):
            return True
        at = above
    return False


def _under(path: str, folder: str) -> str | None:
    """The path relative to a folder it lies in, with forward slashes; None where it lies elsewhere."""
    prefix = folder.rstrip(os.sep) + os.sep
    return path[len(prefix) :].replace(os.sep, "/") if path.startswith(prefix) else None

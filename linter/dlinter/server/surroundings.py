"""What stands around the open files (build context, git history, build files), kept between keystrokes.

git and the listing of a context run in threads; a lint waits for them a moment and goes on without them.
Nothing else runs beside the loop: the detectors and the parsers are not made for two threads.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from dlinter.engine import what_failed
from dlinter.policy.settings import Settings
from dlinter.run.contexts import COMMITS, Contexts
from dlinter.run.files import loads_of
from dlinter.run.session import Loads
from dlinter.sources.inputs import LintInput
from dlinter.values import replace

if TYPE_CHECKING:
    from dlinter.model.dockerfile.context import BuildContext
    from dlinter.model.facts.history import History
    from dlinter.sources.git_history import Commit

PATIENCE = 0.06
"""Seconds that a lint waits for what a thread reads; what comes later makes another lint."""


class Surroundings:
    """`arrived` is called, from a thread, when something is read that a lint had to do without."""

    def __init__(self, arrived: Callable[[], None], log: Callable[[str], None]) -> None:
        self.contexts = Contexts()
        self._arrived, self._log = arrived, log
        self._tasks: dict[tuple[Any, ...], _Task] = {}
        self._histories: dict[tuple[str, str, str], History | None] = {}
        self._heads: dict[str, tuple[Any, ...]] = {}
        self._patience = 0.0
        self.unsaved: dict[str, str] = {}
        """Ignore files as they are in the editor, by path."""
        self.missed = False
        """Whether something that was asked for since the last `loads` is still being read."""

    def forget_files(self) -> None:
        """Files changed: contexts and build files are read again, the history stays."""
        self.contexts = Contexts()
        self._histories.clear()
        self._tasks = {key: task for key, task in self._tasks.items() if key[0] == "git"}

    def check_history(self, root: str) -> bool:
        """Forgets the history of a repository where a commit was made or another branch checked out since it
        was read."""
        if root not in self._heads or self._heads[root] == head_of(root):
            return False
        del self._heads[root]
        self._tasks.pop(("git", root), None)
        self.forget_files()
        return True

    def loads(self, item: LintInput, settings: Settings) -> Loads:
        """What stands around a file, for one lint. It waits once for all of it."""
        self._patience, self.missed = PATIENCE, False
        load = loads_of(item, settings, self.contexts)
        if item.file is None:
            return load
        return replace(
            load, context=partial(self.context, item, settings), history=partial(self.history, item, settings)
        )

    def folder(self, item: LintInput, settings: Settings) -> str:
        """The absolute path of the build context of a file on disk."""
        return settings.context or self.contexts.folder_of(item) or os.path.dirname(item.file or item.path)

    def context(self, item: LintInput, settings: Settings) -> BuildContext | None:
        folder = self.folder(item, settings)
        found = self._read(
            ("context", item.file, folder),
            partial(_listed, item.file or item.path, folder, dict(self.unsaved)),
        )
        return found  # type: ignore[no-any-return]

    def commits(self, root: str) -> tuple[Commit, ...]:
        """The last commits of a repository, newest first; none where there is no git, or it has not answered
        yet."""
        if not root:
            return ()
        self._heads.setdefault(root, head_of(root))
        return self._read(("git", root), partial(self._commits, root)) or ()

    def history(self, item: LintInput, settings: Settings) -> History | None:
        log = self.commits(item.root)
        if not log:
            return None
        folder = self.folder(item, settings)
        key = (item.root, folder, item.key)
        if key not in self._histories:
            self.contexts.keep_commits(item.root, log)
            self._histories[key] = _kept(self.contexts.history_of(item.root, folder, item.key))
        return self._histories[key]

    def _commits(self, root: str) -> tuple[Commit, ...]:
        from dlinter.sources.git_history import GitError, NoGit, commits

        try:
            return tuple(commits(root, COMMITS))
        except (NoGit, GitError) as error:
            self._log(f"the git history of {root} was not looked at: {error}")
            return ()

    def _read(self, key: tuple[Any, ...], read: Callable[[], Any]) -> Any:
        task = self._tasks.get(key)
        if task is None:
            task = self._tasks[key] = _Task(read, self._arrived, self._log)
        begin = time.monotonic()
        there = task.wait(self._patience)
        self._patience = max(0.0, self._patience - (time.monotonic() - begin))
        self.missed = self.missed or not there
        return task.found if there else None


class _Task:
    """Something read by a thread of its own."""

    def __init__(
        self, read: Callable[[], Any], arrived: Callable[[], None], log: Callable[[str], None]
    ) -> None:
        self._read, self._arrived, self._log = read, arrived, log
        self._done, self._missed = threading.Event(), False
        self.found: Any = None
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        try:
            self.found = self._read()
        except OSError as error:
            self._log(f"{error.filename}: {error.strerror}")
        except Exception as error:
            self._log(f"dlint failed beside the lint: {what_failed(error)}; please report this")
        self._done.set()
        if self._missed:
            self._arrived()

    def wait(self, patience: float) -> bool:
        """Whether it was read in time. Where it was not, `arrived` is called once it is."""
        if self._done.wait(patience):
            return True
        self._missed = True
        if self._done.is_set():  # between the wait and the mark
            self._arrived()
        return False


def _listed(dockerfile: str, folder: str, unsaved: Mapping[str, str]) -> BuildContext | None:
    from dlinter.sources.build_context import load_context

    context = load_context(dockerfile, folder, unsaved)
    if context is not None:
        context.files  # noqa: B018
    return context


def _kept(history: History | None) -> History | None:
    """The history with the text before it read once: git is not asked with every keystroke."""
    if history is None or history.before is None:
        return history
    before, kept = history.before, list[Any]()

    def once() -> Any:
        if not kept:
            kept.append(before())
        return kept[0]

    return replace(history, before=once)


def head_of(root: str) -> tuple[Any, ...]:
    """What changes with every commit and checkout: the times of git's `HEAD` and of its log."""
    folder = f"{root}/.git"
    try:
        with open(folder, encoding="utf-8") as link:  # noqa: PTH123
            folder = os.path.join(root, link.read(4096).partition(":")[2].strip())
    except OSError:
        pass
    found = []
    for name in ("HEAD", "logs/HEAD"):
        try:
            found.append(os.stat(f"{folder}/{name}").st_mtime_ns)  # noqa: PTH116
        except OSError:
            found.append(0)
    return tuple(found)

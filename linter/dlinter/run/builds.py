"""A build file through the pipeline: text → builds → rules → results → policy."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from dlinter.disk.read import read_small
from dlinter.engine import Outcome
from dlinter.finding import Problem
from dlinter.model import clock
from dlinter.model.builds import BuildFile
from dlinter.model.builds.baking import bake
from dlinter.model.builds.facts import BuildFacts
from dlinter.model.builds.nodes import few
from dlinter.model.builds.reader import read_build_file
from dlinter.model.facts.facts import Facts
from dlinter.model.ignore import UnusedIgnore
from dlinter.model.text import Text
from dlinter.policy.build_ignores import read_build_ignores
from dlinter.policy.case import Case
from dlinter.policy.chain import apply as apply_policy
from dlinter.run.inline import LoadContext, context_below, lint_inlines, no_context

if TYPE_CHECKING:
    from dlinter.run.session import Examiner
    from dlinter.sources.inputs import LintInput

ReadFile = Callable[[str], bytes | None]
"""The bytes of a file by its path in the repository, None when there is no such file."""
LARGEST = 4 << 20
"""Bytes of the largest Dockerfile that is read for a build file."""


def _nothing(path: str) -> bytes | None:
    return None


def lint_build_file(
    examiner: Examiner, text: Text, read: ReadFile = _nothing, key: str = "",
    siblings: Callable[[bytes], Iterable[BuildFile]] = lambda word: (),
    load_context: LoadContext = no_context,
) -> Outcome:  # fmt: skip
    """Everything about one build file, policy applied. `key` is its path in the repository, `siblings` its
    workflows."""
    with clock.limited():
        return _lint_build_file(examiner, text, read, key, siblings, load_context)


def _lint_build_file(
    examiner: Examiner, text: Text, read: ReadFile, key: str,
    siblings: Callable[[bytes], Iterable[BuildFile]], load_context: LoadContext
) -> Outcome:
    try:
        with clock.ending():
            file = read_build_file(text)
            if file is not None and not file.error:
                file = few(bake(file, partial(_build_file, read)))
    except clock.OutOfTime:
        return Outcome(problems=[Problem(clock.UNREAD, text.path)])
    if file is None:
        what = (
            "is not a GitHub workflow or action, GitLab CI, Compose or Bake file, and its name is not that "
            "of a Dockerfile"
        )
        return Outcome(problems=[Problem(what, text.path)])
    if file.error:
        return Outcome(problems=[Problem(f"cannot be read: {file.error}", text.path)])
    builds = BuildFacts(
        file, key or text.path, partial(_dockerfile, examiner, read), examiner.find_secrets, siblings
    )
    outcome = examiner.engine.lint_builds(builds)
    case = Case(examiner.settings, read_build_ignores(text, examiner.ruleset), examiner.baseline)
    outcome.add(examiner.engine.over_builds(case.ignores.malformed, builds))
    outcome.add(lint_inlines(examiner, builds, load_context))
    outcome.results = apply_policy(outcome.results, case)
    if examiner.engine.rules_for(UnusedIgnore):
        unused = case.ignores.unused(outcome.results, examiner.settings.enabled - outcome.stopped)
        if unused:
            more = examiner.engine.over_builds(unused, builds)
            outcome.add(more)
            outcome.results = apply_policy(outcome.results, case)
    outcome.problems += [Problem(message, text.path) for message in (*file.refused, *builds.refused)]
    return outcome


def _build_file(read: ReadFile, path: str) -> BuildFile | None:
    data = read(path)
    return read_build_file(Text(data, path)) if data is not None else None


def _dockerfile(examiner: Examiner, read: ReadFile, path: str) -> Facts | None:
    for name in (
        path,
        f"{path.removesuffix('Dockerfile')}Containerfile" if path.endswith("Dockerfile") else "",
    ):
        data = read(name) if name else None
        if data is not None:
            return examiner.facts(Text(data, name), key=name)
    return None


def lint_build_input(examiner: Examiner, item: LintInput, text: Text) -> Outcome:
    """One build file on disk; its Dockerfiles are read from the repository it lies in."""
    root, key = repository(item)
    if not root:
        return lint_build_file(examiner, text, _nothing, key)
    return lint_build_file(
        examiner,
        text,
        partial(_read_below, root),
        key,
        partial(examiner.contexts.workflows, root),
        partial(context_below, root),
    )


def repository(item: LintInput) -> tuple[str, str]:
    """The folder that the paths of a build file are relative to, and the file's path below it. Outside of a
    git repository: the folder that holds `.github`, else the file's own."""
    if item.root:
        return item.root, item.key
    if item.file is None:
        return "", item.path
    file = Path(item.file)
    for parent in file.parents:
        if (parent.name in (".github", ".gitea", ".forgejo")) and len(file.relative_to(parent).parts) == 2:
            return str(parent.parent), file.relative_to(parent.parent).as_posix()
    return str(file.parent), file.name


def _read_below(root: str, path: str) -> bytes | None:
    """A regular file below a folder; nothing that a link leads out of it."""
    try:
        real = os.path.realpath(f"{root}/{path}")
        if not real.startswith(os.path.realpath(root).rstrip(os.sep) + os.sep):
            return None
        return read_small(real, LARGEST)
    except (OSError, ValueError):
        return None

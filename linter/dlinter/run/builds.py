"""A build file through the pipeline: text → builds → rules → results → policy."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from dlinter.engine import Outcome
from dlinter.finding import Edit, Problem
from dlinter.model.builds import Build, BuildFile, Kind
from dlinter.model.builds.baking import bake
from dlinter.model.builds.facts import BuildFacts
from dlinter.model.builds.names import kind_of_name
from dlinter.model.builds.reader import read_build_file
from dlinter.model.builds.values import Entry, Setting, Value
from dlinter.model.facts.facts import Facts
from dlinter.model.ignore import UnusedIgnore
from dlinter.model.text import Span, Text
from dlinter.policy.build_ignores import read_build_ignores
from dlinter.policy.case import Case
from dlinter.policy.chain import apply as apply_policy

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
    examiner: Examiner, text: Text, read: ReadFile = _nothing, key: str = "", siblings: Callable[[bytes], Iterable[BuildFile]] = lambda word: (),
) -> Outcome:  # fmt: skip
    """Everything about one build file, policy applied. `key` is its path in the repository, `siblings` its workflows."""
    file = read_build_file(text)
    if file is None:
        what = "is no GitHub workflow or action, GitLab CI, Compose or Bake file, and by its name no Dockerfile"
        return Outcome(problems=[Problem(what, text.path)])
    if file.error:
        return Outcome(problems=[Problem(f"cannot be read: {file.error}", text.path)])
    file = bake(file, partial(_build_file, read))
    builds = BuildFacts(file, key or text.path, partial(_dockerfile, examiner, read), examiner.find_secrets, siblings)
    outcome = examiner.engine.lint_builds(builds)
    case = Case(examiner.settings, read_build_ignores(text, examiner.ruleset), examiner.baseline)
    outcome.results = apply_policy(outcome.results, case)
    if examiner.engine.rules_for(UnusedIgnore):
        unused = case.ignores.unused(outcome.results, examiner.settings.enabled)
        if unused:
            more = examiner.engine.over_builds(unused, builds)
            outcome.problems += more.problems
            outcome.results = apply_policy([*outcome.results, *more.results], case)
    return outcome


def _build_file(read: ReadFile, path: str) -> BuildFile | None:
    data = read(path)
    return read_build_file(Text(data, path)) if data is not None else None


def _dockerfile(examiner: Examiner, read: ReadFile, path: str) -> Facts | None:
    for name in (path, f"{path.removesuffix('Dockerfile')}Containerfile" if path.endswith("Dockerfile") else ""):
        data = read(name) if name else None
        if data is not None:
            return examiner.facts(Text(data, name), key=name)
    return None


def lint_build_input(examiner: Examiner, item: LintInput, text: Text) -> Outcome:
    """One build file on disk; its Dockerfiles are read from the repository it lies in."""
    root, key = repository(item)
    if not root:
        return lint_build_file(examiner, text, _nothing, key)
    return lint_build_file(examiner, text, partial(_read_below, root), key, partial(examiner.contexts.workflows, root))


def repository(item: LintInput) -> tuple[str, str]:
    """The folder that the paths of a build file are relative to, and the file's path below it. Outside of a git repository: the
    folder that holds `.github`, else the file's own."""
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
        file = Path(real)
        return file.read_bytes() if file.is_file() and file.stat().st_size <= LARGEST else None
    except (OSError, ValueError):
        return None


def example_reader(files: Mapping[str, str]) -> ReadFile:
    """Reads the files of a rule's example."""
    return lambda path: files[path].encode() if path in files else None


def example_siblings(files: Mapping[str, str]) -> Callable[[bytes], Iterable[BuildFile]]:
    """The workflows among the files of a rule's example."""
    def workflows(word: bytes) -> Iterator[BuildFile]:
        for path, source in sorted(files.items()):
            file = read_build_file(Text(source.encode(), path)) if kind_of_name(path) is Kind.WORKFLOW and word in source.encode() else None
            if file is not None:
                yield file

    return workflows


def builds_as_before(before: Text, after: Text, edits: Sequence[Edit]) -> str:
    """"" when the edited build file reads well: every value of a build that no edit touches is there as it was, in its
    order. Else what is wrong."""
    old, new = read_build_file(before), read_build_file(after)
    if old is None or new is None or new.error:
        return f"the file would no longer read: {new.error if new else 'it is something else'}"
    if len(old.builds) != len(new.builds):
        return f"it would hold {len(new.builds)} builds, not {len(old.builds)}"
    for was, now in zip(old.builds, new.builds, strict=True):
        if _counts(was) != _counts(now):
            return f"`{was.name or before.slice(was.anchor)}` would have other options"
    touched = [e.span for e in edits]
    left = Counter(_values(new, []))
    for what in _values(old, touched):
        if left[what] <= 0:
            return f"`{what[1]}` would change with it"
        left[what] -= 1
    return ""


def _counts(build: Build) -> list[int]:
    lists: list[tuple[object, ...]] = [
        build.args, build.contexts, build.platforms, build.tags, build.cache_from, build.cache_to, build.secrets, build.ssh, build.outputs, build.attests,
    ]  # fmt: skip
    return [len(each) for each in lists]


def _values(file: BuildFile, touched: Sequence[Span]) -> Iterator[tuple[int, str]]:
    for number, build in enumerate(file.builds):
        for value in _values_of(build):
            if not any(t.start <= value.span.end and value.span.start <= t.end for t in touched):
                yield number, value.text


def _values_of(build: Build) -> Iterator[Value]:
    single = (build.context, build.dockerfile, build.inline, build.target, build.provenance, build.push, build.no_cache)
    yield from (v for v in (*single, *build.platforms, *build.tags) if v is not None)
    settings: list[Setting] = [*build.args, *build.contexts]
    entries: list[Entry] = [*build.cache_from, *build.cache_to, *build.secrets, *build.ssh, *build.outputs, *build.attests]
    for entry in entries:
        settings += entry.fields
    for setting in settings:
        yield Value(f"{setting.name}={setting.value.text if setting.value else ''}", setting.span)

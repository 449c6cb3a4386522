"""Which folder is the build context of a Dockerfile, as the build files of its repository say.

`docker build` takes the context from its command line, so a Dockerfile alone does not tell it. Where a
Compose or Bake file, a workflow or a pipeline of the repository builds the Dockerfile, its context is taken;
else the Dockerfile's own folder.

Looked at are the folders from the Dockerfile up to the repository's root, the root's usual places, and
`.github/workflows`; not the whole repository. A file is only parsed when it names the Dockerfile: a
`Dockerfile` that is built by its folder has that folder for context anyway. Where builds differ, the context
that most of them use counts, the Dockerfile's own folder first among equals. Where none tells, the files that
it copies by name do (`guessed_context`).
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct, field

from dlinter.disk.read import read_small
from dlinter.finding import Problem
from dlinter.model.builds import Build, BuildFile
from dlinter.model.builds.facts import BuildFacts
from dlinter.model.builds.names import is_makefile, kind_of_name
from dlinter.model.builds.nodes import CI
from dlinter.model.builds.reader import read_build_file
from dlinter.model.facts.given import Given
from dlinter.model.facts.history import History
from dlinter.model.text import Text
from dlinter.run.guessed_context import guessed
from dlinter.sources.inputs import LintInput

if TYPE_CHECKING:
    from dlinter.sources.git_history import Commit

PLACES = (
    ".github/workflows", ".gitea/workflows", ".forgejo/workflows", ".devcontainer", "docker", ".docker",
    "deploy", "deployment", "compose", "infra", "build", "ci",
)  # fmt: skip
"""Folders below the root that are looked into, not deeper."""
LARGEST = 1 << 20
"""Bytes of the largest build file that is read."""
COMMITS = 100
"""How many commits of a repository count."""
MOST = 500
"""Build files read of one repository."""
_OTHER_CONTEXT = (
    rb"context[\"']?\s*[:=]\s*[\"']?(?!\.?/?[\"']?\s*(?:[,}#\r\n]|\Z))|build[\"']?\s*:\s*\{|--file|-f\s|\.\./"
)

_CONTEXTS = rb"additional_contexts|build-context|\bcontexts\b"
_ARGUMENTS = rb"build[-_]arg"
_ARGS = rb"\bargs\b"


class Contexts(Struct):
    """The contexts of the Dockerfiles of any number of repositories; build files are read once."""

    _names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _data: dict[str, bytes] = field(default_factory=dict)
    _built: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    _files: dict[str, BuildFile | None] = field(default_factory=dict)
    _commits: dict[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    _oldest: dict[tuple[str, str], str] = field(default_factory=dict)
    """The blob of each Dockerfile before the first of the commits."""
    problems: dict[str, list[Problem]] = field(default_factory=dict)
    """What git could not read, by repository."""
    remarks: dict[str, list[str]] = field(default_factory=dict)
    """Why a repository's history was not looked at, where that is for the user to know."""

    def folder_of(self, item: LintInput) -> str:
        """The absolute path of the context of a Dockerfile, "" for the file's own folder."""
        if item.file is None or not item.root or not item.key or item.key.startswith("../"):
            return ""
        count: Counter[str] = Counter()
        for path in self._near(item):
            if _names(self._read(path, item.root), item.key):
                for dockerfile, context in self._builds(path, item.root):
                    if dockerfile == item.key:
                        count[context] += 1
        own = os.path.dirname(item.key)
        best = sorted(count, key=lambda c: (-count[c], c != own, len(c), c))
        for context in best:
            folder = f"{item.root}/{context}" if context else item.root
            if os.path.isdir(folder) and _inside(folder, item.root):
                return folder
        guess = guessed(item.file, item.root, item.key) if not best else own
        return (f"{item.root}/{guess}" if guess else item.root) if guess != own else ""

    def given_to(self, item: LintInput) -> dict[str, Given]:
        """The build arguments that the build files near a Dockerfile give it, by name. A file is only parsed
        when it speaks of arguments."""
        if item.file is None or not item.root or not item.key or item.key.startswith("../"):
            return {}
        from dlinter.model.builds.giving import given_to

        found = []
        for path in self._near(item):
            pattern = _ARGUMENTS if kind_of_name(path) in CI or is_makefile(path) else _ARGS
            if re.search(pattern, self._read(path, item.root)):
                file = self._file(path, item.root)
                if file is not None and not file.error:
                    found.append(BuildFacts(file, file.text.path))
        return given_to(item.key, found)

    def builds_of(self, item: LintInput) -> Iterator[Build]:
        """The builds of a Dockerfile in the build files near it."""
        if item.file is None or not item.root or not item.key or item.key.startswith("../"):
            return
        for path in self._near(item):
            if b"arg" not in self._read(path, item.root):
                continue
            file = self._file(path, item.root)
            facts = BuildFacts(file, file.text.path) if file is not None else None
            for build in facts.file.builds if facts is not None else ():
                if facts is not None and facts.path_of(build) == item.key:
                    yield build

    def named_contexts(self, item: LintInput) -> frozenset[str]:
        """The names of the contexts that the build files near a Dockerfile give it. A file is only parsed
        when it speaks of contexts."""
        if item.file is None or not item.root or not item.key or item.key.startswith("../"):
            return frozenset()
        from dlinter.model.builds.giving import contexts_of

        found = [
            self._file(path, item.root)
            for path in self._near(item)
            if re.search(_CONTEXTS, self._read(path, item.root))
        ]
        return contexts_of(
            item.key,
            [BuildFacts(file, file.text.path) for file in found if file is not None and not file.error],
        )

    def targets(self, item: LintInput) -> frozenset[str]:
        """The stages that the build files near a Dockerfile build by name, `*` for one that only the build
        knows, and "" where one of them is known to build this Dockerfile. A file is only parsed when it
        speaks of targets or names the Dockerfile."""
        if item.file is None or not item.root or not item.key or item.key.startswith("../"):
            return frozenset()
        found: set[str] = set()
        for path in self._near(item):
            data = self._read(path, item.root)
            if b"target" not in data and not _names(data, item.key):
                continue
            file = self._file(path, item.root)
            facts = BuildFacts(file, file.text.path) if file is not None else None
            if file is not None and file.error:
                found.add("*")
            for build in facts.file.builds if facts is not None else ():
                if build.target is not None:
                    found.add("*" if build.target.dynamic else build.target.text.lower())
                if facts is not None and facts.path_of(build) == item.key:
                    found.add("")
        return frozenset(found)

    def losing_mounts(self, item: LintInput) -> tuple[str, ...]:
        """The CI files that build a Dockerfile with a builder that is new in every run, () where one of its
        builds keeps what it cached."""
        if item.file is None or not item.root or not item.key or item.key.startswith("../"):
            return ()
        from dlinter.model.builds.keeping import helped, is_ci_build, off

        found: list[str] = []
        for path in self._near(item):
            file = (
                self._file(path, item.root)
                if kind_of_name(path) in CI and b"build" in self._read(path, item.root)
                else None
            )
            facts = BuildFacts(file, file.text.path) if file is not None and not file.error else None
            for build in facts.file.builds if facts is not None else ():
                if facts is None or facts.path_of(build) != item.key or not is_ci_build(build) or off(build):
                    continue
                if not build.keeps_nothing or helped(build):
                    return ()
                found += [facts.file.text.path] if facts.file.text.path not in found else []
        return tuple(found)

    def history_of(self, root: str, context: str, dockerfile: str = "") -> History | None:
        """What the last commits changed in a context (a folder's path); None without git, or for a folder
        outside of the repository. git is asked once a repository. `dockerfile` is the path in the repository
        of the file that it is for."""
        if not _inside(context, root):
            return None
        if root not in self._commits:
            self._commits[root] = self._asked(root)
        inside = os.path.relpath(os.path.realpath(context), os.path.realpath(root)).replace(os.sep, "/")
        prefix = "" if inside == "." else f"{inside}/"
        found = [[p[len(prefix) :] for p in paths if p.startswith(prefix)] for paths in self._commits[root]]
        old = self._oldest.get((root, dockerfile))
        return (
            History.of(found, (lambda: _text_of(root, old, dockerfile)) if old is not None else None)
            if found
            else None
        )

    def _asked(self, root: str) -> tuple[tuple[str, ...], ...]:
        from dlinter.sources.git_history import GitError, NoGit, commits

        try:
            self.keep_commits(root, commits(root, COMMITS))
            return self._commits[root]
        except NoGit as error:
            if error.worth_a_note:
                self.remarks[root] = [f"the git history was not looked at: {error}"]
        except GitError as error:
            self.problems[root] = [
                Problem(str(error), f"{os.path.relpath(root)}/.git".removeprefix("./").replace(os.sep, "/"))
            ]
        return ()

    def keep_commits(self, root: str, log: Iterable[Commit]) -> None:
        """What the last commits of a repository changed, newest first, where somebody has read them
        already."""
        found = tuple(log)
        for file in (f for c in found for f in c.changes):
            if "ockerfile" in file.path or "ontainerfile" in file.path:
                self._oldest[root, file.path] = file.old
        self._commits[root] = tuple(tuple(f.path for f in c.changes) for c in found)

    def _near(self, item: LintInput) -> Iterator[str]:
        """The build files that may build a Dockerfile."""
        folders, at = [], os.path.dirname(item.key)
        while True:
            folders.append(at)
            if not at:
                break
            at = os.path.dirname(at)
        folders += [p for p in PLACES if p not in folders]
        seen = 0
        for folder in folders:
            for path in self._in(f"{item.root}/{folder}" if folder else item.root):
                seen += 1
                if seen > MOST:
                    return
                yield path

    def _in(self, folder: str) -> tuple[str, ...]:
        if folder not in self._names:
            try:
                names = sorted(os.listdir(folder))
            except OSError:
                names = []
            slashed = folder.replace(os.sep, "/")
            self._names[folder] = tuple(
                f"{slashed}/{n}" for n in names if kind_of_name(f"{slashed}/{n}") or is_makefile(n)
            )
        return self._names[folder]

    def _read(self, path: str, root: str) -> bytes:
        if path not in self._data:
            try:
                self._data[path] = read_small(path, LARGEST, within=os.path.realpath(root))
            except OSError:  # it is a problem of that file, when it is linted
                self._data[path] = b""
        return self._data[path]

    def _builds(self, path: str, root: str) -> tuple[tuple[str, str], ...]:
        """Dockerfile and context of each build of a file, relative to the root. A file that cannot be read
        has none: linting it says so."""
        if path not in self._built:
            file = self._file(path, root)
            facts = BuildFacts(file, file.text.path) if file is not None else None
            found = (
                [(facts.path_of(b), facts.context_of(b)) for b in facts.file.builds]
                if facts is not None
                else []
            )
            self._built[path] = tuple((d, c) for d, c in found if d is not None and c is not None)
        return self._built[path]

    def workflows(self, root: str, word: bytes) -> Iterator[BuildFile]:
        """The GitHub workflows of a repository that hold a word; a file's path is the one in the
        repository."""
        for path in self._in(f"{root}/.github/workflows"):
            file = self._file(path, root) if word in self._read(path, root) else None
            if file is not None and not file.error:
                yield file

    def _file(self, path: str, root: str) -> BuildFile | None:
        if path not in self._files:
            self._files[path] = read_build_file(
                Text(self._read(path, root), path[len(root.rstrip("/")) + 1 :])
            )
        return self._files[path]


def _text_of(root: str, blob: str, path: str) -> Text | None:
    """An older text of a Dockerfile, empty where there was none; None where git cannot read it."""
    from dlinter.sources.git_history import GitError, NoGit, blobs

    try:
        return Text(blobs(root, [blob]).get(blob, b""), path)
    except (GitError, NoGit):
        return None


def _names(data: bytes, key: str) -> bool:
    """Whether a build file may build this Dockerfile with another context than its folder: cheap, and rather
    true than false."""
    folder, _, name = key.rpartition("/")
    if name != "Dockerfile" or not folder:
        return name.encode() in data and (name != "Dockerfile" or re.search(_OTHER_CONTEXT, data) is not None)
    return f"{folder.rpartition('/')[2]}/{name}".encode() in data or (b"../" + name.encode()) in data


def _inside(folder: str, root: str) -> bool:
    real, base = os.path.realpath(folder), os.path.realpath(root)
    return real == base or real.startswith(base.rstrip(os.sep) + os.sep)

"""What is derived from a build file once, when a rule first asks for it: the Dockerfiles that it builds."""

from __future__ import annotations

import posixpath
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct, field

from dlinter.model.builds.nodes import CI, Build, BuildFile
from dlinter.model.builds.paths import joined
from dlinter.model.dockerfile import Dockerfile, Run, Stage
from dlinter.model.facts.facts import Facts
from dlinter.model.masks import Masks, both
from dlinter.model.secret import Candidate, Pair, SecretFinder, unjudged
from dlinter.model.text import Span, Text
from dlinter.model.work import end_of_names, without_names
from dlinter.values import replace


def _no_dockerfile(path: str) -> Facts | None:
    return None


def _no_secrets(text: Text, pairs: Sequence[Pair]) -> tuple[Candidate, ...]:
    return ()


def _no_siblings(word: bytes) -> Iterable[BuildFile]:
    return ()


class BuildFacts(Struct):
    """Facts about one build file. `key` is its path in the repository; `siblings` are the GitHub workflows of
    the repository that hold a word, this one too, each with its path there; `load` gives the facts of a
    Dockerfile by its path there, None when there is none (a build may begin with a checkout of another
    repository, or write its Dockerfile)."""

    file: BuildFile
    key: str = ""
    load: Callable[[str], Facts | None] = _no_dockerfile
    find_secrets: SecretFinder = _no_secrets
    siblings: Callable[[bytes], Iterable[BuildFile]] = _no_siblings
    refused: list[str] = field(default_factory=list)
    """What is not looked at, as `line N: …`, beside what the file itself says."""
    _paths: dict[int, tuple[Build, str | None]] = field(default_factory=dict)
    _loaded: dict[str, Facts | None] = field(default_factory=dict)
    _candidates: tuple[Candidate, ...] | None = None
    _masks: Masks | None = None

    @property
    def folder(self) -> str:
        """Where relative paths start: the file's folder, or the root for what a CI system runs."""
        return "" if self.file.kind in CI else posixpath.dirname(self.key or self.file.text.path)

    def context_of(self, build: Build) -> str | None:
        """The folder of the build context, relative to the repository ("" for its root); None when it is not
        a folder that can be known: an expression, a git URL, standard input."""
        context = build.context.text if build.context else "."
        if (
            build.folder is None
            or "://" in context
            or context.startswith(("git@", "github.com/"))
            or context == "-"
        ):
            return None
        return joined(
            posixpath.normpath(posixpath.join(self.folder, build.folder)).removeprefix("."), context
        )

    def path_of(self, build: Build) -> str | None:
        """The Dockerfile's path, relative to the repository; None when it cannot be known."""
        if id(build) not in self._paths:
            self._paths[id(build)] = (build, self._path_of(build))
        return self._paths[id(build)][1]

    def _path_of(self, build: Build) -> str | None:
        if build.inline is not None or build.folder is None:
            return None
        context = self.context_of(build)
        if build.dockerfile is None or build.dockerfile_in_context:
            name = build.dockerfile.text if build.dockerfile else "Dockerfile"
            return joined(context, name)
        if build.dockerfile.text == "-":
            return None
        return joined(
            posixpath.normpath(posixpath.join(self.folder, build.folder)).removeprefix("."),
            build.dockerfile.text,
        )

    def facts_of(self, build: Build) -> Facts | None:
        """The facts of the Dockerfile of a build."""
        path = self.path_of(build)
        if path is None:
            return None
        if path not in self._loaded:
            self._loaded[path] = self.load(path)
        return self._loaded[path]

    def target_of(self, build: Build, dockerfile: Dockerfile) -> Stage | None:
        """The stage that a build builds; None when it cannot be known."""
        if build.target is None:
            return dockerfile.final
        if build.target.dynamic:
            return None
        name = build.target.text.lower()
        for stage in reversed(dockerfile.stages):
            if stage.name.lower() == name or str(stage.index) == name:
                return stage
        return None

    def stages_of(self, build: Build, dockerfile: Dockerfile) -> tuple[Stage, ...]:
        """The stages that a build needs, in order; () when its target cannot be known."""
        target = self.target_of(build, dockerfile)
        if target is None:
            return ()
        needed = dockerfile.reachable(target.index)
        return tuple(s for s in dockerfile.stages if s.index in needed)

    def runs_of(self, build: Build) -> tuple[Run, ...] | None:
        """The RUNs that a build runs; None when its Dockerfile or target is not known."""
        facts = self.facts_of(build)
        if facts is None or not facts.dockerfile.stages:
            return None
        stages = self.stages_of(build, facts.dockerfile)
        return tuple(i for s in stages for i in s.instructions if isinstance(i, Run)) if stages else None

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Candidates for secrets in the build arguments of the file."""
        if self._candidates is None:
            pairs = [
                Pair(a.name, a.value.text, a.value.span)
                for b in self.file.builds for a in b.args if a.value is not None and a.value.text
                and not a.value.dynamic
            ]  # fmt: skip
            self._candidates = self.find_secrets(self.file.text, pairs) if pairs else ()
        return self._candidates

    @property
    def masks(self) -> Masks:
        """What hides the secrets of the file, and of the Dockerfiles that were looked at for it."""
        if self._masks is None and end_of_names(self.file.text.data) is not None:
            plain = replace(self.file.text, data=without_names(self.file.text.data))
            self._masks = Masks.of(self.find_secrets(plain, ()), self.file.text, 0)
        if self._masks is None:
            # Where there are arguments, those of the text are among their candidates.
            found = self.candidates or self.find_secrets(self.file.text, ())
            self._masks = Masks.of(found, self.file.text)
            if (many := unjudged(found)) is not None:
                self.refused.append("line {}: {}".format(*many))
        return both(self._masks, *(f.masks for f in self._loaded.values() if f is not None))

    def candidates_in(self, span: Span) -> tuple[Candidate, ...]:
        """The candidates whose secret begins in a span."""
        found = self.candidates
        return found[bisect_left(found, span.start, key=_start) : bisect_left(found, span.end, key=_start)]


def _start(candidate: Candidate) -> int:
    return candidate.start

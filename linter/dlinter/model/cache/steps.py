"""The steps of a build: what each instruction that makes one is keyed on.

Each statement has its source: BuildKit's `frontend/dockerfile/dockerfile2llb/convert.go` (how an instruction
becomes operations), `solver/llbsolver/ops/exec.go` and `file.go` (`CacheMap`: what an operation is keyed on),
Docker's documents "Build cache invalidation" and "Dockerfile reference".
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct, field

from dlinter.model.cache.inputs import Local
from dlinter.model.dockerfile.context import BuildContext


class Kind(StrEnum):
    """What makes a step."""

    FROM = "FROM"
    RUN = "RUN"
    COPY = "COPY"
    ADD = "ADD"
    WORKDIR = "WORKDIR"


class Remote(Struct, frozen=True):
    """What ADD fetches. A URL is asked in every build and counts by its response (`source/http`: ETag, then
    digest); a git repository by the commit its ref stands for. With `--checksum`, or a git URL with a full
    commit, nothing moves."""

    url: str
    git: bool = False
    pinned: bool = False


class StageInput(Struct, frozen=True):
    """Content that comes from a stage (`stage`) or from an image or named context (`image`), by `COPY --from`
    or a mount. It counts by the content of the paths taken (`file.go`, `exec.go`: `ContentHashFunc` with the
    paths as selectors): the stage may be built anew and the step still be found in the cache. `tip` are the
    steps that the stage's result stands on. `filtered`: not all in the paths is taken (`--exclude`,
    `--parents`)."""

    stage: int | None
    image: str
    paths: tuple[str, ...]
    by: str
    tip: tuple[int, ...] = ()
    filtered: bool = False


class Influence(Struct, frozen=True):
    """What a value or a step's key hangs on: names of build arguments, and indexes of instructions. `loose`
    are those of `args` that reach it only where another value may leave it as it is (`${VERSION%.*}`)."""

    args: frozenset[str] = frozenset()
    instructions: frozenset[int] = frozenset()
    loose: frozenset[str] = frozenset()

    def __or__(self, other: Influence) -> Influence:
        firm = (self.args - self.loose) | (other.args - other.loose)
        return Influence(
            self.args | other.args, self.instructions | other.instructions, (self.loose | other.loose) - firm
        )

    @property
    def loosened(self) -> Influence:
        return Influence(self.args, self.instructions, self.args)


class Step(Struct, frozen=True):
    """One step. `at` is its place in `BuildCache.steps`, `index` the instruction's index, `number` its place
    in the stage from 1.

    - `parents`: the steps whose result it stands on. Their rebuild is its rebuild. A step with `linked` has
      none: `COPY --link` is made on an empty state and merged (Dockerfile reference, "COPY --link"); the step
      after it has both for parents.
    - `locals`, `stages`, `remotes`: content.
    - `environment` (RUN): every ENV so far and every ARG declared before it in its stage or the stages it is
      FROM, used or not (Dockerfile reference, "Impact on build caching"); the predefined proxy ARGs only when
      declared (`exec.go` leaves `ProxyEnv` out).
    - `words`: what its words use. COPY, ADD and WORKDIR have no environment, their words have.
    - `config`: USER, WORKDIR and SHELL in force, which are in the key of RUN (`exec.go`: `Meta.User`,
      `Meta.Cwd`, `Meta.Args`).
    - `picks`: build arguments that pick the stage it is built on (`FROM $STAGE`).
    - `platform`: build arguments that set its platform (`FROM --platform=$P`), which is in the key of RUN.
    - `undeclared`: build arguments that need no ARG to be in its key.
    - `unkeyed`: mounts that are not in the key by content: cache, secret, ssh, tmpfs.
    - `own` is a digest of its own part of the key: no parents, no content, and of a source's path the last
      name (`file.go`: `path.Base`); `guess` the same where what only the base image can tell (its WORKDIR) is
      as in most images.
    - `target`: the absolute path a COPY or ADD writes to, None where only the build can tell.
    - `definition` is a digest of the key but for content: two Dockerfiles' steps with one definition are one
      step to the cache; `sources` is the same with the stages that it takes content from."""

    at: int
    index: int
    kind: Kind
    stage: int
    stage_name: str
    number: int
    line: int
    text: str
    parents: tuple[int, ...] = ()
    linked: bool = False
    locals: tuple[Local, ...] = ()
    stages: tuple[StageInput, ...] = ()
    remotes: tuple[Remote, ...] = ()
    base: str = ""
    environment: Influence = field(default_factory=Influence)
    words: Influence = field(default_factory=Influence)
    config: frozenset[int] = frozenset()
    unkeyed: tuple[str, ...] = ()
    definition: str = ""
    sources: str = ""
    picks: frozenset[str] = frozenset()
    platform: frozenset[str] = frozenset()
    undeclared: frozenset[str] = frozenset()
    own: str = ""
    guess: str = ""
    target: str | None = None

    def files(self, context: BuildContext | None) -> tuple[str, ...]:
        """The files of the context that it takes, as far as they are there."""
        if context is None:
            return ()
        return tuple(dict.fromkeys(f for item in self.locals for f in item.files(context)))

    @property
    def label(self) -> str:
        """The instruction on one line, cut at 72 characters."""
        return self.text if len(self.text) <= 72 else self.text[:71] + "…"

    @property
    def arguments(self) -> tuple[str, ...]:
        """Build arguments that rebuild it, sorted."""
        return tuple(sorted(self.environment.args | self.words.args | self.picks | self.platform))

    @property
    def depends(self) -> Iterator[str]:
        """What it depends on beside its parents, in words."""
        if self.base:
            yield f"image {self.base}"
        for item in self.locals:
            yield f"files {item.told}"
        for source in self.stages:
            yield f"{source.by} {source.image or f'stage {source.stage}'}"
        for remote in self.remotes:
            yield f"{'git' if remote.git else 'url'} {remote.url}{' (pinned)' if remote.pinned else ''}"

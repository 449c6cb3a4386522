"""What is said of the difference of two builds."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field


class Status(StrEnum):
    """What became of a step. `SAME`: from the cache, or nothing to build. `UNKNOWN`: the inputs do not say
    whether it was built again."""

    SAME = "same"
    REBUILT = "rebuilt"
    NEW = "new"
    NOT_BUILT = "not-built"
    UNKNOWN = "unknown"


class CauseKind(StrEnum):
    """The closed list of causes."""

    BASE = "base"
    INSTRUCTION = "instruction"
    ARGUMENT = "argument"
    CONTEXT = "context"
    REMOTE = "remote"
    STAGE = "stage"
    PLATFORM = "platform"
    NO_CACHE = "no-cache"
    CACHE_MISSING = "cache-missing"
    FAILED_BEFORE = "failed-before"
    ORDER = "order"
    STANDS_ON = "stands-on"


ROOTLESS = frozenset({CauseKind.STAGE, CauseKind.STANDS_ON})
"""Causes that lie in another step: they are not listed by themselves."""


class ChangedFile(Struct, frozen=True):
    """A file of the context that differs. `how` is `content`, `mode`, `added` or `deleted`; `commit` the last
    one that changed it."""

    path: str
    how: str
    commit: str = ""


class Change(Struct, frozen=True):
    """One thing that differs, before it is a numbered cause. `what` narrows the kind (`command`, `user`, `tag
    moved`, `build argument` …), `name` is the argument's, image's, file's or option's. `old` and `new` are
    values (None: absent). `secret` says that the values are never shown. `layers` says of a base whether its
    layers are the same."""

    kind: CauseKind
    what: str = ""
    name: str = ""
    old: str | None = None
    new: str | None = None
    files: tuple[ChangedFile, ...] = ()
    layers: bool | None = None
    secret: bool = False


class Cause(Struct, frozen=True):
    """A numbered cause: `line` and `stage` are those of the first step of the new build that it reaches,
    `steps` the places of all steps that are built again because of it, `seconds` what they took (None: not
    known). `rule` is the rule of `dlint lint` that reports what let it happen."""

    id: int
    change: Change
    line: int | None
    stage: str
    steps: tuple[int, ...] = ()
    seconds: float | None = None
    rule: str = ""


class StepDifference(Struct, frozen=True):
    """One step of the new build. `kind` is its one cause, `cause` the number of its own (None: in the steps
    of `via`, and of `taken` where it is content of other stages); `also` are the numbers of further own
    causes. `roots` are the numbers of all causes at the end of the chain. `used` says whether the step names
    the argument. `stops_here`: a stage it takes from was rebuilt, came out the same, and this step stayed
    cached. `sure` is False where the inputs leave another explanation. `old_line` is the line in the old
    build (None where it had no such step)."""

    at: int
    stage: str
    line: int | None
    instruction: str
    text: str
    status: Status
    seconds: float | None = None
    kind: CauseKind | None = None
    cause: int | None = None
    also: tuple[int, ...] = ()
    via: tuple[int, ...] = ()
    taken: tuple[int, ...] = ()
    roots: tuple[int, ...] = ()
    used: bool | None = None
    stops_here: bool = False
    sure: bool = True
    old_line: int | None = None
    layer: str = ""
    same_layer: bool | None = None


class Difference(Struct, frozen=True):
    """The whole comparison. `idle` are changes that rebuilt nothing, `notes` what the inputs cannot say and
    what would. `seconds` is the time of the rebuilt steps, `total` that of all steps."""

    old: str
    new: str
    steps: tuple[StepDifference, ...]
    causes: tuple[Cause, ...]
    idle: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()
    removed: tuple[tuple[int | None, str], ...] = ()

    @property
    def rebuilt(self) -> tuple[StepDifference, ...]:
        return tuple(s for s in self.steps if s.status in (Status.REBUILT, Status.NEW))

    @property
    def seconds(self) -> float | None:
        known = [s.seconds for s in self.rebuilt if s.seconds is not None]
        return sum(known) if known else None

    @property
    def total(self) -> float | None:
        known = [s.seconds for s in self.steps if s.seconds is not None and s.instruction != "FROM"]
        return sum(known) if known else None


class ContextChanges(Struct, frozen=True):
    """What git says of the files between the revisions of two builds: `files` by path in the repository, for
    the folders of each context. `known` is False where the two could not be compared (`why` says why not)."""

    files: tuple[ChangedFile, ...] = ()
    known: bool = False
    why: str = ""
    folders: Mapping[str, str] = field(default_factory=dict)

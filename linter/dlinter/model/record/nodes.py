"""A build as its records describe it, whichever they are. What a record does not have is empty or None, never
guessed."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from dlinter.model.record.vertex import Vertex


class Kind(StrEnum):
    """What an operation is (solver/pb/ops.proto)."""

    EXEC = "exec"
    FILE = "file"
    SOURCE = "source"
    MERGE = "merge"
    OTHER = "other"


class Mount(Struct, frozen=True):
    """A mount of a RUN. `input` is the place among the operation's inputs, -1 for none; `key` is what the
    cache key has of it, as text."""

    dest: str
    kind: int
    input: int
    selector: str
    key: str


class Action(Struct, frozen=True):
    """One action of a file operation. `base` and `second` are places among the inputs, then among earlier
    actions; -1 for none. `key` is what the cache key has of it, as text; `timestamp` in nanoseconds, -1 for
    none."""

    kind: str
    base: int
    second: int
    src: str
    dest: str
    key: str
    timestamp: int = -1
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    wildcard: bool = False


class Operation(Struct, frozen=True):
    """One vertex of the graph. Only the fields of its kind are filled. `lines` are those of the Dockerfile
    that made it, `layers` the digests of the chain of its first output, `settings` what `docker build`
    options add to a RUN (name → JSON)."""

    id: str
    kind: Kind
    inputs: tuple[str, ...] = ()
    platform: str = ""
    lines: tuple[int, ...] = ()
    vertex: str = ""
    layers: tuple[str, ...] = ()
    args: tuple[str, ...] = ()
    env: tuple[str, ...] = ()
    cwd: str = ""
    user: str = ""
    mounts: tuple[Mount, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    actions: tuple[Action, ...] = ()
    identifier: str = ""
    attrs: Mapping[str, str] = field(default_factory=dict)


class Graph(Struct, frozen=True):
    """The operations of one platform by their id, in order; `dockerfile` are the bytes it was made of."""

    operations: Mapping[str, Operation]
    platform: str = ""
    dockerfile: bytes = b""
    filename: str = "Dockerfile"


class Build(Struct, frozen=True):
    """One build. `attrs` are the frontend's attributes (`build-arg:X`, `target`, `no-cache` …).
    `dependencies` are base images, downloads and git sources (uri → digest). `revision` is the commit,
    `context` the folder of the context in the repository ("" its root). `versions` are those of frontend and
    builder by name. `graphs` is empty where the record has none (`mode` says why: `min`, or "" for no
    provenance), `vertices` where it has no log. `keys` are those of a cache manifest."""

    name: str
    kind: str
    attrs: Mapping[str, str] = field(default_factory=dict)
    dependencies: Mapping[str, str] = field(default_factory=dict)
    revision: str = ""
    context: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    graphs: tuple[Graph, ...] = ()
    vertices: tuple[Vertex, ...] = ()
    mode: str = ""
    failed: bool = False
    ref: str = ""
    keys: frozenset[str] = frozenset()
    platforms: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    base_envs: frozenset[str] = frozenset()

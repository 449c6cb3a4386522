"""A build as the operations that BuildKit makes of a Dockerfile: nodes with inputs, and which of them belong
to which line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from msgspec import Struct, field

from dlinter.model.cache.keys.content import Selector
from dlinter.model.cache.keys.operations import Exec, FileOperation, Merge, Platform


class Source(StrEnum):
    """What a node that is no operation is."""

    IMAGE = "image"
    CONTEXT = "context"
    REMOTE = "remote"
    OTHER = "other"


class Input(Struct, frozen=True):
    """What an operation stands on: a node, `selector` as links have it ("" for all of it), and the paths
    whose content counts in its place (None: only the node's own key does)."""

    node: int
    selector: str = ""
    content: tuple[Selector, ...] | None = None


class Node(Struct, frozen=True):
    """One operation or source. `key` is its digest, "" where `unknown` says why it is not known. `keys` are
    those of an image, either of which may hit. `ignored`: `--no-cache` holds for it."""

    number: int
    line: int = 0
    stage: int = -1
    key: str = ""
    inputs: tuple[Input, ...] = ()
    source: Source | None = None
    name: str = ""
    keys: tuple[str, ...] = ()
    unknown: str = ""
    operation: Exec | FileOperation | Merge | None = None
    ignored: bool = False


class Row(Struct, frozen=True):
    """One instruction that is a step. `nodes` are its operations, the last one is its result; () where it is
    part of no build of this target. `arguments` are the build arguments whose values are in its key; of a
    FROM, those that are given and name its image."""

    line: int
    stage: int
    stage_name: str
    instruction: str
    text: str
    nodes: tuple[int, ...] = ()
    arguments: tuple[str, ...] = ()


class Graph(Struct, frozen=True):
    """All of a build. `result` is the node that is built, None where it is empty or not known."""

    nodes: tuple[Node, ...]
    rows: tuple[Row, ...]
    result: int | None


class BaseImage(Struct, frozen=True):
    """An image that a stage begins with or takes files from. `digest` is that of the manifest or index that
    its name stands for, "" where it is not known and `why` says so. `diff_ids`, `env` … come from its config;
    None: not known. `env` are `NAME=value` in order. `no_user`: of a config that is not known, it is known
    that it sets no user."""

    digest: str = ""
    diff_ids: tuple[str, ...] | None = None
    env: tuple[str, ...] | None = None
    user: str = ""
    workdir: str = ""
    shell: tuple[str, ...] = ()
    triggers: bool = False
    why: str = ""
    no_user: bool = False


class BuildOptions(Struct, frozen=True):
    """What a build is given beside the file: the options of `docker buildx build` that are in keys.
    `no_cache`: None for none, () for all stages, else stages' names. `unknown` are build arguments that are
    given, but not with which value. `named` are the names of `--build-context`, in lower case. `ulimits` are
    (name, soft, hard), `hosts` names of `--add-host`."""

    target: str = ""
    args: Mapping[str, str] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    platform: Platform = field(default_factory=Platform)
    build_platform: Platform = field(default_factory=Platform)
    no_cache: tuple[str, ...] | None = None
    network: str = ""
    hosts: tuple[str, ...] = ()
    ulimits: tuple[tuple[str, int, int], ...] = ()
    shm_size: int = 0
    cgroup: str = ""
    named: frozenset[str] = frozenset()

    def ignores(self, stage: str) -> bool:
        """Whether `--no-cache` holds for a stage (`dockerui.Client.IsNoCache`)."""
        return self.no_cache is not None and (
            not self.no_cache or stage.lower() in (name.lower() for name in self.no_cache if stage)
        )


def stage_label(name: str, index: int) -> str:
    """What BuildKit calls a stage in its log."""
    return name or f"stage-{index}"


def reached(graph: Graph, start: Sequence[int]) -> frozenset[int]:
    """Nodes that some stand on, themselves included."""
    todo, seen = list(start), set[int]()
    while todo:
        number = todo.pop()
        if number not in seen:
            seen.add(number)
            todo.extend(i.node for i in graph.nodes[number].inputs)
    return frozenset(seen)

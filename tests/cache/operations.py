"""The operations of a Dockerfile, for the tests of what each instruction becomes."""

from __future__ import annotations

from dlinter.model.cache.keys.graph import BaseImage, BuildOptions, Graph, Node
from dlinter.model.cache.keys.operations import Action, Exec, ExecMount, FileOperation
from tests.cache.against import Build

HEAD = "FROM registry.example/base:1\n"
ROOT = ExecMount("/", input=0, output=0)
RUN = Exec(("/bin/sh", "-c", "x"), ("PATH=/bin",), "/", mounts=(ROOT,))
"""What `RUN x` after HEAD is."""


def graph_of(text: str, options: BuildOptions | None = None, **bases: BaseImage) -> Graph:
    """The build of a Dockerfile; `bases` are images `registry.example/NAME:1`."""
    return Build(
        text,
        options=options or BuildOptions(),
        bases={f"registry.example/{name}:1": base for name, base in bases.items()},
    ).graph()


def result(graph: Graph) -> Node:
    assert graph.result is not None
    return graph.nodes[graph.result]


def run_of(text: str, options: BuildOptions | None = None, **bases: BaseImage) -> Exec:
    operation = result(graph_of(text, options, **bases)).operation
    assert isinstance(operation, Exec)
    return operation


def files_of(text: str, options: BuildOptions | None = None) -> tuple[Action, ...]:
    operation = result(graph_of(text, options)).operation
    assert isinstance(operation, FileOperation)
    return operation.actions

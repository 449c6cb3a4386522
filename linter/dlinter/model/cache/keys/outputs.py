"""What an operation makes where that can be told without running it: the file of a heredoc."""

from __future__ import annotations

from collections.abc import Callable

from dlinter.model.cache.keys.graph import Graph, Node, Source
from dlinter.model.cache.keys.operations import Exec, FileOperation, Mkfile
from dlinter.model.cache.keys.tree import FILE, FOLDER, Entry, Tree, Unreadable


def output_of(graph: Graph, node: Node, tree: Callable[[int], Tree]) -> Tree:
    """The files that a node makes. Raises Unreadable where only a build tells them."""
    operation = node.operation
    if isinstance(operation, FileOperation) and len(operation.actions) == 1 and isinstance(make := operation.actions[0].do, Mkfile) and not node.inputs:
        made = Tree(root=Entry(FOLDER, 0o755))
        made.add(make.path.lstrip("/"), Entry(FILE, make.mode, size=len(make.data), chunks=lambda: (make.data,)))
        return made
    if node.source is Source.IMAGE:
        raise Unreadable(f"the files of the image `{node.name}` are not in the cache")
    if node.source is not None or node.unknown:
        raise Unreadable(node.unknown)
    what = "RUN" if isinstance(operation, Exec) else "step"
    raise Unreadable(f"the {what} at line {node.line} is rebuilt, and its files may come out the same")

"""What an operation makes where that can be told without running it: heredocs, WORKDIR, COPY of plain files,
and RUNs of plain commands.

Source: BuildKit's `solver/llbsolver/file/backend.go` and fsutil's `copy.go`. A folder that COPY makes has a
header that hangs on more than is looked at here: what needs it is not known."""

from __future__ import annotations

from collections.abc import Callable

from dlinter.model.cache.keys.commands import Refused, commands_of, names_of
from dlinter.model.cache.keys.copying import taken_files
from dlinter.model.cache.keys.execution import Execution
from dlinter.model.cache.keys.graph import Graph, Node, Source
from dlinter.model.cache.keys.operations import CopyFiles, Exec, FileOperation, Merge, Mkdir, Mkfile
from dlinter.model.cache.keys.tree import FILE, FOLDER, Entry, TooManyLinks, Tree, Unreadable
from dlinter.values import replace

Trees = Callable[[int], Tree]
"""The files of a node. Raises Unreadable."""


def output_of(graph: Graph, node: Node, tree: Trees, trusted: frozenset[str]) -> Tree:
    """The files that a node makes; `trusted` are the commands that a cached RUN showed to do what they say.
    Raises Unreadable where only a build tells."""
    if node.source is Source.IMAGE:
        raise Unreadable(f"the files of the image `{node.name}` are not in the cache")
    if node.source is not None or node.unknown:
        raise Unreadable(node.unknown)
    operation = node.operation
    if isinstance(operation, Exec):
        return _run(node, operation, tree, trusted)
    if isinstance(operation, FileOperation):
        return _files(node, operation, tree)
    if isinstance(operation, Merge):
        made = tree(node.inputs[0].node).copy()
        for path, entry in tree(node.inputs[1].node).entries.items():
            if path and not (entry.kind == FOLDER and path in made.entries):
                made.add(path, entry)
        return made
    raise _unknown(node)


def _unknown(node: Node) -> Unreadable:
    what = "RUN" if isinstance(node.operation, Exec) else "step"
    return Unreadable(f"the {what} at line {node.line} is rebuilt, and its files may come out the same")


def _run(node: Node, operation: Exec, tree: Trees, trusted: frozenset[str]) -> Tree:
    try:
        if operation.mounts[0].input < 0 or not names_of(commands_of(operation)) <= trusted:
            raise _unknown(node)
        mounted = [
            tree(node.inputs[mount.input].node) if mount.input >= 0 else None for mount in operation.mounts
        ]
        made = tree(node.inputs[operation.mounts[0].input].node).copy()
        Execution(operation, made, mounted).run()
        return made
    except (Refused, TooManyLinks, Unreadable):
        raise _unknown(node) from None


def _files(node: Node, operation: FileOperation, tree: Trees) -> Tree:
    first = operation.actions[0]
    made = Tree(root=Entry(FOLDER, 0o755)) if first.input < 0 else tree(node.inputs[first.input].node).copy()
    for action in operation.actions:
        do = action.do
        if isinstance(do, Mkfile):
            made.add(do.path.lstrip("/"), Entry(FILE, do.mode, size=len(do.data), chunks=_chunks(do.data)))
        elif isinstance(do, Mkdir):
            if do.owner is not None:
                raise _unknown(node)
            _folders(made, do.path.lstrip("/"), Entry(FOLDER, do.mode))
        else:
            _copy(node, do, tree(node.inputs[action.secondary].node), made)
    return made


def _copy(node: Node, do: CopyFiles, source: Tree, made: Tree) -> None:
    """Copies files. A link on the way to the destination, an archive, patterns and owners by name are left to
    a build."""
    if not do.local or do.unpack or do.include or do.exclude or do.owner is not None or do.mode_text:
        raise _unknown(node)
    for path, target in taken_files(do, source):
        entry = source.entries[path]
        above = target.rpartition("/")[0]
        if made.follow(above, last=True) not in (None, above):
            raise _unknown(node)
        there = made.entries.get(target)
        if entry.kind == FOLDER:
            if there is None:
                _folders(made, target, _vague())
            elif there.kind != FOLDER:
                raise _unknown(node)
            continue
        if there is not None and there.kind != FILE:
            raise _unknown(node)
        _folders(made, above, _vague())
        made.add(target, entry if do.mode == -1 else replace(entry, mode=do.mode, known=""))


def _vague() -> Entry:
    """A folder of which it is not known what its header will be."""
    return Entry(FOLDER, 0o755, vague=True)


def _folders(made: Tree, path: str, entry: Entry) -> None:
    parts = path.split("/") if path else []
    for at in range(1, len(parts) + 1):
        here = "/".join(parts[:at])
        if here not in made.entries:
            made.add(here, replace(entry))


def _chunks(data: bytes) -> Callable[[], tuple[bytes, ...]]:
    return lambda: (data,)

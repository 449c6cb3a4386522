"""What a step would make if its commands do what their names say and its base image adds nothing: a
presumption, for a claim that can be checked.

Nothing here is an answer by itself. The digest of what is presumed is looked for among the contents that the
cache's own build took: one that is there was made by the same commands, for a digest is not met by chance.
One that is not there says nothing, and the step stays not known. So the files of a base image that is not
known are left out here, and folders get the modes that they mostly have.
"""

from __future__ import annotations

from collections.abc import Callable

from dlinter.model.cache.keys.commands import Refused
from dlinter.model.cache.keys.copying import taken_files
from dlinter.model.cache.keys.execution import Execution, new_file, understood
from dlinter.model.cache.keys.graph import Graph, Node, Source
from dlinter.model.cache.keys.operations import CopyFiles, Exec, FileOperation, Merge, Mkdir, Mkfile, Owner
from dlinter.model.cache.keys.tree import FOLDER, Entry, TooManyLinks, Tree, Unreadable
from dlinter.values import replace

Known = Callable[[int], Tree]
"""The files of a node where they are known. Raises Unreadable."""
FOLDERS = ("bin", "etc", "home", "opt", "root", "srv", "usr", "usr/bin", "usr/lib", "usr/local",
    "usr/local/bin", "usr/share", "var", "var/lib")
"""Folders that an image of which the files are not known has anyway."""


class Presumed:
    """The presumed trees of a build's nodes, of `most` files together."""

    def __init__(self, graph: Graph, known: Known, most: int) -> None:
        self.graph, self.known, self.most = graph, known, most
        self._trees: dict[int, Tree | str] = {}
        self._held = 0

    def tree(self, number: int) -> Tree:
        """The files of a node, as far as they can be told. Raises Unreadable. Iterative, for stages are
        long."""
        todo = [number]
        while todo:
            at = todo[-1]
            if at not in self._trees and (missing := self._missing(at)):
                todo += missing
                continue
            if at not in self._trees:
                self._trees[at] = made = self._make(self.graph.nodes[at])
                self._held += len(made.entries) if isinstance(made, Tree) else 0
                if self._held > self.most:
                    self._trees[at] = "too many files"
            todo.pop()
        found = self._trees[number]
        if isinstance(found, str):
            raise Unreadable(found)
        return found

    def _missing(self, number: int) -> list[int]:
        """The inputs that have to be made first; a node whose files are known needs none."""
        operation = self.graph.nodes[number].operation
        if isinstance(operation, Exec) and not understood(operation):
            return []
        missing = [link.node for link in self.graph.nodes[number].inputs if link.node not in self._trees]
        if missing:
            try:
                self._trees[number] = self.known(number)
                return []
            except Unreadable:
                pass
        return missing

    def _make(self, node: Node) -> Tree | str:
        try:
            return self.known(node.number)
        except Unreadable as error:
            why = str(error)
        if node.source is Source.IMAGE:
            return _base()
        operation = node.operation
        if (
            node.source is not None
            or node.unknown
            or operation is None
            or (isinstance(operation, Exec) and not understood(operation))
        ):
            return why
        try:
            made = self._below(node)
            if isinstance(operation, Merge):
                _put_on(made, self.tree(node.inputs[1].node))
            elif isinstance(operation, FileOperation):
                self._files(node, operation, made)
            else:
                Execution(
                    operation, made, [self._of(node, m.input) for m in operation.mounts], open=True
                ).run()
            return made
        except (Refused, Unreadable, TooManyLinks, ValueError):
            return why

    def _below(self, node: Node) -> Tree:
        operation = node.operation
        lowest = operation.actions[0].input if isinstance(operation, FileOperation) else 0
        below = self._of(node, lowest)
        return below.copy() if below is not None else Tree(root=Entry(FOLDER, 0o755))

    def _of(self, node: Node, place: int) -> Tree | None:
        return self.tree(node.inputs[place].node) if 0 <= place < len(node.inputs) else None

    def _files(self, node: Node, operation: FileOperation, made: Tree) -> None:
        for action in operation.actions:
            do = action.do
            if isinstance(do, Mkfile):
                made.add(do.path.lstrip("/"), new_file(do.data, do.mode))
            elif isinstance(do, Mkdir):
                _folder(made, do.path.lstrip("/"), do.mode, _owner(do.owner))
            elif (source := self._of(node, action.secondary)) is not None:
                _copy(do, source, made)


def _base() -> Tree:
    made = Tree(root=Entry(FOLDER, 0o755))
    for path in FOLDERS:
        made.add(path, Entry(FOLDER, 0o755))
    made.add("tmp", Entry(FOLDER, 0o1777))
    return made


def _owner(owner: Owner | None) -> tuple[int, int]:
    """Numbers of an owner. Raises Refused for names: they are looked up in the image."""
    if owner is None:
        return 0, 0
    user, group = owner.user, owner.group if owner.group is not None else owner.user
    if isinstance(user, str) or isinstance(group, str):
        raise Refused
    return user or 0, group or 0


def _folder(made: Tree, path: str, mode: int = 0o755, owner: tuple[int, int] = (0, 0)) -> None:
    parts = path.split("/") if path else []
    for at in range(1, len(parts) + 1):
        here = "/".join(parts[:at])
        if here not in made.entries:
            made.add(here, Entry(FOLDER, mode, *owner))


def _put_on(made: Tree, other: Tree) -> None:
    """A layer on others (`COPY --link`)."""
    for path, entry in other.entries.items():
        if path and not (entry.kind == FOLDER and path in made.entries):
            made.add(path, entry)


def _copy(do: CopyFiles, source: Tree, made: Tree) -> None:
    """Raises Refused where an archive may be unpacked, or a mode or owner hangs on the image."""
    if do.unpack or do.mode_text:
        raise Refused
    owner = None if do.owner is None else _owner(do.owner)
    for path, target in taken_files(do, source):
        entry = source.entries[path]
        made_entry = replace(entry, known="", vague=False)
        if do.mode != -1:
            made_entry.mode = do.mode
        if owner is not None:
            made_entry.uid, made_entry.gid = owner
        _folder(made, target.rpartition("/")[0], owner=owner or (0, 0))
        if entry.kind != FOLDER or target not in made.entries:
            made.add(target, made_entry)

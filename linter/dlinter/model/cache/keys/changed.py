"""Which files of the context differ from those that a cache has for a step, by the layer that the step
made."""

from __future__ import annotations

from collections.abc import Iterator

from dlinter.model.cache.keys.copying import copied_folders, taken_files
from dlinter.model.cache.keys.digests import output_digest
from dlinter.model.cache.keys.graph import Node
from dlinter.model.cache.keys.match import Matcher
from dlinter.model.cache.keys.operations import CopyFiles, FileOperation
from dlinter.model.cache.keys.tree import FILE, FOLDER, Entry, Tree, Unreadable


def changed_files(matcher: Matcher, node: Node, place: int) -> tuple[str, ...]:
    """The files that differ, sorted; () where the layer is not there. A file of which only the mode differs
    is followed by ` (mode)`, one that is gone by ` (removed)`. `place` is the number of the input that is the
    context."""
    if not isinstance(node.operation, FileOperation):
        return ()
    try:
        old = _layer(matcher, node, place)
        new = matcher.tree(node.inputs[place].node)
        if old is None:
            return ()
        found = set[str]()
        for action in node.operation.actions:
            do = action.do
            if isinstance(do, CopyFiles) and action.secondary == place and do.local and not do.unpack:
                found.update(_differences(do, old, new))
        return tuple(sorted(found))
    except Unreadable:
        return ()


def _layer(matcher: Matcher, node: Node, place: int) -> Tree | None:
    """The files that the step made when the cache was made: of the record that stands on the same, else of
    any of the same operation."""
    wanted = output_digest(node.key)
    records = [r for r in matcher.manifest.records if r.digest == wanted and r.results and r.results[0]]
    others = [matcher.found(link.node).records for at, link in enumerate(node.inputs) if at != place]
    near = [
        r
        for r in records
        if all(any(link.record in known for links in r.inputs for link in links) for known in others if known)
    ]
    if not records:
        return None
    return matcher.load_layers(matcher.manifest.chain((near or records)[0].results[0][-1:]))


def _differences(files: CopyFiles, old: Tree, new: Tree) -> Iterator[str]:
    strict = files.mode == -1 and not files.mode_text
    seen = set[str]()
    for path, target in taken_files(files, new):
        entry, there = new.entries[path], old.entries.get(target)
        seen.add(target)
        if there is None:
            if entry.kind != FOLDER:
                yield path
            continue
        change = _change(entry, there)
        if change or (strict and entry.mode != there.mode and path and entry.kind != FOLDER):
            yield path if change else f"{path} (mode)"
        elif strict and entry.kind == FOLDER and entry.mode != there.mode and path:
            yield f"{path}/ (mode)"
    for top, source in copied_folders(files, new):
        for target in old.walk(top) if top in old.entries else ():
            if target not in seen and old.entries[target].kind != FOLDER:
                yield f"{source}/{target[len(top) :].lstrip('/')}".lstrip("/") + " (removed)"


def _change(now: Entry, then: Entry) -> bool:
    """Whether two entries differ in more than their modes."""
    if now.kind != then.kind or now.link != then.link:
        return True
    if now.kind != FILE:
        return False
    now.digest()
    then.digest()
    return now.bytes_digest != then.bytes_digest

"""Where the files of an image come from: which path of the build context was copied to which path of the
image."""

from __future__ import annotations

import posixpath
from itertools import islice

from dlinter.model.dockerfile import Add, Copy, Instruction, Run, SourceKind
from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.globs import has_magic
from dlinter.model.dockerfile.nodes import Workdir
from dlinter.model.dockerfile.paths import clean
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.values import before, is_first_folder
from dlinter.model.packages.distributions import base_of, image_folder
from dlinter.model.packages.project import Project

UNKNOWN_FOLDER = "/?"
"""The working folder where only the base image says it."""
MOST_COPIES = 64
MOST_FILES = 2000


def folder_at(instruction: Instruction, facts: Facts) -> str | None:
    """The working folder at an instruction, below `/?` where it begins with the base image's, of which that
    is not known, or one that only the base image names; None where it cannot be told."""
    parts: list[str] = []
    for workdir in islice(before(instruction, facts, Workdir), MOST_COPIES):
        if workdir.path is None or workdir.error is not None:
            continue
        value = facts.scope.expand(workdir.path.value, workdir).value
        if value is None and is_first_folder(workdir, facts):
            return clean("/".join((UNKNOWN_FOLDER, *reversed(parts))))
        if value is None:
            return None
        parts.append(value)
        if value.startswith("/"):
            return clean("/".join(reversed(parts)))
    return clean("/".join((_folder_of_image(instruction, facts), *reversed(parts))))


def first_folder(instruction: Instruction, facts: Facts) -> str:
    """The folder that relative ones begin with where no WORKDIR above names an absolute one that the file
    tells: the base image's, `/?` where that is not known."""
    unknown = any(
        w.path is not None and facts.scope.expand(w.path.value, w).value is None
        for w in islice(before(instruction, facts, Workdir), MOST_COPIES)
    )
    return UNKNOWN_FOLDER if unknown else _folder_of_image(instruction, facts)


def _folder_of_image(instruction: Instruction, facts: Facts) -> str:
    stage = facts.stage_of(instruction)
    return (image_folder(base_of(stage, facts)) if stage is not None else None) or UNKNOWN_FOLDER


def places_of(copy: Copy | Add, facts: Facts, context: BuildContext) -> dict[str, str]:
    """What one instruction copies from the context: image path → context path."""
    found: dict[str, str] = {}
    if copy.from_ is not None if isinstance(copy, Copy) else False:
        return found
    if copy.destination is None or copy.error is not None or copy.onbuild:
        return found
    written = facts.scope.expand(copy.destination.value.strip("\"'"), copy).value
    base = folder_at(copy, facts)
    if not written or base is None:
        return found
    destination = clean(written if written.startswith("/") else f"{base}/{written}")
    to_folder = (
        written.endswith(("/", "/.")) or written == "." or len(copy.sources) > 1 or destination == base
    )
    parents = any(f.name == "parents" for f in copy.flags)
    for source in copy.sources:
        if source.kind is not SourceKind.LOCAL:
            continue
        value = facts.scope.expand(source.token.value.strip("\"'"), copy).value
        if value is None:
            continue
        path = clean("/" + value)[1:]
        if not has_magic(path):
            entry = context.entry(path or ".")
            if entry is None:
                continue
            name = path if parents else path.rpartition("/")[2]
            if entry.is_dir and not parents:
                found[destination] = path
            else:
                found[f"{destination.rstrip('/')}/{name}" if to_folder or parents else destination] = path
            continue
        depth = path.count("/") + 1
        for file in islice(context.matched_by(value, (), parents), MOST_FILES):
            parts = file.split("/")
            if parents:
                found[f"{destination.rstrip('/')}/{file}"] = file
            elif len(parts) == depth:
                found[f"{destination.rstrip('/')}/{parts[-1]}" if to_folder else destination] = file
            else:  # a folder that the pattern matches: its content is copied
                found[f"{destination.rstrip('/')}/{'/'.join(parts[depth:])}"] = file
    return found


def _all(facts: Facts) -> dict[int, dict[str, str]]:
    return {}


def places_at(run: Run, facts: Facts, context: BuildContext) -> dict[str, str] | None:
    """What the image has from the context at a RUN, its bind mounts included; None where there are too many
    copies to tell."""
    kept = facts.once(_all)
    copies: list[Copy | Add] = []
    for kind in (Copy, Add):
        copies += islice(before(run, facts, kind), MOST_COPIES + 1)
    if len(copies) > MOST_COPIES:
        return None
    found: dict[str, str] = {}
    for copy in sorted(copies, key=lambda c: _order(c, run)):
        if copy.index not in kept:
            kept[copy.index] = places_of(copy, facts, context)
        found.update(kept[copy.index])
    base = folder_at(run, facts)
    for mount in run.mounts:
        if mount.type != "bind" or mount.from_ is not None or base is None:
            continue
        target = facts.scope.expand(mount.target or "", run).value if mount.target else ""
        source = facts.scope.expand(mount.source or "", run).value if mount.source else ""
        if target is None or source is None:
            continue
        found[clean(target if target.startswith("/") else f"{base}/{target}")] = clean("/" + source)[1:]
    return found


def _order(copy: Copy | Add, run: Run) -> tuple[bool, int]:
    """Instructions of the stage itself come after those of the stages below it."""
    return copy.stage == run.stage, copy.index


def project_at(run: Run, facts: Facts, folder: str | None) -> Project | None:
    """The project that a command in a folder of the image works on; None without a build context, or where
    the folder is not known."""
    context = facts.build_context
    if context is None or folder is None:
        return None
    places = places_at(run, facts, context)
    return None if places is None else Project(context, posixpath.normpath(folder), places)

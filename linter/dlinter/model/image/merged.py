"""Layers that hold the files of several steps, and which of the steps a file may come from.

BuildKit makes a layer a step. buildah and podman without `--layers`, `--squash` and kaniko's
`--single-snapshot` put the files of many steps into one layer, whose history entry is that of the last one:
it says nothing of who wrote a file. Steps whose entries are marked as empty, or are missing, are counted in.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from dlinter.model.dockerfile import Add, Copy, Instruction, Run, Workdir
from dlinter.model.image.nodes import HistoryEntry, Image

_BUILDKIT = "buildkit"
"""Stands in BuildKit's comments and at the end of its commands. It, too, marks a step as empty: one that
changed nothing."""


class Merged(Struct, frozen=True):
    """The steps that may have made a layer's files, each with the folder it works in. `base` says that the
    base image's files may be in it, too."""

    steps: tuple[tuple[Instruction, str], ...]
    base: bool = False

    def of(self, path: str) -> Instruction | None:
        """The one step that can have made a file (its path without a leading `/`), None where several can."""
        if self.base or not path:
            return None
        if len(self.steps) == 1:
            return self.steps[0][0]
        full = f"/{path}"
        runs = [step for step, _ in self.steps if isinstance(step, Run)]
        naming = [step for step in runs if _names(step, posixpath.basename(full))]
        exact = [
            step
            for step, folder in self.steps
            if isinstance(step, (Copy, Add)) and full in _targets(step, folder)
        ]
        if len(exact) + len(naming) == 1:
            return exact[0] if exact else naming[0] if _names(naming[0], full) else None
        if naming or exact or runs:
            return None  # any of them may have written it
        covering = [
            step
            for step, folder in self.steps
            if isinstance(step, (Copy, Add)) and _covers(step, folder, full)
        ]
        return covering[0] if len(covering) == 1 else None


def merged_layers(
    image: Image, chain: Sequence[Instruction], steps: Mapping[int, Instruction], own: int, on_scratch: bool
) -> dict[int, Merged]:
    """History entry → what made its layer, for the layers of several steps. `chain` are the instructions from
    the base image on, `steps` which of them made which entry, `own` the first entry that is not the base
    image's."""
    place = {id(instruction): at for at, instruction in enumerate(chain)}
    entries = {
        id(instruction): image.history[index]
        for index, instruction in steps.items()
        if index < len(image.history)
    }
    folders = list(_folders(chain))
    found: dict[int, Merged] = {}
    before = -1
    for entry in image.history[own:]:
        if entry.empty_layer or entry.layer is None:
            continue
        made = steps.get(entry.index)
        end = place[id(made)] if made is not None else _next(image, entry, steps, place, len(chain)) - 1
        group = [at for at in range(before + 1, end + 1) if isinstance(chain[at], (Run, Copy, Add))]
        before = max(before, end)
        if not group or (len(group) == 1 and chain[group[0]] is made):
            continue
        others = [chain[at] for at in group if chain[at] is not made]
        if len(others) < len(group) and all(_changed_nothing(entries.get(id(step))) for step in others):
            continue
        found[entry.index] = Merged(
            tuple((chain[at], folders[at]) for at in group), base=entry.layer == 0 and not on_scratch
        )
    return found


def _next(
    image: Image,
    entry: HistoryEntry,
    steps: Mapping[int, Instruction],
    place: Mapping[int, int],
    otherwise: int,
) -> int:
    """Where the instruction of the next layer stands whose entry is known."""
    for later in image.history[entry.index + 1 :]:
        if later.layer is not None and (made := steps.get(later.index)) is not None:
            return place[id(made)]
    return otherwise


def _changed_nothing(entry: HistoryEntry | None) -> bool:
    return (
        entry is not None
        and entry.empty_layer
        and (_BUILDKIT in entry.comment or entry.created_by.rstrip().endswith(f"# {_BUILDKIT}"))
    )


def _folders(chain: Sequence[Instruction]) -> Iterator[str]:
    """The working folder of each instruction, as far as it is written out."""
    folder = "/"
    for instruction in chain:
        if isinstance(instruction, Workdir) and instruction.path is not None:
            folder = posixpath.join(folder, instruction.path.value.strip("\"'"))
        yield folder


def _targets(step: Copy | Add, folder: str) -> set[str]:
    """The paths that a step names for what it copies: the destination, and each source below it."""
    if step.destination is None:
        return set()
    target = posixpath.join(folder, step.destination.value.strip("\"'"))
    names = [posixpath.basename(source.token.value.rstrip("/")) for source in step.sources]
    return {
        posixpath.normpath(p) for p in (target, *(posixpath.join(target, name) for name in names if name))
    }


def _covers(step: Copy | Add, folder: str, path: str) -> bool:
    """Whether a step may have made a file below its destination; also where variables hide it."""
    if step.destination is None or "$" in step.destination.value or "$" in folder:
        return True
    target = posixpath.normpath(posixpath.join(folder, step.destination.value.strip("\"'")))
    return path == target or path.startswith(target.rstrip("/") + "/")


def _names(step: Instruction, text: str) -> bool:
    """Whether a command has a path or a name as a word of its own."""
    said = " ".join(a.value for a in step.args) + " ".join(h.content for h in step.heredocs)
    return re.search(rf"(?<![\w.-]){re.escape(text)}(?![\w.-])", said) is not None

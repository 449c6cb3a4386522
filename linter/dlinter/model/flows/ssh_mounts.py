"""Where the ssh agent is mounted, so that no key need be in the build."""

from __future__ import annotations

from dlinter.model.dockerfile.nodes import Mount, Run, Stage
from dlinter.model.facts.facts import Facts


def ssh_mount_of(stage: Stage, facts: Facts) -> Mount | None:
    """The first `--mount=type=ssh` of a stage."""
    return facts.once(_ssh_mounts).get(stage.index)


def _ssh_mounts(facts: Facts) -> dict[int | None, Mount]:
    """The first one of each stage."""
    found: dict[int | None, Mount] = {}
    for instruction in facts.dockerfile.instructions:
        for mount in instruction.mounts if isinstance(instruction, Run) else ():
            if mount.type == "ssh":
                found.setdefault(instruction.stage, mount)
    return found

"""Which files hold private ssh keys by their names, and where the agent is mounted instead."""

from __future__ import annotations

import re

from dlinter.model.dockerfile.nodes import Mount, Run, Stage
from dlinter.model.facts.facts import Facts

_KEY = re.compile(
    r"(?:^|/)(?:id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?|[\w.-]+_rsa|deploy_?key|ssh_?key|"
    r"[\w.-]*private[_.-]?key(?:\.pem)?|[\w.-]+\.ppk)$",
    re.I,
)
_FOLDER = re.compile(r"(?:^|/)\.ssh/?(?:\*)?$")


def is_key_path(path: str) -> bool:
    """Whether a path is a private key's, or that of the whole `.ssh` folder."""
    return not path.endswith(".pub") and (_KEY.search(path) is not None or _FOLDER.search(path) is not None)


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

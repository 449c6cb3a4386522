"""What a RUN really needs of the build context: the manifests and lockfiles of its installs."""

from __future__ import annotations

from dataclasses import dataclass

from dlinter.model.dockerfile.nodes import Run
from dlinter.model.facts.facts import Facts
from dlinter.model.packages.installs import BUILD, installs
from dlinter.model.packages.manifests import EVERYTHING, manifests, matches, needed_files

_NEUTRAL = frozenset(
    ["cd", "mkdir", "rm", "rmdir", "set", "echo", "true", ":", "printf", "export", "chmod", "chown", "chgrp", "umask", "apt-get", "apt", "apk", "ln", "test", "[", "[[", "unset", "find", "groupadd", "useradd", "adduser", "addgroup", "usermod", "ldconfig", "update-ca-certificates", "locale-gen", "install-packages", "dpkg-reconfigure", "rpm", "corepack", "npm-cache", "exec"]
)
"""Programs that read nothing that was copied in, or nothing that matters to an install beside them."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """Patterns over file names; () where nothing of the context is needed. `lockfiles` are among `files`."""

    files: tuple[str, ...]
    lockfiles: tuple[str, ...] = ()

    def needs(self, path: str) -> bool:
        return matches(path, self.files)

    def locks(self, path: str) -> bool:
        return matches(path, self.lockfiles)


def requirement_of(run: Run, facts: Facts) -> Requirement | None:
    """None where a command reads what dlint does not know of."""
    files: dict[str, None] = {}
    locks: dict[str, None] = {}
    found = False
    for command in facts.script(run).commands:
        install = installs(command)
        if install is None:
            if command.name and command.name not in _NEUTRAL:
                return None
            continue
        found = True
        needed = needed_files(install)
        if install.action == BUILD or needed == EVERYTHING:
            return None
        files.update(dict.fromkeys(needed))
        table = manifests(install.manager)
        if table is not None and needed:
            locks.update(dict.fromkeys(f for f in table.lockfiles if f in needed))
    return Requirement(tuple(files), tuple(locks)) if found else None

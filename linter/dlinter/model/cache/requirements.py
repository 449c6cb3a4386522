"""What a RUN really needs of the build context: what its installs need (`model.packages`)."""

from __future__ import annotations

from msgspec import Struct

from dlinter.model.cache.substituted import is_given, with_words
from dlinter.model.dockerfile.nodes import Run
from dlinter.model.facts.facts import Facts
from dlinter.model.packages.installs import BUILD, installs
from dlinter.model.packages.names import matches, needs_by_name
from dlinter.model.packages.project import Needs
from dlinter.model.packages.tasks import installs_of

NEUTRAL = frozenset(
    ["cd", "mkdir", "rm", "rmdir", "set", "echo", "true", ":", "printf", "export", "chmod", "chown", "chgrp",
        "umask", "ln", "test", "[", "[[", "unset", "find", "groupadd", "useradd", "adduser", "addgroup",
        "usermod", "ldconfig", "update-ca-certificates", "locale-gen", "install-packages",
        "dpkg-reconfigure", "rpm", "corepack", "npm-cache", "exec"]
)  # fmt: skip
"""Programs that read nothing that was copied in, or nothing that matters to an install beside them."""


class Requirement(Struct, frozen=True):
    """What a step needs: `files` are patterns, () where nothing of the context is needed. `lockfiles` are
    among `files`. Told by the content of manifests where `needed.certain`, else by the names of files,
    wherever they are."""

    needed: Needs

    @property
    def files(self) -> tuple[str, ...]:
        return self.needed.files

    @property
    def lockfiles(self) -> tuple[str, ...]:
        return self.needed.lockfiles

    def needs(self, path: str) -> bool:
        return self.needed.wants(path) if self.needed.certain else matches(path, self.files)

    def locks(self, path: str) -> bool:
        return self.needed.locks(path) if self.needed.certain else matches(path, self.lockfiles)


def requirement_of(run: Run, facts: Facts) -> Requirement | None:
    """None where a command reads what dlint does not know of. Where the content of the manifests does not
    tell, their names do."""
    commands, tasks = facts.script(run).commands, installs_of(run, facts)
    if any(
        installs(c) is None and c.name and c.name not in NEUTRAL and not is_given(c, tasks) for c in commands
    ):
        return None
    together: Needs | None = None
    for task in tasks:
        if task.install.action == BUILD and (
            task.install.verb not in task.tool.builds_others or task.needs is None or not task.needs.certain
        ):
            return None
        needed = with_words(task.needs or needs_by_name(task.install), task)
        if needed.sources:
            return None
        together = needed if together is None else together | needed
    return Requirement(together) if together is not None else None

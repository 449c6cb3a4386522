"""The build arguments that the build files of a repository give a Dockerfile."""

from __future__ import annotations

from msgspec import Struct

COMMIT, RUN = "commit", "run"


class Given(Struct, frozen=True):
    """`when` it gets another value: with every `commit` or every `run` of the build, "" for one that stays
    the same. `by`: the path of the build file in the repository. `known`: whether the value, or when it
    changes, can be told; else only that there is one."""

    when: str
    by: str
    known: bool = True

    @property
    def changes(self) -> bool:
        """Whether two commits never have the same value."""
        return bool(self.when)

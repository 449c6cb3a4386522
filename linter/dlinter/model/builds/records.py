"""The build record that Docker's actions upload: an artifact that everybody who can read the repository can
download."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlinter.model.builds.nodes import Tool

if TYPE_CHECKING:
    from dlinter.model.builds.nodes import Build

_SWITCHES = ("DOCKER_BUILD_RECORD_UPLOAD", "DOCKER_BUILD_SUMMARY")
"""Variables that keep the record where it is when they are false (docker/build-push-action, README,
"Environment variables")."""


def uploads_record(build: Build) -> bool:
    """Whether the record, which holds every build argument with its value, is uploaded after the build."""
    if build.tool not in (Tool.ACTION, Tool.BAKE_ACTION):
        return False
    values = (
        build.env[name].text.strip().strip("'\"").lower()
        for name in _SWITCHES
        if build.env and name in build.env
    )
    return not any(value in ("false", "0", "f") for value in values)


def told_of_record(build: Build) -> str:
    """What a message about a build argument adds; "" where no record is uploaded."""
    return (
        "; the build record that the action uploads holds it as well (`DOCKER_BUILD_RECORD_UPLOAD: false` "
        "keeps it back)"
        if uploads_record(build)
        else ""
    )

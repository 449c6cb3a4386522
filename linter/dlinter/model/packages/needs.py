"""Which folders the commands of a RUN would keep, and which mounts already cover them."""

from __future__ import annotations

from dataclasses import dataclass

from dlinter.model.dockerfile import Mount, Run, Stage
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.values import user_at, value_at
from dlinter.model.packages.folders import Tool, home_of, image_variable, target_of, tool_of
from dlinter.model.packages.installs import BUILD, DOWNLOAD, INSTALL, UPGRADE, Install, installs

_BUILDS_FETCH = {"go", "cargo", "mvn", "gradle", "sbt", "dotnet", "stack", "cabal", "swift", "mix", "rebar3"}
"""Tools whose build fetches what it needs, too."""
UIDS = {"node": "1000", "gradle": "1000", "jovyan": "1000", "vscode": "1000", "ubuntu": "1000", "coder": "1000"}
"""Users of official images and their ids (docker-library and publishers' Dockerfiles)."""


@dataclass(frozen=True, slots=True)
class Need:
    """A command that fetches, and the folders its tool keeps things in ("" for one that cannot be known)."""

    tool: Tool
    install: Install
    targets: tuple[str, ...]


def base_image(stage: Stage, facts: Facts) -> str:
    """The image that a stage stands on in the end, as written; "" when it cannot be told."""
    seen: set[int] = set()
    while stage.base is not None and stage.index not in seen:
        seen.add(stage.index)
        stage = facts.dockerfile.stages[stage.base]
    return stage.from_.image.value if stage.from_.image else ""


def needs_of(run: Run, facts: Facts) -> list[Need]:
    """The fetching commands of a RUN, in order."""
    stage = facts.stage_of(run)
    if stage is None:
        return []
    found: list[Need] = []
    for command in facts.script(run).commands:
        install = installs(command)
        if install is None or not _fetches(install):
            continue
        tool = tool_of(_variant(install))
        if tool is not None:
            found.append(Need(tool, install, targets_of(tool, run, stage, facts)))
    return found


def _fetches(install: Install) -> bool:
    if install.has("--version", "--help", "-h") or "--download-only" in install.command.args:
        return False
    if install.action in (INSTALL, DOWNLOAD):
        return True
    if install.action == UPGRADE:
        return install.manager not in ("apk",)
    return install.action == BUILD and install.manager in _BUILDS_FETCH and not install.has("--offline", "--no-restore", "--frozen-offline")


def _variant(install: Install) -> str:
    if install.manager == "yarn" and install.has("--immutable"):
        return "yarn-berry"
    return install.manager


def targets_of(tool: Tool, run: Run, stage: Stage, facts: Facts) -> tuple[str, ...]:
    """The folders of a tool at a RUN: by USER, HOME and the tool's own variables."""
    user = user_at(run, facts)
    image = base_image(stage, facts)

    def lookup(name: str) -> str | None:
        value = value_at(name, run, facts)
        return value if value is not None else image_variable(image, name)

    home = lookup("HOME") or home_of(user)
    if image.rpartition("/")[2].partition(":")[0] == "gradle" and not user:
        home = "/root"
    root = user.partition(":")[0] in ("", "root", "0")
    return tuple(target_of(folder, lookup, home, root) for folder in tool.folders)


def covering(run: Run, target: str, facts: Facts) -> Mount | None:
    """The cache or tmpfs mount of a RUN over a folder or one above it."""
    for mount in run.mounts:
        if mount.type not in ("cache", "tmpfs", "bind") or mount.target is None:
            continue
        place = mount.target.rstrip("/")
        if "$" in place:
            expanded = facts.scope.expand(place, run)
            place = (expanded.value or "").rstrip("/")
            if not place:
                return mount  # not known: taken as meant for it
        if target == place or target.startswith(place + "/") or (target and place.startswith(target + "/")):
            return mount
    return None


def owner_of(user: str) -> str | None:
    """`,uid=…,gid=…` for a mount that this user must write to; "" for root, None when the id cannot be known."""
    name, _, group = user.partition(":")
    if name in ("", "root", "0"):
        return ""
    uid = name if name.isdigit() else UIDS.get(name)
    if uid is None:
        return None
    return f",uid={uid},gid={group if group.isdigit() else uid}"

"""Cache mounts that a tool misses: its folder below another home than the one it looks in."""

from __future__ import annotations

from collections.abc import Iterator

from dlinter.model.dockerfile.nodes import Mount
from dlinter.model.packages.caches import mount_place
from dlinter.model.packages.tasks import Task, covering

_HOMES = ("/root/", "/home/")


def misplaced(task: Task) -> Iterator[tuple[Mount, str]]:
    """The mounts of the step that are meant for the tool and stay empty, each with its place; none where
    another mount serves the tool."""
    run, facts = task.run, task.facts
    paths = [c.path for c in task.caches]
    if not paths or not all(paths) or any(covering(run, p, facts) is not None for p in paths):
        return
    tails = {c.folder.default[2:] for c in task.caches if c.folder.default.startswith("~/")}
    for mount in run.mounts:
        place = mount_place(mount, run, facts) if mount.type == "cache" and mount.target else ""
        # The same folder below another home: meant for this tool, and missed.
        if (
            place.startswith(_HOMES)
            and _below_home(place) in tails
            and facts.text.slice(run.span).count(place) == 1
        ):
            yield mount, place


def _below_home(path: str) -> str:
    """The part of a path below a home folder, by convention: `.npm` of `/root/.npm`, `/home/app/.npm`."""
    if path.startswith("/root/"):
        return path.removeprefix("/root/")
    return path.removeprefix("/home/").partition("/")[2] if path.startswith("/home/") else ""

"""What a RUN does after its install, where that is to become a step of its own: it may read what the install
left, and nothing more.

A file that is taken away in a later step stays in the image; what the install left in a cache mount, or in
its shell, may not be there.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence

from dlinter.model.cache.demand import Demand
from dlinter.model.dockerfile.paths import is_within
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.values import workdir_at
from dlinter.model.packages.caches import mount_place
from dlinter.model.packages.installs import BUILD, CLEAN, DOWNLOAD, INSTALL, OTHER, REMOVE, UPGRADE
from dlinter.model.packages.later import is_offline
from dlinter.model.packages.removals import path_of
from dlinter.model.packages.tasks import Task
from dlinter.model.packages.tool import GLOBAL, STORE
from dlinter.model.shell.nodes import Command, Word
from dlinter.model.shell.programs import CHANGES, DELETES, touched
from dlinter.model.text import Span

_OF_THE_SHELL = re.compile(r"\$[?!_]|\$\{?(?:OLDPWD|PIPESTATUS|SECONDS|BASHPID|PPID|RANDOM)\b|\$\$")
"""What a new shell does not know of the commands before it."""
_PROCESS = frozenset(
    ["wait", "jobs", "fg", "bg", "disown", "trap", "ulimit", "hash", "alias", "unalias", "times"]
)
_CHANGES = CHANGES | {"setfacl", "rsync"}
_ALWAYS = frozenset(
    ["find", "strip", "rimraf", "del-cli", "trash", "fdupes", "node-prune", "modclean", "hardlink", "jdupes"]
)
_TAKES_AWAY = frozenset(["prune", "rimraf", "autoremove", "autoclean", "clean", "clear", "purge",
    "uninstall", "remove", "del", "del-cli", "erase", "dedupe"])
"""Subcommands of any program that take files away."""
_OF_THE_PROJECT = frozenset(["make", "gmake", "just", "rake", "invoke"])
"""Programs whose `clean` is that of the project's own build, not of packages in the system."""
_NEEDS_LISTS = (INSTALL, UPGRADE, DOWNLOAD, OTHER)
"""What reads the lists of packages that an earlier command has fetched, perhaps long ago."""
_OFFLINE = re.compile(
    r"(?<!prefer-)offline|--frozen(?![\w-])|--no-restore\b|--cached-only\b|--no-index\b|--no-fetch\b", re.I
)
_SYSTEM = ("/usr", "/etc", "/var", "/lib", "/opt", "/root")
"""Where installs that are not of a project leave their files."""
_OF_A_PROJECT = re.compile(r"/(?:etc|opt|srv|usr/src)/[\w.-]+(?:/.*)?")
"""Folders below those of the system that a file goes to by WORKDIR."""
_OF_PACKAGES = ("/usr", "/etc", "/var", "/lib", "/lib64", "/bin", "/sbin", "/opt", "/srv")
"""Where packages of a distribution lie."""


def takes_away(
    commands: Sequence[Command], installs: dict[int, Task], demand: Demand, facts: Facts, kept: bool = True
) -> str:
    """Why the second part may change what the first one leaves, or asks for the same shell or mount; "" where
    it does not. `kept`: an image has the layers of the stage, so that what the second part deletes makes it
    larger; the files at the end are the same in any case."""
    text = facts.text.slice(Span(commands[0].outer.start, demand.run.span.end)) if commands else ""
    asked = _OF_THE_SHELL.search(text)
    if asked:
        return f"the rest of the step uses `{asked[0]}` of the same shell"
    return _mounted(commands, text, installs, demand, facts) or next(
        (why for c in commands if (why := _changes(c, commands, installs, demand, facts, kept))), ""
    )


def _mounted(
    commands: Sequence[Command], text: str, installs: dict[int, Task], demand: Demand, facts: Facts
) -> str:
    """What it reads in a cache mount may not be there: the first step may come from the cache, and the mount
    be another one."""
    run = demand.run
    places = [
        place
        for m in run.mounts
        if m.type == "cache" and (place := mount_place(m, run, facts)) and not untouched(place, demand)
    ]
    if not run.mounts or (
        not places and all(m.type == "cache" and mount_place(m, run, facts) for m in run.mounts)
    ):
        return ""
    offline = _OFFLINE.search(text)
    environment = facts.scope.before(run)
    if (
        offline
        or any("OFFLINE" in name.upper() or name == "PIP_NO_INDEX" for name in environment.names)
        or any(t is not None and is_offline(t.install, t.tool, run, facts) for c in commands
            for t in [installs.get(id(c))])
    ):
        return "the rest of the step works offline from a cache mount"
    for task in demand.tasks:
        for cache in task.caches:
            if cache.content == STORE and "*" in task.tool.never_fetches and cache.path in places:
                return "the rest of the step reads packages in a cache mount, which may be empty"
    if places and re.search(r"\$\(|`", text):
        return "the rest of the step may read a cache mount, which may be empty"
    for place in places:
        for command in commands:
            words = (
                *command.argv[1:],
                *(r.target for r in command.redirects if r.target is not None),
                *(a.value for a in command.assignments if a.value is not None),
            )
            for word in words:
                if (
                    place in word.value
                    or _may_reach(word, place, demand, facts)
                    or (command.name == "cd" and "/" not in word.value and word.value.startswith(("-", "$")))
                ):
                    return (
                        f"the rest of the step names `{word.value}`, and the cache mount `{place}` may be "
                        "empty in a second step"
                    )
            if command.name == "cd" and len(command.argv) == 1:
                return (
                    f"the rest of the step works in the home folder, and the cache mount `{place}` may be "
                    "empty in a second step"
                )
    return ""


def untouched(place: str, demand: Demand) -> bool:
    """Whether the first step writes nothing into a mount, so that the second one finds what it found:
    packages of the distribution alone lie elsewhere."""
    places = [c.path for t in demand.tasks for c in t.caches if c.path]
    return demand.system and not any(near(p, place) for p in (*places, *_OF_PACKAGES))


def _may_reach(word: Word, place: str, demand: Demand, facts: Facts) -> bool:
    """Whether a word names a mount's folder, one above it or one in it."""
    if word.value.startswith("-"):
        value = word.value.partition("=")[2]
        return bool(value) and value.startswith(("/", "~", "$")) and near(posixpath.normpath(value), place)
    path = path_of(word, demand.run, facts)
    if path is None:
        return word.value.startswith(("/", "~", "$"))
    return near(path, place)


def near(path: str, place: str) -> bool:
    """Whether a path is another one, above it or below it."""
    return (
        path == place
        or path == "/"
        or path.startswith(place.rstrip("/") + "/")
        or place.startswith(path.rstrip("/") + "/")
    )


def _changes(
    command: Command,
    commands: Sequence[Command],
    installs: dict[int, Task],
    demand: Demand,
    facts: Facts,
    kept: bool,
) -> str:
    away = f"`{command.name}` at the end of the step takes away what the install leaves"
    task = installs.get(id(command))
    again = _again(task, demand) if task is not None else ""
    if again and (kept or (task is not None and task.tool.system and task.install.action in _NEEDS_LISTS)):
        return again
    if command.name in _PROCESS:
        return f"the rest of the step uses `{command.name}` of the same shell"
    if not kept:
        return ""
    verbs = {v.lower().rsplit(":", 1)[-1].rsplit("/", 1)[-1] for v in command.args if not v.startswith("-")}
    # `mvn clean package` empties its own output
    cleans_build = task is not None and task.install.action == BUILD and bool(task.tool.goals)
    cleans_build = cleans_build or (
        command.name in _OF_THE_PROJECT
        and all(t.tool.system or t.install.has(*GLOBAL) for t in demand.tasks)
    )
    if command.name in _ALWAYS or (
        not cleans_build and any(v.partition("@")[0] in _TAKES_AWAY for v in verbs)
    ):
        return away
    if command.name in ("sh", "bash", "eval", "xargs", "source", ".") and re.search(
        r"\b(?:rm|mv|prune|rimraf|clean|autoremove|unlink)\b", " ".join(command.args)
    ):
        return away
    written = [
        r.target
        for r in command.redirects
        if r.target is not None
        and r.operator.startswith((">", "&>"))
        and r.operator != ">&"
        and r.target.value not in ("/dev/null", "/dev/stderr", "/dev/stdout")
    ]
    touches = touched(command)
    named = (
        list(touches.writes)
        if touches is not None and not touches.here
        else [w for w in command.argv[1:] if not w.value.startswith("-")]
    )
    if command.name in DELETES:
        if not named or any(
            w.value.startswith(("/", "~", "$", "..")) or any(c in w.value for c in "{`$") for w in named
        ):
            return away
        written += named
    elif command.name in _CHANGES:
        written += named
    if not written:
        return ""
    if any(c.name in ("cd", "pushd") for c in commands) and not all(w.value.startswith("/") for w in written):
        return f"`{command.name}` at the end of the step may change what the install leaves"
    left = _left(demand)
    base = (
        demand.first.folder
        if demand.first.install.value_of(*demand.first.tool.chdir) is None
        else workdir_at(demand.run, facts)
    )
    for word in written:
        path = _path(word, base, demand, facts)
        if path is not None and demand.system and _is_of_the_project(path, demand, facts):
            continue
        if path is not None and path.startswith("/var/log/"):
            continue  # no install leaves much there
        if path is None or any(near(path, place) for place in left):
            return (
                away
                if command.name in DELETES
                else f"`{command.name}` at the end of the step changes what the install leaves"
            )
    return ""


def _path(word: Word, base: str | None, demand: Demand, facts: Facts) -> str | None:
    """The absolute path of a word, of a pattern the folder whose entries it names; None where the file does
    not tell."""
    if any(c in word.value for c in "{`"):
        return None
    if (magic := re.search(r"[*?\[]", word.value)) is not None:
        plain = word.value[: magic.start()].rpartition("/")[0]
        return (
            posixpath.normpath(posixpath.join(base, plain))
            if base is not None and not word.value.startswith(("/", "~", "$")) and not word.variables
            else None
        )
    if word.value.startswith(("/", "~", "$")):
        return path_of(word, demand.run, facts)
    return posixpath.normpath(posixpath.join(base, word.value)) if word.static and base is not None else None


def _is_of_the_project(path: str, demand: Demand, facts: Facts) -> bool:
    """Whether a path lies in the folder that the step works in, which is none of the system's own: packages
    of the distribution leave nothing there."""
    folder = workdir_at(demand.run, facts)
    return folder is not None and _OF_A_PROJECT.fullmatch(folder) is not None and is_within(path, folder)


def _left(demand: Demand) -> set[str]:
    """Folders that the install leaves: those beside its manifests, its caches, and the system's."""
    found = {*_SYSTEM}
    for task in demand.tasks:
        found |= {c.path for c in task.caches if c.path}
        found |= {p for p in task.tool.leaves if p.startswith("/")}
        found |= {posixpath.join(task.folder, name) for name in task.tool.makes if task.folder is not None}
    return found


def _again(task: Task, demand: Demand) -> str:
    """Another command of a package manager that needs or changes what the first ones installed."""
    words = task.install.words
    if task.tool.system:
        return f"`{words}` later in the step may need what comes before it"
    if task.install.action == REMOVE or (
        task.install.action == CLEAN and any(t.tool is task.tool for t in demand.tasks)
    ):
        return f"`{words}` at the end of the step takes away what the install leaves"
    if (
        task.tool.ecosystem == "Node.js"
        and not all(t.tool.system or t.install.has(*GLOBAL) for t in demand.tasks)
        and task.install.action in (INSTALL, UPGRADE)
        and not task.install.for_the_image
    ):
        return (
            ""
            if _apart_from(task, demand)
            else f"`{words}` at the end of the step may take away what the install leaves"
        )
    return ""


def _apart_from(task: Task, demand: Demand) -> bool:
    """Whether an install works in another folder than the first ones, and in no workspace together with them:
    its `node_modules` is another one."""
    folders = [t.folder for t in demand.tasks if not t.tool.system]
    if (
        task.folder is None
        or not folders
        or any(f is None or near(f, task.folder) for f in folders)
        or task.project is None
    ):
        return False
    project, above = task.project, posixpath.dirname(task.folder)
    if project.read("package.json") is None:
        return False
    while True:
        manifest = project.read(posixpath.join(above, "package.json"))
        if (manifest is not None and re.search(r'"workspaces"\s*:(?!\s*\[\s*\])', manifest)) or any(
            project.has(posixpath.join(above, n)) for n in ("pnpm-workspace.yaml", ".yarnrc.yml")
        ):
            return False
        if above == "/":
            return True
        above = posixpath.dirname(above)

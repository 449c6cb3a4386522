"""What the installs and builds of a RUN need, as far as nothing that dlint does not know comes before them.

`RUN npm ci && npm run build` needs all sources, but its install does not: it could be a step of its own. So a
demand is that of the first tools of a step; `rest` says that more follows, which needs more.
"""

from __future__ import annotations

from msgspec import Struct

from dlinter.model.cache.requirements import NEUTRAL
from dlinter.model.cache.substituted import is_given, with_words
from dlinter.model.cache.tool_settings import says_its_version
from dlinter.model.dockerfile.nodes import Copy, Run
from dlinter.model.dockerfile.paths import clean, is_within
from dlinter.model.facts.facts import Facts
from dlinter.model.packages.installs import BUILD, DOWNLOAD, INSTALL, OTHER, REMOVE, UPGRADE
from dlinter.model.packages.names import matches, needs_by_name
from dlinter.model.packages.project import Needs
from dlinter.model.packages.tasks import Task, tasks_by_command

_FETCHES = frozenset(["curl", "wget", "gpg", "apt-key", "add-apt-repository", "sleep", "uname", "dpkg",
    "arch", "id", "date", "ls", "which", "command", "type", "dpkg-architecture", "getent", "addgroup",
    "localedef", "tee", "env"])
"""Programs that read nothing of the build context when they come before an install."""
_READS = ("export", "lock", "compile")
"""Verbs that install nothing and read the manifests (`poetry export`, `uv lock`, `pip compile`); `mvn
compile` and `mix compile` build."""
_ASIDE = frozenset(
    ["config", "set", "get", "unset", "env", "version", "help", "list", "ls", "info", "show", "view",
        "search", "whoami", "login", "venv", "python", "self", "source", "sources", "cache", "store",
     "check", "freeze", "debug", "tap", "trust", "repo", "init", "activate", "self-update", "setup"]
)  # fmt: skip
"""Verbs beside those of the table that read none of a project's files, or its manifests alone."""
_WORKING = (INSTALL, DOWNLOAD, BUILD, UPGRADE)


class Demand(Struct, frozen=True):
    """`tasks` are the tools whose needs are `needed`, the one that names the step first. `rest`: the step
    does more, which may need more. `builds`: what is needed are sources, told by the folder that the build
    works in."""

    run: Run
    tasks: tuple[Task, ...]
    needed: Needs
    rest: bool = False
    builds: bool = False

    @property
    def first(self) -> Task:
        """The task that names the step: what is not of the distribution first."""
        return next((t for t in self.tasks if not t.tool.system), self.tasks[0])

    @property
    def system(self) -> bool:
        """Whether packages of the distribution are all that is installed."""
        return all(t.tool.system for t in self.tasks)

    def wants(self, path: str) -> bool:
        """Whether it needs a file of the context. Told by names alone where the content of the manifests does
        not tell."""
        return self.needed.wants(path) if self.needed.certain else matches(path, self.needed.files)

    def locks(self, path: str) -> bool:
        return self.needed.locks(path) if self.needed.certain else matches(path, self.needed.lockfiles)

    @property
    def words(self) -> str:
        install = self.first.install
        words = [w.value for w in install.command.argv[:3]]
        # `dotnet tool install`, `go mod download`
        if len(words) == 3 and words[1] in install.tool.nested and not words[2].startswith("-"):
            return " ".join(words)
        return (
            f"{install.command.argv[0].value} {install.verb}"
            if install.verb and install.manager in install.command.argv[0].value
            else install.words
        )


def demand_of(run: Run, facts: Facts) -> Demand | None:
    """None for a RUN that begins with what dlint does not know, or that neither installs nor builds."""
    if run.onbuild or run.error is not None:
        return None
    tasks = tasks_by_command(run, facts)
    if not tasks:
        return None
    found: list[Task] = []
    together: Needs | None = None
    rest = builds = False
    for command in facts.script(run).commands:
        task = tasks.get(id(command))
        if task is None:
            if is_given(command, found[-1:]):
                continue  # what it reads is among the needs (`with_words`)
            if (
                command.name
                and command.name not in NEUTRAL
                and command.name not in _FETCHES
                and not says_its_version(command)
            ):
                if not found:
                    return None
                rest = True
                break
            continue
        action = task.install.action
        if {"for", "while"} & set(command.context) and (found or not all(w.static for w in command.argv)):
            if not found:
                return None
            rest = True  # what a loop goes over, only the build can tell
            continue
        if not rest and _is_unknown(task) and not says_its_version(command):
            if not found:
                return None
            rest = True
            break
        if rest or (action not in _WORKING and not _reads_manifests(task)):
            continue
        alone = _needs(task)
        needed = with_words(alone, task) if alone is not None else None
        if needed is None or (needed.sources and found):
            if not found:
                return None
            rest = True
            continue
        found.append(task)
        together = needed if together is None else together | needed
        if needed.sources:
            builds, rest = True, True
    if together is None:
        return None
    demand = Demand(run, tuple(found), together, rest and not builds, builds)
    if demand.system and demand.rest and _removed(tasks):
        return None  # what is installed for the rest of the step only must stay in it
    return demand


def _reads_manifests(task: Task) -> bool:
    return task.install.verb in _READS and task.install.action != BUILD


def _is_unknown(task: Task) -> bool:
    """Whether it does what dlint does not know (`deno bundle`, `npm exec`), which may read any file."""
    install = task.install
    return install.action == OTHER and not task.tool.system and install.verb not in (*_ASIDE, *_READS)


def _removed(tasks: dict[int, Task]) -> bool:
    """Whether the step removes packages again."""
    return any(
        t.install.action == REMOVE or t.install.verb in ("purge", "autoremove", "del") for t in tasks.values()
    )


def _needs(task: Task) -> Needs | None:
    manifests = task.install.tool.manifests
    if _reads_manifests(task) and manifests is not None:
        return Needs(manifests.files, manifests.lockfiles)
    if task.install.action == BUILD and task.install.verb != "chef":
        return _sources(task)
    resolved = task.resolved
    if resolved is None and not task.tool.system:
        return None
    found, named = task.needs_or_names, needs_by_name(resolved or task.install)
    if found is not None and found.sources and not found.files:
        return None  # built from what another stage or step brings
    if found is not None:  # where nothing that the tool reads comes from the context, it comes from elsewhere
        return named if not found.files and named.files and not named.sources else found
    if task.tool.system:  # packages named by variables
        values = [task.facts.scope.expand(w.value, task.run).value or w.value for w in task.install.packages]
        files = any(
            "/" in v or v.endswith((".deb", ".rpm", ".apk")) for value in values for v in value.split()
        )
        return None if files else Needs(certain=True)
    return None if named.sources or _is_of_a_folder_not_there(task) else named


def _is_of_a_folder_not_there(task: Task) -> bool:
    """Whether it works in a folder that a COPY of a whole folder may bring, and the build context does not
    have: a submodule that was not cloned, or what a step makes."""
    project, context = task.project, task.facts.build_context
    if project is None or context is None:
        return False
    place = project.locate(".")
    if place is not None and (not place or any(f.startswith(f"{place}/") for f in context.files)):
        return False
    at = project.folder
    while at != "/":
        at = at.rpartition("/")[0] or "/"
        source = project.places.get(at)
        if source is not None:
            entry = context.entry(source or ".")
            return entry is not None and entry.is_dir
    return False


def _sources(task: Task) -> Needs | None:
    """What a build reads: the folder that it works in. None where that is not known, or is part of a larger
    project, whose other parts it may read."""
    project, manifests = task.project, task.install.tool.manifests
    if project is None or manifests is None:
        return None
    if task.install.verb in task.tool.builds_others:
        return told if (told := task.needs) is not None and told.certain else None
    if task.tool.sources is not None:
        return task.tool.sources(task.install, project)
    everything = project.below(".")
    if not everything:
        return None
    folder = everything[0].removesuffix("**").rstrip("/")
    while folder:
        folder = folder.rpartition("/")[0]
        if any(
            task.facts.build_context is not None
            and task.facts.build_context.has(f"{folder}/{name}" if folder else name)
            for name in manifests.files
            if "*" not in name
        ):
            return None
    everything += _brought_for(task)
    return Needs(everything, certain=True, sources=True, why=f"`{task.install.words}` reads the sources")


def _brought_for(task: Task) -> tuple[str, ...]:
    """What is copied beside the folder of a build in a stage that does nothing more, and that no other stage
    takes: nobody else reads it there (templates in which a bundler looks for the names of classes)."""
    facts, project = task.facts, task.project
    stage = facts.stage_of(task.run)
    if project is None or stage is None or stage is facts.dockerfile.stages[-1]:
        return ()
    if any(i.index > task.run.index for i in facts.of_kind(stage.index, Run)):
        return ()
    taken = list[str]()
    for edge in (e for s in facts.dockerfile.stages for e in s.edges if e.to == stage.index):
        if not isinstance(edge.instruction, Copy):
            return ()
        for word in edge.instruction.sources:
            value = facts.scope.expand(word.token.value, edge.instruction).value
            if value is None or "*" in value:
                return ()
            taken.append(clean("/" + value))
    found = list[str]()
    for place, source in project.places.items():
        apart = not any(is_within(place, p) or is_within(p, place) for p in (project.folder, *taken))
        if source and apart:
            entry = project.context.entry(source)
            found.append(f"{source}/**" if entry is not None and entry.is_dir else source)
    return tuple(found)


def demands(facts: Facts) -> dict[int, Demand]:
    """The demands of a file's RUNs, by the instruction's index; made once for a file
    (`facts.once(demands)`)."""
    return {
        i.index: d
        for i in facts.dockerfile.instructions
        if isinstance(i, Run) and (d := demand_of(i, facts)) is not None
    }

"""The commands of package managers and builders in a RUN, and everything that rules ask about one.

    for task in installs_of(run, facts):
        task.needs                 # Needs: the files of the build context that it needs; None where that cannot be told
        task.caches                # tuple[Cache, …]: the folders that it fills, with their paths at this step
        task.cache_useless         # why a cache mount would stay empty, or None
        task.read_later(cache)     # who would miss the folder's content if it were in a mount of this step, or None
        task.hidden_before(cache)  # what a mount would hide from it, or None
        task.removals(cache)       # commands of the step that delete the folder
        task.tool                  # the record of the table
"""  # noqa: E501

from __future__ import annotations

import fnmatch
import posixpath
import re
from collections.abc import Iterator

from msgspec import Struct, field

from dlinter.model.dockerfile import Mount, Run
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.values import before
from dlinter.model.packages import later
from dlinter.model.packages.caches import Cache, caches_of, covering
from dlinter.model.packages.installs import installs_in
from dlinter.model.packages.names import needs_by_name
from dlinter.model.packages.places import folder_at, project_at
from dlinter.model.packages.project import Needs, Project
from dlinter.model.packages.removals import Removal, removals_after
from dlinter.model.packages.table import table
from dlinter.model.packages.tool import BUILD, DOWNLOAD, INSTALL, UPDATE, UPGRADE, Install, Tool
from dlinter.model.packages.useless import Useless, useless
from dlinter.model.packages.users import Person, person_at
from dlinter.model.shell.nodes import Word
from dlinter.values import replace

__all__ = ["Cache", "Needs", "Project", "Removal", "Task", "Useless", "covering", "fetches_of", "installs_of"]
_NOT_ASKED = object()


class Task(Struct, eq=False):
    """A command of a tool in a RUN. `folder` is where it works in the image, None where the file does not
    tell."""

    install: Install
    run: Run
    facts: Facts
    folder: str | None
    _tool: Tool | None = None
    _caches: tuple[Cache, ...] | None = None
    _needs: object = field(default=_NOT_ASKED)
    _project: object = field(default=_NOT_ASKED)
    _named: object = field(default=_NOT_ASKED)
    _later: dict[str, later.Reader | None] = field(default_factory=dict)
    _hidden: dict[str, later.Reader | None] = field(default_factory=dict)

    @property
    def tool(self) -> Tool:
        """The record: a variant of the program's own where options, the project or earlier commands say so
        (Yarn 2 and later)."""
        if self._tool is None:
            self._tool = self._variant()
        return self._tool

    def _variant(self) -> Tool:
        own = self.install.tool
        for variant in own.variants:
            said = self.install.has(*variant.options) or self._earlier(variant.words)
            if not said:
                said = any(
                    (text := self.read(name)) is not None and re.search(pattern, text, re.M)
                    for name, pattern in variant.files
                )
            if said:
                return table().by_name.get(variant.name, own)
        return own

    def _earlier(self, words: tuple[str, ...]) -> bool:
        for at, other in enumerate((self.run, *before(self.run, self.facts, Run))):
            if at > 64:
                return False
            if any(word in self.facts.text.slice(other.span) for word in words):
                return True
        return False

    @property
    def project(self) -> Project | None:
        """The folder of the build context that it works in; None without one, or where it cannot be told."""
        if self._project is _NOT_ASKED:
            self._project = project_at(self.run, self.facts, self.folder)
        return self._project if isinstance(self._project, Project) else None

    def read(self, name: str) -> str | None:
        """The text of a file of its project; None where it is not copied from the build context."""
        return self.project.read(name) if self.project is not None else None

    @property
    def fetches(self) -> bool:
        """Whether it may download packages."""
        install = self.install
        if install.has("--version", "--help", "-h") or "--download-only" in install.command.args:
            return False
        if install.has("--no-index"):  # pip and uv: what is installed lies in a folder
            return False
        if install.action in (INSTALL, DOWNLOAD):
            return not self._of_files and not self.offline
        if install.action == UPGRADE:
            return bool(self.tool.folders) and self.tool.index_of != "apk"
        return (
            install.action == BUILD
            and self.tool.build_fetches
            and install.verb not in self.tool.plans
            and not install.has(*self.tool.plans)
            and not self.offline
        )

    @property
    def _of_files(self) -> bool:
        """Whether all that pip installs are wheels of a folder, all of them (`/wheels/*`): what these need
        lies there, too."""
        names = self.install.packages
        return (
            self.tool.ecosystem == "Python"
            and bool(names)
            and all(w.value.startswith(("/", "./")) and w.value.endswith(("/*", "/*.whl")) for w in names)
            and not self.install.has("-r", "--requirement")
        )

    @property
    def offline(self) -> bool:
        """Whether it fetches nothing: what it needs must be there already."""
        return later.is_offline(self.install, self.tool, self.run, self.facts)

    @property
    def needs(self) -> Needs | None:
        """The files of the build context that it needs. By the content of its manifests where the context has
        them (`certain`); without a context by the names that the tool reads; None where the context does not
        tell (the files come from another stage, a manifest cannot be read)."""
        if self._needs is _NOT_ASKED:
            self._needs = self._ask()
        return self._needs if isinstance(self._needs, Needs) else None

    @property
    def needs_or_names(self) -> Needs | None:
        """As `needs`; where the context has none of the files that the tool reads (only a part of it is
        there, or they are made in the build), by their names, not certain."""
        found = self.needs
        table = self.install.tool.manifests
        if found is not None or table is None:
            return found
        if self._named is _NOT_ASKED:
            names = self.facts.once(_names)
            self._named = (
                None
                if any(fnmatch.filter(names, pattern) for pattern in table.files)
                else needs_by_name(self.resolved or self.install)
            )
        return self._named if isinstance(self._named, Needs) else None

    @property
    def resolved(self) -> Install | None:
        """The command with the variables of the file resolved; None where a word that may be a package's name
        is only known in the build (`$1`, `$(jq …)`)."""
        install, scope = self.install, self.facts.scope
        if all(w.static for w in install.command.argv):
            return install
        words: dict[int, tuple[Word, ...]] = {}
        for w in (*install.command.argv, *install.packages):
            if w.static:
                words[id(w)] = (w,)
                continue
            value = scope.expand(w.value, self.run).value
            if value is None or w.quoted or "$" in value or "`" in value:
                words[id(w)] = (replace(w, value=value or w.value),)
            else:  # the shell splits it: `${FLAGS}` may be options, or nothing
                words[id(w)] = tuple(replace(w, value=piece) for piece in value.split())
        packages = tuple(
            each
            for w in install.packages
            if not (not w.static and any(each.value.startswith("-") for each in words[id(w)]))
            for each in words[id(w)]
        )
        if any(w.value.startswith("$") or "$(" in w.value or "`" in w.value for w in packages):
            return None
        argv = tuple(each for w in install.command.argv for each in words[id(w)])
        options = (
            *install.options,
            *(o for w in install.packages if not w.static for o in words[id(w)] if o.value.startswith("-")),
        )
        return replace(
            install, command=replace(install.command, argv=argv), packages=packages, options=options
        )

    def _ask(self) -> Needs | None:
        install = self.resolved
        if self.install.action == UPDATE or self.tool.system:
            return self._system()
        if self.install.verb == "config" and not self.install.has("--local", "--location", "--project", "-L"):
            return Needs(certain=True)  # the user's own configuration
        if install is None:
            return Needs(
                ("**",), sources=True, why=f"what `{self.install.words}` installs is known in the build alone"
            )
        if self.facts.build_context is None:
            return needs_by_name(install)
        if self.tool.reads is None and self.tool.manifests is None:
            return (
                Needs(certain=True)
                if not any(p.value.startswith((".", "/", "$")) for p in install.packages)
                else None
            )
        project = self.project
        if project is None:
            return None
        kept = self.facts.once(_needs_kept)
        key = (
            tuple(w.value for w in install.command.argv),
            self.folder or "",
            frozenset(project.places.items()),
        )
        if key not in kept:
            kept[key] = self.tool.reads(install, project) if self.tool.reads is not None else None
        found = kept[key]
        if found is not None or install.action != BUILD:
            return found
        everything = project.below(".")
        return (
            Needs(everything, (), True, True, f"`{install.words}` reads the sources") if everything else None
        )

    def _system(self) -> Needs | None:
        """Packages of the distribution need nothing of the context, unless they are files."""
        if any(
            not w.static or "/" in w.value or w.value.endswith((".deb", ".rpm", ".apk"))
            for w in self.install.packages
        ):
            return None
        return Needs(certain=True)

    @property
    def person(self) -> Person:
        """Who runs it."""
        return person_at(self.run, self.facts)

    @property
    def caches(self) -> tuple[Cache, ...]:
        """The folders that it fills, in the order of its record."""
        if self._caches is None:
            self._caches = caches_of(self.tool, self.run, self.facts, self.install, self.read)
        return self._caches

    def mount_over(self, cache: Cache) -> Mount | None:
        """The mount of the step over a folder."""
        return covering(self.run, cache.path, self.facts) if cache.path else None

    @property
    def useless(self) -> Iterator[Useless]:
        """All that keeps its cache empty."""
        return (u for u in self.useless_or_maybe if not u.maybe)

    @property
    def useless_or_maybe(self) -> Iterator[Useless]:
        """With what does so on some base images, where only the build knows which one it is: a fix takes that
        out as well."""
        return useless(self.install, self.tool, self.run, self.facts)

    @property
    def cache_useless(self) -> Useless | None:
        return next(self.useless, None)

    def read_later(self, cache: Cache) -> later.Reader | None:
        if cache.path not in self._later:
            self._later[cache.path] = later.read_later(self.install, self.tool, cache, self.run, self.facts)
        return self._later[cache.path]

    def hidden_before(self, cache: Cache) -> later.Reader | None:
        if cache.path not in self._hidden:
            self._hidden[cache.path] = later.hidden_before(
                self.install, self.tool, cache, self.run, self.facts
            )
        return self._hidden[cache.path]

    def removals(self, cache: Cache) -> tuple[Removal, ...]:
        """The commands of the step, from this one on, that delete the folder or what is in it."""
        if not cache.path:
            return ()
        return tuple(removals_after(self.install.command, self.run, self.facts, cache.path, self.tool))


def installs_of(run: Run, facts: Facts) -> tuple[Task, ...]:
    """Every command of a package manager or builder in a RUN, in order, whatever it does
    (`task.install.action`). Kept: rules share the answers."""
    kept = facts.once(_kept)
    if run.index not in kept:
        kept[run.index] = _tasks(run, facts) if facts.stage_of(run) is not None else ()
    return kept[run.index]


def tasks_by_command(run: Run, facts: Facts) -> dict[int, Task]:
    """`installs_of`, by the identity (`id`) of the command of the RUN's script."""
    return {id(task.install.command): task for task in installs_of(run, facts)}


def _names(facts: Facts) -> list[str]:
    """The names of the context's files, each once."""
    context = facts.build_context
    return sorted({f.rpartition("/")[2] for f in context.files}) if context is not None else []


def _needs_kept(facts: Facts) -> dict[tuple[tuple[str, ...], str, frozenset[tuple[str, str]]], Needs | None]:
    """What was told for the same words in the same folder of the same files."""
    return {}


def _kept(facts: Facts) -> dict[int, tuple[Task, ...]]:
    return {}


def _tasks(run: Run, facts: Facts) -> tuple[Task, ...]:
    found: list[Task] = []
    working = {id(install.command): install for install in installs_in(run, facts)}
    folder = folder_at(run, facts) if working else None
    for command in facts.script(run).commands if working else ():
        if command.name == "cd" and len(command.argv) > 1:
            word = command.argv[1]
            value = (facts.scope.expand(word.value, run).value if "$" in word.value else word.value) or None
            folder = (
                None
                if value is None or (folder is None and not value.startswith("/"))
                else posixpath.normpath(posixpath.join(folder or "/", value))
            )
            continue
        install = working.get(id(command))
        if install is not None:
            found.append(Task(install, run, facts, _folder(install, folder)))
    return tuple(found)


def _folder(install: Install, folder: str | None) -> str | None:
    given = install.value_of(*install.tool.chdir) if install.tool.chdir else None
    if given is None:
        return folder
    if "$" in given or (folder is None and not given.startswith("/")):
        return None
    return posixpath.normpath(posixpath.join(folder or "/", given))


def fetches_of(run: Run, facts: Facts) -> tuple[Task, ...]:
    """The commands of a RUN that may download packages and whose tool keeps them somewhere."""
    return tuple(task for task in installs_of(run, facts) if task.tool.folders and task.fetches)

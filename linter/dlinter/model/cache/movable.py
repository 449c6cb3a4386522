"""Whether an install can come before a COPY: what else its step does, and which paths its words and variables
name.

A step moves as a whole only where each of its commands is the install itself or one that touches no file:
`chown -R node .` after the install changes what was copied, `test -f index.js` asks for it. Else it is cut in
two (`splits`), and the rest stays after the COPY. What names a path that the COPY brings, in any option or
variable of a tool, reads it, or may.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from msgspec import Struct

from dlinter.model.cache.apart import ALWAYS_THERE, leaves_pages, works_outside
from dlinter.model.cache.between import only_copies
from dlinter.model.cache.demand import Demand
from dlinter.model.cache.first_part import brings_the_program, may_name_a_file, of_another
from dlinter.model.cache.left_out import deletes_what_is_left_out
from dlinter.model.cache.spellings import BASE
from dlinter.model.cache.splits import Split, split_of
from dlinter.model.cache.steps import Step
from dlinter.model.cache.substituted import asks_the_machine, gives_a_version
from dlinter.model.cache.tool_settings import (
    asks_a_version,
    configures_bundler,
    home_is_plain,
    prepares_a_tool,
    says_a_version,
)
from dlinter.model.cache.variables import UNKNOWN
from dlinter.model.cache.waste import step_of
from dlinter.model.dockerfile import Add, Copy
from dlinter.model.dockerfile.paths import clean
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.values import before, value_at, workdir_at
from dlinter.model.packages.installs import CLEAN, INSTALL, REMOVE, UPDATE, UPGRADE
from dlinter.model.packages.places import UNKNOWN_FOLDER, first_folder
from dlinter.model.packages.tasks import Task, tasks_by_command
from dlinter.model.shell.nodes import Command
from dlinter.model.shell.programs import SAYS

_MOST_COPIES = 64
_CONDITIONS = frozenset(["if", "condition"])
_TESTS_NO_FILE = re.compile(
    r"-[zn]|-(?:eq|ne|lt|le|gt|ge)|-[ao]|!?=|==|!|&&|\|\||[()]|\]\]?|[\w.@:+][\w.@:+-]*|"
    r"\$\w+|\$\{\w+\}|'(?!-)[^']*'|"
    r"\"(?!-)(?:[\w.@:/+, -]|\$\w+|\$\{\w+(?::?[-+][\w./]*)?\}|\$\([^()`\"]*\))*\""
)
"""Words of a `[ … ]` that asks for no file: strings, numbers and variables."""
_LEFT_BY_INSTALLS = re.compile(
    r"/(?:var/lib/apt/lists|var/cache|var/log|tmp|var/tmp|root/\.(?:cache|npm|bundle/cache)|"
    r"usr/local/bundle/(?:ruby/[\d.]+/)?cache|usr/share/(?:doc|man|info))(?:/[^$`]*)?"
)
"""What a step deletes to make its layer small."""
_OF_THE_SYSTEM = re.compile(r"/(?:dev|etc|usr|var|tmp|root|proc|sys|bin|sbin|lib)(?:/|$)")
_FLAGS = frozenset(
    ["-U", "-q", "-y", "--upgrade", "--user", "--pre", "--no-deps", "--quiet", "--global", "--yes",
        "--force", "--no-cache-dir", "--no-cache", "--save-dev", "--save-exact", "--no-save", "--no-audit",
        "--no-fund",
     "--break-system-packages", "--no-install-recommends", "--no-warn-script-location",
     "--disable-pip-version-check", "--root-user-action=ignore", "--no-document", "--production", "--silent",
     "--system", "--prefer-binary", "--locked", "--no-progress"]
)  # fmt: skip
"""Options of package managers that take no value: the word after them is a package."""
_URL = re.compile(r"\b(?!file:)[a-zA-Z][\w+.-]*://\S*")
_ABSOLUTE = re.compile(r"(?:^|[^\w/.@])(/[^\s:;,'\"=]*)")
_ARCHIVE = re.compile(r"\.(?:whl|tar|tgz|gz|zip|gem|deb|rpm|apk|jar)$")


class _Place(Struct, frozen=True):
    """Where a COPY writes. `brought`: its files by where they lie below that, None without a build context;
    `first`: those of them that the install gets before. `others`: where in the image the files lie that the
    install needs and that other COPYs above it bring. `within`: where it writes below the folder of the base
    image, as installs name it."""

    target: str | None
    brought: frozenset[str] | None
    first: frozenset[str]
    others: frozenset[str] = frozenset()
    within: str | None = None

    def has(self, path: str, name: str) -> bool:
        """Whether a path of the image, or one that a word gives as `name`, is of what the COPY brings, as far
        as that is known."""
        if self.target is None:
            # in the folder of the base image, where the install works, too
            if self.within is not None and path.startswith(UNKNOWN_FOLDER + "/") and self.brought is not None:
                return path.startswith(self.within + "/") and self._below(path[len(self.within) + 1 :])
            return (
                name.startswith(".")
                or not path
                or (path.startswith("/") and not _OF_THE_SYSTEM.match(path))
                or self._below(name)
            )
        if path == self.target or (path != "/" and self.target.startswith(path + "/")):
            return True
        prefix = "/" if self.target == "/" else self.target + "/"
        return path.startswith(prefix) and self._below(path[len(prefix) :])

    def _below(self, rest: str) -> bool:
        if self.brought is None:
            return True
        rest = clean(rest)
        return rest not in self.first and (
            rest in self.brought or any(f.startswith(rest + "/") for f in self.brought)
        )


def parts_of(demand: Demand, step: Step, first: Mapping[str, str], facts: Facts) -> Split:
    """Both parts of the step, no text where it can move as a whole, or what stands in the way. `step` is the
    COPY's, `first` the files that are copied before the install, each with where it lies below the
    destination."""
    parts = Split()
    place = _place(step, first, demand, facts)
    commands = facts.script(demand.run).commands
    way = _of_commands(commands, demand, place, facts)
    if demand.rest and not way and not _is_of_the_system(commands, demand, facts):
        way = "it does more"
    if way:
        parts = split_of(demand, facts)
        if parts.why:
            return parts if demand.rest else Split(why=way)
        commands = tuple(c for c in commands if c.outer.start < parts.cut)
        if why := _of_folders(commands, demand, place, facts):
            return Split(why=why)
    why = _of_paths(commands, demand, place, facts)
    names = [w.value for t in demand.tasks if t.tool.system for w in t.install.packages]
    if not why and place.target is not None and leaves_pages(names, place.target):
        why = "the web server that it installs may leave a page where the files are copied to"
    return Split(why=why) if why else parts


def _place(step: Step, first: Mapping[str, str], demand: Demand, facts: Facts) -> _Place:
    target = (
        clean(step.target)
        if step.target is not None and step.target.startswith("/") and "?" not in step.target
        else None
    )
    context = facts.build_context
    brought = None
    if (
        context is not None
        and all(item.pattern is not None for item in step.locals)
        and not step.remotes
        and not step.stages
    ):
        found: set[str] = set()
        for item in step.locals:
            for file in item.files(context):
                below = item.below(file)
                found.add(below or posixpath.basename(file))
        brought = frozenset(found)
    within = None
    if step.target is not None and step.target.startswith(BASE) and UNKNOWN not in step.target:
        base = first_folder(facts.dockerfile.instructions[step.index], facts)
        within = clean(step.target.replace(BASE, base))
        if not within.startswith(UNKNOWN_FOLDER):
            target, within = within, None
    others = frozenset(brought_beside(step, demand, facts))
    return _Place(target, brought, frozenset(first.values()), others, within)


def brought_beside(moved: Step, demand: Demand, facts: Facts) -> dict[str, str]:
    """The places of needed files that other COPYs bring, which stay above the install, each with the file of
    the context (the last COPY's)."""
    context = facts.build_context
    found: dict[str, str] = {}
    if context is None or not demand.needed.certain:
        return found
    copies: list[Copy | Add] = [
        *islice(before(demand.run, facts, Copy), _MOST_COPIES),
        *islice(before(demand.run, facts, Add), _MOST_COPIES),
    ]
    for copy in sorted(copies, key=lambda c: -c.index):
        step = step_of(copy, facts)
        if (
            step is None
            or step.index == moved.index
            or step.target is None
            or "?" in step.target
            or (isinstance(copy, Add) and not only_copies(copy, step, facts))
        ):
            continue
        for item in step.locals:
            for file in item.files(context) if item.pattern is not None else ():
                if demand.wants(file):
                    found.setdefault(clean(posixpath.join(step.target,
                        item.lands(file) or (posixpath.basename(file) if step.target.endswith("/")
                            or len(step.locals) > 1 else ""))), file)
    return found


def _of_commands(commands: Iterable[Command], demand: Demand, place: _Place, facts: Facts) -> str:
    """The first command that is neither the install nor known to touch no file."""
    tasks = tasks_by_command(demand.run, facts)
    own = {id(t.install.command) for t in demand.tasks}
    for command in commands:
        if (
            set(command.context) - _CONDITIONS == {"substitution"}
            and (
                asks_the_machine(command)
                or gives_a_version(command, demand.tasks, tuple(commands), demand.needed)
            )
        ) or asks_a_version(command):
            continue
        if deletes_what_is_left_out(command, demand, facts):
            continue
        name = " ".join(w.value for w in command.argv[:2]).replace("`", "") or "an assignment"
        if (
            set(command.context) - _CONDITIONS
            or (command.context and command.name in ("cd", "export", "pushd"))
            or not set(command.wrappers) <= {"sudo"}
            or "&" in (command.before, command.operator)
        ):
            return f"`{name}` in the same step may need the files"
        if any(
            r.operator not in (">&", "<&") and (r.target is None or r.target.value != "/dev/null")
            for r in command.redirects
        ):
            return f"`{name}` in the same step reads or writes a file"
        if not (
            _touches_no_file(command, tasks.get(id(command)), id(command) in own, place)
            or _works_elsewhere(command, demand, place, facts)
        ):
            return f"`{name}` in the same step may need or change the files"
    return _of_folders(commands, demand, place, facts)


def _is_of_the_system(commands: Iterable[Command], demand: Demand, facts: Facts) -> bool:
    """Whether a step installs packages of the distribution and then works on files of the system alone, which
    its commands tell (`_works_elsewhere`)."""
    tasks = tasks_by_command(demand.run, facts)
    return demand.system and all(
        task is None or task.tool.system for task in (tasks.get(id(c)) for c in commands)
    )


def _works_elsewhere(command: Command, demand: Demand, place: _Place, facts: Facts) -> bool:
    """Whether a command beside an install of the distribution's packages reads and writes files of the image
    alone, outside of what is copied."""
    return (
        demand.system
        and place.target is not None
        and not command.context
        and works_outside(command, demand.run, facts, place.target)
    )


def _touches_no_file(command: Command, task: Task | None, own: bool, place: _Place) -> bool:
    words = [*command.argv[1:], *(a.value for a in command.assignments if a.value is not None)]
    if prepares_a_tool(command, task, place.target) or configures_bundler(command, task):
        return True
    if task is not None:
        if task.install.action == INSTALL and any(
            w.value.startswith((".", "/", "file:", "link:")) for w in task.install.packages
        ):
            return False
        return (
            own
            or task.install.action in (CLEAN, UPDATE)
            or (task.tool.system and task.install.action in (INSTALL, UPGRADE, REMOVE))
        )
    if command.name in ("[", "[[", "test"):
        return all(_TESTS_NO_FILE.fullmatch(w.text) for w in words)
    if command.name in ("echo", "printf"):
        return says_a_version(command) or not any(re.search(r"[*?\[`]|\$\(", w.text) for w in words)
    if command.name in SAYS or command.name in ("cd", "set"):
        return True
    if not command.argv or command.name == "export":
        return all(w.static and "/" not in w.value for w in words if "=" not in w.value) and not any(
            "/" in w.value or "$(" in w.value for w in words
        )
    if command.name == "rm":
        paths = [w.value for w in words if not w.value.startswith("-")]
        return bool(paths) and all(
            _LEFT_BY_INSTALLS.fullmatch(p) and ".." not in p and _apart(p, place) for p in paths
        )
    return False


def _apart(path: str, place: _Place) -> bool:
    """Whether a path, which may have `*` at its end, has nothing to do with the destination."""
    target, path = place.target, path.partition("*")[0].rstrip("/")
    if target is None:
        return bool(path)
    return (
        target != "/"
        and not (target + "/").startswith(path + "/")
        and not (path + "/").startswith(target + "/")
    )


def _of_folders(commands: Iterable[Command], demand: Demand, place: _Place, facts: Facts) -> str:
    """The first `cd` to a folder that may not be there before the COPY."""
    here: str | None = workdir_at(demand.run, facts)
    work = here
    for command in commands:
        if command.name != "cd" or command.context:
            continue
        word = command.args[0] if command.args else ""
        if (
            not word
            or "$" in word
            or word.startswith(("-", "~"))
            or (here is None and not word.startswith("/"))
        ):
            return f"it is not known whether `cd {word}` finds its folder before the files are copied"
        here = posixpath.normpath(posixpath.join(here or "/", word))
        there = here in ALWAYS_THERE or (work is not None and (work == here or work.startswith(here + "/")))
        if not there and not any(
            f.startswith(here + "/")
            for f in (*(posixpath.join(place.target or "?", f) for f in place.first), *place.others)
        ):
            return f"the folder of `cd {word}` may not be there before the files are copied"
    return ""


def _of_paths(commands: Iterable[Command], demand: Demand, place: _Place, facts: Facts) -> str:
    """The first path of what the COPY brings that an install is given, or that a variable of a tool names."""
    tasks = tasks_by_command(demand.run, facts)
    work = workdir_at(demand.run, facts)
    for command in commands:
        task = tasks.get(id(command))
        folder = task.folder if task is not None and task.folder is not None else work
        for value in _given(command, task):
            found = next(_named(value, folder, place), None)
            if found is not None:
                return f"`{found}` in the same step names what is copied"
    scope = facts.scope.before(demand.run)
    for name in sorted(scope.names):
        if (
            may_name_a_file(name)
            and not of_another(name, demand)
            and not (
                name == "HOME"
                and home_is_plain(value_at(name, demand.run, facts) or "", demand.first.project, demand.wants)
            )
            and next(_named(value_at(name, demand.run, facts) or "", work, place), None) is not None
        ):
            return f"`{name}` names what is copied"
    return "`PATH` names what is copied" if brings_the_program(demand, facts) else ""


def _given(command: Command, task: Task | None) -> Iterator[str]:
    """The values that a command is given, without the subcommand and the names of packages."""
    for assignment in command.assignments:
        if assignment.value is not None:
            yield assignment.value.value
    for word in command.wrapper_words:
        yield word.value
    if task is None:
        return
    install = task.install
    names = {
        w.span
        for w in install.packages
        if "/" not in w.value and not w.value.startswith(".") and not _ARCHIVE.search(w.value)
    }
    folder = install.value_of(*install.tool.chdir) if install.tool.chdir else None
    after = install.subcommand.span.end if install.subcommand is not None else 0
    for previous, word in zip(command.argv, command.argv[1:], strict=False):
        value = word.value
        if word.span.end <= after and not value.startswith("-") and not previous.value.startswith("-"):
            continue
        option = previous.value not in _FLAGS and (
            previous.value.startswith("--" if task.tool.system else "-")
            or previous.value in ("-c", "-o", "-X", "-f")
        )
        if word.span in names and not option:
            continue
        if (
            folder is not None
            and (value == folder or value.rpartition("=")[2] == folder)
            and (previous.value in install.tool.chdir or value.startswith("-"))
        ):
            continue
        yield value
        if value.startswith("-") and not value.startswith("--") and len(value) > 2:
            yield value[2:]


def _named(value: str, folder: str | None, place: _Place) -> Iterator[str]:
    """The paths in a value that lie in what the COPY brings."""
    value = _URL.sub(" ", value).replace("file://", " ")
    for path in _ABSOLUTE.findall(value):
        if place.has(posixpath.normpath(path), ""):
            yield path
    for piece in re.split(r"[\s=:;,]+", value):
        if piece and not piece.startswith(("-", "/", "$", "@", "~")):
            joined = posixpath.normpath(posixpath.join(folder, piece)) if folder is not None else ""
            if (
                (place.brought is not None or "/" in piece or piece.startswith("."))
                and (joined or place.target is None)
                and place.has(joined or "?", piece)
            ):
                yield piece

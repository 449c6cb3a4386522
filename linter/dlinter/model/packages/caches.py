"""Where a tool keeps its files at a step, after everything that moves the place: options, variables before
the command or in the file, settings, home and user."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_left
from collections.abc import Callable
from itertools import islice

from msgspec import Struct

from dlinter.model.dockerfile import Mount, Run, Stage
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.values import UNKNOWN, before, value_at, workdir_at
from dlinter.model.packages.distributions import (
    base_of,
    image_variable,
    is_official,
    is_set_by_images,
    short_name,
)
from dlinter.model.packages.table import table
from dlinter.model.packages.tool import DOWNLOADS, Folder, Install, Tool
from dlinter.model.packages.users import NOWHERE, Person, person_at
from dlinter.model.shell.nodes import Assignment, Command, Word
from dlinter.values import replace

_INSTALLS_GO = re.compile(
    r"\bgolang(?!ci)|\bgo(?:\d+\.|\$)|(?<!go )(?:\badd|\binstall)\b[^&;|]*\sgo(?=[\s=@]|$)"
)
COVERING = ("cache", "tmpfs", "bind")


class Cache(Struct, frozen=True):
    """A folder that a command fills at a step. `path` is absolute, "" where it cannot be told; `why` says
    what stands in the way of a mount there."""

    folder: Folder
    path: str
    why: str = ""
    content: str = DOWNLOADS

    @property
    def variable(self) -> str:
        """The variable that is the folder where it is set, "" for a tool that has none."""
        return next((name for name, suffix in self.folder.variables if not suffix), "")


def variable_of(name: str, run: Run, facts: Facts, command: Command | None) -> str | None:
    """A variable as a command sees it: set before it or exported earlier in its script, by the file, by an
    official image. `$` where only the build tells, None where nothing known sets it."""
    value: str | None = None
    found = False
    limit = command.span.start if command is not None else len(facts.text.data)
    for at, assignment in _assigned(run, facts).get(name, ()):
        if at > limit:
            break
        value, found = (_word(assignment.value, run, facts) if assignment.value is not None else ""), True
    for assignment in command.assignments if command is not None else ():
        if assignment.name == name:
            value, found = (_word(assignment.value, run, facts) if assignment.value is not None else ""), True
    if command is not None:
        for word in command.wrapper_words:
            key, equals, given = word.value.partition("=")
            if equals and key == name:
                value, found = _word(Word(word.span, given, given, word.static), run, facts), True
    if found:
        return value
    value = value_at(name, run, facts)
    if value is not None:
        return value
    stage = facts.stage_of(run)
    return image_variable(base_of(stage, facts), name) if stage is not None else None


def _assigned(run: Run, facts: Facts) -> dict[str, list[tuple[int, Assignment]]]:
    """Assignments of a RUN that last (`export A=b`, `A=b` alone), by name, each with its command's place."""
    kept = facts.once(_assignments)
    if run.index not in kept:
        found: dict[str, list[tuple[int, Assignment]]] = {}
        for other in facts.script(run).commands:
            for assignment in other.assignments:
                if assignment.exported or not other.argv or other.name in ("export", "declare"):
                    found.setdefault(assignment.name, []).append((other.outer.start, assignment))
        kept[run.index] = found
    return kept[run.index]


def _assignments(facts: Facts) -> dict[int, dict[str, list[tuple[int, Assignment]]]]:
    return {}


def _word(word: Word, run: Run, facts: Facts) -> str:
    if "$" not in word.value and "`" not in word.value:
        return word.value
    if "$(" in word.value or "`" in word.value:
        return UNKNOWN
    return facts.scope.expand(word.value, run).value or UNKNOWN


def _option(install: Install, names: tuple[str, ...]) -> str | None:
    """The value of an option: the word after it, behind `=`, or attached to a `-D`."""
    value = install.value_of(*names) if names else None
    if value is None and names:
        for word, following in zip(install.command.argv, (*install.command.argv[1:], None), strict=True):
            if word.value == "-D" and following is not None:
                for name in names:
                    if following.value.startswith(name.removeprefix("-D") + "="):
                        return following.value.partition("=")[2]
    return value


def settings_of(facts: Facts) -> dict[tuple[int, str], list[tuple[int, str]]]:
    """Commands of RUN steps that write settings (`npm config set cache X`): by stage and the words of the
    setting, each with its instruction's index and the value."""
    known: dict[str, list[str]] = {}
    for words in dict.fromkeys(
        s for tool in table().records for folder in tool.folders for s in folder.settings
    ):
        known.setdefault(words.split(" ", 1)[0], []).append(words)
    found: dict[tuple[int, str], list[tuple[int, str]]] = {}
    for run in facts.dockerfile.instructions:
        if not isinstance(run, Run) or run.stage is None:
            continue
        text = facts.text.slice(run.span)
        if " config " not in text and " env -w" not in text and " set " not in text:
            continue
        for command in facts.script(run).commands:
            said = " ".join((command.name, *command.args)) if command.name in known else ""
            for words in known.get(command.name, ()):
                if said.startswith(words) and (
                    words.endswith("=") or said[len(words) : len(words) + 1] in (" ", "=")
                ):
                    value = said[len(words) :].lstrip(" =").split(" ")[0].strip("\"'")
                    found.setdefault((run.stage, words), []).append((run.index, value))
    return found


def _setting(folder: Folder, run: Run, facts: Facts, command: Command | None) -> str | None:
    """The place that the nearest earlier settings command gives the folder."""
    if not folder.settings:
        return None
    settings = facts.once(settings_of)
    if not settings:
        return None
    stage: Stage | None = facts.stage_of(run)
    limit, seen = run.index + 1, set[int]()
    while stage is not None and stage.index not in seen and len(seen) < 64:
        seen.add(stage.index)
        nearest: tuple[int, str] | None = None
        for words in folder.settings:
            written = settings.get((stage.index, words), [])
            at = bisect_left(written, limit, key=lambda m: m[0])
            if at and (nearest is None or written[at - 1][0] > nearest[0]):
                nearest = written[at - 1]
        if nearest is not None:
            value = nearest[1]
            return (facts.scope.expand(value, run).value or UNKNOWN) if "$" in value else value
        stage, limit = (
            (facts.dockerfile.stages[stage.base] if stage.base is not None else None),
            len(facts.dockerfile.instructions),
        )
    return None


def caches_of(
    tool: Tool,
    run: Run,
    facts: Facts,
    install: Install | None = None,
    read: Callable[[str], str | None] | None = None,
) -> tuple[Cache, ...]:
    """The folders of a tool at a RUN. `install` is the command that fills them, `read` gives the text of a
    file of its project."""
    stage = facts.stage_of(run)
    if stage is None:
        return ()
    person = person_at(run, facts)
    command = install.command if install is not None else None
    home = variable_of("HOME", run, facts, command) if command is not None else None
    if command is not None and any(
        w in ("sudo", "gosu", "su-exec", "su", "su -c", "runuser", "runuser -c", "setpriv")
        for w in command.wrappers
    ):
        person = _other_person(command, person)
    place = person.home if home is None else "" if UNKNOWN in home else home
    image = base_of(stage, facts)
    return tuple(
        replace(_resolve(folder, run, facts, install, person, place, image, read),
            content=_content(folder, read)) for folder in tool.folders
    )


def _content(folder: Folder, read: Callable[[str], str | None] | None) -> str:
    for name, pattern in folder.downloads_if if read is not None else ():
        text = read(name) if read is not None else None
        if text is not None and re.search(pattern, text, re.M):
            return DOWNLOADS
    return folder.content


def _other_person(command: Command, person: Person) -> Person:
    """A wrapper runs the command as somebody else: root by `sudo` alone, a user whose home the file does not
    tell otherwise."""
    words = [w.value for w in command.wrapper_words]
    if command.wrappers == ("sudo",) and not any(
        w in ("-u", "--user", "-E", "-H", "-i") or w.startswith("--user=") for w in words
    ):
        return Person("", "0", "0", person.home if person.root else "")
    return Person(UNKNOWN, "", "", "")


def _resolve(
    folder: Folder, run: Run, facts: Facts, install: Install | None, person: Person, home: str, image: str,
    read: Callable[[str], str | None] | None
) -> Cache:  # fmt: skip
    command = install.command if install is not None else None
    given = _option(install, folder.options) if install is not None else None
    if given is not None:
        return _at(
            folder,
            _from_workdir(given, run, facts, home),
            folder.suffix,
            "an option gives a place that only the build can tell",
        )
    for name, suffix in folder.variables:
        value = variable_of(name, run, facts, command)
        if value:
            return _at(folder, value, suffix, f"`{name}` has a value that only the build can tell")
    setting = _setting(folder, run, facts, command)
    if setting is not None:
        return _at(
            folder,
            _from_workdir(setting, run, facts, home),
            folder.suffix,
            "a setting gives a place that only the build can tell",
        )
    for name, suffix in folder.fallbacks:
        value = variable_of(name, run, facts, command)
        if value:
            return _at(folder, value, suffix, f"`{name}` has a value that only the build can tell")
    if read is not None:
        for name, pattern in folder.files:
            text = read(name)
            if text is not None and re.search(pattern, text, re.M):
                return Cache(folder, "", f"`{name}` moves it")
    for pattern, path in folder.by_image:
        if re.match(pattern, short_name(image)):
            return Cache(folder, path)
    if not folder.any_image:
        return Cache(
            folder,
            "",
            f"it depends on the distribution, and `{image}` may be any"
            if image
            else "it depends on the distribution",
        )
    moved = next((name for name, _ in folder.variables if is_set_by_images(name)), "")
    if moved and image and not is_official(image) and not _is_installed_here(run, facts, install):
        return Cache(folder, "", f"`{image}` may set `{moved}`")
    if person.root and folder.root_default:
        return Cache(folder, folder.root_default)
    if folder.default.startswith("~/"):
        if not home:
            who = f"`USER {person.name}`" if person.name and UNKNOWN not in person.name else "the step's user"
            return Cache(folder, "", f"the home of {who} is not known")
        nowhere = f"the home of `USER {person.name}` is `{NOWHERE}`" if home == NOWHERE else ""
        return Cache(folder, f"{home.rstrip('/')}{folder.default[1:]}", nowhere)
    return Cache(
        folder, folder.default, "" if folder.default else "it depends on the version of the interpreter"
    )


def _is_installed_here(run: Run, facts: Facts, install: Install | None) -> bool:
    """Whether an earlier step names the tool, as one that installs it does: then it has the defaults of its
    own installer."""
    names = ("rustup", "cargo") if install is None or install.tool.name == "cargo" else (install.tool.name,)
    if names == ("go",):  # a short word, and a step that uses go does not install it
        return any(
            _INSTALLS_GO.search(facts.text.slice(other.span)) for other in islice(before(run, facts, Run), 64)
        )
    return any(
        any(name in facts.text.slice(other.span) for name in names)
        for other in islice(before(run, facts, Run), 64)
    )


def _from_workdir(value: str, run: Run, facts: Facts, home: str) -> str:
    if value.startswith("~/"):
        return f"{home}{value[1:]}" if home else UNKNOWN
    if value.startswith(("$HOME/", "${HOME}/")):
        return f"{home}/{value.split('/', 1)[1]}" if home else UNKNOWN
    if "$" in value:
        value = facts.scope.expand(value, run).value or UNKNOWN
    if value.startswith("/") or UNKNOWN in value:
        return value
    base = workdir_at(run, facts)
    return posixpath.join(base, value) if base else UNKNOWN


def _at(folder: Folder, value: str, suffix: str, why: str) -> Cache:
    if "$" in value or not value.startswith("/") or suffix == "?":
        return Cache(folder, "", why if suffix != "?" else "it depends on the version of the interpreter")
    return Cache(folder, posixpath.normpath(f"{value.rstrip('/')}/{suffix}".rstrip("/") or "/"))


def mount_place(mount: Mount, run: Run, facts: Facts) -> str:
    """A mount's target as an absolute path, without a slash at its end; "" where the file does not tell."""
    target = (mount.target or "").rstrip("/")
    if "$" in target:
        target = (facts.scope.expand(target, run).value or "").rstrip("/")
    if target and not target.startswith("/"):
        base = workdir_at(run, facts)
        target = posixpath.normpath(posixpath.join(base, target)) if base else ""
    return target


def covering(run: Run, target: str, facts: Facts) -> Mount | None:
    """The cache, tmpfs or bind mount of a RUN over a folder or one above it, or over a part of it."""
    for mount in run.mounts:
        if mount.type not in COVERING or mount.target is None:
            continue
        place = mount_place(mount, run, facts)
        if not place:
            if "$" in mount.target:
                return mount  # not known: taken as meant for it
            continue
        if target == place or target.startswith(place + "/") or (target and place.startswith(target + "/")):
            return mount
    return None

"""Commands of a step that delete what a cache holds, and what they do where the folder is a mount."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from msgspec import Struct

from dlinter.model.dockerfile import Run
from dlinter.model.dockerfile.globs import BadPattern, has_magic, translate
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.values import workdir_at
from dlinter.model.packages.caches import variable_of
from dlinter.model.packages.installs import installs_in
from dlinter.model.packages.tool import CLEAN, Tool
from dlinter.model.packages.users import person_at
from dlinter.model.shell.cuts import cut_command, cut_word
from dlinter.model.shell.nodes import Command, Script, Word
from dlinter.model.text import Span


class Removal(Struct, frozen=True):
    """`breaks`: where the folder is a mount, the command fails, because it deletes the folder itself or one
    above it (rmdir(2): EBUSY). `word` is the path, None for a tool's own cleaning. `alone`: the command
    deletes nothing else; `paths`: how many paths it deletes."""

    command: Command
    word: Word | None
    breaks: bool
    alone: bool
    paths: int = 1


def removals(run: Run, facts: Facts, folder: str, tool: Tool | None = None) -> tuple[Removal, ...]:
    """The commands of a RUN that delete a folder, what is in it, or (with `tool`) let the tool clean it, in
    order."""
    kept = facts.once(_kept)
    key = (run.index, folder, tool.name if tool is not None else "")
    if key not in kept:
        found = [r for command, paths in _deleting(run, facts) for r in _deleted(command, paths, folder)]
        if tool is not None:
            cleaning = (
                i.command
                for i in installs_in(run, facts)
                if i.action == CLEAN and i.tool.cleans and i.tool.folders == tool.folders
            )
            found += [Removal(command, None, False, True) for command in cleaning]
        kept[key] = tuple(sorted(found, key=lambda r: r.command.span.start))
    return kept[key]


def removals_after(
    command: Command, run: Run, facts: Facts, folder: str, tool: Tool | None = None
) -> tuple[Removal, ...]:
    """Those that come after a command."""
    found = removals(run, facts, folder, tool)
    return found[bisect_right(found, command.span.start, key=lambda r: r.command.span.start) :]


def _kept(facts: Facts) -> dict[tuple[int, str, str], tuple[Removal, ...]]:
    return {}


def _deleting(run: Run, facts: Facts) -> list[tuple[Command, list[tuple[Word, str | None]]]]:
    """The commands of a RUN that delete paths, each with its words and what they name."""
    kept = facts.once(_paths_kept)
    if run.index not in kept:
        commands = (c for c in facts.script(run).commands if c.name in ("rm", "find", "rmdir"))
        kept[run.index] = [(c, [(w, path_of(w, run, facts)) for w in _paths(c)]) for c in commands]
    return kept[run.index]


def _paths_kept(facts: Facts) -> dict[int, list[tuple[Command, list[tuple[Word, str | None]]]]]:
    return {}


def _deleted(command: Command, paths: list[tuple[Word, str | None]], folder: str) -> Iterator[Removal]:
    hits = [(word, hit) for word, path in paths if (hit := _hit(path, folder, command.name)) is not None]
    for word, breaks in hits:
        yield Removal(command, word, breaks, len(hits) == len(paths), len(paths))


def cuts(
    found: Sequence[Removal], commands: Sequence[Command], data: bytes, escape: str = "\\"
) -> tuple[list[Span], list[Removal]]:
    """The bytes to cut so that these removals are gone, and those that cannot be taken out. A command that
    deletes more keeps the rest of its paths."""
    spans: list[Span] = []
    stay: list[Removal] = []
    by_command: dict[int, list[Removal]] = {}
    for removal in found:
        by_command.setdefault(removal.command.span.start, []).append(removal)
    for same in by_command.values():
        words = {r.word.span: r.word for r in same if r.word is not None}
        command = same[0].command
        if any(r.alone for r in same) or len(words) == same[0].paths:
            span = cut_command(command, commands, data)
            if span is not None:
                spans.append(span)
                continue
        elif command.name == "rm" and not any(
            "#" in line.lstrip()[:1]
            for line in data[command.span.start : command.span.end].decode("utf-8", "replace").split("\n")
        ):
            spans += [cut_word(word, data, escape) for word in words.values()]
            continue
        stay += same
    return spans, stay


def _paths(command: Command) -> list[Word]:
    if command.name != "find":
        return [w for w in command.argv[1:] if not w.value.startswith("-")]
    if not any(w in ("-delete", "-exec", "-execdir") for w in command.args):
        return []
    if "-exec" in command.args and not any(a == "rm" for a in command.args):
        return []
    found = []
    for word in command.argv[1:]:
        if word.value.startswith(("-", "(", "!")):
            break
        found.append(word)
    return found


def path_of(word: Word, run: Run, facts: Facts) -> str | None:
    """The absolute path that a word of a command names, patterns left in it; None where the file does not
    tell."""
    value = word.value
    for home in ("~", "$HOME", "${HOME}"):
        if value == home or value.startswith(home + "/"):
            if home == "~" and word.quoted:
                break
            place = person_at(run, facts).home
            value = f"{place.rstrip('/')}{value[len(home) :]}" if place else ""
            break
    if "$" in value:
        value = _expanded(value, run, facts)
    if not value:
        return None
    if not value.startswith("/"):
        base = workdir_at(run, facts)
        if base is None:
            return None
        value = f"{base}/{value}"
    return posixpath.normpath(value)


def _expanded(value: str, run: Run, facts: Facts) -> str:
    """Variables of the file and of official images resolved; "" where one is not known."""
    known = re.sub(
        r"\$(?:(\w+)|\{(\w+)\})", lambda m: variable_of(m[1] or m[2], run, facts, None) or "\0", value
    )
    return "" if "\0" in known or "$" in known or "`" in known else known


def _hit(path: str | None, folder: str, name: str) -> bool | None:
    """Whether deleting a path deletes the folder (True: and the folder itself), None where it does not."""
    if path is None:
        return None
    parts, wanted = path.strip("/").split("/"), folder.strip("/").split("/")
    shared = min(len(parts), len(wanted))
    if not all(_is(w, p) for p, w in zip(parts[:shared], wanted[:shared], strict=True)):
        return None
    if len(parts) > len(wanted):
        return False
    return name != "find"


def _is(name: str, pattern: str) -> bool:
    """Whether the shell's pattern takes a name: a leading dot only where it is written (POSIX shell,
    "Patterns Used for Filename Expansion")."""
    if not has_magic(pattern):
        return name == pattern
    if name.startswith(".") and not pattern.startswith("."):
        return False
    try:
        return translate(pattern.replace("[!", "[^")).fullmatch(name)  # the shell negates a class by `!`
    except BadPattern:
        return False


def before_all(script: Script) -> int:
    """Where a command is to be written that comes before all others: above the condition that a script begins
    with, and above its `!`."""
    first = script.commands[0]
    inside = "condition" in first.context or first.negated
    return script.span.start if inside else first.outer.start

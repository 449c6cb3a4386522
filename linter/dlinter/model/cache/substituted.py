"""Commands in a substitution whose output an install is given: they ask the machine, or print lines of
manifests.

    RUN bundle install --jobs=$(nproc --all)
    RUN gem install bundler -v "$(grep -A 1 "BUNDLED WITH" Gemfile.lock | tail -n 1)"

What they print is a word of the install, not the path of a file; what they read is among its needs
(`demand`), so it is copied before the install.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from dlinter.model.packages.project import Needs, Project
from dlinter.model.packages.tasks import Task
from dlinter.model.shell.nodes import Command, Word
from dlinter.model.shell.programs import READS, TELLS_OF_THE_MACHINE
from dlinter.model.text import Span

_MOST_COMMANDS = 200
"""Commands of a step that are looked at for those in substitutions."""
_READERS = READS | {"node", "python", "python3", "ruby", "perl"}
"""Programs that print what files hold."""
_ASK_THE_MACHINE = TELLS_OF_THE_MACHINE | {"dpkg"}
"""Programs that read nothing but the machine and its packages."""
_PRINT_LINES = frozenset(["cat", "cut", "egrep", "fgrep", "grep", "head", "tail", "tr"])
"""Programs that print lines of the files in their words, and have no language in which to name another."""
_FILES_OF_WORDS = re.compile(r"-[a-zA-Z]*f|--file(?:=|$)|-[a-zA-Z]*[rR]|--recursive$|--include|--exclude")
"""Options of grep by which it reads words from a file, or whole folders."""
_NO_FILE = re.compile(r"-.*|\+?\d[\d,-]*")
_GLOB = re.compile(r"[*?\[]")
_VERSION = re.compile(r"(?:--version=|[a-z][\w-]*(?:[:@]|==))?\$\(.*\)", re.S)
"""A version alone, or that of a package: `bundler:$(tail -1 Gemfile.lock)`."""
_COUNTS = re.compile(r"\$\((?:nproc(?: --all)?|getconf _NPROCESSORS_ONLN)\)")


def asks_the_machine(command: Command) -> bool:
    """Whether a command in a substitution reads nothing but the machine and its packages."""
    return command.name in _ASK_THE_MACHINE and not command.redirects and not command.wrappers


def prints_lines(command: Command) -> bool:
    """Whether a command prints lines of files alone that its words name."""
    return (
        command.name in _PRINT_LINES
        and "/" not in command.argv[0].value
        and not command.wrappers
        and not command.assignments
        and all(r.operator in (">", ">&") and r.fd == "2" for r in command.redirects)
        and all(w.static and (w.quoted or not _GLOB.search(w.value)) for w in command.argv)
        and not (command.name.endswith("grep") and any(_FILES_OF_WORDS.match(a) for a in command.args))
    )


def prints_needed_lines(command: Command, project: Project | None, needed: Needs) -> bool:
    """Whether a command prints lines of files alone that an install needs, or of a pipe."""
    if project is None or not needed.certain or not prints_lines(command):
        return False
    pattern = command.name.endswith("grep")  # the first word that is no option's value is no file
    for last, word in pairwise(command.argv):
        place = project.locate(word.value)
        entry = project.context.entry(place) if place else None
        if place and entry is not None and not entry.is_dir and needed.wants(place):
            continue
        plain = _NO_FILE.fullmatch(word.value) or command.name == "tr" or last.value == "-d"
        if not plain and not pattern:
            return False
        pattern = pattern and bool(plain)
    return True


def counted(text: str) -> str:
    """A word with a number in place of the processors that a substitution counts."""
    return _COUNTS.sub("2", text)


def prints_a_version(
    word: Word, option: str, commands: tuple[Command, ...], project: Project | None, needed: Needs
) -> bool:
    """Whether a word is a version that commands print of the files that an install needs; `option` is the
    word before it."""
    found = [c for c in commands if "substitution" in c.context and is_in(c.outer, word.span)]
    return (
        bool(found)
        and (option in ("-v", "--version") or not word.value.startswith("$"))
        and _VERSION.fullmatch(word.value) is not None
        and not word.variables
        and "`" not in word.value
        and all(c.context[-1:] == ("substitution",) for c in found)
        and all(prints_needed_lines(c, project, needed) for c in found)
    )


def gives_a_version(
    command: Command, tasks: Sequence[Task], commands: tuple[Command, ...], needed: Needs
) -> bool:
    """Whether a command in a substitution prints a version for one of the installs, by files that these
    need."""
    return any(
        is_in(command.outer, word.span) and prints_a_version(word, last.value, commands, t.project, needed)
        for t in tasks
        for last, word in pairwise(t.install.command.argv)
    )


def is_in(inner: Span, outer: Span) -> bool:
    """Whether a command stands within another's text."""
    return outer.start < inner.start and inner.end <= outer.end


def with_words(needed: Needs, task: Task) -> Needs:
    """What an install needs, and the files of the context that substitutions among its words read
    (`gem install bundler -v "$(tail -1 Gemfile.lock)"`)."""
    outer, project = task.install.command.outer, task.project
    commands = task.facts.script(task.run).commands
    if project is None or len(commands) > _MOST_COMMANDS:
        return needed
    named = (
        word
        for c in commands
        if "substitution" in c.context and c.name in _READERS and is_in(c.outer, outer)
        for word in c.argv[1:]
        if word.static and not word.value.startswith("-")
    )
    found = [place for word in named if (place := project.locate(word.value)) and project.context.has(place)]
    return needed | Needs(tuple(found), certain=True) if found else needed


def is_given(command: Command, tasks: Sequence[Task]) -> bool:
    """Whether a command stands among the words of a package manager's, and reads nothing beside what
    `with_words` adds."""
    return (
        "substitution" in command.context
        and (asks_the_machine(command) or prints_lines(command))
        and any(is_in(command.outer, t.install.command.outer) for t in tasks)
    )

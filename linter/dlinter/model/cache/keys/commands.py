"""The commands of a RUN of nothing but plain ones: their words with quotes and variables resolved. Everything
else (pipes, globs, substitutions) is refused: what it does is known only to who runs it. `execution` says
what they write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from dlinter.model.cache.keys.operations import Exec

SHELL = ("/bin/sh", "-c")
QUIET = frozenset({"true", ":", "sleep", "set", "test", "["})
"""Commands that write no file."""
POSIX = frozenset({"cat ", "cd ", "chmod ", "cp ", "echo ", "ln s", "mkdir ", "mkdir p", "mv ", "printf ",
    "rm ", "rm f", "rm r", "rm fr", "touch "})
"""Commands with options of which POSIX says what they do (those that shells differ in are refused)."""
_PLAIN = re.compile(r"[A-Za-z0-9_./:@%+=,-]+")
_NAME = re.compile(r"\$(?:([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\})")
_BLANK = re.compile(r"[ \t]+")


class Refused(Exception):
    """The command does more than is understood here."""


class Simple(Struct, frozen=True):
    """One command: its words, and where its output goes ("" for nowhere; `append` for `>>`)."""

    words: tuple[str, ...]
    to: str = ""
    append: bool = False

    @property
    def name(self) -> str:
        return self.words[0].rpartition("/")[2]

    @property
    def flags(self) -> str:
        """The letters of its options; those of `chmod -x` are taken for options, too, which refuses it."""
        return "".join(
            sorted({letter for word in self.words[1:] if word[:1] == "-" for letter in word[1:] or "-"})
        )


def commands_of(operation: Exec) -> tuple[Simple, ...]:
    """The commands of a RUN, in order; each runs, for none fails. Raises Refused."""
    if operation.args[:2] != SHELL or len(operation.args) != 3:
        return (Simple(operation.args),)
    env = dict(pair.partition("=")[::2] for pair in operation.env)
    found: list[Simple] = []
    words, to, append, redirect = list[str](), "", False, ""
    for token, operator in _tokens(operation.args[-1], env):
        if operator and token in ("&&", ";"):
            if redirect or not words:
                raise Refused
            found.append(Simple(tuple(words), to, append))
            words, to, append = [], "", False
        elif operator:
            if redirect or to:
                raise Refused
            redirect = token
        elif redirect:
            to, append, redirect = token, redirect == ">>", ""
        else:
            words.append(token)
    if redirect:
        raise Refused
    if words:
        found.append(Simple(tuple(words), to, append))
    return tuple(found)


def _tokens(text: str, env: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
    """Words with their quotes and variables resolved, and operators. Raises Refused."""
    at = 0
    while at < len(text):
        blank = _BLANK.match(text, at)
        if blank:
            at = blank.end()
            continue
        operator = next((o for o in ("&&", ">>", ">", ";", "\n") if text.startswith(o, at)), "")
        if operator:
            at += len(operator)
            yield (";" if operator == "\n" else operator), True
            continue
        word, at = _word(text, at, env)
        yield word, False


def _word(text: str, at: int, env: Mapping[str, str]) -> tuple[str, int]:
    parts: list[str] = []
    start = at
    while at < len(text) and text[at] not in " \t\n;&>":
        char = text[at]
        if char == "'":
            end = text.find("'", at + 1)
            if end < 0:
                raise Refused
            parts.append(text[at + 1 : end])
            at = end + 1
        elif char == '"':
            end = text.find('"', at + 1)
            inside = text[at + 1 : end]
            if end < 0 or "\\" in inside or "`" in inside:
                raise Refused
            parts.append(_expanded(inside, env))
            at = end + 1
        elif char == "$":
            match = _NAME.match(text, at)
            value = env.get(match[1] or match[2], "") if match else ""
            if match is None or not _PLAIN.fullmatch(value):
                raise Refused  # it would be split, or matched with file names
            parts.append(value)
            at = match.end()
        else:
            plain = _PLAIN.match(text, at)
            if plain is None:
                raise Refused
            parts.append(plain[0])
            at = plain.end()
    word = "".join(parts)
    if at < len(text) and text[at] == ">" and word.isdigit():
        raise Refused  # a number before `>` is a file descriptor
    if start == at or (at < len(text) and text[at] == "&" and not text.startswith("&&", at)):
        raise Refused
    return word, at


def _expanded(text: str, env: Mapping[str, str]) -> str:
    made = _NAME.sub(lambda match: env.get(match[1] or match[2], ""), text)
    if "$" in _NAME.sub("", text):
        raise Refused
    return made


def names_of(commands: tuple[Simple, ...]) -> frozenset[str]:
    """What the commands rest on: their names with their options."""
    return frozenset(f"{command.name} {command.flags}" for command in commands if command.name not in QUIET)

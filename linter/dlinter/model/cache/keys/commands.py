"""What a RUN of nothing but plain `echo`, `cat`, `cp`, `mkdir` and `true` writes. Everything else (pipes, globs, options, substitutions, other programs) is
refused: what it does is known only to who runs it.

That a command does what its name says is not taken on trust: `Matcher` has it repeat what a cached RUN did, and compares the layers.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from dlinter.model.cache.keys.operations import Exec
from dlinter.model.cache.keys.tree import FILE, FOLDER, Entry, TooManyLinks, Tree, Unreadable
from dlinter.model.dockerfile.paths import clean

SHELL = ("/bin/sh", "-c")
LARGEST = 16 << 20
"""Bytes of one file that are put together."""
_PLAIN = re.compile(r"[A-Za-z0-9_./:@%+=,-]+")
_NAME = re.compile(r"\$(?:([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\})")
_BLANK = re.compile(r"[ \t]+")


class Refused(Exception):
    """The command does more than is understood here."""


@dataclass(frozen=True, slots=True)
class Simple:
    """One command: its words, and where its output goes ("" for nowhere; `append` for `>>`)."""

    words: tuple[str, ...]
    to: str = ""
    append: bool = False


def simple_commands(operation: Exec) -> tuple[Simple, ...]:
    """The commands of a RUN, in order; each runs, for none fails. Raises Refused."""
    if operation.args[:2] != SHELL or len(operation.args) != 3 or len(operation.mounts) != 1 or operation.user not in ("", "0", "root", "0:0"):
        raise Refused
    env = dict(pair.partition("=")[::2] for pair in operation.env)
    found: list[Simple] = []
    words, to, append, redirect = list[str](), "", False, ""
    for token, operator in _tokens(operation.args[2], env):
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
    """What the commands rest on: their names, and whether their output is written."""
    return frozenset(command.words[0] for command in commands)


def run(operation: Exec, tree: Tree) -> dict[str, Entry]:
    """The files and folders that a RUN makes or changes. `tree` is what it finds, and is changed. Raises Refused and Unreadable."""
    written: dict[str, Entry] = {}
    for command in simple_commands(operation):
        _one(command, operation.cwd, tree, written)
    return written


def _one(command: Simple, cwd: str, tree: Tree, written: dict[str, Entry]) -> None:
    name, words = command.words[0], command.words[1:]
    if name != "echo" and any(word.startswith("-") for word in words):
        raise Refused
    if name == "echo":
        if any("\\" in word for word in words) or (words and words[0].startswith("-")):
            raise Refused
        _write(command, (" ".join(words) + "\n").encode("utf-8", "surrogateescape"), cwd, tree, written)
    elif name == "cat" and words:
        data = b"".join(_read(tree, _place(word, cwd, tree)) for word in words)
        _write(command, data, cwd, tree, written)
    elif name == "true":
        _write(command, b"", cwd, tree, written)
    elif name == "cp" and len(words) == 2:
        source, target = _place(words[0], cwd, tree), _place(words[1], cwd, tree)
        if target in tree.entries and tree.entries[target].kind == FOLDER:
            target = f"{target}/{source.rpartition('/')[2]}".lstrip("/")
        data = _read(tree, source)
        _put(target, data, tree.entries[source].mode & 0o755, tree, written)
        _write(command, b"", cwd, tree, written)
    elif name == "mkdir" and len(words) == 1:
        target = _place(words[0], cwd, tree)
        if target in tree.entries or _above(target) not in tree.entries:
            raise Refused
        written[target] = Entry(FOLDER, 0o755)
        tree.add(target, written[target])
        _write(command, b"", cwd, tree, written)
    else:
        raise Refused


def _place(word: str, cwd: str, tree: Tree) -> str:
    """A path from the root, without links."""
    path = clean(word if word.startswith("/") else f"{cwd}/{word}").lstrip("/")
    try:
        folder = tree.follow(_above(path), last=True) if "/" in path else ""
        if folder is None or tree.entries[folder].kind != FOLDER:
            raise Refused
        full = f"{folder}/{path.rpartition('/')[2]}".lstrip("/")
        return tree.follow(full, last=True) or full if full in tree.entries else full
    except TooManyLinks:
        raise Refused from None


def _above(path: str) -> str:
    return path.rpartition("/")[0]


def _read(tree: Tree, path: str) -> bytes:
    entry = tree.entries.get(path)
    if entry is None or entry.kind != FILE or entry.chunks is None or entry.size > LARGEST:
        raise Refused
    return b"".join(entry.chunks())


def _write(command: Simple, data: bytes, cwd: str, tree: Tree, written: dict[str, Entry]) -> None:
    if not command.to or command.to == "/dev/null":
        return
    target = _place(command.to, cwd, tree)
    if target.startswith(("dev/", "proc/", "sys/")):
        raise Refused
    _put(target, (_read(tree, target) if command.append and target in tree.entries else b"") + data, 0o644, tree, written)


def _put(target: str, data: bytes, mode: int, tree: Tree, written: dict[str, Entry]) -> None:
    """Writes a file: a new one is root's, one that is there keeps its owner and mode."""
    there = tree.entries.get(target)
    if there is not None and there.kind != FILE:
        raise Refused
    if len(data) > LARGEST:
        raise Refused
    made = replace(there, known="") if there is not None else Entry(FILE, mode)
    made.size, made.chunks, made.bytes_digest = len(data), lambda: (data,), hashlib.sha256(data).hexdigest()
    written[target] = made
    tree.add(target, made)


def same_layer(written: Mapping[str, Entry], layer: Tree) -> bool:
    """Whether a cached layer is what was written: every file and link of it, and no other. Folders above are in a layer as they are."""
    try:
        mine = {path: entry.digest() for path, entry in written.items() if entry.kind != FOLDER}
        theirs = {path: entry.digest() for path, entry in layer.entries.items() if entry.kind != FOLDER}
    except Unreadable:
        return False
    folders = all(path in layer.entries for path, entry in written.items() if entry.kind == FOLDER)
    return mine == theirs and folders


"""What ordinary programs do with their words: those of POSIX, GNU, BusyBox, curl and Debian that a RUN names
beside package managers.

    command.name in SAYS     # prints or waits, and touches no file
    touched(command)         # `install -m 755 a /srv/b`: reads a, writes /srv/b

A question of its own ("what may stand above an install?") is made of these groups and of what it adds. What
a program is not known to do is None here, and never "nothing".

Sources: POSIX.1-2017, "Utilities"; the manuals of GNU coreutils, tar, sed and Wget; curl(1); unzip(1).
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from dlinter.model.shell.nodes import Command, Word

SAYS = frozenset(["true", ":", "echo", "printf", "sleep"])
"""Print their words or wait. A file is read or written by a redirect alone."""
TELLS_OF_THE_MACHINE = frozenset(["uname", "arch", "nproc", "getconf", "lsb_release", "dpkg-architecture"])
"""Print what the machine or its distribution is."""
DELETES = frozenset(["rm", "rmdir", "mv", "unlink", "shred", "truncate"])
"""Take away what they name, or what it holds."""
CHANGES = frozenset(["chown", "chmod", "chgrp", "touch", "cp", "ln", "install", "tee", "sed", "dos2unix"])
"""Write what they name."""
MOVES_FILES = frozenset(["mkdir", "rmdir", "rm", "chmod", "chown", "chgrp", "ln", "mv", "cp", "touch"])
"""Of the two, and `mkdir`, those that leave what is in files as it was."""
FETCHES_FILES = frozenset(["curl", "wget", "tar", "unzip", "install"])
"""Bring files to where their words tell, or to the working folder."""
READS = frozenset(["cat", "tail", "head", "grep", "egrep", "sed", "awk", "jq", "yq", "find", "ls"])
"""Print what files or folders hold."""
MAKES_USERS = frozenset(["useradd", "adduser", "groupadd", "addgroup"])


class Touched(Struct, frozen=True):
    """The words of a command that name paths; a value that is attached to its option is a word of its own
    (`-o/x`: `/x`). `here`: it writes to the working folder as well, under a name that no word tells."""

    reads: tuple[Word, ...] = ()
    writes: tuple[Word, ...] = ()
    here: bool = False

    @property
    def paths(self) -> tuple[Word, ...]:
        return self.reads + self.writes


class _Words(Struct, frozen=True):
    """How a program reads its words. `values`: options whose value is no path; `reads` and `writes`: those
    whose value is one (short ones are letters). `skips`: operands at the beginning that are no paths, not
    there where one of `unless` is given. `operands`: "writes" for all, "last" for the last where no option of
    `writes` is given (the others are read), else "reads". `abbreviates`: the beginning of a long option is
    taken for it, as getopt_long(3) does."""

    values: str = ""
    reads: str = ""
    writes: str = ""
    skips: int = 0
    unless: str = ""
    operands: str = "writes"
    abbreviates: bool = True


_ALL = _Words()
_TO_THE_LAST = _Words(values="S --suffix", writes="t --target-directory", operands="last")
_OWNER = _Words(values="--from", reads="--reference", skips=1, unless="--reference")
_MODE = _Words(reads="--reference", skips=1, unless="--reference r w x X s t u g o")
"""`chmod -x FILE` has its mode among the options."""
_TABLE = {
    "mkdir": _Words(values="m --mode"),
    "rmdir": _ALL,
    "rm": _ALL,
    "unlink": _ALL,
    "shred": _Words(values="n --iterations s --size"),
    "tee": _ALL,
    "truncate": _Words(values="s --size", reads="r --reference"),
    "touch": _Words(values="d --date t --time", reads="r --reference"),
    "chmod": _MODE,
    "chown": _OWNER,
    "chgrp": _OWNER,
    "cp": _TO_THE_LAST,
    "ln": _TO_THE_LAST,
    # what is moved is written, too: it is gone afterwards
    "mv": _Words(values="S --suffix", writes="t --target-directory"),
    "install": _Words(
        values="m --mode o --owner g --group S --suffix", writes="t --target-directory", operands="last"
    ),
    "dos2unix": _ALL,
    "sed": _Words(values="e --expression", reads="f --file", skips=1, unless="e --expression f --file"),
    "curl": _Words(
        values="A --user-agent H --header X --request m --max-time u --user --retry --retry-delay "
        "--retry-max-time --connect-timeout --proto --proto-redir --tls-max --max-redirs --limit-rate",
        reads="T --upload-file K --config --cacert --capath E --cert --key --netrc-file",
        writes="o --output --output-dir c --cookie-jar D --dump-header",
        operands="reads",
        abbreviates=False,  # `--netrc` is an option, and so is `--head`
    ),
    "wget": _Words(
        values="t --tries T --timeout w --wait U --user-agent --waitretry --header --user --password "
        "--connect-timeout --read-timeout --dns-timeout --secure-protocol --progress",
        reads="i --input-file --ca-certificate",
        writes="O --output-document P --directory-prefix o --output-file",
        operands="reads",
    ),
    "tar": _Words(
        values="--strip-components --strip",
        writes="C --directory f --file",
        operands="reads",
    ),
    "unzip": _Words(writes="d", operands="reads"),
}


def touched(command: Command) -> Touched | None:
    """None for a program that is not of the table, and for options that it does not tell of where their value
    may be a path (`--files-from=/x`, `-d@x`)."""
    table = _TABLE.get(command.name)
    if table is None:
        return None
    found: dict[str, list[Word]] = {"reads": [], "writes": []}
    operands: list[Word] = []
    options: set[str] = set()
    for option, word in _parted(command, table):
        if option == "":
            operands.append(word)
            continue
        options.add(option)
        if option in table.reads.split():
            found["reads"].append(word)
        elif option in table.writes.split():
            found["writes"].append(word)
        elif option not in table.values.split() and not _is_alone(option, word):
            return None
    if not options.intersection(table.unless.split()):
        operands = operands[table.skips :]
    folders = command.name == "install" and not options.isdisjoint(("d", "--directory"))
    if table.operands == "writes" or folders:
        found["writes"] += operands
    elif table.operands == "last" and not found["writes"]:
        found["reads"] += operands[:-1] if len(operands) > 1 else operands
        found["writes"] += operands[1:][-1:]
    else:
        found["reads"] += operands
    if command.name in ("curl", "wget"):
        found["reads"] = [w for w in found["reads"] if "://" not in w.value]
    kept = {kind: tuple(w for w in words if w.value != "-") for kind, words in found.items()}
    here = _writes_here(command, options) or (table.operands == "last" and not found["writes"])
    return Touched(kept["reads"], kept["writes"], here)


def _is_alone(option: str, word: Word) -> bool:
    """Whether an option that the table does not name has no value attached that may be a path, or the end of
    another name (`sed --in-place=.bak`)."""
    if not option.startswith("--"):
        return option.isalnum()
    _, equals, value = word.value.partition("=")
    return not equals or value.replace("-", "").isalnum()


def _writes_here(command: Command, options: set[str]) -> bool:
    if command.name == "curl":
        return not options.isdisjoint(("O", "--remote-name", "--remote-name-all")) and (
            "--output-dir" not in options
        )
    if command.name == "wget":
        return options.isdisjoint(("O", "--output-document", "P", "--directory-prefix"))
    if command.name == "tar":
        extracts = not options.isdisjoint(("x", "--extract", "--get"))
        return extracts and options.isdisjoint(("C", "--directory", "O", "--to-stdout"))
    if command.name == "unzip":
        return options.isdisjoint(("d", "l", "p", "c", "t", "v", "Z"))
    return False


def _parted(command: Command, table: _Words) -> Iterator[tuple[str, Word]]:
    """The options, each with its value or itself, and the operands with "" (POSIX, "Utility Syntax
    Guidelines", with long options as GNU has them)."""
    valued = {*table.values.split(), *table.reads.split(), *table.writes.split()}
    words = iter(command.argv[1:])
    if command.name == "tar" and (first := next(words, None)) is not None:
        # `tar xzf FILE`: letters without a sign, their values after them in order
        letters = first.value if first.value.isalpha() else ""
        if not letters:
            words = iter(command.argv[1:])
        for letter in letters:
            yield letter, (next(words, first) if letter in valued else first)
    for word in words:
        value = word.value
        if value == "--":
            yield from (("", rest) for rest in words)
        elif value.startswith("--"):
            name, equals, attached = value.partition("=")
            if name not in valued and table.abbreviates:
                name = next((v for v in sorted(valued) if v.startswith(name)), name)
            if name in valued:
                yield name, (_piece(word, attached) if equals else next(words, word))
            else:
                yield name, word
        elif value.startswith("-") and len(value) > 1:
            for at, letter in enumerate(value[1:], 2):
                if letter in valued:
                    yield letter, (_piece(word, value[at:]) if value[at:] else next(words, word))
                    break
                yield letter, word
        else:
            yield "", word


def _piece(word: Word, value: str) -> Word:
    return replace(word, text=value, value=value)

"""Commands that read what stands in their words, and of the environment only the variables that configure
them: what another variable holds changes nothing that they do.

    reads_its_words(command)   # `[ -f x ]`, `set -eux`, `curl -o a https://…`, `sed -i s/a/b/ f`

A builtin that prints the environment (`set`, `export -p`), a program that starts another one that nobody
knows (`tar --to-command`) and one that is given a program by a file (`sed -f`, `awk -f`) do
not belong here.
"""

from __future__ import annotations

import re

from dlinter.model.shell.nodes import Command, Script
from dlinter.model.text import Text

_BUILTINS = frozenset(
    ["[", "[[", "test", "true", "false", ":", "cd", "pwd", "echo", "printf", "sleep", "exit", "return",
        "break", "continue", "shift", "umask", "unset", "command", "type", "wait"]
)  # fmt: skip
_PRINT = frozenset(["set", "export", "readonly", "local"])
"""Builtins that print variables where they are given nothing to set."""
_PROGRAMS = frozenset(
    ["arch", "basename", "cat", "chgrp", "chmod", "chown", "cksum", "cp", "curl", "cut", "date", "dirname",
        "dpkg-architecture", "egrep", "expr", "fgrep", "find", "getconf", "getent", "gpg", "grep", "groupadd",
        "gunzip", "gzip", "head", "id", "install", "ldconfig", "ln", "ls", "lsb_release", "md5sum", "mkdir",
        "mktemp", "mv", "nproc", "passwd", "readlink", "realpath", "rm", "rmdir", "sed", "seq", "setcap",
        "sha1sum", "sha256sum", "sha512sum", "sort", "stat", "tail", "tar", "tee", "touch", "tr", "uname",
        "uniq", "unxz", "unzip", "update-ca-certificates", "useradd", "usermod", "adduser", "addgroup", "wc",
        "wget", "which", "whoami", "xz", "zcat"]
)  # fmt: skip
"""Of POSIX, GNU, BusyBox and Debian. Their own variables are those of `OF_PROGRAMS`."""
_SERVERS = frozenset(["nginx", "httpd", "apache2"])
_OF_IMAGES = re.compile(r"docker-php-(?:ext-(?:install|enable|configure)|source|serversideup-[\w-]+)")
"""Scripts of the public images php and serversideup/php: they read `PHP_*`, `PHPIZE_DEPS` and compilers'
variables."""
OF_PROGRAMS = (
    r"TAR_OPTIONS|GREP_\w+|GNUPGHOME|WGETRC|UNZIP\w*|ZIP\w*|GZIP|XZ_\w+|LS_\w+|POSIXLY_CORRECT|BLOCK_?SIZE|"
    r"TIME_STYLE|VERSION_CONTROL|SIMPLE_BACKUP_SUFFIX|PHP_\w+|PHPIZE_\w+|PS4"
)
"""Names that they read."""
_STARTS = re.compile(
    r"--to-command|--checkpoint-action|--use-compress-program|--info-script|--new-volume-script|"
    r"--rsh-command|--compress-program|--use-askpass|--variable|--expand-\S*"
)
"""Options that start a program, or read a variable by its name."""
_OF_FILES = {"sed": "f", "curl": "K", "tar": "IF"}
"""Short options whose value is a program or a file of settings."""
_LONG_OF_FILES = re.compile(r"--(?:config|file|execute)\b")
_INDIRECT = re.compile(r"\$\{!|ENVIRON|/proc/|\benviron\b")
"""How a script asks for a variable without its name."""


def names_no_variable_by_another(script: Script, text: Text) -> bool:
    """Whether nothing asks for a variable without its name, as `${!x}` and `/proc/self/environ` do."""
    return all(not _INDIRECT.search(text.slice(r)) for r in (script.ranges or (script.span,)))


def reads_its_words(command: Command) -> bool:
    """Whether a command reads only its words, files that they name, and what configures it."""
    name, args = command.name, command.args
    if name in _PRINT:
        return bool(command.assignments) or (
            bool(args)
            and args[-1] not in ("-o", "+o")
            and not any(a.startswith("-") and "p" in a for a in args)
        )
    if name in _BUILTINS:
        return name not in ("command", "type") or args[:1] in (("-v",), ("-V",)) or name == "type"
    if _OF_IMAGES.fullmatch(name):
        return True
    if _says_its_version(command):
        return True
    if name not in _PROGRAMS or "/" in command.argv[0].value.removeprefix("/usr/bin/").removeprefix("/bin/"):
        return False
    short = _OF_FILES.get(name, "")
    return not any(
        _STARTS.match(a)
        or (a.startswith("-") and not a.startswith("--") and any(c in a[1:] for c in short))
        or (short and name != "tar" and _LONG_OF_FILES.match(a))
        for a in args
    )


def _says_its_version(command: Command) -> bool:
    """Whether a program of the image prints its version, which nothing takes up. `-v` is that of some alone:
    `pytest -v` runs the tests."""
    options = ("--version", "-v", "-V") if command.name in _SERVERS else ("--version",)
    return (
        "/" not in command.argv[0].value
        and len(command.args) == 1
        and command.args[0] in options
        and not command.redirects
        and "|" not in (command.before, command.operator)
        and "substitution" not in command.context
    )

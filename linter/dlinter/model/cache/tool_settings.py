"""Commands that prepare a tool in the image, or print its version, and have nothing to do with the project's
files: they can come before a COPY, and their effect is there in a later step, too.

`corepack enable` writes its shims beside node (Corepack README, "corepack enable"); `corepack prepare
NAME[@VERSION]` downloads the one that is named, and reads `package.json` only where none is ("corepack
install"). `poetry config`, `npm config set` and `pip config set` write into the user's own configuration
unless `--local`, `--project` or another place is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from dlinter.model.dockerfile.paths import is_within
from dlinter.model.packages.project import Project
from dlinter.model.packages.table import table
from dlinter.model.packages.tasks import Task
from dlinter.model.shell.nodes import Command

_NAMED = re.compile(r"(?:npm|pnpm|yarn)(?:@[\w.+^~-]+)?")
_USERS = {"poetry": ("config",), "npm": ("config", "set"), "pip": ("config", "set")}
"""How a command begins that writes into the user's configuration."""
_ELSEWHERE = ("--local", "--project", "--site", "--global", "--location", "-L", "-g", "--userconfig",
    "--prefix", "--unset", "--list", "--directory", "-C", "-P")
"""Options after which it writes elsewhere, or reads."""
_OF_FILES = re.compile(
    r"(?:^|[.:_-])(?:cafile|cert|certificates|cert-file|key|keyfile|constraint|requirement|requirements|"
    r"find-links|globalconfig|userconfig|prefix|init-module|node-options|script-shell|shell|editable|src|"
    r"target|root)(?:$|\.)"
)
"""Settings whose value is a file or a folder, also where it is a plain word (npm, "config"; pip,
"Configuration"; Poetry, "Configuration")."""
_SERVER = re.compile(r"https?://[\w.:/-]+")
_SUBSTITUTION = re.compile(r"\$\([^()`]*\)")
_LANGUAGES = frozenset(["node", "java", "javac", "ruby", "python", "python3", "php", "perl", "rustc", "git",
    "gcc", "erl", "elixir", "ghc"])


_OF_HOMES = re.compile(
    r"\.(?:npm|yarn|pnpm|bun|node|nvm|n$|config|local|cache|netrc|git(?:config|-credentials)|ssh|gnupg|pip|pydistutils|"
    r"pypirc|python|uv|poetry|conda|mamba|gem|bundle|rbenv|rvm|m2|gradle|sbt|ivy2|cargo|rustup|composer|php|"
    r"nuget|dotnet|docker(?!ignore)|mix|hex|profile|bash|zsh|shrc|wgetrc|curlrc|perl|cpan|go)"
)
"""Beginnings of names in a home folder that package managers and what they start read."""


def home_is_plain(home: str, project: Project | None, wants: Callable[[str], bool]) -> bool:
    """Whether a home folder that files of the context are copied to gets no settings with them but those that
    an install is known to need."""
    folder = project.located(home) if project is not None else None
    if project is None or folder is None or not home.startswith("/"):
        return False
    start = f"{folder}/" if folder not in ("", ".") else ""
    inside = (f for f in project.context.files if f.startswith(start))
    return not any(_OF_HOMES.match(f[len(start) :]) and not wants(f) for f in inside)


def is_a_tool(program: str) -> bool:
    """Whether it is the name of a package manager, or of what package managers run in."""
    return (
        program in _LANGUAGES
        or program in table().by_program
        or re.fullmatch(r"(?:python|pip|php|ruby|node)[\d.]+|ld|cc|make|cmake|gcc|sh|bash|env", program)
        is not None
    )


def says_its_version(command: Command) -> bool:
    """Whether a tool of the image (no path) only prints its version."""
    return (
        is_a_tool(command.name)
        and "/" not in command.argv[0].value
        and command.args in (("--version",), ("-v",), ("-V",), ("-version",), ("version",))
        and not command.wrappers
    )


def asks_a_version(command: Command) -> bool:
    """Whether it is the `node --version` of `$(node --version)`."""
    return set(command.context) == {"substitution"} and not command.redirects and says_its_version(command)


def says_a_version(command: Command) -> bool:
    """Whether an `echo` prints plain words and what commands in `$(…)` print, which are looked at by
    themselves."""
    return command.name == "echo" and not any(
        re.search(r"[*?\[`]|\$(?!\w|\{\w+\})", _SUBSTITUTION.sub("", w.text)) for w in command.argv[1:]
    )


def prepares_a_tool(command: Command, task: Task | None, place: str | None = None) -> bool:
    """`task` is the command as that of a package manager, `place` where files are copied to, None where that
    is not known: the user's home may not be there."""
    if command.context or command.redirects or command.wrappers or not all(w.static for w in command.argv):
        return False
    if says_its_version(command):
        return True
    if command.name == "corepack":
        words = [w for w in command.args[1:] if w != "--activate"]
        return (command.args[:1] == ("enable",)
            and all(re.fullmatch(r"npm|npx|pnpm|pnpx|yarn|yarnpkg", w) for w in words)) or (
            command.args[:1] == ("prepare",) and bool(words) and all(_NAMED.fullmatch(w) for w in words)
        )
    if task is None or command.assignments or place is None:
        return False
    begins = _USERS.get(task.tool.name)
    if (
        begins is None
        or command.args[: len(begins)] != begins
        or any(w.partition("=")[0] in _ELSEWHERE for w in command.args)
    ):
        return False
    values = [w for w in command.args[len(begins) :] if not w.startswith("-")]
    home = task.person.home
    return (
        len(values) in (1, 2)
        and not any(_names_a_file(*setting) for setting in _settings(values))
        and bool(home)
        and not (is_within(home, place) or is_within(place, home))
    )


def configures_bundler(command: Command, task: Task | None) -> bool:
    """Whether it is a `bundle config` that sets or deletes a value, beside the Gemfile that it is for: the
    file that it writes is there in a later step, unless one of the context comes over it."""
    if task is None or task.tool.name != "bundler" or task.install.verb != "config" or task.project is None:
        return False
    beside = ("config", "set", "unset", "--local", "--global", "--delete")
    words = [w for w in command.args if w not in beside]
    return (
        not (command.context or command.redirects or command.wrappers or command.assignments)
        and all(w.static for w in command.argv)
        and len(words) in (1, 2)
        and not any(w.startswith("-") or "/" in w for w in words[:1])
        and not any(w.startswith(("/", "~", ".")) for w in words)
        and not task.project.is_folder(".bundle")
    )


def _settings(values: list[str]) -> list[tuple[str, str]]:
    """Names and what they are set to: npm takes `NAME VALUE` and any number of `NAME=VALUE`."""
    if all("=" in word for word in values):
        return [(name, value) for name, _, value in (word.partition("=") for word in values)]
    return [(values[0], values[1] if len(values) > 1 else "")]


def _names_a_file(name: str, value: str) -> bool:
    path = "/" in value and not _SERVER.fullmatch(value)
    return path or value.startswith(("~", ".")) or _OF_FILES.search(name) is not None

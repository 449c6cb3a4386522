"""argparse, with short errors and commands imported when they are called."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn, Protocol

from dlinter import __version__
from dlinter.cli.command_list import command_names
from dlinter.cli.errors import UsageError


class Command(Protocol):
    """A module of a command."""

    SUMMARY: str

    def add_arguments(self, parser: Parser) -> None: ...

    def run(self, args: argparse.Namespace) -> int: ...


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """As wide as the terminal, up to 110. argparse makes one for every option, and would import shutil for
    the width."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=_width())

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        """A paragraph is wrapped, lines stay."""
        if "\n" in text:
            return super()._fill_text(text, width, indent)
        return argparse.HelpFormatter._fill_text(self, text, width, indent)


def _width() -> int:
    try:
        return max(40, min(110, int(os.environ.get("COLUMNS") or os.get_terminal_size().columns) - 2))
    except (OSError, ValueError):
        return 100


_MARK = "\0"
_END = f"--{_MARK}"
_END_NAME = _MARK


def _unmarked(value: Any) -> Any:
    """A value as it was typed."""
    if isinstance(value, list):
        return [_unmarked(each) for each in value]
    return value.removeprefix(_MARK) if isinstance(value, str) else value


def _plain(message: str) -> str:
    """What argparse says, in this program's words. What it says in others, in a later Python, stays as it
    is."""
    import re

    if found := re.fullmatch(r"argument (\S+): invalid choice: '(.*)' \(choose from (.*)\)", message, re.S):
        known = [name.strip("'") for name in found[3].split(", ")]
        close = did_you_mean(found[2], known)
        return f"{_option(found[1])}: `{found[2]}` is not one of {', '.join(known)}{close}"
    if found := re.fullmatch(r"argument (\S+): invalid \S+ value: '(.*)'", message, re.S):
        return f"{_option(found[1])}: `{found[2]}` cannot be used here"
    if found := re.fullmatch(r"argument (\S+): expected (?:one|at least one) argument", message):
        return f"{_option(found[1])} needs a value"
    if found := re.fullmatch(r"the following arguments are required: (.*)", message, re.S):
        return f"{found[1].replace(', …', '')} is missing"
    return message


def _option(name: str) -> str:
    """`-f/--format` by its long name."""
    return next((each for each in name.split("/") if each.startswith("--")), name)


def _refuse_doubtful(args: Sequence[str]) -> None:
    """`--force-exclude` is for programs that put the names of files behind the options, as pre-commit does; a
    repository may hold a file whose name is an option. Raises UsageError for one."""
    for arg in args:
        if arg.startswith("-") and arg != "-" and os.path.lexists(arg):
            raise UsageError(
                f"`{arg}` may be an option or the name of a file: write `--` before the names of files, or "
                "rename it"
            )


class Parser(argparse.ArgumentParser):
    """Raises UsageError instead of printing the usage and exiting; options may stand between the paths."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{_plain(message.replace(repr(_MARK)[1:-1], ''))} (see `{self.prog} --help`)")

    def parse_all(self, args: Sequence[str]) -> argparse.Namespace:
        """Everything behind `--` is a name. argparse forgets the `--` of arguments that it takes in turns, so
        those names come marked, by a byte that no argument can hold, behind an option that nobody can type:
        it ends a list of values."""
        self.add_argument(_END, action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        end = list(args).index("--") if "--" in args else len(args)
        names = [f"{_MARK}{arg}" if arg.startswith("-") else arg for arg in args[end + 1 :]]
        namespace, rest = self.parse_known_intermixed_args([*args[:end], *([_END, *names] if names else [])])
        vars(namespace).pop(_END_NAME, None)
        for key, value in vars(namespace).items():
            setattr(namespace, key, _unmarked(value))
        if getattr(namespace, "force_exclude", False):
            _refuse_doubtful(args[:end])
        if rest:
            unknown = next((r for r in rest if r.startswith("-")), rest[0])
            if not unknown.startswith("-"):
                self.error(f"unexpected argument `{_unmarked(unknown)}`")
            name = unknown.partition("=")[0]
            self.error(
                "unknown option "
                f"`{name}`{did_you_mean(name, [o for o in self._option_string_actions if o != _END])}"
            )
        return namespace


def did_you_mean(name: str, known: Sequence[str] | dict[str, argparse.Action]) -> str:
    """`, did you mean …?` or nothing."""
    from difflib import get_close_matches

    found = get_close_matches(name, list(known), 1, 0.6)
    return f", did you mean `{found[0]}`?" if found else ""


class _TopParser(Parser):
    """Lists the commands, which are imported for it, only where its help is asked for."""

    def format_help(self) -> str:
        names = command_names()
        width = max(map(len, names))
        listed = "\n".join(f"  {name:<{width}}  {load_command(name).SUMMARY}" for name in names)
        self.epilog = (
            f"commands:\n{listed}\n\nRun `dlint COMMAND --help` for the options of a command. "
            "Exit code: 0 clean, 1 findings, 2 error."
        )
        return super().format_help()


def top_parser() -> Parser:
    """The parser for what comes before the command."""
    parser = _TopParser(
        prog="dlint", usage="dlint [options] COMMAND …", allow_abbrev=False,
        description="Lints Dockerfiles and finds secrets in built images.",
        formatter_class=_Formatter,
    )  # fmt: skip
    parser.add_argument("-V", "--version", action="version", version=f"dlint {__version__}")
    add_common(parser)
    return parser


def add_common(parser: argparse.ArgumentParser) -> None:
    """Options that every command takes. No defaults: those of the top parser stand."""
    group = parser.add_argument_group("output")
    group.add_argument(
        "--color", choices=("auto", "always", "never"), default=argparse.SUPPRESS,
        help="colours: auto (on a terminal; NO_COLOR and FORCE_COLOR count), always, never",
    )  # fmt: skip
    group.add_argument(
        "-q", "--quiet", action="store_true", default=argparse.SUPPRESS, help="no summary, no notes"
    )
    group.add_argument(
        "--verbose", action="store_true", default=argparse.SUPPRESS,
        help="show tracebacks (also: DLINT_DEBUG=1)"
    )


def command_parser(name: str, module: Command) -> Parser:
    """The parser of one command."""
    description = " ".join((module.__doc__ or "").strip().split("\n\n")[0].split())
    parser = Parser(
        prog=f"dlint {name}", allow_abbrev=False, description=description, formatter_class=_Formatter
    )
    module.add_arguments(parser)
    add_common(parser)
    return parser


def load_command(name: str) -> Command:
    """The module of a command."""
    module: Command = import_module(f"dlinter.cli.commands.{name}")
    return module


def parse(args: Sequence[str]) -> tuple[Command, argparse.Namespace]:
    """The command's module and its arguments. Raises UsageError, and SystemExit after `--help` and
    `--version`."""
    at = 0
    while at < len(args) and args[at].startswith("-") and args[at] != "-":
        at += 2 if args[at] == "--color" else 1
    namespace = argparse.Namespace(color="auto", quiet=False, verbose=False)
    for key, value in vars(top_parser().parse_all(args[:at])).items():
        setattr(namespace, key, value)
    if at >= len(args):
        raise UsageError(
            "no command given: `dlint lint` lints Dockerfiles, `dlint scan` scans images (see `dlint --help`)"
        )
    name = args[at]
    names = command_names()
    if name not in names:
        hint = did_you_mean(name, names)
        raise UsageError(f"unknown command `{name}`{hint or f' (to lint a file: `dlint lint {name}`)'}")
    module, at = load_command(name), at + 1
    actions = getattr(module, "ACTIONS", {})
    if actions and at < len(args) and args[at] in actions:
        module, name, at = import_module(
            f"{module.PACKAGE}.{args[at]}"), f"{name} {args[at]}", at + 1  # type: ignore[attr-defined]
    for key, value in vars(command_parser(name, module).parse_all(args[at:])).items():
        setattr(namespace, key, value)
    return module, namespace


def comma_list(text: str) -> list[str]:
    """`a,b` → two names."""
    return [part.strip() for part in text.split(",") if part.strip()]

"""Shows the commands, or the options of one command."""

from __future__ import annotations

from argparse import Namespace

from dlinter.cli.command_list import command_names
from dlinter.cli.errors import UsageError
from dlinter.cli.exit_codes import CLEAN
from dlinter.cli.parser import Parser, command_parser, did_you_mean, load_command, top_parser
from dlinter.cli.terminal import show

SUMMARY = "show the commands, or the options of one"


def add_arguments(parser: Parser) -> None:
    parser.add_argument("command", nargs="?", metavar="COMMAND", help="the command (default: list them)")


def run(args: Namespace) -> int:
    if args.command is None:
        show(top_parser().format_help())
        return CLEAN
    names = command_names()
    if args.command not in names:
        hint = did_you_mean(args.command, names) or f"; of a rule: `dlint explain {args.command}`"
        raise UsageError(f"unknown command `{args.command}`{hint}")
    show(command_parser(args.command, load_command(args.command)).format_help())
    return CLEAN

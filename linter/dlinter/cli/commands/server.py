"""Runs the language server: diagnostics, fixes, hovers and the cost of steps in an editor, over standard
input and output."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from dlinter.cli.parser import Parser
from dlinter.cli.selection import add_config

if TYPE_CHECKING:
    from dlinter.packs import RuleSet
    from dlinter.server.settings import EditorSettings, SettingsSource

SUMMARY = "run the language server for editors"


def add_arguments(parser: Parser) -> None:
    parser.add_argument(
        "--stdio",
        action="store_true",
        help="use standard input and output, which is the only way (editors may say so)",
    )
    add_config(parser)


def run(args: Namespace) -> int:
    from dlinter.server.server import serve

    def choose(editor: EditorSettings, rules: RuleSet | None) -> SettingsSource:
        from dlinter.cli.selection import Chooser

        return Chooser(
            Namespace(
                config=args.config or (None if args.isolated else editor.configuration or None),
                isolated=args.isolated, target_frontend=editor.target_frontend or None,
                **{name: [list(given)] if given else None for name,
                    given in (("select", editor.select), ("extend_select", editor.extend_select),
                        ("ignore", editor.ignore))},
            ), rules,
        )  # fmt: skip

    return serve(choose)

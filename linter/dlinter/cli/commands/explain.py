"""Prints what a rule says and why, with examples."""

from __future__ import annotations

import sys
from argparse import Namespace

from dlinter.cli.errors import UsageError
from dlinter.cli.exit_codes import CLEAN
from dlinter.cli.parser import Parser
from dlinter.cli.terminal import use_color

SUMMARY = "print what a rule says, and why"


def add_arguments(parser: Parser) -> None:
    parser.add_argument(
        "rules", nargs="+", metavar="RULE", help="rule id, family, or name elsewhere (DL3020)"
    )


def run(args: Namespace) -> int:
    from dlinter.catalogue import explain
    from dlinter.packs import load_rules

    rules = load_rules()
    ids: dict[str, None] = {}
    for name in args.rules:
        try:
            ids.update(dict.fromkeys(rules.resolve(name)))
        except KeyError:
            close = rules.near(name)
            hint = (
                f"; did you mean {' or '.join(f'`{c}`' for c in close)}?"
                if close
                else "; `dlint rules` lists them"
            )
            raise UsageError(f"no rule is called `{name}`{hint}") from None
    color = use_color(args.color, sys.stdout)
    print("\n".join(render(explain(rules.by_id[rule_id]), color) for rule_id in ids), end="")
    return CLEAN


def render(markdown: str, color: bool) -> str:
    """Markdown for a terminal: headings bold, code blocks indented; the words stay as they are."""
    lines, fenced = [], ""
    for line in markdown.splitlines():
        if fenced:
            if line.strip() == fenced:
                fenced = ""
            else:
                lines.append(f"    {line}".rstrip())
        elif line.startswith("```"):
            fenced = line[: len(line) - len(line.lstrip("`"))]
        elif line.startswith("#"):
            title = line.lstrip("#").strip()
            lines.append(f"\x1b[1m{title}\x1b[0m" if color else title)
        else:
            lines.append(line.replace("**", "") if not color else _bold(line))
    return "\n".join(lines) + "\n"


def _bold(line: str) -> str:
    parts = line.split("**")
    if len(parts) % 2 == 0:
        return line
    return "".join(f"\x1b[1m{part}\x1b[0m" if i % 2 else part for i, part in enumerate(parts))

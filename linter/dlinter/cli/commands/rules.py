"""Lists the rules, as a table or as JSON."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import Any

from dlinter.cli.exit_codes import CLEAN
from dlinter.cli.parser import Parser
from dlinter.cli.terminal import use_color
from dlinter.rule import AnyRule

SUMMARY = "list the rules"


def add_arguments(parser: Parser) -> None:
    parser.add_argument(
        "-f", "--format", choices=("text", "json"), default="text", help="text (default) or json"
    )


def run(args: Namespace) -> int:
    from dlinter.packs import load_rules

    rules = load_rules().rules
    if args.format == "json":
        import json

        print(json.dumps([_value(rule) for rule in rules], indent=2, ensure_ascii=False))
        return CLEAN
    bold, plain = ("\x1b[1m", "\x1b[0m") if use_color(args.color, sys.stdout) else ("", "")
    family, width = "", max((len(r.id) for r in rules), default=0)
    for rule in rules:
        if rule.family != family:
            print(f"{'' if not family else chr(10)}{bold}{rule.family}{plain}")
            family = rule.family
        fix = {None: "", "safe": "fix", "unsafe": "unsafe fix"}[rule.fixable]
        print(f"  {rule.id:<{width}}  {rule.severity:<7}  {rule.ruleset:<7}  {fix:<10}  {rule.summary}")
    return CLEAN


def _value(rule: AnyRule) -> dict[str, Any]:
    return {
        "id": rule.id, "family": rule.family, "summary": rule.summary, "severity": str(rule.severity),
        "sets": list(rule.sets),
        "fix": str(rule.fixable) if rule.fixable else None, "aliases": list(rule.aliases),
        "precision": rule.precision,
        "security-severity": rule.security_severity, "since": rule.since, "ignore-when": rule.ignore_when,
        "options": {o.name: {"default": _plain(o.default), "description": o.doc} for o in rule.options},
        "documentation": (rule.doc or "").strip(),
    }  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return list(value) if isinstance(value, tuple) else value

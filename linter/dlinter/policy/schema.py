"""The JSON schema of the configuration, from the settings and the rules."""

from __future__ import annotations

from typing import Any

from dlinter.finding import Severity
from dlinter.packs import SETS, RuleSet
from dlinter.policy.config import FAIL_ON, KEYS
from dlinter.policy.settings import UNREAD
from dlinter.rule import Option


def schema(rules: RuleSet) -> dict[str, Any]:
    """Draft 2020-12, for `.dlint.toml`, `dlint.toml` and the table `[tool.dlint]`."""
    names = [*SETS, *rules.families, *rules.by_id]
    aliases = sorted({n for r in rules.rules for a in r.aliases for n in (a, a.partition(":")[2])})
    known = {
        "type": "string",
        "anyOf": [{"enum": names}, {"enum": aliases}, {"pattern": "^[A-Za-z0-9:._-]+$"}],
    }
    severities = {"enum": [str(s) for s in Severity]}
    kinds: dict[str, dict[str, Any]] = {
        "names": {"type": "array", "items": {"$ref": "#/$defs/name"}},
        "globs": {"type": "array", "items": {"type": "string", "minLength": 1}},
        "unread": {"enum": list(UNREAD), "default": UNREAD[0]},
        "level": {"enum": list(FAIL_ON)},
        "severities": {"type": "object", "additionalProperties": severities},
        "names-by-glob": {"type": "object",
            "additionalProperties": {"type": "array", "items": {"$ref": "#/$defs/name"}}},
        "path": {"type": "string"},
        "version": {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)*$"},
        "options": {
            "type": "object", "additionalProperties": {"type": "object"},
            "properties": {
                rule.id: {
                    "type": "object", "description": rule.summary, "additionalProperties": False,
                    "properties": {o.name: _option(o) for o in rule.options},
                }
                for rule in rules.rules
                if rule.options
            },
        },
    }  # fmt: skip
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "dlint configuration",
        "type": "object",
        "additionalProperties": False,
        "properties": {key: {"description": doc, **kinds[kind]} for key, (kind, doc) in KEYS.items()},
        "$defs": {"name": {"description": "A rule, a family, a rule set, or a check's name elsewhere",
            **known}},
    }


def _option(option: Option) -> dict[str, Any]:
    default = option.default
    types = {bool: "boolean", int: "integer", float: "number", str: "string", dict: "object"}
    found: dict[str, Any] = {"description": option.doc}
    if isinstance(default, (list, tuple, set, frozenset)):
        found |= {
            "type": "array",
            "default": sorted(default) if isinstance(default, (set, frozenset)) else list(default),
        }
    elif default is not None:
        found |= {"type": types.get(type(default), "string"), "default": default}
    return found

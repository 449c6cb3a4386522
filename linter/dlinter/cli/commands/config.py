"""Shows the settings in force, writes their JSON schema, or turns a `.hadolint.yaml` into a dlint
configuration."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from dlinter.cli.errors import UsageError
from dlinter.cli.exit_codes import CLEAN
from dlinter.cli.output import write_text
from dlinter.cli.parser import Parser
from dlinter.cli.selection import Chooser, add_config, add_selection
from dlinter.cli.terminal import conceal, tell
from dlinter.cli.terminal import show as show_text
from dlinter.disk.read import read_small, unread
from dlinter.packs import RuleSet, load_rules
from dlinter.policy.settings import UNREAD, Settings

SUMMARY = "show, check or import a configuration"
_LARGEST = 128 << 10
"""Bytes of hadolint's settings; real ones have some hundred."""


def add_arguments(parser: Parser) -> None:
    parser.add_argument(
        "action",
        nargs="?",
        choices=("show", "schema", "import"),
        default="show",
        help="what to do (default: show)",
    )
    parser.add_argument(
        "file", nargs="?", metavar="FILE", help="import: the `.hadolint.yaml` (show: settings for this path)"
    )
    parser.add_argument("--output", metavar="FILE", help="file to write (default: stdout)")
    add_selection(parser)
    add_config(parser)


def run(args: Namespace) -> int:
    if args.action == "import":
        return _import(args)
    if args.action == "schema":
        import json

        from dlinter.policy.schema import schema

        _write(json.dumps(schema(load_rules()), indent=2, ensure_ascii=False) + "\n", args)
        return CLEAN
    chooser = Chooser(args)
    settings = chooser.here()
    if args.file:
        path = Path(args.file).absolute()
        settings = chooser.at(str(path if path.is_dir() else path.parent))
    _write(show(settings, chooser.rules), args)
    return CLEAN


def _write(text: str, args: Namespace) -> None:
    if args.output and args.output != "-":
        write_text(args.output, text)
    else:
        show_text(conceal(text))


def show(settings: Settings, rules: RuleSet) -> str:
    """The settings as a configuration that gives the same settings, `select` written out rule by rule."""
    values: dict[str, Any] = {
        "select": sorted(settings.enabled),
        "fail-on": str(settings.fail_on) if settings.fail_on else "never",
    }
    if settings.unread != UNREAD[0]:
        values["unread"] = settings.unread
    if settings.exclude:
        values["exclude"] = list(settings.exclude)
    if settings.baseline:
        values["baseline"] = settings.baseline
    if settings.target_frontend:
        values["target-frontend"] = settings.target_frontend
    if settings.severities:
        values["severity"] = {rule: str(level) for rule, level in sorted(settings.severities.items())}
    if settings.per_file_ignores:
        values["per-file-ignores"] = {glob: sorted(ids) for glob, ids in settings.per_file_ignores}
    if settings.options:
        values["rules"] = {
            rule: dict(sorted(options.items())) for rule, options in sorted(settings.options.items())
        }
    head = f"# from {settings.source}\n" if settings.source else "# no configuration file\n"
    return head + toml(values)


def toml(values: dict[str, Any], prefix: str = "") -> str:
    """TOML text of settings: plain values first, then tables."""
    lines = [f"{_key(k)} = {_value(v)}" for k, v in values.items() if not isinstance(v, dict)]
    text = "\n".join(lines) + ("\n" if lines else "")
    for key, table in values.items():
        if isinstance(table, dict):
            name = f"{prefix}{_key(key)}"
            if any(not isinstance(v, dict) for v in table.values()) or not table:
                text += ("\n" if text else "") + f"[{name}]\n"
            text += toml(table, f"{name}.")
    return text


def _key(key: str) -> str:
    plain = key and all(c.isascii() and (c.isalnum() or c in "-_") for c in key)
    return key if plain else _string(key)


def _string(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + " }"
    items = [_value(v) for v in (sorted(value) if isinstance(value, (set, frozenset)) else value)]
    one_line = f"[{', '.join(items)}]"
    return one_line if len(one_line) < 100 else "[\n" + "".join(f"  {item},\n" for item in items) + "]"


def _import(args: Namespace) -> int:
    from dlinter.cli.hadolint import translate

    path = Path(args.file or ".hadolint.yaml")
    import yaml

    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        data = yaml.load(read_small(path, _LARGEST, within="").decode("utf-8"), loader)
    except OSError as error:
        raise UsageError(f"{path}: {unread(error)}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f":{mark.line + 1}" if mark is not None else ""
        raise UsageError(f"{path}{place}: is not YAML") from None
    if data is None:
        data = {}
    if not isinstance(data, dict):
        raise UsageError(f"{path}: is not a hadolint configuration, which is a mapping")
    values, without = translate(data, load_rules())
    head = f"# from {path.name}, by `dlint config import`\n"
    head += "".join(f"# no equivalent: {line}\n" for line in without)
    _write(head + toml(values), args)
    tell([f"no equivalent: {line}" for line in without], args)
    return CLEAN

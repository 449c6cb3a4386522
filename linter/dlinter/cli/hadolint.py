"""hadolint's configuration → dlint's (keys: hadolint's README, "Configuration")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dlinter.packs import RuleSet
from dlinter.rule import DEFAULT, Option

_LEVELS = {"error": "error", "warning": "warning", "info": "note", "style": "note"}
_THRESHOLDS = {**_LEVELS, "ignore": "never", "none": "never"}
_TRUSTED, _LABELS, _STRICT_LABELS, _VALUES = "DL3026", "DL3049", "DL3050", "DL3052"
_OTHER = {
    "format": "use `--format`", "no-color": "use `--color never`", "verbose": "use `--verbose`",
    "output-file": "use `--output`", "disable-ignore-pragma": "comments in the files are always honoured",
}  # fmt: skip


def translate(data: Mapping[str, Any], rules: RuleSet) -> tuple[dict[str, Any], list[str]]:
    """The same settings for dlint, and one line for each that has no equivalent."""
    values: dict[str, Any] = {}
    without: list[str] = []
    extend: dict[str, None] = {}
    severities: dict[str, str] = {}
    options: dict[str, dict[str, Any]] = {}
    ignored: dict[str, None] = {}

    def meant(code: str, key: str) -> tuple[str, ...]:
        try:
            return rules.resolve(f"hadolint:{code}")
        except KeyError:
            pass
        try:
            return rules.resolve(code)
        except KeyError:
            without.append(f"`{key}: {code}`")
            return ()

    for key, value in data.items():
        if key == "ignored":
            for code in _texts(value):
                ignored.update(dict.fromkeys(meant(code, key)))
        elif key == "override" and isinstance(value, Mapping):
            for level, codes in value.items():
                if level not in _LEVELS:
                    without.append(f"`override.{level}`")
                    continue
                for code in _texts(codes):
                    for rule in meant(code, f"override.{level}"):
                        severities[rule] = _LEVELS[level]
                        extend[rule] = None
        elif key == "failure-threshold" and isinstance(value, str) and value.lower() in _THRESHOLDS:
            values["fail-on"] = _THRESHOLDS[value.lower()]
        elif key == "no-fail":
            if value:
                values["fail-on"] = "never"
        elif key == "trustedRegistries":
            _set_option(_TRUSTED, _texts(value), key, "regist", rules, options, extend, without)
        elif key == "label-schema" and isinstance(value, Mapping):
            schema = {str(k): str(v) for k, v in value.items() if isinstance(v, (str, int))}
            _set_option(_LABELS, schema, key, "label schema", rules, options, extend, without)
            for code in (_VALUES, *((_STRICT_LABELS,) if data.get("strict-labels") else ())):
                _set_option(code, schema, key, "label schema", rules, options, extend, [])
        elif key == "strict-labels":
            if value:
                for rule in meant(_STRICT_LABELS, key):
                    extend[rule] = None
        else:
            hint = _OTHER.get(str(key))
            without.append(f"`{key}`" + (f": {hint}" if hint else ""))
    if data.get("no-fail"):
        values["fail-on"] = "never"
    default = set(rules.resolve(DEFAULT))
    chosen = [rule for rule in extend if rule not in default and rule not in ignored]
    ordered: dict[str, Any] = {}
    if chosen:
        ordered["extend-select"] = sorted(chosen)
    if ignored:
        ordered["ignore"] = sorted(ignored)
    ordered |= values
    if severities:
        ordered["severity"] = dict(sorted(severities.items()))
    if options:
        ordered["rules"] = dict(sorted(options.items()))
    return ordered, without


def _texts(value: Any) -> list[str]:
    """The texts of a list. What is a list itself is left out: aliases of aliases would be written out."""
    return [str(one) for one in value if isinstance(one, (str, int))] if isinstance(value, list) else []


def _set_option(
    code: str, value: Any, key: str, hint: str, rules: RuleSet, options: dict[str, dict[str, Any]],
    extend: dict[str, None], without: list[str],
) -> None:  # fmt: skip
    """Sets the option of the rule that does what a hadolint code does: the one whose name holds a word of
    `hint`."""
    if not value:
        return
    try:
        ids = rules.resolve(f"hadolint:{code}")
    except KeyError:
        ids = ()
    found = False
    for rule in ids:
        option = _named(rules.by_id[rule].options, hint.split())
        if option is None or isinstance(option.default, dict) != isinstance(value, dict):
            continue
        options.setdefault(rule, {})[option.name] = value
        extend[rule] = None
        found = True
    if not found:
        without.append(f"`{key}`")


def _named(options: Iterable[Option], words: list[str]) -> Option | None:
    return next((o for o in options if any(word in o.name for word in words)), None)

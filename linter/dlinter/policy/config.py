"""Configuration files and environment → `Layer`s, later ones over earlier ones → `Settings`.

A configuration is `.dlint.toml`, `dlint.toml`, or `[tool.dlint]` in `pyproject.toml`: the nearest upwards to
the repository's root. Unknown keys, rules and options are errors.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from dlinter.finding import Severity
from dlinter.packs import SETS, RuleSet
from dlinter.policy.errors import ConfigError
from dlinter.policy.globs import MOST_GLOBS, compile_glob
from dlinter.policy.settings import UNREAD, Settings
from dlinter.policy.toml_file import parse_toml, read_toml
from dlinter.rule import DEFAULT, Option
from dlinter.values import replace

FILES = (".dlint.toml", "dlint.toml", "pyproject.toml")
FAIL_ON = (*(str(s) for s in Severity), "never")

KEYS: Mapping[str, tuple[str, str]] = {
    "select": ("names",
        ("Rules to run: ids, families, rule sets (`default`, `strict`, `all`) or names elsewhere "
        "(`DL3020`). Replaces `default`.")),
    "extend-select": ("names", "Rules to run beside the selected ones."),
    "ignore": ("names", "Rules not to run."),
    "fail-on": ("level", "Exit with 1 from this severity on: `error`, `warning`, `note` or `never`."),
    "unread": ("unread",
        ("What a part of an image that cannot be read does (encrypted, damaged, beyond a limit): `fail` "
        "exits with 2, `note` only reports it.")),
    "severity": ("severities", "Severity of a rule, a family or a set."),
    "per-file-ignores": ("names-by-glob",
        "Rules whose findings do not count in the files that a glob matches."),
    "exclude": ("globs", "Files and folders that are left out when a folder is searched."),
    "baseline": ("path", "Baseline file written by `dlint baseline`, relative to the configuration."),
    "target-frontend": ("version", "Oldest Dockerfile frontend that must build the files, such as `1.4`."),
    "rules": ("options", "Options of single rules: `[rules.RULE]`."),
}
"""Setting → its kind and what it means; the one list for reading, the schema and the documentation."""

ENVIRONMENT = {
    "DLINT_SELECT": "select", "DLINT_EXTEND_SELECT": "extend-select", "DLINT_IGNORE": "ignore",
    "DLINT_FAIL_ON": "fail-on",
    "DLINT_UNREAD": "unread", "DLINT_EXCLUDE": "exclude", "DLINT_BASELINE": "baseline",
    "DLINT_TARGET_FRONTEND": "target-frontend",
}  # fmt: skip
"""Environment variables (lists with commas) and the settings they stand for."""


class Layer(Struct, frozen=True):
    """What one source says; `values` by setting, of the type its kind demands. `source` names it in errors,
    `root` is the folder that globs and paths are relative to."""

    source: str = ""
    root: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


_OF_RULES = frozenset(
    key for key, (kind, _) in KEYS.items() if kind in ("names", "severities", "names-by-glob", "options")
)


def names_rules(layer: Layer) -> bool:
    """Whether a source names rules, families or sets, which are to be known then."""
    return any(layer.values.get(key) for key in _OF_RULES)


def find_config(folder: str | Path, known: dict[str, Path | None] | None = None) -> Path | None:
    """The nearest configuration at or above an absolute folder, up to the repository's root. `known` keeps
    what was found for the folders on the way: where many files are linted they have most of them in common.
    Raises ConfigError."""
    at, passed, found = os.fspath(folder), list[str](), None
    known = {} if known is None else known
    while True:
        if at in known:
            found = known[at]
            break
        passed.append(at)
        found = _config_in(at)
        above = os.path.dirname(at)
        if found is not None or above == at or Path(at, ".git").exists():
            break
        at = above
    known.update(dict.fromkeys(passed, found))
    return found


def _config_in(folder: str) -> Path | None:
    for name in FILES:
        path = os.path.join(folder, name)
        if (
            os.path.lexists(path)
            and not os.path.isdir(path)
            and (name != "pyproject.toml" or _has_table(Path(path)))
        ):
            return Path(path)
    return None


def _has_table(path: Path) -> bool:
    data = read_toml(path)
    return b"dlint" in data and "dlint" in _tool(parse_toml(data, path))


def _tool(data: Mapping[str, Any]) -> Mapping[str, Any]:
    tool = data.get("tool")
    return tool if isinstance(tool, dict) else {}


def load_config(path: str | Path) -> Layer:
    """Reads one file. Raises ConfigError."""
    file = Path(path)
    data: Any = parse_toml(read_toml(file), file)
    if file.name == "pyproject.toml":
        data = _tool(data).get("dlint")
        if data is None:
            raise ConfigError(f"{path} has no table `[tool.dlint]`")
    return layer(data, str(path), str(file.absolute().parent))


def layer(data: Mapping[str, Any], source: str, root: str) -> Layer:
    """Checks the types of settings. Raises ConfigError."""
    if not isinstance(data, Mapping):
        raise ConfigError(f"{source}: the settings are a table")
    values: dict[str, Any] = {}
    for key, value in data.items():
        if key not in KEYS:
            raise ConfigError(f"{source}: `{key}` is not a setting{near(key, KEYS)}")
        try:
            values[key] = _READERS[KEYS[key][0]](value)
        except ValueError as error:
            raise ConfigError(f"{source}: `{key}` {error}") from None
    return Layer(source, root, values)


def environment(environ: Mapping[str, str], root: str) -> list[Layer]:
    """What the environment says, one layer for each variable that is set."""
    layers = []
    for variable, key in ENVIRONMENT.items():
        text = environ.get(variable, "").strip()
        if text:
            value: Any = (
                [n.strip() for n in text.split(",") if n.strip()]
                if KEYS[key][0] in ("names", "globs")
                else text
            )
            layers.append(layer({key: value}, variable, root))
    return layers


def near(name: str, known: Iterable[str]) -> str:
    """`; did you mean …?`, or nothing when no known name is like it."""
    from difflib import get_close_matches

    found = get_close_matches(name, list(known), 1, 0.6)
    return f"; did you mean `{found[0]}`?" if found else ""


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v for v in value):
        raise ValueError("is a list of rules, such as [\"cache\", \"DL3020\"]")
    return tuple(value)


def _globs(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise ValueError("is a list of globs")
    _check_globs(value)
    return tuple(value)


def _check_globs(globs: Collection[str]) -> None:
    """Raises ValueError for one that is not a glob, and for more than a run keeps compiled."""
    if len(globs) > MOST_GLOBS:
        raise ValueError(f"has more than {MOST_GLOBS:,} globs")
    for glob in globs:
        compile_glob(glob)


def _level(value: Any) -> str:
    if value not in FAIL_ON:
        raise ValueError(f"is one of {', '.join(FAIL_ON)}")
    return str(value)


def _severities(value: Any) -> dict[str, Severity]:
    if not isinstance(value, dict):
        raise ValueError("is a table of rule = severity")
    done = {}
    for rule, level in value.items():
        if level not in list(Severity):
            raise ValueError(f"of `{rule}` is one of {', '.join(Severity)}")
        done[rule] = Severity(level)
    return done


def _by_glob(value: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(value, dict):
        raise ValueError("is a table of glob = [rules]")
    _check_globs(value)
    return tuple((glob, _names(rules)) for glob, rules in value.items())


def _path(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("is a path")
    return value


def _version(value: Any) -> str:
    if not isinstance(value, str) or not value or not all(p.isdigit() for p in value.split(".")):
        raise ValueError('is a version in quotes, such as "1.4"')
    return value


def _options(value: Any) -> dict[str, dict[str, Any]]:
    if not isinstance(value, dict) or not all(isinstance(v, dict) for v in value.values()):
        raise ValueError("holds one table for each rule: [rules.RULE]")
    return value


def _unread(value: Any) -> str:
    if value not in UNREAD:
        raise ValueError(f"is one of {', '.join(UNREAD)}")
    return str(value)


_READERS = {
    "unread": _unread,
    "names": _names, "globs": _globs, "level": _level, "severities": _severities, "names-by-glob": _by_glob,
    "path": _path,
    "version": _version, "options": _options,
}  # fmt: skip


def build(layers: Sequence[Layer], rules: RuleSet, base: Settings | None = None) -> Settings:
    """Puts layers together, later ones over earlier ones. Within a layer the more specific name wins: a rule
    over its family, a family over a set. Raises ConfigError."""
    settings = base or Settings()
    chosen = set(rules.resolve(DEFAULT))
    severities: dict[str, Severity] = {}
    options: dict[str, dict[str, Any]] = {}
    for each in layers:
        values = each.values
        chosen = _select(each, rules, chosen)
        for _rank, ids, level in sorted(
            ((*_resolve(name, each, rules), s) for name, s in values.get("severity", {}).items()),
            key=lambda t: t[0]
        ):
            severities.update(dict.fromkeys(ids, level))
        for name, given in values.get("rules", {}).items():
            for rule, option, value in _rule_options(name, given, each, rules):
                options.setdefault(rule, {})[option] = value
        if "per-file-ignores" in values:
            table = tuple(
                (glob, frozenset(i for n in names for i in _resolve(n, each, rules)[1]))
                for glob, names in values["per-file-ignores"]
            )
            settings = replace(settings, per_file_ignores=table)
        if "exclude" in values:
            settings = replace(settings, exclude=values["exclude"])
        if "fail-on" in values:
            level = values["fail-on"]
            settings = replace(settings, fail_on=None if level == "never" else Severity(level))
        if "unread" in values:
            settings = replace(settings, unread=values["unread"])
        if "baseline" in values:
            path = values["baseline"]
            settings = replace(settings, baseline=str(Path(each.root, path)) if path else "")
        if "target-frontend" in values:
            settings = replace(settings, target_frontend=values["target-frontend"])
    return replace(settings, enabled=frozenset(chosen), severities=severities, options=options)


def _resolve(name: str, source: Layer, rules: RuleSet) -> tuple[int, tuple[str, ...]]:
    """How specific a name is (0 a set, 1 a family, 2 a rule) and the rules it means."""
    try:
        ids = rules.resolve(name)
    except KeyError:
        close = rules.near(name)
        hint = (
            f"; did you mean {' or '.join(f'`{c}`' for c in close)}?"
            if close
            else "; `dlint rules` lists them"
        )
        raise ConfigError(f"{source.source}: no rule is called `{name}`{hint}") from None
    return (0 if name in SETS else 1 if name in rules.families else 2), ids


def _select(source: Layer, rules: RuleSet, chosen: set[str]) -> set[str]:
    values = source.values
    steps: list[tuple[int, int, tuple[str, ...]]] = []
    for order, key in enumerate(("select", "extend-select", "ignore")):
        for name in values.get(key, ()):
            rank, ids = _resolve(name, source, rules)
            steps.append((rank, order, ids))
    chosen = set() if "select" in values else set(chosen)
    for _rank, order, ids in sorted(steps):
        if order == 2:
            chosen.difference_update(ids)
        else:
            chosen.update(ids)
    return chosen


def _rule_options(
    name: str, given: Mapping[str, Any], source: Layer, rules: RuleSet
) -> list[tuple[str, str, Any]]:
    where = f"{source.source}: [rules.{name}]"
    rank, ids = _resolve(name, source, rules)
    if rank < 2:
        raise ConfigError(f"{where} names several rules; options belong to one")
    done = []
    for rule_id in ids:
        known = {o.name.replace("_", "-"): o for o in rules.by_id[rule_id].options}
        for key, value in given.items():
            option = known.get(key.replace("_", "-"))
            if option is None:
                has = near(key, known) or (
                    "; it has none" if not known else f"; it has {', '.join(f'`{k}`' for k in known)}"
                )
                raise ConfigError(f"{where} has no option `{key}`{has}")
            done.append((rule_id, option.name, _option(option, value, where)))
    return done


def _option(option: Option, value: Any, where: str) -> Any:
    """A value of the type of the option's default. Raises ConfigError."""
    default = option.default
    wanted: type | tuple[type, ...] = (
        list if isinstance(default, (list, tuple, set, frozenset)) else type(default)
    )
    if default is None:
        return value
    if isinstance(default, float):
        wanted = (int, float)
    if not isinstance(value, wanted) or (isinstance(value, bool) and not isinstance(default, bool)):
        raise ConfigError(f"{where} `{option.name}` is {_KINDS.get(type(default), 'a list')}")
    return value if isinstance(default, (bool, int, str, dict)) else type(default)(value)


_KINDS = {bool: "true or false", int: "a whole number", float: "a number", str: "a string", dict: "a table"}

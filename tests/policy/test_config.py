from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dlinter.finding import Severity
from dlinter.model.dockerfile import Dockerfile
from dlinter.model.toml_keys import MOST_PARTS
from dlinter.packs import RuleSet
from dlinter.policy.config import KEYS, build, environment, find_config, layer, load_config
from dlinter.policy.errors import ConfigError
from dlinter.policy.globs import MOST_GLOBS
from dlinter.policy.schema import schema
from dlinter.policy.settings import UNREAD, Settings
from dlinter.rule import ALL, DEFAULT, AnyRule, Option, Rule


def _rule(
    name: str,
    family: str,
    ruleset: str = DEFAULT,
    aliases: tuple[str, ...] = (),
    options: tuple[Option, ...] = (),
) -> AnyRule:
    return Rule(
        id=name, family=family, doc=f"About {name}.", subject=Dockerfile, check=lambda s, c: (),
        severity=Severity.WARNING,
        examples=(), ruleset=ruleset, aliases=aliases, options=options,
    )  # fmt: skip


RULES = RuleSet(
    (
        _rule("one", "cache", aliases=("hadolint:DL3001",)),
        _rule("two", "cache", options=(Option("limit", 3, "How many."), Option("names", ("a",), "Which."))),
        _rule("three", "pins", ALL, aliases=("hadolint:DL3008",),
            options=(Option("trusted_registries", (), "Which."),)),
    )
)


def _build(*values: dict[str, Any]) -> Any:
    return build([layer(v, "test.toml", "/root") for v in values], RULES)


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ([], {"one", "two"}),
        ([{"select": ["all"]}], {"one", "two", "three"}),
        ([{"select": ["three"]}], {"three"}),
        ([{"extend-select": ["DL3008"]}], {"one", "two", "three"}),
        ([{"ignore": ["cache"]}], set()),
        ([{"select": ["one"], "ignore": ["cache"]}], {"one"}),
        ([{"select": ["cache"], "ignore": ["one"]}], {"two"}),
        ([{"select": ["all"], "ignore": ["cache"], "extend-select": ["hadolint:DL3001"]}], {"one", "three"}),
        ([{"ignore": ["one"]}, {"select": ["cache"]}], {"one", "two"}),
        ([{"select": ["three"]}, {"ignore": ["three"]}], set()),
    ],
)
def test_selection(layers: list[dict[str, Any]], expected: set[str]) -> None:
    assert _build(*layers).enabled == expected


def test_severity_of_a_rule_wins_over_its_family() -> None:
    settings = _build({"severity": {"one": "error", "cache": "note"}})
    assert settings.severities == {"one": Severity.ERROR, "two": Severity.NOTE}


def test_other_settings() -> None:
    settings = _build(
        {"fail-on": "never", "exclude": ["vendor/"], "baseline": "b.json", "target-frontend": "1.4"},
        {"per-file-ignores": {"tests/**": ["cache"]}},
    )
    assert settings.fail_on is None
    assert settings.exclude == ("vendor/",)
    assert Path(settings.baseline) == Path("/root/b.json")
    assert settings.target_frontend == "1.4"
    assert settings.per_file_ignores == (("tests/**", frozenset({"one", "two"})),)


def test_options_take_the_type_of_their_default() -> None:
    settings = _build(
        {"rules": {"two": {"limit": 5, "names": ["x"]}, "DL3008": {"trusted-registries": ["r.example"]}}}
    )
    assert settings.options == {
        "two": {"limit": 5, "names": ("x",)},
        "three": {"trusted_registries": ("r.example",)},
    }


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"selct": []}, "test.toml: `selct` is not a setting; did you mean `select`?"),
        ({"select": "all"}, "`select` is a list of rules"),
        *(({"select": value}, "`select` is a list of rules") for value in ([3], [""], ["all", None])),
        ({"select": ["on"]}, "no rule is called `on`; did you mean `one`"),
        ({"select": ["zzzzzz"]}, "`dlint rules` lists them"),
        ({"fail-on": "fatal"}, "`fail-on` is one of error, warning, note, never"),
        ({"severity": {"one": "fatal"}}, "`severity` of `one` is one of"),
        ({"severity": []}, "is a table"),
        ({"per-file-ignores": {"": ["one"]}}, "empty glob"),
        ({"exclude": [1]}, "is a list of globs"),
        ({"exclude": ["[z-a]"]}, "bad glob"),
        *(({"target-frontend": value}, "is a version in quotes")
            for value in (1.4, 14, "", "1.x", "1..4", "new")),
        ({"baseline": 1}, "is a path"),
        ({"rules": {"two": 1}}, "one table for each rule"),
        ({"rules": {"two": {"limt": 1}}}, "has no option `limt`; did you mean `limit`?"),
        ({"rules": {"one": {"x": 1}}}, "has no option `x`; it has none"),
        ({"rules": {"two": {"limit": "5"}}}, "`limit` is a whole number"),
        ({"rules": {"two": {"limit": True}}}, "`limit` is a whole number"),
        ({"rules": {"two": {"names": "x"}}}, "`names` is a list"),
        ({"rules": {"cache": {"limit": 1}}}, "names several rules"),
    ],
)
def test_mistakes_are_named(values: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        _build(values)
    assert message in str(caught.value)


def test_environment() -> None:
    layers = environment(
        {"DLINT_SELECT": "all, ", "DLINT_IGNORE": "one,two", "DLINT_FAIL_ON": "", "HOME": "/x"}, "/"
    )
    settings = build(layers, RULES)
    assert settings.enabled == {"three"}
    with pytest.raises(ConfigError, match="DLINT_FAIL_ON"):
        environment({"DLINT_FAIL_ON": "bad"}, "/")


def test_nearest_file_upwards_to_the_repository(tmp_path: Path) -> None:
    (tmp_path / "dlint.toml").write_text("")
    repository = tmp_path / "repo"
    deep = repository / "a" / "b"
    deep.mkdir(parents=True)
    assert find_config(deep) == tmp_path / "dlint.toml"
    (repository / ".git").mkdir()
    assert find_config(deep) is None
    (repository / "pyproject.toml").write_text("[tool.other]\ndlint = 1\n")
    assert find_config(deep) is None
    (repository / "pyproject.toml").write_text('[tool.dlint]\nfail-on = "note"\n')
    assert find_config(deep) == repository / "pyproject.toml"
    (repository / "a" / ".dlint.toml").write_text("")
    assert find_config(deep) == repository / "a" / ".dlint.toml"


def test_load(tmp_path: Path) -> None:
    pyproject = tmp_path / "pyproject.toml"
    pyproject.write_text('[tool.dlint]\nfail-on = "note"\n')
    loaded = load_config(pyproject)
    assert loaded.values == {"fail-on": "note"}
    assert loaded.root == str(tmp_path)


@pytest.mark.parametrize(
    ("content", "message"), [(b"a = ", "is not TOML"), (b"\xff", "is not UTF-8"),
        (b"[tool.x]\n", "has no table")]
)
def test_unreadable_files(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=message):
        load_config(path)
    with pytest.raises(ConfigError, match="No such file"):
        load_config(tmp_path / "absent.toml")


def test_the_largest_configuration(tmp_path: Path) -> None:
    path = tmp_path / "dlint.toml"
    text = b'fail-on = "note"\n#'
    path.write_bytes(text + b"x" * (1_048_576 - len(text)))
    assert load_config(path).values == {"fail-on": "note"}
    path.write_bytes(text + b"x" * (1_048_577 - len(text)))
    with pytest.raises(ConfigError, match=r"dlint\.toml: "):
        load_config(path)


def test_the_longest_key(tmp_path: Path) -> None:
    path = tmp_path / "dlint.toml"
    path.write_text(".".join(["a"] * MOST_PARTS) + " = 1\n")
    with pytest.raises(ConfigError, match="`a` is not a setting"):
        load_config(path)
    path.write_text(".".join(["a"] * (MOST_PARTS + 1)) + " = 1\n")
    with pytest.raises(ConfigError, match=f"has a key of more than {MOST_PARTS} parts"):
        load_config(path)


@pytest.mark.parametrize("over", [0, 1])
def test_a_setting_has_a_thousand_globs(over: int) -> None:
    globs = [f"a{n}" for n in range(MOST_GLOBS + over)]
    for values in ({"exclude": globs}, {"per-file-ignores": {glob: ["one"] for glob in globs}}):
        if over:
            with pytest.raises(ConfigError, match="has more than 1,000 globs"):
                _build(values)
        else:
            assert _build(values)


def test_schema_says_what_the_reader_says() -> None:
    made = schema(RULES)
    jsonschema.Draft202012Validator.check_schema(made)
    validator = jsonschema.Draft202012Validator(made)
    assert set(made["properties"]) == set(KEYS)
    good: dict[str, Any] = {
        "select": ["all"], "extend-select": ["DL3008"], "ignore": ["cache"], "fail-on": "never",
        "unread": "note", "severity": {"one": "note"},
        "per-file-ignores": {"a": ["one"]}, "exclude": ["x"], "baseline": "b", "target-frontend": "1.4",
        "rules": {"two": {"limit": 1, "names": []}},
    }  # fmt: skip
    assert set(good) == set(KEYS)
    assert validator.is_valid(good)
    _build(good)
    for bad in (
        {"selct": []},
        {"fail-on": "x"},
        {"unread": "x"},
        {"unread": False},
        {"rules": {"two": {"limit": "1"}}},
        {"rules": {"two": {"x": 1}}},
    ):
        assert not validator.is_valid(bad)
        with pytest.raises(ConfigError):
            _build(bad)


def test_the_schema_says_the_defaults() -> None:
    known = schema(RULES)["properties"]
    assert known["unread"]["default"] == Settings().unread == UNREAD[0]

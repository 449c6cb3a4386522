from __future__ import annotations

import json
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from dlinter.cli.commands.config import toml
from dlinter.cli.hadolint import translate
from dlinter.cli.main import main
from dlinter.finding import Severity
from dlinter.model.dockerfile import Dockerfile
from dlinter.packs import RuleSet
from dlinter.policy.config import build, layer
from dlinter.rule import ALL, DEFAULT, AnyRule, Option, Rule
from dlinter.run import conceal

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def _rule(name: str, code: str, ruleset: str = DEFAULT, *options: Option) -> AnyRule:
    return Rule(
        id=name, family="pins", doc="x", subject=Dockerfile, check=lambda s, c: (),
        severity=Severity.WARNING, examples=(),
        aliases=(f"hadolint:{code}",), ruleset=ruleset, options=options,
    )  # fmt: skip


RULES = RuleSet(
    (
        _rule("pinned-apt", "DL3008", ALL),
        _rule("relative", "DL3000"),
        _rule("registry", "DL3026", ALL, Option("trusted_registries", (), "x")),
        _rule("labels", "DL3049", ALL, Option("label_schema", {}, "x")),
        _rule("more-labels", "DL3050", ALL),
    )
)


def test_translate() -> None:
    values, without = translate(
        {
            "ignored": ["DL3000", "SC2086"],
            "override": {"error": ["DL3008"], "info": ["DL3000"], "style": ["DL9999"], "shout": []},
            "failure-threshold": "style",
            "trustedRegistries": ["r.example", "*.s.example"],
            "label-schema": {"author": "text"},
            "strict-labels": True,
            "disable-ignore-pragma": True,
            "format": "json",
            "what": 1,
        },
        RULES,
    )
    assert values == {
        "extend-select": ["labels", "more-labels", "pinned-apt", "registry"],
        "ignore": ["relative"],
        "fail-on": "note",
        "severity": {"pinned-apt": "error", "relative": "note"},
        "rules": {"labels": {"label_schema": {"author": "text"}},
            "registry": {"trusted_registries": ["r.example", "*.s.example"]}},
    }
    assert without == [
        "`ignored: SC2086`", "`override.style: DL9999`", "`override.shout`",
        "`disable-ignore-pragma`: comments in the files are always honoured", "`format`: use `--format`",
        "`what`",
    ]  # fmt: skip
    settings = build([layer(tomllib.loads(toml(values)), "t", "/")], RULES)
    assert settings.enabled == {"labels", "more-labels", "pinned-apt", "registry"}
    assert settings.options["registry"] == {"trusted_registries": ("r.example", "*.s.example")}


@pytest.mark.parametrize(
    ("data", "fail_on"),
    [({"failure-threshold": "ignore"}, "never"), ({"no-fail": True, "failure-threshold": "error"}, "never"),
        ({"no-fail": False}, None)],
)
def test_thresholds(data: dict[str, object], fail_on: str | None) -> None:
    assert translate(data, RULES)[0].get("fail-on") == fail_on


def test_what_has_no_rule_is_listed() -> None:
    values, without = translate({"trustedRegistries": ["r.example"], "label-schema": {"a": "b"}}, RuleSet(()))
    assert values == {}
    assert without == ["`trustedRegistries`", "`label-schema`"]


def test_toml_round_trip() -> None:
    values = {
        "a": ["x" * 60, "y" * 60], "b": 'quo"te\\\n\x7f', "c": True, "d": 1.5,
        "t": {"a b/*": "x", "sub": {"k": [1]}},
        "u": {"one": {}, "two": {"z": {"deep": "1"}}},
    }  # fmt: skip
    assert tomllib.loads(toml(values)) == values


def test_import_writes_what_dlint_reads(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".hadolint.yaml").write_text("ignored:\n  - DL3000\n  - SC9999\nfailure-threshold: error\n")
    done = run("config", "import", ".hadolint.yaml", "--output", ".dlint.toml")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "dlint: no equivalent: `ignored: SC9999`\n"
    shown = tomllib.loads(run("config", "show").stdout)
    assert shown["fail-on"] == "error"
    assert "relative-workdir" not in shown["select"] and "undefined-stage" in shown["select"]
    assert "# no equivalent: `ignored: SC9999`\n" in (tmp_path / ".dlint.toml").read_text()


@pytest.mark.parametrize(
    ("text", "message"), [("- a\n", "is not a hadolint configuration"), ("a: [\n", "is not YAML")]
)
def test_import_of_something_else(run: Run, tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / ".hadolint.yaml").write_text(text)
    done = run("config", "import")
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr and done.stderr.count("\n") == 1


def test_show_is_a_configuration_with_the_same_settings(run: Run, tmp_path: Path) -> None:
    (tmp_path / "dlint.toml").write_text(
        'ignore = ["relative-workdir"]\nexclude = ["vendor/"]\n[severity]\nsyntax-error = "note"\n'
    )
    first = run("config", "show", env={"DLINT_FAIL_ON": "never"})
    assert first.returncode == 0
    assert first.stdout.startswith(f"# from {tmp_path / 'dlint.toml'}\n")
    (tmp_path / "copy.toml").write_text(first.stdout)
    second = run("config", "show", "--config", "copy.toml")
    assert second.stdout.split("\n", 1)[1] == first.stdout.split("\n", 1)[1]
    assert run("config", "show", "--isolated").stdout.startswith("# no configuration file\n")


def test_show_for_a_path(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "dlint.toml").write_text('fail-on = "note"\n')
    assert 'fail-on = "note"' in run("config", "show", "sub").stdout
    assert 'fail-on = "note"' in run("config", "show", "sub/Dockerfile").stdout
    assert 'fail-on = "warning"' in run("config", "show").stdout


def test_the_schema_takes_what_show_shows(run: Run) -> None:
    schema = json.loads(run("config", "schema").stdout)
    jsonschema.Draft202012Validator(schema).validate(
        tomllib.loads(run("config", "show", "--select", "all").stdout)
    )


def test_show_says_what_unread_parts_do(run: Run) -> None:
    assert "unread" not in run("config", "show").stdout
    assert 'unread = "note"' in run("config", "show", env={"DLINT_UNREAD": "note"}).stdout


def test_config_alone_shows_the_settings(run: Run) -> None:
    assert run("config", "--isolated").stdout == run("config", "show", "--isolated").stdout != ""


def test_aliases_of_aliases_are_not_written_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lists = "a0: &a0 [DL3008]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))
    keys = "ignored: *a39\ntrustedRegistries: *a39\nlabel-schema: {b: *a39}\nfailure-threshold: *a39\n"
    (tmp_path / ".hadolint.yaml").write_text(lists + keys + "override: {error: *a39}\n")
    assert main(["config", "import"]) == 0


def test_settings_without_an_equivalent_are_searched_for_secrets_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    made: list[object] = []
    concealer = conceal.concealer
    monkeypatch.setattr(conceal, "concealer", lambda: (made.append(1), concealer())[1])
    token = "ghp_" + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx"
    codes = "".join(f"  - DL{n}\n" for n in range(10_000, 10_050))
    (tmp_path / ".hadolint.yaml").write_text(f"ignored:\n{codes}  - {token}\n")
    assert main(["config", "import"]) == 0
    said = capsys.readouterr()
    assert said.err.count("no equivalent") == 51 and len(made) == 2, "once for each stream"
    assert token not in said.err and "ghp_… (40 characters)" in said.err

"""hadolint's label schema and registries become options of the built-in rules."""

from __future__ import annotations

from dlinter.cli.hadolint import translate
from dlinter.packs import load_rules


def test_schema_strictness_and_registries() -> None:
    data = {
        "label-schema": {"author": "email"},
        "strict-labels": True,
        "trustedRegistries": ["docker.io", "*.example"],
    }
    values, without = translate(data, load_rules(["dlinter_rules"]))
    assert without == []
    assert values["extend-select"] == ["unknown-label"]
    assert values["rules"] == {
        "invalid-label-value": {"labels": {"author": "email"}},
        "missing-label": {"labels": {"author": "email"}},
        "unknown-label": {"labels": {"author": "email"}},
        "untrusted-registry": {"registries": ["docker.io", "*.example"]},
    }


def test_without_strictness_other_labels_are_welcome() -> None:
    values, without = translate({"label-schema": {"author": "email"}}, load_rules(["dlinter_rules"]))
    assert without == [] and set(values["rules"]) == {"invalid-label-value", "missing-label"}
    assert "extend-select" not in values

"""hadolint's label schema and registries become options of the built-in rules."""

from __future__ import annotations

from dlinter.cli.hadolint import translate
from dlinter.registry import load_rules


def test_schema_strictness_and_registries() -> None:
    data = {"label-schema": {"author": "email"}, "strict-labels": True, "trustedRegistries": ["docker.io", "*.example"]}
    values, without = translate(data, load_rules(["dlinter_rules"]))
    assert without == []
    assert values["rules"] == {
        "label-schema": {"labels": {"author": "email"}, "strict": True},
        "untrusted-registry": {"registries": ["docker.io", "*.example"]},
    }

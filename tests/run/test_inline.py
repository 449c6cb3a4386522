"""Inline Dockerfiles of Compose and Bake files: findings stand where the file has them."""

from __future__ import annotations

import pytest

from dlinter.model.text import Text
from dlinter.packs import load_rules
from dlinter.policy.settings import Settings
from dlinter.run.session import Examiner
from dlinter.testing.examiner import ExampleExaminer

RULES = frozenset(
    {"maintainer-deprecated", "secret-in-env", "secret-passed-as-argument", "untagged-base-image"}
)


def found(source: str, path: str) -> list[tuple[str, str]]:
    """Rule and marked text of each finding."""
    text = Text(source.encode(), path)
    results = ExampleExaminer(load_and_keep(), {}).lint(text).results
    return [
        (r.rule.id, text.slice(r.location.span))
        for r in results
        if r.location.span is not None and r.suppressed_by is None
    ]


def load_and_keep() -> Examiner:
    return Examiner.of(load_rules(), Settings(enabled=RULES))


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("compose.yaml",
            ("services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM debian\n\n        "
            "MAINTAINER ü\n")),
        ("compose.yaml",
            ("services:\n  a:\n    build:\n      dockerfile_inline: >-\n        FROM debian\n\n        "
            "MAINTAINER ü\n")),
        ("compose.yaml",
            'services:\n  a:\n    build:\n      dockerfile_inline: "FROM debian\\nMAINTAINER ü"\n'),
        ("docker-bake.json", '{"target": {"a": {"dockerfile-inline": "FROM debian\\nMAINTAINER ü\\n"}}}'),
        ("docker-bake.hcl", 'target "a" {\n  dockerfile-inline = <<EOT\nFROM debian\nMAINTAINER ü\nEOT\n}\n'),
        ("docker-bake.hcl",
            'target "a" {\n  dockerfile-inline = <<-EOT\n    FROM debian\n    MAINTAINER ü\n  EOT\n}\n'),
    ],
)
def test_a_finding_stands_at_its_place(path: str, source: str) -> None:
    assert found(source, path) == [("untagged-base-image", "debian"), ("maintainer-deprecated", "MAINTAINER")]


def test_two_dollars_of_compose_are_one() -> None:
    source = (
        "services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM a:1\n        ARG API_TOKEN\n  "
        "      ENV T=$$API_TOKEN\n"
    )
    assert ("secret-in-env", "T=$$API_TOKEN") in found(source, "compose.yaml")


def test_named_contexts_and_ignores_of_the_file_count() -> None:
    source = (
        "services:\n  a:\n    build:\n      additional_contexts: {debian: 'service:x'}\n      "
        "dockerfile_inline: |\n        FROM debian\n"
    )
    assert found(source, "compose.yaml") == []
    ignored = (
        "services:\n  a:\n    # dlint: ignore[untagged-base-image] a test\n    build:\n      "
        "dockerfile_inline: |\n        FROM debian\n"
    )
    assert found(ignored, "compose.yaml") == []


def test_lines_in_messages_are_those_of_the_file() -> None:
    source = (
        "services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM a:1\n        ARG API_TOKEN\n  "
        "      RUN ./x\n"
    )
    text = Text(source.encode(), "compose.yaml")
    (result,) = ExampleExaminer(load_and_keep(), {}).lint(text).results
    assert "RUN on line 7" in result.message

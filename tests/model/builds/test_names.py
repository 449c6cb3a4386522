"""Which files are build files: by name, and for named files by what they hold."""

from __future__ import annotations

import pytest

from dlinter.model.builds import Kind
from dlinter.model.builds.names import is_data, kind_of_name
from dlinter.model.builds.reader import read_build_file
from dlinter.model.text import Text


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (".github/workflows/build.yml", Kind.WORKFLOW), ("/x/.github/workflows/build.yaml", Kind.WORKFLOW),
        (".forgejo/workflows/a.yml", Kind.WORKFLOW),
        (".github/workflows/sub/build.yml", None), ("workflows/build.yml", None),
        (".github/dependabot.yml", None), (".github/workflows/build.yml.disabled", None),
        ("action.yml", Kind.ACTION), (".github/actions/x/action.yaml", Kind.ACTION), ("my-action.yml", None),
        (".gitlab-ci.yml", Kind.GITLAB), ("ci/build.gitlab-ci.yml", Kind.GITLAB), ("gitlab-ci.yml", None),
        ("compose.yaml", Kind.COMPOSE), ("docker-compose.yml", Kind.COMPOSE),
        ("docker-compose.dev.yml", Kind.COMPOSE), ("compose-dev.yaml", Kind.COMPOSE),
        ("docker-compose_test.yml", Kind.COMPOSE), ("composer.yml", None), ("compose.json", None),
        ("docker-compose.yml.j2", None),
        ("docker-bake.hcl", Kind.BAKE), ("docker-bake.override.json", Kind.BAKE), ("main.hcl", None),
        ("Dockerfile", None), ("compose", None),
    ],
)  # fmt: skip
def test_by_name(path: str, kind: Kind | None) -> None:
    assert kind_of_name(path) is kind
    assert is_data(path) == path.endswith((".yml", ".yaml", ".hcl", ".json"))


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("on: push\njobs: {}\n", Kind.WORKFLOW), ("name: a\nruns: {}\n", Kind.ACTION),
        ("stages: [a]\n", Kind.GITLAB), ("services: {}\n", Kind.COMPOSE),
        ("target: {a: {}}\n", Kind.BAKE), ("a: b\n", None), ("- a\n", None), ("", None),
    ],
)  # fmt: skip
def test_by_content(source: str, kind: Kind | None) -> None:
    file = read_build_file(Text(source.encode(), "ci/x.yml"))
    assert (file.kind if file else None) is kind

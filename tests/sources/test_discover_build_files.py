"""Workflows, pipelines, Compose and Bake files are found beside Dockerfiles."""

from __future__ import annotations

from pathlib import Path

import pytest

from dlinter.sources.discover import discover


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path.resolve() / "repo"
    (root / ".git").mkdir(parents=True)
    monkeypatch.chdir(root)
    return root


def make(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("a: b\n")


def paths(*names: str) -> list[str]:
    return [item.path for item in discover(names).inputs]


def test_a_folder_is_searched_for_them(tree: Path) -> None:
    taken = (
        ".github/actions/x/action.yml", ".github/workflows/a.yml", ".github/workflows/b.yaml",
        ".gitlab-ci.yml", "Dockerfile", "compose.yaml",
        "deploy/docker-compose.dev.yml", "docker-bake.hcl", "docker-bake.override.json",
    )  # fmt: skip
    make(
        tree,
        *taken,
        "mkdocs.yml",
        ".github/dependabot.yml",
        "package.json",
        "main.hcl",
        "composer.yaml",
        "node_modules/x/compose.yaml",
    )
    assert paths(".") == sorted(taken)
    assert paths(".github/workflows") == [".github/workflows/a.yml", ".github/workflows/b.yaml"]
    assert paths(".github") == [
        ".github/actions/x/action.yml",
        ".github/workflows/a.yml",
        ".github/workflows/b.yaml",
    ]


def test_what_git_ignores_is_left_out(tree: Path) -> None:
    make(tree, "out/compose.yaml", "compose.yaml")
    (tree / ".gitignore").write_text("out/\n")
    assert paths(".") == ["compose.yaml"]


def test_any_name_is_taken_that_is_given(tree: Path) -> None:
    make(tree, "ci/build.yml", ".github/workflows/a.yml")
    assert paths("ci/build.yml", ".github/workflows/a.yml") == [".github/workflows/a.yml", "ci/build.yml"]


def test_a_folder_that_holds_nothing_is_told_of(tree: Path) -> None:
    make(tree, "docs/mkdocs.yml")
    assert discover(["docs"]).notes[0].startswith("no Dockerfile in docs: ")

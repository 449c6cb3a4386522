"""Bake steps → the targets of the repository's Bake files."""

from __future__ import annotations

import pytest

from dlinter.model.builds import BuildFile
from dlinter.model.builds.baking import bake
from dlinter.model.builds.facts import BuildFacts
from dlinter.model.builds.reader import read_build_file
from dlinter.model.text import Text

from .builds import read

PATH = ".github/workflows/bake.yml"
BAKE = """{
  "group": {"default": {"targets": ["api", "web"]}, "all": {"targets": ["default", "docs"]}},
  "target": {
    "api": {"context": "api", "cache-to": ["type=gha,scope=api"]}, "web": {"context": "web", "dockerfile": "D"}, "docs": {"target": "x"}
  }
}"""  # noqa: E501


def baked(step: str, **files: str) -> tuple[BuildFile, BuildFacts]:
    sources = files or {"docker-bake.json": BAKE}

    def load(path: str) -> BuildFile | None:
        return read_build_file(Text(sources[path].encode(), path)) if path in sources else None

    file = bake(
        read(f"on: push\njobs:\n  b:\n    runs-on: ubuntu-latest\n    steps:\n      - {step}\n", PATH), load
    )
    return file, BuildFacts(file, PATH)


@pytest.mark.parametrize(
    ("step", "targets"),
    [
        ("uses: docker/bake-action@v6", ["api", "web"]),
        ("uses: docker/bake-action@v6\n        with: {targets: all}", ["api", "web", "docs"]),
        ("uses: docker/bake-action@v6\n        with: {targets: 'docs,api'}", ["docs", "api"]),
        ("uses: docker/bake-action@v6\n        with: {files: ./docker-bake.json, targets: web}", ["web"]),
        ("run: docker buildx bake", ["api", "web"]),
        ("run: docker buildx bake -f docker-bake.json --set *.no-cache=true docs", ["docs"]),
        ("uses: docker/bake-action@v6\n        with: {targets: '${{ inputs.target }}'}", [""]),
        ("uses: docker/bake-action@v6\n        with: {targets: nothing}", [""]),
        ("uses: docker/bake-action@v6\n        with: {files: absent.json}", [""]),
        ("run: cd $X && docker buildx bake", [""]),
    ],
)
def test_targets(step: str, targets: list[str]) -> None:
    file, _ = baked(step)
    assert [b.baked for b in file.builds] == targets


def test_what_comes_over_from_the_bake_file() -> None:
    file, facts = baked("name: All\n        uses: docker/bake-action@v6")
    api, web = file.builds
    assert [(b.name, facts.path_of(b), b.complete, b.exports_elsewhere) for b in (api, web)] == [
        ("All: api", "api/Dockerfile", True, True), ("All: web", "web/D", True, False),
    ]  # fmt: skip
    assert api.span == web.span and file.text.slice(api.anchor) == "docker/bake-action@v6"
    assert not (api.args or api.cache_to)


def test_overrides_by_pattern() -> None:
    file, _ = baked(
        "uses: docker/bake-action@v6\n        with:\n          set: |\n            *.cache-from=type=gha\n   "
        "         w*.cache-to=type=gha,mode=min\n            api.no-cache=true"
    )
    api, web = file.builds
    assert ([e.text for e in api.cache_to], [e.text for e in web.cache_to]) == ([], ["type=gha,mode=min"])
    assert file.text.slice(web.cache_to[0].span) == "type=gha,mode=min"
    assert api.no_cache is not None and api.exports_elsewhere and not web.exports_elsewhere
    assert [e.text for e in (*api.cache_from, *web.cache_from)] == ["type=gha", "type=gha"]


def test_paths_start_at_the_bake_file() -> None:
    file, facts = baked(
        "run: docker buildx bake -f sub/docker-bake.json docs", **{"sub/docker-bake.json": BAKE}
    )
    assert [facts.path_of(b) for b in file.builds] == ["sub/Dockerfile"]


def test_groups_in_a_circle_and_two_files_of_one_target() -> None:
    loop = (
        '{"group": {"default": {"targets": ["a"]}, "a": {"targets": ["default", "t"]}}, "target": {"t": {}}}'
    )
    file, _ = baked("uses: docker/bake-action@v6", **{"docker-bake.json": loop})
    assert [b.baked for b in file.builds] == [""]
    file, _ = baked(
        "uses: docker/bake-action@v6",
        **{"docker-bake.json": BAKE, "compose.yaml": "services: {api: {build: .}}\n"},
    )
    assert [b.baked for b in file.builds] == [""]

"""Commands other than Docker's that build: kaniko, buildah, depot, Compose."""

from __future__ import annotations

from dlinter.model.builds import BuildFile, Tool
from dlinter.model.builds.baking import bake
from dlinter.model.builds.facts import BuildFacts
from dlinter.model.builds.reader import read_build_file
from dlinter.model.text import Text

from .builds import one, pairs, read, text

PATH = ".gitlab-ci.yml"
COMPOSE = (
    "services:\n  api:\n    build: {context: api, dockerfile: D}\n  web:\n    build: web\n  db:\n    image: "
    "a\n"
)


def script(command: str) -> str:
    return f"build:\n  script:\n    - {command}\n"


def test_kaniko() -> None:
    source = script(
        "/kaniko/executor --context dir://$CI_PROJECT_DIR/app --dockerfile docker/D -d r.example/a "
        "--build-arg A=b --target x --cache=true"
    )
    build = one(source, PATH)
    assert (build.tool, text(build.target), pairs(build.args), [t.text for t in build.tags]) == (
        Tool.KANIKO,
        "x",
        [("A", "b")],
        ["r.example/a"],
    )
    facts = BuildFacts(read(source, PATH))
    assert [facts.path_of(b) for b in facts.file.builds] == ["app/docker/D"]


def test_buildah_and_depot() -> None:
    file = read(script("buildah build-using-dockerfile -f a.Containerfile . && depot bake -f b.hcl x"), PATH)
    assert [(b.tool, b.builder) for b in file.builds] == [
        (Tool.PODMAN, "podman"),
        (Tool.BAKE_COMMAND, "depot"),
    ]


def composed(command: str) -> list[str | None]:
    sources = {
        "compose.yaml": COMPOSE,
        "docker-compose.yml": "services: {old: {build: old}}\n",
        "ci/c.yml": COMPOSE,
    }

    def load(path: str) -> BuildFile | None:
        return read_build_file(Text(sources[path].encode(), path)) if path in sources else None

    file = bake(read(script(command), PATH), load)
    facts = BuildFacts(file)
    return [facts.path_of(b) for b in file.builds if b.baked]


def test_compose_builds_its_services() -> None:
    assert composed("docker compose build") == ["api/D", "web/Dockerfile"]
    assert composed("docker compose build --pull web") == ["web/Dockerfile"]
    assert composed("docker-compose -p x up -d --build") == ["api/D", "web/Dockerfile"]
    assert composed("docker compose -f ci/c.yml build api") == ["ci/api/D"]
    assert composed("docker compose up -d") == []
    assert composed("docker compose --project-directory x build") == []

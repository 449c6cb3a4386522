"""GitLab CI → the build commands in its scripts."""

from __future__ import annotations

import pytest

from dlinter.model.builds import Kind, Runner, Tool

from .builds import one, pairs, read, spans_hold, text, written

PATH = ".gitlab-ci.yml"


def test_scripts_lists_and_blocks() -> None:
    file = read(
        "build:\n  script:\n    - docker build -t a .\n    - - docker build -t b b\n      - >\n        "
        "docker buildx build\n        --target x .\n"
        "  after_script: docker build -f c.Dockerfile .\n",
        PATH,
    )
    spans_hold(file)
    assert file.kind is Kind.GITLAB
    assert [(b.tool, text(b.context), text(b.target), text(b.dockerfile)) for b in file.builds] == [
        (Tool.DOCKER, ".", None, None), (Tool.DOCKER, "b", None, None), (Tool.BUILDX, ".", "x", None),
        (Tool.DOCKER, ".", None, "c.Dockerfile"),
    ]  # fmt: skip
    assert all(b.job == "build" and b.events == ("push",) for b in file.builds)


def test_extends_anchors_references_and_default() -> None:
    file = read(
        "default:\n  before_script: [cd app]\n.base: &base\n  variables: {V: '1'}\n  script:\n    - docker "
        "build --build-arg V=$V .\n"
        "one: {extends: .base}\ntwo:\n  <<: *base\nthree:\n  before_script: []\n  script:\n    - !reference "
        "[.base, script]\n    - docker build sub\n",
        PATH,
    )
    assert [(b.job, b.folder, text(b.context)) for b in file.builds] == [
        ("one", "app", "."),
        ("three", "", "sub"),
    ]
    assert pairs(file.builds[0].args) == [("V", "$V")]
    assert written(file, file.builds[0].args[0]) == "V=$V"
    assert text((file.builds[0].env or {})["V"]) == "1"


@pytest.mark.parametrize(
    ("services", "variables", "runner", "builder"),
    [
        ("[docker:27-dind]", "{}", Runner.EPHEMERAL, "docker"),
        ("[{name: 'registry.example/docker:27-dind', alias: docker}]", "{DOCKER_HOST: 'tcp://docker:2376'}",
            Runner.EPHEMERAL, "docker"),
        ("[docker:27-dind]", "{DOCKER_HOST: 'tcp://builder.example:2376'}", Runner.EPHEMERAL, ""),
        ("[postgres:17]", "{}", Runner.UNKNOWN, "docker"),
        ("[]", "{}", Runner.UNKNOWN, "docker"),
    ],
)
def test_a_daemon_that_is_a_service_is_new_for_every_job(
    services: str, variables: str, runner: Runner, builder: str
) -> None:
    build = one(f"services: {services}\nvariables: {variables}\nb:\n  script: docker build .\n", PATH)
    assert (build.runner, build.builder) == (runner, builder)


@pytest.mark.parametrize(
    ("more", "events"),
    [("only: [tags]", ("push tags",)), ("only: [main]", ("push",)),
        ("rules: [{if: $CI_COMMIT_TAG}]", ("push tags",)), ("rules: [{if: $CI_COMMIT_BRANCH}]", ("push",))],
)
def test_jobs_of_tags_only(more: str, events: tuple[str, ...]) -> None:
    assert one(f"b:\n  {more}\n  script: docker build .\n", PATH).events == events


@pytest.mark.parametrize("source",
    ["", "a: b", "include: x", "b: {script: [[[docker build .]]]}",
        "b: {extends: b, script: [1, null, {a: b}]}", "b: {extends: [c, d]}"])
def test_odd_files_are_read(source: str) -> None:
    assert len(read(source + "\n", PATH).builds) == source.count("docker build")


def test_variables_of_the_file_are_filled_in() -> None:
    build = one(
        "variables: {DIR: app}\nb:\n  variables: {FILE: $DIR/D}\n  script:\n    - docker build -f x $DIR\n",
        PATH,
    )
    assert text(build.context) == "app"

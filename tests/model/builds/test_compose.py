"""Compose files → the builds of their services."""

from __future__ import annotations

from dlinter.model.builds import Kind, Tool
from dlinter.model.builds.facts import BuildFacts

from .builds import one, pairs, read, spans_hold, text, written

PATH = "deploy/compose.yaml"


def test_short_form() -> None:
    file = read("services:\n  api:\n    build: ../api\n  db: {image: postgres}\n", PATH)
    (build,) = file.builds
    facts = BuildFacts(file, PATH)
    assert (file.kind, build.tool, build.name, text(build.context)) == (
        Kind.COMPOSE,
        Tool.COMPOSE,
        "api",
        "../api",
    )
    assert (facts.context_of(build), facts.path_of(build)) == ("api", "api/Dockerfile")
    assert written(file, build) == "build: ../api"


def test_long_form() -> None:
    file = read(
        "services:\n  api:\n    build:\n      context: ..\n      dockerfile: docker/api.Dockerfile\n      "
        "target: run\n      args:\n        A: 1\n        B:\n        T: ${T}\n"
        "      additional_contexts: [base=docker-image://alpine]\n      cache_from: ['type=gha']\n      "
        "cache_to: ['type=local,dest=x']\n"
        "      secrets: [token, {source: key, target: k}]\n      ssh: [default]\n      platforms: "
        "[linux/amd64]\n      tags: ['a:1']\n      no_cache: true\n",
        PATH,
    )
    spans_hold(file)
    (build,) = file.builds
    facts = BuildFacts(file, PATH)
    assert (facts.context_of(build), facts.path_of(build)) == ("", "docker/api.Dockerfile")
    assert text(build.target) == "run"
    assert pairs(build.args) == [("A", "1"), ("B", None), ("T", "${T}")]
    assert [written(file, a) for a in build.args] == ["A: 1", "B", "T: ${T}"]
    assert pairs(build.contexts) == [("base", "docker-image://alpine")]
    assert [e.type for e in (*build.cache_from, *build.cache_to)] == ["gha", "local"]
    assert [e.text for e in build.secrets] == ["token", "source=key,target=k"]
    assert [e.text for e in build.ssh] == ["default"]
    assert [p.text for p in build.platforms] == ["linux/amd64"] and text(build.no_cache) == "true"


def test_arguments_as_a_list() -> None:
    assert pairs(one("services: {a: {build: {context: ., args: [A=b, C]}}}\n", PATH).args) == [
        ("A", "b"),
        ("C", None),
    ]


def test_anchors_and_merge_keys() -> None:
    file = read(
        "x-build: &b\n  context: .\n  args: &args {A: 1}\nservices:\n  one: {build: *b}\n  two:\n    "
        "build:\n      <<: *b\n      args: {<<: *args, B: 2}\n  three:\n    extends: {service: one}\n    "
        "build: {target: x}\n",
        PATH,
    )
    spans_hold(file)
    assert [(b.name, text(b.context), pairs(b.args), b.complete) for b in file.builds] == [
        ("one", ".", [("A", "1")], True), ("two", ".", [("A", "1"), ("B", "2")], True),
        ("three", None, [], False),
    ]  # fmt: skip


def test_an_inline_dockerfile_has_no_path() -> None:
    file = read("services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM scratch\n", PATH)
    assert text(file.builds[0].inline) == "FROM scratch\n"
    assert BuildFacts(file, PATH).path_of(file.builds[0]) is None


def test_bake_settings_in_compose() -> None:
    build = one(
        "services:\n  a:\n    build:\n      context: .\n      x-bake:\n        cache-to: [type=gha]\n       "
        " platforms: [linux/arm64]\n",
        PATH,
    )
    assert [e.type for e in build.cache_to] == ["gha"] and [p.text for p in build.platforms] == [
        "linux/arm64"
    ]


def test_a_comma_ends_an_entry_that_stands_without_quotes_in_brackets() -> None:
    build = one(
        "services:\n  a:\n    build:\n      context: .\n      cache_to: [type=gha, 'type=local,dest=x']\n   "
        "   cache_from:\n        - type=gha\n",
        PATH,
    )
    assert [(e.text, e.bare) for e in (*build.cache_to, *build.cache_from)] == [
        ("type=gha", True),
        ("type=local,dest=x", False),
        ("type=gha", False),
    ]


def test_odd_files_are_read() -> None:
    for source in (
        "",
        "services:",
        "services: []",
        "services: {a: b}",
        "services: {a: {build: [x]}}",
        "services: {a: {build: null}}",
        "version: '3'",
    ):
        read(source + "\n", PATH)

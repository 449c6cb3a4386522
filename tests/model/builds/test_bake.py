"""Bake files → the builds of their targets."""

from __future__ import annotations

import pytest

from dlinter.model.builds import Kind, Tool, hcl
from dlinter.model.builds.bake import read_bake_hcl
from dlinter.model.builds.expressions import secret_of, volatile
from dlinter.model.builds.facts import BuildFacts
from dlinter.model.builds.reader import read_build_file
from dlinter.model.text import Text

from .builds import one, pairs, read, spans_hold, text, written

HCL = pytest.mark.usefixtures("grammar")


@pytest.fixture
def grammar() -> None:
    pytest.importorskip("tree_sitter_hcl", reason="no grammar of HCL")


@HCL
def test_targets_groups_inheritance_and_variables() -> None:
    file = read(
        '# é\nvariable "TAG" { default = "latest" }\nvariable "DIR" {\n  default = "docker"\n}\ngroup '
        '"default" {\n  targets = ["app", "web"]\n}\n'
        'target "_base" {\n  args = { A = "1", B = "2" }\n  cache-to = ["type=gha,mode=min"]\n  platforms = '
        '["linux/amd64"]\n}\n'
        'target "app" {\n  inherits = ["_base"]\n  context = "${DIR}/ctx"\n  dockerfile = "../D-${TAG}"\n  '
        'args = { B = "3", C = TAG, "D" = upper(TAG), E = null }\n'
        '  tags = ["a:${TAG}", TAG == "" ? "x" : "y"]\n  secret = ["id=t,env=T", { id = "u", src = "f" }]\n'
        '}\ntarget "web" {\n  dockerfile-inline = <<EOT\nFROM scratch\nEOT\n  target = "x"\n}\n',
        "docker-bake.hcl",
    )
    spans_hold(file)
    app, web = file.builds
    facts = BuildFacts(file, "sub/docker-bake.hcl")
    assert (file.kind, app.tool, app.name, web.name) == (Kind.BAKE, Tool.BAKE, "app", "web")
    assert (facts.context_of(app), facts.path_of(app)) == ("sub/docker/ctx", "sub/docker/D-latest")
    assert pairs(app.args) == [("A", "1"), ("B", "3"), ("C", "${TAG}"), ("D", "${upper(TAG)}"), ("E", None)]
    assert [(e.type, e.get("mode"), written(file, e)) for e in app.cache_to] == [
        ("gha", "min", "type=gha,mode=min")
    ]
    assert [p.text for p in app.platforms] == ["linux/amd64"]
    assert [t.text for t in app.tags] == ["a:${TAG}", '${TAG == "" ? "x" : "y"}']
    assert [(e.text, e.flat) for e in app.secrets] == [("id=t,env=T", True), ("id=u,src=f", False)]
    assert text(web.inline) is not None and "FROM scratch" in (text(web.inline) or "")
    assert text(web.target) == "x" and facts.path_of(web) is None
    assert file.text.slice(app.anchor) == 'target "app"'


@HCL
def test_functions_matrices_and_unknown_blocks_are_tolerated() -> None:
    file = read(
        'function "f" {\n  params = [x]\n  result = "${x}"\n}\ntarget "a" {\n  name = "a-${v}"\n  matrix = '
        '{ v = ["1", "2"] }\n  args = { V = v, W = f("x") }\n  dockerfile = f("D")\n}\n',
        "docker-bake.override.hcl",
    )
    assert [b.name for b in file.builds] == ["a-1", "a-2"]
    assert [pairs(b.args) for b in file.builds] == [
        [("V", "1"), ("W", '${f("x")}')],
        [("V", "2"), ("W", '${f("x")}')],
    ]
    assert BuildFacts(file).path_of(file.builds[0]) is None


@HCL
def test_a_matrix_makes_a_target_for_each_combination() -> None:
    file = read(
        'target "app" {\n  name = "app-${replace(tgt, ".", "-")}-${item.x}"\n  matrix = {\n    tgt = ["a.b", '
        '"c"]\n    item = [{x = "1"}, {x = "2"}]\n  }\n'
        '  target = tgt\n  args = { V = item.x }\n}\ngroup "default" { targets = ["app"] }\n',
        "docker-bake.hcl",
    )
    assert [(b.name, text(b.target)) for b in file.builds] == [
        ("app-a-b-1", "a.b"),
        ("app-a-b-2", "a.b"),
        ("app-c-1", "c"),
        ("app-c-2", "c"),
    ]
    assert file.groups["app"] == ("app-a-b-1", "app-a-b-2", "app-c-1", "app-c-2")


@HCL
def test_a_matrix_that_is_cut_says_so() -> None:
    """As many as GitHub runs of one are looked at."""

    def of(size: int) -> tuple[int, tuple[str, ...]]:
        values = ", ".join(f'"{n}"' for n in range(size))
        matrix = f'matrix = {{\n x = [{values}]\n y = ["1", "2"]\n }}\n'
        file = read(f'target "a" {{\n  name = "a-${{x}}-${{y}}"\n  {matrix}}}\n', "docker-bake.hcl")
        return len(file.builds), file.refused

    assert of(128) == (256, ())
    assert of(129) == (
        256,
        ("line 1: the matrix of `a` has more than 256 combinations: rules do not see those after them",),
    )


@HCL
def test_inheritance_in_a_circle_ends() -> None:
    file = read(
        'group "default" { targets = ["a", "b"] }\ntarget "a" { inherits = ["b"] }\ntarget "b" {\n  '
        'inherits = ["a"]\n  context = "x"\n}\n',
        "docker-bake.hcl",
    )
    assert [text(b.context) for b in file.builds] == ["x", "x"]


@HCL
def test_broken_hcl_says_where() -> None:
    file = read_build_file(Text(b'target "a" {\n  context = "x"\n}\ntarget {{\n', "docker-bake.hcl"))
    assert file is not None and file.error.startswith("line 4: ")


def test_without_the_grammar_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from dlinter.model.builds import hcl

    def gone(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(hcl, "_parsers", [])
    monkeypatch.setattr(hcl, "import_module", gone)
    file = read_build_file(Text(b'target "a" {}\n', "docker-bake.hcl"))
    assert file is not None and "tree-sitter-hcl" in file.error


def test_json() -> None:
    build = one(
        '{\n\t"variable": {"DIR": {"default": "x"}},\n\t"group": {"default": {"targets": ["a"]}},\n'
        '\t"target": {"a": {"context": "${DIR}", "args": {"A": "b", "C": null},'
        ' "cache-to": [{"type": "gha", "mode": "max"}], "inherits": ["base"]}, "base": {"dockerfile": '
        '"D"}}\n}\n',
        "docker-bake.json",
    )
    assert (text(build.context), text(build.dockerfile), pairs(build.args)) == (
        "x",
        "D",
        [("A", "b"), ("C", None)],
    )
    assert [(e.type, e.get("mode")) for e in build.cache_to] == [("gha", "max")]


def test_broken_json_says_where() -> None:
    file = read_build_file(Text(b'{"target": {\n"a": [}\n', "docker-bake.json"))
    assert file is not None and file.error.startswith("line 2: ")


@pytest.mark.parametrize(
    "source",
    [
        "{}",
        "[]",
        '{"target": []}',
        '{"target": {"a": []}}',
        '{"target": {"a": {"args": [], "cache-to": {}, "inherits": {}}}}',
    ],
)
def test_odd_json_is_read(source: str) -> None:
    read(source, "docker-bake.json")


@HCL
def test_a_variable_is_more_than_its_default() -> None:
    build = one(
        'variable "NPM_TOKEN" { default = "" }\nvariable "CREATED" { default = formatdate("YYYY", '
        'timestamp()) }\n'
        'target "a" {\n  args = { NPM_TOKEN = NPM_TOKEN, DATE = "${CREATED}" }\n}\n',
        "docker-bake.hcl",
    )
    token, date = build.args
    assert (secret_of(build, token), volatile(build, date)) == ("NPM_TOKEN", "run")


@HCL
@pytest.mark.parametrize(
    ("source", "refused"),
    [
        ("target t {\n}\n" + "#" * hcl.LARGEST, "line 1: larger than 512 kB: its targets are not read"),
        ("target t {\n context = " + "[" * 600 + "]" * 600 + "\n}\n",
            "line 2: more than 500 brackets inside each other: the targets of the file are not read"),
    ],
)  # fmt: skip
def test_a_file_that_nobody_writes_is_refused_and_not_broken(source: str, refused: str) -> None:
    file = read_bake_hcl(Text(source.encode(), "docker-bake.hcl"))
    assert (file.refused, file.error, file.builds) == ((refused,), "", ())


@HCL
def test_brackets_of_real_depth_are_read() -> None:
    source = "target t {\n context = " + "(" * 99 + '"a"' + ")" * 99 + "\n}\n"
    assert len(read_bake_hcl(Text(source.encode(), "docker-bake.hcl")).builds) == 1

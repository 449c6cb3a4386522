"""COPY and ADD with each option are the operations that BuildKit makes of them, field by field
(`convert_copy.go`, `client/llb/fileop.go`)."""

from __future__ import annotations

import pytest

from dlinter.model.cache.keys.content import Selector, selector_digest
from dlinter.model.cache.keys.digests import digest
from dlinter.model.cache.keys.graph import BuildOptions, Input, Source
from dlinter.model.cache.keys.operations import (
    EMPTY,
    Action,
    CopyFiles,
    FileOperation,
    Merge,
    Mkfile,
    Owner,
)
from dlinter.values import replace
from tests.cache.against import BASE
from tests.cache.operations import HEAD, files_of, graph_of, result

COPY = CopyFiles("/a", "/x")


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("COPY a /x", COPY),
        ("COPY a /x/", replace(COPY, dest="/x/")),
        ("COPY a .", replace(COPY, dest="/w/")),
        ('COPY a ""', replace(COPY, dest="/w/")),
        ("COPY a b/c", replace(COPY, dest="/w/b/c")),
        ("COPY a ../c/", replace(COPY, dest="/c/")),
        ("COPY a/../b/ /x", replace(COPY, src="/b")),
        ("COPY /b/* /x", replace(COPY, src="/b/*")),
        ("COPY $SUB/a /$SUB", replace(COPY, src="/sub/a", dest="/sub")),
        ("COPY --chmod=644 a /x", replace(COPY, mode=0o644)),
        ("COPY --chmod=0 a /x", replace(COPY, mode=0)),
        ("COPY --chmod=u+x a /x", replace(COPY, mode=0, mode_text="u+x")),
        ("COPY --chown=1:2 a /x", replace(COPY, owner=Owner(1, 2, 0))),
        ("COPY --chown=app a /x", replace(COPY, owner=Owner("app", None, 0))),
        ("COPY --chown=$SUB:root a /x", replace(COPY, owner=Owner("sub", 0, 0))),
        ("COPY --exclude=*.md --exclude=b a /x", replace(COPY, exclude=("*.md", "b"))),
        ("COPY --parents a/b /x/", replace(COPY, src="/", dest="/x/", include=("a/b",), required=("/a/b",))),
        ("COPY --parents=true a/b /x/",
            replace(COPY, src="/", dest="/x/", include=("a/b",), required=("/a/b",))),
        ("COPY --parents=True a/*.txt /x/", replace(COPY, src="/", dest="/x/", include=("a/*.txt",))),
        ("COPY --parents=false a/b /x/", replace(COPY, src="/a/b", dest="/x/")),
        ("COPY --parents a/./b/c /x/",
            replace(COPY, src="/a", dest="/x/", include=("b/c",), required=("/a/b/c",))),
        ("COPY --parents a/*/./b /x/", replace(COPY, src="/a/*", dest="/x/", include=("b",))),
        ("ADD a /x", replace(COPY, unpack=True)),
        ("ADD --unpack a /x", replace(COPY, unpack=True)),
        ("ADD --unpack=false a /x", COPY),
        ("ADD https://h.example/d/f.tgz?q=1#z /x/", replace(COPY, src="/f.tgz", dest="/x/", local=False)),
        ("ADD --unpack https://h.example/f.tgz /x/",
            replace(COPY, src="/f.tgz", dest="/x/", local=False, unpack=True)),
        ("ADD http://h.example/ /x/", replace(COPY, src="/__unnamed__", dest="/x/", local=False)),
        ("ADD http://h.example /x/", replace(COPY, src="/__unnamed__", dest="/x/", local=False)),
        ("ADD --unpack https://h.example/r.git /x/", replace(COPY, src="/", dest="/x/", local=False)),
        ("ADD git@h.example:r /x/", replace(COPY, src="/", dest="/x/", local=False)),
        ("ADD --chmod=600 --exclude=b https://h.example/r.git#v1 /x/",
            replace(COPY, src="/", dest="/x/", local=False, mode=0o600, exclude=("b",))),
        ("COPY <<F /x\nhi\nF", replace(COPY, src="/F", local=False)),
        ("COPY --chmod=755 <<F /x\nhi\nF", replace(COPY, src="/F", local=False, mode=0o755)),
    ],
)  # fmt: skip
def test_each_option_of_copy(line: str, wanted: CopyFiles) -> None:
    (action,) = files_of(f"{HEAD}WORKDIR /w\nENV SUB=sub\n{line}\n")
    assert action == Action(wanted, 0, 1, 0)


def test_sources_of_one_copy_are_actions_on_one_another() -> None:
    graph = graph_of(f"{HEAD}COPY --chown=app:1 a <<F b* /x/\nhi $PATH\nF\n")
    node = result(graph)
    assert isinstance(node.operation, FileOperation)
    owner = Owner("app", 1, 0)
    assert node.operation.actions == (
        Action(CopyFiles("/a", "/x/", owner), 0, 1, EMPTY),
        Action(CopyFiles("/b*", "/x/", owner), 3, 1, EMPTY),
        Action(CopyFiles("/F", "/x/", owner, local=False), 4, 2, 0),
    )
    base, context, heredoc = (graph.nodes[link.node] for link in node.inputs)
    assert (base.source, context.source, heredoc.source) == (Source.IMAGE, Source.CONTEXT, None)
    # The base is written to, so it counts by its key, though `app` is looked up in its /etc/passwd.
    assert node.inputs[0] == Input(base.number)
    assert node.inputs[1].selector == selector_digest(["/a", "/b*"])
    assert node.inputs[1].content == (
        Selector("/a", follow=True),
        Selector("/b*", wildcard=True, follow=True),
    )
    assert node.inputs[2].content == (Selector("/F"),)
    assert heredoc.operation == FileOperation((Action(Mkfile("/F", 0o644, b"hi /bin\n"), EMPTY),))
    assert (heredoc.line, heredoc.name, context.line) == (0, "heredoc of line 2", 0)
    for written, made in (("<<'F'", b"hi '$PATH' \"$PATH\"\n"), ("<<F", b"hi '/bin' \"/bin\"\n")):
        other = graph_of(f"{HEAD}COPY {written} /x/\nhi '$PATH' \"$PATH\"\nF\n")
        assert any(
            node.operation == FileOperation((Action(Mkfile("/F", 0o644, made), EMPTY),))
            for node in other.nodes
        )


@pytest.mark.parametrize(
    ("line", "selector"),
    [
        ("COPY a /x", Selector("/a", follow=True)),
        ("COPY [a /x", Selector("/[a", wildcard=True, follow=True)),
        ("COPY a? /x", Selector("/a?", wildcard=True, follow=True)),
        ("COPY --exclude=b a /x", Selector("/a", follow=True, exclude=("b",))),
        ("COPY --parents a/b /x/", Selector("/", follow=True, include=("a/b",), required=("/a/b",))),
        ("ADD --exclude=b https://h.example/r.git /x/", Selector("/", exclude=("b",))),
    ],
)
def test_what_a_copy_takes_of_its_source(line: str, selector: Selector) -> None:
    link = result(graph_of(f"{HEAD}{line}\n")).inputs[1]
    assert link.content == (selector,)
    assert link.selector == selector_digest([selector.path])


def test_a_linked_copy_is_made_on_nothing_and_merged() -> None:
    graph = graph_of(f"{HEAD}COPY --link --chown=app a /x\n", BuildOptions(no_cache=()))
    merge = result(graph)
    assert (merge.operation, merge.line, merge.ignored) == (Merge(), 2, True)
    below, copy = (graph.nodes[link.node] for link in merge.inputs)
    assert below.source is Source.IMAGE
    assert copy.operation == FileOperation(
        (Action(replace(COPY, owner=Owner("app", None, EMPTY)), EMPTY, 0, 0),)
    )
    assert copy.ignored and copy.line == 2
    assert graph.rows[1].nodes == (copy.number, merge.number)
    assert Merge().key() == digest(b'{"Type":"buildkit.merge.v0","Merge":{"inputs":[{},{"input":1}]}}')


def test_a_linked_copy_on_nothing_is_not_merged() -> None:
    node = result(graph_of("FROM scratch\nCOPY --link a /x\n"))
    assert node.operation == FileOperation((Action(COPY, EMPTY, 0, 0),))


def test_link_is_left_aside_with_chmod() -> None:
    assert files_of(f"{HEAD}COPY --link --chmod=644 a /x\n") == (Action(replace(COPY, mode=0o644), 0, 1, 0),)


def test_a_copy_from_a_stage_an_image_and_the_stage_below() -> None:
    text = (
        f"FROM registry.example/base:1 AS one\nRUN x\n{HEAD}COPY --from=one a /x\nCOPY --from=0 b /x\nCOPY "
        "--from=registry.example/other:1 c /x\n"
    )
    graph = graph_of(text, other=replace(BASE, digest="sha256:" + "e" * 64))
    third = result(graph)
    second = graph.nodes[third.inputs[0].node]
    first = graph.nodes[second.inputs[0].node]
    assert graph.nodes[first.inputs[1].node].line == 2
    assert second.inputs[1].node == first.inputs[1].node
    image = graph.nodes[third.inputs[1].node]
    assert (image.source, image.name, image.line) == (Source.IMAGE, "registry.example/other:1", 0)
    same = graph_of(f"{HEAD}COPY --from=registry.example/base:1 a /x\n")
    assert [link.node for link in result(same).inputs] == [0]
    assert files_of(f"{HEAD}COPY --from=registry.example/base:1 a /x\n") == (Action(COPY, 0, 0, 0),)
    nothing = result(graph_of(f"{HEAD}COPY --from=scratch a /x\n"))
    assert nothing.operation == FileOperation((Action(COPY, 0, EMPTY, 0),))
    # A later stage, or its own number, is not a stage there.
    own = graph_of(f"{HEAD}COPY --from=0 a /x\n")
    assert own.nodes[result(own).inputs[1].node].name == "0"

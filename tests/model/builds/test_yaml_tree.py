"""YAML with places: every value is found where it stands, in every style."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlinter.model.builds import yaml_tree
from dlinter.model.builds.entries import commas
from dlinter.model.builds.values import Value
from dlinter.model.builds.yaml_tree import DEEPEST, VALUES, Tree, YamlError, read_yaml
from dlinter.model.text import Span, Text


def tree_of(source: str | bytes) -> Tree:
    return read_yaml(Text(source.encode() if isinstance(source, str) else source, "a.yml"))


def found(source: str, key: str = "a") -> tuple[str, str]:
    """The value of a key, and the source of its span."""
    tree = tree_of(source)
    value = tree.value(tree.mapping(tree.root)[key])
    assert value is not None
    return value.text, tree.text.slice(value.span)


@pytest.mark.parametrize(
    ("source", "text", "written"),
    [
        ("a: plain  # comment\n", "plain", "plain"),
        ("a: 'it''s'\n", "it's", "it''s"),
        ('a: "x \\"y\\" \\u00e9"\n', 'x "y" é', 'x \\"y\\" \\u00e9'),
        ("# é😀\na: ü€😀z\nb: c\n", "ü€😀z", "ü€😀z"),
        ("a: two\n  words\nb: c\n", "two words", "two\n  words"),
        ("a: |\n  one\n  two\n", "one\ntwo\n", "one\n  two\n"),
        ("a: |-\n  one\n    two\nb: c\n", "one\n  two", "one\n    two"),
        ("a: >-\n  one\n  two\nb: c\n", "one two", "one\n  two"),
        ("a: &x value\nb: *x\n", "value", "value"),
        ("a: &value value\n", "value", "value"),
        ("a: !!str &q 'q'\n", "q", "q"),
        ("a: &x |\n  x\n", "x\n", "x\n"),
        ("a: !secret\n  x y\n", "x y", "x y"),
        ("{a: [1], b: {a: 2}, 'a': v}\n", "v", "v"),
        ("a: \"one\\\n  two\"\n", "onetwo", "one\\\n  two"),
        ("a: ''\n", "", "''"),
    ],
)
def test_a_value_and_its_place(source: str, text: str, written: str) -> None:
    assert found(source) == (text, written)


def test_a_byte_order_mark_and_crlf() -> None:
    tree = tree_of(b"\xef\xbb\xbfa: b\r\nc: |\r\n  d\r\n  e\r\n")
    root = tree.mapping(tree.root)
    for key in "ac":
        value = tree.value(root[key])
        assert value is not None
        assert tree.text.slice(value.span).replace("\r\n  ", "\n").strip() == value.text.strip()


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=12),
        min_size=1,
        max_size=4,
    )
)
def test_every_word_of_a_literal_is_where_it_says(lines: list[str]) -> None:
    words = [
        f"w{n}{''.join(c for c in line if c.isprintable() and not c.isspace())}"
        for n, line in enumerate(lines)
    ]
    tree = tree_of("é: 1\nrun: |\n" + "".join(f"    {w}\n" for w in words))
    node = tree.mapping(tree.root)["run"]
    places, data = tree.places(node), str(node.value).encode()
    for word in words:
        at = data.index(word.encode())
        start, end = places[at], places[at + len(word.encode()) - 1] + 1
        assert tree.text.data[start:end] == word.encode()


def test_aliases_and_merge_keys() -> None:
    tree = tree_of("x: &x {a: 1, b: 2}\ny: &y {b: 3, c: 4}\nz:\n  <<: [*x, *y]\n  a: 5\nw:\n  <<: *x\n")
    root = tree.mapping(tree.root)
    assert {k: v.value for k, v in tree.mapping(root["z"]).items()} == {"a": "5", "b": "2", "c": "4"}
    assert {k: v.value for k, v in tree.mapping(root["w"]).items()} == {"a": "1", "b": "2"}


def test_lines_of_a_scalar_and_of_a_list() -> None:
    tree = tree_of("a: |\n  one\n\n   two  \nb: [x, 'y']\nc: one\nd: {e: f}\n")
    root = tree.mapping(tree.root)
    lines = {k: [(v.text, tree.text.slice(v.span)) for v in tree.lines(n)] for k, n in root.items()}
    assert lines == {
        "a": [("one", "one"), ("two", "two")],
        "b": [("x", "x"), ("y", "y")],
        "c": [("one", "one")],
        "d": [],
    }


def test_the_span_of_a_block_ends_with_its_content() -> None:
    tree = tree_of("a:\n  - b: c\n    d: e\n\n  # of the next\n  - f: g\n")
    first, second = tree.sequence(tree.mapping(tree.root)["a"])
    assert tree.text.slice(tree.span(first)) == "b: c\n    d: e"
    assert tree.text.slice(tree.span(second)) == "f: g"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b"a: b\nc: [1,\nd: {\n", "line "),
        (b"a: b\n\tc: d\n", "line 2: "),
        (b"a: \xff\n", "line 1: is not UTF-8"),
        (b"a: b\n\x01\n", "line 2: "),
        (b"a: *nowhere\n", "line 1: "),
        (b"[" * (DEEPEST + 10), f"line 1: more than {DEEPEST} collections"),
        (b"- a\n" * VALUES, f"line {VALUES - 1}: more than 50,000 values"),
        (b"a: " + b"[" * 100_000, f"line 1: more than {DEEPEST} collections"),
    ],
)
def test_what_is_no_yaml_says_where(source: bytes, message: str) -> None:
    with pytest.raises(YamlError) as error:
        tree_of(source)
    assert str(error.value).startswith(message)


def test_a_file_of_several_documents_is_read_to_its_first() -> None:
    assert found("a: b\n---\nc: d\n") == ("b", "b")


def test_an_anchor_that_holds_itself_ends() -> None:
    tree = tree_of("a: &a\n  <<: *a\n  b: c\n")
    assert {k: v.value for k, v in tree.mapping(tree.mapping(tree.root)["a"]).items()} == {"b": "c"}


def test_merge_keys_bring_so_many_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_tree, "MERGED", 5)
    tree = read_yaml(Text(b"x: &x {a: 1, b: 2}\nk:\n" + b"".join(b" k%d:\n  <<: *x\n" % n for n in range(4))))
    keys = tree.mapping(tree.mapping(tree.root)["k"])
    assert [sorted(tree.mapping(keys[f"k{n}"])) for n in range(4)] == [["a", "b"], ["a", "b"], [], []]
    assert tree.refused == ["line 8: merge keys bring more than 5 entries: those from here on are left out"]


def test_the_lines_of_a_scalar_are_placed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = read_yaml(Text(b"k: |\n a\n b\n"))
    node, asked = tree.mapping(tree.root)["k"], list[object]()
    places = yaml_tree.Tree.places
    monkeypatch.setattr(yaml_tree.Tree, "places", lambda t, n: (asked.append(n), places(t, n))[1])
    assert [v.text for v in tree.lines(node) + tree.lines(node)] == ["a", "b", "a", "b"]
    assert len(asked) <= 2  # for the whole, and for its lines


def test_thousands_of_items_between_commas_are_measured_once() -> None:
    text = ", ".join(f"é{n}" for n in range(3_000))
    value = Value(text, Span(10, 10 + len(text.encode())))
    began = time.process_time()
    found = list(commas(value))
    assert time.process_time() - began < 1
    assert [v.text for v in found] == [f"é{n}" for n in range(3_000)]
    data = b" " * 10 + text.encode()
    assert all(data[v.span.start : v.span.end].decode() == v.text for v in found)
    assert [v.span for v in commas(Value("a,b", Span(0, 9)))] == [Span(0, 9)] * 2

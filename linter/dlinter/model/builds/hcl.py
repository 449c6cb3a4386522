"""HCL of Bake files → blocks and plain expressions with places, by tree-sitter.

What is no literal (a function call, a conditional, a reference) is kept as text in `${…}`, so that it counts
as known only when the build runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from dlinter.model.builds.values import Value
from dlinter.model.text import Span, Text
from dlinter.model.work import TooMuchWork

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

Expression = Value | list[Any] | dict[str, tuple[Span, Any]] | None
"""A text; a list of expressions; a mapping of name → (span of the name, expression); None for null."""
LARGEST = 512 << 10
"""Bytes of the largest file that is read; real ones have some ten thousand."""
DEEPEST = 500
"""Brackets that are open at a place, those in texts and comments counted: nobody writes a hundred."""
_BRACKETS = re.compile(rb"[\[({]+|[\])}]+")
_parsers: list[Parser] = []


class HclError(Exception):
    """The text is no HCL, or nothing here reads it; the message says where, as `line N: …`."""


class TooMuch(HclError):
    """The file is too large or too deep to be read; what needs no reading, the search for secrets, goes
    on."""


class Block(Struct, frozen=True):
    """`TYPE "LABEL" { … }`. `head` is the span of type and label."""

    type: str
    label: str
    span: Span
    head: Span
    attributes: dict[str, tuple[Span, Expression]]


def _parser() -> Parser:
    if not _parsers:
        from tree_sitter import Language, Parser

        try:
            grammar = import_module("tree_sitter_hcl")
        except ImportError:
            raise HclError("line 1: HCL needs the package tree-sitter-hcl, which is not installed") from None
        _parsers.append(Parser(Language(grammar.language())))
    return _parsers[0]


def read_hcl(text: Text) -> tuple[list[Block], dict[str, tuple[Span, Expression]]]:
    """The top-level blocks and attributes of a file. Raises HclError, TooMuch among them."""
    from dlinter.model.shell.parser import read_tree

    data = text.data
    if len(data) > LARGEST:
        raise TooMuch(f"line 1: larger than {LARGEST >> 10} kB: its targets are not read")
    depth = 0
    for match in _BRACKETS.finditer(data):
        depth += (match.end() - match.start()) * (1 if match[0][:1] in b"[({" else -1)
        if depth > DEEPEST:
            line = text.line_of(match.start())
            raise TooMuch(
                f"line {line}: more than {DEEPEST} brackets inside each other: the targets of the file are "
                "not read"
            )
    try:
        return _read(text, read_tree(_parser(), data, len(data)))
    except TooMuchWork:
        raise HclError("line 1: it is too broken or nested to be read in reasonable time") from None
    except RecursionError:
        raise HclError("line 1: its expressions are nested too deep") from None


def _read(text: Text, root: Node) -> tuple[list[Block], dict[str, tuple[Span, Expression]]]:
    if root.has_error:
        raise HclError(f"line {text.line_of(_first_error(root).start_byte)}: this is not HCL")
    blocks: list[Block] = []
    attributes: dict[str, tuple[Span, Expression]] = {}
    for body in (n for n in root.named_children if n.type in ("body", "object")):
        for node in body.named_children:
            if node.type == "block":
                blocks.append(_block(node, text.data))
            elif node.type == "attribute":
                attributes |= _attribute(node, text.data)
    return blocks, attributes


def _first_error(root: Node) -> Node:
    todo = [root]
    while todo:
        node = todo.pop()
        if node.type == "ERROR" or node.is_missing:
            return node
        todo.extend(reversed([c for c in node.children if c.has_error or c.is_missing or c.type == "ERROR"]))
    return root


def _span(node: Node) -> Span:
    return Span(node.start_byte, node.end_byte)


def _text(node: Node, data: bytes) -> str:
    return data[node.start_byte : node.end_byte].decode("utf-8", "surrogateescape")


def _block(node: Node, data: bytes) -> Block:
    heads = [c for c in node.named_children if c.type in ("identifier", "string_lit")]
    label = _text(heads[1], data).strip('"') if len(heads) > 1 else ""
    attributes: dict[str, tuple[Span, Expression]] = {}
    for body in (c for c in node.named_children if c.type == "body"):
        for child in body.named_children:
            if child.type == "attribute":
                attributes |= _attribute(child, data)
    return Block(
        _text(heads[0], data),
        label,
        _span(node),
        Span(heads[0].start_byte, heads[min(1, len(heads) - 1)].end_byte),
        attributes,
    )


def _attribute(node: Node, data: bytes) -> dict[str, tuple[Span, Expression]]:
    children = node.named_children
    if len(children) < 2:
        return {}
    return {_text(children[0], data): (_span(children[0]), expression(children[-1], data))}


def expression(node: Node, data: bytes) -> Expression:
    """An expression's value."""
    children = [c for c in node.named_children if c.type != "comment"]
    match node.type:
        case "expression" | "literal_value" | "collection_value" | "template_expr" if len(children) == 1:
            return expression(children[0], data)
        case "string_lit" | "quoted_template":
            return _template(node, data)
        case "tuple":
            return [expression(c, data) for c in children if c.type == "expression"]
        case "object":
            return dict(_object(children, data))
        case "null_lit":
            return None
        case "numeric_lit" | "bool_lit" | "literal_value":
            return Value(_text(node, data), _span(node))
        case "heredoc_template":
            from dlinter.model.builds.inline import heredoc

            text = _text(node, data)
            return heredoc(text, node.start_byte) or Value("${" + text + "}", _span(node))
    return Value("${" + _text(node, data) + "}", _span(node))


def _object(children: list[Node], data: bytes) -> Iterator[tuple[str, tuple[Span, Expression]]]:
    for element in children:
        if element.type != "object_elem":
            continue
        key, value = element.child_by_field_name("key"), element.child_by_field_name("val")
        if key is not None and value is not None:
            yield _text(key, data).strip('"() '), (_span(key), expression(value, data))


def _template(node: Node, data: bytes) -> Value:
    """The text between the quotes; expressions stay as written."""
    inner = Span(node.start_byte + 1, max(node.start_byte + 1, node.end_byte - 1))
    raw = _text(node, data)[1:-1]
    return Value(raw.replace('\\"', '"').replace("\\\\", "\\") if "\\" in raw else raw, inner)

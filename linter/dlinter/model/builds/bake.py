"""Bake files → the builds of their targets (docs.docker.com/build/bake/reference).

Targets inherit as Bake merges them: mappings are joined, everything else is replaced. A variable stands for its default where a path
or a target's name is asked for; elsewhere it stays `${NAME}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dlinter.model.builds.entries import entry, setting
from dlinter.model.builds.hcl import Expression, HclError, read_hcl
from dlinter.model.builds.nodes import Build, BuildFile, Kind, Tool
from dlinter.model.builds.values import Entry, Setting, Value
from dlinter.model.builds.yaml_tree import Tree, YamlError, read_yaml, shape
from dlinter.model.text import Span, Text

if TYPE_CHECKING:
    from yaml.nodes import Node

Attributes = Mapping[str, tuple[Span, Expression]]
_VARIABLE = re.compile(r"\$\{([A-Za-z_]\w*)\}")


@dataclass(frozen=True, slots=True)
class _Target:
    name: str
    span: Span
    head: Span
    attributes: Attributes


def read_bake_hcl(text: Text) -> BuildFile:
    """The builds of a Bake file in HCL."""
    try:
        blocks, attributes = read_hcl(text)
    except HclError as error:
        return BuildFile(text, Kind.BAKE, (), str(error))
    # `variable` without a block: an attribute at the top is one, too.
    variables = {name: value for name, (_, value) in attributes.items() if isinstance(value, Value)}
    groups: dict[str, tuple[str, ...]] = {}
    targets: dict[str, _Target] = {}
    for block in blocks:
        if block.type == "variable":
            default = block.attributes.get("default", (None, None))[1]
            if isinstance(default, Value):
                variables[block.label] = default
        elif block.type == "group":
            groups[block.label] = tuple(v.text for v in _texts(block.attributes.get("targets")))
        elif block.type == "target":
            old = targets.get(block.label)
            merged = _merge(old.attributes, block.attributes) if old else block.attributes
            targets[block.label] = _Target(block.label, block.span, block.head, merged)
    return BuildFile(text, Kind.BAKE, tuple(_builds(targets, variables, groups)), groups=groups)


def read_bake_json(text: Text) -> BuildFile:
    """The builds of a Bake file in JSON, which is YAML, too."""
    try:
        tree = read_yaml(text)
    except YamlError as error:
        return BuildFile(text, Kind.BAKE, (), str(error))
    return tree_file(text, tree)


def tree_file(text: Text, tree: Tree) -> BuildFile:
    """The builds of a Bake file that was read as YAML."""
    root = tree.mapping(tree.root)
    variables = {
        name: value for name, node in tree.mapping(root.get("variable")).items()
        for value in [tree.value(tree.mapping(node).get("default"))] if value is not None
    }  # fmt: skip
    groups = {
        name: tuple(str(n.value) for n in tree.scalars(tree.mapping(node).get("targets"))) for name, node in tree.mapping(root.get("group")).items()
    }
    targets = {}
    for name, (key, node) in tree.items(root.get("target")).items():
        head = tree.span(key)
        attributes = _plain(tree, node)
        targets[name] = _Target(name, Span(head.start, tree.span(node).end), head, attributes if isinstance(attributes, dict) else {})
    return BuildFile(text, Kind.BAKE, tuple(_builds(targets, variables, groups)), groups=groups)


def _plain(tree: Tree, node: Node, depth: int = 0) -> Expression:
    if depth > 3:  # a target, its entries, their fields: aliases of aliases are not followed further
        return None
    if shape(node) == "mapping":
        return {name: (tree.span(key), _plain(tree, value, depth + 1)) for name, (key, value) in tree.items(node).items()}
    if shape(node) == "sequence":
        return [_plain(tree, item, depth + 1) for item in tree.sequence(node)]
    return tree.value(node)


def _builds(targets: dict[str, _Target], variables: Mapping[str, Value], groups: Mapping[str, tuple[str, ...]]) -> Iterator[Build]:
    grouped = {name for members in groups.values() for name in members}
    # `contexts = { base = "target:base" }` builds the other target, too.
    linked = {v.removeprefix("target:") for t in targets.values() for v in _linked(t) if v.startswith("target:")}
    parents = {v.text for t in targets.values() for v in _texts(t.attributes.get("inherits"))}
    for target in targets.values():
        # A target that others inherit and no group builds is a template.
        if target.name.startswith("_") or (target.name in parents and target.name not in grouped | linked):
            continue
        yield _build(target, _inherited(target.name, targets, ()), variables, targets)


def _linked(target: _Target) -> list[str]:
    value = target.attributes.get("contexts", (None, None))[1]
    return [v.text for _, v in value.values() if isinstance(v, Value)] if isinstance(value, dict) else []


def _inherited(name: str, targets: dict[str, _Target], below: tuple[str, ...]) -> Attributes:
    target = targets.get(name)
    if target is None or name in below or len(below) > 50:
        return {}
    merged: Attributes = {}
    for parent in _texts(target.attributes.get("inherits")):
        merged = _merge(merged, _inherited(parent.text, targets, (*below, name)))
    return _merge(merged, target.attributes)


def _merge(old: Attributes, new: Attributes) -> Attributes:
    done = dict(old)
    for name, (span, value) in new.items():
        before = done.get(name, (span, None))[1]
        done[name] = (span, {**before, **value} if isinstance(before, dict) and isinstance(value, dict) else value)
    return done


def _texts(attribute: tuple[Span, Expression] | None) -> list[Value]:
    value = attribute[1] if attribute else None
    if isinstance(value, Value):
        return [value]
    return [v for v in value if isinstance(v, Value)] if isinstance(value, list) else []


def _build(target: _Target, attributes: Attributes, variables: Mapping[str, Value], targets: dict[str, _Target]) -> Build:
    def one(name: str) -> Value | None:
        value = attributes.get(name, (None, None))[1]
        return value if isinstance(value, Value) else None

    def known(name: str) -> Value | None:
        """A path or name, with the defaults of variables filled in."""
        value = one(name)
        if value is None or "${" not in value.text:
            return value
        text = _VARIABLE.sub(lambda m: variables[m[1]].text if m[1] in variables else m[0], value.text)
        return Value(text, value.span)

    unknown = any(v.dynamic or v.text not in targets for v in _texts(attributes.get("inherits")))
    return Build(
        span=target.span, anchor=target.head, tool=Tool.BAKE, name=target.name,
        context=known("context"), dockerfile=known("dockerfile"), inline=one("dockerfile-inline"), target=known("target"),
        args=_settings(attributes.get("args")), contexts=_settings(attributes.get("contexts")),
        cache_from=_entries(attributes.get("cache-from")), cache_to=_entries(attributes.get("cache-to")),
        secrets=_entries(attributes.get("secret")), ssh=_entries(attributes.get("ssh")),
        outputs=_entries(attributes.get("output")), attests=_entries(attributes.get("attest")),
        platforms=tuple(_texts(attributes.get("platforms"))), tags=tuple(_texts(attributes.get("tags"))),
        no_cache=one("no-cache"), dockerfile_in_context=True, complete=not unknown, env=variables,
    )  # fmt: skip


def _settings(attribute: tuple[Span, Expression] | None) -> tuple[Setting, ...]:
    value = attribute[1] if attribute else None
    if not isinstance(value, dict):
        return tuple(setting(v) for v in _texts(attribute)) if isinstance(value, list) else ()
    found = []
    for name, (key, given) in value.items():
        text = given if isinstance(given, Value) else None
        found.append(Setting(name, text, Span(key.start, max(key.end, text.span.end) if text else key.end)))
    return tuple(found)


def _entries(attribute: tuple[Span, Expression] | None) -> tuple[Entry, ...]:
    if attribute is None:
        return ()
    span, value = attribute
    if isinstance(value, Value):
        return (entry(value),)
    found: list[Entry] = []
    for item in value if isinstance(value, list) else []:
        if isinstance(item, Value):
            found.append(entry(item))
        elif isinstance(item, dict):
            fields = _settings((span, item))
            ends = [f.span for f in fields] or [span]
            text = ",".join(f"{f.name}={f.value.text if f.value else ''}" for f in fields)
            found.append(Entry(text, Span(ends[0].start, ends[-1].end), fields, flat=False))
    return tuple(found)

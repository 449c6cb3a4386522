"""Bake files → the builds of their targets (docs.docker.com/build/bake/reference).

Targets inherit as Bake merges them: mappings are joined, everything else is replaced. A variable stands for
its default where a path or a target's name is asked for; elsewhere it stays `${NAME}`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from dlinter.model.builds.entries import entry, setting
from dlinter.model.builds.hcl import Expression, HclError, TooMuch, read_hcl
from dlinter.model.builds.nodes import Build, BuildFile, Kind, Tool, few
from dlinter.model.builds.values import Entry, Setting, Value
from dlinter.model.builds.yaml_tree import Tree, YamlError, read_yaml, shape
from dlinter.model.text import Span, Text
from dlinter.model.work import TooMuchWork

if TYPE_CHECKING:
    from yaml.nodes import Node

Attributes = Mapping[str, tuple[Span, Expression]]
MERGED = 1_000_000
"""Attributes that all targets of a file may inherit."""
_VARIABLE = re.compile(r"\$\{([A-Za-z_]\w*)\}")


class _Target(Struct, frozen=True):
    name: str
    span: Span
    head: Span
    attributes: Attributes


def read_bake_hcl(text: Text) -> BuildFile:
    """The builds of a Bake file in HCL."""
    try:
        blocks, attributes = read_hcl(text)
    except TooMuch as refusal:
        return BuildFile(text, Kind.BAKE, refused=(str(refusal),))
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
    return _file(text, targets, variables, groups)


def _file(
    text: Text,
    targets: dict[str, _Target],
    variables: Mapping[str, Value],
    groups: Mapping[str, tuple[str, ...]],
) -> BuildFile:
    from dlinter.model.builds.bake_matrix import MOST, expanded, has_too_many

    refused = tuple(
        f"line {text.line_of(t.head.start)}: the matrix of `{t.name}` has more than {MOST} combinations: "
        "rules do not see those after them"
        for t in targets.values() if has_too_many(t.attributes)
    )  # fmt: skip
    try:
        targets, groups = _spread(targets, groups, expanded)
        builds = tuple(_builds(targets, variables, groups))
    except TooMuchWork as refusal:
        return BuildFile(text, Kind.BAKE, (), f"line 1: {refusal}")
    return few(BuildFile(text, Kind.BAKE, builds, groups=groups, refused=refused))


def _spread(
    targets: dict[str, _Target], groups: Mapping[str, tuple[str, ...]],
    expanded: Callable[[str, Attributes], list[tuple[str, Attributes]]]
) -> tuple[dict[str, _Target], dict[str, tuple[str, ...]]]:  # fmt: skip
    """The targets with those of a matrix in place of the one that has it, whose name stands for all of them
    then."""
    if not any("matrix" in target.attributes for target in targets.values()):
        return targets, dict(groups)
    done, grouped = dict[str, _Target](), dict(groups)
    for target in targets.values():
        each = expanded(target.name, target.attributes)
        if [name for name, _ in each] != [target.name]:
            grouped.setdefault(target.name, tuple(name for name, _ in each))
        done |= {name: _Target(name, target.span, target.head, attributes) for name, attributes in each}
    return done, grouped


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
        name: tuple(str(n.value) for n in tree.scalars(tree.mapping(node).get("targets"))) for name,
        node in tree.mapping(root.get("group")).items()
    }
    targets = {}
    for name, (key, node) in tree.items(root.get("target")).items():
        head = tree.span(key)
        attributes = _plain(tree, node)
        targets[name] = _Target(
            name,
            Span(head.start, tree.span(node).end),
            head,
            attributes if isinstance(attributes, dict) else {},
        )
    return _file(text, targets, variables, groups)


def _plain(tree: Tree, node: Node, depth: int = 0) -> Expression:
    if depth > 3:  # a target, its entries, their fields: aliases of aliases are not followed further
        return None
    if shape(node) == "mapping":
        return {
            name: (tree.span(key), tree.placed(value) if name == "dockerfile-inline"
                else _plain(tree, value, depth + 1))
            for name, (key, value) in tree.items(node).items()
        }
    if shape(node) == "sequence":
        return [_plain(tree, item, depth + 1) for item in tree.sequence(node)]
    return tree.value(node)


def _builds(
    targets: dict[str, _Target], variables: Mapping[str, Value], groups: Mapping[str, tuple[str, ...]]
) -> Iterator[Build]:
    grouped = {name for members in groups.values() for name in members}
    # `contexts = { base = "target:base" }` builds the other target, too.
    linked = {
        v.removeprefix("target:") for t in targets.values() for v in _linked(t) if v.startswith("target:")
    }
    whole = _Inheritance(targets)
    parents = {v.text for t in targets.values() for v in _texts(t.attributes.get("inherits"))}
    for target in targets.values():
        # A target that others inherit and no group builds is a template.
        if target.name.startswith("_") or (target.name in parents and target.name not in grouped | linked):
            continue
        yield _build(target, whole.of(target.name), variables, targets)


def _linked(target: _Target) -> list[str]:
    value = target.attributes.get("contexts", (None, None))[1]
    return [v.text for _, v in value.values() if isinstance(v, Value)] if isinstance(value, dict) else []


class _Inheritance:
    """What each target has when it has inherited. Each is merged once, however often it is inherited."""

    def __init__(self, targets: dict[str, _Target]) -> None:
        self._targets = targets
        self._done: dict[str, Attributes] = {}
        self._left = MERGED

    def of(self, name: str) -> Attributes:
        """A target's attributes; {} for one that does not exist. Raises TooMuchWork."""
        todo, open_ = [name], set[str]()
        while todo:
            at = todo[-1]
            target = self._targets.get(at)
            parents = [v.text for v in _texts(target.attributes.get("inherits"))] if target else []
            missing = (
                [p for p in parents if p not in self._done and p not in open_ and p != at]
                if at not in open_
                else []
            )
            if missing and at not in self._done:
                open_.add(at)
                todo += reversed(missing)
                continue
            todo.pop()
            if at not in self._done:
                self._done[at] = self._merged(target, parents)
        return self._done[name]

    def _merged(self, target: _Target | None, parents: list[str]) -> Attributes:
        merged: Attributes = {}
        for parent in parents:  # one that inherits from this one has nothing to give yet
            merged = self._merge(merged, self._done.get(parent, {}))
        return self._merge(merged, target.attributes) if target else {}

    def _merge(self, old: Attributes, new: Attributes) -> Attributes:
        self._left -= sum(
            1 + (len(v) if isinstance(v, dict) else 0) for table in (old, new) for _, v in table.values()
        )
        if self._left < 0:
            raise TooMuchWork("its targets inherit too much from each other")
        return _merge(old, new)


def _merge(old: Attributes, new: Attributes) -> Attributes:
    done = dict(old)
    for name, (span, value) in new.items():
        before = done.get(name, (span, None))[1]
        done[name] = (
            span,
            {**before, **value} if isinstance(before, dict) and isinstance(value, dict) else value,
        )
    return done


def _texts(attribute: tuple[Span, Expression] | None) -> list[Value]:
    value = attribute[1] if attribute else None
    if isinstance(value, Value):
        return [value]
    return [v for v in value if isinstance(v, Value)] if isinstance(value, list) else []


def _build(
    target: _Target, attributes: Attributes, variables: Mapping[str, Value], targets: dict[str, _Target]
) -> Build:
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
        context=known("context"), dockerfile=known("dockerfile"), inline=one("dockerfile-inline"),
        target=known("target"),
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

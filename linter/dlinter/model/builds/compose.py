"""Compose files → the builds of their services (compose-spec's build.md)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dlinter.model.builds.entries import entry, setting
from dlinter.model.builds.nodes import Build, Tool
from dlinter.model.builds.values import Entry, Setting
from dlinter.model.builds.yaml_tree import Tree, shape
from dlinter.model.text import Span

if TYPE_CHECKING:
    from yaml.nodes import Node


def compose_builds(tree: Tree) -> Iterator[Build]:
    """The `build:` of each service, short or long. Anchors and merge keys are followed; what `extends` adds
    is not known."""
    root = tree.mapping(tree.root)
    for name, node in tree.mapping(root.get("services")).items():
        service = tree.items(node)
        if "build" not in service:
            continue
        key, build = service["build"]
        anchor = tree.span(key)
        known = "extends" not in service
        if shape(build) == "scalar":
            yield Build(
                span=Span(anchor.start, tree.span(build).end), anchor=anchor, tool=Tool.COMPOSE, name=name,
                context=tree.value(build), dockerfile_in_context=True, complete=known,
            )  # fmt: skip
        elif shape(build) == "mapping":
            yield _long(tree, name, anchor, build, known)


def _long(tree: Tree, name: str, anchor: Span, node: Node, known: bool) -> Build:
    keys = tree.mapping(node)
    # What Bake takes from a Compose file beside the service (docs.docker.com/build/bake/compose-file).
    bake = tree.mapping(keys.get("x-bake"))
    keys = {**keys, **{k.replace("-", "_"): v for k, v in bake.items()}}
    whole = tree.span(node)
    # An alias stands elsewhere: the key alone is the place then.
    span = Span(anchor.start, whole.end) if whole.start >= anchor.start else anchor
    return Build(
        span=span, anchor=anchor, tool=Tool.COMPOSE, name=name,
        context=tree.value(keys.get("context")), dockerfile=tree.value(keys.get("dockerfile")),
        inline=tree.placed(keys.get("dockerfile_inline")), target=tree.value(keys.get("target")),
        args=settings(tree, keys.get("args")), contexts=settings(tree, keys.get("additional_contexts")),
        cache_from=entries(tree, keys.get("cache_from")), cache_to=entries(tree, keys.get("cache_to")),
        secrets=entries(tree, keys.get("secrets")), ssh=entries(tree, keys.get("ssh")),
        platforms=tuple(tree.lines(keys.get("platforms"))), tags=tuple(tree.lines(keys.get("tags"))),
        provenance=tree.value(keys.get("provenance")), no_cache=tree.value(keys.get("no_cache")),
        dockerfile_in_context=True, complete=known,
    )  # fmt: skip


def settings(tree: Tree, node: Node | None) -> tuple[Setting, ...]:
    """`NAME=VALUE` as a list or as a mapping."""
    if node is None:
        return ()
    if shape(node) == "mapping":
        found = []
        for name, (key, value) in tree.items(node).items():
            given = tree.value(value)
            place = tree.span(key)
            end = given.span.end if given is not None and given.span.end > place.start else place.end
            found.append(Setting(name, given, Span(place.start, end)))
        return tuple(found)
    return tuple(setting(v) for v in tree.lines(node))


def entries(tree: Tree, node: Node | None) -> tuple[Entry, ...]:
    """CSV entries as a list, or mappings (`type: gha`, or a secret's long form)."""
    if node is None:
        return ()
    if shape(node) == "scalar":
        value = tree.value(node)
        return (
            (entry(value, tree.ends_at_comma(value)),)
            if value is not None and value.text not in ("true", "false")
            else ()
        )
    found: list[Entry] = []
    for item in tree.sequence(node):
        if shape(item) == "mapping":
            fields = settings(tree, item)
            text = ",".join(f"{f.name}={f.value.text if f.value else ''}" for f in fields)
            found.append(Entry(text, tree.span(item), fields, flat=False))
        else:
            value = tree.value(item)
            if value is not None:
                found.append(entry(value, tree.ends_at_comma(value)))
    if shape(node) == "mapping":
        found += [Entry(f.name, f.span, (f,), flat=False) for f in settings(tree, node)]
    return tuple(found)



"""The build graph that provenance holds: SLSA 0.2 and 1 as BuildKit writes them
(docs/attestations/slsa-definitions.md, solver/llbsolver/provenance).

An operation keeps what BuildKit's cache key has of it, so that two that are equal here have the same key: of
a RUN everything but proxies, IPs of extra hosts and mount selectors, of a cache mount the id only where it is
the default one (solver/llbsolver/ops/exec.go, `CacheMap`); of a file operation the last part of a source's
path (ops/file.go).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from dlinter.model.record.nodes import Action, Graph, Kind, Mount, Operation
from dlinter.sources.build_json import BuildLogError, listing, mapping, number, pairs, text, texts

V1, V02 = "https://slsa.dev/provenance/v1", "https://slsa.dev/provenance/v0.2"
_METADATA = "https://mobyproject.org/buildkit@v1#metadata"
MOST_OPERATIONS = 20_000
_TYPES = {0: "bind", 1: "secret", 2: "ssh", 3: "cache", 4: "tmpfs"}
_CACHE = 3


class Provenance(Struct, frozen=True):
    """What one provenance document says. `graph` is None where it has none (mode=min)."""

    attrs: Mapping[str, str] = field(default_factory=dict)
    dependencies: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    vcs: Mapping[str, str] = field(default_factory=dict)
    graph: Graph | None = None


def is_provenance(document: Any) -> bool:
    return isinstance(document, dict) and (
        "buildDefinition" in document or ("buildType" in document and "invocation" in document)
    )


def read_provenance(document: Any) -> Provenance:
    """The predicate of a provenance statement. Raises BuildLogError where it is of a version that is not
    known."""
    whole = mapping(document)
    if "buildDefinition" in whole:
        definition, run = mapping(whole["buildDefinition"]), mapping(whole.get("runDetails"))
        request = mapping(mapping(definition.get("externalParameters")).get("request"))
        internal = mapping(definition.get("internalParameters"))
        config = mapping(internal.get("buildConfig"))
        metadata = mapping(mapping(run.get("metadata")).get("buildkit_metadata"))
        given, platform, frontend = (
            definition.get("resolvedDependencies"),
            text(internal.get("builderPlatform")),
            text(internal.get("dockerfileVersion")),
        )
        builder = text(mapping(run.get("builder")).get("id"))
    elif "invocation" in whole:
        invocation = mapping(whole["invocation"])
        request, config = mapping(invocation.get("parameters")), mapping(whole.get("buildConfig"))
        metadata = mapping(mapping(whole.get("metadata")).get(_METADATA))
        environment = mapping(invocation.get("environment"))
        given, platform, frontend = (
            whole.get("materials"),
            text(environment.get("platform")),
            text(environment.get("dockerfileVersion")),
        )
        builder = text(mapping(whole.get("builder")).get("id"))
    else:
        raise BuildLogError("has provenance of an unknown version: dlint reads SLSA 0.2 and 1")
    outer = pairs(mapping(mapping(request.get("root")).get("request")).get("args"))
    attrs = {**outer, **pairs(request.get("args"))}
    compatibility = request.get("compatibilityVersion")
    versions = {
        "frontend": frontend,
        "builder": builder,
        "compatibility": str(compatibility) if isinstance(compatibility, int) else "",
    }
    dependencies = {}
    for entry in listing(given):
        uri, digest = text(mapping(entry).get("uri")), pairs(mapping(entry).get("digest"))
        if uri and digest:
            kind, value = next(iter(digest.items()))
            dependencies[uri] = f"{kind}:{value}"
    graph = _graph(config, metadata, platform) if listing(config.get("llbDefinition")) else None
    return Provenance(
        attrs, dependencies, {k: v for k, v in versions.items() if v}, pairs(metadata.get("vcs")), graph
    )


def _graph(config: Mapping[str, Any], metadata: Mapping[str, Any], platform: str) -> Graph:
    definitions = listing(config.get("llbDefinition"))
    if len(definitions) > MOST_OPERATIONS:
        raise BuildLogError(f"has more than {MOST_OPERATIONS:,} operations")
    source = mapping(metadata.get("source"))
    locations = mapping(source.get("locations"))
    layers = mapping(metadata.get("layers"))
    vertices = {text(step): digest for digest, step in mapping(config.get("digestMapping")).items()}
    info: Any = next((i for i in listing(source.get("infos")) if text(mapping(i).get("data"))), None)
    operations: dict[str, Operation] = {}
    for entry in definitions:
        name = text(mapping(entry).get("id"))
        if name:
            operations[name] = _operation(
                name,
                mapping(entry),
                _lines(locations.get(name)),
                vertices.get(name, ""),
                _layers(layers.get(f"{name}:0")),
            )
    shown = next((op.platform for op in operations.values() if op.platform and op.kind is Kind.EXEC),
        "") or next(
        (op.platform for op in operations.values() if op.platform), platform
    )
    try:
        dockerfile = base64.b64decode(text(mapping(info).get("data")), validate=False)
    except ValueError:
        dockerfile = b""
    return Graph(operations, shown, dockerfile, text(mapping(info).get("filename")) or "Dockerfile")


def _lines(raw: Any) -> tuple[int, ...]:
    """The first lines of the places that an operation came from, one for each instruction."""
    found = []
    for location in listing(mapping(raw).get("locations")):
        for range_ in listing(mapping(location).get("ranges"))[:1]:
            found.append(number(mapping(mapping(range_).get("start")).get("line")))
    return tuple(line for line in found if line > 0)


def _layers(raw: Any) -> tuple[str, ...]:
    """Digests of a chain of layers. There is one chain for each way the result is compressed; the first
    counts."""
    chains = [c for c in listing(raw) if isinstance(c, list)]
    return tuple(text(mapping(d).get("digest")) for d in chains[0]) if chains else ()


def _operation(
    name: str, raw: Mapping[str, Any], lines: tuple[int, ...], vertex: str, layers: tuple[str, ...]
) -> Operation:
    whole = mapping(raw.get("op"))
    op = mapping(whole.get("Op") or whole.get("op"))
    inputs = tuple(i.partition(":")[0] for i in texts(raw.get("inputs")))
    where = mapping(whole.get("platform"))
    platform = "/".join(
        p for p in (text(where.get("OS")), text(where.get("Architecture")), text(where.get("Variant"))) if p
    )
    if "exec" in op:
        return _exec(name, mapping(op["exec"]), inputs, platform, lines, vertex, layers)
    if "file" in op:
        actions = tuple(_action(mapping(a)) for a in listing(mapping(op["file"]).get("actions")))
        return Operation(name, Kind.FILE, inputs, platform, lines, vertex, layers, actions=actions)
    if "source" in op:
        source = mapping(op["source"])
        return Operation(name, Kind.SOURCE, inputs, platform, lines, vertex, layers,
            identifier=text(source.get("identifier")), attrs=pairs(source.get("attrs")))
    return Operation(
        name, Kind.MERGE if "merge" in op else Kind.OTHER, inputs, platform, lines, vertex, layers
    )


_META = frozenset({"args", "env", "cwd", "user", "proxy_env", "proxyEnv", "removeMountStubsRecursive"})


def _exec(
    name: str,
    raw: Mapping[str, Any],
    inputs: tuple[str, ...],
    platform: str,
    lines: tuple[int, ...],
    vertex: str,
    layers: tuple[str, ...],
) -> Operation:
    meta = mapping(raw.get("meta"))
    settings = {
        key: _text_of(value)
        for key, value in meta.items()
        if key not in _META and value not in (None, "", [], {})
    }
    if "extraHosts" in settings:  # the IPs are not in the key
        settings["extraHosts"] = _text_of(
            [text(mapping(h).get("Host") or mapping(h).get("host")) for h in listing(meta["extraHosts"])]
        )
    for key in ("network", "security", "secretenv"):
        if raw.get(key) not in (None, "", 0, []):
            settings[key] = _text_of(raw[key])
    mounts = tuple(_mount(mapping(m)) for m in listing(raw.get("mounts")))
    return Operation(
        name, Kind.EXEC, inputs, platform, lines, vertex, layers, args=texts(meta.get("args")),
        env=texts(meta.get("env")),
        cwd=text(meta.get("cwd")) or "/", user=text(meta.get("user")), mounts=mounts,
        settings=tuple(sorted(settings.items())),
    )  # fmt: skip


def _mount(raw: Mapping[str, Any]) -> Mount:
    kind, dest = number(raw.get("mountType")), text(raw.get("dest"))
    kept = {k: v for k, v in raw.items() if k not in ("selector", "input", "output", "resultID")}
    options = mapping(raw.get("cacheOpt"))
    if kind == _CACHE and not _in_key(text(options.get("ID")), dest, options.get("sharing")):
        kept.pop("cacheOpt", None)
    return Mount(
        dest,
        kind,
        number(raw.get("input")),
        text(raw.get("selector")),
        f"{_TYPES.get(kind, kind)} {_text_of(kept)}",
    )


def _in_key(id_: str, dest: str, sharing: object) -> bool:
    """Whether the key has the id of a cache mount: only where it is the target, also behind a namespace and a
    slash, and is shared as by default (solver/llbsolver/ops/exec.go, `checkShouldClearCacheOpts`)."""
    return sharing in (None, 0, "SHARED") and dest in (id_, id_.partition("/")[2])


def _action(raw: Mapping[str, Any]) -> Action:
    body = mapping(raw.get("Action") or raw.get("action"))
    kind = next(iter(body), "")
    what = mapping(body.get(kind))
    src, dest = text(what.get("src")), text(what.get("dest")) or text(what.get("path"))
    kept: dict[str, Any] = {k: v for k, v in what.items() if k != "timestamp"}
    if kind == "copy":
        kept["src"] = src.rstrip("/").rpartition("/")[2]
    include, exclude = (
        texts(what.get("includePatterns") or what.get("include_patterns")),
        texts(what.get("excludePatterns") or what.get("exclude_patterns")),
    )
    return Action(
        kind, number(raw.get("input"), -1), number(raw.get("secondaryInput"), -1), src, dest,
        f"{kind} {_text_of(kept)}",
        number(what.get("timestamp"), -1), include, exclude, what.get("allowWildcard") is True,
    )  # fmt: skip


def _text_of(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))

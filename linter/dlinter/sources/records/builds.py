"""Any input of `dlint diff` → the builds that it describes, recognised by content: records, provenance,
`--metadata-file`, logs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dlinter.model.record.nodes import Build, Graph
from dlinter.model.record.vertex import STEP_NAME, Vertices, without_skipped
from dlinter.sources.build_json import BuildLogError, listing, mapping, pairs, parse, text
from dlinter.sources.records.archive import RawRecord
from dlinter.sources.records.provenance import Provenance, is_provenance, read_provenance
from dlinter.sources.records.text_logs import read_text_log
from dlinter.values import replace

RECORD, METADATA, LOG, IMAGE, CACHE, PROVENANCE = "record", "metadata", "log", "image", "cache", "provenance"
_PROVENANCE_KEY = "buildx.build.provenance"
_IMPORTING = "importing cache manifest from "


def build_of_record(name: str, raw: RawRecord) -> Build:
    """The build of one history record. Raises BuildLogError where its provenance is of an unknown version."""
    config = raw.config
    attrs = pairs(config.get("FrontendAttrs"))
    read = [read_provenance(document) for _, document in raw.provenance]
    build = _of_provenance(name, RECORD, read, raw.vertices)
    return replace(
        build, attrs={**build.attrs, **attrs},
        failed=bool(config.get("error")) or (not config and build.failed), ref=text(config.get("Ref")),
        revision=attrs.get("vcs:revision", "") or build.revision,
        context=_folder(attrs.get("vcs:localdir:context", "")) or build.context,
        base_envs=_base_envs(config), versions={**build.versions, **_versions(config)},
    )  # fmt: skip


def _versions(config: Mapping[str, Any]) -> dict[str, str]:
    frontend = text(config.get("Frontend"))
    return {"gateway": frontend} if frontend not in ("", "dockerfile.v0") else {}


def _base_envs(config: Mapping[str, Any]) -> frozenset[str]:
    """Names of the variables that the last stage's base image sets."""
    try:
        base = json.loads(
            text(mapping(config.get("ExporterResponse")).get("containerimage.base.config")) or "{}"
        )
    except (ValueError, RecursionError):
        return frozenset()
    entries = listing(mapping(mapping(base).get("config")).get("Env"))
    return frozenset(e.partition("=")[0] for e in entries if isinstance(e, str))


def _of_provenance(name: str, kind: str, read: list[Provenance], vertices: Vertices) -> Build:
    attrs: dict[str, str] = {}
    dependencies: dict[str, str] = {}
    versions: dict[str, str] = {}
    vcs: dict[str, str] = {}
    graphs: list[Graph] = []
    for one in read:
        attrs |= one.attrs
        dependencies |= one.dependencies
        versions |= one.versions
        vcs |= one.vcs
        if one.graph is not None:
            graphs.append(one.graph)
    imports = tuple(
        v.name.removeprefix(_IMPORTING) + (" (failed)" if v.failed else "")
        for v in vertices
        if v.name.startswith(_IMPORTING)
    )
    return Build(
        name, kind, attrs, dependencies, vcs.get("revision") or attrs.get("vcs:revision", ""),
        _folder(vcs.get("localdir:context") or attrs.get("vcs:localdir:context", "")), versions,
        tuple(graphs), vertices,
        "max" if graphs else "min" if read else "",
        any(v.failed and STEP_NAME.match(v.name) for v in vertices),
        platforms=tuple(g.platform for g in graphs), imports=imports,
    )  # fmt: skip


def _folder(path: str) -> str:
    path = path.strip("/").removeprefix("./")
    return "" if path == "." else path


def builds_of_json(name: str, data: bytes) -> tuple[Build, ...]:
    """A `--metadata-file`, a provenance predicate or a statement around one; none where the JSON is something
    else."""
    document = parse(data, "the file")
    if not isinstance(document, dict):
        return ()
    if "predicate" in document:
        document = mapping(document["predicate"])
    if is_provenance(document):
        return (_of_provenance(name, PROVENANCE, [read_provenance(document)], ()),)
    given = [
        v
        for k, v in document.items()
        if (k == _PROVENANCE_KEY or k.startswith(f"{_PROVENANCE_KEY}/")) and isinstance(v, dict)
    ]
    if given or "buildx.build.ref" in document or "containerimage.digest" in document:
        build = _of_provenance(name, METADATA, [read_provenance(v) for v in given], ())
        ref = text(document.get("buildx.build.ref"))
        return (
            replace(
                build,
                ref=ref.rpartition("/")[2],
                versions={**build.versions, **({"node": ref.rpartition("/")[0]} if "/" in ref else {})},
            ),
        )
    targets = [
        (k, v)
        for k, v in document.items()
        if isinstance(v, dict) and ("buildx.build.ref" in v or _PROVENANCE_KEY in v)
    ]
    found: list[Build] = []  # `buildx bake --metadata-file`: one object for each target
    for target, value in targets:
        found += (
            replace(b, attrs={**b.attrs, "bake-target": target})
            for b in builds_of_json(name, json.dumps(value).encode())
        )
    return tuple(found)


def build_of_statements(name: str, statements: tuple[str, ...]) -> Build | None:
    """The build of an image by its in-toto statements; None where none is about its provenance."""
    read = []
    for statement in statements:
        document = mapping(parse(statement.encode("utf-8", "replace"), "its provenance"))
        if "provenance" in text(document.get("predicateType")) or is_provenance(document.get("predicate")):
            read.append(read_provenance(document.get("predicate")))
    return _of_provenance(name, IMAGE, read, ()) if read else None


def builds_of_log(name: str, data: bytes) -> tuple[Build, ...]:
    """The builds of a log of text; none where it is not one."""
    return tuple(_of_provenance(name, LOG, [], without_skipped(vertices)) for vertices in read_text_log(data))


__all__ = ["BuildLogError", "build_of_record", "build_of_statements", "builds_of_json", "builds_of_log"]

"""Writes small build records, as `docker buildx history export` does, for tests: a Dockerfile, its graph, a
log, provenance of either version."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct, field

STATUS, STATEMENT = "application/vnd.buildkit.status.v0", "application/vnd.in-toto+json"
RECORD, MANIFEST = "application/vnd.buildkit.historyrecord.v0", "application/vnd.oci.image.manifest.v1+json"
V1, V02 = "https://slsa.dev/provenance/v1", "https://slsa.dev/provenance/v0.2"
_METADATA = "https://mobyproject.org/buildkit@v1#metadata"
_START = 1_772_366_400


class Op(Struct, frozen=True):
    """One operation: `value` as in provenance (`{"exec": …}`), `line` of the Dockerfile (0 for none), `name`
    in the log ("" for none there), `layer` the name of its layer ("" for none). A failed one has `error`."""

    value: Mapping[str, Any]
    inputs: Sequence[int] = ()
    line: int = 0
    name: str = ""
    cached: bool = False
    seconds: float = 1.0
    layer: str = ""
    error: str = ""
    platform: str = "linux/amd64"


class Record(Struct):
    """One build."""

    dockerfile: str
    ops: Sequence[Op]
    attrs: Mapping[str, str] = field(default_factory=dict)
    materials: Mapping[str, str] = field(default_factory=dict)
    slsa: str = V1
    mode: str = "max"
    frontend: str = "1.20.0"
    ref: str = "ref"
    error: str = ""


def image(name: str, digest: str) -> dict[str, Any]:
    """The source operation of an image."""
    return {"source": {"identifier": f"docker-image://docker.io/library/{name}@sha256:{digest * 64}"}}


def context(ignored: Sequence[str] = ()) -> dict[str, Any]:
    """The source operation of the build context."""
    return {
        "source": {
            "identifier": "local://context",
            "attrs": {"local.excludepatterns": json.dumps(list(ignored))},
        }
    }


def run(command: str, env: Sequence[str] = ("PATH=/bin",), **meta: Any) -> dict[str, Any]:
    """A RUN in shell form."""
    mounts = meta.pop("mounts", [{"dest": "/"}])
    return {
        "exec": {
            "meta": {"args": ["/bin/sh", "-c", command], "env": list(env), "cwd": "/", **meta},
            "mounts": mounts,
        }
    }


def copy(src: str, dest: str, **more: Any) -> dict[str, Any]:
    """A COPY from the second input."""
    action = {"src": src, "dest": dest, "mode": -1, "timestamp": -1, "allowWildcard": True, **more}
    return {"file": {"actions": [{"Action": {"copy": action}, "input": 0, "secondaryInput": 1, "output": 0}]}}


def digest_of(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def provenance(record: Record) -> dict[str, Any]:
    """The predicate of the record's provenance."""
    steps, locations, layers, mapping = [], {}, {}, {}
    for number, op in enumerate(record.ops):
        system, _, machine = op.platform.partition("/")
        platform = {"OS": system, "Architecture": machine}
        steps.append(
            {
                "id": f"step{number}",
                "inputs": [f"step{i}:0" for i in op.inputs],
                "op": {"Op": dict(op.value), "platform": platform},
            }
        )
        if op.line:
            locations[f"step{number}"] = {
                "locations": [{"ranges": [{"start": {"line": op.line}, "end": {"line": op.line}}]}]
            }
        if op.layer:
            layers[f"step{number}:0"] = [[{"digest": digest_of(op.layer)}]]
        mapping[_vertex(record, number)] = f"step{number}"
    full = record.mode == "max"
    config = {"llbDefinition": steps, "digestMapping": mapping} if full else {}
    infos = [{"filename": "Dockerfile", "data": base64.b64encode(record.dockerfile.encode()).decode()}]
    metadata = {"source": {"locations": locations, "infos": infos}, "layers": layers} if full else {}
    dependencies = [{"uri": uri, "digest": {"sha256": digest}} for uri, digest in record.materials.items()]
    request = {
        "frontend": "dockerfile.v0",
        "args": {k: v for k, v in record.attrs.items() if not k.startswith("vcs:")},
    }
    if record.slsa == V1:
        return {
            "buildDefinition": {
                "buildType": "buildkit", "resolvedDependencies": dependencies,
                "externalParameters": {"request": request},
                "internalParameters": {"buildConfig": config, "builderPlatform": "linux/amd64",
                    "dockerfileVersion": record.frontend},
            },
            "runDetails": {"builder": {"id": ""}, "metadata": {"buildkit_metadata": metadata}},
        }  # fmt: skip
    return {
        "buildType": "https://mobyproject.org/buildkit@v1", "materials": dependencies, "builder": {"id": ""},
        "buildConfig": config,
        "invocation": {"parameters": request,
            "environment": {"platform": "linux/amd64", "dockerfileVersion": record.frontend}},
        "metadata": {_METADATA: metadata},
    }  # fmt: skip


def rawjson(record: Record) -> str:
    """The log as `--progress=rawjson` writes it."""
    lines, now = [], 0.0
    for number, op in enumerate(record.ops):
        if not op.name:
            continue
        vertex = {
            "digest": _vertex(record, number), "name": op.name,
            "inputs": [_vertex(record, i) for i in op.inputs], "started": _time(now),
            "completed": _time(now + op.seconds), **({"cached": True} if op.cached else {}),
            **({"error": op.error} if op.error else {}),
        }  # fmt: skip
        now += op.seconds
        lines.append(json.dumps({"vertexes": [vertex]}))
    return "\n".join(lines) + "\n"


def archive(*records: Record) -> bytes:
    """The records as one `.dockerbuild` file."""
    blobs: dict[str, bytes] = {}

    def put(data: bytes, kind: str, **annotations: str) -> dict[str, Any]:
        name = hashlib.sha256(data).hexdigest()
        blobs[name] = data
        return {
            "mediaType": kind,
            "digest": f"sha256:{name}",
            "size": len(data),
            **({"annotations": annotations} if annotations else {}),
        }

    manifests = []
    for record in records:
        config = {
            "Ref": record.ref,
            "FrontendAttrs": dict(record.attrs),
            **({"error": {"message": record.error}} if record.error else {}),
        }
        layers = [put(_frames(record), STATUS)]
        if record.mode and not record.error:
            layers.append(
                put(
                    json.dumps(provenance(record)).encode(),
                    STATEMENT,
                    **{"in-toto.io/predicate-type": record.slsa},
                )
            )
        manifest = {
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": put(json.dumps(config).encode(), RECORD),
            "layers": layers,
        }
        manifests.append(put(json.dumps(manifest).encode(), MANIFEST))
    files = {
        "oci-layout": b'{"imageLayoutVersion":"1.0.0"}',
        "index.json": json.dumps({"schemaVersion": 2, "manifests": manifests}).encode(),
    }
    return packed(files | {f"blobs/sha256/{name}": data for name, data in blobs.items()})


def packed(files: Mapping[str, bytes]) -> bytes:
    """A compressed tar of these files."""
    return gzip.compress(tarred(files), 1, mtime=0)


def tarred(files: Mapping[str, bytes]) -> bytes:
    """A tar of these files."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


def _vertex(record: Record, number: int) -> str:
    return digest_of(f"{record.ref} {number}")


def _time(seconds: float) -> str:
    whole = int(seconds)
    return f"2026-03-01T12:{whole // 60 % 60:02d}:{whole % 60:02d}.{round((seconds - whole) * 1e9):09d}Z"


def _frames(record: Record) -> bytes:
    out, now = b"", 0.0
    for number, op in enumerate(record.ops):
        if not op.name:
            continue
        vertex = _block(1, _vertex(record, number).encode()) + b"".join(
            _block(2, _vertex(record, i).encode()) for i in op.inputs
        )
        vertex += (
            _block(3, op.name.encode())
            + _number(4, 1) * op.cached
            + _block(5, _stamp(now))
            + _block(6, _stamp(now + op.seconds))
        )
        vertex += _block(7, op.error.encode()) if op.error else b""
        now += op.seconds
        response = _block(1, vertex)
        out += len(response).to_bytes(4, "little") + response
    return out


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _block(number: int, data: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _number(field_: int, value: int) -> bytes:
    return _varint(field_ << 3) + _varint(value)


def _stamp(seconds: float) -> bytes:
    return _number(1, _START + int(seconds)) + _number(2, round((seconds - int(seconds)) * 1e9))

"""Logs of builds in each of BuildKit's formats give the same steps and seconds."""

from __future__ import annotations

import gzip
import hashlib
import json

import pytest

from dlinter.sources.build_log import BuildLogError, read_builds
from dlinter.testing.records import packed

STEPS = [
    # name, started, completed (seconds after the hour), cached
    ("[internal] load build definition from Dockerfile", 0.0, 0.1, False),
    ("[build 1/4] FROM docker.io/library/node:22@sha256:" + "0" * 64, 0.2, 0.3, True),
    ("[build 2/4] COPY package.json package-lock.json ./", 0.3, 0.5, False),
    ("[build 3/4] RUN npm ci", 0.5, 42.75, False),
    ("[build 4/4] COPY . .", 42.75, 43.0, False),
    ("exporting to image", 43.0, 44.0, False),
]
SECONDS = {
    "[build 2/4] COPY package.json package-lock.json ./": 0.2,
    "[build 3/4] RUN npm ci": 42.25,
    "[build 4/4] COPY . .": 0.25,
}
PLAIN = """\
#0 building with "default" instance using docker driver

#1 [internal] load build definition from Dockerfile
#1 transferring dockerfile: 153B 0.0s done
#1 DONE 0.1s

#5 [build 1/4] FROM docker.io/library/node:22@sha256:abc
#5 CACHED

#6 [build 2/4] COPY package.json package-lock.json ./
#6 DONE 0.2s

#7 [build 3/4] RUN npm ci
#7 1.204 npm warn deprecated inflight@1.0.6
#7 ...

#8 [other 1/1] FROM docker.io/library/alpine:3
#8 sha256:aa 1.05MB / 3.62MB 0.2s
#8 DONE 0.4s

#8 [other 1/1] FROM docker.io/library/alpine:3
#8 extracting sha256:aa 0.1s done
#8 DONE 1.1s

#7 [build 3/4] RUN npm ci
#7 41.90 added 302 packages in 41s
#7 41.95 #9 DONE 3s is only output
#7 DONE 42.2s

#9 [build 4/4] COPY . .
#9 ERROR: failed to calculate checksum of ref
"""


def at(seconds: float) -> str:
    whole = int(seconds)
    return f"2026-03-01T12:{whole // 60:02d}:{whole % 60:02d}.{round((seconds - whole) * 1e9):09d}Z"


def digest(name: str) -> str:
    return "sha256:" + hashlib.sha256(name.encode()).hexdigest()


def rawjson() -> str:
    lines = [json.dumps({"vertexes": [{"digest": digest(n), "name": n} for n, *_ in STEPS]})]
    for name, begin, end, cached in STEPS:
        vertex: dict[str, object] = {
            "digest": digest(name),
            "inputs": [digest("x")],
            "name": name,
            "started": at(begin),
        }
        lines.append(json.dumps({"vertexes": [vertex]}))
        lines.append(
            json.dumps(
                {"logs": [{"vertex": digest(name), "stream": 1, "data": "aGVsbG8K", "timestamp": at(begin)}]}
            )
        )
        lines.append(
            json.dumps(
                {"vertexes": [{**vertex, "completed": at(end), **({"cached": True} if cached else {})}]}
            )
        )
    return "\n".join(lines) + "\n"


def seconds(data: bytes) -> dict[str, float]:
    (build,) = read_builds(data)
    return {v.name: round(v.seconds, 3) for v in build if v.seconds is not None and v.name in SECONDS}


# -- protobuf, written by hand: what BuildKit's history stores -----------------------------------------------


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def block(number: int, data: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(data)) + data


def number(field: int, value: int) -> bytes:
    return varint(field << 3) + varint(value)


def timestamp(seconds: float) -> bytes:
    return number(1, 1_772_366_400 + int(seconds)) + number(2, round((seconds - int(seconds)) * 1e9))


def status_frames() -> bytes:
    out = b""
    for name, begin, end, cached in STEPS:
        vertex = block(1, digest(name).encode()) + block(2, digest("x").encode()) + block(3, name.encode())
        vertex += (
            number(4, 1) * cached
            + block(5, timestamp(begin))
            + block(6, timestamp(end))
            + block(8, b"\x0a\x01g")
        )
        response = block(1, vertex) + block(3, block(1, b"d") + block(4, b"log"))
        out += len(response).to_bytes(4, "little") + response
    return out


def spans() -> bytes:
    out: list[dict[str, object]] = [
        {"Name": "moby.buildkit.v1.Control/Solve", "Attributes": [], "StartTime": at(0), "EndTime": at(50)}
    ]
    for name, begin, end, _ in STEPS:
        out.append({
            "Name": name, "SpanContext": {"TraceID": "0" * 32}, "StartTime": at(begin), "EndTime": at(end),
            "Attributes": [{"Key": "vertex", "Value": {"Type": "STRING", "Value": digest(name)}},
                {"Key": "n", "Value": {"Type": "INT64", "Value": 3}}],
        })  # fmt: skip
    return "\n".join(json.dumps(s, indent=2) for s in out).encode()


def export(layers: list[tuple[str, bytes]], copies: int = 1) -> bytes:
    """As `docker buildx history export` writes it; several records make an index of manifests."""
    blobs: dict[str, bytes] = {}

    def put(data: bytes, kind: str) -> dict[str, object]:
        name = hashlib.sha256(data).hexdigest()
        blobs[name] = data
        return {"mediaType": kind, "digest": f"sha256:{name}", "size": len(data)}

    manifests = []
    for copy in range(copies):
        config = put(json.dumps({"Ref": f"r{copy}"}).encode(), "application/vnd.buildkit.historyrecord.v0")
        manifest = {"schemaVersion": 2, "config": config, "layers": [put(d, k) for k, d in layers]}
        manifests.append(put(json.dumps(manifest).encode(), "application/vnd.oci.image.manifest.v1+json"))
    top = manifests
    if copies > 1:
        top = [
            put(
                json.dumps({"schemaVersion": 2, "manifests": manifests}).encode(),
                "application/vnd.oci.image.index.v1+json",
            )
        ]
    files = {
        "oci-layout": b'{"imageLayoutVersion":"1.0.0"}',
        "index.json": json.dumps({"schemaVersion": 2, "manifests": top}).encode(),
    }
    files |= {f"blobs/sha256/{name}": data for name, data in blobs.items()}
    return packed(files)


STATUS, TRACE = "application/vnd.buildkit.status.v0", "application/vnd.buildkit.otlp.json.v0"


def test_rawjson() -> None:
    assert seconds(rawjson().encode()) == SECONDS
    (build,) = read_builds(rawjson().encode())
    assert [v.name for v in build] == [name for name, *_ in STEPS]
    assert [v.cached for v in build] == [False, True, False, False, False, False]
    assert build[1].seconds is None


def test_rawjson_among_other_lines() -> None:
    noisy = (
        "WARNING: no output specified\n"
        + rawjson().replace("\n", "\nnpm said {so}\n")
        + '{"vertexes":[{"digest":"cut'
    )
    assert seconds(noisy.encode()) == SECONDS


def test_overlapping_spans_count_once() -> None:
    mentions = [(0, 10), (5, 12), (20, 21)]
    lines = [
        json.dumps(
            {"vertexes": [{"digest": "d", "name": "[1/1] RUN x", "started": at(b), "completed": at(e)}]}
        )
        for b, e in mentions
    ]
    (build,) = read_builds("\n".join(lines).encode())
    assert build[0].seconds == pytest.approx(13)


def test_zones() -> None:
    line = json.dumps({"vertexes": [{"digest": "d", "name": "[1/1] RUN x",
        "started": "2026-03-01T13:00:00+01:00", "completed": "2026-03-01T07:00:01.5-05:00"}]})
    (build,) = read_builds(line.encode())
    assert build[0].seconds == pytest.approx(1.5)


def test_plain() -> None:
    (build,) = read_builds(PLAIN.encode())
    told = {v.name.partition("@")[0]: (v.seconds, v.cached, v.failed) for v in build}
    assert told == {
        "[internal] load build definition from Dockerfile": (0.1, False, False),
        "[build 1/4] FROM docker.io/library/node:22": (None, True, False),
        "[build 2/4] COPY package.json package-lock.json ./": (0.2, False, False),
        "[build 3/4] RUN npm ci": (42.2, False, False),
        "[other 1/1] FROM docker.io/library/alpine:3": (1.1, False, False),
        "[build 4/4] COPY . .": (None, False, True),
    }


def test_plain_with_a_ci_s_time_stamps_and_colours() -> None:
    stamped = "".join(f"2026-07-03T08:13:26.34Z {line}\n" if line else "\n" for line in PLAIN.splitlines())
    assert read_builds(stamped.encode())[0][3].seconds == 42.2
    coloured = PLAIN.replace("#7 DONE 42.2s", "#7 \x1b[32mDONE 42.2s\x1b[0m")
    assert read_builds(coloured.encode())[0][3].seconds == 42.2
    assert read_builds(PLAIN.replace("\n", "\r\n").encode("utf-16"))[0][3].seconds == 42.2


def test_plain_of_two_builds() -> None:
    second = PLAIN.replace(
        "#5 [build 1/4] FROM docker.io/library/node:22", "#5 [internal] load .dockerignore"
    ).replace("42.2s", "40.0s")
    builds = read_builds((PLAIN + second).encode())
    assert len(builds) == 2
    assert [v.seconds for b in builds for v in b if v.name.endswith("npm ci")] == [42.2, 40.0]


@pytest.mark.parametrize(
    "layers",
    [[(STATUS, status_frames())], [(TRACE, spans())], [(TRACE, b"{}"), (STATUS, status_frames())]],
    ids=["logs", "trace", "both"],
)
def test_exported_record(layers: list[tuple[str, bytes]]) -> None:
    assert seconds(export(layers)) == SECONDS
    assert seconds(gzip.decompress(export(layers))) == SECONDS


def test_exported_records() -> None:
    builds = read_builds(export([(STATUS, status_frames())], copies=3))
    assert len(builds) == 3
    assert [v.seconds for b in builds for v in b if v.name.endswith("npm ci")] == [pytest.approx(42.25)] * 3


def test_damaged_frames_give_what_is_whole() -> None:
    whole = status_frames()
    (build,) = read_builds(export([(STATUS, whole[:-20])]))
    assert [v.name for v in build] == [name for name, *_ in STEPS[:-1]]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no steps"), (b"hello\n", "no steps"), (b"{}\n", "no steps"),
        (b"\x1f\x8bnope", "damaged gzip"), (gzip.compress(b"x" * 600), "damaged archive"),
        (export([("application/json", b"{}")]), "without the logs"),
        (gzip.compress(b"x" * 2000)[:30], "damaged"),
    ],
)  # fmt: skip
def test_what_is_no_log(data: bytes, says: str) -> None:
    with pytest.raises(BuildLogError, match=says):
        read_builds(data)


def test_every_prefix_is_read_to_an_end() -> None:
    for data in (
        rawjson().encode(),
        PLAIN.encode(),
        export([(STATUS, status_frames())]),
        gzip.decompress(export([(TRACE, spans())])),
    ):
        for end in range(0, len(data), max(1, len(data) // 120)):
            try:
                read_builds(data[:end])
            except BuildLogError as error:
                assert str(error)

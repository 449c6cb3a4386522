"""How long the steps of a build took, from what BuildKit wrote of it.

Read are: `--progress=rawjson` (one `client.SolveStatus` a line, BuildKit client/graph.go), `--progress=plain`
(util/progress/progressui/printer.go), what `docker buildx history logs` prints (the same two), and the
archive of `docker buildx history export`.
"""

from __future__ import annotations

from dlinter.model.record.vertex import Vertex, Vertices, without_skipped
from dlinter.sources.build_json import BuildLogError
from dlinter.sources.records.archive import blobs_of, read_records
from dlinter.sources.records.text_logs import read_text_log

Build = Vertices
"""The operations of one build, in order of their first mention."""


def read_builds(data: bytes) -> tuple[Build, ...]:
    """The builds of a log or an archive. Raises BuildLogError."""
    if data[:2] == b"\x1f\x8b" or data[257:262] == b"ustar":
        with blobs_of(data) as blobs:
            return tuple(record.vertices for record in read_records(blobs, provenance=False))
    builds = read_text_log(data)
    if not builds:
        raise BuildLogError(
            "no steps of a build in it: wanted is `docker buildx build --progress=rawjson` or `=plain`, or a "
            "`docker buildx history export`"
        )
    return tuple(without_skipped(build) for build in builds)


__all__ = ["Build", "BuildLogError", "Vertex", "read_builds"]

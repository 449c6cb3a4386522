"""One operation as a build's log names it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct, field

STEP_NAME = re.compile(r"\[(?:(\S+/\S+(?:->\S+)?) )?(?:(\S+) )?(\d+)/(\d+)\] (.*)", re.DOTALL)
"""`[linux/amd64 build 2/4] RUN make`: platform, stage, number, count and text (dockerfile2llb/convert.go,
`prefixCommand`)."""
_FROM = re.compile(r"(?:--from=|[,=]from=)([\w.-]+)")


class Vertex(Struct):
    """One operation as the log names it (`[build 2/5] RUN npm ci`). `spans` are (begin, end) in seconds.
    `inputs` are the digests of the vertices that it stands on, where the log has them."""

    name: str
    cached: bool = False
    failed: bool = False
    spans: list[tuple[float, float]] = field(default_factory=list)
    digest: str = ""
    inputs: tuple[str, ...] = ()
    skipped: bool = False

    @property
    def seconds(self) -> float | None:
        """Seconds it ran, spans that overlap counted once; None when it came from the cache, failed, or never
        ended."""
        if self.cached or self.failed or self.skipped or not self.spans:
            return None
        total, end = 0.0, float("-inf")
        for begin, stop in sorted(self.spans):
            total += max(0.0, stop - max(begin, end))
            end = max(end, stop)
        return total

    @property
    def done(self) -> bool:
        """Whether it ended well: it ran to its end, or was in the cache."""
        return not self.failed and not self.skipped and (self.cached or bool(self.spans))


def names_taken(text: str) -> list[str]:
    """The stages or images that an instruction takes files from (`--from=`, `from=` of a mount)."""
    return _FROM.findall(text)


Vertices = tuple[Vertex, ...]
"""The operations of one build, in order of their first mention."""


def without_skipped(vertices: Iterable[Vertex]) -> Vertices:
    """The vertices, those marked that BuildKit calls cached though they never ran because a step before them
    failed: it completes every vertex that is left with the flag of the cache (solver/jobs.go,
    `notifyCompleted`). Where the log has no graph, later steps of the same stage and steps that take from it
    count."""
    found = tuple(vertices)
    lost = {v.digest for v in found if v.failed and v.digest}
    stages: dict[tuple[str, str], int] = {}
    for vertex in found:
        match = STEP_NAME.match(vertex.name)
        if vertex.failed and match:
            at = (match[1] or "", (match[2] or "").lower())
            stages[at] = min(int(match[3]), stages.get(at, 1 << 30))
    if not lost and not stages:
        return found
    changed = True
    while changed:
        changed = False
        for vertex in found:
            if vertex.failed or vertex.skipped or not _stands_on(vertex, lost, stages):
                continue
            vertex.skipped, vertex.cached, changed = True, False, True
            if vertex.digest:
                lost.add(vertex.digest)
            match = STEP_NAME.match(vertex.name)
            if match:
                at = (match[1] or "", (match[2] or "").lower())
                stages[at] = min(int(match[3]), stages.get(at, 1 << 30))
    return found


def _stands_on(vertex: Vertex, lost: set[str], stages: dict[tuple[str, str], int]) -> bool:
    if any(digest in lost for digest in vertex.inputs):
        return True
    match = STEP_NAME.match(vertex.name)
    if match is None or (vertex.inputs and vertex.digest):
        return False
    platform, stage = match[1] or "", (match[2] or "").lower()
    if int(match[3]) > stages.get((platform, stage), 1 << 30):
        return True
    return any((platform, name.lower()) in stages for name in names_taken(match[5]) if name.lower() != stage)

"""How long steps took, from a build's own log (`build_log` says which are read), by the names that BuildKit
gives to steps.

A step's vertex is called `[build 2/4] RUN make`, with the platform before it in a build of several
(dockerfile2llb/convert.go, `prefixCommand`).
"""

from __future__ import annotations

import re

from msgspec import Struct

from dlinter.sources.build_log import BuildLogError, read_builds

_NAME = re.compile(r"\[(?:(\S+/\S+(?:->\S+)?) )?(?:(\S+) )?(\d+)/(\d+)\] (.*)", re.DOTALL)


class Timing(Struct, frozen=True):
    """One step of a log. `stage` is "" in a Dockerfile of one stage without a name. `seconds` is None for one
    found in the cache, or that did not end. `build` numbers the builds of one log."""

    stage: str
    number: int
    text: str
    seconds: float | None
    build: int = 0


def read_times(data: bytes) -> list[Timing]:
    """The steps of all builds of a log, in order; what is no step (`[internal] …`, exports) is left out.
    Raises BuildLogError."""
    found = []
    for number, build in enumerate(read_builds(data)):
        for vertex in build:
            match = _NAME.match(vertex.name)
            if match:
                found.append(
                    Timing(
                        match.group(2) or "",
                        int(match.group(3)),
                        " ".join(match.group(5).split()),
                        vertex.seconds,
                        number,
                    )
                )
    if not found:
        raise BuildLogError("no steps of a Dockerfile in it")
    return found

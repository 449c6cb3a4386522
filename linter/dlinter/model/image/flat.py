"""The flat Dockerfile that an image's history and config tell of, for an image that came without one.

BuildKit writes `RUN /bin/sh -c … # buildkit`, `COPY … # buildkit`; docker's old builder and buildah `/bin/sh
-c #(nop) …` and `/bin/sh -c …`. dockerfile-parse writes the file and says which lines an instruction has.
"""

from __future__ import annotations

import io
import json
import re

from msgspec import Struct, field

from dlinter.model.image.nodes import HistoryEntry, Image

_NOP = re.compile(r"^(?:/bin/sh -c )?#\(nop\)\s+")
_ARGS = re.compile(r"^\|\d+ .*?(?=/bin/(?:ba)?sh -c )", re.S)
_SHELL = re.compile(r"^/bin/(?:ba|a|da)?sh(?: -[a-z]+)* -[a-z]*c ")
_KEYWORD = re.compile(
    r"^(ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|"
    r"USER|VOLUME|WORKDIR)\s+(.*)$",
    re.S,
)
_OLD_COPY = re.compile(r"^(?:file|dir|multi):[0-9a-f]+ in (.*)$", re.S)


class Flat(Struct, frozen=True):
    """The text, and history entry → 1-based line of its instruction."""

    text: str
    lines: dict[int, int] = field(default_factory=dict)


def instruction_of(entry: HistoryEntry) -> tuple[str, str]:
    """Keyword and arguments that a history entry tells of; ("", "") where it tells nothing."""
    text = entry.created_by.strip().removesuffix("# buildkit").rstrip()
    text = _NOP.sub("", text).strip()
    if not text:
        return "", ""
    match = _KEYWORD.match(text)
    keyword, rest = (match[1], match[2].strip()) if match else ("RUN", text)
    if keyword == "RUN":
        rest = _ARGS.sub("", rest)
        rest = _SHELL.sub("", rest, count=1).strip()
    elif keyword in ("COPY", "ADD") and (old := _OLD_COPY.match(rest)):
        rest = f". {old[1].strip()}"
    elif keyword in ("CMD", "ENTRYPOINT") and rest.startswith("[") and '" "' in rest:
        rest = json.dumps(re.findall(r'"((?:[^"\\]|\\.)*)"', rest))
    return keyword, rest


def flat_dockerfile(image: Image) -> Flat:
    """The Dockerfile of an image. Its base cannot be told: it begins at `scratch`."""
    from dockerfile_parse import DockerfileParser

    parser = DockerfileParser(fileobj=io.BytesIO())
    lines, owners = ["FROM scratch\n"], list[int]()
    for entry in image.history:
        keyword, rest = instruction_of(entry)
        if not keyword:
            continue
        body = rest.replace("\r", "").split("\n")
        # An instruction of several lines goes on with a backslash; its own are there already in a RUN.
        written = "\n".join(
            part if part.endswith("\\") or at == len(body) - 1 else f"{part} \\"
            for at, part in enumerate(body)
        )
        lines.append(f"{keyword} {written}\n")
        owners.append(entry.index)
    parser.lines = lines
    starts = [i["startline"] + 1 for i in parser.structure if i["instruction"] not in ("FROM", "COMMENT")]
    placed = dict(zip(owners, starts, strict=False)) if len(starts) == len(owners) else {}
    return Flat(parser.content, placed)

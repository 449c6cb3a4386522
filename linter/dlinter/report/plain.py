"""What every format says the same way: text made harmless, and the words for a place in an image."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any, TextIO

from dlinter.finding import Report, Result
from dlinter.model.place import Exposure, ImagePlace, Origin, Visibility
from dlinter.report.edge import UNSEEN

_CONTROL = re.compile(f"[\x00-\x1f{UNSEEN}\ud800-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_COMMAND = 80
"""Characters shown of the command of a history entry."""


def clean(text: str) -> str:
    """One line without control characters, bidirectional marks and lone surrogates: what is scanned must not
    speak to the terminal. `##[`, which a runner of GitHub Actions takes for a command anywhere in a line, is
    broken up."""
    if text.isascii() and text.isprintable():
        return text.replace("##[", "##\\x5b") if "##[" in text else text
    return _CONTROL.sub(_escape, text).replace("##[", "##\\x5b")


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xD800 <= code <= 0xDFFF:
        return "\N{REPLACEMENT CHARACTER}"
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def clean_path(path: str) -> str:
    """A path that begins a line: `::` there would be a workflow command of GitHub Actions."""
    path = clean(path)
    return f"./{path}" if path.lstrip().startswith("::") else path


def valid(text: str) -> str:
    """The text without lone surrogates (bytes of the file that are no UTF-8), for JSON and XML."""
    return text if text.isascii() else _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def write_json(document: Any, out: TextIO) -> None:
    """Indented JSON in UTF-8."""
    out.write(valid(json.dumps(document, indent=2, ensure_ascii=False)) + "\n")


def shown(report: Report, suppressed: bool) -> list[Result]:
    """The results that a report tells of."""
    return report.results if suppressed else report.active


def plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def layer_of(place: ImagePlace) -> str:
    """`layer 3 (sha256:abcdef123456…)`, or `config`, `history` … where it is in none."""
    if place.layer is None:
        if place.exposure in (Exposure.HISTORY, Exposure.BUILD_ARGUMENT):
            return "history" if place.history is None else f"history {place.history}"
        if place.exposure in (Exposure.ATTESTATION, Exposure.ANNOTATION, Exposure.RECORD):
            return place.exposure.value
        return "config"
    digest = clean(place.digest or place.diff_id)
    return f"layer {place.layer}" + (f" ({digest[:19]}…)" if digest else "")


def path_of(place: ImagePlace) -> str:
    """The path in the image with the route inside nested archives and the line; for the config the name
    there."""
    if not place.path and not place.inner:
        return ""
    path = clean(place.path + (f"!{place.inner}" if place.inner else ""))
    if place.layer is not None and not path.startswith("/"):
        path = "/" + path
    return f"{path}:{place.line}" if place.line else path


def spot(place: ImagePlace) -> str:
    """`layer 3 (sha256:…) /root/.npmrc:2`, `config env TOKEN`, `history 4`."""
    parts = [layer_of(place)]
    if parts[0] == "config":
        parts.append(place.exposure.value)
    parts.append(path_of(place))
    return " ".join(p for p in parts if p)


def origin_of(result: Result) -> Origin:
    """How what a result is about got into its image."""
    return result.location.image.origin if result.location.image is not None else Origin.UNKNOWN


def advice(result: Result) -> str:
    """What to do now about a secret that is out; "" where there is nothing to do."""
    secret = result.finding.secret
    return clean(secret.rotate) if secret is not None and result.suppressed_by is None else ""


def fate(place: ImagePlace) -> str:
    """What became of the file: `visible`, `deleted by layer 4`, …; "" for the config."""
    if place.visibility is None:
        return ""
    if place.visibility is Visibility.VISIBLE or place.removed_by is None:
        return place.visibility.value
    return f"{place.visibility.value} by layer {place.removed_by}"


@lru_cache(16)
def _on_one_line(command: str) -> str:
    """The beginning of a command. Thousands of findings may be in one step."""
    command = clean(" ".join(command.split()))
    return command if len(command) <= _COMMAND else command[: _COMMAND - 1] + "…"


def made_by(place: ImagePlace, command: str) -> str:
    """The history entry that made the layer; `command` is its command with the secrets taken out."""
    if place.history is None:
        return ""
    command = _on_one_line(command)
    line = f" (line {place.reconstructed_line} of `dlint reconstruct`)" if place.reconstructed_line else ""
    # Where the finding is in the history itself, its place already names the entry.
    return ": ".join(
        part
        for part in (
            f"history {place.history}{line}" if place.layer is not None else line.strip(" ()"),
            command,
        )
        if part
    )

"""What every format says the same way."""

from __future__ import annotations

import re

from dlinter.finding import Report, Result
from dlinter.model.place import ImagePlace, Visibility

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def clean(text: str) -> str:
    """One line without control characters: what is scanned must not speak to the terminal."""
    return _CONTROL.sub(lambda m: "�" if 0xD800 <= ord(m[0]) <= 0xDFFF else f"\\x{ord(m[0]):02x}" if ord(m[0]) < 256 else f"\\u{ord(m[0]):04x}", text)


def shown(report: Report, suppressed: bool) -> list[Result]:
    """The results that a report tells of."""
    return report.results if suppressed else report.active


def layer_of(place: ImagePlace) -> str:
    """`layer 3 (sha256:abcdef123456)` or `config`."""
    if place.layer is None:
        return "config"
    digest = place.digest or place.diff_id
    return f"layer {place.layer}" + (f" ({digest[:19]})" if digest else "")


def path_of(place: ImagePlace) -> str:
    """The path in the image, with the route inside nested archives and the line."""
    path = clean(place.path + (f"!{place.inner}" if place.inner else ""))
    if place.layer is not None and not path.startswith("/"):
        path = "/" + path
    return f"{path}:{place.line}" if place.line else path


def fate(place: ImagePlace) -> str:
    """What became of the file: `visible`, `deleted by layer 4`, …; "" for the config."""
    if place.visibility is None:
        return ""
    if place.visibility is Visibility.VISIBLE or place.removed_by is None:
        return place.visibility.value
    return f"{place.visibility.value} by layer {place.removed_by}"


def made_by(place: ImagePlace) -> str:
    """The history entry that made the layer, shortened to one line."""
    if place.history is None:
        return ""
    command = clean(" ".join(place.created_by.split()))
    if len(command) > 80:
        command = command[:79] + "…"
    line = f", line {place.reconstructed_line} of `dlint reconstruct`" if place.reconstructed_line else ""
    return f"history {place.history}{line}" + (f": {command}" if command else "")


def image_message(result: Result) -> str:
    """The message with the whole chain image → layer → history → path."""
    place = result.location.image
    message = clean(result.message)
    if place is None:
        return message
    chain = [clean(place.image), layer_of(place), path_of(place), fate(place), made_by(place)]
    return f"{message} [{'; '.join(part for part in chain if part)}]"

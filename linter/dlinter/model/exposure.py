"""How the rules about secrets tell of a candidate, so that all of them say the same of the same secret."""

from __future__ import annotations

from dlinter.model.image import ImageSecret
from dlinter.model.place import ImagePlace
from dlinter.model.secret import Candidate, Mark
from dlinter.model.text import Span
from dlinter.values import replace


def span_of(candidate: Candidate) -> Span:
    return Span(candidate.start, candidate.end)


def told(candidate: Candidate) -> str:
    """`GitHub personal access token `ghp_… (40 characters)``."""
    return f"{candidate.title} `{candidate.secret.preview}`"


def held_by(place: ImagePlace) -> str:
    """`a file`, or what of it: `the name of a file`, `the target of a link`, `the extended attribute `user.x`
    of a file`."""
    if place.part.startswith("attribute "):
        name = place.part.partition(" ")[2]
        return f"the {'comment' if name == 'comment' else f'extended attribute `{name}`'} of a file"
    return {"name": "the name of a file", "link target": "the target of a link"}.get(place.part, "a file")


def mark_of(found: ImageSecret) -> Mark:
    """The candidate's mark; of what everybody has nothing is to be done."""
    mark = found.candidate.mark
    return replace(mark, rotate="") if found.shipped or found.candidate.harmless else mark


def package_of(found: ImageSecret) -> str:
    """What a message says of the package that brought a file; "" where there is none."""
    if found.shipped:
        return f", {found.shipped}"
    return f", brought by the {found.package}" if found.package else ""

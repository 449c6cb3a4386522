"""Images a Dockerfile names, as references."""

from __future__ import annotations

from dlinter.model.dockerfile.nodes import From
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.values import value_of
from dlinter.model.image_reference import ImageReference, parse_reference


def base_image(from_: From, facts: Facts) -> ImageReference | None:
    """What FROM takes: None for a stage, `scratch`, a name that no image has, and where only the build can tell. A variable
    that stands for the tag alone still leaves none: the tag is not known then."""
    image = from_.image
    if image is None or from_.error is not None:
        return None
    if from_.stage is not None:
        stage = facts.dockerfile.stages[from_.stage]
        if stage.base is not None or ("$" in image.value and facts.scope.base_of(stage) is not None):
            return None
    value = value_of(image, from_, facts)
    return None if value is None or value == "scratch" else parse_reference(value)


def image_named(name: str) -> ImageReference | None:
    """An image by the value of a `from`; None for a variable, a number or a name that no image has."""
    return None if "$" in name or name.isdigit() or name in ("", "scratch") else parse_reference(name)

"""Images a Dockerfile names, as references."""

from __future__ import annotations

from dlinter.model.dockerfile.nodes import From
from dlinter.model.dockerfile.podman import without_transport
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.values import value_of
from dlinter.model.image_reference import ImageReference, parse_reference


def base_image(from_: From, facts: Facts) -> ImageReference | None:
    """What FROM takes: None for a stage, a named context that a build of the repository gives, `scratch`, a
    name that no image has, and where only the build can tell. A variable that stands for the tag alone still
    leaves none: the tag is not known then."""
    image = from_.image
    if image is None or from_.error is not None:
        return None
    if from_.stage is not None:
        stage = facts.dockerfile.stages[from_.stage]
        if stage.base is not None or ("$" in image.value and facts.scope.base_of(stage) is not None):
            return None
    value = value_of(image, from_, facts)
    if value is None or value == "scratch":
        return None
    reference = parse_reference(without_transport(value, facts.text.path))
    return None if reference is None or facts.is_named_context(value) else reference


def image_named(name: str) -> ImageReference | None:
    """An image by the value of a `from`; None for a variable, a number or a name that no image has."""
    return None if "$" in name or name.isdigit() or name in ("", "scratch") else parse_reference(name)

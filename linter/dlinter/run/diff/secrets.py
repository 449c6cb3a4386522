"""Keeps the secrets of records out of what is said of them: values of variables that sound like secrets, and
what the detectors find."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from dlinter.model.difference.nodes import Change
from dlinter.model.difference.values import BUILD_ARG, is_hidden
from dlinter.model.dockerfile.nodes import Arg, Dockerfile, Env, Label
from dlinter.model.facts.facts import Facts
from dlinter.model.image import Image
from dlinter.model.masks import CUT, Masks, both, mapped
from dlinter.model.record.steps import Steps
from dlinter.model.secret import Candidate, Secret
from dlinter.model.work import end_of_names
from dlinter.run.conceal import concealer, worth
from dlinter.values import replace

_SET = re.compile(r"\b([A-Za-z_][A-Za-z0-9_.-]*)=(\"[^\"]*\"|\S+)")
_SHORTEST = 3
"""Characters of the shortest value that is hidden wherever it stands; a shorter one is hidden in its own
place."""


def hider(steps: Iterable[Steps], said: Any, images: Iterable[Image] = ()) -> Callable[[str], str]:
    """What hides the secrets of these builds and images in whatever is said of them."""
    known, texts = concealer(), list[str]()
    builds = list(steps)

    def note(text: str) -> str:
        texts.append(text)
        return text

    mapped(said, note)
    masks = _masks([*_values(builds), *_image_values(images)])
    given = [f"{k.removeprefix(BUILD_ARG)}={v}" for s in builds for k, v in s.build.attrs.items() if worth(v)]
    seen: set[bytes] = set()
    for one in builds:
        if one.dockerfile is not None and one.dockerfile.text.data not in seen:
            seen.add(one.dockerfile.text.data)
            masks = both(masks, Facts(one.dockerfile, known.find).masks)
    hide = known.hider([*texts, *given])
    done: dict[str, str] = {}

    def hidden(text: str) -> str:
        if text not in done:
            done[text] = hide(masks.scrub(text))
        return done[text]

    return hidden


def has_too_many_names(image: Image) -> bool:
    """Whether what an image says of itself has more names of secrets than can be looked at."""
    config = image.config
    told = (*config.env, *chain.from_iterable(config.labels.items()), *(h.created_by for h in image.history))
    return end_of_names("\n".join(told).encode("utf-8", "surrogateescape")) is not None


def without_values(change: Change) -> Change:
    """A change of a secret: that it differs is said, its values are not."""
    if not change.secret:
        return change
    return replace(change, old=None if change.old is None else CUT, new=None if change.new is None else CUT)


def _image_values(images: Iterable[Image]) -> Iterator[str]:
    """The same of images: environment, labels, and what a history entry sets (`|1 TOKEN=… /bin/sh -c …`)."""
    for image in images:
        pairs = [(name, value) for name, _, value in (entry.partition("=") for entry in image.config.env)]
        pairs += image.config.labels.items()
        pairs += [(m[1], m[2]) for h in image.history for m in _SET.finditer(h.created_by)]
        yield from (value.strip("\"'") for name, value in pairs if is_hidden(name))


def _values(builds: Iterable[Steps]) -> Iterator[str]:
    """Values of variables whose names sound like secrets: arguments, environment, labels, of the record and
    the Dockerfile."""
    for steps in builds:
        for key, value in steps.build.attrs.items():
            if is_hidden(key.partition(":")[2] or key):
                yield value
        for graph in steps.build.graphs:
            for op in graph.operations.values():
                for entry in op.env:
                    name, _, value = entry.partition("=")
                    if is_hidden(name):
                        yield value
        if steps.dockerfile is not None:
            yield from _written_values(steps.dockerfile)


def _written_values(dockerfile: Dockerfile) -> Iterator[str]:
    for instruction in dockerfile.instructions:
        if isinstance(instruction, (Arg, Env, Label)):
            for pair in instruction.pairs:
                if pair.value is not None and is_hidden(pair.key.value):
                    yield pair.value.value.strip("\"'")


def masks_of(dockerfiles: Iterable[Dockerfile], given: Iterable[tuple[str, str]]) -> Masks:
    """What hides the values of variables that sound like secrets: of Dockerfiles, and of arguments that are
    given (name, value)."""
    written = [value for dockerfile in dockerfiles for value in _written_values(dockerfile)]
    return _masks([*written, *(value for name, value in given if is_hidden(name))])


def _masks(values: Iterable[str]) -> Masks:
    return Masks.of(
        [
            Candidate("argument", "", "value of a secret's variable", Secret(v), 0, 0, 0)
            for v in dict.fromkeys(values)
            if len(v) >= _SHORTEST
        ]
    )

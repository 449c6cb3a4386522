"""Secrets in what an image says of itself: environment, labels, commands, history, build arguments, attestations."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from typing import Any

from dlinter.model.image import Image, ImageSecret
from dlinter.model.image.flat import instruction_of
from dlinter.model.place import Exposure, ImagePlace
from dlinter.model.secret import Pair, SecretFinder
from dlinter.model.text import Span, Text
from dlinter.sources.image_config import ImageSource

_ARGUMENTS = re.compile(r"^(?:RUN )?\|(\d+) ")
OTHERS = "field"
"""How the fields of a config that an image does not have are called."""
_KEYS = re.compile(r"""(?:^|(?<=\s))["']?([^\s="']+)["']?(?=[=\s])""")
_PAIR = re.compile(r"(?:^|\s)([A-Za-z_][A-Za-z0-9_.]*)=(\"[^\"]*\"|'[^']*'|\S+)")


def config_secrets(source: ImageSource, finder: SecretFinder) -> list[ImageSecret]:
    """Every candidate outside of the layers, in order; the same value at the same place once."""
    image, done, seen = source.image, list[ImageSecret](), set[tuple[object, ...]]()
    for exposure, path, history, text, pairs in _texts(source):
        for candidate in finder(Text(text.encode("utf-8", "surrogateescape")), pairs):
            key = (exposure, path, history, candidate.detector, candidate.secret)
            value = (candidate.detector, candidate.secret)
            # Docker's builder repeats the environment in `container_config`: it counts once.
            if key in seen or (path.startswith(OTHERS) and value in seen):
                continue
            seen |= {key, value}
            entry = image.history[history] if history is not None else None
            place = ImagePlace(
                image=image.name, exposure=exposure, history=history, created_by=entry.created_by if entry else "", path=path,
                platform=image.platform, layer=None,
            )  # fmt: skip
            done.append(ImageSecret(place, candidate))
    return done


def _texts(source: ImageSource) -> Iterator[tuple[Exposure, str, int | None, str, tuple[Pair, ...]]]:
    """Where, what it is called, which history entry, the text, and its names with values."""
    config, origins = source.image.config, _Origins(source.image)
    for entry in config.env:
        key, _, value = entry.partition("=")
        yield Exposure.ENV, key, origins.of("ENV", key), *_pair(key, value)
    for key, value in config.labels.items():
        yield Exposure.LABEL, key, origins.of("LABEL", key), *_pair(key, value)
    for name, words in (
        ("entrypoint", config.entrypoint), ("cmd", config.cmd), ("healthcheck", config.healthcheck),
        ("onbuild", config.onbuild), ("shell", config.shell),
    ):  # fmt: skip
        if words:
            yield Exposure.COMMAND, name, origins.of(name.upper()), *_loose(" ".join(words))
    for history in source.image.history:
        text = history.created_by
        arguments = _ARGUMENTS.match(text)
        if arguments:
            given, rest = _build_arguments(text[arguments.end() :], int(arguments[1]))
            for key, value in given:
                yield Exposure.BUILD_ARGUMENT, key, history.index, *_pair(key, value)
            text = rest
        yield Exposure.HISTORY, "", history.index, *_loose(text)
        if history.comment:
            yield Exposure.HISTORY, "comment", history.index, *_loose(history.comment)
    for statement in source.attestations:
        yield from _attestation(statement)
    for path, text in source.others:
        yield Exposure.COMMAND, f"{OTHERS} {path}", None, *_loose(text)


class _Origins:
    """Which history entry set what: the last one, as later ones win. Both lists may have ten thousand entries, so each is read once."""

    def __init__(self, image: Image) -> None:
        self._found: dict[tuple[str, str], int] = {}
        for entry in image.history:
            keyword, rest = instruction_of(entry)
            self._found[keyword, ""] = entry.index
            if keyword in ("ENV", "LABEL"):
                self._found.update(((keyword, key), entry.index) for key in _KEYS.findall(rest))

    def of(self, keyword: str, key: str = "") -> int | None:
        return self._found.get((keyword, key))


def _pair(key: str, value: str) -> tuple[str, tuple[Pair, ...]]:
    start = len(key.encode("utf-8", "surrogateescape")) + 1
    return f"{key}={value}", (Pair(key, value, Span(start, start + len(value.encode("utf-8", "surrogateescape")))),)


def _loose(text: str) -> tuple[str, tuple[Pair, ...]]:
    """A command with what looks like `NAME=value` in it."""
    pairs = []
    for match in _PAIR.finditer(text):
        value = match[2].strip("\"'")
        start = len(text[: match.start(2)].encode("utf-8", "surrogateescape"))
        pairs.append(Pair(match[1], value, Span(start, start + len(match[2].encode("utf-8", "surrogateescape")))))
    return text, tuple(pairs)


def _build_arguments(text: str, count: int) -> tuple[list[tuple[str, str]], str]:
    """The `NAME=value` words that BuildKit and docker put before a command, and the command."""
    try:
        words = shlex.split(text)
    except ValueError:
        words = text.split()
    given = [word.partition("=") for word in words[:count] if "=" in word]
    at = text.find("/bin/")
    return [(k, v) for k, _, v in given], text[at:] if at >= 0 else " ".join(words[count:])


def _attestation(statement: str) -> Iterator[tuple[Exposure, str, int | None, str, tuple[Pair, ...]]]:
    """Build arguments of a SLSA provenance (`mode=max`), else the whole text."""
    try:
        value = json.loads(statement)
    except (ValueError, RecursionError):
        yield Exposure.ATTESTATION, "attestation", None, *_loose(statement)
        return
    for path, key, text in _strings(value):
        if key.startswith("build-arg:"):
            yield Exposure.BUILD_ARGUMENT, key.removeprefix("build-arg:"), None, *_pair(key.removeprefix("build-arg:"), text)
        else:
            yield Exposure.ATTESTATION, path, None, *_pair(key, text)


def _strings(value: Any) -> Iterator[tuple[str, str, str]]:
    todo: list[tuple[str, str, Any]] = [("", "", value)]
    while todo:
        path, key, at = todo.pop()
        if isinstance(at, dict):
            todo += [(f"{path}.{k}" if path else str(k), str(k), v) for k, v in at.items()]
        elif isinstance(at, list):
            todo += [(path, key, v) for v in at]
        elif isinstance(at, str):
            yield path, key, at

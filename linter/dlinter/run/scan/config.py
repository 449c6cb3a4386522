"""Secrets in what an image says of itself: environment, labels, commands, history, build arguments,
attestations."""

from __future__ import annotations

import base64
import json
import re
import shlex
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from dlinter.model.image import Image, ImageSecret
from dlinter.model.image.flat import instruction_of
from dlinter.model.place import Exposure, ImagePlace
from dlinter.model.secret import Pair
from dlinter.model.text import Span, Text
from dlinter.model.work import end_of_names, without_names
from dlinter.sources.image_config import ImageSource

if TYPE_CHECKING:
    from dlinter.secrets.finder import Finder

_ARGUMENT = "build-arg:"
_ARGUMENTS = re.compile(r"^(?:RUN )?\|(\d+) ")
_REPEATING = (Exposure.FIELD, Exposure.ATTESTATION, Exposure.RECORD)
"""What says again what stands elsewhere."""
_Texts = Iterator[tuple[Exposure, str, int | None, str, tuple[Pair, ...]]]
_KEYS = re.compile(r"""(?:^|(?<=\s))["']?([^\s="']+)["']?(?=[=\s])""")
_PAIR = re.compile(r"(?:^|\s)([A-Za-z_][A-Za-z0-9_.]*)=(\"[^\"]*\"|'[^']*'|\S+)")


MOST = 1_000
"""Candidates outside of the layers that one image may have; a thousandth of a second each."""
_SEARCHED = 10_000
"""Texts in which a detector's keyword stands."""
_AT_ONCE = 100
"""Texts that are asked together whether one does: most are a few letters."""
TOO_MANY = f"its configuration has more than {MOST:,} possible secrets or too many names of secrets"


def config_secrets(source: ImageSource, finder: Finder) -> tuple[list[ImageSecret], bool]:
    """Every candidate outside of the layers, in order; the same value at the same place once. And whether
    they are all: after `MOST` of them, or `_SEARCHED` texts, nothing more is searched, and of a text that has
    too many names of secrets only for tokens of a format."""
    if source.searched is not None:
        return list(source.searched), True
    image, done, seen = source.image, list[ImageSecret](), set[tuple[object, ...]]()
    whole = True
    for number, (exposure, path, history, text, pairs) in enumerate(_worth(_texts(source), finder)):
        if len(done) >= MOST or number >= _SEARCHED:
            return done, False
        data = text.encode("utf-8", "surrogateescape")
        end = end_of_names(data)
        if end is not None:
            data, whole = data[:end] + without_names(data[end:]), False
            pairs = tuple(pair for pair in pairs if pair.span.end <= end)
        for candidate in finder(Text(data), pairs):
            key = (exposure, path, history, candidate.detector, candidate.secret)
            value = (candidate.detector, candidate.secret)
            # Docker's builder repeats the environment in `container_config`, BuildKit a build argument in the
            # steps that see it: it counts once.
            if key in seen or (exposure in _REPEATING and value in seen):
                continue
            seen |= {key, value}
            entry = image.history[history] if history is not None else None
            place = ImagePlace(
                image=image.name, exposure=exposure, history=history,
                created_by=entry.shown if entry else "", path=path,
                platform=image.platform, layer=None,
            )  # fmt: skip
            done.append(ImageSecret(place, candidate))
    return done, whole


def _worth(texts: _Texts, finder: Finder) -> _Texts:
    """The texts without those where nothing can be found."""
    while several := list(islice(texts, _AT_ONCE)):
        if finder.may_find((text, pairs) for *_, text, pairs in several):
            yield from several


def _texts(source: ImageSource) -> _Texts:
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
        yield from _attestation(statement, Exposure.RECORD if source.record else Exposure.ATTESTATION)
    for log in source.logs:
        yield Exposure.RECORD, "log", None, *_loose(log)
    for exposure, strings in ((Exposure.ANNOTATION, source.annotations), (Exposure.FIELD, source.others)):
        for path, text in strings:
            yield (
                exposure,
                path,
                None,
                *(_loose(text) if "=" in text else _pair(path.rpartition(".")[2], text)),
            )


class _Origins:
    """Which history entry set what: the last one, as later ones win. Both lists may have ten thousand
    entries, so each is read once."""

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
    return f"{key}={value}", (
        Pair(key, value, Span(start, start + len(value.encode("utf-8", "surrogateescape")))),
    )


def _loose(text: str) -> tuple[str, tuple[Pair, ...]]:
    """A command with what looks like `NAME=value` in it."""
    pairs, at, start = list[Pair](), 0, 0
    for match in _PAIR.finditer(text):
        start += len(text[at : match.start(2)].encode("utf-8", "surrogateescape"))
        at, size = match.end(), len(match[2].encode("utf-8", "surrogateescape"))
        pairs.append(Pair(match[1], match[2].strip("\"'"), Span(start, start + size)))
        start += size
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


def _attestation(statement: str, exposure: Exposure) -> _Texts:
    """The strings of a JSON document: build arguments of a SLSA provenance (`mode=max`) or of a build record
    first, as all else repeats them; where it is no JSON, the whole text."""
    try:
        value = json.loads(statement)
    except (ValueError, RecursionError):
        yield exposure, exposure.value, None, *_loose(statement)
        return
    found = list(_strings(value))
    found.sort(key=lambda s: not s[1].startswith(_ARGUMENT))
    for path, key, text in found:
        if key.startswith(_ARGUMENT) and exposure is Exposure.ATTESTATION:
            yield (
                Exposure.BUILD_ARGUMENT,
                key.removeprefix(_ARGUMENT),
                None,
                *_pair(key.removeprefix(_ARGUMENT), text),
            )
        elif key.startswith(_ARGUMENT):
            yield exposure, key, None, *_pair(key.removeprefix(_ARGUMENT), text)
        elif key == "env" and "=" in text:  # of a step: NAME=VALUE
            name, _, given = text.partition("=")
            yield exposure, path, None, *_pair(name, given)
        elif "\n" in text:
            yield exposure, path, None, *_loose(text)
        else:
            yield exposure, path, None, *_pair(key, text)


def _strings(value: Any) -> Iterator[tuple[str, str, str]]:
    """Path, key and text of every string; of one that is JSON again its own strings (BuildKit has the image's
    config so), of a file in base64 (the Dockerfile) its text."""
    todo: list[tuple[str, str, Any]] = [("", "", value)]
    while todo:
        path, key, at = todo.pop()
        if isinstance(at, dict):
            is_file = isinstance(at.get("filename"), str) and isinstance(at.get("data"), str)
            for k, v in at.items():
                inner = _text_of(v) if is_file and k == "data" else v
                todo.append((f"{path}.{k}" if path else str(k), str(k), inner))
        elif isinstance(at, list):
            todo += [(path, key, v) for v in at]
        elif isinstance(at, str):
            again = _json_of(at)
            if again is None:
                yield path, key, at
            else:
                todo.append((path, key, again))


def _json_of(text: str) -> Any:
    """The object or list that a string is, in JSON; None where it is none. One level of quotes a call, so a
    deep one ends."""
    if text[:1] not in ("{", "[") or len(text) < 8:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _text_of(data: str) -> str:
    """The text of a file in base64, or the string itself."""
    try:
        return base64.b64decode(data, validate=True).decode("utf-8")
    except ValueError:
        return data

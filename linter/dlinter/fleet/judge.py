"""An image from the store: the records of its layers and its document → the findings that `dlint scan` of it
gives. Uses no network."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from dlinter import __version__
from dlinter.engine import what_failed
from dlinter.finding import Problem, Report, Result
from dlinter.fleet.read import shown, told_of
from dlinter.fleet.records import image_of, layer_of
from dlinter.fleet.rows import Kind
from dlinter.fleet.store import Store, StoreError
from dlinter.fleet.tell import kind_of, labelled
from dlinter.model.image.contents import LayerContents
from dlinter.packs import load_rules
from dlinter.policy.settings import Settings
from dlinter.run.scan.images import judge_source
from dlinter.run.scan.layers import LayerFound, LayerReader
from dlinter.run.session import Examiner
from dlinter.secrets.searcher import Engine
from dlinter.values import replace

RECORDS = 64
"""Records of layers that are kept unpacked: those of base images come again and again."""
LARGE = 200_000
"""Members of a record that is not kept."""


class ImageOutcome(Struct):
    """The findings of an image as rows (all columns behind `number`, without `first_run` and `first_seen`),
    and its problems as kind, level, message."""

    number: int
    findings: list[tuple[Any, ...]] = field(default_factory=list)
    problems: list[tuple[Kind, str, str]] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    """Layers whose record is damaged or gone: they are to be read again."""


def judged_by(settings: Settings, rules: str) -> str:
    """A hash of all that decides what is said of an image: it is judged again where that changed."""
    baseline = (
        Path(settings.baseline).read_bytes()
        if settings.baseline and Path(settings.baseline).is_file()
        else b""
    )
    options = json.dumps(
        {rule: dict(given) for rule, given in settings.options.items()}, sort_keys=True, default=str
    )
    parts = [
        __version__,
        rules,
        sorted(settings.enabled),
        sorted((k, str(v)) for k, v in settings.severities.items()),
        options,
        settings.unread,
        sorted(map(repr, settings.per_file_ignores)),
    ]
    return hashlib.blake2b(repr(parts).encode() + baseline, digest_size=16).hexdigest()


def prints_wanted(settings: Settings) -> bool:
    """Whether a rule that runs compares the contents of files."""
    return bool(Examiner.of(load_rules(), settings).engine.rules_for(LayerContents))


class Judge:
    """Judges the images of one store. One a process."""

    def __init__(self, path: Path, settings: Settings) -> None:
        self.store = Store(path, checked=True)
        self.examiner = Examiner.of(load_rules(), settings)
        self.engine = Engine(self.examiner.ruleset.detectors, use_cache=settings.use_cache)
        self._records: OrderedDict[tuple[int, str], LayerFound] = OrderedDict()

    def close(self) -> None:
        self.store.close()

    def judge(self, number: int) -> ImageOutcome:
        """The findings and problems of an image. Never raises for what is in the store; StoreError where it
        cannot be read."""
        try:
            return self._judge(number)
        except StoreError:
            raise
        except Exception as error:  # one image must not take the others with it
            return ImageOutcome(
                number, problems=[(Kind.OTHER, "error", f"the image cannot be judged: {what_failed(error)}")]
            )

    def _judge(self, number: int) -> ImageOutcome:
        done = ImageOutcome(number)
        name, document = self.store.one("SELECT name, document FROM images WHERE id = ?", (number,))
        try:
            source = image_of(bytes(document), name)
        except ValueError as error:
            done.problems.append((Kind.OTHER, "error", str(error)))
            return done
        reader = _Known(self.engine, None, False, 1)
        of_layers: set[str] = set()
        ids = [
            row[0]
            for row in self.store.ask(
                "SELECT layer_id FROM image_layers WHERE image_id = ? ORDER BY position", (number,)
            )
        ]
        for index, layer in enumerate(ids[: len(source.layers)]):
            told = self._told(layer, index, source.image.layers[index].digest, name)
            found = self._layer(layer)
            if found is None and not told:
                done.lost.append(layer)
            of_layers |= {p.message for p in told}
            unread = [] if found is not None else [Problem(f"layer {index} was not read", name)]
            reader.known[reader.key(source, index)] = replace(
                found or LayerFound(), problems=told or unread, told=set()
            )
        report = judge_source(source, self.examiner, self.engine, reader)
        done.findings = [_row(at, result, ids) for at, result in enumerate(report.results)]
        # they have rows of their own
        report.problems = [p for p in report.problems if p.message not in of_layers]
        done.problems = _problems(report)
        return done

    def _told(self, layer: int, index: int, digest: str, image: str) -> list[Problem]:
        told = self.store.ask(
            "SELECT message FROM problems WHERE layer_id = ? AND stage = 'layer' ORDER BY id", (layer,)
        )
        return [Problem(labelled(message, index, digest), image) for (message,) in told]

    def _layer(self, layer: int) -> LayerFound | None:
        """What a layer holds, as it is stored; None where that is damaged or not there."""
        row = self.store.one("SELECT scanned FROM layers WHERE id = ?", (layer,))
        key = (layer, str(row[0]))
        if key not in self._records:
            stored = self.store.one("SELECT record FROM records WHERE layer_id = ?", (layer,))
            found = layer_of(bytes(stored[0])) if stored is not None and stored[0] else None
            if found is None or len(found.members) > LARGE:
                return found
            self._records[key] = found
            while len(self._records) > RECORDS:
                self._records.popitem(last=False)
        self._records.move_to_end(key)
        return self._records[key]


class _Known(LayerReader):
    """Layers from the store. A digest that was not made when the layer was read cannot be made now: then no
    package counts as its origin."""

    def digest(self, source: Any, index: int, layer: LayerFound, wanted: Any) -> None:
        for path in wanted:
            layer.digests.setdefault(path, {})


def _row(at: int, result: Result, ids: list[int]) -> tuple[Any, ...]:
    place, mark, suppression = result.location.image, result.finding.secret, result.suppressed_by
    position = place.layer if place is not None else None
    layer = ids[position] if position is not None and position < len(ids) else None
    return (
        at, result.rule.id, result.severity.value, result.fingerprint, shown(result.message),
        place.exposure.value if place else "", layer, position,
        shown(place.path) if place else "", shown(place.inner) if place else "",
        place.line if place else None,
        place.visibility.value if place and place.visibility else "", mark.detector if mark else "",
        mark.title if mark else "",
        mark.preview if mark else "", mark.identity if mark else "",
        suppression.reason.value if suppression else "",
        shown(suppression.justification) if suppression else "", told_of(result),
    )  # fmt: skip


def _problems(report: Report) -> list[tuple[Kind, str, str]]:
    told = [(kind_of(p.message), p.level.value, shown(p.message)) for p in report.problems]
    return told + [(Kind.UNREAD, p.level.value, shown(p.message)) for p in report.unread]

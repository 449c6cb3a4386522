"""What a fleet's store holds, as typed rows: the way in for reports. Everything is read from the file as it
is asked for, so a fleet of any size can be reported; a store that is being written can be read, too."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from dlinter.finding import Finding, Location, Reason, Result, RuleInfo, Severity, Suppression
from dlinter.fleet.rows import (
    Coverage,
    FindingRow,
    ImageRow,
    Kind,
    LayerRow,
    ProblemRow,
    RunRow,
    Stage,
    State,
)
from dlinter.fleet.store import Store, StoreError
from dlinter.model.place import Exposure, ImagePlace, Origin, Visibility
from dlinter.model.secret import Mark

_IMAGE = (
    "id, name, host, repository, tag, digest, platform, kind, created, pushed, size, state, current, "
    "first_run, scan_run, first_seen, scanned"
)
_LAYER = (
    "l.id, l.digest, l.diff_id, l.media_type, l.size, l.state, l.tries, l.bytes_read, l.seconds, l.scan_run, "
    "l.scanned"
)
_FINDING = (
    "f.id, f.image_id, i.name, f.number, f.rule, f.severity, f.fingerprint, f.message, f.exposure, "
    "f.layer_id, ifnull(l.digest, ''), f.position, f.path, "
    "f.inner, f.line, f.visibility, f.detector, f.title, f.preview, f.identity, f.suppressed_by, "
    "f.justification, f.first_run, f.first_seen, f.place"
)
_PROBLEM = (
    "p.id, p.run_id, p.stage, p.source, p.image_id, ifnull(i.name, ''), p.layer_id, ifnull(l.digest, ''), "
    "p.kind, p.level, p.message"
)
_NUMBERS = ("layer", "history", "line", "removed_by", "reconstructed_line")
_FOUND_IN = "findings f JOIN images i ON i.id = f.image_id LEFT JOIN layers l ON l.id = f.layer_id"


class Reader:
    """Reads a store. Use it as a context manager. Raises StoreError."""

    def __init__(self, path: Path) -> None:
        self.store = Store(path)

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.store.close()

    def runs(self) -> list[RunRow]:
        """All runs, the first one first."""
        return [
            RunRow(*row)
            for row in self.store.ask(
                "SELECT id, kind, began, ended, rules, shard, engine, layers, bytes, images, note FROM runs "
                "ORDER BY id"
            )
        ]

    def images(self, *, current: bool = True) -> Iterator[ImageRow]:
        """The images by name; without `current` also what the names meant at earlier plans."""
        where = "WHERE current = 1" if current else ""
        for row in self._pages(f"SELECT {_IMAGE} FROM images {where} ORDER BY name, platform, id"):
            yield _image(row)

    def image(self, number: int) -> ImageRow | None:
        row = self.store.one(f"SELECT {_IMAGE} FROM images WHERE id = ?", (number,))
        return _image(row) if row is not None else None

    def layers(self) -> Iterator[LayerRow]:
        """The layers of current images, those in the most images first."""
        sql = (
            f"SELECT {_LAYER}, count(DISTINCT i.id) AS n FROM layers l JOIN image_layers x ON x.layer_id = "
            "l.id JOIN images i ON i.id = x.image_id "
            "WHERE i.current = 1 GROUP BY l.id ORDER BY n DESC, l.id"
        )
        for row in self._pages(sql):
            yield LayerRow(*_typed(row, {5: State}))

    def layers_of(self, image: int) -> list[int]:
        """The ids of an image's layers, in order."""
        return [
            row[0]
            for row in self.store.ask(
                "SELECT layer_id FROM image_layers WHERE image_id = ? ORDER BY position", (image,)
            )
        ]

    def images_of_layer(self, layer: int) -> list[ImageRow]:
        """The current images that a layer is in."""
        sql = (
            f"SELECT {_IMAGE} FROM images WHERE current = 1 AND id IN (SELECT image_id FROM image_layers "
            "WHERE layer_id = ?) ORDER BY name, platform"
        )
        return [_image(row) for row in self.store.ask(sql, (layer,))]

    def base_of(self, image: int, position: int) -> ImageRow | None:
        """The smallest other current image that begins as this one does, up to the layer at `position` at
        least, and is a part of it: what a layer at that position is inherited from. None where no image of
        the store is such a base."""
        sql = (
            f"SELECT {', '.join(f'b.{c.strip()}' for c in _IMAGE.split(','))} FROM image_layers x "
            "JOIN image_layers y ON y.chain = x.chain AND y.position = x.position AND y.image_id != "
            "x.image_id "
            "JOIN images b ON b.id = y.image_id AND b.current = 1 "
            "WHERE x.image_id = ?1 AND x.position >= ?2 AND x.position < (SELECT max(position) FROM "
            "image_layers WHERE image_id = ?1) "
            "AND y.position = (SELECT max(position) FROM image_layers WHERE image_id = b.id) ORDER BY "
            "x.position, b.name, b.id LIMIT 1"
        )
        row = self.store.one(sql, (image, position))
        return _image(row) if row is not None else None

    def findings(
        self, *, image: int | None = None, current: bool = True, suppressed: bool = False
    ) -> Iterator[FindingRow]:
        """The findings, by image and in the order of `dlint scan`; with `suppressed` those too that do not
        count."""
        where = (
            ["1"]
            + ["i.current = 1"] * current
            + ["f.suppressed_by = ''"] * (not suppressed)
            + ["f.image_id = ?"] * (image is not None)
        )
        sql = (
            f"SELECT {_FINDING} FROM {_FOUND_IN} WHERE {' AND '.join(where)} ORDER BY i.name, i.platform, "
            "i.id, f.number"
        )
        for row in self._pages(sql, () if image is None else (image,)):
            yield FindingRow(*row)

    def problems(self, *, current: bool = True) -> Iterator[ProblemRow]:
        """What was not read. With `current` only what is about current images, their layers, or no image at
        all."""
        where = ""
        if current:
            where = (
                "WHERE (p.image_id IS NULL OR i.current = 1) AND (p.layer_id IS NULL OR EXISTS (SELECT 1 "
                "FROM image_layers x JOIN images j "
                "ON j.id = x.image_id WHERE x.layer_id = p.layer_id AND j.current = 1))"
            )
        sql = (
            f"SELECT {_PROBLEM} FROM problems p LEFT JOIN images i ON i.id = p.image_id LEFT JOIN layers l "
            f"ON l.id = p.layer_id {where} ORDER BY p.id"
        )
        for row in self._pages(sql):
            yield ProblemRow(*_typed(row, {2: Stage, 8: Kind}))

    def coverage(self) -> Coverage:
        """How much of the current images was read."""
        states = dict(self.store.ask("SELECT state, count(*) FROM images WHERE current = 1 GROUP BY state"))
        artifacts = states.get("artifact", 0)
        rows = self.store.ask(
            "SELECT state, count(*), CAST(total(size) AS INTEGER) FROM layers WHERE id IN (SELECT x.layer_id "
            "FROM image_layers x JOIN images i ON i.id = x.image_id "
            "WHERE i.current = 1 AND i.state != 'artifact') GROUP BY state"
        )
        layers, sizes = {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows}
        unread = self.store.one(
            "SELECT count(*) FROM problems p JOIN images i ON i.id = p.image_id WHERE i.current = 1 AND "
            "p.kind = 'unread' AND p.level = 'error'"
        )
        return Coverage(
            images=sum(states.values()) - artifacts, images_scanned=states.get("scanned", 0),
            images_failed=states.get("failed", 0) + states.get("gone", 0),
            artifacts=artifacts, layers=sum(layers.values()), layers_scanned=layers.get("scanned", 0),
            layers_failed=layers.get("failed", 0),
            bytes=sum(sizes.values()), bytes_scanned=sizes.get("scanned", 0), unread_parts=unread[0],
        )  # fmt: skip

    def _pages(self, sql: str, values: tuple[Any, ...] = ()) -> Iterator[Any]:
        """The rows of a query that may have millions."""
        return self.store.rows(sql, values)


def _typed(row: Any, types: dict[int, Callable[[Any], Any]]) -> list[Any]:
    """The columns of a row, those that sqlite has no type for made."""
    return [types[at](value) if at in types else value for at, value in enumerate(row)]


def _image(row: Any) -> ImageRow:
    return ImageRow(*_typed(row, {11: State, 12: bool}))


def result_of(row: FindingRow, rules: dict[str, RuleInfo]) -> Result:
    """The finding as `dlint scan` has it, for the writers in `report`. `rules` by id; one that is not
    installed is named without its documentation."""
    try:
        told = json.loads(row.place)
        place = place_of(told["place"]) if told.get("place") is not None else None
        if not all(
            isinstance(told.get(name, ""), str) for name in ("path", "key", "message", "sieved", "rotate")
        ):
            raise ValueError
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise StoreError(f"the place of finding {row.id} is damaged: plan into a new file") from None
    severity = Severity(row.severity)
    info = rules.get(row.rule) or RuleInfo(row.rule, "", "", "", severity)
    mark = (
        Mark(
            row.detector, row.title, row.preview, row.identity, told.get("sieved", ""), told.get("rotate", "")
        )
        if row.detector
        else None
    )
    suppression = Suppression(Reason(row.suppressed_by), row.justification) if row.suppressed_by else None
    finding = Finding(None, told.get("message", row.message), key=told.get("key", ""), secret=mark, cost=None)
    return Result(
        info,
        severity,
        Location(told.get("path", row.image), image=place),
        finding,
        row.fingerprint,
        suppression,
    )


def told_of(result: Result) -> str:
    """The part of a result that has no column of its own, as `result_of` takes it. Holds no raw secret:
    results are masked."""
    place, mark = result.location.image, result.finding.secret
    told: dict[str, Any] = {"path": result.location.path, "place": None, "key": result.finding.key}
    if shown(result.message) != result.message:
        told["message"] = result.message
    if mark is not None:
        told |= {"sieved": mark.sieved, "rotate": mark.rotate}
    if place is not None:
        told["place"] = told_place(place)
    return json.dumps(told, sort_keys=True)


def told_place(place: ImagePlace) -> dict[str, Any]:
    """A place as plain values, without what is empty."""
    return {
        name: value
        for name in ImagePlace.__struct_fields__
        if (value := getattr(place, name)) not in ("", None)
    }


def shown(text: str) -> str:
    """A text for a column: bytes of a name that are not UTF-8 as escapes, which sqlite would refuse."""
    return text.encode("utf-8", "backslashreplace").decode() if not text.isascii() else text


def place_of(told: dict[str, Any]) -> ImagePlace:
    """A place as `told_place` made it."""
    given = dict(told)
    if not all(isinstance(value, int if name in _NUMBERS else str) for name, value in given.items()):
        raise ValueError("a place with values of other types")
    given["exposure"] = Exposure(given["exposure"])
    if "origin" in given:
        given["origin"] = Origin(given["origin"])
    if "visibility" in given:
        given["visibility"] = Visibility(given["visibility"])
    return ImagePlace(**given)

"""What was read of the chosen images, and what was not and why. An image with a part that was not read is
never clean."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from dlinter.fleet.read import Reader
from dlinter.fleet.rows import Coverage, Kind, Stage

WAITING = "planned"
"""The kind of a layer that no scan came to, which is no problem of the registry's."""
EXAMPLES = 3


class Unread(Struct):
    """What was not read for one reason. `what` is `layer`, `image`, `part` or `source`. `bytes` are those of
    layers that were not read; `images` how many chosen images are not complete for it. `examples` are a
    subject and a message each."""

    what: str
    kind: str
    level: str
    count: int = 0
    bytes: int = 0
    images: int = 0
    examples: list[tuple[str, str]] = field(default_factory=list)

    def add(self, subject: str, message: str) -> None:
        if len(self.examples) < EXAMPLES and (subject, message) not in self.examples:
            self.examples.append((subject, message))


class ProblemSeen(Struct, frozen=True):
    """One row of `problems` about the chosen images, or about no image."""

    what: str
    kind: str
    level: str
    subject: str
    message: str
    layer: int | None
    size: int


def coverage(reader: Reader) -> Coverage:
    """How much of the chosen images was read."""
    ask = reader.store.ask
    states = dict(ask("SELECT i.state, count(*) FROM images i JOIN chosen c ON c.id = i.id GROUP BY i.state"))
    artifacts = states.get("artifact", 0)
    rows = ask(
        "SELECT state, count(*), CAST(total(size) AS INTEGER) FROM layers WHERE id IN (SELECT x.layer_id "
        "FROM chosen c JOIN images i ON i.id = c.id AND i.state != 'artifact' "
        "JOIN image_layers x ON x.image_id = c.id) GROUP BY state"
    )
    layers, sizes = {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows}
    parts = reader.store.one(
        "SELECT count(*) FROM problems WHERE image_id IN (SELECT id FROM chosen) AND kind = 'unread' AND "
        "level = 'error'"
    )[0]
    return Coverage(
        images=sum(states.values()) - artifacts, images_scanned=states.get("scanned", 0),
        images_failed=states.get("failed", 0) + states.get("gone", 0), artifacts=artifacts,
        layers=sum(layers.values()), layers_scanned=layers.get("scanned", 0),
        layers_failed=layers.get("failed", 0), bytes=sum(sizes.values()),
        bytes_scanned=sizes.get("scanned", 0), unread_parts=parts,
    )  # fmt: skip


def not_read(reader: Reader) -> dict[int, str]:
    """Ids and names of the chosen images of which something was not read."""
    sql = (
        "SELECT i.id, i.name FROM images i WHERE i.id IN (SELECT id FROM chosen) AND i.state != 'artifact' "
        "AND (i.state != 'scanned' "
        "OR i.id IN (SELECT x.image_id FROM layers l JOIN image_layers x ON x.layer_id = l.id WHERE l.state "
        "!= 'scanned') "
        "OR i.id IN (SELECT image_id FROM problems WHERE level = 'error' AND image_id IS NOT NULL) "
        "OR i.id IN (SELECT x.image_id FROM problems p JOIN image_layers x ON x.layer_id = p.layer_id WHERE "
        "p.level = 'error')) ORDER BY i.name, i.id"
    )
    return dict(reader.store.ask(sql))


def problems(reader: Reader, *, everything: bool) -> Iterator[ProblemSeen]:
    """The problems of the chosen images; with `everything` also those about no image."""
    wanted = (
        "(p.image_id IS NOT NULL AND p.image_id IN (SELECT id FROM chosen)) OR (p.layer_id IS NOT NULL AND "
        "p.layer_id IN "
        "(SELECT x.layer_id FROM chosen c JOIN image_layers x ON x.image_id = c.id))"
        + " OR (p.image_id IS NULL AND p.layer_id IS NULL)" * everything
    )
    sql = (
        "SELECT p.stage, p.kind, p.level, p.message, p.source, p.layer_id, ifnull(l.digest, ''), "
        "ifnull(l.size, 0), ifnull(l.state, ''), ifnull(i.name, '') "
        "FROM problems p LEFT JOIN layers l ON l.id = p.layer_id LEFT JOIN images i ON i.id = p.image_id "
        f"WHERE {wanted} ORDER BY p.id"
    )
    for stage, kind, level, message, source, layer, digest, size, state, image in reader.store.database.execute(sql):  # noqa: E501
        what = (
            "part"
            if kind == Kind.UNREAD
            else "layer"
            if layer is not None
            else "image"
            if image
            else "source"
        )
        yield ProblemSeen(
            what,
            kind,
            level,
            image or digest or source,
            message,
            layer,
            size if stage == Stage.LAYER and state != "scanned" else 0,
        )


def unread(reader: Reader, *, everything: bool) -> list[Unread]:
    """The reasons, those that count first, then by what they cost."""
    found: dict[tuple[str, str, str], Unread] = {}
    layers: dict[tuple[str, str, str], set[int]] = {}
    for problem in problems(reader, everything=everything):
        key = (problem.what, problem.kind, problem.level)
        row = found.setdefault(key, Unread(*key))
        if problem.layer is not None:
            known = layers.setdefault(key, set())
            if problem.layer in known:
                continue
            known.add(problem.layer)
        elif problem.what != "source":
            row.images += 1
        row.count += 1
        row.bytes += problem.size
        row.add(problem.subject, problem.message)
    waiting, with_problem = Unread("layer", WAITING, "error"), set[int]().union(*layers.values())
    sql = (
        "SELECT id, digest, size FROM layers WHERE state != 'scanned' AND id IN (SELECT x.layer_id FROM "
        "chosen c CROSS JOIN image_layers x ON x.image_id = c.id) ORDER BY id"
    )
    for layer, digest, size in reader.store.database.execute(sql):
        if layer not in with_problem:
            waiting.count, waiting.bytes = waiting.count + 1, waiting.bytes + size
            waiting.add(digest, "no scan has read it yet: run `dlint fleet scan`")
            layers.setdefault(("layer", WAITING, "error"), set()).add(layer)
    if waiting.count:
        found[waiting.what, waiting.kind, waiting.level] = waiting
    for key, members in layers.items():
        found[key].images += _images_with(reader, members)
    return sorted(
        found.values(),
        key=lambda row: (row.level != "error", -row.bytes, -row.images, -row.count, row.what, row.kind),
    )


def _images_with(reader: Reader, layers: set[int]) -> int:
    """How many chosen images have one of the layers."""
    database = reader.store.database
    database.execute("CREATE TEMP TABLE IF NOT EXISTS asked (id INTEGER PRIMARY KEY)")
    database.execute("DELETE FROM temp.asked")
    database.executemany("INSERT INTO temp.asked (id) VALUES (?)", ((layer,) for layer in layers))
    (images,) = database.execute(
        "SELECT count(DISTINCT c.id) FROM asked a JOIN image_layers x ON x.layer_id = a.id JOIN chosen c ON "
        "c.id = x.image_id"
    ).fetchone()
    return int(images)

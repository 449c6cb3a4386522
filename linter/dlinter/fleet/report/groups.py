"""Findings that are the same thing in many images, as one row: a secret by its detector and keyed hash,
another finding by its rule and message."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from msgspec import Struct, field

from dlinter.finding import Severity
from dlinter.fleet.read import Reader
from dlinter.fleet.report.lineage import Lineage, Step
from dlinter.fleet.report.owners import Owners
from dlinter.fleet.report.since import Since

EXAMPLES = 5
"""Images that a row names; the rest is counted."""


class Seen(NamedTuple):
    """The part of a finding that rows are made of, with its image."""

    id: int
    image_id: int
    rule: str
    severity: str
    fingerprint: str
    message: str
    exposure: str
    layer_id: int | None
    digest: str
    position: int | None
    path: str
    inner: str
    line: int | None
    detector: str
    title: str
    preview: str
    identity: str
    first_run: int
    first_seen: float
    image: str
    platform: str
    host: str
    repository: str

    @property
    def key(self) -> str:
        """What is the same in every image. The preview is part of it: two secrets may share 32 bits of a
        hash."""
        return (
            _key(self.detector, self.identity, self.preview)
            if self.detector
            else _key("", self.rule, self.message)
        )

    @property
    def place(self) -> str:
        """`/root/.npmrc:2`, or `config env TOKEN`."""
        path = self.path + (f"!{self.inner}" if self.inner else "") + (f":{self.line}" if self.line else "")
        return (
            f"/{path.lstrip('/')}"
            if self.layer_id is not None and path
            else " ".join(part for part in ("config", self.exposure, path) if part)
        )


@lru_cache(maxsize=1 << 14)
def _key(*told: str) -> str:
    return hashlib.blake2b("\0".join(told).encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()


_RANKS = {severity.value: severity.rank for severity in Severity}
SEEN = (
    "f.id, f.image_id, f.rule, f.severity, f.fingerprint, f.message, f.exposure, f.layer_id, "
    "ifnull(l.digest, ''), f.position, f.path, f.inner, f.line, "
    "f.detector, f.title, f.preview, f.identity, f.first_run, f.first_seen, i.name, i.platform, i.host, "
    "i.repository"
)


def seen(reader: Reader, image: int | None = None) -> Iterator[Seen]:
    """The findings of the chosen images, or of one, those of an image together."""
    sql = (
        f"SELECT {SEEN} FROM "
        f"{'chosen c CROSS JOIN findings f ON f.image_id = c.id' if image is None else 'findings f'} JOIN "
        "images i ON i.id = f.image_id "
        "LEFT JOIN layers l ON l.id = f.layer_id WHERE f.suppressed_by = '' "
        f"{'' if image is None else 'AND f.image_id = ?'} ORDER BY f.image_id, f.number"
    )
    for row in reader.store.database.execute(sql, () if image is None else (image,)):
        yield Seen(*row)


class Origin(Struct):
    """Where a finding comes from: `image` added it, and the others of `images` have it from there. `image` is
    "" where images share the layer and the base that added it is not in the store."""

    image: str
    layer: str
    position: int | None
    place: str
    images: int
    finding: int
    created_by: str = ""


class Group(Struct):
    """One row. Counts are of the chosen images; `new` of findings; `inherited` of findings that another image
    of the store already has, `own` of those it adds."""

    key: str
    rule: str
    severity: Severity
    message: str
    detector: str
    title: str
    preview: str
    identity: str
    place: str
    rotate: str = ""
    findings: int = 0
    images: int = 0
    repositories: int = 0
    new: int = 0
    inherited: int = 0
    first_seen: float = 0.0
    origins: list[Origin] = field(default_factory=list)
    owners: list[tuple[str, int]] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)
    places: int = 0
    example: int = 0

    @property
    def name(self) -> str:
        """What it is, in words."""
        return f"{self.title} `{self.preview}`" if self.detector else self.message

    @property
    def all_new(self) -> bool:
        """Whether nothing of it was there before."""
        return self.new == self.findings > 0

    @property
    def sort_key(self) -> tuple[Any, ...]:
        return (self.severity.rank, -self.images, not self.detector, self.title, self.key)


class _Making(Struct):
    """A row while findings come in. `ends` counts by where the layer begins (the chain up to it) and the
    image that ends first after it."""

    group: Group
    image: int = -1
    repositories: set[tuple[str, str]] = field(default_factory=set)
    owners: Counter[str] = field(default_factory=Counter)
    places: set[int] = field(default_factory=set)
    ends: dict[tuple[str, int], Origin] = field(default_factory=dict)
    counted: dict[tuple[str, int], int] = field(default_factory=dict)


def inherited_from(row: Seen, steps: Sequence[Step], with_it: frozenset[int] | set[int]) -> tuple[int, bool]:
    """The id of the smallest base that has what was found, or of the image itself, and whether it is a base.
    What is in a config comes from a base whose config has it: `with_it` are the images that do."""
    for step in steps:
        base = step is not steps[-1]
        if row.position is not None:
            if step.position >= row.position:
                return step.images[0], base
        elif (image := next((image for image in step.images if image in with_it), None)) is not None:
            return image, base
    return row.image_id, False


class Inheritance:
    """Says of each finding where it comes from. Made for rows that come image by image."""

    def __init__(self, reader: Reader, lineage: Lineage) -> None:
        self.lineage = lineage
        self._image, self._chains, self._steps = -1, [""], [Step(0, ())]
        self._in_configs: dict[str, set[int]] = defaultdict(set)
        sql = (
            f"SELECT {SEEN} FROM findings f JOIN images i ON i.id = f.image_id LEFT JOIN layers l ON l.id = "
            "f.layer_id WHERE f.position IS NULL AND i.current = 1"
        )
        for row in map(Seen._make, reader.store.database.execute(sql)):
            self._in_configs[row.key].add(row.image_id)

    def of(self, row: Seen, key: str) -> tuple[int, bool, str]:
        """The id of the image that has it first, whether that is a base of this one, and the chain of the
        layer ("" for a config)."""
        if row.image_id != self._image:
            self._image, self._chains = row.image_id, self.lineage.chains(row.image_id)
            self._steps = self.lineage.steps(self._chains, row.image_id)
        first, inherited = inherited_from(row, self._steps, self._in_configs.get(key, set()))
        chain = (
            self._chains[row.position]
            if row.position is not None and row.position < len(self._chains)
            else ""
        )
        return first, inherited, chain


def groups_of(
    rows: Iterable[Seen], inheritance: Inheritance, owners: Owners | None, since: Since | None
) -> list[Group]:
    """The rows, the gravest and most spread first."""
    making: dict[str, _Making] = {}
    for row in rows:
        key = row.key
        made = making.get(key)
        if made is None:
            made = making[key] = _Making(
                Group(key, row.rule, Severity(row.severity), row.message, row.detector, row.title,
                    row.preview, row.identity, row.place, first_seen=row.first_seen, example=row.id)
            )
        _add(made, row, key, inheritance, owners, since)
    done = [_finished(made, inheritance.lineage) for made in making.values()]
    return sorted(done, key=lambda group: group.sort_key)


def _add(
    made: _Making, row: Seen, key: str, inheritance: Inheritance, owners: Owners | None, since: Since | None
) -> None:
    group = made.group
    first, inherited, chain = inheritance.of(row, key)
    group.findings += 1
    group.inherited += inherited
    group.first_seen = min(group.first_seen, row.first_seen)
    if _RANKS[row.severity] < group.severity.rank:
        group.severity = Severity(row.severity)
    group.new += since is not None and since.is_new(
        row.image, row.platform, row.fingerprint, row.first_run, row.first_seen
    )
    made.places.add(hash((row.path, row.inner, row.line, row.exposure)))
    if row.image_id != made.image:
        made.image = row.image_id
        group.images += 1
        if len(group.examples) < EXAMPLES:
            group.examples.append(row.image)
        made.repositories.add((row.host, row.repository))
        if owners is not None:
            made.owners.update(owners.of(row.host, row.repository) or ("",))
    end = (chain, first)
    if end not in made.ends:
        made.ends[end] = Origin(
            inheritance.lineage.names.get(first, row.image), row.digest, row.position, row.place, 0, row.id
        )
    if made.counted.get(end) != row.image_id:  # the same secret may be there twice
        made.counted[end] = row.image_id
        made.ends[end].images += 1


def _finished(made: _Making, lineage: Lineage) -> Group:
    group = made.group
    group.repositories = len(made.repositories)
    group.places = len(made.places)
    group.owners = sorted(made.owners.items(), key=lambda pair: (-pair[1], pair[0]))
    together: dict[str, list[Origin]] = defaultdict(list)
    for (chain, first), origin in made.ends.items():
        together[chain or f" {first}"].append(origin)
    # several images begin with the layer and none of them is the base of the others
    for same in together.values():
        one = same[0]
        if len(same) > 1:
            one.image, one.images = "", sum(origin.images for origin in same)
        group.origins.append(one)
    group.origins.sort(key=lambda origin: (-origin.images, origin.image, origin.layer))
    return group


def with_commands(reader: Reader, groups: Iterable[Group], most: int = EXAMPLES) -> None:
    """Adds the commands that made the layers, and how to rotate the secret, to rows that are to be shown."""
    for group in groups:
        for origin in group.origins[:most]:
            told = _told(reader, origin.finding)
            origin.created_by = str((told.get("place") or {}).get("created_by", ""))
        group.rotate = str(_told(reader, group.example).get("rotate", ""))


def _told(reader: Reader, finding: int) -> dict[str, Any]:
    row = reader.store.one("SELECT place FROM findings WHERE id = ?", (finding,))
    told = json.loads(row[0]) if row is not None else {}
    return told if isinstance(told, dict) else {}

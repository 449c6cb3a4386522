"""`dlint fleet plan`: names → manifests and configs → images and layers in the store. No layer is read.

What is known is asked for by a HEAD only; where it gives the digest of the last plan there is nothing to do.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from dlinter.fleet.records import image_document
from dlinter.fleet.rows import Kind, Stage
from dlinter.fleet.store import Store
from dlinter.fleet.targets import Filters, Target, Targets
from dlinter.fleet.tasks import REGISTRY, file_identity
from dlinter.fleet.tell import claims_of, kind_of, sort_of, sort_of_claims
from dlinter.model.image import Layer
from dlinter.packs import load_detectors
from dlinter.run.conceal import Concealer
from dlinter.run.scan.config import TOO_MANY, config_secrets
from dlinter.secrets.searcher import Engine
from dlinter.sources import pace
from dlinter.sources.blobs import BlobError
from dlinter.sources.image_config import ImageSource
from dlinter.sources.json_text import load_json
from dlinter.sources.open import open_image
from dlinter.sources.reference import Reference
from dlinter.sources.registry import LARGEST, RegistryBlobs

THREADS = 16
"""Names that are looked at at a time: they wait for the network, not for a core."""
BATCH = 200
"""Names that are written together."""
SAID = 5
"""Problems that a plan names; all are in the store."""
SPEED = 10e6
"""Compressed bytes a second and process that a scan is taken to read where the store knows no better
(bench/fleet.py, two cores)."""
_IMAGE_CONFIGS = (
    "application/vnd.oci.image.config.v1+json",
    "application/vnd.docker.container.image.v1+json",
    "application/vnd.oci.empty.v1+json",
    "",
)
_NO_HEAD = re.compile(r" answers (?:400|405|406|501)$")

Progress = Callable[[int, str], None]


class Planned(Struct):
    """What one name led to. `known` says that nothing has changed since the last plan."""

    target: Target
    digest: str = ""
    known: bool = False
    images: list[tuple[ImageSource, bytes]] = field(default_factory=list)
    artifacts: list[str] = field(default_factory=list)
    problems: list[tuple[Kind, str]] = field(default_factory=list)
    identity: str = ""


class PlanSummary(Struct):
    """What a plan did: names looked at, those that are as they were, images and artifacts that are new,
    problems, and what is to be fetched now."""

    names: int = 0
    known: int = 0
    images: int = 0
    artifacts: int = 0
    problems: int = 0
    layers: int = 0
    bytes: int = 0
    layers_all: int = 0
    bytes_all: int = 0
    images_all: int = 0
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)
    first: list[str] = field(default_factory=list)
    """The first problems, without secrets."""


def plan(
    path: Path, sources: Sequence[str], filters: Filters, *, platform: str = "", use_cache: bool = True,
    requests: float = 0.0, jobs: int = 1,
    progress: Progress | None = None,
) -> PlanSummary:  # fmt: skip
    """Plans into a store, which is made where it is not there. Raises StoreError; RegistryError where no rule
    pack is installed."""
    planner = _Planner(platform, use_cache)
    done = PlanSummary()
    pace.use(pace.Pace(tries=6, requests=requests))
    try:
        with Store(path, write=True, create=True) as store:
            run = store.begin_run("plan", planner.rules)
            targets = Targets(filters)
            names = iter(targets.of(sources))
            with ThreadPoolExecutor(THREADS) as pool:
                while batch := list(islice(names, BATCH)):
                    known = _known(store, batch, planner.rules)
                    made = pool.map(planner.look, batch, [known.get(t.name, "") for t in batch])
                    _write(store, run, made, planner.rules, done)
                    if progress is not None:
                        progress(done.names, batch[-1].name)
            with store.transaction() as database:
                for kind, source, message in targets.problems:
                    store.add_problem(
                        database,
                        run,
                        Stage.PLAN,
                        kind,
                        planner.concealer.text(message),
                        source=planner.concealer.text(source),
                    )
            done.problems += len(targets.problems)
            done.notes += targets.notes
            _count(store, done, planner.rules, max(jobs, 1))
            asked = (
                "SELECT source, message FROM problems WHERE run_id = ? AND stage = 'plan' AND level != "
                "'note' ORDER BY id LIMIT ?"
            )
            done.first = [
                f"{source}: {message.removeprefix(f'{source}: ')}" if source else message
                for source, message in store.ask(asked, (run, SAID))
            ]
            store.end_run(run, images=done.images)
    finally:
        pace.use(None)
    return done


class _Planner:
    """Looks at names; shared by threads."""

    def __init__(self, platform: str, use_cache: bool) -> None:
        ruleset = load_detectors()
        self.engine = Engine(ruleset.detectors, use_cache=use_cache)
        self.rules = self.engine.rules_hash()
        self.concealer = Concealer(ruleset.find_secrets)
        self.platform = platform

    def look(self, target: Target, known: str) -> Planned:
        """What a name leads to. Never raises."""
        done = Planned(target)
        try:
            if target.kind == REGISTRY:
                done.digest = target.digest or self._head(target)
            else:
                done.digest = done.identity = file_identity(Path(target.name))
            if known and done.digest == known:
                done.known = True
                return done
            self._open(target, done)
        except BlobError as error:
            done.problems.append((kind_of(str(error)), str(error)))
        except Exception as error:  # one name must not take the others with it
            done.problems.append((Kind.OTHER, f"cannot be looked at ({type(error).__name__})"))
        return done

    def _head(self, target: Target) -> str:
        """The digest by a HEAD; "" from a registry that takes none: then the manifest is asked for as
        ever."""
        try:
            return RegistryBlobs(
                Reference(target.host, target.repository, target.tag, target.digest)
            ).top_digest()
        except BlobError as error:
            if _NO_HEAD.search(str(error)):
                return ""
            raise

    def _open(self, target: Target, done: Planned) -> None:
        opened = open_image(target.name)
        try:
            # a registry whose HEAD does not say it
            if not done.digest and isinstance(opened.blobs, RegistryBlobs):
                entries = load_json(opened.blobs.read("index.json")).get("manifests") or [{}]
                done.digest = str(entries[0].get("digest", ""))
            wanted = self.platform
            artifact = False
            for source in opened.images:
                if wanted and not f"{source.image.platform or wanted}/".startswith(wanted + "/"):
                    continue
                kind = artifact_kind(source)
                if kind:
                    artifact = True
                    done.artifacts.append(kind)
                    continue
                secrets, all_of_them = config_secrets(source, self.engine.finder)
                if not all_of_them:
                    done.problems.append((Kind.OTHER, f"{TOO_MANY}: the image is left out"))
                    continue
                done.images.append((source, image_document(source, secrets, self.concealer)))
                done.problems += [
                    (
                        Kind.OTHER,
                        (f"layer {layer.index} states {layer.size} bytes: a layer of more than "
                        f"{LARGEST >> 30} GB is not read"),
                    )
                    for layer in source.image.layers
                    if layer.size > LARGEST
                ]
            done.problems += [(kind_of(p.message), p.message) for p in opened.problems if not artifact]
        finally:
            opened.close()


def artifact_kind(source: ImageSource) -> str:
    """The type of what is kept as an image and is none, such as a Helm chart or a signature; "" for an image.
    By the type of its config (OCI image spec, manifest.md, "Guidelines for artifact usage"), or where it has
    only layers of other types."""
    media = [blob.media_type for blob in source.layers]
    try:
        manifest = (
            load_json(source.blobs.read("blobs/" + source.image.digest.replace(":", "/", 1)))
            if source.image.digest
            else {}
        )
        config = manifest.get("config") if isinstance(manifest, dict) else None
        kind = str(config.get("mediaType") or "") if isinstance(config, dict) else ""
    except (BlobError, ValueError, RecursionError):
        kind = ""
    others = [m for m in media if m and "tar" not in m and "diff" not in m and "encrypted" not in m]
    if kind not in _IMAGE_CONFIGS and not any(layer.diff_id for layer in source.image.layers):
        return kind
    if others and len(others) == len(media):
        return others[0]
    return ""


def _known(store: Store, batch: Sequence[Target], rules: str) -> dict[str, str]:
    """Name → digest of what was planned with these rules, without names whose image was not read to its end:
    their manifests are read again."""
    names = [t.name for t in batch]
    marks = ",".join("?" * len(names))
    rows = store.ask(
        f"SELECT name, digest FROM sources WHERE rules = ? AND digest != '' AND name IN ({marks}) "
        "AND NOT EXISTS (SELECT 1 FROM images i WHERE i.name = sources.name AND i.current = 1 AND i.state = "
        "'failed')",
        (rules, *names),
    )
    return dict(rows)


def _write(store: Store, run: int, made: Iterable[Planned], rules: str, done: PlanSummary) -> None:
    looked = list(made)  # outside of the transaction: the network is slow
    now = time.time()
    with store.transaction() as database:
        for planned in looked:
            done.names += 1
            target = planned.target
            if planned.known:
                done.known += 1
                database.execute("UPDATE sources SET planned = ? WHERE name = ?", (now, target.name))
                continue
            database.execute("DELETE FROM problems WHERE stage = 'plan' AND source = ?", (target.name,))
            for kind, message in planned.problems:
                store.add_problem(database, run, Stage.PLAN, kind, message, source=target.name)
            if planned.images or planned.artifacts:
                database.execute("UPDATE images SET current = 0 WHERE name = ?", (target.name,))
            for kind_name in planned.artifacts:
                number = _write_artifact(database, run, planned, now)
                message = f"is not an image but `{kind_name[:100]}`: it was not read"
                store.add_problem(
                    database,
                    run,
                    Stage.PLAN,
                    Kind.ARTIFACT,
                    message,
                    level="note",
                    source=target.name,
                    image=number,
                )
            done.problems += len(planned.problems)
            done.artifacts += len(planned.artifacts)
            gone = any(kind is Kind.GONE for kind, _ in planned.problems) and not planned.images
            if gone:
                database.execute(
                    "UPDATE images SET state = 'gone', current = 0 WHERE name = ?", (target.name,)
                )
            complete = not planned.problems or bool(planned.images)
            for source, document in planned.images:
                _write_image(database, run, planned, source, document, rules, now)
                done.images += 1
            if complete:
                database.execute(
                    "INSERT OR REPLACE INTO sources (name, kind, digest, rules, planned, pushed, run_id) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (target.name, target.kind, planned.digest, rules, now, target.pushed, run),
                )


def _write_artifact(database: Any, run: int, planned: Planned, now: float) -> int:
    target = planned.target
    database.execute(
        "INSERT INTO images (name, host, repository, tag, digest, kind, state, pushed, first_run, "
        "first_seen, document) VALUES (?, ?, ?, ?, ?, ?, 'artifact', ?, ?, ?, x'') "
        "ON CONFLICT DO UPDATE SET current = 1, state = 'artifact'",
        (target.name, target.host, target.repository, target.tag, planned.digest, target.kind, target.pushed,
            run, now),
    )
    (number,) = database.execute(
        "SELECT id FROM images WHERE name = ? AND digest = ? AND platform = ''", (target.name, planned.digest)
    ).fetchone()
    return int(number)


def _write_image(
    database: Any, run: int, planned: Planned, source: ImageSource, document: bytes, rules: str, now: float
) -> None:
    target, image = planned.target, source.image
    digest = f"{image.digest}{'' if target.kind == REGISTRY else '@' + planned.identity}" or planned.digest
    created = max((h.created for h in image.history), default="")
    size = sum(_kept_size(layer) for layer in image.layers)
    known = database.execute(
        "SELECT id, document FROM images WHERE name = ? AND digest = ? AND platform = ?",
        (target.name, digest, image.platform),
    ).fetchone()
    if known is not None:
        number = int(known[0])
        database.execute(
            "UPDATE images SET current = 1, pushed = ?, document = ?, state = CASE WHEN document = ? AND "
            "state != 'gone' THEN state ELSE 'planned' END WHERE id = ?",
            (target.pushed, document, document, number),
        )
        database.execute("DELETE FROM image_layers WHERE image_id = ?", (number,))
    else:
        made = database.execute(
            "INSERT INTO images (name, host, repository, tag, digest, platform, kind, created, pushed, size, "
            "first_run, first_seen, document) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (target.name, target.host, target.repository, target.tag, digest, image.platform, target.kind,
                created, target.pushed, size, run, now, document),
        )
        number = int(made.lastrowid)
    chain = hashlib.sha256()
    for position, (layer, blob) in enumerate(zip(image.layers, source.layers, strict=True)):
        key = layer.digest if target.kind == REGISTRY else f"{layer.digest or blob.name}@{planned.identity}"
        layer_id = _layer_id(database, key, layer)
        chain.update(f"{layer.digest or key} {layer.diff_id}\n".encode("utf-8", "surrogateescape"))
        database.execute(
            "INSERT INTO image_layers (image_id, position, layer_id, blob, chain) VALUES (?, ?, ?, ?, ?)",
            (number, position, layer_id, blob.name, chain.hexdigest()[:32])
        )


def _kept_size(layer: Layer) -> int:
    """The size as it is stored: no more than what is just not read, so that sums over a fleet stay numbers
    that sqlite can add."""
    return min(layer.size, LARGEST + 1)


def _layer_id(database: Any, key: str, layer: Layer) -> int:
    """The row of a layer, which is made where no image had it yet. An image that claims another size or
    compression of the blob has a row of its own: each blob is read as each of its images describes it."""
    stated = _kept_size(layer)
    for sort in (sort_of(layer.media_type), sort_of_claims(layer.media_type, stated)):
        database.execute(
            "INSERT OR IGNORE INTO layers (digest, diff_id, sort, media_type, size) VALUES (?, ?, ?, ?, ?)",
            (key, layer.diff_id, sort, layer.media_type, stated),
        )
        number, media, size = database.execute(
            "SELECT id, media_type, size FROM layers WHERE digest = ? AND diff_id = ? AND sort = ?",
            (key, layer.diff_id, sort),
        ).fetchone()
        if claims_of(media, size) == claims_of(layer.media_type, stated):
            break
    return int(number)


def _count(store: Store, done: PlanSummary, rules: str, jobs: int) -> None:
    """What the store knows, what is left to fetch, and about how long that takes."""
    current = (
        "id IN (SELECT x.layer_id FROM image_layers x JOIN images i ON i.id = x.image_id WHERE i.current = 1)"
    )
    done.layers_all, done.bytes_all = store.one(
        f"SELECT count(*), ifnull(sum(size), 0) FROM layers WHERE {current}"
    )
    done.layers, done.bytes = store.one(
        f"SELECT count(*), ifnull(sum(size), 0) FROM layers WHERE {current} AND NOT (state = 'scanned' AND "
        "rules = ?)",
        (rules,),
    )
    (done.images_all,) = store.one("SELECT count(*) FROM images WHERE current = 1")
    read, seconds = store.one(
        "SELECT ifnull(sum(bytes_read), 0), ifnull(sum(seconds), 0) FROM layers WHERE seconds > 0"
    )
    speed = read / seconds if seconds > 1 and read > 10e6 else SPEED
    done.seconds = done.bytes / (speed * jobs)

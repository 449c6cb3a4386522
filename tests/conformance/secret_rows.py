"""Rows of the secret corpora (`DLINT_CORPORA`), and what a scan of an image that holds each in a layer of its
own says of them."""

from __future__ import annotations

import base64
import io
import json
import lzma
import os
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dlinter.packs import load_rules
from dlinter.policy.settings import Settings
from dlinter.run.scan.images import scan
from dlinter.testing.images import Recipe, docker_blobs, write_tar

CORPORA = Path(os.environ.get("DLINT_CORPORA") or "/nonexistent")
LOOKED_AT = 0
"""The half (by `half_of`) that detectors and sieve were made with; the figures of the other half count."""


@dataclass(frozen=True, slots=True)
class Row:
    """One file: `group` is its suite or source, `secret` whether it holds one, `doubtful` why that may be
    disputed ("" where it is not)."""

    id: str
    group: str
    kind: str
    path: str
    data: bytes
    secret: bool
    doubtful: str = ""

    @property
    def half(self) -> int:
        return half_of(self.id)


def half_of(name: str) -> int:
    return zlib.crc32(name.encode()) & 1


def cases() -> Iterator[Row]:
    """secret_cases.jsonl.xz."""
    with lzma.open(CORPORA / "secret_cases.jsonl.xz", "rt", encoding="utf-8") as stream:
        for line in stream:
            row = json.loads(line)
            yield Row(
                row["id"],
                row["suite"],
                row["id"],
                row["path"],
                base64.b64decode(row["content"]),
                row["expect"],
            )


def rules() -> Iterator[Row]:
    """secret_rules.jsonl.xz."""
    with lzma.open(CORPORA / "secret_rules.jsonl.xz", "rt", encoding="utf-8") as stream:
        for line in stream:
            row = json.loads(line)
            data = row["text"].encode("utf-8", "surrogatepass")
            yield Row(
                str(row["id"]),
                row["source"],
                row["kind"],
                f"srv/app/{row['file']}",
                data,
                row["expect"],
                row.get("doubtful") or "",
            )


def reported(rows: Sequence[Row], least: Sequence[str] = ("error", "warning")) -> list[frozenset[str]]:
    """For each row the detectors of the findings at one of these levels. A row is a layer: nothing of one row
    is near another's."""
    found: list[set[str]] = [set() for _ in rows]
    recipe = Recipe(layers=[{row.path: row.data} for row in rows])
    ruleset = load_rules()
    enabled = frozenset(rule.id for rule in ruleset.rules if rule.id.startswith("secret-"))
    with tempfile.NamedTemporaryFile(suffix=".tar") as file:
        out = io.BytesIO()
        write_tar(docker_blobs(recipe), out)
        file.write(out.getvalue())
        file.flush()
        report = scan([file.name], Settings(enabled=enabled, use_cache=False), ruleset=ruleset)
    for result in report.active:
        place = result.location.image
        if place is not None and place.layer is not None and result.severity.value in least:
            mark = result.finding.secret
            found[place.layer].add(mark.detector if mark is not None else result.rule.id)
    return [frozenset(f) for f in found]

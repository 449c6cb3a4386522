"""The fields of the JSON formats. Names are in camelCase, times UTC, as in `dlint scan --format json`."""

from __future__ import annotations

from typing import Any

from dlinter import __version__
from dlinter.fleet.report.coverage import ProblemSeen
from dlinter.fleet.report.groups import Group, Seen, with_commands
from dlinter.fleet.report.since import utc
from dlinter.fleet.report.view import Share, View
from dlinter.fleet.report.words import names_with
from dlinter.fleet.rows import ImageRow, State

VERSION = 1
"""Grows when a field changes its meaning or goes; new fields may come any time."""
_ORIGINS = 20
_NAMES = 1000


def head(view: View) -> dict[str, Any]:
    """What is said once."""
    totals, covered, since = view.totals, view.coverage, view.choice.since
    with_commands(view.reader, view.groups[:1000])
    return {
        "version": VERSION,
        "tool": {"name": "dlint", "version": __version__},
        "store": view.name,
        "since": {"label": since.label, "time": utc(since.moment), "run": since.run} if since is not None
        else None,
        "runs": [{"id": r.id, "kind": r.kind, "began": utc(r.began), "ended": utc(r.ended),
            "layers": r.layers, "bytes": r.bytes, "images": r.images, "shard": r.shard} for r in view.runs],
        "summary": {
            "images": totals.images, "imagesWithFindings": totals.images_with_findings,
            "imagesClean": totals.images_clean, "imagesNotRead": totals.images_not_read,
            "repositories": totals.repositories, "secrets": totals.secrets, "findings": totals.findings,
            "new": totals.new if since else None,
            "newSecrets": totals.new_secrets if since else None, "failing": totals.failing,
            "inherited": totals.inherited, "suppressed": totals.suppressed,
            **{level: totals.severities[level] for level in ("error", "warning", "note")},
        },
        "coverage": {
            "complete": view.complete, "share": round(covered.share, 6), "bytes": covered.bytes,
            "bytesRead": covered.bytes_scanned, "layers": covered.layers,
            "layersRead": covered.layers_scanned, "layersFailed": covered.layers_failed,
            "imagesRead": covered.images_scanned, "imagesFailed": covered.images_failed,
            "artifacts": covered.artifacts, "unreadParts": covered.unread_parts,
        },
        "unread": [
            {"what": row.what, "kind": row.kind, "level": row.level, "count": row.count, "bytes": row.bytes,
                "images": row.images,
             "examples": [{"subject": subject, "message": message} for subject, message in row.examples]}
            for row in view.unread
        ],
        "notRead": list(view.not_read.values()),
        "owners": [share_json(share) for share in view.most(view.owners)],
        "repositories": [share_json(share) for share in view.most(view.repositories) if share.findings],
    }  # fmt: skip


def share_json(share: Share) -> dict[str, Any]:
    """An owner or a repository."""
    return {
        "name": share.name,
        "images": share.images,
        "imagesWithFindings": share.images_with_findings,
        "secrets": share.secrets,
        "findings": share.findings,
        "new": share.new,
    }


def group_json(group: Group) -> dict[str, Any]:
    """A secret, or another finding, over all images."""
    return {
        "key": group.key, "rule": group.rule, "severity": group.severity.value, "message": group.message,
        "detector": group.detector, "title": group.title,
        "preview": group.preview, "identity": group.identity, "rotate": group.rotate,
        "findings": group.findings, "images": group.images, "repositories": group.repositories,
        "new": group.new, "allNew": group.all_new, "inherited": group.inherited, "places": group.places,
        "firstSeen": utc(group.first_seen), "examples": group.examples,
        "origins": [
            {"image": o.image or None, "layer": o.layer or None, "position": o.position, "place": o.place,
                "images": o.images, "createdBy": o.created_by} for o in group.origins[:_ORIGINS]
        ],
        "originCount": len(group.origins),
        "owners": [{"name": owner, "images": images} for owner, images in group.owners],
    }  # fmt: skip


def finding_json(view: View, row: Seen) -> dict[str, Any]:
    """A finding in one image: `secret` is the key of its row, `inheritedFrom` the smallest base that has it,
    `layerImages` in how many images its layer is; where the report is about images that were named,
    `layerImageNames` in which."""
    key = row.key
    first, inherited, _ = view.inheritance.of(row, key)
    owners = view.choice.owners
    names = (
        {"layerImageNames": names_with(view, row.layer_id, _NAMES)}
        if view.choice.images and row.layer_id is not None
        else {}
    )
    return {
        "key": key, "image": row.image, "platform": row.platform,
        "repository": f"{row.host}/{row.repository}" if row.host else row.repository, "rule": row.rule,
        "severity": row.severity, "message": row.message, "fingerprint": row.fingerprint,
        "exposure": row.exposure, "layer": row.digest or None, "position": row.position,
        "path": row.path, "inner": row.inner, "line": row.line, "detector": row.detector, "title": row.title,
        "preview": row.preview, "identity": row.identity,
        "inherited": inherited, "inheritedFrom": view.lineage.names.get(first) if inherited else None,
        "layerImages": view.lineage.images_with(row.layer_id),
        "owners": list(owners.of(row.host, row.repository)) if owners is not None else [],
        "firstSeen": utc(row.first_seen), "firstRun": row.first_run,
        "new": view.is_new(row) if view.choice.since else None,
        **names,
    }  # fmt: skip


def problem_json(problem: ProblemSeen) -> dict[str, Any]:
    """A row of what was not read."""
    return {
        "what": problem.what,
        "kind": problem.kind,
        "level": problem.level,
        "subject": problem.subject,
        "message": problem.message,
        "bytes": problem.size,
    }


def image_json(view: View, image: ImageRow) -> dict[str, Any] | None:
    """An image and whether it is clean; None for one that is not chosen. One of which something was not read
    is `not read` whatever was found."""
    if view.reader.store.one("SELECT 1 FROM chosen WHERE id = ?", (image.id,)) is None:
        return None
    verdict = (
        "artifact"
        if image.state is State.ARTIFACT
        else "not read"
        if image.id in view.not_read
        else "findings"
        if image.id in view.dirty
        else "clean"
    )
    return {
        "image": image.name, "platform": image.platform, "digest": image.digest,
        "repository": f"{image.host}/{image.repository}" if image.host else image.repository,
        "tag": image.tag,
        "bytes": image.size, "created": image.created, "pushed": utc(image.pushed),
        "scanned": utc(image.scanned), "verdict": verdict, "hasFindings": image.id in view.dirty,
    }  # fmt: skip

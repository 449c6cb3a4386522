"""Metrics in Prometheus' text format 0.0.4, for the textfile collector of node_exporter or a push gateway.
Every metric is a gauge about the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TextIO

from dlinter import __version__
from dlinter.fleet.report.view import View
from dlinter.report.plain import clean

ABOUT = "metrics for the textfile collector of Prometheus"
ENDINGS: tuple[str, ...] = (".prom",)
Sample = tuple[Mapping[str, str], float]


def write(view: View, out: TextIO) -> None:
    totals, covered = view.totals, view.coverage
    secrets, findings = Counter(g.detector for g in view.secrets), Counter[tuple[str, str]]()
    for group in view.groups:
        findings[group.rule, group.severity.value] += group.findings
    _metric(out, "info", "The dlint that wrote this", [({"version": __version__}, 1)])
    verdicts = {
        "clean": totals.images_clean,
        "findings": totals.images_with_findings,
        "not_read": totals.images_not_read,
    }
    _metric(
        out,
        "images",
        "Images by what is known of them; one that was not read to the end may also have findings",
        [({"verdict": v}, n) for v, n in verdicts.items()],
    )
    _metric(out, "images_planned", "Images of the fleet", [({}, totals.images)])
    _metric(out, "repositories", "Repositories of the fleet", [({}, totals.repositories)])
    layers = {
        "read": covered.layers_scanned,
        "failed": covered.layers_failed,
        "waiting": covered.layers - covered.layers_scanned - covered.layers_failed,
    }
    _metric(out, "layers", "Unique layers", [({"state": state}, n) for state, n in layers.items()])
    _metric(out, "layer_bytes", "Bytes of unique layers as they are stored", [({}, covered.bytes)])
    _metric(
        out,
        "layer_bytes_read",
        "Bytes of unique layers that were read to their end",
        [({}, covered.bytes_scanned)],
    )
    _metric(out, "complete", "Whether everything was read", [({}, int(view.complete))])
    unread = Counter[tuple[str, str, str]]()
    for row in view.unread:
        unread[row.what, row.kind, row.level] += row.count
    _metric(
        out,
        "unread",
        "What was not read, by kind",
        [({"what": w, "kind": k, "level": level}, n) for (w, k, level), n in sorted(unread.items())],
    )
    _metric(out, "secrets", "Different secrets", [({"detector": d}, n) for d, n in sorted(secrets.items())])
    _metric(
        out,
        "findings",
        "Findings over all images",
        [({"rule": rule, "severity": s}, n) for (rule, s), n in sorted(findings.items())],
    )
    _metric(
        out,
        "findings_inherited",
        "Findings that another image of the fleet has, too",
        [({}, totals.inherited)],
    )
    _metric(out, "findings_suppressed", "Findings that do not count", [({}, totals.suppressed)])
    if view.choice.since is not None:
        _metric(out, "findings_new", "New findings", [({}, totals.new)])
        _metric(out, "secrets_new", "Secrets that are new in every image", [({}, totals.new_secrets)])
    if view.choice.owners is not None:
        _metric(
            out,
            "owner_secrets",
            "Different secrets by owner of the repository",
            [({"owner": share.name}, share.secrets) for share in view.most(view.owners)],
        )
        _metric(
            out,
            "owner_images",
            "Images with findings by owner of the repository",
            [({"owner": share.name}, share.images_with_findings) for share in view.most(view.owners)],
        )
    ended = {run.kind: run.ended for run in view.runs if run.ended is not None}
    _metric(
        out,
        "run_timestamp_seconds",
        "When the last run of a kind ended",
        [({"kind": kind}, at) for kind, at in sorted(ended.items())],
    )


def _metric(out: TextIO, name: str, about: str, samples: Iterable[Sample]) -> None:
    """A metric with its samples; one without samples is left out."""
    written = [
        f"dlint_fleet_{name}{_labels(labels)} {value if isinstance(value, int) else repr(value)}\n"
        for labels, value in samples
    ]
    if written:
        out.write(f"# HELP dlint_fleet_{name} {about}\n# TYPE dlint_fleet_{name} gauge\n{''.join(written)}")


def _labels(labels: Mapping[str, str]) -> str:
    escaped = (f'{name}="{_quoted(value)}"' for name, value in labels.items())
    return f"{{{','.join(escaped)}}}" if labels else ""


def _quoted(text: str) -> str:
    return clean(text).replace("\\", "\\\\").replace('"', '\\"')

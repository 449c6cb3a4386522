"""SARIF 2.1.0 for code scanning: a run for what was linted, and one for each image.

Only what GitHub reads is relied on (docs.github.com, "SARIF support for code scanning"); all of it is there for the others.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, TextIO
from urllib.parse import quote

import sarif_om as om

from dlinter import __version__
from dlinter.finding import Edit, Finding, Problem, Report, Result, RuleInfo, Severity
from dlinter.model.place import Visibility
from dlinter.model.text import Span, Text
from dlinter.report import DOCS
from dlinter.report.linehash import line_hashes
from dlinter.report.plain import clean, fate, image_message, layer_of, path_of, shown
from dlinter.report.sarif_json import to_json
from dlinter.report.settings import ReportSettings

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MOST = 5000
"""GitHub keeps so many results of a run, by severity."""
_PROBLEM = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "recommendation"}


def write(report: Report, out: TextIO, settings: ReportSettings) -> None:
    json.dump(document(report, settings), out, indent=2, ensure_ascii=False)
    out.write("\n")


def document(report: Report, settings: ReportSettings) -> dict[str, Any]:
    """The whole log as plain values."""
    results = shown(report, settings.show_suppressed)
    images = [s.path for s in report.subjects if s.kind == "scan"]
    runs = []
    names: dict[str, str] = {}
    if not images or any(s.kind == "lint" for s in report.subjects):
        mine = [r for r in results if r.location.image is None]
        runs.append(_run("dlint/lint/", mine, report, settings, [p for p in report.problems if p.path not in images]))
    for image in dict.fromkeys(images):
        mine = [r for r in results if r.location.image is not None and r.location.image.image == image]
        name = _category(image, names)
        problems = [p for p in report.problems if p.path == image or (p.path not in images and not _lints(report))]
        runs.append(_run(f"dlint/image/{name}/", mine, report, settings, problems))
    log = om.SarifLog(schema_uri=SCHEMA, version="2.1.0", runs=runs)
    done: dict[str, Any] = to_json(log)
    return done


def _lints(report: Report) -> bool:
    return any(s.kind == "lint" for s in report.subjects)


def image_name(image: str) -> str:
    """A name for a category and a path: no scheme, no colon, no leading slash."""
    name = image.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1] if not image.startswith("docker") else image
    safe = "".join(c if c.isalnum() or c in "-_." else "-" for c in name).strip(".-")
    return safe or "image"


def _category(image: str, names: dict[str, str]) -> str:
    name = base = image_name(image)
    number = 2
    while name in names.values():
        name, number = f"{base}-{number}", number + 1
    names[image] = name
    return name


def _run(category: str, results: Sequence[Result], report: Report, settings: ReportSettings, problems: Sequence[Problem]) -> Any:
    used = {r.rule.id: r.rule for r in results}
    # A run about an image lists the rules about images, one about files the others: those that ran.
    rules = sorted({**{r.id: r for r in report.rules if _belongs(r, category)}, **used}.values(), key=lambda r: r.id)
    index = {rule.id: at for at, rule in enumerate(rules)}
    grouped = sorted(_group(results), key=lambda r: (r.severity.rank, _where(r)))
    kept, dropped = grouped[:MOST], len(grouped) - MOST
    notifications = [_notification(p, rules, index, settings) for p in problems]
    if dropped > 0:
        text = f"{dropped} results of lower severity were left out: code scanning keeps {MOST} of a run"
        notifications.append(om.Notification(message=om.Message(text=text), level="warning"))
    hashes: dict[int, dict[int, str]] = {}
    invocation = om.Invocation(execution_successful=not problems)
    if notifications:
        invocation.tool_execution_notifications = notifications
    driver = om.ToolComponent(
        name="dlint", organization="dlint", version=__version__, semantic_version=__version__, information_uri=DOCS.partition("/blob")[0],
        rules=[_rule(rule) for rule in rules],
    )  # fmt: skip
    return om.Run(
        tool=om.Tool(driver=driver), automation_details=om.RunAutomationDetails(id=category), column_kind="unicodeCodePoints",
        invocations=[invocation], results=[_result(r, index, settings, hashes) for r in kept],
        original_uri_base_ids=None,
    )  # fmt: skip


def _belongs(rule: RuleInfo, category: str) -> bool:
    about_images = rule.family == "image" or rule.id in (
        "secret-in-layer", "secret-in-deleted-file", "secret-in-image-config", "secret-in-history",
    )  # fmt: skip
    return about_images == category.startswith("dlint/image/")


def _where(result: Result) -> tuple[str, int, str]:
    return (result.location.path, result.location.span.start if result.location.span else -1, result.fingerprint)


def _group(results: Sequence[Result]) -> Iterable[Result]:
    """Image findings of one rule on one Dockerfile instruction become one result that lists the paths: GitHub knows an
    alert by rule, file and line, so thirty of them would be one anyway."""
    groups: dict[tuple[str, str, int, bool], list[Result]] = {}
    for result in results:
        location = result.location
        if location.image is None or location.text is None or location.span is None:
            yield result
        else:
            groups.setdefault((result.rule.id, location.path, location.span.start, result.suppressed_by is None), []).append(result)
    for members in groups.values():
        first = min(members, key=lambda r: r.severity.rank)
        if len(members) == 1:
            yield first
            continue
        parts = [f"{clean(m.message)} ({path_of(m.location.image)}, {fate(m.location.image)})" for m in members if m.location.image]
        shown_parts = parts[:20] + ([f"and {len(parts) - 20} more"] if len(parts) > 20 else [])
        message = f"{len(members)} findings in what this instruction made: " + "; ".join(shown_parts)
        yield replace(first, finding=replace(first.finding, message=message))


def _rule(rule: RuleInfo) -> Any:
    secret = rule.security_severity is not None
    tags = [rule.family, "dockerfile", *(["security"] if secret else [])]
    properties: dict[str, Any] = {
        "tags": tags,
        "precision": rule.precision,
        "problem.severity": _PROBLEM[rule.severity],
        "aliases": list(rule.aliases),
    }
    if secret:
        properties["security-severity"] = f"{rule.security_severity:.1f}"
    body = rule.doc.strip()
    full = " ".join(body.split("## Why", 1)[-1].split("\n## ", 1)[0].split()) or rule.summary
    return om.ReportingDescriptor(
        id=rule.id,
        name="".join(part.capitalize() for part in rule.id.split("-")),
        short_description=om.MultiformatMessageString(text=_sentence(rule.summary)[:1024]),
        full_description=om.MultiformatMessageString(text=_sentence(full)[:1024]),
        help=om.MultiformatMessageString(text=body, markdown=f"# {rule.id}\n\n{body}"),
        help_uri=f"{DOCS}#{rule.id}",
        default_configuration=om.ReportingConfiguration(level=rule.severity.value),
        properties=properties,
    )


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else text + "."


def _uri(path: str, settings: ReportSettings) -> str:
    """A path relative to the repository, forward slashes, percent-encoded."""
    from pathlib import Path

    root = settings.root
    if root is not None:
        try:
            path = Path(path).resolve().relative_to(root.resolve()).as_posix()
        except (ValueError, OSError):
            path = path.replace("\\", "/")
    path = path.replace("\\", "/").removeprefix("./").lstrip("/")
    while path.startswith("../"):
        path = path[3:]
    return quote(path.encode("utf-8", "surrogateescape"), safe="/-_.~+@") or "unknown"


def _region(text: Text, span: Span | None) -> Any:
    """One line at most: the token, or the first line of what is longer."""
    start = span.start if span else 0
    begin = text.position(start)
    line = text.line_span(begin.line)
    end = text.position(max(min(span.end if span else line.end, line.end), start))
    region = om.Region(start_line=begin.line, start_column=begin.column, end_line=begin.line, end_column=max(end.column, begin.column))
    if end.column <= begin.column:
        region.end_column = begin.column + 1 if start < line.end else begin.column
    return region


def _result(result: Result, index: dict[str, int], settings: ReportSettings, hashes: dict[int, dict[int, str]]) -> Any:
    location, finding = result.location, result.finding
    text, image = location.text, location.image
    fingerprints = {"dlintFingerprint/v1": result.fingerprint}
    if text is not None:
        region = _region(text, location.span)
        uri = _uri(location.path, settings)
        per_file = hashes.get(id(text))
        if per_file is None:
            per_file = hashes[id(text)] = line_hashes(text.data.decode("utf-8", "replace"))
        fingerprints["primaryLocationLineHash"] = per_file.get(region.start_line, result.fingerprint)
    else:
        region = om.Region(start_line=(image.line if image else None) or 1, start_column=1)
        inside = (image.path.lstrip("/") + (f"!{image.inner}" if image.inner else "")) if image else ""
        uri = _uri(f"{image_name(location.path)}/{inside or 'config'}", replace(settings, root=None))
        fingerprints["primaryLocationLineHash"] = result.fingerprint
    physical = om.PhysicalLocation(artifact_location=om.ArtifactLocation(uri=uri), region=region)
    where = om.Location(physical_location=physical)
    message = _sentence(image_message(result) if image else clean(result.message))
    done = om.Result(
        rule_id=result.rule.id, rule_index=index[result.rule.id], level=result.severity.value,
        message=om.Message(text=message), locations=[where], partial_fingerprints=fingerprints,
    )  # fmt: skip
    if image is not None:
        name = f"{clean(image.image)}@{image.digest or image.diff_id}{path_of(image)}" if image.layer is not None else f"{clean(image.image)}#config/{path_of(image)}"
        where.logical_locations = [om.LogicalLocation(kind="resource", name=path_of(image) or layer_of(image), fully_qualified_name=name)]
        done.properties = {
            "image": image.image, "exposure": image.exposure.value, "layerIndex": image.layer, "layerDigest": image.digest,
            "diffID": image.diff_id, "historyIndex": image.history, "imagePath": image.path, "innerPath": image.inner, "line": image.line,
            "visibility": image.visibility.value if image.visibility else None,
            "deleted": image.visibility is Visibility.DELETED, "removedByLayer": image.removed_by,
        }  # fmt: skip
        done.properties = {k: v for k, v in done.properties.items() if v not in (None, "")}
    if text is not None and finding.related:
        done.related_locations = [
            om.Location(
                id=number, message=om.Message(text=_sentence(clean(r.message))),
                physical_location=om.PhysicalLocation(artifact_location=om.ArtifactLocation(uri=uri), region=_region(text, r.span)),
            )
            for number, r in enumerate(finding.related, 1)
        ]  # fmt: skip
    if text is not None and finding.fix is not None and finding.fix.edits:
        done.fixes = [_fix(text, uri, finding)]
    if result.suppressed_by is not None:
        done.suppressions = [
            om.Suppression(
                kind="inSource" if result.suppressed_by.reason.value == "ignore" else "external", state="accepted",
                justification=clean(result.suppressed_by.justification) or result.suppressed_by.reason.value,
            )
        ]  # fmt: skip
    return done


def _fix(text: Text, uri: str, finding: Finding) -> Any:
    fix = finding.fix
    assert fix is not None
    replacements = [_replacement(text, edit) for edit in sorted(fix.edits, key=lambda e: e.span)]
    change = om.ArtifactChange(artifact_location=om.ArtifactLocation(uri=uri), replacements=replacements)
    return om.Fix(description=om.Message(text=_sentence(f"{fix.title} ({fix.safety.value})")), artifact_changes=[change])


def _replacement(text: Text, edit: Edit) -> Any:
    start, end = text.position(edit.span.start), text.position(edit.span.end)
    region = om.Region(start_line=start.line, start_column=start.column, end_line=end.line, end_column=end.column)
    replacement = om.Replacement(deleted_region=region)
    if edit.replacement:
        replacement.inserted_content = om.ArtifactContent(text=edit.replacement)
    return replacement


def _notification(problem: Problem, rules: Sequence[RuleInfo], index: dict[str, int], settings: ReportSettings) -> Any:
    text = _sentence(clean(f"{problem.path}: {problem.message}" if problem.path else problem.message))
    done = om.Notification(message=om.Message(text=text), level="error")
    if problem.rule in index:
        done.associated_rule = om.ReportingDescriptorReference(id=problem.rule, index=index[problem.rule])
    if problem.path:
        artifact = om.ArtifactLocation(uri=_uri(problem.path, settings))
        done.locations = [om.Location(physical_location=om.PhysicalLocation(artifact_location=artifact))]
    return done

"""Results as SARIF: place, fingerprints, fixes, and where in an image they are."""

from __future__ import annotations

import base64
import posixpath
from collections.abc import Mapping
from typing import Any

import sarif_om as om

from dlinter.disk.read import read_small
from dlinter.finding import Edit, Fix, Reason, Result
from dlinter.model.place import ImagePlace, Visibility
from dlinter.model.text import Position, Span, Text
from dlinter.report.grouping import Group
from dlinter.report.linehash import line_hashes
from dlinter.report.paths import Paths, encoded, image_path
from dlinter.report.plain import clean, layer_of, path_of, spot
from dlinter.report.regions import on_one_line
from dlinter.report.sarif_rules import sentence

LINE_HASH = "primaryLocationLineHash"
OWN = "dlintFingerprint/v1"


class Results:
    """Makes results of one log; keeps what is made once a file."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths
        self._hashes: dict[str, tuple[bytes, dict[int, str]]] = {}

    def result(self, group: Group, index: Mapping[str, int]) -> Any:
        """A group as one sarif-om Result; `index` is each rule's place among the run's rules."""
        first = group.first
        location, image = first.location, first.location.image
        if location.text is not None:
            uri = self._paths.uri(location.path)
            region = one_line(location.text, group.span)
            line_hash = self._line_hash(location.text, region.start_line) or first.fingerprint
        else:
            uri = encoded(image_path(first))
            line = (image.line if image else None) or 1
            region = om.Region(start_line=line, start_column=1, end_line=line, end_column=2)
            line_hash = first.fingerprint
        where = om.Location(physical_location=_physical(uri, region))
        done = om.Result(
            rule_id=first.rule.id,
            rule_index=index[first.rule.id],
            level=first.severity.value,
            message=_message(group.message),
            locations=[where],
            partial_fingerprints={LINE_HASH: line_hash, OWN: first.fingerprint},
        )
        if image is not None:
            where.logical_locations = [
                _logical(r.location.image) for r in group.results if r.location.image is not None
            ]
            done.properties = self._properties(group)
        if location.text is not None:
            self._around(done, group, location.text, uri)
        if first.suppressed_by is not None:
            done.suppressions = [_suppression(first)]
        return done

    def _line_hash(self, text: Text, line: int) -> str | None:
        known = self._hashes.get(text.path)
        if known is None or known[0] != text.data:
            known = self._hashes[text.path] = (text.data, line_hashes(text.data.decode("utf-8", "replace")))
        return known[1].get(line)

    def _around(self, done: Any, group: Group, text: Text, uri: str) -> None:
        """Related places and fixes, which only a file has."""
        if group.related:
            done.related_locations = [
                om.Location(id=number, message=_message(r.message),
                    physical_location=_physical(uri, one_line(text, r.span)))
                for number, r in enumerate(group.related, 1)
            ]
        fixes = [self._fix(fix, text, uri) for fix in group.fixes if not fix.withheld]
        if fixes:
            done.fixes = fixes

    def _fix(self, fix: Fix, text: Text, uri: str) -> Any:
        changes = []
        if fix.edits:
            replacements = [_replacement(text, edit) for edit in sorted(fix.edits, key=lambda e: e.span)]
            changes.append(
                om.ArtifactChange(artifact_location=om.ArtifactLocation(uri=uri), replacements=replacements)
            )
        folder = posixpath.dirname(self._paths.relative(text.path))
        for name, addition in fix.files:
            changes.append(self._appended(posixpath.normpath(posixpath.join(folder, name)), addition))
        return om.Fix(description=_message(f"{fix.title} ({fix.safety.value})"), artifact_changes=changes)

    def _appended(self, path: str, addition: str) -> Any:
        """Text at the end of a file beside the Dockerfile, which may not be there yet."""
        try:
            text = Text(read_small(self._paths.absolute(path), within=""), path)
        except OSError:
            text = Text(b"", path)
        end = Span(len(text.data), len(text.data))
        location = om.ArtifactLocation(uri=encoded(path))
        return om.ArtifactChange(
            artifact_location=location, replacements=[_replacement(text, Edit(end, addition))]
        )

    def _properties(self, group: Group) -> dict[str, Any]:
        places = [r.location.image for r in group.results if r.location.image is not None]
        if len(places) == 1:
            return self._place(places[0])
        return {"places": [self._place(place) for place in places]}

    def _place(self, place: ImagePlace) -> dict[str, Any]:
        told = {
            "image": clean(place.image), "platform": place.platform, "exposure": place.exposure.value,
            "layerIndex": place.layer,
            "layerDigest": place.digest, "diffID": place.diff_id, "historyIndex": place.history,
            "createdBy": clean(place.created_by), "path": clean(place.path), "innerPath": clean(place.inner),
            "line": place.line, "visibility": place.visibility.value if place.visibility else None,
            "removedByLayer": place.removed_by,
            "reconstructedLine": place.reconstructed_line, "part": clean(place.part),
            "origin": place.origin.value, "package": clean(place.package),
        }  # fmt: skip
        told = {name: value for name, value in told.items() if value is not None and value != ""}
        if place.visibility is not None:
            told["deleted"] = place.visibility is Visibility.DELETED
        return told


def _message(text: str) -> Any:
    """A message, its first sentence ended. `](` would be a link (SARIF 2.1.0, 3.11.6) to a place that is not
    there."""
    return om.Message(text=sentence(clean(text).replace("](", "] (")))


def _physical(uri: str, region: Any) -> Any:
    return om.PhysicalLocation(artifact_location=om.ArtifactLocation(uri=uri), region=region)


def _logical(place: ImagePlace) -> Any:
    """The place in the image, beside the physical location and never instead of it."""
    name = clean(place.image)
    if place.layer is not None and (place.digest or place.diff_id):
        name += f"@{place.digest or place.diff_id}"
    inside = path_of(place)
    whole = (
        f"{name}{'' if inside.startswith('/') else '/'}{inside}"
        if place.layer is not None
        else f"{name}/{spot(place).replace(' ', '/')}"
    )
    return om.LogicalLocation(kind="resource", name=inside or layer_of(place), fully_qualified_name=whole)


def one_line(text: Text, span: Span | None) -> Any:
    """A region of one line: the span, or the first line of a longer one."""
    shown = on_one_line(text, span)
    begin, end = text.position(shown.start), text.position(shown.end)
    return _region(begin, end if end.column > begin.column else Position(begin.line, begin.column + 1))


def _region(start: Position, end: Position) -> Any:
    return om.Region(
        start_line=start.line, start_column=start.column, end_line=end.line, end_column=end.column
    )


def _replacement(text: Text, edit: Edit) -> Any:
    """One edit; an insertion deletes an empty region. A replacement that is no UTF-8 is given as bytes."""
    done = om.Replacement(
        deleted_region=_region(text.position(edit.span.start), text.position(edit.span.end))
    )
    if edit.replacement:
        raw = edit.written(text)
        try:
            done.inserted_content = om.ArtifactContent(text=raw.decode())
        except UnicodeDecodeError:
            done.inserted_content = om.ArtifactContent(binary=base64.b64encode(raw).decode())
    return done


def _suppression(result: Result) -> Any:
    by = result.suppressed_by
    assert by is not None
    return om.Suppression(
        kind="inSource" if by.reason is Reason.IGNORE else "external",
        state="accepted",
        justification=clean(by.justification) or by.reason.value,
    )

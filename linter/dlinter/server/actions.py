"""What an editor offers to do: fixes, `ignore here`, an explanation, all safe fixes. Every edit is tried on
the text first: what would break the file, or would not do what it is for, is not offered."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from dlinter.disk.read import read_small
from dlinter.finding import Edit, Result, Safety
from dlinter.fix import apply, fix_text
from dlinter.model.builds.names import is_data
from dlinter.model.dockerfile.reader import read
from dlinter.model.text import Span, Text
from dlinter.run.rereads import reads_for
from dlinter.server.client import Client
from dlinter.server.diagnostics import at, diagnostic
from dlinter.server.documents import Document, uri_of
from dlinter.server.linter import Examined, Linter
from dlinter.server.positions import Lines

FIX_ALL = "source.fixAll.dlint"
KINDS = ("quickfix", FIX_ALL)


class Actions:
    """The actions of one document. `opened` are the texts of other open files, by URI, with their
    versions."""

    def __init__(
        self,
        document: Document,
        examined: Examined,
        linter: Linter,
        client: Client,
        opened: Mapping[str, Document],
    ) -> None:
        self._document, self._examined, self._linter, self._client, self._opened = (
            document,
            examined,
            linter,
            client,
            opened,
        )

    def at(self, span: Span, only: Sequence[str] | None) -> list[dict[str, Any]]:
        """The actions at a place; `only` are the kinds that the editor asks for, with those below them, None
        for all."""
        found: list[dict[str, Any]] = []
        if _wanted("quickfix", only):
            results = list(at(self._document, self._examined, span)) or list(
                at(self._document, self._examined, self._whole_lines(span))
            )
            for result in results:
                found += self._fixes(result)
            for result in results:
                found += self._ignore(result)
            found += self._explanations(results)
        if _wanted(FIX_ALL, only):
            found += self._fix_all()
        return found

    def _whole_lines(self, span: Span) -> Span:
        text = self._document.text
        return Span(
            text.line_span(text.line_of(span.start)).start, text.line_span(text.line_of(span.end)).end
        )

    def _fixes(self, result: Result) -> Iterator[dict[str, Any]]:
        fix, text = result.finding.fix, self._document.text
        if fix is None or fix.withheld:
            return
        if fix.edits and reads_for(text)(text, apply(text, fix.edits), fix.edits):
            return
        edit = self._edit(fix.edits, dict(fix.files))
        if edit is None:
            return
        safe = fix.safety is Safety.SAFE
        action = self._action(
            "quickfix", fix.title if safe else f"{fix.title} (unsafe: review the change)", edit, result
        )
        if self._client.preferred and safe:
            action["isPreferred"] = True
        yield action

    def _ignore(self, result: Result) -> Iterator[dict[str, Any]]:
        for edit, title in self._ignores(result):
            if self._ignores_it(edit, result):
                workspace_edit = self._edit((edit,), {})
                if workspace_edit is not None:
                    yield self._action("quickfix", title, workspace_edit, result)
                return

    def _ignores(self, result: Result) -> Iterator[tuple[Edit, str]]:
        """Comments that may ignore a result, the one that reaches least first."""
        text, rule = self._document.text, result.rule.id
        eol, span = text.eol, result.location.span
        if is_data(text.path):
            if span is not None and not text.path.lower().endswith(".json"):
                yield (
                    self._above(text.line_of(span.start), f"# dlint: ignore[{rule}]{eol}"),
                    f"ignore `{rule}` here",
                )
            if not text.path.lower().endswith(".json"):
                yield Edit(Span(0, 0), f"# dlint: ignore-file[{rule}]{eol}"), f"ignore `{rule}` in this file"
            return
        dockerfile = read(text)
        if span is not None:
            for instruction in dockerfile.instructions:
                if instruction.span.start <= span.start <= instruction.span.end:
                    yield (
                        self._above(instruction.first_line, f"# dlint: ignore[{rule}]{eol}"),
                        f"ignore `{rule}` here",
                    )
        last = max((d.line for d in dockerfile.directives), default=0)
        begin = text.full_line_span(last).end if last else 0
        yield Edit(Span(begin, begin), f"# dlint: ignore-file[{rule}]{eol}"), f"ignore `{rule}` in this file"

    def _above(self, line: int, comment: str) -> Edit:
        row = self._document.text.line_span(line)
        indent = self._document.text.slice(row)
        indent = indent[: len(indent) - len(indent.lstrip(" \t"))]
        return Edit(Span(row.start, row.start), indent + comment)

    def _ignores_it(self, edit: Edit, result: Result) -> bool:
        """Whether with the comment the result is gone and no other has come."""
        document = self._document
        if document.item is None:
            return False
        after = self._linter.examine_text(document.item, apply(document.text, (edit,)))
        old, new = (
            Counter(r.fingerprint.partition(":")[0] for r in e.results) for e in (self._examined, after)
        )
        mine = result.fingerprint.partition(":")[0]
        return new <= old and new[mine] < old[mine] and len(after.problems) <= len(self._examined.problems)

    def _explanations(self, results: Sequence[Result]) -> Iterator[dict[str, Any]]:
        for rule, result in {r.rule.id: r for r in results}.items():
            command = {"title": f"explain `{rule}`", "command": "dlint.explain", "arguments": [rule]}
            if self._client.literal_actions:
                yield {
                    "title": command["title"],
                    "kind": "quickfix",
                    "command": command,
                    "diagnostics": [self._diagnostic(result)],
                }
            else:
                yield command

    def _fix_all(self) -> Iterator[dict[str, Any]]:
        if not any(
            r.finding.fix is not None and r.finding.fix.safety is Safety.SAFE for r in self._examined.results
        ):
            return
        action: dict[str, Any] = {"title": "apply all safe fixes of dlint", "kind": FIX_ALL}
        if self._client.resolves_edits:
            yield {**action, "data": {"uri": self._document.uri, "version": self._document.version}}
            return
        edit = self.everything()
        if edit is not None:
            yield {**action, "edit": edit}

    def everything(self) -> dict[str, Any] | None:
        """The edit that applies all safe fixes, None where nothing changes."""
        document = self._document
        item = document.item
        if item is None:
            return None
        fixed = fix_text(
            document.text,
            lambda text: self._linter.examine_text(item, text).results,
            reads_for(document.text),
            unsafe=False,
        )
        edits = tuple(_difference(document.text, fixed.text))
        return self._edit(edits, fixed.files) if edits or fixed.files else None

    def _action(self, kind: str, title: str, edit: dict[str, Any], result: Result) -> dict[str, Any]:
        return {"title": title, "kind": kind, "edit": edit, "diagnostics": [self._diagnostic(result)]}

    def _diagnostic(self, result: Result) -> dict[str, Any]:
        return diagnostic(self._document, result, self._client)

    def _edit(self, edits: Sequence[Edit], files: Mapping[str, str]) -> dict[str, Any] | None:
        """A WorkspaceEdit, None where the editor cannot make it."""
        document = self._document
        made = [
            _text_edit(document.lines, document.text, e)
            for e in sorted(dict.fromkeys(edits), key=lambda e: (e.span.start, e.span.end))
        ]
        others = list(self._additions(files)) if files else []
        if any(other is None for other in others):
            return None
        if not self._client.versioned_edits:
            changes = {document.uri: made} if made else {}
            changes.update(
                {each["textDocument"]["uri"]: each["edits"] for other in others if other for each in other}
            )
            return {"changes": changes}
        first = (
            [{"textDocument": {"uri": document.uri, "version": document.version}, "edits": made}]
            if made
            else []
        )
        return {"documentChanges": [*first, *(each for other in others if other for each in other)]}

    def _additions(self, files: Mapping[str, str]) -> Iterator[list[dict[str, Any]] | None]:
        """Lines at the end of files of the build context, which may not be there yet; None where the editor
        cannot create one."""
        item = self._document.item
        if item is None or item.file is None:
            yield None
            return
        root = self._linter.surroundings.folder(item, self._linter.settings_of(item))
        for name, addition in sorted(files.items()):
            path = os.path.join(root, name)
            uri, steps = uri_of(path), list[dict[str, Any]]()
            version = None
            if uri in self._opened:
                data, version = self._opened[uri].text.data, self._opened[uri].version
            else:
                try:
                    data = read_small(path, within=root)
                except FileNotFoundError:
                    if not (self._client.creates_files and self._client.versioned_edits):
                        yield None
                        return
                    data = b""
                    steps.append({"kind": "create", "uri": uri, "options": {"ignoreIfExists": True}})
                except OSError:
                    yield None
                    return
            known = set(data.decode("utf-8", "replace").splitlines())
            new = "".join(f"{line}\n" for line in dict.fromkeys(addition.splitlines()) if line not in known)
            if new:
                lines, end = Lines(data, self._document.encoding), Span(len(data), len(data))
                break_ = "" if not data or data.endswith(b"\n") else "\n"
                edit = {"range": lines.range(end), "newText": break_ + new}
                yield [*steps, {"textDocument": {"uri": uri, "version": version}, "edits": [edit]}]


def _wanted(kind: str, only: Sequence[str] | None) -> bool:
    return not only or any(kind == o or kind.startswith(f"{o}.") for o in only)


def _text_edit(lines: Lines, text: Text, edit: Edit) -> dict[str, Any]:
    new = edit.replacement.replace("\r\n", "\n").replace("\n", text.eol)
    return {"range": lines.range(edit.span), "newText": new}


def _difference(before: Text, after: Text) -> Iterator[Edit]:
    """Edits, whole lines each, that make one text into the other: the cursor stays where nothing changes."""
    old, new = (t.data.splitlines(keepends=True) for t in (before, after))
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Edit(Span(starts[a], starts[b]), b"".join(new[c:d]).decode("utf-8", "replace"))


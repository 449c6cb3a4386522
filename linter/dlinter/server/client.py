"""What the editor at the other end can do, as its `initialize` says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from dlinter.server.positions import UTF16, negotiated


class Client(Struct, frozen=True):
    """`pulls`: it asks for diagnostics, so that none are pushed. `edits_other_files`: an edit may name a
    version and create a file."""

    encoding: str = UTF16
    pulls: bool = False
    diagnostics_refresh: bool = False
    related: bool = False
    links: bool = False
    tags: tuple[int, ...] = ()
    literal_actions: bool = False
    preferred: bool = False
    resolves_edits: bool = False
    versioned_edits: bool = False
    creates_files: bool = False
    markdown: bool = True
    hints_refresh: bool = False
    lenses_refresh: bool = False
    configuration: bool = False
    watches: bool = False
    shows_documents: bool = False

    @classmethod
    def of(cls, capabilities: Any) -> Client:
        def has(path: str) -> Any:
            at = capabilities
            for name in path.split("."):
                at = at.get(name) if isinstance(at, Mapping) else None
            return at

        offered = has("general.positionEncodings")
        formats = has("textDocument.hover.contentFormat")
        tags = has("textDocument.diagnostic.tagSupport.valueSet") or has(
            "textDocument.publishDiagnostics.tagSupport.valueSet"
        )
        resolves = has("textDocument.codeAction.resolveSupport.properties")
        return cls(
            encoding=negotiated(offered if isinstance(offered, list) else ()),
            pulls=isinstance(has("textDocument.diagnostic"), Mapping),
            diagnostics_refresh=bool(has("workspace.diagnostics.refreshSupport")),
            related=bool(has("textDocument.publishDiagnostics.relatedInformation")
                or has("textDocument.diagnostic.relatedInformation")),
            links=bool(has("textDocument.publishDiagnostics.codeDescriptionSupport")
                or has("textDocument.diagnostic.codeDescriptionSupport")),
            tags=tuple(tag for tag in tags if isinstance(tag, int)) if isinstance(tags, list) else (),
            literal_actions=isinstance(has("textDocument.codeAction.codeActionLiteralSupport"), Mapping),
            preferred=bool(has("textDocument.codeAction.isPreferredSupport")),
            resolves_edits=isinstance(resolves, list) and "edit" in resolves
            and bool(has("textDocument.codeAction.dataSupport")),
            versioned_edits=bool(has("workspace.workspaceEdit.documentChanges")),
            creates_files="create" in (has("workspace.workspaceEdit.resourceOperations") or ()),
            markdown=not isinstance(formats, list) or not formats or "markdown" in formats,
            hints_refresh=bool(has("workspace.inlayHint.refreshSupport")),
            lenses_refresh=bool(has("workspace.codeLens.refreshSupport")),
            configuration=bool(has("workspace.configuration")),
            watches=bool(has("workspace.didChangeWatchedFiles.dynamicRegistration")),
            shows_documents=bool(has("window.showDocument.support")),
        )

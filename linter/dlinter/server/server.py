"""What the server does with each message: lints while none waits, costs while nothing else is to do."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable
from typing import Any

from dlinter import __version__
from dlinter.server.budget import Late
from dlinter.server.client import Client
from dlinter.server.documents import Document, path_of
from dlinter.server.loop import Loop, Work
from dlinter.server.settings import Choose, EditorSettings
from dlinter.server.wire import CONTENT_MODIFIED, INVALID_PARAMS, Message, RpcError, Wire

IDLE = 0.3
"""Seconds without a message before the cost is made: nobody types."""
SLOW = 0.1
"""Seconds of a lint that is not begun at each keystroke, but when nobody types."""
WATCHED = (
    "**/{.dlint.toml,dlint.toml,pyproject.toml}",
    "**/*dockerignore",
    "**/*containerignore",
    "**/*.{yml,yaml,hcl}",
    "**/docker-bake*.json",
    "**/*[Dd]ockerfile*",
    "**/*ontainerfile*",
)
CONFIGURATION = (".dlint.toml", "dlint.toml", "pyproject.toml")
CREATED_OR_DELETED = 5
_ARRIVED: Message = {"method": "$/dlint/arrived"}


def serve(choose: Choose) -> int:
    """Serves one editor over standard input and output; 0 after `shutdown` and `exit`, else 1. Whatever else
    prints goes to standard error."""
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return Server(Wire(source, sink), choose).run()


class Server(Loop):
    def __init__(self, wire: Wire, choose: Choose) -> None:
        super().__init__(wire)
        self._choose = choose
        self._documents: dict[str, Document] = {}
        self._examined: dict[str, tuple[int, Any]] = {}
        self._costs: dict[str, Any] = {}
        self._dirty: dict[str, float] = {}
        """When each open file is linted that was changed."""
        self._took: dict[str, float] = {}
        """Seconds of its last lint."""
        self._costly: dict[str, None] = {}
        self._due = 0.0
        self._reignored = False
        """Whether an ignore file was edited since the open files were linted."""
        self._client = Client()
        self._editor = EditorSettings()
        self._linter_: Any = None
        self._warm = False
        self._requests |= {
            "initialize": self._initialize, "shutdown": self._shutdown,
            "textDocument/diagnostic": self._pull, "textDocument/codeAction": self._actions,
            "codeAction/resolve": self._resolve, "textDocument/hover": self._hover,
            "textDocument/inlayHint": self._hints, "textDocument/codeLens": self._lenses,
            "workspace/executeCommand": self._execute,
        }  # fmt: skip
        self._notes |= {
            "initialized": self._ready, "textDocument/didOpen": self._open,
            "textDocument/didChange": self._change, "textDocument/didSave": self._save,
            "textDocument/didClose": self._close, "workspace/didChangeConfiguration": self._reconfigure,
            "workspace/didChangeWatchedFiles": self._watched,
            "$/dlint/arrived": lambda params: self._again(),
        }  # fmt: skip

    def _wait(self) -> float | None:
        if self._initialized and self._linter_ is None:
            return 0
        times = [*self._dirty.values(), *((self._due,) if self._costly or self._reignored else ())]
        return max(0.0, min(times) - time.monotonic()) if times else None

    def _work(self) -> None:
        if self._linter_ is None:
            self._guarded(lambda: self._linter.rules)
        elif (uri := self._to_lint()) is not None:
            del self._dirty[uri]
            document = self._documents.get(uri)
            if document is not None:
                self._guarded(lambda: self._push(document))
        elif self._reignored:
            self._reignored = False
            self._guarded(lambda: self._changed_files([]))
        elif self._costly:
            costly = next(iter(self._costly))
            if costly not in self._documents:
                del self._costly[costly]
            else:
                self._guarded(lambda: self._make_cost(self._documents[costly]))

    def _to_lint(self) -> str | None:
        now = time.monotonic()
        return next((uri for uri, due in self._dirty.items() if due <= now), None)

    # -- life

    def _initialize(self, params: Any) -> Any:
        self._client = Client.of(params.get("capabilities"))
        self._editor = EditorSettings.of(params.get("initializationOptions"))
        folders = params.get("workspaceFolders") or ()
        root = folders[0].get("uri") if folders else params.get("rootUri")
        path = path_of(root) if isinstance(root, str) else None
        if path and os.path.isdir(path):
            os.chdir(path)
        self._initialized = True
        from dlinter.server.actions import KINDS

        provider: dict[str, Any] = {
            "positionEncoding": self._client.encoding,
            "textDocumentSync": {"openClose": True, "change": 1, "save": {"includeText": False}},
            "codeActionProvider": {"codeActionKinds": list(KINDS),
                "resolveProvider": self._client.resolves_edits} if self._client.literal_actions else True,
            "hoverProvider": True, "inlayHintProvider": True, "codeLensProvider": {"resolveProvider": False},
            "executeCommandProvider": {"commands": ["dlint.explain", "dlint.showRebuilds"]},
        }  # fmt: skip
        if self._client.pulls:
            provider["diagnosticProvider"] = {
                "identifier": "dlint",
                "interFileDependencies": True,
                "workspaceDiagnostics": False,
            }
        return {"capabilities": provider, "serverInfo": {"name": "dlint", "version": __version__}}

    def _ready(self, params: Any) -> None:
        if self._client.watches:
            watchers: list[dict[str, Any]] = [{"globPattern": glob} for glob in WATCHED]
            watchers.append({"globPattern": "**/*", "kind": CREATED_OR_DELETED})
            registration = {
                "id": "dlint-files",
                "method": "workspace/didChangeWatchedFiles",
                "registerOptions": {"watchers": watchers},
            }
            self._ask("client/registerCapability", {"registrations": [registration]})
        self._ask_configuration()

    def _shutdown(self, params: Any) -> None:
        self._shut = True

    @property
    def _linter(self) -> Any:
        if self._linter_ is None:
            from dlinter.server.linter import Linter
            from dlinter.server.surroundings import Surroundings

            self._linter_ = Linter(self._choose, Surroundings(lambda: self._queue.put(_ARRIVED), self._log))
            self._linter_.configure(self._editor)
        return self._linter_

    def _ask_configuration(self) -> None:
        if self._client.configuration:
            self._ask(
                "workspace/configuration",
                {"items": [{"section": "dlint"}]},
                lambda found: self._configured(found[0]),
            )

    def _configured(self, given: Any) -> None:
        editor = EditorSettings.of(given)
        for complaint in editor.complaints:
            self._warn_once(complaint)
        if given and editor != self._editor:
            self._editor = editor
            self._linter.configure(editor)
            self._again()

    def _reconfigure(self, params: Any) -> None:
        if self._client.configuration:
            return self._ask_configuration()
        settings = params.get("settings")
        self._configured(settings.get("dlint", settings) if isinstance(settings, dict) else None)

    # -- documents

    def _open(self, params: Any) -> None:
        given = params["textDocument"]
        document = Document.of(
            given["uri"],
            str(given.get("languageId", "")),
            int(given["version"]),
            given["text"],
            self._client.encoding,
        )
        self._newest[document.uri] = document.version
        self._documents[document.uri] = document
        if document.item is not None and document.item.root and self._linter_ is not None:
            self._linter.surroundings.check_history(document.item.root)
        self._touch(document)

    def _change(self, params: Any) -> None:
        document, changes = self._documents[params["textDocument"]["uri"]], params["contentChanges"]
        if changes and "range" in changes[-1]:
            raise ValueError("the server asks for whole texts")
        if changes:
            document.change(int(params["textDocument"]["version"]), changes[-1]["text"])
            self._touch(document)

    def _save(self, params: Any) -> None:
        document = self._documents.get(params["textDocument"]["uri"])
        if document is None:
            return
        if document.item is not None and document.item.root:
            self._linter.surroundings.check_history(document.item.root)
        self._changed_files([document.uri])

    def _close(self, params: Any) -> None:
        uri = params["textDocument"]["uri"]
        document = self._documents.pop(uri, None)
        for kept in (self._examined, self._costs, self._dirty, self._took, self._costly, self._newest):
            kept.pop(uri, None)
        if document is not None and document.ignores is not None:
            self._linter.surroundings.unsaved.pop(os.path.normpath(document.ignores), None)
            self._changed_files([])
        if document is not None and document.item is not None and not self._client.pulls:
            self._wire.send(
                {"method": "textDocument/publishDiagnostics", "params": {"uri": uri, "diagnostics": []}}
            )

    def _watched(self, params: Any) -> None:
        self._changed_files([each["uri"] for each in params["changes"]])

    def _changed_files(self, uris: list[str]) -> None:
        """Files changed on disk: what was read of them is read again, and all that is open is linted with
        it."""
        names = {uri.rpartition("/")[2] for uri in uris}
        self._linter.surroundings.forget_files()
        if names.intersection(CONFIGURATION):
            self._said.clear()
            self._linter.configure(self._editor)
        self._again()

    def _again(self) -> None:
        """Everything open is linted again; a client that pulls is asked to."""
        self._examined.clear()
        for document in self._documents.values():
            self._touch(document)
        if self._client.pulls and self._client.diagnostics_refresh:
            self._ask("workspace/diagnostic/refresh")

    def _touch(self, document: Document) -> None:
        if document.ignores is not None:
            self._linter.surroundings.unsaved[os.path.normpath(document.ignores)] = document.text.data.decode(
                "utf-8", "surrogateescape"
            )
            self._reignored, self._due = True, time.monotonic() + IDLE
        if document.item is None:
            return
        self._examined.pop(document.uri, None)
        if not self._client.pulls:
            took = self._took.get(document.uri, 0.0)
            self._dirty[document.uri] = time.monotonic() + min(took, IDLE) if took > SLOW else 0.0
        self._costly[document.uri] = None
        self._due = time.monotonic() + IDLE

    def _find(self, params: Any) -> Document:
        found: Document | None = self._documents.get(params["textDocument"]["uri"])
        if found is None:
            raise RpcError(INVALID_PARAMS, "this document is not open")
        if self._newest.get(found.uri, 0) > found.version:
            raise RpcError(CONTENT_MODIFIED, "the document has changed since")
        return found

    def _examine(self, document: Document) -> Any:
        known = self._examined.get(document.uri)
        if known is None or known[0] != document.version:
            work, began = self._work_, time.monotonic()
            if work is not None:
                work.document = document.uri
            try:
                known = self._examined[document.uri] = (document.version, self._linter.examine(document))
            finally:
                self._took[document.uri] = time.monotonic() - began
                if work is not None:
                    work.document = ""
            self._warn_once(self._linter.failure)
        return known[1]

    def _known(self, document: Document) -> Any:
        """What is known of this version, without a lint."""
        from dlinter.server.linter import NOTHING

        version, examined = self._examined.get(document.uri, (None, NOTHING))
        return examined if version == document.version else NOTHING

    def _found(self, document: Document) -> list[dict[str, Any]]:
        if document.item is None:
            return []
        from dlinter.server.diagnostics import diagnostics

        return diagnostics(document, self._examine(document), self._client)

    def _push(self, document: Document) -> None:
        params = {"uri": document.uri, "version": document.version, "diagnostics": self._found(document)}
        if self._newest.get(document.uri, 0) <= document.version:
            self._wire.send({"method": "textDocument/publishDiagnostics", "params": params})

    def _pull(self, params: Any) -> Any:
        return {"kind": "full", "items": self._found(self._find(params))}

    # -- at a place

    def _actions(self, params: Any) -> Any:
        from dlinter.server.actions import Actions

        document = self._find(params)
        if document.item is None:
            return []
        actions = Actions(document, self._examine(document), self._linter, self._client, self._documents)
        return actions.at(document.lines.span(params["range"]), params.get("context", {}).get("only"))

    def _resolve(self, params: Any) -> Any:
        from dlinter.server.actions import Actions

        data = params.get("data")
        if not isinstance(data, dict) or "edit" in params:
            return params
        document = self._documents.get(data["uri"])
        if document is None or document.version != data["version"]:
            raise RpcError(CONTENT_MODIFIED, "the document has changed since")
        edit = Actions(
            document, self._examine(document), self._linter, self._client, self._documents
        ).everything()
        return {**params, **({"edit": edit} if edit is not None else {})}

    def _beside(self, message: Message) -> bool:
        handler = {
            "textDocument/hover": lambda params: self._hover_of(params, self._known),
            "textDocument/inlayHint": self._hints, "textDocument/codeLens": self._lenses,
        }.get(str(message.get("method")))  # fmt: skip
        if handler is None or "id" not in message or self._linter_ is None:
            return False
        try:
            result = handler(message["params"])
        except Exception:  # the loop says what is wrong with it
            return False
        self._wire.send({"id": message["id"], "result": result})
        return True

    def _hover(self, params: Any) -> Any:
        """Nobody waits for a slow lint with the mouse on a line: until it is done, the findings there are
        left out."""
        slow = self._took.get(params["textDocument"]["uri"], 0.0) > SLOW
        return self._hover_of(params, self._known if slow else self._examine)

    def _hover_of(self, params: Any, examine: Callable[[Document], Any]) -> Any:
        from dlinter.server.hover import hover

        document = self._find(params)
        if document.item is None:
            return None
        offset = document.lines.offset(params["position"])
        cost = self._cost(document) if self._editor.hover_cost else None
        text = hover(document, examine(document), self._linter, cost, offset, self._client.markdown)
        return (
            {"contents": {"kind": "markdown" if self._client.markdown else "plaintext", "value": text}}
            if text
            else None
        )

    def _hints(self, params: Any) -> Any:
        from dlinter.server.cost import hints

        document = self._find(params)
        cost = self._cost(document) if self._editor.inlay_hints else None
        if cost is None:
            return []
        return hints(
            cost, document, int(params["range"]["start"]["line"]) + 1, int(params["range"]["end"]["line"]) + 1
        )

    def _lenses(self, params: Any) -> Any:
        from dlinter.server.cost import lenses

        document = self._find(params)
        cost = self._cost(document) if self._editor.code_lens else None
        return lenses(cost, document) if cost is not None else []

    def _cost(self, document: Document) -> Any:
        cost = self._costs.get(document.uri)
        return cost.moved(document.text) if cost is not None else None

    def _make_cost(self, document: Document) -> None:
        """Makes the cost of a document, given up as soon as a message comes: it is begun again when there is
        time."""
        from dlinter.server.cost import Stale, cost_of

        def tick() -> None:
            if not self._queue.empty():
                raise Stale

        if not self._warm:
            self._warm = True
            gc.collect()
            gc.freeze()
        work: Work | None = None
        try:
            with self._working(yields=True) as work:
                examiner = self._linter.examiner(self._linter.settings_of(document.item))
                cost = cost_of(document, examiner, self._linter.surroundings, self._editor.build_log, tick)
        except Stale:
            self._due = time.monotonic() + IDLE
            return
        except BaseException as error:
            if isinstance(error, Late) and work is not None and work.budget.given_up:
                self._due = time.monotonic() + IDLE
                return
            self._costly.pop(document.uri, None)
            raise
        self._costly.pop(document.uri, None)
        self._costs[document.uri] = cost
        gc.collect(1)
        if self._client.hints_refresh and self._editor.inlay_hints:
            self._ask("workspace/inlayHint/refresh")
        if self._client.lenses_refresh and self._editor.code_lens:
            self._ask("workspace/codeLens/refresh")

    def _execute(self, params: Any) -> None:
        command, given = params["command"], params.get("arguments") or []
        if command == "dlint.explain":
            from dlinter.report import help_uri

            rule = self._linter.rules.by_id[given[0]]
            if self._client.shows_documents:
                self._ask("window/showDocument", {"uri": help_uri(rule.id), "external": True})
            else:
                self._show(f"{rule.id}: {rule.summary} {help_uri(rule.id)}")
        elif command == "dlint.showRebuilds":
            self._show(f"a change here {given[0]}: " + "; ".join(str(each) for each in given[1][:20]))
        else:
            raise RpcError(INVALID_PARAMS, "the server does not know this command")

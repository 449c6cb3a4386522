"""A client of `dlint server` over pipes, as an editor is one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PUSH: dict[str, Any] = {
    "textDocument": {
        "publishDiagnostics": {"relatedInformation": True, "codeDescriptionSupport": True},
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix",
            "source.fixAll"]}}, "isPreferredSupport": True},
    },
    "workspace": {"workspaceEdit": {"documentChanges": True, "resourceOperations": ["create"]}},
}
PULL: dict[str, Any] = {
    **PUSH,
    "general": {"positionEncodings": ["utf-8", "utf-16"]},
    "textDocument": {**PUSH["textDocument"], "diagnostic": {"dynamicRegistration": False}},
    "workspace": {**PUSH["workspace"], "diagnostics": {"refreshSupport": True},
        "inlayHint": {"refreshSupport": True}},
}


class Client:
    """Answers nothing that it is asked but `workspace/configuration`, from `settings`."""

    def __init__(
        self,
        root: Path,
        capabilities: dict[str, Any] | None = None,
        settings: dict[str, Any] | None = None,
        *,
        start: bool = True,
        options: Any = None,
    ) -> None:
        env = {
            **os.environ,
            "PYTHONPATH": f"{ROOT}/linter:{ROOT}/rules",
            "DLINT_CACHE_DIR": os.environ.get("DLINT_CACHE_DIR", str(root / ".dlint-cache")),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "dlinter", "server", "--stdio"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env, cwd=root
        )
        self.root, self.settings = root, settings or {}
        self.seen: list[dict[str, Any]] = []
        self._news = threading.Condition()
        self._number, self._ended = 0, False
        threading.Thread(target=self._read, daemon=True).start()
        if start:
            self.hello = self.request(
                "initialize",
                {
                    "processId": None,
                    "rootUri": root.as_uri(),
                    "capabilities": capabilities or PUSH,
                    "initializationOptions": options,
                },
            )
            self.note("initialized", {})

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *what: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(10)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()

    def _read(self) -> None:
        out = self.process.stdout
        assert out is not None
        while True:
            try:
                head = out.readline()
                if not head:
                    break
                assert head.startswith(b"Content-Length: "), head  # the protocol and nothing else
                out.readline()
                message = json.loads(out.read(int(head.split()[1])))
            except ValueError:
                break
            with self._news:
                self.seen.append(message)
                self._news.notify_all()
            if message.get("method") == "workspace/configuration":
                self.send({"id": message["id"], "result": [self.settings]})
        with self._news:
            self._ended = True
            self._news.notify_all()

    def raw(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.raw(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def note(self, method: str, params: Any = None) -> None:
        self.send({"method": method, "params": params})

    def ask(self, method: str, params: Any = None) -> int:
        self._number += 1
        self.send({"id": self._number, "method": method, "params": params})
        return self._number

    def wait(self, wanted: Any, timeout: int = 30) -> dict[str, Any]:
        """The first message seen that `wanted` takes, within so many seconds in which none comes. They are
        counted, not read off the clock: a machine that is paused for a minute jumps ahead by it."""
        quiet = 0
        with self._news:
            while True:
                for message in self.seen:
                    if wanted(message):
                        return message
                if quiet >= timeout or self._ended:
                    raise AssertionError(f"no such message; seen {self.seen[-5:]}")
                quiet += not self._news.wait(1)

    def answer(self, number: int) -> dict[str, Any]:
        return self.wait(lambda m: m.get("id") == number and "method" not in m)

    def request(self, method: str, params: Any = None) -> Any:
        answer = self.answer(self.ask(method, params))
        assert "error" not in answer, answer
        return answer["result"]

    def open(self, name: str, text: str | None = None, language: str = "dockerfile", version: int = 1) -> str:
        path = self.root / name
        uri = path.as_uri()
        content = path.read_text("utf-8") if text is None else text
        self.note(
            "textDocument/didOpen",
            {"textDocument": {"uri": uri, "languageId": language, "version": version, "text": content}},
        )
        return uri

    def change(self, uri: str, version: int, text: str) -> None:
        self.note(
            "textDocument/didChange",
            {"textDocument": {"uri": uri, "version": version}, "contentChanges": [{"text": text}]},
        )

    def pushed(self, uri: str, version: int) -> list[dict[str, Any]]:
        message = self.wait(
            lambda m: (
                m.get("method") == "textDocument/publishDiagnostics"
                and m["params"]["uri"] == uri
                and m["params"].get("version") == version
            )
        )
        found: list[dict[str, Any]] = message["params"]["diagnostics"]
        return found

    def pull(self, uri: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})[
            "items"
        ]
        return found

    def forget(self) -> None:
        with self._news:
            self.seen.clear()

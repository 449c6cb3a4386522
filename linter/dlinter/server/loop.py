"""Messages in, answers out: one after another, and work while none waits.

A thread reads, so that a cancelled request and a text that is already old are known before they are worked on. What raises is answered as an
error, or logged; the loop goes on.
"""

from __future__ import annotations

import gc
import queue
import threading
from collections.abc import Callable
from typing import Any

from dlinter.engine import what_failed
from dlinter.server import budget
from dlinter.server.budget import Late, within
from dlinter.server.wire import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    NOT_INITIALIZED,
    REQUEST_CANCELLED,
    Message,
    RpcError,
    Wire,
)

_EOF: Message = {"method": "$/dlint/eof"}


class Loop:
    """`_requests` and `_notes` are filled by whoever serves: method → what answers it."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._queue: queue.SimpleQueue[Message | RpcError] = queue.SimpleQueue()
        self._cancelled: set[Any] = set()
        self._newest: dict[str, int] = {}
        self._initialized = self._shut = False
        self._asked: dict[int, Callable[[Any], None]] = {}
        self._number = 0
        self._said: set[str] = set()
        self._requests: dict[str, Callable[[Any], Any]] = {}
        self._notes: dict[str, Callable[[Any], None]] = {}

    def run(self) -> int:
        gc.disable()  # collected while nothing is to do: a collection in the midst of a keystroke takes longer than the keystroke
        threading.Thread(target=self._read, daemon=True).start()
        try:
            while True:
                message = self._next()
                if message is _EOF:
                    return 0 if self._shut else 1
                if message is None:
                    self._work()
                elif isinstance(message, RpcError):
                    self._wire.send({"id": None, "error": {"code": message.code, "message": str(message)}})
                elif message.get("method") == "exit":
                    return 0 if self._shut else 1
                else:
                    self._handle(message)
        except OSError:  # nobody reads
            return 1

    def _read(self) -> None:
        while True:
            try:
                message = self._wire.read()
            except RpcError as error:
                self._queue.put(error)
                continue
            except (OSError, ValueError):
                message = None
            if message is None:
                self._queue.put(_EOF)
                return
            params = message.get("params")
            if isinstance(params, dict):
                if message.get("method") == "$/cancelRequest":
                    if isinstance(params.get("id"), (int, str)):
                        self._cancelled.add(params["id"])
                    continue
                if message.get("method") == "textDocument/didChange":
                    document = params.get("textDocument")
                    if isinstance(document, dict) and isinstance(document.get("version"), int) and isinstance(document.get("uri"), str):
                        self._newest[document["uri"]] = document["version"]
            self._queue.put(message)

    def _next(self) -> Message | RpcError | None:
        """The next message, None when there is time for a lint or a cost."""
        wait = self._wait()
        try:
            return self._queue.get_nowait() if wait == 0 else self._queue.get(timeout=wait)
        except queue.Empty:
            return None

    def _work(self) -> None:
        """Does a piece of what waits until no message does."""
        raise NotImplementedError

    def _wait(self) -> float | None:
        """Seconds after which there is something to do if no message comes: 0 for at once, None for nothing."""
        raise NotImplementedError

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            with within(budget.ANSWER):
                work()
        except OSError:
            raise
        except Late:
            self._log(f"dlint stopped work that took longer than {budget.ANSWER:g} seconds")
        except Exception as error:
            self._log(f"dlint failed: {what_failed(error)}; please report this")

    def _handle(self, message: Message) -> None:
        method, number = message.get("method"), message.get("id")
        if not isinstance(method, str):
            waiting = self._asked.pop(number, None) if isinstance(number, int) else None
            if waiting is not None and "error" not in message:
                self._guarded(lambda: waiting(message.get("result")))
            elif waiting is None and "id" in message and "result" not in message and "error" not in message:
                self._answer_error(number, INVALID_REQUEST, "the message has no method")
            return
        if "id" not in message:
            note = self._notes.get(method)
            if note is not None and (self._initialized or method == "initialized"):
                try:
                    note(message.get("params"))
                except (KeyError, TypeError, AttributeError, ValueError, IndexError):
                    self._log(f"`{method}` has parameters that dlint does not understand")
                except OSError as error:
                    if isinstance(error, BrokenPipeError):
                        raise
                    self._log(f"`{method}`: {error.strerror}")
            return
        self._answer(method, number, message.get("params"))

    def _answer(self, method: str, number: Any, params: Any) -> None:
        if number in self._cancelled if isinstance(number, (int, str)) else False:
            self._cancelled.discard(number)
            return self._answer_error(number, REQUEST_CANCELLED, "cancelled")
        if not self._initialized and method != "initialize":
            return self._answer_error(number, NOT_INITIALIZED, "`initialize` comes first")
        if self._shut:
            return self._answer_error(number, INVALID_REQUEST, "the server is shut down")
        handler = self._requests.get(method)
        if handler is None:
            return self._answer_error(number, METHOD_NOT_FOUND, "the server does not know this method")
        try:
            with within(budget.ANSWER):
                result = handler(params)
        except Late:
            return self._answer_error(number, INTERNAL_ERROR, f"this took longer than {budget.ANSWER:g} seconds")
        except RpcError as error:
            return self._answer_error(number, error.code, str(error))
        except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
            return self._answer_error(number, INVALID_PARAMS, f"these parameters cannot be used: {what_failed(error)}")
        except Exception as error:
            return self._answer_error(number, INTERNAL_ERROR, f"dlint failed: {what_failed(error)}; please report this")
        self._wire.send({"id": number, "result": result})

    def _answer_error(self, number: Any, code: int, text: str) -> None:
        self._wire.send({"id": number, "error": {"code": code, "message": text}})

    def _ask(self, method: str, params: Any = None, then: Callable[[Any], None] = lambda result: None) -> None:
        self._number += 1
        number = self._number
        self._asked[number] = then
        self._wire.send({"id": number, "method": method, **({} if params is None else {"params": params})})

    def _log(self, text: str) -> None:
        self._wire.send({"method": "window/logMessage", "params": {"type": 2, "message": text}})

    def _show(self, text: str, level: int = 3) -> None:
        self._wire.send({"method": "window/showMessage", "params": {"type": level, "message": text}})

    def _warn_once(self, text: str) -> None:
        if text and text not in self._said:
            self._said.add(text)
            self._show(text, 2)

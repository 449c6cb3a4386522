"""Messages in, answers out: one after another, and work while none waits.

A thread reads, so that a cancelled request and a text that is already old are known before they are worked
on, and while they are: work that nobody waits for any more is given up. What raises is answered as an error,
or logged; the loop goes on.
"""

from __future__ import annotations

import gc
import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from msgspec import Struct, field

from dlinter.engine import what_failed
from dlinter.server import budget
from dlinter.server.budget import Budget, Ended, Late, within
from dlinter.server.wire import (
    CONTENT_MODIFIED,
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
PATIENCE = 0.1
"""Seconds that work which nobody waits for any more may go on: most is done by then, and what it made is of
use to the next."""


class Work(Struct):
    """What the loop is at. `request` is the id of what it answers, `document` the URI of what is linted;
    `yields` if any message is worth more."""

    budget: Budget
    request: Any = None
    document: str = ""
    yields: bool = False
    began: float = field(default_factory=time.monotonic)

    def give_up(self) -> None:
        """Ends it, unless it is done soon."""
        timer = threading.Timer(max(0.0, self.began + PATIENCE - time.monotonic()), self.budget.give_up)
        timer.daemon = True
        timer.start()


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
        self._work_: Work | None = None
        self._requests: dict[str, Callable[[Any], Any]] = {}
        self._notes: dict[str, Callable[[Any], None]] = {}

    def run(self) -> int:
        # collected while nothing is to do: a collection in the midst of a keystroke takes longer than the
        # keystroke
        gc.disable()
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
            if not self._at_once(message):
                self._queue.put(message)

    def _at_once(self, message: Message) -> bool:
        """What the thread that reads does with a message: whether that was all. Work that the message makes
        useless is given up."""
        work, method, params = self._work_, message.get("method"), message.get("params")
        if work is not None and work.yields:
            work.give_up()
        if not isinstance(params, dict):
            return False
        if method == "$/cancelRequest":
            number = params.get("id")
            if isinstance(number, (int, str)):
                self._cancelled.add(number)
                if work is not None and work.request == number:
                    work.give_up()
            return True
        if method in ("textDocument/didChange", "textDocument/didClose"):
            document = params.get("textDocument")
            uri, version = (
                (document.get("uri"), document.get("version")) if isinstance(document, dict) else (None, None)
            )
            if isinstance(uri, str) and isinstance(version, int):
                self._newest[uri] = version
            if work is not None and uri and work.document == uri:
                work.give_up()
        return work is not None and bool(work.document) and self._queue.empty() and self._beside(message)

    def _beside(self, message: Message) -> bool:
        """Answers a request by what is known already, while a document is linted; False if it has to wait. No
        message waits, so no document changes."""
        raise NotImplementedError

    @contextmanager
    def _working(self, request: Any = None, *, yields: bool = False) -> Iterator[Work]:
        """Raises Late for what takes too long or is given up."""
        before = self._work_
        with within(budget.ANSWER) as own:
            self._work_ = work = Work(own, request, yields=yields)
            try:
                yield work
            finally:
                self._work_ = before

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
        """Seconds after which there is something to do if no message comes: 0 for at once, None for
        nothing."""
        raise NotImplementedError

    def _guarded(self, work: Callable[[], None]) -> None:
        doing: Work | None = None
        try:
            with self._working() as doing:
                work()
        except OSError:
            raise
        except (Late, Ended):
            if doing is None or not doing.budget.given_up:
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
        doing: Work | None = None
        try:
            with self._working(number) as doing:
                result = handler(params)
        except (Late, Ended):
            if number in self._cancelled:
                self._cancelled.discard(number)
                return self._answer_error(number, REQUEST_CANCELLED, "cancelled")
            if doing is not None and doing.budget.given_up:
                return self._answer_error(number, CONTENT_MODIFIED, "the document has changed since")
            return self._answer_error(
                number, INTERNAL_ERROR, f"this took longer than {budget.ANSWER:g} seconds"
            )
        except RpcError as error:
            return self._answer_error(number, error.code, str(error))
        except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
            return self._answer_error(
                number, INVALID_PARAMS, f"these parameters cannot be used: {what_failed(error)}"
            )
        except Exception as error:
            return self._answer_error(
                number, INTERNAL_ERROR, f"dlint failed: {what_failed(error)}; please report this"
            )
        self._wire.send({"id": number, "result": result})

    def _answer_error(self, number: Any, code: int, text: str) -> None:
        self._wire.send({"id": number, "error": {"code": code, "message": text}})

    def _ask(
        self, method: str, params: Any = None, then: Callable[[Any], None] = lambda result: None
    ) -> None:
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

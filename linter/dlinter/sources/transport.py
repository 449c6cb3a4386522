"""HTTP for registries, by urllib3: pooled connections, proxies, redirects, short errors. Imported when a
registry is asked.

What a server sends is never trusted to end: each answer has a limit in bytes and a pace, counted below HTTP,
so that endless headers, chunk extensions and trailers meet them, too. Redirects are followed here and not by
urllib3: credentials never go to another host.
"""

from __future__ import annotations

import http.client
import io
import ipaddress
import os
import socket
import ssl
from collections.abc import Iterator, Mapping
from functools import cache
from time import monotonic, sleep
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util import Retry, Timeout, make_headers

from dlinter.sources import pace

CHUNK = 1 << 20
TIMEOUT = 30.0
"""Seconds without a byte before a connection is given up."""
PATIENCE = 120.0
"""Seconds that may be spent on waiting for one answer, whatever its size; then RATE counts."""
RATE = 16 << 10
"""Bytes a second that an answer must have after that. A layer of 1 GB then takes 18 hours at most, one
dripped byte by byte two minutes."""
HEAD = 1 << 20
"""Bytes that status line and headers, interim answers included, may have on the wire."""
PIECES = 20_000
"""HTTP chunks that may be tiny: each costs as much as one of a megabyte."""
PAUSE = 60.0
"""The longest `Retry-After` that is waited for, in seconds."""
_TRIES = 3
_REDIRECTS = 5
_AGENT = "dlint"
_BUSY = (429, 503)
_MOVED = (301, 302, 303, 307, 308)


class TransportError(Exception):
    """No answer, or none that can be used; one line, without credentials. `again` says that another try may
    help."""

    def __init__(self, message: str, *, again: bool = False) -> None:
        super().__init__(message)
        self.again = again


def is_loopback(host: str) -> bool:
    """Whether a host is this machine: registries there speak plain HTTP, as Docker takes it too. A name that
    merely begins like an address (`127.evil.example`) is not."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


class Answer:
    """A response: `status`, `header`, and a body in pieces. Raises TransportError where the body ends early,
    is slow or too long."""

    def __init__(self, response: urllib3.BaseHTTPResponse, host: str) -> None:
        self._response = response
        self._host = host
        self.status = response.status

    def header(self, name: str) -> str:
        return self._response.headers.get(name) or ""

    def chunks(self, most: int) -> Iterator[bytes]:
        """The body in pieces of at most CHUNK bytes, as they come; not more than `most` bytes in all."""
        raw = getattr(self._response, "_original_response", None)
        if isinstance(raw, _Response):
            raw.paced.allow(most)
        done = pieces = 0
        given = pace.current()
        try:
            while piece := self._response.read1(CHUNK):
                done, pieces = done + len(piece), pieces + 1
                if pieces > PIECES + done // 64:
                    raise TransportError(f"{self._host}: sends its answer in pieces of a few bytes")
                if done > most:
                    raise TransportError(f"{self._host}: sends more than {most:,} bytes")
                if given is not None:
                    given.took(len(piece))
                yield piece
        except (OSError, http.client.HTTPException, urllib3.exceptions.HTTPError, ValueError) as error:
            raise TransportError(
                f"{self._host}: {_why(error)}", again=not isinstance(_cause(error), TooMuch)
            ) from None

    def body(self, most: int) -> bytes:
        """The whole body. Raises TransportError."""
        done = bytearray()
        for piece in self.chunks(most):
            done += piece
        return bytes(done)

    def close(self) -> None:
        """Gives up what was not read; a connection whose answer was read to its end goes back to the pool by
        itself."""
        self._response.close()


def fetch(url: str, headers: Mapping[str, str], form: bytes | None = None, *, head: bool = False) -> Answer:
    """The answer to a GET (a HEAD with `head`), redirects followed (never with the credentials to another
    host, never from HTTPS to HTTP), or to a POST of a form, which is never redirected: it holds a credential.
    Raises TransportError."""
    sent = {"User-Agent": _AGENT, "Accept-Encoding": "identity", **headers}
    for _ in range(_REDIRECTS):
        parts, answer = _ask(url, sent, form, "POST" if form is not None else "HEAD" if head else "GET")
        if answer.status not in _MOVED:
            return answer
        location = answer.header("Location")
        answer.close()
        if form is not None:
            raise TransportError(f"{parts.hostname}: redirects a request that holds a credential")
        url, same = _target(parts, location)
        if not same:
            sent.pop("Authorization", None)
    raise TransportError(f"{urlsplit(url).hostname}: too many redirects")


def _target(parts: SplitResult, location: str) -> tuple[str, bool]:
    """Where a redirect leads, and whether that is the same server. Raises TransportError."""
    try:
        target = urljoin(urlunsplit(parts), location)
        to = urlsplit(target)
        same = (to.scheme, to.hostname, to.port) == (parts.scheme, parts.hostname, parts.port)
    except ValueError:  # `http://[::1`, a port that is not a number
        raise TransportError(f"{parts.hostname}: redirects to an unsupported address") from None
    plain = to.scheme == "http" and parts.scheme == "http" and is_loopback(to.hostname or "")
    if not to.hostname or not (plain or to.scheme == "https"):
        raise TransportError(f"{parts.hostname}: redirects to an unsupported address")
    return target, same


def _ask(url: str, headers: Mapping[str, str], form: bytes | None, method: str) -> tuple[SplitResult, Answer]:
    """One request, made again where the server asks to wait for a while that is short enough, or as the
    process's pace has it."""
    given, attempt = pace.current(), 0
    while True:
        try:
            parts = urlsplit(url)
            host = parts.hostname or ""
        except ValueError as error:
            raise TransportError(f": {_why(error)}") from None
        if given is not None:
            given.before(host)
        try:
            response = _pool(_proxy(host) if parts.scheme == "https" else "").urlopen(
                method, url, body=form, headers=dict(headers), redirect=False, retries=False,
                preload_content=False, decode_content=False,
            )  # fmt: skip
        except (OSError, http.client.HTTPException, urllib3.exceptions.HTTPError, ValueError) as error:
            again = not isinstance(_cause(error), (ssl.SSLError, ValueError, TooMuch, socket.gaierror))
            if given is not None and again and given.pause(host, attempt, None):
                attempt += 1
                continue
            raise TransportError(
                f"{host}: {_why(error)}",
                again=not isinstance(_cause(error), (ssl.SSLError, ValueError, TooMuch)),
            ) from None
        if not _again(response, host, attempt, given):
            return parts, Answer(response, host)
        response.close()
        attempt += 1


def _again(response: urllib3.BaseHTTPResponse, host: str, attempt: int, given: pace.Pace | None) -> bool:
    """Whether the same is asked once more; what there is to wait is waited here, or by the pace before the
    next request."""
    asked = response.headers.get("Retry-After")
    if given is not None:
        return response.status in pace.BUSY and given.pause(host, attempt, _seconds(asked))
    pause = _pause(asked) if response.status in _BUSY else None
    if pause is None or attempt == _TRIES - 1:
        return False
    sleep(pause)
    return True


def _pause(text: str | None) -> float | None:
    """Seconds of a `Retry-After`; None where it is missing, odd, or longer than PAUSE."""
    seconds = _seconds(text)
    return seconds if seconds is not None and seconds <= PAUSE else None


def _seconds(text: str | None) -> float | None:
    """Seconds of a `Retry-After` (RFC 9110, section 10.2.3); None where it is missing or odd."""
    try:
        seconds = Retry().parse_retry_after(text) if text else None
    except (urllib3.exceptions.InvalidHeader, ValueError, OverflowError):
        return None
    return seconds if seconds is not None and seconds >= 0 else None


# --- connections --------------------------------------------------------------------------------------------


class TooMuch(OSError):
    """An answer is too long or too slow; its text says which."""


class _Paced(io.RawIOBase):
    """The bytes of one answer as they come off the connection, with a limit and a pace."""

    def __init__(self, raw: io.RawIOBase) -> None:
        self._raw = raw
        self._most = HEAD
        self._taken = 0
        self._waited = 0.0

    def allow(self, most: int) -> None:
        """The headers are read: so many bytes of body may follow, and as many again for the chunks they come
        in."""
        self._most = HEAD + 2 * most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        began = monotonic()
        size = self._raw.readinto(buffer) or 0
        self._waited += monotonic() - began
        self._taken += size
        if self._taken > self._most:
            raise TooMuch("sends more than it may")
        if self._waited > PATIENCE + self._taken / RATE:
            raise TooMuch(f"is too slow: {self._taken:,} bytes in {self._waited:.0f} seconds")
        return size

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(http.client.HTTPResponse):
    """An answer that is read through `_Paced`. http.client makes one with the connection's socket, and wants
    its `makefile`."""

    def __init__(self, sock: socket.socket, *args: Any, **more: Any) -> None:
        super().__init__(sock, *args, **more)
        self.fp.close()
        self.paced = _Paced(sock.makefile("rb", buffering=0))
        self.fp = io.BufferedReader(self.paced, 1 << 16)


class _Plain(HTTPConnection):
    response_class = _Response


class _Secure(HTTPSConnection):
    response_class = _Response


class _PlainPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _Secure


@cache
def _pool(proxy: str) -> urllib3.PoolManager:
    """The connections of this process, by way of a proxy or without one ("")."""
    options: dict[str, Any] = {
        "timeout": Timeout(connect=TIMEOUT, read=TIMEOUT),
        "num_pools": 8,
        "maxsize": 4,
        "retries": False,
    }
    pool: urllib3.PoolManager
    if proxy:
        parts = urlsplit(proxy)
        login = _login(parts)
        bare = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
        pool = urllib3.ProxyManager(
            bare, proxy_headers=make_headers(proxy_basic_auth=login) if login else None, **options
        )
    else:
        pool = urllib3.PoolManager(**options)
    pool.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}
    return pool


def _login(proxy: SplitResult) -> str:
    from urllib.parse import unquote

    return f"{unquote(proxy.username)}:{unquote(proxy.password or '')}" if proxy.username else ""


def _proxy(host: str) -> str:
    """The proxy's URL for an HTTPS host, "" for none."""
    given = os.environ.get("HTTPS_PROXY") or os.environ.get("https_proxy")
    if not given or is_loopback(host):
        return ""
    for name in (os.environ.get("NO_PROXY") or os.environ.get("no_proxy") or "").split(","):
        suffix = name.strip().lstrip(".")
        if suffix == "*" or (suffix and (host == suffix or host.endswith(f".{suffix}"))):
            return ""
    return given if "://" in given else f"http://{given}"


def _cause(error: BaseException) -> BaseException:
    """What urllib3 wrapped."""
    seen = 0
    while seen < 8:
        inner = (
            getattr(error, "original_error", None)
            or getattr(error, "reason", None)
            or error.__cause__
            or error.__context__
        )
        if not isinstance(inner, BaseException):
            inner = next((a for a in error.args if isinstance(a, BaseException)), None)
        if inner is None:
            return error
        error, seen = inner, seen + 1
    return error


def _why(error: BaseException) -> str:
    cause = _cause(error)
    if isinstance(cause, TooMuch):
        return str(cause)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({cause.verify_message})"
    if isinstance(cause, socket.gaierror):
        return "there is no such host"
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror.lower()
    if isinstance(cause, (TimeoutError, urllib3.exceptions.TimeoutError)):
        return f"no answer in {TIMEOUT:.0f} seconds"
    return f"the connection fails ({type(cause).__name__})"

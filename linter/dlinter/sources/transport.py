"""HTTP for registries and daemons: redirects, proxies, unix sockets, short errors. Standard library only; imported when a name needs it."""

from __future__ import annotations

import http.client
import os
import socket
import ssl
from collections.abc import Mapping
from urllib.parse import SplitResult, urljoin, urlsplit

TIMEOUT = 30.0
"""Seconds without a byte before a connection is given up."""
_REDIRECTS = 5
_AGENT = "dlint"


class TransportError(Exception):
    """No answer, or none that can be used; one line, without credentials. `again` says that another try may help."""

    def __init__(self, message: str, *, again: bool = False) -> None:
        super().__init__(message)
        self.again = again


class UnixConnection(http.client.HTTPConnection):
    """HTTP over a unix socket."""

    def __init__(self, path: str, timeout: float = TIMEOUT) -> None:
        super().__init__("localhost", timeout=timeout)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine: registries there speak plain HTTP, as Docker takes it too."""
    return host in ("localhost", "::1") or host.startswith("127.")


def fetch(url: str, headers: Mapping[str, str], method: str = "GET", body: bytes | None = None) -> http.client.HTTPResponse:
    """The answer to a request, redirects followed (never with the credentials to another host, never from HTTPS to HTTP).
    Raises TransportError."""
    sent = {"User-Agent": _AGENT, "Accept-Encoding": "identity", **headers}
    for _ in range(_REDIRECTS):
        parts = urlsplit(url)
        try:
            connection = _connection(parts)
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request(method, path, body, sent)
            response = connection.getresponse()
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise TransportError(f"{parts.hostname}: {_why(error)}", again=not isinstance(error, (ssl.SSLError, ValueError))) from None
        if response.status not in (301, 302, 303, 307, 308):
            return response
        target = urljoin(url, response.getheader("Location", ""))
        response.close()
        to = urlsplit(target)
        if to.scheme not in ("http", "https") or (parts.scheme == "https" and to.scheme != "https"):
            raise TransportError(f"{parts.hostname}: leads to an address that is not taken")
        if (to.scheme, to.hostname, to.port) != (parts.scheme, parts.hostname, parts.port):
            sent.pop("Authorization", None)
        url = target
    raise TransportError(f"{urlsplit(url).hostname}: leads from one address to the next without end")


def _connection(parts: SplitResult) -> http.client.HTTPConnection:
    host, port = parts.hostname or "", parts.port
    if parts.scheme == "http":
        return http.client.HTTPConnection(host, port or 80, timeout=TIMEOUT)
    context = ssl.create_default_context()
    proxy = _proxy(host)
    if proxy is None:
        return http.client.HTTPSConnection(host, port or 443, timeout=TIMEOUT, context=context)
    connection = http.client.HTTPSConnection(proxy.hostname or "", proxy.port or 3128, timeout=TIMEOUT, context=context)
    headers = {}
    if proxy.username:
        from base64 import b64encode
        from urllib.parse import unquote

        pair = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
        headers["Proxy-Authorization"] = "Basic " + b64encode(pair.encode()).decode()
    connection.set_tunnel(host, port or 443, headers)
    return connection


def _proxy(host: str) -> SplitResult | None:
    given = os.environ.get("HTTPS_PROXY") or os.environ.get("https_proxy")
    if not given or is_loopback(host):
        return None
    for name in (os.environ.get("NO_PROXY") or os.environ.get("no_proxy") or "").split(","):
        suffix = name.strip().lstrip(".")
        if suffix == "*" or (suffix and (host == suffix or host.endswith(f".{suffix}"))):
            return None
    return urlsplit(given if "://" in given else f"http://{given}")


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({error.verify_message})"
    if isinstance(error, TimeoutError):
        return f"no answer in {TIMEOUT:.0f} seconds"
    if isinstance(error, socket.gaierror):
        return "there is no such host"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return f"the connection fails ({type(error).__name__})"

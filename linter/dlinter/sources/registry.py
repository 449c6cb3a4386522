"""An image in a registry as blobs, by the distribution API (OCI distribution spec 1.1; token flow:
distribution's auth/token.md).

Manifests and configs are read whole, layers streamed: nothing is written to disk. A connection that is cut
goes on where it stopped. The reader of OCI layouts does the rest: it gets an `index.json` that names the
manifest, and checks every digest.
"""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

from dlinter.sources.blobs import CHUNK, SMALL, BlobError, Blobs
from dlinter.sources.credentials import HUB, CredentialError, Credentials, credentials_for
from dlinter.sources.json_text import load_json
from dlinter.sources.reference import Reference
from dlinter.sources.transport import Answer, TransportError, fetch, is_loopback

TRIES = 5
"""So many times a cut connection is taken up again without a byte more."""
RESUMES = 1000
"""So many times in all, though each brings a byte."""
UNSTATED = 1 << 30
"""Bytes that are read of a blob whose size the manifest does not state (it must, OCI image spec,
descriptor.md)."""
LARGEST = 256 << 30
TOKEN = 1 << 20
_ACCEPT = ", ".join((
    "application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json",
))  # fmt: skip
_DIGEST = re.compile(r"blobs/(sha256/[0-9a-f]{64}|sha512/[0-9a-f]{128})\Z")
_PARAMETER = re.compile(r'(\w+)="([^"]*)"')


class _NoRange(TransportError):
    """The registry gives no part of a blob (416)."""


class RegistryBlobs(Blobs):
    """The blobs of one repository."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        host = f"registry-1.{HUB}" if reference.host == HUB else reference.host
        self._root = f"{'http' if is_loopback(urlsplit(f'//{host}').hostname or '') else 'https'}://{host}"
        self._base = f"{self._root}/v2/{reference.name}"
        self._authorization = ""
        self._index: bytes | None = None
        self._manifests: dict[str, bytes | None] = {}  # name → bytes, None until asked for
        self._sizes: dict[str, int] = {}

    def names(self) -> list[str]:
        return ["index.json", *self._sizes]

    def has(self, name: str) -> bool:
        return name == "index.json" or _DIGEST.match(name) is not None

    def size(self, name: str) -> int:
        return self._sizes.get(name, 0)

    def read(self, name: str) -> bytes:
        if name == "index.json":
            return self._top()
        if name in self._manifests:
            data = self._manifests[name]
            if data is None:
                data = self._manifests[name] = self._manifest(name.removeprefix("blobs/").replace("/", ":"))
            return data
        if self.size(name) > SMALL:
            raise BlobError(f"`{name}` has {self.size(name)} bytes: too many for a manifest or config")
        done = bytearray()
        for chunk in self.chunks(name):
            done += chunk
            if len(done) > SMALL:
                raise BlobError(f"`{name}` has too many bytes for a manifest or config")
        return bytes(done)

    def expect(self, digest: str, size: int) -> str:
        """Notes the size of a blob that a manifest, read earlier, states; its name here."""
        name = "blobs/" + digest.replace(":", "/", 1)
        self._note({"digest": digest, "size": size}, False)
        return name

    def top_digest(self) -> str:
        """The digest of the manifest or index that the reference leads to now, by a HEAD; "" where the
        registry does not say it. Raises BlobError."""
        answer = self.get(f"manifests/{self.reference.wanted}", {"Accept": _ACCEPT}, head=True)
        answer.close()
        return answer.header("Docker-Content-Digest")

    def get(self, path: str, headers: dict[str, str] | None = None, *, head: bool = False) -> Answer:
        """The answer to a path of the repository, or of the host where it begins with `/`, logged in where it
        is asked for. Raises BlobError."""
        url = f"{self._root}{path}" if path.startswith("/") else f"{self._base}/{path}"
        try:
            return self._get(url, headers or {}, head=head)
        except TransportError as error:
            raise BlobError(str(error)) from None

    def _top(self) -> bytes:
        if self._index is None:
            wanted = self.reference.wanted
            data = self._manifest(wanted)
            # The digest asked for is what the reader holds the bytes against.
            digest = self.reference.digest or "sha256:" + hashlib.sha256(data).hexdigest()
            self._manifests[f"blobs/{digest.replace(':', '/')}"] = data
            entry = (
                {"digest": digest, "annotations": {"org.opencontainers.image.ref.name": self.reference.tag}}
                if self.reference.tag
                else {"digest": digest}
            )
            self._index = json.dumps({"schemaVersion": 2, "manifests": [entry]}).encode()
        return self._index

    def _manifest(self, wanted: str) -> bytes:
        answer = self._get(f"{self._base}/manifests/{wanted}", {"Accept": _ACCEPT})
        try:
            data = answer.body(SMALL)
        except TransportError as error:
            raise BlobError(f"the manifest cannot be read: {error}") from None
        finally:
            answer.close()
        self._learn(data)
        return data

    def _learn(self, data: bytes) -> None:
        """Which blobs a manifest names: further manifests, and the sizes of the others."""
        try:
            manifest = load_json(data)
        except (ValueError, RecursionError):
            return
        if not isinstance(manifest, dict):
            return
        for key in ("manifests", "layers"):
            for descriptor in manifest.get(key) or () if isinstance(manifest.get(key), list) else ():
                self._note(descriptor, key == "manifests")
        self._note(manifest.get("config"), False)

    def _note(self, descriptor: Any, manifest: bool) -> None:
        if not isinstance(descriptor, dict):
            return
        name = "blobs/" + str(descriptor.get("digest", "")).replace(":", "/", 1)
        if _DIGEST.match(name):
            size = descriptor.get("size")
            self._sizes[name] = size if isinstance(size, int) and 0 < size < 1 << 62 else 0
            if manifest:
                self._manifests.setdefault(name, None)

    def chunks(self, name: str) -> Iterator[bytes]:
        if not _DIGEST.match(name):
            raise BlobError(f"`{name[:80]}` does not have a digest that a registry takes")
        url = f"{self._base}/blobs/{name.removeprefix('blobs/').replace('/', ':')}"
        stated = self.size(name)
        limit = stated or UNSTATED
        if limit > LARGEST:
            raise BlobError(
                f"the manifest states {limit >> 30} GB: a blob of more than {LARGEST >> 30} GB is not read"
            )
        done = tries = resumes = 0
        ranges = True
        while True:
            before = done
            try:
                answer = self._get(url, {"Range": f"bytes={done}-"} if done and ranges else {})
                try:
                    total = _total(answer, done)
                    for chunk in _rest(answer, done, limit):
                        done += len(chunk)
                        if done > limit:
                            raise BlobError(_too_long(stated))
                        yield chunk
                finally:
                    answer.close()
                if done >= (stated or total):
                    return
            except _NoRange:
                ranges = False  # from the start again: what is known is skipped
            except TransportError as error:
                if not error.again:
                    raise BlobError(str(error)) from None
            tries, resumes = (0 if done > before else tries + 1), resumes + 1
            if tries >= TRIES or resumes >= RESUMES:
                times = f"{TRIES} times in a row" if tries >= TRIES else f"{RESUMES} times"
                raise BlobError(f"the connection to {self.reference.host} is cut after {done} bytes, {times}")

    def _get(self, url: str, headers: dict[str, str], *, head: bool = False) -> Answer:
        for attempt in range(2):
            sent = {**headers, "Authorization": self._authorization} if self._authorization else headers
            try:
                answer = fetch(url, sent, head=head)
            except TransportError as error:
                if "Range" in headers or "/blobs/" in url:
                    raise
                raise BlobError(str(error)) from None
            if answer.status == 401 and not attempt:
                challenge = answer.header("WWW-Authenticate")
                answer.close()
                self._authorization = self._authorize(challenge)
                continue
            if answer.status in (200, 206):
                return answer
            answer.close()
            raise self._refused(answer.status, url)
        raise self._refused(401, url)

    def _refused(self, status: int, url: str) -> BlobError | TransportError:
        host = self.reference.host
        if status in (401, 403):
            return BlobError(
                f"{host} refuses access ({status}): log in with `docker login`, or check the name"
            )
        if status == 404:
            wanted = f"`{self.reference.wanted}` of " if self.reference.wanted else ""
            what = "layer or config" if "/blobs/" in url else f"{wanted}`{self.reference.name}`"
            return BlobError(f"{host} has no {what}")
        if status == 429:
            return BlobError(f"{host} takes no more requests for now (429): try again later")
        if status == 416 and "/blobs/" in url:
            return _NoRange(f"{host} answers {status}", again=True)
        if status >= 500 and "/blobs/" in url:
            return TransportError(f"{host} answers {status}", again=True)
        return BlobError(f"{host} answers {status}")

    def _authorize(self, challenge: str) -> str:
        """The Authorization header that a challenge asks for."""
        try:
            known = credentials_for(self.reference.host, self.reference.name)
        except CredentialError as error:
            raise BlobError(str(error)) from None
        kind, _, rest = challenge.partition(" ")
        if kind.lower() == "basic":
            if known is None or not known.user:
                raise self._refused(401, "")
            return _basic(known)
        given = dict(_PARAMETER.findall(rest))
        try:
            realm = urlsplit(given.get("realm", ""))
            host = realm.hostname or ""
        except ValueError:
            raise BlobError(
                f"{self.reference.host} names a token service whose address cannot be read"
            ) from None
        if kind.lower() != "bearer" or realm.scheme not in ("http", "https"):
            raise BlobError(f"{self.reference.host} uses an unsupported authentication scheme")
        if realm.scheme == "http" and not (self._base.startswith("http:") and is_loopback(host)):
            raise BlobError(f"{self.reference.host} asks for credentials over plain HTTP")
        return "Bearer " + self._token(given, known)

    def _token(self, given: dict[str, str], known: Credentials | None) -> str:
        scope = given.get("scope") or f"repository:{self.reference.name}:pull"
        query = {"service": given.get("service", ""), "scope": scope}
        try:
            if known is not None and known.identity:
                form = urlencode(
                    {
                        **query,
                        "grant_type": "refresh_token",
                        "client_id": "dlint",
                        "refresh_token": known.identity,
                    }
                )
                answer = fetch(
                    given["realm"], {"Content-Type": "application/x-www-form-urlencoded"}, form.encode()
                )
            else:
                mark = "&" if "?" in given["realm"] else "?"
                headers = {"Authorization": _basic(known)} if known is not None else {}
                answer = fetch(f"{given['realm']}{mark}{urlencode(query)}", headers)
            data = answer.body(TOKEN)
            answer.close()
        except TransportError as error:
            raise BlobError(f"no token: {error}") from None
        if answer.status != 200:
            raise self._refused(answer.status if answer.status in (401, 403, 429) else 401, "")
        try:
            granted = json.loads(data)
            token = granted.get("token") or granted.get("access_token")
        except (ValueError, AttributeError, RecursionError):
            token = None
        if not isinstance(token, str) or not token or not (token.isprintable() and token.isascii()):
            raise BlobError(f"{self.reference.host}: its token service gives no token")
        return token


def _basic(known: Credentials) -> str:
    return "Basic " + b64encode(f"{known.user}:{known.password}".encode()).decode()


def _too_long(stated: int) -> str:
    if stated:
        return f"the blob has more bytes than the {stated} that the manifest says"
    return f"the manifest does not state the blob's size: reading stops after {UNSTATED >> 30} GB"


def _total(answer: Answer, done: int) -> int:
    """How many bytes the whole blob has, as far as the answer says."""
    length = answer.header("Content-Length")
    size = int(length) if length.isdecimal() and length.isascii() and len(length) < 20 else 0
    return done + size if answer.status == 206 else size


def _rest(answer: Answer, done: int, limit: int) -> Iterator[bytes]:
    """The bytes from `done` on, though the registry may begin at another place."""
    begins = 0
    if answer.status == 206:
        match = re.match(r"bytes (\d{1,19})-", answer.header("Content-Range"), re.ASCII)
        begins = int(match[1]) if match else done
        if begins > done:
            raise BlobError("the registry leaves bytes out")
    skip = done - begins
    for chunk in answer.chunks(limit + CHUNK):
        if skip:
            skip, chunk = max(skip - len(chunk), 0), chunk[skip:]
        if chunk:
            yield chunk

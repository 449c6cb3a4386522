"""What a registry has: repositories, tags and pushes, by the distribution API (OCI distribution spec 1.1,
"Content Discovery"; `/v2/_catalog` is distribution's) and by Harbor's (API v2.0: projects, repositories,
artifacts).

Docker Hub, GHCR, ECR and others have no catalog: there a list of references is the way in.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

from msgspec import Struct

from dlinter.sources.blobs import BlobError
from dlinter.sources.json_text import load_json
from dlinter.sources.reference import Reference
from dlinter.sources.registry import RegistryBlobs
from dlinter.sources.transport import TransportError

PAGE = 1000
HARBOR_PAGE = 100
"""Harbor's largest page."""
LARGEST = 64 << 20
PAGES = 100_000
"""A registry whose pages have no end is not followed further."""
EMPTY = 20
"""Pages without a new name, one after another, that are followed: some registries filter pages by what a user
may see."""
_NEXT = re.compile(r"<([^<>]*)>\s*;[^,]*\brel=\"?next\"?", re.I)


class Listed(Struct, frozen=True):
    """A name in a registry; `digest` and `pushed` (seconds since 1970) where the listing says them."""

    host: str
    repository: str
    tag: str
    digest: str = ""
    pushed: float | None = None

    @property
    def name(self) -> str:
        """What `dlint scan` takes."""
        return (
            f"{self.host}/{self.repository}:{self.tag}"
            if self.tag
            else f"{self.host}/{self.repository}@{self.digest}"
        )


def repositories(host: str) -> Iterator[str]:
    """All repositories of a registry. Raises BlobError."""
    try:
        yield from _pages(
            RegistryBlobs(Reference(host, "", "", "")), f"/v2/_catalog?n={PAGE}", "repositories"
        )
    except BlobError as error:
        missing = any(f" answers {status}" in str(error) for status in (404, 405, 501)) or "has no " in str(
            error
        )
        raise BlobError(
            f"{host} does not list its repositories (`/v2/_catalog`): name repositories, or give a file of "
            "references"
            if missing
            else str(error)
        ) from None


def tags(host: str, repository: str) -> list[str]:
    """All tags of a repository, as the registry orders them. Raises BlobError."""
    return list(_pages(RegistryBlobs(Reference(host, repository, "", "")), f"tags/list?n={PAGE}", "tags"))


def harbor(host: str, project: str) -> Iterator[Listed]:
    """Everything in a Harbor project, tags and what has none. Raises BlobError."""
    session = RegistryBlobs(Reference(host, project, "", ""))
    for repository in _of_project(session, f"/api/v2.0/projects/{quote(project, safe='')}/repositories"):
        name = str(repository.get("name", "") if isinstance(repository, dict) else "")
        inside = name.removeprefix(f"{project}/")
        # A name with `/` is escaped twice: Harbor's own documentation of the parameter.
        artifacts = (
            f"/api/v2.0/projects/{quote(project, safe='')}/repositories/"
            f"{quote(quote(inside, safe=''), safe='')}/artifacts?with_tag=true"
        )
        for artifact in _numbered(session, artifacts) if name else ():
            if isinstance(artifact, dict) and isinstance(artifact.get("digest"), str):
                yield from _of_artifact(host, name, artifact)


def _of_project(session: RegistryBlobs, path: str) -> Iterator[Any]:
    """The repositories of a project; says what may be wrong where there are none to ask for."""
    try:
        yield from _numbered(session, path)
    except BlobError as error:
        host = session.reference.host
        missing = f"{host} has no " in str(error)
        raise BlobError(
            f"{host} has no Harbor project of this name, or is not a Harbor: without `harbor:` its "
            "repositories are listed as in any registry"
            if missing
            else str(error)
        ) from None


def _of_artifact(host: str, repository: str, artifact: dict[str, Any]) -> Iterator[Listed]:
    digest, pushed = artifact["digest"], _seconds(artifact.get("push_time"))
    named = [t for t in artifact.get("tags") or () if isinstance(t, dict) and t.get("name")]
    for tag in named:
        yield Listed(host, repository, str(tag["name"]), digest, _seconds(tag.get("push_time")) or pushed)
    if not named:
        yield Listed(host, repository, "", digest, pushed)


def _seconds(text: object) -> float | None:
    """An RFC 3339 time."""
    try:
        return (
            datetime.fromisoformat(
                re.sub(r"(\.\d{6})\d+", r"\1", str(text)).replace("Z", "+00:00")
            ).timestamp()
            if text
            else None
        )
    except (ValueError, OverflowError):
        return None


def _pages(session: RegistryBlobs, path: str, key: str) -> Iterator[str]:
    """The strings of a list in pages that name the next one by `Link` (RFC 8288)."""
    seen: set[str] = set()
    names: set[str] = set()
    empty = 0
    while path and path not in seen:
        seen.add(path)
        document, link = _document(session, path)
        values = document.get(key) if isinstance(document, dict) else None
        new = (
            dict.fromkeys(v for v in values if isinstance(v, str) and v not in names)
            if isinstance(values, list)
            else {}
        )
        names.update(new)
        yield from new
        empty = 0 if new else empty + 1
        path = _next(link, path)
        if path and (empty >= EMPTY or len(seen) >= PAGES):
            raise BlobError(
                f"{session.reference.host} lists page after page "
                f"{'without a new name' if empty >= EMPTY else 'without an end'}: what comes after "
                f"{len(seen)} pages was left out"
            )


def _next(link: str, path: str) -> str:
    """The path of the next page; "" without one. Only the path counts: a registry behind a proxy may name a
    host that is not its own."""
    match = _NEXT.search(link)
    if match is None:
        return ""
    parts = urlsplit(
        urljoin(
            "http://registry.example/v2/x/tags/list"
            if not path.startswith("/")
            else "http://registry.example/v2/_catalog",
            match[1],
        )
    )
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _numbered(session: RegistryBlobs, path: str) -> Iterator[Any]:
    """The entries of a list of Harbor in numbered pages."""
    known = b""
    for page in range(1, PAGES):
        document, _ = _document(
            session,
            f"{path}{'&' if '?' in path else '?'}{urlencode({'page': page, 'page_size': HARBOR_PAGE})}",
        )
        if not isinstance(document, list):
            raise BlobError(f"{session.reference.host} does not answer as Harbor does")
        yield from document
        if len(document) < HARBOR_PAGE:
            return
        print_of = hashlib.sha256(repr(document).encode("utf-8", "replace")).digest()
        if print_of == known:
            raise BlobError(
                f"{session.reference.host} gives the same page again and again: what comes after page {page} "
                "was left out"
            )
        known = print_of


def _document(session: RegistryBlobs, path: str) -> tuple[Any, str]:
    answer = session.get(path, {"Accept": "application/json"})
    try:
        return load_json(answer.body(LARGEST)), answer.header("Link")
    except TransportError as error:
        raise BlobError(str(error)) from None
    except (ValueError, RecursionError):
        raise BlobError(f"{session.reference.host} answers with something that is not JSON") from None
    finally:
        answer.close()

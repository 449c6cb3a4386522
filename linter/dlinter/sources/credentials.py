"""The user's credentials for a registry, where Docker and Podman keep them (docker/cli config.json;
containers-auth.json(5)).

Helpers follow the docker-credential-helpers protocol: `docker-credential-NAME get`, the server on standard
input, JSON out.
"""

from __future__ import annotations

import json
import os
import subprocess
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dlinter.disk.read import read_small
from dlinter.sources.programs import find_program

HELPER_SECONDS = 20
HUB = "docker.io"
_HUB_KEYS = ("https://index." + HUB + "/v1/", "index." + HUB, HUB, "registry-1." + HUB)


class CredentialError(Exception):
    """A helper fails; one line, without what it printed."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """User and password, or an identity token (OAuth 2 refresh token). Never shown by `repr`."""

    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    identity: str = field(default="", repr=False)


def credentials_for(host: str, repository: str = "") -> Credentials | None:
    """The first that a file or its helper has. Raises CredentialError."""
    for path in _files():
        try:
            config = json.loads(read_small(path).decode("utf-8"))
        except (OSError, ValueError, RecursionError):
            continue
        found = _of(config, host, repository) if isinstance(config, dict) else None
        if found is not None:
            return found
    return None


def _files() -> Iterator[Path]:
    if os.environ.get("REGISTRY_AUTH_FILE"):
        yield Path(os.environ["REGISTRY_AUTH_FILE"])
    folder = os.environ.get("DOCKER_CONFIG")
    yield (Path(folder) if folder else Path("~/.docker").expanduser()) / "config.json"
    if not folder and os.environ.get("XDG_RUNTIME_DIR"):
        yield Path(os.environ["XDG_RUNTIME_DIR"]) / "containers" / "auth.json"


def _of(config: dict[str, Any], host: str, repository: str) -> Credentials | None:
    keys = _HUB_KEYS if host == HUB else (host,)
    helpers = config.get("credHelpers")
    helper = next((helpers[k] for k in keys if k in helpers), None) if isinstance(helpers, dict) else None
    if isinstance(helper, str) and helper:
        return _ask(helper, keys[0])
    store = config.get("credsStore")
    if isinstance(store, str) and store:
        found = _ask(store, keys[0])
        if found is not None:
            return found
    auths = config.get("auths")
    if not isinstance(auths, dict):
        return None
    parts = repository.split("/")
    wanted = [f"{host}/{'/'.join(parts[:n])}" for n in range(len(parts), 0, -1)] if repository else []
    entries = {_bare(str(k)): v for k, v in auths.items() if isinstance(v, dict)}
    for key in (*wanted, *(_bare(k) for k in keys)):
        if key in entries:
            return _entry(entries[key])
    return None


def _bare(key: str) -> str:
    text = key.removeprefix("https://").removeprefix("http://").rstrip("/")
    return text.removesuffix("/v1").removesuffix("/v2")


def _entry(entry: dict[str, Any]) -> Credentials | None:
    if isinstance(entry.get("identitytoken"), str) and entry["identitytoken"]:
        return Credentials(identity=entry["identitytoken"])
    try:
        user, _, password = b64decode(str(entry.get("auth") or "")).decode("utf-8").partition(":")
    except ValueError:
        return None
    user, password = (
        user or str(entry.get("username") or ""),
        password.rstrip("\0") or str(entry.get("password") or ""),
    )
    return Credentials(user, password) if user else None


def _ask(helper: str, server: str) -> Credentials | None:
    name = f"docker-credential-{helper}"
    if "/" in helper or os.sep in helper:
        raise CredentialError("config.json names a credential helper by a path: write its name only")
    if not helper.isprintable():
        raise CredentialError("config.json names a credential helper that cannot exist")
    program = find_program(name)
    if program is None:
        raise CredentialError(f"the credential helper `{name}` is not installed")
    try:
        done = subprocess.run(
            [program, "get"], input=server.encode(), capture_output=True, timeout=HELPER_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise CredentialError(
            f"the credential helper `{name}` gives no answer in {HELPER_SECONDS} seconds"
        ) from None
    except OSError as error:
        raise CredentialError(f"the credential helper `{name}` cannot be run: {error.strerror}") from None
    if done.returncode:
        if b"not found" in done.stdout + done.stderr:
            return None
        raise CredentialError(f"the credential helper `{name}` fails with exit code {done.returncode}")
    try:
        given = json.loads(done.stdout)
        user, secret = str(given["Username"]), str(given["Secret"])
    except (ValueError, KeyError, TypeError):
        raise CredentialError(f"the credential helper `{name}` gives no credentials") from None
    return Credentials(identity=secret) if user == "<token>" else Credentials(user, secret)

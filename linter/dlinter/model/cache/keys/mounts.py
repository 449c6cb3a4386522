"""The mounts of a RUN with their variables resolved, and as BuildKit hands them on (`commands_runmount.go`,
`convert_runmount.go`, `convert_secrets.go`, `convert_ssh.go`)."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct

from dlinter.model.cache.keys.state import Unknown
from dlinter.model.dockerfile.nodes import Mount

_TRUE = ("1", "t", "T", "true", "TRUE", "True")
_SIZE = re.compile(r"(\d+(?:\.\d+)?) ?([kmgtpKMGTP]?)[iI]?[bB]?\Z")
_SHARING = {"": 0, "shared": 0, "private": 1, "locked": 2}


class MountOptions(Struct):
    """One mount. Numbers are None where they are not given, `env` where it is not a variable."""

    type: str = "bind"
    origin: str = ""
    source: str = ""
    target: str = ""
    readonly: bool = True
    size: int = 0
    id: str = ""
    sharing: int = 0
    required: bool = False
    env: str | None = None
    mode: int | None = None
    uid: int | None = None
    gid: int | None = None

    @property
    def owned(self) -> bool:
        return self.mode is not None or self.uid is not None or self.gid is not None

    @property
    def secret_id(self) -> str:
        return self.source or self.id or self.target.rstrip("/").rpartition("/")[2]

    def secret(self) -> tuple[tuple[str, object], ...]:
        """Fields of the secret's mount in order."""
        return (("ID", self.secret_id), *self._owner(0o400))

    def ssh(self) -> tuple[tuple[str, object], ...]:
        return (("ID", self.id), *self._owner(0o600))

    def _owner(self, mode: int) -> tuple[tuple[str, object], ...]:
        return (
            ("uid", self.uid or 0),
            ("gid", self.gid or 0),
            ("mode", mode if self.mode is None else self.mode),
            ("optional", not self.required),
        )


def mount_options(mount: Mount, expand: Callable[[str], str]) -> MountOptions:
    """The options of one mount. Raises Unknown."""
    found, readonly = MountOptions(), None
    for option in mount.options:
        key = option.key.value.lower()
        if option.value is None:
            if key in ("readonly", "ro", "readwrite", "rw"):
                readonly = key in ("readonly", "ro")
            elif key == "required":
                found.required = True
            continue
        value = expand(option.value.value)
        try:
            if key in ("readonly", "ro", "readwrite", "rw"):
                readonly = (value in _TRUE) == (key in ("readonly", "ro"))
            else:
                _set(found, key, value)
        except (ValueError, KeyError):
            raise Unknown(f"BuildKit refuses `{key}={value}` of a mount") from None
    found.readonly = readonly if readonly is not None else found.type not in ("cache", "tmpfs")
    return found


def _set(found: MountOptions, key: str, value: str) -> None:
    if key == "type":
        found.type = value.lower()
    elif key == "from":
        found.origin = value
    elif key in ("source", "src"):
        found.source = value
    elif key in ("target", "dst", "destination"):
        found.target = value
    elif key == "required":
        found.required = value in _TRUE
    elif key == "size":
        found.size = _bytes(value)
    elif key == "id":
        found.id = value
    elif key == "sharing":
        found.sharing = _SHARING[value.lower()]
    elif key == "mode":
        found.mode = int(value, 8)
    elif key == "uid":
        found.uid = int(value)
    elif key == "gid":
        found.gid = int(value)
    elif key == "env":
        found.env = value
    else:
        raise KeyError(key)


def _bytes(text: str) -> int:
    """`units.RAMInBytes`."""
    match = _SIZE.match(text)
    if match is None:
        raise ValueError(text)
    return int(float(match[1]) * 1024 ** " kmgtp".index(match[2].lower() or " "))

"""Which files hold private ssh keys by their names."""

from __future__ import annotations

import re

_KEY = re.compile(
    r"(?:^|/)(?:id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?|[\w.-]+_rsa|deploy_?key|ssh_?key|"
    r"[\w.-]*private[_.-]?key(?:\.pem)?|[\w.-]+\.ppk)$",
    re.I,
)
_FOLDER = re.compile(r"(?:^|/)\.ssh/?(?:\*)?$")


def is_key_path(path: str) -> bool:
    """Whether a path is a private key's, or that of the whole `.ssh` folder."""
    return not path.endswith(".pub") and (_KEY.search(path) is not None or _FOLDER.search(path) is not None)

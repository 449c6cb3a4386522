"""Writes a small image archive that leaks, from fake secrets made on the spot: something for `dlint scan`.

    python examples/leaky_image.py leaky.tar

The image has a token in its environment, a private key that a later layer deletes, and a password in a file
that a later layer overwrites. Nothing in it opens anything.
"""

from __future__ import annotations

import base64
import secrets
import string
import sys
import zlib
from pathlib import Path

from dlinter.rule import ImageSample
from dlinter.testing.images import sample_image

BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase


def github_token() -> str:
    """A token of GitHub's form, checksum and all, that GitHub never issued."""
    body = "".join(secrets.choice(BASE62) for _ in range(30))
    number, digits = zlib.crc32(body.encode()), ""
    while number:
        number, rest = divmod(number, 62)
        digits = BASE62[rest] + digits
    return "gh" + "p_" + body + digits.rjust(6, "0")


def private_key() -> str:
    """Random bytes in the shape of an OpenSSH private key."""
    data = base64.b64encode(
        b"openssh-key-v1\0" + b"\0\0\0\x04none\0\0\0\x04none\0\0\0\0\0\0\0\x01" + secrets.token_bytes(240)
    )
    lines = "\n".join(data.decode()[at : at + 70] for at in range(0, len(data), 70))
    name = "OPENSSH PRIVATE " + "KEY"
    return f"-----BEGIN {name}-----\n{lines}\n-----END {name}-----\n"


def main() -> None:
    target = sys.argv[1] if len(sys.argv) > 1 else "leaky.tar"
    token = github_token()
    sample = ImageSample(
        layers=(
            {"etc/os-release": "ID=example\n", "usr/bin/app": b"\x7fELF" + secrets.token_bytes(2000)},
            {"root/.ssh/id_ed25519": private_key(),
                "srv/app/settings.py": f"DB_PASSWORD = '{secrets.token_urlsafe(18)}'\n"},
            {"root/.ssh/id_ed25519": None,
                "srv/app/settings.py": "import os\nDB_PASSWORD = os.environ['DB_PASSWORD']\n"},
        ),
        created_by=(
            "ADD rootfs.tar.gz / # buildkit",
            "COPY . /srv/app # buildkit",
            "RUN /bin/sh -c rm /root/.ssh/id_ed25519 # buildkit",
        ),
        env=("PATH=/usr/local/bin:/usr/bin:/bin", f"GITHUB_TOKEN={token}"),
        cmd=("/usr/bin/app",),
    )
    with Path(target).open("wb") as out:
        sample_image(sample, out)
    print(f"wrote {target}")


if __name__ == "__main__":
    main()

"""Commands and what they print, run for the pages: `<!-- run: NAME -->` in a page stands for one of them,
`<!-- diff: NAME -->` for its file's change.

Nothing is invented: the sample repository is made in a folder of its own, with a history and the log of a
build, and dlint runs in it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

SLOW = """FROM node:22
WORKDIR /app
COPY . .
RUN npm ci
RUN npm run build
CMD npm start
"""
LEAKY = """FROM python:3.13-slim
WORKDIR /app
ARG PYPI_TOKEN
RUN pip install --index-url https://user:${PYPI_TOKEN}@pypi.corp.example/simple company-lib
COPY . .
COPY id_ed25519 /root/.ssh/id_ed25519
RUN rm /root/.ssh/id_ed25519
CMD ["python", "-m", "app"]
"""
LOG = """#1 [internal] load build definition from Dockerfile
#1 DONE 0.0s

#5 [1/5] FROM docker.io/library/node:22
#5 DONE 4.1s

#6 [2/5] WORKDIR /app
#6 DONE 0.1s

#7 [3/5] COPY . .
#7 DONE 0.6s

#8 [4/5] RUN npm ci
#8 DONE 74.2s

#9 [5/5] RUN npm run build
#9 DONE 21.3s
"""
_COMMITS = 40
_LOCKED = (0, 17, 31)
"""Commits that change the lockfile."""
_RUN = re.compile(r"^<!-- run: (.+?)(?: # (.+))? -->$", re.M)


def filled(markdown: str) -> str:
    """A page with its commands' output in it. All commands of a page run in one folder, one after the
    other."""
    if not _RUN.search(markdown):
        return markdown
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "app")
        (leaky_folder if "leaky.tar" in markdown else slow_repository)(root)
        return _RUN.sub(lambda m: _shown(m[1], root), markdown)


def _shown(command: str, root: Path) -> str:
    out = output(command, root)
    return f"```console\n$ {command}\n{out}```"


def output(command: str, root: Path) -> str:
    """What a command prints into a pipe, both streams. `dlint` is this dlint, whatever is installed. Raises
    AssertionError where it fails."""
    done = subprocess.run(_words(command), cwd=root, env=_environment(), capture_output=True, check=False)
    text = (done.stdout + done.stderr).decode("utf-8", "replace")
    assert done.returncode in (0, 1), f"`{command}` ended with {done.returncode}:\n{text}"
    return text if text.endswith("\n") or not text else text + "\n"


def terminal_output(command: str, root: Path, width: int) -> str:
    """What a command prints on a terminal of this width, with its colours (not on Windows)."""
    import fcntl
    import pty
    import struct
    import termios

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
    environment = {
        **_environment(),
        "TERM": "xterm-256color",
        "FORCE_COLOR": "1",
        "NO_COLOR": "",
        "COLUMNS": str(width),
    }
    with subprocess.Popen(
        _words(command), cwd=root, env=environment, stdin=subprocess.DEVNULL, stdout=slave, stderr=slave
    ):
        os.close(slave)
        data = bytearray()
        try:
            while chunk := os.read(master, 65536):
                data += chunk
        except OSError:  # Linux says EIO where the other end is closed
            pass
        os.close(master)
    return data.decode("utf-8", "replace").replace("\r\n", "\n")


def _words(command: str) -> list[str]:
    words = command.split()
    return [sys.executable, "-m", "dlinter", *words[1:]] if words[0] == "dlint" else words


def _environment() -> dict[str, str]:
    """The environment without what would change the output."""
    kept = {
        name: os.environ[name]
        for name in ("PATH", "HOME", "PYTHONPATH", "DLINT_CACHE_DIR", "LANG")
        if name in os.environ
    }
    who = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "a"), ("EMAIL", "a@a.example"))
    }
    return kept | who | {"COLUMNS": "120", "NO_COLOR": "1"}


def slow_repository(root: Path) -> None:
    """A repository of a web application whose every commit installs everything again."""
    root.mkdir()
    files = {
        "Dockerfile": SLOW, ".dockerignore": ".git\nbuild.log\n", "build.log": LOG,
        ".gitignore": "build.log\n",
        "package.json": '{"name": "app", "scripts": {"build": "vite build", "start": "node server.js"}, '
            '"dependencies": {"vite": "^7.0.0"}}\n',
        "package-lock.json": '{"name": "app", "lockfileVersion": 3, "packages": {"": {"dependencies": '
            '{"vite": "^7.0.0"}}}}\n',
        "server.js": "// server\n",
    }  # fmt: skip
    for name, text in files.items():
        (root / name).write_text(text, "utf-8")
    for command in _history(root):
        subprocess.run(["git", *command], cwd=root, env=_environment(), check=True, capture_output=True)


def _history(root: Path) -> Iterator[list[str]]:
    yield ["init", "-q", "-b", "main"]
    yield ["add", "."]
    yield ["commit", "-q", "-m", "first"]
    (root / "src").mkdir()
    for number in range(_COMMITS):
        (root / "src" / f"page{number % 7}.js").write_text(f"export const page = {number}\n", "utf-8")
        if number in _LOCKED:
            lock = root / "package-lock.json"
            lock.write_text(
                lock.read_text("utf-8").replace("}}}}", f'}}}}, "x{number}": {{}}}}}}', 1)
                if number
                else lock.read_text("utf-8") + "\n",
                "utf-8",
            )
        yield ["add", "."]
        yield ["commit", "-q", "-m", f"change {number}"]


def leaky_folder(root: Path) -> None:
    """A folder with a Dockerfile that leaks, and the image that came out, made from fake secrets."""
    from dlinter.rule import ImageSample
    from dlinter.testing.images import sample_image

    root.mkdir()
    (root / "Dockerfile").write_text(LEAKY, "utf-8")
    sample = ImageSample(
        layers=(
            {"etc/os-release": "ID=debian\nVERSION_ID=13\n"},
            {"app/.keep": ""},
            {"usr/local/lib/python3.13/site-packages/company_lib/__init__.py": ""},
            {"app/app.py": "print('hello')\n"},
            {"root/.ssh/id_ed25519": _key()},
            {"root/.ssh/id_ed25519": None},
        ),
        created_by=(
            "RUN /bin/sh -c #(nop) ADD rootfs", "WORKDIR /app",
            "RUN |1 PYPI_TOKEN=" + _token() + " /bin/sh -c pip install --index-url "
            "https://user:${PYPI_TOKEN}@pypi.corp.example/simple company-lib # buildkit",
            "COPY . . # buildkit",
            "COPY id_ed25519 /root/.ssh/id_ed25519 # buildkit",
            "RUN |1 PYPI_TOKEN=" + _token() + " /bin/sh -c rm /root/.ssh/id_ed25519 # buildkit",
        ),
        env=("PATH=/usr/local/bin:/usr/bin:/bin",), cmd=("python", "-m", "app"),
    )  # fmt: skip
    with (root / "leaky.tar").open("wb") as out:
        sample_image(sample, out)


def _token() -> str:
    """A value with the look of a token, the same in every build of the pages; it opens nothing."""
    import hashlib

    return hashlib.sha256(b"the pages of dlint").hexdigest()[:32]


def _key() -> str:
    """Bytes in the shape of an OpenSSH private key, the same in every build of the pages."""
    import base64
    import hashlib

    name = "OPENSSH PRIVATE " + "KEY"
    data = base64.b64encode(
        b"openssh-key-v1\0"
        + b"\0\0\0\x04none\0\0\0\x04none\0\0\0\0\0\0\0\x01"
        + b"".join(hashlib.sha512(bytes([i])).digest() for i in range(4))
    )
    lines = "\n".join(data.decode()[at : at + 70] for at in range(0, len(data), 70))
    return f"-----BEGIN {name}-----\n{lines}\n-----END {name}-----\n"

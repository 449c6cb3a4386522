"""What of an instruction is in the key of its step, spelled one way: two spellings of one operation give one
key.

Sources: `dispatchRun`, `dispatchRunMounts`, `dispatchSecret`, `dispatchCopy`
(frontend/dockerfile/dockerfile2llb), `client/llb/exec.go` and `fileop.go` (`Marshal`),
`solver/llbsolver/ops/exec.go` and `file.go` (`CacheMap`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from dlinter.model.cache.variables import UNKNOWN
from dlinter.model.dockerfile import nodes as n
from dlinter.model.dockerfile.heredoc import HeredocError, parse
from dlinter.model.dockerfile.paths import clean
from dlinter.model.dockerfile.tokens import Form, Heredoc

BASE = "\x02"
"""The working folder that an unknown base image sets."""
PLATFORM = "\x03"
"""Begins the part of a key that is a platform."""
SHELL = ("/bin/sh", "-c")
_LAST = {"bind": 0, "cache": 0, "tmpfs": 0, "secret": 1, "ssh": 2}
_SHORT = {"src": "source", "dst": "target", "destination": "target", "ro": "readonly", "rw": "readwrite"}


def join(folder: str, path: str, slash: bool = False) -> str:
    """A path from a working folder, cleaned. `slash`: one at its end stays, and `.` is the folder
    (`pathRelativeToWorkingDir`)."""
    if slash and path in (".", ""):
        path = "./"
    found = clean(path) if path.startswith("/") else _clean(f"{folder}/{path}")
    if slash and path.endswith("/") and not found.endswith("/"):
        return found + "/"
    if slash and path.endswith("/."):
        return found.rstrip("/") + "/."
    return found


def _clean(path: str) -> str:
    """Of a path that may begin with the unknown folder."""
    if not path.startswith(BASE):
        return clean("/" + path.lstrip("/"))
    rest = clean(path[1:].lstrip("/"))
    return BASE if rest == "." else f"{BASE}/{rest}"


def as_in_most_images(part: str) -> str:
    """A part of a key where the base image sets no WORKDIR and no variable that the file uses, and the
    platform is the builder's own."""
    if part.startswith(PLATFORM):
        return ""
    if UNKNOWN in part:
        part = re.sub(f"{UNKNOWN}[^{UNKNOWN}]*{UNKNOWN}", "", part)
    return part.replace(BASE + "/", "/").replace(BASE, "/") if BASE in part else part


def arguments(run: n.Run, shell: Sequence[str], body: Callable[[Heredoc], str]) -> list[str]:
    """What is run. A heredoc's word is in the key only where the shell reads the heredoc: `body` is its text,
    tabs and all."""
    words = [t.value for t in run.args]
    if run.form is Form.EXEC and not run.heredocs:
        return words
    text = " ".join(words)
    if not run.heredocs:
        return [*shell, text]
    first = run.heredocs[0]
    if _lone(text):
        if first.content.startswith("#!"):
            return ["/dev/pipes/" + first.name, first.content]
        return [*shell, first.content]
    return [*shell, "\n".join([text, *(body(h) + h.name for h in run.heredocs)])]


def _lone(text: str) -> bool:
    try:
        return parse(text) is not None
    except HeredocError:
        return False


def owner(value: str) -> str:
    """`--chown` as it is in the key: `root` is 0 (`llb.WithUser`)."""
    parts = value.split(":", 1)
    return ":".join(
        "0" if p == "root" else str(int(p)) if re.fullmatch(r"[0-9]{1,9}", p) else p for p in parts
    )


def mode(value: str) -> str:
    """`--chmod` as it is in the key: octal is a number."""
    return oct(int(value, 8)) if re.fullmatch(r"[0-7]{1,10}", value) else value


def mount_keys(
    mounts: Sequence[n.Mount], word: Callable[[str], str], folder: str, source: Callable[[n.Mount], str]
) -> tuple[list[str], bool]:
    """The mounts in the order of their targets, secrets and sockets behind them; and whether
    BUILDKIT_CACHE_MOUNT_NS is in them. The path in a source is not in the key, its content is; `source` names
    where that comes from. `id` and `sharing` of a cache mount are left out (`checkShouldClearCacheOpts`), but
    not the default ones, a shared mount called by its target."""
    found: list[tuple[int, str, str]] = []
    inputs: list[str] = ["root"]
    named = False
    for mount, options in _by_target(mounts, word, folder):
        target = _target(options, folder)
        own = [f"{k}={options[k]}" for k in ("uid", "gid", "mode") if k in options]
        where = _LAST.get(mount.type, 3)
        if mount.type in ("secret", "ssh"):
            own += [f"{k}={options[k]}" for k in ("env",) if k in options]
            name = options.get("source") or options.get("id") or options.get("target", "").rpartition("/")[2]
            if mount.type == "secret" and "env" not in options and not options.get("target"):
                target = "/run/secrets/" + name.rpartition("/")[2]
            key = [
                mount.type,
                name,
                target if options.get("target") or mount.type == "secret" else "",
                _yes(options.get("required")),
                *own,
            ]
        elif mount.type == "tmpfs":
            key = ["tmpfs", target, options.get("size", "0"), _read_only(options, False)]
        elif mount.type == "cache":
            cache = "/" + (options.get("id") or clean(options.get("target", "")))
            kept = options.get("sharing", "shared").lower() == "shared" and target in (
                cache,
                cache.partition("/")[2],
            )
            named = named or kept
            key = [
                "cache",
                target,
                cache if kept else "",
                _read_only(options, False),
                _input(inputs, source(mount) if mount.from_ else ""),
                *own,
            ]
        else:
            key = [mount.type, target, _read_only(options, True), _input(inputs, source(mount)), *own]
        found.append((where, target if where == 0 else "", "\t".join(key)))
    return [key for _, _, key in sorted(found, key=lambda each: each[:2])], named


def by_target(
    mounts: Sequence[n.Mount], word: Callable[[str], str], folder: str
) -> Sequence[n.Mount]:
    """The mounts in the order in which their sources are inputs of the step (BuildKit, client/llb/exec.go,
    `Marshal`: "make sure mounts are sorted")."""
    return [mount for mount, _ in _by_target(mounts, word, folder)] if len(mounts) > 1 else mounts


def _by_target(
    mounts: Sequence[n.Mount], word: Callable[[str], str], folder: str
) -> list[tuple[n.Mount, dict[str, str]]]:
    return sorted(
        ((mount, _options(mount, word)) for mount in mounts),
        key=lambda pair: (
            _LAST.get(pair[0].type, 3),
            _target(pair[1], folder) if _LAST.get(pair[0].type) == 0 else "",
        ),
    )


def _input(inputs: list[str], source: str) -> str:
    """The number of an input: two mounts of one source share it."""
    if not source:
        return "-"
    if source not in inputs:
        inputs.append(source)
    return str(inputs.index(source))


def _options(mount: n.Mount, word: Callable[[str], str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for option in mount.options:
        name = option.key.value.lower()
        found[_SHORT.get(name, name)] = word(option.value.value) if option.value is not None else ""
    return found


def _target(options: dict[str, str], folder: str) -> str:
    target = options.get("target", "")
    return target if target.startswith("/") else join(folder, target)


def _read_only(options: dict[str, str], default: bool) -> str:
    """The last of `readonly` and `readwrite` counts."""
    found = default
    for name, value in options.items():
        if name in ("readonly", "readwrite"):
            found = _yes(value) == ("1" if name == "readonly" else "")
    return "ro" if found else "rw"


def _yes(value: str | None) -> str:
    """A boolean option: there without a value means true."""
    return "" if value is None or value in ("0", "f", "F", "false", "FALSE", "False") else "1"

"""A detector's match in its surroundings: what the sieve judges."""

from __future__ import annotations

import re
from string import ascii_letters, digits

from msgspec import Struct

from dlinter.detectors.detector import Detector
from dlinter.model.names import Holds, holds

AROUND = 256
"""So many bytes of the line before and after a secret are looked at."""


BEHIND = 160
"""So many bytes after a short value are looked at, lines that follow among them: they are there whatever the
block that a hit lies in."""
_SHORT = 64
"""Bytes of a value that somebody may have chosen."""


class Sighting(Struct, frozen=True):
    """One match. `value` is the secret (latin-1 text of its bytes), `before` and `after` the rest of its
    line, at most `AROUND` bytes of each. `key` is the name the value is given to, "" where there is none, and
    `named` whether the detector's form has one; `sign` is what stands between it and the value; `doctest`
    whether it stands in a session of Python's prompt (`>>> `) or a docstring, which documents; `lead` what
    the match has before the secret, at most `AROUND` bytes, which may begin on the line before; `path` the
    file's path, "" where there is none, and `kind` what file that is (`dlinter.secrets.grammar.kinds`);
    `near` what stands around a short value that its name tells, lines before and after, at most `AROUND`
    bytes before it and `BEHIND` after. Has no `repr`: it holds the raw value."""

    detector: Detector
    value: str
    before: str = ""
    after: str = ""
    key: str = ""
    path: str = ""
    kind: str = "setting"
    named: bool = True
    sign: str = "="
    doctest: bool = False
    lead: str = ""
    near: bytes = b""

    def __repr__(self) -> str:
        return f"Sighting({self.detector.id}, {len(self.value)} characters)"


def sighting(
    detector: Detector, data: bytes, start: int, end: int, path: str = "", kind: str = "setting",
    name: tuple[int, int] | None = None,
    begin: int | None = None,
) -> Sighting:
    """The sighting of the secret `data[start:end]`; `name` is where the pattern's group `key` matched, whose
    name may begin before it, `begin` where the whole match begins."""
    line_start = max(data.rfind(b"\n", max(start - AROUND, 0), start) + 1, max(start - AROUND, 0))
    line_end = data.find(b"\n", end, end + AROUND)
    before = data[line_start:start].decode("latin-1")
    return Sighting(
        detector,
        data[start:end].decode("latin-1"),
        before,
        data[end : line_end if line_end >= 0 else end + AROUND].decode("latin-1"),
        key_before(before) if name is None else whole_name(data, *name),
        path,
        kind,
        name is not None or not detector.basis.by_name,
        "=" if name is None else data[name[1] : start].decode("latin-1")[:64],
        path.endswith((".py", ".pyc")) and (_in_session(data, start) or _in_docstring(data, start)),
        "" if begin is None else data[max(begin, start - AROUND) : start].decode("latin-1"),
        data[max(start - AROUND, 0) : end + BEHIND]
        if detector.basis.by_name and end - start <= _SHORT
        else b"",
    )


DOCUMENTATION = 16_384
"""So many bytes before a secret in Python's code the beginning of a docstring is looked for."""
_SESSION = 2048
"""So many bytes before a secret a prompt is looked for."""
_SIGNATURE = 512
"""Bytes of a line that begins a function or a class."""
_DEFINES = re.compile(
    rb"^[ \t]*(?:(?:async[ \t]+)?def|class)\b.*:(?:[ \t]*#[^\n]*)?\Z|\)[^()\n]{0,128}:(?:[ \t]*#[^\n]*)?\Z"
)
"""Where documentation follows. Behind another colon stands a value of a dictionary, or the quotes end a
text."""
_ABOUT = re.compile(
    rb"^(?:[A-Z_]*(?:DOC|DOCS|DOCSTRING|DOCUMENTATION|EXAMPLES?|RETURN|USAGE|HELP|EPILOG)|__doc__|[a-z_]*_docs?(?:tring)?|"
    rb"epilog|usage|[a-z_]*examples?)[ ]?=[ ]?\(?\Z"
)
"""A text that is documentation by its name: an Ansible module's `EXAMPLES = r…` (Ansible developer guide,
Module format and documentation)."""
_BLANK = re.compile(rb"\n[ \t\r]*\n")


def _in_session(data: bytes, at: int) -> bool:
    """Whether the last prompt before it is in the same paragraph: a doctest ends at a blank line."""
    prompt = data.rfind(b">>> ", max(at - _SESSION, 0), at)
    return prompt >= 0 and _BLANK.search(data, prompt, at) is None


def _in_docstring(data: bytes, at: int) -> bool:
    """Whether the last triple quotes before it open the documentation of a function, a class or a module:
    they follow its first line, or nothing."""
    low = max(at - DOCUMENTATION, 0)
    opening = max(data.rfind(b'"""', low, at), data.rfind(b"'''", low, at))
    if opening < 0:
        return False
    before = data[max(opening - _SIGNATURE, 0) : opening].rstrip(b"rRuU").rstrip()
    line = before[before.rfind(b"\n") + 1 :]
    if _ABOUT.match(line):
        return True
    return (_DEFINES.search(line) is not None and not (b'"""' in line or b"'''" in line)) or (
        not before and opening < _SIGNATURE
    )


_OF_NAMES = f"{ascii_letters}{digits}_-."
_BETWEEN = "".join(chr(at) for at in range(256) if chr(at) not in f"{ascii_letters}{digits}_)]")
"""What stands between a name and its value, of latin-1."""


def key_before(before: str) -> str:
    """The name at the end of what stands before a value: `DB_PASSWORD` of `export DB_PASSWORD="`, `apiKey` of
    `"apiKey": "`."""
    named = before.rstrip(_BETWEEN)
    return "" if len(before) - len(named) > 24 else named[len(named.rstrip(_OF_NAMES)) :]


_KEPT_IN = re.compile(r"(?:^|[/!])(?:run/secrets|secrets|container_environment)/[^/!]+\Z")
_ENDING = re.compile(r"\.(?:txt|dat|prod|production|local|dev)\Z", re.IGNORECASE)


def file_name(path: str) -> str:
    """What a file's name says of a value that it holds alone; a file in a folder of secrets holds one
    whatever its name."""
    if ".git/" in path:
        return ""  # a branch
    name = _ENDING.sub("", re.split(r"[/!]", path)[-1])
    return f"{name}_secret" if _KEPT_IN.search(path) and holds(name) is Holds.NOTHING else name


_NAME = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.")


def whole_name(data: bytes, start: int, end: int) -> str:
    """A name from its first letter on: a pattern begins at its telling word (`DB_` stands before
    `PASSWORD`)."""
    least = max(start - 64, 0)
    while start > least and data[start - 1] in _NAME:
        start -= 1
    return data[start:end].decode("latin-1").strip("-. ")

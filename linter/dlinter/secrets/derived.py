"""What follows from the detectors' expressions and takes a parser to know: kept from run to run.

To derive it takes a fifth of a second, a twentieth of the scan of a small image. It lies beside the compiled
database, authenticated like it, under a name that changes with the expressions and with the code that reads
them.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence

from msgspec import DecodeError, Struct, json

from dlinter.detectors.keywords import keywords_of
from dlinter.secrets.encoded import expressions, prefixes_of
from dlinter.secrets.origin import code_of
from dlinter.secrets.own_folder import own_folder
from dlinter.secrets.patterns import Pattern
from dlinter.secrets.prefilter import digest_of
from dlinter.secrets.prefilter import expressions as all_expressions

CODE = ("dlinter.detectors.keywords", "dlinter.detectors.assignment", "dlinter.secrets.encoded",
    "dlinter.secrets.patterns", "dlinter.secrets.prefilter", "dlinter.secrets.unbroken", __name__)
"""The modules that decide what is derived."""


class Derived(Struct, frozen=True):
    """`encoded` is as of `dlinter.secrets.encoded.expressions`; `path_words` are, by the number of a pattern
    that goes by the path, the keywords of its expression for paths; `backs` is `Pattern.back` of each
    pattern, `unbroken` its `Pattern.unbroken`, `rests` whether it has a `Pattern.rest`; () where each is to
    say it itself when it is asked. `expressions` is `dlinter.secrets.prefilter.digest_of` of what the
    prefilter looks for, "" likewise."""

    encoded: tuple[tuple[str, str], ...]
    path_words: dict[int, tuple[str, ...]]
    backs: tuple[int, ...] = ()
    unbroken: tuple[bool, ...] = ()
    rests: tuple[bool, ...] = ()
    expressions: str = ""


def derived(patterns: Sequence[Pattern], *, use_cache: bool = True) -> Derived:
    """What an earlier run derived from the same patterns, or what this one does."""
    folder = own_folder()[0] if use_cache else None
    name = _name(patterns) if folder is not None else ""
    if folder is None or not name:
        return _derive(patterns)
    body = folder.read(name)
    if body is not None:
        try:
            return json.decode(body, type=Derived)
        except DecodeError:  # not of this code: no other writes under this name
            pass
    made = _derive(patterns, backs=True)
    folder.write(name, json.encode(made))
    return made


def _derive(patterns: Sequence[Pattern], *, backs: bool = False) -> Derived:
    encoded = tuple(expressions(prefixes_of([p.detector for p in patterns])))
    return Derived(
        encoded,
        {p.index: keywords_of(p.detector.paths) for p in patterns if p.detector.by_path},
        tuple(p.back for p in patterns) if backs else (),
        tuple(p.unbroken for p in patterns) if backs else (),
        tuple(bool(p.rest) for p in patterns) if backs else (),
        digest_of(all_expressions(patterns, [text for _, text in encoded])) if backs else "",
    )


def _name(patterns: Sequence[Pattern]) -> str:
    """The file's name, "" where the code that decides cannot be read."""
    digest = hashlib.blake2b(digest_size=16)
    code = [code_of(name) for name in CODE]
    if not all(code):
        return ""
    fields = [
        (d.pattern, d.prefilter, d.then, d.ignore_case, d.by_path and d.paths, d.reader is None)
        for d in (p.detector for p in patterns)
    ]
    digest.update(repr((sys.version, code, fields)).encode("utf-8", "surrogateescape"))
    return f"derived-{digest.hexdigest()}.json"

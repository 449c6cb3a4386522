"""Values that count or repeat in part and may be in use all the same: a secret that a person chose for a
server of their own (`JWT_SECRET=abcdef1234567890…`) signs sessions as well as a drawn one, and everybody
guesses it.

Documents, tests, templates, comments and packages show such values and mean nothing by them; so does code,
and a Dockerfile gives them to steps that ask for any value. What is left are the settings of an application.
"""

from __future__ import annotations

import re

from dlinter.model.names import words_of
from dlinter.model.secret import Sieved
from dlinter.secrets.grammar.kinds import FileKind
from dlinter.secrets.sieve.places import in_package, is_prose
from dlinter.secrets.sieve.repetition import in_a_row, in_pieces, is_repetition
from dlinter.secrets.sighting import Sighting

_SHOWS = re.compile(
    r"(?:^|[/!_.-])(?:tests?|testing|testdata|specs?|fixtures?|mocks?|examples?|samples?|demos?|docs?|"
    r"documentation|tutorials?|templates?|dist|default|schemas?|swagger|openapi)(?:[/!_.-]|$)",
    re.IGNORECASE,
)
"""Folders and files that show how something is written."""
_COMMENT = re.compile(r"\s*(?:#|//|--|\*|/\*|;|<!--|rem\b)", re.IGNORECASE)
_PREFIX = re.compile(r"[A-Za-z]{2,8}[0-9]?[_-]")
"""How tokens of services begin: a counting one was given out by none."""
_IN_TURNS = re.compile(r"(?:[a-z][A-Z]){3}|(?:[A-Z][a-z]){3}")
"""Letters that are small and capital in turns, `AbCdEf`: who makes a value up for use does not take the
pains."""
_ITS_NAME = frozenset(["test", "tests", "example", "sample", "dummy", "fake", "mock", "demo", "some"])
"""What the name of a value that shows something begins with."""
_LEAST = 12
_DIFFERENT = 6
_IN_USE = frozenset({FileKind.SETTING, FileKind.SHELL, FileKind.TEXT})


def counted(seen: Sighting) -> str:
    """A value with a pattern that no generator makes, unless it stands where one that a person made is in
    use."""
    reason = is_repetition(seen)
    if not reason and _COMMENT.match(seen.before) and in_pieces(seen.value.lower()):
        return Sieved.SEQUENTIAL  # of what a comment shows
    return "" if reason and may_be_in_use(seen) else reason


def may_be_in_use(seen: Sighting) -> bool:
    """Whether a value that counts or repeats is more than one count and stands in a setting of the image's
    own."""
    value = seen.value
    return (
        bool(seen.path)
        and seen.kind in _IN_USE
        and len(value) >= _LEAST
        and len(set(value.lower())) >= _DIFFERENT
        and not in_a_row(value.lower(), (len(value) + 1) // 2)
        and not (seen.detector.confidence == "low" and _PREFIX.match(value))
        and not _IN_TURNS.search(value)
        and _ITS_NAME.isdisjoint(words_of(seen.key)[:1])
        and not _SHOWS.search(seen.path)
        and not _COMMENT.match(seen.before)
        and not in_package(seen.path)
        and not is_prose(seen.path)
    )


def confidence_of(seen: Sighting) -> str:
    """The confidence of a match that is reported: low for a value that a person made up."""
    confidence = seen.detector.confidence
    return "low" if confidence != "low" and is_repetition(seen) else confidence

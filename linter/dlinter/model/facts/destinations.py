"""Where COPY and ADD put what they take."""

from __future__ import annotations

from itertools import islice

from dlinter.model.dockerfile.nodes import Add, Copy, SourceKind, Workdir
from dlinter.model.dockerfile.paths import clean
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.values import before, workdir_at

CHAIN = 32
"""So many WORKDIRs above are looked at for an absolute one."""


def destination_of(copy: Copy | Add, facts: Facts) -> str | None:
    """The destination as an absolute path, cleaned; None where the file does not tell."""
    if copy.destination is None or copy.error is not None:
        return None
    value = facts.scope.expand(copy.destination.value.strip("\"'"), copy).value
    if not value:
        return None
    if value.startswith("/"):
        return clean(value)
    # A long chain of relative folders is not followed: it would be walked anew for every COPY.
    if all(
        w.path is not None and not w.path.value.startswith("/")
        for w in islice(before(copy, facts, Workdir), CHAIN)
    ):
        return None
    workdir = workdir_at(copy, facts)
    return None if workdir is None else clean(f"{workdir}/{value}")


def copied_paths(copy: Copy | Add, facts: Facts) -> tuple[str, ...]:
    """The absolute paths of what was copied, as far as the file tells: a source that is a file keeps its name
    below a destination that is a folder (reference, COPY). Patterns, heredocs and archives that ADD unpacks
    give none. Where one source has a destination without a slash at its end, that is the path, of a file or
    of a folder."""
    destination = destination_of(copy, facts)
    if destination is None or copy.destination is None:
        return ()
    written = copy.destination.value.strip("\"'")
    if not (written.endswith(("/", "/.")) or written == "." or len(copy.sources) > 1):
        unpacked = isinstance(copy, Add) and any(
            s.is_archive and s.kind is SourceKind.LOCAL for s in copy.sources
        )
        return () if unpacked else (destination,)
    found = []
    for source in copy.sources:
        value = facts.scope.expand(source.token.value.strip("\"'"), copy).value
        name = (value or "").rpartition("/")[2]
        known = name not in ("", ".", "..") and not any(c in name for c in "*?[")
        if (
            not known
            or source.kind in (SourceKind.HEREDOC, SourceKind.GIT)
            or (isinstance(copy, Add) and source.is_archive and not source.is_url)
        ):
            continue
        found.append(clean(f"{destination}/{name}"))
    return tuple(found)

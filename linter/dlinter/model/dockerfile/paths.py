"""Paths as Go's `path` package has them, for Linux."""

from __future__ import annotations


def clean(path: str) -> str:
    """Go's `path.Clean`: no doubled slashes, no `.`, no `..` that can be resolved; "." for the empty path."""
    rooted = path.startswith("/")
    out: list[str] = []
    for part in path.split("/"):
        if part in ("", "."):
            continue
        if part == "..":
            if out and out[-1] != "..":
                out.pop()
                continue
            if rooted:
                continue
        out.append(part)
    joined = "/".join(out)
    return "/" + joined if rooted else joined or "."


def join_workdir(current: str | None, requested: str | None) -> str | None:
    """The working directory after `WORKDIR requested` (util/system `NormalizeWorkdir`, Linux), which leaves
    an absolute path as it is and stays where it is for ""; None: not known."""
    if not requested:
        return current if requested == "" else None
    if requested.startswith("/"):
        return requested
    return None if current is None else clean(f"/{current}/{requested}")


def is_within(path: str, folder: str) -> bool:
    """Whether a cleaned path is a folder or lies below it."""
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def at_pivot(source: str) -> tuple[str, str]:
    """A source of `COPY --parents` cut at its `/./`: the folder before it and the whole path, both from the
    context and cleaned; "" and the path where there is none (`dispatchCopy`)."""
    before, cut, after = source.partition("/./")
    if not cut:
        return "", clean("/" + source)[1:]
    pivot, rest = clean("/" + before)[1:], clean("/" + after)[1:]
    return pivot, "/".join(part for part in (pivot, rest) if part)

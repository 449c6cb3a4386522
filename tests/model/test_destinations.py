"""Where COPY and ADD put what they take."""

from __future__ import annotations

import pytest

from dlinter.model.dockerfile import Add, Copy
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.destinations import copied_paths, destination_of
from dlinter.model.facts.facts import Facts
from dlinter.model.text import Text


@pytest.mark.parametrize(
    ("source", "destination", "paths"),
    [
        ("COPY a /b", "/b", ("/b",)),
        ("COPY a /b/", "/b", ("/b/a",)),
        ("COPY x/a y/c /b//./", "/b", ("/b/a", "/b/c")),
        ("COPY *.x d/ . a? /b/", "/b", ()),
        ('COPY ["a b", "/c/"]', "/c", ("/c/a b",)),
        ("WORKDIR /w\nCOPY a .", "/w", ("/w/a",)),
        ("WORKDIR /w\nWORKDIR x\nCOPY a ../b", "/w/b", ("/w/b",)),
        ("COPY a b", None, ()),
        ("ENV D=/d\nCOPY a $D/", "/d", ("/d/a",)),
        ("ENV D=/d\nCOPY ${D}/x /y/", "/y", ("/y/x",)),
        ("COPY a $D/", None, ()),
        ("ARG N\nCOPY $N /b/", "/b", ()),
        ("ADD a.tar.gz /b", "/b", ()),
        ("ADD a.tar.gz c /b/", "/b", ("/b/c",)),
        ("ADD https://h.example/x/a.tar.gz /b/", "/b", ("/b/a.tar.gz",)),
        ("COPY a.tar.gz /b/", "/b", ("/b/a.tar.gz",)),
        ("COPY <<EOF /b/\nx\nEOF", "/b", ()),
        ("COPY --from=x /s/t /b/", "/b", ("/b/t",)),
        ("COPY a", None, ()),
    ],
)
def test_paths(source: str, destination: str | None, paths: tuple[str, ...]) -> None:
    facts = Facts(read(Text(f"FROM alpine:3.20\n{source}\n".encode())))
    copy = facts.dockerfile.instructions[-1]
    assert isinstance(copy, (Copy, Add))
    assert (destination_of(copy, facts), copied_paths(copy, facts)) == (destination, paths)

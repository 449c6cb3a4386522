"""Places of files that others wrote, by path alone. A path inside an archive begins behind a `!`."""

from __future__ import annotations

import re

PLACES = r"(?:^|[/!])(?:(?:site|dist)-packages|node_modules|gems|go/pkg/mod|cargo/registry/src|usr/(?:local/)?(?:share|lib)?/?go(?:-[0-9.]+)?/(?:src|test))/"
"""Where package managers put what others wrote, and where Go's own sources are."""
_IN_PLACE = re.compile(PLACES, re.IGNORECASE)
_DOCUMENT = re.compile(r"\.(?:md|mdx|markdown|rst|adoc)$", re.IGNORECASE)
_PROSE = re.compile(
    r"(?:^|[/!_.-])(?:licen[cs]es?|copying|copyright|notices?|readme|changelog|credits)[^/!]{0,24}\.txt$|"
    r"(?:^|[/!])(?:authors|contributors|thanks|changes|history|news|install(?:ation|ing)?|todo|third[-_]?party[^/!]*|release[-_]?notes|upgrading|usage|manual|faq|help|about|legal|eula|"
    r"entry_points|top_level|sources|requires|requirements[^/!]*|cmakelists|robots|version)[^/!]{0,8}\.txt$|"
    r"(?:^|[/!])(?:licen[cs]es?|docs?|man|help|[^/!]*\.(?:dist|egg)-info)/(?:[^!]*/)?[^/!]*\.txt$",
    re.IGNORECASE,
)


def in_package(path: str) -> bool:
    """Whether a file is where a package manager puts packages of languages."""
    return _IN_PLACE.search(path) is not None


def is_prose(path: str) -> bool:
    """Whether a file is a document for people. A `.txt` is one by its name or folder: a licence is,
    `passwords.txt` is not."""
    return _DOCUMENT.search(path) is not None or _PROSE.search(path) is not None

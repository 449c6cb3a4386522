"""Files that are kept, or digested, as they pass by in a layer: their own bytes, however the stream is cut
into blocks."""

from __future__ import annotations

import hashlib

import pytest

from dlinter.model.image.stream import FILE, OTHER, Members
from dlinter.secrets.captured_files import Databases, Digests

STATUS, OTHER_FILE = b"Package: bash\nStatus: install ok installed\n", b"x" * 37
PATHS = ("srv/a", "var/lib/dpkg/status", "srv/b")
STREAM = OTHER_FILE + b"\0" * 5 + STATUS + b"\0" * 7 + OTHER_FILE


class Seen:
    """What the next in line is given."""

    def __init__(self) -> None:
        self.data, self.finished = b"", 0

    def feed(self, block: bytes, offset: int) -> None:
        assert offset == len(self.data)
        self.data += block

    def finish(self) -> None:
        self.finished += 1


def members() -> Members:
    found = Members()
    starts = (0, len(OTHER_FILE) + 5, len(STREAM) - len(OTHER_FILE))
    for path, start, size in zip(PATHS, starts, (len(OTHER_FILE), len(STATUS), len(OTHER_FILE)), strict=True):
        found.add(path.encode(), FILE, size, start)
    return found


@pytest.mark.parametrize("size", [1, 2, 7, 20, 41, 42, 43, 80, 81, 1000])
def test_the_bytes_of_a_file_and_no_others(size: int) -> None:
    seen = Seen()
    databases = Databases(members(), seen)
    digests = Digests(members(), {"var/lib/dpkg/status": ("md5", "sha256"), "srv/b": ("sha256",)})
    for at in range(0, len(STREAM), size):
        databases.feed(STREAM[at : at + size], at)
        digests.feed(STREAM[at : at + size], at)
    databases.finish()
    digests.finish()
    assert databases.content == {"var/lib/dpkg/status": STATUS}
    assert seen.data == STREAM and seen.finished == 1
    assert digests.made == {
        "var/lib/dpkg/status": {"md5": hashlib.md5(STATUS).hexdigest(),
            "sha256": hashlib.sha256(STATUS).hexdigest()},
        "srv/b": {"sha256": hashlib.sha256(OTHER_FILE).hexdigest()},
    }


def test_a_file_that_is_cut_off_and_what_is_no_file_are_not_there() -> None:
    databases, digests = Databases(members(), Seen()), Digests(members(), {"var/lib/dpkg/status": ("md5",)})
    for each in (databases, digests):
        each.feed(STREAM[: len(OTHER_FILE) + 5 + len(STATUS) - 1], 0)
        each.finish()
    assert databases.content == {} == digests.made
    link = Members()
    link.add(b"var/lib/dpkg/status", OTHER, len(STATUS), 0)
    databases = Databases(link, Seen())
    databases.feed(STATUS, 0)
    assert databases.content == {}

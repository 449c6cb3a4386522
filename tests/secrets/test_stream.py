"""The plain stream: right file, line and offsets, whatever the blocks; nothing across the ends of files."""

from __future__ import annotations

import random

import pytest

from dlinter.archive.sink import Cause
from dlinter.model.image.stream import FILE, HARDLINK, Members
from dlinter.secrets import scanner as scanner_module
from dlinter.secrets.layer import TOLD, LayerScanner, Unread

from .layers import engine, github_token, password, places, scan, text


@pytest.mark.parametrize("block", [512, 700, 4096, 65536, 1 << 20])
def test_places_do_not_depend_on_blocks(block: int) -> None:
    token, other = github_token(1), github_token(2)
    files = {
        "srv/first.txt": text(token, 5),
        "srv/large.txt": text(other, 4000) + text(token, 9),
        "srv/none.txt": b"nothing here\n" * 50,
        "srv/.env": f"# x\nDB_PASSWORD={password()}\n".encode(),
    }
    scanner = scan(files, block=block)
    assert places(scanner.found) == [
        ("srv/.env", "", 2, password()),
        ("srv/first.txt", "", 6, token),
        ("srv/large.txt", "", 4001, other),
        ("srv/large.txt", "", 4012, token),
    ]
    for found in scanner.found:
        data = files[found.path]
        assert data[found.candidate.start : found.candidate.end].decode() == found.candidate.secret.reveal()


def test_lines_of_a_file_of_more_blocks_than_are_kept_uncounted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanner_module, "_UNCOUNTED", 200_000)
    tokens = [github_token(n) for n in range(4)]
    lines = [b"%06d nothing here\n" % n for n in range(40_000)]
    for at, token in zip((3, 20_000, 20_001, 39_990), tokens, strict=True):
        lines[at] = f"token = {token}\n".encode()
    files = {"a.txt": b"x\n" * 9, "large.txt": b"".join(lines), "z.txt": f"\n{tokens[0]}\n".encode()}
    want = [
        ("large.txt", "", line, token)
        for line, token in zip((4, 20_001, 20_002, 39_991), tokens, strict=True)
    ]
    for block in (16384, 65536):
        assert places(scan(files, block=block).found) == [*want, ("z.txt", "", 2, tokens[0])]


def test_every_place_of_a_seam() -> None:
    token = github_token(3)
    for shift in range(0, 60, 3):
        data = b"x" * (4096 - 512 - 30 + shift) + b" " + token.encode() + b"\n" + b"y" * 9000
        assert [p[3] for p in places(scan({"f": data}, block=4096).found)] == [token]


def test_nothing_is_matched_across_the_end_of_a_file() -> None:
    token = github_token(4)
    head, tail = token[:20].encode(), token[20:].encode()
    assert places(scan({"a": b" " * 472 + head, "b": tail + b"\n"}).found, sieved=True) == []
    # a name without value at the end of a file, a value at the start of the next
    assert places(scan({"a": b"DB_PASSWORD=", "b": password().encode()}).found, sieved=True) == []


def test_long_key_across_blocks() -> None:
    body = "".join(
        random.Random(5).choices("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", k=2400)
    )
    lines = "\n".join(body[i : i + 64] for i in range(0, len(body), 64))
    key = "-----BEGIN RSA PRIVATE" + f" KEY-----\nMII{lines}\n-----END RSA PRIVATE" + " KEY-----"
    for block in (1000, 4096, 1 << 20):
        found = scan({"id_rsa": b"# a\n" + key.encode() + b"\n"}, block=block).found
        assert [(p[0], p[2]) for p in places(found)] == [("id_rsa", 2)]
        assert found[0].candidate.secret.reveal() == key
        assert found[0].candidate.title == "private key"


def test_start_of_a_file_is_the_start_of_a_line() -> None:
    secret = password(6)
    files = {
        "root/.pgpass": f"db.shop.io:5432:shop:shop:{secret}\n".encode(),
        "root/.netrc": f"machine git.shop.io login ci password {secret}\n".encode(),
        "etc/shadow": b"root:$6$8f7QwLk2"
        + b"$ZpX0vBt7Rk2pLq9zWxTnW7bkV9x2Lq8ZrZpX0vBt7Rk2pLq9zWxTnW7bkV9x2Lq8ZrZpX0vBt7Rk2pLq9z:1:0:9:7:::\n",
    }
    assert sorted(p[0] for p in places(scan(files).found)) == ["etc/shadow", "root/.netrc", "root/.pgpass"]


def test_binary_files_are_read_as_they_are() -> None:
    token = github_token(7)
    noise = random.Random(7).randbytes(50_000)
    data = b"\x7fELF" + noise + b"\0token\0" + token.encode() + b"\0" + noise
    assert [p[3] for p in places(scan({"usr/bin/tool": data}).found)] == [token]


@pytest.mark.parametrize("magic", [b"\x7fELF", b"SQLite format 3\0"])
def test_a_program_or_a_database_has_no_lines(magic: bytes) -> None:
    data = magic + b"\n" * 70 + b"\0" + github_token(7).encode() + b"\0"
    assert [f.candidate.line for f in scan({"usr/bin/tool": data}).found] == [0]
    assert [f.candidate.line for f in scan({"usr/bin/tool": b"#" + data}).found] == [71]


def test_the_fallback_without_hyperscan_finds_the_same() -> None:
    chooser = random.Random(8)
    files = {
        f"d/{n}": b"".join(
            chooser.choice(
                (b"some text\n", f"TOKEN={github_token(n)}\n".encode(),
                    f"password: {password(n)}\n".encode(), b"secret = $X\n")
            )
            for _ in range(40)
        )
        for n in range(12)
    }
    assert engine().prefilter.name == "hyperscan" and engine(literals=True).prefilter.name == "literals"
    one = scan(files)
    other = scan(files, with_engine=engine(literals=True), block=3000)
    assert places(one.found, sieved=True) == places(other.found, sieved=True)
    assert len(one.found) > 50


def test_many_hits_on_one_line_end_in_time() -> None:
    data = b";".join(b"password=" + password(n).encode() for n in range(3000))
    assert len(scan({"a.js.cfg": data}, block=65536).found) >= 2900


def test_no_raw_value_in_repr() -> None:
    found = scan({"f": text(github_token(9))}).found
    assert github_token(9)[4:] not in repr(found)


@pytest.mark.parametrize("first", [0, 12, 100])
def test_a_member_that_turns_out_to_have_content(first: int) -> None:
    """A link with a content, or more of it than its header says: what comes is of that member, and not of the
    one before."""
    token, other = github_token(5), github_token(6)
    stream = f"token {other}".encode().ljust(400, b"\n") + b"\n" * 112 + text(token, 20)
    members = Members()
    members.add(b"before", FILE, 400, 0)
    members.add(b"link", HARDLINK, first, 412)
    scanner = LayerScanner(engine(), members)
    scanner.feed(stream[:512], 0)
    members.resize(len(stream) - 412, 412)
    scanner.feed(stream[512:], 512)
    scanner.finish()
    line = stream[412 : stream.index(token.encode())].count(b"\n") + 1
    assert places(scanner.found) == [("before", "", 1, other), ("link", "", line, token)]


def test_the_first_member_may_be_the_one() -> None:
    token = github_token(7)
    stream = b"\n" * 512 + text(token)
    members = Members()
    members.add(b"link", HARDLINK, 0, 512)
    scanner = LayerScanner(engine(), members)
    scanner.feed(stream[:513], 0)
    members.resize(len(stream) - 512, 512)
    scanner.feed(stream[513:], 513)
    scanner.finish()
    assert [p[0] for p in places(scanner.found)] == ["link"]


@pytest.mark.parametrize("count", [1, TOLD - 1, TOLD, TOLD + 1, TOLD + 2])
def test_parts_of_one_file_that_cannot_be_read_are_said_one_by_one_up_to_a_limit(count: int) -> None:
    scanner = LayerScanner(engine(), Members())
    for number in range(count):
        scanner._trouble(
            "a.zip", f"{number}", "is encrypted", Cause.ENCRYPTED if number < TOLD else Cause.DAMAGED
        )
    scanner.finish()
    rest = count - TOLD
    more = (
        [
            Unread(
                "a.zip", "", f"{rest} more part{'s' if rest > 1 else ''} of it cannot be read", Cause.DAMAGED
            )
        ]
        if rest > 0
        else []
    )
    assert (
        scanner.unread
        == [Unread("a.zip", f"{n}", "is encrypted", Cause.ENCRYPTED) for n in range(min(count, TOLD))] + more
    )

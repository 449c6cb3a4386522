"""What stands around a match, and where it may stand: lines, names, documentation, pairs, formats, files that
are kept."""

from __future__ import annotations

import re

import pytest

from dlinter.model.image.stream import FILE, OTHER, Members
from dlinter.model.secret import Basis
from dlinter.secrets import patterns
from dlinter.secrets.asides import _counts
from dlinter.secrets.captured_files import LARGEST, Databases, Digests
from dlinter.secrets.formats import Formats, _mixed, _named, _telling
from dlinter.secrets.grammar.providers import names_it
from dlinter.secrets.origin import code_of, rules_hash
from dlinter.secrets.pairs import GRAVER, paired
from dlinter.secrets.patterns import (
    BACK,
    ENOUGH,
    Pattern,
    _line_starts,
    _secret_is_last,
    shortened,
)
from dlinter.secrets.sighting import (
    _SESSION,
    _SIGNATURE,
    AROUND,
    DOCUMENTATION,
    file_name,
    key_before,
    sighting,
    whole_name,
)
from dlinter.secrets.surroundings import counted_end
from dlinter.secrets.surroundings import escaped as ends_escape
from dlinter.values import replace

from .layers import github_token
from .test_captured_files import Seen
from .test_limits import FORMAT, NAMED
from .test_pairs import PARTNER, found


def around(data: bytes, **fields: object) -> tuple[str, str, str]:
    at = data.index(b"V" * 8)
    one = sighting(NAMED, data, at, at + 8, **fields)  # type: ignore[arg-type]
    return one.before, one.after, one.lead


def test_the_line_of_a_secret_and_no_other() -> None:
    value = b"V" * 8
    for before in (b"", b"x", b"x" * (AROUND - 1), b"x" * AROUND):
        for first in (b"", b"\n", b"a\n", b"a\n\n"):
            for last in (b"", b"\n", b"\nz"):
                assert around(first + before + value + before + last)[:2] == (
                    before.decode(),
                    before.decode(),
                )
    long = b"x" * (AROUND + 1)
    assert around(long + value + long)[:2] == ("x" * AROUND, "x" * AROUND)
    assert around(long + b"\n" + long + value + long + b"\n")[:2] == ("x" * AROUND, "x" * AROUND)


def test_what_a_match_has_before_its_secret() -> None:
    data = b"a" * 300 + b"V" * 8
    for begin, size in ((300, 0), (299, 1), (300 - AROUND, AROUND), (299 - AROUND, AROUND), (0, AROUND)):
        assert around(data, begin=begin)[2] == "a" * size
    assert around(data)[2] == ""
    for size in (63, 64, 65):
        one = sighting(NAMED, b"key" + b" " * size + b"V" * 8, 3 + size, 11 + size, name=(0, 3))
        assert one.sign == " " * min(size, 64)


@pytest.mark.parametrize(
    ("before", "key"),
    [
        ("a=", "a"), ("x_=", "x_"), ("-a=", "-a"), (".a=", ".a"), ("a.=", "a"), ("a)=", ""), ("a]=", ""),
        ("é1=", "1"), ("1é=", "1"), ("a b=", "b"), ("a1b2=", "a1b2"), ("é", ""), ("a", "a"), ("(a", "a"),
        ("a" + "=" * 24, "a"), ("a" + "=" * 25, ""), ("=" * 24, ""), ("=" * 25, ""),
    ],
)  # fmt: skip
def test_a_name_before_a_sign(before: str, key: str) -> None:
    assert key_before(before) == key


def test_a_name_is_whole_from_its_first_letter_on() -> None:
    for before, name in (
        (b"", "KEY"),
        (b"A", "AKEY"),
        (b" ", "KEY"),
        (b"x A.b-_", "A.b-_KEY"),
        (b"-.", "KEY"),
    ):
        assert whole_name(before + b"KEY=", len(before), len(before) + 3) == name
    for size in (63, 64, 65):
        assert whole_name(b"a" * size + b"KEY", size, size + 3) == "a" * min(size, 64) + "KEY"


@pytest.mark.parametrize(
    ("code", "documents"),
    [
        ('>>> key="{}"', True), ('x\n>>> key="{}"', True), ('>>> x\nkey="{}"', True),
        ('>>> x\n\nkey="{}"', False),
        ('>>> x\n \t\nkey="{}"', False), ('>>>x="{}"', False),
        (">>> " + "x" * (_SESSION - 4) + "{}", True), (">>> " + "x" * (_SESSION - 3) + "{}", False),
        ('"""{}', True), ("'''{}", True), ('"""a""" {}', False), ('x = """{}', False), ('r"""{}', True),
        ('def f():\n    """{}', True), ("class A:\n  '''{}", True),
        ('async def f(a) -> str:  # x\n """{}', True),
        ('x = 1\ndef f():\n    """{}', True), ('if x:\n    """{}', False),
        ('    a: int) -> str:\n """{}', True),
        ('    a: int):\n """{}', True), ("def f(a='''b'''):\n \"\"\"{}", False),
        ('def f(a="""b"""):\n \'\'\'{}', False), (" " * (_SIGNATURE - 1) + '"""{}', True),
        (" " * _SIGNATURE + '"""{}', False), ('"""' + "x" * (DOCUMENTATION - 3) + "{}", True),
        ('"""' + "x" * (DOCUMENTATION - 2) + "{}", False), ("{}", False),
    ],
)  # fmt: skip
def test_sessions_and_documentation_in_code(code: str, documents: bool) -> None:
    data = code.replace("{}", "V" * 8).encode()
    at = data.index(b"V" * 8)
    for path, asked in (("a.py", True), ("a.pyc", True), ("a.js", False), ("py", False)):
        assert sighting(NAMED, data, at, at + 8, path).doctest is (documents and asked), path


def test_what_a_file_name_says() -> None:
    for path, name in (
        ("run/secrets/db", "db_secret"), ("run/secrets/api_token", "api_token"), ("srv/db", "db"),
        ("a!run/secrets/db", "db_secret"), ("run/secrets/x/db", "db"), ("srv/api_token.txt", "api_token"),
        ("srv/.git/secrets/db", ""), ("srv/git/secrets/db", "db_secret"), ("db.conf", "db.conf"),
    ):  # fmt: skip
        assert file_name(path) == name, path


def test_what_counts_beside_the_content_of_files() -> None:
    for basis, confidence, line, counts in (
        (Basis.FORMAT, "high", b"a", True), (Basis.URL, "medium", b"a", True),
        (Basis.FORMAT, "low", b"a", False),
        (Basis.NAME, "high", b"a", False), (Basis.NAME, "low", b"a=b", True),
        (Basis.FORMAT, "low", b"a=b", False),
        (Basis.NAME, "high", b"a=b", True),
    ):  # fmt: skip
        assert _counts(basis, confidence, line) is counts, (basis, confidence, line)


def format_of(pattern: str, **fields: object) -> object:
    return replace(FORMAT, **({"pattern": pattern, "provider": "Acme", "keywords": ()} | fields))


def cut(value: str, *detectors: object, line: str = "") -> bool:
    return Formats(detectors).cut_short(value, line)  # type: ignore[arg-type]


def test_a_piece_of_a_token() -> None:
    acme = format_of("acm_[a-z]{10}")
    assert cut("acm_abcdefghi", acme) and not cut("acm_abcdefghij", acme) and cut("ACM_abcdefghi", acme)
    assert not cut("acx_abcdefghi", acme) and not cut("acm_abc!", acme) and not cut("acm_abc")
    for other in (
        replace(acme, basis=Basis.NAME), replace(acme, confidence="low"),
        replace(acme, pattern="acm_(?P<secret>[a-z]{10})"),
    ):  # fmt: skip
        assert not cut("acm_abcdefghi", other)
    longer = format_of("acm_[a-z]{5}|acm_[a-z]{20}")
    assert not cut("acm_abcdefghi", acme, longer)
    exact = format_of("acm_x_[a-z]{4}")
    assert not cut("acm_x_abcd", acme, exact) and cut("acm_x_abc", acme, exact), (
        "the longest beginning counts"
    )


def test_beginnings_that_are_known_by_keywords() -> None:
    either = "(?:acm_|acn-)[a-z]{10}"
    for keyword, known in (
        ("acm_", True),
        ("acm-", True),
        ("acm", False),
        ("_cm_", False),
        ("ac_", True),
        ("a_", False),
    ):
        value = f"{keyword}abc"
        told = cut(value, format_of(either, keywords=(keyword,)), line="acme")
        assert told is known, keyword


def test_beginnings_that_tell() -> None:
    tells = {
        "ghp_": True, "sk_live_": True, "sk__": False,
        "api_key_": False, "abcd": False, "gh_": False, "rk_x": True,
        "pk_test_": True, "access_token_": False, "key_live_": False,
    }  # fmt: skip
    assert {start: _telling(start) for start in tells} == tells
    assert _named(replace(FORMAT, provider="AWS"), "my aws key") and not _named(
        replace(FORMAT, provider="X1"), "x1"
    )
    assert not _named(replace(FORMAT, provider="AWS"), "my key") and _named(
        replace(FORMAT, provider="Git Hub"), "GIT"
    )
    assert _mixed("AIza", "AIzaSy") and not _mixed("AIza", "aizasy") and not _mixed("", "x")
    assert not _mixed("AKIA", "AKIA1") and not _mixed("akia", "akia1")


def test_each_half_of_a_pair_is_used_once() -> None:
    def places(*starts: tuple[str, int]) -> list[tuple[int, str]]:
        return [(c.start, c.confidence) for c in paired([found(name, at) for name, at in starts], PARTNER)]

    assert places(("id", 0), ("secret", 40), ("secret", 90)) == [(0, "high"), (90, "medium")]
    assert places(("id", 0), ("id", 60), ("secret", 90)) == [(0, "medium"), (60, "high")]
    assert places(("secret", 0), ("secret", 60), ("id", 90)) == [(0, "medium"), (60, "high")]
    assert places(("secret", 0), ("id", 40), ("id", 90)) == [(0, "high"), (90, "medium")]
    (one,) = paired([found("id", 0, 9.8), found("secret", 40, 3.0)], PARTNER)
    assert (one.detector, one.security_severity) == ("id", 10.0)
    (one,) = paired([found("id", 0, 3.0), found("secret", 40, 4.0)], PARTNER)
    assert (one.detector, one.security_severity) == ("secret", 4.0 + GRAVER)


@pytest.mark.parametrize(("size", "kept"), [(0, False), (1, True), (LARGEST, True), (LARGEST + 1, False)])
def test_how_large_a_database_is_that_is_kept(size: int, kept: bool) -> None:
    assert LARGEST == 64 * 1024 * 1024
    for kind in (FILE, OTHER):
        members = Members()
        members.add(b"var/lib/dpkg/status", kind, size, 0)
        databases = Databases(members, Seen())
        databases.feed(b"x", 0)
        there = databases._open is not None or bool(databases.content)
        assert there is (kept and kind == FILE)


def test_files_of_a_layer_that_begin_where_a_block_ends() -> None:
    members = Members()
    members.add(b"var/lib/dpkg/status", FILE, 4, 8)
    members.add(b"lib/apk/db/installed", FILE, 4, 16)
    for cut_at in range(1, 20):
        stream, seen = b"--------DPKG----APK!----", Seen()
        databases, digests = Databases(members, seen), Digests(members, {"lib/apk/db/installed": ("md5",)})
        for block, at in ((stream[:cut_at], 0), (stream[cut_at:], cut_at)):
            databases.feed(block, at)
            digests.feed(block, at)
        assert databases.content == {"var/lib/dpkg/status": b"DPKG", "lib/apk/db/installed": b"APK!"}
        assert list(digests.made) == ["lib/apk/db/installed"] and seen.data == stream


def test_hashes_of_code_have_32_digits() -> None:
    assert re.fullmatch("[0-9a-f]{32}", code_of("dlinter.secrets.sieve"))
    assert re.fullmatch("[0-9a-f]{32}", code_of("dlinter.secrets.pairs"))
    assert code_of("dlinter.secrets.sieve") != code_of("dlinter.secrets.grammar")
    assert code_of("dlinter.no_such_module") == "" == code_of("sys")
    assert re.fullmatch("[0-9a-f]{32}", rules_hash([FORMAT]))


@pytest.mark.parametrize(
    ("pattern", "short"),
    [
        ("x{20,40}", "x{20}"), ("ab{1,}", "ab"), ("ab+", "ab"), ("ab*", "a"), ("ab*?", "a"), ("ab+?", "ab"),
        ("(?:ab+)", "(?:ab)"), ("(?:a|b+)", "(?:a|b+)"), ("(?:a|b)c+", "(?:a|b)c"), ("a|b+", "a|b+"),
        (r"a\+", r"a\+"), (r"a[+]", r"a[+]"), (r"ab\w*", "ab"), (r"ab[a-z]*", "ab"), ("a*", "a*"),
        (r"a[^\]]*", "a"), (f"ghp_[a-z]{{{ENOUGH}}}", f"ghp_[a-z]{{{ENOUGH}}}"),
        (f"ghp_[a-z]{{{ENOUGH + 1}}}", f"ghp_[a-z]{{{ENOUGH}}}"), ("[a-z]{40}", "[a-z]{40}"),
        ("(?P<secret>ghp_[a-z]{36})", "(?P<secret>ghp_[a-z]{36})"), ("ghp_[a-z]{20,30}", "ghp_[a-z]{16}"),
    ],
)  # fmt: skip
def test_what_is_left_of_a_pattern_for_the_prefilter(pattern: str, short: str) -> None:
    assert shortened(pattern) == short


@pytest.mark.parametrize(
    ("pattern", "last"),
    [
        ("abc", True), ("a(?P<secret>b)", True), ("a(?P<secret>b)c", False), ("(?P<secret>b)", True),
        (r"(?P<secret>[]x)]+)", True), (r"(?P<secret>[^]x)]+)", True), (r"(?P<secret>[x)]+)", True),
        (r"(?P<secret>[]])x", False), (r"(?P<secret>[^]])x", False), (r"(?P<secret>\))", True),
        (r"(?P<secret>\()", True), (r"(?P<secret>[\])]x)", True), (r"(?P<secret>(?:a|b)c)", True),
        (r"(?P<secret>(?:a|b)c)\b", False), (r"(?P<secret>(?:a|b))(c)", False),
        (r"(?P<secret>a[)]b)c", False),
    ],
)  # fmt: skip
def test_whether_a_match_ends_with_its_secret(pattern: str, last: bool) -> None:
    re.compile(pattern)
    assert _secret_is_last(pattern) is last


@pytest.mark.parametrize(
    ("before", "escaped"),
    [
        (r"\n", True), (r"\r", True), (r"\t", True), (r"\b", False), ("n", False), ("xn", False),
        ("%20", True),
        ("%2", False), ("20", False), (r"\x20", True), (r"\x2", False), ("x20", False), (r"\u003d", True),
        (r"\u003", False), ("u003d", False), ("\x1b[93m", True), ("[1;31m", True), ("[m", True),
        ("[93", False),
        ("", False),
    ],
)  # fmt: skip
def test_letters_of_an_escape_before_a_token(before: str, escaped: bool) -> None:
    for more in ("", "abc "):
        data = (more + before + "ghp").encode()
        assert ends_escape(data, len(more + before)) is escaped


def test_tokens_that_stand_end_to_end() -> None:
    pattern, tokens = Pattern(FORMAT, 0), [github_token(at).encode() for at in range(3)]
    assert pattern.unmistakable
    for before in (b"", b" ", b'"'):
        at = len(before)
        data = before + b"".join(tokens) + b" "
        assert [span[1:] for span in pattern.spans(data)] == [(at + n, at + n + 40) for n in (0, 40, 80)]
        assert len(list(pattern.spans(before + b"".join(tokens[:2])))) == 2
    assert [s[1:] for s in pattern.spans(tokens[0])] == [(0, 40)]
    assert not list(pattern.spans(b"x" + tokens[0])) and not list(pattern.spans(tokens[0] + b"x"))
    assert [s[1:] for s in pattern.spans(b"x" + tokens[0] + b"x", end_to_end=True)] == [(1, 41)]
    whole = b"x" + tokens[0] + tokens[1] + b"InvalidArgument"
    assert [s[1:] for s in pattern.spans(whole, end_to_end=True)] == [(1, 41), (41, 81)]
    for beside in (tokens[2][4:20] + tokens[0] + b"x", b"x" + tokens[0] + tokens[2][4:20]):
        assert not list(pattern.spans(beside, end_to_end=True))  # a piece of base64
    # the second one of a line
    assert [s[1:] for s in pattern.spans(tokens[0] + b" -" + tokens[1])] == [(0, 40), (42, 82)]


@pytest.mark.parametrize(
    ("before", "after", "there"),
    [
        ("-", "\n", True),  # a line that a diff took out
        ("${X:-", "}", True),
        ("__", "__", True),
        ("my_", "", True),
        ("", "-old.txt", True),
        ("tool -p", " host", True),
        ("tool --p", "", False),
        ("x", "", False),
        ("", "x", False),
        ("\\047", "\\047", True),
        ("\x1b[01;31m\x1b[K", "\x1b[m", True),
        ("a%2522", "%2522", True),
        ("a=3D", "=20", True),
        ("\0(", "abc", True),  # 40 letters
        ("\0)", "abc", False),
        ("\x12\x28", "R\x03abc", True),
    ],
)
def test_what_stands_beside_an_unmistakable_token(before: str, after: str, there: bool) -> None:
    token = github_token(4)
    spans = [s[1:] for s in Pattern(FORMAT, 0).spans(f"{before}{token}{after}".encode())]
    assert spans == ([(len(before), len(before) + 40)] if there else [])
    assert not list(Pattern(replace(FORMAT, confidence="medium"), 0).spans(f"my_{token}".encode()))


def test_a_text_whose_length_stands_before_it() -> None:
    token = b"abcd" * 12  # 48 letters, and 48 is `0`
    assert counted_end(b"\0" + b"0" + token + b"x", 2) == 50
    assert counted_end(b"0" + token[:-1], 1) == 0  # there is less
    assert counted_end(token, 0) == counted_end(b"\0" + token, 1) == 0


def test_how_far_back_a_match_begins() -> None:
    def back(pattern: str, **fields: object) -> int:
        return Pattern(replace(FORMAT, pattern=pattern, **fields), 0).back

    assert back("ghp_[a-z]{16}") == 20 + 64 and back("gh_[a-z]{8,}") == 11 + 64
    assert back("[a-z]{4000}x") == 4001 + 64 and back("[a-z]{4090}x") == BACK
    assert back("ghp_[a-z]{16}", prefilter="x[a-z]{90}") == 91 + 64
    assert patterns._widest("a{3,7}b") == 8


@pytest.mark.parametrize("start", [0, 3])
def test_the_lines_on_which_an_anchor_stands(start: int) -> None:
    data = b"zzz"[:start] + b"ab KEY KEY\nc\nKEY\n\nxx KEY"
    find = data[start:].find
    lines = list(_line_starts(data, start, find(b"KEY"), find, b"KEY"))
    assert [line - start for line in lines] == [0, 13, 18]
    assert list(_line_starts(data, start, -1, find, b"KEY")) == []


def test_a_provider_names_a_value() -> None:
    def named(text: str, word: str = "okta") -> bool:
        at, secret = text.index(word), text.index("=") + 1
        return names_it(text.encode(), at, at + len(word), secret)

    for text, names in (
        ("okta_token=", True), ("rookta=", False), ("rookta_token=", False), ("x_okta_token=", True),
        ("myokta=", False), ("\\nokta=", True), ("\\bokta=", False), ("oktas=", False), ("okta_id=", False),
        ("okta_id_token=", True), ("okta_commit_token=", False), ("okta_token_2=", True),
        ("okta_id_2=", False),
        ("okta_sha256=", False), ("okta_sha_256=", False), ("okta=", True), ("okta_host_2=", False),
        ("okta_2=", True), ("oktaId=", False), ("oktaToken=", True), ("oktaly=", False), ("okta-ly=", True),
    ):  # fmt: skip
        assert named(text) is names, text
    assert named("myOkta=", "Okta") and not named("MYOkta=", "Okta") and named("x Okta=", "Okta")

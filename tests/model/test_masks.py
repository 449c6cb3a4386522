"""What hides secrets in what is said of a text."""

from __future__ import annotations

import pickle
import random
import string
import time

import pytest

from dlinter.model.masks import CUT, NONE, Masks, blanked, both, mapped
from dlinter.model.secret import Basis, Candidate, Mark, Secret, Sieved
from dlinter.model.text import Span, Text

VALUE = "kV9x2Lq8Zr4TnW7bQm5Y"
SHORT = "t7Rk2p"


def candidate(value: str, at: int = 0, **more: object) -> Candidate:
    return Candidate("d", "P", "a title", Secret(value), at, at + len(value.encode()), 1,
        **more)  # type: ignore[arg-type]


def masks(*values: str) -> Masks:
    return Masks.of([candidate(v) for v in values])


PREVIEW = Secret(VALUE).preview


@pytest.mark.parametrize("size", range(1, 80))
def test_a_preview_has_four_characters_at_most(size: int) -> None:
    made = random.Random(size)
    for _ in range(20):
        value = "".join(made.choices(string.ascii_letters + string.digits, k=size))
        shown, dots, rest = Secret(value).preview.partition("…")
        assert dots and rest == f" ({size} characters)"
        assert value.startswith(shown) and len(shown) == min(4, size // 3)
        assert (
            str(Secret(value)) == f"{Secret(value)}" == Secret(value).preview
            and value not in repr(Secret(value))
        ) or size < 2


@pytest.mark.parametrize("kind", ["OPENSSH", "RSA", "EC", "DSA", "ENCRYPTED", "PGP"])
def test_the_name_of_a_kind_of_key_is_no_piece_of_one(kind: str) -> None:
    made = masks(f"-----BEGIN {kind} PRIVATE " + "KEY-----\nMIIEo7Qx9vZtL2kWcR4nYbHs\n")
    said = f"{kind} private key `… (447 characters)`: layer 2 deletes the file"
    assert made.scrub(said) == said


def test_the_words_of_a_format_are_no_piece_of_a_secret() -> None:
    made = masks("AGE-SECRET-KEY-" + "1KH53ZSG6EQ7RAZRCMMVFD364X")
    assert made.scrub("srv/age-secret-key.env") == "srv/age-secret-key.env"
    assert made.scrub("srv/1kh53zsg6eq7.env") == f"srv/{CUT}.env"
    assert masks("correct-horse-battery-staple").scrub("x correct-hors y") == f"x {CUT} y"


def test_a_preview_of_what_cannot_be_printed() -> None:
    assert Secret("ab\x1b[2J" * 5).preview == "… (30 characters)"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (f"`{VALUE}` is", f"`{PREVIEW}` is"),
        (f"a{VALUE}b", f"a{PREVIEW}b"),
        (VALUE.upper(), PREVIEW),
        (f"x {VALUE[:12]} y", f"x {CUT} y"),
        (f"x {VALUE[4:17]} y", f"x {CUT} y"),
        (f"RUN {VALUE[:7]}…", f"RUN {CUT}…"),
        (f"RUN {VALUE[:11]}...", f"RUN {CUT}..."),
        (f"RUN {VALUE[:4]}…", f"RUN {VALUE[:4]}…"),
        (f"é日本 {VALUE} 😀", f"é日本 {PREVIEW} 😀"),
        ("nothing of it", "nothing of it"),
        ("", ""),
    ],
)
def test_scrub(said: str, shown: str) -> None:
    assert masks(VALUE).scrub(said) == shown
    assert masks(VALUE).holds(said) == (said != shown)


def test_a_short_value_is_a_word_of_its_own() -> None:
    assert (
        masks(SHORT).scrub(f"{SHORT} a{SHORT}b x:{SHORT}@h")
        == f"{Secret(SHORT).preview} a{SHORT}b x:{Secret(SHORT).preview}@h"
    )
    assert masks("abc").scrub("abc abcd") == "abc abcd"
    assert masks(SHORT, VALUE).scrub(f"a{SHORT}") == f"a{SHORT}", "at the end of a text, beside a longer one"


@pytest.mark.parametrize("known", [True, False])
def test_a_refused_word_is_hidden_where_it_stands_as_a_value(known: bool) -> None:
    """`password debian` of a manual page is refused: the name of a host is not what it masks."""

    class Stored(Secret):
        @property
        def known(self) -> bool:
            return known

    word, shown = "debian", Secret("debian").preview
    one = Candidate("d", "P", "t", Stored(word), 0, 6, 1, sieved=Sieved.DOCUMENTATION)
    hides = Masks.of([one]).scrub
    for name in (
        "http://deb.debian.org/x",
        "usr/share/debian/rules",
        "debian-archive-keyring",
        "debian.tar",
        "python-debian",
    ):
        assert hides(name) == name
        assert both(Masks.of([one]), masks(VALUE)).scrub(name) == name
    for value in ("password debian.", "a:debian@host", "PW=debian", "'debian'"):
        assert hides(value) == value.replace(word, shown)
    if known:
        assert masks(word).scrub("deb.debian.org") == f"deb.{shown}.org", (
            "a password that nothing speaks against is hidden everywhere"
        )
        assert both(Masks.of([one]), masks(word)).scrub("deb.debian.org") == f"deb.{shown}.org"


def test_a_surrogate_in_what_is_said() -> None:
    assert masks(VALUE).scrub(f"\udcff{VALUE}\udcff") == f"\udcff{PREVIEW}\udcff"
    assert VALUE not in masks(VALUE).scrub(f"\ud800 {VALUE}")


def test_places_in_a_text() -> None:
    """Its own place, every other, and the way it is written there."""
    text = Text(f"ENV A=k\\V9x2 B={VALUE}\nRUN {VALUE}\n".encode())
    found = Masks.of([Candidate("d", "P", "t", Secret("kV9x2"), 6, 12, 1), candidate(VALUE, 15)], text)
    assert [text.slice(s) for s in found.spans] == ["k\\V9x2", VALUE, VALUE]
    assert VALUE.encode() not in found.covered(text).data and len(found.covered(text).data) == len(text.data)
    assert blanked(b"ab\ncd", 10, [Span(11, 14)]) == b"a*\n*d"


def test_which_candidates_are_hidden() -> None:
    for reason in Sieved:
        hides = bool(Masks.of([candidate(VALUE, sieved=reason)]))
        assert hides == (reason in (Sieved.BASE64, Sieved.CHECKSUM, Sieved.CUT_SHORT, Sieved.EXPIRED,
            Sieved.DOCUMENTATION, Sieved.DOCUMENTATION_OR_TEST)), reason
    half = candidate("AK" + "IA7Q2WERTY3UIOPA", 60)
    assert masks().scrub(half.secret.reveal()) == half.secret.reveal()
    assert (
        Masks.of([candidate(VALUE, half=half)]).scrub(f"id {half.secret.reveal()}")
        == f"id {half.secret.preview}"
    )


def test_a_value_that_is_not_known_any_more() -> None:
    """Of a layer that was remembered only the hash is there: whole words are known by it."""
    class Stored(Secret):
        @property
        def known(self) -> bool:
            return False

        def reveal(self) -> str:
            raise AssertionError

    one = Candidate("d", "P", "t", Stored(VALUE), 0, 20, 1)
    for said in (f"TOKEN={VALUE}", f"https://u:{VALUE}@h/", f"'{VALUE}'", f"{VALUE}\x1b[2J"):
        assert VALUE not in Masks.of([one]).scrub(said) and PREVIEW in Masks.of([one]).scrub(said)


def test_both() -> None:
    text = Text(VALUE.encode())
    one = Masks.of([candidate(VALUE)], text)
    whole = both(one, masks("t7Rk2pLq9zWxPaaQ"))
    assert (
        whole.spans == one.spans
        and whole.scrub(f"{VALUE} t7Rk2pLq9zWxPaaQ") == f"{PREVIEW} {Secret('t7Rk2pLq9zWxPaaQ').preview}"
    )
    assert not both(NONE, NONE) and both(NONE, one).spans == () and both(NONE, one).scrub(VALUE) == PREVIEW


def test_mapped() -> None:
    mark = Mark("d", "t", "p", "i")
    assert mapped({"a": ["b", ("c", {"d"})], 1: mark, "s": Sieved.UUID}, str.upper) == {
        "A": ["B", ("C", {"D"})], 1: Mark("D", "T", "P", "I"), "S": Sieved.UUID,
    }  # fmt: skip


def test_raw_values_stay_in_the_process() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(masks(VALUE))
    assert (
        VALUE not in repr(masks(VALUE))
        and pickle.loads(pickle.dumps(candidate(VALUE).mark)) == candidate(VALUE).mark
    )


def test_many_secrets_in_a_long_text() -> None:
    made = random.Random(3)
    values = ["".join(made.choices(string.ascii_letters + string.digits, k=40)) for _ in range(5000)]
    text = Text("\n".join(f"ENV A={v}" for v in values).encode())
    began = time.process_time()
    found = Masks.of([candidate(v, 6 + 47 * n) for n, v in enumerate(values)], text)
    assert len(found.spans) == 5000
    for value in values:
        assert value not in found.scrub(f"`ENV A={value}`: no")
    assert time.process_time() - began < 8


def test_a_default_password_that_is_a_word_of_the_message() -> None:
    weak = Masks.of([candidate("password", basis=Basis.WEAK), candidate("hunter2", basis=Basis.WEAK)])
    said = "default or guessable password `pa… (8 characters)` as `A=password`; hunter2"
    assert (
        weak.scrub_message(said)
        == f"default or guessable password `pa… (8 characters)` as `A={Secret('password').preview}`; "
            f"{Secret('hunter2').preview}"
    )
    assert "password" not in weak.scrub(said)
    assert "password" in both(masks(VALUE), weak).scrub_message(said) and VALUE not in both(
        masks(VALUE), weak
    ).scrub_message(VALUE)
    assert "`pass" not in masks("wordpass").scrub_message("`wordpass` wordpass") and "wordpass" not in masks(
        "wordpass"
    ).scrub_message("`wordpass` wordpass")

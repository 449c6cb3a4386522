"""Checksums against values that others published, and against what is none."""

from __future__ import annotations

import binascii

import pytest

from dlinter.detectors import checksums

# published as examples: GitHub's format in coolaj86's gist, npm's in secretlint's issue 200 ("it is dummy")
GITHUB = "ghp_" + "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ" + "0mLq17"
NPM = "npm_" + "qkJaB6MffYVzZXWqmcoF49yrUxP3wf" + "0LsakP"


@pytest.mark.parametrize("token", [GITHUB, NPM])
def test_published_tokens_are_whole(token: str) -> None:
    assert checksums.ends_with_crc32(token)


@pytest.mark.parametrize("at", [4, 20, 33, 34, 39])
def test_one_changed_character_breaks_it(at: int) -> None:
    other = "A" if GITHUB[at] != "A" else "B"
    assert not checksums.ends_with_crc32(GITHUB[:at] + other + GITHUB[at + 1 :])


@pytest.mark.parametrize("text", ["", "_", "abc", "ghp_", "ghp_123456"])
def test_too_short_is_not_whole(text: str) -> None:
    assert not checksums.ends_with_crc32(text)


def test_crc32_of_the_check_string() -> None:
    """CRC-32/ISO-HDLC of `123456789` is CBF43926 (the catalogue's check value)."""
    assert checksums.crc32_hex("123456789") == "cbf43926"
    assert int(checksums.crc32_base36("123456789"), 36) == 0xCBF43926
    assert checksums.crc32_base62("") == "000000"


def routable(payload: str = "b" * 40) -> str:
    head = f"glpat-{payload}.01." + checksums._digits(len(payload), checksums._BASE36, 2)
    return head + checksums.crc32_base36(head)


def test_routable() -> None:
    token = routable()
    assert checksums.is_routable(token)
    assert not checksums.is_routable(token.replace("bbbb", "bbbc", 1))
    assert not checksums.is_routable(token[:-1])
    for text in ("", ".", "a.b", "glpat-x.01.!!0000000", "x.01.zz0000000"):
        assert not checksums.is_routable(text)


@pytest.mark.parametrize(
    "text, data", [("aGk", b"hi"), ("aGk=", b"hi"), ("__8", b"\xff\xff"), ("//8=", b"\xff\xff"), ("", b"")]
)
def test_decode_base64(text: str, data: bytes) -> None:
    assert checksums.decode_base64(text) == data


@pytest.mark.parametrize("text", ["a", "aGk!", "aG k", "é", "aaaaa"])
def test_what_is_not_base64(text: str) -> None:
    assert checksums.decode_base64(text) is None
    assert not checksums.is_base64_of(text, 2)


def test_is_jwt() -> None:
    def part(data: bytes) -> str:
        return binascii.b2a_base64(data, newline=False).decode().rstrip("=")

    head, claims = part(b'{"alg":"none"}'), part(b'{"sub":"1"}')
    assert checksums.is_jwt(f"{head}.{claims}.c2ln")
    for text in (
        f"{head}.{claims}",
        f"{head}.{part(b'no')}.c2ln",
        f"{claims[:-1]}!.{claims}.c2ln",
        "a.b.c",
        "..",
    ):
        assert not checksums.is_jwt(text)


def test_mixes() -> None:
    assert checksums.mixes("a1B", upper=1)
    assert not checksums.mixes("a1b", upper=1)
    assert not checksums.mixes("abc")


def test_bech32() -> None:
    """BIP 173's valid test vectors, and what they are with another letter or of two cases."""
    for text in ("A12UEL5L", "a12uel5l", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"):
        assert checksums.is_bech32(text)
    for text in ("A12uEL5L", "a12uel5m", "1nwldj5", "a12uelbl", "", "pzry9x0s0muk"):
        assert not checksums.is_bech32(text)


def test_base58check() -> None:
    """BIP 32's first test vector, and what it is with another letter."""
    key = (
        "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmP"
        + "GJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi"
    )
    assert checksums.is_base58check(key)
    for text in (f"{key[:-1]}j", key[:-1], "", "0", f"{key[:20]}l{key[21:]}"):
        assert not checksums.is_base58check(text)

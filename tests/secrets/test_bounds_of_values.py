"""Where a value begins to be one and where it ends: each side of each question of the grammar, asked by
itself."""

from __future__ import annotations

import pytest

from dlinter.model.secret import Basis
from dlinter.secrets.grammar.kinds import FileKind
from dlinter.secrets.grammar.values import (
    _compared,
    _in_comment,
    _in_string,
    _no_value,
    _quoted,
    _set_apart,
    _stands_alone,
    _unquoted,
    meets,
    weak,
)
from dlinter.secrets.sighting import Sighting
from dlinter.values import replace

from .layers import ALNUM
from .test_limits import CODE, DATA, KEY, MARKUP, NAMED, PASSWORD, SETTING, SHELL, TEXT, TOKEN, drawn, seen

UNSET = "db_password"
"""A name that no shell gives a value to as a variable of the environment."""

OPTION = replace(NAMED, basis=Basis.OPTION)
V, WORDS = drawn(40), "connectionserver"


def of_option(one: Sighting) -> Sighting:
    return replace(one, detector=OPTION)


@pytest.mark.parametrize(
    ("after", "of_name", "of_option"),
    [('"', True, True), ('" x', True, True), ('\\"', True, True), ('\\\\"', True, True), ("'", False, False),
        ("", False, False), ("\\n", False, True), ("\\nx", False, True), ("\\rx", False, True),
        ("\\tx", False, False), ("n", False, False)],
)  # fmt: skip
def test_a_quote_that_opens_a_value_closes_it(after: str, of_name: bool, of_option: bool) -> None:
    """Or a line ends in it, of which a command gets one: `echo -e "password\\npassword" | passwd`."""
    for detector, closed in ((NAMED, of_name), (OPTION, of_option)):
        one = replace(seen(V), detector=detector, after=after)
        assert _quoted(one, '"') == (V if closed else "")


@pytest.mark.parametrize(
    ("kind", "value", "fields", "wanted"),
    [
        (MARKUP, f"{V}</token>", {}, V), (MARKUP, f"{WORDS}</token>", {}, ""), (MARKUP, WORDS, {}, ""),
        (MARKUP, WORDS, {"detector": OPTION}, WORDS), (SHELL, WORDS, {}, WORDS),
        (SETTING, f"{V}}}/x", {"before": "x=${API_TOKEN:-"}, V),
        (SETTING, f"{V}}}/x", {"before": "x={API_TOKEN="}, f"{V}}}/x"),
        (SETTING, f"{V}}}/x", {"before": "${" + " " * 78}, V),
        (SETTING, f"{V}}}/x", {"before": "${" + " " * 79}, f"{V}}}/x"),
        # a value that goes on in quotes
        (SETTING, V, {"after": '"x'}, ""), (SETTING, V, {"after": "'x"}, ""), (SHELL, V, {"after": '"x'}, V),
        (SETTING, V, {"after": '"x', "before": '"API_TOKEN='}, V),
        (SETTING, V, {"after": '"x', "before": '"" API_TOKEN='}, ""),
        (SETTING, V, {"after": '"x', "before": '"" "API_TOKEN='}, V),
        (SETTING, V, {"after": '"x', "before": "'API_TOKEN="}, ""),
        # in programs a comment may hold one, in data none does
        (CODE, V, {"before": "# API_TOKEN="}, V), (DATA, V, {"before": "# API_TOKEN="}, ""),
        (CODE, V, {}, ""), (CODE, V, {"detector": OPTION}, V),
        (CODE, V, {"before": "\0API_TOKEN=", "after": "\0"}, V),
        (DATA, V, {"before": "\0API_TOKEN=", "after": "\0"}, V),
    ],
)  # fmt: skip
def test_a_value_without_quotes(kind: FileKind, value: str, fields: dict[str, object], wanted: str) -> None:
    assert _unquoted(seen(value, kind=kind, **fields)) == wanted


def inside(
    size: int, key: str = "api_token", sign: str = "=", before: str = 'f("?', after: str = '"'
) -> bool:  # fmt: skip
    return _in_string(seen(V[:size], key, CODE, sign, before=f"{before}{key}{sign}", after=after))


@pytest.mark.parametrize(
    ("key", "before", "least"), [("api_token", 'f("?', 24), ("API_TOKEN", 'f("?', 20),
    ("api_token", '"user=x ', 8),
        ("api_token", '"${', 24), ("token", '"x=${a.b:-', 24)]
)  # fmt: skip
def test_how_long_a_value_in_a_text_is(key: str, before: str, least: int) -> None:
    assert inside(least, key, before=before) and not inside(least - 1, key, before=before)


def test_what_comes_after_a_value_in_a_text() -> None:
    for after in ('"', "'", "`", ";", "&", "\\", "<"):
        assert inside(30, after=after), after
    for after in ("", "x", ",x", ")", "|"):
        assert not inside(30, after=after), after
    for key, sign, before, found in (
        ("API_TOKEN", "=", '"', True), ("api_token", "=", '"', False), ("API_TOKEN", ": ", '"', False),
        ("api_token", "=", '"uid=x ', True), ("api_token", ": ", '"uid=x ', False),
    ):  # fmt: skip
        assert inside(30, key, sign, before, " x") is found, (key, sign, before)
    assert not inside(30, "API_TOKEN", "=", '"', "\tx")
    for quotes, found in (("", False), ('"', True), ('""', False), ("'", True), ('"\'', True), ('"""', True)):
        assert inside(30, before=quotes) is found, quotes
    assert not _in_string(seen(WORDS * 2, "api_token", CODE, before='"api_token=', after='"'))


@pytest.mark.parametrize(
    ("before", "key", "sign", "kind", "compared"),
    [
        ("[[ $PWD == ", "PWD", " == ", SHELL, True), ("[[ ${PWD == ", "PWD", " == ", SHELL, True),
        ("[[ $PWD != ", "PWD", " != ", SHELL, True), ("[[ $PWD =~ ", "PWD", " =~ ", SHELL, True),
        ("[[ $PWD = ", "PWD", " = ", SHELL, False), ("[[ PWD == ", "PWD", " == ", SHELL, False),
        ("[[ $PWD == ", "PWD", " == ", CODE, False), ("[[ $PWD == ", "", " == ", SHELL, False),
        ("${ZFTP_PWD:s!", "ZFTP_PWD", ":s!", SHELL, True), ("${ZFTP_PWD:-", "ZFTP_PWD", ":-", SHELL, False),
        ("${ZFTP_PWD:=", "ZFTP_PWD", ":=", SHELL, False), ("${ZFTP_PWD-", "ZFTP_PWD", "-", SHELL, False),
        ("${ZFTP_PWD:-x", "ZFTP_PWD", ":-x", SHELL, False), ("$ZFTP_PWD:s!", "ZFTP_PWD", ":s!", SHELL, False),
        ("x ${ OTHER:s!", "PWD", ":s!", SHELL, False),
    ],
)  # fmt: skip
def test_a_variable_that_a_shell_reads(
    before: str, key: str, sign: str, kind: FileKind, compared: bool
) -> None:
    assert _compared(Sighting(NAMED, V, before, "", key, "", kind, True, sign)) is compared


@pytest.mark.parametrize(
    ("before", "value", "after", "found"),
    [
        ("# API_TOKEN = ", V[:10], "", True), ("// API_TOKEN: ", V[:10], "\r", True),
        ("/* API_TOKEN=", V[:10], " */", True), ("# API_TOKEN = ", V[:9], "", False),
        ("# API_TOKEN = ", V[:10], " x", False), ("API_TOKEN = ", V[:10], "", False),
        ("x = 1 # API_TOKEN = ", V[:10], "", False), ("# API_TOKEN = ", "connection7", "", False),
        ("# API_TOKEN = ", drawn(20, "".join(c for c in ALNUM if c.isalpha())), "", False),
        ("# API_TOKEN = ", "/" + V[:20], "", False), ("# API_TOKEN = ", V[:10] + "*/", "", True),
    ],
)  # fmt: skip
def test_a_comment_that_is_a_name_and_a_value(before: str, value: str, after: str, found: bool) -> None:
    assert _in_comment(seen(value, kind=CODE, before=before, after=after)) is found


@pytest.mark.parametrize(
    ("before", "after", "alone", "apart"),
    [
        ("API_TOKEN=", "", True, False), ("API_TOKEN=", "x", True, False), ("API_TOKEN=", "\0", True, True),
        ("\0API_TOKEN=", "\0", True, True), ("\0API_TOKEN=", "\0x", True, True),
        ("\0API_TOKEN=", "\r", True, False),
        ("\0API_TOKEN=", "", True, False), ("\0API_TOKEN=", "x", False, False),
        ("\1xAPI_TOKEN=", "\0", False, False), ("\1API_TOKEN=", "\0", False, False),
        ("\xef\xbb\xbfAPI_TOKEN=", "x", True, False), ("\xef\xbbAPI_TOKEN=", "x", False, False),
        ("API_TOKEN=", "x" * 63 + "\1", False, False), ("API_TOKEN=", "x" * 64 + "\1", True, False),
        ("\1(API_TOKEN=", "\0", False, False),
    ],
)  # fmt: skip
def test_a_name_and_a_value_in_a_binary_file(before: str, after: str, alone: bool, apart: bool) -> None:
    one = seen(V, before=before, after=after)
    assert (_stands_alone(one), _set_apart(one)) == (alone, apart)
    assert not _set_apart(replace(one, key="api_token")), "a variable of the environment"


def test_what_is_no_value() -> None:
    for value in (
        "${HOST_NAME}x", "password", "TRUE", "srv.pem", "USER:PASSWORD", "version=", "/srv/app/token"
    ):  # fmt: skip
        assert _no_value(value, False) and _no_value(value, True), value
    for value in (V, "/" + V, "!!!!!!"):
        assert not _no_value(value, False) and not _no_value(value, True), value
    assert _no_value("()[]", True) and _no_value("((;|&", True)


def test_pieces_of_expressions() -> None:
    """In quotes, or where a value begins so; of up to 200 signs."""
    for value, bare, quoted in (
        ("^[a-z]" + V[:20], True, True), ("7[a-z]" + V[:20], False, True), ("/[a-z]" + V[:20], True, True),
        ("^[a-z]" + (V * 5)[:194], True, True), ("^[a-z]" + (V * 5)[:195], False, False),
    ):  # fmt: skip
        assert (_no_value(value, False), _no_value(value, True)) == (bare, quoted), value
    for value, bare, quoted in (
        (V[:12] + "->" + V[12:14], True, False), (V[:12] + "->" + V[12:13], True, True),
        ("connection->server", True, True), (V[:14] + "&&" + V[14:20], True, False),
    ):  # fmt: skip
        assert (_no_value(value, False), _no_value(value, True)) == (bare, quoted), value


def met(one: Sighting) -> bool:
    return meets(one) is not None


def test_a_name_with_two_colons_before_it() -> None:
    for key, sign, kind, found in (
        ("db.password", "=", SHELL, True), ("db.password", " = ", SHELL, True),
        ("db.password", ": ", SHELL, False),
        ("db_password", "=", SHELL, False), ("db_password", "=", SETTING, True),
        ("DB_PASSWORD", "=", SETTING, False),
    ):  # fmt: skip
        assert met(seen(V, key, kind, sign, before=f"x::{key}{sign}")) is found, (key, sign, kind)


def test_where_no_value_is_met() -> None:
    for kind, sign, found in ((CODE, "`", False), (CODE, " ` ", False), (TEXT, "`", True),
    (CODE, ' = "', True)):
        assert met(seen(V, kind=kind, sign=sign, before=f'"{"API_TOKEN"}{sign}"', after='"')) is found, sign
    quoted = {"before": 'x --password "', "after": '"'}
    assert met(seen("--" + V, **quoted)) and not met(of_option(seen("--" + V, **quoted)))
    assert met(of_option(seen("-" + V, **quoted)))
    for first in "[:<(*-":
        assert not met(seen(first + V)), first
    assert not met(seen(V, kind=SHELL, sign="]=")) and met(seen(V, kind=SHELL, sign="="))
    assert not met(seen(V, "PWD", SHELL, " == ", before="[[ $PWD == "))
    assert not met(seen(V, kind=SHELL, before="\1API_TOKEN=", after="x"))
    assert met(of_option(seen(V, kind=SHELL, before="\1API_TOKEN=", after="x")))
    assert met(seen(V, kind=SHELL, before='\1API_TOKEN="', after='"'))
    found = meets(seen(V + ";", after="x", kind=SHELL))
    assert found is not None and (found.value, found.after) == (V, ";x")


UUID1, UUID4 = "00299570-246d-11d0-a768-00aa006e0529", "f81d4fae-7dec-41d0-a765-00a0c91e6bf6"
DATED = "q7Zk3PwX9vJm2Lr-x8Rt5Kb-{}-2025-04-17"


@pytest.mark.parametrize(
    ("value", "key", "kind", "is_weak"),
    [
        (UUID1, "ResetPassword", CODE, True), (UUID4, "ResetPassword", CODE, False),
        (UUID1, "RESET_PASSWORD", CODE, False), (UUID1, "resetToken", CODE, False),
        (UUID1, "ResetPassword", TEXT, False), (UUID1, "ResetPassword", DATA, True),
        # its own name, a class of CSS
        ("db_password_7", "DB_PASSWORD_7", SETTING, True), ("db_password_8", "DB_PASSWORD_7", SETTING, False),
        ("_Api-Token_q7zk3_12", PASSWORD, SETTING, True), ("_Api-Token_q7zk_12", PASSWORD, SETTING, False),
        # a name with a date, of up to 64 signs
        (DATED.format("x"), TOKEN, SETTING, True), (DATED.format("x"), PASSWORD, SETTING, False),
        (DATED.format("k3PwX9vJm2L-x8R-t5K-zQ4wM7p"), TOKEN, SETTING, True),
        (DATED.format("k3PwX9vJm2L-x8R-t5K-zQ4wM7pY"), TOKEN, SETTING, True),
        (DATED.format("k3PwX9vJm2L-x8R-t5K-zQ4wM7pY8"), TOKEN, SETTING, True),
        (DATED.format("k3PwX9vJm2L-x8R-t5K-zQ4wM7pY8b"), TOKEN, SETTING, False),
        # a token in code: of capitals, small letters and two digits, or one of fourteen
        ("qZkXwPvJm7RtKb", TOKEN, CODE, False), ("qZkXwPvJm7RtK", TOKEN, CODE, True),
        ("qZkXwPvJ27Rt", TOKEN, CODE, False), ("qZkXwPvJ27R", TOKEN, CODE, True),
        # a token of a setting that is words with a number between
        ("tinyserver9lamp", TOKEN, SETTING, True), ("tinyServer9Lamp", TOKEN, SETTING, False),
        ("tinyServerLamp", TOKEN, SETTING, True),
        # with signs that people type, in a text
        ("Orangetree7!x", PASSWORD, TEXT, False), ("Orangetree7!x", UNSET, SHELL, True),
        ("Orangetree7!x.", PASSWORD, TEXT, True), ("orangetree7!x", UNSET, TEXT, True),
        ("Orangetreelampshades7!ab", PASSWORD, TEXT, False),
        ("Orangetreelampshades7!abc", UNSET, TEXT, True),
        # in a setting: signs but no digits
        ("orange!tree", PASSWORD, SETTING, True), ("tgkqzw!xvpdmr", PASSWORD, SETTING, False),
    ],
)  # fmt: skip
def test_weak_values(value: str, key: str, kind: FileKind, is_weak: bool) -> None:
    assert weak(seen(value, key, kind)) is is_weak


@pytest.mark.parametrize(
    ("value", "is_weak"),
    [("orange7777", False), ("orange777", True), ("ORANGE7777", False), ("connectionx", False),
        ("CONNECTIONX", True), ("connectio-x", True)],
)  # fmt: skip
def test_a_password_that_is_an_option_beside_a_user(value: str, is_weak: bool) -> None:
    one = of_option(seen(value, PASSWORD, TEXT, before="user=ci password="))
    assert weak(one) is is_weak
    assert weak(replace(one, before="password=")) and weak(replace(one, detector=NAMED))
    assert weak(replace(one, value="7777777777!")), "a letter is in it"


def test_a_value_behind_a_sign_of_a_call() -> None:
    """`f("name", "value")` with something between; a key is not one there."""
    for sign in ('(0, "', ", ", "(", "{", '"'):
        assert weak(seen(V, KEY, TEXT, sign)), sign
    for sign in (": ", " = ", "=>"):
        assert not weak(seen(V, KEY, TEXT, sign)), sign

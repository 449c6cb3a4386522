"""Owners: the last line that matches wins, with the patterns of CODEOWNERS."""

from __future__ import annotations

import pytest

from dlinter.fleet.report.owners import read_owners

HOST = "registry.example"


@pytest.mark.parametrize(("pattern", "repository", "owned"), [
    ("*", "team/app", True), ("*", "app", True),
    ("/team/", "team/app", True), ("/team/", "team/app/web", True), ("/team/", "other/team/app", False),
    ("/team/", "team", False), ("/team", "team", True), ("/team", "teams/app", False),
    ("team/", "other/team/app", True), ("team/app", "team/app", True), ("team/app", "x/team/app", False),
    ("team/app", "team/application", False),
    ("team/*", "team/app", True), ("team/*", "team/app/web", False), ("/team/**", "team/app/web", True),
    ("**/web", "team/app/web", True), ("/a/**/z", "a/z", True), ("/a/**/z", "a/b/c/z", True),
    ("/team/app-?", "team/app-1", True), ("/team/app-?", "team/app-12", False),
    ("*-web", "team/my-web", True), ("/", "team/app", True),
    ("registry.example/team/", "team/app", True), ("other.example/team/", "team/app", False),
    ("/Team/", "team/app", False), (r"/te\ am/", "te am/app", True),
])  # fmt: skip
def test_patterns(pattern: str, repository: str, owned: bool) -> None:
    assert read_owners(f"{pattern} @a\n").of(HOST, repository) == (("@a",) if owned else ())


def test_the_last_line_wins_and_may_take_away() -> None:
    owners = read_owners("# all\n* @all\n\n/team/ @team person@mail.example # a comment\n/team/free/\n")
    assert (
        owners.of(HOST, "x") == ("@all",)
        and owners.of(HOST, "team/app") == ("@team", "person@mail.example")
        and owners.of(HOST, "team/free/x") == ()
    )


def test_sections_count_beside_each_other() -> None:
    owners = read_owners("* @all\n[Security][2] @sec\n/team/\n/other/ @else\n^[Ops]\n/team/ @ops\n")
    assert owners.of(HOST, "team/app") == ("@all", "@sec", "@ops") and owners.of(HOST, "other/x") == (
        "@all",
        "@else",
    )


def test_what_is_not_understood_names_its_line() -> None:
    with pytest.raises(ValueError, match=r"line 2: `!`"):
        read_owners("* @a\n!/team/ @b\n")


def test_many_stars_take_no_time() -> None:
    assert read_owners("/" + "*a" * 400 + "b @a\n").of(HOST, "a" * 2000) == ()

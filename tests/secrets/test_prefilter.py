"""The prefilter's cache, its fallback, its expressions; engines shared by threads."""

from __future__ import annotations

import base64
import hashlib
import random
import re
import stat
import sys
import threading
from pathlib import Path

import pytest

from dlinter.detectors.detector import Detector
from dlinter.secrets import prefilter
from dlinter.secrets.encoded import in_base64, literal_prefix
from dlinter.secrets.folders import cache_folder
from dlinter.secrets.patterns import patterns_of, shortened
from dlinter.secrets.prefilter import HyperscanPrefilter, make_prefilter
from dlinter.secrets.searcher import Engine

from .layers import detectors, engine, github_token, places, scan, text

DATA = text(github_token(41))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("DLINT_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr("dlinter.secrets.prefilter._MADE", {})
    return tmp_path / "dlint"


def hits() -> list[tuple[int, int]]:
    """The hits of a new process."""
    prefilter._MADE.clear()
    return make_prefilter(patterns_of(detectors("github"))).hits(DATA)


def test_compiled_once_into_the_cache(folder: Path) -> None:
    first = hits()
    (file,) = folder.glob("hyperscan-*.db")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.stat().st_mtime_ns
    assert hits() == first != []
    assert [f.stat().st_mtime_ns for f in folder.glob("*.db")] == [before]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("damage", [b"", b"junk", None])
def test_a_damaged_cache_breaks_nothing(folder: Path, damage: bytes | None) -> None:
    first = hits()
    (file,) = folder.glob("*.db")
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    assert hits() == first
    assert file.read_bytes() == whole


def planted(folder: Path) -> Path:
    """A database that finds nothing, under the name of the real one, as an attacker without the key would
    make it."""
    import hyperscan

    first = hits()
    (file,) = folder.glob("*.db")
    blind = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    blind.compile(expressions=[b"nothing_has_this"], ids=[0], flags=[0])
    body = hyperscan.dumpb(blind)
    file.write_bytes(hashlib.blake2b(body, digest_size=32).digest() + body)
    assert first != []
    return file


def test_a_crafted_database_is_not_believed(folder: Path) -> None:
    file = planted(folder)
    assert hits() != []
    prefilter._MADE.clear()
    assert make_prefilter(patterns_of(detectors("github")), use_cache=False).hits(DATA) != []
    other = file.with_name("hyperscan-other.db")
    file.rename(other)  # one of dlint's own under another name
    assert hits() != []
    file.write_bytes(other.read_bytes())
    assert hits() != []


def test_no_cache_reads_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hits()
    before = {f: f.stat().st_atime_ns for f in folder.iterdir()}
    prefilter._MADE.clear()
    monkeypatch.setattr(
        "dlinter.secrets.prefilter.own_folder", lambda: pytest.fail("the cache folder is looked at")
    )
    assert make_prefilter(patterns_of(detectors("github")), use_cache=False).hits(DATA) != []
    assert {f: f.stat().st_atime_ns for f in folder.iterdir()} == before


def test_a_cache_that_cannot_be_written_breaks_nothing(folder: Path) -> None:
    folder.write_text("a file where the folder should be")
    assert hits() != []


def test_folders_of_the_platforms(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DLINT_CACHE_DIR", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    for platform, wanted in (
        ("linux", ".cache/dlint"),
        ("darwin", "Library/Caches/dlint"),
        ("win32", "local/dlint/Cache"),
    ):
        monkeypatch.setattr(sys, "platform", platform)
        assert cache_folder() == tmp_path / wanted


def test_without_hyperscan_literals_are_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hyperscan", None)
    without = Engine(detectors("github"), use_cache=False)
    assert without.prefilter.name == "literals"
    assert [p[3] for p in places(scan({"f": DATA}, with_engine=without).found)] == [github_token(41)]


def test_an_expression_that_hyperscan_refuses_is_looked_for_by_keyword() -> None:
    odd = Detector(
        id="odd", provider="Odd", title="odd", pattern=r"odd_(?=[a-z])(?P<secret>[a-z0-9]{12})",
        keywords=("odd_",), matches=(), boundary=False
    )
    one = Engine((odd, *detectors("github")), use_cache=False)
    assert isinstance(one.prefilter, HyperscanPrefilter) and one.prefilter.by_keyword == {0}
    found = scan({"f": b"x odd_ab3kdk29dkq1 y\n" + DATA}, with_engine=one).found
    assert [f.candidate.detector for f in found] == ["odd", "github-personal-access-token"]


@pytest.mark.parametrize(
    "pattern,wanted",
    [
        ("ab{20,40}", "ab{20}"),
        ("ab+", "ab"),
        ("a[bc]*", "a"),
        ("x(?P<secret>[a-z]{8,})", "x(?P<secret>[a-z]{8})"),
        (r"a\+", r"a\+"),
        ("(?:ab|cd+)", "(?:ab|cd+)"),
        ("ab|cd+", "ab|cd+"),
        (r"fm_[A-Z]{60,}={0,3}", r"fm_[A-Z]{60}"),
        (r"pre_[A-Z]{60,}={0,3}", r"pre_[A-Z]{16}"),
        (r"pre_(?P<secret>[a-z]{40})", r"pre_(?P<secret>[a-z]{16})"),
    ],
)
def test_shortened(pattern: str, wanted: str) -> None:
    assert shortened(pattern) == wanted


def test_every_detector_is_hit_by_its_prefilter_where_it_matches() -> None:
    """For all detectors of the pack: a match in an example lies in a window that the prefilter gives. A
    reader finds its values after the head of a table that is hit."""
    patterns = patterns_of(detectors())
    made = make_prefilter(patterns, use_cache=False)
    assert isinstance(made, HyperscanPrefilter)
    assert [patterns[n].detector.id for n in made.by_keyword] == [], "Hyperscan takes its own expression"
    missed = []
    for pattern in patterns:
        # those are told by the path alone
        for example in () if pattern.detector.by_path else pattern.detector.matches:
            data = b"\0" + example.encode("utf-8", "replace") + b"\n"
            ends = [end for end, number in made.hits(data) if number == pattern.index]
            spans = list(pattern.spans(data[1:]))
            after = pattern.forward if pattern.detector.reader is not None else 0
            if spans and not any(
                end - pattern.back <= match + 1 <= end + after for match, _, _ in spans for end in ends
            ):
                missed.append(pattern.detector.id)
    assert missed == []


def test_literal_prefixes() -> None:
    by_id = {d.id: d for d in detectors("github", "generic")}
    assert literal_prefix(by_id["github-personal-access-token"]) == b"ghp_"
    assert literal_prefix(by_id["generic-secret"]) == b""
    assert in_base64(b"ghp_")[0] == b"Z2hwX"


def test_every_number_of_a_discord_user_is_looked_for() -> None:
    (pattern,) = (p for p in patterns_of(detectors("discord")) if p.detector.id == "discord-bot-token")
    drawn = random.Random(5)
    for digits in range(1000):
        user = f"{digits:03}" + "".join(drawn.choices("0123456789", k=drawn.choice((15, 16, 17))))
        first = base64.urlsafe_b64encode(user.encode()).decode().rstrip("=")
        token = f"{first}.Gx{digits % 10}aB_.{'aB3-' * 7}".encode()
        assert [token[a:b] for _, a, b in pattern.spans(token)] == [token], user
        assert any(re.match(e.encode(), token) for e in pattern.prefilters), user


def test_a_services_name_is_looked_for_by_its_own_letters() -> None:
    (pattern,) = (p for p in patterns_of(detectors("services")) if p.detector.id == "service-key")
    assert "(?i:apitemp)" in pattern.prefilters and "(?i:gitbook)" not in pattern.prefilters
    for name in pattern.detector.keywords:
        assert any(re.search(e, name) for e in pattern.prefilters if e[4:8] in name), name


def test_one_engine_for_many_threads() -> None:
    files = {f"d/{n}": text(github_token(n), n % 50) for n in range(300)}
    wanted = places(scan(files).found)
    assert len(wanted) == 300
    results: list[object] = []

    def work() -> None:
        results.append(places(scan(files, block=8192, with_engine=engine()).found))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [wanted] * 6

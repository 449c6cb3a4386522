"""Every detector of the pack against its own examples, and against both engines that read its pattern."""

from __future__ import annotations

import pkgutil
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

import dlinter_rules.detectors as pack
from dlinter.detectors.detector import Detector
from dlinter.model.text import Text
from dlinter.secrets.finder import text_finder
from dlinter.secrets.patterns import patterns_of
from dlinter.secrets.prefilter import HyperscanPrefilter
from dlinter.testing.detectors import check_detector, found, lines

MODULES = tuple(sorted(m.name for m in pkgutil.iter_modules(pack.__path__)))
DETECTORS = tuple((name, d) for name in MODULES for d in import_module(f"{pack.__name__}.{name}").DETECTORS)
BY_DETECTOR = pytest.mark.parametrize("detector", [d for _, d in DETECTORS], ids=[d.id for _, d in DETECTORS])
PATTERNS = patterns_of([d for _, d in DETECTORS])


@pytest.fixture(scope="module")
def hits() -> Callable[[str], set[int]]:
    """Numbers of the detectors that Hyperscan, with all patterns in one database, finds in a text."""
    pytest.importorskip("hyperscan", reason="no Hyperscan on this platform")
    prefilter = HyperscanPrefilter(PATTERNS, use_cache=False)
    return lambda text: {number for _, number in prefilter.hits(text.encode("latin-1", "replace"))}


@BY_DETECTOR
def test_does_what_it_says(detector: Detector) -> None:
    check_detector(detector)


@BY_DETECTOR
def test_a_found_secret_is_found_in_any_company(detector: Detector) -> None:
    for line in lines(detector):
        wanted = found(detector, line)
        if detector.by_path:
            continue  # the file says where it stands
        again = found(detector, f"a = 1; b='x'\n{line}\n# the end, of all this\n")
        binary = not line.replace("\n", "").isprintable()
        # a binary format, or a file that is one secret, has no end of its own: what follows belongs to it
        if binary or detector.paths:
            again = [value[: len(whole)] for value, whole in zip(again, wanted, strict=True)]
        assert again == wanted
        assert binary or detector.multiline or "\n" not in line


@BY_DETECTOR
def test_keywords_are_lower_case_and_not_too_short(detector: Detector) -> None:
    assert detector.keywords
    for keyword in detector.keywords:
        # as the finder makes a text's letters small: those of ASCII
        small = keyword.encode("latin-1").lower().decode("latin-1")
        assert keyword == small and (len(keyword) >= 3 or detector.paths)


@BY_DETECTOR
def test_metadata(detector: Detector) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", detector.id)
    assert 0 < detector.security_severity <= 10


def test_ids_are_unique() -> None:
    assert [i for i, n in Counter(d.id for _, d in DETECTORS).items() if n > 1] == []


def test_a_pair_names_a_detector() -> None:
    ids = {d.id for _, d in DETECTORS}
    assert [d.id for _, d in DETECTORS if d.pair and d.pair not in ids] == []


def test_modules_are_documented() -> None:
    for name in MODULES:
        module = import_module(f"{pack.__name__}.{name}")
        assert module.__doc__ and module.__doc__.strip(), name
        assert isinstance(module.DETECTORS, tuple) and module.DETECTORS, name


def test_hyperscan_sees_every_example(hits: Callable[[str], set[int]]) -> None:
    unseen = [
        (d.id, line)
        for n, (_, d) in enumerate(DETECTORS)
        for line in lines(d)
        # as the core does: a NUL stands before the start of a file
        if not d.by_path and n not in hits("\0" + line)
    ]
    assert unseen == []


def test_no_example_stands_whole_in_the_sources(hits: Callable[[str], set[int]]) -> None:
    """Examples are written in parts, so that no scanner, this one included, fires on this repository.
    Detectors of keywords and of files' formats are not asked: what they take from a source, the sieve has to
    judge."""
    whole = []
    for name in MODULES:
        text = Path(str(import_module(f"{pack.__name__}.{name}").__file__)).read_text("utf-8")
        for n in hits(text):
            owner, detector = DETECTORS[n]
            if (
                owner not in ("generic", "files", "credential_files")
                and detector.confidence != "low"
                and found(detector, text)
            ):
                whole.append((name, detector.id))
    assert sorted(whole) == []


def test_an_example_is_claimed_by_its_own_detector_alone(hits: Callable[[str], set[int]]) -> None:
    """A format that detectors of high confidence of two providers claim is one that neither describes well;
    two detectors of one provider claim a value only where one says that it is the wider form of the other
    (`Detector.loose_of`)."""
    claims = []
    for _, detector in DETECTORS:
        for line in lines(detector):
            own = set(found(detector, line))
            for n in hits(line):
                other = DETECTORS[n][1]
                if other is detector or other.id in detector.loose_of or detector.id in other.loose_of:
                    continue
                rivals = other.confidence == "high" or (
                    other.provider == detector.provider
                    and not (other.basis.by_name or detector.basis.by_name)
                )
                if rivals and own & set(found(other, line)):
                    claims.append((detector.id, other.id))
    assert sorted(set(claims)) == []


@BY_DETECTOR
def test_a_wider_form_is_not_surer_than_the_exact_one(detector: Detector) -> None:
    by_id = {d.id: d for _, d in DETECTORS}
    order = ("high", "medium", "low")
    for exact in detector.loose_of:
        assert order.index(detector.confidence) >= order.index(by_id[exact].confidence)
        assert by_id[exact].loose_of == (), "a wider form of a wider form"


def test_a_secret_is_one_finding() -> None:
    """However many detectors know it: in the text of every example no two findings share a place or a
    value."""
    finder = text_finder([d for _, d in DETECTORS])
    doubles = []
    for _, detector in DETECTORS:
        for line in lines(detector):
            text = Text(line.encode("utf-8", "surrogateescape"), "a.env")
            seen = [c for c in finder(text, ()) if not c.sieved]
            if any(a.end > b.start for a, b in pairwise(seen)):
                doubles.append(detector.id)
            for values in Counter(c.secret.reveal() for c in seen).items():
                if values[1] > 1 and line.count(values[0]) < values[1]:
                    doubles.append(detector.id)
    assert sorted(set(doubles)) == []


def test_modules_import_nothing_slow() -> None:
    """The pack is imported at every scan: no regular expression is compiled and no heavy module is loaded."""
    folder = str(Path(msgspec.__file__).parents[1])  # without `site`, which imports what else is installed
    code = (
        f"import sys; sys.path.append({folder!r})\n"
        "import os, re, importlib, dlinter.detectors.detector, dlinter_rules.detectors as p\n"
        "before = set(sys.modules)\n"
        "names = sorted(n[:-3] for n in os.listdir(p.__path__[0]) if n.endswith('.py') and n[0] != '_')\n"
        "def no(*a, **k): raise AssertionError('re.compile at import')\n"
        "re.compile = no\n"
        "for n in names: importlib.import_module(p.__name__ + '.' + n)\n"
        "new = {m for m in set(sys.modules) - before if m.partition('.')[0] not in ('dlinter', "
        "'dlinter_rules')}\n"
        "assert new <= {'zlib', 'binascii'}, new\n"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        env={"PYTHONPATH": f"{root / 'linter'}:{root / 'rules'}"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr

"""The harness for detectors, the built-in pack's and any other's: what a detector says of itself is its test.

    from dlinter.testing.detectors import check_detector, detectors_of

    @pytest.mark.parametrize("detector", detectors_of("my_rules"), ids=lambda d: d.id)
    def test_detector(detector): check_detector(detector)
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from dlinter.detectors.detector import Detector
from dlinter.packs import RuleSet
from dlinter.secrets.patterns import Pattern
from dlinter.secrets.sieve.entropy import entropy_of
from dlinter.testing.values import Maker, Unmade

_SEED = 20_251_126


def detectors_of(*packs: str) -> tuple[Detector, ...]:
    """The detectors of these packs. Raises RegistryError."""
    return RuleSet((), packs).detectors


def found(detector: Detector, text: str) -> list[str]:
    """The secrets that the detector alone finds in a text, as its contract says: boundary, entropy, `accepts`
    and `validate` included."""
    secrets = []
    for _, start, end in _pattern(detector).spans(text.encode("latin-1", "replace")):
        secret = text[start:end]
        checks = (check for check in (detector.accepts, detector.validate) if check is not None)
        if entropy_of(secret) >= detector.min_entropy and all(check(secret) for check in checks):
            secrets.append(secret)
    return secrets


@cache
def _pattern(detector: Detector) -> Pattern:
    return Pattern(detector, 0)


@dataclass(frozen=True, slots=True, repr=False)
class Sample:
    """A text made of a detector's pattern, and its secret."""

    text: str
    secret: str


def samples(detector: Detector, count: int) -> Iterator[Sample]:
    """So many random matches of the detector's pattern that its `validate` takes; fewer where chance does not
    give them (a checksum), none where the pattern asks for what is not made. The same each time."""
    rng = random.Random(f"{_SEED} {detector.id}")
    maker = Maker(detector.pattern, rng)
    made = 0
    for _ in range(count * 4 + 20):
        try:
            text, start, end = maker.make()
        except Unmade:
            return
        if found(detector, text) == [text[start:end]]:
            yield Sample(text, text[start:end])
            made += 1
            if made == count:
                return


def filled(detector: Detector) -> str:
    """The shortest match of the detector's pattern with `x`, or `0` where there can be no `x`, wherever there
    is a choice; "" where the pattern asks for what is not made."""
    try:
        return Maker(detector.pattern, random.Random(_SEED), "xX0aA").make()[0]
    except Unmade:
        return ""


def lines(detector: Detector) -> Sequence[str]:
    """Texts in which the detector finds something: its own examples, or random ones of its pattern."""
    return detector.matches or [s.text for s in samples(detector, 3)]


def check_detector(detector: Detector) -> None:
    """Raises AssertionError, saying what differs, where a detector does not do what its examples and its
    pattern say."""
    texts = lines(detector)
    assert texts, f"{detector.id}: no example, and none can be made of the pattern: write `matches`"
    for text in texts:
        assert found(detector, text), f"{detector.id} does not find its example:\n{text}"
        assert any(word in text.lower() for word in detector.keywords), (
            f"{detector.id}: none of its keywords is in its example:\n{text}"
        )
    for text in detector.misses:
        assert not found(detector, text), f"{detector.id} finds what it says it misses:\n{text}"
    empty = filled(detector)
    assert (
        not empty
        or not found(detector, empty)
        or detector.validate
        or detector.accepts
        or not detector.min_entropy
    ), f"{detector.id} finds a value without content:\n{empty}"
    for sample in samples(detector, 1):
        _check_cut(detector, sample)
    assert detector.id == detector.id.lower() and detector.provider and detector.source, (
        f"{detector.id}: provider or source is missing"
    )
    assert not detector.title.endswith("."), f"{detector.id}: the title ends with a full stop"
    assert detector.confidence in ("high", "medium", "low"), (
        f"{detector.id}: confidence is {detector.confidence}"
    )


def _check_cut(detector: Detector, sample: Sample) -> None:
    """Where all secrets of a detector have one length, one that is a letter shorter is none."""
    whole = list(samples(detector, 5))
    if (
        "|" in detector.pattern
        or len({len(s.secret) for s in whole}) > 1
        or not sample.text.endswith(sample.secret)
        or not detector.boundary
    ):
        return
    if "{" not in detector.pattern or detector.pattern.endswith(("+", "*", ",}")):
        return
    assert sample.secret[:-1] not in found(detector, sample.text[:-1]), (
        f"{detector.id} finds a value that is cut short:\n{sample.text[:-1]}"
    )

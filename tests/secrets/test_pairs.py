"""A key id and its secret are one finding, graver than either."""

from __future__ import annotations

import random
import secrets
import string

import pytest

from dlinter.model.secret import Candidate, Secret
from dlinter.model.text import Text
from dlinter.packs import load_rules
from dlinter.secrets.finder import text_finder
from dlinter.secrets.pairs import NEAR, paired

DETECTORS = load_rules().detectors
PARTNER = {"id": "secret", "secret": "id"}


def found(detector: str, start: int, severity: float = 5.0, sieved: str = "") -> Candidate:
    return Candidate(detector, "P", f"a {detector}", Secret(f"{detector}{start}"), start, start + 10, 1,
        "medium", sieved, severity)


def told(*candidates: Candidate) -> list[tuple[str, int, str, float]]:
    return [(c.detector, c.start, c.confidence, c.security_severity) for c in paired(candidates, PARTNER)]


def test_two_halves_are_one() -> None:
    assert told(found("id", 0, 4.0), found("secret", 50, 9.0)) == [("secret", 50, "high", 9.5)]
    (one,) = paired([found("id", 0, 4.0), found("secret", 50, 9.0)], PARTNER)
    assert one.title == "a secret together with its a id" and one.secret.reveal() == "secret50"


def test_the_nearest_belong_together() -> None:
    profiles = [found("id", 0), found("secret", 40, 9.0), found("id", 100), found("secret", 140, 9.0)]
    assert [(c.start, c.confidence) for c in paired(profiles, PARTNER)] == [(40, "high"), (140, "high")]


@pytest.mark.parametrize(
    "candidates",
    [
        [found("id", 0)],
        [found("id", 0), found("id", 40)],
        [found("id", 0), found("secret", NEAR + 1)],
        [found("id", 0), found("secret", 40, sieved="placeholder")],
        [found("id", 0), found("other", 40)],
    ],
)
def test_others_stay_as_they_are(candidates: list[Candidate]) -> None:
    assert paired(candidates, PARTNER) == candidates


def test_every_named_partner_exists_and_they_name_one_another() -> None:
    ids = {d.id: d for d in DETECTORS}
    for detector in DETECTORS:
        if detector.pair:
            assert detector.pair in ids and detector.pair != detector.id, detector.id


def test_an_aws_profile_is_one_finding() -> None:
    upper = string.ascii_uppercase + "234567"
    key = "AK" + "IA" + "".join(secrets.choice(upper) for _ in range(16))
    value = "".join(secrets.choice(string.ascii_letters + string.digits + "+/") for _ in range(40))
    text = Text(f"[default]\naws_access_key_id = {key}\naws_secret_access_key = {value}\n".encode())
    alone = [c for c in text_finder(DETECTORS)(Text(text.data.split(b"aws_secret")[0]), ()) if not c.sieved]
    both = [c for c in text_finder(DETECTORS)(text, ()) if not c.sieved]
    assert len(alone) == len(both) == 1
    assert both[0].secret.reveal() == value and "together with" in both[0].title
    assert both[0].security_severity > alone[0].security_severity


def test_a_key_of_letters_alone_is_one() -> None:
    """Of those that Amazon gives out one in a hundred has at most one digit."""
    (accepts,) = [d.validate for d in DETECTORS if d.id == "aws-secret-access-key"]
    assert accepts is not None
    chance = random.Random(3)
    drawn = ["".join(chance.choices(string.ascii_letters, k=40)) for _ in range(3_000)]
    assert sum(not accepts(value) for value in drawn) <= 6
    for name in ("TheUserCredentialsProviderForEnvironment", "myCompaniesProductionSecretAccessKeyName"):
        assert len(name) == 40 and not accepts(name)

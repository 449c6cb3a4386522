"""Where around a hit of the prefilter a match is looked for: nothing is lost to what makes it fast."""

from __future__ import annotations

import random
import re
import string

import pytest

from dlinter.detectors.detector import Detector
from dlinter.secrets.patterns import Pattern
from tests.secrets.layers import engine, places, scan

GENERIC = {p.detector.id: p for p in engine().patterns if p.detector.id.startswith("generic-")}
ASSIGNMENT = GENERIC["generic-secret"]


def value(size: int, seed: int) -> str:
    return "".join(random.Random(seed).choices(string.ascii_letters + string.digits, k=size))


def text(seed: int) -> bytes:
    """Names, signs and values in any order, so that anchors overlap and stand at all distances."""
    pieces = ["pwpwd", "Pass", "PASSWORD", "api_key", "pat", "token", "=", ": ", '"', "'", "\n", " ", "_", value(12, seed), value(3, seed + 1)]
    return "".join(random.Random(seed).choices(pieces, k=200)).encode()


@pytest.mark.parametrize("seed", range(40))
def test_tried_at_its_anchors_a_pattern_matches_what_it_matches_everywhere(seed: int) -> None:
    fields = {name: getattr(ASSIGNMENT.detector, name) for name in Detector.__dataclass_fields__} | {"anchors": ()}
    everywhere = Pattern(Detector(**fields), 0)
    data = text(seed)
    assert list(ASSIGNMENT.spans(data)) == list(everywhere.spans(data)) != []


def test_no_match_begins_after_the_last_hit() -> None:
    first, second = f'password="{value(20, 1)}"\n'.encode(), f'token="{value(20, 2)}"\n'.encode()
    data = first + second
    assert [span[0] for span in ASSIGNMENT.named_spans(data)] == [0, len(first)]
    assert [span[0] for span in ASSIGNMENT.named_spans(data, latest=len(first) - 2)] == [0]


@pytest.mark.parametrize("size", [20, 1000, 1100, 5000, 8000])
def test_the_value_of_a_pair_is_found_whole_however_long_it_is(size: int) -> None:
    """It goes on after the part that is searched for its beginning, also across the seam of two blocks."""
    long = value(size, 7)
    for before in (0, 100, (1 << 20) - 200):
        data = b"x" * before + f'\n- name: API_TOKEN\n  value: "{long}"\n'.encode()
        found = [p[3] for p in places(scan({"srv/app.yaml": data}).found)]
        assert found == [long], (size, before, len(found))


@pytest.mark.parametrize(
    "line", ['<property name="api.token" value="{}"/>', "- name: API_TOKEN\n  valueFrom: x\n  value: {}\n", '{{"name": "API_TOKEN", "value": "{}"}}', "<key>ApiToken</key>\n<string>{}</string>"]
)  # fmt: skip
def test_the_prefilter_sees_each_form_of_a_pair(line: str) -> None:
    pattern = GENERIC["generic-named-value"]
    data = line.format(value(20, 3)).encode()
    assert re.search(pattern.prefilters[0].encode("latin-1"), data) and list(pattern.spans(data))

"""White space as Go sees it."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dlinter.model.dockerfile.spaces import decode, left, right, trimmed

CHARACTERS = st.sampled_from("a# \t\n\v\f\r\xa0\u0085\u2003\u3000é\x1c\x1f")


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(CHARACTERS, max_size=12), st.integers(0, 3))
def test_what_is_trimmed_is_what_left_and_right_leave(found: list[str], at: int) -> None:
    text = "".join(found).encode().decode("latin-1")
    first = left(text, at, len(text))
    assert trimmed(text, at, len(text)) == decode(text[first : right(text, first, len(text))])

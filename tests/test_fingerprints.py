"""What a finding is known by from one run to the next, and to a baseline."""

from __future__ import annotations

import re

from dlinter.engine import identify, protect
from dlinter.finding import Finding, Location, Result, RuleInfo, Severity
from dlinter.model.dockerfile.reader import read
from dlinter.model.masks import Masks
from dlinter.model.place import Exposure, ImagePlace
from dlinter.model.secret import Candidate, Secret
from dlinter.model.text import Span, Text
from dlinter.values import replace

RULE = RuleInfo("a-rule", "build", "About.", "About.", Severity.WARNING)


def found(source: str, needle: str, nth: int = 0) -> Result:
    text, at = Text(source.encode()), -1
    for _ in range(nth + 1):
        at = text.data.index(needle.encode(), at + 1)
    span = Span(at, at + len(needle.encode()))
    return Result(RULE, Severity.WARNING, Location("Dockerfile", text, span), Finding(span, "it is"), "")


def prints(*results: Result) -> list[str]:
    text = results[0].location.text
    return [r.fingerprint for r in identify(list(results), read(text) if text is not None else None)]


def test_the_instruction_counts() -> None:
    """The same words in another instruction are another finding, by their hash and not by their number
    alone."""
    source = "FROM a:1\nRUN x && cd /y\nRUN z && cd /y\n"
    one, two = prints(found(source, "cd /y"), found(source, "cd /y", 1))
    assert one.partition(":")[0] != two.partition(":")[0]
    (alone,) = prints(found("FROM a:1\nRUN z && cd /y\n", "cd /y"))
    assert alone == two
    assert prints(found("FROM a:1\n", "FROM")) != prints(found("FROM b:1\n", "FROM")), "the first one, too"


def test_the_line_does_not_count() -> None:
    assert prints(found("FROM a:1\n\n# more\nRUN cd /y\n", "cd /y")) == prints(
        found("FROM a:1\nRUN   cd /y\n", "cd /y")
    )


def test_equal_ones_are_numbered() -> None:
    source = "FROM a:1\nRUN cd /y && cd /y\nRUN cd /y && cd /y\n"
    given = prints(*(found(source, "cd /y", n) for n in range(4)))
    assert len(set(given)) == 4
    assert [g.partition(":")[2] for g in given] == ["1", "2", "3", "4"]
    assert all(re.fullmatch(r"[0-9a-f]{20}:\d+", g) for g in given)


def in_image(**more: str) -> Result:
    place = replace(ImagePlace("app.tar", Exposure.LAYER_FILE, layer=1, path="srv/a.tar", line=4),
        **more)  # type: ignore[arg-type]
    return Result(
        RULE, Severity.WARNING, Location("app.tar", image=place), Finding(None, "it is", key="k:1"), ""
    )


def test_the_place_in_an_image_counts() -> None:
    """Exposure, path and the route inside; not the layer, its digest or the line, which change with every
    build."""
    (plain,) = prints(in_image())
    hashes = {
        prints(r)[0]
        for r in (
            in_image(),
            in_image(inner="b/.env"),
            in_image(inner="c/.env"),
            in_image(path="srv/b.tar"),
            in_image(exposure=Exposure.HISTORY),
        )
    }
    assert len(hashes) == 5
    for more in (
        {"layer": 3},
        {"digest": "sha256:1"},
        {"diff_id": "sha256:2"},
        {"line": 9},
        {"image": "other.tar"},
    ):
        assert prints(in_image(**more)) == [plain]  # type: ignore[arg-type]


def test_a_secret_is_in_no_fingerprint() -> None:
    """Of the same length with the same finding beside it: the value makes no difference, so none can be
    confirmed."""
    def of(value: str) -> list[str]:
        result = found(f"FROM a:1\nENV A {value}\n", "ENV")
        text = result.location.text
        assert text is not None
        at = text.data.index(value.encode())
        masks = Masks.of([Candidate("d", "P", "T", Secret(value), at, at + len(value), 2)], text)
        return prints(*protect([result], lambda: masks))

    assert of("kV9x2Lq8Zr4TnW7b") == of("t7Rk2pLq9zWxPaaQ")

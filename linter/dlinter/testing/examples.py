"""The harness for rules, the built-in pack's and any other's: a rule's examples are its tests.

    from dlinter.testing.examples import cases, check_example

    @pytest.mark.parametrize(("rule", "example"), cases("my_rules"))
    def test_example(rule, example): check_example(rule, example)
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from dlinter.finding import Result
from dlinter.fix import Fixed, fix_text
from dlinter.model.text import Span, Text
from dlinter.packs import load_rules
from dlinter.rule import AnyRule, Bad, Good, ImageSample
from dlinter.run.rereads import reads_for
from dlinter.testing.examiner import ExampleExaminer
from dlinter.values import replace

OPEN, CLOSE = "«".encode(), "»".encode()


def unmark(source: str) -> tuple[bytes, list[Span]]:
    """The source without `«…»`, and the spans that were marked, in order of their start. Marks may nest."""
    data, out, spans, opened = source.encode("utf-8", "surrogateescape"), bytearray(), [], list[int]()
    at = 0
    while at < len(data):
        if data.startswith(OPEN, at):
            opened.append(len(out))
            at += len(OPEN)
        elif data.startswith(CLOSE, at):
            spans.append(Span(opened.pop(), len(out)))
            at += len(CLOSE)
        else:
            out.append(data[at])
            at += 1
    if opened:
        raise ValueError("a mark « is never closed")
    return bytes(out), sorted(spans)


def cases(*packs: str) -> Iterator[tuple[AnyRule, Bad | Good]]:
    """Every rule of the packs (all installed ones when none is named) with each of its examples."""
    for rule in load_rules(packs or None).rules:
        for example in rule.examples:
            yield rule, example


def examiner(rule: AnyRule, example: Bad | Good) -> ExampleExaminer:
    """What examines an example: this rule alone, with the example's options and files."""
    return ExampleExaminer.alone(rule, dict(example.options), example.files or None, example.history)


def results_of(rule: AnyRule, example: Bad | Good) -> Sequence[Result]:
    """The rule's results on an example."""
    if isinstance(example.source, ImageSample):
        return examiner(rule, example).scan_bytes(sample_archive(example.source))
    return examiner(rule, example).results(Text(unmark(example.source)[0], example.path))


def check_example(rule: AnyRule, example: Bad | Good) -> None:
    """Raises AssertionError, saying what differs, where the rule does not do what its example says."""
    results = results_of(rule, example)
    told = "\n".join(f"  {r.finding.span} {r.message}" for r in results) or "  nothing"
    if isinstance(example, Good):
        assert not results, f"{rule.id} fires on a good example:\n{told}\n{example.source}"
        return
    if example.better is not None:
        _check_better(rule, example)
    if isinstance(example.source, ImageSample):
        assert len(results) == example.count, (
            f"{rule.id} gave {len(results)} results, not {example.count}:\n{told}"
        )
        return
    data, spans = unmark(example.source)
    text = Text(data, example.path)
    found = sorted(r.finding.span for r in results if r.finding.span is not None)
    if spans:
        assert found == spans, (
            f"{rule.id} marks {[text.slice(s) for s in found]} {found}, the example "
            f"{[text.slice(s) for s in spans]} {spans}:\n{told}"
        )
    else:
        assert results and not found, f"{rule.id} should find something about the whole file:\n{told}"
    for span in found:
        assert 0 <= span.start <= span.end <= len(data), f"{rule.id}: {span} is outside of the text"
    if example.fixed is not None:
        fixed = fix_example(rule, example)
        got = fixed.text.data.decode("utf-8", "surrogateescape")
        assert got == example.fixed, (
            f"{rule.id} fixes to:\n{got}\n--- not to:\n{example.fixed}\n{fixed.refused}"
        )
        assert not fixed.endless, f"{rule.id}: its fix never ends"
        files = {
            **example.files,
            **{name: example.files.get(name, "") + more for name, more in fixed.files.items()},
        }
        left = examiner(rule, replace(example, files=files)).results(fixed.text)
        assert not left, f"{rule.id} still fires on its own fix:\n{got}\n{[r.message for r in left]}"
    else:
        assert not any(r.finding.fix for r in results), (
            f"{rule.id}: a fix without `fixed` in the example:\n{example.source}"
        )


def _check_better(rule: AnyRule, example: Bad) -> None:
    assert example.better is not None
    left = results_of(
        rule, replace(example, source=example.better, files={**example.files, **example.better_files})
    )
    assert not left, f"{rule.id} fires on what is better:\n{example.better}\n{[r.message for r in left]}"


def fix_example(rule: AnyRule, example: Bad) -> Fixed:
    """The example after all fixes, unsafe ones too."""
    assert isinstance(example.source, str)
    text = Text(unmark(example.source)[0], example.path)
    return fix_text(text, examiner(rule, example).results, reads_for(text), unsafe=True)


def sample_archive(sample: ImageSample) -> bytes:
    """A docker archive of an image sample."""
    from dlinter.testing.images import sample_image

    out = io.BytesIO()
    sample_image(sample, out)
    return out.getvalue()

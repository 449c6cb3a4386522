"""Before and after of a rule: the files of its first example, with the lines that differ marked, and what
dlint says of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from dlinter.catalogue import TOKEN, language_of, options_file
from dlinter.finding import Result
from dlinter.model.text import Text
from dlinter.rule import AnyRule, Bad, Good, ImageSample
from dlinter.run.conceal import Concealer
from dlinter.testing.examples import fix_example, results_of, unmark

FIXED, BETTER, OTHER = "after the fix", "after", "without the finding"
"""What the second side is: what `--fix` writes, what a person would write, or another file on which the rule
is silent."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Before and after, each as files by name; the Dockerfile or build file is the first. `after_is` says
    where it comes from, `says` are dlint's messages with their lines (0: the whole file). `marked` are the
    lines of the first file that a finding is on."""

    before: Mapping[str, str]
    after: Mapping[str, str]
    after_is: str
    says: tuple[tuple[int, str], ...]
    marked: frozenset[int] = frozenset()
    context_before: Mapping[str, str] = field(default_factory=dict)
    context_after: Mapping[str, str] = field(default_factory=dict)


def pair_of(rule: AnyRule, conceal: Concealer) -> Pair:
    """The first example with a text, else the first one with an image. Raises LookupError where a rule has
    none."""
    bads = [e for e in rule.examples if isinstance(e, Bad)]
    bad = next((e for e in bads if isinstance(e.source, str)), None) or bads[0]
    says = tuple(dict.fromkeys(_said(r) for r in results_of(rule, bad)))
    goods = [
        e
        for e in rule.examples
        if isinstance(e, Good) and isinstance(e.source, str) == isinstance(bad.source, str)
    ]
    if isinstance(bad.source, ImageSample):
        better = (
            bad.better
            if isinstance(bad.better, ImageSample)
            else next((g.source for g in goods if isinstance(g.source, ImageSample)), ImageSample())
        )
        one, other = _clean(_layers(bad.source), conceal), _clean(_layers(better), conceal)
        return Pair({"image": one}, {"image": other}, BETTER if bad.better is not None else OTHER, says)
    data, spans = unmark(bad.source)
    text, source = Text(data, bad.path), data.decode("utf-8", "replace")
    after, changed, kind = _after(rule, bad, goods)
    # A build file says little without the Dockerfile that it builds.
    shown = {n: t for n, t in bad.files.items() if language_of(bad.path) != "dockerfile"} | {
        n: bad.files.get(n, "") for n in changed
    }
    marked = frozenset(
        line
        for s in spans
        for line in range(text.line_of(s.start), text.line_of(max(s.start, s.end - 1)) + 1)
    )
    return Pair(
        {n: _clean(t, conceal) for n, t in {bad.path: source, **shown, **options_file(rule, bad)}.items()},
        {n: _clean(t, conceal) for n, t in {bad.path: after, **changed}.items()},
        kind, says, marked, dict(bad.files), {**bad.files, **changed},
    )  # fmt: skip


def _after(rule: AnyRule, bad: Bad, goods: Iterable[Good]) -> tuple[str, dict[str, str], str]:
    """The better text, the other files that change with it, and where it comes from."""
    if bad.fixed is not None:
        return (
            bad.fixed,
            {name: bad.files.get(name, "") + lines for name, lines in fix_example(rule, bad).files.items()},
            FIXED,
        )
    if isinstance(bad.better, str):
        return bad.better, dict(bad.better_files), BETTER
    alike = max(
        goods, key=lambda g: (g.path == bad.path, _likeness(str(bad.source), str(g.source))), default=None
    )
    return str(alike.source) if alike is not None else "", {}, OTHER


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _said(result: Result) -> tuple[int, str]:
    text, span = result.location.text, result.finding.span
    return (text.line_of(span.start) if text is not None and span is not None else 0), result.message


def _clean(text: str, conceal: Concealer) -> str:
    """Without made-up tokens: another scanner would fire on the page."""
    return TOKEN.sub(r"\1…", conceal.text(text.replace("«", "").replace("»", "")))


def _layers(sample: ImageSample) -> str:
    """An image in words: its settings, then each layer with its command and its files, without their
    content."""
    lines = [
        f"ENV {name}={'…' if value else ''}" for name, _, value in (e.partition("=") for e in sample.env)
    ]
    lines += [f"LABEL {name}=…" for name in sample.labels]
    lines += [
        f"{word} {' '.join(value)}"
        for word, value in (("ENTRYPOINT", sample.entrypoint), ("CMD", sample.cmd))
        if value
    ]
    lines += [f"history: {each}" for each in sample.empty_history]
    for number, layer in enumerate(sample.layers):
        by = sample.created_by[number] if number < len(sample.created_by) else ""
        lines.append(f"layer {number}{': ' + by if by else ''}")
        lines += [f"  /{path.lstrip('/')}{_size(content)}" for path, content in layer.items()]
    return "\n".join(lines)


def _size(content: str | bytes | None) -> str:
    if content is None:
        return "  deleted"
    size = len(content if isinstance(content, bytes) else content.encode())
    return f"  {size:,} bytes"


def tabs(pair: Pair) -> str:
    """The two sides as content tabs, in the Markdown that MkDocs and Zensical share; lines that differ are
    marked."""
    sides = {"before": (pair.before, pair.after), pair.after_is: (pair.after, pair.before)}
    return "\n\n".join(
        f'=== "{title}"\n\n' + _indented("\n\n".join(_files(own, other, title == "before", pair)))
        for title, (own, other) in sides.items()
    )


def _files(own: Mapping[str, str], other: Mapping[str, str], before: bool, pair: Pair) -> Iterator[str]:
    for number, (name, text) in enumerate(own.items()):
        text = text.rstrip("\n")
        if not text.strip():
            yield f"`{name}`: empty"
            continue
        lines = changed_lines(text, other[name].rstrip("\n")) if name in other else []
        if len(lines) == text.count("\n") + 1:  # all of it is different: marks would say nothing
            lines = []
        if before and number == 0:
            lines = sorted({*lines, *pair.marked})
        language = "text" if name == "image" else language_of(name)
        fence = "`" * max(3, 1 + max((len(m) for m in re.findall(r"`+", text)), default=0))
        title = f' title="{name}"' if name != "image" else ""
        mark = f' hl_lines="{" ".join(map(str, lines))}"' if lines else ""
        yield f"{fence} {{ .{language}{title}{mark} }}\n{text}\n{fence}"


def changed_lines(text: str, other: str) -> list[int]:
    """Lines of the text, from 1, that the other one does not have at that place."""
    own = text.split("\n")
    matcher = SequenceMatcher(None, own, other.split("\n"), autojunk=False)
    return [
        n + 1
        for tag, begin, end, _, _ in matcher.get_opcodes()
        if tag in ("replace", "delete")
        for n in range(begin, end)
        if own[n].strip()
    ]


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in text.split("\n"))

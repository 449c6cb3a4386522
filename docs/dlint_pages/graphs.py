"""The steps of an example before and after, and what one change rebuilds of them: asked of the cache model,
drawn as SVG."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from dlinter.model.cache.build_cache import BuildCache
from dlinter.model.cache.change import Change, Rebuilt
from dlinter.model.cache.steps import Kind, Step
from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.text import Text
from dlinter.run.rebuilds import open_cache

_WIDTH, _ROW, _BOX, _STAGE, _LONGEST, _COLUMNS = 400, 46, 34, 24, 42, 6
"""Sizes in units of the drawing; `_LONGEST` letters fit into a box, `_COLUMNS` edges side by side."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A change in words, and the steps that it rebuilds before and after, by place: True for certain, False
    for maybe."""

    words: str
    before: Mapping[int, bool]
    after: Mapping[int, bool]

    @property
    def saved(self) -> int:
        """How many steps fewer are rebuilt for certain."""
        return sum(self.before.values()) - sum(self.after.values())


def graph_section(
    before: str, after: str, files_before: Mapping[str, str], files_after: Mapping[str, str]
) -> str:
    """Both graphs as HTML, with the change that the better file helps most against; "" where a file makes no
    steps."""
    old, new = _cache(before, files_before), _cache(after, files_after)
    if not old.steps or not new.steps:
        return ""
    shown = most_telling(old, new)
    return (
        f'<p class="graph-says">{_code(sentence(shown, len(old.steps), len(new.steps)))}</p>\n'
        f'<div class="graphs"><figure><figcaption>before</figcaption>{_svg(old, shown.before)}</figure>'
        f"<figure><figcaption>after</figcaption>{_svg(new, shown.after)}</figure></div>\n"
    )


def sentence(shown: Shown, steps_before: int, steps_after: int) -> str:
    """What the two graphs show, in Markdown."""
    if shown.saved > 0:
        return (
            f"When {shown.words}, the file before rebuilds {_count(shown.before, steps_before)}, the file "
            f"after {_count(shown.after, steps_after)}. Rebuilt steps are filled."
        )
    return (
        "The model finds no change that rebuilds fewer steps afterwards: what is gained here is what the "
        "text above says."
    )


def _count(marks: Mapping[int, bool], steps: int) -> str:
    certain = sum(marks.values())
    maybe = len(marks) - certain
    return f"{certain or 'none'} of {steps} steps" + (f" and maybe {maybe} more" if maybe else "")


def most_telling(old: BuildCache, new: BuildCache) -> Shown:
    """Of all changes that either file can see, the one against which the new one helps most; the first of
    equals."""
    best: Shown | None = None
    for words, change in _changes(old, new):
        shown = Shown(words, _marks(old.rebuilt(change)), _marks(new.rebuilt(change)))
        if best is None or shown.saved > best.saved:
            best = shown
    if best is None or best.saved <= 0:
        return Shown("", {}, {})
    return best


def _cache(source: str, files: Mapping[str, str]) -> BuildCache:
    return open_cache(Text(source.encode()), BuildContext.of(files) if files else None)


def _marks(rebuilt: tuple[Rebuilt, ...]) -> dict[int, bool]:
    return {each.step.at: each.certain for each in rebuilt}


def _changes(old: BuildCache, new: BuildCache) -> Iterator[tuple[str, Change]]:
    """Each input of the steps that may change, in words."""
    for name in dict.fromkeys((*old.argument_names, *new.argument_names)):
        yield f"the build argument `{name}` gets another value", Change.of_args(name)
    for path in dict.fromkeys((*_paths(old), *_paths(new))):
        yield f"`{path}` changes", Change.of_paths(path)
    for image in dict.fromkeys((*old.images, *new.images)):
        yield f"the tag `{image}` moves", Change.of_bases(image)
    for url in dict.fromkeys(r.url for c in (old, new) for s in c.steps for r in s.remotes):
        yield f"`{url}` answers differently", Change.of_remotes(url)


def _paths(cache: BuildCache) -> Iterator[str]:
    """Files that the steps take: those of the context, those that are named, and one more file of each folder
    that is taken."""
    context = cache.facts.build_context
    if context is None:
        named = (
            i.pattern for s in cache.steps for i in s.locals if i.literal and i.pattern and i.pattern != "."
        )
        yield from named
        yield "src/main.c"
        return
    inside = sorted(f for f in context.files if f not in ("Dockerfile", ".dockerignore"))
    yield from sorted(inside, key=lambda path: _named(cache, path))
    yield from (f for f in (".git/index",) if context.entry(f) is not None)


def _named(cache: BuildCache, path: str) -> bool:
    """Whether a step takes the file by its name: the others stand for all that changes more often."""
    return any(i.pattern == path for s in cache.steps for i in s.locals)


def _svg(cache: BuildCache, rebuilt: Mapping[int, bool]) -> str:
    """The steps from top to bottom; an edge for what a step depends on, a dashed one for content that it
    takes from another stage."""
    y: dict[int, int] = {}
    parts, edges, at, stage = list[str](), list[str](), 4, -1
    several = len({s.stage for s in cache.steps}) > 1
    for step in cache.steps:
        if step.stage != stage and several:
            parts.append(f'<text class="stage" x="4" y="{at + 14}">stage {escape(step.stage_name)}</text>')
            at += _STAGE
        stage, y[step.at] = step.stage, at
        parts.append(_box(step, at, rebuilt.get(step.at)))
        at += _ROW
    for step in cache.steps:
        for parent in step.parents:
            near = y[step.at] - y[parent] <= _ROW
            edges.append(
                _line(y[parent], y[step.at], rebuilt.get(parent))
                if near
                else _curve(y[parent], y[step.at], rebuilt.get(parent), "")
            )
        for source in step.stages:
            edges += [_curve(y[tip], y[step.at], rebuilt.get(tip), " flow") for tip in source.tip]
    told = f"{len(cache.steps)} steps, {sum(rebuilt.values())} of them rebuilt"
    return (
        f'<svg class="steps" viewBox="0 0 {_WIDTH} {at - 8}" role="img" '
        f'aria-label="{told}">{"".join(edges + parts)}</svg>'
    )


def _box(step: Step, y: int, mark: bool | None) -> str:
    """A step. `mark` is None where it is not rebuilt."""
    label = step.text if len(step.text) <= _LONGEST else step.text[: _LONGEST - 1] + "…"
    kind = "" if mark is None else " rebuilt" if mark else " maybe"
    width = _WIDTH - 60
    mount = "" if step.kind is not Kind.RUN or not step.unkeyed else f" ({', '.join(step.unkeyed)} mount)"
    return (
        f'<g class="step{kind}"><rect x="4" y="{y}" width="{width}" height="{_BOX}" rx="5"/>'
        f'<text x="14" y="{y + 21}">{escape(label)}<title>line {step.line}: '
        f'{escape(step.text)}{escape(mount)}</title></text></g>'
    )


def _line(top: int, bottom: int, mark: bool | None) -> str:
    return f'<path class="edge{_edge(mark)}" d="M24 {top + _BOX}V{bottom}"/>'


def _curve(top: int, bottom: int, mark: bool | None, flow: str) -> str:
    x = _WIDTH - 56
    far = x + min(52, 16 + (bottom - top) // _COLUMNS)
    return (
        f'<path class="edge{flow}{_edge(mark)}" d="M{x} {top + 17}C{far} {top + 17} {far} {bottom + 17} {x} '
        f'{bottom + 17}"/>'
    )


def _edge(mark: bool | None) -> str:
    return "" if mark is None else " hot" if mark else " warm"


def _code(text: str) -> str:
    pieces = escape(text).split("`")
    return "".join(f"<code>{p}</code>" if i % 2 else p for i, p in enumerate(pieces))

'''A `COPY` of files that change often comes before steps whose own files seldom change.

## Why
A rebuilt step rebuilds all later steps of its stage. The repository's last commits show which `COPY` that is:
when the earlier one changes with every second commit and the later one with every fiftieth, the later one is
copied, pushed and pulled each time for nothing, and an installation between or after them is rebuilt.

## Instead
What seldom changes first. Nothing is found without a git history of 20 commits: a shallow clone has none.

## When to ignore it
The steps depend on each other in a way that their commands do not show, or the recent history is not typical,
as during a large rewrite.

## Fix safety
Unsafe where the copy moves below a `RUN`, whose commands may read the files though its installation does not
need them; safe where it only changes places with copies to other destinations.
'''

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from dlinter.finding import Edit, Finding, Fix, Gain, Related, Safety, Severity
from dlinter.model.cache.build_cache import cache_if_small
from dlinter.model.cache.waste import wastes
from dlinter.model.dockerfile import (
    Add,
    Cmd,
    Copy,
    Entrypoint,
    Expose,
    Instruction,
    Label,
    Run,
    SourceKind,
    Stage,
)
from dlinter.model.dockerfile.globs import has_magic
from dlinter.model.facts.values import value_of
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Option, Rule

if TYPE_CHECKING:
    from dlinter.model.cache.build_cache import BuildCache
    from dlinter.model.cache.steps import Step
    from dlinter.model.facts.history import History

_NO_STEP = (Cmd, Entrypoint, Expose, Label)
_OFTEN, _RATIO = 5, 3
"""A copy that fewer commits changed is not moved, nor past a step that changes a third as often."""


def _targets(copy: Copy | Add, context: Context) -> list[str] | None:
    """The files and folders that a copy writes, cleaned; None where only the build can tell. Relative ones
    all hang on one WORKDIR here: nothing is moved past another."""
    target = value_of(copy.destination, copy, context.facts) if copy.destination is not None else None
    if target is None or copy.error or copy.onbuild or copy.heredocs:
        return None
    into, found = target.endswith("/") or target in (".", "..") or len(copy.sources) > 1, list[str]()
    for source in copy.sources:
        value = value_of(source.token, copy, context.facts)
        files = (
            _named_files(value, context) if value is not None and source.kind is SourceKind.LOCAL else None
        )
        if files is None:
            return None
        found += (
            [posixpath.join(target, posixpath.basename(f)) for f in files] if into and files else [target]
        )
    return [posixpath.normpath(f) for f in found]


def _named_files(source: str, context: Context) -> list[str] | None:
    """The files that a source names, () for a folder, whose content is spread into the destination; None
    where it cannot be told."""
    path, build_context = posixpath.normpath(source.lstrip("/")), context.facts.build_context
    if build_context is None:
        return None
    if has_magic(path):
        matched = list(build_context.matched_by(path))
        return matched if matched and all(f.count("/") == path.count("/") for f in matched) else None
    entry = build_context.entry(path)
    return None if entry is None or entry.is_link else [] if entry.is_dir else [path]


def _independent(copy: Copy | Add, other: Copy | Add, context: Context) -> bool:
    """Whether two copies write to different places for certain: a folder holds what is below it, so only
    siblings are apart."""
    one, two = _targets(copy, context), _targets(other, context)
    return one is not None and two is not None and all(_apart(a, b) for a in one for b in two)


def _apart(one: str, other: str) -> bool:
    if (
        one.startswith("/") != other.startswith("/")
        or "." in (one, other)
        or one.startswith("..")
        or other.startswith("..")
    ):
        return False
    first, second = one.rstrip("/") + "/", other.rstrip("/") + "/"
    return not first.startswith(second) and not second.startswith(first)


def _rate(
    step: Step, instruction: Instruction, cache: BuildCache, history: History
) -> Callable[[], int] | None:
    """How many commits changed what a step needs itself; None where that is not known."""
    if isinstance(instruction, Run):
        requirement = cache.requirement(step)
        if requirement is None or any(m.type == "bind" for m in instruction.mounts):
            return None
        reaches = cache.reaching(step)
        return lambda: history.touching(lambda p: requirement.needs(p) and reaches(p))
    if not step.locals or any(i.pattern is None for i in step.locals):
        return None
    return lambda: history.touching(lambda p: step.at in cache.taking(p))


def _past(copy: Copy | Add, step: Step, later: Instruction, cache: BuildCache, context: Context) -> bool:
    """Whether the copy can stand below an instruction as well as above."""
    if isinstance(later, _NO_STEP):
        return True
    if later.error or later.onbuild:
        return False
    if isinstance(later, (Copy, Add)):
        return _independent(copy, later, context)
    own = cache.step_of(later)
    if not isinstance(later, Run) or own is None:
        return False
    requirement = cache.requirement(own)
    if requirement is None or any(
        c.name in ("chmod", "chown", "chgrp", "ln", "find", "[", "test", "cd", "rm")
        for c in context.facts.script(later).commands
    ):
        return False
    seen = context.facts.build_context.files if context.facts.build_context is not None else ()
    history = context.facts.history
    known = {*seen, *(history.paths if history is not None else ())}
    return not any(requirement.needs(p) and step.at in cache.taking(p) for p in known)


def check(stage: Stage, context: Context) -> Iterator[Finding]:
    copies = [
        i
        for i in stage.instructions
        if isinstance(i, (Copy, Add)) and not (isinstance(i, Copy) and i.from_ is not None)
    ]
    if not copies or len(copies) + len(context.facts.of_kind(stage.index, Run)) < 2:
        return
    if not context.facts.may_have_history:
        return
    cache = cache_if_small(context.facts)
    if cache is None:
        return
    wasteful = {w.instruction.index for w in context.facts.once(wastes)}
    for copy in copies[:20]:
        if copy.index in wasteful:
            continue  # `copy-before-install` says so
        step = cache.step_of(copy)
        if (
            step is None
            or step.linked
            or not step.locals
            or any(i.pattern is None for i in step.locals)
            or step.remotes
        ):
            continue
        passed: list[Instruction] = []
        for later in (i for i in stage.instructions if i.index > copy.index):
            if not _past(copy, step, later, cache, context):
                break
            passed.append(later)
        below = [
            i
            for i in passed
            if isinstance(i, (Copy, Add, Run)) and (s := cache.step_of(i)) is not None and not s.linked
        ]
        if not below:
            continue
        history = context.facts.history
        if history is None or not history.enough:
            return
        often = history.touching(lambda p, at=step.at: at in cache.taking(p))  # type: ignore[misc]
        gains = _gains(below, often, history, cache, context)
        if gains:
            last = gains[-1][0]
            yield _finding(
                copy, often, gains, _fix(copy, [i for i in passed if i.index <= last.index], context), history
            )


def _gains(
    below: Sequence[Instruction], often: int, history: History, cache: BuildCache, context: Context
) -> list[tuple[Instruction, int]]:
    """The steps below whose own files seldom change, with how many commits changed them."""
    found = []
    for instruction in below:
        step = cache.step_of(instruction)
        rate = _rate(step, instruction, cache, history) if step is not None else None
        if step is None or rate is None:
            continue
        own = rate()
        if often < _OFTEN or often < _RATIO * max(own, 1):
            continue
        if isinstance(instruction, Run) or _bytes(step, context) >= context.options["min-bytes"]:
            found.append((instruction, own))
    return found


def _bytes(step: Step, context: Context) -> int:
    build_context = context.facts.build_context
    return (
        build_context.size_of({f for i in step.locals for f in i.files(build_context)})
        if build_context is not None
        else 0
    )


def _finding(
    copy: Copy | Add, often: int, gains: list[tuple[Instruction, int]], fix: Fix | None, history: History
) -> Finding:
    told = " ".join(f"`{s.token.value}`" for s in copy.sources[:3])
    instruction, own = next(((i, n) for i, n in gains if isinstance(i, Run)), gains[0])
    what = f"what {'it needs' if isinstance(instruction, Run) else 'it takes'} changed in {own}"
    return Finding(
        copy.span,
        f"{told} changed in {often} of the last {len(history)} commits, and line {instruction.first_line} is "
        f"rebuilt with it, although {what}: "
        f"copy this after line {gains[-1][0].last_line}",
        fix,
        tuple(Related(i.keyword.span, "rebuilt with it") for i, _ in gains[:10]),
    )


def _fix(copy: Copy | Add, passed: list[Instruction], context: Context) -> Fix | None:
    text, last = context.facts.text, passed[-1]
    if copy.comments:
        return None  # a comment above it may be about the lines that follow, too
    whole = Span(text.full_line_span(copy.first_line).start, text.full_line_span(copy.last_line).end)
    at = text.full_line_span(last.last_line).end
    line, above = text.slice(whole), text.slice(Span(max(0, at - 1), at))
    if not line.endswith("\n"):
        return None
    moved = line.replace("\r\n", "\n")
    new = moved if above == "\n" else "\n" + moved.removesuffix("\n")
    safety = Safety.UNSAFE if any(isinstance(i, Run) for i in passed) else Safety.SAFE
    return Fix(
        f"copy it below line {last.last_line}",
        (*(Edit(s, "") for s in text.deletions([whole])), Edit(Span(at, at), new)),
        safety,
        gain=Gain.REBUILDS,
    )


RULE: Rule[Stage] = Rule(
    id="copy-order-by-change-rate",
    doc=__doc__,
    since="0.1.0",
    subject=Stage,
    check=check,
    severity=Severity.NOTE,
    options=(Option("min-bytes", 1_000_000,
        "ignore later copies smaller than this; installations always count"),),
    examples=(
        Bad(
            "FROM nginx:1\n«COPY site /site»\nCOPY models /models\n",
            fixed="FROM nginx:1\nCOPY models /models\nCOPY site /site\n",
            files={"site/index.html": "", "models/m.bin": "x" * 100},
            options={"min-bytes": 100},
            history=(("site/index.html",),) * 25,
        ),
        Good("FROM nginx:1\nCOPY site /site\nCOPY models /models\n",
            files={"site/index.html": "", "models/m.bin": ""}, history=(("site/index.html",),) * 25),
        Good(
            "FROM node:22\nWORKDIR /app\nCOPY src ./\nCOPY package.json ./\nRUN npm install\n",
            files={"src/a.js": "", "package.json": ""}, history=(("src/a.js",),) * 24 + (("package.json",),),
        ),
        Good(
            "FROM node:22\nWORKDIR /app\nCOPY package.json ./\nRUN npm install\nCOPY src ./src\n",
            files={"src/a.js": "", "package.json": ""}, history=(("src/a.js",),) * 24 + (("package.json",),),
        ),
    ),
)  # fmt: skip

"""An instruction → its script: which bytes the shell reads, which shell it is, and the commands in them.

BuildKit hands a shell the logical line after keyword and flags. A RUN that is one heredoc word is the
heredoc's content (frontend/dockerfile/dockerfile2llb/convert_runmount.go, dispatchRun); with other words the
heredocs are the shell's.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from dlinter.model.dockerfile.nodes import (
    Cmd,
    Dockerfile,
    Entrypoint,
    Healthcheck,
    Instruction,
    Onbuild,
    Run,
    Shell,
    Stage,
)
from dlinter.model.dockerfile.tokens import Form, Token
from dlinter.model.shell.nodes import Command, Script, Word
from dlinter.model.shell.parser import parse
from dlinter.model.shell.words import Source
from dlinter.model.shell.wrappers import simplify
from dlinter.model.text import Span

if TYPE_CHECKING:
    from dlinter.model.shell.tree import Simple

SHELLS = ("sh", "bash", "dash", "ash", "ksh", "zsh")
_WINDOWS = re.compile(
    r"mcr\.microsoft\.com/windows|(?:^|/)(?:nanoserver|windowsservercore|servercore|windows)(?::|/|$)|"
    r"nanoserver|windowsservercore",
    re.I,
)
OfKind = Callable[[int | None, type[Shell]], Sequence[Shell]]


def read_script(dockerfile: Dockerfile, instruction: Instruction, of_kind: OfKind) -> Script:
    """The script of a RUN, CMD, ENTRYPOINT, HEALTHCHECK, or of an ONBUILD of one. `of_kind` gives a stage's
    SHELL instructions."""
    if isinstance(instruction, Onbuild) and instruction.trigger is not None:
        instruction = instruction.trigger
    nothing = Script(Span(instruction.keyword.span.end, instruction.keyword.span.end), "sh", ())
    if not isinstance(instruction, (Run, Cmd, Entrypoint, Healthcheck)) or not instruction.args:
        return nothing
    tokens = instruction.command if isinstance(instruction, Healthcheck) else instruction.args
    if (isinstance(instruction, Healthcheck) and instruction.type != "CMD") or not tokens:
        return nothing
    data = dockerfile.text.data
    if instruction.form is Form.EXEC:
        return _exec(data, tokens)
    dialect = dialect_of(dockerfile, instruction, of_kind)
    whole = Span(tokens[0].span.start, tokens[-1].span.end)
    heredocs = instruction.heredocs if isinstance(instruction, Run) else ()
    if heredocs and len(heredocs) == 1 and heredocs[0].marker == whole:
        heredoc = heredocs[0]
        first = heredoc.content.split("\n", 1)[0]
        if first.startswith("#!"):
            dialect = _interpreter(first)
        return read_bytes(data, _lines(data, heredoc.body, heredoc.chomp), dialect)
    ranges = _within(instruction.pieces, whole)
    if heredocs:
        ranges = _without(ranges, [h.marker for h in heredocs])
    script = read_bytes(data, ranges, dialect)
    if heredocs:
        script = _fed(data, script, instruction)
    return script


def unread_script(instruction: Instruction) -> Script:
    """The script of an instruction that takes too long to read: no commands, and an error over all of it."""
    return Script(instruction.span, "sh", (), (instruction.span,))


def _fed(data: bytes, script: Script, instruction: Instruction) -> Script:
    """`RUN <<EOF bash`: a heredoc that is fed to a lone shell is its script."""
    heredocs = instruction.heredocs
    if len(script.commands) == 1 and len(heredocs) == 1:
        command = script.commands[0]
        if command.name in SHELLS and not [a for a in command.args if not a.startswith("-")]:
            return read_bytes(data, _lines(data, heredocs[0].body, heredocs[0].chomp), command.name)
    return script


def read_bytes(data: bytes, ranges: Sequence[Span], dialect: str = "sh") -> Script:
    """The script in ranges of the data."""
    ranges = [r for r in ranges if r.end > r.start]
    if not ranges:
        return Script(Span(0, 0), dialect, ())
    span = Span(ranges[0].start, ranges[-1].end)
    if dialect not in SHELLS:
        return Script(span, dialect, ())
    from dlinter.model.shell.tree import Walk

    root, source = parse(data, ranges)
    walk = Walk(source)
    walk.run(root)
    errors = list(walk.errors)
    commands: list[Command] = []
    seen = {simple.span for simple in walk.found}
    for simple in walk.found:
        # The outer shell's substitutions are read again in the word of a `sh -c`: they are the outer shell's.
        commands += [
            c
            for c in simplify(simple, source, _nested, errors)
            if c.outer == simple.span or c.outer not in seen
        ]
    return Script(span, dialect, tuple(commands), tuple(sorted(errors)), tuple(ranges))


def _nested(source: Source, ranges: Sequence[Span]) -> tuple[list[tuple[Simple, Source]], list[Span]]:
    """The simple commands of a script inside a word."""
    from dlinter.model.shell.tree import Walk

    root, inner = parse(source.data, ranges)
    walk = Walk(inner)
    walk.run(root)
    return [(simple, inner) for simple in walk.found], walk.errors


def _exec(data: bytes, tokens: Sequence[Token]) -> Script:
    from dlinter.model.shell.tree import Simple

    words = [Word(t.span, t.value, t.value, True, True) for t in tokens]
    span = Span(words[0].span.start, words[-1].span.end)
    simple = Simple(span, words, [], [], (), 1)
    errors: list[Span] = []
    commands = simplify(simple, Source.of(data, (span,)), _nested, errors, exec_form=True)
    return Script(span, "exec", tuple(commands), tuple(errors))


def _within(pieces: Sequence[Span], whole: Span) -> list[Span]:
    return [
        Span(max(p.start, whole.start), min(p.end, whole.end))
        for p in pieces
        if p.end > whole.start and p.start < whole.end
    ]


def _without(ranges: Sequence[Span], gaps: Sequence[Span]) -> list[Span]:
    """The ranges without the gaps, in one pass over both: a line may have thousands of each."""
    done: list[Span] = []
    ordered = sorted(gaps)
    reach = list(accumulate((g.end for g in ordered), max))  # up to where a gap and those before it go
    for whole in ranges:
        at = whole.start
        for number in range(bisect_right(reach, whole.start), len(ordered)):
            gap = ordered[number]
            if gap.start >= whole.end:
                break
            if gap.start > at:
                done.append(Span(at, gap.start))
            at = max(at, gap.end)
        if at < whole.end:
            done.append(Span(at, whole.end))
    return done


def _lines(data: bytes, body: Span, chomp: bool) -> list[Span]:
    if not chomp:
        return [body]
    ranges, at = [], body.start
    while at < body.end:
        stop = data.find(b"\n", at, body.end)
        stop = body.end if stop < 0 else stop + 1
        start = at
        while start < stop and data[start : start + 1] == b"\t":
            start += 1
        ranges.append(Span(start, stop))
        at = stop
    return ranges


def dialect_of(dockerfile: Dockerfile, instruction: Instruction, of_kind: OfKind) -> str:
    """The shell of an instruction in shell form: of the last SHELL before it, in its stage or one it is
    FROM."""
    if instruction.stage is None:
        return "sh"
    stage: Stage | None = dockerfile.stages[instruction.stage]
    before, seen = instruction.index, set[int]()
    while stage is not None and stage.index not in seen:
        seen.add(stage.index)
        for other in reversed(of_kind(stage.index, Shell)):
            if other.index < before and other.args and other.error is None:
                return _program(other.args[0].value)
        image = stage.from_.image
        if stage.base is None:
            platform = stage.from_.flag_value("platform") or ""
            windows = (image and _WINDOWS.search(image.value)) or platform.startswith("windows")
            return "cmd" if windows else "sh"
        stage, before = dockerfile.stages[stage.base], len(dockerfile.instructions)
    return "sh"


def _program(path: str) -> str:
    name = re.split(r"[/\\]", path)[-1].lower().removesuffix(".exe")
    return "powershell" if name == "pwsh" else name


def _interpreter(shebang: str) -> str:
    words = shebang[2:].split()
    if not words:
        return "sh"
    if words[0].endswith("/env"):
        words = [w for w in words[1:] if not w.startswith("-") and "=" not in w] or ["sh"]
    return _program(words[0])

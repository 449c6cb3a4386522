"""The ignores of a Dockerfile, and what each of them reaches.

- `# dlint: ignore[rule]` above an instruction: that instruction. On its own line inside an instruction or a
  heredoc: the line below. At the end of a line of a heredoc or of a RUN: that line. `ignore-file[rule]`: the
  file.
- `# hadolint ignore=`: the next instruction; `global ignore=` the file; `stage ignore=` the stage that begins
  next.
- `# check=skip=` as parser directive: the file; above an instruction: that instruction.
- `# trivy:ignore:`: the next instruction; `# checkov:skip=`: the file.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from dlinter.model.dockerfile import Comment, Dockerfile, Form, Instruction, Run
from dlinter.model.ignore import MalformedIgnore
from dlinter.model.text import Span
from dlinter.packs import RuleSet
from dlinter.policy.foreign_ignores import (
    buildkit_ignore,
    buildkit_names,
    check_options,
    checkov_ignore,
    hadolint_ignore,
    trivy_ignore,
)
from dlinter.policy.ignores import NOWHERE, Ignore, Ignores
from dlinter.policy.own_ignores import own_comments


def read_ignores(dockerfile: Dockerfile, rules: RuleSet) -> Ignores:
    """The ignores in the comments and directives of a Dockerfile."""
    small = dockerfile.text.data.lower()
    entries: list[Ignore] = []
    malformed: list[MalformedIgnore] = []
    error = False
    starts = [i.span.start for i in dockerfile.instructions]
    if b"dlint" in small:
        for entry, wrong in _own(dockerfile, rules, starts):
            malformed += wrong
            if entry.names:
                entries.append(entry)
    if any(word in small for word in (b"hadolint", b"check", b"trivy:")):
        directives = {d.line for d in dockerfile.directives}
        for comment in dockerfile.comments:
            if comment.line not in directives:
                entries.extend(_foreign(comment, dockerfile, rules, starts))
        directive = dockerfile.directive("check")
        if directive is not None:
            skip, error = check_options(directive.value)
            if skip:
                entries.append(Ignore(buildkit_names(skip, rules), None, "`# check=skip`", directive.span))
    return Ignores(tuple(entries), error, dockerfile.text.path, tuple(malformed))


def _own(
    dockerfile: Dockerfile, rules: RuleSet, starts: list[int]
) -> Iterator[tuple[Ignore, tuple[MalformedIgnore, ...]]]:
    text = dockerfile.text
    comments = {c.line: c for c in dockerfile.comments}
    below: dict[int, Span] = {}
    for found in own_comments(text, rules):
        at = found.span.start
        line = text.line_of(at)
        row = text.line_span(line)
        before = text.data[row.start : at]
        whole_line = not before.strip(b" \t\xef\xbb\xbf")
        comment = comments.get(line)
        inner = _within(dockerfile, starts, at)
        scope: Span | None
        if whole_line and comment is not None and not comment.inside:
            scope = _next(dockerfile, starts, at)
        elif whole_line and (comment is not None or (inner and _in_heredoc(inner, at))):
            scope = _line_below(dockerfile, line, comments, below)
        elif inner and before[-1:] in (b" ", b"\t", b";") and _shell_reads(inner, at):
            scope = row
        else:
            continue  # the words are in a value, not in a comment
        delete = (
            text.full_line_span(line)
            if whole_line
            else Span(row.start + len(before.rstrip(b" \t")), found.span.end)
        )
        yield (
            Ignore(found.names, None if found.whole_file else scope, found.reason, found.span, True, delete),
            found.malformed,
        )


def _foreign(comment: Comment, dockerfile: Dockerfile, rules: RuleSet, starts: list[int]) -> Iterator[Ignore]:
    words, at = comment.text.strip(), comment.span.start
    if hadolint := hadolint_ignore(words, rules):
        reach, names, reason = hadolint
        scope = (
            None
            if reach == "global"
            else _next_stage(dockerfile, at)
            if reach == "stage"
            else _next(dockerfile, starts, at)
        )
        yield Ignore(names, scope, reason, comment.span)
    elif not comment.inside and (buildkit := buildkit_ignore(words, rules)):
        yield Ignore(buildkit[0], _next(dockerfile, starts, at), buildkit[1], comment.span)
    elif not comment.inside and (checkov := checkov_ignore(words, rules)):
        yield Ignore(checkov[0], None, checkov[1], comment.span)
    elif not comment.inside and (trivy := trivy_ignore(words, rules)):
        yield Ignore(trivy, _next(dockerfile, starts, at), "`# trivy:ignore`", comment.span)


def _within(dockerfile: Dockerfile, starts: list[int], offset: int) -> Instruction | None:
    """The instruction whose span holds an offset."""
    at = bisect_right(starts, offset) - 1
    if at < 0 or offset >= dockerfile.instructions[at].span.end:
        return None
    return dockerfile.instructions[at]


def _next(dockerfile: Dockerfile, starts: list[int], offset: int) -> Span:
    at = bisect_right(starts, offset)
    return dockerfile.instructions[at].span if at < len(starts) else NOWHERE


def _next_stage(dockerfile: Dockerfile, offset: int) -> Span:
    at = bisect_right(dockerfile.stages, offset, key=lambda stage: stage.from_.span.start)
    return dockerfile.stages[at].span if at < len(dockerfile.stages) else NOWHERE


def _line_below(
    dockerfile: Dockerfile, line: int, comments: dict[int, Comment], known: dict[int, Span]
) -> Span:
    """The next line that is not blank or a comment. `known` keeps what was found from which line on."""
    text, passed, found = dockerfile.text, list[int](), NOWHERE
    for below in range(line + 1, text.line_count + 1):
        if below in known:
            found = known[below]
            break
        passed.append(below)
        row = text.line(below).strip()
        if row and below not in comments and not row.startswith("#"):
            found = text.line_span(below)
            break
    known.update(dict.fromkeys(passed, found))
    return found


def _in_heredoc(instruction: Instruction, offset: int) -> bool:
    return any(h.body.start <= offset < h.body.end for h in instruction.heredocs)


def _shell_reads(instruction: Instruction, offset: int) -> bool:
    """Whether `#` at an offset begins a comment of a shell: in a heredoc, or in a RUN in shell form."""
    return _in_heredoc(instruction, offset) or (
        isinstance(instruction, Run) and instruction.form is Form.SHELL
    )

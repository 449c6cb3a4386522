"""Ignores in comments: dlint's own, hadolint's and BuildKit's.

- `# dlint: ignore[rule, rule2] reason` above an instruction: that instruction. On its own line inside an instruction
  or a heredoc: the line below. At the end of a line of a heredoc or of a RUN: that line.
- `# dlint: ignore-file[rule] reason`: the whole file.
- `# hadolint ignore=DL3008,SC2086 # reason`: the next instruction; `global ignore=` the file; `stage ignore=` the
  stage that begins next (hadolint's README, "Inline ignores").
- `# check=skip=A,B;error=true` as parser directive: the file; `# check=skip=A // reason` above an instruction: that
  instruction (BuildKit's frontend/dockerfile/linter/linter.go, `ParseLintOptions`, `WithMergedConfigFromComments`).
  `skip=all` means BuildKit's checks, not all of dlint's.

Names are a rule's id, its family, a rule set, or an alias. A ShellCheck code names the findings whose `key` begins with it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dlinter.finding import Reason, Result, Suppression
from dlinter.model.dockerfile import Comment, Dockerfile, Form, Instruction, Run
from dlinter.model.ignore import UnusedIgnore
from dlinter.model.text import Span
from dlinter.packs import RuleSet

# Not compiled here: most files have no such comment, and `re` keeps what it compiled.
_DLINT = rb"#[ \t]*dlint:[ \t]*(ignore(?:-file)?)\[([^\]\r\n]*)\]([^\r\n]*)"
_HADOLINT = r"hadolint\s+(?:(global|stage)\s+)?ignore\s*=\s*([\w/:.-]+(?:\s*,\s*[\w/:.-]+)*)\s*(.*)"
_CHECK = r"check\s*=\s*(.*)"
_CODE = r"(?:shellcheck[:/])?(SC\d{4})\Z"
_EXPERIMENTAL = "buildkit:InvalidDefinitionDescription"  # runs where a file asks for it, and `skip` does not stop it
_NOWHERE = Span(-1, -1)


@dataclass(frozen=True, slots=True)
class Name:
    """A name in an ignore: what it says, where (None in a foreign comment), the rules it means (none when it is
    unknown), and the ShellCheck code it is."""

    text: str
    span: Span | None
    rules: frozenset[str]
    code: str = ""

    def matches(self, result: Result) -> bool:
        if result.rule.id in self.rules:
            return True
        return bool(self.code) and re.split(r"\W", result.finding.key, maxsplit=1)[0].upper() == self.code


@dataclass(frozen=True, slots=True)
class Ignore:
    """One ignore comment. `scope` is the span in which a finding must begin, None for the whole file. `own` is true for
    dlint's comments; `delete` is then the span to delete when nothing of it is needed."""

    names: tuple[Name, ...]
    scope: Span | None
    reason: str
    span: Span
    own: bool = False
    delete: Span = _NOWHERE

    def covers(self, result: Result) -> bool:
        if self.scope is None:
            return True
        span = result.location.span
        return span is not None and self.scope.start <= span.start <= self.scope.end


@dataclass(frozen=True, slots=True)
class Ignores:
    """All ignores of one file. `error` is true where the file says `# check=error=true`."""

    entries: tuple[Ignore, ...] = ()
    error: bool = False
    path: str = ""

    def suppression(self, result: Result) -> Suppression | None:
        """What suppresses a result of this file, None when nothing does."""
        if result.location.path != self.path:
            return None
        for ignore in self.entries:
            if ignore.covers(result) and any(name.matches(result) for name in ignore.names):
                return Suppression(Reason.IGNORE, ignore.reason)
        return None

    def unused(self, results: Iterable[Result], ran: frozenset[str]) -> tuple[UnusedIgnore, ...]:
        """dlint's own ignores that matched none of the file's results (suppressed ones included), as far as all rules they
        name are among those that `ran`. Names that mean no known rule are not told of: their rule may be in a
        pack that is not installed here."""
        own = [ignore for ignore in self.entries if ignore.own]
        if not own:
            return ()
        mine = [r for r in results if r.location.path == self.path]
        return tuple(unused for ignore in own for unused in _unused(ignore, mine, ran))

    @property
    def unknown(self) -> tuple[Name, ...]:
        """Names in dlint's own ignores that mean no rule of an installed pack, and no ShellCheck code."""
        return tuple(n for i in self.entries if i.own for n in i.names if not n.rules and not n.code)


def _unused(ignore: Ignore, results: list[Result], ran: frozenset[str]) -> Iterator[UnusedIgnore]:
    covered = [r for r in results if ignore.covers(r)]
    idle = [
        bool(name.rules) and not name.code and name.rules <= ran - {"unused-ignore"}
        and not any(name.matches(r) for r in covered)
        for name in ignore.names
    ]  # fmt: skip
    if not any(idle):
        return
    if all(idle):
        yield UnusedIgnore(ignore.span, tuple(n.text for n in ignore.names), False, ignore.delete)
        return
    first_kept = idle.index(False)
    spans = [n.span for n in ignore.names if n.span is not None]
    for index, name in enumerate(ignore.names):
        if not idle[index]:
            continue
        here = spans[index]
        # With the comma after it before the first name that stays, with the comma before it behind: never overlapping.
        if index < first_kept:
            delete = Span(here.start, spans[index + 1].start)
        else:
            delete = Span(spans[index - 1].end, here.end)
        yield UnusedIgnore(here, (name.text,), True, delete)


def read_ignores(dockerfile: Dockerfile, rules: RuleSet) -> Ignores:
    """The ignores in the comments and directives of a Dockerfile."""
    data = dockerfile.text.data
    entries: list[Ignore] = []
    error = False
    starts = [i.span.start for i in dockerfile.instructions]
    if b"dlint:" in data:
        entries.extend(_own(dockerfile, rules, starts))
    if b"hadolint" in data or b"check" in data.lower():
        directives = {d.line for d in dockerfile.directives}
        for comment in dockerfile.comments:
            if comment.line not in directives:
                entries.extend(_foreign(comment, dockerfile, rules, starts))
        directive = dockerfile.directive("check")
        if directive is not None:
            skip, error = _check_options(directive.value)
            if skip:
                entries.append(Ignore(_buildkit(skip, rules), None, "`# check=skip`", directive.span))
    return Ignores(tuple(entries), error, dockerfile.text.path)


def _own(dockerfile: Dockerfile, rules: RuleSet, starts: list[int]) -> Iterator[Ignore]:
    text = dockerfile.text
    comments = {c.line: c for c in dockerfile.comments}
    for match in re.finditer(_DLINT, text.data):
        line = text.line_of(match.start())
        row = text.line_span(line)
        before = text.data[row.start : match.start()]
        whole_line = not before.strip(b" \t\xef\xbb\xbf")
        comment = comments.get(line)
        inner = _within(dockerfile, starts, match.start())
        scope: Span | None
        if whole_line and comment is not None and not comment.inside:
            scope = _next(dockerfile, starts, match.start())
        elif whole_line and (comment is not None or (inner and _in_heredoc(inner, match.start()))):
            scope = _line_below(dockerfile, line, comments)
        elif inner and before[-1:] in (b" ", b"\t", b";") and _shell_reads(inner, match.start()):
            scope = row
        else:
            continue  # the words stand in a value, not in a comment
        if match[1] == b"ignore-file":
            scope = None
        names = tuple(_names(match, rules))
        if not names:
            continue
        span = Span(match.start(), match.end())
        if whole_line:
            delete = text.full_line_span(line)
        else:
            delete = Span(row.start + len(before.rstrip(b" \t")), match.end())
        reason = match[3].decode("utf-8", "replace").strip()
        yield Ignore(names, scope, reason, span, True, delete)


def _names(match: re.Match[bytes], rules: RuleSet) -> Iterator[Name]:
    for part in re.finditer(rb"[^,\s]+", match[2]):
        text = part[0].decode("utf-8", "replace")
        at = match.start(2)
        code = re.match(_CODE, text, re.I)
        yield Name(text, Span(at + part.start(), at + part.end()), _resolve(text, rules), code[1].upper() if code else "")


def _resolve(name: str, rules: RuleSet) -> frozenset[str]:
    try:
        return frozenset(rules.resolve(name))
    except KeyError:
        return frozenset()


def _foreign(comment: Comment, dockerfile: Dockerfile, rules: RuleSet, starts: list[int]) -> Iterator[Ignore]:
    text = comment.text.strip()
    if match := re.match(_HADOLINT, text, re.S):
        scope: Span | None
        if match[1] == "global":
            scope = None
        elif match[1] == "stage":
            scope = _next_stage(dockerfile, comment.span.start)
        else:
            scope = _next(dockerfile, starts, comment.span.start)
        names = tuple(_foreign_name(n.strip(), "hadolint", rules) for n in match[2].split(","))
        yield Ignore(names, scope, match[3].lstrip("# ").strip() or "`# hadolint ignore`", comment.span)
    elif (match := re.match(_CHECK, text, re.S | re.I)) and not comment.inside:
        options, _, reason = match[1].partition("//")
        skip, _error = _check_options(options)
        if skip:
            scope = _next(dockerfile, starts, comment.span.start)
            yield Ignore(_buildkit(skip, rules), scope, reason.strip() or "`# check=skip`", comment.span)


def _foreign_name(name: str, tool: str, rules: RuleSet) -> Name:
    code = re.match(_CODE, name, re.I)
    tagged = name.replace("/", ":", 1) if "/" in name or ":" in name else f"{tool}:{name}"
    return Name(name, None, _resolve(tagged, rules), code[1].upper() if code else "")


def _check_options(value: str) -> tuple[tuple[str, ...], bool]:
    """The names to skip and whether a finding is an error, of `skip=A,B;error=true;experimental=…`."""
    skip: tuple[str, ...] = ()
    error = False
    for option in value.partition("//")[0].split(";"):
        key, _, given = option.partition("=")
        if key.strip().lower() == "skip":
            skip = tuple(n.strip() for n in given.split(",") if n.strip())
        elif key.strip().lower() == "error":
            error = given.strip() in ("1", "t", "T", "true", "TRUE", "True")
    return skip, error


def _buildkit(skip: tuple[str, ...], rules: RuleSet) -> tuple[Name, ...]:
    if "all" in (name.lower() for name in skip):
        theirs = frozenset(r.id for r in rules.rules if any(a.startswith("buildkit:") and a != _EXPERIMENTAL for a in r.aliases))
        return (Name("all", None, theirs),)
    return tuple(_foreign_name(name, "buildkit", rules) for name in skip)


def _within(dockerfile: Dockerfile, starts: list[int], offset: int) -> Instruction | None:
    """The instruction whose span holds an offset."""
    at = bisect_right(starts, offset) - 1
    if at < 0 or offset >= dockerfile.instructions[at].span.end:
        return None
    return dockerfile.instructions[at]


def _next(dockerfile: Dockerfile, starts: list[int], offset: int) -> Span:
    at = bisect_right(starts, offset)
    return dockerfile.instructions[at].span if at < len(starts) else _NOWHERE


def _next_stage(dockerfile: Dockerfile, offset: int) -> Span:
    for stage in dockerfile.stages:
        if stage.from_.span.start > offset:
            return stage.span
    return _NOWHERE


def _line_below(dockerfile: Dockerfile, line: int, comments: dict[int, Comment]) -> Span:
    text = dockerfile.text
    for below in range(line + 1, text.line_count + 1):
        row = text.line(below).strip()
        if row and below not in comments and not row.startswith("#"):
            return text.line_span(below)
    return _NOWHERE


def _in_heredoc(instruction: Instruction, offset: int) -> bool:
    return any(h.body.start <= offset < h.body.end for h in instruction.heredocs)


def _shell_reads(instruction: Instruction, offset: int) -> bool:
    """Whether `#` at an offset begins a comment of a shell: in a heredoc, or in a RUN in shell form."""
    return _in_heredoc(instruction, offset) or (isinstance(instruction, Run) and instruction.form is Form.SHELL)

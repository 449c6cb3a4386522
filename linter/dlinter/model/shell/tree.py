"""tree-sitter's tree of a shell script → simple commands.

The parser reads ranges of the original bytes, so every node's offset is an offset of the file. The walk uses
a stack, never recursion over lists: a list of a thousand `&&` is a thousand nodes deep. The grammar's silent
misreadings are mended here: redirects that hang on a whole list, words behind a redirect, words split at
`-$`, and the rest of a line that hides in a heredoc's redirect.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field

from dlinter.model.shell.nodes import Assignment, Redirect, Word
from dlinter.model.shell.parser import parse
from dlinter.model.shell.words import Source, make_word
from dlinter.model.text import Span
from dlinter.model.work import COMMANDS, TooMuchWork

if TYPE_CHECKING:
    from tree_sitter import Node

_WORDS = {
    "word", "string", "raw_string", "ansi_c_string", "translated_string", "concatenation",
    "simple_expansion", "expansion",
    "command_substitution", "number", "process_substitution", "arithmetic_expansion", "brace_expression",
    "test_operator",
    "extglob_pattern", "regex", "$", "==", "=~",
}  # fmt: skip
_REDIRECTS = {"file_redirect", "herestring_redirect", "heredoc_redirect"}
_HIDDEN = re.compile(rb"\\(?=[`$\\])")
_PIPES = ("|", "|&")
_TAIL = ("list", "pipeline", "command", "redirected_statement")
"""What the grammar finds behind a heredoc's mark: the rest of the line."""
_CONTEXTS = {
    "if_statement": "if", "while_statement": "while", "for_statement": "for", "c_style_for_statement": "for",
    "case_statement": "case",
    "subshell": "subshell", "compound_statement": "group", "function_definition": "function",
    "command_substitution": "substitution",
    "process_substitution": "process-substitution",
}  # fmt: skip
CHARACTERS = 1_000_000
"""Of all words of a script: eight times what the longest script has, when no word is inside of another."""
DEEPEST = 100
"""Blocks, subshells and substitutions that a command may stand in: what is inside is read for each of
them."""
REDIRECTED = 120
"""Lists with a redirect inside of each other: the grammar reads `a && b | c >d && e | f >g` so, and each is
walked by a function that calls itself."""
Step = tuple["Node", tuple[str, ...], str, str, bool, int]
"""A node to be walked: its context, how it is joined to what stands before and behind, whether negated, its
pipeline or 0."""
_DECLARE = ("export", "declare", "local", "readonly", "typeset", "unset")


class Simple(Struct):
    """A simple command as found, before wrappers are taken off."""

    span: Span
    words: list[Word]
    assignments: list[Assignment]
    redirects: list[Redirect]
    context: tuple[str, ...]
    pipeline: int = 0
    operator: str = ""
    before: str = ""
    negated: bool = False


class Walk(Struct):
    """One walk over a tree. `found` are the commands in order of place."""

    source: Source
    found: list[Simple] = field(default_factory=list)
    errors: list[Span] = field(default_factory=list)
    pipelines: int = 0
    characters: int = 0
    depth: int = 0
    """Lists with a redirect that this walk is inside of: each has a walk of its own."""

    def _word(self, span: Span) -> Word:
        """The word of a span. A word inside of a substitution is read with each word around it, so they are
        counted."""
        word = make_word(self.source, span)
        self.characters += len(word.text)
        if self.characters > CHARACTERS:
            raise TooMuchWork("a script whose words are too deep in each other: its commands are not read")
        return word

    def run(self, root: Node) -> None:
        """Fills `found` and `errors`."""
        if root.has_error:
            self._errors(root)
        self.run_from(root, (), "", "")
        self.found.sort(key=lambda s: s.span.start)

    def _errors(self, root: Node) -> None:
        todo = [root]
        while todo:
            node = todo.pop()
            if node.type == "ERROR" or node.is_missing:
                self.errors.append(Span(node.start_byte, node.end_byte))
            elif node.has_error:
                todo.extend(reversed(node.children))

    def _step(
        self, node: Node, context: tuple[str, ...], before: str, after: str, negated: bool, pipeline: int
    ) -> Iterator[Step]:
        kind = node.type
        if kind in ("command", "declaration_command", "unset_command", "test_command"):
            self._command(node, (), context, before, after, negated, pipeline or self._new())
            yield from self._inner(node, context)
        elif kind in ("variable_assignment", "variable_assignments"):
            self._assignments(node, context, before, after, negated, pipeline or self._new())
            yield from self._inner(node, context)
        elif kind == "redirected_statement":
            yield from self._redirected(node, context, before, after, negated, pipeline)
        elif kind in _REDIRECTS and kind != "heredoc_redirect":
            # A redirect that stands alone: `> file`.
            self._command(node, (node,), context, before, after, negated, pipeline or self._new())
            yield from self._inner(node, context)
        elif kind == "list":
            yield from self._list(node, context, before, after, pipeline)
        elif kind == "command_substitution" and (ranges := self._backticks(node)):
            root, source = parse(self.source.data, ranges)
            sub = Walk(source, pipelines=self.pipelines, depth=self.depth)
            sub.run_from(root, (*context, "substitution"), "", "")
            self.pipelines = sub.pipelines
            self.found += sub.found
        elif kind == "pipeline":
            yield from self._pipeline(node, context, before, after, negated, pipeline)
        elif kind == "negated_command":
            for child in node.named_children:
                yield child, context, before, after, True, pipeline
        else:
            yield from self._block(node, context, before, after)

    def _backticks(self, node: Node) -> list[Span]:
        """What the shell reads of a substitution in backticks that hides characters from it: without those
        backslashes."""
        data, start, end = self.source.data, node.start_byte + 1, node.end_byte - 1
        if data[start - 1 : start] != b"`" or not _HIDDEN.search(data, start, end):
            return []
        cuts = [m.start() for m in _HIDDEN.finditer(data, start, end)]
        pieces = [Span(a, b) for a, b in zip([start, *(c + 1 for c in cuts)], [*cuts, end], strict=True)]
        return self.source.read_in(pieces)

    def _new(self) -> int:
        self.pipelines += 1
        return self.pipelines

    def _block(
        self, node: Node, context: tuple[str, ...], before: str, after: str
    ) -> Iterator[Step]:
        """Statements one after the other, each with how it is joined to its neighbours."""
        name = _CONTEXTS.get(node.type)
        inner = (*context, name) if name else context
        block = bool(name) or node.type in ("elif_clause", "else_clause")
        condition = node.type in ("if_statement", "elif_clause", "while_statement")
        children = [c for c in node.children if c.type != "comment"]
        last = ""
        last_named = max((index for index, c in enumerate(children) if c.is_named), default=-1)
        for index, child in enumerate(children):
            if not child.is_named:
                if child.type == "then":
                    condition = False
                last = "&" if child.type == "&" else ";" if child.type in (";", "\n", ";;") else ""
                continue
            follows = children[index + 1].type if index + 1 < len(children) else ""
            joined = (
                "&"
                if follows == "&"
                else ";"
                if follows in (";", "\n") or index < last_named
                else after
                if not block
                else ""
            )
            where = (
                (*inner, "condition")
                if condition and child.type not in ("do_group", "elif_clause", "else_clause")
                else inner
            )
            yield child, where, last or (before if index == 0 and not block else ""), joined, False, 0
            last = ";"

    def _list(
        self, node: Node, context: tuple[str, ...], before: str, after: str, pipeline: int = 0
    ) -> Iterator[Step]:
        """The parts of a list; the first one may belong to a pipeline that began before the list."""
        parts: list[Node] = []
        operators: list[str] = []
        at: Node | None = node
        while at is not None and at.type == "list":  # left-recursive: take it apart in a loop
            children = at.children
            parts.append(children[-1])
            operators.append(next((c.type for c in children[1:-1] if not c.is_named), ";"))
            at = children[0]
        if at is not None:
            parts.append(at)
        parts.reverse()
        operators.reverse()
        for index, part in enumerate(parts):
            yield (
                part, context, operators[index - 1] if index else before,
                operators[index] if index < len(operators) else after, False, 0 if index else pipeline,
            )  # fmt: skip

    def _pipeline(
        self, node: Node, context: tuple[str, ...], before: str, after: str, negated: bool, pipeline: int
    ) -> Iterator[Step]:
        """The parts of a pipeline. The grammar reads `a | b | c && d` as `a | (b | c && d)`, and what stands
        behind `<<X |` as a pipeline that begins with its sign."""
        number = pipeline or self._new()
        parts = [c for c in node.children if c.is_named and c.type != "comment"]
        signs = [c.type for c in node.children if c.type in _PIPES]
        if signs and node.children[0].type in _PIPES:
            before = signs.pop(0)
        for index, part in enumerate(parts):
            joined = signs[index - 1] if 0 < index <= len(signs) else before
            follows = signs[index] if index < len(signs) else after
            if part.type == "list":
                yield from self._list(part, context, joined, follows, number)
            else:
                yield part, context, joined, follows, negated, number

    def _redirected(
        self, node: Node, context: tuple[str, ...], before: str, after: str, negated: bool, pipeline: int
    ) -> Iterator[Step]:
        body = node.child_by_field_name("body")
        redirects = [c for c in node.children if c.type in _REDIRECTS]
        parts = [c for r in redirects for c in (r.children if r.type == "heredoc_redirect" else (r,))]
        rest = [c for c in parts if c.type in _TAIL]
        tail = next((c.type for c in parts if c.type in ("&&", "||", "|", "|&", ";")), "")
        piped = bool(rest) and rest[0].type == "pipeline" and rest[0].children[0].type in _PIPES
        if piped:
            tail = rest[0].children[0].type
        start = len(self.found)
        if body is None:
            self._command(node, redirects, context, before, tail or after, negated, pipeline or self._new())
        elif body.type in ("command", "declaration_command", "test_command", "variable_assignment"):
            self._command(body, redirects, context, before, tail or after, negated, pipeline or self._new())
            yield from self._inner(body, context)
        else:
            # The redirect belongs to the last simple command of the list or pipeline.
            if self.depth >= REDIRECTED:
                raise TooMuchWork(
                    f"a script of more than {REDIRECTED} lists with a redirect in each other: its commands "
                    "are not read"
                )
            sub = Walk(self.source, pipelines=self.pipelines, depth=self.depth + 1)
            sub.run_from(body, context, before, tail or after)
            self.pipelines = sub.pipelines
            self.found += sub.found
            last = max(self.found[start:], key=lambda s: s.span.start, default=None)
            if last is not None and body.type in ("list", "pipeline", "negated_command"):
                self._attach(last, redirects)
        for part in parts:
            if part.type in ("command_substitution", "process_substitution"):
                yield part, context, "", "", False, 0
            elif part.type not in _TAIL:
                yield from self._inner(part, context)
        number = (
            max(self.found[start:], key=lambda s: s.span.start).pipeline
            if piped and len(self.found) > start
            else 0
        )
        for child in rest:
            yield child, context, tail, after, False, number

    def run_from(self, node: Node, context: tuple[str, ...], before: str, after: str) -> None:
        """Walks from a node inside a tree."""
        todo: list[Step] = [(node, context, before, after, False, 0)]
        while todo:
            step = todo.pop()
            if len(self.found) > COMMANDS:
                raise TooMuchWork(f"a script of more than {COMMANDS:,} commands: they are not read")
            if len(step[1]) > DEEPEST:
                raise TooMuchWork(
                    f"a script with commands more than {DEEPEST} deep in others: its commands are not read"
                )
            todo.extend(reversed(list(self._step(*step))))

    def _inner(
        self, node: Node, context: tuple[str, ...]
    ) -> Iterator[Step]:
        """Substitutions inside a command's words. Most have none, and asking tree-sitter for all nodes takes
        time."""
        data, first, last = self.source.data, node.start_byte, node.end_byte
        if data.find(b"(", first, last) < 0 and data.find(b"`", first, last) < 0:
            return
        todo = list(reversed(node.children))
        while todo:
            child = todo.pop()
            if child.type in ("command_substitution", "process_substitution"):
                yield child, context, "", "", False, 0
            else:
                todo.extend(reversed(child.children))

    def _assignments(
        self, node: Node, context: tuple[str, ...], before: str, after: str, negated: bool, pipeline: int
    ) -> None:
        nodes = (
            [node]
            if node.type == "variable_assignment"
            else [c for c in node.children if c.type == "variable_assignment"]
        )
        found = [self._assignment(n) for n in nodes]
        span = Span(node.start_byte, node.end_byte)
        self.found.append(Simple(span, [], found, [], context, pipeline, after, before, negated))

    def _assignment(self, node: Node, exported: bool = False) -> Assignment:
        name = node.child_by_field_name("name")
        value = node.child_by_field_name("value")
        return Assignment(
            Span(node.start_byte, node.end_byte),
            self.source.text(Span(name.start_byte, name.end_byte)) if name else "",
            self._word(Span(value.start_byte, value.end_byte)) if value else None,
            exported,
        )

    def _command(
        self, node: Node, outer: Sequence[Node], context: tuple[str, ...], before: str, after: str,
        negated: bool, pipeline: int
    ) -> None:
        spans: list[Span] = []
        assignments: list[Assignment] = []
        simple = Simple(Span(node.start_byte, node.end_byte), [], assignments, [], context, pipeline, after,
            before, negated)
        export = bool(node.children) and node.children[0].type in ("export", "declare", "typeset")
        if node.type == "variable_assignment":
            assignments.append(self._assignment(node))
        elif node.type not in _REDIRECTS and node.type != "redirected_statement":
            for child in node.children:
                if child.type == "command_name":
                    spans.append(Span(child.start_byte, child.end_byte))
                elif child.type == "variable_assignment":
                    assignments.append(self._assignment(child, export))
                    if spans:  # `export A=b`: a word of the command too
                        spans.append(Span(child.start_byte, child.end_byte))
                elif child.type in _REDIRECTS:
                    self._attach(simple, [child])
                elif child.type in (
                    "unary_expression",
                    "binary_expression",
                    "parenthesized_expression",
                    "negated_expression",
                ):
                    spans += _leaves(child)
                elif child.type == "comment" or child.end_byte == child.start_byte:
                    continue
                elif (
                    child.type in _DECLARE
                    or child.type in _WORDS
                    or child.is_named
                    or child.type in ("[", "[[", "]", "]]", "!")
                ):
                    spans.append(Span(child.start_byte, child.end_byte))
        simple.words = [self._word(span) for span in self._joined(spans)]
        if outer:
            self._attach(simple, outer)
        self.found.append(simple)

    def _joined(self, spans: list[Span]) -> list[Span]:
        """Words that touch are one word."""
        done: list[Span] = []
        for span in sorted(spans, key=_place):
            if done and self.source.touch(done[-1].end, span.start):
                done[-1] = Span(done[-1].start, max(done[-1].end, span.end))
            else:
                done.append(span)
        return done

    def _attach(self, simple: Simple, redirects: Sequence[Node]) -> None:
        extra: list[Span] = []
        before = len(simple.redirects)  # those are in its span
        for node in redirects:
            descriptor = node.child_by_field_name("descriptor")
            targets = [c for c in node.children if c.is_named
                and c.type not in ("file_descriptor", "heredoc_start", "heredoc_body", "heredoc_end",
                    "comment", *_TAIL, *_REDIRECTS)]
            operator = next(
                (c.type for c in node.children if not c.is_named),
                "<<" if node.type == "heredoc_redirect" else ">",
            )
            spans = self._joined([Span(t.start_byte, t.end_byte) for t in targets])
            if node.type == "heredoc_redirect":
                target = None
                extra += spans
                self._attach(simple, [c for c in node.children if c.type in _REDIRECTS])
            else:
                target = self._word(spans[0]) if spans else None
                extra += spans[1:]  # the grammar takes what follows for further targets
            start = next((c for c in node.children if c.type == "heredoc_start"), node)
            end = spans[0].end if spans and target else start.end_byte
            fd = self.source.text(Span(descriptor.start_byte, descriptor.end_byte)) if descriptor else ""
            simple.redirects.append(
                Redirect(Span(node.start_byte, max(end, node.start_byte)), operator, fd, target)
            )
        if extra:
            simple.words += [self._word(span) for span in extra]
            simple.words.sort(key=lambda w: w.span.start)
        if redirects:
            ends = [r.span.end for r in simple.redirects[before:]] + [w.span.end for w in simple.words[-1:]]
            simple.span = Span(min(simple.span.start, redirects[0].start_byte), max(simple.span.end, *ends))


def _place(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _leaves(node: Node) -> list[Span]:
    """The words of a test's expression."""
    spans, todo = [], [node]
    while todo:
        at = todo.pop()
        if at.child_count and at.type not in _WORDS:
            todo.extend(reversed(at.children))
        elif at.end_byte > at.start_byte:
            spans.append(Span(at.start_byte, at.end_byte))
    return spans

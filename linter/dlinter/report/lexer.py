"""A pygments lexer over dlint's own tokens: pygments' Docker lexer knows neither heredocs nor flags nor the escape directive."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pygments.formatters import Terminal256Formatter
from pygments.lexer import Lexer
from pygments.lexers import BashLexer, JsonLexer
from pygments.token import Comment, Keyword, Literal, Name, String, Token, _TokenType
from pygments.util import ClassNotFound

from dlinter.model.dockerfile import Arg, Dockerfile, Env, Form, From, Instruction, Label, Onbuild, Run
from dlinter.model.dockerfile.reader import read
from dlinter.model.text import Span, Text
from dlinter.report.plain import clean

_formatter: list[Terminal256Formatter[str]] = []
_bash: list[BashLexer] = []


class DockerfileLexer(Lexer):
    """Tokens of a Dockerfile as dlint reads it; offsets are of the latin-1 view of its bytes."""

    name = "Dockerfile (dlint)"

    def __init__(self, dockerfile: Dockerfile) -> None:
        super().__init__(stripnl=False, ensurenl=False)
        self._dockerfile = dockerfile

    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, _TokenType, str]]:
        marks = sorted(_marks(self._dockerfile, text))
        at = 0
        for start, end, kind in marks:
            if start < at or end <= start:
                continue
            if start > at:
                yield at, Token.Text, text[at:start]
            if kind in ("bash", "json"):
                lexer: Any = JsonLexer() if kind == "json" else _shell()
                for offset, token, value in lexer.get_tokens_unprocessed(text[start:end]):
                    yield start + offset, token, value
            else:
                yield start, kind, text[start:end]
            at = end
        if at < len(text):
            yield at, Token.Text, text[at:]


def _shell() -> BashLexer:
    if not _bash:
        _bash.append(BashLexer(stripnl=False, ensurenl=False))
    return _bash[0]


def _marks(dockerfile: Dockerfile, text: str) -> Iterator[tuple[int, int, Any]]:
    for directive in dockerfile.directives:
        yield directive.span.start, directive.span.end, Comment.Preproc
    for comment in dockerfile.comments:
        yield comment.span.start, comment.span.end, Comment.Single
    for instruction in dockerfile.instructions:
        yield from _instruction(instruction)


def _instruction(instruction: Instruction) -> Iterator[tuple[int, int, Any]]:
    yield instruction.keyword.span.start, instruction.keyword.span.end, Keyword
    for flag in instruction.flags:
        yield flag.span.start, flag.name_span.end, Name.Attribute
        if flag.value:
            yield flag.value_span.start, flag.value_span.end, String
    if isinstance(instruction, Onbuild) and instruction.trigger is not None:
        yield from _instruction(instruction.trigger)
        return
    if isinstance(instruction, (Env, Arg, Label)):
        for pair in instruction.pairs:
            yield pair.key.span.start, pair.key.span.end, Name.Variable
            if pair.value is not None:
                yield pair.value.span.start, pair.value.span.end, String
    elif isinstance(instruction, From):
        if instruction.image:
            yield instruction.image.span.start, instruction.image.span.end, Literal
        if instruction.as_keyword:
            yield instruction.as_keyword.span.start, instruction.as_keyword.span.end, Keyword
    elif instruction.form is Form.EXEC:
        for arg in instruction.args:
            yield arg.span.start, arg.span.end, String
    elif instruction.keyword.value in ("RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK"):
        body = instruction.body
        holes = [c.span for c in instruction.inner_comments]
        for span in _between(body, holes):
            yield span.start, span.end, "bash"
    for heredoc in instruction.heredocs:
        yield heredoc.body.start, heredoc.body.end, "bash" if isinstance(instruction, Run) else _by_name(heredoc.name)
        yield heredoc.terminator.start, heredoc.terminator.end, String.Delimiter


def _by_name(name: str) -> Any:
    return "json" if name.endswith(".json") else String.Heredoc


def _between(span: Span, holes: list[Span]) -> Iterator[Span]:
    at = span.start
    for hole in sorted(holes):
        if hole.start >= span.end:
            break
        yield Span(at, hole.start)
        at = hole.end
    yield Span(at, span.end)


def highlight(text: Text) -> list[str]:
    """Each line of the text, coloured for a terminal of 256 colours; control characters shown, not sent."""
    if not _formatter:
        _formatter.append(Terminal256Formatter(style="default"))
    formatter = _formatter[0]
    lines: list[list[tuple[Any, str]]] = [[]]
    try:
        tokens = list(DockerfileLexer(read(text)).get_tokens_unprocessed(text.data.decode("latin-1")))
    except ClassNotFound:  # pragma: no cover -- pygments ships the lexers
        tokens = []
    for _, kind, value in tokens:
        for index, part in enumerate(value.split("\n")):
            if index:
                lines.append([])
            part = part.rstrip("\r")
            if part:
                decoded = part.encode("latin-1").decode("utf-8", "replace").replace("\t", "    ")
                lines[-1].append((kind, clean(decoded)))
    import io

    done = []
    for line in lines:
        out = io.StringIO()
        formatter.format(iter(line), out)
        done.append(out.getvalue().rstrip("\n"))
    return done

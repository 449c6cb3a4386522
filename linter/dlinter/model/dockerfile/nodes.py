"""What a Dockerfile is made of: immutable values with byte spans.

The reader (`reader.py`) builds these the way BuildKit's `frontend/dockerfile/parser` does; the second layer
(`instructions.py`) fills the typed fields the way `frontend/dockerfile/instructions/parse.go` does. Values
are `str`, decoded as UTF-8 with `surrogateescape`; spans are byte offsets of the original file. An
instruction without fields of its own needs no decorator: each costs half a millisecond of every start.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from msgspec import Struct

from dlinter.model.dockerfile.tokens import (
    Comment,
    Directive,
    Flag,
    Form,
    Heredoc,
    KeyValue,
    ReadError,
    ReadWarning,
    Token,
)
from dlinter.model.text import Span, Text
from dlinter.model.work import Work


class Instruction(Struct, frozen=True, kw_only=True):
    """One instruction. `span` runs from the keyword to the end of its last line's content, heredoc bodies and
    terminators included. `keyword.value` is upper case. `args` are BuildKit's nodes. `pieces` are the source
    ranges whose concatenation is the logical line (keyword included) after continuations, comments and blank
    lines are taken out: feed them to a sub-parser so that its offsets are offsets of the file. `index` is the
    place among the document's instructions, `stage` the stage's index (None before the first FROM). `trigger`
    is the instruction inside an ONBUILD. `error` is set when BuildKit refuses this instruction."""

    span: Span
    keyword: Token
    flags: tuple[Flag, ...] = ()
    args: tuple[Token, ...] = ()
    form: Form = Form.SHELL
    heredocs: tuple[Heredoc, ...] = ()
    comments: tuple[Comment, ...] = ()
    inner_comments: tuple[Comment, ...] = ()
    pieces: tuple[Span, ...] = ()
    first_line: int = 1
    last_line: int = 1
    index: int = 0
    stage: int | None = None
    error: ReadError | None = None
    onbuild: bool = False

    def flag(self, name: str) -> Flag | None:
        """The first flag of that name."""
        for flag in self.flags:
            if flag.name == name:
                return flag
        return None

    def flag_value(self, name: str) -> str | None:
        """The value of the first flag of that name; None when absent or bare."""
        flag = self.flag(name)
        return flag.value if flag else None

    @property
    def body(self) -> Span:
        """From the first argument (after the flags) to the end of the logical line, heredoc bodies left out;
        the empty span at the keyword's end when there is none."""
        if not self.args:
            return Span(self.keyword.span.end, self.keyword.span.end)
        return Span(self.args[0].span.start, self.args[-1].span.end)


class From(Instruction, frozen=True, kw_only=True):
    """FROM [--platform=P] IMAGE [AS NAME]."""

    image: Token | None = None
    as_keyword: Token | None = None
    alias: Token | None = None

    @property
    def platform(self) -> Flag | None:
        return self.flag("platform")


class Arg(Instruction, frozen=True, kw_only=True):
    """ARG NAME[=DEFAULT] …"""

    pairs: tuple[KeyValue, ...] = ()


class Env(Instruction, frozen=True, kw_only=True):
    """ENV KEY=VALUE … or the legacy ENV KEY VALUE."""

    pairs: tuple[KeyValue, ...] = ()


class Label(Instruction, frozen=True, kw_only=True):
    """LABEL KEY=VALUE … or the legacy LABEL KEY VALUE."""

    pairs: tuple[KeyValue, ...] = ()


class Mount(Struct, frozen=True):
    """One `RUN --mount=`. `options` are the CSV fields in order (`value` None for a bare key such as `rw`).
    `type` is bind, cache, tmpfs, secret or ssh (bind when not given)."""

    flag: Flag
    type: str
    options: tuple[KeyValue, ...]

    def get(self, *names: str) -> str | None:
        """The value of the last option with one of these names ("" for a bare key), None when absent."""
        found = None
        for option in self.options:
            if option.key.value.lower() in names:
                found = option.value.value if option.value else ""
        return found

    @property
    def target(self) -> str | None:
        return self.get("target", "dst", "destination")

    @property
    def source(self) -> str | None:
        return self.get("source", "src")

    @property
    def from_(self) -> str | None:
        return self.get("from")

    @property
    def id(self) -> str | None:
        return self.get("id")


class Run(Instruction, frozen=True, kw_only=True):
    """RUN. The shell inside is read by `model.shell`."""

    mounts: tuple[Mount, ...] = ()

    @property
    def network(self) -> str | None:
        return self.flag_value("network")

    @property
    def security(self) -> str | None:
        return self.flag_value("security")


class SourceKind(StrEnum):
    """What BuildKit takes a COPY/ADD source for."""

    LOCAL = "local"
    URL = "url"
    GIT = "git"
    HEREDOC = "heredoc"


_ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tbz", ".tar.xz", ".txz", ".tar.zst", ".tzst",
    ".tar.lzma", ".tar.z", ".gz", ".bz2", ".xz", ".zst")


class Source(Struct, frozen=True):
    """A source of COPY or ADD."""

    token: Token
    kind: SourceKind

    @property
    def is_url(self) -> bool:
        return self.kind is SourceKind.URL

    @property
    def is_git(self) -> bool:
        return self.kind is SourceKind.GIT

    @property
    def is_archive(self) -> bool:
        """Whether the name looks like an archive that ADD would unpack."""
        return self.token.value.strip("\"'").lower().endswith(_ARCHIVES)


class Copy(Instruction, frozen=True, kw_only=True):
    """COPY SOURCE… DESTINATION. Heredoc sources are among `sources` with their marker as token."""

    sources: tuple[Source, ...] = ()
    destination: Token | None = None

    @property
    def from_(self) -> Flag | None:
        return self.flag("from")

    @property
    def link(self) -> bool:
        flag = self.flag("link")
        return flag is not None and (flag.value is None or flag.value.lower() in ("true", "1", "t"))


class Add(Instruction, frozen=True, kw_only=True):
    """ADD SOURCE… DESTINATION."""

    sources: tuple[Source, ...] = ()
    destination: Token | None = None

    @property
    def unpack(self) -> Flag | None:
        return self.flag("unpack")

    @property
    def checksum(self) -> Flag | None:
        return self.flag("checksum")

    @property
    def link(self) -> bool:
        flag = self.flag("link")
        return flag is not None and (flag.value is None or flag.value.lower() in ("true", "1", "t"))


class Cmd(Instruction, frozen=True):
    """CMD, in exec or shell form."""


class Entrypoint(Instruction, frozen=True):
    """ENTRYPOINT, in exec or shell form."""


class Healthcheck(Instruction, frozen=True, kw_only=True):
    """HEALTHCHECK NONE, or HEALTHCHECK [flags] CMD …; `command` are the arguments after CMD."""

    type: str = ""
    command: tuple[Token, ...] = ()


class Shell(Instruction, frozen=True, kw_only=True):
    """SHELL ["…"]."""


class Workdir(Instruction, frozen=True, kw_only=True):
    """WORKDIR PATH; `path` is the raw word."""

    path: Token | None = None


class User(Instruction, frozen=True, kw_only=True):
    """USER NAME[:GROUP]."""

    name: Token | None = None


class Expose(Instruction, frozen=True):
    """EXPOSE PORT…"""


class Volume(Instruction, frozen=True):
    """VOLUME PATH…"""


class Stopsignal(Instruction, frozen=True):
    """STOPSIGNAL SIGNAL."""


class Maintainer(Instruction, frozen=True):
    """MAINTAINER NAME (deprecated)."""


class Onbuild(Instruction, frozen=True, kw_only=True):
    """ONBUILD INSTRUCTION; the inner one has `onbuild` set."""

    trigger: Instruction | None = None


class Unknown(Instruction, frozen=True):
    """A keyword that is no instruction."""


class EdgeKind(StrEnum):
    """By what a stage needs something."""

    FROM = "FROM"
    COPY = "COPY --from"
    MOUNT = "RUN --mount"


class Edge(Struct, frozen=True):
    """`instruction` of stage `stage` needs stage `to` (None: an image or a named context called `name`).
    `span` is the reference as written."""

    stage: int
    kind: EdgeKind
    name: str
    span: Span
    to: int | None
    instruction: Instruction


class Stage(Struct, frozen=True):
    """A build stage. `name` is the alias as written; `base` the index of the stage it is FROM, None when that
    is an image, `scratch` or a named context. `instructions` begin with its FROM."""

    index: int
    from_: From
    instructions: tuple[Instruction, ...]
    base: int | None = None
    edges: tuple[Edge, ...] = ()

    @property
    def name(self) -> str:
        return self.from_.alias.value if self.from_.alias else ""

    @property
    def span(self) -> Span:
        return Span(self.from_.span.start, self.instructions[-1].span.end)


@dataclass(frozen=True, slots=True)
class Dockerfile:
    """A whole Dockerfile, read as far as it can be. `errors` are all refusals, in order of place: an
    instruction with an error keeps its raw tokens, and the rest of the file is there too. `frontend` is the
    value of the syntax directive ("" when none), `escape` the escape character, `end` the offset from which
    on there are too many names of secrets, so that nothing was read (None where there are not). `work` counts
    what is done with the file."""

    text: Text
    directives: tuple[Directive, ...]
    comments: tuple[Comment, ...]
    instructions: tuple[Instruction, ...]
    stages: tuple[Stage, ...]
    errors: tuple[ReadError, ...]
    warnings: tuple[ReadWarning, ...]
    escape: str = "\\"
    frontend: str = ""
    end: int | None = None
    work: Work = field(default_factory=Work, compare=False, repr=False)

    @property
    def global_args(self) -> tuple[Arg, ...]:
        """The ARGs before the first FROM."""
        end = self.stages[0].from_.index if self.stages else len(self.instructions)
        return tuple(i for i in self.instructions[:end] if isinstance(i, Arg))

    @property
    def final(self) -> Stage | None:
        """The stage that is built when no target is named: the last one."""
        return self.stages[-1] if self.stages else None

    def directive(self, name: str) -> Directive | None:
        for directive in self.directives:
            if directive.name == name:
                return directive
        return None

    def reachable(self, target: int | None = None) -> frozenset[int]:
        """Indexes of the stages that are built for `target` (default: the last stage)."""
        if not self.stages:
            return frozenset()
        todo, seen = [len(self.stages) - 1 if target is None else target], set[int]()
        while todo:
            index = todo.pop()
            if index in seen:
                continue
            seen.add(index)
            todo.extend(edge.to for edge in self.stages[index].edges if edge.to is not None)
        return frozenset(seen)

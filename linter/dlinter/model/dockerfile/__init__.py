"""The Dockerfile: read as BuildKit reads it, every token with its byte span.

Reading alone lives here: lines, tokens, instructions, stages, scope. What follows from them is in
`model.facts` and above.
"""

from dlinter.model.dockerfile.nodes import (
    Add,
    Arg,
    Cmd,
    Copy,
    Dockerfile,
    Edge,
    EdgeKind,
    Entrypoint,
    Env,
    Expose,
    From,
    Healthcheck,
    Instruction,
    Label,
    Maintainer,
    Mount,
    Onbuild,
    Run,
    Shell,
    Source,
    SourceKind,
    Stage,
    Stopsignal,
    Unknown,
    User,
    Volume,
    Workdir,
)
from dlinter.model.dockerfile.tokens import (
    Comment,
    Directive,
    ErrorKind,
    Flag,
    Form,
    Heredoc,
    KeyValue,
    ReadError,
    ReadWarning,
    Token,
)

__all__ = [
    "Add", "Arg", "Cmd", "Comment", "Copy", "Directive", "Dockerfile", "Edge", "EdgeKind", "Entrypoint",
    "Env",
    "ErrorKind", "Expose", "Flag", "Form", "From", "Healthcheck", "Heredoc", "Instruction", "KeyValue",
    "Label",
    "Maintainer", "Mount", "Onbuild", "ReadError", "ReadWarning", "Run", "Shell", "Source", "SourceKind",
    "Stage",
    "Stopsignal", "Token", "Unknown", "User", "Volume", "Workdir",
]  # fmt: skip

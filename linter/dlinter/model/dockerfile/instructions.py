"""The second layer: what the arguments mean, and what BuildKit refuses about them
(frontend/dockerfile/instructions/parse.go, bflag.go)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from dlinter.model.dockerfile import nodes as n
from dlinter.model.dockerfile.heredoc import HeredocError, parse
from dlinter.model.dockerfile.mounts import read_mounts
from dlinter.model.dockerfile.raw import Raw
from dlinter.model.text import Span

BOOLEAN, STRING, LIST = "boolean", "string", "list"

FLAGS: dict[str, dict[str, str]] = {
    "FROM": {"platform": STRING},
    "ADD": {"chown": STRING, "chmod": STRING, "link": BOOLEAN, "keep-git-dir": BOOLEAN, "checksum": STRING, "unpack": BOOLEAN, "exclude": LIST},
    "COPY": {"chown": STRING, "from": STRING, "chmod": STRING, "link": BOOLEAN, "parents": BOOLEAN, "exclude": LIST},
    "RUN": {"mount": LIST, "network": STRING, "security": STRING, "device": LIST},
    "HEALTHCHECK": {"interval": STRING, "timeout": STRING, "start-period": STRING, "start-interval": STRING, "retries": STRING},
}
"""The flags of each instruction and their kind, up to frontend 1.26 (labs flags among them)."""

_STAGE_NAME = re.compile(r"[a-z][a-z0-9-_.]*\Z")
_DURATION = re.compile(r"[-+]?(?:0|(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h)(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))*)\Z")
_OCTAL = re.compile(r"[0-7]{1,5}\Z")
_SYMBOLIC = re.compile(r"[ugoa]*[-+=][rwxXstugo]*(?:[-+=][rwxXstugo]*)*(?:,[ugoa]*[-+=][rwxXstugo]*(?:[-+=][rwxXstugo]*)*)*\Z")
_PORT = re.compile(r"(?:(?:\[[0-9a-fA-F:.]*\]|[0-9.]*):)?(?:[0-9-]*:)?([0-9]+)(?:-([0-9]+))?(?:/\w+)?\Z")
_CHECKSUM = re.compile(r"[a-z0-9]+(?:[+._-][a-z0-9]+)*:[0-9a-fA-F]{32,}\Z|[0-9a-f]{7,64}\Z")


class Refused(Exception):
    """BuildKit refuses the instruction; the span is where."""

    def __init__(self, message: str, span: Span | None = None) -> None:
        super().__init__(message)
        self.span = span


def build(raw: Raw) -> n.Instruction:
    """The typed instruction. Where BuildKit refuses, `error` is set and the typed fields are filled as far as they can be."""
    keyword = raw.keyword.value
    fields: dict[str, Any] = {
        "span": raw.span, "keyword": raw.keyword, "flags": raw.flags, "args": raw.args, "form": raw.form, "heredocs": raw.heredocs,
        "comments": raw.comments, "inner_comments": raw.inner_comments, "pieces": raw.pieces, "first_line": raw.first_line,
        "last_line": raw.last_line, "index": raw.index, "onbuild": raw.onbuild, "error": raw.error,
    }  # fmt: skip
    if keyword not in _KINDS:
        if raw.error is None:
            message = f"unknown instruction: {raw.written}"
            fields["error"] = n.ReadError(raw.keyword.span, message, n.ErrorKind.UNKNOWN, raw.first_line)
        return n.Unknown(**fields)
    kind, fill, check = _KINDS[keyword]
    fields |= fill(raw)
    if raw.error is None:
        try:
            check(raw)
            if not (keyword == "HEALTHCHECK" and fields["type"] == "NONE"):
                _check_flags(raw, FLAGS.get(keyword, {}))
            _VALUES.get(keyword, _nothing)(raw)
        except Refused as refused:
            where = refused.span or raw.keyword.span
            fields["error"] = n.ReadError(where, str(refused), n.ErrorKind.INSTRUCTION, raw.first_line)
    return kind(**fields)


def onbuild(outer: n.Instruction, trigger: n.Instruction) -> n.Instruction:
    """An ONBUILD with its trigger. BuildKit looks at the trigger's own arguments only when it runs, but at its kind now."""
    assert isinstance(outer, n.Onbuild)
    name, error = trigger.keyword.value, outer.error
    where, line = trigger.keyword.span, outer.first_line
    if error is None and name == "ONBUILD":
        error = n.ReadError(where, "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed", n.ErrorKind.INSTRUCTION, line)
    elif error is None and name in ("FROM", "MAINTAINER"):
        error = n.ReadError(where, f"{name} isn't allowed as an ONBUILD trigger", n.ErrorKind.INSTRUCTION, line)
    if trigger.error is not None and trigger.error.kind is n.ErrorKind.PARSE:
        error = error or trigger.error
    return replace(outer, trigger=trigger, error=error)


# --- arguments ----------------------------------------------------------------------------------------------------------


def _nothing(raw: Raw) -> None:
    pass


def _none(raw: Raw) -> dict[str, Any]:
    return {}


def _pairs(raw: Raw) -> dict[str, Any]:
    return {"pairs": raw.pairs}


def _from(raw: Raw) -> dict[str, Any]:
    args = raw.args
    named = len(args) == 3 and args[1].value.lower() == "as"
    return {
        "image": args[0] if args else None,
        "as_keyword": args[1] if named else None,
        "alias": args[2] if named else None,
    }


def _sources(raw: Raw) -> dict[str, Any]:
    if len(raw.args) < 2:
        return {}
    marks = {h.marker.start: h for h in raw.heredocs}
    sources = []
    for token in _joined(raw, marks):
        value = token.value
        bare = value.strip("\"'")
        if token.span.start in marks:
            kind = n.SourceKind.HEREDOC
        elif raw.keyword.value == "ADD" and _is_git(bare):
            kind = n.SourceKind.GIT
        elif raw.keyword.value == "ADD" and re.match(r"https?://", bare, re.I):
            kind = n.SourceKind.URL
        else:
            kind = n.SourceKind.LOCAL
        sources.append(n.Source(token, kind))
    return {"sources": tuple(sources), "destination": raw.args[-1]}


def _joined(raw: Raw, marks: dict[int, n.Heredoc]) -> list[n.Token]:
    """The source tokens; the two words of `<< EOF` are one."""
    tokens: list[n.Token] = []
    for token in raw.args[:-1]:
        if tokens and tokens[-1].span.start in marks and token.span in marks[tokens[-1].span.start].marker:
            tokens[-1] = n.Token(Span(tokens[-1].span.start, token.span.end), f"{tokens[-1].value} {token.value}")
        else:
            tokens.append(token)
    return tokens


def _is_git(value: str) -> bool:
    """Whether ADD takes a source for a git repository (util/gitutil: git@, git://, ssh://, or https ending in .git)."""
    if re.match(r"(?:git|ssh)://|[\w.-]+@[\w.-]+:", value):
        return True
    return bool(re.match(r"https?://[^#?]*\.git(?:[#?].*)?\Z", value, re.I))


def _healthcheck(raw: Raw) -> dict[str, Any]:
    return {"type": raw.args[0].value.upper() if raw.args else "", "command": raw.args[1:]}


def _run(raw: Raw) -> dict[str, Any]:
    return {"mounts": read_mounts(raw.flags)[0]}


# --- what is refused ----------------------------------------------------------------------------------------------------


def _exactly_one(raw: Raw) -> None:
    if len(raw.args) != 1:
        raise Refused(f"{raw.keyword.value} requires exactly one argument")


def _at_least_one(raw: Raw) -> None:
    if not raw.args:
        raise Refused(f"{raw.keyword.value} requires at least one argument")


def _check_onbuild(raw: Raw) -> None:
    if raw.rest[0] >= raw.rest[1]:
        raise Refused("ONBUILD requires at least one argument")


def _check_pairs(raw: Raw) -> None:
    _at_least_one(raw)
    for pair in raw.pairs:
        if not pair.key.value:
            raise Refused(f"{raw.keyword.value} names can not be blank", pair.span)


def _check_arg(raw: Raw) -> None:
    _at_least_one(raw)
    for pair in raw.pairs:
        if not pair.key.value:
            raise Refused("ARG names can not be blank", pair.span)


def _check_from(raw: Raw) -> None:
    args = raw.args
    if len(args) == 3 and args[1].value.lower() == "as":
        if not _STAGE_NAME.match(args[2].value.lower()):
            raise Refused(f"invalid name for build stage: `{args[2].value}`: letters first, then letters, digits, `-`, `_`, `.`", args[2].span)
    elif len(args) != 1:
        raise Refused("FROM requires either one or three arguments")


def _check_sources(raw: Raw) -> None:
    keyword = raw.keyword.value
    if len(raw.args) < 2:
        raise Refused(f"{keyword} requires at least two arguments, but only one was provided. Destination could not be determined")
    try:
        heredoc = parse(raw.args[-1].value)
    except HeredocError:
        heredoc = None
    if heredoc is not None:
        raise Refused(f"{keyword} cannot accept a heredoc as a destination", raw.args[-1].span)


def _check_healthcheck(raw: Raw) -> None:
    _at_least_one(raw)
    kind = raw.args[0].value.upper()
    if kind == "NONE":
        if len(raw.args) > 1:
            raise Refused("HEALTHCHECK NONE takes no arguments", raw.args[1].span)
    elif kind != "CMD":
        raise Refused(f"Unknown type `{kind}` in HEALTHCHECK (try CMD)", raw.args[0].span)
    elif len(raw.args) < 2:
        raise Refused("Missing command after HEALTHCHECK CMD")


def _check_shell(raw: Raw) -> None:
    if raw.form is not n.Form.EXEC:
        raise Refused("SHELL requires the arguments to be in JSON form")
    _at_least_one(raw)


def _check_volume(raw: Raw) -> None:
    _at_least_one(raw)
    for arg in raw.args:
        if not arg.value.strip():
            raise Refused("VOLUME specified can not be an empty string", arg.span)


def _check_flags(raw: Raw, known: dict[str, str]) -> None:
    seen: set[str] = set()
    for flag in raw.flags:
        kind = known.get(flag.name)
        if kind is None:
            raise Refused(f"unknown flag: --{flag.name}", flag.span)
        if flag.name in seen and kind != LIST:
            raise Refused(f"duplicate flag specified: {flag.name}", flag.span)
        seen.add(flag.name)
        if kind == BOOLEAN:
            if flag.value is not None and flag.value.lower() not in ("true", "false"):
                raise Refused(f"expecting boolean value for flag {flag.name}, not: {flag.value}", flag.value_span)
        elif flag.value is None:
            raise Refused(f"missing a value on flag: {flag.name}", flag.span)


def _values(raw: Raw) -> None:
    for flag in raw.flags:
        value = flag.value or ""
        if "$" in value:
            continue
        if flag.name == "chmod" and not _OCTAL.match(value) and not _SYMBOLIC.match(value):
            raise Refused(f"invalid chmod parameter: `{value}`: octal (`0755`) or symbolic (`u=rwX,go=rX`)", flag.value_span)
        if flag.name == "checksum" and not _CHECKSUM.match(value):
            raise Refused("invalid checksum: `sha256:` and 64 hex digits, or a commit", flag.value_span)


def _run_values(raw: Raw) -> None:
    for flag in raw.flags:
        value = flag.value or ""
        if flag.name == "network" and value not in ("none", "host", "default"):
            raise Refused(f"invalid network mode: `{value}`: `default`, `none` or `host`", flag.value_span)
        if flag.name == "security" and value not in ("insecure", "sandbox"):
            raise Refused(f"security `{value}` is not supported: `sandbox` or `insecure`", flag.value_span)
    for message, span in read_mounts(raw.flags)[1]:
        raise Refused(message, span)


def _health_values(raw: Raw) -> None:
    for flag in raw.flags:
        value = flag.value or ""
        if flag.name == "retries" and value:
            if not re.fullmatch(r"[-+]?\d+", value):
                raise Refused(f"invalid number of retries: `{value}`", flag.value_span)
            if int(value) < 0:
                raise Refused(f"--retries cannot be negative ({value})", flag.value_span)
        elif flag.name in FLAGS["HEALTHCHECK"] and value and not _DURATION.match(value):
            raise Refused(f"invalid duration `{value}`: a number with a unit, as in `30s` or `1m30s`", flag.value_span)


def _ports(raw: Raw) -> None:
    for arg in raw.args:
        value = arg.value.strip("\"'")
        if "$" in value:
            continue
        match = _PORT.match(value)
        if not match:
            raise Refused(f"invalid containerPort: {value}", arg.span)
        if any(int(port) > 65535 for port in match.groups() if port):
            raise Refused(f"invalid containerPort: {value}: ports end at 65535", arg.span)


_Fill = Callable[[Raw], dict[str, Any]]
_KINDS: dict[str, tuple[type[n.Instruction], _Fill, Callable[[Raw], None]]] = {
    "ADD": (n.Add, _sources, _check_sources),
    "ARG": (n.Arg, _pairs, _check_arg),
    "CMD": (n.Cmd, _none, _nothing),
    "COPY": (n.Copy, _sources, _check_sources),
    "ENTRYPOINT": (n.Entrypoint, _none, _nothing),
    "ENV": (n.Env, _pairs, _check_pairs),
    "EXPOSE": (n.Expose, _none, _at_least_one),
    "FROM": (n.From, _from, _check_from),
    "HEALTHCHECK": (n.Healthcheck, _healthcheck, _check_healthcheck),
    "LABEL": (n.Label, _pairs, _check_pairs),
    "MAINTAINER": (n.Maintainer, _none, _exactly_one),
    "ONBUILD": (n.Onbuild, _none, _check_onbuild),
    "RUN": (n.Run, _run, _nothing),
    "SHELL": (n.Shell, _none, _check_shell),
    "STOPSIGNAL": (n.Stopsignal, _none, _exactly_one),
    "USER": (n.User, lambda raw: {"name": raw.args[0] if raw.args else None}, _exactly_one),
    "VOLUME": (n.Volume, _none, _check_volume),
    "WORKDIR": (n.Workdir, lambda raw: {"path": raw.args[0] if raw.args else None}, _exactly_one),
}
_VALUES: dict[str, Callable[[Raw], None]] = {
    "ADD": _values, "COPY": _values, "RUN": _run_values, "HEALTHCHECK": _health_values, "EXPOSE": _ports,
}  # fmt: skip

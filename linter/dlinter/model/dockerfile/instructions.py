"""The second layer: what the arguments mean, and what BuildKit refuses about them
(frontend/dockerfile/instructions/parse.go, bflag.go)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from dlinter.model.dockerfile import nodes as n
from dlinter.model.dockerfile import tokens
from dlinter.model.dockerfile.heredoc import HeredocError, parse
from dlinter.model.dockerfile.raw import Raw
from dlinter.model.text import Span
from dlinter.values import replace

BOOLEAN, STRING, LIST = "boolean", "string", "list"

FLAGS: dict[str, dict[str, str]] = {
    "FROM": {"platform": STRING},
    "ADD": {"chown": STRING, "chmod": STRING, "link": BOOLEAN, "keep-git-dir": BOOLEAN, "checksum": STRING,
        "unpack": BOOLEAN, "exclude": LIST},
    "COPY": {"chown": STRING, "from": STRING, "chmod": STRING, "link": BOOLEAN, "parents": BOOLEAN,
        "exclude": LIST},
    "RUN": {"mount": LIST, "network": STRING, "security": STRING, "device": LIST},
    "HEALTHCHECK": {"interval": STRING, "timeout": STRING, "start-period": STRING, "start-interval": STRING,
        "retries": STRING},
}
"""The flags of each instruction and their kind, up to frontend 1.26 (labs flags among them)."""

_STAGE_NAME = re.compile(r"[a-z][a-z0-9-_.]*\Z")
_DURATION = re.compile(r"[-+]?(?:0|(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+)\Z")
_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_AMOUNT = re.compile(r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)")
_SYMBOLIC = re.compile(
    r"[ugoa]*[-+=][rwxXstugo]*(?:[-+=][rwxXstugo]*)*(?:,[ugoa]*[-+=][rwxXstugo]*(?:[-+=][rwxXstugo]*)*)*\Z"
)
_PORT = re.compile(r"(?:(?:\[[0-9a-fA-F:.]*\]|[0-9.]*):)?(?:[0-9-]*:)?([0-9]+)(?:-([0-9]+))?(?:/\w+)?\Z")
_CHECKSUM = re.compile(r"[a-z0-9]+(?:[+._-][a-z0-9]+)*:[0-9a-fA-F]{32,}\Z|[0-9a-f]{7,64}\Z")


class Refused(Exception):
    """BuildKit refuses the instruction; the span is where."""

    def __init__(self, message: str, span: Span | None = None) -> None:
        super().__init__(message)
        self.span = span


def build(raw: Raw) -> n.Instruction:
    """The typed instruction. Where BuildKit refuses, `error` is set and the typed fields are filled as far as
    they can be."""
    keyword = raw.keyword.value
    fields: dict[str, Any] = {
        "span": raw.span, "keyword": raw.keyword, "flags": raw.flags, "args": raw.args, "form": raw.form,
        "heredocs": raw.heredocs,
        "comments": raw.comments, "inner_comments": raw.inner_comments, "pieces": raw.pieces,
        "first_line": raw.first_line,
        "last_line": raw.last_line, "index": raw.index, "onbuild": raw.onbuild, "error": raw.error,
        "stage": raw.stage,
    }  # fmt: skip
    if keyword not in _KINDS:
        if raw.error is None:
            message = f"unknown instruction: {raw.written}"
            fields["error"] = tokens.ReadError(
                raw.keyword.span, message, tokens.ErrorKind.UNKNOWN, raw.first_line
            )
        return n.Unknown(**fields)
    kind, fill, before, after = _KINDS[keyword]
    fields |= fill(raw)
    if raw.error is None:
        try:
            before(raw)
            if raw.flags and not _flags_unread(raw):
                _check_flags(raw, FLAGS.get(keyword, {}))
            after(raw)
        except Refused as refused:
            where = refused.span or raw.keyword.span
            fields["error"] = tokens.ReadError(
                where, str(refused), tokens.ErrorKind.INSTRUCTION, raw.first_line
            )
    return kind(**fields)


def onbuild(outer: n.Instruction, trigger: n.Instruction) -> n.Instruction:
    """An ONBUILD with its trigger. BuildKit looks at the trigger's own arguments only when it runs, but at
    its kind now."""
    assert isinstance(outer, n.Onbuild)
    name, error = trigger.keyword.value, outer.error
    where, line = trigger.keyword.span, outer.first_line
    if error is None and name == "ONBUILD":
        error = tokens.ReadError(
            where, "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed", tokens.ErrorKind.INSTRUCTION, line
        )
    elif error is None and name in ("FROM", "MAINTAINER"):
        error = tokens.ReadError(
            where, f"{name} isn't allowed as an ONBUILD trigger", tokens.ErrorKind.INSTRUCTION, line
        )
    if trigger.error is not None and trigger.error.kind is tokens.ErrorKind.PARSE:
        error = error or trigger.error
    return replace(outer, trigger=trigger, error=error)


# --- arguments ----------------------------------------------------------------------------------------------


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


def _joined(raw: Raw, marks: dict[int, tokens.Heredoc]) -> list[tokens.Token]:
    """The source tokens; the two words of `<< EOF` are one."""
    found: list[tokens.Token] = []
    for token in raw.args[:-1]:
        if found and found[-1].span.start in marks and token.span in marks[found[-1].span.start].marker:
            found[-1] = tokens.Token(
                Span(found[-1].span.start, token.span.end), f"{found[-1].value} {token.value}"
            )
        else:
            found.append(token)
    return found


def _is_git(value: str) -> bool:
    """Whether ADD takes a source for a git repository (util/gitutil: git@, git://, ssh://, or https ending in
    .git)."""
    if re.match(r"(?:git|ssh)://|[\w.-]+@[\w.-]+:", value):
        return True
    return bool(re.match(r"https?://[^#?]*\.git(?:[#?].*)?\Z", value, re.I))


def _healthcheck(raw: Raw) -> dict[str, Any]:
    return {"type": raw.args[0].value.upper() if raw.args else "", "command": raw.args[1:]}


def _run(raw: Raw) -> dict[str, Any]:
    return {"mounts": raw.mounts}


# --- what is refused ----------------------------------------------------------------------------------------


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
            raise Refused(
                f"invalid name for build stage: `{args[2].value}`: letters first, then letters, digits, "
                "`-`, `_`, `.`",
                args[2].span,
            )
    elif len(args) != 1:
        raise Refused("FROM requires either one or three arguments")


def _two_at_least(raw: Raw) -> None:
    if len(raw.args) < 2:
        keyword = raw.keyword.value
        raise Refused(
            f"{keyword} requires at least two arguments, but only one was provided. Destination could not be "
            "determined"
        )


def _check_sources(raw: Raw) -> None:
    try:
        heredoc = parse(raw.args[-1].value)
    except HeredocError:
        heredoc = None
    if heredoc is not None:
        raise Refused(f"{raw.keyword.value} cannot accept a heredoc as a destination", raw.args[-1].span)
    for flag in raw.flags:
        if flag.name == "chmod" and flag.value and "$" not in flag.value:
            octal = re.fullmatch(r"[0-7]+", flag.value)
            if int(flag.value, 8) > 0o7777 if octal else not _SYMBOLIC.match(flag.value):
                message = (
                    f"invalid chmod parameter: `{flag.value}`: octal up to 7777 (`0755`) or symbolic "
                    "(`u=rwX,go=rX`)"
                )
                raise Refused(message, flag.value_span)


def _check_add(raw: Raw) -> None:
    _check_sources(raw)
    for flag in raw.flags:
        if flag.name != "checksum" or not flag.value:
            continue
        if "$" not in flag.value and not _CHECKSUM.match(flag.value):
            raise Refused("invalid checksum: `sha256:` and 64 hex digits, or a commit", flag.value_span)
        sources = _sources(raw)["sources"]
        if len(sources) != 1:
            raise Refused("checksum can't be specified for multiple sources", flag.span)
        if "$" not in sources[0].token.value and not (sources[0].is_url or sources[0].is_git):
            raise Refused("checksum requires an HTTP(S) or git source", flag.span)


def _flags_unread(raw: Raw) -> bool:
    """ARG, STOPSIGNAL and HEALTHCHECK NONE never look at their flags."""
    keyword = raw.keyword.value
    return keyword in ("ARG", "STOPSIGNAL") or (
        keyword == "HEALTHCHECK" and raw.args[0].value.upper() == "NONE"
    )


def _check_healthcheck(raw: Raw) -> None:
    kind = raw.args[0].value.upper()
    if kind == "NONE":
        if len(raw.args) > 1:
            raise Refused("HEALTHCHECK NONE takes no arguments", raw.args[1].span)
        return
    if kind != "CMD":
        raise Refused(f"Unknown type `{kind}` in HEALTHCHECK (try CMD)", raw.args[0].span)
    if len(raw.args) < 2:
        raise Refused("Missing command after HEALTHCHECK CMD")
    for flag in raw.flags:
        value = flag.value or ""
        if not value:
            continue
        if flag.name == "retries":
            if not re.fullmatch(r"[-+]?[0-9]+", value) or len(value) > 20 or int(value) >= 2**31:
                raise Refused(f"invalid number of retries: `{value}`", flag.value_span)
            if int(value) < 0:
                raise Refused(f"--retries cannot be negative ({value})", flag.value_span)
        else:
            _check_duration(flag)


def _check_duration(flag: tokens.Flag) -> None:
    value = flag.value or ""
    if not _DURATION.match(value):
        raise Refused(
            f"invalid duration `{value}`: a number with a unit, as in `30s` or `1m30s`", flag.value_span
        )
    seconds = sum(float(number) * _UNITS[unit] for number, unit in _AMOUNT.findall(value))
    if seconds and (value.startswith("-") or seconds < 0.001):
        raise Refused(f"Interval `{flag.name}` cannot be less than 1ms", flag.value_span)


def _check_shell(raw: Raw) -> None:
    _at_least_one(raw)
    if raw.form is not tokens.Form.EXEC:
        raise Refused("SHELL requires the arguments to be in JSON form")


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
            if flag.value == "":
                raise Refused(f"missing a value on flag: {flag.name}", flag.span)
            if flag.value is not None and flag.value.lower() not in ("true", "false"):
                raise Refused(
                    f"expecting boolean value for flag {flag.name}, not: {flag.value}", flag.value_span
                )
        elif flag.value is None:
            raise Refused(f"missing a value on flag: {flag.name}", flag.span)


def _check_run(raw: Raw) -> None:
    for flag in raw.flags:
        value = flag.value or ""
        if flag.name == "network" and value not in ("none", "host", "default"):
            raise Refused(f"invalid network mode: `{value}`: `default`, `none` or `host`", flag.value_span)
        if flag.name == "security" and value not in ("insecure", "sandbox"):
            raise Refused(f"security `{value}` is not supported: `sandbox` or `insecure`", flag.value_span)
    for message, span in raw.wrong_mounts:
        raise Refused(message, span)


def _ports(raw: Raw) -> None:
    for arg in raw.args:
        value = arg.value.strip("\"'")
        if "$" in value:
            continue
        match = _PORT.match(value)
        if not match:
            raise Refused(f"invalid containerPort: {value}", arg.span)
        if any(int(port[:20]) > 65535 for port in match.groups() if port):
            raise Refused(f"invalid containerPort: {value}: ports end at 65535", arg.span)


_Fill = Callable[[Raw], dict[str, Any]]
_Check = Callable[[Raw], None]
# Class, typed fields, what BuildKit checks before the flags, and what after them.
_KINDS: dict[str, tuple[type[n.Instruction], _Fill, _Check, _Check]] = {
    "ADD": (n.Add, _sources, _two_at_least, _check_add),
    "ARG": (n.Arg, _pairs, _check_arg, _nothing),
    "CMD": (n.Cmd, _none, _nothing, _nothing),
    "COPY": (n.Copy, _sources, _two_at_least, _check_sources),
    "ENTRYPOINT": (n.Entrypoint, _none, _nothing, _nothing),
    "ENV": (n.Env, _pairs, _nothing, _check_pairs),
    "EXPOSE": (n.Expose, _none, _at_least_one, _ports),
    "FROM": (n.From, _from, _check_from, _nothing),
    "HEALTHCHECK": (n.Healthcheck, _healthcheck, _at_least_one, _check_healthcheck),
    "LABEL": (n.Label, _pairs, _nothing, _check_pairs),
    "MAINTAINER": (n.Maintainer, _none, _exactly_one, _nothing),
    "ONBUILD": (n.Onbuild, _none, _check_onbuild, _nothing),
    "RUN": (n.Run, _run, _nothing, _check_run),
    "SHELL": (n.Shell, _none, _nothing, _check_shell),
    "STOPSIGNAL": (n.Stopsignal, _none, _exactly_one, _nothing),
    "USER": (n.User, lambda raw: {"name": raw.args[0] if raw.args else None}, _exactly_one, _nothing),
    "VOLUME": (n.Volume, _none, _at_least_one, _check_volume),
    "WORKDIR": (n.Workdir, lambda raw: {"path": raw.args[0] if raw.args else None}, _exactly_one, _nothing),
}

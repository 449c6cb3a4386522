"""`RUN --mount=`: a CSV record of options (frontend/dockerfile/instructions/commands_runmount.go)."""

from __future__ import annotations

import re

from dlinter.model.dockerfile.nodes import Flag, KeyValue, Mount, Token
from dlinter.model.text import Span

TYPES = ("bind", "cache", "tmpfs", "secret", "ssh")
SHARING = ("shared", "private", "locked")
_KEYS = {
    "type", "from", "source", "src", "target", "dst", "destination", "readonly", "ro", "readwrite", "rw", "required", "id", "sharing",
    "mode", "uid", "gid", "size", "env",
}  # fmt: skip
_BARE = ("readonly", "ro", "readwrite", "rw", "required")
_BOOLEANS = ("1", "t", "T", "true", "TRUE", "True", "0", "f", "F", "false", "FALSE", "False")

Wrong = tuple[str, Span]


def read_mounts(flags: tuple[Flag, ...]) -> tuple[tuple[Mount, ...], list[Wrong]]:
    """The mounts of a RUN, and what BuildKit refuses about them."""
    mounts, wrong = [], list[Wrong]()
    for flag in flags:
        if flag.name == "mount" and flag.value is not None:
            mount, errors = read_mount(flag)
            mounts.append(mount)
            wrong += errors
    return tuple(mounts), wrong


def read_mount(flag: Flag) -> tuple[Mount, list[Wrong]]:
    """One mount. A value with a variable is not looked at: it is known only in the build."""
    options, wrong = _options(flag)
    values = {o.key.value.lower(): o for o in options}
    kind = values["type"].value.value.lower() if "type" in values and values["type"].value else "bind"
    mount = Mount(flag, kind, tuple(options))
    for option in options:
        wrong += _check(option, kind)
    if "$" in kind:
        return mount, wrong
    if kind not in TYPES:
        wrong.append((f"unsupported mount type `{kind}`: {', '.join(TYPES)}", values["type"].span))
        return mount, wrong
    for names, kinds in ((("sharing",), ("cache",)), (("size",), ("tmpfs",)), (("env",), ("secret",)), (("mode", "uid", "gid"), ("cache", "secret", "ssh"))):
        for name in names:
            if name in values and kind not in kinds:
                wrong.append((f"`{name}` is not allowed for mounts of type {kind}", values[name].span))
    if kind == "secret" and "from" in values:
        wrong.append(("a secret mount has no `from`", values["from"].span))
    if kind == "secret" and mount.source is None and mount.target is None and mount.id is None:
        wrong.append(("a secret mount needs an `id`, a `source` or a `target`", flag.span))
    if kind == "cache" and not mount.target:
        wrong.append(("a cache mount needs a `target`", flag.span))
    return mount, wrong


def _options(flag: Flag) -> tuple[list[KeyValue], list[Wrong]]:
    raw = flag.value or ""
    spans = _places(flag, raw)
    options, wrong = [], list[Wrong]()
    for field, start, end in _fields(raw):
        key, equals, value = field.partition("=")
        span = spans(start, end)
        key_token = Token(spans(start, min(end, start + len(key))), key)
        if not equals and key.lower() not in _BARE and "$" not in key:
            wrong.append((f"`{field}` in a mount has no `=`", span))
        token = Token(spans(start + len(key) + 1, end), value) if equals else None
        options.append(KeyValue(span, key_token, token))
    return options, wrong


def _fields(raw: str) -> list[tuple[str, int, int]]:
    """CSV fields with the range they were written in; a field in double quotes may hold commas."""
    fields, at = [], 0
    while at <= len(raw):
        if at < len(raw) and raw[at] == '"':
            close = at + 1
            text = []
            while close < len(raw):
                if raw[close] == '"':
                    if raw[close + 1 : close + 2] != '"':
                        break
                    close += 1
                text.append(raw[close])
                close += 1
            comma = raw.find(",", close)
            end = len(raw) if comma < 0 else comma
            fields.append(("".join(text), at + 1, min(close, end)))
        else:
            comma = raw.find(",", at)
            end = len(raw) if comma < 0 else comma
            fields.append((raw[at:end], at, end))
        at = end + 1
    return [f for f in fields if f[0]] or []


def _places(flag: Flag, raw: str):  # type: ignore[no-untyped-def]
    """Ranges of the value → spans of the file. Exact where the flag was written without quotes and on one line; else
    the whole value."""
    exact = flag.value_span.end - flag.value_span.start == len(raw)

    def span(start: int, end: int) -> Span:
        if not exact:
            return flag.value_span
        return Span(flag.value_span.start + start, flag.value_span.start + max(start, end))

    return span


def _check(option: KeyValue, kind: str) -> list[Wrong]:
    key = option.key.value.lower()
    value = option.value.value if option.value else None
    if "$" in option.key.value:
        return []
    if key not in _KEYS:
        return [(f"unexpected key `{key}` in a mount", option.span)]
    if key == "from" and value and re.search(r"\$.", value):
        return [(f"`from={value}` takes no variable: name a stage by `FROM … AS` and use its name", option.span)]
    if value is None or "$" in value:
        return []
    if key in _BARE and value not in _BOOLEANS:
        return [(f"invalid value for `{key}`: `{value}`", option.span)]
    if key == "sharing" and value.lower() not in SHARING:
        return [(f"unsupported sharing value `{value}`: {', '.join(SHARING)}", option.span)]
    if key == "mode" and not re.fullmatch(r"[0-7]+", value):
        return [(f"invalid value `{value}` for mode: an octal number", option.span)]
    if key in ("uid", "gid") and not value.isdigit():
        return [(f"invalid value `{value}` for {key}: a number", option.span)]
    if key == "required" and kind not in ("secret", "ssh"):
        return [(f"`required` is not allowed for mounts of type {kind}", option.span)]
    return []

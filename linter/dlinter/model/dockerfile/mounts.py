"""`RUN --mount=`: a CSV record of options (frontend/dockerfile/instructions/commands_runmount.go)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlinter.model.dockerfile.nodes import Mount
from dlinter.model.dockerfile.podman import MOUNT_SWITCHES, MOUNT_VALUES
from dlinter.model.dockerfile.tokens import Flag, KeyValue, Token
from dlinter.model.text import Span

TYPES = ("bind", "cache", "tmpfs", "secret", "ssh")
SHARING = ("shared", "private", "locked")
_BARE = ("readonly", "ro", "readwrite", "rw", "required")
_FREE = ("type", "from", "source", "src", "target", "dst", "destination", "id")
_BOOLEANS = ("1", "t", "T", "true", "TRUE", "True", "0", "f", "F", "false", "FALSE", "False")
_SIZE = re.compile(r"[0-9]+(?:\.[0-9]+)? ?(?:[kmgtpKMGTP]?[iI]?[bB]?)\Z")

Wrong = tuple[str, Span]


def read_mounts(
    flags: Sequence[Flag], places: Sequence[Sequence[int]], podman: bool = False
) -> tuple[tuple[Mount, ...], list[Wrong]]:
    """The mounts of a RUN, and what BuildKit refuses about them. `places` has for each `--mount=` with a
    value the file's offset of every character of that value. `podman`: what Podman takes besides is right,
    too."""
    mounts, wrong = [], list[Wrong]()
    with_value = (flag for flag in flags if flag.name == "mount" and flag.value is not None)
    for flag, offsets in zip(with_value, places, strict=True):
        mount, errors = read_mount(flag, offsets, podman)
        mounts.append(mount)
        wrong += errors
    return tuple(mounts), wrong


def read_mount(flag: Flag, offsets: Sequence[int], podman: bool = False) -> tuple[Mount, list[Wrong]]:
    """One mount. A value with a variable is not looked at: it is known only in the build."""
    options, wrong = _options(flag, offsets, podman)
    values = {o.key.value.lower(): o for o in options}
    kind = "bind"
    for option in options:
        if option.key.value.lower() == "type" and option.value is not None:
            kind = option.value.value.lower()
        if not (podman and option.key.value in (*MOUNT_SWITCHES, *MOUNT_VALUES)):
            wrong += _check(option, kind)  # with the type as it stands so far, as BuildKit reads them
    mount = Mount(flag, kind, tuple(options))
    if "$" not in kind and not wrong:
        wrong += _combination(mount, values)
    return mount, wrong


def _combination(mount: Mount, values: dict[str, KeyValue]) -> list[Wrong]:
    kind = mount.type
    if kind in ("bind", "tmpfs"):
        for name in ("mode", "uid", "gid"):
            if name in values:
                return [(f"{name} not allowed for `{kind}` type mounts", values[name].span)]
    if kind == "secret":
        if mount.from_:
            return [("secret mount should not have a from", values["from"].span)]
        if not mount.source and not mount.target and not mount.id:
            return [("invalid secret mount. one of source, target required", mount.flag.span)]
        if mount.source and mount.id:
            return [("both source and id can't be set", values["id"].span)]
    if "sharing" in values and kind != "cache":
        return [(f"invalid cache sharing set for {kind} mount", values["sharing"].span)]
    return []


def _options(flag: Flag, offsets: Sequence[int], podman: bool) -> tuple[list[KeyValue], list[Wrong]]:
    raw = flag.value or ""
    here = flag.value_span.start

    def span(start: int, end: int) -> Span:
        if start < end:
            return Span(offsets[start], offsets[end - 1] + 1)
        at = offsets[start] if start < len(offsets) else (offsets[-1] + 1 if offsets else here)
        return Span(at, at)

    fields, broken = _fields(raw)
    options, wrong = [], list[Wrong]()
    if broken:
        wrong.append((f"failed to parse csv mounts: {broken}", flag.value_span if raw else flag.span))
    for field, start, end in fields:
        key, equals, value = field.partition("=")
        # A doubled quote inside a quoted field makes the source longer than the value: the key ends at the
        # first `=`.
        cut = raw.index("=", start, end) if equals else end
        token = Token(span(cut + 1, end), value) if equals else None
        options.append(KeyValue(span(start, end), Token(span(start, cut), key), token))
        if (
            not equals
            and key.lower() not in _BARE
            and "$" not in key
            and not (podman and key in MOUNT_SWITCHES)
        ):
            wrong.append(
                (
                    f"invalid field `{field}`: must be a key=value pair",
                    span(start, end) if field else flag.span,
                )
            )
    return options, wrong


def _fields(raw: str) -> tuple[list[tuple[str, int, int]], str]:
    """CSV fields with the range they were written in, and what is wrong with the record (encoding/csv: a
    field in double quotes may hold commas, a quote stands only around a field)."""
    fields, at = [], 0
    if not raw:
        return [], "there is no option"
    while at <= len(raw):
        if raw[at : at + 1] == '"':
            close, text = at + 1, list[str]()
            while close < len(raw):
                if raw[close] == '"':
                    if raw[close + 1 : close + 2] != '"':
                        break
                    close += 1
                text.append(raw[close])
                close += 1
            fields.append(("".join(text), at + 1, min(close, len(raw))))
            if close >= len(raw):
                return fields, "a quote is never closed"
            if close + 1 < len(raw) and raw[close + 1] != ",":
                return fields, "text after a closing quote"
            at = close + 2
            if close + 1 == len(raw):
                break
        else:
            comma = raw.find(",", at)
            end = len(raw) if comma < 0 else comma
            fields.append((raw[at:end], at, end))
            if '"' in raw[at:end]:
                return fields, "a quote inside a field without quotes"
            at = end + 1
    return fields, ""


def _check(option: KeyValue, kind: str) -> list[Wrong]:
    """What is wrong with one option of a mount whose type is `kind` so far."""
    key = option.key.value.lower()
    value = option.value.value if option.value else None
    place = option.span

    def said(message: str) -> list[Wrong]:
        return [(message, place)]

    if key == "from" and value and re.search(r"\$.", value):
        return said("`from` doesn't support variable expansion, define alias stage instead")
    if "$" in key or "$" in kind:
        return []
    if value is None:
        wants = key == "required" and kind not in ("secret", "ssh")
        return said(f"unexpected key `required` for mount type `{kind}`") if wants else []
    known = "$" not in value
    if key in _FREE:
        if key == "type" and known and value.lower() not in TYPES:
            return said(f"unsupported mount type `{value}`: {', '.join(TYPES)}")
    elif key in ("required", "size", "env"):
        kinds = {"required": ("secret", "ssh"), "size": ("tmpfs",), "env": ("secret",)}[key]
        if kind not in kinds:
            return said(f"unexpected key `{key}` for mount type `{kind}`")
        if known and (
            (key == "required" and value not in _BOOLEANS) or (key == "size" and not _SIZE.match(value))
        ):
            return said(f"invalid value for {key}: {value}")
    elif key in _BARE:
        if known and value not in _BOOLEANS:
            return said(f"invalid value for {key}: {value}")
    elif key == "sharing":
        if known and value.lower() not in SHARING:
            return said(f"unsupported sharing value `{value}`: {', '.join(SHARING)}")
    elif key in ("mode", "uid", "gid"):
        base = 8 if key == "mode" else 10
        if known and (
            not re.fullmatch("[0-7]+" if base == 8 else "[0-9]+", value)
            or len(value) > 40
            or int(value, base) >= 2**32
        ):
            return said(f"invalid value {value} for {key}")
    else:
        return said(f"unexpected key `{key}` in a mount")
    return []

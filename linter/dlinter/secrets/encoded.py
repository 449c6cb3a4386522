"""Secrets that stand in base64, in hex, in UTF-16, in escapes, or in base64 of gzip: found by how their first
letters look there.

`ghp_` is `Z2hwX…`, `docF9…` or `naHBf…` in base64, by where in a group of three it begins, `6768705f` in hex
and `g·h·p·_` with a NUL between in UTF-16. These literals go into the prefilter beside the detectors'
expressions: no run of base64 is decoded without one of them in it. What is decoded is searched once, not
again for what is encoded in it. Of gzip the first letters are those of its own header; Helm encodes its
releases twice.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Sequence

from dlinter.detectors.detector import Detector

LONGEST = 65536
"""Bytes of a run that are decoded to each side of the hit; up to `_STEP` more, so that hits near each other
have the same bytes around them."""
_STEP = 4096

_PREFIX = re.compile(r"(?:\(\?:|\(\?P<secret>)*((?:[A-Za-z0-9_:/@=\- ]|\\[.\-_+$])+)")
_QUANTIFIER = re.compile(r"[*+?{|]")
_NAMES = (b"password", b"PASSWORD", b"Password", b"passwd", b"_authToken", b"secret_key", b"SECRET",
    b"secretKey", b"apiKey", b"api_key", b"API_KEY", b"PRIVATE KEY", b"TOKEN=", b"auth_token",
    b"access_token", b"Authorization")
_WEB_TOKENS = (b"eyJhbGci", b"eyJ0eXAi", b"eyJraWQi")
"""How JSON web tokens begin (`{"alg`, `{"typ`, `{"kid`), which a container may hold in base64 once more."""
_JOINED = rb"[\"'][ \t]{0,4}[+.]?[ \t]{0,4}\r?\n[ \t]{0,24}(?:[+.][ \t]{0,4})?[\"']"
_DENIOJ = rb"[\"'](?:[ \t]{0,4}[+.])?[ \t]{0,24}\n\r?[ \t]{0,4}[+.]?[ \t]{0,4}[\"']"
"""Between two lines of a text that code puts together (`"…" +`), and the same backwards."""
_SPELLED = (b"ghp_", b"AKIA", b"glpat-", b"xoxb-", b"sk_live_", b"sk-ant-")
"""Beginnings of tokens that are looked for as numbers of bytes, too: as literals, which cost nothing."""
_RUN = re.compile(
    rb"(?:[A-Za-z0-9+/_-]++|\r?\n[ \t]{0,16}|(?:\\{1,3}r)?\\{1,3}n|\\/|" + _JOINED + rb"){1,131072}+={0,2}"
)
_RUN_BACK = re.compile(
    rb"(?:[A-Za-z0-9+/_-]++|[ \t]{0,16}\n\r?|n\\{1,3}(?:r\\{1,3})?|/\\|" + _DENIOJ + rb"){0,65536}+"
)
"""Each takes letters by the run and gives none back: one by one they took ten times as long."""
_NO_BASE64 = re.compile(rb"(?:\\{1,3}r)?\\{1,3}n|\\/|[^A-Za-z0-9+/_-]++(?:\+[^A-Za-z0-9/_-]+)?")
_PRINTABLE = bytes(range(32, 127)) + b"\t\r\n"
_LOCAL = 240
_GZIP = {
    "base64 of gzip": "H4sI[A-P][A-Za-z0-9+/_-]{7}",
    "base64 of base64 of gzip": "SDRzS[UVWX][A-Za-z0-9+/_-]{6}",
    "base64 of zlib": r"(?:^|[^A-Za-z0-9+/=_\-])e(?:J[w-z]|N[o-r])[A-Za-z0-9+/_-]{9}",
}
"""gzip's header (RFC 1952, section 2.3.1: `1f 8b 08`, then the flags) in base64, and that in base64 again;
zlib's for the usual and the best level (RFC 1950, section 2.2: `78 9c`, `78 da`), which is two bytes: at the
beginning of a run only."""
_ESCAPES = {
    "escapes": r"(?:\\u00[2-7][0-9a-fA-F]){8}|(?:\\x[2-7][0-9a-fA-F]){8}|[A-Za-z0-9]\\u00(?:5[fF]|2[dD]|"
        r"3[dDaA])[A-Za-z0-9\\\\]",
    "octal escapes": r"(?:\\[01][0-7]{2}){8}",
    "escapes in braces": r"(?:\\u\{[2-7][0-9a-fA-F]\}){8}",
    "entities": r"(?:&#(?:x[2-7][0-9a-fA-F]|[3-9][0-9]|1[0-2][0-9]);){8}",
    "percent-encoding of all": r"(?:%[2-7][0-9a-fA-F]){8}",
    "percent-encoding": r"(?i:passw(?:or)?d|passwd|pwd|token|secret|api_?key|private[% "
        r"]20key)%(?:3[dDaA]|20KEY)",
}
"""Letters of ASCII written as `\\u005f` or `\\x5f` (all of them, or the signs of names and assignments: Gson
writes `=` so), and names of secrets before `%3D`."""
_SLASHES = "backslashes"
_SIGNS = tuple(re.compile(rb"(?<=.)" + signs) for signs in (b"_", b"-", b"[_-]"))
"""Signs in a token before which TeX (`\\_`), Markdown (`\\_`) and troff (`\\-`) have a backslash."""
_COLOURS = "colours"
_NAME_COLOURED = r"(?i:passw(?:or)?d|passwd|token|secret|key)[:=]?\x1b\["
_IN_LINE = {_SLASHES: re.compile(rb"\\(?=[_.-])"), _COLOURS: re.compile(rb"\x1b\[[0-9;]{0,16}[mK]")}
"""What is left out of a line: those backslashes, and a terminal's colours (ECMA-48, SGR and EL), which stand
between a name and its value in what was written to a terminal."""
_LINE_LONGEST = 4096
_ESCAPED_AS = {
    "escapes": (re.compile(rb"\\{1,2}(?:u00|x)([0-9A-Fa-f]{2})"), 16),
    "octal escapes": (re.compile(rb"\\([01][0-7]{2})"), 8),
    "escapes in braces": (re.compile(rb"\\u\{([0-9A-Fa-f]{2})\}"), 16),
    "percent-encoding": (re.compile(rb"%([0-9A-Fa-f]{2})"), 16),
    "percent-encoding of all": (re.compile(rb"%([0-9A-Fa-f]{2})"), 16),
}
_ENTITY = re.compile(rb"&#(?:x([0-9A-Fa-f]{2})|([0-9]{2,3}));")
_TWICE = {"base64 of base64": "base64", "base64 of hex": "base64", "hex of base64": "hex"}
"""Encodings of an encoding, and the outer one."""
_BYTES = "list of bytes"
_LIST = re.compile(rb"(?:(?:0x)?[0-9A-Fa-f]{2,3}[,: ]{1,2}(?:\r?\n[ \t]{0,16})?)+(?:0x)?[0-9A-Fa-f]{2,3}")
_LIST_BACK = re.compile(rb"[0-9A-Fa-fx,: \t\r\n]{0,65536}")
_TEXT_RUN = re.compile(rb"[^\s\"'`<>\x00-\x1f]{1,65536}")
_TEXT_BACK = re.compile(rb"[^\s\"'`<>\x00-\x1f]{0,65536}")
_LARGEST_PLAIN = 4 << 20
"""Bytes that base64 of gzip is decompressed to."""
_HEX_RUN = re.compile(rb"[0-9A-Fa-f]+")
_HEX_BACK = re.compile(rb"[0-9A-Fa-f]*")


def literal_prefix(detector: Detector) -> bytes:
    """The literal text that every match of a detector begins with; b"" where there is none of four
    characters."""
    if detector.ignore_case:
        return b""
    match = _PREFIX.match(detector.pattern)
    if match is None:
        return b""
    text, after = match.group(1), detector.pattern[match.end() :]
    if _QUANTIFIER.match(after):
        if after[0] == "|":
            return b""
        text = re.sub(r"\\?.\Z", "", text)
    if match.group(0).startswith("(?:") and "|" in detector.pattern:
        return b""
    plain = re.sub(r"\\(.)", r"\1", text)[:16]
    return plain.encode("ascii") if len(plain) >= 4 else b""


def prefixes_of(detectors: Sequence[Detector]) -> tuple[bytes, ...]:
    """What is looked for in encoded form: detectors' prefixes and names of secrets, sorted, without those
    that begin with another: its letters, in whatever encoding, are the first of theirs."""
    kept: list[bytes] = []
    for one in sorted({p for p in map(literal_prefix, detectors) if p} | {*_NAMES, *_WEB_TOKENS}):
        if not kept or not one.startswith(kept[-1]):
            kept.append(one)
    return tuple(kept)


def in_base64(text: bytes) -> tuple[bytes, ...]:
    """The letters of base64 that the text decides by itself, for each of the three places it may begin at;
    those with at least four."""
    forms = []
    for pad in range(3):
        encoded = base64.b64encode(b"\0" * pad + text)
        first = (0, 2, 3)[pad]
        last = (pad + len(text)) * 8 // 6
        forms.append(encoded[first:last])
    return tuple(f for f in forms if len(f) >= 4)


def expressions(prefixes: Sequence[bytes]) -> list[tuple[str, str]]:
    """(kind, expression for Hyperscan) with kind `base64`, `hex` or `utf-16`."""
    out: list[tuple[str, str]] = []
    for prefix in prefixes:
        out += [("base64", re.escape(form.decode())) for form in in_base64(prefix)]
        out.append(("hex", f"(?i:{prefix.hex()})"))
        out.append(("utf-16", r"\x00".join(f"\\x{c:02x}" for c in prefix)))
        out += [
            (_SLASHES, re.escape(slashed.decode()))
            for signs in _SIGNS
            if (slashed := signs.sub(rb"\\\g<0>", prefix)) != prefix
        ]
    for name in _NAMES:
        inner = [form.decode() for form in in_base64(name)]
        out += [
            ("base64 of base64", re.escape(form.decode()))
            for text in inner
            for form in in_base64(text.encode())
        ]
        out += [("base64 of hex", form.decode()) for form in in_base64(name.hex().encode())]
        out += [("hex of base64", f"(?i:{text.encode().hex()})") for text in inner]
        out += [
            ("base64 of utf-16", re.escape(form.decode()))
            for form in in_base64(name.rstrip(b"=").decode().encode("utf-16-le"))
        ]
        out.append((_BYTES, r"[,: ]{1,2}(?:0x)?".join(f"(?i:{c:02x})" for c in name)))
        out.append((_BYTES, ", ?".join(str(c) for c in name)))
    for prefix in _SPELLED:
        out += [
            (_BYTES, sign.join(f"{lead}{c:{form}}" for c in prefix))
            for lead, form in (("", "02x"), ("", "02X"), ("0x", "02x"), ("0x", "02X"), ("", "d"))
            for sign in ((", ", ",") if lead or form == "d" else (" ", ":"))
        ]
    out += _GZIP.items()
    out += _ESCAPES.items()
    out.append((_COLOURS, _NAME_COLOURED))
    return sorted(set(out))


def compressed(kind: str) -> bool:
    """Whether an encoding is one of compressed bytes, which may say more than is decoded."""
    return kind in _GZIP


def decode(
    kind: str, data: bytes, end: int, refused: set[tuple[int, int, bool]] | None = None
) -> tuple[int, int, bytes] | None:
    """The run of an encoding around the hit that ends at `end`: (its start, its end, what it decodes to);
    None where it does not. `refused` are runs of base64 in the same data that say no text: those that are
    found so are added."""
    start = max(end - LONGEST, 0)
    start -= start % _STEP
    if kind == "utf-16":
        return _utf16(data, start, end)
    if kind == "hex":
        return _hex(data, start, end)
    if kind in _GZIP:
        return _gzip(kind, data, end)
    if kind in _IN_LINE:
        return _line(_IN_LINE[kind], data, end)
    if kind in _ESCAPES:
        return _escapes(kind, data, start, end)
    if kind in _TWICE:
        outer = _hex(data, start, end) if _TWICE[kind] == "hex" else _base64(data, start, end, refused)
        plain = _whole(outer[2], kind) if outer is not None else None
        return (outer[0], outer[1], plain) if outer is not None and plain is not None else None
    if kind == "base64 of utf-16":
        return _base64(data, start, end, refused, wide=True)
    if kind == _BYTES:
        return _list(data, start, end)
    return _base64(data, start, end, refused)


def _begin(backwards: re.Pattern[bytes], data: bytes, start: int, end: int) -> int:
    """Where in `data[start:]` the run begins that the last letter of a hit is in, which ends at `end`; the
    expression is of a reversed run that may be empty. Backwards, so that it is one pass."""
    before = backwards.match(data[start : end - 1][::-1])
    assert before is not None
    return end - 1 - before.end()


def _whole(text: bytes, kind: str) -> bytes | None:
    """What a text that is base64 or hex as a whole says."""
    if kind != "base64 of hex":
        return _decoded(text)
    digits = _HEX_RUN.search(text)
    return (
        bytes.fromhex(digits.group()[: len(digits.group()) // 2 * 2].decode("ascii"))
        if digits and len(digits.group()) >= 32
        else None
    )


def _list(data: bytes, start: int, end: int) -> tuple[int, int, bytes] | None:
    """Numbers of bytes, hexadecimal or decimal, with commas, colons or blanks between them."""
    first = _begin(_LIST_BACK, data, start, end)
    # what stands before the list that the hit is in may be one itself: `{0x01, 0x02}, {0x70, …}`
    match = next(
        (m for m in _LIST.finditer(data, first, min(len(data), end + LONGEST)) if m.end() >= end), None
    )
    if match is None:
        return None
    numbers = re.findall(rb"[0-9A-Fa-f]{2,3}", match.group().replace(b"0x", b""))
    base = (
        10
        if b"0x" not in match.group() and b"," in match.group() and all(n.isdigit() for n in numbers)
        else 16
    )
    values = [int(n, base) for n in numbers]
    plain = bytes(v for v in values if v < 256)
    return (
        (match.start(), match.end(), plain)
        if len(plain) == len(values) and len(plain) >= 12 and _textness(plain) >= 0.7
        else None
    )


def written_out(kind: str) -> bool:
    """Whether an encoding leaves letters as they are, so that what it says may have been found already."""
    return kind in _ESCAPES or kind in _IN_LINE


def _line(without: re.Pattern[bytes], data: bytes, end: int) -> tuple[int, int, bytes]:
    """The line around the hit without those signs."""
    first = max(data.rfind(b"\n", 0, end) + 1, end - _LINE_LONGEST, 0)
    last = data.find(b"\n", end, end + _LINE_LONGEST)
    last = min(end + _LINE_LONGEST, len(data)) if last < 0 else last
    return first, last, without.sub(b"", data[first:last])


def _escapes(kind: str, data: bytes, start: int, end: int) -> tuple[int, int, bytes] | None:
    """The word around the hit, up to quotes and blanks, each escape as its letter."""
    first = _begin(_TEXT_BACK, data, start, end)
    match = _TEXT_RUN.match(data, first, min(len(data), end + LONGEST))
    if match is None or match.end() < end:
        return None
    if kind == "entities":
        return (
            first,
            match.end(),
            _ENTITY.sub(
                lambda m: bytes((min(int(m.group(1) or m.group(2), 16 if m.group(1) else 10), 255),)),
                match.group(),
            ),
        )
    expression, base = _ESCAPED_AS[kind]
    return first, match.end(), expression.sub(lambda m: bytes((int(m.group(1), base),)), match.group())


def _base64(
    data: bytes, start: int, end: int, refused: set[tuple[int, int, bool]] | None = None, *,
    wide: bool = False
) -> tuple[int, int, bytes] | None:
    """The run around the hit; where its letters are `wide` (UTF-16), each as one byte."""
    near = _begin(_RUN_BACK, data, max(end - _LOCAL, start), end)
    here = _RUN.match(data, near, min(len(data), end + _LOCAL))
    if here is None or _decoded(here.group(), wide=wide) is None:
        return None  # the letters are there by chance: what stands around them in the run is no text
    first = _begin(_RUN_BACK, data, start, end)
    match = _RUN.match(data, first, min(len(data), -(-(end + LONGEST) // _STEP) * _STEP))
    if match is None or match.end() < end:
        return None
    run = (first, match.end(), wide)
    if refused is not None and run in refused:
        # a program in base64 has a hundred names in it: to decode it for each took a fifth of a scan
        return None
    plain = _decoded(match.group(), wide=wide)
    if plain is None:
        if refused is not None:
            refused.add(run)
        return None
    return first, match.end(), plain


def _decoded(run: bytes, *, wide: bool = False) -> bytes | None:
    """What a run of base64 says; None where that is no text.

    What stands before it in the same letters (`key/`, a word) may shift it: the alignment that gives text is
    taken.
    """
    raw = _NO_BASE64.sub(lambda m: b"/" if m.group() == b"\\/" else b"", run)
    raw = raw.rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
    if len(raw) < 16:
        return None
    for skip in range(4):
        piece = raw[skip:]
        piece = piece[: len(piece) - (len(piece) % 4 == 1)]
        try:
            plain = binascii.a2b_base64(piece + b"=" * (-len(piece) % 4))
        except (binascii.Error, ValueError):
            continue
        if wide:
            plain = max(plain[::2], plain[1::2], key=_textness)
        if _textness(plain) >= 0.7:
            return plain
    return None


def _gzip(kind: str, data: bytes, end: int) -> tuple[int, int, bytes] | None:
    """Decompressed, as far as it goes; None where that is no text."""
    first = end - 12  # the expression's length
    match = _RUN.match(data, first, min(len(data), end + LONGEST))
    if match is None:
        return None
    raw = _from_base64(match.group())
    if kind == "base64 of base64 of gzip":
        raw = _from_base64(raw)
    machine = zlib.decompressobj(15 if kind == "base64 of zlib" else 31)
    try:
        plain = machine.decompress(raw, _LARGEST_PLAIN)
    except zlib.error:
        return None
    if len(plain) < 8 or _textness(plain[:65536]) < 0.7:
        return None
    # What was cut off is marked, so that whoever asks can say so.
    return first, match.end() if machine.eof else -match.end(), plain


def _from_base64(run: bytes) -> bytes:
    """The bytes of a run, as many as are whole."""
    raw = (
        _NO_BASE64.sub(lambda m: b"/" if m.group() == b"\\/" else b"", run)
        .rstrip(b"=")
        .replace(b"-", b"+")
        .replace(b"_", b"/")
    )
    return binascii.a2b_base64(
        raw[: len(raw) // 4 * 4]
        + (raw[len(raw) // 4 * 4 :] + b"=" * (-len(raw) % 4) if len(raw) % 4 > 1 else b"")
    )


def _hex(data: bytes, start: int, end: int) -> tuple[int, int, bytes] | None:
    first = _begin(_HEX_BACK, data, start, end)
    last = min(len(data), end + LONGEST)
    if first == start and (end - first) % 2:
        first += 1  # the run goes on before what is looked at: the hit ends on a whole byte
    if not _is_hex_text(data[max(first, end - _LOCAL) : end + _LOCAL], (end - first) % 2):
        return None
    match = _HEX_RUN.match(data, first, last)
    if match is not None and match.end() == last and (last - first) % 2:
        match = _HEX_RUN.match(data, first, last - 1)
    if match is None or len(match.group()) < 32 or len(match.group()) % 2:
        return None
    plain = bytes.fromhex(match.group().decode("ascii"))
    return None if _textness(plain) < 0.7 else (first, match.end(), plain)


def _is_hex_text(piece: bytes, odd: int) -> bool:
    """Whether hex digits around a hit say text; the hit ends on a whole byte."""
    match = _HEX_RUN.match(piece)
    digits = match.group()[odd:] if match else b""
    return (
        len(digits) >= 16 and _textness(bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))) >= 0.7
    )


def _utf16(data: bytes, start: int, end: int) -> tuple[int, int, bytes] | None:
    """The letters around the hit as long as every second byte is NUL; the hit ends on a letter."""
    last = end - 1
    after = last
    while after + 2 < len(data) and data[after + 1] == 0 and data[after + 2] and after - last < 8192:
        after += 2
    before = last
    while before - 2 >= start and data[before - 1] == 0 and data[before - 2] and last - before < 8192:
        before -= 2
    return before, after + 1, data[before : after + 1 : 2]


def _textness(data: bytes) -> float:
    """The share of printable ASCII and blanks."""
    return 1 - len(data.translate(None, _PRINTABLE)) / max(len(data), 1)

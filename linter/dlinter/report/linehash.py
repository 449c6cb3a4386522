"""GitHub's `primaryLocationLineHash`: what code scanning knows an alert by across commits.

The hash of a line is that of codeql-action's upload (src/fingerprints.ts): a polynomial of base 37 modulo
2^64 over the 100 UTF-16 units that follow the line's start, blanks and tabs left out, zeros after the end;
then `:n`, which counts equal hashes from the top. Lines end at CR LF, LF and a lone CR there.
"""

from __future__ import annotations

from collections import Counter
from itertools import accumulate

BLOCK, BASE, MASK = 100, 37, (1 << 64) - 1
_SHIFT = pow(BASE, BLOCK, 1 << 64)
_END = 0xFFFF
"""Stands for the end of the file in the action's hash."""


def line_hashes(text: str) -> dict[int, str]:
    """1-based line → hash. A text that ends with a line end has one more, empty line."""
    squeezed = text.replace("\r\n", "\n").replace("\r", "\n").translate({32: None, 9: None})
    raw = squeezed.encode("utf-16-le", "surrogatepass")
    units = (
        [*memoryview(raw).cast("H"), _END]
        if _LITTLE
        else [*(raw[i] | raw[i + 1] << 8 for i in range(0, len(raw), 2)), _END]
    )
    # prefix[k] is the hash of the first k units, so that of any block is a difference of two.
    prefix = list(
        accumulate(units + [0] * BLOCK, lambda value, unit: (value * BASE + unit) & MASK, initial=0)
    )
    starts = [0, *(at + 1 for at, unit in enumerate(units) if unit == 10)]
    seen: Counter[str] = Counter()
    hashes = {}
    for line, at in enumerate(starts, 1):
        digest = format((prefix[at + BLOCK] - prefix[at] * _SHIFT) & MASK, "x")
        seen[digest] += 1
        hashes[line] = f"{digest}:{seen[digest]}"
    return hashes


_LITTLE = memoryview(b"\x01\x00").cast("H")[0] == 1

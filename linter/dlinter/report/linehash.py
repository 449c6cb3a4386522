"""GitHub's `primaryLocationLineHash`: what code scanning knows an alert by across commits.

The algorithm is that of codeql-action's upload (src/fingerprints.ts): a polynomial hash, base 37 modulo 2^64, over the next
100 UTF-16 units that are no blanks, from the start of each line; `:n` counts equal hashes.
"""

from __future__ import annotations

from collections import Counter

BLOCK, BASE, MASK = 100, 37, (1 << 64) - 1
_TOP = pow(BASE, BLOCK, 1 << 64)
_END = 0xFFFF


def line_hashes(text: str) -> dict[int, str]:
    """1-based line → hash."""
    raw = text.encode("utf-16-le", "surrogatepass")
    window = [0] * BLOCK
    owners = [0] * BLOCK  # the line that began at this place of the window, 0 for none
    seen: Counter[str] = Counter()
    hashes: dict[int, str] = {}
    value = at = line = 0
    fresh, after_cr = True, False

    def tell() -> None:
        digest = format(value, "x")
        seen[digest] += 1
        hashes[owners[at]] = f"{digest}:{seen[digest]}"
        owners[at] = 0

    units = [raw[i] | raw[i + 1] << 8 for i in range(0, len(raw), 2)]
    for unit in [*units, _END]:
        if unit in (32, 9) or (after_cr and unit == 10):
            after_cr = False
            continue
        after_cr = unit == 13
        if after_cr:
            unit = 10
        if owners[at]:
            tell()
        if fresh:
            line += 1
            owners[at], fresh = line, False
        if unit == 10:
            fresh = True
        value = (BASE * value + unit - _TOP * window[at]) & MASK
        window[at] = unit
        at = (at + 1) % BLOCK
    for _ in range(BLOCK):
        if owners[at]:
            tell()
        value = (BASE * value - _TOP * window[at]) & MASK
        window[at] = 0
        at = (at + 1) % BLOCK
    return hashes

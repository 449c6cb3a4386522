"""How likely a text is words, and how likely random: letter pairs and changes between kinds of characters.

`_PAIRS` holds, for each two letters, log2 of how much more often the second follows the first in names and
words than by chance, in quarters of a bit from -6 (`0`) on: counted over the 244,763 different identifiers,
dotted names and words of CPython's standard library and 1,500 modules of site-packages. `_CHANGES` are the
shares of the kind (small letter, capital, digit, sign) that follows each kind there.
"""

from __future__ import annotations

import re
from functools import lru_cache

_PAIRS = (
    '@GLK9?G3G0ANKL0I0OMPD@=?@5',
    'QDIBL?:7KJ6O@<LF2HG?O272I;',
    'N=A?N@8ME0MLA7R?6HBNG<52?0',
    'MBAITA=8Q76I;;M;2EIBJ773@0',
    'I=JKBDA3:06NFM;EAPRL:A?J@1',
    'MAEEKM?3S10J:=P=0LEGJ072@0',
    'G<@=U:GKL03HDJE;0LMDH<726;',
    'R9:>T748M19B@<Q83IAKF540=1',
    'DEJHECH090:LHSMG1GLN;C0B0D',
    'L<C@T<<<I;F=8;OH5;N;P7:9=9',
    'K;ACV>G=P76I6EA?8CL@B7H0>3',
    'L><GRP62P07L8:N@09GIG930C2',
    'QF9BT552K09EG<NN09IAF200B0',
    'M9KONGN9I2BA:DK@1:LPED30;0',
    'CEKL9AC1@6CIKRHJ0PHHJCG>57',
    'Q7?BP<8@K0=M78MJ3NCLE<80L0',
    '@==<:6=<;0=L:@8??DF=Y;<<63',
    'N9EDS?G3M0BBFEN?0ILKEA:0E0',
    'D4E:S8=FK0BB<9HG::KUH7<2D0',
    'L8D@U?2LN09A@8KA0LIFE7<;H7',
    'FIEBLFD0I01NJP@L0NKO:30<00',
    'S<B7W<:7M267@<C:0:><6891;6',
    'P7>CK<8IT23A=KN92OI;58F;00',
    'JAOCPF3=K76?F:>N3<>T984HF7',
    'A@FBF=E6D35JHLBS2AOQ9@E=C@',
    'J8=@W>=?Q15BC>J@7:@>94?BBK',
)
_CHANGES = (
    (0.849, 0.019, 0.018, 0.113),
    (0.314, 0.554, 0.061, 0.071),
    (0.159, 0.091, 0.665, 0.085),
    (0.802, 0.083, 0.024, 0.091),
)
_LEAST = 0.004
_TABLE = tuple(tuple((ord(c) - 48) / 4 - 6 for c in row) for row in _PAIRS)


@lru_cache(1024)
def _kind(char: str) -> int:
    return 0 if char.islower() else 1 if char.isupper() else 2 if char.isdigit() else 3


def wordiness(value: str) -> float:
    """Bits of evidence that the value was written by somebody, not drawn: above 0 for words, far below for
    random text."""
    size = len(value)
    if size < 2:
        return 0.0
    from math import fsum, log2  # detectors are imported at every scan, and with as little as can be

    kinds = [_kind(c) for c in value]
    counts = [kinds.count(kind) for kind in range(4)]
    first = kinds[0]
    chance = fsum(
        (count - (kind == first)) * log2(count / size) for kind, count in enumerate(counts) if count
    )
    return fsum(map(_bits, value, value[1:])) - chance


@lru_cache(16_384)
def _bits(first: str, second: str) -> float:
    """What it says that the second character follows the first."""
    from math import log2

    one, other = _kind(first), _kind(second)
    bits = log2(max(_CHANGES[one][other], _LEAST))
    if one < 2 and other < 2 and not (one == 0 and other == 1) and first.isascii() and second.isascii():
        bits += _TABLE[ord(first.lower()) - 97][ord(second.lower()) - 97]
    return bits


def limit(size: int) -> float:
    """The wordiness below which a value of so many characters is random: of random ones of 16 and more of
    `[a-z0-9]`, less than 1 % is above it, of names and words less than 5 % below."""
    return -0.6 * (size - 6)


def is_random(value: str) -> bool:
    """Whether the value was drawn from an alphabet, as far as letters can tell; short ones (below 8) hardly
    can."""
    size = min(len(value), 256)
    if value.isalpha() and size < 20 and (value.islower() or value.isupper() or value[1:].islower()):
        # letters of one case, and few: a name in another language has rare pairs, too
        return wordiness(value) < -1.5 * (size - 4)
    return wordiness(value[:256]) < limit(size)


def is_drawn(value: str) -> bool:
    """Whether a value is random and has letters and a digit: for detectors that have nothing but the place of
    a value to go by. Of values of 8 letters and digits and more it misses 1 %; of 100 names and words that
    somebody wrote it takes 3."""
    return (
        len(value) >= 8
        and any(c.isdigit() for c in value)
        and any(c.isalpha() for c in value)
        and is_random(value)
    )


_OF_PASSWORDS = r"(?s:.\S*[!^~]|.*[#$%&*]\Z|[A-Z][A-Za-z]*@[0-9]{2,8}\Z)"
"""Signs, not at the beginning, that passwords have and neither names nor paths: `Copper.Kettle48!`,
`Kettle@4817`."""


def is_password(value: str) -> bool:
    """Whether a value is drawn, or made of words as somebody makes it who is asked for a password: letters of
    both cases, a digit, a sign. For detectors whose place says that a password stands there."""
    return is_drawn(value) or (
        len(value) >= 10
        and any(c.isdigit() for c in value)
        and any(c.islower() for c in value)
        and any(c.isupper() for c in value)
        and re.match(_OF_PASSWORDS, value) is not None
    )

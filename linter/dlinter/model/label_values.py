"""What the value of a label can be asked to be."""

from __future__ import annotations

import re

KINDS = {
    "text": "text", "rawtext": "text", "url": "a URL", "email": "an e-mail address",
    "semver": "a semantic version", "hash": "a git commit",
    "rfc3339": "a time as RFC 3339 has it", "spdx": "an SPDX licence expression",
}  # fmt: skip

_PATTERNS = {
    "url": r"[A-Za-z][A-Za-z0-9+.-]*://[^\s/]+\S*",
    "email": r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+",
    # semver.org, the pattern its text suggests, without names
    "semver": r"(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|"
        r"[1-9]\d*)(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?",
    "hash": r"[0-9a-f]{7,40}|[0-9a-f]{64}",
    # RFC 3339, section 5.6
    "rfc3339": r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt "
        r"](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)",
}  # fmt: skip


def fits(value: str, kind: str) -> bool:
    """Whether a value is of a kind (the keys of `KINDS`, in any spelling); always, for a kind that is not
    known."""
    kind = re.sub(r"\W", "", kind.lower())
    if kind == "spdx":
        return _is_licence(value)
    pattern = _PATTERNS.get(kind)
    return pattern is None or re.fullmatch(pattern, value) is not None


def _is_licence(value: str) -> bool:
    """An SPDX expression (SPDX 2.3, annex D), by its form and by the beginnings that licence ids have."""
    if re.search(r"\b(?:AND|OR|WITH)\s*(?:\)|$)", value) or value.count("(") != value.count(")"):
        return False
    words = [w for w in re.split(r"[\s()]+", value) if w]
    expected = [w for i, w in enumerate(words) if i % 2]
    if not words or len(words) % 2 == 0 or any(w not in ("AND", "OR", "WITH") for w in expected):
        return False
    return all(re.fullmatch(_LICENCE, w) for w in words[::2])


_LICENCE = (
    r"(?:DocumentRef-[\w.-]+:)?LicenseRef-[\w.-]+|NONE|NOASSERTION|"
    r"(?:0BSD|AAL|Abstyles|AcademicFree|AFL|AGPL|Aladdin|AMPAS|ANTLR|Apache|APSL|APL|Arphic|Artistic|"
    r"BitTorrent|Blessing|BlueOak|Boehm|Borceux|BSD|BSL|BUSL|"
    r"bzip2|CAL|CATOSL|CC|CC0|CDDL|CDLA|CECILL|CERN|Classpath|CNRI|CPAL|CPL|CPOL|CUA|curl|D-FSL|DRL|ECL|eCos|"
    r"EFL|Elastic|Entessa|EPL|ErlPL|EUDatagrid|EUPL|"
    r"Fair|Frameworx|FreeImage|FSFAP|FSFUL|FTL|GCC|GFDL|GPL|HPND|IBM|ICU|IJG|ImageMagick|Info-ZIP|Intel|IPA|"
    r"IPL|ISC|JasPer|JSON|LGPL|Libpng|libtiff|LiLiQ|"
    r"Linux|LLVM|LPL|LPPL|MirOS|MIT|Motosoto|MPL|MS|MulanPSL|Multics|NASA|Naumen|NCSA|NGPL|Nokia|NPL|NPOSL|"
    r"NTP|OCLC|ODbL|ODC|OFL|OGC|OGL|OGTSL|OLDAP|OML|"
    r"OpenSSL|OPL|OSET|OSL|Parity|PDDL|PHP|PolyForm|PostgreSQL|PSF|Python|QPL|Qhull|RPL|RPSL|RSCPL|Ruby|"
    r"Saxpath|SGI|SimPL|SISSL|Sleepycat|SPL|SSPL|"
    r"TCL|UCL|Unicode|Unlicense|UPL|Vim|VSL|W3C|Watcom|WTFPL|X11|Xnet|XFree86|Zend|Zimbra|Zlib|ZPL|"
    r"zlib)(?:-[A-Za-z0-9.-]+)?\+?"
)

"""Values that stand for a value: `changeme`, `<token>`, `${VAR}`, `xxxx`."""

from __future__ import annotations

import re

from dlinter.detectors.words import is_random
from dlinter.model.names import words_of
from dlinter.model.secret import Basis, Sieved
from dlinter.secrets.grammar.signs import full_of_signs, many_signs
from dlinter.secrets.grammar.values import is_generic
from dlinter.secrets.sighting import Sighting

_WORDS = re.compile(
    r"example|changeme|change[-_]?(?:this|it|me)|place[-_]?holder|replace[-_ ]?(?:me|this|with)|(?:your|my|the)[-_ .]?(?:own|api|secret|access|"
    r"auth|private|super|personal|real|token|key|pass|pwd|aws|db|new|strong|secure)|insert[-_ ]?(?:your|here)|dummy|fake[-_]|"
    r"redacted|not[-_]?a?[-_]?(?:real|secret)|sample[-_]|foo[-_]?bar|foobaz|notsecret|nosecret|todo[-_:]|fixme|to[-_]?be[-_]?replaced|"
    r"s3cr3t|p[a4@][s5$3z]{2}w[o0]rd|supersecret|topsecret|hunter2$|correct[-_ ]?horse|letmein|qwerty|secret(?:1|12|123)$|"
    r"^(?:test|demo|none|null|true|false|undefined|default|unset|empty|secret|token|admin|root|user|guest|pass|whatever)[-_]?[0-9]{0,4}$|"
    r"(?:password|passwd)[0-9]{0,6}$|(?:unit|integration)[-_]?test|testing|(?:empty|blank|unset|undefined|sentinel)_value|[-_]here$|^put[-_ ]|^[!*]?unusable|^very[-_]?(?:long|secret)",
    re.IGNORECASE,
)
_LONG_WORDS = re.compile(
    r"example|changeme|placeholder|redacted|dummy_|_dummy|replaceme|your[_-](?:api|token|key|secret)|insert_?your|foobarbaz",
    re.I,
)
_SHAPES = re.compile(
    r"\$\{[A-Za-z_][A-Za-z0-9_.]*(?:[:}?#%/-]|$)|\$\(|\$[A-Za-z_(]|\{\{[^{}]*\}\}|^\{\{|<[^<>]*>|%\(|%\{[A-Za-z]|%[A-Z_]{3,}%|#\{|^@[a-z_.]+@?$|^\{[^{}]*\}$|^\[[^\[\]]*\]$|\{[0-9]\}|\{[a-z_.]*\}|\{[A-Z_][A-Z0-9_.]{2,}\}|^%[-+0-9.]*[sdrv]|"
    r"[xX*]{5}|\.{3}|…|_{5}|-{5}(?!BEGIN|END)|#{4}|^[*•.x#_-]+$|\*{3}|^\$[A-Za-z0-9_]+$|\bxxx\b|^__[A-Za-z_]+__$|"
    r"^[a-z_][a-z0-9_-]{0,31}:[x*!]?:[0-9]+:[0-9]*:"  # passwd(5), its hash kept elsewhere
)
_WHOLE = re.compile(r"^_{1,2}[A-Za-z_]+_{1,2}$|^\$\{.*\}$|^\$\(.*\)$|\{\{.*\}\}|^<.*>$|^%.*%$|[xX*]{6}|\.{3}")
_SHOWN = re.compile(
    r"(?<![\w.=:/@-])(?:for )?example:? (?:of )?(?:an? )?[a-z_]{1,24} ?[=:] ?[\"'`]?\Z", re.IGNORECASE
)
"""`Example key='…'`, in a sentence."""
_IS_NOT = re.compile(r"\bnot(?: an?)?(?: [a-z]{2,20}){1,4} ?[=:] ?[\"'`]?\Z", re.IGNORECASE)
"""`Not a private key: …`"""
_REMARK = re.compile(r"\s*(?:#|--|//|\*|;|/\*|rem\b)", re.IGNORECASE)
_SAID = re.compile(r"(?:#|//|--|/\*|\*)[^\"'\n]*\b(?:e\.g\.|for example|such as)[^\n]*\Z", re.IGNORECASE)
"""A comment that says that it shows an example."""
_SAYS_NOT = frozenset(["non", "not", "fake", "dummy", "bogus", "invalid", "wrong", "incorrect", "some"])
"""What the name of a value that is not a secret begins with: `nonMatchingToken`, `FAKE_API_KEY`,
`wrong_password`."""
_PEM = "-----BEGIN"
_MIXED = re.compile(r"(?=.*[0-9])(?=.*[a-z])(?=.*[A-Z])")
_PASSWORD = re.compile(r"p[a4@][s5$3z]{2}w[o0]rd", re.IGNORECASE)
"""A weak password all the same where a statement or a command gives it to a user (`IDENTIFIED BY`)."""
_SPELLED = str.maketrans("013457$@", "oieastsa")
"""Signs that stand for letters: `P4$$w0rd`, `V3ry_S3cret`."""

_ELLIPSIS = "\xe2\x80\xa6"
"""`…` in UTF-8, as text of its bytes."""


def is_placeholder(seen: Sighting) -> str:
    """A value that says it is to be replaced, or a reference to a value kept elsewhere."""
    value = seen.value
    if is_generic(seen.detector) and (
        seen.after.startswith(("...", _ELLIPSIS)) or value.endswith(_ELLIPSIS)
    ):
        return Sieved.PLACEHOLDER  # `TOKEN=abc123...`: the rest is left out
    if seen.detector.confidence == "low" and (_SHOWN.search(seen.before) or _SAID.search(seen.before)):
        return Sieved.EXAMPLE
    if is_generic(seen.detector) and _IS_NOT.search(seen.before):
        return Sieved.PLACEHOLDER
    if (
        (
            seen.detector.basis is Basis.OPTION
            or (seen.detector.basis is Basis.FORMAT and seen.detector.confidence == "medium")
        )
        and value.isalpha()
        and value.islower()
        and len(value) <= 12
        and _REMARK.match(seen.before)
    ):
        return Sieved.EXAMPLE  # `# mysql -uroot -prootpass < schema.sql`
    if (
        is_generic(seen.detector)
        and seen.named
        and not _SAYS_NOT.isdisjoint(words_of(seen.key)[:1])
    ):
        return Sieved.PLACEHOLDER
    if _PEM in value:
        return (
            Sieved.PLACEHOLDER
            if _LONG_WORDS.search(value) or "..." in value or "xxxxx" in value.lower()
            else ""
        )
    if not value.isascii() or len(value) > 300:
        return ""
    # a password hash has `$` of its own, a token by a format can hold a short word by chance
    if value.startswith(("$1$", "$2", "$5$", "$6$", "$y$", "$7$", "$gy$", "$sha1$", "$apr1$", "$ANSIBLE")):
        return ""
    if seen.detector.confidence == "high":
        return (
            Sieved.PLACEHOLDER
            if _LONG_WORDS.search(value) or re.search(r"[xX*]{6}|\.{3}|\$\{|\{\{", value)
            else ""
        )
    if full_of_signs(value):
        return Sieved.PLACEHOLDER if _WORDS.search(value) else ""
    if (
        len(value) >= 32
        and len(set(value)) >= 20
        and (not is_generic(seen.detector) or (is_random(value) and many_signs(value)))
    ):
        # a random text with all of the keyboard's signs (Django's SECRET_KEY, WordPress' salts) has every
        # short shape by chance
        return Sieved.PLACEHOLDER if _LONG_WORDS.search(value) or _WHOLE.search(value) else ""
    if (
        seen.detector.basis is Basis.OPTION
        and len(value) >= 10
        and not _SHAPES.search(value)
        and _MIXED.match(value)
    ):
        return Sieved.PLACEHOLDER if _WORDS.search(value) and not _PASSWORD.search(value) else ""
    return (
        Sieved.PLACEHOLDER
        if _WORDS.search(value) or _WORDS.search(value.translate(_SPELLED)) or _SHAPES.search(value)
        else ""
    )

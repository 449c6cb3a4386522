"""Values that are not what their name promises: a form that no generator has, or another form than the named
provider's.

Asked of what was found by a name alone: a token found by its own format is judged by that.
"""

from __future__ import annotations

import re

from dlinter.detectors.checksums import decode_base64
from dlinter.model.names import Holds
from dlinter.model.secret import Sieved
from dlinter.secrets.grammar.kinds import FileKind
from dlinter.secrets.grammar.signs import drawn_with_signs
from dlinter.secrets.grammar.values import is_generic, name_of
from dlinter.secrets.sieve.services import of_service
from dlinter.secrets.sighting import Sighting

_FORMS: tuple[tuple[str, str], ...] = (
    ("telegram", r"[0-9]{5,16}:[A-Za-z0-9_-]{35}|[0-9a-f]{32}|[^:]*"),
    ("vercel", r"[A-Za-z0-9]{24}|vc[a-z]_[A-Za-z0-9]{20,60}|eyJ.*|.{40,}|[^A-Za-z0-9]*"),
    ("vault_(?:client_|root_|dev_)?token|vault_dev_root_token_id",
        r"(?:hv)?[sbr]\.(?:[A-Za-z0-9]{24}(?:\.[A-Za-z0-9]{5})?|[A-Za-z0-9_-]{60,300})|(?!(?:hv)?[sbr]\.).*"),
    ("cloudflare_(?:api_)?token|cf_(?:api_)?token", r"[A-Za-z0-9_-]{40,}|[0-9a-f]{37}"),
    ("aws_secret_(?:access_)?key|secret_?access_?key|(?:^|_)aws_key$",
        r"[A-Za-z0-9/+=]{40}|(?!(?:[0-9a-f]{40,})$).{0,39}|(?![A-Za-z0-9/+=]*$).*"),
    ("airtable", r"pat[A-Za-z0-9]{14}\.[0-9a-f]{64}|(?!pat[A-Za-z0-9]{12,}\.).*"),
    ("azure_.*subscription_key", r"(?![0-9a-z]{25,31}$|[0-9a-z]{33,40}$).*"),
)
"""What a name has in it (small letters, words joined by `_`), and the whole form of its values: each as its
provider documents it, and fixed for years. A last branch lets pass what does not look like that provider's at
all: another service may be meant."""
_STARTS: tuple[tuple[str, str], ...] = (
    ("BSA", r"BSA[A-Za-z0-9_-]{28}"),
    ("cnvca", r"cnvca[A-Za-z0-9_-]{51}"),
    ("sm_aat_", r"sm_aat_[A-Za-z0-9]{16,40}"),
    ("sm_pat_", r"sm_pat_[A-Za-z0-9]{16,40}"),
    ("sm_sat_", r"sm_sat_[A-Za-z0-9]{16,40}"),
    ("pat.", r"pat\.[A-Za-z0-9_-]{22}\.[0-9a-z]{24}\.[A-Za-z0-9]{20}"),
    ("SK_", r"SK_[A-Za-z0-9]{40,}"),
    ("sk_pr_my", r""),
    ("git&", r"git&[0-9]{12}&[A-Za-z0-9+/]{86}=="),
    ("hvs.", r"hvs\.[A-Za-z0-9_-]{24}|hvs\.[A-Za-z0-9_-]{60,300}"),
)
"""What a value begins with, and the whole form of the tokens that begin so."""

_LICENSE = re.compile(r"(?:eu[0-9]{2}xx)?[0-9a-f]{28,36}(?:FFFF)?NRAL")
"""A licence key of New Relic, which its ending tells."""
_NAMES = tuple((re.compile(name), re.compile(form)) for name, form in _FORMS)
_PREFIXES = tuple((start, re.compile(form)) for start, form in _STARTS)
_STARTING = tuple(start for start, _ in _STARTS)
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_HEX = re.compile(r"[0-9A-Fa-f]{20,}")
_UUID_SHAPE = re.compile(r"[0-9A-Za-z]{4,8}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{12}")
_UUID_GROUPS = re.compile(r"[0-9A-Fa-f]{8}((?:-[0-9A-Fa-f]{4}){3})-[0-9A-Fa-f]{12}")
_LONG = 20
"""Characters from which on a password that begins like a token is meant to be one."""
_HEX_SIZES = frozenset({32, 40, 48, 64, 80, 128})
_HEX_AND_SIGNS = re.compile(r"[0-9a-f_+]+")
_RUNS = re.compile(r"(.)\1{3}")
_TYPED = re.compile(r"^(?:your|my)[-_.]|[-_.](?:my|your)[-_.]|not[-_.]a[-_.]|invalid", re.IGNORECASE)
_ODD = re.compile(r"[^A-Za-z0-9_.~+/=:|@-]")


def wrong_form(seen: Sighting) -> str:
    """A value that no program of a provider gave out: hexadecimal digits of one case but for a few, or of an
    odd number, a UUID with other letters, letters with one odd sign between them, the first part of a JSON
    web token that is no JSON, an exact form with a character too many."""
    detector, value = seen.detector, seen.value
    if detector.confidence != "low" or not value.isascii() or len(value) > 300:
        return ""
    if is_generic(detector) and name_of(seen) is Holds.PASSWORD:
        # a short password may begin so by chance: `BSAdmin24!`
        return Sieved.FORM if len(value) >= _LONG and _begins_wrong(value) else ""
    return Sieved.FORM if _drawn_by_nobody(seen) or _of_another(seen) else ""


def _is_json(text: str) -> bool:
    """Whether base64 of the beginning of an object, as the first part of a JSON web token is (RFC 7519,
    section 5)."""
    data = decode_base64(text)
    return data is not None and data[:1] == b"{" and b'"' in data[:12]


def _drawn_by_nobody(seen: Sighting) -> bool:
    value, size = seen.value, len(seen.value)
    if _HEX.fullmatch(value):
        letters = [c for c in value if c.isalpha()]
        capitals = sum(c.isupper() for c in letters)
        changed = 0 < min(capitals, len(letters) - capitals) * 4 < len(letters)
        return changed or (size > 25 and size % 2 == 1 and bool(letters) and size != 37)
    if size in _HEX_SIZES and _almost_hex(value):
        return True
    if _UUID_SHAPE.fullmatch(value):
        groups = _UUID_GROUPS.fullmatch(value)
        return groups is None or len(set(groups.group(1).lower().split("-"))) == 2
    if size >= 32 and "+" in value and _HEX_AND_SIGNS.fullmatch(value):
        return True
    if value.startswith("ey") and "." in value and size >= 40 and not _is_json(value.partition(".")[0]):
        return True
    if size < 300 and len(_RUNS.findall(value)) >= 3:
        return True
    if _TYPED.search(value):
        return True
    if seen.kind == FileKind.SETTING:
        return False
    odd = _ODD.findall(value)
    return (
        len(odd) > 0
        and (len(set(odd)) < 4 or (len(odd) * 5 < size and not drawn_with_signs(value)))
        and size >= 16
        and sum(c.isalnum() for c in value) * 5 >= size * 3
    )


def _almost_hex(value: str) -> bool:
    """Whether all but one or two of the signs are hexadecimal digits of one case: of random letters and
    digits, one value in ten thousand is so."""
    others = [c for c in value if c not in "0123456789abcdef"]
    if len(others) > 2:
        others = [c for c in value if c not in "0123456789ABCDEF"]
    return 0 < len(others) <= 2 and value.isalnum()


def _begins_wrong(value: str) -> bool:
    """Whether a value begins like the tokens of a provider and is none of them."""
    return any(value.startswith(start) and form.fullmatch(value) is None for start, form in _PREFIXES)


def _of_another(seen: Sighting) -> bool:
    """Whether the named provider, or the one whose tokens begin so, has another form."""
    detector, value = seen.detector, seen.value
    if value.endswith("NRAL") and len(value) > 24:
        return _LICENSE.fullmatch(value) is None
    if value.startswith(_STARTING):
        return _begins_wrong(value)
    name = "_".join(w.lower() for w in _WORDS.findall((seen.key or seen.before)[-64:]))
    fits = of_service(name, value)
    if fits is None and not (seen.named and seen.key and is_generic(detector)):
        for text in (seen.before, seen.lead):
            fits = (
                of_service("_".join(w.lower() for w in _WORDS.findall(text[-96:])), value)
                if fits is None
                else fits
            )
    if fits is not None:
        return not fits
    return any(
        expression.search(name) is not None and form.fullmatch(value) is None for expression, form in _NAMES
    )

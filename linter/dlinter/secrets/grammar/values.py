"""What a value is: where it ends, what is a reference or code, and how strong it has to be for its name and
file."""

from __future__ import annotations

import re

from dlinter.detectors.detector import Detector
from dlinter.detectors.randomness import is_password, is_random, limit, wordiness
from dlinter.model.names import Holds, holds
from dlinter.model.secret import Basis
from dlinter.secrets.grammar.company import has_partner, names_a_thing
from dlinter.secrets.grammar.kinds import FileKind
from dlinter.secrets.grammar.signs import full_of_signs
from dlinter.secrets.sighting import Sighting, whole_name
from dlinter.values import replace

_QUOTES = ("'", '"', "`")
_REFERENCE = re.compile(
    r"^(?:\$[A-Za-z_{(\[]|\$\$?\(|%[A-Za-z_]+%|<[%?]?|\{\{|\$\{\{|@[A-Za-z_]+@$|!(?:vault|Ref|Sub|GetAtt|ImportValue)|&[a-z]+;)|^(?:ref\+|vault:|op://|ssm:|sm://|kms:|awskms|gcpkms|arn:|env:|file:|secret:|"
    r"secrets?\.|bws:|azurekeyvault|akv:|keyring:|pass:|bitwarden:|keyvault|projects/|encrypted:|ENC\[|ENC\(|\{cipher\}|\{AES|\{(?:bcrypt|noop)\}|\$ANSIBLE|AQICAH|resolve:|\{\{?resolve)|^secretref|"
    r"^@(?:Microsoft|env)|\$\{[A-Za-z_][A-Za-z0-9_.:\-]*\}|^[a-z0-9+.\-]{2,20}://|\$\([A-Za-z_]",
    re.IGNORECASE,
)
_PATH = re.compile(
    r"^(?:[/~.]{1,2}/|/[A-Za-z.]|unix:/|[A-Za-z]:[\\/])|^[\w.\-@]+(?:/[\w.\-@]+)+\.[a-z]{1,5}$|^[a-z][a-z0-9_.\-]*(?:/[a-z][a-z0-9_.\-]*)+$",
    re.ASCII,
)
_CODE = re.compile(
    r"^[A-Za-z_$][A-Za-z0-9_]*(?:(?:\.|->|::)[A-Za-z_$][A-Za-z0-9_]*)+(?:[;,)(\[].*)?$|^[A-Za-z_][A-Za-z0-9_.]*(?:\(|\[['\"a-z0-9_-]*\])|^[A-Za-z_][A-Za-z0-9_.]*\($|^[(\[{].*[)\]}];?$|^&[A-Za-z_]|->|=>|^==|\|\||&&|\+\+|^\*[A-Za-z]|"
    r"^\\|^[0-9.,:/ +-]+$|^(?:[0-9]+:)?v?[0-9]+(?:\.[0-9a-z]+)+(?:[-+~.:][0-9a-z]+)*$|^#[0-9a-f]{3,8}$|^0x[0-9a-f]{1,16}u?l{0,2}$|^[0-9]+(?:px|em|rem|ms|s|m|h|d|k|kb|mb|gb|%)$",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"\.(?:pem|key|crt|cer|sock|txt|json|ya?ml|xml|html?|js|py|md|conf|cfg|log|db|sql|gz|zip|tar|png|svg|php|sh|go|c|h|so|ts|jsx?|vue|jks|p12|pfx|gpg|asc|pub|com|org|net|io|dev)$",
    re.I,
)
_LITERALS = frozenset(
    ["true", "false", "null", "none", "nil", "undefined", "required", "optional", "string", "boolean",
        "integer", "object", "array", "default", "enabled", "disabled", "never", "always", "secret",
        "password", "token", "username", "userpass", "basic", "bearer", "digest", "plaintext", "text",
        "hidden", "void", "char", "varchar", "public", "private", "protected", "static", "final", "const",
        "input", "output", "hash", "encrypted", "generated", "automatic", "prompt", "manual", "change",
        "changeme", "unset", "empty", "example"]
)
_HEX = re.compile(r"(?:0x)?(?:[0-9a-f]+|[0-9A-F]+)")
_TOKEN = re.compile(r"[A-Za-z0-9+/_.:~|=%-]*")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_IDENTIFIER = re.compile(r"[A-Za-z0-9_./\-]*")
_MARK = "\xef\xbb\xbf"  # the byte order mark of UTF-8
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\xff]")
_ASSIGNED = re.compile(r"(?:\A|[\x00\s])(?:export )?[A-Za-z_][A-Za-z0-9_.\-]{0,64}[ \t]{0,4}[=:][ \t]{0,4}\Z")
_CUTS = {
    FileKind.SETTING: re.compile(r"[,;&|](?=\s*[\"']?[A-Za-z_][A-Za-z_.\-]+[\"']?\s*[=:])|;$|<(?=[/!])"),
    FileKind.SHELL: re.compile(r"[;|&<>]"),
}
_CUT = re.compile(r"[;&,|<>]")
_SNAKE = re.compile(
    r"(?:[a-z]{2,}[0-9]{0,3}|[0-9]+)(?:[_.:/-](?:[a-z]{2,}[0-9]{0,3}|[0-9]{1,4}|[a-z])){1,}", re.IGNORECASE
)
_VERSIONED = re.compile(
    r"(?=[^-_]*[-_](?:.*[-_])?(?:v?[0-9]{1,4}\.[0-9x]{1,4}|(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9])(?![0-9]))[A-Za-z][A-Za-z0-9]{0,15}(?:[-_.][A-Za-z0-9]{1,15}){2,11}"
)
"""A name with a version or a date: `cc-by-nc-sa-2.0-de`, `model-2025-04-17`."""
_CLASS = re.compile(r"_[A-Za-z][A-Za-z0-9-]*_[a-z0-9]{5}_[0-9]{1,5}")
"""A class that CSS modules made: its name, five signs of a hash and a line."""
_CONSTANT = re.compile(r"[A-Z]{2,16}[0-9]{0,3}(?:[_-][A-Z]{1,16}[0-9]{0,4}|[_-][0-9]{1,4}){1,}")
"""The name of a constant or a variable: `AZURE_OPENAI_API_KEY`."""
_EXPRESSION = re.compile(
    r"\[\^?-?(?:[A-Za-z0-9]-[A-Za-z0-9]|\\\\?[dws])|\{[0-9]{1,4},[0-9]{0,4}\}|\\\\?[dwsS][+*{]|\(\?[:=!<P]"
)
"""A piece of a regular expression."""
_MEDIA = re.compile(
    r"(?:application|audio|example|font|image|message|model|multipart|text|video)/[a-z0-9.+_-]+(?:; ?[a-z-]+=[^;]+)*",
    re.IGNORECASE,
)
"""A media type (RFC 6838, section 4.2; RFC 9110, section 8.3.1)."""
_FIELDS = re.compile(r"[A-Z][A-Z_]*(?::[A-Z][A-Z_]*)+:?|[A-Za-z]+=")
"""Names of fields (`USER:PASSWORD:BASE_DN`), and the next name of a list without values (`password=
version=`)."""
_NUMBERED = re.compile(r"(?:[A-Z]?[a-z]+|[A-Z]+)[-_.]?[0-9.]{1,8}")
_PIECES = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[0-9]+|[^A-Za-z0-9]+")
_ENVIRONMENT = re.compile(
    r"(?:^|[/!])(?:\.env(?:\.[a-z0-9_.-]+)?|[^/]*\.(?:env|envrc|tfvars|secrets?|credentials)|\.?credentials|\.?secrets?|environment|\.netrc|\.pgpass|(?:docker-)?compose[^/]*\.ya?ml|[^/]*\.cnf)$",
    re.IGNORECASE,
)


def is_generic(detector: Detector) -> bool:
    """Whether a detector knows its secrets by their name only."""
    return detector.basis.by_name


def is_setting(seen: Sighting) -> bool:
    """Whether the name and value are a setting, not code: a pair of a Dockerfile, a line of a configuration
    file."""
    return seen.kind == FileKind.SETTING


def name_of(seen: Sighting) -> Holds:
    """What the name says; where the form itself says it (`IDENTIFIED BY`, `openssl -passin`), a password."""
    if not seen.named:
        return Holds.PASSWORD
    return holds(seen.key)


_DIGIT = re.compile(rb"[0-9]")


def worth(
    data: bytes, start: int, end: int, name: tuple[int, int], kind: FileKind, *, whole: bool = False
) -> bool:
    """A first look at a value, `data[start:end]`, before anything is made of it: most of what a form matches
    in code is no name of a secret, or has no digit. A form that says more (`whole`: an option, a connection
    string) may have a password of letters."""
    if (
        not whole
        and kind in (FileKind.CODE, FileKind.DATA)
        and end - start < 20
        and _DIGIT.search(data, start, end) is None
    ):
        return False
    return holds(whole_name(data, *name)) is not Holds.NOTHING


def meets(seen: Sighting) -> Sighting | None:
    """The sighting, its value trimmed at its end; None where there is no name of a secret or no value."""
    what = name_of(seen)
    if what is Holds.NOTHING or (
        f"::{seen.key}" in seen.before
        and not ("." in seen.key and seen.sign.strip(" \t")[:1] == "=")
        and not (seen.kind == FileKind.SETTING and seen.key.islower())
    ):
        return None
    if _COMPARES.search(seen.before):
        return None  # `verifyPassword("password", "$5$…")`
    if _ARN.search(seen.before):
        return None  # `arn:aws:secretsmanager:…:secret:name`: where a secret is kept
    if seen.kind == FileKind.CODE and seen.named and seen.sign.strip(" \t") == "`":
        return None  # prose in a text: "pass `name` to …"
    quote = seen.before[-1:] if seen.before[-1:] in _QUOTES else ""
    value = seen.value
    if quote:
        value = _quoted(seen, quote)
    elif seen.detector.basis in (Basis.ELEMENT, Basis.FILE):
        pass
    else:
        value = _unquoted(seen)
        if value[:1] in ("[", ":", "<", "(", "*", "-") or (
            seen.named and (_compared(seen) or (seen.sign[:1] == "]" and not _KEYED.match(seen.before)))
        ):
            return None
    if (
        not value
        or not 6 <= len(value) <= 8192
        or (value.startswith("--") and seen.detector.basis is Basis.OPTION)
    ):
        return None
    if not quote and seen.detector.basis is Basis.NAME and (not _stands_alone(seen) or _among_fields(seen)):
        return None
    if _no_value(value, bool(quote)) and not _chosen(seen, value):
        return None
    done = (
        seen
        if value == seen.value
        else replace(seen, value=value, after=seen.value[len(value) :] + seen.after)
    )
    # what is said of a setting is said with its reason
    return None if seen.kind != FileKind.SETTING and weak(done) else done


_COMPARES = re.compile(
    r"(?i:verify|check|compare|validate)_?(?i:password|passwd|hash)\([ ]{0,2}[\"'][^\"']{1,64}[\"'],[ ]{0,2}[\"']\Z"
)
"""A call that compares a password with a hash, up to the hash."""
_ARN = re.compile(r"\barn:aws[a-z-]*:[^\s\"'`,;&?=]*\Z")
"""The name of a resource (AWS General Reference, Amazon Resource Names), up to a value in it."""


def _quoted(seen: Sighting, quote: str) -> str:
    """The value when the quote that opens it also closes it."""
    if seen.after.lstrip("\\")[:1] == quote:
        return seen.value
    if seen.detector.basis is Basis.OPTION and seen.after[:2] == f":{quote}":
        return seen.value  # `curl -u "token:"`
    if seen.detector.basis is Basis.OPTION and seen.after[:2] in ("\\n", "\\r"):
        return seen.value  # `echo -e "password\npassword" | passwd`
    # `"token=abc; user=x"`: the quote before belongs to the whole text when the form has a sign behind it
    return ""


def _unquoted(seen: Sighting) -> str:
    kind = FileKind(seen.kind)
    value = seen.value
    if (
        seen.detector.basis is Basis.NAME
        and (kind in (FileKind.CODE, FileKind.DATA))
        and not (_in_string(seen) or _set_apart(seen) or (kind is FileKind.CODE and _in_comment(seen)))
    ):
        return ""
    if kind is FileKind.MARKUP and seen.detector.basis is Basis.NAME and not _in_string(seen):
        value = value.partition("<")[0]
        if not is_random(value) and not (name_of(seen) is Holds.PASSWORD and _in_element(seen, value)):
            return ""
    cut = _CUTS.get(kind, _CUT)
    if "${" in seen.before[-80:]:
        value = value.partition("}")[0]
    value = cut.split(value, maxsplit=1)[0]
    if (
        kind is FileKind.SETTING
        and seen.after[:1] in ("'", '"', "`")
        and seen.before.count(seen.after[:1]) % 2 == 0
    ):
        return ""  # the value goes on in quotes
    while value and (
        value[-1] in ",;:."
        or (value[-1] in ")]}" and value.count(value[-1]) > value.count("([{"[")]}".index(value[-1])]))
    ):
        value = value[:-1]
    return value


def _in_element(seen: Sighting, value: str) -> bool:
    """Whether a password that somebody made up is the text of an element that its attribute names:
    `<property name="connection.password">Copper48Kettle!</property>`."""
    return (
        seen.sign.rstrip()[-1:] == ">"
        and seen.value.startswith(f"{value}</")
        and (is_password(value) or (any(map(str.isdigit, value)) and _is_chosen(seen, value)))
    )


def _in_string(seen: Sighting) -> bool:
    """Whether the name stands inside of a quoted text that ends behind the value: `"https://host/?token=…"`,
    `"PWD=…;Encrypt=yes"`."""
    close = _CUT.split(seen.value, maxsplit=1)
    after = (seen.value[len(close[0]) :] + seen.after)[:1]
    if after not in ('"', "'", "`", ";", "&", "\\", "<") and not (
        after == " " and seen.sign == "=" and (_AMONG.search(seen.before) or seen.key.isupper())
    ):
        return False
    alone = seen.key.isupper() and _ALONE.search(seen.before) is not None
    least = 8 if alone or _AMONG.search(seen.before) else 20 if seen.key.isupper() else 24
    return len(close[0]) >= least and any(seen.before.count(q) % 2 for q in _QUOTES) and is_random(close[0])


_AMONG = re.compile(
    r"\$\{[A-Za-z0-9_.]{1,60}:-?\Z|\b(?:user(?: ?id|name)?|uid|host|server|dbname|database)[ ]?=[^\n]{1,120}\Z",
    re.IGNORECASE,
)
"""What comes before a password in a text: a name with a default, parts of a data source name."""
_ALONE = re.compile(r"[\"'`](?:export )?[A-Z][A-Z0-9_]{2,64}=\Z")
"""A quoted text that is a variable and its value: `"Env": ["DB_PASSWORD=…"]`, as `docker inspect` writes it."""
_KEYED = re.compile(r"\s*env\[[A-Za-z_][A-Za-z0-9_]*\][ \t]*=")
"""A variable that PHP-FPM gives its workers: `env[DB_PASSWORD] = y` (PHP manual, FPM configuration)."""
_COMPARED = re.compile(r"\$\{?[A-Za-z0-9_]*\Z")


def _compared(seen: Sighting) -> bool:
    """Whether a shell reads the variable here: `[[ $PWD == /a* ]]`, `${ZFTP_PWD:s!a!b!}`; `${NAME:-value}`
    gives it a value."""
    if seen.kind == FileKind.CODE or not seen.key:
        return False
    before = seen.before[: len(seen.before) - len(seen.sign)]
    before = before[: -len(seen.key)] if before.endswith(seen.key) else before
    return (
        _COMPARED.search(before) is not None
        and (before.endswith("{") or seen.sign.strip()[:2] in ("==", "!=", "=~"))
        and seen.sign[:2] not in (":-", ":=", "-")
    )


_COMMENT = re.compile(
    r"\s*(?:#|//|--|;|\*|/\*|<!--)[ \t]*(?:export |set |const |let |var )?[A-Za-z0-9_. -]{0,60}[ \t]{0,2}[:=]{1,2}[ \t]{0,2}\Z"
)


def _in_comment(seen: Sighting) -> bool:
    """Whether a name and a value without quotes are all that a comment of a program says, and the value is
    drawn beyond doubt."""
    value = seen.value.rstrip("*/->").rstrip()
    return (
        _COMMENT.match(seen.before) is not None
        and not seen.after.strip(" \t\r*/->")
        and len(value) >= 10
        and is_random(value)
        and any(c.isdigit() for c in value)
        and not _PATH.search(value)
    )


def _stands_alone(seen: Sighting) -> bool:
    """In a binary file texts stand end to end; a name and value without quotes is one where NULs or lines set
    it apart."""
    if not _BINARY.search(seen.before.removeprefix(_MARK)) and not _BINARY.search(seen.after[:64]):
        return True
    return seen.after[:1] in ("\0", "\r", "") and _ASSIGNED.search(seen.before) is not None


def _among_fields(seen: Sighting) -> bool:
    """Whether the name is one of a list of fields: `format = "User:LM-Password:NT-Password:Flags::"`."""
    return (
        seen.sign == ":"
        and bool(seen.key)
        and seen.before.endswith(f":{seen.key}:")
        and seen.after[:1] == ":"
        and seen.value.replace("-", "").replace("_", "").isalpha()
    )


def _set_apart(seen: Sighting) -> bool:
    """Whether NULs are around a name and its value, as in the environment of a process that a core dump
    holds."""
    return seen.key.isupper() and seen.after[:1] == "\0" and _ASSIGNED.search(seen.before) is not None


_DOTTED = re.compile(r"(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9]{3,}\.[A-Za-z0-9]*[A-Za-z][0-9]{2,}")


def _chosen(seen: Sighting, value: str) -> bool:
    """Whether a password of words has a dot between them, in a command or a setting, where nothing is part of
    an object: `-p Copper.Kettle4817`."""
    return _DOTTED.fullmatch(value) is not None and (
        (seen.kind == FileKind.SETTING and name_of(seen) is Holds.PASSWORD)
        or (seen.kind == FileKind.SHELL and seen.detector.basis is Basis.OPTION)
    )


def _no_value(value: str, quoted: bool) -> bool:
    """A reference, a path, a piece of code, a word that every language has."""
    if full_of_signs(value):
        return False
    if (
        _REFERENCE.search(value)
        or value.lower() in _LITERALS
        or _FILE.search(value)
        or _FIELDS.fullmatch(value)
        or _MEDIA.fullmatch(value)
    ):
        return True
    if len(value) <= 200 and _EXPRESSION.search(value) and (quoted or value[:1] in "([/^"):
        return True
    if _PATH.search(value) and not is_random(value.replace("/", "")):
        return True
    bare = value.strip("()[]{};|&") if quoted else value
    return not bare or (
        _CODE.search(bare) is not None and not (quoted and is_random(bare) and len(bare) >= 16)
    )


_LABEL = re.compile(r"(?i:value|val)[\"'\\]*\s*[:=]")
"""What is before a value in a pair that has labels: `"name": "X", "value": "y"`."""
_DEFINED = re.compile(r"\A\s*(?:#[ \t]*define|(?i:set)(?:[ ]-[a-z]{1,3})?)[ \t]{1,8}[A-Za-z0-9_.]{1,64}[ \t]{1,8}[\"'{]\Z")
"""A macro of C, a variable of Tcl or fish: `#define WIFI_PASS "y"`, `set password "y"`."""
_LOOKS_UP = re.compile(
    r"(?:get|load|fetch|find|read|has|delete|remove|require|use|resolve|lookup|list)_?(?=[A-Z_])"
)
_LIMIT = re.compile(r"[0-9]{1,6}/[a-z]{1,8}(?:/[a-z]{1,8})?(?:[,;][0-9]{1,6}/[a-z]{1,8}(?:/[a-z]{1,8})?)*")
"""So many in so long: `20/m/ip,5/m/key`."""


_USING = re.compile(r"\busing[ _]key\Z", re.IGNORECASE)
"""What a log says of a key, of whatever kind: `using key=…`."""
_USUAL_SIZES = frozenset({24, 30, 32, 36, 40, 48, 64})
"""How long the keys are that services give out."""


def _drawn(value: str) -> bool:
    """Whether a value is beyond doubt no name, however its words are put together (`goToShop2OAuth2Api`)."""
    return len(value) >= 16 and wordiness(value[:256]) < 2.5 * limit(min(len(value), 256))


def weak(seen: Sighting) -> bool:
    """Whether a value is too much like a word, a name or a label for what its name says and the file it
    stands in.

    A password in a setting may be a word or two; a token is drawn; in code most quoted texts are words; a key
    may be one that looks things up.
    """
    value, what, kind = seen.value, name_of(seen), FileKind(seen.kind)
    size = len(value)
    if what is not Holds.KEY and full_of_signs(value):
        return False
    digits = sum(c.isdigit() for c in value)
    sign = seen.sign.strip(" \t\r\n\"'`\\)]")
    # `f("name", "value")`, `name("value")`
    loose = (
        seen.named
        and seen.detector.basis is Basis.NAME
        and sign[:1] in ("", ",", "(", "{")
        and not _LABEL.search(seen.sign)
        and not _DEFINED.search(seen.before)
    )
    if (
        loose
        and kind is not FileKind.SETTING
        and (what is Holds.KEY or not digits or size < (8 if what is Holds.PASSWORD else 16))
    ):
        return True
    if (
        loose
        and not _drawn(value)
        and (
            (kind is FileKind.DATA and sign[:1] == "," and not any(c.isalnum() for c in sign))
            or (sign[:1] == "(" and _LOOKS_UP.match(seen.key.rpartition(".")[2]))
        )
    ):
        return True  # `["PASSWORD", "JWT"]`, `getCredentials("shop")`
    if not digits and kind in (FileKind.CODE, FileKind.DATA) and size < 20 and what is not Holds.PASSWORD:
        return True
    if what is not Holds.PASSWORD and _CONSTANT.fullmatch(value) and longest_word(value) >= 4:
        return True
    if value.lower() == seen.key.lower() or _CLASS.fullmatch(value):
        return True  # `GL_2PASS_0_SGIS=_C('GL_2PASS_0_SGIS', …)`
    if what is not Holds.PASSWORD and size <= 64 and _VERSIONED.fullmatch(value):
        return True
    if kind is FileKind.TEXT and seen.key == "PASS" and seen.sign[:1] == ":":
        return True  # `PASS: test of something`
    upper, lower = any(c.isupper() for c in value), any(c.islower() for c in value)
    signs = sum(not c.isalnum() for c in value)
    random = is_random(value)
    if _UUID.fullmatch(value):
        # a right or a class of a protocol has a UUID made of a time: `ResetPassword = "00299570-246d-11d0-…"`
        known = what is Holds.PASSWORD and value[14] != "4" and not seen.key.isupper()
        return kind is FileKind.DATA or (kind is FileKind.CODE and (loose or what is Holds.KEY or known))
    if _HEX.fullmatch(value) and size >= 16:
        return not digits or (
            what is Holds.KEY and (size < 24 or (size == 40 and not lower) or kind is FileKind.DATA)
        )
    if value.isdigit() or _LIMIT.fullmatch(value):
        return True
    if what is Holds.KEY:
        if not _TOKEN.fullmatch(value) or (
            _USING.search(seen.key) and not (value.isalnum() and size in _USUAL_SIZES)
        ):
            return True
        return (
            size < 16
            or not random
            or (not digits and (size < 24 or not (upper and lower)))
            or kind is FileKind.DATA
        )
    if what is Holds.TOKEN:
        if (
            kind is FileKind.CODE
            and size <= 32
            and not random
            and is_password(value)
            and not names_a_thing(value)
        ):
            return False  # what a person made up to sign with: `process.env.JWT_SECRET || "Copper48Kettle!"`
        if size < 8 or (
            kind is not FileKind.SETTING
            and not _TOKEN.fullmatch(value.replace("@", "") if upper and lower and digits else value)
            and len({c for c in value if not c.isalnum()}) < 4
        ):
            return True
        if random and (digits or size >= 20 or (upper and lower and size >= 12)):
            mixed = upper and lower and digits and (digits > 1 or size >= 14)
            return (
                size < (18 if kind is FileKind.DATA else 16 if kind is FileKind.CODE and not mixed else 12)
                and kind is not FileKind.SETTING
            )
        if kind is not FileKind.SETTING:
            return True
        return (
            not digits
            or not (upper and lower)
            or _NUMBERED.fullmatch(value) is not None
            or _SNAKE.fullmatch(value) is not None
        )
    return _weak_password(seen, kind, digits, upper, lower, signs, random, loose)


def _weak_password(
    seen: Sighting,
    kind: FileKind,
    digits: int,
    upper: bool,
    lower: bool,
    signs: int,
    random: bool,
    loose: bool,
) -> bool:
    value, size = seen.value, len(seen.value)
    classes = bool(digits) + upper + lower + bool(signs)
    if kind is FileKind.SETTING:
        if not digits and not signs:
            environment = not seen.path or _ENVIRONMENT.search(seen.path) is not None
            return (
                not (environment and size >= 8)
                and not (size >= 10 and len(_PIECES.findall(value)) >= 3)
                and not (random and size >= 10)
            )
        if not digits:
            return classes < 3 and not random
        return size < 6 or (size < 8 and classes < 3)
    if size < 8 and classes < 4:
        return True
    if not seen.named or (size >= 10 and seen.detector.basis is Basis.OPTION and _AMONG.search(seen.before)):
        return (
            not (digits and (upper or lower))
            and not (seen.named and lower and longest_word(value) >= 10)
            and not (random and upper and lower and size >= 10)
        )
    if loose:
        return not random
    if digits and (upper or lower) and size >= 8 and _is_chosen(seen, value):
        return False
    if _IDENTIFIER.fullmatch(value) and (not digits or any(c in "_./-" for c in value)):
        return not (size >= 12 and wordiness(value[:256]) < -1.2 * (min(size, 256) - 4))
    if (
        classes == 4
        and kind is FileKind.TEXT
        and sum(c in "!@#$%^&*?+~" for c in value) == signs
        and size <= 24
    ):
        return False
    if digits and classes >= 3:
        return not random and (
            _NUMBERED.fullmatch(value) is not None
            or _SNAKE.fullmatch(value) is not None
            or (size > 12 and longest_word(value) * 2 > size)
        )
    return not (random and size >= 10 and (digits or signs or (upper and lower)))


def _is_chosen(seen: Sighting, value: str) -> bool:
    """Whether a value of words and digits is a password that somebody chose: a user or a host stands beside
    it, or it is what a shell gives to a variable."""
    if _NUMBERED.fullmatch(value) or names_a_thing(value):
        return False
    if seen.kind in (FileKind.SHELL, FileKind.TEXT) and seen.key.isupper() and _SET.search(seen.before):
        return _MADE_UP.fullmatch(value) is not None
    return seen.kind != FileKind.TEXT and has_partner(seen.near, value)


_SET = re.compile(r"(?:\A|[\s;&])(?:export )?[A-Z][A-Z0-9_]*(?:=| \?= | := )[\"']?\Z")
"""`NAME=`, where a shell or make gives a variable its value."""
_MADE_UP = re.compile(r"(?=.*[A-Za-z]{3})(?=\w*[^\w])[A-Za-z0-9@!#$%&*+?^~-]{8,64}")
"""Words, digits and signs, and no sign between words that names of programs and files have."""


def longest_word(value: str) -> int:
    return max((len(p) for p in _PIECES.findall(value) if p.isalpha()), default=0)

"""Whether a name and a value are there at all, for detectors that know no format.

`token = next_token1` is code, not a candidate: what fails here is no sighting of a secret and is not reported as sieved.
"""

from __future__ import annotations

import re
from dataclasses import replace

from dlinter.detectors.detector import Detector
from dlinter.model.secret import Basis
from dlinter.secrets.sighting import Sighting

_CONFIG = re.compile(
    r"(?:^|/)(?:\.env(?:\.[a-z0-9_.-]+)?|[^/]*\.(?:env|properties|ini|cfg|conf|cnf|toml|ya?ml|tfvars|envrc|netrc|secrets?|credentials)|"
    r"(?:\.?credentials|\.?secrets?|environment|config|\.git-credentials|\.[a-z]*_history))$",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"\.(?:py|pyi|pyx|pyc|js|mjs|cjs|jsx|ts|tsx|c|h|cc|cpp|cxx|hpp|hh|java|kt|scala|go|rs|rb|php|pl|pm|lua|swift|m|cs|vb|f90|el|scm|tcl|hs|ml|"
    r"erl|ex|exs|vue|svelte|dart|r|jl|asm|s|inc|tmpl|html?|css|xsd|xsl|y|l|vim|awk|sql|so(?:\.[0-9.]+)?|a|o|node|exe|dll|class)$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
_SECRET = frozenset(
    ["password", "passwort", "passwd", "passphrase", "passcode", "pass", "pwd", "secret", "token", "credential", "credentials", "apikey", "accesskey", "secretkey", "authkey", "privatekey", "authtoken", "accesstoken", "apitoken", "secrettoken", "clientsecret", "dbpassword", "userpassword"]
)
_KEYS = frozenset(
    ["api", "access", "auth", "private", "signing", "sign", "encryption", "encrypt", "crypto", "master", "account", "storage", "service", "client", "admin", "session", "cookie", "jwt", "hmac", "license", "app", "consumer", "webhook", "deploy", "ssh", "shared", "security", "secret"]
)
_NOT_AFTER = frozenset(
    ["file", "files", "path", "paths", "dir", "directory", "name", "names", "url", "uri", "urls", "link", "type", "types", "length", "len", "size", "count", "field", "fields", "label", "labels", "hint", "policy", "regex", "regexp", "pattern", "prefix", "suffix", "header", "headers", "param", "params", "expires", "expiry", "expire", "expiration", "ttl", "lifetime", "timeout", "age", "version", "index", "pos", "offset", "kind", "class", "enum", "list", "table", "chars", "set", "min", "max", "ref", "arn", "format", "prompt", "placeholder", "text", "msg", "message", "error", "errors", "provider", "manager", "store", "endpoint", "algorithm", "alg", "method", "mode", "cmd", "command", "env", "var", "variable", "id", "ids", "num", "number", "no", "start", "end", "line", "column", "row", "rows", "cost", "rounds", "iterations", "bits", "validator", "reset", "changed", "strength", "rule", "rules", "section", "title", "desc", "description", "icon", "template", "schema", "scope", "scopes", "entropy", "stream", "filter", "handler", "callback", "function", "func", "fn", "parser", "lexer", "at", "on", "date", "time", "created", "updated", "encoder", "encoding", "encode", "decode", "view", "form", "page", "button", "input", "element", "ui", "css", "style", "color", "width", "height"]
)
_AFTER = frozenset(
    ["key", "keys", "value", "val", "base", "b64", "hex", "prod", "production", "dev", "development", "staging", "stage", "live", "main", "master", "primary", "secondary", "default", "admin", "root", "user", "db", "database", "api", "rw", "ro", "new", "old", "current", "backup", "plain", "raw", "string", "str", "salt", "seed", "test", "local", "ci", "bot", "app", "web", "x", "s"]
)
"""What may follow in a name that is not all capitals; in `GITHUB_TOKEN_ACME` anything may."""
_PUBLIC = frozenset({"public", "pub", "publishable", "site", "foreign", "primary"})
_END = re.compile(r"[;&,|]")
_CODE = re.compile(
    r"^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)+[;,)]*$|^[a-z_]+[0-9]?[(\[]|[()\[\]{};]|^&|::|->|=>|==|\|\||&&|\+\+|^[/~.]{1,2}/|^[a-z]+://|^/[A-Za-z]|"
    r"^%[0-9a-z]|^0x[0-9a-f]+$|^\\|^[0-9.,:/ -]+$|^v?[0-9]+(?:\.[0-9a-z]+)+$|^#[0-9a-f]{3,8}$|^[0-9]+(?:px|em|rem|ms|s|m|h|d|k|kb|mb|gb|%)$|^&[a-z]+;",
    re.IGNORECASE,
)
_FILE = re.compile(r"\.(?:pem|key|crt|cer|txt|json|ya?ml|xml|html?|js|py|md|conf|cfg|log|db|sql|gz|zip|tar|png|svg|php|sh|go|c|h|so|[0-9])$", re.I)


def is_generic(detector: Detector) -> bool:
    """Whether a detector knows its secrets by their name only."""
    return detector.basis.by_name


def is_setting(seen: Sighting) -> bool:
    """Whether the name and value are a setting, not code: a pair of a Dockerfile, a line of a configuration file."""
    return not seen.path or _CONFIG.search(seen.path) is not None


def plausible(seen: Sighting) -> Sighting | None:
    """The sighting, its value trimmed at its end; None where there is no name of a secret or no value."""
    value, quoted = seen.value, seen.before[-1:] in ('"', "'", "`")
    if quoted:
        if seen.after[:1] != seen.before[-1:] and seen.after[:2] != "\\" + seen.before[-1:]:
            return None  # a text with spaces, or cut off
    elif seen.detector.basis is Basis.NAME:
        if seen.path and _SOURCE.search(seen.path):
            return None
        value = _trimmed(value)
        if not _stands_alone(seen):
            return None
    if not 8 <= len(value) <= 256 or (value.startswith("--") and seen.detector.basis is Basis.OPTION):
        return None  # `delete my-secret --etag=123`: the next option
    if seen.detector.basis is Basis.NAME and (not names_a_secret(seen.key) or f":{seen.key}" in seen.before):
        return None
    if not any(c.isdigit() for c in value) or not any(c.isalpha() for c in value):
        return None
    if _CODE.search(value if not quoted else value.strip("()[]{};|&")) or _FILE.search(value):
        return None
    return seen if value == seen.value else replace(seen, value=value, after=seen.value[len(value) :] + seen.after)


_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\xff]")
_ASSIGNED = re.compile(r"(?:\A|[\x00\s])(?:export )?[A-Za-z_][A-Za-z0-9_.\-]{0,64}[ \t]{0,4}[=:][ \t]{0,4}\Z")


def _stands_alone(seen: Sighting) -> bool:
    """In a binary file texts stand end to end; a name and value without quotes is one where NULs or lines set it apart."""
    if not _BINARY.search(seen.before) and not _BINARY.search(seen.after[:64]):
        return True
    return seen.after[:1] in ("\0", "\r", "") and _ASSIGNED.search(seen.before) is not None


def _trimmed(value: str) -> str:
    """An unquoted value without the punctuation of the sentence or list it stands in."""
    value = _END.split(value, maxsplit=1)[0]
    while value and (value[-1] in ",;:." or (value[-1] in ")]}" and value.count(value[-1]) > value.count("([{"[")]}".index(value[-1])]))):
        value = value[:-1]
    return value


def names_a_secret(key: str) -> bool:
    """Whether the name says that its value is a secret: `DB_PASSWORD`, `apiKey`, `client-secret`; not `tokenCount`,
    `password_file`, `public_key`."""
    words = [w.lower() for w in _WORD.findall(key)]
    if not words or _PUBLIC.intersection(words):
        return False
    if words[-1] == "protobuf" or len(key) > 64:
        return False
    last = -1
    for at, word in enumerate(words):
        if word in _SECRET or (word == "key" and at and words[at - 1] in _KEYS) or (word.endswith(("password", "passwd", "apikey", "secret", "token")) and len(word) < 24):
            last = at
    after = words[last + 1 :]
    if last < 0 or any(w in _NOT_AFTER for w in after):
        return False
    return key.isupper() or all(w in _AFTER or w.isdigit() for w in after)

"""What a name says of its value: the one vocabulary of names, for Dockerfiles, workflows and every file of an
image.

A name is split into words at case, digits and separators: `dbPass`, `DB_PW`, `keystorePass`, `x-api-key`.
Words count whole, so that `TIKTOKEN`, `compass` and `monkey` say nothing.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache


class Holds(StrEnum):
    """What a thing of some name holds."""

    PASSWORD = "password"  # chosen by a person: it may be a word
    TOKEN = "token"  # made by a machine: a secret, a token, an API key
    KEY = "key"  # a key of some kind, which may be a lookup key, too
    NOTHING = ""


_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_PASSWORDS = frozenset(
    ["password", "passwords", "passwort", "passwd", "passphrase", "passcode", "pass", "pwd", "pw", "psw",
        "pswd", "pswrd", "pssword", "psswd", "paswd", "passw", "pword", "kennwort", "contrasena", "senha",
        "wachtwoord", "haslo", "passe", "mdp", "psk", "storepass", "keypass", "requirepass", "bindpw",
        "rootpw", "rootbindpw", "authtok", "bindpasswd", "remotepass", "masterauth", "userpass", "dbpass",
        "dbpw", "userpw", "adminpass", "rootpass", "cryptpass", "authpass", "mysqlpwd", "pgpassword",
        "userpwd", "proxyuserpwd", "sqlpassword"]
)
_TOKENS = frozenset(["secret", "secrets", "secrete", "token", "tokens", "tkn", "tok", "credential",
    "credentials", "cred", "creds", "pat", "jwt", "bearer", "apikey", "apikeys", "authkey"])
_MADE_OF = re.compile(
    r"[a-z]*(?:password|passwd|passphrase|passwort|pwd)$|[a-z]*(?:secret|token|credentials?)$|[a-z]*(?:api|"
    r"access|secret|private|auth|account|encryption|signing|license|service|master|server|client|app)key$"
)
"""Words that a name runs together: `dbpassword`, `authtoken`, `storageaccountkey`."""
_NOT_MADE_OF = frozenset(["tiktoken", "notoken", "nosecret", "nopassword", "untoken", "subtoken"])
_KEYED = frozenset(
    ["api", "access", "secret", "private", "signing", "sign", "encryption", "encrypt", "crypto", "deploy",
        "ssh", "auth", "master", "service", "storage", "account", "client", "admin", "session", "cookie",
        "jwt", "hmac", "license", "licence", "app", "application", "consumer", "webhook", "shared",
        "security", "fernet", "subscription", "integration", "ingest", "server", "sdk", "bot", "skey",
        "root", "user", "write", "read", "team", "project", "install", "activation", "des", "aes", "blowfish"]
)
"""`key` after one of these is a secret's name; after another word it may be."""
_WEAK = frozenset(["key", "keys", "auth", "salt", "skey", "apisecretkey", "hmac", "otp", "seed", "mnemonic",
    "passwordhash", "authorization", "sk", "tokens", "accesskeyid", "encrypt"])
_NOT_KEYS = frozenset(
    ["primary", "foreign", "sort", "partition", "range", "cache", "hash", "row", "object", "dict", "config",
        "index", "map", "lookup", "group", "unique", "state", "param", "parameter", "query", "data", "json",
        "node", "meta", "attr", "attribute", "ref", "idempotency", "translation", "i18n", "lang", "trans",
        "item", "list", "enum", "registry", "gpg", "pgp", "host", "known", "public", "pub", "site",
        "publishable", "measurement", "hot", "short", "arrow", "press", "pressed", "function", "compare",
        "composite", "candidate", "natural", "surrogate", "routing", "route", "message", "event", "trigger",
        "keyboard", "shift", "ctrl", "control", "alt", "escape", "enter", "tab", "up", "down", "left",
        "right", "home", "end", "any", "field", "column", "table", "store", "label", "widget", "react",
        "element", "component", "child", "children", "section", "block", "header", "metadata", "tag",
        "topic", "setting", "settings", "option", "resource", "locale", "translate", "string", "text",
        "title", "name", "type", "property", "prop", "variable", "env", "environment", "context", "scope",
        "namespace", "class", "method", "module", "package", "feature", "flag", "id", "sha", "md5", "digest",
        "checksum", "fingerprint", "keyword", "image", "commit", "revision", "by", "the", "no",
        "with", "use", "your", "invalid", "wrong", "bad", "our", "this", "that"]
)
"""`key` after one of these opens no lock."""
_PAGES = frozenset(["next", "page", "continuation", "sync", "paging", "pagination", "cursor", "marker",
    "resume", "starting", "prev", "previous"])
"""`token` after one of these marks a place in a list (`nextToken`, `page_token`); in capitals it may be
Facebook's of a page."""
_PUBLIC = frozenset(
    {"public", "pub", "publishable", "site", "anon", "pubkey", "publickey", "recaptchasitekey"}
)
_ABOUT = frozenset(
    ["stdin", "fd", "file", "files", "filename", "path", "paths", "dir", "directory", "folder", "name",
        "names", "url", "uri", "urls", "link", "links", "type", "types", "length", "len", "size", "count",
        "total", "field", "fields", "label", "labels", "hint", "policy", "regex", "regexp", "pattern",
        "prefix", "suffix", "header", "headers", "param", "params", "expires", "expiry", "expire",
        "expiration", "expired", "ttl", "lifetime", "timeout", "age", "version", "index", "pos", "position",
        "offset", "kind", "class", "enum", "list", "table", "chars", "set", "min", "max", "ref", "reference",
        "arn", "format", "prompt", "placeholder", "text", "msg", "message", "error", "errors", "provider",
        "providers", "manager", "store", "endpoint", "endpoints", "algorithm", "algorithms", "alg", "method",
        "mode", "cmd", "command", "env", "var", "variable", "id", "ids", "uuid", "guid", "num", "number",
        "no", "start", "end", "line", "column", "row", "rows", "cost", "rounds", "iterations", "bits",
        "validator", "validation", "reset", "changed", "change", "strength", "rule", "rules", "section",
        "title", "desc", "description", "icon", "template", "schema", "scope", "scopes", "entropy", "stream",
        "filter", "handler", "callback", "function", "func", "fn", "parser", "lexer", "at", "on", "date",
        "time", "created", "updated", "encoder", "encoding", "encode", "decode", "view", "form", "page",
        "button", "input", "element", "ui", "css", "style", "color", "width", "height", "enabled",
        "disabled", "enable", "required", "user", "username", "host", "hostname", "port", "server", "issuer",
        "audience", "limit", "limits", "cache", "mount", "dummy", "fingerprint", "commit", "checksum", "sha",
        "sha1", "sha224", "sha256", "sha384", "sha512", "md5", "digest", "hash", "hashes", "etag",
        "integrity", "release", "revision", "rev", "digests", "crc", "md", "crc32", "cksum", "sum",
        "thumbprint", "serial", "serialnumber", "sealed", "encrypted", "bucket", "region", "zone", "alias",
        "status", "state", "exists", "missing", "invalid", "valid", "usage", "used", "uses", "source", "src",
        "map", "mapping", "object", "group", "groups", "role", "roles", "policyname", "rotation", "rotate",
        "generator", "generate", "length0", "tokenizer", "tokenizers", "counter", "counts", "budget",
        "interval", "refreshinterval", "option", "options", "config", "configuration", "settings",
        "property", "properties", "info", "data", "metadata", "event", "events", "resource", "resources",
        "service", "services", "helper", "helpers", "arg", "args", "argument", "arguments", "attempt",
        "attempts", "attribute", "attributes", "action", "check", "checker", "checks"]
)
"""What may not follow: the name is about a secret (`TOKEN_FILE`, `GITHUB_TOKEN_COMMIT`, `tokenCount`)."""
_AFTER = frozenset(
    ["key", "keys", "value", "val", "base", "b64", "base64", "hex", "prod", "production", "dev",
        "development", "staging", "stage", "live", "main", "master", "primary", "secondary", "default",
        "admin", "root", "user", "db", "database", "api", "rw", "ro", "new", "old", "current", "backup",
        "plain", "plaintext", "raw", "string", "str", "salt", "seed", "test", "local", "ci", "bot", "app",
        "web", "x", "s", "y", "n", "secure", "real", "again", "confirm", "confirmation", "clear", "text",
        "cleartext", "phrase", "default2", "payload", "production1", "github", "gitlab", "aws", "gcp",
        "azure"]
)
"""What may follow in a name that is not all capitals; in `GITHUB_TOKEN_ACME` anything may."""


_MAKER = re.compile(
    r"\.(?:of|from|fromString|from_string|create|valueOf|parse|wrap|plainText|unsafePlainText)\Z"
)
"""What makes a secret of a text, not a part of its name: `Secret.fromString`."""


def words_of(name: str) -> list[str]:
    """`GITHUB_apiToken2` → github, api, token, 2."""
    return [word.lower() for word in _WORDS.findall(name)]


@lru_cache(maxsize=4096)
def holds(name: str) -> Holds:
    """What something of this name holds when it holds a value."""
    if not name or len(name) > 96:
        return Holds.NOTHING
    words = words_of(_MAKER.sub("", name))
    if not words or _PUBLIC.intersection(words):
        return Holds.NOTHING
    last, kind = -1, Holds.NOTHING
    for at, word in enumerate(words):
        found = (
            Holds.NOTHING
            if at and word in ("token", "tokens") and words[at - 1] in _PAGES and not name.isupper()
            else _of_word(words, at, word)
        )
        if found is not Holds.NOTHING:
            last, kind = at, found
    if last < 0:
        return Holds.NOTHING
    after = words[last + 1 :]
    if any(word in _ABOUT for word in after):
        return Holds.NOTHING
    if kind is Holds.PASSWORD and words[last] == "pass" and last and words[last - 1] in ("by", "bypass",
        "render", "first", "second", "multi", "single", "one", "two", "low", "high", "band", "of", "fastcgi",
        "uwsgi", "scgi", "grpc", "memcached"):
        return Holds.NOTHING
    if kind is Holds.KEY and "encrypted" in words:
        return Holds.NOTHING  # what another key wraps
    if all(word in _AFTER or word.isdigit() for word in after):
        return kind
    return kind if name.isupper() else Holds.KEY


def _of_word(words: list[str], at: int, word: str) -> Holds:
    if word in _PASSWORDS:
        return Holds.PASSWORD
    if word in _TOKENS:
        return Holds.TOKEN
    if word in ("key", "keys") and at:
        before = words[at - 1]
        if before in _NOT_KEYS or (before.isdigit() and at > 1 and words[at - 2] in _NOT_KEYS):
            return Holds.NOTHING
        return Holds.TOKEN if before in _KEYED and word == "key" else Holds.KEY
    if 5 < len(word) <= 24 and word not in _NOT_MADE_OF and _MADE_OF.match(word):
        return (
            Holds.PASSWORD
            if word.endswith(("password", "passwd", "passphrase", "passwort", "pwd"))
            else Holds.TOKEN
        )
    if len(word) > 5 and word.endswith("pass") and word not in ("kompass", "lowpass", "bandpass", "allpass",
        "highpass", "onepass", "twopass", "prepass", "repass", "compass", "bypass", "trespass", "surpass",
        "encompass", "overpass", "underpass", "multipass", "renderpass", "subpass"):
        return Holds.PASSWORD
    if len(word) > 6 and word.endswith("salt") and word not in ("basalt", "cobalt", "gestalt", "asphalt"):
        return Holds.KEY
    if len(word) > 4 and word.endswith("key") and word not in ("monkey", "turkey", "donkey", "hockey",
        "jockey", "whiskey", "hotkey", "keykey", "rowkey", "mickey", "smokey", "publickey", "pubkey"):
        return Holds.KEY
    return (
        Holds.KEY
        if word in _WEAK and (at or word not in ("key", "keys", "sig", "sk", "seed", "hmac"))
        else Holds.NOTHING
    )


def is_about(word: str) -> bool:
    """Whether a word (in small letters) is one that names of secrets, and of what is about them, are made
    of."""
    return word in _PASSWORDS or word in _TOKENS or word in _ABOUT or word in _NOT_KEYS or word in _WEAK


def is_secret_name(name: str) -> bool:
    """Whether a variable of this name holds a secret when it holds anything: by whole words, so that
    `TIKTOKEN`, `GPG_KEY` and `USERNAME` do not count, and not when the name goes on to say that it is about
    one (`TOKEN_FILE`)."""
    return holds(name) in (Holds.PASSWORD, Holds.TOKEN)


_VOLATILE = {
    "gitsha", "gitcommit", "gitrev", "gitrevision", "githash", "gitref", "gitbranch", "gittag",
    "gitdescribe", "commit", "commitsha", "commithash",
    "commitid", "revision", "sha", "vcsref", "vcsrevision", "sourcecommit", "builddate", "buildtime",
    "buildtimestamp", "buildnumber", "buildid",
    "buildno", "buildnum", "buildsha", "buildcommit", "buildversion", "buildref", "buildrevision",
    "githubsha", "githubrunid", "githubrunnumber", "githubref",
    "cicommitsha", "cicommitshortsha", "cipipelineid", "cijobid", "timestamp", "version", "appversion",
    "releaseversion", "imageversion", "packageversion",
    "shortsha", "longsha", "runid", "runnumber", "created", "imagecreated", "imagerevision", "ref", "branch",
}  # fmt: skip


_OF_A_COMMIT = frozenset({"sha", "commit", "revision", "githash"})
_OF_A_BUILD = frozenset({"timestamp", "pipeline", "buildid", "builddate"})
_BESIDE = frozenset({
    "git", "ci", "cd", "vcs", "scm", "github", "gitlab", "build", "source", "src", "repo", "head", "current",
    "last", "short", "long", "full", "hash", "id", "ref", "rev", "sha",
    "commit", "revision", "date", "time", "timestamp", "number", "num", "no", "job", "run", "pipeline",
    "image", "app", "application", "release", "docker", "the", "my",
})  # fmt: skip


def is_volatile_name(name: str) -> bool:
    """Whether a variable of this name has another value with every commit or build: each word of it is about
    commits and builds, one of them says which (`GIT_COMMIT_SHA`, `CI_COMMIT_SHORT_SHA`), so that `NODE_SHA`
    does not count. A name that is there to break the cache (`CACHEBUST`) does not count: it does what it
    should."""
    words = words_of(name)
    if "".join(words) in _VOLATILE:
        return True
    return (
        bool(words)
        and all(w in _BESIDE for w in words)
        and any(w in _OF_A_COMMIT or w in _OF_A_BUILD for w in words)
    )


_BUILDKIT_SECRET = frozenset(
    ["apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token"]
)
_BUILDKIT_OPEN = frozenset({"public", "file", "version"})


def has_secret_word(name: str) -> bool:
    """Whether BuildKit takes a name for a secret's: by its words between underscores
    (frontend/dockerfile/dockerfile2llb/validations.go, `getSecretsRegex`). Broader than `is_secret_name`."""
    words = set(name.lower().split("_"))
    return bool(words & _BUILDKIT_SECRET) and not words & _BUILDKIT_OPEN


def secret_mount(name: str) -> str:
    """The flag of a secret mount that gives a build argument's value as a variable. The id is the same
    wherever dlint names it: in a Dockerfile, and beside it in what a workflow, Compose or Bake file passes.
    """
    return f"--mount=type=secret,id={secret_id(name)},env={name},required=true"


def secret_id(name: str) -> str:
    """The id of the secret for a build argument."""
    return name.lower()

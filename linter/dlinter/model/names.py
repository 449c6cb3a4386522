"""What a variable's name says of its value."""

from __future__ import annotations

import re

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_SECRET = {
    "password", "passwd", "passphrase", "pass", "pwd", "secret", "secrets", "token", "credential", "credentials", "apikey", "apitoken",
    "authtoken", "accesstoken", "privatekey", "pat",
}  # fmt: skip
_KEYED = {"api", "access", "secret", "private", "signing", "encryption", "deploy", "ssh", "auth", "master", "service", "storage", "account"}
_HARMLESS = {
    "file", "path", "dir", "folder", "url", "uri", "endpoint", "host", "name", "user", "username", "version", "public", "pub", "expiry", "ttl",
    "length", "size", "type", "enabled", "disabled", "mount", "id", "ids", "algorithm", "issuer", "limit", "limits", "count", "policy", "min", "max",
    "header", "prefix", "suffix", "field", "fingerprint", "ref", "cache", "dummy", "store", "manager", "provider", "scope", "audience",
}  # fmt: skip


def words_of(name: str) -> list[str]:
    """`GITHUB_apiToken2` → github, api, token, 2."""
    return [word.lower() for word in _WORDS.findall(name)]


def is_secret_name(name: str) -> bool:
    """Whether a variable of this name holds a secret when it holds anything: by whole words, so that `TIKTOKEN`,
    `GPG_KEY` and `USERNAME` do not count, and not when the name goes on to say that it is about one (`TOKEN_FILE`)."""
    words = words_of(name)
    for index, word in enumerate(words):
        keyed = word == "key" and index > 0 and words[index - 1] in _KEYED
        if word in _SECRET or keyed:
            rest = words[index + 1 :]
            if "public" in words[:index] or any(w in _HARMLESS for w in rest):
                return False
            return not (word == "pass" and len(words) > 1 and words[0] in ("by", "bypass"))
    return False


_VOLATILE = {
    "gitsha", "gitcommit", "gitrev", "gitrevision", "githash", "gitref", "gitbranch", "gittag", "gitdescribe", "commit", "commitsha", "commithash",
    "commitid", "revision", "sha", "vcsref", "vcsrevision", "sourcecommit", "builddate", "buildtime", "buildtimestamp", "buildnumber", "buildid",
    "buildno", "buildnum", "buildsha", "buildcommit", "buildversion", "buildref", "buildrevision", "githubsha", "githubrunid", "githubrunnumber", "githubref",
    "cicommitsha", "cicommitshortsha", "cipipelineid", "cijobid", "timestamp", "version", "appversion", "releaseversion", "imageversion", "packageversion",
    "shortsha", "longsha", "runid", "runnumber", "created", "imagecreated", "imagerevision", "ref", "branch",
}  # fmt: skip


_OF_A_COMMIT = frozenset({"sha", "commit", "revision", "githash"})
_OF_A_BUILD = frozenset({"timestamp", "pipeline", "buildid", "builddate"})
_BESIDE = frozenset({
    "git", "ci", "cd", "vcs", "scm", "github", "gitlab", "build", "source", "src", "repo", "head", "current", "last", "short", "long", "full", "hash", "id", "ref", "rev", "sha",
    "commit", "revision", "date", "time", "timestamp", "number", "num", "no", "job", "run", "pipeline", "image", "app", "application", "release", "docker", "the", "my",
})  # fmt: skip


def is_volatile_name(name: str) -> bool:
    """Whether a variable of this name has another value with every commit or build: each word of it is about commits and builds, one of them
    says which (`GIT_COMMIT_SHA`, `CI_COMMIT_SHORT_SHA`), so that `NODE_SHA` does not count. A name that is there to break the cache
    (`CACHEBUST`) does not count: it does what it should."""
    words = words_of(name)
    if "".join(words) in _VOLATILE:
        return True
    return bool(words) and all(w in _BESIDE for w in words) and any(w in _OF_A_COMMIT or w in _OF_A_BUILD for w in words)


_BUILDKIT_SECRET = frozenset(["apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token"])
_BUILDKIT_OPEN = frozenset({"public", "file", "version"})


def has_secret_word(name: str) -> bool:
    """Whether BuildKit takes a name for a secret's: by its words between underscores
    (frontend/dockerfile/dockerfile2llb/validations.go, `getSecretsRegex`). Broader than `is_secret_name`."""
    words = set(name.lower().split("_"))
    return bool(words & _BUILDKIT_SECRET) and not words & _BUILDKIT_OPEN

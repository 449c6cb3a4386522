"""Which files of the build context are secrets: credentials of tools, `.env` files, private keys; by name,
and by what is in them where the context has them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from dlinter.model.dockerfile.nodes import Add, Copy
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.values import value_of
from dlinter.model.ssh_keys import is_key_path
from dlinter.model.text import Span, Text

_FILES = {
    ".npmrc": r"_auth|_password|_authToken", ".yarnrc.yml": r"npmAuthToken|npmAuthIdent",
    ".netrc": r"password", "_netrc": r"password", "pip.conf": r"://[^/\s]*:[^/\s]*@",
    ".pypirc": r"password", ".git-credentials": r".", ".pgpass": r".", ".my.cnf": r"password",
    ".dockercfg": r"auth", ".vault-token": r".", ".boto": r"secret",
    ".s3cfg": r"secret_key", "kubeconfig": r"token|client-key|password", ".htpasswd": r".",
    "terraform.tfstate": r".",
}  # fmt: skip
_PATHS = re.compile(
    r"(?:^|/)(?:\.aws(?:/credentials)?/?|\.docker/config\.json|\.kube(?:/config)?/?|\.azure/?|"
    r"\.config/gcloud/?|\.gnupg/?"
    r"|(?:[\w.-]*[-_])?service[-_]?account(?:[-_][\w.-]*)?\.json|application_default_credentials\.json|"
    r"credentials\.json|client_secret[\w.-]*\.json)$",
    re.I,
)
_ENV = re.compile(
    r"(?:^|/)\.env(?:\.(?:local|prod|production|dev|development|staging|live|secret|secrets|private))*$"
)
_COMMITTED = (".yarnrc.yml",)
"""Settings that are in the repository as a rule and only seldom have a secret (yarnpkg.com, "Which files
should be gitignored?"): the name alone says nothing."""
_EXPANDED = re.compile(r"\$\{?\w+")
_PEM = "-----BEGIN "
MOST_FILES = 50
"""Files of a broad COPY whose text is looked at; more with such names are not."""


class SecretFile(Struct, frozen=True):
    """A file that an instruction takes. `span` is the source's, `path` the file as written or, of a broad
    source, in the context; `seen`: the context has it, and a secret is in it."""

    path: str
    span: Span
    key: bool
    seen: bool
    broad: bool


def secret_files(instruction: Copy | Add, facts: Facts) -> Iterator[SecretFile]:
    """The secret files that a COPY or ADD of the context takes. Files of other stages and of URLs do not
    count."""
    if instruction.flag("from") is not None:
        return
    for source in instruction.sources:
        name = source.token.value.strip("\"'")
        if source.is_url or source.is_git or source.kind == "heredoc":
            continue
        if is_key_path(name):
            yield SecretFile(name, source.token.span, True, False, False)
        elif _by_name(name):
            holds = _holds(name, facts)
            if holds or (holds is None and name.rsplit("/", 1)[-1] not in _COMMITTED):
                yield SecretFile(name, source.token.span, False, bool(holds), False)
        else:
            yield from _within(
                source.token.span, value_of(source.token, instruction, facts), instruction, facts
            )


def _by_name(path: str) -> bool:
    return (
        path.rstrip("/").rsplit("/", 1)[-1] in _FILES
        or _PATHS.search(path) is not None
        or _ENV.search(path) is not None
    )


def _within(span: Span, value: str | None, instruction: Copy | Add, facts: Facts) -> Iterator[SecretFile]:
    """Of a folder or a pattern: the files in it that are there and do hold a secret."""
    context = facts.build_context if value is not None else None
    if context is None or value is None:
        return
    exclude = [f.value for f in instruction.flags if f.name == "exclude" and f.value]
    looked = 0
    for path in context.matched_by(value, exclude):
        key = is_key_path(path)
        if not key and not _by_name(path):
            continue
        looked += 1
        if looked > MOST_FILES:
            return
        if (_PEM in (context.text(path) or "")) if key else _holds(path, facts):
            yield SecretFile(path, span, key, True, True)


def _holds(path: str, facts: Facts) -> bool | None:
    """Whether a file of the context holds a secret; None where it is not there to look at."""
    context = facts.build_context
    text = context.text(path.removeprefix("./")) if context is not None else None
    if text is None:
        return None
    pattern = _FILES.get(path.rsplit("/", 1)[-1])
    if pattern is not None:
        return any(re.search(pattern, line) and not _EXPANDED.search(line) for line in text.splitlines())
    found = facts.find_secrets(Text(text.encode("utf-8", "surrogateescape"), path), ())
    return any(not c.sieved for c in found) or (_ENV.search(path) is None and _PEM in text)

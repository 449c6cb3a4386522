"""A file that holds credentials is copied into the image.

## Why
The file is in a layer of the image, or of the cache, whatever a later step removes.

## Instead
A secret mount in the one step that needs it: `RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci`. Name the file in `.dockerignore`, so that
no `COPY .` takes it along. dlint stays silent where the build context has the file and there is no credential in it.
"""

import re
from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Add, Copy
from dlinter.rule import Bad, Context, Good, Rule

_FILES = {
    ".npmrc": r"_auth|_password|_authToken", ".netrc": r"password", "_netrc": r"password", "pip.conf": r"://[^/\s]*:[^/\s]*@", ".pypirc": r"password",
    ".git-credentials": r".", ".pgpass": r".", ".my.cnf": r"password", ".dockercfg": r"auth", ".vault-token": r".", ".boto": r"secret", ".s3cfg": r"secret_key",
    "kubeconfig": r"token|client-key|password", ".htpasswd": r".", "terraform.tfstate": r".",
}  # fmt: skip
_PATHS = re.compile(
    r"(?:^|/)(?:\.aws(?:/credentials)?/?|\.docker/config\.json|\.kube(?:/config)?/?|\.azure/?|\.config/gcloud/?|\.gnupg/?"
    r"|(?:[\w.-]*[-_])?service[-_]?account(?:[-_][\w.-]*)?\.json|application_default_credentials\.json|credentials\.json|client_secret[\w.-]*\.json)$",
    re.I,
)
_EXPANDED = re.compile(r"\$\{?\w+")


def _holds_none(name: str, pattern: str, context: Context) -> bool:
    """Whether the build context has the file, and nothing that is a credential stands in it."""
    build_context = context.facts.build_context
    text = build_context.text(name.removeprefix("./")) if build_context is not None else None
    if text is None:
        return False
    return not any(re.search(pattern, line) and not _EXPANDED.search(line) for line in text.splitlines())


def check(instruction: Copy | Add, context: Context) -> Iterator[Finding]:
    if instruction.flag("from") is not None:
        return
    for source in instruction.sources:
        name = source.token.value.strip("\"'")
        if source.is_url or source.is_git:
            continue
        pattern = _FILES.get(name.rstrip("/").rsplit("/", 1)[-1])
        if (pattern is not None and not _holds_none(name, pattern, context)) or _PATHS.search(name):
            yield Finding(
                source.token.span,
                f"`{name}` holds credentials, which stay in the layer: give it to one `RUN` with `--mount=type=secret`",
            )


RULE: Rule[Copy | Add] = Rule(
    id="credential-file-copied",
    doc=__doc__,
    subject=(Copy, Add),
    check=check,
    severity=Severity.WARNING,
    security_severity=7.5,
    examples=(
        Bad("FROM node:22\nCOPY «.npmrc» package.json ./\n"),
        Bad("FROM alpine:3.20\nCOPY «.aws/credentials» /root/.aws/credentials\n"),
        Bad("FROM alpine:3.20\nADD «config/service-account.json» /srv/\n"),
        Good("FROM node:22\nCOPY .npmrc package.json ./\n", files={".npmrc": "registry=https://npm.example/\n", "package.json": "{}"}),
        Good("FROM node:22\nCOPY .npmrc ./\n", files={".npmrc": "//npm.example/:_authToken=${NPM_TOKEN}\n"}),
        Good("FROM node:22\nRUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci\n"),
    ),
)

"""Local files are added with `ADD`, which also unpacks archives and fetches URLs.

## Why
`ADD` unpacks a source that is an archive, and tells by its content, not its name: a changed file can
rearrange the image without a changed line. `COPY` only copies.

## When to ignore it
The source is an archive under a name that does not say so, and unpacking it is what you want.

## Fix safety
Unsafe: a source may be an archive whatever its name, and `COPY` would leave it packed.
"""

from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import Add, SourceKind
from dlinter.rule import Bad, Context, Good, Rule

_ADD_ALONE = ("checksum", "keep-git-dir", "unpack")


def check(add: Add, context: Context) -> Iterator[Finding]:
    if add.error is not None or not add.sources or any(add.flag(name) for name in _ADD_ALONE):
        return
    for source in add.sources:
        # What a variable or a wildcard stands for may be an archive or a URL.
        if (
            source.kind is SourceKind.URL
            or source.kind is SourceKind.GIT
            or source.is_archive
            or "$" in source.token.value
        ):
            return
    span = add.keyword.span
    copy = "copy" if context.facts.text.slice(span) == "add" else "COPY"
    what = "a heredoc" if all(source.kind is SourceKind.HEREDOC for source in add.sources) else "local files"
    yield Finding(
        span,
        f"`ADD` of {what}; `COPY` copies and does nothing else",
        Fix(f"write `{copy}`", (Edit(span, copy),), Safety.UNSAFE),
    )


RULE = Rule(
    id="add-for-local-files",
    doc=__doc__,
    since="0.1.0",
    subject=Add,
    check=check,
    severity=Severity.WARNING,
    aliases=("checkov:CKV_DOCKER_4", "dockle:CIS-DI-0009", "hadolint:DL3020", "trivy:DS-0005"),
    examples=(
        Bad("FROM scratch\n«ADD» a b /srv/\n", fixed="FROM scratch\nCOPY a b /srv/\n"),
        Bad("FROM scratch\n«ADD» <<EOF /srv/a\nx\nEOF\n", fixed="FROM scratch\nCOPY <<EOF /srv/a\nx\nEOF\n"),
        Good("FROM scratch\nCOPY a b /srv/\n"),
        Good(
            "FROM scratch\nADD https://downloads.example/a /srv/\nADD rootfs.tar.xz /\nADD "
            "https://git.example/a.git#v1 /a\n"),
        Good("FROM scratch\nARG ROOTFS\nADD $ROOTFS /\n"),
    ),
)

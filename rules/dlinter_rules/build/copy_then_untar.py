"""An archive is copied in and unpacked by a later `RUN`.

## Why
The archive stays in the image in addition to its content. `ADD` unpacks a local archive while it copies, in
one layer.

## Instead
`ADD archive.tar.gz /target/`, or a bind mount: `RUN
--mount=type=bind,source=archive.tar.gz,target=/tmp/a.tar.gz tar -xf /tmp/a.tar.gz`.

## When to ignore it
The archive is needed packed as well, or `tar` gets options that `ADD` does not have, such as
`--strip-components`.
"""

import re
from collections.abc import Iterator

from dlinter.finding import Finding, Related, Severity
from dlinter.model.dockerfile import Copy, Dockerfile, Run, SourceKind
from dlinter.model.dockerfile.sections import sections
from dlinter.rule import Bad, Context, Good, Rule

_ARCHIVE = re.compile(r"\.(?:tar|tar\.\w+|tgz|tbz2?|txz|tzst|tlz|taz|tz|tb2|tz2)\Z", re.I)
_TAR = {"tar", "gtar", "bsdtar"}
_DECOMPRESS = {"gunzip", "bunzip2", "unxz", "unlzma", "unzstd", "uncompress", "zcat", "gzcat", "bzcat",
    "xzcat", "zstdcat"}


def _name(path: str) -> str:
    return re.split(r"[/\\]", path.strip("\"'"))[-1]


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    for section in sections(dockerfile):
        copied: list[tuple[Copy, set[str]]] = []
        for instruction in section:
            if isinstance(instruction, Copy) and instruction.from_ is None and instruction.error is None:
                names = {_name(s.token.value) for s in instruction.sources if s.kind is SourceKind.LOCAL}
                if instruction.destination and any(_ARCHIVE.search(n) for n in names):
                    names.add(_name(instruction.destination.value))
                copied.append((instruction, {n for n in names if _ARCHIVE.search(n)}))
            elif isinstance(instruction, Run):
                for command in context.facts.script(instruction).commands:
                    words = [w.value for w in command.argv[1:]]
                    if command.name not in _DECOMPRESS and (command.name not in _TAR or not _extracts(words)):
                        continue
                    taken = {_name(w) for w in words}
                    for copy, archives in list(copied):
                        if archives & taken:
                            copied.remove((copy, archives))
                            yield Finding(
                                copy.keyword.span,
                                "the archive stays in the image after it is unpacked: `ADD` unpacks it "
                                "while copying",
                                related=(Related(command.span, "unpacked here"),),
                            )  # fmt: skip


def _extracts(words: list[str]) -> bool:
    first = words[0] if words else ""
    return any(
        w in ("--extract", "--get") or (re.fullmatch(r"-[A-Za-z]+", w) and "x" in w) for w in words
    ) or bool(re.fullmatch(r"[A-Za-z]+", first) and "x" in first)  # fmt: skip


RULE = Rule(
    id="copy-then-untar",
    doc=__doc__,
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.NOTE,
    ruleset="strict",
    aliases=("hadolint:DL3010",),
    examples=(
        Bad("FROM debian:12\n«COPY» app.tar.gz /tmp/\nRUN tar -xzf /tmp/app.tar.gz -C /srv\n",
            better="FROM debian:12\nADD app.tar.gz /srv/\n"),
        Bad("FROM debian:12\n«COPY» dist/app.tgz /tmp/a.tgz\nRUN cd /srv && tar xf /tmp/a.tgz\n"),
        Bad("FROM debian:12\n«COPY» app.tar.gz /tmp/\nRUN zcat /tmp/app.tar.gz | tar x\n"),
        Good("FROM debian:12\nADD app.tar.gz /srv/\n"),
        Good("FROM debian:12\nCOPY app.tar.gz /srv/\nRUN tar -tf /srv/app.tar.gz\n"),
        Good("FROM debian:12\nCOPY --from=build /app.tar.gz /tmp/\nRUN tar -xzf /tmp/app.tar.gz\n"),
    ),
)

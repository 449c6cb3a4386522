"""Which version of the Dockerfile frontend brought what: from the release tags of moby/buildkit
(`dockerfile/1.x.y`), their build tags (`frontend/dockerfile/release/{mainline,labs}/tags`) and the first tag
whose source has the feature, up to 1.26.0."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from dlinter.model.dockerfile import (
    Add,
    Arg,
    Copy,
    Dockerfile,
    Flag,
    From,
    Healthcheck,
    Instruction,
    Onbuild,
    Run,
    Source,
)
from dlinter.model.dockerfile.expandable import sites_of
from dlinter.model.image_reference import parse_reference
from dlinter.model.text import Span

Release = tuple[int, int]
NEWEST: Release = (1, 26)
"""The newest release the table knows; `docker/dockerfile:1` is at least this."""


class Feature(Struct, frozen=True):
    """`stable` is the first release that has it, None for none up to `NEWEST`; `labs` the first of the
    `-labs` channel (`-experimental` before 1.3) where that came earlier."""

    name: str
    stable: Release | None
    labs: Release | None = None


MOUNT = Feature("`RUN --mount`", (1, 2), (1, 0))
CHMOD = Feature("`--chmod`", (1, 2))
SEVERAL_ARGS = Feature("several variables in one `ARG`", (1, 2))
NETWORK = Feature("`RUN --network`", (1, 3), (1, 1))
MOUNT_VARIABLE = Feature("a variable in `--mount`", (1, 3))
HEREDOC = Feature("a heredoc", (1, 4), (1, 3))
LINK = Feature("`--link`", (1, 4))
TMPFS_SIZE = Feature("`size` of a tmpfs mount", (1, 4))
ADD_GIT = Feature("`ADD` of a git repository", (1, 6), (1, 5))
KEEP_GIT_DIR = Feature("`ADD --keep-git-dir`", (1, 6), (1, 5))
CHECKSUM = Feature("`ADD --checksum`", (1, 6), (1, 5))
START_INTERVAL = Feature("`HEALTHCHECK --start-interval`", (1, 6))
BARE_OPERATOR = Feature("`${name-word}` without a colon", (1, 6))
PATTERN_OPERATOR = Feature("`${name#pattern}` and its like", (1, 7))
SECRET_ENV = Feature("`env` of a secret mount", (1, 10))
CHMOD_VARIABLE = Feature("a variable in `--chmod`", (1, 10))
ONBUILD_FROM = Feature("`ONBUILD` of a step that takes files from a stage", (1, 11))
TARGETSTAGE = Feature("`TARGETSTAGE`", (1, 11))
OS_VERSION = Feature("`TARGETOSVERSION` and `BUILDOSVERSION`", (1, 13))
CHMOD_SYMBOLIC = Feature("`--chmod` with letters", (1, 14), (1, 11))
HEREDOC_SPACE = Feature("a space before a heredoc's word", (1, 16))
CHECKSUM_GIT = Feature("`ADD --checksum` of a git repository", (1, 16))
UNPACK = Feature("`ADD --unpack`", (1, 17))
GIT_QUERY = Feature("a git address with `?`", (1, 18))
EXCLUDE = Feature("`--exclude`", (1, 19), (1, 7))
PARENTS = Feature("`COPY --parents`", (1, 20), (1, 7))
SECURITY = Feature("`RUN --security`", (1, 20), (1, 1))
DEVICE = Feature("`RUN --device`", None, (1, 14))

_RUN = {"network": NETWORK, "security": SECURITY, "device": DEVICE}
_COPIES = {
    "link": LINK,
    "exclude": EXCLUDE,
    "parents": PARENTS,
    "keep-git-dir": KEEP_GIT_DIR,
    "unpack": UNPACK,
}


class FrontendVersion(Struct, frozen=True):
    """What `# syntax=docker/dockerfile:…` pins. `release` is None where the tag moves with every release
    (`1`, `latest`)."""

    release: Release | None
    labs: bool

    def has(self, feature: Feature) -> bool:
        """Whether the version has a feature, as far as the table knows."""
        release = self.release or NEWEST
        if feature.stable is not None and release >= feature.stable:
            return True
        return self.labs and feature.labs is not None and release >= feature.labs


def frontend_version(syntax: str) -> FrontendVersion | None:
    """The version a `# syntax=` value pins; None for another image, or a tag that is no version
    (`master`)."""
    reference = parse_reference(syntax)
    if reference is None or not re.search(r"(?:^|/)docker/dockerfile(?:-upstream)?\Z", reference.path):
        return None
    if not reference.tag and reference.digest:
        return None
    return parse_version(reference.tag or "latest")


def parse_version(tag: str) -> FrontendVersion | None:
    """`1.4`, `1.4.3-labs`, `1`, `latest`, `labs`."""
    match = re.fullmatch(r"(?:(\d+)(?:\.(\d+)(?:\.\d+)?)?|latest)?-?(labs|experimental)?", tag)
    if match is None or not tag:
        return None
    release = (int(match[1]), int(match[2])) if match[1] and match[2] else None
    return FrontendVersion(release, match[3] is not None)


def features_of(dockerfile: Dockerfile) -> Iterator[tuple[Feature, Span]]:
    """The features a file uses that 1.0 had not, each use with its place."""
    for top in dockerfile.instructions:
        instruction: Instruction | None = top
        while instruction is not None:
            if instruction.error is None:
                yield from _of(instruction, dockerfile)
            instruction = instruction.trigger if isinstance(instruction, Onbuild) else None


def _of(instruction: Instruction, dockerfile: Dockerfile) -> Iterator[tuple[Feature, Span]]:
    for heredoc in instruction.heredocs:
        spaced = re.match(r"\d*<<-?[ \t]", dockerfile.text.slice(heredoc.marker))
        yield (HEREDOC_SPACE if spaced else HEREDOC), heredoc.marker
    if isinstance(instruction, Run):
        yield from _of_run(instruction)
    elif isinstance(instruction, (Copy, Add)):
        for flag in instruction.flags:
            yield from _of_copy(flag, instruction)
        if isinstance(instruction, Copy) and instruction.onbuild and instruction.from_ is not None:
            yield ONBUILD_FROM, instruction.from_.span
        for source in instruction.sources:
            if isinstance(instruction, Add) and source.is_git:
                yield (GIT_QUERY if "?" in source.token.value else ADD_GIT), source.token.span
    elif isinstance(instruction, Healthcheck):
        interval = instruction.flag("start-interval")
        if interval is not None:
            yield START_INTERVAL, interval.span
    elif isinstance(instruction, Arg):
        if len(instruction.pairs) > 1:
            yield SEVERAL_ARGS, instruction.pairs[1].span
        for pair in instruction.pairs:
            if pair.value is None and instruction.stage is not None:
                yield from _predefined(pair.key.value, pair.span)
    yield from _of_words(instruction)


def _of_run(run: Run) -> Iterator[tuple[Feature, Span]]:
    for flag in run.flags:
        feature = _RUN.get(flag.name)
        if feature is not None:
            yield feature, flag.span
    for mount in run.mounts:
        if run.onbuild and mount.from_:
            yield ONBUILD_FROM, mount.flag.span
        elif mount.type == "secret" and mount.get("env") is not None:
            yield SECRET_ENV, mount.flag.span
        elif mount.type == "tmpfs" and mount.get("size") is not None:
            yield TMPFS_SIZE, mount.flag.span
        elif "$" in (mount.flag.value or ""):
            yield MOUNT_VARIABLE, mount.flag.span
        else:
            yield MOUNT, mount.flag.span


def _of_copy(flag: Flag, instruction: Copy | Add) -> Iterator[tuple[Feature, Span]]:
    feature = _COPIES.get(flag.name)
    if feature is not None:
        yield feature, flag.span
    elif flag.name == "checksum":
        git = any(_is_git(source) for source in instruction.sources)
        yield (CHECKSUM_GIT if git else CHECKSUM), flag.span
    elif flag.name == "chmod":
        value = flag.value or ""
        yield (CHMOD_VARIABLE if "$" in value else CHMOD if value.isdigit() else CHMOD_SYMBOLIC), flag.span


def _is_git(source: Source) -> bool:
    return source.is_git


def _predefined(name: str, span: Span) -> Iterator[tuple[Feature, Span]]:
    if name == "TARGETSTAGE":
        yield TARGETSTAGE, span
    elif name in ("TARGETOSVERSION", "BUILDOSVERSION"):
        yield OS_VERSION, span


def _of_words(instruction: Instruction) -> Iterator[tuple[Feature, Span]]:
    for site in sites_of(instruction):
        if "$" not in site.token.value:
            continue
        if re.search(r"(?<!\\)\$\{\w+[#%/]", site.token.value):
            yield PATTERN_OPERATOR, site.source
        elif re.search(r"(?<!\\)\$\{\w+[-+?]", site.token.value):
            yield BARE_OPERATOR, site.source
        if isinstance(instruction, From):
            for name in re.findall(r"(?<!\\)\$\{?(\w+)", site.token.value):
                yield from _predefined(name, site.source)

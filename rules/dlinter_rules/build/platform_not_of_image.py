"""`FROM --platform=` asks for a platform that the image, by its name, is not for.

## Why
Images in `amd64/`, `arm64v8/`, `arm32v7/` and similar names on Docker Hub are for one architecture each.
BuildKit takes that one, whatever the flag says, and the build runs in emulation or stops with `exec format
error`.

## Instead
Name the image without the prefix (`alpine`, not `arm64v8/alpine`): it is there for all platforms.

## When to ignore it
A registry of your own uses these names (`amd64/…`) for images that are built for several platforms.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import From
from dlinter.rule import Bad, Context, Good, Rule

_ONE = {
    "amd64": "amd64", "arm32v5": "arm", "arm32v6": "arm", "arm32v7": "arm", "arm64v8": "arm64",
    "i386": "386", "mips64le": "mips64le",
    "ppc64le": "ppc64le", "riscv64": "riscv64", "s390x": "s390x",
}  # fmt: skip


def check(from_: From, context: Context) -> Iterator[Finding]:
    flag, image = from_.platform, from_.image
    if flag is None or not flag.value or image is None or "$" in flag.value or "$" in image.value:
        return
    from dlinter.model.dockerfile.platforms import parse_platform
    from dlinter.model.dockerfile.words import expand_with
    from dlinter.model.image_reference import DEFAULT_REGISTRY, parse_reference

    platform = parse_platform(expand_with(flag.value, {}).value or "")
    reference = parse_reference(image.value)
    if platform is None or reference is None or reference.registry != DEFAULT_REGISTRY:
        return
    only = _ONE.get(reference.path.partition("/")[0])
    if only is not None and platform.architecture != only:
        yield Finding(
            flag.span,
            f"`{image.value}` is only for {only}, so `{flag.value}` has no effect: use the image's name "
            "without the prefix",
        )


RULE = Rule(
    id="platform-not-of-image",
    doc=__doc__,
    since="0.1.0",
    subject=From,
    check=check,
    severity=Severity.ERROR,
    aliases=("buildkit:InvalidBaseImagePlatform",),
    examples=(
        Bad("FROM «--platform=linux/amd64» arm64v8/alpine:3.20\n",
            better="FROM --platform=linux/amd64 alpine:3.20\n"),
        Good("FROM --platform=linux/arm64 arm64v8/alpine:3.20\n"),
        Good("FROM --platform=linux/arm/v7 arm32v7/alpine:3.20\n"),
        Good("FROM --platform=linux/amd64 registry.example/arm64v8/alpine:3.20\n"),
    ),
)

"""An image from a registry that is not among the trusted ones.

## Why
An organisation that mirrors and scans images wants every build to take them from there. The rule is silent
until `registries` names some.

## Instead
The same image from a trusted registry.

## When to ignore it
The trusted registry does not mirror this one image yet. Write the reason beside the ignore, so that the
exception can end.
"""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Copy, From, Run
from dlinter.model.facts.base_images import base_image, image_named
from dlinter.model.image_reference import ImageReference
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Option, Rule


def _images(instruction: From | Copy | Run, context: Context) -> Iterator[tuple[Span, ImageReference | None]]:
    if isinstance(instruction, From):
        if instruction.image is not None:
            yield instruction.image.span, base_image(instruction, context.facts)
        return
    stages = {stage.name.lower() for stage in context.dockerfile.stages if stage.name}
    if isinstance(instruction, Copy):
        flag = instruction.from_
        if flag is not None and flag.value and flag.value.lower() not in stages:
            yield flag.value_span, image_named(flag.value)
        return
    for mount in instruction.mounts:
        if mount.from_ and mount.from_.lower() not in stages:
            yield mount.flag.value_span, image_named(mount.from_)


def _trusted(reference: ImageReference, registries: Iterable[str]) -> bool:
    return any(fnmatchcase(reference.registry, each.lower()) for each in registries)


def check(instruction: From | Copy | Run, context: Context) -> Iterator[Finding]:
    registries = [str(each) for each in context.options["registries"]]
    if not registries or instruction.error is not None:
        return
    for span, reference in _images(instruction, context):
        if reference is not None and not _trusted(reference, registries):
            yield Finding(span, f"`{reference.registry}` is not among the trusted registries")


RULE: Rule[From | Copy | Run] = Rule(
    id="untrusted-registry",
    doc=__doc__,
    since="0.1.0",
    subject=(From, Copy, Run),
    check=check,
    severity=Severity.ERROR,
    precision="very-high",
    security_severity=5.0,
    aliases=("hadolint:DL3026",),
    options=(Option("registries", (),
        "trusted registries, as `registry.example:5000` or `*.example`; Docker Hub is `docker.io`"),),
    examples=(
        Bad("FROM «debian:12» AS base\nFROM base\n",
            better="FROM registry.example/debian:12 AS base\nFROM base\n",
            options={"registries": ["registry.example"]}),
        Bad("FROM scratch\nCOPY --from=«other.example/a:1» /a /b\n",
            options={"registries": ["registry.example"]}),
        Good("FROM registry.example/debian:12\n", options={"registries": ["*.example"]}),
        Good("FROM debian:12\n", options={"registries": ["docker.io"]}),
        Good("FROM debian:12\n"),
    ),
)

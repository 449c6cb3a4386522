"""A step deletes what an earlier `COPY` or `ADD` put into the image.

## Why
A layer only adds. The file is hidden, but its bytes stay in the layer of the `COPY`: every pull carries them,
and `docker save` hands them out.

## Instead
A bind mount gives a step the file without a layer: `RUN --mount=type=bind,source=a.deb,target=/tmp/a.deb dpkg
-i /tmp/a.deb`. Or copy it into a build stage, and from there only what is to stay.

## When to ignore it
The file is small and public, and a bind mount is not available, as with builders that are not BuildKit.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Related, Severity
from dlinter.model.dockerfile import Add, Copy, Dockerfile, Run, Stage
from dlinter.model.dockerfile.paths import clean
from dlinter.model.dockerfile.sections import lineage, targets
from dlinter.model.facts.destinations import copied_paths
from dlinter.rule import Bad, Context, Good, Rule


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    seen: set[int] = set()
    for target in targets(dockerfile):
        stages = list(lineage(target, dockerfile))[::-1]
        yield from _stages(stages, context, seen)


def _stages(stages: list[Stage], context: Context, seen: set[int]) -> Iterator[Finding]:
    copied: dict[str, Copy | Add] = {}
    below: dict[str, str] = {}  # a folder → what was last copied to or below it
    for stage in stages:
        for instruction in stage.instructions:
            if isinstance(instruction, (Copy, Add)):
                for path in copied_paths(instruction, context.facts):
                    # all folders above it, each with its own name: a path of thousands of them is megabytes
                    context.facts.dockerfile.work.spend(path.count("/") * len(path) // 100)
                    copied[path] = instruction
                    below.update(
                        {
                            path[:at] or "/": path
                            for at in (*(i for i, c in enumerate(path) if c == "/"), len(path))
                        }
                    )
            if not isinstance(instruction, Run) or not copied:
                continue
            for command in context.facts.script(instruction).commands:
                if command.name not in ("rm", "unlink"):
                    continue
                for word in command.argv[1:]:
                    if not word.static or not word.value.startswith("/"):
                        continue
                    path = clean(word.value.removesuffix("/*"))
                    found = below.get(path)
                    if found is None or found not in copied:
                        continue
                    copy = copied.pop(found)
                    if word.span.start not in seen:
                        seen.add(word.span.start)
                        name = copy.keyword.value
                        yield Finding(
                            word.span,
                            f"`{found}` is hidden but not gone: the {name} on line {copy.first_line} keeps "
                            "its bytes in the image; use a bind mount, which makes no layer",
                            related=(Related(copy.keyword.span, "put into the image here"),),
                        )  # fmt: skip


RULE = Rule(
    id="deleted-in-later-step",
    doc=__doc__,
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.NOTE,
    examples=(
        Bad(
            "FROM debian:13\nCOPY a.deb /tmp/\nRUN dpkg -i /tmp/a.deb && rm «/tmp/a.deb»\n",
            better="FROM debian:13\nRUN --mount=type=bind,source=a.deb,target=/tmp/a.deb dpkg -i "
                "/tmp/a.deb\n",
        ),
        Bad("FROM debian:13 AS base\nWORKDIR /src\nCOPY big.iso .\nFROM base\nRUN rm -rf «/src»\n"),
        Bad("FROM debian:13\nADD https://host.example/x.sh /tmp/x.sh\nRUN sh /tmp/x.sh\nRUN rm -rf "
            "«/tmp/*»\n"),
        Good(
            "FROM debian:13\nRUN --mount=type=bind,source=a.deb,target=/tmp/a.deb dpkg -i /tmp/a.deb; rm "
            "-rf /tmp/x\n"),
        Good(
            "FROM debian:13 AS build\nCOPY a /tmp/a\nRUN rm /tmp/a\nFROM debian:13\nCOPY --from=build /b "
            "/b\n"),
        Good("FROM debian:13\nRUN rm /etc/x.conf\nCOPY x.conf /etc/x.conf\n"),
        Good(
            "FROM debian:13\nCOPY *.deb /tmp/\nCOPY $X /y/\nADD rootfs.tar /z/\nRUN rm -f /y/x "
            "/z/rootfs.tar\n"),
    ),
)

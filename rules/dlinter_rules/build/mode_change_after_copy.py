"""A step changes the mode or the owner of files that an earlier step copied in.

## Why
A changed mode or owner makes a new file in a new layer: everything that `chown -R` touches is in the image
twice.

## Instead
`COPY --chown=app --chmod=755`, which sets them while it copies, in one layer.

## When to ignore it
The files are few and small, or the mode depends on something that only a command can find out.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Related, Severity
from dlinter.model.dockerfile import Add, Copy, Dockerfile, Run, Stage
from dlinter.model.dockerfile.paths import clean
from dlinter.model.dockerfile.sections import lineage, targets
from dlinter.model.facts.destinations import copied_paths, destination_of
from dlinter.rule import STRICT, Bad, Context, Good, Rule

_FLAGS = {"chmod": "--chmod", "chown": "--chown", "chgrp": "--chown"}


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    seen: set[int] = set()
    for target in targets(dockerfile):
        yield from _stages(list(lineage(target, dockerfile))[::-1], context, seen)


def _stages(stages: list[Stage], context: Context, seen: set[int]) -> Iterator[Finding]:
    copied: dict[str, Copy | Add] = {}
    for stage in stages:
        for instruction in stage.instructions:
            if isinstance(instruction, (Copy, Add)):
                paths = (
                    *copied_paths(instruction, context.facts),
                    destination_of(instruction, context.facts),
                )
                copied.update({path: instruction for path in paths if path and path != "/"})
            if not isinstance(instruction, Run) or not copied:
                continue
            for command in context.facts.script(instruction).commands:
                flag = _FLAGS.get(command.name)
                for word in command.argv[1:] if flag else ():
                    copy = (
                        copied.get(clean(word.value)) if word.static and word.value.startswith("/") else None
                    )
                    if copy is None or word.span.start in seen:
                        continue
                    seen.add(word.span.start)
                    yield Finding(
                        word.span,
                        f"`{command.name}` stores `{word.value}` in the image a second time: use "
                        f"`{copy.keyword.value} {flag}` on line {copy.first_line} instead",
                        related=(Related(copy.keyword.span, "copied here"),),
                    )  # fmt: skip


RULE = Rule(
    id="mode-change-after-copy",
    doc=__doc__,
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.WARNING,
    ruleset=STRICT,
    examples=(
        Bad("FROM debian:13\nCOPY . /app\nRUN chown -R app:app «/app»\n",
            better="FROM debian:13\nCOPY --chown=app:app . /app\n"),
        Bad("FROM debian:13\nCOPY run.sh /usr/local/bin/\nRUN chmod +x «/usr/local/bin/run.sh»\n"),
        Bad("FROM debian:13\nWORKDIR /app\nCOPY . .\nRUN make && chgrp -R 0 «/app/»\n"),
        Good("FROM debian:13\nCOPY --chown=app . /app\nRUN mkdir /data && chown app /data\n"),
        Good(
            "FROM debian:13 AS build\nCOPY a /a\nRUN chmod +x /a\nFROM debian:13\nCOPY --from=build /a /a\n"),
        Good("FROM debian:13\nCOPY rootfs /\nRUN chmod 755 /\n"),
    ),
)

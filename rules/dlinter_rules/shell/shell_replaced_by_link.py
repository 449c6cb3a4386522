"""`/bin/sh` is replaced by a link, to have another shell in later steps.

## Why
It also changes the shell of every script and package hook in the image, and takes a layer.

## Instead
`SHELL ["/bin/bash", "-c"]`: it changes the shell of the steps below and nothing else.

## When to ignore it
Scripts that you cannot change are written for bash and call `/bin/sh`, also when the container runs.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Run
from dlinter.rule import Bad, Context, Good, Rule


def check(run: Run, context: Context) -> Iterator[Finding]:
    script = context.facts.script(run)
    if not script.posix:
        return
    for command in script.commands:
        words = [w for w in command.args if not w.startswith("-")]
        if command.name == "ln" and len(words) == 2 and words[1] in ("/bin/sh", "/usr/bin/sh"):
            yield Finding(
                command.span,
                f'`/bin/sh` becomes `{words[0]}` for every script in the image: `SHELL ["{words[0]}", '
                '"-c"]` changes the build steps only',
            )


RULE: Rule[Run] = Rule(
    id="shell-replaced-by-link",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.WARNING,
    aliases=("hadolint:DL4005",),
    examples=(
        Bad("FROM debian:13\nRUN «ln -sf /bin/bash /bin/sh»\n",
            better="FROM debian:13\nSHELL [\"/bin/bash\", \"-c\"]\n"),
        Good('FROM debian:13\nSHELL ["/bin/bash", "-c"]\nRUN ln -sf /bin/true /sbin/initctl\n'),
    ),
)

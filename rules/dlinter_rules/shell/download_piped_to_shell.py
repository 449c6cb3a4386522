"""A downloaded script is run without a check.

## Why
The script can change at any time: the step is not reproducible, and whoever controls the host can run
anything in the build. If the connection breaks, half a script is run.

## Instead
Download it, check its digest (`ADD --checksum=sha256:…`, or `sha256sum -c`), then run it; or install a
package.

## When to ignore it
The host is your own and serves the script by digest, or the image is for trying something out.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Run
from dlinter.model.shell import Command
from dlinter.rule import STRICT, Bad, Context, Good, Rule

_FETCH = ("curl", "wget")
_SHELLS = ("sh", "bash", "dash", "ash", "ksh", "zsh")
_OTHERS = ("python", "python3", "perl", "ruby", "node", "php")
_READS = (*_SHELLS, ".", "source", "eval")


def _runs_its_input(command: Command) -> bool:
    plain = [a for a in command.args if not a.startswith("-")]
    if command.name in _SHELLS:
        return not plain or "-s" in command.args
    return command.name in _OTHERS and not plain and not command.has("-c", "-m", "-e", "-r")


def check(run: Run, context: Context) -> Iterator[Finding]:
    script = context.facts.script(run)
    if not script.posix:
        return
    commands = script.commands
    for index, command in enumerate(commands):
        if command.name not in _FETCH:
            continue
        for other in commands[index + 1 :]:
            if other.pipeline == command.pipeline and _runs_its_input(other):
                yield Finding(
                    command.span,
                    f"`{other.name}` runs what `{command.name}` fetches without a check: verify its digest "
                    "first",
                )
                break
        else:
            for other in commands:
                inside = other is not command and command.span in other.span and other.outer != command.outer
                script_of = (
                    bool(other.wrappers)
                    and other.wrappers[-1].endswith(" -c")
                    and bool(other.argv)
                    and command.span in other.argv[0].span
                )
                if inside and (other.name in _READS or script_of):
                    yield Finding(
                        command.span,
                        f"what `{command.name}` fetches is run without a check: verify its digest first",
                    )
                    break


RULE: Rule[Run] = Rule(
    id="download-piped-to-shell",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.WARNING,
    ruleset=STRICT,
    security_severity=5.0,
    examples=(
        Bad(
            "FROM debian:13\nRUN «curl -fsSL https://host.example/x» | bash\n",
            better="FROM debian:13\nADD "
                "--checksum=sha256:5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d5d "
                "https://host.example/x /tmp/x\n"
            "RUN bash /tmp/x\n",
        ),
        Bad("FROM debian:13\nRUN «wget -qO- https://host.example/x» | sudo -E bash -s -- -y\n"),
        Bad('FROM debian:13\nRUN sh -c "$(«curl -fsSL https://host.example/x»)"\n'),
        Bad("FROM debian:13\nRUN «curl -sS https://host.example/x» | tee /x | python3 -\n"),
        Bad('FROM debian:13\nSHELL ["/bin/bash", "-c"]\nRUN bash <(«curl -s https://host.example/x»)\n'),
        Good("FROM debian:13\nRUN curl -fsSL https://host.example/x | tar x && bash ./x.sh\n"),
        Good(
            "FROM debian:13\nRUN curl -fsSL https://host.example/x | sh ./read.sh; curl "
            "https://host.example/y | python3 -m json.tool\n"),
        Good('FROM debian:13\nRUN V="$(curl -fsSL https://host.example/x)" && echo "$V"\n'),
    ),
)

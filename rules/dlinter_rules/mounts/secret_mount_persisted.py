"""A mounted secret is written to a file of the image, to a cache, or to the log.

## Why
The mount is gone after the step, but what the command wrote is not: a copy is in the layer, an `echo` or `set -x` in the build's log, and in the
cache of the CI service.

## Instead
Let the tool read `/run/secrets/…` itself, or hand it over in a variable of that one command.
"""

import re
from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Mount, Run
from dlinter.model.shell import Command
from dlinter.rule import Bad, Context, Good, Rule

_GONE = ("/dev/null", "/dev/stdin", "/dev/stderr", "/run/", "/dev/shm")
_COPIES = ("cp", "install", "mv", "ln", "rsync")
_ECHOES = ("echo", "printf", "cat", "env", "printenv")


def _places(mount: Mount) -> tuple[str, ...]:
    name = mount.id or (mount.target or "").rpartition("/")[2]
    return tuple(p for p in (mount.target or f"/run/secrets/{name}",) if p and "$" not in p)


def _reads(command: Command, places: tuple[str, ...]) -> bool:
    return any(place in word.value for word in command.argv[1:] for place in places)


def _kept(path: str, run: Run) -> bool:
    return not path.startswith(_GONE) and not any(m.type == "tmpfs" and path.startswith(m.target or "\0") for m in run.mounts)


def _leak(command: Command, places: tuple[str, ...], variable: str, run: Run, traced: bool, last: bool) -> str:
    named = variable and any(variable in word.variables for word in command.argv[1:])
    reads = _reads(command, places)
    if not reads and not named:
        return ""
    files = [r.target.value for r in command.redirects if r.target is not None and r.operator in (">", ">>", ">|") and r.fd in ("", "1")]
    if command.name in _COPIES and reads and len(command.argv) > 2:
        to = command.argv[-1].value
        return f"the copy in `{to}` stays in the image" if _kept(to, run) and not any(p in to for p in places) else ""
    if command.name == "tee" and named:
        return "what `tee` writes stays in the image"
    if command.name in _ECHOES and files:
        return f"what is written to `{files[0]}` stays in the image" if _kept(files[0], run) else ""
    if command.name in _ECHOES and last and not files:
        return "the secret gets into the build's log"
    if traced and named:
        return "`set -x` writes the secret into the build's log"
    return ""


def check(run: Run, context: Context) -> Iterator[Finding]:
    script = context.facts.script(run)
    secrets = [m for m in run.mounts if m.type == "secret"]
    if not secrets or not script.posix:
        return
    removed = [w for c in script.commands if c.name in ("rm", "shred") for w in c.args]
    traced = False
    for command in script.commands:
        if command.name == "set" and any(re.match(r"-\w*x", w) for w in command.args):
            traced = True
        if "substitution" in command.context:
            continue
        for mount in secrets:
            variable = mount.get("env") or ""
            last = command.operator not in ("|", "|&")
            told = _leak(command, _places(mount), variable, run, traced, last)
            if told and not any(path and path in told for path in removed):
                yield Finding(command.outer, f"{told}: let the tool read the mount itself")
                return


RULE: Rule[Run] = Rule(
    id="secret-mount-persisted",
    doc=__doc__,
    subject=Run,
    check=check,
    severity=Severity.WARNING,
    security_severity=7.5,
    examples=(
        Bad("FROM node:22\nRUN --mount=type=secret,id=npmrc «cp /run/secrets/npmrc /root/.npmrc» && npm ci\n"),
        Bad("FROM debian:13\nRUN --mount=type=secret,id=token «cat /run/secrets/token > /etc/token»\n"),
        Bad("FROM debian:13\nRUN --mount=type=secret,id=token,env=TOKEN «echo $TOKEN»\n"),
        Bad("FROM debian:13\nRUN --mount=type=secret,id=token,env=TOKEN set -x; «curl -H \"a: $TOKEN\" https://host.example/»\n"),
        Good("FROM debian:13\nRUN --mount=type=secret,id=token TOKEN=$(cat /run/secrets/token) ./fetch\n"),
        Good("FROM debian:13\nRUN --mount=type=secret,id=token cat /run/secrets/token | docker login --password-stdin -u a\n"),
        Good("FROM node:22\nRUN --mount=type=secret,id=npmrc cp /run/secrets/npmrc /root/.npmrc && npm ci && rm /root/.npmrc\n"),
    ),
)

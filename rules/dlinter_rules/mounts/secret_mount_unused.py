"""A secret is mounted into a step that never reads it.

## Why
Each step that has a secret can leak it. Either the step does not need it, or the command reads the secret
from somewhere else, and then the mount hides that.

## When to ignore it
A program that the step calls reads the secret by itself, from a path or variable that the command line does
not show.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity, Tag
from dlinter.model.dockerfile import Mount, Run
from dlinter.model.text import Span
from dlinter.rule import STRICT, Bad, Context, Good, Rule

_READ_BY_DEFAULT = (".netrc", ".npmrc", "pip.conf", ".pypirc", "auth.json", "credentials", "config",
    "settings.xml", ".yarnrc", "NuGet.Config", ".gitconfig", "gradle.properties", "kubeconfig")
"""Files that tools read without being told to."""


def _names(mount: Mount) -> list[str]:
    name = mount.id or (mount.target or "").rpartition("/")[2]
    names = [mount.get("env") or "", mount.target or "", f"/run/secrets/{name}", f"secrets/{name}"]
    return [n for n in names if n]


def check(run: Run, context: Context) -> Iterator[Finding]:
    script = context.facts.script(run)
    if not script.posix or script.errors or run.form == "exec":
        return
    text = context.facts.text
    start = run.flags[-1].span.end if run.flags else run.keyword.span.end
    body = text.slice(Span(start, run.span.end))
    for mount in run.mounts:
        if mount.type != "secret" or any("$" in name for name in _names(mount)):
            continue
        if mount.target and mount.target.rpartition("/")[2] in _READ_BY_DEFAULT:
            continue
        if any(name in body for name in _names(mount)):
            continue
        if mount.get("env"):
            continue  # a variable is there for every program that looks for it
        if mount.target and not mount.target.startswith("/run/secrets"):
            continue  # the tool may know the place
        if _runs_something(body):
            continue
        yield Finding(
            mount.flag.span,
            f"nothing in this step reads the secret `{mount.id or mount.target}`: remove the mount",
        )


def _runs_something(body: str) -> bool:
    """Whether a script of the project runs, which may read the secret itself."""
    return any(word in body for word in ("./", ".sh", "make", " run ", "python", "node ", "exec ", "gradle",
        "mvn", "bundle exec", "rails"))


RULE: Rule[Run] = Rule(
    id="secret-mount-unused",
    doc=__doc__,
    since="0.1.0",
    tag=Tag.UNNECESSARY,
    subject=Run,
    check=check,
    severity=Severity.NOTE,
    ruleset=STRICT,
    examples=(
        Bad("FROM debian:13\nRUN «--mount=type=secret,id=token» apt-get update\n",
            better="FROM debian:13\nRUN apt-get update\n"),
        Good(
            "FROM debian:13\nRUN --mount=type=secret,id=token curl -H \"@/run/secrets/token\" "
            "https://host.example/\n"),
        Good("FROM node:22\nRUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci\n"),
        Good("FROM debian:13\nRUN --mount=type=secret,id=token ./fetch.sh\n"),
    ),
)

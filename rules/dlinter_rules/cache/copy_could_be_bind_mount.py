"""Manifests are copied into the stage for a single step that reads them.

## Why
The copy is a layer, and a step that the next one depends on. A bind mount gives the step the same files and
leaves nothing behind; the later `COPY . .` brings them anyway.

## Instead
`RUN --mount=type=bind,source=package.json,target=package.json
--mount=type=bind,source=package-lock.json,target=package-lock.json npm ci`. The mount is read-only unless it
says `rw`: a tool that writes its lockfile needs the copy.

## When to ignore it
A later step or the running container reads the manifest at this place, or the image is also built by
something other than BuildKit.
"""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Copy, Instruction, Run, SourceKind
from dlinter.model.packages.installs import DOWNLOAD, INSTALL, installs
from dlinter.model.packages.names import matches
from dlinter.rule import STRICT, Bad, Context, Good, Rule


def _broad(instruction: Instruction) -> bool:
    return (
        isinstance(instruction, Copy)
        and instruction.from_ is None
        and any(s.token.value in (".", "./") for s in instruction.sources)
    )


def check(copy: Copy, context: Context) -> Iterator[Finding]:
    if copy.from_ is not None or copy.onbuild or context.stage is None or copy.flags:
        return
    names = [s.token.value.removeprefix("./") for s in copy.sources if s.kind is SourceKind.LOCAL]
    if not names or any("/" in name or name in (".", "") for name in names):
        return
    inside = context.stage.instructions
    at = bisect_right(inside, copy.index, key=lambda i: i.index)
    run = inside[at] if at < len(inside) else None
    if not isinstance(run, Run):
        return
    found = [
        i
        for c in context.facts.script(run).commands
        if (i := installs(c)) is not None and i.action in (INSTALL, DOWNLOAD)
    ]
    if len(found) != 1 or len(context.facts.script(run).commands) != 1:
        return
    install = found[0]
    tool = install.tool
    if (
        tool.manifests is None
        or install.verb not in tool.read_only
        or any("*" in name or not matches(name, tool.manifests.files) for name in names)
    ):
        return
    broad = next((i for i in islice(inside, at + 1, None) if _broad(i)), None)
    if broad is None:
        return
    yield Finding(
        copy.span,
        f"only line {run.first_line} reads {'this file' if len(names) == 1 else 'these files'}, and line "
        f"{broad.first_line} copies "
        f"{'it' if len(names) == 1 else 'them'} again: a bind mount on line {run.first_line} caches equally "
        "well and saves a layer",
    )


RULE: Rule[Copy] = Rule(
    id="copy-could-be-bind-mount",
    doc=__doc__,
    since="0.1.0",
    subject=Copy,
    check=check,
    severity=Severity.NOTE,
    ruleset=STRICT,
    examples=(
        Bad(
            "FROM node:22\nWORKDIR /app\n«COPY package.json package-lock.json ./»\nRUN npm ci\nCOPY . .\n",
            better="FROM node:22\nWORKDIR /app\nRUN "
                "--mount=type=bind,source=package.json,target=package.json \\\n"
            "    --mount=type=bind,source=package-lock.json,target=package-lock.json \\\n    npm ci\nCOPY . "
            ".\n",
        ),
        Good(
            "FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY src src\n"),
        Good("FROM node:22\nWORKDIR /app\nCOPY package.json config.js ./\nRUN npm ci\nCOPY . .\n"),
        Good("FROM node:22\nWORKDIR /app\nCOPY package.json ./\nRUN npm ci && npm run x\nCOPY . .\n"),
    ),
)

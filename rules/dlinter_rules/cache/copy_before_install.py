"""All sources are copied before the dependencies are installed.

## Why
A `COPY` is keyed on the content of everything it takes. With the sources in it, any changed file runs the installation below again, though
its manifests and lockfile are the same.

## Instead
Copy the manifests, install, then copy the rest; or mount the manifests into the step: `RUN --mount=type=bind,source=package.json,target=package.json …`.

## Fix safety
Unsafe: an installation may run scripts that need further files.
"""

import posixpath
from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Related, Safety, Severity
from dlinter.model.dockerfile import Copy, Form, Instruction, Run, Stage
from dlinter.model.shell.manifests import EVERYTHING, matches, needed_files
from dlinter.model.shell.packages import DOWNLOAD, INSTALL, Install, installs
from dlinter.model.text import Span, Text
from dlinter.rule import Bad, Context, Good, Rule

_BROAD = (".", "./", "/", "*", "./*")
_PATTERNS = {
    "npm": ("package*.json",), "yarn": ("package.json", "yarn.lock*"), "pnpm": ("package.json", "pnpm-lock.yaml*"),
    "bun": ("package.json", "bun.lock*"), "go": ("go.mod", "go.sum*"), "bundle": ("Gemfile*",), "pipenv": ("Pipfile*",),
}  # fmt: skip
"""What to copy where the build context is not known; each begins with a file that must be there."""


def _broad(copy: Copy, context: Context) -> bool:
    if copy.from_ is not None or copy.error:
        return False
    return any(s.token.value.strip("\"'") in _BROAD for s in copy.sources)


def _installs(run: Run, context: Context) -> list[tuple[Install, tuple[str, ...]]]:
    found = []
    for command in context.facts.script(run).commands:
        install = installs(command)
        if install is None or install.action not in (INSTALL, DOWNLOAD):
            continue
        needed = needed_files(install)
        if needed and needed != EVERYTHING:
            found.append((install, needed))
    return found


def _before(stage: Stage, copy: Copy) -> list[Instruction]:
    return [i for i in stage.instructions if i.index < copy.index]


def _copied_before(stage: Stage, copy: Copy, needed: tuple[str, ...]) -> bool:
    """Whether an earlier COPY or bind mount brought a manifest of the same kind: the order is as it should be, and this is a
    second installation."""
    for other in _before(stage, copy):
        if isinstance(other, Copy) and any(matches(s.token.value.strip("\"'").lstrip("./"), needed) for s in other.sources):
            return True
    return False


def check(copy: Copy, context: Context) -> Iterator[Finding]:
    stage = context.stage
    if stage is None or copy.onbuild or not _broad(copy, context):
        return
    hit: tuple[Run, Install, tuple[str, ...]] | None = None
    reruns: list[Run] = []
    for later in stage.instructions:
        if later.index <= copy.index or not isinstance(later, Run):
            continue
        reruns.append(later)
        if hit is None:
            for install, needed in _installs(later, context):
                if not _copied_before(stage, copy, needed):
                    hit = (later, install, needed)
                    break
    if hit is None:
        return
    run, install, needed = hit
    files = _files(install, needed, context)
    told = " ".join(f"`{f}`" for f in files) if files else "its manifests"
    first = " ".join(w.value for w in install.command.argv[:2])
    source = next(s for s in copy.sources if s.token.value.strip("\"'") in _BROAD)
    yield Finding(
        source.token.span,
        f"any changed file runs `{first}` on line {run.first_line} again: copy {told} first, install, then copy the rest",
        _fix(stage, copy, run, install, files, context),
        tuple(Related(r.keyword.span, "runs again") for r in reruns[:10]),
    )


def _files(install: Install, needed: tuple[str, ...], context: Context) -> tuple[str, ...]:
    """The files to copy first: those that the build context has, else patterns that match at least one."""
    build_context = context.facts.build_context
    if build_context is not None:
        there = tuple(sorted(p for p in build_context.matched_by(".") if "/" not in p and matches(p, needed)))
        if there:
            return there
    if install.manager in ("pip", "uv") and all("*" not in n for n in needed) and "uv.lock" not in needed:
        return tuple(n.removeprefix("./") for n in needed if not n.startswith(("/", "..", "$")))
    return _PATTERNS.get(install.manager, ())


def _fix(
    stage: Stage, copy: Copy, run: Run, install: Install, files: tuple[str, ...], context: Context
) -> Fix | None:
    text = context.facts.text
    if not files or run.index != copy.index + 1 or run.form is Form.EXEC or len(copy.sources) != 1 or copy.destination is None:
        return None
    if len(_installs(run, context)) != len(context.facts.script(run).commands) or run.comments or copy.comments or run.heredocs:
        return None  # the step does something else, too, which may need the sources
    if install.manager not in (*_PATTERNS, "pip", "uv") or any("/" in f for f in files):
        return None
    if install.manager == "uv" and not install.has("--no-install-project", "-r") and not install.value_of("-r"):
        return None
    destination = copy.destination.value
    if destination not in (".", "./") and not destination.endswith("/"):
        destination = posixpath.join(destination, "")
    lines = Span(text.full_line_span(copy.first_line).start, text.full_line_span(run.last_line).end)
    first, second = _lines(text, copy), _lines(text, run)
    flags = "".join(f" {text.slice(f.span)}" for f in copy.flags if f.name in ("chown", "chmod", "link"))
    manifest = f"COPY{flags} {' '.join(files)} {'./' if destination in ('.', './') else destination}\n"
    return Fix("copy the manifests first", (Edit(lines, manifest + second + first),), Safety.UNSAFE)


def _lines(text: Text, instruction: Instruction) -> str:
    span = Span(text.full_line_span(instruction.first_line).start, text.full_line_span(instruction.last_line).end)
    whole = text.slice(span).replace("\r\n", "\n")
    return whole if whole.endswith("\n") else whole + "\n"


RULE = Rule(
    id="copy-before-install",
    doc=__doc__,
    subject=Copy,
    check=check,
    severity=Severity.WARNING,
    examples=(
        Bad(
            "FROM node:22\nWORKDIR /app\nCOPY «.» .\nRUN npm ci\nRUN npm run build\n",
            fixed="FROM node:22\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n",
        ),
        Bad(
            "FROM python:3.13\nWORKDIR /app\nCOPY «.» /app\nRUN pip install -r requirements.txt\n",
            fixed="FROM python:3.13\nWORKDIR /app\nCOPY requirements.txt /app/\nRUN pip install -r requirements.txt\nCOPY . /app\n",
        ),
        Bad(
            "FROM node:22\nWORKDIR /app\nCOPY «.» .\nRUN yarn --frozen-lockfile\n",
            fixed="FROM node:22\nWORKDIR /app\nCOPY package.json yarn.lock ./\nRUN yarn --frozen-lockfile\nCOPY . .\n",
            files={"package.json": "{}", "yarn.lock": "", "index.js": ""},
        ),
        Bad("FROM node:22\nWORKDIR /app\nCOPY «.» .\nRUN npm ci && npm run build\n"),
        Good("FROM node:22\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n"),
        Good("FROM python:3.13\nCOPY . .\nRUN pip install .\n"),
        Good("FROM debian:12\nCOPY . .\nRUN apt-get update && apt-get install -y git\n"),
        Good("FROM node:22 AS b\nFROM node:22\nCOPY --from=b . .\nRUN npm ci\n"),
    ),
)

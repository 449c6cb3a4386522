"""All sources are copied before the dependencies are installed.

## Why
A `COPY` is keyed on the content of everything it takes. With the sources in it, any changed file rebuilds the later installation, although
its manifests and lockfile are the same; packages of the distribution, which need none of the files, are downloaded again.

## Instead
Copy the manifests, install, then copy the rest; or mount the manifests into the step: `RUN --mount=type=bind,source=package.json,target=package.json …`.

## Fix safety
Unsafe: an installation may run scripts that need further files.
"""

import posixpath
from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Gain, Related, Safety, Severity
from dlinter.model.cache.build_cache import cache_if_small
from dlinter.model.dockerfile import Copy, Form, Instruction, Run, Stage, Workdir
from dlinter.model.packages.installs import DOWNLOAD, INSTALL, Install, installs
from dlinter.model.packages.names import matches
from dlinter.model.packages.tasks import Needs, Task, installs_of
from dlinter.model.text import Span, Text
from dlinter.rule import Bad, Context, Good, Rule

_BROAD = (".", "./", "/", "*", "./*")
_MOST_COPIES = 8
"""Lines of COPY that a fix may write: a workspace of more folders is better served by `COPY --parents` or a bind mount."""


def _broad(copy: Copy, context: Context) -> bool:
    if copy.from_ is not None or copy.error:
        return False
    return any(s.token.value.strip("\"'") in _BROAD for s in copy.sources)


def _installs(run: Run, context: Context) -> list[tuple[Task, Needs]]:
    """The installations from manifests of a step that need no sources."""
    tasks = [t for t in installs_of(run, context.facts) if t.install.action in (INSTALL, DOWNLOAD) and not t.tool.system]
    asked = [(task, task.needs_or_names) for task in tasks]
    return [(task, needs) for task, needs in asked if needs is not None and needs.files and not needs.sources]


_KEEPS_OUT = ("/var/", "/tmp/", "/root/.cache", "/usr/share/doc")


def _system_install(run: Run, copy: Copy, context: Context) -> Install | None:
    """The installation of a step that does nothing else and needs no file that was copied: packages of the distribution. A copy to `/` may bring
    the package manager's own settings."""
    target = context.facts.scope.expand(copy.destination, copy).value if copy.destination is not None else None
    if target is None or target == "/" or (target.startswith(".") and not context.facts.of_kind(copy.stage, Workdir)):
        return None
    found = None
    for command in context.facts.script(run).commands:
        install = installs(command)
        if command.name == "set" or (command.name == "rm" and all(w.startswith(("-", *_KEEPS_OUT)) for w in command.args)):
            continue
        if install is None or not install.tool.system or any("/" in w or "$" in w or ".deb" in w or ".rpm" in w for w in command.args):
            return None
        if install.action == INSTALL:
            found = found or install
    return found


def _before(stage: Stage, copy: Copy) -> list[Instruction]:
    return [i for i in stage.instructions if i.index < copy.index]


def _copied_before(stage: Stage, copy: Copy, needed: Needs) -> bool:
    """Whether an earlier COPY or bind mount brought a manifest of the same kind: the order is as it should be, and this is a
    second installation."""
    for other in _before(stage, copy):
        if isinstance(other, Copy) and other.from_ is None:
            names = [s.token.value.strip("\"'").removeprefix("./") for s in other.sources]
            if any(needed.wants(name) or matches(name, needed.files) for name in names):
                return True
    return False


def check(copy: Copy, context: Context) -> Iterator[Finding]:
    stage = context.stage
    if stage is None or copy.onbuild or not _broad(copy, context):
        return
    hit: tuple[Run, Install, Needs] | None = None
    reruns: list[Run] = []
    spend = context.facts.dockerfile.work.spend  # each COPY looks at all that comes after it, and each install at all before
    spend(len(stage.instructions))
    for later in stage.instructions:
        if later.index <= copy.index or not isinstance(later, Run):
            continue
        reruns.append(later)
        if hit is None:
            for task, needs in _installs(later, context):
                spend(copy.index)
                if not _copied_before(stage, copy, needs):
                    hit = (later, task.install, needs)
                    break
        if hit is None and (system := _system_install(later, copy, context)) is not None:
            hit = (later, system, Needs(certain=True))
    if hit is None:
        return
    run, install, needed = hit
    files = _files(install, needed, copy, context)
    told = _listed(files) or "its manifests"
    first = " ".join(w.value for w in install.command.argv[:2])
    source = next(s for s in copy.sources if s.token.value.strip("\"'") in _BROAD)
    better = f"copy {told} first, install, then copy the rest" if needed.files else "install first, then copy"
    fix, blocked = _fix(stage, copy, run, files, needed, context) if needed.files else (_swap(copy, run, context), "")
    yield Finding(
        source.token.span,
        f"{_cost(copy, run, f'`{first}` on line {run.first_line}', needed, context)}: {better}{f' (no fix: {blocked})' if blocked else ''}",
        fix,
        tuple(Related(r.keyword.span, "runs again") for r in reruns[:10]),
    )


def _cost(copy: Copy, run: Run, step: str, needed: Needs, context: Context) -> str:
    """What the cache's model and the history know of it."""
    cache, build_context, history = cache_if_small(context.facts), context.facts.build_context, context.facts.history
    taking = cache.step_of(copy) if cache is not None else None
    if cache is None or taking is None:
        return f"any changed file rebuilds {step}"
    if history is not None and history.enough:
        share = history.touching(lambda path: taking.at in cache.taking(path))
        if share:
            own = history.touching(lambda path: (needed.wants(path) if needed.certain else matches(path, needed.files)) and taking.at in cache.taking(path))
            needs = f"what it needs changed in {own}" if needed.files else "which needs none of these files"
            return f"{share} of the last {len(history)} commits rebuild {step}, {needs}"
    files = {f for i in taking.locals for f in i.files(build_context)} if build_context is not None else set[str]()
    which = f"any changed file of {len(files)}" if len(files) > 1 else "any changed file"
    steps = len(cache.with_it(taking))
    return f"{which} rebuilds {step}" + (f", one of {steps} steps" if steps > 2 else "")


def _swap(copy: Copy, run: Run, context: Context) -> Fix | None:
    text = context.facts.text
    if run.index != copy.index + 1 or run.comments or copy.comments or run.error or copy.error:
        return None
    lines = Span(text.full_line_span(copy.first_line).start, text.full_line_span(run.last_line).end)
    return Fix("install first", (Edit(lines, _lines(text, run) + _lines(text, copy)),), Safety.UNSAFE, gain=Gain.REBUILDS)


def _listed(files: tuple[str, ...]) -> str:
    shown = " ".join(f"`{f}`" for f in files[:6])
    return shown + (f" and {len(files) - 6} more files" if len(files) > 6 else "")


def _files(install: Install, needed: Needs, copy: Copy, context: Context) -> tuple[str, ...]:
    """The files to copy first: those that the build context has and this copy takes, else the names that the tool reads."""
    build_context = context.facts.build_context
    if build_context is not None and needed.certain:
        return needed.present(build_context)
    table = install.tool.manifests
    named = tuple(n for n in needed.files if "*" not in n and not n.startswith(("/", "..", "$")))
    return (table.first if table is not None else ()) or named


def _fix(stage: Stage, copy: Copy, run: Run, files: tuple[str, ...], needed: Needs, context: Context) -> tuple[Fix | None, str]:
    """The fix, or what stands in the way of one where it is what the installation needs."""
    text = context.facts.text
    if run.index != copy.index + 1 or run.form is Form.EXEC or len(copy.sources) != 1 or copy.destination is None:
        return None, ""
    if len(_installs(run, context)) != len(context.facts.script(run).commands) or run.comments or copy.comments or run.heredocs:
        return None, ""  # the step does something else, too, which may need the sources
    if not needed.certain:
        return None, "without a build context it is not known which files the installation reads"
    source = copy.sources[0].token.value.strip("\"'")
    if not files or source not in (".", "./", "/"):
        return None, ""
    by_folder: dict[str, list[str]] = {}
    for file in files:
        by_folder.setdefault(posixpath.dirname(file), []).append(file)
    if len(by_folder) > _MOST_COPIES:
        return None, f"what the installation reads lies in {len(by_folder)} folders"
    if any(" " in file for file in files):
        return None, "a name has a space in it"
    destination = copy.destination.value
    if destination not in (".", "./") and not destination.endswith("/"):
        destination = posixpath.join(destination, "")
    destination = "./" if destination in (".", "./") else destination
    lines = Span(text.full_line_span(copy.first_line).start, text.full_line_span(run.last_line).end)
    flags = "".join(f" {text.slice(f.span)}" for f in copy.flags if f.name in ("chown", "chmod", "link"))
    manifests = "".join(
        f"COPY{flags} {' '.join(named)} {destination}{folder + '/' if folder else ''}\n" for folder, named in sorted(by_folder.items())
    )
    return Fix("copy the manifests first", (Edit(lines, manifests + _lines(text, run) + _lines(text, copy)),), Safety.UNSAFE, gain=Gain.REBUILDS), ""


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
            fixed="FROM node:22\nWORKDIR /app\nCOPY package-lock.json package.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n",
            files={"package.json": "{}", "package-lock.json": "{}", "index.js": ""},
        ),
        Bad(
            "FROM node:22\nWORKDIR /app\nCOPY «.» .\nRUN npm ci\n",
            fixed="FROM node:22\nWORKDIR /app\nCOPY package-lock.json package.json ./\nCOPY packages/a/package.json ./packages/a/\nRUN npm ci\nCOPY . .\n",
            files={"package.json": '{"workspaces": ["packages/*"]}', "package-lock.json": "{}", "packages/a/package.json": "{}", "packages/a/index.js": ""},
        ),
        Bad("FROM node:22\nWORKDIR /app\nCOPY «.» .\nRUN npm ci\n"),
        Bad(
            "FROM python:3.13\nWORKDIR /app\nCOPY «.» /app\nRUN pip install -r requirements.txt\n",
            fixed="FROM python:3.13\nWORKDIR /app\nCOPY base.txt requirements.txt /app/\nRUN pip install -r requirements.txt\nCOPY . /app\n",
            files={"requirements.txt": "-r base.txt\nflask\n", "base.txt": "requests\n", "app.py": ""},
        ),
        Bad(
            "FROM node:22\nWORKDIR /app\nCOPY «.» .\nRUN yarn --frozen-lockfile\n",
            fixed="FROM node:22\nWORKDIR /app\nCOPY package.json yarn.lock ./\nRUN yarn --frozen-lockfile\nCOPY . .\n",
            files={"package.json": "{}", "yarn.lock": "", "index.js": ""},
        ),
        Bad("FROM node:22\nWORKDIR /app\nCOPY «.» .\nRUN npm ci && npm run build\n"),
        Bad(
            "FROM debian:13\nWORKDIR /app\nCOPY «.» .\nRUN apt-get update && apt-get install -y git && rm -rf /var/lib/apt/lists/*\n",
            fixed="FROM debian:13\nWORKDIR /app\nRUN apt-get update && apt-get install -y git && rm -rf /var/lib/apt/lists/*\nCOPY . .\n",
        ),
        Good("FROM debian:13\nWORKDIR /app\nCOPY . .\nRUN apt-get update && apt-get install -y ./build/app.deb\n"),
        Good("FROM node:22\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n"),
        Good("FROM python:3.13\nCOPY . .\nRUN pip install .\n"),
        Good("FROM python:3.13\nCOPY . /app\nRUN pip install /app\n", files={"setup.py": "", "app/a.py": ""}),
        Good(
            "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\n",
            files={"package.json": '{"scripts": {"postinstall": "node build.js"}}', "package-lock.json": "{}", "build.js": ""},
        ),
        Good("FROM debian:12\nCOPY . .\nRUN apt-get update && apt-get install -y git\n"),
        Good("FROM node:22 AS b\nFROM node:22\nCOPY --from=b . .\nRUN npm ci\n"),
    ),
)

"""A broad `COPY` includes files that the image does not need or that change with every commit or build.

## Why
`.git` changes with every commit, logs and build output with every run: a `COPY .` that includes them is never
the same twice, and every later step is rebuilt. `node_modules` from outside also replaces what the image
installed.

## Instead
A `.dockerignore` at the root of the build context.

## When to ignore it
The image is meant to hold these files: a build that reads the commit from `.git`, or a development image that
takes the working folder as it is.

## Fix safety
Safe for what a later step makes in the same place before anything reads it (`npm ci` its `node_modules`), and
for what an editor or a test run leaves. Unsafe for all else: the program in the image may read it. Withheld
where an instruction names it, `go build` writes the commit into the program, a manifest asks git for the
version, or an exception in `.dockerignore` takes it in on purpose.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Fix, Gain, Safety, Severity
from dlinter.model.cache.excluding import exclusion_of, kept_by
from dlinter.model.cache.inputs import Local
from dlinter.model.cache.messages import rebuilds
from dlinter.model.cache.waste import step_of
from dlinter.model.dockerfile import Add, Copy, Run, SourceKind
from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.dockerignore import IgnorePattern
from dlinter.model.packages.installs import BUILD, installs
from dlinter.model.packages.table import table
from dlinter.rule import Bad, Context, Good, Rule

_NEVER = {
    ".git": "changes with every commit",
    "node_modules": "is installed in the image",
    ".venv": "is specific to this machine",
    "venv": "is specific to this machine",
    "__pycache__": "changes with every run",
    ".pytest_cache": "changes with every run",
    ".mypy_cache": "changes with every run",
    ".gradle": "changes with every build",
    ".terraform": "is specific to this machine",
    ".idea": "is your editor's",
    ".DS_Store": "is your file manager's",
}


def _outputs() -> dict[str, tuple[str, ...]]:
    """Folders that a build makes, and the manifests of its tools: the image's own build makes them again."""
    found: dict[str, tuple[str, ...]] = {}
    for tool in table().records:
        for name in tool.outputs:
            found[name] = (
                *found.get(name, ()),
                *(tool.manifests.files[:1] if tool.manifests is not None else ()),
            )
    return found


def _why(name: str) -> str:
    name = name.rpartition("/")[2]
    return _NEVER.get(name) or ("is a local log" if name == "*.log" else "is made by the build")


def _taken(copy: Copy | Add, item: Local, folder: BuildContext, context: Context) -> list[str]:
    """What a folder of the context, or all of it, has of what an image does not need: as lines of an ignore
    file."""
    if item.pattern is None or item.mount or (item.pattern and item.pattern != "*" and not item.literal):
        return []
    entry = folder.entry(item.pattern) if item.literal and item.pattern else None
    if item.literal and item.pattern and (entry is None or not entry.is_dir):
        return []
    top = f"{item.pattern}/" if item.literal and item.pattern else ""
    found = [name for name in _NEVER if folder.has(top + name)]
    found += [
        name
        for name in _outputs()
        if name not in found and folder.has(top + name) and _built_below(copy, name, top, context)
    ]
    found = [top + name for name in found if item.takes(top + name)]
    return [
        *found,
        *([top + "*.log"] if any(item.takes(f) for f in folder.matched_by(top + "*.log")) else []),
    ]


def _built_below(copy: Copy | Add, name: str, top: str, context: Context) -> bool:
    folder = context.facts.build_context
    if folder is None or not any(folder.has(top + manifest) for manifest in _outputs()[name]):
        return False
    runs = [run for run in context.facts.of_kind(copy.stage, Run) if run.index > copy.index]
    return any(
        (i := installs(c)) is not None and i.action == BUILD
        for run in runs[:50]
        for c in context.facts.script(run).commands
    )


def check(copy: Copy | Add, context: Context) -> Iterator[Finding]:
    if (
        copy.onbuild
        or (isinstance(copy, Copy) and copy.from_ is not None)
        or not any(s.kind is SourceKind.LOCAL for s in copy.sources)
    ):
        return
    folder = context.facts.build_context
    step = step_of(copy, context.facts) if folder is not None else None
    if folder is None or step is None:
        return
    taken: list[str] = []
    broad = None
    for source, item in zip(
        [s for s in copy.sources if s.kind is SourceKind.LOCAL], step.locals, strict=False
    ):
        found = _taken(copy, item, folder, context)
        broad = broad if broad is not None or not found else source
        taken += [name for name in found if name not in taken]
    if broad is None:
        return
    rebuilt = rebuilds(copy, context.facts)
    kept = {name: exception for name in taken if (exception := kept_by(name, folder)) is not None}
    taken = [name for name in taken if name not in kept]
    if not taken:
        exception = next((e for name, e in kept.items() if name == ".git"), None)
        if exception is not None:
            yield Finding(broad.token.span, _on_purpose(exception, rebuilt))
        return
    most = "; ".join(f"`{name}`, which {_why(name)}" for name in taken[:3])
    where = folder.dockerignore or ".dockerignore"
    fix, blocked = _fix(taken, where, context)
    yield Finding(
        broad.token.span,
        f"this copies {most}{' (a change there ' + rebuilt + ')' if rebuilt else ''}: exclude "
        f"{'it' if len(taken) == 1 else 'them'} in `{where}`{f' ({blocked})' if blocked else ''}",
        fix,
    )


def _on_purpose(exception: IgnorePattern, rebuilt: str) -> str:
    """What is there because an exception says so is read by something: it only comes too early."""
    said = (
        f"this copies `.git`, which changes with every commit{f' and {rebuilt}' if rebuilt else ''} "
        f"(`!{exception.text}` in `.dockerignore` takes it in)"
    )
    return (
        f"{said}: where only the version is read of it, pass it as a build argument, below the steps that do "
        "not need it"
    )


def _fix(taken: list[str], where: str, context: Context) -> tuple[Fix | None, str]:
    """The lines of all that no instruction names, and what stands in the way of the first other one."""
    if where != ".dockerignore":
        return None, ""
    found = {name: exclusion_of(name, context.facts) for name in taken}
    free = [name for name in taken if not found[name].why]
    if not free:
        return None, f"no fix: {found[taken[0]].why}"
    left = next((name for name in taken if found[name].why), "")
    safety = Safety.SAFE if all(found[name].safe for name in free) else Safety.UNSAFE
    return Fix(
        f"add to `{where}`", (), safety, ((where, "".join(f"{name}\n" for name in free)),), gain=Gain.CONTEXT
    ), f"no fix for `{left}`: {found[left].why}" if left else ""


RULE: Rule[Copy | Add] = Rule(
    id="context-too-wide",
    doc=__doc__,
    since="0.1.0",
    subject=(Copy, Add),
    check=check,
    severity=Severity.WARNING,
    examples=(
        Bad(
            "FROM node:22\nWORKDIR /app\nCOPY «.» .\nRUN npm ci\n", fixed="FROM node:22\nWORKDIR /app\nCOPY "
                ". .\nRUN npm ci\n",
            files={".git/index": "", "package.json": "{}", "src/index.js": "", ".dockerignore": "dist\n"},
        ),
        Bad(
            "FROM node:22\nCOPY «.» /app\n", fixed="FROM node:22\nCOPY . /app\n",
            files={".git/HEAD": "ref", "package.json": "{}", ".dockerignore": "dist\n"},
        ),
        Bad(
            "FROM rust:1\nWORKDIR /app\nCOPY «.» .\nRUN cargo build --release\n",
            files={".git/HEAD": "ref", "Cargo.toml": "",
                ".dockerignore": "*\n!Cargo.toml\n# for vergen\n!/.git\n"},
        ),
        Bad(
            "FROM node:22\nWORKDIR /app\nCOPY «.» .\nRUN npm ci\n",
            fixed="FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\n",
            files={".git/HEAD": "ref", "package.json": "{}", ".dockerignore": ".yarn/*\n!.yarn/patches\n"},
        ),
        Good(
            "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\n",
            files={"package.json": "{}", "node_modules/mine/index.js": "x",
                ".dockerignore": "node_modules/*\n!node_modules/mine\n"},
        ),
        Bad("FROM python:3\nCOPY «.» /app\nENV PATH=/app/venv/bin:$PATH\nCMD python /app/app.py\n",
            files={"app.py": "", "venv/bin/python": "x"}),
        Bad("FROM debian:12\nCOPY «.» /test\nRUN grep -r error /test/app.log\n", files={"app.log": "error"}),
        Bad("FROM debian:12\nCOPY «.» /test\nRUN cat /test/*\n", files={"app.log": "error"}),
        Bad("FROM alpine/git\nCOPY «.» /src\nENTRYPOINT [\"git\",\"-C\",\"/src\",\"log\"]\n",
            files={".git/HEAD": "ref"}),
        Bad("FROM golang:1.22\nWORKDIR /app\nCOPY «.» .\nRUN go build -o /bin/a .\n",
            files={".git/HEAD": "ref", "go.mod": "module x\n"}),
        Bad("FROM python:3\nCOPY «.» /app\nRUN pip install /app\n",
            files={".git/HEAD": "ref", "pyproject.toml": "[tool.setuptools_scm]\n"}),
        Good("FROM node:22\nCOPY . /app\n",
            files={".git/HEAD": "ref", "package.json": "{}", ".dockerignore": ".git\n"}),
        Bad(
            "FROM rust:1\nCOPY «.» /app\nRUN cargo build --release\n",
            fixed="FROM rust:1\nCOPY . /app\nRUN cargo build --release\n",
            files={"Cargo.toml": "", "target/debug/app": "", "build.log": ""},
        ),
        Good("FROM rust:1\nCOPY . /app\nRUN strip /app/target/release/app\n",
            files={"Cargo.toml": "", "target/release/app": ""}),
        Bad(
            "FROM node:22\nCOPY «./ui» /app\n", fixed="FROM node:22\nCOPY ./ui /app\n",
            files={"ui/node_modules/a/index.js": "", "ui/package.json": "{}"},
        ),
        Good("FROM node:22\nCOPY src /app\n", files={".git/HEAD": "ref", "src/a.js": ""}),
        Good("FROM node:22\nCOPY . /app\n", files={"package.json": "{}"}),
    ),
)  # fmt: skip

"""What a line of `.dockerignore` would take from a build: whether the image makes the files again, or an
instruction names them.

    exclusion_of("node_modules", facts).why    # what stands in the way of the line, "" for nothing
    exclusion_of("node_modules", facts).safe   # whether the image is the same without the files of the context
"""  # noqa: E501

from __future__ import annotations

import posixpath
import re
from itertools import islice

from msgspec import Struct

from dlinter.model.cache.steps import Step
from dlinter.model.cache.waste import step_of
from dlinter.model.dockerfile import Add, Cmd, Copy, Entrypoint, Env, Instruction, Run
from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.dockerignore import IgnorePattern
from dlinter.model.dockerfile.globs import translate
from dlinter.model.dockerfile.names import is_dockerfile
from dlinter.model.dockerfile.paths import clean
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.packages.caches import covering
from dlinter.model.packages.git_folder import asks_git, reads_git, writes_the_commit
from dlinter.model.packages.installs import BUILD, INSTALL
from dlinter.model.packages.tasks import Task, tasks_by_command
from dlinter.model.text import Text

_NOBODY_READS = frozenset(["__pycache__", ".pytest_cache", ".mypy_cache", ".idea", ".DS_Store"])
"""What a program writes for itself, and makes again where it misses it."""
_MOST = 300
"""Instructions that are looked at."""
_MOST_FILES, _MOST_WORDS = 16, 100
"""Other Dockerfiles, and paths of an instruction, that are looked at."""
_PATH = re.compile(r"[\w.+-]*(?:/[\w.+-]+)+|[\w+-]+\.(?:sh|bash|py|js|rb|pl)\b")
_BEFORE = frozenset(["set", "cd", "corepack", "true", ":"])


class Exclusion(Struct, frozen=True):
    """`why`: what stands in the way, "" for nothing. `safe`: each step that takes the files is followed by
    one that makes them, or no program reads them."""

    why: str = ""
    safe: bool = False


def exclusion_of(name: str, facts: Facts, *, also: bool = True) -> Exclusion:
    """A line of `.dockerignore` for a path of the build context (`node_modules`, `ui/node_modules`,
    `*.log`). `also`: the line is for the other Dockerfiles of the context, too."""
    context = facts.build_context
    if context is None:
        return Exclusion("the build context is not known")
    if (kept := kept_by(name, context)) is not None:
        return Exclusion(f"line {kept.line} of `{context.dockerignore}` takes it in on purpose")
    last = name.rpartition("/")[2]
    instructions = facts.dockerfile.instructions[:_MOST]
    named = _naming(last)
    having = _having(name, instructions, facts) if last == ".git" else None
    for instruction in instructions:
        if (
            not isinstance(instruction, (Copy, Add))
            and (having is None or instruction.stage in having)
            and instruction.keyword.value.upper() not in ("FROM", "LABEL", "ARG")
            and named.search(_text(instruction, facts))
        ):
            return Exclusion(f"line {instruction.first_line} names `{'git' if last == '.git' else last}`")
    if last == ".git" and (why := _version(instructions, having, facts) or _in_a_script(instructions, facts)):
        return Exclusion(why)
    if also and (why := _of_another(name, facts)):
        return Exclusion(why)
    if len(facts.dockerfile.instructions) > _MOST or last == ".git" or "*" in last or _others(context, facts):
        return Exclusion()
    if last in _NOBODY_READS:
        return Exclusion(safe=True)
    taking = [
        (i, step)
        for i in instructions
        if isinstance(i, (Copy, Add, Run))
        and (step := step_of(i, facts)) is not None
        and any(item.takes(name) for item in step.locals)
    ]
    return Exclusion(
        safe=bool(taking)
        and all(not isinstance(i, Run) and _made(i, step, name, facts) for i, step in taking)
    )


def kept_by(name: str, context: BuildContext) -> IgnorePattern | None:
    """The exception of `.dockerignore` that names a path itself, or one below it: somebody wants it there. An
    exception for a folder above it (`!src`, and `src/node_modules` is there) does not."""
    for pattern in reversed(context.ignore.patterns):
        if pattern.negated and (
            pattern.text == name
            or pattern.text.startswith(name + "/")
            or ("*" in name and translate(name).fullmatch(pattern.text))
        ):
            return pattern
        above = posixpath.dirname(name)
        if (
            pattern.negated
            and pattern.glob.fullmatch(name)
            and pattern.text.rpartition("/")[2] not in ("*", "**")
            and not (above and pattern.glob.fullmatch(above))
        ):
            return pattern
    return None


def _naming(last: str) -> re.Pattern[str]:
    if last == ".git":
        return re.compile(r"(?<![\w-])\.?git(?![\w-])")
    if last.startswith("*"):
        return re.compile(re.escape(last[1:]) + r"(?![\w-])|\*")
    return re.compile(rf"(?<![\w.-]){re.escape(last)}(?![\w-])")


def _text(instruction: Instruction, facts: Facts) -> str:
    """What a program gets of an instruction. Of a variable the value alone: its name is no path."""
    if isinstance(instruction, Env):
        return " ".join(p.value.value for p in instruction.pairs if p.value is not None)
    return facts.text.slice(instruction.span)


def _having(name: str, instructions: tuple[Instruction, ...], facts: Facts) -> frozenset[int] | None:
    """The stages that the files come to: by a COPY or mount of the context, and from there by FROM, `COPY
    --from` and mounts; None where that is not known."""
    found: set[int] = set()
    for instruction in instructions:
        if isinstance(instruction, (Copy, Add, Run)) and instruction.stage is not None:
            step = step_of(instruction, facts)
            if step is None:
                return None
            if any(item.pattern is None or item.takes(f"{name}/HEAD") for item in step.locals):
                found.add(instruction.stage)
    for stage in facts.dockerfile.stages:
        if any(edge.to in found for edge in stage.edges):
            found.add(stage.index)
    return frozenset(found)


def _version(
    instructions: tuple[Instruction, ...], having: frozenset[int] | None, facts: Facts
) -> str:
    """Who takes the version of the program from git: `go build` writes the commit into what it builds. What a
    manifest names is the proof's to find."""
    for run in instructions:
        if having is not None and run.stage not in having:
            continue
        if isinstance(run, Run) and (words := writes_the_commit(run, facts)):
            return f"`{words}` on line {run.first_line} writes the commit into the program"
    return ""


def _in_a_script(instructions: tuple[Instruction, ...], facts: Facts) -> str:
    """Which script of the context that a container or a step starts asks git."""
    context = facts.build_context
    if context is None:
        return ""
    for instruction in instructions:
        if isinstance(instruction, (Cmd, Entrypoint, Run)):
            for word in islice(_PATH.findall(facts.text.slice(instruction.span)), _MOST_WORDS):
                parts = [part for part in word.split("/") if part not in ("", ".")]
                tails = ("/".join(parts[at:]) for at in range(len(parts)))
                script = next((tail for tail in tails if context.has(tail)), "")
                if script and asks_git(context.text(script) or ""):
                    return f"`{script}`, which line {instruction.first_line} runs, reads `.git`"
    return ""


def _of_another(name: str, facts: Facts) -> str:
    """What stands in the way in another Dockerfile of the context that has no ignore file of its own."""
    for path, other in facts.once(_beside).items():
        exclusion = exclusion_of(name, other, also=False)
        why = exclusion.why
        if not why and name.rpartition("/")[2] == ".git":
            runs = (i for i in other.dockerfile.instructions[:_MOST] if isinstance(i, Run))
            found = next(((r, git) for r in runs if (git := reads_git(r, other))), None)
            why = f"{found[1]} on line {found[0].first_line} reads `.git`" if found is not None else ""
        if why:
            return f"in `{path}` {why}"
    return ""


def _beside(facts: Facts) -> dict[str, Facts]:
    """The other Dockerfiles of the context by their path."""
    context, own = facts.build_context, facts.text.data
    found: dict[str, Facts] = {}
    if context is None:
        return found
    for path in context.files:
        if len(found) == _MOST_FILES:
            break
        if not is_dockerfile(path.rpartition("/")[2]):
            continue
        data = (context.text(path) or "").encode("utf-8", "surrogateescape")
        if data and data != own and not context.has(f"{path}.dockerignore"):
            found[path] = Facts(read(Text(data, path)), load_context=lambda: context)
    return found


def _others(context: BuildContext, facts: Facts) -> bool:
    """Whether another Dockerfile is built from the context, which the line would change, too."""
    own = facts.text.path.rpartition("/")[2] if facts.text.path else "Dockerfile"
    names = [e.path.rpartition("/")[2] for e in context.folder.entries("")]
    return any(
        n != own and re.match(r"(?i)(?:.*\.)?(?:dockerfile|containerfile)", n) and not n.endswith("ignore")
        for n in names
    )


def _made(copy: Copy | Add, step: Step, name: str, facts: Facts) -> bool:
    """Whether the steps after a copy make the folder before anything reads it."""
    if step.target is None or not step.target.startswith("/") or "?" in step.target or copy.onbuild:
        return False
    below = {item.below(name) for item in step.locals if item.takes(name)}
    if len(below) != 1 or not (rest := below.pop()):
        return False
    place = clean(posixpath.join(step.target, rest))
    stage = facts.stage_of(copy)
    for instruction in stage.instructions if stage is not None else ():
        if instruction.index <= copy.index:
            continue
        if isinstance(instruction, Copy) and instruction.from_ is not None:
            other = step_of(instruction, facts)
            if other is not None and other.target is not None and clean(other.target) == place:
                return True
        elif isinstance(instruction, Run):
            answer = _makes(instruction, place, facts)
            if answer is not None:
                return answer
    return False


def _makes(run: Run, place: str, facts: Facts) -> bool | None:
    """Whether a RUN makes a folder; None where it does nothing that may read it."""
    if (
        run.onbuild
        or run.heredocs
        or run.error is not None
        or facts.script(run).errors
        or covering(run, place, facts) is not None
    ):
        return False
    tasks = tasks_by_command(run, facts)
    for command in facts.script(run).commands:
        task = tasks.get(id(command))
        if command.context or {command.before, command.operator} & {"||", "|", "&"}:
            return False
        if task is not None and _fills(task, place):
            return True
        if (
            command.argv
            and command.name not in _BEFORE
            and (task is None or not (task.tool.system or _elsewhere(task)))
        ):
            return False
    return None


def _elsewhere(task: Task) -> bool:
    """Whether it installs a tool for all of the image: neither of the project, nor beside it."""
    return (
        task.install.action == INSTALL
        and task.install.has("-g", "--global")
        and all(w.static and not w.value.startswith((".", "/")) for w in task.install.packages)
    )


def _fills(task: Task, place: str) -> bool:
    install, (folder, _, name) = task.install, place.rpartition("/")
    if task.folder is None or clean(task.folder) != (folder or "/"):
        return False
    if name == "node_modules":
        return (
            install.action == INSTALL
            and task.tool.ecosystem == "Node.js"
            and not _elsewhere(task)
            and install.verb not in ("global", "link")
            and not install.packages
        )
    if name == ".venv":
        return install.manager == "uv" and install.verb == "sync"
    return install.action == BUILD and name in task.tool.outputs

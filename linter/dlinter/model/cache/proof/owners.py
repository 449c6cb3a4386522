"""Whether each folder that a file makes still belongs to whom it did: the first instruction that names it
decides.

    COPY --chown=node . /app      WORKDIR /app                  # root's: node cannot write there any more
    WORKDIR /app              →   RUN apt-get install -y git
    RUN apt-get install …         COPY --chown=node . /app

WORKDIR makes a folder, and those above it, for the user in force (BuildKit, `dockerfile2llb/convert.go`,
dispatchWorkdir); COPY for the one of `--chown`, root without, and leaves a folder that is there as it is
(Dockerfile reference, "COPY --chown --chmod"; `solver/llbsolver/file/backend.go`, docopy).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from dlinter.model.cache.waste import step_of
from dlinter.model.dockerfile.nodes import Add, Copy, Instruction, Run, Stage, Workdir
from dlinter.model.dockerfile.paths import clean
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.values import user_at, value_of

_ROOT = ("", "root", "0")


def another_owner(before: Facts, after: Facts, extra: int | None) -> str:
    """Why a folder would belong to another user, "" for none. `extra`: the index of the stage that the fixed
    file has in addition."""
    if not any(
        flag.name == "chown"
        for i in before.dockerfile.instructions if isinstance(i, (Copy, Add)) for flag in i.flags
    ) and not any(user_at(i, before) for i in before.dockerfile.instructions if isinstance(i, Workdir)):
        return ""
    for stage in before.dockerfile.stages:
        at = stage.index if extra is None or stage.index < extra else stage.index + 1
        if at >= len(after.dockerfile.stages):
            return ""
        was, now = _owners(stage, before), _owners(after.dockerfile.stages[at], after)
        for folder, owner in was.items():
            if now.get(folder, owner) != owner:
                return f"`{folder}` would belong to `{now[folder] or 'root'}`, not to `{owner or 'root'}`"
    return ""


def _owners(stage: Stage, facts: Facts) -> dict[str, str]:
    """Folders of the image by whom they are made for, as far as WORKDIR and COPY make them."""
    found: dict[str, str] = {}
    folder: str | None = None
    for instruction in _chain(stage, facts):
        facts.dockerfile.work.spend(1)
        if isinstance(instruction, Workdir):
            value = value_of(instruction.path, instruction, facts) if instruction.path is not None else None
            if value is None or (folder is None and not value.startswith("/")):
                folder = None
                continue
            folder = posixpath.normpath(posixpath.join(folder or "/", value))
            _make(folder, user_at(instruction, facts), found)
        elif isinstance(instruction, (Copy, Add)):
            step = step_of(instruction, facts)
            target = step.target if step is not None else None
            if target is None or not target.startswith("/") or "?" in target:
                continue
            owner = instruction.flag_value("chown") or ""
            place = clean(target)
            _make(place if _is_folder(instruction, target) else posixpath.dirname(place), owner, found)
        elif isinstance(instruction, Run):
            for command in facts.script(instruction).commands:
                if command.name == "mkdir":
                    for word in command.argv[1:]:
                        if word.value.startswith("/") and word.static:
                            _make(posixpath.normpath(word.value), user_at(instruction, facts), found)
    return found


def _is_folder(copy: Copy | Add, target: str) -> bool:
    written = copy.destination.value if copy.destination is not None else ""
    return (
        len(copy.sources) > 1
        or written.endswith(("/", "."))
        or any(s.token.value.rstrip("/") in (".", "") or "." not in s.token.value for s in copy.sources)
    )


def _make(place: str, owner: str, found: dict[str, str]) -> None:
    user = owner.partition(":")[0]
    while place not in ("/", ""):
        found.setdefault(place, "" if user in _ROOT else user)
        place = posixpath.dirname(place)


def _chain(stage: Stage, facts: Facts) -> Iterator[Instruction]:
    """The instructions of a stage, those of the stages that it starts from first."""
    chain = [stage]
    while (base := chain[-1].base) is not None and len(chain) <= len(facts.dockerfile.stages):
        chain.append(facts.dockerfile.stages[base])
    for each in reversed(chain):
        yield from each.instructions

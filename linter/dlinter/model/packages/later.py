"""Who else uses a folder that a command fills: what would be missing there if the folder were a cache mount
of this step alone.

A mount is seen by its own step only: what was put there is in no layer, and what an earlier step or the base
image has there is hidden.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

from dlinter.model.dockerfile import Cmd, Copy, Entrypoint, Instruction, Run, Stage
from dlinter.model.dockerfile.nodes import EdgeKind
from dlinter.model.facts.destinations import destination_of
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.values import before
from dlinter.model.packages.caches import Cache, covering, variable_of
from dlinter.model.packages.installs import installs, installs_in
from dlinter.model.packages.tool import BUILD, INDEX, INSTALL, STORE, UPDATE, WORK, Install, Tool
from dlinter.model.text import Span

MOST_COPIES = 64
MOST_STEPS = 200
"""Later instructions that are looked at for one command."""


class Reader(Struct, frozen=True):
    """An instruction that needs the folder as a layer. `why` is for a message: a clause whose subject is the
    reader."""

    instruction: Instruction
    why: str

    @property
    def span(self) -> Span:
        return self.instruction.keyword.span


def is_offline(install: Install, tool: Tool, run: Run, facts: Facts) -> bool:
    """Whether a command fetches nothing, so that all it needs must be in the folder."""
    if (
        install.has(*tool.offline)
        or install.verb in tool.never_fetches
        or ("*" in tool.never_fetches and install.action == BUILD)
    ):
        return True
    return any(
        (variable_of(name, run, facts, install.command) or "").startswith(value)
        for name, value in tool.offline_variables
    )


def read_later(install: Install, tool: Tool, cache: Cache, run: Run, facts: Facts) -> Reader | None:
    """The first later use of what the command puts into the folder, which a mount of this step alone would
    lose."""
    stage = facts.stage_of(run)
    if stage is None or not cache.path:
        return None
    if cache.content == INDEX:
        return _index_later(install, tool, cache, run, stage, facts)
    kept, store = facts.once(_paths_kept), cache.content == STORE
    for user in _after(run, stage, facts):
        if isinstance(user, Run):
            named = kept.get(user.index)
            if named is None:
                named = kept[user.index] = _named_paths(user, facts)
            why = _run_reads(user, named, tool, cache, facts) if named or store else ""
            if why:
                return Reader(user, why)
    copied = _copied(stage, cache, facts)
    if copied is not None:
        return copied
    return _at_run_time(stage, tool, cache, facts)


def _index_later(
    install: Install, tool: Tool, cache: Cache, run: Run, stage: Stage, facts: Facts
) -> Reader | None:
    """A later installation from the index that this step made."""
    if not any(i.action == UPDATE and i.tool.index_of == tool.index_of for i in installs_in(run, facts)):
        return None
    for user in _after(run, stage, facts):
        if not isinstance(user, Run) or covering(user, cache.path, facts) is not None:
            continue
        found = [i for i in installs_in(user, facts) if i.tool.index_of == tool.index_of]
        if found and found[0].action == UPDATE:
            return None
        if any(i.action == INSTALL for i in found):
            return Reader(user, f"`{found[0].words}` on line {user.first_line} reads the index there")
    return None


def _after(run: Run, stage: Stage, facts: Facts) -> Iterator[Instruction]:
    """The instructions after a RUN, in its stage and in those that are FROM it."""
    count = 0
    below = [stage.index]
    for other in facts.dockerfile.stages[stage.index :]:
        if other.index != stage.index and other.base not in below:
            continue
        if other.index != stage.index:
            below.append(other.index)
        first = bisect_right(other.instructions, run.index, key=lambda i: i.index)
        for instruction in islice(other.instructions, first, None):
            count += 1
            if count > MOST_STEPS:
                return
            yield instruction


def _run_reads(user: Run, named: tuple[str, ...], tool: Tool, cache: Cache, facts: Facts) -> str:
    if covering(user, cache.path, facts) is not None:
        return ""
    if cache.content == STORE:
        for install in installs_in(user, facts):
            if _same(install, tool) and is_offline(install, tool, user, facts):
                return (
                    f"`{_shown(install)}` on line {user.first_line} reads the packages there and fetches none"
                )
    if any(path == cache.path or path.startswith(cache.path + "/") for path in named):
        return f"line {user.first_line} names it"
    return ""


def _named_paths(user: Run, facts: Facts) -> tuple[str, ...]:
    """The words with a slash that the commands of a RUN are given, but for commands that lose nothing when
    the folder is empty."""
    commands = facts.script(user).commands if "/" in facts.text.slice(user.span) else ()
    words = (
        w.value
        for c in commands
        if c.name not in ("rm", "find", "mkdir", "chown", "chmod", "du", "ls")
        for w in c.argv[1:]
    )
    return tuple(_at_home(value, facts, user) for value in words if "/" in value)


def _paths_kept(facts: Facts) -> dict[int, tuple[str, ...]]:
    return {}


def _same(install: Install, tool: Tool) -> bool:
    """Whether a command works with the tool's folders."""
    return install.tool.folders == tool.folders or install.manager in tool.variant_of


def _shown(install: Install) -> str:
    offline = next(
        (
            o.value
            for o in install.options
            if o.value in install.tool.offline and o.value not in install.words.split()
        ),
        "",
    )
    return f"{install.words} {offline}".strip()


def _at_home(value: str, facts: Facts, run: Run) -> str:
    """A path whose home folder is written out, where that is known."""
    from dlinter.model.packages.users import person_at

    for home in ("~/", "$HOME/", "${HOME}/"):
        if value.startswith(home):
            place = person_at(run, facts).home
            value = f"{place.rstrip('/')}/{value[len(home) :]}" if place else value
    return value


def _copied(stage: Stage, cache: Cache, facts: Facts) -> Reader | None:
    """A `COPY --from` of the folder, of a part of it or of one above it. Of the last, caches of downloads are
    not missed."""
    for path, copy in facts.once(_copies_from).get(stage.index, ()):
        inside = path == cache.path or path.startswith(cache.path + "/")
        above = cache.path.startswith(path.rstrip("/") + "/") and cache.content == STORE
        if inside or above:
            return Reader(copy, f"`COPY --from` on line {copy.first_line} takes `{path}`")
    return None


def copied_from(facts: Facts, stage: int) -> list[tuple[str, Copy]]:
    """The paths of a stage that others take, each with the instruction that does."""
    return facts.once(_copies_from).get(stage, [])


def _copies_from(facts: Facts) -> dict[int, list[tuple[str, Copy]]]:
    """What each stage gives to others: the paths and the instructions that take them, the first of each
    path."""
    found: dict[int, dict[str, Copy]] = {}
    for edge in (e for stage in facts.dockerfile.stages for e in stage.edges):
        copy = edge.instruction
        if edge.kind is not EdgeKind.COPY or edge.to is None or not isinstance(copy, Copy):
            continue
        for source in copy.sources:
            value = facts.scope.expand(source.token.value.strip("\"'"), copy).value
            if value is not None:
                found.setdefault(edge.to, {}).setdefault("/" + value.strip("/"), copy)
    return {stage: list(paths.items()) for stage, paths in found.items()}


def _at_run_time(stage: Stage, tool: Tool, cache: Cache, facts: Facts) -> Reader | None:
    """A program of the image that reads the store: the tool itself (`dotnet run`), or with Yarn's Plug'n'Play
    whatever it starts."""
    final = facts.dockerfile.final
    if cache.content != STORE or final is None or not tool.runs:
        return None
    seen: set[int] = set()
    at: Stage | None = final
    while at is not None and at.index not in seen and at.index != stage.index:
        seen.add(at.index)
        at = facts.dockerfile.stages[at.base] if at.base is not None else None
    if at is None or at.index != stage.index:
        return None
    for kind in (Cmd, Entrypoint):
        for start in reversed(facts.of_kind(final.index, kind)):
            for command in facts.script(start).commands:
                install = installs(command)
                if install is not None and _same(install, tool) and set(command.args[:2]) & set(tool.runs):
                    return Reader(
                        start,
                        f"`{' '.join((command.name, *command.args[:1]))}` on line {start.first_line} reads "
                        "the packages there when a container runs",
                    )
            break
    return None


def hidden_before(install: Install, tool: Tool, cache: Cache, run: Run, facts: Facts) -> Reader | None:
    """What the command reads in the folder that an earlier step put there, and that a mount of this step
    alone would hide."""
    stage = facts.stage_of(run)
    if stage is None or not cache.path or cache.content == WORK:
        return None
    if cache.content == INDEX and install.action not in (UPDATE,):
        return _index(install, tool, run, stage, facts)
    if cache.content == STORE and is_offline(install, tool, run, facts):
        for other in _before(run, stage, facts):
            if (
                isinstance(other, Run)
                and covering(other, cache.path, facts) is None
                and _fills(other, tool, facts)
            ):
                return Reader(other, f"it reads what line {other.first_line} fetched")
    for other in islice(before(run, facts, Copy), MOST_COPIES):
        if other.destination is not None:
            place = _place(other, facts)
            if place is not None and (place == cache.path or place.startswith(cache.path + "/")):
                return Reader(other, f"line {other.first_line} copies files there")
    return None


def _place(copy: Copy, facts: Facts) -> str | None:
    kept = facts.once(_places)
    if copy.index not in kept:
        kept[copy.index] = destination_of(copy, facts)
    return kept[copy.index]


def _places(facts: Facts) -> dict[int, str | None]:
    return {}


def _index(install: Install, tool: Tool, run: Run, stage: Stage, facts: Facts) -> Reader | None:
    """The index of packages: made in the step itself, or by an earlier one."""
    for other in installs_in(run, facts):
        if other.command is install.command:
            break
        if other.action == UPDATE and other.tool.index_of == tool.index_of:
            return None
    for earlier in _before(run, stage, facts):
        if isinstance(earlier, Run) and any(
            i.action == UPDATE and i.tool.index_of == tool.index_of for i in installs_in(earlier, facts)
        ):
            return Reader(earlier, f"it reads the index that line {earlier.first_line} made")
    return Reader(stage.from_, "it reads an index that no step of its own made")


def _before(run: Run, stage: Stage, facts: Facts) -> Iterator[Instruction]:
    """The instructions before a RUN, nearest first, through the stages that its stage is FROM."""
    count, limit, seen = 0, run.index, set[int]()
    at: Stage | None = stage
    while at is not None and at.index not in seen:
        seen.add(at.index)
        for instruction in reversed(at.instructions):
            if instruction.index < limit:
                count += 1
                if count > MOST_STEPS:
                    return
                yield instruction
        at, limit = (
            (facts.dockerfile.stages[at.base] if at.base is not None else None),
            len(facts.dockerfile.instructions),
        )


def _fills(run: Run, tool: Tool, facts: Facts) -> bool:
    for install in installs_in(run, facts):
        if (
            _same(install, tool)
            and install.action in (INSTALL, "download", BUILD)
            and not is_offline(install, tool, run, facts)
        ):
            return True
    return False



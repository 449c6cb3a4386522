"""A stage that copies files and is the base of another one that installs, parted above the copy: the other
stage starts from the first part, installs, and has the rest below.

    FROM python AS prod            FROM python AS prod-base
    WORKDIR /app                   WORKDIR /app
    COPY . .                       FROM prod-base AS prod
    CMD ["run"]                    COPY . .
    FROM prod AS test        →     CMD ["run"]
    RUN apt-get install -y git     FROM prod-base AS test
    CMD ["test"]                   RUN apt-get install -y git
                                   COPY . .
                                   CMD ["test"]

The stage keeps its name and its result, and so does the other one: the same instructions in another order,
of which each two that changed places have nothing to do with each other (`swaps`), without a CMD of the base
that the stage replaces. What is written twice is few lines, none of which installs or builds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from dlinter.model.cache.apart import keeps_off
from dlinter.model.cache.chunks import blank_above, chunks_of, own_lines, top_line
from dlinter.model.cache.demand import demands
from dlinter.model.cache.in_force import ENDS, STATE, State, closes, same_ends, state_at
from dlinter.model.cache.lower import configures_a_tool, ignores
from dlinter.model.cache.movable import brought_beside, parts_of
from dlinter.model.cache.separate import not_needed
from dlinter.model.cache.sinking import landing, manifests
from dlinter.model.cache.steps import Step
from dlinter.model.cache.swaps import apart_from_each, away, brings, places_of_copy, places_of_run, swap
from dlinter.model.cache.waste import Victim, Waste, step_of, wastes_by_build
from dlinter.model.dockerfile import (
    Add,
    Arg,
    Cmd,
    Copy,
    Env,
    Expose,
    Healthcheck,
    Instruction,
    Label,
    Run,
    Stage,
    Workdir,
)
from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.paths import clean
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.values import before
from dlinter.model.text import Span

MOST_LINES = 40
"""Lines that are written a second time for each stage that installs."""
MOST_STAGES, MOST_MOVED = 16, 60
"""Stages, and instructions of each, that are looked at."""

_Edits = tuple[tuple[Span, str], ...]


def split(waste: Waste, victim: Victim, facts: Facts) -> tuple[_Edits, str]:
    """The edits with which the victim comes above the copy, and others with it; or what stands in the way."""
    copy, stage = waste.instruction, facts.stage_of(waste.instruction)
    if stage is None or not stage.name:
        return (), ""
    of_all = (w for w in facts.once(wastes_by_build) if w.instruction is copy)
    victims = {v.demand.run.index for w in of_all for v in w.victims}
    first = _first_copy(stage, copy, {w.instruction.index for w in facts.once(wastes_by_build)})
    edits, _ = _parted(stage, first, waste, victim, victims, facts) if first is not copy else ((), "")
    return (edits, "") if edits else _parted(stage, copy, waste, victim, victims, facts)


def _first_copy(stage: Stage, copy: Instruction, wasting: set[int]) -> Instruction:
    """The first of the copies that stand together, settings between them, which brings waste or may bring
    something else with every commit, as those of other stages."""
    first = copy
    for instruction in reversed([i for i in stage.instructions if i.index < copy.index]):
        if not isinstance(instruction, (Copy, Add, Arg, Env, Label, Expose)):
            break
        if instruction.index in wasting or (isinstance(instruction, Copy) and instruction.from_ is not None):
            first = instruction
    return first


def _parted(
    stage: Stage, copy: Instruction, waste: Waste, victim: Victim, victims: set[int], facts: Facts
) -> tuple[_Edits, str]:
    """The stage parted above a copy, if that is for the RUN of a victim."""
    run = victim.demand.run
    tail = [i for i in stage.instructions if i.index >= copy.index]
    count = tail[-1].last_line - copy.first_line + 1
    if count > MOST_LINES:
        return (), f"the {count} lines from line {copy.first_line} on would be written twice"
    if why := _refusal(stage, tail, facts):
        return (), why
    name, why, found = _free_name(stage, facts), "", False
    raised = list[Instruction]()
    built = list[tuple[list[tuple[Span, str]], list[Instruction]]]()
    for derived in [s for s in facts.dockerfile.stages if s.base == stage.index][:MOST_STAGES]:
        if not victims & {i.index for i in derived.instructions} or derived.from_.platform is not None:
            continue
        head, needs, said = _head(stage, tail, derived, victims, facts)
        if derived.index == run.stage:
            why, found = said, run in head
        if head:
            raised += [i for i in needs if i not in raised]
            edits = _in_derived(derived, head, name, _manifests(head, waste, tail, facts), facts)
            built.append((edits, _in_force(stage, tail, derived, head)))
    if not found:
        return (), why or f"stage `{stage.name}` is the base of the stage that installs"
    raised.sort(key=lambda i: i.index)
    chunks, all_edits = chunks_of(tail, facts.text), [*_in_stage(stage, copy, raised, name, facts)]
    for in_derived, below in built:
        again = "".join(chunks[i.index] for i in below if i not in raised)
        all_edits += [(span, text.replace(_TAIL, again)) for span, text in in_derived]
    return tuple(all_edits), ""


_TAIL = "\0"


def _refusal(stage: Stage, tail: Sequence[Instruction], facts: Facts) -> str:
    """Why the stage cannot be parted here, or what comes after must stay where it is."""
    wanted, copy = facts.once(demands), tail[0].index
    for instruction in tail:
        line = instruction.first_line
        if instruction.error is not None or not isinstance(
            instruction, (*ENDS, *STATE, Arg, Env, Label, Expose, Copy, Add, Run)
        ):
            return f"`{instruction.keyword.value}` on line {line} would be written twice"
        if isinstance(instruction, Run) and instruction.index in wanted:
            return f"line {line} installs or builds, and would be run twice"
        if isinstance(instruction, Run) and places_of_run(instruction, facts) is None:
            return f"line {line} may do what the installation needs"
        if isinstance(instruction, (Copy, Add)) and _places(instruction, facts) is None:
            return f"it is not known where line {line} copies to"
    own = [p.key.value for i in stage.instructions if isinstance(i, Arg) and i.index < copy for p in i.pairs]
    user = next((i for i in tail if _naming(own, facts.text.slice(i.span))), None)
    if user is not None:  # BuildKit hands it on, Buildah does not
        line = user.first_line
        return f"line {line} uses an ARG that comes before the copy, which not every builder hands on"
    if any(i.keyword.value.upper() == "ONBUILD" for i in stage.instructions):
        return f"stage `{stage.name}` has triggers"
    for other in facts.dockerfile.stages:
        for edge in other.edges:
            written = facts.text.slice(edge.span)
            if written.isdigit() and edge.to is not None and edge.to >= stage.index:
                return f"line {edge.instruction.first_line} names a stage by its number"
    if any(t.isdigit() for t in facts.targets):
        return "a build file names a stage by its number"
    if not same_ends([[i for i in stage.instructions if i.index < copy], list(tail)], [stage.instructions]):
        return "CMD and ENTRYPOINT would be in two stages"
    return ""


def _head(
    stage: Stage, tail: Sequence[Instruction], derived: Stage, victims: set[int], facts: Facts
) -> tuple[list[Instruction], list[Instruction], str]:
    """The instructions of a stage that can come before the rest of its base, the settings of that rest that
    they need above them; and the first that cannot, in words."""
    body = [i for i in derived.instructions if i is not derived.from_]
    start = state_at(stage, tail[0], facts)
    middle = start
    for instruction in tail:
        middle = middle.after(instruction)
    old, new, best = middle, start, 0
    raised, kept, why = list[Instruction](), list[Instruction](), ""
    for count, instruction in enumerate(body[:MOST_MOVED], 1):
        why = _stays(instruction, tail, old, new, raised, facts)
        if why:
            break
        old, new = old.after(instruction), new.after(instruction)
        more = sum(i.index in victims for i in body[best:count])
        if more and closes(new, start, old, tail, body[count:]):
            best, kept = count, list(raised)
    head = body[:best]
    if not head:
        return [], [], why or "the user or the folder at its end is another one"
    above = [i for i in stage.instructions if i.index < tail[0].index]
    if not same_ends([above, [*head, *tail, *body[best:]]], [[*above, *tail], body]):
        return [], [], "CMD and ENTRYPOINT would be in one stage"
    return head, kept, ""


def _in_force(
    stage: Stage, tail: Sequence[Instruction], derived: Stage, head: Sequence[Instruction]
) -> list[Instruction]:
    """The rest of the base without a CMD or HEALTHCHECK that the stage sets again below it: BuildKit warns of
    two in one stage."""
    body = [i for i in derived.instructions if i is not derived.from_]
    rest, above = body[len(head) :], [i for i in stage.instructions if i.index < tail[0].index]
    again = tuple({type(i) for i in rest} & {Cmd, Healthcheck})
    below = [i for i in tail if not isinstance(i, again)]
    same = same_ends([above, [*head, *below, *rest]], [[*above, *tail], body])
    return below if same else list(tail)


def _stays(
    instruction: Instruction, tail: Sequence[Instruction], old: State, new: State,
    raised: list[Instruction], facts: Facts,
) -> str:  # fmt: skip
    """Why an instruction cannot come before the rest of the base, "" if it can. `raised` gets the settings of
    that rest which must be above it."""
    line = f"line {instruction.first_line}"
    if instruction.error is not None:
        return f"{line} has an error"
    if isinstance(instruction, (Label, Expose)):
        same = _labels([instruction]) & _labels(tail)
        return f"{line} sets a label again" if same else ""
    if isinstance(instruction, STATE):
        if isinstance(instruction, Workdir):
            after = new.after(instruction)
            if len(after.folder) != 1 or after.folder != new.folder:
                place = frozenset(after.folder[-1:])
                if len(after.folder) != 1 or not all(apart_from_each(place, p) for p in _all(tail, facts)):
                    return f"{line} may make a folder that is copied to"
        return ""
    if isinstance(instruction, (Env, Arg)):
        names = [p.key.value for p in instruction.pairs]
        others = [p.key.value for i in tail if isinstance(i, (Env, Arg)) for p in i.pairs]
        if (
            _names(names, tail, facts)
            or _naming(others, facts.text.slice(instruction.span))
            or (any(isinstance(i, Run) for i in tail) and any(configures_a_tool(n) for n in names))
            or not all(ignores(i, facts) for i in tail if isinstance(i, Run))
        ):
            return f"`{instruction.keyword.value}` on {line} would be in force for what is copied above it"
        return ""
    if not isinstance(instruction, (Run, Copy, Add)):
        return f"`{instruction.keyword.value}` on {line} comes after it"
    if isinstance(instruction, Run) and old != new and not (
        (old.user, old.shell) == (new.user, new.shell) and _works_anywhere(instruction, facts)
    ):
        return f"the user or the folder on {line} would be another one"
    if isinstance(instruction, (Copy, Add)) and old.folder != new.folder:
        return f"the folder on {line} would be another one"
    for other in tail:
        facts.dockerfile.work.spend(1)
        if isinstance(other, (Env, Arg)):
            if not _set_above(instruction, other, tail, raised, facts):
                return f"{line} may read what `{other.keyword.value}` on line {other.first_line} sets"
        elif _copied_above(instruction, other, tail, raised, facts):
            continue
        elif not _commute(other, instruction, facts) or _reads_files(instruction):
            return f"{line} may need what line {other.first_line} brings or makes, or change it"
    return ""


def _works_anywhere(run: Run, facts: Facts) -> bool:
    """Whether a RUN does the same in whatever folder it begins: it installs packages of the distribution, and
    all paths that it names are absolute."""
    demand = facts.once(demands).get(run.index)
    return demand is not None and demand.system and not run.mounts and keeps_off(run, facts, _NOWHERE)


_NOWHERE = "/proc/nowhere"
"""A folder that no command names: what keeps off it names no relative path."""


def _labels(instructions: Sequence[Instruction]) -> set[str]:
    return {p.key.value for i in instructions if isinstance(i, Label) for p in i.pairs}


def _commute(other: Instruction, instruction: Run | Copy | Add, facts: Facts) -> bool:
    """Whether an instruction of the base and one of the stage that is built on it may change places."""
    if not isinstance(other, (Run, Copy, Add)):
        return True  # what is in force is compared as a whole
    if isinstance(other, Run):
        if isinstance(instruction, Run):
            return swap(other, instruction, facts) or not_needed(other, instruction, facts)
        found, place = places_of_run(other, facts), _places(instruction, facts)
        return found is not None and place is not None and apart_from_each(found[0], place)
    places = _places(other, facts)
    if places is None:
        return False
    if isinstance(instruction, Run):
        step = step_of(other, facts)
        names = frozenset(c.name for c in facts.script(instruction).commands if c.name)
        if step is None or brings(step, facts, names):
            return False
        return all(away(instruction, facts, place) for place in places) or _installs_without(
            instruction, step, facts
        )
    place = _places(instruction, facts)
    return place is not None and (apart_from_each(places, place) or _alike(other, instruction, facts))


def _alike(other: Copy | Add, instruction: Copy | Add, facts: Facts) -> bool:
    """Whether two copies of the context give each place that both write the same file."""
    step, then, context = step_of(other, facts), step_of(instruction, facts), facts.build_context
    if step is None or then is None or context is None or step.stages or then.stages:
        return False
    if any(not isinstance(i, Copy) or i.heredocs for i in (other, instruction)):
        return False
    owners = [{facts.text.slice(f.span) for f in i.flags if f.name != "link"} for i in (other, instruction)]
    if owners[0] != owners[1]:
        return False
    one, two = _landings(step, context), _landings(then, context)
    if one is None or two is None:
        return False
    folders = {place.rpartition("/")[0] for place in (*one, *two)}
    return all(two.get(place, file) == file for place, file in one.items()) and not (
        folders & (one.keys() | two.keys())
    )


def _landings(step: Step, context: BuildContext) -> dict[str, str] | None:
    """The files of the context by where they lie in the image; None where that is not known."""
    if step.target is None or any(i.pattern is None or i.parents for i in step.locals):
        return None
    into = step.target.endswith("/") or len(step.locals) > 1
    found: dict[str, str] = {}
    for item in step.locals:
        for file in item.files(context):
            below = item.below(file)
            if not below and not into:
                return None  # it may get another name
            found[clean(f"{step.target}/{below or file.rpartition('/')[2]}")] = file
    return found


def _installs_without(run: Run, step: Step, facts: Facts) -> bool:
    """Whether a RUN installs the project's packages and names nothing that a COPY of the context brings. That
    its manifests are there is proven with the fixed file."""
    demand = facts.once(demands).get(run.index)
    if demand is None or demand.builds or demand.rest or demand.system or not demand.needed.certain:
        return False
    if step.stages or step.remotes or demand.needed.sources:
        return False
    target = clean(step.target or "/").rstrip("/") + "/"
    beside = brought_beside(step, demand, facts)
    first = {file: place.removeprefix(target) for place, file in beside.items() if place.startswith(target)}
    if facts.build_context is not None:  # they are copied first where nothing else brings them
        for item in step.locals:
            for file in demand.needed.present(facts.build_context) if item.pattern is not None else ():
                if item.takes(file):
                    first[file] = item.below(file) or file.rpartition("/")[2]
    parts = parts_of(demand, step, first, facts)
    return not parts.first and not parts.why


def _reads_files(instruction: Run | Copy | Add) -> bool:
    """Whether a RUN mounts something of the context or of a stage."""
    return isinstance(instruction, Run) and any(m.type == "bind" for m in instruction.mounts)


def _set_above(
    instruction: Run | Copy | Add, setting: Env | Arg, tail: Sequence[Instruction],
    raised: list[Instruction], facts: Facts,
) -> bool:  # fmt: skip
    """Whether an instruction does not read what is set, or has it above it when the setting goes there."""
    names = [p.key.value for p in setting.pairs]
    text = facts.text.slice(instruction.span)
    reads = bool(_naming(names, text)) or (
        isinstance(instruction, Run)
        and (any(configures_a_tool(n) for n in names) or not ignores(instruction, facts))
    )
    if not reads or setting in raised:
        return True
    above = [i for i in tail if i.index < setting.index]
    if isinstance(setting, Arg) or any(isinstance(i, (Run, *STATE)) for i in above):
        return False
    others = [p.key.value for i in above if isinstance(i, (Env, Arg)) and i not in raised for p in i.pairs]
    if _naming(others, facts.text.slice(setting.span)) or _names(names, above, facts):
        return False
    raised.append(setting)
    return True


def _copied_above(
    instruction: Instruction, copy: Instruction, tail: Sequence[Instruction], raised: list[Instruction],
    facts: Facts,
) -> bool:  # fmt: skip
    """Whether a COPY of the rest brings nothing but what an install reads, and can go above with it."""
    demand, context = facts.once(demands).get(instruction.index), facts.build_context
    if (
        demand is None or demand.builds or not demand.needed.certain or context is None
        or not isinstance(copy, Copy) or copy.from_ is not None or copy.heredocs or copy is tail[0]
    ):  # fmt: skip
        return False
    step, place = step_of(copy, facts), _places(copy, facts)
    files = step.files(context) if step is not None else ()
    if place is None or not files or not all(demand.needed.wants(f) for f in files):
        return False
    if copy in raised:
        return True
    above = [i for i in tail if i.index < copy.index and i not in raised]
    if any(isinstance(i, STATE) or not _commute(i, copy, facts) for i in above):
        return False
    if any(_naming([p.key.value for p in i.pairs], facts.text.slice(copy.span))
           for i in above if isinstance(i, (Env, Arg))):
        return False
    raised.append(copy)
    return True


def _in_stage(
    stage: Stage, copy: Instruction, raised: Sequence[Instruction], name: str, facts: Facts
) -> _Edits:
    """The edits of the stage itself."""
    text, from_ = facts.text, stage.from_
    assert from_.alias is not None and from_.as_keyword is not None
    start = text.full_line_span(top_line(copy, text)).start
    lines = [own_lines(i, None, text) for i in raised]
    above = "".join(text.slice(s) for s in lines)
    line = f"{from_.keyword.value} {name} {from_.as_keyword.value} {from_.alias.value}\n"
    blank = "" if not above and blank_above(copy, text) else "\n"
    return (
        (from_.alias.span, name),
        (Span(start, start), f"{above}{blank}{line}"),
        *((span, "") for span in text.deletions(lines)),
    )


def _in_derived(
    derived: Stage, head: Sequence[Instruction], name: str, first: str, facts: Facts
) -> list[tuple[Span, str]]:
    """The edits of a stage that installs; `_TAIL` stands for the rest of its base. `first`: lines of COPY."""
    image, text = derived.from_.image, facts.text
    assert image is not None
    top, end = (text.full_line_span(i.last_line).end for i in (derived.from_, head[-1]))
    ended = text.data[end - 1 : end] == b"\n"
    edits = [(image.span, name), (Span(end, end), f"{'' if ended else chr(10)}{_TAIL}")]
    return [*edits, (Span(top, top), first)] if first else edits


def _manifests(head: Sequence[Instruction], waste: Waste, tail: Sequence[Instruction], facts: Facts) -> str:
    """Lines of COPY for the manifests that an install reads and that only the rest of the base brings."""
    context, copy, step, wanted = facts.build_context, waste.instruction, waste.step, facts.once(demands)
    if context is None or not isinstance(copy, Copy) or step.stages or step.target is None:
        return ""
    run = next((i for i in head if i.index in wanted and not wanted[i.index].system), None)
    if run is None or "$" in facts.text.slice(copy.span):
        return ""
    needed = wanted[run.index].needed
    above = {place: f for c in _copies_above(run, tail, facts) for place, f in _files_of(c, facts).items()}
    lies = landing(waste, [f for f in needed.present(context) if any(i.takes(f) for i in step.locals)], facts)
    target = clean(step.target).rstrip("/")
    lies = {f: below for f, below in (lies or {}).items() if above.get(f"{target}/{below}") != f}
    return manifests(copy, lies, f"{target}/", facts, needed.files)[0] if lies else ""


def _copies_above(run: Instruction, tail: Sequence[Instruction], facts: Facts) -> list[Copy | Add]:
    """The copies that an install has above it without the rest of its base."""
    return [
        *(c for c in islice(before(run, facts, Copy), MOST_MOVED) if c not in tail),
        *(c for c in islice(before(run, facts, Add), MOST_MOVED) if c not in tail),
    ]


def _files_of(copy: Copy | Add, facts: Facts) -> dict[str, str]:
    step, context = step_of(copy, facts), facts.build_context
    return (_landings(step, context) or {}) if step is not None and context is not None else {}


def _free_name(stage: Stage, facts: Facts) -> str:
    """A name that no stage, image or named context has."""
    taken = {s.name.lower() for s in facts.dockerfile.stages}
    taken |= {s.from_.image.value.lower() for s in facts.dockerfile.stages if s.from_.image is not None}
    taken |= {e.name.lower() for s in facts.dockerfile.stages for e in s.edges if e.name}
    first = f"{stage.name}-{'deps' if stage.name.lower().endswith('base') else 'base'}"
    names = (first, *(f"{first}-{n}" for n in range(2, 100)))
    return next(n for n in names if n.lower() not in taken and not facts.is_named_context(n))


def _places(copy: Copy | Add, facts: Facts) -> frozenset[str] | None:
    known = facts.once(_places_known)
    if copy.index not in known:
        step = step_of(copy, facts)
        known[copy.index] = places_of_copy(step, facts) if step is not None else None
    return known[copy.index]


def _places_known(facts: Facts) -> dict[int, frozenset[str] | None]:
    """What COPYs write, by their index."""
    return {}


def _all(tail: Sequence[Instruction], facts: Facts) -> list[frozenset[str]]:
    """The places that the rest of the base has to do with."""
    copies = [_places(i, facts) for i in tail if isinstance(i, (Copy, Add))]
    runs = [places_of_run(i, facts) for i in tail if isinstance(i, Run)]
    return [p for p in copies if p is not None] + [r[0] for r in runs if r is not None]


def _naming(names: Sequence[str], text: str) -> bool:
    return bool(names) and bool(re.search(r"\b(?:" + "|".join(map(re.escape, names)) + r")\b", text))


def _names(names: Sequence[str], instructions: Sequence[Instruction], facts: Facts) -> bool:
    return any(_naming(names, facts.text.slice(i.span)) for i in instructions)

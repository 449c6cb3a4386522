"""Which variables carry a secret: an ARG or ENV that is one by its name, and every ARG, ENV and LABEL whose
value is made of it.

BuildKit expands the words of ENV, LABEL and the defaults of ARG when it builds
(frontend/dockerfile/dockerfile2llb/convert.go, `dispatch`), so that the value of the one is written into the
other.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from dlinter.model.dockerfile.nodes import Arg, Env, Instruction, Label, Onbuild
from dlinter.model.dockerfile.tokens import KeyValue
from dlinter.model.facts.facts import Facts
from dlinter.model.flows.sources import named_secret


class Carrier(Struct, frozen=True):
    """One variable or label that holds a secret. `source` is the name of the ARG or ENV that the secret comes
    from; `made_of` the variable that its own value is made of, "" where the file gives the value itself or
    only the build does."""

    instruction: Instruction
    pair: KeyValue
    source: str
    made_of: str = ""

    @property
    def name(self) -> str:
        return self.pair.key.value


class Carriers(Struct, frozen=True):
    """All carriers of a file, by the place of their pair."""

    by_pair: dict[int, Carrier]

    def at(self, pair: KeyValue) -> Carrier | None:
        return self.by_pair.get(pair.span.start)

    def before(self, instruction: Instruction, facts: Facts) -> Callable[[str], Carrier | None]:
        """Asks by name which variable carries a secret where an instruction stands."""
        if not self.by_pair:
            return lambda name: None
        here = facts.scope.before(instruction)

        def carrier(name: str) -> Carrier | None:
            variable = here.get(name)
            return self.at(variable.pair) if variable is not None and variable.pair is not None else None

        return carrier


def carriers_of(facts: Facts) -> Carriers:
    return facts.once(_carriers)


def _carriers(facts: Facts) -> Carriers:
    found: dict[int, Carrier] = {}
    every = (
        i.trigger if isinstance(i, Onbuild) and i.trigger is not None else i
        for i in facts.dockerfile.instructions
    )
    pairs = [(i, p) for i in every if isinstance(i, (Arg, Env, Label)) and i.error is None for p in i.pairs]
    # Nothing carries what nothing is: most files need no scope for this.
    if not any(named_secret(p.key.value, None) for i, p in pairs if not isinstance(i, Label)):
        return Carriers(found)
    scope = facts.scope
    for instruction, pair in pairs:
        facts.dockerfile.work.spend(1)
        name = pair.key.value
        made_of = None
        for use in scope.uses_in(instruction):
            if (
                use.span is None
                or not pair.span.start <= use.span.start < pair.span.end
                or use.operator.endswith("+")
            ):
                continue
            held = use.pair
            if instruction.onbuild:  # a trigger's words are expanded in a build that does not exist yet
                variable = scope.before(instruction).get(use.name)
                held = variable.pair if variable is not None else None
            carrier = found.get(held.span.start) if held is not None else None
            if carrier is not None:
                made_of = carrier
        if made_of is not None:
            inherits = isinstance(instruction, Arg) and pair.value is None
            found[pair.span.start] = Carrier(
                instruction, pair, made_of.source, "" if inherits else made_of.name
            )
        elif not isinstance(instruction, Label) and named_secret(name, _value(instruction, pair, facts)):
            found[pair.span.start] = Carrier(instruction, pair, name)
    return Carriers(found)


def _value(instruction: Instruction, pair: KeyValue, facts: Facts) -> str | None:
    """What the file says that a variable is; None where the build gives it. An empty default of an ARG is
    there to be given."""
    if pair.value is None:
        return None
    value = facts.scope.expand(pair.value, instruction).value
    return None if isinstance(instruction, Arg) and not value else value


def declared_again(name: str, facts: Facts) -> bool:
    """Whether a stage declares an argument that stands before the first FROM, too: it is in that stage what
    it is."""
    return name in facts.once(_declared)


def _declared(facts: Facts) -> frozenset[str]:
    """The arguments that stages declare."""
    return frozenset(
        p.key.value
        for i in facts.dockerfile.instructions
        if isinstance(i, Arg) and i.stage is not None
        for p in i.pairs
    )

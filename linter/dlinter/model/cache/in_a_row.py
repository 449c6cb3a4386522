"""Installs in a row below a COPY, which come before it together, each below its own manifests.

    COPY . .                                 COPY Gemfile Gemfile.lock ./
    RUN bundle install                  →    RUN bundle install
    RUN yarn install                         COPY package.json yarn.lock ./
                                             RUN yarn install
                                             COPY . .

Their order stays, so that each finds what the ones before it made.
"""

from __future__ import annotations

from collections.abc import Sequence

from dlinter.model.cache.demand import demands
from dlinter.model.cache.movable import parts_of
from dlinter.model.cache.sinking import landing
from dlinter.model.cache.waste import Victim, Waste
from dlinter.model.dockerfile import Form, Instruction, Run
from dlinter.model.facts.facts import Facts


def files_first(waste: Waste, victim: Victim, facts: Facts) -> tuple[str, ...]:
    """The files to copy first: those that the build context has and this copy takes, else the names that the
    tool reads."""
    build_context, needed = facts.build_context, victim.demand.needed
    if build_context is not None and needed.certain:
        return tuple(
            f for f in needed.present(build_context) if any(item.takes(f) for item in waste.step.locals)
        )
    table = victim.demand.first.tool.manifests
    named = tuple(n for n in needed.files if "*" not in n and not n.startswith(("/", "..", "$")))
    return (table.first if table is not None and not victim.demand.builds else ()) or named


def along(waste: Waste, between: Sequence[Instruction], facts: Facts) -> dict[int, tuple[str, ...]]:
    """The steps between a COPY and an install that do nothing but install packages of the project by
    manifests of the COPY, so that they can come before it as a whole, too; each with its manifests."""
    wanted, found = facts.once(demands), dict[int, tuple[str, ...]]()
    for instruction in between:
        demand, step = wanted.get(instruction.index), waste.cache.step_of(instruction)
        if (
            not isinstance(instruction, Run)
            or demand is None
            or step is None
            or instruction.form is Form.EXEC
            or demand.rest
            or demand.builds
            or demand.needed.sources
            or not demand.needed.certain
        ):
            continue
        files = files_first(waste, Victim(step, demand), facts)
        lies = landing(waste, files, facts) if files else None
        if lies is not None:
            parts = parts_of(demand, waste.step, lies, facts)
            if not parts.first and not parts.why:
                found[instruction.index] = files
    return found

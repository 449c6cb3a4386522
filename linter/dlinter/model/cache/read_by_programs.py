"""Build arguments that a program of the project reads from its environment, as its sources name them.

    ARG COMMIT_TAG
    RUN pnpm build          # next.config.js: process.env.COMMIT_TAG

The step needs the argument: that it is rebuilt with each commit is no waste that an order of steps avoids.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from dlinter.model.cache.build_cache import BuildCache
from dlinter.model.cache.demand import demands
from dlinter.model.cache.lower import configures_a_tool
from dlinter.model.cache.own_words import names_no_variable_by_another
from dlinter.model.cache.steps import Kind, Step
from dlinter.model.cache.volatile import references
from dlinter.model.dockerfile import Arg, Env, Instruction, Run
from dlinter.model.facts.values import before

MOST_FILES = 2000
"""Files that are searched for the names."""
_PROGRAMS = re.compile(
    r".+\.(?:[cm]?[jt]sx?|vue|svelte|astro|json|py|rb|erb|rake|ru|php|go|rs|java|kts?|gradle|cs|csproj|props|"
    r"exs?|sh|ya?ml|toml|properties|xml|mk|cmake)|(?:.*/)?(?:\.env(?:\.[^/]+)?|Makefile|Rakefile|Gemfile)",
    re.I,
)
_ABOUT_THE_BUILD = re.compile(r"(?:^|/)(?:\.github|\.circleci|\.gitlab|\.devcontainer|\.azure-pipelines)/|"
    r"(?:^|/)[^/]*(?:compose|docker|bake|gitlab-ci|cloudbuild|pipelines)[^/]*$", re.I)  # fmt: skip
"""Files that give the build its arguments."""


def goes_up(arg: Arg, passed: Sequence[Instruction], install: str, cache: BuildCache) -> bool:
    """Whether an ARG that an install names (`install` is its text) can come above it together with that, as
    nothing that it passes reads it: neither a RUN's own words nor the files that reach it name it."""
    context, names = cache.facts.build_context, [pair.key.value for pair in arg.pairs]
    if (
        context is None
        or len(context.files) > MOST_FILES
        or not all(re.search(rf"\b{re.escape(name)}\b", install) for name in names)
        or any(configures_a_tool(name) for name in names)
        or any(pair.value is not None and "$" in pair.value.value for pair in arg.pairs)
    ):
        return False
    named = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")
    for instruction in passed:
        step = cache.step_of(instruction)
        if (
            not isinstance(instruction, Run)
            or step is None
            or named.search(cache.facts.text.slice(instruction.span))
            or not names_no_variable_by_another(cache.facts.script(instruction), cache.facts.text)
            or _named(step, cache, {name: {name} for name in names}, everything=True)
        ):
            return False
    return bool(names)


def named_in_sources(step: Step, cache: BuildCache, arguments: Collection[str]) -> list[str]:
    """Those of some build arguments that the files which reach a RUN name, or the variable that an ENV sets
    by one; [] for a step that only installs."""
    context, facts = cache.facts.build_context, cache.facts
    demand = facts.once(demands).get(step.index)
    run = facts.dockerfile.instructions[step.index]
    if step.kind is not Kind.RUN or context is None or (
        demand is not None and not demand.builds and not demand.rest
    ):
        return []
    names = {argument: {argument} for argument in arguments}
    for env in before(run, facts, Env):
        for pair in env.pairs:
            for name in references(pair.value.value) if pair.value is not None else ():
                if name in names:
                    names[name].add(pair.key.value)
    return _named(step, cache, names)


def _named(
    step: Step, cache: BuildCache, names: dict[str, set[str]], everything: bool = False
) -> list[str]:
    """Those of which one of the names stands in a file that reaches a step. `everything`: also in a file that
    is no program by its name."""
    context = cache.facts.build_context
    if context is None:
        return []
    found, reaches, looked = list[str](), cache.reaching(step), 0
    for path in context.files:
        if not names or looked >= MOST_FILES:
            break
        if not (everything and not path.endswith(".md")) and not _PROGRAMS.fullmatch(path):
            continue
        if _ABOUT_THE_BUILD.search(path) or not reaches(path):
            continue
        looked += 1
        text = context.text(path) or ""
        for argument, known in list(names.items()):
            if any(name in text and re.search(rf"\b{re.escape(name)}\b", text) for name in known):
                found.append(argument)
                del names[argument]
    return found

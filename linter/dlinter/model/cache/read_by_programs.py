"""Build arguments that a program of the project reads from its environment, as its sources name them.

    ARG COMMIT_TAG
    RUN pnpm build          # next.config.js: process.env.COMMIT_TAG

The step needs the argument: that it is rebuilt with each commit is no waste that an order of steps avoids.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from dlinter.model.cache.build_cache import BuildCache
from dlinter.model.cache.demand import demands
from dlinter.model.cache.steps import Kind, Step
from dlinter.model.cache.volatile import references
from dlinter.model.dockerfile import Env
from dlinter.model.facts.values import before

MOST_FILES = 2000
"""Files that are searched for the names."""
_PROGRAMS = re.compile(
    r".+\.(?:[cm]?[jt]sx?|vue|svelte|astro|json|py|rb|erb|rake|ru|php|go|rs|java|kts?|gradle|cs|csproj|props|"
    r"exs?|sh|ya?ml|toml|properties|xml|mk|cmake)|\.env(?:\..+)?|Makefile|Rakefile|Gemfile",
    re.I,
)
_ABOUT_THE_BUILD = re.compile(r"(?:^|/)(?:\.github|\.circleci|\.gitlab|\.devcontainer|\.azure-pipelines)/|"
    r"(?:^|/)[^/]*(?:compose|docker|bake|gitlab-ci|cloudbuild|pipelines)[^/]*$", re.I)  # fmt: skip
"""Files that give the build its arguments."""


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
    found, reaches, looked = list[str](), cache.reaching(step), 0
    for path in context.files:
        if not names or looked >= MOST_FILES:
            break
        if not _PROGRAMS.fullmatch(path) or _ABOUT_THE_BUILD.search(path) or not reaches(path):
            continue
        looked += 1
        text = context.text(path) or ""
        for argument, known in list(names.items()):
            if any(name in text and re.search(rf"\b{re.escape(name)}\b", text) for name in known):
                found.append(argument)
                del names[argument]
    return found

"""What keeps a tool's cache empty, so that a mount there would be of no use."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from dlinter.model.dockerfile import Run, Stage
from dlinter.model.facts.facts import Facts
from dlinter.model.packages.caches import variable_of
from dlinter.model.packages.distributions import base_of, uses_docker_clean
from dlinter.model.packages.table import table
from dlinter.model.packages.tool import INSTALL, UPGRADE, Install, Tool
from dlinter.model.shell.nodes import Word

FALSE = ("0", "off", "no", "false", "n", "f", "")
DOCKER_CLEAN = "/etc/apt/apt.conf.d/docker-clean"


class Useless(Struct, frozen=True):
    """Why a cache stays empty: an option (`word`), a variable (`variable`), or a setting of the image
    (`setting`). `maybe`: if the base image, which only the build knows, is Debian's."""

    reason: str
    word: Word | None = None
    variable: str = ""
    setting: str = ""
    maybe: bool = False


def useless(install: Install, tool: Tool, run: Run, facts: Facts) -> Iterator[Useless]:
    """The reasons, those of the command first. What a later command deletes is in `removals`."""
    for word in install.options:
        if word.value in tool.off_options:
            yield Useless(f"`{word.value}` keeps nothing", word)
    for word in install.command.argv[1:] if tool.off_options else ():
        if not word.static and "$" in word.value and not word.quoted:
            given = [
                w for w in (facts.scope.expand(word.value, run).value or "").split() if w in tool.off_options
            ]
            if given:
                yield Useless(
                    f"`{given[0]}` in `{word.value}` keeps nothing", variable=word.value.strip("${}")
                )
    for name in tool.off_variables:
        value = variable_of(name, run, facts, install.command)
        if value is not None and value.lower() not in FALSE:
            yield Useless(
                f"`{name}={value}` keeps nothing" if "$" not in value else f"`{name}` keeps nothing",
                variable=name,
            )
    if tool.no_cache_settings and _set(tool, run, facts):
        yield Useless("an earlier command sets that nothing is kept", setting="no-cache")
    if tool.name == "apt" and install.action in (INSTALL, UPGRADE):
        stage = facts.stage_of(run)
        image = base_of(stage, facts) if stage is not None else ""
        unknown = "$" in image
        if (unknown or uses_docker_clean(image)) and not docker_clean_is_off(run, facts):
            yield Useless(
                f"`{DOCKER_CLEAN}` deletes each package after its installation",
                setting=DOCKER_CLEAN,
                maybe=unknown,
            )


def docker_clean_is_off(run: Run, facts: Facts) -> bool:
    """Whether Debian's docker-clean is switched off by this step or one before it."""
    first = facts.once(_off).get(run.stage)
    if first is not None and first <= run.index:
        return True
    if run.stage is None:
        return False
    stage, seen = facts.dockerfile.stages[run.stage], set[int]()
    while stage.base is not None and stage.index not in seen and len(seen) < 64:
        seen.add(stage.index)
        stage = facts.dockerfile.stages[stage.base]
        if stage.index in facts.once(_off):
            return True
    return False


def _off(facts: Facts) -> dict[int | None, int]:
    """The first RUN of each stage that touches docker-clean or keeps packages, by its index."""
    found: dict[int | None, int] = {}
    for run in facts.dockerfile.instructions:
        if isinstance(run, Run) and run.stage not in found:
            text = facts.text.slice(run.span)
            if "docker-clean" in text or "Keep-Downloaded-Packages" in text:
                found[run.stage] = run.index
    return found


def _set(tool: Tool, run: Run, facts: Facts) -> bool:
    """Whether an earlier command of the stage, or of those that it is FROM, sets that nothing is kept."""
    written = facts.once(_settings)
    stage: Stage | None = facts.stage_of(run)
    limit, seen = run.index + 1, set[int]()
    while written and stage is not None and stage.index not in seen and len(seen) < 64:
        seen.add(stage.index)
        if any(written.get((stage.index, words), limit) < limit for words in tool.no_cache_settings):
            return True
        stage, limit = (
            (facts.dockerfile.stages[stage.base] if stage.base is not None else None),
            len(facts.dockerfile.instructions),
        )
    return False


def _settings(facts: Facts) -> dict[tuple[int, str], int]:
    """The first RUN of each stage that has a command of those words."""
    known = {words for tool in table().records for words in tool.no_cache_settings}
    found: dict[tuple[int, str], int] = {}
    for run in facts.dockerfile.instructions:
        if isinstance(run, Run) and run.stage is not None and " config " in facts.text.slice(run.span):
            for command in facts.script(run).commands:
                said = " ".join((command.name, *command.args))
                if said in known:
                    found.setdefault((run.stage, said), run.index)
    return found

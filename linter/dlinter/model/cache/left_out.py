"""Commands before an install that delete what `.dockerignore` leaves out of the build context.

    COPY . .
    RUN rm -rf node_modules && npm ci    # `.dockerignore` has `node_modules`

No COPY of the context brings the folder, so the command does the same before the COPY. Without the line in
`.dockerignore` the folder of whoever builds would come over what the install made.
"""

from __future__ import annotations

import posixpath

from dlinter.model.cache.demand import Demand
from dlinter.model.facts.facts import Facts
from dlinter.model.shell.nodes import Command


def deletes_what_is_left_out(command: Command, demand: Demand, facts: Facts) -> bool:
    """Whether all that an `rm` names, in the folder that the install works in, is a path of the context that
    no build sees."""
    first, context = demand.first, facts.build_context
    project = first.project
    if (
        command.name != "rm"
        or command.context
        or command.redirects
        or command.wrappers
        or command.assignments
        or context is None
        or project is None
        or first.folder is None
        or (first.tool.chdir and first.install.value_of(*first.tool.chdir) is not None)
        or _goes_elsewhere(command, demand, facts)
    ):
        return False
    words = [w for w in command.argv[1:] if not w.value.startswith("-")]
    if not words or not all(w.static and w.value and not any(c in w.value for c in "*?[{~") for w in words):
        return False
    for word in words:
        places = project.at(posixpath.normpath(posixpath.join(first.folder, word.value)))
        if not places or not all(context.ignored(p) and context.ignored(f"{p}/x") and not context.has(p)
            for p in places):
            return False
    return True


def _goes_elsewhere(command: Command, demand: Demand, facts: Facts) -> bool:
    """Whether the step goes to another folder between the command and the install."""
    install = demand.first.install.command
    return command.outer.start > install.outer.start or any(
        c.name in ("cd", "pushd", "popd") and c.outer.start > command.outer.start
        for c in facts.script(demand.run).commands
        if c.outer.start < install.outer.start
    )

"""GitLab CI → the build commands in its scripts (docs.gitlab.com, "CI/CD YAML syntax reference").

`before_script`, `script` and `after_script` may be lists in lists; `extends` of templates of the same file is
followed, `include` and `!reference` are tolerated. GitLab runs one shell for `before_script` and `script`
together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dlinter.model.builds.matrix import Matrix, variants
from dlinter.model.builds.nodes import Build, Runner
from dlinter.model.builds.scripts import Bench, builds_of, worth_reading
from dlinter.model.builds.values import Value
from dlinter.model.builds.yaml_tree import Tree, shape
from dlinter.values import replace

if TYPE_CHECKING:
    from yaml.nodes import Node

_NO_JOBS = frozenset({
    "default", "include", "image", "services", "stages", "variables", "workflow", "cache", "spec",
    "before_script", "after_script",
})  # fmt: skip
_SCRIPTS = ("before_script", "script", "after_script")
JOBS = 2_000
"""Jobs of a file that are looked at; real files have some hundred."""
MOST_TIMES = 50
"""Jobs with the same scripts, by an anchor or a template, whose builds are looked for: they are the same
ones, and count once."""
_DIND = re.compile(r"(?:^|/)docker:[^/]*dind")


def gitlab_builds(tree: Tree) -> Iterator[Build]:
    """The builds of all jobs. Commands of a template (`.name`) come with each job that extends it only once,
    by their place."""
    root = tree.mapping(tree.root)
    shared = {**root, **tree.mapping(root.get("default"))}
    env = _env(tree, root.get("variables"))
    seen: set[int] = set()
    known: dict[tuple[str, int], dict[str, Node]] = {}
    times, jobs = Counter[tuple[int, ...]](), 0
    for name, node in root.items():
        if name in _NO_JOBS or shape(node) != "mapping" or name.startswith("."):
            continue
        jobs += 1
        if jobs > JOBS:
            tree.refuse(node, f"more than {JOBS:,} jobs: rules do not see those from here on")
            break
        job = _extended(tree, root, name, known)
        scripts = tuple(id(job.get(key)) for key in _SCRIPTS)
        times[scripts] += 1
        if times[scripts] > MOST_TIMES:
            continue
        for build in _job(tree, job, shared, env):
            if build.span.start not in seen:
                seen.add(build.span.start)
                yield replace(build, job=name)


def _extended(
    tree: Tree, root: dict[str, Node], name: str, known: dict[tuple[str, int], dict[str, Node]],
    depth: int = 0,
) -> dict[str, Node]:
    """The keys of a job with those of the templates that it extends; GitLab allows eleven levels. `known` are
    those of the names that were asked for at a depth."""
    if (name, depth) in known:
        return known[name, depth]
    own = tree.mapping(root.get(name))
    above: dict[str, Node] = {}
    if depth < 11:
        for parent in tree.scalars(own.get("extends")):
            above |= _extended(tree, root, str(parent.value), known, depth + 1)
    known[name, depth] = {**above, **own}
    return known[name, depth]


def _job(
    tree: Tree, job: dict[str, Node], shared: dict[str, Node], above: dict[str, Value]
) -> Iterator[Build]:
    env = {**above, **_env(tree, job.get("variables"))}
    services = job.get("services") or shared.get("services")
    images = [
        str(n.value)
        for s in tree.sequence(services)
        for n in [tree.mapping(s).get("name") or s]
        if shape(n) == "scalar"
    ]
    dind = any(_DIND.search(image) for image in images)
    # A daemon that is a service of the job begins empty; another one may be anything.
    runner = Runner.EPHEMERAL if dind else Runner.UNKNOWN
    host = env.get("DOCKER_HOST")
    elsewhere = host is not None and not re.match(
        r"tcp://(?:docker|localhost|127\.0\.0\.1|dind)\b", host.text
    )
    bench = Bench(builder="" if elsewhere else "docker", env=dict(env))
    commands = [
        node for key in _SCRIPTS
        for node in tree.scalars(job.get(key) or (shared.get(key) if key != "script" else None))
    ]  # fmt: skip
    if not any(worth_reading(str(node.value)) for node in commands):
        return
    for node in commands:
        if not isinstance(node.value, str):
            continue
        for build in builds_of(tree, node, node.value, bench):
            # A script may change what the file sets.
            fixed = {k: v for k, v in env.items() if (build.env or {}).get(k) is v and not v.dynamic}
            whole = replace(
                build, runner=runner, builder=_builder(build, elsewhere), events=_events(tree, job)
            )
            yield from variants(whole, Matrix(), fixed)


def _builder(build: Build, elsewhere: bool) -> str:
    """The driver; `DOCKER_HOST` names the service of the job nearly always."""
    if build.builder or elsewhere:
        return build.builder
    return "docker" if "BUILDX_BUILDER" not in (build.env or {}) else ""


def _events(tree: Tree, job: dict[str, Node]) -> tuple[str, ...]:
    """`push tags` for a job that runs for tags only, else `push`."""
    only = [str(n.value) for n in tree.scalars(job.get("only"))] or [
        str(n.value) for n in tree.scalars(tree.mapping(job.get("only")).get("refs"))
    ]
    rules = [
        str(n.value)
        for r in tree.sequence(job.get("rules"))
        for n in [tree.mapping(r).get("if")]
        if n is not None and shape(n) == "scalar"
    ]
    tags = (only and all(o in ("tags", "schedules", "web") for o in only)) or (
        rules and all("CI_COMMIT_TAG" in r and "CI_COMMIT_TAG ==" not in r for r in rules)
    )
    return ("push tags",) if tags else ("push",)


def _env(tree: Tree, node: Node | None) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name, each in tree.mapping(node).items():
        value = tree.value(tree.mapping(each).get("value") if shape(each) == "mapping" else each)
        if value is not None:
            found[name] = value
    return found

"""GitHub workflows and composite actions → their builds.

Inputs of the actions: docker/build-push-action's README ("inputs"), docker/bake-action's,
depot/build-push-action's, redhat-actions/buildah-build's (`containerfiles`, relative to the working folder);
keys of a workflow: docs.github.com, "Workflow syntax for GitHub Actions".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct, field

from dlinter.model.builds.entries import commas, entry, setting
from dlinter.model.builds.handing import handed_on
from dlinter.model.builds.matrix import Matrix, by_matrix, read_matrix, values_of, variants
from dlinter.model.builds.nodes import BUILDS, Build, Runner, Tool
from dlinter.model.builds.paths import joined
from dlinter.model.builds.scripts import Bench, builds_of, worth_reading
from dlinter.model.builds.values import Entry, Value
from dlinter.model.builds.yaml_tree import Tree, shape
from dlinter.values import replace

if TYPE_CHECKING:
    from yaml.nodes import Node

_HOSTED = re.compile(
    r"(?:ubuntu|windows|macos)-(?:latest|slim|\d+(?:\.\d+)?)(?:-arm|-xlarge|-large|-intel)?\Z"
)
_AXIS = re.compile(r"\$\{\{\s*matrix\.([\w-]+)(?:\.([\w-]+))?\s*\}\}\Z")
_BUILDERS = re.compile(r"buildx|builder|docker|depot|namespace|blacksmith|warp", re.I)
_HARMLESS = (
    "docker/login-action", "docker/metadata-action", "docker/setup-qemu-action", "docker/build-push-action",
    "docker/bake-action",
    "docker/scout-action", "docker/setup-compose-action", "hadolint/hadolint-action",
)  # fmt: skip


class _Job(Struct):
    """What the steps of a job have in common."""

    name: str
    runner: Runner
    env: dict[str, Value]
    condition: str = ""
    shell: str = ""
    folder: str | None = ""
    events: tuple[str, ...] = ()
    matrix: Matrix = field(default_factory=Matrix)
    actions: list[str] = field(default_factory=list)


def workflow_builds(tree: Tree) -> Iterator[Build]:
    """The builds of all jobs of a workflow."""
    root = tree.mapping(tree.root)
    env = _env(tree, root.get("env"), {})
    events = tuple(_events(tree, root))
    shell, folder = _defaults(tree, root.get("defaults"), "", "")
    for name, node in tree.mapping(root.get("jobs")).items():
        job = tree.mapping(node)
        job_shell, job_folder = _defaults(tree, job.get("defaults"), shell, folder)
        matrix = read_matrix(tree, job.get("strategy"))
        if not job_shell and any(
            str(n.value).lower().startswith("windows") for n in tree.scalars(job.get("runs-on"))
        ):
            job_shell = "pwsh"  # what a runner with Windows runs a script with
        condition = tree.value(job.get("if"))
        about = _Job(
            name, _runner(tree, job.get("runs-on"), matrix), _env(tree, job.get("env"), env),
            condition.text if condition else "",
            job_shell, joined("", job_folder) if job_folder else "", events, matrix,
        )  # fmt: skip
        yield from _steps(tree, job.get("steps"), about)


def action_builds(tree: Tree) -> Iterator[Build]:
    """The builds of a composite action: nothing is known of the job that uses it."""
    runs = tree.mapping(tree.mapping(tree.root).get("runs"))
    yield from _steps(tree, runs.get("steps"), _Job("", Runner.UNKNOWN, {}))


def _events(tree: Tree, root: dict[str, Node]) -> Iterator[str]:
    """What starts a workflow; `push` without branches but with tags is `push tags`. PyYAML reads the key `on`
    as text."""
    node = root.get("on")
    for each in tree.scalars(node):
        yield str(each.value)
    for name, value in tree.mapping(node).items():
        filters = tree.mapping(value)
        tags_only = (
            name == "push" and "tags" in filters and not {"branches", "branches-ignore"} & set(filters)
        )
        yield "push tags" if tags_only else name


def _defaults(tree: Tree, node: Node | None, shell: str, folder: str) -> tuple[str, str]:
    run = tree.mapping(tree.mapping(node).get("run"))
    own_shell, own_folder = tree.value(run.get("shell")), tree.value(run.get("working-directory"))
    return own_shell.text if own_shell else shell, own_folder.text if own_folder else folder


def _env(tree: Tree, node: Node | None, above: dict[str, Value]) -> dict[str, Value]:
    own = {
        name: value
        for name, n in tree.mapping(node).items()
        for value in [tree.value(n)]
        if value is not None
    }
    return {**above, **own}


def _runner(tree: Tree, node: Node | None, matrix: Matrix) -> Runner:
    """Hosted by GitHub's own labels; a group or another label may be anything."""
    labels = [str(n.value) for n in tree.scalars(node)]
    if node is None or not labels or shape(node) == "mapping":
        return Runner.UNKNOWN
    if any(label.lower() == "self-hosted" for label in labels):
        return Runner.LASTING
    resolved: list[str] = []
    for label in labels:
        match = _AXIS.match(label)
        values = values_of(tree, matrix, match[1], match[2] or "") if match else [label]
        if not values:
            return Runner.UNKNOWN
        resolved += values
    return Runner.EPHEMERAL if all(_HOSTED.match(label) for label in resolved) else Runner.UNKNOWN


def _steps(tree: Tree, node: Node | None, job: _Job) -> Iterator[Build]:
    bench = Bench(builder="docker")
    found: list[Build] = []
    foreign = False
    for step in tree.sequence(node):
        keys = tree.mapping(step)
        inputs = tree.mapping(keys.get("with"))
        env = _env(tree, keys.get("env"), job.env)
        condition = tree.value(keys.get("if"))
        joint = " && ".join(c for c in (job.condition, condition.text if condition else "") if c)
        uses, run = tree.value(keys.get("uses")), tree.value(keys.get("run"))
        builds: list[Build] = []
        if uses is not None:
            name = uses.text.partition("@")[0].lower()
            job.actions.append(name)
            if name == "actions/checkout" and "repository" in inputs and "path" not in inputs:
                foreign = True
            bench.builder = _builder(tree, name, inputs, bench.builder)
            build = _action(tree, name, uses, inputs, bench.builder)
            if build is not None:
                builds = [replace(build, env=env)]
        elif run is not None and worth_reading(run.text):
            shell, folder = tree.value(keys.get("shell")), tree.value(keys.get("working-directory"))
            bench.env = dict(env)
            bench.folder = joined("", folder.text) if folder else job.folder
            builds = builds_of(tree, keys["run"], run.text, bench, shell.text if shell else job.shell)
        if run is not None:
            named = tree.value(keys.get("id"))
            job.env = {
                **job.env,
                **dict(handed_on(run.text, named.text if named is not None else "", run.span)),
            }
        for build in builds:
            span = tree.span(step) if uses is not None else build.span
            title = tree.value(keys.get("name"))
            # A script may change what the file sets.
            fixed = {k: v for k, v in env.items() if (build.env or {}).get(k) is v}
            whole = replace(
                build, span=span, name=title.text if title else "", job=job.name, runner=job.runner,
                condition=joint, events=job.events,
                matrix=job.matrix.count, by_matrix=by_matrix(build), folder=None if foreign else build.folder,
            )  # fmt: skip
            found += variants(whole, job.matrix, fixed)
        if len(found) > BUILDS:
            break
    actions = tuple(job.actions)
    for build in found:
        yield replace(build, actions=actions)


def _builder(tree: Tree, name: str, inputs: dict[str, Node], builder: str) -> str:
    """The driver that builds after an action."""
    if name == "docker/setup-buildx-action":
        driver = tree.value(inputs.get("driver"))
        if "endpoint" in inputs or "append" in inputs:
            return ""
        return "docker-container" if driver is None else "" if driver.dynamic else driver.text
    if name == "docker/setup-docker-action":
        return "docker"
    if name in _HARMLESS or not _BUILDERS.search(name):
        return builder
    return ""


_TOOLS = {
    "docker/build-push-action": Tool.ACTION, "useblacksmith/build-push-action": Tool.ACTION,
    "depot/build-push-action": Tool.DEPOT,
    "docker/bake-action": Tool.BAKE_ACTION, "depot/bake-action": Tool.BAKE_ACTION,
    "redhat-actions/buildah-build": Tool.PODMAN,
}  # fmt: skip


def _action(tree: Tree, name: str, uses: Value, inputs: dict[str, Node], builder: str) -> Build | None:
    tool = _TOOLS.get(name)
    if tool is None:
        return None
    if name.startswith("depot/"):
        builder = "depot"
    elif name.startswith("useblacksmith/"):
        builder = "remote"

    def one(key: str) -> Value | None:
        found = tree.value(inputs.get(key))
        return found if found is not None and found.text.strip() else None

    def many(key: str) -> list[Value]:
        return tree.lines(inputs.get(key))

    def entries(key: str) -> tuple[Entry, ...]:
        return tuple(entry(v, tree.ends_at_comma(v)) for v in many(key))

    given = one("builder")
    if given is not None and "steps." not in given.text and builder != "depot":
        builder = ""
    context, folder = one("context"), ""
    if context is not None and context.text.startswith("{{defaultContext}}"):
        context = Value(
            context.text.removeprefix("{{defaultContext}}").removeprefix(":") or ".", context.span
        )
    whole = [v for key in ("cache-from", "cache-to", "build-args", "secrets") for v in many(key)]
    # A line that is one expression may come to any number of entries.
    open_ended = any(re.fullmatch(r"\$\{\{.*\}\}", v.text, re.S) for v in whole)
    if tool is Tool.PODMAN:
        files = [f for key in ("containerfiles", "dockerfiles") for f in many(key)]
        return Build(
            span=uses.span, anchor=uses.span, tool=tool, context=context,
            dockerfile=files[0] if files else None, args=tuple(setting(v) for v in many("build-args")),
            platforms=tuple(p for key in ("platforms", "archs") for v in many(key) for p in commas(v)),
            builder="podman", complete=False,
        )  # fmt: skip
    return Build(
        span=uses.span, anchor=uses.span, tool=tool, context=context, dockerfile=one("file"),
        target=one("target"),
        args=tuple(setting(v) for v in many("build-args")),
        contexts=tuple(setting(v) for v in many("build-contexts")),
        cache_from=entries("cache-from"),
        cache_to=entries("cache-to"),
        secrets=entries("secrets"),
        ssh=entries("ssh"),
        outputs=entries("outputs"),
        attests=entries("attests"),
        platforms=tuple(p for v in many("platforms") for p in commas(v)),
        tags=tuple(t for v in many("tags") for t in commas(v)),
        provenance=one("provenance"), push=one("push"), no_cache=one("no-cache"),
        folder=folder, builder=builder, complete=not open_ended and tool is not Tool.BAKE_ACTION,
        bake_files=tuple(p for v in many("files") for p in commas(v)),
        bake_targets=tuple(p for v in many("targets") for p in commas(v)),
        overrides=tuple(setting(v) for v in many("set")),
    )  # fmt: skip

"""A text → its builds: by its name, else by what it holds."""

from __future__ import annotations

from itertools import islice

from dlinter.model.builds.names import is_makefile, kind_of_name
from dlinter.model.builds.nodes import BUILDS, BuildFile, Kind, few
from dlinter.model.text import Text
from dlinter.model.work import TOO_MANY_NAMES, end_of_names


def read_build_file(text: Text) -> BuildFile | None:
    """The builds of a file; None when it is no build file (a YAML file that is something else)."""
    from dlinter.model.builds.yaml_tree import YamlError, read_yaml

    end = end_of_names(text.data)
    if end is not None:
        said = f"line {text.line_of(end)}: {TOO_MANY_NAMES}, so rules are not run on it"
        return BuildFile(text, kind_of_name(text.path) or Kind.WORKFLOW, refused=(said,))
    if is_makefile(text.path):
        from dlinter.model.builds.makefile import read_makefile

        return read_makefile(text)
    kind = kind_of_name(text.path)
    if text.path.lower().endswith(".hcl") or (kind is Kind.BAKE and text.path.lower().endswith(".json")):
        from dlinter.model.builds.bake import read_bake_hcl, read_bake_json

        return read_bake_hcl(text) if text.path.lower().endswith(".hcl") else read_bake_json(text)
    try:
        tree = read_yaml(text)
    except YamlError as error:
        return BuildFile(text, kind or Kind.WORKFLOW, (), str(error))
    root = tree.mapping(tree.root)
    if kind is None:
        kind = _kind_of_content(set(root))
        if kind is None:
            return None
    try:
        match kind:
            case Kind.WORKFLOW | Kind.ACTION:
                from dlinter.model.builds.workflow import action_builds, workflow_builds

                found = workflow_builds(tree) if kind is Kind.WORKFLOW else action_builds(tree)
            case Kind.GITLAB:
                from dlinter.model.builds.gitlab import gitlab_builds

                found = gitlab_builds(tree)
            case Kind.COMPOSE:
                from dlinter.model.builds.compose import compose_builds

                found = compose_builds(tree)
            case _:
                from dlinter.model.builds.bake import tree_file

                return tree_file(text, tree)
        builds = tuple(islice(found, BUILDS + 1))  # aliases may hold them a million times
    except RecursionError:
        return BuildFile(text, kind, (), "line 1: an anchor that holds itself")
    return few(BuildFile(text, kind, builds, refused=tuple(tree.refused)))


def _kind_of_content(keys: set[str]) -> Kind | None:
    if "jobs" in keys and "on" in keys:
        return Kind.WORKFLOW
    if "runs" in keys and "name" in keys:
        return Kind.ACTION
    if "services" in keys:
        return Kind.COMPOSE
    if "target" in keys:
        return Kind.BAKE
    if keys & {"stages", "before_script", "include", "workflow"}:
        return Kind.GITLAB
    return None

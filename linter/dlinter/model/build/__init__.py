"""Build invocations: which Dockerfile a workflow, a pipeline, a Compose or a Bake file builds, and how."""

from dlinter.model.build.nodes import (
    CI,
    Build,
    BuildFile,
    Entry,
    Kind,
    Runner,
    Setting,
    Tool,
    Value,
)

__all__ = ["CI", "Build", "BuildFile", "Entry", "Kind", "Runner", "Setting", "Tool", "Value"]

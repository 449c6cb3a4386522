"""Build invocations: which Dockerfile a workflow, a pipeline, a Compose or a Bake file builds, and how."""

from __future__ import annotations

from dlinter.model.builds.nodes import CI, Build, BuildFile, Kind, Runner, Tool

__all__ = ["CI", "Build", "BuildFile", "Kind", "Runner", "Tool"]

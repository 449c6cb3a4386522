"""Build invocations: which Dockerfile a workflow, a pipeline, a Compose or a Bake file builds, and how.

Reading and joining of build files live here; what a Dockerfile says is in `model.dockerfile`, and the files
are opened by `run`.
"""

from __future__ import annotations

from dlinter.model.builds.nodes import CI, Build, BuildFile, Kind, Runner, Tool

__all__ = ["CI", "Build", "BuildFile", "Kind", "Runner", "Tool"]

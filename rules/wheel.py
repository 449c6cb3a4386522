"""What of the rules goes into the wheel (`pyproject.toml`, `[tool.hatch.build.targets.wheel.hooks.custom]`).

`matches` and `misses` of a detector hold secrets of no account, split in the source (`"ghp_" + "…"`).
Python's compiler folds the parts into one constant, so that every image with an installed dlint had some
1,400 of them in its `__pycache__`, for dlint itself and for any other scanner. Nothing reads them but the
tests, which run from the sources: they are left out. The few examples of rules that hold one are shown by
`dlint explain`, and are joined at run time.
"""

from __future__ import annotations

import ast
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

RULES = Path("rules")
PACKAGE = Path("dlinter_rules")
TESTS = ("matches", "misses")


def _spans(data: bytes, nodes: Iterable[ast.keyword | ast.expr]) -> list[tuple[int, int]]:
    """Where they begin and end in a source, in bytes, the last one first."""
    starts = [0]
    for line in data.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return sorted(
        (
            (starts[n.lineno - 1] + n.col_offset, starts[(n.end_lineno or 0) - 1] + (n.end_col_offset or 0))
            for n in nodes
        ),
        reverse=True,
    )


def joined_at_run_time(source: str) -> str:
    """The source of a module in which no sum of texts can be folded by the compiler: `"".join((a, b))` for `a
    + b`."""
    data, sums = source.encode(), list[ast.expr]()

    def texts(node: ast.expr) -> list[ast.expr] | None:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left, right = texts(node.left), texts(node.right)
            return left + right if left is not None and right is not None else None
        return [node] if isinstance(node, ast.Constant) and isinstance(node.value, str) else None

    def look(node: ast.AST) -> None:
        if isinstance(node, ast.BinOp) and texts(node) is not None:
            sums.append(node)
            return
        for child in ast.iter_child_nodes(node):
            look(child)

    look(ast.parse(source))
    for node, (start, end) in zip(
        sorted(sums, key=lambda n: (n.lineno, n.col_offset), reverse=True), _spans(data, sums), strict=True
    ):
        parts = ", ".join(repr(part.value) for part in texts(node) or () if isinstance(part, ast.Constant))
        data = data[:start] + f'"".join(({parts}))'.encode() + data[end:]
    return data.decode()


def without_examples(source: str) -> str:
    """The source of a module of detectors without the arguments `matches=` and `misses=` of its calls."""
    data = source.encode()
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    for start, end in _spans(
        data,
        (k for call in calls for k in call.keywords if k.arg in TESTS and isinstance(k.value, ast.Tuple)),
    ):
        rest = data[end:]
        after = rest.lstrip()
        # the last argument may have none behind it; what is before it then stays, which Python allows
        if after.startswith(b","):
            rest = after[1:].lstrip(b" ")
            if rest.startswith(b"\n"):
                rest = rest.lstrip()
        data = data[:start] + rest
    return data.decode()


def of_wheel(name: Path, source: str) -> str:
    """A module of the rules, named by its path in the wheel, as the wheel has it."""
    return joined_at_run_time(without_examples(source) if name.parent == PACKAGE / "detectors" else source)


def get_build_hook() -> type:
    """What hatchling looks for in a file with a hook. Its own class is imported here: tests read this file
    where hatchling is not installed."""
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    class WithoutExamples(BuildHookInterface):
        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            if version == "editable":
                return
            self._folder = tempfile.TemporaryDirectory(prefix="dlinter-wheel-")
            for path in sorted(Path(self.root, RULES, PACKAGE).rglob("*.py")):
                name = path.relative_to(Path(self.root, RULES))
                made = Path(self._folder.name, name)
                made.parent.mkdir(parents=True, exist_ok=True)
                made.write_text(of_wheel(name, path.read_text("utf-8")), "utf-8")
                build_data["force_include"][str(made)] = name.as_posix()

        def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
            if version != "editable":
                self._folder.cleanup()

    return WithoutExamples

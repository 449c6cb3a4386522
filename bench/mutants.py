"""Changes one operator or constant of the core at a time and asks whether its tests notice: the share of mutants killed.

    python bench/mutants.py [--every N] [--offset K] [--seconds S] [--jobs J] [MODULE …]

Works in a copy of the checkout. A MODULE is a path below linter/dlinter; without one all of the core is taken (`CORE`, each with the tests that
are its own). `--every N` takes each Nth mutant from the Kth on, so that a sample is repeatable. A mutant that its tests do not notice is printed
with its line; some change nothing that can be seen, so the share is a lower bound.
"""

from __future__ import annotations

import argparse
import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

ROOT = Path(__file__).parent.parent
CORE: dict[str, tuple[str, ...]] = {
    "engine.py": ("tests/test_engine.py", "tests/test_fingerprints.py"),
    "fix.py": ("tests/test_fix.py",),
    "packs.py": ("tests/test_packs.py",),
    "policy": ("tests/policy",),
    "model/cache": (
        "tests/cache/test_causes.py", "tests/cache/test_content.py", "tests/cache/test_copies.py", "tests/cache/test_operation_keys.py", "tests/cache/test_plain_commands.py",
        "tests/cache/test_manifest.py", "tests/cache/test_influence.py", "tests/cache", "tests/rules/test_cache_messages.py", "tests/sources/test_layer_tree.py", "tests/cli/test_cache_against.py",
    ),
    "secrets": (
        "tests/secrets/test_sieve_bounds.py", "tests/secrets/test_encoded.py", "tests/secrets/test_captured_files.py", "tests/secrets/test_marshal.py", "tests/secrets/test_limits.py", "tests/secrets/test_sieve.py", "tests/secrets", "tests/model/test_masks.py", "tests/rules/test_detectors.py",
    ),
}  # fmt: skip
"""What is changed, and the tests that are its own, the quick ones first, so that a kill is quick; paths of linter/dlinter and of the checkout. With DLINT_CORPORA those that
need the corpora run, too (`tests/cache/test_takes.py`: all real Dockerfiles)."""
SWAPS: dict[type[ast.AST], str] = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==", ast.Add: "-", ast.Sub: "+", ast.Mult: "//",
    ast.FloorDiv: "*", ast.And: "or", ast.Or: "and", ast.In: "not in", ast.NotIn: "in", ast.Is: "is not", ast.IsNot: "is", ast.BitOr: "&", ast.BitAnd: "|",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """Source offsets (characters) of a file of the core and what is written there."""

    file: str
    start: int
    end: int
    text: str
    line: int


def mutants(file: str, source: str) -> Iterator[Mutant]:
    """Each comparison, arithmetic or boolean operator, number, boolean and `not` of a module, changed; docstrings and annotations are not, nor what stands in
    a decorator (`frozen`, the size of a cache: nothing that can be seen depends on it)."""
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    encoded = source.splitlines(keepends=True)

    def at(line: int, column: int) -> int:
        return starts[line - 1] + len(encoded[line - 1].encode()[:column].decode())

    tree = ast.parse(source)
    annotations = {id(n) for node in ast.walk(tree) for field in ("annotation", "returns") if (a := getattr(node, field, None)) for n in ast.walk(a)}
    annotations |= {id(n) for node in ast.walk(tree) for decorator in getattr(node, "decorator_list", ()) for n in ast.walk(decorator)}
    for node in ast.walk(tree):
        if id(node) in annotations:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, (bool, int)):
            new = str(not node.value) if isinstance(node.value, bool) else str(node.value + 1)
            yield Mutant(file, at(node.lineno, node.col_offset), at(node.end_lineno or 0, node.end_col_offset or 0), new, node.lineno)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            start = at(node.lineno, node.col_offset)
            yield Mutant(file, start, at(node.operand.lineno, node.operand.col_offset), "", node.lineno)
        for left, operator, right in _operators(node):
            wanted = SWAPS.get(type(operator))
            low, high = at(left.end_lineno or 0, left.end_col_offset or 0), at(right.lineno, right.col_offset)
            if wanted and high > low and "(" not in source[low:high] and ")" not in source[low:high]:
                yield Mutant(file, low, high, f" {wanted} ", left.end_lineno or 0)


def _operators(node: ast.AST) -> Iterator[tuple[ast.expr, ast.AST, ast.expr]]:
    if isinstance(node, ast.Compare):
        left = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            yield left, operator, right
            left = right
    elif isinstance(node, ast.BinOp):
        yield node.left, node.op, node.right
    elif isinstance(node, ast.BoolOp):
        for left, right in zip(node.values, node.values[1:], strict=False):
            yield left, node.op, right


def killed(copy: Path, mutant: Mutant, tests: Sequence[str], seconds: int) -> bool:
    """Whether a test fails, or runs for longer than it may, with the mutant in the copy."""
    path = copy / mutant.file
    source = path.read_text("utf-8")
    path.write_text(source[: mutant.start] + mutant.text + source[mutant.end :], "utf-8")
    environment = {
        **os.environ, "PYTHONPATH": os.pathsep.join([str(copy / "linter"), str(copy / "rules")]), "DLINT_CACHE_DIR": str(copy / ".cache"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    try:
        done = subprocess.run([sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests], cwd=copy, env=environment, capture_output=True, timeout=seconds)
        return done.returncode != 0
    except subprocess.TimeoutExpired:
        return True
    finally:
        path.write_text(source, "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("modules", nargs="*", default=list(CORE))
    parser.add_argument("--every", type=int, default=40)
    parser.add_argument("--offset", type=int, default=0)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    work: list[tuple[str, Mutant, tuple[str, ...]]] = []
    for name in options.modules:
        tests = next((t for key, t in CORE.items() if name == key or name.startswith(f"{key}/")), ("tests",))
        path = ROOT / "linter/dlinter" / name
        files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
        every = [m for file in files for m in mutants(str(file.relative_to(ROOT)), file.read_text("utf-8"))]
        work += [(name, mutant, tests) for mutant in every[options.offset :: options.every]]
    with tempfile.TemporaryDirectory() as temporary, ThreadPoolExecutor(options.jobs) as pool:
        copies: SimpleQueue[Path] = SimpleQueue()
        for number in range(options.jobs):
            copy = Path(temporary) / str(number)
            shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv", "*.pyc", "__pycache__", "node_modules"), symlinks=True)
            copies.put(copy)

        def ask(job: tuple[str, Mutant, tuple[str, ...]]) -> bool:
            copy = copies.get()
            try:
                return killed(copy, job[1], job[2], options.seconds)
            finally:
                copies.put(copy)

        counts: dict[str, list[int]] = {}
        for (name, mutant, _), dead in zip(work, pool.map(ask, work), strict=True):
            counts.setdefault(name, [0, 0])
            counts[name][0] += dead
            counts[name][1] += 1
            if not dead:
                old = (ROOT / mutant.file).read_text("utf-8")[mutant.start : mutant.end].strip()
                print(f"survived: {mutant.file}:{mutant.line}: `{old}` → `{mutant.text.strip()}`", flush=True)
    for name, (dead, total) in counts.items():
        print(f"{name:14} {dead}/{total}")
    dead, total = (sum(c[i] for c in counts.values()) for i in (0, 1))
    print(f"{'all':14} {dead}/{total} = {100 * dead / total:.0f} %")


if __name__ == "__main__":
    main()

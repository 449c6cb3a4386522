"""Where one operator or constant of a module can be changed, and which statement it belongs to."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

SWAPS: dict[type[ast.AST], str] = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==", ast.Add: "-",
    ast.Sub: "+", ast.Mult: "//",
    ast.FloorDiv: "*", ast.And: "or", ast.Or: "and", ast.In: "not in", ast.NotIn: "in", ast.Is: "is not",
    ast.IsNot: "is", ast.BitOr: "&", ast.BitAnd: "|",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """Source offsets (characters) of a file of the core and what is written there; `statement` is the first
    line of the innermost statement that holds it, or 0 where it runs at import alone (a constant, a default
    of a parameter, a pattern)."""

    file: str
    start: int
    end: int
    text: str
    line: int
    statement: int


def mutants(file: str, source: str) -> Iterator[Mutant]:
    """Each comparison, arithmetic or boolean operator, number, boolean and `not` of a module, changed;
    docstrings and annotations are not, nor what stands in a decorator (`frozen`, the size of a cache: nothing
    that can be seen depends on it)."""
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    encoded = source.splitlines(keepends=True)

    def at(line: int, column: int) -> int:
        return starts[line - 1] + len(encoded[line - 1].encode()[:column].decode())

    tree = ast.parse(source)
    homes: dict[int, int] = {}
    _statements(tree, 0, homes)
    annotations = {
        id(n)
        for node in ast.walk(tree)
        for field in ("annotation", "returns")
        if (a := getattr(node, field, None))
        for n in ast.walk(a)
    }
    annotations |= {
        id(n)
        for node in ast.walk(tree)
        for decorator in getattr(node, "decorator_list", ())
        for n in ast.walk(decorator)
    }
    for node in ast.walk(tree):
        if id(node) in annotations:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, (bool, int)):
            new = str(not node.value) if isinstance(node.value, bool) else str(node.value + 1)
            yield Mutant(
                file,
                at(node.lineno, node.col_offset),
                at(node.end_lineno or 0, node.end_col_offset or 0),
                new,
                node.lineno,
                homes[id(node)],
            )
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            start = at(node.lineno, node.col_offset)
            yield Mutant(file, start, start + len("not"), "", node.lineno, homes[id(node)])
        for left, operator, right in _operators(node):
            wanted = SWAPS.get(type(operator))
            low, high = at(left.end_lineno or 0, left.end_col_offset or 0), at(right.lineno, right.col_offset)
            if wanted and high > low and "(" not in source[low:high] and ")" not in source[low:high]:
                # as many lines as before: what follows would have moved, and could not be changed in place
                text = f" {wanted} " + "\n" * source.count("\n", low, high)
                yield Mutant(file, low, high, text, left.end_lineno or 0, homes[id(node)])


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


def _statements(node: ast.AST, home: int, homes: dict[int, int]) -> None:
    """Notes for each node the first line of the statement that runs it: a function's body is its own, its
    defaults and decorators are of where it stands."""
    homes[id(node)] = home
    inside = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    for field, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST):
                continue
            own = home
            if isinstance(child, ast.stmt) and ((inside and field == "body") or home):
                own = child.lineno
            _statements(child, own, homes)


def instrumented(source: str, name: str) -> ast.Module:
    """The module with `NAME[line] = 1` before each statement in a function: what a test has run is read from
    there."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            _note(node, name)
    return ast.fix_missing_locations(tree)


def _note(node: ast.AST, name: str) -> None:
    for field in ("body", "orelse", "finalbody", "handlers", "cases"):
        rows = getattr(node, field, None)
        if not isinstance(rows, list):
            continue
        new = []
        for row in rows:
            if isinstance(row, ast.stmt):
                if not isinstance(row, (ast.Nonlocal, ast.Global)) and not (
                    isinstance(row, ast.Expr) and isinstance(row.value, ast.Constant)
                ):
                    note = ast.parse(f"{name}[{row.lineno}] = 1").body[0]
                    new.append(ast.copy_location(note, row))
                if not isinstance(row, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                    _note(row, name)
            else:
                _note(row, name)
            new.append(row)
        setattr(node, field, new)

"""The table of what tools do, put together from the modules in `tools/`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from dlinter.model.packages import tools
from dlinter.model.packages.tool import STORE, Tool


def all_tools() -> Iterator[Tool]:
    """Every record, module by module in the order of their names."""
    for module in sorted(pkgutil.iter_modules(tools.__path__), key=lambda m: m.name):
        found: tuple[Tool, ...] = importlib.import_module(f"{tools.__name__}.{module.name}").TOOLS
        yield from found


class Table:
    """Records by the program's name and by the tool's own."""

    def __init__(self) -> None:
        self.records = tuple(all_tools())
        self.by_program: dict[str, Tool] = {
            program: tool for tool in self.records for program in (*tool.programs, *tool.aliases)
        }
        self.by_name: dict[str, Tool] = {}
        for tool in self.records:
            self.by_name.setdefault(tool.name, tool)


    def sets(self, variable: str) -> bool:
        """Whether a variable may change what a tool installs, by how its name begins (`PIP_INDEX_URL`,
        `NODE_ENV`)."""
        lower = variable.lower()
        return any(lower.startswith(p) for p in self._prefixes)

    def set_by(self, variable: str) -> frozenset[str]:
        """The names of the tools that such a variable belongs to."""
        lower = variable.lower()
        return frozenset(
            t.name
            for t in self.records
            if any(
                lower.startswith(p)
                for p in (*(n.split("-")[0] for n in (t.name, *t.programs)), *t.also_set_by)
            )
        )

    @property
    def _prefixes(self) -> tuple[str, ...]:
        names = {p.split("-")[0] for tool in self.records for p in (tool.name, *tool.programs)}
        return tuple(sorted(names | {p for tool in self.records for p in tool.also_set_by}))

    def wasted(self) -> dict[str, str]:
        """Places of an image where a cache lies that no container reads (`~/…` for any home), and the tool
        whose it is."""
        found: dict[str, str] = {}
        for tool in self.records:
            for folder in tool.folders:
                own = tuple(
                    p
                    for p in (folder.default, folder.root_default, *(path for _, path in folder.by_image))
                    if p
                )
                for place in folder.waste or (own if folder.content != STORE else ()):
                    found.setdefault(place, tool.name)
        return found


_tables: list[Table] = []


def table() -> Table:
    """The table, read once."""
    if not _tables:
        _tables.append(Table())
    return _tables[0]


def forget() -> None:
    """For a table that was added to while it was in use (tests)."""
    _tables.clear()


def is_module(name: str) -> bool:
    """Whether `python -m NAME` runs a tool of the table (pip, uv, Poetry … say so in their documents)."""
    found = table().by_program.get(name)
    return found is not None and found.python_module

"""Whether a file is what `dlint fleet` writes: a store, or a shard, may come from another machine, and
whoever made it decides what sqlite runs.

The tables are those of the schema to the letter (no view that computes, no trigger, no generated column), and
each column holds what its type says.
"""

from __future__ import annotations

import sqlite3
from enum import Enum

from dlinter.finding import Reason, Severity
from dlinter.fleet.rows import Kind, Stage, State
from dlinter.fleet.schema import TABLES
from dlinter.model.place import Exposure, Visibility

MOST = 1 << 53
"""No size, count or number is larger."""
FIRST, LAST = -62_135_596_800, 253_402_300_799
"""Times, in seconds since 1970: years 1 to 9999."""
LONGEST = 1 << 20
"""Characters of a finding's place."""
_TYPES = {"TEXT": "text", "INTEGER": "integer", "REAL": "real", "BLOB": "blob"}
_VALUES: dict[tuple[str, str], tuple[type[Enum] | str, ...]] = {
    ("images", "state"): (State,), ("layers", "state"): (State,), ("problems", "stage"): (Stage,),
    ("problems", "kind"): (Kind,), ("problems", "level"): ("error", "note"),
    ("images", "kind"): ("registry", "file"), ("sources", "kind"): ("registry", "file"),
    ("findings", "severity"): (Severity,), ("findings", "exposure"): ("", Exposure),
    ("findings", "visibility"): ("", Visibility), ("findings", "suppressed_by"): ("", Reason),
}  # fmt: skip


def strange_object(database: sqlite3.Connection) -> str:
    """What is in the file and not in the schema, or missing, as the end of a sentence; "" where all is as it
    is written."""
    sql = (
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE NOT (type = 'table' AND name LIKE "
        "'sqlite\\_stat%' ESCAPE '\\') AND NOT (type = 'index' AND sql IS NULL)"
    )
    memory = sqlite3.connect(":memory:")
    try:
        memory.executescript(TABLES)
        wanted = set(memory.execute(sql))
    finally:
        memory.close()
    found = set(database.execute(sql))
    for kind, name, *_ in sorted(found ^ wanted, key=repr):
        return f"{kind} `{str(name)[:60]}`"
    return ""


def strange_value(database: sqlite3.Connection) -> str:
    """The first column with a value that `dlint fleet` does not write, as `TABLE.COLUMN`; "" without one.
    Reads every row once."""
    for (table,) in database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    ).fetchall():
        tests = {}
        for _, column, declared, needed, _, key in database.execute(f"PRAGMA table_info({table})").fetchall():
            test = _test(table, column, declared)
            tests[column] = f"({test})" if needed or key else f"({column} IS NULL OR ({test}))"
        (row,) = database.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE NOT ({' AND '.join(tests.values())}) LIMIT 1)"
        ).fetchone()
        if row:
            for column, test in tests.items():
                if database.execute(f"SELECT 1 FROM {table} WHERE NOT {test} LIMIT 1").fetchone():
                    return f"{table}.{column}"
    return ""


def _test(table: str, column: str, declared: str) -> str:
    tests = [f"typeof({column}) = '{_TYPES[declared]}'"]
    if declared == "INTEGER":
        tests.append(f"{column} BETWEEN 0 AND {MOST}")
    elif declared == "REAL":
        tests.append(f"{column} BETWEEN {FIRST} AND {LAST}")
    if (table, column) == ("findings", "place"):
        tests.append(
            f"length(place) <= {LONGEST} AND CASE WHEN json_valid(place) THEN json_type(place) = 'object' "
            "ELSE 0 END"
        )
    values: list[str] = []
    for allowed in _VALUES.get((table, column), ()):
        values += [allowed] if isinstance(allowed, str) else [str(each.value) for each in allowed]
    if values:
        tests.append(f"{column} IN ({', '.join(repr(value) for value in values)})")
    return " AND ".join(tests)

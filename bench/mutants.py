"""Changes one operator or constant of the core at a time and asks whether its tests notice: the share of
mutants killed.

    python bench/mutants.py [--sample N] [--seed S] [--seconds S] [MODULE …]

Works in a copy of the checkout. A MODULE is a path below linter/dlinter; without one all of the core is taken
(`CORE`). `--sample N` draws N mutants of each by the seed, so that a sample can be drawn again; `--only
FILE:LINE` takes those of one line.

First all tests of an area run once, with notes of which test runs which statement (kept in --map for the next
time; only changed test files run again). Then one process collects them and tries each mutant in a fork of
itself: the tests that run the changed statement, cheap ones and one of each test function first, up to
`--seconds` of CPU, then those of the same files. What only an import would show (a constant, a pattern, a
function that runs at import) is asked in a process of its own. A test that fails is asked again without the
mutant, so that one that fails by itself kills nothing. Survivors are printed with their line; those of
`EQUAL` (bench/mutants_equal.txt: a mutant and why nothing can tell it from the source) are left out of the
share and counted openly.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import os
import pickle
import random
import shutil
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, field
from functools import cache
from pathlib import Path

from mutant_points import Mutant, mutants
from mutant_watch import watched

ROOT = Path(__file__).parent.parent
EQUAL = Path(__file__).parent / "mutants_equal.txt"
CORE: dict[str, tuple[str, ...]] = {
    "engine.py": ("tests/test_engine.py", "tests/test_fingerprints.py", "tests/policy",
        "tests/rules/test_examples.py"),
    "fix.py": ("tests/test_fix.py", "tests/rules/test_examples.py"),
    "packs.py": ("tests/test_packs.py", "tests/policy"),
    "policy": ("tests/policy", "tests/test_engine.py", "tests/test_packs.py"),
    "model/cache": ("tests/cache", "tests/rules/test_cache_messages.py", "tests/rules/test_examples.py",
        "tests/sources/test_layer_tree.py", "tests/cli/test_cache_against.py"),
    "secrets": ("tests/secrets", "tests/model/test_masks.py", "tests/rules/test_detectors.py",
        "tests/rules/test_examples.py"),
}
"""What is changed, and the tests that are its own: paths of linter/dlinter and of the checkout. With
DLINT_CORPORA those that need the corpora run, too."""

Lines = dict[str, frozenset[int]]


@dataclass(slots=True)
class Map:
    """What each test runs of the core: of each test file its digest, of each test its seconds of CPU and the
    lines of each file."""

    files: dict[str, str] = field(default_factory=dict)
    tests: dict[str, tuple[float, Lines]] = field(default_factory=dict)
    at_import: Lines = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("modules", nargs="*", default=list(CORE))
    parser.add_argument(
        "--sample", type=int, default=0, help="draw so many mutants of each module (default: all)"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="FILE:LINE",
        help="mutants of this line alone, FILE as the end of a path",
    )
    parser.add_argument("--seconds", type=float, default=30, help="CPU of the tests of one mutant, at most")
    parser.add_argument("--map", type=Path, default=Path(tempfile.gettempdir()) / "dlint-mutants.map")
    parser.add_argument("--verbose", action="store_true", help="print which test kills each mutant")
    options = parser.parse_args()
    equal = equals()
    totals: dict[str, tuple[int, int, int]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary) / "checkout"
        for name in _core():
            _text(name)
        shutil.copytree(
            ROOT,
            copy,
            ignore=shutil.ignore_patterns(".git", ".venv", "*.pyc", "__pycache__", "node_modules"),
            symlinks=True,
        )
        for name in options.modules:
            area = next(key for key in CORE if name == key or name.startswith(f"{key}/"))
            work = drawn(name, options.sample, options.seed, options.only)
            known = mapped(copy, CORE[area], options.map)
            jobs = [(mutant, tests_of(mutant, known, options.seconds)) for mutant in work]
            dead = left_out = 0
            for (mutant, tests), (verdict, killer) in zip(
                jobs, asked(copy, CORE[area], jobs, known), strict=True
            ):
                why = "" if verdict in ("killed", "slow") else equal.get(_key(mutant))
                if why:
                    left_out += 1
                elif verdict in ("killed", "slow"):
                    dead += 1
                state = f"equal ({why})" if why else "survived" if verdict == "survived" else verdict
                if options.verbose or state not in ("killed",):
                    print(
                        f"{state}: {mutant.file}:{mutant.line}: {_shown(mutant)} in "
                        f"`{_key(mutant).split(chr(9))[1]}` [{len(tests)} tests] {killer}",
                        flush=True,
                    )
            totals[name] = (dead, len(work) - left_out, left_out)
            _say(name, *totals[name])
    if len(totals) > 1:
        _say("all", *(sum(t[i] for t in totals.values()) for i in range(3)))


def _say(name: str, dead: int, total: int, left_out: int) -> None:
    print(
        f"{name:14} {dead}/{total} = {100 * dead / max(total, 1):.1f} %, {left_out} equal left out",
        flush=True,
    )


def equals() -> dict[str, str]:
    """Of each mutant that nothing can tell from the source, why."""
    rows = (
        row.split("\t") for row in EQUAL.read_text("utf-8").splitlines() if row and not row.startswith("#")
    )
    return {"\t".join(row[:3]): row[3] for row in rows}


@cache
def _text(file: str) -> str:
    """A file of the core as it was when it was first asked for: it may be edited while the tests run."""
    return (ROOT / file).read_text("utf-8")


def _key(mutant: Mutant) -> str:
    """File, the line as it is written and the change: a line number would not outlive the next edit."""
    lines = _text(mutant.file).splitlines()
    return f"{mutant.file}\t{lines[mutant.line - 1].strip()}\t{_shown(mutant)}"


def _shown(mutant: Mutant) -> str:
    old = _text(mutant.file)[mutant.start : mutant.end].strip()
    return f"`{old}` → `{mutant.text.strip()}`"


def drawn(name: str, count: int, seed: int, only: Sequence[str]) -> list[Mutant]:
    path = ROOT / "linter/dlinter" / name
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
    every = [m for file in (str(f.relative_to(ROOT)) for f in files) for m in mutants(file, _text(file))]
    if only:
        return [m for m in every if any(f"/{m.file}:{m.line}".endswith(f"/{one}") for one in only)]
    # in the order drawn: the first ones are a sample, too
    return random.Random(seed).sample(every, min(count, len(every))) if count else every


def _core() -> list[str]:
    found = []
    for name in CORE:
        path = ROOT / "linter/dlinter" / name
        found += [str(f.relative_to(ROOT)) for f in (sorted(path.rglob("*.py")) if path.is_dir() else [path])]
    return found


def mapped(copy: Path, paths: Sequence[str], kept: Path) -> Map:
    """What the tests run, after those of changed files have run (again)."""
    known: Map = pickle.loads(kept.read_bytes()) if kept.exists() else Map()
    files = [
        f
        for path in paths
        for f in ([copy / path] if path.endswith(".py") else sorted((copy / path).rglob("test_*.py")))
    ]
    now = {str(f.relative_to(copy)): hashlib.sha256(f.read_bytes()).hexdigest() for f in files}
    new = [name for name, digest in now.items() if known.files.get(name) != digest]
    if new:
        answer = copy.parent / "map"
        _pytest(copy, new, {"kind": "map", "map": str(answer), "core": _core()})
        at_import, tests = pickle.loads(answer.read_bytes())
        known.tests = {t: v for t, v in known.tests.items() if t.split("::")[0] not in new}
        known.tests |= {t: (cpu, _lines(packed)) for t, (cpu, passed, packed) in tests.items() if passed}
        for file, lines in _lines(at_import).items():
            known.at_import[file] = known.at_import.get(file, frozenset()) | lines
        known.files |= {name: now[name] for name in new}
        for name in _core():
            known.sources.setdefault(name, _digest(name))
        kept.write_bytes(pickle.dumps(known))
    return Map(
        known.files,
        {t: v for t, v in known.tests.items() if t.split("::")[0] in now},
        known.at_import,
        known.sources,
    )


def _lines(packed: bytes) -> Lines:
    return {file: frozenset(lines) for file, lines in pickle.loads(zlib.decompress(packed)).items()}


def _digest(file: str) -> str:
    return hashlib.sha256(_text(file).encode()).hexdigest()


def tests_of(mutant: Mutant, known: Map, seconds: float) -> list[tuple[str, float]]:
    """The tests to ask, in order, with what each costs: those that run the statement, then the others of
    their files (what a module's fixture or a cache keeps is run by one test and used by many), as far as the
    seconds go."""
    places = [(mutant.file, {mutant.statement})] if mutant.statement else list(_users(mutant))
    if known.sources.get(mutant.file) != _digest(mutant.file):
        # its lines have moved since the map was made: all tests that run any of the file
        places = [(mutant.file, set())]
    direct = _running(known, places) or _running(known, [(mutant.file, set())])
    files, already = {name.split("::")[0] for name in direct}, set(direct)
    others = [n for n in known.tests if n not in already and n.split("::")[0] in files]
    chosen, spent = [], 0.0
    for name in [*_spread(direct, known), *_spread(others, known)]:
        cost = known.tests[name][0]
        if spent + cost <= seconds:
            chosen.append((name, round(cost, 3)))
            spent += cost
    return chosen


def _running(known: Map, places: Sequence[tuple[str, set[int]]]) -> list[str]:
    def runs(lines: Lines) -> bool:
        return any(
            (ran := lines.get(file)) and (not wanted or not wanted.isdisjoint(ran)) for file, wanted in places
        )

    return [name for name, (_, lines) in known.tests.items() if runs(lines)]


def _spread(names: Sequence[str], known: Map) -> list[str]:
    """The cheapest of each test function, then the second of each …; a test that runs little of the core
    before one that runs much. A test of hundreds of examples asks in general: most of them come behind."""
    score = {
        name: known.tests[name][0] + sum(map(len, known.tests[name][1].values())) / 5000 for name in names
    }
    rank: dict[str, int] = {}
    turn = {}
    for name in sorted(names, key=score.__getitem__):
        function = name.split("[")[0]
        turn[name] = rank[function] = rank.get(function, -1) + 1
    return sorted(
        names, key=lambda n: (turn[n].bit_length() + (4 if rank[n.split("[")[0]] > 300 else 0), score[n])
    )


def _users(mutant: Mutant) -> Iterator[tuple[str, set[int]]]:
    """Where the name that a statement outside of all functions gives is used: files of the core and the lines
    of the statements."""
    tree = ast.parse(_text(mutant.file))
    top = next((s for s in tree.body if s.lineno <= mutant.line <= (s.end_lineno or 0)), None)
    if isinstance(top, (ast.FunctionDef, ast.ClassDef)):
        inner = next((s for s in top.body if s.lineno <= mutant.line <= (s.end_lineno or 0)), top)
        names = {top.name} | ({inner.name} if isinstance(inner, ast.FunctionDef) else set())
    else:
        names = (
            {n.id for n in ast.walk(top) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
            if top
            else set()
        )
    for file in _core():
        found: set[int] = set()
        _uses(ast.parse(_text(file)), 0, names, found)
        if found:
            yield file, found


def _uses(node: ast.AST, home: int, names: set[str], found: set[int]) -> None:
    if isinstance(node, ast.stmt):
        home = node.lineno
    if (isinstance(node, ast.Name) and node.id in names) or (
        isinstance(node, ast.Attribute) and node.attr in names
    ):
        found.add(home)
    for child in ast.iter_child_nodes(node):
        _uses(child, home, names, found)


def asked(
    copy: Path, paths: Sequence[str], jobs: Sequence[tuple[Mutant, list[tuple[str, float]]]], known: Map
) -> Iterator[tuple[str, str]]:
    """Of each mutant the verdict and the test that killed it."""
    warm = [{"mutant": astuple(mutant), "tests": tests} for mutant, tests in jobs]
    reader, writer = os.pipe()
    process = _start(copy, paths, {"kind": "test", "jobs": warm, "answers": writer, "core": _core()}, writer)
    os.close(writer)
    number = -1
    with os.fdopen(reader) as answers:
        for line, (mutant, tests) in zip(answers, jobs, strict=False):
            number, verdict, killer, *_ = json.loads(line)
            if verdict == "cold" or (
                verdict == "survived" and mutant.statement in known.at_import.get(mutant.file, ())
            ):
                verdict, killer = _cold(copy, mutant, tests)
            yield verdict, killer
    if process.wait() or number + 1 != len(jobs):
        raise SystemExit(
            f"the process of the tests ended early: {copy.parent / 'log'}\n"
            + (copy.parent / "log").read_text("utf-8")[-3000:]
        )


def _cold(copy: Path, mutant: Mutant, tests: list[tuple[str, float]]) -> tuple[str, str]:
    source = _text(mutant.file)
    changed = source[: mutant.start] + mutant.text + source[mutant.end :]
    # a copy of its own: the warm process is at work in the other
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / "checkout"
        shutil.copytree(copy, own, symlinks=True)
        for file in _core():
            (own / file).write_text(_text(file), "utf-8")
        for text in (changed, source):
            (own / mutant.file).write_text(text, "utf-8")
            verdict, name = _cold_run(own, tests)
            if text == source:
                break
            if verdict == "survived" or not name:
                return verdict, name
            first, tests = (verdict, name), [t for t in tests if t[0] == name] or tests[:1]
        return ("unclear", first[1]) if verdict != "survived" else first


def _cold_run(own: Path, tests: list[tuple[str, float]]) -> tuple[str, str]:
    reader, writer = os.pipe()
    files = list(dict.fromkeys(name.split("::")[0] for name, _ in tests))
    process = _start(own, files, {"kind": "cold", "tests": tests, "answers": writer}, writer)
    os.close(writer)
    try:
        return watched(process.pid, reader, dict(tests))
    finally:
        os.close(reader)
        process.kill()
        process.wait()


def _start(
    copy: Path, paths: Sequence[str], work: dict[str, object], *descriptors: int
) -> subprocess.Popen[bytes]:
    """A pytest with the plugin of bench/mutant_runner.py over paths of the copy."""
    order = copy.parent / f"{work['kind']}.json"
    order.write_text(json.dumps({"root": str(copy), **work}), "utf-8")
    environment = {
        **os.environ, "PYTHONPATH": os.pathsep.join(str(copy / p) for p in ("linter", "rules", "bench")),
        "PYTHONDONTWRITEBYTECODE": "1", "DLINT_MUTANTS": str(order),
    }  # fmt: skip
    environment.pop("DLINT_CACHE_DIR", None)
    options = [
        "-q",
        "-x",
        "-p",
        "mutant_runner",
        "-p",
        "no:cacheprovider",
        f"--basetemp={copy.parent / 'tests'}",
    ]
    if work["kind"] == "map":
        options.remove("-x")
    log = (copy.parent / "log").open("wb")
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", *options, *paths],
        cwd=copy,
        env=environment,
        stdout=log,
        stderr=log,
        pass_fds=descriptors,
    )


def _pytest(copy: Path, paths: Sequence[str], work: dict[str, object]) -> None:
    if _start(copy, paths, work).wait() not in (0, 1):
        raise SystemExit((copy.parent / "log").read_text("utf-8")[-3000:])


if __name__ == "__main__":
    main()

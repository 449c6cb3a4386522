"""A plugin of pytest for bench/mutants.py: it notes which test runs which statement, or tries mutants in
forks of a process that has collected its tests.

`DLINT_MUTANTS` names a JSON file with what to do; answers go as lines to the file descriptor that it names.
"""

from __future__ import annotations

import gc
import importlib.machinery
import json
import os
import pickle
import resource
import shutil
import signal
import sys
import time
import zlib
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest
from mutant_points import Mutant, instrumented
from mutant_watch import watched

NOTE = "__dlint_run__"
WORK: dict[str, Any] = json.loads(Path(os.environ["DLINT_MUTANTS"]).read_text("utf-8"))
ROOT = Path(WORK["root"])
MEMORY = 6_000_000_000
CACHE = "cache-of-all"
"""The folder of the cache below the tests' own (tests/conftest.py)."""


class _Loader(importlib.machinery.SourceFileLoader):
    """Compiles a module of the core with notes of what is run, and never from bytecode."""

    def get_code(self, fullname: str) -> CodeType:
        return compile(
            instrumented(Path(self.path).read_text("utf-8"), NOTE), self.path, "exec", dont_inherit=True
        )

    def exec_module(self, module: ModuleType) -> None:
        relative = str(Path(self.path).relative_to(ROOT))
        count = Path(self.path).read_bytes().count(b"\n") + 2
        setattr(module, NOTE, NOTES.setdefault(relative, bytearray(count)))
        super().exec_module(module)


class _Finder(MetaPathFinder):
    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> Any:
        if not fullname.startswith("dlinter."):
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if (
            spec
            and spec.origin
            and spec.origin.endswith(".py")
            and str(Path(spec.origin).relative_to(ROOT)) in WORK["core"]
        ):
            spec.loader = _Loader(fullname, spec.origin)
        return spec


NOTES: dict[str, bytearray] = {}
FUNCTIONS: dict[str, list[FunctionType]] = {}
"""By file of the core, all functions that there are once the tests are collected."""


class Mapper:
    """Runs the tests and writes for each what it ran, what that cost in seconds of CPU, and whether it
    passed."""

    def __init__(self) -> None:
        self.tests: dict[str, tuple[float, bool, bytes]] = {}
        self.at_import: bytes = b""
        self.failed = False

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        if not self.at_import:
            self.at_import = _taken()
        self.failed, start = False, _cpu()
        result = yield
        self.tests[item.nodeid] = (_cpu() - start, not self.failed, _taken())
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed |= report.failed or report.skipped

    def pytest_sessionfinish(self) -> None:
        Path(WORK["map"]).write_bytes(pickle.dumps((self.at_import, self.tests)))


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _taken() -> bytes:
    """What was run since the last call: of each file of the core the lines, packed."""
    lines = {}
    for file, notes in NOTES.items():
        if any(notes):
            lines[file] = [n for n, one in enumerate(notes) if one]
            notes[:] = bytes(len(notes))
    return zlib.compress(pickle.dumps(lines), 1)


class Tester:
    """Has collected all tests of an area; tries each mutant in a fork, its tests in the order given, until
    one fails."""

    def __init__(self) -> None:
        self.out = os.fdopen(int(WORK["answers"]), "w", buffering=1)
        self.report: Callable[[str], None] = lambda _: None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.report(f"failed {report.nodeid}")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        base = session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
        known: dict[str, bool] = {}
        gc.collect()
        core = {str(ROOT / name) for name in WORK["core"]}
        # once, and not in each fork, which would get a copy of every page that it looks at
        for thing in gc.get_objects():
            if type(thing) is FunctionType and thing.__code__.co_filename in core:
                FUNCTIONS.setdefault(thing.__code__.co_filename, []).append(thing)
        gc.freeze()
        self._fill(base, items)
        for number, job in enumerate(WORK["jobs"]):
            mutant = Mutant(*job["mutant"])
            path = ROOT / mutant.file
            source, stamp = path.read_text("utf-8"), path.stat()
            tests = [
                (items[name], seconds)
                for name, seconds in job["tests"]
                if name in items and known.get(name, True)
            ]
            start = time.monotonic()
            try:
                path.write_text(source[: mutant.start] + mutant.text + source[mutant.end :], "utf-8")
                while True:
                    verdict, name = self._fork(base, mutant, source, tests)
                    path.write_text(source, "utf-8")
                    if not name or known.get(name):
                        break
                    known[name] = (
                        self._fork(base, None, source, [t for t in tests if t[0].nodeid == name])[0]
                        == "survived"
                    )
                    if known[name]:
                        break
                    tests = [t for t in tests if t[0].nodeid != name]
                    path.write_text(source[: mutant.start] + mutant.text + source[mutant.end :], "utf-8")
            finally:
                path.write_text(source, "utf-8")
                os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
            self.out.write(
                json.dumps([number, verdict, name, len(tests), round(time.monotonic() - start, 1)]) + "\n"
            )
        return True

    def _fill(self, base: Path, items: dict[str, pytest.Item]) -> None:
        """Keeps the compiled prefilters that a test of each file makes: each fork gets a copy, and need not
        compile for seconds what it does not change."""
        firsts = {
            item.path: (item, seconds)
            for job in WORK["jobs"]
            for name, seconds in reversed(job["tests"])
            if (item := items.get(name)) is not None
        }
        self._fork(base, None, "", list(firsts.values()))
        shutil.rmtree(self._kept(base), ignore_errors=True)  # of the module before
        if (base / CACHE).exists():
            shutil.copytree(base / CACHE, self._kept(base))

    @staticmethod
    def _kept(base: Path) -> Path:
        return base.parent / "cache-kept"

    def _fork(
        self, base: Path, mutant: Mutant | None, source: str, tests: list[tuple[pytest.Item, float]]
    ) -> tuple[str, str]:
        """`killed`, `slow` (a test took far more CPU than it does), `cold` (the mutant has to be there at
        import) or `survived`, and the test that says so."""
        for old in base.iterdir():
            shutil.rmtree(old, ignore_errors=True) if old.is_dir() else old.unlink()
        if self._kept(base).exists():
            shutil.copytree(self._kept(base), base / CACHE)
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            os.close(reader)
            os.setsid()
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            try:
                self._child(writer, mutant, source, tests)
            finally:
                os._exit(9)
        os.close(writer)
        try:
            return watched(child, reader, {item.nodeid: seconds for item, seconds in tests})
        finally:
            os.close(reader)
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)

    def _child(
        self, writer: int, mutant: Mutant | None, source: str, tests: list[tuple[pytest.Item, float]]
    ) -> None:
        def say(line: str) -> None:
            os.write(writer, (line + "\n").encode())

        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        if mutant is not None and not patch(mutant, source):
            say("cold ")
            os._exit(0)
        def end(line: str) -> None:
            say(line)
            os._exit(1)

        self.report = end
        for number, (item, _) in enumerate(tests):
            say(f"start {item.nodeid}")
            following = tests[number + 1][0] if number + 1 < len(tests) else None
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        say("survived ")
        os._exit(0)


def patch(mutant: Mutant, source: str) -> bool:
    """Gives all functions of the module the code of the mutant; False where that cannot be done or would not
    do."""
    if not mutant.statement:
        return False
    changed = source[: mutant.start] + mutant.text + source[mutant.end :]
    path = str(ROOT / mutant.file)
    before = _codes(compile(source, path, "exec", dont_inherit=True))
    after = _codes(compile(changed, path, "exec", dont_inherit=True))
    if before.keys() != after.keys():
        return False
    found = False
    for function in FUNCTIONS.get(path, ()):
        code = function.__code__
        key = (code.co_qualname, code.co_firstlineno)
        if before.get(key) == after.get(key):
            continue
        if len(before[key]) != 1:  # two lambdas of one line
            return False
        function.__code__ = after[key][0]
        found = True
    return found


def _codes(code: CodeType) -> dict[tuple[str, int], list[CodeType]]:
    found: dict[tuple[str, int], list[CodeType]] = {}

    def walk(one: CodeType) -> Iterator[CodeType]:
        yield one
        for constant in one.co_consts:
            if isinstance(constant, CodeType):
                yield from walk(constant)

    for one in walk(code):
        found.setdefault((one.co_qualname, one.co_firstlineno), []).append(one)
    return found


class Cold:
    """Runs the tests in the order given, in a process that has imported the mutant."""

    def __init__(self) -> None:
        self.out = int(WORK["answers"])

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        order = {name: number for number, (name, _) in enumerate(WORK["tests"])}
        items[:] = sorted((i for i in items if i.nodeid in order), key=lambda i: order[i.nodeid])

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logstart(self, nodeid: str) -> None:
        os.write(self.out, f"start {nodeid}\n".encode())

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            os.write(self.out, f"failed {report.nodeid}\n".encode())

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        os.write(
            self.out, b"survived \n" if exitstatus == 0 else f"failed (exit {int(exitstatus)})\n".encode()
        )


def pytest_configure(config: pytest.Config) -> None:
    kinds: dict[str, Any] = {"map": Mapper, "test": Tester, "cold": Cold}
    config.pluginmanager.register(kinds[WORK["kind"]]())


if WORK["kind"] == "map":
    sys.meta_path.insert(0, _Finder())

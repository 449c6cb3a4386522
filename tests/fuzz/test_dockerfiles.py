"""Mutated Dockerfiles through every rule: no crash, no hang over a second, no span outside of the text, fixes
that read.

Slow, run by hand: `DLINT_FUZZ_SECONDS=600 pytest -m slow tests/fuzz/test_dockerfiles.py`. Real files come
from `DLINT_CORPORA`, else from the rules' examples.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from dlinter.fix import fix_text
from dlinter.model.text import Text
from dlinter.packs import load_rules
from dlinter.policy.settings import Settings
from dlinter.rule import Bad, Good
from dlinter.run.rereads import reads_for
from dlinter.testing import ExampleExaminer
from dlinter.testing.examples import unmark

CORPORA = Path(os.environ.get("DLINT_CORPORA") or "/nonexistent")
SECONDS = float(os.environ.get("DLINT_FUZZ_SECONDS") or 60)
SLOWEST = 1.0
LONGEST = 20_000

TOKENS = [
    b"\n", b"\\\n", b"\r\n", b"`\n", b" ", b"\t", b"\0", b"\xff", b"\xef\xbb\xbf", b"#", b"# escape=`\n",
    b"# syntax=x\n", b"# check=skip=all\n",
    b"# dlint: ignore[all] x\n", b"# hadolint ignore=DL3008\n", b"<<EOF", b"<<-'E O'", b"EOF\n",
    b"${x:-${y}}", b"${x//a/b}", b"$", b"'", b'"', b"\\",
    b"--mount=type=cache,target=/x", b"--mount=type=secret,id=a,env=B", b"--from=0", b"[", b"]",
    b'["a", "b"]', b"&&", b"||", b"|", b";", b"$(", b")",
    b"FROM ", b"FROM a AS b\n", b"RUN ", b"COPY . .\n", b"ENV A=b C=d\n", b"ENV a b\n", b"ARG X=y\n",
    b"ONBUILD ", b"SHELL [\"bash\"]\n", b"USER u\n",
    b"WORKDIR x\n", b"HEALTHCHECK CMD x\n", b"apt-get update", b"apt-get install -y x", b"pip install x",
    b"npm ci", b"go build ./...", b"\xe6\x97\xa5",
    b"sh -c '", b"eval ", b"if x; then ", b"fi", b"while :; do ", b"done", b"(", b"{ ", b"}", b"* ", b"?",
    b"~", b"=", b",", b":", b"@", b"/",
]  # fmt: skip


def seeds() -> list[bytes]:
    if CORPORA.is_dir():
        return [
            d for p in sorted((CORPORA / "real").glob("*/Dockerfile")) if len(d := p.read_bytes()) <= LONGEST
        ]
    examples = (
        e
        for r in load_rules().rules
        for e in r.examples
        if isinstance(e, (Bad, Good)) and isinstance(e.source, str)
    )
    return [unmark(e.source)[0] for e in examples if isinstance(e.source, str)]


FILES = seeds()


@st.composite
def mutants(draw: st.DrawFn) -> bytes:
    data = bytearray(draw(st.sampled_from(FILES)))
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(data)))
        kind = draw(st.sampled_from(("insert", "delete", "flip", "repeat", "splice", "cut")))
        size = draw(st.integers(1, 60))
        if kind == "insert":
            data[at:at] = draw(st.sampled_from(TOKENS))
        elif kind == "delete":
            del data[at : at + size]
        elif kind == "flip" and at < len(data):
            data[at] = draw(st.integers(0, 255))
        elif kind == "repeat":
            data[at:at] = data[at : at + size] * draw(st.integers(1, 20))
        elif kind == "splice":
            other = draw(st.sampled_from(FILES))
            begin = draw(st.integers(0, len(other)))
            data[at:at] = other[begin : begin + size * 4]
        elif kind == "cut":
            del data[at:]
    return bytes(data[: LONGEST * 2])


@pytest.mark.slow
def test_mutants() -> None:
    rules = load_rules()
    enabled = frozenset(r.id for r in rules.rules) - {"shellcheck"}  # another program's time
    examiner = ExampleExaminer.of(rules, Settings(enabled=enabled))
    slowest, count, end, number = 0.0, 0, time.monotonic() + SECONDS, 0

    def one(data: bytes) -> None:
        nonlocal slowest, count
        text = Text(data, "Dockerfile")
        began = time.process_time()
        outcome = examiner.lint(text)
        took = time.process_time() - began
        slowest, count = max(slowest, took), count + 1
        assert not outcome.problems, outcome.problems
        assert took < SLOWEST, f"{took:.2f} s for {len(data)} bytes"
        for result in outcome.results:
            spans = [
                result.finding.span,
                *(r.span for r in result.finding.related),
                *(e.span for e in (result.finding.fix.edits if result.finding.fix else ())),
            ]
            assert all(s is None or 0 <= s.start <= s.end <= len(data) for s in spans), result
        if count % 10 == 0:
            fix_text(text, examiner.results, reads_for(text), unsafe=True)

    while time.monotonic() < end:
        number += 1
        run = given(mutants())(one)
        run = settings(
            max_examples=300, database=None, suppress_health_check=list(HealthCheck)
        )(run)
        seed(number)(run)()
    print(f"\nfuzz: {count} mutants in {SECONDS:.0f} s, the slowest took {slowest:.2f} s of CPU")

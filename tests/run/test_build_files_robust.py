"""Whatever a build file holds, it is read to an end: a finding, a problem, or nothing; never a traceback."""

from __future__ import annotations

import random
import time

import pytest

from dlinter.model.text import Text
from dlinter.packs import load_rules
from dlinter.policy.settings import Settings
from dlinter.rule import Bad
from dlinter.run.builds import lint_build_file
from dlinter.run.session import Examiner
from dlinter.testing.examiner import example_reader, example_siblings

RULES = load_rules(["dlinter_rules"])
CI = [rule for rule in RULES.rules if rule.family == "ci"]
SOURCES = sorted(
    {(str(e.source).replace("«", "").replace("»", ""), e.path) for rule in CI for e in rule.examples}
)
FILES = {
    "Dockerfile": "FROM a AS b\nARG SHA\nRUN --mount=type=cache,target=/x true\nFROM scratch\nCOPY --from=b "
        "/ /\n"
}
PIECES = ("\n", " ", ":", "- ", "[", "]", "{", "}", "'", '"', "|", ">", "&a ", "*a", "<<: ", "!x ", "${{ ",
    " }}", "$", "`", "\\", "#", "\t", "é", "\0", "%", "? ", "\r", "0", "null")


def examiner() -> Examiner:
    return Examiner.of(RULES, Settings(enabled=frozenset(r.id for r in CI) | {"unused-ignore"}))


def mutated(source: str, chance: random.Random) -> str:
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(source) + 1)
        match chance.randrange(4):
            case 0:
                source = source[:at] + chance.choice(PIECES) + source[at:]
            case 1:
                source = source[:at] + source[at + chance.randint(1, 8) :]
            case 2:
                end = min(len(source), at + chance.randint(1, 40))
                source = source[:end] + source[at:end] + source[end:]
            case _:
                lines = source.split("\n")
                chance.shuffle(lines)
                source = "\n".join(lines) if chance.random() < 0.2 else source
    return source


@pytest.mark.parametrize("seed", range(4))
def test_damaged_files(seed: int) -> None:
    chance, judge = random.Random(seed), examiner()
    for _ in range(150):
        source, path = chance.choice(SOURCES)
        text = Text(mutated(source, chance).encode("utf-8", "surrogateescape"), path)
        outcome = lint_build_file(judge, text, example_reader(FILES))
        assert not [p for p in outcome.problems if p.rule], (outcome.problems, text.data)
        for result in outcome.results:
            span = result.finding.span
            assert span is not None and 0 <= span.start <= span.end <= len(text.data), text.data


def test_every_example_of_a_rule_is_read_by_the_others() -> None:
    judge = examiner()
    for rule in CI:
        for example in rule.examples:
            source = str(example.source).replace("«", "").replace("»", "")
            outcome = lint_build_file(
                judge,
                Text(source.encode(), example.path),
                example_reader(example.files),
                siblings=example_siblings(example.files),
            )
            assert not outcome.problems
            if isinstance(example, Bad):
                assert rule.id in {r.rule.id for r in outcome.results}


BOMB = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
)
MERGES = "m0: &m0 {x: y}\n" + "".join(
    f"m{n}: &m{n} {{<<: [{','.join([f'*m{n - 1}'] * 9)}]}}\n" for n in range(1, 30)
)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        (".gitlab-ci.yml", BOMB + "job: {script: *a11}\n"),
        ("docker-bake.json", BOMB + "target: {a: {args: *a11, x: *a11}}\n"),
        (".gitlab-ci.yml", MERGES + "job: {<<: *m29, script: docker build .}\n"),
        ("compose.yaml", BOMB + "services: {a: {build: {args: *a11}}}\n"),
        ("compose.yaml", "services:\n"
            + "".join(f"  s{n}:\n    build: {{context: ., args: {{A: '{n}'}}}}\n" for n in range(3000))),
        (".github/workflows/a.yml",
            "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    strategy: {matrix: {"
            + ", ".join(f"a{n}: [1,2,3,4,5,6,7,8,9]" for n in range(30))
            + "}}\n    steps:\n      - run: docker build ${{ matrix.a1 }}\n"),
        (".github/workflows/a.yml", "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
            + "      - run: docker build --build-arg A=${{ github.sha }} .\n" * 1500),
        (".github/workflows/a.yml", "on: push\njobs:\n  a:\n    steps:\n      - run: |\n"
            + "          echo ${{ a.b }} docker\n" * 8000),
        (".gitlab-ci.yml", "".join(f"j{n}: {{extends: [j{n + 1}, j{n + 1}], script: [docker build .]}}\n"
            for n in range(14))),
    ],
    ids=["script of aliases", "bake of aliases", "merge keys", "aliases", "services", "matrix", "steps",
        "expressions", "extends"],
)  # fmt: skip
def test_large_and_hostile_files_take_little_time(path: str, source: str) -> None:
    start = time.process_time()
    outcome = lint_build_file(examiner(), Text(source.encode(), path), example_reader(FILES))
    assert not [p for p in outcome.problems if p.rule]
    assert time.process_time() - start < 8

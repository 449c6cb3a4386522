"""Triggers of ONBUILD bring waste as the steps do that they become."""

from __future__ import annotations

import pytest

from dlinter.model.cache.triggers import trigger_wastes
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.text import Text
from dlinter.packs import load_rules
from dlinter.policy.settings import Settings
from dlinter.testing.examiner import ExampleExaminer
from tests.cache.test_proven_kinds import results

JS = {"package.json": "{}", "package-lock.json": "{}", "a.js": ""}
SETTINGS = Settings(enabled=frozenset({"copy-before-install"}))
EXAMINER = ExampleExaminer.of(load_rules(), SETTINGS).examiner


def found(source: str, files: dict[str, str]) -> list[tuple[int, str]]:
    """Line and message of each finding."""
    text = Text(source.encode(), "Dockerfile")
    results = ExampleExaminer(EXAMINER, files, None, ()).results(text)
    spans = [(r.finding.span, r.finding.message) for r in results]
    return [(text.line_of(span.start), message) for span, message in spans if span is not None]


FIRST = "trigger a copy of {} alone before it, and of the rest after it"
WITHIN, ELSEWHERE = "in a stage built on this one", "in an image built on this one"
NPM = "any changed file rebuilds `npm ci` on line"
APK = "any changed file rebuilds `apk add` on line"


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("FROM a:1 AS b\nWORKDIR /app\nONBUILD COPY . .\nONBUILD RUN set -e; \\\n  npm ci\nFROM b\nCMD x\n",
            [(3, f"{WITHIN}, {NPM} 4: {FIRST.format('`package-lock.json` `package.json`')}")]),
        ("FROM node:22\nWORKDIR /app\nONBUILD ADD . .\nONBUILD RUN npm ci\n",
            [(3, f"{ELSEWHERE}, {NPM} 4: {FIRST.format('`package*.json`')}")]),
        ("FROM a:1 AS b\nONBUILD COPY . /app\nFROM b\nRUN apk add git\n",
            [(2, f"{WITHIN}, {APK} 4, which needs none of them: copy this there, after it")]),
        ("FROM a:1 AS b\nONBUILD COPY . /app\nONBUILD RUN apk add git\nFROM b\n",
            [(2, f"{WITHIN}, {APK} 3, which needs none of them: trigger the copy after it")]),
        # fired once, by the stage directly on it; not in the order of the base; not what is refused
        ("FROM a:1 AS b\nONBUILD COPY . /app\nFROM b AS c\nFROM a:1\nRUN apk add git\n", []),
        ("FROM a:1 AS b\nONBUILD COPY . /app\nRUN apk add git\nFROM b\nCMD x\n", []),
        ("FROM a:1 AS b\nONBUILD RUN apk add git\nONBUILD COPY . /app\nFROM b\nCMD x\n", []),
        ("FROM a:1 AS b\nONBUILD COPY .\nFROM b\nRUN apk add git\n", []),
        ("FROM a:1 AS b\nONBUILD COPY . /app\n", []),
    ],
)  # fmt: skip
def test_a_trigger_that_brings_waste(source: str, wanted: list[tuple[int, str]]) -> None:
    assert found(source, JS) == wanted


def test_a_trigger_is_of_one_stage_alone() -> None:
    source = "FROM a:1 AS b\nONBUILD COPY . /app\nFROM b\nRUN apk add git\nFROM b\nRUN apk add jq\n"
    facts = Facts(read(Text(source.encode(), "Dockerfile")), load_context=lambda: None)
    (waste,) = trigger_wastes(facts)
    assert (waste.onbuild.first_line, waste.line, waste.within) == (2, 4, True)


def test_a_file_of_thousands_of_triggers_is_not_read_again_and_again() -> None:
    many = "FROM a:1 AS b\n" + "ONBUILD COPY . /app\n" * 60 + "FROM b\nRUN apk add git\n" * 60
    assert trigger_wastes(Facts(read(Text(many.encode(), "Dockerfile")))) == ()


@pytest.mark.parametrize("trigger", ["RUN npm run build", "COPY a b", "ENV A=1"])
def test_a_copy_stays_above_the_stages_that_run_a_trigger_of_its_stage(trigger: str) -> None:
    head, below = "FROM node:22 AS base\nWORKDIR /app\n", "FROM base\nRUN npm ci\n"
    for above, after in ((f"ONBUILD {trigger}\n", ""), ("", f"ONBUILD {trigger}\n"), ("", "")):
        ((message, fixed),) = results(f"{head}{above}COPY . .\n{after}{below}", JS)
        assert bool(fixed) is not bool(above + after)
        assert fixed or "`ONBUILD` on line" in message

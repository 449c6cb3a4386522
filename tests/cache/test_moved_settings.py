"""Where an ARG or ENV of the commit goes, what goes with it, and what is said where it stays."""

from __future__ import annotations

import pytest

from dlinter.fix import apply
from dlinter.model.cache.chunks import own_lines, top_line
from dlinter.model.dockerfile.reader import read
from dlinter.model.text import Text
from dlinter.packs import load_rules
from dlinter.policy.settings import Settings
from dlinter.testing.examiner import ExampleExaminer

RULES = frozenset({"volatile-arg-before-run", "volatile-env-before-run", "copy-before-install"})
EXAMINER = ExampleExaminer.of(load_rules(), Settings(enabled=RULES)).examiner
JS = {"package.json": "{}", "package-lock.json": "{}", "index.js": ""}


def fixed(source: str, files: dict[str, str]) -> str:
    """With one fix after the other, until none is left."""
    for _ in range(5):
        text = Text(source.encode(), "Dockerfile")
        results = ExampleExaminer(EXAMINER, files, None, ()).results(text)
        fix = next((r.finding.fix for r in results if r.finding.fix is not None), None)
        if fix is None:
            return source
        source = apply(text, fix.edits).data.decode()
    raise AssertionError("the fixes do not end")


def messages(source: str, files: dict[str, str]) -> list[str]:
    text = Text(source.encode(), "Dockerfile")
    return [r.finding.message for r in ExampleExaminer(EXAMINER, files, None, ()).results(text)]


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("FROM a:1\n# one\n#\n# two\nARG GIT_SHA\nRUN apk add git\n# build\nRUN make $GIT_SHA\n",
            "FROM a:1\nRUN apk add git\n# one\n#\n# two\nARG GIT_SHA\n# build\nRUN make $GIT_SHA\n"),
        ("FROM a:1\n# of the build\nARG GIT_SHA\nARG OTHER\nRUN apk add git\nRUN make $GIT_SHA\n",
            "FROM a:1\n# of the build\nARG OTHER\nRUN apk add git\nARG GIT_SHA\nRUN make $GIT_SHA\n"),
        ("FROM a:1\n# one\nARG GIT_SHA\n# two\nENV REV=$GIT_SHA\nRUN apk add git\nRUN make\n",
            "FROM a:1\nRUN apk add git\n# one\nARG GIT_SHA\n# two\nENV REV=$GIT_SHA\nRUN make\n"),
        ("FROM a:1\n# one\nARG GIT_SHA\nRUN apk add git\nRUN make\nENV REV=$GIT_SHA\nRUN apk add j\n",
            "FROM a:1\nRUN apk add git\nRUN make\nRUN apk add j\n# one\nARG GIT_SHA\nENV REV=$GIT_SHA\n"),
        ("FROM a:1\nARG GIT_SHA\nRUN set -eu; if [ -n \"$X\" ]; then apk add g; fi\nRUN make $GIT_SHA\n",
            "FROM a:1\nRUN set -eu; if [ -n \"$X\" ]; then apk add g; fi\nARG GIT_SHA\nRUN make $GIT_SHA\n"),
    ],
)  # fmt: skip
def test_the_comment_directly_above_goes_along(source: str, wanted: str) -> None:
    assert fixed(source, {}) == wanted


def test_a_copy_takes_its_comment_along_whole() -> None:
    head = "FROM node:22\nWORKDIR /app\n"
    block = "# as few files as possible\n#\n# before the build\n\nCOPY . .\n"
    install = "# tools\nRUN apt-get update && apt-get install -y git && rm -rf /var/lib/apt/lists/*\n"
    assert fixed(f"{head}\n{block}\n{install}CMD x\n", JS) == f"{head}\n{install}\n{block}CMD x\n"


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("ARG GIT_SHA OTHER\nRUN apk add git\nRUN make $GIT_SHA\n",
            "the same `ARG` declares other variables, too"),
        ("# hadolint ignore=x\nARG GIT_SHA\nRUN apk add git\nRUN make $GIT_SHA\n",
            "a comment above it is for a program, of this line alone"),
        ("ARG GIT_SHA\nRUN apk add git\n", "a build that is given it would warn that nothing declares it"),
        ("ARG GIT_SHA\nLABEL a=$GIT_SHA\nSHELL [\"sh\", \"$GIT_SHA\"]\nRUN apk add git\n",
            "`LABEL` on line 3 may be in force for steps between"),
        ("ARG GIT_SHA\nLABEL a=$GIT_SHA\nRUN apk add git\nLABEL a=b\nRUN make $GIT_SHA\n",
            "no step below its `LABEL` is known not to read it"),
        ("ARG GIT_SHA\nLABEL a=$GIT_SHA\nRUN apk add git\nLABEL $X=b\nRUN make $GIT_SHA\n",
            "no step below its `LABEL` is known not to read it"),
        ("ARG GIT_SHA\n# hadolint ignore=x\nLABEL a=$GIT_SHA\nRUN apk add git\nRUN make $GIT_SHA\n",
            "a comment above it is for a program, of this line alone"),
        ("ARG GIT_SHA\nRUN ./x\nRUN echo $GIT_SHA\n", "`RUN` on line 3 may read it from its environment"),
        ("ARG GIT_SHA\nENV A='$GIT_SHA'\nRUN apk add git\n",
            "its value is in single quotes, or made of more than one variable"),
    ],
)
def test_what_stands_in_the_way_is_said(source: str, why: str) -> None:
    assert [m for m in messages("FROM a:1\n" + source, {}) if f"(no fix: {why})" in m]


@pytest.mark.parametrize(
    ("source", "top", "own"),
    [
        ("# syntax=docker/dockerfile:1\n# a\nFROM a\n", 2, 2), ("# a\nFROM a\n", 1, 2),
        ("FROM x\n\n#\n# a\n\nARG b\n", 3, 6), ("FROM x\n#\nARG b\n", 2, 2), ("FROM x\nARG b\n", 2, 2),
    ],
)
def test_where_the_lines_of_an_instruction_begin(source: str, top: int, own: int) -> None:
    text = Text(source.encode(), "Dockerfile")
    instruction = read(text).instructions[-1]
    assert top_line(instruction, text) == top
    assert text.slice(own_lines(instruction, None, text)) == "\n".join(source.split("\n")[own - 1 :])


@pytest.mark.parametrize(
    "run",
    ["corepack enable && pnpm install --ignore-scripts", "npm install -g corepack@1 && corepack enable",
        "corepack prepare pnpm@9 --activate", "corepack enable pnpm"],
)
def test_corepack_sets_up_a_package_manager_and_reads_no_variable(run: str) -> None:
    source = f"FROM node:22\nWORKDIR /app\nCOPY package.json ./\nARG GIT_SHA\nRUN {run}\nRUN echo $GIT_SHA\n"
    wanted = f"FROM node:22\nWORKDIR /app\nCOPY package.json ./\nRUN {run}\nARG GIT_SHA\nRUN echo $GIT_SHA\n"
    assert fixed(source, JS) == wanted


@pytest.mark.parametrize("run", ["corepack yarn build", "corepack $WHAT", "corepack enable && ./x"])
def test_a_program_that_corepack_starts_may_read_any(run: str) -> None:
    source = f"FROM node:22\nARG GIT_SHA\nRUN {run}\nRUN echo $GIT_SHA\n"
    assert fixed(source, JS) == source


TOLD = ("ENV VCS_REF=${VCS_REF}\n", "ENV BUILD_DATE=${BUILD_DATE}\n")
TELLS = "LABEL r=${VCS_REF} d=${BUILD_DATE}\n"


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("FROM a:1\nARG GIT_SHA\nLABEL a=$GIT_SHA\nRUN apk add git\nRUN make $GIT_SHA\n",
            "FROM a:1\nRUN apk add git\nARG GIT_SHA\nLABEL a=$GIT_SHA\nRUN make $GIT_SHA\n"),
        ("FROM a:1\nARG GIT_SHA\nLABEL a=$GIT_SHA \\\n    b=c\nRUN apk add git\nCMD x\n",
            "FROM a:1\nRUN apk add git\nCMD x\nARG GIT_SHA\nLABEL a=$GIT_SHA \\\n    b=c\n"),
        ("FROM a:1\nARG GIT_SHA\nLABEL a=$GIT_SHA\nRUN apk add git\nRUN ./x\nLABEL b=$GIT_SHA\n",
            "FROM a:1\nRUN apk add git\nARG GIT_SHA\nLABEL a=$GIT_SHA\nRUN ./x\nLABEL b=$GIT_SHA\n"),
        (f"FROM a:1\nARG VCS_REF\nARG BUILD_DATE\n{''.join(TOLD)}{TELLS}RUN apk add git\n",
            f"FROM a:1\nRUN apk add git\nARG VCS_REF\n{TOLD[0]}ARG BUILD_DATE\n{TOLD[1]}{TELLS}"),
        ("FROM a:1\nARG V=1\nARG GIT_SHA\nLABEL a=$GIT_SHA-$V\nARG V=2\nRUN apk add git\n", ""),
        ("FROM a:1\nARG V=1\nARG GIT_SHA\nENV S=$GIT_SHA\nLABEL a=$S-$V\nENV V=2\nRUN apk add git\n", ""),
        ("FROM a:1 AS b\nARG GIT_SHA\nENV S=$GIT_SHA\nLABEL a=$S\nRUN apk add git\nFROM b\nRUN apk add j\n",
            ""),
    ],
)
def test_a_label_goes_down_with_the_value_that_it_tells(source: str, wanted: str) -> None:
    assert fixed(source, {}) == (wanted or source)

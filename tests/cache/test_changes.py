"""(Dockerfile, change) → the steps rebuilt, by line; `?` after a line: maybe. The reason of the last one
holds the words given."""

from __future__ import annotations

import pytest

from dlinter.model.cache.build_cache import cache_of
from dlinter.model.cache.change import Change
from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.text import Text

P, A, B, U = Change.of_paths, Change.of_args, Change.of_bases, Change.of_remotes
FILES = {
    "package.json": "{}", "package-lock.json": "{}", "src/a.js": "a", "src/b.css": "b", "docs/x.md": "x",
    "app.tar.gz": "t", "a.txt": "1", "sub/deep/c.txt": "c",
}  # fmt: skip


def edit(line: int) -> Change:
    return Change.of_instructions(-line)


NODE = "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCOPY src src\nCMD node\n"
SPLIT = "FROM node:20\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n"
STAGES = (
    "FROM node:20 AS build\nCOPY src src\nRUN make\nFROM nginx:1\nRUN echo\nCOPY --from=build /out /srv\nRUN "
    "ls\n"
)
ARGS = "ARG TAG=1\nFROM a:$TAG\nRUN one\nARG COMMIT\nRUN two\nCOPY a.txt .\nENV REV=$COMMIT\nRUN three\n"
LINK = "FROM a:1\nCOPY --link src /src\nRUN one\nCOPY --link a.txt /a\n"

CASES: list[tuple[str, Change, str, str]] = [
    # COPY by content
    (NODE, P("src/a.js"), "3 4 5", "COPY takes `src/a.js`"),
    (NODE, P("docs/x.md"), "3 4 5", "depends on `RUN npm ci`"),
    (NODE, P("not/there/yet"), "3 4 5", "COPY takes `not/there/yet`"),
    (SPLIT, P("src/a.js"), "4 5", "COPY takes `src/a.js`"),
    (SPLIT, P("package-lock.json"), "2 3 4 5", "COPY takes `package-lock.json`"),
    (SPLIT, P("sub/package.json"), "4 5", ""),
    ("FROM a:1\nCOPY src/*.js /x\nRUN y\n", P("src/b.css"), "", ""),
    ("FROM a:1\nCOPY src/*.js /x\nRUN y\n", P("src/a.js"), "2 3", ""),
    ("FROM a:1\nCOPY s* /x\n", P("sub/deep/c.txt"), "2", "COPY takes"),
    ("FROM a:1\nCOPY [\"a.txt\", \"/x\"]\n", P("a.txt"), "2", ""),
    ("FROM a:1\nCOPY src /x\n", P("src2/a"), "", ""),
    ("FROM a:1\nCOPY ./src/ /x\n", P("src/a.js"), "2", ""),
    ("FROM a:1\nCOPY <<EOF /x\nhello\nEOF\nRUN y\n", P("x"), "", ""),
    ("FROM a:1\nCOPY --exclude=*.css src /x\n", P("src/b.css"), "", ""),
    ("FROM a:1\nCOPY --exclude=*.css src /x\n", P("src/a.js"), "2", ""),
    ("FROM a:1\nCOPY --parents **/*.txt /x\n", P("sub/deep/c.txt"), "2", ""),
    ("FROM a:1\nCOPY --parents **/*.txt /x\n", P("src/a.js"), "", ""),
    ("FROM a:1\nCOPY **/*.txt /x\n", P("sub/deep/c.txt"), "", ""),
    ("FROM a:1\nARG D\nCOPY $D /x\nRUN y\n", P("src/a.js"), "3? 4?", "`src/a.js` may be among what it takes"),
    ("FROM a:1\nARG D=src\nCOPY $D /x\n", P("src/a.js"), "3", ""),
    ("FROM a:1\nENV D=src\nCOPY $D /x\n", P("src/a.js"), "3", ""),
    ("FROM a:1\nARG D\nCOPY a.txt $D /x/\n", P("0", "a.txt"), "3", "COPY takes `a.txt`"),
    ("FROM a:1\nARG D\nCOPY a.txt $D /x/\n", P("0", "b"), "3?", "`0` may be among"),
    ("FROM a:1\nARG D\nCOPY a.txt /a\nCOPY $D /x\nRUN y\n", P("a.txt"), "3 4 5", "depends on `COPY"),
    # ADD
    ("FROM a:1\nADD app.tar.gz /\nRUN y\n", P("app.tar.gz"), "2 3", "ADD takes `app.tar.gz`"),
    ("FROM a:1\nADD https://x.example/f /f\nRUN y\n", U(), "2 3", "answered differently"),
    ("FROM a:1\nADD https://x.example/f /f\n", U("https://x.example/other"), "", ""),
    ("FROM a:1\nADD --checksum=sha256:" + "0" * 64 + " https://x.example/f /f\n", U(), "", ""),
    ("FROM a:1\nADD https://git.example/r.git /r\n", U(), "2", "another commit"),
    ("FROM a:1\nADD https://git.example/r.git#" + "a" * 40 + " /r\n", U(), "", ""),
    ("FROM a:1\nADD https://x.example/f /f\n", P("f"), "", ""),
    # the parent
    (NODE, edit(2), "2 3 4 5", "WORKDIR on line 2 is part of its key"),
    (NODE, edit(1), "1 2 3 4 5", ""),
    (NODE, edit(4), "4 5", "depends on `RUN npm ci` (line 4)"),
    (NODE, edit(6), "", ""),
    ("FROM a:1\nLABEL x=1\nRUN y\n", edit(2), "", ""),
    ("FROM a:1\nEXPOSE 80\nHEALTHCHECK NONE\nRUN y\n", edit(2), "", ""),
    ("FROM a:1\nRUN x\nENV A=1\nCOPY a.txt /\nRUN y\n", edit(3), "5", "ENV on line 3 is part of its key"),
    ("FROM a:1\nUSER app\nCOPY a.txt /\nRUN y\n", edit(2), "4", "USER on line 2"),
    ("FROM a:1\nSHELL [\"/bin/bash\", \"-c\"]\nRUN y\n", edit(2), "3", "SHELL on line 2"),
    ("FROM a:1\nSHELL [\"/bin/bash\", \"-c\"]\nRUN [\"y\"]\n", edit(2), "", ""),
    ("FROM a:1\nWORKDIR /\nCOPY a.txt /\nRUN y\n", edit(2), "4", "WORKDIR on line 2"),
    ("FROM a:1\nENV D=/x\nWORKDIR $D\nRUN y\n", edit(2), "3 4", ""),
    # --link
    (LINK, P("src/a.js"), "2 3", "depends on `COPY --link src /src`"),
    (LINK, edit(3), "3", ""),
    (LINK, B("a:1"), "1 3?", ""),
    ("FROM a:1\nCOPY --link=false a.txt /a\n", B(), "1 2?", "only if the new image has other layers"),
    ("FROM a:1\nCOPY --link a.txt /a\nCOPY --link src /s\nRUN y\n", P("a.txt"), "2 4", ""),
    # bases
    (NODE, B("node:20"), "1 2? 3? 4? 5?", ""),
    (NODE, B("docker.io/library/node:20"), "1 2? 3? 4? 5?", ""),
    (NODE, B("node:22"), "", ""),
    ("FROM a@sha256:" + "1" * 64 + "\nRUN y\n", B(), "", ""),
    ("FROM scratch\nCOPY a.txt /\n", B(), "", ""),
    (STAGES, B("nginx:1"), "4 5? 6? 7?", ""),
    # stages
    (STAGES, P("src/a.js"), "2 3 6? 7?", ""),
    (STAGES, edit(3), "3 6? 7?", ""),
    (STAGES, edit(5), "5 6 7", ""),
    ("FROM a:1 AS b\nCOPY src src\nFROM b\nRUN y\n", P("src/a.js"), "2 4",
        "depends on `COPY src src` (line 2)"),
    ("FROM a:1 AS lost\nCOPY src src\nFROM a:1\nRUN y\n", P("src/a.js"), "", ""),
    ("FROM a:1\nCOPY --from=b:2 /x /x\nRUN y\n", B("b:2"), "2? 3?", ""),
    ("FROM a:1 AS b\nRUN x\nFROM a:1\nCOPY --from=0 /x /x\n", edit(2), "2 4?",
        "rebuilt only if `/x` came out different"),
    ("FROM a:1 AS b\nONBUILD COPY src src\nFROM b\nRUN y\n", P("src/a.js"), "2 4", ""),
    ("FROM a:1 AS b\nRUN x\nFROM c:1\nRUN --mount=type=bind,from=b,target=/b cp /b/x /\n", edit(2), "2 4?",
        "--mount=bind from stage `b`"),
    # mounts
    ("FROM a:1\nRUN --mount=type=bind,target=/src make\n", P("docs/x.md"), "2", "bind mount takes"),
    ("FROM a:1\nRUN --mount=type=bind,source=package.json,target=/p.json npm ci\n", P("docs/x.md"), "", ""),
    ("FROM a:1\nRUN --mount=type=bind,source=package.json,target=/p.json npm ci\n", P("package.json"), "2",
        ""),
    (("FROM a:1\nRUN --mount=type=cache,target=/src --mount=type=secret,id=src --mount=type=ssh "
        "--mount=type=tmpfs,target=/t make\n"), P("src"), "", ""),
    ("FROM a:1 AS b\nRUN x\nFROM c:1\nRUN --mount=type=cache,from=b,target=/b y\n", edit(2), "2 4?",
        "--mount=cache from"),
    ("FROM a:1\nRUN --network=none --mount=type=cache,target=/c x\n", edit(2), "2", "edited"),
    # arguments
    (ARGS, A("COMMIT"), "5 6 8", "depends on"),
    (ARGS, A("TAG"), "2 3 5 6 8", ""),
    (ARGS, A("OTHER"), "", ""),
    ("FROM a:1\nARG X\nRUN y\n", A("X"), "3", "`X` is in its environment, used or not"),
    ("FROM a:1\nARG X\nRUN y $X\n", A("X"), "3", "`X` is in its environment"),
    ("FROM a:1\nRUN y\n", A("HTTP_PROXY"), "", ""),
    ("FROM a:1\nARG HTTP_PROXY\nRUN y\n", A("HTTP_PROXY"), "3", ""),
    ("ARG X=1\nFROM a:1\nRUN y\n", A("X"), "", ""),
    ("ARG X=1\nFROM a:1\nARG X\nRUN y\n", A("X"), "4", ""),
    ("FROM a:1\nARG X\nENV X=fixed\nRUN y\n", A("X"), "", ""),
    ("FROM a:1\nARG X\nENV Z=$X\nRUN y\n", A("X"), "4", ""),
    ("FROM a:1\nARG X\nCOPY a.txt /\n", A("X"), "", ""),
    ("FROM a:1\nARG X\nCOPY --chown=$X a.txt /\n", A("X"), "3", ""),
    ("FROM a:1 AS b\nARG X\nFROM b\nRUN y\n", A("X"), "4", ""),
    ("FROM a:1 AS b\nARG X\nFROM a:1\nRUN y\n", A("X"), "", ""),
    ("FROM a:1\nRUN y\nARG X\n", A("X"), "", ""),
    ("FROM a:1\nARG X\nLABEL rev=$X\nCMD x\n", A("X"), "", ""),
    ("FROM a:1\nARG X=1\nWORKDIR /a/$X\n", A("X"), "3", ""),
]  # fmt: skip


def facts_of(text: str, files: dict[str, str] | None = None) -> Facts:
    context = BuildContext.of(FILES if files is None else files)
    return Facts(read(Text(text.encode(), "Dockerfile")), load_context=lambda: context)


def told(facts: Facts, change: Change) -> tuple[str, str]:
    if change.instructions:  # given as lines here
        lines = {-i for i in change.instructions}
        change = Change.of_instructions(
            *(i.index for i in facts.dockerfile.instructions if i.first_line in lines)
        )
    found = cache_of(facts).rebuilt(change)
    lines_of = " ".join(
        f"{r.step.line}{'' if r.certain else '?'}"
        for r in sorted(found, key=lambda r: (r.step.line, r.step.at))
    )
    return lines_of, " | ".join(" → ".join(r.reasons) for r in found)


@pytest.mark.parametrize(("text", "change", "rebuilt", "reason"), CASES)
def test_rebuilt(text: str, change: Change, rebuilt: str, reason: str) -> None:
    lines, reasons = told(facts_of(text), change)
    assert lines == rebuilt, reasons
    assert reason in reasons


def test_there_are_cases_enough() -> None:
    assert len(CASES) >= 60


def test_dockerignore_keeps_a_change_out() -> None:
    files = {**FILES, ".dockerignore": "docs\n*.md\n!README.md\n"}
    assert told(facts_of(NODE, files), P("docs/x.md")) == ("", "")
    assert told(facts_of(NODE, files), P("README.md"))[0] == "3 4 5"
    assert told(facts_of("FROM a:1\nRUN --mount=type=bind,target=/s x\n", files), P("docs/x.md")) == ("", "")


@pytest.mark.parametrize(
    "source",
    [".", "src", "src/*", "*.txt", "s*", "package*.json", "sub/deep", "**/*.txt", "./a.txt", "/src/"],
)
@pytest.mark.parametrize("flags", ["", "--exclude=*.css ", "--parents "])
def test_paths_are_taken_as_the_context_says(source: str, flags: str) -> None:
    facts = facts_of(f"FROM a:1\nCOPY {flags}{source} /x/\n")
    step = cache_of(facts).steps[1]
    context = facts.build_context
    assert context is not None
    there = {f for f in context.files if any(i.takes(f) for i in step.locals)}
    assert there == {f for i in step.locals for f in i.files(context)}


def test_what_an_install_needs() -> None:
    facts = facts_of(NODE)
    needed = cache_of(facts).requirement(cache_of(facts).steps[3])
    assert (
        needed is not None
        and needed.needs("package.json")
        and needed.locks("package-lock.json")
        and not needed.needs("src/a.js")
    )
    build = cache_of(facts_of(SPLIT))
    assert build.requirement(build.steps[-1]) is None
    apt = cache_of(facts_of("FROM a:1\nCOPY . .\nRUN apt-get update && apt-get install -y curl\n"))
    found = apt.requirement(apt.steps[2])
    assert found is not None and found.files == ()


def test_definitions_tell_dockerfiles_apart() -> None:
    def definitions(text: str) -> list[str]:
        return [s.definition for s in cache_of(facts_of(text)).steps]

    one = definitions(NODE)
    assert definitions("# a comment\n" + NODE.replace("CMD node", "CMD other")) == one
    two = definitions(NODE.replace("npm ci", "npm install"))
    assert [a == b for a, b in zip(one, two, strict=True)] == [True, True, True, False, False]
    assert definitions(NODE.replace("FROM node:20\n", "FROM node:20\nENV A=1\n"))[:3] == one[:3]


def test_a_target_leaves_out_what_it_does_not_reach() -> None:
    from dlinter.model.cache.build_cache import BuildCache

    assert [s.line for s in BuildCache(facts_of(STAGES), 0).steps] == [1, 2, 3]

"""An `ARG` that changes with every build comes before steps that do not use it.

## Why
BuildKit runs a step with every `ARG` declared before it in its stage in the environment, used or not, so the
values are part of the step's cache key. A commit id or a date rebuilds each of these steps for every commit.

## Instead
Declare it right above the first instruction that uses it, or in the last stage only.

## When to ignore it
A later command reads the variable without naming it, through a Makefile or a build tool, or the rebuild for
every commit is wanted.

## Fix safety
Unsafe: a command may read the variable from its environment without naming it.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from dlinter.finding import Edit, Finding, Fix, Gain, Related, Safety, Severity
from dlinter.model.cache.demand import demands
from dlinter.model.cache.messages import rebuilt_by
from dlinter.model.dockerfile import Arg, Env, Instruction, Label, Run, Stage
from dlinter.model.dockerfile.tokens import KeyValue
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule

_WHEN = {"commit": "new with every commit", "run": "new with every run"}


def check(arg: Arg, context: Context) -> Iterator[Finding]:
    stage = context.stage
    if stage is None or arg.onbuild:
        return
    from dlinter.model.builds.arguments import early_of
    from dlinter.model.cache.lower import ignores
    from dlinter.model.cache.volatile import why_volatile

    facts = context.facts
    for pair in arg.pairs:
        name = pair.key.value
        found = early_of(name, arg, stage, facts)
        if found is None and not arg.error:
            yield from _written_down(arg, pair, stage, context)
        if found is None or any(isinstance(i, Env) and i.index < found.idle[0].index for i in found.telling):
            continue  # every step uses it, or `volatile-env-before-run` reports the ENV that takes it
        when = why_volatile(name, pair.value.value if pair.value is not None else None, facts)
        if not when:
            continue
        user, idle = _first(found.telling, found.user), found.idle
        given = facts.given.get(name)
        where = (
            f"move it down to line {user.first_line}, where it is used"
            if user
            else "no instruction of this stage names it, so remove it"
        )
        if user is None:
            user = next((run for run in idle if not ignores(run, facts)), None)
            if user is not None:  # a build may read it from its environment: it is there for that
                idle = tuple(run for run in idle if run.index < user.index)
                where = f"move it down to line {user.first_line}, which may read it from its environment"
        above = [i for i in found.telling if i.index < found.idle[0].index]
        if above and all(isinstance(i, Label) for i in above):
            # no step reads a label: what stops it is a step that uses it, or may
            user = next((run for run in found.idle if not ignores(run, facts)), found.user)
            if user is not found.user and user is not None:
                idle = tuple(run for run in idle if run.index < user.index)
        elif above:
            user = found.user
        if not idle:
            continue
        if above:
            told = f"{above[0].keyword.value} on line {above[0].first_line}"
            where = f"move it and the {told} down" + (
                f" to line {user.first_line}" if user else " to the end of the stage"
            )
        what = (
            f"each new `{name}`"
            if given is None or not given.known
            else f"`{given.by}` gives `{name}` a value that is {_WHEN[when]}, which"
        )
        fix, blocked = _fix(arg, name, user, above, context)
        yield Finding(
            pair.span,
            f"{rebuilt_by(what, name, idle, facts)}: {where}{f' (no fix: {blocked})' if blocked else ''}",
            fix,
            tuple(Related(r.keyword.span, "is rebuilt") for r in idle[:10]),
        )


def _written_down(arg: Arg, pair: KeyValue, stage: Stage, context: Context) -> Iterator[Finding]:
    """The step that uses it only writes it down, above installs and builds. No fix: these may read what it
    writes."""
    from dlinter.model.cache.lower import behind
    from dlinter.model.cache.volatile import why_volatile

    facts, name = context.facts, pair.key.value
    if not why_volatile(name, pair.value.value if pair.value is not None else None, facts):
        return
    found = behind(arg, name, stage, facts)
    if found is None:
        return
    (user, later), wanted = found, facts.once(demands)
    words = wanted[later[0].index].words.replace("`", "")
    more = f" and {len(later) - 1} more step{'s' if len(later) > 2 else ''}" if len(later) > 1 else ""
    yield Finding(
        pair.span,
        f"each new `{name}` rebuilds line {user.first_line}, which writes it down, and so `{words}` on line "
        f"{later[0].first_line}{more}, which {'do' if more else 'does'} not name it: move both below "
        f"{'these' if more else 'that'} (no fix: line {later[0].first_line} may read what line "
        f"{user.first_line} writes)",
        related=tuple(Related(r.keyword.span, "is rebuilt") for r in later[:10]),
    )


def _first(telling: tuple[Instruction, ...], user: Instruction | None) -> Instruction | None:
    """The first instruction that uses it, be it one that makes no step; None where none of the stage does."""
    return min((*telling, user) if user is not None else telling, key=lambda i: i.index, default=None)


def _fix(
    arg: Arg, name: str, user: Instruction | None, above: list[Instruction], context: Context
) -> tuple[Fix | None, str]:
    """Down to the first use, or to the first step before it that may read it without naming it, such as a
    build; or what stands in the way."""
    from dlinter.model.cache.chunks import own_lines, top_line
    from dlinter.model.cache.lower import places

    text, stage = context.facts.text, context.stage
    if above:
        if stage is not None and len(arg.pairs) == 1 and all(isinstance(i, Label) for i in above):
            return _with_labels(arg, name, stage, context)
        keyword = above[0].keyword.value
        return None, f"`{keyword}` on line {above[0].first_line} may be in force for steps between"
    if user is None or stage is None:
        return None, "" if stage is None else "a build that is given it would warn that nothing declares it"
    if len(arg.pairs) != 1:
        return None, "the same `ARG` declares other variables, too"
    if arg.error or any("ignore" in text.slice(c.span) for c in arg.comments):
        return None, "a comment above it is for a program, of this line alone"
    lower = places(stage, arg.index, [name], context.facts)
    if not lower:
        return None, "it is not known what a trigger or a wrong instruction below it reads"
    if not lower[0].passed:
        first = lower[0].before
        return None, f"`RUN` on line {first.first_line} may read it from its environment" if first else ""
    if lower[0].stage is not stage or lower[0].before is None:
        return None, "nothing in this stage uses it"
    if why := _read_by(name, lower[0].passed, context):
        return None, why
    user = min(user, lower[0].before, key=lambda i: i.index)
    following = next((i for i in stage.instructions if i.index > arg.index), None)
    whole = own_lines(arg, following, text)
    at = text.full_line_span(top_line(user, text)).start
    line = text.slice(whole)
    if not line.endswith("\n"):
        return None, "it is the last line of the file"
    line = line.replace("\r\n", "\n")
    gone = text.deletions([whole])
    edits = (*(Edit(s, "") for s in gone), Edit(Span(at, at), line))
    if any(isinstance(i, Env) and i.index > arg.index and name in text.slice(i.span)
            for i in stage.instructions):
        # the fix of `volatile-env-before-run` takes the ARG along: one of both at a time
        ends = [gone[0].start, *(s.end for s in gone)]
        kept = "".join(
            text.slice(Span(start, end))
            for start, end in zip(ends, [*(s.start for s in gone), at], strict=True)
        )
        edits = (Edit(Span(gone[0].start, at), kept + line),)
    return Fix(
        f"move it down to line {user.first_line}",
        edits,
        Safety.UNSAFE,
        gain=Gain.REBUILDS,
    ), ""


def _read_by(name: str, passed: Sequence[Run], context: Context) -> str:
    """What an install above which it stands may read of it, "" for nothing."""
    from dlinter.model.cache.lower import configures_a_tool, manifests_naming

    if configures_a_tool(name):
        return f"`{name}` may configure a tool that runs before the place where it would go"
    read = manifests_naming([name], passed, context.facts)
    return f"`{read[0]}`, which an install reads, names it" if read else ""


def _with_labels(arg: Arg, name: str, stage: Stage, context: Context) -> tuple[Fix | None, str]:
    """Down with the LABELs that take its value, below the steps that are known not to read it."""
    from dlinter.model.cache.chunks import own_lines, top_line
    from dlinter.model.cache.lower import labels_along

    facts, text = context.facts, context.facts.text
    labels, lower = labels_along(stage, arg.index, [name], facts)
    if not labels or not lower or not lower[0].passed:
        return None, "no step below its `LABEL` is known not to read it"
    if why := _read_by(name, lower[0].passed, context):
        return None, why
    moved = [arg, *labels]
    if arg.error or any("ignore" in text.slice(c.span) for i in moved for c in i.comments):
        return None, "a comment above it is for a program, of this line alone"
    after = {i.index: following for i, following in pairwise(stage.instructions)}
    gone = [own_lines(i, after.get(i.index), text) for i in moved]
    lines = [text.slice(span).replace("\r\n", "\n") for span in gone]
    before = lower[0].before
    if before is not None:
        at, new = text.full_line_span(top_line(before, text)).start, "".join(lines)
    else:
        at = text.full_line_span(stage.instructions[-1].last_line).end
        new = ("" if text.data[:at].endswith(b"\n") else "\n") + "".join(lines)
    if not all(line.endswith("\n") for line in lines) or any(s.start < at <= s.end for s in gone):
        return None, "it is the last line of the file"
    where = f"to line {before.first_line}" if before is not None else "to the end of the stage"
    return Fix(
        f"move it and the `LABEL` down {where}",
        (*(Edit(s, "") for s in text.deletions(gone)), Edit(Span(at, at), new)),
        Safety.UNSAFE,
        gain=Gain.REBUILDS,
    ), ""


_WORKFLOW = (
    "on: push\njobs:\n  b:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: "
    "docker/build-push-action@v6\n        with:\n          build-args: |\n            {}\n"
)
_GIVEN = {".github/workflows/build.yml": _WORKFLOW.format("REV=${{ github.sha }}")}
_CONSTANT = {".github/workflows/build.yml": _WORKFLOW.format("GIT_SHA=none")}


RULE = Rule(
    id="volatile-arg-before-run",
    doc=__doc__,
    since="0.1.0",
    subject=Arg,
    check=check,
    severity=Severity.WARNING,
    examples=(
        Bad(
            "FROM golang:1.24\nARG «GIT_SHA»\nCOPY go.mod .\nRUN go mod download\nCOPY . .\nRUN go build "
            "-ldflags \"-X main.sha=$GIT_SHA\"\n",
            fixed="FROM golang:1.24\nCOPY go.mod .\nRUN go mod download\nCOPY . .\nARG GIT_SHA\nRUN go "
                "build -ldflags \"-X main.sha=$GIT_SHA\"\n",
        ),
        Bad("FROM node:22\nARG «BUILD_DATE=unknown»\nRUN npm ci\n"),
        Bad("FROM hexpm/elixir:1\nARG «GIT_SHA»\nRUN npm ci\nRUN mix compile\n",
            fixed="FROM hexpm/elixir:1\nRUN npm ci\nARG GIT_SHA\nRUN mix compile\n"),
        Good("FROM hexpm/elixir:1\nRUN npm ci\nARG GIT_SHA\nRUN mix compile\n"),
        Bad("FROM node:22\nARG «GIT_SHA»\nRUN npm run build\nRUN echo $GIT_SHA\n"),
        Bad("FROM node:22\nARG «GIT_COMMIT_SHA»\nLABEL rev=$GIT_COMMIT_SHA\nRUN npm ci\n",
            fixed="FROM node:22\nRUN npm ci\nARG GIT_COMMIT_SHA\nLABEL rev=$GIT_COMMIT_SHA\n"),
        Bad("FROM node:22\nARG «GIT_COMMIT_SHA»\nLABEL rev=$GIT_COMMIT_SHA\nRUN npm ci\nRUN npm run build\n",
            fixed="FROM node:22\nRUN npm ci\nARG GIT_COMMIT_SHA\nLABEL rev=$GIT_COMMIT_SHA\n"
                "RUN npm run build\n"),
        Bad("FROM node:22\nARG «GIT_COMMIT_SHA»\nLABEL rev=$GIT_COMMIT_SHA\nRUN npm ci\nLABEL rev=none\n"),
        *(
            Bad(
                f"FROM node:22\nARG «GIT_COMMIT_SHA»\nLABEL {one}=$GIT_COMMIT_SHA\nRUN npm ci\n"
                f"LABEL {two}=none\n"
            )
            for one, two in (('"rev"', "rev"), ("rev", "'rev'"), ("rev", "re\\\\v"))
        ),
        *(
            Bad(
                f"FROM python:3.13\nARG «GIT_SHA»\n{told}COPY requirements.txt ./\nRUN pip install -r "
                "requirements.txt\nRUN echo $GIT_SHA\n",
                files={"requirements.txt": "pkg @ git+https://git.example/a@${GIT_SHA}\n"},
            )
            for told in ("", "LABEL rev=$GIT_SHA\n")
        ),
        Bad("FROM node:22\nARG «REV»\nRUN npm ci\nRUN echo $REV\n", files=_GIVEN,
            fixed="FROM node:22\nRUN npm ci\nARG REV\nRUN echo $REV\n"),
        Bad(
            "FROM node:22\nARG «REV»\nRUN npm ci\nRUN echo $REV\n",
            fixed="FROM node:22\nRUN npm ci\nARG REV\nRUN echo $REV\n",
            files={
                "Makefile": "REV ?= $(shell git rev-parse HEAD)\nimage:\n\t@docker build --build-arg "
                    "REV=$(REV) \\\n\t  -t app .\n"},
        ),
        Bad("FROM node:22\nARG «GIT_SHA»\nRUN npm ci\nENV REV=$GIT_SHA\n",
            fixed="FROM node:22\nRUN npm ci\nARG GIT_SHA\nENV REV=$GIT_SHA\n"),
        Bad("FROM node:22\nARG «REV»\nRUN npm ci\nLABEL rev=${REV}\n", files=_GIVEN,
            fixed="FROM node:22\nRUN npm ci\nARG REV\nLABEL rev=${REV}\n"),
        Good("FROM node:22\nARG REV\nRUN npm ci\nRUN echo $REV\n",
            files={"Makefile": "REV := 1.2.3\nimage:\n\tdocker build --build-arg REV=$(REV) -t app .\n"}),
        Good(
            "FROM node:22\nARG COMMIT=0123456789abcdef0123456789abcdef01234567\nRUN npm ci\nRUN git "
            "checkout $COMMIT\n"),
        Good("FROM node:22\nARG GIT_SHA\nRUN npm ci\n", files=_CONSTANT),
        Good(
            "FROM golang:1.24\nRUN go mod download\nARG GIT_SHA\nRUN go build -ldflags \"-X "
            "main.sha=$GIT_SHA\"\n"),
        Good(
            "FROM node:22\nRUN npm ci\nARG BUILD_DATE\nLABEL org.opencontainers.image.created=$BUILD_DATE\n"),
        Good("FROM node:22\nARG NODE_ENV=production\nRUN npm ci\n"),
        Good("FROM node:22\nARG CACHEBUST\nRUN npm ci\n"),
        Bad("FROM node:22 AS a\nARG «GIT_SHA»\nRUN [ -z \"$GIT_SHA\" ] || echo $GIT_SHA > VERSION\nFROM a\n"
            "RUN npm ci\n"),
        Good("FROM node:22 AS a\nARG GIT_SHA\nRUN echo $GIT_SHA > VERSION\nFROM node:22\nRUN npm ci\n"),
        Good("FROM node:22\nARG GIT_SHA\nRUN ./build $GIT_SHA\nRUN npm ci\n"),
        Good("FROM node:22\nARG GIT_SHA\nRUN echo $GIT_SHA > VERSION\nRUN ./x\n"),
    ),
)

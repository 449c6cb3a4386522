"""`dlint cache --against CACHE`: which steps of a Dockerfile a build cache has, and why the first one
misses."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from dlinter.cli.errors import UsageError
from dlinter.cli.exit_codes import CLEAN, FAILED, FINDINGS
from dlinter.cli.gates import check_lines
from dlinter.cli.output import write_text
from dlinter.cli.parser import did_you_mean
from dlinter.cli.terminal import tell, tell_problems
from dlinter.finding import Problem
from dlinter.values import replace

if TYPE_CHECKING:
    from dlinter.model.cache.build_cache import BuildCache
    from dlinter.model.cache.keys.graph import BuildOptions
    from dlinter.model.dockerfile.context import BuildContext
    from dlinter.model.masks import Masks
    from dlinter.report.against import AgainstReport
    from dlinter.run.against import Question
    from dlinter.sources.base_images import RecordFacts

FORMATS = ("text", "json", "markdown")


def run_against(
    args: Namespace, cache: BuildCache, path: str, root: str, folder: str, context: BuildContext | None
) -> int:
    """Writes the answers; the exit code. Raises UsageError."""
    from dlinter.model.masks import mapped
    from dlinter.report.against import AgainstReport
    from dlinter.report.edge import harmless
    from dlinter.report.plain import clean
    from dlinter.run.against import Question, answer, earlier_texts
    from dlinter.run.rebuilds import hider
    from dlinter.sources.cache_manifest import CacheError, open_cache_source

    if args.format not in FORMATS:
        raise UsageError(f"--against: the format is {', '.join(FORMATS[:-1])} or {FORMATS[-1]}")
    gates = [_gate(text) for text in args.fail_on or ()]
    record = _record(args.record) if args.record else None
    options, remarks = _options(args, record, path, root)
    try:
        source = open_cache_source(args.against)
    except CacheError as error:
        raise UsageError(f"--against {args.against}: {error}") from None
    try:
        question = Question(
            cache.facts.dockerfile,
            folder,
            context,
            options,
            source,
            record,
            args.resolve,
            earlier_texts(path, root),
        )
        found, more = answer(question)
    except ValueError as error:
        raise UsageError(f"--target: {error}") from None
    finally:
        source.close()
    report = AgainstReport(path.replace("\\", "/"), args.against, found, (*remarks, *more))
    hide, masks = hider(cache, report), _masks(cache, options, record, question)
    say = (
        (lambda text: hide(masks.scrub(text)))
        if args.format == "json"
        else lambda text: clean(hide(masks.scrub(text)))
    )
    report = mapped(report, say)
    text = harmless(_written(report, args.format))
    if args.output and args.output != "-":
        write_text(args.output, text, "surrogateescape")
    else:
        sys.stdout.write(text)
    tell(context.remarks if context is not None else (), args)
    refused = cache.facts.dockerfile.work.refused
    tell_problems(Problem(f"line {line}: {what}", path) for line, what in refused)
    check_lines(gates, sorted({a.row.line for a in found}), path)
    if refused:
        return FAILED
    return FINDINGS if any(_fails(gate, report) for gate in gates) else CLEAN


def _masks(cache: BuildCache, options: BuildOptions, record: RecordFacts | None, question: Question) -> Masks:
    """The values of secret variables of the file, its earlier versions, the record and the command line: an
    answer may name what a step was."""
    from dlinter.model.dockerfile.reader import read
    from dlinter.model.text import Text
    from dlinter.run.diff.secrets import masks_of

    texts = [data for data in (*question.earlier, record.dockerfile if record is not None else b"") if data]
    given = [
        *options.args.items(),
        *(
            (key.partition(":")[2] or key, value)
            for key, value in (record.attrs.items() if record is not None else ())
        ),
    ]
    return masks_of([cache.facts.dockerfile, *(read(Text(data, "Dockerfile")) for data in texts)], given)


def _written(report: AgainstReport, form: str) -> str:
    if form == "markdown":
        from dlinter.report.against_markdown import as_markdown

        return as_markdown(report)
    from dlinter.report.against import as_json, as_text

    return as_json(report) if form == "json" else as_text(report)


def _gate(text: str) -> tuple[str, str]:
    """Raises UsageError for a gate that there is not."""
    kind, colon, value = text.partition(":")
    if not colon or kind not in ("rebuilt", "misses", "unknown", "cause"):
        raise UsageError(f"--fail-on {text}: write `rebuilt:LINE`, `misses:N`, `unknown:N` or `cause:KIND`")
    if kind == "cause":
        from dlinter.model.cache.keys.match import Miss

        kinds = [each.value for each in Miss]
        if value not in kinds:
            raise UsageError(
                f"--fail-on {text}: there is no cause "
                f"`{value}`{did_you_mean(value, kinds) or ': ' + ', '.join(kinds)}"
            )
    elif not (value.isdecimal() and value.isascii() and len(value) < 10 and int(value) > 0):
        raise UsageError(
            f"--fail-on {text}: `{value}` is not a number of {'a line' if kind == 'rebuilt' else 'steps'}"
        )
    return kind, value


def _fails(gate: tuple[str, str], report: AgainstReport) -> bool:
    kind, value = gate
    _, misses, unknown = report.counts
    if kind == "rebuilt":
        return any(a.hit is False and a.row.line == int(value) for a in report.answers)
    if kind == "cause":
        return any(a.hit is False and a.miss is not None and a.miss.value == value for a in report.answers)
    return (misses if kind == "misses" else unknown) >= int(value)


def _record(path: str) -> RecordFacts:
    from dlinter.disk.read import unread
    from dlinter.sources.base_images import facts_of_record
    from dlinter.sources.build_json import BuildLogError

    try:
        return facts_of_record(path)
    except OSError as error:
        raise UsageError(f"--record {path}: {unread(error)}") from None
    except BuildLogError as error:
        raise UsageError(f"--record {path}: {error}") from None


def _options(
    args: Namespace, record: RecordFacts | None, path: str, root: str
) -> tuple[BuildOptions, list[str]]:
    """The options of the build: what the command line gives, else what build files give, else what the record
    has. `--no-cache` of the record was for that build alone."""
    from dlinter.model.cache.keys.attributes import options_of
    from dlinter.model.cache.keys.platforms import platform_of
    from dlinter.run.against import workflow_arguments

    try:
        options = replace(
            options_of(record.attrs, record.platform) if record else options_of({}), no_cache=None
        )
        platform = platform_of(args.platform) if args.platform else options.platform
    except ValueError as error:
        raise UsageError(
            f"--platform {args.platform}: `{error}` is not a platform"
            if args.platform
            else f"--record: {error}"
        ) from None
    known, unknown = workflow_arguments(path, root)
    given: dict[str, str] = {}
    for text in args.build_arg or ():
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise UsageError(f"--build-arg {name}: wanted is NAME=VALUE")
        given[name] = value
    remarks = []
    open_names = sorted(unknown - set(given))
    if open_names:
        remarks.append(
            "build files give "
            + ", ".join(f"`{name}`" for name in open_names)
            + " values that only the build tells: give them with `--build-arg`"
        )
    found = {**options.args, **known, **given}
    return replace(
        options,
        args={n: v for n, v in found.items() if n not in open_names},
        unknown=frozenset(open_names),
        platform=platform,
        target=args.target or options.target,
    ), remarks

"""`dlint cache --against CACHE`: which steps of a Dockerfile a build cache has, and why the first one misses."""

from __future__ import annotations

import sys
from argparse import Namespace
from dataclasses import replace
from typing import TYPE_CHECKING

from dlinter.cli.errors import UsageError
from dlinter.cli.exit_codes import CLEAN
from dlinter.cli.output import write_text
from dlinter.cli.terminal import tell

if TYPE_CHECKING:
    from dlinter.model.cache.build_cache import BuildCache
    from dlinter.model.cache.keys.graph import BuildOptions
    from dlinter.model.dockerfile.context import BuildContext
    from dlinter.sources.base_images import RecordFacts


def run_against(args: Namespace, cache: BuildCache, path: str, root: str, folder: str, context: BuildContext | None) -> int:
    """Writes the answers; the exit code. Raises UsageError."""
    from dlinter.model.masks import mapped
    from dlinter.report.against import AgainstReport, as_json, as_text
    from dlinter.report.edge import harmless
    from dlinter.report.plain import clean
    from dlinter.run.against import Question, answer, earlier_texts
    from dlinter.run.rebuilds import hider
    from dlinter.sources.cache_manifest import CacheError, open_cache_source

    if args.format not in ("text", "json"):
        raise UsageError("--against: the format is text or json")
    record = _record(args.record) if args.record else None
    options, remarks = _options(args, record, path, root)
    try:
        source = open_cache_source(args.against)
    except CacheError as error:
        raise UsageError(f"--against {args.against}: {error}") from None
    try:
        question = Question(cache.facts.dockerfile, folder, context, options, source, record, args.resolve, earlier_texts(path, root))
        found, more = answer(question)
    except ValueError as error:
        raise UsageError(f"--target: {error}") from None
    finally:
        source.close()
    report = AgainstReport(path.replace("\\", "/"), args.against, found, (*remarks, *more))
    hide = hider(cache, report)
    say = hide if args.format == "json" else lambda text: clean(hide(text))
    report = mapped(report, say)
    text = harmless(as_json(report) if args.format == "json" else as_text(report))
    if args.output and args.output != "-":
        write_text(args.output, text, "surrogateescape")
    else:
        sys.stdout.write(text)
    tell(context.remarks if context is not None else (), args)
    return CLEAN


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


def _options(args: Namespace, record: RecordFacts | None, path: str, root: str) -> tuple[BuildOptions, list[str]]:
    """The options of the build: what the command line gives, else what build files give, else what the record has. `--no-cache` of the record was for
    that build alone."""
    from dlinter.model.cache.keys.attributes import options_of
    from dlinter.model.cache.keys.platforms import platform_of
    from dlinter.run.against import workflow_arguments

    try:
        options = replace(options_of(record.attrs, record.platform) if record else options_of({}), no_cache=None)
        platform = platform_of(args.platform) if args.platform else options.platform
    except ValueError as error:
        raise UsageError(f"--platform {args.platform}: `{error}` is not a platform" if args.platform else f"--record: {error}") from None
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
        remarks.append("build files give " + ", ".join(f"`{name}`" for name in open_names) + " values that only the build tells: give them with `--build-arg`")
    found = {**options.args, **known, **given}
    return replace(options, args={n: v for n, v in found.items() if n not in open_names}, unknown=frozenset(open_names), platform=platform, target=args.target or options.target), remarks

"""Lists the images and layers of registries, repositories, lists of references or folders. Reads manifests
and configs only."""

from __future__ import annotations

import re
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

from dlinter.cli.errors import UsageError
from dlinter.cli.exit_codes import CLEAN, FAILED
from dlinter.cli.fleet.common import bar, clean_errors, workers_of
from dlinter.cli.parser import Parser
from dlinter.cli.sizes import duration
from dlinter.cli.terminal import tell

SUMMARY = "list images and layers, without reading a layer"


def add_arguments(parser: Parser) -> None:
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help=_help())
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        default="fleet.sqlite",
        help="the fleet's file, which is made or brought up to date (default: fleet.sqlite)",
    )
    parser.add_argument(
        "--newest",
        type=_count,
        metavar="N",
        default=0,
        help="of each repository only the N newest tags: by push time where the registry says it, else by "
            "version",
    )
    parser.add_argument("--tags", type=_pattern, metavar="REGEX", help="only tags that match")
    parser.add_argument(
        "--pushed-since",
        type=_date,
        metavar="DATE",
        help="only what was pushed since (2026-01-31, or with a time); Harbor says when, `/v2/_catalog` "
            "does not",
    )
    parser.add_argument(
        "--platform", metavar="OS/ARCH[/VARIANT]", default="", help="which image of an index (default: all)"
    )
    parser.add_argument(
        "--limit-requests",
        type=float,
        metavar="N",
        default=0.0,
        help="at most N requests a second to one host",
    )
    parser.add_argument("--no-cache", action="store_true", help="neither read nor write the cache folder")


def _help() -> str:
    from dlinter.fleet.targets import HELP

    return HELP


def _count(text: str) -> int:
    if int(text) < 1:
        raise ValueError(text)
    return int(text)


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise ValueError(str(error)) from None


def _date(text: str) -> float:
    when = datetime.fromisoformat(text)
    return (when if when.tzinfo is not None else when.replace(tzinfo=UTC)).timestamp()


def run(args: Namespace) -> int:
    from dlinter.fleet.plan import plan
    from dlinter.fleet.targets import Filters
    from dlinter.model.image.contents import bytes_text
    from dlinter.report.plain import plural

    if args.limit_requests < 0:
        raise UsageError("--limit-requests: the number is 0 or more")
    filters = Filters(args.newest, args.tags, args.pushed_since)
    jobs = workers_of(0)
    with clean_errors(), bar(args) as progress:
        done = plan(
            Path(args.output), args.sources, filters, platform=args.platform, use_cache=not args.no_cache,
            requests=args.limit_requests, jobs=jobs,
            progress=lambda count, name: progress(count, 0, f"{count} names, {name}"),
        )  # fmt: skip
    if not args.quiet:
        artifacts = (
            f"{plural(done.artifacts, 'artifact')} that "
            f"{'is not an image' if done.artifacts == 1 else 'are not images'}"
        )
        print(
            f"{plural(done.names, 'name')}: {done.known} as before, {plural(done.images, 'image')} new or "
            f"changed, {artifacts}, {plural(done.problems, 'problem')}"
        )
        print(
            f"{args.output}: {plural(done.images_all, 'image')} with "
            f"{plural(done.layers_all, 'unique layer')}, {bytes_text(done.bytes_all)}"
        )
        if done.layers:
            print(
                f"to fetch: {plural(done.layers, 'layer')}, {bytes_text(done.bytes)}, about "
                f"{duration(done.seconds)} with {jobs} {'process' if jobs == 1 else 'processes'}"
            )
        elif done.layers_all:
            print("to fetch: nothing: every layer is known")
    tell(done.notes, args)
    if not done.names and not done.problems:
        options = [
            name
            for name, given in (
                ("--newest", args.newest),
                ("--tags", args.tags),
                ("--pushed-since", args.pushed_since),
            )
            if given
        ]
        raise UsageError(
            f"no image is left by {' and '.join(f'`{o}`' for o in options)}: nothing was planned"
            if options
            else "no image is there: nothing was planned"
        )
    if done.problems:
        more = done.problems - len(done.first)
        tell(
            [
                *done.first,
                f"and {more} more: all are in the table `problems` of {args.output}"
                if more > 0
                else f"`dlint fleet report {args.output}` shows this again",
            ],
            args,
        )
    return FAILED if done.problems else CLEAN

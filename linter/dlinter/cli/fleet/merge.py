"""Puts the files of shards into the plan's, and judges the images. Reads no registry."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from dlinter.cli.exit_codes import CLEAN, FAILED
from dlinter.cli.fleet.common import LocalWorkers, add_judging, bar, clean_errors, workers_of
from dlinter.cli.parser import Parser
from dlinter.cli.selection import Chooser
from dlinter.cli.terminal import tell

SUMMARY = "put shards together"


def add_arguments(parser: Parser) -> None:
    parser.add_argument("file", metavar="FILE", help="the fleet's file, which `dlint fleet plan` made")
    parser.add_argument(
        "shards", nargs="+", metavar="SHARD", help="the files that `dlint fleet scan --shard` wrote"
    )
    add_judging(parser)


def run(args: Namespace) -> int:
    settings = Chooser(args).here()
    from dlinter.fleet.merge import merge
    from dlinter.fleet.read import Reader
    from dlinter.fleet.scan import setup_for

    count = workers_of(args.jobs)
    with clean_errors(), bar(args) as progress:
        done = merge(
            Path(args.file),
            [Path(shard) for shard in args.shards],
            settings,
            setup_for(settings, count),
            LocalWorkers(count, settings),
            progress,
        )
        with Reader(Path(args.file)) as reader:
            coverage = reader.coverage()
    if not args.quiet:
        print(f"{done.layers} layers of {len(args.shards)} shards, {done.judged.images} images judged")
    missing = coverage.layers - coverage.layers_scanned
    notes = [f"{done.strangers} layers of the shards are not in the plan: they were left out"] * bool(
        done.strangers
    )
    notes += [f"{missing} layers were not read: a shard is missing, or see `dlint fleet report`"] * bool(
        missing
    )
    tell(notes, args)
    return CLEAN if coverage.complete else FAILED

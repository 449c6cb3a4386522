"""Reads the layers of a plan that are not known yet, each once, and judges the images. A run that was stopped
goes on where it was."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from dlinter.cli.errors import UsageError
from dlinter.cli.exit_codes import CLEAN, FAILED
from dlinter.cli.fleet.common import LocalWorkers, add_judging, bar, clean_errors, workers_of
from dlinter.cli.parser import Parser
from dlinter.cli.selection import Chooser
from dlinter.cli.sizes import duration, size
from dlinter.cli.terminal import tell

if TYPE_CHECKING:
    from dlinter.fleet.engines.dask import DaskWorkers
    from dlinter.fleet.scan import Shard, StartWorkers
    from dlinter.fleet.tasks import Setup

SUMMARY = "read the layers of a plan"


def add_arguments(parser: Parser) -> None:
    parser.add_argument("file", metavar="FILE", help="the fleet's file, which `dlint fleet plan` made")
    parser.add_argument(
        "--engine", default="local", metavar="ENGINE",
        help="local (default: processes of this machine), dask (a cluster of its own), dask://HOST:PORT, "
            "tls://HOST:PORT or the file of a dask scheduler (needs `pip install 'dlinter[fleet]'`)",
    )  # fmt: skip
    parser.add_argument(
        "--shard", metavar="I/N",
        help="read share I of N only, into a file of its own (default: JOB_COMPLETION_INDEX and "
            "JOB_COMPLETION_COUNT, or CI_NODE_INDEX and CI_NODE_TOTAL)"
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="the shard's file (default: FILE.I-of-N.sqlite beside the plan)",
    )
    parser.add_argument(
        "--limit-rate",
        type=size,
        metavar="BYTES",
        default=0,
        help="at most so many bytes a second from the network, over all processes: 20MB",
    )
    parser.add_argument(
        "--limit-requests",
        type=float,
        metavar="N",
        default=0.0,
        help="at most N requests a second to one host, over all processes",
    )
    add_judging(parser)


def run(args: Namespace) -> int:
    shard = _shard(args)
    if args.output and shard is None:
        raise UsageError("--output goes with --shard: without it the plan's own file is written")
    settings = Chooser(args).here()
    from dlinter.fleet.scan import scan, setup_for
    from dlinter.model.image.contents import bytes_text

    count = workers_of(args.jobs)
    start, judges = _engine(args.engine, count, LocalWorkers(count, settings))
    setup = setup_for(settings, count, args.limit_rate, args.limit_requests)
    with clean_errors(), bar(args) as progress:
        done = scan(
            Path(args.file), settings, setup, start, engine="local" if judges is None else "dask",
            shard=shard, output=Path(args.output) if args.output else None, progress=progress, judges=judges,
        )  # fmt: skip
    if not args.quiet:
        print(
            f"{done.layers} layers read ({bytes_text(done.bytes)}), {done.known} known, {done.images} images "
            f"judged in {duration(done.seconds)}"
        )
        if shard is not None:
            print(f"shard {shard}: {done.file}")
    bad = [f"{done.failed} layers were not read to their end"] * bool(done.failed) + [
        f"{done.images_failed} images are not complete"
    ] * bool(done.images_failed)
    tell([f"{text}: see `dlint fleet report`" for text in bad], args)
    return FAILED if bad else CLEAN


def _shard(args: Namespace) -> Shard | None:
    from dlinter.fleet.scan import shard_from, shard_of

    if args.shard is None:
        return shard_from(os.environ)
    try:
        return shard_of(args.shard)
    except ValueError:
        raise UsageError(f"--shard {args.shard}: write I/N, with I from 1 to N") from None


def _engine(name: str, count: int, local: StartWorkers) -> tuple[StartWorkers, StartWorkers | None]:
    """What starts the workers for layers, and for images where they are others."""
    if name == "local":
        return local, None
    if name == "dask" or name.startswith(("dask://", "tls://")) or Path(name).is_file():
        return DaskStart("" if name == "dask" else name, count), local
    raise UsageError(
        f"--engine {name}: write local, dask, dask://HOST:PORT, tls://HOST:PORT, or the name of a "
        "scheduler's file"
    )


class DaskStart:
    """Connects to a dask scheduler."""

    def __init__(self, address: str, count: int) -> None:
        self._address, self._count = address, count

    def __call__(self, setup: Setup, path: Path) -> DaskWorkers:
        from dlinter.fleet.engines.dask import DaskWorkers

        return DaskWorkers(self._address, self._count, setup)

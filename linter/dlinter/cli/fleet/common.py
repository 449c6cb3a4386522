"""What the actions of `dlint fleet` share."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from dlinter.cli.errors import UsageError
from dlinter.cli.progress import Progress
from dlinter.cli.selection import add_config, add_selection, jobs

if TYPE_CHECKING:
    from dlinter.fleet.engines.local import Pool
    from dlinter.fleet.tasks import Setup
    from dlinter.policy.settings import Settings


def bar(args: Namespace) -> Progress:
    """The progress bar of `dlint scan`."""
    return Progress(quiet=args.quiet, color=args.color != "never")


def workers_of(wanted: int) -> int:
    """How many processes: as many as wanted, else one for each core that this process may use."""
    if wanted:
        return wanted
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


def add_judging(parser: ArgumentParser) -> None:
    """The options about which rules judge the images."""
    parser.add_argument(
        "--jobs",
        type=jobs,
        metavar="N",
        default=0,
        help="processes of this machine (default: one for each core)",
    )
    parser.add_argument("--no-cache", action="store_true", help="neither read nor write the cache folder")
    parser.add_argument(
        "--unread",
        choices=("fail", "note"),
        help="what a part of an image that cannot be read is: a problem (default), or only a note",
    )
    add_selection(parser, exits=False)  # `dlint fleet report` decides by findings
    add_config(parser)


class LocalWorkers:
    """Starts processes of this machine."""

    def __init__(self, count: int, settings: Settings) -> None:
        self._count, self._settings = count, settings

    def __call__(self, setup: Setup, path: Path) -> Pool:
        from dlinter.fleet.engines.local import Pool

        return Pool(self._count, setup, path, self._settings)


@contextmanager
def clean_errors() -> Iterator[None]:
    """What the store or an engine cannot do, as an error of the command."""
    from dlinter.fleet.engines.engine import EngineError
    from dlinter.fleet.store import StoreError

    try:
        yield
    except (StoreError, EngineError) as error:
        raise UsageError(str(error)) from None

"""Scans a whole registry: plans what is in it, reads each layer once, on one machine or many, and reports
over all images."""

from __future__ import annotations

from argparse import Namespace

from dlinter.cli.errors import UsageError
from dlinter.cli.parser import Parser

SUMMARY = "scan a whole registry, each layer once"
ACTIONS = {
    "plan": "list images and layers of registries, repositories, lists or folders; reads manifests and "
        "configs only",
    "scan": "read the layers of a plan that are not known yet",
    "merge": "put the files of shards into the plan's",
    "report": "say which secrets are in which images, and what was not read",
}
PACKAGE = "dlinter.cli.fleet"


def add_arguments(parser: Parser) -> None:
    lines = "; ".join(f"{name}: {what}" for name, what in ACTIONS.items())
    parser.add_argument(
        "action", choices=tuple(ACTIONS), metavar="ACTION", help=f"{lines} (see `dlint fleet ACTION --help`)"
    )
    parser.add_argument("file", nargs="*", metavar="…", help="what the action takes")


def run(args: Namespace) -> int:
    raise UsageError("name an action: `dlint fleet plan`, `scan`, `merge` or `report`")

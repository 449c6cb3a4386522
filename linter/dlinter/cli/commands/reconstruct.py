"""Writes the flat Dockerfile that an image's history and configuration tell of."""

from __future__ import annotations

import sys
from argparse import Namespace

from dlinter.cli.exit_codes import CLEAN, FAILED
from dlinter.cli.output import write_text
from dlinter.cli.parser import Parser
from dlinter.cli.terminal import tell_problems

SUMMARY = "reconstruct a Dockerfile from an image's history"


def add_arguments(parser: Parser) -> None:
    parser.add_argument("image", metavar="IMAGE", help="docker archive, OCI archive or OCI layout folder")
    parser.add_argument("--output", metavar="FILE", help="file to write (default: stdout)")


def run(args: Namespace) -> int:
    from dlinter.report.edge import harmless
    from dlinter.run.scan.images import reconstruct

    texts, problems = reconstruct(args.image)
    text = harmless("\n".join(texts))
    if text and args.output and args.output != "-":
        write_text(args.output, text)
    else:
        sys.stdout.write(text)
    tell_problems(problems, concealed=True)
    return FAILED if problems else CLEAN

"""Shows what is remembered of layers that were scanned, sets how many bytes of it are kept, or clears it."""

from __future__ import annotations

import json
import sqlite3
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dlinter.cli.errors import UsageError
from dlinter.cli.exit_codes import CLEAN
from dlinter.cli.parser import Parser
from dlinter.cli.sizes import size
from dlinter.cli.terminal import show

SUMMARY = "look at what is remembered of scanned layers, limit or clear it"


def add_arguments(parser: Parser) -> None:
    parser.add_argument(
        "file",
        nargs="?",
        metavar="FLEET",
        help="a file of `dlint fleet` (default: the layers that `dlint scan` remembers in the cache folder)",
    )
    parser.add_argument(
        "--limit",
        type=size,
        metavar="BYTES",
        help="keep at most so many bytes from now on (10GB; default 2GB), those used last; also: "
            "DLINT_LAYERS_LIMIT, in bytes",
    )
    parser.add_argument(
        "--clear",
        action="store_true",
        help="forget every layer; of a fleet only those that are in no current image",
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="text (default) or json")


def run(args: Namespace) -> int:
    told = _fleet(args) if args.file else _cache(args)
    if args.format == "json":
        show(json.dumps(told, indent=2, ensure_ascii=False) + "\n")
        return CLEAN
    from dlinter.model.image.contents import bytes_text

    lines = [f"{told['file']}", f"{told['layers']} layers, {bytes_text(told['bytes'])}"]
    if "limit" in told:
        lines[1] += f" of at most {bytes_text(told['limit'])}"
    if told.get("oldest"):
        lines.append(f"last used between {told['oldest']} and {told['newest']}")
    if "unused" in told:
        lines.append(f"{told['unused']} of them are in no current image")
    show("\n".join(lines) + "\n")
    return CLEAN


def _cache(args: Namespace) -> dict[str, Any]:
    from dlinter.run.scan.memory import LayerCache
    from dlinter.secrets.own_folder import own_folder

    folder, note = own_folder()
    if folder is None:
        raise UsageError(note or "the cache folder cannot be written")
    cache = LayerCache(folder)
    try:
        if args.clear:
            cache.clear()
        if args.limit is not None:
            cache.limit(args.limit)
        usage = cache.usage()
    except (sqlite3.Error, OSError) as error:
        raise UsageError(
            f"{folder.path}: the layers cannot be read ({type(error).__name__}): `dlint scan` makes the file "
            "again"
        ) from None
    return {
        "file": str(usage.path),
        "layers": usage.layers,
        "bytes": usage.bytes,
        "limit": usage.limit,
        "oldest": _day(usage.oldest),
        "newest": _day(usage.newest),
    }


def _day(when: float | None) -> str:
    return datetime.fromtimestamp(when, UTC).strftime("%Y-%m-%d %H:%M UTC") if when is not None else ""


def _fleet(args: Namespace) -> dict[str, Any]:
    from dlinter.cli.fleet.common import clean_errors
    from dlinter.fleet.store import Store

    if args.limit is not None:
        raise UsageError(
            "--limit goes with the layers of `dlint scan`: a fleet keeps every layer of its images"
        )
    with clean_errors(), Store(Path(args.file), write=args.clear) as store:
        if args.clear:
            store.forget_unused()
        layers, taken = store.one("SELECT count(*), ifnull(sum(length(record)), 0) FROM records")
        return {
            "file": args.file,
            "layers": layers,
            "bytes": taken,
            "unused": store.one(f"SELECT count(*) FROM records WHERE layer_id NOT IN ({store.CURRENT})")[0],
        }

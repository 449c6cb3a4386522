"""Builds the site: `python docs/build.py` (needs `pip install -e '.[docs]'`).

The hand-written pages of `docs/`, with the output of their commands, and the generated ones are put together
in `build/pages/docs`; then Zensical, or MkDocs where that is installed, makes `build/pages/site`. `--sources`
stops before that, `--serve` shows the site on this computer.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
for folder in ("linter", "rules", "docs"):
    sys.path.insert(0, str(ROOT / folder))

from dlint_pages.assemble import assemble  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "--output",
        type=Path,
        default=ROOT / "build" / "pages",
        metavar="DIR",
        help="folder to write (default: build/pages)",
    )
    parser.add_argument(
        "--with",
        dest="tool",
        choices=("zensical", "mkdocs"),
        help="what builds (default: what is installed, Zensical first)",
    )
    parser.add_argument("--sources", action="store_true", help="only put the pages together")
    parser.add_argument("--serve", action="store_true", help="show the site on this computer")
    args = parser.parse_args()
    pages = assemble(ROOT, args.output)
    print(f"{args.output}: {pages} pages", flush=True)
    if args.sources:
        return 0
    tool = next(
        (
            found
            for name in ([args.tool] if args.tool else ["zensical", "mkdocs"])
            if (found := program(name))
        ),
        None,
    )
    if tool is None:
        print("nothing to build with: `pip install -e '.[docs]'`", file=sys.stderr)
        return 2
    return subprocess.run(
        [tool, "serve" if args.serve else "build", "-f", "mkdocs.yml"], cwd=args.output, check=False
    ).returncode


def program(name: str) -> str | None:
    """A program beside this Python, else on PATH."""
    beside = Path(sys.executable).parent / name
    return str(beside) if beside.exists() else shutil.which(name)


if __name__ == "__main__":
    sys.exit(main())

"""Makes the pictures of the README and the site from real output: `python docs/pictures.py`.

`terminal.svg` is what `dlint lint` prints with colours, drawn by rich; `cache.png` is the page of `dlint
cache --format html`, `report.png` that of `dlint scan --format html`, photographed by a headless Chromium
where there is one. All of the samples of `dlint_pages/transcripts.py`.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from io import StringIO
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
for folder in ("linter", "rules", "docs"):
    sys.path.insert(0, str(ROOT / folder))

from rich.console import Console  # noqa: E402
from rich.text import Text  # noqa: E402

from dlint_pages.transcripts import leaky_folder, output, slow_repository, terminal_output  # noqa: E402

COLUMNS = 108
# rich's own template names a font on the web: this one takes the reader's.
TEMPLATE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="terminal">
<style>
.{unique_id}-matrix {{ font: {char_height}px/{line_height}px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-variant-ligatures: none }}
.{unique_id}-title {{ font: 18px system-ui, sans-serif }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="{terminal_height}"/></clipPath>{lines}</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">{matrix}</g>
</g>
</svg>
"""  # noqa: E501


def terminal_svg(command: str, shown: str) -> str:
    """A terminal with a command and its coloured output."""
    console = Console(
        record=True, width=COLUMNS, file=StringIO(), force_terminal=True, color_system="truecolor"
    )
    console.print(Text.assemble(("$ ", "bold green"), (command, "bold")))
    console.print(Text.from_ansi(shown.rstrip("\n")))
    svg = console.export_svg(title="", code_format=TEMPLATE, unique_id="dlint")
    return re.sub(r"[ \t]+$", "", svg, flags=re.M)


def photograph(page: Path, picture: Path, width: int, height: int) -> bool:
    """A page in a headless browser; False where there is none."""
    browser = next(
        (
            found
            for name in ("chromium", "chromium-browser", "google-chrome")
            if (found := shutil.which(name))
        ),
        None,
    )
    if browser is None:
        return False
    with tempfile.TemporaryDirectory() as profile:
        options = [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update",
            "--disable-sync", f"--user-data-dir={profile}", "--hide-scrollbars",
            f"--window-size={width},{height}", f"--screenshot={picture}",
        ]  # fmt: skip
        subprocess.run([browser, *options, page.as_uri()], check=True, capture_output=True, timeout=120)
    return True


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "app")
        slow_repository(root)
        shown = terminal_output("dlint lint", root, COLUMNS)
        (ROOT / "docs" / "terminal.svg").write_text(terminal_svg("dlint lint", shown), "utf-8")
        output("dlint cache --times build.log --format html -o cache.html", root)
        if not photograph(root / "cache.html", ROOT / "docs" / "cache.png", 1240, 470):
            print("no Chromium: the .png stay as they are", file=sys.stderr)
        scanned = Path(folder, "image")
        leaky_folder(scanned)
        output("dlint scan leaky.tar --dockerfile Dockerfile --format html -o report.html", scanned)
        photograph(scanned / "report.html", ROOT / "docs" / "report.png", 1240, 900)
    return 0


if __name__ == "__main__":
    sys.exit(main())

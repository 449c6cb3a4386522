"""Builds the VS Code extension and packs it as a `.vsix`, which needs node, npm and its registry.

    python bench/vscode.py [FOLDER]

The sources are copied to a folder of their own, so that no `node_modules` comes into the checkout; the
`.vsix` is written to FOLDER (default: the working folder).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent


def main() -> int:
    target = Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "editors", "vscode")
        shutil.copytree(
            ROOT / "editors" / "vscode", copy, ignore=shutil.ignore_patterns("node_modules", "dist", "*.vsix")
        )
        # the extension's test compares its settings with the server's
        settings = Path(folder, "linter", "dlinter", "server")
        settings.mkdir(parents=True)
        shutil.copy(ROOT / "linter" / "dlinter" / "server" / "settings.py", settings)
        for command in (["npm", "ci", "--no-audit", "--no-fund"], ["npm", "run", "package"]):
            if subprocess.run(command, cwd=copy).returncode:
                return 1
        for packed in copy.glob("*.vsix"):
            shutil.copy(packed, target)
            print(f"{target / packed.name}: {packed.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

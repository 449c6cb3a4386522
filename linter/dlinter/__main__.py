"""`python -m dlinter` is `dlint`."""

from __future__ import annotations

import sys

from dlinter.cli.main import main

if __name__ == "__main__":
    sys.exit(main())

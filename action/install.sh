#!/usr/bin/env bash
# Makes a venv beside the runner's temporary files and installs dlint from the action's own folder: the action's commit pins dlint.
# `-I`: nothing of the scanned repository (a json.py, say) is ever imported.
set -euo pipefail
venv="${RUNNER_TEMP:-/tmp}/dlint-venv"
python3 -I -m venv "$venv"
bin="$venv/bin"
[ -d "$bin" ] || bin="$venv/Scripts"
# From the action's folder, so that pip reads no configuration of the scanned repository.
cd "$DLINT_SOURCE"
"$bin/python" -I -m pip install --quiet --disable-pip-version-check "$DLINT_SOURCE"

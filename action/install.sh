#!/usr/bin/env bash
# Makes a venv beside the runner's temporary files and installs dlint from the action's own folder: the action's commit pins dlint.
# The wheels of dlint and of what it needs are kept in DLINT_WHEELS, which actions/cache brings back; with them nothing is built or fetched.
# `-I`: nothing of the scanned repository (a json.py, say) is ever imported.
set -euo pipefail
venv="${RUNNER_TEMP:-/tmp}/dlint-venv"
wheels="${DLINT_WHEELS:-${RUNNER_TEMP:-/tmp}/dlint-wheels}"
# From the action's folder, so that pip reads no configuration of the scanned repository.
cd "$DLINT_SOURCE"
# The runner's pip installs into the venv: a pip of its own would take seconds to be put there.
pip=(python3 -I -m pip --disable-pip-version-check --quiet)
if "${pip[@]}" --python "$(command -v python3)" --version > /dev/null 2>&1; then
  python3 -I -m venv --without-pip "$venv"
else
  python3 -I -m venv "$venv"
  pip=()
fi
python="$venv/bin/python"
[ -x "$python" ] || python="$venv/Scripts/python"
if [ "${#pip[@]}" -gt 0 ]; then pip+=(--python "$python"); else pip=("$python" -I -m pip --disable-pip-version-check --quiet); fi

from_wheels() {
  [ -n "$(find "$wheels" -name 'dlinter-*.whl' -print -quit 2> /dev/null)" ] || return 1
  "${pip[@]}" install --no-index --no-deps --no-compile --force-reinstall "$wheels"/*.whl
}
if ! from_wheels; then
  rm -rf "$wheels"
  "${pip[@]}" wheel --wheel-dir "$wheels" "$DLINT_SOURCE"
  from_wheels
fi
"$python" -I -m dlinter --version

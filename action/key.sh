#!/usr/bin/env bash
# Names the cache of wheels: by this machine, its Python, and every byte that an installation of dlint reads.
set -euo pipefail
cd "$DLINT_SOURCE"
python3 -I - >> "$GITHUB_OUTPUT" <<'PYTHON'
import hashlib, pathlib, platform, sys, sysconfig

if sys.version_info < (3, 11):
    print("::error title=dlint::dlint needs Python 3.11 or newer, and this runner has", platform.python_version() + ": run actions/setup-python before", file=sys.stderr)
    sys.exit(1)
bytes_read = hashlib.sha256()
for path in sorted(p for name in ("pyproject.toml", "README.md", "LICENSE", "linter", "rules") for p in [pathlib.Path(name), *pathlib.Path(name).rglob("*")]):
    if path.is_file() and path.suffix != ".pyc":
        bytes_read.update(f"{path.as_posix()}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
print(f"key=dlint-{sysconfig.get_platform()}-{sys.implementation.cache_tag}-{bytes_read.hexdigest()[:32]}")
PYTHON
echo "wheels=${RUNNER_TEMP:-/tmp}/dlint-wheels" >> "$GITHUB_OUTPUT"

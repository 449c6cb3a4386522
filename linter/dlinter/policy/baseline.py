"""The baseline: results accepted earlier, known by their fingerprint, which holds no line number."""

from __future__ import annotations

import json
from collections.abc import Iterable

from msgspec import Struct

from dlinter.disk.read import LARGEST_REPORT, read_small, unread
from dlinter.finding import Result
from dlinter.policy.errors import ConfigError

VERSION = 1


class Baseline(Struct, frozen=True):
    """Fingerprints that do not count, and the file they came from."""

    fingerprints: frozenset[str] = frozenset()
    path: str = ""

    def __contains__(self, result: Result) -> bool:
        return result.fingerprint in self.fingerprints


def load_baseline(path: str) -> Baseline:
    """Reads a baseline; "" gives an empty one. Raises ConfigError."""
    if not path:
        return Baseline()
    try:
        data = json.loads(read_small(path, LARGEST_REPORT, within="").decode("utf-8"))
    except FileNotFoundError:
        raise ConfigError(
            f"baseline {path}: no such file; `dlint baseline --output {path}` makes one (with `--image` of "
            "what is in an image)"
        ) from None
    except OSError as error:
        raise ConfigError(f"baseline {path}: {unread(error)}") from None
    except RecursionError:
        raise ConfigError(f"baseline {path} is nested too deeply") from None
    except ValueError as error:
        raise ConfigError(f"baseline {path} is not JSON: {error}") from None
    if not isinstance(data, dict) or data.get("version") != VERSION:
        raise ConfigError(f"baseline {path} is not a dlint baseline of version {VERSION}")
    entries = data.get("results")
    if not isinstance(entries, list) or not all(
        isinstance(e, dict) and isinstance(e.get("fingerprint"), str) for e in entries
    ):
        raise ConfigError(f"baseline {path}: `results` is a list of objects with a `fingerprint`")
    return Baseline(frozenset(e["fingerprint"] for e in entries), path)


def dump_baseline(results: Iterable[Result]) -> str:
    """JSON text of a baseline that accepts these results; the same for the same results in any order."""
    entries = {
        (r.location.path, r.rule.id, r.fingerprint): {
            "fingerprint": r.fingerprint, "path": r.location.path, "rule": r.rule.id
        }
        for r in results
    }  # fmt: skip
    document = {"version": VERSION, "results": [entries[key] for key in sorted(entries)]}
    return json.dumps(document, indent=2, sort_keys=True) + "\n"

"""The keys are BuildKit's own: caches that BuildKit made, and what hit when BuildKit imported them
(`DLINT_CORPORA`: `against`, `builds`).

The record of each build says what its base images' names stood for, which is what a registry would answer;
the layers of an image that is in no record of the case are known from the other caches of the corpora."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from dlinter.model.cache.keys.attributes import options_of
from dlinter.model.cache.keys.causes import Answer
from dlinter.model.dockerfile.reader import read
from dlinter.model.text import Text
from dlinter.run.against import Question, answer
from dlinter.sources.base_images import facts_of_record
from dlinter.sources.build_context import load_context
from dlinter.sources.cache_manifest import CacheSource, exported_manifest, open_cache_source

CORPORA = Path(os.environ.get("DLINT_CORPORA") or "/nonexistent")
needs_corpora = pytest.mark.skipif(
    not (CORPORA / "against").is_dir(), reason="DLINT_CORPORA is not set: no caches to compare with"
)
OUTPUT = (
    "is rebuilt, and its files may come out the same", "it depends on", "whether it is needed depends on",
    "that a rebuilt step makes",
    "the files of the image",
)  # fmt: skip
"""What no key can tell: what a command writes that has to run again, and what hangs on that."""


def cases(name: str) -> Iterator[tuple[Path, Any]]:
    for folder in sorted((CORPORA / name).iterdir()):
        if (folder / "truth.json").exists():
            yield folder, json.loads((folder / "truth.json").read_text())


def checkout(case: Path, truth: Any, side: str, folder: Path) -> Path:
    """The context of one build: the commit without `.git`, and the modes that git does not keep."""
    work = folder / side
    shutil.rmtree(work, ignore_errors=True)
    subprocess.run(
        ["git", "clone", "-q", "-n", str(case / "repo.bundle"), str(work)],
        check=True,
        stderr=subprocess.DEVNULL,
    )
    subprocess.run(
        ["git", "-C", str(work), "-c", "core.autocrlf=false", "checkout", "-q", truth["commits"][side]],
        check=True,
        stderr=subprocess.DEVNULL,
    )
    shutil.rmtree(work / ".git")
    for cause in truth["causes"]:
        for path, change in (cause.get("changes") or {}).items():
            there = change.get(side) if isinstance(change, dict) else None
            if (
                isinstance(there, dict)
                and "mode" in there
                and (work / path).exists()
                and not (work / path).is_symlink()
            ):
                (work / path).chmod(int(there["mode"], 8))
    return work


def blobs_everywhere() -> dict[str, str]:
    """Layer blob → diffID, of every cache of the corpora."""
    found: dict[str, str] = {}
    for name in ("against", "builds"):
        for file in (CORPORA / name).glob("*/*/cache-manifest.json"):
            manifest = json.loads(file.read_text())["manifest"]
            for layer in [*manifest.get("layers", []), *manifest.get("manifests", [])]:
                diff_id = layer.get("annotations", {}).get("containerd.io/uncompressed", "")
                if diff_id:
                    found[layer["digest"]] = diff_id
    return found


def cache_of(side: Path) -> CacheSource:
    if (side / "cache").is_dir():
        return open_cache_source(str(side / "cache"))
    document = json.loads((side / "cache-manifest.json").read_text())
    manifest = document["manifest"]
    return CacheSource(
        "manifest",
        (
            exported_manifest(
                document["cacheconfig"], [*manifest.get("layers", []), *manifest.get("manifests", [])]
            ),
        ),
    )


def ask(
    work: Path,
    side: Path,
    record: Path,
    cache: CacheSource,
    layers: dict[str, str],
    earlier: Sequence[bytes] = (),
) -> tuple[Answer, ...]:
    facts = facts_of_record(str(record))
    folder = work / facts.context if facts.context else work
    context = load_context(str(folder / facts.attrs.get("filename", "Dockerfile")), str(folder))
    options = options_of(facts.attrs, facts.platform)
    dockerfile = read(Text((side / "Dockerfile").read_bytes(), "Dockerfile"))
    return answer(
        Question(dockerfile, str(folder), context, options, cache, facts, layers=layers, earlier=earlier)
    )[0]


@needs_corpora
@pytest.mark.parametrize("kind", ["local", "registry", "inline"])
def test_hits_and_misses_are_those_of_buildkit(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    count: Counter[str] = Counter()
    wrong, layers = [], blobs_everywhere()
    for case, truth in cases("against"):
        work = checkout(case, truth, "new", tmp_path)
        cache = open_cache_source(
            str(case / "old" / ("inline-image-config.json" if kind == "inline" else "cache"))
        )
        steps = {(step["line"], step["instruction"]): step for step in truth["steps"]}
        for found in ask(work, case / "new", case / "new" / kind / "record.dockerbuild", cache, layers):
            want = steps.get((found.row.line, found.row.instruction), {}).get("hit", {}).get(kind)
            if want is None or found.row.instruction == "FROM":
                continue
            count["steps"] += 1
            count["known"] += found.hit is not None
            count["output"] += found.hit is None and any(part in found.why for part in OUTPUT)
            if found.hit is not None and found.hit is not want:
                wrong.append((case.name, found.row.line, found.hit, found.miss))
    with capsys.disabled():
        print(
            f"\nconformance: {kind} cache: {count['known'] - len(wrong)} right, {len(wrong)} wrong, "
            f"{count['steps'] - count['known']} of {count['steps']} not known"
        )
        print(
            f"  ({count['output']} of them because a command has to run again before its files can be "
            "compared)"
        )
    assert count["steps"] > 50
    assert not wrong
    # What is not known is what a rebuilt RUN writes, and what stands on that: no key tells it.
    assert count["known"] >= (0.84 if kind == "inline" else 0.98) * count["steps"]
    assert count["known"] == count["steps"] - count["output"]


@needs_corpora
def test_a_build_hits_its_own_cache(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every step of a build is found in the cache that this very build exported."""
    count: Counter[str] = Counter()
    wrong, layers = [], blobs_everywhere()
    for case, truth in cases("builds"):
        # a folder that git does not keep
        hidden = any(cause.get("git_sees") is False for cause in truth["causes"])
        for side in ("old", "new"):
            if not (case / side / "cache-manifest.json").exists():
                continue
            record = case / side / "record.dockerbuild"
            attrs = facts_of_record(str(record)).attrs
            # nothing hits, and what git sends is not what lies here
            if "no-cache" in attrs or "context" in attrs:
                continue
            work = checkout(case, truth, side, tmp_path)
            for found in ask(work, case / side, record, cache_of(case / side), layers):
                if found.row.instruction == "FROM" or not found.built:
                    continue
                count["steps"] += 1
                count["hit"] += found.hit is True
                if found.hit is False and not hidden:
                    wrong.append((case.name, side, found.row.line, found.miss))
    with capsys.disabled():
        print(f"\nconformance: own cache: {count['hit']} of {count['steps']} steps found")
    assert count["steps"] > 500
    assert count["hit"] >= 0.97 * count["steps"]
    assert not wrong


KINDS = {
    "a": "base", "b": "instruction", "c": "argument", "d": "context", "e": "remote", "f": "stage",
    "g": "instruction", "h": "no-cache", "i": "cache-missing",
    "n": "order", "o": "instruction", "stands-on": "stands-on",
}  # fmt: skip
"""The letters of the corpora as causes; g is an option of the build (a limit, a host, a network)."""


@needs_corpora
def test_causes_of_misses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A later build against the cache of an earlier one, whose Dockerfile the history has."""
    count: Counter[str] = Counter()
    other: Counter[tuple[str, str]] = Counter()
    layers = blobs_everywhere()
    for case, truth in cases("builds"):
        if not (case / "old" / "cache-manifest.json").exists():
            continue
        work = checkout(case, truth, "new", tmp_path)
        steps = {(step["line"], step["instruction"]): step for step in truth["steps"]}
        earlier = [(case / "old" / "Dockerfile").read_bytes()]
        for found in ask(
            work, case / "new", case / "new" / "record.dockerbuild", cache_of(case / "old"), layers, earlier
        ):
            letter = steps.get((found.row.line, found.row.instruction), {}).get("cause")
            if found.hit is not False or letter is None or found.miss is None:
                continue
            count["misses"] += 1
            count["right"] += KINDS.get(letter) == found.miss.value
            if KINDS.get(letter) != found.miss.value:
                other[letter, found.miss.value] += 1
    with capsys.disabled():
        print(f"\nconformance: causes of misses {count['right']}/{count['misses']}; others {dict(other)}")
    assert count["misses"] > 100
    assert count["right"] >= 0.95 * count["misses"]

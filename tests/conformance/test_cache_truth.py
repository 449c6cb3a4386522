"""What `dlint cache` says is rebuilt is what a real buildkitd rebuilt (`DLINT_CORPORA`, folder
`cache_truth`).

A case is a Dockerfile, a context, a change, and BuildKit's vertices before and after it. It is asked twice:
`direct` is told of the change, `history` finds it in a commit. A step that BuildKit ran and dlint took for
cached is missed; there is none. One that dlint is certain of and BuildKit had in its cache is a false
rebuild; each stands in `deviations.toml` with its reason.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tarfile
import tomllib
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dlinter.model.cache.build_cache import PREDEFINED, BuildCache
from dlinter.model.cache.change import Change
from dlinter.model.text import Text
from dlinter.run.rebuilds import open_cache, shares
from dlinter.sources.build_context import load_context

CORPORA = Path(os.environ.get("DLINT_CORPORA") or "/nonexistent")
DEVIATIONS = Path(__file__).with_name("deviations.toml")
OPERATIONS = {"RUN": "exec", "COPY": "file", "ADD": "file", "WORKDIR": "file"}
REGISTRY, WEB = "127.0.0.1:5099", "127.0.0.1:5098"
Case = dict[str, Any]
Marks = dict[int, bool]


def names(case: Case) -> dict[str, str]:
    at = case["id"]
    return {
        "{B}": f"{REGISTRY}/{at}/b1:1", "{B2}": f"{REGISTRY}/{at}/b2:1", "{Bx}": f"{REGISTRY}/{at}/b1",
        "{U}": f"http://{WEB}/{at}",
        "{G}": f"git://127.0.0.1:9419/{at}.git", "{COMMIT}": case.get("commit", "0" * 40),
        "{DIGEST}": case.get("digest", "sha256:" + "0" * 64),
    }  # fmt: skip


def filled(text: str, case: Case) -> str:
    for key, value in names(case).items():
        text = text.replace(key, value)
    return text


def put(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_symlink():
        path.unlink()
    if isinstance(content, dict) and "link" in content:
        path.symlink_to(content["link"])
        return
    if isinstance(content, dict):
        stream = io.BytesIO()
        with tarfile.open(fileobj=stream, mode="w") as archive:
            for name, text in content["tar"].items():
                info = tarfile.TarInfo(name)
                info.size, info.mtime = len(text), content["mtime"]
                archive.addfile(info, io.BytesIO(text.encode()))
        path.write_bytes(stream.getvalue())
    else:
        path.write_bytes(content.encode())
    path.chmod(0o644)


def changed(case: Case, root: Path) -> list[str]:
    """Makes the changes to files; the paths that are other than before, in content, mode or owner, or came or
    went."""
    paths: list[str] = []
    for operation, *a in case["change"]:
        path = root / a[0] if a and isinstance(a[0], str) and operation != "dockerfile" else root
        if operation in ("write", "write_keep"):
            paths += [a[0]] if operation == "write_keep" or case["files"].get(a[0]) != a[1] else []
            put(path, a[1])
        elif operation == "tar":
            put(path, {"tar": a[1], "mtime": a[2]})
            paths.append(a[0])
        elif operation == "chmod":
            path.chmod(a[1])
            paths.append(a[0])
        elif operation == "chown":
            paths.append(a[0])
        elif operation == "rename":
            (root / a[1]).parent.mkdir(parents=True, exist_ok=True)
            path.rename(root / a[1])
            paths += a
        elif operation == "rm":
            path.unlink()
            paths.append(a[0])
        elif operation == "rmdir":
            path.rmdir()
        elif operation == "mkdir":
            path.mkdir()
            paths.append(a[0])
        elif operation == "symlink":
            path.unlink()
            path.symlink_to(a[1])
            paths.append(a[0])
        elif operation == "dockerfile":
            put(root / "Dockerfile", filled(a[0], case))
    return paths


def kept(root: Path, kind: str, body: bytes) -> bytes:
    """Writes a loose object of git; its name, 20 bytes (gitformat-loose)."""
    data = b"%s %d\0" % (kind.encode(), len(body)) + body
    name = hashlib.sha1(data, usedforsecurity=False)
    path = root / ".git/objects" / name.hexdigest()[:2] / name.hexdigest()[2:]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(zlib.compress(data, 1))
    return name.digest()


def tree(root: Path, folder: Path) -> bytes | None:
    """Writes the tree of a folder with all below it; its name, None where the folder holds no file."""
    entries = list[tuple[bytes, bytes]]()
    for path in folder.iterdir():
        name = os.fsencode(path.name)
        if path.is_symlink():
            mode, of, order = b"120000", kept(root, "blob", os.fsencode(path.readlink())), name
        elif path.is_file():
            mode = b"100755" if path.stat().st_mode & 0o100 else b"100644"
            of, order = kept(root, "blob", path.read_bytes()), name
        elif path.name == ".git" or (below := tree(root, path)) is None:
            continue
        else:
            mode, of, order = b"40000", below, name + b"/"  # git sorts a folder as if its name ended in "/"
        entries.append((order, mode + b" " + name + b"\0" + of))
    return kept(root, "tree", b"".join(entry for _, entry in sorted(entries))) if entries else None


def commit(root: Path, message: str) -> bool:
    """Commits all that is other than before; whether anything is. Without git: its four processes a case
    took most of this test's time."""
    head, index = root / ".git/refs/heads/main", b"DIRC" + (2).to_bytes(4, "big") + bytes(4)
    new = tree(root, root)
    assert new is not None
    before = head.read_text().strip() if head.exists() else ""
    if before and new.hex() == (root / ".git/tree").read_text():
        return False
    (root / ".git/tree").write_text(new.hex())
    (root / ".git/index").write_bytes(index + hashlib.sha1(index, usedforsecurity=False).digest())
    who = f"a <a@b.example> {1_700_000_000 + int(message)} +0000"
    parent = f"parent {before}\n" if before else ""
    text = f"tree {new.hex()}\n{parent}author {who}\ncommitter {who}\n\n{message}\n"
    head.write_text(kept(root, "commit", text.encode()).hex() + "\n")
    return True


def initialise(root: Path) -> None:
    """What `git init` makes, without the process and its forty samples."""
    for folder in ("objects", "refs/heads"):
        (root / ".git" / folder).mkdir(parents=True)
    (root / ".git/HEAD").write_text("ref: refs/heads/main\n")
    (root / ".git/config").write_text(
        "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n"
    )


def opened(root: Path, case: Case) -> BuildCache:
    path = root / "Dockerfile"
    return open_cache(Text(path.read_bytes(), str(path)), load_context(str(path)), case.get("target", ""))


def predictions(case: Case, work: Path) -> Iterator[tuple[str, BuildCache, Marks] | tuple[str, str]]:
    """(mode, the cache, step → certain), or (mode, why dlint refuses)."""
    inside = "" if case.get("git") else "ctx"  # the repository's own folder is part of the context
    root = work / inside
    for path, content in case["files"].items():
        put(root / path, content)
    put(root / "Dockerfile", filled(case["dockerfile"], case))
    initialise(work)
    assert commit(work, "1")
    before = opened(root, case)
    for step in before.steps:
        before.inputs(step)  # looks at the files before they change
    paths = changed(case, root) + ([".git/index"] if case.get("git") else [])
    told = not case.get("predict_nothing")
    arguments = [a[0] for operation, *a in case["change"] if operation == "arg" and told]
    bases = [
        "*" if case.get("base_star") else names(case)["{" + a[0] + "}"]
        for operation, *a in case["change"]
        if operation == "base" and told
    ]
    if not any(operation == "dockerfile" for operation, *_ in case["change"]):
        unknown = [a for a in arguments if a not in PREDEFINED and a not in before.argument_names]
        if unknown:
            yield "direct", f"--arg {unknown[0]}: the Dockerfile has no such build argument"
        else:
            remotes = frozenset(filled(r, case) for r in case.get("remotes") or ())
            change = Change(
                paths=frozenset(paths), args=frozenset(arguments), bases=frozenset(bases), remotes=remotes
            )
            yield "direct", before, {r.step.at: r.certain for r in before.rebuilt(change)}
    if not any(
        operation in ("arg", "base", "url", "secret", "gitcommit") for operation, *_ in case["change"]
    ) and commit(work, "2"):
        after = opened(root, case)
        found = shares(after, str(work), f"{inside}/Dockerfile".lstrip("/"), inside, 1)
        yield (
            "history",
            after,
            {s.at: found.rebuilt[s.at] > 0 for s in after.steps if found.rebuilt[s.at] or found.maybe[s.at]},
        )


def truth(case: Case, cache: BuildCache, at: int) -> bool | None:
    """Whether BuildKit ran a step; None where it has no such step."""
    step, vertices = cache.steps[at], case["after"]["vertices"]
    if step.kind == "FROM":
        before = {v["digest"] for v in case["before"]["vertices"]}
        mine = [
            v
            for v in vertices
            if v.get("op", "").startswith("source:docker-image") and step.line in v.get("lines", [])
        ]
        return any(v["digest"] not in before for v in mine) if mine else None
    mine = [v for v in vertices if v.get("op") == OPERATIONS[step.kind] and step.line in v.get("lines", [])]
    if len(mine) != 1:  # a trigger of ONBUILD stands on the line of its FROM: by stage and number
        for vertex in vertices:
            head = vertex["name"][1:].split("]")[0].split(" ")
            if (
                vertex.get("op") == OPERATIONS[step.kind]
                and "ONBUILD" in vertex["name"]
                and head[0] in (step.stage_name, f"stage-{step.stage_name}")
                and head[-1].split("/")[0] == str(step.number)
            ):
                mine = [vertex]
    return not all(v.get("cached") for v in mine) if mine else None


def judged(case: Case, work: Path) -> Iterator[tuple[str, str]]:
    """(mode, kind) of each step."""
    for mode, *found in predictions(case, work):
        if len(found) == 1:
            yield mode, "refused"
            continue
        cache, marks = found
        assert isinstance(cache, BuildCache) and isinstance(marks, dict)
        for step in cache.steps:
            ran = truth(case, cache, step.at)
            guess = marks.get(step.at)
            if ran is None:
                yield mode, "absent"
            elif guess is False and step.at in marks:
                yield mode, "maybe"
            elif bool(guess) == ran:
                yield mode, "exact"
            else:
                yield mode, "missed" if ran else "false rebuild"


@pytest.mark.skipif(
    not (CORPORA / "cache_truth").is_dir(), reason="DLINT_CORPORA is not set: no corpora to read"
)
@pytest.mark.parametrize("suite", ["cases", "fuzz"])
def test_what_buildkit_rebuilds(suite: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = os.environ.get("DLINT_CACHE_TRUTH_IDS", "").split()
    with (CORPORA / "cache_truth" / f"{suite}.jsonl").open(encoding="utf-8") as stream:
        cases = [case for case in map(json.loads, stream) if not wanted or case["id"] in wanted]
    meant = {
        (case, entry["rule"])
        for entry in tomllib.loads(DEVIATIONS.read_text("utf-8"))["deviation"]
        if entry["source"] == "cache_truth"
        for case in entry["cases"]
    }
    tally: Counter[str] = Counter()
    wrong: dict[str, list[str]] = {}
    differing = set[tuple[str, str]]()
    for case in cases:
        if case["before"]["error"] or case["after"]["error"]:
            continue  # BuildKit refuses it
        work = tmp_path / "case"
        work.mkdir()
        for mode, kind in judged(case, work):
            tally[kind] += 1
            if kind in ("missed", "false rebuild", "refused"):
                differing.add((case["id"], kind))
                if (case["id"], kind) not in meant:
                    wrong.setdefault(case["id"], []).append(f"{mode}: {kind}")
        shutil.rmtree(work)
    steps = sum(n for kind, n in tally.items() if kind != "refused")
    with capsys.disabled():
        print(f"\nconformance: buildkitd's cache, {suite}: {steps} steps, {dict(sorted(tally.items()))}")
    assert not wrong, json.dumps(wrong, indent=1)
    assert steps and tally["missed"] == 0 and tally["false rebuild"] <= steps / 100
    there = {case["id"] for case in cases}
    stale = {(case, kind) for case, kind in meant if case in there and (case, kind) not in differing}
    assert not stale, f"these deviations are none any more: {stale}"

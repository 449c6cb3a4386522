"""`dlint cache --against` from the command line: hits, misses with their cause, and one clear line for what
cannot be read."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.cache.against import Build, Files, export
from tests.cli.registry import Registry

from dlinter.model.cache.keys.graph import BaseImage
from dlinter.model.cache.keys.match import Miss
from dlinter.model.cache.keys.operations import Exec
from dlinter.model.cache.manifest import CacheManifest
from dlinter.sources.cache_manifest import CACHE_CONFIG
from dlinter.testing import records as r

Run = Callable[..., "subprocess.CompletedProcess[str]"]

TEXT = """\
FROM scratch AS files
ARG VERSION=1
WORKDIR /w
COPY src ./src
RUN ["/w/src/tool", "all"]
FROM scratch
COPY conf/*.conf /conf/
COPY --from=files /w/out /out
"""
FILES: Files = {"src/tool": ("x", 0o755), "src/a.txt": "a", "conf/x.conf": "x", "conf/x.md": "x"}
BUILD = Build(TEXT, FILES, outputs={5: {"w/out": "binary"}})


def config(manifest: CacheManifest) -> dict[str, Any]:
    """A manifest as the JSON that BuildKit writes."""
    layers = [{"blob": layer.blob, "parent": layer.parent} for layer in manifest.layers]
    records = []
    for record in manifest.records:
        inputs = [
            [{"link": link.record, "selector": link.selector} for link in links] for links in record.inputs
        ]
        records.append(
            {
                "digest": record.digest,
                "inputs": inputs,
                "layers": [{"layer": chain[-1]} for chain in record.results],
            }
        )
    return {"layers": layers, "records": records}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "cache.json").write_text(json.dumps(config(export(BUILD)[0])))
    (tmp_path / "Dockerfile").write_text(TEXT)
    (tmp_path / ".dockerignore").write_text("cache.json\n.git\n")
    for path, given in FILES.items():
        text, mode = given if isinstance(given, tuple) else (given, 0o644)
        (tmp_path / path).parent.mkdir(exist_ok=True, mode=0o755)
        (tmp_path / path).parent.chmod(0o755)
        (tmp_path / path).write_text(text)
        (tmp_path / path).chmod(mode)
    return tmp_path


def steps(run: Run, *args: str) -> dict[int, dict[str, Any]]:
    done = run("cache", "--against", "cache.json", "--format", "json", *args)
    assert done.returncode == 0, done.stderr
    return {step["line"]: step for step in json.loads(done.stdout)["steps"]}


def test_nothing_changed(folder: Path, run: Run) -> None:
    assert [step["hit"] for step in steps(run).values()] == [True] * 5
    assert run("cache", "--against", "cache.json").stdout.startswith(
        "cache.json: 5 of 5 steps hit\nhit  line 3: files: WORKDIR /w\n"
    )


def test_a_file_and_a_mode(folder: Path, run: Run) -> None:
    (folder / "conf/x.md").write_text("not taken")
    assert all(step["hit"] for step in steps(run).values())
    (folder / "conf/x.conf").write_text("y")
    found = steps(run)
    assert (found[7]["hit"], found[7]["miss"], found[7]["files"]) == (False, "context", ["conf/*.conf"])
    assert (found[8]["miss"], found[8]["stands_on"]) == ("stands-on", 7)
    (folder / "conf/x.conf").write_text("x")
    (folder / "src/tool").chmod(0o700)
    found = steps(run)
    assert [found[line]["hit"] for line in (3, 4, 5, 7, 8)] == [True, False, False, True, None]
    text = run("cache", "--against", "cache.json").stdout
    assert "first miss: files under `src` changed" in text
    assert "not known: the RUN at line 5 is rebuilt" in text


def test_a_build_argument(folder: Path, run: Run) -> None:
    found = steps(run, "--build-arg", "VERSION=2")
    assert (found[5]["hit"], found[5]["miss"], found[5]["arguments"]) == (False, "argument", ["VERSION"])
    assert (
        "first miss: `VERSION` has another value"
        in run("cache", "--against", "cache.json", "--build-arg", "VERSION=2").stdout
    )


def test_arguments_of_a_workflow(folder: Path, run: Run) -> None:
    (folder / ".github/workflows").mkdir(parents=True)
    step = (
        "jobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n "
        "         context: .\n          build-args: |\n            VERSION="
    )
    (folder / ".github/workflows/a.yml").write_text(f"on: push\n{step}3\n")
    (folder / ".dockerignore").write_text("cache.json\n.git\n.github\n")
    assert steps(run)[5]["miss"] == "argument"
    assert steps(run, "--build-arg", "VERSION=1")[5]["hit"] is True
    (folder / ".github/workflows/a.yml").write_text(f"on: push\n{step}${{{{ github.sha }}}}\n")
    assert steps(run)[5]["hit"] is None
    assert "give them with `--build-arg`" in run("cache", "--against", "cache.json").stdout


def test_a_base_image_needs_to_be_known(folder: Path, run: Run) -> None:
    (folder / "Dockerfile").write_text(
        TEXT.replace("FROM scratch AS files", "FROM registry.example/base:1 AS files")
    )
    found = steps(run)
    assert [found[line]["hit"] for line in (1, 3, 4, 5)] == [None] * 4
    assert "`--record`" in found[3]["why"]


def test_a_base_image_that_the_record_decided_is_named(folder: Path, run: Run) -> None:
    """Its tag may have moved since."""
    text = TEXT.replace("FROM scratch AS files", "FROM base:1 AS files")
    (folder / "Dockerfile").write_text(text)
    ops = [r.Op(r.image("base:1", "a"), [], 1), r.Op(r.run("x"), [0], 5)]
    (folder / "record").write_bytes(r.archive(r.Record(text, ops, materials={"base:1": "a"})))
    said = run("cache", "--against", "cache.json", "--record", "record").stdout
    assert (
        "the record says what `base:1` stood for at its time: `--resolve` asks the registry whether that has "
        "moved"
        in said
    )
    (folder / "Dockerfile").write_text(TEXT)
    assert "at its time" not in run("cache", "--against", "cache.json", "--record", "record").stdout


def test_a_foreign_frontend_is_reported(folder: Path, run: Run) -> None:
    (folder / "Dockerfile").write_text("# syntax=registry.example/own:1\n" + TEXT)
    assert {step["hit"] for step in steps(run).values()} == {None}
    assert (
        "the frontend `registry.example/own:1` makes its own keys"
        in run("cache", "--against", "cache.json").stdout
    )
    (folder / "Dockerfile").write_text("# syntax=docker/dockerfile:1\n" + TEXT)
    assert all(step["hit"] for step in steps(run).values())


def test_no_secret_is_shown(folder: Path, run: Run) -> None:
    secret = "ghp_" + "x9K2mQ7vB4nL8pR3tW6yZ1cF5hJ0sD2gT4uA"
    (folder / "Dockerfile").write_text(TEXT.replace('"all"', f'"{secret}"'))
    for format_ in ("text", "json"):
        done = run(
            "cache", "--against", "cache.json", "--format", format_, "--build-arg", f"VERSION={secret}"
        )
        assert secret[:12] not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--against", "nothing.json"), "there is no such file"),
        (("--against", "Dockerfile"), "is not a build cache"),
        (("--against", "src"), "is not a build cache: it has no `index.json`"),
        (("--against", "cache.json", "--record", "cache.json"), "is not the record of a build"),
        (("--against", "cache.json", "--record", "Dockerfile"), "damaged archive"),
        (("--against", "cache.json", "--platform", "a/b/c/d"), "is not a platform"),
        (("--against", "cache.json", "--build-arg", "NAME"), "wanted is NAME=VALUE"),
        (("--against", "cache.json", "--format", "dot"), "the format is text, json or markdown"),
        (("--against", "cache.json", "--target", "none"), "there is no stage `none`"),
        (("--record", "cache.json"), "go with --against"),
    ],
)
def test_what_cannot_be_read_is_one_line(folder: Path, run: Run, args: tuple[str, ...], said: str) -> None:
    done = run("cache", *args)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_cache_and_a_base_image_in_a_registry(folder: Path, run: Run, registry: Registry) -> None:
    base = {
        "os": "linux",
        "architecture": "amd64",
        "rootfs": {"type": "layers", "diff_ids": ["sha256:" + "b" * 64]},
        "config": {"Env": ["PATH=/bin", "LANG=C"]},
    }
    platform = registry.blob("base", {"config": registry.blob("base", base), "layers": []}) | {
        "platform": {"os": "linux", "architecture": "amd64"}
    }
    digest = registry.image("base", {"manifests": [platform]})
    text = TEXT.replace("FROM scratch AS files", f"FROM {registry.host}/base:1 AS files")
    (folder / "Dockerfile").write_text(text)
    known = BaseImage(digest, ("sha256:" + "b" * 64,), ("PATH=/bin", "LANG=C"))
    manifest, _ = export(
        Build(text, FILES, bases={f"{registry.host}/base:1": known}, outputs={5: {"w/out": "binary"}})
    )
    layers = [{"digest": layer.blob, "size": 1} for layer in manifest.layers]
    registry.image(
        "cache",
        {"config": registry.blob("cache", config(manifest)) | {"mediaType": CACHE_CONFIG}, "layers": layers},
    )
    done = run("cache", "--against", f"{registry.host}/cache:1", "--resolve")
    assert done.stdout.startswith(f"{registry.host}/cache:1: 6 of 6 steps hit\n"), done.stdout + done.stderr
    moved = {**base, "rootfs": {"type": "layers", "diff_ids": ["sha256:" + "c" * 64]}}
    registry.image("base", {"config": registry.blob("base", moved), "layers": []})
    done = run("cache", "--against", f"{registry.host}/cache:1", "--resolve")
    assert (
        f"first miss: the image `{registry.host}/base:1` is not the one that the cache was made with"
        in done.stdout
    )
    done = run("cache", "--against", f"{registry.host}/nothing:1")
    assert done.returncode == 2
    assert "no such" in done.stderr or "not" in done.stderr


# -- formats and gates ---------------------------------------------------------------------------------------


def test_json_is_as_its_schema_says(folder: Path, run: Run) -> None:
    schema = json.loads((files("dlinter.report") / "against_schema.json").read_text("utf-8"))
    (folder / "src" / "a.txt").write_text("other")
    for args in ((), ("--target", "files"), ("--build-arg", "VERSION=2"), ("--platform", "linux/arm64")):
        jsonschema.validate(
            json.loads(run("cache", "--against", "cache.json", "--format", "json", *args).stdout), schema
        )
    assert schema["$defs"]["step"]["properties"]["miss"]["enum"] == [*(miss.value for miss in Miss), None]


def test_markdown_has_the_misses_and_no_markup_of_the_file(folder: Path, run: Run) -> None:
    (folder / "src" / "a.txt").write_text("other")
    (folder / "Dockerfile").write_text(TEXT.replace('"all"', '"<img src=x>", "a|b", "@all"'))
    found = run("cache", "--against", "cache.json", "--format", "markdown").stdout
    head, title, _, *rows = found.splitlines()
    assert head == "<!-- dlint cache -->" and title.startswith(
        "### Cache: cache.json: 2 of 5 steps hit, 2 miss"
    )
    assert any(
        row.startswith("| 4 |")
        and "**first miss**: `src/a.txt` changed"
        in row.replace("files under `src` changed", "`src/a.txt` changed")
        for row in rows
    )
    outside = "".join(found.replace("<!-- dlint cache -->", "").split("`")[::2])
    assert "<" not in outside and "@" not in outside
    assert all(row.replace("\\|", "").count("|") == 5 for row in rows if row.startswith("|"))
    assert (
        run("cache", "--format", "markdown").returncode == 2
        and run("cache", "--against", "cache.json", "--format", "dot").returncode == 2
    )


@pytest.mark.parametrize(
    ("gate", "code"),
    [
        ("rebuilt:4", 1), ("rebuilt:3", 0), ("misses:2", 1), ("misses:9", 0), ("unknown:1", 1),
        ("unknown:2", 0), ("cause:context", 1), ("cause:base", 0),
        ("rebuilt", 2), ("rebuilt:x", 2), ("misses:0", 2), ("cause:contxt", 2), ("seconds:1", 2),
    ],
)  # fmt: skip
def test_gates(folder: Path, run: Run, gate: str, code: int) -> None:
    (folder / "src" / "a.txt").write_text("other")
    done = run("cache", "--against", "cache.json", "--fail-on", gate)
    assert done.returncode == code, done.stdout + done.stderr
    assert (done.stdout == "") is (code == 2) and done.stderr.count("\n") == (code == 2)


def test_a_gate_on_a_line_without_a_step_is_an_error_after_the_answers(folder: Path, run: Run) -> None:
    done = run("cache", "--against", "cache.json", "--fail-on", "rebuilt:99")
    assert (
        done.returncode == 2
        and "Dockerfile has no step on line 99: its steps are on lines 3, 4, 5, 7, 8" in done.stderr
        and "steps hit" in done.stdout
    )


def test_gates_go_with_a_cache(folder: Path, run: Run) -> None:
    done = run("cache", "--fail-on", "misses:1")
    assert done.returncode == 2 and "go with --against" in done.stderr


def test_the_cache_of_an_older_buildkit_is_not_known_for_runs(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before BuildKit 0.11 a RUN had another key: its steps are neither hits nor misses, and so is what
    stands on them."""
    key = Exec.key
    monkeypatch.setattr(Exec, "key", lambda self, *, stubs=True: key(self, stubs=False))
    old = Build(TEXT + "RUN [\"/x\"]\nWORKDIR /y\n", FILES, outputs={5: {"w/out": "binary"}})
    (folder / "cache.json").write_text(json.dumps(config(export(old)[0])))
    monkeypatch.undo()
    (folder / "Dockerfile").write_text(old.text)
    found = steps(run)
    assert [found[line]["hit"] for line in (3, 4, 5, 7, 9, 10)] == [True, True, None, True, None, None]
    assert "older BuildKit" in found[5]["why"] and "line 9, which is not known" in found[10]["why"]


def test_a_frontend_of_another_version_is_reported(folder: Path, run: Run) -> None:
    (folder / "Dockerfile").write_text("# syntax=docker/dockerfile:1.4\n" + TEXT)
    assert "asks for frontend 1.4, whose keys may differ" in run("cache", "--against", "cache.json").stdout
    (folder / "Dockerfile").write_text("# syntax=docker/dockerfile:1\n" + TEXT)
    assert "frontend" not in run("cache", "--against", "cache.json").stdout


def test_manifest_and_config_in_one_document(folder: Path, run: Run) -> None:
    document = {
        "index": {},
        "manifest": {"layers": []},
        "cacheconfig": json.loads((folder / "cache.json").read_text()),
    }
    (folder / "cache.json").write_text(json.dumps(document))
    assert run("cache", "--against", "cache.json").stdout.startswith("cache.json: ")


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_no_secret_of_file_record_or_argument_is_in_any_format(folder: Path, run: Run, form: str) -> None:
    token, password, other = (
        "ghp_" + "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6",
        "correct-horse-battery",
        "wrong-donkey-capacitor",
    )
    text = TEXT.replace("ARG VERSION=1", f"ARG DB_PASSWORD={password}\nENV API_TOKEN={token}")
    (folder / "Dockerfile").write_text(text.replace('"all"]', f'"{token}", "--pass={password}"]'))
    record = r.Record(
        text,
        [r.Op(r.run("x", [f"DB_PASSWORD={other}"]), [], 5)],
        {"build-arg:DB_PASSWORD": other, "build-arg:URL": f"https://u:{other}@h.example"},
    )
    (folder / "record").write_bytes(r.archive(record))
    for args in ((), ("--build-arg", f"DB_PASSWORD={other}"), ("--record", "record")):
        done = run("cache", "--against", "cache.json", "--format", form, *args)
        assert done.returncode == 0, done.stderr
        for secret in (token, password, other, token[8:24]):
            assert secret not in done.stdout + done.stderr, (args, secret)


MEASURED = """
import sys
from dlinter.cli.main import main
code = main(sys.argv[1:])
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(f"peak {peak}", file=sys.stderr)
sys.exit(code)
"""
"""Runs dlint and says how much memory it took, in KB."""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read from /proc")
@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: b'{"records": "' + b"a" * (200 << 20) + b'"}', "larger than the limit"),
        (lambda: b'{"records": [' + b"{}," * 900_000 + b"{}]}", "more than 1,000,000 values"),
        (lambda: b'{"records": [' + b"{}," * 400_000 + b"{}]}", "a record without a digest"),
        (lambda: b'{"records":' * 100_000, "not JSON"),
        (lambda: b'{"records": [{"digest": "x"', "cut off"),
    ],
    ids=["200 MB", "many", "almost too many", "deep", "cut"],
)  # fmt: skip
def test_hostile_caches(
    folder: Path, environment: dict[str, str], make: Callable[[], bytes], says: str
) -> None:
    (folder / "cache.json").write_bytes(make())
    args = [sys.executable, "-c", MEASURED, "cache", "--against", "cache.json"]
    done = subprocess.run(
        args, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    line, peak = done.stderr.splitlines()
    assert (
        (done.returncode, done.stdout) == (2, "")
        and line.startswith("dlint: error: --against cache.json: ")
        and says in line
    ), done.stderr
    assert int(peak.split()[1]) < 300 << 10

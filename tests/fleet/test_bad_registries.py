"""Registries that behave badly: each thing ends in a retry, or in a row of problems, and never in a clean
image."""

from __future__ import annotations

import base64
import json
import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dlinter.fleet.engines import local
from dlinter.fleet.read import Reader
from dlinter.fleet.rows import Kind, ProblemRow, State
from dlinter.sources import pace
from dlinter.sources.pace import Pace
from dlinter.testing.images import Recipe, digest
from tests.fleet.conftest import names_of, told_by_fleet, told_by_scan
from tests.fleet.registry import PASSWORD, Handler, Registry, serving

Run = Callable[..., tuple[int, str, str]]
FILE = "fleet.sqlite"
pytestmark = pytest.mark.usefixtures("quick_processes", "_short_waits")


@pytest.fixture
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "FIRST", 0.001)


@pytest.fixture
def small(tokens: list[str]) -> Iterator[Registry]:
    """One image of two layers, the second with a secret."""
    with serving() as server:
        layers = ({"etc/a": "a\n" * 40_000}, {"srv/x.env": f"GITHUB_TOKEN={tokens[0]}\n"})
        server.push("team/app", "1", Recipe(layers=layers, compression="gzip"))
        yield server


def problems() -> list[ProblemRow]:
    with Reader(Path(FILE)) as reader:
        return list(reader.problems())


def whole(server: Registry) -> None:
    """The image was read to its end: no problem, and the secret."""
    assert not problems() and told_by_fleet(Path(FILE)) == told_by_scan(names_of(server)) != []


@pytest.mark.parametrize(("part", "answers"), [
    ("/manifests/", [(429, "0"), (429, "0")]), ("/manifests/", [(503, ""), (502, "")]),
    ("/tags/list", [(429, "0")]), ("/_catalog", [(500, "")]),
    ("/blobs/", [(429, "0"), (429, "0"), (429, "0"), (429, "0")]),
    ("/blobs/", [(500, ""), (503, "0"), (504, "")]),
])  # fmt: skip
def test_busy_for_a_while(small: Registry, fleet: Run, part: str, answers: list[tuple[int, str]]) -> None:
    small.refuse[part] = list(answers)
    assert fleet("plan", small.host)[0] == 0
    assert fleet("scan", FILE, "--jobs", "1")[0] == 0
    assert not small.refuse[part]
    whole(small)


def test_busy_for_ever_is_a_row_and_tried_again_next_time(
    small: Registry, fleet: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet("plan", small.host)
    small.refuse["/blobs/"] = [(429, "100000")] * 1000
    code, _, error = fleet("scan", FILE, "--jobs", "1")
    assert code == 2 and "2 layers were not read to their end" in error
    assert {(p.kind, p.level) for p in problems()} == {(Kind.BUSY, "error")}
    with Reader(Path(FILE)) as reader:
        assert [image.state for image in reader.images()] == [State.FAILED] and reader.coverage().share == 0.0
    code, out, _ = fleet("report", FILE, "--format", "json")
    assert code == 2 and json.loads(out)["coverage"]["complete"] is False
    small.refuse.clear()
    assert fleet("scan", FILE, "--jobs", "1")[0] == 0
    whole(small)


def test_the_pace_leaves_a_host_alone_and_spreads_requests() -> None:
    now = [0.0]
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        now[0] += seconds

    kept = Pace(tries=3, longest=60, requests=2, rate=100, clock=lambda: now[0], wait=wait)
    assert (
        kept.pause("a.example", 0, 7.0)
        and not kept.pause("a.example", 2, 1.0)
        and not kept.pause("a.example", 0, 61.0)
    )
    kept.before("b.example")
    assert not waits, "another host is not held up"
    kept.before("a.example")
    assert now[0] == pytest.approx(7.0)
    for _ in range(5):
        kept.before("a.example")
    assert now[0] == pytest.approx(9.5), "five more requests at two a second"
    kept.took(1000)
    assert now[0] == pytest.approx(19.4)


def test_tokens_that_expire(small: Registry, fleet: Run, tmp_path: Path) -> None:
    small.lives = 2
    assert fleet("plan", f"{small.host}/team/app")[0] == 2
    assert {p.kind for p in problems()} == {Kind.REFUSED}
    (tmp_path / "docker").mkdir()
    login = base64.b64encode(f"someone:{PASSWORD}".encode()).decode()
    (tmp_path / "docker" / "config.json").write_text(json.dumps({"auths": {small.host: {"auth": login}}}))
    (tmp_path / FILE).unlink()
    assert fleet("plan", small.host)[0] == 0
    assert fleet("scan", FILE, "--jobs", "1")[0] == 0
    assert len(small.tokens) > 2
    whole(small)
    assert PASSWORD.encode() not in (tmp_path / FILE).read_bytes()


@pytest.mark.parametrize("ranges", ["yes", "ignored", "416"])
def test_a_cut_connection_goes_on_also_where_ranges_are_refused(
    small: Registry, fleet: Run, ranges: str
) -> None:
    fleet("plan", small.host)
    small.ranges, small.cut = ranges, set(small.layers)
    assert fleet("scan", FILE, "--jobs", "1")[0] == 0
    whole(small)


def test_blobs_that_redirect_to_storage(small: Registry, fleet: Run) -> None:
    with serving() as storage:
        storage.blobs, storage.tags = small.blobs, small.tags
        small.storage = storage
        storage.refuse["/blobs/"] = [(503, "0")]
        assert fleet("plan", small.host)[0] == 0
        assert fleet("scan", FILE, "--jobs", "1")[0] == 0
        assert storage.fetched_layers == dict.fromkeys(small.layers, 1) and not small.fetched
        whole(small)


def test_an_image_that_is_gone_between_plan_and_scan(small: Registry, fleet: Run) -> None:
    kept = dict(small.blobs)
    small.push(
        "other/copy", "1", Recipe(layers=({"etc/a": "a\n" * 40_000}, {"own": "x"}), compression="gzip")
    )
    fleet("plan", small.host)
    for name in set(kept) & small.layers:
        del small.blobs[name]
    code, _, error = fleet("scan", FILE, "--jobs", "1")
    assert code == 2 and "layers were not read" in error
    assert {p.kind for p in problems()} == {Kind.GONE}
    del small.tags["team/app"]
    fleet("plan", f"{small.host}/team/app:1")
    with Reader(Path(FILE)) as reader:
        assert [image.repository for image in reader.images()] == ["other/copy"]
        assert [image.state for image in reader.images(current=False) if not image.current] == [State.GONE]


def test_foreign_encrypted_and_damaged_layers(small: Registry, fleet: Run) -> None:
    manifest = json.loads(small.blobs[small.tags["team/app"]["1"]])
    first, second = manifest["layers"]
    foreign = {
        **first,
        "mediaType": "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
        "digest": digest(b"not kept"),
        "urls": ["https://files.example/x"],
    }
    encrypted = {**second, "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip+encrypted"}
    config = json.loads(small.blobs[manifest["config"]["digest"]])
    for tag, layers in (("foreign", [foreign, second]), ("encrypted", [first, encrypted])):
        small.put("team/odd", tag, json.dumps({**manifest, "layers": layers}).encode())
    wrong = {**second, "digest": digest(b"other bytes")}
    small.put("team/odd", "wrong", json.dumps({**manifest, "layers": [first, wrong]}).encode())
    small.blobs[wrong["digest"]] = small.blobs[second["digest"]]
    assert config["rootfs"]["diff_ids"]
    assert fleet("plan", small.host)[0] == 0
    assert fleet("scan", FILE, "--jobs", "1")[0] == 2
    assert {p.kind for p in problems()} >= {Kind.FOREIGN, Kind.ENCRYPTED, Kind.DAMAGED}
    with Reader(Path(FILE)) as reader:
        states = {image.name.partition("/")[2]: image.state for image in reader.images()}
    assert states == {
        "team/app:1": State.SCANNED,
        "team/odd:foreign": State.FAILED,
        "team/odd:encrypted": State.FAILED,
        "team/odd:wrong": State.FAILED,
    }


def test_artifacts_are_said_and_not_read(small: Registry, fleet: Run) -> None:
    chart = small.push(
        "charts/web", "1.0", Recipe(layers=({"Chart.yaml": "name: web\n"},), compression="gzip")
    )
    manifest = json.loads(small.blobs[chart])
    helm = {
        "mediaType": "application/vnd.cncf.helm.config.v1+json",
        "digest": digest(b'{"name": "web"}'),
        "size": 15,
    }
    small.blobs[helm["digest"]] = b'{"name": "web"}'
    small.put("charts/web", "1.0",
        json.dumps({**manifest, "config": helm,
            "layers": [{**manifest["layers"][0],
                "mediaType": "application/vnd.cncf.helm.chart.content.v1.tar+gzip"}]}).encode())
    signature = {
        "mediaType": "application/vnd.dev.cosign.simplesigning.v1+json",
        "digest": digest(b"{}"),
        "size": 2,
    }
    small.blobs[signature["digest"]] = b"{}"
    small.put("team/app", f"sha256-{'a' * 64}.sig", json.dumps({**manifest, "layers": [signature]}).encode())
    code, out, _ = fleet("plan", small.host)
    assert code == 0 and "1 image new or changed, 2 artifacts that are not images, 0 problems" in out
    assert fleet("scan", FILE, "--jobs", "1")[0] == 0
    assert {(p.kind, p.level) for p in problems()} == {(Kind.ARTIFACT, "note")}
    with Reader(Path(FILE)) as reader:
        coverage = reader.coverage()
    assert (coverage.images, coverage.artifacts, coverage.complete) == (1, 2, True)
    assert "3 as before" in fleet("plan", small.host)[1]


def test_pages_filters_and_globs(registry: Registry, fleet: Run) -> None:
    def planned(*words: object) -> list[str]:
        Path(FILE).unlink(missing_ok=True)
        assert fleet("plan", *words)[0] == 0
        with Reader(Path(FILE)) as reader:
            return [image.name.partition("/")[2] for image in reader.images()]

    registry.page = 1
    host = registry.host
    assert len(planned(host)) == 11
    assert planned(f"{host}/base/*") == ["base/debian:12", "base/leaky:1", "base/python:3"]
    assert planned(f"{host}/team/app", "--tags", r"^1\.", "--newest", "2") == ["team/app:1.2", "team/app:1.3"]
    assert planned(f"{host}/team/app:1.1", f"{host}/team/web:2", f"{host}/team/web:2") == [
        "team/app:1.1",
        "team/web:2",
    ]


def test_a_harbor_project_with_push_times(registry: Registry, fleet: Run) -> None:
    registry.pushed = {f"1.{n}": f"2026-01-0{n + 1}T00:00:00.000Z" for n in range(4)} | {
        "deleted": "2025-12-01T00:00:00Z"
    }
    code, _, error = fleet(
        "plan", f"harbor:{registry.host}/team", "--tags", r"^1\.", "--pushed-since", "2026-01-03"
    )
    assert code == 0, error
    with Reader(Path(FILE)) as reader:
        found = [(image.tag, image.pushed) for image in reader.images() if image.repository == "team/app"]
    assert [tag for tag, _ in found] == ["1.2", "1.3"] and all(found)
    assert not [asked for asked in registry.asked if asked.startswith("HEAD")], "Harbor says the digests"


def test_a_registry_that_takes_no_head(small: Registry, fleet: Run) -> None:
    small.refuse["/manifests/"] = [(405, "")]
    assert fleet("plan", small.host)[0] == 0
    assert "1 as before" in fleet("plan", small.host)[1]


def test_a_layer_that_takes_too_long_is_given_up(
    small: Registry, fleet: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet("plan", small.host)
    monkeypatch.setattr(local, "BUDGET", 4.0)
    small.delay = 30.0
    code, _, error = fleet("scan", FILE, "--jobs", "2")
    assert code == 2 and "2 layers were not read" in error
    assert {(p.kind, "took longer than" in p.message) for p in problems()} == {(Kind.WORKER, True)}
    small.delay = 0.0
    monkeypatch.setattr(local, "BUDGET", 900.0)
    assert fleet("scan", FILE, "--jobs", "1")[0] == 0
    whole(small)


@pytest.mark.parametrize(("words", "message"), [
    (("none.example.invalid/",), ""), (("no/such/place",), ""), (("harbor:",), "name a project"),
    (("127.0.0.1:1/x:1",), "connection refused"),
])  # fmt: skip
def test_sources_that_are_not_there(
    fleet: Run, words: tuple[str, ...], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "FIRST", 0.001)
    code, out, error = fleet("plan", *words)
    assert code == 2 and re.search(r"1 problem$", out, re.M) and message in error
    assert message in " ".join(p.message for p in problems())
    assert "to fetch" not in out, "nothing is known of what is to be fetched"
    assert not any(line.count("none.example.invalid: ") > 1 for line in error.splitlines())


def test_what_is_not_a_harbor_says_so(registry: Registry, fleet: Run) -> None:
    registry.refuse["/api/v2.0/"] = [(404, "")]
    code, _, error = fleet("plan", f"harbor:{registry.host}/team")
    assert (
        code == 2 and "has no Harbor project of this name, or is not a Harbor" in error and "``" not in error
    )


def test_filters_that_leave_nothing_are_named(registry: Registry, fleet: Run) -> None:
    code, _, error = fleet("plan", registry.host, "--tags", "^never$", "--newest", "1")
    assert code == 2 and "no image is left by `--newest` and `--tags`" in error


def claiming(server: Registry, repository: str, **claims: object) -> None:
    """An image of the same layers as `team/app`, of which it claims other things."""
    manifest = json.loads(server.blobs[server.tags["team/app"]["1"]])
    server.put(
        repository,
        "1",
        json.dumps({**manifest, "layers": [{**layer, **claims} for layer in manifest["layers"]]}).encode(),
    )


def states() -> dict[str, State]:
    with Reader(Path(FILE)) as reader:
        return {image.repository: image.state for image in reader.images()}


@pytest.mark.parametrize(
    "claims",
    [
        {"size": 1},
        {"size": 1_000_000},
        {"size": None},
        {"mediaType": "application/vnd.oci.image.layer.v1.tar+zstd"},
    ],
)
@pytest.mark.parametrize("repository", ["aaa/liar", "zzz/liar"])
def test_what_one_image_claims_of_a_layer_hides_it_in_no_other(
    small: Registry, fleet: Run, claims: dict[str, object], repository: str
) -> None:
    claiming(small, repository, **claims)
    fleet("plan", small.host)
    fleet("scan", FILE, "--jobs", "1")
    assert states()["team/app"] == State.SCANNED
    assert (
        [line for line in told_by_fleet(Path(FILE)) if "team/app" in line]
        == told_by_scan([f"{small.host}/team/app:1"])
        != []
    )


def test_garbage_from_one_registry_hides_the_layer_in_no_other(small: Registry, fleet: Run) -> None:
    with serving() as hostile:
        for number in range(7):
            hostile.tags[f"aaa/{number}"] = dict(small.tags["team/app"])
        hostile.media = dict(small.media)
        hostile.blobs = {
            name: b"x" * len(blob) if name in small.layers else blob for name, blob in small.blobs.items()
        }
        fleet("plan", hostile.host, small.host)
        fleet("scan", FILE, "--jobs", "1")
        assert (
            states() == {**{f"aaa/{number}": State.SCANNED for number in range(7)}, "team/app": State.SCANNED}
            and not problems()
        )
        assert told_by_scan(names_of(small)) and set(told_by_scan(names_of(small))) <= set(
            told_by_fleet(Path(FILE))
        )


def test_repositories_that_claim_a_layer_that_they_do_not_have(small: Registry, fleet: Run) -> None:
    with serving() as hostile:
        for number in range(7):
            hostile.tags[f"aaa/{number}"] = dict(small.tags["team/app"])
        hostile.media = dict(small.media)
        hostile.blobs = {name: blob for name, blob in small.blobs.items() if name not in small.layers}
        fleet("plan", hostile.host, small.host)
        assert fleet("scan", FILE, "--jobs", "1")[0] == 0
        assert states()["team/app"] == State.SCANNED


def test_a_layer_that_is_damaged_as_its_digest_says_is_not_fetched_everywhere(
    small: Registry, fleet: Run
) -> None:
    manifest = json.loads(small.blobs[small.tags["team/app"]["1"]])
    broken = small.blobs[manifest["layers"][0]["digest"]][:-20]
    small.blobs[digest(broken)] = broken
    changed = {**manifest["layers"][0], "digest": digest(broken), "size": len(broken)}
    for number in range(9):
        small.put(
            f"team/broken{number}",
            "1",
            json.dumps({**manifest, "layers": [changed, manifest["layers"][1]]}).encode(),
        )
    fleet("plan", small.host)
    assert fleet("scan", FILE, "--jobs", "1")[0] == 2
    assert small.fetched[digest(broken)] <= 2 and {p.kind for p in problems()} == {Kind.DAMAGED}


def test_a_wrong_size_of_an_earlier_plan_is_corrected_by_the_next(small: Registry, fleet: Run) -> None:
    fleet("plan", small.host)
    with sqlite3.connect(FILE) as database:
        database.execute("UPDATE layers SET size = 1")
    database.close()
    assert fleet("scan", FILE, "--jobs", "1")[0] == 2
    assert fleet("plan", small.host)[0] == 0
    assert fleet("scan", FILE, "--jobs", "1")[0] == 0
    whole(small)


LONE = "\ud800"


@pytest.mark.parametrize(
    "where", ["repository", "tag", "media", "digest", "diff", "platform", "config media"]
)
def test_text_that_is_not_unicode_stops_no_plan(small: Registry, fleet: Run, where: str) -> None:
    manifest = json.loads(small.blobs[small.tags["team/app"]["1"]])
    config = json.loads(small.blobs[manifest["config"]["digest"]])
    layer = manifest["layers"][0]
    if where == "media":
        layer["mediaType"] = f"application/{LONE}tar"
    elif where == "digest":
        layer["digest"] = f"sha256:{LONE}"
    elif where == "config media":
        manifest["config"]["mediaType"] = f"application/{LONE}helm"
    elif where in ("diff", "platform"):
        config |= (
            {"os": LONE, "architecture": "\udc80"}
            if where == "platform"
            else {
                "rootfs": {"type": "layers", "diff_ids": [f"sha256:{LONE}", config["rootfs"]["diff_ids"][1]]}
            }
        )
        data = json.dumps(config).encode()
        small.blobs[digest(data)] = data
        manifest["config"] |= {"digest": digest(data), "size": len(data)}
    small.put(
        f"aaa/{LONE}" if where == "repository" else "aaa/odd",
        f"{LONE}1" if where == "tag" else "1",
        json.dumps(manifest).encode(),
    )
    code, out, error = fleet("plan", small.host)
    assert code in (0, 2) and "internal error" not in error and re.search(r"\d names?: ", out)
    assert "internal error" not in fleet("scan", FILE, "--jobs", "1")[2]
    assert states()["team/app"] == State.SCANNED
    code, _, error = fleet("report", FILE, "--format", "json")
    assert code in (1, 2) and "internal error" not in error


def test_sizes_that_no_blob_has_are_problems_and_sums_stay_numbers(small: Registry, fleet: Run) -> None:
    for number in range(4):
        claiming(small, f"aaa/{number}", size=(1 << 62) - 1 - number)
    code, _, error = fleet("plan", small.host)
    assert code == 2 and "internal error" not in error
    assert {p.message.partition(" bytes: ")[2] for p in problems()} == {
        "a layer of more than 256 GB is not read"
    }
    assert fleet("scan", FILE, "--jobs", "1")[0] == 2
    assert states() == {**{f"aaa/{number}": State.FAILED for number in range(4)}, "team/app": State.SCANNED}
    assert fleet("report", FILE)[0] == 2


def test_pages_without_a_name_have_an_end(
    small: Registry, fleet: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = iter(range(100_000))

    def page(self: Handler, names: list[str], key: str, query: dict[str, list[str]], path: str) -> None:
        self._send(
            200,
            json.dumps({key: names[:1]}).encode(),
            {"Link": f'</v2/_catalog?x={next(pages)}>; rel="next"'},
        )

    monkeypatch.setattr(Handler, "_page", page)
    code, _, _ = fleet("plan", small.host)
    assert code == 2 and next(pages) < 60
    assert any("without a new name" in p.message for p in problems())


def test_what_is_neither_a_file_nor_a_folder_is_refused(fleet: Run) -> None:
    os.mkfifo("pipe")
    Path("list").write_text("pipe\n")
    assert fleet("plan", "pipe", "list")[0] == 2
    assert [p.message for p in problems()] == [
        "is not a file or a folder",
        "line 1 names neither a file nor a folder",
    ]

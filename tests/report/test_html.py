"""The page: one file that fetches nothing, hostile names as text, the layers' numbers, and a browser that
filters it."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import shutil
import subprocess
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from dlinter.finding import Report, Subject
from dlinter.model.image.timeline import Step, Timeline, timeline
from dlinter.packs import load_rules
from dlinter.policy.settings import Settings
from dlinter.report import FORMATS, wants_timelines
from dlinter.report.page.document import MOST
from dlinter.report.settings import ReportSettings
from dlinter.run.scan.images import scan
from dlinter.testing.images import Recipe, docker_blobs, write_tar
from dlinter.values import replace

from .conftest import TOKEN, lint_report, scan_report

Write = Callable[..., str]
RULES = [rule.id for rule in load_rules().rules]
HOSTILE = "srv/<script>alert(1)</script>\"'><img src=x onerror=alert(1)>`a`&amp;"
VOID = {"meta", "input", "br", "img", "link"}


class Page(HTMLParser):
    """The tags of a page with their attributes; raises where they do not nest."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def of(self, tag: str, kind: str = "") -> list[dict[str, str]]:
        return [
            a for name, a in self.tags if name == tag and (not kind or kind in a.get("class", "").split())
        ]


def test_the_page_nests_and_has_a_card_a_finding(report: Report, written: Write, checkout: Path) -> None:
    for suppressed in (False, True):
        page = Page(written("html", report, root=checkout, show_suppressed=suppressed))
        assert len(page.of("article", "finding")) == len(report.results if suppressed else report.active)
        anchors = [a["id"] for a in page.of("article")]
        assert len(set(anchors)) == len(anchors)
        ids = [a["id"] for _, a in page.tags if "id" in a]
        assert len(set(ids)) == len(ids)


def test_nothing_is_fetched_and_only_our_script_runs(report: Report, written: Write, checkout: Path) -> None:
    text = written("html", report, root=checkout)
    page = Page(text)
    assert not any(
        key in a for _, a in page.tags for key in ("src", "srcset", "background", "action", "data")
    )
    assert not page.of("link") and not page.of("img") and "@import" not in text and "url(" not in text
    assert not any(key.startswith("on") for _, a in page.tags for key in a)
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.S)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = next(a["content"] for a in page.of("meta") if a.get("http-equiv") == "Content-Security-Policy")
    assert f"script-src 'sha256-{digest}'" in policy and policy.startswith("default-src 'none'")


def hostile(report: Report) -> Report:
    results = []
    for r in report.results:
        image = r.location.image
        if image is not None:
            image = replace(
                image,
                path=HOSTILE,
                inner=HOSTILE,
                created_by=HOSTILE,
                platform=HOSTILE,
                image=image.image + HOSTILE,
            )
        finding = replace(r.finding, message=HOSTILE)
        results.append(
            replace(
                r, finding=finding, location=replace(r.location, path=r.location.path + HOSTILE, image=image)
            )
        )
    step = Step("RUN", HOSTILE, HOSTILE, 0, HOSTILE, 1)
    subjects = [Subject(r.location.path, "scan") for r in results]
    return replace(
        report,
        results=results,
        subjects=subjects,
        notes=[HOSTILE],
        timelines=[Timeline(HOSTILE, HOSTILE, HOSTILE, (step,))],
    )


def test_hostile_names_are_text(written: Write, checkout: Path) -> None:
    for make in (lint_report, scan_report, lambda: scan_report(tied=True)):
        page = Page(written("html", hostile(make()), root=checkout, show_suppressed=True))
        assert len(page.of("script")) == 1 and not page.of("img")
        assert not any(key.startswith("on") for _, a in page.tags for key in a)
        assert "<script>alert(1)</script>" in "".join(page.text)


def test_a_page_of_very_many_findings_says_what_it_left_out(written: Write, checkout: Path) -> None:
    report = lint_report()
    report.results = [replace(report.results[0], fingerprint=f"f{n}") for n in range(MOST + 7)]
    text = written("html", report, root=checkout)
    assert len(Page(text).of("article")) == MOST and f"{MOST:,} gravest of {MOST + 7:,}" in text


def test_the_verdict_is_the_exit_code(written: Write) -> None:
    assert '<p class="verdict passed">clean<' in written(
        "html", Report(subjects=[Subject("Dockerfile", "lint")])
    )
    assert '<p class="verdict failed">' in written("html", scan_report())
    notes = lint_report()
    notes.problems, notes.subjects = [], [replace(s, fail_on=None) for s in notes.subjects]
    assert '<p class="verdict passed">nothing fails the run<' in written("html", notes)


def image(tmp_path: Path) -> Report:
    recipe = Recipe(
        layers=(
            {"a/large": b"x" * 5000, "a/small": b"y" * 10, "b": b"z" * 100},
            {"a/large": None, "b": b"w" * 70, HOSTILE: f"TOKEN={TOKEN}\n"},
            {f"srv/{TOKEN}": "1"},
        ),
        created_by=("COPY a /a # buildkit", "RUN /bin/sh -c rm /a/large # buildkit",
            f"RUN /bin/sh -c curl -H {TOKEN} # buildkit"),
    )  # fmt: skip
    path = tmp_path / "x.tar"
    with path.open("wb") as out:
        write_tar(docker_blobs(recipe), out)
    return scan([str(path)], Settings(use_cache=False, enabled=frozenset(RULES)), timelines=True)


def test_the_numbers_of_a_timeline(tmp_path: Path) -> None:
    (one,) = image(tmp_path).timelines or ()
    first, second, third = (step for step in one.steps if step.layer is not None)
    assert (first.added.count, first.added.size) == (3, 5110)
    assert [(f.path, f.layer) for f in first.wasted.largest] == [
        ("a/large", 1),
        ("b", 1),
    ] and first.wasted.size == 5100 == one.wasted
    assert [f.path for f in second.deleted.largest] == ["a/large"] and second.deleted.size == 5000
    assert [f.path for f in second.overwritten.largest] == ["b"] and second.overwritten.size == 100
    assert second.added.count == 2  # a whiteout is not a file
    assert (third.deleted.count, third.wasted.count) == (0, 0)
    assert (second.keyword, second.command) == ("RUN", "rm /a/large")


def test_a_timeline_has_no_secret(tmp_path: Path, written: Write) -> None:
    report = image(tmp_path)
    assert TOKEN not in repr(report.timelines) and TOKEN[6:20] not in repr(report.timelines)
    assert TOKEN[6:20] not in written("html", report)


def test_timelines_are_made_for_who_asks(tmp_path: Path) -> None:
    assert [name for name in FORMATS if wants_timelines(name)] == ["html"]
    assert timeline.__module__ == Timeline.__module__
    recipe = Recipe(layers=({"a": "b"},))
    with (tmp_path / "x.tar").open("wb") as out:
        write_tar(docker_blobs(recipe), out)
    assert scan([str(tmp_path / "x.tar")], Settings(use_cache=False)).timelines is None


PROBE = """(function(){var d=document,log=[];function s(){return d.querySelectorAll('.finding:not([hidden])').length}
function ev(e,t){e.dispatchEvent(new Event(t))}log.push(s());d.querySelector('.tile.error').click();log.push(s());d.querySelector('.tile.error').click();
var q=d.getElementById('search');q.value='zzzz';ev(q,'input');log.push(s());d.querySelector('#nothing .reset').click();log.push(s());
d.querySelector('.of-layer').click();log.push(s());d.getElementById('layer').click();
var g=d.getElementById('group');g.value='rule';ev(g,'change');log.push(d.querySelectorAll('.by-rule').length);g.value='input';ev(g,'change');log.push(d.querySelectorAll('.cards .finding').length);
log.push(d.documentElement.scrollWidth<=d.documentElement.clientWidth);d.title=log.join(' ')}());"""  # noqa: E501


@pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium")
@pytest.mark.parametrize("width", [1280, 500])
def test_a_browser_filters_it(tmp_path: Path, width: int) -> None:
    report, out = image(tmp_path), io.StringIO()
    FORMATS["html"].write(report, out, ReportSettings())
    # it would refuse the probe
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", out.getvalue())
    (tmp_path / "page.html").write_text(text.replace("</body>", f"<script>{PROBE}</script></body>"), "utf-8")
    done = subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
            f"--user-data-dir={tmp_path / 'profile'}",
         f"--window-size={width},900", "--dump-dom", (tmp_path / "page.html").as_uri()],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    title = re.search(r"<title>(.*?)</title>", done.stdout)
    assert title is not None, done.stderr[-500:]
    everything = len(report.active)
    errors = sum(r.severity.value == "error" for r in report.active)
    layer = min(
        r.location.image.layer
        for r in report.active
        if r.location.image is not None and r.location.image.layer is not None
    )
    there = sum(r.location.image is not None and r.location.image.layer == layer for r in report.active)
    rules = len({r.rule.id for r in report.active})
    assert title[1].split() == [
        str(n) for n in (everything, everything - errors, 0, everything, there, rules, everything)
    ] + ["true"]

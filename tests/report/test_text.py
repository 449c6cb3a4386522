"""Text for people: piped, and on a terminal with the source."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pytest

from dlinter.finding import Report, Severity, Subject
from dlinter.model.secret import Secret
from dlinter.model.text import Span, Text
from dlinter.report.excerpt import excerpt
from dlinter.report.formats.text import DEAREST_FIRST, by_cost
from dlinter.report.settings import ReportSettings
from dlinter.values import replace

Write = Callable[..., str]
Reports = dict[str, Callable[[], Report]]
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


def test_one_line_a_finding(written: Write, reports: Reports) -> None:
    lines = written("text", reports["lint"]()).splitlines()
    assert lines[0] == (
        "docker/my shop/Dockerfile:4:1: warning update-without-install `apt-get update` in a step of its "
        "own: "
        "the install on line 5 uses a stale list [fix]"
    )
    assert (
        "Dockerfile.win:4:1: error syntax-error a step that does nothing\\x1b[31m\\x0a::error::x [unsafe fix]"
        in lines
    )
    # Columns are code points; a byte order mark is none, a byte that is no UTF-8 is one.
    assert any(line.startswith("./Containerfile:3:12: error syntax-error odd bytes") for line in lines)
    assert lines[-1] == (
        "13 findings in 4 files: 4 errors, 6 warnings, 3 notes (5 fixable by `--fix`, 2 by `--fix "
        "--unsafe-fixes`, 2 suppressed, see `--show-suppressed`)"
    )
    assert len(lines) == 14
    assert all(
        re.match(r"[^\x00-\x1f]+:\d+:\d+: (error|warning|note) [a-z-]+ \S", line) for line in lines[:-1]
    )


def test_images(written: Write, reports: Reports) -> None:
    lines = written("text", reports["scan"]()).splitlines()
    assert lines[3].startswith(
        "out/shop app:1.tar: layer 1 (sha256:bbbbbbbbbbbb…) /root/.npmrc:1: error secret-in-deleted-file npm "
        "token [deleted by layer 2; history 2"
    )
    assert "[visible; history 4: RUN |1 TOKEN=ghp_… (40 characters)" in lines[0]
    assert "/srv/x.tar.gz!k/deep.env:1: error secret-in-layer npm token [overwritten by layer 4]" in lines[2]
    assert lines[5] == (
        "out/shop app:1.tar: config env TOKEN: error secret-in-history GitHub token `ghp_… (40 characters)` "
        "in the environment"
    )
    assert lines[-1] == "7 findings in 2 images: 6 errors, 1 note"


def test_images_tied_to_a_dockerfile(written: Write, reports: Reports) -> None:
    first = written("text", reports["tied"]()).splitlines()[0]
    assert first.startswith("docker/my shop/Dockerfile:12:1: error secret-in-layer GitHub token ")
    assert first.endswith("[out/shop app:1.tar: layer 2 (sha256:cccccccccccc…) /srv/app/.env:3; visible]")


def test_clean(written: Write) -> None:
    clean = Report(subjects=[Subject("Dockerfile", "lint")])
    assert written("text", clean) == ""
    assert written("text", clean, terminal=True) == "1 file clean\n"
    assert written("text", clean, terminal=True, quiet=True) == ""
    assert written("text", Report(), terminal=True) == ""


def test_quiet_leaves_the_summary_out(written: Write, reports: Reports) -> None:
    assert "findings in" not in written("text", reports["lint"](), quiet=True)


def test_suppressed_only_when_asked_for(written: Write, reports: Reports) -> None:
    assert "accepted" not in written("text", reports["lint"]())
    told = written("text", reports["lint"](), show_suppressed=True)
    assert "./Containerfile:4:9: warning relative-workdir accepted [suppressed by ignore: it is fine]" in told
    assert "[suppressed by sieve: placeholder]" in told


def test_the_source_with_the_place_marked(written: Write, reports: Reports) -> None:
    told = written("text", reports["lint"](), terminal=True)
    assert "\x1b" not in told
    assert (
        "warning[update-without-install] `apt-get update` in a step of its own: the install on line 5 uses a "
        "stale list\n"
        "  --> docker/my shop/Dockerfile:4:1\n"
        "  4 | RUN apt-get update\n"
        "    | ^^^^^^^^^^^^^^^^^^\n"
        "  fix: put it before the install (`--fix`)\n"
    ) in told
    # a tab is four columns, 日 two, blanks are marked
    assert "  11 |     WORKDIR a/日本\n     |             ^^^^^^^^^^^\n" in told
    assert "  15 | RUN pip install x; pip install y\n     |                    ^^^^^^^^^^^\n" in told


def test_the_image_below_the_dockerfile(written: Write, reports: Reports) -> None:
    told = written("text", reports["tied"](), terminal=True)
    assert (
        "  --> docker/my shop/Dockerfile:12:1\n  12 | COPY <<EOF /etc/shop.json\n     | ^^^^\n"
        "  in  out/shop app:1.tar: layer 1 (sha256:bbbbbbbbbbbb…) /root/.npmrc:1\n      deleted by layer 2\n "
        "     made by history 2\n"
    ) in told


def test_color_changes_nothing_but_the_color(written: Write, report: Report) -> None:
    plain = written("text", report, terminal=True)
    colored = written("text", report, terminal=True, color=True)
    assert ESCAPES.sub("", colored) == plain
    assert ("\x1b[" in colored) == bool(report.results)
    assert set(re.findall(r"\x1b\[?[^m]*m?", colored)) <= set(ESCAPES.findall(colored))
    assert ESCAPES.sub("", written("text", report, color=True)) == written("text", report)


def test_the_same_twice(written: Write, report: Report) -> None:
    for settings in ({}, {"terminal": True, "color": True}):
        assert written("text", report, **settings) == written("text", report, **settings)


def test_show_secrets(written: Write, reports: Reports) -> None:
    report = reports["lint"]()
    found = next(r for r in report.results if r.rule.id == "secret-in-env")
    assert found.location.text and found.location.span
    value = found.location.text.slice(found.location.span)
    for settings in ({}, {"terminal": True}, {"terminal": True, "color": True}):
        assert value not in ESCAPES.sub("", written("text", report, **settings))
        told = ESCAPES.sub("", written("text", report, secrets={found.fingerprint: value}, **settings))
        assert f"`{Secret(value).preview}` as `NPM_TOKEN` = {value}" in told


def rows(source: str, marked: str, *, width: int = 60, color: bool = False) -> list[str]:
    text = Text(source.encode())
    start = text.data.index(marked.encode())
    span = Span(start, start + len(marked.encode()))
    return excerpt(text, span, (), ReportSettings(width=width, color=color))


@pytest.mark.parametrize("color", [False, True])
def test_long_lines_are_shown_around_the_place(color: bool) -> None:
    line = "RUN echo " + "x" * 300 + " «here» " + "y" * 300
    for marked in ("«here»", "RUN", "y" * 300, "x" * 300):
        source, carets = (
            ESCAPES.sub("", row) for row in rows(f"FROM scratch\n{line}\n", marked, color=color)
        )
        assert len(source) <= 60 and len(carets) <= 60
        first = carets.index("^")
        assert (
            source[first : first + carets.count("^")].rstrip("…")
            == marked[: carets.count("^")][: len(source[first : first + carets.count("^")].rstrip("…"))]
        )
        assert source[first] == marked[0]


def test_long_spans_are_cut() -> None:
    told = rows(
        "FROM scratch\nRUN " + "\\\n".join(f"a{n} " for n in range(10)) + "\n",
        "RUN " + "\\\n".join(f"a{n} " for n in range(10)),
    )
    assert told[-1] == "    | … 6 more lines"
    assert len(told) == 9


def test_tokens_of_the_reader_are_colored() -> None:
    """Heredoc bodies, flags and PowerShell are lexed as what they are; the text stays whole."""
    source = (
        '# escape=`\nFROM --platform=linux/amd64 img AS b\nSHELL ["pwsh", "-c"]\nRUN Get-Item `\n # note\n '
        '-Path "é"\n'
        'COPY <<x.json <<EOF /srv/\n{"a": true}\nx.json\nFROM nope\nEOF\nRUN <<EOF\nFROM y\nEOF\n'
    )
    text = Text(source.encode())
    shown: dict[int, str] = {}
    for number in range(1, text.line_count + 1):
        raw = excerpt(text, text.line_span(number), (), ReportSettings(color=True))[0]
        shown[number] = raw.split(" | ", 1)[-1]
        assert ESCAPES.sub("", shown[number]) == text.line(number).rstrip()
    keyword = "\x1b[38;5;28;01m"
    assert shown[2].startswith(f"{keyword}FROM") and f"{keyword}AS" in shown[2]
    # bodies, not instructions
    assert not shown[10].startswith(f"{keyword}FROM") and not shown[13].startswith(f"{keyword}FROM")
    assert f"{keyword}true" in shown[8]  # JSON
    assert "\x1b[38;5;28mGet-Item" in shown[4]  # PowerShell's own
    assert shown[5] != "\x1b[" and "# note" in shown[5]


def test_levels_have_their_color(written: Write, reports: Reports) -> None:
    told = written("text", reports["lint"](), color=True)
    for severity, code in ((Severity.ERROR, 31), (Severity.WARNING, 33), (Severity.NOTE, 36)):
        assert f"\x1b[{code}m{severity.value}\x1b[0m" in told


def test_what_costs_most_comes_first_in_its_file(reports: Reports) -> None:
    results = reports["lint"]().active
    alike = [r for r in results if r.location.path == results[0].location.path]
    first, last = alike[0], alike[-1]
    dear = replace(last, finding=replace(last.finding, cost=7))
    assert first is not last
    assert by_cost([first, last]) == [first, last]
    assert by_cost([first, dear]) == [dear, first]
    other = next(r for r in results if r.location.path != first.location.path)
    assert by_cost([other, first, dear]) == [other, dear, first]  # files stay in their order


def test_a_terminal_says_why_the_lines_are_not_in_order(written: Write, reports: Reports) -> None:
    report = reports["lint"]()
    assert DEAREST_FIRST not in written("text", report, terminal=True)
    last = report.active[-1]
    path = [r for r in report.active if r.location.path == last.location.path]
    at = next(i for i, r in enumerate(report.results) if r is path[-1])
    report.results[at] = replace(path[-1], finding=replace(path[-1].finding, cost=7))
    assert len(path) > 1
    assert written("text", report, terminal=True).splitlines()[-2] == DEAREST_FIRST
    assert DEAREST_FIRST not in written("text", report)


def test_statistics_count_by_rule(written: Write, reports: Reports) -> None:
    report = reports["lint"]()
    *lines, summary = written("text", report, statistics=True).splitlines()
    counts = Counter(r.rule.id for r in report.active)
    assert {line.split()[2]: int(line.split()[0]) for line in lines} == counts
    assert [int(line.split()[0]) for line in lines] == sorted(counts.values(), reverse=True)
    assert sum(int(m[1]) for line in lines if (m := re.search(r"\((\d+) fixable\)", line))) == sum(
        r.finding.fix is not None for r in report.active
    )
    assert summary.startswith("13 findings in 4 files")

"""The pages of the site: each rule has one with all its parts, what the code reads is described, links lead
somewhere."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urldefrag

import pytest
import yaml

from dlint_pages import environment
from dlint_pages.assemble import all_pages, site_config
from dlint_pages.examples import BETTER, FIXED, pair_of
from dlint_pages.reference import EXIT_CODES
from dlint_pages.rule_pages import SECTIONS, source_path
from dlinter.cli import exit_codes
from dlinter.cli.command_list import command_names
from dlinter.cli.parser import command_parser, load_command, parse
from dlinter.packs import RuleSet, load_rules
from dlinter.policy.config import KEYS
from dlinter.report import DOCS, FORMATS, help_uri
from dlinter.rule import AnyRule
from dlinter.run.conceal import concealer

ROOT = Path(__file__).parents[2]
RULES = load_rules(["dlinter_rules"])
_FENCE = re.compile(r"^( *)(`{3,}).*?^\1\2$", re.M | re.S)
_LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return RULES


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return dict(all_pages(ROOT, RULES))


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)
def test_a_rule_has_a_page_with_all_its_parts(rule: AnyRule, pages: dict[str, str]) -> None:
    page = pages[f"rules/{rule.id}.md"]
    headings = re.findall(r"^## (.+)$", page, re.M)
    assert [h for h in ("Why", *SECTIONS) if h not in headings] == []
    assert rule.summary in page and rule.ignore_when in page and f"since {rule.since}" in page
    assert f">{rule.severity}<" in page and all(f">{alias}<" in page for alias in rule.aliases)
    assert ("Fix safety" in headings) == (rule.fixable is not None)
    assert ("Options" in headings) == bool(rule.options) and all(
        f"| `{o.name}` |" in page for o in rule.options
    )
    assert len(re.findall(r'^=== "', page, re.M)) == 2, "no before and after"
    assert "dlint says of it:" in page and source_path(rule) in page
    assert (ROOT / source_path(rule)).is_file()


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)
def test_the_second_side_of_an_example_is_the_first_one_put_right(rule: AnyRule) -> None:
    """Not any file on which the rule is silent: the same one, fixed or as a person would write it."""
    pair = pair_of(rule, concealer())
    assert pair.after_is in (FIXED, BETTER), f"{rule.id}: give its first example `fixed=` or `better=`"
    before, after = next(iter(pair.before.values())), next(iter(pair.after.values()))
    assert before != after or any(pair.before.get(name) != text for name, text in pair.after.items()), (
        "both sides are the same"
    )


def test_what_an_example_needs_beside_its_file_is_shown(pages: dict[str, str]) -> None:
    assert (
        'dlint.toml"' in pages["rules/missing-label.md"]
        and "[rules.missing-label]" in pages["rules/missing-label.md"]
    )
    ignored = pages["rules/copy-ignored-file.md"].split('=== "after"')
    assert "\n    conf\n" in ignored[0] and "\n    conf\n    !conf/app.ini\n" in ignored[1]


def test_the_lines_of_a_finding_and_of_its_fix_are_marked(pages: dict[str, str]) -> None:
    marked = re.findall(r'hl_lines="([\d ]+)"', pages["rules/copy-before-install.md"])
    assert marked == ["3 4", "3 5"]
    assert len([p for p in pages.values() if "hl_lines" in p]) > 120


GAINS = {
    "context-too-wide": (2, 0), "copy-before-install": (3, 2), "copy-could-be-bind-mount": (3, 2),
    "copy-order-by-change-rate": (2, 1),
    "remote-add-without-checksum": (3, 0), "stage-serialised": (6, 4), "volatile-arg-before-run": (3, 1),
    "label-of-the-builder": (1, 0),
}  # fmt: skip


@pytest.mark.parametrize("rule", [r for r in RULES.rules if r.family == "cache"], ids=lambda rule: rule.id)
def test_a_rule_about_the_cache_shows_its_steps_before_and_after(
    rule: AnyRule, pages: dict[str, str]
) -> None:
    page = pages[f"rules/{rule.id}.md"]
    assert page.count('<svg class="steps"') == 2
    rebuilt = [int(n) for n in re.findall(r'aria-label="\d+ steps, (\d+) of them rebuilt"', page)]
    assert rebuilt[1] <= rebuilt[0]
    if rule.id in GAINS:
        assert tuple(rebuilt) == GAINS[rule.id]


def test_every_variable_that_the_code_reads_is_on_the_page(pages: dict[str, str]) -> None:
    found = environment.read_in_code(ROOT / "linter" / "dlinter")
    assert {"DLINT_SELECT", "DLINT_FORMAT", "DLINT_CACHE_DIR", "NO_COLOR", "DOCKER_CONFIG"} <= found
    missing = [name for name in sorted(found) if f"`{name}`" not in pages["environment.md"]]
    assert not missing, f"describe them in docs/dlint_pages/environment.py: {missing}"
    named = {*environment.OWN, *environment.OTHERS}
    assert not named - found, "described, but nothing reads it"


def test_a_variable_is_found_however_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        'import os\nos.environ.get("A", "x")\nos.environ["B"]\nos.getenv("C")\nX = {"DLINT_D": 1}\n'
        'print("DLINT_E is set")\n',
        "utf-8",
    )
    assert environment.read_in_code(tmp_path) == {"A", "B", "C", "DLINT_D"}


def test_every_exit_code_is_on_the_page() -> None:
    codes = {value for name, value in vars(exit_codes).items() if name.isupper()}
    assert codes == {int(code) for code, _, _ in EXIT_CODES}


def test_every_format_setting_and_option_is_on_a_page(pages: dict[str, str]) -> None:
    assert all(f"| `{name}`" in pages["formats.md"] for name in FORMATS)
    assert all(f"| `{key}` |" in pages["configuration.md"] for key in KEYS)
    for name in command_names():
        assert f"\n## dlint {name}\n" in pages["commands.md"]
        for action in command_parser(name, load_command(name))._actions:
            shown = [
                o
                for o in action.option_strings
                if o.startswith("--") and o != "--help" and action.help != "==SUPPRESS=="
            ]
            assert all(o in pages["commands.md"] for o in shown), (name, shown)


def test_every_link_of_the_pages_leads_somewhere(pages: dict[str, str]) -> None:
    broken = []
    for path, text in pages.items():
        for link in _LINK.findall(_FENCE.sub("", text)):
            target, anchor = urldefrag(link)
            if "://" in target or target.startswith("mailto:"):
                continue
            place = (
                path
                if not target
                else str((Path("/") / Path(path).parent / target).resolve().relative_to("/"))
            )
            if place in pages:
                if anchor and anchor not in _anchors(pages[place]):
                    broken.append(f"{path}: {link}: no such heading")
            elif not (ROOT / "docs" / place).is_file():
                broken.append(f"{path}: {link}")
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", "linter/README.md", "rules/README.md", "bench/README.md"]
)
def test_every_link_of_the_repository_leads_somewhere(name: str, pages: dict[str, str]) -> None:
    broken = []
    for link in _LINK.findall(_FENCE.sub("", (ROOT / name).read_text("utf-8"))):
        target, _ = urldefrag(link)
        if target.startswith(DOCS):
            page = target.removeprefix(DOCS).rstrip("/")
            if (f"{page}.md" if page else "index.md") not in pages and f"{page}/index.md" not in pages:
                broken.append(link)
        elif target and "://" not in target and not (ROOT / name).parent.joinpath(target).exists():
            broken.append(link)
    assert not broken


def _anchors(page: str) -> set[str]:
    """As Markdown's table of contents makes them of headings."""
    titles = re.findall(r"^#+ (.+)$", _FENCE.sub("", page), re.M)
    return {re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", title.lower()).strip()) for title in titles}


def documented_commands() -> list[str]:
    """The `dlint …` lines of the shell blocks of the README and the hand-written pages, and those of their CI
    examples."""
    found = []
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        text = path.read_text("utf-8")
        found += re.findall(r"^<!-- run: (.+?) -->$", text, re.M)
        for language, block in re.findall(r"^```(\w*)[^\n]*\n(.*?)^```$", text, re.M | re.S):
            if language not in ("", "sh", "console", "yaml"):
                continue
            lines = (re.sub(r"^(?:\$ |\s*- (?:run: )?)", "", line) for line in block.splitlines())
            parts = (
                re.split(r"\s+#|\s[|>]\s", part)[0].strip() for line in lines for part in line.split("&&")
            )
            found += [
                part for part in parts if part.startswith("dlint ") and "…" not in part and "[" not in part
            ]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("command", documented_commands())
def test_a_documented_command_is_one(command: str) -> None:
    _, args = parse(shlex.split(command)[1:])
    for name in [
        n
        for n in (
            getattr(args, "format", None),
            *(o.partition("=")[0] for o in getattr(args, "output", None) or () if "=" in o),
        )
        if n
    ]:
        assert name in FORMATS or name in ("html", "dot", "json", "markdown")


def test_commands_are_looked_for() -> None:
    assert {
        "dlint lint --fix Dockerfile",
        "dlint lint -o gitlab=gl-code-quality-report.json",
        "dlint cache --times build.log",
    } <= set(documented_commands())


def test_what_reports_link_to_is_the_page(rules: RuleSet, pages: dict[str, str]) -> None:
    for rule in rules.rules:
        assert help_uri(rule.id).startswith(DOCS)
        assert help_uri(rule.id).removeprefix(DOCS).rstrip("/") + ".md" in pages


def test_every_page_is_in_the_navigation(rules: RuleSet, pages: dict[str, str]) -> None:
    config = site_config(ROOT, rules, {**pages, "new.md": "# Something new\n\nText.\n"})
    assert {"Something new": "new.md"} in next(e["Use"] for e in config["nav"] if "Use" in e)
    named = set(re.findall(r"[\w/-]+\.md", yaml.safe_dump(config["nav"])))
    assert named == {*pages, "new.md"}


def test_the_address_of_the_site_is_in_three_places_and_the_same() -> None:
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    assert config["site_url"] == DOCS
    assert f'Documentation = "{DOCS}"' in (ROOT / "pyproject.toml").read_text("utf-8")


def test_the_commands_of_a_tutorial_ran(pages: dict[str, str]) -> None:
    assert "<!--" not in "".join(text for text in pages.values() if text.startswith("# "))
    slow, leak = pages["tutorial-slow-build.md"], pages["tutorial-leaked-key.md"]
    assert "41 → 3" in slow and "+RUN --mount=type=cache,id=npm" in slow
    assert (
        "`RUN npm ci` would have been rebuilt by 41" in slow.split("## 5.")[0]
        and "would have been rebuilt" not in slow.split("## 5.")[1]
    )
    assert "secret-in-deleted-file OpenSSH private key" in leak and "Dockerfile:6:1: error" in leak
    begin = re.search(r"```dockerfile\n(.*?)```", leak, re.S)
    from dlint_pages.transcripts import LEAKY, SLOW

    assert begin is not None and begin[1] == LEAKY and SLOW in slow


def test_no_page_has_a_secret(rules: RuleSet, pages: dict[str, str]) -> None:
    from dlinter.model.text import Text

    for path, text in pages.items():
        sure = [
            c for c in rules.find_secrets(Text(text.encode()), ()) if not c.sieved and c.confidence == "high"
        ]
        assert not sure, f"{path}: {[str(c.secret) for c in sure]}"


@pytest.mark.parametrize("picture", ["terminal.svg"])
def test_a_picture_fetches_nothing(picture: str) -> None:
    text = (ROOT / "docs" / picture).read_text("utf-8")
    assert text.startswith("<svg ") and "install-without-cache-mount" in text.replace("&#160;", " ")
    assert "@font-face" not in text and not re.search(
        r"(?:href|src)=|url\((?!#)", text.replace('xmlns="', "")
    )


@pytest.mark.parametrize("tool", ["zensical", "mkdocs"])
def test_the_site_is_built(tool: str, tmp_path: Path) -> None:
    if not (Path(sys.executable).parent / tool).exists() and shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed (`pip install -e '.[docs]'` has zensical)")
    done = subprocess.run(
        [sys.executable, ROOT / "docs" / "build.py", "--with", tool, "--output", tmp_path / "out"],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    site = tmp_path / "out" / "site"
    broken, fetched = [], []
    for page in site.rglob("*.html"):
        html = page.read_text("utf-8")
        fetched += [
            f"{page}: {u}"
            for u in re.findall(r"<(?:script|img|iframe)[^>]*\ssrc=\"?(https?://[^\"\s>]+)", html)
        ]
        fetched += [
            f"{page}: {u}"
            for u in re.findall(r"<link[^>]*rel=\"?stylesheet\"?[^>]*href=\"?(https?://[^\"\s>]+)", html)
        ]
        for link in re.findall(r"<a [^>]*href=\"([^\"#?]+)", html):
            if "://" not in link and not link.startswith(("mailto:", "/")):
                target = (page.parent / link).resolve()
                if not target.exists() and page.name != "404.html":
                    broken.append(f"{page.relative_to(site)}: {link}")
    assert not broken and not fetched, "\n".join([*broken, *fetched][:20])
    assert (site / "rules" / "copy-before-install" / "index.html").is_file()
    page = (site / "rules" / "copy-before-install" / "index.html").read_text("utf-8")
    assert 'class="chip warning"' in page and "hll" in page and "tabbed-set" in page and "<svg" in page

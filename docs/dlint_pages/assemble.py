"""Puts the pages together: hand-written ones with their marks filled in, generated ones, pictures, and the
configuration of the site."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from dlint_pages.detectors import detectors_page
from dlint_pages.reference import reference_pages
from dlint_pages.rule_pages import families, rule_pages
from dlint_pages.transcripts import filled
from dlinter.packs import RuleSet, load_rules

_MARK = re.compile(r"<!-- (count|aliases|detectors)(?:: ([\w-]+))? -->")


def assemble(root: Path, output: Path) -> int:
    """Writes `docs/` and `mkdocs.yml` below `output`, which is emptied before; gives the number of pages."""
    if output.exists():
        shutil.rmtree(output)
    target, rules = output / "docs", load_rules(["dlinter_rules"])
    pages = dict(all_pages(root, rules))
    for path, text in pages.items():
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    for pattern in ("*.png", "*.svg", "assets/*"):
        for source in sorted((root / "docs").glob(pattern)):
            copy = target / source.relative_to(root / "docs")
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, copy)
    config = site_config(root, rules, pages)
    (output / "mkdocs.yml").write_text(yaml.safe_dump(config, sort_keys=False, allow_unicode=True), "utf-8")
    return len(pages)


def all_pages(root: Path, rules: RuleSet) -> Iterator[tuple[str, str]]:
    """Path and Markdown of every page."""
    for source in sorted((root / "docs").glob("*.md")):
        yield source.name, filled(marked(source.read_text("utf-8"), rules))
    yield from reference_pages(rules)
    yield from rule_pages(rules)


def marked(text: str, rules: RuleSet) -> str:
    """A page with its tables and numbers in it. Raises KeyError for a mark that does not exist."""
    makers: dict[str, Callable[[str], str]] = {
        "count": lambda what: str({"rules": len(rules.rules), "detectors": len(rules.detectors),
            "providers": len({d.provider for d in rules.detectors})}[what]),
        "aliases": lambda tool: _aliases(tool, rules),
        "detectors": lambda _: detectors_page(rules.detectors),
    }
    return _MARK.sub(lambda m: makers[m[1]](m[2] or ""), text)


def _aliases(tool: str, rules: RuleSet) -> str:
    rows = sorted(
        (alias.partition(":")[2], rule.id, rule.ruleset)
        for rule in rules.rules
        for alias in rule.aliases
        if alias.startswith(f"{tool}:")
    )
    body = "\n".join(f"| `{name}` | [{rule}](rules/{rule}.md) | {ruleset} |" for name, rule, ruleset in rows)
    return f"| {tool} | dlint | set |\n|---|---|---|\n{body}"


def site_config(root: Path, rules: RuleSet, pages: Mapping[str, str]) -> dict[str, Any]:
    """`mkdocs.yml` with the pages about rules in `nav`; a hand-written page that it does not name is listed
    under `Use` by its heading."""
    config: dict[str, Any] = yaml.safe_load((root / "mkdocs.yml").read_text("utf-8"))
    named = yaml.safe_dump(config["nav"])
    more = [
        {text.lstrip("# ").split("\n")[0].replace("`", ""): page}
        for page, text in pages.items()
        if "/" not in page and page not in named
    ]
    nav: list[Any] = []
    for entry in config["nav"]:
        if isinstance(entry, dict) and "Use" in entry:
            entry = {"Use": [*entry["Use"], *more]}
        if entry == {"Rules": "rules"}:
            of_family = [
                {family: [f"rules/family-{family}.md",
                    *({r.id: f"rules/{r.id}.md"} for r in rules.rules if r.family == family)]}
                    for family in families(rules)
            ]
            entry = {"Rules": ["rules/index.md", *of_family]}
        nav.append(entry)
    return {**config, "nav": nav}

"""`rules/README.md` is what the rules say; `DLINT_UPDATE=1` rewrites it."""

from __future__ import annotations

import os
import re
from importlib import import_module
from pathlib import Path

from dlinter.catalogue import catalogue, explain
from dlinter.packs import load_rules
from dlinter.report import help_uri

README = Path(__file__).parent.parent / "rules" / "README.md"


def generated() -> str:
    ruleset = load_rules(["dlinter_rules"])
    families = {f: (import_module(f"dlinter_rules.{f}").__doc__ or "").strip() for f in ruleset.families}
    return catalogue(ruleset.rules, families, help_uri)


def test_catalogue_is_current() -> None:
    if os.environ.get("DLINT_UPDATE"):
        README.write_text(generated(), "utf-8")
    assert README.read_text("utf-8") == generated(), "run DLINT_UPDATE=1 pytest tests/test_catalogue.py"


def test_no_scanner_fires_on_what_is_explained() -> None:
    text = "".join(explain(rule) for rule in load_rules(["dlinter_rules"]).rules)
    assert "TOKEN=ghp_…" in text
    assert not re.search(r"gh[pousr]_[A-Za-z0-9]{30}", text)


def test_explain_says_since_when_and_when_to_ignore() -> None:
    text = explain(load_rules(["dlinter_rules"]).by_id["root-user"])
    assert "since 0.1.0" in text.splitlines()[2]
    assert "## When to ignore it\nThe program needs root" in text

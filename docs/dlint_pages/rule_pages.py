"""A page a rule, a page a family, and the table of all rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module

from dlint_pages.examples import Pair, pair_of, tabs
from dlint_pages.graphs import graph_section
from dlinter.catalogue import table, toml
from dlinter.finding import Safety
from dlinter.packs import RuleSet
from dlinter.report import DOCS
from dlinter.rule import AnyRule
from dlinter.run.conceal import Concealer, concealer

SOURCE = "https://github.com/dlint/dlint/blob/main/"
"""Where a file of the repository is read."""
SETS = {"default": "on by default", "strict": "in the set strict", "all": "in the set all"}
FIXES = {None: "no fix", Safety.SAFE: "safe fix", Safety.UNSAFE: "unsafe fix"}
SECTIONS = ("Example", "When it is right to ignore it", "Source")
"""Headings that every rule's page has; cache rules have `In the cache`, too."""


def rule_pages(rules: RuleSet) -> Iterator[tuple[str, str]]:
    """Path below the pages' folder and Markdown of each page about rules."""
    conceal = concealer()
    texts = families(rules)
    for rule in rules.rules:
        yield f"rules/{rule.id}.md", rule_page(rule, conceal)
    for family, text in texts.items():
        members = [r for r in rules.rules if r.family == family]
        yield f"rules/family-{family}.md", f"# {family}\n\n{text}\n\n{_table(members)}"
    yield "rules/index.md", _index(rules, texts)


def families(rules: RuleSet) -> dict[str, str]:
    """Each family with the first line of its docstring."""
    packs = {rule.family: pack for pack in rules.packs for rule in rules.rules}
    return {
        f: (import_module(f"{packs[f]}.{f}").__doc__ or "").strip().split("\n\n")[0] for f in rules.families
    }


def rule_page(rule: AnyRule, conceal: Concealer) -> str:
    """One rule."""
    pair = pair_of(rule, conceal)
    parts = [_front(rule), f"# {rule.id}", chips(rule), f"**{rule.summary}**"]
    # What stands behind the first paragraph and before the first heading, then the rule's own sections in
    # their order.
    body = re.split(r"^## ", (rule.doc or "").strip(), flags=re.M)
    parts += body[0].strip().split("\n\n")[1:]
    for section in body[1:]:
        title, _, text = section.partition("\n")
        if title not in ("When to ignore it", "Fix safety"):
            parts.append(f"## {title}\n\n{text.strip()}")
    parts += [f"## Example\n\n{tabs(pair)}", _says(pair)]
    graph = _graph(rule, pair)
    if graph:
        parts.append(f"## In the cache\n\n{graph}")
    if rule.options:
        parts.append(f"## Options\n\n{options_table([rule])}")
        parts.append(
            f"```toml\n[rules.{rule.id}]\n"
            + "\n".join(f"{o.name} = {toml(o.default)}" for o in rule.options)
            + "\n```"
        )
    parts.append(f"## When it is right to ignore it\n\n{rule.ignore_when}\n\n{_how_to_ignore(rule)}")
    if rule.section("Fix safety"):
        parts.append(f"## Fix safety\n\n{rule.section('Fix safety')}")
    parts.append(
        f"## Source\n\n[{source_path(rule)}]({SOURCE}{source_path(rule)}) · [family "
        f"{rule.family}](family-{rule.family}.md) · `dlint explain {rule.id}`"
    )
    return "\n\n".join(p for p in parts if p) + "\n"


def source_path(rule: AnyRule) -> str:
    """The file of a built-in rule, in the repository."""
    return f"rules/dlinter_rules/{rule.family}/{rule.id.replace('-', '_')}.py"


def chips(rule: AnyRule) -> str:
    """Severity, set, fix, since and the names elsewhere."""
    words = [
        (str(rule.severity), f"chip {rule.severity}"),
        (SETS[rule.ruleset], "chip"),
        (FIXES[rule.fixable], "chip"),
    ]
    words += [(f"since {rule.since}", "chip")] if rule.since else []
    words += (
        [(f"security severity {rule.security_severity}", "chip")]
        if rule.security_severity is not None
        else []
    )
    words += [(alias, "chip alias") for alias in rule.aliases]
    return (
        '<p class="chips">' + " ".join(f'<span class="{kind}">{text}</span>' for text, kind in words) + "</p>"
    )


def options_table(rules: Sequence[AnyRule]) -> str:
    """A row an option."""
    several = len(rules) > 1
    rows = (
        ["| rule | option | default | meaning |", "|---|---|---|---|"]
        if several
        else ["| option | default | meaning |", "|---|---|---|"]
    )
    for rule in rules:
        first = f"| [{rule.id}](rules/{rule.id}.md) " if several else ""
        rows += [f"{first}| `{o.name}` | `{toml(o.default)}` | {o.doc} |" for o in rule.options]
    return "\n".join(rows) + "\n"


def _front(rule: AnyRule) -> str:
    summary = rule.summary.replace('"', "'").replace("`", "")
    return f'---\ndescription: "{summary}"\n---'


def _says(pair: Pair) -> str:
    rows = [f"- {f'line {line}: ' if line else ''}{message}" for line, message in pair.says[:4]]
    return "dlint says of it:\n\n" + "\n".join(rows) if rows else ""


def _graph(rule: AnyRule, pair: Pair) -> str:
    """The steps before and after, for rules about the build cache."""
    name = next(iter(pair.before))
    if rule.family != "cache" or pair.after_is not in ("after", "after the fix"):
        return ""
    return graph_section(pair.before[name], pair.after[name], pair.context_before, pair.context_after)


def _how_to_ignore(rule: AnyRule) -> str:
    if any(s.__module__.startswith("dlinter.model.image") for s in rule.subjects):
        return (
            f'`ignore = ["{rule.id}"]` in `dlint.toml`, or accept what is there with [a '
            'baseline](../ignoring.md#baselines).'
        )
    return (
        f"Above the instruction: `# dlint: ignore[{rule.id}] reason`. More ways: [ignoring a "
        "finding](../ignoring.md)."
    )


def _table(rules: Sequence[AnyRule]) -> str:
    return table(rules, lambda rule: f"{rule}.md")


def _index(rules: RuleSet, texts: Mapping[str, str]) -> str:
    parts = [
        "# Rules",
        (f"{len(rules.rules)} rules in {len(texts)} families. A rule is named by its id, its family, a set "
            "(`default`, `strict`, `all`) or its name elsewhere "
        "(`hadolint:DL3020`, `DL3020`, `buildkit:WorkdirRelativePath`): on the command line, in the "
        "configuration and in ignores."),
        f"The address of a rule's page is `{DOCS}rules/ID/`; `dlint explain ID` prints the same text.",
    ]
    for family, text in texts.items():
        parts.append(
            f"## {family}\n\n{text} [All about {family}](family-{family}.md)\n\n"
            f"{_table([r for r in rules.rules if r.family == family])}"
        )
    return "\n\n".join(parts)

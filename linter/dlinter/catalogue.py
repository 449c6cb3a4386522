"""Rules → documentation: `rules/README.md`, `dlint explain`, and the table of `dlint rules`.

Nothing of it is written by hand; a test regenerates the file and compares (`DLINT_UPDATE=1 pytest` rewrites
it).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from dlinter.finding import Safety
from dlinter.rule import AnyRule, Bad, Good

HEAD = """# The rules of dlint

This file is generated from the rules themselves: change a rule's docstring or examples, then run
`DLINT_UPDATE=1 pytest tests/test_catalogue.py`.

Each rule has a page with its reasons, examples and options, and with when it is right to ignore it; `dlint explain RULE` prints the
same. A rule is named by its id, by its family, or by the name of the same check elsewhere (`hadolint:DL3020`,
`buildkit:WorkdirRelativePath`), on the command line, in the configuration and in ignores.
"""  # noqa: E501


def facts_line(rule: AnyRule) -> str:
    """Severity, sets, fix, security severity and aliases on one line of Markdown."""
    parts = [
        f"**{rule.severity}**",
        {"default": "on by default", "strict": "in `strict`", "all": "in `all`"}[rule.ruleset],
    ]
    match rule.fixable:
        case Safety.SAFE:
            parts.append("fixed by `--fix`")
        case Safety.UNSAFE:
            parts.append("fixed by `--unsafe-fixes`")
    if rule.security_severity is not None:
        parts.append(f"security severity {rule.security_severity}")
    if rule.aliases:
        parts.append("also " + ", ".join(f"`{alias}`" for alias in rule.aliases))
    if rule.since:
        parts.append(f"since {rule.since}")
    return " · ".join(parts)


TOKEN = re.compile(r"\b([a-z]{2,8}[_-])[A-Za-z0-9]{28,}\b")
"""A made-up token of an example, with its prefix."""


def _fence(source: str, language: str = "dockerfile") -> str:
    # An example's made-up token is cut short: another scanner would fire on the page.
    source = TOKEN.sub(r"\1…", source.replace("«", "").replace("»", "").rstrip("\n"))
    fence = "````" if "```" in source else "```"
    return f"{fence}{language}\n{source}\n{fence}"


def language_of(path: str) -> str:
    suffix = path.rpartition(".")[2].lower()
    return {
        "yml": "yaml",
        "yaml": "yaml",
        "hcl": "hcl",
        "json": "json",
        "dockerignore": "text",
        "toml": "toml",
    }.get(suffix, "dockerfile")


def options_file(rule: AnyRule, example: Bad) -> dict[str, str]:
    """The configuration that an example of a rule needs, by its name; nothing where it needs none."""
    lines = [f"{name} = {toml(value)}" for name, value in example.options.items()]
    return {"dlint.toml": "\n".join([f"[rules.{rule.id}]", *lines]) + "\n"} if lines else {}


def toml(value: object) -> str:
    """An option's value as the configuration writes it."""
    import json

    if isinstance(value, Mapping):
        return (
            "{"
            + ", ".join(f"{json.dumps(k, ensure_ascii=False)} = {toml(v)}" for k, v in value.items())
            + "}"
        )
    if isinstance(value, (tuple, list, set, frozenset)):
        return "[" + ", ".join(toml(v) for v in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def explain(rule: AnyRule, level: int = 1) -> str:
    """The Markdown page of one rule: facts, documentation, options, and examples. `level` is its
    heading's."""
    mark = "#" * level
    body = (rule.doc or "").strip()
    body = "\n".join(
        "#" * (level - 1) + line if line.startswith("## ") else line for line in body.splitlines()
    )
    parts = [f"{mark} {rule.id}", facts_line(rule), body]
    if rule.options:
        rows = [f"- `{o.name}` (default `{o.default!r}`): {o.doc}" for o in rule.options]
        parts.append(f"{mark}# Options\n" + "\n".join(rows))
    bad = next((e for e in rule.examples if isinstance(e, Bad) and isinstance(e.source, str)), None)
    if bad:
        language = language_of(bad.path)
        parts.append(f"{mark}# Example\n{_fence(str(bad.source), language)}")
        # A build file says little without the Dockerfile that it builds.
        shown = {
            name: content
            for name, content in bad.files.items()
            if language != "dockerfile" or name in bad.better_files
        }
        parts += [
            f"with `{name}`:\n{_fence(content, language_of(name))}"
            for name, content in {**shown, **options_file(rule, bad)}.items()
        ]
        if bad.fixed is not None:
            parts.append(f"Fixed:\n{_fence(bad.fixed, language)}")
        elif isinstance(bad.better, str):
            parts.append(f"Better:\n{_fence(bad.better, language)}")
            parts += [
                f"with `{name}`:\n{_fence(content, language_of(name))}"
                for name, content in bad.better_files.items()
            ]
        else:
            good = next((e for e in rule.examples if isinstance(e, Good) and isinstance(e.source, str)), None)
            if good:
                parts.append(f"Better:\n{_fence(str(good.source), language_of(good.path))}")
    return "\n\n".join(parts) + "\n"


def catalogue(rules: Sequence[AnyRule], families: Mapping[str, str], address: Callable[[str], str]) -> str:
    """The whole of `rules/README.md`. `families` maps a family to the first line of its docstring, `address`
    a rule's id to its page."""
    parts = [HEAD]
    for family in dict.fromkeys(rule.family for rule in rules):
        members = [rule for rule in rules if rule.family == family]
        parts.append(f"## {family}\n\n{families.get(family, '')}\n\n{table(members, address)}")
    return "\n".join(parts)


def table(rules: Sequence[AnyRule], address: Callable[[str], str]) -> str:
    """A row a rule, in Markdown."""
    rows = ["| rule | level | set | fix | what it says |", "|---|---|---|---|---|"]
    rows += [
        f"| [{r.id}]({address(r.id)}) | {r.severity} | {r.ruleset} | {r.fixable.value if r.fixable else ''} "
        f"| {_cell(r.summary)} |"
        for r in rules
    ]
    return "\n".join(rows) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")

"""Rules as SARIF reportingDescriptors, with what code scanning shows of a rule (docs.github.com, "SARIF
support for code scanning"): descriptions of at most 1,024 characters, tags, precision, problem.severity,
security-severity."""

from __future__ import annotations

import re
from typing import Any

import sarif_om as om

from dlinter.finding import RuleInfo, Safety, Severity
from dlinter.report import help_uri

LONGEST = 1024
_PROBLEM = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "recommendation"}
_FIXES = {
    Safety.SAFE: "`dlint lint --fix` fixes it.",
    Safety.UNSAFE: "`dlint lint --fix --unsafe-fixes` fixes it; review the change.",
}


def descriptor(rule: RuleInfo) -> Any:
    """A rule as a sarif-om ReportingDescriptor."""
    security = rule.security_severity is not None
    properties: dict[str, Any] = {
        "tags": ["security"] * security + [rule.family, "image" if rule.about_images else "dockerfile"],
        "precision": rule.precision,
        "problem.severity": _PROBLEM[rule.severity],
        "aliases": list(rule.aliases),
    }
    properties["tags"] = list(dict.fromkeys(tag for tag in properties["tags"] if tag))
    if rule.security_severity is not None:
        properties["security-severity"] = f"{rule.security_severity:.1f}"
    body = rule.doc.strip() or rule.summary
    return om.ReportingDescriptor(
        id=rule.id,
        name=_name(rule),
        short_description=om.MultiformatMessageString(text=shortened(sentence(plain(rule.summary)))),
        full_description=om.MultiformatMessageString(text=shortened(sentence(plain(_why(rule))))),
        help=om.MultiformatMessageString(text=plain(body), markdown=_help(rule, body)),
        help_uri=help_uri(rule.id),
        default_configuration=om.ReportingConfiguration(level=rule.severity.value),
        properties=properties,
    )


def _why(rule: RuleInfo) -> str:
    """The summary and the reasons, on one line."""
    _, found, rest = rule.doc.partition("\n## Why\n")
    why = " ".join(rest.split("\n## ", 1)[0].split()) if found else ""
    return f"{sentence(rule.summary)} {why}".strip()


def _help(rule: RuleInfo, body: str) -> str:
    parts = [f"# {rule.id}", body]
    if rule.fixable is not None:
        parts.append(_FIXES[rule.fixable])
    if rule.aliases:
        parts.append("Also known as " + ", ".join(f"`{alias}`" for alias in rule.aliases) + ".")
    parts.append(f"To accept it on one instruction, write `# dlint: ignore[{rule.id}] reason` above it.")
    return "\n\n".join(parts) + "\n"


def plain(markdown: str) -> str:
    """Markdown without its marks, for viewers that show plain text."""
    text = re.sub(r"^#+ +", "", markdown, flags=re.M)
    return re.sub(r"\[([^\]\n]*)\]\(([^)\s]*)\)", r"\1 (\2)", text).replace("**", "")


def sentence(text: str) -> str:
    """The text with a full stop: GitHub takes the first sentence of a message for its title."""
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else text + "."


def shortened(text: str) -> str:
    """At most what code scanning takes, cut after a word."""
    if len(text) <= LONGEST:
        return text
    return text[: LONGEST - 1].rsplit(" ", 1)[0] + "…"


def _name(rule: RuleInfo) -> str:
    """The id in Pascal case. A name that is the id but for its case says nothing (Multitool, SARIF1001): the
    family stands before it."""
    name = "".join(part.capitalize() for part in rule.id.split("-"))
    return f"{rule.family.capitalize()}{name}" if name.lower() == rule.id else name

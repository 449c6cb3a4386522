"""How the ignores of hadolint, BuildKit, trivy and checkov are written: they are honoured, so that a project
can come over.

- `# hadolint ignore=DL3008,SC2086 # reason`, `global ignore=`, `stage ignore=` (hadolint's README, "Inline
  ignores").
- `# check=skip=A,B;error=true` (BuildKit's frontend/dockerfile/linter/linter.go, `ParseLintOptions`,
  `WithMergedConfigFromComments`). `skip=all` means BuildKit's checks, not all of dlint's.
- `# trivy:ignore:DS-0002` (trivy's "Filtering", "By Inline Comments"). One with an end, `:exp:2027-01-01`, is
  not read: what dlint finds in a file does not change with the day.
- `# checkov:skip=CKV_DOCKER_2,CKV_DOCKER_3:reason`, for the file wherever it is
  (checkov/common/comment/enum.py, checkov/dockerfile/parser.py).
"""

from __future__ import annotations

import re

from dlinter.packs import RuleSet
from dlinter.policy.ignores import Name
from dlinter.policy.own_ignores import resolve, shellcheck_code

_HADOLINT = r"hadolint\s+(?:(global|stage)\s+)?ignore\s*=\s*([\w/:.-]+(?:\s*,\s*[\w/:.-]+)*)\s*(.*)"
_TRIVY = r"trivy:ignore:([\w-]+)(?![\w:\[-])"
_CHECKOV = r"checkov:skip=\s*([\w-]+(?:,[\w-]+)*)(?::\s*(.*))?"
_CHECK = r"check\s*=\s*(.*)"
# runs where a file asks for it, and `skip` does not stop it
_EXPERIMENTAL = "buildkit:InvalidDefinitionDescription"


def hadolint_ignore(comment: str, rules: RuleSet) -> tuple[str, tuple[Name, ...], str] | None:
    """What hadolint reads in a comment: `global`, `stage` or "" (the next instruction), the names, the
    reason."""
    match = re.match(_HADOLINT, comment, re.S)
    if match is None:
        return None
    names = tuple(_name(n.strip(), "hadolint", rules) for n in match[2].split(","))
    return match[1] or "", names, match[3].lstrip("# ").strip() or "`# hadolint ignore`"


def buildkit_ignore(comment: str, rules: RuleSet) -> tuple[tuple[Name, ...], str] | None:
    """What BuildKit reads in a comment above an instruction: the names, the reason."""
    match = re.match(_CHECK, comment, re.S | re.I)
    if match is None:
        return None
    options, _, reason = match[1].partition("//")
    skip, _error = check_options(options)
    return (buildkit_names(skip, rules), reason.strip() or "`# check=skip`") if skip else None


def trivy_ignore(comment: str, rules: RuleSet) -> tuple[Name, ...]:
    """The names that trivy reads in a comment above an instruction."""
    return tuple(_name(name, "trivy", rules) for name in re.findall(_TRIVY, comment))


def checkov_ignore(comment: str, rules: RuleSet) -> tuple[tuple[Name, ...], str] | None:
    """What checkov reads in a comment: the names, the reason."""
    match = re.search(_CHECKOV, comment)
    if match is None:
        return None
    return tuple(_name(name, "checkov", rules) for name in match[1].split(",")), (
        match[2] or ""
    ).strip() or "`# checkov:skip`"


def _name(name: str, tool: str, rules: RuleSet) -> Name:
    tagged = name.replace("/", ":", 1) if "/" in name or ":" in name else f"{tool}:{name}"
    return Name(name, None, resolve(tagged, rules), shellcheck_code(name))


def check_options(value: str) -> tuple[tuple[str, ...], bool]:
    """The names to skip and whether a finding is an error, of `skip=A,B;error=true;experimental=…`."""
    skip: tuple[str, ...] = ()
    error = False
    for option in value.partition("//")[0].split(";"):
        key, _, given = option.partition("=")
        if key.strip().lower() == "skip":
            skip = tuple(n.strip() for n in given.split(",") if n.strip())
        elif key.strip().lower() == "error":
            error = given.strip() in ("1", "t", "T", "true", "TRUE", "True")
    return skip, error


def buildkit_names(skip: tuple[str, ...], rules: RuleSet) -> tuple[Name, ...]:
    if "all" in (name.lower() for name in skip):
        theirs = frozenset(
            r.id
            for r in rules.rules
            if any(a.startswith("buildkit:") and a != _EXPERIMENTAL for a in r.aliases)
        )
        return (Name("all", None, theirs),)
    return tuple(_name(name, "buildkit", rules) for name in skip)

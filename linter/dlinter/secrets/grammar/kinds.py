"""What kind of file a value stands in, by its name and, where that says nothing, by its first bytes."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache


class FileKind(StrEnum):
    SETTING = "setting"  # names with values: what stands after a sign is the value, quoted or not
    SHELL = "shell"  # commands, among them assignments
    CODE = "code"  # only what is quoted is a value; most are words
    DATA = "data"  # generated names and values by the thousand
    MARKUP = "markup"
    TEXT = "text"  # anything else that people read


_SETTING = re.compile(
    r"(?:^|[/!])(?:\.env(?:\.[a-z0-9_.-]+)?|[^/]*\.(?:env|properties|ini|cfg|conf|cnf|config|toml|ya?ml|tfvars|tf|hcl|envrc|netrc|secrets?|credentials|service|desktop|reg|plist|props|inf|rsc|auto\.tfvars)|"
    r"(?:\.?credentials|\.?secrets?|environment|config|\.git-credentials|\.npmrc|\.yarnrc|\.pypirc|\.my\.cnf|\.pgpass|\.netrc|\.s3cfg|\.boto|kubeconfig|\.?[a-z]+rc)|"
    r"(?:app)?settings[^/]*\.json|[^/]*(?:config|secrets?|credentials?|cache|auth|accesstokens|tokens)[^/]{0,24}\.json|[^/]*\.tfvars\.json|[^/]*\.tfstate|local\.settings\.json|values\.json)$",
    re.IGNORECASE,
)
_SHELL = re.compile(
    r"(?:\.(?:sh|bash|zsh|ksh|fish|csh|ps1|psm1|bat|cmd|mk|dockerfile|spec|service)|(?:^|[/!])(?:dockerfile|containerfile|makefile|gnumakefile|justfile|jenkinsfile|vagrantfile|crontab|\.profile|\.bash[a-z_]*|\.zsh[a-z_]*|\.[a-z_]*history))(?:\.[a-z0-9_-]+)?$",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"\.(?:py|pyi|pyx|pyc|js|mjs|cjs|jsx|ts|tsx|mts|cts|c|h|cc|cpp|cxx|hpp|hh|java|kt|kts|scala|go|rs|rb|php|phtml|pl|pm|lua|swift|m|mm|cs|vb|fs|f90|el|scm|tcl|hs|ml|mli|groovy|gradle|"
    r"erl|ex|exs|vue|svelte|dart|r|jl|asm|s|inc|tmpl|css|scss|less|y|l|vim|awk|sql|so(?:\.[0-9.]+)?|a|o|node|exe|dll|class|proto|thrift|graphql|ipynb|clj|cljs|coffee|zig|nim|v|sol|d)$",
    re.IGNORECASE,
)
_DATA = re.compile(
    r"\.(?:json|jsonl|ndjson|csv|tsv|map|har|svg|lock|geojson|ipynb|xsd|xsl|dtd|rdf|po|pot)$", re.IGNORECASE
)
_MARKUP = re.compile(r"\.(?:xml|html?|xhtml|plist|csproj|pom|jsp|aspx|ejs|hbs|j2|erb|twig)$", re.IGNORECASE)
_SCRIPT = re.compile(rb"#![^\n]{0,60}(?:sh|make|expect)\b")
_PROGRAM = re.compile(
    rb"#![^\n]{0,60}(?:python|node|perl|ruby|php|lua|deno|bun|Rscript|groovy)|<\?php|\x7fELF|MZ|\xca\xfe\xba\xbe"
)
_SECTION = re.compile(rb"(?:\s*[#;][^\n]*\n)*\s*\[[A-Za-z][^\]\[\n\"'{},]{0,80}\][ \t]*\r?\n")
"""The first section of an INI file."""
_JSON = re.compile(
    rb"\{|\[\s*(?:[\[{\"\]]|\Z|-?[0-9][0-9.eE+-]*\s*(?:[,\]]|\Z)|(?:true|false|null)\s*[,\]])"
)
"""An object or a list (RFC 8259); a log begins with `[`, too: `[DEBUG]`, `[2026-01-02 10:00:00]`."""
_PAIRS = re.compile(
    rb"(?:\s*(?:#[^\n]*|(?:export )?[A-Za-z_][A-Za-z0-9_.\-]*[ \t]*[=:][^\n]*|\[[^\]\n]+\])?\r?\n){2,}"
)


def kind_of(path: str, head: bytes = b"") -> FileKind:
    """The kind of a file; a text without a path (a pair of a Dockerfile, a variable of an image) is a
    setting."""
    named = _named(path.rpartition("/")[2][-200:] if "!" not in path else path[-200:])
    if named is not None:
        return named
    if head:
        if _SCRIPT.match(head):
            return FileKind.SHELL
        if _PROGRAM.match(head):
            return FileKind.CODE
        if b"\0" in head:
            return FileKind.CODE
        if _SECTION.match(head):
            return FileKind.SETTING
        if _JSON.match(head):
            return FileKind.DATA
        if head.lstrip()[:5] in (b"<?xml", b"<!DOC", b"<html"):
            return FileKind.MARKUP
        if "." not in path.rpartition("/")[2] and _PAIRS.match(head):
            return FileKind.SETTING
    return FileKind.TEXT


@lru_cache(maxsize=4096)
def _named(name: str) -> FileKind | None:
    if not name or _SETTING.search(name):
        return FileKind.SETTING
    for expression, kind in (
        (_SHELL, FileKind.SHELL),
        (_CODE, FileKind.CODE),
        (_DATA, FileKind.DATA),
        (_MARKUP, FileKind.MARKUP),
    ):
        if expression.search(name):
            return kind
    return None

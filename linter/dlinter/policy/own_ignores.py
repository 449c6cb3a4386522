"""How dlint's own ignores are written: `# dlint: ignore[rule, rule2] reason`, `# dlint: ignore-file[rule]
reason`.

Names are a rule's id, its family, a rule set, or an alias. A ShellCheck code names the findings whose `key`
begins with it. What looks like an ignore and is not one is malformed: it would be believed to work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from dlinter.model.ignore import MalformedIgnore
from dlinter.model.text import Span, Text
from dlinter.packs import RuleSet
from dlinter.policy.ignores import Name

# Not compiled here: most files have no such comment, and `re` keeps what it compiled.
_WELL = rb"#[ \t]*dlint:[ \t]*(ignore(?:-file)?)\[([^\]\r\n]*)\]([^\r\n]*)"
_ANY = rb"(?i)#[ \t]*dlint\b[ \t]*(:?)[ \t]*([^\r\n]*)"
_CODE = r"(?:shellcheck[:/])?(SC\d{4})\Z"
_WORDS = ("ignore", "ignore-file")
_OTHERS = frozenset(
    ["disable", "disable-file", "disable-line", "disable-next-line", "ignore-line", "ignore-next",
        "ignore-next-line", "ignore-all", "skip", "skip-file", "noqa", "nolint", "suppress", "allow", "off"]
)
"""What other linters write where dlint has `ignore`."""
_LIKE = 0.8
"""`difflib`'s ratio from which a word is a misspelt `ignore`: `ingore` has 0.83."""
HOW = "write `# dlint: ignore[rule] reason`"


GUESSES = 50
"""Unknown names of a file for which the nearest rule is looked for: each is compared with all."""


class OwnComment(Struct, frozen=True):
    """A comment that is, or wants to be, an ignore. `span` is from its `#` to the end of the line; `names`
    are empty where it ignores nothing."""

    span: Span
    names: tuple[Name, ...] = ()
    whole_file: bool = False
    reason: str = ""
    malformed: tuple[MalformedIgnore, ...] = ()


def own_comments(text: Text, rules: RuleSet) -> Iterator[OwnComment]:
    """What is written like an ignore of dlint anywhere in a text; whether it is in a comment there is for the
    caller to know."""
    guesses, known = GUESSES, dict[str, frozenset[str]]()
    for match in re.finditer(_ANY, text.data):
        span = Span(match.start(), match.end())
        well = re.compile(_WELL).match(text.data, match.start())
        if well is None:
            wrong = _wrong(match[2].decode("utf-8", "replace"), bool(match[1]), rules)
            if wrong:
                yield OwnComment(span, malformed=(MalformedIgnore(span, wrong),))
            continue
        names = tuple(_names(well, rules, known))
        if not names:
            yield OwnComment(span, malformed=(MalformedIgnore(span, f"this names no rule to ignore: {HOW}"),))
            continue
        strange = [(n.span, n.text) for n in names if n.span and not n.rules and not n.code]
        unknown = tuple(
            MalformedIgnore(place, _unknown(name, rules, at < guesses))
            for at, (place, name) in enumerate(strange)
        )
        guesses -= len(strange)
        reason = well[3].decode("utf-8", "replace").strip()
        yield OwnComment(span, names, well[1] == b"ignore-file", reason, unknown)


def _names(
    match: re.Match[bytes], rules: RuleSet, known: dict[str, frozenset[str]]
) -> Iterator[Name]:
    """`known` are the rules of the names that stood in the text before."""
    for part in re.finditer(rb"[^,\s]+", match[2]):
        text = part[0].decode("utf-8", "replace")
        if text not in known:
            known[text] = resolve(text, rules)
        at = match.start(2)
        yield Name(text, Span(at + part.start(), at + part.end()), known[text], shellcheck_code(text))


def shellcheck_code(name: str) -> str:
    """`SC2086` for `SC2086` and `shellcheck:sc2086`; "" for anything else."""
    code = re.match(_CODE, name, re.I)
    return code[1].upper() if code else ""


def resolve(name: str, rules: RuleSet) -> frozenset[str]:
    try:
        return frozenset(rules.resolve(name))
    except KeyError:
        return frozenset()


def _unknown(name: str, rules: RuleSet, guess: bool) -> str:
    near = rules.near(name) if guess else ()
    return f"`{name}` is not the name of a rule" + (
        f", did you mean `{near[0]}`?" if near else " of an installed pack: it ignores nothing"
    )


def _wrong(said: str, colon: bool, rules: RuleSet) -> str:
    """What is wrong with the words after `# dlint`, "" where they are prose."""
    word, after = _word(said)
    if not _wants_to_ignore(word, after, colon):
        return ""
    names = []
    for part in re.split(r"[\s,\[\]()=:]+", after):
        if part and (resolve(part, rules) or shellcheck_code(part)):
            names.append(part)
        elif part:
            break
    if not names:
        return f"this ignores nothing: {HOW}"
    return (
        "this ignores nothing, did you mean `# dlint: "
        f"{'ignore-file' if 'file' in word else 'ignore'}[{', '.join(names)}]`?"
    )


def _word(said: str) -> tuple[str, str]:
    match = re.match(r"[A-Za-z_-]*", said)
    word = match[0] if match else ""
    return word.lower().replace("_", "-").strip("-"), said[len(word) :].strip()


def _wants_to_ignore(word: str, after: str, colon: bool) -> bool:
    listed = after[:1] in ("[", "(", "=", ":")
    if word in _WORDS:
        return colon or listed or not after
    if word in _OTHERS or not word:
        return listed or (bool(word) and colon and not after)
    if not colon and not listed:
        return False
    from difflib import get_close_matches

    return bool(get_close_matches(word, _WORDS, 1, _LIKE))

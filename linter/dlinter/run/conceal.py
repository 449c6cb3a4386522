"""Keeps secrets out of what no rule made: paths, image names, problems, notes, and the words of a command
line.

They are searched like any text, but only where there is a word that could be a secret, and all of a report at
once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from msgspec import Struct

from dlinter.finding import Location, Report, Result
from dlinter.model.masks import CUT, Masks, mapped
from dlinter.model.secret import SecretFinder
from dlinter.model.text import Text
from dlinter.values import replace

_USER = re.compile(r"(?:(?<=://)|(?<=:/))[^/?#\s`'\"<>]{1,256}(?=@)")
"""User name and password of a URL (RFC 3986, section 3.2.1)."""
_PLAIN = re.compile(r"[A-Za-z_-]{1,12}|(?:\$\{?\w+\}?)?:?(?:\$\{?\w+\}?)?")
"""A user's name without a password (`git@`), or variables."""
_WORTH = re.compile(r"(?<!\S)(?=\S{8})[^\s0-9]*[0-9]|-----BEGIN|\s-p")
"""A word that may be a secret has a digit. Tried where words begin: one of a megabyte is read once."""
_IN_URL = re.compile(r"(?<!\S)(?:(?!://)\S)*://\S*@")
"""Or it stands in a URL before a host."""

Hide = Callable[[str], str]


def concealer() -> Concealer:
    """By all installed detectors. Raises RegistryError."""
    from dlinter.packs import load_detectors

    return Concealer(load_detectors().find_secrets)


def worth(text: str) -> bool:
    """Whether a text may hold a secret: most lines need no search."""
    return _WORTH.search(text) is not None or ("://" in text and _IN_URL.search(text) is not None)


def without_user(text: str) -> str:
    """The text without the user names and passwords of its URLs: whoever the host is, they are nobody's to
    read."""
    return _USER.sub(lambda m: m[0] if _PLAIN.fullmatch(m[0]) else CUT, text) if "@" in text else text


class Concealer(Struct):
    """Hides secrets by the detectors of a run."""

    find: SecretFinder

    def text(self, text: str) -> str:
        """A text of one or many lines, searched and hidden."""
        return self.hider([text])(text)

    def values(self, value: Any) -> Any:
        """The same for plain values (dicts, lists): each of their texts."""
        texts: list[str] = []

        def note(text: str) -> str:
            texts.append(text)
            return text

        mapped(value, note)
        return mapped(value, self.hider(texts))

    def report(self, report: Report) -> Report:
        """The report with what stands beside its results' own words hidden, and their words once more."""
        hide = self.hider(_texts(report))
        report.results = [_hidden(r, hide) for r in report.results]
        report.problems = [replace(p, message=hide(p.message), path=hide(p.path)) for p in report.problems]
        report.unread = [replace(p, message=hide(p.message), path=hide(p.path)) for p in report.unread]
        report.notes = [hide(n) for n in report.notes]
        report.subjects = [replace(s, path=hide(s.path)) for s in report.subjects]
        if report.timelines:
            report.timelines = mapped(report.timelines, hide)
        return report

    def hider(self, texts: Iterable[str]) -> Hide:
        """What hides the secrets of these texts, in them and in others."""
        odd = [t for t in dict.fromkeys(texts) if worth(t)]
        # `--TOKEN`: to a detector a part of a longer word
        odd += [t.replace("--", " ") for t in odd if "--" in t]
        candidates = self.find(Text("\n".join(odd).encode("utf-8", "replace")), ()) if odd else ()
        masks, known = Masks.of(candidates), dict[str, str]()

        def hide(text: str) -> str:
            if text not in known:
                known[text] = without_user(masks.scrub(text))
            return known[text]

        return hide


_QUOTED = re.compile(r"`[^`]+`")
_NUMBERED = re.compile(r"(?<![^\s`])[^\s`]*[0-9][^\s`]*")
_SETTING = re.compile(r"(?<![^=,:;])[^=,:;]*[0-9][^=,:;]*")
"""Both are tried where a word begins: one of a megabyte without a digit is read once."""
_NEAR = 2048
"""Bytes before the beginning of a finding, and twice as many after it, in which its message may have found
its words."""


def _own_words(result: Result, message: str) -> str:
    """The message of a finding in a text with `x` for the words with a digit that it quotes from around its
    place, as they stand there: those were searched where they stand and are no secret there. So thousands of
    findings of a rule are one text to search, and what is unescaped or put together stays in it."""
    location, span = result.location, result.finding.span
    if location.text is None or span is None:
        return message
    around = location.text.data[max(span.start - _NEAR, 0) : span.start + 2 * _NEAR].lower()

    def near(match: re.Match[str]) -> bool:
        return match[0].lower().encode("utf-8", "replace") in around

    def of_setting(match: re.Match[str]) -> str:
        return "x" if near(match) else match[0]

    def of_word(match: re.Match[str]) -> str:
        return "x" if near(match) else _SETTING.sub(of_setting, match[0])

    return _QUOTED.sub(lambda quoted: _NUMBERED.sub(of_word, quoted[0]), message)


def _texts(report: Report) -> Iterable[str]:
    for result in report.results:
        yield result.location.path
        yield _own_words(result, result.message)
        if result.finding.fix is not None:
            yield result.finding.fix.title
        yield from (r.message for r in result.finding.related)
        place = result.location.image
        if place is not None:
            yield from (place.image, place.platform, place.path, place.inner, place.created_by)
    for problem in (*report.problems, *report.unread):
        yield problem.message
        yield problem.path
    yield from report.notes
    yield from (s.path for s in report.subjects)
    for timeline in report.timelines or ():
        yield timeline.image
        for step in timeline.steps:
            yield step.command
            yield from (
                f.path
                for share in (step.added, step.deleted, step.overwritten, step.wasted)
                for f in share.largest
            )


def _hidden(result: Result, hide: Hide) -> Result:
    finding, location = result.finding, result.location
    message, path = hide(finding.message), hide(location.path)
    related = tuple(replace(r, message=hide(r.message)) for r in finding.related)
    fix, image = finding.fix, location.image
    if fix is not None and hide(fix.title) != fix.title:
        fix = replace(fix, title=hide(fix.title))
    if image is not None:
        image = replace(
            image, image=hide(image.image), platform=hide(image.platform), path=hide(image.path),
            inner=hide(image.inner),
            created_by=hide(image.created_by),
        )  # fmt: skip
    if (message, path, related, fix, image) == (
        finding.message,
        location.path,
        finding.related,
        finding.fix,
        location.image,
    ):
        return result
    return replace(
        result, finding=replace(finding, message=message, related=related, fix=fix),
        location=_at(location, path, image)
    )


def _at(location: Location, path: str, image: Any) -> Location:
    text = location.text
    if text is not None and path != location.path:
        text = replace(text, path=path)
    return replace(location, path=path, text=text, image=image)

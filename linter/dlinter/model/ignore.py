"""Ignore comments that do not do what they are for: subjects of rules."""

from __future__ import annotations

from msgspec import Struct

from dlinter.model.text import Span


class UnusedIgnore(Struct, frozen=True):
    """A `# dlint: ignore[…]` of which nothing, or not every name, was needed. `span` is the comment, `names`
    the ones that ignored nothing, `others` whether the comment names further rules that did; `delete` is
    exactly what is not needed."""

    span: Span
    names: tuple[str, ...]
    others: bool
    delete: Span


class MalformedIgnore(Struct, frozen=True):
    """A `# dlint:` comment that is written so that it ignores nothing, or a name in it that means no rule.
    `span` is the comment or the name, `message` what is wrong with it and what was probably meant."""

    span: Span
    message: str

"""An ignore comment that ignored nothing: the subject of the rule `unused-ignore`."""

from __future__ import annotations

from dataclasses import dataclass

from dlinter.model.text import Span


@dataclass(frozen=True, slots=True)
class UnusedIgnore:
    """A `# dlint: ignore[…]` of which nothing, or not every name, was needed. `span` is the comment, `names` the ones
    that ignored nothing, `others` whether the comment names further rules that did; `edit` deletes exactly what is
    not needed."""

    span: Span
    names: tuple[str, ...]
    others: bool
    delete: Span

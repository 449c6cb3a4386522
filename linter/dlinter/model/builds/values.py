"""The small values of a build invocation: a text, `NAME=VALUE`, a CSV entry, each with its place."""

from __future__ import annotations

from dataclasses import dataclass, field

from msgspec import Struct

from dlinter.model.text import Span


@dataclass(frozen=True, slots=True)
class Value:
    """A text and where it stands. Expressions (`${{ … }}`, `$NAME`, `${NAME}`) are in it as written.
    `places`, of an inline Dockerfile alone: where each byte of the text stands, and its end."""

    text: str
    span: Span
    places: tuple[int, ...] = field(default=(), compare=False, repr=False)

    @property
    def dynamic(self) -> bool:
        """Whether the text is known only when the build runs."""
        return "$" in self.text


class Setting(Struct, frozen=True):
    """`NAME=VALUE`: a build argument, a named context, a field of an entry. `value` is None for a bare
    name."""

    name: str
    value: Value | None
    span: Span


class Entry(Struct, frozen=True):
    """One `type=gha,mode=max`: of cache-from, cache-to, secrets, ssh, outputs or attests. `span` covers it as
    written. `flat`: it is CSV, so that `,key=value` may be appended at its end; else a mapping. `bare`: it
    stands without quotes in a YAML flow collection, where a comma would end it."""

    text: str
    span: Span
    fields: tuple[Setting, ...]
    flat: bool = True
    bare: bool = False

    def field(self, name: str) -> Setting | None:
        """The last field of that name."""
        return next((f for f in reversed(self.fields) if f.name == name), None)

    def get(self, name: str) -> str | None:
        """The value of a field, None when absent or bare."""
        field = self.field(name)
        return field.value.text if field and field.value else None

    @property
    def type(self) -> str:
        """`type`, or `registry` for an entry that is only a reference (buildx's util/buildflags)."""
        given = self.get("type")
        if given is not None:
            return given.lower()
        return (
            "registry" if len(self.fields) == 1 and self.fields[0].value is None and not self.dynamic else ""
        )

    @property
    def dynamic(self) -> bool:
        return "$" in self.text

"""The variables that the steps of a stage see, in BuildKit's order, each with what its value hangs on.

ARG and ENV share one list: what is set last stands last (`client/llb/meta.go`, `EnvList.AddOrReplace`), and
the list is in the key of every RUN (`exec.go`: `Meta.Env`). A stage that is FROM a stage sets that one's ENV
again on top (`dispatchStages`: "initialize base metadata from image conf"), so that an ARG of the base gives
way to an ENV of the same name there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct, field

from dlinter.model.cache.steps import Influence
from dlinter.model.dockerfile.words import Reference, Value, expand

UNKNOWN = "\x01"
"""Begins and ends the name of a variable whose value only the build can tell, where it stands in a word."""
_PLAIN = re.compile(r"[A-Za-z0-9_./:@,=+-]*")
_PARTIAL = ("+", "#", "%", "/")
"""Operators with which a word may stay the same though the variable has another value: `${V%.*}`,
`${V:+set}`."""


class Variable(Struct, frozen=True):
    """`text` is what it has in a build that is given no build arguments; None: it is declared, and not set.
    `known` is false where only the build can tell: an ARG without a default, a platform argument, or a value
    made of such."""

    text: str | None
    hangs: Influence
    known: bool = True


class Word(Struct, frozen=True):
    """What a word comes to. `text` is its part of a key; `value` the same where it is the same in every
    build, None where only the build can tell."""

    text: str
    value: str | None
    hangs: Influence = field(default_factory=Influence)


class Variables(Struct):
    """`inherits`: what the file does not set may still be set, by a base image that is not known."""

    inherits: bool = False
    _set: dict[str, Variable] = field(default_factory=dict)
    _image: dict[str, Variable] = field(default_factory=dict)
    _hanging: Influence | None = None

    def copy(self) -> Variables:
        """Those of a stage that is FROM this one."""
        found = Variables(self.inherits, dict(self._set), dict(self._image))
        # PATH comes first: every image has one before a Dockerfile sets it
        for name in sorted(self._image, key=lambda n: n != "PATH"):
            found._set.pop(name, None)
            found._set[name] = self._image[name]
        return found

    def __len__(self) -> int:
        return len(self._set)

    def get(self, name: str) -> Variable | None:
        return self._set.get(name)

    def declare(self, name: str, hangs: Influence) -> None:
        """`ARG NAME` that nothing gives a value: what is there stays, and a build argument would take its
        place."""
        found = self._set.get(name)
        self._hanging = None
        self._set[name] = (
            Variable(None, hangs, False)
            if found is None
            else Variable(found.text, found.hangs | hangs, found.known)
        )

    def put(self, name: str, variable: Variable, image: bool = False) -> None:
        """Sets an ARG, or an ENV (`image`: it goes into the image's configuration)."""
        self._set.pop(name, None)
        self._set[name] = variable
        self._hanging = None
        if image:
            self._image[name] = variable

    @property
    def hangs(self) -> Influence:
        """What the whole list hangs on. Kept until a variable is set."""
        if self._hanging is None:
            self._hanging = self._hangs_of_all()
        return self._hanging

    def _hangs_of_all(self) -> Influence:
        hang = [variable.hangs for variable in self._set.values()]
        args = frozenset[str]().union(*(h.args for h in hang))
        firm = frozenset[str]().union(*(h.args - h.loose for h in hang))
        return Influence(args, frozenset[int]().union(*(h.instructions for h in hang)), args - firm)

    @property
    def listed(self) -> list[str]:
        """`NAME=value` in order, as far as the file sets it."""
        return [f"{name}={v.text}" for name, v in self._set.items() if v.text is not None]

    def word(self, word: str, escape: str, quotes: bool = True) -> Word:
        """A word with its variables resolved; one that BuildKit refuses stands for itself. `quotes` is false
        for the body of a heredoc."""
        if _PLAIN.fullmatch(word):
            return Word(word, word)
        done = expand(word, self._lookup, escape, quotes=quotes)
        text = word if done.value is None else done.value
        known = (
            done.value is not None and UNKNOWN not in text and all(self._known(r) for r in done.references)
        )
        return Word(text, text if known else None, self._hangs(done.references))

    def _lookup(self, name: str) -> Value | None:
        found = self._set.get(name)
        if found is not None and found.text is not None:
            return Value(found.text)
        return Value(f"{UNKNOWN}{name}{UNKNOWN}") if found is None and self.inherits else None

    def _known(self, reference: Reference) -> bool:
        found = self._set.get(reference.name)
        return not reference.evaluated or (found.known if found is not None else not self.inherits)

    def _hangs(self, references: Iterable[Reference]) -> Influence:
        found = Influence()
        for reference in references:
            variable = self._set.get(reference.name)
            if variable is not None:
                partial = not reference.evaluated or (
                    reference.operator[-1:] in _PARTIAL and bool(variable.text)
                )
                found |= variable.hangs.loosened if partial else variable.hangs
        return found

"""Variables that BuildKit resolves and nothing in the file sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from dlinter.model.dockerfile.environment import Origin, State, Use
from dlinter.model.dockerfile.nodes import Arg, Env, Expose, From
from dlinter.model.facts.facts import Facts
from dlinter.model.text import Span

_EVERY_IMAGE = frozenset({"PATH"})
"""Set in every image: BuildKit puts its own in where the base image has none."""
_MOST = 500
_BY_BASE_IMAGES = frozenset(
    {"APP_UID", "HOME", "USER", "NB_UID", "NB_GID", "NB_USER", "JAVA_HOME", "GOPATH", "HOSTNAME"}
)
"""Set by images that are widely used: never the slip of another name."""


class UndefinedUse(Struct, frozen=True):
    """`certain`: no base image can set it. `slip_of` is a name that is set and differs by one slip of the
    pen, "" where none does. `exact`: `span` is the variable, not the whole instruction."""

    name: str
    span: Span
    exact: bool
    certain: bool
    guarded: bool
    slip_of: str


def undefined_uses(facts: Facts, guarded: bool = False) -> Iterator[UndefinedUse]:
    """Uses outside of FROM, of triggers of ONBUILD, and of EXPOSE, where BuildKit warns of none
    (`dispatchExpose`). Those that say themselves what holds otherwise (`${x:-y}`) only where `guarded` asks
    for them."""
    if b"$" not in facts.text.data:
        return
    scope = facts.scope
    known = _names(facts)
    slips: dict[str, str] = {}
    refused = {error.instruction.index for error in scope.errors}
    for use in scope.uses:
        if isinstance(use.instruction, (From, Expose)) or use.instruction.onbuild or not _missing(use):
            continue
        if use.instruction.index in refused:
            continue  # BuildKit stops there for another reason
        if use.guarded and not guarded:
            continue
        slip = slips.get(use.name)
        if slip is None:
            slip = slips[use.name] = "" if use.name in _BY_BASE_IMAGES else slip_of(use.name, known)
        if slip and slip not in _EVERY_IMAGE:
            variable = scope.before(use.instruction).get(slip)
            slip = slip if variable is not None and variable.pair is not None else ""
        span = use.span or use.instruction.keyword.span
        yield UndefinedUse(use.name, span, use.span is not None, use.undefined, use.guarded, slip)


def _names(facts: Facts) -> frozenset[str]:
    """All names the file defines; only `PATH` where they are so many that comparing takes long."""
    names = {p.key.value for i in facts.dockerfile.instructions if isinstance(i, (Arg, Env)) for p in i.pairs}
    return _EVERY_IMAGE | names if len(names) < _MOST else _EVERY_IMAGE


def _missing(use: Use) -> bool:
    if use.name in _EVERY_IMAGE:
        return False
    variable = use.variable
    return variable is None or (variable.origin is Origin.BASE and variable.state is State.UNKNOWN)


def slip_of(name: str, known: Iterable[str]) -> str:
    """The one known name that two neighbouring letters changed about, one letter too much or too few, or (in
    a long name) one wrong letter make of this one; "" for none."""
    return next(
        (other for other in sorted(known) if len(name) > 3 and other != name and _near(name, other)), ""
    )


def _near(a: str, b: str) -> bool:
    if abs(len(a) - len(b)) > 1:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    if len(a) == len(b):
        rest = a[start:], b[start:]
        swapped = len(rest[0]) > 1 and rest[0][:2] == rest[1][1::-1] and rest[0][2:] == rest[1][2:]
        wrong = len(a) >= 8 and rest[0][1:] == rest[1][1:] and rest[0][0].isalpha() and rest[1][0].isalpha()
        return swapped or wrong
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    # `VERSION1` is no slip of `VERSION`, nor `_X` of `X`.
    return (
        longer[start].isalpha()
        and longer[start + 1 :] == shorter[start:]
        and not (start == len(shorter) and longer[-1] in "sS")
    )

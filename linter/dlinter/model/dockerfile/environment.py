"""Values of variables at a place of a Dockerfile: what `scope.Scope` answers with."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from dlinter.model.dockerfile import nodes as n
from dlinter.model.dockerfile import tokens
from dlinter.model.dockerfile.words import Value
from dlinter.model.text import Span

_END = 1 << 60


class Origin(StrEnum):
    """Where a variable has its value from."""

    ENV = "ENV"
    ARG = "ARG"
    PREDEFINED = "predefined"  # a platform ARG that BuildKit sets
    BASE = "base"  # the base image


class State(StrEnum):
    """Whether a variable has a value."""

    SET = "set"
    UNSET = "unset"
    UNKNOWN = "unknown"


class Variable(Struct, frozen=True):
    """A variable at some place. `value` is None where it is unknown or unset. `static`: the same in every
    build. `instruction` and `pair` are where it was defined (an `ARG NAME` counts, and is UNSET when nothing
    gives it a value)."""

    name: str
    state: State
    value: str | None
    static: bool
    origin: Origin
    instruction: n.Instruction | None = None
    pair: tokens.KeyValue | None = None

    @property
    def as_value(self) -> Value | None:
        """For `words.expand`."""
        if self.state is State.UNSET:
            return None
        return Value(self.value, self.static)


class Frame(Struct):
    """For `scope` alone. What is defined in one stage (or before the first FROM): for each name its
    definitions with their places in time."""

    base: Frame | None
    image: Mapping[str, str] | None  # the environment of the base image, where `base` is None; None: unknown
    times: dict[str, list[int]]
    variables: dict[str, list[Variable]]
    now: int = 0
    trigger: bool = False
    """Of the triggers of ONBUILD: they run in another build, which has the ENV of `base`, not its ARG."""

    def add(self, variable: Variable) -> None:
        self.times.setdefault(variable.name, []).append(self.now)
        self.variables.setdefault(variable.name, []).append(variable)

    def defined_before(self, name: str, time: int) -> Variable | None:
        times = self.times.get(name)
        if times is None:
            return None
        at = bisect_left(times, time)
        return self.variables[name][at - 1] if at else None

    def find(self, name: str, time: int) -> Variable | None:
        """The variable before a time. None: not set for certain, and never declared."""
        found = self.defined_before(name, time)
        if found is not None and found.state is not State.UNSET:
            return found
        if self.trigger:
            behind = self.base.find(name, _END) if self.base is not None else None
            return (
                behind
                if behind is not None and behind.origin is Origin.ENV
                else Variable(name, State.UNKNOWN, None, False, Origin.BASE)
            )
        # `ARG NAME` without any value leaves what is there.
        declared = found
        frame, fallback = self, None
        while frame.base is not None:
            frame = frame.base
            for variable in reversed(frame.variables.get(name, ())):
                if variable.origin is Origin.ENV:
                    return variable
                if variable.state is State.UNSET:
                    declared = declared or variable
                elif fallback is None:
                    fallback = variable
        if frame.image is None:
            if fallback is not None or declared is not None:
                return fallback or _unknown_declared(declared)
            return Variable(name, State.UNKNOWN, None, False, Origin.BASE)
        if name in frame.image:
            return Variable(name, State.SET, frame.image[name], False, Origin.BASE)
        return fallback or declared


def _unknown_declared(declared: Variable | None) -> Variable | None:
    """`ARG NAME` without a value over an unknown base image, which may have one."""
    if declared is None:
        return None
    return Variable(
        declared.name, State.UNKNOWN, None, False, declared.origin, declared.instruction, declared.pair
    )


class Environment(Struct, frozen=True):
    """The variables at one place of the file."""

    _frame: Frame | None
    _time: int

    def get(self, name: str) -> Variable | None:
        """The variable; None when it is not set for certain, and no ARG declares it."""
        if self._frame is None:
            return Variable(name, State.UNKNOWN, None, False, Origin.BASE)
        return self._frame.find(name, self._time)

    def state(self, name: str) -> State:
        variable = self.get(name)
        return State.UNSET if variable is None else variable.state

    def value(self, name: str) -> str | None:
        """The value; None where it is unset or unknown."""
        variable = self.get(name)
        return None if variable is None else variable.value

    def lookup(self, name: str) -> Value | None:
        """For `words.expand`."""
        variable = self.get(name)
        return None if variable is None else variable.as_value

    @property
    def names(self) -> frozenset[str]:
        """The names the file defines up to here, in this stage and those it is FROM."""
        names, frame, time = set[str](), self._frame, self._time
        while frame is not None:
            names.update(name for name, times in frame.times.items() if times[0] < time)
            frame, time = frame.base, _END
        return frozenset(names)


class Use(Struct, frozen=True):
    """A variable that BuildKit resolves in an instruction. `span` covers `$NAME` or `${…}`; None where the
    word was changed on its way from the source. `variable` is what it resolves to. `operator`: see
    `words.Reference`."""

    instruction: n.Instruction
    span: Span | None
    name: str
    variable: Variable | None
    operator: str
    evaluated: bool

    @property
    def pair(self) -> tokens.KeyValue | None:
        """Where the file defines it."""
        return None if self.variable is None else self.variable.pair

    @property
    def state(self) -> State:
        return State.UNSET if self.variable is None else self.variable.state

    @property
    def undefined(self) -> bool:
        """Not set for certain, and declared by no ARG: what BuildKit warns of (UndefinedVar,
        UndefinedArgInFrom)."""
        return self.variable is None

    @property
    def guarded(self) -> bool:
        """Whether the word says what holds when it is not set (`${x:-y}`, `${x+y}`, `${x?e}`)."""
        return self.operator[-1:] in ("-", "+", "?")


class WordError(Struct, frozen=True):
    """A word BuildKit refuses to expand: `span` is the word's."""

    instruction: n.Instruction
    span: Span
    message: str


class Config(Struct, frozen=True):
    """The last state of a stage, as it goes into the image's config. A value is None where it is not known.
    `env` is in BuildKit's order; `complete` is false over an unknown base image, which may bring more of
    `env` and `labels`. `user` is "" where none is set."""

    env: Mapping[str, str | None]
    labels: Mapping[str, str | None]
    workdir: str | None
    user: str | None
    complete: bool

    @property
    def env_list(self) -> list[str]:
        """`NAME=value`, those that are known."""
        return [f"{name}={value}" for name, value in self.env.items() if value is not None]

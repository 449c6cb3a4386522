"""What ARG and ENV of a Dockerfile come to in a build, and which of them a text names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct, field

from dlinter.model.dockerfile.nodes import Arg, Env, Label, User, Workdir
from dlinter.model.dockerfile.nodes import Shell as ShellInstruction
from dlinter.model.names import has_secret_word, is_secret_name
from dlinter.model.record.steps import Steps

_NAMED = re.compile(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)")
BUILD_ARG = "build-arg:"
_FRONTEND = ("BUILDKIT_", "SOURCE_DATE_EPOCH")
PROXIES = frozenset({"HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY"})


def names_in(text: str) -> tuple[str, ...]:
    """The variables that a text names."""
    return tuple(dict.fromkeys(_NAMED.findall(text)))


def is_frontend_argument(name: str) -> bool:
    """Whether a build argument is an option of the frontend (frontend/dockerfile/docs: "BuildKit built-in
    build args")."""
    return name.startswith(_FRONTEND)


def is_hidden(name: str) -> bool:
    """Whether the value of a variable of this name is never shown."""
    return is_secret_name(name) or has_secret_word(name)


class Values(Struct):
    """`arguments` are the values of ARGs by name (the option's, else the last default), `environment` the raw
    texts of ENVs, `labels` those of LABELs, `declared` all names. `users`, `folders` and `shells` are the
    texts of those instructions by stage."""

    arguments: dict[str, str | None] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    others: dict[str, list[str]] = field(default_factory=dict)

    @property
    def declared(self) -> frozenset[str]:
        return frozenset(self.arguments) | frozenset(self.environment)

    def value(self, name: str) -> str | None:
        return self.environment.get(name, self.arguments.get(name))


def values_of(steps: Steps) -> Values:
    found = Values()
    given = {k.removeprefix(BUILD_ARG): v for k, v in steps.build.attrs.items() if k.startswith(BUILD_ARG)}
    if steps.dockerfile is None:
        found.arguments = dict(given)
        return found
    for instruction in steps.dockerfile.instructions:
        if isinstance(instruction, Arg):
            for pair in instruction.pairs:
                name = pair.key.value
                default = pair.value.value if pair.value is not None else found.arguments.get(name)
                found.arguments[name] = given.get(name, default)
                found.lines.setdefault(f"arg {name}", instruction.first_line)
        elif isinstance(instruction, Env):
            for pair in instruction.pairs:
                if pair.value is not None:
                    found.environment[pair.key.value] = pair.value.value
                    found.lines.setdefault(f"env {pair.key.value}", instruction.first_line)
        elif isinstance(instruction, Label):
            for pair in instruction.pairs:
                found.labels[pair.key.value] = _unquoted(pair.value.value) if pair.value is not None else ""
        elif isinstance(instruction, (User, Workdir, ShellInstruction)):
            found.others.setdefault(instruction.keyword.value, []).append(
                " ".join(a.value for a in instruction.args)
            )
    return found


def _unquoted(text: str) -> str:
    return (
        text[1:-1]
        if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" and text[0] not in text[1:-1]
        else text
    )


def changed_names(old: Values, new: Values) -> Iterator[str]:
    """Arguments whose value differs."""
    for name in dict.fromkeys([*old.arguments, *new.arguments]):
        if old.arguments.get(name) != new.arguments.get(name):
            yield name

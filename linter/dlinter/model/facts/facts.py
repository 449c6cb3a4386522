"""What is derived from a Dockerfile once, when a rule first asks for it.

Rules read facts, they never write them. Imports of the parts are inside the methods: a lint that needs no
shell does not load tree-sitter. What is derived in packages above this one is asked of them
(`model.cache.cache_of(facts)`), which keep it here by `Facts.once`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from msgspec import Struct, field

from dlinter.model.dockerfile import Dockerfile, Instruction, Stage
from dlinter.model.secret import Candidate, Pair, SecretFinder, unjudged
from dlinter.model.text import Span, Text
from dlinter.model.work import COMMANDS, TooMuchWork, without_names

if TYPE_CHECKING:
    from dlinter.model.dockerfile.context import BuildContext
    from dlinter.model.dockerfile.scope import Scope
    from dlinter.model.facts.given import Given
    from dlinter.model.facts.history import History
    from dlinter.model.frontend import Frontend
    from dlinter.model.masks import Masks
    from dlinter.model.shell.nodes import Script, ShellRemark


T = TypeVar("T")
K = TypeVar("K", bound=Instruction)
CheckScripts = Callable[[Sequence[str]], "Sequence[Sequence[ShellRemark]]"]
"""Asks ShellCheck about scripts, each with its first line naming the shell; remarks in the same order, none
where there is no ShellCheck."""


def _no_secrets(text: Text, pairs: Sequence[Pair]) -> tuple[Candidate, ...]:
    return ()


def _no_remarks(scripts: Sequence[str]) -> Sequence[Sequence[ShellRemark]]:
    return [()] * len(scripts)


def _start(candidate: Candidate) -> int:
    return candidate.start


def _no_context() -> BuildContext | None:
    return None


def no_history() -> History | None:
    """Of a file that is in no repository."""
    return None


def _nothing_given() -> Mapping[str, Given]:
    return {}


def _no_names() -> frozenset[str]:
    return frozenset()


class Facts(Struct):
    """Facts about one Dockerfile. `load_context` lists the build context when a rule first asks for it,
    `load_history` asks git. `target_frontend` is a configured oldest frontend version ("1.4"), "" when not
    configured. `key` is the file's path in its repository, "" for its name as given. `foreign` is the
    frontend of a file that is no Dockerfile: `dockerfile` has no instructions then."""

    dockerfile: Dockerfile
    find_secrets: SecretFinder = _no_secrets
    load_context: Callable[[], BuildContext | None] = _no_context
    target_frontend: str = ""
    key: str = ""
    foreign: Frontend | None = None
    check_scripts: CheckScripts = _no_remarks
    load_history: Callable[[], History | None] = no_history
    load_given: Callable[[], Mapping[str, Given]] = _nothing_given
    load_named_contexts: Callable[[], frozenset[str]] = _no_names
    load_targets: Callable[[], frozenset[str]] = _no_names
    _given: Mapping[str, Given] | None = None
    _named_contexts: frozenset[str] | None = None
    _targets: frozenset[str] | None = None
    _contexts: list[BuildContext | None] = field(default_factory=list)
    _histories: list[History | None] = field(default_factory=list)
    _kinds: dict[tuple[int | None, type[Instruction]], tuple[Instruction, ...]] = field(default_factory=dict)
    _scripts: dict[int, Script] = field(default_factory=dict)
    _scope: Scope | None = None
    _candidates: tuple[Candidate, ...] | None = None
    _derived: dict[Callable[[Facts], Any], Any] = field(default_factory=dict)
    _masks: Masks | None = None
    _held: dict[re.Pattern[bytes], bool] = field(default_factory=dict)

    @property
    def text(self) -> Text:
        return self.dockerfile.text

    def has(self, pattern: re.Pattern[bytes]) -> bool:
        """Whether the whole file has it somewhere; searched once, as each instruction may ask."""
        if pattern not in self._held:
            self._held[pattern] = pattern.search(self.text.data) is not None
        return self._held[pattern]

    def script(self, instruction: Instruction) -> Script:
        """The shell script of a RUN, CMD, ENTRYPOINT, HEALTHCHECK (or an ONBUILD of one); its `commands` are
        empty where it is not a shell that dlint reads."""
        self.dockerfile.work.spend(1)
        key = instruction.span.start
        script = self._scripts.get(key)
        if script is None:
            from dlinter.model.shell.reader import read_script, unread_script

            work = self.dockerfile.work
            with work.account("scripts"):
                try:
                    script = read_script(self.dockerfile, instruction, self.of_kind)
                    work.commands += len(script.commands)
                    if work.commands > COMMANDS:
                        raise TooMuchWork(
                            f"more than {COMMANDS:,} commands in the file: rules do not see those of this "
                            "instruction"
                        )
                except TooMuchWork as refusal:
                    work.refuse(instruction.first_line, str(refusal))
                    script = unread_script(instruction)
            self._scripts[key] = script
        return script

    @property
    def build_context(self) -> BuildContext | None:
        """The build context; None when there is none (standard input, or no folder)."""
        if not self._contexts:
            self._contexts.append(self.load_context())
        return self._contexts[0]

    @property
    def history(self) -> History | None:
        """What the last commits changed in the build context; None where there is no git repository, or no
        git. Asking starts git once for a repository: a rule asks when everything else speaks for a finding.
        """
        if not self._histories:
            self._histories.append(self.load_history())
        return self._histories[0]

    @property
    def may_have_history(self) -> bool:
        """False where there is no repository to ask, so that a rule of nothing else need not begin."""
        return self.load_history is not no_history

    @property
    def given(self) -> Mapping[str, Given]:
        """The build arguments that the build files of the repository give this Dockerfile, by name: those
        that stay the same and those that change with every commit or run. Asking reads the build files that
        may build it."""
        if self._given is None:
            self._given = self.load_given()
        return self._given

    @property
    def targets(self) -> frozenset[str]:
        """The stages that the build files of the repository build by name (in lower case, or a number), `*`
        for one that only the build knows. Asking reads these files."""
        if self._targets is None:
            self._targets = self.load_targets()
        return self._targets

    def is_named_context(self, name: str) -> bool:
        """Whether a build file of the repository gives this Dockerfile a context of that name, which then
        stands in for the image (docs.docker.com, "Named contexts"; dockerui compares `name`, and `name` as a
        full reference). Asking reads the build files that may build it."""
        if self._named_contexts is None:
            self._named_contexts = self.load_named_contexts()
        return bool(self._named_contexts) and (
            name.lower() in self._named_contexts or f"{name.lower()}:latest" in self._named_contexts
        )

    @property
    def scope(self) -> Scope:
        """Values of ARG and ENV at each instruction."""
        if self._scope is None:
            from dlinter.model.dockerfile.scope import Scope

            self._scope = Scope(self.dockerfile)
        return self._scope

    def of_kind(self, stage: int | None, kind: type[K]) -> tuple[K, ...]:
        """A stage's instructions of one kind, in order (None: those above the first FROM). Kept, so that
        looking back from every instruction of a long file stays linear."""
        key = (stage, kind)
        self.dockerfile.work.spend(1)
        if key not in self._kinds:
            within = (
                self.dockerfile.instructions if stage is None else self.dockerfile.stages[stage].instructions
            )
            self._kinds[key] = tuple(i for i in within if isinstance(i, kind) and i.stage == stage)
        return cast("tuple[K, ...]", self._kinds[key])

    def stage_of(self, instruction: Instruction) -> Stage | None:
        return None if instruction.stage is None else self.dockerfile.stages[instruction.stage]

    def once(self, make: Callable[[Facts], T]) -> T:
        """What `make` derives from these facts, made when it is first asked for and kept. `make` is a
        module's function (`cache_of`), so that what is derived lives above the facts and nothing here knows
        of it."""
        if make not in self._derived:
            with self.dockerfile.work.account(f"fact {make.__name__}"):
                try:
                    self._derived[make] = make(self)
                except TooMuchWork as error:  # nobody need try it again
                    self._derived[make] = error
        made = self._derived[make]
        if isinstance(made, TooMuchWork):
            raise made
        return cast("T", made)

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """All candidates for secrets of the file, in order of place, sieved ones included."""
        if self._candidates is None:
            from dlinter.model.dockerfile.pairs import pairs_of

            self._candidates = self.find_secrets(self._searched, pairs_of(self.dockerfile))
            if (many := unjudged(self._candidates)) is not None:
                self.dockerfile.work.refuse(*many)
        return self._candidates

    @property
    def masks(self) -> Masks:
        """What hides the secrets of the file in whatever is said of it."""
        from dlinter.model.masks import NONE, Masks

        if self._masks is None:
            end = self.dockerfile.end
            self._masks = (
                Masks.of(self.candidates, self.text, end) if self.candidates or end is not None else NONE
            )
        return self._masks

    @property
    def _searched(self) -> Text:
        """The file; where it has too many names of secrets, what follows them without its names: tokens of a
        format are still found there, and no report shows the rest."""
        end = self.dockerfile.end
        if end is None:
            return self.text
        return Text(self.text.data[:end] + without_names(self.text.data[end:]), self.text.path)

    def candidates_in(self, span: Span) -> tuple[Candidate, ...]:
        """The candidates whose secret begins in a span."""
        found = self.candidates
        return found[bisect_left(found, span.start, key=_start) : bisect_left(found, span.end, key=_start)]

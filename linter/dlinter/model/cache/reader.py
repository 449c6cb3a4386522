"""From a Dockerfile to its steps."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from msgspec import Struct, field

from dlinter.model.cache.inputs import Local, local
from dlinter.model.cache.spellings import (
    BASE,
    PLATFORM,
    SHELL,
    arguments,
    as_in_most_images,
    by_target,
    join,
    mode,
    mount_keys,
    owner,
)
from dlinter.model.cache.steps import Influence, Kind, Remote, StageInput, Step
from dlinter.model.cache.variables import UNKNOWN, Variable, Variables, Word
from dlinter.model.dockerfile import nodes as n
from dlinter.model.dockerfile.paths import clean
from dlinter.model.dockerfile.scope import PLATFORM_ARGS
from dlinter.model.dockerfile.tokens import Form, Heredoc, Token
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.values import is_first_folder
from dlinter.model.image_reference import parse_reference

_COMMIT = re.compile(r"#[0-9a-f]{40}(?::|\Z)|[?&](?:checksum|commit)=[0-9a-f]{40}")
_TRUE = ("", "1", "t", "true")
EPOCH, HOST_NAME, CACHE_SPACE = "SOURCE_DATE_EPOCH", "BUILDKIT_SANDBOX_HOSTNAME", "BUILDKIT_CACHE_MOUNT_NS"
"""Build arguments that need no ARG to be in a key: the time of the folder that WORKDIR makes
(`dispatchWorkdir`; COPY keeps the times of the files), the host name of RUN (`exec.go`: `Meta.Hostname`), and
what goes before the default id of a cache mount (`dispatchRunMounts`)."""


class _Force(Struct, frozen=True):
    """USER, WORKDIR or SHELL in force: the instruction's index (None: of the base image), what is in the key,
    what that hangs on."""

    index: int | None
    value: tuple[str, ...]
    hangs: Influence = field(default_factory=Influence)

    @property
    def config(self) -> frozenset[int]:
        return frozenset() if self.index is None else frozenset({self.index})


class _State(Struct):
    """What an instruction finds. `tip`: the steps it stands on. `picks`: build arguments that pick the stage
    it is FROM, until a step has them."""

    tip: tuple[int, ...] = ()
    variables: Variables = field(default_factory=Variables)
    user: _Force = _Force(None, ("",))
    workdir: _Force = _Force(None, (BASE,))
    shell: _Force = _Force(None, SHELL)
    platform: Word = field(default_factory=lambda: Word("", ""))
    picks: frozenset[str] = frozenset()

    def copy(self) -> _State:
        return _State(
            self.tip, self.variables.copy(), self.user, self.workdir, self.shell, self.platform, self.picks
        )


def read_steps(facts: Facts, target: int | None = None) -> tuple[Step, ...]:
    """The steps that are built for a stage (default: the last one), parents and sources before what needs
    them. Stages that nobody needs are left out (BuildKit builds what the target's graph reaches; Dockerfile
    reference, "Multi-stage builds")."""
    return _Reader(facts).read(target)


class _Reader:
    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.file = facts.dockerfile
        self.escape = facts.dockerfile.escape
        self.steps: list[Step] = []
        self.done: dict[int, _State] = {}
        self.running: set[int] = set()
        self.names = [s.name.lower() for s in self.file.stages]
        self.globals = Variables()
        for name in PLATFORM_ARGS:
            self.globals.put(name, Variable(f"{UNKNOWN}{name}{UNKNOWN}", Influence(frozenset({name})), False))
        for arg in self.file.global_args:
            if arg.error is None:
                self._arg(arg, self.globals)

    def read(self, target: int | None) -> tuple[Step, ...]:
        if self.file.stages:
            last = len(self.file.stages) - 1 if target is None else target
            # each after those it needs, so that no chain of stages is a deep recursion
            for index in sorted(self._needed(last)):
                self._stage(index)
        return tuple(self.steps)

    def _needed(self, target: int) -> set[int]:
        """The stages that a stage needs, itself one of them."""
        found, todo = set[int](), [target]
        while todo:
            index = todo.pop()
            if index in found:
                continue
            found.add(index)
            stage = self.file.stages[index]
            base = self._named(self._global(stage.from_.image).text, index)
            todo += [] if base is None else [base]
            for instruction in [*self._triggers(base), *stage.instructions]:
                todo += self._sources(stage, instruction)
        return found

    def _triggers(self, base: int | None) -> list[n.Instruction]:
        """The triggers that a stage runs first, which is FROM another."""
        if base is None:
            return []
        return [
            i.trigger
            for i in self.file.stages[base].instructions
            if isinstance(i, n.Onbuild) and i.trigger is not None and i.error is None
        ]

    # -- stages ----------------------------------------------------------------------------------------------

    def _stage(self, index: int) -> _State:
        if index in self.done:
            return self.done[index]
        if index in self.running:  # a circle: the reader has said so
            return _State()
        self.running.add(index)
        stage = self.file.stages[index]
        image = self._global(stage.from_.image)
        base = self._named(image.text, index)
        triggers = self._triggers(base)
        if base is not None:
            state = self._stage(base).copy()
            state.picks |= image.hangs.args
        else:
            state = _State(variables=Variables(inherits=image.text != "scratch"))
            if image.text == "scratch":
                state.workdir = _Force(None, ("/",))
        for instruction in [*triggers, *stage.instructions]:
            for source in self._sources(stage, instruction):
                self._stage(source)
        count = len(self.steps)
        if base is None:
            self._from(stage, state, image)
        for instruction in [*triggers, *stage.instructions[1:]]:
            if instruction.error is None:
                self._instruction(stage, instruction, state, len(self.steps) - count + 1)
        self.done[index] = state
        return state

    def _global(self, token: Token | None) -> Word:
        """A word of FROM, which sees the global ARGs alone."""
        return self.globals.word(token.value, self.escape) if token is not None else Word("", "")

    def _named(self, name: str, before: int) -> int | None:
        """The stage of a name among those before one; the last of a name counts."""
        return next((i for i in range(before - 1, -1, -1) if self.names[i] and self.names[i] == name), None)

    def _sources(self, stage: n.Stage, instruction: n.Instruction) -> list[int]:
        """The stages that an instruction, or a trigger that runs in a stage, takes content from."""
        wanted: list[int | None] = []
        if isinstance(instruction, n.Copy) and instruction.from_ is not None and instruction.from_.value:
            wanted.append(self._source(stage, instruction.from_.value, True))
        elif isinstance(instruction, n.Run):
            wanted += [self._source(stage, m.from_, False) for m in instruction.mounts if m.from_]
        return [at for at in wanted if at is not None and at != stage.index]

    def _source(self, stage: n.Stage, name: str, by_number: bool) -> int | None:
        """The stage behind a `from`: COPY takes a number, a mount does not (`toCommand`,
        `detectRunMount`)."""
        if by_number and re.fullmatch(r"[0-9]{1,9}", name):
            return int(name) if int(name) < stage.index else None
        return self._named(name.lower(), stage.index)

    def _from(self, stage: n.Stage, state: _State, image: Word) -> None:
        flag = stage.from_.platform
        if flag is not None and flag.value:
            state.platform = self.globals.word(flag.value, self.escape)
            if state.platform.text == f"{UNKNOWN}TARGETPLATFORM{UNKNOWN}":  # what there is without the flag
                state.platform = Word("", "", state.platform.hangs)
        if stage.from_.image is None or image.text == "scratch":
            return
        name = _image_name(image.text)
        words = Influence(
            image.hangs.args, image.hangs.instructions | state.platform.hangs.instructions, image.hangs.loose
        )
        self._add(
            stage, stage.from_, Kind.FROM, state, 1,
            base=image.value if image.value is not None else stage.from_.image.value, words=words,
            key=["image", name, PLATFORM + state.platform.text],
            platform=state.platform.hangs.args,
        )  # fmt: skip

    # -- instructions ----------------------------------------------------------------------------------------

    def _instruction(self, stage: n.Stage, instruction: n.Instruction, state: _State, number: int) -> None:
        if isinstance(instruction, n.Arg):
            self._arg(instruction, state.variables)
        elif isinstance(instruction, n.Env):
            self._env(instruction, state)
        elif isinstance(instruction, n.User):
            user = self._joined(instruction.args, state)
            state.user = _Force(instruction.index, (user.text,), user.hangs)
        elif isinstance(instruction, n.Shell):
            state.shell = _Force(instruction.index, tuple(t.value for t in instruction.args))
        elif isinstance(instruction, n.Workdir):
            self._workdir(stage, instruction, state, number)
        elif isinstance(instruction, n.Run):
            self._run(stage, instruction, state, number)
        elif isinstance(instruction, (n.Copy, n.Add)):
            self._copy(stage, instruction, state, number)

    def _joined(self, tokens: Iterable[Token], state: _State) -> Word:
        words = [state.variables.word(t.value, self.escape) for t in tokens]
        hangs = Influence()
        for word in words:
            hangs |= word.hangs
        return Word(" ".join(w.text for w in words), None, hangs)

    def _arg(self, instruction: n.Arg, variables: Variables) -> None:
        """An ARG is in the environment of every RUN below it. Without a default it takes the global ARG of
        its name, and both are changed by `--build-arg`; where that has no value either, it sets nothing
        (`dispatchArg`)."""
        for pair in instruction.pairs:
            name = pair.key.value
            if name.startswith("BUILDKIT_SBOM_SCAN_"):
                continue
            hangs = Influence(frozenset({name}), frozenset({instruction.index}))
            if pair.value is not None:
                word = variables.word(pair.value.value, self.escape)
                self.file.work.spend(len(word.hangs.args))
                variables.put(name, Variable(word.text, hangs | word.hangs, word.value is not None))
                continue
            above = self.globals.get(name) if variables is not self.globals else None
            if above is not None and above.text is not None:
                variables.put(name, Variable(above.text, hangs | above.hangs, above.known))
            else:
                variables.declare(name, hangs if above is None else hangs | above.hangs)

    def _env(self, instruction: n.Env, state: _State) -> None:
        """ENV hides an ARG of its name; its value hangs on the ARGs it uses."""
        own = Influence(frozenset(), frozenset({instruction.index}))
        new: dict[str, Variable] = {}
        for pair in instruction.pairs:
            value = (
                state.variables.word(pair.value.value, self.escape)
                if pair.value is not None
                else Word("", "")
            )
            name = state.variables.word(pair.key.value, self.escape)
            self.file.work.spend(len(value.hangs.args))
            new.pop(name.text, None)
            new[name.text] = Variable(value.text, own | name.hangs | value.hangs, value.value is not None)
        for key, variable in new.items():
            state.variables.put(key, variable, image=True)

    def _workdir(self, stage: n.Stage, instruction: n.Workdir, state: _State, number: int) -> None:
        """WORKDIR makes the folder, as the user in force, so it is a step, but for `/`
        (`dispatchWorkdir`)."""
        path = state.variables.word(
            instruction.path.value if instruction.path is not None else "", self.escape
        )
        relative = not path.text.startswith("/")
        where = join(state.workdir.value[0], path.text)
        hangs = path.hangs | state.workdir.hangs if relative else path.hangs
        above = state.workdir.config if relative else frozenset[int]()
        unknown = path.value is None and is_first_folder(instruction, self.facts)
        state.workdir = _Force(instruction.index, (BASE if unknown else where,), hangs)
        if where == "/" and path.value is not None:
            return
        epoch = self.globals.get(EPOCH)
        key = ["mkdir", where, owner(state.user.value[0]), epoch.text or "" if epoch is not None else ""]
        self._add(stage, instruction, Kind.WORKDIR, state, number, words=hangs | state.user.hangs,
            config=state.user.config | above, key=key, undeclared=frozenset({EPOCH}))

    def _run(self, stage: n.Stage, run: n.Run, state: _State, number: int) -> None:
        locals_: list[Local] = []
        stages: list[StageInput] = []
        unkeyed: list[str] = []
        words = Influence()

        def word(text: str) -> str:
            nonlocal words
            found = state.variables.word(text, self.escape)
            words |= found.hangs
            return found.text

        folder = state.workdir.value[0]
        for mount in by_target(run.mounts, word, folder):
            if mount.type == "bind" or (mount.type == "cache" and mount.from_):
                source = state.variables.word(mount.source or "", self.escape)
                if mount.from_:
                    stages.append(
                        self._stage_input(
                            stage, mount.from_, False, (source.text or "/",), f"--mount={mount.type} from"
                        )
                    )
                else:
                    locals_.append(local(source.value, mount=True))
            else:
                unkeyed.append(mount.type)
        self.file.work.spend(len(state.variables))
        mounts, named = mount_keys(run.mounts, word, folder, lambda m: self._origin(stage, m.from_ or ""))
        shell = run.form is not Form.EXEC or bool(run.heredocs)
        network = run.network if run.network in ("none", "host") else ""
        security = "insecure" if run.security == "insecure" else ""
        devices = [f.value or "" for f in run.flags if f.name == "device"]
        config = state.user.config | state.workdir.config | (state.shell.config if shell else frozenset())
        key = [
            "exec", *arguments(run, state.shell.value, self._body), "env", *state.variables.listed, "cwd",
            folder, "user", state.user.value[0],
            network, security, PLATFORM + state.platform.text, *mounts, *devices,
        ]  # fmt: skip
        self._add(
            stage, run, Kind.RUN, state, number, locals_, stages, environment=state.variables.hangs,
            words=words, config=config, unkeyed=tuple(unkeyed), key=key,
            platform=state.platform.hangs.args,
            undeclared=frozenset({HOST_NAME, *((CACHE_SPACE,) if named else ())}),
        )  # fmt: skip

    def _body(self, heredoc: Heredoc) -> str:
        return self.facts.text.slice(heredoc.body) if heredoc.chomp else heredoc.content

    def _origin(self, stage: n.Stage, name: str) -> str:
        """What tells the source of one mount from that of another."""
        if not name:
            return "context"
        at = self._source(stage, name, False)
        return f"stage {at}" if at is not None else f"image {name}"

    def _copy(self, stage: n.Stage, copy: n.Copy | n.Add, state: _State, number: int) -> None:
        exclude = tuple(f.value for f in copy.flags if f.name == "exclude" and f.value)
        parents = copy.flag("parents")
        by_parents = parents is not None and (parents.value or "").lower() in _TRUE
        came = copy.from_ if isinstance(copy, n.Copy) else None
        locals_: list[Local] = []
        words = Influence()

        def word(text: str, quotes: bool = True) -> Word:
            nonlocal words
            found = state.variables.word(text, self.escape if quotes else "\\", quotes)
            words |= found.hangs
            return found

        target = word(copy.destination.value) if copy.destination is not None else Word("", "")
        relative = not target.text.startswith("/")
        where = join(state.workdir.value[0], target.text, slash=True)
        flags = {
            f.name: word(f.value).text
            for f in copy.flags
            if f.name in ("chown", "chmod", "checksum") and f.value
        }
        unpack, keep = _switch(copy, "unpack"), _switch(copy, "keep-git-dir")
        after = [where, owner(flags.get("chown", "")), mode(flags.get("chmod", "")), *exclude]
        remotes: list[Remote] = []
        key, paths = ["file"], list[str]()
        for source in copy.sources:
            if source.kind is n.SourceKind.HEREDOC:
                continue
            path = word(source.token.value)
            if source.kind is not n.SourceKind.LOCAL:
                pinned = bool(flags.get("checksum")) or (
                    source.is_git and _COMMIT.search(path.text) is not None
                )
                remotes.append(Remote(path.text, source.is_git, pinned))
                key += ["remote", path.text, flags.get("checksum", ""), str(keep), str(bool(unpack)), *after]
                continue
            if came is not None:
                paths.append(path.text if path.value is not None else "?")
            else:
                locals_.append(local(path.value, exclude, by_parents))
            name = path.text if by_parents else clean("/" + path.text).rpartition("/")[2]
            key += [
                "copy",
                name,
                str(by_parents),
                str(isinstance(copy, n.Add) if unpack is None else unpack),
                *after,
            ]
        for heredoc in copy.heredocs:
            text = word(heredoc.content, quotes=False).text if heredoc.expand else heredoc.content
            key += ["inline", heredoc.name, text, *after]
        stages = (
            [
                self._stage_input(
                    stage, came.value, True, tuple(paths), "COPY --from", by_parents or bool(exclude)
                )
            ]
            if came is not None and came.value
            else []
        )
        self._add(
            stage, copy, Kind.ADD if isinstance(copy, n.Add) else Kind.COPY, state, number, locals_, stages,
            remotes=tuple(remotes),
            words=words | (state.workdir.hangs if relative else Influence()),
            config=state.workdir.config if relative else frozenset(), key=key,
            linked=copy.link and not copy.flag_value("chmod"),  # `dispatchCopy` merges only without a chmod
            target=where if target.value is not None and UNKNOWN not in where else None,
        )  # fmt: skip

    def _stage_input(
        self,
        stage: n.Stage,
        name: str,
        by_number: bool,
        paths: tuple[str, ...],
        by: str,
        filtered: bool = False,
    ) -> StageInput:
        at = self._source(stage, name, by_number)
        if at is None or at == stage.index:
            return StageInput(None, name, paths, by, (), filtered)
        return StageInput(at, self.file.stages[at].name, paths, by, self._stage(at).tip, filtered)

    def _add(
        self, stage: n.Stage, instruction: n.Instruction, kind: Kind, state: _State, number: int,
        locals_: Iterable[Local] = (),
        stages: Iterable[StageInput] = (), *, remotes: tuple[Remote, ...] = (), base: str = "",
        environment: Influence | None = None,
        words: Influence | None = None, config: frozenset[int] = frozenset(), unkeyed: tuple[str, ...] = (),
        key: Iterable[str] = (), linked: bool = False,
        platform: frozenset[str] = frozenset(), undeclared: frozenset[str] = frozenset(),
        target: str | None = None,
    ) -> None:  # fmt: skip
        parents = () if linked else state.tip
        locals_, stages = tuple(locals_), tuple(stages)
        parts = [*key, "linked" if linked else ""]
        own, guess = _digest(parts), _digest(as_in_most_images(p) for p in parts)
        content = [*(i.key for i in locals_), *(repr((i.paths, bool(i.tip))) for i in stages)]
        definition = _digest([own, *content, *(self.steps[p].definition for p in parents)])
        behind = [self.steps[s].sources for i in stages for s in i.tip] + [
            _image_name(i.image) for i in stages if i.stage is None
        ]
        sources = _digest([own, *content, *(self.steps[p].sources for p in parents), *behind])
        at = len(self.steps)
        self.steps.append(
            Step(
                at, instruction.index, kind, stage.index, stage.name or str(stage.index), number,
                instruction.first_line, _text(self.facts, instruction), parents, linked,
                locals_, stages, remotes, base, environment or Influence(), words or Influence(), config,
                unkeyed, definition, sources,
                frozenset() if linked else state.picks, platform, undeclared, own, guess, target,
            )
        )  # fmt: skip
        if not linked:
            state.picks = frozenset()
        state.tip = (*state.tip, at) if linked else (at,)


def _switch(copy: n.Copy | n.Add, name: str) -> bool | None:
    """A boolean flag; None where it is not there."""
    flag = copy.flag(name)
    return None if flag is None else (flag.value or "").lower() in _TRUE


def _image_name(image: str) -> str:
    """An image's full name: `debian` and `docker.io/library/debian:latest` are one."""
    found = parse_reference(image)
    if found is None:
        return image
    tag = found.tag or ("" if found.digest else "latest")
    return f"{found.registry}/{found.path}:{tag}@{found.digest}"


def _digest(parts: Iterable[str]) -> str:
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()


def _text(facts: Facts, instruction: n.Instruction) -> str:
    data = facts.text.data
    text = (
        b"".join(data[p.start : p.end] for p in instruction.pieces)
        or data[instruction.span.start : instruction.span.end]
    )
    return " ".join(text.decode("utf-8", "replace").split())

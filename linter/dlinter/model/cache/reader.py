"""From a Dockerfile to its steps."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from dlinter.model.cache.inputs import Local, local
from dlinter.model.cache.steps import Influence, Kind, Remote, StageInput, Step
from dlinter.model.dockerfile import nodes as n
from dlinter.model.dockerfile.paths import clean
from dlinter.model.dockerfile.tokens import Form, Token
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.values import value_of

_COMMIT = re.compile(r"#[0-9a-f]{40}(?::|\Z)|[?&](?:checksum|commit)=[0-9a-f]{40}")
_TRUE = ("", "1", "t", "true")


@dataclass(slots=True)
class _State:
    """What an instruction finds: `tip` the steps it stands on, variables with what they hang on and their value, and of USER, WORKDIR and SHELL
    in force the instruction's index, the value, and what that hangs on."""

    tip: tuple[int, ...] = ()
    variables: dict[str, tuple[Influence, str]] = field(default_factory=dict)
    force: dict[str, tuple[int, str, Influence]] = field(default_factory=dict)

    def copy(self) -> _State:
        return _State(self.tip, dict(self.variables), dict(self.force))


def read_steps(facts: Facts, target: int | None = None) -> tuple[Step, ...]:
    """The steps that are built for a stage (default: the last one), parents and sources before what needs them. Stages that nobody needs are
    left out (BuildKit builds what the target's graph reaches; Dockerfile reference, "Multi-stage builds")."""
    return _Reader(facts).read(target)


class _Reader:
    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.file = facts.dockerfile
        self.steps: list[Step] = []
        self.done: dict[int, _State] = {}
        self.running: set[int] = set()
        self.uses: dict[int, list[str]] = {}
        for use in facts.scope.uses:
            self.uses.setdefault(use.instruction.index, []).append(use.name)
        self.globals = _State()
        for arg in self.file.global_args:
            self._arg(arg, self.globals, self.globals)

    def read(self, target: int | None) -> tuple[Step, ...]:
        if self.file.stages:
            self._stage(len(self.file.stages) - 1 if target is None else target)
        return tuple(self.steps)

    def _stage(self, index: int) -> _State:
        if index in self.done:
            return self.done[index]
        if index in self.running:  # a circle: the reader has said so
            return _State()
        self.running.add(index)
        stage = self.file.stages[index]
        base = stage.base if stage.base is not None else self.facts.scope.base_of(stage)
        triggers: list[n.Instruction] = []
        if base is not None:
            state = self._stage(base).copy()
            triggers = [i.trigger for i in self.file.stages[base].instructions if isinstance(i, n.Onbuild) and i.trigger is not None]
        else:
            state = _State()
        for edge in stage.edges:
            if edge.to is not None and edge.kind is not n.EdgeKind.FROM:
                self._stage(edge.to)
        count = len(self.steps)
        if base is None:
            self._from(stage, state)
        for instruction in [*triggers, *stage.instructions[1:]]:
            if instruction.error is None:
                self._instruction(stage, instruction, state, len(self.steps) - count + 1)
        self.done[index] = state
        return state

    def _from(self, stage: n.Stage, state: _State) -> None:
        image = stage.from_.image
        if image is None or image.value == "scratch":
            return
        name = self.facts.scope.image_of(stage).value or image.value
        words = self._influence(stage.from_, self.globals)
        self._add(stage, stage.from_, Kind.FROM, state, 1, base=name, words=words, key=[name, stage.from_.flag_value("platform") or ""])

    def _instruction(self, stage: n.Stage, instruction: n.Instruction, state: _State, number: int) -> None:
        if isinstance(instruction, n.Arg):
            self._arg(instruction, state, self.globals)
        elif isinstance(instruction, n.Env):
            self._env(instruction, state)
        elif isinstance(instruction, (n.User, n.Shell)):
            value = " ".join(self._value(t, instruction) for t in instruction.args)
            state.force[instruction.keyword.value] = (instruction.index, value, self._influence(instruction, state))
        elif isinstance(instruction, n.Workdir):
            self._workdir(stage, instruction, state, number)
        elif isinstance(instruction, n.Run):
            self._run(stage, instruction, state, number)
        elif isinstance(instruction, (n.Copy, n.Add)):
            self._copy(stage, instruction, state, number)

    def _influence(self, instruction: n.Instruction, state: _State) -> Influence:
        found = Influence()
        for name in self.uses.get(instruction.index, ()):
            if name in state.variables:
                found |= state.variables[name][0]
        return found

    def _value(self, token: Token, instruction: n.Instruction) -> str:
        value = value_of(token, instruction, self.facts)
        return token.value if value is None else value

    def _arg(self, instruction: n.Arg, state: _State, above: _State) -> None:
        """An ARG is in the environment of every RUN below it. Without a default it takes the global ARG of its name, and both are changed by
        `--build-arg` (`dispatchArg`)."""
        used = self._influence(instruction, state)
        for pair in instruction.pairs:
            name = pair.key.value
            if name.startswith("BUILDKIT_SBOM_SCAN_"):
                continue
            hangs = Influence(frozenset({name}), frozenset({instruction.index}))
            if pair.value is not None:
                value, hangs = self._value(pair.value, instruction), hangs | used
            else:
                inherited = above.variables.get(name)
                value = ""
                if inherited is not None and above is not state:
                    hangs, value = hangs | inherited[0], inherited[1]
            state.variables[name] = (hangs, value)

    def _env(self, instruction: n.Env, state: _State) -> None:
        """ENV hides an ARG of its name; its value hangs on the ARGs it uses."""
        used = self._influence(instruction, state) | Influence(frozenset(), frozenset({instruction.index}))
        new = {}
        for pair in instruction.pairs:
            value = self._value(pair.value, instruction) if pair.value is not None else ""
            new[self._value(pair.key, instruction)] = (used, value)
        state.variables.update(new)

    def _workdir(self, stage: n.Stage, instruction: n.Workdir, state: _State, number: int) -> None:
        """WORKDIR makes the folder, as the user in force, so it is a step, but for `/` (`dispatchWorkdir`)."""
        path = self._value(instruction.path, instruction) if instruction.path is not None else ""
        words = self._influence(instruction, state)
        if not path.startswith("/") and "WORKDIR" in state.force:
            _, above, hangs = state.force["WORKDIR"]
            path, words = f"{above.rstrip('/')}/{path}", words | hangs
        where = path if path.startswith("/") else f"/{path}"
        state.force["WORKDIR"] = (instruction.index, where, words)
        if where.rstrip("/"):
            index, user, hangs = state.force.get("USER", (None, "", Influence()))
            config = frozenset[int]() if index is None else frozenset({index})
            self._add(stage, instruction, Kind.WORKDIR, state, number, words=words | hangs, config=config, key=[where, user])

    def _run(self, stage: n.Stage, run: n.Run, state: _State, number: int) -> None:
        locals_: list[Local] = []
        stages: list[StageInput] = []
        unkeyed: list[str] = []
        for mount in run.mounts:
            if mount.type == "bind" or (mount.type == "cache" and mount.from_):
                source = mount.source or ""
                if mount.from_:
                    stages.append(self._stage_input(stage, run, mount.from_, (source or "/",), f"--mount={mount.type} from"))
                elif "$" in source:
                    locals_.append(local(self.facts.scope.expand(source, run).value, mount=True))
                else:
                    locals_.append(local(source, mount=True))
            else:
                unkeyed.append(mount.type)
        self.file.work.spend(len(state.variables))
        hang = [influence for influence, _ in state.variables.values()]
        environment = Influence(frozenset().union(*(i.args for i in hang)), frozenset().union(*(i.instructions for i in hang)))
        shell = run.form is not Form.EXEC
        config = frozenset(i for k, (i, _, _) in state.force.items() if shell or k != "SHELL")
        forced = [f"{k}={v}" for k, (_, v, _) in sorted(state.force.items()) if shell or k != "SHELL"]
        values = [f"{k}={v}" for k, (_, v) in sorted(state.variables.items())]
        self._add(
            stage, run, Kind.RUN, state, number, locals_, stages, environment=environment, words=self._influence(run, state), config=config,
            unkeyed=tuple(unkeyed), key=[*values, *forced, *_flags(run), *(_mount_key(m) for m in run.mounts), run.form, *(t.value for t in run.args), *(h.content for h in run.heredocs)],
        )  # fmt: skip

    def _copy(self, stage: n.Stage, copy: n.Copy | n.Add, state: _State, number: int) -> None:
        exclude = tuple(f.value for f in copy.flags if f.name == "exclude" and f.value)
        parents = copy.flag("parents")
        by_parents = parents is not None and (parents.value or "").lower() in _TRUE
        came = copy.from_ if isinstance(copy, n.Copy) else None
        locals_: list[Local] = []
        stages: list[StageInput] = []
        remotes: list[Remote] = []
        values = [value_of(s.token, copy, self.facts) for s in copy.sources if s.kind is not n.SourceKind.HEREDOC]
        if came is not None and came.value:
            stages.append(self._stage_input(stage, copy, came.value, tuple(v or "?" for v in values), "COPY --from"))
        else:
            checksum = copy.flag_value("checksum")
            for source in copy.sources:
                if source.kind is n.SourceKind.LOCAL:
                    locals_.append(local(value_of(source.token, copy, self.facts), exclude, by_parents))
                elif source.kind is not n.SourceKind.HEREDOC:
                    url = self._value(source.token, copy)
                    remotes.append(Remote(url, source.is_git, bool(checksum) or (source.is_git and _COMMIT.search(url) is not None)))
        relative = copy.destination is not None and not self._value(copy.destination, copy).startswith("/")
        where = state.force.get("WORKDIR") if relative else None
        words = self._influence(copy, state) | (where[2] if where else Influence())
        sources = {id(s.token) for s in copy.sources if s.kind is n.SourceKind.LOCAL}
        args = [clean("/" + v) if id(t) in sources else v for t in copy.args for v in (self._value(t, copy),)]
        self._add(
            stage, copy, Kind.ADD if isinstance(copy, n.Add) else Kind.COPY, state, number, locals_, stages, remotes=tuple(remotes),
            words=words, config=frozenset({where[0]}) if where else frozenset(), key=[where[1] if where else "", *_flags(copy), *args, *(h.content for h in copy.heredocs)],
            linked=copy.link and not copy.flag_value("chmod"),  # `dispatchCopy` merges only without a chmod
        )  # fmt: skip

    def _stage_input(self, stage: n.Stage, instruction: n.Instruction, name: str, paths: tuple[str, ...], by: str) -> StageInput:
        for edge in stage.edges:
            if edge.instruction is instruction and edge.name == name:
                if edge.to is not None:
                    tip = self._stage(edge.to).tip
                    return StageInput(edge.to, self.file.stages[edge.to].name, paths, by, tip)
                break
        return StageInput(None, name, paths, by)

    def _add(
        self, stage: n.Stage, instruction: n.Instruction, kind: Kind, state: _State, number: int, locals_: Iterable[Local] = (),
        stages: Iterable[StageInput] = (), *, remotes: tuple[Remote, ...] = (), base: str = "", environment: Influence | None = None,
        words: Influence | None = None, config: frozenset[int] = frozenset(), unkeyed: tuple[str, ...] = (), key: Iterable[str] = (), linked: bool = False,
    ) -> None:  # fmt: skip
        parents = () if linked else state.tip
        stages = tuple(stages)
        own = [kind.value, *key]
        definition = _digest([*own, *(self.steps[p].definition for p in parents)])
        behind = [self.steps[s].sources for i in stages for s in i.tip]
        sources = _digest([*own, *(self.steps[p].sources for p in parents), *behind])
        at = len(self.steps)
        self.steps.append(
            Step(
                at, instruction.index, kind, stage.index, stage.name or str(stage.index), number, instruction.first_line, _text(self.facts, instruction), parents, linked,
                tuple(locals_), stages, remotes, base, environment or Influence(), words or Influence(), config, unkeyed, definition, sources,
            )
        )  # fmt: skip
        state.tip = (*state.tip, at) if linked else (at,)


def _flags(instruction: n.Instruction) -> list[str]:
    return sorted(f"--{f.name}={f.value}" for f in instruction.flags if f.name not in ("from", "link", "mount"))


def _mount_key(mount: n.Mount) -> str:
    """A mount as it is in the key: its options in any order. `id` and `sharing` of a cache mount are left out (`checkShouldClearCacheOpts`),
    but not the default ones, a shared mount called by its target. The stage of a `from` counts by its content."""
    options = {o.key.value.lower(): o.value.value if o.value else "" for o in mount.options}
    for short, long in (("src", "source"), ("dst", "target"), ("destination", "target"), ("ro", "readonly"), ("rw", "readwrite")):
        if short in options:
            options[long] = options.pop(short)
    options["type"] = mount.type
    options.pop("from", None)
    if mount.type == "cache":
        default = options.pop("id", "") in ("", options.get("target", "")), options.pop("sharing", "shared") == "shared"
        options["default"] = str(all(default))
    return "--mount=" + ",".join(f"{k}={v}" for k, v in sorted(options.items()))


def _digest(parts: Iterable[str]) -> str:
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()


def _text(facts: Facts, instruction: n.Instruction) -> str:
    data = facts.text.data
    text = b"".join(data[p.start : p.end] for p in instruction.pieces) or data[instruction.span.start : instruction.span.end]
    return " ".join(text.decode("utf-8", "replace").split())


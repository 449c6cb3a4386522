"""A Dockerfile as BuildKit's operations (`frontend/dockerfile/dockerfile2llb/convert.go`, `convert_copy.go`;
`client/llb/exec.go`, `fileop.go`, `merge.go`). Where something that is in a key is not known, the node says
so and the rest goes on."""

from __future__ import annotations

from dlinter.model.cache.keys import operations as o
from dlinter.model.cache.keys.builder import FindBase
from dlinter.model.cache.keys.copies import Copies
from dlinter.model.cache.keys.graph import BuildOptions, Graph, Input, Row, stage_label
from dlinter.model.cache.keys.platforms import platform_of
from dlinter.model.cache.keys.runs import Runs
from dlinter.model.cache.keys.state import Environment, StageState, Unknown
from dlinter.model.dockerfile import nodes as n
from dlinter.model.dockerfile.paths import clean
from dlinter.model.dockerfile.words import expand

_NOT_ENV = frozenset({"BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"})


def convert(dockerfile: n.Dockerfile, options: BuildOptions, find_base: FindBase) -> Graph:
    """The operations of a build of `options.target` (the last stage where that is ""). Raises ValueError
    where there is no such stage."""
    return _Converter(dockerfile, options, find_base).graph()


def target_of(dockerfile: n.Dockerfile, name: str) -> int:
    """The index of a stage by its name (or number). Raises ValueError."""
    stages = dockerfile.stages
    for stage in reversed(stages):
        if not name or name.lower() == stage.name.lower() or name == str(stage.index):
            return stage.index
    raise ValueError(f"there is no stage `{name}`")


class _Converter(Runs, Copies):
    def __init__(self, dockerfile: n.Dockerfile, options: BuildOptions, find_base: FindBase) -> None:
        super().__init__(dockerfile, options, find_base)
        self.rows: list[Row] = []
        self.globals = self._globals()

    # -- stages ----------------------------------------------------------------------------------------------

    def graph(self) -> Graph:
        target = target_of(self.file, self.options.target)
        wanted = self._reachable(target)
        for stage in self.file.stages:
            if stage.index in wanted:
                self._stage(stage)
            else:
                self.rows += [
                    self._row(stage, i)
                    for i in stage.instructions
                    if _is_step(i) and not (isinstance(i, n.From) and stage.base is not None)
                ]
            if stage.name:
                self.names[stage.name.lower()] = stage.index
        return Graph(tuple(self.nodes), tuple(self.rows), self.states[target].tip)

    def _reachable(self, target: int) -> frozenset[int]:
        """Stages that are built, by the names that global ARGs give."""
        names: dict[str, int] = {}
        needs: list[set[int]] = []
        for stage in self.file.stages:
            base = self._base_name(stage)
            own = {e.to for e in stage.edges if e.to is not None and e.kind is not n.EdgeKind.FROM}
            needs.append(own | ({names[base]} if base in names else set()))
            if stage.name:
                names[stage.name.lower()] = stage.index
        todo, seen = [target], set[int]()
        while todo:
            at = todo.pop()
            if at not in seen:
                seen.add(at)
                todo.extend(needs[at])
        return frozenset(seen)

    def _base_name(self, stage: n.Stage) -> str:
        try:
            return self.globals.expand(stage.from_.image.value, self.file.escape) if stage.from_.image else ""
        except Unknown:
            return ""

    def _globals(self) -> Environment:
        """ARGs before the first FROM, and those that are always there (`defaultArgs`, `buildMetaArgs`)."""
        target, build = self.options.platform, self.options.build_platform
        name = self.options.target or (self.file.stages[-1].name if self.file.stages else "")
        values = {
            "BUILDPLATFORM": str(build), "BUILDOS": build.os, "BUILDOSVERSION": "", "BUILDARCH": build.arch,
            "BUILDVARIANT": build.variant,
            "TARGETPLATFORM": str(target), "TARGETOS": target.os, "TARGETOSVERSION": "",
            "TARGETARCH": target.arch, "TARGETVARIANT": target.variant,
            "TARGETSTAGE": name or "default",
        }  # fmt: skip
        env = Environment({key: self.options.args.get(key, value) for key, value in values.items()})
        for arg in self.file.global_args:
            for pair in arg.pairs:
                key = pair.key.value
                if key in self.options.unknown:
                    env.unset.add(key)
                elif key in self.options.args:
                    env.set(key, self.options.args[key])
                elif pair.value is not None:
                    try:
                        env.set(key, env.expand(pair.value.value, self.file.escape))
                    except Unknown:
                        env.unset.add(key)
        return env

    def _stage(self, stage: n.Stage) -> None:
        row = None
        label = stage_label(stage.name, stage.index)
        try:
            state, row = self._begin(stage, label)
        except Unknown as error:
            state = StageState(label, self.options.platform, broken=str(error), known_config=str(error))
            state.tip = self.unknown(stage.from_.first_line, stage.index, str(error))
            state.enter()
            row = self._row(stage, stage.from_, (state.tip,))
        if row is not None:
            self.rows.append(row)
        self.states[stage.index] = state
        if self.options.named & {stage.name.lower()}:
            state.broken = f"`{stage.name}` is a named context"
        for instruction in stage.instructions[1:]:
            before = len(self.nodes)
            if instruction.error is not None:
                state.broken = state.broken or f"BuildKit refuses line {instruction.first_line}"
            try:
                if state.broken:
                    raise Unknown(state.broken)
                self._instruction(state, stage, instruction)
            except Unknown as error:
                if not _is_step(instruction):
                    state.broken = state.broken or str(error)
                    continue
                before = len(self.nodes)
                state.tip = self.unknown(instruction.first_line, stage.index, str(error), state.tip)
                if isinstance(instruction, n.Workdir):
                    state.broken = state.broken or str(error)
            if _is_step(instruction) and len(self.nodes) > before:
                own = tuple(
                    node.number for node in self.nodes[before:] if node.line == instruction.first_line
                )
                self.rows.append(self._row(stage, instruction, own, self._arguments(state, instruction)))

    def _begin(self, stage: n.Stage, label: str) -> tuple[StageState, Row | None]:
        first = stage.from_
        image = self.globals.expand(first.image.value, self.file.escape) if first.image else ""
        if image in self.names:
            parent = self.states[self.names[image]]
            state = parent.child(label)
            if any(isinstance(i, n.Onbuild) for i in self.file.stages[self.names[image]].instructions):
                state.broken = state.broken or "ONBUILD triggers of another stage are not followed"
            state.enter()
            return state, None
        platform = self.options.platform
        if first.platform is not None and first.platform.value:
            try:
                platform = platform_of(self.globals.expand(first.platform.value, self.file.escape))
            except ValueError:
                raise Unknown("BuildKit refuses the platform") from None
        state = StageState(label, platform)
        if image == "scratch":
            state.platform = self.options.platform
            state.begin(None)
            return state, None
        state.tip = self.image(image, platform, first.first_line, stage.index)
        state.begin(self.bases[image, str(platform)])
        used = expand(first.image.value, self.globals.lookup, self.file.escape).names if first.image else ()
        given = tuple(name for name in used if name in self.options.args)
        return state, self._row(stage, first, (state.tip,) if state.tip is not None else (), given)

    # -- instructions ----------------------------------------------------------------------------------------

    def _instruction(self, state: StageState, stage: n.Stage, instruction: n.Instruction) -> None:
        escape = self.file.escape
        if isinstance(instruction, n.Arg):
            self._arg(state, instruction)
        elif isinstance(instruction, n.Env):
            before = state.env.copy()
            for pair in instruction.pairs:
                name = before.expand(pair.key.value, escape)
                try:
                    value = before.expand(pair.value.value, escape) if pair.value is not None else ""
                except Unknown:
                    state.env.pairs.pop(name, None)
                    state.env.unset.add(name)
                    state.image_env.pop(name, None)
                    continue
                state.env.set(name, value)
                state.image_env[name] = value
        elif isinstance(instruction, n.Workdir):
            self._workdir(state, stage, instruction)
        elif isinstance(instruction, n.User):
            state.user = state.env.expand(instruction.name.value, escape) if instruction.name else ""
        elif isinstance(instruction, n.Shell):
            state.shell = tuple(token.value for token in instruction.args)
        elif isinstance(instruction, n.Run):
            self.run(state, stage, instruction)
        elif isinstance(instruction, (n.Copy, n.Add)):
            self.copy(state, stage, instruction)

    def _arg(self, state: StageState, arg: n.Arg) -> None:
        """`dispatchArg`: what is given, else the default, else the global one of the same name."""
        for pair in arg.pairs:
            name = pair.key.value
            state.args = (*state.args, name)
            value = self.options.args.get(name)
            if name in self.options.unknown:
                state.env.pairs.pop(name, None)
                state.env.unset.add(name)
                continue
            if value is None and pair.value is not None:
                try:
                    value = state.env.expand(pair.value.value, self.file.escape)
                except Unknown:
                    state.env.pairs.pop(name, None)
                    state.env.unset.add(name)
                    continue
            elif value is None:
                value = self.globals.pairs.get(name)
                if name in self.globals.unset:
                    state.env.unset.add(name)
            if value is not None and name not in _NOT_ENV:
                state.env.set(name, value)

    def _workdir(self, state: StageState, stage: n.Stage, instruction: n.Workdir) -> None:
        path = state.env.expand(instruction.path.value, self.file.escape) if instruction.path else ""
        folder = state.change(path)
        if folder == "/":
            return
        owner = o.Owner.read(user, 0 if state.tip is not None else o.EMPTY) if (user := state.who()) else None
        epoch = (
            self.options.args.get("SOURCE_DATE_EPOCH") or self.globals.pairs.get("SOURCE_DATE_EPOCH") or ""
        )
        if epoch and not epoch.isdecimal():
            raise Unknown("SOURCE_DATE_EPOCH is not a number")
        make = o.Mkdir(clean(folder), owner=owner, timestamp=int(epoch) * 10**9 if epoch else -1)
        inputs = () if state.tip is None else (Input(state.tip),)
        operation = o.FileOperation((o.Action(make, 0 if inputs else o.EMPTY),))
        state.tip = self.add(
            instruction.first_line, stage.index, key=operation.key(), inputs=inputs, operation=operation
        )

    def _row(
        self,
        stage: n.Stage,
        instruction: n.Instruction,
        nodes: tuple[int, ...] = (),
        arguments: tuple[str, ...] = (),
    ) -> Row:
        text = " ".join("".join(self.file.text.slice(p) for p in instruction.pieces).split())
        return Row(
            instruction.first_line,
            stage.index,
            stage_label(stage.name, stage.index),
            instruction.keyword.value,
            text,
            nodes,
            arguments,
        )

    @staticmethod
    def _arguments(state: StageState, instruction: n.Instruction) -> tuple[str, ...]:
        if isinstance(instruction, n.Run):
            return tuple(dict.fromkeys(name for name in state.args if name in state.env.pairs))
        return ()


def _is_step(instruction: n.Instruction) -> bool:
    return isinstance(instruction, (n.From, n.Run, n.Copy, n.Add, n.Workdir))

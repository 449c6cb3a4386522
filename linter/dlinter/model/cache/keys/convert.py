"""A Dockerfile as BuildKit's operations (`frontend/dockerfile/dockerfile2llb/convert.go`, `convert_copy.go`; `client/llb/exec.go`, `fileop.go`,
`merge.go`). Where something that is in a key is not known, the node says so and the rest goes on."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from dlinter.model.cache.keys import operations as o
from dlinter.model.cache.keys.content import Selector, has_wildcard, merged, selector_digest, without_nested
from dlinter.model.cache.keys.digests import joined
from dlinter.model.cache.keys.graph import (
    BaseImage,
    BuildOptions,
    Graph,
    Input,
    Node,
    Row,
    Source,
    stage_label,
)
from dlinter.model.cache.keys.mounts import MountOptions, mount_options
from dlinter.model.cache.keys.state import Environment, StageState, Unknown, normalize, resolve
from dlinter.model.dockerfile import nodes as n
from dlinter.model.dockerfile.paths import clean
from dlinter.model.dockerfile.tokens import Form

FindBase = Callable[[str, o.Platform], BaseImage]
"""What is known of an image, by its name as the Dockerfile has it (variables resolved)."""
_NOT_ENV = frozenset({"BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"})
_NETWORKS = {"": 0, "default": 0, "sandbox": 0, "host": 1, "none": 2}
_OCTAL = re.compile(r"[0-7]+\Z")
_GIT = re.compile(r"(?:git://|git@|ssh://)|(?:https?://\S*\.git(?:[#?].*)?\Z)")


def platform_of(text: str) -> o.Platform:
    """`linux/arm64/v8` normalised (containerd `platforms.Parse`, `Normalize`). Raises ValueError."""
    parts = text.lower().split("/")
    if not 1 <= len(parts) <= 3 or not all(parts):
        raise ValueError(text)
    if len(parts) == 1:
        parts = [parts[0], "amd64"] if parts[0] in ("linux", "windows", "darwin", "freebsd") else ["linux", parts[0]]
    system, arch, variant = parts[0], parts[1], parts[2] if len(parts) > 2 else ""
    arch = {"x86_64": "amd64", "x86-64": "amd64", "aarch64": "arm64", "i386": "386", "armhf": "arm", "armel": "arm"}.get(arch, arch)
    if arch == "arm":
        variant = {"": "v7", "7": "v7", "5": "v5", "6": "v6", "8": "v8"}.get(variant, variant)
    if (arch == "arm64" and variant in ("8", "v8")) or (arch == "amd64" and variant == "v1"):
        variant = ""
    return o.Platform({"macos": "darwin"}.get(system, system), arch, variant)


def convert(dockerfile: n.Dockerfile, options: BuildOptions, find_base: FindBase) -> Graph:
    """The operations of a build of `options.target` (the last stage where that is ""). Raises ValueError where there is no such stage."""
    return _Converter(dockerfile, options, find_base).graph()


def target_of(dockerfile: n.Dockerfile, name: str) -> int:
    """The index of a stage by its name (or number). Raises ValueError."""
    stages = dockerfile.stages
    for stage in reversed(stages):
        if not name or name.lower() == stage.name.lower() or name == str(stage.index):
            return stage.index
    raise ValueError(f"there is no stage `{name}`")


class _Converter:
    def __init__(self, dockerfile: n.Dockerfile, options: BuildOptions, find_base: FindBase) -> None:
        self.file, self.options, self.find_base = dockerfile, options, find_base
        self.nodes: list[Node] = []
        self.rows: list[Row] = []
        self.images: dict[tuple[str, str], int | None] = {}
        self.bases: dict[tuple[str, str], BaseImage] = {}
        self.states: dict[int, StageState] = {}
        self.names: dict[str, int] = {}
        self.context: int | None = None
        self.globals = self._globals()

    # -- stages --------------------------------------------------------------------------------------------------

    def graph(self) -> Graph:
        target = target_of(self.file, self.options.target)
        wanted = self._reachable(target)
        for stage in self.file.stages:
            if stage.index in wanted:
                self._stage(stage)
            else:
                self.rows += [self._row(stage, i) for i in stage.instructions if _is_step(i) and not (isinstance(i, n.From) and stage.base is not None)]
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
            "BUILDPLATFORM": str(build), "BUILDOS": build.os, "BUILDOSVERSION": "", "BUILDARCH": build.arch, "BUILDVARIANT": build.variant,
            "TARGETPLATFORM": str(target), "TARGETOS": target.os, "TARGETOSVERSION": "", "TARGETARCH": target.arch, "TARGETVARIANT": target.variant,
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
            state.tip = self._unknown(stage.from_.first_line, stage.index, str(error))
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
                state.tip = self._unknown(instruction.first_line, stage.index, str(error), state.tip)
                if isinstance(instruction, n.Workdir):
                    state.broken = state.broken or str(error)
            if _is_step(instruction) and len(self.nodes) > before:
                own = tuple(node.number for node in self.nodes[before:] if node.line == instruction.first_line)
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
        state.tip = self._image(image, platform, first.first_line, stage.index)
        state.begin(self.bases[image, str(platform)])
        return state, self._row(stage, first, (state.tip,) if state.tip is not None else ())

    def _image(self, name: str, platform: o.Platform, line: int, stage: int) -> int | None:
        """The node of an image; None for one without layers (`isScratch`)."""
        place = (name, str(platform))
        if place not in self.images:
            base = self.find_base(name, platform)
            if name.lower() in self.options.named:
                base = BaseImage(why=f"`{name}` is a named context")
            self.bases[place] = base
            if base.diff_ids == ():
                self.images[place] = None
            elif not base.digest:
                self.images[place] = self._add(line, stage, source=Source.IMAGE, name=name, unknown=base.why or f"the digest of `{name}` is not known")
            else:
                keys = o.image_keys(base.digest, platform, base.diff_ids)
                self.images[place] = self._add(line, stage, source=Source.IMAGE, name=name, keys=keys)
        return self.images[place]

    # -- instructions --------------------------------------------------------------------------------------------

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
            self._run(state, stage, instruction)
        elif isinstance(instruction, (n.Copy, n.Add)):
            self._copy(state, stage, instruction)

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
        epoch = self.options.args.get("SOURCE_DATE_EPOCH") or self.globals.pairs.get("SOURCE_DATE_EPOCH") or ""
        if epoch and not epoch.isdecimal():
            raise Unknown("SOURCE_DATE_EPOCH is not a number")
        make = o.Mkdir(clean(folder), owner=owner, timestamp=int(epoch) * 10**9 if epoch else -1)
        inputs = () if state.tip is None else (Input(state.tip),)
        operation = o.FileOperation((o.Action(make, 0 if inputs else o.EMPTY),))
        state.tip = self._add(instruction.first_line, stage.index, key=operation.key(), inputs=inputs, operation=operation)

    def _run(self, state: StageState, stage: n.Stage, run: n.Run) -> None:
        ignored = self.options.ignores(stage.name)
        env, args, extra = state.env.strings(), self._command(state, run), list[tuple[o.ExecMount, int | None]]()
        if run.heredocs and len(run.heredocs) == 1 and _alone(run) and run.heredocs[0].content.startswith("#!"):
            name = run.heredocs[0].name
            extra.append((o.ExecMount("/dev/pipes/", readonly=True, path="/"), self._document(stage, name, 0o755, run.heredocs[0].content, run)))
            args = state.script(f"/dev/pipes/{name}") if run.form is Form.SHELL else (f"/dev/pipes/{name}",)
        mounts, agents, secrets = list[o.ExecMount](), list[o.ExecMount](), list[tuple[str, str, bool]]()
        for mount in run.mounts:
            options = mount_options(mount, lambda word: state.env.expand(word, self.file.escape))
            if options.type == "secret":
                if options.env is not None:
                    secrets.append((options.secret_id, options.env, not options.required))
                dest = options.target or ("/run/secrets/" + (options.secret_id.rstrip("/").rpartition("/")[2]) if options.env is None else "")
                if dest:
                    mounts.append(o.ExecMount(dest, o.SECRET, output=0, options=options.secret()))
            elif options.type == "ssh":
                agents.append(o.ExecMount(options.target or f"/run/buildkit/ssh_agent.{len(agents)}", o.SSH, output=0, options=options.ssh()))
            else:
                extra.append(self._mounted(state, stage, run, options))
        if self.options.shm_size:
            extra.append((o.ExecMount("/dev/shm", o.TMPFS, size=self.options.shm_size), None))
        if agents and not any(pair.startswith("SSH_AUTH_SOCK=") for pair in env):
            env = (*env, f"SSH_AUTH_SOCK={agents[0].dest}")
        inputs: list[int] = [] if state.tip is None else [state.tip]
        done = [o.ExecMount("/", input=0 if inputs else o.EMPTY, output=0)]
        for one, source in sorted(extra, key=lambda pair: pair[0].dest.encode()):
            if source is not None and source not in inputs:
                inputs.append(source)
            done.append(replace(one, input=inputs.index(source) if source is not None else o.EMPTY))
        network = _NETWORKS.get((run.network or "").lower() or self.options.network or "", -1)
        if network < 0:
            raise Unknown("BuildKit refuses the network")
        network = _NETWORKS.get(self.options.network, 0) if (run.network or "default") == "default" else network
        operation = o.Exec(
            args, env, state.here(), state.who(), (*done, *mounts, *agents), network, int(run.security == "insecure"), tuple(secrets), self.options.hosts,
            self.options.args.get("BUILDKIT_SANDBOX_HOSTNAME", ""), self.options.ulimits, self.options.cgroup, state.platform,
        )  # fmt: skip
        linked = tuple(self._mount_input(number, at, done) for at, number in enumerate(inputs))
        state.tip = self._add(run.first_line, stage.index, key=operation.key(), inputs=linked, operation=operation, ignored=ignored)

    @staticmethod
    def _mount_input(number: int, at: int, mounts: list[o.ExecMount]) -> Input:
        """What a RUN is keyed on of one input (`exec.go`, `getMountDeps`): by content where nothing can be written to it that stays."""
        paths, by_content = list[str](), False
        for mount in mounts:
            if mount.input == at:
                paths.append(clean("/" + mount.path))
                by_content = mount.dest != "/"
        nested = without_nested(paths)
        selectors = () if "/" in nested else tuple(Selector(path, follow=True) for path in nested)
        return Input(number, joined(paths), selectors if by_content else None)

    def _command(self, state: StageState, run: n.Run) -> tuple[str, ...]:
        if run.form is Form.EXEC:
            return tuple(token.value for token in run.args)
        text = " ".join(token.value for token in run.args)
        if run.heredocs:
            if _alone(run):
                text = run.heredocs[0].content
            else:
                # The bodies as they are written: the shell itself takes the tabs of `<<-` away.
                text += "".join(f"\n{self.file.text.slice(h.body)}{h.name}" for h in run.heredocs)
        return state.script(text)

    def _mounted(self, state: StageState, stage: n.Stage, run: n.Run, options: MountOptions) -> tuple[o.ExecMount, int | None]:
        """A bind, cache or tmpfs mount, and the node that it is of."""
        source: int | None = None
        if options.origin and options.type != "tmpfs":
            source = self._named(options.origin, stage, run)
        elif options.type == "bind":
            source = self._context()
        path = clean("/" + options.source)
        if path == "/" and options.owned and options.type != "tmpfs":
            owner = o.Owner(options.uid or 0, options.gid or 0)
            make = o.Mkdir("/cache", 0o755 if options.mode is None else options.mode & 0o777, parents=False, owner=owner)
            operation = o.FileOperation((o.Action(make, o.EMPTY if source is None else 0),))
            inputs = () if source is None else (Input(source),)
            source, path = self._add(0, stage.index, key=operation.key(), inputs=inputs, operation=operation), "/cache"
        target = options.target
        if not clean(target).startswith("/"):
            target = clean(f"/{state.here()}/{target}")
        kind = {"bind": o.BIND, "cache": o.CACHE, "tmpfs": o.TMPFS}.get(options.type, -1)
        if kind < 0:
            raise Unknown(f"mounts of type `{options.type}` are not known")
        cache = f"{self.options.args.get('BUILDKIT_CACHE_MOUNT_NS', '')}/{options.id or clean(options.target)}" if kind == o.CACHE else ""
        inside = "" if path == "/" else path
        made = o.ExecMount(target, kind, path=inside, readonly=options.readonly, cache_id=cache, sharing=options.sharing, size=options.size)
        return made, source

    def _named(self, name: str, stage: n.Stage, instruction: n.Instruction) -> int | None:
        """The node of a stage or image that COPY or a mount takes from; None for the empty tree."""
        index = int(name) if name.isdecimal() and isinstance(instruction, n.Copy) else self.names.get(name.lower())
        if index is not None and index in self.states and index < stage.index:
            return self.states[index].tip
        if name == "scratch":
            return None
        return self._image(name, self.options.platform, 0, stage.index)

    def _copy(self, state: StageState, stage: n.Stage, copy: n.Copy | n.Add) -> None:
        escape, env = self.file.escape, state.env
        if copy.destination is None:
            raise Unknown("BuildKit refuses the instruction")
        chmod = env.expand(copy.flag_value("chmod") or "", escape)
        linked = copy.link and not chmod
        base = None if linked else state.tip
        written = env.expand(copy.destination.value, escape)
        dest = resolve("./" if written in (".", "") else written, "/" if written.startswith("/") else state.here(), keep=True)
        owner_text = env.expand(copy.flag_value("chown") or "", escape)
        owner = o.Owner.read(owner_text, 0 if base is not None else o.EMPTY) if owner_text else None
        mode, mode_text = (int(chmod, 8), "") if _OCTAL.match(chmod) else (0, chmod) if chmod else (-1, "")
        common = o.CopyFiles("", normalize(dest, "/", keep=True), owner, mode, mode_text)
        exclude = tuple(flag.value for flag in copy.flags if flag.name == "exclude" and flag.value)
        sources: list[tuple[o.CopyFiles, int | None]] = []
        taken: int | None = None
        if isinstance(copy, n.Copy) and copy.from_ is not None and copy.from_.value:
            taken = self._named(copy.from_.value, stage, copy)
        elif any(s.kind is n.SourceKind.LOCAL for s in copy.sources):
            taken = self._context()
        unpack = isinstance(copy, n.Add) and (copy.unpack is None or (copy.unpack.value or "true").lower() in ("true", "1", "t"))
        for source in copy.sources:
            if source.kind is n.SourceKind.HEREDOC:
                continue
            path = env.expand(source.token.value, escape)
            if isinstance(copy, n.Add) and (_GIT.match(path) or path.startswith(("http://", "https://"))):
                sources.append(self._remote(stage, copy, common, path, exclude))
                continue
            parents = isinstance(copy, n.Copy) and _is_true(copy.flag("parents"))
            sources.append((_local(replace(common, exclude=exclude, unpack=unpack), path, parents=parents), taken))
        for heredoc in copy.heredocs:
            data = env.expand(heredoc.content, "\\", quotes=False) if heredoc.expand else heredoc.content
            files = replace(common, src=clean(f"/{heredoc.name}"), local=False, exclude=exclude)
            sources.append((files, self._document(stage, heredoc.name, 0o644, data, copy)))
        self._file_operation(state, stage, copy, sources, base, linked=linked)

    def _file_operation(
        self, state: StageState, stage: n.Stage, copy: n.Instruction, sources: list[tuple[o.CopyFiles, int | None]], base: int | None, *, linked: bool
    ) -> None:
        inputs: list[int] = [] if base is None else [base]
        for _, node in sources:
            if node is not None and node not in inputs:
                inputs.append(node)
        actions, selectors, invalid = list[o.Action](), dict[int, list[Selector]](), {0} if base is not None else set[int]()
        for at, (files, node) in enumerate(sources):
            first = (0 if base is not None else o.EMPTY) if at == 0 else len(inputs) + at - 1
            second = inputs.index(node) if node is not None else o.EMPTY
            if files.owner is not None and files.owner.input >= 0:
                for named, path in zip(files.owner.named, ("/etc/passwd", "/etc/group"), strict=True):
                    if named:
                        selectors.setdefault(files.owner.input, []).append(Selector(path, follow=True))
            if second >= 0:
                selector = Selector(files.src, files.local and has_wildcard(files.src), files.local, files.include, files.exclude, files.required)
                selectors.setdefault(second, []).append(selector)
            actions.append(o.Action(files, first, second, 0 if at == len(sources) - 1 else o.EMPTY))
        operation = o.FileOperation(tuple(actions))
        links = []
        for at, number in enumerate(inputs):
            if at in selectors and at not in invalid:
                links.append(Input(number, selector_digest(s.path for s in selectors[at]), tuple(merged(selectors[at]))))
            else:
                links.append(Input(number))
        ignored = self.options.ignores(stage.name)
        made = self._add(copy.first_line, stage.index, key=operation.key(), inputs=tuple(links), operation=operation, ignored=ignored)
        if linked and state.tip is not None:
            merge = o.Merge()
            made = self._add(copy.first_line, stage.index, key=merge.key(), inputs=(Input(state.tip), Input(made)), operation=merge, ignored=ignored)
        state.tip = made

    def _remote(self, stage: n.Stage, add: n.Instruction, common: o.CopyFiles, path: str, exclude: tuple[str, ...]) -> tuple[o.CopyFiles, int]:
        """ADD of a URL or a git repository: its content is known only to who fetches it."""
        git = _GIT.match(path) is not None
        name = "/" if git else "/" + (re.sub(r"[?#].*", "", path.partition("://")[2].partition("/")[2]).rstrip("/").rpartition("/")[2] or "__unnamed__")
        unpack = not git and add.flag("unpack") is not None and _is_true(add.flag("unpack"))
        node = self._add(0, stage.index, source=Source.REMOTE, name=path, unknown=f"`{path}` was not fetched")
        return replace(common, src=name, local=False, unpack=unpack, exclude=exclude), node

    def _document(self, stage: n.Stage, name: str, mode: int, data: str, instruction: n.Instruction) -> int:
        """The file of a heredoc: an operation without a line."""
        make = o.Mkfile(clean(f"/{name}"), mode, data.encode("utf-8", "surrogateescape"))
        operation = o.FileOperation((o.Action(make, o.EMPTY),))
        return self._add(0, stage.index, key=operation.key(), operation=operation, name=f"heredoc of line {instruction.first_line}")

    # -- small things --------------------------------------------------------------------------------------------

    def _context(self) -> int:
        if self.context is None:
            self.context = self._add(0, -1, source=Source.CONTEXT, name="context")
        return self.context

    def _unknown(self, line: int, stage: int, why: str, below: int | None = None) -> int:
        return self._add(line, stage, unknown=why, source=Source.OTHER if below is None else None, inputs=() if below is None else (Input(below),))

    def _add(
        self, line: int, stage: int, *, key: str = "", inputs: tuple[Input, ...] = (), source: Source | None = None, name: str = "",
        keys: tuple[str, ...] = (), unknown: str = "", operation: o.Exec | o.FileOperation | o.Merge | None = None, ignored: bool = False,
    ) -> int:  # fmt: skip
        number = len(self.nodes)
        self.nodes.append(Node(number, line, stage, key, inputs, source, name, keys, unknown, operation, ignored))
        return number

    def _row(self, stage: n.Stage, instruction: n.Instruction, nodes: tuple[int, ...] = (), arguments: tuple[str, ...] = ()) -> Row:
        text = " ".join("".join(self.file.text.slice(p) for p in instruction.pieces).split())
        return Row(instruction.first_line, stage.index, stage_label(stage.name, stage.index), instruction.keyword.value, text, nodes, arguments)

    @staticmethod
    def _arguments(state: StageState, instruction: n.Instruction) -> tuple[str, ...]:
        if isinstance(instruction, n.Run):
            return tuple(dict.fromkeys(name for name in state.args if name in state.env.pairs))
        return ()


def _local(files: o.CopyFiles, path: str, *, parents: bool) -> o.CopyFiles:
    """A source in the context, a stage or an image; `--parents` makes a pattern of it."""
    include: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    if parents:
        pivot, found, pattern = path.partition("/./")
        if not found:
            pivot, pattern = "/", path
        pattern = resolve(pattern, "/")
        include = (pattern.lstrip("/"),)
        if not has_wildcard(pivot) and not has_wildcard(pattern):
            required = (resolve(clean(f"{pivot}/{pattern}"), "/"),)
        path = pivot
    return replace(files, src=clean("/" + resolve(path, "/")), include=include, required=required)


def _alone(run: n.Run) -> bool:
    """Whether a RUN is nothing but one heredoc (`MustParseHeredoc`)."""
    return re.fullmatch(r"\s*\d*<<-?\s*[^\s<]+\s*", " ".join(token.value for token in run.args)) is not None and len(run.heredocs) == 1


def _is_true(flag: object) -> bool:
    return flag is not None and (getattr(flag, "value", None) or "true").lower() in ("true", "1", "t")


def _is_step(instruction: n.Instruction) -> bool:
    return isinstance(instruction, (n.From, n.Run, n.Copy, n.Add, n.Workdir))

"""RUN as an operation (`convert.go`, `dispatchRun`; `convert_runmount.go`; `client/llb/exec.go`,
`Marshal`)."""

from __future__ import annotations

import re

from dlinter.model.cache.keys import operations as o
from dlinter.model.cache.keys.builder import Builder
from dlinter.model.cache.keys.content import Selector, without_nested
from dlinter.model.cache.keys.digests import joined
from dlinter.model.cache.keys.graph import Input
from dlinter.model.cache.keys.mounts import MountOptions, mount_options
from dlinter.model.cache.keys.state import StageState, Unknown
from dlinter.model.dockerfile import nodes as n
from dlinter.model.dockerfile.paths import clean
from dlinter.model.dockerfile.tokens import Form
from dlinter.values import replace

_NETWORKS = {"": 0, "default": 0, "sandbox": 0, "host": 1, "none": 2}


class Runs(Builder):
    """Makes the nodes of RUN."""

    def run(self, state: StageState, stage: n.Stage, run: n.Run) -> None:
        ignored = self.options.ignores(stage.name)
        env, args, extra = (
            state.env.strings(),
            self._command(state, run),
            list[tuple[o.ExecMount, int | None]](),
        )
        if (
            run.heredocs
            and len(run.heredocs) == 1
            and _alone(run)
            and run.heredocs[0].content.startswith("#!")
        ):
            name = run.heredocs[0].name
            extra.append(
                (
                    o.ExecMount("/dev/pipes/", readonly=True, path="/"),
                    self.document(stage, name, 0o755, run.heredocs[0].content, run),
                )
            )
            args = state.script(f"/dev/pipes/{name}") if run.form is Form.SHELL else (f"/dev/pipes/{name}",)
        mounts, agents, secrets = list[o.ExecMount](), list[o.ExecMount](), list[tuple[str, str, bool]]()
        for mount in run.mounts:
            options = mount_options(mount, lambda word: state.env.expand(word, self.file.escape))
            if options.type == "secret":
                if options.env is not None:
                    secrets.append((options.secret_id, options.env, not options.required))
                dest = options.target or (
                    "/run/secrets/" + (options.secret_id.rstrip("/").rpartition("/")[2])
                    if options.env is None
                    else ""
                )
                if dest:
                    mounts.append(o.ExecMount(dest, o.SECRET, output=0, options=options.secret()))
            elif options.type == "ssh":
                agents.append(
                    o.ExecMount(
                        options.target or f"/run/buildkit/ssh_agent.{len(agents)}",
                        o.SSH,
                        output=0,
                        options=options.ssh(),
                    )
                )
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
        network = _NETWORKS.get(run.network or self.options.network, -1)
        if network < 0:
            raise Unknown("BuildKit refuses the network")
        network = (
            _NETWORKS.get(self.options.network, 0) if (run.network or "default") == "default" else network
        )
        operation = o.Exec(
            args, env, state.here(), state.who(), (*done, *mounts, *agents), network,
            int(run.security == "insecure"), tuple(secrets), self.options.hosts,
            self.options.args.get("BUILDKIT_SANDBOX_HOSTNAME", ""), self.options.ulimits,
            self.options.cgroup, state.platform,
        )  # fmt: skip
        linked = tuple(self._mount_input(number, at, done) for at, number in enumerate(inputs))
        state.tip = self.add(
            run.first_line,
            stage.index,
            key=operation.key(),
            inputs=linked,
            operation=operation,
            ignored=ignored,
        )

    @staticmethod
    def _mount_input(number: int, at: int, mounts: list[o.ExecMount]) -> Input:
        """What a RUN is keyed on of one input (`exec.go`, `getMountDeps`): by content where nothing can be
        written to it that stays."""
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

    def _mounted(
        self, state: StageState, stage: n.Stage, run: n.Run, options: MountOptions
    ) -> tuple[o.ExecMount, int | None]:
        """A bind, cache or tmpfs mount, and the node that it is of."""
        source: int | None = None
        if options.origin and options.type != "tmpfs":
            source = self.named(options.origin, stage, run)
        elif options.type == "bind":
            source = self.context()
        path = clean("/" + options.source)
        if path == "/" and options.owned and options.type != "tmpfs":
            owner = o.Owner(options.uid or 0, options.gid or 0)
            make = o.Mkdir(
                "/cache", 0o755 if options.mode is None else options.mode & 0o777, parents=False, owner=owner
            )
            operation = o.FileOperation((o.Action(make, o.EMPTY if source is None else 0),))
            inputs = () if source is None else (Input(source),)
            source, path = (
                self.add(0, stage.index, key=operation.key(), inputs=inputs, operation=operation),
                "/cache",
            )
        target = options.target
        if not clean(target).startswith("/"):
            target = clean(f"/{state.here()}/{target}")
        kind = {"bind": o.BIND, "cache": o.CACHE, "tmpfs": o.TMPFS}.get(options.type, -1)
        if kind < 0:
            raise Unknown(f"mounts of type `{options.type}` are not known")
        cache = (
            f"{self.options.args.get('BUILDKIT_CACHE_MOUNT_NS', '')}/{options.id or clean(options.target)}"
            if kind == o.CACHE
            else ""
        )
        inside = "" if path == "/" else path
        made = o.ExecMount(
            target,
            kind,
            path=inside,
            readonly=options.readonly,
            cache_id=cache,
            sharing=options.sharing,
            size=options.size,
        )
        return made, source


def _alone(run: n.Run) -> bool:
    """Whether a RUN is nothing but one heredoc (`MustParseHeredoc`)."""
    return (
        re.fullmatch(r"\s*\d*<<-?\s*[^\s<]+\s*", " ".join(token.value for token in run.args)) is not None
        and len(run.heredocs) == 1
    )

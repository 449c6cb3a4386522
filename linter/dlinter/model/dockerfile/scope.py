"""Values of ARG and ENV at each instruction, as BuildKit's dispatch has them
(frontend/dockerfile/dockerfile2llb/convert.go: `buildMetaArgs`, `dispatchArg`, `dispatchEnv`,
`dispatchState.init`).

ARG and ENV share one environment in the order of the file. What a stage inherits from another stage has its
ENV put on top again. What comes from a base image or from the command line of the build is not known, unless
it is told here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dlinter.model.dockerfile import nodes as n
from dlinter.model.dockerfile import tokens
from dlinter.model.dockerfile.environment import (
    Config,
    Environment,
    Frame,
    Origin,
    State,
    Use,
    Variable,
    WordError,
)
from dlinter.model.dockerfile.expandable import Site, sites_of, spans_of
from dlinter.model.dockerfile.paths import join_workdir
from dlinter.model.dockerfile.words import LONGEST_VALUE, Expansion, Spending, Value, expand
from dlinter.model.work import STAGE_CHAIN

PLATFORM_ARGS = (
    "BUILDPLATFORM", "BUILDOS", "BUILDOSVERSION", "BUILDARCH", "BUILDVARIANT",
    "TARGETPLATFORM", "TARGETOS", "TARGETOSVERSION", "TARGETARCH", "TARGETVARIANT", "TARGETSTAGE",
)  # fmt: skip
"""Global ARGs that are always there for FROM; a stage has them after `ARG NAME` (`defaultArgs`)."""

PROXY_ARGS = frozenset(
    name for word in ("HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY")
    for name in (word, word.lower())
)
"""Build arguments that RUN has without an ARG. The words of an instruction do not see them without one."""

_NO_ENV_ARGS = frozenset({"BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"})
_DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_UNKNOWN = Value(None, False)
_END = 1 << 60


_Step = tuple[str, str, str | None]
"""What an instruction does to the config: what ("env", "label", "workdir", "user"), name, value."""


class Scope:
    """The environment over a whole Dockerfile.

    `build_args`: what `--build-arg` gives; None where that is not known (an ARG without default is then
    unknown, and no ARG is static). `base_env`: the environment of base images that are no stage, None where
    unknown. `platform`: values of the platform ARGs; those that are missing are unknown.
    """

    def __init__(
        self, dockerfile: n.Dockerfile, *, build_args: Mapping[str, str] | None = None,
        base_env: Mapping[str, str] | None = None, platform: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self.dockerfile = dockerfile
        self._escape = dockerfile.escape
        self._args = build_args
        self._base_env = base_env
        self._globals = Frame(None, {}, {}, {})
        self._frames: list[Frame] = []
        self._steps: list[list[_Step]] = []
        self._bases: list[int | None] = []
        self._depths: list[int] = []
        self._places: dict[int, tuple[Frame, int, int]] = {}
        self._images: dict[int, Expansion] = {}
        self._spending = Spending()
        self._uses: list[Use] = []
        self._trigger_places: dict[int, tuple[Frame | None, int, int]] = {}
        self._uses_in: dict[int, list[Use]] = {}
        self._uses_of: dict[str, list[Use]] = {}
        self._errors: list[WordError] = []
        self._run(platform or {})

    # -- what is asked ---------------------------------------------------------------------------------------

    def before(self, instruction: n.Instruction) -> Environment:
        """The environment an instruction's words see; FROM sees the global ARGs. A trigger of ONBUILD sees
        that of a build that does not exist yet: the ENV of its stage, all of it, and what the triggers before
        it set."""
        frame, start, _ = self._place(instruction)
        return Environment(frame, start)

    def after(self, instruction: n.Instruction) -> Environment:
        """The environment behind an instruction; behind FROM it is what the stage begins with."""
        if (
            isinstance(instruction, n.From)
            and instruction.stage is not None
            and instruction.stage < len(self._frames)
        ):
            return Environment(self._frames[instruction.stage], 0)
        frame, _, end = self._place(instruction)
        return Environment(frame, end)

    def expand(self, word: tokens.Token | str, instruction: n.Instruction) -> Expansion:
        """A word of an instruction with its variables resolved. The right-hand side of an ARG sees the ARGs
        to its left in `after`, not here."""
        value = word if isinstance(word, str) else word.value
        self.dockerfile.work.spend(1)
        return self._told(
            instruction, expand(value, self.before(instruction).lookup, self._escape, spending=self._spending)
        )

    def _told(self, instruction: n.Instruction, done: Expansion) -> Expansion:
        """Reports an expansion that is too long: its value is unknown."""
        if done.too_long:
            message = (
                f"its variables come to more than {LONGEST_VALUE:,} characters, all words of the file to "
                f"more than {Spending().left:,}, or they are too many or nested too deep: their values are "
                "taken for unknown"
            )
            self.dockerfile.work.refuse(instruction.first_line, message)
        return done

    @property
    def uses(self) -> tuple[Use, ...]:
        """Every variable BuildKit resolves, in order of instructions. Each is given once, for the stage it
        stands in; those in triggers of ONBUILD are given for the trigger, as unknown."""
        return tuple(self._uses)

    def uses_of(self, name: str) -> tuple[Use, ...]:
        if not self._uses_of:
            for use in self._uses:
                self._uses_of.setdefault(use.name, []).append(use)
        return tuple(self._uses_of.get(name, ()))

    def uses_in(self, instruction: n.Instruction) -> tuple[Use, ...]:
        if not self._uses_in:
            for use in self._uses:
                self._uses_in.setdefault(id(use.instruction), []).append(use)
        return tuple(self._uses_in.get(id(instruction), ()))

    @property
    def errors(self) -> tuple[WordError, ...]:
        """Words that BuildKit refuses, when no build arguments are given that change them."""
        return tuple(self._errors)

    def base_of(self, stage: n.Stage) -> int | None:
        """The stage a stage is FROM, its name's variables resolved; None for an image or `scratch`."""
        return self._bases[stage.index]

    def image_of(self, stage: n.Stage) -> Expansion:
        """The name after FROM, its variables resolved."""
        return self._images[stage.index]

    def config(self, stage: n.Stage) -> Config:
        """The last state of a stage."""
        chain = [stage.index]
        while (base := self._bases[chain[-1]]) is not None:
            chain.append(base)
        root = self._frames[chain[-1]]
        env: dict[str, str | None] = dict(root.image or {})
        labels: dict[str, str | None] = {}
        workdir: str | None = "/" if root.image is not None else None
        user: str | None = "" if root.image is not None else None
        for index in reversed(chain):
            for what, name, value in self._steps[index]:
                if what == "env":
                    env[name] = value
                elif what == "label":
                    labels[name] = value
                elif what == "user":
                    user = value
                else:
                    workdir = join_workdir(workdir, value)
        return Config(env, labels, workdir, user, root.image is not None)

    # -- how it is found out ---------------------------------------------------------------------------------

    def _place(self, instruction: n.Instruction) -> tuple[Frame | None, int, int]:
        if instruction.onbuild:
            return self._trigger_places.get(instruction.index, (None, 0, 0))
        return self._places.get(instruction.index, (self._globals, _END, _END))

    def _run(self, platform: Mapping[str, str]) -> None:
        for name in PLATFORM_ARGS:
            known = platform.get(name)
            if self._args is not None and name in self._args:
                known = self._args[name]
            state = State.UNKNOWN if known is None else State.SET
            self._globals.add(Variable(name, state, known, False, Origin.PREDEFINED))
        self._globals.now = 1
        for instruction in self.dockerfile.instructions:
            if instruction.stage is None:
                start = self._globals.now
                if isinstance(instruction, n.Arg) and instruction.error is None:
                    self._arg(instruction, self._globals, True, True)
                self._places[instruction.index] = (self._globals, start, self._globals.now)
        names: dict[str, int] = {}
        for stage in self.dockerfile.stages:
            self._stage(stage, names)
            if stage.name:
                names[stage.name.lower()] = stage.index

    def _stage(self, stage: n.Stage, names: Mapping[str, int]) -> None:
        end = self._globals.now
        self._places[stage.from_.index] = (self._globals, end, end)
        image = Expansion(None, False)
        for index, site in enumerate(sites_of(stage.from_)):
            expansion = self._expand(stage.from_, site, Environment(self._globals, end), True)
            if index == 0:
                image = expansion
        self._images[stage.index] = image
        base = names.get(image.value) if image.value is not None else None
        if base is not None and self._depths[base] >= STAGE_CHAIN:  # the reader has said so
            base = None
        self._depths.append(0 if base is None else self._depths[base] + 1)
        self._bases.append(base)
        steps: list[_Step] = []
        if base is not None:
            frame = Frame(self._frames[base], None, {}, {})
        elif image.value == "scratch":
            frame = Frame(None, {"PATH": _DEFAULT_PATH}, {}, {})
        else:
            known = self._base_env
            frame = Frame(None, None if known is None else {"PATH": _DEFAULT_PATH, **known}, {}, {})
        self._frames.append(frame)
        self._steps.append(steps)
        frame.now = 1
        if base is not None:
            for trigger in _triggers(self.dockerfile.stages[base]):
                self._dispatch(trigger, frame, steps, False)
        for instruction in stage.instructions[1:]:
            start = frame.now
            if isinstance(instruction, n.Onbuild):
                self._trigger_uses(instruction)
            elif instruction.error is None:
                self._dispatch(instruction, frame, steps, True)
            self._places[instruction.index] = (frame, start, frame.now)
        self._place_triggers(stage, frame)

    def _place_triggers(self, stage: n.Stage, frame: Frame) -> None:
        later = Frame(frame, None, {}, {}, trigger=True)
        later.now = 1
        for trigger in _triggers(stage):
            start = later.now
            self._dispatch(trigger, later, [], False)
            self._trigger_places[trigger.index] = (later, start, later.now)

    def _dispatch(self, instruction: n.Instruction, frame: Frame, steps: list[_Step], told: bool) -> None:
        """Expands the words of an instruction and does what it does to the environment and the config.
        `told`: its uses are noted."""
        if isinstance(instruction, n.Arg):
            self._arg(instruction, frame, False, told)
            return
        here = Environment(frame, frame.now)
        done = [self._expand(instruction, site, here, told) for site in sites_of(instruction)]
        if isinstance(instruction, n.Env):
            for pair, name, value in _pairs(instruction, done):
                state = State.UNKNOWN if value.value is None else State.SET
                frame.add(Variable(name, state, value.value, value.static, Origin.ENV, instruction, pair))
                steps.append(("env", name, value.value))
            frame.now += 1
        elif isinstance(instruction, n.Label):
            steps.extend(("label", name, value.value) for _, name, value in _pairs(instruction, done))
        elif isinstance(instruction, n.Workdir) and done:
            steps.append(("workdir", "", done[0].value))
        elif isinstance(instruction, n.User) and done:
            steps.append(("user", "", done[0].value))

    def _arg(self, instruction: n.Arg, frame: Frame, globally: bool, told: bool) -> None:
        """One ARG line, left to right."""
        for pair in instruction.pairs:
            name = pair.key.value
            if pair.value is not None:
                site = Site(pair.value, pair.value.span)
                given = self._expand(instruction, site, Environment(frame, frame.now), told, name)
                default = Value(given.value, given.static)
            else:
                # A global `ARG NAME` keeps what was there, `TARGETARCH` among them: `globalArgs.AddOrReplace`
                # only where there is a value.
                inherited = frame.find(name, frame.now) if globally else self._globals.find(name, _END)
                if (
                    inherited is not None
                    and inherited.state is not State.UNSET
                    and (not globally or inherited.state is State.SET)
                ):
                    default = Value(inherited.value, inherited.static)
                    if not globally:
                        self._inherit(instruction, pair, inherited, told)
                elif self._args is None:
                    default = _UNKNOWN
                else:
                    default = None
            if self._args is not None and name in self._args:
                default = Value(self._args[name], False)
            origin = Origin.ARG
            if default is None or name in _NO_ENV_ARGS:
                variable = Variable(name, State.UNSET, None, False, origin, instruction, pair)
            else:
                state = State.UNKNOWN if default.text is None else State.SET
                variable = Variable(name, state, default.text, False, origin, instruction, pair)
            frame.add(variable)
            frame.now += 1

    def _inherit(self, instruction: n.Arg, pair: tokens.KeyValue, inherited: Variable, told: bool) -> None:
        """`ARG NAME` in a stage takes the global ARG: that uses it."""
        if told:
            self._uses.append(Use(instruction, pair.key.span, inherited.name, inherited, "", True))

    def _expand(
        self, instruction: n.Instruction, site: Site, here: Environment, told: bool, arg: str | None = None
    ) -> Expansion:
        escape = "\\" if site.raw else self._escape
        done = self._told(
            instruction,
            expand(site.token.value, here.lookup, escape, quotes=not site.raw, spending=self._spending),
        )
        if not told:
            return done
        # What BuildKit does not look at for a build argument that is given, cannot be wrong.
        if (
            done.error
            and (arg is None or self._args is None or arg not in self._args)
            and not (arg is not None and self._args is None and _is_required(site, done.error))
        ):
            self._errors.append(WordError(instruction, site.token.span, done.error))
        if done.references:
            spans = spans_of(
                self.dockerfile.text, instruction, site, [(r.start, r.end) for r in done.references]
            )
            for reference, span in zip(done.references, spans, strict=True):
                variable = here.get(reference.name)
                self._uses.append(
                    Use(instruction, span, reference.name, variable, reference.operator, reference.evaluated)
                )
        return done

    def _trigger_uses(self, instruction: n.Onbuild) -> None:
        trigger = instruction.trigger
        if trigger is None or trigger.error is not None or instruction.error is not None:
            return
        nowhere = Environment(None, 0)
        for site in sites_of(trigger):
            self._expand(trigger, site, nowhere, True)


def _triggers(stage: n.Stage) -> Iterator[n.Instruction]:
    for instruction in stage.instructions:
        if not isinstance(instruction, n.Onbuild) or instruction.error is not None:
            continue
        trigger = instruction.trigger
        if trigger is not None and trigger.error is None and not isinstance(trigger, n.Onbuild):
            yield trigger


def _pairs(
    instruction: n.Env | n.Label, done: list[Expansion]
) -> Iterator[tuple[tokens.KeyValue, str, Expansion]]:
    """Pairs with their expanded name and value; a name that is not known leaves its pair out."""
    at = 0
    for pair in instruction.pairs:
        key, value = done[at], done[at + 1] if pair.value is not None else Expansion("", True)
        at += 1 if pair.value is None else 2
        if key.value is not None:
            yield pair, key.value, value


def _is_required(site: Site, error: str) -> bool:
    """Whether the default of an ARG asks for the argument by `${NAME:?message}`: it is looked at only where
    none is given."""
    return ":?" in site.token.value and not error.startswith(("syntax error", "unsupported"))

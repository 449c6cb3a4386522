"""What a stage has at an instruction: environment, user, working folder, shell, and the node that its files
are (BuildKit's `dockerfile2llb/convert.go`, `dispatchState`; `client/llb/meta.go`)."""

from __future__ import annotations

from msgspec import Struct, field

from dlinter.model.cache.keys.graph import BaseImage
from dlinter.model.cache.keys.operations import Platform
from dlinter.model.dockerfile.paths import clean
from dlinter.model.dockerfile.words import Value, expand
from dlinter.values import replace

DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Unknown(Exception):
    """Something that is in a key is not known; the message says what."""


class Environment:
    """ARG and ENV in the order in which they were set last (`llb.EnvList`). `base` says that a base image may
    bring more that is not known."""

    def __init__(self, pairs: dict[str, str] | None = None, base: str = "") -> None:
        self.pairs = dict(pairs or {})
        self.base = base
        self.unset: set[str] = set()
        """Names whose value is not known."""

    def set(self, name: str, value: str) -> None:
        self.pairs.pop(name, None)
        self.unset.discard(name)
        self.pairs[name] = value

    def lookup(self, name: str) -> Value | None:
        if name in self.pairs:
            return Value(self.pairs[name])
        return Value(None, False) if self.base or name in self.unset else None

    def copy(self) -> Environment:
        other = Environment(self.pairs, self.base)
        other.unset = set(self.unset)
        return other

    def expand(self, word: str, escape: str = "\\", *, quotes: bool = True) -> str:
        """A word with its variables. Raises Unknown."""
        done = expand(word, self.lookup, escape, quotes=quotes)
        if done.value is None:
            if done.error:
                raise Unknown(f"BuildKit refuses `{word[:60]}`: {done.error}")
            names = ", ".join(f"`{name}`" for name in done.names)
            raise Unknown(
                f"the value of {names} is not known: {self.base}"
                if self.base
                else f"the value of {names} is not known"
            )
        return done.value

    def strings(self) -> tuple[str, ...]:
        """`NAME=value` as a RUN has them. Raises Unknown."""
        if self.base:
            raise Unknown(f"the environment of the base image is not known: {self.base}")
        if self.unset:
            raise Unknown(
                "the value of " + ", ".join(f"`{name}`" for name in sorted(self.unset)) + " is not known"
            )
        return tuple(f"{name}={value}" for name, value in self.pairs.items())


class StageState(Struct):
    """One stage so far. `tip` is the node of its files, None for the empty tree; `image_env` is the
    environment that the image will have, `args` the ARGs that were declared. `broken` says why nothing after
    is known."""

    name: str
    platform: Platform
    env: Environment = field(default_factory=Environment)
    image_env: dict[str, str] = field(default_factory=dict)
    user: str = ""
    workdir: str = ""
    directory: str = "/"
    shell: tuple[str, ...] = ()
    tip: int | None = None
    args: tuple[str, ...] = ()
    known_config: str = ""
    """Why USER and WORKDIR of the base image are not known; "" where they are."""
    broken: str = ""
    no_user: bool = False
    """Whether it is known that the base image sets no user, though its config is not known."""

    def begin(self, image: BaseImage | None) -> None:
        """Takes over the config of an image; None is `scratch`."""
        if image is None:
            self.image_env, self.workdir = {"PATH": DEFAULT_PATH}, "/"
        elif image.env is None:
            self.known_config = image.why or "the config of the base image is not known"
            self.no_user = image.no_user
        else:
            for pair in image.env:
                name, _, value = pair.partition("=")
                self.image_env[name] = value
            self.workdir, self.user, self.shell = image.workdir, image.user, image.shell
            if image.triggers:
                self.broken = "the base image has ONBUILD triggers, which are not followed"
        self.enter()

    def enter(self) -> None:
        """What every stage does before its first instruction (`dispatchStages`): the image's own ENV comes
        last, be it set before."""
        self.env.base = self.known_config
        if not self.known_config:
            self.image_env.setdefault("PATH", DEFAULT_PATH)
        for name, value in self.image_env.items():
            self.env.set(name, value)
        if self.workdir:
            self.workdir = resolve(self.workdir, "")
            self.directory = self.workdir

    def child(self, name: str) -> StageState:
        """A stage that is FROM this one."""
        return replace(self, name=name, env=self.env.copy(), image_env=dict(self.image_env))

    def change(self, path: str) -> str:
        """WORKDIR; the folder it comes to. Raises Unknown."""
        if self.known_config and not path.startswith("/") and not self.workdir:
            raise Unknown(f"the working folder of the base image is not known: {self.known_config}")
        self.workdir = self.directory = resolve(path, self.workdir)
        return self.workdir

    def here(self) -> str:
        """The working folder. Raises Unknown."""
        if self.known_config and not self.workdir:
            raise Unknown(f"the working folder of the base image is not known: {self.known_config}")
        return self.directory

    def who(self) -> str:
        """The user. Raises Unknown."""
        if self.known_config and not self.user and not self.no_user:
            raise Unknown(f"the user of the base image is not known: {self.known_config}")
        return self.user

    def script(self, command: str) -> tuple[str, ...]:
        """A command in the shell in force. Raises Unknown."""
        if self.known_config and not self.shell:
            raise Unknown(f"the shell of the base image is not known: {self.known_config}")
        return (*(self.shell or ("/bin/sh", "-c")), command)


def resolve(path: str, parent: str, *, keep: bool = False) -> str:
    """A path in a folder (`system.NormalizePath`, Linux). An absolute one stays as it is written; `keep`
    keeps the slash at its end."""
    parent = parent or "/"
    if not parent.startswith("/"):
        parent = clean("/" + parent)
    found = path or parent
    if not found.startswith("/"):
        found = clean(f"{parent}/{found}")
    return _ended(path, found) if keep else found


def normalize(path: str, parent: str, *, keep: bool) -> str:
    """The path that a file operation has (`llb.normalizePath`)."""
    found = clean(path)
    if not found.startswith("/"):
        found = clean(f"/{parent}/{found}")
    return _ended(path, found) if keep else found


def _ended(written: str, found: str) -> str:
    if written.endswith("/") and not found.endswith("/"):
        return found + "/"
    if written.endswith("/."):
        return (found if found == "/" else found + "/") + "."
    return found

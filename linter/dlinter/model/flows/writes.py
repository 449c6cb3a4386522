"""Commands that write a secret they are given to a file which is still there when the step ends.

Each fact is of the tool's manual: `npm config set` writes `~/.npmrc`
(docs.npmjs.com/cli/commands/npm-config), `yarn config set` and `pnpm config set` their rc files, `git config`
the file of its scope and `git clone`, `git remote add`, `git submodule` the URL into `.git/config`
(git-clone(1), "remote.origin.url"), `docker login` `~/.docker/config.json` without a credential store
(docs.docker.com/reference/cli/docker/login), `poetry config` `auth.toml` without a keyring
(python-poetry.org/docs/repositories), `dotnet nuget add source` `NuGet.Config` (learn.microsoft.com,
dotnet-nuget-add-source), `composer config` `auth.json`, `bundle config` `.bundle/config`, `pip config`
`pip.conf`, `aws configure set` `~/.aws/credentials`, `cargo login` `credentials.toml`, `gem`'s and `conda`'s
own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from dlinter.model.dockerfile.nodes import Mount, Run
from dlinter.model.facts.facts import Facts
from dlinter.model.flows.carriers import Carrier, carriers_of
from dlinter.model.flows.heredocs import fed
from dlinter.model.shell.nodes import Command, Script, Word


class Write(Struct, frozen=True):
    """`command` writes the secret to `path`, which the step does not delete. `secret` is a variable's name or
    the path of a secret mount, `mounted` whether it comes from a secret mount. `what`: the command as a
    reader knows it (`npm config set`, `>`)."""

    command: Command
    what: str
    path: str
    secret: str
    mounted: bool


_Settings = tuple[tuple[str, ...], str]
_TOOLS: Mapping[str, tuple[_Settings, ...]] = {
    "npm": ((("config", "set"), ".npmrc"), (("set",), ".npmrc"), (("c", "set"), ".npmrc"),
        (("login",), ".npmrc")),
    "pnpm": ((("config", "set"), ".npmrc"), (("c", "set"), ".npmrc"), (("set",), ".npmrc")),
    "yarn": ((("config", "set"), ".yarnrc"),),
    "git": (
        (("config",), ".gitconfig"), (("clone",), ".git/config"), (("remote", "add"), ".git/config"),
        (("remote", "set-url"), ".git/config"),
        (("submodule", "add"), ".git/config"),
    ),
    "docker": ((("login",), ".docker/config.json"),), "podman": ((("login",), "auth.json"),),
    "buildah": ((("login",), "auth.json"),),
    "crane": ((("auth", "login"), ".docker/config.json"),),
    "helm": ((("registry", "login"), "registry/config.json"), (("repo", "add"), "repositories.yaml")),
    "poetry": ((("config",), "auth.toml"),),
    "dotnet": ((("nuget", "add", "source"), "NuGet.Config"), (("nuget", "update", "source"), "NuGet.Config")),
    "nuget": ((("sources", "add"), "NuGet.Config"), (("sources", "update"), "NuGet.Config"),
        (("setapikey",), "NuGet.Config")),
    "composer": ((("config",), "auth.json"),), "bundle": ((("config",), ".bundle/config"),),
    "bundler": ((("config",), ".bundle/config"),),
    "pip": ((("config", "set"), "pip.conf"),), "pip3": ((("config", "set"), "pip.conf"),),
    "conda": ((("config",), ".condarc"),),
    "aws": ((("configure", "set"), ".aws/credentials"),), "cargo": ((("login",), "credentials.toml"),),
    "gh": ((("auth", "login"), "hosts.yml"),),
    "gem": ((("sources",), ".gemrc"),), "hf": ((("auth", "login"), ".cache/huggingface/token"),),
    "huggingface-cli": ((("login",), ".cache/huggingface/token"),),
    "az": ((("login",), ".azure"),), "vault": ((("login",), ".vault-token"),),
}  # fmt: skip
"""By program: the words of a subcommand that stores what it is given, and the file it is stored in."""
_PRINTERS = ("echo", "printf", "cat", "envsubst", "jq", "base64", "awk", "sed")
_EDITORS: Mapping[str, str] = {
    "sed": r"-[a-zA-Z]*i.*|--in-place(?:=.*)?",
    "perl": r"-[a-zA-Z]*i.*",
    "yq": r"-i|--inplace",
    "ruby": r"-[a-z]*i.*",
}
"""By program: the option with which it writes its output into the file it reads."""
_COPIERS = ("cp", "install", "mv", "rsync")
_PASSING = (*_PRINTERS, "tr", "head", "tail", "cut", "grep")
_REMOVERS = ("rm", "shred", "unlink")
_GONE = ("/dev/", "/run/", "/proc/")


_NAMED = re.compile(r"\$(?:(\w+)|\{(\w+)(?!:?\+)(?=\W))")


def writes_of(run: Run, facts: Facts) -> tuple[Write, ...]:
    """The writes of a RUN, in order; () where its shell is not read."""
    kept = facts.once(_kept)
    if run.index not in kept:
        kept[run.index] = tuple(_writes(run, facts))
    return kept[run.index]


def _kept(facts: Facts) -> dict[int, tuple[Write, ...]]:
    return {}


def places_of(mount: Mount) -> tuple[str, ...]:
    """Where the file of a secret mount is; () for one that is a variable alone."""
    name = mount.id or (mount.target or mount.source or "").rpartition("/")[2]
    if mount.get("env") and not mount.target:
        return ()
    return tuple(p for p in (mount.target or f"/run/secrets/{name}",) if p and "$" not in p)


class _Held(Struct):
    """The variables that hold a secret in a RUN. A file may have thousands: they are asked for by name."""

    carrier: Callable[[str], Carrier | None]
    own: dict[str, bool]
    """Those of mounts, and what the commands give the value of one to: whether it comes from a mount."""

    def mounted(self, name: str) -> bool | None:
        """Whether the secret of a variable comes from a mount; None where it holds none."""
        found = self.own.get(name)
        return False if found is None and self.carrier(name) is not None else found


def _writes(run: Run, facts: Facts) -> Iterator[Write]:
    mounts = [m for m in run.mounts if m.type == "secret"]
    carriers = carriers_of(facts)
    variables = _Held(
        carriers.before(run, facts), {str(m.get("env")): True for m in mounts if m.get("env")}
    )
    places = tuple(p for m in mounts for p in places_of(m))
    if not carriers.by_pair and not variables.own and not places:
        return
    script = facts.script(run)
    if not script.posix:
        return
    for command in script.commands:
        for assignment in command.assignments:
            value = assignment.value
            held = _held(value, variables, places) if value is not None else None
            if held is not None:
                variables.own[assignment.name] = held[1]
    for command in script.commands:
        if "substitution" in command.context:
            continue
        found = _write(command, script, run, facts, variables, places)
        if found is not None and not _removed(found, script, run):
            yield found


def _held(word: Word, variables: _Held, places: tuple[str, ...]) -> tuple[str, bool] | None:
    """The secret that a word holds the value of."""
    for name in word.variables:
        mounted = variables.mounted(name)
        if mounted is not None and not any(f"${{{name}{sign}" in word.value for sign in ("+", ":+")):
            return name, mounted
    for place in places:
        if place in word.value and re.search(r"\$\(|`", word.value):
            return place, True
    return None


def _held_in(text: str, variables: _Held, places: tuple[str, ...]) -> tuple[str, bool] | None:
    """The secret that a text holds once the shell has expanded it."""
    for match in _NAMED.finditer(text):
        name = match[1] or match[2]
        mounted = variables.mounted(name)
        if mounted is not None:
            return name, mounted
    for place in places:
        if place in text and re.search(rf"(?:\$\(|`)[^)`]*{re.escape(place)}", text):
            return place, True
    return None


def _write(
    command: Command,
    script: Script,
    run: Run,
    facts: Facts,
    variables: _Held,
    places: tuple[str, ...],
) -> Write | None:
    held = next((h for w in command.argv[1:] for h in [_held(w, variables, places)] if h is not None), None)
    stored = _stored(command)
    if stored is not None and held is not None:
        return Write(command, *stored, *held)
    # What a program reads from a file of the mount, or prints: where its output goes.
    read = next((p for w in command.argv[1:] for p in places if w.value.strip("\"'") == p), None)
    if read is not None and command.name in _COPIERS and len(command.argv) > 2:
        return Write(command, command.name, command.argv[-1].value, read, True)
    read = read or next(
        (
            p
            for r in command.redirects
            if r.target is not None and r.operator == "<"
            for p in places
            if r.target.value == p
        ),
        None,
    )
    given = next(
        (
            h
            for r in command.redirects
            if r.operator == "<<<" and r.target is not None
            for h in [_held(r.target, variables, places)]
            if h is not None
        ),
        None,
    )
    secret = (
        held
        or given
        or _held_in(fed(command, script, run, facts), variables, places)
        or ((read, True) if read is not None else None)
    )
    if secret is None:
        return None
    if stored is not None:
        return Write(command, *stored, *secret)
    edited = _edited(command)
    if edited:
        return Write(command, command.name, edited, *secret)
    if command.name not in (*_PRINTERS, "tee"):
        return None
    out = _output(command, script)
    if out:
        return Write(command, command.name, out, *secret)
    login = _piped_to(command, script)
    return Write(login[0], *login[1], *secret) if login is not None else None


def _edited(command: Command) -> str:
    """The file that an editor of streams changes in place; "" where it only prints."""
    option = _EDITORS.get(command.name)
    if option is None or not any(re.fullmatch(option, w) for w in command.args):
        return ""
    return command.args[-1] if len(command.args) > 1 and not command.args[-1].startswith("-") else ""


def _piped_to(command: Command, script: Script) -> tuple[Command, tuple[str, str]] | None:
    """The command that stores what is printed into it (`docker login --password-stdin`), with what it stores
    it in."""
    at = command
    while at.operator in ("|", "|&"):
        following = next((c for c in script.commands if c.pipeline == at.pipeline
            and c.span.start > at.span.start), None)
        if following is None:
            return None
        stored = _stored(following)
        if stored is not None:
            return following, stored
        if following.name not in _PASSING:
            return None
        at = following
    return None


def _stored(command: Command) -> tuple[str, str] | None:
    """The subcommand that stores what the command is given, and the file."""
    words = [w for w in command.args if not w.startswith("-")]
    for verbs, path in _TOOLS.get(command.name, ()):
        if tuple(w.lower() for w in words[: len(verbs)]) != verbs:
            continue
        if command.name == "git" and verbs == ("config",):
            path = (
                ".gitconfig"
                if command.has("--global")
                else "gitconfig"
                if command.has("--system")
                else ".git/config"
            )
        return f"{command.name} {' '.join(verbs)}", path
    if (
        command.name == "git"
        and "clone" in words
        and words[:1] != ["clone"]
        and command.argv[1:]
        and command.args[0] == "-C"
    ):
        return "git clone", ".git/config"
    return None


def _output(command: Command, script: Script) -> str:
    """The file that a command's output ends in, through pipes that pass it on; "" where it is no file."""
    at = command
    while True:
        files = [
            r.target.value
            for r in at.redirects
            if r.target is not None and r.operator in (">", ">>", ">|", "&>") and r.fd in ("", "1")
        ]
        if files:
            return files[-1]
        if at.name == "tee":
            return next((w for w in at.args if not w.startswith("-")), "")
        if at.operator not in ("|", "|&") or at.name not in _PASSING:
            return ""
        following = next(
            (c for c in script.commands if c.pipeline == at.pipeline and c.span.start > at.span.start), None
        )
        if following is None or following.name not in (*_PASSING, "tee"):
            return ""
        at = following


def _removed(write: Write, script: Script, run: Run) -> bool:
    """Whether the file is gone when the step ends: deleted in it, on a mount, or no file."""
    path = write.path.strip("\"'")
    if path.startswith(_GONE) or re.match(r"\$\(mktemp|\$\{?(?:GITHUB_ENV|RUNNER_TEMP)\b", path):
        return True
    held = [m.target for m in run.mounts if m.type in ("tmpfs", "secret", "cache") and m.target]
    if any(path == t or path.startswith(t.rstrip("/") + "/") for t in held):
        return True
    tail = (
        path.rstrip("/").removeprefix("~/").removeprefix("$HOME/").removeprefix("${HOME}/").removeprefix("./")
    )
    if write.what == "git clone":
        words = [w.value for w in write.command.argv[2:] if not w.value.startswith("-")]
        url = next((w for w in words if "://" in w or "@" in w), "")
        folder = words[-1] if words and words[-1] != url else url.rsplit("/", 1)[-1].removesuffix(".git")
        tail = folder.rstrip("/")
    for command in script.commands:
        if command.span.start <= write.command.span.start:
            continue
        found = [w.value for w in command.wrapper_words] if "find -exec" in command.wrappers else []
        words = [w.strip("\"'").rstrip("/*") for w in (*found, *command.args) if not w.startswith("-")]
        if (found or command.name == "find") and tail.rpartition("/")[2] in words:
            words.append(path)  # `find -name` knows a file by its last part
        if (command.name in _REMOVERS or (command.name == "find" and "-delete" in command.args)) and any(
            w in (path, tail)
            or w.endswith(f"/{tail}")
            or (w.endswith(".git") and write.path == ".git/config")
            or _above(w, path)
            for w in words
            if w
        ):
            return True
        if (
            write.what.endswith(("config set", "git config", "npm set", "poetry config"))
            and command.name == write.command.name
            and _unset(command)
        ):
            return True
        if (
            write.path == ".git/config"
            and command.name == "git"
            and ("set-url" in command.args or "remove" in command.args or "rm" in command.args[:2])
        ):
            return True
        if (
            command.name in ("docker", "podman", "buildah", "helm")
            and "logout" in command.args
            and write.what.endswith("login")
        ):
            return True
    return False


def _above(folder: str, path: str) -> bool:
    return len(folder) > 1 and path.startswith(folder + "/")


def _unset(command: Command) -> bool:
    return any(
        w in ("delete", "rm", "unset", "--unset", "--unset-all", "--remove-section", "--unset-regexp")
        for w in command.args
    )

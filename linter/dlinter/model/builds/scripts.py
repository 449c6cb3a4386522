"""Build commands in the shell scripts of a CI file."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, field

from dlinter.model.builds.entries import commas, entry, setting
from dlinter.model.builds.nodes import Build, Tool
from dlinter.model.builds.options import COMPOSE, GLOBAL, KANIKO, KANIKO_SHORT, OPTIONAL, SHORT, VALUED
from dlinter.model.builds.paths import joined
from dlinter.model.builds.values import Value
from dlinter.model.text import Span
from dlinter.model.work import TooMuchWork
from dlinter.values import replace

if TYPE_CHECKING:
    from yaml.nodes import Node

    from dlinter.model.builds.yaml_tree import Tree
    from dlinter.model.shell.nodes import Command, Word

_EXPRESSION = re.compile(rb"\$\{\{.*?\}\}", re.S)
_HIDDEN = re.compile(r"Zq[0-9a-z]{3}Q*")
_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
_WORTH = re.compile(r"\b(?:docker|docker-compose|podman|buildah|depot|nerdctl|kaniko)\b")
SCRIPTS = 5_000
"""Scripts of a file that are read; each line of a GitLab job is one. Real files have some hundred."""
_SHELLS = ("bash", "sh", "")


class Bench(Struct):
    """What a script has set up so far: the folder it stands in (None when unknown), the driver that builds,
    the variables."""

    folder: str | None = ""
    builder: str = "docker"
    env: dict[str, Value] = field(default_factory=dict)


def worth_reading(text: str) -> bool:
    """Whether a script may run a build."""
    return _WORTH.search(text) is not None


def builds_of(tree: Tree, node: Node, text: str, bench: Bench, shell: str = "bash") -> list[Build]:
    """The build commands of a script in a YAML file; none, and a refusal in the tree, where it takes too long
    to read."""
    tree.scripts += 1
    if tree.scripts > SCRIPTS:
        if tree.scripts == SCRIPTS + 1:
            tree.refuse(node, f"more than {SCRIPTS:,} scripts: rules do not see those from here on")
        return []
    try:
        return list(builds_in(text, tree.places(node), bench, shell))
    except TooMuchWork as refusal:
        tree.refuse(node, str(refusal))
        return []


def builds_in(text: str, places: list[int], bench: Bench, shell: str = "bash") -> Iterator[Build]:
    """The build commands of a script, in order. `places` maps each byte of the script, and its end, to the
    file. `bench` is changed as the script changes it. A script for another shell than sh or bash has none."""
    if not re.match(r"(?:/bin/|/usr/bin/)?(?:ba)?sh\b", shell or "sh"):
        return
    from dlinter.model.shell.reader import read_bytes

    data = text.encode("utf-8", "surrogateescape")
    masked, hidden = _masked(data)
    script = read_bytes(masked, [Span(0, len(masked))], "bash")
    reader = _Reader(data, places, hidden)
    # What stands in a place that cannot be read may be an option of the build.
    broken = [e.start for e in script.errors]
    for command in script.commands:
        _follow(command, bench, reader)
        found = _build(command, bench, reader)
        if found is not None:
            cut = any(command.span.start <= at <= command.outer.end + 2 for at in broken)
            yield replace(found, complete=False) if cut else found


def _masked(data: bytes) -> tuple[bytes, dict[str, str]]:
    """The script with each `${{ … }}` as one word of the same length, and what each word stands for."""
    hidden: dict[str, str] = {}

    def word(match: re.Match[bytes]) -> bytes:
        number, code = len(hidden), ""
        for _ in range(3):
            code = _LETTERS[number % 36] + code
            number //= 36
        name = f"Zq{code}".ljust(len(match[0]), "Q")
        hidden[name] = match[0].decode("utf-8", "surrogateescape")
        return name.encode()

    # Behind the last `}}` nothing closes, and each `${{` would look for it to the end.
    end = data.rfind(b"}}") + 2 if b"}}" in data else 0
    return _EXPRESSION.sub(word, data[:end]) + data[end:], hidden


@dataclasses.dataclass(slots=True)
class _Reader:
    """Words of a script → values of the file."""

    data: bytes
    places: list[int]
    hidden: Mapping[str, str]
    _codes: dict[str, str] = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        self._codes = {name[:5]: name for name in self.hidden}

    def span(self, span: Span) -> Span:
        return (
            Span(self.places[span.start], self.places[span.end - 1] + 1)
            if span.end > span.start
            else Span(self.places[span.start], self.places[span.start])
        )

    def text(self, value: str) -> str:
        if "Zq" in value:
            value = _HIDDEN.sub(self._shown, value)
        return value

    def _shown(self, match: re.Match[str]) -> str:
        # A `Q` of the script may stand behind the word.
        word, code = match[0], match[0][:5]
        if code not in self._codes:
            return word
        name = self._codes[code]
        return self.hidden[name] + word[len(name) :] if word.startswith(name) else word

    def value(self, word: Word, after: str = "") -> Value:
        """A word's value, or what of it stands after a prefix (`--file=`)."""
        text = self.text(word.value)
        raw = self.data[word.span.start : word.span.end].decode("utf-8", "surrogateescape")
        start, end = word.span.start, word.span.end
        if raw.startswith(after):
            start += len(after)
            raw = raw[len(after) :]
            text = text[len(after) :]
        elif after:
            text = text.removeprefix(after)
        if len(raw) > 1 and raw[0] == raw[-1] and raw[0] in "\"'" and raw[1:-1] == text:
            start, end = start + 1, end - 1
        return Value(text, self.span(Span(start, end)))


def _follow(command: Command, bench: Bench, reader: _Reader) -> None:
    """What a command other than a build changes for the builds after it."""
    if not command.argv or command.name == "export":
        for assignment in command.assignments:
            if assignment.value is not None:
                bench.env[assignment.name] = reader.value(assignment.value)
    if command.name in ("cd", "pushd", "popd"):
        words = [w for w in command.argv[1:] if not w.value.startswith("-")]
        if len(words) == 1 and command.name != "popd" and not command.context:
            bench.folder = joined(bench.folder, reader.text(words[0].value))
        elif not {"subshell", "substitution"} & set(command.context):
            bench.folder = None
    elif command.name == "docker" and command.args[:2] == ("buildx", "create"):
        values = command.args
        driver = next(
            (
                v.partition("=")[2] or _next(values, i)
                for i, v in enumerate(values)
                if v.split("=")[0] == "--driver"
            ),
            "docker-container",
        )
        bench.builder = (
            driver
            if "$" not in driver and len([v for v in values[2:] if not v.startswith("-") and "://" in v]) == 0
            else ""
        )
    elif command.name == "docker" and command.args[:2] == ("buildx", "use"):
        bench.builder = "" if bench.builder == "docker" else bench.builder
    elif any(a.name in ("BUILDX_BUILDER", "DOCKER_HOST") for a in command.assignments):
        bench.builder = ""


def _next(values: tuple[str, ...], index: int) -> str:
    return values[index + 1] if index + 1 < len(values) else ""


def _tool(command: Command) -> tuple[Tool, int] | None:
    """By what a command builds, and the index of its first word after the subcommand."""
    name, words = command.name, command.argv
    at = 1
    if name == "docker":
        while at < len(words) and words[at].value.startswith("-"):
            at += 2 if words[at].value in GLOBAL else 1
    rest = tuple(w.value for w in words[at : at + 2])
    if name == "docker" and rest[:1] == ("buildx",):
        inner = at + 1
        while inner < len(words) and words[inner].value.startswith("-"):
            inner += 2 if words[inner].value in GLOBAL else 1
        at, rest = inner - 1, ("buildx", *(w.value for w in words[inner : inner + 1]))
    if name == "docker-compose" or (name in ("docker", "nerdctl", "podman") and rest[:1] == ("compose",)):
        return _compose(words, at if name == "docker-compose" else at + 1)
    if name == "executor" and "kaniko" in words[0].value:
        return Tool.KANIKO, 1
    if name in ("docker", "nerdctl"):
        if rest[:1] == ("build",):
            return Tool.DOCKER, at + 1
        if rest in (("image", "build"), ("builder", "build")):
            return Tool.DOCKER, at + 2
        if rest in (("buildx", "build"), ("buildx", "b")):
            return Tool.BUILDX, at + 2
        if rest == ("buildx", "bake"):
            return Tool.BAKE_COMMAND, at + 2
    if name == "docker-buildx" and rest[:1] in (("build",), ("bake",)):
        return (Tool.BUILDX if rest[0] == "build" else Tool.BAKE_COMMAND), at + 1
    if name in ("podman", "buildah") and (
        rest[:1] in (("build",), ("bud",), ("build-using-dockerfile",)) or rest == ("image", "build")
    ):
        return Tool.PODMAN, at + (2 if rest[0] == "image" else 1)
    if name == "depot" and rest[:1] in (("build",), ("bake",)):
        return (Tool.DEPOT if rest[0] == "build" else Tool.BAKE_COMMAND), at + 1
    return None


def _compose(words: tuple[Word, ...], at: int) -> tuple[Tool, int] | None:
    """`docker compose build`, and `up` with `--build`; None where the project lies in another folder."""
    while at < len(words) and words[at].value.startswith("-"):
        if words[at].value.partition("=")[0] == "--project-directory":
            return None
        at += 2 if words[at].value in COMPOSE else 1
    verb = words[at].value if at < len(words) else ""
    builds = verb == "build" or (
        verb in ("up", "run", "create") and any(w.value == "--build" for w in words[at:])
    )
    return (Tool.COMPOSE_COMMAND, at + 1) if builds and verb != "run" else None


def _build(command: Command, bench: Bench, reader: _Reader) -> Build | None:
    # `sudo NAME=value docker …`
    lead = next((i for i, w in enumerate(command.argv) if not re.match(r"\w+=", w.value)), 0)
    command = replace(command, argv=command.argv[lead:]) if lead else command
    found = _tool(command)
    if found is None:
        return None
    tool, at = found
    words = command.argv
    if any(w.value in ("--help", "-h", "--check", "--version") for w in words[at:]):
        return None
    options: dict[str, list[Value]] = {}
    switches: dict[str, Value] = {}
    positional: list[Value] = []
    complete = True
    valued, shorts = (KANIKO, KANIKO_SHORT) if tool is Tool.KANIKO else (VALUED, SHORT)
    if tool is Tool.COMPOSE_COMMAND:
        options["file"] = [
            reader.value(words[i + 1]) for i in range(at - 1) if words[i].value in ("-f", "--file")
        ]
        options["file"] += [reader.value(w, "--file=") for w in words[:at] if w.value.startswith("--file=")]
        shorts = {"m": "memory", "t": "timeout"}
    while at < len(words):
        word = words[at]
        raw = word.value
        at += 1
        if raw.startswith("--") and len(raw) > 2:
            name, equals, _ = raw[2:].partition("=")
            if equals:
                options.setdefault(name, []).append(reader.value(word, f"--{name}="))
            elif name in valued and name not in OPTIONAL and at < len(words):
                options.setdefault(name, []).append(reader.value(words[at]))
                at += 1
            else:
                switches[name] = reader.value(word)
        elif raw.startswith("-") and len(raw) > 1:
            short = shorts.get(raw[1])
            if short is None:
                switches[raw[1:]] = reader.value(word)
            elif len(raw) > 2:
                options.setdefault(short, []).append(
                    reader.value(word, raw[:3] if raw[2] == "=" else raw[:2])
                )
            elif at < len(words):
                options.setdefault(short, []).append(reader.value(words[at]))
                at += 1
        elif not word.static and not word.quoted and not re.match(r"[\w./]", raw):
            # `$OPTS`, `$(flags)`: any number of options.
            complete = False
            positional.append(reader.value(word))
        else:
            positional.append(reader.value(word))
    return _of(tool, command, bench, reader, options, switches, positional, complete)


def _of(
    tool: Tool, command: Command, bench: Bench, reader: _Reader, options: dict[str, list[Value]],
    switches: dict[str, Value], positional: list[Value], complete: bool,
) -> Build:  # fmt: skip
    def last(name: str) -> Value | None:
        return options[name][-1] if options.get(name) else None

    words = command.argv
    head = [w for w in words[:4] if not w.value.startswith("-")]
    stop = next((i for i, w in enumerate(head) if w.value in ("build", "bake", "bud", "b")), 0)
    anchor = Span(words[0].span.start, head[stop].span.end if stop else words[0].span.end)
    env = dict(bench.env)
    for assignment in command.assignments:
        if assignment.value is not None:
            env[assignment.name] = reader.value(assignment.value)
    bake = tool in (Tool.BAKE_COMMAND, Tool.COMPOSE_COMMAND)
    kaniko = tool is Tool.KANIKO
    if len(positional) > 1 and not bake:
        complete = False
    builder = bench.builder
    if tool is Tool.DEPOT or words[0].value == "depot":
        builder = "depot"
    elif kaniko:
        builder = "kaniko"
    elif tool is Tool.PODMAN:
        builder = "podman"
    elif (
        "builder" in options
        or any(w.value.partition("=")[0] == "--builder" for w in command.argv)
        or "BUILDX_BUILDER" in env
        or "DOCKER_HOST" in env
    ):
        builder = "" if bench.builder == "docker" or "DOCKER_HOST" in env else bench.builder
    return Build(
        span=reader.span(command.span), anchor=reader.span(anchor), tool=tool,
        context=_kaniko_context(last("context"), last("context-sub-path")) if kaniko else positional[-1]
        if positional and not bake else None,
        dockerfile=None if bake else last("dockerfile") if kaniko else last("file"), target=last("target"),
        dockerfile_in_context=kaniko,
        args=tuple(setting(v) for v in options.get("build-arg", ())),
        contexts=tuple(setting(v) for v in options.get("build-context", ())),
        cache_from=tuple(entry(v) for v in options.get("cache-from", ())),
        cache_to=tuple(entry(v) for v in options.get("cache-to", ())),
        secrets=tuple(entry(v) for v in options.get("secret", ())),
        ssh=tuple(entry(v) for v in options.get("ssh", ()))
        or ((entry(switches["ssh"]),) if "ssh" in switches else ()),
        outputs=tuple(entry(v) for v in options.get("output", ())),
        attests=tuple(entry(v) for v in options.get("attest", ())),
        platforms=tuple(p for v in options.get("platform", ()) for p in commas(v)),
        tags=tuple(options.get("destination" if kaniko else "tag", ())),
        provenance=last("provenance") or switches.get("provenance"),
        push=switches.get("push") or last("push"),
        no_cache=switches.get("no-cache") or last("no-cache"),
        folder=bench.folder, complete=complete and not bake, builder=builder, env=env,
        bake_files=tuple(options.get("file", ())) if bake else (),
        bake_targets=tuple(positional) if bake else (),
        overrides=tuple(setting(v) for v in options.get("set", ())),
    )  # fmt: skip


def _kaniko_context(context: Value | None, below: Value | None) -> Value | None:
    """The folder of kaniko's context: `dir://` is its default (README of kaniko, "Kaniko Build Contexts")."""
    if context is None:
        return below
    text = re.sub(r"\Adir://", "", context.text)
    return Value(f"{text}/{below.text}" if below is not None else text, context.span)

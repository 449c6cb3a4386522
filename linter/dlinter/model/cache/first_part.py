"""What the install of a RUN reads, where it is to become a step of its own that comes before a COPY.

An allow-list: commands that set a state which the second step can repeat, and installs whose words and
variables name no file beside those that their needs know. All else is refused, since a file that is not
copied yet fails the build.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from dlinter.model.cache.cleaning import emptied
from dlinter.model.cache.demand import Demand
from dlinter.model.cache.left_out import deletes_what_is_left_out
from dlinter.model.cache.substituted import counted, prints_a_version
from dlinter.model.cache.tool_settings import (
    asks_a_version,
    configures_bundler,
    home_is_plain,
    prepares_a_tool,
    says_a_version,
)
from dlinter.model.dockerfile import Add, Copy, Env, Run, Workdir
from dlinter.model.dockerfile.environment import State
from dlinter.model.facts.destinations import destination_of
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.values import before, earlier, value_of, workdir_at
from dlinter.model.names import is_volatile_name
from dlinter.model.packages.installs import CLEAN, DOWNLOAD, INSTALL, UPDATE, UPGRADE
from dlinter.model.packages.table import table
from dlinter.model.packages.tasks import Task
from dlinter.model.shell.nodes import Command, Word
from dlinter.model.shell.programs import SAYS

_REPEATED = frozenset(["cd", "set", "export"])
"""Commands of the beginning that the second part repeats: the same words give the same state in a new
shell."""
_OPTIONS = re.compile(r"-[eux]+|-[eux]*o")
_NAMED_OPTIONS = frozenset(["pipefail", "errexit", "nounset", "xtrace"])
_DEVICES = ("/dev/null", "/dev/stderr", "/dev/stdout")
_THERE = ("/", "/tmp", "/usr", "/usr/local", "/etc", "/var", "/root")
"""Folders that an image with a shell has."""
_VERSION = re.compile(r"[\^~<>=!]*v?\d[\w.+:-]*")
_URL = re.compile(r"(?!file:)[a-z][a-z0-9+.-]*://\S+")
_PLAIN = re.compile(r"(?:[^$`\\]|\$\w+|\$\{\w+\})*")
_FILE_NAME = re.compile(
    r"\.(?:txt|js|[cm]js|json5?|conf|cfg|ini|toml|ya?ml|xml|pem|crt|cert|cer|key|lock|in|tgz|tar|gz|zip|whl|"
    r"deb|rpm|apk|gem|jar|sh|py|rb|env)$"
)
_OF_RUNTIMES = (
    "node_", "python", "ruby", "java_", "jdk_", "_java", "maven_", "mvn_", "gradle_", "perl5", "php",
    "composer", "ld_", "ssl_cert", "requests_ca", "curl_", "git_", "xdg_", "dotnet_", "lua_", "bundle_",
    "cc", "cxx",
)  # fmt: skip
"""Beginnings of variables that configure what package managers run in and start, in lower case."""
_COMPILED = frozenset(["go", "dotnet", "maven", "gradle", "cargo", "sbt", "mix", "composer", "bundler",
    "poetry", "conda", "mamba"])
"""Tools that no install of a distribution's packages, or of Node.js packages by name, starts."""
_OF_NODE = frozenset(["npm", "yarn", "yarn-berry", "pnpm", "bun", "deno"])
"""Tools that read `NODE_ENV` and their own variables: none starts another, nor does a distribution's
package."""
_OF_OTHER_PROJECTS = frozenset(["bundler", "composer", "mix"])
"""Tools of another language's projects, which no install of a project of Node.js starts: its own scripts are
among its needs."""
_BY_NAME = frozenset(["HOME", "ENV", "BASH_ENV", "CDPATH", "TMPDIR"])


def repeated(command: Command) -> bool:
    """Whether a command only sets the state of the shell, as far as its name tells."""
    return command.name in _REPEATED and not command.redirects and not command.wrappers


def needs_more(
    head: Sequence[Command],
    commands: Sequence[Command],
    installs: dict[int, Task],
    demand: Demand,
    facts: Facts,
    inside: tuple[str, ...] = (),
) -> str:
    """Why the first part (`head` sets the state, `commands` install) may need what is not copied yet, or set
    what the second one lacks; "" where it does not. `inside`: the condition that all of it stands in."""
    run = demand.run
    why = _state(head, demand, facts)
    if why:
        return why
    assigned = {a.name for c in (*head, *commands) for a in c.assignments}
    for command in commands:
        name = command.name or "an assignment"
        task = installs.get(id(command))
        if prepares_a_tool(command, task, _home_free(demand)) or asks_a_version(command):
            continue
        if configures_bundler(command, task):
            continue
        if deletes_what_is_left_out(command, demand, facts) or emptied(command, installs, demand, facts):
            continue
        known = task is not None and (
            task.install.action in (INSTALL, DOWNLOAD, UPDATE, CLEAN)
            or (task.install.action == UPGRADE and task.tool.system)
        )
        if command.context != inside:
            return f"the install begins with a command inside of `{command.context[0]}`"
        if not known and command.name not in SAYS:
            return f"what `{name}` sets may not hold in a second step"
        if (
            command.operator == "|"
            or command.before == "|"
            or any(not _harmless(r.operator, r.target) for r in command.redirects)
        ):
            return f"`{name}` reads or writes by a redirect before the install ends"
        if task is None:
            plain = says_a_version(command) or all(w.static for w in command.argv)
            if not plain or command.assignments or command.wrappers:
                return f"what `{name}` sets may not hold in a second step"
            continue
        named = _named(task, assigned, demand, facts)
        if named:
            return f"`{named}` may be a file that is not copied yet"
    variable = _variable(run, demand, facts)
    return f"`{variable}` may name a file that is not copied yet" if variable else ""


def _home_free(demand: Demand) -> str | None:
    """The folder that files are copied to, as far as a setting in the user's home is concerned."""
    return demand.first.folder


def _harmless(operator: str, target: Word | None) -> bool:
    return (
        not operator.startswith((">", "<", "&>"))
        or operator == ">&"
        or (target is not None and target.value in _DEVICES)
    )


def _state(head: Sequence[Command], demand: Demand, facts: Facts) -> str:
    """`cd` to a folder that is there without the files, `set` of the usual options, `export` of a plain
    value."""
    run = demand.run
    folder = workdir_at(run, facts)
    there: set[str] | None = None
    for command in head:
        if command.name == "set":
            at = iter(command.args)
            for word in at:
                if not _OPTIONS.fullmatch(word) or (
                    word.endswith("o") and next(at, "") not in _NAMED_OPTIONS
                ):
                    return "what `set` sets may not hold in a second step"
        elif command.name == "export":
            values = [a.value for a in command.assignments]
            if (
                not values
                or len(command.argv) > 1 + len(values)
                or not all(
                    v is not None and v.static and not re.search(r"[/.$~`*?@]", v.value) for v in values
                )
            ):
                return (
                    "what `export` sets may not hold in a second step, or may name a file that is not copied "
                    "yet"
                )
            if any(a.name in (*_BY_NAME, "PATH", "IFS") for a in command.assignments):
                return "what `export` sets may change the install"
            named = next(
                (v.value for v in values if v is not None and v.value and _is_there(v.value, folder, demand)),
                "",
            )
            if named:
                return f"`{named}` may be a file that is not copied yet"
        else:
            there = _there(demand, facts) if there is None else there
            word_ = command.argv[1] if len(command.argv) == 2 else None
            if (
                word_ is None
                or not word_.static
                or word_.value.startswith(("-", "~"))
                or command.assignments
                or (folder is None and not word_.value.startswith("/"))
            ):
                return "the folder that `cd` goes to cannot be told"
            folder = posixpath.normpath(posixpath.join(folder or "/", word_.value))
            if folder not in there and not _comes_with(folder, demand):
                return f"the folder `{word_.value}` may not be there before the files are copied"
    return ""


def _there(demand: Demand, facts: Facts) -> set[str]:
    """Folders that are there before any file is copied: those of WORKDIR, what steps before the first copy
    make, and those of every image."""
    run = demand.run
    found = [*_THERE, *([w] if (w := workdir_at(run, facts)) is not None else [])]
    for workdir in islice(before(run, facts, Workdir), 64):
        value = (
            value_of(workdir.path, workdir, facts)
            if workdir.path is not None and workdir.error is None
            else None
        )
        if value is not None and value.startswith("/"):
            found.append(posixpath.normpath(value))
    copies = [*(i.index for i in before(run, facts, Copy)), *(i.index for i in before(run, facts, Add))]
    for other in earlier(run, facts):
        if other.stage == run.stage and (not copies or other.index < min(copies)):
            for command in facts.script(other).commands:
                if (
                    command.name == "mkdir"
                    and not command.context
                    and command.before in ("", "&&")
                    and command.operator in ("", "&&")
                ):
                    found += [
                        posixpath.normpath(w.value)
                        for w in command.argv[1:]
                        if w.static and w.value.startswith("/")
                    ]
    above: set[str] = set()
    for path in found:
        while path not in above:
            above.add(path)
            path = posixpath.dirname(path)
    return above


def _comes_with(folder: str, demand: Demand) -> bool:
    """Whether a file that the install needs lies in a folder of the image: it is copied first."""
    project = demand.first.project
    if project is None or not demand.needed.certain:
        return False
    place = project.located(folder)
    return bool(place) and any(f.startswith(f"{place}/") for f in demand.needed.present(project.context))


def _named(task: Task, assigned: set[str], demand: Demand, facts: Facts) -> str:
    """The first word of an install that may name a file beside its needs; "" for none."""
    command = task.install.command
    if any(w not in ("env", "sudo") for w in command.wrappers) or any(
        w.value.startswith("-") for w in command.wrapper_words
    ):
        return command.wrappers[0]
    settings = [w for w in command.wrapper_words if "=" in w.value]
    for name, value in [
        *((a.name, a.value) for a in command.assignments),
        *((w.value.partition("=")[0], w) for w in settings),
    ]:
        text = _value(value, assigned, demand, facts) if value is not None else None
        text = text.partition("=")[2] if text is not None and value in settings else text
        if (
            name in (*_BY_NAME, "PATH")
            or text is None
            or any(_looks(t, task.folder, demand) for t in _tokens(text))
        ):
            return name
    moved = task.install.value_of(*task.install.tool.chdir) if task.install.tool.chdir else None
    if moved is not None and (task.folder is None or not _comes_with(task.folder, demand)):
        return moved
    packages = {id(w) for w in task.install.packages}
    option, previous = False, ""
    commands = facts.script(task.run).commands
    named = task.install.value_of("-t", "--virtual") if task.tool.system else None
    for word in command.argv[1:]:
        if named is not None and named == word.value.removeprefix("--virtual=") and named.startswith("."):
            continue  # the name of a group of packages (apk-add(8))
        if moved is not None and moved in (word.value, word.value.partition("=")[2]):
            continue  # the folder that it works in
        last, previous = previous, word.value
        text = _value(word, assigned, demand, facts)
        if text is None and prints_a_version(word, last, commands, task.project, demand.needed):
            option = False
            continue
        if text is None:
            return word.value
        is_option = text.startswith("-")
        if is_option:
            value_ = (
                text.partition("=")[2] if "=" in text else "" if text.startswith(("--", "-D")) else text[2:]
            )
            bad = bool(value_) and any(_looks(t, task.folder, demand) for t in _tokens(value_))
        elif id(word) in packages:
            bad = _is_file(text, task, demand)
        else:
            bad = option and any(_looks(t, task.folder, demand) for t in _tokens(text))
            bad = bad or _is_file(text, task, demand)
        if bad:
            return word.value
        option = is_option and "=" not in text
    return ""


def _value(word: Word, assigned: set[str], demand: Demand, facts: Facts) -> str | None:
    """A word with the variables of the file resolved; None where the shell makes more of it."""
    if word.static:
        return word.value
    if "$(" in word.value and (number := counted(word.value)) != word.value and "$" not in number:
        return number
    if not _PLAIN.fullmatch(word.value) or assigned & set(word.variables):
        return None
    return facts.scope.expand(word.value, demand.run).value


def _tokens(text: str) -> Iterator[str]:
    """The parts of a value that may be paths: `--require /app/hook.js`, `-modfile=go.ci.mod`."""
    for part in text.split():
        if _URL.fullmatch(part):
            continue
        for piece in re.split(r"[=,;]|(?<=\w):(?=[\w/.])", part):
            # `~>` is an operator of RubyGems ("Patterns")
            piece = piece.strip("'\"").lstrip("-").removeprefix("~>")
            if piece and not _URL.fullmatch(piece) and not piece.startswith("//"):
                yield piece


def _looks(token: str, folder: str | None, demand: Demand) -> bool:
    """Whether a value looks like a path or a file's name that the needs do not know."""
    if _is_needed(token, folder, demand):
        return False
    if any(c in token for c in "/~$`*@"):
        return True
    if _VERSION.fullmatch(token):
        return _is_there(token, folder, demand)
    return "." in token or _is_there(token, folder, demand)


def _is_file(text: str, task: Task, demand: Demand) -> bool:
    """Whether the name of a package is that of a file or folder."""
    if _is_needed(text, task.folder, demand) or _URL.fullmatch(text):
        return False
    if (
        text.startswith((".", "/", "~", "file:", "$", "@/", "@."))
        or _FILE_NAME.search(text)
        or any(c in text for c in "*?`")
    ):
        return True
    return "/" in text and (task.project is None or _is_there(text, task.folder, demand))


def _is_there(name: str, folder: str | None, demand: Demand) -> bool:
    """Whether the context has a file or folder of that name where the command works."""
    project = demand.first.project
    if project is None:
        context = demand.first.facts.build_context
        return context is not None and context.entry(name) is not None
    place = project.located(posixpath.normpath(posixpath.join(folder or project.folder, name)))
    return place is not None and project.context.entry(place or ".") is not None


def _is_needed(name: str, folder: str | None, demand: Demand) -> bool:
    project = demand.first.project
    if project is None or not demand.needed.certain:
        return False
    place = project.located(posixpath.normpath(posixpath.join(folder or project.folder, name)))
    return bool(place) and project.context.has(place or ".") and demand.needed.wants(place or ".")


def may_name_a_file(name: str) -> bool:
    """Whether a package manager, or what it runs in or starts, reads a variable of this name, whose value may
    be a path."""
    # `GIT_SHA` is a commit
    return (
        name in _BY_NAME
        or (name.lower().startswith(_OF_RUNTIMES) and not is_volatile_name(name))
        or table().sets(name)
    )


def of_another(name: str, demand: Demand) -> bool:
    """Whether only a tool reads the variable that none of the installs is, nor starts: one of a
    distribution's packages, or of Node.js packages by name, starts no compiler of Go, .NET, Java …, and no
    package manager of Node.js but itself; one of a project of Node.js starts none of Ruby, PHP or Elixir."""
    tools = {t.tool.name for t in demand.tasks}
    plain = all(
        t.tool.system
        or (t.tool.ecosystem == "Node.js" and t.install.has("-g", "--global", "--location=global"))
        for t in demand.tasks
    )
    names = table().set_by(name)
    if not names or names & tools:
        return False
    if plain and names <= _COMPILED | _OF_NODE:
        return True
    # `BUNDLE_PATH` begins as a variable of Bun does
    others = names & _OF_OTHER_PROJECTS
    return bool(others) and names <= {*others, "bun"} and all(
        t.tool.ecosystem == "Node.js"
        and t.needs is not None and t.needs.certain and not t.needs.sources
        for t in demand.tasks
    )  # fmt: skip


def _variable(run: Run, demand: Demand, facts: Facts) -> str:
    """The first variable of the file that configures an install by a path into what is copied, or by one that
    cannot be told; "" for none."""
    environment = facts.scope.before(run)
    copied: list[str] | None = None
    for name in sorted(environment.names):
        variable = environment.get(name)
        if variable is None or variable.state is State.UNSET:
            continue
        value = variable.value
        if name == "PATH":
            if brings_the_program(demand, facts):
                return name
            continue
        if value is not None and value.startswith(("/dev/shm", "/run/", "/proc/")):
            return name
        if not may_name_a_file(name) or of_another(name, demand):
            continue
        if value is None:
            return name
        if name == "HOME" and home_is_plain(value, demand.first.project, demand.wants):
            continue
        for token in _tokens(value):
            if not token.startswith("/"):
                if _looks(token, workdir_at(run, facts), demand):
                    return name
                continue
            copied = _copied(run, facts) if copied is None else copied
            if any(place in ("", "/") or token == place or token.startswith(f"{place}/") for place in copied):
                return name
    return ""


def _copied(run: Run, facts: Facts) -> list[str]:
    """Where files are copied to before a step, "" for a place that the file does not tell."""
    copies: list[Copy | Add] = [*islice(before(run, facts, Copy), 64), *islice(before(run, facts, Add), 64)]
    return [destination_of(c, facts) or "" for c in copies]


def brings_the_program(demand: Demand, facts: Facts) -> bool:
    """Whether a folder that the file itself adds to PATH has the install's program from the build context."""
    return _program_in(_path(demand.run, facts), demand)


def _path(run: Run, facts: Facts) -> str:
    """The folders that the file itself adds to the base image's PATH, as far as their values are known."""
    return ":".join(
        value_of(pair.value, env, facts) or pair.value.value
        for env in islice(before(run, facts, Env), 64)
        for pair in env.pairs
        if pair.key.value == "PATH" and pair.value is not None and env.error is None
    )


def _program_in(path: str, demand: Demand) -> bool:
    """Whether a folder of PATH has one of the programs from the build context."""
    project = demand.first.project
    if project is None:
        return False
    programs = [t.install.command.argv[0].value for t in demand.tasks]
    return any(
        project.has(f"{folder}/{program}")
        for folder in path.split(":")
        if folder.startswith("/")
        for program in programs
    )

"""Whether a step that installs packages of the system and a step that works in the project's folders may
change places: neither reads nor writes what the other does.

    COPY . /app                              RUN apt-get update && apt-get install -y git
    RUN chmod +x /app/start.sh          ↔    COPY . /app
    RUN apt-get … install -y git             RUN chmod +x /app/start.sh

Told by the paths that each names. Known are commands that move files about, and few programs of the project
that write to its folder alone; what any other program does nobody can tell.
"""

from __future__ import annotations

import re

from dlinter.model.cache.apart import keeps_off, of_the_system
from dlinter.model.cache.second_part import near
from dlinter.model.cache.spellings import BASE
from dlinter.model.cache.steps import Step
from dlinter.model.cache.waste import SETTINGS
from dlinter.model.dockerfile import Add, Copy, Form, Run
from dlinter.model.dockerfile.paths import clean, is_within
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.values import workdir_at
from dlinter.model.packages.removals import path_of
from dlinter.model.packages.tasks import installs_of
from dlinter.model.shell.nodes import Command, Redirect, Word
from dlinter.model.shell.programs import MAKES_USERS, MOVES_FILES, SAYS, touched

_SAYS = SAYS | {"exit"}
_PYTHON = re.compile(r"python(?:3(?:\.\d+)?)?")
_OF_DJANGO = frozenset(["collectstatic", "compilemessages"])
"""Subcommands of `manage.py` that write below the project (docs.djangoproject.com, "django-admin and
manage.py")."""
_MORE_GROUPS = re.compile(r"-aG|-Ga|-a|-G|-s|--append|--groups|--shell")
"""Options of usermod that change no owner of a file."""
_SCRIPT = re.compile(r"/usr/local/s?bin/[\w.-]+\.(?:sh|py|pl|rb)")
"""Copied programs that no package has: Debian's and Alpine's packages leave `/usr/local` alone (FHS 3.0,
4.9)."""
_DESCRIPTOR = re.compile(r"\d+-?")
_FOLDER_OF_SETTINGS = re.compile(r"/etc/[\w.-]+")


MOST_PLACES, MOST_WORDS = 32, 1000
"""What is looked at of one step: more has no real one."""


def swap(worker: Run, install: Run, facts: Facts) -> bool:
    """Whether a RUN that works in the project's folders and one that installs packages of the system may
    change places."""
    found = places_of_run(worker, facts)
    if found is None:
        return False
    places, programs = found
    packages = [w.value for t in installs_of(install, facts) for w in t.install.packages]
    return not any(p.startswith(name) for p in packages for name in programs) and all(
        away(install, facts, place, worker) for place in places
    )


def away(run: Run, facts: Facts, place: str, owner: Run | None = None) -> bool:
    """Whether a RUN has nothing to do with what lies in a place of the image (absolute). `owner`: a step
    whose working folder is not the system's, also below `/etc`."""
    place = clean(place)
    home = workdir_at(owner or run, facts)
    own = (
        home is not None
        and _FOLDER_OF_SETTINGS.fullmatch(home)
        and is_within(place, home)
        and not SETTINGS.match(place)
    )
    if sum(len(c.argv) for c in facts.script(run).commands) > MOST_WORDS:
        return False
    if not place.startswith("/") or (of_the_system(place) and not own and not _SCRIPT.fullmatch(place)):
        return False
    return keeps_off(run, facts, place, lambda command: _admits(command, place))


def places_of_run(run: Run, facts: Facts) -> tuple[frozenset[str], frozenset[str]] | None:
    """The paths that a RUN reads or writes, and the programs of which it needs the version; None where a
    command may do anything."""
    script = facts.script(run)
    if (
        run.form is Form.EXEC
        or run.heredocs
        or run.mounts
        or run.error is not None
        or run.onbuild
        or script.errors
        or script.dialect not in ("sh", "bash", "ash", "dash")
    ):
        return None
    places, programs = set[str](), set[str]()
    for command in script.commands:
        if (
            command.wrappers
            or command.assignments
            or set(command.context) - {"if", "condition", "case", "group", "subshell"}
            or command.operator in ("|", "|&", "&")
        ):
            return None
        words = [r.target for r in command.redirects if not _is_of_descriptors(r)]
        touches = touched(command) if command.name in MOVES_FILES else None
        if command.name in MOVES_FILES:
            if touches is None or touches.here:
                return None
            words += touches.paths
        elif _PYTHON.fullmatch(command.name) and _of_the_project(command):
            words += [w for w in command.argv[3:] if not w.value.startswith("-")]
            programs.add("python")
            folder = workdir_at(run, facts)
            if folder is None:
                return None
            places.add(folder)
        elif command.argv and command.name not in _SAYS:
            return None
        found = [_place(word, run, facts) if word is not None else None for word in words]
        if touches is not None and command.name in ("cp", "mv"):
            found = _put_into(command, touches.paths, found, run, facts)
        for path in found:
            if path is None:
                return None
            places.add(path)
        if len(places) > MOST_PLACES:
            return None
    return frozenset(p for p in places if p != "/dev/null"), frozenset(programs)


def places_of_copy(step: Step, facts: Facts) -> frozenset[str] | None:
    """The paths that a COPY or ADD writes: files where they are named, else the folder that it copies to;
    None where the file does not tell."""
    target, context = step.target, facts.build_context
    if target is None or BASE in target or not target.startswith("/") or "?" in target:
        return None
    found = set[str]()
    into = target.endswith("/") or len(step.locals) > 1
    for item in step.locals:
        files = item.files(context) if context is not None else ()
        names = {item.below(f) or f.rpartition("/")[2] for f in files}
        if not into or item.parents or not files or any("/" in n for n in names) or len(files) > 100:
            found.add(clean(target))
        else:
            found |= {clean(f"{target}/{n}") for n in names}
    if step.remotes or not step.locals or _has_heredocs(step, facts):  # what comes of a stage has no locals
        found.add(clean(target))
    return frozenset(found) if len(found) <= MOST_PLACES else frozenset([clean(target)])


def _has_heredocs(step: Step, facts: Facts) -> bool:
    instruction = facts.dockerfile.instructions[step.index]
    return isinstance(instruction, (Add, Copy)) and bool(instruction.heredocs)


def apart_from_each(some: frozenset[str], others: frozenset[str]) -> bool:
    return not any(near(one, other) for one in some for other in others)


def brings(step: Step, facts: Facts, names: frozenset[str]) -> bool:
    """Whether a COPY brings a file with the name of a program."""
    known = facts.once(_names_brought)
    if step.index not in known:
        known[step.index] = frozenset(f.rpartition("/")[2] for f in step.files(facts.build_context))
    return not names.isdisjoint(known[step.index])


def _names_brought(facts: Facts) -> dict[int, frozenset[str]]:
    """The names of the files that COPYs bring, by their index."""
    return {}


def _is_of_descriptors(redirect: Redirect) -> bool:
    """Whether it names no file: `2>&1`. `>& FILE` does (bash, "Redirecting Standard Output and Standard
    Error")."""
    return redirect.operator in (">&", "<&") and (
        redirect.target is not None and _DESCRIPTOR.fullmatch(redirect.target.value) is not None
    )


def _of_the_project(command: Command) -> bool:
    words = [w.value for w in command.argv[1:]]
    return all(w.static for w in command.argv[1:3]) and (
        words[:2] == ["-m", "compileall"]
        or (words[:1] in (["manage.py"], ["./manage.py"]) and words[1:2] != [] and words[1] in _OF_DJANGO)
    )


def _put_into(
    command: Command, words: tuple[Word, ...], paths: list[str | None], run: Run, facts: Facts
) -> list[str | None]:
    """The paths of `cp` and `mv`, with what they make in the working folder in place of the folder. `words`
    name the last of the paths."""
    work = workdir_at(run, facts)
    plain = all(w.static and not re.search(r"[*?\[{]", w.value) for w in words)
    # `cp -r a/. .` is that of the folder itself
    names = [w.value.rstrip("/").rpartition("/")[2] for w in words[:-1]]
    if (
        len(words) < 2
        or not plain
        or command.context
        or any(w.value.startswith(("-t", "-T", "--")) or ("T" in w.value and w.value[0] == "-")
            for w in command.argv[1:])
        or paths[-1] is None
        or paths[-1] != work
    ):
        return paths
    return [*paths[:-1], *(clean(f"{work}/{name}") for name in names)]


def _place(word: Word, run: Run, facts: Facts) -> str | None:
    """The path that a word names, the folder above it where it has a pattern."""
    if word.value.startswith("-"):
        return None
    path = path_of(word, run, facts)
    if path is None or not path.startswith("/") or "\0" in path or "$" in path:
        return None
    plain = re.split(r"[*?\[{]", path, maxsplit=1)[0]
    return clean(path if plain == path else plain.rpartition("/")[0] or "/")


def _admits(command: Command, place: str) -> bool:
    """Whether a command makes a user or a group, or puts one into a group, away from a place."""
    if command.wrappers or command.redirects or command.assignments:
        return False
    words = [w.value for w in command.argv[1:]]
    if command.name == "usermod":
        options = [w for w in words if w.startswith("-")]
        return all(_MORE_GROUPS.fullmatch(w) for w in options) and "/" not in "".join(words)
    if command.name not in MAKES_USERS or is_within(place, "/home"):
        return False
    if any(w.startswith(("-R", "--root", "-P", "--prefix")) for w in words):
        return False
    return not any("$" in w and before in _HOME for before, w in zip(["", *words], words, strict=False)) and (
        not any(near(clean(w[w.index("/") :]), place) for w in words if "/" in w)
    )


_HOME = ("-d", "--home", "--home-dir", "-b", "--base-dir", "-h")

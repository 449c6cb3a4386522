"""What a RUN has to do with the files that were copied before it, where all its commands are known.

`apart`: nothing, as a download that unpacks elsewhere, so that it can come before them. `prepares`: it only
changes files that were copied (`chmod +x entrypoint.sh`), so that it can come after an install that does not
need these. Each is told by the paths that the commands name: a command that names none may read anything.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable

from dlinter.model.cache.conditional import compares
from dlinter.model.cache.tool_settings import prepares_a_tool
from dlinter.model.dockerfile import Form, Run
from dlinter.model.dockerfile.paths import clean, is_within
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.values import workdir_at
from dlinter.model.packages.removals import path_of
from dlinter.model.packages.tasks import tasks_by_command
from dlinter.model.shell.nodes import Command, Word
from dlinter.model.shell.programs import FETCHES_FILES, MOVES_FILES, SAYS, TELLS_OF_THE_MACHINE, touched

_MOVES_FILES = MOVES_FILES | FETCHES_FILES
_OF_SERVERS = ("/var/www", "/usr/share/nginx", "/srv/www", "/srv/http")
_SERVERS = re.compile(r"apache|httpd|nginx|lighttpd|libapache|caddy|php[\d.]*(?:$|[=:~]|-apache)")
"""Where packages of web servers put a first page, and what brings them."""
_SAYS = SAYS | TELLS_OF_THE_MACHINE | {"exit", "set"}
_OF_PACKAGES = frozenset(["ldconfig", "locale-gen", "fc-cache"])
"""Programs that, without arguments, work on what packages of the distribution left."""
_SETS_UP = frozenset(["dpkg-reconfigure", "locale-gen", "update-locale", "a2enmod", "a2dismod", "a2dissite",
    "a2disconf", "update-ca-certificates", "docker-php-ext-install", "docker-php-ext-enable",
    "docker-php-ext-configure", "phpenmod", "phpdismod"])
_PLAIN = re.compile(r"-[\w-]+(?:=[\w.-]+)?|[\w.@=-]+|-j\S*")
"""Programs that work on what packages left, where their words are names and no paths."""
_WRITES = frozenset(["tee", "gpg"])
_OF_WRITERS = ("-a", "--append", "--dearmor", "-o", "--output", "--yes", "--batch", "--no-tty", "-q",
    "--quiet")
_OF_INSTALLERS = re.compile(r"--(?:install-dir|filename|version|1|2|quiet)(?:=[\w./-]+)?")
_OF_VENV = ("-m", "--system-site-packages", "--copies", "--clear", "--upgrade-deps", "--without-pip",
    "--symlinks", "--no-download")
"""Options of venv and virtualenv that name no file."""
_FIXES_UP = frozenset(["chmod", "chown", "chgrp", "dos2unix", "sed"])
_OF_THE_SYSTEM = re.compile(
    r"/(?:(?:usr(?!/(?:src/(?!linux)|app(?:/|$)))|bin|sbin|lib\w*|etc|dev|proc|sys|var(?!/www/?)|root)(?:/|$)|"
    r"home/[^/]+/?$|$)"
)
"""Where copied files change what programs do."""
ALWAYS_THERE = frozenset(
    ["/", "/tmp", "/root", "/usr", "/usr/local", "/usr/src", "/opt", "/home", "/var", "/srv", "/mnt", "/etc"]
)
"""Folders of every image."""


def apart(run: Run, facts: Facts, place: str) -> bool:
    """Whether a RUN neither reads nor writes anything in a folder of the image (absolute), nor below or above
    it."""
    return place.startswith("/") and not of_the_system(place) and keeps_off(run, facts, place)


def leaves_pages(packages: Iterable[str], place: str) -> bool:
    """Whether packages of a web server may put a page of their own into a folder: Debian's apache2 does where
    that is empty, and serves it before an `index.php` (apache2.postinst; mod_dir, `DirectoryIndex`)."""
    target = clean(place)
    return any(is_within(target, f) or is_within(f, target) for f in _OF_SERVERS) and any(
        _SERVERS.match(name) for name in packages
    )


def of_the_system(place: str) -> bool:
    """Whether files there change what programs do."""
    return bool(_OF_THE_SYSTEM.match(clean(place)))


def keeps_off(run: Run, facts: Facts, place: str, also: Callable[[Command], bool] = lambda c: False) -> bool:
    """As `apart`, wherever the place is; `also`: commands that have nothing to do with it either."""
    if not _readable(run, facts):
        return False
    tasks = tasks_by_command(run, facts)
    found = False
    for command in facts.script(run).commands:
        if (
            command.wrappers
            or set(command.context) & {"for", "while", "function", "sh -c", "process-substitution"}
            or not _redirects(command, run, facts, place)
        ):
            return False
        task = tasks.get(id(command))
        if prepares_a_tool(command, task, clean(place)) or also(command):
            pass
        elif task is not None:
            needed = task.needs_or_names
            if (
                not task.tool.system
                or (needed is None and task.install.packages)
                or (needed is not None and (needed.files or needed.sources))
                or leaves_pages([w.value for w in task.install.packages], place)
            ):
                return False
        elif command.name in _WRITES:
            if not _writes_elsewhere(command, run, facts, place):
                return False
        elif _installs_composer(command):
            pass
        elif words := _makes_environment(command):
            if not _outside(words[-1], run, facts, place):
                return False
        elif command.name in _MOVES_FILES:
            if not _elsewhere(command, run, facts, place):
                return False
        elif compares(command):
            pass
        elif command.argv and not _reads_the_system(command) and (
            command.name not in _SAYS or any("*" in w.text or "?" in w.text for w in command.argv)
        ):
            return False
        found = found or bool(command.argv)
    return found


def _writes_elsewhere(command: Command, run: Run, facts: Facts, place: str) -> bool:
    """Whether `tee` or `gpg --dearmor` writes outside of a folder alone, and reads what is piped to it or a
    file outside."""
    words = command.argv[1:]
    if command.name == "gpg" and not any(w.value == "--dearmor" for w in words):
        return False
    paths = [w for w in words if not w.value.startswith("-")]
    return (
        (command.before == "|" or (command.name == "gpg" and len(paths) > 1) or bool(command.redirects))
        and all(w.value in _OF_WRITERS for w in words if w.value.startswith("-"))
        and all(_outside(w, run, facts, place) for w in paths)
    )


def _installs_composer(command: Command) -> bool:
    """Whether it is Composer's installer from a pipe, with the folder that it writes to
    (`curl … | php -- --install-dir=/usr/local/bin`; getcomposer.org, "Programmatic installation")."""
    words = [w.value for w in command.argv[1:]]
    return (
        command.name == "php"
        and command.before == "|"
        and words[:1] == ["--"]
        and any(re.fullmatch(r"--install-dir=/usr(?:/local)?/bin/?", w) for w in words)
        and all(_OF_INSTALLERS.fullmatch(w) for w in words[1:])
    )


def _makes_environment(command: Command) -> list[Word]:
    """The folder of `python -m venv FOLDER`, or of `virtualenv FOLDER`, which read nothing of a
    project (docs.python.org, "venv")."""
    words = [w for w in command.argv if not w.value.startswith("-") or w.value == "-m"]
    values = [w.value for w in words]
    if command.assignments or not all(w.value in _OF_VENV for w in command.argv[1:] if w.value[:1] == "-"):
        return []
    if re.fullmatch(r"python[\d.]*", values[0] if values else "") and values[1:2] == ["-m"]:
        return words[3:] if values[2:3] in (["venv"], ["virtualenv"]) and len(words) == 4 else []
    return words[1:] if values[:1] == ["virtualenv"] and len(words) == 2 else []


def works_outside(command: Command, run: Run, facts: Facts, place: str) -> bool:
    """Whether a command that moves files names such outside of a folder of the image alone, of the system's
    folders as well."""
    return (
        not _OF_THE_SYSTEM.match(clean(place))
        and not command.wrappers
        and (
            _reads_the_system(command)
            or (command.name in _MOVES_FILES and _elsewhere(command, run, facts, place))
            or (command.name in _WRITES and _writes_elsewhere(command, run, facts, place))
        )
    )


def _reads_the_system(command: Command) -> bool:
    if command.name in _SETS_UP and command.operator not in ("|", "|&"):
        return all(w.static and _PLAIN.fullmatch(w.value) for w in command.argv[1:])
    return command.name in _OF_PACKAGES and len(command.argv) == 1


def _readable(run: Run, facts: Facts) -> bool:
    script = facts.script(run)
    return (
        run.form is not Form.EXEC
        and not run.heredocs
        and run.error is None
        and not run.onbuild
        and not script.errors
        and script.dialect in ("sh", "bash", "ash", "dash")
    )


def _redirects(command: Command, run: Run, facts: Facts, place: str) -> bool:
    for redirect in command.redirects:
        if redirect.target is None or redirect.operator.startswith("<<"):
            return False
        if redirect.operator not in (">&", "<&") and not _outside(redirect.target, run, facts, place):
            return False
    return True


def _outside(word: Word, run: Run, facts: Facts, place: str) -> bool:
    path = path_of(word, run, facts) if word.value.startswith(("/", "$", "~")) else None
    target = clean(place)
    if path is not None and (magic := re.search(r"[*?\[{]", path)) is not None:
        path = path[: magic.start()].rpartition("/")[0] or "/"  # anything in that folder
    return (
        path is not None
        and path.startswith("/")
        and "\0" not in path
        and not (path == target or path.startswith(target + "/") or target.startswith(path.rstrip("/") + "/"))
        and not _is_beside(path, run, facts, target)
    )


def _is_beside(path: str, run: Run, facts: Facts, target: str) -> bool:
    """Whether a path lies in a folder that may be there by what is copied below it alone: `touch /data/x`
    fails above `COPY . /data/app`."""
    folder, work = posixpath.dirname(path), workdir_at(run, facts)
    if folder in ALWAYS_THERE or not target.startswith(folder + "/") or of_the_system(folder):
        return False
    if work is not None and is_within(work, folder):
        return False
    made = (
        path_of(word, run, facts)
        for command in facts.script(run).commands
        if command.name == "mkdir" and command.has("-p", "--parents") and not command.context
        for word in command.argv[1:]
    )
    return not any(place is not None and is_within(place, folder) for place in made)


def _elsewhere(command: Command, run: Run, facts: Facts, place: str) -> bool:
    """Whether all that a command reads and writes is named, and lies outside of the folder."""
    found = touched(command)
    return (
        found is not None and not found.here and all(_outside(w, run, facts, place) for w in found.paths)
    )


def prepares(run: Run, facts: Facts) -> tuple[str, ...]:
    """The paths in the image that a RUN changes in place or gives another mode; () where it does more, or
    that is not known."""
    return _changed(run, facts, whole=False)


def gives_away(run: Run, facts: Facts) -> tuple[str, ...]:
    """The same, with folders that change their owner or mode as a whole (`chown -R app /srv/app`)."""
    return _changed(run, facts, whole=True)


def _changed(run: Run, facts: Facts, whole: bool) -> tuple[str, ...]:
    if not _readable(run, facts) or run.mounts:
        return ()
    found: list[str] = []
    for command in facts.script(run).commands:
        if (
            command.context
            or command.wrappers
            or command.redirects
            or command.assignments
            or command.before not in ("", "&&")
            or command.name not in _FIXES_UP
        ):
            return ()
        if command.name == "sed" and not command.has("-i", "--in-place"):
            return ()
        touches = touched(command)
        if touches is None or touches.reads or (not whole and command.has("-R", "--recursive")):
            return ()
        named = [path_of(w, run, facts) for w in touches.writes]
        if not named or any(p is None or "*" in p or "?" in p or "[" in p for p in named):
            return ()
        found += [p for p in named if p is not None]
    return tuple(found)

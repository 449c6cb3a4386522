"""pip, uv, Poetry, PDM, Pipenv and conda.

Sources: pip docs "Requirements File Format" (`-r` is relative to the file, paths to the working folder),
"Local project installs"; uv docs "Using workspaces", "Managing dependencies" (path sources), "Locking and
syncing" (`--no-install-project`); Poetry docs "Dependency specification" (path), "Commands" (install,
`--no-root`); PDM docs `--no-self`; Pipenv docs "Specifying packages" (`path`, `editable`).
"""

from __future__ import annotations

import posixpath
import re
from typing import Any

from dlinter.model.packages.project import Needs, Project
from dlinter.model.packages.reads.common import read_toml, strings, table, within
from dlinter.model.packages.tool import Install

_LOCAL = re.compile(r"(?:\.{1,2}(?:/|$|\[)|/|file:(?!//[^/]))")
_LOCKED = re.compile(r"\bsource\s*=\s*\{\s*(directory|editable|path|registry)\s*=\s*\"([^\"]+)\"")
"""Where uv.lock says that a package comes from: a folder or file of the project, too."""
_LOCKED_BY_POETRY = re.compile(
    r"^\[package\.source\]\s+type = \"(?:directory|file)\"\s+url = \"([^\"]+)\"", re.M
)
_LOCKED_BY_PDM = re.compile(r"^path = \"([^\"]+)\"", re.M)
_ARCHIVE = re.compile(r"\.(?:whl|tar\.gz|tgz|zip|tar\.bz2)$")
_OF_FILES = ("/", ":", "@", ".whl", ".tar.", ".tgz", ".zip")
"""What stands in a requirement that is, or names, a file, or begins with `-` or `.`."""


def pip(install: Install, project: Project) -> Needs | None:
    """Requirements and constraints with all they name, and the folders of local projects."""
    words = [w.value for w in install.command.argv]
    files: list[str] = []
    why = ""
    for kind, value in _arguments(words):
        if value.startswith(("http:", "https:", "git+", "$")) or value == "-":
            if value.startswith("$") or value == "-":
                return None
            continue
        if kind == "group":
            there = project.at(value)
            if not there:
                return None
            files += there
        elif kind == "file":
            found = _requirements(value, project, set())
            if found is None:
                return None
            files, why = [*files, *found[0]], why or found[1]
        else:
            below, what = _project(value, project)
            if below is None:
                return None
            files, why = [*files, *below], why or what
    for package in install.packages:
        if _LOCAL.match(package.value) or _ARCHIVE.search(package.value):
            if "://" in package.value.removeprefix("file://"):
                continue
            below, what = _project(package.value, project)
            if below is None:
                return None
            files, why = [*files, *below], why or what
    return Needs(tuple(dict.fromkeys(files)), (), True, bool(why), why)


def _arguments(words: list[str]) -> list[tuple[str, str]]:
    """`("file", path)` for `-r` and `-c`, `("project", path)` for `-e`, `("group", path)` for `--group`."""
    found = []
    for index, word in enumerate(words):
        name, equals, value = word.partition("=")
        value = value if equals else words[index + 1] if index + 1 < len(words) else ""
        if name in (
            "-r",
            "--requirement",
            "--requirements",
            "-c",
            "--constraint",
            "--constraints",
            "--overrides",
            "--build-constraints",
        ):
            found.append(("file", value))
        elif re.match(r"-[rc][^-=\s]", word) and not word.startswith("--"):
            found.append(("file", word[2:]))
        elif name in ("-e", "--editable"):
            found.append(("project", value))
        elif name == "--group":  # pip 25.1: `[path:]group`, of a pyproject.toml
            found.append(("group", value.rpartition(":")[0] or "pyproject.toml"))
    return [(kind, value) for kind, value in found if value]


def _project(value: str, project: Project) -> tuple[tuple[str, ...] | None, str]:
    """The files of a local project or archive, and why."""
    path = value.removeprefix("file://").removeprefix("file:").partition("[")[0].partition("#")[0] or "."
    if re.match(r"(?:git|hg|svn|bzr)\+|https?:", path):
        return (), ""
    if _ARCHIVE.search(path) or any(c in path for c in "*?"):
        return project.at(path), f"`{path}` is a file"
    found = project.below(path)
    return (found, f"`{value}` is built from its sources") if found else (None, "")


def _requirements(path: str, project: Project, seen: set[str]) -> tuple[list[str], str] | None:
    """The files of one requirements file and those it names; None where one is not copied from the
    context."""
    place = project.image_path(path)
    if place in seen:
        return [], ""
    seen.add(place)
    text = project.read(path)
    if text is None:
        return None
    files, why = [*project.at(path)], ""
    for line in text.splitlines():
        stripped = line.split(" #")[0].strip()
        if not stripped or stripped.startswith("#") or not _may_name_a_file(stripped):
            continue
        nested = re.match(r"(?:-r|-c|--requirement|--constraint)[ =]*(\S+)", stripped)
        if nested:
            if nested[1].startswith(("http:", "https:")):
                continue
            found = _requirements(posixpath.join(posixpath.dirname(path), nested[1]), project, seen)
            if found is None:
                return None
            files, why = [*files, *found[0]], why or found[1]
            continue
        local = re.match(r"(?:-e|--editable)[ =]*(\S+)", stripped) or re.match(
            r"(?:[\w.\[\],-]+ *@ *)?(file:\S+|\.{1,2}/?\S*|/\S+)", stripped
        )
        named = local[1] if local else _path_of(stripped, project)
        if named:
            below, what = _project(named, project)
            if below is None:
                return None
            files, why = [*files, *below], why or what
        links = re.match(
            r"(?:-f|--find-links|-i|--index-url|--extra-index-url)[ =]*(?!https?:)(?:file:(?://)?)?(\S+)",
            stripped,
        )
        if links:  # relative to the requirements file where that is there, else to the working folder
            near = posixpath.join(posixpath.dirname(path), links[1])
            found_ = project.whole(near if project.locate(near) is not None else links[1])
            if not found_:
                return None
            files += found_
    return files, why


def _may_name_a_file(line: str) -> bool:
    """Whether a line is more than a package with its version: most of thousands are not."""
    return line[0] in "-." or any(sign in line for sign in _OF_FILES)


def _path_of(line: str, project: Project) -> str:
    """The path of a requirement that is one without a `./`: an archive, or a folder that is there
    (`wheels/x.whl ; python_version > "3"`); "" for a name."""
    word = re.split(r"\s|;", line, maxsplit=1)[0]
    if line.startswith("-") or re.match(r"[\w+]+:", word):
        return ""
    return (
        word
        if _ARCHIVE.search(word.partition("[")[0])
        or ("/" in word and project.is_folder(word.partition("[")[0]))
        else ""
    )


def uv(install: Install, project: Project) -> Needs | None:
    if install.nested("pip"):
        return pip(install, project)
    if install.nested("tool") or install.verb != "sync":
        return Needs(certain=True) if install.nested("tool") else None
    manifest = read_toml(project, "pyproject.toml")
    if manifest is None:
        return None
    names = ("pyproject.toml", "uv.lock", "uv.toml", ".python-version")
    files, why = [*project.at(*names)], ""
    packaged = within(manifest, "tool", "uv", "package")
    is_package = packaged if isinstance(packaged, bool) else "build-system" in manifest
    all_left = install.has("--no-install-workspace", "--only-group")
    if is_package and not install.has("--no-install-project") and not all_left:
        files, why = (
            [*files, *project.below(".")],
            "`uv sync` builds the project: `--no-install-project` leaves it out",
        )
    members = strings(within(manifest, "tool", "uv", "workspace", "members"))
    for pattern in members:
        for folder in project.folders(pattern):
            files += project.at(f"{folder}/pyproject.toml")
            if not all_left and not install.has("--no-install-project", "--package"):
                files, why = (
                    [*files, *project.below(folder)],
                    why or f"`{folder}` is a member of the workspace: `--no-install-workspace` leaves it out",
                )
            elif not all_left:
                files += project.below(folder)
    for source in table(manifest, "tool", "uv", "sources").values():
        for item in source if isinstance(source, list) else [source]:
            path = within(item, "path")
            if isinstance(path, str):
                files += project.whole(path)
    settings = (
        [table(manifest, "tool", "uv"), read_toml(project, "uv.toml") or {}]
        if project.has("uv.toml")
        else [table(manifest, "tool", "uv")]
    )
    local = [
        v
        for s in settings
        for v in (
            *strings(s.get("find-links")),
            *strings(s.get("index-url")),
            *strings(s.get("extra-index-url")),
        )
    ]
    local += [
        u
        for s in settings
        if isinstance(indexes := s.get("index"), list)
        for i in indexes
        if isinstance(u := within(i, "url"), str)
    ]
    local += [
        path
        for kind, path in _LOCKED.findall(project.read("uv.lock") or "")
        if kind != "editable" or (not all_left and path != ".")
    ]
    for path in local:
        if not re.match(r"(?:https?|ssh|git\+\w+):", path):
            files += project.whole(path.removeprefix("file://"))
    if {"dependencies", "optional-dependencies"} & {
        *strings(within(manifest, "project", "dynamic"))
    } and not install.has("--frozen"):
        files, why = (
            [*files, *project.below(".")],
            why or "the dependencies of the project are dynamic: its build backend reads them",
        )
    return Needs(tuple(dict.fromkeys(files)), project.at("uv.lock"), True, bool(why), why)


def poetry(install: Install, project: Project) -> Needs | None:
    if install.packages:
        return None
    manifest = read_toml(project, "pyproject.toml")
    if manifest is None:
        return None
    files, why = [*project.at("pyproject.toml", "poetry.lock", "poetry.toml")], ""
    unpacked = within(manifest, "tool", "poetry", "package-mode") is False
    if (
        install.verb == "install"
        and not unpacked
        and not install.has("--no-root")  # `--only GROUP` installs it, too (Poetry 1.2, pull request 6263)
    ):
        files, why = (
            [*files, *project.below(".")],
            "`poetry install` installs the project: `--no-root` leaves it out",
        )
    groups = [
        table(manifest, "tool", "poetry", "dependencies"),
        table(manifest, "tool", "poetry", "dev-dependencies"),
    ]
    groups += [table(group, "dependencies") for group in table(manifest, "tool", "poetry", "group").values()]
    groups += [table(manifest, "tool", "poetry", "requires-plugins")]
    for path in _LOCKED_BY_POETRY.findall(project.read("poetry.lock") or ""):
        files += project.whole(path)
    return _paths(groups, manifest, files, why, ("poetry.lock",), project)


def _paths(
    groups: list[dict[str, Any]],
    manifest: dict[str, Any],
    files: list[str],
    why: str,
    lockfiles: tuple[str, ...],
    project: Project,
) -> Needs:
    """Dependencies that are a path, and those of PEP 621 that are `name @ file:…`."""
    for group in groups:
        for value in group.values():
            for item in value if isinstance(value, list) else [value]:
                path = within(item, "path")
                if isinstance(path, str):
                    files += project.whole(path)
    listed = [
        within(manifest, "project", "dependencies"),
        *table(manifest, "project", "optional-dependencies").values(),
        *table(manifest, "dependency-groups").values(),
    ]
    for text in (t for each in listed for t in strings(each)):
        found = re.search(r"@ *file:(?://)?(?:/?\$\{PROJECT_ROOT\}/)?([^\s;#]+)", text)
        if found:
            files += project.whole(found[1])
    return Needs(tuple(dict.fromkeys(files)), project.at(*lockfiles), True, bool(why), why)


def pdm(install: Install, project: Project) -> Needs | None:
    manifest = read_toml(project, "pyproject.toml")
    if manifest is None or install.packages:
        return None
    files, why = [*project.at("pyproject.toml", "pdm.lock", "pdm.toml")], ""
    distributed = within(manifest, "tool", "pdm", "distribution")
    if (distributed if isinstance(distributed, bool) else "build-system" in manifest) and not install.has(
        "--no-self"
    ):
        files, why = [*files, *project.below(".")], "`pdm` installs the project: `--no-self` leaves it out"
    for path in _LOCKED_BY_PDM.findall(project.read("pdm.lock") or ""):
        files += project.whole(path)
    hook = next(
        (
            h
            for h in ("pre_install", "post_install", "pre_lock", "post_lock", "post_use")
            if within(manifest, "tool", "pdm", "scripts", h) is not None
        ),
        "",
    )
    if hook:
        files, why = [*files, *project.below(".")], why or f"`{hook}` runs with the install"
    return _paths([], manifest, files, why, ("pdm.lock",), project)


def pipenv(install: Install, project: Project) -> Needs | None:
    given = install.value_of("-r", "--requirements")
    if given:
        found = _requirements(given, project, set())
        return None if found is None else Needs(tuple(found[0]), (), True, bool(found[1]), found[1])
    if install.packages:
        return None
    manifest = read_toml(project, "Pipfile")
    if manifest is None:
        return None
    return _paths(
        [table(manifest, k) for k in ("packages", "dev-packages")],
        {},
        [*project.at("Pipfile", "Pipfile.lock")],
        "",
        ("Pipfile.lock",),
        project,
    )


def conda(install: Install, project: Project) -> Needs | None:
    """An environment file; its `pip:` part may name requirements."""
    given = install.value_of("-f", "--file")
    if not given:
        return Needs(certain=True)
    text = project.read(given)
    if text is None:
        return None
    files = [*project.at(given)]
    for nested in re.findall(r"^\s*-\s+(?:-r|--requirement)\s+(\S+)", text, re.M)[:20]:
        found = _requirements(posixpath.join(posixpath.dirname(given), nested), project, set())
        if found is None:
            return None
        files += found[0]
    local = re.search(r"^\s*-\s+(?:-e\s+\S+|\.{1,2}/?\S*)\s*$", text, re.M)
    return (
        Needs((*files, *project.below(".")), (), True, True, f"`{given}` names a local project")
        if local
        else Needs(tuple(files), (), True)
    )

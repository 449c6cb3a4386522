"""What an install needs by the names of files alone, where there is no build context or it does not tell."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable

from dlinter.model.packages.project import Needs
from dlinter.model.packages.tool import BUILD, DOWNLOAD, INSTALL, Install

EVERYTHING = ("**",)
_LOCAL = (".", "./", "..", "/")


def needed_files(install: Install) -> tuple[str, ...]:
    """Patterns of the files that this install needs of the context: manifests and lockfiles, `**` for the
    sources, () for nothing. Paths as given on the command line stay paths, patterns are of file names."""
    table, tool = install.tool.manifests, install.tool
    if table is None or install.action not in (INSTALL, DOWNLOAD, BUILD):
        return ()
    if install.verb == "cook" and install.nested("chef"):
        return (install.value_of("--recipe-path") or "recipe.json",)
    if any("-r" in tool.without_names for _ in (0,)) or (tool.name == "uv" and install.nested("pip")):
        return _requirements(install)
    if tool.name == "uv" and install.verb == "install":
        return ()
    if install.action == BUILD:
        return EVERYTHING
    if tool.name == "mix" and install.verb in ("local.hex", "local.rebar", "archive.install"):
        return ()
    if tool.name == "mix" and install.verb == "do":
        return EVERYTHING  # `mix do deps.get + compile`: its words are tasks
    if tool.name in ("conda", "mamba"):
        given = install.value_of("-f", "--file")
        return (given,) if given else ()
    if tool.name == "cargo" and install.action == INSTALL:
        return EVERYTHING if install.has("--path") or install.value_of("--path") else ()
    if tool.name == "go" and install.action == INSTALL:
        return () if all("@" in p.value for p in install.packages) and install.packages else EVERYTHING
    if tool.name == "pnpm" and install.verb == "deploy":
        return EVERYTHING
    named = [p for p in install.packages if not p.value.startswith(_LOCAL)]
    if tool.ecosystem and tool.ecosystem not in (".NET", "Ruby") and named:
        return ()
    if install.for_the_image:
        return ()
    if tool.name == "dotnet" and (install.nested("tool") or install.nested("workload")):
        return ()
    return table.files


def needs_by_name(install: Install) -> Needs:
    """The same as `Needs`, not certain."""
    needed = needed_files(install)
    lockfiles = install.tool.manifests.lockfiles if install.tool.manifests is not None else ()
    if needed == EVERYTHING:
        return Needs(EVERYTHING, sources=True, why=f"`{install.words}` reads the sources")
    return Needs(tuple(n.removeprefix("./") for n in needed), tuple(f for f in lockfiles if f in needed))


def _requirements(install: Install) -> tuple[str, ...]:
    needed: list[str] = []
    words = [w.value for w in install.command.argv]
    for index, word in enumerate(words):
        name, _, value = word.partition("=")
        if name in ("-r", "--requirement", "--requirements", "-c", "--constraint"):
            given = value or (words[index + 1] if index + 1 < len(words) else "")
            if given and not given.startswith(("http:", "https:")):
                needed.append(given)
        elif word.startswith("-r") and len(word) > 2 and not word.startswith("--"):
            needed.append(word[2:])
        elif name == "--group":
            needed.append(
                (value or (words[index + 1] if index + 1 < len(words) else "")).rpartition(":")[0]
                or "pyproject.toml"
            )
        elif name in ("-e", "--editable"):
            return EVERYTHING
    local = [
        p.value
        for p in install.packages
        if p.value.startswith((*_LOCAL, "file:")) or p.value.endswith(".whl")
    ]
    if any(not v.partition("[")[0].endswith((".whl", ".tar.gz", ".zip", ".tgz")) for v in local):
        return EVERYTHING
    return tuple(needed) or ("*.whl",) if local else tuple(needed)


def matches(path: str, patterns: Iterable[str]) -> bool:
    """Whether a file of the context is one of those needed."""
    name = path.rsplit("/", 1)[-1]
    return any(
        p == "**"
        or fnmatch.fnmatchcase(name, p)
        or path == p.removeprefix("./")
        or name == p.rsplit("/", 1)[-1]
        for p in patterns
    )

"""Which files of the build context an install needs."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable
from dataclasses import dataclass

from dlinter.model.packages.installs import BUILD, DOWNLOAD, INSTALL, Install


@dataclass(frozen=True, slots=True)
class Manifests:
    """Patterns over file names (the last part of a path). `lockfiles` are among `files`."""

    files: tuple[str, ...]
    lockfiles: tuple[str, ...] = ()


_JS = ("package.json", ".npmrc")
TABLE: dict[str, Manifests] = {
    "npm": Manifests((*_JS, "package-lock.json", "npm-shrinkwrap.json"), ("package-lock.json", "npm-shrinkwrap.json")),
    "yarn": Manifests((*_JS, "yarn.lock", ".yarnrc", ".yarnrc.yml"), ("yarn.lock",)),
    "pnpm": Manifests((*_JS, "pnpm-lock.yaml", "pnpm-workspace.yaml"), ("pnpm-lock.yaml",)),
    "bun": Manifests((*_JS, "bun.lock", "bun.lockb", "bunfig.toml"), ("bun.lock", "bun.lockb")),
    "deno": Manifests(("deno.json", "deno.jsonc", "deno.lock", "package.json"), ("deno.lock",)),
    "pip": Manifests(("requirements*.txt", "constraints*.txt", "pyproject.toml", "setup.py", "setup.cfg"), ()),
    "uv": Manifests(("pyproject.toml", "uv.lock", "requirements*.txt", ".python-version"), ("uv.lock",)),
    "poetry": Manifests(("pyproject.toml", "poetry.lock"), ("poetry.lock",)),
    "pdm": Manifests(("pyproject.toml", "pdm.lock"), ("pdm.lock",)),
    "pipenv": Manifests(("Pipfile", "Pipfile.lock"), ("Pipfile.lock",)),
    "conda": Manifests(("environment*.yml", "environment*.yaml", "conda-lock.yml"), ("conda-lock.yml",)),
    "bundle": Manifests(("Gemfile", "Gemfile.lock", ".ruby-version", "*.gemspec"), ("Gemfile.lock",)),
    "composer": Manifests(("composer.json", "composer.lock", "symfony.lock"), ("composer.lock",)),
    "go": Manifests(("go.mod", "go.sum", "go.work", "go.work.sum"), ("go.sum",)),
    "cargo": Manifests(("Cargo.toml", "Cargo.lock", "config.toml"), ("Cargo.lock",)),
    "mvn": Manifests(("pom.xml", "settings.xml"), ()),
    "gradle": Manifests(("build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts", "gradle.properties", "libs.versions.toml", "gradlew"), ("gradle.lockfile",)),
    "sbt": Manifests(("build.sbt", "build.properties", "plugins.sbt"), ()),
    "dotnet": Manifests(("*.csproj", "*.fsproj", "*.vbproj", "*.sln", "*.slnx", "Directory.*.props", "NuGet.Config", "nuget.config", "global.json", "packages.lock.json"), ("packages.lock.json",)),
    "nuget": Manifests(("packages.config", "*.sln", "NuGet.Config", "nuget.config"), ()),
    "mix": Manifests(("mix.exs", "mix.lock"), ("mix.lock",)),
    "rebar3": Manifests(("rebar.config", "rebar.lock"), ("rebar.lock",)),
    "stack": Manifests(("stack.yaml", "stack.yaml.lock", "package.yaml", "*.cabal"), ("stack.yaml.lock",)),
    "cabal": Manifests(("*.cabal", "cabal.project", "cabal.project.freeze"), ("cabal.project.freeze",)),
    "dart": Manifests(("pubspec.yaml", "pubspec.lock"), ("pubspec.lock",)),
    "flutter": Manifests(("pubspec.yaml", "pubspec.lock"), ("pubspec.lock",)),
    "swift": Manifests(("Package.swift", "Package.resolved"), ("Package.resolved",)),
    "conan": Manifests(("conanfile.txt", "conanfile.py", "conan.lock"), ("conan.lock",)),
}
_MANAGER = {"mamba": "conda", "micromamba": "conda"}
EVERYTHING = ("**",)
_LOCAL = (".", "./", "..", "/")


def manifests(manager: str) -> Manifests | None:
    """The files a manager reads; None for one that reads none."""
    return TABLE.get(_MANAGER.get(manager, manager))


def needed_files(install: Install) -> tuple[str, ...]:
    """Patterns of the files that this install needs of the context: manifests and lockfiles, `**` for the sources, ()
    for nothing. Paths as given on the command line stay paths, patterns are of file names."""
    table = manifests(install.manager)
    if table is None or install.action not in (INSTALL, DOWNLOAD, BUILD):
        return ()
    name = install.manager
    if name == "pip":
        return _pip(install)
    if name == "uv" and install.subcommand is not None and install.subcommand.value == "install":
        return _pip(install) if _nested(install, "pip") else ()
    if install.action == BUILD:
        return EVERYTHING
    if name in ("conda", "mamba", "micromamba"):
        given = install.value_of("-f", "--file")
        return (given,) if given else ()
    if name == "cargo" and install.action == INSTALL:
        return EVERYTHING if install.has("--path") or install.value_of("--path") else ()
    if name == "go" and install.action == INSTALL:
        return () if all("@" in p.value for p in install.packages) and install.packages else EVERYTHING
    named = [p for p in install.packages if not p.value.startswith(_LOCAL)]
    if name in ("npm", "yarn", "pnpm", "bun", "composer", "poetry", "pdm", "pipenv", "deno") and named:
        return ()
    if name == "npm" and (install.has("-g", "--global") or install.has("--location=global")):
        return ()
    if name == "dotnet" and _nested(install, "tool"):
        return ()
    return table.files


def _nested(install: Install, word: str) -> bool:
    return any(w.value == word for w in install.command.argv[1:4])


def _pip(install: Install) -> tuple[str, ...]:
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
        elif name in ("-e", "--editable"):
            return EVERYTHING
    if any(p.value.startswith(_LOCAL) or p.value.endswith(".whl") for p in install.packages):
        return EVERYTHING if any(p.value.partition("[")[0] in (".", "./") for p in install.packages) else tuple(needed) or ("*.whl",)
    return tuple(needed)


def matches(path: str, patterns: Iterable[str]) -> bool:
    """Whether a file of the context is one of those needed."""
    name = path.rsplit("/", 1)[-1]
    return any(p == "**" or fnmatch.fnmatchcase(name, p) or path == p.removeprefix("./") or name == p.rsplit("/", 1)[-1] for p in patterns)

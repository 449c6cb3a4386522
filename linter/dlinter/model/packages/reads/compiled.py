"""Go, Cargo, Maven, Gradle and .NET: what fetching needs; a build needs the sources.

Sources: Go Modules Reference (`replace`, workspaces), "go mod download"; The Cargo Book "Workspaces",
"Specifying dependencies" (path), "Configuration"; cargo-chef's README; Maven "POM Reference" (modules,
parent's relativePath), "Maven Wrapper"; Gradle docs "Multi-Project Builds", "Sharing build logic" (buildSrc),
"Version catalogs"; NuGet docs "restore", "Central package management", "NuGet.config"; MSBuild docs
"Customize by folder" (Directory.Build.props is looked for upwards).
"""

from __future__ import annotations

import posixpath
import re
from typing import Any

from dlinter.model.packages.project import Needs, Project
from dlinter.model.packages.reads.common import read_once, read_toml, strings, table, within
from dlinter.model.packages.tool import DOWNLOAD, Install


def go(install: Install, project: Project) -> Needs | None:
    """`go mod download` reads the module files of the module, of the workspace's modules and of local
    replacements."""
    if install.action != DOWNLOAD:
        if (
            install.verb in ("install", "get", "run")
            and install.packages
            and all("@" in p.value for p in install.packages)
        ):
            return Needs(certain=True)
        return None
    if install.nested("tidy") or install.nested("vendor"):
        return Needs(
            project.below("."),
            (),
            True,
            True,
            f"`go mod {'tidy' if install.nested('tidy') else 'vendor'}` reads the imports of the sources",
        )
    text = project.read("go.mod")
    work = project.read("go.work")
    if text is None and work is None:
        return None
    files = [*project.at("go.mod", "go.sum")]
    modules = [text or ""]
    if work is not None:
        files += project.at("go.work", "go.work.sum")
        for used in _go_block(work, "use"):
            files += project.at(posixpath.join(used, "go.mod"), posixpath.join(used, "go.sum"))
            modules.append(project.read(posixpath.join(used, "go.mod")) or "")
        modules.append(work)
    for module in modules:
        for path in re.findall(
            r"=>\s*[\"`]?(\.{1,2}/[^\s\"`]*|/[^\s\"`]+)[\"`]?[ \t\r]*(?://.*)?$", module, re.M
        )[:200]:
            files += project.at(posixpath.join(path, "go.mod"), posixpath.join(path, "go.sum"))
    return Needs(tuple(dict.fromkeys(files)), project.at("go.sum", "go.work.sum"), True)


def _go_block(text: str, word: str) -> list[str]:
    """The operands of `use ./a` and of `use ( … )`."""
    found = re.findall(rf"^\s*{word}\s+([^\s(]+)", text, re.M)
    for block in re.findall(rf"^\s*{word}\s*\(([^)]*)\)", text, re.M):
        found += [line.split("//")[0].strip() for line in block.splitlines() if line.split("//")[0].strip()]
    return [f.strip('"') for f in found][:200]


def cargo(install: Install, project: Project) -> Needs | None:
    """`cargo fetch` reads every manifest of the workspace and of path dependencies, and refuses one that has
    no target: the file of a target that is found by its place must be there."""
    if install.nested("chef"):
        if install.nested("cook"):
            return Needs(project.at(install.value_of("--recipe-path") or "recipe.json"), certain=True)
        return None
    path = install.value_of("--path")
    if install.verb in ("install", "binstall"):
        return (
            Needs(project.below(path), (), True, True, f"`{path}` is built") if path else Needs(certain=True)
        )
    if install.action != DOWNLOAD:
        return None
    root = posixpath.dirname(install.value_of("--manifest-path") or "Cargo.toml")
    manifest = read_toml(project, posixpath.join(root, "Cargo.toml"))
    if manifest is None:
        return None
    names = (
        "Cargo.toml",
        "Cargo.lock",
        "rust-toolchain",
        "rust-toolchain.toml",
        ".cargo/config.toml",
        ".cargo/config",
    )
    files = [*project.at(*(posixpath.join(root, n) for n in names)), *_of_cargo_config(root, project)]
    if "workspace" not in manifest and (above := _above_of_cargo(root, project)):
        return Needs(("**",), (), True, True, f"`{above}` may be the workspace that the package is of")
    waiting, seen = [root], set[str]()
    for pattern in strings(within(manifest, "workspace", "members")):
        files += project.at(posixpath.join(root, pattern, "Cargo.toml")) if "*" not in pattern else ()
        waiting += [posixpath.join(root, folder) for folder in project.folders(posixpath.join(root, pattern))]
    while waiting:
        folder = posixpath.normpath(waiting.pop())
        if folder in seen:
            continue
        seen.add(folder)
        member = (
            manifest if folder == posixpath.normpath(root) else read_toml(project, f"{folder}/Cargo.toml")
        )
        if member is None:
            return None
        files += project.at(f"{folder}/Cargo.toml")
        files += _targets(member, folder, project) if "package" in member else ()
        files += project.at(*(f"{folder}/build.rs",)) if project.has(f"{folder}/build.rs") else ()
        tables = [table(member, k) for k in ("dependencies", "dev-dependencies", "build-dependencies")]
        tables += [
            table(platform, k)
            for platform in table(member, "target").values()
            for k in ("dependencies", "dev-dependencies", "build-dependencies")
        ]
        tables += [
            table(member, "workspace", "dependencies"),
            table(member, "replace"),
            *(table(member, "patch", source) for source in table(member, "patch")),
        ]
        for dependency in (d for t in tables for d in t.values()):
            local = within(dependency, "path")
            if isinstance(local, str):
                waiting.append(posixpath.join(folder, local))
    return Needs(tuple(dict.fromkeys(files)), project.at(posixpath.join(root, "Cargo.lock")), True)


_TARGETS = (("bin", "src/bin"), ("test", "tests"), ("bench", "benches"), ("example", "examples"))
"""The tables of targets, and the folder where Cargo looks for one that has no `path` (The Cargo Book "Cargo
Targets"); it reads no manifest whose target it does not find."""


def _targets(member: dict[str, Any], folder: str, project: Project) -> list[str]:
    """The files that must be there for the manifest of a package to be read."""
    listed = {
        kind: [t for t in found if isinstance(t, dict)] if isinstance(found := member.get(kind), list) else []
        for kind, _ in _TARGETS
    }
    programs = [*([member["lib"]] if isinstance(member.get("lib"), dict) else []), *listed["bin"]]
    files: list[str] = []
    if not programs or any(not isinstance(t.get("path"), str) for t in programs):
        main = [f"{folder}/{n}" for n in ("src/lib.rs", "src/main.rs") if project.has(f"{folder}/{n}")]
        files += (
            project.at(*main)
            if main
            else project.below(f"{folder}/src/bin")
            if project.is_folder(f"{folder}/src/bin")
            else ()
        )
    for kind, place in _TARGETS:
        for target in listed[kind][:200]:
            if isinstance(name := target.get("name"), str) and "path" not in target:
                files += project.at(
                    *(
                        f
                        for f in (f"{folder}/{place}/{name}.rs", f"{folder}/{place}/{name}/main.rs")
                        if project.has(f)
                    )
                )
    return files


def _of_cargo_config(root: str, project: Project) -> list[str]:
    """What a configuration of the project names: vendored sources, overrides, a program around the compiler,
    other configurations (The Cargo Book "Configuration": paths are relative to the folder above `.cargo`,
    those of `include` to the file)."""
    files: list[str] = []
    for name in (".cargo/config.toml", ".cargo/config"):
        config = (
            read_toml(project, posixpath.join(root, name))
            if project.has(posixpath.join(root, name))
            else None
        )
        if config is None:
            continue
        named = [*strings(config.get("paths"))]
        named += [
            v
            for source in table(config, "source").values()
            for k in ("directory", "local-registry")
            if isinstance(v := within(source, k), str)
        ]
        named += [
            v
            for k in ("rustc", "rustc-wrapper", "rustc-workspace-wrapper")
            if isinstance(v := within(config, "build", k), str) and "/" in v
        ]
        named += [posixpath.join(".cargo", v) for v in strings(config.get("include"))]
        for path in (posixpath.join(root, n) for n in named):
            files += project.whole(path)
    return files


def _above_of_cargo(root: str, project: Project) -> str:
    """A manifest of the context in a folder above, where Cargo looks for the workspace; "" for none."""
    at = posixpath.dirname(project.image_path(root or "."))
    while at not in ("", "/"):
        if project.has(f"{at}/Cargo.toml"):
            return f"{at}/Cargo.toml"
        at = posixpath.dirname(at)
    return ""


_PHASE = re.compile(
    r"(?:generate|process)-(?:test-)?(?:sources|resources|classes)|(?:test-)?compile|package|install|verify|"
    r"test|deploy|prepare-package|integration-test|site"
)
"""Phases of Maven's life cycle that read the sources."""


_ELSEWHERE = re.compile(
    r"(?:<systemPath>|<url>file:(?://)?)\s*(?!\$\{(?:project\.)?basedir\}/[^<$]+<|\$\{(?:java\.home|env\.)|/)"
)
"""A jar or repository beside the POM that is named by other means than `${project.basedir}`."""


def _pom(path: str) -> str:
    """The file of a module, which is named by its folder or by itself (Maven, "POM Reference", modules)."""
    path = posixpath.normpath(path)
    return path if path.endswith(".xml") else f"{path}/pom.xml"


def maven(install: Install, project: Project) -> Needs | None:
    """`dependency:go-offline` reads the POMs of all modules."""
    if install.action != DOWNLOAD or any(_PHASE.fullmatch(w.value) for w in install.command.argv[1:]):
        return None
    first = install.value_of("-f", "--file") or "pom.xml"
    waiting = [first]
    files = [*project.at("mvnw", "settings.xml")]
    files += project.below(".mvn") if project.is_folder(".mvn") else ()
    files += [
        f
        for word in (project.read(".mvn/maven.config") or "").replace("=", " ").split()
        if project.has(word)
        for f in project.at(word)
    ]
    for path, text in read_once(waiting, project, _pom):
        if text is None:
            return None
        files += project.at(path)
        folder = posixpath.dirname(path)
        if _ELSEWHERE.search(text):
            return None  # a file whose place is made of parts
        for asked in re.findall(
            r"<(?:exists|missing)>\s*(?:\$\{(?:project\.)?basedir\}/)?([^<]*?)\s*</", text
        )[:50]:
            if "$" in asked:
                return None
            # a profile is in force by it (Maven, "Introduction to build profiles")
            files += project.whole(posixpath.join(folder, asked))
        waiting += [
            posixpath.join(folder, m.strip()) for m in re.findall(r"<module>([^<$]*)</module>", text)[:200]
        ]
        for local in re.findall(
            r"(?:<systemPath>|<url>file:(?://)?)\s*\$\{(?:project\.)?basedir\}/([^<$]+?)\s*<", text
        )[:50]:
            place = posixpath.join(folder, local)
            files += project.whole(place)
        parent = re.search(r"<relativePath>([^<]+)</relativePath>", text)
        if parent and project.has(posixpath.join(folder, parent[1].strip())):
            waiting.append(posixpath.join(folder, parent[1].strip()))
    return Needs(tuple(dict.fromkeys(files)), (), True)


_COMPUTED = re.compile(r"\bincludeBuild\s*\(?\s*[^\s(\"']")
"""A build that is included from where more than a text says (`includeBuild(file(…))`)."""
_LISTS = re.compile(r"\b(?:listFiles|eachDir\w*|eachFile\w*|walk(?:TopDown)?|fileTree|traverse)\b")
_READS_A_FILE = re.compile(
    r"\b(?:readText|readLines|readBytes|FileInputStream|FileReader|newReader|withInputStream|eachLine|"
    r"forEachLine)\b|\.text\b|\bload\s*\(|\bapply\s*\(?\s*from\b"
)
_READS_PARTS = re.compile(
    r"""\b(?:file|File|get|from\s*[:=]|resolve)\s*\(?\s*(?:rootDir\s*,\s*|projectDir\s*,\s*)?["'](?:[^"'\n"""
    r"""]*\$\{?(?!rootDir\b|projectDir\b|rootProject\b|project\b)\w[^"'\n]*["']|[^"'\n]*["']\s*\+)"""
)
"""A path with a variable in it, or joined by `+`."""


def gradle(install: Install, project: Project) -> Needs | None:
    """Configuring a build reads the scripts of all projects, the wrapper, the catalogue and the build
    logic."""
    if install.action != DOWNLOAD or not any(
        project.has(f"{n}{e}") for n in ("build.gradle", "settings.gradle") for e in ("", ".kts")
    ):
        return None
    below = project.below(".")
    if not below:
        return None
    base = below[0].removesuffix("**")
    files = [f"{base}**/{n}{e}" for n in ("*.gradle", "*.gradle.kts") for e in ("",)] + [
        f"{base}**/gradle.properties",
        f"{base}**/gradle.lockfile",
        f"{base}gradlew",
    ]
    files += [f"{base}{folder}/**" for folder in ("gradle", "buildSrc", "build-logic")]
    for e in ("", ".kts"):
        text = project.read(f"settings.gradle{e}") or ""
        for path in re.findall(r"includeBuild\s*\(?\s*[\"']([^\"']+)", text)[:50]:
            files += project.below(path)
        if _LISTS.search(text) or _COMPUTED.search(text):
            return None  # projects are found by what lies in a folder, or where an expression says
    prefix = base.rstrip("/")
    for script in [
        f for f in project.context.files if f.endswith((".gradle", ".gradle.kts")) and f.startswith(base)
    ][:100]:
        folder = posixpath.relpath(posixpath.dirname(script) or ".", prefix or ".")
        text = project.context.text(script) or ""
        if _READS_PARTS.search(text) and _READS_A_FILE.search(text):
            return None  # the path of a file is made of parts
        for jars in re.findall(
            r"(?:fileTree\s*\(?\s*(?:dir\s*[:=]\s*)?|\bdirs?\s*[=(]?\s*|"
            r"flatDir\w*\s*\(\s*\w+\s*=\s*)[\"']([\w./-]+)[\"']",
            text,
        )[:50]:
            for at in {posixpath.normpath(posixpath.join(folder, jars)), posixpath.normpath(jars)}:
                # packages that lie beside the script
                files += project.below(at) if not at.startswith("..") and project.is_folder(at) else ()
        for named in list(
            dict.fromkeys(re.findall(r"[\"'](?:\$\{?(?:rootDir|projectDir)\}?/)?([\w./-]*[\w-])[\"']", text))
        )[:300]:
            # a version, a catalogue: what a script reads while it is evaluated
            for at in {posixpath.normpath(posixpath.join(folder, named)), posixpath.normpath(named)}:
                files += (
                    project.at(at)
                    if not at.startswith("..") and project.has(at) and not project.is_folder(at)
                    else ()
                )
    return Needs(tuple(dict.fromkeys(files)), (f"{base}**/gradle.lockfile",), True)

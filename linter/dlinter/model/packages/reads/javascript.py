"""npm, Yarn, pnpm and Bun: `package.json`, its workspaces, local packages, patches, and the scripts that an
install runs.

Sources: npm docs "workspaces", "scripts" (life cycle), "package.json"; Yarn docs "Workspaces", ".yarnrc.yml"
(`yarnPath`, `plugins`), "Protocols"; pnpm docs "pnpm-workspace.yaml", ".pnpmfile.cjs", "patchedDependencies";
Bun docs "Workspaces", "bun patch"; Prisma docs "Generating Prisma Client".
"""

from __future__ import annotations

import posixpath
import re
from fnmatch import fnmatchcase
from typing import Any

from dlinter.model.packages.project import Needs, Project
from dlinter.model.packages.reads.common import read_json, strings, table, within, yaml_list
from dlinter.model.packages.tool import Install

_SCRIPTS = ("preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare",
    "pnpm:devPreinstall", "predependencies", "dependencies", "postdependencies")
"""Scripts of the root. npm runs `dependencies` after each change of `node_modules`, those of `npm ci` as well
(npm docs "scripts")."""
_MEMBER_SCRIPTS = ("preinstall", "install", "postinstall", "preprepare", "prepare", "postprepare")
_HARMLESS = re.compile(
    r"(?:\s|&&|;|\|\||true|:|exit 0|"
    r"(?:npx |pnpm exec |yarn |bunx )?(?:husky(?: install)?(?: [.\w/-]+)?|only-allow \w+|lefthook "
    r"install|simple-git-hooks|is-ci|patch-package|ngcc|skip-ci|pinst --\w+|"
    r"npx only-allow \w+|prisma generate|ignore-scripts))*"
)
"""Scripts that read nothing of the sources, or only files that are named below."""
_DEPENDENCIES = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies", "resolutions")
_NOT_WHOLE = "`package.json` belongs to a workspace that the build context does not have"
_IN_A_WORKSPACE = "the folder belongs to a workspace whose root lies above it"
_OWN = {
    "npm": ("package-lock.json", "npm-shrinkwrap.json"),
    "yarn": ("yarn.lock", ".yarnrc", ".yarnrc.yml"),
    "pnpm": ("pnpm-lock.yaml", "pnpm-workspace.yaml", ".pnpmfile.cjs", ".pnpmfile.mjs"),
    "bun": ("bun.lock", "bun.lockb", "bunfig.toml"),
}
_SETTINGS = {"yarn": (".yarnrc", ".yarnrc.yml"), "pnpm": ("pnpm-workspace.yaml",), "bun": ("bunfig.toml",)}
_PATH = re.compile(r"((?:file|link|portal):)?([\w.@+-]*[./][\w.@/+-]*)(?![\w*])")
_PROGRAM = re.compile(r"\.(?:[cm]?js|[cm]?ts|sh)$")
_READS_MORE = re.compile(
    r"""(?:require|import|from)\s*\(?\s*["'`]\.|readFile|readdir|existsSync|__dirname|import\.meta|"""
    r"""process\.cwd|spawn|exec|(?:^|\s)(?:source\s|\.{1,2}/)""",
    re.M,
)
"""What a program of the project says that reads other files of it."""
_RELEASE = re.compile(r"(?:yarn|pnpm|bun)(?:[-.]\d[\w.-]*)?\.[cm]?js")
_PRELOADS = re.compile(
    r"(?ms)^\s*(?:preload\s*=\s*(?:\[.*?\]|[\"'][^\"'\n]*[\"'])|\[(?:test|run|serve)[\w.]*\].*?(?=^\s*\[|\Z))"
)
"""What `bun install` does not read: programs that run before others, and the sections of other commands (Bun
docs, "bunfig.toml")."""
_INJECTS = re.compile(r"^\s*(?:inject-workspace-packages\s*=|injectWorkspacePackages\s*:)\s*[\"']?true", re.M)


def javascript(install: Install, project: Project) -> Needs | None:
    """What `npm ci`, `yarn install`, `pnpm install`, `bun install` need; a package named on the command line
    needs `package.json` only where one is there."""
    if install.for_the_image:
        return _of_version(install, project)
    if install.tool.name == "pnpm" and install.verb == "deploy":
        return Needs(
            ("**",),
            (),
            True,
            True,
            "`pnpm deploy` copies the files of the package and of those that it depends on",
        )
    local = [p.value for p in install.packages if p.value.startswith((".", "/", "file:"))]
    if local:
        return Needs(
            tuple(f for p in local for f in _local(p, "", project)),
            certain=True,
            sources=True,
            why=f"`{local[0]}` is installed from its files",
        )
    name = install.tool.name.removesuffix("-berry")
    root = read_json(project, "package.json")
    if root is None:
        return None
    if _root_above(install, project):
        return Needs(("**",), sources=True, why=_IN_A_WORKSPACE)
    lockfiles = install.tool.manifests.lockfiles if install.tool.manifests else ()
    files = [*project.at("package.json", ".npmrc", *_OWN.get(name, ()))]
    if install.verb == "fetch":  # pnpm fetch: "ignores the package manifests and only uses the lockfile"
        return Needs(
            project.at(
                *lockfiles, "pnpm-workspace.yaml", ".npmrc", ".pnpmfile.cjs", *_patches(root, project)
            ),
            project.at(*lockfiles),
            True,
        )
    files += _settings(name, project)
    named, why = _named(name, project)
    files += named
    members = _members(name, root, project)
    if members is None:
        return None
    manifests = {"": root}
    for pattern in members:
        for folder in project.folders(pattern):
            manifest = read_json(project, f"{folder}/package.json")
            if manifest is not None:
                manifests.setdefault(folder, manifest)
        files += _member_files(pattern, project)
    for folder, manifest in manifests.items():
        if _is_member(manifest) and not members:
            return Needs(("**",), sources=True, why=_NOT_WHOLE)
        files += project.at(*(f"{folder}/package.json" if folder else "package.json",))
        referenced = _referenced(folder, manifest, project)
        if referenced is None:
            return Needs(
                ("**",), sources=True, why="a package that it installs from a folder is made in the build"
            )
        made = _made_from_sources(folder, manifest)
        why, files = why or made, [*files, *(project.below(".") if made else ())]
        files += referenced
        if folder and name in ("pnpm", "npm", "yarn"):
            files += project.at(*(posixpath.join(folder, b) for b in _bins(manifest)))
        if not install.has("--ignore-scripts"):
            script, needed = _script(folder, manifest, project)
            why, files = why or script, [*files, *needed]
    return Needs(tuple(dict.fromkeys(files)), project.at(*lockfiles), True, bool(why), why)


def _root_above(install: Install, project: Project) -> bool:
    """Whether the folder is one of a workspace's, of which the root lies above it in the image: what is
    installed is told by the lockfile there (npm docs, "workspaces"; Yarn docs, "Workspaces"; pnpm docs,
    "pnpm-workspace.yaml")."""
    if install.has("--ignore-workspace", "--no-workspaces"):
        return False
    above = project.folder
    while above not in ("", "/"):
        above = posixpath.dirname(above)
        if install.tool.name == "pnpm":
            if project.has(posixpath.join(above, "pnpm-workspace.yaml")):
                return True
            continue
        manifest = read_json(project, posixpath.join(above, "package.json")) or {}
        found = manifest.get("workspaces")
        below = posixpath.relpath(project.folder, above)
        if any(
            "**" in pattern or "{" in pattern or fnmatchcase(below, pattern.removeprefix("./").rstrip("/"))
            for pattern in strings(found.get("packages") if isinstance(found, dict) else found)
        ):
            return True
    return False


def _of_version(install: Install, project: Project) -> Needs:
    """What an install of a named package for all of the image needs: `package.json` where it says which
    version of the tool runs (Corepack README, "packageManager"; pnpm docs, "managePackageManagerVersions").
    """
    manifest = (
        read_json(project, "package.json") if install.tool.name in ("pnpm", "yarn", "yarn-berry") else None
    )
    if manifest is None or ("packageManager" not in manifest and not _is_member(manifest)):
        return Needs(certain=True)
    if "packageManager" not in manifest:
        return Needs(("**",), sources=True, why=_NOT_WHOLE)
    return Needs(project.at("package.json"), (), True)


def _is_member(manifest: dict[str, Any]) -> bool:
    """Whether a dependency is found in the workspace alone (pnpm docs and Yarn docs, "workspace:"; pnpm docs,
    "Catalogs")."""
    return any(
        isinstance(v, str) and v.startswith(("workspace:", "catalog:"))
        for key in _DEPENDENCIES
        for v in table(manifest, key).values()
    )


def _named(name: str, project: Project) -> tuple[list[str], str]:
    """Files of the project that the settings name (a certificate, a hook, a local package), and why the
    sources are needed: a hook of the project reads more, or packages of the workspace are copied when they
    are installed ("" if they are not)."""
    files: list[str] = []
    why = ""
    found = [(n, project.read(n)) for n in (".npmrc", *_SETTINGS.get(name, ())) if project.has(n)]
    for setting, text in found:
        if name == "pnpm" and _INJECTS.search(text or ""):
            why = why or f"`{setting}` copies the packages of the workspace when they are installed"
        said = _PRELOADS.sub("", text or "") if setting == "bunfig.toml" else text or ""
        for local, path in list(
            dict.fromkeys(_PATH.findall(re.sub(r"(?m)^\s*[#;].*|https?://\S+", "", said)))
        )[:500]:
            path = posixpath.normpath(path)
            if project.is_folder(path):
                files += project.below(path) if local else ()
            elif project.has(path):
                files += project.at(path)
                why = why or _program(path, setting, project)
    if name == "pnpm":
        for hook in (".pnpmfile.cjs", ".pnpmfile.mjs"):
            why = why or (_program(hook, "pnpm", project) if project.has(hook) else "")
    return [*files, *(project.below(".") if why else ())], why


def _program(path: str, named_by: str, project: Project) -> str:
    """Why a program of the project that runs with the install needs more than itself. A release of Yarn, and
    a plugin that it fetched, is whole."""
    if (
        not _PROGRAM.search(path)
        or posixpath.normpath(path).startswith(".yarn/")
        or _RELEASE.fullmatch(posixpath.basename(path))
    ):
        return ""
    text = project.read(path)
    return (
        f"`{path}`, which `{named_by}` runs, may read other files"
        if text is None or _READS_MORE.search(text)
        else ""
    )


def _settings(name: str, project: Project) -> list[str]:
    """Files that the tool's settings name: Yarn itself, plugins, an offline mirror, hooks."""
    files: list[str] = []
    if name == "yarn":
        berry = project.read(".yarnrc.yml")
        if berry is not None:
            for value in re.findall(
                r"^\s*(?:yarnPath|-?\s*path|spec):\s*[\"']?(\.?\.?[\w./@-]+)", berry, re.M
            )[:50]:
                if "/" in value:  # an upgrade writes another name into the same folder
                    files += (
                        project.below(".yarn/releases")
                        if value.removeprefix("./").startswith(".yarn/releases/")
                        else project.at(value)
                    )
            files += [
                f
                for folder in (".yarn/patches", ".yarn/plugins", ".yarn/cache")
                if project.is_folder(folder)
                for f in project.below(folder)
            ]
            files += project.at(*(n for n in (".pnp.cjs", ".pnp.loader.mjs") if project.has(n)))
        classic = project.read(".yarnrc")
        if classic is not None:
            for key, value in re.findall(
                r"^\s*\"?(yarn-path|yarn-offline-mirror)\"?\s+\"?([^\"\s]+)", classic, re.M
            )[:10]:
                files += project.at(value) if key == "yarn-path" else project.below(value)
        if berry is not None and re.search(r"^enableConstraintsChecks:\s*[\"']?true", berry, re.M):
            files += project.at(*(n for n in ("yarn.config.cjs", "constraints.pro") if project.has(n)))
    if name == "pnpm" and project.has("patches"):
        files += project.below("patches")
    return files


def _members(name: str, root: dict[str, Any], project: Project) -> tuple[str, ...] | None:
    """The patterns of a workspace's members; a `!` pattern only takes some out, which cannot make a file
    missing."""
    found = within(root, "workspaces")
    members = strings(found if not isinstance(found, dict) else found.get("packages"))
    if name == "pnpm":
        text = project.read("pnpm-workspace.yaml")
        if text is not None:
            listed = yaml_list(text, "packages")
            if listed is None:
                return None
            members = listed
    return tuple(m for m in members if not m.startswith("!"))


def _member_files(pattern: str, project: Project) -> tuple[str, ...]:
    """`packages/*` as a pattern of the context: a member that a commit adds is needed, too."""
    cleaned = posixpath.normpath(pattern)
    if cleaned.startswith("..") or any(c in cleaned for c in "{}"):
        return ()
    if not any(c in cleaned for c in "*?["):
        return project.at(f"{cleaned}/package.json")
    base = project.at("package.json")
    if not base:
        return ()
    folder = base[0].rpartition("/")[0]
    return (f"{folder}/{cleaned}/package.json" if folder else f"{cleaned}/package.json",)


def _local(value: str, folder: str, project: Project) -> tuple[str, ...]:
    """The files of a local package: an archive, or a folder with all that is in it."""
    path = _place_of(value, folder)
    return project.whole(path)


def _place_of(value: str, folder: str) -> str:
    return posixpath.normpath(
        posixpath.join(
            folder,
            value.partition(":")[2].partition("#")[0]
            if value.startswith(("file:", "link:", "portal:"))
            else value,
        )
    )


def _referenced(folder: str, manifest: dict[str, Any], project: Project) -> list[str] | None:
    """None where a local package is not in the build context: an earlier step makes it
    (`file:../deps/phoenix`)."""
    files: list[str] = []
    for key in _DEPENDENCIES:
        for value in list(table(manifest, key).values())[:2000]:
            if not isinstance(value, str):
                continue
            if value.startswith(("file:", "link:", "portal:", "./", "../")):
                if (
                    value.startswith(("file:", "portal:"))
                    and project.locate(_place_of(value, folder)) is None
                ):
                    return None
                files += _local(value, folder, project)
            for patch in re.findall(r"patch:[^#]*#(?:~/|\./|optional!)*([\w.@/+-]+\.patch)", value)[:20]:
                files += project.at(patch)
    for value in (*table(manifest, "overrides").values(), *table(manifest, "pnpm", "overrides").values()):
        if isinstance(value, str) and value.startswith(("file:", "link:")):
            files += _local(value, folder, project)
    return [*files, *project.at(*_patches(manifest, project))]


def _made_from_sources(folder: str, manifest: dict[str, Any]) -> str:
    """Why an install copies the sources of a package of the workspace (pnpm docs
    "dependenciesMeta.*.injected"), or runs a program of it (Yarn docs "Exec Protocol"); "" if not."""
    path = posixpath.join(folder, "package.json")
    if any(within(meta, "injected") is True for meta in table(manifest, "dependenciesMeta").values()):
        return f"`{path}` injects packages of the workspace, which are copied when they are installed"
    if any(
        isinstance(v, str) and v.startswith("exec:")
        for key in _DEPENDENCIES
        for v in table(manifest, key).values()
    ):
        return f"`{path}` has a package that a program makes (`exec:`)"
    return ""


def _patches(manifest: dict[str, Any], project: Project) -> tuple[str, ...]:
    found = [
        *table(manifest, "patchedDependencies").values(),
        *table(manifest, "pnpm", "patchedDependencies").values(),
    ]
    text = project.read("pnpm-workspace.yaml") if project.has("pnpm-workspace.yaml") else None
    if text is not None:
        found += re.findall(r"^\s+\S+:\s*[\"']?([\w.@/+-]+\.patch)", text, re.M)[:100]
    return tuple(v for v in found if isinstance(v, str))


def _bins(manifest: dict[str, Any]) -> tuple[str, ...]:
    """Programs of a member, which are linked when it is installed."""
    found = manifest.get("bin")
    return tuple(
        posixpath.normpath(b)
        for b in ((found,) if isinstance(found, str) else table(manifest, "bin").values())
        if isinstance(b, str)
    )


def _script(folder: str, manifest: dict[str, Any], project: Project) -> tuple[str, list[str]]:
    """Why an install script of a manifest needs the sources ("" when none does), and the files it names."""
    files: list[str] = []
    scripts = table(manifest, "scripts")
    ran = " ".join(s for name in (*_SCRIPTS, *_MEMBER_SCRIPTS) if isinstance(s := scripts.get(name), str))
    if (
        "patch-package" in ran
        or "patch-package" in table(manifest, "devDependencies")
        or "patch-package" in table(manifest, "dependencies")
    ):
        files += project.below(posixpath.join(folder, "patches"))
    if "prisma" in ran or any(
        n in table(manifest, k)
        for n in ("prisma", "@prisma/client")
        for k in ("dependencies", "devDependencies")
    ):
        # @prisma/client generates itself after its installation, from the schema that it finds
        schema = within(manifest, "prisma", "schema")
        files += (
            _local(schema, folder, project)
            if isinstance(schema, str)
            else project.below(posixpath.join(folder, "prisma"))
        )
        for config in ("prisma.config.ts", "prisma.config.js", ".config/prisma.ts"):
            for named in (
                re.findall(
                    r"\bschema:\s*[\"'`]([^\"'`$]+)", project.read(posixpath.join(folder, config)) or ""
                )
                if project.has(posixpath.join(folder, config))
                else ()
            ):
                files += _local(named, folder, project)
        files += project.at(*(n for n in ("prisma.config.ts", "schema.prisma") if project.has(n)))
    if (
        project.has(posixpath.join(folder, "binding.gyp"))
        and manifest.get("gypfile") is not False
        and not any(scripts.get(n) for n in ("preinstall", "install"))
    ):
        return f"`{posixpath.join(folder, 'binding.gyp')}` is built by `node-gyp`", [
            *files,
            *project.below(folder or "."),
        ]
    for name in _SCRIPTS if not folder else _MEMBER_SCRIPTS:
        script = scripts.get(name)
        if not isinstance(script, str) or len(script) > 2000 or _HARMLESS.fullmatch(script):
            continue
        plain = re.fullmatch(r"(?:node |sh |bash )?(?:\./)?([\w./-]+\.(?:c?js|mjs|sh))", script.strip())
        if plain and project.has(posixpath.join(folder, plain[1])):
            files += project.at(posixpath.join(folder, plain[1]))
        return f"`{name}` of `{posixpath.join(folder, 'package.json')}` runs `{script[:60]}`", [
            *files,
            *project.below(folder or "."),
        ]
    return "", files

""".NET: what `dotnet restore` reads, and what a build of a project does.

Sources: NuGet docs "restore", "Central package management", "NuGet.config"; MSBuild docs "Customize by
folder" (Directory.Build.props is looked for upwards), "Common MSBuild project items", "MSBuild reserved
properties"; .NET docs "Configuration files for code analysis rules" (.editorconfig and .globalconfig of all
folders above).
"""

from __future__ import annotations

import posixpath
import re

from dlinter.model.packages.project import Needs, Project
from dlinter.model.packages.reads.common import read_once
from dlinter.model.packages.tool import Install

_PROJECT = (".csproj", ".fsproj", ".vbproj", ".sln", ".slnx", ".slnf")


def dotnet(install: Install, project: Project) -> Needs | None:
    """`dotnet restore` reads the project or solution, all projects that it refers to, and what stands in the
    folders above each."""
    if install.nested("tool"):
        # its sources, and the SDK that runs it
        settings = [f for f in _above("", project) if f.lower().endswith(("nuget.config", "global.json"))]
        feeds = [f for n in settings if n.lower().endswith("nuget.config") for f in _feeds(n, project)]
        return Needs(
            (
                *(project.at(".config/dotnet-tools.json") if install.nested("restore") else ()),
                *settings,
                *feeds,
            ),
            certain=True,
        )
    if install.verb != "restore" or install.nested("workload"):
        return Needs(certain=True) if install.nested("workload") else None
    given = [p.value for p in install.packages]
    if any("$" in g for g in given):
        return None
    first = given[0] if given else "."
    if not first.endswith(_PROJECT):
        there = [f for f in _listed(project, first) if f.endswith(_PROJECT)]
        if not there:
            return None
        waiting = there
    else:
        waiting = [first]
    files = list[str]()
    for path, text in read_once(waiting, project, _slashed):
        if text is None:
            return None
        folder = posixpath.dirname(path)
        files += project.at(path, posixpath.join(folder, "packages.lock.json"))
        above = _above(folder, project)
        files += above
        waiting += [
            f"{a}/{n}" for a in _folders_above(folder, project) for n in _IMPORTING if project.has(f"{a}/{n}")
        ]
        files += [f for n in above if n.lower().endswith("nuget.config") for f in _feeds(n, project)]
        files += [
            f
            for n in re.findall(
                r"<NuGetLockFilePath>([^<$]+)<|ReadAllText\(\s*[\"']([^\"'$]+)|Exists\(\s*'([^'$]+)", text
            )[:50]
            for f in project.at(posixpath.join(folder, "".join(n).replace("\\", "/")))
        ]
        if path.endswith((".sln", ".slnx", ".slnf")):
            waiting += [
                posixpath.join(folder, p.replace("\\", "/"))
                for p in re.findall(r"[\"']([^\"'\n]+\.(?:cs|fs|vb)proj)[\"']", text)[:500]
            ]
            continue
        for name in re.findall(
            r"<(?:ProjectReference\s[^>]*?Include|Import\s[^>]*?Project)\s*=\s*[\"']([^\"\n"
            r"]+?)[\"'](?=[\s/>])",
            text,
        )[:500]:
            if "GetPathOfFileAbove" in name or "GetDirectoryNameOfFileAbove" in name:
                continue  # those above are read as they are
            if "$(" in name:
                name = name.replace("$(MSBuildThisFileDirectory)", "").replace(
                    "$(MSBuildProjectDirectory)", "./"
                )
                if "$(" in name:
                    return None
            waiting.append(posixpath.join(folder, name.replace("\\", "/")))
    return Needs(
        tuple(dict.fromkeys(files)), tuple(f for f in files if f.endswith("packages.lock.json")), True
    )


def _slashed(path: str) -> str:
    return posixpath.normpath(path.replace("\\", "/"))


_DIRECTORY = (
    "Directory.Build.props",
    "Directory.Build.targets",
    "Directory.Packages.props",
    "NuGet.Config",
    "nuget.config",
    "NuGet.config",
    "global.json",
    "Directory.Build.rsp",
)


_IMPORTING = ("Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props")


def _folders_above(folder: str, project: Project) -> list[str]:
    """A folder and those above it, as paths of the image."""
    parts = project.image_path(folder or ".").split("/")
    return ["/".join(parts[:end]) for end in range(len(parts), 1, -1)]


def _feeds(config: str, project: Project) -> list[str]:
    """Folders of packages that a NuGet.config of the context names, relative to it."""
    found: list[str] = []
    for value in re.findall(
        r"<add\s[^>]*\bvalue\s*=\s*[\"']([^\"'%:]+)[\"']", project.context.text(config) or ""
    )[:50]:
        place = posixpath.normpath(posixpath.join(posixpath.dirname(config), value.replace("\\", "/")))
        entry = project.context.entry(place)
        found += [f"{place}/**"] if entry is not None and entry.is_dir and place != "." else []
    return found


def _above(folder: str, project: Project) -> tuple[str, ...]:
    """Settings in the project's folder and those above it that are there."""
    found: list[str] = []
    parts = project.image_path(folder or ".").split("/")
    for end in range(len(parts), 0, -1):
        at = "/".join(parts[:end]) or "/"
        found += [
            f
            for n in _DIRECTORY
            if project.has(f"{at.rstrip('/')}/{n}")
            for f in project.at(f"{at.rstrip('/')}/{n}")
        ]
    return tuple(found)


def _listed(project: Project, folder: str) -> list[str]:
    """The files directly in a folder, relative to the project's."""
    there = project.locate(folder)
    found = (
        []
        if there is None
        else [e.path.rpartition("/")[2] for e in project.context._list(there) if not e.is_dir]
    )
    place = project.image_path(folder).rstrip("/")
    found += [
        p[len(place) + 1 :]
        for p in project.places
        if p.startswith(place + "/") and "/" not in p[len(place) + 1 :]
    ]
    return [posixpath.join(folder, name) for name in dict.fromkeys(found)]


_BUILDS = ("build", "publish")
_PROPERTY = re.compile(r"(?:[-/]p|--?property|[-/][a-zA-Z]+):\w")
"""`-p:Name=value`, `/p:…`, `/nologo:…`."""
_ABOVE_BUILDS = (".editorconfig", ".globalconfig", "version.json", "GitVersion.yml", "Directory.Build.rsp",
    "MSBuild.rsp", "Directory.Solution.props", "Directory.Solution.targets")
_RUNS_MORE = re.compile(
    r"<(?:Exec|UsingTask|MSBuild|CallTarget)\s|\$\(\[System\.IO|"
    r"\$\(\[MSBuild\]::(?:Normalize|MakeRelative|Ensure)|"
    r"MinVer|Nerdbank\.GitVersioning|GitVersion|GitInfo|NSwag", re.I,
)  # fmt: skip
"""What may read any file, or asks git."""
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_ATTRIBUTES = re.compile(r"([\w.:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_TEXTS = re.compile(r"<([\w.]+)(?:\s[^<>]*)?(?<!/)>([^<>]+)(?=<)")
_UP = re.compile(r"\.\.[\\/]")
_MSBUILD = re.compile(r"\$\((?:MSBuildThisFileDirectory|MSBuildProjectDirectory|ProjectDir)\)")
_IMPORTED = (*_PROJECT, ".props", ".targets", ".projitems", ".shproj", ".proj")
_MOST_VALUES = 5000


def sources(install: Install, project: Project) -> Needs | None:
    """`dotnet build` and `publish` of a project read its folder, those of the projects that it refers to,
    what they name outside of these, and the settings in all folders above. None where a project runs a
    program, or names a folder by a property that only the build has."""
    words = [w.value for w in install.command.argv[1:]]
    if install.verb not in _BUILDS or any(
        re.search(r"[/\\\\]", w.partition("=")[2]) for w in words if _PROPERTY.match(w)
    ):
        return None
    given = [p.value for p in install.packages if not _PROPERTY.match(p.value)]
    if any("$" in g for g in given):
        return None
    first = given[0].replace("\\", "/") if given else "."
    waiting = [first] if first.endswith(_PROJECT) else [
        f for f in _listed(project, first) if f.endswith(_PROJECT)
    ]
    if not waiting:
        return None
    files = list[str]()
    for path, text in read_once(waiting, project):
        if text is None:
            return None
        folder = posixpath.dirname(path)
        files += [*project.at(path), *_above(folder, project)]
        above = _folders_above(folder, project)
        files += [
            f for a in above for n in _ABOVE_BUILDS if project.has(f"{a}/{n}") for f in project.at(f"{a}/{n}")
        ]
        waiting += [f"{a}/{n}" for a in above for n in _IMPORTING if project.has(f"{a}/{n}")]
        if path.endswith((".sln", ".slnx", ".slnf")):
            waiting += [
                posixpath.join(folder, p.replace("\\", "/"))
                for p in re.findall(r"[\"']([^\"'\n]+\.(?:cs|fs|vb)proj)[\"']", text)[:500]
            ]
            continue
        if path.endswith(("proj", ".projitems")):
            files += project.below(folder or ".")
        found = _named(_COMMENT.sub("", text), folder, path, project)
        if found is None:
            return None
        files += found[0]
        waiting += found[1]
    if not any(f.endswith("**") for f in files):
        return None
    folders = [f for f in dict.fromkeys(files) if f.endswith("**")]
    outer = [f for f in folders if not any(f != o and f.startswith(o[:-2]) for o in folders)]
    within = tuple(o[:-2] for o in outer)
    single = [f for f in dict.fromkeys(files) if not f.endswith("**") and not f.startswith(within)]
    return Needs((*outer, *single), certain=True, sources=True, why=f"`{install.words}` reads the sources")


def _named(text: str, folder: str, path: str, project: Project) -> tuple[list[str], list[str]] | None:
    """The files and folders outside of its own that a project names, and the projects and imports; None where
    that is not told."""
    if _RUNS_MORE.search(text):
        return None
    files, waiting = list[str](), list[str]()
    is_project = path.endswith("proj")
    told = [(m[1], m[2] or m[3] or "") for m in _ATTRIBUTES.finditer(text)]
    told += [(m[1], m[2]) for m in _TEXTS.finditer(text)]
    if len(told) > _MOST_VALUES or len(_UP.findall(text)) != sum(len(_UP.findall(v)) for _, v in told):
        return None
    for name, values in told:
        if name.startswith("Docker"):
            continue  # for Visual Studio alone ("Container Tools build properties")
        joins = name in ("Include", "Project") and "." in values
        if name == "Condition":
            tests = re.findall(r"Exists\(\s*'([^']*)'", values)
            if any("$(" in t or ".." in t for t in tests):
                return None
            continue
        for raw in values.split(";"):
            value = raw.strip().replace("\\", "/")
            if "GetPathOfFileAbove" in value or "GetDirectoryNameOfFileAbove" in value:
                if not any(n in value for n in _IMPORTING):
                    return None
                continue
            if "://" in value or (" " in value and not joins):
                continue
            anchored = _MSBUILD.search(value) is not None
            if anchored and "ThisFile" not in value and not is_project:
                return None  # the folder of whatever project imports it
            value = _MSBUILD.sub("./", value).replace(".//", "./")
            if value.startswith("$(") and "/" in value and not _OUTPUT.match(value):
                return None
            if "$(" in value and (".." in value or (joins and value.endswith(_IMPORTED))):
                return None
            if value.startswith("/") and joins:
                return None
            imports = joins and value.endswith(_IMPORTED) and "*" not in value
            if not imports and ".." not in value.split("/") and not (anchored and not is_project):
                continue
            place = posixpath.normpath(posixpath.join(folder or ".", value))
            if imports:
                waiting.append(place)
            elif "*" in place or "?" in place:
                fixed = re.split(r"[*?]", place, maxsplit=1)[0].rpartition("/")[0]
                files += project.below(fixed or ".")
            elif "$(" not in place:
                files += project.below(place) if project.is_folder(place) else project.at(place)
    return files, waiting


_OUTPUT = re.compile(
    r"\$\((?:OutputPath|OutDir|IntermediateOutputPath|BaseIntermediateOutputPath|BaseOutputPath|PublishDir|"
    r"TargetDir|TargetPath|NuGetPackageRoot|UserProfile|Pkg\w+|MSBuild(?:Extensions|Tools|Bin|SDKs)Path\w*|"
    r"NetCoreTargetingPackRoot|Configuration|TargetFramework|Platform|RuntimeIdentifier)\)"
)
"""Properties that name what the build makes, or what lies outside of the context."""

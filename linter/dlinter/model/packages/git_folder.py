"""Which steps read the `.git` of the build context."""

from __future__ import annotations

import re

from dlinter.model.dockerfile.nodes import Run
from dlinter.model.facts.facts import Facts
from dlinter.model.packages.installs import BUILD, installs, installs_in

_ELSEWHERE = frozenset(["clone", "config", "init", "version", "ls-remote", "lfs", "credential", "help",
    "--version", "credential-cache"])
"""What git does without the repository that it stands in."""
_BY_HISTORY = re.compile(
    r"setuptools[-_]scm|hatch[-_]vcs|versioneer|\bpbr\b|poetry[-_]dynamic[-_]versioning|versioningit|dunamai|"
    r"miniver|pdm-backend.*scm|source\s*=\s*\"(?:scm|vcs)\""
    r"|\bvergen\b|git[-_]version\b|gitversion|nbgv|nerdbank|shadow-rs|git-commit-id|gradle-git|git-rev-sync|"
    r"git-revision|\bgit\s+(?:describe|rev-parse|log|rev-list|show)\b"
)
"""Tools that take the version from git's history, as manifests and makefiles name them (their own documents),
and git itself."""
_ASKS = re.compile(r"\bgit\s+(?:-\S+\s+)*(?:describe|rev-parse|log|rev-list|show)\b")
_FILES = ("pyproject.toml", "setup.py", "setup.cfg", "Cargo.toml", "build.rs", "package.json", "Makefile",
    "GNUmakefile", "pom.xml", "build.gradle", "build.gradle.kts", "Taskfile.yml", "justfile",
    "CMakeLists.txt", "Directory.Build.props")
_WITHOUT = re.compile(
    r"-buildvcs=false|(?:IncludeSourceRevisionInInformationalVersion|EnableSourceControlManagerQueries|"
    r"EnableSourceLink)=false", re.I
)  # fmt: skip
"""Options after which it does not."""
_RUNNERS = frozenset(["make", "task", "just", "cmake", "sh", "bash", "python", "python3"])


def writes_the_commit(run: Run, facts: Facts) -> str:
    """The words of a `go build` or `dotnet publish` that writes the commit into the program where `.git` is
    there (`go help build`, "-buildvcs"; .NET 8, "Source Link included in the .NET SDK"); "" for none."""
    if _WITHOUT.search(facts.text.slice(run.span)):
        return ""
    for command in facts.script(run).commands:
        install = installs(command)
        if (
            install is not None
            and install.tool.name == "go"
            and (install.action == BUILD or install.verb == "install")
        ):
            return install.words
        if install is not None and install.tool.name == "dotnet" and install.action == BUILD:
            return install.words
    return ""


def reads_git(run: Run, facts: Facts) -> str:
    """What of a step reads `.git`, for a message; "" where nothing does, as far as the file and the manifests
    of the context tell."""
    text = facts.text.slice(run.span)
    for command in facts.script(run).commands:
        if command.name == "git" and not (set(command.args) & _ELSEWHERE or "-C" in command.args):
            return f"`{' '.join(w.value for w in command.argv[:2])}`"
        if command.name == "go" and any(a in ("-buildvcs=true", "-buildvcs") for a in command.args):
            return "`go build -buildvcs`"
    if asks_git(text):
        return "`git`"
    found = facts.once(_versioned)
    if found and (
        installs_in(run, facts)
        or any(c.name.rpartition("/")[2] in _RUNNERS or "/" in c.name for c in facts.script(run).commands)
    ):
        return f"what `{found}` names"
    return ""


def asks_git(text: str) -> bool:
    """Whether a text runs git for what only the history has."""
    return bool(_ASKS.search(text))


def _versioned(facts: Facts) -> str:
    """The manifest of the context that takes its version from git, "" for none."""
    context = facts.build_context
    if context is None:
        return ""
    for name in _FILES:
        text = context.text(name) if context.has(name) else None
        if text is not None and _BY_HISTORY.search(text):
            return name
    return ""

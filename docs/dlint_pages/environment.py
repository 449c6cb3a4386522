"""The environment variables that dlint reads: what each does, and which of them the code names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from dlinter.policy.config import ENVIRONMENT, KEYS

OWN = {
    "DLINT_CACHE_DIR": "The cache folder, in place of `~/.cache/dlint`. It must belong to you alone.",
    "DLINT_CONFIG": "A configuration file to use, and no other (`--config`).",
    "DLINT_DEBUG": "Anything but empty: show tracebacks of what fails (`--verbose`).",
    "DLINT_FORMAT": "The format of the report on stdout (`--format`).",
    "DLINT_JOBS": "How many processes or threads work at a time (`--jobs`); 0 is one for each core.",
    "DLINT_LAYERS_LIMIT": "How many bytes `dlint scan` remembers of layers, in place of what `dlint layers "
        "--limit` set.",
}
"""dlint's own variables that stand for no setting; those that do are `policy.config.ENVIRONMENT`."""

OTHERS = {
    "NO_COLOR": "Anything but empty: no colours.",
    "FORCE_COLOR": "Anything but empty or `0`: colours, also into a pipe.",
    "TERM": "`dumb`: no colours.",
    "COLUMNS": "The width of the help texts.",
    "GITHUB_ACTIONS": "`true`: annotations of the format `github` are written beside the text report, where "
        "no format was asked for.",
    "CI_COMMIT_SHA": "The commit that the format `gitlab-secrets` names; GitLab sets it.",
    "SOURCE_DATE_EPOCH": "The time that reports with a time have, in seconds since 1970, where a build has "
        "to come out the same.",
    "PRE_COMMIT": "Set by pre-commit: a fix that makes a new file (`.dockerignore`) fails the hook, as "
        "pre-commit cannot see it.",
    "REGISTRY_AUTH_FILE": "A file with the credentials of registries, asked first.",
    "DOCKER_CONFIG": "The folder of Docker's `config.json` with the credentials of registries.",
    "XDG_RUNTIME_DIR": "Where Podman keeps its socket and its credentials.",
    "DOCKER_HOST": "The socket of Docker (`docker-daemon:`).",
    "CONTAINER_HOST": "The socket of Podman (`podman:`).",
    "HTTPS_PROXY": "The proxy for registries (or `https_proxy`).",
    "NO_PROXY": "Hosts that are asked without the proxy (or `no_proxy`).",
    "XDG_CACHE_HOME": "The folder in which the cache folder `dlint` is made.",
    "LOCALAPPDATA": "The same on Windows.",
    "PATH": "Where `git` and `shellcheck` are looked for.",
    "PATHEXT": "On Windows, the endings of programs.",
}
"""Variables that belong to others; `https_proxy` and `no_proxy` are spellings of theirs."""

_OWN_NAME = re.compile(r"DLINT_[A-Z_]+")


def page() -> str:
    """The page about the environment."""
    settings = {
        name: f"{KEYS[key][1]} The setting `{key}`; lists with commas." for name, key in ENVIRONMENT.items()
    }
    own = "\n".join(f"| `{name}` | {text} |" for name, text in sorted({**OWN, **settings}.items()))
    others = "\n".join(f"| `{name}` | {text} |" for name, text in OTHERS.items())
    return (
        "# Environment variables\n\nAn option of the command line goes over a variable, a variable over a "
        "configuration file.\n\n"
        f"| variable | what it does |\n|---|---|\n{own}\n\n## Variables of others\n\n| variable | what dlint "
        f"does with it |\n|---|---|\n{others}\n\n"
        "git is started with an environment of its own: no `GIT_…` variable of yours reaches it.\n"
    )


def read_in_code(folder: Path) -> set[str]:
    """The variables that the modules below a folder name: where they ask the environment, and each
    `DLINT_…`."""
    return {name for path in folder.rglob("*.py") for name in _names(ast.parse(path.read_text("utf-8")))}


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        asked: ast.expr | None = None
        if (
            isinstance(node, ast.Call)
            and node.args
            and ast.unparse(node.func) in ("os.environ.get", "os.getenv", "environ.get")
        ):
            asked = node.args[0]
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            asked = node.slice
        elif (
            isinstance(node, ast.Constant) and isinstance(node.value, str) and _OWN_NAME.fullmatch(node.value)
        ):
            yield node.value
        if isinstance(asked, ast.Constant) and isinstance(asked.value, str):
            yield asked.value

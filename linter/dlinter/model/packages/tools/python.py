"""Tools of Python.

Sources: pip docs "Caching", "pip install" options; uv docs "Caching", "Environment variables"; Poetry docs
"Configuration" (`cache-dir`: virtual environments lie in it, downloads in its `cache` and `artifacts`); PDM
docs; Pipenv docs "Configuration"; conda docs ".condarc" (`pkgs_dirs`), micromamba docs.
"""

from __future__ import annotations

import re

from dlinter.model.packages.reads import python as reads
from dlinter.model.packages.tool import (
    BUILD,
    CLEAN,
    DOWNLOAD,
    INSTALL,
    OTHER,
    REMOVE,
    UPGRADE,
    Folder,
    Frozen,
    Install,
    Manifests,
    Tool,
    xdg,
)
from dlinter.model.shell.nodes import Word

_GIT = re.compile(r"^(?:git(?:\+\w+)?|ssh|git@|github|gitlab|bitbucket)[:@]|^git\+")
_FILE = re.compile(r"\.(?:whl|tar|tgz|tar\.gz|zip|tar\.bz2|gem)$")


def _pinned(word: Word, install: Install) -> bool:
    value = word.value
    if _GIT.match(value):
        return (
            re.search(r"@[^/@]+(?:#|$)", value.partition("://")[2]) is not None
            and "@" in value.partition("://")[2].partition("/")[2]
        )
    return bool(
        re.search(r"[=<>!~]=|[<>]|===| @ ", value) or "/" in value or _FILE.search(value)
        or value in (".", "..") or value.startswith((".", "$"))
    )


_PIP_VALUED = frozenset(
    ["-r", "--requirement", "-c", "--constraint", "-e", "--editable", "-t", "--target", "--platform",
        "--python-version", "--implementation", "--abi", "--root", "--prefix", "--src", "-i", "--index-url",
        "--extra-index-url", "-f", "--find-links", "--no-binary", "--only-binary", "--progress-bar",
        "--cache-dir", "--timeout", "--retries", "--proxy", "--cert", "--client-cert", "--trusted-host",
        "--log", "--exists-action", "--report", "--upgrade-strategy", "-C", "--config-settings",
        "--global-option", "--install-option", "--hash", "--root-user-action", "--use-feature",
        "--use-deprecated", "--python", "--build", "-b", "--group", "--keyring-provider"]
)
_PIP_CACHE = xdg(
    "pip",
    ("PIP_CACHE_DIR", ""),
    options=("--cache-dir",),
    settings=("pip config set global.cache-dir", "pip config set install.cache-dir"),
)
_CONDA = {
    "install": INSTALL,
    "create": INSTALL,
    "update": UPGRADE,
    "env": INSTALL,
    "clean": CLEAN,
    "remove": REMOVE,
}
_CONDA_ENV = {"env": {"create": INSTALL, "update": UPGRADE}}
_CONDA_VALUED = frozenset(["-n", "--name", "-p", "--prefix", "-c", "--channel", "-f", "--file", "--solver"])
_CONDA_FILES = Manifests(("environment*.yml", "environment*.yaml", "conda-lock.yml"), ("conda-lock.yml",))

_NO_CACHE = tuple("--no-cache-dir"[:length] for length in range(len("--no-cache-dir"), len("--no-c"), -1))
"""pip's optparse takes every unambiguous beginning of an option: beside it are `--no-clean`, `--no-color` and
`--no-compile`."""

TOOLS = (
    Tool(
        "pip", "pip docs", ("pip",),
        {"install": INSTALL, "download": DOWNLOAD, "wheel": BUILD, "uninstall": REMOVE, "cache": CLEAN},
        valued=_PIP_VALUED, ecosystem="Python",
        read_only=("install",), manifests=Manifests(("requirements*.txt", "constraints*.txt",
            "pyproject.toml", "setup.py", "setup.cfg")), reads=reads.pip,
        folders=(_PIP_CACHE,), off_options=_NO_CACHE, off_variables=("PIP_NO_CACHE_DIR",),
        build_fetches=True, offline=("--no-index",),
        aliases=("pip2", "pip3"), no_cache_settings=("pip config set global.no-cache-dir true",
            "pip config set install.no-cache-dir true", "pip config set global.no-cache-dir 1"),
            pinned=_pinned, named=("install",), without_names=("-c", "--constraint", "-r", "--requirement"),
        python_module=True,
    ),
    Tool(
        "pipx", "pipx docs", ("pipx",),
        {"install": INSTALL, "inject": INSTALL, "run": INSTALL, "uninstall": REMOVE},
        valued=frozenset(["--spec", "--python", "--pip-args", "--index-url", "-i", "--suffix"]),
        folders=(_PIP_CACHE,), off_options=("--no-cache-dir",),
        off_variables=("PIP_NO_CACHE_DIR",), pinned=_pinned, named=("install", "i"),
        python_module=True,
    ),
    Tool(
        "uv", "uv docs", ("uv",),
        {"sync": INSTALL, "add": INSTALL, "install": INSTALL, "lock": OTHER, "run": BUILD, "build": BUILD,
            "venv": OTHER, "cache": CLEAN, "compile": OTHER},
        {"pip": {"install": INSTALL, "sync": INSTALL, "compile": OTHER, "uninstall": REMOVE},
            "tool": {"install": INSTALL, "update": UPGRADE, "run": BUILD}},
        _PIP_VALUED | frozenset(
            ["--python", "-p", "--extra", "--group", "--no-group", "--only-group", "--directory",
                "--project", "--package", "--index", "--default-index", "--link-mode", "--config-file",
                "--env-file", "--with", "--no-install-package"]
        ),
        ecosystem="Python", read_only=("sync",), environments=("sync",),
        manifests=Manifests(("pyproject.toml", "uv.lock", "requirements*.txt", ".python-version"),
            ("uv.lock",)),
        reads=reads.uv, folders=(xdg("uv", ("UV_CACHE_DIR", ""), options=("--cache-dir",)),),
        off_options=("--no-cache", "-n"), off_variables=("UV_NO_CACHE",),
        chdir=("--directory", "--project"), offline=("--offline",), offline_variables=(("UV_OFFLINE", "1"),),
        frozen=Frozen(("sync",), ("--locked", "--frozen"), ("UV_LOCKED", "UV_FROZEN")),
        python_module=True,
    ),
    Tool(
        "poetry", "Poetry docs", ("poetry",),
        {"install": INSTALL, "add": INSTALL, "sync": INSTALL, "update": UPGRADE, "build": BUILD,
            "export": OTHER, "cache": CLEAN},
        environments=("install",),  # "virtualenvs.create"
        valued=frozenset(["--with", "--without", "--only", "-E", "--extras", "-C", "--directory", "-P",
            "--project", "-G", "--group"]), ecosystem="Python",
        manifests=Manifests(("pyproject.toml", "poetry.lock"), ("poetry.lock",)), reads=reads.poetry,
        folders=tuple(
            xdg(f"pypoetry/{n}", ("POETRY_CACHE_DIR", n), name=n, settings=("poetry config cache-dir",))
            for n in ("cache", "artifacts")
        ),
        off_options=("--no-cache",), read_only=("install", "sync"),
        chdir=("-C", "--directory", "-P", "--project"),
        python_module=True,
    ),
    Tool(
        "pdm", "PDM docs", ("pdm",), {"install": INSTALL, "sync": INSTALL, "add": INSTALL, "update": UPGRADE,
            "build": BUILD},
        valued=frozenset(["-G", "--group", "-p", "--project", "-L", "--lockfile"]), ecosystem="Python",
        manifests=Manifests(("pyproject.toml", "pdm.lock"), ("pdm.lock",)),
        reads=reads.pdm, folders=(xdg("pdm", ("PDM_CACHE_DIR", ""), settings=("pdm config cache_dir",)),),
        off_variables=("PDM_NO_CACHE",), chdir=("-p", "--project"),
        python_module=True,
    ),
    Tool(
        "pipenv", "Pipenv docs", ("pipenv",), {"install": INSTALL, "sync": INSTALL, "update": UPGRADE},
        valued=frozenset(["--python", "--pypi-mirror", "-r", "--requirements", "--categories"]),
        ecosystem="Python", environments=("install", "sync"),
        reads_dotenv=True,  # "Automatic Loading of .env"
        manifests=Manifests(("Pipfile", "Pipfile.lock"), ("Pipfile.lock",), ("Pipfile*",)),
        reads=reads.pipenv,
        # Pipenv gives pip its own folder: PIP_CACHE_DIR is set to PIPENV_CACHE_DIR where that is set
        # (pipenv.utils.pip)
        folders=(xdg("pipenv", ("PIPENV_CACHE_DIR", "")), xdg("pip", ("PIP_CACHE_DIR", ""), name="pip")),
        off_variables=("PIP_NO_CACHE_DIR",),
        frozen=Frozen(("install",), ("--deploy", "--ignore-pipfile"),
            ("PIPENV_DEPLOY", "PIPENV_IGNORE_PIPFILE")),
        python_module=True,
    ),
    Tool(
        "conda", "conda docs", ("conda",), _CONDA, _CONDA_ENV, _CONDA_VALUED, manifests=_CONDA_FILES,
        reads=reads.conda,
        folders=(Folder("/opt/conda/pkgs", (("CONDA_PKGS_DIRS", ""),),
            waste=("/opt/conda/pkgs", "~/.conda/pkgs"),
            settings=("conda config --add pkgs_dirs", "conda config --system --add pkgs_dirs")),),
            sharing="locked", by_platform=True,
        offline=("--offline",),
    ),
    Tool(
        "mamba", "mamba docs", ("mamba", "micromamba"), _CONDA, _CONDA_ENV, _CONDA_VALUED,
        manifests=_CONDA_FILES, reads=reads.conda,
        folders=(Folder("/opt/conda/pkgs", (("CONDA_PKGS_DIRS", ""), ("MAMBA_ROOT_PREFIX", "pkgs"))),),
        sharing="locked", by_platform=True, offline=("--offline",),
    ),
)  # fmt: skip

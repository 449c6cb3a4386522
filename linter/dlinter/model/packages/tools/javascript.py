"""Tools of JavaScript.

Sources: npm docs "config" (`cache`, `prefix`), "npm ci"; Yarn 1: src/util/user-home-dir.js (for root the home
is /usr/local/share), docs "yarn cache"; Yarn docs ".yarnrc.yml" (`cacheFolder`, `enableGlobalCache`,
`globalFolder`), "Plug'n'Play" (.pnp.cjs names the cache's archives at run time); pnpm docs "storeDir", "pnpm
fetch"; Bun docs "Global cache"; Deno docs "DENO_DIR".
"""

from __future__ import annotations

import re

from dlinter.model.packages.reads.javascript import javascript
from dlinter.model.packages.reads.scripted import by_name
from dlinter.model.packages.tool import (
    BUILD,
    CLEAN,
    INSTALL,
    OTHER,
    REMOVE,
    STORE,
    UPGRADE,
    Folder,
    Frozen,
    Install,
    Manifests,
    Tool,
    Variant,
    xdg,
)
from dlinter.model.shell.nodes import Word

_GIT = re.compile(r"^(?:git(?:\+\w+)?|ssh|git@|github|gitlab|bitbucket)[:@]|^git\+")
_FILE = re.compile(r"\.(?:whl|tar|tgz|tar\.gz|zip|tar\.bz2|gem)$")
_JS = ("package.json", ".npmrc")


def _pinned(word: Word, install: Install) -> bool:
    value = word.value
    if _GIT.match(value):
        return "#" in value
    if value.startswith(("/", "./", "../", "~", "$", "file:", "http:", "https:", ".")) or _FILE.search(value):
        return True
    return "@" in value[1:]


_NAMED = ("install", "i", "add", "global", "a", "isntall")
_YARN = {"install": INSTALL, "add": INSTALL, "global": INSTALL, "upgrade": UPGRADE, "run": BUILD,
    "build": BUILD, "cache": CLEAN, "workspaces": INSTALL, "remove": REMOVE}
_YARN_INNER = {"global": {"install": INSTALL, "add": INSTALL, "upgrade": UPGRADE}}
_YARN_FILES = Manifests(
    (*_JS, "yarn.lock", ".yarnrc", ".yarnrc.yml"), ("yarn.lock",), ("package.json", "yarn.lock*")
)
_YARN_VALUED = frozenset(["--cwd", "--cache-folder", "--registry", "--network-timeout", "--modules-folder",
    "--mutex", "--network-concurrency"])
_YARN_FROZEN = Frozen(
    ("", "install"), ("--frozen-lockfile", "--immutable", "--immutable-cache", "--pure-lockfile"),
    ("CI", "YARN_ENABLE_IMMUTABLE_INSTALLS"), ambiguous=True
)
TOOLS = (
    Tool(
        "npm", "npm docs", ("npm",),
        {
            "install": INSTALL, "i": INSTALL, "ci": INSTALL, "add": INSTALL, "clean-install": INSTALL,
            "install-clean": INSTALL, "isntall": INSTALL, "update": UPGRADE,
            "run": BUILD, "run-script": BUILD, "build": BUILD, "rebuild": BUILD, "exec": OTHER,
            "cache": CLEAN, "uninstall": REMOVE, "prune": OTHER,
        },
        valued=frozenset(["--prefix", "-w", "--workspace", "--registry", "--loglevel", "--cache", "--omit",
            "--include", "--tag", "--install-strategy", "-C", "--fetch-timeout", "--fetch-retries"]),
        ecosystem="Node.js", read_only=("ci",),
        manifests=Manifests((*_JS, "package-lock.json", "npm-shrinkwrap.json"),
            ("package-lock.json", "npm-shrinkwrap.json"), ("package*.json",)), reads=javascript,
        folders=(
            Folder(
                "~/.npm", waste=("~/.npm/_cacache", "~/.cache/node-gyp"),
                variables=(("npm_config_cache", ""), ("NPM_CONFIG_CACHE", "")), options=("--cache",),
                settings=("npm config set cache", "npm config set --global cache", "npm config set -g cache",
                    "npm config --global set cache", "npm set cache"), files=((".npmrc", r"^\s*cache\s*="),),
            ),
        ),
        chdir=("--prefix", "-C"), outputs=(".next", "coverage"), also_set_by=("node_env",),
        offline=("--offline",), offline_variables=(("npm_config_offline", "true"),
            ("NPM_CONFIG_OFFLINE", "true")),
        frozen=Frozen(("install", "i", "isntall"),
            ("--no-package-lock", "--package-lock", "--package-lock-only", "--dry-run"), instead="ci"),
            pinned=_pinned, named=_NAMED,
    ),
    Tool(
        "yarn", "Yarn 1 docs", ("yarn",), _YARN, _YARN_INNER, _YARN_VALUED, INSTALL, ecosystem="Node.js",
        read_only=("install", ""), manifests=_YARN_FILES, reads=javascript,
        folders=(
            Folder(
                "~/.cache/yarn", (("YARN_CACHE_FOLDER", ""), ("XDG_CACHE_HOME", "yarn")),
                "/usr/local/share/.cache/yarn",
                waste=("~/.cache/yarn", "/usr/local/share/.cache/yarn", "/usr/local/share/.cache/v6"),
                options=("--cache-folder",),
                settings=("yarn config set cache-folder", "yarn config set -g cache-folder"),
                files=((".yarnrc", r"^\s*\"?cache-folder"),),
            ),
        ),
        chdir=("--cwd",), offline=("--offline",), frozen=_YARN_FROZEN, pinned=_pinned, named=_NAMED,
        variants=(
            Variant(
                "yarn-berry", ("--immutable", "--immutable-cache", "--check-cache"),
                ((".yarnrc.yml", r"\S"), ("yarn.lock", r"^__metadata:"),
                    ("package.json", r"\"packageManager\"\s*:\s*\"yarn@[2-9]")),
                ("yarn set version berry", "yarn set version stable", "yarn set version 2",
                    "yarn set version 3", "yarn set version 4"),
            ),
        ),
    ),
    Tool(
        "yarn-berry", "Yarn docs", (), _YARN, _YARN_INNER, _YARN_VALUED, INSTALL, ecosystem="Node.js",
        reads_dotenv=True,  # `injectEnvironmentFiles`
        read_only=("install", ""), manifests=_YARN_FILES, reads=javascript,
        folders=(
            Folder(
                "~/.yarn/berry/cache", (("YARN_CACHE_FOLDER", ""), ("YARN_GLOBAL_FOLDER", "cache")),
                content=STORE,
                downloads_if=((".yarnrc.yml", r"^\s*nodeLinker\s*:\s*[\"']?(?:node-modules|pnpm)"),),
                settings=("yarn config set cacheFolder",),
                files=((".yarnrc.yml",
                    r"^\s*(?:cacheFolder|globalFolder)\s*:|^\s*enableGlobalCache\s*:\s*[\"']?false"),),
            ),
        ),
        chdir=("--cwd",), offline_variables=(("YARN_ENABLE_NETWORK", "0"), ("YARN_ENABLE_NETWORK", "false")),
        runs=("node", "run", "start", "exec"), variant_of=("yarn",), never_fetches=("*",),
        frozen=_YARN_FROZEN, pinned=_pinned, named=_NAMED,
    ),
    Tool(
        "pnpm", "pnpm docs", ("pnpm",),
        {
            "install": INSTALL, "i": INSTALL, "add": INSTALL, "fetch": INSTALL, "ci": INSTALL,
            "update": UPGRADE, "up": UPGRADE, "run": BUILD, "build": BUILD,
            "deploy": INSTALL, "store": CLEAN, "remove": REMOVE,
        },
        valued=frozenset(["-C", "--dir", "--filter", "-F", "--registry", "--store-dir",
            "--virtual-store-dir", "--reporter", "--network-concurrency"]), ecosystem="Node.js",
        read_only=("install",),
        manifests=Manifests((*_JS, "pnpm-lock.yaml", "pnpm-workspace.yaml"), ("pnpm-lock.yaml",),
            ("package.json", "pnpm-lock.yaml*")), reads=javascript,
        folders=(
            Folder(
                "~/.local/share/pnpm/store", (("npm_config_store_dir", ""), ("NPM_CONFIG_STORE_DIR", ""),
                    ("PNPM_HOME", "store"), ("XDG_DATA_HOME", "pnpm/store")),
                content=STORE, waste=("~/.local/share/pnpm/store",), options=("--store-dir",),
                settings=("pnpm config set store-dir", "pnpm config set --global store-dir",
                    "pnpm config set -g store-dir"),
                files=((".npmrc", r"^\s*store-dir\s*="), ("pnpm-workspace.yaml", r"^\s*storeDir\s*:")),
            ),
        ),
        chdir=("-C", "--dir"), offline=("--offline",), fetch_only=("fetch",),
        frozen=Frozen(("install", "i"), ("--frozen-lockfile", "--offline"),
            ("CI", "npm_config_frozen_lockfile")), pinned=_pinned, named=_NAMED,
    ),
    Tool(
        "bun", "Bun docs", ("bun",), {"install": INSTALL, "i": INSTALL, "add": INSTALL, "a": INSTALL,
            "update": UPGRADE, "run": BUILD, "build": BUILD, "pm": OTHER, "remove": REMOVE},
        valued=frozenset(["--cwd", "--registry", "--cache-dir", "--backend", "--filter"]),
        ecosystem="Node.js", reads_dotenv=True,  # "Environment variables"
        manifests=Manifests((*_JS, "bun.lock", "bun.lockb", "bunfig.toml"), ("bun.lock", "bun.lockb"),
            ("package.json", "bun.lock*")), reads=javascript,
        folders=(
            Folder(
                "~/.bun/install/cache", (("BUN_INSTALL_CACHE_DIR", ""), ("BUN_INSTALL", "install/cache")),
                options=("--cache-dir",),
                files=(("bunfig.toml", r"^\s*\[install\.cache\]"),),
            ),
        ),
        chdir=("--cwd",), off_options=("--no-cache",),
        frozen=Frozen(("install", "i"), ("--frozen-lockfile",)), pinned=_pinned, named=_NAMED,
        read_only=("install",),
    ),
    Tool(
        "deno", "Deno docs", ("deno",),
        {"install": INSTALL, "cache": INSTALL, "add": INSTALL, "compile": BUILD, "run": BUILD},
        valued=frozenset(["--config", "-c", "--lock", "--import-map"]),
        manifests=Manifests(("deno.json", "deno.jsonc", "deno.lock", "package.json"), ("deno.lock",)),
        reads=by_name, reads_dotenv=True,
        folders=(xdg("deno", ("DENO_DIR", ""), content=STORE),), offline=("--cached-only",),
        runs=("run", "task", "serve", "test"),
    ),
)  # fmt: skip

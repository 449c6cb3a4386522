"""Where package managers and compilers keep what they fetched or built, so that a cache mount stands at the right place.

Each directory has the environment variables that move it, in the order in which the tool asks them, and the default
relative to the home folder (`~/…`) or absolute. The sources are the tools' own documents, named beside each.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CacheFolder:
    """One folder. `variables` are `(name, suffix)`: the folder is `$name/suffix` when the variable is set. `name` tells a tool's
    folders apart, "" where it has one."""

    default: str
    variables: tuple[tuple[str, str], ...] = ()
    root_default: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Tool:
    """What one manager caches. `sharing` is the mount's: `locked` where two builds at once would break each other.
    `by_platform`: what is cached is for one distribution and architecture, so the `id` should say which.
    `needed_later`: later steps read it, so they need the same mount. `defeats` are options that make the tool not
    keep anything."""

    name: str
    folders: tuple[CacheFolder, ...]
    sharing: str = ""
    by_platform: bool = False
    needed_later: bool = False
    defeats: tuple[str, ...] = ()


def _xdg(suffix: str, *own: tuple[str, str], name: str = "") -> CacheFolder:
    return CacheFolder(f"~/.cache/{suffix}", (*own, ("XDG_CACHE_HOME", suffix)), name=name)


TOOLS: dict[str, Tool] = {
    tool.name: tool
    for tool in (
        # Debian: apt.conf(5), Dir::Cache and Dir::State; two apt at once fail on the lock.
        Tool("apt", (CacheFolder("/var/cache/apt", name="cache"), CacheFolder("/var/lib/apt", name="lib")), "locked", True),
        # apk-tools: packages are kept only where /etc/apk/cache exists (Alpine wiki, "Local APK cache").
        Tool("apk", (CacheFolder("/etc/apk/cache"),), "locked", True, defeats=("--no-cache",)),
        Tool("dnf", (CacheFolder("/var/cache/dnf"),), "locked", True),
        Tool("dnf5", (CacheFolder("/var/cache/libdnf5"),), "locked", True),
        Tool("microdnf", (CacheFolder("/var/cache/yum"),), "locked", True),
        Tool("yum", (CacheFolder("/var/cache/yum"),), "locked", True),
        Tool("zypper", (CacheFolder("/var/cache/zypp"),), "locked", True),
        # pip: "Caching" in pip's documentation
        Tool("pip", (_xdg("pip", ("PIP_CACHE_DIR", "")),), defeats=("--no-cache-dir",)),
        Tool("pipx", (_xdg("pip", ("PIP_CACHE_DIR", "")),), defeats=("--no-cache-dir",)),
        Tool("pipenv", (_xdg("pipenv", ("PIPENV_CACHE_DIR", "")), _xdg("pip", ("PIP_CACHE_DIR", ""), name="pip"))),
        # uv: "Caching" in uv's documentation
        Tool("uv", (_xdg("uv", ("UV_CACHE_DIR", "")),), defeats=("--no-cache", "-n")),
        Tool("poetry", (_xdg("pypoetry", ("POETRY_CACHE_DIR", "")),), defeats=("--no-cache",)),
        Tool("pdm", (_xdg("pdm", ("PDM_CACHE_DIR", "")),)),
        Tool("conda", (CacheFolder("/opt/conda/pkgs", (("CONDA_PKGS_DIRS", ""),)),), "locked", True),
        Tool("mamba", (CacheFolder("/opt/conda/pkgs", (("CONDA_PKGS_DIRS", ""), ("MAMBA_ROOT_PREFIX", "pkgs"))),), "locked", True),
        # npm: `cache` in npm's config documentation
        Tool("npm", (CacheFolder("~/.npm", (("npm_config_cache", ""), ("NPM_CONFIG_CACHE", ""))),)),
        # yarn classic, src/util/user-home-dir.js: for root the "home" is /usr/local/share
        Tool("yarn", (CacheFolder("~/.cache/yarn", (("YARN_CACHE_FOLDER", ""), ("XDG_CACHE_HOME", "yarn")), "/usr/local/share/.cache/yarn"),)),
        Tool("yarn-berry", (CacheFolder("~/.yarn/berry/cache", (("YARN_CACHE_FOLDER", ""), ("YARN_GLOBAL_FOLDER", "cache"))),)),
        # pnpm: `storeDir` in pnpm's settings
        Tool("pnpm", (CacheFolder("~/.local/share/pnpm/store", (("npm_config_store_dir", ""), ("PNPM_HOME", "store"), ("XDG_DATA_HOME", "pnpm/store"))),)),
        Tool("bun", (CacheFolder("~/.bun/install/cache", (("BUN_INSTALL_CACHE_DIR", ""), ("BUN_INSTALL", "install/cache"))),), defeats=("--no-cache",)),
        Tool("deno", (_xdg("deno", ("DENO_DIR", "")),)),
        # go help environment: GOMODCACHE, GOPATH, GOCACHE; the golang image sets GOPATH=/go
        Tool("go", (CacheFolder("~/go/pkg/mod", (("GOMODCACHE", ""), ("GOPATH", "pkg/mod")), name="mod"), _xdg("go-build", ("GOCACHE", ""), name="build"))),
        # The Cargo Book, "Cargo home": the rust image sets CARGO_HOME=/usr/local/cargo
        Tool("cargo", (CacheFolder("~/.cargo/registry", (("CARGO_HOME", "registry"),), name="registry"), CacheFolder("~/.cargo/git/db", (("CARGO_HOME", "git/db"),), name="git"))),
        Tool("maven", (CacheFolder("~/.m2/repository", (("MAVEN_USER_HOME", "repository"),)),), needed_later=True),
        Tool("gradle", (CacheFolder("~/.gradle", (("GRADLE_USER_HOME", ""),)),), "locked", needed_later=True),
        Tool("sbt", (_xdg("coursier", ("COURSIER_CACHE", ""), name="coursier"), CacheFolder("~/.ivy2", name="ivy2"), CacheFolder("~/.sbt", name="boot")), needed_later=True),
        Tool("bundler", (CacheFolder("~/.bundle/cache", (("BUNDLE_USER_CACHE", ""), ("BUNDLE_USER_HOME", "cache"))),)),
        Tool("gem", (CacheFolder("~/.gem/specs", (("GEM_SPEC_CACHE", ""),)),)),
        # Composer, COMPOSER_CACHE_DIR
        Tool("composer", (CacheFolder("~/.composer/cache", (("COMPOSER_CACHE_DIR", ""), ("COMPOSER_HOME", "cache"), ("XDG_CACHE_HOME", "composer"))),), defeats=("--no-cache",)),
        # NuGet, "Manage the global packages folder": later steps read the packages from there
        Tool("dotnet", (CacheFolder("~/.nuget/packages", (("NUGET_PACKAGES", ""),)),), needed_later=True, defeats=("--no-cache",)),
        Tool("mix", (CacheFolder("~/.hex", (("HEX_HOME", ""),), name="hex"), CacheFolder("~/.cache/rebar3", (("REBAR_CACHE_DIR", ""),), name="rebar3"))),
        Tool("rebar3", (_xdg("rebar3", ("REBAR_CACHE_DIR", "")),)),
        Tool("stack", (CacheFolder("~/.stack", (("STACK_ROOT", ""),)),), needed_later=True),
        Tool("cabal", (CacheFolder("~/.cabal/packages", (("CABAL_DIR", "packages"),)),)),
        Tool("pub", (CacheFolder("~/.pub-cache", (("PUB_CACHE", ""),)),), needed_later=True),
        Tool("swift", (_xdg("org.swift.swiftpm"),)),
        Tool("luarocks", (_xdg("luarocks"),)),
        Tool("cpanm", (CacheFolder("~/.cpanm", (("PERL_CPANM_HOME", ""),)),)),
        Tool("ccache", (_xdg("ccache", ("CCACHE_DIR", "")),)),
        Tool("conan", (CacheFolder("~/.conan2", (("CONAN_HOME", ""),)),)),
    )
}

MANAGERS = {
    "apt-get": "apt", "aptitude": "apt", "pip3": "pip", "npx": "npm", "micromamba": "mamba", "mvn": "maven", "mvnw": "maven",
    "gradlew": "gradle", "bundle": "bundler", "flutter": "pub", "dart": "pub", "nuget": "dotnet",
}  # fmt: skip
"""Names of programs whose tool has another name."""

IMAGE_ENV: tuple[tuple[str, dict[str, str]], ...] = (
    ("golang", {"GOPATH": "/go"}),
    ("rust", {"CARGO_HOME": "/usr/local/cargo"}),
    ("gradle", {"GRADLE_USER_HOME": "/home/gradle/.gradle"}),
    ("composer", {"COMPOSER_HOME": "/tmp", "COMPOSER_CACHE_DIR": "/tmp/cache"}),
    ("micromamba", {"MAMBA_ROOT_PREFIX": "/opt/conda"}),
)
"""What official images set, by the last part of their name (docker-library and publishers' Dockerfiles)."""


def tool_of(manager: str) -> Tool | None:
    """The tool behind a manager's program name."""
    return TOOLS.get(MANAGERS.get(manager, manager))


def home_of(user: str) -> str:
    """The home folder of a user by convention: `/root`, else `/home/NAME`; "" for a number or a variable."""
    name = user.partition(":")[0]
    if name in ("", "root", "0"):
        return "/root"
    return "" if not name[:1].isalpha() or "$" in name else f"/home/{name}"


def image_variable(image: str, name: str) -> str | None:
    """The value an official image gives a variable; None when it is not known to set it."""
    last = image.partition("@")[0].rsplit("/", 1)[-1].partition(":")[0]
    for known, variables in IMAGE_ENV:
        if last == known and name in variables:
            return variables[name]
    return None


def target_of(folder: CacheFolder, lookup: Callable[[str], str | None], home: str, root: bool) -> str:
    """The folder as an absolute path, "" when it cannot be known. `lookup` gives a variable's value."""
    for name, suffix in folder.variables:
        value = lookup(name)
        if value:
            return "" if "$" in value or not value.startswith("/") else f"{value.rstrip('/')}/{suffix}".rstrip("/")
    if root and folder.root_default:
        return folder.root_default
    if folder.default.startswith("~/"):
        return f"{home}{folder.default[1:]}" if home else ""
    return folder.default

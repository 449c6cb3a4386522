"""Tools of Ruby, PHP, Elixir and Erlang, Dart, Lua and Perl.

Sources: Bundler "bundle config" (`global_gem_cache`, `cache_path`), RubyGems `Gem.dir` (downloaded gems are
kept in `$GEM_HOME/cache`; docker-library's ruby sets GEM_HOME=/usr/local/bundle); Composer
"COMPOSER_CACHE_DIR", "composer config cache-dir"; Hex and rebar3 docs; Dart "dart pub" (PUB_CACHE: a
program's package config names it); LuaRocks; cpanm(1).
"""

from __future__ import annotations

import re

from dlinter.model.packages.reads import scripted as reads
from dlinter.model.packages.tool import (
    BUILD,
    CLEAN,
    INSTALL,
    OTHER,
    OUTER,
    REMOVE,
    STORE,
    UPGRADE,
    Folder,
    Install,
    Manifests,
    Tool,
    xdg,
)
from dlinter.model.shell.nodes import Word

_FILE = re.compile(r"\.(?:whl|tar|tgz|tar\.gz|zip|tar\.bz2|gem)$")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _pinned(word: Word, install: Install) -> bool:
    return (
        ":" in word.value
        or bool(_FILE.search(word.value))
        or word.value.startswith("$")
        or install.has("-v", "--version")
    )


_PUB = {"get": INSTALL, "upgrade": INSTALL, "add": INSTALL, "global": INSTALL}
_PUB_FILES = Manifests(("pubspec.yaml", "pubspec.lock"), ("pubspec.lock",))
_GEMS = Folder("", (("GEM_HOME", "cache"),), waste=("/usr/local/bundle/cache",))
"""Where the gems themselves stay after their installation. Without GEM_HOME it is below the interpreter's own
folder."""
TOOLS = (
    Tool(
        "gem", "RubyGems guides", ("gem",),
        {"install": INSTALL, "i": INSTALL, "update": UPGRADE, "build": BUILD, "cleanup": CLEAN,
            "uninstall": REMOVE},
        valued=_words("-v --version -i --install-dir -n --bindir -s --source -P --trust-policy --platform"),
        folders=(_GEMS,), pinned=_pinned, named=("install", "i"), cleans=False,
    ),
    Tool(
        "bundler", "Bundler docs", ("bundle",),
        {"install": INSTALL, "update": UPGRADE, "exec": BUILD, "package": INSTALL, "cache": INSTALL,
            "clean": CLEAN, "config": OTHER, "check": OTHER},
        valued=_words("--gemfile --jobs -j --path --retry --without --with --binstubs"), bare=INSTALL,
        ecosystem="Ruby", read_only=("install",),
        manifests=Manifests(("Gemfile", "Gemfile.lock", ".ruby-version", "*.gemspec"), ("Gemfile.lock",),
            ("Gemfile*",)), reads=reads.bundler,
        # with `path` the gems are in `PATH/ruby/ABI/cache`: not known
        folders=(Folder("", (("BUNDLE_PATH", "?"), ("BUNDLE_DEPLOYMENT", "?")),
            fallbacks=(("GEM_HOME", "cache"),), waste=("/usr/local/bundle/cache",),
            options=("--path", "--deployment"),
            settings=("bundle config set deployment", "bundle config set --local deployment",
                "bundle config set --global deployment", "bundle config set path",
                "bundle config set --local path", "bundle config set --global path", "bundle config path"),
                suffix="?"),), cleans=False,
        offline=("--local",), aliases=("bundler",),
    ),
    Tool(
        "composer", "Composer docs", ("composer",),
        {"install": INSTALL, "i": INSTALL, "require": INSTALL, "update": UPGRADE, "create-project": INSTALL,
            "global": INSTALL, "dump-autoload": OTHER, "clear-cache": CLEAN, "clearcache": CLEAN},
        {"global": {"install": INSTALL, "require": INSTALL, "update": UPGRADE}},
        _words("-d --working-dir --ignore-platform-req"), ecosystem="PHP",
        manifests=Manifests(("composer.json", "composer.lock", "symfony.lock"), ("composer.lock",)),
        reads=reads.composer,
        folders=(
            Folder(
                "~/.composer/cache", waste=("~/.composer/cache", "~/.cache/composer"),
                variables=(("COMPOSER_CACHE_DIR", ""), ("COMPOSER_HOME", "cache"),
                    ("XDG_CACHE_HOME", "composer")),
                settings=("composer config --global cache-dir", "composer config -g cache-dir",
                    "composer config cache-dir"),
            ),
        ),
        aliases=("composer.phar",), chdir=("-d", "--working-dir"), off_options=("--no-cache",),
        read_only=("install",),
    ),
    Tool(
        "mix", "Mix docs", ("mix",),
        {
            "deps.get": INSTALL, "deps.compile": BUILD, "compile": BUILD, "release": BUILD,
            "local.hex": INSTALL, "local.rebar": INSTALL, "do": INSTALL, "assets.deploy": BUILD,
            "escript.install": INSTALL, "archive.install": INSTALL,
        },
        valued=frozenset(["--only"]), ecosystem="Elixir", builds_others=("deps.compile",),
        manifests=Manifests(("mix.exs", "mix.lock"), ("mix.lock",)), reads=reads.mix,
        folders=(Folder("~/.hex", (("HEX_HOME", ""),), name="hex"),
            Folder("~/.cache/rebar3", (("REBAR_CACHE_DIR", ""),), name="rebar3")), build_fetches=True,
            offline_variables=(("HEX_OFFLINE", "1"),),
    ),
    Tool(
        "rebar3", "Rebar3 docs", ("rebar3",),
        {"compile": BUILD, "release": BUILD, "get-deps": INSTALL, "as": BUILD, "deps": INSTALL, "tar": BUILD},
        manifests=Manifests(("rebar.config", "rebar.lock"), ("rebar.lock",)), reads=reads.by_name,
        folders=(xdg("rebar3", ("REBAR_CACHE_DIR", "")),), build_fetches=True,
    ),
    Tool(
        "pub", "Dart docs", ("dart", "flutter"),
        {"pub": INSTALL, "compile": BUILD, "build": BUILD, "packages": INSTALL}, {"pub": _PUB},
        manifests=_PUB_FILES, reads=reads.by_name,
        folders=(Folder("~/.pub-cache", (("PUB_CACHE", ""),), content=STORE),), offline=("--offline",),
        runs=("run", "test"), never_fetches=("compile",), nested_words=OUTER,
    ),
    Tool("luarocks", "LuaRocks docs", ("luarocks",), {"install": INSTALL, "make": BUILD, "build": BUILD},
        valued=_words("--server --tree"), folders=(xdg("luarocks"),)),
    Tool(
        "cpanm", "cpanm(1)", ("cpanm",), valued=_words("-l -L --mirror -M --from --local-lib"), bare=INSTALL,
        operands_first=True,
        folders=(Folder("~/.cpanm", (("PERL_CPANM_HOME", ""),)),),
    ),
)  # fmt: skip

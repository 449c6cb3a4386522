"""A layer has the cache of a package manager: package lists, downloaded packages, build caches.

## Why
No container reads it, and every pull transfers it.

## Instead
A cache mount: `RUN --mount=type=cache,target=…`. Or delete in the same `RUN`: `rm -rf /var/lib/apt/lists/*`, `apk add --no-cache`,
`pip install --no-cache-dir`, `dnf clean all`, `npm cache clean --force`.
"""

import re
from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.image.contents import LayerContents, bytes_text, largest
from dlinter.rule import Bad, Context, Good, ImageSample, Option, Rule

_FIXED = {
    "var/lib/apt/lists/": "apt", "var/cache/apt/": "apt", "var/cache/apk/": "apk", "etc/apk/cache/": "apk", "var/cache/dnf/": "dnf",
    "var/cache/libdnf5/": "dnf", "var/cache/yum/": "yum", "var/cache/zypp/": "zypper", "var/cache/pacman/pkg/": "pacman",
    "usr/local/share/.cache/yarn/": "yarn", "usr/local/share/.cache/v6/": "yarn", "opt/conda/pkgs/": "conda", "go/pkg/mod/cache/": "go",
    "usr/local/cargo/registry/": "cargo", "usr/local/cargo/git/db/": "cargo", "usr/local/bundle/cache/": "bundler",
}  # fmt: skip
_HOME = {
    ".cache/pip/": "pip", ".cache/uv/": "uv", ".cache/pypoetry/": "poetry", ".cache/pipenv/": "pipenv", ".npm/_cacache/": "npm",
    ".cache/yarn/": "yarn", ".yarn/berry/cache/": "yarn", ".local/share/pnpm/store/": "pnpm", ".bun/install/cache/": "bun",
    ".cache/go-build/": "go", "go/pkg/mod/cache/": "go", ".cargo/registry/": "cargo", ".cargo/git/db/": "cargo",
    ".gradle/caches/": "gradle", ".m2/repository/": "maven", ".composer/cache/": "composer", ".cache/composer/": "composer",
    ".conda/pkgs/": "conda", ".cache/deno/": "deno", ".cache/node-gyp/": "node-gyp", ".cache/ccache/": "ccache", ".ccache/": "ccache",
}  # fmt: skip
_IN_HOME = re.compile(r"(?:root|home/[^/]+)/(" + "|".join(map(re.escape, _HOME)) + ")")
_FOLDERS = (*_FIXED, "root/", "home/")


def check(layer: LayerContents, context: Context) -> Iterator[Finding]:
    tools: dict[str, list[tuple[str, int]]] = {}
    for path, size in layer.visible(_FOLDERS):
        tool = _tool(path)
        if tool:
            tools.setdefault(tool, []).append((path, size))
    for tool, files in sorted(tools.items()):
        total = sum(size for _, size in files)
        if total >= context.options["min_bytes"]:
            yield Finding(
                None,
                f"{layer.made_by()} has {bytes_text(total)} of {tool}'s cache ({largest(files)}): use a cache mount, or delete it in the same step",
                key=f"{layer.index}:{tool}",
            )


def _tool(path: str) -> str:
    found = _IN_HOME.match(path)
    if found:
        return _HOME[found[1]]
    return next((tool for folder, tool in _FIXED.items() if path.startswith(folder)), "")


_LISTS = "Package: example\n" * 200
RULE = Rule(
    id="package-cache-in-layer",
    doc=__doc__,
    subject=LayerContents,
    check=check,
    severity=Severity.NOTE,
    options=(Option("min_bytes", 1_000_000, "report a tool's cache only from this many bytes"),),
    examples=(
        Bad(ImageSample(layers=({"var/lib/apt/lists/mirror.example_main": _LISTS},), created_by=("RUN apt-get update",)), options={"min_bytes": 1000}),
        Bad(ImageSample(layers=({"root/.cache/pip/http/a": _LISTS, "root/.npm/_cacache/b": _LISTS},)), options={"min_bytes": 1000}, count=2),
        Bad(ImageSample(layers=({"home/app/.cache/uv/a": _LISTS},)), options={"min_bytes": 1000}),
        Good(ImageSample(layers=({"var/lib/apt/lists/mirror.example_main": _LISTS},))),
        Good(ImageSample(layers=({"var/lib/apt/lists/a": _LISTS}, {"var/lib/apt/lists": None})), options={"min_bytes": 1000}),
        Good(ImageSample(layers=({"var/lib/apt/extended_states": _LISTS, "root/.config/a": _LISTS},)), options={"min_bytes": 1000}),
    ),
)  # fmt: skip

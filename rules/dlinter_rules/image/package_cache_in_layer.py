"""A layer has the cache of a package manager: package lists, downloaded packages, build caches.

## Why
No container reads it, and every pull transfers it.

## Instead
A cache mount: `RUN --mount=type=cache,target=…`. Or delete in the same `RUN`: `rm -rf /var/lib/apt/lists/*`,
`apk add --no-cache`, `pip install --no-cache-dir`, `dnf clean all`, `npm cache clean --force`.

## When to ignore it
The image is meant to install packages without a network, or is itself a package mirror.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.image.contents import LayerContents, bytes_text, largest
from dlinter.model.packages.table import table
from dlinter.rule import Bad, Context, Good, ImageSample, Option, Rule


def _places() -> tuple[dict[str, str], dict[str, str]]:
    """Folders of an image without the first slash, and those of any home without it, each with its tool; the
    longest first."""
    wasted = sorted(table().wasted().items(), key=lambda item: -len(item[0]))
    return {p[1:] + "/": t for p, t in wasted if p.startswith("/")}, {
        p[2:] + "/": t for p, t in wasted if p.startswith("~/")
    }


def check(layer: LayerContents, context: Context) -> Iterator[Finding]:
    tools: dict[str, list[tuple[str, int]]] = {}
    fixed, homes = _places()
    for path, size in layer.visible((*fixed, "root/", "home/")):
        tool = _tool(path, fixed, homes)
        if tool:
            tools.setdefault(tool, []).append((path, size))
    for tool, files in sorted(tools.items()):
        total = sum(size for _, size in files)
        if total >= context.options["min_bytes"]:
            yield Finding(
                None,
                f"{layer.made_by()} has {bytes_text(total)} of {tool}'s cache ({largest(files)}): use a "
                "cache mount, or delete it in the same step",
                key=f"{layer.index}:{tool}",
            )


def _tool(path: str, fixed: dict[str, str], homes: dict[str, str]) -> str:
    parts = path.split("/", 2)
    below = (
        path[len("root/") :]
        if parts[0] == "root"
        else parts[2]
        if parts[0] == "home" and len(parts) > 2
        else ""
    )
    found = next((tool for folder, tool in homes.items() if below.startswith(folder)), "") if below else ""
    return found or next((tool for folder, tool in fixed.items() if path.startswith(folder)), "")


_LISTS = "Package: example\n" * 200
RULE = Rule(
    id="package-cache-in-layer",
    doc=__doc__,
    since="0.1.0",
    subject=LayerContents,
    check=check,
    severity=Severity.NOTE,
    options=(Option("min_bytes", 1_000_000, "report a tool's cache only from this many bytes"),),
    examples=(
        Bad(ImageSample(layers=({"var/lib/apt/lists/mirror.example_main": _LISTS},),
            created_by=("RUN apt-get update",)), options={"min_bytes": 1000},
            better=ImageSample(layers=({"usr/bin/curl": "x"},),
                created_by=(
                    "RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*",))),
        Bad(ImageSample(layers=({"root/.cache/pip/http/a": _LISTS, "root/.npm/_cacache/b": _LISTS},)),
            options={"min_bytes": 1000}, count=2),
        Bad(ImageSample(layers=({"home/app/.cache/uv/a": _LISTS},)), options={"min_bytes": 1000}),
        Good(ImageSample(layers=({"var/lib/apt/lists/mirror.example_main": _LISTS},))),
        Good(ImageSample(layers=({"var/lib/apt/lists/a": _LISTS}, {"var/lib/apt/lists": None})),
            options={"min_bytes": 1000}),
        Good(ImageSample(layers=({"var/lib/apt/extended_states": _LISTS, "root/.config/a": _LISTS},)),
            options={"min_bytes": 1000}),
    ),
)  # fmt: skip

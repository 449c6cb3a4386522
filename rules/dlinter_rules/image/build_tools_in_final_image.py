"""The final image contains compilers and other tools that only a build needs.

## Why
They are often most of an image's bytes, and an intruder can compile exploits with them.

## Instead
Build in a stage of its own and `COPY --from` the result, or install and remove the tools in one `RUN`.
Disable this rule for an image whose purpose is to compile.

## When to ignore it
The image's purpose is to compile: a builder, a development container, a base for others.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.image.contents import LayerContents, bytes_text, largest
from dlinter.model.packages.toolchains import COMPILER_FOLDERS, COMPILER_PROOF
from dlinter.rule import STRICT, Bad, Context, Good, ImageSample, Option, Rule


def check(layer: LayerContents, context: Context) -> Iterator[Finding]:
    tools: dict[str, list[tuple[str, int]]] = {}
    for path, size in layer.visible(tuple(COMPILER_FOLDERS)):
        tools.setdefault(
            next(t for folder, t in COMPILER_FOLDERS.items() if path.startswith(folder)), []
        ).append((path, size))
    for tool, files in sorted(tools.items()):
        total = sum(size for _, size in files)
        proven = any(_is(path, COMPILER_PROOF[tool]) for path, _ in files)
        if proven and total >= context.options["min_bytes"]:
            yield Finding(
                None,
                f"{layer.made_by()} leaves {tool} in the final image: {bytes_text(total)} "
                f"({largest(files)}); build in a stage of its own",
                key=f"{layer.index}:{tool}",
            )


def _is(path: str, names: tuple[str, ...]) -> bool:
    base = path.rpartition("/")[2]
    return any(base == name[1:] or base.startswith(f"{name[1:]}-") for name in names)


_GCC = "usr/libexec/gcc/x86_64-linux-gnu/14/cc1"
RULE = Rule(
    id="build-tools-in-final-image",
    doc=__doc__,
    since="0.1.0",
    subject=LayerContents,
    check=check,
    severity=Severity.NOTE,
    precision="medium",
    ruleset=STRICT,
    options=(Option("min_bytes", 10_000_000, "report a tool only from this many bytes"),),
    examples=(
        Bad(ImageSample(layers=({_GCC: "x" * 3000},), created_by=("RUN apt-get install -y gcc",)),
            options={"min_bytes": 1000}, better=ImageSample(layers=({"srv/app": "x" * 300},),
                created_by=("COPY --from=build /app /srv/app",))),
        Bad(ImageSample(layers=({"usr/local/go/pkg/tool/linux_amd64/compile": "x" * 3000},)),
            options={"min_bytes": 1000}),
        Good(ImageSample(layers=({_GCC: "x" * 3000},))),
        Good(ImageSample(layers=({_GCC: "x" * 3000}, {_GCC: None})), options={"min_bytes": 1000}),
        Good(ImageSample(layers=({"usr/lib/gcc/x86_64-linux-gnu/14/libgcc_s.so": "x" * 3000},)),
            options={"min_bytes": 1000}),
    ),
)  # fmt: skip

"""The image contains the same file at another path.

## Why
Layers do not share equal files: every pull transfers each copy.

## Instead
Keep one copy and link the others to it with `ln` (`COPY --link` does not do this), move the file within one
`RUN`, or do not make the copy.

## When to ignore it
The two copies are changed independently later, or the files belong to packages that each must be complete.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.image.contents import LayerContents, bytes_text, path_text
from dlinter.rule import STRICT, Bad, Context, Good, ImageSample, Option, Rule


def check(layer: LayerContents, context: Context) -> Iterator[Finding]:
    copies = layer.contents.copies(layer.index)
    total = sum(copy.size for copy in copies)
    if not copies or total < context.options["min_bytes"]:
        return
    top = max(copies, key=lambda c: c.size)
    where = "the same layer" if top.of_layer == layer.index else layer.made_by(top.of_layer)
    more = f"; {len(copies) - 1} more such files" if len(copies) > 1 else ""
    yield Finding(
        None,
        f"{layer.made_by()} has {bytes_text(total)} that the image has elsewhere: {path_text(top.path)} "
        f"({bytes_text(top.size)}) "
        f"is {path_text(top.of)} of {where}{more}",
        key=f"{layer.index}",
    )


_LARGE = "x" * 40_000
RULE = Rule(
    id="duplicate-file-content",
    doc=__doc__,
    since="0.1.0",
    subject=LayerContents,
    check=check,
    severity=Severity.NOTE,
    ruleset=STRICT,
    options=(Option("min_bytes", 5_000_000,
        "report only from this many bytes per layer; files under 32 KiB do not count"),),
    examples=(
        Bad(ImageSample(layers=({"app/a": _LARGE}, {"srv/a": _LARGE}),
            created_by=("COPY a /app/", "RUN cp /app/a /srv/a")), options={"min_bytes": 1000},
            better=ImageSample(layers=({"app/a": _LARGE}, {"srv/a": "/app/a"}),
                created_by=("COPY a /app/", "RUN ln -s /app/a /srv/a"))),
        Bad(ImageSample(layers=({"app/a": _LARGE, "app/b": _LARGE},)), options={"min_bytes": 1000}),
        Good(ImageSample(layers=({"app/a": _LARGE}, {"srv/a": _LARGE}))),
        Good(ImageSample(layers=({"app/a": _LARGE}, {"srv/a": "y" * 40_000})), options={"min_bytes": 1000}),
        Good(ImageSample(layers=({"app/a": _LARGE}, {"app/a": None, "srv/a": _LARGE})),
            options={"min_bytes": 1000}),
    ),
)  # fmt: skip

"""A layer has files that a later step overwrites: the image carries both versions.

## Why
A layer holds whole files. One changed byte in a later step stores the whole file again, and every pull
transfers the hidden version too.

## Instead
Write the file once: in one `RUN`, or put the step that makes it after what changes it. Copy the final version
instead of one over the other.

## When to ignore it
The hidden version is in a shared base image, and your change must come on top of it.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.image.contents import LayerContents, by_layer, bytes_text, largest
from dlinter.model.place import Visibility
from dlinter.rule import Bad, Context, Good, ImageSample, Option, Rule


def check(layer: LayerContents, context: Context) -> Iterator[Finding]:
    lost = [one for one in layer.lost() if one.fate is Visibility.OVERWRITTEN and not one.same]
    total = sum(one.size for one in lost)
    if total < context.options["min_bytes"] or not lost:
        return
    steps = by_layer(lost)
    told = [
        f"{layer.made_by(by)} overwrites {bytes_text(sum(o.size for o in group))}"
        for by, group in list(steps.items())[:3]
    ]
    more = f", {len(steps) - 3} more" if len(steps) > 3 else ""
    yield Finding(
        None,
        f"{layer.made_by()} carries {bytes_text(total)} that later steps overwrite "
        f"({largest([(o.path, o.size) for o in lost])}): "
        f"{'; '.join(told)}{more}",
        key=f"{layer.index}",
    )


_OLD, _NEW = "x" * 3000, "y" * 3000
RULE = Rule(
    id="file-overwritten",
    doc=__doc__,
    since="0.1.0",
    subject=LayerContents,
    check=check,
    severity=Severity.NOTE,
    options=(Option("min_bytes", 1_000_000, "report only from this many bytes per layer"),),
    examples=(
        Bad(ImageSample(layers=({"app/model.bin": _OLD}, {"app/model.bin": _NEW}),
            created_by=("COPY a /app/", "COPY b /app/")), options={"min_bytes": 1000},
            better=ImageSample(layers=({"app/model.bin": _NEW},), created_by=("COPY b /app/",))),
        Good(ImageSample(layers=({"app/model.bin": _OLD}, {"app/model.bin": _NEW}))),
        Good(ImageSample(layers=({"app/a": _OLD}, {"app/b": _NEW})), options={"min_bytes": 1000}),
        Good(ImageSample(layers=({"app/a": _OLD}, {"app/a": None})), options={"min_bytes": 1000}),
        Good(ImageSample(layers=({"app/a": _OLD}, {"app/a": _OLD}),
            created_by=("COPY a /app/", "RUN chmod +x /app/a")), options={"min_bytes": 1000}),
    ),
)  # fmt: skip

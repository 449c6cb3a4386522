"""A layer has files that a later step deletes: every pull still transfers their bytes.

## Why
A layer is never changed by a later one. `rm` in a later `RUN` hides the files; the bytes stay in the layer,
in the registry and in every download.

## Instead
Delete in the `RUN` that makes the files, keep them in a cache mount or a bind mount, or build in an earlier
stage and copy the result only.

## When to ignore it
The layer with the file belongs to a base image that you cannot change, or that all your images share, so it
is transferred once.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.image.contents import LayerContents, by_layer, bytes_text, largest
from dlinter.model.place import Visibility
from dlinter.rule import Bad, Context, Good, ImageSample, Option, Rule


def check(layer: LayerContents, context: Context) -> Iterator[Finding]:
    lost = [one for one in layer.lost() if one.fate is Visibility.DELETED]
    total = sum(one.size for one in lost)
    if total < context.options["min_bytes"] or not lost:
        return
    steps = by_layer(lost)
    told = [
        f"{layer.made_by(by)} deletes {bytes_text(sum(o.size for o in group))}"
        for by, group in list(steps.items())[:3]
    ]
    more = f", {len(steps) - 3} more" if len(steps) > 3 else ""
    yield Finding(
        None,
        f"{layer.made_by()} carries {bytes_text(total)} that later steps delete "
        f"({largest([(o.path, o.size) for o in lost])}): "
        f"{'; '.join(told)}{more}; delete the files in the step that makes them",
        key=f"{layer.index}",
    )


_BIG = "x" * 3000
RULE = Rule(
    id="file-deleted-later",
    doc=__doc__,
    since="0.1.0",
    subject=LayerContents,
    check=check,
    severity=Severity.NOTE,
    options=(Option("min_bytes", 1_000_000, "report only from this many bytes per layer"),),
    examples=(
        Bad(ImageSample(layers=({"tmp/sdk.tar": _BIG}, {"tmp/sdk.tar": None}),
            created_by=("COPY sdk.tar /tmp/", "RUN rm /tmp/sdk.tar")), options={"min_bytes": 1000},
            better=ImageSample(layers=({"opt/sdk/bin": "x"},),
                created_by=(
                    "RUN --mount=type=bind,source=sdk.tar,target=/tmp/sdk.tar tar -xf /tmp/sdk.tar -C /opt",))),  # noqa: E501
        Bad(ImageSample(layers=({"tmp/a/b": _BIG, "tmp/a/c": _BIG}, {"tmp/a": None})),
            options={"min_bytes": 5000}),
        Bad(ImageSample(layers=({"tmp/a/b": _BIG}, {"tmp/a/.wh..wh..opq": None})),
            options={"min_bytes": 1000}),
        Bad(ImageSample(layers=({"tmp/a/b": _BIG}, {"tmp/a": "a file where the folder was"})),
            options={"min_bytes": 1000}),
        Bad(ImageSample(layers=({"a": _BIG}, {"b": _BIG}, {"a": None, "b": None})),
            options={"min_bytes": 1000}, count=2),
        Good(ImageSample(layers=({"tmp/sdk.tar": _BIG}, {"tmp/sdk.tar": None}))),
        Good(ImageSample(layers=({"tmp/sdk.tar": _BIG}, {"tmp/other": None})), options={"min_bytes": 1000}),
        Good(ImageSample(layers=({"tmp/a": None}, {"tmp/a": _BIG})), options={"min_bytes": 1000}),
        Good(ImageSample(layers=({"a": _BIG}, {"a": "y" * 3000})), options={"min_bytes": 1000}),
    ),
)  # fmt: skip

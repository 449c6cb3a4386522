"""A later step changes only a file's mode, owner or times, so its bytes are in the image twice.

## Why
A layer holds whole files. `chmod` or `chown` in a `RUN` of its own stores every file it touches again.

## Instead
`COPY --chmod=… --chown=…`, or the change in the `RUN` that makes the files. For an executable, set the mode
in the build context or in git.

## When to ignore it
The file comes from a base image, so no earlier step of yours could set its mode.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.image.contents import LayerContents, by_layer, bytes_text, largest
from dlinter.rule import Bad, Context, Good, ImageSample, Option, Rule


def check(layer: LayerContents, context: Context) -> Iterator[Finding]:
    # Told where the copy is made: `layer` is the one whose files are copied.
    for by, group in by_layer(one for one in layer.lost() if one.same).items():
        total = sum(one.size for one in group)
        if total >= context.options["min_bytes"]:
            yield Finding(
                None,
                f"{layer.made_by(by)} stores {bytes_text(total)} of {layer.made_by()} again with the same "
                "content "
                f"({largest([(o.path, o.size) for o in group])}): set mode and owner where the files are "
                "made",
                key=f"{layer.index}:{by}",
            )


_DATA = "x" * 3000
_LARGE = "x" * 40_000
RULE = Rule(
    id="mode-change-copies-file",
    doc=__doc__,
    since="0.1.0",
    subject=LayerContents,
    check=check,
    severity=Severity.NOTE,
    options=(Option("min_bytes", 1_000_000, "report only from this many bytes"),),
    examples=(
        Bad(ImageSample(layers=({"app/a": _DATA}, {"app/a": _DATA}),
            created_by=("COPY a /app/", "RUN chmod +x /app/a")), options={"min_bytes": 1000},
            better=ImageSample(layers=({"app/a": _DATA},), created_by=("COPY --chmod=755 a /app/",))),
        Bad(ImageSample(layers=({"app/a": _LARGE}, {"app/a": _LARGE}),
            created_by=("COPY a /app/", "RUN ./fix-owners")), options={"min_bytes": 1000}),
        Good(ImageSample(layers=({"app/a": _DATA}, {"app/a": _DATA}),
            created_by=("COPY a /app/", "RUN chmod +x /app/a"))),
        Good(ImageSample(layers=({"app/a": _LARGE}, {"app/a": "y" * 40_000}),
            created_by=("COPY a /app/", "RUN chmod +x /app/a")), options={"min_bytes": 1000}),
        Good(ImageSample(layers=({"app/a": _DATA}, {"app/b": _DATA}),
            created_by=("COPY a /app/", "RUN chmod +x /app/b")), options={"min_bytes": 1000}),
    ),
)  # fmt: skip

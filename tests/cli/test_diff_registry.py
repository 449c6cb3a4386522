"""`dlint diff` of two references: a registry on loopback."""

from __future__ import annotations

from tests.cli.conftest import Run
from tests.cli.registry import Registry

from dlinter.testing.images import Recipe


def test_references_on_both_sides(run: Run, registry: Registry) -> None:
    history = ["RUN /bin/sh -c make base # buildkit", "COPY app /app # buildkit"]
    old = registry.push("1", Recipe(layers=[{"base": "same"}, {"app/a": "1"}], created_by=history))
    new = registry.push("2", Recipe(layers=[{"base": "same"}, {"app/a": "22"}], created_by=history))
    done = run("diff", old, new)
    assert done.returncode == 0, done.stderr
    assert (
        done.stdout.startswith("the images differ in 1 of 2 layers, first by `COPY app /app`")
        and "/app/a" in done.stdout
    )
    assert run("diff", old, old).returncode == 0
    missing = run("diff", old, new.replace(":2", ":3"))
    assert (missing.returncode, missing.stdout, missing.stderr.count("\n")) == (2, "", 1)

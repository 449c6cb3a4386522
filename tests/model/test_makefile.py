"""Builds in the recipes of a Makefile."""

from __future__ import annotations

import pytest

from dlinter.model.builds.expressions import volatile
from dlinter.model.builds.makefile import expanded, read_makefile
from dlinter.model.text import Text

SOURCE = """\
SHA := $(shell git rev-parse --short HEAD)
IMAGE ?= app
# docker build .
image: go.mod
\t@echo building
\t-@docker build --build-arg SHA=$(SHA) --build-arg MODE=fast \\
\t  --build-arg USER_ID=$(UID) -f build/Dockerfile -t $(IMAGE) .

other:
\tcd ui && docker build --build-arg WHEN=$$(date +%s) .
"""


def test_builds_with_their_arguments() -> None:
    first, second = read_makefile(Text(SOURCE.encode(), "Makefile")).builds
    assert first.dockerfile is not None
    assert first.dockerfile.text == "build/Dockerfile"
    assert {a.name: volatile(first, a) for a in first.args} == {"SHA": "commit", "MODE": "", "USER_ID": ""}
    assert second.folder == "ui"
    assert [volatile(second, a) for a in second.args] == ["run"]


def test_each_build_has_the_place_of_its_line() -> None:
    text = Text(SOURCE.encode(), "Makefile")
    assert [text.line_of(b.span.start) for b in read_makefile(text).builds] == [6, 10]


@pytest.mark.parametrize(
    "source",
    [
        "A = $(A)$(A)\nB = $(A)\nx:\n\tdocker build --build-arg V=$(B) .\n",
        "x:\n\tdocker build \\\n",
        "\tdocker build 'a\n",
        "\x00\tdocker build .\n",
    ],
)
def test_hostile_files_end(source: str) -> None:
    assert read_makefile(Text(source.encode(), "Makefile")).error == ""


def test_what_the_file_does_not_tell_stays_a_variable() -> None:
    assert expanded("\techo $(A) ${B} $(shell date) $$C", {"A": "1"}) == "\techo 1 ${B} $(date) $C"

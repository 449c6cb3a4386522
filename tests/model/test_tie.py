"""Which instruction made which history entry."""

from __future__ import annotations

import pytest

from dlinter.model.dockerfile.reader import read
from dlinter.model.image import HistoryEntry, Image, ImageConfig
from dlinter.model.image.tie import tie
from dlinter.model.text import Text


def image(*commands: str) -> Image:
    history = tuple(HistoryEntry(index=n, created_by=command) for n, command in enumerate(commands))
    return Image(name="x.tar", digest="", platform="linux/amd64", config=ImageConfig(), history=history, layers=())


def tied(dockerfile: str, *commands: str) -> dict[int, int]:
    """History entry → line of the Dockerfile."""
    return {entry: i.first_line for entry, i in sorted(tie(image(*commands), read(Text(dockerfile.encode()))).steps.items())}


DOCKERFILE = """FROM debian:13
ARG VERSION=1
ENV A=b
RUN make VERSION=$VERSION \\
    && make install
COPY . /srv
CMD ["/srv/run"]
"""
BUILDKIT = (
    "ENV A=b", "RUN |1 VERSION=1 /bin/sh -c make VERSION=$VERSION     && make install # buildkit", "COPY . /srv # buildkit",
    'CMD ["/srv/run"]',
)  # fmt: skip
OLD = (
    "/bin/sh -c #(nop)  ENV A=b", "|1 VERSION=1 /bin/sh -c make VERSION=$VERSION     && make install",
    "/bin/sh -c #(nop) COPY dir:" + "a" * 64 + " in /srv ", '/bin/sh -c #(nop)  CMD ["/srv/run"]',
)  # fmt: skip


@pytest.mark.parametrize("commands", [BUILDKIT, OLD], ids=["buildkit", "old builder"])
def test_each_entry_is_its_instruction_and_the_base_is_the_from(commands: tuple[str, ...]) -> None:
    base = ("/bin/sh -c #(nop) ADD file:" + "b" * 64 + " in / ", '/bin/sh -c #(nop)  CMD ["bash"]')
    assert tied(DOCKERFILE, *base, *commands) == {0: 1, 1: 1, 2: 3, 3: 4, 4: 6, 5: 7}


def test_the_stages_an_image_was_built_through() -> None:
    text = "FROM debian:13 AS base\nRUN one\nFROM base AS other\nRUN two\nFROM base\nRUN three\n"
    commands = ("ADD rootfs.tar / # buildkit", "RUN /bin/sh -c one # buildkit", "RUN /bin/sh -c three # buildkit")
    assert tied(text, *commands) == {0: 1, 1: 2, 2: 6}
    assert tied(text, *commands[:2], "RUN /bin/sh -c two # buildkit") == {0: 1, 1: 2, 2: 4}


def test_an_image_of_another_dockerfile_is_not_tied() -> None:
    assert tied("FROM scratch\nCOPY a /b\n", "RUN /bin/sh -c make # buildkit", "ENV X=y") == {}
    assert tie(image("ENV X=y"), read(Text(b"FROM scratch\nCOPY a /b\n"))).of(None) is None


def test_what_no_step_made_is_the_whole_images() -> None:
    text = "FROM debian:13 AS base\nRUN one\nFROM base\nRUN two\n"
    found = tie(image("RUN /bin/sh -c one # buildkit", "RUN /bin/sh -c two # buildkit"), read(Text(text.encode())))
    assert [found.of(entry).first_line for entry in (0, 1, None, 9)] == [2, 4, 3, 3]  # type: ignore[union-attr]

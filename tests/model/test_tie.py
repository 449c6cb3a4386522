"""Which instruction made which history entry."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from dlinter.model.dockerfile.reader import read
from dlinter.model.image import HistoryEntry, Image, ImageConfig
from dlinter.model.image.tie import tie
from dlinter.model.text import Text
from dlinter.values import replace


def image(*commands: str) -> Image:
    history = tuple(HistoryEntry(index=n, created_by=command) for n, command in enumerate(commands))
    return Image(
        name="x.tar", digest="", platform="linux/amd64", config=ImageConfig(), history=history, layers=()
    )


def tied(dockerfile: str, *commands: str) -> dict[int, int]:
    """History entry → line of the Dockerfile."""
    return {
        entry: i.first_line
        for entry, i in sorted(tie(image(*commands), read(Text(dockerfile.encode()))).steps.items())
    }


DOCKERFILE = """FROM debian:13
ARG VERSION=1
ENV A=b
RUN make VERSION=$VERSION \\
    && make install
COPY . /srv
CMD ["/srv/run"]
"""
BUILDKIT = (
    "ENV A=b", "RUN |1 VERSION=1 /bin/sh -c make VERSION=$VERSION     && make install # buildkit",
    "COPY . /srv # buildkit",
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
    commands = (
        "ADD rootfs.tar / # buildkit",
        "RUN /bin/sh -c one # buildkit",
        "RUN /bin/sh -c three # buildkit",
    )
    assert tied(text, *commands) == {0: 1, 1: 2, 2: 6}
    assert tied(text, *commands[:2], "RUN /bin/sh -c two # buildkit") == {0: 1, 1: 2, 2: 4}


def test_an_image_of_another_dockerfile_is_not_tied() -> None:
    assert tied("FROM scratch\nCOPY a /b\n", "RUN /bin/sh -c make # buildkit", "ENV X=y") == {}
    assert tie(image("ENV X=y"), read(Text(b"FROM scratch\nCOPY a /b\n"))).of(None) is None


def test_what_no_step_made_is_the_whole_images() -> None:
    text = "FROM debian:13 AS base\nRUN one\nFROM base\nRUN two\n"
    found = tie(
        image("RUN /bin/sh -c one # buildkit", "RUN /bin/sh -c two # buildkit"), read(Text(text.encode()))
    )
    assert [found.of(entry).first_line for entry in (0, 1, None, 9)] == [2, 4, 3,
        3]  # type: ignore[union-attr]


SEVERAL = """FROM scratch
COPY base /
COPY token.txt /srv/token.txt
RUN rm /srv/token.txt
ENV MODE=production
COPY app /srv/app
RUN echo 1 > /srv/version
CMD ["/srv/app/run"]
"""
NOP = "/bin/sh -c #(nop) "
HASH = "a" * 64
BY_BUILDAH = (
    f"{NOP}COPY dir:{HASH} in / ", f"{NOP}COPY file:{HASH} in /srv/token.txt ",
    "/bin/sh -c rm /srv/token.txt", f"{NOP}ENV MODE=production",
    f"{NOP}COPY dir:{HASH} in /srv/app ", "/bin/sh -c echo 1 > /srv/version", f'{NOP}CMD ["/srv/app/run"]',
)  # fmt: skip
BY_KANIKO = (
    "COPY base /",
    "COPY token.txt /srv/token.txt",
    "RUN rm /srv/token.txt",
    "COPY app /srv/app",
    "RUN echo 1 > /srv/version",
)
PATHS = ("bin/sh", "srv/token.txt", "srv/app/settings.ini", "srv/version", "srv/other")


def layered(commands: Sequence[str], made: Sequence[bool], comment: str = "") -> Image:
    """An image whose history says which entries have a layer."""
    entries = []
    for n, (command, has) in enumerate(zip(commands, made, strict=True)):
        layer = sum(made[:n]) if has else None
        entries.append(
            HistoryEntry(
                index=n, created_by=command, comment=comment if has else "", empty_layer=not has, layer=layer
            )
        )
    return replace(image(), history=tuple(entries))


def lines_of(made: Image, entry: int, dockerfile: str = SEVERAL) -> dict[str, int]:
    """Path → line that a file of an entry's layer is shown at; line 1 is the FROM."""
    known = tie(made, read(Text(dockerfile.encode())))
    return {path: at.first_line for path in PATHS if (at := known.of_file(entry, path)) is not None}


@pytest.mark.parametrize("commands", [BY_BUILDAH, BY_KANIKO], ids=["buildah, podman", "kaniko"])
def test_a_layer_a_step(commands: tuple[str, ...]) -> None:
    """`buildah build --layers`, `podman build`, kaniko: as BuildKit does it."""
    makers = [not any(word in command for word in ("ENV", "CMD")) for command in commands]
    made = layered(commands, makers, "FROM 1aa185b67905" if commands is BY_BUILDAH else "")
    known = tie(made, read(Text(SEVERAL.encode())))
    assert known.merged == {}
    assert [known.of_file(n, "srv/x").first_line for n, has in enumerate(makers) if has] == [2, 3, 4, 6,
        7]  # type: ignore[union-attr]


def test_buildah_without_layers() -> None:
    """The last step of a stage has the layer; those before it are marked as empty."""
    made = layered(BY_BUILDAH, [False] * 6 + [True], "FROM cf5efd530a26")
    assert lines_of(made, 6) == {
        "bin/sh": 1,
        "srv/token.txt": 1,
        "srv/app/settings.ini": 1,
        "srv/version": 7,
        "srv/other": 1,
    }


def test_squashed_and_single_snapshots() -> None:
    """One entry for all: the last instruction's, whatever that is."""
    for commands in ((BY_BUILDAH[-1],), (BY_KANIKO[-1],)):
        assert lines_of(layered(commands, [True]), 0) == {
            "bin/sh": 1,
            "srv/token.txt": 1,
            "srv/app/settings.ini": 1,
            "srv/version": 7,
            "srv/other": 1,
        }


def test_only_copies() -> None:
    """No command may have written what a COPY covers alone."""
    text = "FROM scratch\nWORKDIR /srv\nCOPY token.txt ./\nCOPY app app\nCMD [\"x\"]\n"
    made = layered((f'{NOP}CMD ["x"]',), [True])
    assert lines_of(made, 0, text) == {
        "bin/sh": 1,
        "srv/token.txt": 3,
        "srv/app/settings.ini": 1,
        "srv/version": 3,
        "srv/other": 3,
    }
    debian = text.replace("scratch", "debian:13")
    assert set(lines_of(made, 0, debian).values()) == {1}  # the base image's files are in the layer, too


def test_steps_that_changed_nothing_are_no_others() -> None:
    """BuildKit and docker mark a RUN without changes as empty; the layer is of its own step alone."""
    commands = ("COPY base / # buildkit", "RUN /bin/sh -c true # buildkit", "COPY app /srv/app # buildkit")
    known = tie(
        layered(commands, [True, False, True]),
        read(Text(b"FROM scratch\nCOPY base /\nRUN true\nCOPY app /srv/app\n")),
    )
    assert known.merged == {} and known.of_file(2, "srv/app/x").first_line == 4  # type: ignore[union-attr]

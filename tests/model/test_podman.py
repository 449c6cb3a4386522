"""What Podman and Buildah read that BuildKit does not."""

from __future__ import annotations

import pytest

from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.podman import is_containerfile, without_transport
from dlinter.model.dockerfile.reader import read
from dlinter.model.text import Text

MOUNTS = (
    b"FROM a:1\nRUN --mount=type=bind,Z,source=a,target=/b x\nRUN "
    b"--mount=type=bind,source=a,target=/b,relabel=shared x\n"
)


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("Containerfile", True),
        ("a/Containerfile.prod", True),
        ("x.containerfile", True),
        ("Dockerfile", False),
        ("Containerfiles/Dockerfile", False),
    ],
)
def test_by_its_name(path: str, is_one: bool) -> None:
    assert is_containerfile(path) is is_one
    assert bool(read(Text(MOUNTS, path)).errors) is not is_one


def test_the_size_of_a_tmpfs() -> None:
    text = b"FROM a:1\nRUN --mount=type=tmpfs,tmpfs-size=10m,tmpfs-mode=0700,target=/t,notmpcopyup x\n"
    assert not read(Text(text, "Containerfile")).errors
    assert read(Text(text, "Dockerfile")).errors


def test_a_mount_that_neither_takes() -> None:
    assert len(
        read(
            Text(
                b"FROM a:1\nRUN --mount=type=bind,source=a,target=/b,nonsense=1 "
                b"--mount=type=bind,W,target=/c x\n", "Containerfile")).errors) == 1


def test_transports() -> None:
    assert without_transport("docker://r.example/a:1", "Containerfile") == "r.example/a:1"
    assert without_transport("docker://r.example/a:1", "Dockerfile") == "docker://r.example/a:1"


@pytest.mark.parametrize(
    ("dockerfile", "files", "expected"),
    [
        ("Containerfile", {".containerignore": "a", ".dockerignore": "b"}, ".containerignore"),
        ("Containerfile", {"Containerfile.containerignore": "c", ".containerignore": "a"},
            "Containerfile.containerignore"),
        ("Containerfile", {".dockerignore": "b"}, ".dockerignore"),
        ("Dockerfile", {".containerignore": "a", ".dockerignore": "b"}, ".dockerignore"),
        ("Dockerfile", {".containerignore": "a"}, ""),
    ],
)
def test_ignore_files(dockerfile: str, files: dict[str, str], expected: str) -> None:
    assert BuildContext.of(files, dockerfile).dockerignore == expected

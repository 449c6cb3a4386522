"""`dlint baseline` of files and of images, and what is said where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from dlinter.testing.images import Recipe, docker_blobs, write_tar

from .conftest import Run

TOKEN = "ghp_" + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx"


@pytest.fixture
def image(tmp_path: Path) -> str:
    with (tmp_path / "app.tar").open("wb") as out:
        write_tar(docker_blobs(Recipe(layers=({"root/.token": f"{TOKEN}\n"},))), out)
    return "app.tar"


def test_what_an_image_holds_is_accepted(run: Run, tmp_path: Path, image: str) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\nMAINTAINER me\n")
    assert run("scan", "--isolated", image).returncode == 1
    done = run("baseline", "--isolated", "--image", image)
    assert done.returncode == 0 and ".dlint-baseline.json: 1 finding accepted" in done.stderr
    assert run("scan", "--isolated", "--baseline", ".dlint-baseline.json", image).returncode == 0
    assert (
        run("lint", "--isolated", "--baseline", ".dlint-baseline.json", "--fail-on", "note").returncode == 1
    ), "only the image was named"
    assert run("baseline", "--isolated", "--image", image, ".").returncode == 0
    assert run("scan", "--isolated", "--baseline", ".dlint-baseline.json", image).returncode == 0
    assert (
        run("lint", "--isolated", "--baseline", ".dlint-baseline.json", "--fail-on", "note").returncode == 0
    )


def test_an_image_that_is_not_read_leaves_the_baseline_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.tar").write_bytes(b"not an image" * 100)
    (tmp_path / ".dlint-baseline.json").write_text("{}")
    done = run("baseline", "--isolated", "--image", "bad.tar")
    assert done.returncode == 2 and "stays as it was" in done.stderr
    assert (tmp_path / ".dlint-baseline.json").read_text() == "{}"


def test_a_baseline_that_is_not_there_is_said_how_to_make(run: Run, image: str) -> None:
    done = run("scan", "--isolated", "--baseline", "none.json", image)
    assert done.returncode == 2
    assert "none.json: no such file; `dlint baseline --output" in done.stderr and "`--image`" in done.stderr
    done = run("baseline", "--dockerfile", "Dockerfile")
    assert done.returncode == 2 and "`--dockerfile` goes with `--image`" in done.stderr

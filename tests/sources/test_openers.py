"""A new image source is one module in `dlinter.sources.openers`."""

from __future__ import annotations

import pkgutil
from pathlib import Path

import pytest

from dlinter.sources import open as opening
from dlinter.sources import openers
from dlinter.testing.images import Recipe, docker_blobs, write_tar

SOURCE = '''
from pathlib import Path

from dlinter.sources.blobs import TarBlobs
from dlinter.sources.opener import Opener

OPENER = Opener(
    order=5,
    claims=lambda name: name.startswith("shelf:"),
    blobs=lambda opened, name: TarBlobs(Path(name.removeprefix("shelf:")).open("rb")),
)
'''


def test_a_source_is_one_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shelf.py").write_text(SOURCE)
    with (tmp_path / "image.tar").open("wb") as out:
        write_tar(docker_blobs(Recipe(layers=({"a": "b"},))), out)
    monkeypatch.setattr(openers, "__path__", [*openers.__path__, str(tmp_path)])
    opening.all_openers.cache_clear()
    try:
        opened = opening.open_image(f"shelf:{tmp_path}/image.tar")
        assert (len(opened.images), opened.problems) == (1, [])
        opened.close()
    finally:
        opening.all_openers.cache_clear()


def test_every_module_has_an_opener_with_an_order_of_its_own() -> None:
    orders = [opener.order for opener in opening.all_openers()]
    assert len(orders) == len(set(orders)) == len(list(pkgutil.iter_modules(openers.__path__)))

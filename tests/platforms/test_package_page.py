"""The long description of the package: the README with addresses in place of paths, which the page of an
index cannot follow."""

from __future__ import annotations

import importlib.util
import re
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from dlinter import __version__

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
REPOSITORY = PROJECT["project"]["urls"]["Source"]
LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)]+)\)")


def hook() -> ModuleType:
    path = ROOT / PROJECT["tool"]["hatch"]["metadata"]["hooks"]["custom"]["path"]
    spec = importlib.util.spec_from_file_location("package_page", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_path_is_left() -> None:
    links = LINK.findall(hook().package_page(README, REPOSITORY, __version__))
    assert len(links) > 15
    assert [target for _, target in links if not re.match("https://|#", target)] == []
    assert [target for mark, target in links if mark and "raw.githubusercontent.com" not in target] == []


def test_what_is_named_is_there() -> None:
    for _, target in LINK.findall(README):
        if not re.match("https?://|#", target):
            assert (ROOT / target).is_dir() == target.endswith("/") and (ROOT / target).exists(), target


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("![a](docs/a.svg)", "![a](https://raw.githubusercontent.com/o/r/v1.2/docs/a.svg)"),
        ("![`dlint lint` [1]](docs/a.svg)",
            "![`dlint lint` [1]](https://raw.githubusercontent.com/o/r/v1.2/docs/a.svg)"),
        ("[a](docs/a.md#b)", "[a](https://github.com/o/r/blob/v1.2/docs/a.md#b)"),
        ("[a](examples/)", "[a](https://github.com/o/r/tree/v1.2/examples/)"),
        ("[a](#b) [c](https://d.example/e) [f](mailto:g@h.example)",) * 2,
        ("`[a](b)` ``[`a`](b)``",) * 2,
        ("```md\n[a](b)\n```\n",) * 2,
    ],
)
def test_addresses(text: str, page: str) -> None:
    assert hook().package_page(text, "https://github.com/o/r", "1.2") == page


def test_hatchling_is_given_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hook as hatchling calls it; the interface is a stand-in, since no test needs hatchling."""
    interface = ModuleType("hatchling.metadata.plugin.interface")
    interface.MetadataHookInterface = type("MetadataHookInterface", (),
        {"root": str(ROOT)})  # type: ignore[attr-defined]
    for name in ("hatchling", "hatchling.metadata", "hatchling.metadata.plugin"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.setitem(sys.modules, interface.__name__, interface)
    metadata = {"urls": PROJECT["project"]["urls"]}
    hook().get_metadata_hook()().update(metadata)
    assert metadata["readme"]["content-type"] == "text/markdown"
    assert (
        "![`dlint lint` in a terminal: every commit installs all packages again, and the fix that ends "
        f"it]({REPOSITORY.replace('github.com', 'raw.githubusercontent.com')}/v{__version__}/docs/terminal.sv"
        "g)"
        in metadata["readme"]["text"]
    )
    assert PROJECT["project"]["dynamic"] == ["version", "readme"] and "readme" not in PROJECT["project"]

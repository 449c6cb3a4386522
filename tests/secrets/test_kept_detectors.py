"""The detectors that an earlier scan kept are those that the pack's modules have, or they are not used."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dlinter.detectors.deferred import Deferred, resolved
from dlinter.detectors.detector import Detector
from dlinter.packs import RegistryError, RuleSet, load_detectors, load_rules
from dlinter.secrets.kept_detectors import FUNCTIONS
from dlinter.secrets.origin import rules_hash

from .layers import detectors

MODULE = """
from dlinter.detectors.detector import Detector

def check(secret):
    return secret.endswith("SIGN")

DETECTORS = tuple(
    Detector(id=f"acme-{name}", provider="Acme", title="key", pattern=f"acme_{name}_[a-z]{{20}}",
        validate=check, accepts=(lambda secret: True) if name == "b" else None)
    for name in "ab"
)
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DLINT_CACHE_DIR", str(tmp_path / "own"))
    return tmp_path / "own"


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of detectors of a pack `acmepack`."""
    monkeypatch.syspath_prepend(tmp_path)
    place = tmp_path / "acmepack" / "detectors"
    place.mkdir(parents=True)
    (tmp_path / "acmepack" / "__init__.py").write_text("")
    (place / "acme.py").write_text(MODULE.replace("SIGN", "x"))
    yield place
    forget()


def forget() -> None:
    for name in [name for name in sys.modules if name.startswith("acmepack")]:
        del sys.modules[name]


def loaded(*, keeps: bool = True) -> tuple[Detector, ...]:
    """As another process does that imports the pack for the first time."""
    forget()
    return RuleSet((), ("acmepack",), keeps=keeps).detectors


def imported() -> bool:
    return "acmepack.detectors.acme" in sys.modules


def test_the_whole_pack_is_kept_as_it_is(folder: Path) -> None:
    first = load_rules(about_images=True)
    mine = first.detectors
    assert mine == detectors() and len(list(folder.glob("detectors-*.bin"))) == 1
    again = load_detectors().detectors
    assert [d.id for d in again] == [d.id for d in mine]
    deferred = 0
    for one, other in zip(mine, again, strict=True):
        for name in Detector.__struct_fields__:
            value = getattr(other, name)
            deferred += isinstance(value, Deferred)
            assert isinstance(value, Deferred) <= (name in FUNCTIONS)
            assert resolved(value) == getattr(one, name) and type(resolved(value)) is type(getattr(one, name))
    assert deferred > 200
    assert rules_hash(again[::20]) == rules_hash(mine[::20])


def test_a_function_is_fetched_when_it_is_called(acme: Path) -> None:
    loaded()
    one, two = loaded()
    assert not imported() and (one.id, two.id) == ("acme-a", "acme-b")
    assert one.accepts is None and two.accepts is not None and one.validate is not None
    assert pickle.loads(pickle.dumps(two)).accepts("q") is True
    assert one.validate("ax") and not one.validate("a") and two.accepts("q") is True
    assert imported()


def test_only_a_scan_keeps_them(acme: Path, folder: Path) -> None:
    loaded(keeps=False)
    assert not list(folder.glob("*.bin")) and imported()


def test_a_change_counts(acme: Path) -> None:
    """Of a module (one with its old size and time, too), of what it imports, of the list of modules."""
    module = acme / "acme.py"
    (acme.parent / "sign.py").write_text("SIGN = 'x'")
    module.write_text("import acmepack.sign\n" + MODULE.replace('"SIGN"', "acmepack.sign.SIGN"))
    loaded()

    def same_size_and_time() -> None:
        module.write_text(module.read_text().replace('"key"', '"kez"'))
        os.utime(module, ns=(1, 1))

    for change in (
        lambda: (acme.parent / "sign.py").write_text("SIGN = 'yy'"),
        lambda: os.utime(module, ns=(1, 1)),
        same_size_and_time,
        lambda: (acme / "more.py").write_text("DETECTORS = ()"),
        lambda: (acme / "more.py").unlink(),
    ):
        loaded()
        assert not imported()
        change()
        loaded()
        assert imported()
    (acme.parent / "sign.py").unlink()
    with pytest.raises(RegistryError, match="acmepack"):
        loaded()


def test_what_somebody_else_wrote_is_not_believed(acme: Path, folder: Path) -> None:
    loaded()
    (file,) = folder.glob("detectors-*.bin")
    whole = file.read_bytes()
    for damage in (b"", whole[:-1], whole.replace(b"acme-a", b"acme-c")):
        file.write_bytes(damage)
        assert [d.id for d in loaded()] == ["acme-a", "acme-b"] and imported()


def test_fields_of_other_kinds_are_not_kept(acme: Path, folder: Path) -> None:
    (acme / "acme.py").write_text(MODULE.replace('title="key"', 'title="\\udc80"'))
    assert len(loaded()) == 2 and not list(folder.glob("*.bin"))

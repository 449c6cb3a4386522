"""Packs → rules and detectors.

A pack is an import package named by an entry point of the group `dlint.rules`. Each folder in it is a family,
each module of a folder one rule (`RULE`), each module of `detectors/` one provider (`DETECTORS`). The
built-in pack is found the same way. A pack that fails to import, a rule whose id is not its file's name, or
no pack at all is an error: a run never gets shorter and greener.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from dlinter.detectors.detector import Detector
from dlinter.rule import ALL, DEFAULT, STRICT, AnyRule, Rule
from dlinter.values import replace

if TYPE_CHECKING:
    from dlinter.model.frontend import Frontend
    from dlinter.secrets.finder import Finder

GROUP = "dlint.rules"
FRONTENDS = "dlint.frontends"
SETS = (DEFAULT, STRICT, ALL)


class RegistryError(Exception):
    """A pack cannot be used; the message names it and says why."""


@dataclass(slots=True)
class RuleSet:
    """All rules of all packs, in order of family and id, and their detectors (loaded when first asked for,
    and with `keeps` kept in the user's cache folder, where any later run finds them)."""

    rules: tuple[AnyRule, ...]
    packs: tuple[str, ...] = ()
    by_id: dict[str, AnyRule] = field(init=False)
    _aliases: dict[str, list[str]] = field(init=False)
    _families: dict[str, list[str]] = field(init=False)
    _detectors: tuple[Detector, ...] | None = None
    _finder: Finder | None = None
    keeps: bool = False

    def __post_init__(self) -> None:
        self.by_id, self._aliases, self._families = {}, {}, {}
        for rule in self.rules:
            if rule.id in self.by_id:
                raise RegistryError(f"two rules are called `{rule.id}`")
            self.by_id[rule.id] = rule
            self._families.setdefault(rule.family, []).append(rule.id)
            for alias in rule.aliases:
                self._aliases.setdefault(alias.lower(), []).append(rule.id)
                self._aliases.setdefault(alias.lower().partition(":")[2], []).append(rule.id)

    def __reduce__(self) -> tuple[object, ...]:
        return RuleSet, (self.rules, self.packs, self._detectors)  # a worker makes its own finder

    @property
    def detectors(self) -> tuple[Detector, ...]:
        if self._detectors is None:
            self._detectors = tuple(
                d for pack in self.packs for d in _load_detectors(pack, keeps=self.keeps)
            )
        return self._detectors

    @property
    def find_secrets(self) -> Finder:
        """Finds candidates by these detectors; made when first asked for."""
        if self._finder is None:
            from dlinter.secrets.finder import text_finder

            self._finder = text_finder(self.detectors)
        return self._finder

    @property
    def families(self) -> tuple[str, ...]:
        return tuple(self._families)

    def resolve(self, name: str) -> tuple[str, ...]:
        """Rule ids meant by a rule id, a family, a rule set, `all`, or a name of the same check elsewhere
        (`hadolint:DL3020`, `DL3020`). Raises KeyError with near names where it means nothing."""
        if name in self.by_id:
            return (name,)
        if name in self._families:
            return tuple(self._families[name])
        if name in SETS:
            return tuple(r.id for r in self.rules if name in r.sets)
        if found := self._aliases.get(_as_documented(name.lower())):
            return tuple(dict.fromkeys(found))
        raise KeyError(name)

    def near(self, name: str) -> tuple[str, ...]:
        """Names like one that is not known, best first."""
        from difflib import get_close_matches

        return tuple(get_close_matches(name, [*self.by_id, *self._families, *self._aliases], 3, 0.6))


def _as_documented(alias: str) -> str:
    """trivy's older spellings of an id, which its own files list as aliases: `avd-ds-0002` and `ds002` are
    `ds-0002`."""
    tool, colon, name = alias.rpartition(":")
    digits = name.removeprefix("avd-").removeprefix("ds").removeprefix("-")
    return (
        f"{tool}{colon}ds-{digits:0>4}" if name.startswith(("ds", "avd-ds")) and digits.isdigit() else alias
    )


def load_rules(packs: Sequence[str] | None = None, *, about_images: bool = False) -> RuleSet:
    """The rules of the named packs, or of all installed ones. Raises RegistryError. With `about_images` those
    about images alone, of packs that say which they are (`ABOUT_IMAGES`): a scan imports no others."""
    names = tuple(packs if packs is not None else sorted(set(installed_packs())))
    if not names:
        raise RegistryError("no rule pack is installed: run `pip install` on dlint, not a bare checkout")
    rules = [rule for name in names for rule in (_about_images(name) if about_images else _load_pack(name))]
    rules.sort(key=lambda r: (r.family, r.id))
    return RuleSet(tuple(rules), names, keeps=about_images)


def load_detectors() -> RuleSet:
    """The detectors of all installed packs, without their rules. Raises RegistryError."""
    return RuleSet((), tuple(sorted(set(installed_packs()))))


def installed_packs(paths: Iterable[str] | None = None, group: str = GROUP) -> Iterator[str]:
    """Import names in the entry-point group, read straight from `entry_points.txt` (PyPA entry points
    specification): `importlib.metadata` costs 30 ms at every start."""
    for folder in sys.path if paths is None else paths:
        try:
            entries = os.listdir(folder or ".")
        except OSError:
            continue
        for entry in entries:
            if entry.endswith((".dist-info", ".egg-info")):
                yield from _entry_points(Path(folder or ".", entry, "entry_points.txt"), group)


def _entry_points(path: Path, group: str) -> Iterator[str]:
    try:
        text = path.read_text("utf-8")
    except OSError:
        return
    section = ""
    for line in text.splitlines():
        line = line.strip()
        if line.startswith("["):
            section = line.strip("[] ")
        elif section == group and "=" in line and not line.startswith(("#", ";")):
            yield line.partition("=")[2].strip()


def load_frontends(packs: Iterable[str], paths: Iterable[str] | None = None) -> tuple[Frontend, ...]:
    """The frontends of installed packages (entry-point group `dlint.frontends`), then those of rule packs
    that have a module `frontends`: what somebody installed comes before what is built in. Raises
    RegistryError."""
    from dlinter.model.frontend import Frontend

    named = list(dict.fromkeys(installed_packs(paths, FRONTENDS)))
    named += [
        f"{p}.frontends"
        for p in packs
        if (_pack_folder(p) / "frontends.py").is_file() and f"{p}.frontends" not in named
    ]
    found: list[Frontend] = []
    for name in named:
        frontends = getattr(_import(name), "FRONTENDS", None)
        if not isinstance(frontends, tuple) or not all(isinstance(f, Frontend) for f in frontends):
            raise RegistryError(f"frontend module `{name}` has no `FRONTENDS`")
        found += frontends
    return tuple(found)


def _import(name: str) -> object:
    try:
        return import_module(name)
    except Exception as error:  # any failure of a pack is fatal and named
        raise RegistryError(
            f"rule pack module `{name}` fails to import: {type(error).__name__}: {error}"
        ) from error


def _pack_folder(pack: str) -> Path:
    module = _import(pack)
    path = getattr(module, "__path__", None)
    if not path:
        raise RegistryError(f"rule pack `{pack}` is not a package")
    return Path(next(iter(path)))


def _modules(folder: str | Path) -> list[str]:
    return sorted(n[:-3] for n in os.listdir(folder) if n.endswith(".py") and not n.startswith("_"))


def _load_pack(pack: str) -> Iterator[AnyRule]:
    root, found = _pack_folder(pack), False
    for family in sorted(e.name for e in os.scandir(root) if e.is_dir() and e.name.isidentifier()):
        if family in ("detectors", "__pycache__"):
            continue
        for stem in _modules(root / family):
            found = True
            yield _load_rule(f"{pack}.{family}.{stem}", family, stem)
    if not found and not (root / "detectors").is_dir():
        raise RegistryError(f"rule pack `{pack}` holds no rule")


def _about_images(pack: str) -> Iterator[AnyRule]:
    """The rules about images of a pack that names them (`family/id`); all rules of one that does not."""
    told = getattr(_import(pack), "ABOUT_IMAGES", None)
    if told is None:
        yield from _load_pack(pack)
        return
    for name in told:
        family, _, rule = name.partition("/")
        stem = rule.replace("-", "_")
        yield _load_rule(f"{pack}.{family}.{stem}", family, stem)


def _load_rule(module: str, family: str, stem: str) -> AnyRule:
    rule = getattr(_import(module), "RULE", None)
    if not isinstance(rule, Rule):
        raise RegistryError(f"rule pack module `{module}` has no `RULE`")
    if rule.id != stem.replace("_", "-"):
        raise RegistryError(f"rule `{rule.id}` is in a file called `{stem}.py`: the id is the file's name")
    if not rule.doc or not rule.summary:
        raise RegistryError(f"rule `{rule.id}` has no documentation")
    return replace(rule, family=family)


def _load_detectors(pack: str, *, keeps: bool) -> Iterator[Detector]:
    """The detectors of a pack, as they were kept if they still are so; with `keeps` they are kept for the
    next time."""
    root = _pack_folder(pack) / "detectors"
    if not root.is_dir():
        return
    from dlinter.secrets.kept_detectors import keep, kept

    names = [f"{pack}.detectors.{stem}" for stem in _modules(root)]
    known = kept(pack, str(root), names)
    if known is not None:
        yield from known
        return
    loaded: dict[str, tuple[Detector, ...]] = {}
    for name in names:
        detectors = getattr(_import(name), "DETECTORS", None)
        if not isinstance(detectors, tuple):
            raise RegistryError(f"rule pack module `{name}` has no `DETECTORS`")
        loaded[name] = detectors
        yield from detectors
    if keeps:
        keep(pack, str(root), loaded)

"""Packs: how they are found, what is wrong with one, and what a name means."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dlinter.finding import Severity
from dlinter.model.dockerfile import Dockerfile
from dlinter.packs import RegistryError, RuleSet, installed_packs, load_frontends, load_rules
from dlinter.rule import ALL, DEFAULT, STRICT, Rule

RULE = """
\"\"\"Summary of the rule.\"\"\"
from dlinter.finding import Severity
from dlinter.model.dockerfile import Dockerfile
from dlinter.rule import Rule
RULE = Rule(id="NAME", doc=__doc__, subject=Dockerfile, check=lambda s, c: (), severity=Severity.NOTE, examples=())
"""  # noqa: E501
Pack = Callable[[str, dict[str, str]], str]


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pack]:
    """Writes an import package: path → source, `NAME` stands for the file's name as an id."""
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)

    def write(name: str, files: dict[str, str]) -> str:
        for path, source in {"__init__.py": "", **files}.items():
            file = tmp_path / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(textwrap.dedent(source).replace("NAME", file.stem.replace("_", "-")))
        return name

    yield write
    for module in set(sys.modules) - before:
        del sys.modules[module]


def _rule(
    id: str, family: str = "f", aliases: tuple[str, ...] = (), ruleset: str = DEFAULT
) -> Rule[Dockerfile]:
    return Rule(
        id=id, family=family, doc="x", subject=Dockerfile, check=lambda s, c: (), severity=Severity.NOTE,
        examples=(), aliases=aliases, ruleset=ruleset
    )


RULES = RuleSet(
    (_rule("one", "f", ("hadolint:DL1", "buildkit:Same")),
        _rule("two", "f", ("hadolint:DL2", "other:Same"), STRICT), _rule("three", "g", (), ALL))
)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("one", ("one",)), ("f", ("one", "two")), ("g", ("three",)), ("default", ("one",)),
        ("strict", ("one", "two")), ("all", ("one", "two", "three")),
        ("hadolint:DL1", ("one",)), ("DL2", ("two",)), ("dl2", ("two",)), ("HADOLINT:dl1", ("one",)),
        ("Same", ("one", "two")), ("other:same", ("two",)),
    ],
)  # fmt: skip
def test_what_a_name_means(name: str, meant: tuple[str, ...]) -> None:
    assert RULES.resolve(name) == meant


@pytest.mark.parametrize("name", ["", "One", "F", "ALL", "DL", "hadolint:", "x"])
def test_a_name_that_means_nothing(name: str) -> None:
    with pytest.raises(KeyError):
        RULES.resolve(name)


def test_near_names() -> None:
    assert RULES.near("tow") == ("two",)
    assert RULES.near("thre") == ("three",)
    assert RULES.near("zzzzzz") == ()
    assert RULES.families == ("f", "g")
    assert len(RuleSet(tuple(_rule(f"name-{n}") for n in range(9))).near("name-x")) == 3


def test_only_an_id_of_trivy_has_older_spellings() -> None:
    rules = RuleSet((_rule("one", "f", ("trivy:DS-0002",)), _rule("two", "f", ("other:DSL", "other:0002"))))
    assert all(rules.resolve(name) == ("one",) for name in ("ds-0002", "DS002", "AVD-DS-0002", "trivy:ds2"))
    assert all(rules.resolve(name) == ("two",) for name in ("dsl", "0002", "other:DSL"))


def test_the_finder_of_secrets_is_made_once() -> None:
    assert RULES.find_secrets is RULES.find_secrets is not None


def test_two_rules_of_one_name() -> None:
    with pytest.raises(RegistryError, match="two rules are called `one`"):
        RuleSet((_rule("one"), _rule("one", "g")))


def test_rules_of_packs_come_by_family_and_id(pack: Pack) -> None:
    first = pack("pack_a", {"zeta/__init__.py": "", "zeta/b_rule.py": RULE, "alpha/c_rule.py": RULE,
        "alpha/_shared.py": "1 / 0", "notes/readme.txt": "",
                          "not-a-name/d_rule.py": "1 / 0", "words": ""})  # fmt: skip
    second = pack("pack_b", {"alpha/a_rule.py": RULE})
    rules = load_rules((first, second))
    assert [(r.family, r.id) for r in rules.rules] == [
        ("alpha", "a-rule"),
        ("alpha", "c-rule"),
        ("zeta", "b-rule"),
    ]
    assert rules.packs == ("pack_a", "pack_b")
    assert rules.detectors == ()


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"f/a.py": "1 / 0"}, "rule pack module `bad.f.a` fails to import: ZeroDivisionError"),
        ({"f/a.py": ""}, "rule pack module `bad.f.a` has no `RULE`"),
        ({"f/a.py": "RULE = 1"}, "rule pack module `bad.f.a` has no `RULE`"),
        ({"f/a.py": RULE.replace("NAME", "other")},
            "rule `other` is in a file called `a.py`: the id is the file's name"),
        *(({"f/a.py": RULE.replace("doc=__doc__", f"doc={doc!r}")}, "rule `a` has no documentation")
            for doc in ("", " ")),
        ({"f/notes.txt": ""}, "rule pack `bad` holds no rule"),
        ({"__init__.py": "1 / 0"}, "rule pack module `bad` fails to import"),
    ],
)
def test_a_pack_that_is_broken_is_an_error(pack: Pack, files: dict[str, str], message: str) -> None:
    pack("bad", files)
    with pytest.raises(RegistryError) as error:
        load_rules(("bad",))
    assert str(error.value).startswith(message)


def test_no_pack_and_a_pack_that_is_not_there() -> None:
    with pytest.raises(RegistryError, match="no rule pack is installed"):
        load_rules(())
    with pytest.raises(RegistryError, match="rule pack module `absent_pack` fails to import"):
        load_rules(("absent_pack",))
    with pytest.raises(RegistryError, match="rule pack `textwrap`"):
        load_rules(("textwrap",))


def test_detectors_of_a_pack(pack: Pack) -> None:
    name = pack(
        "only_detectors",
        {
            "detectors/acme.py": "DETECTORS = ('x', 'y')",
            "detectors/_shared.py": "1 / 0",
            "detectors/zeta.py": "DETECTORS = ('z',)",
        },
    )
    assert load_rules((name,)).detectors == ("x", "y", "z")
    pack("bad_detectors", {"detectors/acme.py": "DETECTORS = ['x']"})
    with pytest.raises(
        RegistryError, match=r"rule pack module `bad_detectors\.detectors\.acme` has no `DETECTORS`"
    ):
        _ = load_rules(("bad_detectors",)).detectors


ENTRIES = """\
[console_scripts]
dlint = other_pack
# [dlint.rules]
[dlint.rules]
builtin = first_pack
# off = not_this
; nor = this

 mine=second_pack
words
[dlint.frontends]
x = a_frontend
"""


def test_installed_packs_are_the_entry_points_of_the_group(tmp_path: Path) -> None:
    for folder in ("a-1.dist-info", "b.egg-info", "c-1.dist-info", "d"):
        (tmp_path / folder).mkdir()
    for folder in ("a-1.dist-info", "d"):
        (tmp_path / folder / "entry_points.txt").write_text(ENTRIES)
    (tmp_path / "b.egg-info" / "entry_points.txt").write_text("[dlint.rules]\nb = egg_pack\n")
    paths = [str(tmp_path), str(tmp_path / "absent")]
    assert sorted(installed_packs(paths)) == ["egg_pack", "first_pack", "second_pack"]
    assert list(installed_packs(paths, "dlint.frontends")) == ["a_frontend"]


FRONTEND = "from dlinter.model.frontend import Frontend\nFRONTENDS = (Frontend(('x/NAME',), 'words'),)\n"


def test_frontends_of_packages_come_before_those_of_packs(pack: Pack, tmp_path: Path) -> None:
    pack("with_frontends", {"frontends.py": FRONTEND})
    pack("without_frontends", {})
    pack("installed", {"more.py": FRONTEND})
    (tmp_path / "x.dist-info").mkdir()
    (tmp_path / "x.dist-info" / "entry_points.txt").write_text(
        "[dlint.frontends]\na = installed.more\nb = with_frontends.frontends\n"
    )
    found = load_frontends(("with_frontends", "without_frontends"), [str(tmp_path)])
    assert [f.images for f in found] == [("x/more",), ("x/frontends",)]


@pytest.mark.parametrize("source", ["", "FRONTENDS = []", "FRONTENDS = (1,)"])
def test_a_frontend_module_without_frontends(pack: Pack, source: str) -> None:
    name = pack("bad_frontends", {"frontends.py": source})
    with pytest.raises(RegistryError, match=r"frontend module `bad_frontends\.frontends` has no `FRONTENDS`"):
        load_frontends((name,), [])


def test_a_scan_imports_the_rules_about_images_and_no_others(pack: Pack) -> None:
    everything = load_rules(["dlinter_rules"])
    part = load_rules(["dlinter_rules"], about_images=True)
    # of a rule that is missing in `ABOUT_IMAGES` a scan would never report anything
    assert part.rules == tuple(rule for rule in everything.rules if rule.info.about_images)
    assert part.packs == everything.packs

    other = pack("says_nothing", {"f/one.py": RULE})
    assert [r.id for r in load_rules([other], about_images=True).rules] == ["one"]
    wrong = pack("says_wrong", {"__init__.py": 'ABOUT_IMAGES = ("f/two",)\n', "f/one.py": RULE})
    with pytest.raises(RegistryError, match=r"says_wrong\.f\.two"):
        load_rules([wrong], about_images=True)

"""Which parts that cannot be read fail a scan: what a user put into the image does, what packages ship does
not."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import zipfile
from functools import cache
from pathlib import Path

import pytest
from tests import in_process

from dlinter.archive.sink import Cause
from dlinter.finding import Severity
from dlinter.packs import load_rules
from dlinter.policy.config import build, layer
from dlinter.policy.settings import Settings
from dlinter.rule import ImageSample
from dlinter.run.scan.images import scan
from dlinter.run.scan.unread import unread_problem
from dlinter.secrets.layer import Unread
from dlinter.testing.images import sample_image

RULES = load_rules()
ENABLED = frozenset(r.id for r in RULES.rules if r.family == "secrets")


def encrypted() -> bytes:
    """A zip that says that its one file is encrypted (APPNOTE 4.4.4, bit 0)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("inner.txt", "x" * 100)
    return out.getvalue().replace(b"PK\3\4\x14\0\0", b"PK\3\4\x14\0\1")


def damaged() -> bytes:
    return gzip.compress(os.urandom(5000))[:3000]


def too_deep() -> bytes:
    data = b"x"
    for _ in range(30):
        data = gzip.compress(data)
    return data


@cache
def bomb() -> bytes:
    return gzip.compress(bytes(100 << 20))


KINDS = {"encrypted": encrypted, "damaged": damaged, "too deep": too_deep, "bomb": bomb}
"""Made by the test that needs one: 100 MB of zeros take half a second to compress."""


def levels(folder: Path, files: dict[str, str | bytes | None], unread: str = "fail") -> dict[str, str]:
    """Path of each part that was not read → level."""
    path = folder / "x.tar"
    with path.open("wb") as out:
        sample_image(ImageSample(layers=(files,)), out)
    report = scan([str(path)], Settings(enabled=ENABLED, use_cache=False, unread=unread))
    assert not report.problems and report.failed == any(p.level is Severity.ERROR for p in report.unread)
    return {
        p.message.split(": ")[0].removeprefix("layer 0 ").partition("!")[0]: p.level.value
        for p in report.unread
    }


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_user_put_there_fails(tmp_path: Path, kind: str) -> None:
    assert levels(tmp_path, {"srv/app/x": KINDS[kind]()}) == {"srv/app/x": "error"}
    assert levels(tmp_path, {"srv/app/x": KINDS[kind]()}, "note") == {"srv/app/x": "note"}


@pytest.mark.parametrize("folder", [
    "srv/app/node_modules/yauzl/test", "usr/lib/python3/dist-packages/x/tests",
    "usr/local/lib/python3.12/site-packages/x", "usr/local/lib/python3.12/test",
    "var/lib/gems/3.1.0/gems/zip-2.3/test", "root/go/pkg/mod/a.example/b@v1", "root/.m2/repository/a/b",
    "root/.cargo/registry/src/x",
])  # fmt: skip
def test_test_data_of_packages_does_not(tmp_path: Path, folder: str) -> None:
    found = levels(tmp_path, {f"{folder}/{kind.replace(' ', '')}": made() for kind, made in KINDS.items()})
    assert found == {
        f"{folder}/encrypted": "note",
        f"{folder}/damaged": "note",
        f"{folder}/toodeep": "error",
        f"{folder}/bomb": "error",
    }


@pytest.mark.parametrize(
    "path", ["srv/node_modules.zip", "srv/my-site-packages/x", "srv/gems/x", "srv/a.deb", "node_modules"]
)
def test_names_that_are_merely_alike_do(tmp_path: Path, path: str) -> None:
    assert levels(tmp_path, {path: encrypted()}) == {path: "error"}


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_package_manager_installed_byte_for_byte_does_not(tmp_path: Path, kind: str) -> None:
    data = KINDS[kind]()
    sums = (
        f"{hashlib.md5(data).hexdigest()}  usr/share/x/data\n{hashlib.md5(b'other').hexdigest()}  "
        "usr/share/x/changed\n"
    )
    files: dict[str, str | bytes | None] = {
        "var/lib/dpkg/info/x.md5sums": sums,
        "usr/share/x/data": data,
        "usr/share/x/changed": data,
    }
    assert levels(tmp_path, files) == {"usr/share/x/data": "note", "usr/share/x/changed": "error"}


@pytest.mark.parametrize("cause", Cause)
def test_inside_a_package_that_was_kept(cause: Cause) -> None:
    level = unread_problem(
        Unread("var/cache/apt/archives/x.deb", "data.tar!a.zip", "m", cause), "x.tar", 0, {}, "fail"
    ).level
    assert level is (Severity.ERROR if cause is Cause.LIMIT else Severity.NOTE)


@pytest.mark.parametrize("use_cache", [True, False])
def test_each_image_says_it_and_so_does_a_second_scan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, use_cache: bool
) -> None:
    monkeypatch.setenv("DLINT_CACHE_DIR", str(tmp_path / "cache"))
    names = [str(tmp_path / f"{n}.tar") for n in "ab"]
    for name in names:
        with Path(name).open("wb") as out:
            sample_image(ImageSample(layers=({"srv/x": encrypted(), "srv/y": too_deep()},)), out)
    settings = Settings(enabled=ENABLED, use_cache=use_cache)
    first, second = scan(names, settings), scan(names, settings)
    assert [p.path for p in first.unread] == [names[0]] * 2 + [names[1]] * 2
    assert first.unread == second.unread and all(p.level is Severity.ERROR for p in first.unread)


def test_the_setting() -> None:
    def setting(*values: dict[str, str]) -> str:
        return build([layer(v, "x", "/") for v in values], RULES).unread

    assert (
        setting() == "fail"
        and setting({"unread": "note"}) == "note"
        and setting({"unread": "note"}, {"unread": "fail"}) == "fail"
    )


@pytest.mark.parametrize(("options", "environment", "code"), [
    ([], {}, 2), (["--unread", "note"], {}, 0), ([], {"DLINT_UNREAD": "note"}, 0),
    (["--unread", "fail"], {"DLINT_UNREAD": "note"}, 2),
    (["--exit-zero"], {}, 2), ([], {"DLINT_UNREAD": "never"}, 2),
])  # fmt: skip
def test_exit_codes(tmp_path: Path, options: list[str], environment: dict[str, str], code: int) -> None:
    with (tmp_path / "x.tar").open("wb") as out:
        sample_image(ImageSample(layers=({"srv/x": encrypted()},)), out)
    done = in_process.call(
        ("scan", "x.tar", "--select", "secrets", *options),
        folder=tmp_path,
        environment={**os.environ, **environment},
    )
    assert done.returncode == code, done
    if environment.get("DLINT_UNREAD") == "never":
        assert "`unread` is one of fail, note" in done.stderr
        return
    assert (
        "x.tar: "
        + ("error" if code else "note")
        + ": not read: layer 0 srv/x: `inner.txt` in it is encrypted"
        in done.stdout
    )
    message = (
        "dlint: error: 1 part of an image was not read, so secrets may be in it: see the report (`--unread "
        "note` only reports them)"
    )
    assert (message in done.stderr) is bool(code)


def test_the_schema_knows_it() -> None:
    from dlinter.policy.schema import schema

    assert json.loads(json.dumps(schema(RULES)))["properties"]["unread"]["enum"] == ["fail", "note"]

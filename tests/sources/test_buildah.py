"""An image that buildah builds and writes, against the Dockerfile it was built from: no writer of ours in
between."""

from __future__ import annotations

import re
import secrets
import shutil
import string
import subprocess
import zlib
from pathlib import Path

import pytest

from dlinter.packs import load_rules
from dlinter.policy.settings import Settings
from dlinter.run.scan.images import scan

RULES = load_rules(["dlinter_rules"])
SETTINGS = Settings(
    enabled=frozenset({"secret-in-layer", "secret-in-deleted-file", "file-deleted-later"}),
    options={"file-deleted-later": {"min_bytes": 10}},
)
DOCKERFILE = """FROM scratch
COPY base /

# the token stands in a file that the next step deletes
COPY token.txt /srv/token.txt
RUN rm /srv/token.txt
ENV MODE=production
COPY app /srv/app
"""


def _token() -> str:
    """A GitHub token in form only: 30 random characters and their CRC-32 in base 62."""
    digits = string.digits + string.ascii_uppercase + string.ascii_lowercase
    body, check = "".join(secrets.choice(digits) for _ in range(30)), ""
    number = zlib.crc32(body.encode())
    while number:
        number, digit = divmod(number, 62)
        check = digits[digit] + check
    return "gh" + "p_" + body + check.rjust(6, "0")


def _base(folder: Path) -> None:
    """A shell, `rm` and what they are linked with, of this machine."""
    for program in ("sh", "rm"):
        found = shutil.which(program)
        assert found
        libraries = re.findall(
            r"(/\S+) \(0x", subprocess.run(["ldd", found], capture_output=True, text=True, check=False).stdout
        )
        for path, to in [
            (found, f"bin/{program}"),
            *((library, library.lstrip("/")) for library in libraries),
        ]:
            (folder / to).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(Path(path).resolve(), folder / to)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """The folder with `docker-archive.tar` and `oci-archive.tar`, and the two secrets."""
    if shutil.which("buildah") is None:
        pytest.skip("buildah is not installed")
    folder = tmp_path_factory.mktemp("buildah")
    deleted, shown = _token(), _token()
    (folder / "app").mkdir()
    (folder / "token.txt").write_text(f"token = {deleted}\n")
    (folder / "app" / "settings.ini").write_text(f"[main]\nmode = production\ntoken = {shown}\n")
    _base(folder / "base")
    (folder / "Dockerfile").write_text(DOCKERFILE)
    storage = ["buildah", "--root", f"{folder}/storage", "--runroot", f"{folder}/run", "--storage-driver",
        "vfs"]
    built = subprocess.run(
        [*storage, "build", "--isolation", "chroot", "--layers", "-q", "-t", "example:1", "."],
        cwd=folder, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    if built.returncode:
        pytest.skip(f"buildah cannot build here: {built.stderr.strip().splitlines()[-1:]}")
    for kind in ("docker-archive", "oci-archive"):
        subprocess.run(
            [*storage, "push", "-q", "example:1", f"{kind}:{folder}/{kind}.tar:example:1"],
            check=True,
            capture_output=True,
            timeout=120,
        )
    return folder, deleted, shown


@pytest.mark.parametrize("kind", ["docker-archive", "oci-archive"])
def test_secrets_of_a_built_image(built: tuple[Path, str, str], kind: str) -> None:
    folder, deleted, shown = built
    report = scan([f"{folder}/{kind}.tar"], SETTINGS, folder / "Dockerfile", None, RULES)
    assert report.problems == []
    found = {}
    for result in report.active:
        assert deleted not in result.message and shown not in result.message
        assert result.location.text is not None and result.location.span is not None
        place, line = (
            result.location.image,
            result.location.text.data[: result.location.span.start].count(b"\n") + 1,
        )
        found[result.rule.id] = (
            (line, place.layer, place.path, place.line, place.removed_by) if place else (line,)
        )
    assert found == {
        "secret-in-deleted-file": (5, 1, "srv/token.txt", 1, 2),
        "secret-in-layer": (8, 3, "srv/app/settings.ini", 3, None),
        "file-deleted-later": (5,),
    }


def test_the_layers_are_those_of_the_registry_format_too(built: tuple[Path, str, str]) -> None:
    folder, _, _ = built
    places = {}
    for kind in ("docker-archive", "oci-archive"):
        report = scan([f"{folder}/{kind}.tar"], SETTINGS, None, None, RULES)
        places[kind] = sorted(
            (r.rule.id, r.location.image.path, r.location.image.diff_id)
            for r in report.active
            if r.location.image
        )
    assert places["docker-archive"] == places["oci-archive"] != []


@pytest.mark.parametrize(
    "options", [("--layers=false",), ("--squash",), ("--layers", "--squash")], ids=" ".join
)
def test_one_layer_of_several_steps(built: tuple[Path, str, str], options: tuple[str, ...]) -> None:
    """The file that the RUN deleted is not there; the other one is not tied to the last step, which did not
    make it, and that is said."""
    folder, deleted, shown = built
    storage = [
        "buildah",
        "--root",
        f"{folder}/storage",
        "--runroot",
        f"{folder}/run",
        "--storage-driver",
        "vfs",
    ]
    target = f"{folder}/{'-'.join(o.strip('-') for o in options)}.tar"
    subprocess.run(
        [*storage, "build", "--isolation", "chroot", *options, "-q", "-t", "several:1", "."],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=120,
    )
    subprocess.run(
        [*storage, "push", "-q", "several:1", f"docker-archive:{target}:several:1"],
        check=True,
        capture_output=True,
        timeout=120,
    )
    report = scan([target], SETTINGS, folder / "Dockerfile", None, RULES)
    assert deleted not in str(report) and shown not in str(report)
    (found,) = report.active
    assert (
        found.rule.id == "secret-in-layer"
        and found.location.image is not None
        and found.location.image.path == "srv/app/settings.ini"
    )
    assert found.location.text is not None and found.location.span is not None
    assert found.location.text.data[: found.location.span.start].count(b"\n") == 0  # the FROM
    (note,) = report.notes
    assert "layer 0 holds the files of several steps (lines 2 to 8)" in note

"""`dlint scan` and `dlint reconstruct` as a person runs them; the images are made here, from secrets made
here."""

from __future__ import annotations

import json
import secrets
import string
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from dlinter.rule import ImageSample
from dlinter.testing.images import sample_image, write_tar

Run = Callable[..., "subprocess.CompletedProcess[str]"]
DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase


def _token() -> str:
    """A GitHub token in form only: 30 random characters and their CRC-32 in base 62."""
    body, number, check = "".join(secrets.choice(DIGITS) for _ in range(30)), 0, ""
    number = zlib.crc32(body.encode())
    while number:
        number, digit = divmod(number, 62)
        check = DIGITS[digit] + check
    return "gh" + "p_" + body + check.rjust(6, "0")


@pytest.fixture
def leak(tmp_path: Path) -> tuple[str, str]:
    """`leaky.tar` and the secret in its second layer, which the third deletes."""
    value = _token()
    sample = ImageSample(
        layers=({"etc/os-release": "ID=example\n"}, {"srv/token.txt": f"token = {value}\n"},
            {"srv/token.txt": None}),
        created_by=("ADD root.tar / # buildkit", "COPY token.txt /srv/ # buildkit",
            "RUN /bin/sh -c rm /srv/token.txt # buildkit"),
        env=("PATH=/usr/bin:/bin",),
        cmd=("/bin/app",),
    )
    with (tmp_path / "leaky.tar").open("wb") as out:
        sample_image(sample, out)
    return "leaky.tar", value


@pytest.fixture
def clean(tmp_path: Path) -> str:
    with (tmp_path / "clean.tar").open("wb") as out:
        sample_image(ImageSample(layers=({"etc/os-release": "ID=example\n"},), created_by=("COPY a /",)), out)
    return "clean.tar"


def test_a_clean_image(run: Run, clean: str) -> None:
    done = run("scan", clean)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") <= 1


def test_a_name_in_the_image_does_not_speak_to_the_terminal(run: Run, tmp_path: Path) -> None:
    name = "a\0b\n::error::c\x1b[2J"
    with (tmp_path / "odd.tar").open("wb") as out:
        write_tar({"manifest.json": json.dumps([{"Config": name, "Layers": []}]).encode()}, out)
    done = run("scan", "odd.tar")
    assert done.returncode == 2
    assert "a\\x00b ::error::c\\x1b[2J` is not in the archive" in done.stderr
    assert done.stderr.count("\n") == 1 and not set(done.stderr) & set("\0\x1b")


def test_a_leak_is_1_and_never_told_in_full(run: Run, leak: tuple[str, str], tmp_path: Path) -> None:
    image, value = leak
    for format in ("text", "json", "sarif", "github"):
        done = run("scan", image, "--format", format)
        assert done.returncode == 1, format
        assert "secret-in-deleted-file" in done.stdout and "srv/token.txt" in done.stdout
        assert value not in done.stdout + done.stderr and value[4:20] not in done.stdout + done.stderr
        assert done.stderr == ""
    json.loads(run("scan", image, "--format", "sarif").stdout)


def test_show_secrets(run: Run, leak: tuple[str, str], tmp_path: Path) -> None:
    image, value = leak
    done = run("scan", image, "--show-secrets")
    assert done.returncode == 1 and value in done.stdout
    assert value not in run("scan", image).stdout
    done = run("scan", image, "--show-secrets", env={"GITHUB_ACTIONS": "true"})
    assert (done.returncode, done.stdout) == (2, "")


SIEVED = {
    "srv/a.env": "AWS_ACCESS_KEY_ID=AKIA" + "IOSFODNN7EXAMPLE\n",
    "srv/b.env": "GITHUB_TOKEN=gh" + "p_" + "a1B2" * 9 + "\n",
    "srv/c.env": "AWS_ACCESS_KEY_ID=AKIA" + "Z" * 16 + "\n",
}
REASONS = {
    "/srv/a.env:1": "documentation example",
    "/srv/b.env:1": "checksum or structure is wrong",
    "/srv/c.env:1": "repeated characters",
}


def test_nothing_is_dropped_silently(run: Run, tmp_path: Path) -> None:
    with (tmp_path / "sieved.tar").open("wb") as out:
        sample_image(ImageSample(layers=(SIEVED,), created_by=("COPY . /",)), out)
    quiet = run("scan", "sieved.tar")
    assert (quiet.returncode, quiet.stdout) == (0, "")
    told = run("scan", "sieved.tar", "--show-suppressed")
    assert told.returncode == 0
    lines = told.stdout.splitlines()
    for place, reason in REASONS.items():
        assert [
            line
            for line in lines
            if f" {place}: " in line and line.endswith(f"[suppressed by sieve: {reason}]")
        ], place
    (sarif,) = json.loads(run("scan", "sieved.tar", "--show-suppressed", "--format", "sarif").stdout)["runs"]
    assert sorted(r["suppressions"][0]["justification"] for r in sarif["results"]) == sorted(REASONS.values())
    assert all(r["suppressions"][0]["kind"] == "external" for r in sarif["results"])


def test_a_folder_has_no_platform(run: Run, leak: tuple[str, str], tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "a.env").write_text(f"TOKEN={leak[1]}\n")
    done = run("scan", "tree", "--platform", "linux/arm64")
    assert done.returncode == 1 and "a.env:1" in done.stdout and done.stderr == ""


def test_selection_and_thresholds(run: Run, leak: tuple[str, str]) -> None:
    image, _ = leak
    assert run("scan", image, "--ignore", "secret-in-deleted-file").returncode == 0
    assert run("scan", image, "--select", "secret-in-layer").returncode == 0
    assert run("scan", image, "--exit-zero").returncode == 0
    assert run("scan", image, "--fail-on", "never").returncode == 0


def test_a_setting_may_name_rules_that_a_scan_does_not_run(
    run: Run, leak: tuple[str, str], tmp_path: Path
) -> None:
    assert run("scan", "--ignore", "pins,DL3020,add-for-local-files", leak[0]).returncode == 1
    assert run("scan", "--select", "add-for-local-files", leak[0]).returncode == 0
    (tmp_path / "dlint.toml").write_text(
        "[severity]\ncache = \"error\"\n[per-file-ignores]\n\"*.x\" = [\"pins\"]\n"
    )
    assert run("scan", leak[0]).returncode == 1
    wrong = run("scan", "--ignore", "no-such-rule", leak[0])
    assert wrong.returncode == 2
    assert "no rule is called `no-such-rule`" in wrong.stderr


def test_a_dockerfile_ties_layers_to_lines(run: Run, leak: tuple[str, str], tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(
        'FROM scratch\nADD root.tar /\n\nCOPY token.txt /srv/\nRUN rm /srv/token.txt\nCMD ["/bin/app"]\n'
    )
    done = run("scan", leak[0], "--dockerfile", "Dockerfile")
    assert done.returncode == 1
    assert done.stdout.startswith("Dockerfile:4:1: ") and "srv/token.txt" in done.stdout


def test_bad_input_is_2_and_the_rest_is_reported(run: Run, leak: tuple[str, str], tmp_path: Path) -> None:
    image, _ = leak
    (tmp_path / "text.tar").write_text("not an image\n" * 100)
    (tmp_path / "cut.tar").write_bytes((tmp_path / image).read_bytes()[:3000])
    done = run("scan", "absent.tar", "text.tar", "cut.tar", image)
    assert done.returncode == 2
    lines = done.stderr.splitlines()
    assert all(line.startswith("dlint: error: ") for line in lines)
    for name in ("absent.tar", "text.tar", "cut.tar"):
        assert any(line.startswith(f"dlint: error: {name}: ") for line in lines), name
    assert "secret-in-deleted-file" in done.stdout


def test_reconstruct(run: Run, leak: tuple[str, str], tmp_path: Path) -> None:
    done = run("reconstruct", leak[0])
    assert (done.returncode, done.stderr) == (0, "")
    assert "COPY token.txt /srv/\n" in done.stdout and "RUN rm /srv/token.txt\n" in done.stdout
    again = run("reconstruct", leak[0], "--output", "Dockerfile.made")
    assert again.stdout == "" and (tmp_path / "Dockerfile.made").read_text() == done.stdout
    assert (
        run(
            "lint", "--isolated", "--select", "syntax-error,unknown-instruction", "Dockerfile.made"
        ).returncode
        == 0
    )
    done = run("reconstruct", "absent.tar")
    assert (done.returncode, done.stdout) == (2, "") and done.stderr.startswith("dlint: error: absent.tar: ")


def test_nothing_of_the_scanned_configures_the_scan(run: Run, tmp_path: Path) -> None:
    with (tmp_path / "own.tar").open("wb") as out:
        files = {"dlint.toml": 'ignore = ["all"]\n', "token.txt": f"token = {_token()}\n"}
        sample_image(ImageSample(layers=(files,), created_by=("COPY . /",)), out)
    assert run("scan", "own.tar").returncode == 1


def test_no_cache_keeps_no_results(run_process: Run, clean: str, tmp_path: Path) -> None:
    """The compiled detectors, and what is derived from them, are dlint's own and say nothing of an image: to
    compile them at each scan takes longer than most scans."""
    cache = tmp_path / "cache"
    assert run_process("scan", "--no-cache", clean, env={"XDG_CACHE_HOME": str(cache)}).returncode == 0
    names = sorted(p.name for p in cache.rglob("*") if p.is_file())
    assert [n.partition("-")[0] for n in names if n != "key"] == ["derived", "detectors", "hyperscan"]
    before = [p.stat().st_mtime_ns for p in cache.rglob("hyperscan-*")]
    assert run_process("scan", "--no-cache", clean, env={"XDG_CACHE_HOME": str(cache)}).returncode == 0
    assert [p.stat().st_mtime_ns for p in cache.rglob("hyperscan-*")] == before
    assert run_process("scan", clean, env={"XDG_CACHE_HOME": str(cache)}).returncode == 0
    assert list(cache.rglob("layers.sqlite"))

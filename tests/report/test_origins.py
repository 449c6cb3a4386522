"""What a reader gets of an image: what this build added first, what everybody has folded by package, what to
do now, and counts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from dlinter.cli import main
from dlinter.testing.images import Content, Recipe, docker_blobs, write_tar

from ..secrets.layers import github_token, password
from ..secrets.test_public_packages import SITE, record

DOCKERFILE = "FROM debian:13\nCOPY app /srv/app\n"


def image(tmp_path: Path, *layers: Mapping[str, Content]) -> Path:
    path = tmp_path / "app.tar"
    created = ("ADD rootfs.tar / # buildkit", *("COPY app /srv/app # buildkit" for _ in layers[1:]))
    with path.open("wb") as out:
        write_tar(docker_blobs(Recipe(layers=layers, created_by=created)), out)
    return path


def scanned(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str]:
    code = main.main(["scan", "--no-cache", *options])
    return code, capsys.readouterr().out


@pytest.fixture
def app(tmp_path: Path) -> list[str]:
    files: dict[str, bytes] = {
        f"tornado/test/k{n}.py": f'K = "{github_token(n)}"\n'.encode() for n in range(10)
    }
    base: dict[str, Content] = {f"{SITE}/{path}": data for path, data in files.items()}
    base[f"{SITE}/tornado-1.dist-info/RECORD"] = record(files)
    base["usr/share/a.txt"] = f"token {github_token(50)}\n"
    path = image(tmp_path, base, {"srv/app/.env": f"DB_PASSWORD={password(3)}\nTOKEN={github_token(51)}\n"})
    dockerfile = tmp_path / "Dockerfile"
    dockerfile.write_text(DOCKERFILE)
    return [str(path), "--dockerfile", str(dockerfile), "--select", "secret-in-layer"]


def test_order_fold_and_summary(app: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out = scanned(capsys, *app)
    lines = out.splitlines()
    assert code == 1
    assert [("/srv/app/.env" in line, "inherited from the base image" in line) for line in lines[:3]] == [
        (True, False),
        (True, False),
        (False, True),
    ]
    assert sum("shipped by tornado" in line for line in lines) == 3
    assert "  … and 8 more `secret-in-layer` shipped by tornado in" in lines[5]
    assert (
        lines[6]
        == "13 findings in 1 image: 2 errors, 1 warning, 10 notes (1 inherited from the base image, 10 "
            "shipped by packages)"
    )
    assert "now: revoke it and use a new one: https://github.com/settings/tokens" in lines[1]
    assert "now: change it at the service that accepts it" in lines[0]
    assert not any("now:" in line for line in lines if "shipped by" in line)


def test_json_counts_and_says_the_same(app: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    _, out = scanned(capsys, *app, "--format", "json")
    report = json.loads(out)
    assert (report["summary"]["inherited"], report["summary"]["shipped"]) == (1, 10)
    origins = {r["image"]["path"].rpartition("/")[2]: r["image"]["origin"] for r in report["results"]}
    assert (
        origins["a.txt"] == "inherited from the base image"
        and origins[".env"] == "added by this Dockerfile"
        and origins["k1.py"] == "shipped by a package"
    )
    assert {r["image"]["package"] for r in report["results"]} == {"", "tornado"}
    assert all(bool(r["secret"]["rotate"]) == (r["image"]["package"] == "") for r in report["results"])


def test_few_are_not_folded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {f"tornado/k{n}.py": f'K = "{github_token(n)}"\n'.encode() for n in range(3)}
    path = image(
        tmp_path,
        {**{f"{SITE}/{p}": d for p, d in files.items()}, f"{SITE}/tornado-1.dist-info/RECORD": record(files)},
    )
    code, out = scanned(capsys, str(path), "--select", "secret-in-layer")
    assert code == 0 and out.count("shipped by tornado") == 3 and "…  and" not in out
    assert out.splitlines()[-1] == "3 findings in 1 image: 3 notes (3 shipped by packages)"


def test_without_a_dockerfile_nothing_is_inherited(
    app: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    _, out = scanned(capsys, app[0], *app[3:])
    assert "inherited" not in out


def test_one_secret_again_and_again_in_one_file_is_folded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As the versions of a file in a pack of git; another secret of the same preview is not among them."""
    token, other = github_token(1), github_token(1)[:4] + github_token(2)[4:]
    lines = [f"token {token}\n"] * 60 + [f"token {other}\n"]
    path = image(tmp_path, {}, {"srv/all.txt": "".join(lines), "srv/few.txt": f"token {token}\n" * 50})
    code, out = scanned(capsys, str(path), "--select", "secret-in-layer")
    assert code == 1 and out.count("/srv/all.txt:") == 3 and out.count("/srv/few.txt:") == 50
    assert "  … and 58 more `secret-in-layer` of this secret in /srv/all.txt (`--format json` lists" in out
    _, out = scanned(capsys, str(path), "--select", "secret-in-layer", "--format", "json")
    assert len(json.loads(out)["results"]) == 111

"""No raw secret in anything dlint writes: reports, messages, caches, tracebacks; only `--show-secrets`
tells."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from dlinter.packs import installed_packs
from dlinter.testing.images import Recipe, docker_blobs, write_tar
from tests import in_process

from .planted import Maker

ROOT = Path(__file__).parents[2]
KINDS = (
    "github-personal-access-token",
    "stripe-live-secret-key",
    "aws-secret-access-key",
    "generic-secret",
    "credentials-in-url",
    "docker-config-auth",
)


def image(path: Path) -> list[str]:
    """An image with markers everywhere; gives their values."""
    make = Maker(31)
    lines = [make.line(kind) for kind in KINDS]
    token, argument, password = make.github(), make.github(), make.text("a", 20)
    files = {f"srv/{n}.env": f"{line}\n" for n, (line, _) in enumerate(lines)}
    recipe = Recipe(
        layers=(files, {"srv/0.env": None}),
        created_by=(f"RUN |1 TOKEN={argument} /bin/sh -c make # buildkit", "RUN rm /srv/0.env # buildkit"),
        env=(f"DB_PASSWORD={password}",),
        cmd=("app", "--token", token),
    )
    with path.open("wb") as out:
        write_tar(docker_blobs(recipe), out)
    return [secret for _, secret in lines] + [token, argument, password]


def settings(folder: Path) -> dict[str, str]:
    """The environment without what changes dlint's output, with a cache of its own, and with the rules of
    this checkout."""
    paths = [str(ROOT / "linter"), str(ROOT / "rules")]
    if "dlinter_rules" not in installed_packs():
        info = folder / "site" / "dlinter-0.dist-info"
        info.mkdir(parents=True, exist_ok=True)
        (info / "entry_points.txt").write_text("[dlint.rules]\nbuiltin = dlinter_rules\n")
        paths.append(str(info.parent))
    kept = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith("DLINT_") and k not in ("CI", "GITHUB_ACTIONS")
    }
    return kept | {"PYTHONPATH": os.pathsep.join(paths), "XDG_CACHE_HOME": str(folder / "cache")}


def told(data: bytes, secrets: list[str]) -> list[int]:
    """Numbers of the secrets that stand in the data, whole or but for their ends."""
    return [n for n, s in enumerate(secrets) if s.encode() in data or s[5:-3].encode() in data]


def test_reports_and_caches(tmp_path: Path) -> None:
    secrets = image(tmp_path / "image.tar")
    # they are to be seen
    assert told((tmp_path / "image.tar").read_bytes(), secrets) == [*range(len(secrets))]
    written = []
    environment = settings(tmp_path)
    for form in ("text", "json", "sarif", "github", "gitlab"):
        for n in (1, 2):  # the second one reads the cache
            words = ("scan", "--isolated", "--verbose", "--show-suppressed", "--format", form, "-o",
                f"{form}.{n}", "image.tar")
            done = in_process.call(words, folder=tmp_path, environment=environment)
            assert done.returncode == 1, done.stderr
            written += [done.stdout.encode(), done.stderr.encode(), (tmp_path / f"{form}.{n}").read_bytes()]
    done = in_process.call(("reconstruct", "image.tar"), folder=tmp_path, environment=environment)
    written += [done.stdout.encode(), done.stderr.encode()]
    cached = [p.read_bytes() for p in (tmp_path / "cache").rglob("*") if p.is_file()]
    assert cached and written
    assert [told(data, secrets) for data in written + cached if told(data, secrets)] == []


def test_a_traceback(tmp_path: Path) -> None:
    """A rule that raises with the secret in its frame: what is printed of it, with `--verbose`, has no
    value."""
    secrets = image(tmp_path / "image.tar")
    code = (
        "import sys\n"
        "from dlinter_rules.secrets import secret_in_layer as rule\n"
        "def broken(found, context):\n"
        "    value = found.candidate.secret\n"
        "    raise ValueError(f'cannot judge {value} {found!r}')\n"
        "    yield\n"
        "from msgspec.structs import force_setattr\n"
        "force_setattr(rule.RULE, 'check', broken)\n"
        "from dlinter.__main__ import main\n"
        "sys.exit(main())\n"
    )
    command = [sys.executable, "-c", code, "scan", "--isolated", "--verbose", "image.tar"]
    done = subprocess.run(
        command, cwd=tmp_path, env=settings(tmp_path), capture_output=True, check=False, timeout=60
    )
    assert done.returncode == 2, done.stderr
    assert b"`secret-in-layer` failed: ValueError" in done.stderr
    assert told(done.stdout + done.stderr, secrets) == []

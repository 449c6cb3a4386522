"""Every command, a secret in every kind of place: neither its output nor what it writes says one, and nothing
speaks to the terminal."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dlinter.cli.main import main
from dlinter.packs import load_rules
from dlinter.policy.settings import Settings
from dlinter.report import FORMATS
from dlinter.report.settings import ReportSettings
from dlinter.run.scan.layers import unpack
from dlinter.run.scan.memory import LayerCache
from dlinter.secrets.prefilter import make_prefilter
from dlinter.testing.images import Recipe, docker_blobs, write_tar

from .markers import leaked, password, token

TOKENS = [token(n) for n in range(40)]
PASSWORDS = [password(n) for n in range(100, 112)]
SECRETS = TOKENS + PASSWORDS
LOUD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\U000e0001]")
SPEAKS = "\x1b[2J\x07\u202e\u2066"
T = iter(TOKENS)


def dockerfile() -> str:
    t, p = TOKENS, PASSWORDS
    return f"""\
# {t[0]} {SPEAKS}
ARG TAG={t[1]}
FROM --platform=linux/{t[2]} alpine:3.20 AS {t[3]}
FROM registry.example/{t[4]}:{t[5]} AS b
ENV DB_PASSWORD {p[0]}
ENV A={t[6]} {t[7]}=x API_SECRET="{p[1][:6]}\\
{p[1][6:]}"
ARG TOKEN={t[8]}
LABEL {t[9]}=x y="{t[10]}"
RUN cd /{t[11]}{SPEAKS} && echo {p[0]} && pip install {t[12]} https://u:{p[2]}@git.internal.corp/x.git
RUN --mount=type=secret,id={t[13]} --mount=type=cache,target=/{t[14]} apt-get install {t[15]}
RUN <<EOF
export TOKEN={t[16]} && sudo {p[0]}
EOF
WORKDIR {t[17]}
COPY {t[18]} ./{t[19]}
ADD https://u:{p[3]}@files.internal.corp/{t[20]}.tar /
ONBUILD RUN cd /{t[21]}
HEALTHCHECK CMD curl -u ci:{p[4]} https://x.internal.corp
# dlint: ignore[latest-base-image] {t[22]}
USER {t[23]}
EXPOSE {t[24]}
{t[25]} x
CMD ["x", "--token={t[26]}"]
"""


WORKFLOW = f"""\
on: push
jobs:
  b:
    runs-on: ubuntu-latest
    env: {{ API_TOKEN: {TOKENS[27]} }}
    steps:
      - uses: docker/build-push-action@v6
        with:
          push: true
          tags: registry.example/{TOKENS[28]}:x
          provenance: mode=max
          build-args: |
            DB_PASSWORD={PASSWORDS[5]}
            COMMIT=${{{{ github.sha }}}}
          cache-from: type=registry,ref=registry.example/{TOKENS[29]}
      - run: docker build --build-arg TOKEN={TOKENS[30]} -t x .  # {SPEAKS[2:]}
"""
COMPOSE = (
    f"services:\n  a:\n    environment:\n      DB_PASSWORD: {PASSWORDS[6]}\n    build:\n      context: .\n   "
    f"   args:\n        TOKEN: {TOKENS[31]}\n        API_PASSWORD: {PASSWORDS[7]}\n"
)
BAKE = (
    f'target "{TOKENS[32]}" {{\n  args = {{\n    DB_PASSWORD = "{PASSWORDS[8]}"\n    X = "{TOKENS[33]}"\n  '
    f'}}\n  cache-to = ["type=inline"]\n}}\n'
)
BROKEN = f"services:\n  a: {TOKENS[34]}\n   b: [{TOKENS[34]}\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("leaks")
    files = {
        "Dockerfile": dockerfile(), f"{TOKENS[35]}/Dockerfile": "FROM alpine\nRUN cd /x\n",
        ".github/workflows/build.yml": WORKFLOW,
        "compose.yaml": COMPOSE, "docker-bake.hcl": BAKE, "broken/compose.yaml": BROKEN,
        f"{TOKENS[18]}": "x", "copies/Dockerfile": "FROM alpine\nCOPY . /x\n",
        f"copies/{TOKENS[36]}.log": "x", "copies/.env": f"TOKEN={TOKENS[36]}\n",
        ".hadolint.yaml": f"ignored: [DL3000]\ntrustedRegistries: [{TOKENS[37]}]\n",
        "dlint.toml": f'exclude = ["{TOKENS[37]}"]\n',
    }  # fmt: skip
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    recipe = Recipe(
        layers=({f"srv/{TOKENS[0]}/a{SPEAKS}.env": f"TOKEN={TOKENS[1]}\nDB_PASSWORD={PASSWORDS[0]}\n",
            "x/b": "a" * 2_000}, {f"srv/{TOKENS[2]}": "x"}, {"x/b": None},
            {"etc/app.env": f"DB_PASSWORD={PASSWORDS[0]}\n"}),
        created_by=(
            f"RUN |1 TOKEN={TOKENS[3]} /bin/sh -c make {TOKENS[4]} {PASSWORDS[0]}{SPEAKS} # buildkit",
            f"COPY {TOKENS[5]} /srv # buildkit", "RUN rm /x/b", "RUN make env"),
        env=(f"DB_PASSWORD={PASSWORDS[1]}", f"{TOKENS[6]}=x"), labels={TOKENS[7]: "x", "a": TOKENS[8]},
        cmd=("x", f"--password={PASSWORDS[1]}", TOKENS[9]),
    )  # fmt: skip
    for name in ("image.tar", f"{TOKENS[10]}.tar"):
        with (root / name).open("wb") as out:
            write_tar(docker_blobs(recipe), out)
    for args in (
        ("init", "-q"),
        ("add", "-A"),
        ("-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-qm", TOKENS[11]),
    ):
        subprocess.run(["git", *args], cwd=root, check=True, capture_output=True)
    return root


_PREFILTERS: dict[tuple[str, ...], Any] = {}


@pytest.fixture(autouse=True)
def uncompiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Detectors without Hyperscan, whose compilation takes longer than all of this file; their keywords are
    compiled once."""

    def plain(patterns: Any, encoded: Any, *, use_cache: bool, literals: bool, known: str = "") -> Any:
        what = (*(p.detector.id for p in patterns), *encoded)
        if what not in _PREFILTERS:
            _PREFILTERS[what] = make_prefilter(patterns, encoded, use_cache=use_cache, literals=True)
        return _PREFILTERS[what]

    monkeypatch.setattr("dlinter.secrets.searcher.make_prefilter", plain)


COMMANDS: dict[str, list[str]] = {
    **{f"cache {f}": ["cache", "Dockerfile", "--format", f] for f in ("text", "json", "dot", "html")},
    "cache changed": ["cache", "Dockerfile", "--changed", TOKENS[18], "--arg", "TOKEN", "--base"],
    "cache changed json": ["cache", "Dockerfile", "--changed", TOKENS[18], "--arg", "TOKEN", "--format",
        "json"],
    "cache target": ["cache", "Dockerfile", "--target", TOKENS[12]],
    "diff": ["lint", "--diff", "--unsafe-fixes", "--select", "all", "--isolated", "."],
    "lint": ["lint", "--isolated", "--select", "all", "--jobs", "1", "."],
    "lint without secrets": ["lint", "--isolated", "--select", "all", "--ignore",
        "secrets,secret-as-build-arg", "--show-suppressed", "--jobs", "1", "."],
    "lint path": ["lint", TOKENS[12]],
    "lint option": ["lint", f"--{TOKENS[12]}"],
    "lint rule": ["lint", "--select", TOKENS[12]],
    "lint context": ["lint", "--context", TOKENS[12]],
    "a command": [TOKENS[12]],
    "reconstruct": ["reconstruct", "image.tar"],
    "reconstruct what is not there": ["reconstruct", f"https://u:{PASSWORDS[2]}@registry.internal.corp/a"],
    "config": ["config", "show"],
    "config import": ["config", "import", ".hadolint.yaml"],
    "baseline": ["baseline", "--isolated", "--output", "-"],
    "explain": ["explain", TOKENS[12]],
    "scan": ["scan", "image.tar", f"{TOKENS[10]}.tar", "--isolated"],
    "scan again": ["scan", "image.tar", f"{TOKENS[10]}.tar", "--isolated"],
    "scan tied": ["scan", "image.tar", "--dockerfile", "Dockerfile", "--isolated"],
    "scan with user": ["scan", f"docker://ci:{PASSWORDS[3]}@127.0.0.1:9/a",
        f"https://ci:{PASSWORDS[3]}@127.0.0.1:9/a", f"u:{PASSWORDS[3]}@127.0.0.1:9/a"],
    "merge": ["merge", "foreign.sarif"],
    "merge broken": ["merge", f"https://u:{PASSWORDS[2]}@h.internal.corp/x"],
}


@pytest.fixture
def said(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[list[str]], str]:
    monkeypatch.chdir(place)
    monkeypatch.setenv("XDG_CACHE_HOME", str(place.parent / "cache"))
    monkeypatch.delenv("DLINT_CACHE_DIR", raising=False)
    foreign: dict[str, Any] = {
        "version": "2.1.0",
        "runs": [{"results": [{"message": {"text": f"TOKEN={TOKENS[13]} {SPEAKS}"}}]}],
    }
    (place / "foreign.sarif").write_text(json.dumps(foreign), "utf-8")

    def run(args: list[str]) -> str:
        main([*args, "--verbose"] if len(args) > 1 else args)
        out, error = capsys.readouterr()
        return out + error

    return run


@pytest.mark.parametrize("args", list(COMMANDS.values()), ids=list(COMMANDS))
def test_a_command(args: list[str], said: Callable[[list[str]], str]) -> None:
    text = said(args)
    assert text.strip(), "it says something"
    # The password of a file in a layer stands in the history without a name: only a scan reads layers, and
    # knows it.
    assert leaked(text, SECRETS if args[0] != "reconstruct" else SECRETS[: len(TOKENS)] + PASSWORDS[1:]) == []
    assert LOUD.findall(text) == []


@pytest.mark.parametrize(
    "command",
    [
        ["lint", "--isolated", "--select", "all", "--jobs", "1", "."],
        ["scan", "image.tar", f"{TOKENS[10]}.tar", "--isolated"],
    ],
    ids=["lint", "scan"],
)
@pytest.mark.parametrize("format", list(FORMATS))
def test_a_format(command: list[str], format: str, said: Callable[[list[str]], str]) -> None:
    text = said([*command, "--show-suppressed", "--format", format])
    assert len(text) > 500
    assert leaked(text, SECRETS) == []
    assert LOUD.findall(text) == []


def test_json_says_the_same_characters(said: Callable[[list[str]], str]) -> None:
    """Escapes are for the viewer of the file: whoever parses it gets what stands there."""
    text = said(["cache", "Dockerfile", "--format", "json"])
    steps = json.loads(text[text.index("{") :])["steps"]
    assert any(SPEAKS in step["text"] for step in steps) and "\\u202e" in text


def test_what_is_kept(place: Path, said: Callable[[list[str]], str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache of layers has neither values nor the names of files that are one; not even sealed, as it
    is."""
    put, layers = LayerCache.put, list[str]()

    def watched(
        cache: LayerCache, diff_id: str, rules: str, found: Any, unread: Any = (), extra: bytes = b""
    ) -> bool:
        members = unpack(extra)
        assert members is not None
        layers.append(
            repr([(f.path, f.inner, f.candidate) for f in found])
            + repr(unread)
            + repr(members.members.paths)
            + repr(members.databases)
        )
        return put(cache, diff_id, rules, found, unread, extra)

    monkeypatch.setattr(LayerCache, "put", watched)
    shutil.rmtree(place.parent / "cache", ignore_errors=True)
    said(["scan", "image.tar", "--isolated"])
    assert len(layers) == 2, "those without a secret in a name"
    assert leaked("".join(layers), SECRETS) == []
    kept = [p for p in (place.parent / "cache").rglob("*") if p.is_file()]
    assert kept
    for file in kept:
        text = file.read_bytes().decode("latin-1")
        if file.name.startswith("detectors-"):
            # the detectors with their examples, which may share eight letters with a secret here by chance
            assert not any(secret in text for secret in SECRETS), file
        else:
            assert leaked(text, SECRETS) == [], file


RULES = load_rules()
IMAGE_RULES = [r.id for r in RULES.rules if r.info.about_images]


@pytest.mark.parametrize("rule", IMAGE_RULES)
def test_an_image_rule_alone(rule: str, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dlinter.run.scan.images import scan

    monkeypatch.chdir(place)
    monkeypatch.setenv("XDG_CACHE_HOME", str(place.parent / "cache"))
    options = {rule: {"min-bytes": 1, "min_bytes": 1}}
    for dockerfile in (None, Path("Dockerfile")):
        settings = Settings(enabled=frozenset({rule}), options=options, use_cache=False)
        report = scan(["image.tar"], settings, dockerfile, None, RULES)
        for name, write in FORMATS.items():
            for terminal in (False, True):
                out = io.StringIO()
                write.write(report, out, ReportSettings(root=place, terminal=terminal, show_suppressed=True))
                assert leaked(out.getvalue(), SECRETS) == [], name
                assert LOUD.findall(out.getvalue()) == [], name


def test_a_traceback_has_no_text(said: Callable[[list[str]], str], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: object) -> None:
        try:
            raise KeyError(PASSWORDS[0])
        except KeyError as error:
            raise ValueError(f"cannot read {TOKENS[0]}") from error

    monkeypatch.setattr("dlinter.run.rebuilds.open_cache", broken)
    text = said(["cache", "Dockerfile"])
    assert ("KeyError" in text and "ValueError" in text) or "TypeError" in text
    assert leaked(text, SECRETS) == []


def test_the_progress_bar() -> None:
    from dlinter.cli.progress import Progress

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen, before = Terminal(), sys.stderr
    sys.stderr = screen
    try:
        with Progress(quiet=False, color=False, clock=iter([0.0, 9.0, 9.5, 10.0]).__next__) as progress:
            progress(1, 2, f"a{SPEAKS}.tar")
    finally:
        sys.stderr = before
    assert "\x07" not in screen.getvalue() and "\u202e" not in screen.getvalue()

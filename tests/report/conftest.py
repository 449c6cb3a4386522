"""Reports as a lint, a scan and both together would give them, written by hand. Secrets are made here, at run
time."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dlinter.engine import protect
from dlinter.finding import (
    Edit,
    Finding,
    Fix,
    Location,
    Problem,
    Reason,
    Related,
    Report,
    Result,
    RuleInfo,
    Safety,
    Severity,
    Subject,
    Suppression,
)
from dlinter.model.masks import Masks
from dlinter.model.place import Exposure, ImagePlace, Visibility
from dlinter.model.secret import Candidate, Mark, Secret
from dlinter.model.text import Span, Text
from dlinter.report import FORMATS
from dlinter.report.settings import ReportSettings
from dlinter.values import replace

TOKEN = "ghp_" + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx"
OTHER = "npm_" + "k3Jd8sQz1WcVb7Nm5Xe2Ry9Tg4Uh6Ip0LoAa"
DIGESTS = [f"sha256:{c * 64}" for c in "abcdef"]
IMAGE = "out/shop app:1.tar"


def rule(
    id: str,
    family: str,
    severity: Severity,
    *,
    security: float | None = None,
    images: bool = False,
    fixable: Safety | None = None,
) -> RuleInfo:
    summary = f"What `{id}` is about, in one line."
    doc = (
        f"{summary}\n\n## Why\nBecause of **caches** and [docs](https://docs.example/x): é, 日本.\n\n## "
        "Instead\n```dockerfile\nFROM scratch\n```"
    )
    return RuleInfo(
        id, family, summary, doc, severity, ("hadolint:DL3003", "buildkit:WorkdirRelativePath"), "high",
        security, fixable, about_images=images
    )


RULES = {
    r.id: r
    for r in (
        rule("update-without-install", "cache", Severity.WARNING, fixable=Safety.SAFE),
        rule("install-without-cache-mount", "mounts", Severity.NOTE, fixable=Safety.SAFE),
        rule("relative-workdir", "build", Severity.WARNING),
        rule("syntax-error", "build", Severity.ERROR),
        rule("secret-in-env", "secrets", Severity.ERROR, security=9.0, fixable=Safety.UNSAFE),
        rule("secret-in-layer", "secrets", Severity.ERROR, security=9.0, images=True),
        rule("secret-in-deleted-file", "secrets", Severity.ERROR, security=8.5, images=True),
        rule("secret-in-history", "secrets", Severity.ERROR, security=8.5, images=True),
        rule("image-without-user", "image", Severity.NOTE, images=True),
    )
}

SHOP = f"""\
# syntax=docker/dockerfile:1
FROM debian:12 AS größe
# é 日本 😀
RUN apt-get update
RUN apt-get install -y \\
    # why: tls
    curl \\
    ca-certificates && echo "é日本" && true
ENV A=1 NPM_TOKEN={TOKEN} B=2
WORKDIR srv
\tWORKDIR a/日本 \t
COPY <<EOF /etc/shop.json
{{"a": [1, 2]}}
EOF
RUN pip install x; pip install y
CMD ["./run"]
""".encode()
WINDOWS = '# escape=`\r\nFROM mcr.example/nano:é\r\nSHELL ["powershell", "-Command"]\r\nRUN Get-Item `\r\n  C:\\x\r\nWORKDIR 日本\\x\r\n'.encode()  # noqa: E501
BROKEN = b"\xef\xbb\xbfFROM scratch\n\nLABEL a=\xff\xfe b=c\nWORKDIR x"


def at(text: Text, needle: str, nth: int = 0) -> Span:
    """The span of the nth occurrence of a text."""
    raw, start = needle.encode(), -1
    for _ in range(nth + 1):
        start = text.data.index(raw, start + 1)
    return Span(start, start + len(raw))


def result(
    id: str, text: Text | None, span: Span | None, message: str, *, path: str = "", **more: Any
) -> Result:
    info = RULES[id]
    finding = {k: more.pop(k) for k in ("fix", "related", "secret") if k in more}
    image = more.get("image")
    place = span.start if span else f"{image.layer}:{image.path}:{image.exposure}" if image else "file"
    return Result(
        info,
        more.get("severity") or info.severity,
        Location(path or (text.path if text else image.image if image else ""), text, span, image),
        Finding(span, message, **finding),
        f"{id}-{place}:1",
        more.get("suppressed_by"),
    )


def candidate(value: str, at: int = 0) -> Candidate:
    return Candidate("github-token", "GitHub", "GitHub token", Secret(value), at, at + len(value), 1)


def mark(value: str, sieved: str = "") -> Mark:
    return replace(candidate(value).mark, sieved=sieved)


def protected(results: list[Result]) -> list[Result]:
    """As the engine hands them on: each file's results with the masks of its secrets."""
    shop = Text(SHOP, "docker/my shop/Dockerfile")
    masks = Masks.of([candidate(TOKEN, at(shop, TOKEN).start), candidate(OTHER)], shop)
    return [
        protect([r], lambda: masks)[0] if r.location.text is None or r.location.text.data == SHOP else r
        for r in results
    ]


def lint_results() -> list[Result]:
    shop, windows, broken = (
        Text(SHOP, "docker/my shop/Dockerfile"),
        Text(WINDOWS, "Dockerfile.win"),
        Text(BROKEN, "./Containerfile"),
    )
    update, install = at(shop, "RUN apt-get update\n"), at(shop, "apt-get install")
    end = shop.data.index(b"&& true\n") + len(b"&& true")
    mount = "--mount=type=cache,target=/root/.cache/pip,sharing=locked "
    pips = [at(shop, "pip install", n) for n in (0, 1)]
    env = at(shop, TOKEN)
    done = [
        result(
            "update-without-install", shop, Span(update.start, update.end - 1),
            "`apt-get update` in a step of its own: the install on line 5 uses a stale list",
            fix=Fix("put it before the install",
                (Edit(update, ""), Edit(Span(install.start, install.start), "apt-get update && \\\n    ")),
                Safety.SAFE),
            related=(Related(Span(install.start, end), "the install"),),
        ),
        result("install-without-cache-mount", shop, Span(install.start, end),
            "`apt-get install` without a cache mount [see](1) ${0} {x}"),
        *(
            result(
                "install-without-cache-mount", shop, pip, f"`pip install {name}` without a cache mount",
                fix=Fix("add the mount", (Edit(Span(pips[0].start, pips[0].start), mount),), Safety.SAFE),
            )
            for pip, name in zip(pips, "xy", strict=True)
        ),
        result(
            "secret-in-env", shop, env, f"GitHub token `{Secret(TOKEN).preview}` as `NPM_TOKEN`",
            secret=mark(TOKEN),
            fix=Fix("move it", (Edit(at(shop, "B=2"), f"B=2 NPM_TOKEN={TOKEN}"),), Safety.UNSAFE),
        ),
        result("relative-workdir", shop, at(shop, "srv\n"), "`srv` is relative"),
        result(
            "relative-workdir", shop, at(shop, "a/日本 \t"), "`a/日本` is relative",
            fix=Fix("write it whole", (Edit(at(shop, "a/日本"), "/srv/a/日本"),), Safety.SAFE,
                ((".dockerignore", ".git\n"), ("sub/x", "y\n"))),
        ),
        result("relative-workdir", windows, at(windows, "日本\\x"), "`日本\\x` is relative"),
        result(
            "syntax-error", windows, at(windows, "RUN Get-Item `\r\n  C:\\x\r\n"),
            "a step that does nothing\x1b[31m\n::error::x",
            fix=Fix("take it out", (Edit(at(windows, "RUN Get-Item `\r\n  C:\\x\r\n"), ""),), Safety.UNSAFE),
        ),
        result("syntax-error", broken, None, "no instruction builds anything"),
        result("relative-workdir", broken, Span(len(BROKEN), len(BROKEN)), "the end"),
        result("relative-workdir", broken, Span(16, 16), "an empty line"),
        result("syntax-error", broken, at(broken, "b=c"), "odd bytes before `b`",
            fix=Fix("keep the bytes", (Edit(at(broken, "b=c"), "b=\udcff"),), Safety.SAFE)),
        result("relative-workdir", broken, at(broken, "x"), "accepted",
            suppressed_by=Suppression(Reason.IGNORE, "it is fine")),
        result("secret-in-env", broken, at(broken, "c\nW"), "no secret",
            suppressed_by=Suppression(Reason.SIEVE, "placeholder"), secret=mark("changeme", "placeholder")),
    ]  # fmt: skip
    return protected(done)


def place(path: str = "", **more: Any) -> ImagePlace:
    image = more.pop("image", IMAGE)
    layer = more.get("layer")
    if layer is not None:
        more |= {"digest": DIGESTS[layer], "diff_id": DIGESTS[-1 - layer]}
    return ImagePlace(
        image, more.pop("exposure", Exposure.LAYER_FILE), path=path, platform="linux/amd64", **more
    )


def image_results(*, tied: bool = False) -> list[Result]:
    shop = Text(SHOP, "docker/my shop/Dockerfile")
    copy = at(shop, "COPY")
    where: tuple[Text | None, Span | None, str] = (shop, copy, shop.path) if tied else (None, None, IMAGE)

    def found(id: str, message: str, at: ImagePlace, value: str = TOKEN, **more: Any) -> Result:
        return result(id, where[0], where[1], message, path=where[2], image=at, secret=mark(value), **more)

    preview = Secret(TOKEN).preview
    command = (
        f"RUN |1 TOKEN={TOKEN} /bin/sh -c curl -H 'auth: {TOKEN}' https://x:{TOKEN}@host.example/ # buildkit"
    )
    done = [
        found("secret-in-layer", f"GitHub token `{preview}`",
            place("srv/app/.env", layer=2, line=3, history=4, created_by=command,
                visibility=Visibility.VISIBLE)),
        found("secret-in-layer", f"GitHub token `{preview}`",
            place("srv/app/a b%é\x1b[2J\n.txt", layer=2, line=7, history=4, visibility=Visibility.VISIBLE)),
        found("secret-in-layer", "npm token",
            place("srv/x.tar.gz", inner="k/deep.env", layer=3, line=1, visibility=Visibility.OVERWRITTEN,
                removed_by=4), OTHER),
        found("secret-in-deleted-file", "npm token",
            place("root/.npmrc", exposure=Exposure.DELETED_FILE, layer=1, line=1, history=2,
                visibility=Visibility.DELETED, removed_by=2), OTHER),
        found("secret-in-history", f"GitHub token `{preview}`",
            place("TOKEN", exposure=Exposure.BUILD_ARGUMENT, history=4, created_by=command)),
        found("secret-in-history", f"GitHub token `{preview}` in the environment",
            place("TOKEN", exposure=Exposure.ENV)),
    ]
    if not tied:
        done.append(replace_path(result("image-without-user", None, None, "runs as root"), IMAGE))
    return protected(done)


def replace_path(result: Result, path: str) -> Result:
    return Result(result.rule, result.severity, Location(path), result.finding, "image-without-user:1", None)


def lint_report() -> Report:
    files = ("docker/my shop/Dockerfile", "Dockerfile.win", "./Containerfile", "clean/Dockerfile")
    return Report(
        lint_results(),
        [Problem("rule `relative-workdir` failed: KeyError at x.py:1", "Dockerfile.win", "relative-workdir"),
            Problem("is binary, not a Dockerfile", "a/b c.dockerfile"),
            Problem("the pack `x` cannot be imported")],
        ["a note"],
        [Subject(path, "lint") for path in files],
        [r for r in RULES.values() if not r.about_images],
    )  # fmt: skip


def scan_report(*, tied: bool = False) -> Report:
    return Report(
        image_results(tied=tied),
        [Problem("layer 4: ends in the middle", f"{IMAGE}: layer 4"), Problem("is no image", "other.tar")],
        [],
        [Subject(IMAGE, "scan"), Subject("clean.tar", "scan")],
        [r for r in RULES.values() if r.about_images],
    )


def both_report() -> Report:
    lint, scan, tied = lint_report(), scan_report(), image_results(tied=True)
    scanned = [r for r in scan.results if r.location.image is not None and r.location.image.layer is None]
    return Report(
        lint.results + tied + scanned, lint.problems + scan.problems, [], lint.subjects + scan.subjects,
        list(RULES.values())
    )


REPORTS = {
    "lint": lint_report,
    "scan": scan_report,
    "tied": lambda: scan_report(tied=True),
    "both": both_report,
    "empty": Report,
}


@pytest.fixture(params=list(REPORTS))
def report(request: pytest.FixtureRequest) -> Report:
    return REPORTS[request.param]()


@pytest.fixture
def reports() -> dict[str, Callable[[], Report]]:
    return dict(REPORTS)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with the files of the reports, as the working folder."""
    for path, data in (
        ("docker/my shop/Dockerfile", SHOP),
        ("Dockerfile.win", WINDOWS),
        ("Containerfile", BROKEN),
        ("clean/Dockerfile", b"FROM x\n"),
        ("docker/my shop/.dockerignore", b"a\n"),
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def written() -> Callable[..., str]:
    """Writes a report in a format and gives the text back."""

    def write(format: str, report: Report, **settings: Any) -> str:
        out = io.StringIO()
        FORMATS[format].write(report, out, ReportSettings(**settings))
        out.getvalue().encode()  # what cannot be written as UTF-8 would fail here
        return out.getvalue()

    return write


@pytest.fixture
def sarif(written: Callable[..., str], checkout: Path) -> Callable[..., dict[str, Any]]:
    def write(report: Report, **settings: Any) -> dict[str, Any]:
        done: dict[str, Any] = json.loads(written("sarif", report, root=checkout, **settings))
        return done

    return write

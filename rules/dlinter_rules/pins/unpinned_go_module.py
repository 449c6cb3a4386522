"""A Go program is installed or run without a version.

## Why
`go install pkg@latest` and `go get pkg` install the latest version at build time, and the layer cache then
keeps it for as long as the line does not change.

## Instead
`go install example.org/tool@v1.2.3`, or a `tool` line in `go.mod`.

## When to ignore it
The tool only checks or formats, and the newest version is always wanted.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.packages.installs import installs
from dlinter.model.shell import Command
from dlinter.rule import Bad, Context, Good, Rule

_MOVING = {"latest", "master", "main", "upgrade", "HEAD"}


def check(command: Command, context: Context) -> Iterator[Finding]:
    install = installs(command)
    if install is None or install.manager != "go" or install.verb not in ("install", "get", "run"):
        return
    packages = install.packages
    if packages and packages[0].value in ("tool", "all", "std", "cmd"):
        return  # what `go.mod` says
    for word in packages[:1] if install.verb == "run" else packages:
        path, _, version = word.value.partition("@")
        if not word.static or path.startswith((".", "/", "$", "cmd/", "std")) or path.endswith(".go"):
            continue
        if not version or version in _MOVING:
            yield Finding(word.span, f"`{path}` is not pinned: write `{path}@v…`")


RULE = Rule(
    id="unpinned-go-module",
    doc=__doc__,
    since="0.1.0",
    subject=Command,
    check=check,
    severity=Severity.WARNING,
    precision="medium",
    ruleset="strict",
    aliases=("hadolint:DL3062",),
    examples=(
        Bad("FROM golang:1.24\nRUN go install -v «example.org/tool@latest»\n",
            better="FROM golang:1.24\nRUN go install -v example.org/tool@v1.2.3\n"),
        Bad("FROM golang:1.24\nRUN go get «example.org/tool» && go run «example.org/other» -x y\n"),
        Good(
            "FROM golang:1.24\nRUN go install example.org/tool@v1.2.3 && go run . && go get -d ./... && go "
            "install ./cmd/a && go install tool\n"),
    ),
)

"""Hostile files for the commands of dlint by kind and size: each is a folder of files, and what is run there.

As in `hostile.py`: what is small to send and might be long to read.
"""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable
from typing import NamedTuple

Text = Callable[[int], str]
NODE = "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\n"
BUILD = "FROM debian:12\nCOPY . /srv\nRUN make\n"


class Case(NamedTuple):
    """`files` gives the files of a folder for a size, `argv` is what is run in it."""

    argv: tuple[str, ...]
    files: Callable[[int], dict[str, str | bytes]]


def many(unit: str, size: int) -> str:
    """A unit over and over, with another number in place of each `@`."""
    return "".join(
        unit.replace("@", str(i)) for i in range(max(1, size // (len(unit) + 4 * unit.count("@"))))
    )


def units(unit: str, head: str = "", tail: str = "") -> Text:
    return lambda size: head + many(unit, size) + tail


def one(name: str, text: Text, argv: tuple[str, ...], **others: str) -> Case:
    """One hostile file and some small ones, whose names have `_` in place of `.`."""
    small: dict[str, str | bytes] = {n.replace("_", "."): content for n, content in others.items()}
    return Case(argv, lambda size: {**small, name: text(size)})


DOCKERFILES: dict[str, Text] = {
    "runs": units("RUN a@\n", "FROM debian:12\n"),
    "installs": units("COPY a@ .\nRUN npm ci\n", "FROM node:22\nWORKDIR /app\n"),
    "copy and install": units("COPY . /a@\nRUN cd /a@ && npm ci && npm run build\n", "FROM node:22\n"),
    "apt": units("RUN apt-get update && apt-get install -y a@\n", "FROM debian:12\n"),
    "pip": units("RUN pip install a@\n", "FROM python:3.13\n"),
    "a long chain of commands": units(" && echo a@", "FROM debian:12\nRUN true", "\n"),
    "a chain of installs": units(" && pip install a@", "FROM python:3.13\nCOPY . .\nRUN true", "\n"),
    "stages": units("FROM node:22 AS s@\nWORKDIR /app\nCOPY . .\nRUN npm ci\n"),
    "a chain of stages": lambda size: "FROM node:22 AS s0\n"
    + "".join(f"FROM s{n} AS s{n + 1}\nCOPY . .\nRUN npm ci\n" for n in range(size // 50)),
    "copies between stages": lambda size: "FROM node:22 AS s0\nCOPY . .\n"
    + "".join(f"FROM node:22 AS s{n + 1}\nCOPY --from=s{n} /a /a\nRUN npm ci\n" for n in range(size // 70)),
    "envs": units("ENV A@=b\nRUN c $A@\n", "FROM debian:12\n"),
    "args": units("ARG A@=b\nRUN c $A@\n", "FROM debian:12\n"),
    "labels": units("LABEL a@=b\n", "FROM debian:12\n", "RUN a\n"),
    "mounts": units("RUN --mount=type=bind,source=a@,target=/a@ npm ci\n", "FROM node:22\n"),
    "heredocs": units("RUN <<E\nnpm ci\na@\nE\n", "FROM node:22\n"),
    "workdirs": units("WORKDIR a@\nCOPY . .\nRUN npm ci\n", "FROM node:22\n"),
    "comments": units("# a@\n", NODE, "RUN a\n"),
    "names in capitals": units("from debian:12 as A@\nrun a\n"),
    "secrets": units("ENV TOKEN@=ghp_" + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx\n", "FROM debian:12\n"),
    "sources": lambda size: "FROM debian:12\nCOPY " + many("a@ ", size) + "/b/\nRUN npm ci\n",
}
COMMANDS: dict[str, tuple[str, ...]] = {
    "cache": ("cache", "Dockerfile"), "plan": ("cache", "--plan", "Dockerfile"),
    "changed": ("cache", "--changed", "a1", "--", "Dockerfile"),
    "json": ("cache", "-f", "json", "Dockerfile"),
    "fix": ("lint", "--fix", "--unsafe-fixes", "--isolated", "Dockerfile"),
}  # fmt: skip
IGNORES: dict[str, Text] = {
    "names": units("a@\n"), "stars": units("*a@*b\n"), "double stars": units("**/a@/**\n"),
    "exceptions": units("a@\n!a@\n"), "one long name": lambda size: "a" * size + "\n",
    "one star of stars": lambda size: "*" * size + "a\n", "folders": lambda size: "a/" * (size // 2) + "b\n",
    "double stars in a row": lambda size: "**/" * (size // 3) + "b\n", "brackets": units("[a-z]@[!b]\n"),
    "open brackets": lambda size: "[" * size + "\n", "comments": units("# a@\n"), "blanks": units("\n"),
    "backslashes": lambda size: "\\" * size + "\n", "question marks": lambda size: "?" * size + "\n",
    "dots": lambda size: "../" * (size // 3) + "a\n",
}
GITLAB: dict[str, Text] = {
    "jobs": units("a@:\n  script: docker build -t a:@ .\n"),
    "lines": units("    - docker build -t a:@ .\n", "a:\n  script:\n"),
    "one script": lambda size: "a:\n  script: |\n" + many("    docker build -t a:@ .\n", size),
    "anchors": units("b@:\n  <<: *a\n", ".a: &a\n  script: docker build .\n"),
    "aliases of lists": lambda size: ".a0: &a0 [docker build .]\n"
    + "".join(f".a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, size // 30))
    + "b:\n  script: *a9\n",
    "extends": lambda size: "a0:\n  script: docker build .\n"
    + "".join(f"a{n}:\n  extends: a{n - 1}\n" for n in range(1, size // 24)),
    "extends two": lambda size: "a0:\n  script: docker build .\n"
    + "".join(f"a{n}:\n  extends: [a{n - 1}, a{n - 1}]\n" for n in range(1, size // 32)),
    "extends itself": units("a@:\n  extends: a@\n  script: docker build .\n"),
    "variables": units("  A@: b\n", "a:\n  script: docker build --build-arg A1=$A1 .\nvariables:\n"),
    "variables of variables": lambda size: "a:\n  script: docker build -t $A9 .\nvariables:\n  A0: b\n"
    + "".join(f"  A{n}: $A{n - 1}$A{n - 1}\n" for n in range(1, size // 20)),
    "matrix": lambda size: "a:\n  script: docker build .\n  parallel:\n    matrix:\n      - A0: [b]\n"
    + many("        A@: [1, 2, 3, 4, 5, 6, 7, 8, 9]\n", size),
    "references": units(
        "    - !reference [a, script]\n", "a:\n  script:\n    - docker build .\nb:\n  script:\n"),
    "includes": units("  - local: a@.yml\n", "a:\n  script: docker build .\ninclude:\n"),
    "before scripts": units("    - export A@=b\n", "a:\n  script: docker build .\n  before_script:\n"),
}
COMPOSE: dict[str, Text] = {
    "inline Dockerfiles": lambda size: "services:\n"
    + many(
        "  a@:\n    build:\n      dockerfile_inline: |\n        FROM debian:12\n        RUN sudo b\n", size),
    "a long inline Dockerfile": lambda size: "services:\n  a:\n    build:\n      dockerfile_inline: |\n"
    + "        FROM debian:12\n" + many("        RUN pip install a@\n", size),
    "contexts": units("        a@: .\n", "services:\n  a:\n    build:\n      context: .\n      "
        "additional_contexts:\n"),
    "tags": units("        - a:@\n", "services:\n  a:\n    build:\n      context: .\n      tags:\n"),
    "cache": units("        - type=gha,scope=a@\n", "services:\n  a:\n    build:\n      context: .\n      "
        "cache_to:\n"),
    "secrets": units("        - a@\n", "services:\n  a:\n    build:\n      context: .\n      secrets:\n"),
    "environment": units("      A@: b\n", "services:\n  a:\n    build: .\n    environment:\n"),
    "quotes": lambda size: "services:\n  a:\n    build: \"" + "\\\"" * (size // 2) + "\"\n",
    "dollars": lambda size: "services:\n  a:\n    build: " + "$A" * (size // 2) + "\n",
    "open expressions": lambda size: "services:\n  a:\n    build: " + "${" * (size // 2) + "\n",
}
BAKE: dict[str, Text] = {
    "inline Dockerfiles": units(
        'target a@ {\n dockerfile-inline = <<E\nFROM debian:12\nRUN sudo a\nE\n}\n'),
    "functions": units('function f@ {\n params = [a]\n result = a\n}\n', tail="target t {\n}\n"),
    "calls": lambda size: "target t {\n args = {\n" + many(' A@ = "${upper(lower("a"))}"\n', size) + "}\n}\n",
    "for": lambda size: "target t {\n tags = [for a in [" + many('"a@",', size) + ']: "b:${a}"]\n}\n',
    "fors": lambda size: "target t {\n tags = " + "[for a in " * (size // 16) + "[]"
    + ": a]" * (size // 16) + "\n}\n",
    "heredoc": lambda size: "target t {\n context = <<E\n" + many("a@ ${b}\n", size) + "E\n}\n",
    "heredoc open": lambda size: "target t {\n context = <<E\n" + many("a@\n", size),
    "comments open": lambda size: "/*" * (size // 2) + "\ntarget t {\n}\n",
    "strings": lambda size: "target t {\n args = {\n" + many(' A@ = "b\\"c"\n', size) + "}\n}\n",
    "args that name each other": lambda size: "target t {\n args = {\n"
    + "".join(f' A{n} = "${{A{n - 1}}}"\n' for n in range(size // 20)) + "}\n}\n",
}
CONFIGS: dict[str, Text] = {
    "rules": units('"a@",', "ignore = [", "]\n"), "keys": units("a@ = 1\n"),
    "tables": units("[a@]\nb = 1\n"), "dotted": lambda size: "a" + ".a" * (size // 2) + " = 1\n",
    "deep lists": lambda size: "ignore = " + "[" * (size // 2) + "]" * (size // 2) + "\n",
    "deep tables": lambda size: "a = " + "{a = " * (size // 6) + "1" + "}" * (size // 6) + "\n",
    "globs": units('"**/a@/**/b*" = ["shell"]\n', "[per-file-ignores]\n"),
    "one glob": lambda size: '[per-file-ignores]\n"' + "**/" * (size // 3) + '" = ["shell"]\n',
    "braces": lambda size: '[per-file-ignores]\n"' + "{a,b}" * (size // 5) + '" = ["shell"]\n',
    "excludes": units('"a@/**",', "exclude = [", "]\n"), "digits": lambda size: "a = " + "9" * size + "\n",
    "strings": lambda size: 'a = "' + "\\\\" * (size // 2) + '"\n',
    "open string": lambda size: 'a = """' + "b\n" * (size // 2),
    "options": units('a@ = 1\n', "[rules.missing-label]\n"),
}
BASELINES: dict[str, Text] = {
    "findings": lambda size: json.dumps({"version": 1, "results": [
        {"fingerprint": f"{n:020x}:1", "rule": "shell", "path": "Dockerfile"} for n in range(size // 80)]}),
    "fingerprints": lambda size: json.dumps([f"{n:020x}:1" for n in range(size // 26)]),
    "deep lists": lambda size: "[" * size, "deep maps": lambda size: '{"a":' * (size // 5),
    "digits": lambda size: "9" * size, "lines": units("a@\n"),
    "strings": lambda size: '"' + "\\u0041" * (size // 6),
    "keys": lambda size: json.dumps({f"a{n}": n for n in range(size // 14)}),
    "sarif": lambda size: json.dumps({"version": "2.1.0", "runs": [{"results": [
        {"ruleId": "shell"} for n in range(size // 20)]}]}),
}
RECORDS: dict[str, Text] = {
    "plain steps": units("#@ [stage 1/2] RUN a@\n#@ DONE 0.1s\n\n"),
    "plain lines": units("#1 0.1 a@\n", "#1 [1/1] RUN a\n"),
    "plain numbers": lambda size: "#" + "1" * size + "\n",
    "plain brackets": lambda size: "#1 " + "[" * size + "\n",
    "plain again": units("#1 [1/1] RUN a\n#1 CACHED\n"),
    "raw vertexes": units(
        '{"vertexes":[{"digest":"sha256:@","name":"[1/1] RUN a@","inputs":["sha256:1"]}]}\n'),
    "raw logs": units('{"logs":[{"vertex":"sha256:1","stream":1,"data":"YWFh"}]}\n'),
    "raw statuses": units('{"statuses":[{"id":"a@","vertex":"sha256:1","current":1,"total":2}]}\n'),
    "raw deep": lambda size: '{"vertexes":' + "[" * size,
    "metadata": lambda size: json.dumps({"buildx.build.provenance": {"materials": [
        {"uri": f"pkg:docker/a@{n}", "digest": {"sha256": f"{n:064x}"}} for n in range(size // 120)]}}),
    "manifest": lambda size: json.dumps({"layers": [{"blob": f"sha256:{n:064x}", "parent": n - 1}
        for n in range(size // 100)], "records": [{"digest": f"sha256:{n:064x}",
        "inputs": [[{"link": n - 1}]]} for n in range(1, 9)]}),
    "nothing known": units("a@\n"),
}


def image(config: Callable[[int], object]) -> Callable[[int], dict[str, str | bytes]]:
    """A docker archive whose configuration is hostile."""

    def files(size: int) -> dict[str, str | bytes]:
        stream = io.BytesIO()
        manifest = [{"Config": "c.json", "RepoTags": ["a:1"], "Layers": []}]
        with tarfile.open(fileobj=stream, mode="w") as archive:
            for name, value in (("manifest.json", manifest), ("c.json", config(size))):
                data = json.dumps(value).encode()
                member = tarfile.TarInfo(name)
                member.size = len(data)
                archive.addfile(member, io.BytesIO(data))
        return {"image.tar": stream.getvalue()}

    return files


def history(text: Text, count: Callable[[int], int] = lambda size: 1) -> Callable[[int], object]:
    return lambda size: {
        "os": "linux", "architecture": "amd64", "rootfs": {"type": "layers", "diff_ids": []},
        "config": {"Env": ["A=b"]},
        "history": [{"created_by": text(size), "empty_layer": True} for _ in range(count(size))],
    }


IMAGES: dict[str, Callable[[int], object]] = {
    "steps": history(lambda size: "RUN /bin/sh -c a # buildkit", lambda size: size // 70),
    "one long step": history(units(" && echo a@", "RUN /bin/sh -c true")),
    "arguments": history(units("A@=b ", "RUN |9 ", "/bin/sh -c a")),
    "blanks": history(lambda size: "RUN" + " " * size + "a"),
    "nop": history(lambda size: "/bin/sh -c #(nop) ENV A=b", lambda size: size // 60),
    "brackets": history(lambda size: "CMD " + "[" * size),
    "quotes": history(lambda size: 'CMD ["' + '\\"' * (size // 2) + '"]'),
    "envs": lambda size: {"config": {"Env": [f"A{n}=b" for n in range(size // 12)]}, "history": []},
    "labels": lambda size: {"config": {"Labels": {f"a{n}": "b" for n in range(size // 14)}}, "history": []},
    "volumes": lambda size: {"config": {"Volumes": {f"/a{n}": {} for n in range(size // 14)}}, "history": []},
}


def _cases() -> dict[str, Case]:
    found: dict[str, Case] = {}
    context = {"package_json": "{}", "package-lock_json": "{}", "requirements_txt": ""}
    for command, argv in COMMANDS.items():
        for name, text in DOCKERFILES.items():
            found[f"{command}: {name}"] = one("Dockerfile", text, argv, **context)
    lint = ("lint", "--isolated")
    families: tuple[tuple[str, str, dict[str, Text], tuple[str, ...]], ...] = (
        (".dockerignore", ".dockerignore", IGNORES, (*lint, "Dockerfile")),
        ("cache with .dockerignore", ".dockerignore", IGNORES, ("cache", "Dockerfile")),
        ("GitLab", ".gitlab-ci.yml", GITLAB, (*lint, ".gitlab-ci.yml")),
        ("Compose", "compose.yaml", COMPOSE, (*lint, "compose.yaml")),
        ("Bake", "docker-bake.hcl", BAKE, (*lint, "docker-bake.hcl")),
        (".dlint.toml", ".dlint.toml", CONFIGS, ("lint", "Dockerfile")),
        ("baseline", "known.json", BASELINES, (*lint, "--baseline", "known.json", "Dockerfile")),
        ("diff", "old.log", RECORDS, ("diff", "old.log", "old.log")),
    )
    for family, file, kinds, argv in families:
        for name, text in kinds.items():
            found[f"{family}: {name}"] = one(file, text, argv, Dockerfile=BUILD)
    for name, config in IMAGES.items():
        found[f"reconstruct: {name}"] = Case(("reconstruct", "image.tar"), image(config))
    return found


CASES = _cases()

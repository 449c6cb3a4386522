"""Hostile files beside the Dockerfile: what its packages' files, images, records, settings and other build
files hold, by kind and size. As in `hostile_files.py`: each is a folder of files, and what is run there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import NamedTuple

from dlinter.testing.records import tarred

Files = Mapping[str, "str | bytes"]
Text = Callable[[int], str]
TOKEN = "ghp_" + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx"
BUILD = "FROM debian:12\nCOPY . /srv\nRUN make\n"
LINT = ("lint", "--isolated")


class Case(NamedTuple):
    """`files` gives the files of a folder for a size, `argv` is what is run in it."""

    argv: tuple[str, ...]
    files: Callable[[int], Files]


def many(unit: str, size: int) -> str:
    """A unit over and over, with another number in place of each `@`."""
    return "".join(
        unit.replace("@", str(i)) for i in range(max(1, size // (len(unit) + 4 * unit.count("@"))))
    )


def numbers(size: int, each: int) -> range:
    return range(max(2, size // each))


def units(unit: str, head: str = "", tail: str = "") -> Text:
    return lambda size: head + many(unit, size) + tail


def chained(unit: str, each: int, head: str = "", tail: str = "") -> Text:
    """A unit over and over with its number in place of `@` and the one before in place of `%`."""
    return lambda size: (
        head
        + "".join(unit.replace("@", str(n)).replace("%", str(n - 1)) for n in numbers(size, each) if n)
        + tail
    )


DOCKERFILES: dict[str, Text] = {
    "heredocs in heredocs": lambda size: "FROM debian:12\nRUN <<A\n"
    + "".join(f"cat <<E{n}\n" for n in numbers(size, 18))
    + "".join(f"E{n}\n" for n in reversed(numbers(size, 18))) + "A\n",
    "onbuild stages on stages": chained(
        "FROM s% AS s@\nONBUILD COPY --from=s% /a@ /b\nRUN a\n", 60, "FROM debian:12 AS s0\n"),
    "args that name the next": lambda size: "".join(f"ARG A{n}=$A{n + 1}\n" for n in numbers(size, 18))
    + "FROM debian:$A0\n",
    "args that name the one before": chained("ARG A@=${A%:-b}\n", 24, "ARG A0=1\n", "FROM debian:$A9\n"),
    "syntax of a megabyte": lambda size: "# syntax=" + "a" * size + "\nFROM debian:12\n",
    "syntax of slashes": lambda size: "# syntax=" + "a/" * (size // 2) + "\nFROM debian:12\n",
    "syntax in JSON": lambda size: '{"syntax": "' + "a" * size + '"}\n',
    "JSON that is deep": lambda size: '{"a":' * (size // 5) + "\n",
    "syntax behind slashes": units("//syntax=a@\n", tail="FROM debian:12\n"),
    "syntax behind a shebang": units("# syntax=a@\n", "#!/a\n", "FROM debian:12\n"),
    "checks that are left out": lambda size: "# check=skip=" + many("A@,", size) + "B\nFROM debian:12\n",
    "escape of a megabyte": lambda size: "# escape=" + "`" * size + "\nFROM debian:12\n",
    "stars in an expansion": lambda size: "FROM debian:12\nENV A=" + "a" * (size // 2) + "\nENV B=${A#"
    + "*a" * (size // 4) + "b}\n",
    "expansions of expansions": units("ENV A@=${A@#${B@%${C@/a/${D@}}}}\n", "FROM debian:12\n"),
    "devices and networks": units("RUN --device=a@ --network=none --security=sandbox make\n",
        "FROM debian:12\n"),
    "intervals": lambda size: "FROM debian:12\nHEALTHCHECK " + many("--interval=@s ", size) + "CMD a\n",
    "secrets as variables": units("RUN --mount=type=secret,id=a@,env=B@ make\n", "FROM debian:12\n"),
    "mounts from stages": chained(
        "FROM s% AS s@\nRUN --mount=from=s%,target=/a --mount=type=cache,from=s%,target=/b make\n", 90,
        "FROM debian:12 AS s0\n"),
    "passwd of heredocs": units("RUN <<E passwd\na@:b@\nE\n", "FROM debian:12\n"),
    "labels of one name": units("LABEL a.b.c=@\n", "FROM debian:12\n"),
    "targets by numbers": units("FROM debian:12\nCOPY --from=@ a /b\n"),
    "words that are secrets": units("RUN echo " + TOKEN[:-6] + "@ | docker login\n", "FROM debian:12\n"),
    "one word that is secrets": lambda size: "FROM debian:12\nENV A=" + many(TOKEN[:-6] + "@x", size) + "\n",
    "lines of form feeds": units("\f\v\t a@\n", "FROM debian:12\n"),
    "nulls": lambda size: "FROM debian:12\nRUN a" + "\0" * size + "\n",
    "byte order marks": lambda size: "\ufeff" * (size // 3) + "FROM debian:12\n",
    "ignores with long reasons": lambda size: "FROM debian:12\n# dlint: ignore[shell] " + "a" * size
    + "\nRUN cd a\n",
    "ignores of everything": units("# dlint: ignore-file[all] a@\n", tail="FROM debian:12\n"),
}
PACKAGES: dict[str, tuple[str, str, Text]] = {
    "package.json": ("FROM node:22\nCOPY . .\nRUN npm ci\n", "package.json",
        lambda size: json.dumps({"dependencies": {f"a{n}": "1" for n in numbers(size, 14)}})),
    "package.json scripts": ("FROM node:22\nCOPY . .\nRUN npm run a0\n", "package.json",
        lambda size: json.dumps({"scripts": {f"a{n}": f"npm run a{n + 1}" for n in numbers(size, 30)}})),
    "package.json scripts twice": ("FROM node:22\nCOPY . .\nRUN npm run a0\n", "package.json",
        lambda size: json.dumps({"scripts": {f"a{n}": f"npm run a{n + 1} && npm run a{n + 1}"
            for n in numbers(size, 48)}})),
    "package.json workspaces": ("FROM node:22\nCOPY . .\nRUN npm ci\n", "package.json",
        lambda size: json.dumps({"workspaces": [f"a{n}/**/b*" for n in numbers(size, 18)]})),
    "package.json files": ("FROM node:22\nCOPY . .\nRUN npm ci\n", "package.json",
        lambda size: json.dumps({"dependencies": {f"a{n}": f"file:./b{n}" for n in numbers(size, 30)}})),
    "package.json deep": ("FROM node:22\nCOPY . .\nRUN npm ci\n", "package.json",
        lambda size: '{"a":' * (size // 5)),
    "requirements": ("FROM python:3.13\nCOPY . .\nRUN pip install -r requirements.txt\n", "requirements.txt",
        units("a@==1.0\n")),
    "requirements of requirements": ("FROM python:3.13\nCOPY . .\nRUN pip install -r requirements.txt\n",
        "requirements.txt", units("-r requirements.txt\n-r r@.txt\n")),
    "requirements that go on": ("FROM python:3.13\nCOPY . .\nRUN pip install -r requirements.txt\n",
        "requirements.txt", units("a@ \\\n")),
    "pyproject": ("FROM python:3.13\nCOPY . .\nRUN pip install .\n", "pyproject.toml",
        lambda size: "[project]\ndependencies = [" + many('"a@",', size) + "]\n"),
    "pyproject deep": ("FROM python:3.13\nCOPY . .\nRUN pip install .\n", "pyproject.toml",
        lambda size: "a = " + "[" * (size // 2) + "]" * (size // 2)),
    "go.mod": ("FROM golang:1.24\nCOPY . .\nRUN go build ./...\n", "go.mod",
        units("replace a@ => ./b@\n", "module a\n")),
    "Cargo.toml": ("FROM rust:1\nCOPY . .\nRUN cargo build\n", "Cargo.toml",
        lambda size: "[workspace]\nmembers = [" + many('"a@/*",', size) + "]\n"),
    "Gemfile": ("FROM ruby:3\nCOPY . .\nRUN bundle install\n", "Gemfile",
        units("gem 'a@', path: './a@'\n")),
    "pom.xml": ("FROM maven:3\nCOPY . .\nRUN mvn package\n", "pom.xml",
        lambda size: "<project><modules>" + many("<module>a@</module>", size) + "</modules></project>"),
    "pom.xml deep": ("FROM maven:3\nCOPY . .\nRUN mvn package\n", "pom.xml",
        lambda size: "<a>" * (size // 3)),
    "pom.xml entities": ("FROM maven:3\nCOPY . .\nRUN mvn package\n", "pom.xml",
        lambda size: "<!DOCTYPE a [<!ENTITY a0 'a'>"
        + "".join(f"<!ENTITY a{n} '&a{n - 1};&a{n - 1};'>" for n in numbers(size, 34) if n)
        + "]><a>&a9;</a>"),
    "settings.gradle": ("FROM gradle:8\nCOPY . .\nRUN gradle build\n", "settings.gradle",
        units("include ':a@'\n")),
    "composer.json": ("FROM composer:2\nCOPY . .\nRUN composer install\n", "composer.json",
        lambda size: json.dumps({"autoload": {"classmap": [f"a{n}/" for n in numbers(size, 12)]}})),
    "Makefile": ("FROM debian:12\nCOPY . .\nRUN make a1\n", "Makefile",
        chained("a@: a%\n\tcp b@ c\n", 24, "a0:\n\ttouch a\n")),
    "Makefile variables": ("FROM debian:12\nCOPY . .\nRUN make a\n", "Makefile",
        chained("A@ = $(A%)$(A%)\n", 24, "A0 = b\n", "a:\n\techo $(A9)\n")),
    "sln": ("FROM mcr.microsoft.com/dotnet/sdk:9.0\nCOPY . .\nRUN dotnet restore a.sln\n", "a.sln",
        units('Project("{1}") = "a@", "a@\\a@.csproj", "{2}"\nEndProject\n')),
    "csproj": ("FROM mcr.microsoft.com/dotnet/sdk:9.0\nCOPY . .\nRUN dotnet restore\n", "a.csproj",
        lambda size: "<Project>" + many('<ProjectReference Include="../a@/a@.csproj"/>', size)
        + "</Project>"),
    "script": ("FROM debian:12\nCOPY . .\nRUN sh a.sh\n", "a.sh", units("cp a@ /b@ && npm ci\n")),
    "entry script": ("FROM debian:12\nCOPY a.sh /a.sh\nENTRYPOINT [\"/a.sh\"]\n", "a.sh",
        units(". /a.sh\nexec a@ \"$@\"\n")),
    ".npmrc": ("FROM node:22\nCOPY . .\nRUN npm ci\n", ".npmrc", units("//a@.example/:_authToken=${B@}\n")),
}  # fmt: skip
OTHERS: dict[str, tuple[str, Text]] = {
    "compose includes": ("compose.yaml", units("  - a@.yaml\n", "include:\n")),
    "compose extends files": ("compose.yaml", units(
        "  a@:\n    extends:\n      file: b@.yaml\n      service: a\n    build: .\n", "services:\n")),
    "compose extends itself": ("compose.yaml", units(
        "  a@:\n    extends:\n      file: compose.yaml\n      service: a@\n    build: .\n", "services:\n")),
    "compose dockerfiles": ("compose.yaml", units(
        "  a@:\n    build:\n      dockerfile: a@/Dockerfile\n      context: b@\n", "services:\n")),
    "compose watch": ("compose.yaml", units(
        "        - {action: sync, path: ./a@, target: /b@}\n",
        "services:\n  a:\n    build: .\n    develop:\n      watch:\n")),
    "compose platforms": ("compose.yaml", units(
        "        - linux/a@\n", "services:\n  a:\n    build:\n      context: .\n      platforms:\n")),
    "compose references": ("compose.yaml", units(
        "  a@:\n    build: ${A@:-${B@:-c}}\n    image: ${C@}\n", "services:\n")),
    "compose inline of one line": ("compose.yaml", lambda size:
        "services:\n  a:\n    build:\n      dockerfile_inline: \"FROM debian:12\\n"
        + many("RUN sudo a@\\n", size) + "\"\n"),
    "compose inline folded": ("compose.yaml", lambda size:
        "services:\n  a:\n    build:\n      dockerfile_inline: >\n        FROM debian:12\n"
        + many("        RUN a @\n\n", size)),
    "compose in other letters": ("compose.yaml", units("  \u00e9@:\n    build: ./\u65e5@\n", "services:\n")),
    "devcontainer": (".devcontainer/compose.yaml", units("  a@:\n    build: .\n", "services:\n")),
    "gitlab includes": (".gitlab-ci.yml", units(
        "  - local: /a@.yml\n  - project: b@\n    file: c@\n", "include:\n",
        "a:\n  script: docker build .\n")),
    "gitlab needs": (".gitlab-ci.yml", chained(
        "a@:\n  needs: [a%]\n  script: docker build .\n", 44, "a0:\n  script: a\n")),
    "gitlab deep references": (".gitlab-ci.yml", chained(
        ".a@:\n  script:\n    - !reference [.a%, script]\n    - !reference [.a%, script]\n", 70,
        ".a0:\n  script: docker build .\n", "b:\n  script:\n    - !reference [.a9, script]\n")),
    "gitlab inputs": (".gitlab-ci.yml", units(
        "    a@:\n      default: b\n", "spec:\n  inputs:\n",
        "---\na:\n  script: docker build $[[ inputs.a1 ]]\n")),
    "gitlab parallel": (".gitlab-ci.yml", units(
        "      - {A@: [b, c], D: [e, f]}\n",
        "a:\n  script: docker build --build-arg A=$A1 .\n  parallel:\n    matrix:\n")),
    "gitlab one long line": (".gitlab-ci.yml", lambda size:
        "a:\n  script: docker build" + many(" --build-arg A@=b", size) + " .\n"),
    "workflow local actions": (".github/workflows/a.yml", units(
        "      - uses: ./a@\n", "on: push\njobs:\n  a:\n    runs-on: a\n    steps:\n")),
    "workflow reusable": (".github/workflows/a.yml", units(
        "  a@:\n    uses: ./.github/workflows/a.yml\n    with: {b: c@}\n", "on: push\njobs:\n")),
    "workflow calls in expressions": (".github/workflows/a.yml", lambda size:
        "on: push\njobs:\n  a:\n    runs-on: a\n    steps:\n      - run: docker build ${{ "
        + "format(" * (size // 8) + "a" + ")" * (size // 8) + " }} .\n"),
    "workflow matrix of objects": (".github/workflows/a.yml", units(
        "          - {b: c@, d: {e: f@}}\n",
        "on: push\njobs:\n  a:\n    runs-on: a\n    strategy:\n      matrix:\n        a:\n",
        "    steps:\n      - run: docker build -t ${{ matrix.a.b }} .\n")),
    "workflow conditions": (".github/workflows/a.yml", lambda size:
        "on: push\njobs:\n  a:\n    runs-on: a\n    if: a" + " && b" * (size // 5)
        + "\n    steps:\n      - run: docker build .\n"),
    "workflow events": (".github/workflows/a.yml", units(
        "      - a@/**\n", "on:\n  push:\n    paths:\n",
        "jobs:\n  a:\n    runs-on: a\n    steps:\n      - run: docker build .\n")),
    "workflow bake": (".github/workflows/a.yml", lambda size:
        "on: push\njobs:\n  a:\n    runs-on: a\n    steps:\n      - uses: docker/bake-action@v6\n"
        "        with:\n          set: |\n" + many("            *.args.A@=b\n", size)),
    "workflow cache entries": (".github/workflows/a.yml", lambda size:
        "on: push\njobs:\n  a:\n    runs-on: a\n    steps:\n      - uses: docker/build-push-action@v6\n"
        "        with:\n          cache-from: |\n" + many("            type=gha,scope=a@\n", size)),
    "composite action": ("action.yml", units(
        "    - run: docker build -t a:@ .\n      shell: bash\n",
        "name: a\nruns:\n  using: composite\n  steps:\n")),
    "bake JSON matrix": ("docker-bake.json", lambda size: json.dumps({"target": {"a": {
        "name": "a-${b}", "matrix": {"b": [f"c{n}" for n in numbers(size, 10)]}, "context": "."}}})),
    "bake JSON inline": ("docker-bake.json", lambda size: json.dumps({"target": {f"a{n}": {
        "dockerfile-inline": "FROM debian:12\nRUN sudo b\n"} for n in numbers(size, 70)}})),
    "bake groups of groups": ("docker-bake.hcl", chained(
        'group "g@" {\n targets=["g%","g%"]\n}\n', 44, 'target t {\n}\ngroup "g0" {\n targets=["t"]\n}\n')),
    "bake templates": ("docker-bake.hcl", lambda size:
        'target t {\n tags=["' + "%{if a}b%{endif}" * (size // 17) + '"]\n}\n'),
    "bake functions of functions": ("docker-bake.hcl", chained(
        'function "f@" {\n params=[a]\n result=f%(f%(a))\n}\n', 60,
        'function "f0" {\n params=[a]\n result=a\n}\n', 'target t {\n context=f9("b")\n}\n')),
    "bake comments": ("docker-bake.hcl", units("# a@\n// b\n/* c */\n", tail="target t {\n}\n")),
    "bake strings": ("docker-bake.hcl", lambda size: 'target t {\n context="' + "a" * size + '"\n}\n'),
    "Makefile builds": ("Makefile", units("a@:\n\tdocker build -t a:@ .\n")),
    "Makefile that goes on": ("Makefile", lambda size:
        "a:\n\tdocker build \\\n" + many("\t  --build-arg A@=b \\\n", size) + "\t  .\n"),
    "Makefile that names itself": ("Makefile", chained(
        "A@ = $(A%)$(A%)\n", 24, "A0 = b\n", "a:\n\tdocker build -t $(A9) .\n")),
    "Makefile of dollars": ("Makefile", lambda size: "a:\n\tdocker build " + "$(" * (size // 2) + "\n"),
}  # fmt: skip
SETTINGS: dict[str, Text] = {
    "hadolint rules": units("  - DL@\n", "ignored:\n"),
    "hadolint registries": units("  - a@.example\n", "trustedRegistries:\n"),
    "hadolint deep": lambda size: "ignored: " + "[" * (size // 2) + "]" * (size // 2) + "\n",
    "hadolint aliases": chained("a@: &a@ [*a%, *a%]\n", 26, "a0: &a0 [b]\n"),
    "hadolint lists of lists": chained("a@: &a@ [*a%, *a%]\n", 26, "a0: &a0 [b]\n",
        "ignored: *a9\ntrustedRegistries: *a9\nfailure-threshold: *a9\nlabel-schema: {b: *a9}\n"
        "override: {error: *a9}\n"),
}
SARIF_RESULT = {"ruleId": "shell", "level": "note", "message": {"text": "a"},
    "partialFingerprints": {"a": "b"}}  # fmt: skip
REPORTS: dict[str, Text] = {
    "results": lambda size: json.dumps({"version": "2.1.0", "runs": [{
        "tool": {"driver": {"name": "dlint"}}, "results": [SARIF_RESULT for _ in numbers(size, 110)]}]}),
    "runs": lambda size: json.dumps({"version": "2.1.0", "runs": [
        {"tool": {"driver": {"name": f"a{n}"}}, "results": []} for n in numbers(size, 60)]}),
    "rules": lambda size: json.dumps({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "a",
        "rules": [{"id": f"a{n}"} for n in numbers(size, 16)]}}, "results": []}]}),
    "deep": lambda size: '{"runs":' + "[" * size,
    "secrets": lambda size: json.dumps({"version": "2.1.0", "runs": [{
        "tool": {"driver": {"name": "a"}}, "results": [
            {"ruleId": "a", "message": {"text": f"token {TOKEN[:-6]}{n:06}"}} for n in numbers(size, 90)]}]}),
}


def docker_archive(config: object, tags: object = ("a:1",), layers: object = ()) -> Files:
    manifest = json.dumps([{"Config": "c.json", "RepoTags": tags, "Layers": layers}]).encode()
    return {"image.tar": tarred({"manifest.json": manifest, "c.json": json.dumps(config).encode()})}


def layout(index: object, *blobs: object) -> Files:
    """An OCI layout in an archive; each blob is named by its digest."""
    members = {"oci-layout": b'{"imageLayoutVersion":"1.0.0"}', "index.json": json.dumps(index).encode()}
    for blob in blobs:
        data = json.dumps(blob).encode()
        members[f"blobs/sha256/{sha256(data).hexdigest()}"] = data
    return {"image.tar": tarred(members)}


def config(**parts: object) -> dict[str, object]:
    return {"os": "linux", "architecture": "amd64", "rootfs": {"type": "layers", "diff_ids": []},
        "config": {}, "history": [], **parts}  # fmt: skip


def descriptor(n: int, kind: str = "manifest") -> dict[str, object]:
    return {"mediaType": f"application/vnd.oci.image.{kind}.v1+json", "digest": f"sha256:{n:064x}", "size": 9}


def layer_of(content: Callable[[int], Mapping[str, bytes]]) -> Callable[[int], Files]:
    """An image of one layer."""

    def files(size: int) -> Files:
        data = tarred(content(size))
        diff = f"sha256:{sha256(data).hexdigest()}"
        parts = config(rootfs={"type": "layers", "diff_ids": [diff]}, history=[{"created_by": "COPY . ."}])
        manifest = json.dumps([{"Config": "c.json", "RepoTags": ["a:1"], "Layers": ["l.tar"]}]).encode()
        return {"image.tar": tarred(
            {"manifest.json": manifest, "c.json": json.dumps(parts).encode(), "l.tar": data})}

    return files


IMAGES: dict[str, Callable[[int], Files]] = {
    "environment": lambda size: docker_archive(config(
        config={"Env": [f"A{n}=b" for n in numbers(size, 14)]})),
    "secrets in the environment": lambda size: docker_archive(config(
        config={"Env": [f"PASSWORD{n}=hunter2x{n}z" for n in numbers(size, 36)]})),
    "tokens in the environment": lambda size: docker_archive(config(
        config={"Env": [f"A{n}={TOKEN[:-6]}{n:06}" for n in numbers(size, 56)]})),
    "labels": lambda size: docker_archive(config(
        config={"Labels": {f"a{n}": "b" for n in numbers(size, 14)}})),
    "secrets in labels": lambda size: docker_archive(config(
        config={"Labels": {f"token{n}": f"hunter2x{n}z" for n in numbers(size, 36)}})),
    "history": lambda size: docker_archive(config(
        history=[{"created_by": f"RUN a{n}", "empty_layer": True} for n in numbers(size, 50)])),
    "secrets in the history": lambda size: docker_archive(config(history=[
        {"created_by": f"RUN TOKEN=hunter2x{n}z a", "empty_layer": True} for n in numbers(size, 66)])),
    "one step of secrets": lambda size: docker_archive(config(history=[
        {"created_by": "RUN " + many("TOKEN@=hunter2x@z ", size), "empty_layer": True}])),
    "tags": lambda size: docker_archive(config(), [f"a:{n}" for n in numbers(size, 12)]),
    "layers that are not there": lambda size: docker_archive(config(rootfs={"type": "layers", "diff_ids": [
        f"sha256:{n:064x}" for n in numbers(size, 90)]}), layers=[f"{n}.tar" for n in numbers(size, 90)]),
    "manifests": lambda size: layout({"manifests": [descriptor(n) for n in numbers(size, 150)]}),
    "indexes": lambda size: layout({"manifests": [descriptor(n, "index") for n in numbers(size, 150)]}),
    "annotations": lambda size: layout(
        {"manifests": [], "annotations": {f"a{n}": "b" for n in numbers(size, 14)}}),
    "a configuration that is deep": lambda size: {"image.tar": tarred({
        "manifest.json": b'[{"Config": "c.json", "RepoTags": [], "Layers": []}]',
        "c.json": b'{"a":' * (size // 5)})},
    "a manifest that is deep": lambda size: {"image.tar": tarred({"manifest.json": b"[" * size})},
    "members": layer_of(lambda size: {f"a{n}": b"" for n in numbers(size, 512)}),
    "a file of secrets": layer_of(lambda size: {"app/.env": many("PASSWORD@=hunter2x@z\n", size).encode()}),
    "a file of tokens": layer_of(lambda size: {"app/a": many(TOKEN[:-6] + "@\n", size).encode()}),
    "a file of keys": layer_of(
        lambda size: {"app/a.yml": many("key@: {token: ab12@cd, secret: x}\n", size).encode()}),
    "a file of one line": layer_of(
        lambda size: {"app/a.js": many("var password@='hunter2x@z';", size).encode()}),
    "a file of base64": layer_of(lambda size: {"app/a": b"QUtJQUlPU0ZPRE5ON0VYQU1QTEVB" * (size // 28)}),
    "a table of secrets": layer_of(lambda size: {
        "app/a.csv": b"user,password\n" + many("a@,hunter2x@z\n", size).encode()}),
    "a dump of secrets": layer_of(lambda size: {
        "app/a.sql": many("INSERT INTO u (name, password) VALUES ('a@', 'hunter2x@z');\n", size).encode()}),
    "paths": layer_of(lambda size: {"a/" * 60 + f"{n}": b"" for n in numbers(size, 640)}),
    "whiteouts": layer_of(lambda size: {f"a/.wh.b{n}": b"" for n in numbers(size, 512)}),
}


def cache_config(links: Callable[[int, int], list[int]], each: int) -> Text:
    """A cache manifest whose records have such links (of a record's number, and how many there are)."""

    def text(size: int) -> str:
        count = len(numbers(size, each))
        return json.dumps({"layers": [{"blob": f"sha256:{0:064x}", "parent": -1}], "records": [
            {"digest": f"sha256:{n:064x}", "inputs": [[{"link": at} for at in links(n, count)]],
                "layers": [{"layer": 0, "createdAt": "2026-01-01T00:00:00Z"}]} for n in range(count)]})

    return text


CACHES: dict[str, Text] = {
    "a chain": cache_config(lambda n, count: [n - 1] if n else [], 200),
    "two links each": cache_config(lambda n, count: [n - 1, n - 1] if n else [], 220),
    "links in a circle": cache_config(lambda n, count: [(n + 1) % count], 200),
    "one that links all": cache_config(
        lambda n, count: list(range(count - 1)) if n == count - 1 else [], 200),
    "layers": lambda size: json.dumps({"layers": [
        {"blob": f"sha256:{n:064x}", "parent": n - 1} for n in numbers(size, 110)], "records": []}),
    "deep": lambda size: '{"records":' + "[" * size,
}


def vertexes(inputs: Callable[[int], list[int]], each: int, name: str = "[1/2] RUN a@") -> Text:
    return lambda size: "".join(
        json.dumps({"vertexes": [{
            "digest": f"sha256:{n:064x}", "name": name.replace("@", str(n)),
            "inputs": [f"sha256:{at:064x}" for at in inputs(n)],
            "started": "2026-01-01T00:00:00Z", "completed": "2026-01-01T00:00:01Z"}]}) + "\n"
        for n in numbers(size, each)
    )


def provenance(steps: Callable[[int], list[object]]) -> Text:
    return lambda size: json.dumps({"buildx.build.provenance": {
        "buildType": "https://mobyproject.org/buildkit@v1", "invocation": {}, "metadata": {},
        "buildConfig": {"llbDefinition": steps(size)}}})


def step(n: int, inputs: list[str], args: list[str]) -> dict[str, object]:
    return {"id": f"step{n}", "op": {"Op": {"exec": {"meta": {"args": args, "cwd": "/"}}}}, "inputs": inputs}


BUILDS: dict[str, Text] = {
    "vertexes in a chain": vertexes(lambda n: [n - 1] if n else [], 250),
    "vertexes that wait twice": vertexes(lambda n: [n - 1, n - 1] if n else [], 330),
    "vertexes of one name": vertexes(lambda n: [], 200, "[1/2] RUN a"),
    "vertexes in a circle": vertexes(lambda n: [n + 1], 250),
    "vertexes of secrets": vertexes(lambda n: [], 240, "[1/2] RUN TOKEN=hunter2x@z a"),
    "steps in a chain": provenance(lambda size: [
        step(n, [f"step{n - 1}:0"] if n else [], ["/bin/sh", "-c", "a"]) for n in numbers(size, 130)]),
    "steps twice": provenance(lambda size: [
        step(n, [f"step{n - 1}:0", f"step{n - 1}:0"] if n else [], ["a"]) for n in numbers(size, 130)]),
    "a step of many words": provenance(lambda size: [step(0, [], [f"a{n}" for n in numbers(size, 10)])]),
    "steps of secrets": provenance(lambda size: [
        step(n, [], ["/bin/sh", "-c", f"TOKEN=hunter2x{n}z a"]) for n in numbers(size, 140)]),
}


def _cases() -> dict[str, Case]:
    found: dict[str, Case] = {}

    def only(name: str, text: Text, **more: str) -> Callable[[int], Files]:
        return lambda size: {**more, name: text(size)}

    for name, text in DOCKERFILES.items():
        found[f"lint: {name}"] = Case((*LINT, "Dockerfile"), only("Dockerfile", text))
    for name, (dockerfile, file, text) in PACKAGES.items():
        files = only(file, text, Dockerfile=dockerfile)
        found[f"packages: {name}"] = Case((*LINT, "Dockerfile"), files)
        found[f"packages with a plan: {name}"] = Case(("cache", "--plan", "Dockerfile"), files)
    for name, (file, text) in OTHERS.items():
        found[f"build file: {name}"] = Case((*LINT, file), only(file, text, Dockerfile=BUILD))
        found[f"around: {name}"] = Case((*LINT, "Dockerfile"), only(file, text, Dockerfile=BUILD))
    for name, text in SETTINGS.items():
        found[f"import: {name}"] = Case(("config", "import", ".hadolint.yaml"), only(".hadolint.yaml", text))
        found[f"settings: {name}"] = Case(
            ("lint", "Dockerfile"), only(".hadolint.yaml", text, Dockerfile=BUILD))
    for name, text in REPORTS.items():
        found[f"merge: {name}"] = Case(("merge", "a.sarif", "a.sarif"), only("a.sarif", text))
        found[f"accepted: {name}"] = Case(
            (*LINT, "--baseline", "a.sarif", "Dockerfile"), only("a.sarif", text, Dockerfile=BUILD))
    for name, make in IMAGES.items():
        found[f"scan: {name}"] = Case(("scan", "--isolated", "--no-cache", "image.tar"), make)
        found[f"reconstruct image: {name}"] = Case(("reconstruct", "image.tar"), make)
        found[f"diff images: {name}"] = Case(("diff", "other.tar", "image.tar"),
            lambda size, m=make: {**m(size), "other.tar": m(size // 2)["image.tar"]})
    for name, text in CACHES.items():
        found[f"against: {name}"] = Case(
            ("cache", "--against", "c.json", "Dockerfile"), only("c.json", text, Dockerfile=BUILD))
    for name, text in BUILDS.items():
        found[f"diff builds: {name}"] = Case(
            ("diff", "a.log", "b.log"), lambda size, t=text: {"a.log": t(size // 2), "b.log": t(size)})
        found[f"record: {name}"] = Case(
            ("cache", "--record", "a.log", "Dockerfile"), only("a.log", text, Dockerfile=BUILD))
    for form in ("sarif", "json", "html", "gitlab", "junit", "markdown"):
        found[f"format {form}: sudo"] = Case(
            (*LINT, "-f", form, "Dockerfile"), only("Dockerfile", units("RUN sudo a@\n", "FROM debian:12\n")))
    found["baseline: sudo"] = Case(
        ("baseline", "--isolated", "--output", "b.json", "Dockerfile"),
        only("Dockerfile", units("RUN sudo a@\n", "FROM debian:12\n")))
    found["times: plain"] = Case(
        ("cache", "--times", "a.log", "Dockerfile"),
        only("a.log", units("#@ [1/2] RUN a@\n#@ DONE 0.1s\n\n"), Dockerfile=BUILD))
    found["explain: a long name"] = Case(("explain", "a" * 9_000), only("Dockerfile", lambda size: BUILD))
    found["select: long names"] = Case(
        (*LINT, "--select", ",".join(f"a{n}" for n in range(5_000)), "Dockerfile"),
        only("Dockerfile", lambda size: BUILD))
    return found


CASES = _cases()

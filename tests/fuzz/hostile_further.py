"""Further hostile files: a megabyte in one line of every instruction, files that a step installs from,
settings and build files around a Dockerfile, and the commands that write. As in `hostile_others.py`.
"""

from __future__ import annotations

import json

from tests.fuzz.hostile_others import (
    BUILD,
    LINT,
    Case,
    Text,
    chained,
    config,
    docker_archive,
    many,
    numbers,
    units,
)

HEAD = "FROM debian:12\n"


def line(before: str, after: str = "\n") -> Text:
    """One word of the size in a line."""
    return lambda size: HEAD + before + "a" * size + after


DOCKERFILES: dict[str, Text] = {
    **{
        f"one word of {name}": line(before, after)
        for name, before, after in (
            ("ADD", "ADD ", " /b\n"),
            ("ADD a URL", "ADD https://a.example/", " /b\n"),
            ("ARG", "ARG ", "\n"),
            ("CMD", "CMD ", "\n"),
            ("COPY", "COPY --from=", " /a /b\n"),
            ("ENTRYPOINT", 'ENTRYPOINT ["', '"]\n'),
            ("EXPOSE", "EXPOSE ", "\n"),
            ("FROM", "FROM ", " AS b\n"),
            ("HEALTHCHECK", "HEALTHCHECK CMD ", "\n"),
            ("LABEL", "LABEL ", "=b\n"),
            ("MAINTAINER", "MAINTAINER ", "\n"),
            ("ONBUILD", "ONBUILD RUN ", "\n"),
            ("RUN's mount", "RUN --mount=type=cache,target=/", " b\n"),
            ("SHELL", 'SHELL ["', '"]\n'),
            ("STOPSIGNAL", "STOPSIGNAL ", "\n"),
            ("USER", "USER ", "\n"),
            ("VOLUME", "VOLUME ", "\n"),
            ("WORKDIR", "WORKDIR /", "\n"),
            ("nothing known", "", "\n"),
        )
    },
    "separators of Unicode": units("RUN a\u2028b\u2029c\u0085d@\n", HEAD),
    "joiners": units("RUN a\u200d\u200cb@\n", HEAD),
    "labels in dots": units('LABEL a.b@.c.d.e="f g"\n', HEAD),
    "labels of a line in dots": lambda size: HEAD + "LABEL " + many("a.b@.c=d ", size) + "\n",
    "healthchecks in triggers": units("ONBUILD HEALTHCHECK --interval=@s CMD curl a@ || exit 1\n", HEAD),
    "triggers with mounts": units("ONBUILD RUN --mount=type=cache,target=/a@ npm ci\n", "FROM node:22\n"),
    "arrays in labels": lambda size: HEAD + "LABEL a='" + "[" * size + "'\n",
    "arrays of commands": units('CMD ["sh", "-c", "cd /a@ && exec b"]\n', HEAD),
    "mounts with heredocs": units("RUN --mount=type=bind,from=a@,target=/b <<E\ncp a b\nE\n", HEAD),
    "Python in heredocs": units("RUN <<E python3\nimport a@\nprint('b')\nE\n", HEAD),
    "heredocs behind tabs": units("RUN <<-E\n\tcp a@ b\n\tE\n", HEAD),
    "heredocs that one name closes": units("COPY <<A@ <<E /a/\nb\n", HEAD, "E\n"),
    "Windows paths": units("COPY a@ C:\\\\b\\\\c@\n", "# escape=`\nFROM debian:12\n"),
    "heredoc of ifs": lambda size: HEAD + "RUN <<E\n" + many("if [ -f a@ ]; then rm a@; fi\n", size) + "E\n",
    "heredoc of functions": lambda size: HEAD + "RUN <<E\n" + many("a@() { npm ci; }\na@\n", size) + "E\n",
    "installs of files": units("RUN pip install -r a@.txt -c b@.txt\n", "FROM python:3.13\n"),
    "unpacking": units("RUN curl -fsSL https://a.example/b@.tgz | tar xz && rm -rf /c@\n", HEAD),
    "users and groups": units("RUN groupadd a@ && useradd -g a@ b@ && chown b@ /c\nUSER b@\n", HEAD),
    "stages that all copy all": lambda size: "".join(
        f"FROM debian:12 AS s{n}\n" + "".join(f"COPY --from=s{m} / /\n" for m in range(max(0, n - 9), n))
        for n in numbers(size, 230)
    ),
}
NODE = "FROM node:22\nWORKDIR /app\nCOPY package*.json *.lock *.yaml ./\nCOPY . .\nRUN {}\n"
PACKAGES: dict[str, tuple[str, str, Text]] = {
    "package-lock.json": (
        NODE.format("npm ci"),
        "package-lock.json",
        lambda size: json.dumps(
            {
                "lockfileVersion": 3,
                "packages": {
                    f"node_modules/a{n}": {"version": "1.0.0", "resolved": f"https://a.example/{n}"}
                    for n in numbers(10 * size, 90)
                },
            }
        ),
    ),
    "pnpm-lock.yaml": (
        NODE.format("pnpm install"),
        "pnpm-lock.yaml",
        units("  a@:\n    resolution: {integrity: b}\n", "lockfileVersion: '9.0'\npackages:\n"),
    ),
    "yarn.lock": (NODE.format("yarn install"), "yarn.lock", units('a@@^1:\n  version "1.0.@"\n\n')),
    "pnpm-workspace.yaml": (
        NODE.format("pnpm install"),
        "pnpm-workspace.yaml",
        units("  - a@/*\n", "packages:\n"),
    ),
    "ten megabytes of requirements": (
        "FROM python:3.13\nCOPY . .\nRUN pip install -r requirements.txt\n",
        "requirements.txt",
        lambda size: many("a@==1.0 --hash=sha256:b@\n", 10 * size),
    ),
    "poetry.lock": (
        "FROM python:3.13\nCOPY . .\nRUN poetry install\n",
        "poetry.lock",
        units('[[package]]\nname = "a@"\nversion = "1"\n\n'),
    ),
    "setup.py": (
        "FROM python:3.13\nCOPY . .\nRUN pip install .\n",
        "setup.py",
        lambda size: "from setuptools import setup\nsetup(install_requires=[" + many("'a@',", size) + "])\n",
    ),
    "go.sum": (
        "FROM golang:1.24\nCOPY . .\nRUN go mod download\n",
        "go.sum",
        units("a.example/b@ v1.0.@ h1:c=\n"),
    ),
    "go.work": (
        "FROM golang:1.24\nCOPY . .\nRUN go build ./...\n",
        "go.work",
        units("use ./a@\n", "go 1.24\n"),
    ),
    "build.gradle": (
        "FROM gradle:8\nCOPY . .\nRUN gradle build\n",
        "build.gradle",
        units("implementation 'a:b@:1'\napply from: 'c@.gradle'\n"),
    ),
    "mix.exs": ("FROM elixir:1\nCOPY . .\nRUN mix deps.get\n", "mix.exs", units('{:a@, path: "b@"},\n')),
    "global.json": (
        "FROM mcr.microsoft.com/dotnet/sdk:9.0\nCOPY . .\nRUN dotnet restore\n",
        "Directory.Packages.props",
        lambda size: (
            "<Project>"
            + many('<PackageVersion Include="a@" Version="1"/><Import Project="b@.props"/>', size)
            + "</Project>"
        ),
    ),
    "Dockerfile.dockerignore": (BUILD, "Dockerfile.dockerignore", units("a@/**\n!b@\n")),
    ".env": (BUILD, ".env", units("A@=b\n")),
    ".git's packed references": (
        BUILD,
        ".git/packed-refs",
        units("0123456789abcdef0123456789abcdef0123456@ a\n"),
    ),
    ".gitlab-ci.yml of images": (BUILD, ".gitlab-ci.yml", units("a@:\n  image: b:@\n  script: [c]\n")),
}
FILES: dict[str, tuple[str, Text]] = {
    "quoted escapes": (
        "compose.yaml",
        lambda size: 'services:\n  a:\n    build: "' + "\\u0041" * (size // 6) + '"\n',
    ),
    "block scalars": (
        "compose.yaml",
        units("  a@:\n    build:\n      context: >-\n        b\n        c@\n", "services:\n"),
    ),
    "documents": ("compose.yaml", units("---\nservices: {a@: {build: .}}\n")),
    "ignores": ("compose.yaml", units("# dlint: ignore[a@] b\n", "services:\n  a:\n    build: .\n")),
    "jobs in flow": (
        ".github/workflows/a.yml",
        lambda size: (
            "on: push\njobs: {"
            + many("a@: {runs-on: b, steps: [{run: docker build .}]}, ", size)
            + "z: {}}\n"
        ),
    ),
    "a script of builds": (
        ".github/workflows/a.yml",
        lambda size: (
            "on: push\njobs:\n  a:\n    runs-on: b\n    steps:\n      - run: |\n"
            + many("          docker build -t a:@ --build-arg B=@ . && docker push a:@\n", size)
        ),
    ),
    "one long run": (
        ".github/workflows/a.yml",
        lambda size: (
            "on: push\njobs:\n  a:\n    runs-on: b\n    steps:\n      - run: docker build "
            + many("--label a@=b ", size)
            + ".\n"
        ),
    ),
    "inherited arguments": (
        "docker-bake.hcl",
        lambda size: (
            "target a {\n args = {\n"
            + many("  A@ = 1\n", size)
            + " }\n}\n"
            + many('target "b@" {\n inherits = ["a"]\n}\n', 4_000)
        ),
    ),
    "JSON in depth": ("docker-bake.json", lambda size: '{"target":' * (size // 10)),
}
SETTINGS: dict[str, tuple[str, Text]] = {
    "severities": (".dlint.toml", units('a@ = "error"\n', "[severity]\n")),
    "per file": (".dlint.toml", units('"a@/Dockerfile" = ["all"]\n', "[per-file-ignores]\n")),
    "pyproject": ("pyproject.toml", units('"a@",', "[tool.dlint]\nignore = [", "]\n")),
}
WRITES = {
    "diff": (*LINT, "--diff", "--unsafe-fixes", "Dockerfile"),
    "sarif": (*LINT, "-f", "sarif", "Dockerfile"),
    "plan as JSON": ("cache", "--plan", "-f", "json", "Dockerfile"),
    "baseline": ("baseline", "--isolated", "--output", "b.json", "Dockerfile"),
}
WRITTEN: dict[str, Text] = {
    "apt": units("RUN apt-get update && apt-get install -y a@\n", HEAD),
    "adds": units("ADD a@ /b@\n", HEAD),
    "continuations": lambda size: HEAD + "RUN apt-get install \\\n" + many("  a@ \\\n", size) + "  b\n",
    "installs": units("COPY a@ .\nRUN npm ci\n", "FROM node:22\nWORKDIR /app\n"),
    "lower case": units("from debian:12 as a@\nrun b\n"),
    "mounts in heredocs": units("RUN <<E\napt-get update\napt-get install a@\nE\n", HEAD),
}


def _image(history: Text) -> Case:
    return Case(
        ("reconstruct", "image.tar"),
        lambda size: docker_archive(
            config(history=[{"created_by": text, "empty_layer": True} for text in history(size).split("\n")])
        ),
    )


def _cases() -> dict[str, Case]:
    found: dict[str, Case] = {}
    for name, text in DOCKERFILES.items():
        found[f"further: {name}"] = Case((*LINT, "Dockerfile"), lambda size, t=text: {"Dockerfile": t(size)})
    for name, (dockerfile, file, text) in PACKAGES.items():
        files = lambda size, d=dockerfile, f=file, t=text: {"Dockerfile": d, f: t(size)}  # noqa: E731
        found[f"beside: {name}"] = Case((*LINT, "Dockerfile"), files)
        found[f"beside a plan: {name}"] = Case(("cache", "--plan", "Dockerfile"), files)
    for name, (file, text) in FILES.items():
        files = lambda size, f=file, t=text: {"Dockerfile": BUILD, f: t(size)}  # noqa: E731
        found[f"further build file: {name}"] = Case((*LINT, file), files)
        found[f"further around: {name}"] = Case((*LINT, "Dockerfile"), files)
    for name, (file, text) in SETTINGS.items():
        found[f"further settings: {name}"] = Case(
            ("lint", "Dockerfile"), lambda size, f=file, t=text: {"Dockerfile": BUILD, f: t(size)}
        )
    for name, argv in WRITES.items():
        for kind, text in WRITTEN.items():
            found[f"write {name}: {kind}"] = Case(
                argv, lambda size, t=text: {"Dockerfile": t(size), "package.json": "{}"}
            )
    found["reconstruct: every instruction"] = _image(
        units(
            "/bin/sh -c #(nop)  EXPOSE @\n/bin/sh -c #(nop)  USER a@\nRUN /bin/sh -c b@\nWORKDIR /c@\n"
        )
    )
    found["reconstruct: heredocs"] = _image(units("RUN /bin/sh -c <<E cat > a@ # buildkit\n"))
    found["reconstruct: one environment over and over"] = _image(chained("ENV A=$A% B@\n", 24))
    found["merge: fingerprints"] = Case(
        ("merge", "a.sarif", "b.sarif"),
        lambda size: {
            f"{name}.sarif": json.dumps(
                {
                    "version": "2.1.0",
                    "runs": [
                        {
                            "tool": {"driver": {"name": name}},
                            "results": [
                                {
                                    "ruleId": "a",
                                    "message": {"text": "b"},
                                    "partialFingerprints": {"c/v1": f"{n}"},
                                }
                                for n in numbers(size // 2, 84)
                            ],
                        }
                    ],
                }
            )
            for name in "ab"
        },
    )
    return found


CASES = _cases()

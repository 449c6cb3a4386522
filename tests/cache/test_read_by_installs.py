"""What an install reads beside its manifests: it is copied before the install, or the install stays below the
sources."""

from __future__ import annotations

import json

import pytest

from dlinter.model.text import Text
from dlinter.packs import load_rules
from dlinter.testing import ExampleExaminer

RULE = {rule.id: rule for rule in load_rules().rules}["copy-before-install"]
EDITS = (("index.js",), ("src/main.rs",)) * 10
NODE = {"package.json": "{}", "package-lock.json": "{}", "index.js": ""}
PNPM = {"package.json": "{}", "pnpm-lock.yaml": "", "index.js": ""}
YARN = {"package.json": "{}", "yarn.lock": "__metadata:\n  version: 8\n", "index.js": ""}
PYTHON = {"requirements.txt": "x\n", "index.js": ""}
UV = {"pyproject.toml": "[project]\nname = 'a'\nversion = '1'\n", "uv.lock": "", "index.js": ""}
POETRY = {"pyproject.toml": "[tool.poetry]\nname = 'a'\n", "poetry.lock": "", "index.js": ""}
PDM = {"pyproject.toml": "[project]\nname = 'a'\n", "pdm.lock": "", "index.js": ""}
RUST = {"Cargo.toml": "[package]\nname = 'a'\n", "Cargo.lock": "", "src/main.rs": "", "index.js": ""}
GO = {"go.mod": "module x\n", "go.sum": "", "main.go": "", "index.js": ""}
RUNS = {
    "package-lock.json": "npm ci", "pnpm-lock.yaml": "pnpm install --frozen-lockfile",
    "yarn.lock": "yarn install --immutable", "requirements.txt": "pip install -r requirements.txt",
    "uv.lock": "uv sync --locked --no-install-project", "poetry.lock": "poetry install --no-root",
    "pdm.lock": "pdm install --no-self", "Cargo.lock": "cargo fetch", "go.sum": "go mod download",
}  # fmt: skip


def fixed(files: dict[str, str], source: str = "FROM x:1\nWORKDIR /app\nCOPY . .\nRUN {}\n") -> str:
    """The file after the fix, "" where there is none."""
    run = next(RUNS[f] for f in files if f in RUNS)
    text = Text(source.format(run).encode(), "Dockerfile")
    for result in ExampleExaminer.alone(RULE, {}, files, EDITS).results(text):
        if result.finding.fix is not None:
            data = text.data
            for edit in sorted(result.finding.fix.edits, key=lambda e: -e.span.start):
                data = data[: edit.span.start] + edit.replacement.encode() + data[edit.span.end :]
            return data.decode()
    return ""


@pytest.mark.parametrize("files", [NODE, PNPM, YARN, PYTHON, UV, POETRY, PDM, RUST, GO])
def test_manifests_alone(files: dict[str, str]) -> None:
    assert fixed(files).endswith("\nCOPY . .\n")


def package(**keys: object) -> dict[str, str]:
    return {"package.json": json.dumps(keys)}


@pytest.mark.parametrize(
    ("files", "copied"),
    [
        ({**NODE, **package(scripts={"postinstall": "patch-package"}), "patches/a.patch": ""},
            "COPY patches ./patches/"),
        ({**NODE, ".npmrc": "cafile=certs/ca.pem\n", "certs/ca.pem": ""}, "COPY certs/ca.pem ./certs/"),
        ({**NODE, ".npmrc": "node-options=--require=./hook.js\n", "hook.js": "x"},
            "COPY .npmrc hook.js package-lock.json"),
        ({**NODE, ".npmrc": "script-shell=./tools/sh.sh\n", "tools/sh.sh": "x"}, "COPY tools/sh.sh ./tools/"),
        ({**NODE, **package(devDependencies={"prisma": "6"}), "prisma.config.ts": "schema: 'db/models'",
            "db/models/a.prisma": ""}, "COPY db/models ./db/models/"),
        ({**PNPM, "pnpm-workspace.yaml": "pnpmfile: src/hooks.cjs\n", "src/hooks.cjs": "x"},
            "COPY src/hooks.cjs ./src/"),
        ({**PNPM, ".npmrc": "pnpmfile=tools/p.cjs\n", "tools/p.cjs": "x"}, "COPY tools/p.cjs ./tools/"),
        ({**PNPM, "pnpm-workspace.yaml": "overrides:\n  y: file:./libs/y\n", "libs/y/package.json": "{}",
            "libs/y/i.js": ""}, "COPY libs/y ./libs/y/"),
        ({**YARN, ".yarnrc.yml": "enableConstraintsChecks: true\n", "yarn.config.cjs": ""},
            "COPY .yarnrc.yml package.json yarn.config.cjs yarn.lock ./"),
        ({**PYTHON, "requirements.txt": "-r reqs/a.txt\n", "reqs/a.txt": "--find-links=../wheels\nx\n",
            "wheels/x.whl": ""}, "COPY wheels ./wheels/"),
        ({**PYTHON, "requirements.txt": "-f wheels\nx\n", "wheels/x.whl": ""}, "COPY wheels ./wheels/"),
        ({**UV, "pyproject.toml": "[project]\nname = 'a'\n[tool.uv]\nfind-links = ['./wheels']\n",
            "wheels/x.whl": ""}, "COPY wheels ./wheels/"),
        ({**UV, "uv.toml": "[[index]]\nurl = 'simple'\n", "simple/x/index.html": ""},
            "COPY simple ./simple/"),
        ({**UV, "uv.lock": '[[package]]\nname = "z"\nsource = { directory = "libs/z" }\n',
            "libs/z/z.py": ""}, "COPY libs/z ./libs/z/"),
        ({**POETRY, "poetry.lock": '[package.source]\ntype = "directory"\nurl = "libs/z"\n',
            "libs/z/z.py": ""}, "COPY libs/z ./libs/z/"),
        ({**PDM,
            "pyproject.toml": "[project]\nname = 'a'\n[dependency-groups]\nd = ['x @ "
                "file:///${PROJECT_ROOT}/libs/x']\n", "libs/x/x.py": ""}, "COPY libs/x ./libs/x/"),
        ({**RUST, "Cargo.toml": RUST["Cargo.toml"] + "[[bench]]\nname = 'b'\nharness = false\n",
            "benches/b.rs": ""}, "COPY benches/b.rs ./benches/"),
        ({**RUST, "Cargo.toml": RUST["Cargo.toml"] + "[[bin]]\nname = 'q'\n", "src/bin/q/main.rs": ""},
            "COPY src/bin/q/main.rs ./src/bin/q/"),
        ({**RUST, "Cargo.toml": RUST["Cargo.toml"] + "[target.'cfg(unix)'.dependencies]\nu = {path = 'u'}\n",
            "u/Cargo.toml": "[package]\nname = 'u'\n", "u/src/lib.rs": ""}, "COPY u/Cargo.toml ./u/"),
        ({**RUST, ".cargo/config.toml": "[source.v]\ndirectory = 'third'\n", "third/x/Cargo.toml": ""},
            "COPY third ./third/"),
        ({**RUST, ".cargo/config.toml": "[build]\nrustc-wrapper = './tools/wrap.sh'\n", "tools/wrap.sh": ""},
            "COPY tools/wrap.sh ./tools/"),
        ({**GO, "go.mod": "module x\nreplace y => ./libs/y // ours\n", "libs/y/go.mod": ""},
            "COPY libs/y/go.mod ./libs/y/"),
        ({**GO, "go.mod": 'module x\nreplace y v1.0.0 => "./libs/y"\n', "libs/y/go.mod": ""},
            "COPY libs/y/go.mod ./libs/y/"),
    ],
)
def test_what_is_named_is_copied_first(files: dict[str, str], copied: str) -> None:
    assert f"\n{copied}" in fixed(files)


@pytest.mark.parametrize(
    "files",
    [
        {**NODE, **package(scripts={"dependencies": "node index.js"})},
        {**NODE, "binding.gyp": "{}"},
        {**NODE, ".npmrc": "node-options=--require=./hook.js\n", "hook.js": "require('./more')"},
        {**PNPM, ".pnpmfile.cjs": "require('./src/hooks.js')", "src/hooks.js": ""},
        {**PNPM, **package(dependenciesMeta={"b": {"injected": True}})},
        {**PNPM, "pnpm-workspace.yaml": "injectWorkspacePackages: true\n"},
        {**YARN, **package(dependencies={"x": "exec:./gen.js"}), "gen.js": ""},
        {**PYTHON, "requirements.txt": "wheels/x-1-py3-none-any.whl ; python_version > '3'\n",
            "wheels/x-1-py3-none-any.whl": ""},
        {**PYTHON, "requirements.txt": "libs/y\n", "libs/y/setup.py": ""},
        {**UV, "pyproject.toml": "[project]\nname = 'a'\ndynamic = ['dependencies']\n"},
        {**PDM,
            "pyproject.toml": "[project]\nname = 'a'\n[tool.pdm.scripts]\npost_install = 'python gen.py'\n"},
    ],
)
def test_no_fix_where_the_sources_may_be_read(files: dict[str, str]) -> None:
    assert fixed(files) == ""


def test_a_package_of_a_workspace_above_stays_below_its_copy() -> None:
    files = {
        **RUST,
        "Cargo.toml": "[workspace]\nmembers = ['b']\n",
        "b/Cargo.toml": "[package]\nname = 'b'\nedition.workspace = true\n",
        "b/src/lib.rs": "",
    }
    assert fixed(files, "FROM x:1\nCOPY . /app\nWORKDIR /app/b\nRUN {}\n") == ""

"""What rules ask of a command: needed files by content, folders by user and settings, what makes a cache
useless, who reads it later."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dlinter.model.dockerfile import Run
from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.packages import table, tools
from dlinter.model.packages.tasks import Task, installs_of
from dlinter.model.text import Text


def tasks(text: str, files: dict[str, str] | None = None) -> list[Task]:
    context = BuildContext.of(files) if files is not None else None
    facts = Facts(read(Text(text.encode())), load_context=lambda: context)
    return [t for i in facts.dockerfile.instructions if isinstance(i, Run) for t in installs_of(i, facts)]


def needed(text: str, files: dict[str, str]) -> tuple[str, ...] | str | None:
    """The files there that the first command needs; why it needs the sources; None where it is not known."""
    context, needs = BuildContext.of(files), tasks(text, files)[0].needs
    return None if needs is None else needs.why if needs.sources else needs.present(context)


APP = "FROM a\nWORKDIR /app\nCOPY . .\nRUN "
CASES: list[tuple[str, dict[str, str], tuple[str, ...] | None]] = [
    (
        APP + "npm ci",
        {"package.json": '{"workspaces": ["packages/*"]}', "package-lock.json": "{}",
            "packages/a/package.json": "{}", "packages/a/a.js": "", "b.js": ""},
        ("package-lock.json", "package.json", "packages/a/package.json"),
    ),
    (
        APP + "pnpm install",
        {"package.json": "{}", "pnpm-workspace.yaml": "packages:\n  - 'apps/*'\n  - libs/core # x\n",
            "pnpm-lock.yaml": "", "apps/x/package.json": '{"bin": "./run.js"}',
         "apps/x/run.js": "", "apps/x/b.js": "", "libs/core/package.json": "{}", "patches/a.patch": ""},
        ("apps/x/package.json", "apps/x/run.js", "libs/core/package.json", "package.json", "patches/a.patch",
            "pnpm-lock.yaml", "pnpm-workspace.yaml"),
    ),
    (
        APP + "yarn install",
        {"package.json": '{"dependencies": {"x": "file:../app/local"}}', "yarn.lock": "",
            ".yarnrc.yml": "yarnPath: .yarn/releases/yarn-4.1.0.cjs\n",
         ".yarn/releases/yarn-4.1.0.cjs": "", ".yarn/patches/a.patch": "", "local/a.js": "", "b.js": ""},
        (".yarn/patches/a.patch", ".yarn/releases/yarn-4.1.0.cjs", ".yarnrc.yml", "local/a.js",
            "package.json", "yarn.lock"),
    ),
    (APP + "npm ci", {"package.json": '{"dependencies": {"@prisma/client": "6"}}',
        "prisma/schema.prisma": "", "a.js": ""}, ("package.json", "prisma/schema.prisma")),
    (APP + "pip install -r requirements/dev.txt",
        {"requirements/dev.txt": "-r base.txt\n", "requirements/base.txt": "flask\n", "a.py": ""},
        ("requirements/base.txt", "requirements/dev.txt")),
    (APP + "pip install -r missing.txt", {"a.py": ""}, None),
    (
        "FROM a\nWORKDIR /src\nCOPY api /src\nCOPY libs /libs\nRUN go mod download",
        {"api/go.mod": "module a\nreplace example.org/l => ../libs/l\n", "api/go.sum": "",
            "libs/l/go.mod": "module l\n", "libs/l/l.go": "", "api/a.go": ""},
        ("api/go.mod", "api/go.sum", "libs/l/go.mod"),
    ),
    (APP + "go mod download", {"go.work": "use (\n  ./a\n)\n", "a/go.mod": "module a\n", "a/a.go": ""},
        ("a/go.mod", "go.work")),
    (
        APP + "cargo fetch",
        {"Cargo.toml": '[workspace]\nmembers = ["crates/*"]\n', "Cargo.lock": "",
            "crates/a/Cargo.toml": '[package]\nname = "a"\n', "crates/a/src/lib.rs": "",
            "crates/a/src/b.rs": ""},
        ("Cargo.lock", "Cargo.toml", "crates/a/Cargo.toml", "crates/a/src/lib.rs"),
    ),
    (APP + "cargo chef cook --recipe-path recipe.json", {"Cargo.toml": "", "src/a.rs": ""}, ()),
    (APP + "mvn dependency:go-offline",
        {"pom.xml": "<module>core</module>", "core/pom.xml": "", "core/A.java": ""},
        ("core/pom.xml", "pom.xml")),
    (
        "FROM a\nWORKDIR /src\nCOPY . .\nRUN dotnet restore web/web.csproj",
        {"web/web.csproj": '<ProjectReference Include="..\\lib\\lib.csproj" />', "lib/lib.csproj": "",
            "Directory.Packages.props": "", "NuGet.config": "", "web/a.cs": "", "other/o.csproj": ""},
        ("Directory.Packages.props", "NuGet.config", "lib/lib.csproj", "web/web.csproj"),
    ),
    (APP + "uv sync --no-install-project",
        {"pyproject.toml": '[tool.uv.sources]\nx = { path = "libs/x" }\n', "uv.lock": "", "libs/x/x.py": "",
            "a.py": ""}, ("libs/x/x.py", "pyproject.toml", "uv.lock")),
    (APP + "poetry install --no-root",
        {"pyproject.toml": '[tool.poetry.dependencies]\nx = { path = "x" }\n', "poetry.lock": "",
            "x/x.py": "", "a.py": ""}, ("poetry.lock", "pyproject.toml", "x/x.py")),
    (APP + "composer install --no-scripts",
        {"composer.json": '{"repositories": [{"type": "path", "url": "packages/*"}]}',
            "packages/a/a.php": "", "b.php": ""}, ("composer.json", "packages/a/a.php")),
    ("FROM a\nWORKDIR /w\nCOPY ui /w/ui\nRUN cd ui && npm ci",
        {"ui/package.json": "{}", "ui/a.js": "", "package.json": "{}"}, ("ui/package.json",)),
    ("FROM a AS p\nFROM a\nWORKDIR /w\nCOPY --from=p /out .\nRUN npm ci", {"package.json": "{}"}, None),
    (APP + "npm ci", {"package.json": "{ not json"}, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "files", "wanted"), CASES)
def test_needed_files(text: str, files: dict[str, str], wanted: tuple[str, ...] | None) -> None:
    assert needed(text, files) == wanted


@pytest.mark.parametrize(
    ("text", "files", "why"),
    [
        (APP + "npm ci", {"package.json": '{"scripts": {"postinstall": "node build.js"}}', "build.js": ""},
            "`postinstall` of `package.json` runs `node build.js`"),
        ("FROM a\nCOPY . /app\nRUN pip install /app", {"setup.py": ""}, "`/app` is built from its sources"),
        (APP + "pip install -r r.txt", {"r.txt": "-e .\n"}, "`.` is built from its sources"),
        (APP + "uv sync", {"pyproject.toml": "[build-system]\n"},
            "`uv sync` builds the project: `--no-install-project` leaves it out"),
        (APP + "composer install", {"composer.json": '{"scripts": {"post-install-cmd": "x"}}'},
            "`composer.json` runs scripts at `post-install-cmd`: `--no-scripts` leaves them out"),
    ],
)  # fmt: skip
def test_sources_are_needed(text: str, files: dict[str, str], why: str) -> None:
    assert needed(text, files) == why


def test_a_file_of_a_later_commit_is_needed() -> None:
    files = {"package.json": '{"workspaces": ["packages/*"]}', "packages/a/package.json": "{}"}
    needs = tasks(APP + "npm ci", files)[0].needs
    assert (
        needs is not None
        and needs.wants("packages/new/package.json")
        and needs.locks("package-lock.json")
        and not needs.wants("packages/a/a.js")
    )


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("FROM a\nRUN npm ci", ["/root/.npm"]),
        ("FROM a\nRUN npm ci --cache /c", ["/c"]),
        ("FROM a\nRUN npm_config_cache=/c npm ci", ["/c"]),
        ("FROM a\nRUN export HOME=/h && npm ci", ["/h/.npm"]),
        ("FROM a\nRUN env HOME=/h npm ci", ["/h/.npm"]),
        ("FROM a\nRUN npm config set cache /c --global\nRUN npm ci", ["/c"]),
        ("FROM a\nENV HOME=/h\nRUN npm ci", ["/h/.npm"]),
        ("FROM node:22\nUSER 1000\nRUN npm ci", ["/home/node/.npm"]),
        ("FROM debian:13\nUSER 1000\nRUN npm ci", ["/.npm"]),
        ("FROM example.org/x\nUSER 1000\nRUN npm ci", [""]),
        ("FROM debian:13\nRUN useradd --home-dir /srv/a -u 7 a\nUSER 7:7\nRUN npm ci", ["/srv/a/.npm"]),
        ("FROM debian:13 AS b\nRUN useradd -d /srv/a a\nFROM b\nUSER a\nRUN npm ci", ["/srv/a/.npm"]),
        ("FROM alpine:3.22\nRUN adduser -S -h /srv a\nUSER a\nRUN npm ci", ["/srv/.npm"]),
        ("FROM debian:13\nRUN adduser --system a\nUSER a\nRUN npm ci", ["/nonexistent/.npm"]),
        ("FROM a\nARG C\nENV npm_config_cache=$C\nRUN npm ci", [""]),
        ("FROM a\nRUN yarn install --cache-folder /c", ["/c"]),
        ("FROM a\nRUN yarn install --immutable", ["/root/.yarn/berry/cache"]),
        ("FROM golang:1.24\nRUN go build", ["/go/pkg/mod", "/root/.cache/go-build"]),
        ("FROM a\nRUN mvn -Dmaven.repo.local=/m package", ["/m"]),
        ("FROM a\nRUN poetry install", ["/root/.cache/pypoetry/cache", "/root/.cache/pypoetry/artifacts"]),
        ("FROM ruby:3.4\nRUN bundle install", ["/usr/local/bundle/cache"]),
        ("FROM ruby:3.4\nRUN bundle config set path vendor\nRUN bundle install", [""]),
        ("FROM fedora:42\nRUN dnf install -y a", ["/var/cache/libdnf5"]),
        ("FROM rockylinux:9\nRUN yum install -y a", ["/var/cache/dnf"]),
        ("FROM centos:7\nRUN yum install -y a", ["/var/cache/yum"]),
        ("FROM example.org/x\nRUN yum install -y a", [""]),
    ],
)
def test_caches(text: str, paths: list[str]) -> None:
    task = [t for t in tasks(text) if t.fetches][-1]
    assert [c.path for c in task.caches] == paths
    assert all(c.why for c in task.caches if not c.path)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("FROM a\nRUN pip install --no-cache-dir x", "`--no-cache-dir` keeps nothing"),
        ("FROM a\nENV PIP_NO_CACHE_DIR=1\nRUN pip install x", "`PIP_NO_CACHE_DIR=1` keeps nothing"),
        ("FROM a\nENV PIP_NO_CACHE_DIR=1\nRUN PIP_NO_CACHE_DIR=0 pip install x", None),
        ("FROM a\nRUN pip config set global.no-cache-dir true\nRUN pip install x",
            "an earlier command sets that nothing is kept"),
        ("FROM debian:13\nRUN apt-get install x",
            "`/etc/apt/apt.conf.d/docker-clean` deletes each package after its installation"),
        ("FROM debian:13\nRUN rm /etc/apt/apt.conf.d/docker-clean && apt-get install x", None),
    ],
)
def test_useless(text: str, why: str | None) -> None:
    found = [t for t in tasks(text) if t.fetches][-1].cache_useless
    assert (found.reason if found is not None else None) == why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("FROM a\nRUN dotnet restore\nRUN dotnet build --no-restore",
            "`dotnet build --no-restore` on line 3 reads the packages there and fetches none"),
        ("FROM a\nRUN dotnet restore\nRUN dotnet build", None),
        (("FROM a\nRUN dotnet restore\nRUN --mount=type=cache,target=/root/.nuget/packages dotnet "
            "build --no-restore"), None),
        ("FROM golang AS d\nRUN go mod download\nFROM golang\nCOPY --from=d /go/pkg/mod /go/pkg/mod",
            "`COPY --from` on line 4 takes `/go/pkg/mod`"),
        ("FROM a\nRUN cargo fetch\nRUN cargo build --offline",
            "`cargo build --offline` on line 3 reads the packages there and fetches none"),
        ("FROM a\nRUN pnpm fetch\nRUN pnpm install --offline",
            "`pnpm install --offline` on line 3 reads the packages there and fetches none"),
        ("FROM a AS b\nRUN mvn package\nFROM b\nRUN mvn -o verify",
            "`mvn -o` on line 4 reads the packages there and fetches none"),
        ('FROM a\nRUN dotnet restore\nCMD ["dotnet", "run"]',
            "`dotnet run` on line 3 reads the packages there when a container runs"),
        ("FROM a\nRUN yarn install --immutable\nRUN yarn build",
            "`yarn build` on line 3 reads the packages there and fetches none"),
        ("FROM a\nRUN pip install x\nRUN cp -r ~/.cache/pip /x", "line 3 names it"),
    ],
)
def test_read_later(text: str, why: str | None) -> None:
    task = tasks(text)[0]
    found = task.read_later(task.caches[0])
    assert (found.why if found is not None else None) == why


def test_an_index_of_an_earlier_step_is_hidden() -> None:
    task = tasks("FROM debian:13\nRUN apt-get update\nRUN apt-get install -y git")[1]
    cache, lists = task.caches
    found = task.hidden_before(lists)
    assert (
        task.hidden_before(cache) is None
        and found is not None
        and found.why == "it reads the index that line 2 made"
    )
    own = tasks("FROM debian:13\nRUN apt-get update && apt-get install -y git")[1]
    assert own.hidden_before(own.caches[1]) is None


@pytest.mark.parametrize(
    ("shell", "breaks"),
    [("rm -rf ~/.cache/pip", [True]), ("rm -rf $HOME/.cache", [True]), ("rm -rf ~/.cache/*", [True]),
        ("rm -rf /root/.cache/pip/*", [False]), ("pip cache purge", [False]),
     ("rm -rf /root/.cache/pipx ~/.cache/pi", []), ("rm -rf /root/* ~/.c[b]*", []),
     ("rm -rf /root/.[!.]*", [True]), ("find /root/.cache -type f -delete", [False])],
)  # fmt: skip
def test_removals(shell: str, breaks: list[bool]) -> None:
    task = tasks(f"FROM a\nRUN pip install x && {shell}")[0]
    assert [r.breaks for r in task.removals(task.caches[0])] == breaks


NEW_TOOL = """
from dlinter.model.packages.reads.scripted import by_name
from dlinter.model.packages.tool import INSTALL, STORE, Folder, Frozen, Manifests, Tool

TOOLS = (
    Tool(
        "fetchit", "made up", ("fetchit",), {"get": INSTALL}, ecosystem="Fetchit", read_only=("get",),
        manifests=Manifests(("fetchit.toml", "fetchit.lock"), ("fetchit.lock",)), reads=by_name,
        folders=(Folder("~/.fetchit", (("FETCHIT_HOME", ""),)),), off_options=("--fresh",), frozen=Frozen(("get",), ("--locked",)),
    ),
)
"""  # noqa: E501


@pytest.fixture
def new_tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A package manager that is added as one file."""
    (tmp_path / "fetchit.py").write_text(NEW_TOOL)
    monkeypatch.setattr(tools, "__path__", [*tools.__path__, str(tmp_path)])
    table.forget()
    yield
    table.forget()


def test_a_new_package_manager_is_one_file(new_tool: None) -> None:
    from dlinter.finding import Finding
    from dlinter.packs import load_rules
    from dlinter.rule import Good
    from dlinter.testing.examples import results_of

    rules = {rule.id: rule for rule in load_rules(("dlinter_rules",)).rules}
    files = {"fetchit.toml": "", "fetchit.lock": "", "src/a.x": ""}

    def found(rule: str, text: str) -> list[Finding]:
        return [r.finding for r in results_of(rules[rule], Good(text, files=files))]

    install = found("install-without-cache-mount", "FROM a\nRUN fetchit get\n")
    assert (
        len(install) == 1
        and install[0].fix is not None
        and "target=/root/.fetchit" in install[0].fix.edits[0].replacement
    )
    assert (
        "--fresh"
        in found(
            "cache-mount-defeated",
            "FROM a\nRUN --mount=type=cache,target=/root/.fetchit fetchit get --fresh\n",
        )[0].message
    )
    assert (
        found("lockfile-not-enforced", "FROM a\nCOPY fetchit.toml fetchit.lock ./\nRUN fetchit get\n")[0].fix
        is not None
    )
    early = found("copy-before-install", "FROM a\nWORKDIR /w\nCOPY . .\nRUN fetchit get\n")
    assert (
        early[0].fix is not None and "COPY fetchit.lock fetchit.toml ./" in early[0].fix.edits[0].replacement
    )
    assert found(
        "cache-mount-unreachable-target",
        "FROM a\nENV FETCHIT_HOME=/f\nRUN --mount=type=cache,target=/root/.fetchit fetchit get\n",
    )


def test_a_hostile_manifest_is_not_known() -> None:
    assert (
        needed(
            APP + "uv sync --no-install-project",
            {"pyproject.toml": ".".join("a" * 20000) + " = 1\n", "uv.lock": ""},
        )
        is None
    )
    assert needed(APP + "npm ci", {"package.json": "[" * 200000}) is None

"""What a command does to packages: manager, action, subcommand, packages; option values are no packages."""

from __future__ import annotations

import pytest

from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.packages.installs import Install, installs
from dlinter.model.text import Text


def install(shell: str) -> Install | None:
    facts = Facts(read(Text(f"FROM a\nRUN {shell}\n".encode())))
    return installs(facts.script(facts.dockerfile.instructions[1]).commands[0])


@pytest.mark.parametrize(
    ("shell", "manager", "action", "subcommand", "packages"),
    [
        ("apt-get install -y --no-install-recommends a=1 b", "apt-get", "install", "install", "a=1 b"),
        ('apt-get -y -o Dpkg::Options::="--force-confold" install a', "apt-get", "install", "install", "a"),
        ("apt-get -qq -o A=b -t bookworm-backports install a b", "apt-get", "install", "install", "a b"),
        ("apt-get install -y -- a", "apt-get", "install", "install", "a"),
        ('apt-get install -y "$A" a', "apt-get", "install", "install", "$A a"),
        ("apt-get update", "apt-get", "update", "update", ""),
        ("apt-get dist-upgrade -y", "apt-get", "upgrade", "dist-upgrade", ""),
        ("apt-get source a", "apt-get", "other", "source", "a"),
        ("apt install ./a.deb", "apt", "install", "install", "./a.deb"),
        ("aptitude -y install a", "aptitude", "install", "install", "a"),
        ("apk add --no-cache --virtual .deps a b", "apk", "install", "add", "a b"),
        ("apk --no-cache add -X https://r.example a~=1", "apk", "install", "add", "a~=1"),
        ("apk del .deps", "apk", "remove", "del", ".deps"),
        ("dnf -y --setopt=x=y install a", "dnf", "install", "install", "a"),
        ("dnf clean all", "dnf", "clean", "clean", "all"),
        ("dnf module enable -y nodejs:18", "dnf", "other", "module", "enable nodejs:18"),
        ("dnf module install -y nodejs:18", "dnf", "install", "module", "install nodejs:18"),
        ('yum group install -y "Development Tools"', "yum", "install", "group", "install Development Tools"),
        ('dnf groupinstall -y "Development Tools"', "dnf", "install", "groupinstall", "Development Tools"),
        ("yum --enablerepo epel install -y a", "yum", "install", "install", "a"),
        ("microdnf install a", "microdnf", "install", "install", "a"),
        ("zypper --non-interactive in a", "zypper", "install", "in", "a"),
        ("zypper -n ref", "zypper", "update", "ref", ""),
        ("pacman -Syu --noconfirm a", "pacman", "install", "-Syu", "a"),
        ("pacman --noconfirm -S --needed a b", "pacman", "install", "-S", "a b"),
        ("pacman -Syu --noconfirm", "pacman", "upgrade", "-Syu", ""),
        ("pacman -Sy", "pacman", "update", "-Sy", ""),
        ("pacman -Scc --noconfirm", "pacman", "clean", "-Scc", ""),
        ("pacman -Rns a", "pacman", "remove", "-Rns", "a"),
        ("pacman -U ./a.pkg.tar.zst", "pacman", "install", "-U", "./a.pkg.tar.zst"),
        ("pip install -r r.txt a==1 -i https://i.example b", "pip", "install", "install", "a==1 b"),
        ("pip3.11 install a", "pip", "install", "install", "a"),
        ("/opt/venv/bin/python -m pip install a", "pip", "install", "install", "a"),
        ("python3 -I -u -m pip install --upgrade pip", "pip", "install", "install", "pip"),
        ("python3.12 -m pip download a", "pip", "download", "download", "a"),
        ("sudo -H pip install a", "pip", "install", "install", "a"),
        ("pip config set a b", "pip", "other", "config", "set a b"),
        ("uv pip install --system -r r.txt a", "uv", "install", "install", "a"),
        ("uv sync --frozen --no-dev", "uv", "install", "sync", ""),
        ("uv tool install ruff", "uv", "install", "install", "ruff"),
        ("poetry install --no-root --only main", "poetry", "install", "install", ""),
        ("pipx install a", "pipx", "install", "install", "a"),
        ("conda install -c x -y a b", "conda", "install", "install", "a b"),
        ("conda env create -f e.yml", "conda", "install", "create", ""),
        ("conda env update -f e.yml", "conda", "upgrade", "update", ""),
        ("micromamba install -y -n base a", "micromamba", "install", "install", "a"),
        ("npm ci", "npm", "install", "ci", ""),
        ("npm --prefix x install -g a@1 b", "npm", "install", "install", "a@1 b"),
        ("npm run ci", "npm", "build", "run", "ci"),
        ("npm config set a b", "npm", "other", "config", "set a b"),
        ("yarn", "yarn", "install", None, ""),
        ("yarn --cwd x add a", "yarn", "install", "add", "a"),
        ("yarn global add a", "yarn", "install", "add", "a"),
        ("pnpm --filter x install", "pnpm", "install", "install", ""),
        ("bun install", "bun", "install", "install", ""),
        ("gem install a -v 1 b:2 --no-document", "gem", "install", "install", "a b:2"),
        ("bundle", "bundle", "install", None, ""),
        ("bundle exec rake", "bundle", "build", "exec", "rake"),
        ("go mod download", "go", "download", "mod", ""),
        ("go install a@latest b@v1", "go", "install", "install", "a@latest b@v1"),
        ("go build -ldflags '-s -w' -o x ./...", "go", "build", "build", "./..."),
        ("cargo +nightly build --release", "cargo", "build", "build", ""),
        ("cargo install --git https://g.example/x a", "cargo", "install", "install", "a"),
        ("mvn -B clean package -DskipTests", "mvn", "build", "clean", "package"),
        ("./mvnw -f x dependency:go-offline", "mvn", "download", "dependency:go-offline", ""),
        ("./gradlew :app:bootJar --no-daemon", "gradle", "build", ":app:bootJar", ""),
        ("composer global require a", "composer", "install", "require", "a"),
        ("dotnet publish -c Release -o x y", "dotnet", "build", "publish", "y"),
        ("dotnet tool install -g x", "dotnet", "install", "install", "x"),
        ("mix deps.get", "mix", "install", "deps.get", ""),
        ("cpanm -l x a b", "cpanm", "install", None, "a b"),
        ("cabal update", "cabal", "update", "update", ""),
        ("dart pub global activate x", "dart", "install", "pub", "activate x"),
    ],
)
def test_installs(shell: str, manager: str, action: str, subcommand: str | None, packages: str) -> None:
    found = install(shell)
    assert found is not None
    assert (found.manager, found.action, found.subcommand and found.subcommand.value) == (
        manager,
        action,
        subcommand,
    )
    assert " ".join(p.value for p in found.packages) == packages


@pytest.mark.parametrize(
    "shell",
    [
        "apt-get", "apt-get -h", "apt-get --version", "apt-get install --help", "pip --version",
        "python -m pip --version", "python -m pip",
        "pip install --help", "python -m venv x", "python x.py -m pip install a", "npm -v",
        "npm install --help", "yarn --version", "cargo --version",
        "dotnet --info", "mvn -v", "go", "npx a", "bunx a", "$A install x", '"$(a)" install x',
        "dpkg -i a.deb", "echo apt-get install a", "pacman --version",
        "command -v pip install",
    ],
)  # fmt: skip
def test_no_installs(shell: str) -> None:
    assert install(shell) is None


def test_options() -> None:
    found = install("pip install --index-url=https://i.example -r r.txt --no-cache-dir a")
    assert found is not None
    assert found.has("--no-cache-dir") and found.has("--index-url") and not found.has("-r.txt", "r.txt")
    assert (
        found.value_of("-r", "--requirement") == "r.txt"
        and found.value_of("--index-url") == "https://i.example"
    )
    assert found.value_of("-c") is None

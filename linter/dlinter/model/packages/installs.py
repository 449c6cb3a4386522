"""What a command does to packages: which manager, which action, which packages.

The options that take a value are the managers' own (their manual pages); a value is never taken for a package.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dlinter.model.shell.nodes import Command, Word

INSTALL, UPDATE, UPGRADE, BUILD, DOWNLOAD, CLEAN, REMOVE, OTHER = (
    "install", "update", "upgrade", "build", "download", "clean", "remove", "other",
)  # fmt: skip
SYSTEM = ("apt-get", "apt", "aptitude", "apk", "dnf", "microdnf", "yum", "dnf5", "tdnf", "zypper")
"""Managers of the distribution's packages."""


@dataclass(frozen=True, slots=True)
class Install:
    """A manager at work. `manager` is the program (`pip3` and `python -m pip` are `pip`, `mvnw` is `mvn`), `subcommand`
    the word that says what to do (None for a bare `yarn`), `action` what it comes to."""

    manager: str
    action: str
    command: Command
    subcommand: Word | None
    packages: tuple[Word, ...] = ()
    options: tuple[Word, ...] = ()

    def has(self, *names: str) -> bool:
        """Whether an option is given, also as `--name=value`."""
        return any(o.value == n or o.value.startswith(n + "=") for o in self.options for n in names)

    def value_of(self, *names: str) -> str | None:
        """The value of an option: `--name=value`, or the word after it."""
        words = self.command.argv
        for index, word in enumerate(words):
            for name in names:
                if word.value.startswith(name + "="):
                    return word.value[len(name) + 1 :]
                if word.value == name and index + 1 < len(words):
                    return words[index + 1].value
        return None


@dataclass(frozen=True, slots=True)
class _Manager:
    actions: Mapping[str, str]
    valued: frozenset[str] = frozenset()
    bare: str = ""
    aliases: tuple[str, ...] = ()
    name: str = field(default="")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_APT = _Manager(
    {
        "install": INSTALL, "build-dep": INSTALL, "satisfy": INSTALL, "update": UPDATE, "upgrade": UPGRADE, "dist-upgrade": UPGRADE,
        "full-upgrade": UPGRADE, "clean": CLEAN, "autoclean": CLEAN, "remove": REMOVE, "purge": REMOVE, "autoremove": REMOVE, "download": DOWNLOAD,
    },
    _words("-o -c -t -a --option --config-file --target-release --default-release --host-architecture"),
)  # fmt: skip
_RPM = _Manager(
    {
        "install": INSTALL, "in": INSTALL, "localinstall": INSTALL, "groupinstall": INSTALL, "reinstall": INSTALL, "rei": INSTALL, "group": INSTALL, "module": INSTALL,
        "builddep": INSTALL, "update": UPGRADE, "upgrade": UPGRADE, "up": UPGRADE, "upgrade-minimal": UPGRADE, "up-min": UPGRADE,
        "distro-sync": UPGRADE, "makecache": UPDATE, "check-update": UPDATE,
        "clean": CLEAN, "remove": REMOVE, "erase": REMOVE, "autoremove": REMOVE, "swap": INSTALL, "download": DOWNLOAD,
    },
    _words("-c --config --enablerepo --disablerepo --repo --repoid --installroot --releasever --setopt -x --exclude -d -e --disableplugin --enableplugin --forcearch"),
)  # fmt: skip
_PIP_VALUED = _words(
    "-r --requirement -c --constraint -e --editable -t --target --platform --python-version --implementation --abi --root --prefix --src -i "
    "--index-url --extra-index-url -f --find-links --no-binary --only-binary --progress-bar --cache-dir --timeout --retries --proxy --cert "
    "--client-cert --trusted-host --log --exists-action --report --upgrade-strategy -C --config-settings --global-option --install-option --hash "
    "--root-user-action --use-feature --use-deprecated --python --build -b --group --keyring-provider"
)
MANAGERS: dict[str, _Manager] = {
    "apt-get": _APT, "apt": _APT, "aptitude": _APT,
    "apk": _Manager(
        {"add": INSTALL, "update": UPDATE, "upgrade": UPGRADE, "del": REMOVE, "fetch": DOWNLOAD, "cache": CLEAN},
        _words("-X --repository -t --virtual -p --root --arch --cache-dir --cache-max-age --keys-dir --repositories-file --wait --timeout"),
    ),
    "dnf": _RPM, "microdnf": _RPM, "yum": _RPM, "dnf5": _RPM, "tdnf": _RPM,
    "zypper": _Manager(
        {
            "install": INSTALL, "in": INSTALL, "update": UPGRADE, "up": UPGRADE, "dist-upgrade": UPGRADE, "dup": UPGRADE, "patch": UPGRADE,
            "refresh": UPDATE, "ref": UPDATE, "clean": CLEAN, "cc": CLEAN, "remove": REMOVE, "rm": REMOVE, "source-install": INSTALL, "si": INSTALL,
        },
        _words("-c --config -R --root -r --repo --from -t --type --installroot -C --cache-dir --reposd-dir"),
    ),
    "pacman": _Manager({}),
    "pip": _Manager({"install": INSTALL, "download": DOWNLOAD, "wheel": BUILD, "uninstall": REMOVE, "cache": CLEAN}, _PIP_VALUED),
    "pipx": _Manager({"install": INSTALL, "inject": INSTALL, "run": INSTALL, "uninstall": REMOVE}, _words("--spec --python --pip-args --index-url -i --suffix")),
    "uv": _Manager(
        {"sync": INSTALL, "add": INSTALL, "install": INSTALL, "lock": OTHER, "run": BUILD, "build": BUILD, "venv": OTHER, "cache": CLEAN, "compile": OTHER},
        _PIP_VALUED | _words("--python -p --extra --group --no-group --only-group --directory --project --package --index --default-index --link-mode --config-file --env-file --with --no-install-package"),
    ),
    "poetry": _Manager({"install": INSTALL, "add": INSTALL, "sync": INSTALL, "update": UPGRADE, "build": BUILD, "export": OTHER, "cache": CLEAN}, _words("--with --without --only -E --extras -C --directory -P --project -G --group")),
    "pdm": _Manager({"install": INSTALL, "sync": INSTALL, "add": INSTALL, "update": UPGRADE, "build": BUILD}, _words("-G --group -p --project -L --lockfile")),
    "pipenv": _Manager({"install": INSTALL, "sync": INSTALL, "update": UPGRADE}, _words("--python --pypi-mirror -r --requirements --categories")),
    "conda": _Manager({"install": INSTALL, "create": INSTALL, "update": UPGRADE, "env": INSTALL, "clean": CLEAN, "remove": REMOVE}, _words("-n --name -p --prefix -c --channel -f --file --solver")),
    "npm": _Manager(
        {"install": INSTALL, "i": INSTALL, "ci": INSTALL, "add": INSTALL, "clean-install": INSTALL, "install-clean": INSTALL, "isntall": INSTALL, "update": UPGRADE, "run": BUILD, "run-script": BUILD, "build": BUILD, "rebuild": BUILD, "exec": OTHER, "cache": CLEAN, "uninstall": REMOVE, "prune": OTHER},
        _words("--prefix -w --workspace --registry --loglevel --cache --omit --include --tag --install-strategy -C --fetch-timeout --fetch-retries"),
    ),
    "yarn": _Manager(
        {"install": INSTALL, "add": INSTALL, "global": INSTALL, "upgrade": UPGRADE, "run": BUILD, "build": BUILD, "cache": CLEAN, "workspaces": INSTALL, "remove": REMOVE},
        _words("--cwd --cache-folder --registry --network-timeout --modules-folder --mutex --network-concurrency"), bare=INSTALL,
    ),
    "pnpm": _Manager(
        {"install": INSTALL, "i": INSTALL, "add": INSTALL, "fetch": INSTALL, "ci": INSTALL, "update": UPGRADE, "up": UPGRADE, "run": BUILD, "build": BUILD, "deploy": INSTALL, "store": CLEAN, "remove": REMOVE},
        _words("-C --dir --filter -F --registry --store-dir --virtual-store-dir --reporter --network-concurrency"),
    ),
    "bun": _Manager({"install": INSTALL, "i": INSTALL, "add": INSTALL, "a": INSTALL, "update": UPGRADE, "run": BUILD, "build": BUILD, "pm": OTHER, "remove": REMOVE}, _words("--cwd --registry --cache-dir --backend --filter")),
    "deno": _Manager({"install": INSTALL, "cache": INSTALL, "add": INSTALL, "compile": BUILD, "run": BUILD}, _words("--config -c --lock --import-map")),
    "gem": _Manager({"install": INSTALL, "i": INSTALL, "update": UPGRADE, "build": BUILD, "cleanup": CLEAN, "uninstall": REMOVE}, _words("-v --version -i --install-dir -n --bindir -s --source -P --trust-policy --platform")),
    "bundle": _Manager({"install": INSTALL, "update": UPGRADE, "exec": BUILD, "package": INSTALL, "cache": INSTALL, "clean": CLEAN, "config": OTHER, "check": OTHER}, _words("--gemfile --jobs -j --path --retry --without --with --binstubs"), bare=INSTALL),
    "go": _Manager({"install": INSTALL, "get": INSTALL, "build": BUILD, "test": BUILD, "vet": BUILD, "run": BUILD, "generate": BUILD, "mod": DOWNLOAD, "clean": CLEAN, "tool": OTHER}, _words("-o -ldflags -gcflags -tags -mod -C -p -asmflags -buildmode -modfile -overlay -pkgdir -run -count -timeout -coverprofile")),
    "cargo": _Manager({"install": INSTALL, "binstall": INSTALL, "build": BUILD, "b": BUILD, "check": BUILD, "test": BUILD, "run": BUILD, "rustc": BUILD, "fetch": DOWNLOAD, "chef": BUILD, "vendor": DOWNLOAD, "clean": CLEAN, "update": UPGRADE, "zigbuild": BUILD, "auditable": BUILD, "leptos": BUILD}, _words("--target --target-dir --manifest-path --features -F --bin --example --package -p --profile --root --git --branch --tag --rev --version --vers --path --index --registry -j --jobs -Z --config --recipe-path")),
    "mvn": _Manager({"install": BUILD, "package": BUILD, "verify": BUILD, "compile": BUILD, "test": BUILD, "deploy": BUILD, "clean": CLEAN, "dependency:go-offline": DOWNLOAD, "dependency:resolve": DOWNLOAD, "dependency:resolve-plugins": DOWNLOAD}, _words("-f --file -pl --projects -P --activate-profiles -s --settings -gs -T --threads -D -l")),
    "gradle": _Manager({"build": BUILD, "assemble": BUILD, "bootJar": BUILD, "jar": BUILD, "shadowJar": BUILD, "installDist": BUILD, "dependencies": DOWNLOAD, "test": BUILD, "clean": CLEAN, "check": BUILD}, _words("-p --project-dir -b --build-file -c --settings-file -g --gradle-user-home -I --init-script -x --exclude-task")),
    "sbt": _Manager({"compile": BUILD, "assembly": BUILD, "package": BUILD, "update": DOWNLOAD, "stage": BUILD, "dist": BUILD, "test": BUILD}),
    "composer": _Manager({"install": INSTALL, "i": INSTALL, "require": INSTALL, "update": UPGRADE, "create-project": INSTALL, "global": INSTALL, "dump-autoload": OTHER, "clear-cache": CLEAN, "clearcache": CLEAN}, _words("-d --working-dir --ignore-platform-req")),
    "dotnet": _Manager({"restore": INSTALL, "build": BUILD, "publish": BUILD, "test": BUILD, "pack": BUILD, "run": BUILD, "tool": INSTALL, "add": INSTALL, "nuget": CLEAN, "workload": INSTALL}, _words("-c --configuration -o --output -r --runtime -f --framework -s --source -a --arch --os -v --verbosity -p --property --packages --configfile -l --logger")),
    "nuget": _Manager({"restore": INSTALL, "install": INSTALL}, _words("-OutputDirectory -ConfigFile -Source -PackagesDirectory")),
    "mix": _Manager({"deps.get": INSTALL, "deps.compile": BUILD, "compile": BUILD, "release": BUILD, "local.hex": INSTALL, "local.rebar": INSTALL, "do": INSTALL, "assets.deploy": BUILD, "escript.install": INSTALL, "archive.install": INSTALL}),
    "rebar3": _Manager({"compile": BUILD, "release": BUILD, "get-deps": INSTALL, "as": BUILD, "deps": INSTALL, "tar": BUILD}),
    "stack": _Manager({"build": BUILD, "install": BUILD, "setup": INSTALL, "test": BUILD}),
    "cabal": _Manager({"build": BUILD, "install": INSTALL, "update": UPDATE, "v2-build": BUILD, "v2-install": INSTALL, "v2-update": UPDATE, "new-build": BUILD}),
    "dart": _Manager({"pub": INSTALL, "compile": BUILD}), "flutter": _Manager({"pub": INSTALL, "build": BUILD, "packages": INSTALL}),
    "swift": _Manager({"build": BUILD, "package": INSTALL, "test": BUILD}, _words("-c --configuration --package-path --build-path --scratch-path")),
    "luarocks": _Manager({"install": INSTALL, "make": BUILD, "build": BUILD}, _words("--server --tree")),
    "cpanm": _Manager({}, _words("-l -L --mirror -M --from --local-lib"), bare=INSTALL),
    "conan": _Manager({"install": INSTALL, "create": BUILD, "build": BUILD}, _words("-pr --profile -s -o -of --output-folder -b --build -r")),
    "helm": _Manager({"dependency": INSTALL, "dep": INSTALL, "pull": DOWNLOAD}), "brew": _Manager({"install": INSTALL, "update": UPDATE, "upgrade": UPGRADE, "cleanup": CLEAN}),
}  # fmt: skip
_NAMES = {"mvnw": "mvn", "gradlew": "gradle", "mamba": "conda", "micromamba": "conda", "bundler": "bundle", "pip3": "pip", "pip2": "pip", "npx": ""}
_NESTED = {("uv", "pip"), ("uv", "tool"), ("dotnet", "tool"), ("dotnet", "workload"), ("dart", "pub"), ("flutter", "pub"), ("yarn", "global"), ("conda", "env"), ("go", "mod"), ("composer", "global"), ("helm", "dependency"), ("helm", "dep")}  # fmt: skip
"""Subcommands whose next word says what is done."""


def installs(command: Command) -> Install | None:
    """What a command does to packages; None when it is no manager, or is asked for its version or help only."""
    words, name = command.argv, command.name
    if name.startswith("python"):
        at = next((i for i, w in enumerate(words[1:], 1) if w.value == "-m" or not w.value.startswith("-")), len(words))
        if len(words) > at + 2 and words[at].value == "-m" and words[at + 1].value in ("pip", "pipx", "uv", "poetry", "pipenv"):
            name, words = words[at + 1].value, words[at + 1 :]
    if name.startswith("pip") and name[3:].replace(".", "").isdigit():
        name = "pip"
    program = "micromamba" if name == "micromamba" else "mamba" if name == "mamba" else ""
    name = _NAMES.get(name, name)
    manager = MANAGERS.get(name)
    if manager is None:
        return None
    subcommand, options, rest = _split(words[1:], manager)
    if any(o.value == "--help" for o in options):
        return None
    if name == "pacman":
        return _pacman(command, words)
    told = subcommand
    if subcommand is not None and (name, subcommand.value) in _NESTED and rest:
        told, rest = rest[0], rest[1:]
        if name == "go":
            action = DOWNLOAD if told.value in ("download", "tidy", "vendor") else OTHER
            return Install(name, action, command, subcommand, tuple(rest), tuple(options))
        if (name, subcommand.value) in (("dart", "pub"), ("flutter", "pub")):
            action = INSTALL if told.value in ("get", "upgrade", "add", "global") else OTHER
            return Install(name, action, command, subcommand, tuple(rest), tuple(options))
    if told is None:
        if not manager.bare or any(o.value in ("--version", "-v", "-V", "--help", "-h") for o in options):
            return None
        return Install(name, manager.bare, command, None, (), tuple(options))
    if name == "cpanm":
        return Install(name, INSTALL, command, None, (told, *rest), tuple(options))
    action = manager.actions.get(told.value, OTHER)
    if manager is _RPM and subcommand is not None and subcommand.value in ("module", "group", "groups") and rest:
        action = manager.actions.get(rest[0].value, OTHER)
    if (name, subcommand.value if subcommand else "") in (("dotnet", "tool"), ("dotnet", "workload"), ("uv", "tool"), ("conda", "env"), ("composer", "global"), ("yarn", "global")):
        action = {"install": INSTALL, "restore": INSTALL, "create": INSTALL, "update": UPGRADE, "add": INSTALL, "require": INSTALL, "run": BUILD}.get(told.value, OTHER)
    if name == "mvn" or name == "gradle" or name == "sbt":
        action = _goals(manager, (told, *rest), action)
    return Install(program or name, action, command, told, tuple(rest), tuple(options))


def _pacman(command: Command, words: tuple[Word, ...]) -> Install | None:
    """pacman's operation is an option: `-S`, with letters that refine it (pacman(8))."""
    subcommand = next((w for w in words[1:] if w.value[:1] == "-" and w.value[1:2] in tuple("DFQRSTU")), None)
    if subcommand is None:
        return None
    letters = subcommand.value
    options = tuple(w for w in words[1:] if w.value.startswith("-") and w is not subcommand)
    packages = tuple(w for w in words[1:] if not w.value.startswith("-"))
    action = {"R": REMOVE, "U": INSTALL, "S": INSTALL}.get(letters[1], OTHER)
    if letters[1] == "S":
        if "c" in letters:
            action = CLEAN
        elif "w" in letters:
            action = DOWNLOAD
        elif "s" in letters or "i" in letters:
            action = OTHER
        elif not packages:
            action = UPGRADE if "u" in letters else UPDATE if "y" in letters else OTHER
    return Install("pacman", action, command, subcommand, packages, options)


def _goals(manager: _Manager, goals: tuple[Word, ...], action: str) -> str:
    """Several goals in one command: a build wins over a clean."""
    seen = {manager.actions.get(g.value.rsplit(":", 1)[-1], manager.actions.get(g.value, OTHER)) for g in goals}
    seen |= {manager.actions.get(g.value, OTHER) for g in goals}
    return next((a for a in (BUILD, DOWNLOAD, CLEAN) if a in seen), action)


def _split(words: tuple[Word, ...], manager: _Manager) -> tuple[Word | None, list[Word], list[Word]]:
    """The subcommand, the options (their values left out), and the other words."""
    subcommand: Word | None = None
    options: list[Word] = []
    rest: list[Word] = []
    at, plain = 0, False
    while at < len(words):
        word = words[at]
        value = word.value
        if not plain and value == "--":
            plain = True
        elif not plain and value.startswith("-") and len(value) > 1 and value not in manager.actions:
            options.append(word)
            if value in manager.valued:
                at += 1
        elif not plain and value.startswith("+") and subcommand is None:
            options.append(word)  # `cargo +nightly build`
        elif subcommand is None:
            subcommand = word
        else:
            rest.append(word)
        at += 1
    return subcommand, options, rest

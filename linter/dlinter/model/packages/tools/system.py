"""Package managers of distributions.

Sources: apt-get(8), apt.conf(5) (`Dir::Cache`, `Dir::State`), docker-library's debuerreotype
(`docker-clean`); apk(8) and Alpine wiki "Local APK cache" (packages are kept where /etc/apk/cache exists);
dnf(8) and dnf5(8) (`cachedir`), microdnf (libdnf's `/var/cache/yum`), yum.conf(5), tdnf(8); zypper(8);
pacman(8).
"""

from __future__ import annotations

import re

from dlinter.model.packages.tool import (
    CLEAN,
    DOWNLOAD,
    INDEX,
    INSTALL,
    OTHER,
    OUTER_WITH_WORD,
    REMOVE,
    UPDATE,
    UPGRADE,
    Folder,
    Install,
    Tool,
)
from dlinter.model.shell.nodes import Command, Word

_FILES = (".deb", ".rpm", ".apk", "/", "./", "http://", "https://")
_RPM_VERSION = re.compile(r"-(?:\d+:)?\d[^-]*(?:-[^-]+)?$")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _is_file(package: Word) -> bool:
    value = package.value
    return value.startswith((*_FILES, "$")) or value.endswith(_FILES[:3])


def _apt_pinned(package: Word, install: Install) -> bool:
    value = package.value
    if _is_file(package):
        return True
    return (
        "=" in value
        or "/" in value
        or value.endswith(("-", "+"))
        or (install.has("-t", "--target-release") and "=" in value)
    )


def _apk_pinned(package: Word, install: Install) -> bool:
    return _is_file(package) or re.search(r"[=<>~]", package.value) is not None


def _zypper_pinned(package: Word, install: Install) -> bool:
    return _is_file(package) or re.search(r"[=<>]", package.value) is not None


def _rpm_pinned(package: Word, install: Install) -> bool:
    value = package.value
    if _is_file(package) or install.verb in ("group", "groupinstall", "builddep") or value.startswith("@"):
        return True
    if install.verb == "module":
        return value == "install" or ":" in value
    return _RPM_VERSION.search(value) is not None or (not package.static and "-$" in value)


def pacman(command: Command, words: tuple[Word, ...], tool: Tool) -> Install | None:
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
    return Install("pacman", action, command, subcommand, packages, options, tool)


_APT_VERBS = {
    "install": INSTALL, "build-dep": INSTALL, "satisfy": INSTALL, "update": UPDATE, "upgrade": UPGRADE,
    "dist-upgrade": UPGRADE,
    "full-upgrade": UPGRADE, "clean": CLEAN, "autoclean": CLEAN, "remove": REMOVE, "purge": REMOVE,
    "autoremove": REMOVE, "download": DOWNLOAD,
}  # fmt: skip
_RPM_VERBS = {
    "install": INSTALL, "in": INSTALL, "localinstall": INSTALL, "groupinstall": INSTALL,
    "reinstall": INSTALL, "rei": INSTALL, "group": INSTALL, "module": INSTALL,
    "builddep": INSTALL, "update": UPGRADE, "upgrade": UPGRADE, "up": UPGRADE, "upgrade-minimal": UPGRADE,
    "up-min": UPGRADE,
    "distro-sync": UPGRADE, "makecache": UPDATE, "check-update": UPDATE,
    "clean": CLEAN, "remove": REMOVE, "erase": REMOVE, "autoremove": REMOVE, "swap": INSTALL,
    "download": DOWNLOAD,
}  # fmt: skip
_RPM_INNER = {**_RPM_VERBS, "enable": OTHER, "disable": OTHER, "reset": OTHER, "list": OTHER, "info": OTHER}
_RPM_VALUED = _words(
    "-c --config --enablerepo --disablerepo --repo --repoid --installroot --releasever --setopt -x --exclude "
    "-d -e --disableplugin --enableplugin --forcearch"
)
_YUM_IMAGES = (
    r"(?:centos:(?:centos)?[567]|amazonlinux:(?:1|2)(?:\.|$|@)|oraclelinux:[67]|scientific|ubi7|rhel7)"
)
_DNF5_IMAGES = r"fedora(?:-toolbox|-minimal)?:(?:4[1-9]|[5-9]\d|latest|rawhide|$)"
_DNF_IMAGES = (
    r"(?:fedora|centos|stream\d*|rockylinux|almalinux|oraclelinux|amazonlinux|ubi\d*|ubi\d*-init|ubi-init|"
    r"rhel\d*|openeuler|mageia)(?:-minimal)?:"
)


def _rpm(name: str, programs: tuple[str, ...], folders: tuple[Folder, ...]) -> Tool:
    return Tool(
        name, "dnf(8), yum(8)", programs, _RPM_VERBS,
        {"module": _RPM_INNER, "group": _RPM_INNER, "groups": _RPM_INNER}, _RPM_VALUED, system=True,
        folders=folders, leaves=("/var/cache/dnf", "/var/cache/yum", "/var/cache/libdnf5"), sharing="locked",
        by_platform=True, nested_words=OUTER_WITH_WORD,
        yes=("-y", "--assumeyes"), yes_cluster="y", pinned=_rpm_pinned, index_of="dnf",
    )  # fmt: skip


_APT = Tool(
    "apt", "apt-get(8), apt.conf(5)", ("apt-get", "apt"), _APT_VERBS,
    valued=_words(
        "-o -c -t -a --option --config-file --target-release --default-release --host-architecture"),
        system=True,
    folders=(Folder("/var/cache/apt", name="cache"),
        Folder("/var/lib/apt", name="lib", content=INDEX, waste=("/var/lib/apt/lists",))), sharing="locked",
        by_platform=True,
    leaves=("/var/lib/apt/lists",), left_by=(UPDATE,), also_set_by=("deb",),
    yes=("-y", "--yes", "--assume-yes", "-qq", "--force-yes"), yes_cluster="y", pinned=_apt_pinned,
    index_of="apt", cleans=True,
    recommends=("--no-install-recommends", "--without-recommends", "-R"),
)  # fmt: skip
TOOLS = (
    _APT,
    Tool(
        "apt", "aptitude(8)", ("aptitude",), _APT_VERBS, valued=_APT.valued, system=True,
        folders=_APT.folders, sharing="locked", by_platform=True,
        leaves=_APT.leaves, left_by=_APT.left_by,
        yes=("-y", "--assume-yes"), yes_cluster="y", pinned=_apt_pinned, index_of="apt",
        recommends=_APT.recommends,
    ),
    Tool(
        "apk", "apk(8)", ("apk",),
        {"add": INSTALL, "update": UPDATE, "upgrade": UPGRADE, "del": REMOVE, "fetch": DOWNLOAD,
            "cache": CLEAN},
        valued=_words(
            "-X --repository -t --virtual -p --root --arch --cache-dir --cache-max-age --keys-dir "
            "--repositories-file --wait --timeout"),
        system=True, folders=(Folder("/etc/apk/cache", options=("--cache-dir",),
            waste=("/etc/apk/cache", "/var/cache/apk")),), sharing="locked", by_platform=True,
            one_index=True, off_options=("--no-cache",), leaves=("/var/cache/apk", "/etc/apk/cache"),
        pinned=_apk_pinned, index_of="apk",
    ),
    # Fedora 41 and later: dnf is dnf5 (Fedora change "Switch to DNF 5")
    _rpm("dnf", ("dnf",), (Folder("/var/cache/dnf",
        by_image=((_DNF5_IMAGES, "/var/cache/libdnf5"), (_DNF_IMAGES, "/var/cache/dnf")), any_image=False),)),
    _rpm("dnf5", ("dnf5",), (Folder("/var/cache/libdnf5"),)),
    _rpm("microdnf", ("microdnf",),
        (Folder("/var/cache/yum", by_image=((_DNF5_IMAGES, "/var/cache/libdnf5"),)),)),
    # RHEL 8 and later: yum is a link to dnf ("Considerations in adopting RHEL 8")
    _rpm(
        "yum", ("yum",),
        (Folder("/var/cache/yum", by_image=((_YUM_IMAGES, "/var/cache/yum"),
            (_DNF5_IMAGES, "/var/cache/libdnf5"), (_DNF_IMAGES, "/var/cache/dnf")), any_image=False),),
    ),
    _rpm("tdnf", ("tdnf",), (Folder("/var/cache/tdnf"),)),
    Tool(
        "zypper", "zypper(8)", ("zypper",),
        {
            "install": INSTALL, "in": INSTALL, "update": UPGRADE, "up": UPGRADE, "dist-upgrade": UPGRADE,
            "dup": UPGRADE, "patch": UPGRADE,
            "refresh": UPDATE, "ref": UPDATE, "clean": CLEAN, "cc": CLEAN, "remove": REMOVE, "rm": REMOVE,
            "source-install": INSTALL, "si": INSTALL,
        },
        valued=_words(
            "-c --config -R --root -r --repo --from -t --type --installroot -C --cache-dir --reposd-dir"),
            system=True,
        folders=(Folder("/var/cache/zypp", options=("-C", "--cache-dir")),), sharing="locked",
        by_platform=True,
        yes=("-y", "--no-confirm", "-n", "--non-interactive", "--quiet-yes"), yes_cluster="yn",
        pinned=_zypper_pinned, index_of="zypper",
    ),
    Tool(
        "pacman", "pacman(8), pacman.conf(5) (CacheDir)", ("pacman",), parse=pacman, system=True,
        rolling=True, index_of="pacman",
        folders=(Folder("/var/cache/pacman/pkg", options=("--cachedir",)),), sharing="locked",
        by_platform=True,
    ),
    Tool("brew", "brew(1)", ("brew",),
        {"install": INSTALL, "update": UPDATE, "upgrade": UPGRADE, "cleanup": CLEAN}),
    # helm(1), "helm dependency": charts, no packages of a program
    Tool(
        "helm", "Helm docs", ("helm",), {"dependency": INSTALL, "dep": INSTALL, "pull": DOWNLOAD},
        {"dependency": {"update": INSTALL, "build": INSTALL, "up": INSTALL, "list": OTHER},
            "dep": {"update": INSTALL, "build": INSTALL, "up": INSTALL, "list": OTHER}},
    ),
)  # fmt: skip

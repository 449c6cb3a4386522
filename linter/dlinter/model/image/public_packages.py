"""Which packages are known to be public, and which of their files are theirs alone.

A package lowers a finding only where everybody has the same file: its name is in a list that dlint ships
(made by `bench/public_packages.py`), it did not come from a folder, a file or a repository, and the file lies
where only that package manager writes. Names alone do not prove who made a package; they tell the packages
that people write for themselves, which have names of their own, from those of everybody.

Managers that keep no digests of files (npm, RubyGems) prove nothing of a file's content: there the list and
the place lower only what is not of an unmistakable format (`Place`).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from msgspec import Struct

FOLDER = Path(__file__).with_name("public")
_VERSION = re.compile(r"-?[0-9][0-9.]*$")
_PYTHON = re.compile(r"[-_.]+")
_CREDENTIALS = re.compile(
    r"(?:^|[/!])(?:\.env(?:[.-][^/!]*)?|[^/!]*\.env|\.?credentials(?:\.(?:json|ya?ml|toml|ini|xml|csv|txt|"
    r"tfrc|tfrc\.json|db|properties))?|\.netrc|_netrc|\.npmrc"
    r"|\.yarnrc(?:\.yml)?|\.pypirc|\.git-credentials|\.htpasswd|\.pgpass|\.my\.cnf|\.vault-token|\.dockercfg|"
    r"\.dockerconfigjson|kubeconfig"
    r"|id_(?:rsa|dsa|ecdsa|ed25519)|terraform\.tfvars|[^/!]*\.auto\.tfvars|[^/!]*\.tfstate)$"
    r"|(?:^|[/!])\.(?:aws|ssh|docker|kube|azure|gnupg|config/gcloud)/",
    re.IGNORECASE,
)
_SYSTEM = re.compile(r"(?:usr/(?!local/)|lib(?:32|64|x32)?/|s?bin/)")
"""Where distributions put files that are the same for everyone (Filesystem Hierarchy Standard 3.0: `/usr` is
shareable and read-only, `/usr/local` the administrator's, `/etc`, `/var`, `/srv`, `/opt` and homes hold what
is of one system)."""
_SITE = re.compile(r"(?:^|/)(?:site|dist)-packages/$")
_HOME = re.compile(r"(?:root|home/[^/]+|Users/[^/]+|etc)/")
_MANAGED = (
    ("npm", re.compile(r"^(.*(?:^|/)node_modules/((?:@[^/]+/)?[^/@.][^/]*))/")),
    ("gem", re.compile(r"^((?:.*/)?(?<!bundler/)gems/([A-Za-z0-9_.-]+?)-[0-9][^/]*)/")),
)
_PNPM = re.compile(r"(?:^|/)node_modules/\.pnpm/(@?[^/@]+)@([^/]*)/node_modules/")
"""pnpm keeps a package in a folder of its name and version; what came from elsewhere has its address there
(`shop@file+..+shop`, `host+owner+shop@commit`)."""
_GEMS = frozenset(("bundler", "puma", "rails", "rake", "rdoc", "rubygems-update", "sinatra", "unicorn"))
"""Gems that Debian has under another name than `ruby-NAME`."""


class Place(Struct, frozen=True):
    """The folder of a package whose manager keeps no digests of files, `ecosystem` `npm` or `gem`."""

    ecosystem: str
    name: str
    folder: str

    def __str__(self) -> str:
        return f"{self.ecosystem} package {self.name}"

    @property
    def public(self) -> bool:
        """Whether everybody can have a package of that name, and its folder does not say that this one came
        from elsewhere."""
        if not is_public(self.ecosystem, self.name):
            return False
        kept = _PNPM.search(self.folder)
        return kept is None or (kept[1] == self.name.replace("/", "+") and kept[2][:1].isdigit())


@cache
def names(ecosystem: str) -> frozenset[str]:
    """The list that is shipped for `debian`, `alpine`, `rpm`, `pypi` or `npm`."""
    lines = (FOLDER / f"{ecosystem}.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def family(name: str) -> str:
    """A package's name without the version at its end: `postgresql` of `postgresql-15`."""
    return _VERSION.sub("", name) or name


def is_public(ecosystem: str, name: str) -> bool:
    """Whether everybody can have a package. `name` is a Debian source, an Alpine origin, the vendor of an
    rpm, a Python distribution, an npm package, a gem."""
    if ecosystem == "pypi":
        return _PYTHON.sub("-", name).lower() in names("pypi")
    if ecosystem in ("rpm", "npm"):
        return name in names(ecosystem)
    if ecosystem == "gem":
        return f"ruby-{name.replace('_', '-').lower()}" in names("debian") or name in _GEMS
    known = names(ecosystem)
    if name in known or family(name) in known:
        return True
    python = {"alpine": "py3-", "debian": "python-"}[ecosystem]  # how they call a distribution of PyPI
    return name.startswith(python) and is_public("pypi", name.removeprefix(python))


def is_own_place(ecosystem: str, folder: str, path: str) -> bool:
    """Whether a package of that kind is the only one that writes at a path. `folder` is that of a Python
    distribution's record."""
    if holds_credentials(path) or ".." in path.split("/"):
        return False
    if ecosystem != "pypi":
        return _SYSTEM.match(path) is not None
    return (
        bool(folder)
        and path.startswith(folder)
        and (_SITE.search(folder) is not None or _HOME.match(path) is None)
    )


def holds_credentials(path: str) -> bool:
    """Whether a file is by its name for somebody's own values: no package may excuse it. `path` may be a
    route into an archive, with `!` between."""
    return _CREDENTIALS.search(path) is not None


def managed(path: str) -> Place | None:
    """The package whose folder a file lies in."""
    for kind, pattern in _MANAGED:
        if (match := pattern.match(path)) is not None:
            return Place(kind, match[2], match[1])
    return None

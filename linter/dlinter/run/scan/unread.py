"""Parts of an image that were not read: whether they fail a scan, or are only said.

What a user put into an image and dlint could not open may hold what is looked for, so it fails (`unread =
"fail"`). Ordinary images hold such files, too: encrypted and damaged archives are the test data of many
packages. They are a note where the file is byte for byte what a package manager installed, or is encrypted or
damaged and lies where only package managers install: they are the same for everyone who installs that
package. A limit of dlint's own (size, depth, count) is no property of the file, so only the first excuses it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from dlinter.archive.sink import Cause
from dlinter.finding import Problem, Severity
from dlinter.policy.settings import NOTE
from dlinter.secrets.layer import Unread

_INSTALLED = re.compile(
    r"(?:^|/)(?:node_modules|bower_components|site-packages|dist-packages)/|(?:^|/)gems/[^/]+-[0-9][^/]*/|"
    r"(?:^|/)vendor/bundle/|"
    r"(?:^|/)go/pkg/mod/|(?:^|/)\.cargo/(?:registry|git)/|(?:^|/)cargo/registry/|(?:^|/)\.m2/repository/|"
    r"(?:^|/)\.gradle/caches/|"
    r"(?:^|/)\.nuget/packages/|(?:^|/)\.composer/cache/|(?:^|/)lib/python[0-9.]+/test/"
)
"""Where package managers put what others wrote (npm, Yarn, pip, RubyGems, Go modules, Cargo, Maven, Gradle,
NuGet, Composer)."""
_PACKAGE = re.compile(r"\.(?:deb|udeb|rpm|apk|whl|gem|crate)$")
"""A distribution's or registry's package that is kept as it was downloaded: what is inside of it was not put
there by the image's user."""


def is_installed(unread: Unread) -> bool:
    """Whether a file lies where package managers install, or is inside a package."""
    return _INSTALLED.search(unread.path) is not None or bool(unread.inner and _PACKAGE.search(unread.path))


def needs_digest(unread: Unread) -> bool:
    """Whether only the package databases can excuse it."""
    return unread.cause is Cause.LIMIT or not is_installed(unread)


def unread_problem(
    unread: Unread, image: str, layer: int, shipped: Mapping[str, str], setting: str
) -> Problem:
    """A part as it is reported. `shipped` is path → `shipped by PACKAGE`."""
    package = shipped.get(unread.path, "") or ("in an installed package" if not needs_digest(unread) else "")
    excused = setting == NOTE or bool(package)
    place = f"layer {layer} {unread.path}{'!' + unread.inner if unread.inner else ''}"
    return Problem(
        f"{place}: {unread.message}{f' ({package})' if package else ''}",
        image,
        level=Severity.NOTE if excused else Severity.ERROR,
    )

"""The options of a build as BuildKit's frontend gets them (`frontend/dockerui/attr.go`, `config.go`), from a
record or the command line."""

from __future__ import annotations

from collections.abc import Mapping

from dlinter.model.cache.keys.graph import BuildOptions
from dlinter.model.cache.keys.operations import Platform
from dlinter.model.cache.keys.platforms import platform_of

_ARG, _CONTEXT = "build-arg:", "context:"


def options_of(attrs: Mapping[str, str], platform: str = "") -> BuildOptions:
    """The options of a record's attributes; `platform` is the builder's own. Raises ValueError where one
    cannot be read: BuildKit would not, either."""
    built = platform_of(platform) if platform else Platform()
    wanted = attrs.get("platform", "").partition(",")[0]
    no_cache = attrs.get("no-cache")
    return BuildOptions(
        target=attrs.get("target", ""),
        args={name.removeprefix(_ARG): value for name, value in attrs.items() if name.startswith(_ARG)},
        platform=platform_of(wanted) if wanted else built,
        build_platform=built,
        no_cache=None if no_cache is None
        else tuple(name.strip() for name in no_cache.split(",") if name.strip()),
        network=attrs.get("force-network-mode", ""),
        hosts=tuple(field.partition("=")[0].lower() for field in attrs.get("add-hosts", "").split(",")
            if field),
        ulimits=tuple(_ulimit(field) for field in attrs.get("ulimit", "").split(",") if field),
        shm_size=int(attrs.get("shm-size") or "0"),
        cgroup=attrs.get("cgroup-parent", ""),
        named=frozenset(name.removeprefix(_CONTEXT).partition("::")[0].lower() for name in attrs
            if name.startswith(_CONTEXT)),
    )


def _ulimit(text: str) -> tuple[str, int, int]:
    """`NAME=SOFT[:HARD]`."""
    name, _, values = text.partition("=")
    soft, colon, hard = values.partition(":")
    return name, int(soft), int(hard if colon else soft)

"""What each operation of a build is keyed on, its inputs left out: BuildKit's
`solver/llbsolver/ops/{exec,file,merge,source}.go` (`CacheMap`), `source/containerimage/pull.go`
(`mainManifestKey`, `cacheKeyFromConfig`). The order of JSON fields is that of `solver/pb/ops.pb.go`.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence

from msgspec import Struct, field

from dlinter.model.cache.keys.digests import digest, filled, go_json

EMPTY = -1
"""An input that is nothing (`pb.Empty`), an output that nobody takes (`pb.SkipOutput`)."""


class Platform(Struct, frozen=True):
    """OS, architecture and variant of what is built, normalised ("linux", "arm64", "")."""

    os: str = "linux"
    arch: str = "amd64"
    variant: str = ""

    def __str__(self) -> str:
        return "/".join(part for part in (self.os, self.arch, self.variant) if part)


# -- images --------------------------------------------------------------------------------------------------


def source_key(text: str) -> str:
    """The key of a source operation (`source.go`)."""
    return digest(f"buildkit.source.v0:{text}".encode())


def chain_id(diff_ids: Sequence[str]) -> str:
    """The digest of a chain of layers (OCI image spec, config.md, "Layer ChainID")."""
    chain = ""
    for diff_id in diff_ids:
        chain = digest(f"{chain} {diff_id}".encode()) if chain else diff_id
    return chain


def image_keys(manifest: str, platform: Platform, diff_ids: Sequence[str] | None) -> tuple[str, ...]:
    """The keys of an image: by its manifest (or index) digest and, where its layers are known, by them.
    Either one hits."""
    fields: dict[str, object] = {"Digest": manifest, "OS": platform.os, "Arch": platform.arch}
    if platform.variant:
        fields["Variant"] = platform.variant
    keys = [source_key(digest(go_json(fields)))]
    if diff_ids:
        keys.append(source_key(chain_id(diff_ids)))
    return tuple(keys)


# -- RUN -----------------------------------------------------------------------------------------------------

BIND, SECRET, SSH, CACHE, TMPFS = range(5)
"""`pb.MountType`."""


class ExecMount(Struct, frozen=True):
    """One mount. `input` is the number of the operation's input, EMPTY for none; `path` the folder of it that
    is mounted ("" for all), which is not in the operation's key but in that of the input. `options` are the
    fields of the secret or ssh mount, in order."""

    dest: str
    kind: int = BIND
    input: int = EMPTY
    path: str = ""
    output: int = EMPTY
    readonly: bool = False
    cache_id: str = ""
    sharing: int = 0
    size: int = 0
    options: tuple[tuple[str, object], ...] = ()

    def fields(self) -> dict[str, object]:
        fields = filled(
            {
                "input": self.input,
                "dest": self.dest,
                "output": self.output,
                "readonly": self.readonly,
                "mountType": self.kind,
            }
        )
        if self.kind == TMPFS:
            fields["TmpfsOpt"] = filled({"size": self.size})
        if self.kind == CACHE:
            fields["cacheOpt"] = (
                filled({"ID": self.cache_id, "sharing": self.sharing}) if self._default_cache() else {}
            )
        if self.kind == SECRET:
            fields["secretOpt"] = filled(dict(self.options))
        if self.kind == SSH:
            fields["SSHOpt"] = filled(dict(self.options))
        return fields

    def _default_cache(self) -> bool:
        """`checkShouldClearCacheOpts`: an id that is not the target, or a sharing that is not the default, is
        not in the key."""
        return self.sharing == 0 and self.dest in (
            self.cache_id,
            self.cache_id.partition("/")[2] if "/" in self.cache_id else None,
        )


class Exec(Struct, frozen=True):
    """A RUN. `mounts` begin with the root; `secret_env` are (id, name, optional); `hosts` are names alone,
    for their addresses are not in the key."""

    args: tuple[str, ...]
    env: tuple[str, ...]
    cwd: str
    user: str = ""
    mounts: tuple[ExecMount, ...] = ()
    network: int = 0
    security: int = 0
    secret_env: tuple[tuple[str, str, bool], ...] = ()
    hosts: tuple[str, ...] = ()
    hostname: str = ""
    ulimits: tuple[tuple[str, int, int], ...] = ()
    cgroup: str = ""
    platform: Platform = field(default_factory=Platform)

    def key(self, *, stubs: bool = True) -> str:
        """The digest. `stubs` is false for versions that do not have `removeMountStubsRecursive` (before
        BuildKit 0.11)."""
        meta = filled(
            {
                "args": list(self.args),
                "env": list(self.env),
                "cwd": self.cwd,
                "user": self.user,
                "extraHosts": [filled({"Host": host}) for host in self.hosts],
                "hostname": self.hostname,
                "ulimit": [filled({"Name": name, "Soft": soft, "Hard": hard}) for name, soft,
                    hard in self.ulimits],
                "cgroupParent": self.cgroup,
                "removeMountStubsRecursive": stubs,
            }
        )
        mounts = [mount.fields() for mount in self.mounts]
        root = self.mounts[0] if len(self.mounts) == 1 else None
        if root is not None and root.dest == "/" and root.kind == BIND and not root.readonly:
            mounts = []
        operation: dict[str, object] = {"meta": meta}
        operation |= filled(
            {
                "mounts": mounts,
                "network": self.network,
                "security": self.security,
                "secretenv": [filled({"ID": i, "name": n, "optional": o}) for i, n, o in self.secret_env],
            }
        )
        fields: dict[str, object] = {
            "Type": "buildkit.exec.v0",
            "Exec": operation,
            "OS": self.platform.os,
            "Arch": self.platform.arch,
        }
        if self.platform.variant:
            fields["Variant"] = self.platform.variant
        return digest(go_json(fields))


# -- COPY, ADD, WORKDIR --------------------------------------------------------------------------------------


class Owner(Struct, frozen=True):
    """`--chown`, or WORKDIR under a USER: each part a name or a number, None where it is not given. `input`
    is where names are looked up."""

    user: str | int | None
    group: str | int | None = None
    input: int = EMPTY

    @classmethod
    def read(cls, text: str, base: int) -> Owner:
        """`llb.WithUser`."""
        user, colon, group = text.partition(":")
        return cls(_number(user), _number(group) if colon else None, base)

    def fields(self) -> dict[str, object]:
        parts = {"user": self.user, "group": self.group}
        return {name: {"User": self._part(part)} for name, part in parts.items() if part is not None}

    def _part(self, part: str | int) -> dict[str, object]:
        if isinstance(part, int):
            return filled({"byId": part & 0xFFFFFFFF})
        return {"byName": filled({"name": part, "input": self.input})}


def _number(text: str) -> str | int:
    if text == "root":
        return 0
    digits = text.removeprefix("-").removeprefix("+") if text[:1] in "+-" else text
    if digits.isascii() and digits.isdecimal() and abs(int(text)) < 1 << 31:
        return int(text)
    # An empty name is not a name (`UserOpt.marshal`): it is the number 0.
    return text or 0


class Mkdir(Struct, frozen=True):
    """What WORKDIR makes. `timestamp` is SOURCE_DATE_EPOCH in nanoseconds, -1 without."""

    path: str
    mode: int = 0o755
    parents: bool = True
    owner: Owner | None = None
    timestamp: int = -1

    def fields(self) -> dict[str, object]:
        owner = self.owner.fields() if self.owner else None
        return filled(
            {
                "path": self.path,
                "mode": self.mode,
                "makeParents": self.parents,
                "owner": owner,
                "timestamp": self.timestamp,
            }
        )


class Mkfile(Struct, frozen=True):
    """A file that is written in the Dockerfile: a heredoc."""

    path: str
    mode: int
    data: bytes

    def fields(self) -> dict[str, object]:
        data = base64.b64encode(self.data).decode()
        return filled({"path": self.path, "mode": self.mode, "data": data, "timestamp": -1})


class CopyFiles(Struct, frozen=True):
    """One source of COPY or ADD. `local` says that wildcards and links count: not a heredoc, URL or git
    repository."""

    src: str
    dest: str
    owner: Owner | None = None
    mode: int = -1
    mode_text: str = ""
    local: bool = True
    unpack: bool = False
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    required: tuple[str, ...] = ()

    def fields(self) -> dict[str, object]:
        base = self.src.rstrip("/").rpartition("/")[2] or ("/" if self.src else ".")  # Go's path.Base
        return filled(
            {
                "src": base,
                "dest": self.dest,
                "owner": self.owner.fields() if self.owner else None,
                "mode": self.mode,
                "followSymlink": self.local,
                "dirCopyContents": self.local,
                "attemptUnpackDockerCompatibility": self.unpack,
                "createDestPath": True,
                "allowWildcard": self.local,
                "allowEmptyWildcard": self.local,
                "timestamp": -1,
                "include_patterns": list(self.include),
                "exclude_patterns": list(self.exclude),
                "modeStr": self.mode_text,
                "required_paths": list(self.required),
            }
        )


class Action(Struct, frozen=True):
    """One action of a file operation: what it does, to which input, from which, and the output it makes."""

    do: Mkdir | Mkfile | CopyFiles
    input: int
    secondary: int = EMPTY
    output: int = 0


class FileOperation(Struct, frozen=True):
    """COPY, ADD, WORKDIR, or a heredoc's file."""

    actions: tuple[Action, ...]

    def key(self) -> str:
        fields: dict[str, object] = {
            "Type": "buildkit.file.v0",
            "Actions": [base64.b64encode(go_json(action.do.fields())).decode() for action in self.actions],
        }
        indexes = [[action.input, action.secondary, action.output] for action in self.actions]
        if not _default(indexes):
            fields["indexes"] = indexes
        return digest(go_json(fields))


def _default(indexes: list[list[int]]) -> bool:
    """`isDefaultIndexes`: the shape that older versions had no numbers for."""
    last = len(indexes) - 1
    for at, (first, second, output) in enumerate(indexes):
        if (
            first != (0 if at == 0 else last + at)
            or second not in (-1, 1)
            or output != (0 if at == last else -1)
        ):
            return False
    return bool(indexes)


class Merge(Struct, frozen=True):
    """COPY --link put onto what is below it."""

    inputs: int = 2

    def key(self) -> str:
        inputs = [filled({"input": number}) for number in range(self.inputs)]
        return digest(go_json({"Type": "buildkit.merge.v0", "Merge": {"inputs": inputs}}))

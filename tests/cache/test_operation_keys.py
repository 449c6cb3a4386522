"""The key of an operation is the digest of the JSON that BuildKit's `CacheMap` writes. What only the digests
show is checked on BuildKit's own caches in `tests/conformance/test_against.py`."""

from __future__ import annotations

import base64
import json

import pytest

from dlinter.model.cache.keys import operations as o
from dlinter.model.cache.keys.digests import digest, filled, go_json, joined, output_digest
from dlinter.model.cache.keys.mounts import MountOptions, mount_options
from dlinter.model.cache.keys.operations import (
    EMPTY,
    Action,
    CopyFiles,
    Exec,
    ExecMount,
    FileOperation,
    Mkdir,
    Mkfile,
    Owner,
    Platform,
)
from dlinter.model.cache.keys.state import Environment, Unknown, normalize, resolve
from dlinter.model.dockerfile import nodes as n
from dlinter.model.dockerfile.reader import read
from dlinter.model.text import Text
from dlinter.values import replace
from tests.cache.operations import ROOT, RUN

COPY = CopyFiles("/a", "/x")





def test_the_key_of_a_plain_run() -> None:
    written = (
        '{"Type":"buildkit.exec.v0","Exec":{"meta":{"args":["/bin/sh","-c","x"],"env":["PATH=/bin"],"cwd":"/"'
        ',"removeMountStubsRecursive":true}},'
        '"OS":"linux","Arch":"amd64"}'
    )
    assert RUN.key() == digest(written.encode())
    assert RUN.key(stubs=False) == digest(written.replace(',"removeMountStubsRecursive":true', "").encode())


def test_the_key_of_a_run_with_everything() -> None:
    secret = ExecMount(
        "/s",
        o.SECRET,
        output=0,
        options=(("ID", "i"), ("uid", 0), ("gid", 7), ("mode", 256), ("optional", True)),
    )
    agent = ExecMount(
        "/a",
        o.SSH,
        output=0,
        options=(("ID", ""), ("uid", 3), ("gid", 0), ("mode", 384), ("optional", False)),
    )
    mounts = (
        ROOT, ExecMount("/b", input=1, path="/p", readonly=True), ExecMount("/t", o.TMPFS, size=5),
        ExecMount("/c", o.CACHE, cache_id="/c"),
        ExecMount("/d", o.CACHE, cache_id="/other"), ExecMount("/e", o.CACHE, cache_id="ns//e"),
        ExecMount("/f", o.CACHE, cache_id="/f", sharing=1), secret, agent,
    )  # fmt: skip
    run = Exec(
        ("x",), (), "/w", "u", mounts, 1, 1, (("i", "E", True), ("j", "F", False)), ("h",), "host",
        (("nofile", 1, 2),), "cg", Platform("linux", "arm", "v6")
    )
    written = {
        "Type": "buildkit.exec.v0",
        "Exec": {
            "meta": {
                "args": ["x"], "cwd": "/w", "user": "u", "extraHosts": [{"Host": "h"}], "hostname": "host",
                "ulimit": [{"Name": "nofile", "Soft": 1, "Hard": 2}], "cgroupParent": "cg",
                "removeMountStubsRecursive": True,
            },
            "mounts": [
                {"dest": "/"},
                {"input": 1, "dest": "/b", "output": -1, "readonly": True},
                {"input": -1, "dest": "/t", "output": -1, "mountType": 4, "TmpfsOpt": {"size": 5}},
                {"input": -1, "dest": "/c", "output": -1, "mountType": 3, "cacheOpt": {"ID": "/c"}},
                {"input": -1, "dest": "/d", "output": -1, "mountType": 3, "cacheOpt": {}},
                {"input": -1, "dest": "/e", "output": -1, "mountType": 3, "cacheOpt": {"ID": "ns//e"}},
                {"input": -1, "dest": "/f", "output": -1, "mountType": 3, "cacheOpt": {}},
                {"input": -1, "dest": "/s", "mountType": 1,
                    "secretOpt": {"ID": "i", "gid": 7, "mode": 256, "optional": True}},
                {"input": -1, "dest": "/a", "mountType": 2, "SSHOpt": {"uid": 3, "mode": 384}},
            ],
            "network": 1, "security": 1, "secretenv": [{"ID": "i", "name": "E", "optional": True},
                {"ID": "j", "name": "F"}],
        },
        "OS": "linux", "Arch": "arm", "Variant": "v6",
    }  # fmt: skip
    assert run.key() == digest(json.dumps(written, separators=(",", ":")).encode())


@pytest.mark.parametrize(
    ("mount", "alone"),
    [(ROOT, True), (replace(ROOT, readonly=True), False), (replace(ROOT, dest="/m"), False),
        (replace(ROOT, kind=o.TMPFS), False)],
)
def test_a_root_alone_is_not_in_the_key(mount: ExecMount, alone: bool) -> None:
    run = replace(RUN, mounts=(mount,))
    assert (run.key() == replace(RUN, mounts=()).key()) is alone
    assert replace(RUN, mounts=(ROOT, ROOT)).key() != RUN.key()


def _written(*actions: dict[str, object], indexes: list[list[int]] | None = None) -> str:
    encoded = [
        base64.b64encode(json.dumps(action, separators=(",", ":")).encode()).decode() for action in actions
    ]
    fields: dict[str, object] = {"Type": "buildkit.file.v0", "Actions": encoded}
    return digest(
        json.dumps(fields | ({"indexes": indexes} if indexes else {}), separators=(",", ":")).encode()
    )


def test_the_keys_of_file_operations() -> None:
    copied = {
        "src": "a", "dest": "/x", "mode": -1, "followSymlink": True, "dirCopyContents": True,
        "createDestPath": True, "allowWildcard": True,
        "allowEmptyWildcard": True, "timestamp": -1,
    }  # fmt: skip
    assert FileOperation((Action(COPY, 0, 1, 0),)).key() == _written(copied)
    assert FileOperation((Action(COPY, 0, EMPTY, 0),)).key() == _written(copied)
    assert FileOperation((Action(COPY, 0, 2, 0),)).key() == _written(copied, indexes=[[0, 2, 0]])
    assert FileOperation((Action(COPY, EMPTY, 0, 0),)).key() == _written(copied, indexes=[[-1, 0, 0]])
    assert FileOperation((Action(COPY, 0, 1, EMPTY), Action(COPY, 2, 1, 0))).key() == _written(copied, copied)
    assert FileOperation((Action(COPY, 0, 1, EMPTY), Action(COPY, 3, 1, 0))).key() == _written(
        copied, copied, indexes=[[0, 1, -1], [3, 1, 0]]
    )
    assert FileOperation((Action(COPY, 0, 1, 0), Action(COPY, 2, 1, 0))).key() == _written(
        copied, copied, indexes=[[0, 1, 0], [2, 1, 0]]
    )
    every = replace(
        COPY, src="/", owner=Owner("app", 5, 0), mode=0, mode_text="u+x", local=False, unpack=True,
        include=("i",), exclude=("e",), required=("/r",)
    )
    written = {
        "src": "/", "dest": "/x", "owner": {"user": {"User": {"byName": {"name": "app"}}},
            "group": {"User": {"byId": 5}}},
        "attemptUnpackDockerCompatibility": True, "createDestPath": True, "timestamp": -1,
        "include_patterns": ["i"], "exclude_patterns": ["e"], "modeStr": "u+x",
        "required_paths": ["/r"],
    }  # fmt: skip
    assert FileOperation((Action(every, 0, 1, 0),)).key() == _written(written)
    assert CopyFiles("", "/x").fields()["src"] == "."
    assert CopyFiles("/a/b/", "/x").fields()["src"] == "b"
    folder: dict[str, object] = {"path": "/w", "mode": 493, "makeParents": True, "timestamp": -1}
    assert FileOperation((Action(Mkdir("/w"), 0),)).key() == _written(folder)
    owned = Mkdir("/w", 0o700, parents=False, owner=Owner(1, None, 0), timestamp=5)
    assert FileOperation((Action(owned, 0),)).key() == _written(
        {"path": "/w", "mode": 448, "owner": {"user": {"User": {"byId": 1}}}, "timestamp": 5}
    )
    file: dict[str, object] = {"path": "/F", "mode": 420, "data": "aGk=", "timestamp": -1}
    assert FileOperation((Action(Mkfile("/F", 0o644, b"hi"), EMPTY),)).key() == _written(
        file, indexes=[[-1, -1, 0]]
    )


@pytest.mark.parametrize(
    ("text", "user", "group"),
    [
        ("root", 0, None), ("app", "app", None), ("5", 5, None), ("-5", -5, None), ("+5", 5, None),
        ("--5", "--5", None), ("5:", 5, 0), (":6", 0, 6),
        ("a:b", "a", "b"), ("2147483647", 2147483647, None), ("2147483648", "2147483648", None),
        ("٣", "٣", None),
    ],
)  # fmt: skip
def test_owners(text: str, user: str | int, group: str | int | None) -> None:
    assert Owner.read(text, 3) == Owner(user, group, 3)


def test_owners_by_name_are_looked_up_in_an_input_and_numbers_are_unsigned() -> None:
    assert Owner("a", "b", 2).fields() == {
        "user": {"User": {"byName": {"name": "a", "input": 2}}},
        "group": {"User": {"byName": {"name": "b", "input": 2}}},
    }
    assert Owner(-1).fields() == {"user": {"User": {"byId": 0xFFFFFFFF}}}


def test_keys_of_images() -> None:
    first, second = "sha256:" + "1" * 64, "sha256:" + "2" * 64
    by_digest = o.source_key(
        digest(f'{{"Digest":"{first}","OS":"linux","Arch":"arm","Variant":"v7"}}'.encode())
    )
    assert o.image_keys(first, Platform("linux", "arm", "v7"), None) == (by_digest,)
    plain = o.source_key(digest(f'{{"Digest":"{first}","OS":"linux","Arch":"amd64"}}'.encode()))
    assert o.image_keys(first, Platform(), [first, second]) == (
        plain,
        o.source_key(digest(f"{first} {second}".encode())),
    )
    assert o.image_keys(first, Platform(), [second]) == (plain, o.source_key(second))
    assert o.source_key("x") == digest(b"buildkit.source.v0:x")
    assert str(Platform("linux", "arm", "v7")) == "linux/arm/v7"


def test_digests_are_those_of_go() -> None:
    assert output_digest("sha256:x") == digest(b"sha256:x@0")
    assert output_digest("sha256:x", -1) == digest(b"sha256:x@-1")
    assert (
        go_json({"a": "<&>\u2028\u2029é", "b": [1, True, None]})
        == b'{"a":"\\u003c\\u0026\\u003e\\u2028\\u2029\xc3\xa9","b":[1,true,null]}'
    )
    assert go_json("\udcff\ud800\udfffé") == b'"\\ufffd\\ufffd\\ufffd\xc3\xa9"'
    assert go_json("\ue000\ud7ff") == '"\ue000\ud7ff"'.encode()
    assert filled({"a": 0, "b": None, "c": "", "d": [], "e": {}, "f": False, "g": 1, "h": ()}) == {
        "e": {},
        "g": 1,
    }
    assert joined(["a", "b"]) == digest(b"a\0b")


# -- words and paths -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "parent", "kept", "plain"),
    [
        ("a", "/w", "/w/a", "/w/a"), ("a/", "/w", "/w/a/", "/w/a"), ("", "/w", "/w", "/w"),
        ("a", "", "/a", "/a"), ("a", "w", "/w/a", "/w/a"),
        ("/a//b/", "/w", "/a//b/", "/a//b/"), ("a/.", "/w", "/w/a/.", "/w/a"), ("./", "/", "/", "/"),
        ("../a", "/w/x", "/w/a", "/w/a"),
        ("x/..", "/", "/", "/"), (".", "/", "/", "/"), ("/.", "/", "/./.", "/."),
    ],
)  # fmt: skip
def test_paths_in_a_folder(path: str, parent: str, kept: str, plain: str) -> None:
    assert (resolve(path, parent, keep=True), resolve(path, parent)) == (kept, plain)


@pytest.mark.parametrize(
    ("path", "kept", "plain"),
    [("/a//b/", "/a/b/", "/a/b"), ("a", "/w/a", "/w/a"), ("a/.", "/w/a/.", "/w/a"), ("/.", "/.", "/"),
        ("/", "/", "/"), ("../../a", "/a", "/a")],
)
def test_paths_of_file_operations(path: str, kept: str, plain: str) -> None:
    assert (normalize(path, "w", keep=True), normalize(path, "w", keep=False)) == (kept, plain)


def test_an_environment() -> None:
    env = Environment({"A": "1", "B": "2"})
    env.set("A", "3")
    assert env.strings() == ("B=2", "A=3")
    assert env.expand("$A-$C-'x'") == "3--x"
    other = env.copy()
    other.set("A", "4")
    other.unset.add("D")
    assert env.strings() == ("B=2", "A=3")
    assert not env.unset
    assert other.copy().unset == {"D"}
    with pytest.raises(Unknown, match=r"^the value of `D` is not known$"):
        other.expand("$D")
    with pytest.raises(Unknown, match=r"^the value of `D` is not known$"):
        other.strings()
    based = Environment({"A": "1"}, "why")
    assert based.expand("$A") == "1"
    with pytest.raises(Unknown, match=r"^the value of `X` is not known: why$"):
        based.expand("$X")
    with pytest.raises(Unknown, match=r"^the environment of the base image is not known: why$"):
        based.strings()
    with pytest.raises(Unknown, match=r"^BuildKit refuses `\$\{X:\?no\}`: "):
        env.expand("${X:?no}")


def test_mount_options_have_defaults() -> None:
    def options(text: str) -> MountOptions:
        (instruction,) = (
            read(Text(f"FROM a\nRUN --mount={text} x\n".encode(), "Dockerfile")).stages[0].instructions[1:]
        )
        assert isinstance(instruction, n.Run)
        return mount_options(instruction.mounts[0], lambda word: word)

    assert options("target=/m") == MountOptions("bind", target="/m", readonly=True)
    assert options("type=CACHE,target=/m") == MountOptions("cache", target="/m", readonly=False)
    assert options("type=tmpfs,target=/m") == MountOptions("tmpfs", target="/m", readonly=False)
    assert options("type=secret,id=a,required=T").required
    assert not options("type=secret,id=a,required=no").required
    assert options("target=/m,RO=True").readonly
    assert not options("target=/m,rw=TRUE").readonly
    assert options("target=/m,rw=x").readonly
    for key in ("uid", "gid", "mode"):
        assert options(f"target=/m,{key}=0").owned
    assert not options("target=/m").owned
    assert (
        options("type=secret,target=/a/b/").secret_id,
        options("type=secret,id=i,target=/b").secret_id,
    ) == ("b", "i")

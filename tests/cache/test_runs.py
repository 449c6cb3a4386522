"""RUN with each option and mount is the operation that BuildKit makes of it, field by field (`dispatchRun`,
`convert_runmount.go`, `client/llb/exec.go`)."""

from __future__ import annotations

import pytest

from dlinter.model.cache.keys import operations as o
from dlinter.model.cache.keys.content import Selector
from dlinter.model.cache.keys.digests import joined
from dlinter.model.cache.keys.graph import BuildOptions, Input
from dlinter.model.cache.keys.operations import (
    EMPTY,
    Action,
    Exec,
    ExecMount,
    FileOperation,
    Mkdir,
    Mkfile,
    Owner,
    Platform,
)
from dlinter.values import replace
from tests.cache.operations import HEAD, ROOT, RUN, graph_of, result, run_of


@pytest.mark.parametrize(
    ("mount", "wanted"),
    [
        ("target=/m", ExecMount("/m", input=1, readonly=True)),
        ("target=/m,rw", ExecMount("/m", input=1)),
        ("target=/m,readwrite=false", ExecMount("/m", input=1, readonly=True)),
        ("target=/m,ro=0", ExecMount("/m", input=1)),
        ("target=/m,source=s/", ExecMount("/m", input=1, path="/s", readonly=True)),
        ("dst=m,src=s", ExecMount("/w/m", input=1, path="/s", readonly=True)),
        ("type=tmpfs,target=/m", ExecMount("/m", o.TMPFS)),
        ("type=tmpfs,target=/m,size=2m,ro", ExecMount("/m", o.TMPFS, size=2 << 20, readonly=True)),
        ("type=tmpfs,target=/m,from=registry.example/base:1", ExecMount("/m", o.TMPFS)),
        ("type=cache,target=/m", ExecMount("/m", o.CACHE, cache_id="//m")),
        ("type=cache,target=/m/,id=i,sharing=private,ro",
            ExecMount("/m/", o.CACHE, cache_id="/i", sharing=1, readonly=True)),
        ("type=cache,target=/m,sharing=locked", ExecMount("/m", o.CACHE, cache_id="//m", sharing=2)),
        ("type=cache,target=/m,from=registry.example/base:1,source=s",
            ExecMount("/m", o.CACHE, input=1, path="/s", cache_id="//m")),
        ("type=cache,target=/m,uid=5", ExecMount("/m", o.CACHE, input=1, path="/cache", cache_id="//m")),
        ("type=cache,target=/m,mode=0700", ExecMount("/m", o.CACHE, input=1, path="/cache", cache_id="//m")),
        ("type=cache,target=/m,gid=0", ExecMount("/m", o.CACHE, input=1, path="/cache", cache_id="//m")),
        ("type=secret,id=i", ExecMount("/run/secrets/i", o.SECRET, output=0,
            options=(("ID", "i"), ("uid", 0), ("gid", 0), ("mode", 0o400), ("optional", True)))),
        ("type=secret,target=/t/s,required",
            ExecMount("/t/s", o.SECRET, output=0,
                options=(("ID", "s"), ("uid", 0), ("gid", 0), ("mode", 0o400), ("optional", False)))),
        ("type=secret,id=a/b,uid=1,gid=2,mode=0444,required=true",
            ExecMount("/run/secrets/b", o.SECRET, output=0,
                options=(("ID", "a/b"), ("uid", 1), ("gid", 2), ("mode", 0o444), ("optional", False)))),
        ("type=secret,id=i,env=E,target=/t",
            ExecMount("/t", o.SECRET, output=0,
                options=(("ID", "i"), ("uid", 0), ("gid", 0), ("mode", 0o400), ("optional", True)))),
        ("type=ssh,target=/t,mode=0666,required",
            ExecMount("/t", o.SSH, output=0,
                options=(("ID", ""), ("uid", 0), ("gid", 0), ("mode", 0o666), ("optional", False)))),
    ],
)  # fmt: skip
def test_each_option_of_a_mount(mount: str, wanted: ExecMount) -> None:
    operation = run_of(f"{HEAD}WORKDIR /w\nRUN --mount={mount} x\n")
    assert operation.mounts == (ROOT, wanted)


@pytest.mark.parametrize(
    "mount",
    ["type=other,target=/m", "target=/m,size=x", "target=/m,sharing=no", "target=/m,mode=9",
        "target=/m,uid=x", "target=/m,gid=x", "target=/m,colour=red"],
)
def test_a_mount_that_buildkit_refuses(mount: str) -> None:
    node = result(graph_of(f"{HEAD}RUN --mount={mount} x\n"))
    assert node.unknown and node.operation is None


@pytest.mark.parametrize(
    ("text", "size"), [("1", 1), ("1b", 1), ("1k", 1024), ("1.5K", 1536), ("2m", 2 << 20),
        ("1 GiB", 1 << 30), ("1tb", 1 << 40), ("1P", 1 << 50)]
)
def test_sizes_of_tmpfs(text: str, size: int) -> None:
    (mount,) = run_of(f'{HEAD}RUN --mount=type=tmpfs,target=/m,"size={text}" x\n').mounts[1:]
    assert mount.size == size


def test_a_cache_mount_with_an_owner_is_a_folder_that_is_made_first() -> None:
    graph = graph_of(
        f"{HEAD}RUN --mount=type=cache,target=/m,uid=5,mode=01700,from=registry.example/base:1 x\n"
    )
    run = result(graph)
    made = graph.nodes[run.inputs[1].node]
    assert made.operation == FileOperation(
        (Action(Mkdir("/cache", 0o700, parents=False, owner=Owner(5, 0)), 0),)
    )
    assert made.inputs == (Input(0),)
    plain = graph_of(f"{HEAD}RUN --mount=type=cache,target=/m,gid=6 x\n")
    made = plain.nodes[result(plain).inputs[1].node]
    assert made.operation == FileOperation(
        (Action(Mkdir("/cache", 0o755, parents=False, owner=Owner(0, 6)), EMPTY),)
    )
    assert made.inputs == ()
    assert (made.line, made.stage) == (0, 0)


def test_mounts_are_in_the_order_of_their_places_and_inputs_in_theirs() -> None:
    graph = graph_of(
        f"{HEAD}RUN --mount=type=ssh --mount=type=secret,id=i --mount=target=/z --mount=target=/b,source=b "
        "--mount=type=ssh,id=2 --mount=target=/b2,source=b/c x\n"
    )
    operation = result(graph).operation
    assert isinstance(operation, Exec)
    assert [(mount.dest, mount.kind, mount.input) for mount in operation.mounts] == [
        ("/", o.BIND, 0), ("/b", o.BIND, 1), ("/b2", o.BIND, 1), ("/z", o.BIND, 1),
        ("/run/secrets/i", o.SECRET, EMPTY),
        ("/run/buildkit/ssh_agent.0", o.SSH, EMPTY), ("/run/buildkit/ssh_agent.1", o.SSH, EMPTY),
    ]  # fmt: skip
    assert operation.env == ("PATH=/bin", "SSH_AUTH_SOCK=/run/buildkit/ssh_agent.0")
    assert result(graph).inputs == (Input(0, joined(["/"])), Input(1, joined(["/b", "/b/c", "/"]), ()))
    some = graph_of(
        f"{HEAD}RUN --mount=target=/z,source=z --mount=target=/b,source=b --mount=target=/b2,source=b/c x\n"
    )
    assert result(some).inputs[1] == Input(
        1, joined(["/b", "/b/c", "/z"]), (Selector("/b", follow=True), Selector("/z", follow=True))
    )
    own = run_of(f"{HEAD}ENV SSH_AUTH_SOCK=/mine\nRUN --mount=type=ssh x\n")
    assert own.env == ("PATH=/bin", "SSH_AUTH_SOCK=/mine")


def test_a_bind_mount_of_the_stage_s_own_image_counts_by_its_key() -> None:
    graph = graph_of(f"{HEAD}RUN --mount=target=/m,from=registry.example/base:1,source=s x\n")
    assert result(graph).inputs == (Input(0, joined(["/", "/s"]), ()),)


@pytest.mark.parametrize(
    ("line", "change"),
    [
        ("RUN x", {}),
        ('RUN ["x", "y"]', {"args": ("x", "y")}),
        ("RUN --network=host x", {"network": 1}),
        ("RUN --network=default x", {}),
        ("RUN --security=insecure x", {"security": 1}),
        ("RUN --security=sandbox x", {}),
        ("RUN --mount=type=secret,id=i,env=E x", {"secret_env": (("i", "E", True),)}),
        ("RUN --mount=type=secret,id=i,env=E,required x", {"secret_env": (("i", "E", False),)}),
        ("USER app\nRUN x", {"user": "app"}),
        ("USER app:1\nRUN x", {"user": "app:1"}),
        ('SHELL ["/bin/bash", "-e"]\nRUN x', {"args": ("/bin/bash", "-e", "x")}),
        ("RUN <<E\na\nE", {"args": ("/bin/sh", "-c", "a\n")}),
        ("RUN cat <<E\na\nE", {"args": ("/bin/sh", "-c", "cat <<E\na\nE")}),
        ("RUN cat <<-E\n\ta\nE", {"args": ("/bin/sh", "-c", "cat <<-E\n\ta\nE")}),
        ("RUN cat <<E <<F\na\nE\nb\nF", {"args": ("/bin/sh", "-c", "cat <<E <<F\na\nE\nb\nF")}),
        ("ENV A=1 B=$A\nENV C=$A\nRUN x", {"env": ("PATH=/bin", "A=1", "B=", "C=1")}),
        ("ENV A=1\nENV B=2\nENV A=3\nRUN x", {"env": ("PATH=/bin", "B=2", "A=3")}),
        ("ARG A=1\nRUN x", {"env": ("PATH=/bin", "A=1")}),
        ("ARG A\nRUN x", {}),
        ("ARG TARGETARCH\nRUN x", {"env": ("PATH=/bin", "TARGETARCH=amd64")}),
        ("ARG BUILDKIT_SBOM_SCAN_STAGE=true\nRUN x", {}),
        ("ARG BUILDKIT_SBOM_SCAN_CONTEXT=true\nRUN x", {}),
    ],
)
def test_each_part_of_a_run(line: str, change: dict[str, object]) -> None:
    assert run_of(f"{HEAD}{line}\n") == replace(RUN, **change)  # type: ignore[arg-type]


def test_a_heredoc_with_a_program_is_a_file() -> None:
    graph = graph_of(f"{HEAD}RUN <<E\n#!/bin/x\na\nE\n")
    run = result(graph)
    assert run.operation == replace(
        RUN,
        args=("/bin/sh", "-c", "/dev/pipes/E"),
        mounts=(ROOT, ExecMount("/dev/pipes/", input=1, path="/", readonly=True)),
    )
    assert graph.nodes[run.inputs[1].node].operation == FileOperation(
        (Action(Mkfile("/E", 0o755, b"#!/bin/x\na\n"), EMPTY),)
    )


@pytest.mark.parametrize(
    ("options", "change"),
    [
        (BuildOptions(network="host"), {"network": 1}),
        (BuildOptions(network="none"), {"network": 2}),
        (BuildOptions(hosts=("h.example",)), {"hosts": ("h.example",)}),
        (BuildOptions(ulimits=(("nofile", 1, 2),)), {"ulimits": (("nofile", 1, 2),)}),
        (BuildOptions(cgroup="c"), {"cgroup": "c"}),
        (BuildOptions(shm_size=4096), {"mounts": (ROOT, ExecMount("/dev/shm", o.TMPFS, size=4096))}),
        (BuildOptions(args={"BUILDKIT_SANDBOX_HOSTNAME": "h"}), {"hostname": "h"}),
        (BuildOptions(platform=Platform("linux", "arm64")), {"platform": Platform("linux", "arm64")}),
    ],
)
def test_options_of_the_build_are_in_a_run(options: BuildOptions, change: dict[str, object]) -> None:
    assert run_of(f"{HEAD}RUN x\n", options) == replace(RUN, **change)  # type: ignore[arg-type]


def test_the_network_of_a_run_comes_before_that_of_the_build() -> None:
    assert run_of(f"{HEAD}RUN --network=none x\n", BuildOptions(network="host")).network == 2
    assert run_of(f"{HEAD}RUN --network=default x\n", BuildOptions(network="host")).network == 1


def test_the_namespace_of_cache_mounts_is_in_their_id() -> None:
    (mount,) = run_of(
        f"{HEAD}RUN --mount=type=cache,target=/m x\n", BuildOptions(args={"BUILDKIT_CACHE_MOUNT_NS": "ns"})
    ).mounts[1:]
    assert mount.cache_id == "ns//m"


def test_a_run_on_nothing_writes_to_a_new_root() -> None:
    graph = graph_of('FROM scratch\nRUN ["x"]\nRUN ["y"]\n')
    first, second = graph.nodes
    assert isinstance(first.operation, Exec) and isinstance(second.operation, Exec)
    assert (first.operation.mounts, first.inputs) == ((ExecMount("/", output=0),), ())
    assert (second.operation.mounts, second.inputs) == ((ROOT,), (Input(0, joined(["/"])),))
    assert first.operation.env == ("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",)

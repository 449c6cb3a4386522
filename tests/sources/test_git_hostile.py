"""A repository's own settings name programs: none of them runs, and what cannot be read is a problem with one
clear line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests import in_process

from dlinter.sources import git as module
from dlinter.sources.git import GitError, NoGit, environment
from dlinter.sources.git_history import blobs, commits

DOCKERFILE = "FROM node:20-slim\nWORKDIR /app\nCOPY . .\nCOPY package.json package-lock.json ./\nRUN npm ci\n"


def git(repo: Path, *args: str) -> str:
    env = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    argv = ["git", "-C", str(repo), "-c", "user.name=t", "-c", "user.email=t@t.example", *args]
    return subprocess.run(argv, check=True, capture_output=True, text=True, env=env).stdout.strip()


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """Three commits; the second one's tree can be taken away."""
    folder = tmp_path / "repo"
    git(tmp_path, "init", "-q", "-b", "main", str(folder))
    for number in range(3):
        (folder / "Dockerfile").write_text(DOCKERFILE + f"# {number}\n")
        (folder / f"{number}.txt").write_text(str(number))
        git(folder, "add", "-A")
        git(folder, "commit", "-q", "-m", str(number))
    return folder


def lose(repo: Path, name: str) -> None:
    """Takes an object away, as a partial clone does not have it."""
    oid = git(repo, "rev-parse", name)
    (repo / ".git/objects" / oid[:2] / oid[2:]).unlink()


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    return tmp_path / "it-ran"


@pytest.fixture
def trap(tmp_path: Path, marker: Path) -> Path:
    """A program that leaves a mark."""
    path = tmp_path / "trap"
    path.write_text(f"#!/bin/sh\necho ran >> {marker}\nexit 1\n")
    path.chmod(0o755)
    return path


def promisor(repo: Path, url: str, *settings: tuple[str, str]) -> None:
    for key, value in (
        ("core.repositoryFormatVersion", "1"), ("extensions.partialClone", "origin"),
        ("remote.origin.url", url),
        ("remote.origin.promisor", "true"), ("remote.origin.partialclonefilter", "tree:0"),
        ("protocol.allow", "always"),
        ("protocol.ext.allow", "always"), *settings,
    ):  # fmt: skip
        git(repo, "config", key, value)


def ssh(repo: Path, trap: Path) -> None:
    promisor(repo, "ssh://git.example/x.git", ("core.sshCommand", str(trap)))


def ext(repo: Path, trap: Path) -> None:
    promisor(repo, f"ext::{trap}")


def upload_pack(repo: Path, trap: Path) -> None:
    promisor(repo, str(repo), ("remote.origin.uploadpack", str(trap)))


def remote_helper(repo: Path, trap: Path) -> None:
    (trap.parent / "git-remote-mark").symlink_to(trap)
    promisor(repo, "mark::x")


@pytest.mark.parametrize("lost", ["HEAD~1^{tree}", "HEAD~1"])
@pytest.mark.parametrize("setting", [ssh, ext, upload_pack, remote_helper], ids=lambda f: f.__name__)
def test_a_missing_object_is_not_fetched(
    repo: Path, trap: Path, marker: Path, setting: Callable[[Path, Path], None], lost: str,
    monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{trap.parent}{os.pathsep}{os.environ['PATH']}")
    setting(repo, trap)
    lose(repo, lost)
    with pytest.raises(GitError, match=r"partial clone.*clone without `--filter`"):
        list(commits(str(repo), 100))
    assert not marker.exists()


def test_a_missing_blob_is_not_fetched(repo: Path, trap: Path, marker: Path) -> None:
    ssh(repo, trap)
    oid = git(repo, "rev-parse", "HEAD~1:Dockerfile")
    lose(repo, "HEAD~1:Dockerfile")
    assert len(list(commits(str(repo), 100))) == 3, "which files changed stands in the trees"
    with pytest.raises(GitError, match="older versions of the Dockerfile are missing"):
        blobs(str(repo), [oid])
    assert not marker.exists()


def test_the_traps_work(repo: Path, trap: Path, marker: Path) -> None:
    """git as it is does run them: the tests above would notice."""
    ssh(repo, trap)
    lose(repo, "HEAD~1^{tree}")
    env = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    subprocess.run(
        ["git", "-C", str(repo), "log", "--raw"], env=env, capture_output=True, check=False, timeout=30
    )
    assert marker.exists()


def _attributes(repo: Path, trap: Path) -> None:
    (repo / ".git/info").mkdir(exist_ok=True)
    (repo / ".git/info/attributes").write_text("* filter=mark diff=mark\n")
    (repo / ".gitattributes").write_text("* filter=mark diff=mark\n")
    for key in (
        "filter.mark.clean",
        "filter.mark.smudge",
        "filter.mark.process",
        "diff.mark.textconv",
        "diff.mark.command",
    ):
        git(repo, "config", key, str(trap))


def _hooks(repo: Path, trap: Path) -> None:
    hooks = repo / "hooks"
    hooks.mkdir()
    for name in (
        "post-index-change",
        "reference-transaction",
        "fsmonitor-watchman",
        "post-checkout",
        "pre-auto-gc",
    ):
        (hooks / name).symlink_to(trap)
        (repo / ".git/hooks" / name).symlink_to(trap)
    git(repo, "config", "core.hooksPath", str(hooks))


def _include(repo: Path, trap: Path) -> None:
    other = repo / "other.config"
    other.write_text(
        f"[core]\n\tfsmonitor = {trap}\n\tpager = {trap}\n[diff]\n\texternal = {trap}\n[log]\n"
        f"\tshowSignature = true\n[gpg]\n\tprogram = {trap}\n"
    )
    git(repo, "config", "includeIf.gitdir:/.path", str(other))
    git(repo, "config", "include.path", str(other))


def _one(key: str) -> Callable[[Path, Path], None]:
    def set_it(repo: Path, trap: Path) -> None:
        git(repo, "config", key, str(trap))

    set_it.__name__ = key
    return set_it


def _signed(repo: Path, trap: Path) -> None:
    git(repo, "config", "log.showSignature", "true")
    git(repo, "config", "gpg.program", str(trap))


KEYS = ("core.fsmonitor", "diff.external", "core.pager", "pager.log", "pager.diff-tree", "pager.rev-list",
    "core.editor", "core.askPass", "core.alternateRefsCommand", "credential.helper", "alias.rev-list",
    "alias.diff-tree")  # fmt: skip


@pytest.mark.parametrize(
    "setting", [_attributes, _hooks, _include, _signed, *map(_one, KEYS)], ids=lambda f: f.__name__
)
def test_nothing_that_a_repository_names_is_run(
    repo: Path, trap: Path, marker: Path, setting: Callable[[Path, Path], None]
) -> None:
    setting(repo, trap)
    oid = git(repo, "rev-parse", "HEAD:Dockerfile")
    marker.unlink(missing_ok=True)  # setting it up may have run it
    log = list(commits(str(repo), 100))
    assert [sorted(f.path for f in c.changes) for c in log][1:] == [
        ["1.txt", "Dockerfile"],
        ["0.txt", "Dockerfile"],
    ]
    assert blobs(str(repo), [oid]) == {oid: (DOCKERFILE + "# 2\n").encode()}
    assert not marker.exists()


@pytest.mark.parametrize(
    "variable",
    ["GIT_SSH_COMMAND", "GIT_SSH", "GIT_EXTERNAL_DIFF", "GIT_PAGER", "GIT_ASKPASS", "SSH_ASKPASS",
        "GIT_PROXY_COMMAND", "GIT_EDITOR", "PAGER"],
)
def test_the_environment_names_no_program(
    repo: Path, trap: Path, marker: Path, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ssh(repo, trap)
    lose(repo, "HEAD~2^{tree}")
    monkeypatch.setenv(variable, str(trap))
    with pytest.raises(GitError):
        list(commits(str(repo), 100))
    assert not marker.exists()


def test_the_environment_leads_to_no_other_repository(
    repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    git(tmp_path, "init", "-q", str(other))
    for name, value in (
        ("GIT_DIR", other / ".git"), ("GIT_WORK_TREE", other),
        ("GIT_OBJECT_DIRECTORY", other / ".git/objects"), ("GIT_INDEX_FILE", other / "i"),
        ("GIT_CONFIG_GLOBAL", other / "c"), ("GIT_NAMESPACE", "x"), ("GIT_CEILING_DIRECTORIES", repo),
        ("GIT_SHALLOW_FILE", other / "s"),
        ("GIT_CONFIG_COUNT", "1"), ("GIT_CONFIG_KEY_0", "core.repositoryFormatVersion"),
        ("GIT_CONFIG_VALUE_0", "99"),
    ):  # fmt: skip
        monkeypatch.setenv(name, str(value))
    monkeypatch.setenv("GIT_TRACE", str(tmp_path / "trace"))
    assert len(list(commits(str(repo), 100))) == 3
    assert not (tmp_path / "trace").exists()
    kept = {name: value for name, value in environment(str(repo)).items() if name.startswith("GIT_")}
    assert kept["GIT_ALLOW_PROTOCOL"] == "none" and kept["GIT_NO_LAZY_FETCH"] == "1" and "GIT_DIR" not in kept


def test_replaced_objects_do_not_count(repo: Path) -> None:
    git(repo, "replace", "HEAD", "HEAD~2")
    assert len(list(commits(str(repo), 100))) == 3


def test_a_repository_without_git_folder_inside_another_folder_is_none(
    repo: Path, tmp_path: Path, trap: Path, marker: Path
) -> None:
    bare = tmp_path / "x" / "bare"
    bare.parent.mkdir()
    shutil.copytree(repo / ".git", bare)
    (bare / "config").write_text(
        f"[core]\n\tbare = true\n\tfsmonitor = {trap}\n\trepositoryFormatVersion = 0\n"
    )
    with pytest.raises((NoGit, GitError)):
        list(commits(str(bare), 10))
    assert not marker.exists()


def test_a_pipe_for_a_configuration_ends_by_time(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SECONDS", 0.5)
    (repo / ".git/config").unlink()
    os.mkfifo(repo / ".git/config")
    began = time.monotonic()
    with pytest.raises(GitError, match="no answer about this repository within"):
        list(commits(str(repo), 10))
    assert time.monotonic() - began < 60


def test_endless_output_ends(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_OUTPUT", 100)
    with pytest.raises(GitError, match="prints more than"):
        list(commits(str(repo), 10))


@pytest.mark.skipif(sys.platform != "linux", reason="the limit of memory is set on Linux")
def test_memory_is_limited(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MEMORY", 60 << 20)
    (repo / "big").write_bytes(bytes(200 << 20))
    git(repo, "add", "big")
    oid = git(repo, "rev-parse", ":big")
    with pytest.raises(GitError, match="git"):
        module.git(str(repo), ["cat-file", "blob", oid])


def test_no_commit_and_no_git_are_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(tmp_path, "init", "-q", "a")
    with pytest.raises(NoGit, match="no commits") as caught:
        list(commits(str(tmp_path / "a"), 10))
    assert not caught.value.worth_a_note
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(NoGit, match="git is not installed"):
        list(commits(str(tmp_path / "a"), 10))


def test_git_is_not_taken_from_the_working_folder(
    repo: Path, trap: Path, marker: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("git", "shellcheck", "docker-credential-x"):
        shutil.copy(trap, repo / name)
    monkeypatch.chdir(repo)
    monkeypatch.setenv("PATH", os.pathsep.join((".", "", "../repo", os.environ["PATH"])))
    from dlinter.sources.credentials import CredentialError, _ask
    from dlinter.sources.programs import find_program

    assert len(list(commits(str(repo), 10))) == 3
    assert find_program("shellcheck") is None or not str(find_program("shellcheck")).startswith(str(repo))
    assert find_program("./git") is None and find_program("") is None
    with pytest.raises(CredentialError, match="is not installed"):
        _ask("x", "registry.example")
    assert not marker.exists()


def dlint(repo: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return in_process.call(args, folder=repo)


def test_a_treeless_clone_is_a_problem_once_and_the_rest_is_reported(
    repo: Path, trap: Path, marker: Path
) -> None:
    ssh(repo, trap)
    lose(repo, "HEAD~1^{tree}")
    (repo / "a").mkdir()
    (repo / "a/Dockerfile").write_text(DOCKERFILE)
    done = dlint(repo, "lint", ".", "--isolated", "--select", "all")
    assert done.returncode == 2 and "partial clone" in done.stderr, done.stderr
    assert done.stderr.count(".git: objects of the git history are missing") == 1
    assert "untagged" in done.stdout or "warning" in done.stdout
    cache = dlint(repo, "cache", "Dockerfile")
    assert cache.returncode == 2 and "partial clone" in cache.stderr and "RUN npm ci" in cache.stdout
    assert not marker.exists()


def test_a_real_treeless_clone(repo: Path, tmp_path: Path) -> None:
    git(repo, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--filter=tree:0", repo.as_uri(), "treeless")
    with pytest.raises(GitError, match="partial clone"):
        list(commits(str(tmp_path / "treeless"), 10))

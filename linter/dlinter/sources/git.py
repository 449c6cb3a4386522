"""The one place that runs git, on a repository that may be hostile.

What a `.git` holds is data that somebody wrote: its configuration names commands for fetching, paging,
signing, comparing and watching, its hooks are programs, and a missing object has git fetch from a remote of
its choice. None of it may run:

- nothing is fetched: `GIT_NO_LAZY_FETCH` (git 2.45, and the corrected 2.39 to 2.44), and `GIT_ALLOW_PROTOCOL`
  without a protocol, which holds for `ext::` where `protocol.allow` does not;
- plumbing alone is called (`rev-parse`, `rev-list`, `diff-tree`, `cat-file`), and what could still name a
  program is overridden on the command line, which comes after the repository's own configuration;
- the environment is built here: of the caller's `GIT_*` nothing is left;
- a repository inside a repository counts only where it has a `.git` (`safe.bareRepository`), and replaced
  objects and grafts do not count.

What remains (a pipe for a configuration, an object that inflates to gigabytes) ends by the limits of time,
memory and output.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from msgspec import Struct

from dlinter.sources.programs import find_program

SECONDS = 60.0
"""How long one call may take."""
MEMORY = 4 << 30
"""Bytes of address space that git may take; its windows into packs, which count, are kept small below."""
MOST_OUTPUT = 128 << 20
"""Bytes read of one call. A changed file is about 150 of them."""
_KEPT = ("HOME", "LANG", "PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "USERPROFILE", "XDG_CONFIG_HOME")
_OVERRIDES = (
    "core.fsmonitor=false", f"core.hooksPath={os.devnull}", "core.pager=cat", "core.askPass=",
    "core.sshCommand=false",
    "core.gitProxy=", "core.alternateRefsCommand=", f"core.attributesFile={os.devnull}", "core.editor=false",
    "core.commitGraph=false", "core.packedGitWindowSize=16m", "core.packedGitLimit=256m",
    "core.untrackedCache=false",
    "core.quotePath=false", "credential.helper=", "diff.external=", "diff.orderFile=",
    "diff.ignoreSubmodules=none",
    "diff.submodule=short", "gpg.program=false", "log.showSignature=false", "protocol.allow=never",
    "safe.bareRepository=explicit", "submodule.recurse=false", "uploadpack.packObjectsHook=",
)  # fmt: skip


class GitError(Exception):
    """git fails on a repository; one line that says what to do."""


class NoGit(Exception):
    """There is no git, or nothing for it to read: no commit yet, or a repository that it leaves alone. One
    line. `worth_a_note` says whether the user can do something about it."""

    def __init__(self, why: str, *, worth_a_note: bool = True) -> None:
        super().__init__(why)
        self.worth_a_note = worth_a_note


class _Watch(Struct):
    """Ends git when its time is over."""

    process: subprocess.Popen[bytes]
    late: bool = False

    def end(self) -> None:
        self.late = True
        self.process.kill()


def environment(root: str) -> dict[str, str]:
    """All of git's environment."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    # Messages are looked at, so they are in English.
    return kept | {
        "LC_ALL": "C",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_PAGER": "cat",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_GRAFT_FILE": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_LITERAL_PATHSPECS": "1",
        # The repository is known: none further up is looked for.
        "GIT_CEILING_DIRECTORIES": os.path.dirname(os.path.realpath(root)),
    }


def git(root: str, args: Sequence[str], feed: bytes = b"") -> bytes:
    """What git prints. Raises GitError and NoGit."""
    return b"".join(git_chunks(root, args, feed))


def git_chunks(root: str, args: Sequence[str], feed: bytes = b"") -> Iterator[bytes]:
    """What git prints, as it comes; `feed` is its standard input. Raises GitError and NoGit, in the midst of
    it, too."""
    program = find_program("git")
    if program is None:
        raise NoGit("git is not installed")
    overrides = [word for setting in _OVERRIDES for word in ("-c", setting)]
    argv = [program, "--no-pager", "--no-replace-objects", "-C", os.path.realpath(root), *overrides, *args]
    with _running(argv, environment(root), feed) as (process, watch, errors):
        assert process.stdout is not None
        seen = 0
        while chunk := process.stdout.read(1 << 16):
            seen += len(chunk)
            if seen > MOST_OUTPUT:
                raise GitError(
                    f"git prints more than {MOST_OUTPUT >> 20} MB about the history of this repository"
                )
            yield chunk
        code = process.wait()
    if watch.late:
        raise GitError(f"git gave no answer about this repository within {SECONDS:.0f} seconds")
    if code:
        raise _failure(b"".join(errors), code)


@contextmanager
def _running(
    argv: Sequence[str], env: dict[str, str], feed: bytes
) -> Iterator[tuple[subprocess.Popen[bytes], _Watch, list[bytes]]]:
    """A git that is fed and listened to by threads, and is gone afterwards, whatever happens."""
    try:
        process = subprocess.Popen(
            argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env
        )
    except OSError as error:
        raise NoGit(f"git cannot be run: {error.strerror or error}") from None
    _limit_memory(process.pid)
    watch, errors = _Watch(process), list[bytes]()
    timer = threading.Timer(SECONDS, watch.end)
    threads = [
        threading.Thread(target=_feed, args=(process, feed), daemon=True),
        threading.Thread(target=_listen, args=(process, errors), daemon=True),
    ]
    timer.daemon = True
    for thread in (timer, *threads):
        thread.start()
    try:
        yield process, watch, errors
    finally:
        timer.cancel()
        if process.poll() is None:
            process.kill()
        process.wait()
        for thread in threads:
            thread.join(5)
        assert process.stdout is not None
        process.stdout.close()


def _feed(process: subprocess.Popen[bytes], data: bytes) -> None:
    assert process.stdin is not None
    with suppress(OSError):  # git has ended
        process.stdin.write(data)
        process.stdin.close()


def _listen(process: subprocess.Popen[bytes], errors: list[bytes]) -> None:
    """Keeps the first of what git complains of, and reads the rest, which would block it."""
    assert process.stderr is not None
    with process.stderr as stream:
        size = 0
        while chunk := stream.read1(1 << 14):  # type: ignore[attr-defined]
            if size < 1 << 16:
                errors.append(chunk)
                size += len(chunk)


def _limit_memory(pid: int) -> None:
    if sys.platform != "linux":
        return
    import resource

    with suppress(OSError, ValueError):  # it has ended, or a lower limit holds already
        resource.prlimit(pid, resource.RLIMIT_AS, (MEMORY, MEMORY))


def _failure(errors: bytes, code: int) -> Exception:
    """What went wrong. git's own words may quote the repository, so they are only looked at."""
    text = errors.decode("utf-8", "replace").lower()
    if "dubious ownership" in text:
        return NoGit(
            "git leaves this repository alone, because it belongs to another user: `git config --global "
            "--add safe.directory FOLDER` allows it"
        )
    if "not a git repository" in text:
        return NoGit("git does not take this folder for a repository", worth_a_note=False)
    if any(
        words in text
        for words in (
            "unknown revision",
            "bad revision 'head'",
            "ambiguous argument 'head'",
            "needed a single revision",
        )
    ):
        return NoGit("no commits", worth_a_note=False)
    if any(words in text for words in ("lazy fetch", "promisor", "unable to read tree", "bad tree object",
        "could not read", "missing", "transport", "bad object")):
        return GitError(
            "objects of the git history are missing, as in a partial clone, and dlint lets git fetch "
            "nothing: "
            "run `git fetch --refetch --no-filter`, or clone without `--filter`"
        )
    if "out of memory" in text or "mmap failed" in text or "cannot allocate" in text:
        return GitError(f"git needs more than {MEMORY >> 30} GB for the history of this repository")
    if "config" in text:
        return GitError("git cannot read the configuration of this repository: `git status` shows why")
    return GitError(
        f"git cannot read the history of this repository (exit code {code}): `git fsck` shows why"
    )

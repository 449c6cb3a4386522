"""A repository is cloned without a tag or commit.

## Why
The step is cached by its text: one machine keeps the commit from when it first ran, another one clones a
newer commit, and neither shows it.

## Instead
A tag or a commit: `git clone --branch v1.2 --depth 1 …`, or `ADD https://host.example/x.git#COMMIT /src`,
which is cached by the commit and needs no git.

## When to ignore it
The newest commit is what the build is for, as with a nightly image of a project, and the cache is switched
off.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Run
from dlinter.model.shell import Command
from dlinter.rule import STRICT, Bad, Context, Good, Rule

_VALUED = ("-c", "-C", "--git-dir", "--work-tree", "--exec-path", "--namespace")
_MOVING = ("main", "master", "develop", "dev", "trunk", "HEAD")


def _subcommand(command: Command) -> tuple[str, tuple[str, ...]]:
    words, at = command.args, 0
    while at < len(words) and words[at].startswith("-"):
        at += 2 if words[at] in _VALUED else 1
    return (words[at], words[at + 1 :]) if at < len(words) else ("", ())


def _branch(words: tuple[str, ...]) -> str | None:
    """The branch, tag or revision that is asked for."""
    for index, word in enumerate(words):
        name, sign, value = word.partition("=")
        if name in ("-b", "--branch", "--revision"):
            return value if sign else (words[index + 1] if index + 1 < len(words) else "")
        if word.startswith("-b") and len(word) > 2:
            return word[2:]
    return None


def check(run: Run, context: Context) -> Iterator[Finding]:
    script = context.facts.script(run)
    if not script.posix:
        return
    for index, command in enumerate(script.commands):
        if command.name != "git":
            continue
        name, words = _subcommand(command)
        if name != "clone" or not any("://" in w or "@" in w for w in words):
            continue
        branch = _branch(words)
        if branch is not None and branch not in _MOVING:
            continue
        later = (_subcommand(c)[0] for c in script.commands[index + 1 :] if c.name == "git")
        if any(n in ("checkout", "reset", "switch", "fetch", "submodule") for n in later):
            continue
        where = f"the branch `{branch}`" if branch else "the default branch"
        yield Finding(command.span, f"clones {where} as it is at build time: name a tag or a commit")


RULE: Rule[Run] = Rule(
    id="unpinned-git-clone",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.WARNING,
    ruleset=STRICT,
    examples=(
        Bad(
            "FROM debian:13\nRUN «git clone --depth 1 https://host.example/x.git /x» && make -C /x\n",
            better="FROM debian:13\nRUN git clone --depth 1 --branch v1.2 https://host.example/x.git /x && "
                "make -C /x\n",
        ),
        Bad("FROM debian:13\nRUN «git -c a=b clone -b main git@host.example:x.git»\n"),
        Good(
            "FROM debian:13\nRUN git clone --branch v1.2 https://host.example/x.git && git clone "
            "--branch=$V https://host.example/y.git\n"),
        Good(
            "FROM debian:13\nRUN git clone https://host.example/x.git /x && cd /x && git checkout $COMMIT\n"),
        Good("FROM debian:13\nRUN git clone /a /b && git -C /b clone --help\n"),
    ),
)

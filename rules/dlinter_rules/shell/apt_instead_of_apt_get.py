"""`apt` in a script; its options and output are for people, and may change.

## Why
apt(8) says of itself that scripts should use `apt-get` and `apt-cache`, which stay compatible.

## When to ignore it
The step uses something that only `apt` has, and the base image, with its version of `apt`, is pinned.

## Fix safety
Safe: for these subcommands `apt-get` does the same; `upgrade` with `--with-new-pkgs`.
"""

from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import Run
from dlinter.model.text import Span
from dlinter.rule import STRICT, Bad, Context, Good, Rule

_SAME = ("install", "update", "upgrade", "remove", "purge", "autoremove", "clean", "autoclean", "download",
    "source", "build-dep")
_CACHE = ("search", "show", "showsrc", "depends", "rdepends", "policy")


def check(run: Run, context: Context) -> Iterator[Finding]:
    script = context.facts.script(run)
    if not script.posix:
        return
    for command in script.commands:
        if command.name != "apt" or command.argv[0].value != "apt":
            continue
        subcommand = next((w.value for w in command.argv[1:] if not w.value.startswith("-")), "")
        better = "apt-get" if subcommand in _SAME else "apt-cache" if subcommand in _CACHE else ""
        word = command.argv[0].span
        edits = [Edit(word, better)]
        # apt installs new packages that an upgrade needs, apt-get does not (apt-get(8), "--with-new-pkgs")
        if subcommand == "upgrade":
            if any("new-pkgs" in a.lower() for a in command.args):
                better = ""
            at = next(w.span.end for w in command.argv[1:] if w.value == subcommand)
            edits.append(Edit(Span(at, at), " --with-new-pkgs"))
        yield Finding(
            word,
            f"`apt` is for people; `{better or 'apt-get'}` keeps its options and output stable for scripts",
            Fix(f"write `{better}`", tuple(edits), Safety.SAFE) if better == "apt-get" else None,
        )


RULE: Rule[Run] = Rule(
    id="apt-instead-of-apt-get",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.NOTE,
    ruleset=STRICT,
    aliases=("checkov:CKV_DOCKER_9", "hadolint:DL3027"),
    examples=(
        Bad(
            "FROM debian:13\nRUN «apt» update && «apt» install -y curl\n",
            fixed="FROM debian:13\nRUN apt-get update && apt-get install -y curl\n",
        ),
        Bad(
            "FROM debian:13\nRUN «apt» update && «apt» upgrade -y\n",
            fixed="FROM debian:13\nRUN apt-get update && apt-get upgrade --with-new-pkgs -y\n",
        ),
        Bad("FROM debian:13\nRUN «apt» upgrade -y --without-new-pkgs\n"),
        Bad("FROM debian:13\nRUN «apt» list --installed\n"),
        Good("FROM debian:13\nRUN apt-get install -y apt && echo apt\n"),
    ),
)

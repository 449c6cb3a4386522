"""`docker-dlint`, which Docker's client finds among its plugins: `docker dlint lint` is `dlint lint`.

The protocol is that of docker/cli (`cli-plugins/manager` and `cli-plugins/metadata`): a program `docker-NAME`
in a plugin folder answers the argument `docker-cli-plugin-metadata` with a JSON object, and is then called
with the whole command line of `docker`, the plugin's own name in it (`docker -H unix:///run/d.sock dlint
lint` becomes `docker-dlint -H unix:///run/d.sock dlint lint`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from dlinter import __version__

NAME = "dlint"
METADATA = "docker-cli-plugin-metadata"
COMPLETE = ("__complete", "__completeNoDesc")
"""What cobra's completion scripts call; docker passes it on to the plugin."""

_NO_FILES, _FILES = ":4", ":0"
_VALUED = {
    "--config": "DOCKER_CONFIG", "-c": "", "--context": "", "-H": "DOCKER_HOST", "--host": "DOCKER_HOST",
    "-l": "", "--log-level": "",
    "--tlscacert": "", "--tlscert": "", "--tlskey": "",
}  # fmt: skip
"""Docker's own options that take a value, each with the environment variable by which dlint gets the same, ""
for none."""


def main(argv: Sequence[str] | None = None) -> int:
    """Answers Docker, or runs one command of dlint and returns its exit code."""
    args = list(sys.argv[1:] if argv is None else argv)
    if args[:1] == [METADATA]:
        return _metadata()
    if args[:1] and args[0] in COMPLETE:
        return _complete(args[1:])
    command, environment = own_arguments(args)
    os.environ.update(environment)
    from dlinter.cli.main import main as dlint

    return dlint(command)


def own_arguments(args: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """The arguments behind the plugin's name, and the variables for Docker's options before it. `docker help
    dlint lint` is the help of `dlint lint`. Without the name (the program was called by hand) all arguments
    are dlint's."""
    variables: dict[str, str] = {}
    at = 0
    while at < len(args) and args[at].startswith("-"):
        option, equals, value = args[at].partition("=")
        if option not in _VALUED and not option.startswith("--"):
            option, equals, value = args[at][:2], args[at][2:3], args[at][2:]
        if option in _VALUED:
            if not equals:
                at += 1
                value = args[at] if at < len(args) else ""
            if _VALUED[option]:
                variables[_VALUED[option]] = value
        at += 1
    rest = list(args[at:])
    if rest[:1] == [NAME]:
        return rest[1:], variables
    if rest[:2] == ["help", NAME]:
        return ([*rest[2:], "--help"], variables)
    return list(args), {}


def _metadata() -> int:
    import json

    metadata = {
        "SchemaVersion": "0.1.0",
        "Vendor": "dlint",
        "Version": __version__,
        "ShortDescription": "Lint Dockerfiles and find secrets in built images",
        "URL": "https://github.com/dlint/dlint",
    }
    print(json.dumps(metadata))
    return 0


def _complete(words: Sequence[str]) -> int:
    """The commands for the first word behind the plugin's name, names of files behind that."""
    given, _ = own_arguments(words)
    if len(given) > 1:
        print(_FILES)
        return 0
    from dlinter.cli.command_list import command_names

    prefix = given[0] if given else ""
    print(*(name for name in command_names() if name.startswith(prefix)), _NO_FILES, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The command line: argv → settings → exit code.

0: clean. 1: findings at or above `--fail-on`. 2: a usage error, a broken configuration, input that could not be read,
or dlint failed. 130: interrupted. Each command is a module of its own, imported when it is called.
"""

from __future__ import annotations

import os
import sys

CLEAN, FINDINGS, FAILED, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 130, 141

COMMANDS = {
    "lint": "lint Dockerfiles",
    "scan": "find secrets in built images",
    "explain": "print what a rule says, and why",
    "rules": "list the rules",
    "config": "show, check or import a configuration",
    "baseline": "accept today's findings, so that only new ones count",
    "cache": "show what rebuilds each step of a Dockerfile, and how often",
    "reconstruct": "write the Dockerfile that an image's history tells of",
    "merge": "put several SARIF files into one",
    "completion": "print a completion script for a shell",
}


def main(argv: list[str] | None = None) -> int:
    """Runs one command and returns its exit code; never raises, never ends the process."""
    args = sys.argv[1:] if argv is None else argv
    verbose = "--verbose" in args or bool(os.environ.get("DLINT_DEBUG"))
    try:
        _use_utf8()
        code = _run(args)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _drop_stdout()
        return BROKEN_PIPE
    except SystemExit as end:  # argparse after --help
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            _drop_stdout()
        return end.code if isinstance(end.code, int) else FAILED
    except Exception as error:
        if verbose:
            import traceback

            traceback.print_exc()
        from dlinter.cli.terminal import one_line

        print(f"dlint: error: {one_line(_explain(error))}", file=sys.stderr)
        return FAILED


def _run(args: list[str]) -> int:
    from dlinter.cli.parser import parse

    command, namespace = parse(args)
    code: int = command.run(namespace)
    return code


def _explain(error: Exception) -> str:
    """One line. The text of an unexpected exception stays out: it may quote what was scanned."""
    from dlinter.cli.errors import UsageError
    from dlinter.policy.errors import ConfigError
    from dlinter.registry import RegistryError

    if isinstance(error, (UsageError, ConfigError, RegistryError)):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    trace, place = error.__traceback__, ""
    while trace is not None:
        place = f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}"  # noqa: PTH119
        trace = trace.tb_next
    return f"internal error: {type(error).__name__} at {place}; `--verbose` shows the traceback"


def _use_utf8() -> None:
    """UTF-8 whatever the locale; bytes that are no UTF-8 come out as escapes."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _drop_stdout() -> None:
    """So that the interpreter's own flush at exit has nothing to complain of."""
    try:  # noqa: SIM105 -- contextlib is not free
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        pass

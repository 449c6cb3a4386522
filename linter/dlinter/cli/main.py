"""The entry point: runs one command, and turns whatever happens into an exit code and one line."""

from __future__ import annotations

import os
import sys

from dlinter.cli.exit_codes import BROKEN_PIPE, FAILED, INTERRUPTED


def main(argv: list[str] | None = None) -> int:
    """Runs one command and returns its exit code; never raises, never ends the process."""
    _leave_garbage_at_the_end()
    args = sys.argv[1:] if argv is None else argv
    options = args[: args.index("--")] if "--" in args else args
    verbose = "--verbose" in options or bool(os.environ.get("DLINT_DEBUG"))
    try:
        if None in (sys.stdin, sys.stdout, sys.stderr):
            from dlinter.cli.streams import open_closed

            open_closed()
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
        from dlinter.cli.terminal import one_line

        if verbose:
            sys.stderr.write(_traceback(error))

        print(f"dlint: error: {one_line(_explain(error))}", file=sys.stderr)
        return FAILED


def _leave_garbage_at_the_end() -> None:
    """The interpreter's end looks for garbage in all that is there, which takes a tenth of a start."""
    import atexit
    import gc

    atexit.unregister(gc.freeze)  # a process may run several commands
    atexit.register(gc.freeze)


def _run(args: list[str]) -> int:
    from dlinter.cli.parser import parse

    command, namespace = parse(args)
    code: int = command.run(namespace)
    return code


def _explain(error: Exception) -> str:
    """One line. The text of an unexpected exception stays out: it may quote what was scanned."""
    from dlinter.cli.errors import UsageError
    from dlinter.packs import RegistryError
    from dlinter.policy.errors import ConfigError

    if isinstance(error, (UsageError, ConfigError, RegistryError)):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    trace, place = error.__traceback__, ""
    while trace is not None:
        place = f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}"  # noqa: PTH119
        trace = trace.tb_next
    return f"internal error: {type(error).__name__} at {place}; `--verbose` shows the traceback"


def _traceback(error: BaseException) -> str:
    """The places of an exception and of those that led to it. Their texts stay out: they may quote what was
    scanned."""
    import traceback

    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    lines = [_traceback(before), "\nwhich led to:\n\n"] if before is not None else []
    return "".join(
        [
            *lines,
            "Traceback (most recent call last):\n",
            *traceback.format_tb(error.__traceback__),
            f"{type(error).__qualname__}\n",
        ]
    )


def _use_utf8() -> None:
    """UTF-8 whatever the locale; bytes that are no UTF-8 come out as escapes."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _drop_stdout() -> None:
    """So that the interpreter's own flush at exit has nothing to complain of."""
    try:  # noqa: SIM105
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        pass

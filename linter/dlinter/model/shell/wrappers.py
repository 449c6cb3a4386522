"""Programs that run another program: taken off, so that rules see the command itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from dlinter.model.shell.nodes import Assignment, Command, Word
from dlinter.model.shell.words import Source, word_of
from dlinter.model.text import Span
from dlinter.model.work import TooMuchWork

if TYPE_CHECKING:
    from dlinter.model.shell.tree import Simple

Nested = Callable[[Source, Sequence[Span]], "tuple[list[tuple[Simple, Source]], list[Span]]"]

_WITH_VALUE: dict[str, tuple[str, ...]] = {
    "sudo": ("-u", "-g", "-h", "-p", "-C", "-T", "-r", "-t", "-U", "-D", "--user", "--group", "--host",
        "--prompt", "--chdir"),
    "doas": ("-u", "-C"),
    "env": ("-u", "--unset", "-C", "--chdir", "-S"),
    "time": ("-f", "-o", "--format", "--output"),
    "nice": ("-n", "--adjustment"),
    "ionice": ("-c", "-n", "-p", "--class", "--classdata"),
    "nohup": (),
    "exec": ("-a",),
    "coproc": (),
    "command": (),
    "builtin": (),
    "timeout": ("-s", "-k", "--signal", "--kill-after"),
    "xargs": ("-I", "-n", "-P", "-L", "-d", "-s", "-E", "-a", "--max-args", "--max-procs", "--replace",
        "--delimiter", "--arg-file"),
    "stdbuf": ("-i", "-o", "-e"),
    "gosu": (), "su-exec": (), "chroot": ("--userspec", "--groups"), "tini": ("-p", "-e"), "dumb-init": (),
    "fakeroot": (),
    "busybox": (), "setarch": (), "linux32": (), "linux64": (), "eatmydata": (), "catchsegv": (),
    "unbuffer": (), "retry": (),
    "setsid": (), "chronic": (), "dbus-run-session": ("--config-file", "--dbus-daemon"),
    "flock": ("-w", "-E", "--timeout", "--wait", "--conflict-exit-code"),
    "xvfb-run": ("-e", "-f", "-n", "-p", "-s", "-w", "--error-file", "--auth-file", "--server-num",
        "--server-args", "--wait"),
    "setpriv": ("--reuid", "--regid", "--groups", "--inh-caps", "--ambient-caps", "--bounding-set",
        "--securebits", "--selinux-label", "--apparmor-profile"),
    "runuser": ("-u", "--user", "-g", "--group", "-G", "--supp-group"), "taskset": (),
    "strace": ("-o", "-e", "-s", "-E", "-p", "-u", "-a"),
}  # fmt: skip
_ONE_MORE = ("timeout", "gosu", "su-exec", "chroot", "setarch", "flock", "taskset")
"""They take one argument of their own before the command."""
_SHELLS = ("sh", "bash", "dash", "ash", "ksh", "zsh")
DEEPEST = 8
WRAPPERS = 50
"""Wrappers around one command, and commands of one `find`: what is inside is gone through for each of
them."""


def simplify(
    simple: Simple, source: Source, nested: Nested, errors: list[Span], *, exec_form: bool = False,
    depth: int = 0,
    wrappers: tuple[str, ...] = (), wrapper_words: tuple[Word, ...] = (),
) -> list[Command]:  # fmt: skip
    """The commands behind a simple command: itself without wrappers, or those of a script it hands to a
    shell."""
    words, assignments = list(simple.words), list(simple.assignments)
    names, taken = list(wrappers), list(wrapper_words)
    while words and len(names) <= WRAPPERS:
        name = words[0].value.rsplit("/", 1)[-1] if words[0].static else ""
        if name in _SHELLS or name in ("su", "runuser", "flock", "eval"):
            script = _script_word(name, words)
            if script is not None and depth < DEEPEST:
                inner = _into(simple, source, nested, errors, script, (*names, _label(name)),
                    (*taken, *words), depth, exec_form)
                if inner is not None:
                    return inner
                break
            if name not in _WITH_VALUE:
                break
        if name == "find":
            commands = [_command(simple, words, assignments, names, taken)]
            for cut, stop in _executed(words):
                inner_simple = _copy(simple, words[cut + 1 : stop])
                if len(commands) > WRAPPERS or depth > DEEPEST:
                    raise TooMuchWork(
                        f"a `find` that starts more than {WRAPPERS} commands: the commands of the script are "
                        "not read"
                    )
                commands += simplify(
                    inner_simple,
                    source,
                    nested,
                    errors,
                    exec_form=exec_form,
                    depth=depth + 1,
                    wrappers=(*names, "find -exec"),
                    wrapper_words=(*taken, *words[: cut + 1]),
                )
            return commands
        if name not in _WITH_VALUE or len(words) < 2:
            break
        known = len(assignments)
        rest = _after(name, words, assignments)
        if rest is None:
            del assignments[known:]
            break
        names.append(name)
        taken += words[: len(words) - len(rest)]
        words = rest
    if len(names) > WRAPPERS:
        raise TooMuchWork(
            f"a command behind more than {WRAPPERS} others that start it: the commands of the script are not "
            "read"
        )
    return [_command(simple, words, assignments, names, taken)]


def _label(name: str) -> str:
    return "eval" if name == "eval" else f"{name} -c"


def _executed(words: list[Word]) -> list[tuple[int, int]]:
    """Where `find` is given commands: the index of each `-exec` and of the `;` or `{} +` that ends it."""
    found, at = [], 0
    while at < len(words):
        if words[at].value in ("-exec", "-execdir", "-ok", "-okdir"):
            stop = next(
                (i for i in range(at + 1, len(words)) if words[i].value == ";"
                    or (words[i].value == "+" and words[i - 1].value == "{}")),
                len(words),
            )
            if stop > at + 1:
                found.append((at, stop))
            at = stop
        at += 1
    return found


def _copy(simple: Simple, words: list[Word]) -> Simple:
    from dlinter.values import replace

    return replace(simple, words=words, assignments=[])


def _after(name: str, words: list[Word], assignments: list[Assignment]) -> list[Word] | None:
    """The words behind a wrapper and its options; None when nothing is left."""
    valued, at = _WITH_VALUE[name], 1
    while at < len(words):
        value = words[at].value
        if value == "--":
            at += 1
            break
        if name in ("env", "sudo") and "=" in value and not value.startswith("-"):
            key, _, text = value.partition("=")
            span = words[at].span
            assignments.append(
                Assignment(span, key, word_of(words[at].text.partition("=")[2], span) if text else None)
            )
            at += 1
            continue
        if not value.startswith("-") or value == "-":
            break
        at += 2 if value in valued else 1
    if name in _ONE_MORE:
        at += 1
    if name in ("tini", "dumb-init") and at < len(words) and words[at].value == "--":
        at += 1
    if name == "runuser" and not any(w.value.startswith(("-u", "--user")) for w in words[1:at]):
        return None
    if name == "command" and any(w.value in ("-v", "-V") for w in words[1:at]):
        return None
    return words[at:] if at < len(words) else None


def _script_word(name: str, words: list[Word]) -> Word | None:
    """The word that holds the script of `sh -c`, `su -c`, `eval`."""
    if name == "eval":
        if len(words) == 2:
            return words[1] if words[1].static else None
        plain = len(words) > 2 and all(w.static and not w.quoted for w in words[1:])
        return (
            Word(
                Span(words[1].span.start, words[-1].span.end),
                " ".join(w.text for w in words[1:]),
                " ".join(w.value for w in words[1:]),
            )
            if plain
            else None
        )
    for at, word in enumerate(words[1:], 1):
        value = word.value
        if name in ("su", "runuser", "flock"):
            if name == "runuser" and value.startswith(("-u", "--user")):
                return None
            if name == "flock" and not value.startswith("-") and words[at - 1].value not in _WITH_VALUE[name]:
                following = words[at + 1 : at + 3]
                return (
                    following[1]
                    if len(following) == 2 and following[0].value in ("-c", "--command")
                    else None
                )
            if value in ("-c", "--command") and at + 1 < len(words):
                return words[at + 1]
            continue
        if value.startswith("-") and not value.startswith("--"):
            if value.endswith("c") and at + 1 < len(words):
                return words[at + 1]
            continue
        if (
            value.startswith("+")
            or words[at - 1].value in ("-O", "+O", "--rcfile", "--init-file")
            or value in ("pipefail", "errexit", "nounset", "xtrace")
        ):
            continue
        if not value.startswith("--"):
            return None
    return None


def _into(
    simple: Simple, source: Source, nested: Nested, errors: list[Span], script: Word, names: tuple[str, ...],
    taken: tuple[Word, ...],
    depth: int, exec_form: bool,
) -> list[Command] | None:  # fmt: skip
    ranges = _inside(source, script, exec_form)
    if ranges is None:
        return None
    found, wrong = nested(source, ranges)
    errors += wrong
    commands: list[Command] = []
    for inner, inner_source in found:
        inner.context = (*simple.context, "sh -c", *inner.context)
        inner.pipeline = inner.pipeline * 100_000 + simple.pipeline
        commands += simplify(
            inner, inner_source, nested, errors, depth=depth + 1, wrappers=names, wrapper_words=taken
        )
    if commands:
        from dlinter.values import replace

        commands[0] = replace(commands[0], before=commands[0].before or simple.before)
        depth_of = len(simple.context) + 1
        last = max(
            (i for i, c in enumerate(commands) if "substitution" not in c.context[depth_of:]),
            default=len(commands) - 1,
        )
        commands[last] = replace(commands[last], operator=commands[last].operator or simple.operator)
    return commands


def _inside(source: Source, word: Word, exec_form: bool) -> list[Span] | None:
    """The ranges of a quoted word that the inner shell reads: without the quotes, and without the backslash
    of an escape. None where the word is put together in a way that has no ranges."""
    start, end = word.span.start, word.span.end
    raw = source.data[start:end]
    if len(raw) < 2 or raw[:1] not in (b"'", b'"') or raw[-1:] != raw[:1]:
        if exec_form or word.quoted or not word.static:
            return None
        return _gaps(source, [Span(start, end)])
    quote = raw[:1]
    inner = raw[1:-1]
    if quote == b"'":
        return None if b"'" in inner else _gaps(source, [Span(start + 1, end - 1)])
    ranges, at, from_ = [], start + 1, start + 1
    escaped = b'"\\/' if exec_form else b'"\\$`'
    while at < end - 1:
        char = source.data[at : at + 1]
        if char == b'"':
            return None
        if char == b"\\":
            if source.data[at + 1 : at + 2] in [bytes([c]) for c in escaped]:
                ranges.append(Span(from_, at))
                from_ = at + 1
            elif exec_form:
                return None  # \n, \t, \u: not in the file as they are
            at += 2
            continue
        at += 1
    ranges.append(Span(from_, end - 1))
    return _gaps(source, [r for r in ranges if r.end > r.start])


def _gaps(source: Source, ranges: list[Span]) -> list[Span]:
    """The ranges without what the outer shell does not read either."""
    return source.read_in(ranges)


def _command(
    simple: Simple, words: list[Word], assignments: list[Assignment], names: list[str], taken: list[Word]
) -> Command:
    span = Span(words[0].span.start, words[-1].span.end) if words else simple.span
    return Command(
        span=span, outer=simple.span, argv=tuple(words), assignments=tuple(assignments),
        redirects=tuple(simple.redirects),
        wrappers=tuple(names), wrapper_words=tuple(taken), context=simple.context, before=simple.before,
        operator=simple.operator, pipeline=simple.pipeline, negated=simple.negated,
    )  # fmt: skip

"""The commands of a shell script, flat and normalised, every word with its place in the original file."""

from __future__ import annotations

from msgspec import Struct

from dlinter.model.text import Span


class Word(Struct, frozen=True):
    """A word. `text` is as the shell reads it (continuations removed), quotes and expansions still in it.
    `value` is the text with quotes and escapes resolved; where an expansion stands, its source (`$X`, `$(…)`)
    stays in `value` and `static` is false. `variables` are the names it expands."""

    span: Span
    text: str
    value: str
    static: bool = True
    quoted: bool = False
    variables: tuple[str, ...] = ()


class Assignment(Struct, frozen=True):
    """`NAME=value` before a command, alone, or after export/declare/local/readonly."""

    span: Span
    name: str
    value: Word | None
    exported: bool = False


class Redirect(Struct, frozen=True):
    """`2>&1`, `> file`, `<<EOF`, `<<< word`. `target` is None for a heredoc."""

    span: Span
    operator: str
    fd: str
    target: Word | None


class Command(Struct, frozen=True):
    """One simple command, wrappers (sudo, env, sh -c …) taken off.

    `argv` may be empty (only assignments or redirects). `wrappers` are the programs taken off, outermost
    first (`("sudo", "env")`, `("sh -c",)`); `wrapper_words` their words. `context` tells where it stands,
    outermost first: "if", "condition", "while", "for", "case", "subshell", "group", "function",
    "substitution", "process-substitution", "sh -c". `operator` is how it is joined to the NEXT command of its
    list: "&&", "||", ";", "&", "|", "|&" or "" for the last; `before` how it is joined to the one before.
    `pipeline` is a number shared by the commands of one pipeline. `outer` is the span of the simple command
    with its wrappers, assignments and redirects; `span` of the argv alone."""

    span: Span
    outer: Span
    argv: tuple[Word, ...]
    assignments: tuple[Assignment, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    wrappers: tuple[str, ...] = ()
    wrapper_words: tuple[Word, ...] = ()
    context: tuple[str, ...] = ()
    before: str = ""
    operator: str = ""
    pipeline: int = 0
    negated: bool = False

    @property
    def name(self) -> str:
        """The program's name without its folder; "" when there is none or it is not known."""
        if not self.argv or not self.argv[0].static:
            return ""
        return self.argv[0].value.rsplit("/", 1)[-1]

    @property
    def args(self) -> tuple[str, ...]:
        """The values of all words after the first."""
        return tuple(word.value for word in self.argv[1:])

    def has(self, *options: str) -> bool:
        """Whether one of these options stands among the words: exactly, as `--long=value`, or, for a
        one-letter option such as `-y`, inside a cluster such as `-qy`."""
        for word in self.argv[1:]:
            value = word.value
            for option in options:
                if value == option or (value.startswith(option + "=") and option.startswith("--")):
                    return True
                if (
                    len(option) == 2 and option[0] == "-" and option[1] != "-"
                    and value[:1] == "-" and value[:2] != "--" and option[1] in value[1:]
                    and value[1:].isalnum()
                ):  # fmt: skip
                    return True
        return False


class Script(Struct, frozen=True):
    """The script of one instruction. `dialect`: sh, bash, dash, ash, ksh, zsh, powershell, cmd, exec (a JSON
    array: one command), python3 … (a heredoc's `#!` or `RUN <<EOF python3`: `commands` is empty then except
    for the interpreter itself). `errors` are places tree-sitter could not read: rules that say something is
    absent stay silent then. `span` covers the script in the file, `ranges` are the bytes of it that the shell
    reads."""

    span: Span
    dialect: str
    commands: tuple[Command, ...]
    errors: tuple[Span, ...] = ()
    ranges: tuple[Span, ...] = ()

    @property
    def posix(self) -> bool:
        """Whether rules about sh apply."""
        return self.dialect in ("sh", "bash", "dash", "ash", "ksh", "zsh", "exec")


class ShellRemark(Struct, frozen=True):
    """One remark: 1-based lines and columns (code points) of the script as given, `level` error, warning,
    info or style."""

    line: int
    column: int
    end_line: int
    end_column: int
    level: str
    code: int
    message: str

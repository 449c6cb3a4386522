"""Commands that only a shell has: no program of that name is there to start (POSIX, "Special Built-In
Utilities" and those that change the shell itself)."""

BUILTINS = frozenset(
    [
        ".", ":", "alias", "bg", "break", "builtin", "cd", "command", "continue", "declare", "dirs",
        "disown", "eval", "exec", "exit", "export", "fg", "getopts", "hash", "jobs",
        "let", "local", "popd", "pushd", "read", "readonly", "return", "set", "shift", "shopt", "source",
        "times", "trap", "type", "typeset", "ulimit", "umask", "unalias",
        "unset", "wait",
    ]
)  # fmt: skip

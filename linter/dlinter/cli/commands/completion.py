"""Prints a completion script for bash, zsh or fish."""

from __future__ import annotations

import argparse
from argparse import Namespace
from collections.abc import Iterator

from msgspec import Struct

from dlinter.cli.command_list import command_names
from dlinter.cli.exit_codes import CLEAN
from dlinter.cli.parser import Parser, command_parser, load_command, top_parser

SUMMARY = "print a completion script for a shell"

SHELLS = ("bash", "zsh", "fish")
_FILES = {"paths", "images", "image", "config", "dockerfile", "baseline", "output", "context", "file"}


def add_arguments(parser: Parser) -> None:
    parser.add_argument("shell", choices=SHELLS, help="bash, zsh or fish")


class Choice(Struct, frozen=True):
    """One option or argument: its names (none for an argument), help, the words it takes, whether it takes a
    value, whether that is a file, and whether an argument may be given several times."""

    names: tuple[str, ...]
    help: str
    words: tuple[str, ...]
    value: bool
    files: bool
    many: bool


def choices(parser: argparse.ArgumentParser) -> Iterator[Choice]:
    """The options and arguments of a parser."""
    rules: tuple[str, ...] | None = None
    for action in parser._actions:
        if action.help == argparse.SUPPRESS:
            continue
        words = tuple(str(c) for c in action.choices) if action.choices else ()
        if action.metavar in ("RULES", "RULE"):
            if rules is None:
                rules = _rule_names()
            words = rules
        if action.dest == "format" and not words:
            from dlinter.cli.output import format_names

            words = format_names()
        takes = not (action.option_strings and action.nargs == 0)
        many = action.nargs in ("*", "+")
        yield Choice(
            tuple(action.option_strings), action.help or "", words, takes, action.dest in _FILES, many
        )


def _rule_names() -> tuple[str, ...]:
    from dlinter.packs import SETS, load_rules

    rules = load_rules()
    return (*SETS, *rules.families, *rules.by_id)


def tree() -> dict[str, list[Choice]]:
    """The choices of each command; "" for what comes before it."""
    commands = {"": list(choices(top_parser()))}
    for name in command_names():
        commands[name] = list(choices(command_parser(name, load_command(name))))
    return commands


def _summaries() -> list[tuple[str, str]]:
    return [(name, load_command(name).SUMMARY) for name in command_names()]


def run(args: Namespace) -> int:
    print({"bash": bash, "zsh": zsh, "fish": fish}[args.shell](tree()), end="")
    return CLEAN


def _all_names(items: list[Choice]) -> str:
    return " ".join(name for item in items for name in item.names)


def bash(commands: dict[str, list[Choice]]) -> str:
    """Needs no bash-completion package; works with bash 3.2."""
    cases, options = [], []
    for command, items in commands.items():
        for item in items:
            if item.names and item.value:
                pattern = "|".join(f"{command or '_'}:{name}" for name in item.names)
                action = (
                    f'_dlint_words "{" ".join(item.words)}"'
                    if item.words
                    else "_dlint_files"
                    if item.files
                    else ":"
                )
                cases.append(f"    {pattern}) {action}; return ;;")
        arguments = [item for item in items if not item.names]
        words = " ".join(word for item in arguments for word in item.words)
        files = any(item.files for item in arguments)
        options.append(
            f'    {command or "_"}) options="{_all_names(items)}"; '
            f'words="{words or (" ".join(command_names()) if not command else "")}"; '
            f"files={int(files)} ;;"
        )
    return f"""# dlint completion for bash: source <(dlint completion bash)
_dlint_words() {{ local IFS=$' \\t\\n'; COMPREPLY=($(compgen -W "$1" -- "$cur")); }}
_dlint_files() {{ local IFS=$'\\n'; compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$cur")); }}
_dlint() {{
  local cur="${{COMP_WORDS[COMP_CWORD]}}" prev="${{COMP_WORDS[COMP_CWORD-1]}}" command=_ options= words= files=0 i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "${{COMP_WORDS[i]}}" in
      --color) ((i++)) ;;
      -*) ;;
      *) command="${{COMP_WORDS[i]}}"; break ;;
    esac
  done
  case "$command:$prev" in
{chr(10).join(cases)}
  esac
  case "$command" in
{chr(10).join(options)}
    *) return ;;
  esac
  if [[ $cur == -* ]]; then
    _dlint_words "$options"
  elif [[ -n $words ]]; then
    _dlint_words "$words"
  elif ((files)); then
    _dlint_files
  fi
}}
complete -F _dlint dlint
"""  # noqa: E501


def _zsh_text(text: str) -> str:
    return (
        text.replace("\\", "\\\\")
        .replace("'", "'\\''")
        .replace("[", "\\[")
        .replace("]", "\\]")
        .replace(":", "\\:")
    )


def zsh(commands: dict[str, list[Choice]]) -> str:
    """For `$fpath` as `_dlint`, or to be sourced after `compinit`."""

    def action(item: Choice) -> str:
        return f"({' '.join(item.words)})" if item.words else "_files" if item.files else ""

    def specs(items: list[Choice]) -> str:
        lines, place = [], 0
        for item in items:
            for name in item.names:
                tail = f":value:{action(item)}" if item.value else ""
                lines.append(f"        '*{name}[{_zsh_text(item.help)}]{tail}'")
            if not item.names:
                # Each place once: `_arguments` takes a second `*:` for an error of the script.
                place += 1
                lines.append(
                    f"        '{'*' if item.many else place}:{_zsh_text(item.help[:60])}:{action(item)}'"
                )
        return " \\\n".join(lines)

    listed = "\n".join(f"        '{name}:{_zsh_text(what)}'" for name, what in _summaries())
    cases = "\n".join(
        f"      {name})\n        _arguments \\\n{specs(items)}\n        ;;" for name,
        items in commands.items() if name
    )
    return f"""#compdef dlint
# dlint completion for zsh: dlint completion zsh > "${{fpath[1]}}/_dlint"
_dlint() {{
  local curcontext="$curcontext" state line
  _arguments -C \\
{specs([i for i in commands[""] if i.names])} \\
        '1: :->command' '*:: :->rest'
  case $state in
    command)
      local -a commands=(
{listed}
      )
      _describe command commands
      ;;
    rest)
      case $words[1] in
{cases}
      esac
      ;;
  esac
}}
if [ "$funcstack[1]" = _dlint ]; then _dlint "$@"; else compdef _dlint dlint; fi
"""


def _fish_text(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def fish(commands: dict[str, list[Choice]]) -> str:
    """For `~/.config/fish/completions/dlint.fish`."""
    lines = ["# dlint completion for fish: dlint completion fish > ~/.config/fish/completions/dlint.fish"]
    lines.append("complete -c dlint -f")
    for name, what in _summaries():
        lines.append(f"complete -c dlint -n __fish_use_subcommand -a {name} -d {_fish_text(what)}")
    for command, items in commands.items():
        when = f"-n '__fish_seen_subcommand_from {command}'" if command else "-n __fish_use_subcommand"
        for item in items:
            flags = " ".join(f"-l {n[2:]}" if n.startswith("--") else f"-s {n[1:]}" for n in item.names)
            rest = f" -x -a {_fish_text(' '.join(item.words))}" if item.words else " -F" if item.files else ""
            if item.names and item.value:
                rest += " -r" if not item.words else ""
            if not item.names and not rest:
                continue
            text = f" -d {_fish_text(item.help)}" if item.names else ""
            lines.append(" ".join(part for part in ("complete -c dlint", when, flags) if part) + rest + text)
    return "\n".join(lines) + "\n"

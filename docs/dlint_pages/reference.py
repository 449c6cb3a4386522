"""Reference pages out of parsers and registries: commands, settings, exit codes, formats."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from dlint_pages import environment
from dlint_pages.rule_pages import options_table
from dlinter.cli.command_list import command_names
from dlinter.cli.parser import command_parser, load_command
from dlinter.packs import RuleSet
from dlinter.policy.config import KEYS
from dlinter.report import DEFAULT, FORMATS

EXIT_CODES = (
    ("0", "clean",
        "Nothing was found at or above `--fail-on` (default: `warning`), or `--exit-zero` was given."),
    ("1", "findings",
        ("At least one finding at or above `--fail-on` that no ignore and no baseline suppresses. `dlint "
        "diff` and `dlint merge`: a gate was reached.")),
    ("2", "failed",
        ("A usage error, a broken configuration, input that could not be read, a part of an image that "
        "could not be searched (`unread`), or a fault of dlint. What could be examined is still reported.")),
    ("130", "interrupted", "Ctrl-C or `SIGINT`."),
    ("141", "broken pipe", "Nobody reads the output any more, as after `| head`."),
)  # fmt: skip
"""Code, name and meaning; a test compares the codes with `cli.exit_codes`."""


def reference_pages(rules: RuleSet) -> Iterator[tuple[str, str]]:
    """Path and Markdown of each page."""
    yield "commands.md", commands_page()
    yield "configuration.md", configuration_page(rules)
    yield "environment.md", environment.page()
    yield "exit-codes.md", exit_codes_page()
    yield "formats.md", formats_page()


def commands_page() -> str:
    """Every command with its options, as its parser has them."""
    parts = [
        "# Commands",
        ("`dlint COMMAND --help` prints the same. Options may stand between the names; what follows `--` is "
        "always a name."),
    ]
    names = command_names()
    parts.append(
        "\n".join(
            ["| command | what it does |", "|---|---|"]
            + [f"| [`dlint {n}`](#dlint-{n}) | {_cell(load_command(n).SUMMARY)} |" for n in names]
        )
    )
    for name in names:
        module = load_command(name)
        parser = command_parser(name, module)
        parts.append(f"## dlint {name}\n\n{(module.__doc__ or '').strip().split(chr(10))[0]}")
        for group in parser._action_groups:
            rows = [
                _option(a) for a in group._group_actions if a.help != argparse.SUPPRESS and a.dest != "help"
            ]
            if rows:
                title = (
                    ""
                    if group.title in ("options", "positional arguments")
                    else f"**{(group.title or '').capitalize()}**\n\n"
                )
                parts.append(f"{title}| option | meaning |\n|---|---|\n" + "\n".join(rows))
    return "\n\n".join(parts) + "\n"


def _option(action: argparse.Action) -> str:
    value = (
        ""
        if action.nargs == 0
        else f" {action.metavar or '{' + ','.join(map(str, action.choices or (action.dest.upper(),))) + '}'}"
    )
    if not action.option_strings:
        name = (
            f"`{action.metavar or (','.join(map(str, action.choices)) if action.choices else action.dest)}`"
        )
    else:
        name = ", ".join(
            f"`{o}{value if o == action.option_strings[-1] else ''}`" for o in action.option_strings
        )
    return f"| {_cell(name)} | {_cell(str(action.help or ''))} |"


def configuration_page(rules: RuleSet) -> str:
    """All settings, then the options of rules."""
    rows = [f"| `{key}` | {_cell(text)} |" for key, (_, text) in KEYS.items()]
    with_options = [rule for rule in rules.rules if rule.options]
    return (
        "# Configuration\n\nThe nearest of `.dlint.toml`, `dlint.toml` and `[tool.dlint]` in "
        "`pyproject.toml`, upwards to the root of the repository. "
        "An unknown setting, rule or option is an error. `dlint config show` prints what is in force, `dlint "
        "config schema` the JSON schema for editors, "
        "`dlint config import` turns a `.hadolint.yaml` into a configuration.\n\n"
        '```toml\nselect = ["default"]             # rule ids, families, or the sets default, strict, all\n'
        'ignore = ["shell-form-entrypoint"]\nfail-on = "error"\n'
        '\n[severity]\nrelative-workdir = "error"\n\n[per-file-ignores]\n"legacy/**" = ["pins"]\n```\n\n'
        "## Settings\n\n| setting | meaning |\n|---|---|\n" + "\n".join(rows) + "\n\n"
        "The same as [environment variables](environment.md), and most of them as [options](commands.md).\n\n"
        f"## Options of rules\n\n`[rules.RULE]` sets them.\n\n{options_table(with_options)}"
    )


def exit_codes_page() -> str:
    """What each exit code means."""
    rows = "\n".join(f"| {code} | {name} | {text} |" for code, name, text in EXIT_CODES)
    return (
        "# Exit codes\n\nThe same in every format and for every command.\n\n| code | | meaning |\n"
        f"|---|---|---|\n{rows}\n"
    )


def formats_page() -> str:
    """The formats of reports, from their registry."""
    rows = []
    for name in FORMATS:
        endings = ", ".join(f"`{e}`" for e in FORMATS[name].ENDINGS) or "-"
        rows.append(
            f"| `{name}`{' (default)' if name == DEFAULT else ''} | {_cell(FORMATS[name].ABOUT)} | {endings} "
            "|"
        )
    return (
        "# Report formats\n\n`--format FORMAT` says what goes to stdout. `-o FORMAT=FILE` writes a file "
        "beside it and may be given several times; `-o FILE` "
        "alone takes the format of the file's ending.\n\n| format | what it is | endings |\n|---|---|---|\n"
        + "\n".join(rows) + "\n\n"
        "`dlint cache`, `dlint diff` and `dlint rules` have formats of their own: see "
        "[commands](commands.md).\n\n"
        "Findings are listed by path, then line; in an image by layer, then path. Where the history tells "
        "what a finding costs, the dearest of a file comes first in text; `html`, "
        "`markdown` and `rdjson` begin with the gravest. `--statistics` adds how often each rule found "
        "something.\n\n"
        "No format shows a secret: a value is named by its first four characters and its length. "
        "`--show-secrets` is the one exception, for the text report.\n"
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")

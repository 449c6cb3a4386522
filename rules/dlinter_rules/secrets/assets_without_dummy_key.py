"""Rails' assets are compiled in the build without a dummy key, so that the build is given the real one.

## Why
`assets:precompile` loads the application, which asks for its secret key; whoever then passes
`RAILS_MASTER_KEY` or `SECRET_KEY_BASE` as an argument has it in the image's history.

## Instead
`SECRET_KEY_BASE_DUMMY=1` (Rails 7.1 and later) makes one up for this command.

## When to ignore it
The application runs on a Rails older than 7.1, which does not know the variable.

## Fix safety
Safe: the variable holds for this command alone.
"""

from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import Run
from dlinter.model.facts.values import value_at
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule

_KEYS = ("SECRET_KEY_BASE_DUMMY", "SECRET_KEY_BASE", "RAILS_MASTER_KEY")


def check(run: Run, context: Context) -> Iterator[Finding]:
    script = context.facts.script(run)
    if not script.posix or any(m.type == "secret" for m in run.mounts):
        return
    text = context.facts.text.slice(run.span)
    if any(key in text for key in _KEYS) or any(
        value_at(key, run, context.facts) is not None for key in _KEYS
    ):
        return
    for command in script.commands:
        if command.name in ("rails", "rake", "bundle", "bin/rails") and any(
            w.startswith("assets:precompile") for w in command.args
        ):
            at = command.outer.start
            fix = (
                None
                if command.wrappers
                else Fix("use a dummy key", (Edit(Span(at, at), "SECRET_KEY_BASE_DUMMY=1 "),), Safety.SAFE)
            )
            yield Finding(
                command.span,
                "this asks for the application's secret key: `SECRET_KEY_BASE_DUMMY=1` makes one up for the "
                "build",
                fix,
            )
            return


RULE: Rule[Run] = Rule(
    id="assets-without-dummy-key",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.WARNING,
    examples=(
        Bad(
            "FROM ruby:3.4\nRUN «bundle exec rails assets:precompile»\n",
            fixed="FROM ruby:3.4\nRUN SECRET_KEY_BASE_DUMMY=1 bundle exec rails assets:precompile\n",
        ),
        Good("FROM ruby:3.4\nRUN SECRET_KEY_BASE_DUMMY=1 ./bin/rails assets:precompile\n"),
        Good("FROM ruby:3.4\nENV SECRET_KEY_BASE_DUMMY=1\nRUN rails assets:precompile\n"),
        Good("FROM ruby:3.4\nRUN rails db:migrate\n"),
    ),
)

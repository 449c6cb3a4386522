"""Arguments look like a JSON array but are not valid JSON.

## Why
BuildKit reads what is not valid JSON as the shell form, without a warning: `RUN ['make', 'all']` looks for a
program called `[make,`, and `COPY ['a b', '/c/']` copies files whose names begin with `[`.

## Instead
Strings in double quotes, commas between them and none at the end.

## When to ignore it
The brackets are meant for the shell. dlint knows tests such as `[ -f /etc/x ] && …`, but a script may begin
with a bracket for another reason.

## Fix safety
Unsafe: the array that was most likely meant is written.
"""

from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import Add, Copy, Form, Healthcheck, Run, Volume
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule


def check(instruction: Run | Copy | Add | Volume | Healthcheck, context: Context) -> Iterator[Finding]:
    if instruction.form is Form.EXEC or instruction.heredocs:
        return
    args = instruction.command if isinstance(instruction, Healthcheck) else instruction.args
    if not args or not args[0].value.startswith("["):
        return
    from dlinter.model.dockerfile.json_form import has_variable, looks_like_json, repaired, variable_of

    span = Span(args[0].span.start, args[-1].span.end)
    text = context.facts.text.slice(span)
    if not looks_like_json(text):
        return
    # a COPY's words are BuildKit's to expand in either form
    expanded = isinstance(instruction, (Run, Healthcheck)) and has_variable(text)
    new = repaired(text) if "\n" not in text and not expanded else None
    fix = Fix("write a JSON array", (Edit(span, new),), Safety.UNSAFE) if new else None
    keyword = instruction.keyword.value
    better = (
        f"leave out brackets and commas, since a valid array would not expand `{variable_of(text)}`"
        if expanded
        else "use double quotes and no comma at the end"
    )
    yield Finding(span, f"not valid JSON, so {keyword} reads it as the shell form: {better}", fix)


RULE: Rule[Run | Copy | Add | Volume | Healthcheck] = Rule(
    id="invalid-json-form",
    doc=__doc__,
    since="0.1.0",
    subject=(Run, Copy, Add, Volume, Healthcheck),
    check=check,
    severity=Severity.ERROR,
    examples=(
        Bad("FROM alpine:3.20\nRUN «['make', 'all']»\n", fixed='FROM alpine:3.20\nRUN ["make", "all"]\n'),
        Bad('FROM alpine:3.20\nRUN «["echo", "hello",]»\n',
            fixed='FROM alpine:3.20\nRUN ["echo", "hello"]\n'),
        Bad('FROM alpine:3.20\nCOPY «["a b", "/c/"»\n', fixed='FROM alpine:3.20\nCOPY ["a b", "/c/"]\n'),
        Bad("FROM alpine:3.20\nHEALTHCHECK CMD «['probe', \"it's\"]»\n",
            fixed='FROM alpine:3.20\nHEALTHCHECK CMD ["probe", "it\'s"]\n'),
        Bad("FROM alpine:3.20\nRUN «['echo', '$HOME']»\n"),
        Bad("FROM alpine:3.20\nARG A\nCOPY «['$A', '/c/']»\n",
            fixed='FROM alpine:3.20\nARG A\nCOPY ["$A", "/c/"]\n'),
        Good(
            'FROM alpine:3.20\nRUN ["make", "all"]\nRUN [ "$A" = b ] || exit 1\nRUN [ -f a ] && [ "x" != '
            '"$B" ]\n'),
    ),
)

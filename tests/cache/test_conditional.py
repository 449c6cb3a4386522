"""A RUN that is one condition is cut in two of the same condition, where it is answered alike in both."""

from __future__ import annotations

import pytest

from dlinter.model.cache.splits import Split
from tests.cache.test_proven_kinds import results, split

SRC = {"a.js": "", "b/c.js": "", "debug.sh": "", "main.c": "int a;"}
EDITS = (("a.js",),) * 20 + (("b/c.js",),)
HEAD = "FROM debian:13\nWORKDIR /app\n"
APT = "apt-get update && apt-get install -y gdb"


@pytest.mark.parametrize(
    ("run", "first", "rest"),
    [
        (f'RUN if [ "$X" = 1 ]; then {APT} && ./a.sh; fi', f'RUN if [ "$X" = 1 ]; then {APT}; fi',
            'RUN if [ "$X" = 1 ]; then ./a.sh; fi'),
        (f'RUN if [ -z "$X" ] && [ ${{Y:-no}} = no ] ; then \\\n   {APT} && \\\n   ./a.sh $(cat b) \\\n ; fi',
            f'RUN if [ -z "$X" ] && [ ${{Y:-no}} = no ] ; then \\\n   {APT} \\\n ; fi',
            'RUN if [ -z "$X" ] && [ ${Y:-no} = no ] ; then \\\n   ./a.sh $(cat b) \\\n ; fi'),
        (f"RUN --mount=type=cache,target=/var/cache/apt if test a != \"$X\"; then {APT} && x && y; fi",
            f"RUN --mount=type=cache,target=/var/cache/apt if test a != \"$X\"; then {APT}; fi",
            "RUN --mount=type=cache,target=/var/cache/apt if test a != \"$X\"; then x && y; fi"),
    ],
)
def test_both_parts_have_the_condition(run: str, first: str, rest: str) -> None:
    assert split(run) == Split(first, rest)


@pytest.mark.parametrize(
    "run",
    [
        f'RUN if [ "$X" = 1 ]; then {APT} && ./a.sh; else ./b.sh; fi',
        f'RUN if [ "$X" = 1 ]; then {APT} && ./a.sh; elif [ "$X" = 2 ]; then ./b.sh; fi',
        f"RUN if [ -f start ]; then {APT} && ./a.sh; fi",
        f"RUN if [ ! -e /app/x ]; then {APT} && ./a.sh; fi",
        f'RUN if [ "$(cat mode)" = 1 ]; then {APT} && ./a.sh; fi',
        f'RUN if [ "$RANDOM" -gt 9 ]; then {APT} && ./a.sh; fi',
        f"RUN if ./ask.sh; then {APT} && ./a.sh; fi",
        f'RUN if [ "$X" = 1 ]; then {APT}; ./a.sh; fi',
        f'RUN if [ "$X" = 1 ]; then {APT} && if [ "$Y" = 1 ]; then ./a.sh; fi; fi',
        f'RUN if [ "$X" = 1 ]; then {APT} && ./a.sh || true; fi',
        f'RUN if [ "$X" = 1 ]; then export Y=2 && {APT} && ./a.sh; fi',
        f'RUN if [ "$X" = 1 ]; then cd /srv && {APT} && ./a.sh; fi',
        f'RUN if [ "$X" = 1 ]; then {APT} && ./a.sh; fi && ./b.sh',
        f'RUN set -e; if [ "$X" = 1 ]; then {APT} && ./a.sh; fi',
        f'RUN if [ "$X" = 1 ]; then {APT} && apt-get remove -y gdb; fi',
    ],
)
def test_others_stay_whole(run: str) -> None:
    try:
        found = split(run)
    except IndexError:  # nothing to install that dlint knows
        return
    assert found.why
    assert not found.first


DEBUG = f'RUN if [ "$X" = 1 ]; then {APT} && ./debug.sh; fi\n'
PARTS = (f'RUN if [ "$X" = 1 ]; then {APT}; fi\n', 'RUN if [ "$X" = 1 ]; then ./debug.sh; fi\n')


def test_the_install_comes_before_the_sources_and_what_works_on_them() -> None:
    arch = 'RUN case "$T" in amd64) echo x > .arch ;; *) echo unknown && exit 1 ;; esac\n'
    for between in ("", arch):
        ((message, fixed),) = results(f"{HEAD}ARG X\nARG T\nCOPY . .\n{between}{DEBUG}", SRC, EDITS)
        assert fixed == f"{HEAD}ARG X\nARG T\n{PARTS[0]}COPY . .\n{between}{PARTS[1]}"
        assert "(fix: 21 → 0 of the last 21 commits)" in message


@pytest.mark.parametrize("between", ["RUN ./configure\n", "RUN cp b/c.js /etc/apt/sources.list.d/a.list\n"])
def test_what_may_prepare_the_install_stays_above_it(between: str) -> None:
    ((_, fixed),) = results(f"{HEAD}ARG X\nCOPY . .\n{between}{DEBUG}", SRC, EDITS)
    assert not fixed


@pytest.mark.parametrize(
    ("script", "argument", "goes"),
    [("exit 0", "ARG X=0\n", True), ("test $X = 1", "ARG X=0\n", False), ("exit 0", "ARG X=$Y\n", False)],
)
def test_an_argument_of_the_install_goes_along_where_nothing_else_reads_it(
    script: str, argument: str, goes: bool
) -> None:
    worker = "RUN chmod +x debug.sh\n"
    files = {**SRC, "debug": script}
    ((_, fixed),) = results(f"{HEAD}COPY . .\n{worker}{argument}{DEBUG}", files, EDITS)
    assert fixed == (f"{HEAD}{argument}{PARTS[0]}COPY . .\n{worker}{PARTS[1]}" if goes else "")

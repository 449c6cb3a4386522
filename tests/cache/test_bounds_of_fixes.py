"""What the moves of an install ask before they are offered, one condition at a time."""

from __future__ import annotations

import pytest

from dlinter.model.cache.demand import demands
from dlinter.model.cache.files_beside import beside
from dlinter.model.cache.narrow import narrowed
from dlinter.model.cache.placing import absolute_place
from dlinter.model.cache.waste import wastes
from dlinter.model.dockerfile import Copy, Run
from dlinter.model.packages.tasks import installs_of
from tests.cache.test_narrow import BUILD, END, FILES, HEAD, PUBLISH
from tests.cache.test_proven_kinds import facts_of, results

JS = {"package.json": "{}", "package-lock.json": "{}", "a.js": "", "manage.py": ""}


@pytest.mark.parametrize(
    ("worker", "told"),
    [
        ("touch x", True), ("make x", False), ("python manage.py collectstatic", False), ("echo a", False),
        ("touch /etc/x", False), ("touch package.json", False), ("touch node_modules", False),
    ],
)  # fmt: skip
def test_a_step_has_to_do_with_an_install(worker: str, told: bool) -> None:
    facts = facts_of(f"FROM node:22\nWORKDIR /app\nCOPY . .\nRUN {worker}\nRUN npm ci\n", JS)
    first, install = (i for i in facts.dockerfile.instructions if isinstance(i, Run))
    assert beside(first, installs_of(install, facts), facts) is told
    assert not beside(first, (), facts), "with no install nothing is known"


def why_not(copy: str, head: str = HEAD) -> set[str]:
    """What stands in the way of each COPY that brings more than the builds read; "" for none."""
    facts = facts_of(f"{head}{copy}\n{BUILD}{PUBLISH}{END}", FILES)
    assert facts.once(demands)
    found = facts.once(wastes)
    return {why if not edits else "narrowed" for edits, why in (narrowed(w, facts) for w in found)}


@pytest.mark.parametrize(
    ("copy", "why"),
    [
        ("COPY . .", "narrowed"), ("COPY . /src", "narrowed"), ("COPY --chown=0 . .", "narrowed"),
        ("ADD . .", ""), ("COPY --exclude=docs . .", ""),
        ("COPY . $WHERE", "it is not known where the files are copied to"),
    ],
)  # fmt: skip
def test_which_copies_are_narrowed(copy: str, why: str) -> None:
    head = f"FROM mcr.microsoft.com/dotnet/sdk:9.0 AS build\nARG WHERE\n{HEAD.partition(chr(10))[2]}"
    assert why_not(copy, head) <= {why}
    assert why_not(copy) <= {why} or "$" in copy


@pytest.mark.parametrize("sign", ["#", "$", "[", "*"])
def test_names_that_a_copy_reads_otherwise(sign: str) -> None:
    core = f"Core{sign}1"
    files = {
        name.replace("Core/", f"{core}/"): text.replace("\\Core\\", f"\\{core}\\")
        for name, text in FILES.items()
    }
    history = (("docs/a.md",),) * 20
    assert not any(fixed for _, fixed in results(f"{HEAD}COPY . .\n{BUILD}{PUBLISH}{END}", files, history))


@pytest.mark.parametrize(
    ("copy", "place"),
    [
        ("COPY a.js src/", "/app/src/"), ("COPY a.js src", "/app/src"), ("COPY a.js .", "/app/"),
        ("COPY a.js ..", "/"), ("COPY a.js ../x", "/x"), ('COPY ["a.js", "src"]', "/app/src"),
        ("COPY a.js /src", None), ("COPY a.js $X", None), ("COPY a.js s(rc", None),
        ('COPY ["a.js", "s rc"]', None), ("COPY <<E src/\na\nE", None),
    ],
)  # fmt: skip
def test_where_a_copy_goes_whatever_the_folder(copy: str, place: str | None) -> None:
    for folder, told in (("WORKDIR /app\n", place), ("WORKDIR app\n", None), ("", None)):
        facts = facts_of(f"FROM x:1\n{folder}{copy}\n", JS)
        (found,) = (i for i in facts.dockerfile.instructions if isinstance(i, Copy))
        assert absolute_place(found, facts) == told

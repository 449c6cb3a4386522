"""A project of Python that is built in its own folder comes before the copies of other folders."""

from __future__ import annotations

import pytest

from dlinter.model.cache.demand import demands
from dlinter.model.cache.own_folder import keeps_to_its_folder
from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.text import Text
from tests.cache.test_proven_kinds import results

HEAD = "FROM python:3.14\n"
COPIES = "COPY tools /src/tools\nCOPY backend /src/backend\n"
FILES = {
    "tools/setup.py": "import setuptools\nsetuptools.setup(install_requires=open('req.txt'))\n",
    "tools/req.txt": "flask\n", "tools/tools/a.py": "", "backend/a.py": "", "backend/c.txt": "",
    "backend/pip.conf": "",
}  # fmt: skip
EDITS = (("backend/a.py",),) * 24 + (("tools/tools/a.py",),)


def first(middle: str, run: str, files: dict[str, str] | None = None, copies: str = COPIES) -> str:
    """The file with the fix of the last copy above the install, "" without one."""
    source = f"{HEAD}{copies}{middle}{run}CMD run\n"
    found = [f for _, f in results(source, FILES | (files or {}), EDITS) if f]
    return found[-1] if found else ""


@pytest.mark.parametrize(
    "run",
    ["RUN pip install /src/tools\n", "RUN cd /src/tools && pip install --no-cache-dir .\n",
        "RUN pip install -e /src/tools\n", "RUN set -e; pip install -q /src/tools\n",
        "RUN uv pip install --system /src/tools\n"],
)  # fmt: skip
def test_the_copy_of_another_folder_comes_below(run: str) -> None:
    one, other = COPIES.splitlines(True)
    assert first("", run) == f"{HEAD}{one}{run}{other}CMD run\n"


def test_what_stands_between_stays_above() -> None:
    one, other = COPIES.splitlines(True)
    middle = "RUN apt-get update && apt-get install -y git\nENV A=b\n"
    run = "RUN pip install /src/tools\n"
    assert first(middle, run) == f"{HEAD}{one}{middle}{run}{other}CMD run\n"


@pytest.mark.parametrize(
    ("run", "files"),
    [
        ("RUN pip install /src/tools && ./x\n", {}),
        ("RUN pip install /src/tools && ls /src/backend\n", {}),
        ("RUN pip install /src/tools > /src/backend/log\n", {}),
        ("RUN pip install /src/tools /src/backend\n", {"backend/setup.py": ""}),
        ("RUN pip install --find-links /src/backend /src/tools\n", {}),
        ("RUN PIP_CONSTRAINT=/src/backend/c.txt pip install /src/tools\n", {"backend/c.txt": ""}),
        ("RUN X=$(cat /src/backend/a.py) && pip install /src/tools\n", {}),
        ("RUN pip install /src/tools $MORE\n", {}),
        ("RUN --mount=type=bind,source=backend,target=/b pip install /src/tools\n", {}),
        ("RUN pip install /src/tools\n", {"tools/setup.py": "open('../backend/a.py')\n"}),
        ("RUN pip install /src/tools\n", {"tools/setup.py": "join(HERE, '..', 'backend')\n"}),
        ("RUN pip install /src/tools\n", {"tools/setup.py": "Path(__file__).parent.parent\n"}),
        ("RUN pip install /src/tools\n", {"tools/setup.py": "Path(__file__).resolve().parents[1]\n"}),
        ("RUN pip install /src/tools\n", {"tools/setup.py": "A = dirname(__file__)\nB = dirname(A)\n"}),
        ("RUN pip install /src/tools\n", {"tools/req.txt": "backend @ file:///src/backend\n"}),
        ("RUN pip install /src/tools\n", {"tools/req.txt": "-e ../backend\n"}),
        ("RUN pip install /src/tools\n",
            {"tools/pyproject.toml": "[tool.uv.sources]\nb = { path = '../backend' }\n"}),
    ],
)
def test_what_may_read_the_other_folder_stays_below(run: str, files: dict[str, str]) -> None:
    assert first("", run, files) == ""


@pytest.mark.parametrize(
    ("middle", "copies"),
    [
        ("ENV PIP_CONSTRAINT=/src/backend/c.txt\n", COPIES),
        ("ENV PIP_CONFIG_FILE=/src/backend/pip.conf\n", COPIES),
        ("ARG MORE=\"-r /src/backend/c.txt\"\n", COPIES),
        ("", "COPY tools /src/tools\nCOPY backend /src/tools/backend\n"),
        ("", "COPY tools /src/tools\nCOPY backend /src\n"),
        ("", "COPY tools /src/tools\nCOPY backend /usr/local/lib/python3.14/site-packages\n"),
        ("", "COPY tools /src/tools\nCOPY backend /\n"),
        ("RUN ./x\n", COPIES),
    ],
)
def test_where_the_other_folder_lies_or_is_named(middle: str, copies: str) -> None:
    more = " $MORE" if "MORE" in middle else ""
    assert first(middle, f"RUN pip install /src/tools{more}\n", copies=copies) == ""


def test_a_link_out_of_the_folder_keeps_it_below() -> None:
    source = f"{HEAD}{COPIES}RUN pip install /src/tools\n"
    for links, wanted in (({}, True), ({"tools/tools/b.py": "../../backend/a.py"}, False)):
        context = BuildContext.of(FILES, links=links)
        facts = Facts(read(Text(source.encode(), "Dockerfile")), load_context=lambda c=context: c)
        demand = next(iter(facts.once(demands).values()))
        assert keeps_to_its_folder(demand.run, demand, "/src/backend", facts) is wanted

"""Which variables and labels carry a secret."""

from __future__ import annotations

import pytest

from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.flows.carriers import carriers_of
from dlinter.model.text import Text


def carried(source: str) -> list[tuple[str, str, str]]:
    facts = Facts(read(Text(source.encode(), "Dockerfile")))
    return [(c.name, c.source, c.made_of) for c in carriers_of(facts).by_pair.values()]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("FROM a:1\nARG API_TOKEN\nENV API_TOKEN=$API_TOKEN\n",
            [("API_TOKEN", "API_TOKEN", ""), ("API_TOKEN", "API_TOKEN", "API_TOKEN")]),
        ("FROM a:1\nARG API_TOKEN\nENV X=a-${API_TOKEN}\nLABEL y=$X\n",
            [("API_TOKEN", "API_TOKEN", ""), ("X", "API_TOKEN", "API_TOKEN"), ("y", "API_TOKEN", "X")]),
        ("ARG API_TOKEN\nFROM a:1\nARG API_TOKEN\n",
            [("API_TOKEN", "API_TOKEN", ""), ("API_TOKEN", "API_TOKEN", "")]),
        ("FROM a:1 AS b\nARG API_TOKEN\nENV X=$API_TOKEN\nFROM b\nENV Y=$X\n",
            [("API_TOKEN", "API_TOKEN", ""), ("X", "API_TOKEN", "API_TOKEN"), ("Y", "API_TOKEN", "X")]),
        ("FROM a:1 AS b\nARG API_TOKEN\nFROM c:1\nENV Y=$API_TOKEN\n", [("API_TOKEN", "API_TOKEN", "")]),
        ("FROM a:1\nARG API_TOKEN\nENV X=${API_TOKEN:+1} Y=$OTHER\n", [("API_TOKEN", "API_TOKEN", "")]),
        ("FROM a:1\nONBUILD ARG API_TOKEN\nONBUILD ENV X=$API_TOKEN\nONBUILD LABEL y=$X\n",
            [("API_TOKEN", "API_TOKEN", ""), ("X", "API_TOKEN", "API_TOKEN"), ("y", "API_TOKEN", "X")]),
        ("FROM a:1\nARG API_TOKEN\nONBUILD LABEL y=$API_TOKEN\n", [("API_TOKEN", "API_TOKEN", "")]),
        ("FROM a:1\nENV DB_PASSWORD=x1\n", [("DB_PASSWORD", "DB_PASSWORD", "")]),
        (("FROM a:1\nENV DB_PASSWORD= USE_PASSWORD=true API_TOKEN=/run/secrets/t "
            "REGISTRY_TOKEN=https://r.example/token\n"), []),
        ("FROM a:1\nARG TIKTOKEN\nENV A=$TIKTOKEN GPG_KEY=AB12\n", []),
    ],
)
def test_carriers(source: str, expected: list[tuple[str, str, str]]) -> None:
    assert carried(source) == expected

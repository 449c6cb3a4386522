"""A RUN that installs and does more is cut in two only where the second part begins as the first ended."""

from __future__ import annotations

import pytest

from dlinter.model.cache.demand import demands
from dlinter.model.cache.splits import Split, split_of
from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.text import Text

JS = {"package.json": "{}", "package-lock.json": "{}", "index.js": ""}


def split(run: str) -> Split:
    context = BuildContext.of(JS)
    facts = Facts(read(Text(f"FROM node:22\nWORKDIR /app\nCOPY . .\n{run}\n".encode(), "Dockerfile")), load_context=lambda: context)
    (demand,) = facts.once(demands).values()
    return split_of(demand, facts)


@pytest.mark.parametrize(
    ("run", "first", "rest"),
    [
        ("RUN npm ci && npm run build", "RUN npm ci", "RUN npm run build"),
        ("RUN npm ci \\\n && npm run build \\\n && ls", "RUN npm ci", "RUN npm run build \\\n && ls"),
        ("RUN set -ex && cd /app && npm ci && npm run build", "RUN set -ex && cd /app && npm ci", "RUN set -ex && cd /app && npm run build"),
        ("RUN export A=b && npm ci && npm cache clean --force && npm run build", "RUN export A=b && npm ci && npm cache clean --force", "RUN export A=b && npm run build"),
        ("RUN --mount=type=cache,target=/root/.npm npm ci && npm run build", "RUN --mount=type=cache,target=/root/.npm npm ci", "RUN --mount=type=cache,target=/root/.npm npm run build"),
        ("RUN apt-get update && apt-get install -y git && make", "RUN apt-get update && apt-get install -y git", "RUN make"),
    ],
)
def test_both_parts(run: str, first: str, rest: str) -> None:
    assert split(run) == Split(first, rest)


@pytest.mark.parametrize(
    "run",
    [
        "RUN npm ci && npm run build || true",
        "RUN npm ci; npm run build",
        "RUN npm ci && if true; then npm run build; fi",
        "RUN npm ci && (cd ui && npm run build)",
        "RUN npm ci && npm run build &",
        "RUN npm ci && echo $? && npm run build",
        "RUN npm ci > log && npm run build",
        "RUN echo //a/:_authToken=$T > .npmrc && npm ci && npm run build && rm .npmrc",
        "RUN npm ci && npm run build && rm -rf node_modules",
        "RUN npm ci && npm run build && rm -rf /root/.npm",
        "RUN npm ci && npm run build && npm cache clean --force",
        "RUN apt-get update && apt-get install -y git && make && rm -rf /var/lib/apt/lists/*",
        "RUN apt-get update && apt-get install -y git && make && apt-get install -y jq",
        "RUN --mount=type=cache,target=/app/node_modules npm ci && npm run build",
        "RUN --mount=type=tmpfs,target=/tmp npm ci && npm run build",
        "RUN --mount=type=bind,target=/app,rw npm ci && npm run build",
        "RUN --mount=type=cache,target=/root/.npm npm ci && npm run build && npm ci --offline",
        "RUN A=$(date) && npm ci && echo $A",
        "RUN mkdir x && cd x && npm ci && npm run build",
        "RUN npm ci && \\\n# a comment\n npm run build",
    ],
)
def test_what_cannot_be_cut_says_why(run: str) -> None:
    found = split(run)
    assert found.why
    assert found.first == found.rest == ""

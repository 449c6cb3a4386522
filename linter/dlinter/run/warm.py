"""What the first file makes a process load is loaded before processes fork, and garbage is looked for rarely
while files are linted."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from dlinter.model.text import Text

if TYPE_CHECKING:
    from dlinter.run.session import Examiner

SAMPLE = b"""\
# syntax=docker/dockerfile:1
ARG BASE=node:22
FROM $BASE AS build
WORKDIR /app
ENV PATH=/app/bin:$PATH MODE="production" ALGOLIA_API_KEY=sample-0f-4-va1ue DB_PASSWORD="Sample-0f-4-va1ue!"
COPY . .
RUN npm ci && npm run build > /tmp/log 2>&1; rm -rf /root/.npm

FROM python:3.12 AS api
ARG API_TOKEN
WORKDIR /app
RUN apt-get update && \\
    apt-get install -y curl git && \\
    curl -fsSL https://host.example/key.asc | apt-key add - && \\
    rm -rf /var/lib/apt/lists/*
COPY . .
RUN pip install -r requirements.txt && if [ -f setup.py ]; then pip install .; fi

FROM debian
ARG VERSION
LABEL org.opencontainers.image.version=$VERSION
RUN useradd app && apt-get update
RUN apt-get install -y curl
ADD start.sh /srv/
COPY --from=build --chown=app /app/dist /srv
COPY --from=api /app /app
RUN rm -rf /app/tests && echo "password secret token key" | tee /etc/motd
EXPOSE 8080
USER app
HEALTHCHECK CMD curl -f http://localhost:8080
ENTRYPOINT /srv/start.sh
CMD ["serve"]
"""
"""A Dockerfile as people write them. It is for what it makes dlint load alone: nobody sees what is found in
it."""
GARBAGE = 50_000
"""Objects between two looks for garbage. Nearly all that a file needs is let go without one; with Python's
700 they took a twentieth of a lint."""
START = 300_000
"""The same before a file is linted: a start makes half as many, and hardly any garbage."""


def warm(examiner: Examiner) -> None:
    """Lints a sample, so that the processes that are forked from this one share modules, expressions and
    detectors instead of making their own. What is there is frozen: a process that walks over it for garbage
    gets pages of its own."""
    with suppress(Exception):  # a rule that fails does so again, at a file that is named
        examiner.lint(Text(SAMPLE, "Dockerfile"))
    gc.freeze()


@contextmanager
def no_collections_yet() -> Iterator[None]:
    """While rules are loaded and reports written."""
    before = gc.get_threshold()
    gc.set_threshold(START, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def rare_collections() -> Iterator[None]:
    """While files are linted: what is there stays there, and is not walked over."""
    before = gc.get_threshold()
    frozen = gc.get_freeze_count()
    gc.freeze()
    gc.set_threshold(GARBAGE, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        if not frozen:
            gc.unfreeze()

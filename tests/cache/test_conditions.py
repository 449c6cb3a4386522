"""Installs in conditions, and installs with a loop or a condition after them."""

from __future__ import annotations

import pytest

from dlinter.model.text import Text
from dlinter.testing.examiner import ExampleExaminer
from tests.cache.test_fix_kinds import EXAMINER, FIRST, HEAD, JS, fixed
from tests.cache.test_proven_kinds import split

PIP = {"requirements.txt": "x\n", "app.py": "", "plugins/a/requirements.txt": "y\n"}


@pytest.mark.parametrize(
    "run",
    [
        'RUN if [[ -z "$A" || -z "$B" ]]; then npm ci; fi\n',
        'RUN if [ "$A" = b ]; then npm ci; else true; fi\n',
        'RUN if [ "${T:-linux/amd64}" != linux ]; then npm ci; fi\n',
    ],
)  # fmt: skip
def test_an_install_in_a_condition_goes_before_the_copy(run: str) -> None:
    assert fixed(f"{HEAD}COPY . .\n{run}CMD x\n", JS) == f"{HEAD}{FIRST}{run}COPY . .\nCMD x\n"


@pytest.mark.parametrize(
    "run",
    [
        "RUN if [ -f index.js ]; then npm ci; fi\n", "RUN if [ * ]; then npm ci; fi\n",
        "RUN if [ $A -nt index.js ]; then npm ci; fi\n", 'RUN if [ "-e" index.js ]; then npm ci; fi\n',
        "RUN if ./x; then npm ci; fi\n", "RUN if [ -z $A ]; then cd server && npm ci; fi\n",
        "RUN if [ -z $A ]; then export B=1; npm ci; fi\n", "RUN if [ $(cat index.js) ]; then npm ci; fi\n",
        "RUN if [ -z $A ] < index.js; then npm ci; fi\n", "RUN for a in *; do npm ci; done\n",
        "RUN while [ -z $A ]; do npm ci; done\n",
    ],
)  # fmt: skip
def test_an_install_in_another_condition_stays(run: str) -> None:
    assert fixed(f"{HEAD}COPY . .\n{run}CMD x\n", JS) is None


def test_a_loop_after_an_install_is_a_step_of_its_own() -> None:
    loop = 'for d in plugins/*; do \\\n  if [ -f "$d/r.txt" ]; then \\\n pip install -r "$d/r.txt"; fi; done;'
    head = "FROM python:3\nWORKDIR /app\n"
    install = "RUN pip install -r requirements.txt"
    assert (
        fixed(f"{head}COPY . .\n{install} \\\n    && {loop}\nCMD x\n", PIP)
        == f"{head}COPY requirements.txt ./\n{install}\nCOPY . .\nRUN {loop}\nCMD x\n"
    )


@pytest.mark.parametrize(
    ("rest", "parts"),
    [
        ("&& if [ a ]; then make; fi", "RUN if [ a ]; then make; fi"),
        ("&& if test -f a; then true; fi", "RUN if test -f a; then true; fi"),
        ("&& \\\n  case $A in b) make;; esac", "RUN case $A in b) make;; esac"),
        ("&& while read a; do make; done", "RUN while read a; do make; done"),
        ("; if [ a ]; then make; fi", ""), ("&& if ! make; then true; fi", ""),
        ("&& (make)", ""), ("&& { make; }", ""), ("&& if [ a ]; then make || true; fi", ""),
        ("&& if [ a ]; then rm -rf node_modules; fi", ""), ("|| if [ a ]; then make; fi", ""),
        ("&& f() { make; }", ""),
    ],
)  # fmt: skip
def test_what_follows_is_cut_off_where_it_is_joined_by_and(rest: str, parts: str) -> None:
    found = split(f"RUN npm ci {rest}")
    assert (found.first, found.rest) == (("RUN npm ci", parts) if parts else ("", ""))


@pytest.mark.parametrize("words", ["npm ci --prefix ui", "npm --prefix ui ci", "npm --prefix=./ui ci"])
def test_an_install_in_the_folder_of_an_option_is_cut_off(words: str) -> None:
    files = {"ui/package.json": "{}", "ui/package-lock.json": "{}", "ui/a.js": ""}
    head = "FROM node:22\nWORKDIR /app\n"
    now = fixed(f"{head}COPY . .\nRUN {words} && npm run build --prefix ui\nCMD x\n", files)
    first = f"{head}COPY ui/package-lock.json ui/package.json ./ui/\nRUN {words}\nCOPY . .\n"
    assert now == f"{first}RUN npm run build --prefix ui\nCMD x\n"


@pytest.mark.parametrize(
    "run",
    [
        'RUN for d in plugins/*; do pip install -r "$d/requirements.txt"; done\n',
        "RUN while read p; do pip install $p; done < app.py\n",
    ],
)
def test_nothing_is_said_of_what_a_loop_goes_over(run: str) -> None:
    text = Text(f"FROM python:3\nWORKDIR /app\nCOPY . .\n{run}".encode(), "Dockerfile")
    assert ExampleExaminer(EXAMINER, PIP, None, ()).results(text) == []


@pytest.mark.parametrize("words", ["npm ci --prefix ui", "cd ui && npm ci"])
def test_what_it_made_in_a_folder_is_not_overwritten(words: str) -> None:
    files = {"ui/package.json": "{}", "ui/package-lock.json": "{}", "ui/node_modules/a.js": ""}
    assert fixed(f"{HEAD}COPY . .\nRUN {words} && npm run build --prefix ui\nCMD x\n", files) is None

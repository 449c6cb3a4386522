"""A COPY that comes below a WORKDIR goes where it went above it, and the folders that instructions make keep
their owner."""

from __future__ import annotations

import pytest

from tests.cache.test_proven_kinds import results

UI = {"ui/package.json": "{}", "ui/package-lock.json": "{}", "ui/src/a.js": "", "ui/b/a.js": ""}
HISTORY = (("ui/src/a.js",),) * 20 + (("ui/package.json",),)
HEAD = "FROM node:22\nWORKDIR /app\n"
MANIFESTS = "COPY ui/package.json ui/package-lock.json ui/\n"
INSTALL = "WORKDIR /app/ui\nRUN npm ci\n"
APT = "RUN apt-get update && apt-get install -y git\n"


@pytest.mark.parametrize(
    ("copies", "moved"),
    [
        ("COPY ui/src ui/src\n", "COPY ui/src /app/ui/src\n"),
        ("COPY ui/src/ ui/src/\n", "COPY ui/src/ /app/ui/src/\n"),
        ("COPY ui/src/a.js .\n", "COPY ui/src/a.js /app/\n"),
        ('COPY ["ui/src", "ui/src"]\n', 'COPY ["ui/src", "/app/ui/src"]\n'),
        ("# sources\nCOPY --chown=0 ui/src \\\n  ui/src\n",
            "# sources\nCOPY --chown=0 ui/src \\\n  /app/ui/src\n"),
        ("COPY ui/src ui/src\nCOPY ui/b ./ui/b\n", "COPY ui/src /app/ui/src\nCOPY ui/b /app/ui/b\n"),
    ],
)
def test_a_relative_copy_is_written_with_its_whole_path(copies: str, moved: str) -> None:
    for source, expected in (
        (f"{HEAD}{MANIFESTS}{copies}{INSTALL}RUN npm run build\n",
            f"{HEAD}{MANIFESTS}{INSTALL}{moved}RUN npm run build\n"),
        (f"{HEAD}{copies}{MANIFESTS}{INSTALL}RUN npm run build\n",
            f"{HEAD}{MANIFESTS}{INSTALL}{moved}RUN npm run build\n"),
    ):
        assert expected in [fixed for _, fixed in results(source, UI, HISTORY)]


@pytest.mark.parametrize(
    ("head", "copy"),
    [
        ("FROM node:22\n", "COPY ui/src ui/src\n"),  # below the folder of the base image
        (f"{HEAD}ARG UI=ui/src\n", "COPY ui/src $UI\n"),
    ],
)
def test_what_the_file_does_not_tell_stays(head: str, copy: str) -> None:
    found = results(f"{head}{MANIFESTS}{copy}WORKDIR ui\nRUN npm ci\nRUN npm run build\n", UI, HISTORY)
    assert [fixed for _, fixed in found] == [""] * len(found)


SRC = {"a.js": "", "b/c.js": ""}
EDITS = (("a.js",),) * 20 + (("b/c.js",),)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (f"COPY --chown=node . /app\nWORKDIR /app\n{APT}USER node\n",
            f"{APT}COPY --chown=node . /app\nWORKDIR /app\nUSER node\n"),
        (f"COPY --chown=node . /app\nWORKDIR /app/b\n{APT}",
            f"{APT}COPY --chown=node . /app\nWORKDIR /app/b\n"),
        (f"COPY . /app\nWORKDIR /app\n{APT}", f"WORKDIR /app\n{APT}COPY . /app\n"),
        (f"COPY --chown=0:0 . /app\nWORKDIR /app\nRUN mkdir -p /x\n{APT}",
            f"WORKDIR /app\nRUN mkdir -p /x\n{APT}COPY --chown=0:0 . /app\n"),
    ],
)
def test_a_folder_stays_the_users(source: str, expected: str) -> None:
    ((_, fixed),) = results(f"FROM node:22\n{source}", SRC, EDITS)
    assert fixed == f"FROM node:22\n{expected}"


@pytest.mark.parametrize(
    "source",
    [
        f"COPY --chown=node . /app\nWORKDIR /app\nRUN mkdir -p /x\n{APT}",
        f"COPY --chown=node . /app/all\nWORKDIR /app/all/b\nRUN mkdir -p /x\n{APT}",
    ],
)
def test_no_fix_gives_a_folder_to_another_user(source: str) -> None:
    ((message, fixed),) = results(f"FROM node:22\n{source}", SRC, EDITS)
    assert not fixed
    assert "would belong to `root`, not to `node`" in message


@pytest.mark.parametrize(
    ("between", "install", "rest"),
    [
        ("RUN chmod +x a.js\nWORKDIR /app/b\n", "", ""),
        ("RUN chmod +x a.js\nWORKDIR b\nENV A=1\nWORKDIR c\n", "", ""),
        ("RUN chmod +x a.js\nWORKDIR /app/b\n", " && mkdir x", "RUN mkdir x\n"),
    ],
)
def test_packages_of_the_distribution_are_installed_in_whatever_folder(
    between: str, install: str, rest: str
) -> None:
    head, apt = "FROM node:22\nWORKDIR /app\n", APT.rstrip("\n")
    ((_, fixed),) = results(f"{head}COPY . .\n{between}{apt}{install}\n", SRC, EDITS)
    assert fixed.replace("ENV A=1\n", "") == f"{head}{APT}COPY . .\n{between}{rest}".replace("ENV A=1\n", "")


@pytest.mark.parametrize("install", ["cd b && apt-get update && apt-get install -y git",
    "apt-get update && apt-get install -y ./x.deb", "apt-get install -y git > log"])
def test_others_stay_below_their_folder(install: str) -> None:
    source = f"FROM node:22\nWORKDIR /app\nCOPY . .\nRUN chmod +x a.js\nWORKDIR /app/b\nRUN {install}\n"
    assert not any(fixed for _, fixed in results(source, SRC, EDITS))

"""A RUN that has nothing to do with a folder (`apart`), and one that only changes copied files in place
(`prepares`)."""

from __future__ import annotations

import pytest

from dlinter.model.cache.apart import apart, prepares
from dlinter.model.dockerfile.nodes import Run
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.text import Text
from tests.cache.test_proven_kinds import facts_of, results

URL = "https://files.example/x.tgz"


def the_run(run: str, before: str = "") -> tuple[Run, Facts]:
    facts = Facts(read(Text(f"FROM a:1\nWORKDIR /app\n{before}{run}\n".encode(), "Dockerfile")))
    last = facts.dockerfile.instructions[-1]
    assert isinstance(last, Run)
    return last, facts


def is_apart(run: str, place: str = "/app", before: str = "") -> bool:
    return apart(*the_run(run, before), place)


@pytest.mark.parametrize(
    "script",
    [
        "mkdir /opt/x", "mkdir -p --mode=755 /opt/x", "mkdir /application", "if true; then mkdir /opt/x; fi",
        "mkdir $HOME/x", "cp /opt/a /opt/b",
        f"curl -o /opt/x {URL}", f"curl -sSLo /opt/x {URL}", f"curl --output /opt/x {URL}",
        f"curl {URL} | tar -xz -C /opt", f"curl -o - {URL} | tar -xzC /opt",
        f"wget -O /opt/x {URL}", f"wget -P /opt {URL}", "tar xzf /opt/x.tgz -C /srv",
        "tar --directory /srv -xf /opt/x.tgz", "tar tf /opt/x.tgz",
        "unzip /opt/a.zip -d /srv", "chmod 755 /opt/x", "chmod u+x /opt/x", "chown node:node /opt/x",
        "chown -R node /opt/x", "chgrp g /opt/x",
        "install -m 755 -o root -g root /opt/a /opt/b", "echo a > /opt/x", "echo a 2>&1", "echo a < /opt/x",
        "echo a", "set -e; mkdir /opt/x", "V=1; mkdir /opt/x",
        "apt-get update && apt-get install -y git", f"apk add curl && curl -o /opt/x {URL} && apk del curl",
    ],
)  # fmt: skip
def test_a_run_that_touches_nothing_of_a_folder(script: str) -> None:
    assert is_apart(f"RUN {script}")


@pytest.mark.parametrize(
    "script",
    [
        "mkdir x", "mkdir /app", "mkdir /app/x", "mkdir /opt/x x", "rm -rf /",
        "cp --target-directory=/app/x /opt/a", "mkdir \"$UNKNOWN\"", "mkdir /opt/x && ls",
        f"curl -O {URL}", f"curl -o x {URL}", f"curl -o /app/x {URL}",
        f"curl -d @/app/x {URL}", f"wget {URL}", f"wget -P /app {URL}",
        f"curl {URL} | tar -xz", "tar xzf /opt/x.tgz", "tar xzf x.tgz -C /srv", "unzip /opt/a.zip",
        "unzip /opt/a.zip -d .",
        "chmod 755 x", "chmod u+x /app/x", "chown node x", "chown -R node:node /app", "chgrp g .",
        "install -m 755 x /opt/b", "install /opt/a b",
        "echo a > x", "echo a > /app/x", "echo a < x", "echo *", "echo x?", "cat /opt/x", "V=1", "ls",
        "for f in a b; do mkdir /opt/$f; done", "f() { mkdir /opt/x; }; f", "sh -c 'mkdir /opt/x'",
        "sudo mkdir /opt/x", "cat <(echo a)",
        "npm ci", "pip install x", "apt-get install -y ./x.deb", "echo a <<< x",
    ],
)  # fmt: skip
def test_a_run_that_may_read_or_write_in_it(script: str) -> None:
    assert not is_apart(f"RUN {script}", before='SHELL ["/bin/bash", "-c"]\n')


@pytest.mark.parametrize(
    ("run", "before"),
    [
        ('RUN ["mkdir", "/opt/x"]', ""), ("RUN <<EOF\nmkdir /opt/x\nEOF", ""),
        ("RUN mkdir /opt/x", 'SHELL ["pwsh", "-c"]\n'), ("RUN mkdir '/opt/x", ""),
    ],
)  # fmt: skip
def test_a_run_whose_commands_are_not_known(run: str, before: str) -> None:
    assert not is_apart(run, before=before)
    assert is_apart("RUN mkdir /opt/x", before='SHELL ["/bin/bash", "-c"]\n')


def test_a_run_of_another_build() -> None:
    facts = Facts(read(Text(b"FROM a:1\nONBUILD RUN mkdir /opt/x\n", "Dockerfile")))
    runs = [i for i in facts.dockerfile.instructions if isinstance(i, Run)]
    assert not any(apart(run, facts, "/app") for run in runs)


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("/app", True), ("/srv", True), ("/home/node/app", True), ("/usrx", True), ("app", False),
        ("/", False), ("/usr/src/app", True), ("/usr/app", True), ("/etc", False), ("/usr/src", False),
        ("/usr/src/linux-headers", False), ("/usr/application", False),
        ("/home/node", False), ("/home/node/", False), ("/opt", False), ("/opt/x", False),
        ("/opt/x/y", False), ("/srv/../usr", False), ("/opt/xy", True),
    ],
)  # fmt: skip
def test_a_folder_that_changes_what_programs_do(place: str, told: bool) -> None:
    """Beside those that the command itself names, a part of or lies in."""
    assert is_apart("RUN mkdir /opt/x", place) is told


@pytest.mark.parametrize(
    ("script", "paths"),
    [
        ("chmod +x start.sh", ["start.sh"]), ("chmod -v 755 a b", ["a", "b"]), ("chown app a", ["a"]),
        ("chgrp app a", ["a"]), ("dos2unix a b", ["a", "b"]),
        ("sed -i s/a/b/ a", ["a"]), ("sed -i.old s/a/b/ a", []), ("sed --in-place s/a/b/ a", ["a"]),
        ("chmod +x a && dos2unix b", ["a", "b"]),
        ("chmod -R 755 a", []), ("chown --recursive app a", []), ("chmod --reference=b a", []),
        ("sed s/a/b/ a", []), ("sed -i -e s/a/b/ a", ["a"]),
        ("sed -i --expression=s/a/b/ a", ["a"]), ("sed -i -f x a", []), ("chmod +x *.sh", []),
        ("chmod +x a?", []), ("chmod +x [ab]", []), ("chmod +x $UNKNOWN", []),
        ("chmod +x a > b", []), ("V=1 chmod +x a", []), ("chmod +x a; chmod +x b", []),
        ("chmod +x a || dos2unix b", []), ("chmod +x", []), ("dos2unix", []),
        ("(chmod +x a)", []), ("sudo chmod +x a", []), ("cp a b", []), ("chmod +x a && cp a b", []),
        ("if true; then chmod +x a; fi", []),
    ],
)  # fmt: skip
def test_files_that_are_changed_in_place(script: str, paths: list[str]) -> None:
    assert prepares(*the_run(f"RUN {script}")) == tuple(f"/app/{p}" for p in paths)


def test_a_run_that_may_do_more_than_change_files() -> None:
    assert prepares(*the_run("RUN --mount=type=cache,target=/c chmod +x a")) == ()
    assert prepares(*the_run('RUN ["chmod", "+x", "a"]')) == ()


@pytest.mark.parametrize(
    ("folder", "script", "place", "told"),
    [
        ("/", "touch /data/x", "/data/app", False), ("/", "touch /data/x", "/data/app/y", False),
        ("/", "touch /data/x", "/datas/app", True), ("/", "touch /data/x", "/data2", True),
        ("/", "touch /srv/x", "/srv/app", True), ("/", "touch /opt/x", "/opt/a/b", True),
        ("/", "touch /opt/a/x", "/opt/a/b", False), ("/", "touch /x", "/data/app", True),
        ("/data", "touch /data/x", "/data/app", True), ("/data/b", "touch /data/x", "/data/app", True),
        ("/datas", "touch /data/x", "/data/app", False), ("$X", "touch /data/x", "/data/app", False),
        ("/", "mkdir -p /data/x", "/data/app", True), ("/", "mkdir /data/x", "/data/app", False),
        ("/", "mkdir -p /data/b/c && touch /data/x", "/data/app", True),
        ("/", "mkdir -p /other && touch /data/x", "/data/app", False),
        ("/", "if true; then mkdir -p /data; fi; touch /data/x", "/data/app", False),
        ("/", "echo a > /data/x", "/data/app", False),
        ("/", "curl -o /data/x https://a.example", "/data/app", False),
        ("/", "touch /usr/src/x", "/usr/src/app", True), ("/", "touch /data/b/x", "/data/app", True),
    ],
)  # fmt: skip
def test_a_folder_that_the_copy_alone_may_make_is_not_there_above_it(
    folder: str, script: str, place: str, told: bool
) -> None:
    facts = facts_of(f"FROM a:1\nWORKDIR {folder}\nRUN {script}\n", {})
    run = facts.dockerfile.instructions[-1]
    assert isinstance(run, Run)
    assert apart(run, facts, place) is told


def test_a_file_beside_the_copied_folder_is_made_below_it() -> None:
    head, apt = "FROM debian:13\n", "RUN apt-get update && apt-get install -y git\n"
    for folder, above in (("", False), ("WORKDIR /data\n", True)):
        source = f"{head}{folder}COPY . /data/app\nRUN touch /data/x\n{apt}"
        ((_, fixed),) = results(source, {"index.js": ""})
        first, last = ("RUN touch /data/x\n", "") if above else ("", "RUN touch /data/x\n")
        assert fixed == f"{head}{folder}{first}{apt}COPY . /data/app\n{last}"

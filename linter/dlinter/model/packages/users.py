"""Who runs a step, and where that user's home is.

The home comes from HOME, else from /etc/passwd (runc sets HOME from it, `/` for an id that is not there):
from `useradd` and `adduser` of the file, the base image's users, the convention `/home/NAME`. Sources:
useradd(8), Debian's adduser(8) (a system user's home is /nonexistent), busybox adduser (`-h`, `-H`, `-S`),
runc libcontainer/init_linux.go.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from msgspec import Struct

from dlinter.model.dockerfile.nodes import Instruction, Run, Stage
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.values import UNKNOWN, user_at, value_at
from dlinter.model.packages.distributions import OTHER_USERS, base_of, has_no_users, image_users
from dlinter.model.shell.nodes import Command

_VALUED = {
    "useradd": ("-u", "--uid", "-g", "--gid", "-d", "--home-dir", "--home", "-s", "--shell", "-G",
        "--groups", "-c", "--comment", "-b", "--base-dir", "-k", "--skel", "-p", "--password", "-e", "-f",
        "-K", "--key", "-R", "--root"),
    "adduser": ("-u", "--uid", "--gid", "-h", "--home", "-s", "--shell", "-G", "--ingroup", "-g", "--gecos",
        "-k", "--comment", "--firstuid", "--lastuid", "--conf"),
}  # fmt: skip
NOWHERE = "/nonexistent"
_APK = re.compile(rb"apk add")


class Account(Struct, frozen=True):
    """A user that the file makes. `home` and `uid` are "" where the command does not tell."""

    name: str
    uid: str
    home: str


class Person(Struct, frozen=True):
    """The user of a step. `name` as in USER ("" for none), `uid` and `gid` in digits or "", `home` "" where
    it cannot be told."""

    name: str
    uid: str
    gid: str
    home: str

    @property
    def root(self) -> bool:
        return self.name in ("", "root", "0")


def accounts_of(facts: Facts) -> dict[int, list[tuple[int, Account]]]:
    """The accounts that RUN steps make, by stage, each with the index of its instruction."""
    found: dict[int, list[tuple[int, Account]]] = {}
    for run in facts.dockerfile.instructions:
        if not isinstance(run, Run) or run.stage is None:
            continue
        text = facts.text.slice(run.span)
        if "useradd" not in text and "adduser" not in text:
            continue
        for command in facts.script(run).commands:
            account = _account(command, facts, run)
            if account is not None:
                found.setdefault(run.stage, []).append((run.index, account))
    return found


def _account(command: Command, facts: Facts, run: Run) -> Account | None:
    if command.name not in _VALUED:
        return None
    valued = _VALUED[command.name]
    values: dict[str, str] = {}
    plain: list[str] = []
    words = command.args
    at = 0
    while at < len(words):
        name, equals, value = words[at].partition("=")
        if words[at].startswith("-") and equals:
            values[name] = value
        elif words[at] in valued and at + 1 < len(words):
            values[words[at]] = words[at + 1]
            at += 1
        elif words[at].startswith("-"):
            values[words[at]] = ""
        else:
            plain.append(words[at])
        at += 1
    if not plain:
        return None
    name = _known(plain[-1] if command.name == "useradd" else plain[0], facts, run)
    if not name:
        return None
    uid = _known(values.get("-u") or values.get("--uid") or "", facts, run)
    home = (
        values.get("-d")
        or values.get("--home-dir")
        or values.get("--home")
        or (values.get("-h") if command.name == "adduser" else "")
        or ""
    )
    if home:
        home = _known(home, facts, run) or UNKNOWN
    elif (command.name == "adduser" and "--system" in values and not _is_busybox(run, facts)) or (
        command.name == "adduser" and "-H" in values and _is_busybox(run, facts)
    ):
        home = NOWHERE
    elif "-b" in values or "--base-dir" in values:
        home = UNKNOWN
    else:
        home = f"/home/{name}"
    return Account(name, uid if uid.isdigit() else "", home)


def _is_busybox(run: Run, facts: Facts) -> bool:
    """Whether `adduser` is busybox', whose system users have a home as all others: the image is one of
    Alpine, or the file installs with apk."""
    stage = facts.stage_of(run)
    image = base_of(stage, facts).lower() if stage is not None else ""
    return "alpine" in image or "busybox" in image or facts.has(_APK)


def _known(word: str, facts: Facts, run: Run) -> str:
    if "$" not in word:
        return word
    return facts.scope.expand(word, run).value or ""


def account_at(instruction: Instruction, facts: Facts, name: str) -> Account | None:
    """The account with a name or a number as its id, as made by the steps before an instruction."""
    accounts = facts.once(accounts_of)
    stage: Stage | None = facts.stage_of(instruction)
    limit, seen = instruction.index, set[int]()
    while stage is not None and stage.index not in seen and len(seen) < 64:
        seen.add(stage.index)
        made = accounts.get(stage.index, [])
        for at in range(bisect_left(made, limit, key=lambda m: m[0]) - 1, -1, -1):
            if name in (made[at][1].name, made[at][1].uid):
                return made[at][1]
        stage, limit = (
            (facts.dockerfile.stages[stage.base] if stage.base is not None else None),
            len(facts.dockerfile.instructions),
        )
    return None


def person_at(instruction: Instruction, facts: Facts) -> Person:
    """The user in force at an instruction. Kept: each cache of each task asks."""
    kept, key = facts.once(_persons), (instruction.index, instruction.span.start)
    if key not in kept:
        kept[key] = _person(instruction, facts)
    return kept[key]


def _persons(facts: Facts) -> dict[tuple[int, int], Person]:
    return {}


def _person(instruction: Instruction, facts: Facts) -> Person:
    name, _, group = user_at(instruction, facts).partition(":")
    stage = facts.stage_of(instruction)
    image = base_of(stage, facts) if stage is not None else ""
    home = value_at("HOME", instruction, facts)
    if UNKNOWN in name:
        return Person(UNKNOWN, "", "", home if home and UNKNOWN not in home else "")
    account = account_at(instruction, facts, name) if name not in ("", "root", "0") else None
    known = image_users(image)
    uid = name if name.isdigit() else ""
    if name in ("", "root", "0"):
        uid, place = "0", "/root"
    elif account is not None:
        uid, place = account.uid or uid, "" if UNKNOWN in account.home else account.home
    elif name.isdigit():
        user = next((user for user, number in known.items() if str(number) == name), "")
        place = f"/home/{user}" if user else "/" if has_no_users(image) else ""
    else:
        number = known.get(name, OTHER_USERS.get(name))
        uid, place = str(number) if number is not None else "", f"/home/{name}" if name[:1].isalpha() else ""
    if home is not None:
        place = "" if UNKNOWN in home else home.rstrip("/") or "/"
    return Person(name, uid, group if group.isdigit() else uid, place)


def owner_of(person: Person) -> str | None:
    """`,uid=…,gid=…` for a mount that this user must write to; "" for root, None when the id cannot be
    known."""
    if person.root:
        return ""
    return f",uid={person.uid},gid={person.gid or person.uid}" if person.uid else None

"""Which paths a step reads or writes, and whether it may change places with an install of packages of the
system: one question at a time."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from dlinter.model.cache.swaps import (
    apart_from_each,
    away,
    brings,
    places_of_copy,
    places_of_run,
    swap,
)
from dlinter.model.cache.waste import step_of
from dlinter.model.dockerfile import Add, Copy, Run
from dlinter.model.facts.facts import Facts
from tests.cache.test_proven_kinds import facts_of

APP = "WORKDIR /app\n"
MOST_PLACES, MOST_WORDS = 32, 1000
"""As many as are looked at."""
APT = "apt-get update && apt-get install -y git"


def places(script: str, head: str = APP) -> tuple[set[str], set[str]] | None:
    """The places and the programs of a RUN."""
    facts = facts_of(f"FROM a:1\n{head}RUN {script}\n", {})
    run = facts.dockerfile.instructions[-1]
    assert isinstance(run, Run)
    found = places_of_run(run, facts)
    return None if found is None else (set(found[0]), set(found[1]))


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("touch x", {"/app/x"}), ("mkdir -p a /b", {"/app/a", "/b"}), ("chmod 755 a", {"/app/a"}),
        ("chmod -R u+x a b", {"/app/a", "/app/b"}), ("chown node:node a", {"/app/a"}),
        ("chgrp x a", {"/app/a"}),
        ("mv a b", {"/app/a", "/app/b"}), ("cp -r a b", {"/app/a", "/app/b"}),
        ("ln -s a b", {"/app/a", "/app/b"}),
        ("rmdir a", {"/app/a"}), ("rm -rf *", {"/app"}), ("rm -rf a/*.txt", {"/app/a"}), ("rm /*", {"/"}),
        ("rm a?", {"/app"}), ("rm a/b[c]", {"/app/a"}), ("touch a{b,c}", {"/app"}), ("touch ..", {"/"}),
        ("touch ~/x", {"/root/x"}), ("touch 'a b'", {"/app/a b"}), ("touch /a/../b", {"/b"}),
        ("chmod", set()),
        ("echo a > b", {"/app/b"}), ("echo a >> b/c", {"/app/b/c"}), (": > x", {"/app/x"}),
        ("> x", {"/app/x"}),
        ("echo a > /dev/null", set()), ("echo a > b 2>&1", {"/app/b"}), ("echo a >&b", {"/app/b"}),
        ("echo a 2>&-", None), ("echo a 2>&1", set()), ("touch a 1>&2", {"/app/a"}), ("cat < x", None),
        ("true < x", {"/app/x"}),
        ("true", set()), ("exit 0", set()), ("printf x", set()),
        ("touch a || true", {"/app/a"}), ("touch a; touch b", {"/app/a", "/app/b"}),
        ("if true; then touch a; fi", {"/app/a"}), ("(touch a)", {"/app/a"}), ("{ touch a; }", {"/app/a"}),
        ("case x in a) touch a;; esac", {"/app/a"}),
        ("touch a | true", None), ("touch a & true", None), ("touch a |& true", None),
        ("for i in 1; do touch a; done", None), ("while true; do touch a; done", None),
        ("f() { touch a; }", None), ("sh -c 'touch a'", None), ("touch $(true)", None), ("touch $X", None),
        ("touch a && make", None), ("install a b", None), ("sudo touch x", None), ("A=1 touch x", None),
        ("A=1", None), ("true <<< x", {"/app/x"}), ("touch '", None), ("touch --date=x y", {"/app/y"}),
        ("chmod --reference=a b", {"/app/a", "/app/b"}),
        ("chown --from=a b c", {"/app/c"}), ("touch --x=/y z", None), ("ln -s /x/y", None),
        ("/x/y/touch a", {"/app/a"}),
    ],
)  # fmt: skip
def test_the_paths_that_a_step_names(script: str, found: set[str] | None) -> None:
    assert places(script) == (None if found is None else (found, set()))


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("python manage.py collectstatic", {"/app"}), ("python3 ./manage.py compilemessages", {"/app"}),
        ("python3.12 manage.py collectstatic --noinput out", {"/app", "/app/out"}),
        ("python -m compileall", {"/app"}), ("python -m compileall -q /x", {"/app", "/x"}),
        ("python manage.py migrate", None), ("python manage.py", None), ("python manage.py $X", None),
        ("python $X collectstatic", None), ("python -m pip", None), ("python x.py collectstatic", None),
        ("python2 manage.py collectstatic", None), ("ruby manage.py collectstatic", None),
        ("python manage.py collectstatic $X", None),
    ],
)  # fmt: skip
def test_programs_of_the_project_that_write_to_its_folder(script: str, found: set[str] | None) -> None:
    assert places(script) == (None if found is None else (found, {"python"}))
    assert places(script.replace("out", "/out"), "") is None, "the folder is not known"


@pytest.mark.parametrize(
    ("script", "head", "known"),
    [
        ('["touch", "x"]', APP, False), ("<<E\ntouch x\nE", APP, False),
        ("--mount=type=cache,target=/c touch x", APP, False), ("--network=none touch x", APP, True),
        ("touch x", 'SHELL ["/bin/bash", "-c"]\n' + APP, True),
        ("touch x", 'SHELL ["ash", "-c"]\n' + APP, True),
        ("touch x", 'SHELL ["/bin/dash", "-c"]\n' + APP, True),
        ("touch x", 'SHELL ["zsh", "-c"]\n' + APP, False), ("touch x", 'SHELL ["pwsh", "-c"]\n' + APP, False),
        ("touch x", "", False), ("touch /x", "", True), ("touch x", "WORKDIR $X\n", False),
        ("--mount=type=x touch x", APP, False),
    ],
)  # fmt: skip
def test_a_script_that_can_be_read(script: str, head: str, known: bool) -> None:
    assert (places(script, head) is not None) is known


def test_as_many_places_as_are_looked_at() -> None:
    for count, known in ((MOST_PLACES, True), (MOST_PLACES + 1, False)):
        assert (places(f"touch {' '.join(f'/a{n}' for n in range(count))}") is not None) is known


TREE = {"a": "", "b": "", "d/x": "", "d/y/z": "", "e/1": ""}


def written(copy: str, files: Mapping[str, str] = TREE, head: str = APP) -> set[str] | None:
    facts = facts_of(f"FROM q:1 AS q\nFROM a:1\n{head}{copy}\nRUN x\n", dict(files))
    (found,) = (i for i in facts.dockerfile.instructions if isinstance(i, (Copy, Add)))
    step = step_of(found, facts)
    assert step is not None
    where = places_of_copy(step, facts)
    return None if where is None else set(where)


@pytest.mark.parametrize(
    ("copy", "found"),
    [
        ("COPY a /x", {"/x"}), ("COPY a /x/", {"/x/a"}), ("COPY a b /x/", {"/x/a", "/x/b"}),
        ("COPY a .", {"/app/a"}), ("COPY e /x/", {"/x/1"}), ("COPY e a /x/", {"/x/1", "/x/a"}),
        ("COPY d /x/", {"/x"}), ("COPY e /x", {"/x"}), ("COPY . .", {"/app"}),
        ("COPY d e /x/", {"/x", "/x/1"}),
        ("COPY none /x/", {"/x"}), ("COPY --parents e /x/", {"/x"}), ("COPY --from=q /a /x/", {"/x"}),
        ("ADD https://a.example/b /x/", {"/x"}), ("ADD a https://a.example/b /x/", {"/x", "/x/a"}),
        ("COPY <<E /x/\na\nE", {"/x"}), ("COPY a <<E /x/\na\nE", {"/x", "/x/a"}),
        ("COPY a $X", None), ("COPY a /x$X", None), ("COPY a /x?", None),
    ],
)  # fmt: skip
def test_the_paths_that_a_copy_writes(copy: str, found: set[str] | None) -> None:
    assert written(copy) == found


def test_a_copy_to_a_folder_that_is_not_known() -> None:
    assert written("COPY a x", head="") is None
    assert written("COPY a /x/", head="") == {"/x/a"}


def test_a_copy_of_many_files_writes_to_their_folder() -> None:
    for count in (MOST_PLACES, MOST_PLACES + 1, 100, 101):
        files = {f"m/{n}": "" for n in range(count)}
        each = {f"/x/{n}" for n in range(count)}
        assert written("COPY m /x/", files) == (each if count <= MOST_PLACES else {"/x"})
    for count, found in ((100, {"/x"}), (101, {"/x", "/x/1"})):
        files = {f"m/{n}": "" for n in range(count)} | {"n/1": ""}
        assert written("COPY n m /x/", files) == found


def test_without_a_build_context_a_copy_writes_to_its_folder() -> None:
    source = facts_of(f"FROM a:1\n{APP}COPY a /x/\nRUN y\n", {}).dockerfile
    facts = Facts(source)
    (copy,) = (i for i in source.instructions if isinstance(i, Copy))
    step = step_of(copy, facts)
    assert step is not None
    assert places_of_copy(step, facts) == {"/x"}


def test_files_with_the_name_of_a_program() -> None:
    facts = facts_of(f"FROM a:1\n{APP}COPY d /x/\nRUN y\n", TREE)
    (copy,) = (i for i in facts.dockerfile.instructions if isinstance(i, Copy))
    step = step_of(copy, facts)
    assert step is not None
    for name, there in (("z", True), ("x", True), ("y", False), ("d", False)):
        assert brings(step, facts, frozenset([name, "other"])) is there


def runs(first: str, second: str, head: str = APP, between: str = "") -> tuple[Run, Run, Facts]:
    facts = facts_of(f"FROM a:1\n{head}RUN {first}\n{between}RUN {second}\n", {})
    one, two = (i for i in facts.dockerfile.instructions if isinstance(i, Run))
    return one, two, facts


def off(script: str, place: str) -> bool:
    """Whether a step has nothing to do with a place."""
    _, run, facts = runs("true", script)
    return away(run, facts, place)


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("/app", True), ("/srv/x", True), ("/var/www", True), ("/usr/local/bin/x.sh", True),
        ("/usr/local/sbin/x.py", True), ("app", False), ("/", False), ("/etc/x", False),
        ("/usr/lib/x", False),
        ("/usr/local/bin/x", False), ("/usr/local/bin/d/x.sh", False), ("/usr/local/lib/x.sh", False),
        ("/root/x", False), ("/app/../etc", False),
    ],
)  # fmt: skip
def test_an_install_leaves_a_folder_of_the_project_alone(place: str, found: bool) -> None:
    assert off(APT, place) is found
    assert not off("make", place)


@pytest.mark.parametrize(
    ("script", "found"),
    [
        *((script, True) for script in ("useradd x", "adduser -D x", "groupadd x", "addgroup x",
            "useradd -d /srv x", "useradd -u $U x", "usermod -aG x y", "usermod -a -G x y", "usermod -G x y",
            "usermod -s bash y", "usermod --append --groups x y", "touch /srv/x", f"{APT} && useradd x")),
        *((script, False) for script in ("useradd -d /app x", "useradd -d /app/y x", "useradd -d / x",
            "useradd -b /app x", "useradd -k /app x", "useradd --home=/app x", "useradd -d $H x",
            "useradd --home $H x", "useradd --home-dir $H x", "useradd -b $H x", "useradd --base-dir $H x",
            "adduser -h $H x", "useradd -R /x y", "useradd -R/x y", "useradd --root /x y", "useradd -P /x y",
            "useradd --prefix=/x y", "sudo useradd x", "useradd x > /srv/y", "A=1 useradd x", "userdel x",
            "usermod -d /x y", "usermod -u 5 y", "usermod -l a y", "usermod -L y", "usermod -s /bin/sh y",
            "sudo usermod -aG x y", "usermod -aG x y > /srv/z", "A=1 usermod -aG x y", "touch /app/x",
            "touch /", "useradd x && make", "pip install x")),
    ],
)  # fmt: skip
def test_users_and_groups_lie_beside_it(script: str, found: bool) -> None:
    assert off(script, "/app") is found


def test_a_user_gets_a_folder_in_home() -> None:
    for place in ("/home/x/y", "/home/z/y", "/home"):
        assert not off("useradd x", place)
        assert not off("groupadd x", place)
        assert off("usermod -aG x y", place)
    assert off("useradd x", "/homes/y")


@pytest.mark.parametrize(
    ("folder", "place", "found"),
    [
        ("/etc/shop", "/etc/shop/x", True), ("/etc/shop", "/etc/shop", True),
        ("/etc/shop", "/etc/other", False),
        ("/etc/shop", "/etc", False), ("/etc", "/etc/x", False), ("/etc/a/b", "/etc/a/b/c", False),
        ("/etc/apt", "/etc/apt/x", False), ("/usr/x", "/usr/x/y", False), ("$X", "/etc/shop/x", False),
    ],
)  # fmt: skip
def test_a_folder_below_etc_that_a_file_works_in_is_its_own(folder: str, place: str, found: bool) -> None:
    one, two, facts = runs("touch x", APT, f"WORKDIR {folder}\n")
    assert away(two, facts, place) is found
    one, two, facts = runs("touch x", APT, f"WORKDIR {folder}\n", "WORKDIR /app\n")
    assert away(two, facts, place, one) is found
    assert not away(two, facts, place), "the other one works elsewhere"


def test_as_many_words_as_are_looked_at() -> None:
    for count, found in ((MOST_WORDS, True), (MOST_WORDS + 1, False)):
        script = f"useradd x && echo {'a ' * (count - 3)}"
        assert off(script, "/app") is found


@pytest.mark.parametrize(
    ("worker", "install", "may"),
    [
        ("touch x", APT, True), ("true", "make", True), ("touch x", "useradd y", True), ("make", APT, False),
        ("touch x /etc/y", APT, False), ("touch /etc/y x", APT, False), ("touch x", "npm ci", False),
        ("touch x /srv/y", f"{APT} && touch /srv/y", False),
        ("touch /srv/y x", f"{APT} && touch /srv/y", False),
        ("touch x", "apt-get install -y python3", True),
        ("python -m compileall", APT, True), ("python -m compileall", "apt-get install -y python3", False),
        ("python -m compileall", "apt-get install -y git python3-pip", False),
        ("python -m compileall", "apt-get install -y libpython3", True),
    ],
)  # fmt: skip
def test_what_may_change_places(worker: str, install: str, may: bool) -> None:
    assert swap(*runs(worker, install)) is may


def test_places_that_are_apart() -> None:
    some = frozenset(["/a", "/b"])
    assert apart_from_each(some, frozenset(["/c", "/bb"]))
    assert apart_from_each(some, frozenset())
    for other in ("/b", "/b/d", "/", "/a"):
        assert not apart_from_each(some, frozenset(["/c", other]))
        assert not apart_from_each(frozenset([other, "/c"]), some)

"""What a stage that is parted above its copy asks, one question at a time: of its own rest, of each
instruction that comes before that rest in another stage, and of what stands around both."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from dlinter.model.cache.splitting import split
from dlinter.model.cache.waste import wastes_by_build
from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.history import History
from dlinter.model.text import Text

MOST_LINES, MOST_MOVED, MOST_STAGES = 40, 60, 16
"""As much as is looked at."""
FILES = {"app/main.py": "", "start.sh": "", "requirements-dev.txt": "pytest\n", "conf/nginx.conf": ""}
HISTORY = (("app/main.py",),) * 24 + (("requirements-dev.txt",),)
BASE = "FROM python:3.13 AS prod\nRUN apt-get update && apt-get install -y curl\nWORKDIR /srv\n"
COPY, APT, CMD = "COPY . .\n", "RUN apt-get update && apt-get install -y git\n", 'CMD ["run"]\n'
PIP = "RUN pip install -r requirements-dev.txt\n"


def parts(
    source: str, files: Mapping[str, str] = FILES, targets: tuple[str, ...] = (), named: tuple[str, ...] = ()
) -> list[tuple[str, str]]:
    """For each install of another stage than the copy's: the file with the edits, and what stands in the
    way."""
    context = BuildContext.of(files)
    facts = Facts(
        read(Text(source.encode(), "Dockerfile")), load_context=lambda: context,
        load_history=lambda: History.of(HISTORY), load_targets=lambda: frozenset(targets),
        load_named_contexts=lambda: frozenset(named),
    )  # fmt: skip
    found = []
    for waste in facts.once(wastes_by_build):
        for victim in waste.victims:
            if victim.demand.run.stage == waste.instruction.stage:
                continue
            edits, why = split(waste, victim, facts)
            data = facts.text.data
            for span, text in sorted(edits, key=lambda e: (-e[0].start, -e[0].end)):
                data = data[: span.start] + text.encode() + data[span.end :]
            found.append((data.decode() if edits else "", why))
    return found


def why_not(tail: str = COPY, head: str = APT, rest: str = "", above: str = "") -> str:
    """What stands in the way, "" where the stage is parted above the copy that brings the waste."""
    ((text, why),) = parts(f"{BASE}{above}{tail}{CMD}FROM prod AS test\n{head}{rest}")[-1:]
    assert bool(text) is not bool(why)
    if text:
        assert "FROM prod-base AS prod\n" in text
    return why


TWICE = "`{}` on line 5 would be written twice"


@pytest.mark.parametrize(
    ("instruction", "why"),
    [
        *((text, "") for text in ("LABEL a=b", "EXPOSE 1", "STOPSIGNAL 9", "HEALTHCHECK NONE", "USER root",
            "WORKDIR /srv", "ARG A", "ENV A=1", "ADD https://x.example/y /z/", "COPY app /z/",
            "RUN touch /z/y", 'CMD ["other"]')),
        *((text, TWICE.format(text.split(" ", 1)[0])) for text in ("VOLUME /x", "MAINTAINER x",
            "ONBUILD RUN x", "COPY a", "ENV")),
        ("RUN npm ci", "line 5 installs or builds, and would be run twice"),
        ("RUN x", "line 5 may do what the installation needs"),
        ("COPY a $X", "it is not known where line 5 copies to"),
        ("COPY a b$Y/", "it is not known where line 5 copies to"),
    ],
)  # fmt: skip
def test_what_is_written_twice(instruction: str, why: str) -> None:
    assert why_not(f"{COPY}{instruction}\n") == why


def test_as_many_lines_as_are_written_twice() -> None:
    more = MOST_LINES - 2  # the copy and CMD
    assert why_not(COPY + "ENV A=1\n" * more) == ""
    why = f"the {MOST_LINES + 1} lines from line 4 on would be written twice"
    assert why_not(COPY + "ENV A=1\n" * (more + 1)) == why


HANDS = "line 6 uses an ARG that comes before the copy, which not every builder hands on"


@pytest.mark.parametrize(
    ("above", "tail", "why"),
    [
        ("ARG V=1\n", "ENV X=$V\n", HANDS),
        ("ARG V=1\n", "ENV X=$VV\n", ""), ("", "ARG V=1\nENV X=$V\n", ""), ("ENV V=1\n", "ENV X=$V\n", ""),
        ("ARG A B=1\n", "EXPOSE $B\n", HANDS),
        ("ONBUILD RUN x\n", "", "stage `prod` has triggers"),
        ("CMD x\n", 'ENTRYPOINT ["e"]\n', ""), ("CMD x\n", "", ""),
    ],
)  # fmt: skip
def test_what_stands_above_the_copy(above: str, tail: str, why: str) -> None:
    assert why_not(f"{COPY}{tail}", above=above) == why


def test_a_command_that_only_its_own_stage_keeps() -> None:
    source = f'{BASE}CMD ["x"]\n{COPY}ENTRYPOINT ["e"]\nFROM prod AS test\n{APT}'
    assert parts(source) == [("", "CMD and ENTRYPOINT would be in two stages")]
    source = f"{BASE}{COPY}{CMD}FROM prod AS test\n{APT}"
    assert parts(f'{source}ENTRYPOINT ["e"]\n') == [("", "CMD and ENTRYPOINT would be in one stage")]
    assert parts(f'{source}ENTRYPOINT ["e"]\nCMD x\n')[0][1] == ""


def test_stages_that_are_named_by_a_number() -> None:
    source = f"{BASE}{COPY}{CMD}FROM prod AS test\n{APT}"
    for number in ("0", "1"):
        later = f"FROM a\nCOPY --from={number} /x /y\n"
        assert parts(source + later) == [("", "line 9 names a stage by its number")] or number == "1"
    assert parts(f"{source}FROM test\nCOPY --from=1 /x /y\n")[0][1] == "line 9 names a stage by its number"
    before = "FROM a\nFROM b AS b\nCOPY --from=0 /x /x\n"
    assert parts(before + source)[0][1] == ""
    assert parts(source, targets=("1",)) == [("", "a build file names a stage by its number")]
    assert parts(source, targets=("", "*", "prod"))[0][1] == ""


def test_a_stage_of_another_platform_or_without_a_name() -> None:
    source = f"{BASE}{COPY}{CMD}FROM --platform=linux/amd64 prod AS test\n{APT}"
    assert parts(source) == [("", "stage `prod` is the base of the stage that installs")]


HEAD = "line 8 may need what line 4 brings or makes, or change it"
FORCE = "`{}` on line {} would be in force for what is copied above it"
CHMOD = f"{COPY}RUN chmod +x start.sh\n"
PATH = "ENV PATH=/x\n"


@pytest.mark.parametrize(
    ("head", "why"),
    [
        *((text, "") for text in ("LABEL a=b", "EXPOSE 1", "USER root", "WORKDIR /srv", "ARG A", "ENV A=1",
            "ENV PATH=/x", "COPY app /x", "COPY app other/", "RUN touch /x", "ARG app",
            "RUN --mount=type=cache,target=/y touch /x", "RUN useradd x")),
        *((text, f"`{text.split(' ', 1)[0]}` on line 7 comes after it") for text in ("VOLUME /x",
            "MAINTAINER x",
            "ONBUILD RUN x", "CMD x", "HEALTHCHECK NONE", "STOPSIGNAL 9")),
        ("COPY a", "line 7 has an error"), ("ENV", "line 7 has an error"),
        ("WORKDIR app", "line 7 may make a folder that is copied to"),
        ("WORKDIR /srv/app", "line 7 may make a folder that is copied to"),
        ("WORKDIR /z", "the user or the folder at its end is another one"),
        ("USER app", "the user or the folder at its end is another one"),
        *((text, HEAD.replace("8", "7")) for text in ("RUN make", "RUN touch x", "RUN touch /srv/app/x",
            "RUN --mount=type=bind,source=app,target=/y touch /x", "COPY app $X", "COPY --from=x /a /srv/",
            "COPY app/main.py start.sh", "RUN cd app && touch /x")),
    ],
)  # fmt: skip
def test_what_can_come_before_the_copy(head: str, why: str) -> None:
    assert why_not(head=f"{head}\n{APT}") == why


@pytest.mark.parametrize(
    ("tail", "head", "why"),
    [
        ("LABEL a=b\n", "LABEL a=c\n", "line 8 sets a label again"), ("LABEL a=b\n", "LABEL b=c\n", ""),
        ("LABEL a=b c=d\n", "LABEL x=y c=e\n", "line 8 sets a label again"),
        ("EXPOSE 80\n", "EXPOSE 80\n", ""),
        ("ENV A=1\n", "ENV B=1\n", ""), ("ENV A=1\n", "ENV A=2\n", FORCE.format("ENV", 8)),
        ("ENV A=1\n", "ENV B=$A\n", FORCE.format("ENV", 8)),
        ("ARG A=1\n", "ARG B=$A\n", FORCE.format("ARG", 8)),
        ("ENV A=$B\n", "ENV B=1\n", FORCE.format("ENV", 8)),
        ("EXPOSE $B\n", "ENV C=1 B=1\n", FORCE.format("ENV", 8)),
        ("RUN touch /x\n", "ENV A=1\n", ""), ("RUN touch /x\n", "ENV PATH=/y\n", FORCE.format("ENV", 8)),
        ("RUN touch /x\n", "ARG TZ=y\n", FORCE.format("ARG", 8)), ("LABEL a=b\n", "ENV PATH=/y\n", ""),
        ("RUN python manage.py collectstatic\n", "ENV A=1\n", FORCE.format("ENV", 8)),
        ("RUN python manage.py collectstatic\n", "LABEL A=1\n", ""),
        ("RUN touch /x\n", "RUN touch /y\n", ""), ("RUN touch /x\n", "COPY app /y/\n", ""),
        ("RUN touch /x\n", "RUN touch /x\n", HEAD.replace("4", "5")),
        ("RUN touch /x\n", "COPY app /x\n", HEAD.replace("4", "5")),
        ("COPY app /x/\n", "RUN touch /y\n", ""),
        ("COPY app /x/\n", "RUN touch /x/y\n", HEAD.replace("4", "5")),
        ("USER app\n", "RUN touch /x\n", "the user or the folder on line 8 would be another one"),
        ("USER app\n", "COPY app /x\n", "the user or the folder on line 9 would be another one"),
        ("WORKDIR /srv/x\n", "RUN touch /x\n", "the user or the folder on line 8 would be another one"),
        ("WORKDIR /srv/x\n", "COPY app /y\n", "the folder on line 8 would be another one"),
        ("WORKDIR /srv/x\n", "ADD app /y\n", "the folder on line 8 would be another one"),
        ("WORKDIR /srv/x\n", "", ""),
        ("WORKDIR /srv/x\n", "RUN --mount=type=cache,target=/y apt-get install -y jq\n",
            "the user or the folder on line 8 would be another one"),
        ('SHELL ["/bin/bash", "-c"]\n', "", "the user or the folder on line 8 would be another one"),
    ],
)  # fmt: skip
def test_what_has_to_do_with_the_rest_of_the_base(tail: str, head: str, why: str) -> None:
    assert why_not(COPY + tail, head + APT) == why


@pytest.mark.parametrize(
    ("tail", "setting"),
    [
        (PATH, PATH), (f"{PATH}ENV Y=1\n", PATH), (f"ENV Y=/y\n{PATH}", PATH), (f"LABEL a=b\n{PATH}", PATH),
        (f"{PATH}ENV LD_LIBRARY_PATH=/y\n", f"{PATH}ENV LD_LIBRARY_PATH=/y\n"),
        ("ENV Y=/y\nENV PATH=$Y\n", ""), (f"USER root\n{PATH}", ""), (f"RUN touch /t\n{PATH}", ""),
        ("ARG PATH=/x\n", ""), (f"{PATH}ENV PATH=/z:$PATH\n", f"{PATH}ENV PATH=/z:$PATH\n"),
        (f"EXPOSE $PATH\n{PATH}", ""),
    ],
)  # fmt: skip
def test_a_setting_that_the_install_reads_goes_above_it(tail: str, setting: str) -> None:
    source = f"{BASE}{COPY}{tail}{CMD}FROM prod AS test\n{APT}"
    ((text, why),) = parts(source)
    if not setting or "$PATH" in setting:
        assert "may read what `" in why
    else:
        rest = tail.replace(setting, "")
        first = BASE.replace(" AS prod", " AS prod-base") + setting
        assert text == (
            f"{first}\nFROM prod-base AS prod\n{COPY}{rest}{CMD}"
            f"FROM prod-base AS test\n{APT}{COPY}{rest}{CMD}"
        )


@pytest.mark.parametrize(
    ("tail", "head", "alike"),
    [
        ("COPY app /o/", "COPY app /o/", True), ("COPY --link app /o/", "COPY app /o/", True),
        ("COPY --chown=1 app /o/", "COPY --chown=1 --link app /o/", True),
        ("COPY . /o/", "COPY app/main.py /o/app/", True), ("COPY . /o/", "COPY app /o/app", True),
        ("COPY app /o/", "COPY requirements-dev.txt /o/", True), ("COPY app conf /o/", "COPY conf /o", True),
        ("COPY app/main.py start.sh /o/", "COPY start.sh /o/", True),
        ("COPY app /o/", "COPY --chown=1 app /o/", False), ("COPY app /o/", "ADD app /o/", False),
        ("ADD app /o/", "COPY app /o/", False),
        ("COPY app /o/", "COPY requirements-dev.txt /o/main.py", False),
        ("COPY app /o/", "COPY start.sh /o/main.py/", False), ("COPY . /o/", "COPY app /o/start.sh/", False),
        ("COPY app/main.py /o", "COPY app/main.py /o", False), ("COPY . /o/", "COPY --from=x /a /o/", False),
        ("COPY . /o/", "COPY <<E /o/\nx\nE", False), ("COPY --parents app /o/", "COPY app /o/app/", False),
        ("COPY app /o/", "COPY --parents app /o/", False),
    ],
)  # fmt: skip
def test_two_copies_that_give_each_place_the_same_file(tail: str, head: str, alike: bool) -> None:
    why = why_not(f"{tail}\n", f"{head}\n{APT}")
    assert why == ("" if alike else "line 7 may need what line 4 brings or makes, or change it")


@pytest.mark.parametrize(
    ("folders", "why"),
    [
        ("WORKDIR /o\n", "line 7 may make a folder that is copied to"),
        ("WORKDIR /t\n", "line 7 may make a folder that is copied to"),
        ("WORKDIR /z\n", ""), ("WORKDIR z\n", "line 7 may make a folder that is copied to"),
        ("WORKDIR /\nWORKDIR o\n", "line 8 may make a folder that is copied to"),
    ],
)  # fmt: skip
def test_folders_that_are_made(folders: str, why: str) -> None:
    assert why_not("COPY . /o/p\nRUN touch /t/u\n", f"{folders}{APT}WORKDIR /srv\n").replace("8", "7") == (
        why.replace("8", "7"))


def test_programs_that_the_copy_brings() -> None:
    source = f"{BASE}{COPY}{CMD}FROM prod AS test\n{APT}"
    for file, may_run in (("bin/apt-get", True), ("apt-get.sh", False), ("apt-get/x", False)):
        ((_, why),) = parts(source, {**FILES, file: ""})
        assert bool(why) is may_run


@pytest.mark.parametrize(
    ("head", "rest", "found"),
    [
        ("", "", APT), ("ENV A=1\n", "RUN ./x\n", f"ENV A=1\n{APT}"), ("", f"RUN ./x\n{APT}", APT),
        ("", f"LABEL a=b\n{APT}ENV A=1\n", f"{APT}LABEL a=b\n{APT}"),
        ("USER root\n", "USER root\n", f"USER root\n{APT}"),
    ],
)  # fmt: skip
def test_the_last_install_that_can_comes_first(head: str, rest: str, found: str) -> None:
    (text, why), *_ = parts(f"{BASE}{COPY}{CMD}FROM prod AS test\n{head}{APT}{rest}")
    assert why == ""
    assert f"FROM prod-base AS test\n{found}{COPY}{CMD}" in text


def test_the_user_of_what_stays_below() -> None:
    tail, head = f"{COPY}USER app\n", f"USER root\n{APT}"
    assert why_not(tail, head) == "the user or the folder at its end is another one"
    why = "line 10 may need what line 4 brings or makes, or change it"
    assert why_not(tail, head, "RUN ./x\nUSER app\n") == why
    assert why_not(tail, f"{head}USER app\n", "RUN ./x\n") == ""


def test_as_many_instructions_and_stages_as_are_looked_at() -> None:
    for count, known in ((MOST_MOVED - 1, True), (MOST_MOVED, False)):
        assert bool(why_not(head="ENV A=1\n" * count + APT)) is not known
    for count, known in ((MOST_STAGES - 1, True), (MOST_STAGES, False)):
        others = "".join(f"FROM prod AS s{n}\n" for n in range(count))
        (_, why), *_ = parts(f"{BASE}{COPY}{CMD}{others}FROM prod AS test\n{APT}")
        assert bool(why) is not known


def test_other_stages_of_the_same_base() -> None:
    plain = "FROM prod AS plain\nRUN ./x\n"
    again = f"FROM prod AS again\nENV A=1\n{APT}RUN ./y\n"
    last = "FROM scratch\nCOPY --from=test /a /a\nCOPY --from=again /a /a\nCOPY --from=plain /a /a\n"
    found = parts(f"{BASE}{COPY}{CMD}FROM prod AS test\n{APT}{plain}{again}{last}")
    first = BASE.replace(" AS prod", " AS prod-base")
    wanted = (
        f"{first}\nFROM prod-base AS prod\n{COPY}{CMD}FROM prod-base AS test\n{APT}{COPY}{CMD}{plain}"
        f"FROM prod-base AS again\nENV A=1\n{APT}{COPY}{CMD}RUN ./y\n{last}"
    )
    assert found == [(wanted, "")] * 2


@pytest.mark.parametrize(
    ("name", "source", "named"),
    [
        ("prod-base", "", ()), ("prod-base-2", "FROM a AS prod-base\n", ()),
        ("prod-base-2", "FROM PROD-BASE\n", ()),
        ("prod-base-2", "FROM a\nCOPY --from=prod-base /a /a\n", ()), ("prod-base-2", "", ("prod-base",)),
        ("prod-base-3", "FROM a AS prod-base\n", ("prod-base-2",)),
    ],
)  # fmt: skip
def test_a_name_that_nothing_has(name: str, source: str, named: tuple[str, ...]) -> None:
    ((text, _),) = parts(f"{source}{BASE}{COPY}{CMD}FROM prod AS test\n{APT}", named=named)
    assert f"FROM {name} AS prod\n" in text


JS = {"package.json": "{}", "package-lock.json": "{}", "app/main.py": ""}
NODE = "FROM node:22 AS prod\nWORKDIR /app\n"


@pytest.mark.parametrize(
    ("above", "copy", "first"),
    [
        ("", "COPY . .\n", "COPY package-lock.json package.json /app/\n"),
        ("COPY package.json ./\n", "COPY . .\n", "COPY package-lock.json /app/\n"),
        ("ADD package.json package-lock.json ./\n", "COPY . .\n", ""),
        ("COPY package*.json ./\n", "COPY . /app\n", ""),
        ("COPY package*.json /other/\n", "COPY . .\n", "COPY package-lock.json package.json /app/\n"),
        ("", "COPY --chown=1 . ./\n", "COPY --chown=1 package-lock.json package.json /app/\n"),
    ],
)  # fmt: skip
def test_manifests_that_only_the_copy_brings(above: str, copy: str, first: str) -> None:
    ((text, why),) = parts(f"{NODE}{above}{copy}{CMD}FROM prod AS dev\nENV A=1\nRUN npm ci\n", JS)
    assert why == ""
    assert text.endswith(f"FROM prod-base AS dev\n{first}ENV A=1\nRUN npm ci\n{copy}{CMD}")


@pytest.mark.parametrize(
    ("run", "files", "parted"),
    [
        ("RUN npm ci\n", JS, True), ("RUN npm ci && make\n", JS, False), ("RUN npm run build\n", JS, False),
        ("RUN npm ci\n", {**JS, "package.json": '{"scripts": {"postinstall": "node x"}}'}, False),
        ("RUN npm install ./x\n", JS, False), ("RUN npm ci && npm cache clean --force\n", JS, True),
    ],
)  # fmt: skip
def test_packages_of_the_project_that_need_its_manifests_alone(
    run: str, files: Mapping[str, str], parted: bool
) -> None:
    found = parts(f"{NODE}{COPY}{CMD}FROM prod AS dev\n{run}", files)
    assert any(text for text, _ in found) is parted


LISTED = "COPY requirements-dev.txt ./\n"
APPS = "COPY app app\n"


@pytest.mark.parametrize(
    ("tail", "goes"),
    [
        (f"{APPS}{LISTED}", True), (f"{APPS}{LISTED}WORKDIR /srv\n", True),
        (f"{APPS}ENV A=1\n{LISTED}", True),
        (f"{APPS}COPY conf conf\n{LISTED}", True),
        (f"{APPS}USER root\n{LISTED}", False), (f"{APPS}COPY requirements-dev.txt start.sh ./\n", False),
        (f"{APPS}COPY conf/nginx.conf requirements-dev.txt/\n{LISTED}", False),
        (f"{APPS}ENV D=/srv\nCOPY requirements-dev.txt $D/\n", False),
        (f"{APPS}RUN chmod 600 requirements-dev.txt\n{LISTED}", False),
        (f"{APPS}ADD requirements-dev.txt ./\n", False),
        (f"{APPS}COPY --from=x /requirements-dev.txt ./\n", False),
        (f"{APPS}COPY requirements-dev.txt $X/\n", False),
        (f"{APPS}COPY requirements-dev.txt <<E ./\nx\nE\n", False),
    ],
)  # fmt: skip
def test_a_copy_of_what_the_install_reads_goes_above_with_it(tail: str, goes: bool) -> None:
    found = parts(f"{BASE}{tail}{CMD}FROM prod AS test\n{PIP}")
    raised = any(f"{LISTED}\nFROM prod-base AS prod\n" in text for text, _ in found)
    assert raised is goes


OUT = "COPY --from=build /out /out\n"


@pytest.mark.parametrize(
    ("above", "tail"),
    [
        ("", f"{OUT}{COPY}"), ("", f"{OUT}ENV A=1\nARG B\nLABEL c=d\nEXPOSE 1\n{COPY}"),
        ("", f"{OUT}ADD conf /c/\n{COPY}"),
        (f"{OUT}RUN touch /q\n", COPY), (f"{OUT}USER root\n", COPY), ("COPY conf /c/\n", COPY),
        (f"COPY conf /c/\n{OUT}WORKDIR /srv\n", COPY), ("COPY conf /c/\n", f"{OUT}COPY start.sh /d/\n{COPY}"),
    ],
)  # fmt: skip
def test_which_of_several_copies_the_stage_is_parted_above(above: str, tail: str) -> None:
    build = "FROM python:3.13 AS build\nCOPY . .\nRUN make\n"
    found = parts(f"{build}{BASE}{above}{tail}{CMD}FROM prod AS test\n{APT}")
    first = BASE.replace(" AS prod", " AS prod-base")
    parted = f"FROM prod-base AS prod\n{tail}{CMD}FROM prod-base AS test\n{APT}{tail}{CMD}"
    wanted = f"{build}{first}{above}\n{parted}"
    assert (wanted, "") in found


@pytest.mark.parametrize(
    ("blank", "note", "between"),
    [("", "", "\n"), ("\n", "", ""), ("", "# note\n", "\n"), ("\n", "# note\n", "")],
)
def test_one_blank_line_stands_above_the_new_stage(blank: str, note: str, between: str) -> None:
    ((text, _),) = parts(f"{BASE}{blank}{note}{COPY}{CMD}FROM prod AS test\n{APT}")
    first = BASE.replace(" AS prod", " AS prod-base")
    assert text.startswith(f"{first}{blank}{between}FROM prod-base AS prod\n{note}{COPY}")


def test_a_stage_that_nobody_can_name_is_not_parted() -> None:
    source = f"{BASE}{COPY}{CMD}FROM prod AS test\n{APT}"
    assert parts(source.replace(" AS prod", "").replace("FROM prod", "FROM 0")) == []


@pytest.mark.parametrize(
    ("copy", "head", "first"),
    [
        ("COPY . .\n", "RUN npm ci\n", "COPY package-lock.json package.json /app/\n"),
        ("ARG D=/app\nCOPY . $D\n", "RUN npm ci\n", None), ("COPY . .\n", APT, ""),
        ("COPY . .\n", f"{APT}RUN npm ci\n", "COPY package-lock.json package.json /app/\n"),
    ],
)  # fmt: skip
def test_manifests_come_first_where_an_install_of_the_project_does(
    copy: str, head: str, first: str | None
) -> None:
    found = parts(f"{NODE}{copy}{CMD}FROM prod AS dev\n{head}", JS)
    wanted = f"FROM prod-base AS dev\n{first}{head}{COPY}{CMD}"
    assert any(text.endswith(wanted) for text, _ in found) is (first is not None)

"""A base stage that copies and has a command of its own is parted above the copy: the stages that install
start from its first part, and every stage ends with what it had."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from dlinter.fix import apply
from dlinter.model.text import Text
from dlinter.packs import load_rules
from dlinter.policy.settings import Settings
from dlinter.testing.examiner import ExampleExaminer

EXAMINER = ExampleExaminer.of(load_rules(), Settings(enabled=frozenset({"copy-before-install"}))).examiner
FILES = {"app/main.py": "", "start.sh": "", "requirements-dev.txt": "pytest\n", "conf/nginx.conf": ""}
HISTORY = (("app/main.py",),) * 24 + (("requirements-dev.txt",),)
BASE = "FROM python:3.13 AS prod\nRUN apt-get update && apt-get install -y curl\nWORKDIR /srv\n"
COPY = "COPY . .\n"
ENDS = 'ENTRYPOINT ["./start.sh"]\nCMD ["run"]\n'
APT = "RUN apt-get update && apt-get install -y git\n"
PARTED = BASE.replace(" AS prod", " AS prod-base")


def results(
    source: str, files: Mapping[str, str] = FILES, history: tuple[tuple[str, ...], ...] = HISTORY
) -> list[tuple[str, str | None]]:
    """Each message, and the file with the fix."""
    text = Text(source.encode(), "Dockerfile")
    return [
        (
            r.finding.message,
            apply(text, r.finding.fix.edits).data.decode() if r.finding.fix is not None else None,
        )
        for r in ExampleExaminer(EXAMINER, files, None, history).results(text)
    ]


def fixed(source: str, files: Mapping[str, str] = FILES) -> str | None:
    return next((text for _, text in results(source, files) if text is not None), None)


def test_a_stage_that_installs_starts_above_the_copy_of_its_base() -> None:
    ((message, found),) = results(f'{BASE}{COPY}{ENDS}FROM prod AS test\n{APT}CMD ["test"]\n')
    assert found == (
        f"{PARTED}\nFROM prod-base AS prod\n{COPY}{ENDS}FROM prod-base AS test\n{APT}{COPY}"
        'ENTRYPOINT ["./start.sh"]\nCMD ["test"]\n'
    )
    assert message.endswith("(fix: 25 → 0 of the last 25 commits)")


@pytest.mark.parametrize(
    ("rest", "kept"),
    [
        ("HEALTHCHECK NONE\n", 'CMD ["run"]\n'), ('CMD ["x"]\nHEALTHCHECK NONE\n', ""),
        ("", 'CMD ["run"]\nHEALTHCHECK CMD true\n'),
        ('ENTRYPOINT ["e"]\nCMD ["x"]\n', "HEALTHCHECK CMD true\n"),
    ],
)  # fmt: skip
def test_what_the_stage_sets_again_is_not_written_twice(rest: str, kept: str) -> None:
    ends = 'CMD ["run"]\nHEALTHCHECK CMD true\n'
    found = fixed(f"{BASE}{COPY}{ends}FROM prod AS test\n{APT}{rest}")
    assert found == (
        f"{PARTED}\nFROM prod-base AS prod\n{COPY}{ends}FROM prod-base AS test\n{APT}{COPY}{kept}{rest}"
    )


def test_the_fixed_file_has_no_such_waste() -> None:
    found = fixed(f"{BASE}{COPY}{ENDS}FROM prod AS test\n{APT}")
    assert found is not None and results(found) == []


@pytest.mark.parametrize(
    ("tail", "head", "rest"),
    [
        pytest.param("COPY . .\nRUN chmod +x start.sh && mkdir -p /srv/data\n", APT, "",
            id="files are changed"),
        pytest.param("COPY . .\nRUN chmod a+x /srv/*.sh\n", APT, "", id="files of a pattern"),
        pytest.param("COPY . .\nRUN python manage.py collectstatic --noinput\n", APT, "", id="Django"),
        pytest.param("COPY . .\nENV PORT=80\nEXPOSE 80\n", APT, "", id="a setting that apt does not read"),
        pytest.param(COPY, f"RUN useradd -m tester && usermod -aG sudo tester\n{APT}", "", id="a user"),
        pytest.param(f"{COPY}RUN touch a\n", f"ENV DJANGO_SETTINGS_MODULE=test\n{APT}", "",
            id="a variable that no step of the base reads"),
        pytest.param(COPY, f"LABEL kind=test\n{APT}", "", id="a label"),
        pytest.param(COPY, f"COPY requirements-dev.txt /tests/\n{APT}", "", id="a copy to another folder"),
        pytest.param(COPY, APT, "COPY start.sh app/\nRUN ./start.sh --test\n", id="what stays below"),
        pytest.param(f"{COPY}USER app\n", f"USER root\n{APT}", "USER app\n", id="a user at the end"),
        pytest.param(COPY, f'SHELL ["/bin/bash", "-c"]\n{APT}', "", id="a shell"),
        pytest.param(f"{COPY}LABEL kind=prod\n", f"LABEL other=prod\n{APT}", "", id="another label"),
        pytest.param(f"{COPY}RUN chmod +x start.sh\n", f"COPY requirements-dev.txt /tests/\n{APT}", "",
            id="a copy to another folder beside a step"),
        pytest.param("COPY . /opt/app\n", f"WORKDIR /tests\n{APT}WORKDIR /srv\n", "",
            id="another folder in between"),
        pytest.param("COPY . /opt/app\nWORKDIR /opt/app\n", f"WORKDIR /srv\n{APT}", "WORKDIR /data\n",
            id="another folder at the end"),
    ],
)
def test_what_has_nothing_to_do_with_each_other_changes_places(tail: str, head: str, rest: str) -> None:
    found = fixed(f"{BASE}{tail}{ENDS}FROM prod AS test\n{head}{rest}")
    assert found == (
        f"{PARTED}\nFROM prod-base AS prod\n{tail}{ENDS}FROM prod-base AS test\n{head}{tail}{ENDS}{rest}"
    )


def test_a_file_without_a_last_line_break_gets_one() -> None:
    found = fixed(f"{BASE}{COPY}{ENDS}FROM prod AS test\n{APT}"[:-1])
    assert found is not None and found.endswith(f"FROM prod-base AS test\n{APT}{COPY}{ENDS}")


def test_a_setting_that_the_install_reads_stays_above_it() -> None:
    found = fixed(f"{BASE}{COPY}ENV PATH=/srv/bin:$PATH\n{ENDS}FROM prod AS test\n{APT}")
    assert found == (
        f"{PARTED}ENV PATH=/srv/bin:$PATH\n\nFROM prod-base AS prod\n{COPY}{ENDS}FROM prod-base AS test\n"
        f"{APT}{COPY}{ENDS}"
    )


def test_copies_of_other_stages_above_it_go_along() -> None:
    build = "FROM python:3.13 AS build\nCOPY . .\nRUN make\n"
    copies = f"COPY --from=build /out /out\n{COPY}"
    found = fixed(f"{build}{BASE}{copies}{ENDS}FROM prod AS test\n{APT}")
    assert found == (
        f"{build}{PARTED}\nFROM prod-base AS prod\n{copies}{ENDS}FROM prod-base AS test\n{APT}{copies}{ENDS}"
    )


def test_only_stages_with_waste_are_changed() -> None:
    others = "FROM prod AS plain\nRUN ./start.sh --check\nFROM scratch\nCOPY --from=prod /srv /srv\n"
    found = fixed(f"{BASE}{COPY}{ENDS}FROM prod AS test\n{APT}{others}COPY --from=test /usr /usr\n")
    assert found is not None and f"FROM prod-base AS test\n{APT}{COPY}{ENDS}{others}" in found


@pytest.mark.parametrize(
    ("above", "tail", "head", "rest", "why"),
    [
        pytest.param("", "COPY . .\nRUN ./start.sh --setup\n", APT, "",
            "line 5 may do what the installation needs",
            id="a program of the project, which may add a repository"),
        pytest.param("", "COPY app /etc/nginx/\n", APT, "", "line 8 may need what line 4 brings",
            id="a setting of a package"),
        pytest.param("", f"{COPY}RUN echo deb > /etc/apt/sources.list.d/a.list\n", APT, "",
            "line 9 may need what line 5 brings or makes", id="a repository"),
        pytest.param("", f"{COPY}RUN touch /tmp/a\n", "RUN apt-get install -y git && rm -rf /tmp/*\n", "",
            "line 9 may need what line 5 brings or makes, or change it", id="what is removed"),
        pytest.param("", f"{COPY}LABEL kind=prod\n", f"LABEL kind=test\n{APT}", "",
            "line 9 sets a label again", id="the same label"),
        pytest.param("", f"{COPY}RUN chmod -R g+w app\n", f"COPY app /srv/app/\n{APT}", "",
            "line 9 may need what line 5 brings or makes", id="a copy to the folder of a step"),
        pytest.param("", COPY, f"WORKDIR /srv/app\n{APT}WORKDIR /srv\n", "",
            "line 8 may make a folder that is copied to", id="a folder that is copied to"),
        pytest.param("", f'{COPY}RUN ["chmod", "+x", "start.sh"]\n', APT, "",
            "line 5 may do what the installation needs", id="a step in exec form"),
        pytest.param("", f"{COPY}RUN chmod a+r /*.txt\n", APT, "",
            "line 9 may need what line 5 brings or makes", id="a pattern in the root"),
        pytest.param("", f"{COPY}COPY --from=other /a /out\n", f"COPY app /out/\n{APT}", "",
            "line 9 may need what line 5", id="a copy over that of another stage"),
        pytest.param("", f"{COPY}USER app\n", f"USER root\n{APT}", "RUN ./start.sh\nUSER root\n", "",
            id="another user of a step below"),
        pytest.param("", "COPY . /opt/app\nWORKDIR /opt/app\n", f"WORKDIR /srv\n{APT}", "WORKDIR data\n", "",
            id="a folder below another one"),
        pytest.param("", COPY, "RUN cd app && apt-get install -y git\n", "",
            "line 8 may need what line 4 brings", id="a folder that is copied"),
        pytest.param("", f"{COPY}RUN python manage.py collectstatic\n",
            "RUN apt-get install -y python3-dev\n", "", "line 9 may need what line 5 brings or makes",
            id="another version of the program"),
        pytest.param("", f"{COPY}ARG V=1\n", "RUN apt-get install -y git=$V\n", "", "may need what",
            id="an argument of the base"),
        pytest.param("", f"{COPY}ARG http_proxy\n", APT, "", "line 9 may read what `ARG` on line 5 sets",
            id="a proxy"),
        pytest.param("", f"{COPY}VOLUME /var/lib/x\n", APT, "", "`VOLUME` on line 5 would be written twice",
            id="a volume"),
        pytest.param("", f"{COPY}WORKDIR /srv/app\n", "RUN apt-get install -y git > log\n", "",
            "", id="a file in another folder"),
        pytest.param("", f"{COPY}USER app\n", f"USER root\n{APT}", "",
            "the user or the folder at its end is another one", id="another user at the end"),
        pytest.param("", f"{COPY}RUN python manage.py collectstatic\n",
            f"ENV DJANGO_SETTINGS_MODULE=test\n{APT}", "", "`ENV` on line 9 would be in force for what",
            id="a variable that a step of the base may read"),
        pytest.param("", COPY, APT, 'ENTRYPOINT ["e"]\n', "CMD and ENTRYPOINT would be in one stage",
            id="ENTRYPOINT keeps the CMD of its own stage"),
        pytest.param("ARG V=1\n", f"{COPY}ENV X=$V\n", APT, "",
            "line 6 uses an ARG that comes before the copy, which not every builder hands on",
            id="an argument of the first part"),
        pytest.param("ONBUILD RUN x\n", COPY, APT, "", "stage `prod` has triggers", id="triggers"),
        pytest.param("", COPY, APT, "FROM scratch\nCOPY --from=1 /usr /usr\n",
            "line 10 names a stage by its number", id="a number"),
        pytest.param("", COPY + "ENV A=1\n" * 45, APT, "", "lines from line 4 on would be written twice",
            id="many lines"),
        pytest.param("", f"{COPY}RUN npm ci\n", APT, "", "",
            id="an install in the base"),
    ],
)
def test_what_may_matter_to_each_other_stays(
    above: str, tail: str, head: str, rest: str, why: str
) -> None:
    found = results(f"{BASE}{above}{tail}{ENDS}FROM prod AS test\n{head}{rest}")
    messages = [message for message, _ in found if "stage `prod` has copied this" in message]
    if why:
        assert messages and any(why in m for m in messages), found
    assert not any(text is not None and "prod-base" in text for _, text in found)


def test_entrypoint_takes_away_the_cmd_of_another_stage_alone() -> None:
    source = f'{BASE}CMD ["x"]\n{COPY}ENTRYPOINT ["e"]\nFROM prod AS test\n{APT}'
    ((message, found),) = results(source)
    assert found is None and "and CMD and ENTRYPOINT would be in two stages)" in message
    assert fixed(source.replace('CMD ["x"]\n', "").replace('["e"]\n', '["e"]\nCMD ["x"]\n')) is not None


def test_a_user_that_nobody_knows_is_not_given_back() -> None:
    unknown = BASE.replace("RUN apt-get update && apt-get install -y curl\n", "")
    source = f"{unknown}{COPY}USER app\n{ENDS}FROM prod AS test\nUSER root\n{APT}USER app\n"
    assert fixed(source) is None
    assert fixed(source.replace("WORKDIR", "USER root\nWORKDIR")) is not None
    assert fixed(source.replace("WORKDIR", "RUN apt-get install -y a\nWORKDIR")) is not None
    for run in ("sudo apt-get install -y a", "if a; then apt-get install -y a; fi"):
        assert fixed(source.replace("WORKDIR", f"RUN {run}\nWORKDIR")) is None


def test_programs_that_the_copy_may_bring_stay() -> None:
    source = f"{BASE}ENV PATH=/srv/bin:$PATH\n{COPY}{ENDS}FROM prod AS test\n{APT}"
    assert fixed(source) is not None
    assert fixed(source, {**FILES, "bin/apt-get": ""}) is None


def test_the_name_is_one_that_nothing_has() -> None:
    other = "FROM prod-base AS other\n"
    found = fixed(f"{BASE}{COPY}{ENDS}{other}FROM prod AS test\n{APT}COPY --from=other /a /a\n")
    assert found is not None and "FROM prod-base-2 AS prod\n" in found
    assert f"FROM prod-base-2 AS test\n{APT}{COPY}{ENDS}COPY --from=other" in found
    found = fixed(f"{BASE}{COPY}{ENDS}FROM prod AS test\n{APT}".replace("prod", "base"))
    assert found is not None and "FROM base-deps AS base\n" in found


NODE = "FROM node:22 AS prod\nENV NODE_ENV=production\nWORKDIR /app\n"
MANIFESTS = "COPY package.json package-lock.json ./\nRUN npm ci --omit=dev\n"
JS = {"package.json": "{}", "package-lock.json": "{}", "src/a.js": ""}
PYTHON = (
    "FROM python:3.13 AS prod\nWORKDIR /app\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\n"
)
PIP = {"requirements.txt": "a", "requirements-dev.txt": "-r requirements.txt\nb", "src/a.js": ""}
RUNS = "RUN pip install -r requirements-dev.txt\n"
CMD = 'CMD ["run"]\n'
CHANGES = (("src/a.js",),) * 25


@pytest.mark.parametrize(
    ("base", "tail", "head", "files"),
    [
        pytest.param(f"{NODE}{MANIFESTS}", COPY, "ENV NODE_ENV=development\nRUN npm ci\n", JS,
            id="the packages of development"),
        pytest.param(PYTHON, COPY, f"COPY requirements-dev.txt ./\n{RUNS}", PIP,
            id="a manifest that the copy brings again"),
        pytest.param(PYTHON, "COPY src src\n", f"COPY requirements-dev.txt ./\n{RUNS}", PIP,
            id="a manifest that only this stage has"),
        pytest.param(PYTHON, COPY, "RUN pip install pytest\n", PIP, id="a named package"),
    ],
)
def test_packages_of_the_project_of_which_the_manifests_are_there(
    base: str, tail: str, head: str, files: Mapping[str, str]
) -> None:
    ((message, found),) = results(f"{base}{tail}{CMD}FROM prod AS dev\n{head}", files, CHANGES)
    above = base.replace(" AS prod", " AS prod-base")
    assert found == (
        f"{above}\nFROM prod-base AS prod\n{tail}{CMD}FROM prod-base AS dev\n{head}{tail}{CMD}"
    ), message
    assert message.endswith("(fix: 25 → 0 of the last 25 commits)")


@pytest.mark.parametrize(
    ("base", "first", "head", "files"),
    [
        pytest.param(NODE, "COPY package-lock.json package.json /app/\n", "RUN npm ci\n", JS,
            id="all manifests"),
        pytest.param(f"{NODE}COPY package.json ./\n", "COPY package-lock.json /app/\n", "RUN npm ci\n", JS,
            id="one of them"),
        pytest.param(PYTHON, "COPY requirements-dev.txt /app/\n", RUNS, PIP, id="what the install names"),
    ],
)
def test_manifests_that_only_the_copy_brings_are_copied_first(
    base: str, first: str, head: str, files: Mapping[str, str]
) -> None:
    ((_, found),) = results(f"{base}{COPY}{CMD}FROM prod AS dev\n{head}", files, CHANGES)
    above = base.replace(" AS prod", " AS prod-base")
    assert found == (
        f"{above}\nFROM prod-base AS prod\n{COPY}{CMD}FROM prod-base AS dev\n{first}{head}{COPY}{CMD}"
    )


@pytest.mark.parametrize(
    ("base", "tail", "head", "files", "why"),
    [
        pytest.param(f"{NODE}{MANIFESTS}", COPY, "RUN npm ci\n", {**JS, "node_modules/x/a.js": ""},
            "`node_modules` of the build context would replace", id="packages in the context"),
        pytest.param(f"{NODE}{MANIFESTS}", f"{COPY}RUN cp src/a.js package.json\n", "RUN npm ci\n", JS,
            "may need what line 7", id="a step of the base"),
        pytest.param(f"{NODE}{MANIFESTS}", f"{COPY}USER node\n", "RUN npm ci\n", JS,
            "the user or the folder on line 10 would be another one", id="another user"),
        pytest.param(f"{NODE}{MANIFESTS}", f"{COPY}WORKDIR /app/src\n", "RUN npm ci\n", JS, "",
            id="another folder"),
        pytest.param(PYTHON, COPY, f"COPY --chown=1 requirements-dev.txt ./\n{RUNS}", PIP, "",
            id="another owner"),
        pytest.param(PYTHON, COPY, f"COPY requirements-dev.txt requirements.txt\n{RUNS}", PIP, "",
            id="another file of the name"),
        pytest.param(PYTHON, COPY, "RUN pip install -e .\n", {**PIP, "pyproject.toml": ""}, "",
            id="the project itself"),
    ],
)
def test_packages_of_the_project_that_may_need_the_copy(
    base: str, tail: str, head: str, files: Mapping[str, str], why: str
) -> None:
    found = results(f"{base}{tail}{CMD}FROM prod AS dev\n{head}", files, CHANGES)
    assert not any(text is not None and "prod-base" in text for _, text in found)
    assert not why or any(why in message for message, _ in found), found


def test_without_history_the_same_is_told_by_what_rebuilds_each_step() -> None:
    ((message, found),) = results(f"{BASE}{COPY}{ENDS}FROM prod AS test\n{APT}", history=())
    assert found is not None and "FROM prod-base AS test\n" in found and "→ 0 files rebuild line 8" in message


PIP = "RUN pip install -r requirements-dev.txt\n"
LISTED = "COPY requirements-dev.txt ./\n"
SHARED = {**FILES, "other/requirements-dev.txt": ""}


def test_a_copy_of_nothing_but_what_the_install_reads_goes_above_with_it() -> None:
    found = fixed(f"{BASE}COPY app app\n# packages\n{LISTED}{ENDS}FROM prod AS test\n{PIP}CMD x\n")
    assert found == (
        f"{PARTED}# packages\n{LISTED}\nFROM prod-base AS prod\nCOPY app app\n{ENDS}FROM prod-base AS test\n"
        f'{PIP}COPY app app\nENTRYPOINT ["./start.sh"]\nCMD x\n'
    )


@pytest.mark.parametrize(
    "copies",
    [
        f"COPY app app\nCOPY other ./\n{LISTED}",  # over one of the same name
        f"COPY app app\nWORKDIR app\n{LISTED}",
        "COPY app app\nARG D=requirements-dev.txt\nCOPY $D ./\n",
    ],
)
def test_it_stays_where_what_comes_before_it_decides(copies: str) -> None:
    found = fixed(f"{BASE}{copies}{ENDS}FROM prod AS test\n{PIP}CMD x\n", SHARED)
    assert found is None or "prod-base" not in found


LOCK = "COPY requirements-dev.txt /lock/\n"
LOCKED = "RUN pip install -r /lock/requirements-dev.txt\n"
GIVEN = "RUN chown -R app:app ./\n"


@pytest.mark.parametrize(
    ("head", "files", "parts"),
    [
        (f"{LOCK}{LOCKED}", FILES, True),
        ("COPY pyproject.toml uv.lock /lock/\nRUN uv sync --project /lock --no-install-project\n",
            {**FILES, "pyproject.toml": "[project]\nname = 'a'\n", "uv.lock": ""}, True),
        (f"{LOCK}RUN pip install -t /srv/lib -r /lock/requirements-dev.txt\n", FILES, False),
        (f"{LOCK}ENV PYTHONUSERBASE=/srv/lib\n{LOCKED}", FILES, False),
        (f"COPY app/main.py /srv/app/\n{LOCK}{LOCKED}", FILES, False),
    ],
)  # fmt: skip
def test_a_folder_that_gets_another_owner_is_of_no_matter_elsewhere(
    head: str, files: Mapping[str, str], parts: bool
) -> None:
    tail = f"COPY app app\n{GIVEN}{CMD}"
    found = fixed(f"{BASE}{tail}FROM prod AS dev\n{head}", files)
    wanted = f"{PARTED}\nFROM prod-base AS prod\n{tail}FROM prod-base AS dev\n{head}{tail}"
    assert found == (wanted if parts else None)

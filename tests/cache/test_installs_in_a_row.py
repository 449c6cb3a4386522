"""Installs in a row below a COPY come before it together, each below its own manifests."""

from __future__ import annotations

import pytest

from tests.cache.test_parted_stages import results

FILES = {
    "Gemfile": "gem 'rake'\n", "Gemfile.lock": "", "package.json": "{}", "yarn.lock": "", "app/a.rb": "",
    "one.txt": "flask\n", "two.txt": "pytest\n",
}  # fmt: skip
HISTORY = (("app/a.rb",),) * 24 + (("Gemfile.lock",), ("yarn.lock",))
HEAD = "FROM ruby:3.4\nWORKDIR /srv\n"
GEMS, JS = "COPY Gemfile Gemfile.lock ./\nRUN bundle install\n", "COPY package.json yarn.lock ./\n"


def fixed(body: str, files: dict[str, str] = FILES, head: str = HEAD) -> str | None:
    found = (text for _, text in results(head + body, files, HISTORY) if text is not None)
    return next((text.removeprefix(head) for text in found), None)


def test_each_comes_below_its_manifests() -> None:
    found = fixed("COPY . .\nRUN bundle install\nRUN yarn install\nRUN rake\n")
    assert found == f"{GEMS}{JS}RUN yarn install\nCOPY . .\nRUN rake\n"


def test_the_message_says_what_the_fix_does() -> None:
    body = "COPY . .\nRUN bundle install\nRUN yarn install\nRUN rake\n"
    ((message, _),) = results(HEAD + body, FILES, HISTORY)
    assert "copy each install's manifests just before it, and the rest after the last install" in message


def test_their_order_stays() -> None:
    found = fixed("COPY . .\nRUN pip install -r one.txt\nRUN pip install -r two.txt\n")
    assert found == (
        "COPY one.txt ./\nRUN pip install -r one.txt\nCOPY two.txt ./\nRUN pip install -r two.txt\nCOPY . .\n"
    )


def test_one_that_needs_no_file_stays_below_those_that_it_may_need() -> None:
    found = fixed("COPY . .\nRUN pip install -r one.txt\nRUN pip install uwsgi\n")
    assert found == "COPY one.txt ./\nRUN pip install -r one.txt\nRUN pip install uwsgi\nCOPY . .\n"


def test_below_a_folder_that_is_set_in_between_all_manifests_are_copied_first() -> None:
    found = fixed("COPY . /srv/\nWORKDIR /srv/\nRUN bundle install\nRUN yarn install\n")
    assert found is not None and found.index("yarn.lock") < found.index("WORKDIR")


def test_a_variable_in_between_stays_above_both() -> None:
    found = fixed("COPY . .\nENV A=1\nRUN bundle install\nRUN yarn install\nRUN rake\n")
    assert found == f"ENV A=1\n{GEMS}{JS}RUN yarn install\nCOPY . .\nRUN rake\n"


@pytest.mark.parametrize(
    ("between", "files"),
    [
        ("RUN ./setup.sh\nRUN bundle install\n", FILES),
        ('RUN ["bundle", "install"]\n', FILES),
        ("RUN pip install -r one.txt\n", {**FILES, "one.txt": "-e .\n"}),
    ],
)  # fmt: skip
def test_one_that_needs_more_does_not_move(between: str, files: dict[str, str]) -> None:
    found = fixed(f"COPY . .\n{between}RUN yarn install\nRUN rake\n", files)
    assert found is None or found.index("COPY . .") < found.index(between.splitlines()[0])


@pytest.mark.parametrize("between", ["RUN bundle install && rake x\n", "RUN bundle install\nRUN ./x.sh\n"])
def test_what_does_more_in_between_lets_the_first_one_move_alone(between: str) -> None:
    found = fixed(f"COPY . .\n{between}RUN yarn install\nRUN rake\n")
    assert found is not None and found.startswith(f"{GEMS}COPY . .\n")
    assert found.endswith("\nRUN yarn install\nRUN rake\n")


def test_manifests_of_another_copy_are_not_left_below() -> None:
    other = "COPY other/Gemfile other/Gemfile.lock ./\n"
    files = {k: v for k, v in FILES.items() if "Gemfile" not in k} | {
        "other/Gemfile": "gem 'a'\n", "other/Gemfile.lock": "", ".dockerignore": "",
    }  # fmt: skip
    found = fixed(f"COPY app package.json yarn.lock ./\n{other}RUN bundle install\nRUN yarn install\n", files)
    assert found is None or found.index("other/Gemfile") < found.index("bundle install")

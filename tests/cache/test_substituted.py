"""An install is given what commands print: the number of processors, or a version from its manifests."""

from __future__ import annotations

import pytest

from tests.cache.test_parted_stages import results

LOCK = "BUNDLED WITH\n   2.4.1\n"
GEMFILE = {"Gemfile": "gem 'rake'\n", "Gemfile.lock": LOCK, "app/a.rb": "", "VERSION": "1"}
HISTORY = (("app/a.rb",),) * 24 + (("Gemfile.lock",),)


def fixed(run: str, files: dict[str, str] = GEMFILE, first: str = "COPY . .\n") -> str | None:
    source = f"FROM ruby:3.4\nWORKDIR /srv\n{first}RUN {run}\nRUN rake -T\n"
    return next((text for _, text in results(source, files, HISTORY) if text is not None), None)


@pytest.mark.parametrize(
    "run",
    [
        "bundle install --jobs=$(nproc)", "bundle install --jobs $(nproc --all)",
        'bundle install --jobs="$(getconf _NPROCESSORS_ONLN)"',
        'gem install bundler -v "$(grep -A 1 "BUNDLED WITH" Gemfile.lock | tail -n 1)"',
        "gem install bundler --version=$(tail -1 Gemfile.lock | tr -d ' ')",
    ],
)  # fmt: skip
def test_what_it_is_given_is_read_first(run: str) -> None:
    found = fixed(run)
    assert found is not None and found.index("Gemfile.lock ./") < found.index(f"RUN {run}\nCOPY . .\n")


@pytest.mark.parametrize(
    "run",
    [
        "bundle install --jobs=$(cat VERSION)", "bundle install --gemfile=$(ls Gem*)",
        "bundle install --path $(cat Gemfile.lock)", "gem install bundler -v $(cat Gemfile.lock app/*)",
        "gem install bundler -v $(grep -f app/a.rb Gemfile.lock)",
        "gem install bundler -v $(grep -r BUNDLED)", "gem install bundler -v $(./version Gemfile.lock)",
        "gem install bundler -v $(cat < app/a.rb)", "gem install $(cat Gemfile.lock)",
        "gem install bundler -v $(cat ../srv/app/a.rb)",
        "gem install bundler -v $(cat Gemfile.lock >x; cat x)",
        "gem install bundler -v $(cat *.lock)", "gem install bundler -v $(grep BUNDLED app)",
        "gem install bundler -v $(GREP_OPTIONS=-r grep BUNDLED Gemfile.lock)",
    ],
)  # fmt: skip
def test_what_may_name_or_read_another_file_is_not(run: str) -> None:
    found = fixed(run)
    assert found is None or "app" in found.split("RUN")[0]


@pytest.mark.parametrize("name", ["x", "tmp/x", "/srv/tmp/x"])
@pytest.mark.parametrize("reads", ["cat", "head -n 1", "grep ^2", "grep -m 1 ^2"])
def test_what_a_step_below_the_copy_makes_is_no_manifest(name: str, reads: str) -> None:
    makes = f"COPY . .\nRUN mkdir -p tmp && echo 2.4 > {name}\n"
    found = fixed(f"gem install bundler -v $({reads} {name})", first=makes)
    assert found is None or found.index("echo 2.4") < found.index("gem install")

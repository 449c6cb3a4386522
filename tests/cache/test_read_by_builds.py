"""What restoring with Maven, Gradle, .NET, Bundler and Composer reads beside its manifests."""

from __future__ import annotations

import json

import pytest

from dlinter.model.text import Text
from dlinter.packs import load_rules
from dlinter.testing import ExampleExaminer

RULE = {rule.id: rule for rule in load_rules().rules}["copy-before-install"]
EDITS = (("index.js",),) * 20
PROJECT = "<Project Sdk='Microsoft.NET.Sdk'>{}</Project>"


def fixed(run: str, files: dict[str, str]) -> str:
    """The file after the fix, "" where there is none."""
    text = Text(f"FROM x:1\nWORKDIR /app\nCOPY . .\nRUN {run}\n".encode(), "Dockerfile")
    for result in ExampleExaminer.alone(RULE, {}, {"index.js": "", **files}, EDITS).results(text):
        if result.finding.fix is not None:
            data = text.data
            for edit in sorted(result.finding.fix.edits, key=lambda e: -e.span.start):
                data = data[: edit.span.start] + edit.replacement.encode() + data[edit.span.end :]
            return data.decode()
    return ""


def composer(**keys: object) -> dict[str, str]:
    return {"composer.json": json.dumps(keys), "composer.lock": "{}"}


@pytest.mark.parametrize(
    ("run", "files", "copied"),
    [
        ("mvn dependency:go-offline", {"pom.xml": "<project/>", ".mvn/maven.config": "-s\nci/settings.xml\n",
            "ci/settings.xml": ""}, "COPY ci/settings.xml ./ci/"),
        ("mvn dependency:go-offline", {
            "pom.xml": "<project><systemPath>${project.basedir}/lib/x.jar</systemPath></project>",
            "lib/x.jar": ""}, "COPY lib/x.jar ./lib/"),
        ("gradle dependencies", {"build.gradle": "version = file('VERSION').text", "settings.gradle": "",
            "VERSION": "1"}, "COPY VERSION build.gradle settings.gradle ./"),
        ("gradle dependencies", {"build.gradle": "", "settings.gradle": "from(files('deps/libs.toml'))",
            "deps/libs.toml": ""}, "COPY deps/libs.toml ./deps/"),
        ("dotnet restore", {"App.csproj": PROJECT.format(""),
            "NuGet.config": "<add key='l' value='./packages' />", "packages/x.nupkg": ""},
            "COPY packages ./packages/"),
        ("dotnet restore", {"App.csproj": PROJECT.format(""),
            "Directory.Packages.props": '<Project><Import Project="eng/v.props"/></Project>',
            "eng/v.props": ""}, "COPY eng/v.props ./eng/"),
        ("dotnet restore src/A.csproj",
            {"src/A.csproj": PROJECT.format("<ProjectReference Include='..\\b\\B.csproj' />"),
                "b/B.csproj": PROJECT.format("")}, "COPY b/B.csproj ./b/"),
        ("bundle install", {"Gemfile": "path 'parts' do\n gem 'y'\nend\n", "Gemfile.lock": "",
            "parts/y.gemspec": ""}, "COPY parts ./parts/"),
        ("bundle install", {"Gemfile": "gem 'y'\n", "Gemfile.lock": "PATH\n  remote: parts\n",
            "parts/y.gemspec": ""}, "COPY parts ./parts/"),
        ("bundle install", {"Gemfile": "ruby file: 'config/rv'\n", "Gemfile.lock": "", "config/rv": "3.3"},
            "COPY config/rv ./config/"),
        ("composer install", {**composer(extra={"patches": {"a/b": {"x": "patches/x.patch"}}}),
            "patches/x.patch": ""}, "COPY patches/x.patch ./patches/"),
    ],
)
def test_what_is_named_is_copied_first(run: str, files: dict[str, str], copied: str) -> None:
    assert f"\n{copied}" in fixed(run, files)


@pytest.mark.parametrize(
    ("run", "files"),
    [
        ("mvn dependency:resolve generate-sources", {"pom.xml": "<project/>"}),
        ("bundle install", {"Gemfile": "require './lib/version'\n", "Gemfile.lock": "",
            "lib/version.rb": ""}),
        ("bundle install", {"Gemfile": '%w[a].each { |g| gem g, path: "gems/#{g}" }\n', "Gemfile.lock": "",
            "gems/a/a.gemspec": ""}),
        ("composer install", composer(config={"classmap-authoritative": True},
            autoload={"psr-4": {"A\\": "src/"}})),
        ("composer install", {**composer(**{"autoload-dev": {"classmap": ["tests"]}}), "tests/B.php": ""}),
        ("composer install", composer(scripts={"pre-command-run": "php a.php"})),
    ],
)
def test_no_fix_where_the_sources_may_be_read(run: str, files: dict[str, str]) -> None:
    assert fixed(run, files) == ""


def test_an_import_of_the_file_above_keeps_the_fix() -> None:
    above = (
        "<Project><Import Project=\"$([MSBuild]::GetPathOfFileAbove('Directory.Build.props', "
        "'$(MSBuildThisFileDirectory)../'))\" /></Project>"
    )
    files = {
        "src/A.csproj": PROJECT.format(""),
        "src/Directory.Build.props": above,
        "Directory.Build.props": "<Project/>",
    }
    assert "\nCOPY Directory.Build.props ./" in fixed("dotnet restore src/A.csproj", files)

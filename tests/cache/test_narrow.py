"""A build of .NET reads what its projects name, and a COPY of everything above it becomes one of that."""

from __future__ import annotations

import pytest

from dlinter.model.cache.demand import demands
from dlinter.model.cache.narrow import narrowed
from dlinter.model.cache.waste import wastes
from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.text import Text
from tests.cache.test_proven_kinds import facts_of, results

PROJECT = '<Project Sdk="Microsoft.NET.Sdk">{}</Project>'
FILES = {
    "All.sln": "", "docs/a.md": "", "Tests/Tests.csproj": PROJECT.format(""), "Tests/A.cs": "",
    "Web/Web.csproj": PROJECT.format(
        '<ItemGroup>\n<PackageReference Include="A" />\n<ProjectReference Include="..\\Core\\Core.csproj" />'
        '\n<ProjectReference Include="..\\Data\\Data.csproj" />\n</ItemGroup>'),
    "Web/Program.cs": "", "Core/Core.csproj": PROJECT.format(""), "Core/Core.cs": "",
    "Data/Data.csproj": PROJECT.format(""), "Data/Data.cs": "", "Shared/S.cs": "",
    "shared.props": "<Project/>",
}  # fmt: skip
HISTORY = (("Tests/A.cs",),) * 20 + (("Core/Core.cs",),) * 3
SDK = "mcr.microsoft.com/dotnet/sdk:9.0"
HEAD = f"FROM {SDK} AS build\nWORKDIR /src\nCOPY Web/Web.csproj Web/\nRUN dotnet restore Web\n"
BUILD = "WORKDIR /src/Web\nRUN dotnet build Web.csproj -c Release -o /app/build\n"
PUBLISH = "FROM build AS publish\nRUN dotnet publish Web.csproj -c Release -o /app/publish /p:A=false\n"
END = "FROM mcr.microsoft.com/dotnet/aspnet:9.0\nCOPY --from=publish /app/publish .\n"
COPIES = "COPY Core ./Core/\nCOPY Data ./Data/\nCOPY Web ./Web/\n"


def needed(files: dict[str, str], run: str = "RUN dotnet build Web/Web.csproj") -> tuple[str, ...] | None:
    facts = facts_of(f"FROM a:1\nWORKDIR /src\nCOPY . .\n{run}\n", files)
    found = list(facts.once(demands).values())
    return found[0].needed.files if found else None


def web(inside: str, **more: str) -> dict[str, str]:
    return {**FILES, "Web/Web.csproj": PROJECT.format(inside), **more}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (FILES, ("Web/**", "Data/**", "Core/**")),
        ({**FILES, "Directory.Build.props": '<Project><Import Project="shared.props" /></Project>',
            ".editorconfig": "", "global.json": "{}"},
            ("Web/**", "Data/**", "Core/**", "Directory.Build.props", "global.json", ".editorconfig",
                "shared.props")),
        (web('<Compile Include="..\\Shared\\**\\*.cs" />'), ("Web/**", "Shared/**")),
        (web('<Compile Include="..\\Shared\\S.cs" Link="S.cs" />'), ("Web/**", "Shared/S.cs")),
        (web("<PropertyGroup><Key>..\\shared.snk</Key></PropertyGroup>"), ("Web/**", "shared.snk")),
        (web('<!-- <ProjectReference Include="..\\Core\\Core.csproj" /> -->'), ("Web/**",)),
        (web('<Import Project="$(MSBuildThisFileDirectory)../shared.props" />'), ("Web/**", "shared.props")),
        (web("<DockerfileContext>..</DockerfileContext><DockerComposeProjectPath>..\\a.dcproj"
            "</DockerComposeProjectPath>"), ("Web/**",)),
        (web('<None Include="$(OutputPath)/a.json" />'), ("Web/**",)),
    ],
)
def test_what_a_build_reads(files: dict[str, str], expected: tuple[str, ...]) -> None:
    found = needed(files)
    assert found is not None
    assert set(found) == set(expected)


@pytest.mark.parametrize(
    "inside",
    [
        '<Target Name="a"><Exec Command="npm ci" /></Target>',
        '<Import Project="$(SolutionDir)build/a.targets" />',
        '<Compile Include="$(Root)/../a.cs" />',
        '<ProjectReference Include="..\\Gone\\Gone.csproj" />',
        '<PackageReference Include="MinVer" Version="5" />',
        "<A>$([System.IO.File]::ReadAllText('../VERSION'))</A>",
        "<A Condition=\"Exists('..\\a.props')\">1</A>",
        "<A B=..\\c />",
    ],
)
def test_what_only_the_build_knows_is_not_claimed(inside: str) -> None:
    assert needed(web(inside)) is None


@pytest.mark.parametrize("run", ["RUN dotnet test Web", "RUN dotnet run --project Web",
    "RUN dotnet publish Web/Web.csproj -p:Icon=../docs/a.ico", "RUN dotnet build $PROJECT"])
def test_what_runs_the_program_may_read_anything(run: str) -> None:
    assert needed(FILES, run) is None


def test_the_copy_brings_what_the_builds_read() -> None:
    for head, build in ((HEAD, BUILD), (HEAD, f"RUN mkdir -p /out\n{BUILD}")):
        ((message, fixed),) = results(f"{head}COPY . .\n{build}{PUBLISH}{END}", FILES, HISTORY)
        assert fixed == f"{head}{COPIES}{build}{PUBLISH}{END}"
        assert "copy only what the builds read: `Core/` `Data/` `Web/` (fix: 23 → 3 of" in message


def test_what_a_build_makes_in_its_folder_may_be_taken() -> None:
    build = "RUN dotnet publish Web/Web.csproj -c Release -o out\n"
    end = "FROM a:1\nCOPY --from=build /src/out /app\nCOPY --from=build /src/Web/appsettings.json /app/\n"
    ((_, fixed),) = results(f"{HEAD}COPY . .\n{build}{end}", FILES, HISTORY)
    assert fixed == f"{HEAD}{COPIES}{build}{end}"


@pytest.mark.parametrize(
    ("build", "end"),
    [
        (BUILD, ""),
        (f"{BUILD}CMD x\n", f"{PUBLISH}{END}"),
        (f"{BUILD}RUN ./check.sh\n", f"{PUBLISH}{END}"),
        (f"{BUILD}RUN dotnet test ../Tests\n", f"{PUBLISH}{END}"),
        (BUILD, f"FROM build AS test\nRUN ls ..\n{PUBLISH}{END}"),
        (BUILD, f"{PUBLISH}{END}COPY --from=build /src/docs /docs\n"),
        (BUILD, f"{PUBLISH}{END}COPY --from=build /src /src\n"),
        (BUILD, f"{PUBLISH}{END}COPY --from=build /src/* /all/\n"),
        (BUILD, f"{PUBLISH}{END}RUN --mount=from=build,source=/src,target=/x cp -r /x /y\n"),
        ("WORKDIR /src/Web\nRUN dotnet build && cat ../docs/a.md\n", f"{PUBLISH}{END}"),
    ],
)
def test_where_the_rest_may_be_wanted_all_is_copied(build: str, end: str) -> None:
    found = results(f"{HEAD}COPY . .\n{build}{end}", FILES, HISTORY)
    assert [fixed for _, fixed in found if "COPY Core" in fixed] == []


def test_git_is_copied_where_a_build_writes_the_commit() -> None:
    files = {**FILES, ".git/HEAD": "", ".git/config": ""}
    found = results(f"{HEAD}COPY . .\n{BUILD}{PUBLISH}{END}", files, HISTORY)
    assert [fixed for _, fixed in found if fixed] == []




def test_a_project_at_the_root_needs_all() -> None:
    files = {"A.csproj": PROJECT.format(""), "A.cs": "", "docs/a.md": ""}
    assert needed(files, "RUN dotnet publish -o /out") == ("**",)
    end = "FROM a:1\nCOPY --from=build /out .\n"
    source = f"FROM {SDK} AS build\nWORKDIR /src\nCOPY . .\nRUN dotnet publish -o /out\n{end}"
    assert not any(fixed for _, fixed in results(source, files, (("docs/a.md",),) * 20))


def test_names_that_a_copy_would_read_otherwise_stay() -> None:
    files = {
        name.replace("Core/", "Core[1]/"): text.replace("\\Core\\", "\\Core[1]\\")
        for name, text in FILES.items()
    }
    found = results(f"{HEAD}COPY . .\n{BUILD}{PUBLISH}{END}", files, HISTORY)
    assert not any(fixed for _, fixed in found)


def test_a_symbolic_link_may_lead_to_what_is_left_out() -> None:
    context = BuildContext.of(FILES, links={"Web/Shared": "../Shared"})
    facts = Facts(read(Text(f"{HEAD}COPY . .\n{BUILD}{PUBLISH}{END}".encode(), "Dockerfile")),
        load_context=lambda: context)
    for waste in facts.once(wastes):
        assert narrowed(waste, facts) == ((), "a symbolic link may lead to other files")
    assert facts.once(wastes)

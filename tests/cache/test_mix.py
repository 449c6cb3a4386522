"""Dependencies of a project in Elixir are fetched and compiled without its code and beside other programs."""

from __future__ import annotations

import pytest

from dlinter.model.cache.demand import demands
from tests.cache.test_proven_kinds import facts_of, results

FILES = {
    "mix.exs": "defmodule A do\nend\n", "mix.lock": "",
    "config/config.exs": 'import_config "#{config_env()}.exs"',
    "config/prod.exs": 'cd: Path.expand("../assets", __DIR__)', "config/runtime.exs": "File.read!(x)",
    "lib/a.ex": "", "rel/env.sh": "", "assets/package.json": "{}", "assets/package-lock.json": "{}",
    "assets/a.js": "", "priv/a": "",
}  # fmt: skip
NEEDED = ("mix.exs", "mix.lock", "config/**")
HISTORY = (("lib/a.ex",),) * 10 + (("assets/a.js",),) * 10 + (("mix.lock",),)
HEAD = "FROM elixir:1.18\nWORKDIR /app\n"
MIX = "COPY mix.exs mix.lock ./\nCOPY config config\n"
GET = "RUN mix local.hex --force && mix deps.get --only prod\n"
WEB = "COPY assets assets\nRUN npm run build --prefix=assets\n"


def needed(run: str, **files: str) -> tuple[str, ...] | None:
    context = {**FILES, **{name.replace("__", "/").replace("_exs", ".exs"): t for name, t in files.items()}}
    found = list(facts_of(f"{HEAD}COPY . .\nRUN {run}\n", context).once(demands).values())
    return found[0].needed.files if found and found[0].needed.certain and not found[0].builds else None


@pytest.mark.parametrize("run", ["mix deps.get", "mix deps.get --only prod", "mix deps.compile",
    "mix do deps.get, deps.compile", "mix do local.hex --force, deps.get --only prod",
    "mix do deps.get --only prod + deps.compile"])
def test_what_mix_reads_for_dependencies(run: str) -> None:
    assert needed(run) == NEEDED


def test_places_that_a_project_of_mix_names() -> None:
    core = {"libs/core/mix.exs": '{:base, path: "../base"}', "libs/base/mix.exs": '{:core, path: "../core"}'}
    named = {"mix_exs": '# path: x()\n{:core, [path: "libs/core"]}', **core}
    assert needed("mix deps.get", **named) == (*NEEDED, "libs/core/**", "libs/base/**")
    web = 'config_path: "../../config/config.exs",\nlockfile: "../../mix.lock"\n{:core, in_umbrella: true}'
    umbrella = {**FILES, "apps/web/mix.exs": web, "apps/core/mix.exs": ""}
    text = f"{HEAD}COPY . .\nWORKDIR /app/apps/web\nRUN mix deps.get\n"
    (found,) = facts_of(text, umbrella).once(demands).values()
    assert set(found.needed.files) == {
        "apps/web/mix.exs", "apps/web/mix.lock", "config/**", "mix.lock", "apps/core/**"
    }


@pytest.mark.parametrize("run", ["mix local.hex --force", "mix do local.hex --force, local.rebar --force"])
def test_tools_of_mix_read_nothing(run: str) -> None:
    assert needed(run) == ()


@pytest.mark.parametrize(
    ("run", "files"),
    [
        ("mix do deps.get, compile", {}),
        ("mix compile", {}),
        ("mix deps.compile", {"config__config_exs": 'key = File.read!("priv/key")'}),
        ("mix deps.compile", {"config__config_exs": 'import_config "../apps/*/config/config.exs"'}),
        ("mix deps.compile", {"config__config_exs": 'System.cmd("git", ["describe"])'}),
        ("mix deps.compile", {"mix_exs": 'Code.require_file("lib/a.ex")'}),
        ("mix deps.get", {"mix_exs": "File.read!(@version)"}),
        ("mix deps.get", {"mix_exs": '"VERSION" |> File.read!() |> String.trim()'}),
        ("mix deps.get", {"mix_exs": '{:core, path: library("core")}'}),
        ("mix deps.get", {"mix_exs": '{:core, path: "libs/#{name}"}'}),
        ("mix deps.get", {"mix_exs": '{:core, path: "libs/" <> name}'}),
        ("mix deps.get", {"mix_exs": '{:core, path: "libs/core"}', "libs/core/mix.exs": "path: other()"}),
    ],
)
def test_what_reads_more_is_not_told(run: str, files: dict[str, str]) -> None:
    assert needed(run, **files) is None


def test_dependencies_come_before_a_build_of_node_in_a_folder_of_its_own() -> None:
    found = [fixed for _, fixed in results(f"{HEAD}{WEB}{MIX}{GET}", FILES, HISTORY)]
    assert found == [f"{HEAD}{MIX}{GET}{WEB}"]


@pytest.mark.parametrize(
    "web",
    [
        "COPY assets assets\nRUN npm run build --prefix=assets && cp -r assets/x config\n",
        "COPY assets .\nRUN npm run build\n",
        "COPY assets config\nRUN npm run build --prefix=config\n",
    ],
)
def test_a_build_that_may_write_what_mix_reads_stays_above(web: str) -> None:
    assert not any(fixed for _, fixed in results(f"{HEAD}{web}{MIX}{GET}", FILES, HISTORY))


COMPILE = "RUN mix deps.compile\n"


@pytest.mark.parametrize(
    ("between", "moves"),
    [
        ("RUN mkdir -p priv/rel && cp rel/env.sh priv/rel/\n", True),
        ("RUN cp rel/env.sh config/prod.exs\n", False),
        ("RUN cp -r rel deps/a\n", False),
        ("RUN cp rel/env.sh /usr/local/bin/\n", False),
        ("RUN ./prepare\n", False),
    ],
)
def test_dependencies_are_compiled_before_files_are_moved_about(between: str, moves: bool) -> None:
    source = f"{HEAD}{MIX}COPY rel rel\nCOPY lib lib\n{between}{COMPILE}"
    found = [fixed for _, fixed in results(source, FILES, HISTORY)]
    expected = f"{HEAD}{MIX}COPY rel rel\n{COMPILE}COPY lib lib\n{between}"
    assert (expected in found) == moves
    assert moves or not any(found)

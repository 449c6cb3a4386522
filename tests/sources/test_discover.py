from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from dlinter.model.dockerfile.names import FILES, is_dockerfile
from dlinter.sources.discover import Discovered, discover

DOCKERFILES = (
    "Dockerfile", "Dockerfile.dev", "Dockerfile-alpine", "Dockerfile_test", "api-Dockerfile",
    "app.Dockerfile", "app.dockerfile",
    "dockerfile", "Containerfile", "Containerfile.prod", "x.Containerfile", "dev.containerfile",
    "Dockerfile.go", "Dockerfile.python",
)  # fmt: skip
OTHERS = (
    "Dockerfile.dockerignore", "Dockerfile.tmpl", "Dockerfile.j2", "Dockerfile.jinja2", "Dockerfile.erb",
    "Dockerfile.md",
    "Dockerfile.sh", "dockerfile.py", "dockerfile_parser.go", "dockerfile-lint.json", "Dockerfiles",
    "mydockerfile", "Makefile",
    "docker-compose.yml", ".dockerignore", "Dockerfile.orig",
)  # fmt: skip


@pytest.mark.parametrize("name", DOCKERFILES)
def test_names_taken(name: str) -> None:
    assert is_dockerfile(name)


@pytest.mark.parametrize("name", OTHERS)
def test_names_left(name: str) -> None:
    assert not is_dockerfile(name)


def test_the_hook_says_the_same() -> None:
    yaml = pytest.importorskip("yaml", reason="PyYAML is an extra")
    path = Path(__file__).parents[2] / ".pre-commit-hooks.yaml"
    for hook in yaml.safe_load(path.read_text()):
        # `dlint-builds` takes other files: tests/platforms/test_channels.py
        if hook["id"] not in ("dlint", "dlint-fix"):
            continue
        assert hook["files"] == FILES
        for name in DOCKERFILES:
            assert re.search(hook["files"], name) and not re.search(hook["exclude"], name), name


def _make(root: Path, *names: str, content: str = "FROM scratch\n") -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


def _paths(found: Discovered) -> list[str]:
    return [item.path for item in found.inputs]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path.resolve() / "repo"
    (root / ".git" / "info").mkdir(parents=True)
    monkeypatch.chdir(root)
    return root


def test_folders_are_searched_in_order(tree: Path) -> None:
    _make(
        tree,
        "b/Dockerfile",
        "a/x/Dockerfile",
        "Dockerfile",
        "a/README.md",
        "node_modules/Dockerfile",
        ".git/Dockerfile",
    )
    _make(tree, ".devcontainer/Dockerfile")
    found = discover(["."])
    assert _paths(found) == [".devcontainer/Dockerfile", "Dockerfile", "a/x/Dockerfile", "b/Dockerfile"]
    assert found.problems == () and found.notes == ()
    assert found.inputs[0].read() == b"FROM scratch\n"


def test_named_files_are_always_taken(tree: Path) -> None:
    _make(tree, "node_modules/build.txt", ".gitignore", content="*\n")
    assert _paths(discover(["node_modules/build.txt"])) == ["node_modules/build.txt"]


def test_each_file_comes_once(tree: Path) -> None:
    _make(tree, "a/Dockerfile")
    (tree / "link").symlink_to("a/Dockerfile")
    (tree / "Dockerfile").symlink_to("a/Dockerfile")
    (tree / "loop").symlink_to(".")
    assert _paths(discover([".", "a/Dockerfile", "./a/Dockerfile", str(tree / "a"), "link"])) == [
        "a/Dockerfile"
    ]


def test_a_dangling_link_is_passed_by_and_named_is_a_problem(tree: Path) -> None:
    (tree / "Dockerfile").symlink_to("absent")
    assert discover(["."]).inputs == ()
    assert [p.path for p in discover(["Dockerfile"]).problems] == ["Dockerfile"]


def test_what_git_ignores(tree: Path) -> None:
    _make(
        tree,
        "build/Dockerfile",
        "a/Dockerfile.gen",
        "a/b/Dockerfile.gen",
        "a/b/Dockerfile",
        "a/c/Dockerfile",
        "x/Dockerfile",
        "y/z/Dockerfile",
    )
    (tree / ".gitignore").write_text("# comment\n\n/build/\n*.gen\nz\n")
    (tree / "a/b/.gitignore").write_text("!Dockerfile.gen\nDockerfile\n")
    (tree / ".git/info/exclude").write_text("x/\n")
    assert _paths(discover(["."])) == ["a/b/Dockerfile.gen", "a/c/Dockerfile"]
    assert len(_paths(discover(["."], ignore_files=False))) == 7
    assert _paths(discover(["a"])) == ["a/b/Dockerfile.gen", "a/c/Dockerfile"]


def test_patterns_above_the_folder_hold_up_to_the_repository(tree: Path) -> None:
    _make(tree, "sub/deep/Dockerfile.gen", "sub/deep/Dockerfile")
    (tree / ".gitignore").write_text("*.gen\n")
    (tree.parent / ".gitignore").write_text("*\n")
    assert _paths(discover(["sub/deep"])) == ["sub/deep/Dockerfile"]


def test_an_ignored_folder_that_is_named_is_searched(tree: Path) -> None:
    _make(tree, "build/out/Dockerfile", "build/out/Dockerfile.gen")
    (tree / ".gitignore").write_text("build/\n")
    (tree / "build/out/.gitignore").write_text("*.gen\n")
    assert _paths(discover(["build"])) == ["build/out/Dockerfile"]
    assert _paths(discover(["build/out"])) == ["build/out/Dockerfile"]


def test_excluded(tree: Path) -> None:
    _make(tree, "a/Dockerfile", "b/Dockerfile")

    def excluded(path: str) -> bool:
        return "/a" in path

    assert _paths(discover(["."], excluded=excluded)) == ["b/Dockerfile"]
    assert _paths(discover(["a/Dockerfile"], excluded=excluded)) == ["a/Dockerfile"]
    assert _paths(discover(["a/Dockerfile", "b/Dockerfile"], excluded=excluded, force_exclude=True)) == [
        "b/Dockerfile"
    ]


def test_a_missing_path_is_a_problem_and_the_others_are_found(tree: Path) -> None:
    _make(tree, "Dockerfile")
    found = discover(["absent", "Dockerfile", "a\0b"])
    assert _paths(found) == ["Dockerfile"]
    assert [p.path for p in found.problems] == ["absent", "a\0b"]
    assert found.problems[0].message == "no such file or folder"


def test_a_folder_without_a_dockerfile_is_told_of(tree: Path) -> None:
    (tree / "a").mkdir()
    assert discover(["a"]).notes[0].startswith("no Dockerfile in a: ")


def test_an_unreadable_folder_is_a_problem(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _make(tree, "a/Dockerfile", "Dockerfile")
    real = os.scandir

    def scandir(path: str) -> object:  # a mode of 0 does not stop root
        if path.endswith("/a"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = discover(["."])
    assert _paths(found) == ["Dockerfile"]
    assert [(p.path, p.message) for p in found.problems] == [("a", "Permission denied")]


def test_paths_are_called_by_the_working_folder_and_known_by_the_repository(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _make(tree, "a/Dockerfile", "b/Dockerfile")
    monkeypatch.chdir(tree / "a")
    [mine, other] = discover([str(tree / "a/Dockerfile"), "../b/Dockerfile"]).inputs[::-1]
    assert (mine.path, mine.key, mine.root) == ("Dockerfile", "a/Dockerfile", str(tree))
    assert (other.path, other.key) == ("../b/Dockerfile", "b/Dockerfile")


def test_standard_input(tree: Path) -> None:
    [item] = discover(["-"], stdin=lambda: b"FROM a\n").inputs
    assert (item.path, item.file, item.read()) == ("<stdin>", None, b"FROM a\n")
    [item] = discover(["-"], stdin=lambda: b"FROM a\n", stdin_filename="x/Dockerfile").inputs
    assert (item.path, item.file, item.key) == ("x/Dockerfile", None, "x/Dockerfile")


def test_a_pipe_is_read_by_its_name(tree: Path) -> None:
    pipe = tree / "pipe"
    os.mkfifo(pipe)
    [item] = discover([str(pipe)]).inputs
    assert item.file == str(pipe)

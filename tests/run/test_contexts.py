"""The build context of a Dockerfile, as the build files of its repository say."""

from __future__ import annotations

from pathlib import Path

import pytest

from dlinter.policy.settings import Settings
from dlinter.run.contexts import Contexts
from dlinter.run.files import load_context_of
from dlinter.sources.discover import discover
from dlinter.sources.inputs import LintInput

DOCKERFILE = "FROM scratch\nCOPY main.c /\n"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path.resolve() / "repo"
    (root / ".git").mkdir(parents=True)
    monkeypatch.chdir(root)
    return root


def write(root: Path, **files: str) -> None:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


def folder_of(root: Path, name: str = "docker/Dockerfile") -> str | None:
    """The context's folder relative to the root, None when no build file tells."""
    (item,) = discover([str(root / name)]).inputs
    found = Contexts().folder_of(item)
    return Path(found).relative_to(root).as_posix() if found else None


@pytest.mark.parametrize(
    ("path", "content", "folder"),
    [
        ("compose.yaml",
            "services:\n  a:\n    build:\n      context: .\n      dockerfile: docker/Dockerfile\n", "."),
        ("compose.yaml", "services:\n  a:\n    build: {context: ./src, dockerfile: ../docker/Dockerfile}\n",
            "src"),
        ("docker/compose.dev.yml",
            "services:\n  a:\n    build:\n      context: ..\n      dockerfile: docker/Dockerfile\n", "."),
        ("deploy/docker-compose.yml",
            "services:\n  a:\n    build: {context: ../src, dockerfile: ../docker/Dockerfile}\n", "src"),
        ("docker-bake.json", '{"target": {"a": {"context": "src", "dockerfile": "../docker/Dockerfile"}}}',
            "src"),
        (".github/workflows/b.yml",
            ("on: push\njobs: {b: {steps: [{uses: docker/build-push-action@v6, with: {file: "
            "docker/Dockerfile}}]}}\n"), "."),
        (".github/workflows/b.yml",
            "on: push\njobs:\n  b:\n    steps:\n      - run: docker build -f docker/Dockerfile src\n", "src"),
        (".github/workflows/b.yml",
            ("on: push\njobs:\n  b:\n    steps:\n      - run: cd src && docker build -f "
            "../docker/Dockerfile .\n"), "src"),
        (".gitlab-ci.yml", "b:\n  script:\n    - docker build -f ./docker/Dockerfile .\n", "."),
        ("compose.yaml", "services:\n  a:\n    build: {context: $DIR, dockerfile: docker/Dockerfile}\n",
            None),
        ("compose.yaml", "services:\n  a:\n    build: {context: absent, dockerfile: ../docker/Dockerfile}\n",
            None),
        ("compose.yaml", "services:\n  a:\n    build: {context: ../.., dockerfile: docker/Dockerfile}\n",
            None),
        ("compose.yaml", "services:\n  a:\n    build: {context: ., dockerfile: docker/Dockerfile.dev}\n",
            None),
        ("compose.yaml", "services: [docker/Dockerfile\n", None),
    ],
)
def test_the_build_file_says(repository: Path, path: str, content: str, folder: str | None) -> None:
    write(repository, **{path: content, "docker/Dockerfile": DOCKERFILE, "src/main.c": ""})
    assert folder_of(repository) == folder


def test_hcl_with_a_variable(repository: Path) -> None:
    pytest.importorskip("tree_sitter_hcl", reason="no grammar of HCL")
    bake = (
        'variable "DIR" {\n  default = "docker"\n}\ntarget "a" {\n  context = "src"\n  dockerfile = '
        '"../docker/Dockerfile"\n}\n'
    )
    write(repository, **{"docker-bake.hcl": bake, "docker/Dockerfile": DOCKERFILE, "src/main.c": ""})
    assert folder_of(repository) == "src"


def test_a_dockerfile_of_another_name_at_the_root(repository: Path) -> None:
    write(
        repository,
        **{
            "api.Dockerfile": DOCKERFILE,
            "api/main.c": "",
            "compose.yaml": "services: {a: {build: {context: api, dockerfile: ../api.Dockerfile}}}\n",
        },
    )
    assert folder_of(repository, "api.Dockerfile") == "api"


def test_most_builds_count_and_the_own_folder_among_equals(repository: Path) -> None:
    service = "  {}:\n    build: {{context: {}, dockerfile: {}}}\n"
    one, two = (
        service.format("a", ".", "docker/Dockerfile"),
        service.format("b", "docker", "../docker/Dockerfile"),
    )
    write(repository, **{"docker/Dockerfile": DOCKERFILE, "compose.yaml": "services:\n" + one + two})
    assert folder_of(repository) == "docker"
    write(repository, **{"compose.dev.yaml": "services:\n" + one})
    assert folder_of(repository) == "."


def test_without_a_repository_and_on_standard_input() -> None:
    assert Contexts().folder_of(LintInput("Dockerfile", "/x/Dockerfile", None, "Dockerfile", "")) == ""
    assert Contexts().folder_of(LintInput("docker/Dockerfile", None, b"", "docker/Dockerfile", "/x")) == ""


def test_a_link_out_of_the_repository_is_no_context(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    write(
        repository,
        **{
            "docker/Dockerfile": DOCKERFILE,
            "compose.yaml": "services: {a: {build: {context: out, dockerfile: ../docker/Dockerfile}}}\n",
        },
    )
    (repository / "out").symlink_to(tmp_path / "outside")
    assert folder_of(repository) is None


def test_rules_see_that_context(repository: Path) -> None:
    compose = "services:\n  a:\n    build: {context: src, dockerfile: ../docker/Dockerfile}\n"
    write(
        repository,
        **{
            "docker/Dockerfile": DOCKERFILE,
            "src/main.c": "",
            "src/.dockerignore": "*.o\n",
            "compose.yaml": compose,
        },
    )
    (item,) = discover(["docker"]).inputs
    context = load_context_of(item, Settings())
    assert context is not None and context.dockerignore == ".dockerignore"
    assert [e.path for e in context.folder.entries("")] == [".dockerignore", "main.c"]
    other = load_context_of(item, Settings(context="docker"))
    assert other is not None and [e.path for e in other.folder.entries("")] == ["Dockerfile"]


def test_no_yaml_is_parsed_for_a_dockerfile_that_nothing_names(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(
        repository,
        **{
            "api/Dockerfile": DOCKERFILE,
            "compose.yaml": "services: {a: {build: ./api}}\n",
            "docker-compose.yml": "services: {a: {build: ./x}}\n",
        },
    )
    monkeypatch.setattr(
        "dlinter.run.contexts.read_build_file", lambda text: pytest.fail(f"{text.path} was parsed")
    )
    assert folder_of(repository, "api/Dockerfile") is None


@pytest.mark.parametrize(
    ("dockerfile", "folder"),
    [
        ("FROM a\nCOPY package.json ./\nCOPY --chown=a:b src/main.c docker/start.sh /x/\n", "."),
        ('FROM a\nCOPY ["package.json", "./"]\n', "."),
        ("FROM a\nCOPY package.json \\\n  src/main.c /x/\nCOPY . .\n", "."),
        ("FROM a\nADD main.c /\n", None),  # in `src` alone
        ("FROM a\nCOPY start.sh package.json /\n", None),  # one of them is in its own folder
        ("FROM a\nCOPY . .\nCOPY $X/package.json pack* /\n", None),
        ("FROM a\nCOPY --from=b package.json /\n", None),
        ("FROM a\nCOPY package.json absent.txt /\n", None),
        ("FROM a\nCOPY <<EOF /x\nCOPY package.json /\nEOF\nCOPY ../package.json /\n", "."),
        ("FROM a\nADD https://a.example/x /\n", None),
    ],
)
def test_without_a_build_file_what_is_copied_by_name_tells(
    repository: Path, dockerfile: str, folder: str | None
) -> None:
    write(
        repository,
        **{"docker/Dockerfile": dockerfile, "docker/start.sh": "", "package.json": "", "src/main.c": ""},
    )
    assert folder_of(repository) == folder


def test_a_build_file_counts_before_the_names(repository: Path) -> None:
    write(
        repository,
        **{
            "docker/Dockerfile": "FROM a\nCOPY package.json /\n",
            "package.json": "",
            "compose.yaml": "services:\n  a:\n    build: docker\n",
        },
    )
    write(
        repository,
        **{
            "compose.yaml": "services:\n  a:\n    build: {context: src, dockerfile: ../docker/Dockerfile}\n",
            "src/main.c": "",
        },
    )
    assert folder_of(repository) == "src"

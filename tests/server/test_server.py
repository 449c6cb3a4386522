"""`dlint server` by a client that gets diagnostics pushed and by one that pulls them, over pipes."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.server.client import PULL, PUSH, Client

ADD = "FROM debian:12.1\nADD a.txt /srv/\n"
KEY = "ghp_" + "8fJ2kQ9xLm4Zt7Wc1Vb6Ny3Rd5Hs0PgTe2Aq"


def git(root: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(root), "-c", "user.name=a", "-c", "user.email=a@b.example", "-c",
        "commit.gpgsign=false", *words], check=True, stdout=subprocess.DEVNULL)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project 😀"
    root.mkdir()
    (root / "a.txt").write_text("a")
    (root / "Dockerfile").write_text(ADD)
    (root / ".git").mkdir()
    return root


def codes(diagnostics: list[dict[str, Any]]) -> set[str]:
    return {d.get("code", "") for d in diagnostics}


def actions(client: Client, uri: str, line: int, only: list[str] | None = None) -> list[dict[str, Any]]:
    place = {"line": line, "character": 1}
    context: dict[str, Any] = {"diagnostics": [], **({"only": only} if only else {})}
    found: list[dict[str, Any]] = client.request(
        "textDocument/codeAction",
        {"textDocument": {"uri": uri}, "range": {"start": place, "end": place}, "context": context},
    )
    return found


def test_pushed_and_never_pulled(project: Path) -> None:
    with Client(project, PUSH) as client:
        assert "diagnosticProvider" not in client.hello["capabilities"]
        assert client.hello["capabilities"]["positionEncoding"] == "utf-16"
        uri = client.open("Dockerfile")
        (found,) = [d for d in client.pushed(uri, 1) if d["code"] == "add-for-local-files"]
        assert found["range"] == {"start": {"line": 1, "character": 0}, "end": {"line": 1, "character": 3}}
        assert found["source"] == "dlint" and found["severity"] == 2
        assert "add-for-local-files" in found["codeDescription"]["href"]
        client.change(uri, 2, ADD.replace("ADD", "COPY"))
        assert "add-for-local-files" not in codes(client.pushed(uri, 2))
        client.note("textDocument/didClose", {"textDocument": {"uri": uri}})
        client.wait(
            lambda m: (
                m.get("method") == "textDocument/publishDiagnostics"
                and m["params"]["diagnostics"] == []
                and "version" not in m["params"]
            )
        )
        assert client.request("shutdown") is None
        client.note("exit")
        assert client.process.wait(10) == 0


def test_pulled_and_never_pushed(project: Path) -> None:
    with Client(project, PULL) as client:
        assert client.hello["capabilities"]["diagnosticProvider"]["interFileDependencies"] is True
        assert client.hello["capabilities"]["positionEncoding"] == "utf-8"
        uri = client.open("Dockerfile")
        assert "add-for-local-files" in codes(client.pull(uri))
        client.change(uri, 2, ADD.replace("ADD", "COPY"))
        assert "add-for-local-files" not in codes(client.pull(uri))
        assert not [m for m in client.seen if m.get("method") == "textDocument/publishDiagnostics"]


@pytest.mark.parametrize(("capabilities", "column"), [(PUSH, 12), (PULL, 14)])
def test_columns_after_an_emoji(project: Path, capabilities: dict[str, Any], column: int) -> None:
    with Client(project, capabilities) as client:
        uri = client.open("Dockerfile", f"FROM debian:12.1\nENV A=a B=😀 TOKEN={KEY}\n")
        found = client.pushed(uri, 1) if capabilities is PUSH else client.pull(uri)
        starts = {d["range"]["start"]["character"] for d in found if d["range"]["start"]["line"] == 1}
        assert any(start >= column for start in starts), found


def test_a_secret_is_masked_in_all_that_is_said(project: Path) -> None:
    with Client(project, PUSH) as client:
        uri = client.open(
            "Dockerfile", f"FROM debian:12.1\nARG TOKEN={KEY}\nENV TOKEN={KEY}\nRUN echo {KEY}\n"
        )
        assert any("secret" in d["code"] for d in client.pushed(uri, 1))
        time.sleep(0.8)
        for line in range(1, 4):
            client.request(
                "textDocument/hover",
                {"textDocument": {"uri": uri}, "position": {"line": line, "character": 7}},
            )
            actions(client, uri, line)
        assert KEY not in str(client.seen) and KEY[8:] not in str(client.seen)


def test_fixes_ignores_and_explanations(project: Path) -> None:
    with Client(project, PUSH) as client:
        uri = client.open("Dockerfile")
        client.pushed(uri, 1)
        by_title = {a["title"]: a for a in actions(client, uri, 1)}
        fix = next(a for t, a in by_title.items() if t.endswith("(unsafe: review the change)"))
        assert "isPreferred" not in fix
        (change,) = fix["edit"]["documentChanges"]
        assert (
            change["textDocument"] == {"uri": uri, "version": 1} and change["edits"][0]["newText"] == "COPY"
        )
        ignore = by_title["ignore `add-for-local-files` here"]["edit"]["documentChanges"][0]["edits"]
        assert ignore == [
            {
                "range": {"start": {"line": 1, "character": 0}, "end": {"line": 1, "character": 0}},
                "newText": "# dlint: ignore[add-for-local-files]\n",
            }
        ]
        client.change(uri, 2, ADD.replace("ADD", "# dlint: ignore[add-for-local-files]\nADD"))
        assert "add-for-local-files" not in codes(client.pushed(uri, 2))
        hover = client.request(
            "textDocument/hover", {"textDocument": {"uri": uri}, "position": {"line": 1, "character": 20}}
        )
        assert hover["contents"]["value"].startswith("### add-for-local-files")
        client.request(
            "workspace/executeCommand", {"command": "dlint.explain", "arguments": ["add-for-local-files"]}
        )
        client.wait(
            lambda m: (
                m.get("method") == "window/showMessage" and "add-for-local-files" in m["params"]["message"]
            )
        )


def test_all_safe_fixes_and_no_unsafe_one(project: Path) -> None:
    text = "FROM debian:12.1\r\nADD a.txt /srv/\r\nmaintainer a\r\n"
    with Client(project, PUSH) as client:
        uri = client.open("Dockerfile", text)
        client.pushed(uri, 1)
        (action,) = actions(client, uri, 0, ["source.fixAll"])
        assert action["kind"] == "source.fixAll.dlint"
        edits = action["edit"]["documentChanges"][0]["edits"]
        written = "".join(e["newText"] for e in edits)
        assert written.startswith("LABEL ") and written.endswith("\r\n") and "COPY" not in written


def test_broken_messages_and_wrong_parameters_do_not_end_it(project: Path) -> None:
    with Client(project, PUSH, start=False) as client:
        assert client.answer(client.ask("textDocument/hover", {}))["error"]["code"] == -32002
        client.request("initialize", {"capabilities": {"textDocument": 5, "general": []}, "rootUri": 7})
        client.note("initialized", {})
        client.raw(b"Content-Length: 5\r\n\r\n{oops")
        client.raw(b"Content-Length: 2\r\n\r\n[]")
        client.raw(b"Content-Length: 4\r\n\r\n\xff\xfe\xff\xfe")
        client.raw(b"nonsense\r\n\r\nContent-Length: nine\r\n\r\n{}")
        client.raw(b"Content-Length: 200000\r\n\r\n" + b"[" * 200_000)
        for method in (
            "textDocument/didOpen",
            "textDocument/didChange",
            "textDocument/didSave",
            "workspace/didChangeWatchedFiles",
            "$/unknown",
        ):
            for params in (
                None,
                5,
                [],
                {},
                {"textDocument": {"uri": 5}},
                {"textDocument": {"uri": "file:///%00", "version": "x", "text": 1}},
                {"changes": [{}]},
            ):
                client.note(method, params)
        for method in (
            "textDocument/hover",
            "textDocument/codeAction",
            "textDocument/inlayHint",
            "codeAction/resolve",
            "workspace/executeCommand",
        ):
            for params in (
                None,
                5,
                {},
                {"textDocument": {"uri": "file:///a"}},
                {"command": "x"},
                {"data": {"uri": 1}},
            ):
                client.answer(client.ask(method, params))
        assert client.answer(client.ask("no/such"))["error"]["code"] == -32601
        uri = client.open("Dockerfile")
        assert "add-for-local-files" in codes(client.pushed(uri, 1))


def test_a_cancelled_request_is_not_worked_on(project: Path) -> None:
    with Client(project, PULL) as client:
        uri = client.open("Dockerfile")
        first = client.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}})
        number = client.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}})
        client.note("$/cancelRequest", {"id": number})
        assert client.answer(number)["error"]["code"] == -32800
        assert client.answer(first)["result"]["kind"] == "full"


def test_configuration_is_read_again_when_it_changes(project: Path) -> None:
    with Client(project, PUSH) as client:
        uri = client.open("Dockerfile")
        assert "add-for-local-files" in codes(client.pushed(uri, 1))
        for text, expected in (('ignore = ["add-for-local-files"]\n', False), ("", True)):
            (project / "dlint.toml").write_text(text)
            client.forget()
            client.note(
                "workspace/didChangeWatchedFiles",
                {"changes": [{"uri": (project / "dlint.toml").as_uri(), "type": 2}]},
            )
            assert ("add-for-local-files" in codes(client.pushed(uri, 1))) is expected
        (project / "dlint.toml").write_text("selct = []\n")
        client.note(
            "workspace/didChangeWatchedFiles",
            {"changes": [{"uri": (project / "dlint.toml").as_uri(), "type": 2}]},
        )
        client.wait(
            lambda m: (
                m.get("method") == "window/showMessage" and "did you mean `select`" in m["params"]["message"]
            )
        )
        client.change(uri, 2, ADD)
        assert "add-for-local-files" in codes(client.pushed(uri, 2))


def test_the_editors_own_settings(project: Path) -> None:
    capabilities = {**PUSH, "workspace": {**PUSH["workspace"], "configuration": True}}
    with Client(project, capabilities, {"ignore": ["add-for-local-files"], "codeLens": 5}) as client:
        client.wait(
            lambda m: m.get("method") == "window/showMessage" and "codeLens" in m["params"]["message"]
        )
        uri = client.open("Dockerfile")
        assert "add-for-local-files" not in codes(client.pushed(uri, 1))
        client.settings = {"select": ["add-for-local-files"]}
        client.forget()
        client.note("workspace/didChangeConfiguration", {"settings": None})
        client.wait(
            lambda m: (
                m.get("method") == "textDocument/publishDiagnostics"
                and codes(m["params"]["diagnostics"]) == {"add-for-local-files"}
            )
        )


def test_files_around_it_count_and_their_changes_too(project: Path) -> None:
    (project / ".venv").mkdir()
    (project / ".venv" / "x").write_text("x")
    ignore = project / ".dockerignore"
    with Client(project, PUSH) as client:
        client.open("Dockerfile", "FROM debian:12.1\nWORKDIR /srv\nCOPY . .\nRUN make\n")

        def push_with(rule: str, there: bool) -> None:
            client.wait(
                lambda m: (
                    m.get("method") == "textDocument/publishDiagnostics"
                    and (rule in codes(m["params"]["diagnostics"])) is there
                )
            )

        push_with("context-too-wide", True)  # in the first push, or once the context is listed
        for text, there in ((".git\n.venv\n.env\n", False), ("", True)):
            ignore.write_text(text)
            client.forget()
            client.note("workspace/didChangeWatchedFiles", {"changes": [{"uri": ignore.as_uri(), "type": 2}]})
            push_with("context-too-wide", there)


def test_a_file_that_pulls_is_asked_to_pull_again(project: Path) -> None:
    with Client(project, PULL) as client:
        client.pull(client.open("Dockerfile"))
        client.note(
            "workspace/didChangeWatchedFiles", {"changes": [{"uri": (project / "a.txt").as_uri(), "type": 3}]}
        )
        client.wait(lambda m: m.get("method") == "workspace/diagnostic/refresh")


def test_a_fix_of_another_file_creates_it(project: Path) -> None:
    (project / ".venv").mkdir()
    (project / ".venv" / "x").write_text("x")
    with Client(project, PUSH) as client:
        uri = client.open("Dockerfile", "FROM debian:12.1\nWORKDIR /srv\nCOPY . .\nRUN make\n")
        client.wait(
            lambda m: (
                m.get("method") == "textDocument/publishDiagnostics"
                and "context-too-wide" in codes(m["params"]["diagnostics"])
            )
        )
        found = actions(client, uri, 2, ["quickfix"])
        (fix,) = [a for a in found if ".dockerignore" in a["title"]]
        create, append = fix["edit"]["documentChanges"]
        assert create["kind"] == "create" and create["uri"].endswith("/.dockerignore")
        assert append["textDocument"]["version"] is None and ".venv\n" in append["edits"][0]["newText"]
        assert not (project / ".dockerignore").exists()


@pytest.mark.parametrize(
    ("name", "language", "text"),
    [
        (".github/workflows/b.yml", "yaml",
            ("on: push\njobs:\n  b:\n    runs-on: a\n    steps:\n      - uses: docker/build-push-action@v6\n"
            "        with:\n          build-args: NPM_TOKEN=${{ secrets.NPM_TOKEN }}\n")),
        ("compose.yaml", "dockercompose",
            ("services:\n  a:\n    build:\n      context: .\n      args:\n        GITHUB_TOKEN: "
            "${GITHUB_TOKEN}\n")),
        ("docker-bake.hcl", "dockerbake",
            ('variable "GITHUB_TOKEN" {}\ntarget "a" {\n  args = {\n    GITHUB_TOKEN = GITHUB_TOKEN\n  }\n'
            '}\n')),
        ("Containerfile", "containerfile", ADD), ("odd.name", "dockerfile", ADD),
    ],
)  # fmt: skip
def test_each_kind_of_file(project: Path, name: str, language: str, text: str) -> None:
    path = project / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    with Client(project, PUSH) as client:
        found = client.pushed(client.open(name, language=language), 1)
        assert found and all(d["source"] == "dlint" and d.get("code") for d in found), found
        assert KEY not in str(found)


def test_other_files_and_excluded_ones_are_left_alone(project: Path) -> None:
    (project / "dlint.toml").write_text('exclude = ["old/**"]\n')
    (project / "old").mkdir()
    with Client(project, PULL) as client:
        other = client.open("values.yaml", "a: 1\n", "yaml")
        excluded = client.open("old/Dockerfile", ADD)
        assert client.pull(other) == [] and client.pull(excluded) == []


def test_cost_of_steps_from_the_history(project: Path) -> None:
    (project / ".git").rmdir()
    subprocess.run(["git", "init", "-q", str(project)], check=True)
    text = "FROM debian:12.1\nARG V=1\nRUN echo $V\nCOPY a.txt /srv/\nRUN make\n"
    (project / "Dockerfile").write_text(text)
    for number in range(25):
        (project / ("a.txt" if number % 5 == 0 else "b.txt")).write_text(str(number))
        git(project, "add", "-A")
        git(project, "commit", "-qm", "a")
    with Client(project, PULL, options={"codeLens": True}) as client:
        uri = client.open("Dockerfile")
        whole = {
            "textDocument": {"uri": uri},
            "range": {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}},
        }
        client.wait(lambda m: m.get("method") == "workspace/inlayHint/refresh")
        hints = {h["position"]["line"]: h["label"] for h in client.request("textDocument/inlayHint", whole)}
        assert hints.get(3) == "rebuilt by 5 of 25", (hints, client.seen)
        assert hints[4] == "rebuilt by 5 of 25"
        lenses = {
            lens["range"]["start"]["line"]: lens["command"]["title"]
            for lens in client.request("textDocument/codeLens", whole)
        }
        assert lenses == {0: "rebuilds 4 steps", 1: "rebuilds 3 steps", 3: "rebuilds 2 steps"}
        hover = client.request(
            "textDocument/hover", {"textDocument": {"uri": uri}, "position": {"line": 3, "character": 2}}
        )["contents"]["value"]
        assert (
            "rebuilds: itself and 1 step after it" in hover and "rebuilt by 5 of the last 25 commits" in hover
        )
        client.change(uri, 2, "# one line more\n" + text)
        moved = {h["position"]["line"]: h["label"] for h in client.request("textDocument/inlayHint", whole)}
        assert moved == {line + 1: label for line, label in hints.items()}


def test_of_many_keystrokes_the_last_one_counts(project: Path) -> None:
    with Client(project, PUSH) as client:
        uri = client.open("Dockerfile")
        client.pushed(uri, 1)
        for version in range(2, 60):
            client.change(uri, version, ADD + f"RUN echo {version}\n")
        client.pushed(uri, 59)
        lints = [m for m in client.seen if m.get("method") == "textDocument/publishDiagnostics"]
        assert len(lints) < 58


def test_an_ignore_file_counts_before_it_is_saved(project: Path) -> None:
    (project / ".venv").mkdir()
    (project / ".venv" / "x").write_text("x")
    with Client(project, PULL) as client:
        uri = client.open("Dockerfile", "FROM debian:12.1\nWORKDIR /srv\nCOPY . .\nRUN make\n")

        def found(there: bool) -> None:
            for _ in range(50):
                if ("context-too-wide" in codes(client.pull(uri))) is there:
                    return
                time.sleep(0.1)
            raise AssertionError(client.pull(uri))

        found(True)
        ignore = client.open(".dockerignore", "", "ignore")
        client.change(ignore, 2, ".git\n.venv\n.env\n")
        client.wait(lambda m: m.get("method") == "workspace/diagnostic/refresh")
        found(False)
        assert client.pull(ignore) == []
        client.note("textDocument/didClose", {"textDocument": {"uri": ignore}})  # thrown away
        found(True)


@pytest.mark.parametrize("capabilities", [PUSH, PULL], ids=["push", "pull"])
def test_what_has_no_effect_and_what_is_deprecated_is_tagged(
    project: Path, capabilities: dict[str, Any]
) -> None:
    text = 'FROM debian:12.1\nMAINTAINER a\nCMD ["a"]\nCMD ["b"]\nADD a.txt /srv/\n'
    knows = {
        "publishDiagnostics": {
            **capabilities["textDocument"]["publishDiagnostics"],
            "tagSupport": {"valueSet": [1, 2]},
        }
    }
    for given, tags in (
        (capabilities, [None] * 3),
        ({**capabilities, "textDocument": {**capabilities["textDocument"], **knows}}, [[2], [1], None]),
    ):
        with Client(project, given) as client:
            uri = client.open("Dockerfile", text)
            found = client.pull(uri) if capabilities is PULL else client.pushed(uri, 1)
            by_code = {d["code"]: d.get("tags") for d in found}
            assert [
                by_code[c] for c in ("maintainer-deprecated", "repeated-instruction", "add-for-local-files")
            ] == tags


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "BOM"])
def test_windows_line_ends_emoji_and_a_byte_order_mark(project: Path, mark: str) -> None:
    text = mark + 'FROM debian:12.1\r\nLABEL a="\U0001f433"\r\nADD a.txt /srv/ \r\n'
    with Client(project, PULL) as client:
        uri = client.open("Dockerfile", text)
        (found,) = [d for d in client.pull(uri) if d["code"] == "add-for-local-files"]
        assert found["range"] == {"start": {"line": 2, "character": 0}, "end": {"line": 2, "character": 3}}
        (ignore,) = [a for a in actions(client, uri, 2, ["quickfix"]) if a["title"].startswith("ignore")]
        assert (
            ignore["edit"]["documentChanges"][0]["edits"][0]["newText"]
            == "# dlint: ignore[add-for-local-files]\r\n"
        )


def test_a_renamed_file_and_files_of_other_folders(project: Path, tmp_path: Path) -> None:
    """An editor renames by closing and opening. A second folder, or a file of none, has the configuration of
    its own place."""
    (project / "dlint.toml").write_text('ignore = ["add-for-local-files"]\n')
    other = tmp_path / "other"
    other.mkdir()
    (other / "Dockerfile").write_text(ADD)
    with Client(project, PULL) as client:
        uri = client.open("Dockerfile")
        assert "add-for-local-files" not in codes(client.pull(uri))
        client.note("textDocument/didClose", {"textDocument": {"uri": uri}})
        (project / "Dockerfile").rename(other / "api.Dockerfile")
        for name in ("api.Dockerfile", "Dockerfile"):
            outside = (other / name).as_uri()
            client.note(
                "textDocument/didOpen",
                {"textDocument": {"uri": outside, "languageId": "dockerfile", "version": 1, "text": ADD}},
            )
            assert "add-for-local-files" in codes(client.pull(outside))
        assert (
            client.answer(client.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}}))["error"][
                "message"
            ]
            == "this document is not open"
        )

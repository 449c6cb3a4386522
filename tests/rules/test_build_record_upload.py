"""The rules about secret build arguments name the record that Docker's actions upload, unless the workflow
turns that off."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dlinter.cli import main

WORKFLOW = """on: push
{top}
jobs:
  build:
    runs-on: ubuntu-latest
    {job}
    steps:
      - uses: {action}
        {step}
        with:
          push: true
          provenance: mode=max
          build-args: NPM_TOKEN=${{{{ secrets.NPM_TOKEN }}}}
"""
OFF = 'env: { DOCKER_BUILD_RECORD_UPLOAD: "false" }'


def messages(tmp_path: Path, capsys: pytest.CaptureFixture[str], **parts: str) -> dict[str, str]:
    path = tmp_path / ".github" / "workflows" / "build.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        WORKFLOW.format(
            **{"top": "", "job": "", "step": "", "action": "docker/build-push-action@v6", **parts}
        )
    )
    main.main(["lint", "--isolated", "--select", "secret-as-build-arg,provenance-max-with-secret-args",
        "--format", "json", str(path)])
    return {r["rule"]: r["message"] for r in json.loads(capsys.readouterr().out)["results"]}


def test_the_record_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for parts in (
        {},
        {"step": 'env: { DOCKER_BUILD_RECORD_UPLOAD: "true" }'},
        {"step": "env: { DOCKER_BUILD_RECORD_UPLOAD: '${{ inputs.upload }}' }"},
    ):
        said = messages(tmp_path, capsys, **parts)
        assert set(said) == {"secret-as-build-arg", "provenance-max-with-secret-args"}
        assert all("DOCKER_BUILD_RECORD_UPLOAD: false" in message for message in said.values()), said


def test_it_is_turned_off(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for parts in (
        {"top": OFF},
        {"job": OFF},
        {"step": OFF},
        {"step": "env: { DOCKER_BUILD_SUMMARY: false }"},
    ):
        said = messages(tmp_path, capsys, **parts)
        assert len(said) == 2 and not any("RECORD" in message for message in said.values()), said


def test_other_tools_upload_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = messages(tmp_path, capsys, action="depot/build-push-action@v1")
    assert "secret-as-build-arg" in said and not any("RECORD" in message for message in said.values())

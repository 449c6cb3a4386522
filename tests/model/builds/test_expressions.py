"""Which build arguments pass on a secret, and which change with every commit or run."""

from __future__ import annotations

import pytest

from dlinter.model.builds import Build, Tool
from dlinter.model.builds.expressions import secret_of, volatile
from dlinter.model.builds.values import Setting, Value
from dlinter.model.text import Span

NOWHERE = Span(0, 0)


def argument(name: str, value: str | None) -> Setting:
    return Setting(name, None if value is None else Value(value, NOWHERE), NOWHERE)


def build(**env: str) -> Build:
    return Build(
        span=NOWHERE, anchor=NOWHERE, tool=Tool.ACTION, env={k: Value(v, NOWHERE) for k, v in env.items()}
    )


@pytest.mark.parametrize(
    ("name", "value", "secret"),
    [
        ("NPM_TOKEN", "${{ secrets.NPM_TOKEN }}", "NPM_TOKEN"),
        ("X", "${{ secrets['KIT'] }}", "KIT"),
        ("X", "${{ secrets.KIT || 'none' }}", "KIT"),
        ("TOKEN", "${{ github.token }}", "github.token"),
        ("TOKEN", "${{ env.T }}", "S"),
        ("TOKEN", "$T", "S"),
        ("T", None, "S"),
        ("TOKEN", "$CI_JOB_TOKEN", "CI_JOB_TOKEN"),
        ("TOKEN", "${API_TOKEN}", "API_TOKEN"),
        ("API_TOKEN", None, "API_TOKEN"),
        ("API_TOKEN", "${API_TOKEN:-}", "API_TOKEN"),
        ("API_TOKEN", "${API_TOKEN:?is not set}", "API_TOKEN"),
        ("API_TOKEN", "$(cat token.txt)", "API_TOKEN"),
        ("VERSION", "$(cat version.txt)", ""),
        ("TOKEN", "$DUMMY_TOKEN", ""),
        ("NPM_TOKEN", "${{ inputs.npm-token }}", "npm-token"),
        ("NPM_TOKEN", "${{ inputs.version }}", ""),
        ("VERSION", "${{ inputs.token }}", ""),
        ("VITE_API_KEY", "${{ secrets.VITE_API_KEY }}", ""),
        ("USERNAME", "${{ secrets.DOCKERHUB_USERNAME }}", ""),
        ("API_URL", "${{ secrets.API_URL }}", ""),
        ("VERSION", "${{ github.ref_name }}", ""),
        ("VERSION", "$VERSION", ""),
        ("TIKTOKEN", "$TIKTOKEN", ""),
        ("TOKEN_FILE", "$TOKEN_FILE", ""),
        ("VERSION", None, ""),
        ("A", "b", ""),
    ],
)
def test_secrets(name: str, value: str | None, secret: str) -> None:
    assert secret_of(build(T="${{ secrets.S }}", DUMMY_TOKEN="none"), argument(name, value)) == secret


@pytest.mark.parametrize(
    ("value", "when"),
    [
        ("${{ github.sha }}", "commit"), ("v-${{ github.event.pull_request.head.sha }}", "commit"),
        ("$GITHUB_SHA", "commit"), ("${CI_COMMIT_SHORT_SHA}", "commit"),
        ("$(git rev-parse --short HEAD)", "commit"), ("`git describe --tags`", "commit"),
        ("${{ steps.vars.outputs.sha_short }}", "commit"),
        ("${{ github.run_id }}", "run"), ("${{ github.run_number }}", "run"), ("$CI_PIPELINE_IID", "run"),
        ("$(date -u +%F)", "run"), ("$RANDOM", "run"),
        ("${{ steps.date.outputs.date }}", "run"), ("${{ env.REV }}", "commit"), ("$REV", "commit"),
        (None, "commit"),
        ("${{ fromJSON(steps.meta.outputs.json).labels['org.opencontainers.image.created'] }}", "run"),
        ("${{ github.ref_name }}", ""), ("1.2.3", ""), ("${{ matrix.version }}", ""),
        ("${{ steps.meta.outputs.version }}", ""), ("$VERSION", ""), ("sha", ""),
    ],
)  # fmt: skip
def test_volatile(value: str | None, when: str) -> None:
    assert volatile(build(REV="${{ github.sha }}"), argument("REV", value)) == when


@pytest.mark.parametrize(
    ("value", "when"),
    [("${BUILD_NUMBER}", "run"), ("$GIT_COMMIT", "commit"), ("${BUILD_DATE:-none}", "run"),
        ("${SOURCE_COMMIT}", "commit"), ("${VERSION}", ""), ("${NODE_VERSION}", ""), ("$TAG", "")],
)
def test_a_variable_that_nothing_sets_counts_by_its_name(value: str, when: str) -> None:
    assert volatile(build(), argument("STAMP", value)) == when

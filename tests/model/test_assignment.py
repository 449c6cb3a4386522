"""What counts as an assignment to a provider's name."""

from __future__ import annotations

import re

import pytest

from dlinter.detectors.assignment import assigned

VALUE = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hI6kL9n"
PATTERN = assigned("acme|ac_key", "[A-Za-z0-9]{40}")


@pytest.mark.parametrize(
    "line",
    [
        "ACME_API_KEY={}",
        "export ACME_API_KEY='{}'",
        "ENV ACME_API_KEY {}",
        "ac_key = {}",
        "acme.api.key=\t{}",
        'acme_key: str = "{}"',
        "acme_key => '{}'",
        "acme_key := `{}`",
        '"acmeApiKey": "{}"',
        '{"name": "ACME_API_KEY", "value": "{}"}',
        '{\\"acme_key\\": \\"{}\\"}',
        '"acme": {"key": "{}"}',
        'acme.Client("{}")',
        'acme.Client(api_key="{}")',
        'os.getenv("ACME_KEY", "{}")',
        "${ACME_KEY:-{}}",
        '<add key="AcmeKey" value="{}"/>',
        "<acme-key>{}</acme-key>",
        "--acme-token {}",
        "X-Acme-Auth: Bearer {}",
    ],
)
def test_assignments(line: str) -> None:
    match = re.search(PATTERN, line.replace("{}", VALUE))
    assert match is not None and match["secret"] == VALUE


@pytest.mark.parametrize(
    "line",
    [
        "{}",
        "REVISION={}",
        "see acme {} for more",
        "acme\n= {}",
        "ACME_API_KEY=\n{}",
        "ACME_API_KEY=short",
        "acme is a company in a long sentence that goes on and on before anything is set = {}",
    ],
)
def test_no_assignments(line: str) -> None:
    assert re.search(PATTERN, line.replace("{}", VALUE)) is None

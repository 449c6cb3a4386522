"""Atlassian: API tokens of Jira, Confluence and the organisation."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector
from dlinter.detectors.words import is_random


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="atlassian-api-token",
        provider="Atlassian",
        title="Atlassian API token",
        pattern=r"ATATT3xFfG[A-Za-z0-9_=-]{120,220}(?:=|%3[Dd])[0-9A-F]{8}",
        keywords=("atatt3xffg",),
        matches=(
            'ATLASSIAN_API_TOKEN="ATATT3xFfG'
            + 'fEUKsxls50RMvsWa9dwVLaLL5i4Y8BFOMfIkHdaP2R7x85unCRctT7Au88eaVez7F0wiaGNYtlRUmUnEjSH1J2fPNY2N2TEwb90mdJHTmEEwWFmqyYWyVQpD=0230E30E"',
            "Authorization: Bearer ATATT3xFfG"
            + "3iLKx0AXvRN8PpzCX5tdpAFENqoBYt2O4d2OyjB6axZ3VEA47vckm8bAKFA6geAmNlVVy7lngajqR3vWwfBklkgR8qwWC2je993YK5fZRfjQWzwTeCjPdXna=F1DAF183",
        ),
        misses=(
            'ATLASSIAN_API_TOKEN="ATATT3xFfG'
            + 'fEUKsxls50RMvsWa9dwVLaLL5i4Y8BFOMfIkHdaP2R7x85unCRctT7Au88eaVez7F0wiaGNYtlRUmUnEjSH1J2fPNY2N2TEwb90mdJHTmEEwWFmqyYWyVQpD=0230E30"',
            'ATLASSIAN_API_TOKEN="ATATT3xFfG'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=xxxxxxxx"',
        ),
        source="Atlassian support docs, Manage API tokens",
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="atlassian-service-account-token",
        provider="Atlassian",
        title="Atlassian service account or admin token",
        pattern=r"ATCTT3xFfN[A-Za-z0-9_=-]{120,220}(?:=|%3[Dd])[0-9A-F]{8}",
        keywords=("atctt3xffn",),
        matches=(
            'ATLASSIAN_ADMIN_KEY="ATCTT3xFfN'
            + 'ysvZIDsYamGqH2yOyCWny4zwyWvLmQBy3sPAM9Hx7UwCH9Yn1vbXPpOZCgVvQFiErw3nzqNHYLKPXdSW0DflIvwsfZo5bZDSecw4YTeoDcRmgyhRZ9T3Rjal=67952144"',
            "Authorization: Bearer ATCTT3xFfN"
            + "nSU8lTEoUjb7DnqLeGpKe1Y8RWHewe6OCFt0exyTsKLTOMS-pCK3j4Eq5iJKv06a6LdBahsz2N4GwCVItPn1zVNi11YUY9Ekeo5gzH075YrPERlnuIJjYxtO=F2D13936",
        ),
        misses=(
            'ATLASSIAN_ADMIN_KEY="ATCTT3xFfN'
            + 'ysvZIDsYamGqH2yOyCWny4zwyWvLmQBy3sPAM9Hx7UwCH9Yn1vbXPpOZCgVvQFiErw3nzqNHYLKPXdSW0DflIvwsfZo5bZDSecw4YTeoDcRmgyhRZ9T3Rjal=6795214"',
            'ATLASSIAN_ADMIN_KEY="ATCTT3xFfN'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=xxxxxxxx"',
        ),
        source="Atlassian support docs, Manage an organization with the admin APIs",
        min_entropy=3.0,
        security_severity=9.0,
    ),
    Detector(
        id="atlassian-legacy-api-token",
        provider="Atlassian",
        title="Atlassian API token (24 characters)",
        pattern=assigned(r"atlassian|jira|confluence", r"[A-Za-z0-9]{24}"),
        keywords=("atlassian", "jira", "confluence"),
        matches=(
            'JIRA_API_TOKEN="' + '40JwKQZrcbQrH25w5TeT2pB9"',
            "  jira_api_token: " + "jqgrSS5TsuAKs9WFW1y8YLlR",
        ),
        misses=(
            'JIRA_API_TOKEN="' + '40JwKQZrcbQrH25w5TeT2pB"',
            'JIRA_API_TOKEN="' + '00XxXXXxxxXxX00x0XxX0xX0"',
            "REVISION=" + "40JwKQZrcbQrH25w5TeT2pB9",
        ),
        source="Atlassian support docs, Manage API tokens (before 2023)",
        validate=_mixed,
        accepts=is_random,
        min_entropy=3.6,
        confidence="medium",
        security_severity=7.5,
    ),
)

"""Bitbucket: app passwords, repository access tokens, Data Center tokens, OAuth secrets."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="bitbucket-app-password",
        provider="Bitbucket",
        title="Bitbucket app password",
        pattern=r"ATBB[A-Za-z0-9]{32}",
        keywords=("atbb",),
        matches=(
            'BITBUCKET_APP_PASSWORD="ATBB' + 'Vilmjf8ChFQgE1dZHB895t6cVY9495YY"',
            "Authorization: Bearer ATBB" + "oaLh059qlR4jBz20EigihQHw3lTpCkM1",
        ),
        misses=(
            'BITBUCKET_APP_PASSWORD="ATBB' + 'Vilmjf8ChFQgE1dZHB895t6cVY9495Y"',
            'BITBUCKET_APP_PASSWORD="ATBB' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Bitbucket support docs, App passwords",
        validate=_mixed,
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="bitbucket-access-token",
        provider="Bitbucket",
        title="Bitbucket repository, project or workspace access token",
        pattern=r"ATCTT3xFfG[A-Za-z0-9_=-]{120,220}=[0-9A-F]{8}",
        keywords=("atctt3xffg",),
        matches=(
            'BITBUCKET_TOKEN="ATCTT3xFfG'
            + 'oOSrnGCENlNQEqUaOCF38fNszWWU1UfX7XYXD7HVCzMsNod2t9REuKxOSQ2Es2NMlguTVBa3UqsQSFGEzb8nHi8pf1ESqXag8b4NeZjMk6irvGKkwVGj0IGu=2AECFCE1"',
            "Authorization: Bearer ATCTT3xFfG"
            + "RO5J2tcETi1nJnVlA0gilgDAxIhnowo6w5a3rmrb8wJ6c8W79mFAIaqTExUuMtJOafpudt70St5Irn7EFSm5eL83OnXOU93l7sZxpO4iVbfBEqhlCMweGj4A=FF5F1578",
        ),
        misses=(
            'BITBUCKET_TOKEN="ATCTT3xFfG'
            + 'oOSrnGCENlNQEqUaOCF38fNszWWU1UfX7XYXD7HVCzMsNod2t9REuKxOSQ2Es2NMlguTVBa3UqsQSFGEzb8nHi8pf1ESqXag8b4NeZjMk6irvGKkwVGj0IGu=2AECFCE"',
            'BITBUCKET_TOKEN="ATCTT3xFfG'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=xxxxxxxx"',
        ),
        source="Bitbucket support docs, Repository access tokens",
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="bitbucket-data-center-token",
        provider="Bitbucket",
        title="Bitbucket Data Center HTTP access token",
        pattern=r"BBDC-[A-Za-z0-9+/]{40,48}",
        keywords=("bbdc-",),
        matches=(
            'BITBUCKET_TOKEN="BBDC-' + 'zaPHVEGP0QeDlnRPDIKm9HLITuOVBhxTelEvyOA8"',
            "Authorization: Bearer BBDC-" + "uWhrkfxbLAZoEOgAaP4uVMc2sfFaN3FrSmzLXJjd",
        ),
        misses=(
            'BITBUCKET_TOKEN="BBDC-' + 'zaPHVEGP0QeDlnRPDIKm9HLITuOVBhxTelEvyOA"',
            'BITBUCKET_TOKEN="BBDC-' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Bitbucket Data Center docs, HTTP access tokens",
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="bitbucket-oauth-secret",
        provider="Bitbucket",
        title="Bitbucket OAuth consumer secret",
        pattern=assigned(r"bitbucket", r"[A-Za-z0-9]{32}"),
        keywords=("bitbucket",),
        matches=(
            'BITBUCKET_CLIENT_SECRET="' + 'yf9oVAvgtPB2DEPdNKvasq2cO7JAEiKJ"',
            "  bitbucket_client_secret: " + "6H594qb6BPDvdBYNGPPfpISZKrefAoAJ",
        ),
        misses=(
            'BITBUCKET_CLIENT_SECRET="' + 'yf9oVAvgtPB2DEPdNKvasq2cO7JAEiK"',
            'BITBUCKET_CLIENT_SECRET="' + 'xx0xXXxxxXX0XXXxXXxxxx0xX0XXXxXX"',
            "REVISION=" + "yf9oVAvgtPB2DEPdNKvasq2cO7JAEiKJ",
        ),
        source="Bitbucket support docs, Use OAuth on Bitbucket Cloud",
        validate=_mixed,
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)

"""Jenkins: API tokens (version 11) and crumbs."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="jenkins-api-token",
        provider="Jenkins",
        title="Jenkins API token",
        pattern=assigned(r"jenkins", r"11[0-9a-f]{32}"),
        keywords=("jenkins",),
        matches=(
            'JENKINS_API_TOKEN="' + '1148fc388c1271f1ef5d67fc18e49bea55"',
            "  jenkins_api_token: " + "111b9e669f6ebafe19bffa6d9f825aade6",
        ),
        misses=(
            'JENKINS_API_TOKEN="' + '1148fc388c1271f1ef5d67fc18e49be"',
            'JENKINS_API_TOKEN="' + '0000000000000000000000000000000000"',
            "REVISION=" + "1148fc388c1271f1ef5d67fc18e49bea55",
        ),
        source="jenkins, jenkins.security.apitoken.ApiTokenStore (version 11 and 16 bytes)",
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="jenkins-crumb",
        provider="Jenkins",
        title="Jenkins crumb",
        pattern=assigned(r"jenkins[_.\-]crumb", r"[0-9a-f]{64}"),
        keywords=("jenkins-crumb", "jenkins_crumb", "jenkins.crumb"),
        matches=(
            'Jenkins-Crumb="' + 'ad7f44cb603177481f9fbcffba64e94bdb0afcae5a4f918e4b477bcb629279eb"',
            "  jenkins-crumb: " + "2c5cd61d6870b3ca2ee2dda2ba76fc0a4b9737259cef94b118cd207fccd9c664",
        ),
        misses=(
            'Jenkins-Crumb="' + 'ad7f44cb603177481f9fbcffba64e94bdb0afcae5a4f918e4b477bcb62927"',
            'Jenkins-Crumb="' + '0000000000000000000000000000000000000000000000000000000000000000"',
            "REVISION=" + "ad7f44cb603177481f9fbcffba64e94bdb0afcae5a4f918e4b477bcb629279eb",
        ),
        source="jenkins, hudson.security.csrf.DefaultCrumbIssuer (SHA-256)",
        min_entropy=3.2,
        confidence="medium",
        security_severity=3.0,
    ),
)

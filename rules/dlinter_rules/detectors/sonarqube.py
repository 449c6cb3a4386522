"""SonarQube: user, project and global analysis tokens."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="sonarqube-token",
        provider="SonarQube",
        title="SonarQube token",
        pattern=r"sq[pau]_[0-9a-f]{40}",
        keywords=("sqp_", "sqa_", "squ_"),
        matches=(
            'SONAR_TOKEN="squ_' + 'f3559c5d4308ee46be0d48fe22870ef75ed79025"',
            "Authorization: Bearer squ_" + "cab66e325ac469915933e990afad19027c1f290b",
        ),
        misses=(
            'SONAR_TOKEN="squ_' + 'f3559c5d4308ee46be0d"',
            'SONAR_TOKEN="squ_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="sonarqube, TokenType (squ_, sqp_, sqa_)",
        min_entropy=3.0,
        security_severity=7.5,
    ),
    Detector(
        id="sonarqube-legacy-token",
        provider="SonarQube",
        title="SonarQube token (old form)",
        pattern=assigned(r"sonar(?:qube|cloud)?[_.\-]?(?:token|login)", r"[0-9a-f]{40}"),
        keywords=("sonar",),
        matches=(
            'sonar.login="' + '5735633d57053f301d86f83d8e6d22675e06721e"',
            '$sonarLogin = "' + '9735633d57053f301d86f83d8e6d22675e06721e"',
            "  sonar.login: " + "c18c585741201259be5bb0e55e2656a26ff0bf42",
        ),
        misses=(
            'sonar.login="' + '5735633d57053f301d86f83d8e6d22675e067"',
            'sonar.login="' + '0000000000000000000000000000000000000000"',
            "REVISION=" + "5735633d57053f301d86f83d8e6d22675e06721e",
        ),
        source="SonarQube docs, Generating and using tokens",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)

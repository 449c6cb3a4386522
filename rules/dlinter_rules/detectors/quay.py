"""Quay: robot tokens and OAuth tokens."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


def _robot(secret: str) -> bool:
    return mixes(secret, digits=4, lower=0, upper=8)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="quay-robot-token",
        provider="Quay",
        title="Quay robot account token",
        pattern=assigned(r"quay", r"[A-Z0-9]{64}"),
        keywords=("quay",),
        matches=(
            'QUAY_ROBOT_TOKEN="' + 'VUV2JL48YIMNYASEWFJCTB0GXYI5PQ1PZ21PV9KBIJ2FB1NTJJKHVRJWJSFUN9U8"',
            "  quay_robot_token: " + "L4Q700JWGXEMLQ8EG3Q6N7ZK8WLZ2OEBBMHDQQV0BIAPSAEORNPQWPDDTF6VLRP0",
        ),
        misses=(
            'QUAY_ROBOT_TOKEN="' + 'VUV2JL48YIMNYASEWFJCTB0GXYI5PQ1PZ21PV9KBIJ2FB1NTJJKHVRJWJSFUN9U"',
            'QUAY_ROBOT_TOKEN="' + 'XXX0XX00XXXXXXXXXXXXXX0XXXX0XX0XX00XX0XXXX0XX0XXXXXXXXXXXXXXX0X0"',
            "REVISION=" + "VUV2JL48YIMNYASEWFJCTB0GXYI5PQ1PZ21PV9KBIJ2FB1NTJJKHVRJWJSFUN9U8",
        ),
        source="Quay docs, Robot accounts (64 characters)",
        validate=_robot,
        min_entropy=4.0,
        confidence="medium",
        security_severity=8.5,
    ),
    Detector(
        id="quay-oauth-token",
        provider="Quay",
        title="Quay OAuth token",
        pattern=assigned(r"quay", r"[A-Za-z0-9]{40}"),
        keywords=("quay",),
        matches=(
            'QUAY_OAUTH_TOKEN="' + 'CAXCLiFPzwbGLj4nnswgOaR9fitZIfjWSBeuar0h"',
            "  quay_oauth_token: " + "ZPKkjePWHeeUZ0FzEILfZsNWyW08urhZZ3CRQTUy",
        ),
        misses=(
            'QUAY_OAUTH_TOKEN="' + 'CAXCLiFPzwbGLj4nnswgOaR9fitZIfjWSBeuar0"',
            'QUAY_OAUTH_TOKEN="' + 'XXXXXxXXxxxXXx0xxxxxXxX0xxxXXxxXXXxxxx0x"',
            "REVISION=" + "CAXCLiFPzwbGLj4nnswgOaR9fitZIfjWSBeuar0h",
        ),
        source="Quay docs, OAuth access tokens (40 characters)",
        validate=_mixed,
        min_entropy=4.0,
        confidence="medium",
        security_severity=7.5,
    ),
)

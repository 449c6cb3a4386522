"""Drone: user tokens and the secret its server shares with runners."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=1, lower=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="drone-user-token",
        provider="Drone",
        title="Drone user token",
        pattern=assigned(r"drone[_.\-]token", r"[A-Za-z0-9]{32}"),
        keywords=("drone_token", "drone-token", "drone.token"),
        matches=(
            'DRONE_TOKEN="' + 'f5a1czENoKwd9c87HkbZnMtCPqe87GBh"',
            "  drone_token: " + "SMc8lFvZdkLPt9vAsjQRHz0ce3rMsCXC",
        ),
        misses=(
            'DRONE_TOKEN="' + 'f5a1czENoKwd9c87HkbZnMtCPqe87"',
            'DRONE_TOKEN="' + '00000000000000000000000000000000"',
            "REVISION=" + "f5a1czENoKwd9c87HkbZnMtCPqe87GBh",
        ),
        source="Drone docs, CLI configuration",
        validate=_mixed,
        min_entropy=3.2,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="drone-rpc-secret",
        provider="Drone",
        title="Drone RPC secret",
        pattern=assigned(r"drone_rpc_secret", r"[0-9a-f]{32}"),
        keywords=("drone_rpc_secret",),
        matches=(
            'DRONE_RPC_SECRET="' + '8e4f9cf2042c8ffa2ba2173700a41623"',
            "  drone_rpc_secret: " + "b34b7aa4c9e8e2a0e6a2370557eea1c7",
        ),
        misses=(
            'DRONE_RPC_SECRET="' + '8e4f9cf2042c8ffa2ba2173700a41"',
            'DRONE_RPC_SECRET="' + '00000000000000000000000000000000"',
            "REVISION=" + "8e4f9cf2042c8ffa2ba2173700a41623",
        ),
        source="Drone docs, server reference (openssl rand -hex 16)",
        min_entropy=3.0,
        confidence="medium",
    ),
)

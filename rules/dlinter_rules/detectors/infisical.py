"""Infisical: service tokens and client secrets."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="infisical-service-token",
        provider="Infisical",
        title="Infisical service token",
        pattern=r"st\.[0-9a-f]{24}\.[0-9a-f]{32}\.[0-9a-f]{32}|st\.[0-9a-f-]{36}\.[0-9a-f]{32}\.[0-9a-f]{32}",
        keywords=("st.",),
        matches=(
            'INFISICAL_TOKEN="st.'
            + '544a21e766060d9527c1974e402bbec97ad5.1dc9aac8a28d90bead83bc0f32ccfc19.35f221b2ee701acf27a313a68c2bdc08"',
            "Authorization: Bearer st."
            + "9465aed397ec098ac3c348a8abc2c405fec7.91d27f35f190356ca773ba562155537f.5166bf024d56e91a28ff0339efe7099a",
        ),
        misses=(
            'INFISICAL_TOKEN="st.'
            + '544a21e766060d9527c1974e402bbec97ad5.1dc9aac8a28d90bead83bc0f32ccfc19.35f221b2ee701acf27a313a68c2bdc0"',
            'INFISICAL_TOKEN="st.'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Infisical docs, Service tokens",
        min_entropy=3.0,
        security_severity=8.8,
    ),
    Detector(
        id="infisical-client-secret",
        provider="Infisical",
        title="Infisical machine identity client secret",
        pattern=assigned(r"infisical", r"[0-9a-f]{64}"),
        keywords=("infisical",),
        matches=(
            'INFISICAL_CLIENT_SECRET="' + '5528421dd80a56e43e1f4f468236577f4d77f79b22658881ca0561dae1e8e309"',
            "  infisical_client_secret: "
            + "ca01cb21c1733e0e9aea30ed51d36b1eff94da48a61e9fde8504cee7adb643da",
        ),
        misses=(
            'INFISICAL_CLIENT_SECRET="' + '5528421dd80a56e43e1f4f468236577f4d77f79b22658881ca0561dae1e8e30"',
            'INFISICAL_CLIENT_SECRET="' + '0000000xx00x00x00x0x0x000000000x0x00x00x00000000xx0000xxx0x0x000"',
            "REVISION=" + "5528421dd80a56e43e1f4f468236577f4d77f79b22658881ca0561dae1e8e309",
        ),
        source="Infisical docs, Universal auth",
        min_entropy=3.0,
        confidence="medium",
        security_severity=8.5,
    ),
)

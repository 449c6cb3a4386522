"""Private Packagist: tokens of organisations and users."""

from __future__ import annotations

from dlinter.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="packagist-organization-token",
        provider="Packagist",
        title="Private Packagist organization token",
        pattern=r"packagist_o[ru]t_[0-9a-f]{68}",
        keywords=("packagist_ort_", "packagist_out_"),
        matches=(
            'COMPOSER_TOKEN="packagist_ort_' + 'f724bccdaa78868dba6bd6728383e75457a24ea3c80fed4c3b96bc919d715b49476e"',
            "Authorization: Bearer packagist_out_" + "005c32840ad5594e202387b95b1120b51eed82fb94c66c2874a198c0db29b54d7eb6",
        ),
        misses=(
            'COMPOSER_TOKEN="packagist_ort_' + 'f724bccdaa78868dba6bd6728383e75457a24ea3c80fed4c3b96bc919d715b49476"',
            'COMPOSER_TOKEN="packagist_ort_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Private Packagist docs, Composer authentication: token format",
        min_entropy=3.0,
    ),
    Detector(
        id="packagist-user-token",
        provider="Packagist",
        title="Private Packagist user token",
        pattern=r"packagist_(?:uut|ack)_[0-9a-f]{68}",
        keywords=("packagist_uut_", "packagist_ack_"),
        matches=(
            'COMPOSER_TOKEN="packagist_ack_' + '9706421a685fe0982ed31eabe334e902cc8c21ae159a1e5bcb9c19cf18320dae1088"',
            "Authorization: Bearer packagist_ack_" + "02f578ce2bb70533bbbd08ebb0e454094b4d80a7edcbe8433867d7fda2f421fe8b25",
        ),
        misses=(
            'COMPOSER_TOKEN="packagist_ack_' + '9706421a685fe0982ed31eabe334e902cc8c21ae159a1e5bcb9c19cf18320dae108"',
            'COMPOSER_TOKEN="packagist_ack_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Private Packagist docs, Composer authentication: token format",
        min_entropy=3.0,
        security_severity=8.5,
    ),
)

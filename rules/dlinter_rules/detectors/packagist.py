"""Private Packagist: tokens of organisations and users, with their checksum."""

from __future__ import annotations

from dlinter.detectors.checksums import crc32_hex
from dlinter.detectors.detector import Detector


def _whole(secret: str) -> bool:
    return crc32_hex(secret[:-8]) == secret[-8:]


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="packagist-organization-read-token",
        provider="Packagist",
        title="Private Packagist organization read token",
        pattern=r"packagist_ort_[0-9a-f]{68}",
        keywords=("packagist_ort_",),
        matches=(
            'COMPOSER_TOKEN="packagist_ort_'
            + 'd39321a18043159cd6ac5358ba2639273be54ccda03a8555f89fc681210be3112641"',
            "Authorization: Bearer packagist_ort_"
            + "9d5a5ecafe7fb97fed134e8f25347a265a53a338cb3a956ee1f915fd1cf4bfd12aec",
        ),
        misses=(
            'COMPOSER_TOKEN="packagist_ort_'
            + 'd39321a18043159cd6ac5358ba2639273be54ccda03a8555f89fc681210be311264"',
            'COMPOSER_TOKEN="packagist_ort_'
            + 'd39321a18043159cd6ac5358ba2639273be54ccda03a8555f89fc681210be311264A"',
            'COMPOSER_TOKEN="packagist_ort_'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Private Packagist docs, Composer authentication: token format (CRC-32 of prefix and random "
            "part)",
        validate=_whole,
        min_entropy=3.0,
        security_severity=7.0,
    ),
    Detector(
        id="packagist-organization-update-token",
        provider="Packagist",
        title="Private Packagist organization update token",
        pattern=r"packagist_out_[0-9a-f]{68}",
        keywords=("packagist_out_",),
        matches=(
            'COMPOSER_TOKEN="packagist_out_'
            + 'f0b4ceda6a7338139e4f13bad5eae0d49133f09b7cc762ed08b8bc9129cfbe78391a"',
            "Authorization: Bearer packagist_out_"
            + "7c2f381090b0afcd0dadf2146fa64cf7040a81cbb3cbf7cdd1f98d5fd1ebdba1712d",
        ),
        misses=(
            'COMPOSER_TOKEN="packagist_out_'
            + 'f0b4ceda6a7338139e4f13bad5eae0d49133f09b7cc762ed08b8bc9129cfbe78391"',
            'COMPOSER_TOKEN="packagist_out_'
            + 'f0b4ceda6a7338139e4f13bad5eae0d49133f09b7cc762ed08b8bc9129cfbe78391A"',
            'COMPOSER_TOKEN="packagist_out_'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Private Packagist docs, Composer authentication: token format (CRC-32 of prefix and random "
            "part)",
        validate=_whole,
        min_entropy=3.0,
    ),
    Detector(
        id="packagist-user-token",
        provider="Packagist",
        title="Private Packagist user token",
        pattern=r"packagist_uut_[0-9a-f]{68}",
        keywords=("packagist_uut_",),
        matches=(
            'COMPOSER_TOKEN="packagist_uut_'
            + 'd1749d37e07642c51a36852fbe703988a2be7d93b191e2aeb5e13813f0443c4c1d28"',
            "Authorization: Bearer packagist_uut_"
            + "e93042a7cc1485ac92612a9e211589a51de85bc20b69dcb19acff418c3254b2b81b6",
        ),
        misses=(
            'COMPOSER_TOKEN="packagist_uut_'
            + 'd1749d37e07642c51a36852fbe703988a2be7d93b191e2aeb5e13813f0443c4c1d2"',
            'COMPOSER_TOKEN="packagist_uut_'
            + 'd1749d37e07642c51a36852fbe703988a2be7d93b191e2aeb5e13813f0443c4c1d2A"',
            'COMPOSER_TOKEN="packagist_uut_'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Private Packagist docs, Composer authentication: token format (CRC-32 of prefix and random "
            "part)",
        validate=_whole,
        min_entropy=3.0,
        security_severity=8.5,
    ),
)

"""PyPI: API tokens, which are macaroons."""

from __future__ import annotations

from dlinter.detectors.checksums import decode_base64
from dlinter.detectors.detector import Detector


def _macaroon(secret: str) -> bool:
    """A version 2 macaroon ends with its signature: field 6, 32 bytes."""
    data = decode_base64(secret[5:])
    return data is not None and data[:2] == b"\x02\x01" and data[-34:-32] == b"\x06\x20"


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="pypi-api-token",
        provider="PyPI",
        title="PyPI API token",
        pattern=r"pypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{70,}",
        keywords=("pypi-ageichlwas5vcmc",),
        matches=(
            'TWINE_PASSWORD="' + "pypi-AgEIcHlwaS5vcmcCJEgz0FpFAnQQdg1H4L1yjVhzVs9tx9MYv2Rfq7"
            + '3rXjjfsw70zwAABiA44pqTDANLth7SyT9XvY9xmXZvFFxBsdzOk-cNk04eKw"',
            "Authorization: Bearer " + "pypi-AgEIcHlwaS5vcmc"
            + "CJFtRUcuie21kdoMeqJXEvWoKIAm4DU_NrQesVjCChxuCa1BdGgAABiAWr4DTZ9FIzHuo28NFWcScrf9mr94lHr72WOErq_KDBw",
        ),
        misses=(
            'TWINE_PASSWORD="' + "pypi-AgEIcHlwaS5vcmcCJEgz0FpFAnQQdg1H4L1yjVhzVs9tx9MYv2Rfq7"
            + '3rXjjfsw70zwAABiA44pqTDANLth7SyT9XvY9xmXZvFFxBsdzOk-cNk04eK"',
            'TWINE_PASSWORD="' + "pypi-AgEIcHlwaS5vcmcCJEgz0FpFAnQQdg1H4L1yjVhzVs9tx9MYv2Rfq7"
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-xxxxxxxx"',
        ),
        source="PyPI help, API tokens; Warehouse docs, macaroons (libmacaroons v2 binary)",
        validate=_macaroon,
        min_entropy=3.0,
        security_severity=9.0,
    ),
    Detector(
        id="pypi-api-token-loose",
        loose_of=("pypi-api-token", "pypi-test-api-token",),
        provider="PyPI",
        title="PyPI API token",
        # a macaroon of another version, or one that is cut short: whatever it holds, its beginning is PyPI's
        pattern=r"pypi-Ag(?:EIcHlwaS5vcmc|ENdGVzdC5weXBpLm9yZw)[A-Za-z0-9_-]{50,}",
        source="PyPI help, API tokens; Warehouse docs, macaroons",
        min_entropy=3.0,
        confidence="medium",
        security_severity=8.5,
    ),
    Detector(
        id="pypi-test-api-token",
        provider="PyPI",
        title="TestPyPI API token",
        pattern=r"pypi-AgENdGVzdC5weXBpLm9yZw[A-Za-z0-9_-]{70,}",
        keywords=("pypi-agendgvzdc5wexbplm9yzw",),
        matches=(
            'TWINE_PASSWORD="' + "pypi-AgENdGVzdC5weXBpLm9yZwIkIYgZDksrwiHoAu4qQNFDlRlEjanHysKkt"
            + 'Gz-rMTbRxasDihLAAAGIMlqOk96wmKW2LDCZK9_zPmIepcVRH64TgqkvmBSCg_3"',
            "Authorization: Bearer " + "pypi-AgENdGVzdC5weXBpLm9yZw"
            + "IkUTzNVmNwpxVZY2dVzne8J3jqssbvgqUDVonwwl2H3oPLZWwlAAAGICRjDG8lb3x13IsT6UfQ8TpqCnGROsCO9Yg8b8cGcR35",
        ),
        misses=(
            'TWINE_PASSWORD="' + "pypi-AgENdGVzdC5weXBpLm9yZwIkIYgZDksrwiHoAu4qQNFDlRlEjanHysKkt"
            + 'Gz-rMTbRxasDihLAAAGIMlqOk96wmKW2LDCZK9_zPmIepcVRH64TgqkvmBSCg_"',
            'TWINE_PASSWORD="' + "pypi-AgENdGVzdC5weXBpLm9yZwIkIYgZDksrwiHoAu4qQNFDlRlEjanHysKkt"
            + 'xx-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_xxxxxxxxxxxxxxxxxxxxxx_x"',
        ),
        source="PyPI help, API tokens; Warehouse docs, macaroons (libmacaroons v2 binary)",
        validate=_macaroon,
        min_entropy=3.0,
        security_severity=5.0,
    ),
)

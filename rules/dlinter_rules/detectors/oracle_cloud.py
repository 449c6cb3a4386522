"""Oracle Cloud Infrastructure: customer secret keys and auth tokens."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=1, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="oracle-cloud-customer-secret-key",
        provider="Oracle Cloud Infrastructure",
        title="Oracle Cloud customer secret key",
        pattern=assigned(r"oci_|oracle_cloud", r"[A-Za-z0-9+/]{43}="),
        keywords=("oci_", "oracle_cloud"),
        matches=(
            'OCI_CUSTOMER_SECRET_KEY="' + 'NWTN2KmiqH30cqIZ6eIb31XImTR2j3J3NZFSKSKkAUd="',
            "  oci_customer_secret_key: " + "wjOgIUpdQKoHeUexgJCI6SJuUeTJ4R986ObTvLIxMXZ=",
        ),
        misses=(
            'OCI_CUSTOMER_SECRET_KEY="' + 'NWTN2KmiqH30cqIZ6eIb31XImTR2j3J3NZFSKSKkAUd"',
            'OCI_CUSTOMER_SECRET_KEY="' + 'XXXX0XxxxX00xxXX0xXx00XXxXX0x0X0XXXXXXXxXXx="',
            "REVISION=" + "NWTN2KmiqH30cqIZ6eIb31XImTR2j3J3NZFSKSKkAUd=",
        ),
        source="OCI docs, Working with customer secret keys",
        min_entropy=4.0,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="oracle-cloud-auth-token",
        provider="Oracle Cloud Infrastructure",
        title="Oracle Cloud auth token",
        pattern=assigned(r"oci_auth_token|ocir_password|oci_registry_password|ocir_token",
            r"[A-Za-z0-9!#$%&()*+,./:;<=>?@^_{|}~\[\]-]{20}"),
        keywords=("oci_auth_token", "ocir_password", "oci_registry_password", "ocir_token"),
        matches=(
            'OCI_AUTH_TOKEN="' + '4EACWiUBbPwHYAueEuww"',
            "  oci_auth_token: " + "9u[P1H4sBww:dMy7x9m1",
        ),
        misses=(
            'OCI_AUTH_TOKEN="' + '4EACWiUBbPwHYAueEuw"',
            'OCI_AUTH_TOKEN="' + '0XXXXxXXxXxXXXxxXxxx"',
            "REVISION=" + "4EACWiUBbPwHYAueEuww",
        ),
        source="OCI docs, Getting an auth token (20 characters)",
        boundary=False,
        validate=_mixed,
        min_entropy=3.6,
        confidence="medium",
        security_severity=7.5,
    ),
)

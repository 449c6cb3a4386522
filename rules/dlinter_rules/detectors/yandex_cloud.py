"""Yandex and Yandex Cloud: IAM tokens, API keys, static keys, OAuth tokens, cookies."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="yandex-cloud-iam-token",
        provider="Yandex Cloud",
        title="Yandex Cloud IAM token",
        pattern=r"t1\.[A-Za-z0-9_-]{20,}={0,2}\.[A-Za-z0-9_-]{86}={0,2}",
        keywords=("t1.",),
        matches=(
            'YC_TOKEN="t1.'
            + 'lsH62AtVnwgXgNIVno65rQWQ==.j0tqAULtRu1nkbBSH9QwOgFsZp0GmCFnY86YdaCqYfwiOYqG7u6LjaViKgrIVwljhNOxnroX93DbwfLagShZwv"',
            "Authorization: Bearer t1."
            + "xZQQtSv9EaWFfyWKgDaaQNLK.1g6TU5h9UW0ZwCMGQGjF3hP6uNIkUKl3vY8y5W0alpIjZJ5oLAADj8ptHxRSd6LmTfOqOkTHJUEJmoctmtyQE9==",
        ),
        misses=(
            'YC_TOKEN="t1.'
            + 'lsH62AtVnwgXgNIVno65rQWQ==.j0tqAULtRu1nkbBSH9QwOgFsZp0GmCFnY86YdaCqYfwiOYqG7u6LjaViKgrIVwljhNOxnroX93DbwfLagShZw"',
            'YC_TOKEN="t1.'
            + 'xxxxxxxxxxxxxxxxxxxxxxxx==.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Yandex Cloud docs, Detecting secrets in open sources",
        min_entropy=3.0,
        security_severity=5.5,
    ),
    Detector(
        id="yandex-cloud-iam-cookie",
        provider="Yandex Cloud",
        title="Yandex Cloud IAM cookie",
        pattern=r"c1\.[A-Za-z0-9_-]{20,}={0,2}\.[A-Za-z0-9_-]{86}={0,2}",
        keywords=("c1.",),
        matches=(
            'YC_COOKIE="c1.'
            + 'oBx1PgTGGEEfg5fQ-AFehEYD=.7k5bLCSNdUQlzCb7gsgJJUhSJv6FbcsTZaSNKonhXAz3J8G1XFRb9n_TnhlOSrIPoip7H725uv2BEdW8mt6brP=="',
            "Authorization: Bearer c1."
            + "klygBk5stO0GeQ6uftzHiaRy.LoXHtEruErChlq9P0yieerdXolkQJgtFbXslRwnq2WHavMyxUcl7NAETcPFnnwr4syhABZHGROVw7iiYf42hTD==",
        ),
        misses=(
            'YC_COOKIE="c1.'
            + 'xxxxxxxxxxxxxxxx-xxxxxxx=.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=="',
        ),
        source="Yandex Cloud docs, Detecting secrets in open sources",
        min_entropy=3.0,
        security_severity=5.5,
    ),
    Detector(
        id="yandex-cloud-api-key",
        provider="Yandex Cloud",
        title="Yandex Cloud API key",
        pattern=r"AQVN[A-Za-z0-9_-]{35,38}",
        keywords=("aqvn",),
        matches=(
            'YC_API_KEY="AQVN' + '558aOy9emZjXdeB2fcaRiTRkqnZCZ3rM9wc"',
            "Authorization: Bearer AQVN" + "dBRBhOXaXVXkaoaONtCw3Hz58RwqBI19NgWz",
        ),
        misses=(
            'YC_API_KEY="AQVN' + '558aOy9emZjXdeB2fcaRiTRkqnZCZ3rM9w"',
            'YC_API_KEY="AQVN' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Yandex Cloud docs, Detecting secrets in open sources",
        validate=_mixed,
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="yandex-cloud-static-key-id",
        provider="Yandex Cloud",
        title="Yandex Cloud static access key id",
        pattern=r"YCAJE[A-Za-z0-9_-]{20}",
        keywords=("ycaje",),
        matches=(
            'AWS_ACCESS_KEY_ID="YCAJE' + 'IFj46pSLvO7CS7xbjZke"',
            "access_key: YCAJE" + "vL4vRiMUj9StymWS2DwS",
        ),
        misses=(
            'AWS_ACCESS_KEY_ID="YCAJE' + 'IFj46pSLvO7CS7xbjZk"',
            'AWS_ACCESS_KEY_ID="YCAJE' + 'xxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Yandex Cloud docs, Detecting secrets in open sources",
        min_entropy=3.0,
        security_severity=5.0,
        pair="yandex-cloud-static-key-secret",
    ),
    Detector(
        id="yandex-cloud-static-key-secret",
        provider="Yandex Cloud",
        title="Yandex Cloud static secret key",
        pattern=assigned(r"yandex|yc_|secret", r"YC[A-Za-z0-9_-]{38}"),
        keywords=("yandex", "yc_", "secret"),
        matches=(
            'YC_STORAGE_SECRET="' + 'YCl0Y2bxd4OULlXspdX8G2uLEXVGkLUPHsobw4Y8"',
            "  yc_storage_secret: " + "YC8H4b1cm7tbCpbdW8adN5NpLibX8Qb6j2Llhtrr",
        ),
        misses=(
            'YC_STORAGE_SECRET="' + 'YCl0Y2bxd4OULlXspdX8G2uLEXVGkLUPHsobw4Y"',
            'YC_STORAGE_SECRET="' + 'XXx0X0xxx0XXXxXxxxX0X0xXXXXXxXXXXxxxx0X0"',
            "REVISION=" + "YCl0Y2bxd4OULlXspdX8G2uLEXVGkLUPHsobw4Y8",
        ),
        source="Yandex Cloud docs, Detecting secrets in open sources",
        validate=_mixed,
        min_entropy=4.0,
        confidence="medium",
        security_severity=8.5,
        pair="yandex-cloud-static-key-id",
    ),
    Detector(
        id="yandex-oauth-token",
        provider="Yandex Cloud",
        title="Yandex OAuth token",
        pattern=r"y[0-3]_[A-Za-z0-9_-]{55,58}",
        keywords=("y0_", "y1_", "y2_", "y3_"),
        matches=(
            'YANDEX_TOKEN="y3_' + 'XBaSwsoYDektW8JIKYPOOjmYH1L7je2eOUiIo1iMtrwKMnOJhSkV37Xo3"',
            "Authorization: OAuth y1_" + "knXjz2fQJPrmAnUhsxh1Bt8fo4UVzcP2FqWpq2YfrYTvWElMwLeCI6D2Y",
        ),
        misses=(
            'YANDEX_TOKEN="y3_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Yandex ID docs, OAuth tokens",
        validate=_mixed,
        min_entropy=4.0,
    ),
)

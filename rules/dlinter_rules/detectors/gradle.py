"""Gradle: secrets of the plugin portal and of Develocity."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="gradle-plugin-portal-secret",
        provider="Gradle",
        title="Gradle plugin portal secret",
        pattern=assigned(r"gradle_publish_secret|gradle.publish.secret", r"[A-Za-z0-9]{32}"),
        keywords=("gradle_publish_secret", "gradle.publish.secret"),
        matches=(
            'GRADLE_PUBLISH_SECRET="' + 'lCjuYUkZ8Jhr83iMcvXkzWTt4rZPyaXQ"',
            "  gradle_publish_secret: " + "TXqTBlaEVtKE9mox5O5AHDOd84OrdxHD",
        ),
        misses=(
            'GRADLE_PUBLISH_SECRET="' + 'lCjuYUkZ8Jhr83iMcvXkzWTt4rZPyaX"',
            'GRADLE_PUBLISH_SECRET="' + 'xXxxXXxX0Xxx00xXxxXxxXXx0xXXxxXX"',
            "REVISION=" + "lCjuYUkZ8Jhr83iMcvXkzWTt4rZPyaXQ",
        ),
        source="Gradle docs, Publishing plugins",
        validate=_mixed,
        min_entropy=3.0,
        confidence="medium",
        security_severity=8.5,
    ),
    Detector(
        id="gradle-develocity-access-key",
        provider="Gradle",
        title="Develocity access key",
        pattern=assigned(r"develocity_access_key|gradle_enterprise_access_key",
            r"[A-Za-z0-9.-]{3,60}=[a-z0-9]{52}"),
        keywords=("develocity_access_key", "gradle_enterprise_access_key"),
        matches=(
            'DEVELOCITY_ACCESS_KEY="'
            + 'scans.shop.example=d6ucxob2wygfi557ioyq6zgjj5idk36hifcm4d65rjzzi4lr36rq"',
            "  develocity_access_key: "
            + "scans.shop.example=f4cmuo23ocrwyudzc5t3okjlxlwufz5qcdob77gtlqnqv67nazaa",
        ),
        misses=(
            'DEVELOCITY_ACCESS_KEY="'
            + 'scans.shop.example=d6ucxob2wygfi557ioyq6zgjj5idk36hifcm4d65rjzzi4lr36r"',
            'DEVELOCITY_ACCESS_KEY="'
            + 'xxxxx.xxxx.xxxxxxx=x0xxxxx0xxxxx000xxxx0xxxx0xxx00xxxxx0x00xxxxx0xx00xx"',
            "REVISION=" + "scans.shop.example=d6ucxob2wygfi557ioyq6zgjj5idk36hifcm4d65rjzzi4lr36rq",
        ),
        source="Develocity docs, Access keys (host=key)",
        min_entropy=3.0,
        confidence="medium",
        security_severity=6.5,
    ),
)

"""detect-secrets, both ways: our detectors as its plugins, and its own plugins as detectors of ours.

Its machinery for files, settings and verification is not used: it scans 0.2 MB a second, keeps global
settings, and asks providers' servers. Only plugin objects made here are, on one line at a time, by
`analyze_string`, which does none of that. Importing it takes 165 ms, so it is imported when a line is there
that is worth it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from dlinter.detectors.detector import Detector
from dlinter.model.secret import Basis
from dlinter.secrets.patterns import Pattern, patterns_of

_KEYWORD = "KeywordDetector"
_FOREIGN = (
    ("detect_secrets.plugins.artifactory", "ArtifactoryDetector", "Artifactory credentials"),
    ("detect_secrets.plugins.cloudant", "CloudantDetector", "Cloudant credentials"),
    ("detect_secrets.plugins.ibm_cos_hmac", "IbmCosHmacDetector", "IBM Cloud Object Storage HMAC secret"),
    ("detect_secrets.plugins.softlayer", "SoftlayerDetector", "SoftLayer credentials"),
    ("detect_secrets.plugins.high_entropy_strings", "Base64HighEntropyString", "random value by its name"),
    ("detect_secrets.plugins.high_entropy_strings", "HexHighEntropyString", "random value by its name"),
    ("detect_secrets.plugins.keyword", _KEYWORD, "secret by its name"),
)
"""Those of its plugins that know something no detector of ours does, most specific first."""


def plugin_classes(detectors: Sequence[Detector]) -> tuple[type[Any], ...]:
    """Our detectors as detect-secrets plugin classes (`RegexBasedDetector`), for use in detect-secrets
    itself."""
    from detect_secrets.plugins.base import RegexBasedDetector

    return tuple(_plugin_class(RegexBasedDetector, pattern) for pattern in patterns_of(detectors))


def _plugin_class(base: type[Any], pattern: Pattern) -> type[Any]:
    detector = pattern.detector

    def analyze_string(self: Any, string: str) -> Iterator[str]:
        """The secrets in a line: group `secret`, boundaries and checksum included."""
        data = string.encode("utf-8", "surrogateescape")
        for _, start, end in pattern.spans(data):
            value = data[start:end].decode("utf-8", "replace")
            if all(check(value) for check in (detector.accepts, detector.validate) if check is not None):
                yield value

    name = "".join(word.capitalize() for word in detector.id.split("-")) + "Detector"
    flags = re.DOTALL | (re.IGNORECASE if detector.ignore_case else re.NOFLAG)
    return type(
        name,
        (base,),
        {
            "__doc__": f"{detector.provider}: {detector.title}.",
            "__module__": __name__,
            "secret_type": detector.title,
            "denylist": (re.compile(detector.pattern, flags),),
            "analyze_string": analyze_string,
        },
    )


@cache
def _foreign() -> tuple[tuple[Any, Detector], ...]:
    """Its plugins, made once, each with the detector that stands for it in findings. They hold no state that
    a line changes."""
    from importlib import import_module

    return tuple(
        (getattr(import_module(module), name)(), _detector(name, title)) for module, name, title in _FOREIGN
    )


def _detector(name: str, title: str) -> Detector:
    words = re.findall(r"[A-Z][a-z0-9]*", name.removesuffix("Detector").removesuffix("String"))
    return Detector(
        id="detect-secrets-" + "-".join(w.lower() for w in words),
        provider="Generic",
        title=title,
        pattern="",
        keywords=(),
        matches=(),
        source="detect-secrets 1.5",
        confidence="low",
        basis=Basis.NAME,
        security_severity=7.0,
    )


def foreign_detector(key: str, value: str) -> Detector | None:
    """The detector that stands for the first of detect-secrets' plugins that takes the value of this name for
    a secret."""
    if '"' in value or "\n" in value:
        return None
    line = f'{key} = "{value}"'
    for plugin, detector in _foreign():
        for found in plugin.analyze_string(line):
            limit = getattr(plugin, "entropy_limit", None)
            if found == value and (limit is None or plugin.calculate_shannon_entropy(found) > limit):
                return detector
    return None

"""Netlify: access tokens and build hooks."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="netlify-personal-access-token",
        provider="Netlify",
        title="Netlify personal access token",
        pattern=r"nfp_[A-Za-z0-9]{36}",
        keywords=("nfp_",),
        matches=(
            'NETLIFY_AUTH_TOKEN="nfp_' + 'aQNWeOyAgulKs36IUHivw9QYSmefleqTjdW0"',
            "Authorization: Bearer nfp_" + "Ez8rfYhpxCtf2QdzETZFK4uddxPf4DNwr6U1",
        ),
        misses=(
            'NETLIFY_AUTH_TOKEN="nfp_' + 'aQNWeOyAgulKs36IUHivw9QYSmefleqTjdW"',
            'NETLIFY_AUTH_TOKEN="nfp_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Netlify docs, Get started with the API (tokens with prefixes)",
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="netlify-access-token",
        provider="Netlify",
        title="Netlify access token",
        pattern=r"nf[cou]_[A-Za-z0-9]{36}",
        keywords=("nfc_", "nfo_", "nfu_"),
        matches=(
            'NETLIFY_AUTH_TOKEN="nfu_' + 'Xsw8VDofbsUcPvc1xZmd5dD2d99K5Ajlt4Ui"',
            "Authorization: Bearer nfu_" + "FzvervWyELc8eulEdgXLg5uxv89eVbvxoOFr",
        ),
        misses=(
            'NETLIFY_AUTH_TOKEN="nfu_' + 'Xsw8VDofbsUcPvc1xZmd5dD2d99K5Ajlt4U"',
            'NETLIFY_AUTH_TOKEN="nfu_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Netlify docs, Get started with the API (tokens with prefixes)",
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="netlify-legacy-token",
        provider="Netlify",
        title="Netlify access token (without prefix)",
        pattern=assigned(r"netlify", r"[A-Za-z0-9_-]{43,45}"),
        keywords=("netlify",),
        matches=(
            'NETLIFY_AUTH_TOKEN="' + 'uhxNnCRDioyZmWeixgAyPiAh1a5qgqhNGEggy39QiZpZ"',
            "  netlify_auth_token: " + "iZYxZvVK9BdsA7HGMbEqo1n3Lz8YJpwuqigxziRzU34",
        ),
        misses=(
            'NETLIFY_AUTH_TOKEN="' + 'xxxXxXXXxxxXxXxxxxXxXxXx0x0xxxxXXXxxx00XxXxX"',
            "REVISION=" + "uhxNnCRDioyZmWeixgAyPiAh1a5qgqhNGEggy39QiZpZ",
        ),
        source="Netlify docs, Get started with the API",
        min_entropy=4.0,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="netlify-build-hook",
        provider="Netlify",
        title="Netlify build hook",
        pattern=r"api\.netlify\.com/build_hooks/(?P<secret>[0-9a-f]{24})",
        keywords=("api.netlify.com/build_hooks/",),
        matches=(
            'HOOK="https://api.netlify.com/build_hooks/b0b62a8e16b2' + '68df77a4dca1"',
        ),
        misses=(
            'HOOK="https://api.netlify.com/build_hooks/b0b62a8e16b2' + '68df77a4dca"',
            'HOOK="https://api.netlify.com/build_hooks/b0b62a8e16b2' + 'xxxxxxxxxxxx"',
        ),
        source="Netlify docs, Build hooks",
        min_entropy=3.0,
        security_severity=4.5,
    ),
)

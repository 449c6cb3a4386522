"""Meta: access tokens of Facebook, Instagram and WhatsApp apps, app secrets."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="meta-page-or-user-token",
        provider="Meta",
        title="Meta user, page or system user access token",
        pattern=r"EAA[A-Za-z0-9]{5,14}B[A-Z][A-Za-z0-9]{70,230}",
        keywords=("eaa",),
        matches=(
            'FB_ACCESS_TOKEN="EAA'
            + '9GrhTUoFyfvaeRBA5C4UFtXOdAvh32HXULxtzUB8VF78N00IanKBGLNlmlsOc7LTeb5qyjLAwpImoNQ26cKmQ9"',
            "Authorization: Bearer EAA"
            + "DV5wWBLybbvbr79FjHt18Scx6IvFIZoz58fPWbDgdL9OM2eXo1o0wInvas2gT2utGJGiiYIXmcDNB",
        ),
        misses=(
            'FB_ACCESS_TOKEN="EAA'
            + '9GrhTUoFyfvaeRBA5C4UFtXOdAvh32HXULxtzUB8VF78N00IanKBGLNlmlsOc7LTeb5qyjLAwpImoNQ26cKmQ"',
            'FB_ACCESS_TOKEN="EAA'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Meta for Developers docs, Access tokens",
        validate=_mixed,
        min_entropy=4.0,
        security_severity=7.5,
    ),
    Detector(
        id="meta-instagram-token",
        provider="Meta",
        title="Instagram access token",
        pattern=r"IG(?:AA|QV|QW)[A-Za-z0-9_-]{80,250}",
        keywords=("igaa", "igqv", "igqw"),
        matches=(
            'IG_ACCESS_TOKEN="IGQV'
            + 'fogoAIUuwTDus0gCxSwy8QoIaD1wkveBBGdk9veLI7cUfUnEnhbQOk5ReyQyXthX3gtLdNBO8TjO9wAU"',
            "Authorization: Bearer IGQV"
            + "FLZBIP4Ly1ObCSd3KXE3ZqgP1TP2ZVcJg1OgArRP4HSGTI3BkL203xy83uiwvAx3NZbiourBFixuEkmf",
        ),
        misses=(
            'IG_ACCESS_TOKEN="IGQV'
            + 'fogoAIUuwTDus0gCxSwy8QoIaD1wkveBBGdk9veLI7cUfUnEnhbQOk5ReyQyXthX3gtLdNBO8TjO9wA"',
            'IG_ACCESS_TOKEN="IGQV'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Instagram platform docs, Access tokens",
        validate=_mixed,
        min_entropy=4.0,
        security_severity=7.0,
    ),
    Detector(
        id="meta-app-secret",
        provider="Meta",
        title="Meta app secret",
        pattern=assigned(
            r"facebook_secret|facebook_app_secret|fb_app_secret|fb_secret|facebook_client_secret|meta_app_secret|whatsapp_app_secret", r"[0-9a-f]{32}"),
        keywords=("facebook_secret", "facebook_app_secret", "fb_app_secret", "fb_secret",
            "facebook_client_secret", "meta_app_secret", "whatsapp_app_secret"),
        matches=(
            'FACEBOOK_APP_SECRET="' + '78b58e0128c0aa492994bfc52622c671"',
            "  facebook_app_secret: " + "15a42582644e1280f1f68ef94d1bffc4",
        ),
        misses=(
            'FACEBOOK_APP_SECRET="' + '78b58e0128c0aa492994bfc52622c67"',
            'FACEBOOK_APP_SECRET="' + '00x00x0000x0xx000000xxx00000x000"',
            "REVISION=" + "78b58e0128c0aa492994bfc52622c671",
        ),
        source="Meta for Developers docs, App secret",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="meta-app-access-token",
        provider="Meta",
        title="Meta app access token",
        pattern=r"[0-9]{13,17}\|[A-Za-z0-9_-]{27}",
        keywords=("token", "facebook", "fb_"),
        matches=(
            'FB_APP_TOKEN="' + "427398176825427|MkPPd" + 'Rj2HbBybThKzvlGU4wORsq"',
            "access_token=" + "02944105016486059|2nx8" + "GjlUvpUU7aCif11O8nFmdMT",
        ),
        misses=(
            'FB_APP_TOKEN="' + "427398176825427|MkPPdR" + 'j2HbBybThKzvlGU4wORs"',
            'FB_APP_TOKEN="' + "427398176825427|MkPPdR" + 'xxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Meta for Developers docs, App access tokens",
        validate=_mixed,
        min_entropy=4.0,
        confidence="medium",
        security_severity=7.0,
    ),
)

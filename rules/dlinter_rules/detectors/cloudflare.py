"""Cloudflare: API tokens and keys, origin CA keys, tunnels, R2, Turnstile."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import decode_base64, mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


def _tunnel(secret: str) -> bool:
    data = decode_base64(secret)
    return data is not None and b'"t":"' in data and b'"s":"' in data


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="cloudflare-user-api-token",
        provider="Cloudflare",
        title="Cloudflare user API token",
        pattern=r"cfut_[A-Za-z0-9]{40}[0-9a-f]{8}",
        keywords=("cfut_",),
        matches=(
            'CLOUDFLARE_API_TOKEN="cfut_' + '6y35AlSto3Dvcs5XaohqDE5SF6mgNshldY2rOvxqd8571afa"',
            "Authorization: Bearer cfut_" + "tOXkhkAiDlGH4EOl4kjzQiSndO3p8OK9yl2XQCLy0171b59a",
        ),
        misses=(
            'CLOUDFLARE_API_TOKEN="cfut_' + '6y35AlSto3Dvcs5XaohqDE5SF6mgNshldY2rOvxqd8571af"',
            'CLOUDFLARE_API_TOKEN="cfut_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Cloudflare docs, Token formats",
        min_entropy=3.0,
        security_severity=9.0,
    ),
    Detector(
        id="cloudflare-account-api-token",
        provider="Cloudflare",
        title="Cloudflare account API token",
        pattern=r"cfat_[A-Za-z0-9]{40}[0-9a-f]{8}",
        keywords=("cfat_",),
        matches=(
            'CLOUDFLARE_API_TOKEN="cfat_' + 'GrZc4QEjHA6lC7iHEwev6GyDFNebbci5Ryb8whMAe58c4a23"',
            "Authorization: Bearer cfat_" + "gw1BNJmXvvwvm9MaaGBLj0IziHAdFjTiqFufVGc9bee09dd2",
        ),
        misses=(
            'CLOUDFLARE_API_TOKEN="cfat_' + 'GrZc4QEjHA6lC7iHEwev6GyDFNebbci5Ryb8whMAe58c4a2"',
            'CLOUDFLARE_API_TOKEN="cfat_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Cloudflare docs, Token formats",
        min_entropy=3.0,
        security_severity=9.0,
    ),
    Detector(
        id="cloudflare-global-api-key",
        provider="Cloudflare",
        title="Cloudflare global API key",
        pattern=r"cfk_[A-Za-z0-9]{40}[0-9a-f]{8}",
        keywords=("cfk_",),
        matches=(
            'CLOUDFLARE_API_KEY="cfk_' + '54iClCJpFop2P7qMFkXHYgo2gpIUDEUnYMFvTqq64778dbf5"',
            "Authorization: Bearer cfk_" + "uPW2YImRAUmh8YcJoQhi1GetlHeqSpwTRbK0L3k27fad7af4",
        ),
        misses=(
            'CLOUDFLARE_API_KEY="cfk_' + '54iClCJpFop2P7qMFkXHYgo2gpIUDEUnYMFvTqq64778dbf"',
            'CLOUDFLARE_API_KEY="cfk_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Cloudflare docs, Token formats",
        min_entropy=3.0,
        security_severity=9.5,
    ),
    Detector(
        id="cloudflare-legacy-api-token",
        provider="Cloudflare",
        title="Cloudflare API token (without prefix)",
        pattern=assigned(r"cloudflare|cf_api|cf_token|cf-api", r"[A-Za-z0-9_-]{40}"),
        keywords=("cloudflare", "cf_api", "cf_token", "cf-api"),
        matches=(
            'CLOUDFLARE_API_TOKEN="' + 'um5d9QORiao9ctcxkrGWcCDpQdDhMDrWmXNzimlk"',
            "  cloudflare_api_token: " + "3pKWKRIRBypjP2YTLv5acL8nrL2ayqnKYaDNJ7Hz",
        ),
        misses=(
            'CLOUDFLARE_API_TOKEN="' + 'um5d9QORiao9ctcxkrGWcCDpQdDhMDrWmXNziml"',
            'CLOUDFLARE_API_TOKEN="' + 'xx0x0XXXxxx0xxxxxxXXxXXxXxXxXXxXxXXxxxxx"',
            "REVISION=" + "um5d9QORiao9ctcxkrGWcCDpQdDhMDrWmXNzimlk",
        ),
        source="Cloudflare docs, Create API token (40 characters)",
        validate=_mixed,
        min_entropy=4.0,
        confidence="medium",
        security_severity=9.0,
    ),
    Detector(
        id="cloudflare-legacy-global-api-key",
        provider="Cloudflare",
        title="Cloudflare global API key (37 hexadecimal digits)",
        pattern=assigned(r"cloudflare|cf_api|x-auth-key|cf_key", r"[0-9a-f]{37}"),
        keywords=("cloudflare", "cf_api", "x-auth-key", "cf_key"),
        matches=(
            'CF_API_KEY="' + '583a50aba25dadf280c5a9d8e6b1cab4de3f3"',
            "  cf_api_key: " + "db9d3b0bbece31826fec9a57c1369c4503680",
        ),
        misses=(
            'CF_API_KEY="' + '583a50aba25dadf280c5a9d8e6b1cab4de3f"',
            'CF_API_KEY="' + '000x00xxx00xxxx000x0x0x0x0x0xxx0xx0x0"',
            "REVISION=" + "583a50aba25dadf280c5a9d8e6b1cab4de3f3",
        ),
        source="Cloudflare docs, Get global API key",
        min_entropy=3.0,
        confidence="medium",
        security_severity=9.5,
    ),
    Detector(
        id="cloudflare-origin-ca-key",
        provider="Cloudflare",
        title="Cloudflare origin CA key",
        pattern=r"v1\.0-[0-9a-f]{24}-[0-9a-f]{146}",
        keywords=("v1.0-",),
        matches=(
            'CLOUDFLARE_ORIGIN_CA_KEY="v1.0-'
            + '407c71cfe897ccaa9a26c39d-69423efed7b0fd645396e414a2eb162e6a3e8f06b285629c5db11318646569d4b10b10556fb3b6ce5fd88dd82541a09ea0141b25b3075c415e877381c73f093251add590a84f817bba"',
            "X-Auth-User-Service-Key: v1.0-"
            + "8c5f135d0173b36a04635d24-9050c61c314c799198e54aa3531e70f8289fe8ea65cbd131a551abd56dce75c289215f1cc10484cc3ccad7455b64c0820ccd4bbc70c222f577a96fb2a9eceba7efd47a91fac057aaa4",
        ),
        misses=(
            'CLOUDFLARE_ORIGIN_CA_KEY="v1.0-'
            + '407c71cfe897ccaa9a26c39d-69423efed7b0fd645396e414a2eb162e6a3e8f06b285629c5db11318646569d4b10b10556fb3b6ce5fd88dd82541a09ea0141b25b3075c415e877381c73f093251add590a84f817bb"',
            'CLOUDFLARE_ORIGIN_CA_KEY="v1.0-'
            + 'xxxxxxxxxxxxxxxxxxxxxxxx-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Cloudflare docs, Get Origin CA keys",
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="cloudflare-tunnel-token",
        provider="Cloudflare",
        title="Cloudflare tunnel token",
        pattern=r"eyJhIjoi[A-Za-z0-9+/_-]{120,}={0,2}",
        keywords=("eyjhijoi",),
        matches=(
            'TUNNEL_TOKEN="' + "eyJhIjoiNTllM2UzMmM1"
            + 'ODA5ZGE0M2YxYmU0Y2NlMWUyODI5OTAiLCJ0IjoiMTI1MTliNDUtMDhjMy1jOWEyLTBmYjQtOGMxYmIzMGNjN2Y5IiwicyI6IjBZWlM5OHprOWFmblh1M0EwMmpIQWxyZUhXbW5HeE9hT0RiazR3ZHpaYnc9In0="',
            "cloudflared tunnel run --token " + "eyJhIjoiZGIxNGYyOGJi"
            + "YzFiZTkxMDY0YWMxM2NmYmNkNTk1YmUiLCJ0IjoiMjIzYmNhZGEtMzEwZi1kODI4LWYzMzctZjBiMDcwMGM2MDJjIiwicyI6IjFEVG1YRnM4d1hDQWU2YlU0VnNURTdwYlhDcU4rKzlWYTlEeUplZnlvV0U9In0=",
        ),
        misses=(
            'TUNNEL_TOKEN="' + "eyJhIjoiNTllM2UzMmM1"
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx="',
        ),
        source="Cloudflare Tunnel docs, tunnel tokens (base64 of JSON with a, t and s)",
        validate=_tunnel,
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="cloudflare-r2-secret",
        provider="Cloudflare",
        title="Cloudflare R2 secret access key",
        pattern=assigned(r"r2_secret|r2_access|cloudflare_r2", r"[0-9a-f]{64}"),
        keywords=("r2_secret", "r2_access", "cloudflare_r2"),
        matches=(
            'R2_SECRET="' + '9322c1e6a214f7e078596c580510aaf4991cc87bf4813c1b5ba46ac8c800c3c9"',
            "  r2_secret: " + "18f6846379e4c9c03a737ad5ece9c34588a5d840974ee49cd389e9dff09763d3",
        ),
        misses=(
            'R2_SECRET="' + '9322c1e6a214f7e078596c580510aaf4991cc87bf4813c1b5ba46ac8c800c3c"',
            'R2_SECRET="' + '0000x0x0x000x0x000000x000000xxx0000xx00xx0000x0x0xx00xx0x000x0x0"',
            "REVISION=" + "9322c1e6a214f7e078596c580510aaf4991cc87bf4813c1b5ba46ac8c800c3c9",
        ),
        source="Cloudflare R2 docs, Authentication (SHA-256 of the token)",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="cloudflare-turnstile-secret",
        provider="Cloudflare",
        title="Cloudflare Turnstile secret key",
        pattern=r"0x4AAAAAA[A-Za-z0-9_-]{26}",
        keywords=("0x4aaaaaa",),
        matches=(
            'TURNSTILE_SECRET="0x4AAAAAA' + 'HNU1gAl67ZOjgUwCeAQROXWhMn"',
            "secret: 0x4AAAAAA" + "FiRYED64YOcV7s9hMwZMxqlSYe",
        ),
        misses=(
            'TURNSTILE_SECRET="0x4AAAAAA' + 'HNU1gAl67ZOjgUwCeAQROXWhM"',
            'TURNSTILE_SECRET="0x4AAAAAA' + 'xxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Cloudflare Turnstile docs, Get started (secret keys are longer than site keys)",
        min_entropy=3.0,
        confidence="medium",
        security_severity=5.0,
    ),
)

"""Google: service account keys, API keys, OAuth secrets and tokens, HMAC keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import decode_base64, mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=4, upper=4)


def _holds_a_key(secret: str) -> bool:
    """Whether a Tink key set says that it is not encrypted and has a key that is not public."""
    data = decode_base64(secret) or b""
    return b"google.crypto.tink." in data and b"PublicKey" not in data


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="gcp-service-account-key",
        provider="Google Cloud",
        title="Google Cloud service account private key",
        pattern=r'"private_key"[ ]{0,4}:[ ]{0,4}"(?P<secret>-----BEGIN PRIVATE KEY-----\\{1,2}n[A-Za-z0-9+/=\\]{64,}-----END PRIVATE KEY-----)',
        keywords=("private_key",),
        matches=(
            '{"type": "service_account", "private_key": "'
            + "-----BEGIN PRIVATE KEY-----\\naGfevovXg+DaejTPxzwX0e0qCsUz/HDRTMYGSzel1jTAeYE+ERBSJSVPwM3Yqu1z" + 'vBxXsAqV7FTmnmuPCAb3YnRg\\nBU6sFHmB3O0WqZtKetHKXkAglOCGwdEdlu4ie6Uj\\n-----END PRIVATE KEY-----\\n"}',
        ),
        misses=(
            '{"type": "service_account", "private_key": "'
            + "-----BEGIN PRIVATE KEY-----\\naGfevovXg+DaejTPxzwX0e0qCsUz/HDRTMYGSzel1jTAeYE+ERBSJSVPwM3Yqu1z" + 'vBxXsAqV7FTmnmuPCAb3YnRg\\nBU6sFHmB3O0WqZtKetHKXkAglOCGwdEdlu4ie6Uj\\n-----END PRIVATE KEY----\\n"}',
            '{"type": "service_account", "private_key": "'
            + "-----BEGIN PRIVATE KEY-----\\naGfevovXg+DaejTPxzwX0e0qCsUz/HDRTMYGSzel1jTAeYE+ERBSJSVPwM3Yqu1z" + 'xxxxxxxxxxxxxxxxxxxxxxxx\\xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\\x-----xxx xxxxxxx xxx-----\\n"}',
        ),
        source="Google Cloud IAM docs, Create and delete service account keys (JSON key file)",
        min_entropy=3.0,
        security_severity=9.5,
    ),
    Detector(
        id="gcp-service-account-key-id",
        provider="Google Cloud",
        title="Google Cloud service account key id",
        pattern=r'"private_key_id"[ ]{0,4}:[ ]{0,4}"(?P<secret>[0-9a-f]{40})"',
        keywords=("private_key_id",),
        matches=(
            '{"private_key_id": "' + "5c5c013ef9c0ddb5906d" + 'eecaba06165a80280cbd"}',
        ),
        misses=(
            '{"private_key_id": "' + "5c5c013ef9c0ddb5906d" + 'eecaba06165a80280cb"}',
            '{"private_key_id": "' + "5c5c013ef9c0ddb5906d" + 'xxxxxxxxxxxxxxxxxxxx"}',
        ),
        source="Google Cloud IAM docs, Create and delete service account keys (JSON key file)",
        min_entropy=3.0,
        confidence="medium",
        security_severity=3.0,
        pair="gcp-service-account-key",
    ),
    Detector(
        id="google-api-key",
        provider="Google Cloud",
        title="Google API key",
        pattern=r"AIza[A-Za-z0-9_-]{35}",
        keywords=("aiza",),
        matches=(
            'GOOGLE_API_KEY="AIza' + 'E3jqe0ZOL68KzbS0n4L4vQkD1QDNnyivZfA"',
            "https://maps.example/api/js?key=AIza" + "k0zsnVZTO78754jJnudJq9YtB9wKdHRTNSb&v=3",
        ),
        misses=(
            'GOOGLE_API_KEY="AIza' + 'E3jqe0ZOL68KzbS0n4L4vQkD1QDNnyivZf"',
            'GOOGLE_API_KEY="AIza' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Google Cloud docs, Manage API keys",
        min_entropy=3.0,
        security_severity=7.0,
    ),
    Detector(
        id="google-ai-studio-key",
        provider="Google Cloud",
        title="Google AI Studio authorization key",
        pattern=r"AQ\.Ab[A-Za-z0-9_-]{40,60}",
        keywords=("aq.ab",),
        matches=(
            'GEMINI_API_KEY="AQ.Ab' + 'hWe4fr6g0THKdCl4Kuk7rWP8V1vHguGoF7WF4q3qeFlr4lr8ebV2"',
            "Authorization: Bearer AQ.Ab" + "EEDwZ1jMQAD2I645YlAsHN3OogQVckGTi4riSwxxcQHAUBBZigeGEdMwb5f",
        ),
        misses=(
            'GEMINI_API_KEY="AQ.Ab' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Gemini API docs, Using Gemini API keys (authorization keys)",
        min_entropy=3.0,
        confidence="medium",
    ),
    Detector(
        id="google-oauth-client-secret",
        provider="Google Cloud",
        title="Google OAuth client secret",
        pattern=r"GOCSPX-[A-Za-z0-9_-]{28}",
        keywords=("gocspx-",),
        matches=(
            'GOOGLE_CLIENT_SECRET="GOCSPX-' + '0ypYTIe2ILLqO9VQV4Vf0Xhw4N7T"',
            '{"client_secret": "GOCSPX-' + '77UaKHuTWvWTkPwjjW06GR6bBRD9"}',
        ),
        misses=(
            'GOOGLE_CLIENT_SECRET="GOCSPX-' + '0ypYTIe2ILLqO9VQV4Vf0Xhw4N7"',
            'GOOGLE_CLIENT_SECRET="GOCSPX-' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Google Identity docs, OAuth 2.0 client credentials",
        min_entropy=3.0,
    ),
    Detector(
        id="google-oauth-refresh-token",
        provider="Google Cloud",
        title="Google OAuth refresh token",
        pattern=r"1//0[A-Za-z0-9_-]{40,120}",
        keywords=("1//0",),
        matches=(
            'GOOGLE_REFRESH_TOKEN="1//0' + 'CDPe9aNNY3O2JmJ4FFEE6CikuRpZtxR6aFSAZzbP"',
            '{"refresh_token": "1//0' + 'exLOzbKDOg3yvvijDQbQ5IwzRJqWzmyw5vEiqV0q"}',
        ),
        misses=(
            'GOOGLE_REFRESH_TOKEN="1//0' + 'CDPe9aNNY3O2JmJ4FFEE6CikuRpZtxR6aFSAZzb"',
            'GOOGLE_REFRESH_TOKEN="1//0' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Google Identity docs, Using OAuth 2.0 (refresh tokens)",
        min_entropy=3.0,
    ),
    Detector(
        id="google-oauth-access-token",
        provider="Google Cloud",
        title="Google OAuth access token",
        pattern=r"ya29\.[A-Za-z0-9_-]{40,}",
        keywords=("ya29.",),
        matches=(
            'ACCESS_TOKEN="ya29.' + 'noATX3OxD7W0HeUJTwhq6oUgBVm8NyN5qvtna6timIyQ"',
            "Authorization: Bearer ya29." + "bllAnjz2j2eerwS1GqplmYl0xBR8LKdjkwFdZgNMpIp1",
        ),
        misses=(
            'ACCESS_TOKEN="ya29.' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Google Identity docs, Using OAuth 2.0 (access tokens)",
        min_entropy=3.0,
        security_severity=5.0,
    ),
    Detector(
        id="gcp-hmac-access-id",
        provider="Google Cloud",
        title="Google Cloud Storage HMAC access id",
        pattern=r"GOOG1E[A-Z0-9]{55}",
        keywords=("goog1e",),
        matches=(
            'GS_ACCESS_KEY_ID="GOOG1E' + '1MO431JAA717165NJNZM3820BO4IIWU9RMUNWKSLLT6IOCSS9PTHC2Y"',
            "gs_access_key_id = GOOG1E" + "JYLYZ61554MJCGEP1ZY63FYBXLHCZLANPD9F5HWG5FQO76VX6XA0TD9",
        ),
        misses=(
            'GS_ACCESS_KEY_ID="GOOG1E' + '1MO431JAA717165NJNZM3820BO4IIWU9RMUNWKSLLT6IOCSS9PTHC2"',
            'GS_ACCESS_KEY_ID="GOOG1E' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Google Cloud Storage docs, HMAC keys (61 characters)",
        min_entropy=3.0,
        security_severity=5.0,
        pair="gcp-hmac-secret",
    ),
    Detector(
        id="gcp-hmac-secret",
        provider="Google Cloud",
        title="Google Cloud Storage HMAC secret",
        pattern=assigned(r"gs_secret|gcs_secret|hmac_secret", r"[A-Za-z0-9/+]{40}"),
        keywords=("gs_secret", "gcs_secret", "hmac_secret"),
        matches=(
            'GS_SECRET="' + 'qQQsw6CAFaagTL6TbN1DoQo9y72zU1h6mM9aPDlR"',
            "  gs_secret: " + "4KqUa8JliBcb40oX3gKmUUWRbo73sUHJCNGnpNpz",
        ),
        misses=(
            'GS_SECRET="' + 'qQQsw6CAFaagTL6TbN1DoQo9y72zU1h6mM9aPDl"',
            'GS_SECRET="' + 'xXXxx0XXXxxxXX0XxX0XxXx0x00xX0x0xX0xXXxX"',
            "REVISION=" + "qQQsw6CAFaagTL6TbN1DoQo9y72zU1h6mM9aPDlR",
        ),
        source="Google Cloud Storage docs, HMAC keys (40 characters, base64)",
        validate=_mixed,
        min_entropy=4.0,
        confidence="medium",
        security_severity=8.5,
        pair="gcp-hmac-access-id",
    ),
    Detector(
        id="google-recaptcha-secret",
        provider="Google Cloud",
        title="Google reCAPTCHA secret key",
        pattern=assigned(r"recaptcha[a-z_.\-]{0,12}(?:secret|private)", r"6L[A-Za-z0-9_-]{38}"),
        keywords=("recaptcha",),
        matches=(
            'RECAPTCHA_SECRET_KEY="' + '6LiEvm0XlOZ8eWpbjhHDA3hhDPjK0oIciWYvPg8v"',
            "  recaptcha_secret_key: " + "6Lf6d927TwA9b4VLwjslvQCklQNdhNFbtByJFYcY",
        ),
        misses=(
            'RECAPTCHA_SECRET_KEY="' + '6LiEvm0XlOZ8eWpbjhHDA3hhDPjK0oIciWYvPg8"',
            'RECAPTCHA_SECRET_KEY="' + '0XxXxx0XxXX0xXxxxxXXX0xxXXxX0xXxxXXxXx0x"',
            "REVISION=" + "6LiEvm0XlOZ8eWpbjhHDA3hhDPjK0oIciWYvPg8v",
        ),
        source="reCAPTCHA developer's guide, API key pair",
        min_entropy=3.0,
        confidence="medium",
        security_severity=5.0,
    ),
    Detector(
        id="google-tink-binary-key-set",
        provider="Google Cloud",
        title="Tink key set in base64",
        pattern=r"[A-Za-z0-9+/]{8,60}(?:dHlwZS5nb29nbGVhcGlzLmNvbS9nb29nbGUuY3J5cHRvLnRpbmsu|R5cGUuZ29vZ2xlYXBpcy5jb20vZ29vZ2xlLmNyeXB0by50aW5rL|0eXBlLmdvb2dsZWFwaXMuY29tL2dvb2dsZS5jcnlwdG8udGluay)[A-Za-z0-9+/]{24,4000}={0,2}",
        keywords=("dhlwzs5nb29nbgvhcglzlmnvbs9nb29nbguuy3j5chrvlnrpbmsu",
            "r5cguuz29vz2xlyxbpcy5jb20vz29vz2xllmnyexb0by50aw5rl",
            "0exbllmdvb2dszwfwaxmuy29tl2dvb2dszs5jcnlwdg8udglua"),
        matches=("KEYSET=CPHv2PIDElQKSAow" + "dHlwZS5nb29nbGVhcGlzLmNvbS9nb29nbGUuY3J5cHRvLnRpbmsu"
            + "QWVzR2NtS2V5EhIaEJ8xk2Q7Vd0Zp5Lr3mWc9TAYARABGPHv2PIDIAE=",),
        misses=("type.googleapis.com/google.crypto.tink.AesGcmKey",),
        source="Tink docs, Keysets (binary); proto/tink.proto",
        validate=_holds_a_key,
        boundary=False,
        min_entropy=3.6,
        security_severity=8.5,
    ),
)

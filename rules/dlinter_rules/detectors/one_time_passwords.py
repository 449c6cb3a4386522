"""Seeds of one-time passwords (RFC 4226, RFC 6238): who has one makes the second factor's codes for good.

A seed is base32 (RFC 4648, section 6) of 10 bytes and more: Google Authenticator's URL and file, settings
under a name, calls of libraries, `oathtool`.
"""

from __future__ import annotations

import re

from dlinter.detectors.detector import Detector
from dlinter.detectors.words import is_random

_KNOWN = ("JBSWY3DPEHPK3PXP", "GEZDGNBVGY3TQOJQ", "HXDMVJECJJWSRB3HWIZR4IFUGFTMXBOZ", "ONSWG4TFOQ",
    "MFRGGZDFMZTWQ2LK", "BASE32SECRET")
"""How the seeds begin that documents show: `Hello!` with four bytes, the digits of RFC 6238, the page of
Google Authenticator's key URI, the word secret, an alphabet, pyotp's own page."""
_LEAST = 16
_UPPER = r"[A-Z2-7]{16,128}={0,6}"
_LOWER = r"[a-z2-7]{16,128}"
_GROUPS = r"[A-Za-z2-7]{4}(?:[ \-][A-Za-z2-7]{4}){3,15}"
_SEED = rf"(?P<secret>{_GROUPS}|{_UPPER}|{_LOWER})"
_SAYS = r"(?i:secret|seed|key|token|base32)"
_NAMED = (
    rf"(?:(?i:totp|2fa|mfa|two[_\-]?factor|authenticator)[A-Za-z0-9_.\-]{{0,24}}"
    rf"|(?i:otp)[A-Za-z0-9_.\-]{{0,12}}{_SAYS}[A-Za-z0-9_.\-]{{0,12}}|{_SAYS}[_.\-]?(?i:otp|totp|2fa|mfa))"
)
_SIGN = r"""[\"'`\]]{0,2}[ \t]{0,8}(?:=>|:?={1,2}|:)[ \t]{0,8}[\"'`]?"""


def is_seed(secret: str) -> bool:
    """Whether base32 of ten bytes and more that somebody drew, in one case, not one of those that documents
    show."""
    letters = re.sub(r"[ =-]", "", secret)
    if len(letters) < _LEAST or not (letters.isupper() or letters.islower()):
        return False
    digits = sum(c.isdigit() for c in letters)
    if not digits and (letters.islower() or len(letters) > 32):
        return False
    return (
        len(set(letters)) >= 8
        and not letters.upper().startswith(_KNOWN)
        and (is_random(letters) or digits >= len(letters) // 10 + 1)
    )


def _seed_or_hex(secret: str) -> bool:
    return is_seed(secret) or (
        re.fullmatch("[0-9a-f]{20,128}", secret) is not None and len(set(secret)) >= 8
    )


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="otpauth-url",
        provider="Generic",
        title="seed of one-time passwords in an otpauth URL",
        pattern=rf"otpauth(?:://|%3[Aa]%2[Ff]%2[Ff])[th]otp(?:/|%2[Ff])[!#-&(-;=?-~]{{0,240}}?(?:[?&;]|%3[Ff]|%26|u0026)secret(?:=|%3[Dd])(?P<secret>{_UPPER}|{_LOWER})",
        keywords=("otpauth",),
        matches=(
            "otpauth://totp/Shop:ci@shop.example?secret=K4ZQ7XNB" + "2WDLV5TRGH3YMEPA&issuer=Shop",
            "url=otpauth%3A%2F%2Ftotp%2Fci%3Fsecret%3DK4ZQ7XNB" + "2WDLV5TR",
        ),
        misses=("otpauth://totp/ci?secret=JBSWY3DP" + "EHPK3PXP", "otpauth://totp/ci?secret={secret}"),
        source="Google Authenticator, Key URI format",
        accepts=is_seed,
        boundary=False,
        security_severity=8.0,
    ),
    Detector(
        id="otpauth-migration-url",
        provider="Google",
        title="export of Google Authenticator with its seeds",
        pattern=r"otpauth-migration://offline\?data=(?P<secret>[A-Za-z0-9+/%_=-]{40,4096})",
        keywords=("otpauth-migration",),
        matches=("otpauth-migration://offline?data=CjEKCkhlbGxvId6tvu8SGEV4" + "YW1wbGU6YWxpY2VAZ29vZ2xlLmNvbRoHRXhhbXBsZTAC",),
        misses=("otpauth-migration://offline?data=",),
        source="Google Authenticator, Transfer accounts",
        boundary=False,
        min_entropy=3.5,
        security_severity=8.0,
    ),
    Detector(
        id="one-time-password-seed",
        provider="Generic",
        title="seed of one-time passwords",
        pattern=rf"{_NAMED}{_SIGN}{_SEED}",
        prefilter=tuple(rf"{name}{_SIGN}[A-Za-z2-7]{{4}}" for name in (
            r"(?i:totp|2fa|mfa|two[_\-]?factor|authenticator)[A-Za-z0-9_.\-]{0,24}",
            rf"(?i:otp)[A-Za-z0-9_.\-]{{0,12}}{_SAYS}[A-Za-z0-9_.\-]{{0,12}}",
            rf"{_SAYS}[_.\-]?(?i:otp|totp|2fa|mfa)",
        )),
        keywords=("otp", "2fa", "mfa", "factor", "authenticator"),
        anchors=(("otp", 24), ("2fa", 24), ("mfa", 24), ("two", 0), ("authenticator", 0)),
        matches=(
            "TOTP_SECRET=K4ZQ7XNB" + "2WDLV5TR",
            'mfa_seed: "k4zq7xnb' + '2wdlv5trgh3ymepa"',
            "two_factor_secret = 'K4ZQ 7XNB " + "2WDL V5TR'",
            "otpSecretKey := `K4ZQ7XNB" + "2WDLV5TRGH3YMEPAKQ======`",
            "secret_2fa: K4ZQ7XNB" + "2WDLV5TR",
        ),
        misses=(
            "TOTP_SECRET=JBSWY3DP" + "EHPK3PXP",
            "hotplug_token=K4ZQ7XNB" + "2WDLV5T",
            "MFA_METHOD=AUTHENTICATORAPPLICATION",
            "two_factor_secret = generatesecretforuser",
            "mfa_serial: arn:aws:iam::123456789012:mfa/ci",
        ),
        source="RFC 6238; Laravel Fortify (two_factor_secret), django-otp, Keycloak",
        accepts=is_seed,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="one-time-password-call",
        provider="Generic",
        title="seed of one-time passwords in a call",
        pattern=rf"""(?:[TH]OTP|[th]otp|[Aa]uthenticator)(?:(?:\.|::|->)[A-Za-z_]{{2,24}})?\([ ]?(?:\{{?[ ]?[a-z]{{1,12}}[ ]?[:=][ ]?)?["'`]{_SEED}["'`]""",
        prefilter=r"""(?:[TH]OTP|[th]otp|[Aa]uthenticator)(?:(?:\.|::|->)[A-Za-z_]{2,24})?\([ ]?(?:\{?[ ]?[a-z]{1,12}[ ]?[:=][ ]?)?["'`][A-Za-z2-7]{4}""",
        keywords=("otp", "authenticator"),
        anchors=(("totp", 0), ("hotp", 0), ("authenticator", 0)),
        matches=(
            'pyotp.TOTP("K4ZQ7XNB' + '2WDLV5TR").now()',
            "ROTP::TOTP.new('k4zq7xnb" + "2wdlv5tr')",
            "speakeasy.totp({ secret: 'K4ZQ7XNB" + "2WDLV5TR', encoding: 'base32' })",
            "authenticator.generate('K4ZQ7XNB" + "2WDLV5TR')",
        ),
        misses=('pyotp.TOTP("JBSWY3DP' + 'EHPK3PXP")', 'pyotp.TOTP("base32' + 'secret3232")', "TOTP(seed)"),
        source="pyotp, rotp, speakeasy, otplib, go-otp",
        accepts=is_seed,
        boundary=False,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="oathtool-seed",
        provider="OATH Toolkit",
        title="seed of one-time passwords on a command line",
        pattern=rf"oathtool(?:[ \t]{{1,4}}-[A-Za-z0-9=\-]{{1,24}}){{1,6}}[ \t]{{1,4}}[\"']?(?P<secret>{_GROUPS}|{_UPPER}|[0-9a-z]{{16,128}})",
        prefilter=r"oathtool[ \t]{1,4}-",
        keywords=("oathtool",),
        matches=("oathtool -b --totp K4ZQ7XNB" + "2WDLV5TR", "oathtool --totp=sha256 9f86d081" + "884c7d659a2feaa0"),
        misses=("oathtool --totp -b $SEED", "oathtool -b --totp JBSWY3DP" + "EHPK3PXP"),
        source="oathtool(1)",
        accepts=_seed_or_hex,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="google-authenticator-file",
        provider="Google",
        title="file of Google Authenticator's PAM module with its seed",
        pattern=r"(?P<secret>[A-Z2-7]{16,128})\r?\n\" [A-Z]",
        paths=r"(?:^|[/!])\.?google[_-]authenticator$",
        by_path=True,
        multiline=True,
        matches=('K4ZQ7XNB' + '2WDLV5TRGH3YMEPAKQ\n" RATE_LIMIT 3 30\n" TOTP_AUTH\n12345678\n',),
        misses=('K4ZQ7XNB2WDL\n" RATE_LIMIT 3 30\n',),
        source="google-authenticator(1), pam_google_authenticator(8)",
        accepts=is_seed,
        security_severity=8.0,
    ),
)

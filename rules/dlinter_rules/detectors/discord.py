"""Discord: bot tokens, webhooks, client secrets."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import decode_base64, mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


_FIRST = ("MD", "MT", "Mj", "Mz", "ND", "NT", "Nj", "Nz", "OD", "OT")
"""How base64 of a digit begins: the two letters that the first digit decides."""
_DIGITS = "[AEIMQUYcgk][w-z0-5][MNO][DTjz][AEIMQUYcgk][w-z0-5]"
"""The six letters after them, of six digits."""


def _user(secret: str) -> bool:
    """The first part is the base64 of a number of 17 to 20 digits."""
    user = decode_base64(secret.partition(".")[0])
    return user is not None and user.isdigit() and 17 <= len(user) <= 20


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="discord-bot-token",
        provider="Discord",
        title="Discord bot token",
        pattern=rf"[MNO][DTjz]{_DIGITS}[A-Za-z0-9_-]{{16,20}}\.[A-Za-z0-9_-]{{6}}\.[A-Za-z0-9_-]{{27,38}}",
        prefilter=tuple(f"{first}{_DIGITS}" for first in _FIRST),
        keywords=("discord", "bot", "token"),
        matches=(
            'DISCORD_TOKEN="' + "NjkzMTc3MDQ5NjQ1MzMyMDAz.Giog" + '8R.69xeBR7MvISV7ZWTCcSM3MwglSg"',
            "Authorization: Bot " + "NjI2MTkxNDU5NTk4MTM2MDcz.Gl3f" + "Rt.hipkDG5IRNAN26XfRm02pnY21xC",
        ),
        misses=(
            'DISCORD_TOKEN="' + "NjkzMTc3MDQ5NjQ1MzMyMDAz.Giog" + '8R.69xeBR7MvISV7ZWTCcSM3MwglS"',
            'DISCORD_TOKEN="' + "NjkzMTc3MDQ5NjQ1MzMyMDAz.Giog" + 'xx.xxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Discord docs, Reference: authentication (the first part is the base64 of the user id)",
        validate=_user,
        min_entropy=3.8,
        security_severity=8.5,
    ),
    Detector(
        id="discord-mfa-token",
        provider="Discord",
        title="Discord user token (multi-factor)",
        pattern=r"mfa\.[A-Za-z0-9_-]{80,90}",
        keywords=("mfa.",),
        matches=(
            'DISCORD_TOKEN="mfa.'
            + 'LDA5iVJoSo6gGU3UCq6wfsG2JcT6EJNJITFPOHU8JwnTn9aVqN52w1FiGt2D2RsCIOApkU0I9ZFTCNTjFuUPCl"',
            "Authorization: Bearer mfa."
            + "Ypp6R6jLoPZjGOen1bN87HVQmNjxhagjAWzuA1GryfvTtTuRm1LonSJpzfJYu967vn5wrKSY3TWBCw08jmsV5iSk",
        ),
        misses=(
            'DISCORD_TOKEN="mfa.'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Discord, user sessions",
        min_entropy=3.0,
    ),
    Detector(
        id="discord-webhook",
        provider="Discord",
        title="Discord webhook",
        pattern=r"discord(?:app)?\.com/api/(?:v[0-9]{1,2}/)?webhooks/(?P<secret>[0-9]{17,20}/[A-Za-z0-9_-]{60,80})",
        keywords=("discord.com/api/", "discordapp.com/api/"),
        matches=(
            'HOOK="https://discord.com/api/webhooks/' + "185296208963602726/bjqv1yHCJpnwXMIbJCM6pHXf"
            + 'poxusYxf00txjsB7lxlvt0eqyqTXwXUcRPclQ9PSrPi7"',
        ),
        misses=(
            'HOOK="https://discord.com/api/webhooks/{webhook.id}/{webhook.token}"',
        ),
        source="Discord docs, Webhook resource",
        min_entropy=3.0,
        security_severity=5.5,
    ),
    Detector(
        id="discord-client-secret",
        provider="Discord",
        title="Discord OAuth client secret",
        pattern=assigned(r"discord_client_secret|discord_secret", r"[A-Za-z0-9_-]{32}"),
        keywords=("discord_client_secret", "discord_secret"),
        matches=(
            'DISCORD_CLIENT_SECRET="' + 'KLHWJHFS0tVnh32hWOFsg4UXkjUMIkit"',
            "  discord_client_secret: " + "f87dUNVjMTnXNIJ7aqyEiHDZ14yG1G5q",
        ),
        misses=(
            'DISCORD_CLIENT_SECRET="' + 'KLHWJHFS0tVnh32hWOFsg4UXkjUMIki"',
            'DISCORD_CLIENT_SECRET="' + 'XXXXXXXX0xXxx00xXXXxx0XXxxXXXxxx"',
            "REVISION=" + "KLHWJHFS0tVnh32hWOFsg4UXkjUMIkit",
        ),
        source="Discord docs, OAuth2",
        validate=_mixed,
        min_entropy=3.8,
        confidence="medium",
        security_severity=7.5,
    ),
)

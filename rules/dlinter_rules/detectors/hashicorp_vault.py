"""HashiCorp Vault: service, batch and recovery tokens, unseal keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="vault-service-token",
        provider="HashiCorp Vault",
        title="Vault service token",
        pattern=r"hvs\.(?:[A-Za-z0-9_-]{24}|[A-Za-z0-9_-]{60,300})",
        keywords=("hvs.",),
        matches=(
            'VAULT_TOKEN="hvs.' + 'RrFaXxL3I7wSvS8jRGuwlZlt"',
            "Authorization: Bearer hvs." + "4URJuG8Y2hAxbpSLDUwLWtH9",
        ),
        misses=(
            'VAULT_TOKEN="hvs.' + 'RrFaXxL3I7wSvS8jRGuwlZl"',
            'VAULT_TOKEN="hvs.' + 'xxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Vault docs, Tokens: prefixes",
        validate=_mixed,
        min_entropy=3.6,
        security_severity=9.3,
    ),
    Detector(
        id="vault-batch-token",
        provider="HashiCorp Vault",
        title="Vault batch token",
        pattern=r"hvb\.[A-Za-z0-9_-]{90,230}",
        keywords=("hvb.",),
        matches=(
            'VAULT_TOKEN="hvb.'
            + 'HkN8PEIWxyvhDfhjtVU5ach5ewJDjm85lFUzHxL18QHEAjFCDHtvLpghPfwvtEu31ncBFAOYW2DRwbiaxI8hLuL7tK"',
            "Authorization: Bearer hvb."
            + "GwjjiH6KmvpGhMOWS5JLusqbHucIYXx2CzmfnNC5r2TlSVffXW1NKGVBqX30kIr5yJEvm9qCBd7RiNtzZ0WG9tQOkS",
        ),
        misses=(
            'VAULT_TOKEN="hvb.'
            + 'HkN8PEIWxyvhDfhjtVU5ach5ewJDjm85lFUzHxL18QHEAjFCDHtvLpghPfwvtEu31ncBFAOYW2DRwbiaxI8hLuL7t"',
            'VAULT_TOKEN="hvb.'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Vault docs, Tokens: prefixes",
        min_entropy=4.0,
        security_severity=8.5,
    ),
    Detector(
        id="vault-recovery-token",
        provider="HashiCorp Vault",
        title="Vault recovery token",
        pattern=r"hvr\.[A-Za-z0-9_-]{24,130}",
        keywords=("hvr.",),
        matches=(
            'VAULT_TOKEN="hvr.' + 'pJWaXG12Kjt2UA03cbqwI399"',
            "Authorization: Bearer hvr." + "vVoJxnp2rFjhWna4ro3hJuMl",
        ),
        misses=(
            'VAULT_TOKEN="hvr.' + 'pJWaXG12Kjt2UA03cbqwI39"',
            'VAULT_TOKEN="hvr.' + 'xxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Vault docs, Tokens: prefixes",
        validate=_mixed,
        min_entropy=3.6,
        security_severity=9.3,
    ),
    Detector(
        id="vault-legacy-token",
        provider="HashiCorp Vault",
        title="Vault token (before 1.10)",
        pattern=assigned(r"vault", r"[sbr]\.[A-Za-z0-9]{24}"),
        keywords=("vault",),
        matches=(
            'VAULT_TOKEN="' + 'b.Zgm90p10b1IAXQOKgZy9GNxw"',
            "  vault_token: " + "b.KbhGeZCNd3ezrjQQ77qTm6Jb",
        ),
        misses=(
            'VAULT_TOKEN="' + 'b.Zgm90p10b1IAXQOKgZy9GNx"',
            'VAULT_TOKEN="' + 'x.Xxx00x00x0XXXXXXxXx0XXxx"',
            "REVISION=" + "b.Zgm90p10b1IAXQOKgZy9GNxw",
        ),
        source="Vault docs, Tokens: prefixes",
        validate=_mixed,
        min_entropy=3.8,
        confidence="medium",
        security_severity=9.0,
    ),
    Detector(
        id="vault-unseal-key",
        provider="HashiCorp Vault",
        title="Vault unseal key",
        pattern=assigned(r"unseal[_ ]?key|unseal_key", r"[A-Za-z0-9+/]{44}|[A-Za-z0-9+/]{43}="),
        keywords=("unseal",),
        matches=(
            'VAULT_UNSEAL_KEY="' + 'PfMJYnoh39QeL4X7EgsAKcVsQiAmAxN51HIslqNkuZjb"',
            "  vault_unseal_key: " + "hztnnBnrmg5pq73l0cwcFlb55PZZ2e52jdLkmlgTt6BU",
        ),
        misses=(
            'VAULT_UNSEAL_KEY="' + 'PfMJYnoh39QeL4X7EgsAKcVsQiAmAxN51HIslqNkuZj"',
            'VAULT_UNSEAL_KEY="' + 'XxXXXxxx00XxX0X0XxxXXxXxXxXxXxX00XXxxxXxxXxx"',
            "REVISION=" + "PfMJYnoh39QeL4X7EgsAKcVsQiAmAxN51HIslqNkuZjb",
        ),
        source="Vault docs, Seal/unseal (32 or 33 bytes, base64)",
        min_entropy=4.0,
        confidence="medium",
        security_severity=9.5,
    ),
    Detector(
        id="vault-approle-secret-id",
        provider="HashiCorp Vault",
        title="Vault AppRole secret id",
        pattern=assigned(r"vault_secret_id|approle_secret|secret_id",
            r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
        keywords=("vault_secret_id", "approle_secret", "secret_id"),
        matches=(
            'VAULT_SECRET_ID="' + '7ec03ff4-b1d3-4a28-b34d-30bbc4839b3e"',
            "  vault_secret_id: " + "02ee1e2a-114b-f1c4-676d-177ecbaa2536",
        ),
        misses=(
            'VAULT_SECRET_ID="' + '7ec03ff4-b1d3-4a28-b34d-30bbc4839b3"',
            'VAULT_SECRET_ID="' + '0xx00xx0-x0x0-0x00-x00x-00xxx0000x0x"',
            "REVISION=" + "7ec03ff4-b1d3-4a28-b34d-30bbc4839b3e",
        ),
        source="Vault docs, AppRole auth method",
        min_entropy=3.0,
        confidence="medium",
    ),
)

"""Tailscale: auth keys, API tokens, OAuth secrets."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="tailscale-auth-key",
        provider="Tailscale",
        title="Tailscale auth key",
        pattern=r"tskey-auth-[A-Za-z0-9]{8,24}(?:CNTRL)?-[A-Za-z0-9]{24,40}",
        keywords=("tskey-auth-",),
        matches=(
            'TS_AUTHKEY="tskey-auth-' + 'PgjztxLgpdIOdNU3CNTRL-PdWHL47pBbQQIo9FMOXFhuIlC3sjhymE0"',
            "Authorization: Bearer tskey-auth-"
            + "e4hz8uJxBsJCvbOBP18AXmCNTRL-JpyHhDOqWhQn49wjIXFW5BPwZarrcMCjo8KxE3",
        ),
        misses=(
            'TS_AUTHKEY="tskey-auth-' + 'xxxxxxxxxxxxxxxxxxxxx-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Tailscale docs, Key prefixes",
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="tailscale-api-key",
        provider="Tailscale",
        title="Tailscale API access token",
        pattern=r"tskey-api-[A-Za-z0-9]{8,24}(?:CNTRL)?-[A-Za-z0-9]{24,40}",
        keywords=("tskey-api-",),
        matches=(
            'TS_AUTHKEY="tskey-api-' + '6UO2mwXbY-tAJvh8kxHKRQjdK4EiGK0QOJXy26x7br82TYgQbN"',
            "Authorization: Bearer tskey-api-" + "RzOoG97RCNTRL-bRKqdg2FUIEtpULZoVq4jOWs84uz75ZMlQ3e",
        ),
        misses=(
            'TS_AUTHKEY="tskey-api-' + 'xxxxxxxxx-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Tailscale docs, Key prefixes",
        min_entropy=3.0,
        security_severity=9.0,
    ),
    Detector(
        id="tailscale-client-key",
        provider="Tailscale",
        title="Tailscale OAuth client secret",
        pattern=r"tskey-client-[A-Za-z0-9]{8,24}(?:CNTRL)?-[A-Za-z0-9]{24,40}",
        keywords=("tskey-client-",),
        matches=(
            'TS_AUTHKEY="tskey-client-' + 'lYV1hURG2mQyev5yxRkCNTRL-6ywBuPLyHMsbe9LW9RDMSQxO3aWqQU6QMxi"',
            "Authorization: Bearer tskey-client-" + "xkF7BIaD0LHykethB6LDno-gFHuwq6goaTDLB6glIiXREsV0Cwx6z",
        ),
        misses=(
            'TS_AUTHKEY="tskey-client-' + 'xxxxxxxxxxxxxxxxxxxxxxxx-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Tailscale docs, Key prefixes",
        min_entropy=3.0,
        security_severity=9.0,
    ),
    Detector(
        id="tailscale-webhook-key",
        provider="Tailscale",
        title="Tailscale webhook secret",
        pattern=r"tskey-webhook-[A-Za-z0-9]{8,24}(?:CNTRL)?-[A-Za-z0-9]{24,40}",
        keywords=("tskey-webhook-",),
        matches=(
            'TS_AUTHKEY="tskey-webhook-' + 'wgmdFIfTEJgMIoCNTRL-SfO0Y0bg1fSNP4OQhWZxc2rWWwsali6Y4JLrz"',
            "Authorization: Bearer tskey-webhook-"
            + "ASCQp0o5MSqNDTHn7MCNTRL-HlO883gjigWcVEiO7zPS8U22sxuZDFOtFiph44",
        ),
        misses=(
            'TS_AUTHKEY="tskey-webhook-' + 'xxxxxxxxxxxxxxxxxxx-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Tailscale docs, Key prefixes",
        min_entropy=3.0,
        security_severity=4.5,
    ),
    Detector(
        id="tailscale-scim-key",
        provider="Tailscale",
        title="Tailscale SCIM key",
        pattern=r"tskey-scim-[A-Za-z0-9]{8,24}(?:CNTRL)?-[A-Za-z0-9]{24,40}",
        keywords=("tskey-scim-",),
        matches=(
            'TS_AUTHKEY="tskey-scim-' + 'BOQLcNFPXqYbezbM-78wk1BAheU5nQYkbBbJKyOke9Im1vZxj5vW1k4a7"',
            "Authorization: Bearer tskey-scim-" + "6kYO0s3luNCNTRL-ym4bNBYDtyqEAtCHRfwBhaUR8Jqp2W",
        ),
        misses=(
            'TS_AUTHKEY="tskey-scim-' + 'xxxxxxxxxxxxxxxx-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Tailscale docs, Key prefixes",
        min_entropy=3.0,
    ),
)

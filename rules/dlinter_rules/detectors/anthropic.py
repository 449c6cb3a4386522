"""Anthropic: API keys, admin keys, OAuth tokens."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="anthropic-api-key",
        provider="Anthropic",
        title="Anthropic API key",
        pattern=r"sk-ant-api[0-9]{2}-[A-Za-z0-9_-]{80,110}AA",
        keywords=("sk-ant-api",),
        matches=(
            'ANTHROPIC_API_KEY="sk-ant-api'
            + '94-rYXF3WI7hGSASr4kQTKDfOGxgSOOxI6ANC42VnhMXhlnyWgCyBo6oRpomsY3kn68yavtHCTF03MQ579zP6g7ipqo4Tc2KypAA"',
            "x-api-key: sk-ant-api"
            + "74-0I1eWv8vFfLB5ySvVhbR72tGbEzF4OlGGprZARyLm7YsRYYnt1BSpVwGP1pmgnAOZU2LrGVkbJ52fGZcYt5AA",
        ),
        misses=(
            'ANTHROPIC_API_KEY="sk-ant-api'
            + '94-rYXF3WI7hGSASr4kQTKDfOGxgSOOxI6ANC42VnhMXhlnyWgCyBo6oRpomsY3kn68yavtHCTF03MQ579zP6g7ipqo4Tc2KypA"',
            'ANTHROPIC_API_KEY="sk-ant-api'
            + 'xx-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Anthropic docs, API overview: authentication; Admin API",
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="anthropic-admin-api-key",
        provider="Anthropic",
        title="Anthropic admin API key",
        pattern=r"sk-ant-admin[0-9]{2}-[A-Za-z0-9_-]{80,110}AA",
        keywords=("sk-ant-admin",),
        matches=(
            'ANTHROPIC_ADMIN_KEY="sk-ant-admin'
            + '90-RBWaiB7Pjf4MabdCI7nxysd8PSmgXvpEi4V1UDFRra5ej26oL8eGPVzRj5Qs82xf5Pjm3M9ju73FVXTJwbVK2wAA"',
            "x-api-key: sk-ant-admin"
            + "27-1GWmRgHZFHvhNiuwTD3ZBL8oAIqWEoy9Q2ORW76aaijRtLecIDW35yKGJsqgbLb0bsYl2NLdzrJOa1FhgXHutMWN68lUZoKBr1wbRCrtU4kAA",
        ),
        misses=(
            'ANTHROPIC_ADMIN_KEY="sk-ant-admin'
            + '90-RBWaiB7Pjf4MabdCI7nxysd8PSmgXvpEi4V1UDFRra5ej26oL8eGPVzRj5Qs82xf5Pjm3M9ju73FVXTJwbVK2wA"',
            'ANTHROPIC_ADMIN_KEY="sk-ant-admin'
            + 'xx-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Anthropic docs, API overview: authentication; Admin API",
        min_entropy=3.0,
        security_severity=9.3,
    ),
    Detector(
        id="anthropic-oauth-token",
        provider="Anthropic",
        title="Anthropic OAuth access or refresh token",
        pattern=r"sk-ant-o[ar]t[0-9]{2}-[A-Za-z0-9_-]{80,120}",
        keywords=("sk-ant-oat", "sk-ant-ort"),
        matches=(
            'CLAUDE_CODE_OAUTH_TOKEN="sk-ant-ort'
            + '07-VpQM0s1BYFOtGRkYJRdsOyvxO6Oiq2XW0lnqQ0k0Md2WEcd78pZqUBLq8AT0XmYfu19C4tnJzcghQMR4"',
            "Authorization: Bearer sk-ant-ort"
            + "59-LpR1vNNBJqtMa0Up6XYjoxSBrtsSA5CSR6Ovjv0syjQaF1bZMCDvTG8nXMGKW1BIGTaFIL2ysGNuGwte4jBH1HvAXO2CRt",
        ),
        misses=(
            'CLAUDE_CODE_OAUTH_TOKEN="sk-ant-ort'
            + '07-VpQM0s1BYFOtGRkYJRdsOyvxO6Oiq2XW0lnqQ0k0Md2WEcd78pZqUBLq8AT0XmYfu19C4tnJzcghQMR"',
            'CLAUDE_CODE_OAUTH_TOKEN="sk-ant-ort'
            + 'xx-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Anthropic docs, API overview: authentication; Admin API",
        min_entropy=3.0,
    ),
    Detector(
        id="anthropic-session-key",
        provider="Anthropic",
        title="Anthropic session key",
        pattern=r"sk-ant-sid[0-9]{2}-[A-Za-z0-9_-]{80,120}",
        keywords=("sk-ant-sid",),
        matches=(
            'ANTHROPIC_SESSION_KEY="sk-ant-sid'
            + '47-EcNulsSLleWjWz6r3Ap4VmjoQooCQxWCinPvNfZNemHu7vww27oHXe07ca2wgWtbPPKH7VAA9xiCxjHoq6wzbogTs3085g5yDeCFuqOWnIyF3MOTIDfc"',
            "Authorization: Bearer sk-ant-sid"
            + "41-lS3DKslxb1Xim6Um1MJxiTCdROJBMgpRoDoLyMlAjVw0xZgeiNjsomp2ucEQskDEvLPs5xq3u9WNmIkm6GDMPzS",
        ),
        misses=(
            'ANTHROPIC_SESSION_KEY="sk-ant-sid'
            + 'xx-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Anthropic docs, API overview: authentication; Admin API",
        min_entropy=3.0,
        security_severity=7.5,
    ),
)

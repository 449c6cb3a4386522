"""Keys that a program hands to a client as it makes one: `StripeClient("…")`, `weather.NewClient("…")`,
`Client::new("…")`."""

from __future__ import annotations

import re

from dlinter.detectors.detector import Detector
from dlinter.detectors.randomness import is_drawn

_VERB = r"(?!(?:Get|Set|Put|Add|Has|Is|Use|For|By|With|Find|Delete|Remove|Update|Register|Revoke|Select|Test|Load|Save|Close|Mock|Fake)[A-Z])"
"""What begins the name of a method of C# or Go that takes a client's id."""
_MADE = rf"(?:\bNew[A-Za-z0-9_]{{0,40}}(?:Client|API|SDK)|\b{_VERB}[A-Z][A-Za-z0-9_]{{0,40}}(?:Client|Api|API|Sdk|SDK)(?:\.new|::new)?|\b(?:Client|Api|API|Sdk|SDK)(?:\.new|::new)?)"
_ONE_OF_MANY = r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|[0-9a-f]{24}"
"""A UUID, an identifier of MongoDB: of a client that is there."""


def _key_of_a_client(secret: str) -> bool:
    """Drawn, and neither an identifier nor a name of a device, as of an MQTT client, which has words."""
    words = any(len(w) > 4 and w.isalpha() and w.islower() for w in re.split("[-_]", secret))
    return is_drawn(secret) and not words and not re.fullmatch(_ONE_OF_MANY, secret)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="key-of-a-client",
        provider="Generic",
        title="key that a client is made with",
        # behind the key nothing but an option: of an identifier and a key, the key is another detector's
        pattern=rf"{_MADE}\([ ]{{0,2}}[\"'](?P<secret>[A-Za-z0-9_\-]{{24,160}})[\"'](?:\.(?:to_string|to_owned|into)\(\))?[ ]{{0,2}}(?:\)|,[ ]{{0,2}}[A-Za-z$&{{\[])",
        prefilter=r"(?:Client|Api|API|Sdk|SDK)(?:\.new|::new)?\([ ]{0,2}[\"'][A-Za-z0-9_\-]{24}",
        keywords=("client(", "client.new(", "client::new(", "api(", "api.new(", "api::new(", "sdk(",
            "sdk.new(", "sdk::new("),
        matches=(
            'var c = weather.NewClient("t7Rk2pLq9zWx' + 'kV9x2Lq8Zr4T")',
            "const c = new PaymentsClient('t7Rk2pLq9zWx" + "kV9x2Lq8Zr4T', { timeout: 3 });",
            'let c = Client::new("t7Rk2pLq9zWx' + 'kV9x2Lq8Zr4T".to_string());',
            "$c = new \\Shop\\Client('t7Rk2pLq9zWx" + "kV9x2Lq8Zr4T');",
            'client = StripeClient("t7Rk2pLq9zWx' + 'kV9x2Lq8Zr4T")',
        ),
        misses=(
            "const c = new PaymentsClient(process.env.PAYMENTS_KEY);",
            'var c = redis.NewClient("cache-primary-01.shop.internal")',
            'await store.UpdateClient("5f1c9e3a4f5d47b8' + '9a2e3f4d5c6b8d2f");',
            'var c = new OrdersClient("5f1c9e3a-4f5d-47b8-' + '9a2e-3f4d5c6b8d2f");',
            'new OrdersClient("t7Rk2pLq9zWx' + 'kV9x2Lq8Zr4T", "the-other-one")',
            'var c = new HttpClientFactory("eu-central-1-prod-2024", "v20240311");',
            "deleteClient('t7Rk2pLq9zWx" + "kV9x2Lq8Zr4T')",
            'mqtt.NewClient("gateway-7f3a9c2e5b1d4-kitchen")',
        ),
        source="The quick starts of most services' libraries: a client is made with its key",
        accepts=_key_of_a_client,
        boundary=False,
        min_entropy=3.2,
        confidence="low",
        security_severity=7.0,
    ),
)

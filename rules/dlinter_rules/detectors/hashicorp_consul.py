"""HashiCorp Consul and Nomad: ACL tokens, gossip keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="consul-acl-token",
        provider="HashiCorp Consul",
        title="Consul ACL token",
        pattern=assigned(r"consul_http_token|consul_token|x-consul-token",
            r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
        keywords=("consul_http_token", "consul_token", "x-consul-token"),
        matches=(
            'CONSUL_HTTP_TOKEN="' + '32e00573-b89d-a91c-476f-05616873af7e"',
            "  consul_http_token: " + "c9c8169d-f0a6-992d-7105-b3ddc23b7742",
        ),
        misses=(
            'CONSUL_HTTP_TOKEN="' + '32e00573-b89d-a91c-476f-05616873af7"',
            'CONSUL_HTTP_TOKEN="' + '00x00000-x00x-x00x-000x-00000000xx0x"',
            "REVISION=" + "32e00573-b89d-a91c-476f-05616873af7e",
        ),
        source="Consul docs, ACL tokens",
        min_entropy=3.0,
        confidence="medium",
        security_severity=8.5,
    ),
    Detector(
        id="nomad-acl-token",
        provider="HashiCorp Consul",
        title="Nomad ACL token",
        pattern=assigned(r"nomad_token|x-nomad-token",
            r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
        keywords=("nomad_token", "x-nomad-token"),
        matches=(
            'NOMAD_TOKEN="' + '532c2f88-ac72-258e-fbf6-9b30a47fbb52"',
            "  nomad_token: " + "56762e65-5c05-e589-2f0f-41b8d451258a",
        ),
        misses=(
            'NOMAD_TOKEN="' + '532c2f88-ac72-258e-fbf6-9b30a47fbb5"',
            'NOMAD_TOKEN="' + '000x0x00-xx00-000x-xxx0-0x00x00xxx00"',
            "REVISION=" + "532c2f88-ac72-258e-fbf6-9b30a47fbb52",
        ),
        source="Nomad docs, ACL tokens",
        min_entropy=3.0,
        confidence="medium",
        security_severity=8.5,
    ),
    Detector(
        id="consul-gossip-key",
        provider="HashiCorp Consul",
        title="Consul gossip encryption key",
        pattern=assigned(r"consul_gossip|consul_encrypt|gossip_key", r"[A-Za-z0-9+/]{43}="),
        keywords=("consul_gossip", "consul_encrypt", "gossip_key"),
        matches=(
            'CONSUL_GOSSIP_KEY="' + 'LY6h2deqx9Phk2da4rjigl2Mw9fVT0lKWlOX97feSIO="',
            "  consul_gossip_key: " + "If7alS4lJ5LSzKbpYY8l20loL6Th8aSlT0QtFRhRU1r=",
        ),
        misses=(
            'CONSUL_GOSSIP_KEY="' + 'LY6h2deqx9Phk2da4rjigl2Mw9fVT0lKWlOX97feSIO"',
            'CONSUL_GOSSIP_KEY="' + 'XX0x0xxxx0Xxx0xx0xxxxx0Xx0xXX0xXXxXX00xxXXX="',
            "REVISION=" + "LY6h2deqx9Phk2da4rjigl2Mw9fVT0lKWlOX97feSIO=",
        ),
        source="Consul docs, Gossip encryption (32 bytes, base64)",
        min_entropy=4.0,
        confidence="medium",
        security_severity=7.0,
    ),
)

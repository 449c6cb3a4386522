"""Buf: tokens of the schema registry."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="buf-token",
        provider="Buf",
        title="Buf Schema Registry token",
        pattern=assigned(r"buf_token|buf_user|buf.build", r"[0-9a-f]{64}"),
        keywords=("buf_token", "buf_user", "buf.build"),
        matches=(
            'BUF_TOKEN="' + '6e7e91e77961a5ad2f447c49407776cc3003d166fbb2e4b65a8fde04e2df1b08"',
            "  buf_token: " + "e524837cc353d6b9ed36df2a031a015f18ea5131332740e0264e4c2a2dda9d91",
        ),
        misses=(
            'BUF_TOKEN="' + '6e7e91e77961a5ad2f447c49407776cc3003d166fbb2e4b65a8fde04e2df1b0"',
            'BUF_TOKEN="' + '0x0x00x00000x0xx0x000x00000000xx0000x000xxx0x0x00x0xxx00x0xx0x00"',
            "REVISION=" + "6e7e91e77961a5ad2f447c49407776cc3003d166fbb2e4b65a8fde04e2df1b08",
        ),
        source="Buf docs, Authentication",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)

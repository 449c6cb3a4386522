"""WooCommerce: REST API consumer secrets."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="woocommerce-consumer-secret",
        provider="WooCommerce",
        title="WooCommerce consumer secret",
        pattern=r"cs_[0-9a-f]{40}",
        keywords=("cs_",),
        matches=(
            'WC_CONSUMER_SECRET="cs_' + '4bb80fcc9b152a675ab9e25ab85c9c6e06695944"',
            "Authorization: Bearer cs_" + "81c7b24a21b36387b64d5f4e0b7c78d76a88deca",
        ),
        misses=(
            'WC_CONSUMER_SECRET="cs_' + '4bb80fcc9b152a675ab9e25ab85c9c6e0669594"',
            'WC_CONSUMER_SECRET="cs_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="WooCommerce docs, REST API keys",
        min_entropy=3.0,
        security_severity=7.5,
        pair="woocommerce-consumer-key",
    ),
    Detector(
        id="woocommerce-consumer-key",
        provider="WooCommerce",
        title="WooCommerce consumer key",
        pattern=r"ck_[0-9a-f]{40}",
        keywords=("ck_",),
        matches=(
            'WC_CONSUMER_KEY="ck_' + '750b9ef1dfd8c2cbd82b65f1dc15bf75438d95be"',
            "consumer_key: ck_" + "57aea56168f50a4bcc5038a97ada217f48211616",
        ),
        misses=(
            'WC_CONSUMER_KEY="ck_' + '750b9ef1dfd8c2cbd82b65f1dc15bf75438d95b"',
            'WC_CONSUMER_KEY="ck_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="WooCommerce docs, REST API keys",
        min_entropy=3.0,
        security_severity=4.0,
        pair="woocommerce-consumer-secret",
    ),
)

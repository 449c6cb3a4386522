"""Xendit: secret keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="xendit-production-secret-key",
        provider="Xendit",
        title="Xendit production secret key",
        pattern=r"xnd_production_[A-Za-z0-9]{40,80}",
        keywords=("xnd_production_",),
        matches=(
            'XENDIT_SECRET_KEY="xnd_production_' + 'isfy9xsB6SP9HDZziHPTxLmmIpMuLBtMpeDNVUzIvtly066O"',
            "Authorization: Bearer xnd_production_"
            + "TPxf9DKm1jTN3gLcAT3JhGYaObVeg6yCBGCFHJi7YrOI0cn7ZYkSWZ",
        ),
        misses=(
            'XENDIT_SECRET_KEY="xnd_production_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Xendit docs, API keys",
        min_entropy=3.0,
        security_severity=9.0,
    ),
    Detector(
        id="xendit-development-secret-key",
        provider="Xendit",
        title="Xendit development secret key",
        pattern=r"xnd_development_[A-Za-z0-9]{40,80}",
        keywords=("xnd_development_",),
        matches=(
            'XENDIT_SECRET_KEY="xnd_development_'
            + 'UXVSpNTqs3e5vzTWcbAcGzIF6XJSh1EmJLAL8qOfRoYwHGqFGzyy6Xmf8"',
            "Authorization: Bearer xnd_development_" + "Zo4k154WFvpOP2krGDRdQVIfsgSbanGOCLLvnHpj3YGPdVC5",
        ),
        misses=(
            'XENDIT_SECRET_KEY="xnd_development_'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Xendit docs, API keys",
        min_entropy=3.0,
        security_severity=4.0,
    ),
)

"""Doppler: tokens of each kind."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="doppler-personal-token",
        provider="Doppler",
        title="Doppler personal token",
        pattern=r"dp\.pt\.(?:[A-Za-z0-9_-]{2,60}\.)?[A-Za-z0-9]{40,44}",
        keywords=("dp.pt.",),
        matches=(
            'DOPPLER_TOKEN="dp.pt.'
            + 'MTlGWnd7YTZMx47CIWGxXDpkZqoGC2SUDvOjP0fOOGb4Df176ldPxiQ.STLpWDbaFjpll6nknZoUEINCDqUjM0OQriQyzyIIm"',
            "Authorization: Bearer dp.pt."
            + "GkhWiBT-3PaPucLS5BbHBcYSLHVPGu7og40qVCYoCRP895v9Pu6c1.zRLp3pAvWSLljBRq1Il52Hx9EBDFT4gG43hm1ZSBL2Pq",
        ),
        misses=(
            'DOPPLER_TOKEN="dp.pt.'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Doppler docs, Token formats",
        min_entropy=3.0,
        security_severity=9.0,
    ),
    Detector(
        id="doppler-service-token",
        provider="Doppler",
        title="Doppler service token",
        pattern=r"dp\.st\.(?:[A-Za-z0-9_-]{2,60}\.)?[A-Za-z0-9]{40,44}",
        keywords=("dp.st.",),
        matches=(
            'DOPPLER_TOKEN="dp.st.'
            + '0FRs8k8fUacb8kxzorxZTSUaE80KsA4VSqniSgC4OmVRw.UZASp2qUAyBRLnnMe4BCALCBoPzPne6Biq9qBxTRFXua"',
            "Authorization: Bearer dp.st."
            + "dPt6RiNFdGKcMOhETuhJRmLcx1JDmhFOsmTuIyfwMvySjc5KsvAa3htgq.cSY5dAamaO4iD1hUcL4BnNj4Blsgte5F7hafqiUY8bx",
        ),
        misses=(
            'DOPPLER_TOKEN="dp.st.'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Doppler docs, Token formats",
        min_entropy=3.0,
        security_severity=8.8,
    ),
    Detector(
        id="doppler-cli-token",
        provider="Doppler",
        title="Doppler CLI token",
        pattern=r"dp\.ct\.(?:[A-Za-z0-9_-]{2,60}\.)?[A-Za-z0-9]{40,44}",
        keywords=("dp.ct.",),
        matches=(
            'DOPPLER_TOKEN="dp.ct.' + 'ctFGr6RztvQmiYz679BMhlldj0yDjrDDHMAGvZ4K"',
            "Authorization: Bearer dp.ct."
            + "uo4fwyVR2qiDcIeuBsp0RVlNsn0i.lFxiqtRDWpamjY6Z4PpviyLJsPXGHCkSRVG1xg6Es",
        ),
        misses=(
            'DOPPLER_TOKEN="dp.ct.' + 'ctFGr6RztvQmiYz679BMhlldj0yDjrDDHMAGvZ4"',
            'DOPPLER_TOKEN="dp.ct.' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Doppler docs, Token formats",
        min_entropy=3.0,
        security_severity=9.0,
    ),
    Detector(
        id="doppler-service-account-token",
        provider="Doppler",
        title="Doppler service account token",
        pattern=r"dp\.sa\.(?:[A-Za-z0-9_-]{2,60}\.)?[A-Za-z0-9]{40,44}",
        keywords=("dp.sa.",),
        matches=(
            'DOPPLER_TOKEN="dp.sa.'
            + 'GezfDBKyqwW4MdpsEDq1yjWIYMZwiep4ZbgvTFKcH3PNfe.lyNvTqXt6u1xwgHAK76rvPhITbelBUGEKaLasaX4"',
            "Authorization: Bearer dp.sa."
            + "HhBlAGiL0OECQuiD9TwjAQft8dYQUEZEhFvIUJXW.WfXbd5LOAu54qqVZxrLNOfZPwylIxEZdZwaXDPy57",
        ),
        misses=(
            'DOPPLER_TOKEN="dp.sa.'
            + 'GezfDBKyqwW4MdpsEDq1yjWIYMZwiep4ZbgvTFKcH3PNfe.lyNvTqXt6u1xwgHAK76rvPhITbelBUGEKaLasaX"',
            'DOPPLER_TOKEN="dp.sa.'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Doppler docs, Token formats",
        min_entropy=3.0,
        security_severity=9.0,
    ),
    Detector(
        id="doppler-scim-token",
        provider="Doppler",
        title="Doppler SCIM token",
        pattern=r"dp\.scim\.(?:[A-Za-z0-9_-]{2,60}\.)?[A-Za-z0-9]{40,44}",
        keywords=("dp.scim.",),
        matches=(
            'DOPPLER_TOKEN="dp.scim.' + 'z60gYNZis4IJ0Vw0lCokMBjNQCo01ZYqaq4oXNh3"',
            "Authorization: Bearer dp.scim." + "kPgrDCdn9mfDGwAd9z4z7aPSWzXlBzIgaQIVY1Zl",
        ),
        misses=(
            'DOPPLER_TOKEN="dp.scim.' + 'z60gYNZis4IJ0Vw0lCokMBjNQCo01ZYqaq4oXNh"',
            'DOPPLER_TOKEN="dp.scim.' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Doppler docs, Token formats",
        min_entropy=3.0,
    ),
    Detector(
        id="doppler-audit-token",
        provider="Doppler",
        title="Doppler audit token",
        pattern=r"dp\.audit\.(?:[A-Za-z0-9_-]{2,60}\.)?[A-Za-z0-9]{40,44}",
        keywords=("dp.audit.",),
        matches=(
            'DOPPLER_TOKEN="dp.audit.' + 'utsHsLs0N21mwiUe2QQjs8z7fv6dvSGgNoEiqXVM7"',
            "Authorization: Bearer dp.audit." + "6ejDzP6Zq7Fh6pLtvI1B6hkzrL6Eb1x0h199J1dt",
        ),
        misses=(
            'DOPPLER_TOKEN="dp.audit.' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Doppler docs, Token formats",
        min_entropy=3.0,
        security_severity=7.5,
    ),
)

"""Paddle: API keys and webhook secrets."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="paddle-live-api-key",
        provider="Paddle",
        title="Paddle live API key",
        pattern=r"pdl_live_apikey_[a-z0-9]{26}_[A-Za-z0-9]{22}_[A-Za-z0-9]{3}",
        keywords=("pdl_live_apikey_",),
        matches=(
            'PADDLE_API_KEY="pdl_live_apikey_' + 'mtgukpyfeg8x1sliajbvv6nry6_xaQr1OqOibjnkttVH7cklp_wjo"',
            "Authorization: Bearer pdl_live_apikey_"
            + "qzbfm5rbatnv8159iwvhyirodr_Ba14u8Pz9huDrHO72CXXlo_126",
        ),
        misses=(
            'PADDLE_API_KEY="pdl_live_apikey_' + 'mtgukpyfeg8x1sliajbvv6nry6_xaQr1OqOibjnkttVH7cklp_wj"',
            'PADDLE_API_KEY="pdl_live_apikey_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxx_xxxxxxxxxxxxxxxxxxxxxx_xxx"',
        ),
        source="Paddle docs, API keys: format",
        min_entropy=3.0,
        security_severity=9.0,
    ),
    Detector(
        id="paddle-sandbox-api-key",
        provider="Paddle",
        title="Paddle sandbox API key",
        pattern=r"pdl_sdbx_apikey_[a-z0-9]{26}_[A-Za-z0-9]{22}_[A-Za-z0-9]{3}",
        keywords=("pdl_sdbx_apikey_",),
        matches=(
            'PADDLE_API_KEY="pdl_sdbx_apikey_' + '8lat2nlyzjtng7v9h7j8ync227_no0fKeyktOwP7bkBpj58mQ_vmN"',
            "Authorization: Bearer pdl_sdbx_apikey_"
            + "ihsl883zeh10rhsci1kyxto2rs_OMhpGdnPwnbOazBuREwKWk_ZhT",
        ),
        misses=(
            'PADDLE_API_KEY="pdl_sdbx_apikey_' + '8lat2nlyzjtng7v9h7j8ync227_no0fKeyktOwP7bkBpj58mQ_vm"',
            'PADDLE_API_KEY="pdl_sdbx_apikey_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxx_xxxxxxxxxxxxxxxxxxxxxx_xxx"',
        ),
        source="Paddle docs, API keys: format",
        min_entropy=3.0,
        security_severity=4.0,
    ),
    Detector(
        id="paddle-webhook-secret",
        provider="Paddle",
        title="Paddle webhook secret",
        pattern=r"pdl_ntfset_[a-z0-9]{26}_[A-Za-z0-9+/]{32}",
        keywords=("pdl_ntfset_",),
        matches=(
            'PADDLE_WEBHOOK_SECRET="pdl_ntfset_'
            + 'l133h2eaxgziz25x2nhswxm2xu_PcXykTIAJzOjAVbDZOheA9oHni2vS3BH"',
            "Authorization: Bearer pdl_ntfset_"
            + "blukwb1ve1icmazfiiyvb5cd0i_OTVLoc4k5zpPxB3kbuhDZrUumxLxks8V",
        ),
        misses=(
            'PADDLE_WEBHOOK_SECRET="pdl_ntfset_'
            + 'l133h2eaxgziz25x2nhswxm2xu_PcXykTIAJzOjAVbDZOheA9oHni2vS3B"',
            'PADDLE_WEBHOOK_SECRET="pdl_ntfset_'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxx_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Paddle docs, Verify webhook signatures",
        min_entropy=3.0,
        security_severity=5.5,
    ),
    Detector(
        id="paddle-legacy-api-key",
        provider="Paddle",
        title="Paddle API key (before 2025)",
        pattern=assigned(r"paddle", r"[0-9a-f]{50}"),
        keywords=("paddle",),
        matches=(
            'PADDLE_API_KEY="' + '3a4b6094272476dd6feb11e5b254d042cb478876537d20a36e"',
            "  paddle_api_key: " + "5948069be7dfd68f32f9419b8762416db63c455d699e978969",
        ),
        misses=(
            'PADDLE_API_KEY="' + '3a4b6094272476dd6feb11e5b254d042cb478876537d20a36"',
            'PADDLE_API_KEY="' + '0x0x0000000000xx0xxx00x0x000x000xx000000000x00x00x"',
            "REVISION=" + "3a4b6094272476dd6feb11e5b254d042cb478876537d20a36e",
        ),
        source="Paddle docs, API keys: format",
        min_entropy=3.0,
        confidence="medium",
    ),
)

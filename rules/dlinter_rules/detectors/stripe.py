"""Stripe: secret and restricted keys, live and test, webhook secrets."""

from __future__ import annotations

from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret[8:], digits=1, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="stripe-live-secret-key",
        provider="Stripe",
        title="Stripe live secret key",
        pattern=r"sk_live_(?:[A-Za-z0-9]{24}|[A-Za-z0-9]{34}|5[A-Za-z0-9]{90,120})",
        keywords=("sk_live_",),
        matches=(
            'STRIPE_SECRET_KEY="sk_live_' + 'TLuS9PfdpPehCSGIp2nSwN6Z"',
            "Authorization: Bearer sk_live_" + "XUv1jJMkrXSk2E2HcazztdtJ",
        ),
        misses=(
            'STRIPE_SECRET_KEY="sk_live_' + 'TLuS9PfdpPehCSGIp2nSwN6"',
            'STRIPE_SECRET_KEY="sk_live_' + 'xxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Stripe docs, API keys",
        validate=_mixed,
        min_entropy=3.6,
        security_severity=9.8,
    ),
    Detector(
        id="stripe-live-restricted-key",
        provider="Stripe",
        title="Stripe live restricted key",
        pattern=r"rk_live_(?:[A-Za-z0-9]{24}|[A-Za-z0-9]{34}|5[A-Za-z0-9]{90,120})",
        keywords=("rk_live_",),
        matches=(
            'STRIPE_SECRET_KEY="rk_live_' + 'Hub3z8uA7ooT3ryATbg46WJp"',
            "Authorization: Bearer rk_live_" + "tuWyAUx4iSgZ4Uq9jkTJdajF",
        ),
        misses=(
            'STRIPE_SECRET_KEY="rk_live_' + 'Hub3z8uA7ooT3ryATbg46WJ"',
            'STRIPE_SECRET_KEY="rk_live_' + 'xxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Stripe docs, API keys",
        validate=_mixed,
        min_entropy=3.6,
        security_severity=8.8,
    ),
    Detector(
        id="stripe-test-secret-key",
        provider="Stripe",
        title="Stripe test secret key",
        pattern=r"sk_test_(?:[A-Za-z0-9]{24}|[A-Za-z0-9]{34}|5[A-Za-z0-9]{90,120})",
        keywords=("sk_test_",),
        matches=(
            'STRIPE_SECRET_KEY="sk_test_' + 'n18rMUPhxUehaOwTzCXBD1PM"',
            "Authorization: Bearer sk_test_" + "CroD9FanOSiL0yMWiYM7Dg8F",
        ),
        misses=(
            'STRIPE_SECRET_KEY="sk_test_' + 'n18rMUPhxUehaOwTzCXBD1P"',
            'STRIPE_SECRET_KEY="sk_test_' + 'xxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Stripe docs, API keys",
        validate=_mixed,
        min_entropy=3.6,
        security_severity=4.5,
    ),
    Detector(
        id="stripe-test-restricted-key",
        provider="Stripe",
        title="Stripe test restricted key",
        pattern=r"rk_test_(?:[A-Za-z0-9]{24}|[A-Za-z0-9]{34}|5[A-Za-z0-9]{90,120})",
        keywords=("rk_test_",),
        matches=(
            'STRIPE_SECRET_KEY="rk_test_' + 'VSYLUoTmVOWZ7D8c1KZQnUGA"',
            "Authorization: Bearer rk_test_" + "iMQfO6MIyl1wddWBZpF0StCU",
        ),
        misses=(
            'STRIPE_SECRET_KEY="rk_test_' + 'VSYLUoTmVOWZ7D8c1KZQnUG"',
            'STRIPE_SECRET_KEY="rk_test_' + 'xxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Stripe docs, API keys",
        validate=_mixed,
        min_entropy=3.6,
        security_severity=4.0,
    ),
    Detector(
        id="stripe-organization-key",
        provider="Stripe",
        title="Stripe organization API key",
        pattern=r"sk_org_(?:live|test)_[A-Za-z0-9]{24,247}",
        keywords=("sk_org_",),
        matches=(
            'STRIPE_ORG_KEY="sk_org_' + 'live_VQFtjp548ChsoWy31JBidY7U"',
            "Authorization: Bearer sk_org_" + "live_L3Hu0K2WHn5JowoJZkUDXDeL",
        ),
        misses=(
            'STRIPE_ORG_KEY="sk_org_' + 'live_VQFtjp548ChsoWy31JBidY7"',
            'STRIPE_ORG_KEY="sk_org_' + 'xxxx_xxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Stripe docs, Organization API keys",
        validate=_mixed,
        min_entropy=3.6,
        security_severity=9.8,
    ),
    Detector(
        id="stripe-webhook-secret",
        provider="Stripe",
        title="Stripe webhook signing secret",
        pattern=r"whsec_[A-Za-z0-9+/]{32,64}={0,2}",
        keywords=("whsec_",),
        matches=(
            'STRIPE_WEBHOOK_SECRET="whsec_'
            + 'Omiil8B8lnTDDDE3Ocpx1qJ6S8I8IUc9ue0UIQwnsy6YX5SLuvGLLZiw8iuuL"',
            "Authorization: Bearer whsec_" + "fJvaAjbxDXl1nqhs9TFFqECXeQu4gvsSjzKrF4jAssoS=",
        ),
        misses=(
            'STRIPE_WEBHOOK_SECRET="whsec_'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Stripe docs, Webhook signatures; Standard Webhooks specification",
        validate=_mixed,
        min_entropy=3.6,
        security_severity=5.5,
    ),
    Detector(
        id="stripe-ephemeral-key",
        provider="Stripe",
        title="Stripe ephemeral key",
        pattern=r"ek_live_[A-Za-z0-9]{24,247}",
        keywords=("ek_live_",),
        matches=(
            'STRIPE_EPHEMERAL_KEY="ek_live_' + '72WQGMlFkfnb6IaP56XKAHQk"',
            "Authorization: Bearer ek_live_" + "Ya3H100o8eRrpXPmxuU14x4Y",
        ),
        misses=(
            'STRIPE_EPHEMERAL_KEY="ek_live_' + '72WQGMlFkfnb6IaP56XKAHQ"',
            'STRIPE_EPHEMERAL_KEY="ek_live_' + 'xxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Stripe docs, API keys",
        validate=_mixed,
        min_entropy=3.6,
        security_severity=5.0,
    ),
)

"""Tokens of payment, trade, travel, mail and messaging that a prefix tells, one line each."""

from __future__ import annotations

from dlinter.detectors.detector import Detector
from dlinter.detectors.token import token
from dlinter.detectors.words import is_random

DETECTORS: tuple[Detector, ...] = (
    token("Duffel", "access token", r"duffel_(?:live|test)_[A-Za-z0-9_=-]{42,44}", "Duffel docs, Authentication"),
    token("Mercury", "API token", r"(?:secret-token:)?mercury_(?:production|sandbox)_[a-z]{2,8}_[A-Za-z0-9_]{20,80}_yrucrem", "Mercury docs, API tokens", entropy=4.3, severity=9.0),
    token("Brex", "user token", r"bxt_[A-Za-z0-9]{32,44}", "Brex docs, Authentication", severity=9.0),
    token("Ramp", "secret", r"ramp_(?:sec|tok|id)_[A-Za-z0-9]{32,60}", "Ramp docs, Authorization", severity=8.5),
    token("Persona", "API key", r"persona_(?:production|sandbox)_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "Persona docs, API keys", severity=8.5),
    token("Persona", "API key", r"persona_(?:production|sandbox)_[A-Za-z0-9_-]{24,64}", "Persona docs, API keys (the prefix)", severity=8.5, entropy=3.4, confidence="medium", variant="loose", loose_of=("persona-api-key",)),
    token("Rainforest Pay", "API key", r"(?:sbx_)?apikey_[0-9a-f]{64}", "Rainforest docs, Authentication", severity=8.5, entropy=3.2),
    token("Onfido", "API token", r"api_(?:live|sandbox)(?:_(?:us|ca|eu))?\.[A-Za-z0-9_-]{11}\.[A-Za-z0-9_-]{32}", "Onfido docs, API tokens", severity=8.5),
    token("Pagar.me", "API key", r"ak_(?:live|test)_[A-Za-z0-9]{30}", "Pagar.me docs, Authentication"),
    token("Fleetbase", "API key", r"flb_(?:live|test)_[A-Za-z0-9]{20}", "Fleetbase docs, API keys"),
    token("Flexport", "API token", r"shltm_[A-Za-z0-9_-]{40}", "Flexport docs, API tokens"),
    token("Highnote", "secret key", r"[sr]k_(?:live|test)_[A-Za-z0-9+/]{92,96}={0,2}", "Highnote docs, API keys", entropy=4.2, confidence="medium", severity=9.0),
    token("Picatic", "API key", r"sk_(?:live|test)_[0-9a-z]{32}", "Picatic docs, API keys", confidence="medium"),
    token("Settlemint", "access token", r"sm_(?:aat|pat|sat)_[A-Za-z0-9]{16}", "SettleMint docs, Access tokens"),
    token("Samsara", "API token", r"samsara_api_[A-Za-z0-9]{30}", "Samsara docs, API tokens"),
    token("Razorpay", "test key", r"rzp_test_[A-Za-z0-9]{14}", "Razorpay docs, API keys", severity=4.5),
    token("Omise", "vault key", r"pkey_(?:test_)?[0-9a-z]{19}", "Omise docs, API keys", severity=3.0, confidence="medium"),
    token("Lob", "API key", r"(?:live|test)_[0-9a-f]{31,35}", "Lob docs, API keys", entropy=3.2, confidence="medium", severity=6.5, loose_of=("lob-live-api-key",)),
    token("Branch", "key", r"key_(?:live|test)_[A-Za-z0-9]{32}", "Branch docs, Branch keys", severity=5.0, entropy=3.6),
    token("Klaviyo", "private API key", r"pk_[0-9a-f]{34}", "Klaviyo docs, API keys", entropy=3.2),
    token("Klaviyo", "private API key with its account", r"pk_[A-Za-z0-9]{6}_[0-9a-f]{34}", "Klaviyo docs, API keys", entropy=3.2),
    token("Customer.io", "app key", r"(?i:customer\.?_?io)[A-Za-z_ \"':=\-]{1,40}(?P<secret>[0-9a-f]{32})", "Customer.io docs, API credentials", confidence="medium"),
    token("Loops", "API key", r"(?i:loops_api_key)[\"']?[ \t]{0,4}[:=][ \t]{0,4}[\"']?(?P<secret>[0-9a-f]{32})", "Loops docs, API key"),
    token("Bannerbear", "API key", r"bb_(?:pr|ma)_[0-9a-f]{30,32}", "Bannerbear docs, Authentication"),
    token("Mailgun", "public validation key", r"pubkey-[0-9a-f]{32}", "Mailgun docs, API keys", entropy=3.2, severity=3.0, confidence="medium"),
    token("Mandrill", "API key", r"md-[A-Za-z0-9_-]{22}", "Mailchimp Transactional docs, API keys", entropy=3.6, confidence="low", accepts=is_random, variant="loose"),
    token("Mailchimp", "API key", r"[0-9A-Za-z]{32}-us[0-9]{1,2}", "Mailchimp docs, API keys", entropy=3.2, confidence="medium", prefilter="-us[0-9]", variant="loose", loose_of=("mailchimp-api-key",)),
    token("Kickbox", "API key", r"(?:live|test)_[0-9a-f]{64}", "Kickbox docs, API keys", entropy=3.2),
    token("Adyen", "client key", r"(?:test|live)_[A-Z2-7]{32}", "Adyen docs, Client-side authentication", entropy=3.5, severity=3.5, confidence="medium"),
    token("Svix", "webhook secret", r"whsec_[A-Za-z0-9+/]{24,60}={0,2}", "Standard Webhooks specification, Symmetric secrets", confidence="medium", severity=5.5),
    token("Svix", "API token", r"(?:test)?sk_[A-Za-z0-9_-]{32}\.(?:us|eu|ca|au|in)", "Svix docs, Authentication", boundary=False),
    token("Shopify", "app automation token", r"shp(?:at|ca|pa|ss|it|ua|uk)_[0-9a-fA-F]{32,64}", "Shopify docs, Access tokens", confidence="medium", severity=8.5, loose_of=("shopify-access-token", "shopify-custom-app-token", "shopify-partner-token", "shopify-private-app-password", "shopify-shared-secret",)),
    token("Square", "access token", r"EAAA[A-Za-z0-9_-]{60}", "Square docs, Access tokens", entropy=4.2, confidence="medium", severity=9.0, variant="form", loose_of=("square-access-token",)),
    token("Square", "access token", r"(?i:square[A-Za-z_ .\-]{0,24}(?:token|key))[\"']?[ \t]{0,4}[:=]{1,2}[ \t]{0,4}[\"']?(?P<secret>EAAA[A-Za-z0-9_-]{22,60})", "Square docs, Access tokens", entropy=3.8, confidence="medium", severity=9.0, variant="named", loose_of=("square-access-token",)),
    token("Square", "token", r"sq0(?:atp|atb|csp|csb|rtp)-[A-Za-z0-9_-]{22,60}", "Square docs, Access tokens", confidence="medium", severity=8.5, loose_of=("square-oauth-secret", "square-personal-access-token",)),
    token("Service", "secret key of Stripe, Clerk or another that writes it so", r"(?:sk|rk)_(?:live|test|prod)_[A-Za-z0-9]{16,250}", "Stripe docs, API keys", entropy=3.4, confidence="medium", severity=8.5, variant="loose"),
    token("Flutterwave", "key", r"FLW(?:SECK|PUBK)(?:_TEST|_PROD)?-[0-9a-zA-Z]{12,60}(?:-X)?", "Flutterwave docs, API keys", entropy=2.8, confidence="medium", severity=7.5, loose_of=("flutterwave-secret-key", "flutterwave-test-secret-key",)),
    token("Midtrans", "server key", r"(?:SB-)?(?:Mid|VT)-server-[A-Za-z0-9_-]{16,40}", "Midtrans docs, Access keys", variant="loose", confidence="medium", loose_of=("midtrans-server-key",)),
    token("Xendit", "public key", r"xnd_public_(?:production|development)_[A-Za-z0-9_-]{40,80}", "Xendit docs, API keys", severity=3.0),
    token("Paystack", "test secret key", r"sk_test_[0-9a-f]{40}", "Paystack docs, API keys", confidence="medium", severity=4.5),
    token("GoCardless", "access token", r"(?:live|sandbox)_[A-Za-z0-9_-]{40}", "GoCardless docs, Access tokens", entropy=4.0, confidence="medium", variant="loose", loose_of=("gocardless-access-token",)),
)

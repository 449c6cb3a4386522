"""Tokens of continuous integration, registries, deployment and testing that a prefix tells, one line each."""

from __future__ import annotations

from dlinter.detectors.detector import Detector
from dlinter.detectors.token import token

DETECTORS: tuple[Detector, ...] = (
    token("Apify", "API token", r"apify_(?:api|proxy)_[A-Za-z0-9]{34,40}", "Apify docs, API integration"),
    token("Chromatic", "project token", r"chpt_[0-9a-f]{15}", "Chromatic docs, CI", entropy=2.6, severity=6.0),
    token("Checkly", "API key", r"cu_[0-9a-f]{32}", "Checkly docs, API keys"),
    token("Codacy", "API token", r"codacy_[A-Za-z0-9]{20,40}", "Codacy docs, API tokens"),
    token("Depot", "token", r"depot_(?:project|user|org)_[A-Za-z0-9]{40,80}", "Depot docs, Authentication"),
    token("Deno Deploy", "access token", r"dd[pow]_[A-Za-z0-9]{36,40}", "Deno Deploy docs, Access tokens"),
    token("Deno", "organization token", r"ddn_[A-Za-z0-9]{36,40}", "Deno Deploy docs, Access tokens"),
    token("Dependency-Track", "API key", r"odt_(?:[A-Za-z0-9]{8}_)?[A-Za-z0-9]{32,40}", "Dependency-Track docs, Teams and API keys"),
    token("Gitpod", "access token", r"gitpod_pat_[A-Za-z0-9_.-]{40,120}", "Gitpod docs, Access tokens"),
    token("Harness", "access token", r"[ps]at\.[A-Za-z0-9_-]{22}\.[0-9a-z]{24}\.[A-Za-z0-9]{20}", "Harness docs, Manage API keys", entropy=3.6),
    token("Infracost", "API token", r"ico-[A-Za-z0-9]{32}", "Infracost docs, API keys", severity=5.5),
    token("Kolide", "API key", r"k2sk_v[0-9]_[A-Za-z0-9]{24,40}", "Kolide docs, API keys"),
    token("LocalStack", "auth token", r"ls-[A-Za-z0-9]{8}-[A-Za-z0-9]{4}-[A-Za-z0-9]{4}-[A-Za-z0-9]{4}-[A-Za-z0-9]{12,16}", "LocalStack docs, Auth token", severity=5.5),
    token("Mergify", "application key", r"mergify_application_key_[A-Za-z0-9_-]{40,90}", "Mergify docs, Applications"),
    token("Octopus Deploy", "API key", r"API-[A-Z0-9]{25,36}", "Octopus Deploy docs, How to create an API key", entropy=3.6, accepts=lambda key: any(c > "F" for c in key[4:])),
    token("Packagist", "access token", r"packagist_(?:ack|acs|ort|out|uut)_[0-9a-f]{26,82}", "Private Packagist docs, API and token formats", confidence="medium", loose_of=("packagist-organization-read-token", "packagist-organization-update-token", "packagist-user-token",)),
    token("Packagecloud", "token", r"pct_[0-9a-f]{48}", "packagecloud docs, Tokens"),
    token("Percy", "token", r"(?:web|app|auto|ss|vmw|res)_[0-9a-f]{64}", "Percy docs, Project token", severity=5.5),
    token("Prefect", "API key", r"pn[ub]_[A-Za-z0-9]{36}", "Prefect docs, API keys"),
    token("Rootly", "API key", r"rootly_[0-9a-f]{64}", "Rootly docs, API"),
    token("Semgrep", "app token", r"sgp_[0-9a-f]{64}", "Semgrep docs, Tokens", confidence="medium"),
    token("Socket", "API token", r"sktsec_[A-Za-z0-9_-]{40,80}", "Socket docs, API tokens"),
    token("SpectralOps", "API key", r"spu-[0-9a-f]{32}", "SpectralOps docs, DSN and keys"),
    token("TruffleHog Enterprise", "key", r"thog-(?:key|secret|agent)-[0-9a-f]{16,36}", "TruffleHog Enterprise docs", entropy=2.8),
    token("Endor Labs", "API key", r"endr\+[A-Za-z0-9]{16}", "Endor Labs docs, API keys", entropy=3.2),
    token("WakaTime", "API key", r"waka_(?:(?:sec|tok|ref)_)?(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[A-Za-z0-9]{80})", "WakaTime docs, Authentication", severity=4.5),
    token("Buildkite", "registry token", r"bkpt_[A-Za-z0-9_-]{40,80}", "Buildkite docs, Package registries"),
    token("Cypress", "record key", r"(?i:record)[ _\-]?(?i:key)[\"']?[ \t]{0,4}[:= ][ \t]{0,4}[\"']?(?P<secret>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})",
          "Cypress docs, Record key", severity=5.0, confidence="medium"),
    token("Contributed Systems", "credentials", r"BUNDLE_(?:GEMS|ENTERPRISE)__CONTRIBSYS__COM[A-Za-z_]{0,8}[\"']?[ \t]{0,4}[:=]{1,2}[ \t]{0,4}[\"']?(?P<secret>[0-9a-f]{8}:[0-9a-f]{8})", "Sidekiq wiki, Commercial installation", entropy=2.8),
    token("Cypress", "record key", r"cypress[ ][^\n]{0,80}--key[ =](?P<secret>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})", "Cypress docs, Command line, cypress run --record --key", severity=5.0, variant="option"),
    token("Cypress", "record key", r"--record[ ][^\n]{0,40}--key[ =](?P<secret>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})", "Cypress docs, Command line, cypress run --record --key", severity=5.0, variant="recorded"),
    token("Val Town", "API token", r"vtwn_[A-Za-z0-9]{20,64}", "Val Town docs, API tokens"),
    token("Fastlane", "session cookie", r"FASTLANE_SESSION[=: ]{1,3}[\"']?(?P<secret>[A-Za-z0-9+/=\\!:;.,_-]{100,})", "fastlane docs, Two-factor", boundary=False),
    token("Expo", "access token", r"(?i:expo_token)[\"']?[ \t]{0,4}[:=][ \t]{0,4}[\"']?(?P<secret>[A-Za-z0-9_-]{40})", "Expo docs, Programmatic access", confidence="medium"),
    token("Nx Cloud", "access token", r"(?i:nx_cloud_(?:access|auth)_token)[\"']?[ \t]{0,4}[:=][ \t]{0,4}[\"']?(?P<secret>[A-Za-z0-9+/=]{40,100})", "Nx docs, CI access tokens", boundary=False, severity=5.5),
    token("Turborepo", "signature key", r"(?i:turbo_remote_cache_signature_key)[\"']?[ \t]{0,4}[:=][ \t]{0,4}[\"']?(?P<secret>[A-Za-z0-9+/=_-]{16,100})", "Turborepo docs", boundary=False, severity=5.5),
)

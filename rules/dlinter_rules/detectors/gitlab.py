"""GitLab: tokens of every prefix, the routable form with its checksum."""

from __future__ import annotations

from dlinter.detectors.checksums import is_routable
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="gitlab-personal-access-token",
        provider="GitLab",
        title="GitLab personal, project or group access token",
        pattern=r"glpat-[A-Za-z0-9_-]{20}",
        keywords=("glpat-",),
        matches=(
            'GITLAB_TOKEN="glpat-' + 'qd54fgXEolOuF6XQfupB"',
            "PRIVATE-TOKEN: glpat-" + "kxwJlmmhIX8tARauyekG",
        ),
        misses=(
            'GITLAB_TOKEN="glpat-' + 'qd54fgXEolOuF6XQfup"',
            'GITLAB_TOKEN="glpat-' + 'xxxxxxxxxxxxxxxxxxxx"',
        ),
        source="GitLab docs, Token overview: token prefixes",
        min_entropy=3.0,
        security_severity=9.0,
    ),
    Detector(
        id="gitlab-routable-token",
        provider="GitLab",
        title="GitLab token (routable)",
        pattern=r"gl(?:pat|dt|rt|rtr|cbt|ptt|ft|soat|imt|agent|oas|wt|ffct)-[A-Za-z0-9_-]{27,240}\.[0-9a-z]{2}\.[0-9a-z]{9}",
        keywords=("glpat-", "gldt-", "glrt-", "glrtr-", "glcbt-", "glptt-", "glft-", "glsoat-", "glimt-",
            "glagent-", "gloas-", "glwt-", "glffct-"),
        matches=(
            'GITLAB_TOKEN="glpat-' + 'wxd1lr2jo-qe1zzqQ8dlEG86MQp1Om43Ygk.01.0z11lu11j"',
            "PRIVATE-TOKEN: glpat-" + "HNwvETH9JH7ToAagv9D0gW86MQp1OmZhcwk.01.0z1ev6a4j",
        ),
        misses=(
            'GITLAB_TOKEN="glpat-' + 'wxd1lr2jo-qe1zzqQ8dlEG86MQp1Om43Ygk.01.0z11lu11"',
            'GITLAB_TOKEN="glpat-' + 'wxd1lr2jo-qe1zzqQ8dlEG86MQp1Om43Ygk.01.0z11lu11A"',
            'GITLAB_TOKEN="glpat-' + 'xxxxxxxxx-xxxxxxxxxxxxxxxxxxxxxxxxx.xx.xxxxxxxxx"',
        ),
        source="GitLab source, Authn::TokenField::Generator::RoutableToken (CRC-32, base 36)",
        validate=is_routable,
        min_entropy=3.0,
        security_severity=9.0,
    ),
    Detector(
        id="gitlab-deploy-token",
        provider="GitLab",
        title="GitLab deploy token",
        pattern=r"gldt-[A-Za-z0-9_-]{20}",
        keywords=("gldt-",),
        matches=(
            'GITLAB_TOKEN="gldt-' + 'GYYsJNwzrylSrvdqnc7w"',
            "Authorization: Bearer gldt-" + "C5v7h9dkluqUgKfetkmu",
        ),
        misses=(
            'GITLAB_TOKEN="gldt-' + 'GYYsJNwzrylSrvdqnc7"',
            'GITLAB_TOKEN="gldt-' + 'xxxxxxxxxxxxxxxxxxxx"',
        ),
        source="GitLab docs, Token overview: token prefixes",
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="gitlab-runner-authentication-token",
        provider="GitLab",
        title="GitLab runner authentication token",
        pattern=r"glrt-(?:t[0-9]_)?[A-Za-z0-9_-]{20}",
        keywords=("glrt-",),
        matches=(
            'RUNNER_TOKEN="glrt-' + 'x2f9u3eVG7n5ikdfKHTd"',
            "Authorization: Bearer glrt-" + "t2_eJxz19eEXVITxWmcu158",
        ),
        misses=(
            'RUNNER_TOKEN="glrt-' + 'x2f9u3eVG7n5ikdfKHT"',
            'RUNNER_TOKEN="glrt-' + 'xxxxxxxxxxxxxxxxxxxx"',
        ),
        source="GitLab docs, Token overview: token prefixes",
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="gitlab-runner-legacy-authentication-token",
        provider="GitLab",
        title="GitLab runner authentication token (by registration)",
        pattern=r"glrtr-[A-Za-z0-9_-]{20}",
        keywords=("glrtr-",),
        matches=(
            'RUNNER_TOKEN="glrtr-' + '4i0c4ztj1yQwQP3YBIyF"',
            "Authorization: Bearer glrtr-" + "aeGldOnjmz8DULqXALM5",
        ),
        misses=(
            'RUNNER_TOKEN="glrtr-' + '4i0c4ztj1yQwQP3YBIy"',
            'RUNNER_TOKEN="glrtr-' + 'xxxxxxxxxxxxxxxxxxxx"',
        ),
        source="GitLab docs, Token overview: token prefixes",
        min_entropy=3.0,
    ),
    Detector(
        id="gitlab-runner-registration-token",
        provider="GitLab",
        title="GitLab runner registration token",
        pattern=r"GR1348941[A-Za-z0-9_-]{20}",
        keywords=("gr1348941",),
        matches=(
            'REGISTRATION_TOKEN="GR1348941' + 'WgGKqSsmgtFfyeQCdZSY"',
            "Authorization: Bearer GR1348941" + "hKyBOfYALoSdKkqjObMe",
        ),
        misses=(
            'REGISTRATION_TOKEN="GR1348941' + 'WgGKqSsmgtFfyeQCdZS"',
            'REGISTRATION_TOKEN="GR1348941' + 'xxxxxxxxxxxxxxxxxxxx"',
        ),
        source="GitLab docs, Runner registration tokens",
        min_entropy=3.0,
    ),
    Detector(
        id="gitlab-ci-job-token",
        provider="GitLab",
        title="GitLab CI/CD job token",
        pattern=r"glcbt-[A-Za-z0-9]{1,5}_[A-Za-z0-9_-]{20}",
        keywords=("glcbt-",),
        matches=(
            'CI_JOB_TOKEN="glcbt-' + '1RMMz_O0K7KyocOCXl7ZQ06vIW"',
            "Authorization: Bearer glcbt-" + "mz_2n3G0wsR3s2bMlcFM0Br",
        ),
        misses=(
            'CI_JOB_TOKEN="glcbt-' + '1RMMz_O0K7KyocOCXl7ZQ06vI"',
            'CI_JOB_TOKEN="glcbt-' + 'xxxxx_xxxxxxxxxxxxxxxxxxxx"',
        ),
        source="GitLab docs, Token overview: token prefixes",
        min_entropy=3.0,
        security_severity=5.5,
    ),
    Detector(
        id="gitlab-trigger-token",
        provider="GitLab",
        title="GitLab pipeline trigger token",
        pattern=r"glptt-[0-9a-f]{40}",
        keywords=("glptt-",),
        matches=(
            'TRIGGER_TOKEN="glptt-' + '05dd87819de652cea19a287237630de0d26b6c48"',
            "Authorization: Bearer glptt-" + "fd7b1d5d23535205cba9c5e5abb7b2f0d6e05bfd",
        ),
        misses=(
            'TRIGGER_TOKEN="glptt-' + '05dd87819de652cea19a287237630de0d26b6c4"',
            'TRIGGER_TOKEN="glptt-' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="GitLab docs, Token overview: token prefixes",
        min_entropy=3.0,
        security_severity=7.0,
    ),
    Detector(
        id="gitlab-feed-token",
        provider="GitLab",
        title="GitLab feed token",
        pattern=r"glft-(?:[A-Za-z0-9_-]{20}|[0-9a-f]{64}-[0-9]{1,12})",
        keywords=("glft-",),
        matches=(
            'FEED_TOKEN="glft-' + 'fHD8ChYAzcKiVblRaJ32"',
            "Authorization: Bearer glft-" + "pKRUiTi6w6Pei2ApUcP4",
        ),
        misses=(
            'FEED_TOKEN="glft-' + 'fHD8ChYAzcKiVblRaJ3"',
            'FEED_TOKEN="glft-' + 'xxxxxxxxxxxxxxxxxxxx"',
        ),
        source="GitLab docs, Token overview: token prefixes",
        min_entropy=3.0,
        security_severity=5.0,
    ),
    Detector(
        id="gitlab-scim-token",
        provider="GitLab",
        title="GitLab SCIM token",
        pattern=r"glsoat-[A-Za-z0-9_-]{20}",
        keywords=("glsoat-",),
        matches=(
            'SCIM_TOKEN="glsoat-' + 'Wh6KsLHnEfNdt3amIB3y"',
            "Authorization: Bearer glsoat-" + "AxQqxkSsbVTGjrBEt4gG",
        ),
        misses=(
            'SCIM_TOKEN="glsoat-' + 'Wh6KsLHnEfNdt3amIB3"',
            'SCIM_TOKEN="glsoat-' + 'xxxxxxxxxxxxxxxxxxxx"',
        ),
        source="GitLab docs, Token overview: token prefixes",
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="gitlab-incoming-mail-token",
        provider="GitLab",
        title="GitLab incoming mail token",
        pattern=r"glimt-[A-Za-z0-9_-]{25}",
        keywords=("glimt-",),
        matches=(
            'MAIL_TOKEN="glimt-' + '80nILeQtC1uqBHfA7JZSP5NdY"',
            "Authorization: Bearer glimt-" + "H2V5qXa1sOg6cksIJ92WAzL3T",
        ),
        misses=(
            'MAIL_TOKEN="glimt-' + '80nILeQtC1uqBHfA7JZSP5Nd"',
            'MAIL_TOKEN="glimt-' + 'xxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="GitLab docs, Token overview: token prefixes",
        min_entropy=3.0,
        security_severity=5.0,
    ),
    Detector(
        id="gitlab-agent-token",
        provider="GitLab",
        title="GitLab agent for Kubernetes token",
        pattern=r"glagent-[A-Za-z0-9_-]{50}",
        keywords=("glagent-",),
        matches=(
            'AGENT_TOKEN="glagent-' + 'LpoSaVqQMNGqHLIf4n0zMc45JXx1sFoq0AD9yyOO5qnep3oxQ1"',
            "Authorization: Bearer glagent-" + "kZFWszVDm0WdYhwrtJOA36q3lY8Gas8dzG3Z31vXSls81EEOUg",
        ),
        misses=(
            'AGENT_TOKEN="glagent-' + 'LpoSaVqQMNGqHLIf4n0zMc45JXx1sFoq0AD9yyOO5qnep3oxQ"',
            'AGENT_TOKEN="glagent-' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="GitLab docs, Token overview: token prefixes",
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="gitlab-oauth-application-secret",
        provider="GitLab",
        title="GitLab OAuth application secret",
        pattern=r"gloas-[0-9a-f]{64}",
        keywords=("gloas-",),
        matches=(
            'OAUTH_SECRET="gloas-' + '9601ff1dad4a04ffbc0aa36714d865c3012b64d3924dec5560d9c37ca2adfa0f"',
            "Authorization: Bearer gloas-"
            + "194b7d1633bed8640390c8f2731bac67719b773b73983a12d3c1c8ad8aab4357",
        ),
        misses=(
            'OAUTH_SECRET="gloas-' + '9601ff1dad4a04ffbc0aa36714d865c3012b64d3924dec5560d9c37ca2adfa0"',
            'OAUTH_SECRET="gloas-' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="GitLab docs, Token overview: token prefixes",
        min_entropy=3.0,
    ),
    Detector(
        id="gitlab-workspace-token",
        provider="GitLab",
        title="GitLab workspace token",
        pattern=r"glwt-[A-Za-z0-9_-]{20,80}",
        keywords=("glwt-",),
        matches=(
            'WORKSPACE_TOKEN="glwt-'
            + 'mrecDyhdHMgHoBEImvRdcWu5XcuHqm9gbNgKdeBDews6KqYkIOmFmkvL0ERKFVqCi37bnCh"',
            "Authorization: Bearer glwt-" + "08pBsabmwWRplFsIXGtqTbB4L",
        ),
        misses=(
            'WORKSPACE_TOKEN="glwt-'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="GitLab docs, Token overview: token prefixes",
        min_entropy=3.0,
        security_severity=6.0,
    ),
    Detector(
        id="gitlab-feature-flags-client-token",
        provider="GitLab",
        title="GitLab feature flags client token",
        pattern=r"glffct-[A-Za-z0-9_-]{20}",
        keywords=("glffct-",),
        matches=(
            'FLAGS_TOKEN="glffct-' + '13Ze2JQoWX7xa3Lux05k"',
            "Authorization: Bearer glffct-" + "BdtvOw23H7QOdvgiiM3c",
        ),
        misses=(
            'FLAGS_TOKEN="glffct-' + '13Ze2JQoWX7xa3Lux05"',
            'FLAGS_TOKEN="glffct-' + 'xxxxxxxxxxxxxxxxxxxx"',
        ),
        source="GitLab docs, Token overview: token prefixes",
        min_entropy=3.0,
        security_severity=5.0,
    ),
    Detector(
        id="gitlab-session-cookie",
        provider="GitLab",
        title="GitLab session cookie",
        pattern=r"_gitlab_session=(?P<secret>[0-9a-f]{32})",
        keywords=("_gitlab_session=",),
        matches=(
            "Cookie: _gitlab_session=" + "da6551adff93e85fcc04c36c2bff00b5",
        ),
        misses=(
            "Cookie: _gitlab_session=da6551adff93e85f" + "cc04c36c2bff00b",
            "Cookie: _gitlab_session=da6551adff93e85f" + "xxxxxxxxxxxxxxxx",
        ),
        source="GitLab docs, Token overview: token prefixes",
        min_entropy=3.0,
        security_severity=6.0,
    ),
)

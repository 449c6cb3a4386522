"""Azure DevOps: personal access tokens, old and new."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="azure-devops-pat",
        provider="Azure DevOps",
        title="Azure DevOps personal access token",
        pattern=r"[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9][A-L][A-Za-z0-9]{16}AZDO[A-Za-z0-9]{4}",
        keywords=("azdo",),
        matches=(
            'AZURE_DEVOPS_PAT="' + "D3vUEaCEoFa8bWM1UwTlRqoFuRLYWh40agLFuHIGjw"
            + 'Bee6RUqqUnJQQJ99SEZwDgEYgrby4dkrT6AZDOqZcK"',
            "  password: " + "TDI8rsSEAJTNSXjvBOA5fbS8IPK71DDPk6YJxgkQIz"
            + "YS6OqxlwBZJQQJ99BAwAA19cI1Xt3eR0JHAZDOpNOl",
        ),
        misses=(
            'AZURE_DEVOPS_PAT="' + "D3vUEaCEoFa8bWM1UwTlRqoFuRLYWh40agLFuHIGjw"
            + 'Bee6RUqqUnJQQJ99SEZwDgEYgrby4dkrT6AZDOqZc"',
            'AZURE_DEVOPS_PAT="' + "D3vUEaCEoFa8bWM1UwTlRqoFuRLYWh40agLFuHIGjw"
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Azure DevOps docs, Use personal access tokens (84 characters, AZDO at position 76)",
        min_entropy=3.5,
        security_severity=9.0,
    ),
    Detector(
        id="azure-devops-legacy-pat",
        provider="Azure DevOps",
        title="Azure DevOps personal access token (52 characters)",
        pattern=assigned(
            r"azure[_ \-]?devops|ado_pat|ado_token|vsts|azdo|azp_token|visualstudio\.com|dev\.azure\.com|vss_nuget", r"[a-z2-7]{52}"),
        keywords=("azure", "ado_", "vsts", "azdo", "azp_token", "visualstudio", "vss_nuget"),
        anchors=(("azure", 0), ("ado_", 0), ("vsts", 0), ("azdo", 0), ("azp_token", 0), ("visualstudio.com", 0),
            ("dev.azure.com", 0), ("vss_nuget", 0)),
        matches=(
            'AZURE_DEVOPS_EXT_PAT="' + 'tbotzkfwdctoh6keulvx4syn6mr7ormnitz7kya4cy2y2a57n4uu"',
            "  azure_devops_ext_pat: " + "xjyvjzo6sm2dihtwnw6jgowk6avf27t2apoyvm3vo4pseuu2yqtw",
        ),
        misses=(
            'AZURE_DEVOPS_EXT_PAT="' + 'tbotzkfwdctoh6keulvx4syn6mr7ormnitz7kya4cy2y2a57n4u"',
            'AZURE_DEVOPS_EXT_PAT="' + 'xxxxxxxxxxxxx0xxxxxx0xxx0xx0xxxxxxx0xxx0xx0x0x00x0xx"',
            "REVISION=" + "tbotzkfwdctoh6keulvx4syn6mr7ormnitz7kya4cy2y2a57n4uu",
        ),
        source="Azure DevOps docs, Use personal access tokens (52 characters, base32)",
        min_entropy=3.8,
        confidence="medium",
        security_severity=9.0,
    ),
)

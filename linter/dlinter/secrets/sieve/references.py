"""Names of values that are kept elsewhere, and ciphertext whose key is elsewhere: what is there for everybody
to see on purpose."""

from __future__ import annotations

import re

from dlinter.model.secret import Sieved
from dlinter.secrets.grammar.values import is_generic
from dlinter.secrets.sighting import Sighting

_REFERENCE = re.compile(
    r"ref\+[a-z0-9]+:/|(?:vault|op|keyvault|akv|doppler|infisical|bws|chamber|ssm|secretsmanager|awssm|gcpsm|sm|berglas|env|file|summon):(?://|[A-Za-z0-9_.-]+/)|"
    r"arn:aws[a-z-]*:|projects/[^/]+/secrets/|!(?:vault|var|sops)\b|ENC\[[A-Z0-9_]+,|\$\{?(?:secrets|env|vars)\.|@Microsoft\.KeyVault\(|\{cipher\}|\{\{?resolve:|(?-i:Ag[A-D])[A-Za-z0-9+/]{200}",
    re.IGNORECASE,
)
_ENVIRONMENT = re.compile(r"os\.environ[/.\[]|process\.env\.|[A-Z]{2,16}(?:_[A-Z]{1,16}){1,5}\Z")
"""A variable, or a name in capitals that stands for one: `Bearer SHOP_API_KEY`."""


def is_reference(seen: Sighting) -> str:
    """A value that says where it is kept: `ref+vault://…`, `op://…`, an ARN; SOPS' and Spring's
    ciphertext."""
    if _ENVIRONMENT.match(seen.value) and seen.detector.confidence != "high":
        return Sieved.REFERENCE
    return Sieved.REFERENCE if is_generic(seen.detector) and _REFERENCE.match(seen.value) else ""

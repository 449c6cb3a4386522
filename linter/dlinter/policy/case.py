"""What the steps of the chain know beside the results."""

from __future__ import annotations

from msgspec import Struct, field

from dlinter.policy.baseline import Baseline
from dlinter.policy.ignores import Ignores
from dlinter.policy.settings import Settings


class Case(Struct, frozen=True):
    """The settings, the ignores of the file that the results are about, and the accepted results."""

    settings: Settings
    ignores: Ignores = field(default_factory=Ignores)
    baseline: Baseline = field(default_factory=Baseline)

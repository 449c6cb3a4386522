"""What the steps of the chain know beside the results."""

from __future__ import annotations

from dataclasses import dataclass, field

from dlinter.policy.baseline import Baseline
from dlinter.policy.ignores import Ignores
from dlinter.policy.settings import Settings


@dataclass(frozen=True, slots=True)
class Case:
    """The settings, the ignores of the file that the results are about, and the accepted results."""

    settings: Settings
    ignores: Ignores = field(default_factory=Ignores)
    baseline: Baseline = field(default_factory=Baseline)

"""How what was found got into its image: the order in which that is told, and how many findings came by each
way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from dlinter.finding import Result
from dlinter.model.place import Origin
from dlinter.report.plain import origin_of

_ORDER = (Origin.UNKNOWN, Origin.BUILD, Origin.BASE, Origin.PACKAGE)


def ordered(results: list[Result]) -> list[Result]:
    """Of each image first what this build added: what is inherited or everybody's is for others to change."""
    if not any(origin_of(r) for r in results):
        return results
    order: dict[str, int] = {}
    for result in results:
        order.setdefault(_input(result), len(order))
    return sorted(results, key=lambda r: (order[_input(r)], _ORDER.index(origin_of(r))))


def _input(result: Result) -> str:
    return result.location.image.image if result.location.image is not None else result.location.path


def counted(results: Iterable[Result]) -> list[str]:
    """`1 inherited from the base image`, `10 shipped by packages`."""
    origins = Counter(origin_of(r) for r in results)
    told = {Origin.BASE: "inherited from the base image", Origin.PACKAGE: "shipped by packages"}
    return [f"{origins[origin]} {text}" for origin, text in told.items() if origins[origin]]


def package_of(result: Result) -> str:
    """The package that everybody has and that a finding is in, "" where it is in none."""
    image = result.location.image
    return image.package if image is not None and image.origin is Origin.PACKAGE else ""

"""Sums of money as a scenario writes them: fixed, by attribute, or drawn, each drawn one with a factor if wanted.

What is paid is rounded to whole pence.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from flowsim.scenario.distributions import NumberTree
from flowsim.scenario.node import Node
from flowsim.scenario.quantities import Money, Number, Share


class SumBy(BaseModel):
    """A sum for each level of an attribute: ``{by: need, low: £400, high: £900}``; ``times`` holds for all.

    Attributes:
        by: the attribute.
        otherwise: what holds for levels that are not listed (``else``).
        times: multiplies the sum.
    """

    model_config = ConfigDict(extra="allow", frozen=True, populate_by_name=True)
    by: str
    otherwise: Sum | None = Field(None, alias="else")
    times: NumberTree | None = None
    __pydantic_extra__: dict[str, Sum]


class SumMoments(Node):
    """``mean`` with ``sd`` or ``cv``.

    Attributes:
        mean: the mean sum.
        sd: its standard deviation.
        cv: its standard deviation divided by its mean.
    """

    mean: Money
    sd: Money | None = None
    cv: Number | None = None


class SumBounds(Node):
    """``low`` and ``high``.

    Attributes:
        low: the least sum.
        high: the greatest sum.
    """

    low: Money
    high: Money


class SumValues(Node):
    """Observed ``values``, each as likely as the next unless ``shares`` are given.

    Attributes:
        values: the observed sums.
        shares: the share of each, in the same order.
    """

    values: list[Money]
    shares: list[Share] | None = None


class DrawnSum(Node):
    """What every sum that is drawn may carry besides its parameters.

    Attributes:
        times: multiplies what was drawn.
    """

    times: NumberTree | None = None


class GammaSum(DrawnSum):
    """Gamma, given by mean and sd or cv."""

    gamma: SumMoments


class LognormalSum(DrawnSum):
    """Lognormal, given by mean and sd or cv."""

    lognormal: SumMoments


class UniformSum(DrawnSum):
    """Equally likely between low and high."""

    uniform: SumBounds


class EmpiricalSum(DrawnSum):
    """Observed sums."""

    empirical: SumValues


_DRAWN: dict[str, type[DrawnSum]] = {
    "gamma": GammaSum,
    "lognormal": LognormalSum,
    "uniform": UniformSum,
    "empirical": EmpiricalSum,
}


def _kind(raw: Any) -> str | None:
    """The tag of what a raw value is; None for a mapping that names no distribution of sums."""
    if isinstance(raw, SumBy) or (isinstance(raw, dict) and "by" in raw):
        return "<by>"
    if isinstance(raw, DrawnSum):
        return next((f"<{name}>" for name, kind in _DRAWN.items() if isinstance(raw, kind)), None)
    if isinstance(raw, dict):
        return next((f"<{name}>" for name in _DRAWN if name in raw), "<fixed>" if "value" in raw else None)
    return "<fixed>"


Sum = Annotated[
    Annotated[Money, Tag("<fixed>")]
    | Annotated[SumBy, Tag("<by>")]
    | Annotated[GammaSum, Tag("<gamma>")]
    | Annotated[LognormalSum, Tag("<lognormal>")]
    | Annotated[UniformSum, Tag("<uniform>")]
    | Annotated[EmpiricalSum, Tag("<empirical>")],
    Discriminator(_kind, custom_error_type="unknown_sum", custom_error_message="this is no sum of money"),
]
"""A sum of money: fixed, by attribute, or drawn."""

SumBy.model_rebuild()


def sum_parameters(leaf: DrawnSum) -> tuple[str, dict[str, Any]]:
    """Name and parameters of a distribution of sums as plain numbers: pence, or pure numbers.

    >>> sum_parameters(UniformSum.model_validate({"uniform": {"low": "£1", "high": "£2.50"}}))
    ('uniform', {'low': 100.0, 'high': 250.0})
    """
    name = next(name for name, kind in _DRAWN.items() if isinstance(leaf, kind))
    given = getattr(leaf, name)
    items = {key: getattr(given, key) for key in type(given).model_fields}
    return name, {
        key: [one.value for one in item] if isinstance(item, list) else item.value
        for key, item in items.items()
        if item is not None
    }

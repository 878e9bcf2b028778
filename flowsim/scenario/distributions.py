"""Distributions as a scenario writes them: one leaf, by attribute, a mixture, each with an optional factor.

A bare quantity is a fixed value. A leaf is a mapping with the distribution's name as its key; its parameters
are moments of the variable itself. ``times`` multiplies what was drawn, by a number that may depend on an
attribute: that is how one class of person has longer stages than another.

Tags of unions stand in angle brackets, so that no word of a scenario can be taken for one in an error's path.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from flowsim.scenario.quantities import Duration, Figure, Number, Share


class Node(BaseModel):
    """The root of every object of a scenario: frozen, and closed to unknown words."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, arbitrary_types_allowed=True)


class NumberBy(BaseModel):
    """A number for each level of an attribute: ``{by: age, young: 1, old: 2}``; ``else`` covers the rest.

    Attributes:
        by: the attribute.
        otherwise: what holds for levels that are not listed (``else``).
    """

    model_config = ConfigDict(extra="allow", frozen=True, populate_by_name=True)
    by: str
    otherwise: NumberTree | None = Field(None, alias="else")
    __pydantic_extra__: dict[str, NumberTree]


def _by_or(plain: str) -> Any:
    def kind(raw: Any) -> str:
        by = raw.get("by") if isinstance(raw, dict) else getattr(raw, "by", None)
        return "<by>" if by is not None else plain

    return Discriminator(kind)


NumberTree = Annotated[Annotated[Number, Tag("<number>")] | Annotated[NumberBy, Tag("<by>")], _by_or("<number>")]
"""A number, or one for each level of an attribute."""


class ShareBy(BaseModel):
    """A share for each level of an attribute; ``else`` covers the rest.

    Attributes:
        by: the attribute.
        otherwise: what holds for levels that are not listed (``else``).
    """

    model_config = ConfigDict(extra="allow", frozen=True, populate_by_name=True)
    by: str
    otherwise: ShareTree | None = Field(None, alias="else")
    __pydantic_extra__: dict[str, ShareTree]


ShareTree = Annotated[Annotated[Share, Tag("<share>")] | Annotated[ShareBy, Tag("<by>")], _by_or("<share>")]
"""A share, or one for each level of an attribute."""


class Moments(Node):
    """``mean`` with ``sd`` or ``cv`` (both of the variable itself), or ``median`` with ``mean``.

    Attributes:
        mean: the mean of the variable itself.
        sd: its standard deviation.
        cv: its standard deviation divided by its mean.
        median: the value that half the draws stay below (lognormal only).
    """

    mean: Duration | None = None
    sd: Duration | None = None
    cv: Number | None = None
    median: Duration | None = None


class MeanOnly(Node):
    """``mean`` alone.

    Attributes:
        mean: the mean.
    """

    mean: Duration


class Bounds(Node):
    """``low`` and ``high``, with ``mode`` for a triangle.

    Attributes:
        low: the least value.
        high: the greatest value.
        mode: the most likely value (triangular only).
    """

    low: Duration
    high: Duration
    mode: Duration | None = None


class Values(Node):
    """Observed ``values``, each as likely as the next unless ``shares`` are given.

    Attributes:
        values: the observed values.
        shares: the share of each, in the same order.
    """

    values: list[Duration]
    shares: list[Share] | None = None


class Leaf(Node):
    """What every named distribution may carry besides its parameters.

    Attributes:
        times: multiplies what was drawn.
    """

    times: NumberTree | None = None


class Deterministic(Leaf):
    """Always the same value."""

    deterministic: Duration


class Exponential(Leaf):
    """Memoryless, given by its mean."""

    exponential: MeanOnly


class Gamma(Leaf):
    """Gamma, given by mean and sd or cv."""

    gamma: Moments


class Lognormal(Leaf):
    """Lognormal, given by mean and sd or cv, or by median and mean."""

    lognormal: Moments


class Weibull(Leaf):
    """Weibull, given by mean and sd or cv."""

    weibull: Moments


class Uniform(Leaf):
    """Equally likely between low and high."""

    uniform: Bounds


class Triangular(Leaf):
    """A triangle over low, mode, high."""

    triangular: Bounds


class Empirical(Leaf):
    """Observed values."""

    empirical: Values


class Part(Node):
    """One component of a mixture.

    Attributes:
        share: how likely this component is.
        of: the component.
    """

    share: Share
    of: Distribution


class Mixture(Leaf):
    """One of several distributions, by share."""

    mixture: list[Part]


class DistributionBy(BaseModel):
    """A distribution for each level of an attribute; ``else`` covers the rest; ``times`` multiplies all.

    Attributes:
        by: the attribute.
        otherwise: what holds for levels that are not listed (``else``).
        times: multiplies what was drawn.
    """

    model_config = ConfigDict(extra="allow", frozen=True, populate_by_name=True)
    by: str
    otherwise: Distribution | None = Field(None, alias="else")
    times: NumberTree | None = None
    __pydantic_extra__: dict[str, Distribution]


LEAVES: dict[str, type[Leaf]] = {
    "deterministic": Deterministic,
    "exponential": Exponential,
    "gamma": Gamma,
    "lognormal": Lognormal,
    "weibull": Weibull,
    "uniform": Uniform,
    "triangular": Triangular,
    "empirical": Empirical,
    "mixture": Mixture,
}
"""The named distributions of the language; the name is the key that a scenario writes."""


def distribution_kind(raw: Any) -> str | None:
    """The tag of the branch that a raw value belongs to; None for a mapping that names no distribution."""
    if isinstance(raw, Leaf):
        return next(f"<{name}>" for name, cls in LEAVES.items() if isinstance(raw, cls))
    if isinstance(raw, DistributionBy) or (isinstance(raw, dict) and "by" in raw):
        return "<by>"
    if isinstance(raw, dict):
        return next((f"<{name}>" for name in LEAVES if name in raw), "<fixed>" if "value" in raw else None)
    return "<fixed>"


Distribution = Annotated[
    Annotated[Duration, Tag("<fixed>")]
    | Annotated[DistributionBy, Tag("<by>")]
    | Annotated[Deterministic, Tag("<deterministic>")]
    | Annotated[Exponential, Tag("<exponential>")]
    | Annotated[Gamma, Tag("<gamma>")]
    | Annotated[Lognormal, Tag("<lognormal>")]
    | Annotated[Weibull, Tag("<weibull>")]
    | Annotated[Uniform, Tag("<uniform>")]
    | Annotated[Triangular, Tag("<triangular>")]
    | Annotated[Empirical, Tag("<empirical>")]
    | Annotated[Mixture, Tag("<mixture>")],
    Discriminator(
        distribution_kind, custom_error_type="unknown_distribution", custom_error_message="this names no distribution"
    ),
]
"""A time to draw: a fixed duration, a named distribution, a mixture, or one of these by attribute."""

for _model in (NumberBy, ShareBy, Part, Mixture, DistributionBy):
    _model.model_rebuild()


def parameters(leaf: Leaf) -> tuple[str, dict[str, float | list[float]]]:
    """Name and parameters of a distribution (not of a mixture) as plain numbers: ticks, or pure numbers.

    >>> parameters(Exponential.model_validate({"exponential": {"mean": "1 h"}}))
    ('exponential', {'mean': 3600000.0})
    """
    name = next(name for name, kind in LEAVES.items() if isinstance(leaf, kind))
    given = getattr(leaf, name)
    if isinstance(given, Figure):
        return name, {"value": given.value}
    found: dict[str, float | list[float]] = {}
    for key in type(given).model_fields:
        item = getattr(given, key)
        if item is not None:
            found[key] = [figure.value for figure in item] if isinstance(item, list) else item.value
    return name, found

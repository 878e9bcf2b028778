"""Distributions as a scenario writes them: one leaf, by attribute, a mixture, each with an optional factor.

A bare quantity is a fixed value. A leaf is a mapping with the distribution's name as its key; its parameters
are moments of the variable itself. ``times`` multiplies what was drawn, by a number that may depend on an
attribute: that is how one class of person has longer stages than another. ``truncate`` keeps what comes out within
bounds: values within are as likely among each other as before.

Tags of unions stand in angle brackets, so that no word of a scenario can be taken for one in an error's path.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from flowsim.scenario.node import Node
from flowsim.scenario.quantities import Duration, Figure, Number, Share
from flowsim.units import parse_share


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


def by_or(plain: str) -> Any:
    """Tells what is written by attribute from what is not, by the tags ``<by>`` and ``plain``."""

    def kind(raw: Any) -> str:
        by = raw.get("by") if isinstance(raw, dict) else getattr(raw, "by", None)
        return "<by>" if by is not None else plain

    return Discriminator(kind)


NumberTree = Annotated[Annotated[Number, Tag("<number>")] | Annotated[NumberBy, Tag("<by>")], by_or("<number>")]
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


ShareTree = Annotated[Annotated[Share, Tag("<share>")] | Annotated[ShareBy, Tag("<by>")], by_or("<share>")]
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


class Truncate(Node):
    """Only values from ``low`` to ``high`` are drawn, as likely among each other as they were before.

    Attributes:
        low: the least value; nought if not given.
        high: the greatest value; without end if not given.
    """

    low: Duration | None = None
    high: Duration | None = None


class PhasesByShare(Node):
    """``mean`` with ``cv`` or ``sd`` (the standard deviation at least the mean), or ``means`` with ``shares``.

    Attributes:
        mean: the mean of the variable itself.
        sd: its standard deviation.
        cv: its standard deviation divided by its mean, 1 or more.
        means: the mean time in each phase.
        shares: the share of people who go through each phase.
    """

    mean: Duration | None = None
    sd: Duration | None = None
    cv: Number | None = None
    means: list[Duration] | None = None
    shares: list[Share] | None = None


class Stages(Node):
    """``mean`` and ``stages``.

    Attributes:
        mean: the mean of the whole time.
        stages: how many equal stages it has, a whole number.
    """

    mean: Duration
    stages: Number


class CutNormal(Node):
    """``low`` and ``high``, with ``mean`` and ``sd`` of what is left, or ``centre`` and ``spread`` before the cut.

    Attributes:
        low: the least value.
        high: the greatest value.
        mean: the mean of what is drawn.
        sd: the standard deviation of what is drawn.
        centre: the mean of the normal before it is cut.
        spread: the standard deviation of the normal before it is cut.
    """

    low: Duration
    high: Duration
    mean: Duration | None = None
    sd: Duration | None = None
    centre: Duration | None = None
    spread: Duration | None = None


class BoundedMoments(Node):
    """``low`` and ``high`` with ``mean`` and ``sd``.

    Attributes:
        low: the least value.
        high: the greatest value.
        mean: the mean of the variable itself.
        sd: its standard deviation.
    """

    low: Duration
    high: Duration
    mean: Duration
    sd: Duration


class ThreePoints(Node):
    """``low``, ``mode`` and ``high``.

    Attributes:
        low: the least value.
        mode: the most likely value.
        high: the greatest value.
    """

    low: Duration
    mode: Duration
    high: Duration


class Phases(Node):
    """Exponential phases with shares from each to each.

    Attributes:
        start: the share of people who begin in each phase.
        means: the mean time in each phase.
        next: a row for each phase with the shares that go on to each phase; what is missing to one has left.
    """

    start: list[Share]
    means: list[Duration]
    next: list[list[Share]]


class PhasesInTurn(Node):
    """Exponential phases one after the other.

    Attributes:
        means: the mean time in each phase.
        onward: the share that goes on to the next phase, for each phase but the last.
    """

    means: list[Duration]
    onward: list[Share]


class Leaf(Node):
    """What every named distribution may carry besides its parameters.

    Attributes:
        times: multiplies what was drawn.
        truncate: bounds on what comes out, after ``times``.
    """

    times: NumberTree | None = None
    truncate: Truncate | None = None


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


class Hyperexponential(Leaf):
    """One of several exponential phases, given by mean and cv or sd, or phase by phase."""

    hyperexponential: PhasesByShare


class Erlang(Leaf):
    """A sum of equal exponential stages."""

    erlang: Stages


class TruncatedNormal(Leaf):
    """A normal between two bounds."""

    truncated_normal: CutNormal


class Beta(Leaf):
    """A beta between two bounds, given by mean and sd."""

    beta: BoundedMoments


class Pert(Leaf):
    """A smooth hump over low, mode, high (PERT)."""

    pert: ThreePoints


class Quantiles(Leaf):
    """Straight lines between quantiles: ``{0 %: 0 d, 50 %: 3 d, 90 %: 10 d, 100 %: 60 d}``."""

    quantiles: dict[str, Duration]


class PhaseType(Leaf):
    """The time to go through exponential phases."""

    phase_type: Phases


class Coxian(Leaf):
    """Exponential phases in turn, each of which may be the last."""

    coxian: PhasesInTurn


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
    """A distribution for each level of an attribute; ``else`` covers the rest; ``times`` and ``truncate`` hold for all.

    Attributes:
        by: the attribute.
        otherwise: what holds for levels that are not listed (``else``).
        times: multiplies what was drawn.
        truncate: bounds on what comes out, after ``times``.
    """

    model_config = ConfigDict(extra="allow", frozen=True, populate_by_name=True)
    by: str
    otherwise: Distribution | None = Field(None, alias="else")
    times: NumberTree | None = None
    truncate: Truncate | None = None
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
    "hyperexponential": Hyperexponential,
    "erlang": Erlang,
    "truncated_normal": TruncatedNormal,
    "beta": Beta,
    "pert": Pert,
    "quantiles": Quantiles,
    "phase_type": PhaseType,
    "coxian": Coxian,
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
    | Annotated[Mixture, Tag("<mixture>")]
    | Annotated[Hyperexponential, Tag("<hyperexponential>")]
    | Annotated[Erlang, Tag("<erlang>")]
    | Annotated[TruncatedNormal, Tag("<truncated_normal>")]
    | Annotated[Beta, Tag("<beta>")]
    | Annotated[Pert, Tag("<pert>")]
    | Annotated[Quantiles, Tag("<quantiles>")]
    | Annotated[PhaseType, Tag("<phase_type>")]
    | Annotated[Coxian, Tag("<coxian>")],
    Discriminator(
        distribution_kind, custom_error_type="unknown_distribution", custom_error_message="this names no distribution"
    ),
]
"""A time to draw: a fixed duration, a named distribution, a mixture, or one of these by attribute."""

for _model in (NumberBy, ShareBy, Part, Mixture, DistributionBy):
    _model.model_rebuild()


def parameters(leaf: Leaf) -> tuple[str, dict[str, Any]]:
    """Name and parameters of a distribution (not of a mixture) as plain numbers: ticks, or pure numbers.

    ValueError if a key of a table of quantiles is no share.

    >>> parameters(Exponential.model_validate({"exponential": {"mean": "1 h"}}))
    ('exponential', {'mean': 3600000.0})
    """
    name = next(name for name, kind in LEAVES.items() if isinstance(leaf, kind))
    given = getattr(leaf, name)
    if isinstance(given, Figure):
        return name, {"value": given.value}
    if isinstance(given, dict):
        return name, {"at": [share_of_key(key) for key in given], "values": [figure.value for figure in given.values()]}
    items = {key: getattr(given, key) for key in type(given).model_fields}
    return name, {key: _numbers(item) for key, item in items.items() if item is not None}


def share_of_key(key: str) -> float:
    """The share that a line of a table of quantiles begins with: ``50 %`` or ``0.5``.

    Raises:
        ValueError: it is no share.
    """
    try:
        return parse_share(float(key))
    except ValueError:
        return parse_share(key)


def _numbers(item: Any) -> Any:
    """The numbers of a figure or of lists of them."""
    return [_numbers(one) for one in item] if isinstance(item, list) else item.value

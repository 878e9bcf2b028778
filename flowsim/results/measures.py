"""Every measure that a run gives: one registry, and the function that reads them all from one replication."""

from __future__ import annotations

from collections.abc import Iterable

from flowsim.engine.output import Tallies
from flowsim.errors import UsageError
from flowsim.plan.tables import Plan
from flowsim.results.families import (
    acts,
    attribution,
    beds,
    budgets,
    counts,
    delay,
    flows,
    follow,
    funds,
    midnight,
    money,
    policies,
    providers,
    reasons,
    stages,
    stays,
    teams,
    transfers,
    vocabularies,
    waiting,
    workforce,
)
from flowsim.results.registry import FAMILIES, HEADLINE, Measure, Value
from flowsim.results.sight import Sight
from flowsim.scenario.names import nearest
from flowsim.scenario.place import Place
from flowsim.scenario.quoting import quoted

__all__ = ["MEASURES", "Measure", "Value", "find", "headline", "measure"]

_GATHERED = (
    *beds.MEASURES,
    *transfers.MEASURES,
    *midnight.MEASURES,
    *delay.MEASURES,
    *reasons.MEASURES,
    *stages.MEASURES,
    *vocabularies.MEASURES,
    *attribution.MEASURES,
    *stays.MEASURES,
    *teams.MEASURES,
    *workforce.MEASURES,
    *funds.MEASURES,
    *budgets.MEASURES,
    *flows.MEASURES,
    *waiting.MEASURES,
    *follow.MEASURES,
    *providers.MEASURES,
    *acts.MEASURES,
    *counts.MEASURES,
    *money.MEASURES,
    *policies.MEASURES,
)

MEASURES: dict[str, Measure] = {
    item.name: item for item in sorted(_GATHERED, key=lambda item: FAMILIES.index(item.family))
}
"""Every measure by name, in the order of :data:`flowsim.results.registry.FAMILIES`."""


def find(name: str) -> Measure:
    """The measure of this name.

    >>> find("occupancy").unit
    '1'

    Raises:
        UsageError: there is none; the message names the nearest.
    """
    if name not in MEASURES:
        hint = nearest(name, MEASURES)
        raise UsageError(f"there is no measure {quoted(name)}{'; ' + hint if hint else ''}")
    return MEASURES[name]


def measure(
    plan: Plan, tallies: Tallies, place: Place | None = None, names: Iterable[str] | None = None
) -> list[Value]:
    """The values of every measure (or of those named) in one replication.

    Args:
        plan, tallies: of the replication; the tallies of any output level give the same values.
        place: the scenario's place, for settings, kinds, costs and the place's own reasons; without it values
            that need these are left out.
        names: measures wanted; all by default.

    Raises:
        UsageError: an unknown name.
    """
    sight = Sight(plan, tallies, place)
    wanted = MEASURES.values() if names is None else [find(name) for name in names]
    return [value for item in wanted for value in item.values(sight)]


def headline() -> list[Measure]:
    """The measures that are shown first."""
    return [item for item in MEASURES.values() if item.level == HEADLINE]

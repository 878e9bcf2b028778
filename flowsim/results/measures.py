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


NAMED = 8
"""So many measures are named that have a word in their names, and how many more do."""

FEWEST = 3
"""Characters of a word that is looked for in names."""


def find(name: str) -> Measure:
    """The measure of this name.

    >>> find("occupancy").unit
    '1'

    Raises:
        UsageError: there is none; the message names the nearest, or those that have the word in their names.
    """
    if name not in MEASURES:
        raise UsageError(f"there is no measure {quoted(name)}; {_meant(name)}")
    return MEASURES[name]


def _meant(name: str) -> str:
    """What may have been meant by a name of no measure.

    >>> _meant("delay-by-lenght"), _meant("taken")
    ("did you mean 'delay-by-length'?", "'taken' is a part of caseload-taken")
    """
    if hint := nearest(name, MEASURES):
        return hint
    holding = [known for known in MEASURES if len(name) >= FEWEST and name.lower() in known]
    holding.sort(key=lambda known: (MEASURES[known].level != HEADLINE, len(known)))
    if holding:
        more = f" and {len(holding) - NAMED} more" if len(holding) > NAMED else ""
        return f"{quoted(name)} is a part of {', '.join(holding[:NAMED])}{more}"
    return "flowsim run PLACE --all shows every measure of a place, flowsim.measures() has them by name"


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

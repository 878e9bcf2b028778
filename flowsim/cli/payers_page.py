"""Who pays and who saves: what a comparison says of the costs of each body."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from flowsim.cli.output import say, table
from flowsim.cli.words import scale, value
from flowsim.experiment.comparison import BASELINE, NOT_SHOWN, UNCHANGED
from flowsim.results.measures import MEASURES

if TYPE_CHECKING:
    from flowsim.experiment.comparison import Comparison

COSTS, CHARGES = "cost-by-body", "cost-of-policies"
"""The measures of the table: places and staff in use, and what the policies themselves are charged."""

_WHOSE = {
    "": "All",
    "body: NHS": "NHS",
    "body: social care": "Council",
    "body: both": "NHS and council together",
    "body: family": "Families",
    "body: provider": "Providers",
    "body: nobody named": "Teams without a payer",
}


def records(result: Comparison) -> list[dict[str, Any]]:
    """The costs of each body as rows of the comparison; those that are nought throughout are left out."""
    places = [
        place
        for place, key in enumerate(result.keys)
        if key.measure in (COSTS, CHARGES) and key.of in _WHOSE and result.values[:, :, place].any()
    ]
    return list(result.rows_at(places))


def show_payers(result: Comparison) -> None:
    """Print the table, if the scenario gives costs."""
    found = records(result)
    if not any(row["measure"] == COSTS for row in found):
        return
    say(f"Who pays and who saves ({scale(MEASURES[COSTS])[1]})")
    table(("Whose", BASELINE, *result.policies), list(_rows(found, result.policies)))
    say("Places at their cost a day or week and workers on duty, by who pays for them; below, what the policies are")
    say("charged. The two are not to be added: a place that a policy adds may be in both.")


def _rows(found: list[dict[str, Any]], policies: tuple[str, ...]) -> Iterator[list[str]]:
    for measure, heading in ((COSTS, "Places and staff"), (CHARGES, "What policies are charged")):
        own = {(row["policy"], row["of"]): row for row in found if row["measure"] == measure}
        bodies = [of for of in _WHOSE if (policies[0], of) in own]
        if bodies:
            yield [heading]
        for of in bodies:
            first = own[policies[0], of]
            baseline = value(MEASURES[measure], first["baseline"], first["baseline_half_width"])
            yield [_WHOSE[of], baseline, *(_difference(own[policy, of]) for policy in policies)]


def _difference(row: dict[str, Any]) -> str:
    if row["shows"] == UNCHANGED:
        return "="
    measure = MEASURES[row["measure"]]
    text = value(measure, row["difference"], row["half_width_together"], sign=True, beside=row["baseline"])
    return f"({text})" if row["shows"] == NOT_SHOWN else text

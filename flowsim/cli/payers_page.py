"""Who pays and who saves: what a comparison says of the costs of each body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flowsim.cli.output import console, indented, say
from flowsim.cli.wide_table import WORDS_WIDTH, broken, wide_table
from flowsim.cli.words import scale, value
from flowsim.experiment.comparison import BASELINE, NOT_SHOWN, UNCHANGED
from flowsim.results.measures import MEASURES
from flowsim.scenario.charges import PER

if TYPE_CHECKING:
    from flowsim.experiment.comparison import Comparison

COSTS, CHARGES = "cost-by-body", "cost-of-policies"
"""The measures of the tables: places and staff in use, and what the policies themselves are charged."""

WHOSE = {
    "": "All",
    "body: NHS": "NHS",
    "body: social care": "Council",
    "body: both": "NHS and council together",
    "body: family": "Families",
    "body: provider": "Providers",
    "body: nobody named": "Teams without a payer",
}
"""Whose a cost is, in words."""


def records(result: Comparison) -> list[dict[str, Any]]:
    """The costs of each body as rows of the comparison; those that are nought throughout are left out."""
    places = [
        place
        for place, key in enumerate(result.keys)
        if key.measure in (COSTS, CHARGES) and key.of in WHOSE and result.values[:, :, place].any()
    ]
    return list(result.rows_at(places))


def show_payers(result: Comparison) -> None:
    """Print the tables, if the scenario gives costs: a row a policy, a column a body."""
    found = records(result)
    if not any(row["measure"] == COSTS for row in found):
        return
    say(f"Who pays and who saves ({scale(MEASURES[COSTS])[1]}): places and staff")
    _table(found, COSTS, result.policies)
    if any(row["measure"] == CHARGES for row in found):
        say(f"What the policies themselves cost ({scale(MEASURES[CHARGES])[1]})")
        _table(found, CHARGES, result.policies)
        for policy in result.policies:
            if words := paid_for(result, policy):
                say(indented(f"{policy} pays for {words}", 2, console().width))
        say()
    say(
        "Places at their cost a day or week and workers on duty, by who pays for them, and what the policies "
        "themselves cost. The two are not to be added: a place that a policy adds may be in both."
    )


def paid_for(result: Comparison, policy: str, of: str = "") -> str:
    """What a policy's own costs are for, in words; `of` one of the bodies of :data:`WHOSE`, or of all.

    What is paid for each place, post and so on is left out where none is added.
    """
    (scenario,) = (arm.scenario for arm in result.arms if arm.name == policy)
    charges = (charge for applied in scenario.place.policies.values() for charge in applied.charges if charge.times)
    own = (charge for charge in charges if of in ("", f"body: {charge.body}", f"body: {charge.to}"))
    return "; ".join(dict.fromkeys(charge.title or f"what is paid {PER[charge.per]}" for charge in own))


def _table(found: list[dict[str, Any]], measure: str, policies: tuple[str, ...]) -> None:
    own = {(row["policy"], row["of"]): row for row in found if row["measure"] == measure}
    bodies = [of for of in WHOSE if (policies[0], of) in own]
    firsts = [own[policies[0], of] for of in bodies]
    rows = [[broken(policy, WORDS_WIDTH), *(_difference(own[policy, of]) for of in bodies)] for policy in policies]
    if measure == COSTS:
        figures = (value(MEASURES[measure], row["baseline"], row["baseline_half_width"]) for row in firsts)
        rows.insert(0, [BASELINE, *figures])
    wide_table(["Policy", *(broken(WHOSE[of]) for of in bodies)], rows)


def _difference(row: dict[str, Any]) -> str:
    if row["shows"] == UNCHANGED:
        return "="
    measure = MEASURES[row["measure"]]
    text = value(measure, row["difference"], row["half_width_together"], sign=True, beside=row["baseline"])
    return f"({text})" if row["shows"] == NOT_SHOWN else text

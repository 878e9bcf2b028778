"""Policies: what they cost and whom they reach. Pence inside, pounds in the values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from flowsim.results.families.reasons import delayed_days
from flowsim.results.registry import ALL, BODIES, DETAIL, EVERYONE, HEADLINE, Measure, Reading, ratio
from flowsim.results.sight import Sight
from flowsim.scenario.charges import AppliedPolicy, Charge
from flowsim.scenario.instants import ticks_of
from flowsim.units import YEAR

_PENCE = 100


def _costs(sight: Sight) -> Iterator[Reading]:
    """Pounds a day in all, by policy and by body; nought under no policy, so that a baseline can be compared."""
    if sight.place is None:
        return
    by: dict[str, float] = defaultdict(float)
    for name, policy in sight.place.policies.items():
        for charge in policy.charges:
            pence = _pence(sight, name, policy, charge)
            for of in (ALL, f"policy: {name}", f"body: {charge.body}"):
                by[of] += pence
            for of in (ALL, f"policy: {name}", f"body: {charge.to}") if charge.to else ():
                by[of] -= pence
    nought = dict.fromkeys((ALL, *(f"body: {body}" for body in BODIES if body)), 0.0)
    for of, pence in {**nought, **by}.items():
        yield Reading(of, EVERYONE, ratio(pence / _PENCE, sight.days))


def _pence(sight: Sight, name: str, policy: AppliedPolicy, charge: Charge) -> float:
    """What one charge comes to in the window."""
    start, amount = _start(sight, policy), charge.amount.value * charge.times
    if charge.per == "person":
        policies = sight.plan.names.get("policies", ())
        return amount * int(sight.tallies.taken_up[policies.index(name), 0]) if name in policies else 0.0
    if charge.per == "delay":
        nights = sum(count for reason, count in delayed_days(sight) if reason.body == charge.body)
        in_force = _overlap(sight, start, sight.plan.window_to)
        return amount * nights * in_force / (sight.plan.window_to - sight.plan.window_from)
    if charge.per != "once":
        return amount * _overlap(sight, start, sight.plan.window_to) / YEAR
    start = sight.plan.window_from if policy.start is None else start
    over = 0 if charge.over is None else round(charge.over.value)
    if over == 0:
        return amount if sight.plan.window_from <= start < sight.plan.window_to else 0.0
    return amount * _overlap(sight, start, start + over) / over


def _start(sight: Sight, policy: AppliedPolicy) -> int:
    """The instant from which a policy costs."""
    if policy.start is None or sight.place is None:
        return 0
    return ticks_of(policy.start, sight.place.run.start_date, sight.plan.window_from)


def _overlap(sight: Sight, start: int, end: int) -> int:
    """Ticks of [start, end) in the window."""
    return max(0, min(end, sight.plan.window_to) - max(start, sight.plan.window_from))


def _reached(sight: Sight) -> Iterator[Reading]:
    for row, name in enumerate(sight.plan.names.get("policies", ())):
        for column, label in sight.groups:
            yield Reading(name, label, ratio(int(sight.tallies.taken_up[row, column]), sight.days))


MEASURES = (
    Measure(
        "cost-of-policies",
        "What policies cost in the window: set-up, running, for people reached, workers and places added. Beds in use "
        "and hours staffed are also in the costs of these, where the scenario prices them: do not add.",
        "pounds per day",
        "both",
        "money",
        HEADLINE,
        "place, policy and body",
        _costs,
    ),
    Measure(
        "spells-reached",
        "Spells (from arrival to leaving) for which it was decided in the window that a policy reaches the person; who "
        "comes back and is reached again counts again. Policies that reach everybody from the start are left out.",
        "per day",
        "",
        "flows",
        DETAIL,
        "policy",
        _reached,
    ),
)
"""Measures of policies."""

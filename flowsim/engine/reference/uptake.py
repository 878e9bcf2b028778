"""Whether a policy reaches a person: decided once, at the first of its steps, and kept in the person's counter."""

from __future__ import annotations

from flowsim.engine.reference.person import Person
from flowsim.engine.reference.views import StepView, UptakeView
from flowsim.engine.uptake import NOT_REACHED, REACHED, UNDECIDED, share_at


def taken_up(person: Person, step: StepView) -> int:
    """The option that a person goes at a policy's choice: 0 if the policy reaches them, else 1."""
    assert step.uptake is not None
    if person.visits[step.visit] == UNDECIDED:
        reached = is_reached(person, step.uptake)
        person.visits[step.visit] = REACHED if reached else NOT_REACHED
        if reached:
            person.world.ledger.count_reached(person, step.uptake.policy)
    return person.visits[step.visit] - 1


def is_reached(person: Person, uptake: UptakeView) -> bool:
    """Whether the draw that decides for a person is below what the policy has come to."""
    draws = person.world.draws
    if uptake.own:
        u = draws.uniform(person.source.code, person.index, uptake.purposes[0])
    else:
        which = person.unit.row if uptake.subject is None else draws.whole(uptake.subject, person)
        u = draws.uniform(0, 0, uptake.purposes[which])
    share = draws.value(uptake.share, person)
    return u < float(share_at(share, uptake.start, uptake.ramp, person.world.env.now))

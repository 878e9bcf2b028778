"""One replication, from an empty world to its tallies, people and log."""

from __future__ import annotations

from flowsim.engine.output import MEASURES, Replication
from flowsim.engine.reference.sources import populate
from flowsim.engine.reference.world import World
from flowsim.plan.tables import Plan


def prepare(plan: Plan) -> None:
    """Nothing has to be made ready for a plan."""


def forget() -> None:
    """Nothing is kept of plans."""


def replicate(plan: Plan, seed: int, replication: int, level: int = MEASURES) -> Replication:
    """Run one replication of a plan in SimPy.

    Args:
        plan: the scenario, resolved.
        seed: 0 to 2**64 - 1; with the replication's number and the plan it fixes every draw.
        replication: 0 to 65,535.
        level: MEASURES, PEOPLE or LOG of :mod:`flowsim.engine.output`: what is kept.

    Raises:
        ReplicationError: too much happened at one instant.
    """
    world = World.of(plan, seed, replication, level)
    populate(world)
    world.env.run(until=plan.horizon)
    world.escalations.close()
    world.capacity.close()
    world.dispatcher.cases.close(plan.horizon)
    return Replication(
        number=replication,
        seed=seed,
        tallies=world.ledger.close(world.guard.happenings),
        people=world.journal.people(len(plan.attributes), plan.marks),
        log=world.journal.log(),
    )

"""What the people of one replication share."""

from __future__ import annotations

from dataclasses import dataclass

from flowsim.engine.reference.capacity import Capacity
from flowsim.engine.reference.dispatch import Dispatcher
from flowsim.engine.reference.draws import Draws
from flowsim.engine.reference.environment import KeyedEnvironment
from flowsim.engine.reference.escalations import Escalations
from flowsim.engine.reference.journal import Journal
from flowsim.engine.reference.ledger import Ledger
from flowsim.engine.reference.limits import Guard
from flowsim.engine.reference.views import Model
from flowsim.plan.tables import Plan


@dataclass(frozen=True, slots=True)
class World:
    """One replication under way.

    Attributes:
        env: time, and what happens next.
        model: the plan, with names.
        draws: random numbers.
        dispatcher: places, workers, queues.
        capacity: how many places and workers there are. escalations: which more are open under pressure.
        ledger: what is counted. journal: what is written down.
        guard: stops a run that would never end.
    """

    env: KeyedEnvironment
    model: Model
    draws: Draws
    dispatcher: Dispatcher
    capacity: Capacity
    escalations: Escalations
    ledger: Ledger
    journal: Journal
    guard: Guard

    @classmethod
    def of(cls, plan: Plan, seed: int, replication: int, level: int) -> World:
        """An empty world at time 0."""
        env, model = KeyedEnvironment(), Model.of(plan)
        guard, ledger = Guard(env, plan, replication), Ledger(env, model)
        dispatcher = Dispatcher(env, model, ledger, guard)
        draws = Draws(plan, seed, replication)
        capacity = Capacity(env, model, dispatcher, ledger, draws)
        escalations = Escalations(env, model, capacity, ledger)
        return cls(env, model, draws, dispatcher, capacity, escalations, ledger, Journal(env, level), guard)

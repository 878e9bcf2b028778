"""Places that open under pressure, and shut when it has eased: looked at now and then, before anything else happens."""

from __future__ import annotations

import simpy

from flowsim.engine.reference.capacity import Capacity
from flowsim.engine.reference.conditions import holds
from flowsim.engine.reference.environment import START, KeyedEnvironment, Moment
from flowsim.engine.reference.ledger import Ledger
from flowsim.engine.reference.views import EscalationView, Model

_AFTER_CAPACITY = 1
"""Where looks come among what begins an instant: after openings, changes and closures."""


class Escalations:
    """Whether the places of each escalation are open.

    Attributes:
        opened: by row of escalations, since when they are open; None while they are shut.
    """

    def __init__(self, env: KeyedEnvironment, model: Model, capacity: Capacity, ledger: Ledger) -> None:
        self.env, self.model, self.capacity, self.ledger = env, model, capacity, ledger
        self.dispatcher = capacity.dispatcher
        self.opened: list[int | None] = [None] * len(model.escalations)
        for escalation in model.escalations:
            env.process(self.looks(escalation))

    def looks(self, escalation: EscalationView) -> simpy.events.ProcessGenerator:
        """The process of one escalation: a look every so often."""
        while True:
            yield Moment(self.env, self.env.now + escalation.every, START, _AFTER_CAPACITY, escalation.row)
            self.look(escalation)

    def look(self, escalation: EscalationView) -> None:
        """Open the places, or shut them, if it is time for that."""
        opened = self.opened[escalation.row]
        if opened is None and all(holds(self, test) for test in escalation.opens):
            self.opened[escalation.row] = self.env.now
            self.ledger.escalate(escalation.resource)
            self.capacity.set_extra(escalation.resource, escalation.places)
        elif opened is not None and all(holds(self, test) for test in escalation.shuts):
            self.ledger.escalated(escalation.resource, opened)
            self.opened[escalation.row] = None
            self.capacity.set_extra(escalation.resource, 0)

    def close(self) -> None:
        """Book what is open at the horizon, where the clock must stand."""
        for escalation in self.model.escalations:
            opened = self.opened[escalation.row]
            if opened is not None:
                self.ledger.escalated(escalation.resource, opened)

"""Capacity: how many places or workers every resource has, and the process that changes them as the plan says."""

from __future__ import annotations

from itertools import count, groupby

import simpy

from flowsim.engine.reference.dispatch import Dispatcher
from flowsim.engine.reference.draws import Draws
from flowsim.engine.reference.environment import START, KeyedEnvironment, Moment
from flowsim.engine.reference.ledger import Ledger
from flowsim.engine.reference.views import ChangeView, ClosureView, Model, ResourceView
from flowsim.random.counts import binomial


class Capacity:
    """What is open of every resource: its own places or workers, as far as there is staff.

    Attributes:
        own: by row of resources, what there would be if nothing were closed and staff did not matter.
        closed: by row of resources, how much is closed at random.
        extra: by row of resources, how much more is open under pressure.
    """

    def __init__(
        self, env: KeyedEnvironment, model: Model, dispatcher: Dispatcher, ledger: Ledger, draws: Draws
    ) -> None:
        self.env, self.model, self.dispatcher, self.ledger, self.draws = env, model, dispatcher, ledger, draws
        self.own = [resource.places for resource in model.resources]
        self.closed, self.extra = [0] * len(model.resources), [0] * len(model.resources)
        for resource in reversed(model.resources):  # teams first: places depend on staff
            self.refresh(resource)
        env.process(self.changes())
        for closure in model.closures:
            env.process(self.closures(closure))

    def changes(self) -> simpy.events.ProcessGenerator:
        """The process that makes each change at its time; those at tick 0 before anything else."""
        for time, due in groupby(self.model.changes, key=lambda change: change.time):
            if time > 0:
                yield Moment(self.env, time, START)
            for change in due:
                self.change(change)

    def closures(self, closure: ClosureView) -> simpy.events.ProcessGenerator:
        """The process of a unit that closes at random: open for a time, closed for a time, and so on."""
        unit = self.model.resources[closure.resource]
        for index in count():
            for places, quantity in ((closure.places, closure.every), (0, closure.length)):
                yield Moment(self.env, self.env.now + self.draws.of_nobody(quantity, index), START)
                self.closed[unit.row] = places
                self.refresh(unit)

    def change(self, change: ChangeView) -> None:
        """Make one change, and see what follows for the places that the team keeps open."""
        resource = self.model.resources[change.resource]
        self.own[change.resource] = change.places - self.off_sick(resource, change)
        self.refresh(resource)
        for unit in self.model.resources:
            if unit.staff == change.resource:
                self.refresh(unit)

    def off_sick(self, team: ResourceView, change: ChangeView) -> int:
        """How many of a team's workers are off sick in a shift."""
        if change.shift < 0 or team.sickness <= 0:
            return 0
        return int(binomial(change.places, team.sickness, self.draws.uniform(0, change.shift, team.sickness_purpose)))

    def refresh(self, resource: ResourceView) -> None:
        """See how much of a resource is open now."""
        level = max(self.own[resource.row] - self.closed[resource.row], 0) + self.extra[resource.row]
        if resource.staff >= 0:
            level = min(level, int(self.dispatcher.level[resource.staff] * resource.ratio))
        self.set_level(resource, level)

    def set_extra(self, resource: int, places: int) -> None:
        """So many more places of a resource are open under pressure from now on."""
        self.extra[resource] = places
        self.refresh(self.model.resources[resource])

    def set_level(self, resource: ResourceView, level: int) -> None:
        """So much of a resource is open from now on."""
        if level != self.dispatcher.level[resource.row]:
            self.ledger.open(resource, self.dispatcher.level[resource.row])
            self.dispatcher.set_level(resource, level)

    def close(self) -> None:
        """Book what was open up to the horizon, where the clock must stand, and what funds have left."""
        for resource in self.model.resources:
            self.ledger.open(resource, self.dispatcher.level[resource.row])
            if resource.is_fund:
                self.ledger.tallies.balance[resource.row - self.model.plan.first_fund] = self.dispatcher.room(resource)

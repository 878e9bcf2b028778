"""One person: what is true of them, wherever their lines are. What they do is in
:mod:`flowsim.engine.reference.line`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from flowsim.engine.limits import VISITS_A_SPELL
from flowsim.engine.output import ARRIVE, NOT_YET, READMISSION
from flowsim.engine.reference.keeping import BY_RING, Kept, keep, kept_in, unkeep
from flowsim.engine.reference.risks import Risks
from flowsim.engine.reference.views import ResourceView, SourceView, StateView, StepView
from flowsim.plan.tables import COMMUNITY_UNIT

if TYPE_CHECKING:
    import simpy

    from flowsim.engine.reference.line import Line
    from flowsim.engine.reference.world import World


MAIN = 0
"""The slot of a person's main line."""


class Person:
    """A person, from arrival until they leave.

    Attributes:
        source, index: who.
        codes: the code of each attribute.
        unit: where they are; they keep its place until they are granted another or leave.
        amount: how much of it they have, in its quanta; placed: since when, up to which it has been booked.
        kept: places kept for them elsewhere.
        declared: whether declared ready for discharge.
        visits: how often they have come by each counted step.
        marks: the last time of each mark; NOT_YET: never.
        open_since: the instant at which each open interval was opened, by its row.
        main: their main line; risks: what can happen to them.
        branches: the lines under way beside the main one, by slot.
        shown: the slot of the line whose wait-state is the person's: the main one's, but a branch's that it waits for.
        met: what the main line sleeps on while it waits for a branch.
        spell: 0 the first, 1 and more after each return.
        arrived, left, outcome: of this spell; -1 while they are present.
        home_since: the last live discharge from hospital, in any spell; NOT_YET: never.
        admitted, ready, discharged: of the last hospital stay; NOT_YET: never.
        state: the wait-state, None before the first; charged_to: up to when its time has been booked.
    """

    def __init__(self, world: World, source: SourceView, index: int) -> None:
        self.world, self.env, self.model, self.draws = world, world.env, world.model, world.draws
        self.dispatcher, self.ledger = world.dispatcher, world.ledger
        self.source, self.index = source, index
        self.codes = np.zeros(len(self.model.attributes), np.int32)
        self.unit: ResourceView = self.model.resources[COMMUNITY_UNIT]
        self.amount, self.placed = 1, world.env.now
        self.kept: list[Kept] = []
        self.declared = False
        self.visits = [0] * self.model.plan.counters
        self.marks = [NOT_YET] * self.model.plan.marks
        self.open_since: dict[int, int] = {}
        self.main: Line | None = None
        self.risks = Risks(self)
        self.branches: dict[int, Line] = {}
        self.shown = MAIN
        self.met: simpy.Event | None = None
        self.spell, self.home_since = 0, NOT_YET
        self.arrived, self.left, self.outcome = world.env.now, -1, -1
        self.admitted = self.ready = self.discharged = NOT_YET
        self.state: StateView | None = None
        self.charged_to = world.env.now

    # Coming.

    def draw_attributes(self, given: tuple[int, ...] = ()) -> None:
        """Draw each attribute, parents first, unless its code is given (-1 is not given)."""
        for attribute in self.model.attributes:
            shares = attribute.shares_at(self.source.presets[attribute.row])
            code = given[attribute.row] if given else -1
            self.codes[attribute.row] = code if code >= 0 else self.draws.whole(shares, self)

    def enter_model(self, row: int, unit: int, amount: int = 1) -> None:
        """Begin to exist, in a unit, with so much of it."""
        step = self.model.steps[row]
        self.unit, self.amount = self.model.resources[unit], amount
        self.dispatcher.take(self.unit, amount)
        if self.unit.hospital:
            self.enter_hospital()
        self.ledger.arrive(self)
        self.world.guard.present(len(self.ledger.present), step)
        self.world.journal.enrol(self)
        self.world.journal.note(self, ARRIVE, row, -1, 0)

    def come_back(self, row: int) -> None:
        """Begin another spell, in the community, with the attributes that the last one ended with."""
        self.world.journal.end_spell(self)
        self.ledger.follows.come_back(self, self.env.now)
        self.spell += 1
        self.world.guard.spell(self.spell, row)
        self.visits = [0] * self.model.plan.counters
        self.marks = [NOT_YET] * self.model.plan.marks
        self.open_since = {}
        self.arrived, self.left, self.outcome = self.env.now, -1, -1
        self.admitted = self.ready = self.discharged = NOT_YET
        self.unit = self.model.resources[COMMUNITY_UNIT]
        self.amount, self.placed = 1, self.env.now
        self.state, self.charged_to = None, self.env.now
        self.dispatcher.take(self.unit)
        self.ledger.arrive(self)
        self.world.guard.present(len(self.ledger.present), self.model.steps[row])
        self.world.journal.note(self, ARRIVE, row, -1, self.spell)

    # Where they are.

    def move(self, unit: ResourceView, step: StepView, amount: int, how: int) -> None:
        """Leave the place that is held, which may be kept, and take one, or so much, in another unit.

        `how`: in turn 0, by a ring 1, back to a place that was kept 2.
        """
        self.ledger.charge(self)
        self.ledger.charge_place(self)
        self.ledger.follows.book(self, self.env.now)
        if self.unit.hospital and not unit.hospital:
            self.leave_hospital(died=False)
        if unit.hospital and not self.unit.hospital:
            self.enter_hospital()
        if step.keep is not None and self.unit.row != COMMUNITY_UNIT:
            keep(self, step, self.unit, self.amount)
        elif how == BY_RING:
            self.dispatcher.release(self.unit, self.amount)
        else:
            self.dispatcher.vacate(self.unit, self.amount)
        if (kept := kept_in(self, unit)) is not None:
            unkeep(self, kept)
        self.dispatcher.take(unit, amount)
        left, self.unit, self.amount = self.unit, unit, amount
        self.ledger.move(self, left)

    def payer_of(self, unit: ResourceView) -> int:
        """Who pays for a place of a unit that the person has now."""
        return unit.payer if unit.payers is None else self.draws.whole(unit.payers, self)

    def resize(self, amount: int) -> None:
        """Have another amount of the same unit from now on."""
        if amount == self.amount:
            return
        self.ledger.charge_place(self)
        self.dispatcher.take(self.unit, amount)
        self.dispatcher.release(self.unit, self.amount)
        self.amount = amount

    def enter_hospital(self) -> None:
        """A hospital stay begins; a declaration of an earlier one is no longer of interest."""
        self.admitted, self.ready = self.env.now, NOT_YET
        if self.home_since != NOT_YET and self.env.now - self.home_since <= READMISSION:
            self.ledger.readmit(self)

    def leave_hospital(self, died: bool) -> None:
        """A hospital stay ends, and with it the declaration."""
        self.ledger.discharge(self, died)
        self.discharged = self.env.now
        self.home_since = NOT_YET if died else self.env.now
        self.declared = False

    def declare(self) -> None:
        """Declared ready for discharge, now; whatever is under way goes on as declared."""
        self.ledger.charge(self)
        self.risks.spend()
        self.declared, self.ready = True, self.env.now
        self.risks.aim()
        self.ledger.restate(self)

    def withdraw(self) -> None:
        """The declaration is withdrawn, now; whatever is under way goes on as not declared."""
        self.ledger.charge(self)
        self.risks.spend()
        self.declared = False
        self.risks.aim()
        self.ledger.restate(self)

    # What they have done.

    def last_visit(self, step: StepView) -> int:
        """The number of the visit that was counted last."""
        return self.spell * VISITS_A_SPELL + self.visits[step.visit] - 1

    def visit(self, step: StepView) -> int:
        """Count this visit of the person to the step: 0, 1, ...; always 0 where visits draw the same."""
        first = self.spell * VISITS_A_SPELL
        if step.visit < 0:
            return first
        self.world.guard.visit(self.visits[step.visit], step.visit)
        self.visits[step.visit] += 1
        return first + self.visits[step.visit] - 1

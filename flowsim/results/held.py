"""Places of units as the log tells of them: who has how much of which unit, what is kept, what is made ready."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from typing import NamedTuple

from flowsim.engine.output import AMOUNT, ARRIVE, BEGIN, DEPART, END, LAPSED, STOPPED, TAPERED
from flowsim.plan.tables import COMMUNITY_UNIT, RESERVE, STAY, TRANSFER, Plan
from flowsim.results.found import amounts_before
from flowsim.results.movers import Movers

Who = tuple[int, int]

BY_RING, IN_KEPT = 1, 2
"""Values of a ``begin``: how somebody came to a place."""


NOT_YET = 2**62
"""Later than any run."""


class Kept(NamedTuple):
    """A place kept for somebody: how much, who pays, since when (not yet while another is in it), by which row."""

    amount: int
    payer: int
    since: int
    row: int


class Spell(NamedTuple):
    """A time in which a place was taken and nobody in it; ``payer`` is -1 where it was made ready for the next."""

    unit: int
    amount: int
    payer: int
    start: int
    end: int


class Held:
    """Kept up to date line by line; ``payer_of`` says who pays for a place of a unit that somebody has at the moment.

    Attributes:
        taken: [resources] quanta of each unit that are taken; may be shared with a reader that counts workers in it.
        unit: where each person present is.
        has: how much of it they have.
        wanted: for each row of steps, the resources that it asks for (of a choice it says nothing).
        wants: what the amount line before a stay says.
        kept: for each person, what is kept for them, by unit.
        movers: who is on the way in a ring.
        spells: times of kept places that are over, and of turnarounds that have begun.
    """

    def __init__(
        self, plan: Plan, taken: list[int] | None = None, payer_of: Callable[[Who, int], int] | None = None
    ) -> None:
        self.stays = (plan.steps["kind"] == STAY).tolist()
        self.reserves = (plan.steps["kind"] == RESERVE).tolist()
        ends = (plan.steps["first"] + plan.steps["count"]).tolist()
        self.wanted = [plan.wanted[a:b].tolist() for a, b in zip(plan.steps["first"].tolist(), ends, strict=True)]
        self.transfers = (plan.steps["kind"] == TRANSFER).tolist()
        self.counted = (plan.steps["amount"] >= 0).tolist()
        self.keeps, self.payers = plan.steps["keep"].tolist(), plan.steps["keep_payer"].tolist()
        self.turnaround, usual = plan.resources["turnaround"].tolist(), plan.resources["payer"].tolist()
        self._payer_of = payer_of or (lambda _, unit: usual[unit])
        self.taken = [0] * len(plan.resources) if taken is None else taken
        self.unit: dict[Who, int] = {}
        self.has: dict[Who, int] = {}
        self.wants: dict[tuple[Who, int], int] = {}
        self.kept: dict[Who, dict[int, Kept]] = {}
        self.spells: list[Spell] = []
        self.movers = Movers()
        self._ready: list[tuple[int, int, int]] = []
        self._found = amounts_before(plan)

    def read(self, now: int, who: Who, kind: int, row: int, unit: int, resource: int, value: int) -> None:
        """Take in one line of the log."""
        self.go_on(now)
        if kind == ARRIVE:
            amount = self._found.pop(who, 1)
            self.taken[unit] += amount
            self.unit[who], self.has[who], self.kept[who] = unit, amount, {}
        elif kind == AMOUNT:
            self.wants[who, row] = value
        elif kind == BEGIN and self.reserves[row] and self._has_one(who, row):
            return
        elif kind == BEGIN and self.reserves[row]:
            self.taken[resource] += self.amount_of(who, row)
            self._keep(now, who, row, resource, self.amount_of(who, row))
        elif kind == BEGIN and self.transfers[row]:
            self._set_out(now, who, row, resource, value)
        elif kind == STOPPED and self.transfers[row]:
            self._turn_back(now, who)
        elif kind == END and self.transfers[row]:
            self.movers.leave(who)
        elif kind == LAPSED:
            self._unkeep(now, who, resource)
        elif kind == TAPERED or (kind == BEGIN and self.stays[row] and resource == self.unit[who]):
            amount = value if kind == TAPERED else self.amount_of(who, row)
            self.taken[unit] += amount - self.has[who]
            self.has[who] = amount
        elif kind == BEGIN and self.stays[row]:
            self._move(now, who, row, resource, value)
        elif kind == DEPART:
            for other in list(self.kept[who]):
                self._unkeep(now, who, other)
            self._vacate(now, unit, self.has[who])
            del self.unit[who], self.has[who], self.kept[who]

    def next_ready(self) -> int:
        """When the next turnaround is over; after any run if there is none."""
        return self._ready[0][0] if self._ready else 2**62

    def go_on(self, now: int) -> None:
        """Free the places that are ready by now."""
        while self.next_ready() <= now:
            _, unit, amount = heappop(self._ready)
            self.taken[unit] -= amount

    def close(self, now: int) -> None:
        """End what is kept still."""
        for who, kept in self.kept.items():
            for unit in list(kept):
                self._unkeep(now, who, unit)

    def amount_of(self, who: Who, row: int) -> int:
        """How much the stay at a row is of: one place, unless a line said more."""
        return self.wants[who, row] if self.counted[row] else 1

    def _set_out(self, now: int, who: Who, row: int, unit: int, how: int) -> None:
        """A transfer begins: the place at its end is kept; in a ring the place that is held is given up."""
        self._unkeep(now, who, unit)
        if how == BY_RING:
            self.taken[self.unit[who]] -= self.has[who]
            self.has[who] = 0
            self.movers.set_out(who, self.unit[who], unit)
        self.taken[unit] += self.amount_of(who, row)
        self._keep(NOT_YET if how == BY_RING else now, who, row, unit, self.amount_of(who, row))

    def _turn_back(self, now: int, who: Who) -> None:
        """Whoever gave up a place in a ring that is broken off has it again; it is kept for another besides."""
        for one in (self.movers.giver_of(who), who):
            if one is not None and self.has[one] == 0:
                self.taken[self.unit[one]] += 1
                self.has[one] = 1
        if (taker := self.movers.taker_of(who)) is not None:
            unit = self.unit[who]
            self.kept[taker][unit] = self.kept[taker][unit]._replace(since=now)
        self.movers.leave(who)

    def _has_one(self, who: Who, row: int) -> bool:
        """Whether somebody is in one of the units that a row asks for, or has a place kept in one."""
        return not {self.unit[who], *self.kept[who]}.isdisjoint(self.wanted[row])

    def _move(self, now: int, who: Who, row: int, unit: int, how: int) -> None:
        old, amount = self.unit[who], self.has[who]
        if self.keeps[row] >= 0 and old != COMMUNITY_UNIT:
            self._keep(now, who, row, old, amount)
        elif how == BY_RING:
            self.taken[old] -= amount
        else:
            self._vacate(now, old, amount)
        self._unkeep(now, who, unit)
        self.unit[who], self.has[who] = unit, self.amount_of(who, row)
        self.taken[unit] += self.has[who]

    def _keep(self, now: int, who: Who, row: int, unit: int, amount: int) -> None:
        if unit in self.kept[who]:
            self.taken[unit] -= amount
            return
        payer = self.payers[row] if self.payers[row] >= 0 else self._payer_of(who, unit)
        self.kept[who][unit] = Kept(amount, payer, now, row)

    def _unkeep(self, now: int, who: Who, unit: int) -> None:
        kept = self.kept[who].pop(unit, None)
        if kept is None:
            return
        self.taken[unit] -= kept.amount
        self.spells.append(Spell(unit, kept.amount, kept.payer, kept.since, now))

    def _vacate(self, now: int, unit: int, amount: int) -> None:
        time = self.turnaround[unit]
        if time == 0 or amount == 0:
            self.taken[unit] -= amount
            return
        heappush(self._ready, (now + time, unit, amount))
        self.spells.append(Spell(unit, amount, -1, now, now + time))

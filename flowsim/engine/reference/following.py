"""People who are followed after a mark, or after they leave hospital: where they are, and how often they move.

Whether somebody's time fits into the run is known when it begins, so that all is booked as it happens.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flowsim.engine.followed import (
    AT_END,
    BACK,
    DEAD,
    HOME,
    HOSPITAL,
    LEFT,
    MOVES,
    PEOPLE,
    TICKS,
    USUAL,
    USUAL_AT_END,
    WISHED,
    WISHED_AT_END,
)
from flowsim.engine.output import Tallies
from flowsim.plan.tables import Plan

if TYPE_CHECKING:
    from flowsim.engine.reference.person import Person

DISCHARGE = -1
"""The mark of those who are followed after they leave hospital."""


@dataclass(slots=True)
class Followed:
    """Somebody followed since an instant, booked up to another; columns, wish and usual home are as they were then."""

    since: int
    booked: int
    columns: list[int]
    wish: int
    usual: int
    back: bool = False


class Follows:
    """Everybody who is followed, by person and row of ``follows``."""

    def __init__(self, plan: Plan, tallies: Tallies) -> None:
        self.plan, self.tallies = plan, tallies
        self.people: dict[Person, dict[int, Followed]] = {}
        self._rows = [dict(zip(plan.follows.dtype.names or (), row, strict=True)) for row in plan.follows.tolist()]
        self._settings = plan.resources["setting"].tolist()
        self._away: dict[Person, int] = {}

    def begin(self, person: Person, mark: int, columns: list[int], now: int) -> None:
        """Somebody makes a mark: in the window they are followed from now on, unless they are already."""
        if not self._rows or not self.plan.window_from <= now < self.plan.window_to:
            return
        self.book(person, now)
        own = self.people.setdefault(person, {})
        for number, row in enumerate(self._rows):
            if row["mark"] != mark or number in own:
                continue
            wish, usual = (
                -1 if row[of] < 0 else int(self.plan.places[row[first] + person.codes[row[of]]])
                for of, first in (("wish", "wishes"), ("usual", "usuals"))
            )
            own[number] = Followed(now, now, columns, wish, usual)
            for period, ticks in self._periods(number):
                if now + ticks <= self.plan.horizon:
                    self.tallies.followed[period, PEOPLE, columns] += 1
                else:
                    self.tallies.unfollowed[period] += 1

    def book(self, person: Person, until: int) -> None:
        """Somebody has been where they are up to an instant."""
        own = self.people.get(person)
        if not own:
            return
        where = self._away.get(person, self._settings[person.unit.row])
        for number, followed in list(own.items()):
            for period, ticks in self._periods(number):
                if followed.since + ticks <= self.plan.horizon:
                    self._book(period, followed, where, until, followed.since + ticks)
            followed.booked = until
            if until >= followed.since + self._rows[number]["longest"]:
                del own[number]

    def _book(self, period: int, followed: Followed, where: int, until: int, end: int) -> None:
        ticks = min(until, end) - followed.booked
        if ticks <= 0:
            return
        tally, columns = self.tallies.followed[period], followed.columns
        tally[TICKS + where, columns] += ticks
        at_end = until >= end
        tally[AT_END + where, columns] += at_end
        home = HOME if where == LEFT else where
        for setting, spent, last in ((followed.wish, WISHED, WISHED_AT_END), (followed.usual, USUAL, USUAL_AT_END)):
            if setting == home:
                tally[spent, columns] += ticks
                tally[last, columns] += at_end

    def move(self, person: Person, old: int, now: int) -> None:
        """Somebody, booked up to now, has come from one unit to another."""
        before, after = self._settings[old], self._settings[person.unit.row]
        if before == after:
            return
        self._count_move(person, now, after == HOSPITAL)

    def _count_move(self, person: Person, now: int, back: bool) -> None:
        """A move from one setting to another; `back`: to hospital, of which the first counts."""
        for number, followed in self.people.get(person, {}).items():
            first = back and not followed.back
            followed.back |= back
            for period, ticks in self._periods(number):
                if now < followed.since + ticks <= self.plan.horizon:
                    self.tallies.followed[period, MOVES, followed.columns] += 1
                    self.tallies.followed[period, BACK, followed.columns] += first

    def go(self, person: Person, died: bool, returns: bool, columns: list[int], now: int) -> None:
        """Somebody, booked up to now, leaves the model; who comes back is away until then."""
        if not self._rows:
            return
        self._away[person] = DEAD if died else LEFT
        if self._settings[person.unit.row] != HOME and not died:
            self._count_move(person, now, back=False)
        if person.unit.hospital and not died:
            self.begin(person, DISCHARGE, columns, now)
        if not returns:
            self.book(person, self.plan.horizon)
            self.people.pop(person, None)
            del self._away[person]

    def come_back(self, person: Person, now: int) -> None:
        """Somebody who was away is in the community again."""
        self.book(person, now)
        self._away.pop(person, None)

    def close(self) -> None:
        """Book everybody up to the horizon."""
        for person in self.people:
            self.book(person, self.plan.horizon)

    def _periods(self, number: int) -> list[tuple[int, int]]:
        row = self._rows[number]
        first = row["first"]
        return [(n, int(self.plan.periods["ticks"][n])) for n in range(first, first + row["count"])]

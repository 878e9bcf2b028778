"""People who are followed, once more from the log: first everybody's whole history, and then what lies in each time."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from flowsim.engine.followed import AT_END, BACK, DEAD, LEFT, MOVES, PEOPLE, TICKS, USUAL, WISHED
from flowsim.engine.output import ARRIVE, DEPART, MARKED, Tallies
from flowsim.plan.measured import SETTINGS
from flowsim.plan.tables import Plan

_HOME, _HOSPITAL = SETTINGS.index("home"), SETTINGS.index("hospital")
_DISCHARGE = -1


@dataclass
class History:
    """Where somebody has been, since when; and which marks they made, when, and with which attributes."""

    where: list[tuple[int, int]] = field(default_factory=list)
    marks: list[tuple[int, int, int, np.ndarray]] = field(default_factory=list)


class Histories:
    """The histories of everybody, read line by line; nothing is kept where nobody is followed."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.people = plan, dict[tuple[int, int], History]()
        self.settings = plan.resources["setting"].tolist()
        self.hospital = plan.resources["hospital"].tolist()
        self.in_hospital: dict[tuple[int, int], bool] = {}

    def read(self, now: int, who: tuple[int, int], kind: int, unit: int, value: int, codes: np.ndarray) -> None:
        """One line of the log, and the codes of the person then."""
        if not len(self.plan.follows):
            return
        person = self.people.setdefault(who, History())
        hospital = kind != DEPART and bool(self.hospital[unit])
        where = self.settings[unit]
        if kind == DEPART:
            where = DEAD if value == self.plan.died else LEFT
        if kind == ARRIVE or not person.where or person.where[-1][1] != where:
            person.where.append((now, where))
        left = self.in_hospital.get(who, False) and not hospital and kind != ARRIVE
        if left and where != DEAD:
            person.marks.append((now, _DISCHARGE, len(person.where), codes.copy()))
        if kind == MARKED:
            person.marks.append((now, value, len(person.where), codes.copy()))
        self.in_hospital[who] = hospital

    def count(self, tallies: Tallies) -> None:
        """Fill in what the histories say."""
        for person in self.people.values():
            for number in range(len(self.plan.follows)):
                self._follow(tallies, person, number)

    def _follow(self, tallies: Tallies, person: History, number: int) -> None:
        row = self.plan.follows[number]
        free = -1
        for now, mark, seen, codes in person.marks:
            if mark != row["mark"] or now < free or not self.plan.window_from <= now < self.plan.window_to:
                continue
            free = now + int(row["longest"])
            for period in range(int(row["first"]), int(row["first"] + row["count"])):
                end = now + int(self.plan.periods["ticks"][period])
                if end > self.plan.horizon:
                    tallies.unfollowed[period] += 1
                else:
                    counts = self._counts(person, seen, now, end, row, codes)
                    for column in self._columns(codes):
                        tallies.followed[period, :, column] += counts

    def _counts(self, person: History, seen: int, start: int, end: int, row: np.void, codes: np.ndarray) -> np.ndarray:
        """What one person adds to each column: `seen` of their whereabouts lie before the mark was made."""
        counts = np.zeros(MOVES + 1, np.int64)
        counts[PEOPLE] = 1
        times = [*(since for since, _ in person.where), self.plan.horizon]
        spent = [0] * (DEAD + 1)
        for (a, b), (_, where) in zip(pairwise(times), person.where, strict=True):
            spent[where] += max(0, min(b, end) - max(a, start))
        counts[TICKS:AT_END] = spent
        last = person.where[bisect_right(times[:-1], end - 1) - 1][1]
        counts[AT_END + last] = 1
        lives = [_HOME if where == LEFT else where for _, where in person.where]
        for column, of, first in ((WISHED, "wish", "wishes"), (USUAL, "usual", "usuals")):
            if row[of] >= 0:
                place = int(self.plan.places[row[first] + codes[row[of]]])
                counts[column] = spent[place] + (spent[LEFT] if place == _HOME else 0)
                counts[column + 1] = place == (_HOME if last == LEFT else last)
        moves = [
            after
            for n, (before, after) in enumerate(pairwise(lives), 1)
            if n >= seen and start <= times[n] < end and before != after and DEAD not in (before, after)
        ]
        counts[MOVES], counts[BACK] = len(moves), _HOSPITAL in moves
        return counts

    def _columns(self, codes: np.ndarray) -> list[int]:
        table = self.plan.attributes
        return [0, *(int(column + code) for column, code in zip(table["column"], codes, strict=True) if column >= 0)]

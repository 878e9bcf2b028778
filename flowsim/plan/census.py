"""A start by census: a row for everybody in place, with the time that is left drawn on the condition of that spent."""

from __future__ import annotations

import math

import numpy as np

from flowsim.errors import Problem, ScenarioError
from flowsim.plan import tables
from flowsim.plan.branches import beside
from flowsim.plan.calendars import spent_on
from flowsim.plan.fill import InPlace
from flowsim.plan.numbering import Numbering
from flowsim.plan.purposes import Purposes
from flowsim.plan.rows import Row
from flowsim.plan.sittings import BETWEEN
from flowsim.plan.trees import Trees
from flowsim.plan.workers import LATER_SITTING
from flowsim.random.table import DistributionTable
from flowsim.random.truncation import truncated
from flowsim.scenario.census import Census as Counted
from flowsim.scenario.census import Found
from flowsim.scenario.check_census import admitted_since, amount_of, steps_of, unit_of
from flowsim.scenario.place import COMMUNITY, Place

LABEL = "census"
AT = (tables.STAY, tables.TASK, tables.RESERVE, tables.WAIT, tables.SEARCH, tables.TRANSFER)
"""The kinds of rows at which somebody can be found."""


class Census:
    """Everybody whom the census of a place tells of.

    Args:
        place, rows, numbering, trees: of the plan; times on condition are added to the distributions.
    """

    def __init__(self, place: Place, rows: list[Row], numbering: Numbering, trees: Trees) -> None:
        self.place, self.rows, self.numbering, self.table = place, rows, numbering, trees.table
        self.calendars = list(numbering.calendars)
        self.steps = steps_of(place)
        self.at: dict[str, list[int]] = {}
        branches = beside(rows)
        for number, row in enumerate(rows):
            later = row.sitting == LATER_SITTING or "fails" in row.note or row.note == BETWEEN
            if row.kind in AT and number not in branches and not later:
                self.at.setdefault(row.definition, []).append(number)
        self._given: dict[tuple[int, int], int] = {}

    def counted(self, purposes: Purposes) -> InPlace:
        """The part of a plan that a census adds, everybody in written order.

        Raises:
            ScenarioError: a step of the census has no place in the program, or waits for units by attribute.
        """
        assert isinstance(self.place.run.start, Counted)
        people: list[np.ndarray] = []
        levels: dict[tuple[int, ...], int] = {}
        for number, found in enumerate(self.place.run.start.rows):
            given = (found.set or {}).items()
            codes = {name: self.numbering.levels[name][level] for name, level in given}
            row = levels.setdefault(tuple(codes.get(name, -1) for name in self.numbering.attributes), len(levels))
            people += [self._person(found, number, row)] * int(found.people.value)
        source = np.zeros(1, tables.dtype("sources"))
        source["kind"], source["entry"], source["retention"] = tables.CENSUS, -1, 1.0
        source["code"] = purposes.source("start.census")
        source["people"] = source["count"] = len(people)
        return InPlace(
            source if people else source[:0],
            np.zeros(0, tables.dtype("fill")),
            np.array(list(levels), np.int16).reshape(len(levels), len(self.numbering.attributes)),
            (LABEL,) if people else (),
            np.full(len(self.rows), -1, np.int32),
            np.concatenate([np.zeros(0, tables.dtype("census")), *people]),
        )

    def spots(self) -> list[tuple[int, int, int, int]]:
        """(step, under way, unit, 0) of everybody: where people are from whom walks of the program start.

        Raises:
            ScenarioError: as for :meth:`counted`.
        """
        assert isinstance(self.place.run.start, Counted)
        return [self._spot(found, number) for number, found in enumerate(self.place.run.start.rows)]

    def _spot(self, found: Found, number: int) -> tuple[int, int, int, int]:
        unit = self.numbering.resources[unit_of(found, self.steps.get(found.step)) or COMMUNITY]
        at = self._row(found, unit, number)
        asks = self.rows[at].kind in (tables.TASK, tables.RESERVE) or found.waiting
        return at, int(not asks), unit, 0

    def _person(self, found: Found, number: int, levels: int) -> np.ndarray:
        name = unit_of(found, self.steps.get(found.step)) or COMMUNITY
        unit = self.numbering.resources[name]
        at = self._row(found, unit, number)
        row, since = self.rows[at], round(found.since.value)
        one = np.zeros(1, tables.dtype("census"))
        one["row"], one["unit"], one["since"], one["levels"] = at, unit, -since, levels
        one["amount"] = amount_of(found, self.place.units.get(name))
        one["declared"] = found.ready is not None
        one["ready"] = -round(found.ready.value) if found.ready is not None else 0
        one["admitted"] = -admitted_since(found)
        asks = row.kind in (tables.TASK, tables.RESERVE) or found.waiting
        one["active"], one["time"], one["patience"] = not asks, -1, -1
        if asks and row.patience >= 0:
            one["patience"] = self._beyond(row.patience, since)
        elif not asks and row.kind != tables.SEARCH and not row.until:
            one["spent"] = self._spent(row, since)
            one["time"] = self._beyond(row.time, int(one["spent"][0]))
        return one

    def _row(self, found: Found, unit: int, number: int) -> int:
        """The row of the step as the plan has it, for people in that unit."""
        own = self.at.get(found.step, [])
        ways = {self.rows[n].next: n for n in own if self.rows[n].kind == tables.TRANSFER}
        own = [n for n in own if n not in ways.values()]
        if not found.waiting and {self.rows[n].kind for n in own} == {tables.STAY}:
            own = [n for n in own if unit in self.rows[n].wanted]
        elif len({tuple(self.rows[n].wanted) for n in own}) > 1:
            message = f"nobody can wait at '{found.step}' from the start: what is waited for depends on attributes"
            raise ScenarioError([Problem("bad-census", message, f"run.start.census[{number}]")])
        if not own:
            message = f"nobody comes to '{found.step}' by any arrivals"
            raise ScenarioError([Problem("bad-census", message, f"run.start.census[{number}]")])
        return ways.get(own[0], own[0]) if found.waiting else own[0]  # who waits for a stay waits at its transfer

    def _spent(self, row: Row, since: int) -> int:
        """So long ago on the clock of a step."""
        if row.calendar < 0:
            return since
        return spent_on(self.place, self.calendars[row.calendar], self.place.run.start_date, since)

    def _beyond(self, row: int, spent: int) -> int:
        """The row of a time given what is spent, made once for all to whom it applies."""
        if (row, spent) not in self._given:
            self._given[row, spent] = beyond(self.table, row, spent)
        return self._given[row, spent]


def beyond(table: DistributionTable, row: int, spent: int) -> int:
    """A whole time on the condition that it is no shorter than what is spent; what cannot be longer ends now."""
    attributes = table.attributes(row)
    if attributes:
        attribute = min(attributes)
        levels = range(table.levels_of(row, attribute))
        return table.by(attribute, [beyond(table, table.at_level(row, attribute, level), spent) for level in levels])
    try:
        return truncated(table, row, float(spent), math.inf, averaged=False)
    except ValueError:
        return table.constant(float(spent))

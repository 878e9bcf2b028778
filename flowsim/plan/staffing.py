"""The staff of employers in the plan: how each goes over the weeks, and what its units and teams have by it."""

from __future__ import annotations

import numpy as np

from flowsim.plan import tables
from flowsim.plan.calendars import Span
from flowsim.plan.courses import Ratios
from flowsim.scenario.place import Place
from flowsim.scenario.staffing import ratios_of, staff_weeks
from flowsim.units import WEEK


def staff_ratios(place: Place, span: Span) -> dict[str, Ratios]:
    """For each unit and team that an employer staffs, how many times the staff of the start there is, from when on.

    What an employer staffs whose staff stays as it is, is left out: it has what is written.
    """
    if place.workforce is None:
        return {}
    weeks = staff_weeks(place.workforce, span.start, span.horizon)
    found: dict[str, Ratios] = {}
    for name, employer in place.workforce.employers.items():
        if (ratios := ratios_of(weeks, name)) is not None:
            times = ((span.offset + number * WEEK, ratio) for number, ratio in enumerate(ratios))
            found |= dict.fromkeys(employer.staffs, ((-WEEK, 1.0), *list(times)[1:]))
    return found


def staffing_table(place: Place, span: Span) -> np.ndarray:
    """The table ``staffing``: every employer in every week of the run, by time and employer."""
    if place.workforce is None:
        return np.zeros(0, tables.dtype("staffing"))
    rows = [
        (number * WEEK, row, one.staff, one.posts, one.left, one.moved_on, one.moved_in, one.joined)
        for number, week in enumerate(staff_weeks(place.workforce, span.start, span.horizon))
        for row, (_, one) in enumerate(sorted(week.items()))
    ]
    return np.array(rows, tables.dtype("staffing"))


def employers(place: Place) -> tuple[str, ...]:
    """The names of the employers, in the order of their rows."""
    return tuple(sorted(place.workforce.employers)) if place.workforce else ()

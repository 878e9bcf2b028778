"""Times: when a stay or wait that begins is over."""

import numpy as np

from flowsim.engine.clock import advance, is_open, next_opening
from flowsim.engine.compiled.layout import Program
from flowsim.plan.tables import UNTIL_OPEN
from flowsim.random.jit import inlined, kernel


@inlined
def ends_at(program: Program, row: int, now: int, time: int) -> int:
    """When a stay or wait that begins now is over: after its time, on its clock if it has one."""
    if program.steps[row]["calendar"] < 0:
        return np.int64(now) + np.int64(time)
    return ends_by_clock(program, row, now, time)


@kernel
def ends_by_clock(program: Program, row: int, now: int, time: int) -> int:
    """The same for a step with a calendar: after its time on that clock, or at the calendar's next opening."""
    step = program.steps[row]
    calendar = step["calendar"]
    if step["until"] == 0:
        return advance(program.calendars, program.windows, calendar, program.weekday, now, time)
    if step["until"] == UNTIL_OPEN and is_open(program.calendars, program.windows, calendar, program.weekday, now):
        return np.int64(now)
    return next_opening(program.calendars, program.windows, calendar, program.weekday, now)

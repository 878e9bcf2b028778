"""What the compiled engine keeps in memory: a few tables of records, and the plan as a tuple of arrays.

Everything is allocated by :mod:`flowsim.engine.compiled.engine`, outside the kernels. A person present has a slot
in `people`; a request one node of `requests` for each resource asked for; a pending end, arrival, patience, look or
opening one leaf of the tree `timers`. Slots, nodes and leaves are handed out from stacks of free ones, the last
used first, so that what is in use stays in the processor's cache. -1 means "none".
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

LEVELS = 64
"""Priority levels of a queue."""

PERSON = np.dtype(
    [
        ("order", "i8"),  # source << 32 | index: persons in their order; -1 where the slot is free
        ("since", "i8"),  # start of the wait-state, or of the part of it not charged yet
        ("joined", "i8"),  # when the request joined its queues
        ("admitted", "i8"),  # start of the last hospital stay
        ("ready", "i8"),  # last declaration in that stay
        ("discharged", "i8"),  # end of the last hospital stay
        ("arrived", "i8"),
        ("code", "i4"),  # the source's part of random numbers
        ("row", "i4"),  # the stay, task, wait or request under way
        ("unit", "i4"),
        ("state", "i4"),  # wait-state; -1 before the first
        ("declared", "i4"),
        ("timer", "i4"),  # leaf of the end of what is under way, or of the look at a limit
        ("patience", "i4"),  # leaf
        ("request", "i4"),  # first node of the request that waits
        ("level", "i4"),  # its priority level
    ],
    align=True,
)

TIMER = np.dtype([("time", "i8"), ("rest", "i8"), ("owner", "i4")], align=True)
"""A node of the winner tree, see :mod:`flowsim.engine.compiled.events`."""

REQUEST = np.dtype(
    [
        ("since", "i8"),
        ("order", "i8"),
        ("person", "i4"),
        ("resource", "i4"),
        ("level", "i4"),
        ("before", "i4"),  # neighbours in the queue of this resource and level
        ("after", "i4"),
        ("other", "i4"),  # the same request in the queue of another resource
    ],
    align=True,
)

ENDS = np.dtype([("first", "i4"), ("last", "i4")], align=True)
"""Both ends of the queue of one resource and level."""

RESOURCE = np.dtype(
    [
        ("room", "i8"),  # places or workers free
        ("levels", "i8"),  # bit l: somebody waits at level l
        ("waiting", "i8"),
        ("due", "i4"),  # 1: in the list of resources due for a look
        ("opening", "i4"),  # 1: a timer stands for its next opening
    ],
    align=True,
)

SOURCE = np.dtype([("total", "f8"), ("index", "i8"), ("cell", "i8")], align=True)
"""A stream of arrivals: sum of its exponential steps, next person, cell of the profile reached."""

COUNTS = np.dtype(
    [
        ("now", "i8"),
        ("happenings", "i8"),
        ("before_now", "i8"),  # happenings before this instant
        ("passed", "i8"),  # step rows passed at this instant
        ("stuck_at", "i8"),  # the step row at which a limit was reached; -1
        ("free_people", "i8"),
        ("free_leaves", "i8"),
        ("free_requests", "i8"),
        ("spare", "i8"),  # leaf of the happening under way, to be used first; -1
        ("due", "i8"),  # resources due for a look
        ("ring", "i8"),  # 1: somebody began to wait for a unit nobody there waited for
        ("logged", "i8"),
        ("finished", "i8"),
    ],
    align=True,
)
"""The one record of everything that is a single number."""

FINISHED = np.dtype(
    [(name, "i8") for name in ("order", "arrived", "left", "outcome", "unit", "admitted", "ready", "discharged")]
)
"""A row of people, as it leaves the kernel."""


class Program(NamedTuple):
    """The plan's arrays and numbers, and which replication of it to run. Nothing here is ever written."""

    steps: np.ndarray
    resources: np.ndarray
    calendars: np.ndarray
    windows: np.ndarray
    attributes: np.ndarray
    sources: np.ndarray
    fill: np.ndarray
    intervals: np.ndarray
    wanted: np.ndarray
    options: np.ndarray
    distributions: np.ndarray
    values: np.ndarray
    children: np.ndarray
    presets: np.ndarray
    intensity: np.ndarray
    instants: np.ndarray
    fill_levels: np.ndarray
    state_of: np.ndarray
    horizon: int
    window_from: int
    window_to: int
    weekday: int
    units: int
    groups: int
    ready_mark: int
    died: int
    rings: int
    seed: int
    replication: int
    level: int
    widest: int


class State(NamedTuple):
    """Everything that changes while a replication runs and is not a result."""

    counts: np.ndarray
    people: np.ndarray
    codes: np.ndarray
    marks: np.ndarray
    visits: np.ndarray
    free_people: np.ndarray
    timers: np.ndarray
    free_leaves: np.ndarray
    requests: np.ndarray
    free_requests: np.ndarray
    queues: np.ndarray
    resources: np.ndarray
    due: np.ndarray
    sources: np.ndarray
    wants: np.ndarray
    ring: np.ndarray


class Results(NamedTuple):
    """The arrays of :class:`flowsim.engine.output.Tallies`; days are differences and one day wider until the end."""

    ticks: np.ndarray
    entries: np.ndarray
    midnights: np.ndarray
    group_ticks: np.ndarray
    arrived: np.ndarray
    left: np.ndarray
    granted: np.ndarray
    gave_up: np.ndarray
    turned_away: np.ndarray
    wait_count: np.ndarray
    wait_ticks: np.ndarray
    wait_histogram: np.ndarray
    worked: np.ndarray
    occupied: np.ndarray
    ready: np.ndarray
    discharged: np.ndarray
    nights: np.ndarray
    delay: np.ndarray
    delay_ticks: np.ndarray
    nights_sum: np.ndarray
    delay_sum: np.ndarray
    died_in_hospital: np.ndarray
    interval_started: np.ndarray
    interval_count: np.ndarray
    interval_ticks: np.ndarray
    interval_histogram: np.ndarray
    totals: np.ndarray


class Journal(NamedTuple):
    """Buffers for the event log and for people who have left, handed over and emptied when nearly full."""

    log: np.ndarray
    finished: np.ndarray
    codes: np.ndarray
    marks: np.ndarray

"""What the compiled engine keeps in memory: a few tables of records, and the plan as a tuple of arrays.

Everything is allocated by :mod:`flowsim.engine.compiled.engine`, outside the kernels. A person present has a place
in `people`, and each of their branches under way another; a request one node of `requests` for each resource asked
for; a pending end, arrival, patience, look or opening one leaf of the tree `timers`. Places, nodes and leaves are
handed out from stacks of free ones, the last used first, so that what is in use stays in the processor's cache.
-1 means "none".
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, NamedTuple

import numpy as np

from flowsim.engine.compiled.frame import WHOLE
from flowsim.engine.output import BINS, LOG_DTYPE, NIGHT_THRESHOLDS, NIGHTS
from flowsim.plan.tables import PAYERS, TABLES
from flowsim.random.table import DISTRIBUTION

NONE, ZERO, ONE = np.int64(-1), np.int64(0), np.int64(1)
"""Numbers to call kernels with: for each plain -1, 0 or 1 in a call numba would compile the kernel once more."""

LEVELS = 64
"""Priority levels of a queue."""

PERSON = np.dtype(
    [
        ("order", "i8"),  # source << 48 | index << 16 | slot: lines in their order; -1 where the place is free
        ("since", "i8"),  # start of the wait-state, or of the part of it not charged yet
        ("joined", "i8"),  # when the request joined its queues
        ("code", "i8"),  # the source's part of random numbers
        ("row", "i8"),  # the stay, task, wait or request under way
        ("unit", "i8"),
        ("state", "i8"),  # wait-state; -1 before the first
        ("timer", "i8"),  # leaf of the end of what is under way, or of the look at a limit
        ("main", "i8"),  # the place of the person's main line: its own, but in a branch
        ("active", "i8"),  # 0 waiting for a place or worker, 1 busy
        ("visit", "i8"),  # its number among the visits
        ("level", "i8"),  # its priority level
        ("request", "i8"),  # first node of the request that waits
        ("patience", "i8"),  # leaf
        ("declared", "i8"),
        ("amount", "i8"),  # how much of the unit the person has
        ("wants", "i8"),  # how much of it the stay asked for is of
        ("spell", "i8"),  # 0 the first, 1 and more after each return
        ("placed", "i8"),  # since when, or up to when that has been booked
        ("arrived", "i8"),
        ("admitted", "i8"),  # start of the last hospital stay
        ("ready", "i8"),  # last declaration in that stay
        ("discharged", "i8"),  # end of the last hospital stay
        ("home_since", "i8"),  # the last live discharge from hospital, in any spell; NOT_YET
        ("away", "i8"),  # 1: has left, and will come back when the timer goes off; 2: likewise, though by death
        ("shown", "i8"),  # the slot of the line whose wait-state is the person's: 0, or the branch waited for
        ("asks", "i8"),  # how much the request needs to be free
        ("more", "i8"),  # the unit held, where more of it is asked for; -1
        ("kept", "i8"),  # the first of the places kept for the person; -1
        ("began", "i8"),  # a stay with tapers: when it began, when it ends, and its next taper
        ("ends", "i8"),
        ("taper", "i8"),
    ],
    align=True,
)
"""What every happening asks for comes first, so that it lies in few cache lines."""

RUNNING = np.dtype([(name, "i8") for name in ("place", "wait", "looked", "struck", "leaf")], align=True)
"""The risks of one person: the step rows whose risks run for the place and for a wait, -1 none; the last look; which of
them the timer stands for, from 2 * risk_width on an attribute that goes out of date, -1 a new day; its leaf."""

EXPIRING = np.dtype([("at", "i8"), ("expiry", "i8")], align=True)
"""An attribute of one person: when it goes out of date, NEVER if it does not; how, a row of expiries."""

TIMER = np.dtype([("time", "i8"), ("rest", "i8"), ("owner", "i8"), ("", "i8")], align=True)
"""A node of the tree (:mod:`flowsim.engine.compiled.events`); 32 bytes, so that none lies across two cache lines."""

REQUEST = np.dtype(
    [
        ("since", "i8"),
        ("order", "i8"),
        ("person", "i8"),
        ("resource", "i8"),
        ("level", "i8"),
        ("before", "i8"),  # neighbours in the queue of this resource and level
        ("after", "i8"),
        ("other", "i8"),  # the same request in the queue of another resource
    ],
    align=True,
)

ENDS = np.dtype([("first", "i8"), ("last", "i8")], align=True)
"""Both ends of the queue of one resource and level."""

RESOURCE = np.dtype(
    [
        ("room", "i8"),  # places or workers free: the level less what is taken
        ("level", "i8"),  # places or workers there are now
        ("own", "i8"),  # its own, by the plan: what there is if nothing is closed and there is staff
        ("closed", "i8"),  # how many are closed at random
        ("extra", "i8"),  # how many more are open under pressure
        ("booked", "i8"),  # up to when open place-time has been counted
        ("levels", "i8"),  # bit l: somebody waits at level l
        ("waiting", "i8"),
        ("due", "i8"),  # 1: in the list of resources due for a look
        ("opening", "i8"),  # 1: a timer stands for its next opening
        ("leaf", "i8"),  # leaf of that timer; -1 without a calendar
    ],
    align=True,
)

HOLD = np.dtype(
    [
        ("person", "i8"),  # for whom it is kept; -1 where it is made ready for the next
        ("unit", "i8"),
        ("amount", "i8"),
        ("payer", "i8"),
        ("since", "i8"),
        ("row", "i8"),  # the step that kept it
        ("leaf", "i8"),  # of its timer; -1 if it has none
        ("after", "i8"),  # the next that is kept for the same person
        ("giver", "i8"),  # of a ring: who gave it up and is in it still, until all move; -1
        ("taker", "i8"),  # of a ring: who is to have the place that the person gave up; -1
        ("ring", "i8"),  # of a ring: its number; -1
    ],
    align=True,
)
"""A place that is taken while nobody is in it."""

WORKER = np.dtype([("busy", "i8"), ("cases", "i8")], align=True)
"""A worker of a team with cases: whether at work, and how many cases they have in hand."""

CASELOAD = np.dtype([("first", "i8"), ("cases", "i8"), ("booked", "i8")], align=True)
"""A team with cases: the first of its workers, all cases in hand, up to when their time has been booked."""

CASE = np.dtype([("team", "i8"), ("worker", "i8"), ("hand", "i8")], align=True)
"""A line's case: its team, the row of its worker (-1 without one), the row of the worker at work for it now (or -1)."""

FOLLOWING = np.dtype([(name, "i8") for name in ("since", "booked", "wish", "usual", "back")], align=True)
"""Somebody who is followed: since when (NOT_YET: not), booked up to when, the settings of their wish and usual home as
they were then (-1 none), whether they have been back in hospital."""

CLOSURE = np.dtype([("index", "i8"), ("closed", "i8"), ("leaf", "i8")], align=True)
"""A unit that closes at random: the number of the next or present closure, whether it is closed, its timer's leaf."""

ESCALATION = np.dtype([("opened", "i8"), ("leaf", "i8")], align=True)
"""Places that open under pressure: since when they are open, -1 while they are shut; leaf of the next look."""

SOURCE = np.dtype([("total", "f8"), ("index", "i8"), ("cell", "i8"), ("levels", "i8")], align=True)
"""A source: sum of a stream's exponential steps, next person, cell of the profile or place on the list reached, row of
the levels that the next person comes with (-1: none)."""

JUMPING = np.dtype([("leaf", "i8"), ("next", "i8")], align=True)
"""A request's next change of level: leaf of its timer, -1 if there is none; row of jumps."""

FOUND = np.dtype([("accepted", "i8"), ("approaches", "i8"), ("refusals", "i8")], align=True)
"""What a search under way will come to."""

COUNTS = np.dtype(
    [
        ("now", "i8"),
        ("happenings", "i8"),
        ("before_now", "i8"),  # happenings before this instant
        ("passed", "i8"),  # step rows passed at this instant
        ("leave_for", "i8"),  # why the run is to be left before the next happening; 0: it goes on
        ("stuck_at", "i8"),  # the step row, or counter of visits, at which a limit was reached; -1
        ("limit", "i8"),  # which limit of those of `engine.limits` that is; 0: steps run through
        ("free_people", "i8"),
        ("free_leaves", "i8"),
        ("free_requests", "i8"),
        ("free_holds", "i8"),
        ("least_people", "i8"),  # how many have to be free before a happening
        ("least_leaves", "i8"),
        ("least_requests", "i8"),
        ("least_holds", "i8"),
        ("joining", "i8"),  # person who asked for something in the happening under way; -1
        ("spare", "i8"),  # leaf of the happening under way, to be used first; -1
        ("due", "i8"),  # resources due for a look
        ("ring", "i8"),  # 1: somebody began to wait for a unit nobody there waited for
        ("longest", "i8"),  # the longest transfer of the ring that turns; 0
        ("change", "i8"),  # the next change of capacity
        ("change_leaf", "i8"),  # leaf of its timer
        ("logged", "i8"),
        ("finished", "i8"),
    ],
    align=True,
)
"""The one record of everything that is a single number."""

_OF_A_SPELL = ("order", "spell", "arrived", "left", "outcome", "unit", "admitted", "ready", "discharged")
FINISHED = np.dtype([(name, "i8") for name in _OF_A_SPELL])
"""A row of people, as it leaves the kernel."""


@cache
def wide(table: str) -> np.dtype:
    """The dtype of one of the plan's tables with numbers of 64 bits throughout, so that a kernel has one signature."""
    return np.dtype([(field.name, "f8" if field.dtype == "f8" else "i8") for field in TABLES[table]])


class Program(NamedTuple):
    """The plan's arrays and numbers, and which replication of it to run. Nothing here is ever written."""

    steps: Annotated[np.ndarray, wide("steps")]
    resources: Annotated[np.ndarray, wide("resources")]
    changes: Annotated[np.ndarray, wide("changes")]
    closures: Annotated[np.ndarray, wide("closures")]
    escalations: Annotated[np.ndarray, wide("escalations")]
    triggers: Annotated[np.ndarray, "i8"]
    calendars: Annotated[np.ndarray, wide("calendars"), 1, WHOLE]
    windows: Annotated[np.ndarray, wide("windows"), 1, WHOLE]
    attributes: Annotated[np.ndarray, wide("attributes")]
    sources: Annotated[np.ndarray, wide("sources")]
    fill: Annotated[np.ndarray, wide("fill")]
    census: Annotated[np.ndarray, wide("census")]
    intervals: Annotated[np.ndarray, wide("intervals")]
    thresholds: Annotated[np.ndarray, wide("thresholds")]
    follows: Annotated[np.ndarray, wide("follows")]
    periods: Annotated[np.ndarray, wide("periods")]
    places: Annotated[np.ndarray, "i8"]
    states: Annotated[np.ndarray, wide("states")]
    tests: Annotated[np.ndarray, wide("tests")]
    jumps: Annotated[np.ndarray, wide("jumps")]
    uptakes: Annotated[np.ndarray, wide("uptakes")]
    uptake_purposes: Annotated[np.ndarray, "i8"]
    tapers: Annotated[np.ndarray, wide("tapers")]
    searches: Annotated[np.ndarray, wide("searches")]
    expiries: Annotated[np.ndarray, wide("expiries")]
    risks: Annotated[np.ndarray, wide("risks"), 1, WHOLE]
    factors: Annotated[np.ndarray, "f8", 1, WHOLE]
    wanted: Annotated[np.ndarray, "i8"]
    options: Annotated[np.ndarray, "i8"]
    distributions: Annotated[np.ndarray, DISTRIBUTION, 1, WHOLE]
    values: Annotated[np.ndarray, "f8", 1, WHOLE]
    children: Annotated[np.ndarray, "i4", 1, WHOLE]
    presets: Annotated[np.ndarray, "i8", 2]
    intensity: Annotated[np.ndarray, "f8"]
    listed: Annotated[np.ndarray, wide("listed")]
    keeping: Annotated[np.ndarray, "f8"]
    fill_levels: Annotated[np.ndarray, "i2", 2, WHOLE]
    state_of: Annotated[np.ndarray, "i8", 4]
    horizon: int
    window_from: int
    window_to: int
    weekday: int
    units: int
    first_fund: int
    groups: int
    ready_mark: int
    withdrawn_mark: int
    died: int
    rings: int
    amounts: int
    keeps: int
    travels: int
    meetings: int
    sittings: int
    remembers_waits: int
    seed: int
    replication: int
    level: int
    marks: int
    acts: int
    counters: int
    branches: int
    returns: int
    risk_width: int
    expiring: int
    striking: int
    holds: int
    most_present: int


OPTIONAL: frozenset[str] = frozenset(
    {
        *("acts", "amounts", "branches", "census", "changes", "closures", "escalations", "expiring", "follows"),
        *(
            "holds",
            "jumps",
            "keeps",
            "meetings",
            "remembers_waits",
            "returns",
            "rings",
            "risk_width",
            "searches",
            "sittings",
            "striking",
        ),
        *("tapers", "tests", "thresholds", "travels", "uptakes"),
    }
)
"""What many scenarios do without: numbers of a program that are 0, and tables that are empty then."""

LEFT_OUT: tuple[frozenset[str], ...] = (OPTIONAL, OPTIONAL - {"rings", "uptakes"}, frozenset())
"""What the code for a program leaves out: the first of these of which the program uses nothing.

The kernels are compiled once for each, when the first such program is run. So what is left out costs nothing, and the
first scenario that anybody runs does not wait for the code of what it does not use. The second is for policies of an
uptake, and places that people leave both ways.
"""


class State(NamedTuple):
    """Everything that changes while a replication runs and is not a result."""

    counts: Annotated[np.ndarray, COUNTS]
    people: Annotated[np.ndarray, PERSON]
    codes: Annotated[np.ndarray, "i8", 2, WHOLE]
    marks: Annotated[np.ndarray, "i8", 2]
    open_since: Annotated[np.ndarray, "i8", 2]
    visits: Annotated[np.ndarray, "i8", 2]
    waited: Annotated[np.ndarray, "i8"]
    travel: Annotated[np.ndarray, "i8"]
    jumps: Annotated[np.ndarray, JUMPING]
    found: Annotated[np.ndarray, FOUND]
    cases: Annotated[np.ndarray, CASE]
    workers: Annotated[np.ndarray, WORKER]
    caseloads: Annotated[np.ndarray, CASELOAD]
    answers: Annotated[np.ndarray, "i8", 2]  # [asked at once, 2] when each answers, and the number of its approach
    risks: Annotated[np.ndarray, RUNNING]
    risk_left: Annotated[np.ndarray, "f8", 2]  # [people, 2 * risk_width] what is left of thresholds
    expiring: Annotated[np.ndarray, EXPIRING, 2]  # [people, attributes if any expires, else 0]
    following: Annotated[np.ndarray, FOLLOWING, 2]  # [people, follows]
    codes_then: Annotated[np.ndarray, "i8", 2]  # [people, follows * attributes] codes when the following began
    branches: Annotated[np.ndarray, "i8", 2]  # [people, branches] the place of each branch under way; -1
    free_people: Annotated[np.ndarray, "i8"]
    timers: Annotated[np.ndarray, TIMER]
    free_leaves: Annotated[np.ndarray, "i8"]
    requests: Annotated[np.ndarray, REQUEST]
    holds: Annotated[np.ndarray, HOLD]
    free_holds: Annotated[np.ndarray, "i8"]
    free_requests: Annotated[np.ndarray, "i8"]
    queues: Annotated[np.ndarray, ENDS, 2]
    resources: Annotated[np.ndarray, RESOURCE]
    due: Annotated[np.ndarray, "i8"]
    sources: Annotated[np.ndarray, SOURCE]
    closures: Annotated[np.ndarray, CLOSURE]
    escalations: Annotated[np.ndarray, ESCALATION]
    wants: Annotated[np.ndarray, "i8", 2, WHOLE]
    ring: Annotated[np.ndarray, "i8", 2, WHOLE]


STATE_TALLY = np.dtype([("ticks", "i8"), ("entries", "i8"), ("midnights", "i8", (len(NIGHT_THRESHOLDS),))])
ROW_TALLY = np.dtype([("granted", "i8"), ("gave_up", "i8"), ("turned_away", "i8"), ("beside", "i8", (2,))])
RESOURCE_TALLY = np.dtype(
    [
        ("wait_count", "i8"),
        ("wait_ticks", "i8"),
        ("worked", "i8"),
        ("travelled", "i8"),
        ("cases", "i8"),
        ("open", "i8"),
        ("escalations", "i8"),
        ("escalated", "i8"),
        ("wait_histogram", "i8", (BINS,)),
    ]
)
COLUMN_TALLY = np.dtype(
    [
        ("nights", "i8", (NIGHTS,)),
        ("delay", "i8", (NIGHTS,)),
        ("delay_ticks", "i8"),
        ("nights_sum", "i8"),
        ("delay_sum", "i8"),
        ("died_in_hospital", "i8"),
        ("readmitted", "i8"),
    ]
)
UNIT_TALLY = np.dtype(
    [("held", "i8", (len(PAYERS),)), ("kept", "i8", (len(PAYERS),)), ("ran_out", "i8"), ("turned", "i8")]
)
INTERVAL_TALLY = np.dtype([("interval_started", "i8"), ("interval_histogram", "i8", (BINS,))])
REACHED_TALLY = np.dtype([("interval_count", "i8"), ("interval_ticks", "i8")])
DAY_TALLY = np.dtype([("occupied", "i8"), ("ready", "i8")])


class Results(NamedTuple):
    """The numbers of :class:`flowsim.engine.output.Tallies`, with its names, by what they are about.

    What one happening counts lies together. Days are differences, and one day wider, until the end.
    """

    states: Annotated[np.ndarray, STATE_TALLY]
    groups: Annotated[np.ndarray, "i8", 2]  # [W, C - 1] ticks
    rows: Annotated[np.ndarray, ROW_TALLY]
    resources: Annotated[np.ndarray, RESOURCE_TALLY]
    columns: Annotated[np.ndarray, COLUMN_TALLY]
    intervals: Annotated[np.ndarray, INTERVAL_TALLY]
    reached: Annotated[np.ndarray, REACHED_TALLY, 2]  # [I, C]
    within: Annotated[np.ndarray, "i8", 2]  # [H, C]
    followed: Annotated[np.ndarray, "i8", 3]  # [P, K, C]
    unfollowed: Annotated[np.ndarray, "i8"]
    died: Annotated[np.ndarray, "i8", 2]  # [W, C]
    struck_waiting: Annotated[np.ndarray, "i8", 2]  # [risks * settings, C]
    struck_ready: Annotated[np.ndarray, "i8", 2]  # [risks, C]
    units: Annotated[np.ndarray, UNIT_TALLY]
    unit_days: Annotated[np.ndarray, DAY_TALLY, 2]  # [U, D + 1]
    discharged: Annotated[np.ndarray, "i8"]  # [D + 1]
    arrived: Annotated[np.ndarray, "i8"]
    returned: Annotated[np.ndarray, "i8"]
    paid: Annotated[np.ndarray, "i8", 2]  # [F, C]
    paid_by_day: Annotated[np.ndarray, "i8", 2]  # [F, D + 1]
    balance: Annotated[np.ndarray, "i8"]  # [F]
    acts: Annotated[np.ndarray, "i8", 2]  # [acts, C]
    struck: Annotated[np.ndarray, "i8", 2]  # [risks, C]
    expired: Annotated[np.ndarray, "i8", 2]  # [attributes, C]
    left: Annotated[np.ndarray, "i8", 2]
    taken_up: Annotated[np.ndarray, "i8", 2]  # [policies, C]
    totals: Annotated[np.ndarray, "i8"]


class Journal(NamedTuple):
    """Buffers for the event log and for people who have left, handed over and emptied when nearly full."""

    log: Annotated[np.ndarray, LOG_DTYPE]
    finished: Annotated[np.ndarray, FINISHED]
    codes: Annotated[np.ndarray, "i8", 2]
    marks: Annotated[np.ndarray, "i8", 2]

"""What one replication gives: tallies always, people and event log where asked for."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from flowsim.engine.followed import COLUMNS
from flowsim.plan.measured import SETTINGS
from flowsim.plan.tables import PAYERS, Plan
from flowsim.units import DAY

MEASURES, PEOPLE, LOG = range(3)
OUTPUT_LEVELS = ("measures", "people", "log")
"""Names of the output levels: tallies only; tallies and people; tallies, people and log."""

NIGHTS = 512
"""Bins of a histogram of whole days or nights; the last holds all that is longer."""

NIGHT_THRESHOLDS = (0, 7, 14, 21)
"""Nights in hospital from which a person counts in the columns of ``midnights``."""

READMISSION = 30 * DAY
"""A hospital stay that begins so soon after the last discharge is a readmission."""

NOT_YET = -(2**62)
"""When something last happened that never has: before every instant, those that a census tells of included."""

BINS = 512
"""Bins of a histogram of waiting times, see :func:`wait_bin` in :mod:`flowsim.engine.histogram`."""

(
    ARRIVE, JOIN, BEGIN, END, GIVE_UP, TURN_AWAY, CHOSE, CHANGE, MARKED, DEPART, JUMP, PART, FINISHED, STOPPED, ACTED,
    AMOUNT, TAPERED, STRUCK, LAPSED, HAND,
) = range(20)  # fmt: skip
EVENT_KINDS = (
    "arrive", "join", "begin", "end", "give up", "turned away", "choose", "set", "mark", "leave", "jump",
    "meanwhile", "finish", "stop", "act", "amount", "taper", "risk", "lapse", "worker",
)  # fmt: skip
"""Names of what can stand in a log. ``begin`` with value 1 came about by a ring."""

LOG_DTYPE = np.dtype(
    [
        ("time", "i8"),
        ("source", "i4"),
        ("index", "i8"),
        ("kind", "i4"),
        ("row", "i4"),
        ("unit", "i4"),
        ("resource", "i4"),
        ("value", "i4"),
        ("slot", "i4"),
    ],
    align=True,
)
"""One line of the event log.

time: ticks. source, index: the person. kind: of :data:`EVENT_KINDS`. row: of steps (arrive: the entry; a filled
start: the stay's row). unit: where the person is after the event (leave: the unit left). resource: join, jump: the
first wanted; begin, end: the unit or team (a wait, a join or a stay that asked for nothing: the unit the person is
in); worker: the team; stop: the team whose worker is freed, if one is; else -1. value: join, jump: the level;
begin: 1 if by a ring, 2 in a kept place, else 0; choose: the option; set: the new code; mark: the mark; leave: the
outcome; act: the act;
meanwhile: the slot of the branch that begins, 0 if it is under way already; amount: what the stay asked for, or about
to begin, is of, in the unit's quantum; taper: the amount from now on; risk: which; arrive: the spell; lapse:
what is given back of the unit `resource`, where row is of the step that kept it, or that gives it back, or, if it
is too little, that needs it; worker: the number, from 0, of the worker of the task that has begun, in a team whose
workers have cases in hand; else 0. slot: the line of the person that the event is about, 0 for the main one. The order
is the order in which
things happened. A filled start logs arrive and begin.
"""


@dataclass(slots=True, eq=False)
class Tallies:
    """Integer counts and sums of one replication; every entry is exact.

    W wait-states, C group columns, A attributes, R resources, U units, F funds, S sources, N step rows, I intervals,
    H thresholds of intervals, P periods for which people are followed, D whole days of the run.

    "In the window" means at an instant in [window_from, window_to). Column 0 of groups is everyone.

    Attributes:
        ticks: [W] person-ticks in the window.
        entries: [W] times the state was entered in the window.
        midnights: [W, 4] person-midnights with at least 0, 7, 14, 21 nights in hospital; 0 for states outside hospital.
        group_ticks: [W, C - 1] person-ticks by group (no columns where no groups are asked for).
        arrived: [S] people who arrived in the window (those kept), for the first time.
        returned: [S] people who came back in the window.
        readmitted: [C] hospital stays begun in the window within 30 days of the person's last live discharge.
        left: [outcomes, C] people who left in the window.
        granted, gave_up, turned_away: [N] requests by step row, by the instant at which it happened, in the window.
        struck: [risks, C] how often each risk happened in the window, under the person's groups at that instant.
        expired: [A, C] how often each attribute went out of date in the window, under the person's groups before that.
        acts: [acts, C] how often each act was done in the window, under the person's groups at that instant.
        wait_count, wait_ticks: [R] requests that joined in the window and were granted here, and their waits.
        wait_histogram: [R, BINS] the same waits, binned.
        beside: [N, 2] ticks in the window that branches spent at each step row, waiting for a worker and otherwise.
        held: [U, payers] place-ticks (amounts times ticks) occupied in the window, by who pays for them.
        kept: [U, 3] place-ticks in the window in which a place was kept for somebody, by who pays.
        ran_out: [U] kept places whose time ran out in the window before they were used.
        turned: [U] place-ticks in the window in which a place was made ready for the next.
        worked: [R] working ticks done by teams in the window (0 for units).
        travelled: [R] of tasks that ended in the window: working ticks on the way there and back (0 for units).
        cases: [R] ticks for which cases were in hand in the window, of all workers together (0 for units).
        escalations: [R] times that places opened under pressure in the window.
        escalated: [R] ticks of the window for which they were open.
        open: [R] place-ticks open in the window (0 for the community and funds); of teams worker-ticks in working time.
        paid: [F, C] pence that each fund paid in the window, under the person's groups at that instant.
        paid_by_day: [F, D + 1] pence that each fund paid on each day of the run, the last of which may be cut short.
        balance: [F] pence left in each fund at the end of the run.
        occupied: [U, D] people in each unit at the midnight that ends each day of the run.
        ready: [U, D] of whom declared ready (hospital units).
        discharged: [D] live discharges from hospital on each date of the run.
        nights: [C, NIGHTS] length in nights of hospital stays that ended alive in the window.
        delay: [C, NIGHTS] whole dates from ready to discharge of those who were declared.
        delay_ticks: [C] the same, clock time, summed.
        nights_sum, delay_sum: [C] sums of nights and of delay days (not capped by the histogram).
        died_in_hospital: [C] hospital stays in the window that ended in death.
        interval_started: [I] people who passed the first mark in the window (passed again, the last instant stands).
        interval_count, interval_ticks: [I, C] of those, who reached the second mark by the end of the run, and when.
        interval_histogram: [I, BINS] the same times, binned.
        interval_within: [H, C] of those, whose time was no longer than the threshold.
        followed: [P, K, C] of people who began to be followed in the window and whose whole period lies in the run: the
            columns of :mod:`flowsim.engine.followed`, under their groups at that instant.
        unfollowed: [P] people who began to be followed in the window and whose period does not lie in the run.
        died: [W, C] people who left the model by death in the window, by the wait-state in which they were last.
        struck_waiting: [risks, settings, C] of `struck`: while the person waited for a place, worker or fund, by where.
        struck_ready: [risks, C] of `struck`: while the person was declared ready.
        taken_up: [policies, C] people whom each policy was decided to reach, once in each spell, by the instant of the
            decision.
        totals: [8] whole run: arrived, left, present at window_from, at window_to, at the end, rings, people moved by
            rings, people passed over by rings. Present counts people before anything at that instant happens.
        happenings: [1] how many happenings the run had (ends, arrivals, grants, rings, patience, limits).
    """

    ticks: np.ndarray
    entries: np.ndarray
    midnights: np.ndarray
    group_ticks: np.ndarray
    arrived: np.ndarray
    returned: np.ndarray
    readmitted: np.ndarray
    left: np.ndarray
    granted: np.ndarray
    gave_up: np.ndarray
    turned_away: np.ndarray
    acts: np.ndarray
    struck: np.ndarray
    expired: np.ndarray
    wait_count: np.ndarray
    wait_ticks: np.ndarray
    wait_histogram: np.ndarray
    beside: np.ndarray
    held: np.ndarray
    kept: np.ndarray
    ran_out: np.ndarray
    turned: np.ndarray
    worked: np.ndarray
    travelled: np.ndarray
    cases: np.ndarray
    escalations: np.ndarray
    escalated: np.ndarray
    open: np.ndarray
    paid: np.ndarray
    paid_by_day: np.ndarray
    balance: np.ndarray
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
    interval_within: np.ndarray
    followed: np.ndarray
    unfollowed: np.ndarray
    died: np.ndarray
    struck_waiting: np.ndarray
    struck_ready: np.ndarray
    taken_up: np.ndarray
    totals: np.ndarray
    happenings: np.ndarray

    @classmethod
    def empty(cls, plan: Plan) -> Tallies:
        """All zero, in the shapes of this plan."""
        states, columns, resources = len(plan.states), plan.groups, len(plan.resources)
        rows, intervals, days = len(plan.steps), len(plan.intervals), plan.horizon // DAY
        shapes: dict[str, tuple[int, ...]] = {
            "ticks": (states,),
            "entries": (states,),
            "midnights": (states, len(NIGHT_THRESHOLDS)),
            "group_ticks": (states, columns - 1),
            "arrived": (len(plan.sources),),
            "returned": (len(plan.sources),),
            "readmitted": (columns,),
            "left": (plan.outcomes, columns),
            "granted": (rows,),
            "gave_up": (rows,),
            "turned_away": (rows,),
            "acts": (plan.acts, columns),
            "struck": (len(plan.risks), columns),
            "expired": (len(plan.attributes), columns),
            "wait_count": (resources,),
            "wait_ticks": (resources,),
            "wait_histogram": (resources, BINS),
            "beside": (rows, 2),
            "held": (plan.units, len(PAYERS)),
            "kept": (plan.units, len(PAYERS)),
            "ran_out": (plan.units,),
            "turned": (plan.units,),
            "worked": (resources,),
            "travelled": (resources,),
            "cases": (resources,),
            "escalations": (resources,),
            "escalated": (resources,),
            "open": (resources,),
            "paid": (resources - plan.first_fund, columns),
            "paid_by_day": (resources - plan.first_fund, days + 1),
            "balance": (resources - plan.first_fund,),
            "occupied": (plan.units, days),
            "ready": (plan.units, days),
            "discharged": (days,),
            "nights": (columns, NIGHTS),
            "delay": (columns, NIGHTS),
            "delay_ticks": (columns,),
            "nights_sum": (columns,),
            "delay_sum": (columns,),
            "died_in_hospital": (columns,),
            "interval_started": (intervals,),
            "interval_count": (intervals, columns),
            "interval_ticks": (intervals, columns),
            "interval_histogram": (intervals, BINS),
            "interval_within": (len(plan.thresholds), columns),
            "followed": (len(plan.periods), COLUMNS, columns),
            "unfollowed": (len(plan.periods),),
            "died": (states, columns),
            "struck_waiting": (len(plan.risks), len(SETTINGS), columns),
            "struck_ready": (len(plan.risks), columns),
            "taken_up": (plan.policies, columns),
            "totals": (8,),
            "happenings": (1,),
        }
        return cls(**{field.name: np.zeros(shapes[field.name], np.int64) for field in fields(cls)})


@dataclass(slots=True, eq=False)
class People:
    """A row a person and spell, in order of (source, index, spell), the unfinished included.

    Who comes back after leaving has a row for each spell, with what is true of that spell and nothing of others.

    Attributes:
        source, index: [n] who.
        spell: [n] 0 the first, 1 and more after each return.
        arrived: [n] ticks.
        left: [n] ticks; -1 for those still present at the end.
        outcome: [n] row of outcomes; -1 for those still present.
        unit: [n] where they are at the end of the run, or were when they left.
        codes: [n, attributes] attribute codes at the end.
        marks: [n, marks] ticks of the last time each mark was made; :data:`NOT_YET`: never.
        admitted: [n] ticks at which the last hospital stay began; :data:`NOT_YET`: never.
        ready: [n] ticks of the last declaration in that hospital stay (kept after discharge); :data:`NOT_YET`: never.
        discharged: [n] ticks of the last end of a hospital stay, death included; :data:`NOT_YET`: never.
    """

    source: np.ndarray
    index: np.ndarray
    spell: np.ndarray
    arrived: np.ndarray
    left: np.ndarray
    outcome: np.ndarray
    unit: np.ndarray
    codes: np.ndarray
    marks: np.ndarray
    admitted: np.ndarray
    ready: np.ndarray
    discharged: np.ndarray


@dataclass(slots=True, eq=False)
class Replication:
    """One replication: its number, seed, tallies and, by output level, people and log (:data:`LOG_DTYPE`)."""

    number: int
    seed: int
    tallies: Tallies
    people: People | None = None
    log: np.ndarray | None = None

"""One replication by the compiled engine: makes room, runs the kernel, makes more room, collects what comes out.

The kernel allocates nothing. It comes back when something is nearly full: tables of what is present are then made
twice as large, buffers of what is over are emptied, and the kernel goes on where it was.
"""

from __future__ import annotations

import datetime
from contextlib import suppress
from dataclasses import fields

import numpy as np

from flowsim.engine.compiled import kernel, layout, room
from flowsim.engine.compiled.events import empty_timers, rebuild
from flowsim.engine.compiled.frame import pack, unpacked, with_numbers
from flowsim.engine.compiled.layout import Journal, Program, Results, State
from flowsim.engine.compiled.programs import least_room, packed_program
from flowsim.engine.followed import COLUMNS
from flowsim.engine.limits import MOST_AT_ONE_INSTANT, MOST_PRESENT, PRESENT_REACHED, said
from flowsim.engine.output import LOG, LOG_DTYPE, MEASURES, PEOPLE, People, Replication, Tallies
from flowsim.engine.stop import Stop
from flowsim.errors import ReplicationError, Stopped
from flowsim.plan.measured import SETTINGS
from flowsim.plan.tables import PAYERS, Plan
from flowsim.plan.workers import most_workers
from flowsim.units import DAY

_FIRST_PEOPLE = 512
_FIRST_TIMERS = 64
_FIRST_HOLDS = 64
_LOG_LINES = 1 << 15
_PEOPLE_ROWS = 1 << 12
_PER_PERSON = (
    "codes",
    "marks",
    "open_since",
    "visits",
    "waited",
    "travel",
    "jumps",
    "branches",
    "found",
    "risks",
    "risk_left",
    "expiring",
    "following",
    "codes_then",
    "cases",
)


def prepare(plan: Plan) -> None:
    """Have the code for a plan compiled, or read from the cache: a replication that is over before anything happens."""
    run = _Run(plan, 0, 0, LOG, _LOG_LINES)
    run.packed = with_numbers(run.packed, horizon=0)
    with suppress(ReplicationError):  # the replications will say so themselves
        run.finished(Stop())


def replicate(plan: Plan, seed: int, replication: int, level: int = MEASURES, stop: Stop | None = None) -> Replication:
    """Run one replication of a plan in compiled code.

    Args:
        plan: the scenario, resolved.
        seed: 0 to 2**64 - 1; with the replication's number and the plan it fixes every draw.
        replication: 0 to 65,535.
        level: MEASURES, PEOPLE or LOG of :mod:`flowsim.engine.output`: what is kept.
        stop: what another thread asks to have the replication broken off.

    Raises:
        ReplicationError: too much happened at one instant, or too many people were present.
        Stopped: that was asked for.
    """
    lines = _LOG_LINES
    while True:
        run = _Run(plan, seed, replication, level, lines)
        if run.finished(stop or Stop()):
            return run.outcome()
        lines *= 32  # one happening wrote more lines than the buffer holds; the same draws come again


class _Run:
    """A replication under way: the kernel's tables, and what it has handed over so far."""

    def __init__(self, plan: Plan, seed: int, replication: int, level: int, lines: int) -> None:
        self.plan, self.seed = plan, seed
        self.packed = packed_program(plan, seed, replication, level, MOST_PRESENT)
        self.program: Program = unpacked(self.packed)
        self.state = _state(plan, self.program)
        self.results = _results(plan)
        self.journal = _journal(plan, level, lines)
        self.logs: list[np.ndarray] = []
        self.rows: list[np.ndarray] = []
        self.codes: list[np.ndarray] = []
        self.marks: list[np.ndarray] = []

    def finished(self, stop: Stop) -> bool:
        """Run to the horizon; False if lines of the log were lost for want of room.

        Raises:
            Stopped: that was asked for.
        """
        with stop.heard(self._look_up):
            return self._finished(stop)

    def _look_up(self) -> None:
        """Have the kernel come back, in whatever thread it is."""
        self.state.counts[0]["leave_for"] = room.STOPPED

    def _finished(self, stop: Stop) -> bool:
        self._make_room()
        program, state, results, journal = self.packed, pack(self.state), pack(self.results), pack(self.journal)
        kernel.start(program, state, results)
        while True:
            reason = kernel.run(program, state, results, journal)
            if stop.asked:
                raise Stopped(f"replication {self.program.replication} was broken off")
            if reason in (room.TOO_MANY_HAPPENINGS, room.TOO_MANY_STEPS):
                raise self._too_many(reason)
            if not self._hand_over():
                return False
            if reason == room.DONE:
                break
            if self._make_room():
                state = pack(self.state)
        slot = 0
        while slot < len(self.state.people):
            slot = kernel.close(program, state, results, journal, slot)
            self._hand_over()
        return True

    def _hand_over(self) -> bool:
        """Empty the buffers of the log and of people; False if lines were lost."""
        counts, journal = self.state.counts[0], self.journal
        lines, rows = counts["logged"], counts["finished"]
        if lines > len(journal.log):
            return False
        self.logs.append(journal.log[:lines].copy())
        self.rows.append(journal.finished[:rows].copy())
        self.codes.append(journal.codes[:rows].copy())
        self.marks.append(journal.marks[:rows].copy())
        counts["logged"] = counts["finished"] = 0
        return True

    def _make_room(self) -> bool:
        """Double what is nearly full, until there is room for a happening; whether anything was."""
        counts, state = self.state.counts[0], self.state
        while counts["free_people"] < counts["least_people"]:
            state = _more_people(state)
        while counts["free_requests"] < counts["least_requests"]:
            state = _more_requests(state)
        while counts["free_holds"] < counts["least_holds"]:
            state = _more_holds(state)
        while counts["free_leaves"] < counts["least_leaves"]:
            state = _more_leaves(state)
        more = state is not self.state
        self.state = state
        return more

    def _most(self) -> int:
        """The row of steps where most people are."""
        rows = self.state.people["row"]
        return int(np.bincount(rows[rows >= 0]).argmax())

    def _too_many(self, reason: int) -> ReplicationError:
        stuck_at, limit = (int(self.state.counts[0][name]) for name in ("stuck_at", "limit"))
        if limit == PRESENT_REACHED:
            return self._error(f"more than {MOST_PRESENT:,} people are present, the last at", stuck_at)
        if limit:
            return self._stopped(said(self.plan, limit, stuck_at))
        row = stuck_at if reason == room.TOO_MANY_STEPS else self._most()
        what = "steps run through" if reason == room.TOO_MANY_STEPS else "happenings"
        return self._error(f"more than {MOST_AT_ONE_INSTANT:,} {what} at this one instant, at", row)

    def _error(self, what: str, row: int) -> ReplicationError:
        return self._stopped(f"{what} step '{self.plan.names['steps'][row]}'")

    def _stopped(self, what: str) -> ReplicationError:
        now = int(self.state.counts[0]["now"])
        when = datetime.datetime.fromisoformat(self.plan.start_date) + datetime.timedelta(milliseconds=now)
        number = self.program.replication
        return ReplicationError(f"replication {number} was stopped at {when:%Y-%m-%d %H:%M:%S}: {what}")

    def outcome(self) -> Replication:
        """What the replication gives."""
        level = self.program.level
        return Replication(
            number=self.program.replication,
            seed=self.seed,
            tallies=_tallies(self.plan, self.results, int(self.state.counts[0]["happenings"])),
            people=self._people() if level >= PEOPLE else None,
            log=self._log() if level >= LOG else None,
        )

    def _log(self) -> np.ndarray:
        """The whole log; bytes that belong to no field are nought, so that equal logs have equal bytes."""
        log = np.zeros(sum(map(len, self.logs)), LOG_DTYPE)
        line = 0
        for part in self.logs:
            log[line : line + len(part)] = part
            line += len(part)
        return log

    def _people(self) -> People:
        """Everybody, in order."""
        rows = np.concatenate(self.rows)
        order = np.lexsort((rows["spell"], rows["order"]))
        rows = rows[order]
        return People(
            source=(rows["order"] >> 48).astype(np.int32),
            index=(rows["order"] >> 16) & (2**32 - 1),
            spell=rows["spell"].copy(),
            arrived=rows["arrived"].copy(),
            left=rows["left"].copy(),
            outcome=rows["outcome"].astype(np.int32),
            unit=rows["unit"].astype(np.int32),
            codes=np.concatenate(self.codes)[order].astype(np.int32),
            marks=np.concatenate(self.marks)[order],
            admitted=rows["admitted"].copy(),
            ready=rows["ready"].copy(),
            discharged=rows["discharged"].copy(),
        )


def _state(plan: Plan, program: Program) -> State:
    """An empty world with a little room."""
    units, resources, sources = plan.units, len(plan.resources), len(plan.sources)
    calendars = plan.resources["calendar"] >= 0
    reserved = sources + int(calendars.sum()) + (len(plan.changes) > 0) + len(plan.closures) + len(plan.escalations)
    least = least_room(plan)
    leaves = 1 << (reserved + least["least_leaves"] + _FIRST_TIMERS - 1).bit_length()
    people = max(_FIRST_PEOPLE, least["least_people"])
    holds = _FIRST_HOLDS if program.holds else 0
    requests = people + least["least_requests"]
    edges = units if plan.rings else 0
    hands = most_workers(plan)
    state = State(
        counts=np.zeros(1, layout.COUNTS),
        people=np.zeros(people, layout.PERSON),
        codes=np.zeros((people, len(plan.attributes)), np.int64),
        marks=np.zeros((people, plan.marks), np.int64),
        open_since=np.zeros((people, len(plan.intervals)), np.int64),
        visits=np.zeros((people, plan.counters), np.int64),
        waited=np.zeros(people, np.int64),
        travel=np.zeros(people, np.int64),
        jumps=np.zeros(people, layout.JUMPING),
        found=np.zeros(people if len(plan.searches) else 0, layout.FOUND),
        cases=np.zeros(people if plan.sittings else 0, layout.CASE),
        workers=np.zeros(sum(hands), layout.WORKER),
        caseloads=np.zeros(resources if plan.sittings else 0, layout.CASELOAD),
        answers=np.zeros((int(plan.searches["at_once"].max(initial=0)), 2), np.int64),
        risks=np.zeros(people, layout.RUNNING),
        risk_left=np.zeros((people, 2 * program.risk_width)),
        expiring=np.zeros((people, program.expiring), layout.EXPIRING),
        following=np.zeros((people, len(plan.follows)), layout.FOLLOWING),
        codes_then=np.zeros((people, len(plan.follows) * len(plan.attributes)), np.int64),
        branches=np.zeros((people, plan.branches), np.int64),
        free_people=_stack(0, people),
        timers=empty_timers(leaves),
        free_leaves=_stack(reserved, leaves),
        requests=np.zeros(requests, layout.REQUEST),
        free_requests=_stack(0, requests),
        holds=np.zeros(holds, layout.HOLD),
        free_holds=_stack(0, holds),
        queues=np.zeros((resources, layout.LEVELS), layout.ENDS),
        resources=np.zeros(resources, layout.RESOURCE),
        due=np.zeros(resources, np.int64),
        sources=np.zeros(sources, layout.SOURCE),
        closures=np.zeros(len(plan.closures), layout.CLOSURE),
        escalations=np.zeros(len(plan.escalations), layout.ESCALATION),
        wants=np.zeros((edges, edges), np.int64),
        ring=np.zeros((4, edges), np.int64),
    )
    state.caseloads["first"] = np.cumsum([0, *hands])[: len(state.caseloads)]
    state.queues["first"] = state.queues["last"] = -1
    state.people["order"] = -1
    state.sources["levels"] = -1
    state.people["row"] = -1
    state.resources["own"] = plan.resources["places"]
    state.resources["leaf"] = np.where(calendars, sources + calendars.cumsum() - 1, -1)
    counts = state.counts[0]
    counts["spare"] = counts["stuck_at"] = counts["joining"] = -1
    counts["free_people"], counts["free_requests"], counts["free_holds"] = people, requests, holds
    counts["free_leaves"] = leaves - reserved
    for name, number in least.items():
        counts[name] = number
    looked_at, closing = len(plan.escalations), len(plan.closures)
    state.escalations["opened"] = -1
    state.escalations["leaf"] = reserved - looked_at + np.arange(looked_at)
    state.closures["leaf"] = reserved - looked_at - closing + np.arange(closing)
    counts["change_leaf"] = reserved - looked_at - closing - 1
    return state


def _stack(first: int, last: int) -> np.ndarray:
    """The numbers from first up to last as a stack with the least on top, in room for `last` of them."""
    stack = np.zeros(last, np.int64)
    stack[: last - first] = np.arange(last - 1, first - 1, -1)
    return stack


def _more(table: np.ndarray) -> np.ndarray:
    """As many rows again, the new ones nought."""
    return np.concatenate([table, np.zeros_like(table)])


def _more_free(stack: np.ndarray, free: int) -> np.ndarray:
    """Put as many numbers again, from len(stack) on, under those that are free."""
    size = len(stack)
    more = np.zeros(2 * size, np.int64)
    more[:size] = np.arange(2 * size - 1, size - 1, -1)
    more[size : size + free] = stack[:free]
    return more


def _more_people(state: State) -> State:
    """Twice the room."""
    size, counts = len(state.people), state.counts[0]
    people = _more(state.people)
    people["order"][size:] = people["row"][size:] = -1
    free = _more_free(state.free_people, counts["free_people"])
    counts["free_people"] += size
    doubled = {name: _more(getattr(state, name)) for name in _PER_PERSON}
    return state._replace(people=people, free_people=free, **doubled)


def _more_requests(state: State) -> State:
    counts = state.counts[0]
    free = _more_free(state.free_requests, counts["free_requests"])
    counts["free_requests"] += len(state.requests)
    return state._replace(requests=_more(state.requests), free_requests=free)


def _more_holds(state: State) -> State:
    counts = state.counts[0]
    free = _more_free(state.free_holds, counts["free_holds"])
    counts["free_holds"] += len(state.holds)
    return state._replace(holds=_more(state.holds), free_holds=free)


def _more_leaves(state: State) -> State:
    """Twice the leaves: the old ones keep their numbers, the tree above them is made anew."""
    leaves, counts = len(state.timers) // 2, state.counts[0]
    timers = empty_timers(2 * leaves)
    timers[2 * leaves : 3 * leaves] = state.timers[leaves:]
    rebuild(timers)
    free = _more_free(state.free_leaves, counts["free_leaves"])
    counts["free_leaves"] += leaves
    return state._replace(timers=timers, free_leaves=free)


def _results(plan: Plan) -> Results:
    """Tallies of nought; series by day one day wider, for what happens after the last whole day."""
    days, columns, intervals = plan.horizon // DAY + 1, plan.groups, len(plan.intervals)
    return Results(
        states=np.zeros(len(plan.states), layout.STATE_TALLY),
        groups=np.zeros((len(plan.states), columns - 1), np.int64),
        rows=np.zeros(len(plan.steps), layout.ROW_TALLY),
        resources=np.zeros(len(plan.resources), layout.RESOURCE_TALLY),
        columns=np.zeros(columns, layout.COLUMN_TALLY),
        intervals=np.zeros(intervals, layout.INTERVAL_TALLY),
        reached=np.zeros((intervals, columns), layout.REACHED_TALLY),
        within=np.zeros((len(plan.thresholds), columns), np.int64),
        followed=np.zeros((len(plan.periods), COLUMNS, columns), np.int64),
        unfollowed=np.zeros(len(plan.periods), np.int64),
        died=np.zeros((len(plan.states), columns), np.int64),
        struck_waiting=np.zeros((len(plan.risks) * len(SETTINGS), columns), np.int64),
        struck_ready=np.zeros((len(plan.risks), columns), np.int64),
        units=np.zeros(plan.units, layout.UNIT_TALLY),
        unit_days=np.zeros((plan.units, days), layout.DAY_TALLY),
        discharged=np.zeros(days, np.int64),
        arrived=np.zeros(len(plan.sources), np.int64),
        returned=np.zeros(len(plan.sources), np.int64),
        paid=np.zeros((len(plan.resources) - plan.first_fund, columns), np.int64),
        paid_by_day=np.zeros((len(plan.resources) - plan.first_fund, days), np.int64),
        balance=np.zeros(len(plan.resources) - plan.first_fund, np.int64),
        acts=np.zeros((plan.acts, columns), np.int64),
        struck=np.zeros((len(plan.risks), columns), np.int64),
        expired=np.zeros((len(plan.attributes), columns), np.int64),
        left=np.zeros((plan.outcomes, columns), np.int64),
        taken_up=np.zeros((plan.policies, columns), np.int64),
        totals=np.zeros(8, np.int64),
    )


def _journal(plan: Plan, level: int, lines: int) -> Journal:
    rows = _PEOPLE_ROWS if level >= PEOPLE else 0
    return Journal(
        log=np.zeros(lines if level >= LOG else 0, LOG_DTYPE),
        finished=np.zeros(rows, layout.FINISHED),
        codes=np.zeros((rows, len(plan.attributes)), np.int64),
        marks=np.zeros((rows, plan.marks), np.int64),
    )


def _tallies(plan: Plan, results: Results, happenings: int) -> Tallies:
    """The finished tallies; differences from day to day become numbers of people."""
    days = results.unit_days
    arrays = {
        "group_ticks": results.groups,
        "occupied": days["occupied"].cumsum(axis=1)[:, :-1],
        "ready": days["ready"].cumsum(axis=1)[:, :-1],
        "discharged": results.discharged[:-1],
        "arrived": results.arrived,
        "returned": results.returned,
        "interval_within": results.within,
        "followed": results.followed,
        "unfollowed": results.unfollowed,
        "died": results.died,
        "struck_waiting": results.struck_waiting.reshape(len(plan.risks), len(SETTINGS), plan.groups),
        "struck_ready": results.struck_ready,
        "paid": results.paid,
        "paid_by_day": results.paid_by_day,
        "balance": results.balance,
        "acts": results.acts,
        "struck": results.struck,
        "expired": results.expired,
        "left": results.left,
        "taken_up": results.taken_up,
        "totals": results.totals,
        "happenings": np.array([happenings]),
    }
    for table in (results.states, results.rows, results.resources, results.columns, results.intervals, results.reached):
        arrays |= {name: table[name] for name in table.dtype.names or ()}
    arrays |= {name: results.units[name] for name in results.units.dtype.names or ()}
    if not plan.amounts:
        arrays["held"] = _people_ticks(plan, results)
    return Tallies(**{field.name: np.ascontiguousarray(arrays[field.name]) for field in fields(Tallies)})


def _people_ticks(plan: Plan, results: Results) -> np.ndarray:
    """[U, payers] where everybody has one place of a unit, the places held are the people there."""
    held = np.zeros((plan.units, len(PAYERS)), np.int64)
    units = plan.states["unit"]
    np.add.at(held, (units, plan.resources["payer"][units]), results.states["ticks"])
    return held

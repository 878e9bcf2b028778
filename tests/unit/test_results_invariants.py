"""Every invariant holds on real runs, and is seen to fail on a log, a plan or tallies doctored to break it."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from flowsim.engine.output import (
    ARRIVE,
    BEGIN,
    CHOSE,
    DEPART,
    END,
    GIVE_UP,
    JOIN,
    LOG,
    MARKED,
    MEASURES,
    PEOPLE,
    TURN_AWAY,
    Replication,
)
from flowsim.engine.reference import replicate
from flowsim.plan.tables import STAY, TASK, Plan
from flowsim.results.invariants import check_invariants, check_tallies
from flowsim.units import HOUR
from tests.unit.results_case import CASE, made, row, unit

BUSY: dict[str, Any] = CASE | {
    "run": {"start_date": "2024-04-01", "warm_up": "3 d", "window": "12 d", "follow_up": "2 d", "start": "filled"},
    "arrivals": {
        "emergency": {"rate": "2.2 per day", "pathway": "main"},
        "referred": {"rate": "20 per day", "pathway": "second"},
    },
    "pathways": CASE["pathways"]
    | {
        "second": [
            {"name": "which", "choose": [{"share": 0.5, "do": [{"set": {"pathway": {"p0": 0.5, "p1": 0.5}}}]}, {}]},
            {
                "name": "seen",
                "task": "workers",
                "work": {"exponential": {"mean": "30 min"}},
                "patience": {"time": {"exponential": {"mean": "5 h"}}},
                "queue_limit": {"length": 6},
                "priority": {"by": "pathway", "p0": 3, "else": 2},
            },
        ]
    },
}
RINGS: dict[str, Any] = {
    "flowsim": 1,
    "name": "rings",
    "run": {"window": "30 d"},
    "units": {"a": {"places": 2, "setting": "hospital"}, "b": {"places": 2, "setting": "hospital"}},
    "arrivals": {"x": {"rate": "1 per day", "pathway": "main"}, "y": {"rate": "1 per day", "pathway": "back"}},
    "pathways": {
        "main": [{"stay": "a", "time": {"exponential": {"mean": "1 d"}}}, {"name": "to-b", "stay": "b", "time": "1 d"}],
        "back": [{"stay": "b", "time": {"exponential": {"mean": "1 d"}}}, {"name": "to-a", "stay": "a", "time": "1 d"}],
    },
}

PLAN, _ = made(BUSY)
RUN = replicate(PLAN, 5, 0, LOG)
RING_PLAN, _ = made(RINGS)
RING_RUN = replicate(RING_PLAN, 1, 0, LOG)


def rules(plan: Plan, run: Replication) -> set[str]:
    return {broken.rule for broken in check_invariants(plan, run)}


def with_log(change: Callable[[np.ndarray], np.ndarray | None], run: Replication = RUN) -> Replication:
    assert run.log is not None
    log = run.log.copy()
    changed = change(log)
    return dataclasses.replace(run, log=log if changed is None else changed)


def at(log: np.ndarray, kind: int, **fields: int) -> int:
    """The first line of a kind with such fields, well inside the run."""
    found = log["kind"] == kind
    for name, value in fields.items():
        found &= log[name] == value
    return int(np.flatnonzero(found & (log["time"] > 0))[3])


def changed_plan(table: str, plan: Plan = PLAN, **columns: Any) -> Plan:
    """The plan with cells changed: column=(row, value)."""
    array = getattr(plan, table).copy()
    for name, (rows, value) in columns.items():
        array[name][rows] = value
    return dataclasses.replace(plan, **{table: array})


def test_the_runs_are_worth_checking() -> None:
    assert RUN.log is not None
    kinds = set(RUN.log["kind"].tolist())
    assert {ARRIVE, JOIN, BEGIN, END, GIVE_UP, TURN_AWAY, CHOSE, MARKED, DEPART} <= kinds
    assert RING_RUN.tallies.totals[5] > 10
    assert RING_RUN.tallies.totals[7] > 10


def test_all_hold_on_real_runs() -> None:
    for plan, run in ((PLAN, RUN), (RING_PLAN, RING_RUN)):
        assert check_invariants(plan, run) == []
        assert check_tallies(plan, run.tallies) == []


def test_without_a_log_the_tallies_are_checked() -> None:
    assert check_invariants(PLAN, replicate(PLAN, 5, 0, MEASURES)) == []
    assert check_invariants(PLAN, replicate(PLAN, 5, 0, PEOPLE)) == []


def test_at_most_ten_of_a_rule_and_sentences_for_people() -> None:
    run = with_log(lambda log: log[log["kind"] != ARRIVE])
    found = check_invariants(PLAN, run)
    assert len([broken for broken in found if broken.rule == "story"]) == 10
    assert str(found[0]).startswith("story: 2024-04-0")
    assert "never arrived" in str(found[0])


# Stories.


def test_time_runs_forward() -> None:
    def back(log: np.ndarray) -> None:
        log["time"][500] -= 1 + log["time"][500] - log["time"][499]

    def beyond(log: np.ndarray) -> None:
        log["time"][-1] = PLAN.horizon

    assert "time" in rules(PLAN, with_log(back))
    assert "time" in rules(PLAN, with_log(beyond))


@pytest.mark.parametrize("kind", [ARRIVE, JOIN, BEGIN, END, CHOSE, MARKED])
def test_a_missing_line_breaks_the_story(kind: int) -> None:
    assert "story" in rules(PLAN, with_log(lambda log: np.delete(log, at(log, kind))))


def test_who_never_leaves_is_lost() -> None:
    assert rules(PLAN, with_log(lambda log: np.delete(log, at(log, DEPART)))) == {"nobody-lost"}


@pytest.mark.parametrize("kind", [ARRIVE, JOIN, BEGIN, END, DEPART])
def test_a_line_twice_breaks_the_story(kind: int) -> None:
    def twice(log: np.ndarray) -> np.ndarray:
        line = at(log, kind)
        return np.insert(log, line, log[line])

    assert rules(PLAN, with_log(twice)) == {"story"}


def test_nobody_is_elsewhere_than_where_they_were_granted_a_place() -> None:
    def moved(log: np.ndarray) -> None:
        log["unit"][at(log, END, row=row(PLAN, "assess"))] = unit(PLAN, "annexe")

    assert rules(PLAN, with_log(moved)) == {"story"}


def test_nobody_strays_from_the_pathway() -> None:
    def stray(log: np.ndarray) -> None:
        line = at(log, CHOSE)
        log["value"][line] = 1 - log["value"][line]

    assert "story" in rules(PLAN, with_log(stray))


# Places, workers, queues.


def test_capacity() -> None:
    fewer = changed_plan("resources", places=(unit(PLAN, "ward"), 9))
    assert {"capacity"} <= rules(fewer, RUN) <= {"capacity", "order", "levels", "place-time"}
    fewer = changed_plan("resources", places=(unit(PLAN, "workers"), 1))
    assert "capacity" in rules(fewer, RUN)


def test_capacity_holds_inside_a_ring_only_once_it_is_done() -> None:
    """A ring's lines come one by one; with the order of its lines turned round it is still one ring."""
    assert "capacity" not in rules(RING_PLAN, RING_RUN)
    fewer = changed_plan("resources", RING_PLAN, places=(unit(RING_PLAN, "a"), 1))
    assert "capacity" in rules(fewer, RING_RUN)


def test_nothing_grantable_is_left_waiting() -> None:
    more = changed_plan("resources", places=(unit(PLAN, "ward"), 11))
    assert "left-waiting" in rules(more, RUN)


def test_nothing_grantable_is_left_waiting_when_a_team_opens() -> None:
    """Had the team opened an hour earlier, people would have been left waiting for that hour."""
    earlier = changed_plan("windows", start=(slice(None), PLAN.windows["start"] - HOUR))
    assert "left-waiting" in rules(earlier, RUN)


def test_order_within_priority() -> None:
    def jump(log: np.ndarray) -> None:
        """Somebody who waited long now asks with a better level, and is still granted as late as before."""
        seen = PLAN.names["steps"].index("second.seen")
        joins = np.flatnonzero((log["kind"] == JOIN) & (log["row"] == seen) & (log["value"] == 3))
        for line in joins[10:]:
            log["value"][line] = 0

    assert rules(PLAN, with_log(jump)) == {"order"}


def test_the_first_of_the_list_that_has_room() -> None:
    wanted = PLAN.wanted.copy()
    first = int(PLAN.steps["first"][row(PLAN, "place")])
    wanted[first : first + 2] = wanted[first : first + 2][::-1]
    assert "order" in rules(dataclasses.replace(PLAN, wanted=wanted), RUN)


def test_queue_limits() -> None:
    seen = PLAN.names["steps"].index("second.seen")
    assert "queue-limit" in rules(changed_plan("steps", limit=(seen, 4)), RUN)
    assert "queue-limit" in rules(changed_plan("steps", limit=(seen, 8)), RUN)


def test_teams_begin_in_working_hours() -> None:
    later = changed_plan("windows", start=(slice(None), PLAN.windows["start"] + HOUR))
    assert "working-hours" in rules(later, RUN)


def ring_lines(log: np.ndarray) -> np.ndarray:
    return np.flatnonzero((log["kind"] == BEGIN) & (log["value"] == 1))


def test_no_ring_is_left_standing() -> None:
    assert "ring" in rules(RING_PLAN, with_log(lambda log: log[: ring_lines(log)[0]], RING_RUN))


def test_the_first_on_each_edge_of_a_ring_moves() -> None:
    """For one ring after the other: everybody else who waits at that step asks with a better level."""
    assert RING_RUN.log is not None

    def jump(log: np.ndarray, number: int) -> None:
        line = log[number]
        others = (log["kind"] == JOIN) & (log["row"] == line["row"])
        log["value"][others & ((log["index"] != line["index"]) | (log["source"] != line["source"]))] = -1

    found = [
        rules(RING_PLAN, with_log(lambda log, number=line: jump(log, number), RING_RUN))
        for line in ring_lines(RING_RUN.log)
    ]
    assert any("ring" in broken for broken in found)


# Times.


def alone(log: np.ndarray, kind: int, step: int = -1) -> np.ndarray:
    """The lines of an instant at which one person alone does something of this kind (at this step)."""
    for line in np.flatnonzero((log["kind"] == kind) & ((log["row"] == step) | (step < 0)))[20:]:
        time = log["time"][line]
        together = np.flatnonzero(log["time"] == time)
        one = len(set(log["index"][together])) == 1 and time % HOUR != 0
        clear = log["time"][together[0] - 1] < time - 1 and log["time"][together[-1] + 1] > time + 1
        if one and clear and PLAN.window_from < time < PLAN.window_to:
            return together
    raise AssertionError("no such instant")


@pytest.mark.parametrize("shift", [-1, 1])
@pytest.mark.parametrize(("kind", "rule"), [(END, "length"), (GIVE_UP, "patience")])
def test_ends_and_patience_are_exact_to_the_millisecond(kind: int, rule: str, shift: int) -> None:
    def shifted(log: np.ndarray) -> None:
        log["time"][alone(log, kind)] += shift

    assert rule in rules(PLAN, with_log(shifted))


def test_working_clock() -> None:
    """Had the team closed an hour later, what ended next morning would have ended the same evening."""
    longer = changed_plan("windows", end=(slice(None), PLAN.windows["end"] + HOUR))
    assert "length" in rules(longer, RUN)


def test_what_is_due_before_the_end_ends() -> None:
    longer = dataclasses.replace(PLAN, horizon=PLAN.horizon + 30 * 24 * HOUR)
    assert "length" in rules(longer, RUN)


def test_choices_are_the_persons_own() -> None:
    assert rules(PLAN, dataclasses.replace(RUN, seed=6)) >= {"draws", "length", "patience"}


# Sums.


def doctored(name: str, cell: Any, by: int = 1) -> Replication:
    tallies = copy.deepcopy(RUN.tallies)
    getattr(tallies, name)[cell] += by
    return dataclasses.replace(RUN, tallies=tallies)


def test_held_kept_turned_and_free_are_all_places() -> None:
    assert "place-time" in rules(PLAN, doctored("held", (1, 0)))


def test_littles_law_with_end_terms() -> None:
    waits = int(np.flatnonzero((PLAN.states["active"] == 0) & (RUN.tallies.ticks > 0))[0])
    assert {"little", "levels"} <= rules(PLAN, doctored("ticks", waits))

    def shifted(log: np.ndarray) -> None:
        log["time"][alone(log, END, PLAN.names["steps"].index("second.seen"))] += 1

    assert "little" in rules(PLAN, with_log(shifted))


@pytest.mark.parametrize(
    "name",
    [
        field.name
        for field in dataclasses.fields(type(RUN.tallies))
        if field.name != "happenings" and getattr(RUN.tallies, field.name).size
    ],
)
def test_every_tally_is_what_the_log_says(name: str) -> None:
    """Wherever a tally holds anything at all, one more is found out."""
    array = getattr(RUN.tallies, name)
    cell = tuple(int(axis[0]) for axis in np.nonzero(array)) if array.any() else None
    assert "levels" in rules(PLAN, doctored(name, cell if cell is not None else (0,) * array.ndim))


def test_people_are_what_the_log_says() -> None:
    for name in ("arrived", "left", "outcome", "codes", "marks", "admitted", "ready", "discharged", "unit"):
        people = copy.deepcopy(RUN.people)
        getattr(people, name).flat[7] += 1
        assert rules(PLAN, dataclasses.replace(RUN, people=people)) == {"levels"}


BOOKS: list[tuple[str, str, Any, int]] = [
    ("counts", "granted", 0, -(10**6)),
    ("flow", "totals", 0, 1),
    ("flow", "totals", 4, 1),
    ("flow", "totals", 3, 1),
    ("flow", "arrived", 0, 1),
    ("flow", "totals", 5, 1),
    ("flow", "granted", int(np.flatnonzero(PLAN.steps["kind"] > TASK)[0]), 1),
    ("capacity", "occupied", (unit(PLAN, "oak"), 0), 9),
    ("midnights", "ready", (unit(PLAN, "ward"), 0), 99),
    ("midnights", "ready", (unit(PLAN, "ward"), 9), 1),
    ("midnights", "midnights", (int(np.argmax(RUN.tallies.midnights[:, 0])), 1), 10**6),
    ("midnights", "midnights", (int(np.argmax(RUN.tallies.midnights[:, 0])), 0), 1),
    ("histograms", "wait_count", unit(PLAN, "workers"), 1),
    ("histograms", "nights_sum", 0, 1),
    ("histograms", "delay_sum", 0, 1),
    ("histograms", "interval_count", (0, 0), int(RUN.tallies.interval_started[0])),
    ("histograms", "discharged", 9, 1),
    ("groups", "group_ticks", (0, 0), 1),
    ("groups", "died_in_hospital", 1, 1),
    ("hours", "worked", unit(PLAN, "ward"), 1),
    ("hours", "worked", unit(PLAN, "workers"), 1000 * HOUR),
]


@pytest.mark.parametrize(("rule", "name", "cell", "by"), BOOKS)
def test_books(rule: str, name: str, cell: Any, by: int) -> None:
    assert rule in {broken.rule for broken in check_tallies(PLAN, doctored(name, cell, by).tallies)}


def test_shapes() -> None:
    tallies = copy.deepcopy(RUN.tallies)
    tallies.granted = tallies.granted[:-1]
    assert {broken.rule for broken in check_tallies(PLAN, tallies)} == {"shape"}
    tallies = copy.deepcopy(RUN.tallies)
    tallies.worked = tallies.worked.astype(float)
    assert {broken.rule for broken in check_tallies(PLAN, tallies)} == {"shape"}


def test_stays_of_the_case_use_every_kind() -> None:
    assert {STAY, TASK} <= set(PLAN.steps["kind"].tolist())

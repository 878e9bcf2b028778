"""Parts of the reference engine: the order of one instant in SimPy, rings, guards, views."""

from __future__ import annotations

from itertools import pairwise, permutations

import pytest
import simpy
from hypothesis import given, settings
from hypothesis import strategies as st

from flowsim.engine import compiled
from flowsim.engine.compiled import engine
from flowsim.engine.reference import limits, replicate
from flowsim.engine.reference.environment import ENDS, GRANTS, LIMITS, PATIENCE, START, KeyedEnvironment, Moment
from flowsim.engine.reference.rings import find_ring
from flowsim.engine.reference.views import Model
from flowsim.errors import ReplicationError
from flowsim.plan.compile import compile_plan
from flowsim.plan.tables import Plan
from flowsim.scenario.scenario import Scenario
from flowsim.units import HOUR
from tests.engines.handmade import Handmade


def order(*moments: tuple[int, int, int, int]) -> list[tuple[int, ...]]:
    """In which order moments (time, phase, source, index) happen that are asked for in the order given."""
    env = KeyedEnvironment()
    happened: list[tuple[int, ...]] = []
    for moment in moments:
        Moment(env, *moment).callbacks.append(lambda _, moment=moment: happened.append(moment))
    env.run(until=10)
    return happened


def test_the_least_time_phase_source_index_is_next_whoever_asked_first() -> None:
    wanted = [
        (1, START, 5, 5),
        (1, ENDS, 0, 2),
        (1, ENDS, 1, 0),
        (1, ENDS, 1, 1),
        (1, GRANTS, 0, 0),
        (1, PATIENCE, 0, 0),
        (2, START, 0, 0),
    ]
    for asked in ([*reversed(wanted)], wanted[3:] + wanted[:3]):
        assert order(*asked) == wanted


def test_limits_go_by_the_greater_person_first() -> None:
    moments = [(1, LIMITS, 0, 3), (1, LIMITS, 0, 12), (1, LIMITS, 2, 1)]
    assert order(*moments) == moments[::-1]


def test_nothing_happens_at_the_end_of_the_run() -> None:
    assert order((9, LIMITS, 0, 0), (10, START, 0, 0)) == [(9, LIMITS, 0, 0)]


def test_simpys_own_events_come_at_once() -> None:
    env = KeyedEnvironment()
    happened: list[str] = []

    def sleeper() -> simpy.events.ProcessGenerator:
        happened.append("process started")
        happened.append((yield answer))

    answer = env.event()

    def say(_: simpy.Event) -> None:
        env.process(sleeper())
        answer.succeed("answered")
        happened.append("asked")

    Moment(env, 1, ENDS, 0, 0).callbacks.append(say)
    Moment(env, 1, ENDS, 0, 1).callbacks.append(lambda _: happened.append("next person"))
    env.run(until=2)
    assert happened == ["asked", "process started", "answered", "next person"]
    assert isinstance(env.now, int)


def brute_force_ring(edges: set[tuple[int, int]]) -> list[int] | None:
    """By trying every sequence of units: shortest, then lexicographically least from its least unit."""
    units = sorted({unit for edge in edges for unit in edge})
    for length in range(2, len(units) + 1):
        for ring in permutations(units, length):
            if ring[0] == min(ring) and all(edge in edges for edge in pairwise((*ring, ring[0]))):
                return list(ring)
    return None


UNITS = st.integers(1, 6)


@settings(max_examples=400, derandomize=True, database=None, deadline=None)
@given(st.sets(st.tuples(UNITS, UNITS).filter(lambda edge: edge[0] != edge[1]), max_size=14), st.randoms())
def test_the_ring_is_the_one_that_the_rules_name(edges: set[tuple[int, int]], chance: object) -> None:
    asked = list(edges)
    chance.shuffle(asked)  # type: ignore[attr-defined]
    assert find_ring(asked) == brute_force_ring(edges)


def circle() -> Handmade:
    """One person goes round in steps without time."""
    made = Handmade({"ward": 1}, attributes={"need": 2})
    made.choose("where next", 0, "back again")
    made.set("back again", "need", 1, next="where next")
    made.stay("rest", "ward", time=0)
    made.leave("home")
    return made


def test_a_person_who_runs_round_without_time_is_stopped_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_AT_ONE_INSTANT", 1_000)
    made = circle()
    made.someone("ann", 26.5, "where next")
    with pytest.raises(ReplicationError) as error:
        replicate(made.plan(), 1, 4)
    message = str(error.value)
    for part in ("replication 4", "2025-04-08 02:30:00", "1,000 steps", "'where next'"):
        assert part in message


def test_too_many_happenings_at_one_instant_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_AT_ONE_INSTANT", 100)
    made = Handmade({"ward": 1})
    made.stay("rest", "ward", time=0)
    made.leave("home")
    for number in range(34):  # each arrives, is granted and ends: 102 happenings
        made.someone(f"person {number}", 1, "rest")
    with pytest.raises(ReplicationError, match="more than 100 happenings at this one instant, the last at step 'rest'"):
        replicate(made.plan(), 1, 0)
    made.sources.pop()
    replicate(made.plan(), 1, 0)


def test_a_place_that_fills_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_PRESENT", 3)
    made = Handmade({"ward": 1})
    made.stay("rest", "ward", time=100 * HOUR)
    made.leave("home")
    for hour in range(4):
        made.someone(f"person {hour}", hour, "rest")
    with pytest.raises(ReplicationError, match=r"at 2025-04-07 03:00:00: more than 3 people are present, .* 'rest'"):
        replicate(made.plan(), 1, 0)
    made.sources.pop()
    replicate(made.plan(), 1, 0)


def test_both_engines_stop_at_the_same_person(monkeypatch: pytest.MonkeyPatch) -> None:
    """With room for 100, the 101st person who comes stops both, at the same instant."""
    monkeypatch.setattr(limits, "MOST_PRESENT", 100)
    monkeypatch.setattr(engine, "MOST_PRESENT", 100)
    made = Handmade({"ward": 1})
    made.stay("rest", "ward", time=1000 * HOUR)
    made.leave("home")
    made.stream("people", "rest", rate=1 / HOUR)
    stops = []
    for run in (replicate, compiled.replicate):
        with pytest.raises(ReplicationError) as stopped:
            run(made.plan(), 1, 0)
        stops.append(str(stopped.value).partition(": more")[0])
    assert stops[0] == stops[1]


def test_the_guard_begins_anew_at_each_instant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_AT_ONE_INSTANT", 3)
    made = Handmade({"ward": 1})
    made.wait("rest", HOUR)
    made.leave("home")
    for number in range(10):
        made.someone(f"person {number}", number * 0.25, "rest")
    assert replicate(made.plan(), 1, 0).tallies.totals[1] == 10


def test_views_speak_in_names_and_none() -> None:
    made = Handmade({"ward": 3}, hospital=["ward"], teams={"hub": 2}, hours={"hub": [(9, 17)]})
    made.stay("care", "ward", time=HOUR, limit=4, turned_away="leave home")
    made.task("assess", "hub", time=("exponential", {"mean": HOUR}), patience=HOUR, impatient="care")
    made.leave("home")
    model = Model.of(made.plan())
    care, assess, _ = model.steps
    ward, hub = model.resources[1:]
    assert (care.name, care.wanted, care.limit, care.patience) == ("care", (1,), 4, None)
    assert care.time is not None
    assert not care.time.random
    assert (assess.limit, assess.impatient, assess.wanted) == (None, 0, (2,))
    assert assess.time is not None
    assert assess.time.random
    assert (ward.name, ward.places, ward.hospital, ward.calendar.always_open) == ("ward", 3, True, True)
    assert (hub.name, hub.places, hub.hospital, hub.calendar.always_open) == ("hub", 2, False, False)
    assert [hub.calendar.is_open(hour * HOUR) for hour in (8, 9, 17)] == [False, True, False]


# What one person may be: engines say the same words.


def both_stop(plan: Plan) -> str:
    """The one message with which both engines stop."""
    stops = set()
    for run in (replicate, compiled.replicate):
        with pytest.raises(ReplicationError) as stopped:
            run(plan, 1, 4)
        stops.add(str(stopped.value))
    assert len(stops) == 1, stops
    return stops.pop()


def test_a_person_with_more_visits_than_random_numbers_is_stopped_in_both_engines() -> None:
    """Visits of one spell are numbered from 0 to 65,535; at the next the run stops, at that instant."""
    made = Handmade({"ward": 1}, attributes={"need": 2})
    made.choose("where next", ("exponential", {"mean": 1e-9}), "short", visit=0)
    made.wait("short", 1, next="where next")
    made.leave("home")
    made.someone("ann", 0, "where next")
    message = both_stop(made.plan())
    assert "replication 4" in message
    assert "2025-04-07 00:01:05" in message  # after 65,536 waits of a millisecond
    assert "more visits of one person to a step in one spell than 65,536, at step 'where next'" in message


def test_a_search_without_random_numbers_left_is_stopped_in_both_engines() -> None:
    """A search of up to 100 approaches, gone through for a minute in spells of two: spell k takes the occurrences from
    k x 65,536 x 100 on, which are below 2^32 up to spell 655. Spell 656 begins after 1,312 minutes."""
    back = {"leave": "home", "returns": {"after": "1 min", "to": "main"}}
    document = {
        "flowsim": 1,
        "name": "searching",
        "run": {"window": "9 d", "start_date": "2024-04-01"},
        "arrivals": {"one": {"at": ["0 h"], "pathway": "main"}},
        "pathways": {"main": [{"search": "place", "answer": "1 min", "accepts": 1}, back]},
    }
    message = both_stop(compile_plan(Scenario.from_document(document)))
    assert "more approaches in the searches of one person than there are random numbers, 4,294,967,296" in message
    assert "2024-04-01 21:52:00" in message
    assert message.endswith("at step 'main.search-place'")


def test_branches_and_people_away_are_not_present(monkeypatch: pytest.MonkeyPatch) -> None:
    """Room for two. One comes every hour, with a branch beside them, and is away from half an hour on for a day: after
    three hours there are four lines of people, and two of branches, but one present. Two stay: the third stops both."""
    for module in (limits, engine):
        monkeypatch.setattr(module, "MOST_PRESENT", 2)
    beside = {"meanwhile": "papers", "do": [{"wait": "9 d", "name": "writing"}]}
    away = {"leave": "home", "returns": {"after": "1 d", "to": "again"}}
    document = {
        "flowsim": 1,
        "name": "present",
        "run": {"window": "20 h", "start_date": "2024-04-01"},
        "arrivals": {
            "short": {"at": [f"{hour} h" for hour in range(4)], "pathway": "main"},
            "long": {"at": ["5 h", "6 h"], "pathway": "again"},
        },
        "pathways": {"main": [beside, {"wait": "30 min"}, away], "again": [beside, {"wait": "9 d"}, {"leave": "home"}]},
    }
    for run in (replicate, compiled.replicate):
        assert run(compile_plan(Scenario.from_document(document)), 1, 0).tallies.totals[4] == 2
    document["arrivals"]["long"]["at"] += ["7 h"]
    message = both_stop(compile_plan(Scenario.from_document(document)))
    assert "2024-04-01 07:00:00: more than 2 people are present, the last at step 'again." in message

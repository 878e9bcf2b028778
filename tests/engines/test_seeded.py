"""The equality test can fail: the reference engine is broken on purpose, and the comparison must notice each time."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from flowsim.engine import reference
from flowsim.engine.output import LOG
from flowsim.engine.reference import (
    capacity,
    conditions,
    dispatch,
    draws,
    environment,
    escalations,
    keeping,
    ledger,
    line,
    person,
    searches,
    sources,
)
from flowsim.engine.reference.calendars import Calendar
from flowsim.plan.tables import FULL, QUEUE, SINCE, WAITED
from flowsim.results.difference import first_difference
from flowsim.units import DAY
from tests.engines import corpus
from tests.engines import seeded_budgets as budgets
from tests.engines import seeded_census as census
from tests.engines import seeded_demand as demand
from tests.engines import seeded_expiries as expiries
from tests.engines import seeded_following as followed
from tests.engines import seeded_funds as funds
from tests.engines import seeded_lines as lines
from tests.engines import seeded_payers as payers
from tests.engines import seeded_policies as policies
from tests.engines import seeded_requests as requests
from tests.engines import seeded_sittings as sittings
from tests.engines import seeded_transfers as transfers
from tests.exact.tracing import place, unit

pytestmark = pytest.mark.seeded
Patch = Callable[[pytest.MonkeyPatch], None]


@cache
def cases() -> list[corpus.Case]:
    """By hand, with ties, and random ones."""
    ties = [
        ring(),
        patience_at_the_instant_of_a_grant(),
        lines.risky(),
        by_the_state(),
        two_wards_free(),
        one_place_left(),
        pressed_and_eased_at_once(),
    ]
    ties += [overtaken_after_a_wait(), care_queue(), a_panel_now_open()]
    ties += [policies.over_a_ramp(), policies.by_the_ward()]
    ties += [*rings_held_up(), stopped_at_work(), half_of_them_sick(), never_marked(), odd_hours_of_care()]
    ties += [ready_and_not(), fewer_hours_later(), two_who_meet(), requests.asked_and_visited()]
    ties += [
        *funds.by_hand(),
        expiries.assessed_and_away(),
        followed.there_and_back(),
        demand.young_and_old(),
        *sittings.by_hand(),
    ]
    ties += budgets.by_hand()
    ties += [*lines.by_hand(), *census.by_hand(), *transfers.by_hand(), *payers.by_hand()]
    return [*(corpus.case(document, 5) for document in ties), *corpus.cases()]


def ring() -> dict[str, Any]:
    """Three wards, two of which make a shorter ring than all three."""
    go = {
        name: [{"stay": name[0], "time": "2 h"}, {"stay": name[1], "time": "3 h"}, {"leave": "home"}]
        for name in ("xy", "yx", "yz", "zx")
    }
    people = {name: ([0, 1, 2, 3], name, {}) for name in go}
    return place(people, go, units={name: unit(2) for name in "xyz"})


def patience_at_the_instant_of_a_grant() -> dict[str, Any]:
    """One bed to 5; the next person's patience ends at that instant."""
    pathway = [{"stay": "ward", "time": "5 h", "patience": {"time": "4 h"}}, {"leave": "home"}]
    return place({"a": 0, "b": 1}, {"main": pathway}, units={"ward": unit(1)})


def by_the_state() -> dict[str, Any]:
    """Three for one bed; who leaves it goes by their own wait, by the queue behind them and by whether it is full."""
    words = ({"waited": {"over": "4 h"}}, {"queue": {"of": "ward", "over": 0}}, {"full": "ward"})
    words += ({"since": {"mark": "seen", "over": "1 h"}},)
    steps = [{"wait": "1 h", "name": f"s{n}", "when": when} for n, when in enumerate(words)]
    pathway = [{"stay": "ward", "time": "5 h"}, *steps, {"mark": "seen"}, {"leave": "home"}]
    return place({"a": [0, 1, 2]}, {"main": pathway}, units={"ward": unit(1)})


def one_place_left() -> dict[str, Any]:
    """One person in a ward of two beds, who would wait an hour more if it were full."""
    pathway = [{"stay": "ward", "time": "5 h"}, {"wait": "1 h", "when": {"full": "ward"}}, {"leave": "home"}]
    return place({"a": 0}, {"main": pathway}, units={"ward": unit(2)})


def pressed_and_eased_at_once() -> dict[str, Any]:
    """A bed more while the ward is full, which is shut at the next look if nobody waits: b comes between two looks."""
    more = {"places": 1, "opens": {"full": "ward"}, "shuts": {"queue": {"of": "ward", "under": 1}}, "looked_at": "5 h"}
    pathway = [{"stay": "ward", "time": "9 h"}, {"leave": "home"}]
    return place({"a": 0, "b": 6}, {"main": pathway}, units={"ward": unit(1) | {"escalation": more}})


def two_wards_free() -> dict[str, Any]:
    """Somebody who would go to either of two wards, both empty."""
    pathway = [{"stay": ["y", "x"], "time": "5 h"}, {"leave": "home"}]
    return place({"a": 0}, {"main": pathway}, units={name: unit(1) for name in "xy"})


def overtaken_after_a_wait() -> dict[str, Any]:
    """b joins at 1 with a level that falls after 4 h, at 5, when the bed is free; c joins at 2 between the two."""
    late = [{"stay": "ward", "time": "5 h", "priority": {"level": 40, "after": {"4 h": 2}}}, {"leave": "home"}]
    usual = [{"stay": "ward", "time": "5 h", "priority": 5}, {"leave": "home"}]
    people = {"a": (0, "usual", {}), "b": (1, "late", {}), "c": (2, "usual", {}), "d": (2, "late", {})}
    return place(people, {"usual": usual, "late": late}, units={"ward": unit(1)})


def care_queue() -> dict[str, Any]:
    """Of 20 hours 14 are taken; the next asks for 8, and the one after for 5, which would fit."""
    ways = {
        who: [{"stay": "care", "amount": amount, "time": "5 h"}, {"leave": "home"}]
        for who, amount in (("a", "14 h"), ("b", "8 h"), ("c", "5 h"))
    }
    people = {who: (hour, who, {}) for hour, who in enumerate("abc")}
    return place(people, ways, units={"care": {"weekly_hours": "20 h"}})


def a_panel_now_open() -> dict[str, Any]:
    """Somebody comes while the panel sits, and is heard at once; without that the wait is for its next sitting."""
    waits = [{"wait": {"until": "panel", "if_open": "go"}, "name": "go"}, {"wait": {"until": "panel"}, "name": "next"}]
    pathway = [*waits, {"leave": "home"}]
    return place({"a": [10, 12]}, {"main": pathway}, calendars={"panel": {"mon-fri": "09:00-11:00"}})


def ready_and_not() -> dict[str, Any]:
    """Ready at 3 and unwell again at 5: what follows is no delay."""
    ready = [{"declare": "ready"}, {"wait": "2 h"}, {"declare": "not-ready"}]
    pathway = [{"stay": "ward", "time": "3 h"}, *ready, {"wait": "30 h", "name": "unwell"}, {"leave": "home"}]
    return place({"a": 0}, {"main": pathway}, units={"ward": unit(1)})


def fewer_hours_later() -> dict[str, Any]:
    """The 4 h that a gives back at 3 are what b has waited for."""
    a = [{"stay": "care", "amount": "6 h", "taper": [{"after": "3 h", "amount": "2 h"}], "time": "9 h"}]
    b = [{"stay": "care", "amount": "4 h", "time": "5 h"}]
    return place({"a": (0, "a", {}), "b": (1, "b", {})}, {"a": a, "b": b}, units={"care": {"weekly_hours": "6 h"}})


def never_marked() -> dict[str, Any]:
    """Who never made a mark is not long after it, and goes on at once."""
    pathway = [{"wait": "1 h", "when": {"since": {"mark": "seen", "over": "2 h"}}}, {"mark": "seen"}, {"leave": "home"}]
    return place({"a": 5}, {"main": pathway})


def odd_hours_of_care() -> dict[str, Any]:
    """Two who need 1 h 25 min a week, in quarters six, of 3 h in all: just enough."""
    pathway = [{"stay": "care", "amount": "85 min", "time": "5 h"}, {"leave": "home"}]
    return place({"a": [0, 0, 0]}, {"main": pathway}, units={"care": {"weekly_hours": "3 h"}})


def stopped_at_work() -> dict[str, Any]:
    """a leaves at 2, with a worker busy for them beside since 0; b, who came at 1, gets the worker then."""
    beside = {"meanwhile": "planning", "do": [{"task": "hub", "work": "9 h"}]}
    pathway = [beside, {"wait": "2 h"}, {"leave": "home"}]
    return place({"a": 0, "b": 1}, {"main": pathway}, teams={"hub": {"headcount": 1}})


def half_of_them_sick() -> dict[str, Any]:
    """Forty tasks of an hour for eight workers, of whom half are off sick."""
    team = {"headcount": 8, "sickness": 0.5}
    return place({"a": [0] * 40}, {"main": [{"task": "hub", "work": "1 h"}]}, teams={"hub": team})


def rings_held_up() -> list[dict[str, Any]]:
    """Two who want each other's beds, while one ward takes nobody in, or has lost a bed under its people."""
    go = {
        "main": [{"stay": "x", "time": "9 h"}, {"stay": "y", "time": "1 h"}, {"leave": "home"}],
        "other": [{"stay": "y", "time": "10 h"}, {"stay": "x", "time": "1 h"}, {"leave": "home"}],
        "stays": [{"stay": "x", "time": "30 h"}, {"leave": "home"}],
    }
    by_day = {"x": unit(1), "y": unit(1) | {"admits": {"daily": "09:00-17:00"}}}
    fewer = {"x": unit(2) | {"dated": {"2024-04-01 12:00": 1}}, "y": unit(1)}
    pair = {"a": 9, "b": (9, "other", {})}
    return [place(pair, go, units=by_day), place(pair | {"c": (9, "stays", {})}, go, units=fewer)]


def two_who_meet() -> dict[str, Any]:
    """A meeting of two teams, one of which is busy with somebody else when the other is free."""
    meeting = [{"task": ["hub", "therapy"], "work": "3 h"}, {"leave": "home"}]
    alone = [{"task": "therapy", "work": "5 h"}, {"leave": "home"}]
    teams = {"hub": {"headcount": 1}, "therapy": {"headcount": 1}}
    return place({"a": (0, "alone", {}), "b": (1, "meeting", {})}, {"meeting": meeting, "alone": alone}, teams=teams)


def last_in_first_out(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        dispatch.Request, "turn", property(lambda r: (r.level, -r.since, r.person.source.row, r.person.index))
    )


def priority_turned_round(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(dispatch.Request, "turn", property(lambda r: (-r.level, *r.joined)))


def one_place_too_many(patch: pytest.MonkeyPatch) -> None:
    def room(self: dispatch.Dispatcher, resource: Any) -> int:
        return self.level[resource.row] - self.taken[resource.row] + 1

    patch.setattr(dispatch.Dispatcher, "room", room)


def patience_lost(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(dispatch.Dispatcher, "be_patient", lambda self, request, time: None)


def patience_before_grants(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(dispatch, "PATIENCE", environment.ENDS)


def ties_turned_round(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(environment, "moment_key", lambda phase, source, index, slot: (phase, -source, -index, slot))


def draws_reused(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(person.Person, "visit", lambda self, step: 0)


def limit_looks_at_the_wrong_time(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(dispatch, "LIMITS", environment.ENDS)


def limit_off_by_one(patch: pytest.MonkeyPatch) -> None:
    right = dispatch.Dispatcher._keep_to_limit
    patch.setattr(dispatch.Dispatcher, "_keep_to_limit", lambda self, request, limit: right(self, request, limit + 1))


def work_goes_on_after_hours(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Calendar, "advance", lambda self, now, work: now + work)


def clocks_at_full_speed(patch: pytest.MonkeyPatch) -> None:
    def advance(self: Calendar, now: int, work: int) -> int:
        with_speeds = self.row >= 0 and self._tables[0][self.row]["scale"] > 1
        return now + work if with_speeds else right(self, now, work)

    right = Calendar.advance
    patch.setattr(Calendar, "advance", advance)


def the_opening_after_next(patch: pytest.MonkeyPatch) -> None:
    right = line.Line.opening
    patch.setattr(line.Line, "opening", lambda self, step: step.calendar.next_opening(right(self, step)))


def closed_now_and_yet_no_wait(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(line, "UNTIL_OPEN", 1)


def capacity_stands_still(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(capacity.Capacity, "change", lambda self, change: None)


def capacity_falls_no_lower_than_what_is_taken(patch: pytest.MonkeyPatch) -> None:
    right = dispatch.Dispatcher.set_level

    def set_level(self: dispatch.Dispatcher, resource: Any, level: int) -> None:
        right(self, resource, max(level, self.taken[resource.row]))

    patch.setattr(dispatch.Dispatcher, "set_level", set_level)


def closures_a_tick_too_long(patch: pytest.MonkeyPatch) -> None:
    right = draws.Draws.of_nobody
    patch.setattr(draws.Draws, "of_nobody", lambda self, quantity, index: right(self, quantity, index) + 1)


def shut_as_soon_as_opened(patch: pytest.MonkeyPatch) -> None:
    right = escalations.Escalations.look

    def look(self: escalations.Escalations, escalation: Any) -> None:
        right(self, escalation)
        right(self, escalation)

    patch.setattr(escalations.Escalations, "look", look)


def nobody_is_sick(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(capacity, "binomial", lambda workers, chance, u: 0)


def staff_off_duty_keep_places_open(patch: pytest.MonkeyPatch) -> None:
    def refresh(self: capacity.Capacity, resource: Any) -> None:
        self.set_level(resource, self.own[resource.row])

    patch.setattr(capacity.Capacity, "refresh", refresh)


def rings_into_units_with_too_many(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(dispatch.Dispatcher, "takes_turns", lambda self, unit: unit.calendar.is_open(self.env.now))


def rings_into_closed_units(patch: pytest.MonkeyPatch) -> None:
    def takes_turns(self: dispatch.Dispatcher, unit: Any) -> bool:
        return self.taken[unit.row] <= self.level[unit.row]

    patch.setattr(dispatch.Dispatcher, "takes_turns", takes_turns)


def one_place_more_booked_as_open(patch: pytest.MonkeyPatch) -> None:
    right = ledger.Ledger.open
    patch.setattr(ledger.Ledger, "open", lambda self, resource, level: right(self, resource, level + (level > 1)))


def open_all_night(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Calendar, "is_open", lambda self, now: True)


def rings_left_standing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(dispatch, "find_ring", lambda edges: None)


def last_of_the_list(patch: pytest.MonkeyPatch) -> None:
    def grant(self: dispatch.Dispatcher, request: dispatch.Request) -> None:
        wanted = [self.model.resources[row] for row in request.step.wanted]
        self.guard.happening(request.step)
        self._answer(request, dispatch.Answer([one for one in wanted if self.can_grant(one)][-1]))
        self._look()

    patch.setattr(dispatch.Dispatcher, "_grant", grant)


def times_cut_off(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(draws, "ticks", lambda x: int(max(x, 0.0)))


def cuts_ignored(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sources, "is_kept", lambda world, source, index: True)


def discharged_a_tick_early(patch: pytest.MonkeyPatch) -> None:
    right = person.Person.leave_hospital

    def leave_hospital(self: person.Person, died: bool) -> None:
        right(self, died)
        self.discharged -= 1

    patch.setattr(person.Person, "leave_hospital", leave_hospital)


def midnight_after_everything_else(patch: pytest.MonkeyPatch) -> None:
    def snapshots(self: ledger.Ledger, who: Any, state: Any, first: int, until: int) -> None:
        right(self, who, state, first, until - (until * DAY == self.env.now))

    right = ledger.Ledger._snapshots
    patch.setattr(ledger.Ledger, "_snapshots", snapshots)


def waits_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(conditions.LOOKS, WAITED, lambda line, test: (0, 1))


def queues_looked_at_too_early(patch: pytest.MonkeyPatch) -> None:
    right = conditions.queue

    def queue(line: Any, test: Any) -> tuple[float, float]:
        return max(0, right(line, test)[0] - 1), 1

    patch.setitem(conditions.LOOKS, QUEUE, queue)


def full_with_one_place_left(patch: pytest.MonkeyPatch) -> None:
    right = conditions.full
    patch.setitem(conditions.LOOKS, FULL, lambda line, test: (right(line, test)[0] + 1, 1))


def never_made_is_long_ago(patch: pytest.MonkeyPatch) -> None:
    def since(line: Any, test: Any) -> tuple[float, float]:
        return line.env.now - line.person.marks[test.target], 1

    patch.setitem(conditions.LOOKS, SINCE, since)


def levels_that_stay(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(dispatch.Dispatcher, "change_level", lambda self, request, wait, level: None)


def levels_changed_after_grants(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(dispatch, "ENDS", environment.PATIENCE)


def a_changed_level_joins_anew(patch: pytest.MonkeyPatch) -> None:
    right = dispatch.Dispatcher._jump

    def jump(self: dispatch.Dispatcher, request: dispatch.Request, level: Callable[[], int]) -> None:
        request.since = self.env.now if request.waiting else request.since
        right(self, request, level)

    patch.setattr(dispatch.Dispatcher, "_jump", jump)


def acts_not_counted(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ledger.Ledger, "act", lambda self, who, act: None)


def everybody_overtakes(patch: pytest.MonkeyPatch) -> None:
    def candidate(self: dispatch.Dispatcher, resource: Any) -> Any:
        able = self.queues[resource.row] if self.can_grant(resource) else []
        return next((request for request in able if request.amount <= self.room(resource)), None)

    patch.setattr(dispatch.Dispatcher, "candidate", candidate)


def hours_never_given_back(patch: pytest.MonkeyPatch) -> None:
    def resize(self: person.Person, amount: int) -> None:
        if amount > self.amount:
            right(self, amount)

    right = person.Person.resize
    patch.setattr(person.Person, "resize", resize)


def nothing_kept(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(person, "keep", lambda self, step, unit, amount: self.dispatcher.release(unit, amount))


def what_ran_out_not_counted(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ledger.Ledger, "run_out", lambda self, kept: None)


def kept_for_ever(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(keeping, "_reach_limit", lambda person, kept: None)


def reserved_for_nobody(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(keeping, "keep", lambda self, step, unit, amount: self.dispatcher.release(unit, amount))


def beds_ready_at_once(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(dispatch.Dispatcher, "vacate", dispatch.Dispatcher.release)


def amounts_rounded_down(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(draws, "quanta", lambda drawn, quantum: max(1, int(drawn / quantum)))


def searches_one_by_one(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(line, "search", lambda who, step, visit: searches.Found(who.env.now, True, 1, 0))


def meetings_hold_what_they_can(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(dispatch.Dispatcher, "all_can", lambda self, request: self.can_grant(self.model.resources[request.wanted[0]]))  # fmt: skip  # noqa: E501


def travel_not_counted(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ledger.Ledger, "travel", lambda self, team, ticks: None)


FAULTS: tuple[Patch, ...] = (
    demand.shares_of_the_first_day,
    demand.people_of_lists_renumbered,
    demand.levels_of_lists_ignored,
    *lines.FAULTS,
    *expiries.FAULTS,
    *followed.FAULTS,
    *census.FAULTS,
    *policies.FAULTS,
    *requests.FAULTS,
    *transfers.FAULTS,
    *budgets.FAULTS,
    *funds.FAULTS,
    *payers.FAULTS,
    *sittings.FAULTS,
    last_in_first_out,
    priority_turned_round,
    one_place_too_many,
    patience_lost,
    patience_before_grants,
    ties_turned_round,
    draws_reused,
    limit_looks_at_the_wrong_time,
    limit_off_by_one,
    work_goes_on_after_hours,
    clocks_at_full_speed,
    the_opening_after_next,
    closed_now_and_yet_no_wait,
    capacity_stands_still,
    capacity_falls_no_lower_than_what_is_taken,
    nobody_is_sick,
    shut_as_soon_as_opened,
    closures_a_tick_too_long,
    staff_off_duty_keep_places_open,
    rings_into_units_with_too_many,
    rings_into_closed_units,
    one_place_more_booked_as_open,
    open_all_night,
    rings_left_standing,
    last_of_the_list,
    times_cut_off,
    cuts_ignored,
    discharged_a_tick_early,
    midnight_after_everything_else,
    waits_forgotten,
    queues_looked_at_too_early,
    full_with_one_place_left,
    never_made_is_long_ago,
    levels_that_stay,
    levels_changed_after_grants,
    a_changed_level_joins_anew,
    acts_not_counted,
    everybody_overtakes,
    amounts_rounded_down,
    nothing_kept,
    kept_for_ever,
    what_ran_out_not_counted,
    beds_ready_at_once,
    reserved_for_nobody,
    hours_never_given_back,
    searches_one_by_one,
    meetings_hold_what_they_can,
    travel_not_counted,
)


def difference_found(among: list[corpus.Case]) -> str:
    """The first difference over some cases, or empty."""
    for plan, seed, right in among:
        try:
            broken = reference.replicate(plan, seed, 0, LOG)
        except Exception as error:
            return f"the broken engine stops: {error}"
        if difference := first_difference(plan, broken, right):
            return difference
    return ""


def test_the_engines_agree_on_these_cases() -> None:
    """Those by hand; of the random ones it is the equality test that says so."""
    assert not difference_found(cases()[: -corpus.RUN])


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_fault_is_noticed(fault: Patch, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    assert difference_found(cases())

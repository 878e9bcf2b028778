"""Attribution through the chain: small chains solved by hand. That nothing is lost says test_results_random."""

from __future__ import annotations

from typing import Any

import pytest

import flowsim as fs
from flowsim.results.families.attribution import FIRST, FROM_UNIT, LAST, ONWARD
from flowsim.results.measures import measure
from flowsim.scenario.scenario import Scenario
from tests.unit.results_case import days, empty, made, state

CHAIN: dict[str, Any] = {
    "flowsim": 1,
    "name": "chain",
    "run": {"window": "14 d"},
    "units": {
        "ward": {"places": 10, "setting": "hospital"},
        "rehab": {"places": 5, "setting": "rehabilitation"},
        "home": {"places": 5, "setting": "care-home"},
    },
    "teams": {"panel": {"headcount": 1}},
    "funds": {"purse": {"opening": "£900"}},
    "arrivals": {"emergency": {"rate": "1 per day", "pathway": "main"}},
    "pathways": {
        "main": [
            {"name": "treat", "stay": "ward", "time": "5 d"},
            {"mark": "discharge-ready"},
            {"name": "recover", "stay": "rehab", "time": "10 d"},
            {"name": "live", "stay": "home", "time": "10 d"},
            {"name": "meet", "task": "panel", "work": "2 h"},
            {"name": "forms", "wait": "1 d", "reason": "formal-decision"},
            {"name": "back", "stay": "rehab", "time": "1 d"},
            {"name": "paid", "pay": "purse", "amount": "£100"},
            {"leave": "home"},
        ]
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def chain() -> Any:
    """Its plan, place, and tallies in which 2 people a day are delayed in the ward, for a place in rehab."""
    plan, place = made(CHAIN)

    def fresh() -> Any:
        tallies = empty(plan)
        tallies.midnights[state(plan, "recover", 0, "ward", 1), 0] = 28
        return tallies

    def spend(tallies: Any, **shares: tuple[str, int, str, float]) -> None:
        for step, active, where, size in shares.values():
            here = state(plan, step, active, where, 0)
            tallies.ticks[here] += days(size)
            tallies.held[plan.states["unit"][here], 0] += days(size)

    def read(tallies: Any, name: str) -> dict[str, float]:
        return {value.of: value.value for value in measure(plan, tallies, place, [name]) if value.value}

    return fresh, spend, read


def test_a_stay_under_way_ends_the_chain_and_a_wait_hands_on_its_share(chain: Any) -> None:
    """Rehab: 3 of 5 in their stay, 2 wait for a home; home: half waits for the panel, half is in its stay."""
    fresh, spend, read = chain
    tallies = fresh()
    spend(tallies, a=("recover", 1, "rehab", 3), b=("live", 0, "rehab", 2))
    spend(tallies, c=("live", 1, "home", 4), d=("meet", 0, "home", 3), e=("meet", 1, "home", 1))
    assert read(tallies, FIRST) == {"rehab": 2.0}
    assert read(tallies, LAST) == pytest.approx({"rehab": 1.2, "home": 0.4, "panel": 0.4})
    assert read(tallies, ONWARD) == pytest.approx({"rehab > home": 0.8, "home > panel": 0.4})
    assert read(tallies, FROM_UNIT) == pytest.approx({"ward > rehab": 1.2, "ward > home": 0.4, "ward > panel": 0.4})


def test_where_all_places_wait_all_delay_is_the_last_links(chain: Any) -> None:
    fresh, spend, read = chain
    tallies = fresh()
    spend(tallies, a=("live", 0, "rehab", 5), b=("meet", 0, "home", 5))
    assert read(tallies, LAST) == {"panel": 2.0}


def test_time_that_passes_ends_by_its_reason_and_a_fund_ends_at_the_fund(chain: Any) -> None:
    fresh, spend, read = chain
    tallies = fresh()
    spend(tallies, a=("live", 0, "rehab", 4), b=("paid", 0, "rehab", 1), c=("forms", 1, "home", 5))
    assert read(tallies, LAST) == pytest.approx({"time: formal-decision": 1.6, "purse": 0.4})


def test_places_kept_or_made_ready_end_at_their_unit(chain: Any) -> None:
    """Of rehab's 10 places 3 are kept for people elsewhere and 2 made ready; the other 5 wait for a home."""
    fresh, spend, read = chain
    tallies = fresh()
    spend(tallies, a=("live", 0, "rehab", 5), b=("live", 1, "home", 5))
    tallies.kept[2, :2], tallies.turned[2] = (days(1), days(2)), days(2)
    plan, _ = made(CHAIN)
    assert plan.names["resources"].index("rehab") == 2
    assert read(tallies, LAST) == pytest.approx({"rehab": 1.0, "home": 1.0})


def test_people_who_wait_for_each_other_share_what_comes_to_them(chain: Any) -> None:
    """Rehab waits for home whole, home for rehab by half: of each day that comes, home ends a half each time round."""
    fresh, spend, read = chain
    tallies = fresh()
    spend(tallies, a=("live", 0, "rehab", 5), b=("back", 0, "home", 3), c=("live", 1, "home", 3))
    assert read(tallies, LAST) == pytest.approx({"home": 2.0})
    assert read(tallies, ONWARD) == pytest.approx({"rehab > home": 4.0, "home > rehab": 2.0})


def test_a_ring_that_nothing_leaves_ends_where_it_is_come_to(chain: Any) -> None:
    fresh, spend, read = chain
    tallies = fresh()
    spend(tallies, a=("live", 0, "rehab", 5), b=("back", 0, "home", 5))
    assert read(tallies, LAST) == {"rehab": 2.0}


def test_somebody_declared_ready_whose_stay_is_under_way_waits_for_that() -> None:
    document = CHAIN | {"pathways": {"main": [
        {"meanwhile": "plan", "do": [{"mark": "discharge-ready"}]},
        {"name": "treat", "stay": "ward", "time": "5 d"},
        {"leave": "home"},
    ]}, "funds": {}}  # fmt: skip
    plan, place = made(document)
    tallies = empty(plan)
    tallies.midnights[state(plan, "treat", 1, "ward", 1), 0] = 7
    found = measure(plan, tallies, place, [FIRST, LAST])
    assert [(value.of, value.value) for value in found if value.value] == [("stay: ward", 0.5)] * 2


def test_a_real_run_follows_the_chain_to_the_panel() -> None:
    """A ward waits for a home in which all wait for one slow panel, and nobody is there for anything else."""
    document = CHAIN | {"run": {"window": "60 d", "warm_up": "30 d", "replications": 1}, "funds": {}, "pathways": {
        "main": [
            {"stay": "ward", "time": {"exponential": {"mean": "2 d"}}},
            {"mark": "discharge-ready"},
            {"stay": "home", "time": "1 min", "reason": "p3-home-capacity"},
            {"task": "panel", "work": {"exponential": {"mean": "30 h"}}, "reason": "funding-eligibility"},
            {"leave": "home"},
        ]
    }}  # fmt: skip
    found = fs.run(Scenario.from_document(document), engine="reference").attribution()
    first, last = (dict(found.loc[found.link == link, ["waited_for", "mean"]].values) for link in ("first", "last"))
    assert first["home"] > 2
    assert last["panel"] == pytest.approx(first["home"], rel=0.001)
    assert last["home"] == pytest.approx(0, abs=0.01)
    assert set(found.kind) == {"unit", "team"}
    assert sum(last.values()) == pytest.approx(sum(first.values()))


def test_a_unit_and_a_team_of_the_same_name_are_told_apart() -> None:
    """A ward waits for a home and is looked after by a team that is called ward too, for which people wait as well."""
    document = CHAIN | {"run": {"window": "60 d", "replications": 1}, "funds": {}, "pathways": {
        "main": [
            {"stay": "ward", "time": "1 d"},
            {"mark": "discharge-ready"},
            {"name": "seen", "task": "ward", "work": {"exponential": {"mean": "20 h"}}},
            {"stay": "home", "time": {"exponential": {"mean": "9 d"}}},
            {"leave": "home"},
        ]
    }, "teams": {"ward": {"headcount": 1}}}  # fmt: skip
    found = fs.run(Scenario.from_document(document), engine="reference").attribution()
    first = found[found.link == "first"]
    assert dict(first[["waited_for", "kind"]].values) == {"team:ward": "team", "home": "unit"}
    assert (first["mean"] > 0).all()

"""What loads leave out: which are at least or at most what is printed, and which cannot be worked out at all."""

from __future__ import annotations

import math
from typing import Any

import pytest

from flowsim.plan.explain import Explanation, explain
from flowsim.scenario.scenario import Scenario

WARD: dict[str, Any] = {"stay": "ward", "time": "5 d"}
FALL: dict[str, Any] = {"rate": "1 per week", "then": "fallen"}
DEATH: dict[str, Any] = {"rate": "1 per year", "then": [{"leave": "died"}]}


def explained(main: list[Any], **sections: Any) -> Explanation:
    """A ward, two homes, a team and a fund; who falls on the way goes through the pathway ``fallen``."""
    fallen = [{"stay": "far", "time": "3 d"}, {"task": "menders", "work": "2 h"}, {"pay": "purse", "amount": "£9"}]
    document: dict[str, Any] = {
        "flowsim": 1,
        "name": "falling",
        "run": {"window": "10 d"},
        "units": {
            "ward": {"places": 10, "setting": "hospital"},
            "near": {"places": 30, "setting": "care-home"},
            "far": {"places": 30, "setting": "care-home"},
        },
        "teams": {"menders": {"headcount": 2, "hours": {"mon-fri": "09:00-17:00"}}},
        "funds": {"purse": {"opening": "£9000"}},
        "arrivals": {"doctor": {"rate": "1 per day", "pathway": "main"}},
        "pathways": {"main": main, "fallen": fallen},
    }
    return explain(Scenario.from_document(document | sections))


def bounds(found: Explanation) -> dict[str, str]:
    """What is said of each unit's, team's and fund's load, where anything is."""
    return {line.name: line.bound for line in (*found.units, *found.teams, *found.funds) if line.bound}


def test_what_only_a_risk_leads_to_is_not_worked_out() -> None:
    found = explained([WARD | {"risks": {"fall": FALL}}])
    assert bounds(found) == {"ward": "at most", "far": "unknown", "menders": "unknown", "purse": "unknown"}
    far = next(line for line in found.units if line.name == "far")
    [team], [fund] = found.teams, found.funds
    for nothing in (far.asked_per_day, far.content, far.load, team.tasks_per_day, team.work_hours_per_day, team.load):
        assert math.isnan(nothing)
    assert math.isnan(fund.payments_per_day)
    assert math.isnan(fund.asked_per_day)
    steps = {line.name: line.per_day for line in found.steps}
    assert math.isnan(steps["fallen.far"])
    assert steps["main.ward"] == pytest.approx(1)


def test_where_nobody_comes_at_all_there_is_no_load() -> None:
    found = explained([WARD])
    assert bounds(found) == {}
    assert [line.load for line in (*found.teams, *found.funds)] == [0, 0]


def test_a_risk_that_never_happens_leads_nowhere() -> None:
    assert bounds(explained([WARD | {"risks": {"fall": FALL | {"rate": "0 per week"}}}])) == {}


def test_what_comes_by_a_risk_beside_others_is_at_least_so_much() -> None:
    """Half of all stay in the far home and never on the ward, whose people come there only after a fall."""
    ways = [{"share": 0.5, "do": [{"stay": "far", "time": "4 d"}]}, {"do": [WARD | {"risks": {"fall": FALL}}]}]
    found = explained([{"choose": ways}])
    assert bounds(found) == {"ward": "at most", "far": "at least", "menders": "unknown", "purse": "unknown"}
    assert next(line for line in found.units if line.name == "far").content == pytest.approx(2)


def test_who_dies_early_stays_less_long_and_comes_nowhere_behind() -> None:
    """The ward is before that, and neither more nor less."""
    main = [WARD, {"stay": "near", "time": "9 d", "risks": {"death": DEATH}}, {"stay": "far", "time": "3 d"}]
    assert bounds(explained(main)) == {"near": "at most", "far": "at most"}


def test_where_some_stay_less_long_and_others_come_again_it_may_be_less_or_more() -> None:
    again = {"rate": "1 per week", "then": "main"}
    assert bounds(explained([WARD, {"stay": "near", "time": "9 d", "risks": {"ill": again}}])) == {
        "ward": "at least", "near": "less or more",
    }  # fmt: skip


def test_who_goes_by_what_a_risk_changes_may_be_more_or_fewer() -> None:
    """All are strong, the stay changes that for some, and these need the menders; the others do without."""
    weaker = {"rate": "1 per week", "set": {"strength": "weak"}}
    main = [
        WARD | {"risks": {"weaker": weaker}},
        {"choose": [{"when": {"strength": "weak"}, "do": [{"task": "menders", "work": "2 h"}]}, {"do": None}]},
        {"stay": "near", "time": {"by": "strength", "weak": "9 d", "strong": "3 d"}},
    ]
    found = explained(main, attributes={"strength": {"shares": {"strong": 1, "weak": 0}}})
    assert bounds(found)["menders"] == "unknown"
    assert bounds(found)["near"] == "less or more"


def test_what_goes_by_what_is_out_of_date_is_not_worked_out() -> None:
    """They are on the ward while the menders see them again."""
    assess = {"name": "seen", "set": {"seen": "yes"}, "expires": {"after": "2 d", "set": {"seen": "no"}}}
    again = {"choose": [{"when": {"seen": "no"}, "do": [{"task": "menders", "work": "2 h"}]}, {"do": None}]}
    found = explained([assess, WARD, again], attributes={"seen": {"shares": {"no": 1, "yes": 0}}})
    assert bounds(found) == {"ward": "at least", "menders": "unknown"}


def test_waiting_for_what_runs_beside_makes_it_more_and_deaths_less() -> None:
    main = [
        {"meanwhile": "planning", "do": [{"wait": "9 d"}]},
        WARD | {"risks": {"death": DEATH}},
        {"join": "planning"},
    ]
    assert bounds(explained(main))["ward"] == "less or more"
    assert bounds(explained([main[0], WARD, main[2]])) == {"ward": "at least"}


def test_a_load_that_may_be_less_is_doubted_as_such() -> None:
    """One a day for 40 days is 40 people for 30 places, if nobody died before."""
    stay = {"stay": "near", "time": "40 d"}
    [doubt] = explained([stay | {"risks": {"death": DEATH}}]).doubts
    assert doubt.message.startswith("the load of 'near' is at most 1.33 (deaths and whatever else may end a stay early")
    [doubt] = explained([stay]).doubts
    assert doubt.message.startswith("the load of 'near' is 1.33, more than it can give")
    again = stay | {"risks": {"ill": {"rate": "1 per year", "then": "main"}}}
    [doubt] = explained([again]).doubts
    assert doubt.message.startswith("the load of 'near' is 1.33 (or less: deaths and")

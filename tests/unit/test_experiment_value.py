"""What one more of anything is worth, held to queues that are solved on paper and to sums done by hand."""

from __future__ import annotations

from math import factorial

import numpy as np
import pytest
from scipy import stats

import flowsim as fs
from flowsim.errors import ScenarioError, UsageError
from flowsim.experiment.ranking import Rank, _behind
from flowsim.experiment.savings import SavingKind
from flowsim.experiment.value import FREED, Value, key_of
from flowsim.plan import flows
from flowsim.plan.compile import compile_plan
from flowsim.plan.digest import digest
from flowsim.plan.walked import Walked
from flowsim.scenario.additions import PLACE, YEAR, Addition, added, additions

RATE, DAYS = 4.0, 1.0


def ward(**more: object) -> fs.Scenario:
    """Five beds, four people a day who stay a day: M/M/5."""
    return fs.Scenario(
        name="one-ward",
        run={"window": "800 d", "warm_up": "30 d", "replications": 24, "seed": 3},
        units={"ward": {"places": 5, "setting": "hospital", **more}},
        arrivals={"all": {"rate": f"{RATE} per day", "pathway": "main"}},
        pathways={
            "main": [{"stay": "ward", "time": {"exponential": {"mean": f"{DAYS} d"}}}, {"leave": "home"}],
        },
    )


def queue(places: int) -> float:
    """Mean number waiting in M/M/places (Erlang C)."""
    load = RATE * DAYS
    full = load**places / factorial(places) * places / (places - load)
    waits = full / (sum(load**n / factorial(n) for n in range(places)) + full)
    return waits * load / (places - load)


def test_one_more_bed_frees_what_erlang_says() -> None:
    found = fs.value(ward(), "waiting-for-place:ward", purchases=0).table().iloc[0]
    exact = queue(5) - queue(6)
    assert exact == pytest.approx(2.2165 - 0.5695, abs=2e-4)  # Erlang C for four erlangs
    assert abs(found.freed - exact) < found.half_width < 0.15 * exact
    assert found.shows == "lower"


def test_a_step_of_two_is_given_for_one() -> None:
    found = fs.value(ward(), "waiting-for-place:ward", step=0.4, purchases=0).table().iloc[0]
    exact = (queue(5) - queue(7)) / 2
    assert found.amount == 2
    assert abs(found.freed - exact) < found.half_width < 0.15 * exact


@pytest.fixture(scope="module")
def place() -> fs.Scenario:
    """A ward from which people go to one of two homes, one dear and one cheap; a team that has time to spare."""
    home = {"places": 5, "setting": "care-home"}
    stay = {"time": {"exponential": {"mean": "8 d"}}, "reason": "p3-home-capacity"}
    return fs.Scenario(
        name="two-homes",
        run={"window": "200 d", "warm_up": "50 d", "replications": 12},
        units={
            "ward": {"places": 30, "setting": "hospital", "day_cost": {"value": "£400", "source": "by hand"}},
            "dear": {**home, "week_cost": "£2100"},
            "cheap": {**home, "week_cost": {"value": "£700", "assumed": "a round number"}, "payer": "NHS"},
        },
        teams={
            "nurses": {"headcount": 3, "hours": {"mon-fri": "09:00-17:00"}, "hour_cost": "£20", "payer": "provider"}
        },
        arrivals={"all": {"rate": "1 per day", "pathway": "main"}},
        pathways={
            "main": [
                {"stay": "ward", "time": {"exponential": {"mean": "5 d"}}},
                {"mark": "discharge-ready"},
                {"task": "nurses", "work": "10 min", "reason": "p3-arrangements"},
                {"choose": [{"share": 0.5, "do": "to-dear"}, {"do": "to-cheap"}]},
                {"leave": "home"},
            ],
            "to-dear": [{"stay": "dear", **stay}],
            "to-cheap": [{"stay": "cheap", **stay}],
        },
    )


@pytest.fixture(scope="module")
def value(place: fs.Scenario) -> Value:
    """Its value, with three beds of four that are freed taken by others."""
    return fs.value(place, refill=0.75, purchases=2)


def test_everything_with_a_limit_gets_more_and_nothing_else(value: Value) -> None:
    assert [one.label for one in value.additions] == [
        "ward: 2 more places",
        "dear: 1 more place",
        "cheap: 1 more place",
        "nurses: 1 more worker",
    ]
    assert value.table().freed.notna().all()


def test_prices_are_the_scenarios_costs(value: Value) -> None:
    prices = dict(zip([one.name for one in value.additions], value.prices, strict=True))
    assert all(prices.values())
    pounds = {name: price.pounds for name, price in prices.items() if price}
    assert pounds["ward"] == pytest.approx(400 * YEAR)
    assert pounds["dear"] == pytest.approx(2100 * YEAR / 7)
    # Five days of eight hours in each of 200 days from a Tuesday on: 50 days after Monday 1 April 2024.
    weekdays = sum((50 + day) % 7 < 5 for day in range(200))
    assert pounds["nurses"] == pytest.approx(weekdays * 8 * 20 / 200 * YEAR)
    assert [(price.payer, price.source) for price in prices.values() if price] == [
        ("NHS", "by hand"),
        ("council", "the scenario, without a source"),
        ("NHS", "assumed: a round number"),
        ("provider", "the scenario, without a source"),
    ]


def test_the_cheaper_of_two_alike_is_bought_first_until_the_money_is_gone(place: fs.Scenario, value: Value) -> None:
    assert value.order[0].addition.name == "cheap"
    assert value.ended == "no more than 2 purchases were asked for"
    year = 700 * YEAR / 7
    poor = fs.value(place, only=["dear", "cheap"], purchases=9, budget=1.5 * year)
    assert [(one.addition.name, one.spent) for one in poor.order] == [("cheap", pytest.approx(year))]
    assert poor.ended == "the budget buys nothing more"


def test_after_a_purchase_everything_is_measured_beside_what_was_bought(place: fs.Scenario) -> None:
    found = fs.value(place, only="cheap", purchases=2)
    again = fs.value(added(place, Addition("units", "cheap", 1, PLACE)), only="cheap", purchases=0)
    row = again.table().iloc[0]
    assert (found.order[1].freed, found.order[1].half_width) == (row.freed, row.half_width)
    assert 0 < found.order[1].freed < found.order[0].freed


def test_no_order_where_nothing_has_a_cost() -> None:
    found = fs.value(ward(), "waiting-for-place:ward", replications=4)
    assert (found.order, found.ended) == ((), "the scenario gives no cost of anything that could be bought")


def test_savings_are_split_by_the_refill(value: Value) -> None:
    split = value.split().set_index(["addition", "kind", "what"]).amount
    statistics = value.comparison.statistics["dear: 1 more place"]
    of = dict(zip(value.keys, statistics.difference, strict=True))
    beds, pounds = of[key_of("no-criteria-to-reside")], of[key_of("cost-of-delayed-bed-days")]
    assert beds < 0 > pounds
    dear = split["dear: 1 more place"]
    assert dear["capacity freed", "beds for others"] == pytest.approx(-0.75 * beds)
    assert dear["cash released", "beds that are closed"] == pytest.approx(-0.25 * pounds * YEAR)
    moved = of[key_of("cost-of-placements:payer: council")]
    assert dear["cost moved", "to council"] == pytest.approx(moved * YEAR)
    assert value.without() == [f"harm avoided: {SavingKind.HARM.missing}"]


def test_a_step_is_for_one_in_the_split_too(value: Value) -> None:
    split = value.split().set_index(["addition", "kind", "what"]).amount
    of = dict(zip(value.keys, value.comparison.statistics["ward: 2 more places"].difference, strict=True))
    beds = of[key_of("no-criteria-to-reside")]
    assert split["ward: 2 more places", "capacity freed", "beds for others"] == pytest.approx(-0.75 * beds / 2)


def test_with_all_beds_refilled_no_cash_is_released(place: fs.Scenario) -> None:
    split = fs.value(place, only="dear", purchases=0, replications=2).split()
    assert split[split.kind == "cash released"].amount.tolist() == [0]


def test_more_of_what_is_written_in_every_way() -> None:
    document = fs.load("tutorial").document
    units = {
        "care": {"weekly_hours": "40 h"},
        "purse": {"weekly_budget": "£52000"},
        "weekdays": {"places": 2, "by_week": {"sat-sun": 0, "mon-fri": 40}},
        "later": {"places": 3, "dated": {"2025-12-01": 30}},
    }
    funds = {
        "regular": {"instalments": {"amount": "£5000", "every": "4 wk"}},
        "listed": {"instalments": [{"at": "2 d", "amount": 2000}, {"at": "1 y", "amount": 3000}]},
        "once": {"opening": 5000},
    }
    place = fs.Scenario.from_document({**document, "units": {**document["units"], **units}, "funds": funds})
    found = {one.name: one for one in additions(place)}

    def after(name: str) -> dict[str, object]:
        one = found[name]
        return dict(added(place, one).document[one.section][name])

    assert after("care") == {"weekly_hours": "42 h"}
    # 5 % of £52,000 a week, 2.71 million a year, is 136 thousand a year: 2,606 a week.
    assert (found["purse"].amount, after("purse")) == (136, {"weekly_budget": "£54606"})
    assert after("weekdays") == {"places": 4, "by_week": {"sat-sun": 0, "mon-fri": 42}}
    assert after("later") == {"places": 5, "dated": {"2025-12-01": 32}}
    # A year's 65 thousand: 3 more, of which four weeks of 365.25 days get 229.98.
    assert after("regular") == {"instalments": {"amount": "£5229.98", "every": "4 wk"}}
    # A thousand a year over the run of eleven years of 365 days: 10,992.47, at once or in two parts.
    assert after("once") == {"opening": pytest.approx(5000 + 1000 * 11 * 365 / 365.25, abs=0.01)}
    assert [one["amount"] for one in after("listed")["instalments"]] == pytest.approx(  # type: ignore[attr-defined]
        [2000 + 5496.24, 3000 + 5496.24], abs=0.01
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"measures": "no-criteria"}, "did you mean"),
        ({"measures": "waiting-for-place:wrad"}, "no value of 'waiting-for-place' for 'wrad'"),
        ({"measures": ()}, "at least one measure"),
        ({"only": "wrad"}, "did you mean 'ward'"),
        ({"refill": 1.5}, "between 0 and 1"),
        ({"step": -1.0}, "a step is a share"),
        ({"purchases": -1}, "is below 0"),
        ({"budget": -1.0}, "is below 0"),
        ({"replications": 1}, "at least 2 pairs"),
    ],
)
def test_what_cannot_be_is_told(arguments: dict[str, object], says: str) -> None:
    with pytest.raises((UsageError, ScenarioError), match=says):
        fs.value(ward(), **{"measures": "waiting-for-place:ward", "replications": 2, **arguments})  # type: ignore[arg-type]


def test_the_ranking_is_by_what_the_same_money_frees(place: fs.Scenario) -> None:
    """Behind the first: the paired t interval of scipy over the replications, each freed for £100,000."""
    found = fs.value(place, only=["dear", "cheap", "nurses"], purchases=0)
    first, second = found.ranking  # the team has time to spare: nothing shown, so not in it
    assert (first.addition.name, second.addition.name) == ("cheap", "dear")
    assert found.table().set_index(["name", "measure"]).freed_for_100000["cheap", FREED[0]] == pytest.approx(
        first.freed
    )
    spot = found.comparison.keys.index(key_of(FREED[0]))
    base, dear, cheap = found.comparison.values[:3, :, spot]
    less = (base - cheap) * 1e5 / (700 * YEAR / 7) - (base - dear) * 1e5 / (2100 * YEAR / 7)
    low, high = stats.ttest_1samp(less, 0).confidence_interval(0.95)
    assert second.behind == pytest.approx((low + high) / 2)
    assert second.behind_half_width == pytest.approx((high - low) / 2)
    assert second.told_apart == (low > 0)
    assert (first.behind, first.told_apart) == (0.0, False)


@pytest.mark.statistical
def test_alike_additions_are_seldom_told_apart_though_the_first_is_picked_by_eye() -> None:
    """Six that free the same: some of them told apart from the first in at most one of twenty rankings (here 400).

    Intervals for five differences from a first that were named beforehand told some apart in 13 % of these.
    """
    generator = np.random.default_rng(7)
    ranks = [Rank(Addition("units", f"home-{n}", 1, PLACE), 0.0, 1.0) for n in range(6)]
    told = 0
    for _ in range(400):
        freed = generator.normal(size=(6, 60))
        found = _behind(ranks, freed[np.argsort(-freed.mean(axis=1))])
        told += any(rank.told_apart for rank in found)
    assert told / 400 < 0.05 + 2 * (0.05 * 0.95 / 400) ** 0.5


def test_people_are_followed_once_for_all_additions(place: fs.Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """More of anything sends nobody another way: a walk for the place, and the same plans as one for each."""
    filled = place.with_values({"run.start": {"filled": 0.9}})
    more = [added(filled, one) for one in additions(filled)]
    alone = [digest(compile_plan(one)) for one in more]
    made, follow = [], flows.Walk.follow
    monkeypatch.setattr(flows.Walk, "follow", lambda walk: made.append(walk) or follow(walk))
    walked = Walked()
    assert [digest(compile_plan(one, walked)) for one in more] == alone
    assert len(made) == 1


def test_a_figure_of_which_more_is_better_is_refused() -> None:
    """What lowers it would be bought."""
    with pytest.raises(UsageError, match="of days-at-home more is better"):
        fs.value(fs.load("tutorial"), ["no-criteria-to-reside", "days-at-home"], replications=2)

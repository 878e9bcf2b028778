"""The tests of what both engines share can fail: each fault here must be noticed by a test with its oracle outside.

Plan, measures and statistics are the same for both engines, so that no comparison of the two can see a fault in them.
Each is broken on purpose, one fault at a time; the test that is named beside it passes before and fails then.
"""

from __future__ import annotations

import dataclasses
import datetime
import math
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from scipy import stats

from flowsim.experiment import design, paired, regret, together
from flowsim.experiment.foremost import LESS
from flowsim.plan import calendars, capacity, courses, demand, sources, trees
from flowsim.plan.purposes import Purposes
from flowsim.plan.tables import UNTIL_NEXT
from flowsim.results import quantiles
from flowsim.results.families import delay, midnight, money, workforce
from flowsim.results.measures import MEASURES
from flowsim.results.registry import by_group
from flowsim.results.sight import Sight
from flowsim.scenario import calendars as hours
from flowsim.scenario import staffing
from flowsim.units import DAY, WEEK
from tests.exact import test_workforce as test_workforce_by_hand
from tests.unit import (
    test_experiment_futures,
    test_experiment_paired,
    test_experiment_together,
    test_plan,
    test_plan_calendars,
    test_plan_capacity,
    test_plan_demand,
    test_results_measures,
    test_workforce,
)

pytestmark = pytest.mark.seeded
Patch = Callable[[pytest.MonkeyPatch], None]


def lists_on_public_holidays(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(demand, "holidays", lambda nation, year: frozenset())


def work_on_public_holidays(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(hours, "holidays", lambda nation, year: frozenset())


def arrivals_a_day_early(patch: pytest.MonkeyPatch) -> None:
    def intensity(arrivals: object, factor: float, start: datetime.date, horizon: int) -> tuple[int, np.ndarray]:
        return right(arrivals, factor, start + datetime.timedelta(days=1), horizon)  # type: ignore[arg-type]

    right = sources.intensity
    patch.setattr(sources, "intensity", intensity)


def growth_in_years_of_365_days(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(demand, "YEAR", 365.0)


def shares_over_the_largest(patch: pytest.MonkeyPatch) -> None:
    def cumulative(shares: list[float]) -> list[float]:
        return [min(sum(shares[: n + 1]) / max(shares), 1.0) for n in range(len(shares) - 1)] + [1.0]

    patch.setattr(trees, "_cumulative", cumulative)


def last_window_lost(patch: pytest.MonkeyPatch) -> None:
    def windows(*of: object) -> object:
        period, scale, found = right(*of)  # type: ignore[arg-type]
        return period, scale, list(found)[:-1]

    right = calendars._windows
    patch.setattr(calendars, "_windows", windows)


def vacancies_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(capacity, "in_post", lambda team, posts: posts)


def draws_by_the_place_in_the_file(patch: pytest.MonkeyPatch) -> None:
    def code(self: Purposes, name: str) -> int:
        self._purposes[len(self._purposes)] = name
        return len(self._purposes)

    patch.setattr(Purposes, "code", code)


def delay_over_those_declared_ready(patch: pytest.MonkeyPatch) -> None:
    read = by_group(lambda sight, column: delay._per(sight, column, delay._declared(sight, column)))
    name = "delayed-days-per-discharge"
    patch.setitem(MEASURES, name, dataclasses.replace(MEASURES[name], read=read))


def midnights_a_day_late(patch: pytest.MonkeyPatch) -> None:
    def midnights(sight: Sight) -> slice:
        return slice(sight.plan.window_from // DAY + 1, sight.plan.window_to // DAY + 1)

    patch.setattr(Sight, "midnights", property(midnights))


def weekdays_a_day_late(patch: pytest.MonkeyPatch) -> None:
    right = midnight.by_weekday
    patch.setattr(midnight, "by_weekday", lambda series, first, weekday: right(series, first + 1, weekday))


def everybody_in_hospital_is_delayed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Sight, "declared", property(lambda sight: sight.in_hospital))


def costs_of_the_whole_window(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(money, "ratio", lambda over, under: over)


def quantiles_a_rank_low(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(quantiles, "_rank", lambda count, share: max(math.floor(share * count), 1))


def normal_in_place_of_t(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(paired, "half_width_of", lambda sd, n: stats.norm.ppf(0.975) * sd / np.sqrt(n))


def each_with_the_next_replication(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(paired, "apart", lambda baseline, policy: policy - np.roll(baseline, 1, axis=0))


def variance_over_n(patch: pytest.MonkeyPatch) -> None:
    def columns(*of: np.ndarray) -> paired._Arm:
        arm = right(*of)
        return dataclasses.replace(arm, variance=arm.variance * (arm.count - 1) / arm.count)

    right = paired._columns
    patch.setattr(paired, "_columns", columns)


def rounding_taken_for_a_difference(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(paired, "ROUNDING", 0.0)


def each_policy_by_itself(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(together, "factor", lambda correlation, pairs: float(stats.t.ppf(0.975, pairs - 1)))


def staff_without_end(patch: pytest.MonkeyPatch) -> None:
    """Who moves takes a post whether one is empty or not."""
    patch.setattr(
        staffing, "_moved", lambda leaving, empty, moves: {way: leaving[way[0]] * moves[way] for way in moves}
    )


def joiners_in_equal_parts(patch: pytest.MonkeyPatch) -> None:
    def joined(workforce: object, empty: dict[str, float], room: dict[str, float], terms: object) -> object:
        return right(workforce, {name: 1.0 if post > 0 else 0.0 for name, post in empty.items()}, room, terms)  # type: ignore[arg-type]

    right = staffing._joined
    patch.setattr(staffing, "_joined", joined)


def movers_lost(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        staffing.StaffWeek, "staff_after", property(lambda one: one.staff - one.left - one.moved_on + one.joined)
    )


def staff_dates_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(staffing, "_so_far", lambda dated, now: [])


def years_of_fifty_weeks(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(staffing, "YEAR", 350 * DAY)


def places_whatever_the_staff(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(courses, "staffed", lambda number, ratio: number)


def part_places_dropped(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(courses, "staffed", lambda number, ratio: math.floor(number * ratio))


def staff_a_week_late(patch: pytest.MonkeyPatch) -> None:
    def late(place: object, span: object) -> object:
        found = right(place, span)  # type: ignore[arg-type]
        return {
            name: [*ratios[:1], *((time + WEEK, ratio) for time, ratio in ratios[1:])] for name, ratios in found.items()
        }

    right = capacity.staff_ratios
    patch.setattr(capacity, "staff_ratios", late)


def weeks_of_the_whole_run(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(workforce, "_shares", lambda plan, rows: np.ones(len(rows)))


def chance_taken_for_regret(patch: pytest.MonkeyPatch) -> None:
    """The arm that is least is chosen by all replications, that which is compared among them."""
    patch.setattr(regret, "_without_chance", lambda signed: signed.mean(axis=1) - signed.mean(axis=1).min())


def everything_looked_at_is_said(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(regret, "_holm", lambda found: found)


def futures_drawn_freely(patch: pytest.MonkeyPatch) -> None:
    def free(numbers: int, futures: int, seed: int) -> np.ndarray:
        return np.random.default_rng(seed).random((futures, numbers))

    patch.setattr(design, "latin_hypercube", free)


T_TEST = test_experiment_paired.test_differences_and_their_intervals_are_those_of_the_paired_t_test

CAUGHT: dict[Patch, Callable[[], None]] = {
    lists_on_public_holidays: test_plan_demand.test_nobody_is_listed_on_a_public_holiday,
    work_on_public_holidays: test_plan_capacity.test_a_rota_by_hand,
    arrivals_a_day_early: test_plan_demand.test_hour_weekday_and_month_multiply,
    growth_in_years_of_365_days: test_plan_demand.test_growth_and_shocks_by_day,
    shares_over_the_largest: test_plan.test_flows_and_loads_by_hand,
    last_window_lost: partial(
        test_plan_calendars.test_mean_wait_for_an_opening, {"mon,thu": "10:00-12:00"}, UNTIL_NEXT, 25 / 14
    ),
    vacancies_forgotten: test_plan_capacity.test_a_rota_by_hand,
    draws_by_the_place_in_the_file: test_plan.test_an_inserted_step_moves_no_purpose,
    delay_over_those_declared_ready: test_results_measures.test_delay_of_discharges,
    midnights_a_day_late: test_results_measures.test_no_criteria_to_reside,
    weekdays_a_day_late: test_results_measures.test_weekday_of_a_midnight_is_that_of_the_day_it_ends,
    everybody_in_hospital_is_delayed: test_results_measures.test_delayed_in_hospital_in_continuous_time,
    costs_of_the_whole_window: test_results_measures.test_money,
    quantiles_a_rank_low: test_results_measures.test_delay_of_discharges,
    normal_in_place_of_t: T_TEST,
    each_with_the_next_replication: T_TEST,
    variance_over_n: T_TEST,
    rounding_taken_for_a_difference: (
        test_experiment_paired.test_what_is_the_same_but_for_rounding_differs_by_exactly_nought
    ),
    staff_without_end: test_workforce_by_hand.test_movers_find_room_only_in_empty_posts,
    joiners_in_equal_parts: test_workforce_by_hand.test_two_weeks_by_hand,
    movers_lost: test_workforce_by_hand.test_nobody_is_lost,
    staff_dates_forgotten: test_workforce_by_hand.test_by_date_the_first_week_that_begins_then_or_later,
    years_of_fifty_weeks: test_workforce_by_hand.test_two_weeks_by_hand,
    places_whatever_the_staff: test_workforce_by_hand.test_places_hours_and_workers_go_by_staff,
    part_places_dropped: test_workforce_by_hand.test_places_hours_and_workers_go_by_staff,
    staff_a_week_late: test_workforce_by_hand.test_places_hours_and_workers_go_by_staff,
    weeks_of_the_whole_run: test_workforce.test_measures_are_means_over_the_weeks_of_the_window,
    chance_taken_for_regret: partial(
        test_experiment_futures.test_arms_that_are_all_the_same_have_no_regret_without_chance, LESS
    ),
    everything_looked_at_is_said: test_experiment_futures.test_where_nothing_goes_together_something_is_seldom_said,
    futures_drawn_freely: test_experiment_futures.test_whole_numbers_and_several_values_come_equally_often,
    each_policy_by_itself: partial(
        test_experiment_together.test_all_intervals_of_a_figure_hold_at_once, pairs=20, policies=5, correlation=0.8
    ),
}
"""Each fault, and the test that must notice it."""


@pytest.mark.parametrize("fault", CAUGHT, ids=lambda fault: fault.__name__)
def test_it_is_noticed(fault: Patch, monkeypatch: pytest.MonkeyPatch) -> None:
    CAUGHT[fault]()
    with monkeypatch.context() as patch:
        fault(patch)
        with pytest.raises(AssertionError):
            CAUGHT[fault]()

"""Policies over futures: the design, regret by hand and by theory, what chance makes of it, what is kept of Ctrl-C."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import spearmanr, t

from flowsim.engine.compiled import replicate
from flowsim.errors import ReplicationError, ScenarioError, UsageError
from flowsim.experiment import futures as module
from flowsim.experiment.arms import Key, Settings
from flowsim.experiment.design import draws, latin_hypercube
from flowsim.experiment.fanout import Interrupted
from flowsim.experiment.foremost import LESS, MORE
from flowsim.experiment.futures import Futures, futures
from flowsim.experiment.over_futures import Future
from flowsim.experiment.regret import GoesWith, _holm, goes_with, regret_of
from flowsim.results.registry import ALL, EVERYONE
from flowsim.scenario.axes import OneOf, Range
from flowsim.scenario.scenario import Scenario, load
from flowsim.scenario.uncertain import Uncertain, outlooks
from tests.theory.formulas import erlang_c

# The design.


@pytest.mark.parametrize("futures", [2, 7, 20])
def test_each_number_is_drawn_once_from_each_equal_share_of_its_axis(futures: int) -> None:
    points = latin_hypercube(5, futures, seed=3)
    strata = np.sort((points * futures).astype(int), axis=0)
    assert strata.tolist() == [[place] * 5 for place in range(futures)]
    assert len({tuple(column) for column in (points * futures).astype(int).T.tolist()}) > 1


def test_the_design_follows_from_the_seed_and_from_nothing_else() -> None:
    first = latin_hypercube(3, 6, seed=2**64 - 1)
    np.random.seed(5)
    assert latin_hypercube(3, 6, seed=2**64 - 1).tolist() == first.tolist()
    assert latin_hypercube(3, 6, seed=7).tolist() != first.tolist()


def test_the_design_is_as_written() -> None:
    """Made with scipy 1.17's LatinHypercube from the same generator, so that a seed keeps its futures."""
    assert latin_hypercube(2, 3, seed=1).tolist() == [
        [0.8050984176430983, 0.21949523505794352],
        [0.5342275053974972, 0.3600520854267056],
        [0.2363891757603681, 0.9269060033225035],
    ]


def test_whole_numbers_and_several_values_come_equally_often() -> None:
    numbers = [
        Uncertain("rooms", "", Range(-2, 0, whole=True), "add", "a"),
        Uncertain("homes", "", OneOf((2, 3, 4, 5)), "set", "b"),
    ]
    drawn = draws(numbers, 12, seed=4)
    assert sorted(one["rooms"] for one in drawn) == [-2] * 4 + [-1] * 4 + [0] * 4
    assert sorted(one["homes"] for one in drawn) == [2] * 3 + [3] * 3 + [4] * 3 + [5] * 3


# Regret.


def test_regret_by_hand() -> None:
    values = np.array([[3.0, 5.0, 4.0], [1.0, 2.0, 3.0], [2.0, 2.0, 2.0]])  # means 4, 2, 2
    less = regret_of(values, LESS)
    assert less.mean.tolist() == [4, 2, 2]
    assert less.regret.tolist() == [2, 0, 0]
    # Left out in turn: of the others the second and third tie or the third is less: sums 5, 4; 4, 4; 3, 4.
    # The least of the others is the third (2), the second (the first of equals: 2), the second (3).
    assert less.without_chance.tolist() == [((3 - 2) + (5 - 2) + (4 - 3)) / 3, (-1 + 0 + 0) / 3, (0 + 0 - 1) / 3]
    more = regret_of(values, MORE)
    assert more.regret.tolist() == [0, 2, 2]
    assert more.without_chance.tolist() == [0, 2, 2]


def test_a_replication_without_a_value_is_in_no_arm() -> None:
    values = np.array([[3.0, np.nan, 4.0], [1.0, 9.0, 2.0]])
    found = regret_of(values, LESS)
    assert (found.mean.tolist(), found.regret.tolist()) == ([3.5, 1.5], [2, 0])
    unknown = regret_of(np.array([[3.0, np.nan], [1.0, 9.0]]), LESS)
    assert np.isnan([*unknown.mean, *unknown.regret, *unknown.without_chance]).all()
    assert not unknown.behind.any()


def test_who_is_shown_to_be_behind_another() -> None:
    clear = np.array([[5.0, 5.1, 5.2, 5.1], [1.0, 1.1, 1.0, 1.1], [1.1, 1.0, 1.1, 1.0]])
    assert regret_of(clear, LESS).behind.tolist() == [True, False, False]
    assert regret_of(clear, MORE).behind.tolist() == [False, True, True]


@pytest.mark.parametrize("helps", [LESS, MORE])
def test_arms_that_are_all_the_same_have_no_regret_without_chance(helps: str) -> None:
    """Four arms, four replications that they partly share: regret is made by chance, and without it is 0."""
    chance = np.random.default_rng(6)
    shared = chance.normal(size=(4000, 1, 4))
    found = [regret_of(values, helps) for values in 50 + shared + chance.normal(size=(4000, 4, 4))]
    regret = np.stack([one.regret for one in found])
    less = np.stack([one.without_chance for one in found])
    # The least of four means of variance 1/4 lies 1.0294 / 2 below their mean (the expected least of four normals).
    assert regret.mean() == pytest.approx(1.0294 / 2, abs=0.02)
    error = less.std(axis=0) / np.sqrt(len(less))
    assert (np.abs(less.mean(axis=0)) < 4 * error).all()
    assert error.max() < 0.02
    made = regret - less
    assert made.min() > -1e-9
    assert np.ptp(made, axis=1).max() < 1e-9, "what chance makes is the same for all arms of a future"


@pytest.mark.parametrize("apart", [0.3, 1.0, 3.0])
def test_the_truth_lies_between_both_regrets_on_average(apart: float) -> None:
    chance, truth = np.random.default_rng(7), np.array([0, apart, 2 * apart])
    found = [regret_of(values, LESS) for values in truth[:, None] + chance.normal(size=(3000, 3, 4))]
    above = np.stack([one.regret for one in found]).mean(axis=0)
    below = np.stack([one.without_chance for one in found]).mean(axis=0)
    slack = 4 * np.stack([one.regret for one in found]).std(axis=0).max() / np.sqrt(3000)
    assert (above > truth - slack).all()
    assert (below < truth + slack).all()
    if apart == 3.0:  # chance chooses no other arm then, and both are right
        assert np.allclose(above, truth, atol=slack)
        assert np.allclose(below, truth, atol=slack)


def test_what_regret_goes_with() -> None:
    ranks = latin_hypercube(3, 20, seed=1)
    regrets = np.column_stack([ranks[:, 0], np.zeros(20), 1 - ranks[:, 2] ** 3])
    found = goes_with(regrets, ranks)
    assert [(one.arm, one.number, one.correlation) for one in found] == [(0, 0, 1.0), (2, 2, -1.0)]
    assert goes_with(regrets[:9], ranks[:9]) == [], "of so few futures nothing is said"
    regrets[3] = np.nan
    assert len(goes_with(regrets, ranks)) == 2


def test_holm_by_hand() -> None:
    given = [GoesWith(0, place, 0.5, p) for place, p in enumerate([0.02, 0.001, 0.03, 0.9])]
    corrected = {one.number: one.p for one in _holm(given)}
    assert corrected == pytest.approx({1: 0.004, 0: 0.06, 2: 0.06, 3: 0.9})


def test_where_nothing_goes_together_something_is_seldom_said() -> None:
    """Four arms and eight numbers, 20 futures: of 300 such tables one in twenty may say anything at all."""
    chance = np.random.default_rng(9)
    said = [bool(goes_with(chance.exponential(size=(20, 4)), latin_hypercube(8, 20, seed))) for seed in range(300)]
    assert np.mean(said) < 0.05 + 4 * np.sqrt(0.05 * 0.95 / 300)


# A queue with an answer: two slow places are better when few come, one fast place when many do.

QUEUE = """\
flowsim: 1
name: queue
run: {window: 12000 d, warm_up: 300 d, seed: 11}
units:
  ward: {places: 2, setting: hospital}
arrivals:
  all: {rate: 0.3 per day, pathway: main}
pathways:
  main:
    - stay: ward
      time: {exponential: {mean: 3 d}}
    - leave: home
"""
POLICY = """\
flowsim: 1
policy: {name}
title: x
definition: x
helps: x
harms: x
costs: x
evidence: {{text: x, source: x}}
edits:
  - {{set: {places}, in: units.ward.places}}
  - {{set: {{exponential: {{mean: {mean} d}}}}, in: pathways.main.ward.time}}
"""
DOUBLE = """\
flowsim: 1
futures: demand
title: x
uncertain:
  - {title: how many come, scale: {from: 1, to: 2}, of: arrivals.all.rate, assumed: true}
"""
ARMS = {"baseline": (2, 3.0), "two-slow": (2, 2.0), "one-fast": (1, 0.8)}


@pytest.fixture(scope="module")
def queue(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    folder = tmp_path_factory.mktemp("queue")
    (folder / "policies").mkdir()
    for name, (places, mean) in list(ARMS.items())[1:]:
        text = POLICY.format(name=name, places=places, mean=mean)
        (folder / "policies" / f"{name}.yaml").write_text(text, encoding="utf-8")
    (folder / "futures").mkdir()
    (folder / "futures" / "demand.yaml").write_text(DOUBLE, encoding="utf-8")
    (folder / "queue.yaml").write_text(QUEUE, encoding="utf-8")
    return load(folder / "queue.yaml")


@cache
def over(place: Scenario, **more: Any) -> Futures:
    asked = {"futures": 16, "replications": 4, **more}
    return futures(place, ["two-slow", "one-fast"], measure="wait-for-place:ward", **asked)


def waits(times: np.ndarray) -> np.ndarray:
    """Mean waits [futures, arms] in days where so many times as many come (Erlang's formula)."""

    def wait(rate: float, places: int, mean: float) -> float:
        return erlang_c(places, rate * mean) * mean / (places - rate * mean)

    return np.array([[wait(0.3 * factor, *arm) for arm in ARMS.values()] for factor in times])


def test_neither_of_two_queues_has_no_regret(queue: Scenario) -> None:
    found = over(queue)
    exact = waits((np.arange(1000) + 0.5) / 1000 + 1)
    regret = exact - exact.min(axis=1, keepdims=True)
    assert (regret.argmin(axis=1) == 1)[0], "two slow places are better when few come"
    assert (regret.argmin(axis=1) == 2)[-1], "one fast place when many do"
    table = found.table().set_index("policy")
    for place, name in enumerate(("two-slow", "one-fast"), 1):
        row = table.loc[name]
        assert 0 < row.regret == pytest.approx(regret[:, place].mean(), abs=0.035)
        assert row.without_chance == pytest.approx(regret[:, place].mean(), abs=0.035)
        assert abs(row["mean"] - exact[:, place].mean()) < row.mean_half_width
    assert table.regret["baseline"] == pytest.approx(regret[:, 0].mean(), rel=0.2)


def test_each_future_has_the_wait_and_regret_of_its_arrivals(queue: Scenario) -> None:
    found = over(queue).by_future()
    for _, future in found.groupby("future"):
        exact = waits(future["how many come"].to_numpy()[:1])[0]
        values = future.value.to_numpy()
        assert np.allclose(values[1:], exact[1:], rtol=0.2)
        assert np.allclose(future.regret, values - values.min())
    assert sorted((found["how many come"][::3] * 16).astype(int)) == list(range(16, 32))


def test_where_each_queue_falls_short(queue: Scenario) -> None:
    found = over(queue)
    said = {row["policy"]: row for row in found.rows_falls_short()}
    assert (said["two-slow"]["where"], said["two-slow"]["towards"]) == ("high", 2)
    assert (said["one-fast"]["where"], said["one-fast"]["towards"]) == ("low", 1)
    table = found.by_future()
    own = table[table.policy == "two-slow"]
    assert said["two-slow"]["correlation"] == pytest.approx(spearmanr(own.regret, own["how many come"]).statistic)


def test_the_columns_of_the_table_by_hand(queue: Scenario) -> None:
    found = over(queue)
    table, each = found.table().set_index("policy"), found.by_future()
    assert found.good_enough == pytest.approx(0.05 * each[each.policy == "baseline"].value.mean())
    for name, own in each.groupby("policy"):
        row = table.loc[name]
        assert row.regret == pytest.approx(own.regret.mean())
        assert row.regret_half_width == pytest.approx(t.ppf(0.975, 15) * own.regret.std() / 4)
        assert row.largest == own.regret.max()
        assert row.largest_in == own.future[own.regret.idxmax()]
        assert row.good_enough == (own.regret <= found.good_enough).mean()
        assert row.behind == own.behind.sum()
    assert replace(found, limit=1e9).table().good_enough.tolist() == [1, 1, 1]
    assert replace(found, limit=0.0).table().good_enough.tolist() == [
        *((each[each.policy == name].regret == 0).mean() for name in ARMS)
    ]


def test_harms_are_paired_differences_over_futures(queue: Scenario) -> None:
    found = over(queue)
    table = found.harms()
    [row] = table[(table.policy == "one-fast") & (table.measure == "occupancy")].to_dict("records")
    occupied = Key("occupancy", row["of"], EVERYONE)
    differences = [(future.of(occupied)[2] - future.of(occupied)[0]).mean() for future in found.futures]
    assert row["difference"] == pytest.approx(np.mean(differences))
    assert row["half_width"] == pytest.approx(t.ppf(0.975, 15) * np.std(differences, ddof=1) / 4)
    assert row["half_width_together"] > row["half_width"]
    assert (row["lower"], row["higher"], row["futures"]) == (
        np.mean(np.array(differences) < 0),
        np.mean(np.array(differences) > 0),
        16,
    )
    assert row["helps"] == ""
    assert set(table[table.measure == "no-criteria-to-reside"].helps) == {"less"}


def test_what_is_overloaded_is_counted_by_arm() -> None:
    """By Little's law from what was drawn: 1.95 a day for five days on ten beds, or with a policy eleven; 12 % of them
    for fifteen days in four rooms, or five, and before that on the ward for an assessment, in 40 of 168 hours a week.
    """
    place = load("tutorial", {"run.window": "30 d", "run.warm_up": "0 d", "arrivals.emergency.factor": "1.3"})
    found = futures(place, ["more-homes:+1", "more-beds:+1"], futures=12, replications=2, engine="reference")
    people, work, rooms, stay = (
        next(one.title for one in found.uncertain if word in one.title)
        for word in ("people who", "work", "rooms", "how long")
    )
    expected: dict[tuple[str, str], list[float]] = {}
    for future in found.futures:
        drawn = future.drawn
        for arm, beds, homes in (("baseline", 10, 4), ("more-homes:+1", 10, 5), ("more-beds:+1", 11, 4)):
            assessment = float(drawn[work].removesuffix(" h")) / 24 * 168 / 40
            ward = 1.95 * drawn[people] * (5 + 0.12 * assessment) / beds
            home = 1.95 * drawn[people] * 0.12 * 15 * drawn[stay] / (homes + drawn[rooms])
            for path, load_there in (("units.ward", ward), ("units.care-home", home)):
                if load_there >= 1:
                    expected.setdefault((arm, path), []).append(load_there)
    rows = {(row["policy"], row["path"]): row for row in found.rows_overloaded()}
    assert rows.keys() == expected.keys()
    assert 0 < len(expected["baseline", "units.care-home"]) < 12, "so that counts are looked at"
    for key, loads in expected.items():
        assert (rows[key]["overloaded"], rows[key]["futures"], rows[key]["bound"]) == (len(loads), 12, "")
        assert rows[key]["load"] == pytest.approx(max(loads))
    told = found.by_future()
    assert (told.overloaded.str.contains("units.ward") & (told.policy == "baseline")).sum() == len(
        expected["baseline", "units.ward"]
    )
    assert found.overloaded().policy.tolist() == [row["policy"] for row in found.to_dict()["overloaded"]]


def test_where_no_queue_grows_nothing_is_said(queue: Scenario) -> None:
    """Two places, and at most .6 a day for three days: a load of .9."""
    assert list(over(queue).rows_overloaded()) == []
    assert set(over(queue).by_future().overloaded) == {""}


# How it is run.


def test_the_same_for_any_number_of_threads_and_both_engines(queue: Scenario) -> None:
    asked = {"futures": 3, "replications": 2}
    short = queue.with_values({"run.window": "300 d"})
    known = outlooks(queue)
    first, *others = (
        futures(short, ["two-slow"], known, **asked, engine=engine, threads=threads)
        for engine, threads in (("compiled", 1), ("compiled", 3), ("reference", None))
    )
    for other in others:
        assert list(other.rows_by_future()) == list(first.rows_by_future())
        for one, same in zip(first.futures, other.futures, strict=True):
            assert np.array_equal(one.values, same.values, equal_nan=True)
            assert (one.keys, one.plans) == (same.keys, same.plans)
    again = futures(short, ["two-slow"], known, **asked, seed=12)
    assert list(again.rows_by_future()) != list(first.rows_by_future())


def test_people_are_the_same_within_a_future_and_others_in_the_next(
    queue: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = []
    real = module.simulate

    def seen(*given: Any, **more: Any) -> Any:
        numbers.append(list(more["numbers"]))
        return real(*given, **more)

    monkeypatch.setattr(module, "simulate", seen)
    found = futures(queue.with_values({"run.window": "30 d"}), "two-slow", outlooks(queue), futures=3, replications=2)
    assert numbers == [[0, 1], [2, 3], [4, 5]]
    arrived = Key("arrivals", ALL, EVERYONE)
    assert arrived in found.futures[0].keys
    assert all(np.array_equal(future.of(arrived)[0], future.of(arrived)[1]) for future in found.futures)


def test_plans_are_let_go_with_their_future(queue: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    import gc
    import weakref

    gc.collect()
    gc.freeze()  # what other tests have left is looked through once, and not before every future
    plans: list[weakref.ref[np.ndarray]] = []
    alive: list[int] = []
    real = module._arms

    def arms(*given: Any) -> Any:
        gc.collect()
        alive.append(sum(plan() is not None for plan in plans))
        made = real(*given)
        plans.extend(weakref.ref(arm.plan.steps) for arm in made)
        return made

    monkeypatch.setattr(module, "_arms", arms)
    futures(queue.with_values({"run.window": "30 d"}), "two-slow", outlooks(queue), futures=4, replications=2)
    assert len(plans) == 8
    assert max(alive) == 0


def test_a_parameter_is_drawn_once_for_all_arms_that_have_its_policy(tmp_path: Path) -> None:
    place = load("tutorial", {"run.window": "60 d", "run.warm_up": "0 d"})
    found = futures(place, ["more-homes", "more-homes+more-beds:+1"], [], futures=2, replications=2)
    assert [one.path for one in found.uncertain] == ["more-homes:places"]
    added = [future.drawn["more-homes: places added"] for future in found.futures]
    assert added[0] != added[1]
    assert all(10 <= places <= 390 for places in added)


def test_policies_that_are_given_their_values_leave_nothing_uncertain() -> None:
    with pytest.raises(UsageError, match=r"no parameter of more-homes:.1 has a range") as told:
        futures(load("tutorial"), "more-homes:+1", [])
    assert "scale: {from: 0.97, to: 1.1}" in str(told.value)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"futures": 1}, "futures are between 2 and 32768, not 1"),
        ({"futures": 40000}, "futures are between 2 and 32768"),
        ({"replications": 1}, "replications of a future are between 2"),
        ({"good_enough": -1}, "0 or more"),
        ({"good_enough": float("nan")}, "0 or more"),
        ({"measure": "occupancy:ward"}, "neither less nor more is said to help"),
        ({"measure": "discharges"}, "regret may be of no-criteria-to-reside"),
        ({"measure": "wait-for-place:wrad"}, "did you mean 'ward'"),
        ({"measure": "wait-for-plce:ward"}, "no measure 'wait-for-plce'; did you mean 'wait-for-place'"),
        (
            {"measure": "delay"},
            "no measure 'delay'; regret may be of no-criteria-to-reside, .* or deaths-while-waiting",
        ),
        ({"measure": 3}, "a measure is given by name, and 3 is none"),
        ({"policies": []}, "name at least one policy"),
        ({"policies": ["two-slow", "two-slow"]}, "named twice"),
        ({"policies": ["two-slow+two-slow"]}, "given twice"),
        ({"uncertain": ["demand"]}, "read first, by flowsim.scenario.uncertain.outlooks"),
    ],
)
def test_what_cannot_be_asked_is_told(queue: Scenario, more: dict[str, Any], words: str) -> None:
    asked = {"policies": ["two-slow"], "futures": 2, "replications": 2, **more}
    with pytest.raises(UsageError, match=words):
        futures(queue.with_values({"run.window": "30 d"}), uncertain=asked.pop("uncertain", outlooks(queue)), **asked)


def test_a_future_that_is_no_scenario_is_told_before_anything_is_run(queue: Scenario, tmp_path: Path) -> None:
    """Each number fits alone at both ends; both high at once do not."""
    share = (
        "  - {{title: {0}, set: {{from: 0.1, to: 0.8}}, in: 'pathways.main.choose.choose[{1}].share', assumed: true}}\n"
    )
    head = "flowsim: 1\nfutures: shares\ntitle: x\nuncertain:\n"
    (tmp_path / "shares.yaml").write_text(head + share.format("a", 0) + share.format("b", 1), encoding="utf-8")
    document = {**queue.document, "pathways": {"main": list(queue.document["pathways"]["main"])}}
    ways = [{"share": 0.1, "do": []}, {"share": 0.1, "do": []}, {"do": []}]
    document["pathways"]["main"].insert(1, {"choose": ways})
    place = Scenario.from_document(document)
    with pytest.raises(ScenarioError, match=r"in future \d+ \(a: 0\.\d+; b: 0\.\d+.*\): ") as told:
        futures(place, "more-beds:+1", outlooks(place, tmp_path), futures=8)
    assert "shares" in str(told.value)


def broken(place: Scenario, monkeypatch: pytest.MonkeyPatch, work: Callable[[int], None]) -> Callable[[], Futures]:
    """A call of two futures and three more, whose replications do something else first."""

    def other(plan: Any, seed: int, replication: int, level: int, **more: Any) -> Any:
        work(replication)
        return replicate(plan, seed, replication, level, **more)

    monkeypatch.setattr("flowsim.engine.compiled.replicate", other)
    short = place.with_values({"run.window": "30 d"})
    return lambda: futures(short, "two-slow", outlooks(place), futures=5, replications=2, threads=1)


def test_what_was_finished_before_ctrl_c_is_kept_in_whole_futures(
    queue: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    import _thread

    def work(replication: int) -> None:
        if replication == 5:
            _thread.interrupt_main()

    with pytest.raises(Interrupted) as stopped:
        broken(queue, monkeypatch, work)()
    found = stopped.value.result
    assert found.interrupted
    assert len(found.futures) <= 3
    assert found.futures == () or np.isfinite(found.regrets[-1].regret).all()
    assert repr(found).startswith(f"<Futures of queue under two-slow: {len(found.futures)} of 5 futures of 2")


def test_ctrl_c_while_a_plan_is_made_keeps_what_was_finished(queue: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    real = module._arms

    def arms(*given: Any) -> Any:
        made.append(given)
        if len(made) == 3:
            raise KeyboardInterrupt
        return real(*given)

    monkeypatch.setattr(module, "_arms", arms)
    short = queue.with_values({"run.window": "30 d"})
    with pytest.raises(Interrupted) as stopped:
        futures(short, "two-slow", outlooks(queue), futures=5, replications=2)
    found = stopped.value.result
    assert [future.number for future in found.futures] == [1, 2]
    assert found.table().futures.tolist() == [2, 2]
    assert found.to_dict()["interrupted"] is True


def test_a_replication_that_fails_is_told_and_left_out_of_every_arm(
    queue: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(replication: int) -> None:
        if replication == 3:
            raise ReplicationError("too many")

    found = broken(queue, monkeypatch, work)()
    told = [(one.replication, one.arm) for one in found.failures]
    assert told == [(3, "baseline (future 2)"), (3, "two-slow (future 2)")]
    assert np.isnan(found.regrets[1].regret).all(), "one replication is left, of which nothing is known"
    assert found.table().futures.tolist() == [4, 4]
    assert found.harms().futures.max() == 5


def test_what_made_it_is_told(queue: Scenario) -> None:
    found = over(queue)
    made = found.provenance()
    assert (made["futures"], made["replications"], made["seed"]) == (16, 4, 11)
    assert made["uncertain"] == [
        {"title": "how many come", "path": "arrivals.all.rate", "is": "times 1 to 2", "source": "assumed"}
    ]
    assert len(set(made["plans"].values())) == len(made["plans"]) == 3 * 16
    assert list(made["plans"])[:2] == ["baseline (future 1)", "two-slow (future 1)"]


def test_nothing_finished_has_tables_without_rows(queue: Scenario) -> None:
    none = replace(over(queue), futures=())
    for table, whole in ((none.table(), over(queue).table()), (none.harms(), over(queue).harms())):
        assert list(table.columns) == list(whole.columns)
        assert len(table) == 0
    assert len(none.by_future()) == len(none.falls_short()) == 0
    assert none.keys == ()


def test_a_title_that_is_a_column_gives_way_to_its_path() -> None:
    number = Uncertain("value", "", Range(0, 1), "set", "units.ward.places")
    key = Key("no-criteria-to-reside", ALL, EVERYONE)
    future = Future(1, {"value": 0.5}, (key,), np.array([[[2.0], [4.0]], [[1.0], [1.0]]]), ("", ""))
    found = Futures(load("tutorial"), ("baseline", "x"), (number,), key, LESS, Settings(2, 1), 1, (future,))
    assert found.by_future()["units.ward.places"].tolist() == [0.5, 0.5]
    assert found.by_future().value.tolist() == [3, 1]

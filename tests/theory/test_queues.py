"""Endless queues at one unit or team: waits of M/M/c, M/G/1 and of priorities.

A wait of less than a second counts as none in ``share-who-waited-for-place``; with services of an hour that is one in
some ten thousand, far below what these tests see.
"""

from __future__ import annotations

import math
from typing import Any

import pytest

from flowsim.scenario.distributions import LEAVES
from tests.theory.formulas import Kind, cobham, erlang_c, pollaczek_khinchine
from tests.theory.holding import Figure, System, hold, runs
from tests.theory.wards import Document, exponential, hours, one_ward, stay, stream, teams_in_series


def several_servers(places: int, rate: float, people: int, sees: tuple[float, float, float]) -> System:
    """M/M/c with services of mean 1 hour: Erlang C."""
    waits = erlang_c(places, rate)
    mean = waits / (places - rate)
    return System(
        f"M/M/{places}",
        rate,
        people,
        one_ward(rate, places, exponential(1)),
        [
            Figure("share-who-waited-for-place", "ward", waits, sees[0]),
            Figure("wait-for-place", "ward", mean, sees[1]),
            Figure("waiting-for-place", "ward", rate * mean, sees[1]),
            Figure("occupied-beds", "ward", rate, sees[2], control=True),
        ],
        settling=480,
    )


def single_server(name: str, time: Any, second: float, sees: float, rate: float = 0.6, **sections: Any) -> System:
    """M/G/1 with services of mean 1 hour and a second moment: Pollaczek-Khinchine."""
    wait = pollaczek_khinchine(rate, 1, second)
    figures = [
        Figure("wait-for-place", "ward", wait, sees),
        Figure("share-who-waited-for-place", "ward", rate, 0.01),
        Figure("occupied-beds", "ward", rate, 0.018, control=True),
    ]
    return System(f"M/{name}/1", rate, 400_000, one_ward(rate, 1, time) | sections, figures)


def between(low: float, high: float, **mode: str) -> Document:
    """Bounds as written."""
    return {"low": hours(low), "high": hours(high), **mode}


LAWS = [
    single_server("D", "1 h", 1, 0.07, rate=0.8),
    single_server("exponential", exponential(1), 2, 0.045),
    single_server("gamma", {"gamma": {"mean": "1 h", "cv": 1.3}}, 1 + 1.3**2, 0.06),
    single_server("lognormal", {"lognormal": {"mean": "1 h", "sd": "1.1 h"}}, 1 + 1.1**2, 0.085),
    # exp(sigma^2) = (mean / median)^2, and E[S^2] = mean^2 exp(sigma^2).
    single_server("lognormal-by-median", {"lognormal": {"median": "0.8 h", "mean": "1 h"}}, 1 / 0.8**2, 0.05),
    single_server("weibull", {"weibull": {"mean": "1 h", "cv": 0.5}}, 1.25, 0.05),
    # Uniform on [a, b]: E[S^2] = (a^2 + ab + b^2) / 3.
    single_server("uniform", {"uniform": between(0.2, 1.8)}, (0.04 + 0.36 + 3.24) / 3, 0.04),
    # Triangle a, c, b: variance (a^2 + b^2 + c^2 - ab - ac - bc) / 18; here 0, 2.4, 0.6.
    single_server(
        "triangular", {"triangular": between(0, 2.4, mode="0.6 h")}, 1 + (5.76 + 0.36 - 1.44) / 18, 0.045
    ),
    single_server(
        "empirical", {"empirical": {"values": ["0.5 h", "1 h", "3 h"], "shares": [0.6, 0.25, 0.15]}},
        0.6 * 0.25 + 0.25 + 0.15 * 9, 0.05,
    ),
    # Nine tenths exponential of mean 2/3, one tenth fixed at 4 hours.
    single_server(
        "mixture",
        {"mixture": [{"share": 0.9, "of": exponential(2 / 3)}, {"share": 0.1, "of": "4 h"}]},
        0.9 * 2 * 4 / 9 + 0.1 * 16, 0.06,
    ),
    single_server(
        "by-attribute", {"by": "age", "old": "2.4 h", "young": exponential(0.65)},
        0.2 * 2.4**2 + 0.8 * 2 * 0.65**2, 0.06, attributes={"age": {"shares": {"old": 0.2, "young": 0.8}}},
    ),
    # An exponential hour, times 0.5 for half the people and 1.5 for the others.
    single_server(
        "times", exponential(1) | {"times": {"by": "class", "light": 0.5, "heavy": 1.5}},
        2 * (0.25 + 2.25) / 2, 0.06, attributes={"class": {"shares": {"light": 0.5, "heavy": 0.5}}},
    ),
    single_server("deterministic", {"deterministic": "1 h"}, 1, 0.045),
    # Four fifths exponential of mean 0.5, one fifth of mean 3.
    single_server(
        "hyperexponential", {"hyperexponential": {"means": ["0.5 h", "3 h"], "shares": [0.8, 0.2]}},
        0.8 * 2 * 0.25 + 0.2 * 2 * 9, 0.1,
    ),
    single_server("erlang", {"erlang": {"mean": "1 h", "stages": 3}}, 1 + 1 / 3, 0.04),
    # Half a normal: mean s sqrt(2 / pi) and E[S^2] = s^2; the cut is nearly ten spreads away.
    single_server(
        "truncated_normal",
        {"truncated_normal": between(0, 12) | {"centre": "0 h", "spread": hours(math.sqrt(math.pi / 2))}},
        math.pi / 2, 0.045,
    ),
    single_server("beta", {"beta": between(0.2, 2.6) | {"mean": "1 h", "sd": "0.5 h"}}, 1.25, 0.045),
    # A beta of 1.8 and 4.2 over a range of 2: variance 4 * 1.8 * 4.2 / (36 * 7).
    single_server("pert", {"pert": between(0.4, 2.4, mode="0.8 h")}, 1 + 4 * 1.8 * 4.2 / 252, 0.04),
    # Half uniform to 0.8, half uniform from there to 2.4.
    single_server(
        "quantiles", {"quantiles": {"0 %": "0 h", "50 %": "0.8 h", "100 %": "2.4 h"}},
        (0.64 + 0.64 + 0.8 * 2.4 + 5.76) / 6, 0.045,
    ),
    # One phase, both, or the second alone: each sum has its variance and the square of its mean.
    single_server(
        "phase_type",
        {"phase_type": {"start": [0.7, 0.3], "means": ["0.5 h", "1 h"], "next": [[0, 0.5], [0, 0]]}},
        0.35 * 2 * 0.25 + 0.35 * (1.25 + 1.5**2) + 0.3 * 2, 0.05,
    ),
    single_server(
        "coxian", {"coxian": {"means": ["0.5 h", "2 h"], "onward": [0.25]}},
        0.75 * 2 * 0.25 + 0.25 * (4.25 + 2.5**2), 0.07,
    ),
    # Without memory: what is above 0.4 h is 0.4 h and an exponential 0.6 h.
    single_server(
        "truncate", exponential(0.6) | {"truncate": {"low": "0.4 h"}}, 0.16 + 2 * 0.4 * 0.6 + 2 * 0.36, 0.045,
    ),
]  # fmt: skip


def priorities(name: str, kinds: list[Kind], times: list[Any], sees: list[float]) -> System:
    """One server, several levels: mean time from asking to leaving of each (Cobham), by marks."""
    names = [f"level-{number}" for number in range(len(kinds))]

    def pathway(number: int) -> list[Document]:
        there = stay("ward", times[number], priority=10 * number + 3)
        return [{"mark": f"in-{number}"}, there, {"mark": f"out-{number}"}, {"leave": "home"}]

    document = {
        "units": {"ward": {"places": 1}},
        "arrivals": {names[number]: stream(kind.rate, names[number]) for number, kind in enumerate(kinds)},
        "pathways": {names[number]: pathway(number) for number in range(len(kinds))},
        "intervals": {names[number]: {"from": f"in-{number}", "to": f"out-{number}"} for number in range(len(kinds))},
    }
    sojourns = [wait + kind.mean for wait, kind in zip(cobham(kinds), kinds, strict=True)]
    figures = [Figure("time-between-marks", *row) for row in zip(names, sojourns, sees, strict=True)]
    return System(name, sum(kind.rate for kind in kinds), 600_000, document, figures, settling=480)


def team() -> System:
    """M/M/3 at load 2.4 by a team that works day and night."""
    waits = erlang_c(3, 2.4)
    figures = [
        Figure("wait-for-team", "nurses", waits / 0.6, 0.095),
        Figure("queue-for-team", "nurses", 2.4 * waits / 0.6, 0.095),
        Figure("utilisation", "nurses", 0.8, 0.013, control=True),
    ]
    return System("team-M/M/3", 2.4, 600_000, teams_in_series(2.4, [("nurses", 3, exponential(1))]), figures)


SYSTEMS = [
    several_servers(1, 0.8, 800_000, (0.005, 0.06, 0.012)),
    several_servers(5, 4, 800_000, (0.014, 0.075, 0.011)),
    several_servers(20, 19, 2_400_000, (0.009, 0.175, 0.007)),
    *LAWS,
    priorities("priorities", [Kind(0.2, 1, 2), Kind(0.6, 1, 2)], [exponential(1)] * 2, [0.027, 0.08]),
    # Fixed 0.5 h, exponential 1 h, gamma with mean 1 h and cv 1.5: second moments 0.25, 2 and 3.25.
    priorities(
        "priorities-of-three-laws",
        [Kind(0.3, 0.5, 0.25), Kind(0.3, 1, 2), Kind(0.25, 1, 3.25)],
        ["0.5 h", exponential(1), {"gamma": {"mean": "1 h", "cv": 1.5}}],
        [0.032, 0.04, 0.085],
    ),
    team(),
]


@runs(SYSTEMS)
def test_queue(system: System, engine: str, length: float) -> None:
    """Waits, shares who wait, contents: all as theory says."""
    hold(system, engine, length)


def test_every_distribution_of_the_language_has_its_queue() -> None:
    named = {word for law in LAWS for word in law.sections["pathways"]["main"][0]["time"] if word in LEAVES}
    assert named >= LEAVES.keys()


@pytest.mark.seeded
def test_a_place_too_many_is_seen() -> None:
    """M/M/5 with a sixth place of which nobody was told fails in the waits, though contents are as they should be."""
    right = several_servers(5, 4, 800_000, (0.1, 0.2, 0.1))
    wrong = System("wrong", 4, 800_000, one_ward(4, 6, exponential(1)), right.figures)
    with pytest.raises(AssertionError) as failed:
        hold(wrong, "compiled", 1)
    assert "wait-for-place ward" in str(failed.value)
    assert "occupied-beds" not in str(failed.value)


@pytest.mark.seeded
@pytest.mark.parametrize("faster", [0.95, 1.05])
def test_a_service_a_twentieth_longer_is_seen(faster: float) -> None:
    """The test of M/M/5 fails when services are five percent shorter or longer than theory was told: in the control,
    since the other figures are corrected for how long people stayed."""
    right = several_servers(5, 4, 800_000, (0.1, 0.2, 0.1))
    wrong = System("wrong", 4, 800_000, one_ward(4, 5, exponential(faster)), right.figures)
    with pytest.raises(AssertionError, match="occupied-beds ward"):
        hold(wrong, "compiled", 1)

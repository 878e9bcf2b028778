"""The oracles themselves, against figures printed elsewhere."""

from __future__ import annotations

import math

import pytest

from tests.theory.formulas import (
    Kind,
    baccelli_hebuterne,
    cobham,
    erlang_a,
    erlang_b,
    erlang_c,
    pollaczek_khinchine,
)
from tests.theory.markov import Ward, series


def test_erlang() -> None:
    """Printed tables of Erlang B and C; the mean wait is C / (c - a) for services of mean 1."""
    assert erlang_b(10, 8) == pytest.approx(0.1216610643, abs=1e-10)
    assert erlang_b(20, 20) == pytest.approx(0.1588919615, abs=1e-10)
    assert erlang_c(5, 4) == pytest.approx(0.5541125541, abs=1e-10)
    assert erlang_c(20, 19) == pytest.approx(0.7554012321, abs=1e-10)
    # Large pools; their loads are printed to two decimals, which moves the second by up to 3e-4.
    pools = [erlang_c(*pool) for pool in ((75, 65.34), (120, 109.01), (26, 19.06))]
    assert pools == pytest.approx([0.1720, 0.2161, 0.0924], abs=3e-4)


def test_single_server() -> None:
    """M/M/1 and M/D/1 at load 0.8; two priorities with 0.2 and 0.6: sojourn 2 and 6 with services of mean 1."""
    assert pollaczek_khinchine(0.8, 1, 2) == pytest.approx(4)
    assert pollaczek_khinchine(0.8, 1, 1) == pytest.approx(2)
    assert [1 + wait for wait in cobham([Kind(0.2, 1, 2), Kind(0.6, 1, 2)])] == pytest.approx([2, 6])


def test_patience() -> None:
    """Palm's sum and Baccelli and Hebuterne's integral agree where patience is exponential; in M/M/1 with deterministic
    patience t the share who give up is (1 - r) r exp(-(mu - lambda) t) / (1 - r r exp(-(mu - lambda) t))."""
    by_integral = baccelli_hebuterne(5, 5.5, 1.0, lambda x: 2 * (1 - math.exp(-x / 2)), 2)
    assert erlang_a(5, 5.5, 1.0, 2.0).gives_up == pytest.approx(by_integral, rel=1e-8)
    fixed = baccelli_hebuterne(1, 0.8, 1.0, lambda x: min(x, 1.5), 1.5)
    decay = math.exp(-0.2 * 1.5)
    assert fixed == pytest.approx((1 - 0.8) * 0.8 * decay / (1 - 0.8 * 0.8 * decay), rel=1e-8)


def test_one_ward_is_a_birth_death_process() -> None:
    """M/M/2 with three places, and Erlang's losses, as the smallest of chains."""
    small = series(3, [Ward(2, 1 / 4)], room=1)
    assert small.lost == pytest.approx(0.0493601463, abs=1e-10)
    assert small.occupied[0] + small.waiting[0] == pytest.approx(0.7623400366, abs=1e-10)
    assert series(8, [Ward(10, 1)], room=0).lost == pytest.approx(erlang_b(10, 8), abs=1e-12)
    assert series(4, [Ward(5, 1)], room=400).wait(0) == pytest.approx(erlang_c(5, 4), abs=1e-9)


def test_no_room_between_two_single_servers() -> None:
    """Arrivals so dense that the first is never idle: throughput 2/3 with equal servers of rate 1 (Hunt 1956)."""
    assert series(2000, [Ward(1, 1), Ward(1, 1)], room=1).admitted[1] == pytest.approx(2 / 3, rel=1e-3)


CASE_C = {
    (15, 4, 0): (6.924791, 0.300014, 2.384920, 0.116696, 0.273149, None, None, 1.886946),
    (10, 4, 0): (6.785691, 0.052697, 1.615919, 0.102267, 0.089902, None, None, 0.326109),
    (15, 4, 600): (8.082134, 0.582134, 2.700000, 0.450309, 0.386517, 3.970150, 2.646767, 3.234077),
    (15, 5, 600): (7.666650, 0.166650, 2.700000, 0.344825, 0.166844, 1.346617, 0.897745, 0.925835),
}


@pytest.mark.parametrize("case", CASE_C, ids=lambda case: "-".join(map(str, case)))
def test_acute_ward_and_step_down(case: tuple[int, int, int]) -> None:
    """Case C as it was solved elsewhere: beds in use, waiting in them, step-down, full, full, queue, wait, delay."""
    mean, places, room = case
    solved = series(1.5, [Ward(10, 5, 0.12), Ward(places, mean)], room)
    own = (solved.occupied[0], solved.waiting[1], solved.occupied[1], *solved.full)
    queue = (solved.waiting[0], solved.wait(0)) if room else (None, None)
    for found, printed in zip((*own, *queue, solved.wait(1)), CASE_C[case], strict=True):
        assert found is printed is None or found == pytest.approx(printed, abs=6e-7)

"""The binomial distribution by inversion, beside scipy's."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from flowsim.random.counts import binomial


@pytest.mark.parametrize(("n", "p"), [(1, 0.5), (4, 0.1), (12, 0.04), (40, 0.3), (1000, 0.5), (1000, 0.01)])
def test_binomial_is_the_quantile_of_scipy(n: int, p: float) -> None:
    u = np.random.default_rng(5).random(500)
    expected = stats.binom.ppf(u, n, p).astype(int)
    assert [int(binomial(n, p, x)) for x in u] == expected.tolist()


def test_nobody_and_nothing() -> None:
    assert binomial(0, 0.3, 0.9) == 0
    assert binomial(9, 0.0, 0.999) == 0
    assert binomial(3, 0.5, 1.0 - 2**-53) == 3

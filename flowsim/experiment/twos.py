"""What is shown of every two arms beside each other, for the same people."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from flowsim.experiment.comparison import verdict
from flowsim.experiment.paired import apart
from flowsim.experiment.together import together


def twos(column: np.ndarray) -> dict[tuple[int, int], tuple[float, float, str]]:
    """Of every two arms (earlier, later) of [arms, replications]: later less earlier, its half-width, what is shown.

    Half-widths are those of 95 % intervals that hold for all twos at once.
    """
    pairs = list(combinations(range(len(column)), 2))
    differences = np.stack([apart(column[first], column[second]) for first, second in pairs])
    widths = together(differences[:, :, None])[:, 0].tolist()
    found = {}
    for two, values, wide in zip(pairs, differences, widths, strict=True):
        known = values[np.isfinite(values)]
        difference = float(known.mean()) if len(known) else float("nan")
        found[two] = difference, wide, verdict(difference, wide)
    return found

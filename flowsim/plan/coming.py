"""How many people come from each source of a plan, in the mean over the run."""

from __future__ import annotations

import numpy as np

from flowsim.plan import tables
from flowsim.plan.tables import Plan
from flowsim.units import DAY


def arriving(plan: Plan, source: np.void) -> float:
    """People a tick over the whole run who come from a source and are kept."""
    rows = slice(int(source["first"]), int(source["first"] + source["count"]))
    if source["kind"] == tables.LISTED:
        times = plan.listed["time"][rows]
        times = times[times < plan.horizon]
        return float(kept_on(plan, source, times // DAY).sum()) / plan.horizon
    if source["cell"] == 0:
        days = np.arange(-(-plan.horizon // DAY))
        return float(source["rate"]) * float(kept_on(plan, source, days).mean())
    cells = np.diff(plan.intensity[rows], prepend=0.0)
    kept = kept_on(plan, source, np.arange(len(cells)) * int(source["cell"]) // DAY)
    return float((cells * kept).sum()) / float(source["cell"] * source["count"])


def kept_on(plan: Plan, source: np.void, days: np.ndarray) -> np.ndarray:
    """The share of a source's people who are kept on each of some days of the run."""
    if source["days"] == 0:
        return np.full(len(days), float(source["retention"]))
    return np.asarray(plan.keeping[source["day"] + days])

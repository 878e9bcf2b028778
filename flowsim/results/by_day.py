"""A whole place day by day, from the tallies: how many lie in hospital, how many are ready to leave, how many leave."""

from __future__ import annotations

import numpy as np

from flowsim.engine.output import Tallies
from flowsim.plan.tables import Plan
from flowsim.results.sight import Sight

BY_DAY = ("no-criteria-to-reside", "occupied-beds-at-midnight", "discharges")
"""The series: people in hospital at the midnight that ends the date who are declared ready; all people in hospital
then; live discharges from hospital on the date. Each is the measure of that name, day by day."""


def by_day(plan: Plan, tallies: Tallies) -> np.ndarray:
    """[series, dates of the run] of :data:`BY_DAY`, in people."""
    hospital = Sight(plan, tallies).hospital_units
    ready, lying = tallies.ready[hospital].sum(axis=0), tallies.occupied[hospital].sum(axis=0)
    return np.stack([ready, lying, tallies.discharged]).astype(np.int32)

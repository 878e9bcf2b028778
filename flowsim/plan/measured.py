"""The fields of what a scenario asks to have measured: times between marks, and thresholds of these."""

from __future__ import annotations

from flowsim.plan.fields import Field

INTERVALS = (
    Field("start", "i4", "row of marks", "mark from which the time runs"),
    Field("end", "i4", "row of marks", "mark at which it ends"),
)

THRESHOLDS = (
    Field("interval", "i4", "row of intervals", "the time between marks that it is about"),
    Field("within", "i8", "ticks", "the longest time that counts as within it"),
)

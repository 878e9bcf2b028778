"""The step ``count``: what happens about a person is counted, with the time and the way that it costs somebody."""

from __future__ import annotations

from flowsim.scenario.quantities import Duration, Number
from flowsim.scenario.step import Step


class Count(Step):
    """Count something: a cancelled operation, a hand-off, a repeated assessment, a visit by the family.

    It takes none of the person's time and changes nothing. Each count is a measure of its own, a day and for each
    discharge, by group. With ``by`` the hours and miles that it costs are counted for whoever does it.

    Attributes:
        count: what is counted, a word such as ``cancelled-operation``.
        by: who does it, a word such as ``family`` or ``ward``.
        effort: how much of their time each takes.
        miles: how far they travel for each, there and back.
    """

    count: str
    by: str | None = None
    effort: Duration | None = None
    miles: Number | None = None

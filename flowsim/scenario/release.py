"""Giving back what is kept: money of a weekly budget, a package of care, a room."""

from __future__ import annotations

from flowsim.scenario.step import NameTree, Step


class Release(Step):
    """Give back what is kept for the person in a unit, such as the money for a placement that is over.

    It takes no time; where nothing is kept for them nothing happens. The place at the end
    of a transfer that is under way is not given back.

    Attributes:
        release: the unit, or several of them.
    """

    release: NameTree

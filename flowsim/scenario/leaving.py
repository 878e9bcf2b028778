"""Steps about leaving: ready for discharge, out of the model, and back again."""

from __future__ import annotations

from typing import Literal

from flowsim.scenario.distributions import Distribution, ShareTree
from flowsim.scenario.node import Node
from flowsim.scenario.step import Step

DECLARED = {"ready": "discharge-ready", "not-ready": "ready-withdrawn"}
"""The mark that a declaration makes."""


class Declare(Step):
    """Declare ready for discharge, or (``not-ready``) withdraw it when the person is unwell again.

    It makes the mark ``discharge-ready``, or ``ready-withdrawn``, at the next board round; the end of treatment stays
    where it is. Outside hospital it is a mark and nothing else. Each declaration stands until it is withdrawn, made
    anew, or the person leaves hospital.

    Attributes:
        declare: ``ready`` or ``not-ready``.
        at: the calendar whose next opening is waited for, such as that of board rounds; without it at once. Who comes
            while it is open does not wait.
        reason: the delay reason booked while waiting for the board round.
    """

    declare: Literal["ready", "not-ready"]
    at: str | None = None
    reason: str | None = None


class Returns(Node):
    """Who comes back after leaving, when, and to which pathway: a readmission, a crisis at home.

    The same person comes, with the attributes that they left with; marks and visits are those of a new spell. When they
    come is settled as they leave.

    Attributes:
        to: the pathway that they begin when they come back.
        share: the share of people who come back; all of them if not said.
        after: how long after leaving they come back.
    """

    to: str
    share: ShareTree | None = None
    after: Distribution


class Leave(Step):
    """Out of the model, with an outcome. The outcome ``died`` is not a discharge.

    Attributes:
        leave: the outcome.
        returns: who comes back, and when; see :class:`Returns`.
    """

    leave: str
    returns: Returns | None = None

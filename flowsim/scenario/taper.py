"""Care that becomes less in steps."""

from __future__ import annotations

from flowsim.scenario.node import Node
from flowsim.scenario.quantities import Duration


class Taper(Node):
    """Less care from some time of a stay on.

    Attributes:
        after: how long after the stay began.
        amount: hours of care a week from then on; who has less keeps what they have.
    """

    after: Duration
    amount: Duration

"""Funds: money that arrives over time and is spent on what people need."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from flowsim.scenario.instants import Instant, ticks_of
from flowsim.scenario.node import Node
from flowsim.scenario.quantities import Duration, Money


class Instalment(Node):
    """One instalment.

    Attributes:
        at: the date, or the time after the start of the run, at which it arrives; before the start it does not count.
        amount: how much.
    """

    at: Instant
    amount: Money


class Instalments(Node):
    """Instalments of one size that come again and again: ``{amount: £5000, every: 4 wk}``.

    Attributes:
        amount: how much each is.
        every: how long it is from one to the next.
        first: the date, or the time after the start of the run, of the first; without it one ``every`` after the start.
            Those before the start do not count.
    """

    amount: Money
    every: Duration
    first: Instant | None = None


def _instalments_kind(raw: Any) -> str:
    return "<list>" if isinstance(raw, list | tuple) else "<regular>"


class Fund(Node):
    """Money that arrives over time and is spent by the step ``pay``: a council's purchasing, or one pooled fund.

    A fund never spends what it does not have: who asks for more than there is waits for the next instalment.

    Attributes:
        opening: what there is at the start of the run; nothing if not said.
        instalments: what comes in later, again and again or one by one.
        overtaking: whether who asks for less may be paid before others who ask for more than there is.
        title: what people call it; stories and tables show it.
        note: words for the reader of the file.
    """

    opening: Money | None = None
    instalments: (
        Annotated[
            Annotated[Instalments, Tag("<regular>")] | Annotated[list[Instalment], Field(min_length=1), Tag("<list>")],
            Discriminator(_instalments_kind),
        ]
        | None
    ) = None
    overtaking: bool = Field(False, strict=True)
    title: str | None = None
    note: str | None = None

    def most(self, start_date: datetime.date, horizon: int) -> int:
        """Pence that there can be at most in a run of ``horizon`` ticks: the opening and all instalments."""
        opening = 0 if self.opening is None else round(self.opening.value)
        if isinstance(self.instalments, Instalments):
            times = len(_times(self.instalments, start_date, horizon))
            return opening + times * round(self.instalments.amount.value)
        return opening + sum(pence for _, pence in self.arrivals(start_date, horizon))

    def arrivals(self, start_date: datetime.date, horizon: int) -> Iterator[tuple[int, int]]:
        """Instant, in ticks, and pence of every instalment in [0, horizon), in no order."""
        if isinstance(self.instalments, Instalments):
            for time in _times(self.instalments, start_date, horizon):
                yield time, round(self.instalments.amount.value)
            return
        for one in self.instalments or ():
            time = ticks_of(one.at, start_date, 0)
            if 0 <= time < horizon:
                yield time, round(one.amount.value)


def _times(instalments: Instalments, start_date: datetime.date, horizon: int) -> range:
    """The instants of regular instalments in [0, horizon)."""
    every = max(round(instalments.every.value), 1)
    start = every if instalments.first is None else ticks_of(instalments.first, start_date, 0)
    return range(start + max(0, -(start // every)) * every, horizon, every)

"""Steps in which time passes and nothing is asked for: waits, and messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Discriminator, Tag

from flowsim.scenario.distributions import Distribution, ShareTree, distribution_kind
from flowsim.scenario.node import Node
from flowsim.scenario.quantities import Duration
from flowsim.scenario.step import Step

if TYPE_CHECKING:
    from flowsim.scenario.steps import Risk


class Until(Node):
    """Until a calendar opens next: ``{until: panel}`` for a panel that sits on Tuesdays.

    Attributes:
        until: the calendar.
        if_open: what a person does who comes while it is open: ``wait`` for the next opening (the default: the case
            comes too late for this sitting), or ``go`` on at once.
    """

    until: str
    if_open: Literal["wait", "go"] = "wait"


def _wait_kind(raw: Any) -> str | None:
    until = isinstance(raw, Until) or (isinstance(raw, dict) and "until" in raw)
    return "<until>" if until else "<time>" if distribution_kind(raw) else None


class Wait(Step):
    """A plain delay, in clock time or in the working ``hours`` of a calendar, or until a calendar opens.

    Attributes:
        wait: how long, or until which calendar opens.
        hours: the calendar whose open hours count; without it the clock's.
        clock: the clock on which the time runs; without it the clock on the wall.
        reason: the delay reason booked meanwhile.
        risks: what can happen meanwhile, by name; see Risk.
    """

    wait: Annotated[
        Annotated[Distribution, Tag("<time>")] | Annotated[Until, Tag("<until>")],
        Discriminator(
            _wait_kind, custom_error_type="unknown_distribution", custom_error_message="this names no distribution"
        ),
    ]
    hours: str | None = None
    clock: str | None = None
    reason: str | None = None
    risks: dict[str, Risk] | None = None


class Chase(Node):
    """Who asks after a message that does not come, and when; it is then sent again, and may be lost again.

    Attributes:
        after: how long after it was sent somebody asks.
        hours: the calendar whose open hours count; without it the clock's.
        by: who asks, a word such as ``family`` or ``ward``; chases are counted for whoever makes them.
        effort: how much of their time each takes; hours are counted for them.
    """

    after: Distribution
    hours: str | None = None
    by: str
    effort: Duration | None = None


class Message(Step):
    """A hand-off: a message that takes time, can be lost, and is chased by somebody after a while.

    The person goes on when it has come. One that is lost is missed only when somebody chases it.

    Attributes:
        message: what is sent, a word such as ``council-referral``.
        takes: how long one that is not lost takes to come.
        hours: the calendar whose open hours count; without it the clock's.
        lost: the share of messages that never come; drawn each time it is sent.
        chased: who asks after one that was lost, and when.
        reason: the delay reason booked meanwhile.
    """

    message: str
    takes: Distribution
    hours: str | None = None
    lost: ShareTree | None = None
    chased: Chase | None = None
    reason: str | None = None

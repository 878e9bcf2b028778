"""What a policy costs, in pounds: set-up and running, for each person reached, worker or place added, delayed night.

A policy's file lists ``charges``; applied to a scenario they stand in its section ``policies``, with the numbers of
workers, places and hours of care that the policy adds there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from flowsim.scenario.instants import Instant
from flowsim.scenario.node import Node
from flowsim.scenario.positions import Path
from flowsim.scenario.quantities import Duration, Money
from flowsim.units import HOUR, parse_duration

if TYPE_CHECKING:
    from flowsim.scenario.policy_model import Policy

PER: dict[str, str] = {
    "once": "once",
    "year": "a year",
    "person": "for each person reached",
    "worker": "a year for each worker added",
    "place": "a year for each place added",
    "hour": "a year for each weekly hour of care added",
    "post": "a year for each post added",
    "delay": "for each delayed night that counts as the body's",
}
"""What a charge is paid for, with its words."""

_COUNTED: dict[str, tuple[Path, str]] = {
    "worker": (("teams",), "headcount"),
    "place": (("units",), "places"),
    "hour": (("units",), "weekly_hours"),
    "post": (("workforce", "employers"), "posts"),
}
"""The section and the field in which a policy adds what is paid for."""


Body = Literal["NHS", "social care", "both", "family", "provider"]
"""Who can pay."""


class Charge(Node):
    """One cost of a policy.

    Attributes:
        amount: pounds.
        per: ``once`` (set-up), ``year`` (running), ``person`` reached (in each of their
            spells), ``worker``, ``place``, weekly ``hour`` of care or ``post`` of an employer added (each a year), or
            ``delay``: each delayed night in hospital whose reason is that body's; from a date on, all of the window's
            nights in proportion to the days since.
        over: of a set-up cost: spread evenly over this time; without it all at once.
        body: who pays.
        to: who is paid, such as a hospital by a council: money that only moves.
        times: how many workers, places, hours or posts are added; flowsim writes it when the policy is applied.
        title: what is paid for, words for the reader.
        source: where the figure comes from.
        assumed: true, or why, if nobody measured it.
    """

    amount: Money
    per: Literal["once", "year", "person", "worker", "place", "hour", "post", "delay"]
    over: Duration | None = None
    body: Body = "both"
    to: Body | None = None
    times: float = 1
    title: str | None = None
    source: str | None = None
    assumed: Annotated[
        Annotated[bool, Tag("<plain>")] | Annotated[str, Tag("<reason>")],
        Discriminator(lambda raw: "<plain>" if isinstance(raw, bool) else "<reason>"),
    ] = False

    @property
    def known_from(self) -> str:
        """The source, or that it is assumed; empty if nothing is said."""
        source = self.source or self.amount.source
        assumed = self.assumed or self.amount.assumed
        return source or (f"assumed: {assumed}" if isinstance(assumed, str) else "assumed" if assumed else "")


class AppliedPolicy(Node):
    """A policy that a scenario is under, as far as its costs go. flowsim writes this when a policy is applied.

    Attributes:
        title: what people call it.
        start: the date, or the time after the start of the window, from which it costs (``from``).
        charges: its costs.
    """

    title: str | None = None
    start: Instant | None = Field(None, alias="from")
    charges: list[Charge] = Field(default_factory=list)


def applied(policy: Policy, before: Mapping[str, Any], after: Mapping[str, Any], own: Sequence[Path]) -> dict[str, Any]:
    """What the section ``policies`` says of one policy.

    Args:
        policy: the policy.
        before, after: the scenario without it, and under it alone.
        own: the addresses of what it changes.
    """
    charges = [{**charge, **_times(str(charge["per"]), before, after, own)} for charge in policy.charges]
    start = {} if policy.start is None else {"from": policy.start}
    return {"title": policy.frame.title, **start, "charges": charges}


def _times(per: str, before: Mapping[str, Any], after: Mapping[str, Any], own: Sequence[Path]) -> dict[str, Any]:
    if per not in _COUNTED:
        return {}
    section, field = _COUNTED[per]
    depth = len(section)
    names = sorted({str(address[depth]) for address in own if len(address) > depth and address[:depth] == section})
    return {"times": sum(_count(after, section, name, field) - _count(before, section, name, field) for name in names)}


def _count(document: Mapping[str, Any], section: Path, name: str, field: str) -> float:
    """The number in the end: the last of a series by date, which a policy with a date has made."""
    entry: Any = document
    for key in (*section, name):
        entry = entry.get(key) or {}
    dated = entry.get("dated")
    series = list(dated.values()) if isinstance(dated, Mapping) and field in entry else []
    series = [one.get(field) for one in series if one.get(field) is not None] if field == "posts" else series
    last = series[-1] if series else None
    number = entry.get(field, 0) if last is None else last
    number = number.get("value", 0) if isinstance(number, Mapping) else number
    if last is not None:
        return int(number or 0)
    return parse_duration(number or 0) / HOUR if field == "weekly_hours" else int(number or 0)

"""A place and what is in it, as a scenario writes it: units, teams, calendars, attributes, arrivals, pathways."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal, Union

from pydantic import Discriminator, Field, Tag

from flowsim.scenario.distributions import Node
from flowsim.scenario.quantities import Count, Duration, Figure, Money, Number, Rate, Share
from flowsim.scenario.steps import AnyStep, Shares

Setting = Literal["hospital", "rehabilitation", "care-home", "home"]
"""Where a unit is: its people are in hospital, in a rehabilitation or step-down bed, in a care home, or at home."""

LANGUAGE_VERSION = 1
COMMUNITY = "community"
"""The unit without limit in which everybody arrives; it needs no entry of its own."""


class Unit(Node):
    """Somewhere a person can be, with a number of places."""

    places: Count
    setting: Setting = "home"
    kind: str | None = None
    day_cost: Money | None = None
    title: str | None = None
    note: str | None = None


WeekHours = dict[str, str | list[str]]
"""Opening hours: ``{mon-fri: 09:00-17:00, sat: [09:00-12:00, 13:00-15:00]}``; ``daily`` is every day."""


class Team(Node):
    """People who do tasks in working hours."""

    headcount: Count
    hours: str | WeekHours | None = None
    kind: str | None = None
    hour_cost: Money | None = None
    title: str | None = None
    note: str | None = None


class Attribute(Node):
    """Drawn once a person on arrival: shares of levels, which may depend on other attributes."""

    shares: Shares
    title: str | None = None
    note: str | None = None


class Arrivals(Node):
    """A Poisson stream of people who start a pathway. Profiles are relative: flowsim divides each by its mean."""

    rate: Rate
    pathway: str
    by_hour: list[Number] | None = Field(None, min_length=24, max_length=24)
    by_weekday: list[Number] | None = Field(None, min_length=7, max_length=7)
    by_month: list[Number] | None = Field(None, min_length=12, max_length=12)
    set: dict[str, Shares] | None = None
    factor: Number | None = None
    title: str | None = None
    note: str | None = None


class Reason(Node):
    """A delay reason of this place's own, beside the official ones."""

    title: str
    body: Literal["NHS", "social care", "both", "family", "provider"] = "both"
    group: str = "other"


class Interval(Node):
    """The time from one mark to another, measured for everybody who has the first in the window."""

    start: str = Field(alias="from")
    end: str = Field(alias="to")
    title: str | None = None


class Filled(Node):
    """A start with people in place: each unit at a share of its places, or (``load``) at its offered load."""

    filled: dict[str, Share | Literal["load", "empty"]] | Share


class Run(Node):
    """When, how long and from what start."""

    start_date: datetime.date = datetime.date(2024, 4, 1)
    start: Annotated[
        Union[Annotated[Literal["empty", "filled"], Tag("word")], Annotated[Filled, Tag("shares")]],
        Discriminator(lambda raw: "word" if isinstance(raw, str) else "shares"),
    ] = "empty"
    warm_up: Duration = Field(default_factory=lambda: Figure(0.0, 0))
    window: Duration
    follow_up: Duration = Field(default_factory=lambda: Figure(0.0, 0))
    replications: int = Field(30, ge=1, le=65536)
    seed: int = Field(1, ge=0, lt=2**64)


class Place(Node):
    """A whole scenario, checked and typed. ``flowsim.Scenario`` wraps it with reading, editing and writing."""

    flowsim: Literal[1]
    name: str
    title: str | None = None
    description: str | None = None
    run: Run
    units: dict[str, Unit] = {}
    teams: dict[str, Team] = {}
    calendars: dict[str, WeekHours] = {}
    attributes: dict[str, Attribute] = {}
    reasons: dict[str, Reason] = {}
    arrivals: dict[str, Arrivals] = {}
    pathways: dict[str, list[AnyStep]] = {}
    intervals: dict[str, Interval] = {}
    groups: list[str] = []
    parameters: dict[str, Any] = {}

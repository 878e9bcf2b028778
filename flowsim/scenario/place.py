"""A place and what is in it, as a scenario writes it: units, teams, calendars, attributes, arrivals, pathways."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from flowsim.scenario.capacity import Absence, Closure, Dated, Escalation, RandomClosures, StaffedBy, WeekCounts
from flowsim.scenario.census import Census
from flowsim.scenario.charges import AppliedPolicy
from flowsim.scenario.demand import Schedule, Shock
from flowsim.scenario.following import Follow
from flowsim.scenario.funds import Fund
from flowsim.scenario.hours import AnyHours, ClockWeek, Hours
from flowsim.scenario.keeping import PAYERS, PayerBy, PayerTree
from flowsim.scenario.node import Node
from flowsim.scenario.quantities import Count, Duration, Figure, Growth, Money, Number, Rate, Share
from flowsim.scenario.staffing import ratios_of, staff_weeks
from flowsim.scenario.steps import AnyStep, Shares
from flowsim.scenario.workforce import Workforce
from flowsim.units import MINUTE

Setting = Literal["emergency", "hospital", "rehabilitation", "care-home", "home"]
"""Where a unit is: its people are in an emergency department or another unit without beds for the night, in a hospital
bed, in a rehabilitation or step-down bed, in a care home, or at home. A hospital stay begins in a hospital bed."""

NHS_SETTINGS = ("emergency", "hospital")
"""Settings whose places the NHS pays for, if they do not say who does."""

LANGUAGE_VERSION = 1
QUARTER = 15 * MINUTE
"""Hours of care are counted in quarters, unless a unit says otherwise."""

POUND = 100
"""Weekly budgets are counted in whole pounds; pence."""

COMMUNITY = "community"
"""The unit without limit in which everybody arrives; it needs no entry of its own."""


class Unit(Node):
    """Somewhere a person can be, with a number of places, or hours of care that it gives; or a weekly budget.

    A weekly budget is money of which so much a week is kept for people (see :class:`Reserve`); nobody stays there. At
    the start of a run nothing of it is kept for anybody, so give it a warm-up.

    Attributes:
        places: how many people it holds at one time.
        weekly_hours: instead of places, the hours of care a week that it can give in all; each stay there says its
            ``amount``, such as 14 h a week.
        weekly_budget: instead of places, the pounds a week that can be kept for people in all, such as £52000: what a
            council has for placements. A step ``reserve`` asks for some of it with ``weekly``, in whole pounds.
        quantum: the step in which hours are counted; 15 min if not said.
        turnaround: how long a place is made ready for the next after somebody has left it, by the clock.
        payer: who pays for its places: council, NHS or family, or who by an attribute of the person there, as it is
            at the time (``{by: funding, self: family, else: council}``); without it the NHS in hospital and emergency,
            else the council.
        overtaking: true if somebody who asks for less than is free may pass those before them who ask for more.
        by_week: places at certain times of the week, instead: ``{sat-sun: 12, mon-thu 20:00-08:00: 6}``, or while a
            calendar of that name is open; in a unit counted in hours, hours of care a week.
        dated: places, or whole hours of care or pounds a week, from certain dates on, instead:
            ``{2025-12-01: 30, 2026-03-01: 24}``; or a CSV file with the columns ``date`` and ``places`` (or
            ``weekly_hours``, ``weekly_budget``) beside the scenario.
        closed: places closed for a while.
        closes: closures that come at random, such as outbreaks.
        escalation: places that open under pressure.
        admits: when it takes people in: the name of a calendar, or hours of the week; without it, always.
        staffed_by: the team without whose workers on duty its places are not open.
        setting: where its people are: emergency, hospital, rehabilitation, care-home or home (the default). Who is in a
            unit of the setting emergency is not in hospital yet: no occupied bed, no nights, nobody declared ready.
        kind: what sort of unit it is, in words of the place's own, so that policies can find it.
        serves: for whom it is, by one attribute: ``{locality: a}``. Others may come too, and are out of area there: it
            is measured, where people are grouped by that attribute, and changes nothing.
        day_cost: what one occupied place costs a day.
        week_cost: what a place costs whoever pays for it a week, also while it is kept for somebody; in a unit counted
            in hours, an hour of care a week.
        title: what people call it; stories and tables show it.
        note: words for the reader of the file.
    """

    places: Count | None = None
    weekly_hours: Duration | None = None
    weekly_budget: Money | None = None
    quantum: Duration | None = None
    overtaking: bool = False
    by_week: WeekCounts | None = None
    dated: Dated | None = None
    closed: list[Closure] | None = None
    closes: RandomClosures | None = None
    escalation: Escalation | None = None
    admits: AnyHours = None
    staffed_by: StaffedBy | None = None
    turnaround: Duration | None = None
    payer: PayerTree | None = None
    setting: Setting = "home"
    kind: str | None = None
    serves: dict[str, str] | None = Field(None, min_length=1, max_length=1)
    day_cost: Money | None = None
    week_cost: Money | None = None
    title: str | None = None
    note: str | None = None

    @property
    def pays(self) -> int:
        """The number of who pays for its places, in the order of ``PAYERS``; where that goes by an attribute, of who
        pays for places of such a setting if nobody is named."""
        usual = "NHS" if self.setting in NHS_SETTINGS else "council"
        return PAYERS.index(usual if self.payer is None or isinstance(self.payer, PayerBy) else self.payer)

    @property
    def grain(self) -> int:
        """Ticks of one quantum of care a week, or pence of one of a budget; 0 where places are counted."""
        if self.weekly_budget is not None:
            return POUND
        if self.weekly_hours is None:
            return 0
        return round(self.quantum.value) if self.quantum is not None else QUARTER

    @property
    def capacity(self) -> int:
        """How much it holds: places, or quanta of care or of money a week."""
        if self.weekly_budget is not None:
            return int(self.weekly_budget.value) // POUND
        if self.weekly_hours is not None:
            return round(self.weekly_hours.value) // self.grain
        return 0 if self.places is None else int(self.places.value)


class Team(Node):
    """People who do tasks in working hours.

    Attributes:
        headcount: how many work at one time during the hours; with ``shifts``, outside them (nobody, if not said).
        shifts: how many work in each shift of the week: ``{mon-fri 08:00-14:00: 4, sat-sun 09:00-17:00: 2}``, or while
            a calendar of that name is open.
        dated: headcount from certain dates on; or a CSV file with the columns ``date`` and ``headcount``.
        away: workers away for a while.
        vacancies: the share of posts that nobody fills; what is left is rounded to whole workers, halves up.
        absent: the share of workers in post on leave, in training and so on, taken off likewise.
        sickness: the chance that a worker is off sick, drawn for each shift (each day, without shifts).
        hours: the name of a calendar, or hours of the week; without them the team always works.
        caseload: how many cases a worker may have in hand, which is work in ``sittings`` that is not over; without it
            any number.
        kind: what sort of team it is, in words of the place's own, so that policies can find it.
        hour_cost: what one worker costs an hour.
        miles_per_hour: how fast its workers travel to tasks that have a ``travel``, so that miles can be told.
        payer: who pays for its workers: council, NHS, family or provider.
        title: what people call it; stories and tables show it.
        note: words for the reader of the file.
    """

    headcount: Count | None = None
    shifts: WeekCounts | None = None
    dated: Dated | None = None
    away: list[Absence] | None = None
    vacancies: Share | None = None
    absent: Share | None = None
    sickness: Share | None = None
    hours: AnyHours = None
    caseload: int | None = Field(None, ge=1, strict=True)
    kind: str | None = None
    hour_cost: Money | None = None
    miles_per_hour: Number | None = None
    payer: Literal["council", "NHS", "family", "provider"] | None = None
    title: str | None = None
    note: str | None = None

    @property
    def has_rota(self) -> bool:
        """Whether its headcount changes by plan, so that its hours follow from that."""
        return bool(self.shifts or self.dated or self.away)


class Attribute(Node):
    """Drawn once a person on arrival: shares of levels, which may depend on other attributes.

    The order of the levels is part of the scenario: one uniform is cut by the shares summed in the order in which
    the levels are first written, so another order gives the same shares of people, but other people. The order of
    the attributes, and of the names of every other section, is not.

    Attributes:
        shares: the share of each level, or one level for everybody, or either by another attribute.
        title: what people call it; stories and tables show it.
        titles: what people call its levels, by level; stories show them.
        note: words for the reader of the file.
    """

    shares: Shares
    title: str | None = None
    titles: dict[str, str] = Field(default_factory=dict)
    note: str | None = None


class Arrivals(Node):
    """People who start a pathway: a Poisson stream with a ``rate``, or a list: ``at``, ``schedule`` or ``file``.

    Profiles are relative: flowsim divides each by its mean. A list takes no rate and no profile, and cannot be made
    longer by a factor, growth or a shock, only cut.

    Attributes:
        rate: how many arrive, such as 70 per day; the mean over the profiles.
        at: listed instants, as durations after the start of the run.
        schedule: lists of a week, such as those of planned operations.
        file: a CSV file in the scenario's folder with recorded people: a column ``at`` with their instants, and if
            wanted a column for an attribute, with levels; an empty cell is drawn as usual.
        attend: the share of the people on a list who come.
        pathway: the pathway that they start.
        by_hour: 24 relative weights, from midnight.
        by_weekday: 7 relative weights, from Monday.
        by_month: 12 relative weights, from January.
        set: attributes that these people come with, instead of being drawn as usual.
        factor: multiplies the arrivals, keeping the same people: a cut drops some, an increase adds others.
        growth: by how much more come every year, from the first day of the run on, such as 2 % per year.
        shocks: times in which more or fewer come than usual.
        title: what people call it; stories and tables show it.
        note: words for the reader of the file.
    """

    rate: Rate | None = None
    at: list[Duration] | None = None
    schedule: Schedule | None = None
    file: str | None = None
    attend: Share | None = None
    pathway: str
    by_hour: list[Number] | None = Field(None, min_length=24, max_length=24)
    by_weekday: list[Number] | None = Field(None, min_length=7, max_length=7)
    by_month: list[Number] | None = Field(None, min_length=12, max_length=12)
    set: dict[str, Shares] | None = None
    factor: Number | None = None
    growth: Growth | None = None
    shocks: list[Shock] | None = None
    title: str | None = None
    note: str | None = None


class Codes(Node):
    """Under which code a reason is counted in lists of delay reasons.

    Attributes:
        england: one of the 37 reasons of the English return; it also says the code in lists that are not named.
        dtoc: a code of the older English return, such as ``E``.
        wales: a reason of the Welsh census, such as ``new-home-care``.
        scotland: a Scottish code, such as ``25D``.
    """

    england: str | None = None
    dtoc: str | None = None
    wales: str | None = None
    scotland: str | None = None


class Reason(Node):
    """A delay reason of this place's own, beside the official ones.

    Attributes:
        title: the words in tables.
        body: whom the delay is attributed to.
        group: the group in which it is counted.
        codes: its code in lists of reasons, such as ``{england: equipment, wales: telecare}``.
    """

    title: str
    body: Literal["NHS", "social care", "both", "family", "provider"] = "both"
    group: str = "other"
    codes: Codes | None = None


class Interval(Node):
    """The time from one mark to another, measured for everybody who has the first in the window.

    Attributes:
        start: the mark from which the time runs (``from``).
        end: the mark at which it ends (``to``).
        within: times such as ``[4 h, 12 h]``: the share of people whose time was no longer than each is measured too.
        title: what people call it; stories and tables show it.
    """

    start: str = Field(alias="from")
    end: str = Field(alias="to")
    within: list[Duration] = Field(default_factory=list)
    title: str | None = None


def _fill_kind(raw: Any) -> str:
    return "<word>" if isinstance(raw, str) and "%" not in raw else "<share>"


def _filled_kind(raw: Any) -> str:
    return "<units>" if isinstance(raw, dict) and "value" not in raw else "<share>"


_Fill = Annotated[
    Annotated[Share, Tag("<share>")] | Annotated[Literal["load", "empty"], Tag("<word>")],
    Discriminator(_fill_kind),
]


class Filled(Node):
    """A start with people in place: each unit at a share of its places, or (``load``) at its offered load.

    Units that are not listed start at their offered load, as with ``load``.

    Attributes:
        filled: a share of all places, or for each unit a share, ``load`` or ``empty``; units not listed have ``load``.
    """

    filled: Annotated[
        Annotated[dict[str, _Fill], Tag("<units>")] | Annotated[Share, Tag("<share>")],
        Discriminator(_filled_kind),
    ]


FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Years that a run can start in: dates far outside overflow in tables."""


def _start_date(raw: Any) -> Any:
    """A date, or its text in ISO form; a bare number is no date."""
    try:
        date = raw if isinstance(raw, datetime.date) else datetime.date.fromisoformat(raw)
    except (TypeError, ValueError):
        raise PydanticCustomError("bad_date", "this is not a date") from None
    if not FIRST_YEAR <= date.year <= LAST_YEAR:
        raise PydanticCustomError("bad_date", "a run starts between 1900 and 2199")
    return date


StartDate = Annotated[datetime.date, BeforeValidator(_start_date)]


def _start_kind(raw: Any) -> str:
    if isinstance(raw, str):
        return "<word>"
    return "<census>" if isinstance(raw, Census) or (isinstance(raw, dict) and "census" in raw) else "<shares>"


class Run(Node):
    """When, how long and from what start.

    Attributes:
        start_date: the first day; the clock starts at its midnight.
        start: ``empty``, ``filled`` (every unit at its offered load), shares by unit, or a ``census``.
        warm_up: time before anything is measured.
        window: time that is measured.
        follow_up: time after the window, for measures that follow people on.
        replications: how many independent runs.
        seed: the key of all random numbers.
    """

    start_date: StartDate = datetime.date(2024, 4, 1)
    start: Annotated[
        Annotated[Literal["empty", "filled"], Tag("<word>")]
        | Annotated[Filled, Tag("<shares>")]
        | Annotated[Census, Tag("<census>")],
        Discriminator(_start_kind),
    ] = "empty"
    warm_up: Duration = Field(default_factory=lambda: Figure(0.0, 0))
    window: Duration
    follow_up: Duration = Field(default_factory=lambda: Figure(0.0, 0))
    replications: int = Field(30, ge=1, le=65536, strict=True)
    seed: int = Field(1, ge=0, lt=2**64, strict=True)


class Place(Node):
    """A whole scenario, checked and typed. ``flowsim.Scenario`` wraps it with reading, editing and writing.

    Attributes:
        flowsim: the version of the language, 1.
        name: the short name of the place.
        title: what people call it.
        description: a few sentences about the place and where its figures come from.
        run: when, how long and from what start.
        units: where people can be.
        teams: who does tasks.
        funds: money that is paid for people, and arrives over time.
        workforce: employers whose staff give places, hours of care and workers, and the labour markets they share.
        calendars: opening hours with a name.
        clocks: clocks with a name that run faster and slower by weekday and hour.
        attributes: what is drawn for each person on arrival.
        reasons: delay reasons of the place's own.
        arrivals: who comes, how many and when.
        pathways: what happens to people, step by step.
        intervals: times between marks that are measured.
        follow: people who are followed for some time after a mark.
        titles: what people call what steps name (marks, outcomes, what is counted, messages, what is looked for, who
            does it, risks, the steps themselves), by name: ``{hub-confirmed: the hub has the referral}``. Stories
            and tables show these words.
        policies: what the policies cost that it is under; flowsim writes this when policies are applied.
        groups: attributes by whose levels measures are also given.
        parameters: free notes for programs that read the file; flowsim does not use them.
    """

    flowsim: Literal[1]
    name: str
    title: str | None = None
    description: str | None = None
    run: Run
    units: dict[str, Unit] = Field(default_factory=dict)
    teams: dict[str, Team] = Field(default_factory=dict)
    funds: dict[str, Fund] = Field(default_factory=dict)
    workforce: Workforce | None = None
    calendars: dict[str, Hours] = Field(default_factory=dict)
    clocks: dict[str, ClockWeek] = Field(default_factory=dict)
    attributes: dict[str, Attribute] = Field(default_factory=dict)
    reasons: dict[str, Reason] = Field(default_factory=dict)
    arrivals: dict[str, Arrivals] = Field(default_factory=dict)
    pathways: dict[str, list[AnyStep]] = Field(default_factory=dict)
    intervals: dict[str, Interval] = Field(default_factory=dict)
    follow: dict[str, Follow] = Field(default_factory=dict)
    titles: dict[str, str] = Field(default_factory=dict)
    policies: dict[str, AppliedPolicy] = Field(default_factory=dict)
    groups: list[str] = Field(default_factory=list)
    parameters: dict[str, Any] = Field(default_factory=dict)

    def has_rota(self, team: str) -> bool:
        """Whether a team's headcount changes by plan or with the staff of its employer, so that its hours do.

        A team whose employer's staff stays as it is has what is written, and its own hours.
        """
        if self.teams[team].has_rota or self.workforce is None:
            return self.teams[team].has_rota
        employer = self.workforce.employer_of(team)
        if employer is None:
            return False
        run = self.run
        horizon = round(run.warm_up.value) + round(run.window.value) + round(run.follow_up.value)
        return ratios_of(staff_weeks(self.workforce, run.start_date, horizon), employer) is not None

"""The plan: what a scenario becomes, as a small set of arrays that both engines read and nothing else.

Every table is a NumPy structured array; every field is registered here with its unit and meaning, so that
``flowsim explain``, the digest, the documentation and the tests come from one place. A row number in one table
is how another refers to it; -1 means "none". Adding to the language means adding fields or tables here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from flowsim.plan.fields import Field
from flowsim.plan.measured import FOLLOWS, INTERVALS, PERIODS, STAFFING, THRESHOLDS

(
    STAY, TASK, WAIT, CHOOSE, SET, MARK, LEAVE, TEST, MEANWHILE, MEET, FINISH, ACT, SEARCH, RESERVE, RETURN, PAY,
    TRANSFER, RELEASE,
) = range(18)  # fmt: skip
STEP_KINDS = (
    "stay", "task", "wait", "choose", "set", "mark", "leave", "test", "meanwhile", "join", "end of branch", "act",
    "search", "reserve", "leave and return", "pay", "transfer", "release",
)  # fmt: skip
"""Names of the kinds of step, by their number in the plan."""

TO_A_PLACE = (STAY, TRANSFER)
"""The kinds that ask for a place to go to it."""

KEEPING = (RESERVE, TRANSFER, RELEASE)
"""The kinds for which it matters whether a place is kept for the person."""

ARRIVALS, FILLED, LISTED, CENSUS = range(4)
"""Kinds of source: a Poisson stream; people in place at the start; people who arrive at listed instants; people whom a
census finds in place."""

IN_PLACE = (FILLED, CENSUS)
"""The kinds whose people are there from the start."""

WAITED, SINCE, QUEUE, OCCUPANCY, FULL = range(5)
"""What a test looks at: the last request's wait, the time since a mark, a queue, the share taken, whether full."""

PAYERS = ("council", "NHS", "family")
"""Who pays for a place, by number."""

COMMUNITY_UNIT = 0
"""The unit without limit where everybody arrives is always unit 0."""

UNLIMITED = 2**62
"""The number of places of a unit without limit."""

STEPS = (
    Field("kind", "i4", "1", "the number of its word in STEP_KINDS, from stay 0"),
    Field("next", "i4", "row of steps", "where the person goes after this step"),
    Field(
        "time", "i4", "row of distributions", "stay, wait: time; task: work; search: answer; choose: option; set: code"
    ),
    Field("draws", "i4", "0 or 1", "whether sampling `time` needs a random number"),
    Field("purpose", "i8", "32-bit code", "purpose of that random number"),
    Field(
        "visit",
        "i4",
        "index of counters",
        "counter of visits by one person, -1 where a second visit draws the same; choose of a policy: the decision",
    ),
    Field(
        "first",
        "i4",
        "row of wanted or options",
        "stay, task: first resource asked for; choose, test, search: first option; meanwhile: where the branch begins",
    ),
    Field("count", "i4", "1", "how many resources or options"),
    Field("calendar", "i4", "row of calendars", "stay, wait: on whose clock the time runs; -1 is clock time"),
    Field("priority", "i4", "row of distributions", "stay, task: level 0 to 63, smaller first; draws nothing"),
    Field("patience", "i4", "row of distributions", "longest wait; -1 is endless"),
    Field("patience_draws", "i4", "0 or 1", "whether sampling `patience` needs a random number"),
    Field("patience_purpose", "i8", "32-bit code", "purpose of that random number"),
    Field("impatient", "i4", "row of steps", "where a person goes whose patience has run out"),
    Field("limit", "i4", "people", "longest queue ahead at which a person still waits; -1 is no limit"),
    Field("turned_away", "i4", "row of steps", "where a person goes who finds the queue too long"),
    Field(
        "target",
        "i4",
        "row of a table",
        "which attribute, mark, outcome, test, branch, act or search the step is about",
    ),
    Field("reason", "i4", "row of reasons", "reason booked while at this step"),
    Field(
        "remaining",
        "i4",
        "row of distributions",
        "stay: remaining time in equilibrium, for a filled start; -1 if unused",
    ),
    Field("definition", "i4", "row of definitions", "the step as it stands in the scenario; several rows may share it"),
    Field("until", "i4", "1", "wait: 0 its time; 1 to the calendar's next opening; 2 likewise, no time if it is open"),
    Field("jumps", "i4", "row of jumps", "stay, task: first change of the level while waiting"),
    Field("jump_count", "i4", "1", "how many changes of the level"),
    Field(
        "branch",
        "i4",
        "number of a branch",
        "the branch whose row this is; -1 the main line; -2 what a risk or expiry does",
    ),
    Field(
        "risks", "i4", "row of risks", "stay, wait: the first risk that runs while the place is held, or the wait lasts"
    ),
    Field("risk_count", "i4", "1", "how many risks"),
    Field(
        "amount",
        "i4",
        "row of distributions",
        "ticks of care a week, or pence (pay, budgets); -1 is one place",
    ),
    Field("amount_draws", "i4", "0 or 1", "whether sampling `amount` needs a random number"),
    Field("amount_purpose", "i8", "32-bit code", "purpose of that random number"),
    Field("uptake", "i4", "row of uptakes", "choose: how a policy's uptake is decided here; -1 is another choice"),
    Field("tapers", "i4", "row of tapers", "stay: first fall of the amount"),
    Field("taper_count", "i4", "1", "how many falls of the amount"),
    Field("keep", "i8", "ticks", "how long what a stay leaves or a reserve is given is kept; -1 no, 2**62 endless"),
    Field("keep_payer", "i4", "number of a payer", "who pays for what is kept; -1 whoever pays for the unit"),
    Field("travel", "i4", "row of distributions", "task: the way there and back, before the work; -1 is none"),
    Field("travel_draws", "i4", "0 or 1", "whether sampling `travel` needs a random number"),
    Field("travel_purpose", "i8", "32-bit code", "purpose of that random number"),
    Field("expiry", "i4", "row of expiries", "set: how the attribute goes out of date; -1 never"),
    Field("sitting", "i4", "1", "task: 0 done in one go, 1 the first sitting of a case, 2 a later one"),
    Field("closes", "i4", "0 or 1", "task: whether the case is closed when the sitting is over"),
)

TAPERS = (
    Field("after", "i8", "ticks", "how long after the stay began"),
    Field("amount", "i8", "quanta", "the most that the person has from then on"),
)

RISKS = (
    Field("rate", "f8", "per tick", "how often it happens"),
    Field("times", "i4", "row of distributions", "a factor of the rate; draws nothing; -1 is 1"),
    Field("first", "i4", "index of factors", "the factor on the first day since ready was declared"),
    Field("count", "i4", "1", "how many factors by day; the last goes on; 0: none"),
    Field("during", "i4", "1", "0 always, 1 only while declared, 2 only while not"),
    Field("purpose", "i8", "32-bit code", "purpose of the threshold"),
    Field("visit", "i4", "index of counters", "counter of thresholds drawn by one person"),
    Field("then", "i4", "row of steps", "where a person goes to whom it happens"),
    Field("interrupts", "i4", "0 or 1", "whether what the person is at is broken off; else `then` leads over sets"),
)

RESOURCES = (
    Field(
        "places", "i8", "places, quanta, workers or pence", "capacity, or what it is at the start; 2**62 is unlimited"
    ),
    Field("calendar", "i4", "row of calendars", "teams: working hours; units: times of admission; -1 is always"),
    Field("hospital", "i4", "0 or 1", "whether the unit's setting is hospital"),
    Field("setting", "i4", "number of a setting", "units: where their people are; see SETTINGS"),
    Field("quantum", "i8", "ticks or pence", "units counted in hours of care or pounds a week: their step; funds: 1"),
    Field("money", "i4", "0 or 1", "units: 1 for a weekly budget, of which so many pounds a week are kept for people"),
    Field("turnaround", "i8", "ticks", "units: how long a place is made ready after somebody has left it"),
    Field("payer", "i4", "number of a payer", "units: who pays for its places, or usually would"),
    Field(
        "payers",
        "i4",
        "row of distributions",
        "units: who pays, by attribute; draws nothing; -1 one for all",
    ),
    Field(
        "overtaking", "i4", "0 or 1", "whether a request may be granted before others that ask for more than is free"
    ),
    Field("staff", "i4", "row of resources", "units: the team on whose workers on duty places depend; -1 is none"),
    Field("ratio", "f8", "places per worker", "units: places that one worker on duty keeps open"),
    Field("sickness", "f8", "1", "teams: chance that a worker is off sick, drawn by shift"),
    Field("sickness_purpose", "i8", "32-bit code", "purpose of that random number"),
    Field("caseload", "i8", "cases", "teams: most in hand for a worker who takes on another; 0: no work in sittings"),
)

EXPIRIES = (
    Field("time", "i4", "row of distributions", "how long after the set it happens"),
    Field("draws", "i4", "0 or 1", "whether sampling `time` needs a random number"),
    Field("purpose", "i8", "32-bit code", "purpose of that random number; its occurrence is the set's"),
    Field("then", "i4", "row of steps", "the first of the sets that are made then"),
)

CLOSURES = (
    Field("resource", "i4", "row of resources", "the unit that closes at random"),
    Field("places", "i8", "places or quanta of care", "how many are closed; unlimited is all"),
    Field("every", "i4", "row of distributions", "how long it stays open before it closes"),
    Field("every_draws", "i4", "0 or 1", "whether sampling `every` needs a random number"),
    Field("every_purpose", "i8", "32-bit code", "purpose of that random number"),
    Field("length", "i4", "row of distributions", "how long it is closed"),
    Field("length_draws", "i4", "0 or 1", "whether sampling `length` needs a random number"),
    Field("length_purpose", "i8", "32-bit code", "purpose of that random number"),
)
"""Units that close at random, in order of resource; closure k of a unit has random numbers of index k."""

ESCALATIONS = (
    Field("resource", "i4", "row of resources", "the unit that has more places under pressure"),
    Field("places", "i8", "places", "how many more"),
    Field("every", "i8", "ticks", "how often its conditions are looked at"),
    Field("opens", "i4", "row of triggers", "first condition for opening, all of which must hold"),
    Field("opens_count", "i4", "1", "how many"),
    Field("shuts", "i4", "row of triggers", "first condition for shutting, all of which must hold"),
    Field("shuts_count", "i4", "1", "how many"),
)
"""Units with places that open under pressure, in order of resource."""

CHANGES = (
    Field("time", "i8", "ticks", "from when on; what holds at the start is a change at 0"),
    Field("resource", "i4", "row of resources", "whose capacity changes"),
    Field(
        "places",
        "i8",
        "places, workers or pence",
        "capacity from then on, before sickness and staff; funds: all income",
    ),
    Field("shift", "i8", "1", "index of the random number that says who is sick; -1 without"),
)
"""Changes of capacity, in order of time and resource; a resource without any keeps its places."""

CALENDARS = (
    Field("first", "i4", "row of windows", "first window of the period"),
    Field("count", "i4", "1", "windows in a period"),
    Field("period", "i8", "ticks", "after which the windows come again: a week, or more than the run if dates matter"),
    Field("scale", "i8", "beats per tick", "beats of the clock in a tick at speed 1"),
    Field("beats", "i8", "beats", "what the clock advances in a period"),
)

WINDOWS = (
    Field("start", "i8", "ticks", "opening, counted from the Monday 00:00 at or before tick 0"),
    Field("end", "i8", "ticks", "closing; the window is half-open"),
    Field("before", "i8", "beats", "what the clock advances in the period before this opening"),
    Field("speed", "i8", "beats per tick", "speed of the clock while the window is open"),
)

UNTIL_NEXT, UNTIL_OPEN = 1, 2
"""Kinds of `until`: to the next opening, whether open now or not; no time at all if open."""

ATTRIBUTES = (
    Field("levels", "i4", "1", "number of levels; codes run from 0"),
    Field("shares", "i4", "row of distributions", "draws the level's code"),
    Field("draws", "i4", "0 or 1", "whether drawing it needs a random number"),
    Field("purpose", "i8", "32-bit code", "purpose of that random number"),
    Field(
        "column", "i4", "column of groups", "first group column of this attribute; -1 if results are not split by it"
    ),
)

SOURCES = (
    Field("kind", "i4", "1", "arrivals 0, people in place at the start 1, listed instants 2, census 3"),
    Field("code", "i8", "16-bit code", "the source's part of a random number's counter"),
    Field("entry", "i4", "row of steps", "where its people begin; filled: -1, see fill"),
    Field("rate", "f8", "per tick", "rate of a constant stream"),
    Field("cell", "i8", "ticks", "length of a cell of the rate's profile; 0 is a constant rate"),
    Field("first", "i4", "row of intensity, fill, listed or census", "first cell, way to be in place, or instant"),
    Field("count", "i4", "1", "number of cells, ways to be in place, or instants"),
    Field("retention", "f8", "1", "share of people kept (a policy that cuts arrivals keeps the rest the same)"),
    Field("purpose", "i8", "32-bit code", "purpose of the time to the next arrival, or of the way to be in place"),
    Field("retention_purpose", "i8", "32-bit code", "purpose of the draw that keeps or drops a person"),
    Field("people", "i8", "people", "filled: how many are in place at the start"),
    Field("day", "i4", "row of keeping", "first day of the share kept by day"),
    Field("days", "i4", "days", "how many days of it; 0 where `retention` holds throughout"),
)

LISTED_PEOPLE = (
    Field("time", "i8", "ticks", "when somebody of a list arrives; in order of time within each source"),
    Field("index", "i8", "index of persons", "who of the source it is: the part of random numbers that stays theirs"),
    Field("levels", "i4", "row of fill_levels", "the attributes that they come with; -1 where all are drawn"),
)

CENSUS_PEOPLE = (
    Field("row", "i4", "row of steps", "the stay, wait or search under way, or the request that waits"),
    Field("unit", "i4", "row of resources", "where the person is"),
    Field("amount", "i4", "quanta", "how much of it they have; 1 where places are counted"),
    Field("active", "i4", "0 or 1", "1 if the stay, wait or search is under way, 0 if they wait for a place or worker"),
    Field("since", "i8", "ticks", "when it began, or they began to wait; not above nought"),
    Field("declared", "i4", "0 or 1", "whether declared ready for discharge"),
    Field("ready", "i8", "ticks", "when that was"),
    Field("admitted", "i8", "ticks", "when their stay in hospital began"),
    Field("levels", "i4", "row of fill_levels", "the attributes that they have"),
    Field("time", "i4", "row of distributions", "the whole stay or wait, given the time spent; -1 if there is none"),
    Field("spent", "i8", "ticks", "how much of it has passed at the start, on the clock of the step"),
    Field("patience", "i4", "row of distributions", "longest wait, given the wait so far; -1 is endless"),
)

FILL = (
    Field("cumulative", "f8", "1", "cumulative share of the ways to be in place; the last is 1"),
    Field("row", "i4", "row of steps", "the stay that is under way"),
    Field("levels", "i4", "row of fill_levels", "the attributes that go with it"),
)

UPTAKES = (
    Field("policy", "i4", "row of policies", "whose uptake"),
    Field("own", "i4", "0 or 1", "1: one draw a person; 0: one draw a unit, team or level of an attribute"),
    Field("share", "i4", "row of distributions", "the share that is reached in the end; draws nothing"),
    Field("start", "i8", "ticks", "instant from which people are reached"),
    Field("ramp", "i8", "ticks", "how long it takes from then to the whole share"),
    Field("subject", "i4", "row of distributions", "which purpose is drawn by; -1 by the unit where the person is"),
    Field("first", "i4", "row of uptake_purposes", "the first purpose"),
    Field("count", "i4", "1", "how many purposes"),
)

STATES = (
    Field("row", "i4", "row of steps", "the step the person is at"),
    Field("active", "i4", "0 or 1", "0 waiting for a place or worker, 1 staying, being worked on or in a wait"),
    Field("unit", "i4", "row of resources", "where the person is"),
    Field("declared", "i4", "0 or 1", "whether declared ready for discharge"),
    Field("reason", "i4", "row of reasons", "reason booked"),
)

JUMPS = (
    Field("after", "i8", "ticks", "wait at which the level of a request changes"),
    Field("level", "i4", "row of distributions", "the new level; draws nothing"),
)

SEARCHES = (
    Field("accept", "i4", "row of distributions", "0 if a provider accepts, else 1"),
    Field("accept_draws", "i4", "0 or 1", "whether sampling `accept` needs a random number"),
    Field("accept_purpose", "i8", "32-bit code", "purpose of that random number"),
    Field("at_once", "i4", "providers", "how many are asked at one time"),
    Field("most", "i4", "providers", "how many are asked at most"),
    Field("within", "i8", "ticks", "longest time before nobody has been found; -1 is endless"),
    Field("act", "i4", "number of an act", "approach; then come refusal, acceptance, fallback"),
)

TESTS = (
    Field("kind", "i4", "1", "waited 0, since 1, queue 2, occupancy 3, full 4"),
    Field("target", "i4", "row of marks or resources", "since: the mark; queue, occupancy, full: the unit or team"),
    Field("over", "f8", "ticks, requests or share", "what is looked at must be more; -1 is no bound; full: 0"),
    Field("under", "f8", "ticks, requests or share", "what is looked at must be less; 1e300 is no bound"),
)

TABLES: dict[str, tuple[Field, ...]] = {
    "steps": STEPS,
    "resources": RESOURCES,
    "changes": CHANGES,
    "staffing": STAFFING,
    "closures": CLOSURES,
    "escalations": ESCALATIONS,
    "calendars": CALENDARS,
    "windows": WINDOWS,
    "attributes": ATTRIBUTES,
    "sources": SOURCES,
    "listed": LISTED_PEOPLE,
    "fill": FILL,
    "census": CENSUS_PEOPLE,
    "states": STATES,
    "intervals": INTERVALS,
    "thresholds": THRESHOLDS,
    "follows": FOLLOWS,
    "periods": PERIODS,
    "tests": TESTS,
    "jumps": JUMPS,
    "uptakes": UPTAKES,
    "tapers": TAPERS,
    "searches": SEARCHES,
    "risks": RISKS,
    "expiries": EXPIRIES,
}
"""Every structured table of the plan (distributions are registered in :mod:`flowsim.random.table`)."""

ARRAYS: dict[str, tuple[str, str, str]] = {
    "factors": ("f8[n]", "1", "factors of the rates of risks, by day since ready was declared"),
    "wanted": ("i4[n]", "row of resources", "resources asked for, in order of preference"),
    "options": ("i4[n]", "row of steps", "where each option of a choose leads"),
    "distributions": ("struct[n]", "see flowsim.random.table", "distributions, shares and numbers by attribute"),
    "values": ("f8[n]", "by distribution", "quantile tables, observed values, cumulative shares"),
    "children": ("i4[n]", "row of distributions", "components and cases of distributions"),
    "presets": (
        "i4[sources, attributes]",
        "row of distributions",
        "shares used instead of the attribute's own; -1 none",
    ),
    "intensity": ("f8[n]", "expected arrivals", "cumulative baseline arrivals at the end of each cell, by source"),
    "keeping": ("f8[n]", "1", "share of people kept on each day of the run, by source"),
    "triggers": ("i4[n]", "row of tests", "conditions for opening and shutting places under pressure"),
    "fill_levels": (
        "i2[n, attributes]",
        "code of a level",
        "attributes of people in place and of a list; -1 is drawn as usual",
    ),
    "places": ("i4[n]", "number of a setting", "what the levels of attributes of wishes and homes name"),
    "uptake_purposes": ("i8[n]", "32-bit code", "purposes of the draws that decide on uptake"),
    "state_of": (
        "i4[steps, 2, units, 2]",
        "row of states",
        "wait-state of (step, active, unit, declared); -1 cannot be",
    ),
}
"""Every other array of the plan: shape, unit, meaning."""


def dtype(table: str) -> np.dtype:
    """The aligned NumPy dtype of one table.

    >>> dtype("intervals").names
    ('start', 'end')
    """
    return np.dtype([(field.name, field.dtype) for field in TABLES[table]], align=True)


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A scenario, resolved. Arrays as registered in :data:`TABLES` and :data:`ARRAYS`; names for people.

    Attributes:
        horizon: end of the run, in ticks; the run covers [0, horizon).
        window_from, window_to: the measured window, in ticks, half-open.
        weekday: weekday of the start date, Monday 0.
        units: number of units; resources 0 to units - 1 are units.
        first_fund: resources units to first_fund - 1 are teams, the rest funds.
        marks, outcomes, counters, groups: how many of each; groups counts columns, column 0 is everyone.
        withdrawn_mark: the mark that withdraws a declaration; -1 if the scenario has none.
        ready_mark: the mark that declares a person ready for discharge; -1 if the scenario has none.
        died: the outcome that is a death; -1 if the scenario has none.
        travels: 1 if a task has a way there and back, else 0.
        meetings: 1 if a task asks for several teams at once, else 0.
        sittings: 1 if a task comes in several sittings by the same worker, else 0.
        acts: how many kinds of acts are counted: messages, losses, chases ...
        policies: how many policies there are whose uptake somebody decides.
        remembers_waits: 1 if a test looks at how long the last request took, else 0.
        rings: 1 if people can wait for each other's units in a ring, else 0.
        amounts: 1 if people's places are kept account of one by one (hours of care, kept places, who pays), else 0.
        keeps: 1 if any step keeps a place, or gives one back, else 0.
        names: labels of rows, for people: keys ``resources``, ``steps`` (pathway.step), ``attributes``,
            ``levels`` (attribute.level), ``sources``, ``marks``, ``outcomes``, ``reasons``, ``calendars``,
            ``intervals``, ``thresholds`` (interval: time), ``periods`` (follow: time), ``groups``, ``definitions``,
            ``stages`` (of these), ``tests`` (in words), ``branches``, ``risks`` (pathway.step:risk), ``acts``
            (what:name:by whom), ``policies``, ``employers``; never read by a kernel.
        title: the scenario's name.
        start_date: ISO date of tick 0.
        returns: 1 if anybody who leaves comes back, else 0.
        branches: how many branches a person can have under way at one time.
    """

    steps: np.ndarray
    resources: np.ndarray
    changes: np.ndarray
    staffing: np.ndarray
    closures: np.ndarray
    escalations: np.ndarray
    triggers: np.ndarray
    calendars: np.ndarray
    windows: np.ndarray
    attributes: np.ndarray
    sources: np.ndarray
    fill: np.ndarray
    census: np.ndarray
    states: np.ndarray
    intervals: np.ndarray
    thresholds: np.ndarray
    follows: np.ndarray
    periods: np.ndarray
    places: np.ndarray
    tests: np.ndarray
    jumps: np.ndarray
    tapers: np.ndarray
    searches: np.ndarray
    risks: np.ndarray
    expiries: np.ndarray
    factors: np.ndarray
    wanted: np.ndarray
    options: np.ndarray
    distributions: np.ndarray
    values: np.ndarray
    children: np.ndarray
    presets: np.ndarray
    intensity: np.ndarray
    listed: np.ndarray
    keeping: np.ndarray
    fill_levels: np.ndarray
    state_of: np.ndarray
    uptakes: np.ndarray
    uptake_purposes: np.ndarray
    horizon: int
    window_from: int
    window_to: int
    weekday: int
    units: int
    first_fund: int
    marks: int
    outcomes: int
    counters: int
    groups: int
    policies: int
    ready_mark: int
    died: int
    rings: int
    travels: int
    meetings: int
    acts: int
    amounts: int
    keeps: int
    remembers_waits: int
    names: dict[str, tuple[str, ...]]
    title: str
    start_date: str
    branches: int = 0
    withdrawn_mark: int = -1
    returns: int = 0
    sittings: int = 0

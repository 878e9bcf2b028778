"""The plan with names: typed, read-only views of its arrays, made once, so that the engine reads
`step.patience`.

Rows stay row numbers where one thing leads to another (the next step, a resource asked for), since
pathways may go round in circles.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from flowsim.engine.reference.calendars import Calendar
from flowsim.engine.reference.ways import Ways
from flowsim.plan import tables
from flowsim.plan.tables import ARRIVALS, CENSUS, LISTED, PAY, RESERVE, SEARCH, STAY, TASK, TRANSFER, Plan


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something that is drawn: a time, a level, an option. See
    :class:`flowsim.engine.reference.draws.Draws`.

    Attributes:
        row: of the distributions.
        random: whether drawing it takes a random number.
        purpose: of that random number.
    """

    row: int
    random: bool
    purpose: int


@dataclass(frozen=True, slots=True)
class UptakeView:
    """How a policy's uptake is decided: `subject` says by which purpose; None is by the unit where the person is."""

    policy: int
    own: bool
    share: Quantity
    start: int
    ramp: int
    subject: Quantity | None
    purposes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SearchView:
    """What a search asks: who accepts, how many at one time, how many at most, how long, and its first act."""

    accept: Quantity
    at_once: int
    most: int
    within: int | None
    act: int


@dataclass(frozen=True, slots=True)
class ExpiryView:
    """How what a step sets goes out of date: after what time, and the first step of what is set then."""

    time: Quantity
    then: int


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of a pathway: the fields of :data:`flowsim.plan.tables.STEPS`, None where not asked for."""

    row: int
    name: str
    kind: int
    next: int
    time: Quantity | None
    visit: int
    wanted: tuple[int, ...]
    options: tuple[int, ...]
    calendar: Calendar
    priority: Quantity | None
    jumps: tuple[tuple[int, Quantity], ...]
    risks: range
    amount: Quantity | None
    tapers: tuple[tuple[int, int], ...]
    search: SearchView | None
    travel: Quantity | None
    sitting: int
    closes: bool
    keep: int | None
    keep_payer: int
    patience: Quantity | None
    impatient: int
    limit: int | None
    turned_away: int
    target: int
    remaining: Quantity | None
    until: int
    uptake: UptakeView | None
    expiry: ExpiryView | None


@dataclass(frozen=True, slots=True)
class ResourceView:
    """A unit with its places and times of admission, a team with its workers and working hours, or a fund."""

    row: int
    name: str
    places: int
    quantum: int
    turnaround: int
    payer: int
    payers: Quantity | None
    overtaking: bool
    is_unit: bool
    is_fund: bool
    hospital: bool
    calendar: Calendar
    staff: int
    ratio: float
    sickness: float
    sickness_purpose: int
    caseload: int


@dataclass(frozen=True, slots=True)
class ChangeView:
    """From a time on a resource has so many places or workers of its own; `shift` says which draw makes some sick."""

    time: int
    resource: int
    places: int
    shift: int


@dataclass(frozen=True, slots=True)
class ClosureView:
    """A unit that closes at random: how many places, how long it is open before, how long closed."""

    resource: int
    places: int
    every: Quantity
    length: Quantity


@dataclass(frozen=True, slots=True)
class EscalationView:
    """Places that open under pressure: how many, how often that is looked at, what must hold to open and to shut."""

    row: int
    resource: int
    places: int
    every: int
    opens: tuple[TestView, ...]
    shuts: tuple[TestView, ...]


@dataclass(frozen=True, slots=True)
class AttributeView:
    """An attribute; `column` is its first group column, -1 where results are not split by it."""

    row: int
    name: str
    shares: Quantity
    column: int

    def shares_at(self, preset: int) -> Quantity:
        """The shares to draw from where a source presets others (row of distributions; -1 is no preset)."""
        return self.shares if preset < 0 else Quantity(preset, True, self.shares.purpose)


@dataclass(frozen=True, slots=True)
class ListedView:
    """Somebody on a list: when they come, who of the source they are, and attribute codes (-1, or none: drawn)."""

    time: int
    index: int
    codes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FoundView:
    """Somebody found in place by a census; `time` is the whole stay or wait under way, `patience` the longest wait,
    both given what is spent, which `spent` says by the step's clock. Instants are not above nought."""

    row: int
    unit: int
    amount: int
    active: bool
    since: int
    declared: bool
    ready: int
    admitted: int
    codes: tuple[int, ...]
    time: Quantity | None
    spent: int
    patience: Quantity | None


@dataclass(frozen=True, slots=True)
class SourceView:
    """A stream of arrivals, arrivals at listed instants, or people in place at the start, by `kind`.

    `intensity` holds the expected arrivals at the edges of the cells of a profile, from 0; empty for a
    constant rate. `keeping` is the share kept on each day; empty where `retention` holds
    throughout. `presets` are rows of distributions by attribute, -1 for the attribute's own.
    """

    row: int
    name: str
    kind: int
    code: int
    entry: int
    rate: float
    cell: int
    intensity: tuple[float, ...]
    listed: tuple[ListedView, ...]
    retention: float
    purpose: int
    retention_purpose: int
    keeping: tuple[float, ...]
    people: int
    presets: tuple[int, ...]
    ways: Ways
    found: tuple[FoundView, ...]


@dataclass(frozen=True, slots=True)
class StateView:
    """A wait-state; its key is (step row, active, unit, declared)."""

    row: int
    key: tuple[int, int, int, int]

    @property
    def unit(self) -> int:
        """Where people are."""
        return self.key[2]

    @property
    def declared(self) -> bool:
        """Whether they are declared ready for discharge."""
        return bool(self.key[3])


@dataclass(frozen=True, slots=True)
class IntervalView:
    """A time to be measured, from one mark to another, and the rows and ticks of its thresholds."""

    row: int
    start: int
    end: int
    thresholds: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class TestView:
    """A test on the state: of what kind, of which mark or resource, and its bounds."""

    kind: int
    target: int
    over: float
    under: float


@dataclass(frozen=True, slots=True)
class Model:
    """Everything the engine reads of a plan."""

    plan: Plan
    steps: tuple[StepView, ...]
    resources: tuple[ResourceView, ...]
    changes: tuple[ChangeView, ...]
    closures: tuple[ClosureView, ...]
    escalations: tuple[EscalationView, ...]
    attributes: tuple[AttributeView, ...]
    sources: tuple[SourceView, ...]
    states: tuple[StateView, ...]
    intervals: tuple[IntervalView, ...]
    tests: tuple[TestView, ...]

    @classmethod
    def of(cls, plan: Plan) -> Model:
        """The views of a plan."""
        calendars = [Calendar(plan, row) for row in range(len(plan.calendars))]
        always = Calendar(plan, -1)
        return cls(
            plan,
            steps=tuple(_step(plan, row, [*calendars, always]) for row in range(len(plan.steps))),
            resources=tuple(_resource(plan, row, [*calendars, always]) for row in range(len(plan.resources))),
            changes=tuple(ChangeView(*change) for change in plan.changes.tolist()),
            escalations=tuple(_escalation(plan, row) for row in range(len(plan.escalations))),
            closures=tuple(_closure(plan, row) for row in range(len(plan.closures))),
            attributes=tuple(_attribute(plan, row) for row in range(len(plan.attributes))),
            sources=tuple(_source(plan, row) for row in range(len(plan.sources))),
            states=tuple(
                StateView(row, (int(state["row"]), int(state["active"]), int(state["unit"]), int(state["declared"])))
                for row, state in enumerate(plan.states)
            ),
            intervals=tuple(_interval(plan, row) for row in range(len(plan.intervals))),
            tests=tuple(TestView(*test) for test in plan.tests.tolist()),
        )


def _interval(plan: Plan, row: int) -> IntervalView:
    own = np.flatnonzero(plan.thresholds["interval"] == row)
    start, end = plan.intervals[row].tolist()
    return IntervalView(row, start, end, tuple((int(n), int(plan.thresholds["within"][n])) for n in own))


def _quantity(row: int, random: bool, purpose: int) -> Quantity | None:
    return Quantity(int(row), bool(random), int(purpose)) if row >= 0 else None


def _part(array: np.ndarray, record: np.void) -> np.ndarray:
    """The entries of an array that a record refers to by its fields `first` and `count`."""
    return array[record["first"] : record["first"] + record["count"]]


def _step(plan: Plan, row: int, calendars: list[Calendar]) -> StepView:
    """`calendars[-1]` is the clock itself, so that a row of -1 finds it."""
    step = plan.steps[row]
    asks = step["kind"] in (STAY, TASK, RESERVE, PAY, TRANSFER, tables.RELEASE)
    return StepView(
        row=row,
        name=plan.names["steps"][row],
        kind=int(step["kind"]),
        next=int(step["next"]),
        time=_quantity(step["time"], step["draws"], step["purpose"]),
        visit=int(step["visit"]),
        wanted=tuple(_part(plan.wanted, step).tolist()) if asks else (),
        options=() if asks else tuple(_part(plan.options, step).tolist()),
        calendar=calendars[step["calendar"]],
        priority=_quantity(step["priority"], False, 0),
        search=_search(plan, int(step["target"])) if step["kind"] == SEARCH else None,
        risks=range(int(step["risks"]), int(step["risks"]) + int(step["risk_count"])),
        jumps=tuple(
            (int(jump["after"]), Quantity(int(jump["level"]), False, 0))
            for jump in plan.jumps[step["jumps"] : step["jumps"] + step["jump_count"]]
        ),
        amount=_quantity(step["amount"], step["amount_draws"], step["amount_purpose"]),
        tapers=tuple(
            (int(taper["after"]), int(taper["amount"]))
            for taper in plan.tapers[step["tapers"] : step["tapers"] + step["taper_count"]]
        ),
        keep=int(step["keep"]) if step["keep"] >= 0 else None,
        keep_payer=int(step["keep_payer"]),
        sitting=int(step["sitting"]),
        closes=bool(step["closes"]),
        travel=_quantity(step["travel"] if plan.travels else -1, step["travel_draws"], step["travel_purpose"]),
        patience=_quantity(step["patience"], step["patience_draws"], step["patience_purpose"]),
        impatient=int(step["impatient"]),
        limit=int(step["limit"]) if step["limit"] >= 0 else None,
        turned_away=int(step["turned_away"]),
        target=int(step["target"]),
        remaining=_quantity(step["remaining"], True, step["purpose"]),
        until=int(step["until"]),
        uptake=_uptake(plan, int(step["uptake"])),
        expiry=_expiry(plan, int(step["expiry"])),
    )


def _expiry(plan: Plan, row: int) -> ExpiryView | None:
    if row < 0:
        return None
    time, draws, purpose, then = plan.expiries[row].tolist()
    return ExpiryView(Quantity(time, bool(draws), purpose), then)


def _uptake(plan: Plan, row: int) -> UptakeView | None:
    if row < 0:
        return None
    uptake = plan.uptakes[row]
    return UptakeView(
        policy=int(uptake["policy"]),
        own=bool(uptake["own"]),
        share=Quantity(int(uptake["share"]), False, 0),
        start=int(uptake["start"]),
        ramp=int(uptake["ramp"]),
        subject=_quantity(uptake["subject"], False, 0),
        purposes=tuple(_part(plan.uptake_purposes, uptake).tolist()),
    )


def _search(plan: Plan, row: int) -> SearchView:
    accept, draws, purpose, at_once, most, within, act = plan.searches[row].tolist()
    accepts = Quantity(accept, bool(draws), purpose)
    return SearchView(accepts, at_once, most, within if within >= 0 else None, act)


def _resource(plan: Plan, row: int, calendars: list[Calendar]) -> ResourceView:
    resource = plan.resources[row]
    is_unit = row < plan.units
    return ResourceView(
        row=row,
        name=plan.names["resources"][row],
        places=int(resource["places"]),
        quantum=int(resource["quantum"]),
        turnaround=int(resource["turnaround"]),
        payer=int(resource["payer"]),
        payers=Quantity(int(resource["payers"]), False, 0) if resource["payers"] >= 0 else None,
        overtaking=bool(resource["overtaking"]),
        is_unit=is_unit,
        is_fund=row >= plan.first_fund,
        hospital=is_unit and bool(resource["hospital"]),
        calendar=calendars[resource["calendar"]],
        staff=int(resource["staff"]),
        ratio=float(resource["ratio"]),
        sickness=float(resource["sickness"]),
        sickness_purpose=int(resource["sickness_purpose"]),
        caseload=int(resource["caseload"]),
    )


def _attribute(plan: Plan, row: int) -> AttributeView:
    attribute = plan.attributes[row]
    return AttributeView(
        row=row,
        name=plan.names["attributes"][row],
        shares=Quantity(int(attribute["shares"]), bool(attribute["draws"]), int(attribute["purpose"])),
        column=int(attribute["column"]),
    )


def _source(plan: Plan, row: int) -> SourceView:
    source = plan.sources[row]
    kind = int(source["kind"])
    profile = kind == ARRIVALS and source["cell"] > 0
    return SourceView(
        row=row,
        name=plan.names["sources"][row],
        kind=kind,
        code=int(source["code"]),
        entry=int(source["entry"]),
        rate=float(source["rate"]),
        cell=int(source["cell"]),
        intensity=(0.0, *_part(plan.intensity, source).tolist()) if profile else (),
        listed=tuple(_listed(plan, one) for one in _part(plan.listed, source)) if kind == LISTED else (),
        retention=float(source["retention"]),
        purpose=int(source["purpose"]),
        retention_purpose=int(source["retention_purpose"]),
        keeping=tuple(plan.keeping[source["day"] : source["day"] + source["days"]].tolist()),
        people=int(source["people"]),
        presets=tuple(plan.presets[row].tolist()),
        ways=Ways.of(plan, source),
        found=tuple(_found(plan, one) for one in _part(plan.census, source)) if kind == CENSUS else (),
    )


def _found(plan: Plan, one: np.void) -> FoundView:
    step = plan.steps[one["row"]]
    return FoundView(
        row=int(one["row"]),
        unit=int(one["unit"]),
        amount=int(one["amount"]),
        active=bool(one["active"]),
        since=int(one["since"]),
        declared=bool(one["declared"]),
        ready=int(one["ready"]),
        admitted=int(one["admitted"]),
        codes=tuple(plan.fill_levels[one["levels"]].tolist()),
        time=_quantity(one["time"], True, step["purpose"]),
        spent=int(one["spent"]),
        patience=_quantity(one["patience"], True, step["patience_purpose"]),
    )


def _listed(plan: Plan, one: np.void) -> ListedView:
    codes = tuple(plan.fill_levels[one["levels"]].tolist()) if one["levels"] >= 0 else ()
    return ListedView(int(one["time"]), int(one["index"]), codes)


def _closure(plan: Plan, row: int) -> ClosureView:
    closure = plan.closures[row]
    every, length = (
        Quantity(int(closure[name]), bool(closure[f"{name}_draws"]), int(closure[f"{name}_purpose"]))
        for name in ("every", "length")
    )
    return ClosureView(int(closure["resource"]), int(closure["places"]), every, length)


def _escalation(plan: Plan, row: int) -> EscalationView:
    record = plan.escalations[row]
    opens, shuts = (
        tuple(TestView(*plan.tests[test].tolist()) for test in plan.triggers[first : first + count])
        for first, count in ((record["opens"], record["opens_count"]), (record["shuts"], record["shuts_count"]))
    )
    return EscalationView(row, int(record["resource"]), int(record["places"]), int(record["every"]), opens, shuts)

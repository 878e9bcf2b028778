"""Scenario in, plan out: the one function between the words of a place and the tables that engines read."""

from __future__ import annotations

import numpy as np

from flowsim.errors import Problem, ScenarioError
from flowsim.plan import census, fill, tables
from flowsim.plan.branches import beside, effects
from flowsim.plan.calendars import Span, calendar_tables
from flowsim.plan.capacity import Capacity, change_table, closure_table, escalation_tables, in_post
from flowsim.plan.expiries import ExpiryTable
from flowsim.plan.following import following
from flowsim.plan.funds import incomes
from flowsim.plan.linking import link
from flowsim.plan.measured import SETTINGS
from flowsim.plan.numbering import DIED, READY, WITHDRAWN, Numbering, number
from flowsim.plan.program import Program
from flowsim.plan.purposes import Purposes
from flowsim.plan.risks import RiskTable
from flowsim.plan.rows import Row
from flowsim.plan.sources import Sources, streams
from flowsim.plan.staffing import employers, staffing_table
from flowsim.plan.stages import stages
from flowsim.plan.states import Reach, revisited, rings, state_tables
from flowsim.plan.tables import Plan
from flowsim.plan.transfers import even_out
from flowsim.plan.trees import Trees
from flowsim.plan.walked import Walked
from flowsim.scenario.census import Census
from flowsim.scenario.check import problems
from flowsim.scenario.keeping import PayerBy
from flowsim.scenario.place import Place
from flowsim.scenario.positions import Positions
from flowsim.scenario.scenario import Scenario
from flowsim.scenario.traces import Traces, read_traces
from flowsim.units import format_duration

MOST_SOURCES = 4_096
"""Streams of arrivals and units filled at the start: an event's key has room for so many."""


def compile_plan(scenario: Scenario | Place, walked: Walked | None = None) -> Plan:
    """Resolve a scenario into its plan. A bare place is checked first, as a scenario has been.

    Args:
        scenario: what to resolve.
        walked: shared by scenarios that differ only in how much there is of anything, so that their people are
            followed once.

    Raises:
        ScenarioError: the place is not sound; pathways never return or call each other too often; two names share a
            random-number code; a filled start has too many combinations of attributes to follow.
    """
    if isinstance(scenario, Scenario):
        return _Compiler(scenario.place, scenario.traces).plan(walked)
    traces, faults = read_traces(scenario, Positions())
    wrong = [fault.problem({}, Positions()) for fault in faults] + problems(scenario)
    wrong = [problem for problem in wrong if problem.severity == "error"]
    if wrong:
        raise ScenarioError(wrong)
    return _Compiler(scenario, traces).plan(walked)


class _Compiler:
    """Holds what the tables of one plan have in common while they are made."""

    def __init__(self, place: Place, traces: Traces) -> None:
        self.place, self.traces = place, traces
        self.numbering: Numbering = number(place)
        self.following = following(place, self.numbering)
        self.purposes = Purposes()
        self.trees = Trees(self.numbering)
        run = place.run
        self.window_from = round(run.warm_up.value)
        self.window_to = self.window_from + round(run.window.value)
        self.horizon = self.window_to + round(run.follow_up.value)
        self.span = Span(run.start_date, self.horizon)
        self.capacity = Capacity.of(place, self.span)

    def plan(self, walked: Walked | None = None) -> Plan:
        """All tables; a filled start needs the plan without it first, for the flows."""
        self.streams = streams(self.place, self.horizon)
        self.rows, self.entries = self._program()
        steps, wanted, options = self._steps()
        plain = self._assemble(steps, wanted, options, fill.NOBODY)
        if self.place.run.start == "empty":
            return plain
        if isinstance(self.place.run.start, Census):
            in_place = census.Census(self.place, self.rows, self.numbering, self.trees).counted(self.purposes)
        else:
            in_place = fill.in_place(plain, self.place, self.numbering, self.trees, self.purposes, walked)
        steps["remaining"] = in_place.remaining
        return self._assemble(steps, wanted, options, in_place)

    def _program(self) -> tuple[list[Row], list[int]]:
        program = Program(self.place, self.numbering, self.trees, self.purposes)
        self.uptakes = program.uptakes
        entries = [program.entry(self.place.arrivals[stream.name].pathway) for stream in self.streams]
        self.tests, self.acts, self.searches = program.tests, program.acts, program.searches
        program.expand_returns()
        rows, entries = link(program.rows, entries)
        if not any(row.kind == tables.TRANSFER for row in rows):
            return rows, entries
        counted = isinstance(self.place.run.start, Census)
        found = census.Census(self.place, rows, self.numbering, self.trees).spots() if counted else []
        return even_out(rows, entries, len(self.numbering.resources), self.trees.table.constant(0.0), found)

    def _steps(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        self.uptake_tables = self.uptakes.tables(self.rows)
        steps = np.zeros(len(self.rows), tables.dtype("steps"))
        thresholds = {risk.counted for row in self.rows for risk in row.risks}
        counters = {name: index for index, name in enumerate(sorted(revisited(self.rows) | thresholds))}
        self.risks = RiskTable(counters)
        self.expiries = ExpiryTable()
        self.counters = len(counters)
        self.definitions = list(dict.fromkeys(row.definition for row in self.rows))
        wanted: list[int] = []
        options: list[int] = []
        self.jumps: list[tuple[int, int]] = []
        self.tapers: list[tuple[int, int]] = []
        for index, row in enumerate(self.rows):
            leads = row.kind in (tables.CHOOSE, tables.TEST, tables.MEANWHILE, tables.SEARCH, tables.RETURN)
            flat, items = (options, row.options) if leads else (wanted, row.wanted)
            steps[index] = self._step(row, len(flat), len(items), counters)
            flat += items
        for index, branch in (beside(self.rows) | effects(self.rows)).items():
            steps[index]["branch"] = branch
        return steps, np.array(wanted, np.int32), np.array(options, np.int32)

    def _step(self, row: Row, first: int, count: int, counters: dict[str, int]) -> tuple[int, ...]:
        return (
            row.kind, row.next, row.time, self._random(row.time), row.purpose, counters.get(row.counted, -1),
            first, count, row.calendar, row.priority, row.patience, self._random(row.patience),
            row.patience_purpose, row.impatient, row.limit, row.turned_away, row.target, row.reason, -1,
            self.definitions.index(row.definition), row.until, self._jumps(row), len(row.jumps), -1,
            self.risks.add(row.risks), len(row.risks),
            row.amount, self._random(row.amount), row.amount_purpose, row.uptake, self._tapers(row), len(row.tapers),
            row.keep, row.keep_payer, row.travel, self._random(row.travel), row.travel_purpose,
            self.expiries.add(row.expiry),
            row.sitting, row.closes,
        )  # fmt: skip

    def _tapers(self, row: Row) -> int:
        self.tapers += row.tapers
        return len(self.tapers) - len(row.tapers)

    def _jumps(self, row: Row) -> int:
        """Lay out the changes of a row's level; the first of them."""
        self.jumps += row.jumps
        return len(self.jumps) - len(row.jumps)

    def _random(self, row: int) -> int:
        return int(row >= 0 and self.trees.table.random(row))

    def _resources(self) -> np.ndarray:
        table = np.zeros(len(self.numbering.resources), tables.dtype("resources"))
        table["calendar"] = -1
        table[0]["places"] = tables.UNLIMITED
        table["staff"] = table["payers"] = -1
        for name, unit in self.place.units.items():
            row = table[self.numbering.resources[name]]
            row["places"], row["hospital"] = unit.capacity, unit.setting == "hospital"
            row["setting"] = SETTINGS.index(unit.setting)
            row["quantum"], row["overtaking"] = unit.grain, unit.overtaking
            row["money"] = unit.weekly_budget is not None
            row["calendar"] = self.numbering.calendar(unit.admits, f"unit:{name}")
            if unit.staffed_by:
                row["staff"] = self.numbering.team(unit.staffed_by.team)
                row["ratio"] = unit.staffed_by.places_per_worker.value
            row["turnaround"] = 0 if unit.turnaround is None else round(unit.turnaround.value)
            row["payer"] = unit.pays
            if isinstance(unit.payer, PayerBy):
                row["payers"] = self.trees.pick(unit.payer, list(tables.PAYERS))
        for name, team in self.place.teams.items():
            row = table[self.numbering.team(name)]
            row["places"] = in_post(team, int(team.headcount.value) if team.headcount else 0)
            hours = f"duty:{name}" if self.place.has_rota(name) else team.hours
            row["calendar"] = self.numbering.calendar(hours, f"team:{name}")
            if team.sickness:
                row["sickness"] = team.sickness.value
                row["sickness_purpose"] = self.purposes.code(f"teams.{name}:sickness")
            if any(self.numbering.team(name) in row.wanted for row in self.rows if row.sitting):
                table[self.numbering.team(name)]["caseload"] = team.caseload or tables.UNLIMITED
        for name, fund in self.place.funds.items():
            row = table[self.numbering.fund(name)]
            row["places"] = 0 if fund.opening is None else round(fund.opening.value)
            row["quantum"], row["overtaking"] = 1, fund.overtaking
        for name in self.capacity.levels:
            table[self.numbering.resources[name]]["places"] = self.capacity.at_start(name, self.span)
        return table

    def _attributes(self) -> np.ndarray:
        table = np.zeros(len(self.numbering.attributes), tables.dtype("attributes"))
        column = 1
        columns = {}
        for name in sorted(self.place.groups):
            columns[name] = column
            column += len(self.numbering.levels[name])
        self.groups = column
        for name, index in self.numbering.attributes.items():
            shares = self.trees.levels(name, self.place.attributes[name].shares)
            purpose = self.purposes.code(f"attributes.{name}:level")
            levels = len(self.numbering.levels[name])
            table[index] = (levels, shares, self._random(shares), purpose, columns.get(name, -1))
        return table

    def _sources(self, in_place: fill.InPlace) -> dict[str, np.ndarray]:
        made = Sources(self.place, self.horizon, self.numbering, self.trees, self.purposes)
        made.add_levels(in_place.levels)
        for stream, entry in zip(self.streams, self.entries, strict=True):
            made.add(stream, entry, self.traces.get(stream.name))
        made.add_rows(in_place.sources)
        arrays = made.arrays()
        if len(arrays["sources"]) > MOST_SOURCES:
            message = (
                f"there are {len(arrays['sources']):,} streams of arrivals and units filled at the start; at most "
                f"{MOST_SOURCES:,}"
            )
            raise ScenarioError([Problem("too-many-sources", message, "arrivals")])
        return arrays

    @property
    def meetings(self) -> int:
        """1 if some task asks for several teams."""
        return int(any(row.kind == tables.TASK and len(row.wanted) > 1 for row in self.rows))

    def _assemble(self, steps: np.ndarray, wanted: np.ndarray, options: np.ndarray, in_place: fill.InPlace) -> Plan:
        resources = self._resources()
        keeps = any(row.keep >= 0 or row.kind in tables.KEEPING for row in self.rows)
        calendars, openings = calendar_tables(self.place, self.numbering, self.span, self.capacity.on_duty(self.span))
        closures = closure_table(self.place, self.numbering, self.trees, self.purposes)
        escalations, triggers = escalation_tables(self.place, self.numbering, self.tests)
        income = incomes(self.place, self.numbering, self.span)
        changes = change_table(self.capacity, self.numbering.resources, self.span, income)
        attributes = self._attributes()
        sources = self._sources(in_place)
        ready, withdrawn = (self.numbering.marks.get(mark, -1) for mark in (READY, WITHDRAWN))
        reach = Reach(self.rows, [bool(flag) for flag in resources["hospital"]], ready, withdrawn)
        reach.walk(self.entries, sorted(set(in_place.fill["row"].tolist())))
        reach.walk_from(in_place.census[["row", "active", "unit", "declared"]].tolist())
        units = self.numbering.units
        states, state_of = state_tables(self.rows, reach.states, units)
        distributions, values, children = self.trees.table.arrays()
        risks, factors = self.risks.tables()
        uptakes, uptake_purposes, policies = self.uptake_tables
        return Plan(
            steps=steps, resources=resources, changes=changes, staffing=staffing_table(self.place, self.span),
            closures=closures, escalations=escalations,
            triggers=triggers, calendars=calendars, windows=openings,
            attributes=attributes, tests=self.tests.table(), jumps=np.array(self.jumps, tables.dtype("jumps")),
            tapers=np.array(self.tapers, tables.dtype("tapers")),
            searches=np.array(self.searches, tables.dtype("searches")),
            risks=risks, factors=factors, expiries=self.expiries.table(),
            fill=in_place.fill, census=in_place.census,
            states=states, intervals=self._intervals(), thresholds=self._thresholds(),
            wanted=wanted, options=options,
            follows=self.following.follows, periods=self.following.periods, places=self.following.places,
            distributions=distributions, values=values, children=children, uptakes=uptakes,
            uptake_purposes=uptake_purposes,
            **sources, state_of=state_of, horizon=self.horizon, window_from=self.window_from,
            window_to=self.window_to, weekday=self.place.run.start_date.weekday(), units=units,
            first_fund=self.numbering.first_fund, marks=len(self.numbering.marks),
            outcomes=len(self.numbering.outcomes), counters=self.counters,
            groups=self.groups, ready_mark=ready, withdrawn_mark=withdrawn, died=self.numbering.outcomes.get(DIED, -1),
            rings=int(bool(rings(reach.edges))), acts=len(self.acts.labels), meetings=self.meetings,
            travels=int((steps["travel"] >= 0).any()),
            amounts=int(resources["quantum"].any() or keeps or (resources["payers"] >= 0).any()), keeps=int(keeps),
            policies=len(policies),
            remembers_waits=self.tests.remember_waits,
            names=self._names(in_place), title=self.place.name,
            start_date=self.place.run.start_date.isoformat(), branches=len(self.numbering.branches),
            returns=int(any(row.kind == tables.RETURN for row in self.rows)),
            sittings=int(any(row.sitting for row in self.rows)),
        )  # fmt: skip

    def _intervals(self) -> np.ndarray:
        marks = self.numbering.marks
        pairs = [(marks[item.start], marks[item.end]) for _, item in sorted(self.place.intervals.items())]
        return np.array(pairs, tables.dtype("intervals"))

    def _thresholds(self) -> np.ndarray:
        rows = [(row, round(time.value)) for row, name in enumerate(sorted(self.place.intervals))
                for time in self.place.intervals[name].within]  # fmt: skip
        return np.array(rows, tables.dtype("thresholds"))

    def _names(self, in_place: fill.InPlace) -> dict[str, tuple[str, ...]]:
        numbering = self.numbering
        levels = [f"{name}.{level}" for name, codes in numbering.levels.items() for level in codes]
        groups = [f"{name}.{level}" for name in sorted(self.place.groups) for level in numbering.levels[name]]
        return {
            "resources": tuple(name.removeprefix("team:").removeprefix("fund:") for name in numbering.resources),
            "steps": tuple(_label(row) for row in self.rows),
            "attributes": tuple(numbering.attributes),
            "levels": tuple(levels),
            "sources": (*(stream.label for stream in self.streams), *in_place.labels),
            "marks": tuple(numbering.marks),
            "outcomes": tuple(numbering.outcomes),
            "reasons": tuple(numbering.reasons),
            "calendars": tuple(numbering.calendars),
            "intervals": tuple(sorted(self.place.intervals)),
            "thresholds": tuple(
                f"{name}: {format_duration(time.value)}"
                for name in sorted(self.place.intervals)
                for time in self.place.intervals[name].within
            ),
            "periods": self.following.labels,
            "groups": ("everyone", *groups),
            "definitions": tuple(self.definitions),
            "stages": stages(self.place, self.definitions),
            "acts": tuple(self.acts.labels),
            "tests": tuple(self.tests.labels),
            "branches": tuple(numbering.branches),
            "policies": self.uptake_tables[2],
            "risks": tuple(self.risks.labels),
            "employers": employers(self.place),
        }


def _label(row: Row) -> str:
    """The name of a row for people; the draw of a step's own share is named as that."""
    if row.note:
        return f"{row.definition} ({row.note})"
    return f"{row.definition} (share)" if row.counted.endswith(":share") else row.definition

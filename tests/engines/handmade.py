"""Plans made by hand, row by row, without the scenario language, and logs as short lines of text.

People come one at a time at stated instants, each from a source of their own with a name, so that a trace can be worked
out on paper without a random number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from flowsim.engine.output import (
    ARRIVE,
    BEGIN,
    CHANGE,
    CHOSE,
    DEPART,
    EVENT_KINDS,
    GIVE_UP,
    MARKED,
    TURN_AWAY,
    Replication,
)
from flowsim.plan import tables
from flowsim.plan.tables import Plan, dtype
from flowsim.random.streams import purpose_code
from flowsim.random.table import DistributionTable
from flowsim.units import DAY, HOUR, WEEK

Hours = list[tuple[float, float]]


@dataclass
class Handmade:
    """Collects steps, people and resources; :meth:`plan` lays them out.

    Args:
        units: places of each unit (None: unlimited). teams: headcount. hours: windows of a team, in hours of the week.
        attributes: number of levels. marks, outcomes: names. intervals: pairs of marks.
    """

    units: dict[str, int | None]
    hospital: Sequence[str] = ()
    teams: dict[str, int] = field(default_factory=dict)
    hours: dict[str, Hours] = field(default_factory=dict)
    attributes: dict[str, int] = field(default_factory=dict)
    groups: Sequence[str] = ()
    marks: Sequence[str] = ("ready",)
    outcomes: Sequence[str] = ("home", "died")
    intervals: Sequence[tuple[str, str]] = ()
    horizon: int = 10 * DAY
    window: tuple[int, int] | None = None
    weekday: int = 0
    rings: int = 1

    def __post_init__(self) -> None:
        self.table = DistributionTable()
        self.steps: list[dict[str, Any]] = []
        self.under_way: list[dict[str, Any]] = []
        self.sources: list[dict[str, Any]] = []
        self.resources = ["community", *self.units, *self.teams]
        self.calendars = [team for team in self.teams if team in self.hours]

    # Steps, in written order; each goes on to the next unless told otherwise.

    def step(self, kind: int, name: str, **fields: Any) -> None:
        self.steps.append({"kind": kind, "name": name, **fields})

    def stay(self, name: str, *units: str, **fields: Any) -> None:
        self.step(tables.STAY, name, wanted=units, **fields)

    def task(self, name: str, team: str, **fields: Any) -> None:
        self.step(tables.TASK, name, wanted=(team,), **fields)

    def wait(self, name: str, time: Any, **fields: Any) -> None:
        self.step(tables.WAIT, name, time=time, **fields)

    def choose(self, name: str, row: Any, *options: str, **fields: Any) -> None:
        self.step(tables.CHOOSE, name, time=row, options=options, **fields)

    def set(self, name: str, attribute: str, code: Any, **fields: Any) -> None:
        self.step(tables.SET, name, time=code, target=list(self.attributes).index(attribute), **fields)

    def mark(self, mark: str, name: str = "", **fields: Any) -> None:
        self.step(tables.MARK, name or f"mark {mark}", target=self.marks.index(mark), **fields)

    def leave(self, outcome: str = "home", name: str = "") -> None:
        self.step(tables.LEAVE, name or f"leave {outcome}", target=self.outcomes.index(outcome))

    # People.

    def someone(self, name: str, at: float, entry: str, **codes: int) -> None:
        """A person who arrives at `entry` at an hour of the run."""
        self.sources.append(
            {"name": name, "kind": tables.LISTED, "entry": entry, "instants": [round(at * HOUR)], "codes": codes}
        )

    def in_place(self, name: str, unit: str, until: float, entry: str, **codes: int) -> None:
        """A person who is in a unit at the start, until an hour of the run, and then goes on to `entry`."""
        stay = {"kind": tables.STAY, "name": f"{name} is there", "wanted": (unit,), "next": entry}
        self.under_way.append({**stay, "remaining": round(until * HOUR)})
        self.sources.append({"name": name, "kind": tables.FILLED, "codes": codes})

    def stream(self, name: str, entry: str, rate: float = 0.0, **fields: Any) -> None:
        """Poisson arrivals at a rate per tick; `cells` with `cell` give cumulative expected arrivals instead."""
        self.sources.append({"name": name, "kind": tables.ARRIVALS, "entry": entry, "rate": rate, **fields})

    # The plan.

    def row(self, what: Any) -> int:
        """A distribution: ticks, (name, parameters), or a row of the table as ("row", n); None is -1."""
        if what is None:
            return -1
        if not isinstance(what, tuple):
            return self.table.constant(float(what))
        return what[1] if what[0] == "row" else self.table.leaf(*what)

    def plan(self) -> Plan:
        rows = [*self.steps, *self.under_way]
        names = [step["name"] for step in rows]
        assert len(set(names)) == len(names), "names of steps must differ"
        steps, wanted, options = self._steps(rows, names)
        units = 1 + len(self.units)
        states = [(r, a, u, d) for r in range(len(rows)) for a in (0, 1) for u in range(units) for d in (0, 1)]
        columns, groups = self._columns()
        calendars, windows = self._calendars()
        fills = [source for source in self.sources if source["kind"] == tables.FILLED]
        presets = [[self.preset(source, name) for name in self.attributes] for source in self.sources]
        attributes = self._attributes(columns)
        distributions, values, children = self.table.arrays()  # now that every row is in
        window = self.window or (0, self.horizon)
        fields: dict[str, Any] = {
            "steps": steps,
            "resources": self._resources(),
            "changes": np.zeros(0, dtype("changes")),
            "closures": np.zeros(0, dtype("closures")),
            "staffing": np.zeros(0, dtype("staffing")),
            "escalations": np.zeros(0, dtype("escalations")),
            "triggers": np.zeros(0, np.int32),
            "calendars": calendars,
            "windows": windows,
            "attributes": attributes,
            "sources": self._sources(names),
            "fill": np.array([(1.0, n + len(self.steps), n) for n in range(len(fills))], dtype("fill")),
            "states": np.array([(*state, 0) for state in states], dtype("states")),
            "intervals": np.array([tuple(map(self.marks.index, pair)) for pair in self.intervals], dtype("intervals")),
            "thresholds": np.zeros(0, dtype("thresholds")),
            "follows": np.zeros(0, dtype("follows")),
            "periods": np.zeros(0, dtype("periods")),
            "places": np.zeros(0, np.int32),
            "tests": np.zeros(0, dtype("tests")),
            "jumps": np.zeros(0, dtype("jumps")),
            "tapers": np.zeros(0, dtype("tapers")),
            "acts": 0,
            "meetings": 0,
            "travels": 0,
            "searches": np.zeros(0, dtype("searches")),
            "risks": np.zeros(0, dtype("risks")),
            "expiries": np.zeros(0, dtype("expiries")),
            "factors": np.zeros(0),
            "remembers_waits": 0,
            "amounts": 0,
            "keeps": 0,
            "wanted": np.array(wanted, np.int32),
            "options": np.array(options, np.int32),
            "distributions": distributions,
            "values": values,
            "children": children,
            "presets": np.array(presets, np.int32).reshape(len(self.sources), len(self.attributes)),
            "intensity": np.array(self._flat("cells"), np.float64),
            "census": np.zeros(0, dtype("census")),
            "listed": np.array(
                [(at, n, -1) for one in self.sources for n, at in enumerate(one.get("instants", ()))], dtype("listed")
            ),
            "keeping": np.zeros(0),
            "fill_levels": np.array(
                [[source["codes"].get(name, -1) for name in self.attributes] for source in fills], np.int16
            ).reshape(len(fills), len(self.attributes)),
            "uptakes": np.zeros(0, dtype("uptakes")),
            "uptake_purposes": np.zeros(0, np.int64),
            "policies": 0,
            "state_of": np.arange(len(states), dtype=np.int32).reshape(len(rows), 2, units, 2),
            "horizon": self.horizon,
            "window_from": window[0],
            "window_to": window[1],
            "weekday": self.weekday,
            "units": units,
            "first_fund": len(self.resources),
            "marks": len(self.marks),
            "outcomes": len(self.outcomes),
            "counters": 1 + max([step.get("visit", -1) for step in rows], default=-1),
            "groups": groups,
            "ready_mark": self.marks.index("ready") if "ready" in self.marks else -1,
            "died": self.outcomes.index("died"),
            "rings": self.rings,
            "names": {
                "resources": tuple(self.resources),
                "steps": tuple(names),
                "attributes": tuple(self.attributes),
                "sources": tuple(source["name"] for source in self.sources),
                "marks": tuple(self.marks),
                "outcomes": tuple(self.outcomes),
            },
            "title": "made by hand",
            "start_date": "2025-04-07",
        }
        return Plan(**fields)

    def _steps(self, rows: list[dict[str, Any]], names: list[str]) -> tuple[np.ndarray, list[int], list[int]]:
        steps = np.zeros(len(rows), dtype("steps"))
        wanted: list[int] = []
        options: list[int] = []
        for index, step in enumerate(rows):
            record = steps[index]
            for name in ("time", "priority", "patience", "remaining"):
                record[name] = self.row(step.get(name))
            for name in ("next", "impatient", "turned_away"):
                record[name] = names.index(step[name]) if name in step else index + 1
            for name in ("visit", "limit", "target", "branch", "amount", "keep", "keep_payer", "expiry"):
                record[name] = step.get(name, -1)
            for name, row in (("draws", "time"), ("patience_draws", "patience")):
                record[name] = int(record[row] >= 0 and self.table.random(int(record[row])))
            record["purpose"], record["patience_purpose"] = map(
                purpose_code, (step["name"], step["name"] + ":patience")
            )
            record["calendar"] = self.calendars.index(step["calendar"]) if "calendar" in step else -1
            flat, items = (options, [names.index(o) for o in step["options"]]) if "options" in step else (
                wanted, [self.resources.index(w) for w in step.get("wanted", ())])  # fmt: skip
            record["first"], record["count"], record["kind"] = len(flat), len(items), step["kind"]
            record["definition"], record["uptake"] = index, -1
            flat += items
        return steps, wanted, options

    def _resources(self) -> np.ndarray:
        places: list[int | None] = [None, *self.units.values(), *self.teams.values()]
        return np.array(
            [
                (
                    tables.UNLIMITED if place is None else place,
                    self.calendars.index(name) if name in self.calendars else -1,
                    int(name in self.hospital),
                    int(name in self.hospital),
                    0,
                    0,
                    0,
                    0,
                    -1,
                    0,
                    -1,
                    0.0,
                    0.0,
                    0,
                    0,
                )
                for name, place in zip(self.resources, places, strict=True)
            ],
            dtype("resources"),
        )

    def _calendars(self) -> tuple[np.ndarray, np.ndarray]:
        calendars, windows = [], []
        for name in self.calendars:
            first, week = len(windows), 0
            for start, end in self.hours[name]:
                windows.append((round(start * HOUR), round(end * HOUR), week, 1))
                week += round((end - start) * HOUR)
            calendars.append((first, len(windows) - first, WEEK, 1, week))
        return np.array(calendars, dtype("calendars")), np.array(windows, dtype("windows"))

    def _columns(self) -> tuple[dict[str, int], int]:
        columns, column = {}, 1
        for name in self.groups:
            columns[name] = column
            column += self.attributes[name]
        return columns, column

    def _attributes(self, columns: dict[str, int]) -> np.ndarray:
        rows = []
        for name, levels in self.attributes.items():
            shares = self.table.category([(level + 1) / levels for level in range(levels)])
            rows.append((levels, shares, int(self.table.random(shares)), purpose_code(name), columns.get(name, -1)))
        return np.array(rows, dtype("attributes"))

    def preset(self, source: dict[str, Any], attribute: str) -> int:
        code = source.get("codes", {}).get(attribute)
        return -1 if code is None or source["kind"] == tables.FILLED else self.row(code)

    def _flat(self, what: str) -> list[float]:
        return [entry for source in self.sources for entry in source.get(what, ())]

    def _sources(self, names: list[str]) -> np.ndarray:
        table = np.zeros(len(self.sources), dtype("sources"))
        used = {"cells": 0, "instants": 0, "fill": 0}
        for index, source in enumerate(self.sources):
            record = table[index]
            which = ("cells", "fill", "instants")[source["kind"]]
            record["kind"], record["code"], record["rate"] = source["kind"], index + 1, source.get("rate", 0)
            record["entry"] = names.index(source["entry"]) if "entry" in source else -1
            record["cell"], record["retention"] = source.get("cell", 0), source.get("retention", 1.0)
            record["people"] = int(which == "fill")
            record["first"], record["count"] = used[which], 1 if which == "fill" else len(source.get(which, ()))
            used[which] += record["count"]
            record["purpose"] = purpose_code(source["name"])
            record["retention_purpose"] = purpose_code(source["name"] + ":retention")
        return table


def trace(plan: Plan, replication: Replication) -> list[str]:
    """The log as lines such as ``2.5 ann begin ward``, without the arrivals."""
    assert replication.log is not None
    return [_line(plan, event) for event in replication.log if event["kind"] != ARRIVE]


def _line(plan: Plan, event: np.void) -> str:
    kind = int(event["kind"])
    names = plan.names
    if kind in (GIVE_UP, TURN_AWAY):
        what = names["steps"][event["row"]]
    elif kind in (CHOSE, CHANGE):
        what = str(event["value"])
    elif kind == MARKED:
        what = names["marks"][event["value"]]
    elif kind == DEPART:
        what = names["outcomes"][event["value"]]
    else:
        what = names["resources"][event["resource"]]
    ring = " by ring" if kind == BEGIN and event["value"] else ""
    return f"{event['time'] / HOUR:g} {names['sources'][event['source']]} {EVENT_KINDS[kind]} {what}{ring}"

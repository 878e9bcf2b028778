"""Random scenarios over the whole language, for the equality of the two engines.

Times are mostly whole hours and places few, so that many things happen at one instant and the order of ties matters.
Every option of the language must be drawn here; ``features`` names what a document uses, so that a report can show
that nothing is missed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from flowsim.scenario.check_truncation import left_of
from flowsim.scenario.distributions import Distribution
from flowsim.scenario.steps import STEP_KINDS
from tests.engines import drawn_capacity, drawn_census, drawn_demand, drawn_time
from tests.engines.drawn_budgets import NAMES, budgets, given_back, money_kept, place_with_money
from tests.engines.drawn_conditions import by_state
from tests.engines.drawn_funds import ask_for_money, funds, payment
from tests.engines.drawn_lines import BRANCH_KINDS, Branches
from tests.engines.drawn_places import (
    ask_ahead,
    care_stay,
    care_units,
    endangered,
    go_away_and_back,
    kept,
    moved,
    reservation,
    turned,
)
from tests.engines.drawn_policies import under_policies
from tests.engines.drawn_requests import counted, fails, message, search
from tests.engines.drawn_sittings import caseload, sittings
from tests.engines.drawn_workforce import workforce

Document = dict[str, Any]
Draw = Callable[[st.SearchStrategy[Any]], Any]

UNITS = ("ed", "ward", "rehab", "nursing")
SETTINGS = ("hospital", "hospital", "rehabilitation", "care-home", "home", "emergency")
TEAMS = ("hub", "ward", "social-work")
MARKS = ("discharge-ready", "referred", "assessed", "ready-withdrawn")
REASONS = ("hub-confirmation", "p2-bed-capacity", "own-reason")
OUTCOMES = ("home", "died", "moved")
LEVELS = {"age": ("young", "old", "oldest"), "need": ("low", "high"), "town": ("a", "b")}
WINDOWS = ("09:00-17:00", "08:00-12:00", "00:00-24:00", "22:00-06:00", ["06:00-09:00", "13:00-20:00"])
DAYS = ("daily", "mon-fri", "sat,sun", "mon", "wed-sat")
WEEKS: tuple[Document, ...] = (
    {"mon-fri": "09:00-17:00", "sat": "10:00-14:00"},
    {"mon,wed": ["06:00-09:00", "13:00-20:00"], "tue": "22:00-06:00", "sun": "20:00-24:00"},
)
"""Hours with several keys, none of which overlap."""


def _hours(low: int, high: int) -> st.SearchStrategy[str]:
    return st.integers(low, high).map(lambda value: f"{value} h")


def _chance(draw: Draw, one_in: int) -> bool:
    return draw(st.integers(1, one_in)) == 1


class Writer(Branches):
    """Writes one document, asking Hypothesis for every choice."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.units = list(UNITS[: draw(st.integers(1, len(UNITS)))])
        self.teams = list(TEAMS[: draw(st.integers(0, len(TEAMS)))])
        self.attributes = list(LEVELS)[: draw(st.integers(0, len(LEVELS)))]
        self.pathways = ["main", "after", "late"][: draw(st.integers(1, 3))]
        self.count = 0
        self.keys: list[str] = []
        self.marked: list[str] = []
        self.meetings = len(self.teams) > 1 and _chance(draw, 2)
        self.beside = False
        self.branches: list[str] = []
        self.transfers = _chance(draw, 3)
        self.care = ["agency", "home-care"][: draw(st.sampled_from([0, 0, 1, 2]))]
        self.budgets = list(NAMES[: draw(st.sampled_from([0, 0, 1, 2]))])
        self.funds = ["council", "pooled"][: draw(st.sampled_from([0, 0, 1, 2]))]

    def document(self) -> Document:
        """The whole scenario."""
        draw = self.draw
        document: Document = {"flowsim": 1, "name": "random", "run": self.run()}
        document["units"] = {name: self.unit() for name in draw(st.permutations(self.units))} | care_units(self)
        document["units"] |= budgets(self)
        document["teams"] = {name: self.team() for name in self.teams}
        document |= funds(self)
        document["calendars"] = {"office": self.hours(), "clinic": self.hours(), "panel": dict(drawn_time.PANEL)}
        document |= drawn_time.time_sections(draw)
        document["attributes"] = self.attribute_table()
        document["reasons"] = {"own-reason": {"title": "A reason of this place", "body": "both", "group": "other"}}
        document["pathways"] = {name: self.pathway(index) for index, name in enumerate(self.pathways)}
        document["arrivals"] = {f"source-{index}": self.arrivals() for index in range(draw(st.integers(1, 2)))}
        if len(self.units) > 1 and _chance(draw, 3):
            self.go_round(document)
        if len(self.units) > 1 and _chance(draw, 3):
            go_away_and_back(self, document)
        if _chance(draw, 4):
            ask_ahead(self, document)
        if self.funds and _chance(draw, 2):
            ask_for_money(self, document)
        if self.budgets and _chance(draw, 2):
            place_with_money(self, document)
        marks = sorted({step["mark"] for step in every_step(document) if "mark" in step})
        if len(marks) >= 2:
            document["intervals"] = {
                "first": {"from": marks[0], "to": marks[1]},
                "back": {"from": marks[1], "to": marks[0]},
            }
        if marks and _chance(draw, 4):
            document.setdefault("intervals", {})["again"] = {"from": marks[0], "to": marks[0]}
        for interval in document.get("intervals", {}).values():
            if _chance(draw, 2):
                interval["within"] = draw(st.sampled_from((["4 h"], ["1 d", "30 min"], ["2 h", "6 h", "3 d"])))
        document["groups"] = [name for name in self.attributes if _chance(draw, 2)]
        if _chance(draw, 3) and (start := drawn_census.census(draw, document, LEVELS)):
            document["run"]["start"] = start
        if _chance(draw, 3):
            follow_people(self, document, marks)
        workforce(self, document)
        return document

    def go_round(self, document: Document) -> None:
        """Streams that go from each unit to another, so that people wait for each other's places in rings."""
        draw = self.draw
        circle = dict(zip(self.units, [*self.units[1:], self.units[0]], strict=True)) if _chance(draw, 2) else {}
        for name in circle:
            document["units"][name] = {"places": draw(st.integers(1, 2)), "setting": draw(st.sampled_from(SETTINGS))}
        for name in self.units:
            onward = circle.get(name) or draw(st.sampled_from([other for other in self.units if other != name]))
            ready = [self.named({"mark": "discharge-ready"})] if _chance(draw, 2) else []
            document["pathways"][f"round-{name}"] = [
                self.named({"stay": name, "time": self.time(), **endangered(self)}),
                *ready,
                self.named({"stay": onward, "time": self.time(), **moved(self), **self.waiting(len(self.pathways), 2)}),
                self.named({"leave": "home"}),
            ]
            document["arrivals"][f"round-{name}"] = {"rate": "8 per day", "pathway": f"round-{name}"}

    def run(self) -> Document:
        draw = self.draw
        run: Document = {
            "start_date": draw(st.sampled_from(["2024-02-26", "2024-12-30", "2025-06-07"])),
            "warm_up": draw(st.sampled_from([0, "1 d", "30 h"])),
            "window": draw(st.sampled_from(["2 d", "5 d", "12 d"])),
            "follow_up": draw(st.sampled_from([0, "1 d", "7 h"])),
        }
        kind = draw(st.integers(0, 4))
        if kind == 1:
            run["start"] = {"filled": draw(st.sampled_from([0.5, "100 %", 0]))}
        elif kind == 2:
            run["start"] = {"filled": {name: draw(st.sampled_from(["load", "empty", 0.7])) for name in self.units}}
        elif kind == 3:
            run["start"] = "filled"
        return run

    def unit(self) -> Document:
        places = self.draw(st.sampled_from([0, 1, 1, 2, 2, 3, 8]))
        over_time = drawn_capacity.unit(self.draw, self.hours, self.teams, [*self.units, *self.teams]) | turned(self)
        return {"places": places, "setting": self.draw(st.sampled_from(SETTINGS))} | over_time

    def team(self) -> Document:
        team: Document = {"headcount": self.draw(st.sampled_from([0, 1, 1, 2]))}
        kind = self.draw(st.integers(0, 2))
        if kind == 1:
            team["hours"] = "office"
        elif kind == 2:
            team["hours"] = {"daily": "00:00-12:00"} if self.meetings else self.hours()  # in common with any office
        return team | drawn_capacity.team(self.draw) | caseload(self)

    def hours(self) -> Document:
        if _chance(self.draw, 4):
            return drawn_time.by_date(self.draw, dict(self.draw(st.sampled_from(WEEKS))))
        return drawn_time.by_date(self.draw, {self.draw(st.sampled_from(DAYS)): self.draw(st.sampled_from(WINDOWS))})

    def tree(self, end: Callable[[], Any], names: list[str] | None = None) -> Document:
        """Something by attribute, now and then by one more inside; ``end`` draws what stands at its ends."""
        names = self.attributes if names is None else names
        name = self.draw(st.sampled_from(names))
        others = [other for other in names if other != name]
        rest = self.tree(end, others) if others and _chance(self.draw, 2) else end()
        return {"by": name, LEVELS[name][0]: end(), "else": rest}

    def attribute_table(self) -> Document:
        return {name: {"shares": self.shares_of(name, self.parents(name))} for name in self.attributes}

    def parents(self, name: str) -> list[str]:
        """The attributes on which one may depend where people are drawn: those before it."""
        return self.attributes[: self.attributes.index(name)]

    def shares_of(self, name: str, parents: list[str]) -> Document:
        """Shares of levels: plain, in a table by attribute, or each share by attribute."""
        kind = self.draw(st.integers(0, 3)) if parents else 0
        if kind == 1:
            parent = self.draw(st.sampled_from(parents))
            first, other = self.level_shares(name), self.level_shares(name)
            return {
                level: {"by": parent, LEVELS[parent][0]: first[level], "else": other[level]} for level in LEVELS[name]
            }
        return self.tree(lambda: self.level_shares(name), parents) if kind > 1 else self.level_shares(name)

    def level_shares(self, name: str) -> Document:
        levels = LEVELS[name]
        cut = self.draw(st.sampled_from([0.25, 0.5, 0.9]))
        rest = (1 - cut) / (len(levels) - 1)
        return {level: cut if index == 0 else rest for index, level in enumerate(levels)}

    def arrivals(self) -> Document:
        draw = self.draw
        source: Document = {"pathway": draw(st.sampled_from(self.pathways))} | drawn_demand.changes(draw)
        if _chance(draw, 4):
            return self.preset(source | drawn_demand.listed(draw, self.attributes))
        if _chance(draw, 4):
            source["at"] = draw(st.lists(_hours(0, 40), min_size=1, max_size=6))
            if _chance(draw, 3):
                source["factor"] = draw(st.sampled_from([0.5, 0, 1]))
            return self.preset(source)
        source["rate"] = draw(st.sampled_from(["2 per day", "0.5 per hour", "20 per week", "4/d"]))
        if _chance(draw, 4):
            source["by_hour"] = [1.0] * 8 + [3.0] * 8 + [0.0] * 8
        if _chance(draw, 4):
            source["by_weekday"] = [1, 2, 1, 2, 1, 0.5, 0]
        if _chance(draw, 5):
            source["by_month"] = [1.2, 0.8] * 6
        if _chance(draw, 4):
            source["factor"] = draw(st.sampled_from([0.5, 0, 1, 1.5]))
        return self.preset(drawn_demand.more(draw, source))

    def preset(self, source: Document) -> Document:
        """Arrivals that now and then come with attributes of their own."""
        if self.attributes and _chance(self.draw, 2):
            name = self.draw(st.sampled_from([*self.attributes, *self.attributes[-1:] * 4]))
            level = _chance(self.draw, 4)
            parents = self.parents(name)
            if len(parents) > 1 and _chance(self.draw, 2):
                source["set"] = {name: self.tree(lambda: self.level_shares(name), parents)}
            else:
                source["set"] = {name: LEVELS[name][0] if level else self.shares_of(name, parents)}
        return source

    def pathway(self, index: int) -> list[Document]:
        steps = [self.step(index, 0) for _ in range(self.draw(st.integers(1, 5)))]
        ending = self.draw(st.integers(0, 5))
        if ending <= 2:
            outcome = self.draw(st.sampled_from(OUTCOMES))
            steps.append(self.named({"leave": outcome, **self.returns(outcome)}))
        elif ending == 3 and self.pathways[index + 1 :]:
            steps.append(self.named({"do": self.draw(st.sampled_from(self.pathways[index + 1 :]))}))
        elif ending == 4:
            again = {"share": 0.4, "do": self.draw(st.sampled_from(self.pathways[index:]))}
            steps.append(self.named({"wait": self.draw(_hours(1, 9))}))
            steps.append(self.named({"choose": [again, {"do": [self.named({"leave": "home"})]}]}))
        return steps

    def named(self, step: Document) -> Document:
        self.count += 1
        return {"name": f"s{self.count}", **step}

    def step(self, index: int, depth: int) -> Document:
        draw = self.draw
        kinds = [
            "stay",
            "stay",
            "wait",
            "choose",
            "mark",
            "declare",
            "set",
            "do",
            "do",
            "message",
            "search",
            "reserve",
            "count",
        ]
        kinds += ["task"] * (2 * bool(self.teams)) + ["pay"] * (2 * bool(self.funds)) + ["release"]
        kinds = [kind for kind in kinds if kind not in ("stay", "do")] if self.beside else [*kinds, *BRANCH_KINDS * 2]
        kind = draw(st.sampled_from(kinds))
        step = self.named(getattr(self, f"_{kind}")(index, depth))
        step |= self.risks(index, depth) if {"stay", "wait"} & step.keys() else {}
        if _chance(draw, 2 if "do" in step else 6):  # few steps are a do of their own
            step["share"] = self.share()
        if _chance(draw, 5):
            step["when"] = self.when()
        if _chance(draw, 8) and "key" not in step:
            step["key"] = draw(st.sampled_from([f"kept-{self.count}", *self.keys]))
            self.keys.append(step["key"])
        return step

    def share(self) -> Any:
        if self.attributes and _chance(self.draw, 3):
            return self.tree(lambda: self.draw(st.sampled_from([0.3, "80 %", 0, 1])))
        return self.draw(st.sampled_from([0.5, "30 %", 1, 0]))

    def when(self) -> Document:
        """Levels of an attribute, the state at the person's turn, or both."""
        kind = self.draw(st.integers(0, 3)) if self.attributes else 0
        return {**(self.levels_wanted() if kind else {}), **(by_state(self) if kind < 2 else {})}

    def levels_wanted(self) -> Document:
        name = self.draw(st.sampled_from(self.attributes))
        return {name: self.draw(st.sampled_from([LEVELS[name][0], list(LEVELS[name][:2])]))}

    def _stay(self, index: int, depth: int) -> Document:
        draw = self.draw
        if self.care and _chance(draw, 2):
            return care_stay(self) | kept(self) | self.waiting(index, depth)
        names = [*self.units, "community"]
        kind = draw(st.integers(0, 3))
        where: Any = draw(st.sampled_from(names))
        if kind == 1:
            where = list(draw(st.permutations(self.units)))[: draw(st.integers(1, len(self.units)))]
        elif kind == 2 and self.attributes:
            where = self.tree(lambda: draw(st.sampled_from([*names, list(self.units)])))
        step: Document = {"stay": where} | kept(self) | moved(self)
        if not _chance(draw, 5):
            step |= {"time": self.time()} | drawn_time.clock(draw, 5)
        if _chance(draw, 6):
            step["fails"] = fails(self, index, depth)
        return step if set(ends(where)) == {"community"} else step | self.waiting(index, depth)

    def _reserve(self, index: int, depth: int) -> Document:
        kept_one = money_kept(self) if self.budgets and _chance(self.draw, 2) else reservation(self)
        return kept_one | self.waiting(index, depth)

    def _release(self, index: int, depth: int) -> Document:
        return given_back(self)

    def _pay(self, index: int, depth: int) -> Document:
        return payment(self) | self.waiting(index, depth)

    def _task(self, index: int, depth: int) -> Document:
        who: Any = self.draw(st.sampled_from(self.teams))
        if self.meetings and _chance(self.draw, 2):
            who = list(self.draw(st.permutations(self.teams)))[: self.draw(st.integers(2, len(self.teams)))]
        elif _chance(self.draw, 5):
            who = [who]
        if self.attributes and _chance(self.draw, 4):
            who = self.tree(lambda: self.draw(st.sampled_from(self.teams)))
        travel = {"travel": self.time()} if _chance(self.draw, 4) else {}
        return {"task": who, "work": self.time(), **travel} | sittings(self) | self.waiting(index, depth)

    def waiting(self, index: int, depth: int) -> Document:
        draw = self.draw
        options: Document = {}
        kind = draw(st.integers(0, 4))
        if kind == 1:
            options["priority"] = draw(st.sampled_from([0, 1, 63]))
        elif kind == 3:
            options["priority"] = self.jumps()
        elif kind == 2 and self.attributes:
            options["priority"] = self.tree(lambda: draw(st.sampled_from([5, 32, 40])))
        if _chance(draw, 3):
            options["patience"] = {"time": self.time(), **self.then(index, depth)}
        if _chance(draw, 4):
            options["queue_limit"] = {"length": draw(st.integers(0, 2)), **self.then(index, depth)}
        if _chance(draw, 3):
            options["reason"] = draw(st.sampled_from(REASONS))
        return options

    def jumps(self) -> Document:
        """A priority that changes while somebody waits, at whole hours, so that it meets grants."""
        draw = self.draw
        waits = draw(st.sampled_from([["1 h"], ["2 h", "5 h"], ["1 h", "2 h", "1 d"]]))
        level = draw(st.sampled_from([0, 20, 32, 63]))
        by = self.tree(lambda: draw(st.sampled_from([5, 32, 40]))) if self.attributes and _chance(draw, 3) else level
        return {"after": {wait: draw(st.sampled_from([0, 16, 31, 50])) for wait in waits[1:]} | {waits[0]: by}} | (
            {"level": draw(st.sampled_from([10, 32]))} if _chance(draw, 2) else {}
        )

    def then(self, index: int, depth: int) -> Document:
        kind = self.draw(st.integers(0, 3))
        if kind == 0 or depth > 1:
            return {}
        if self.beside and kind < 3:
            return {"then": []}
        if kind == 1 and self.pathways[index + 1 :]:
            return {"then": self.draw(st.sampled_from(self.pathways[index + 1 :]))}
        if kind == 2:
            return {"then": [self.named({"leave": self.draw(st.sampled_from(OUTCOMES))})]}
        return {"then": [self.step(index, depth + 1)]}

    def _wait(self, index: int, depth: int) -> Document:
        step = drawn_time.wait(self.draw, self.time)
        if _chance(self.draw, 3):
            step["reason"] = self.draw(st.sampled_from(REASONS))
        return step

    def _choose(self, index: int, depth: int) -> Document:
        first = [self.step(index, depth + 1)] if depth < 2 else None
        if _chance(self.draw, 2):
            return {"choose": [{"when": self.when(), "do": first}, {"do": None}]}
        options: list[Document] = [{"share": self.draw(st.sampled_from([0.3, "50 %"])), "do": first}]
        if self.attributes and _chance(self.draw, 3):
            options[0]["share"] = self.tree(lambda: self.draw(st.sampled_from([0.1, "70 %", 0])))
        if _chance(self.draw, 2) and self.pathways[index + 1 :] and not self.beside:
            options.append({"share": 0.2, "do": self.draw(st.sampled_from(self.pathways[index + 1 :]))})
        uptake = {"key": "policy.tried"} if len(options) == 1 and _chance(self.draw, 3) else {}
        return {"choose": [*options, {"do": None}]} | uptake

    def _message(self, index: int, depth: int) -> Document:
        return message(self)

    def _count(self, index: int, depth: int) -> Document:
        return counted(self)

    def _search(self, index: int, depth: int) -> Document:
        return search(self, index, depth)

    def _mark(self, index: int, depth: int) -> Document:
        self.marked.append(self.draw(st.sampled_from(MARKS)))
        return {"mark": self.marked[-1]}

    def _set(self, index: int, depth: int) -> Document:
        if not self.attributes:
            return self._mark(index, depth)
        names = self.draw(st.permutations(self.attributes))[: self.draw(st.integers(1, len(self.attributes)))]
        return {"set": {name: self.change(name) for name in names}} | self.expires(names)

    def change(self, name: str) -> Any:
        others = [other for other in self.attributes if other != name]
        return LEVELS[name][-1] if _chance(self.draw, 3) else self.shares_of(name, others)

    def _do(self, index: int, depth: int) -> Document:
        later = self.pathways[index + 1 :]
        return {"do": self.draw(st.sampled_from(later))} if later else self._wait(index, depth)

    def time(self) -> Any:
        """A time to draw; half of them whole hours, so that instants coincide."""
        draw = self.draw
        kind = draw(st.integers(0, 7))
        if kind <= 2:
            return draw(_hours(0, 30))
        if kind == 3 and self.attributes:
            return self.scaled(self.tree(lambda: draw(_hours(1, 12)) if _chance(draw, 2) else self.leaf()))
        if kind == 4:
            by = self.tree(self.leaf) if self.attributes and _chance(draw, 2) else self.leaf()
            return self.scaled({"mixture": [{"share": 0.25, "of": draw(_hours(1, 5))}, {"share": 0.75, "of": by}]})
        return self.scaled(self.leaf())

    def scaled(self, spec: Document) -> Document:
        """A distribution, now and then multiplied by a number, which may be by attribute."""
        draw = self.draw
        if _chance(draw, 3):
            spec["times"] = draw(st.sampled_from([0.5, 2]))
            if self.attributes and _chance(draw, 2):
                spec["times"] = self.tree(lambda: draw(st.sampled_from([0.5, 1, 1.5])))
        if _chance(draw, 6):
            spec["truncate"] = draw(st.sampled_from(BOUNDS))
            if not left(spec):
                del spec["truncate"]
        return spec

    def leaf(self) -> Document:
        return dict(self.draw(st.sampled_from(LEAVES)))


BOUNDS: tuple[Document, ...] = ({"high": "8 h"}, {"low": "1 h"}, {"low": "2 h", "high": "30 h"})


def left(spec: Document) -> bool:
    """Whether a truncation leaves enough of a distribution, for people of every kind."""
    return left_of(TypeAdapter(Distribution).validate_python(spec)) > 0.01


LEAVES: tuple[Document, ...] = (
    {"deterministic": "6 h"},
    {"exponential": {"mean": "10 h"}},
    {"gamma": {"mean": "8 h", "cv": 0.6}},
    {"lognormal": {"mean": "1 d", "cv": 1.2}},
    {"lognormal": {"median": "5 h", "mean": "8 h"}},
    {"weibull": {"mean": "7 h", "sd": "9 h"}},
    {"uniform": {"low": "1 h", "high": "9 h"}},
    {"triangular": {"low": "1 h", "mode": "2 h", "high": "9 h"}},
    {"empirical": {"values": ["1 h", "2 h", "2 h", "12 h"]}},
    {"empirical": {"values": ["0 h", "3 h"], "shares": [0.5, 0.5]}},
    {"hyperexponential": {"mean": "9 h", "cv": 2}},
    {"hyperexponential": {"mean": "6 h", "sd": "9 h"}},
    {"hyperexponential": {"means": ["2 h", "20 h"], "shares": [0.8, 0.2]}},
    {"erlang": {"mean": "9 h", "stages": 3}},
    {"truncated_normal": {"mean": "9 h", "sd": "3 h", "low": "2 h", "high": "20 h"}},
    {"truncated_normal": {"centre": "0 h", "spread": "6 h", "low": "0 h", "high": "20 h"}},
    {"beta": {"low": "1 h", "high": "20 h", "mean": "5 h", "sd": "3 h"}},
    {"pert": {"low": "1 h", "mode": "4 h", "high": "12 h"}},
    {"quantiles": {"0 %": "0 h", "50 %": "3 h", "90 %": "10 h", "100 %": "60 h"}},
    {"phase_type": {"start": [0.7, 0.3], "means": ["3 h", "9 h"], "next": [[0, 0.5], [0.2, 0]]}},
    {"coxian": {"means": ["4 h", "12 h"], "onward": [0.3]}},
)


def ends(where: Any) -> Iterator[str]:
    """Every unit that the place of a stay names: one, a list, or either by attribute."""
    if isinstance(where, dict):
        for key, value in where.items():
            yield from ends(value) if key != "by" else ()
    else:
        yield from [where] if isinstance(where, str) else where


@st.composite
def scenarios(draw: Draw) -> Document:
    """A random document in the language of scenarios."""
    document = Writer(draw).document()
    return drawn_census.possible(under_policies(draw, document)) if _chance(draw, 3) else document


SEED = 1
"""One with which every word is drawn among few documents (``test_generator``)."""


def several(number: int) -> list[Document]:
    """So many random documents, the same ones each time."""
    found: list[Document] = []

    @seed(SEED)
    @settings(
        max_examples=number,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(scenarios())
    def gather(document: Document) -> None:
        found.append(document)

    gather()
    return found


def every_step(document: Document) -> list[Document]:
    """Every step of a document, nested ones included."""
    found: list[Document] = []

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            if "name" in part:
                found.append(part)
            for value in part.values():
                walk(value)
        elif isinstance(part, list):
            for value in part:
                walk(value)

    walk(document["pathways"])
    return found


def every_mapping(part: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Document]]:
    """Every mapping of a document with the keys that lead to it."""
    if isinstance(part, dict):
        yield path, part
        for key, value in part.items():
            yield from every_mapping(value, (*path, key))
    elif isinstance(part, list):
        for value in part:
            yield from every_mapping(value, path)


def combinations(document: Document) -> set[str]:
    """Which of the language's words stand inside or beside each other: ``by inside by``, ``mixture with times`` ..."""
    found: set[str] = set()
    for path, part in every_mapping(document):
        if "by" in part:
            found.add(f"{path[0]} by")
            found |= {"by with times"} & {f"by with {key}" for key in part}
            inner = [value for value in part.values() if isinstance(value, dict) and "by" in value]
            found |= {"by inside by", f"{path[0]} by inside by"} if inner else set()
            found |= {"choose.share by"} if path[-2:] == ("choose", "share") else set()
            found |= {"set by table"} if path[-2:-1] == ("set",) else set()
            found |= {"mixture of by"} if path[-2:] == ("mixture", "of") else set()
        if "mixture" in part and "times" in part:
            found.add("mixture with times")
        if isinstance(part.get("set"), dict) and len(part["set"]) > 1:
            found.add("set of several")
        if path[:1] == ("calendars",) and len(path) == 2 and path[1] != "panel" and len(part) > 1:
            found.add("hours of several keys")
    keys = [step["key"] for step in every_step(document) if str(step.get("key", "")).startswith("kept")]
    found |= {"shared key"} if len(set(keys)) < len(keys) else set()
    found |= {"team named like a unit"} if set(document["teams"]) & set(document["units"]) else set()
    found |= {"at with factor"} if any({"at", "factor"} <= set(one) for one in document["arrivals"].values()) else set()
    return found


def features(document: Document) -> set[str]:
    """The words of the language that a document uses, as paths without names: ``stay.patience.then`` and so on."""
    found: set[str] = set()
    for step in every_step(document):
        kind = next(word for word in STEP_KINDS if word in step)
        for key, value in step.items():
            if key in ("name", "note"):
                continue
            found.add(kind if key == kind else f"{kind}.{key}")
            found |= {f"{kind}.{key}.{inner}" for inner in (value if isinstance(value, dict) else {}) if inner in WORDS}
            if isinstance(value, list) and key == "stay":
                found.add("stay.list")
    found |= set().union(*(uptakes(step) for step in every_step(document)))
    found |= {f"when.{word}" for path, part in every_mapping(document) if path[-1:] == ("when",) for word in part}
    for source in document["arrivals"].values():
        found |= {f"arrivals.{key}" for key in source}
        found |= {f"arrivals.schedule.{key}" for key in source.get("schedule", {}) if key == "holidays"}
    for team in document["teams"].values():
        found.add("team.hours" if "hours" in team else "team.always")
        found |= {f"hours.{key}" for key in team.get("hours", {}) if key in ("holidays", "except")}
    start = document["run"].get("start", "empty")
    found.add(f"start.{start if isinstance(start, str) else 'census' if 'census' in start else 'shares'}")
    found |= drawn_capacity.words(document) | drawn_census.words(document)
    found |= {key for key in ("intervals", "groups", "follow") if document.get(key)}
    found |= {f"follow.{key}" for one in document.get("follow", {}).values() for key in one}
    found |= {f"intervals.{key}" for interval in document.get("intervals", {}).values() for key in interval}
    return found


def follow_people(drawing: Any, document: Document, marks: list[str]) -> None:
    """People followed after a mark or a discharge, for times that do and do not fit into the run, with their wishes."""
    draw = drawing.draw
    settings = ("home", "care-home", "hospital", "rehabilitation")
    shares = dict(zip(settings, (0.4, 0.3, 0.2, 0.1), strict=True))
    document["attributes"]["wants"] = {"shares": shares}
    times = st.sampled_from((["1 d"], ["12 h", "3 d"], ["2 d", "30 min", "40 d"]))
    document["follow"] = {"out": {"after": "discharge", "for": draw(times), "usual": "wants"}}
    for mark in marks[:2]:
        document["follow"][f"after-{mark}"] = {"after": mark, "for": draw(times)}
        if _chance(draw, 2):
            document["follow"][f"after-{mark}"]["wish"] = "wants"


def uptakes(step: Document) -> set[str]:
    """What a policy's own choice says: ``uptake by team``, ``uptake.from`` ..."""
    if not str(step.get("key")).startswith("policy."):
        return set()
    said = step.get("uptake", {})
    by = said.get("by", "person")
    by = by if by in ("person", "unit", "team") else "attribute"
    of = " where the person is" if by == "unit" and "of" not in said else ""
    return {"choose.uptake", f"uptake by {by}{of}"} | {f"uptake.{key}" for key in ("from", "ramp") if key in said}


WORDS = {
    "by", "else", "mixture", "times", "after", "level", "then", "time", "length", "deterministic", "exponential",
    "gamma", "lognormal", "weibull", "uniform", "triangular", "empirical", "until", "if_open",
    "hyperexponential", "erlang", "truncated_normal", "beta", "pert",
    "quantiles", "phase_type", "coxian", "truncate",
}  # fmt: skip

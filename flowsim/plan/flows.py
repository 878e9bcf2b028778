"""How many people a day pass each step, worked out from the shares alone, and what that asks of units and teams.

Flows are followed for every combination of the attributes that matter, and summed over loops. Where there would be many
combinations, an attribute on which nothing depends any more is forgotten on the way. Flows leave out what waiting does:
nobody's patience runs out, nobody is turned away, no attribute goes out of date, and a test on the state comes out as
where nobody waits, nothing is taken and no time has passed. A stay with a list of units counts at the first of its list
up to that unit's places; what is more goes to the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from flowsim.plan import tables
from flowsim.plan.capacity import mean_open
from flowsim.plan.coming import arriving
from flowsim.plan.conditions import hold_at_first
from flowsim.plan.crowds import Combinations, Crowd, Packing, gathered, nobody, together
from flowsim.plan.lengths import acceptance, lengths, spread
from flowsim.plan.loops import in_turn
from flowsim.plan.means import means, shares
from flowsim.plan.reads import attributes_of, mattering, read_later
from flowsim.plan.searches import accepted
from flowsim.plan.tables import Plan
from flowsim.plan.uptake import in_force
from flowsim.plan.walked import Walked

MANY = 50_000
"""From so many combinations on, attributes are forgotten that nothing depends on any more."""

MOST_COMBINATIONS = 200_000
"""With more combinations than this at one step flows are not worked out."""

MOST_SWEEPS = 1_000
"""Rounds of following before a loop is given up as one that may never end."""

MOST_PARTS = 32
"""So many crowds wait at one place to be added up at once."""

STEADY = 1e-13
"""A loop is summed to its end when the share that goes round once more changes by no more than this."""


@dataclass(frozen=True, slots=True, eq=False)
class Flows:
    """Expected flows and what they ask for.

    Attributes:
        packing: how combinations of codes are packed.
        matters: [attributes] which attributes are followed at all.
        followed: [N, attributes] which of them are followed up to each step; the code of the others is 0.
        through: [N] people a tick who begin each step, by combination.
        content: [resources] units: mean people holding a place if nobody ever waited for a next place or worker;
            teams: mean workers busy, over all time. Working time is spread over the week evenly. Infinite for what
            people never stop asking for. Steps that run beside count for teams and funds only. In units counted in
            hours, quanta of care. Funds: pence a tick asked of them, under the first of a list.
        amounts: [resources] the amount that a person holds in the mean: 1 but in units counted in hours.
        demand: [resources] people a tick who ask for a place or worker.
        out: [resources] people a tick who leave each unit.
        joins: [resources] whether people in a unit wait for what runs beside, longer than the flows know.
        spills: [resources] whether a unit is the choice before others in a list and passes on what it has no room for.
        present: mean people in each stay, by combination, by (step, unit).
        complete: False if some people never stop going round.
    """

    packing: Packing
    matters: np.ndarray
    followed: np.ndarray
    through: list[Crowd]
    content: np.ndarray
    amounts: np.ndarray
    demand: np.ndarray
    out: np.ndarray
    joins: np.ndarray
    spills: np.ndarray
    present: dict[tuple[int, int], Crowd]
    complete: bool

    def combinations(self, row: int) -> Combinations:
        """The combinations that begin a step."""
        return Combinations(self.packing, self.through[row].at)

    def reached(self) -> np.ndarray:
        """[N] whether anybody begins each step."""
        return np.array([crowd.sum() > 0 for crowd in self.through], dtype=bool)


class TooMany(Exception):
    """There are more combinations than can be followed."""


def _walk(plan: Plan, every_attribute: bool, at_start: bool) -> Walk | None:
    matters = np.ones(len(plan.attributes), bool) if every_attribute else mattering(plan)
    try:
        walk = Walk(plan, matters, followed(plan, matters), at_start)
        walk.follow()
    except TooMany:
        return None
    return walk


def work_out(
    plan: Plan, every_attribute: bool = False, at_start: bool = False, walked: Walked | None = None
) -> Flows | None:
    """The flows of a plan; ``None`` if there are too many combinations of attributes to follow.

    Args:
        plan: what to follow.
        every_attribute: follow all attributes, not just those that matter to a way, a time, an order or a group.
        at_start: with policies as far as they are in force at time 0, not on average over the window.
        walked: walks to take over, and to which a new one is added.
    """
    walk = (walked or Walked()).walk(plan, (every_attribute, at_start), lambda: _walk(plan, every_attribute, at_start))
    return walk.flows(plan) if walk else None


def followed(plan: Plan, matters: np.ndarray) -> np.ndarray:
    """[N, attributes] which of the attributes that matter are followed up to each step."""
    everywhere = np.broadcast_to(matters, (len(plan.steps), len(matters)))
    if Packing(np.where(matters, plan.attributes["levels"], 1)).combinations <= MANY:
        return everywhere
    return everywhere & read_later(plan)


class Walk:
    """Follows people through (step, unit), by combination of attributes."""

    def __init__(self, plan: Plan, matters: np.ndarray, followed: np.ndarray, at_start: bool) -> None:
        self.plan, self.matters, self.followed = plan, matters, followed
        self.between = (0, 0) if at_start else (plan.window_from, plan.window_to)
        self.packing = Packing(np.where(matters, plan.attributes["levels"], 1))
        self.steps = [tuple(row) for row in plan.steps.tolist()]
        self.wanted = plan.wanted.tolist()
        self.tests = hold_at_first(plan).tolist()
        resources = len(plan.resources)
        self.parts: dict[int, list[Crowd]] = {}  # of `through`, added up at the end
        self.through: list[Crowd] = []
        self.content, self.demand, self.out = np.zeros(resources), np.zeros(resources), np.zeros(resources)
        self.given, self.spent = np.zeros(resources), np.zeros(resources)
        self.joins = np.zeros(resources, bool)
        self.pending: dict[tuple[int, int], list[Crowd]] = {}
        self.stays: dict[tuple[int, int], list[Crowd]] = {}  # of `present`
        self.present: dict[tuple[int, int], Crowd] = {}
        self.listed: dict[tuple[int, ...], float] = {}
        self.shared: set[int] = set()
        self.endless: list[tuple[int, int]] = []

    def follow(self) -> None:
        """Let everybody in, then push on; what goes round in loops is summed to its end as a geometric series."""
        for index in range(len(self.plan.sources)):
            self._enter(index)
        order = self._order()
        place = {node: number for number, node in enumerate(order)}
        for group in in_turn([[place[there] for there in self._exits(*node)] for node in order]):
            self._around([order[number] for number in group])
        for row, unit in self.endless:
            self._never_ends(row, unit)
        self.through = [together(self.parts.pop(row, [])) for row in range(len(self.plan.steps))]
        self.present = {node: together(self.stays.pop(node)) for node in list(self.stays)}

    def flows(self, plan: Plan) -> Flows:
        """The flows of a plan, this one or another in which people go the same ways.

        Only what first choices have no room for depends on how much there is.
        """
        amounts = np.divide(self.given, self.spent, out=np.ones(len(self.given)), where=self.spent > 0)
        content = self.content * amounts
        spills = self._spill(plan, content)
        return Flows(
            self.packing, self.matters, self.followed, self.through, content, amounts, self.demand, self.out,
            self.joins, spills, self.present, not self.endless,
        )  # fmt: skip

    def _around(self, loop: list[tuple[int, int]]) -> None:
        """Push on what has come to nodes that lead to each other, until nobody is left there."""
        if len(loop) == 1 and loop[0] not in self._exits(*loop[0]):
            self._sweep(loop)
            return
        before, share = self._still_going(loop), nobody()
        for _ in range(MOST_SWEEPS):
            self._sweep(loop)
            now = self._still_going(loop)
            if not now.sum():
                return
            last, share = share, Crowd(before.at, now.of(before.at) / before.people)
            before = now
            if _steady(last, share):
                for node in self.pending.keys() & set(loop):
                    people = together(self.pending[node])
                    self.pending[node] = [people.times(1.0 / (1.0 - share.of(people.at)))]
                self._sweep(loop)
                for node in self.pending.keys() & set(loop):
                    del self.pending[node]
                return
        self.endless += [node for node in loop if self.pending.pop(node, None)]

    def _sweep(self, loop: list[tuple[int, int]]) -> None:
        """One round: every node passes on what has come to it so far."""
        for node in loop:
            if node in self.pending:
                self._pass(*node, together(self.pending.pop(node)))

    def _still_going(self, loop: list[tuple[int, int]]) -> Crowd:
        """People a tick who have not left a loop."""
        return together([together(self.pending[node]) for node in loop if node in self.pending])

    def _never_ends(self, row: int, unit: int) -> None:
        """Whatever is asked for in a loop without a way out is asked for without end."""
        seen: set[tuple[int, int]] = set()
        stack = [(row, unit)]
        while stack:
            node = stack.pop()
            if node in seen:
                continue
            seen.add(node)
            step = self.plan.steps[node[0]]
            if step["kind"] in (tables.STAY, tables.WAIT, tables.TASK):
                self.content[self._there(*node)] = np.inf
            if step["kind"] == tables.TASK:
                self.content[self.wanted[step["first"] : step["first"] + step["count"]]] = np.inf
            if step["kind"] == tables.PAY:
                self.content[self.wanted[step["first"]]] = np.inf
            stack += self._exits(*node)

    def _spill(self, plan: Plan, content: np.ndarray) -> np.ndarray:
        """Pass on what the first units of lists have no room for; which units did so."""
        spills = np.zeros(len(plan.resources), bool)
        spills[list(self.shared)] = True
        for units, listed in sorted(self.listed.items()):
            for unit, onward in pairwise(units):
                excess = min(listed, content[unit] - mean_open(plan, unit))
                if not 0 < excess < np.inf:
                    break
                spills[unit] = True
                content[unit] -= excess
                content[onward] += excess
                listed = excess
        return spills

    def _enter(self, index: int) -> None:
        """A source's people, spread over combinations by their attributes' shares."""
        source = self.plan.sources[index]
        if source["kind"] in tables.IN_PLACE:
            return
        crowd = Crowd(np.zeros(1, np.int64), np.full(1, arriving(self.plan, source)))
        drawn = np.where(self.plan.presets[index] >= 0, self.plan.presets[index], self.plan.attributes["shares"])
        still = self.followed[source["entry"]].copy()  # what is followed from the first step on, or read by one to come
        read = [sorted(attributes_of(self.plan, [row])) for row in drawn.tolist()]
        for attribute in np.flatnonzero(self.matters):
            levels = int(self.plan.attributes[attribute]["levels"])
            table = shares(self.plan, int(drawn[attribute]), Combinations(self.packing, crowd.at), levels)
            crowd = self._few(self.packing.spread(crowd, int(attribute), table))
            later = still.copy()
            later[sorted({one for others in read[attribute + 1 :] for one in others})] = True
            crowd = self._without(crowd, np.flatnonzero(self.matters & ~later))
        entry = int(source["entry"])
        crowd = self._without(crowd, np.flatnonzero(self.matters & ~self.followed[entry]))
        self._send(entry, entry, tables.COMMUNITY_UNIT, crowd)

    def _without(self, crowd: Crowd, attributes: np.ndarray) -> Crowd:
        return gathered(self.packing.without(crowd.at, attributes), crowd.people) if len(attributes) else crowd

    def _few(self, crowd: Crowd) -> Crowd:
        if len(crowd.at) > MOST_COMBINATIONS:
            raise TooMany
        return crowd

    def _send(self, number: int, row: int, unit: int, people: Crowd) -> None:
        """Let people wait to be passed on, who come from one step to another."""
        if not people.sum():
            return
        people = self._without(people, self._forgotten_between(number, row))
        _add(self.pending.setdefault((row, unit), []), people)

    def _forgotten_between(self, number: int, row: int) -> np.ndarray:
        """The attributes that are followed up to one step, or set by it, and not up to the next."""
        known = self.followed[number].copy()
        if self.plan.steps[number]["kind"] == tables.SET:
            known[int(self.plan.steps[number]["target"])] = True
        return np.flatnonzero(self.matters & known & ~self.followed[row])

    def _exits(self, number: int, unit: int) -> list[tuple[int, int]]:
        """Where the walk can go from here, whatever the shares."""
        step = self.plan.steps[number]
        if step["kind"] in (tables.LEAVE, tables.FINISH):
            return []
        if step["kind"] == tables.RETURN:
            return [(int(self.plan.options[step["first"]]), tables.COMMUNITY_UNIT)]
        if step["kind"] == tables.MEANWHILE:
            return [(int(self.plan.options[step["first"]]), unit), (int(step["next"]), unit)]
        if step["kind"] in (tables.CHOOSE, tables.TEST, tables.SEARCH):
            options = self.plan.options[step["first"] : step["first"] + step["count"]]
            return [(int(option), unit) for option in options]
        return [(int(step["next"]), self._there(number, unit))]

    def _there(self, number: int, unit: int) -> int:
        step = self.plan.steps[number]
        if step["kind"] != tables.STAY:
            return unit
        wanted = self.wanted[step["first"] : step["first"] + step["count"]]
        return unit if unit in wanted else wanted[0]

    def _order(self) -> list[tuple[int, int]]:
        """Every node within reach, each before those it leads to (but for loops)."""
        finished: list[tuple[int, int]] = []
        seen: set[tuple[int, int]] = set()
        for root in self.pending:
            if root in seen:
                continue
            seen.add(root)
            work = [(root, iter(self._exits(*root)))]
            while work:
                node, exits = work[-1]
                onward = next((other for other in exits if other not in seen), None)
                if onward is None:
                    finished.append(node)
                    work.pop()
                else:
                    seen.add(onward)
                    work.append((onward, iter(self._exits(*onward))))
        return finished[::-1]

    def _pass(self, number: int, unit: int, people: Crowd) -> None:
        step = self.plan.steps[number]
        _add(self.parts.setdefault(number, []), people)
        kind = step["kind"]
        if kind in (tables.LEAVE, tables.RETURN):
            self.out[unit] += people.sum()
            for row, there in self._exits(number, unit):
                self._send(number, row, there, people)
        elif kind == tables.CHOOSE:
            self._choose(number, unit, people)
        elif kind == tables.SEARCH:
            self._hold(number, unit, people)
            self._choose(number, unit, people)
        elif kind == tables.TEST:
            self._send(
                number, int(self.plan.options[step["first"] + int(not self.tests[step["target"]])]), unit, people
            )
        elif kind == tables.SET:
            self._send(number, int(step["next"]), unit, self._set(number, people))
        elif kind == tables.MEANWHILE:
            for row, _ in self._exits(number, unit):
                self._send(number, row, unit, people)
        elif kind != tables.FINISH:
            self.joins[unit] |= kind == tables.MEET and step["branch"] < 0
            self._hold(number, unit, people)
            self._send(number, int(step["next"]), self._there(number, unit), people)

    def _choose(self, number: int, unit: int, people: Crowd) -> None:
        step = self.plan.steps[number]
        table = self._table(number, int(step["count"]), people)
        for index, option in enumerate(self.plan.options[step["first"] : step["first"] + step["count"]]):
            self._send(number, int(option), unit, people.times(table[:, index]))

    def _table(self, number: int, options: int, people: Crowd) -> np.ndarray:
        combinations = Combinations(self.packing, people.at)
        if self.plan.steps[number]["kind"] == tables.SEARCH:
            return accepted(self.plan, number, acceptance(self.plan, number, combinations))
        found = shares(self.plan, int(self.plan.steps[number]["time"]), combinations, options)
        uptake = int(self.plan.steps[number]["uptake"])
        if uptake >= 0:
            how = self.plan.uptakes[uptake]
            found[:, 0] *= in_force(int(how["start"]), int(how["ramp"]), *self.between)
            found[:, 1] = 1.0 - found[:, 0]
        return found

    def _set(self, number: int, people: Crowd) -> Crowd:
        attribute = int(self.plan.steps[number]["target"])
        if not self.matters[attribute]:
            return people
        levels = int(self.plan.attributes[attribute]["levels"])
        return self._few(self.packing.spread(people, attribute, self._table(number, levels, people)))

    def _hold(self, number: int, unit: int, people: Crowd) -> None:
        """Book what this step asks of the unit held, the unit moved to, or the team."""
        step = self.plan.steps[number]
        if step["kind"] in (tables.MARK, tables.ACT, tables.MEET, tables.RESERVE, tables.RELEASE):
            return
        if step["kind"] == tables.PAY:
            self._pay(number, people)
            return
        held = people.times(lengths(self.plan, number, Combinations(self.packing, people.at)))
        time = held.sum()
        main = step["branch"] < 0  # what runs beside holds no place
        there = self._there(number, unit)
        if step["kind"] == tables.TASK:
            teams = self.wanted[step["first"] : step["first"] + step["count"]]
            for team in teams:
                self.content[team] += time
                self.demand[team] += people.sum()
            calendar = step["calendar"] if len(teams) > 1 else self.plan.resources[teams[0]]["calendar"]
            self.content[unit] += time * spread(self.plan, int(calendar)) if main else 0.0
        elif step["kind"] in (tables.WAIT, tables.SEARCH):
            self.content[unit] += time if main else 0.0
        elif step["kind"] == tables.TRANSFER:
            self._transfer(unit, self.wanted[step["first"] : step["first"] + step["count"]], time)
        else:
            self.content[there] += time
            self._count_amount(number, there, held)
            _add(self.stays.setdefault((number, there), []), held)
            wanted = tuple(self.wanted[step["first"] : step["first"] + step["count"]])
            if len(wanted) > 1 and wanted[0] == there:
                self.listed[wanted] = self.listed.get(wanted, 0.0) + time
            if there != unit:
                self.demand[there] += people.sum()
                self.out[unit] += people.sum()

    def _pay(self, number: int, people: Crowd) -> None:
        """Book what this step asks of a fund, the first of a list, which passes on what it cannot pay."""
        step = self.plan.steps[number]
        fund = self.wanted[step["first"]]
        self.demand[fund] += people.sum()
        self.content[fund] += people.times(
            means(self.plan, int(step["amount"]), Combinations(self.packing, people.at))
        ).sum()
        self.shared.update(self.wanted[step["first"] : step["first"] + step["count"] - 1])

    def _transfer(self, unit: int, wanted: list[int], time: float) -> None:
        """On the way both places are taken: that of the unit held and that of the unit moved to."""
        if unit not in wanted:
            self.content[unit] += time
            self.content[wanted[0]] += time

    def _count_amount(self, number: int, unit: int, held: Crowd) -> None:
        """Person-time of a stay, and the same times the amount asked for; waits and tasks take the mean of these."""
        amount, quantum = int(self.plan.steps[number]["amount"]), float(self.plan.resources[unit]["quantum"])
        if amount >= 0 and quantum > 0:
            self.spent[unit] += held.sum()
            combinations = Combinations(self.packing, held.at)
            asked = np.maximum(1.0, means(self.plan, amount, combinations) / quantum)
            self.given[unit] += held.times(self._tapered(number, asked, lengths(self.plan, number, combinations))).sum()

    def _tapered(self, number: int, asked: np.ndarray, lasts: np.ndarray) -> np.ndarray:
        """[K] amount in the mean over a stay of mean length, in which it falls as the tapers say."""
        step, length = self.plan.steps[number], np.maximum(lasts, 1.0)
        mean, now = asked.copy(), asked
        for after, amount in self.plan.tapers[step["tapers"] : step["tapers"] + step["taper_count"]].tolist():
            less = np.minimum(now, float(amount))
            mean -= (now - less) * np.maximum(0.0, 1.0 - after / length)
            now = less
        return mean


def _add(parts: list[Crowd], crowd: Crowd) -> None:
    """One crowd more, added up with the others when there are many: most are few, and a loop can bring thousands."""
    parts.append(crowd)
    if len(parts) == MOST_PARTS:
        parts[:] = [together(parts)]


def _steady(last: Crowd, share: Crowd) -> bool:
    """Whether the shares that go round once more, by combination, are those of the round before, and below 1."""
    change = together([share, last.times(-1.0)])
    return bool(np.abs(change.people).max() <= STEADY and share.people.max() < 1.0 - STEADY)


def load(plan: Plan, flows: Flows, resource: int) -> float:
    """Offered load over capacity: 1 or more means that what comes is more than can be served."""
    places = int(plan.resources[resource]["places"])
    if places >= tables.UNLIMITED:
        return 0.0
    asked, there = float(flows.content[resource]), mean_open(plan, resource)
    if there == 0:
        return float("inf") if asked > 0 else 0.0
    return asked / there

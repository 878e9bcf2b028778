"""What flows leave out since it depends on how long people wait: risks, what goes out of date, steps that run beside.

For which units, teams and funds that makes a difference, and in which direction, is found by walking the plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from flowsim.plan import tables
from flowsim.plan.flows import Flows, Walk
from flowsim.plan.reads import attributes_of
from flowsim.plan.risks import EFFECT
from flowsim.plan.tables import Plan

EXACT, AT_LEAST, AT_MOST, EITHER_WAY, UNKNOWN = "", "at least", "at most", "less or more", "unknown"
"""What people would ask for if nobody waited, beside what flows say; unknown where only what they leave out leads."""

Node = tuple[int, int]
"""A row of the plan and the unit held there."""

_DECIDING = (tables.CHOOSE, tables.SEARCH, tables.SET)
"""Kinds of step at which an attribute decides what comes later; at others only how long they take or what they ask."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Where flows leave something out.

    Attributes:
        bounds: [resources] what would be there, beside what flows say.
        rows: the rows to which only what they leave out leads.
    """

    bounds: tuple[str, ...]
    rows: frozenset[int]


def left_out(plan: Plan) -> Iterator[str]:
    """What happens at times that depend on how long people wait, and so is in no flow, in words."""
    if len(plan.risks):
        yield "what follows from risks"
    if len(plan.expiries):
        yield "what follows when something goes out of date"
    if (plan.steps["kind"] == tables.MEET).any():
        yield "how long people wait for what runs beside"


def missing(plan: Plan, flows: Flows) -> Missing:
    """Where more come, or stay longer, than the flows say, where fewer, and where only what they leave out leads."""
    ways = _Ways(plan, flows)
    known = ways.followed_nodes()
    ended = [node for node in known if ways.thens(node)]
    own, onward = ways.altered(known)
    less = ways.from_nodes([*ended, *onward], ways.reached)
    more = ways.from_nodes([*(then for node in ended for then in ways.thens(node)), *onward])
    fewer, others = ways.asked(less | own), ways.asked(more | own)
    bounds = tuple(
        _bound(flows, resource, resource in others, resource in fewer) for resource in range(len(plan.resources))
    )
    return Missing(bounds, frozenset(row for row, _ in more if not ways.reached[row]))


def _bound(flows: Flows, resource: int, more: bool, less: bool) -> str:
    if more and not flows.content[resource] and not flows.demand[resource]:
        return UNKNOWN
    more |= bool(flows.joins[resource])
    if not flows.content[resource] or not (more or less):
        return EXACT
    return EITHER_WAY if more and less else AT_LEAST if more else AT_MOST


class _Ways(Walk):
    """Where people can come to, and by what that flows leave out."""

    def __init__(self, plan: Plan, flows: Flows) -> None:
        super().__init__(plan, flows.matters, flows.followed, False)
        self.reached = flows.reached()
        effects = plan.steps[(plan.steps["branch"] == EFFECT) & (plan.steps["kind"] == tables.SET)]
        self.changing = set(effects["target"].tolist())

    def followed_nodes(self) -> set[Node]:
        """Where flows come to."""
        sources = self.plan.sources[~np.isin(self.plan.sources["kind"], tables.IN_PLACE)]
        return self.from_nodes([(row, tables.COMMUNITY_UNIT) for row in sources["entry"].tolist()], self.reached)

    def from_nodes(self, starts: Iterable[Node], among: np.ndarray | None = None) -> set[Node]:
        """Where people come to from some nodes on: among some rows, or else wherever risks lead too."""
        seen: set[Node] = set()
        stack = list(starts)
        while stack:
            node = stack.pop()
            if node in seen or not (among is None or among[node[0]]):
                continue
            seen.add(node)
            stack += self._exits(*node)
            stack += self.thens(node) if among is None else []
        return seen

    def thens(self, node: Node) -> list[Node]:
        """Where the risks of a step lead that can break it off."""
        step = self.plan.steps[node[0]]
        risks = self.plan.risks[step["risks"] : step["risks"] + step["risk_count"]]
        happen = risks["then"][(risks["interrupts"] > 0) & (risks["rate"] > 0)]
        return [(row, self._there(*node)) for row in happen.tolist()]

    def altered(self, nodes: set[Node]) -> tuple[set[Node], set[Node]]:
        """The nodes at which something goes by an attribute that may change of itself: at them, or behind them too."""
        by_it = {row for row in {row for row, _ in nodes} if self._reads(row) & self.changing}
        found = {node for node in nodes if node[0] in by_it}
        onward = {node for node in found if self.plan.steps[node[0]]["kind"] in _DECIDING}
        return found - onward, onward

    def _reads(self, row: int) -> set[int]:
        """The attributes that say where somebody goes from a step, how long it takes, or how much it asks for."""
        return attributes_of(self.plan, [int(self.plan.steps[row][name]) for name in ("time", "amount", "travel")])

    def asked(self, nodes: set[Node]) -> set[int]:
        """The units held, teams and funds of some nodes."""
        return {resource for node in nodes for resource in self._asked(*node)}

    def _asked(self, number: int, unit: int) -> list[int]:
        step = self.plan.steps[number]
        wanted = self.wanted[step["first"] : step["first"] + step["count"]]
        held = [unit] if step["branch"] < 0 else []
        if step["kind"] == tables.STAY:
            return [self._there(number, unit)]
        if step["kind"] == tables.TASK:
            return wanted + held
        if step["kind"] in (tables.WAIT, tables.SEARCH):
            return held
        if step["kind"] == tables.TRANSFER:
            return [unit, wanted[0]]
        kept = step["kind"] == tables.RESERVE and self.plan.resources[wanted[0]]["money"]
        return wanted[:1] if step["kind"] == tables.PAY or kept else []

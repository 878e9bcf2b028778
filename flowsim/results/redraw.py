"""Draws made again: what a person of a replication drew is a function of who they are and what for.

The recount and the checks use this where the log does not say: attributes on arrival, lengths, patience. It
follows the engine's RULES.md and shares only the generator and the samplers with the engines.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from flowsim.engine.amounts import quanta
from flowsim.plan.tables import CENSUS, FILLED, LISTED, Plan
from flowsim.random.functions import log
from flowsim.random.samplers import constant, sample, ticks
from flowsim.random.streams import uniform

_NOTHING_DRAWN = 0.5


@dataclass(frozen=True)
class Draws:
    """The draws of one replication of a plan."""

    plan: Plan
    seed: int
    number: int

    @cached_property
    def _bits(self) -> int:
        """The seed as compiled code takes it: the same 64 bits, signed."""
        return int(np.uint64(self.seed).astype(np.int64))

    def uniform(self, code: int, index: int, purpose: int) -> float:
        """The uniform number of a draw that is no person's, such as who is sick in a shift."""
        return float(uniform(self._bits, self.number, code, index, purpose, 0))

    def codes(self, source: int, index: int) -> np.ndarray:
        """[attributes] the codes of a person on arrival."""
        plan = self.plan
        given = self._given(source, index)
        codes = np.zeros(len(plan.attributes), np.int32)
        for row, attribute in enumerate(plan.attributes):
            if given is not None and given[row] >= 0:
                codes[row] = given[row]
                continue
            preset = int(plan.presets[source, row])
            shares = preset if preset >= 0 else int(attribute["shares"])
            purpose = int(attribute["purpose"])
            codes[row] = int(self._value(shares, True, purpose, source, index, codes, 0))
        return codes

    def whole(self, row: int, source: int, index: int, codes: np.ndarray, occurrence: int) -> int:
        """The option or level that a step's ``time`` gives."""
        step = self.plan.steps[row]
        drawn = self._value(step["time"], step["draws"], step["purpose"], source, index, codes, occurrence)
        return int(drawn)

    def reached(self, row: int, source: int, index: int, codes: np.ndarray, unit: int, now: int) -> bool:
        """Whether a policy reaches a person, decided at this choice of the policy's, in this unit at this instant."""
        plan = self.plan
        uptake = plan.uptakes[plan.steps["uptake"][row]]
        which = 0 if uptake["own"] else unit
        if uptake["subject"] >= 0:
            which = int(self._value(uptake["subject"], False, 0, source, index, codes, 0))
        purpose = int(plan.uptake_purposes[uptake["first"] + which])
        key = (int(plan.sources["code"][source]), int(index)) if uptake["own"] else (0, 0)
        u = float(uniform(self._bits, self.number, *key, purpose, 0))
        share = self._value(uptake["share"], False, 0, source, index, codes, 0)
        since, ramp = now - int(uptake["start"]), int(uptake["ramp"])
        return since >= 0 and u < (share if since >= ramp else share * (since / ramp))

    def length(self, row: int, source: int, index: int, codes: np.ndarray, occurrence: int) -> int:
        """Ticks of a stay, task or wait."""
        step = self.plan.steps[row]
        if step["time"] < 0:
            return 0
        drawn = self._value(step["time"], step["draws"], step["purpose"], source, index, codes, occurrence)
        return int(ticks(drawn))

    def lasts(self, expiry: int, source: int, index: int, codes: np.ndarray, occurrence: int) -> int:
        """Ticks until what a step sets goes out of date, in a row of expiries."""
        row, drawn, purpose, _ = self.plan.expiries[expiry].tolist()
        return int(ticks(self._value(row, drawn, purpose, source, index, codes, occurrence)))

    def threshold(self, risk: int, source: int, index: int, occurrence: int) -> float:
        """What a risk uses up before it happens, in a row of risks: an Exp(1) draw."""
        purpose = int(self.plan.risks["purpose"][risk])
        return -float(log(self._uniform(source, index, purpose, occurrence)))

    def factor(self, row: int, source: int, index: int, codes: np.ndarray) -> float:
        """The number that a row of distributions gives; it draws nothing."""
        return self._value(row, False, 0, source, index, codes, 0)

    def amount(self, row: int, source: int, index: int, codes: np.ndarray, occurrence: int) -> int:
        """How much of a unit the stay at a row is of, in the unit's quanta."""
        step = self.plan.steps[row]
        quantum = int(self.plan.resources["quantum"][self.plan.wanted[step["first"]]])
        purpose, drawn = step["amount_purpose"], step["amount_draws"]
        hours = self._value(step["amount"], drawn, purpose, source, index, codes, occurrence)
        return int(quanta(hours, quantum))

    def remaining(self, row: int, source: int, index: int, codes: np.ndarray, occurrence: int) -> int:
        """Ticks that remain of a stay or wait under way at the start."""
        step = self.plan.steps[row]
        if (found := self.found(source, index)) is not None:
            if found["time"] < 0:
                return 0
            whole = self._value(found["time"], True, step["purpose"], source, index, codes, occurrence)
            return max(0, int(ticks(whole)) - int(found["spent"]))
        if step["remaining"] < 0:
            return 0
        return int(ticks(self._value(step["remaining"], True, step["purpose"], source, index, codes, occurrence)))

    def travel(self, row: int, source: int, index: int, codes: np.ndarray, occurrence: int) -> int:
        """Ticks of the way to a task and back; 0 without one."""
        step = self.plan.steps[row]
        if not self.plan.travels or step["travel"] < 0:
            return 0
        purpose, drawn = step["travel_purpose"], step["travel_draws"]
        return int(ticks(self._value(step["travel"], drawn, purpose, source, index, codes, occurrence)))

    def patience(self, row: int, source: int, index: int, codes: np.ndarray, occurrence: int) -> int | None:
        """Longest wait in ticks; ``None`` where it is endless."""
        step = self.plan.steps[row]
        if step["patience"] < 0:
            return None
        purpose, drawn = step["patience_purpose"], step["patience_draws"]
        return int(ticks(self._value(step["patience"], drawn, purpose, source, index, codes, occurrence)))

    def patience_left(self, row: int, source: int, index: int, codes: np.ndarray, occurrence: int) -> int | None:
        """Longest wait in ticks of somebody found waiting by a census, given their wait so far; ``None``: endless."""
        found = self.found(source, index)
        if found is None or found["patience"] < 0:
            return None
        purpose = int(self.plan.steps["patience_purpose"][row])
        return int(ticks(self._value(found["patience"], True, purpose, source, index, codes, occurrence)))

    def found(self, source: int, index: int) -> np.void | None:
        """What a census says of a person; None of anybody else."""
        record = self.plan.sources[source]
        return self.plan.census[record["first"] + index] if record["kind"] == CENSUS else None

    def level(self, row: int, source: int, index: int, codes: np.ndarray) -> int:
        """The priority level that a row of distributions gives; it draws nothing."""
        return int(self._value(row, False, 0, source, index, codes, 0))

    def payer(self, unit: int, codes: np.ndarray) -> int:
        """Who pays for a place of a unit that a person with such codes has."""
        resource = self.plan.resources[unit]
        if resource["payers"] < 0:
            return int(resource["payer"])
        return int(constant(self.plan.distributions, self.plan.children, int(resource["payers"]), codes))

    def accepts(self, search: int, source: int, index: int, codes: np.ndarray, occurrence: int) -> bool:
        """Whether a provider accepts, in a row of searches."""
        asked = self.plan.searches[search]
        drawn = self._value(
            asked["accept"], asked["accept_draws"], asked["accept_purpose"], source, index, codes, occurrence
        )
        return int(drawn) == 0

    def _value(
        self, row: int, drawn: bool, purpose: int, source: int, index: int, codes: np.ndarray, occurrence: int
    ) -> float:
        plan = self.plan
        u = self._uniform(source, index, int(purpose), occurrence) if drawn else _NOTHING_DRAWN
        return float(sample(plan.distributions, plan.values, plan.children, int(row), codes, u))

    def _uniform(self, source: int, index: int, purpose: int, occurrence: int = 0) -> float:
        code = int(self.plan.sources["code"][source])
        return float(uniform(self._bits, self.number, code, int(index), purpose, occurrence))

    def _given(self, source: int, index: int) -> np.ndarray | None:
        """Codes that go with the way in which a person is in place at the start; -1 is drawn as usual."""
        record = self.plan.sources[source]
        if record["kind"] == LISTED:
            people = self.plan.listed[record["first"] : record["first"] + record["count"]]
            levels = int(people["levels"][np.argmax(people["index"] == index)])
            return self.plan.fill_levels[levels] if levels >= 0 else None
        if record["kind"] == CENSUS:
            return self.plan.fill_levels[self.plan.census["levels"][record["first"] + index]]
        if record["kind"] != FILLED:
            return None
        ways = self.plan.fill[record["first"] : record["first"] + record["count"]]
        u = self._uniform(source, index, int(record["purpose"]))
        way = ways[int(np.argmax(ways["cumulative"] > u))]
        return self.plan.fill_levels[way["levels"]]  # type: ignore[no-any-return]

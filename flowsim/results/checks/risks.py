"""Risks: each happens when the threshold that was drawn for it is used up, to the tick, and only then.

The log is followed person by person with what runs, at which rate; thresholds are drawn again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from flowsim.engine.limits import VISITS_A_SPELL
from flowsim.engine.output import ARRIVE, BEGIN, CHANGE, DEPART, END, MARKED, STRUCK, Replication
from flowsim.plan.tables import STAY, WAIT, Plan
from flowsim.random.samplers import ticks
from flowsim.results.checks.broken import Broken, person, when
from flowsim.results.redraw import Draws
from flowsim.units import DAY

_NEVER = 2**62
_READY, _NOT_READY = 1, 2
_LONGEST = 1e15
"""What lasts longer never happens."""


@dataclass(slots=True)
class _Running:
    """A risk that runs, and what is left of its threshold."""

    risk: int
    left: float


@dataclass(slots=True)
class _Life:
    """What the risks of one person go by; `due` is when something comes of itself: `next`, or a new day of delay."""

    who: tuple[int, int]
    codes: np.ndarray
    unit: int
    looked: int
    spell: int = 0
    ready: int = -1
    gone: bool = False
    declared: bool = False
    place: list[_Running] = field(default_factory=list)
    wait: list[_Running] = field(default_factory=list)
    drawn: dict[int, int] = field(default_factory=dict)
    due: int = _NEVER
    next: _Running | None = None


def check_risks(plan: Plan, replication: Replication) -> Iterator[Broken]:
    """Rule ``risk``. The log must make a story."""
    assert replication.log is not None
    if not len(plan.risks):
        return
    checker = _Checker(plan, Draws(plan, replication.seed, replication.number))
    for time, source, index, kind, row, unit, _, value, slot in replication.log.tolist():
        yield from checker.read(time, (source, index), slot, kind, row, unit, value)
    for life in checker.lives.values():
        yield from checker.pass_time(life, plan.horizon)


class _Checker:
    def __init__(self, plan: Plan, draws: Draws) -> None:
        self.plan, self.draws = plan, draws
        self.lives: dict[tuple[int, int], _Life] = {}
        names = plan.risks.dtype.names or ()
        self.risks: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in plan.risks.tolist()]
        self.kinds, self.targets = plan.steps["kind"].tolist(), plan.steps["target"].tolist()
        self.hospital = plan.resources["hospital"].tolist()

    def read(
        self, now: int, who: tuple[int, int], slot: int, kind: int, row: int, unit: int, value: int
    ) -> Iterator[Broken]:
        """Take in one line of the log."""
        if kind == ARRIVE:
            self._arrive(now, who, unit, value)
            return
        life = self.lives[who]
        if life.gone:
            return
        yield from self.pass_time(life, now)
        if kind == STRUCK:
            yield from self._strike(life, now, value)
        elif kind == CHANGE:
            self._spend(life, now)
            life.codes[self.targets[row]] = value
            self._aim(life, now)
        elif kind == MARKED:
            self._mark(life, now, unit, value)
        elif kind == BEGIN and slot == 0 and self.kinds[row] in (STAY, WAIT):
            self._begin(life, now, row, unit)
        elif kind == END and slot == 0 and self.kinds[row] == WAIT and life.wait:
            self._spend(life, now)
            life.wait = []
            self._aim(life, now)
        elif kind == DEPART:
            life.gone, life.due, life.next = True, _NEVER, None

    def pass_time(self, life: _Life, now: int) -> Iterator[Broken]:
        """New days of delay begin, up to now; a risk that was due before ought to have happened."""
        while life.next is None and life.due <= now and life.due < self.plan.horizon:
            day = life.due
            self._spend(life, day)
            self._aim(life, day)
        if life.next is not None and life.due < now:
            label = self.plan.names["risks"][life.next.risk]
            yield self._say(life.due, life, f"used up the threshold of {label}, which did not happen")
            life.due, life.next = _NEVER, None

    def _arrive(self, now: int, who: tuple[int, int], unit: int, spell: int) -> None:
        before = self.lives.get(who)
        codes = self.draws.codes(*who) if before is None else before.codes
        life = self.lives[who] = _Life(who, codes, unit, now, spell)
        found = self.draws.found(*who)
        if before is None and found is not None and found["declared"]:
            life.declared, life.ready = True, int(found["ready"])

    def _begin(self, life: _Life, now: int, row: int, unit: int) -> None:
        """A stay's risks, or a move, end those of the place before; those of a wait run beside."""
        moved, before, life.unit = unit != life.unit, life.unit, unit
        if self.hospital[before] and not self.hospital[unit]:
            life.declared = False
        self._spend(life, now)
        step = self.plan.steps[row]
        risks = range(int(step["risks"]), int(step["risks"] + step["risk_count"]))
        if self.kinds[row] == WAIT:
            life.wait = [_Running(risk, self._threshold(life, risk)) for risk in risks]
        elif risks or moved:
            life.place = [_Running(risk, self._threshold(life, risk)) for risk in risks]
        self._aim(life, now)

    def _mark(self, life: _Life, now: int, unit: int, mark: int) -> None:
        declares = mark == self.plan.ready_mark and self.hospital[unit]
        if declares or (mark == self.plan.withdrawn_mark and life.declared):
            self._spend(life, now)
            life.declared = declares
            life.ready = now if declares else life.ready
            self._aim(life, now)

    def _strike(self, life: _Life, now: int, risk: int) -> Iterator[Broken]:
        if life.next is None or life.due != now or life.next.risk != risk:
            due = f", at {when(self.plan, life.due)}" if life.next is not None and life.next.risk == risk else ""
            label = self.plan.names["risks"][risk]
            yield self._say(now, life, f"has {label} happen without its threshold being used up then{due}")
        self._spend(life, now)
        for one in life.place + life.wait:
            if one.risk == risk:
                one.left = self._threshold(life, risk)
        if self.risks[risk]["interrupts"]:
            life.wait = []
        self._aim(life, now)

    # The arithmetic of RULES.md.

    def _threshold(self, life: _Life, risk: int) -> float:
        counter = self.risks[risk]["visit"]
        number = life.drawn.get(counter, 0)
        life.drawn[counter] = number + 1
        return self.draws.threshold(risk, *life.who, life.spell * VISITS_A_SPELL + number)

    def _rate(self, life: _Life, one: _Running) -> float:
        """Per tick, since the last look."""
        risk = self.risks[one.risk]
        if risk["during"] == (_NOT_READY if life.declared else _READY):
            return 0.0
        rate = float(risk["rate"])
        if risk["times"] >= 0:
            rate *= self.draws.factor(risk["times"], *life.who, life.codes)
        if life.declared and risk["count"]:
            days = (life.looked - life.ready) // DAY
            rate *= float(self.plan.factors[risk["first"] + min(days, risk["count"] - 1)])
        return rate

    def _spend(self, life: _Life, now: int) -> None:
        for one in life.place + life.wait:
            one.left = max(one.left - self._rate(life, one) * (now - life.looked), 0.0)
        life.looked = now

    def _aim(self, life: _Life, now: int) -> None:
        """What comes first at the present rates: a risk, or the next day of delay if rates change then."""
        life.due, life.next = _NEVER, None
        running = life.place + life.wait
        for one in running:
            rate = self._rate(life, one)
            at = now + int(ticks(one.left / rate)) if rate > 0 and one.left / rate < _LONGEST else _NEVER
            if at < life.due:
                life.due, life.next = at, one
        if life.declared and any(self.risks[one.risk]["count"] > 1 for one in running):
            day = life.ready + ((now - life.ready) // DAY + 1) * DAY
            if day < life.due:
                life.due, life.next = day, None

    def _say(self, now: int, life: _Life, sentence: str) -> Broken:
        return Broken("risk", now, f"{when(self.plan, now)}: {person(self.plan, *life.who)} {sentence}")
